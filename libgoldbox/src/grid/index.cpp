// SPDX-License-Identifier: MIT
#include <goldbox/grid/index.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace goldbox::grid {

namespace {

constexpr std::uint32_t plane = 1u << 20; ///< cells a side; as a distance on one axis: more than any places differ

/// A rectangle in shifted coordinates, both ends included, within the plane.
struct Window {
    std::uint32_t left, top, right, bottom;
};

/// Which of `count` squares of 1 << bits cells in a row touch from..to.
struct Range {
    Range(std::uint32_t start, std::uint32_t bits, std::uint32_t count, std::uint32_t from, std::uint32_t to)
    {
        if (to < start || from >= start + (count << bits)) return;
        first = from <= start ? 0 : (from - start) >> bits;
        end = std::min(((to - start) >> bits) + 1, count);
    }

    std::uint32_t first = 0, end = 0;
};

} // namespace

// --- putting and taking ----------------------------------------------------------------------------------------------

bool SpatialIndex::put(std::uint32_t id, Cell cell)
{
    if (id > max_id || !in_range(cell)) return false;
    if (id >= slots_.size()) slots_.resize(id + std::size_t{1});
    const Entry now = entry(id, cell);
    const Slot slot = slots_[id];
    if (slot.leaf != none) {
        Leaf& leaf = leaves_[slot.leaf];
        Entry& before = leaf.entries[slot.entry];
        const Entry differs = before ^ now;
        if ((x(differs) | y(differs)) >> leaf.bits == 0) { // the same square
            before = now;
            return true;
        }
        take_out(id);
    }
    insert(now);
    return true;
}

bool SpatialIndex::remove(std::uint32_t id)
{
    if (id >= slots_.size() || slots_[id].leaf == none) return false;
    take_out(id);
    return true;
}

bool SpatialIndex::load(std::span<const Object> objects)
{
    std::uint32_t last = 0;
    for (const Object& object : objects) {
        if (object.id > max_id || !in_range(object.cell)) return false;
        last = std::max(last, object.id);
    }
    clear();
    slots_.resize(last + std::size_t{1});
    gathered_.reserve(objects.size());
    for (const Object& object : objects) {
        Slot& slot = slots_[object.id];
        if (slot.leaf == none) { // until `build` the slot tells that the id came, and where its entry is
            slot = {0, static_cast<std::uint32_t>(gathered_.size())};
            gathered_.emplace_back();
        }
        gathered_[slot.entry] = entry(object.id, object.cell);
    }
    size_ = gathered_.size();
    leaves_.reserve(size_ / 4 + 1);
    root_ = rebuild(whole_bits);
    gathered_ = {}; // that much room will hardly be needed again
    spare_ = {};
    return true;
}

void SpatialIndex::clear()
{
    *this = {};
}

std::optional<Cell> SpatialIndex::find(std::uint32_t id) const
{
    if (id >= slots_.size() || slots_[id].leaf == none) return {};
    const Entry found = leaves_[slots_[id].leaf].entries[slots_[id].entry];
    const auto unshifted = [](std::uint32_t at) { return static_cast<std::int32_t>(at - shifted(0)); };
    return Cell{unshifted(x(found)), unshifted(y(found))};
}

std::uint32_t SpatialIndex::new_leaf(std::uint32_t next, std::uint32_t bits)
{
    std::uint32_t made = static_cast<std::uint32_t>(leaves_.size());
    if (free_leaves_.empty()) {
        leaves_.emplace_back();
    } else {
        made = free_leaves_.back();
        free_leaves_.pop_back();
    }
    Leaf& leaf = leaves_[made];
    leaf.next = next;
    leaf.size = 0;
    leaf.bits = static_cast<std::uint16_t>(bits);
    return made;
}

std::uint32_t SpatialIndex::new_node()
{
    if (free_nodes_.empty()) {
        nodes_.emplace_back();
        return static_cast<std::uint32_t>(nodes_.size() - 1);
    }
    const std::uint32_t made = free_nodes_.back();
    free_nodes_.pop_back();
    return made;
}

std::size_t SpatialIndex::objects(std::uint32_t square) const
{
    if (square == none) return 0;
    if ((square & node_flag) != 0) return nodes_[square & ~node_flag].count;
    std::size_t sum = 0;
    for (; square != none; square = leaves_[square].next) sum += leaves_[square].size;
    return sum;
}

/// Adds an object to a square that has room for it. @return its first leaf.
std::uint32_t SpatialIndex::add_to(std::uint32_t leaf, std::uint32_t bits, Entry entry)
{
    if (leaf == none || leaves_[leaf].size == leaf_entries) leaf = new_leaf(leaf, bits);
    Leaf& into = leaves_[leaf];
    into.entries[into.size] = entry;
    slots_[id(entry)] = {leaf, into.size};
    ++into.size;
    return leaf;
}

/// Goes down to the object's square, and cuts anew the first one on the way whose squares do not suit any more.
void SpatialIndex::insert(Entry entry)
{
    ++size_;
    std::uint32_t* square = &root_;
    for (std::uint32_t bits = whole_bits;;) {
        const bool is_node = *square != none && (*square & node_flag) != 0;
        if (!is_node && (*square == none || bits == 0 || leaves_[*square].size < leaf_entries)) {
            *square = add_to(*square, bits, entry);
            return;
        }
        Node* const node = is_node ? &nodes_[*square & ~node_flag] : nullptr;
        if (node != nullptr && node->contains(x(entry), y(entry))) {
            ++node->count;
            if (!node->too_full()) {
                square = &node->squares[node->square(x(entry), y(entry))];
                bits = node->bits;
                continue;
            }
        }
        gathered_.clear();
        gather(*square);
        gathered_.push_back(entry);
        const std::uint32_t made = rebuild(bits); // nodes may move, the squares of a node do not
        *square = made;
        return;
    }
}

void SpatialIndex::take_out(std::uint32_t id)
{
    const Slot slot = slots_[id];
    const Entry entry = leaves_[slot.leaf].entries[slot.entry];
    slots_[id] = {};
    --size_;

    std::uint32_t* square = &root_;
    std::uint32_t* sparse = nullptr; ///< the largest square that has too few objects now
    std::uint32_t sparse_bits = 0;
    for (std::uint32_t bits = whole_bits; (*square & node_flag) != 0;) {
        Node& node = nodes_[*square & ~node_flag];
        --node.count;
        if (sparse == nullptr && node.too_empty()) {
            sparse = square;
            sparse_bits = bits;
        }
        square = &node.squares[node.square(x(entry), y(entry))];
        bits = node.bits;
    }
    // the last object of the first leaf takes its place
    Leaf& first = leaves_[*square];
    const Entry last = first.entries[--first.size];
    if (last != entry) {
        leaves_[slot.leaf].entries[slot.entry] = last;
        slots_[SpatialIndex::id(last)] = slot;
    }
    if (first.size == 0) {
        free_leaves_.push_back(*square);
        *square = first.next;
    }
    if (sparse == nullptr) return;
    gathered_.clear();
    gather(*sparse);
    const std::uint32_t made = rebuild(sparse_bits);
    *sparse = made;
}

// --- cutting squares -------------------------------------------------------------------------------------------------

/// Takes all objects out of a square, which is no more after that.
void SpatialIndex::gather(std::uint32_t square)
{
    if (square != none && (square & node_flag) != 0) {
        free_nodes_.push_back(square & ~node_flag);
        const std::vector<std::uint32_t> squares = std::exchange(nodes_[square & ~node_flag].squares, {});
        for (const std::uint32_t part : squares) gather(part);
        return;
    }
    for (; square != none; square = leaves_[square].next) {
        const Leaf& leaf = leaves_[square];
        gathered_.insert(gathered_.end(), leaf.entries, leaf.entries + leaf.size);
        free_leaves_.push_back(square);
    }
}

/// Makes a square of what was gathered. @return a leaf, a node, or none.
std::uint32_t SpatialIndex::rebuild(std::uint32_t bits)
{
    if (spare_.size() < gathered_.size()) spare_.resize(gathered_.size());
    return build(gathered_.data(), spare_.data(), gathered_.size(), bits);
}

/// The rectangle in which the objects are, and some room for steps out of it, is cut into squares for two objects or
/// more, eight at most, if they stand evenly; where they do not, squares are cut again.
std::uint32_t SpatialIndex::build(Entry* entries, Entry* spare, std::size_t count, std::uint32_t bits)
{
    if (count <= leaf_entries || bits == 0) {
        std::uint32_t leaf = none;
        for (std::size_t i = 0; i < count; ++i) leaf = add_to(leaf, bits, entries[i]);
        return leaf;
    }
    std::uint32_t left = plane, top = plane, right = 0, bottom = 0;
    for (std::size_t i = 0; i < count; ++i) {
        left = std::min(left, x(entries[i]));
        right = std::max(right, x(entries[i]));
        top = std::min(top, y(entries[i]));
        bottom = std::max(bottom, y(entries[i]));
    }
    const auto widen = [bits](std::uint32_t& low, std::uint32_t& high) { // within the square
        const std::uint32_t first = low >> bits << bits;
        const std::uint32_t room = (high - low) / 16 + 1;
        low = low - first < room ? first : low - room;
        high = std::min(high + room, first + (1u << bits) - 1);
    };
    widen(left, right);
    widen(top, bottom);
    const auto rows = [&](std::uint32_t side) { return (bottom >> side) - (top >> side) + 1; };
    const auto columns = [&](std::uint32_t side) { return (right >> side) - (left >> side) + 1; };
    std::uint32_t side = bits - 1;
    while (side > 0 && std::uint64_t{rows(side - 1)} * columns(side - 1) <= count / 2) --side;

    const std::uint32_t made = new_node();
    Node node{.left = left >> side << side,
              .top = top >> side << side,
              .bits = side,
              .columns = columns(side),
              .rows = rows(side),
              .count = static_cast<std::uint32_t>(count),
              .squares = {}};
    // objects by square: how many there are, where they begin, and when they are there, where they end
    node.squares.assign(std::size_t{node.columns} * node.rows, 0);
    for (std::size_t i = 0; i < count; ++i) ++node.squares[node.square(x(entries[i]), y(entries[i]))];
    std::uint32_t begin = 0;
    for (std::uint32_t& square : node.squares) begin += std::exchange(square, begin);
    for (std::size_t i = 0; i < count; ++i) {
        spare[node.squares[node.square(x(entries[i]), y(entries[i]))]++] = entries[i];
    }
    begin = 0;
    for (std::uint32_t& square : node.squares) {
        const std::uint32_t end = square;
        square = build(spare + begin, entries + begin, end - begin, side);
        begin = end;
    }
    nodes_[made] = std::move(node);
    return made | node_flag;
}

// --- asking ----------------------------------------------------------------------------------------------------------

namespace {

Window window_around(std::uint32_t x, std::uint32_t y, std::uint32_t radius)
{
    const auto low = [radius](std::uint32_t at) { return at < radius ? 0 : at - radius; };
    const auto high = [radius](std::uint32_t at) { return std::min(at + radius, plane - 1); };
    return {low(x), low(y), high(x), high(y)};
}

std::uint32_t square_root(std::uint64_t value)
{
    std::uint64_t root = 0;
    for (std::uint64_t bit = std::uint64_t{1} << std::bit_width(value) / 2; bit != 0; bit >>= 1) {
        if ((root + bit) * (root + bit) <= value) root += bit;
    }
    return static_cast<std::uint32_t>(root);
}

/// Sorts a few different numbers by counting those below each: no comparison decides where to go on.
template <class Number>
void rank(const Number* numbers, std::size_t size, Number* sorted)
{
    for (std::size_t i = 0; i < size; ++i) {
        const Number number = numbers[i];
        Number below = 0;
        for (std::size_t k = 0; k < size; ++k) below += numbers[k] < number ? 1 : 0;
        sorted[below] = number;
    }
}
constexpr std::size_t few = 64; ///< to rank

} // namespace

class SpatialIndex::Search {
public:
    explicit Search(const SpatialIndex& index) : index_(index) {}

    /// Everybody in the squares that a window touches: into `found`, which grows, to that many.
    [[nodiscard]] std::size_t collect(const Window& window, std::vector<Entry>& found) const
    {
        const std::uint32_t root = index_.root_;
        std::size_t size = 0;
        if (root != none && (root & node_flag) != 0)
            descend(index_.nodes_[root & ~node_flag], window, found, size);
        else
            take(root, found, size);
        return size;
    }

    /// How far to look for `count` objects, judging by how many stand in the squares around a place.
    [[nodiscard]] std::uint32_t guess(std::uint32_t x, std::uint32_t y, std::size_t count) const
    {
        std::uint32_t square = index_.root_;
        if ((square & node_flag) == 0) return plane; // none is a node, and the caller knows that there are some
        const Node* node = nullptr;
        std::uint32_t near_x = x, near_y = y; // the nearest place in the node
        const auto distance = [](std::uint32_t one, std::uint32_t other) {
            return std::max(one, other) - std::min(one, other);
        };
        do {
            node = &index_.nodes_[square & ~node_flag];
            near_x = std::clamp(x, node->left, node->left + (node->columns << node->bits) - 1);
            near_y = std::clamp(y, node->top, node->top + (node->rows << node->bits) - 1);
            square = node->squares[node->square(near_x, near_y)];
        } while (near_x == x && near_y == y && square != none && (square & node_flag) != 0);

        std::uint64_t inside = 0;
        std::uint64_t squares = 0;
        const auto around = [&](std::uint32_t at, std::uint32_t start, std::uint32_t many) {
            const std::uint32_t middle = (at - start) >> node->bits;
            return std::pair{middle == 0 ? 0 : middle - 1, std::min(middle + 2, many)};
        };
        const auto [first_row, end_row] = around(near_y, node->top, node->rows);
        const auto [first_column, end_column] = around(near_x, node->left, node->columns);
        for (std::uint32_t i = first_row; i < end_row; ++i) {
            for (std::uint32_t k = first_column; k < end_column; ++k) {
                inside += index_.objects(node->squares[std::size_t{i} * node->columns + k]);
                ++squares;
            }
        }
        // a square of that half side should hold half as many again, and a few: a circle in it has enough, most times
        const std::uint64_t wanted = count + count / 2 + 6;
        const std::uint64_t area = (squares << 2 * node->bits) * wanted / std::max<std::uint64_t>(inside, 1);
        const std::uint32_t away = std::max(distance(x, near_x), distance(y, near_y));
        return std::min(away + square_root(area / 4) + 1, plane);
    }

private:
    void descend(const Node& node, const Window& window, std::vector<Entry>& found, std::size_t& size) const
    {
        const Range columns(node.left, node.bits, node.columns, window.left, window.right);
        const Range rows(node.top, node.bits, node.rows, window.top, window.bottom);
        for (std::uint32_t row = rows.first; row < rows.end; ++row) {
            const std::uint32_t* const squares = node.squares.data() + std::size_t{row} * node.columns;
            for (std::uint32_t column = columns.first; column < columns.end; ++column) {
                const std::uint32_t square = squares[column];
                if (square != none && (square & node_flag) != 0)
                    descend(index_.nodes_[square & ~node_flag], window, found, size);
                else
                    take(square, found, size);
            }
        }
    }

    /// All of a leaf is copied, however many it has, without a call: those behind the last are written over.
    void take(std::uint32_t leaf, std::vector<Entry>& found, std::size_t& size) const
    {
        for (; leaf != none; leaf = index_.leaves_[leaf].next) {
            if (size + leaf_entries > found.size()) found.resize(2 * found.size() + leaf_entries);
            const Leaf& from = index_.leaves_[leaf];
            std::memcpy(found.data() + size, from.entries, sizeof from.entries);
            size += from.size;
        }
    }

    const SpatialIndex& index_;
};

/// Sorts the ids that were found, of `all` that there may be: a few by rank, many by one half of their bits and then by
/// the other. Nothing is compared to decide where to go on.
std::span<const std::uint32_t> Nearby::sort_ids(std::size_t size, std::size_t all)
{
    if (sorted_.size() < size) sorted_.resize(2 * size);
    if (size <= few) {
        rank(ids_.data(), size, sorted_.data());
        return {sorted_.data(), size};
    }
    const int low_bits = static_cast<int>(std::bit_width(all)) / 2;
    const std::uint32_t low = (1u << low_bits) - 1;
    counts_.assign(low + 1 + (all >> low_bits) + 1, 0);
    std::uint32_t* const by_low = counts_.data();
    std::uint32_t* const by_high = by_low + low + 1;
    for (std::size_t i = 0; i < size; ++i) {
        ++by_low[ids_[i] & low];
        ++by_high[ids_[i] >> low_bits];
    }
    std::uint32_t begin = 0;
    for (std::uint32_t* count = by_low; count != by_high; ++count) begin += std::exchange(*count, begin);
    begin = 0;
    for (std::uint32_t& count : std::span(by_high, counts_.data() + counts_.size()))
        begin += std::exchange(count, begin);
    for (std::size_t i = 0; i < size; ++i) sorted_[by_low[ids_[i] & low]++] = ids_[i];
    for (std::size_t i = 0; i < size; ++i) ids_[by_high[sorted_[i] >> low_bits]++] = sorted_[i];
    return {ids_.data(), size};
}

/// The ids of objects in a window that count.
template <class Area, class Counts>
std::span<const std::uint32_t> Nearby::sorted(const SpatialIndex& index, const Area& window, Counts&& counts)
{
    const std::size_t touched = SpatialIndex::Search(index).collect(window, found_);
    if (ids_.size() < touched + 1) ids_.resize(2 * touched + 1); // one more to write what does not count
    std::size_t size = 0;
    for (std::size_t i = 0; i < touched; ++i) {
        ids_[size] = SpatialIndex::id(found_[i]);
        size += counts(found_[i]);
    }
    return size < 2 ? std::span<const std::uint32_t>(ids_.data(), size) : sort_ids(size, index.slots_.size());
}

std::span<const std::uint32_t> Nearby::within(const SpatialIndex& index, Cell low, Cell high)
{
    if (low.x > high.x || low.y > high.y) return {};
    constexpr std::int32_t most = SpatialIndex::max_coordinate;
    if (low.x > most || low.y > most || high.x < -most || high.y < -most) return {};
    const auto shifted = [&](std::int32_t at) { return SpatialIndex::shifted(std::clamp(at, -most, most)); };
    const Window window{shifted(low.x), shifted(low.y), shifted(high.x), shifted(high.y)};
    // Whether a number within an entry lies between two others is told by the bits above it, with all below it set in
    // the larger one. 1 or 0, and no branch: which of the objects nearby are inside nobody can foretell.
    constexpr int to_top = 64 - SpatialIndex::y_at;
    constexpr std::uint64_t below = (std::uint64_t{1} << SpatialIndex::y_at) - 1;
    const auto at_top = [](std::uint32_t at) { return std::uint64_t{at} << SpatialIndex::y_at; };
    const std::uint64_t left = at_top(window.left), width = at_top(window.right - window.left) | below;
    const std::uint64_t top = at_top(window.top), height = at_top(window.bottom - window.top) | below;
    return sorted(index, window, [=](SpatialIndex::Entry entry) {
        return static_cast<unsigned>((entry << to_top) - left <= width) & static_cast<unsigned>(entry - top <= height);
    });
}

std::span<const std::uint32_t> Nearby::around(const SpatialIndex& index, Cell center, std::int32_t radius,
                                              Metric metric)
{
    if (radius < 0 || radius > SpatialIndex::max_coordinate || !SpatialIndex::in_range(center)) return {};
    const std::uint32_t x = SpatialIndex::shifted(center.x);
    const std::uint32_t y = SpatialIndex::shifted(center.y);
    const auto is_near = [&](SpatialIndex::Entry entry) -> unsigned {
        return grid::within(metric, static_cast<std::int32_t>(SpatialIndex::x(entry) - x),
                            static_cast<std::int32_t>(SpatialIndex::y(entry) - y), radius)
                   ? 1
                   : 0;
    };
    return sorted(index, window_around(x, y, static_cast<std::uint32_t>(radius)), is_near);
}

namespace {
constexpr int id_bits = 22;
} // namespace

/// Sorts what was found: first into buckets by distance, which is about as likely to be far as near, so that few of
/// them are in the wrong order after that.
void Nearby::sort_found(std::size_t size, std::uint64_t farthest)
{
    bucketed_.resize(std::max(bucketed_.size(), size));
    if (size <= few / 2) { // twice as large
        rank(found_.data(), size, bucketed_.data());
        return;
    }
    constexpr std::size_t buckets = 256;
    const int shift = id_bits + std::max(0, static_cast<int>(std::bit_width(farthest)) - 8);
    std::array<std::uint32_t, buckets + 1> ends{};
    for (std::size_t i = 0; i < size; ++i) ++ends[(found_[i] >> shift) + 1];
    for (std::size_t i = 0; i < buckets; ++i) ends[i + 1] += ends[i];
    for (std::size_t i = 0; i < size; ++i) bucketed_[ends[found_[i] >> shift]++] = found_[i];
    std::uint32_t begin = 0;
    for (std::size_t i = 0; i < buckets; ++i) {
        if (ends[i] - begin > 1) std::sort(bucketed_.begin() + begin, bucketed_.begin() + ends[i]);
        begin = ends[i];
    }
}

/// Looks within a circle, and within larger ones until it holds enough.
std::span<const std::uint32_t> Nearby::nearest(const SpatialIndex& index, Cell center, std::size_t count)
{
    count = std::min(count, index.size());
    if (count == 0 || !SpatialIndex::in_range(center)) return {};
    const SpatialIndex::Search search(index);
    const std::uint32_t x = SpatialIndex::shifted(center.x);
    const std::uint32_t y = SpatialIndex::shifted(center.y);
    std::size_t size = 0;
    std::uint64_t farthest = 0; ///< or more, but of as many bits
    for (std::uint32_t radius = search.guess(x, y, count); size < count;
         radius = std::min(radius + radius / 2 + 1, plane)) {
        const std::uint64_t most = std::uint64_t{radius} * radius * (radius == plane ? 2 : 1);
        const std::size_t touched = search.collect(window_around(x, y, radius), found_);
        size = 0;
        for (std::size_t i = 0; i < touched; ++i) {
            const std::int64_t dx = std::int64_t{SpatialIndex::x(found_[i])} - x;
            const std::int64_t dy = std::int64_t{SpatialIndex::y(found_[i])} - y;
            const auto distance = static_cast<std::uint64_t>(dx * dx + dy * dy);
            found_[size] = distance << id_bits | SpatialIndex::id(found_[i]);
            size += distance <= most ? 1 : 0;
            farthest |= distance <= most ? distance : 0;
        }
    }
    sort_found(size, farthest);
    if (sorted_.size() < count) sorted_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        sorted_[i] = static_cast<std::uint32_t>(bucketed_[i]) & SpatialIndex::max_id;
    }
    return {sorted_.data(), count};
}

} // namespace goldbox::grid
