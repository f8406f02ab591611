#pragma once
// SPDX-License-Identifier: MIT
// Values as JSON Schema compares them: by what the numbers are worth, not by how they are written.

#include "work.hpp"

#include <goldbox/json/value.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace goldbox::json {

[[nodiscard]] inline bool is_number(const Value& value)
{
    return value.is(Kind::integer) || value.is(Kind::number);
}

/// A number without a fraction, however it is written: 2, 2.0, 2e3.
[[nodiscard]] bool is_whole(const Value& value);

/// Of two numbers, exactly: an integer beyond 2^53 is not rounded to be compared with a double.
[[nodiscard]] std::strong_ordering compare(const Value& left, const Value& right);

/// 1 and 1.0 are equal; members in any order are; of a repeated name the last counts. False when the work is spent.
[[nodiscard]] bool equal(const Value& left, const Value& right, Work& work);

/// The same for values that are equal.
[[nodiscard]] std::uint64_t hash_of(const Value& value, Work& work);

/// The first pair of equal elements, in time that grows with the size of the array, not its square.
struct EqualPair {
    std::size_t first, second;
};
[[nodiscard]] std::optional<EqualPair> find_equal(std::span<const Value> elements, Work& work);

/// A finite number as the decimal that it is written as: digits times ten to the exponent.
struct Decimal {
    std::uint64_t digits = 0;
    int exponent = 0;
};
[[nodiscard]] Decimal decimal_of(const Value& number);

/// Whether a number is a whole multiple of another, in decimals: 0.3 is one of 0.1. The divisor is not 0.
[[nodiscard]] bool is_multiple(const Decimal& number, const Decimal& divisor);

} // namespace goldbox::json
