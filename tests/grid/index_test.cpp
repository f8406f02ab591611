// SPDX-License-Identifier: MIT
#include <goldbox/grid/index.hpp>

#include "grid/maps.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <map>
#include <vector>

using namespace goldbox;
using namespace goldbox::grid;
using namespace goldbox::tests;

namespace {

using Ids = std::vector<std::uint32_t>;

Ids ids(std::span<const std::uint32_t> found)
{
    return {found.begin(), found.end()};
}

/// The same by looking at everyone.
struct Everyone {
    std::map<std::uint32_t, Cell> places;

    [[nodiscard]] Ids within(Cell low, Cell high) const
    {
        Ids found;
        for (const auto& [id, cell] : places) {
            if (cell.x >= low.x && cell.x <= high.x && cell.y >= low.y && cell.y <= high.y) found.push_back(id);
        }
        return found;
    }
    [[nodiscard]] Ids around(Cell center, std::int32_t radius, Metric metric) const
    {
        Ids found;
        for (const auto& [id, cell] : places) {
            const std::int64_t dx = std::int64_t{cell.x} - center.x, dy = std::int64_t{cell.y} - center.y;
            if (std::max(std::abs(dx), std::abs(dy)) > radius) continue;
            if (grid::within(metric, static_cast<std::int32_t>(dx), static_cast<std::int32_t>(dy), radius))
                found.push_back(id);
        }
        return found;
    }
    [[nodiscard]] Ids nearest(Cell center, std::size_t count) const
    {
        std::vector<std::pair<std::int64_t, std::uint32_t>> all;
        for (const auto& [id, cell] : places) {
            const std::int64_t dx = std::int64_t{cell.x} - center.x, dy = std::int64_t{cell.y} - center.y;
            all.emplace_back(dx * dx + dy * dy, id);
        }
        std::ranges::sort(all);
        Ids found;
        for (std::size_t i = 0; i < std::min(count, all.size()); ++i) found.push_back(all[i].second);
        return found;
    }
};

} // namespace

TEST_CASE("an index answers what looking at everyone answers, through moves, removals and crowds", "[grid][index]")
{
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        Chance chance(seed);
        SpatialIndex index;
        Nearby near;
        Everyone everyone;
        const std::int32_t spread = seed % 4 == 0 ? 12 : seed % 4 == 1 ? 300 : seed % 4 == 2 ? 40'000 : 400'000;
        const auto place = [&]() -> Cell {
            if (chance.below(3) == 0) { // crowds
                const std::int32_t crowd = chance.below(3);
                return {crowd * (spread / 2) - spread / 2 + chance.below(6), chance.below(6)};
            }
            return {chance.between(-spread, spread), chance.between(-spread, spread)};
        };
        for (int i = 0; i < 3000; ++i) {
            const auto id = static_cast<std::uint32_t>(chance.below(600));
            const std::int32_t what = chance.below(10);
            const bool thins_out = i / 500 % 2 != 0;
            if (what < (thins_out ? 6 : 1)) {
                REQUIRE(index.remove(id) == (everyone.places.erase(id) != 0));
            } else if (what < 8 && everyone.places.contains(id)) { // a step
                Cell cell = everyone.places[id] + Cell{chance.between(-1, 1), chance.between(-1, 1)};
                REQUIRE(index.put(id, cell));
                everyone.places[id] = cell;
            } else {
                const Cell cell = place();
                REQUIRE(index.put(id, cell));
                everyone.places[id] = cell;
            }
            REQUIRE(index.size() == everyone.places.size());
            if (i % 10 != 0) continue;
            const Cell low = place(), high = low + Cell{chance.below(spread), chance.below(spread)};
            REQUIRE(ids(near.within(index, low, high)) == everyone.within(low, high));
            const std::int32_t radius = chance.below(spread);
            const auto metric = static_cast<Metric>(chance.below(3));
            REQUIRE(ids(near.around(index, low, radius, metric)) == everyone.around(low, radius, metric));
            const auto count = static_cast<std::size_t>(chance.below(20));
            REQUIRE(ids(near.nearest(index, low, count)) == everyone.nearest(low, count));
        }
        for (std::uint32_t id = 0; id < 600; ++id) {
            const auto found = everyone.places.find(id);
            REQUIRE(index.find(id) == (found == everyone.places.end() ? std::nullopt : std::optional(found->second)));
        }
    }
}

TEST_CASE("whoever is loaded at once is found like whoever came one by one, in a crowd that grows and thins out",
          "[grid][index]")
{
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        Chance chance(seed);
        const std::int32_t world = seed % 3 == 0 ? 40 : seed % 3 == 1 ? 2000 : 500'000;
        Everyone everyone;
        std::vector<SpatialIndex::Object> objects;
        SpatialIndex index;
        Nearby near;
        const auto same = [&](const SpatialIndex& asked) {
            REQUIRE(asked.size() == everyone.places.size());
            for (int i = 0; i < 25; ++i) {
                const Cell at{chance.between(-world, world), chance.between(-world, world)};
                const std::int32_t reach = chance.below(world / (i % 5 == 0 ? 1 : 20));
                const Cell off{reach, reach};
                REQUIRE(ids(near.within(asked, at - off, at + off)) == everyone.within(at - off, at + off));
                const auto count = static_cast<std::size_t>(chance.below(i % 5 == 0 ? 300 : 30));
                REQUIRE(ids(near.nearest(asked, at, count)) == everyone.nearest(at, count));
            }
        };
        for (std::uint32_t id = 0; id < 4000; ++id) { // half of them in a crowd, far from the others
            Cell cell{chance.between(-world, world), chance.between(-world, world)};
            if (id % 2 != 0) cell = {world - 1 - chance.below(30), chance.below(9)};
            objects.push_back({id, cell});
            everyone.places[id] = cell;
            REQUIRE(index.put(id, cell));
            if (id % 800 == 0) same(index);
        }
        same(index);
        SpatialIndex loaded;
        loaded.put(9999, {1, 1});
        objects.push_back({7, {1, 2}}); // the later place counts
        everyone.places[7] = {1, 2};
        REQUIRE(loaded.load(objects));
        same(loaded);
        for (std::uint32_t id = 0; id < 4000; ++id) {
            if (id % 7 == 0) continue;
            REQUIRE(loaded.remove(id));
            everyone.places.erase(id);
            if (id % 800 == 1) same(loaded);
        }
        same(loaded);
        objects.push_back({8, {SpatialIndex::max_coordinate + 1, 0}});
        REQUIRE_FALSE(loaded.load(objects));
        same(loaded);
        REQUIRE(loaded.load({}));
        REQUIRE(loaded.empty());
    }
}

TEST_CASE("a thousand on one cell, and all of them gone again", "[grid][index]")
{
    SpatialIndex index;
    Nearby near;
    for (std::uint32_t id = 0; id < 1000; ++id) index.put(id, {5, 5});
    CHECK(near.within(index, {5, 5}, {5, 5}).size() == 1000);
    CHECK(near.within(index, {4, 4}, {4, 9}).empty());
    CHECK(ids(near.nearest(index, {900, 900}, 3)) == Ids{0, 1, 2});
    for (std::uint32_t id = 0; id < 1000; ++id) CHECK(index.remove(id));
    CHECK(index.empty());
    CHECK(near.within(index, {-9, -9}, {9, 9}).empty());
    CHECK(near.nearest(index, {5, 5}, 3).empty());
    index.put(7, {-500'000, 500'000});
    CHECK(ids(near.nearest(index, {500'000, -500'000}, 3)) == Ids{7});
    index.clear();
    CHECK(index.empty());
}

TEST_CASE("an index refuses ids and places out of range", "[grid][index]")
{
    constexpr std::int32_t most = 2147483647;
    SpatialIndex index;
    Nearby near;
    CHECK_FALSE(index.put(SpatialIndex::max_id + 1, {0, 0}));
    CHECK_FALSE(index.put(0xffffffff, {0, 0}));
    CHECK_FALSE(index.put(1, {SpatialIndex::max_coordinate + 1, 0}));
    CHECK_FALSE(index.put(1, {0, -most - 1}));
    CHECK_FALSE(index.remove(1));
    CHECK_FALSE(index.remove(0xffffffff));
    CHECK(index.empty());
    index.put(1, {3, 4});
    CHECK_FALSE(index.put(1, {most, 4}));
    CHECK(index.find(1) == Cell{3, 4});
    CHECK(ids(near.within(index, {-most - 1, -most - 1}, {most, most})) == Ids{1});
    CHECK(near.within(index, {9, 9}, {0, 0}).empty());
    CHECK(near.around(index, {3, 4}, -1).empty());
    CHECK(near.around(index, {3, 4}, most).empty());
    CHECK(near.nearest(index, {most, most}, 1).empty());
    CHECK(ids(near.nearest(index, {0, 0}, static_cast<std::size_t>(-1))) == Ids{1});
}
