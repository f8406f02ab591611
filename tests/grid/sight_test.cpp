// SPDX-License-Identifier: MIT
#include <goldbox/grid/sight.hpp>
#include <goldbox/grid/text.hpp>

#include "grid/maps.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"
#include "support/skip.hpp"

#include <fstream>
#include <iterator>
#include <string>

using namespace goldbox;
using namespace goldbox::grid;
using namespace goldbox::tests;

namespace {

/// A picture of what is seen: the eye as @, seen cells as they are, cells that are only shown too, others blank.
std::string picture(const Grid& map, const Sight& sight)
{
    return draw_text(map, sight.eye().level, [&](Cell cell) {
        if (cell == sight.eye().cell) return '@';
        return sight.shows(cell) ? '\0' : ' ';
    });
}

std::string seen_from(const std::string& text, Cell eye)
{
    const Grid map = must(read_text(text));
    Sight sight;
    sight.look(map, {0, eye});
    return picture(map, sight);
}

/// The written rule, in another way: the line is cut into the pieces between grid lines, by testing a point in the
/// middle of each piece. Fractions are over 4 |dx| |dy|.
bool line_by_rule(const Grid& map, Cell from, Cell to)
{
    const std::int64_t dx = to.x - from.x, dy = to.y - from.y;
    const std::int64_t a = dx < 0 ? -dx : dx, b = dy < 0 ? -dy : dy;
    const std::int64_t whole = 2 * (a == 0 ? 1 : a) * (b == 0 ? 1 : b); // a crossing lies at k / whole
    std::vector<std::int64_t> crossings;
    for (std::int64_t i = 0; i < a; ++i) crossings.push_back((2 * i + 1) * whole / (2 * a));
    for (std::int64_t i = 0; i < b; ++i) crossings.push_back((2 * i + 1) * whole / (2 * b));
    std::sort(crossings.begin(), crossings.end());
    crossings.erase(std::unique(crossings.begin(), crossings.end()), crossings.end());
    crossings.push_back(whole);

    const auto cell_at = [&](std::int64_t part) { // part / (2 whole) along
        const auto round = [&](std::int64_t start, std::int64_t delta) {
            const std::int64_t scaled = (2 * start + 1) * 2 * whole + 2 * delta * part;
            return static_cast<std::int32_t>(scaled / (4 * whole));
        };
        return Cell{round(from.x, dx), round(from.y, dy)};
    };
    const auto opaque = [&](Cell cell) {
        return cell != from && cell != to && stops(map.barrier({0, cell}), Stops::sight);
    };
    const auto wall_between = [&](Cell one, Cell two) { // neighbors
        const Part part = one.x != two.x ? Part::west : Part::north;
        const Cell at{std::max(one.x, two.x), std::max(one.y, two.y)};
        return stops(map.barrier({0, at}, part), Stops::sight);
    };
    Cell here = from;
    for (std::size_t i = 0; i + 1 < crossings.size(); ++i) {
        const Cell there = cell_at(crossings[i] + crossings[i + 1]);
        if (here.x != there.x && here.y != there.y) {
            const Cell one{here.x, there.y}, two{there.x, here.y};
            const auto stopped = [&](Cell side) {
                return wall_between(here, side) || opaque(side) || wall_between(side, there);
            };
            if (stopped(one) && stopped(two)) return false;
        } else if (here != there && wall_between(here, there)) {
            return false;
        }
        if (opaque(there)) return false;
        here = there;
    }
    return true;
}

bool shown_by_rule(const Grid& map, const Sight& sight, Cell cell)
{
    if (sight.sees(cell)) return true;
    const Cell eye = sight.eye().cell;
    if (!stops(map.barrier({0, cell}), Stops::sight) ||
        !within(Metric::straight, cell.x - eye.x, cell.y - eye.y, sight.radius())) {
        return false;
    }
    const auto toward = [](std::int32_t from, std::int32_t to) { return from < to ? 1 : from > to ? -1 : 0; };
    const std::int32_t sx = toward(cell.x, eye.x), sy = toward(cell.y, eye.y);
    const auto clear = [&](Cell near) {
        return near != cell && sight.sees(near) && (near == eye || !stops(map.barrier({0, near}), Stops::sight));
    };
    const auto wall = [&](Cell one, Cell two) {
        const Part part = one.x != two.x ? Part::west : Part::north;
        return stops(map.barrier({0, {std::max(one.x, two.x), std::max(one.y, two.y)}}, part), Stops::sight);
    };
    const Cell beside{cell.x + sx, cell.y}, onward{cell.x, cell.y + sy}, askew{cell.x + sx, cell.y + sy};
    if (sx != 0 && clear(beside) && !wall(cell, beside)) return true;
    if (sy != 0 && clear(onward) && !wall(cell, onward)) return true;
    return sx != 0 && sy != 0 && clear(askew) && !wall(cell, beside) && !wall(cell, onward) && !wall(beside, askew) &&
           !wall(onward, askew);
}

void check_field(const Grid& map, Cell eye, std::int32_t radius, Sight& sight)
{
    sight.look(map, {0, eye}, {.radius = radius});
    std::size_t seen = 0;
    for (std::int32_t y = 0; y < map.height(); ++y) {
        for (std::int32_t x = 0; x < map.width(); ++x) {
            const Cell cell{x, y};
            const bool near = within(Metric::straight, x - eye.x, y - eye.y, radius);
            const bool expected = near && line_by_rule(map, eye, cell);
            if (sight.sees(cell) != expected || sight.shows(cell) != shown_by_rule(map, sight, cell)) {
                FAIL("from " << eye.x << "," << eye.y << " radius " << radius << " to " << x << "," << y << ": by rule "
                             << expected << ", sees " << sight.sees(cell) << ", shows " << sight.shows(cell) << "\n"
                             << draw_text(map));
            }
            seen += expected ? 1 : 0;
        }
    }
    if (sight.seen() != seen) FAIL("something outside of the map is seen");
}

} // namespace

TEST_CASE("a room and what a doorway shows", "[grid][sight]")
{
    CHECK(seen_from("#########\n"
                    "#...#...#\n"
                    "#...#...#\n"
                    "#......%#\n"
                    "#...#...#\n"
                    "#########\n",
                    {1, 3}) == "#####    \n"
                               "#...#    \n"
                               "#...#   #\n"
                               "#@.....% \n"
                               "#...#   #\n"
                               "#####    \n");
}

TEST_CASE("a line that meets a corner passes if one way around it is free", "[grid][sight]")
{
    CHECK(line_free(must(read_text("..\n..\n")), 0, {0, 0}, {1, 1}));
    CHECK(line_free(must(read_text(".#\n..\n")), 0, {0, 0}, {1, 1}));
    CHECK_FALSE(line_free(must(read_text(".#\n#.\n")), 0, {0, 0}, {1, 1}));
    const Grid edge = must(read_text("* * *\n|. .|\n*-* *\n|. .|\n* * *\n"));
    CHECK(line_free(edge, 0, {0, 0}, {1, 1}));
    const Grid wall = must(read_text("* * *\n|. .|\n*-*-*\n|. .|\n* * *\n"));
    CHECK_FALSE(line_free(wall, 0, {0, 0}, {1, 1}));
}

TEST_CASE("what is opaque hides what is behind it, not what is in it", "[grid][sight]")
{
    const Grid map = must(read_text(".%.\n"));
    CHECK(line_free(map, 0, {0, 0}, {1, 0}));
    CHECK(line_free(map, 0, {1, 0}, {2, 0}));
    CHECK_FALSE(line_free(map, 0, {0, 0}, {2, 0}));
    CHECK(line_free(map, 0, {0, 0}, {2, 0}, Stops::missiles));
    CHECK_FALSE(line_free(map, 0, {0, 0}, {3, 0}));
    CHECK_FALSE(line_free(map, 1, {0, 0}, {1, 0}));
}

TEST_CASE("the line of sight is the written rule and the same from both ends", "[grid][sight]")
{
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const Grid map = map_by_chance(seed, {.cells = 20, .edges = seed % 2 == 0 ? 15 : 0});
        Chance chance(seed + 1000);
        for (int i = 0; i < 500; ++i) {
            const Cell a{chance.below(map.width()), chance.below(map.height())};
            const Cell b{chance.below(map.width()), chance.below(map.height())};
            const bool free = line_free(map, 0, a, b);
            REQUIRE(free == line_by_rule(map, a, b));
            REQUIRE(free == line_free(map, 0, b, a));
        }
    }
}

TEST_CASE("the field of view is every cell with a free line of sight", "[grid][sight]")
{
    Sight sight;
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        Chance chance(seed + 5000);
        const MapKind kind{.width = chance.between(1, 40),
                           .height = chance.between(1, 40),
                           .cells = chance.below(40),
                           .edges = seed % 2 == 0 ? chance.below(30) : 0};
        const Grid map = map_by_chance(seed, kind);
        for (int i = 0; i < 4; ++i) {
            check_field(map, {chance.below(map.width()), chance.below(map.height())}, chance.below(45), sight);
        }
    }
}

TEST_CASE("the field of view is right over several words", "[grid][sight]")
{
    Sight sight;
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        const Grid map = map_by_chance(seed, {.width = 150, .height = 90, .cells = 2, .edges = seed % 2 == 0 ? 1 : 0});
        Chance chance(seed);
        check_field(map, {chance.below(map.width()), chance.below(map.height())}, 70 + chance.below(100), sight);
    }
}

TEST_CASE("on uneven ground the field of view is the line of sight over floors", "[grid][sight]")
{
    Sight sight;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Grid map = map_by_chance(seed, {.cells = 5, .hills = 20});
        const Cell eye{static_cast<std::int32_t>(seed) % map.width(), 6};
        sight.look(map, {0, eye}, {.radius = 20});
        for (std::int32_t y = 0; y < map.height(); ++y) {
            for (std::int32_t x = 0; x < map.width(); ++x) {
                const Cell cell{x, y};
                const bool free = line_free(map, 0, eye, cell, Stops::sight, Eyes{});
                REQUIRE(sight.sees(cell) == free);
                REQUIRE(free == line_free(map, 0, cell, eye, Stops::sight, Eyes{}));
            }
        }
    }
}

TEST_CASE("a hill hides what is behind it unless the eye is high enough", "[grid][sight]")
{
    Grid map = must(Grid::create(7, 1));
    map.set_height_feet({0, {3, 0}}, 10);
    CHECK_FALSE(line_free(map, 0, {0, 0}, {6, 0}, Stops::sight, Eyes{}));
    CHECK(line_free(map, 0, {0, 0}, {6, 0}, Stops::sight, Eyes{10, 10}));
    CHECK(line_free(map, 0, {0, 0}, {3, 0}, Stops::sight, Eyes{}));
    map.set_height_feet({0, {0, 0}}, 20);
    CHECK(line_free(map, 0, {0, 0}, {6, 0}, Stops::sight, Eyes{}));
}

TEST_CASE("what was seen joins a set over the level", "[grid][sight]")
{
    Sight sight;
    const Grid map = map_by_chance(9, {.width = 100, .height = 50, .cells = 3});
    BitGrid explored(100, 50);
    for (const Cell eye : {Cell{0, 0}, Cell{99, 49}, Cell{63, 20}, Cell{64, 21}}) {
        sight.look(map, {0, eye}, {.radius = 40});
        BitGrid now(100, 50);
        sight.add_shown(now);
        sight.add_shown(explored);
        CHECK(now.count() == sight.shown());
        now.for_each([&](Cell cell) { REQUIRE((sight.shows(cell) && explored.test(cell))); });
    }
    sight.look(map, {0, {-1, 7}});
    CHECK(sight.seen() == 0);
    sight.look(map, {3, {1, 7}});
    CHECK(sight.shown() == 0);
}

TEST_CASE("the fields of the shared maps are symmetric", "[grid][sight]")
{
    GOLDBOX_NEED_DATA("maps/cave_100.txt");
    for (const char* name : {"maps/cave_100.txt", "maps/pillars_100.txt", "maps/rooms_100.txt"}) {
        std::ifstream file(test::shared_data(name));
        const Grid map = must(read_text(std::string(std::istreambuf_iterator<char>(file), {})));
        std::vector<Sight> sights;
        for (std::int32_t y = 40; y < 60; ++y) {
            for (std::int32_t x = 40; x < 60; ++x) sights.emplace_back().look(map, {0, {x, y}}, {.radius = 30});
        }
        for (const Sight& one : sights) {
            for (const Sight& two : sights) REQUIRE(one.sees(two.eye().cell) == two.sees(one.eye().cell));
        }
    }
}
