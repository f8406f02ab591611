// SPDX-License-Identifier: MIT
// The program once more, this time with distributions on the stack. Terms are independent of each other, so each step
// combines two independent values.
#include "dice/pool_exact.hpp"
#include "dice/program.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace goldbox::dice {
namespace {

std::optional<Number> bound(const Spread& spread, bool high)
{
    if (!spread.pmf) return high ? spread.max : spread.min;
    return high ? spread.pmf->values.back() : spread.pmf->values.front();
}

/// The figures of a distribution, where only figures can go on.
void figure_out(Spread& spread)
{
    if (!spread.pmf || spread.mean) return;
    if (const auto moments = moments_of(*spread.pmf)) {
        spread.mean = moments->mean;
        spread.variance = moments->variance;
    }
    spread.min = spread.pmf->values.front();
    spread.max = spread.pmf->values.back();
    spread.whole = std::ranges::all_of(spread.pmf->values, [](Number n) { return n.denominator == 1; });
}

std::optional<Number> apply_bound(Dialect dialect, Op op, std::optional<Number> a, std::optional<Number> b)
{
    Number out;
    if (!a || !b || calculate(dialect, op, *a, *b, out) != Fault::none) return std::nullopt;
    return out;
}

class Calculation {
public:
    Calculation(const Program& program, std::span<const std::int64_t> values)
        : program_(program), values_(values), work_(program.limits.work)
    {
    }

    Result<Spread> run()
    {
        for (node_ = 0; node_ < program_.nodes.size(); ++node_) {
            const Fault fault = step(program_.nodes[node_]);
            if (fault != Fault::none) return unexpected(trouble(fault, program_, node_));
        }
        node_ = static_cast<std::uint32_t>(program_.nodes.size()) - 1;
        Spread total = pop();
        if (program_.dialect == Dialect::avrae) cut(total);
        figure_out(total);
        return total;
    }

private:
    Spread pop()
    {
        Spread top = std::move(stack_.back());
        stack_.pop_back();
        return top;
    }
    void push(Spread spread) { stack_.push_back(std::move(spread)); }

    Fault step(const Node& node)
    {
        switch (node.op) {
        case Op::number: return push(Spread::of(certain(program_.numbers[node.a]))), Fault::none;
        case Op::path:
            if (node.a >= values_.size()) return Fault::missing_value;
            return push(Spread::of(certain({values_[node.a], 1}))), Fault::none;
        case Op::dice: return dice(program_.pools[node.a]);
        case Op::set: return set(program_.sets[node.a]);
        case Op::apart:
        case Op::paren:
        case Op::note: return Fault::none;
        case Op::comma: return binary(Op::add);
        default: return is_binary(node.op) ? binary(node.op) : unary(node.op);
        }
    }

    // --- dice --------------------------------------------------------------------------------------------------------

    Fault dice(const Pool& pool)
    {
        Fault fault = Fault::none;
        if (!pool.count_rolled && !pool.sides_rolled) {
            push(pool_spread(program_, pool, pool.count, pool.sides, work_, fault));
            return fault;
        }
        const Pmf sides = pool.sides_rolled ? known(fault, Fault::bad_faces) : certain({pool.sides, 1});
        const Pmf count = pool.count_rolled ? known(fault, Fault::bad_count) : certain({pool.count, 1});
        if (fault != Fault::none) return fault;
        return mixture(pool, count, sides);
    }

    /// A count or a number of faces that was rolled has to be known exactly.
    Pmf known(Fault& fault, Fault otherwise)
    {
        Spread spread = pop();
        if (spread.pmf) return *std::move(spread.pmf);
        fault = otherwise == Fault::bad_count ? Fault::too_many_dice : otherwise;
        return certain({0, 1});
    }

    /// Each count and number of faces in its share.
    Fault mixture(const Pool& pool, const Pmf& counts, const Pmf& sides)
    {
        std::vector<std::pair<Pmf, Natural>> pmfs;
        Spread unknown;
        bool all_known = true;
        Natural whole(1);
        const double kinds = static_cast<double>(sides.values.size()) * static_cast<double>(counts.values.size());
        if (kinds > 2000) all_known = false;
        const std::int64_t most_dice = std::min(program_.limits.dice, largest_count);
        for (std::size_t s = 0; s < sides.values.size(); ++s) {
            const Number faces = sides.values[s];
            if (faces.denominator != 1 || faces.numerator < 1) return Fault::bad_faces;
            if (faces.numerator > std::min<std::int64_t>(program_.limits.faces, 1'000'000'000'000'000))
                return Fault::too_many_dice;
            for (std::size_t c = 0; c < counts.values.size(); ++c) {
                const Number count = counts.values[c];
                if (count.denominator != 1 || count.numerator < 0) return Fault::bad_count;
                if (count.numerator > most_dice) return Fault::too_many_dice;
                for (std::uint32_t i = 0; i < pool.modifiers.size; ++i) {
                    const Modifier& modifier = program_.modifiers[pool.modifiers.first + i];
                    if (never_ends(program_, pool, modifier, count.numerator, faces.numerator)) return Fault::endless;
                }
                if (!all_known) continue; // looked at for its faults only
                Fault fault = Fault::none;
                Spread spread = pool_spread(program_, pool, count.numerator, faces.numerator, work_, fault);
                if (fault != Fault::none) return fault;
                if (!spread.pmf) {
                    if (counts.values.size() * sides.values.size() == 1) return push(std::move(spread)), Fault::none;
                    unknown.unbounded = spread.unbounded;
                    unknown.whole = spread.whole;
                    all_known = false;
                    continue;
                }
                const Natural share = sides.weights.natural(s) * counts.weights.natural(c);
                Natural quotient, rest;
                Natural::divide(spread.pmf->whole, Natural::greatest_divisor(whole, spread.pmf->whole), quotient, rest);
                whole = whole * quotient;
                pmfs.emplace_back(*std::move(spread.pmf), share);
            }
        }
        if (!all_known) return push(std::move(unknown)), Fault::none;
        push(Spread::of(mix(pmfs, whole, counts.whole * sides.whole)));
        return Fault::none;
    }

    static Pmf mix(const std::vector<std::pair<Pmf, Natural>>& pmfs, const Natural& whole, const Natural& shares)
    {
        const auto by_number = [](Number a, Number b) { return compare(a, b) < 0; };
        std::map<Number, Natural, decltype(by_number)> weights(by_number);
        for (const auto& [pmf, share] : pmfs) {
            Natural times, rest;
            Natural::divide(whole, pmf.whole, times, rest);
            times = times * share;
            for (std::size_t i = 0; i < pmf.values.size(); ++i)
                weights[pmf.values[i]] += pmf.weights.natural(i) * times;
        }
        Pmf mixed;
        mixed.whole = whole * shares;
        mixed.weights = Rows(weights.size(), limbs_for(mixed.whole.bits()));
        for (const auto& [value, weight] : weights) {
            mixed.weights.set(mixed.values.size(), weight);
            mixed.values.push_back(value);
        }
        return mixed;
    }

    Fault set(const Set& set)
    {
        if (set.members == 0) return push(Spread::of(certain({0, 1}))), Fault::none;
        if (set.modifiers.size == 0) return Fault::none; // its commas have summed it
        const auto first = stack_.end() - set.members;
        Fault fault = Fault::none;
        Spread spread = set_spread(program_, set, {first, stack_.end()}, work_, fault);
        stack_.erase(first, stack_.end());
        push(std::move(spread));
        return fault;
    }

    // --- arithmetic --------------------------------------------------------------------------------------------------

    Fault unary(Op op)
    {
        Spread a = pop();
        Fault fault = Fault::none;
        if (a.pmf) {
            const Dialect dialect = program_.dialect;
            auto pmf =
                change(*a.pmf, [=](Number x, Number& out) { return calculate(dialect, op, x, {}, out); }, work_, fault);
            if (fault != Fault::none) return fault;
            if (pmf) return push(Spread::of(*std::move(pmf))), Fault::none;
            figure_out(a);
        }
        Spread result;
        result.unbounded = a.unbounded;
        result.whole = a.whole || op == Op::floor || op == Op::ceil || op == Op::round;
        if (op == Op::plus) {
            push(std::move(a));
            return Fault::none;
        }
        if (op == Op::negate) {
            result.min = apply_bound(program_.dialect, Op::subtract, Number{}, a.max);
            result.max = apply_bound(program_.dialect, Op::subtract, Number{}, a.min);
            result.mean = a.mean;
            if (result.mean) result.mean->negative = !result.mean->negative && !result.mean->top.is_zero();
            result.variance = a.variance;
        }
        push(std::move(result));
        return Fault::none;
    }

    Fault binary(Op op)
    {
        Spread b = pop(), a = pop();
        Fault fault = Fault::none;
        if (a.pmf && b.pmf) {
            auto pmf = combine(program_.dialect, op, *a.pmf, *b.pmf, work_, fault);
            if (fault != Fault::none) return fault;
            if (pmf) return push(Spread::of(*std::move(pmf))), Fault::none;
        }
        figure_out(a);
        figure_out(b);
        push(figures(op, a, b));
        return Fault::none;
    }

    /// What follows for mean, variance and bounds alone.
    Spread figures(Op op, const Spread& a, const Spread& b)
    {
        Spread result;
        const Dialect dialect = program_.dialect;
        result.unbounded = a.unbounded || b.unbounded;
        result.whole = a.whole && b.whole && op != Op::divide;
        const bool moments = a.mean && b.mean;
        switch (op) {
        case Op::add:
        case Op::subtract: {
            const bool minus = op == Op::subtract;
            result.min = apply_bound(dialect, op, a.min, minus ? b.max : b.min);
            result.max = apply_bound(dialect, op, a.max, minus ? b.min : b.max);
            if (!moments) break;
            result.mean = (minus ? *a.mean - *b.mean : *a.mean + *b.mean).reduce();
            result.variance = (*a.variance + *b.variance).reduce();
            break;
        }
        case Op::multiply: {
            corners(op, a, b, result);
            if (!moments) break;
            const Fraction square_a = *a.variance + *a.mean * *a.mean, square_b = *b.variance + *b.mean * *b.mean;
            result.mean = (*a.mean * *b.mean).reduce();
            result.variance = (square_a * square_b - *result.mean * *result.mean).reduce();
            break;
        }
        case Op::divide: {
            const bool constant = b.pmf && b.pmf->values.size() == 1;
            if (!constant) break;
            const Number by = b.pmf->values[0];
            if (by.numerator == 0) break;
            corners(op, a, b, result);
            if (!moments) break;
            const Fraction divisor(by.numerator, by.denominator);
            result.mean = (*a.mean / divisor).reduce();
            result.variance = (*a.variance / (divisor * divisor)).reduce();
            break;
        }
        default: break;
        }
        return result;
    }

    void corners(Op op, const Spread& a, const Spread& b, Spread& result)
    {
        // one-sided ranges: enough where everything is at least 0
        const Number zero;
        const bool positive = a.min && b.min && compare(*a.min, zero) >= 0 && compare(*b.min, zero) > 0;
        if (positive) {
            result.min = apply_bound(program_.dialect, op, a.min, op == Op::divide ? b.max : b.min);
            result.max = apply_bound(program_.dialect, op, a.max, op == Op::divide ? b.min : b.max);
            return;
        }
        if (!a.min || !a.max || !b.min || !b.max) return;
        for (const Number x : {*a.min, *a.max}) {
            for (const Number y : {*b.min, *b.max}) {
                const auto corner = apply_bound(program_.dialect, op, x, y);
                if (!corner) return result.min.reset(), result.max.reset();
                if (!result.min || compare(*corner, *result.min) < 0) result.min = corner;
                if (!result.max || compare(*corner, *result.max) > 0) result.max = corner;
            }
        }
    }

    /// Avrae cuts the total towards zero.
    void cut(Spread& total)
    {
        if (total.pmf) {
            if (std::ranges::all_of(total.pmf->values, [](Number n) { return n.denominator == 1; })) return;
            Fault fault = Fault::none;
            auto pmf =
                change(*total.pmf, [](Number x, Number& out) { return out = {x.cut(), 1}, Fault::none; }, work_, fault);
            total.pmf = std::move(pmf);
            return;
        }
        if (total.whole) return;
        total.mean.reset();
        total.variance.reset();
        if (total.min) total.min = Number{total.min->cut(), 1};
        if (total.max) total.max = Number{total.max->cut(), 1};
    }

    const Program& program_;
    std::span<const std::int64_t> values_;
    Work work_;
    std::vector<Spread> stack_;
    std::uint32_t node_ = 0;
};

std::optional<Exact> exact(const std::optional<Fraction>& fraction)
{
    if (!fraction) return std::nullopt;
    return Exact{fraction->to_string(), fraction->nearest()};
}

/// Walks a program with twice the mean of what is rolled and the values of what is not. Means of sums are sums; of
/// anything else that chance has a part in, nothing is known here.
class MeanOfSum {
public:
    MeanOfSum(const Program& program, std::span<const std::int64_t> values) : program_(program), values_(values) {}

    std::optional<std::int64_t> run()
    {
        for (const Node& node : program_.nodes) {
            if (!step(node)) return std::nullopt;
        }
        return doubled(pop());
    }

private:
    /// Without a constructor, so that the stack costs nothing until it is used.
    struct Cell {
        std::int64_t numerator; ///< of the value, or twice the mean
        std::int64_t denominator;
        bool rolled;
    };

    void push(Number value) { stack_[top_++] = {value.numerator, value.denominator, false}; }
    Cell pop() { return stack_[--top_]; }

    static std::optional<std::int64_t> doubled(const Cell& cell)
    {
        std::int64_t twice = cell.numerator;
        if (cell.denominator != 1 || (!cell.rolled && __builtin_mul_overflow(twice, 2, &twice))) return std::nullopt;
        return twice;
    }

    bool push_mean(bool fits, std::int64_t twice)
    {
        if (fits) stack_[top_++] = {twice, 1, true};
        return fits;
    }

    bool step(const Node& node)
    {
        switch (node.op) {
        case Op::number: push(program_.numbers[node.a]); return true;
        case Op::path:
            if (node.a >= values_.size()) return false;
            push({values_[node.a], 1});
            return true;
        case Op::dice: return dice(program_.pools[node.a]);
        case Op::set: return false;
        case Op::apart:
        case Op::paren:
        case Op::note: return true;
        default: break;
        }
        const Op op = node.op == Op::comma ? Op::add : node.op;
        Cell right{0, 1, false};
        if (is_binary(op)) right = pop();
        const Cell left = pop();
        if (left.rolled || right.rolled) return combine(op, left, right);
        Number value;
        const Number one{left.numerator, left.denominator}, other{right.numerator, right.denominator};
        if (calculate(program_.dialect, op, one, other, value) != Fault::none) return false;
        push(value);
        return true;
    }

    bool combine(Op op, const Cell& left, const Cell& right)
    {
        std::int64_t twice = 0;
        if (op == Op::multiply) {
            const Cell& factor = left.rolled ? right : left;
            if ((left.rolled && right.rolled) || factor.denominator != 1) return false;
            const bool fits = !__builtin_mul_overflow(left.numerator, right.numerator, &twice);
            return push_mean(fits, twice);
        }
        const auto one = doubled(left), other = doubled(right);
        if (!one || !other) return false;
        bool fits = true;
        switch (op) {
        case Op::plus: twice = *one; break;
        case Op::negate: fits = !__builtin_sub_overflow(0, *one, &twice); break;
        case Op::add: fits = !__builtin_add_overflow(*one, *other, &twice); break;
        case Op::subtract: fits = !__builtin_sub_overflow(*one, *other, &twice); break;
        default: return false;
        }
        return push_mean(fits, twice);
    }

    bool dice(const Pool& pool)
    {
        std::int64_t count = pool.count, sides = pool.sides;
        const auto take = [&](std::int64_t& number, std::int64_t least, std::int64_t most) {
            const Cell given = pop();
            number = given.numerator;
            return !given.rolled && given.denominator == 1 && number >= least && number <= most;
        };
        if (pool.sides_rolled && !take(sides, 1, program_.limits.faces)) return false;
        if (pool.count_rolled && !take(count, 0, std::min(program_.limits.dice, largest_count))) return false;
        draws_ += static_cast<std::uint64_t>(count);
        if (pool.shape != Shape::plain || draws_ > program_.limits.draws) return false;
        const Wide twice = Wide{count} * (Wide{pool.face(0)} + pool.face(sides - 1));
        return push_mean(twice <= std::numeric_limits<std::int64_t>::max(), static_cast<std::int64_t>(twice));
    }

    const Program& program_;
    std::span<const std::int64_t> values_;
    std::array<Cell, deepest_stack + 2> stack_;
    std::uint32_t top_ = 0;
    std::uint64_t draws_ = 0;
};

} // namespace

Result<Statistics> statistics(const Expression& expression, std::span<const std::int64_t> values)
{
    auto spread = Calculation(expression.program(), values).run();
    if (!spread) return unexpected(std::move(spread).error());
    Statistics result;
    if (const auto low = bound(*spread, false)) result.min = to_string(*low);
    if (const auto high = bound(*spread, true)) result.max = to_string(*high);
    result.mean = exact(spread->mean);
    result.variance = exact(spread->variance);
    result.unbounded = spread->unbounded;
    if (spread->pmf) result.distribution = Distribution(std::make_shared<const Pmf>(*std::move(spread->pmf)));
    return result;
}

std::optional<std::int64_t> twice_the_mean(const Expression& expression, std::span<const std::int64_t> values)
{
    return MeanOfSum(expression.program(), values).run();
}

std::size_t Distribution::size() const
{
    return table_->values.size();
}

Number Distribution::value(std::size_t index) const
{
    return table_->values[index];
}

std::string Distribution::exact(std::size_t index) const
{
    return Fraction(false, table_->weights.natural(index), table_->whole).reduce().to_string();
}

double Distribution::chance(std::size_t index) const
{
    return Fraction(false, table_->weights.natural(index), table_->whole).nearest();
}

double Distribution::chance_of(Number value) const
{
    const auto found =
        std::ranges::lower_bound(table_->values, value, [](Number a, Number b) { return compare(a, b) < 0; });
    if (found == table_->values.end() || *found != value) return 0;
    return chance(static_cast<std::size_t>(found - table_->values.begin()));
}

double Distribution::chance_at_least(Number value) const
{
    Natural ways;
    for (std::size_t i = 0; i < table_->values.size(); ++i) {
        if (compare(table_->values[i], value) >= 0) ways += table_->weights.natural(i);
    }
    return Fraction(false, ways, table_->whole).nearest();
}

} // namespace goldbox::dice
