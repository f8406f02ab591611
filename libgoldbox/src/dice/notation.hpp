#pragma once
// SPDX-License-Identifier: MIT
// What the dialects write differently: tables, so that the parser holds no ladder of ifs.

#include "dice/program.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace goldbox::dice {

/// What follows a modifier's name.
enum class Takes : std::uint8_t {
    nothing,
    selector, ///< avrae: `h3`, `l3`, `<3`, `>3`, `3`
    bound_by, ///< avrae's `mi`, `ma`: a selector without a letter
    highest,  ///< how many
    lowest,
    highest_or_1, ///< how many; 1 when left out
    lowest_or_1,
    test,        ///< `>=5`, `5`
    test_or_top, ///< without one: the highest face
    test_or_bottom,
    test_or_any,
    bound, ///< a number, with decimals in rdr
    even,
    odd,
};

struct Word {
    std::string_view word; ///< empty: a test alone (success counting)
    Kind kind;
    Takes takes;
    bool of_sets = false; ///< may follow a set too
    bool of_dice = true;
};

struct FunctionName {
    std::string_view name;
    Op op;
    std::uint32_t arguments;
};

/// How a dialect writes what all of them have.
struct Notation {
    std::span<const Word> words;
    std::span<const FunctionName> functions;
    std::span<const std::string_view> operators; ///< longest first
    bool leading_space;                          ///< may stand before the expression
    bool sets_in_parens;                         ///< `(1, 2)kh1`; else `{1, 2}kh1`
    bool rolled_counts;                          ///< `(1+2)d6`, `4d(3*2)`
    bool signs_of_numbers;                       ///< a sign is part of a number only
    bool positive_numbers;                       ///< counts, faces and ranks are 1, 2, ... without leading zeros
    bool notes_of_dice;                          ///< annotations stand behind dice and sets only
    bool strict_comparison;                      ///< `>3` is above 3; else 3 and above
    bool bare_test;                              ///< a number alone means equal to it
    bool hash_comments;                          ///< `# ...`
    bool slash_comments;                         ///< `// ...`, `/* ... */`
    bool all_dice_together;                      ///< Limits::dice is for all terms together
    bool errors_at_token; ///< a text that ends too early is wrong at its last token, else at its end
};

[[nodiscard]] const Notation& notation(Dialect dialect);
/// Those of Options::functions.
[[nodiscard]] std::span<const FunctionName> rounding_functions();

struct Operator {
    std::string_view sign;
    Op op;
    std::uint8_t precedence; ///< higher binds tighter
};
[[nodiscard]] std::span<const Operator> operators();
inline constexpr std::uint8_t sign_precedence = 4;
inline constexpr std::uint8_t power_precedence = 5;

} // namespace goldbox::dice
