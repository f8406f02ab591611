// SPDX-License-Identifier: MIT
// A grid as one kind of mover finds it. Everything is made a row at a time, 64 cells at once.
#include <goldbox/grid/path.hpp>

#include "grid/estimate.hpp"
#include "grid/node.hpp"

#include <algorithm>
#include <bit>

namespace goldbox::grid {

namespace {

std::uint64_t mixed(std::uint64_t a, std::uint64_t b)
{
    std::uint64_t value = (a ^ b) * 0x9e3779b97f4a7c15;
    value = (value ^ value >> 29) * 0xbf58476d1ce4e5b9;
    return value ^ value >> 32;
}

/// Eight bytes as rows of an 8x8 square of bits, exchanged with its columns (Warren, Hacker's Delight, 7-3).
constexpr std::uint64_t transposed(std::uint64_t x)
{
    std::uint64_t t = (x ^ x >> 7) & 0x00aa00aa00aa00aa;
    x ^= t ^ t << 7;
    t = (x ^ x >> 14) & 0x0000cccc0000cccc;
    x ^= t ^ t << 14;
    t = (x ^ x >> 28) & 0x00000000f0f0f0f0;
    return x ^ t ^ t << 28;
}

/// Gives away bytes: byte i has bit i of each of the eight words.
template <class Give>
void spread(const std::uint64_t (&words)[8], std::int32_t count, Give&& give)
{
    for (std::int32_t i = 0; i < count; i += 8) {
        std::uint64_t square = 0;
        for (unsigned j = 0; j < 8; ++j) square |= (words[j] >> i & 0xff) << (8 * j);
        square = transposed(square);
        for (std::int32_t k = i; k < std::min(i + 8, count); ++k, square >>= 8) {
            give(k, static_cast<std::uint8_t>(square));
        }
    }
}

Direction opposite(unsigned direction)
{
    return static_cast<Direction>((direction + 4) % 8);
}

Mover sane(Mover mover)
{
    mover.size = std::clamp(mover.size, 1, 8);
    mover.prices.straight = std::clamp(mover.prices.straight, 1, 1000);
    mover.prices.diagonal = std::clamp(mover.prices.diagonal, 0, 1000);
    mover.prices.second_diagonal = std::clamp(mover.prices.second_diagonal, 0, 1000);
    if (mover.prices.diagonal == 0 || mover.prices.second_diagonal == 0) {
        mover.prices.diagonal = mover.prices.second_diagonal = 0;
    }
    return mover;
}

/// Steps of 64 places at once; bit i is the place x + i.
struct Steps {
    const BitGrid& stand;
    const BitGrid& west; ///< edges that stop steps
    const BitGrid& north;
    std::int32_t size;

    [[nodiscard]] std::uint64_t here(std::int32_t x, std::int32_t y) const { return stand.word(x, y); }
    /// No edge on the column x + size, along the mover's east side; on the row y, along its north side.
    [[nodiscard]] std::uint64_t open_east(std::int32_t x, std::int32_t y) const
    {
        std::uint64_t closed = 0;
        for (std::int32_t i = 0; i < size; ++i) closed |= west.word(x + size, y + i);
        return ~closed;
    }
    [[nodiscard]] std::uint64_t open_north(std::int32_t x, std::int32_t y) const
    {
        std::uint64_t closed = 0;
        for (std::int32_t i = 0; i < size; ++i) closed |= north.word(x + i, y);
        return ~closed;
    }
    [[nodiscard]] std::uint64_t open_west(std::int32_t x, std::int32_t y) const
    {
        std::uint64_t closed = 0;
        for (std::int32_t i = 0; i < size; ++i) closed |= west.word(x, y + i);
        return ~closed;
    }
    [[nodiscard]] std::uint64_t open_south(std::int32_t x, std::int32_t y) const { return open_north(x, y + size); }
};

} // namespace

namespace {

using Onward = std::array<std::array<std::uint8_t, 8>, 256>;

bool prunes(const StepPrices& prices)
{
    return prices.diagonal == prices.second_diagonal && prices.straight <= prices.diagonal &&
           prices.diagonal < 2 * prices.straight;
}

/// On even land many ways cost the same. Of those only one has to be followed: the one with fewest diagonals, and these
/// as early as may be. So a step onward can be left out if the spot before leads there without this one, cheaper or
/// sooner in that order. (Harabor and Grastien, Online Graph Pruning for Pathfinding on Grid Maps, AAAI 2011.) A spot
/// that is reached from two sides at one price goes on from both.
Onward onward_of(const StepPrices& prices, Corners corners)
{
    const std::int32_t straight = prices.straight;
    const std::int32_t diagonal = prices.diagonal;
    Onward table{};
    const auto length = [](Cell way) { return way.x * way.x + way.y * way.y; };
    for (unsigned around = 0; around < 256; ++around) {
        const auto free = [&](Cell cell) { // of the nine cells; the middle one is
            if (cell == Cell{}) return true;
            for (unsigned i = 0; i < 8; ++i) {
                if (step(static_cast<Direction>(i)) == cell) return (around >> i & 1u) != 0;
            }
            return false;
        };
        const auto can_step = [&](Cell from, Cell to) {
            if (!free(from) || !free(to)) return false;
            if (length(to - from) == 1 || corners == Corners::none) return true;
            const bool one = free({from.x, to.y});
            const bool two = free({to.x, from.y});
            return corners == Corners::both ? one && two : one || two;
        };
        const auto price = [&](Cell way) { return length(way) == 1 ? straight : diagonal; };
        for (unsigned i = 0; i < 8; ++i) {
            const Cell in = step(static_cast<Direction>(i));
            const Cell before = Cell{} - in;
            unsigned ways = 0;
            for (unsigned j = 0; j < 8; ++j) {
                const Cell out = step(static_cast<Direction>(j));
                bool needed = out != before;
                const std::int32_t dear = price(in) + price(out);
                if (length(out - before) <= 2 && can_step(before, out) && price(out - before) <= dear) needed = false;
                for (unsigned k = 0; k < 8 && needed; ++k) { // by way of another neighbor
                    const Cell first = step(static_cast<Direction>(k));
                    const Cell by = before + first;
                    const Cell second = out - by;
                    if (by == Cell{} || length(second) < 1 || length(second) > 2 || !can_step(before, by) ||
                        !can_step(by, out)) {
                        continue;
                    }
                    const std::int32_t other = price(first) + price(second);
                    const std::int32_t fewer = length(in) + length(out) - length(first) - length(second);
                    if (other < dear || (other == dear && (fewer > 0 || (fewer == 0 && length(first) > length(in))))) {
                        needed = false;
                    }
                }
                if (needed) ways |= 1u << j;
            }
            table[around][i] = static_cast<std::uint8_t>(ways);
        }
    }
    return table;
}

} // namespace

Ground::Ground(const Mover& mover) : mover_(sane(mover)), prunes_(prunes(mover_.prices))
{
    if (!prunes_) return;
    // those of plain steps are worked out once: a fight makes a ground for each way to move
    static const std::array usual = {onward_of(plain_steps, Corners::both), onward_of(plain_steps, Corners::one),
                                     onward_of(plain_steps, Corners::none)};
    onward_ = mover_.prices == plain_steps ? usual[static_cast<std::size_t>(mover_.corners)]
                                           : onward_of(mover_.prices, mover_.corners);
}

bool Ground::contains(Spot spot) const
{
    return static_cast<std::uint32_t>(spot.level) < static_cast<std::uint32_t>(levels_) &&
           static_cast<std::uint32_t>(spot.cell.x) < static_cast<std::uint32_t>(width_) &&
           static_cast<std::uint32_t>(spot.cell.y) < static_cast<std::uint32_t>(height_);
}

bool Ground::can_stand(Spot spot) const
{
    return contains(spot) && plains_[static_cast<std::size_t>(spot.level)].stand.test(spot.cell);
}

bool Ground::can_step(Spot from, Direction direction) const
{
    return contains(from) && (nodes_[node(from)].steps >> static_cast<unsigned>(direction) & 1u) != 0;
}

std::int32_t Ground::price(Spot spot) const
{
    return can_stand(spot) ? nodes_[node(spot)].price & node_price_bits : 0;
}

Spot Ground::spot(std::uint32_t node) const
{
    const auto width = static_cast<std::uint32_t>(width_);
    const auto height = static_cast<std::uint32_t>(height_);
    const std::uint32_t row = node / width, level = levels_ == 1 ? 0 : row / height;
    return {static_cast<std::int32_t>(level),
            {static_cast<std::int32_t>(node - row * width), static_cast<std::int32_t>(row - level * height)}};
}

void Ground::resize(const Grid& grid)
{
    width_ = grid.width();
    height_ = grid.height();
    levels_ = grid.levels();
    const std::size_t nodes =
        static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) * static_cast<std::size_t>(levels_);
    hilly_ = false;
    plains_.assign(static_cast<std::size_t>(levels_), {BitGrid(width_, height_), BitGrid(width_, height_)});
    floor_.assign(nodes, 0);
    nodes_.assign(nodes, {});
    row_keys_.assign(static_cast<std::size_t>(height_) * static_cast<std::size_t>(levels_), 0);
    links_.clear();
    leaving_.clear();
    arriving_.clear();
    key_ = 0;
}

/// Which rows depend on which: what fits in row y looks at rows y..y+size-1, steps out of row y at what fits in
/// y-1..y+1 and at edges down to y+size, steps into row y at steps out of y-1..y+1.
void Ground::update(const Grid& grid)
{
    const bool other = grid.width() != width_ || grid.height() != height_ || grid.levels() != levels_;
    if (other) resize(grid);
    const bool flies = (mover_.ways & Mover::bit(Way::fly)) != 0;
    for (std::int32_t level = 0; level < levels_; ++level) {
        if (hilly_ || flies || !grid.uneven(level)) continue;
        hilly_ = true;
        std::ranges::fill(row_keys_, 0);
        key_ = 0;
    }
    const bool relink = other || !std::ranges::equal(links_, grid.links());
    const std::uint64_t key = mixed(grid.key(), 1);
    if (!other && !relink && key == key_) return;

    for (std::int32_t level = 0; level < levels_; ++level) {
        const std::size_t first = static_cast<std::size_t>(level) * static_cast<std::size_t>(height_);
        const auto changed = [&](std::int32_t y, std::int32_t up, std::int32_t down) {
            for (std::int32_t i = std::max(0, y - up); i <= std::min(height_ - 1, y + down); ++i) {
                if (row_keys_[first + static_cast<std::size_t>(i)] != mixed(grid.row_key(level, i), 2)) return true;
            }
            return false;
        };
        for (std::int32_t y = 0; y < height_; ++y) {
            if (changed(y, 0, 0)) read_floor(grid, level, y);
        }
        for (std::int32_t y = 0; y < height_; ++y) {
            if (changed(y, 0, mover_.size - 1)) fit(grid, level, y);
        }
        for (std::int32_t y = 0; y < height_; ++y) {
            if (!changed(y, 1, mover_.size)) continue;
            connect(grid, level, y);
            look_around(grid, level, y);
        }
        for (std::int32_t y = 0; y < height_ && hilly_; ++y) {
            if (changed(y, 2, mover_.size + 1)) turn_round(level, y);
        }
        for (std::int32_t y = 0; y < height_; ++y) {
            row_keys_[first + static_cast<std::size_t>(y)] = mixed(grid.row_key(level, y), 2);
        }
    }
    key_ = key;
    link(grid); // which of them can be used depends on what fits
}

void Ground::read_floor(const Grid& grid, std::int32_t level, std::int32_t y)
{
    std::array<std::uint8_t, 256> price{};
    for (std::size_t i = 0; i < grid.terrains().size(); ++i) {
        for (std::size_t way = 0; way < ways; ++way) {
            const std::uint8_t asked = grid.terrains()[i].price[way];
            if ((mover_.ways >> way & 1u) == 0 || asked == 0) continue;
            if (price[i] == 0 || asked < price[i]) price[i] = asked;
        }
    }
    const std::uint8_t* terrain = grid.terrain_row(level, y);
    std::uint8_t* floor = floor_.data() + node({level, {0, y}});
    const BitGrid& blocked = grid.bits(level, Stops::steps, Part::cell);
    std::uint64_t* free = plains_[static_cast<std::size_t>(level)].free.row(y);
    for (std::int32_t x = 0; x < width_; x += 64) {
        std::uint64_t bears = 0;
        for (std::int32_t i = 0; i < std::min(64, width_ - x); ++i) {
            floor[x + i] = price[terrain[x + i]];
            bears |= std::uint64_t{floor[x + i] != 0} << i;
        }
        free[x / 64] = bears & ~blocked.row(y)[x / 64];
    }
}

void Ground::fit(const Grid& grid, std::int32_t level, std::int32_t y)
{
    Level& plain = plains_[static_cast<std::size_t>(level)];
    const BitGrid& west = grid.bits(level, Stops::steps, Part::west);
    const BitGrid& north = grid.bits(level, Stops::steps, Part::north);
    for (std::int32_t x = 0; x < width_; x += 64) {
        std::uint64_t fits = plain.free.word(x, y);
        for (std::int32_t j = 0; j < mover_.size; ++j) {
            for (std::int32_t i = 0; i < mover_.size; ++i) {
                fits &= plain.free.word(x + i, y + j); // 0 outside
                if (i > 0) fits &= ~west.word(x + i, y + j);
                if (j > 0) fits &= ~north.word(x + i, y + j);
            }
        }
        plain.stand.row(y)[x / 64] = fits;
    }
    const std::uint32_t row = node({level, {0, y}});
    for (std::int32_t x = 0; x < width_; ++x) {
        std::uint8_t dearest = 0;
        for (std::int32_t j = 0; j < std::min(mover_.size, height_ - y); ++j) {
            for (std::int32_t i = 0; i < std::min(mover_.size, width_ - x); ++i) {
                dearest = std::max(dearest, floor_[node({level, {x + i, y + j}})]);
            }
        }
        nodes_[row + static_cast<std::uint32_t>(x)].price = dearest;
    }
}

void Ground::connect(const Grid& grid, std::int32_t level, std::int32_t y)
{
    const Steps steps{plains_[static_cast<std::size_t>(level)].stand, grid.bits(level, Stops::steps, Part::west),
                      grid.bits(level, Stops::steps, Part::north), mover_.size};
    Node* row = nodes_.data() + node({level, {0, y}});
    const bool diagonals = mover_.prices.diagonal != 0;
    for (std::int32_t x = 0; x < width_; x += 64) {
        const std::uint64_t here = steps.here(x, y);
        std::uint64_t words[8] = {};
        if (here != 0) {
            const std::uint64_t beside[4] = {steps.here(x, y - 1), steps.here(x + 1, y), steps.here(x, y + 1),
                                             steps.here(x - 1, y)};
            const std::uint64_t open[4] = {steps.open_north(x, y), steps.open_east(x, y), steps.open_south(x, y),
                                           steps.open_west(x, y)};
            for (std::size_t i = 0; i < 4; ++i) words[2 * i] = here & beside[i] & open[i];
            for (unsigned i = 0; diagonals && i < 4; ++i) { // between the straight directions i and i + 1
                const bool north = i == 0 || i == 3;
                const bool east = i < 2;
                const std::int32_t dx = east ? 1 : -1;
                const std::int32_t dy = north ? -1 : 1;
                const std::uint64_t there = steps.here(x + dx, y + dy);
                const unsigned vertical = north ? 0 : 2;
                const unsigned level_way = east ? 1 : 3;
                // around one corner: first to the side, then up or down; around the other the other way
                std::uint64_t one =
                    open[level_way] & (north ? steps.open_north(x + dx, y) : steps.open_south(x + dx, y));
                std::uint64_t two = open[vertical] & (east ? steps.open_east(x, y + dy) : steps.open_west(x, y + dy));
                if (mover_.corners != Corners::none) {
                    one &= beside[level_way];
                    two &= beside[vertical];
                }
                words[2 * std::size_t{i} + 1] =
                    here & there & (mover_.corners == Corners::both ? one & two : one | two);
            }
        }
        spread(words, std::min(64, width_ - x), [&](std::int32_t i, std::uint8_t bits) {
            row[x + i].steps = row[x + i].into = bits; // where heights matter, turn_round corrects the second
        });
    }
    if (hilly_) mind_heights(grid, level, y);
}

/// What is free next to each node of a row, and whether the land there is even: the nine spots have no edges between
/// them and those that are free cost the same. Then what is free tells which steps there are.
void Ground::look_around(const Grid& grid, std::int32_t level, std::int32_t y)
{
    const BitGrid& stand = plains_[static_cast<std::size_t>(level)].stand;
    const BitGrid& west = grid.bits(level, Stops::steps, Part::west);
    const BitGrid& north = grid.bits(level, Stops::steps, Part::north);
    const std::uint32_t row = node({level, {0, y}});
    const auto price = [&](std::int32_t x, std::int32_t line) {
        return nodes_[node({level, {x, line}})].price & node_price_bits;
    };
    const auto same_price = [&](std::int32_t x) {
        const std::int32_t here = price(x, y);
        for (unsigned i = 0; i < 8; ++i) {
            const Cell next = Cell{x, y} + step(static_cast<Direction>(i));
            if (stand.test(next) && price(next.x, next.y) != here) return false;
        }
        return true;
    };
    for (std::int32_t x = 0; x < width_; x += 64) {
        std::uint64_t words[8];
        for (unsigned i = 0; i < 8; ++i) {
            const Cell way = step(static_cast<Direction>(i));
            words[i] = stand.word(x + way.x, y + way.y);
        }
        spread(words, std::min(64, width_ - x), [&](std::int32_t i, std::uint8_t around) {
            nodes_[row + static_cast<std::uint32_t>(x + i)].around = around;
        });
        std::uint64_t even = hilly_ ? 0 : stand.word(x, y);
        if (grid.has_edges(level) && mover_.size == 1) { // what fits a larger one has no edges inside
            for (std::int32_t i = -1; i <= 1; ++i) {
                even &=
                    ~(west.word(x, y + i) | west.word(x + 1, y + i) | north.word(x + i, y) | north.word(x + i, y + 1));
            }
        }
        for (std::int32_t i = 0; i < std::min(64, width_ - x); ++i) {
            std::uint8_t& flags = nodes_[row + static_cast<std::uint32_t>(x + i)].price;
            flags &= static_cast<std::uint8_t>(~node_even);
            if ((even >> i & 1u) != 0 && (grid.terrains().size() == 1 || same_price(x + i))) flags |= node_even;
        }
    }
}

/// Takes away steps that are too high up or down: between the highest floors under the mover before and after.
void Ground::mind_heights(const Grid& grid, std::int32_t level, std::int32_t y)
{
    const auto feet = [&](Cell at) {
        std::int32_t highest = -max_height_feet;
        for (std::int32_t j = 0; j < mover_.size; ++j) {
            for (std::int32_t i = 0; i < mover_.size; ++i) {
                highest = std::max<std::int32_t>(highest, grid.height_row(level, at.y + j)[at.x + i]);
            }
        }
        return highest;
    };
    for (std::int32_t x = 0; x < width_; ++x) {
        std::uint8_t& out = nodes_[node({level, {x, y}})].steps;
        if (out == 0) continue;
        const std::int32_t here = feet({x, y});
        for (unsigned i = 0; i < 8; ++i) {
            if ((out >> i & 1u) == 0) continue;
            const std::int32_t rise = feet(Cell{x, y} + step(static_cast<Direction>(i))) - here;
            if (rise > mover_.up_feet || -rise > mover_.down_feet) out = static_cast<std::uint8_t>(out & ~(1u << i));
        }
    }
}

void Ground::turn_round(std::int32_t level, std::int32_t y)
{
    for (std::int32_t x = 0; x < width_; ++x) {
        unsigned into = 0;
        for (unsigned i = 0; i < 8; ++i) {
            const Spot from{level, Cell{x, y} + step(static_cast<Direction>(i))};
            if (can_step(from, opposite(i))) into |= 1u << i;
        }
        nodes_[node({level, {x, y}})].into = static_cast<std::uint8_t>(into);
    }
}

void Ground::link(const Grid& grid)
{
    for (const Exit& way : leaving_) nodes_[way.node].price &= static_cast<std::uint8_t>(~node_linked);
    for (const Exit& way : arriving_) nodes_[way.node].price &= static_cast<std::uint8_t>(~node_linked);
    links_.assign(grid.links().begin(), grid.links().end());
    leaving_.clear();
    arriving_.clear();
    links_keep_distance_ = true;
    const auto straight = static_cast<std::uint32_t>(mover_.prices.straight);
    std::uint32_t longest = 0;
    for (const Link& link : links_) {
        if (!can_stand(link.from) || !can_stand(link.to)) continue;
        const std::uint32_t price = static_cast<std::uint32_t>(link.price) * straight;
        leaving_.push_back({node(link.from), node(link.to), price});
        arriving_.push_back({node(link.to), node(link.from), price});
        longest = std::max(longest, price);
        // a shortcut makes distances useless as estimates
        if (Estimate(mover_.prices, link.from.cell, true)(link.to.cell) > price) links_keep_distance_ = false;
    }
    std::ranges::stable_sort(leaving_, {}, &Exit::node);
    std::ranges::stable_sort(arriving_, {}, &Exit::node);
    for (const Exit& way : leaving_) nodes_[way.node].price |= node_linked;
    for (const Exit& way : arriving_) nodes_[way.node].price |= node_linked;
    std::uint32_t terrain = 1;
    for (const Terrain& kind : grid.terrains())
        terrain = std::max<std::uint32_t>(terrain, *std::ranges::max_element(kind.price));
    const std::int32_t unit = std::max({mover_.prices.straight, mover_.prices.diagonal, mover_.prices.second_diagonal});
    dearest_ = std::max(longest, terrain * static_cast<std::uint32_t>(unit));
}

} // namespace goldbox::grid
