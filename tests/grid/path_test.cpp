// SPDX-License-Identifier: MIT
#include <goldbox/grid/path.hpp>
#include <goldbox/grid/text.hpp>

#include "allocations.hpp"
#include "grid/maps.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace goldbox;
using namespace goldbox::grid;
using namespace goldbox::tests;

namespace {

constexpr std::uint32_t never = Reach::unreached;

/// The written rules of movement, one question at a time, without bits.
struct Rules {
    const Grid& map;
    Mover mover;

    [[nodiscard]] bool wall(Spot one, Spot two) const
    {
        const Part part = one.cell.x != two.cell.x ? Part::west : Part::north;
        const Cell at{std::max(one.cell.x, two.cell.x), std::max(one.cell.y, two.cell.y)};
        return stops(map.barrier({one.level, at}, part), Stops::steps);
    }
    template <class Each>
    void body(Spot spot, Each&& each) const
    {
        for (std::int32_t y = 0; y < mover.size; ++y) {
            for (std::int32_t x = 0; x < mover.size; ++x) each(Spot{spot.level, spot.cell + Cell{x, y}});
        }
    }
    [[nodiscard]] std::uint32_t floor(Spot spot) const
    {
        std::uint32_t best = 0;
        for (std::size_t way = 0; way < ways; ++way) {
            const std::uint32_t price = map.terrains()[map.terrain(spot)].price[way];
            if ((mover.ways >> way & 1u) != 0 && price != 0 && (best == 0 || price < best)) best = price;
        }
        return best;
    }
    [[nodiscard]] bool stand(Spot spot) const
    {
        bool fits = true;
        body(spot, [&](Spot part) {
            fits = fits && map.contains(part) && !stops(map.barrier(part), Stops::steps) && floor(part) != 0;
            for (const Cell other : {Cell{1, 0}, Cell{0, 1}}) {
                const Cell next = part.cell + other;
                if (next.x < spot.cell.x + mover.size && next.y < spot.cell.y + mover.size) {
                    fits = fits && !wall(part, {spot.level, next});
                }
            }
        });
        return fits;
    }
    [[nodiscard]] std::uint32_t price(Spot spot) const
    {
        std::uint32_t dearest = 0;
        body(spot, [&](Spot part) { dearest = std::max(dearest, floor(part)); });
        return dearest;
    }
    [[nodiscard]] std::int32_t feet(Spot spot) const
    {
        std::int32_t highest = -100'000;
        body(spot, [&](Spot part) { highest = std::max(highest, map.height_feet(part)); });
        return highest;
    }
    /// No barrier on the edges that the body crosses going straight; `solid`: it must fit there, too.
    [[nodiscard]] bool straight(Spot from, Cell way, bool solid) const
    {
        const Spot to{from.level, from.cell + way};
        if (solid && !stand(to)) return false;
        bool open = true;
        body(from, [&](Spot part) {
            const Spot next{part.level, part.cell + way};
            const bool leaves = next.cell.x < from.cell.x || next.cell.y < from.cell.y ||
                                next.cell.x >= from.cell.x + mover.size || next.cell.y >= from.cell.y + mover.size;
            if (leaves && wall(part, next)) open = false;
        });
        return open;
    }
    [[nodiscard]] bool can_step(Spot from, Direction direction) const
    {
        const Cell way = step(direction);
        const Spot to{from.level, from.cell + way};
        if (!stand(from) || !stand(to)) return false;
        if ((mover.ways & Mover::bit(Way::fly)) == 0) {
            const std::int32_t rise = feet(to) - feet(from);
            if (rise > mover.up_feet || -rise > mover.down_feet) return false;
        }
        if (!is_diagonal(direction)) return straight(from, way, true);
        if (mover.prices.diagonal == 0) return false;
        const Cell x{way.x, 0}, y{0, way.y};
        const bool solid = mover.corners != Corners::none;
        const bool one = straight(from, x, solid) && straight({from.level, from.cell + x}, y, solid);
        const bool two = straight(from, y, solid) && straight({from.level, from.cell + y}, x, solid);
        return mover.corners == Corners::both ? one && two : one || two;
    }
};

/// Spot and number of diagonals before, modulo 2.
using State = std::pair<Spot, int>;

struct Move {
    State to;
    std::uint32_t price = 0;
};

std::vector<Move> moves(const Rules& rules, const State& state)
{
    std::vector<Move> found;
    const auto& [spot, parity] = state;
    for (unsigned i = 0; i < 8; ++i) {
        const auto direction = static_cast<Direction>(i);
        if (!rules.can_step(spot, direction)) continue;
        const Spot to{spot.level, spot.cell + step(direction)};
        const bool diagonal = is_diagonal(direction);
        const std::int32_t unit = !diagonal     ? rules.mover.prices.straight
                                  : parity == 0 ? rules.mover.prices.diagonal
                                                : rules.mover.prices.second_diagonal;
        found.push_back({{to, diagonal ? 1 - parity : parity}, rules.price(to) * static_cast<std::uint32_t>(unit)});
    }
    for (const Link& link : rules.map.links()) {
        if (link.from != spot || !rules.stand(link.from) || !rules.stand(link.to)) continue;
        found.push_back({{link.to, parity}, static_cast<std::uint32_t>(link.price * rules.mover.prices.straight)});
    }
    return found;
}

/// Prices from every state to the goal, by going over all moves until nothing changes.
std::map<State, std::uint32_t> prices_to(const Rules& rules, Spot goal)
{
    std::map<State, std::vector<Move>> all;
    std::map<State, std::uint32_t> price;
    for (std::int32_t level = 0; level < rules.map.levels(); ++level) {
        for (std::int32_t y = 0; y < rules.map.height(); ++y) {
            for (std::int32_t x = 0; x < rules.map.width(); ++x) {
                const Spot spot{level, {x, y}};
                if (!rules.stand(spot)) continue;
                for (const int parity : {0, 1}) {
                    all[{spot, parity}] = moves(rules, {spot, parity});
                    if (spot == goal) price[{spot, parity}] = 0;
                }
            }
        }
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (const auto& [state, list] : all) {
            for (const Move& move : list) {
                const auto known = price.find(move.to);
                if (known == price.end()) continue;
                const auto there = price.find(state);
                if (there != price.end() && there->second <= known->second + move.price) continue;
                price[state] = known->second + move.price;
                changed = true;
            }
        }
    }
    return price;
}

/// The tie rule, as it is written.
std::vector<Spot> path_by_rule(const Rules& rules, Spot from, Spot to, int parity)
{
    auto price = prices_to(rules, to);
    std::vector<Spot> path{from};
    State at{from, parity};
    const std::int64_t dx = to.cell.x - from.cell.x, dy = to.cell.y - from.cell.y;
    while (at.first != to) {
        std::optional<Move> best;
        std::int64_t nearest = 0;
        for (const Move& move : moves(rules, at)) {
            const auto left = price.find(move.to);
            if (left == price.end() || left->second + move.price != price[at]) continue;
            const Cell off = move.to.first.cell - from.cell;
            const std::int64_t away = std::abs(off.x * dy - off.y * dx);
            if (best && away >= nearest) continue;
            best = move;
            nearest = away;
        }
        at = best->to;
        path.push_back(at.first);
    }
    return path;
}

Grid land_by_chance(std::uint64_t seed, Chance& chance)
{
    Grid map = map_by_chance(seed, {.width = chance.between(1, 14),
                                    .height = chance.between(1, 14),
                                    .cells = chance.below(35),
                                    .edges = chance.below(2) * chance.below(15),
                                    .hills = chance.below(3) == 0 ? 20 : 0,
                                    .terrains = chance.between(1, 4)});
    must(map.set_terrains({{.name = "floor"},
                           {.name = "rubble", .price = {2, 0, 1, 2, 0}},
                           {.name = "water", .price = {3, 1, 1, 0, 0}},
                           {.name = "pit", .price = {0, 0, 1, 0, 0}}}));
    return map;
}

Mover mover_by_chance(Chance& chance)
{
    constexpr StepPrices prices[] = {plain_steps,    alternate_steps, straight_steps,
                                     measured_steps, {2, 5, 3},       {3, 1, 1}};
    return {.ways = static_cast<std::uint8_t>(chance.between(1, 7)),
            .size = std::max(1, chance.between(-2, 3)),
            .prices = prices[chance.below(6)],
            .corners = static_cast<Corners>(chance.below(3)),
            .up_feet = chance.between(0, 8),
            .down_feet = chance.between(0, 12)};
}

Spot spot_by_chance(const Grid& map, Chance& chance)
{
    return {chance.below(map.levels()), {chance.below(map.width()), chance.below(map.height())}};
}

void same_ground(const Grid& map, const Ground& ground)
{
    const Rules rules{map, ground.mover()};
    for (std::int32_t y = -1; y <= map.height(); ++y) {
        for (std::int32_t x = -1; x <= map.width(); ++x) {
            const Spot spot{0, {x, y}};
            REQUIRE(ground.can_stand(spot) == (map.contains(spot) && rules.stand(spot)));
            if (!ground.can_stand(spot)) continue;
            REQUIRE(ground.price(spot) == static_cast<std::int32_t>(rules.price(spot)));
            for (unsigned i = 0; i < 8; ++i) {
                const auto direction = static_cast<Direction>(i);
                if (ground.can_step(spot, direction) != rules.can_step(spot, direction)) {
                    FAIL("step " << i << " from " << x << "," << y << " size " << ground.mover().size << "\n"
                                 << draw_text(map));
                }
            }
        }
    }
}

} // namespace

TEST_CASE("the ground of a mover follows the written rules of movement", "[grid][path]")
{
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        Chance chance(seed);
        Grid map = land_by_chance(seed, chance);
        Ground ground(mover_by_chance(chance));
        ground.update(map);
        same_ground(map, ground);
    }
}

TEST_CASE("a ground that was updated is the ground made anew", "[grid][path]")
{
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Chance chance(seed);
        Grid map =
            map_by_chance(seed, {.width = 20, .height = 20, .cells = 10, .edges = 5, .hills = seed % 3 == 0 ? 10 : 0});
        const Grid before = map;
        Ground ground(mover_by_chance(chance));
        ground.update(map);
        for (int i = 0; i < 6; ++i) {
            const Spot spot = spot_by_chance(map, chance);
            map.set_barrier(spot, static_cast<Part>(chance.below(3)), static_cast<Barrier>(chance.below(9)));
            if (chance.below(4) == 0) map.set_height_feet(spot, chance.between(-9, 9));
            ground.update(map);
            same_ground(map, ground);
        }
        ground.update(before);
        same_ground(before, ground);
    }
}

TEST_CASE("a path is the one that the rule says, and costs what a brute force finds", "[grid][path]")
{
    Paths paths;
    int found = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Chance chance(seed + 900);
        Grid map = land_by_chance(seed, chance);
        Ground ground(mover_by_chance(chance));
        ground.update(map);
        const Rules rules{map, ground.mover()};
        for (int i = 0; i < 3; ++i) {
            const Spot from = spot_by_chance(map, chance), to = spot_by_chance(map, chance);
            const int parity = chance.below(2);
            const auto path = paths.find(ground, from, to, {.diagonals = static_cast<std::uint32_t>(parity)});
            const auto price = rules.stand(to) ? prices_to(rules, to) : std::map<State, std::uint32_t>();
            const auto expected = price.find({from, parity});
            REQUIRE(path.has_value() == (expected != price.end()));
            if (!path) continue;
            ++found;
            REQUIRE(path->price == expected->second);
            const std::vector<Spot> spots(path->spots.begin(), path->spots.end());
            REQUIRE(spots == path_by_rule(rules, from, to, parity));
        }
    }
    CHECK(found > 100);
}

TEST_CASE("maps of prices agree with a brute force", "[grid][path]")
{
    Reach reach;
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        Chance chance(seed + 4000);
        Grid map = land_by_chance(seed, chance);
        Ground ground(mover_by_chance(chance));
        ground.update(map);
        const Rules rules{map, ground.mover()};
        const Spot goal = spot_by_chance(map, chance);
        const int parity = chance.below(2);
        const auto price = rules.stand(goal) ? prices_to(rules, goal) : std::map<State, std::uint32_t>();
        reach.towards(ground, std::span(&goal, 1), {.diagonals = static_cast<std::uint32_t>(parity)});
        Paths paths;
        std::size_t reached = 0;
        for (std::int32_t y = 0; y < map.height(); ++y) {
            for (std::int32_t x = 0; x < map.width(); ++x) {
                const Spot spot{0, {x, y}};
                const auto expected = price.find({spot, parity});
                REQUIRE(reach.price(spot) == (expected == price.end() ? never : expected->second));
                reached += reach.price(spot) == never ? 0 : 1;
                const auto next = reach.next(ground, spot);
                REQUIRE(next.has_value() == (reach.price(spot) != never && reach.price(spot) != 0));
            }
        }
        REQUIRE(reach.spots().size() == reached);

        const std::uint32_t limit = static_cast<std::uint32_t>(chance.between(1, 400));
        reach.from(ground, std::span(&goal, 1), {.limit = limit, .diagonals = static_cast<std::uint32_t>(parity)});
        for (int i = 0; i < 12; ++i) {
            const Spot spot = spot_by_chance(map, chance);
            const auto path = paths.find(ground, goal, spot, {.diagonals = static_cast<std::uint32_t>(parity)});
            REQUIRE(reach.price(spot) == (path && path->price <= limit ? path->price : never));
        }
    }
}

TEST_CASE("nobody walks through those who stand about, on the way to anywhere", "[grid][path]")
{
    Reach reach;
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        Chance chance(seed + 7000);
        const Grid map = land_by_chance(seed, chance);
        Ground ground(mover_by_chance(chance));
        ground.update(map);
        const Spot start = spot_by_chance(map, chance);
        std::vector<BitGrid> occupied(1, BitGrid(map.width(), map.height()));
        for (int i = 0; i < 6; ++i) occupied[0].set(spot_by_chance(map, chance).cell);
        const auto taken = [&](Spot spot) {
            const std::int32_t size = ground.mover().size;
            for (std::int32_t i = 0; i < size * size; ++i) {
                if (occupied[0].test(spot.cell + Cell{i % size, i / size})) return true;
            }
            return false;
        };
        const std::uint32_t limit = static_cast<std::uint32_t>(chance.between(1, 400));
        reach.from(ground, std::span(&start, 1), {.limit = limit, .occupied = occupied});
        Paths paths;
        for (std::int32_t y = 0; y < map.height(); ++y) {
            for (std::int32_t x = 0; x < map.width(); ++x) {
                const Spot spot{0, {x, y}};
                const auto path = paths.find(ground, start, spot, {.occupied = occupied});
                const bool there = path && path->price <= limit && (spot == start || !taken(spot));
                REQUIRE(reach.price(spot) == (there ? path->price : never));
            }
        }
    }
}

TEST_CASE("a region may end where the price of one spot is known", "[grid][path]")
{
    Reach all, some;
    std::size_t left_out = 0;
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        Chance chance(seed + 9000);
        const Grid map = land_by_chance(seed, chance);
        Ground ground(mover_by_chance(chance));
        ground.update(map);
        const Spot goal = spot_by_chance(map, chance), until = spot_by_chance(map, chance);
        for (const bool towards : {false, true}) {
            const auto search = [&](Reach& reach, const SearchOptions& options) {
                towards ? reach.towards(ground, std::span(&goal, 1), options)
                        : reach.from(ground, std::span(&goal, 1), options);
            };
            search(all, {});
            search(some, {.until = until});
            for (std::int32_t y = 0; y < map.height(); ++y) {
                for (std::int32_t x = 0; x < map.width(); ++x) {
                    const Spot spot{0, {x, y}};
                    if (all.price(spot) <= all.price(until))
                        REQUIRE(some.price(spot) == all.price(spot));
                    else if (some.price(spot) == never)
                        ++left_out;
                    else
                        REQUIRE(some.price(spot) == all.price(spot));
                }
            }
        }
    }
    CHECK(left_out > 1000);
}

TEST_CASE("where nothing is in the way a path keeps to the straight line", "[grid][path]")
{
    Grid map = must(Grid::create(12, 6));
    Ground ground({.prices = plain_steps});
    ground.update(map);
    Paths paths;
    const auto path = must(Result<Path>(*paths.find(ground, {0, {0, 0}}, {0, {10, 5}})));
    CHECK(path.price == 10);
    const std::string drawn = draw_text(map, 0, [&](Cell cell) {
        return std::ranges::find(path.spots, Spot{0, cell}) != path.spots.end() ? '*' : '\0';
    });
    CHECK(drawn == "**..........\n"
                   "..**........\n"
                   "....**......\n"
                   "......**....\n"
                   "........**..\n"
                   "..........*.\n");
}

TEST_CASE("nobody walks through others, but may stand beside a goal that is taken", "[grid][path]")
{
    const Grid map = must(read_text("...\n"));
    Ground ground({});
    ground.update(map);
    Paths paths;
    std::vector<BitGrid> occupied(1, BitGrid(3, 1));
    occupied[0].set({1, 0});
    CHECK_FALSE(paths.find(ground, {0, {0, 0}}, {0, {2, 0}}, {.occupied = occupied}));
    CHECK(paths.find(ground, {0, {0, 0}}, {0, {1, 0}}, {.occupied = occupied})->price == 1);
    Reach reach;
    const Spot start{0, {0, 0}};
    reach.from(ground, std::span(&start, 1), {.occupied = occupied});
    CHECK(reach.price({0, {1, 0}}) == never);
    CHECK(reach.price({0, {2, 0}}) == never);
}

TEST_CASE("stairs lead to other levels, and a portal may be the shorter way", "[grid][path]")
{
    Grid map = must(Grid::create(10, 1, 2));
    must(map.add_link({.from = {0, {9, 0}}, .to = {1, {9, 0}}, .price = 2}));
    Ground ground({});
    ground.update(map);
    Paths paths;
    const auto down = paths.find(ground, {0, {0, 0}}, {1, {7, 0}});
    REQUIRE(down);
    CHECK(down->price == 13);
    CHECK(down->spots.size() == 13);
    CHECK_FALSE(paths.find(ground, {1, {0, 0}}, {0, {0, 0}}));
    must(map.add_link({.from = {0, {1, 0}}, .to = {1, {6, 0}}, .price = 1}));
    ground.update(map);
    CHECK(paths.find(ground, {0, {0, 0}}, {1, {7, 0}})->price == 3);
    map.set_barrier({1, {6, 0}}, Barrier::wall);
    ground.update(map);
    CHECK(paths.find(ground, {0, {0, 0}}, {1, {7, 0}})->price == 13);
    const Rules rules{map, ground.mover()};
    CHECK(prices_to(rules, {1, {7, 0}})[{{0, {0, 0}}, 0}] == 13);
}

TEST_CASE("a dearer path than the limit is none", "[grid][path]")
{
    const Grid map = must(read_text("....\n"));
    Ground ground({});
    ground.update(map);
    Paths paths;
    CHECK(paths.find(ground, {0, {0, 0}}, {0, {3, 0}}, {.limit = 3}));
    CHECK_FALSE(paths.find(ground, {0, {0, 0}}, {0, {3, 0}}, {.limit = 2}));
    CHECK_FALSE(paths.find(ground, {0, {0, 0}}, {0, {4, 0}}));
    CHECK_FALSE(paths.find(ground, {1, {0, 0}}, {0, {3, 0}}));
    CHECK(paths.find(ground, {0, {2, 0}}, {0, {2, 0}})->spots.size() == 1);
}

TEST_CASE("one region may be asked about grounds of any kind in turns", "[grid][path]")
{
    Reach used;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Chance chance(seed);
        Grid map = map_by_chance(seed, {.width = 4 * chance.between(1, 2), .height = 4 * chance.between(1, 2)});
        Ground ground({.prices = seed % 2 == 0 ? alternate_steps : plain_steps});
        ground.update(map);
        const Spot source = spot_by_chance(map, chance);
        Reach fresh;
        fresh.from(ground, std::span(&source, 1), {.limit = 5});
        used.from(ground, std::span(&source, 1), {.limit = 5});
        REQUIRE(used.spots() == fresh.spots());
        for (const Spot spot : fresh.spots()) REQUIRE(used.price(spot) == fresh.price(spot));
    }
}

TEST_CASE("searches allocate nothing once they are warm", "[grid][path]")
{
    const Grid map = map_by_chance(7, {.width = 60, .height = 60, .cells = 15, .terrains = 2});
    Ground ground({.prices = alternate_steps});
    ground.update(map);
    Paths paths;
    Reach reach;
    const Spot sources[] = {{0, {3, 3}}};
    const auto all = [&] {
        for (std::int32_t x = 0; x < 60; ++x) {
            paths.find(ground, {0, {x, 0}}, {0, {59 - x, 59}});
            reach.from(ground, sources, {.limit = static_cast<std::uint32_t>(x)});
            reach.towards(ground, sources);
        }
    };
    all();
    const std::uint64_t before = cli::allocations();
    all();
    ground.update(map);
    CHECK(cli::allocations() == before);
}
