#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/grid/bits.hpp>
#include <goldbox/grid/cell.hpp>
#include <goldbox/grid/grid.hpp>

#include <cstdint>

namespace goldbox::grid {

enum class Cover : std::uint8_t { none, half, three_quarters, total };

/// The square that a creature takes up; its place is its north-west cell.
struct Body {
    Cell cell;
    std::int32_t size = 1; ///< cells a side, 1..32
};

/// What protects a target from an attacker (SRD 5.1, Cover), traced from corners to corners: from the corner of the
/// attacker's space that serves him best, lines go to the four corners of the cell of the target that serves him best.
/// Of these 0 stopped is none, 1 or 2 half, 3 three quarters, 4 total; so is no free line between any two of their
/// centers. What stops missiles stops a line: on a cell that it runs through, on an edge that it crosses, at a corner
/// where neither way around is free. Along an edge it is stopped only where both cells beside it stop it (what lies
/// outside of the grid does). The spaces of both do not count. Low barriers, and cells of `others`, stop lines too, but
/// give half at most. Total when one of them does not stand wholly inside.
[[nodiscard]] Cover cover(const Grid& grid, std::int32_t level, const Body& attacker, const Body& target,
                          const BitGrid* others = nullptr);

} // namespace goldbox::grid
