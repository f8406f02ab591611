// SPDX-License-Identifier: MIT
#include <goldbox/base/result.hpp>

#include <cstdio>

int main()
{
    // A program that embeds the library keeps its own warnings: this narrowing would be refused by the project's.
    const int units = 3.5;

    const goldbox::Error error{goldbox::Code::refused, "consumer.example", "an error crosses the border"};
    std::printf("%s: hello %d\n", to_string(error).c_str(), units);
}
