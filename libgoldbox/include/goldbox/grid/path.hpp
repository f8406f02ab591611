#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/grid/bits.hpp>
#include <goldbox/grid/cell.hpp>
#include <goldbox/grid/grid.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace goldbox::grid {

/// What steps cost on plain floor, 1..1000; a diagonal of 0: there are none. The diagonals of one way are counted: the
/// first, third, ... cost `diagonal`, the others `second_diagonal`.
struct StepPrices {
    std::int32_t straight = 1;
    std::int32_t diagonal = 1;
    std::int32_t second_diagonal = 1;

    bool operator==(const StepPrices&) const = default;
};
inline constexpr StepPrices plain_steps{1, 1, 1};          ///< a diagonal is a step
inline constexpr StepPrices alternate_steps{1, 1, 2};      ///< 5-10-5
inline constexpr StepPrices straight_steps{1, 0, 0};       ///< no diagonals
inline constexpr StepPrices measured_steps{100, 141, 141}; ///< as far as it is

/// Whether a diagonal step may pass what stands on the two cells beside it. Barriers on edges must leave one side free
/// always.
enum class Corners : std::uint8_t {
    both, ///< both ways around the corner must be free: nobody cuts corners
    one,  ///< one is enough
    none, ///< it slips between two walls
};

/// Who moves.
struct Mover {
    std::uint8_t ways = 1; ///< bits by Way: walk is 1, swim 2, fly 4, climb 8, burrow 16
    std::int32_t size = 1; ///< cells a side, 1..8; its place is its north-west cell
    StepPrices prices = {};
    Corners corners = Corners::both;
    std::int32_t up_feet = 5;    ///< how much higher the next floor may be; who flies does not care
    std::int32_t down_feet = 10; ///< how much lower

    [[nodiscard]] static constexpr std::uint8_t bit(Way way)
    {
        return static_cast<std::uint8_t>(1u << static_cast<unsigned>(way));
    }
    bool operator==(const Mover&) const = default;
};

/// A grid as one kind of mover finds it: where it can stand, which steps it can take, at which price. Made once for
/// each kind; `update` afterwards costs what changed. Values out of range in the mover are taken to the nearest limit.
class Ground {
public:
    explicit Ground(const Mover& mover);

    /// Takes over what changed in the grid (or another grid). Compares a fingerprint a row; without change no more.
    void update(const Grid& grid);

    [[nodiscard]] const Mover& mover() const { return mover_; }
    [[nodiscard]] std::int32_t width() const { return width_; }
    [[nodiscard]] std::int32_t height() const { return height_; }
    [[nodiscard]] std::int32_t levels() const { return levels_; }
    [[nodiscard]] bool contains(Spot spot) const;
    /// Fits there, and the floor bears it.
    [[nodiscard]] bool can_stand(Spot spot) const;
    [[nodiscard]] bool can_step(Spot from, Direction direction) const;
    /// Of entering that spot, in plain steps: the dearest floor under the mover; 0 where it cannot stand.
    [[nodiscard]] std::int32_t price(Spot spot) const;

private:
    friend class Search;
    friend class Paths;
    friend class Reach;

    struct Exit {
        std::uint32_t node = 0;  ///< the end that one searches by
        std::uint32_t other = 0; ///< the other end
        std::uint32_t price = 0;
        bool operator==(const Exit&) const = default;
    };
    struct Node {
        std::uint8_t price = 0;  ///< with two flags: links lead here or away; the land around is even
        std::uint8_t steps = 0;  ///< bits by Direction: steps out of it
        std::uint8_t into = 0;   ///< bits by Direction: steps into it, from there; they differ where there are heights
        std::uint8_t around = 0; ///< bits by Direction: where the mover could stand next to it
    };
    struct Level {
        BitGrid free;  ///< cells that bear it
        BitGrid stand; ///< places where all of it fits
    };

    [[nodiscard]] std::uint32_t node(Spot spot) const
    {
        return (static_cast<std::uint32_t>(spot.level) * static_cast<std::uint32_t>(height_) +
                static_cast<std::uint32_t>(spot.cell.y)) *
                   static_cast<std::uint32_t>(width_) +
               static_cast<std::uint32_t>(spot.cell.x);
    }
    [[nodiscard]] Spot spot(std::uint32_t node) const;
    [[nodiscard]] std::uint32_t nodes() const { return static_cast<std::uint32_t>(nodes_.size()); }
    void resize(const Grid& grid);
    void read_floor(const Grid& grid, std::int32_t level, std::int32_t y);
    void fit(const Grid& grid, std::int32_t level, std::int32_t y);
    void connect(const Grid& grid, std::int32_t level, std::int32_t y);
    void mind_heights(const Grid& grid, std::int32_t level, std::int32_t y);
    void turn_round(std::int32_t level, std::int32_t y);
    void look_around(const Grid& grid, std::int32_t level, std::int32_t y);
    void link(const Grid& grid);

    Mover mover_;
    std::int32_t width_ = 0;
    std::int32_t height_ = 0;
    std::int32_t levels_ = 0;
    bool hilly_ = false; ///< steps up and down may differ
    std::uint64_t key_ = 0;
    std::vector<std::uint64_t> row_keys_;
    std::vector<Level> plains_;
    std::vector<std::uint8_t> floor_; ///< price of each cell for one of size 1
    std::vector<Node> nodes_;
    std::vector<Link> links_;
    std::vector<Exit> leaving_;  ///< links by their start
    std::vector<Exit> arriving_; ///< links by their end
    std::uint32_t dearest_ = 1;  ///< step or link, in prices of the mover
    bool links_keep_distance_ = true;
    /// Where the land is even: by what is free around a node and the direction in which it was reached, the steps that
    /// may be the only cheapest way to somewhere.
    std::array<std::array<std::uint8_t, 8>, 256> onward_{};
    bool prunes_ = false;
};

/// What a search leaves out.
struct SearchOptions {
    /// Dearer ways are not looked for.
    std::uint32_t limit = 1'000'000'000;
    /// By level: cells that may not be entered, because somebody stands there. The ends of a path do not count.
    std::span<const BitGrid> occupied = {};
    /// Diagonals made before, for prices that alternate.
    std::uint32_t diagonals = 0;
    /// Of a region: where the price of this spot is known, dearer ones are not looked for.
    std::optional<Spot> until = {};
};

/// Buckets of nodes by price: cheaper ones first, without comparing.
class Buckets {
public:
    /// Empty; nothing will be put further than `span` behind the cheapest.
    void reset(std::uint32_t span);
    void put(std::uint32_t node, std::uint32_t price)
    {
        const std::uint32_t slot = price & mask_;
        pool_.push_back({node, heads_[slot]});
        heads_[slot] = static_cast<std::uint32_t>(pool_.size());
        used_[slot / 64] |= std::uint64_t{1} << slot % 64;
        ++waiting_;
    }
    /// The cheapest node, `price` its price, which must not be below the last one taken; false when none is left.
    bool take(std::uint32_t& node, std::uint32_t& price)
    {
        std::uint32_t slot = now_ & mask_;
        if (heads_[slot] == 0) {
            if (waiting_ == 0) return false;
            advance();
            slot = now_ & mask_;
        }
        const Entry entry = pool_[heads_[slot] - 1];
        heads_[slot] = entry.next;
        --waiting_;
        node = entry.node;
        price = now_;
        return true;
    }

private:
    struct Entry {
        std::uint32_t node = 0;
        std::uint32_t next = 0; ///< place in the pool + 1
    };
    void advance();

    std::vector<Entry> pool_;
    std::vector<std::uint32_t> heads_;
    std::vector<std::uint64_t> used_;
    std::uint32_t mask_ = 0;
    std::uint32_t now_ = 0;
    std::uint32_t waiting_ = 0;
};

/// A way from one spot to another, both included. The spots are valid until the next search.
struct Path {
    std::uint32_t price = 0;
    std::span<const Spot> spots;
};

/// Cheapest paths (A*). It keeps its memory: after the first searches on a grid no more is allocated.
class Paths {
public:
    /// Of all cheapest paths the one that at each step, from the start on, ends nearest to the straight line from
    /// `from` to `to`, of two equally near the first of N, NE, E, SE, S, SW, W, NW, links last in their order. nullopt
    /// when there is none within the limit, or the mover cannot stand at an end.
    std::optional<Path> find(const Ground& ground, Spot from, Spot to, const SearchOptions& options = {});

    /// Nodes that the last search looked at.
    [[nodiscard]] std::size_t examined() const { return examined_; }

private:
    friend class Search;
    struct Node {
        std::uint16_t stamp = 0;  ///< of the search that set the price
        std::uint8_t reached = 0; ///< bits by Direction: how it was reached at this price
        std::uint8_t waiting = 0; ///< those from which nobody went on yet
        std::uint32_t price = 0;
    };

    std::vector<Node> nodes_;
    Buckets buckets_;
    std::vector<Spot> spots_;
    std::uint16_t stamp_ = 0;
    std::size_t examined_ = 0;
};

/// Prices of a whole region: a movement map of one creature, or a map that leads many to the nearest of several goals.
/// It keeps its memory, and clears only what the last search touched.
class Reach {
public:
    static constexpr std::uint32_t unreached = 0xffffffff;

    /// What it costs to get from the nearest source to each spot.
    void from(const Ground& ground, std::span<const Spot> sources, const SearchOptions& options = {});
    /// What it costs to get from each spot to the nearest source, with `options.diagonals` made before.
    void towards(const Ground& ground, std::span<const Spot> sources, const SearchOptions& options = {});

    /// `unreached` outside, where the mover cannot stand, and beyond the limit.
    [[nodiscard]] std::uint32_t price(Spot spot) const;
    /// Calls `take(spot, price)` for everything reached, in order.
    template <class Take>
    void for_each(Take&& take) const
    {
        if (prices_.empty()) return;
        const auto width = static_cast<std::uint32_t>(width_), height = static_cast<std::uint32_t>(height_);
        for (std::uint32_t row = first_ / width; row <= last_ / width; ++row) {
            const std::uint32_t left = std::max(first_, row * width), end = std::min(last_ + 1, (row + 1) * width);
            for (std::uint32_t place = left; place < end; ++place) {
                const std::uint32_t price = price_at(place);
                if (price == unreached) continue;
                const Cell cell{static_cast<std::int32_t>(place - row * width),
                                static_cast<std::int32_t>(row % height)};
                take(Spot{static_cast<std::int32_t>(row / height), cell}, price);
            }
        }
    }
    /// Everything reached, in order.
    [[nodiscard]] std::vector<Spot> spots() const;
    /// After `towards`: the next spot on a cheapest way to a source: the first of N, NE, E, SE, S, SW, W, NW, then
    /// links. nullopt at a source, and where nothing was reached.
    [[nodiscard]] std::optional<Spot> next(const Ground& ground, Spot spot) const;

private:
    friend class Search;
    void begin(const Ground& ground, std::span<const Spot> sources, const SearchOptions& options, bool to_sources);
    void put_source(std::uint32_t node);
    [[nodiscard]] std::uint32_t price_at(std::size_t place) const
    {
        const std::uint32_t* const prices = known();
        return layers_ == 1 || to_sources_ ? prices[place] : std::min(prices[place], prices[place + nodes()]);
    }
    [[nodiscard]] std::uint32_t* known() { return prices_.data() + width_ + 1; }
    [[nodiscard]] const std::uint32_t* known() const { return prices_.data() + width_ + 1; }
    [[nodiscard]] std::uint32_t nodes() const
    {
        return static_cast<std::uint32_t>(width_) * static_cast<std::uint32_t>(height_) *
               static_cast<std::uint32_t>(levels_);
    }

    std::int32_t width_ = 0;
    std::int32_t height_ = 0;
    std::int32_t levels_ = 0;
    std::uint32_t layers_ = 1; ///< 2 when diagonals alternate: an even number of them so far, an odd one
    bool to_sources_ = false;
    bool odd_ = false;                  ///< a first diagonal costs as a second one
    std::vector<std::uint32_t> prices_; ///< by layer and node, with a row more at both ends
    /// Nodes of about one price. `nodes` is the room there is, its first `size` wait.
    struct Bucket {
        std::vector<std::uint32_t> nodes;
        std::size_t size = 0;

        std::uint32_t* room_for(std::size_t more)
        {
            if (size + more > nodes.size()) nodes.resize(2 * (size + more));
            return nodes.data() + size;
        }
        void put(std::uint32_t node)
        {
            *room_for(1) = node;
            ++size;
        }
    };

    std::vector<Bucket> waiting_;       ///< by price, as a ring; see flood
    std::vector<std::uint32_t> barred_; ///< where somebody stands, in the search that runs
    std::uint32_t first_ = 0;           ///< all places whose price is known lie between these, both included
    std::uint32_t last_ = 0;
};

} // namespace goldbox::grid
