// SPDX-License-Identifier: MIT
#include "walk_screen.hpp"

#include "ground_screen.hpp"

#include <fmt/format.h>

namespace goldbox::cli {

std::string map_walked(const Screen& screen, const game::View& view)
{
    const game::WalkView& walk = *view.walk;
    const auto level = static_cast<std::size_t>(walk.place.level);
    if (level >= walk.levels.size()) return screen.notice("This map is no more. `out` leaves it.");
    const game::LevelView& floor = walk.levels[level];
    std::vector<std::string> shown = floor.rows;
    if (const auto at = letter_of(shown, walk.height, walk.place)) shown[at->row][at->column] = '@';
    const std::string name = floor.name.empty() ? walk.title : walk.title + ", " + floor.name;
    std::string text =
        screen.label(fmt::format("{}{}you are at {},{}", name, name.empty() ? "" : ": ", walk.place.x, walk.place.y));
    return text + ground_picture(screen, {.ground = floor.rows,
                                          .shown = std::move(shown),
                                          .width = walk.width,
                                          .height = walk.height,
                                          .middle = walk.place});
}

} // namespace goldbox::cli
