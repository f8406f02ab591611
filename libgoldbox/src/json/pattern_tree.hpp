#pragma once
// SPDX-License-Identifier: MIT

#include "char_set.hpp"

#include <goldbox/base/result.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace goldbox::json {

using PatternIndex = std::uint32_t;

/// One part of a regular expression.
struct PatternPart {
    enum class Kind : std::uint8_t {
        nothing,
        set,          ///< one character of sets[set]
        begin,        ///< `^`
        end,          ///< `$`
        word_edge,    ///< `\b`; negated: `\B`
        look,         ///< `(?=...)`; `behind`, `negated`
        sequence,     ///< its parts, one after the other
        alternatives, ///< any of its parts
        repeat,       ///< its only part, `least` to `most` times
    };
    Kind kind = Kind::nothing;
    bool negated = false;
    bool behind = false;
    PatternIndex set = 0;
    std::uint32_t least = 0;
    std::uint32_t most = 0;
    std::vector<PatternIndex> parts;
};

inline constexpr std::uint32_t unlimited = 0xFFFFFFFF;

struct PatternTree {
    std::vector<PatternPart> parts;
    std::vector<CharSet> sets; ///< tidy, no two the same
    PatternIndex root = 0;
};

/// Reads a regular expression of ECMA-262 as its flag `u` has it, and forgiving where that costs no clarity: `\-` and
/// the like stand for themselves, and so do `]`, `}` and a `{` that begins no count. `json.pattern` when it is none,
/// `json.pattern_unsupported` for back references and properties other than general categories,
/// `json.pattern_too_large`.
[[nodiscard]] Result<PatternTree> parse_pattern(std::string_view source);

} // namespace goldbox::json
