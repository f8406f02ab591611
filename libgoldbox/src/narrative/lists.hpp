#pragma once
// SPDX-License-Identifier: MIT
// What ink does with list values. Items keep the order in which they came, since the reference's answers depend on it
// where two items have the same value.

#include "datum.hpp"
#include "program.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace goldbox::narrative {

class Lists {
public:
    Lists(const Program& program, Heap& heap) : program_(program), heap_(heap) {}

    [[nodiscard]] const ListData& of(const Datum& list) const
    {
        return list.is(Tag::list) ? program_.lists[list.id()] : list.set()->list;
    }
    [[nodiscard]] std::int32_t value(std::uint32_t entry) const { return program_.list_entries[entry].value; }

    /// The definitions that a list belongs to: its items', or those that it remembers.
    void append_origins(const ListData& list, std::vector<std::uint32_t>& origins) const;

    [[nodiscard]] Datum single(std::uint32_t entry) const;
    [[nodiscard]] Datum empty() const;
    [[nodiscard]] Datum empty_of(const ListData& origins) const;

    [[nodiscard]] Datum with(const ListData& left, const ListData& right);
    [[nodiscard]] Datum without(const ListData& left, const ListData& right);
    [[nodiscard]] Datum intersection(const ListData& left, const ListData& right);
    [[nodiscard]] Datum shifted(const ListData& list, std::uint32_t by) const; ///< wraps, as int32 does
    [[nodiscard]] Datum all(const ListData& list);
    [[nodiscard]] Datum inverse(const ListData& list);
    [[nodiscard]] Datum range(const ListData& list, std::int32_t low, std::int32_t high) const;

    [[nodiscard]] bool contains(const ListData& list, const ListData& items);
    [[nodiscard]] bool equal(const ListData& left, const ListData& right);
    [[nodiscard]] std::uint32_t lowest(const ListData& list) const;  ///< entry, or none
    [[nodiscard]] std::uint32_t highest(const ListData& list) const; ///< entry, or none

    void append_text(std::string& out, const ListData& list) const;

private:
    void mark(const ListData& list);
    [[nodiscard]] bool marked(std::uint32_t entry) const { return marks_[entry] == epoch_; }

    const Program& program_;
    Heap& heap_;
    std::vector<std::uint32_t> marks_; ///< per entry: when it was last marked
    std::uint32_t epoch_ = 0;
};

} // namespace goldbox::narrative
