#pragma once
// SPDX-License-Identifier: MIT
// The lines of a program. A line is followed from its start to its newline; where it forks, at a condition or an
// alternative, each way is a variant: what a translator reads is always a whole line.

#include "narrative/program.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative::strings {

/// A part of a line: words of the author, or a place for what the story puts in.
struct Piece {
    bool words = false;
    bool number = false;          ///< what is put in is a number, as far as can be told
    std::uint32_t address = none; ///< of the text, or of the instruction that prints; none: only a function prints
    std::uint32_t callee = none;  ///< container of the function that prints here
    std::string text;             ///< the words, or the placeholder's name
    bool operator==(const Piece&) const = default;
};

struct Variant {
    std::vector<Piece> pieces;
    std::string source; ///< what translators see: blanks joined, none at the ends
    bool blank_before = false, blank_after = false;
    bool translatable = false; ///< has more than placeholders and blanks
    std::string key;           ///< 16 hexadecimal digits of a hash of context and source
};

struct Line {
    enum class Kind : std::uint8_t { line, choice, part } kind = Kind::line;
    std::uint32_t start = none; ///< where it begins; of a choice, its choice instruction
    std::string context;        ///< `#id:`, else the knot
    bool has_id = false;
    std::vector<Variant> variants;
};

/// A text that is a value: a string in the logic, or a list's item.
struct ValueText {
    enum class Kind : std::uint8_t { value, list_item } kind = Kind::value;
    std::string context;
    std::string source;
    std::uint32_t address = none;
};

struct Lines {
    std::vector<Line> lines;
    std::vector<std::uint32_t> owner;     ///< per cell: the line it belongs to when it is told, or none
    std::vector<std::uint32_t> choice_of; ///< per container: the choice that leads there, or none
    std::vector<bool> functions;          ///< per container: a function of the story
    std::vector<ValueText> values;
};

/// Bounded by the size of the program: a line with too many ways through it is cut into its parts instead.
[[nodiscard]] Lines find_lines(const Program& program);

/// The knot, function or stitch a container lies in, as the root's child.
[[nodiscard]] std::uint32_t knot_of(const Program& program, std::uint32_t container);

[[nodiscard]] std::string key_of(std::string_view context, std::string_view source);

} // namespace goldbox::narrative::strings
