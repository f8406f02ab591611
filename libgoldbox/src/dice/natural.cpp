// SPDX-License-Identifier: MIT
#include "dice/natural.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace goldbox::dice {
namespace {

__extension__ using Twice = unsigned __int128;
constexpr int limb_bits = 64;

} // namespace

std::size_t used(const Limb* row, std::size_t size)
{
    while (size != 0 && row[size - 1] == 0) --size;
    return size;
}

void add_row(Limb* out, const Limb* a, std::size_t size)
{
    Limb carry = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const Twice sum = Twice{out[i]} + a[i] + carry;
        out[i] = static_cast<Limb>(sum);
        carry = static_cast<Limb>(sum >> limb_bits);
    }
}

void subtract_row(Limb* out, const Limb* a, std::size_t size)
{
    Limb borrow = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const Twice difference = Twice{out[i]} - a[i] - borrow;
        out[i] = static_cast<Limb>(difference);
        borrow = static_cast<Limb>(difference >> limb_bits) & 1;
    }
}

void multiply_add(Limb* out, std::size_t out_size, const Limb* a, std::size_t a_size, const Limb* b, std::size_t b_size)
{
    a_size = used(a, a_size);
    b_size = used(b, b_size);
    if (b_size == 0) return;
    for (std::size_t i = 0; i < a_size; ++i) {
        Limb carry = 0;
        std::size_t at = i;
        for (std::size_t j = 0; j < b_size; ++j, ++at) {
            const Twice sum = Twice{a[i]} * b[j] + out[at] + carry;
            out[at] = static_cast<Limb>(sum);
            carry = static_cast<Limb>(sum >> limb_bits);
        }
        for (; carry != 0 && at < out_size; ++at) {
            const Twice sum = Twice{out[at]} + carry;
            out[at] = static_cast<Limb>(sum);
            carry = static_cast<Limb>(sum >> limb_bits);
        }
    }
}

void Natural::trim()
{
    limbs_.resize(used(limbs_.data(), limbs_.size()));
}

Natural Natural::of(const Limb* limbs, std::size_t count)
{
    Natural number;
    number.limbs_.assign(limbs, limbs + used(limbs, count));
    return number;
}

std::size_t Natural::bits() const
{
    if (limbs_.empty()) return 0;
    return limbs_.size() * limb_bits - static_cast<std::size_t>(std::countl_zero(limbs_.back()));
}

Natural& Natural::operator+=(const Natural& other)
{
    if (&other == this) return *this *= 2;
    limbs_.resize(std::max(limbs_.size(), other.limbs_.size()) + 1);
    const Limb one = 1;
    multiply_add(limbs_.data(), limbs_.size(), other.limbs_.data(), other.limbs_.size(), &one, 1);
    trim();
    return *this;
}

Natural& Natural::operator-=(const Natural& other)
{
    std::vector<Limb> taken = other.limbs_;
    taken.resize(limbs_.size());
    subtract_row(limbs_.data(), taken.data(), limbs_.size());
    trim();
    return *this;
}

Natural& Natural::operator*=(Limb factor)
{
    Limb carry = 0;
    for (Limb& limb : limbs_) {
        const Twice product = Twice{limb} * factor + carry;
        limb = static_cast<Limb>(product);
        carry = static_cast<Limb>(product >> limb_bits);
    }
    if (carry != 0) limbs_.push_back(carry);
    trim();
    return *this;
}

Limb Natural::divide_by(Limb divisor)
{
    Limb rest = 0;
    for (std::size_t i = limbs_.size(); i-- != 0;) {
        const Twice part = Twice{rest} << limb_bits | limbs_[i];
        limbs_[i] = static_cast<Limb>(part / divisor);
        rest = static_cast<Limb>(part % divisor);
    }
    trim();
    return rest;
}

Natural operator*(const Natural& a, const Natural& b)
{
    Natural product;
    product.limbs_.resize(a.limbs_.size() + b.limbs_.size());
    multiply_add(product.limbs_.data(), product.limbs_.size(), a.limbs_.data(), a.limbs_.size(), b.limbs_.data(),
                 b.limbs_.size());
    product.trim();
    return product;
}

bool operator<(const Natural& a, const Natural& b)
{
    if (a.limbs_.size() != b.limbs_.size()) return a.limbs_.size() < b.limbs_.size();
    for (std::size_t i = a.limbs_.size(); i-- != 0;) {
        if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] < b.limbs_[i];
    }
    return false;
}

/// Long division in base 2^64 (Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D).
void Natural::divide(const Natural& a, const Natural& b, Natural& quotient, Natural& remainder)
{
    if (a < b) {
        remainder = a;
        quotient = Natural();
        return;
    }
    if (b.limbs_.size() == 1) {
        quotient = a;
        remainder = Natural(quotient.divide_by(b.limbs_[0]));
        return;
    }
    const int shift = std::countl_zero(b.limbs_.back());
    const auto shifted = [shift](const std::vector<Limb>& limbs, std::size_t size) {
        std::vector<Limb> out(size);
        for (std::size_t i = 0; i < limbs.size(); ++i) {
            out[i] |= limbs[i] << shift;
            if (shift != 0 && i + 1 < size) out[i + 1] = limbs[i] >> (limb_bits - shift);
        }
        return out;
    };
    const std::size_t n = b.limbs_.size(), m = a.limbs_.size() - n;
    std::vector<Limb> u = shifted(a.limbs_, a.limbs_.size() + 1);
    const std::vector<Limb> v = shifted(b.limbs_, n);
    std::vector<Limb> q(m + 1);
    for (std::size_t j = m + 1; j-- != 0;) {
        const Twice leading = Twice{u[j + n]} << limb_bits | u[j + n - 1];
        Twice guess = leading / v[n - 1], rest = leading % v[n - 1];
        while (guess >> limb_bits != 0 ||
               Twice{static_cast<Limb>(guess)} * v[n - 2] > (rest << limb_bits | u[j + n - 2])) {
            --guess;
            rest += v[n - 1];
            if (rest >> limb_bits != 0) break;
        }
        Limb carry = 0, borrow = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const Twice product = Twice{static_cast<Limb>(guess)} * v[i] + carry;
            carry = static_cast<Limb>(product >> limb_bits);
            const Twice difference = Twice{u[i + j]} - static_cast<Limb>(product) - borrow;
            u[i + j] = static_cast<Limb>(difference);
            borrow = static_cast<Limb>(difference >> limb_bits) & 1;
        }
        const Twice difference = Twice{u[j + n]} - carry - borrow;
        u[j + n] = static_cast<Limb>(difference);
        if ((difference >> limb_bits) != 0) { // one too many
            --guess;
            Limb back = 0;
            for (std::size_t i = 0; i < n; ++i) {
                const Twice sum = Twice{u[i + j]} + v[i] + back;
                u[i + j] = static_cast<Limb>(sum);
                back = static_cast<Limb>(sum >> limb_bits);
            }
            u[j + n] += back;
        }
        q[j] = static_cast<Limb>(guess);
    }
    for (std::size_t i = 0; shift != 0 && i < n; ++i) u[i] = u[i] >> shift | u[i + 1] << (limb_bits - shift);
    u.resize(n);
    quotient.limbs_ = std::move(q);
    remainder.limbs_ = std::move(u);
    quotient.trim();
    remainder.trim();
}

Natural Natural::greatest_divisor(Natural a, Natural b)
{
    Natural quotient, rest;
    while (!b.is_zero()) {
        divide(a, b, quotient, rest);
        a = std::move(b);
        b = std::move(rest);
        rest = Natural();
    }
    return a;
}

Natural Natural::power(const Natural& base, std::uint64_t exponent)
{
    Natural result(1), square = base;
    for (; exponent != 0; exponent /= 2) {
        if (exponent % 2 != 0) result = result * square;
        if (exponent > 1) square = square * square;
    }
    return result;
}

Natural Natural::choose(std::uint64_t n, std::uint64_t k)
{
    if (k > n) return Natural();
    k = std::min(k, n - k);
    Natural result(1);
    for (std::uint64_t i = 1; i <= k; ++i) {
        result *= n - k + i;
        result.divide_by(i);
    }
    return result;
}

std::string Natural::to_string() const
{
    if (is_zero()) return "0";
    constexpr Limb chunk = 1'000'000'000'000'000'000;
    std::string digits;
    for (Natural rest = *this; !rest.is_zero();) {
        Limb part = rest.divide_by(chunk);
        for (int i = 0; i < 18 && (part != 0 || !rest.is_zero()); ++i, part /= 10) {
            digits += static_cast<char>('0' + part % 10);
        }
    }
    std::ranges::reverse(digits);
    return digits;
}

double Natural::mantissa(int& exponent) const
{
    double value = 0;
    const std::size_t size = limbs_.size(), from = size > 3 ? size - 3 : 0;
    for (std::size_t i = size; i-- != from;) value = std::ldexp(value, limb_bits) + static_cast<double>(limbs_[i]);
    const double result = std::frexp(value, &exponent);
    exponent += static_cast<int>(from) * limb_bits;
    return result;
}

Fraction::Fraction(std::int64_t numerator, std::int64_t denominator)
    : negative(numerator < 0),
      top(numerator < 0 ? 0 - static_cast<std::uint64_t>(numerator) : static_cast<std::uint64_t>(numerator)),
      bottom(static_cast<std::uint64_t>(denominator))
{
}

Fraction& Fraction::reduce()
{
    if (top.is_zero()) {
        negative = false;
        bottom = Natural(1);
        return *this;
    }
    const Natural divisor = Natural::greatest_divisor(top, bottom);
    if (divisor.is_one()) return *this;
    Natural rest, quotient;
    Natural::divide(top, divisor, quotient, rest);
    top = quotient;
    Natural::divide(bottom, divisor, quotient, rest);
    bottom = quotient;
    return *this;
}

std::string Fraction::to_string() const
{
    std::string text = (negative ? "-" : "") + top.to_string();
    if (!bottom.is_one()) text += '/' + bottom.to_string();
    return text;
}

double Fraction::nearest() const
{
    if (top.is_zero()) return 0;
    int up = 0, down = 0;
    const double value = top.mantissa(up) / bottom.mantissa(down);
    return std::ldexp(negative ? -value : value, up - down);
}

Fraction operator+(const Fraction& a, const Fraction& b)
{
    const bool same_bottom = a.bottom == b.bottom;
    Natural left = same_bottom ? a.top : a.top * b.bottom, right = same_bottom ? b.top : b.top * a.bottom;
    Natural bottom = same_bottom ? a.bottom : a.bottom * b.bottom;
    if (a.negative == b.negative) return {a.negative, left + right, std::move(bottom)};
    if (left < right) return {b.negative, right - left, std::move(bottom)};
    return {a.negative, left - right, std::move(bottom)};
}

Fraction operator-(const Fraction& a, Fraction b)
{
    b.negative = !b.negative;
    return a + b;
}

Fraction operator*(const Fraction& a, const Fraction& b)
{
    return {a.negative != b.negative, a.top * b.top, a.bottom * b.bottom};
}

Fraction operator/(const Fraction& a, const Fraction& b)
{
    return {a.negative != b.negative, a.top * b.bottom, a.bottom * b.top};
}

} // namespace goldbox::dice
