// SPDX-License-Identifier: MIT
#include <goldbox/grid/path.hpp>

#include "grid/estimate.hpp"
#include "grid/node.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <limits>
#include <utility>

namespace goldbox::grid {

namespace {
/// Sums of prices below it cannot pass 2^32.
constexpr std::uint32_t highest_limit = 2'000'000'000;
} // namespace

// --- buckets ---------------------------------------------------------------------------------------------------------

void Buckets::reset(std::uint32_t span)
{
    const std::uint32_t slots = std::max(std::bit_ceil(span + 1), 64u);
    if (waiting_ != 0 || heads_.size() != slots) {
        heads_.assign(slots, 0);
        used_.assign(slots / 64, 0);
    }
    mask_ = slots - 1;
    now_ = 0;
    waiting_ = 0;
    pool_.clear();
}

/// Goes to the next price at which somebody waits. A slot stays marked as used until it is passed.
void Buckets::advance()
{
    for (;;) {
        const std::uint32_t slot = now_ & mask_;
        std::uint64_t& word = used_[slot / 64];
        if (heads_[slot] != 0) return;
        word &= ~(std::uint64_t{1} << slot % 64);
        const std::uint64_t rest = word >> slot % 64;
        now_ += rest == 0 ? 64 - slot % 64 : static_cast<std::uint32_t>(std::countr_zero(rest));
    }
}

// --- what searches share ---------------------------------------------------------------------------------------------

/// A mover's ground as tables for one search.
class Search {
public:
    static constexpr std::uint8_t everyhow = 0xff; ///< a start or the end of a link: one goes on in all directions

    Search(const Ground& ground, const SearchOptions& options)
        : ground_(ground),
          occupied_(options.occupied),
          size_(ground.mover_.size),
          prunes_(ground.prunes_ && options.occupied.empty()) // whoever stands about makes land uneven
    {
        const StepPrices& prices = ground.mover_.prices;
        for (unsigned i = 0; i < 8; ++i) {
            const Cell way = step(static_cast<Direction>(i));
            offset[i] = way.y * ground.width_ + way.x;
            const bool diagonal = is_diagonal(static_cast<Direction>(i));
            unit[0][i] = static_cast<std::uint32_t>(diagonal ? prices.diagonal : prices.straight);
            unit[1][i] = static_cast<std::uint32_t>(diagonal ? prices.second_diagonal : prices.straight);
        }
        if (!options.until || !ground.contains(*options.until)) return;
        const std::uint32_t node = ground.node(*options.until);
        if (!taken(node)) until_ = node;
    }

    [[nodiscard]] static std::uint32_t layers(const Ground& ground)
    {
        return ground.mover_.prices.diagonal == ground.mover_.prices.second_diagonal ? 1 : 2;
    }
    [[nodiscard]] const Ground::Node* nodes() const { return ground_.nodes_.data(); }

    /// The steps that are worth following from a node that was reached in these directions.
    [[nodiscard]] unsigned onward(const Ground::Node& node, unsigned reached) const
    {
        if (reached == everyhow || !prunes_ || (node.price & node_even) == 0) return everyhow;
        const auto& table = ground_.onward_[node.around];
        unsigned steps = 0;
        for (; reached != 0; reached &= reached - 1) steps |= table[static_cast<unsigned>(std::countr_zero(reached))];
        return steps;
    }

    /// The links that leave or arrive at a node.
    [[nodiscard]] std::span<const Ground::Exit> leaving(std::uint32_t node) const
    {
        return range(ground_.leaving_, node);
    }
    [[nodiscard]] std::span<const Ground::Exit> arriving(std::uint32_t node) const
    {
        return range(ground_.arriving_, node);
    }

    /// Somebody stands where the mover would.
    [[nodiscard]] bool taken(std::uint32_t node) const
    {
        if (occupied_.empty()) return false;
        const Spot spot = ground_.spot(node);
        if (static_cast<std::size_t>(spot.level) >= occupied_.size()) return false;
        for (std::int32_t y = 0; y < size_; ++y) {
            for (std::int32_t x = 0; x < size_; ++x) {
                if (occupied_[static_cast<std::size_t>(spot.level)].test(spot.cell + Cell{x, y})) return true;
            }
        }
        return false;
    }

    /// Fills the prices of a region; `Towards`: against the direction of steps. `Layered`: diagonals alternate.
    template <bool Towards, bool Layered>
    void flood(Reach& reach, std::uint32_t limit);

    std::array<std::int32_t, 8> offset{};
    std::array<std::array<std::uint32_t, 8>, 2> unit{}; ///< by diagonals before, modulo 2, and direction

private:
    static std::span<const Ground::Exit> range(const std::vector<Ground::Exit>& exits, std::uint32_t node)
    {
        const auto found = std::ranges::equal_range(exits, node, {}, &Ground::Exit::node);
        return {found.begin(), found.end()};
    }

    static void give_up(Reach& reach, std::uint32_t price);
    void bar(Reach& reach, std::uint32_t steps) const;
    void bar(Reach& reach, const Spot& at, std::uint32_t layer) const;

    const Ground& ground_;
    std::span<const BitGrid> occupied_;
    std::int32_t size_;
    bool prunes_;
    std::optional<std::uint32_t> until_;
};

// --- A* --------------------------------------------------------------------------------------------------------------

std::optional<Path> Paths::find(const Ground& ground, Spot from, Spot to, const SearchOptions& options)
{
    examined_ = 0;
    if (!ground.can_stand(from) || !ground.can_stand(to)) return {};
    const std::uint32_t layers = Search::layers(ground);
    const std::uint32_t count = ground.nodes();
    if (nodes_.size() < std::size_t{count} * layers) nodes_.resize(std::size_t{count} * layers);
    if (++stamp_ == 0) { // once in 65,536 searches
        std::ranges::fill(nodes_, Node{});
        stamp_ = 1;
    }
    const Search search(ground, options);
    const Estimate estimate(ground.mover().prices, from.cell, ground.links_keep_distance_);
    buckets_.reset(2 * ground.dearest_ + 1);
    const std::uint32_t start = ground.node(from) + (options.diagonals & 1u) % layers * count;
    std::uint32_t best =
        std::min(options.limit, highest_limit); // a way of this price is known, or dearer ones are not wanted
    bool found = false;

    // From the goal back to the start, so that prices to the goal are known when the way is laid from the start on.
    const auto improve = [&](std::uint32_t node, Cell cell, std::uint32_t price, unsigned how) {
        Node& there = nodes_[node];
        const bool known = there.stamp == stamp_;
        if (known && there.price < price) return;
        if (known && there.price == price) { // another way of the same price
            const unsigned more = how & ~unsigned{there.reached};
            if (more == 0) return;
            if (there.waiting == 0) buckets_.put(node, price + estimate(cell));
            there.reached = static_cast<std::uint8_t>(there.reached | more);
            there.waiting = static_cast<std::uint8_t>(there.waiting | more);
            return;
        }
        const std::uint32_t total = price + estimate(cell);
        if (total > best) return;
        const std::uint32_t place = node % count;
        if (node == start) {
            best = price;
            found = true;
        } else if (search.taken(place) && place != ground.node(to) && place != ground.node(from)) {
            return;
        }
        there = {stamp_, static_cast<std::uint8_t>(how), static_cast<std::uint8_t>(how), price};
        buckets_.put(node, total);
    };
    for (std::uint32_t layer = 0; layer < layers; ++layer) {
        improve(ground.node(to) + layer * count, to.cell, 0, Search::everyhow);
    }

    std::uint32_t node = 0;
    std::uint32_t total = 0;
    while (buckets_.take(node, total) && total <= best) {
        Node& here = nodes_[node];
        if (here.waiting == 0) continue; // done before, cheaper
        const unsigned reached = std::exchange(here.waiting, std::uint8_t{0});
        ++examined_;
        const std::uint32_t layer = node >= count ? 1 : 0;
        const std::uint32_t place = node - layer * count;
        const std::uint32_t price = here.price;
        const Ground::Node& land = search.nodes()[place];
        const std::uint32_t entering = land.price & node_price_bits;
        const Cell cell = ground.spot(place).cell;
        for (unsigned mask = land.into & search.onward(land, reached); mask != 0; mask &= mask - 1) {
            const auto i = static_cast<unsigned>(std::countr_zero(mask));
            // a diagonal that leads to this layer was made on the other
            const std::uint32_t before = layers == 2 && (i & 1u) != 0 ? layer ^ 1u : layer;
            const auto next = static_cast<std::uint32_t>(static_cast<std::int32_t>(place) + search.offset[i]);
            improve(next + before * count, cell + step(static_cast<Direction>(i)),
                    price + entering * search.unit[before][i], 1u << i);
        }
        if ((land.price & node_linked) == 0) continue;
        for (const Ground::Exit& exit : search.arriving(place)) {
            improve(exit.other + layer * count, ground.spot(exit.other).cell, price + exit.price, Search::everyhow);
        }
    }
    if (!found) return {};

    // Forward, always to a spot from which the rest costs what is left, nearest to the straight line.
    spots_.clear();
    spots_.push_back(from);
    const std::int64_t line_x = to.cell.x - from.cell.x;
    const std::int64_t line_y = to.cell.y - from.cell.y;
    std::uint32_t at = start;
    std::uint32_t left = best;
    const std::uint32_t goal = ground.node(to);
    while (at % count != goal) {
        const std::uint32_t layer = at / count;
        const std::uint32_t place = at % count;
        const Cell cell = ground.spot(place).cell;
        std::int64_t nearest = std::numeric_limits<std::int64_t>::max();
        std::uint32_t next = at;
        std::uint32_t next_left = left;
        const auto consider = [&](std::uint32_t other, Cell there, std::uint32_t price) {
            const Node& known = nodes_[other];
            if (known.stamp != stamp_ || price > left || known.price != left - price) return;
            const std::int64_t off = std::abs((there.x - from.cell.x) * line_y - (there.y - from.cell.y) * line_x);
            if (off >= nearest) return;
            nearest = off;
            next = other;
            next_left = left - price;
        };
        for (unsigned mask = search.nodes()[place].steps; mask != 0; mask &= mask - 1) {
            const auto i = static_cast<unsigned>(std::countr_zero(mask));
            const std::uint32_t after = layers == 2 && (i & 1u) != 0 ? layer ^ 1u : layer;
            const auto other = static_cast<std::uint32_t>(static_cast<std::int32_t>(place) + search.offset[i]);
            const std::uint32_t entering = search.nodes()[other].price & node_price_bits;
            consider(other + after * count, cell + step(static_cast<Direction>(i)), entering * search.unit[layer][i]);
        }
        if ((search.nodes()[place].price & node_linked) != 0) {
            for (const Ground::Exit& exit : search.leaving(place)) {
                consider(exit.other + layer * count, ground.spot(exit.other).cell, exit.price);
            }
        }
        at = next;
        left = next_left;
        spots_.push_back(ground.spot(at % count));
    }
    return Path{best, spots_};
}

// --- whole regions ---------------------------------------------------------------------------------------------------

void Reach::begin(const Ground& ground, std::span<const Spot> sources, const SearchOptions& options, bool to_sources)
{
    to_sources_ = to_sources;
    odd_ = (options.diagonals & 1u) != 0;
    const std::uint32_t layers = Search::layers(ground);
    const std::size_t margin = static_cast<std::size_t>(ground.width()) + 1;
    const std::size_t size = std::size_t{ground.nodes()} * layers + 2 * margin;
    const bool same =
        width_ == ground.width() && height_ == ground.height() && levels_ == ground.levels() && layers_ == layers;
    if (!same || prices_.size() != size) {
        prices_.assign(size, unreached);
    } else {
        for (std::uint32_t layer = 0; layer < layers; ++layer) {
            std::uint32_t* const prices = known() + std::size_t{layer} * ground.nodes();
            std::fill(prices + first_, prices + last_ + 1, unreached);
        }
    }
    first_ = last_ = 0;
    width_ = ground.width();
    height_ = ground.height();
    levels_ = ground.levels();
    layers_ = layers;
    if (waiting_.empty()) waiting_.resize(1);
    for (const Spot source : sources) {
        if (!ground.can_stand(source)) continue;
        put_source(ground.node(source));
        // going back from it, it may be reached after any number of diagonals
        if (to_sources && layers == 2) put_source(ground.node(source) + ground.nodes());
    }
}

void Reach::put_source(std::uint32_t node)
{
    if (known()[node] == 0) return;
    known()[node] = 0;
    waiting_[0].put(node);
}

/// Nobody is better off where somebody stands: nothing is cheaper than 0. Only those within so many steps matter.
void Search::bar(Reach& reach, std::uint32_t steps) const
{
    reach.barred_.clear();
    if (occupied_.empty()) return;
    std::int32_t top = 0, bottom = ground_.height_ - 1;
    if (ground_.links_.empty() && std::cmp_less(steps, ground_.height_)) {
        top = bottom;
        bottom = 0;
        const Reach::Bucket& sources = reach.waiting_[0];
        for (std::size_t k = 0; k < sources.size; ++k) {
            const std::int32_t y = ground_.spot(sources.nodes[k] % ground_.nodes()).cell.y;
            top = std::min(top, y - static_cast<std::int32_t>(steps));
            bottom = std::max(bottom, y + static_cast<std::int32_t>(steps));
        }
    }
    const auto levels = std::min(occupied_.size(), static_cast<std::size_t>(ground_.levels_));
    const std::uint32_t layers = Search::layers(ground_);
    for (std::size_t level = 0; level < levels; ++level) {
        const BitGrid& bits = occupied_[level];
        const std::int32_t end = std::min(bits.height(), bottom + size_);
        for (std::int32_t y = std::max(top, 0); y < end; ++y) {
            const std::uint64_t* const row = bits.row(y);
            for (std::size_t i = 0; i < bits.stride(); ++i) {
                for (std::uint64_t word = row[i]; word != 0; word &= word - 1) {
                    const Cell cell{static_cast<std::int32_t>(i * 64) + std::countr_zero(word), y};
                    for (std::uint32_t layer = 0; layer < layers; ++layer)
                        bar(reach, {static_cast<std::int32_t>(level), cell}, layer * ground_.nodes());
                }
            }
        }
    }
}

/// All places of the mover in which it would stand on that cell.
void Search::bar(Reach& reach, const Spot& at, std::uint32_t layer) const
{
    for (std::int32_t y = 0; y < size_; ++y) {
        for (std::int32_t x = 0; x < size_; ++x) {
            const Spot place{at.level, at.cell - Cell{x, y}};
            if (!ground_.contains(place)) continue;
            const std::uint32_t node = ground_.node(place) + layer;
            if (std::exchange(reach.known()[node], 0) != 0) reach.barred_.push_back(node);
        }
    }
}

/// What was not looked at yet is not reached.
void Search::give_up(Reach& reach, std::uint32_t price)
{
    for (Reach::Bucket& bucket : reach.waiting_) {
        for (std::size_t k = 0; k < bucket.size; ++k) {
            std::uint32_t& known = reach.known()[bucket.nodes[k]];
            if (known >= price) known = Reach::unreached;
        }
        bucket.size = 0;
    }
}

/// Dijkstra's search with buckets that are as wide as the cheapest step: no node of a bucket can make another one of it
/// cheaper, so that a bucket is done in any order and nothing is compared. A node that became cheaper stays in its old
/// bucket, where its price tells that it was done.
template <bool Towards, bool Layered>
void Search::flood(Reach& reach, std::uint32_t limit)
{
    const StepPrices& prices = ground_.mover_.prices;
    std::int32_t cheapest = prices.straight;
    if (prices.diagonal != 0) cheapest = std::min({cheapest, prices.diagonal, prices.second_diagonal});
    const std::uint32_t shift = static_cast<std::uint32_t>(std::bit_width(static_cast<std::uint32_t>(cheapest))) - 1;
    const std::uint32_t ring = std::bit_ceil((ground_.dearest_ >> shift) + 2);
    if (reach.waiting_.size() < ring) reach.waiting_.resize(ring);

    std::uint32_t* const known = reach.known();
    Reach::Bucket* const waiting = reach.waiting_.data();
    const std::uint32_t count = ground_.nodes();
    std::size_t left = waiting[0].size;
    bar(reach, limit / static_cast<std::uint32_t>(cheapest));
    const auto improve = [&](std::uint32_t node, std::uint32_t price) {
        if (price >= known[node] || price > limit) return;
        known[node] = price;
        waiting[price >> shift & (ring - 1)].put(node);
        ++left;
    };
    // The steps to somewhere that is dearer so far, if all of one kind cost the same: bits as in `steps`. Most are not
    // worth it, and which are nobody can foretell, so all are looked at without a branch and without a write. Beside
    // the grid there is a margin.
    const auto worth = [&](std::uint32_t node, unsigned first, std::uint32_t price) {
        const std::uint32_t* const here = known + node;
        unsigned all = 0;
        for (unsigned i = 0; i < 8; i += 2) all |= static_cast<unsigned>(price < here[offset[first + i]]) << i;
        return all << first;
    };
    std::uint32_t first = 0xffffffff;
    std::uint32_t last = 0;
    for (std::uint32_t now = 0; left > 0; ++now) {
        Reach::Bucket& bucket = waiting[now & (ring - 1)];
        for (std::size_t k = 0; k < bucket.size; ++k) { // nothing is put into this one meanwhile
            const std::uint32_t node = bucket.nodes[k];
            const std::uint32_t price = known[node];
            if (price >> shift != now) continue; // done, cheaper
            const std::uint32_t layer = Layered && node >= count ? 1 : 0;
            const std::uint32_t place = node - layer * count;
            const std::uint32_t across = Layered ? layer ^ 1u : layer; // where diagonals lead
            first = std::min(first, place);
            last = std::max(last, place);
            const Ground::Node land = nodes()[place];
            const std::uint32_t entering = land.price & node_price_bits;
            unsigned steps = Towards ? land.into : land.steps;
            if (Towards || (land.price & node_even) != 0) { // the price depends on this node alone
                steps &= worth(node, 0, price + entering * unit[layer][0]) |
                         worth(place + across * count, 1, price + entering * unit[Towards ? across : layer][1]);
            }
            for (; steps != 0; steps &= steps - 1) {
                const auto i = static_cast<unsigned>(std::countr_zero(steps));
                const std::uint32_t next = place + static_cast<std::uint32_t>(offset[i]);
                const std::uint32_t other = (i & 1u) != 0 ? across : layer;
                const std::uint32_t entered = Towards ? entering : nodes()[next].price & node_price_bits;
                improve(next + other * count, price + entered * unit[Towards ? other : layer][i]);
            }
            if ((land.price & node_linked) == 0) continue;
            for (const Ground::Exit& exit : Towards ? arriving(place) : leaving(place)) {
                improve(exit.other + layer * count, price + exit.price);
            }
        }
        left -= bucket.size;
        bucket.size = 0;
        if (until_ && known[*until_] >> shift <= now) {
            give_up(reach, (now + 1) << shift);
            break;
        }
    }
    reach.first_ = std::min(first, last);
    reach.last_ = last;
    for (const std::uint32_t node : reach.barred_) known[node] = Reach::unreached;
}

void Reach::from(const Ground& ground, std::span<const Spot> sources, const SearchOptions& options)
{
    begin(ground, sources, options, false);
    const std::uint32_t limit = std::min(options.limit, highest_limit);
    Search search(ground, options);
    if (layers_ == 1) return search.flood<false, false>(*this, limit);
    if (odd_) std::swap(search.unit[0], search.unit[1]);
    search.flood<false, true>(*this, limit);
}

void Reach::towards(const Ground& ground, std::span<const Spot> sources, const SearchOptions& options)
{
    begin(ground, sources, options, true);
    const std::uint32_t limit = std::min(options.limit, highest_limit);
    Search search(ground, options);
    if (layers_ == 1) return search.flood<true, false>(*this, limit);
    if (odd_) std::swap(search.unit[0], search.unit[1]);
    search.flood<true, true>(*this, limit);
}

std::uint32_t Reach::price(Spot spot) const
{
    if (static_cast<std::uint32_t>(spot.level) >= static_cast<std::uint32_t>(levels_) ||
        static_cast<std::uint32_t>(spot.cell.x) >= static_cast<std::uint32_t>(width_) ||
        static_cast<std::uint32_t>(spot.cell.y) >= static_cast<std::uint32_t>(height_)) {
        return unreached;
    }
    return price_at((static_cast<std::size_t>(spot.level) * static_cast<std::size_t>(height_) +
                     static_cast<std::size_t>(spot.cell.y)) *
                        static_cast<std::size_t>(width_) +
                    static_cast<std::size_t>(spot.cell.x));
}

std::vector<Spot> Reach::spots() const
{
    std::vector<Spot> spots;
    for_each([&](const Spot& spot, std::uint32_t) { spots.push_back(spot); });
    return spots;
}

std::optional<Spot> Reach::next(const Ground& ground, Spot spot) const
{
    const std::uint32_t left = price(spot);
    if (left == 0 || left == unreached || !to_sources_ || !ground.contains(spot)) return {};
    const Search search(ground, {});
    const std::uint32_t place = ground.node(spot);
    const std::uint32_t* const prices = known();
    const std::uint32_t parity = odd_ ? 1 : 0;
    for (unsigned i = 0; i < 8; ++i) {
        const auto direction = static_cast<Direction>(i);
        if (!ground.can_step(spot, direction)) continue;
        const Spot there{spot.level, spot.cell + step(direction)};
        const std::uint32_t price = static_cast<std::uint32_t>(ground.price(there)) * search.unit[parity][i];
        const std::uint32_t layer = layers_ == 2 && is_diagonal(direction) ? 1 : 0;
        if (prices[ground.node(there) + layer * nodes()] + price == left) return there;
    }
    for (const Ground::Exit& exit : search.leaving(place)) {
        if (prices[exit.other] + exit.price == left) return ground.spot(exit.other);
    }
    return {};
}

} // namespace goldbox::grid
