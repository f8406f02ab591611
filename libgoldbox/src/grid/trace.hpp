#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/grid/cell.hpp>

#include <cstdint>

namespace goldbox::grid {

/// How far along a line, as a fraction of its length.
struct Along {
    std::int64_t part = 0;
    std::int64_t whole = 1;
};

/// Walks a straight line from one point to another through the cells, in exact integers, and tells whether nothing
/// stops it. `Map` answers: `cell(Cell)`, `west(Cell)`, `north(Cell)`: does what stands there stop the line; and
/// `over(Cell, Along)`: does the line pass above the floor of that cell there.
/// The points are not two ends of one grid line (see along_edge in cover.cpp).
template <class Map>
class Trace {
public:
    Trace(Point from, Point to, const Map& map)
        : map_(map),
          east_(to.x > from.x),
          south_(to.y > from.y),
          a_(east_ ? to.x - from.x : from.x - to.x),
          b_(south_ ? to.y - from.y : from.y - to.y),
          next_x_(2 - (from.x & 1)),
          next_y_(2 - (from.y & 1)),
          at_{first(from.x, east_), first(from.y, south_)}
    {
    }

    /// The cell that the line begins in; it is not asked about.
    [[nodiscard]] Cell start() const { return at_; }

    bool free()
    {
        for (;;) {
            const std::int64_t turn = next_x_ * b_ - next_y_ * a_; // which grid line comes first, or both: a corner
            if (turn <= 0 ? next_x_ >= a_ : next_y_ >= b_) return true;
            const Along along = turn <= 0 ? Along{next_x_, a_} : Along{next_y_, b_};
            const Cell sideways{at_.x + (east_ ? 1 : -1), at_.y};
            const Cell onward{at_.x, at_.y + (south_ ? 1 : -1)};
            const Cell there{turn <= 0 ? sideways.x : at_.x, turn >= 0 ? onward.y : at_.y};
            if (turn < 0 && vertical(at_)) return false;
            if (turn > 0 && horizontal(at_)) return false;
            if (turn == 0 && (vertical(at_) || !enters(sideways, along) || horizontal(sideways)) &&
                (horizontal(at_) || !enters(onward, along) || vertical(onward))) {
                return false;
            }
            if (!enters(there, along) || !map_.over(at_, along)) return false;
            at_ = there;
            if (turn <= 0) next_x_ += 2;
            if (turn >= 0) next_y_ += 2;
        }
    }

private:
    static constexpr std::int32_t first(std::int32_t start, bool forward)
    {
        if ((start & 1) != 0) return (start - 1) / 2;
        return forward ? start / 2 : start / 2 - 1;
    }
    bool vertical(Cell from) { return map_.west(east_ ? Cell{from.x + 1, from.y} : from); }
    bool horizontal(Cell from) { return map_.north(south_ ? Cell{from.x, from.y + 1} : from); }
    bool enters(Cell cell, Along along) { return !map_.cell(cell) && map_.over(cell, along); }

    const Map& map_;
    bool east_, south_;
    std::int64_t a_, b_;
    std::int64_t next_x_, next_y_; ///< distance from the start to the next grid line on each axis
    Cell at_;
};

} // namespace goldbox::grid
