#pragma once
// SPDX-License-Identifier: MIT
// Maps by chance, always the same ones.

#include <goldbox/base/random.hpp>
#include <goldbox/grid/grid.hpp>

#include "support/must.hpp"

namespace goldbox::tests {

/// Numbers by chance, one after the other.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : draw_{.seed = seed} {}
    std::int32_t below(std::int32_t bound) { return between(0, bound - 1); }
    std::int32_t between(std::int32_t low, std::int32_t high)
    {
        const std::int32_t number = draw_between(draw_, low, high);
        ++draw_.counter;
        return number;
    }

private:
    Draw draw_;
};

struct MapKind {
    std::int32_t width = 15;
    std::int32_t height = 13;
    std::int32_t cells = 25;   ///< barriers on cells, in percent
    std::int32_t edges = 0;    ///< barriers on edges, in percent
    std::int32_t hills = 0;    ///< cells at another height, in percent
    std::int32_t terrains = 1; ///< kinds
};

inline grid::Grid map_by_chance(std::uint64_t seed, const MapKind& kind)
{
    using namespace grid;
    Chance chance(seed);
    Grid made = must(Grid::create(kind.width, kind.height));
    const auto barrier = [&] { return static_cast<Barrier>(chance.between(1, 8)); };
    for (std::int32_t y = 0; y < kind.height; ++y) {
        for (std::int32_t x = 0; x < kind.width; ++x) {
            const Spot spot{0, {x, y}};
            if (chance.below(100) < kind.cells) made.set_barrier(spot, chance.below(3) > 0 ? Barrier::wall : barrier());
            if (chance.below(100) < kind.edges)
                made.set_barrier(spot, Part::west, chance.below(3) > 0 ? Barrier::wall : barrier());
            if (chance.below(100) < kind.edges)
                made.set_barrier(spot, Part::north, chance.below(3) > 0 ? Barrier::wall : barrier());
            if (chance.below(100) < kind.hills) made.set_height_feet(spot, chance.between(-10, 15));
            if (kind.terrains > 1) made.set_terrain(spot, static_cast<std::uint8_t>(chance.below(kind.terrains)));
        }
    }
    return made;
}

} // namespace goldbox::tests
