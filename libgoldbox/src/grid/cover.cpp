// SPDX-License-Identifier: MIT
#include <goldbox/grid/cover.hpp>

#include "grid/trace.hpp"

#include <algorithm>
#include <array>

namespace goldbox::grid {

namespace {

bool within(const Body& body, Cell cell)
{
    const Cell off = cell - body.cell;
    return off.x >= 0 && off.y >= 0 && off.x < body.size && off.y < body.size;
}

/// What stops a line from one creature to another: walls, and with `soft` what gives half cover at most.
class Obstacles {
public:
    Obstacles(const Grid& grid, std::int32_t level, const Body& from, const Body& to, const BitGrid* standing,
              bool with_soft)
        : attacker_(from), target_(to), inside_{grid.width(), grid.height()}
    {
        for (const Part part : {Part::cell, Part::north, Part::west}) {
            take(part, grid.bits(level, Stops::missiles, part));
            if (with_soft) take(part, grid.low(level, part));
        }
        if (with_soft && standing) take(Part::cell, *standing);
    }

    [[nodiscard]] bool cell(Cell cell) const
    {
        if (cell.x < 0 || cell.y < 0 || cell.x >= inside_.x || cell.y >= inside_.y) return true;
        return !within(attacker_, cell) && !within(target_, cell) && stands(Part::cell, cell);
    }
    [[nodiscard]] bool west(Cell cell) const { return stands(Part::west, cell); }
    [[nodiscard]] bool north(Cell cell) const { return stands(Part::north, cell); }
    [[nodiscard]] static bool over(Cell /*cell*/, Along /*along*/) { return true; }

    /// Whether nothing stands in a rectangle of corners, its edges included, that could stop a line between two of
    /// them. What is too wide to be looked at in one go may well be full.
    [[nodiscard]] bool is_clear(Cell one, Cell two) const
    {
        const std::int32_t left = std::min(one.x, two.x), width = std::max(one.x, two.x) - left;
        const std::int32_t top = std::min(one.y, two.y), bottom = std::max(one.y, two.y);
        if (width >= most_wide) return false;
        const std::uint64_t cells = (std::uint64_t{1} << static_cast<unsigned>(width)) - 1, edges = 2 * cells + 1;
        for (std::int32_t y = top; y <= bottom; ++y) {
            if ((row(Part::north, left, y) & cells) != 0) return false;
            if (y == bottom) break; // only the edges above belong to it
            if ((row(Part::cell, left, y) & cells) != 0 || (row(Part::west, left, y) & edges) != 0) return false;
        }
        return true;
    }

private:
    static constexpr std::int32_t most_wide = 63; ///< cells, so that their edges fit in a word

    void take(Part part, const BitGrid& bits) { *std::ranges::find(of(part), nullptr) = &bits; }
    [[nodiscard]] bool stands(Part part, Cell cell) const
    {
        for (const BitGrid* const bits : of(part)) {
            if (bits && bits->test(cell)) return true;
        }
        return false;
    }
    [[nodiscard]] std::uint64_t row(Part part, std::int32_t x, std::int32_t y) const
    {
        std::uint64_t word = 0;
        for (const BitGrid* const bits : of(part)) {
            if (bits) word |= bits->word(x, y);
        }
        return word;
    }
    using Layers = std::array<const BitGrid*, 3>; ///< null: no more
    [[nodiscard]] Layers& of(Part part) { return layers_[static_cast<std::size_t>(part)]; }
    [[nodiscard]] const Layers& of(Part part) const { return layers_[static_cast<std::size_t>(part)]; }

    const Body& attacker_;
    const Body& target_;
    Cell inside_;
    std::array<Layers, 3> layers_{};
};

/// A line along edges, between two corners of one row or column. Where it passes from one edge to the next a wall may
/// stand across.
bool along_edge(Cell from, Cell to, const Obstacles& map)
{
    const bool upright = from.x == to.x;
    const std::int32_t first = upright ? std::min(from.y, to.y) : std::min(from.x, to.x);
    const std::int32_t last = upright ? std::max(from.y, to.y) : std::max(from.x, to.x);
    for (std::int32_t i = first; i < last; ++i) {
        const Cell one = upright ? Cell{from.x - 1, i} : Cell{i, from.y - 1};
        const Cell two = upright ? Cell{from.x, i} : Cell{i, from.y};
        if (map.cell(one) && map.cell(two)) return false;
        if (i == first) continue;
        const bool across_one = upright ? map.north(one) : map.west(one);
        const bool across_two = upright ? map.north(two) : map.west(two);
        if (across_one && across_two) return false;
    }
    return true;
}

bool line_between(Cell from, Cell to, const Obstacles& map)
{
    if (from.x == to.x || from.y == to.y) return along_edge(from, to, map);
    Trace line(Point{2 * from.x, 2 * from.y}, Point{2 * to.x, 2 * to.y}, map);
    return !map.cell(line.start()) && line.free();
}

/// Lines stopped between a corner and the corners of a cell, 0 to 4; `most` where there are at least as many.
int stopped(Cell corner, Cell cell, const Obstacles& map, int most)
{
    const Cell far{cell.x + (corner.x <= cell.x ? 1 : 0), cell.y + (corner.y <= cell.y ? 1 : 0)};
    if (map.is_clear(corner, far)) return 0;
    int sum = 0;
    for (const Cell other : {Cell{0, 0}, Cell{1, 0}, Cell{0, 1}, Cell{1, 1}}) {
        sum += line_between(corner, cell + other, map) ? 0 : 1;
        if (sum >= most) break;
    }
    return sum;
}

Cover by_lines(int lines)
{
    constexpr Cover covers[] = {Cover::none, Cover::half, Cover::half, Cover::three_quarters, Cover::total};
    return covers[lines];
}

/// The least that is stopped, over all corners and cells; no more than `most`.
Cover least(const Obstacles& map, const Body& attacker, const Body& target, int most)
{
    int best = most;
    for (std::int32_t y = 0; y < target.size; ++y) {
        for (std::int32_t x = 0; x < target.size; ++x) {
            for (const Cell corner : {Cell{0, 0}, Cell{1, 0}, Cell{0, 1}, Cell{1, 1}}) {
                const Cell from{attacker.cell.x + corner.x * attacker.size, attacker.cell.y + corner.y * attacker.size};
                best = stopped(from, target.cell + Cell{x, y}, map, best);
                if (best == 0) return Cover::none;
            }
        }
    }
    return by_lines(best);
}

template <class Take>
bool any_cell(const Body& body, Take&& take)
{
    for (std::int32_t y = 0; y < body.size; ++y) {
        for (std::int32_t x = 0; x < body.size; ++x) {
            if (take(body.cell + Cell{x, y})) return true;
        }
    }
    return false;
}

bool line_of_effect(const Obstacles& map, const Body& attacker, const Body& target)
{
    return any_cell(attacker, [&](Cell from) {
        return any_cell(target, [&](Cell to) { return Trace(center(from), center(to), map).free(); });
    });
}

bool inside(const Grid& grid, std::int32_t level, const Body& body)
{
    if (body.size < 1 || body.size > 32 || !grid.contains(Spot{level, body.cell})) return false;
    return grid.contains(Cell{body.cell.x + body.size - 1, body.cell.y + body.size - 1});
}

} // namespace

Cover cover(const Grid& grid, std::int32_t level, const Body& attacker, const Body& target, const BitGrid* others)
{
    if (!inside(grid, level, attacker) || !inside(grid, level, target)) return Cover::total;
    const Obstacles walls(grid, level, attacker, target, others, false);
    const Cell first{std::min(attacker.cell.x, target.cell.x), std::min(attacker.cell.y, target.cell.y)};
    const Cell last{std::max(attacker.cell.x + attacker.size, target.cell.x + target.size),
                    std::max(attacker.cell.y + attacker.size, target.cell.y + target.size)};
    if (!walls.is_clear(first, last)) {
        if (!line_of_effect(walls, attacker, target)) return Cover::total;
        if (const Cover hard = least(walls, attacker, target, 4); hard >= Cover::half) return hard;
    }
    const Obstacles all(grid, level, attacker, target, others, true);
    return least(all, attacker, target, 1); // what is soft gives half at most
}

} // namespace goldbox::grid
