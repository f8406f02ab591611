#pragma once
// SPDX-License-Identifier: MIT

#include <compare>
#include <cstdint>

namespace goldbox::grid {

/// A square of a level: x grows to the east, y to the south, from 0.
struct Cell {
    std::int32_t x = 0;
    std::int32_t y = 0;

    bool operator==(const Cell&) const = default;
    /// By row, then by column: the order in which sets of cells come.
    constexpr std::strong_ordering operator<=>(const Cell& other) const
    {
        if (y != other.y) return y <=> other.y;
        return x <=> other.x;
    }
    constexpr Cell operator+(Cell other) const { return {x + other.x, y + other.y}; }
    constexpr Cell operator-(Cell other) const { return {x - other.x, y - other.y}; }
};

/// A point in half cells: cell (x, y) reaches from (2x, 2y) to (2x + 2, 2y + 2). Corners of cells have even
/// coordinates, their centers odd ones.
struct Point {
    std::int32_t x = 0;
    std::int32_t y = 0;

    bool operator==(const Point&) const = default;
};

constexpr Point center(Cell cell)
{
    return {2 * cell.x + 1, 2 * cell.y + 1};
}

/// A cell of one level of a grid.
struct Spot {
    std::int32_t level = 0;
    Cell cell;

    bool operator==(const Spot&) const = default;
    constexpr std::strong_ordering operator<=>(const Spot& other) const
    {
        if (level != other.level) return level <=> other.level;
        return cell <=> other.cell;
    }
};

/// Clockwise from north; the odd ones are the diagonals.
enum class Direction : std::uint8_t { north, north_east, east, south_east, south, south_west, west, north_west };

/// One step in that direction.
constexpr Cell step(Direction direction)
{
    constexpr Cell steps[] = {{0, -1}, {1, -1}, {1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}};
    return steps[static_cast<unsigned>(direction)];
}

constexpr bool is_diagonal(Direction direction)
{
    return (static_cast<unsigned>(direction) & 1u) != 0;
}

/// How far apart cells are: what a radius means.
enum class Metric : std::uint8_t {
    straight,  ///< the distance of the centers: a circle
    steps,     ///< a diagonal counts as one: a square
    alternate, ///< each second diagonal counts as two (5-10-5): an octagon
};

/// Whether two cells that are dx and dy apart are within `radius` cells. No root is taken. |dx|, |dy|, radius < 2^30.
constexpr bool within(Metric metric, std::int32_t dx, std::int32_t dy, std::int32_t radius)
{
    const std::int64_t a = dx < 0 ? -dx : dx;
    const std::int64_t b = dy < 0 ? -dy : dy;
    const std::int64_t less = a < b ? a : b;
    const std::int64_t more = a < b ? b : a;
    switch (metric) {
    case Metric::straight: return a * a + b * b <= std::int64_t{radius} * radius;
    case Metric::steps: return more <= radius;
    case Metric::alternate: return more + less / 2 <= radius;
    }
    return false;
}

} // namespace goldbox::grid
