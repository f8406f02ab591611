#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/assert.hpp>
#include <goldbox/base/id.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace goldbox {

/// Rows under generational ids, walked in order of their index. Every write returns what stood there before, so that it
/// can be put back: `table.put(before)` undoes the write, to the last bit.
template <class Row>
class Table {
public:
    using Key = Id<Row>;

    struct Slot {
        std::uint32_t generation = 0;
        std::optional<Row> row;
        bool operator==(const Slot&) const = default;
    };

    /// One slot as it was before a write. `slots` is the length of the table then.
    struct Before {
        std::uint32_t index = 0;
        std::uint32_t slots = 0;
        Slot slot;
        bool operator==(const Before&) const = default;
    };

    /// The id that `add` would give to the next row.
    [[nodiscard]] Key next_id() const
    {
        const std::uint32_t index = first_free(free_from_);
        return {index, index < slots_.size() ? slots_[index].generation + 1 : 1};
    }

    /// Adds a row under an id from `next_id` (an event carries the id, so that applying it needs no decision).
    Before add(Key id, Row row)
    {
        GOLDBOX_ASSERT(id == next_id(), "rows are added under next_id()");
        Before before = remember(id.index);
        if (id.index == slots_.size()) slots_.emplace_back();
        slots_[id.index] = {id.generation, std::move(row)};
        free_from_ = first_free(id.index + 1);
        return before;
    }

    Before set(Key id, Row row)
    {
        GOLDBOX_ASSERT(find(id), "set() needs an existing row");
        const auto slots = static_cast<std::uint32_t>(slots_.size());
        return {id.index, slots, std::exchange(slots_[id.index], Slot{id.generation, std::move(row)})};
    }

    /// Changes a row in place, where keeping all of it would cost too much; the caller remembers what it replaced.
    template <class Change>
    void edit(Key id, Change&& change)
    {
        GOLDBOX_ASSERT(find(id), "edit() needs an existing row");
        change(*slots_[id.index].row);
    }

    Before remove(Key id)
    {
        GOLDBOX_ASSERT(find(id), "remove() needs an existing row");
        Before before = remember(id.index);
        slots_[id.index].row.reset();
        free_from_ = std::min(free_from_, id.index);
        return before;
    }

    /// Puts a slot back as it was; returns what it replaced.
    Before put(Before before)
    {
        Before replaced = remember(before.index);
        slots_.resize(before.slots);
        free_from_ = std::min({free_from_, before.index, before.slots});
        if (before.index < before.slots) slots_[before.index] = std::move(before.slot);
        return replaced;
    }

    [[nodiscard]] const Row* find(Key id) const
    {
        if (!id || id.index >= slots_.size()) return nullptr;
        const Slot& slot = slots_[id.index];
        return slot.generation == id.generation && slot.row ? &*slot.row : nullptr;
    }

    /// Calls visit(id, row) for each row, by ascending index.
    template <class Visit>
    void each(Visit&& visit) const
    {
        for (std::uint32_t i = 0; i < slots_.size(); ++i) {
            if (slots_[i].row) visit(Key{i, slots_[i].generation}, *slots_[i].row);
        }
    }

    [[nodiscard]] std::size_t size() const
    {
        std::size_t count = 0;
        each([&](Key, const Row&) { ++count; });
        return count;
    }

    [[nodiscard]] const std::vector<Slot>& slots() const { return slots_; }
    /// For loading a snapshot.
    void assign(std::vector<Slot> slots)
    {
        slots_ = std::move(slots);
        free_from_ = 0;
    }

    bool operator==(const Table& other) const { return slots_ == other.slots_; }

private:
    [[nodiscard]] std::uint32_t first_free(std::uint32_t from) const
    {
        while (from < slots_.size() && slots_[from].row) ++from;
        return from;
    }

    [[nodiscard]] Before remember(std::uint32_t index) const
    {
        Before before{index, static_cast<std::uint32_t>(slots_.size()), {}};
        if (index < slots_.size()) before.slot = slots_[index];
        return before;
    }

    std::vector<Slot> slots_;
    std::uint32_t free_from_ = 0; ///< every place before it is taken
};

} // namespace goldbox
