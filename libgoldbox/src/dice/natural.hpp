#pragma once
// SPDX-License-Identifier: MIT
// Whole numbers and fractions of any size, for exact probabilities. Small and plain: what the statistics need.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace goldbox::dice {

using Limb = std::uint64_t;

/// A whole number from 0. Limbs, least significant first, without leading zeros.
class Natural {
public:
    Natural() = default;
    explicit Natural(Limb value)
    {
        if (value != 0) limbs_.push_back(value);
    }
    static Natural of(const Limb* limbs, std::size_t count);

    [[nodiscard]] bool is_zero() const { return limbs_.empty(); }
    [[nodiscard]] bool is_one() const { return limbs_.size() == 1 && limbs_[0] == 1; }
    [[nodiscard]] std::size_t bits() const;
    [[nodiscard]] const std::vector<Limb>& limbs() const { return limbs_; }
    [[nodiscard]] std::string to_string() const;
    /// value = result * 2^exponent, 0.5 <= result < 1
    [[nodiscard]] double mantissa(int& exponent) const;

    Natural& operator+=(const Natural& other);
    Natural& operator-=(const Natural& other); ///< other <= this
    Natural& operator*=(Limb factor);
    Limb divide_by(Limb divisor); ///< becomes the quotient; the remainder

    friend Natural operator+(Natural a, const Natural& b) { return a += b; }
    friend Natural operator-(Natural a, const Natural& b) { return a -= b; }
    friend Natural operator*(const Natural& a, const Natural& b);
    bool operator==(const Natural&) const = default;
    friend bool operator<(const Natural& a, const Natural& b);

    static void divide(const Natural& a, const Natural& b, Natural& quotient, Natural& remainder);
    [[nodiscard]] static Natural greatest_divisor(Natural a, Natural b);
    [[nodiscard]] static Natural power(const Natural& base, std::uint64_t exponent);
    [[nodiscard]] static Natural choose(std::uint64_t n, std::uint64_t k); ///< binomial coefficient

private:
    void trim();
    std::vector<Limb> limbs_;
};

/// A fraction of any size. Not always in lowest terms; `reduce` does that.
struct Fraction {
    bool negative = false;
    Natural top;
    Natural bottom{1};

    Fraction() = default;
    Fraction(std::int64_t numerator, std::int64_t denominator);
    Fraction(bool is_negative, Natural numerator, Natural denominator)
        : negative(is_negative), top(std::move(numerator)), bottom(std::move(denominator))
    {
    }

    Fraction& reduce();
    [[nodiscard]] std::string to_string() const; ///< of a reduced fraction
    [[nodiscard]] double nearest() const;

    friend Fraction operator+(const Fraction& a, const Fraction& b);
    friend Fraction operator-(const Fraction& a, Fraction b);
    friend Fraction operator*(const Fraction& a, const Fraction& b);
    friend Fraction operator/(const Fraction& a, const Fraction& b); ///< b is not 0
};

/// out += a * b over rows of limbs; out has room for the result.
void multiply_add(Limb* out, std::size_t out_size, const Limb* a, std::size_t a_size, const Limb* b,
                  std::size_t b_size);
/// out += a; the sum fits in `size` limbs.
void add_row(Limb* out, const Limb* a, std::size_t size);
/// out -= a; a <= out.
void subtract_row(Limb* out, const Limb* a, std::size_t size);
/// Limbs that are used.
[[nodiscard]] std::size_t used(const Limb* row, std::size_t size);

} // namespace goldbox::dice
