// SPDX-License-Identifier: MIT
// The grid room alone: a map as text, what the hero sees, where she can walk in one turn, and the way to the door.
#include <goldbox/grid/path.hpp>
#include <goldbox/grid/sight.hpp>
#include <goldbox/grid/text.hpp>

#include <algorithm>
#include <cstdio>

using namespace goldbox;

int main()
{
    auto map = grid::read_text("##############\n"
                               "#....#.......#\n"
                               "#....#..##...#\n"
                               "#.......##...+\n"
                               "#....#.......#\n"
                               "##############\n");
    if (!map) return std::puts(to_string(map.error()).c_str());
    const grid::Spot hero{0, {2, 3}};
    const grid::Spot door{0, {13, 3}};

    grid::Sight sight;
    sight.look(*map, hero, {.radius = 12});
    std::puts("seen:");
    std::puts(grid::draw_text(*map, 0, [&](grid::Cell cell) {
                  if (cell == hero.cell) return '@';
                  return sight.shows(cell) ? '\0' : ' ';
              }).c_str());

    map->set_open(door, grid::Part::cell, true);
    grid::Ground ground({.prices = grid::alternate_steps});
    ground.update(*map);
    grid::Reach reach;
    reach.from(ground, std::span(&hero, 1), {.limit = 6});
    grid::Paths paths;
    const auto path = paths.find(ground, hero, door);
    if (!path) return 1;
    std::printf("within six steps (o), and the way to the door, %u steps (*):\n", path->price);
    std::puts(grid::draw_text(*map, 0, [&](grid::Cell cell) {
                  if (cell == hero.cell) return '@';
                  if (std::ranges::find(path->spots, grid::Spot{0, cell}) != path->spots.end()) return '*';
                  return reach.price({0, cell}) != grid::Reach::unreached ? 'o' : '\0';
              }).c_str());
}
