#pragma once
// SPDX-License-Identifier: MIT

#include <array>
#include <cstdint>

namespace goldbox {

/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers, SC11): four words out of a counter and a key.
/// Nothing is remembered between calls, so a new roll in one place moves no other.
[[nodiscard]] std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key);

/// Where a draw stands among all draws of a game. docs/random.md has the layout and test vectors.
struct Draw {
    std::uint64_t seed = 0;    ///< of the game
    std::uint32_t stream = 0;  ///< what it is for: a value of a room's own enumeration
    std::uint64_t entity = 0;  ///< whose it is: a creature, a story session; 0 for the table
    std::uint32_t counter = 0; ///< how many draws this stream and entity made before
};

/// A number from 0 to bound-1, each exactly as likely as the others: Lemire's multiply-and-reject over the four words
/// of the draw, then over those of its next attempts. `bound` is 1..2^32-1; 0 counts as 1.
[[nodiscard]] std::uint32_t draw_below(const Draw& draw, std::uint32_t bound);

/// A whole number from low to high, both included; low <= high.
[[nodiscard]] std::int32_t draw_between(const Draw& draw, std::int32_t low, std::int32_t high);

} // namespace goldbox
