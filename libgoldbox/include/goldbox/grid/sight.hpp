#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/grid/bits.hpp>
#include <goldbox/grid/cell.hpp>
#include <goldbox/grid/grid.hpp>

#include <cstdint>
#include <vector>

namespace goldbox::grid {

/// Whether a line from center to center is free: no barrier that stops `what` on an edge that it crosses nor on a cell
/// that it enters, its ends left out. Where it meets a corner exactly it passes if one way around the corner is free.
/// The same from both ends. False when a cell lies outside.
/// With `Stops::missiles` this is the line of effect. Heights of floors are not looked at.
[[nodiscard]] bool line_free(const Grid& grid, std::int32_t level, Cell from, Cell to, Stops what = Stops::sight);

/// Heights above the floor of their cells, in feet.
struct Eyes {
    std::int32_t from_feet = 5;
    std::int32_t to_feet = 5;
};

/// The same over uneven ground: between its ends the line also stays at or above the floors of the cells that it
/// enters, where it enters and where it leaves them.
[[nodiscard]] bool line_free(const Grid& grid, std::int32_t level, Cell from, Cell to, Stops what, Eyes eyes);

struct SightOptions {
    std::int32_t radius = 12; ///< in cells, 0..max_side
    Metric metric = Metric::straight;
    Eyes eyes = {}; ///< used on levels that are uneven
};

/// What is seen from one cell. It keeps its memory: looking again with the same radius allocates nothing.
class Sight {
public:
    /// `sees` becomes every cell of the level within the radius to which the line of sight is free; an eye outside of
    /// the grid sees nothing. The cost follows the radius, not the size of the grid.
    void look(const Grid& grid, Spot eye, const SightOptions& options = {});

    [[nodiscard]] Spot eye() const { return eye_; }
    [[nodiscard]] std::int32_t radius() const { return radius_; }

    /// The line of sight to that cell is free; if cell and eye change places the answer is the same.
    [[nodiscard]] bool sees(Cell cell) const { return bit(sees_, cell); }
    /// What is drawn: all that is seen, and opaque cells whose faces are: next to a seen cell nearer to the eye.
    [[nodiscard]] bool shows(Cell cell) const { return bit(shows_, cell); }

    [[nodiscard]] std::size_t seen() const { return count(sees_); }
    [[nodiscard]] std::size_t shown() const { return count(shows_); }

    /// Sets the bits of what is seen or shown in a set over the whole level.
    void add_seen(BitGrid& level) const { add(sees_, level); }
    void add_shown(BitGrid& level) const { add(shows_, level); }

    /// A square of 2 * radius + 1 rows around the eye; the eye is bit `radius` of row `radius`.
    [[nodiscard]] std::size_t words() const { return words_; } ///< of a row
    [[nodiscard]] const std::uint64_t* seen_row(std::int32_t row) const { return at(sees_, row); }
    [[nodiscard]] const std::uint64_t* shown_row(std::int32_t row) const { return at(shows_, row); }

private:
    friend struct Caster;

    /// A ray from the eye through the corner that bounds the light there, in half cells.
    struct Ray {
        std::int32_t x = 0;
        std::int32_t y = 0;
    };
    struct Sector {
        Ray low;
        Ray high;
    };

    [[nodiscard]] const std::uint64_t* at(const std::vector<std::uint64_t>& bits, std::int32_t row) const
    {
        return bits.data() + static_cast<std::size_t>(row) * words_;
    }
    [[nodiscard]] bool bit(const std::vector<std::uint64_t>& bits, Cell cell) const
    {
        const std::int32_t x = cell.x - eye_.cell.x + radius_;
        const std::int32_t y = cell.y - eye_.cell.y + radius_;
        if (bits.empty() || x < 0 || y < 0 || x > 2 * radius_ || y > 2 * radius_) return false;
        return (at(bits, y)[x / 64] >> (x % 64) & 1) != 0;
    }
    [[nodiscard]] static std::size_t count(const std::vector<std::uint64_t>& bits);
    void add(const std::vector<std::uint64_t>& bits, BitGrid& level) const;
    void show(const Grid& grid);
    void keep_above_floors(const Grid& grid, Eyes eyes);

    Spot eye_;
    std::int32_t radius_ = 0;
    std::size_t words_ = 0;
    std::vector<std::uint64_t> sees_;
    std::vector<std::uint64_t> shows_;
    std::vector<std::int32_t> reach_; ///< by distance of the row: how far to each side the radius reaches
    std::vector<Sector> light_;
    std::vector<Sector> next_;
};

} // namespace goldbox::grid
