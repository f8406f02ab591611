// SPDX-License-Identifier: MIT
#include <goldbox/grid/grid.hpp>

#include <goldbox/base/try.hpp>

#include <algorithm>

namespace goldbox::grid {

namespace {

struct Kind {
    bool sight, steps, missiles;
};

/// By Barrier.
constexpr Kind kinds[] = {
    {false, false, false}, // none
    {true, true, true},    // wall
    {true, true, true},    // door
    {false, false, false}, // open_door
    {false, true, true},   // window
    {true, false, false},  // curtain
    {false, true, false},  // bars
    {false, false, false}, // open_bars
    {false, false, false}, // low
};

/// The finalizer of SplitMix64.
std::uint64_t mixed(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

std::string size_text(std::int32_t width, std::int32_t height, std::int32_t levels)
{
    return std::to_string(width) + " x " + std::to_string(height) + " cells on " + std::to_string(levels) + " level(s)";
}

} // namespace

bool stops(Barrier barrier, Stops what)
{
    const Kind& kind = kinds[static_cast<std::size_t>(barrier)];
    switch (what) {
    case Stops::sight: return kind.sight;
    case Stops::steps: return kind.steps;
    case Stops::missiles: return kind.missiles;
    }
    return false;
}

bool is_door(Barrier barrier)
{
    return barrier == Barrier::door || barrier == Barrier::open_door || barrier == Barrier::bars ||
           barrier == Barrier::open_bars;
}

Barrier opened(Barrier barrier, bool open)
{
    switch (barrier) {
    case Barrier::door:
    case Barrier::open_door: return open ? Barrier::open_door : Barrier::door;
    case Barrier::bars:
    case Barrier::open_bars: return open ? Barrier::open_bars : Barrier::bars;
    default: return barrier;
    }
}

Result<void> Grid::check_size(std::int32_t width, std::int32_t height, std::int32_t levels)
{
    if (width < 1 || height < 1 || levels < 1) {
        return fail(Code::invalid, "grid.size", size_text(width, height, levels) + ": each must be at least 1");
    }
    if (width > max_side || height > max_side || levels > max_cells ||
        std::int64_t{width} * height * levels > max_cells) {
        return fail(Code::limit, "grid.size",
                    size_text(width, height, levels) + ": at most " + std::to_string(max_side) + " a side and " +
                        std::to_string(max_cells) + " cells in all");
    }
    return {};
}

Result<Grid> Grid::create(std::int32_t width, std::int32_t height, std::int32_t levels)
{
    GOLDBOX_CHECK(check_size(width, height, levels));
    Grid grid;
    grid.width_ = width;
    grid.height_ = height;
    const std::size_t cells = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    Level level;
    for (Side& side : level.sides) {
        side.barriers.assign(cells, Barrier::none);
        side.stopped.fill(BitGrid(width, height));
        side.sight_columns = BitGrid(height, width);
        side.low = BitGrid(width, height);
    }
    level.terrain.assign(cells, 0);
    level.feet.assign(cells, 0);
    level.row_keys.assign(static_cast<std::size_t>(height), 0);
    grid.levels_.assign(static_cast<std::size_t>(levels), level);
    grid.terrains_ = {{.name = "floor"}};
    return grid;
}

Barrier Grid::barrier(Spot spot, Part part) const
{
    return contains(spot) ? side(spot.level, part).barriers[index(spot.cell)] : Barrier::none;
}

void Grid::set_barrier(Spot spot, Part part, Barrier barrier)
{
    if (!contains(spot)) return;
    Level& level = levels_[static_cast<std::size_t>(spot.level)];
    Side& side = level.sides[static_cast<std::size_t>(part)];
    Barrier& there = side.barriers[index(spot.cell)];
    if (there == barrier) return;
    exchange(spot, static_cast<std::uint64_t>(part), static_cast<std::int32_t>(there),
             static_cast<std::int32_t>(barrier));
    there = barrier;
    for (const Stops what : {Stops::sight, Stops::steps, Stops::missiles}) {
        side.stopped[static_cast<std::size_t>(what)].set(spot.cell, stops(barrier, what));
    }
    side.sight_columns.set({spot.cell.y, spot.cell.x}, stops(barrier, Stops::sight));
    side.low.set(spot.cell, barrier == Barrier::low);
    if (part != Part::cell) level.has_edges = true;
}

bool Grid::set_open(Spot spot, Part part, bool open)
{
    const Barrier there = barrier(spot, part);
    if (!is_door(there)) return false;
    set_barrier(spot, part, opened(there, open));
    return true;
}

std::uint8_t Grid::terrain(Spot spot) const
{
    return contains(spot) ? levels_[static_cast<std::size_t>(spot.level)].terrain[index(spot.cell)] : std::uint8_t{0};
}

void Grid::set_terrain(Spot spot, std::uint8_t terrain)
{
    if (!contains(spot)) return;
    std::uint8_t& there = levels_[static_cast<std::size_t>(spot.level)].terrain[index(spot.cell)];
    exchange(spot, 3, there, terrain);
    there = terrain;
}

Result<void> Grid::set_terrains(std::vector<Terrain> terrains)
{
    if (terrains.empty() || terrains.size() > 256) {
        return fail(Code::limit, "grid.terrain", "a grid has 1 to 256 kinds of terrain");
    }
    for (const Terrain& terrain : terrains) {
        if (std::ranges::max(terrain.price) > max_price) {
            return fail(Code::limit, "grid.terrain",
                        "terrain \"" + terrain.name + "\": a price is at most " + std::to_string(max_price));
        }
    }
    terrains_ = std::move(terrains);
    terrains_key_ = 0;
    for (const Terrain& terrain : terrains_) {
        for (const std::uint8_t price : terrain.price) terrains_key_ = mixed(terrains_key_ + price + 1);
    }
    return {};
}

std::int32_t Grid::height_feet(Spot spot) const
{
    return contains(spot) ? levels_[static_cast<std::size_t>(spot.level)].feet[index(spot.cell)] : 0;
}

void Grid::set_height_feet(Spot spot, std::int32_t feet)
{
    if (!contains(spot)) return;
    Level& level = levels_[static_cast<std::size_t>(spot.level)];
    std::int16_t& there = level.feet[index(spot.cell)];
    const auto clamped = static_cast<std::int16_t>(std::clamp(feet, -max_height_feet, max_height_feet));
    exchange(spot, 4, there, clamped);
    there = clamped;
    level.uneven = level.uneven || clamped != 0;
}

bool Grid::uneven(std::int32_t level) const
{
    return levels_[static_cast<std::size_t>(level)].uneven;
}

Result<void> Grid::add_link(const Link& link)
{
    if (!contains(link.from) || !contains(link.to)) {
        return fail(Code::invalid, "grid.link", "an end of the link lies outside of the grid");
    }
    if (link.price < 1 || link.price > 100) {
        return fail(Code::invalid, "grid.link", "the price of a link is 1 to 100 steps");
    }
    if (links_.size() >= 65'535) return fail(Code::limit, "grid.link", "a grid has at most 65535 links");
    links_.push_back(link);
    return {};
}

const BitGrid& Grid::bits(std::int32_t level, Stops what, Part part) const
{
    return side(level, part).stopped[static_cast<std::size_t>(what)];
}

const BitGrid& Grid::columns(std::int32_t level, Part part) const
{
    return side(level, part).sight_columns;
}

const BitGrid& Grid::low(std::int32_t level, Part part) const
{
    return side(level, part).low;
}

bool Grid::has_edges(std::int32_t level) const
{
    return levels_[static_cast<std::size_t>(level)].has_edges;
}

const std::uint8_t* Grid::terrain_row(std::int32_t level, std::int32_t y) const
{
    return levels_[static_cast<std::size_t>(level)].terrain.data() + index({0, y});
}

const std::int16_t* Grid::height_row(std::int32_t level, std::int32_t y) const
{
    return levels_[static_cast<std::size_t>(level)].feet.data() + index({0, y});
}

std::uint64_t Grid::row_key(std::int32_t level, std::int32_t y) const
{
    return levels_[static_cast<std::size_t>(level)].row_keys[static_cast<std::size_t>(y)] ^ terrains_key_;
}

bool Grid::operator==(const Grid& other) const
{
    const auto same_level = [](const Level& a, const Level& b) {
        return std::ranges::equal(a.sides, b.sides, {}, &Side::barriers, &Side::barriers) && a.terrain == b.terrain &&
               a.feet == b.feet;
    };
    return width_ == other.width_ && height_ == other.height_ &&
           std::ranges::equal(levels_, other.levels_, same_level) && terrains_ == other.terrains_ &&
           links_ == other.links_;
}

/// A sum of all cells' contents that takes one away and adds another; `what` tells parts, terrain and height apart.
void Grid::exchange(Spot spot, std::uint64_t what, std::int32_t before, std::int32_t after)
{
    const std::uint64_t place = static_cast<std::uint64_t>(spot.level) << 40 | index(spot.cell) << 8 | what;
    const auto of = [place](std::int32_t value) {
        return value == 0 ? 0 : mixed(mixed(place) + static_cast<std::uint32_t>(value));
    };
    const std::uint64_t change = of(before) ^ of(after);
    levels_[static_cast<std::size_t>(spot.level)].row_keys[static_cast<std::size_t>(spot.cell.y)] ^= change;
    key_ ^= change;
}

} // namespace goldbox::grid
