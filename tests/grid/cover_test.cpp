// SPDX-License-Identifier: MIT
#include <goldbox/grid/cover.hpp>
#include <goldbox/grid/text.hpp>

#include "grid/maps.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"

#include <string>

using namespace goldbox;
using namespace goldbox::grid;
using namespace goldbox::tests;

namespace {

Cover between(const std::string& text, Cell attacker, Cell target)
{
    return cover(must(read_text(text)), 0, {attacker}, {target});
}

} // namespace

TEST_CASE("nothing between is no cover, a wall is total cover", "[grid][cover]")
{
    CHECK(between(".....\n", {0, 0}, {4, 0}) == Cover::none);
    CHECK(between("#####\n.....\n#####\n", {0, 1}, {4, 1}) == Cover::none);
    CHECK(between("..#..\n..#..\n..#..\n", {0, 1}, {4, 1}) == Cover::total);
    CHECK(between("..=..\n..=..\n..=..\n", {0, 1}, {4, 1}) == Cover::total);
    CHECK(between("..%..\n..%..\n..%..\n", {0, 1}, {4, 1}) == Cover::none);
    CHECK(between("..:..\n..:..\n..:..\n", {0, 1}, {4, 1}) == Cover::none);
}

TEST_CASE("who stands askew behind a gap has half cover, who is seen whole from one corner has none", "[grid][cover]")
{
    // a gap in a wall, passed askew: one corner of the target is hidden
    CHECK(between("..#..\n"
                  ".....\n"
                  "..#..\n",
                  {0, 0}, {4, 2}) == Cover::half);
    // an attacker at a corner leans out: one corner of his sees all of the target
    CHECK(between("....\n"
                  "#...\n"
                  "....\n",
                  {0, 2}, {3, 0}) == Cover::none);
}

TEST_CASE("low walls and creatures give half cover and never more", "[grid][cover]")
{
    CHECK(between("..n..\n..n..\n..n..\n", {0, 1}, {4, 1}) == Cover::half);
    const Grid map = must(read_text(".....\n.....\n.....\n"));
    BitGrid others(5, 3);
    for (std::int32_t y = 0; y < 3; ++y) others.set({2, y});
    CHECK(cover(map, 0, {{0, 1}}, {{4, 1}}, &others) == Cover::half);
    others.set({0, 1});
    others.set({4, 1});
    CHECK(cover(map, 0, {{0, 1}}, {{1, 1}}, &others) == Cover::none);
}

TEST_CASE("walls on edges give cover like walls on cells", "[grid][cover]")
{
    const Grid map = must(read_text("* * * * *\n"
                                    " . . .|. \n"
                                    "* * * * *\n"
                                    " . . .|. \n"
                                    "* * * * *\n"));
    CHECK(cover(map, 0, {{0, 0}}, {{3, 0}}) == Cover::total);
    CHECK(cover(map, 0, {{0, 0}}, {{2, 1}}) == Cover::none);
    CHECK(cover(map, 0, {{0, 0}}, {{3, 1}}) == Cover::total);
}

TEST_CASE("a large target is attacked where it has least cover", "[grid][cover]")
{
    const Grid map = must(read_text(".....\n..#..\n.....\n"));
    CHECK(cover(map, 0, {{0, 1}}, {{3, 1}, 2}) == Cover::none);
    CHECK(cover(map, 0, {{0, 1}}, {{3, 1}}) > Cover::none);
    CHECK(cover(map, 0, {{0, 1}}, {{4, 1}, 2}) == Cover::total); // it does not fit into the grid
    CHECK(cover(map, 0, {{0, 1}, 2147483647}, {{4, 1}}) == Cover::total);
    CHECK(cover(map, 3, {{0, 1}}, {{4, 1}}) == Cover::total);
}

TEST_CASE("more walls never give less cover, and a mirror gives the same", "[grid][cover]")
{
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Grid map = map_by_chance(seed, {.width = 9, .height = 9, .cells = 15, .edges = seed % 2 == 0 ? 8 : 0});
        Grid mirror = must(Grid::create(9, 9));
        for (std::int32_t y = 0; y < 9; ++y) {
            for (std::int32_t x = 0; x < 9; ++x) {
                for (const Part part : {Part::cell, Part::north}) {
                    mirror.set_barrier({0, {8 - x, y}}, part, map.barrier({0, {x, y}}, part));
                }
                mirror.set_barrier({0, {9 - x, y}}, Part::west, map.barrier({0, {x, y}}, Part::west));
            }
        }
        Chance chance(seed);
        for (int i = 0; i < 60; ++i) {
            const Cell a{chance.between(1, 8), chance.below(9)}, b{chance.between(1, 8), chance.below(9)};
            if (a == b) continue;
            const Cover here = cover(map, 0, {a}, {b});
            // an edge on the west border has no mirror image; nothing that lies there stands between two inside
            REQUIRE(here == cover(mirror, 0, {{8 - a.x, a.y}}, {{8 - b.x, b.y}}));
            const Spot spot{0, {chance.below(9), chance.below(9)}};
            const Barrier before = map.barrier(spot);
            map.set_barrier(spot, Barrier::wall);
            REQUIRE(cover(map, 0, {a}, {b}) >= here);
            map.set_barrier(spot, before);
        }
    }
}
