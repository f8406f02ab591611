#pragma once
// SPDX-License-Identifier: MIT
// Small words of what players type.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace goldbox::cli {

inline constexpr std::string_view blanks = " \t\r\n";

/// Without blanks at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

/// The first word, and what follows it.
struct Split {
    std::string_view word, rest;
};
[[nodiscard]] Split split(std::string_view line);

/// ASCII letters alone.
[[nodiscard]] std::string lower(std::string_view text);

/// The words of a text, lowercase and without punctuation: what a person would type of it.
[[nodiscard]] std::string plain(std::string_view text);

/// How far a text leads: `north`, `ne 3`. Nothing: it is no direction, or no number of steps from 1 to 100.
struct Offset {
    std::int32_t x = 0; ///< to the east
    std::int32_t y = 0; ///< to the south
};
[[nodiscard]] std::optional<Offset> offset(std::string_view text);
/// Whether a word is one.
[[nodiscard]] bool is_direction(std::string_view word);

/// `4,7`
[[nodiscard]] std::optional<Offset> coordinates(std::string_view text);

/// All of it digits.
[[nodiscard]] std::optional<std::uint32_t> number(std::string_view text);

} // namespace goldbox::cli
