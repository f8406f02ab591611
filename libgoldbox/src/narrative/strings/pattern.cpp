// SPDX-License-Identifier: MIT
#include "narrative/strings/pattern.hpp"

#include <algorithm>

namespace goldbox::narrative::strings {

std::optional<Pattern> Pattern::read(std::string_view text)
{
    Pattern pattern;
    std::string words;
    const auto end_words = [&] {
        if (!words.empty()) pattern.parts.push_back({false, std::move(words)});
        words.clear();
    };
    while (!text.empty()) {
        const char c = text.front();
        const bool twice = text.size() > 1 && text[1] == c;
        if ((c == '{' || c == '}') && twice) {
            words += c;
            text.remove_prefix(2);
        } else if (c == '{') {
            const std::size_t end = text.find_first_of("{}", 1);
            if (end == std::string_view::npos || text[end] != '}' || end == 1) return std::nullopt;
            end_words();
            pattern.parts.push_back({true, std::string(text.substr(1, end - 1))});
            text.remove_prefix(end + 1);
        } else if (c == '}') {
            return std::nullopt;
        } else {
            words += c;
            text.remove_prefix(1);
        }
    }
    end_words();
    return pattern;
}

std::vector<std::string_view> Pattern::names() const
{
    std::vector<std::string_view> found;
    for (const Part& part : parts) {
        if (part.placeholder && std::ranges::find(found, part.text) == found.end()) found.emplace_back(part.text);
    }
    return found;
}

} // namespace goldbox::narrative::strings
