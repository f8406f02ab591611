// SPDX-License-Identifier: MIT
#include "map_screen.hpp"

#include <fmt/format.h>
#include <vector>

namespace goldbox::cli {
namespace {

using content::Map;
using content::Rgb;
using grid::Barrier;
using grid::Cell;
using grid::Part;
using grid::Spot;

/// The nearest of the 6 by 6 by 6 colours that every terminal with colours has.
int terminal_color(Rgb color)
{
    const auto step = [](int value) { return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40; };
    return 16 + 36 * step(color.red) + 6 * step(color.green) + step(color.blue);
}

/// Walls on edges darken the cells that they are edges of: half a block is too wide for them.
Rgb cell_color(const Map& map, const grid::Grid& seen, Spot spot)
{
    const Barrier barrier = seen.barrier(spot);
    if (barrier != Barrier::none) return content::barrier_color(barrier);
    Rgb color = content::floor_color(map, spot);
    if (seen.barrier(spot, Part::north) == Barrier::none && seen.barrier(spot, Part::west) == Barrier::none)
        return color;
    const auto darker = [](std::uint8_t part) { return static_cast<std::uint8_t>(part * 2 / 3); };
    return {darker(color.red), darker(color.green), darker(color.blue)};
}

} // namespace

std::string map_blocks(const Map& map, std::int32_t level, bool known)
{
    const grid::Grid seen = known ? map.grid : content::without_secrets(map);
    const std::int32_t width = seen.width(), height = seen.height();
    const auto index = [width](Cell cell) {
        return static_cast<std::size_t>(cell.y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(cell.x);
    };
    std::vector<int> colors(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    for (std::int32_t y = 0; y < height; ++y) {
        for (std::int32_t x = 0; x < width; ++x)
            colors[index({x, y})] = terminal_color(cell_color(map, seen, {level, {x, y}}));
    }
    for (const content::MapObject& object : map.objects) {
        const bool area = object.kind == content::ObjectKind::encounter_zone || object.width > 1 || object.height > 1;
        const bool door = object.kind == content::ObjectKind::door;
        if (object.spot.level != level || area || door || (!known && content::is_hidden(object))) continue;
        colors[index(object.spot.cell)] = terminal_color(content::object_color(object.kind));
    }
    std::string text;
    for (std::int32_t y = 0; y < height; y += 2) {
        for (std::int32_t x = 0; x < width; ++x) {
            text += fmt::format("\x1b[38;5;{}", colors[index({x, y})]);
            if (y + 1 < height) text += fmt::format(";48;5;{}", colors[index({x, y + 1})]);
            text += "m\u2580";
        }
        text += "\x1b[0m\n";
    }
    return text;
}

} // namespace goldbox::cli
