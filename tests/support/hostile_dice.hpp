#pragma once
// SPDX-License-Identifier: MIT
// Texts that somebody sends who wishes the dice ill: for tests and benchmarks.

#include <string>
#include <string_view>
#include <vector>

namespace goldbox::dice {

inline std::string repeated(std::string_view part, std::size_t bytes)
{
    std::string text;
    while (text.size() < bytes) text += part;
    return text;
}

/// Each part as often as the longest text that is read takes it, and in a megabyte.
inline std::vector<std::string> hostile_texts()
{
    std::vector<std::string> texts;
    for (const char* part :
         {"(", "-", "1+", "1d6kh1", "[", "{", "d", "1d6!", "kh1", "9", "(1,", "@a.", "max(", "1d(", "\xff", "// "}) {
        texts.push_back(repeated(part, 8000));
        texts.push_back("1d6" + repeated(part, 8000));
        texts.push_back(repeated(part, 1'000'000));
    }
    std::string modifiers = "1d6";
    for (int i = 0; modifiers.size() < 8000; ++i) modifiers += "k" + std::to_string(i);
    texts.push_back(modifiers);
    return texts;
}

} // namespace goldbox::dice
