// SPDX-License-Identifier: MIT
#include "words.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace goldbox::cli {
namespace {

bool is_decoration(char32_t c)
{
    constexpr std::u32string_view marks = U"\"'.,;:!?()[]…“”‘’«»„–—-";
    return marks.find(c) != marks.npos;
}

struct Direction {
    std::string_view word, letters;
    std::int32_t x, y;
};
constexpr std::array<Direction, 8> directions = {{{"north", "n", 0, -1},
                                                  {"northeast", "ne", 1, -1},
                                                  {"east", "e", 1, 0},
                                                  {"southeast", "se", 1, 1},
                                                  {"south", "s", 0, 1},
                                                  {"southwest", "sw", -1, 1},
                                                  {"west", "w", -1, 0},
                                                  {"northwest", "nw", -1, -1}}};

const Direction* direction(std::string_view word)
{
    const std::string way = lower(word);
    const auto found = std::ranges::find_if(
        directions, [&](const Direction& each) { return way == each.word || way == each.letters; });
    return found == directions.end() ? nullptr : &*found;
}

} // namespace

std::optional<Offset> offset(std::string_view text)
{
    const auto [word, rest] = split(text);
    const Direction* const way = direction(word);
    const auto steps = rest.empty() ? std::optional(1u) : number(rest);
    if (!way || !steps || *steps < 1 || *steps > 100) return std::nullopt;
    const auto cells = static_cast<std::int32_t>(*steps);
    return Offset{way->x * cells, way->y * cells};
}

bool is_direction(std::string_view word)
{
    return direction(word) != nullptr;
}

std::optional<Offset> coordinates(std::string_view text)
{
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const auto x = number(trim(text.substr(0, comma))), y = number(trim(text.substr(comma + 1)));
    if (!x || !y || *x > 100'000 || *y > 100'000) return std::nullopt;
    return Offset{static_cast<std::int32_t>(*x), static_cast<std::int32_t>(*y)};
}

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
