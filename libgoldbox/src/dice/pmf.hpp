#pragma once
// SPDX-License-Identifier: MIT
// Finite distributions with exact weights: how many of `whole` equally likely ways lead to each value.

#include "dice/natural.hpp"
#include "dice/number.hpp"

#include <goldbox/dice/statistics.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace goldbox::dice {

/// Steps of about a nanosecond that a calculation may still take.
class Work {
public:
    explicit Work(std::uint64_t allowed) : left_(allowed) {}
    [[nodiscard]] bool allows(double steps) const { return steps < static_cast<double>(left_); }
    /// False, and nothing is spent, when that is more than is left.
    [[nodiscard]] bool spend(double steps)
    {
        if (!allows(steps)) return false;
        left_ -= static_cast<std::uint64_t>(steps);
        return true;
    }

private:
    std::uint64_t left_;
};

/// Weights, each in `limbs` limbs, one behind the other.
class Rows {
public:
    Rows() = default;
    Rows(std::size_t size, std::size_t limbs) : limbs_(limbs), data_(size * limbs) {}
    [[nodiscard]] Limb* row(std::size_t index) { return data_.data() + index * limbs_; }
    [[nodiscard]] const Limb* row(std::size_t index) const { return data_.data() + index * limbs_; }
    [[nodiscard]] std::size_t limbs() const { return limbs_; }
    [[nodiscard]] std::size_t size() const { return limbs_ == 0 ? 0 : data_.size() / limbs_; }
    [[nodiscard]] bool is_zero(std::size_t index) const { return used(row(index), limbs_) == 0; }
    [[nodiscard]] Natural natural(std::size_t index) const { return Natural::of(row(index), limbs_); }
    void set(std::size_t index, const Natural& weight);

private:
    std::size_t limbs_ = 0;
    std::vector<Limb> data_;
};

struct Distribution::Table {
    std::vector<Number> values; ///< ascending, each once
    Rows weights;               ///< none is zero
    Natural whole;
};
using Pmf = Distribution::Table;

[[nodiscard]] inline std::size_t limbs_for(std::size_t bits)
{
    return bits / 64 + 1;
}

/// One die, or any small distribution: whole-numbered values with weights.
struct Law {
    std::map<std::int64_t, Natural> weights; ///< none is zero
    Natural absent;                          ///< the die does not count any more
    Natural whole;
};

[[nodiscard]] Pmf certain(Number value);
[[nodiscard]] Pmf from_law(const std::map<std::int64_t, Natural>& weights, const Natural& whole, std::int64_t scale);

/// Values evenly spaced: value of index i = low + i * step.
struct Poly {
    std::int64_t low = 0;
    std::int64_t step = 1;
    Rows weights;
};

/// Multiplies by one more summand, `factor`, whose weights fit in one limb where it is uniform. The rows have room.
class Factor {
public:
    explicit Factor(const std::map<std::int64_t, Natural>& weights, std::int64_t step);
    [[nodiscard]] std::size_t span() const { return span_; }
    /// out = in * this; in has `size` rows in use, out gets size + span().
    void multiply(const Rows& in, std::size_t size, Rows& out) const;
    [[nodiscard]] double cost(std::size_t size, std::size_t limbs) const;

private:
    std::vector<std::pair<std::size_t, Natural>> parts_; ///< offset, weight
    std::size_t span_ = 0;
    bool uniform_ = false; ///< every offset 0..span with the same weight
};

/// The greatest step that all values of the law share.
[[nodiscard]] std::int64_t step_of(const std::map<std::int64_t, Natural>& weights);

/// The sum of `count` independent values of the law; empty when the work is not allowed.
[[nodiscard]] std::optional<Pmf> sum_of(const std::map<std::int64_t, Natural>& weights, const Natural& whole,
                                        std::uint64_t count, std::int64_t scale, Work& work);

/// a op b for independent a and b; empty when the work is not allowed, or with a fault.
[[nodiscard]] std::optional<Pmf> combine(Dialect dialect, Op op, const Pmf& a, const Pmf& b, Work& work, Fault& fault);

using Change = std::function<Fault(Number, Number&)>;
[[nodiscard]] std::optional<Pmf> change(const Pmf& a, const Change& function, Work& work, Fault& fault);

struct Moments {
    Fraction mean, variance;
};
/// Empty where values have so many denominators that theirs would be far too long.
[[nodiscard]] std::optional<Moments> moments_of(const Pmf& pmf);
/// Of one value of the law, the absent counted as 0.
[[nodiscard]] Moments moments_of(const std::map<std::int64_t, Natural>& weights, const Natural& whole,
                                 std::int64_t scale);

} // namespace goldbox::dice
