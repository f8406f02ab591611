#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/grid/bits.hpp>
#include <goldbox/grid/cell.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace goldbox::grid {

/// What stands on a cell, or on the edge between two.
enum class Barrier : std::uint8_t {
    none,
    wall,      ///< stops sight, steps and missiles
    door,      ///< closed, the same; an open one is `open_door`
    open_door, ///< stops nothing
    window,    ///< stops steps and missiles: glass, a wall of force
    curtain,   ///< stops sight: a hanging, fog, foliage
    bars,      ///< stops steps: a grate, a portcullis
    open_bars, ///< stops nothing
    low,       ///< stops nothing, covers half: a parapet, a table
};

/// What a barrier can stop.
enum class Stops : std::uint8_t { sight, steps, missiles };

[[nodiscard]] bool stops(Barrier barrier, Stops what);

/// Doors and bars, open or closed.
[[nodiscard]] bool is_door(Barrier barrier);
/// A door or bars in that position; every other barrier as it is.
[[nodiscard]] Barrier opened(Barrier barrier, bool open);

/// Where a barrier stands: on the cell, or on its edge to the north or west. The south and east edges of a cell are the
/// north and west edges of its neighbors.
enum class Part : std::uint8_t { cell, north, west };

/// How somebody moves. A creature may have several ways and takes the cheapest for each cell.
enum class Way : std::uint8_t { walk, swim, fly, climb, burrow };
inline constexpr std::size_t ways = 5;

/// A kind of floor: what entering a cell of it costs, as a multiple of a plain step; 0: impossible in this way.
struct Terrain {
    std::string name;
    std::array<std::uint8_t, ways> price = {1, 0, 1, 1, 0};

    bool operator==(const Terrain&) const = default;
};

inline constexpr std::int32_t max_side = 4096;        ///< cells
inline constexpr std::int64_t max_cells = 1 << 22;    ///< of all levels
inline constexpr std::uint8_t max_price = 16;         ///< of a terrain
inline constexpr std::int32_t max_height_feet = 8191; ///< of a floor, up and down

/// A way between two spots that is no step: stairs, a ladder, a portal. One way; stairs are two of them.
struct Link {
    Spot from;
    Spot to;
    std::int32_t price = 1; ///< in plain steps, 1..100

    bool operator==(const Link&) const = default;
};

/// Levels of squares with their barriers, floors and heights. Copying copies all; threads may read one grid together.
class Grid {
public:
    /// Empty levels of plain floor at height 0. `grid.size` names the limit that was passed.
    static Result<Grid> create(std::int32_t width, std::int32_t height, std::int32_t levels = 1);
    /// `grid.size` for what `create` would refuse.
    static Result<void> check_size(std::int32_t width, std::int32_t height, std::int32_t levels);

    [[nodiscard]] std::int32_t width() const { return width_; }
    [[nodiscard]] std::int32_t height() const { return height_; }
    [[nodiscard]] std::int32_t levels() const { return static_cast<std::int32_t>(levels_.size()); }
    [[nodiscard]] bool contains(Cell cell) const
    {
        return static_cast<std::uint32_t>(cell.x) < static_cast<std::uint32_t>(width_) &&
               static_cast<std::uint32_t>(cell.y) < static_cast<std::uint32_t>(height_);
    }
    [[nodiscard]] bool contains(Spot spot) const
    {
        return static_cast<std::uint32_t>(spot.level) < levels_.size() && contains(spot.cell);
    }

    // Outside of the grid nothing stands and nothing can be put: reading gives none, 0 or false, writing does nothing.

    [[nodiscard]] Barrier barrier(Spot spot, Part part = Part::cell) const;
    void set_barrier(Spot spot, Part part, Barrier barrier);
    void set_barrier(Spot spot, Barrier barrier) { set_barrier(spot, Part::cell, barrier); }
    /// @return false when there is no door or bars.
    bool set_open(Spot spot, Part part, bool open);

    [[nodiscard]] std::uint8_t terrain(Spot spot) const;
    void set_terrain(Spot spot, std::uint8_t terrain);
    /// What the numbers of terrains mean; 0 is plain floor. `grid.terrain` for more than 256 or a price above
    /// max_price.
    Result<void> set_terrains(std::vector<Terrain> terrains);
    [[nodiscard]] std::span<const Terrain> terrains() const { return terrains_; }

    [[nodiscard]] std::int32_t height_feet(Spot spot) const;
    /// Beyond max_height_feet the limit is taken.
    void set_height_feet(Spot spot, std::int32_t feet);
    /// Whether floors of that level were ever at different heights.
    [[nodiscard]] bool uneven(std::int32_t level) const;

    /// `grid.link` when an end lies outside or the price is out of range, or for more than 65,535 links.
    Result<void> add_link(const Link& link);
    [[nodiscard]] std::span<const Link> links() const { return links_; }

    // For whoever works on bits. The level must exist.

    /// What stops that on cells, west edges and north edges.
    [[nodiscard]] const BitGrid& bits(std::int32_t level, Stops what, Part part) const;
    /// The bits for sight with x and y exchanged.
    [[nodiscard]] const BitGrid& columns(std::int32_t level, Part part) const;
    /// Low barriers, which cover half.
    [[nodiscard]] const BitGrid& low(std::int32_t level, Part part) const;
    /// Whether a barrier was ever put on an edge of that level.
    [[nodiscard]] bool has_edges(std::int32_t level) const;
    [[nodiscard]] const std::uint8_t* terrain_row(std::int32_t level, std::int32_t y) const;
    [[nodiscard]] const std::int16_t* height_row(std::int32_t level, std::int32_t y) const;

    /// Fingerprints of what stands and lies in all rows or in one. They depend on the content alone, so they are as
    /// good for copies and for a grid that was put back to what it was. Links and names are not in them.
    [[nodiscard]] std::uint64_t key() const { return key_ ^ terrains_key_; }
    [[nodiscard]] std::uint64_t row_key(std::int32_t level, std::int32_t y) const;

    /// The same geometry; how it came about does not matter.
    bool operator==(const Grid& other) const;

private:
    struct Side { ///< one of the three parts
        std::vector<Barrier> barriers;
        std::array<BitGrid, 3> stopped; ///< by Stops
        BitGrid sight_columns;
        BitGrid low;
    };
    struct Level {
        std::array<Side, 3> sides; ///< by Part
        std::vector<std::uint8_t> terrain;
        std::vector<std::int16_t> feet;
        std::vector<std::uint64_t> row_keys;
        bool has_edges = false;
        bool uneven = false;
    };

    [[nodiscard]] std::size_t index(Cell cell) const
    {
        return static_cast<std::size_t>(cell.y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(cell.x);
    }
    [[nodiscard]] const Side& side(std::int32_t level, Part part) const
    {
        return levels_[static_cast<std::size_t>(level)].sides[static_cast<std::size_t>(part)];
    }
    void exchange(Spot spot, std::uint64_t what, std::int32_t before, std::int32_t after);

    std::int32_t width_ = 0;
    std::int32_t height_ = 0;
    std::uint64_t key_ = 0;
    std::uint64_t terrains_key_ = 0;
    std::vector<Level> levels_;
    std::vector<Terrain> terrains_;
    std::vector<Link> links_;
};

} // namespace goldbox::grid
