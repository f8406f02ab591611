// SPDX-License-Identifier: MIT
#include "walk_screen.hpp"

#include "ground_screen.hpp"

#include <fmt/format.h>

namespace goldbox::cli {
namespace {

/// `P the miller at 4,2, a carter at 7,7`: whom the letters on this floor are.
std::string people_here(const game::WalkView& walk)
{
    std::string text;
    for (const game::PersonView& person : walk.people) {
        if (person.place.level != walk.place.level) continue;
        text += fmt::format("{}{} at {},{}", text.empty() ? "P " : ", ", person.name.empty() ? "somebody" : person.name,
                            person.place.x, person.place.y);
    }
    return text;
}

} // namespace

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
    text += ground_picture(screen, {.ground = floor.rows,
                                    .shown = std::move(shown),
                                    .width = walk.width,
                                    .height = walk.height,
                                    .middle = walk.place});
    const std::string people = people_here(walk);
    return people.empty() ? text : text + screen.notice(people);
}

} // namespace goldbox::cli
