// SPDX-License-Identifier: MIT
#include <goldbox/grid/index.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

namespace goldbox::grid {

// --- putting and taking ----------------------------------------------------------------------------------------------

bool SpatialIndex::put(std::uint32_t id, Cell cell)
{
    if (id > max_id || !in_range(cell)) return false;
    const std::uint32_t x = shifted(cell.x);
    const std::uint32_t y = shifted(cell.y);
    if (id >= slots_.size()) slots_.resize(id + std::size_t{1});
    const Slot slot = slots_[id];
    if (slot.chunk != none) {
        Chunk& chunk = chunks_[slot.chunk];
        std::uint32_t& old_x = chunk.x[slot.entry];
        std::uint32_t& old_y = chunk.y[slot.entry];
        if (((old_x ^ x) | (old_y ^ y)) >> chunk.shift == 0) { // the same square
            old_x = x;
            old_y = y;
            return true;
        }
        take_out(id);
    }
    insert(id, x, y);
    return true;
}

bool SpatialIndex::remove(std::uint32_t id)
{
    if (id >= slots_.size() || slots_[id].chunk == none) return false;
    take_out(id);
    return true;
}

void SpatialIndex::clear()
{
    *this = {};
}

std::optional<Cell> SpatialIndex::find(std::uint32_t id) const
{
    if (id >= slots_.size() || slots_[id].chunk == none) return {};
    const Slot slot = slots_[id];
    const Chunk& chunk = chunks_[slot.chunk];
    return Cell{unshifted(chunk.x[slot.entry]), unshifted(chunk.y[slot.entry])};
}

std::uint32_t SpatialIndex::new_chunk(std::uint32_t next, std::uint32_t shift)
{
    std::uint32_t made = static_cast<std::uint32_t>(chunks_.size());
    if (free_chunks_.empty()) {
        chunks_.emplace_back();
    } else {
        made = free_chunks_.back();
        free_chunks_.pop_back();
    }
    Chunk& chunk = chunks_[made];
    chunk.next = next;
    chunk.depth = next == none ? 1 : chunks_[next].depth + 1;
    chunk.size = 0;
    chunk.shift = shift;
    return made;
}

/// In a square, from its first chunk on: the others are full.
std::uint32_t SpatialIndex::objects(std::uint32_t chunk) const
{
    return (chunks_[chunk].depth - 1) * chunk_entries + chunks_[chunk].size;
}

std::uint32_t SpatialIndex::new_node()
{
    std::uint32_t made = static_cast<std::uint32_t>(nodes_.size());
    if (free_nodes_.empty()) {
        nodes_.emplace_back();
    } else {
        made = free_nodes_.back();
        free_nodes_.pop_back();
    }
    nodes_[made].occupied = 0;
    nodes_[made].count = 0;
    return made;
}

/// Adds an object to a square. @return its first chunk.
std::uint32_t SpatialIndex::add_to(std::uint32_t chunk, std::uint32_t shift, std::uint32_t id, std::uint32_t x,
                                   std::uint32_t y)
{
    if (chunk == none || chunks_[chunk].size == chunk_entries) chunk = new_chunk(chunk, shift);
    Chunk& into = chunks_[chunk];
    into.x[into.size] = x;
    into.y[into.size] = y;
    into.id[into.size] = id;
    slots_[id] = {chunk, into.size};
    ++into.size;
    return chunk;
}

/// A root that a place lies in: the old one becomes a square of a larger one.
void SpatialIndex::grow(std::uint32_t x, std::uint32_t y)
{
    if (root_ == none) {
        root_ = new_node();
        root_shift_ = level_bits;
        root_x_ = x;
        root_y_ = y;
    }
    while (!in_root(x, y)) {
        const std::uint32_t above = new_node();
        Node& node = nodes_[above];
        node.count = nodes_[root_].count;
        root_shift_ += level_bits;
        if (node.count != 0) {
            const std::uint32_t at = place(root_x_, root_y_, root_shift_);
            node.occupied = 1u << at;
            node.child[at] = root_ | node_flag;
        } else {
            free_nodes_.push_back(root_);
        }
        root_ = above;
    }
}

void SpatialIndex::insert(std::uint32_t id, std::uint32_t x, std::uint32_t y)
{
    grow(x, y);
    ++size_;
    std::uint32_t node = root_;
    for (std::uint32_t shift = root_shift_;; shift -= level_bits) {
        Node& here = nodes_[node];
        ++here.count;
        const std::uint32_t at = place(x, y, shift);
        const std::uint32_t bit = 1u << at;
        std::uint32_t child = (here.occupied & bit) != 0 ? here.child[at] : none;
        if (child == none || (child & node_flag) == 0) {
            const bool full = child != none && objects(child) >= max_objects && shift > 0;
            if (!full) {
                here.child[at] = add_to(child, shift, id, x, y);
                here.occupied |= bit;
                return;
            }
            child = split(child, shift) | node_flag;
            nodes_[node].child[at] = child; // there may be more nodes now: `here` is gone
        }
        node = child & ~node_flag;
    }
}

/// Cuts a square. @return its node.
std::uint32_t SpatialIndex::split(std::uint32_t chunk, std::uint32_t shift)
{
    const std::uint32_t made = new_node();
    while (chunk != none) {
        const Chunk old = chunks_[chunk];
        free_chunks_.push_back(chunk);
        for (std::uint32_t i = 0; i < old.size; ++i) {
            Node& node = nodes_[made];
            const std::uint32_t at = place(old.x[i], old.y[i], shift - level_bits);
            const bool first = (node.occupied >> at & 1) == 0;
            node.child[at] = add_to(first ? none : node.child[at], shift - level_bits, old.id[i], old.x[i], old.y[i]);
            node.occupied |= 1u << at;
            ++node.count;
        }
        chunk = old.next;
    }
    return made;
}

void SpatialIndex::gather(std::uint32_t node, std::uint32_t shift, std::uint32_t& into)
{
    for (std::uint32_t rest = nodes_[node].occupied; rest != 0; rest &= rest - 1) {
        std::uint32_t child = nodes_[node].child[std::countr_zero(rest)];
        if ((child & node_flag) != 0) {
            gather(child & ~node_flag, shift, into);
            continue;
        }
        while (child != none) {
            const Chunk old = chunks_[child];
            free_chunks_.push_back(child);
            for (std::uint32_t i = 0; i < old.size; ++i) into = add_to(into, shift, old.id[i], old.x[i], old.y[i]);
            child = old.next;
        }
    }
    free_nodes_.push_back(node);
}

/// Makes one square of a node's. @return its first chunk.
std::uint32_t SpatialIndex::collapse(std::uint32_t node, std::uint32_t shift)
{
    std::uint32_t into = none;
    gather(node, shift, into);
    return into;
}

void SpatialIndex::take_out(std::uint32_t id)
{
    const Slot slot = slots_[id];
    slots_[id] = {};
    --size_;
    const std::uint32_t x = chunks_[slot.chunk].x[slot.entry];
    const std::uint32_t y = chunks_[slot.chunk].y[slot.entry];
    const std::uint32_t leaf_shift = chunks_[slot.chunk].shift;

    std::uint32_t node = root_;
    std::uint32_t shift = root_shift_;
    for (; shift != leaf_shift; shift -= level_bits) {
        --nodes_[node].count;
        node = nodes_[node].child[place(x, y, shift)] & ~node_flag;
    }
    Node& leaf = nodes_[node];
    --leaf.count;
    const std::uint32_t at = place(x, y, shift);
    // the last object of the first chunk takes its place
    Chunk& first = chunks_[leaf.child[at]];
    const std::uint32_t last = --first.size;
    if (first.id[last] != id) {
        Chunk& chunk = chunks_[slot.chunk];
        chunk.x[slot.entry] = first.x[last];
        chunk.y[slot.entry] = first.y[last];
        chunk.id[slot.entry] = first.id[last];
        slots_[first.id[last]] = slot;
    }
    if (last == 0) {
        free_chunks_.push_back(leaf.child[at]);
        leaf.child[at] = first.next;
        if (first.next == none) leaf.occupied &= ~(1u << at);
    }
    if (leaf.count > chunk_entries || node == root_) return;

    // too few for a node: the highest of those becomes a square
    node = root_;
    for (shift = root_shift_;; shift -= level_bits) {
        const std::uint32_t there = place(x, y, shift);
        const std::uint32_t child = nodes_[node].child[there] & ~node_flag;
        if (nodes_[child].count > chunk_entries) {
            node = child;
            continue;
        }
        const std::uint32_t made = collapse(child, shift);
        nodes_[node].child[there] = made;
        if (made == none) nodes_[node].occupied &= ~(1u << there);
        return;
    }
}

// --- asking ----------------------------------------------------------------------------------------------------------

namespace {

constexpr int id_bits = 22;
constexpr std::uint32_t everywhere = 1u << 20; ///< as a distance on one axis: more than any coordinates differ

/// A rectangle in shifted coordinates, both ends included.
struct Window {
    std::uint32_t left, top, right, bottom;

    /// 1 or 0, and no branch: which of the objects nearby are inside nobody can foretell.
    [[nodiscard]] unsigned contains(std::uint32_t x, std::uint32_t y) const
    {
        return static_cast<unsigned>(x - left <= right - left) & static_cast<unsigned>(y - top <= bottom - top);
    }
};

Window window_around(std::uint32_t x, std::uint32_t y, std::uint32_t radius)
{
    return {x < radius ? 0 : x - radius, y < radius ? 0 : y - radius, x + radius, y + radius};
}

std::uint32_t square_root(std::uint64_t value)
{
    std::uint64_t root = 0;
    for (std::uint64_t bit = std::uint64_t{1} << std::bit_width(value) / 2; bit != 0; bit >>= 1) {
        if ((root + bit) * (root + bit) <= value) root += bit;
    }
    return static_cast<std::uint32_t>(root);
}

} // namespace

class SpatialIndex::Search {
public:
    explicit Search(const SpatialIndex& index) : index_(index) {}

    /// Calls `take(chunk, whole)` for all that may have objects in a window; `whole`: all of them lie in it.
    template <class Take>
    void each(const Window& window, Take&& take) const
    {
        if (index_.root_ == none) return;
        const std::uint32_t bits = index_.root_shift_ + level_bits;
        const std::uint32_t x = index_.root_x_ >> bits << bits;
        const std::uint32_t y = index_.root_y_ >> bits << bits;
        const std::uint32_t more = (1u << bits) - 1;
        if (window.right < x || window.bottom < y || window.left > x + more || window.top > y + more) return;
        descend(index_.root_, x, y, index_.root_shift_, window, take);
    }

    /// How far to look for `count` objects, judging by the smallest square around a place that holds as many.
    [[nodiscard]] std::uint32_t guess(std::uint32_t x, std::uint32_t y, std::size_t count) const
    {
        if (index_.root_ == none || !index_.in_root(x, y)) return 1u << index_.root_shift_;
        std::uint32_t node = index_.root_;
        std::uint64_t inside = index_.nodes_[node].count;
        std::uint32_t bits = index_.root_shift_ + level_bits;
        for (std::uint32_t shift = index_.root_shift_;; shift -= level_bits) {
            const Node& here = index_.nodes_[node];
            const std::uint32_t at = place(x, y, shift);
            if ((here.occupied >> at & 1) == 0) break;
            const std::uint32_t child = here.child[at];
            const bool is_node = (child & node_flag) != 0;
            const std::uint64_t there = is_node ? index_.nodes_[child & ~node_flag].count : index_.objects(child);
            if (there < count) break;
            inside = there;
            bits = shift;
            if (!is_node) break;
            node = child & ~node_flag;
        }
        // a square of that half side should hold half as many again, and a few: a circle in it has enough, most times
        const std::uint64_t wanted = count + count / 2 + 6;
        const std::uint64_t area = (std::uint64_t{1} << 2 * bits) / std::max<std::uint64_t>(inside, 1);
        return std::clamp(square_root(area * wanted / 4), 1u, everywhere);
    }

private:
    /// Which squares of a node a window touches. (x, y) is the node's first place.
    static std::uint32_t squares(const Window& window, std::uint32_t x, std::uint32_t y, std::uint32_t shift)
    {
        const auto square = [shift](std::uint32_t at, std::uint32_t start) {
            return at < start ? 0 : std::min((at - start) >> shift, side - 1);
        };
        const std::uint32_t columns = (2u << square(window.right, x)) - (1u << square(window.left, x));
        const std::uint32_t above = (1u << side * square(window.top, y)) - 1;
        const std::uint32_t rows = (1u << side * (square(window.bottom, y) + 1)) - 1;
        return columns * 0x1111 & rows & ~above;
    }

    template <class Take>
    void descend(std::uint32_t node, std::uint32_t x, std::uint32_t y, std::uint32_t shift, const Window& window,
                 Take& take) const
    {
        const Node& here = index_.nodes_[node];
        for (std::uint32_t rest = here.occupied & squares(window, x, y, shift); rest != 0; rest &= rest - 1) {
            const auto at = static_cast<std::uint32_t>(std::countr_zero(rest));
            std::uint32_t child = here.child[at];
            if ((child & node_flag) != 0) {
                descend(child & ~node_flag, x + (at % side << shift), y + (at / side << shift), shift - level_bits,
                        window, take);
                continue;
            }
            const std::uint32_t last = (1u << shift) - 1;
            const std::uint32_t left = x + (at % side << shift), top = y + (at / side << shift);
            const bool whole =
                left >= window.left && top >= window.top && left + last <= window.right && top + last <= window.bottom;
            for (; child != none; child = index_.chunks_[child].next) {
                take(index_.chunks_[child], whole);
            }
        }
    }

    const SpatialIndex& index_;
};

void Nearby::prepare_marks(std::size_t ids)
{
    if (marks_.size() * 64 >= ids) return;
    marks_.resize((ids + 63) / 64);
    summary_.resize((ids + 4095) / 4096);
}

/// Takes the marks away: ids in order, without comparing any.
std::span<const std::uint32_t> Nearby::marked()
{
    ids_.clear();
    for (std::size_t i = 0; i < summary_.size(); ++i) {
        for (std::uint64_t words = std::exchange(summary_[i], 0); words != 0; words &= words - 1) {
            const std::size_t word = i * 64 + static_cast<std::size_t>(std::countr_zero(words));
            for (std::uint64_t bits = std::exchange(marks_[word], 0); bits != 0; bits &= bits - 1) {
                ids_.push_back(static_cast<std::uint32_t>(word * 64) +
                               static_cast<std::uint32_t>(std::countr_zero(bits)));
            }
        }
    }
    return ids_;
}

/// The ids of objects in a window for whose places `counts` says 1, and not 0; `all`: it always does there.
template <class Area, class Counts>
std::span<const std::uint32_t> Nearby::sorted(const SpatialIndex& index, const Area& window, bool all, Counts&& counts)
{
    prepare_marks(index.slots_.size());
    SpatialIndex::Search(index).each(window, [&](const SpatialIndex::Chunk& chunk, bool whole) {
        if (all && whole) {
            for (std::uint32_t i = 0; i < chunk.size; ++i) mark(chunk.id[i]);
            return;
        }
        std::array<std::uint32_t, SpatialIndex::chunk_entries + 1> hits; // one more to write what does not count
        std::size_t size = 0;
        for (std::uint32_t i = 0; i < chunk.size; ++i) {
            hits[size] = chunk.id[i];
            size += counts(chunk.x[i], chunk.y[i]);
        }
        for (std::size_t i = 0; i < size; ++i) mark(hits[i]);
    });
    return marked();
}

std::span<const std::uint32_t> Nearby::within(const SpatialIndex& index, Cell low, Cell high)
{
    if (low.x > high.x || low.y > high.y) return {};
    constexpr std::int32_t most = SpatialIndex::max_coordinate;
    if (low.x > most || low.y > most || high.x < -most || high.y < -most) return {};
    const auto shifted = [&](std::int32_t at) { return SpatialIndex::shifted(std::clamp(at, -most, most)); };
    const Window window{shifted(low.x), shifted(low.y), shifted(high.x), shifted(high.y)};
    return sorted(index, window, true, [&](std::uint32_t x, std::uint32_t y) { return window.contains(x, y); });
}

std::span<const std::uint32_t> Nearby::around(const SpatialIndex& index, Cell center, std::int32_t radius,
                                              Metric metric)
{
    if (radius < 0 || radius > SpatialIndex::max_coordinate || !SpatialIndex::in_range(center)) return {};
    const std::uint32_t x = SpatialIndex::shifted(center.x);
    const std::uint32_t y = SpatialIndex::shifted(center.y);
    const auto is_near = [&](std::uint32_t at_x, std::uint32_t at_y) -> unsigned {
        return grid::within(metric, static_cast<std::int32_t>(at_x - x), static_cast<std::int32_t>(at_y - y), radius)
                   ? 1
                   : 0;
    };
    return sorted(index, window_around(x, y, static_cast<std::uint32_t>(radius)), false, is_near);
}

/// Sorts what was found: first into buckets by distance, which is about as likely to be far as near.
void Nearby::sort_found(std::size_t size, std::uint64_t farthest)
{
    constexpr std::size_t buckets = 256;
    const auto first = found_.begin();
    if (size <= 16) return std::sort(first, first + static_cast<std::ptrdiff_t>(size));
    const int shift = id_bits + std::max(0, static_cast<int>(std::bit_width(farthest)) - 8);
    std::array<std::uint32_t, buckets + 1> ends{};
    for (std::size_t i = 0; i < size; ++i) ++ends[(found_[i] >> shift) + 1];
    for (std::size_t i = 0; i < buckets; ++i) ends[i + 1] += ends[i];
    bucketed_.resize(std::max(bucketed_.size(), size));
    for (std::size_t i = 0; i < size; ++i) bucketed_[ends[found_[i] >> shift]++] = found_[i];
    std::uint32_t begin = 0;
    for (std::size_t i = 0; i < buckets; ++i) {
        if (ends[i] - begin > 1) std::sort(bucketed_.begin() + begin, bucketed_.begin() + ends[i]);
        begin = ends[i];
    }
    std::swap(found_, bucketed_);
}

/// Looks within a circle, and within larger ones until it holds enough.
std::span<const std::uint32_t> Nearby::nearest(const SpatialIndex& index, Cell center, std::size_t count)
{
    ids_.clear();
    count = std::min(count, index.size());
    if (count == 0 || !SpatialIndex::in_range(center)) return {};
    const SpatialIndex::Search search(index);
    const std::uint32_t x = SpatialIndex::shifted(center.x);
    const std::uint32_t y = SpatialIndex::shifted(center.y);
    std::size_t size = 0;
    std::uint64_t farthest = 0; ///< or more, but of as many bits
    for (std::uint32_t radius = search.guess(x, y, count); size < count;
         radius = std::min(radius + radius / 2 + 1, everywhere)) {
        const std::uint64_t most =
            radius == everywhere ? std::numeric_limits<std::uint64_t>::max() : std::uint64_t{radius} * radius;
        size = 0;
        search.each(window_around(x, y, radius), [&](const SpatialIndex::Chunk& chunk, bool /*whole*/) {
            if (size + SpatialIndex::chunk_entries > found_.size())
                found_.resize(2 * found_.size() + SpatialIndex::chunk_entries);
            for (std::uint32_t i = 0; i < chunk.size; ++i) {
                const std::int64_t dx = std::int64_t{chunk.x[i]} - x;
                const std::int64_t dy = std::int64_t{chunk.y[i]} - y;
                const auto distance = static_cast<std::uint64_t>(dx * dx + dy * dy);
                found_[size] = distance << id_bits | chunk.id[i];
                size += distance <= most ? 1 : 0;
                farthest |= distance <= most ? distance : 0;
            }
        });
    }
    sort_found(size, farthest);
    for (std::size_t i = 0; i < count; ++i)
        ids_.push_back(static_cast<std::uint32_t>(found_[i]) & SpatialIndex::max_id);
    return ids_;
}

} // namespace goldbox::grid
