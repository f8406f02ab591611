#pragma once
// SPDX-License-Identifier: MIT
// Exact arithmetic of 64-bit fractions, shared by rolling and by exact distributions.

#include <goldbox/dice/dice.hpp>

#include <algorithm>
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

/// Slow part of `calculate`: everything that is more than plain arithmetic of whole numbers.
[[nodiscard]] Fault calculate_any(Dialect dialect, Op op, Number a, Number b, Number& out);

/// a op b; of functions and signs of one argument, op a.
[[nodiscard]] inline Fault calculate(Dialect dialect, Op op, Number a, Number b, Number& out)
{
    if (a.denominator != 1 || b.denominator != 1) return calculate_any(dialect, op, a, b, out);
    const std::int64_t left = a.numerator, right = b.numerator;
    const auto whole = [&out](std::int64_t number) { return out = {number, 1}, Fault::none; };
    std::int64_t number = 0;
    switch (op) {
    case Op::add:
        if (__builtin_add_overflow(left, right, &number)) break;
        return whole(number);
    case Op::subtract:
        if (__builtin_sub_overflow(left, right, &number)) break;
        return whole(number);
    case Op::multiply:
        if (__builtin_mul_overflow(left, right, &number)) break;
        return whole(number);
    case Op::equal: return whole(left == right);
    case Op::not_equal: return whole(left != right);
    case Op::less: return whole(left < right);
    case Op::less_equal: return whole(left <= right);
    case Op::greater: return whole(left > right);
    case Op::greater_equal: return whole(left >= right);
    case Op::max: return whole(std::max(left, right));
    case Op::min: return whole(std::min(left, right));
    default: break;
    }
    return calculate_any(dialect, op, a, b, out);
}

} // namespace goldbox::dice
