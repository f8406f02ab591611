// SPDX-License-Identifier: MIT
#include "ground_screen.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace goldbox::cli {
namespace {

constexpr int axis = 4; ///< columns of the numbers beside the picture
constexpr std::int32_t most_rows = 30;

/// What is shown of a side: where it begins, and how many cells.
struct Span {
    std::int32_t first = 0;
    std::int32_t count = 0;
};

Span around(std::int32_t middle, std::int32_t length, std::int32_t room)
{
    if (length <= room) return {0, length};
    return {std::clamp(middle - room / 2, 0, length - room), room};
}

/// The nearest of the colours that terminals have, for what a letter stands for.
int color_of(char letter)
{
    switch (letter) {
    case '#':
    case '|':
    case '-': return 240;
    case '+':
    case '/': return 94;
    case '=': return 110;
    case '%': return 89;
    case ':':
    case '_': return 245;
    case 'n': return 137;
    case '1': return 101;
    case '2': return 67;
    case '3': return 25;
    case '4': return 95;
    case '5': return 16;
    case ' ': return 232;
    default: return 236;
    }
}

std::string row_of(const GroundPicture& picture, std::int32_t y, Span columns, bool color)
{
    std::string text;
    int last = -1;
    for (std::int32_t x = columns.first; x < columns.first + columns.count; ++x) {
        const auto in = [&](const std::vector<std::string>& rows) {
            const auto at = letter_of(rows, picture.height, {0, x, y});
            return at ? rows[at->row][at->column] : ' ';
        };
        const char ground = in(picture.ground), shown = in(picture.shown);
        if (!color) {
            text += shown;
            continue;
        }
        if (const int paint = color_of(ground); paint != last) text += fmt::format("\x1b[48;5;{}m", last = paint);
        text += shown == ground ? fmt::format("{}", shown) : fmt::format("\x1b[1;97m{}\x1b[22;39m", shown);
    }
    return color ? text + "\x1b[0m" : text;
}

std::string numbers_above(Span columns)
{
    std::string tens(axis, ' '), ones(axis, ' ');
    for (std::int32_t x = columns.first; x < columns.first + columns.count; ++x) {
        tens += x % 10 == 0 && x > 0 ? std::to_string(x / 10 % 10)[0] : ' ';
        ones += std::to_string(x % 10);
    }
    while (tens.ends_with(' ')) tens.pop_back();
    return tens + '\n' + ones + '\n';
}

} // namespace

std::optional<LetterPlace> letter_of(const std::vector<std::string>& rows, std::int32_t height,
                                     const rules::Position& cell)
{
    const bool edges = static_cast<std::int32_t>(rows.size()) > height;
    const auto row = static_cast<std::size_t>(edges ? 2 * cell.y + 1 : cell.y);
    const auto column = static_cast<std::size_t>(edges ? 2 * cell.x + 1 : cell.x);
    if (row >= rows.size() || column >= rows[row].size()) return std::nullopt;
    return LetterPlace{row, column};
}

std::string ground_picture(const Screen& screen, const GroundPicture& picture)
{
    const Span columns = around(picture.middle.x, picture.width, screen.width() - axis - 2);
    const Span rows = around(picture.middle.y, picture.height, most_rows);
    std::string text = '\n' + numbers_above(columns);
    for (std::int32_t y = rows.first; y < rows.first + rows.count; ++y)
        text += fmt::format("{:>3} {}\n", y, row_of(picture, y, columns, screen.color()));
    return text;
}

} // namespace goldbox::cli
