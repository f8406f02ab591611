#pragma once
// SPDX-License-Identifier: MIT

#include <cstdint>
#include <span>
#include <string_view>

namespace goldbox::narrative::ink {

/// How far the text reaches that a remark is about, from the place where it is made.
enum class Extent : std::uint8_t {
    line, ///< the rest of the line
    word, ///< a name with its dots, or the rest of the line where there is none
    mark, ///< two characters
};

/// What all remarks of one code have in common; docs/ink-diagnostics.md is the same table for people.
struct RemarkKind {
    std::string_view code;
    Extent extent = Extent::line;
    std::string_view remedy; ///< what to do about it; empty where nothing is wrong
};

/// Sorted by code.
[[nodiscard]] std::span<const RemarkKind> remark_kinds();

/// Null for a code that is not in the table.
[[nodiscard]] const RemarkKind* remark_kind(std::string_view code);

} // namespace goldbox::narrative::ink
