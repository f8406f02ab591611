// SPDX-License-Identifier: MIT
#include "words.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <charconv>

namespace goldbox::cli {
namespace {

bool is_decoration(char32_t c)
{
    constexpr std::u32string_view marks = U"\"'.,;:!?()[]…“”‘’«»„–—-";
    return marks.find(c) != marks.npos;
}

} // namespace

std::string_view trim(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

Split split(std::string_view line)
{
    const std::size_t end = std::min(line.find_first_of(blanks), line.size());
    return {line.substr(0, end), trim(line.substr(end))};
}

std::string lower(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return result;
}

std::string plain(std::string_view text)
{
    std::string result;
    while (!text.empty()) {
        const CodePoint point = decode_utf8(text);
        if (point.value == ' ' || point.value == '\t') {
            if (!result.empty() && result.back() != ' ') result += ' ';
        } else if (!is_decoration(point.value)) {
            append_utf8(result, point.value);
        }
        text.remove_prefix(point.bytes);
    }
    if (result.ends_with(' ')) result.pop_back();
    return lower(result);
}

std::optional<std::uint32_t> number(std::string_view text)
{
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

} // namespace goldbox::cli
