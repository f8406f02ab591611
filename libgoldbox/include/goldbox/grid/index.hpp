#pragma once
// SPDX-License-Identifier: MIT
// Who is near: many objects on a plane, of which few matter at a time.

#include <goldbox/grid/cell.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace goldbox::grid {

/// Objects by place, for a tactical map as for a world: squares, as many as the objects ask for, and where many stand
/// close together squares within a square. Any number of objects may share a cell. A step within a square moves nothing
/// but one number.
class SpatialIndex {
public:
    static constexpr std::uint32_t max_id = (1u << 22) - 1; ///< memory follows the largest id in use
    static constexpr std::int32_t max_coordinate = 500'000; ///< and as far the other way

    struct Object {
        std::uint32_t id = 0;
        Cell cell;
    };

    /// Puts an object somewhere, or moves it there. False, and nothing happens, for an id or a place out of range.
    bool put(std::uint32_t id, Cell cell);
    /// @return whether it was there.
    bool remove(std::uint32_t id);
    /// Holds these and no others; of two with one id the later counts. Several times as fast as putting each. False,
    /// and nothing happens, when an id or a place is out of range.
    bool load(std::span<const Object> objects);
    void clear();

    [[nodiscard]] std::optional<Cell> find(std::uint32_t id) const;
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

private:
    friend class Nearby;
    class Search;

    static constexpr std::uint32_t none = 0xffffffff;
    static constexpr std::uint32_t node_flag = 0x80000000;
    static constexpr std::uint32_t whole_bits = 20; ///< the plane has 1 << whole_bits cells a side
    static constexpr std::uint32_t leaf_entries = 15;

    /// An object as one number, so that those of a square lie in one or two lines of memory: y, x, id from above. x and
    /// y are shifted so that none is below 0.
    using Entry = std::uint64_t;
    static constexpr int x_at = 24;
    static constexpr int y_at = 44;

    /// Objects of one square. Where it is a single cell, which cannot be cut, more may follow; of those the first leaf
    /// alone may have room.
    struct alignas(64) Leaf {
        std::uint32_t next = none;
        std::uint16_t size = 0;
        std::uint16_t bits = 0; ///< the square has 1 << bits cells a side
        Entry entries[leaf_entries];
    };
    /// A rectangle cut into squares of 1 << bits cells a side.
    struct Node {
        std::uint32_t left = 0; ///< multiples of a square's side
        std::uint32_t top = 0;
        std::uint32_t bits = 0;
        std::uint32_t columns = 0;
        std::uint32_t rows = 0;
        std::uint32_t count = 0;            ///< objects in it
        std::vector<std::uint32_t> squares; ///< by row, then column: none, a leaf, or a node with node_flag

        [[nodiscard]] bool contains(std::uint32_t x, std::uint32_t y) const
        {
            return (x - left) >> bits < columns && (y - top) >> bits < rows; // below left or top it is very large
        }
        [[nodiscard]] std::size_t square(std::uint32_t x, std::uint32_t y) const
        {
            return std::size_t{(y - top) >> bits} * columns + ((x - left) >> bits);
        }
        [[nodiscard]] bool too_full() const { return bits > 0 && count > 8 * squares.size(); }
        [[nodiscard]] bool too_empty() const { return count < leaf_entries / 2 || count < squares.size() / 4; }
    };
    struct Slot {
        std::uint32_t leaf = none;
        std::uint32_t entry = 0;
    };

    static std::uint32_t shifted(std::int32_t at) { return static_cast<std::uint32_t>(at + (1 << (whole_bits - 1))); }
    static bool in_range(Cell cell)
    {
        return cell.x <= max_coordinate && cell.y <= max_coordinate && cell.x >= -max_coordinate &&
               cell.y >= -max_coordinate;
    }
    static Entry entry(std::uint32_t id, Cell cell)
    {
        return Entry{shifted(cell.y)} << y_at | Entry{shifted(cell.x)} << x_at | id;
    }
    static std::uint32_t id(Entry entry) { return static_cast<std::uint32_t>(entry) & max_id; }
    static std::uint32_t x(Entry entry) { return static_cast<std::uint32_t>(entry >> x_at) & ((1u << whole_bits) - 1); }
    static std::uint32_t y(Entry entry) { return static_cast<std::uint32_t>(entry >> y_at); }

    void insert(Entry entry);
    void take_out(std::uint32_t id);
    std::uint32_t new_leaf(std::uint32_t next, std::uint32_t bits);
    std::uint32_t new_node();
    [[nodiscard]] std::size_t objects(std::uint32_t square) const;
    std::uint32_t add_to(std::uint32_t leaf, std::uint32_t bits, Entry entry);
    void gather(std::uint32_t square);
    std::uint32_t rebuild(std::uint32_t bits);
    std::uint32_t build(Entry* entries, Entry* spare, std::size_t count, std::uint32_t bits);

    std::vector<Node> nodes_;
    std::vector<Leaf> leaves_;
    std::vector<std::uint32_t> free_nodes_;
    std::vector<std::uint32_t> free_leaves_;
    std::vector<Slot> slots_;             ///< by id
    std::vector<Entry> gathered_, spare_; ///< while squares are cut anew
    std::size_t size_ = 0;
    std::uint32_t root_ = none; ///< the square that is the whole plane
};

/// Asks an index. What is found is valid until the next question; answers do not depend on how the objects came to
/// where they are. It keeps its memory.
class Nearby {
public:
    /// Who stands in a rectangle, its corners included, by ascending id.
    std::span<const std::uint32_t> within(const SpatialIndex& index, Cell low, Cell high);
    /// Who stands within `radius` cells, by ascending id.
    std::span<const std::uint32_t> around(const SpatialIndex& index, Cell center, std::int32_t radius,
                                          Metric metric = Metric::straight);
    /// The nearest `count`, or all if there are fewer: by distance, of two equally near the lower id.
    std::span<const std::uint32_t> nearest(const SpatialIndex& index, Cell center, std::size_t count);

private:
    std::span<const std::uint32_t> sort_ids(std::size_t size, std::size_t all);
    template <class Area, class Counts>
    std::span<const std::uint32_t> sorted(const SpatialIndex& index, const Area& window, Counts&& counts);
    void sort_found(std::size_t size, std::uint64_t farthest);

    std::vector<std::uint32_t> ids_;
    std::vector<std::uint32_t> sorted_;
    std::vector<std::uint64_t> found_;    ///< who may be meant; then distance squared and id in one number
    std::vector<std::uint64_t> bucketed_; ///< the same while they are sorted
    std::vector<std::uint32_t> counts_;   ///< while ids are sorted
};

} // namespace goldbox::grid
