// SPDX-License-Identifier: MIT
#include "dice/number.hpp"

#include "dice/program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace goldbox::dice {
namespace {

constexpr Wide most = std::numeric_limits<std::int64_t>::max();
constexpr Wide least = std::numeric_limits<std::int64_t>::min();

Wide greatest_divisor(Wide a, Wide b)
{
    if (a < 0) a = -a;
    if (a <= most && b <= most) return std::gcd(static_cast<std::int64_t>(a), static_cast<std::int64_t>(b));
    while (b != 0) {
        const Wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

std::int64_t floor_of(Number a)
{
    const std::int64_t cut = a.cut();
    return a.numerator < 0 && cut * a.denominator != a.numerator ? cut - 1 : cut;
}

std::int64_t ceiling_of(Number a)
{
    const std::int64_t down = floor_of(a);
    return a.denominator == 1 ? down : down + 1;
}

/// Halves go up in foundry (as JavaScript rounds) and away from zero elsewhere.
Fault round_number(Dialect dialect, Number a, Number& out)
{
    if (a.denominator == 1) return out = a, Fault::none;
    const bool mirror = a.numerator < 0 && dialect != Dialect::foundry;
    const Wide top = (mirror ? -Wide{a.numerator} : Wide{a.numerator}) * 2 + a.denominator;
    const Wide bottom = Wide{a.denominator} * 2;
    Wide rounded = top / bottom;
    if (top < 0 && rounded * bottom != top) --rounded;
    return make_number(mirror ? -rounded : rounded, 1, out);
}

/// Irrational results are kept to nine decimals. Only operations that IEEE 754 fixes to the last bit are used, so that
/// every platform gets the same.
Fault from_real(double real, Number& out)
{
    constexpr double places = 1e9;
    const double scaled = real * places;
    if (!(std::fabs(scaled) < 9e18)) return Fault::overflow;
    return make_number(static_cast<std::int64_t>(std::nearbyint(scaled)), static_cast<std::int64_t>(places), out);
}

/// e^x by halving the argument until the series is short.
double exponential(double x)
{
    if (x > 60) return std::numeric_limits<double>::infinity();
    if (x < -60) return 0;
    int halvings = 0;
    while (x > 0.25 || x < -0.25) {
        x /= 2;
        ++halvings;
    }
    double sum = 1, term = 1;
    for (int i = 1; i < 20; ++i) {
        term *= x / i;
        sum += term;
    }
    for (; halvings > 0; --halvings) sum *= sum;
    return sum;
}

constexpr double ln2 = 0.693147180559945309417;

/// ln x = 2 artanh((m-1)/(m+1)) + k ln 2 with x = m 2^k.
double logarithm(double x)
{
    int exponent = 0;
    const double mantissa = std::frexp(x, &exponent);
    const double y = (mantissa - 1) / (mantissa + 1), square = y * y;
    double sum = 0, power = y;
    for (int i = 1; i < 80; i += 2) {
        sum += power / i;
        power *= square;
    }
    return 2 * sum + exponent * ln2;
}

/// Sine and cosine by their series, after taking whole turns away.
double sine(double x)
{
    constexpr double turn = 6.283185307179586476925;
    x -= std::floor(x / turn + 0.5) * turn;
    double sum = 0, term = x;
    for (int i = 1; i < 40; i += 2) {
        sum += term;
        term *= -x * x / ((i + 1) * (i + 2));
    }
    return sum;
}

constexpr double quarter_turn = 1.570796326794896619231;

Fault real_function(Op op, Number a, Number& out)
{
    const double x = a.as_double();
    switch (op) {
    case Op::sqrt: return x < 0 ? Fault::not_a_real_number : from_real(std::sqrt(x), out);
    case Op::log: return x <= 0 ? Fault::not_a_real_number : from_real(logarithm(x), out);
    case Op::exp: return from_real(exponential(x), out);
    case Op::sin: return from_real(sine(x), out);
    case Op::cos: return from_real(sine(x + quarter_turn), out);
    default: {
        const double below = sine(x + quarter_turn);
        return std::fabs(below) < 1e-12 ? Fault::division_by_zero : from_real(sine(x) / below, out);
    }
    }
}

Fault multiply(Number a, Number b, Number& out)
{
    return make_number(Wide{a.numerator} * b.numerator, Wide{a.denominator} * b.denominator, out);
}

Fault divide(Number a, Number b, Number& out)
{
    if (b.numerator == 0) return Fault::division_by_zero;
    return make_number(Wide{a.numerator} * b.denominator, Wide{a.denominator} * b.numerator, out);
}

Fault whole_power(Number base, std::int64_t exponent, Number& out)
{
    Number result{1, 1};
    const bool below = exponent < 0;
    auto left = below ? 0 - static_cast<std::uint64_t>(exponent) : static_cast<std::uint64_t>(exponent);
    const bool settles = base == Number{1, 1} || base == Number{-1, 1} || base.numerator == 0;
    if (settles && left > 2) left = left % 2 + 2; // the power repeats; others overflow within 64 squarings
    for (; left != 0; left /= 2) {
        if (left % 2 != 0) {
            if (const Fault fault = multiply(result, base, result); fault != Fault::none) return fault;
        }
        if (left > 1) {
            if (const Fault fault = multiply(base, base, base); fault != Fault::none) return fault;
        }
    }
    if (below) return divide({1, 1}, result, out);
    out = result;
    return Fault::none;
}

Fault raise(Number base, Number exponent, Number& out)
{
    if (exponent.denominator == 1) return whole_power(base, exponent.numerator, out);
    if (base.numerator < 0) return Fault::not_a_real_number;
    if (base.numerator == 0) return exponent.numerator < 0 ? Fault::division_by_zero : (out = {}, Fault::none);
    if (exponent == Number{1, 2}) return real_function(Op::sqrt, base, out);
    return from_real(exponential(logarithm(base.as_double()) * exponent.as_double()), out);
}

Fault floor_divide(Number a, Number b, Number& out)
{
    Number quotient;
    if (const Fault fault = divide(a, b, quotient); fault != Fault::none) return fault;
    out = {floor_of(quotient), 1};
    return Fault::none;
}

/// With the divisor's sign; in foundry, as in JavaScript, with the dividend's.
Fault remainder(Dialect dialect, Number a, Number b, Number& out)
{
    Number quotient;
    if (const Fault fault = divide(a, b, quotient); fault != Fault::none) return fault;
    const std::int64_t times = dialect == Dialect::foundry ? quotient.cut() : floor_of(quotient);
    Number taken;
    if (const Fault fault = multiply(b, {times, 1}, taken); fault != Fault::none) return fault;
    return calculate_any(dialect, Op::subtract, a, taken, out);
}

} // namespace

std::strong_ordering compare(Number a, Number b)
{
    const Wide left = Wide{a.numerator} * b.denominator, right = Wide{b.numerator} * a.denominator;
    return left < right   ? std::strong_ordering::less
           : right < left ? std::strong_ordering::greater
                          : std::strong_ordering::equal;
}

Fault make_number(Wide numerator, Wide denominator, Number& out)
{
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    if (denominator != 1) {
        const Wide divisor = greatest_divisor(numerator, denominator);
        if (divisor != 1) {
            numerator /= divisor;
            denominator /= divisor;
        }
    }
    if (numerator > most || numerator < least || denominator > most) return Fault::overflow;
    out = {static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator)};
    return Fault::none;
}

Fault calculate_any(Dialect dialect, Op op, Number a, Number b, Number& out)
{
    const auto truth = [&out](bool holds) { return out = {holds, 1}, Fault::none; };
    switch (op) {
    case Op::plus: return out = a, Fault::none;
    case Op::negate: return make_number(-Wide{a.numerator}, a.denominator, out);
    case Op::comma:
    case Op::add:
    case Op::subtract: {
        const Wide right = Wide{b.numerator} * a.denominator, left = Wide{a.numerator} * b.denominator;
        return make_number(op == Op::subtract ? left - right : left + right, Wide{a.denominator} * b.denominator, out);
    }
    case Op::multiply: return multiply(a, b, out);
    case Op::divide: return divide(a, b, out);
    case Op::floor_divide: return floor_divide(a, b, out);
    case Op::remainder: return remainder(dialect, a, b, out);
    case Op::power:
    case Op::pow: return raise(a, b, out);
    case Op::equal: return truth(a == b);
    case Op::not_equal: return truth(a != b);
    case Op::less: return truth(compare(a, b) < 0);
    case Op::less_equal: return truth(compare(a, b) <= 0);
    case Op::greater: return truth(compare(a, b) > 0);
    case Op::greater_equal: return truth(compare(a, b) >= 0);
    case Op::abs: return a.numerator < 0 ? calculate_any(dialect, Op::negate, a, b, out) : (out = a, Fault::none);
    case Op::ceil: return out = {ceiling_of(a), 1}, Fault::none;
    case Op::floor: return out = {floor_of(a), 1}, Fault::none;
    case Op::round: return round_number(dialect, a, out);
    case Op::sign: return out = {(a.numerator > 0) - (a.numerator < 0), 1}, Fault::none;
    case Op::max: return out = compare(a, b) < 0 ? b : a, Fault::none;
    case Op::min: return out = compare(b, a) < 0 ? b : a, Fault::none;
    default: return real_function(op, a, out);
    }
}

Number rounded_total(Dialect dialect, Number total)
{
    if (total.denominator == 1) return total;
    if (dialect == Dialect::avrae) return {total.cut(), 1};
    if (dialect != Dialect::rdr) return total;
    Number hundredths, rounded;
    if (multiply(total, {100, 1}, hundredths) != Fault::none) return total; // too large for decimals to matter
    if (round_number(dialect, hundredths, rounded) != Fault::none) return total;
    return divide(rounded, {100, 1}, hundredths) == Fault::none ? hundredths : total;
}

std::string to_string(Number number)
{
    std::string text = std::to_string(number.numerator);
    if (number.denominator != 1) text += '/' + std::to_string(number.denominator);
    return text;
}

std::string to_decimal(Number number)
{
    const Number rounded = rounded_total(Dialect::rdr, number);
    if (rounded.denominator == 1 || 100 % rounded.denominator != 0) return std::to_string(rounded.cut());
    const std::int64_t hundredths = rounded.numerator % rounded.denominator * (100 / rounded.denominator);
    std::string text = rounded.numerator < 0 ? "-" : "";
    const auto digits = static_cast<unsigned>(hundredths < 0 ? -hundredths : hundredths);
    const std::int64_t cut = rounded.cut();
    text += std::to_string(cut < 0 ? -cut : cut);
    text += '.';
    text += static_cast<char>('0' + digits / 10);
    if (digits % 10 != 0) text += static_cast<char>('0' + digits % 10);
    return text;
}

} // namespace goldbox::dice
