// SPDX-License-Identifier: MIT
// The grid: sight, cover, paths, regions. Each benchmark checks what it found, and that a warm search asks for no
// memory.
#include "allocations.hpp"
#include "must.hpp"

#include <goldbox/base/random.hpp>
#include <goldbox/grid/area.hpp>
#include <goldbox/grid/cover.hpp>
#include <goldbox/grid/path.hpp>
#include <goldbox/grid/sight.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace goldbox;
using namespace goldbox::grid;
using bench::must;
using cli::allocations;

std::int32_t chance(std::uint32_t stream, std::uint32_t counter, std::int32_t bound)
{
    return draw_between({.seed = 42, .stream = stream, .counter = counter}, 0, bound - 1);
}

/// A square with a wall on every eighth cell; `edges`: thin walls on every twelfth edge as well.
Grid scene(std::int32_t side, bool edges)
{
    Grid map = must(Grid::create(side, side));
    const auto cells = static_cast<std::uint32_t>(side * side);
    for (std::uint32_t i = 0; i < cells; ++i) {
        const Spot spot{0, {static_cast<std::int32_t>(i) % side, static_cast<std::int32_t>(i) / side}};
        if (chance(1, i, 8) == 0) map.set_barrier(spot, Barrier::wall);
        if (edges && chance(2, i, 12) == 0) map.set_barrier(spot, Part::west, Barrier::wall);
        if (edges && chance(3, i, 12) == 0) map.set_barrier(spot, Part::north, Barrier::wall);
    }
    return map;
}

std::vector<Spot> places(const Grid& map)
{
    std::vector<Spot> spots;
    for (std::uint32_t i = 0; spots.size() < 100; ++i) {
        const Spot spot{0, {chance(4, 2 * i, map.width()), chance(4, 2 * i + 1, map.height())}};
        if (map.barrier(spot) == Barrier::none) spots.push_back(spot);
    }
    return spots;
}

/// Runs `each(spot, number)` over and over; the sum of what the first round returns must be `expected`.
template <class Each>
void over(benchmark::State& state, const std::vector<Spot>& spots, std::uint64_t expected, Each&& each)
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < spots.size(); ++i) sum += each(spots[i], i);
    for (std::size_t i = 0; i < spots.size(); ++i) each(spots[i], i);
    if (sum != expected) return state.SkipWithError(("another result: " + std::to_string(sum)).c_str());
    const std::uint64_t before = allocations();
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(each(spots[i], i));
        i = (i + 1) % spots.size();
    }
    if (allocations() != before) state.SkipWithError("a warm search allocates");
}

void sight(benchmark::State& state, std::int32_t side, bool edges, std::int32_t radius, std::uint64_t seen)
{
    const Grid map = scene(side, edges);
    Sight eyes;
    over(state, places(map), seen, [&](Spot spot, std::size_t) {
        eyes.look(map, spot, {.radius = radius});
        return eyes.seen();
    });
}
BENCHMARK_CAPTURE(sight, 100_radius_10, 100, false, 10, 12859);
BENCHMARK_CAPTURE(sight, 512_radius_10, 512, false, 10, 14538);
BENCHMARK_CAPTURE(sight, 512_radius_30, 512, false, 30, 28864);
BENCHMARK_CAPTURE(sight, 512_radius_10_edges, 512, true, 10, 8444);

void covers(benchmark::State& state, std::uint64_t expected)
{
    const Grid map = scene(100, true);
    const std::vector<Spot> spots = places(map);
    over(state, spots, expected, [&](Spot spot, std::size_t i) {
        const Cell other = spots[(i + 1) % spots.size()].cell;
        const Cell near{spot.cell.x + (other.x - spot.cell.x) / 10, spot.cell.y + (other.y - spot.cell.y) / 10};
        return static_cast<std::uint64_t>(cover(map, 0, {spot.cell}, {near}));
    });
}
BENCHMARK_CAPTURE(covers, 100, 178);

/// A fireball, a breath and a bolt. They return their cells, so they allocate.
void areas(benchmark::State& state, const char* kind, std::uint64_t expected)
{
    const Grid map = scene(100, true);
    const std::vector<Spot> spots = places(map);
    const std::string_view wanted = kind;
    const auto each = [&](std::size_t i) {
        const Point from = center(spots[i].cell);
        const Point towards = center(spots[(i + 1) % spots.size()].cell);
        if (wanted == "ball") return area(map, 0, Circle{{from.x + 1, from.y + 1}, 4}).size();
        if (wanted == "breath") return area(map, 0, Cone{.apex = from, .towards = towards, .length = 12}).size();
        return bounce(map, 0, {.from = from, .towards = towards, .length = 20}).way.size();
    };
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < spots.size(); ++i) sum += each(i);
    if (sum != expected) return state.SkipWithError(("another result: " + std::to_string(sum)).c_str());
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(each(i));
        i = (i + 1) % spots.size();
    }
}
BENCHMARK_CAPTURE(areas, ball, "ball", 3319);
BENCHMARK_CAPTURE(areas, breath, "breath", 1555);
BENCHMARK_CAPTURE(areas, bolt, "bolt", 2002);

void path(benchmark::State& state, std::int32_t side, StepPrices prices, std::uint64_t expected)
{
    const Grid map = scene(side, false);
    Ground ground({.prices = prices});
    ground.update(map);
    Paths paths;
    const std::vector<Spot> spots = places(map);
    over(state, spots, expected, [&](Spot spot, std::size_t i) {
        const auto found = paths.find(ground, spot, spots[(i + 1) % spots.size()]);
        return found ? found->price : 0u;
    });
}
BENCHMARK_CAPTURE(path, 100_plain, 100, plain_steps, 4825);
BENCHMARK_CAPTURE(path, 100_alternate, 100, alternate_steps, 5636);
BENCHMARK_CAPTURE(path, 512_measured, 512, measured_steps, 2757613);

/// A turn's movement map, and one of the whole level.
void reach(benchmark::State& state, std::int32_t side, std::uint32_t limit, std::uint64_t expected)
{
    const Grid map = scene(side, false);
    Ground ground({.prices = alternate_steps});
    ground.update(map);
    Reach region;
    over(state, places(map), expected, [&](Spot spot, std::size_t) {
        region.from(ground, std::span(&spot, 1), {.limit = limit});
        return std::uint64_t{region.price({0, {spot.cell.x + 3, spot.cell.y}}) % 1000};
    });
}
BENCHMARK_CAPTURE(reach, 512_six_steps, 512, 6, 3826);
BENCHMARK_CAPTURE(reach, 100_whole, 100, 1'000'000, 4426);

/// A door opens or closes, and the ground follows.
void update(benchmark::State& state)
{
    Grid map = scene(512, false);
    Ground ground({});
    const Spot door{0, {100, 100}};
    map.set_barrier(door, Barrier::door);
    ground.update(map);
    bool open = false;
    for (auto _ : state) {
        open = !open;
        map.set_open(door, Part::cell, open);
        ground.update(map);
    }
    if (ground.can_stand(door) != open) state.SkipWithError("the ground did not follow");
}
BENCHMARK(update);

} // namespace

BENCHMARK_MAIN();
