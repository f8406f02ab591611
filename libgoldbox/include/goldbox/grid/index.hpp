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

/// Objects by place, for a tactical map as for a world: a tree of squares, each cut into 4 by 4 where more than a few
/// dozen stand close together. Any number of objects may share a cell. A step within a small square moves nothing but
/// two numbers.
class SpatialIndex {
public:
    static constexpr std::uint32_t max_id = (1u << 22) - 1; ///< memory follows the largest id in use
    static constexpr std::int32_t max_coordinate = 500'000; ///< and as far the other way

    /// Puts an object somewhere, or moves it there. False, and nothing happens, for an id or a place out of range.
    bool put(std::uint32_t id, Cell cell);
    /// @return whether it was there.
    bool remove(std::uint32_t id);
    void clear();

    [[nodiscard]] std::optional<Cell> find(std::uint32_t id) const;
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

private:
    friend class Nearby;
    class Search;

    static constexpr std::uint32_t none = 0xffffffff;
    static constexpr std::uint32_t node_flag = 0x80000000;
    static constexpr std::uint32_t level_bits = 2; ///< a square is cut into 1 << level_bits rows and columns
    static constexpr std::uint32_t side = 1u << level_bits;
    static constexpr std::uint32_t chunk_entries = 9;
    static constexpr std::uint32_t max_objects = 54; ///< in a square that can be cut

    /// Objects of one square, of which the first chunk alone may have room.
    struct Chunk {
        std::uint32_t next = none;
        std::uint32_t depth = 1; ///< chunks from here on
        std::uint32_t size = 0;
        std::uint32_t shift = 0;        ///< the square has 1 << shift cells a side
        std::uint32_t x[chunk_entries]; ///< shifted so that none is below 0
        std::uint32_t y[chunk_entries];
        std::uint32_t id[chunk_entries];
    };
    /// A square that is cut, its parts by row, then column.
    struct Node {
        std::uint32_t occupied = 0;
        std::uint32_t count = 0;          ///< objects in it
        std::uint32_t child[side * side]; ///< a chunk, or a node with node_flag
    };
    struct Slot {
        std::uint32_t chunk = none;
        std::uint32_t entry = 0;
    };

    static std::uint32_t shifted(std::int32_t at) { return static_cast<std::uint32_t>(at + max_coordinate); }
    static std::int32_t unshifted(std::uint32_t at) { return static_cast<std::int32_t>(at) - max_coordinate; }
    static bool in_range(Cell cell)
    {
        return cell.x <= max_coordinate && cell.y <= max_coordinate && cell.x >= -max_coordinate &&
               cell.y >= -max_coordinate;
    }
    static std::uint32_t place(std::uint32_t x, std::uint32_t y, std::uint32_t shift)
    {
        return (y >> shift & (side - 1)) * side + (x >> shift & (side - 1));
    }
    [[nodiscard]] bool in_root(std::uint32_t x, std::uint32_t y) const
    {
        return ((x ^ root_x_) | (y ^ root_y_)) >> root_shift_ >> level_bits == 0;
    }
    void insert(std::uint32_t id, std::uint32_t x, std::uint32_t y);
    void take_out(std::uint32_t id);
    void grow(std::uint32_t x, std::uint32_t y);
    std::uint32_t new_chunk(std::uint32_t next, std::uint32_t shift);
    std::uint32_t new_node();
    [[nodiscard]] std::uint32_t objects(std::uint32_t chunk) const;
    std::uint32_t add_to(std::uint32_t chunk, std::uint32_t shift, std::uint32_t id, std::uint32_t x, std::uint32_t y);
    std::uint32_t split(std::uint32_t chunk, std::uint32_t shift);
    std::uint32_t collapse(std::uint32_t node, std::uint32_t shift);
    void gather(std::uint32_t node, std::uint32_t shift, std::uint32_t& into);

    std::vector<Node> nodes_;
    std::vector<Chunk> chunks_;
    std::vector<std::uint32_t> free_nodes_;
    std::vector<std::uint32_t> free_chunks_;
    std::vector<Slot> slots_; ///< by id
    std::size_t size_ = 0;
    std::uint32_t root_ = none;    ///< a node
    std::uint32_t root_shift_ = 0; ///< of its squares
    std::uint32_t root_x_ = 0;     ///< a place in it
    std::uint32_t root_y_ = 0;
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
    void prepare_marks(std::size_t ids);
    void mark(std::uint32_t id)
    {
        marks_[id / 64] |= std::uint64_t{1} << id % 64;
        summary_[id / 4096] |= std::uint64_t{1} << id / 64 % 64;
    }
    std::span<const std::uint32_t> marked();
    template <class Area, class Counts>
    std::span<const std::uint32_t> sorted(const SpatialIndex& index, const Area& window, bool all, Counts&& counts);
    void sort_found(std::size_t size, std::uint64_t farthest);

    std::vector<std::uint32_t> ids_;
    std::vector<std::uint64_t> found_;    ///< distance squared, then id, in one number
    std::vector<std::uint64_t> bucketed_; ///< the same while they are sorted
    std::vector<std::uint64_t> marks_;    ///< a bit an id
    std::vector<std::uint64_t> summary_;  ///< a bit a word of marks
};

} // namespace goldbox::grid
