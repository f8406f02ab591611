#pragma once
// SPDX-License-Identifier: MIT

#include "datum.hpp"
#include "lists.hpp"
#include "program.hpp"

#include <cstddef>
#include <string>

namespace goldbox::narrative {

/// ink's operators and built-in functions, and its conversions between types. Mistakes are thrown as StoryFault, texts
/// beyond `largest_text` as CallFault.
class Operators {
public:
    Operators(const Program& program, Heap& heap, std::size_t largest_text)
        : program_(program), heap_(heap), lists_(program, heap), largest_text_(largest_text)
    {
    }

    [[nodiscard]] Datum binary(Native function, const Datum& left, const Datum& right);
    [[nodiscard]] Datum unary(Native function, const Datum& operand);
    [[nodiscard]] bool truthy(const Datum& value);
    void append_text(std::string& out, const Datum& value) const;
    [[nodiscard]] std::string_view text(const Datum& text) const
    {
        return text.is(Tag::text) ? program_.text(text.id()) : std::string_view(text.string()->text);
    }
    [[nodiscard]] TextKind kind(std::uint32_t text) const { return program_.texts[text].kind; }
    [[nodiscard]] Lists& lists() { return lists_; }
    [[nodiscard]] const Lists& lists() const { return lists_; }

private:
    [[nodiscard]] Datum on_integers(Native function, std::int32_t x, std::int32_t y) const;
    [[nodiscard]] Datum on_reals(Native function, float x, float y) const;
    [[nodiscard]] Datum on_texts(Native function, const Datum& x, const Datum& y);
    [[nodiscard]] Datum on_lists(Native function, const ListData& x, const ListData& y);
    [[nodiscard]] Datum with_a_list(Native function, const Datum& x, const Datum& y);

    const Program& program_;
    Heap& heap_;
    Lists lists_;
    std::size_t largest_text_;
    std::string left_text_, right_text_; ///< of operands converted to text
};

} // namespace goldbox::narrative
