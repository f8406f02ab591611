// SPDX-License-Identifier: MIT
#include "number.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

namespace goldbox::narrative {

namespace {

constexpr double ln2_high = 0x1.62e42fefap-1; ///< 33 bits, so that products with small integers are exact
constexpr double ln2_low = 0x1.cf79abc9e3b3ap-34;

/// ln x for finite x > 0, through 2 artanh((m-1)/(m+1)).
double natural_logarithm(double x)
{
    int exponent = 0;
    double m = std::frexp(x, &exponent);
    if (m < 0x1.6a09e667f3bcdp-1) {
        m *= 2;
        --exponent;
    }
    const double s = (m - 1) / (m + 1);
    const double square = s * s;
    double sum = 0;
    for (int n = 27; n >= 1; n -= 2) sum = sum * square + 1.0 / n;
    return exponent * ln2_high + (2 * s * sum + exponent * ln2_low);
}

double exponential(double t)
{
    if (t > 720) return std::numeric_limits<double>::infinity();
    if (t < -760) return 0;
    const double k = std::floor(t / (ln2_high + ln2_low) + 0.5);
    const double r = (t - k * ln2_high) - k * ln2_low;
    double sum = 1;
    for (int n = 18; n >= 1; --n) sum = sum * r / n + 1;
    return std::ldexp(sum, static_cast<int>(k));
}

double by_squaring(double x, int n)
{
    double result = 1;
    for (unsigned left = static_cast<unsigned>(n < 0 ? -n : n); left != 0; left >>= 1) {
        if (left & 1) result *= x;
        x *= x;
    }
    return n < 0 ? 1 / result : result;
}

} // namespace

float power(double x, double y)
{
    if (y == 0 || x == 1) return 1;
    if (std::isnan(x) || std::isnan(y)) return std::numeric_limits<float>::quiet_NaN();
    const bool whole = std::floor(y) == y;
    const bool odd = whole && std::fabs(y) < 0x1p53 && std::fmod(y, 2) != 0;
    if (std::isinf(y)) {
        const double size = std::fabs(x);
        if (size == 1) return 1;
        return (size > 1) == (y > 0) ? std::numeric_limits<float>::infinity() : 0.0f;
    }
    if (x == 0 || std::isinf(x)) {
        const bool grows = (x == 0) == (y < 0);
        const float size = grows ? std::numeric_limits<float>::infinity() : 0.0f;
        return odd && std::signbit(x) ? -size : size;
    }
    if (whole && std::fabs(y) <= 1024) return static_cast<float>(by_squaring(x, static_cast<int>(y)));
    if (x < 0 && !whole) return std::numeric_limits<float>::quiet_NaN();
    const double size = exponential(y * natural_logarithm(std::fabs(x)));
    return static_cast<float>(odd && x < 0 ? -size : size);
}

std::int32_t truncated(float number)
{
    if (std::isnan(number)) return 0;
    if (number >= 0x1p31f) return std::numeric_limits<std::int32_t>::max();
    if (number < -0x1p31f) return std::numeric_limits<std::int32_t>::min();
    return static_cast<std::int32_t>(number);
}

void append_float(std::string& out, float number)
{
    if (std::isnan(number)) {
        out += "NaN";
        return;
    }
    if (std::signbit(number)) out += '-';
    if (std::isinf(number)) {
        out += "Infinity";
        return;
    }
    char buffer[32];
    const auto written =
        std::to_chars(buffer, buffer + sizeof buffer, std::fabs(number), std::chars_format::scientific);
    const std::string_view text(buffer, static_cast<std::size_t>(written.ptr - buffer));
    const std::size_t e = text.find('e');
    std::string_view exponent_text = text.substr(e + 1);
    if (exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
    int exponent = 0;
    std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
    std::string digits(1, text[0]); // at most 9: no allocation
    if (e > 2) digits += text.substr(2, e - 2);
    const int point = exponent + 1; // digits before the decimal point
    const int count = static_cast<int>(digits.size());
    if (point > (count > 7 ? count : 7) || point < -3) {
        out += digits[0];
        if (count > 1) (out += '.') += digits.substr(1);
        out += exponent < 0 ? "E-" : "E+";
        const int size = exponent < 0 ? -exponent : exponent;
        if (size < 10) out += '0';
        out += std::to_string(size);
    } else if (number == 0) {
        out += '0';
    } else if (point <= 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-point), '0');
        out += digits;
    } else if (point >= count) {
        out += digits;
        out.append(static_cast<std::size_t>(point - count), '0');
    } else {
        out += digits.substr(0, static_cast<std::size_t>(point));
        out += '.';
        out += digits.substr(static_cast<std::size_t>(point));
    }
}

DotNetRandom::DotNetRandom(std::int32_t seed)
{
    constexpr std::int32_t largest = std::numeric_limits<std::int32_t>::max();
    const std::int32_t size = seed == std::numeric_limits<std::int32_t>::min() ? largest : seed < 0 ? -seed : seed;
    std::int32_t before = wrapped_difference(161803398, size);
    std::int32_t current = 1;
    slots_[0] = 0;
    slots_[55] = before;
    for (int i = 1; i < 55; ++i) {
        const int at = 21 * i % 55;
        slots_[at] = current;
        current = wrapped_difference(before, current);
        if (current < 0) current += largest;
        before = slots_[at];
    }
    for (int round = 1; round < 5; ++round) {
        for (int i = 1; i < 56; ++i) {
            const int other = (i + 30) % 55;
            slots_[i] = wrapped_difference(slots_[i], slots_[1 + other]);
            if (slots_[i] < 0) slots_[i] += largest;
        }
    }
}

std::int32_t DotNetRandom::next()
{
    constexpr std::int32_t largest = std::numeric_limits<std::int32_t>::max();
    if (++here_ >= 56) here_ = 1;
    if (++ahead_ >= 56) ahead_ = 1;
    std::int32_t result = static_cast<std::int32_t>(static_cast<std::uint32_t>(slots_[here_]) -
                                                    static_cast<std::uint32_t>(slots_[ahead_]));
    if (result == largest) --result;
    if (result < 0) result += largest;
    slots_[here_] = result;
    return result;
}

} // namespace goldbox::narrative
