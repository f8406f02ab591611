// SPDX-License-Identifier: MIT
#include <goldbox/grid/light.hpp>
#include <goldbox/grid/text.hpp>

#include "grid/maps.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"

#include <algorithm>

using namespace goldbox;
using namespace goldbox::grid;
using namespace goldbox::tests;

TEST_CASE("a torch lights what it sees, brightly when near", "[grid][light]")
{
    const Grid map = must(read_text("...........\n"));
    Lighting lighting(11, 1, Brightness::dark);
    lighting.add(map, {.spot = {0, {0, 0}}, .bright = 3, .dim = 6});
    CHECK(lighting.at({3, 0}) == Brightness::bright);
    CHECK(lighting.at({4, 0}) == Brightness::dim);
    CHECK(lighting.at({6, 0}) == Brightness::dim);
    CHECK(lighting.at({7, 0}) == Brightness::dark);
    CHECK(lighting.at({11, 0}) == Brightness::dark);
}

TEST_CASE("two lights together are the brighter of both, in any order", "[grid][light]")
{
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Grid map = map_by_chance(seed, {.width = 70, .height = 20, .cells = 10, .edges = 5});
        Chance chance(seed);
        const auto light = [&] {
            return Light{{0, {chance.below(70), chance.below(20)}}, chance.below(6), chance.below(12)};
        };
        const Light a = light(), b = light();
        Lighting one(70, 20, Brightness::dark), two = one, both = one, turned = one;
        one.add(map, a);
        two.add(map, b);
        both.add(map, a);
        both.add(map, b);
        turned.add(map, b);
        turned.add(map, a);
        for (std::int32_t y = 0; y < 20; ++y) {
            for (std::int32_t x = 0; x < 70; ++x) {
                REQUIRE(both.at({x, y}) == std::max(one.at({x, y}), two.at({x, y})));
                REQUIRE(both.at({x, y}) == turned.at({x, y}));
            }
        }
    }
}

TEST_CASE("darkvision makes the dark dim and the dim bright, but does not pierce magic", "[grid][light]")
{
    const Grid map = must(Grid::create(20, 1));
    Lighting lighting(20, 1, Brightness::dark);
    lighting.add(map, {.spot = {0, {19, 0}}, .bright = 5, .dim = 10});
    lighting.darken({3, 0});
    lighting.darken({18, 0});
    Sight sight;
    sight.look(map, {0, {0, 0}}, {.radius = 25});
    const Senses human, elf{.darkvision = 12}, angel{.truesight = 24};
    CHECK(seen_as(sight, lighting, human, {2, 0}) == Brightness::dark);
    CHECK(seen_as(sight, lighting, elf, {2, 0}) == Brightness::dim);
    CHECK(seen_as(sight, lighting, human, {10, 0}) == Brightness::dim);
    CHECK(seen_as(sight, lighting, elf, {10, 0}) == Brightness::bright);
    CHECK(seen_as(sight, lighting, elf, {13, 0}) == Brightness::dim);
    CHECK(seen_as(sight, lighting, elf, {3, 0}) == Brightness::dark);
    CHECK(seen_as(sight, lighting, angel, {3, 0}) == Brightness::bright);
    CHECK(seen_as(sight, lighting, human, {17, 0}) == Brightness::bright);
    CHECK(seen_as(sight, lighting, human, {18, 0}) == Brightness::dark);
}

TEST_CASE("what the line of sight does not reach is dark to every sense", "[grid][light]")
{
    const Grid map = must(read_text(".#.\n"));
    const Lighting lighting(3, 1, Brightness::bright);
    Sight sight;
    sight.look(map, {0, {0, 0}});
    CHECK(seen_as(sight, lighting, {.darkvision = 9, .truesight = 9}, {2, 0}) == Brightness::dark);
    CHECK(seen_as(sight, lighting, {}, {1, 0}) == Brightness::bright);
}

TEST_CASE("lighting of another size than the grid takes no light", "[grid][light]")
{
    const Grid map = must(Grid::create(100, 100));
    Lighting lighting(10, 10, Brightness::dark);
    lighting.add(map, {.spot = {0, {50, 50}}});
    CHECK(lighting.lit().count() == 0);
}
