// SPDX-License-Identifier: MIT
#include "ground_screen.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
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

/// Whether rows and columns between are edges of cells.
bool has_edges(const std::vector<std::string>& rows, std::int32_t height)
{
    return static_cast<std::int32_t>(rows.size()) > height;
}

char letter_at(const std::vector<std::string>& rows, std::int32_t x, std::int32_t y)
{
    const bool inside =
        y >= 0 && std::cmp_less(y, rows.size()) && x >= 0 && std::cmp_less(x, rows[static_cast<std::size_t>(y)].size());
    return inside ? rows[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] : ' ';
}

/// Where four cells meet: a wall goes on there, or nothing is.
char corner_at(const std::vector<std::string>& rows, std::int32_t x, std::int32_t y)
{
    if (letter_at(rows, x - 1, y) == '-' || letter_at(rows, x + 1, y) == '-') return '-';
    return letter_at(rows, x, y - 1) == '|' || letter_at(rows, x, y + 1) == '|' ? '|' : ' ';
}

std::string row_of(const GroundPicture& picture, std::int32_t y, Span columns, bool color)
{
    const bool edges = has_edges(picture.ground, picture.height);
    std::string text;
    int last = -1;
    for (std::int32_t x = columns.first; x < columns.first + columns.count; ++x) {
        const bool corner = edges && x % 2 == 0 && y % 2 == 0;
        const char ground = corner ? corner_at(picture.ground, x, y) : letter_at(picture.ground, x, y);
        const char shown = corner ? ground : letter_at(picture.shown, x, y);
        if (!color) {
            text += shown;
            continue;
        }
        if (const int paint = color_of(ground); paint != last) text += fmt::format("\x1b[48;5;{}m", last = paint);
        text += shown == ground ? fmt::format("{}", shown) : fmt::format("\x1b[1;97m{}\x1b[22;39m", shown);
    }
    return color ? text + "\x1b[0m" : text;
}

std::string numbers_above(Span columns, bool edges)
{
    std::string tens(axis, ' '), ones(axis, ' ');
    for (std::int32_t letter = columns.first; letter < columns.first + columns.count; ++letter) {
        const bool between = edges && letter % 2 == 0;
        const std::int32_t x = edges ? letter / 2 : letter;
        tens += !between && x % 10 == 0 && x > 0 ? std::to_string(x / 10 % 10)[0] : ' ';
        ones += between ? ' ' : std::to_string(x % 10)[0];
    }
    while (tens.ends_with(' ')) tens.pop_back();
    while (ones.ends_with(' ')) ones.pop_back();
    return tens + '\n' + ones + '\n';
}

} // namespace

std::optional<LetterPlace> letter_of(const std::vector<std::string>& rows, std::int32_t height,
                                     const rules::Position& cell)
{
    const bool edges = has_edges(rows, height);
    const auto row = static_cast<std::size_t>(edges ? 2 * cell.y + 1 : cell.y);
    const auto column = static_cast<std::size_t>(edges ? 2 * cell.x + 1 : cell.x);
    if (row >= rows.size() || column >= rows[row].size()) return std::nullopt;
    return LetterPlace{row, column};
}

std::string ground_picture(const Screen& screen, const GroundPicture& picture)
{
    const bool edges = has_edges(picture.ground, picture.height);
    const auto letters = [&](std::int32_t cells) { return edges ? 2 * cells + 1 : cells; };
    const auto letter = [&](std::int32_t cell) { return edges ? 2 * cell + 1 : cell; };
    const Span columns = around(letter(picture.middle.x), letters(picture.width), screen.width() - axis - 2);
    const Span rows = around(letter(picture.middle.y), letters(picture.height), most_rows);
    std::string text = '\n' + numbers_above(columns, edges);
    for (std::int32_t y = rows.first; y < rows.first + rows.count; ++y) {
        const bool between = edges && y % 2 == 0;
        text += fmt::format("{:>3} {}\n", between ? "" : std::to_string(edges ? y / 2 : y),
                            row_of(picture, y, columns, screen.color()));
    }
    return text;
}

} // namespace goldbox::cli
