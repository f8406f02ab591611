#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/grid/bits.hpp>
#include <goldbox/grid/cell.hpp>
#include <goldbox/grid/grid.hpp>
#include <goldbox/grid/sight.hpp>

#include <cstdint>

namespace goldbox::grid {

enum class Brightness : std::uint8_t { dark, dim, bright };

/// A torch, a lantern, a glowing sword.
struct Light {
    Spot spot;
    std::int32_t bright = 4; ///< radius in cells
    std::int32_t dim = 8;    ///< radius in cells; what is nearer than `bright` is bright
    Metric metric = Metric::straight;
};

/// How bright each cell of one level is: the brightest of what falls on it, and darkness by magic over all.
class Lighting {
public:
    /// A level of that size, everywhere as bright as the surroundings.
    Lighting(std::int32_t width, std::int32_t height, Brightness everywhere);

    /// Light falls where a line of sight from its spot is free, and on the faces of walls. A light on another level
    /// than the one lit is for the caller to leave out. Costs follow its radius.
    void add(const Grid& grid, const Light& light);
    /// Darkness that light does not brighten and darkvision does not pierce (SRD 5.1, the spell darkness).
    void darken(Cell cell) { magical_.set(cell); }

    /// dark outside
    [[nodiscard]] Brightness at(Cell cell) const;
    [[nodiscard]] bool magically_dark(Cell cell) const { return magical_.test(cell); }
    [[nodiscard]] const BitGrid& lit() const { return lit_; } ///< dim or bright
    [[nodiscard]] const BitGrid& bright() const { return bright_; }

private:
    BitGrid lit_;
    BitGrid bright_;
    BitGrid magical_;
    Sight sight_;
};

/// What eyes can do beside seeing in light, in cells, 0: nothing.
struct Senses {
    std::int32_t darkvision = 0; ///< within it darkness is as dim light, and dim light as bright
    std::int32_t truesight = 0;  ///< within it darkness of any kind is no matter
};

/// How well a cell that the line of sight reaches is seen: dark is not at all. `sight` is that of the eyes.
[[nodiscard]] Brightness seen_as(const Sight& sight, const Lighting& lighting, const Senses& senses, Cell cell);

} // namespace goldbox::grid
