#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/content/map.hpp>

#include <cstdint>
#include <string>

namespace goldbox::cli {

/// A level in colours, two rows of cells in each line of half blocks.
[[nodiscard]] std::string map_blocks(const content::Map& map, std::int32_t level, bool known);

} // namespace goldbox::cli
