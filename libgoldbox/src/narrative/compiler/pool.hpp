#pragma once
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace goldbox::narrative::ink {

/// Memory of one compilation, given back at once. A parser that takes back a step rewinds to where it was, so that
/// failed attempts leave nothing behind. Nothing in it is destroyed: only trivially destructible types go in.
class Pool {
public:
    struct Mark {
        std::uint32_t block = 0;
        std::uint32_t used = 0;
    };

    [[nodiscard]] Mark mark() const { return {block_, used_}; }
    void rewind(Mark mark)
    {
        block_ = mark.block;
        used_ = mark.used;
    }

    [[nodiscard]] void* allocate(std::size_t bytes)
    {
        bytes = (bytes + alignment - 1) / alignment * alignment;
        while (block_ < blocks_.size() && used_ + bytes > blocks_[block_].size) {
            ++block_;
            used_ = 0;
        }
        if (block_ == blocks_.size()) add_block(bytes);
        void* memory = blocks_[block_].bytes.get() + used_;
        used_ += static_cast<std::uint32_t>(bytes);
        return memory;
    }

    template <class T>
    [[nodiscard]] T* make()
    {
        static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= alignment);
        return new (allocate(sizeof(T))) T{};
    }

    [[nodiscard]] std::string_view keep(std::string_view text)
    {
        if (text.empty()) return {};
        auto* copy = static_cast<char*>(allocate(text.size()));
        std::memcpy(copy, text.data(), text.size());
        return {copy, text.size()};
    }

private:
    static constexpr std::size_t alignment = alignof(std::max_align_t);
    static constexpr std::size_t block_size = std::size_t{256} << 10;

    struct Block {
        std::unique_ptr<std::byte[]> bytes;
        std::size_t size = 0;
    };

    void add_block(std::size_t at_least)
    {
        const std::size_t size = std::max(at_least, block_size);
        blocks_.push_back({std::unique_ptr<std::byte[]>(new std::byte[size]), size});
        used_ = 0;
    }

    std::vector<Block> blocks_;
    std::uint32_t block_ = 0;
    std::uint32_t used_ = 0;
};

/// A growing array in a Pool.
template <class T>
class List {
public:
    [[nodiscard]] std::uint32_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] T& operator[](std::size_t index) { return data_[index]; }
    [[nodiscard]] const T& operator[](std::size_t index) const { return data_[index]; }
    [[nodiscard]] T& back() { return data_[size_ - 1]; }
    [[nodiscard]] const T& back() const { return data_[size_ - 1]; }
    [[nodiscard]] T* begin() { return data_; }
    [[nodiscard]] T* end() { return data_ + size_; }
    [[nodiscard]] const T* begin() const { return data_; }
    [[nodiscard]] const T* end() const { return data_ + size_; }

    void push(Pool& pool, T value)
    {
        reserve(pool, size_ + 1);
        data_[size_++] = value;
    }
    void push_front(Pool& pool, T value)
    {
        reserve(pool, size_ + 1);
        std::copy_backward(data_, data_ + size_, data_ + size_ + 1);
        data_[0] = value;
        ++size_;
    }
    void append(Pool& pool, const List& other)
    {
        reserve(pool, size_ + other.size_);
        std::copy(other.begin(), other.end(), data_ + size_);
        size_ += other.size_;
    }
    void pop() { --size_; }
    /// Takes out the last element that equals the value; it is looked for from the end.
    void remove_last(const T& value)
    {
        for (std::uint32_t i = size_; i-- > 0;) {
            if (data_[i] != value) continue;
            std::copy(data_ + i + 1, data_ + size_, data_ + i);
            --size_;
            return;
        }
    }

private:
    void reserve(Pool& pool, std::uint32_t wanted)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        if (wanted <= capacity_) return;
        capacity_ = std::max({wanted, capacity_ * 2, std::uint32_t{4}});
        auto* larger = static_cast<T*>(pool.allocate(capacity_ * sizeof(T)));
        std::uninitialized_copy(data_, data_ + size_, larger);
        data_ = larger;
    }

    T* data_ = nullptr;
    std::uint32_t size_ = 0;
    std::uint32_t capacity_ = 0;
};

} // namespace goldbox::narrative::ink
