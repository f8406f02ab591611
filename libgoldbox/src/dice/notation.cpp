// SPDX-License-Identifier: MIT
#include "dice/notation.hpp"

#include <array>

namespace goldbox::dice {
namespace {

using enum Kind;

constexpr Word avrae_words[] = {
    {"k", keep, Takes::selector, true},   {"p", drop, Takes::selector, true},  {"rr", reroll, Takes::selector},
    {"ro", reroll_once, Takes::selector}, {"ra", reroll_add, Takes::selector}, {"e", explode, Takes::selector},
    {"mi", minimum, Takes::bound_by},     {"ma", maximum, Takes::bound_by},
};

constexpr Word roll20_words[] = {
    {"kh", keep, Takes::highest, true},   {"kl", keep, Takes::lowest, true},
    {"k", keep, Takes::highest, true},    {"dh", drop, Takes::highest, true},
    {"dl", drop, Takes::lowest, true},    {"d", drop, Takes::lowest, true},
    {"!!", compound, Takes::test_or_top}, {"!p", penetrate, Takes::test_or_top},
    {"!", explode, Takes::test_or_top},   {"ro", reroll_once, Takes::test_or_bottom},
    {"r", reroll, Takes::test_or_bottom}, {"sa", sort, Takes::nothing, true},
    {"sd", sort, Takes::nothing, true},   {"s", sort, Takes::nothing, true},
    {"cs", critical, Takes::test},        {"cf", fumble, Takes::test},
    {"f", failure, Takes::test, true},    {"", success, Takes::test, true},
};

constexpr Word foundry_words[] = {
    {"kh", keep, Takes::highest_or_1, true},
    {"kl", keep, Takes::lowest_or_1, true},
    {"k", keep, Takes::highest_or_1, true},
    {"dh", drop, Takes::highest_or_1, true},
    {"dl", drop, Takes::lowest_or_1, true},
    {"d", drop, Takes::lowest_or_1, true},
    {"rr", reroll, Takes::test_or_bottom},
    {"r", reroll_once, Takes::test_or_bottom},
    {"xo", explode_once, Takes::test_or_top},
    {"x", explode, Takes::test_or_top},
    {"min", minimum, Takes::bound},
    {"max", maximum, Takes::bound},
    {"cs", success, Takes::test, true},
    {"cf", count_failures, Takes::test, true},
    {"df", deduct, Takes::test, true},
    {"sf", subtract, Takes::test, true},
    {"ms", margin, Takes::test, true},
    {"even", success, Takes::even},
    {"odd", success, Takes::odd},
    {"c", success, Takes::test},
};

constexpr Word rdr_words[] = {
    {"!!p", compound_penetrate, Takes::test_or_top},
    {"!!", compound, Takes::test_or_top},
    {"!p", penetrate, Takes::test_or_top},
    {"!", explode, Takes::test_or_top},
    {"ro", reroll_once, Takes::test_or_bottom},
    {"r", reroll, Takes::test_or_bottom},
    {"uo", unique_once, Takes::test_or_any},
    {"u", unique, Takes::test_or_any},
    {"kh", keep, Takes::highest, true},
    {"kl", keep, Takes::lowest, true},
    {"k", keep, Takes::highest, true},
    {"dh", drop, Takes::highest, true},
    {"dl", drop, Takes::lowest, true},
    {"d", drop, Takes::lowest, true},
    {"min", minimum, Takes::bound},
    {"max", maximum, Takes::bound},
    {"cs", critical, Takes::test},
    {"cf", fumble, Takes::test},
    {"sa", sort, Takes::nothing, true},
    {"sd", sort, Takes::nothing, true},
    {"s", sort, Takes::nothing, true},
    {"f", failure, Takes::test, true},
    {"", success, Takes::test, true},
};

constexpr FunctionName rounding[] = {
    {"abs", Op::abs, 1},     {"ceil", Op::ceil, 1}, {"floor", Op::floor, 1},
    {"round", Op::round, 1}, {"max", Op::max, 2},   {"min", Op::min, 2},
};

constexpr FunctionName rdr_functions[] = {
    {"abs", Op::abs, 1},   {"ceil", Op::ceil, 1}, {"cos", Op::cos, 1},   {"exp", Op::exp, 1}, {"floor", Op::floor, 1},
    {"log", Op::log, 1},   {"max", Op::max, 2},   {"min", Op::min, 2},   {"pow", Op::pow, 2}, {"round", Op::round, 1},
    {"sign", Op::sign, 1}, {"sin", Op::sin, 1},   {"sqrt", Op::sqrt, 1}, {"tan", Op::tan, 1},
};

constexpr std::string_view avrae_operators[] = {"==", "!=", "<=", ">=", "//", "<", ">", "+", "-", "*", "/", "%"};
constexpr std::string_view plain_operators[] = {"+", "-", "*", "/", "%"};
constexpr std::string_view rdr_operators[] = {"**", "+", "-", "*", "/", "%", "^"};

constexpr Operator all_operators[] = {
    {"==", Op::equal, 1},        {"!=", Op::not_equal, 1},
    {"<=", Op::less_equal, 1},   {">=", Op::greater_equal, 1},
    {"//", Op::floor_divide, 3}, {"**", Op::power, power_precedence},
    {"<", Op::less, 1},          {">", Op::greater, 1},
    {"+", Op::add, 2},           {"-", Op::subtract, 2},
    {"*", Op::multiply, 3},      {"/", Op::divide, 3},
    {"%", Op::remainder, 3},     {"^", Op::power, power_precedence},
};

constexpr Notation avrae{.words = avrae_words,
                         .functions = {},
                         .operators = avrae_operators,
                         .leading_space = false,
                         .sets_in_parens = true,
                         .rolled_counts = false,
                         .signs_of_numbers = false,
                         .positive_numbers = false,
                         .notes_of_dice = false,
                         .strict_comparison = true,
                         .bare_test = true,
                         .hash_comments = false,
                         .slash_comments = false,
                         .all_dice_together = true,
                         .errors_at_token = true};

constexpr Notation roll20{.words = roll20_words,
                          .functions = rounding,
                          .operators = plain_operators,
                          .leading_space = true,
                          .sets_in_parens = false,
                          .rolled_counts = true,
                          .signs_of_numbers = false,
                          .positive_numbers = false,
                          .notes_of_dice = false,
                          .strict_comparison = false,
                          .bare_test = true,
                          .hash_comments = false,
                          .slash_comments = false,
                          .all_dice_together = false,
                          .errors_at_token = false};

constexpr Notation foundry{.words = foundry_words,
                           .functions = rounding,
                           .operators = plain_operators,
                           .leading_space = true,
                           .sets_in_parens = false,
                           .rolled_counts = true,
                           .signs_of_numbers = false,
                           .positive_numbers = false,
                           .notes_of_dice = false,
                           .strict_comparison = true,
                           .bare_test = true,
                           .hash_comments = true,
                           .slash_comments = false,
                           .all_dice_together = false,
                           .errors_at_token = false};

constexpr Notation rdr{.words = rdr_words,
                       .functions = rdr_functions,
                       .operators = rdr_operators,
                       .leading_space = false,
                       .sets_in_parens = false,
                       .rolled_counts = true,
                       .signs_of_numbers = true,
                       .positive_numbers = true,
                       .notes_of_dice = true,
                       .strict_comparison = true,
                       .bare_test = false,
                       .hash_comments = true,
                       .slash_comments = true,
                       .all_dice_together = false,
                       .errors_at_token = false};

} // namespace

const Notation& notation(Dialect dialect)
{
    switch (dialect) {
    case Dialect::roll20: return roll20;
    case Dialect::foundry: return foundry;
    case Dialect::rdr: return rdr;
    default: return avrae;
    }
}

std::span<const FunctionName> rounding_functions()
{
    return rounding;
}

std::span<const Operator> operators()
{
    return all_operators;
}

} // namespace goldbox::dice
