// SPDX-License-Identifier: MIT
#include <goldbox/grid/cover.hpp>

#include "grid/trace.hpp"

#include <algorithm>

namespace goldbox::grid {

namespace {

bool within(const Body& body, Cell cell)
{
    const Cell off = cell - body.cell;
    return off.x >= 0 && off.y >= 0 && off.x < body.size && off.y < body.size;
}

/// What stops a line from one creature to another: walls, and with `soft` what gives half cover at most.
struct Obstacles {
    Obstacles(const Grid& map, std::int32_t on, const Body& from, const Body& to, const BitGrid* standing,
              bool with_soft)
        : grid(map), level(on), attacker(from), target(to), others(standing), soft(with_soft)
    {
    }

    [[nodiscard]] bool cell(Cell cell) const
    {
        if (!grid.contains(cell)) return true;
        if (within(attacker, cell) || within(target, cell)) return false;
        return grid.bits(level, Stops::missiles, Part::cell).at(cell.x, cell.y) ||
               (soft && (grid.low(level, Part::cell).at(cell.x, cell.y) || (others && others->test(cell))));
    }
    [[nodiscard]] bool west(Cell cell) const { return edge(cell, Part::west); }
    [[nodiscard]] bool north(Cell cell) const { return edge(cell, Part::north); }
    [[nodiscard]] static bool over(Cell /*cell*/, Along /*along*/) { return true; }

private:
    [[nodiscard]] bool edge(Cell cell, Part part) const
    {
        return grid.bits(level, Stops::missiles, part).test(cell) || (soft && grid.low(level, part).test(cell));
    }

    const Grid& grid;
    std::int32_t level;
    const Body& attacker;
    const Body& target;
    const BitGrid* others;
    bool soft;
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

/// Lines stopped between a corner and the corners of a cell, 0 to 4.
int stopped(Cell corner, Cell cell, const Obstacles& map)
{
    int sum = 0;
    for (const Cell other : {Cell{0, 0}, Cell{1, 0}, Cell{0, 1}, Cell{1, 1}}) {
        sum += line_between(corner, cell + other, map) ? 0 : 1;
    }
    return sum;
}

Cover by_lines(int lines)
{
    constexpr Cover covers[] = {Cover::none, Cover::half, Cover::half, Cover::three_quarters, Cover::total};
    return covers[lines];
}

/// The least that is stopped, over all corners and cells.
Cover least(const Obstacles& map, const Body& attacker, const Body& target)
{
    int best = 4;
    for (std::int32_t y = 0; y < target.size; ++y) {
        for (std::int32_t x = 0; x < target.size; ++x) {
            for (const Cell corner : {Cell{0, 0}, Cell{1, 0}, Cell{0, 1}, Cell{1, 1}}) {
                const Cell from{attacker.cell.x + corner.x * attacker.size, attacker.cell.y + corner.y * attacker.size};
                best = std::min(best, stopped(from, target.cell + Cell{x, y}, map));
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
    if (!line_of_effect({grid, level, attacker, target, others, false}, attacker, target)) return Cover::total;
    const Cover hard = least({grid, level, attacker, target, others, false}, attacker, target);
    if (hard >= Cover::half) return hard;
    const Cover all = least({grid, level, attacker, target, others, true}, attacker, target);
    return std::min(all, Cover::half);
}

} // namespace goldbox::grid
