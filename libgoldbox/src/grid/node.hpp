#pragma once
// SPDX-License-Identifier: MIT

#include <cstdint>

namespace goldbox::grid {

// What the byte of a node in Ground::prices_ holds.
inline constexpr std::uint8_t node_price_bits = 0x1f; ///< up to max_price
inline constexpr std::uint8_t node_even = 0x40;
inline constexpr std::uint8_t node_linked = 0x80;

} // namespace goldbox::grid
