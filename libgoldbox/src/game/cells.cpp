// SPDX-License-Identifier: MIT
#include "game/cells.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace goldbox::game {
namespace {

/// Where a row begins, or the cell behind it.
using Border = std::tuple<std::int32_t, std::int32_t, std::int32_t>; // level, y, x

std::vector<Border> borders_of(const std::vector<Cells>& set)
{
    std::vector<Border> borders;
    borders.reserve(2 * set.size());
    for (const auto& [start, length] : set) {
        borders.emplace_back(start.level, start.y, start.x);
        borders.emplace_back(start.level, start.y, start.x + length);
    }
    return borders;
}

} // namespace

std::vector<grid::BitGrid> bits_of(const std::vector<Cells>& rows, std::int32_t width, std::int32_t height,
                                   std::int32_t levels)
{
    std::vector<grid::BitGrid> bits(static_cast<std::size_t>(levels), grid::BitGrid(width, height));
    for (const Cells& row : rows) {
        if (!is_inside(row, width, height, levels)) continue;
        for (std::int32_t i = 0; i < row.length; ++i)
            bits[static_cast<std::size_t>(row.start.level)].set({row.start.x + i, row.start.y});
    }
    return bits;
}

bool is_set(const std::vector<Cells>& rows, std::int32_t width, std::int32_t height, std::int32_t levels)
{
    const auto inside = [&](const Cells& row) { return is_inside(row, width, height, levels); };
    if (!std::ranges::all_of(rows, inside)) return false;
    const std::vector<Border> borders = borders_of(rows);
    return std::ranges::adjacent_find(borders, std::ranges::greater_equal()) == borders.end();
}

std::int64_t count(const std::vector<Cells>& rows)
{
    std::int64_t sum = 0;
    for (const Cells& row : rows) sum += row.length;
    return sum;
}

/// A border that both have is none of what is in one of them alone.
std::vector<Cells> exchanged(const std::vector<Cells>& set, const std::vector<Cells>& other)
{
    std::vector<Border> borders;
    std::ranges::set_symmetric_difference(borders_of(set), borders_of(other), std::back_inserter(borders));
    std::vector<Cells> rows;
    rows.reserve(borders.size() / 2);
    for (std::size_t i = 0; i + 1 < borders.size(); i += 2) {
        const auto [level, y, x] = borders[i];
        rows.push_back({{level, x, y}, std::get<2>(borders[i + 1]) - x});
    }
    return rows;
}

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

void mask(LevelView& level, const grid::BitGrid& known)
{
    const bool edges = static_cast<std::int32_t>(level.rows.size()) > known.height();
    for (std::size_t row = 0; row < level.rows.size(); ++row) {
        std::string& letters = level.rows[row];
        const auto line = static_cast<std::int32_t>(row);
        for (std::size_t at = 0; at < letters.size(); ++at) {
            const auto column = static_cast<std::int32_t>(at);
            if (!edges) {
                if (!known.test({column, line})) letters[at] = ' ';
                continue;
            }
            bool seen = false;
            for (std::int32_t y = (line - 1) / 2; y <= line / 2 && !seen; ++y) {
                for (std::int32_t x = (column - 1) / 2; x <= column / 2 && !seen; ++x)
                    seen = known.contains({x, y}) && known.test({x, y});
            }
            if (!seen) letters[at] = ' ';
        }
    }
}

} // namespace goldbox::game
