#pragma once
// SPDX-License-Identifier: MIT

#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace goldbox::narrative {

/// An array of plain values that is grown while a story is lowered, or seen where it lies in an image. Its elements are
/// written to an image as they are, so they have no padding. What is only seen is never changed: a program that was
/// made from an image is const.
template <class T>
class FlatArray {
    static_assert(std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>);

public:
    FlatArray() = default;
    FlatArray(const FlatArray&) = delete;
    FlatArray& operator=(const FlatArray&) = delete;

    [[nodiscard]] const T* data() const { return data_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] const T& operator[](std::size_t index) const { return data_[index]; }
    [[nodiscard]] const T* begin() const { return data_; }
    [[nodiscard]] const T* end() const { return data_ + size_; }
    [[nodiscard]] std::span<const T> span() const { return {data_, size_}; }
    [[nodiscard]] std::size_t memory_bytes() const { return own_.capacity() * sizeof(T); }

    [[nodiscard]] T& operator[](std::size_t index) { return own_[index]; }
    [[nodiscard]] T& back() { return own_.back(); }
    void reserve(std::size_t size)
    {
        own_.reserve(size);
        changed();
    }
    void push_back(const T& value)
    {
        own_.push_back(value);
        changed();
    }
    void append(std::span<const T> values)
    {
        own_.insert(own_.end(), values.begin(), values.end());
        changed();
    }
    void resize(std::size_t size)
    {
        own_.resize(size);
        changed();
    }
    void assign(std::size_t size, const T& value)
    {
        own_.assign(size, value);
        changed();
    }
    void shrink_to_fit()
    {
        own_.shrink_to_fit();
        changed();
    }
    void swap(FlatArray& other) noexcept
    {
        own_.swap(other.own_);
        changed();
        other.changed();
    }

    /// Shows values that lie elsewhere and stay there.
    void see(std::span<const T> values)
    {
        data_ = values.data();
        size_ = values.size();
    }

private:
    void changed()
    {
        data_ = own_.data();
        size_ = own_.size();
    }

    std::vector<T> own_;
    const T* data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace goldbox::narrative
