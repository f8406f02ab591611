// SPDX-License-Identifier: MIT
// What an embedder's program amounts to: it includes public headers and links.
#include <goldbox/base/result.hpp>
#include <goldbox/json/value.hpp>

#include <cstdio>

int main()
{
    // A program that embeds the library keeps its own warnings: this narrowing would be refused by the project's.
    const int units = 3.5;

    goldbox::json::Arena arena;
    const goldbox::json::Value word = arena.string("hello");
    const goldbox::Result<int> refused =
        goldbox::fail(goldbox::Code::refused, "consumer.example", "an error crosses the border");
    std::printf("%s: %.*s %d\n", to_string(refused.error()).c_str(), static_cast<int>(word.string().size()),
                word.string().data(), units);
    return refused ? 1 : 0;
}
