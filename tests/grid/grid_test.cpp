// SPDX-License-Identifier: MIT
#include <goldbox/grid/grid.hpp>
#include <goldbox/grid/text.hpp>

#include "grid/maps.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"

using namespace goldbox;
using namespace goldbox::grid;
using namespace goldbox::tests;

TEST_CASE("a grid beyond the limits is refused with the limit", "[grid]")
{
    const auto large = Grid::create(10'000, 10'000);
    REQUIRE(reason(large) == "grid.size");
    CHECK(large.error().code == Code::limit);
    CHECK(large.error().message.find("4096") != std::string::npos);
    CHECK(reason(Grid::create(0, 5)) == "grid.size");
    CHECK(reason(Grid::create(5, -1)) == "grid.size");
    CHECK(reason(Grid::create(2147483647, 2147483647, 2147483647)) == "grid.size");
    CHECK(reason(Grid::create(4096, 1024, 2)) == "grid.size");
    CHECK(Grid::create(4096, 1024).has_value());
}

TEST_CASE("a barrier stops what its kind stops", "[grid]")
{
    Grid map = must(Grid::create(3, 3));
    map.set_barrier({0, {1, 1}}, Barrier::window);
    CHECK_FALSE(map.bits(0, Stops::sight, Part::cell).test({1, 1}));
    CHECK(map.bits(0, Stops::steps, Part::cell).test({1, 1}));
    CHECK(map.bits(0, Stops::missiles, Part::cell).test({1, 1}));
    map.set_barrier({0, {2, 1}}, Part::west, Barrier::curtain);
    CHECK(map.bits(0, Stops::sight, Part::west).test({2, 1}));
    CHECK(map.columns(0, Part::west).test({1, 2}));
    CHECK_FALSE(map.bits(0, Stops::steps, Part::west).test({2, 1}));
    CHECK(map.has_edges(0));
}

TEST_CASE("a door opens and closes, a wall does not", "[grid]")
{
    Grid map = must(read_text("#+#\n"));
    CHECK(map.set_open({0, {1, 0}}, Part::cell, true));
    CHECK(map.barrier({0, {1, 0}}) == Barrier::open_door);
    CHECK_FALSE(map.bits(0, Stops::steps, Part::cell).test({1, 0}));
    CHECK(map.set_open({0, {1, 0}}, Part::cell, false));
    CHECK(map.barrier({0, {1, 0}}) == Barrier::door);
    CHECK_FALSE(map.set_open({0, {0, 0}}, Part::cell, true));
    CHECK_FALSE(map.set_open({0, {7, 0}}, Part::cell, true));
}

TEST_CASE("outside of a grid nothing stands and nothing can be put", "[grid]")
{
    Grid map = must(Grid::create(2, 2));
    const Grid before = map;
    for (const Spot spot : {Spot{0, {2, 0}}, Spot{0, {0, -1}}, Spot{1, {0, 0}}, Spot{-1, {0, 0}}}) {
        map.set_barrier(spot, Barrier::wall);
        map.set_terrain(spot, 3);
        map.set_height_feet(spot, 10);
        CHECK(map.barrier(spot) == Barrier::none);
        CHECK(map.height_feet(spot) == 0);
        CHECK(reason(map.add_link({.from = spot})) == "grid.link");
    }
    CHECK(map == before);
    CHECK(map.key() == before.key());
}

TEST_CASE("the key of a row follows its content and nothing else", "[grid]")
{
    Grid map = map_by_chance(3, {.edges = 10, .hills = 10, .terrains = 3});
    const Grid copy = map;
    map.set_barrier({0, {4, 5}}, Part::north, Barrier::bars);
    CHECK(map.row_key(0, 5) != copy.row_key(0, 5));
    CHECK(map.row_key(0, 4) == copy.row_key(0, 4));
    CHECK(map.key() != copy.key());
    map.set_barrier({0, {4, 5}}, Part::north, copy.barrier({0, {4, 5}}, Part::north));
    CHECK(map.row_key(0, 5) == copy.row_key(0, 5));
    CHECK(map.key() == copy.key());
    must(map.set_terrains({{.name = "floor", .price = {1, 2, 1, 1, 0}}}));
    CHECK(map.key() != copy.key());
}

TEST_CASE("terrains and links out of range are refused", "[grid]")
{
    Grid map = must(Grid::create(2, 2, 2));
    CHECK(reason(map.set_terrains({})) == "grid.terrain");
    CHECK(reason(map.set_terrains({{.name = "tar", .price = {17}}})) == "grid.terrain");
    CHECK(reason(map.set_terrains(std::vector<Terrain>(257))) == "grid.terrain");
    CHECK(reason(map.add_link({.from = {0, {0, 0}}, .to = {1, {0, 0}}, .price = 0})) == "grid.link");
    CHECK(map.add_link({.from = {0, {0, 0}}, .to = {1, {0, 0}}, .price = 2}).has_value());
}

TEST_CASE("a text and its map are the same", "[grid]")
{
    const std::string plain = "#####\n#.+.#\n#/=%#\n#:_n#\n#12.#\n#####\n";
    CHECK(draw_text(must(read_text(plain))) == plain);
    const std::string edged = "*-*-* *\n|. ./1\n* *-*+*\n % .:+\n* * * *\n";
    CHECK(draw_text(must(read_text(edged))) == edged);
    const auto wrong = read_text("#.#\n#?#\n");
    REQUIRE(reason(wrong) == "grid.text");
    CHECK(wrong.error().where.line == 2);
    CHECK(wrong.error().where.column == 2);
    CHECK(reason(read_text("\n \n")) == "grid.text");
    CHECK(reason(read_text(std::string(5000, '.'))) == "grid.size");
    CHECK(draw_text(must(read_text("...\n")), 0, [](Cell cell) { return cell.x == 1 ? '@' : '\0'; }) == ".@.\n");
}

TEST_CASE("64 bits are read from any place", "[grid]")
{
    BitGrid bits(130, 1);
    for (const std::int32_t x : {0, 5, 63, 64, 100, 129}) bits.set({x, 0});
    for (std::int32_t from = -70; from < 140; ++from) {
        std::uint64_t expected = 0;
        for (std::int32_t i = 0; i < 64; ++i) expected |= std::uint64_t{bits.test({from + i, 0})} << i;
        REQUIRE(bits.word(from, 0) == expected);
    }
}
