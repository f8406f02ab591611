#pragma once
// SPDX-License-Identifier: MIT
// Exact arithmetic of 64-bit fractions, shared by rolling and by exact distributions.

#include <goldbox/dice/dice.hpp>

#include <compare>
#include <cstdint>
#include <string_view>

namespace goldbox::dice {

enum class Op : std::uint8_t {
    number,
    path,
    dice,
    set,
    comma, ///< between members of a set that is summed
    apart, ///< between members that a modifier will choose from
    paren,
    note,
    negate,
    plus,
    add,
    subtract,
    multiply,
    divide,
    floor_divide,
    remainder,
    power,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    // functions of one argument
    abs,
    ceil,
    cos,
    exp,
    floor,
    log,
    round,
    sign,
    sin,
    sqrt,
    tan,
    // functions of two
    max,
    min,
    pow,
};

[[nodiscard]] constexpr bool is_binary(Op op)
{
    return (op >= Op::add && op <= Op::greater_equal) || op >= Op::max;
}
[[nodiscard]] constexpr bool is_function(Op op)
{
    return op >= Op::abs;
}

/// Why a number could not be had.
enum class Fault : std::uint8_t {
    none,
    overflow,
    division_by_zero,
    not_a_real_number, ///< the square root of -1
    missing_value,     ///< of a @path
    bad_count,         ///< dice counted by a fraction or a negative number
    too_many_dice,
    bad_faces,
    too_many_draws,
    endless, ///< a reroll or an explosion that every face asks for
};

[[nodiscard]] std::strong_ordering compare(Number a, Number b);

__extension__ using Wide = __int128; // a product of two int64 always fits

/// The fraction in lowest terms; the denominator is not 0.
[[nodiscard]] Fault make_number(Wide numerator, Wide denominator, Number& out);

/// Slow part of `calculate`: everything that is not a sum of whole numbers.
[[nodiscard]] Fault calculate_any(Dialect dialect, Op op, Number a, Number b, Number& out);

/// a op b; of functions and signs of one argument, op a.
[[nodiscard]] inline Fault calculate(Dialect dialect, Op op, Number a, Number b, Number& out)
{
    if (op == Op::add && a.denominator == 1 && b.denominator == 1) {
        out.denominator = 1;
        return __builtin_add_overflow(a.numerator, b.numerator, &out.numerator) ? Fault::overflow : Fault::none;
    }
    return calculate_any(dialect, op, a, b, out);
}

} // namespace goldbox::dice
