// SPDX-License-Identifier: MIT
#include "dice/pmf.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace goldbox::dice {
namespace {

/// Pairs of values, in order, with equal ones together.
struct Outcome {
    Number value;
    std::uint32_t a = 0, b = 0;
};

/// Sums the weights of equal values; outcomes are sorted. Without b the weights are a's.
Pmf gather(const std::vector<Outcome>& outcomes, const Pmf& a, const Pmf* b)
{
    Pmf result;
    result.whole = b ? a.whole * b->whole : a.whole;
    std::size_t different = 0;
    for (std::size_t i = 0; i < outcomes.size(); ++i) different += i == 0 || outcomes[i].value != outcomes[i - 1].value;
    result.values.reserve(different);
    result.weights = Rows(different, limbs_for(result.whole.bits()));
    const std::size_t limbs = result.weights.limbs();
    const Limb one = 1;
    for (const Outcome& outcome : outcomes) {
        if (result.values.empty() || result.values.back() != outcome.value) result.values.push_back(outcome.value);
        Limb* row = result.weights.row(result.values.size() - 1);
        multiply_add(row, limbs, a.weights.row(outcome.a), a.weights.limbs(), b ? b->weights.row(outcome.b) : &one,
                     b ? b->weights.limbs() : 1);
    }
    return result;
}

void sort_outcomes(std::vector<Outcome>& outcomes)
{
    std::ranges::sort(outcomes, [](const Outcome& x, const Outcome& y) {
        if (x.value.denominator == 1 && y.value.denominator == 1) return x.value.numerator < y.value.numerator;
        return compare(x.value, y.value) < 0;
    });
}

bool is_dense(const Pmf& pmf)
{
    const auto whole = [](Number n) { return n.denominator == 1; };
    if (!std::ranges::all_of(pmf.values, whole)) return false;
    const Wide span = Wide{pmf.values.back().numerator} - pmf.values.front().numerator;
    return span < static_cast<Wide>(pmf.values.size()) * 8;
}

/// The rows from `low` on, those that are zero left out.
Pmf without_gaps(const Rows& rows, std::size_t size, std::int64_t low, std::int64_t step, std::int64_t scale,
                 Natural whole)
{
    Pmf result;
    std::size_t filled = 0;
    for (std::size_t i = 0; i < size; ++i) filled += !rows.is_zero(i);
    result.whole = std::move(whole);
    result.weights = Rows(filled, rows.limbs());
    result.values.reserve(filled);
    for (std::size_t i = 0; i < size; ++i) {
        if (rows.is_zero(i)) continue;
        Number value;
        (void)make_number(Wide{low} + Wide{step} * static_cast<std::int64_t>(i), scale, value);
        std::copy_n(rows.row(i), rows.limbs(), result.weights.row(result.values.size()));
        result.values.push_back(value);
    }
    return result;
}

/// Sums and differences of values that lie close together need no sorting.
std::optional<Pmf> add_dense(Op op, const Pmf& a, const Pmf& b, Fault& fault)
{
    const bool minus = op == Op::subtract;
    const std::int64_t first = minus ? b.values.back().numerator : b.values.front().numerator;
    const std::int64_t last = minus ? b.values.front().numerator : b.values.back().numerator;
    const Wide low = minus ? Wide{a.values.front().numerator} - first : Wide{a.values.front().numerator} + first;
    const Wide high = minus ? Wide{a.values.back().numerator} - last : Wide{a.values.back().numerator} + last;
    if (low < std::numeric_limits<std::int64_t>::min() || high > std::numeric_limits<std::int64_t>::max()) {
        fault = Fault::overflow;
        return std::nullopt;
    }
    Natural whole = a.whole * b.whole;
    Rows rows(static_cast<std::size_t>(high - low) + 1, limbs_for(whole.bits()));
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        for (std::size_t j = 0; j < b.values.size(); ++j) {
            const std::int64_t value =
                minus ? a.values[i].numerator - b.values[j].numerator : a.values[i].numerator + b.values[j].numerator;
            multiply_add(rows.row(static_cast<std::size_t>(value - low)), rows.limbs(), a.weights.row(i),
                         a.weights.limbs(), b.weights.row(j), b.weights.limbs());
        }
    }
    return without_gaps(rows, rows.size(), static_cast<std::int64_t>(low), 1, 1, std::move(whole));
}

} // namespace

void Rows::set(std::size_t index, const Natural& weight)
{
    std::copy(weight.limbs().begin(), weight.limbs().end(), row(index));
}

Pmf certain(Number value)
{
    Pmf pmf;
    pmf.values = {value};
    pmf.weights = Rows(1, 1);
    *pmf.weights.row(0) = 1;
    pmf.whole = Natural(1);
    return pmf;
}

Pmf from_law(const std::map<std::int64_t, Natural>& weights, const Natural& whole, std::int64_t scale)
{
    Pmf pmf;
    pmf.whole = whole;
    pmf.weights = Rows(weights.size(), limbs_for(whole.bits()));
    for (const auto& [value, weight] : weights) {
        Number number;
        (void)make_number(value, scale, number);
        pmf.weights.set(pmf.values.size(), weight);
        pmf.values.push_back(number);
    }
    return pmf;
}

std::int64_t step_of(const std::map<std::int64_t, Natural>& weights)
{
    std::int64_t step = 0;
    for (const auto& [value, weight] : weights) step = std::gcd(step, value - weights.begin()->first);
    return step == 0 ? 1 : step;
}

Factor::Factor(const std::map<std::int64_t, Natural>& weights, std::int64_t step)
{
    const std::int64_t low = weights.begin()->first;
    parts_.reserve(weights.size());
    for (const auto& [value, weight] : weights)
        parts_.emplace_back(static_cast<std::size_t>((value - low) / step), weight);
    span_ = parts_.back().first;
    uniform_ = span_ + 1 == parts_.size() &&
               std::ranges::all_of(parts_, [&](const auto& part) { return part.second == parts_.front().second; }) &&
               parts_.front().second.is_one();
}

void Factor::multiply(const Rows& in, std::size_t size, Rows& out) const
{
    const std::size_t limbs = out.limbs(), new_size = size + span_;
    std::fill(out.row(0), out.row(0) + new_size * limbs, Limb{0});
    if (uniform_) { // a window that slides over the old rows
        for (std::size_t i = 0; i < new_size; ++i) {
            Limb* row = out.row(i);
            if (i != 0) std::copy_n(out.row(i - 1), limbs, row);
            if (i < size) add_row(row, in.row(i), limbs);
            if (i > span_) subtract_row(row, in.row(i - span_ - 1), limbs);
        }
        return;
    }
    for (const auto& [offset, weight] : parts_) {
        for (std::size_t i = 0; i < size; ++i) {
            multiply_add(out.row(i + offset), limbs, in.row(i), limbs, weight.limbs().data(), weight.limbs().size());
        }
    }
}

double Factor::cost(std::size_t size, std::size_t limbs) const
{
    const auto rows = static_cast<double>(size + span_), width = static_cast<double>(limbs);
    if (uniform_) return rows * (4 + 3 * width);
    return rows * static_cast<double>(parts_.size()) *
           (4 + 2 * width * static_cast<double>(parts_[0].second.limbs().size()));
}

std::optional<Pmf> sum_of(const std::map<std::int64_t, Natural>& weights, const Natural& whole, std::uint64_t count,
                          std::int64_t scale, Work& work)
{
    if (count == 0 || weights.empty()) return certain({0, 1});
    const std::int64_t step = step_of(weights);
    const Factor factor(weights, step);
    const std::size_t limbs = limbs_for(whole.bits() * count);
    const double rows = static_cast<double>(factor.span()) * static_cast<double>(count) + 1;
    if (rows * static_cast<double>(limbs) > 4e6) return std::nullopt; // 64 MB
    if (!work.spend(static_cast<double>(count) / 2 * factor.cost(static_cast<std::size_t>(rows), limbs)))
        return std::nullopt;
    Rows sum(static_cast<std::size_t>(rows), limbs), next(static_cast<std::size_t>(rows), limbs);
    *sum.row(0) = 1;
    std::size_t size = 1;
    for (std::uint64_t i = 0; i < count; ++i, size += factor.span()) {
        factor.multiply(sum, size, next);
        std::swap(sum, next);
    }
    const std::int64_t low = weights.begin()->first * static_cast<std::int64_t>(count);
    return without_gaps(sum, size, low, step, scale, Natural::power(whole, count));
}

std::optional<Pmf> combine(Dialect dialect, Op op, const Pmf& a, const Pmf& b, Work& work, Fault& fault)
{
    const auto pairs = static_cast<double>(a.values.size()) * static_cast<double>(b.values.size());
    const auto width = static_cast<double>(a.weights.limbs() * b.weights.limbs());
    const bool sum = (op == Op::add || op == Op::subtract) && is_dense(a) && is_dense(b);
    if (pairs > 3e6 || !work.spend(pairs * (width + (sum ? 5 : 300)))) return std::nullopt;
    if (sum) return add_dense(op, a, b, fault);
    std::vector<Outcome> outcomes;
    outcomes.reserve(static_cast<std::size_t>(pairs));
    for (std::uint32_t i = 0; i < a.values.size(); ++i) {
        for (std::uint32_t j = 0; j < b.values.size(); ++j) {
            Number value;
            fault = calculate(dialect, op, a.values[i], b.values[j], value);
            if (fault != Fault::none) return std::nullopt;
            outcomes.push_back({value, i, j});
        }
    }
    sort_outcomes(outcomes);
    return gather(outcomes, a, &b);
}

std::optional<Pmf> change(const Pmf& a, const Change& function, Work& work, Fault& fault)
{
    if (!work.spend(static_cast<double>(a.values.size()) * (60 + static_cast<double>(a.weights.limbs()))))
        return std::nullopt;
    std::vector<Outcome> outcomes;
    outcomes.reserve(a.values.size());
    for (std::uint32_t i = 0; i < a.values.size(); ++i) {
        Number value;
        fault = function(a.values[i], value);
        if (fault != Fault::none) return std::nullopt;
        outcomes.push_back({value, i, 0});
    }
    sort_outcomes(outcomes);
    return gather(outcomes, a, nullptr);
}

namespace {

/// Sums of weight * value and weight * value^2, over values of one denominator. In rows of fixed length: no allocation
/// for a value.
class Sums {
public:
    explicit Sums(std::size_t limbs) : above_(limbs + 2), below_(limbs + 2), square_(limbs + 4) {}

    void add(std::int64_t value, const Limb* weight, std::size_t limbs)
    {
        const Limb size = value < 0 ? 0 - static_cast<Limb>(value) : static_cast<Limb>(value);
        auto& side = value < 0 ? below_ : above_;
        multiply_add(side.data(), side.size(), weight, limbs, &size, 1);
        __extension__ using Twice = unsigned __int128;
        const Twice squared = Twice{size} * size;
        const Limb parts[2] = {static_cast<Limb>(squared), static_cast<Limb>(squared >> 64)};
        multiply_add(square_.data(), square_.size(), weight, limbs, parts, 2);
    }

    [[nodiscard]] Fraction first() const
    {
        return Fraction(false, Natural::of(above_.data(), above_.size()), Natural(1)) -
               Fraction(false, Natural::of(below_.data(), below_.size()), Natural(1));
    }
    [[nodiscard]] Natural second() const { return Natural::of(square_.data(), square_.size()); }

private:
    std::vector<Limb> above_, below_, square_;
};

/// The least common multiple of the denominators; empty when it would be too long to go on with.
std::optional<Natural> common_denominator(const std::map<std::int64_t, Sums>& by_denominator)
{
    constexpr std::size_t longest = 16'384, most = 20'000;
    if (by_denominator.size() > most) return std::nullopt;
    Natural common(1);
    for (const auto& [denominator, sums] : by_denominator) {
        Natural rest = common;
        const auto divisor = std::gcd(static_cast<Limb>(denominator), rest.divide_by(static_cast<Limb>(denominator)));
        common *= static_cast<Limb>(denominator) / divisor;
        if (common.bits() > longest) return std::nullopt;
    }
    return common;
}

/// Everything is brought to the common denominator first, so that one fraction is reduced in the end.
std::optional<Moments> from_sums(const std::map<std::int64_t, Sums>& by_denominator, const Natural& whole)
{
    const std::optional<Natural> common = common_denominator(by_denominator);
    if (!common) return std::nullopt;
    Fraction mean;
    Natural square;
    for (const auto& [denominator, sums] : by_denominator) {
        Natural times = *common;
        times.divide_by(static_cast<Limb>(denominator));
        const Fraction first = sums.first();
        mean = mean + Fraction(first.negative, first.top * times, Natural(1));
        square += sums.second() * times * times;
    }
    mean = Fraction(mean.negative, mean.top, *common * whole).reduce();
    const Fraction second(false, square, *common * *common * whole);
    return Moments{mean, (second - mean * mean).reduce()};
}

} // namespace

std::optional<Moments> moments_of(const Pmf& pmf)
{
    std::map<std::int64_t, Sums> sums;
    const std::size_t limbs = pmf.weights.limbs();
    for (std::size_t i = 0; i < pmf.values.size(); ++i) {
        const Number value = pmf.values[i];
        sums.try_emplace(value.denominator, limbs).first->second.add(value.numerator, pmf.weights.row(i), limbs);
    }
    return from_sums(sums, pmf.whole);
}

Moments moments_of(const std::map<std::int64_t, Natural>& weights, const Natural& whole, std::int64_t scale)
{
    std::map<std::int64_t, Sums> sums;
    Sums& all = sums.try_emplace(scale, whole.limbs().size() + 1).first->second;
    for (const auto& [value, weight] : weights) all.add(value, weight.limbs().data(), weight.limbs().size());
    return *from_sums(sums, whole); // one denominator is common
}

} // namespace goldbox::dice
