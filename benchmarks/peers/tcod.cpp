// SPDX-License-Identifier: MIT
// The same maps, eyes and pairs in libtcod and in the room grid, in turns, CPU time; status 1 when a target is missed.
#include "../maps.hpp"
#include "race.hpp"

#include <goldbox/grid/noise.hpp>
#include <goldbox/grid/path.hpp>
#include <goldbox/grid/sight.hpp>

#include <libtcod/libtcod.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace goldbox;
using namespace goldbox::grid;
using bench::race;
using bench::Scene;
using bench::Times;

struct Delete {
    void operator()(TCOD_Map* map) const { TCOD_map_delete(map); }
    void operator()(TCOD_Path* path) const { TCOD_path_delete(path); }
    void operator()(TCOD_Dijkstra* map) const { TCOD_dijkstra_delete(map); }
};

std::unique_ptr<TCOD_Map, Delete> tcod_map(const Grid& map)
{
    std::unique_ptr<TCOD_Map, Delete> made(TCOD_map_new(map.width(), map.height()));
    for (std::int32_t y = 0; y < map.height(); ++y) {
        for (std::int32_t x = 0; x < map.width(); ++x) {
            const Barrier barrier = map.barrier({0, {x, y}});
            TCOD_map_set_properties(made.get(), x, y, !stops(barrier, Stops::sight), !stops(barrier, Stops::steps));
        }
    }
    return made;
}

int missed = 0;

void report(const std::string& what, const Times& times, double target, const std::string& note, double at_most = 1e9)
{
    const double ratio = times.theirs / times.ours;
    const bool ok = ratio >= target && times.ours <= at_most;
    missed += ok ? 0 : 1;
    std::printf("%-34s %10.2f %10.2f %8.1f %7.0f  %-6s %s\n", what.c_str(), times.theirs, times.ours, ratio, target,
                ok ? "ok" : "MISSED", note.c_str());
}

void sight(const Scene& scene, std::int32_t radius)
{
    struct Way {
        const char* name;
        TCOD_fov_algorithm_t algorithm;
    };
    constexpr Way ways_of_tcod[] = {{"basic", FOV_BASIC},
                                    {"diamond", FOV_DIAMOND},
                                    {"shadow", FOV_SHADOW},
                                    {"restrictive", FOV_RESTRICTIVE},
                                    {"symmetric", FOV_SYMMETRIC_SHADOWCAST}};
    const auto map = tcod_map(scene.map);
    Sight mine;
    const auto ours = [&] {
        for (const auto& [eye, other] : scene.pairs) mine.look(scene.map, {0, eye}, {.radius = radius});
    };
    Times best{1e18, 0};
    std::string fastest;
    std::string lit;
    for (const Way& way : ways_of_tcod) {
        std::size_t seen = 0;
        const auto theirs = [&] {
            for (const auto& [eye, other] : scene.pairs) {
                TCOD_map_compute_fov(map.get(), eye.x, eye.y, radius, true, way.algorithm);
            }
        };
        for (const auto& [eye, other] : scene.pairs) {
            TCOD_map_compute_fov(map.get(), eye.x, eye.y, radius, true, way.algorithm);
            for (std::int32_t y = 0; y < scene.map.height(); ++y) {
                for (std::int32_t x = 0; x < scene.map.width(); ++x)
                    seen += TCOD_map_is_in_fov(map.get(), x, y) ? 1 : 0;
            }
        }
        const Times times = race(scene.pairs.size(), theirs, ours);
        if (way.algorithm == FOV_SYMMETRIC_SHADOWCAST) lit = "symmetric: " + std::to_string(seen);
        if (times.theirs < best.theirs) {
            best = times;
            fastest = std::string(way.name) + " lights " + std::to_string(seen);
        }
    }
    std::size_t shown = 0;
    for (const auto& [eye, other] : scene.pairs) {
        mine.look(scene.map, {0, eye}, {.radius = radius});
        shown += mine.shown();
    }
    const bool large = scene.map.width() > 100;
    const double target = radius == 10 ? (large ? 25 : 2) : 1;
    report(scene.name + " sight " + std::to_string(radius), best, target,
           fastest + ", " + lit + ", ours: " + std::to_string(shown), radius == 10 ? 3.0 : 1e9);
}

constexpr Mover walker{.prices = measured_steps, .corners = Corners::none};

void paths(const Scene& scene)
{
    const auto map = tcod_map(scene.map);
    const std::unique_ptr<TCOD_Path, Delete> path(TCOD_path_new_using_map(map.get(), 1.41F));
    Ground ground(walker);
    ground.update(scene.map);
    Paths mine;
    double length = 0, my_length = 0;
    for (const auto& [from, to] : scene.pairs) {
        TCOD_path_compute(path.get(), from.x, from.y, to.x, to.y);
        int x = from.x, y = from.y;
        for (int i = 0; i < TCOD_path_size(path.get()); ++i) {
            int next_x = 0, next_y = 0;
            TCOD_path_get(path.get(), i, &next_x, &next_y);
            length += next_x != x && next_y != y ? 1.41 : 1;
            x = next_x;
            y = next_y;
        }
        const auto found = mine.find(ground, {0, from}, {0, to});
        my_length += found ? found->price / 100.0 : 0;
    }
    const Times times = race(
        scene.pairs.size(),
        [&] {
            for (const auto& [from, to] : scene.pairs) TCOD_path_compute(path.get(), from.x, from.y, to.x, to.y);
        },
        [&] {
            for (const auto& [from, to] : scene.pairs) mine.find(ground, {0, from}, {0, to});
        });
    char note[100];
    std::snprintf(note, sizeof note, "lengths %.2f, ours %.2f", length, my_length);
    if (my_length > length + 0.01) ++missed;
    report(scene.name + " A*", times, 3, note);
}

void whole_map(const Scene& scene)
{
    const auto map = tcod_map(scene.map);
    const std::unique_ptr<TCOD_Dijkstra, Delete> theirs(TCOD_dijkstra_new(map.get(), 1.41F));
    Ground ground(walker);
    ground.update(scene.map);
    Reach mine;
    constexpr std::size_t sources = 10;
    double sum = 0, my_sum = 0;
    for (std::size_t i = 0; i < sources; ++i) {
        const Spot source{0, scene.pairs[i].first};
        TCOD_dijkstra_compute(theirs.get(), source.cell.x, source.cell.y);
        mine.towards(ground, std::span(&source, 1));
        for (std::int32_t y = 0; y < scene.map.height(); ++y) {
            for (std::int32_t x = 0; x < scene.map.width(); ++x) {
                const float distance = TCOD_dijkstra_get_distance(theirs.get(), x, y);
                const std::uint32_t price = mine.price({0, {x, y}});
                if (distance >= 0) sum += static_cast<double>(distance);
                if (price != Reach::unreached) my_sum += price / 100.0;
            }
        }
    }
    const Times times = race(
        sources,
        [&] {
            for (std::size_t i = 0; i < sources; ++i) {
                TCOD_dijkstra_compute(theirs.get(), scene.pairs[i].first.x, scene.pairs[i].first.y);
            }
        },
        [&] {
            for (std::size_t i = 0; i < sources; ++i) {
                const Spot source{0, scene.pairs[i].first};
                mine.towards(ground, std::span(&source, 1));
            }
        });
    char note[100];
    std::snprintf(note, sizeof note, "sums of distances %.0f, ours %.0f", sum, my_sum);
    report(scene.name + " Dijkstra", times, 3, note);
}

/// A picture of noise, as large as the maps.
void noise()
{
    constexpr std::int32_t side = 512;
    TCOD_Noise* const theirs = TCOD_noise_new(2, 0.5F, 2.0F, nullptr);
    TCOD_noise_set_type(theirs, TCOD_NOISE_SIMPLEX);
    const Noise mine{42};
    double sum = 0;
    std::int64_t my_sum = 0;
    const auto all = [](auto&& each) {
        for (std::int32_t y = 0; y < side; ++y) {
            for (std::int32_t x = 0; x < side; ++x) each(x, y);
        }
    };
    const Times times = race(
        1,
        [&] {
            all([&](std::int32_t x, std::int32_t y) {
                const float place[] = {static_cast<float>(x) / 32, static_cast<float>(y) / 32};
                sum += static_cast<double>(TCOD_noise_get(theirs, place));
            });
        },
        [&] { all([&](std::int32_t x, std::int32_t y) { my_sum += mine.at(x << 11, y << 11); }); });
    TCOD_noise_delete(theirs);
    char note[100];
    std::snprintf(note, sizeof note, "sums %.0f, ours %.0f", sum, static_cast<double>(my_sum) / Noise::one);
    report("simplex noise 512", times, 1, note);
}

} // namespace

/// grid_tcod [sight|paths|regions|noise]
int main(int count, char** arguments)
{
    const std::string only = count > 1 ? arguments[1] : "";
    const auto wanted = [&](const char* what) { return only.empty() || only == what; };
    const auto scenes = bench::scenes();
    if (scenes.empty()) {
        std::puts("no maps in ../shared/data/maps: nothing to compare");
        return 0;
    }
    std::printf("%-34s %10s %10s %8s %7s\n", "us of CPU time a call", "libtcod", "goldbox", "ratio", "target");
    for (const Scene& scene : scenes) {
        if (!wanted("sight")) break;
        sight(scene, 10);
        sight(scene, 30);
    }
    for (const Scene& scene : scenes) {
        if (wanted("paths")) paths(scene);
    }
    for (const Scene& scene : scenes) {
        if (wanted("regions")) whole_map(scene);
    }
    if (wanted("noise")) noise();
    if (missed != 0) std::printf("grid: %d target(s) missed\n", missed);
    return missed == 0 ? 0 : 1;
}
