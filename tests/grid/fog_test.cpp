// SPDX-License-Identifier: MIT
#include <goldbox/grid/fog.hpp>
#include <goldbox/grid/text.hpp>

#include "grid/maps.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"

#include <string>

using namespace goldbox;
using namespace goldbox::grid;
using namespace goldbox::tests;

TEST_CASE("what a look shows stays known, and is new only once", "[grid][fog]")
{
    const Grid map = must(read_text("#########\n"
                                    "#...#...#\n"
                                    "#...+...#\n"
                                    "#########\n"));
    Fog fog = must(Fog::create(map.width(), map.height()));
    Sight sight;
    sight.look(map, {0, {1, 1}});
    CHECK(fog.reveal(sight, 3) == sight.shown());
    CHECK(fog.knows({0, {0, 0}}));
    CHECK_FALSE(fog.knows({0, {5, 1}}));
    CHECK_FALSE(fog.knows({1, {0, 0}}));
    sight.look(map, {0, {3, 2}});
    CHECK(fog.reveal(sight, 4) < 3);
    CHECK(fog.reveal(sight, 5) == 0);
    CHECK(fog.known(0).count() >= 20);
}

TEST_CASE("somebody is where they were seen last, until nobody is found there", "[grid][fog]")
{
    Fog fog = must(Fog::create(9, 9));
    fog.note(7, {0, {1, 1}}, 2);
    fog.note(3, {0, {4, 4}}, 3);
    fog.note(7, {0, {2, 1}}, 4);
    CHECK(fog.last_known(7) == Spot{0, {2, 1}});
    CHECK_FALSE(fog.last_known(8));
    fog.lose(7, 5);
    CHECK_FALSE(fog.last_known(7));
    CHECK(fog.changed_since(4).sightings == std::vector<Sighting>{{7, {0, {2, 1}}, 5, true}});
    CHECK(fog.changed_since(2).sightings.size() == 2);
    fog.note(9, {0, {9, 9}}, 6); // outside
    fog.note(9, {4, {1, 1}}, 6);
    CHECK(fog.sightings().size() == 2);
    CHECK(fog.seq() == 5);
}

TEST_CASE("a copy that applies what changed since its seq is the same value", "[grid][fog]")
{
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const MapKind kind{.width = seed % 2 == 0 ? 150 : 15, .height = 20, .cells = 20};
        const Grid map = map_by_chance(seed, kind);
        Chance chance(seed);
        Fog fog = must(Fog::create(map.width(), map.height(), 2));
        Fog copy = fog, late = fog;
        BitGrid known(map.width(), map.height());
        Sight sight;
        for (std::uint64_t seq = 1; seq < 60; ++seq) {
            const Spot spot{0, {chance.below(map.width()), chance.below(map.height())}};
            const auto who = static_cast<std::uint32_t>(chance.below(5));
            switch (chance.below(4)) {
            case 0: fog.note(who, spot, seq); break;
            case 1: fog.lose(who, seq); break;
            default:
                sight.look(map, spot, {.radius = chance.below(9)});
                fog.reveal(sight, seq);
                sight.add_shown(known);
            }
            copy.apply(fog.changed_since(copy.seq()));
            REQUIRE(copy == fog);
            REQUIRE(fog.known(0) == known);
        }
        late.apply(fog.changed_since(0));
        CHECK(late.known(0) == fog.known(0));
        CHECK(late == fog);
        copy.apply(fog.changed_since(0)); // what it knows already changes nothing
        CHECK(copy == fog);
        const std::string bytes = fog.encode();
        CHECK(must(Fog::decode(bytes)) == fog);
        CHECK(bytes.size() < 6 * fog.changed_since(0).known.size() + 60);
        for (std::size_t cut = 0; cut < bytes.size(); ++cut) REQUIRE_FALSE(Fog::decode(bytes.substr(0, cut)));
    }
}

TEST_CASE("a whole level can become known at once, and damaged fog is refused", "[grid][fog]")
{
    Fog fog = must(Fog::create(130, 3, 2));
    BitGrid all(200, 9); // larger than the level
    for (std::int32_t y = 0; y < 9; ++y) {
        for (std::int32_t x = 0; x < 200; ++x) all.set({x, y});
    }
    CHECK(fog.reveal(1, all, 1) == std::size_t{130} * 3);
    CHECK(fog.changed_since(0).known.size() == 3); // a run a row
    CHECK(fog.reveal(2, all, 1) == 0);
    CHECK(must(Fog::decode(fog.encode())) == fog);
    CHECK(Fog::create(5000, 1).error().reason == "grid.size");
    CHECK(Fog::decode("").error().reason == "grid.fog");
    CHECK(Fog::decode(fog.encode() + "x").error().reason == "grid.fog");
    CHECK(Fog::decode("\x01\xff\xff\xff\xff\x0f\x01\x01").error().reason == "grid.size");
}
