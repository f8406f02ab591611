#pragma once
// SPDX-License-Identifier: MIT

#include <optional>
#include <string_view>
#include <vector>

namespace goldbox::json {

/// A set of code points, as a pattern's character class means it.
struct CharSet {
    struct Range {
        char32_t first, last;
        bool operator==(const Range&) const = default;
    };
    std::vector<Range> ranges; ///< ascending, with gaps between them, once `tidy` has run

    void add(char32_t c) { ranges.push_back({c, c}); }
    void add(char32_t first, char32_t last) { ranges.push_back({first, last}); }
    void add(const CharSet& other) { ranges.insert(ranges.end(), other.ranges.begin(), other.ranges.end()); }
    void tidy();
    [[nodiscard]] CharSet inverted() const; ///< of a tidy set

    bool operator==(const CharSet&) const = default;
};

inline constexpr char32_t last_code_point = 0x10FFFF;

[[nodiscard]] CharSet digits();
[[nodiscard]] CharSet word_characters();
[[nodiscard]] CharSet white_space();
[[nodiscard]] CharSet line_ends();

/// What `\p{NAME}` means: a general category or a group of them by its short or long name, `Any`, `ASCII`, `Assigned`.
/// Nothing for other properties.
[[nodiscard]] std::optional<CharSet> property(std::string_view name);

} // namespace goldbox::json
