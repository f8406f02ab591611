#pragma once
// SPDX-License-Identifier: MIT
// Maps as pictures. Every line of them is drawn here; there are no files of tiles.

#include <goldbox/base/result.hpp>
#include <goldbox/content/map.hpp>

#include <cstdint>
#include <string>

namespace goldbox::png {

struct PictureOptions {
    std::int32_t width = 800; ///< at most about so many pixels, 100..8192; cells are 4 to 48 pixels wide
    bool known = true;        ///< false: without what players cannot know yet, as in `content::draw_map_text`
};

/// One level of a map as the bytes of a PNG file, which carries `content::describe_map` as its description.
/// `png.size` for a level that does not exist, or where the picture would have more than 64 million pixels.
[[nodiscard]] Result<std::string> draw_map(const content::Map& map, std::int32_t level,
                                           const PictureOptions& options = {});

} // namespace goldbox::png
