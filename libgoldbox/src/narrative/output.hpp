#pragma once
// SPDX-License-Identifier: MIT
// What a line is made of while it grows: texts, glue, and the marks of strings and tags. Questions about glue, strings
// and newlines are answered from what was noted on the way, not by looking at everything again.

#include "datum.hpp"
#include "operators.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace goldbox::narrative {

class Output {
public:
    explicit Output(const Operators& operators) : operators_(&operators) {}

    void clear();
    void assign(const std::vector<Datum>& items);
    void push(Datum item);
    void pop(std::size_t count);
    void erase(std::size_t index);
    /// Takes away the newlines at the end and the blanks among them: what glue does.
    void trim_newlines();
    /// Takes away the glue back to the last mark of a string or tag.
    void remove_glue();

    [[nodiscard]] const std::vector<Datum>& items() const { return items_; }
    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] bool in_string() const { return !strings_.empty(); }
    [[nodiscard]] std::int32_t last_string() const
    {
        return strings_.empty() ? -1 : static_cast<std::int32_t>(strings_.back());
    }
    [[nodiscard]] std::int32_t last_glue() const { return last_glue_; }
    [[nodiscard]] bool has_text() const { return texts_ > 0; }
    [[nodiscard]] bool ends_in_newline() const;
    [[nodiscard]] TextKind kind(const Datum& text) const;
    [[nodiscard]] std::string_view text(const Datum& item) const { return operators_->text(item); }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

    /// The line's text, blanks between words joined to one.
    void write_text(std::string& out) const;
    /// Appends its tags into `tags` from the front, reusing the strings there; returns how many there are.
    std::size_t write_tags(std::vector<std::string>& tags) const;

    /// Set by everything that changes the items; whoever looks resets it.
    bool changed = false;
    /// The lowest item that changed since this was set to the number of items.
    std::size_t untouched = 0;

private:
    void recount();
    [[nodiscard]] std::size_t bytes_of(const Datum& item) const;

    const Operators* operators_;
    std::vector<Datum> items_;
    std::vector<std::uint32_t> strings_; ///< where strings began that have not ended
    std::int32_t last_glue_ = -1;
    std::size_t texts_ = 0;
    std::size_t bytes_ = 0;
};

/// Joins blanks between words to one space and drops them at a line's ends.
void clean_blanks(std::string& text);

} // namespace goldbox::narrative
