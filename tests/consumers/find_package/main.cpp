// SPDX-License-Identifier: MIT
// What an embedder's program amounts to: it includes public headers and links.
#include <goldbox/base/result.hpp>
#include <goldbox/json/value.hpp>

#include <cstdio>

int main()
{
    goldbox::json::Arena arena;
    const goldbox::json::Value word = arena.string("hello");
    const goldbox::Result<int> refused =
        goldbox::fail(goldbox::Code::refused, "consumer.example", "an error crosses the border");
    std::printf("%s: %.*s 3\n", to_string(refused.error()).c_str(), static_cast<int>(word.string().size()),
                word.string().data());
    return refused ? 1 : 0;
}
