#pragma once
// SPDX-License-Identifier: MIT
// Sets of cells as rows: how they travel in events and are kept in states.

#include <goldbox/game/event.hpp>
#include <goldbox/game/view.hpp>
#include <goldbox/grid/bits.hpp>
#include <goldbox/grid/cell.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace goldbox::game {

[[nodiscard]] inline grid::Spot spot_of(const rules::Position& place)
{
    return {place.level, {place.x, place.y}};
}
[[nodiscard]] inline rules::Position position_of(const grid::Spot& spot)
{
    return {spot.level, spot.cell.x, spot.cell.y};
}

[[nodiscard]] inline bool is_inside(const rules::Position& place, std::int32_t width, std::int32_t height,
                                    std::int32_t levels)
{
    return place.level >= 0 && place.level < levels && place.y >= 0 && place.y < height && place.x >= 0 &&
           place.x < width;
}
[[nodiscard]] inline bool is_inside(const Cells& row, std::int32_t width, std::int32_t height, std::int32_t levels)
{
    return is_inside(row.start, width, height, levels) && row.length >= 1 && row.length <= width - row.start.x;
}

/// The rows of the cells of a level for which `test(cell)` holds, added to others.
template <class Test>
void add_rows(std::vector<Cells>& rows, std::int32_t level, std::int32_t width, std::int32_t height, const Test& test)
{
    for (std::int32_t y = 0; y < height; ++y) {
        for (std::int32_t x = 0; x < width; ++x) {
            if (!test(grid::Cell{x, y})) continue;
            Cells row{{level, x, y}, 0};
            for (; x < width && test(grid::Cell{x, y}); ++x) ++row.length;
            rows.push_back(row);
        }
    }
}

/// By level.
[[nodiscard]] std::vector<grid::BitGrid> bits_of(const std::vector<Cells>& rows, std::int32_t width,
                                                 std::int32_t height, std::int32_t levels);

/// Rows that lie inside, in order, without touching each other: one form for each set.
[[nodiscard]] bool is_set(const std::vector<Cells>& rows, std::int32_t width, std::int32_t height, std::int32_t levels);
[[nodiscard]] std::int64_t count(const std::vector<Cells>& rows);
/// The cells that are in one of two sets and not in both. Doing it again takes it back.
[[nodiscard]] std::vector<Cells> exchanged(const std::vector<Cells>& set, const std::vector<Cells>& other);

/// Drawn text in rows.
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);
/// Blanks what is not known. Of letters with edges between them, an edge is known with a cell beside it.
void mask(LevelView& level, const grid::BitGrid& known);

} // namespace goldbox::game
