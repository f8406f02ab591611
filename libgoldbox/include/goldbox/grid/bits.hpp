#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/grid/cell.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace goldbox::grid {

/// One bit for each cell of a rectangle, in rows of whole words. Bits past the end of a row are always 0, and each row
/// is followed by a spare word, so that 64 bits can be read from any place.
class BitGrid {
public:
    BitGrid() = default;
    /// All bits 0. width and height are 0 or more.
    BitGrid(std::int32_t width, std::int32_t height)
        : width_(width),
          height_(height),
          stride_(static_cast<std::size_t>(width + 63) / 64 + 1),
          words_(stride_ * static_cast<std::size_t>(height))
    {
    }

    [[nodiscard]] std::int32_t width() const { return width_; }
    [[nodiscard]] std::int32_t height() const { return height_; }
    [[nodiscard]] bool contains(Cell cell) const
    {
        return static_cast<std::uint32_t>(cell.x) < static_cast<std::uint32_t>(width_) &&
               static_cast<std::uint32_t>(cell.y) < static_cast<std::uint32_t>(height_);
    }

    /// False outside.
    [[nodiscard]] bool test(Cell cell) const { return contains(cell) && at(cell.x, cell.y); }
    /// The bit of a cell that is inside.
    [[nodiscard]] bool at(std::int32_t x, std::int32_t y) const
    {
        return (row(y)[static_cast<std::size_t>(x) / 64] >> (static_cast<unsigned>(x) % 64) & 1u) != 0;
    }
    /// Outside nothing happens.
    void set(Cell cell, bool value = true)
    {
        if (!contains(cell)) return;
        const std::uint64_t bit = std::uint64_t{1} << (static_cast<unsigned>(cell.x) % 64);
        std::uint64_t& word = row(cell.y)[static_cast<std::size_t>(cell.x) / 64];
        word = value ? word | bit : word & ~bit;
    }
    void clear() { words_.assign(words_.size(), 0); }

    /// Words of a row: bit x%64 of word x/64 is cell x. `stride` words, the last of them spare and 0.
    [[nodiscard]] const std::uint64_t* row(std::int32_t y) const
    {
        return words_.data() + stride_ * static_cast<std::size_t>(y);
    }
    [[nodiscard]] std::uint64_t* row(std::int32_t y) { return words_.data() + stride_ * static_cast<std::size_t>(y); }
    [[nodiscard]] std::size_t stride() const { return stride_; }

    /// Cells x..x+63 of row y, cell x in the lowest bit; 0 for what is outside.
    [[nodiscard]] std::uint64_t word(std::int32_t x, std::int32_t y) const
    {
        if (static_cast<std::uint32_t>(y) >= static_cast<std::uint32_t>(height_) || x >= width_ || x <= -64) return 0;
        const std::uint64_t* words = row(y);
        if (x < 0) return words[0] << static_cast<unsigned>(-x);
        const std::size_t index = static_cast<std::size_t>(x) / 64;
        const unsigned shift = static_cast<unsigned>(x) % 64;
        return words[index] >> shift | words[index + 1] << 1 << (63 - shift);
    }

    [[nodiscard]] std::size_t count() const
    {
        std::size_t sum = 0;
        for (const std::uint64_t word : words_) sum += static_cast<std::size_t>(std::popcount(word));
        return sum;
    }

    /// Calls `take(cell)` for each cell that is set, by row, then column.
    template <class Take>
    void for_each(Take&& take) const
    {
        for (std::int32_t y = 0; y < height_; ++y) {
            for (std::size_t i = 0; i < stride_; ++i) {
                for (std::uint64_t word = row(y)[i]; word != 0; word &= word - 1) {
                    take(Cell{static_cast<std::int32_t>(i * 64) + std::countr_zero(word), y});
                }
            }
        }
    }

    bool operator==(const BitGrid&) const = default;

private:
    std::int32_t width_ = 0;
    std::int32_t height_ = 0;
    std::size_t stride_ = 0;
    std::vector<std::uint64_t> words_;
};

} // namespace goldbox::grid
