// SPDX-License-Identifier: MIT
// How the dice of one term add up, exactly. In this order:
//
// 1. Modifiers that treat each die for itself change the law of one die (LawMaker).
// 2. Without a choice by rank the total is a sum of independent dice: a power of one polynomial. Endless explosions
// have
//    no finite distribution; their mean and variance follow from the chain's own equation.
// 3. Where the highest or lowest k are kept: for each value t that the last kept die may have, a dice are above t
//    (a < k), at least k - a show t, the others less. The dice above are a sum of independent dice again. That is
//    O(faces * k * range) additions, polynomial where listing all rolls would take faces^dice steps.
// 4. Other choices by rank walk the faces upwards and count how many dice fall on each.
// 5. What remains (a reroll after a choice, avrae's `ra`, unique dice) follows every sorted list of dice, while there
// are
//    few of them.
#include "dice/pool_exact.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>

namespace goldbox::dice {
namespace {

using Weights = std::map<std::int64_t, Natural>;
using Modifiers = std::span<const Modifier>;

constexpr std::int64_t most_faces = 20'000; ///< of a die whose law is written out
constexpr std::size_t most_lists = 20'000;  ///< sorted lists of dice that are followed

struct Context {
    const Program& program;
    const Pool& pool;
    Edges edges;
    Work& work;

    [[nodiscard]] bool meant(const Modifier& modifier, std::int64_t value) const
    {
        return passes(program, modifier, value, edges);
    }
};

void add(Weights& weights, std::int64_t value, const Natural& weight)
{
    if (!weight.is_zero()) weights[value] += weight;
}

Natural total_of(const Weights& weights)
{
    Natural total;
    for (const auto& [value, weight] : weights) total += weight;
    return total;
}

Law fresh_die(const Pool& pool, std::int64_t sides)
{
    Law law;
    for (std::int64_t i = 0; i < sides; ++i) add(law.weights, pool.face(i) * pool.scale, Natural(1));
    law.whole = Natural(static_cast<Limb>(sides));
    return law;
}

/// The same law in smaller numbers.
void simplify(Law& law)
{
    Natural divisor = law.whole;
    for (const auto& [value, weight] : law.weights) {
        divisor = Natural::greatest_divisor(std::move(divisor), weight);
        if (divisor.is_one()) return;
    }
    if (!law.absent.is_zero()) divisor = Natural::greatest_divisor(std::move(divisor), law.absent);
    if (divisor.is_one()) return;
    const auto divide = [&divisor](Natural& number) {
        Natural quotient, rest;
        Natural::divide(number, divisor, quotient, rest);
        number = std::move(quotient);
    };
    for (auto& [value, weight] : law.weights) divide(weight);
    if (!law.absent.is_zero()) divide(law.absent);
    divide(law.whole);
}

bool chooses(const Modifier& modifier)
{
    return modifier.kind == Kind::keep || modifier.kind == Kind::drop || modifier.kind == Kind::trim;
}
bool is_display(const Modifier& modifier)
{
    return modifier.kind >= Kind::critical;
}
/// A choice in which rank plays no part (`k0` neither: it means nothing).
bool chooses_by_test(const Modifier& modifier)
{
    return (modifier.kind == Kind::keep || modifier.kind == Kind::drop) && !modifier.by_rank();
}
bool explodes(Kind kind)
{
    return kind == Kind::explode || kind == Kind::penetrate || kind == Kind::compound ||
           kind == Kind::compound_penetrate;
}

// --- 1: one die for itself -------------------------------------------------------------------------------------------

/// Changes the law if the modifier treats each die for itself.
bool treat_alone(const Context& context, Law& law, const Modifier& modifier, const Law& fresh)
{
    const Weights old = std::move(law.weights);
    law.weights.clear();
    switch (modifier.kind) {
    case Kind::minimum:
    case Kind::maximum:
        for (const auto& [value, weight] : old) {
            const std::int64_t pressed =
                modifier.kind == Kind::minimum ? std::max(value, modifier.bound) : std::min(value, modifier.bound);
            add(law.weights, pressed, weight);
        }
        return true;
    case Kind::keep:
    case Kind::drop:
        if (!chooses_by_test(modifier)) break;
        for (const auto& [value, weight] : old) {
            if (context.meant(modifier, value) == (modifier.kind == Kind::keep))
                add(law.weights, value, weight);
            else
                law.absent += weight;
        }
        return true;
    case Kind::reroll:
    case Kind::reroll_once: {
        if (modifier.by_rank()) break;
        Weights next; // what a rerolled die becomes
        for (const auto& [value, weight] : fresh.weights) {
            if (modifier.kind == Kind::reroll_once || !context.meant(modifier, value)) next[value] = weight;
        }
        const Natural after = total_of(next);
        Natural rerolled;
        for (const auto& [value, weight] : old) {
            if (context.meant(modifier, value))
                rerolled += weight;
            else
                add(law.weights, value, weight * after);
        }
        if (rerolled.is_zero()) return law.weights = old, true;
        for (const auto& [value, weight] : next) add(law.weights, value, weight * rerolled);
        law.absent = law.absent * after;
        law.whole = law.whole * after;
        simplify(law);
        return true;
    }
    default: break;
    }
    law.weights = old;
    return is_display(modifier);
}

/// What a die of this value adds to the total under the rest of the modifiers; empty when they do more than look at it.
std::optional<std::int64_t> contribution(const Context& context, Modifiers rest, std::int64_t value)
{
    std::int64_t added = value;
    const std::int64_t unit = context.pool.scale;
    for (const Modifier& modifier : rest) {
        switch (modifier.kind) {
        case Kind::minimum: added = value = std::max(value, modifier.bound); break;
        case Kind::maximum: added = value = std::min(value, modifier.bound); break;
        case Kind::keep:
        case Kind::drop:
            if (!chooses_by_test(modifier)) return std::nullopt;
            if (context.meant(modifier, value) != (modifier.kind == Kind::keep)) return 0;
            break;
        case Kind::success:
        case Kind::count_failures: added = context.meant(modifier, value) ? unit : 0; break;
        case Kind::failure: added -= context.meant(modifier, value) ? unit : 0; break;
        case Kind::deduct: added = context.meant(modifier, value) ? -unit : added; break;
        case Kind::subtract: added = context.meant(modifier, value) ? -value : added; break;
        case Kind::margin: break; // of the sum, not of a die
        default:
            if (!is_display(modifier)) return std::nullopt;
        }
    }
    return added;
}

/// The law of what one die adds; the absent add 0. False when the rest does more than look at each die.
bool contributions(const Context& context, Modifiers rest, const Law& law, Weights& out)
{
    for (const auto& [value, weight] : law.weights) {
        const auto added = contribution(context, rest, value);
        if (!added) return false;
        add(out, *added, weight);
    }
    add(out, 0, law.absent);
    return true;
}

Spread sum_spread(const Context& context, const Weights& weights, const Natural& whole, std::int64_t count)
{
    const std::int64_t scale = context.pool.scale;
    if (auto pmf = sum_of(weights, whole, static_cast<std::uint64_t>(count), scale, context.work)) {
        return Spread::of(*std::move(pmf));
    }
    Spread spread;
    const Moments one = moments_of(weights, whole, scale);
    const Fraction times(count, 1);
    spread.mean = (one.mean * times).reduce();
    spread.variance = (one.variance * times).reduce();
    Number low, high;
    if (make_number(Wide{weights.begin()->first} * count, scale, low) == Fault::none) spread.min = low;
    if (make_number(Wide{weights.rbegin()->first} * count, scale, high) == Fault::none) spread.max = high;
    spread.whole = scale == 1;
    return spread;
}

// --- 2: explosions ---------------------------------------------------------------------------------------------------

/// Sums over the faces of a die that may explode, as fractions of its whole.
struct ChainSums {
    Fraction mean, square, exploding, mean_exploding;
    std::optional<std::int64_t> low_end, low_on, high_end, high_on; ///< least and greatest that ends, that goes on
};

std::optional<ChainSums> chain_sums(const Context& context, const Modifier& modifier, Modifiers rest, const Law& law,
                                    std::int64_t less)
{
    ChainSums sums;
    Weights all, exploding;
    Natural chance;
    for (const auto& [value, weight] : law.weights) {
        const auto added = contribution(context, rest, value - less);
        if (!added) return std::nullopt;
        const bool on = context.meant(modifier, value);
        add(all, *added, weight);
        auto& low = on ? sums.low_on : sums.low_end;
        auto& high = on ? sums.high_on : sums.high_end;
        low = std::min(low.value_or(*added), *added);
        high = std::max(high.value_or(*added), *added);
        if (!on) continue;
        add(exploding, *added, weight);
        chance += weight;
    }
    if (!law.absent.is_zero()) sums.low_end = std::min<std::int64_t>(sums.low_end.value_or(0), 0);
    if (!law.absent.is_zero()) sums.high_end = std::max<std::int64_t>(sums.high_end.value_or(0), 0);
    const Moments moments = moments_of(all, law.whole, context.pool.scale);
    sums.mean = moments.mean;
    sums.square = moments.variance + moments.mean * moments.mean;
    sums.exploding = Fraction(false, chance, law.whole).reduce();
    sums.mean_exploding = exploding.empty() ? Fraction() : moments_of(exploding, law.whole, context.pool.scale).mean;
    return sums;
}

/// One die and its chain: Y = added + [explodes] * Y', where Y' is the chain of a fresh die and obeys the same
/// equation.
Spread chain_spread(const Context& context, const Modifier& modifier, Modifiers rest, const Law& law, const Law& fresh,
                    std::int64_t count)
{
    Spread spread;
    spread.unbounded = true;
    const bool penetrates = modifier.kind == Kind::penetrate || modifier.kind == Kind::compound_penetrate;
    const bool compounds = modifier.kind == Kind::compound || modifier.kind == Kind::compound_penetrate;
    const bool plain = std::ranges::all_of(rest, is_display);
    spread.whole = context.pool.scale == 1;
    if (modifier.by_rank() || (compounds && !plain)) return spread;
    const auto first = chain_sums(context, modifier, rest, law, 0);
    const auto later = chain_sums(context, modifier, rest, fresh, penetrates ? context.pool.scale : 0);
    if (!first || !later) return spread;

    const Fraction one(1, 1), two(2, 1), stays = one - later->exploding;
    const Fraction mean = (later->mean / stays).reduce();
    const Fraction square = ((later->square + two * later->mean_exploding * mean) / stays).reduce();
    const Fraction first_mean = (first->mean + first->exploding * mean).reduce();
    const Fraction first_square =
        (first->square + two * first->mean_exploding * mean + first->exploding * square).reduce();
    const Fraction times(count, 1);
    spread.mean = (first_mean * times).reduce();
    spread.variance = ((first_square - first_mean * first_mean) * times).reduce();

    // A chain ends; on its way only negative amounts lower it, only positive ones raise it.
    const std::int64_t scale = context.pool.scale;
    const auto bound = [&](std::optional<std::int64_t> end, std::optional<std::int64_t> on,
                           std::optional<std::int64_t> later_end, bool low) -> std::optional<Number> {
        if (!later_end) return std::nullopt;
        std::optional<std::int64_t> best = end;
        if (on) {
            const std::int64_t chain = *on + *later_end;
            best = !best ? chain : low ? std::min(*best, chain) : std::max(*best, chain);
        }
        Number number;
        if (!best || make_number(Wide{*best} * count, scale, number) != Fault::none) return std::nullopt;
        return number;
    };
    const bool reached = !first->exploding.top.is_zero();
    if (!reached || !later->low_on || *later->low_on >= 0)
        spread.min = bound(first->low_end, first->low_on, later->low_end, true);
    if (!reached || !later->high_on || *later->high_on <= 0)
        spread.max = bound(first->high_end, first->high_on, later->high_end, false);
    return spread;
}

/// A die that may bring one other.
std::optional<Weights> twice_at_most(const Context& context, const Modifier& modifier, Modifiers rest, const Law& law,
                                     const Law& fresh)
{
    Weights out, second;
    if (!contributions(context, rest, fresh, second)) return std::nullopt;
    if (!context.work.spend(static_cast<double>(law.weights.size()) * static_cast<double>(second.size()) * 200)) {
        return std::nullopt;
    }
    for (const auto& [value, weight] : law.weights) {
        const auto added = contribution(context, rest, value);
        if (!added) return std::nullopt;
        if (!context.meant(modifier, value)) {
            add(out, *added, weight * fresh.whole);
            continue;
        }
        for (const auto& [more, more_weight] : second) add(out, *added + more, weight * more_weight);
    }
    add(out, 0, law.absent * fresh.whole);
    return out;
}

// --- 3 and 4: choices by rank ----------------------------------------------------------------------------------------

/// Which ranks, counted from the lowest, a row of choices leaves of so many dice.
std::vector<bool> ranks_left(Modifiers choices, std::size_t size)
{
    std::vector<std::size_t> left(size);
    for (std::size_t i = 0; i < size; ++i) left[i] = i;
    for (const Modifier& choice : choices) {
        std::vector<std::size_t> next;
        const std::size_t n = left.size();
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t from_top = n - 1 - i;
            bool stays = true;
            if (choice.kind == Kind::trim) {
                stays = (!choice.keeps_high || from_top < choice.high) && (!choice.keeps_low || i < choice.low) &&
                        from_top >= choice.drop_high && i >= choice.drop_low;
            } else {
                const bool chosen = from_top < choice.high || i < choice.low;
                stays = chosen == (choice.kind == Kind::keep);
            }
            if (stays) next.push_back(left[i]);
        }
        left = std::move(next);
    }
    std::vector<bool> ranks(size);
    for (const std::size_t rank : left) ranks[rank] = true;
    return ranks;
}

/// A growing sum over whole-numbered amounts from `low` in steps.
struct Total {
    std::int64_t low = 0, step = 1;
    Rows rows;

    void add(std::int64_t amount, const Limb* weight, std::size_t limbs, const Natural& times)
    {
        const auto index = static_cast<std::size_t>((amount - low) / step);
        multiply_add(rows.row(index), rows.limbs(), weight, limbs, times.limbs().data(), times.limbs().size());
    }
};

std::vector<Natural> powers(const Natural& base, std::size_t most)
{
    std::vector<Natural> out{Natural(1)};
    while (out.size() <= most) out.push_back(out.back() * base);
    return out;
}

/// Pascal's triangle, a row for each number of dice.
std::vector<std::vector<Natural>> binomials(std::size_t most)
{
    std::vector<std::vector<Natural>> rows{{Natural(1)}};
    for (std::size_t n = 1; n <= most; ++n) {
        std::vector<Natural> row(n + 1, Natural(1));
        for (std::size_t k = 1; k < n; ++k) row[k] = rows[n - 1][k - 1] + rows[n - 1][k];
        rows.push_back(std::move(row));
    }
    return rows;
}

struct Face {
    std::int64_t amount = 0; ///< what it adds when kept
    Natural weight;
};

/// The k first of `faces` in this order, of `count` dice; each way is multiplied by `times`. Faces are in the order of
/// rank, best first.
bool add_best(Total& total, const std::vector<Face>& faces, std::int64_t step, std::size_t count, std::size_t k,
              const Natural& times, Work& work)
{
    const auto dice = static_cast<double>(count);
    const std::size_t limbs = total.rows.limbs();
    const double all =
        static_cast<double>(total.rows.size()) * static_cast<double>(k) / 8; // rows that are merged for a face
    if (!work.allows(static_cast<double>(faces.size() * limbs * limbs) * all)) return false;
    if (!work.spend(dice * dice * (50 + dice / 50))) return false;
    const std::vector<std::vector<Natural>> choose = binomials(count);
    std::vector<Natural> worse(faces.size() + 1); // the weight of all faces behind
    for (std::size_t t = faces.size(); t-- != 0;) worse[t] = worse[t + 1] + faces[t].weight;
    Weights better;
    for (std::size_t t = 0; t < faces.size(); ++t) {
        const std::size_t most_above = better.empty() ? 0 : k - 1;
        std::optional<Factor> factor;
        std::size_t span = 0;
        if (!better.empty()) {
            factor.emplace(better, step);
            span = factor->span();
        }
        const std::size_t room = span * most_above + 1;
        const auto width = static_cast<double>(limbs);
        const double merge =
            static_cast<double>(room) * static_cast<double>(most_above + 1) / 2 * (5 + width * width / 2);
        const double grow = factor ? static_cast<double>(most_above) / 2 * factor->cost(room, limbs) : 0;
        const double ways_cost =
            static_cast<double>(most_above + 1) * (dice - static_cast<double>(k) + 1) * (200 + width * 20);
        if (!work.spend(merge + grow + ways_cost)) return false;
        const std::vector<Natural> here = powers(faces[t].weight, count), behind = powers(worse[t + 1], count);
        Rows above(room, limbs), next(room, limbs);
        *above.row(0) = 1;
        std::size_t size = 1;
        for (std::size_t a = 0; a <= most_above; ++a) {
            // of the others at least k - a show this face, the rest less
            Natural ways;
            for (std::size_t b = k - a; b <= count - a; ++b) {
                ways += choose[count - a][b] * here[b] * behind[count - a - b];
            }
            ways = ways * choose[count][a] * times;
            const std::int64_t lowest = better.empty() ? 0 : better.begin()->first;
            const std::int64_t amount =
                lowest * static_cast<std::int64_t>(a) + faces[t].amount * static_cast<std::int64_t>(k - a);
            for (std::size_t i = 0; i < size; ++i) {
                if (!above.is_zero(i))
                    total.add(amount + step * static_cast<std::int64_t>(i), above.row(i), limbs, ways);
            }
            if (a == most_above) break;
            factor->multiply(above, size, next);
            std::swap(above, next);
            size += span;
        }
        add(better, faces[t].amount, faces[t].weight);
    }
    return true;
}

/// Any choice of ranks: the faces in ascending order, each taking some of the dice that are left.
bool add_ranks(Total& total, const std::vector<Face>& faces, const std::vector<bool>& ranks, const Natural& times,
               Work& work)
{
    const std::size_t count = ranks.size(), size = total.rows.size(), limbs = total.rows.limbs();
    const auto dice = static_cast<double>(count), width = static_cast<double>(limbs);
    const double steps = static_cast<double>(faces.size()) * dice * dice / 2 * static_cast<double>(size);
    if (static_cast<double>((count + 1) * size * limbs) > 4e6) return false;
    if (!work.spend(steps * (5 + width * width / 2))) return false;
    std::vector<std::size_t> kept_below(count + 1);
    for (std::size_t i = 0; i < count; ++i) kept_below[i + 1] = kept_below[i] + ranks[i];
    const auto index = [&](std::int64_t amount) { return static_cast<std::size_t>((amount - total.low) / total.step); };

    std::vector<Rows> placed(count + 1, Rows(size, limbs)); // by number of dice placed, by sum
    std::vector<bool> any(count + 1);
    *placed[0].row(index(0)) = 1;
    any[0] = true;
    for (const Face& face : faces) {
        for (std::size_t before = count; before-- != 0;) { // downwards, so that a face is used once
            if (!any[before]) continue;
            Natural power(1);
            for (std::size_t n = 1; before + n <= count; ++n) {
                power = power * face.weight;
                const Natural ways = power * Natural::choose(count - before, n);
                const auto kept = static_cast<std::int64_t>(kept_below[before + n] - kept_below[before]);
                const std::int64_t shift = face.amount * kept / total.step;
                for (std::size_t i = 0; i < size; ++i) {
                    if (placed[before].is_zero(i)) continue;
                    const auto to = static_cast<std::size_t>(static_cast<std::int64_t>(i) + shift);
                    multiply_add(placed[before + n].row(to), limbs, placed[before].row(i), limbs, ways.limbs().data(),
                                 ways.limbs().size());
                }
                any[before + n] = true;
            }
        }
    }
    for (std::size_t i = 0; i < size; ++i) {
        if (!placed[count].is_zero(i)) {
            multiply_add(total.rows.row(i), limbs, placed[count].row(i), limbs, times.limbs().data(),
                         times.limbs().size());
        }
    }
    return true;
}

/// Dice of which some are kept by rank; empty when that is too much work.
std::optional<Pmf> ranked(const Context& context, const Law& law, Modifiers choices, Modifiers rest, std::int64_t count)
{
    std::vector<Face> faces;
    std::int64_t least = 0, greatest = 0, step = 0;
    for (const auto& [value, weight] : law.weights) {
        const auto added = contribution(context, rest, value);
        if (!added) return std::nullopt;
        faces.push_back({*added, weight});
        least = std::min(least, *added);
        greatest = std::max(greatest, *added);
        step = std::gcd(step, *added);
    }
    if (step == 0) step = 1;
    const auto dice = static_cast<std::size_t>(count);
    Natural whole = Natural::power(law.whole, dice);
    const std::size_t limbs = limbs_for(whole.bits());
    const double size =
        static_cast<double>(greatest - least) / static_cast<double>(step) * static_cast<double>(count) + 1;
    if (size * static_cast<double>(limbs) > 4e6) return std::nullopt;
    Total total{.low = least * count, .step = step, .rows = Rows(static_cast<std::size_t>(size), limbs)};

    std::vector<Face> best_first(faces.rbegin(), faces.rend());
    const std::size_t fewest = law.absent.is_zero() ? dice : 0;
    for (std::size_t present = fewest; present <= dice; ++present) {
        const Natural times = Natural::choose(dice, present) * Natural::power(law.absent, dice - present);
        const std::vector<bool> ranks = ranks_left(choices, present);
        const auto kept = static_cast<std::size_t>(std::ranges::count(ranks, true));
        if (kept == 0) {
            const Natural one(1), ways = times * Natural::power(total_of(law.weights), present);
            total.add(0, one.limbs().data(), 1, ways);
            continue;
        }
        const auto first = static_cast<std::size_t>(std::ranges::find(ranks, true) - ranks.begin());
        const bool together =
            std::all_of(ranks.begin() + static_cast<std::ptrdiff_t>(first),
                        ranks.begin() + static_cast<std::ptrdiff_t>(first + kept), [](bool b) { return b; });
        bool done = false;
        if (together && first + kept == present)
            done = add_best(total, best_first, step, present, kept, times, context.work);
        else if (together && first == 0)
            done = add_best(total, faces, step, present, kept, times, context.work);
        else
            done = add_ranks(total, faces, ranks, times, context.work);
        if (!done) return std::nullopt;
    }

    Weights weights;
    for (std::size_t i = 0; i < total.rows.size(); ++i) {
        if (!total.rows.is_zero(i)) weights[total.low + step * static_cast<std::int64_t>(i)] = total.rows.natural(i);
    }
    return from_law(weights, whole, context.pool.scale);
}

// --- 5: every sorted list --------------------------------------------------------------------------------------------

/// All lists of dice that can lie there, sorted, with their weights.
using Lists = std::map<std::vector<std::int64_t>, Natural>;

class ListWalker {
public:
    ListWalker(const Context& context, const Law& law, const Law& fresh, std::int64_t count)
        : context_(context), law_(law), fresh_(fresh), count_(count)
    {
    }

    std::optional<Pmf> walk(Modifiers modifiers)
    {
        lists_[{}] = Natural(1);
        whole_ = Natural(1);
        const bool unique =
            !modifiers.empty() && (modifiers[0].kind == Kind::unique || modifiers[0].kind == Kind::unique_once);
        for (std::int64_t i = 0; i < count_; ++i) {
            if (!(unique ? add_unique(modifiers[0]) : add_die(law_))) return std::nullopt;
        }
        if (unique) modifiers = modifiers.subspan(1);
        while (!modifiers.empty()) {
            const bool looks =
                std::ranges::all_of(modifiers, [](const Modifier& m) { return counts(m.kind) || is_display(m); });
            if (looks) break;
            if (!change(modifiers[0])) return std::nullopt;
            modifiers = modifiers.subspan(1);
        }
        return sum(modifiers);
    }

private:
    bool affordable(const Lists& lists)
    {
        return lists.size() <= most_lists && context_.work.spend(static_cast<double>(lists.size()) * 300);
    }

    static void insert(Lists& lists, std::vector<std::int64_t> list, std::int64_t value, const Natural& weight)
    {
        list.insert(std::ranges::upper_bound(list, value), value);
        lists[std::move(list)] += weight;
    }

    /// One more die in every list.
    bool add_die(const Law& law)
    {
        if (!context_.work.spend(static_cast<double>(lists_.size() * law.weights.size()) * 200)) return false;
        Lists next;
        for (const auto& [list, weight] : lists_) {
            for (const auto& [value, chance] : law.weights) insert(next, list, value, weight * chance);
            if (!law.absent.is_zero()) next[list] += weight * law.absent;
        }
        lists_ = std::move(next);
        whole_ = whole_ * law.whole;
        return affordable(lists_);
    }

    /// One more die, rolled again while it shows what lies there already. The weights of a list's continuations add up
    /// to the same for all lists, so fractions are brought to a common whole at the end of each step.
    bool add_unique(const Modifier& modifier)
    {
        if (!law_.absent.is_zero()) return false;
        if (!context_.work.spend(static_cast<double>(lists_.size() * law_.weights.size() * fresh_.weights.size()) *
                                 200)) {
            return false;
        }
        struct Step {
            std::vector<std::int64_t> list;
            std::int64_t value;
            Natural weight;
            Natural free; ///< the weight of fresh faces that end the rerolls
        };
        std::vector<Step> steps;
        Natural common(1);
        for (const auto& [list, weight] : lists_) {
            const auto repeats = [&, &lying = list](std::int64_t value) {
                const bool meant = modifier.tests == 0 || context_.meant(modifier, value);
                return meant && std::ranges::binary_search(lying, value);
            };
            Natural again, free;
            for (const auto& [value, chance] : law_.weights) {
                if (repeats(value)) again += chance;
            }
            const bool once = modifier.kind == Kind::unique_once;
            for (const auto& [value, chance] : fresh_.weights) {
                if (once || !repeats(value)) free += chance;
            }
            if (again.is_zero()) free = Natural(1);
            if (free.is_zero()) return false;
            for (const auto& [value, chance] : law_.weights) {
                if (!repeats(value)) steps.push_back({list, value, weight * chance * free, free});
            }
            if (again.is_zero()) continue;
            for (const auto& [value, chance] : fresh_.weights) {
                if (once || !repeats(value)) steps.push_back({list, value, weight * again * chance, free});
            }
        }
        for (const Step& step : steps) { // the least common multiple
            Natural quotient, rest;
            Natural::divide(step.free, Natural::greatest_divisor(common, step.free), quotient, rest);
            common = common * quotient;
        }
        Lists next;
        for (Step& step : steps) {
            Natural times, rest;
            Natural::divide(common, step.free, times, rest);
            insert(next, std::move(step.list), step.value, step.weight * times);
        }
        lists_ = std::move(next);
        whole_ = whole_ * law_.whole * common;
        return affordable(lists_);
    }

    bool change(const Modifier& modifier)
    {
        switch (modifier.kind) {
        case Kind::minimum:
        case Kind::maximum:
        case Kind::keep:
        case Kind::drop:
        case Kind::trim: return rearrange(modifier);
        case Kind::reroll: return !modifier.by_rank() && replace(modifier, false);
        case Kind::reroll_once: return replace(modifier, true);
        case Kind::reroll_add:
        case Kind::explode_once: return bring(modifier);
        case Kind::explode: return never_happens(modifier);
        default: return is_display(modifier) || counts(modifier.kind);
        }
    }

    [[nodiscard]] std::vector<bool> chosen(const Modifier& modifier, const std::vector<std::int64_t>& list) const
    {
        std::vector<bool> out(list.size());
        for (std::size_t i = 0; i < list.size(); ++i) {
            out[i] = list.size() - 1 - i < modifier.high || i < modifier.low ||
                     (modifier.tests != 0 && context_.meant(modifier, list[i]));
        }
        return out;
    }

    /// Without new dice.
    bool rearrange(const Modifier& modifier)
    {
        Lists next;
        for (const auto& [list, weight] : lists_) {
            std::vector<std::int64_t> changed;
            const std::vector<bool> meant =
                modifier.kind == Kind::trim ? ranks_left({&modifier, 1}, list.size()) : chosen(modifier, list);
            for (std::size_t i = 0; i < list.size(); ++i) {
                if (modifier.kind == Kind::minimum)
                    changed.push_back(std::max(list[i], modifier.bound));
                else if (modifier.kind == Kind::maximum)
                    changed.push_back(std::min(list[i], modifier.bound));
                else if (meant[i] != (modifier.kind == Kind::drop))
                    changed.push_back(list[i]);
            }
            next[std::move(changed)] += weight;
        }
        lists_ = std::move(next);
        return affordable(lists_);
    }

    /// The dice that are meant are replaced by fresh ones, once or until none is meant.
    bool replace(const Modifier& modifier, bool once)
    {
        Law law = fresh_;
        if (!once) {
            std::erase_if(law.weights, [&](const auto& part) { return context_.meant(modifier, part.first); });
            law.whole = total_of(law.weights);
        }
        return fresh_for(law, [&](const std::vector<std::int64_t>& list, std::vector<std::int64_t>& left) {
            const std::vector<bool> meant = chosen(modifier, list);
            for (std::size_t i = 0; i < list.size(); ++i) {
                if (!meant[i]) left.push_back(list[i]);
            }
            return list.size() - left.size();
        });
    }

    /// Each die that is meant brings another; of `ra` one does.
    bool bring(const Modifier& modifier)
    {
        return fresh_for(fresh_, [&](const std::vector<std::int64_t>& list, std::vector<std::int64_t>& left) {
            left = list;
            const std::vector<bool> meant = chosen(modifier, list);
            const auto number = static_cast<std::size_t>(std::ranges::count(meant, true));
            return modifier.kind == Kind::reroll_add ? std::min<std::size_t>(number, 1) : number;
        });
    }

    /// Each list is split into what stays and a number of fresh dice.
    template <class Split>
    bool fresh_for(const Law& law, Split split)
    {
        std::map<std::size_t, Lists> waiting;
        for (const auto& [list, weight] : lists_) {
            std::vector<std::int64_t> left;
            const std::size_t number = split(list, left);
            waiting[number][std::move(left)] += weight;
        }
        if (waiting.empty()) return true;
        // those that wait for n dice get one and join those that wait for n-1; the others are multiplied along
        Lists done;
        for (std::size_t number = waiting.rbegin()->first; number > 0; --number) {
            lists_ = std::move(waiting[number]);
            whole_ = whole_ * law.whole;
            const Natural kept_whole = whole_;
            if (!lists_.empty() && !add_die(law)) return false;
            whole_ = kept_whole;
            for (auto& [fewer, lists] : waiting) {
                if (fewer >= number) continue;
                for (auto& [list, weight] : lists) weight = weight * law.whole;
            }
            Lists& below = waiting[number - 1];
            for (auto& [list, weight] : lists_) below[list] += weight;
        }
        lists_ = std::move(waiting[0]);
        return affordable(lists_);
    }

    /// An explosion that no die asks for.
    bool never_happens(const Modifier& modifier)
    {
        return std::ranges::all_of(lists_, [&](const auto& part) {
            return std::ranges::none_of(chosen(modifier, part.first), [](bool b) { return b; });
        });
    }

    std::optional<Pmf> sum(Modifiers rest)
    {
        Weights sums;
        for (const auto& [list, weight] : lists_) {
            std::int64_t sum = 0;
            for (const std::int64_t value : list) {
                const auto added = contribution(context_, rest, value);
                if (!added) return std::nullopt;
                sum += *added;
            }
            add(sums, sum, weight);
        }
        return from_law(sums, whole_, context_.pool.scale);
    }

    const Context& context_;
    const Law& law_;
    const Law& fresh_;
    std::int64_t count_;
    Lists lists_;
    Natural whole_;
};

// --- the term --------------------------------------------------------------------------------------------------------

/// Dice with too many faces to write them out, as they fall.
Spread many_faces(const Pool& pool, std::int64_t count, std::int64_t sides)
{
    Spread spread;
    const bool untouched = pool.shape == Shape::plain;
    const Fraction n(count, 1), s(sides, 1), one(1, 1);
    if (untouched) {
        spread.mean = (n * (s + one) / Fraction(2, 1)).reduce();
        spread.variance = (n * (s * s - one) / Fraction(12, 1)).reduce();
        spread.min = Number{count, 1};
        Number high;
        if (make_number(Wide{count} * sides, 1, high) == Fault::none) spread.max = high;
    }
    return spread;
}

/// What is known of a choice by rank without its distribution: the bounds.
void bound_choice(const Context& context, const Law& law, Modifiers choices, Modifiers rest, std::int64_t count,
                  Spread& spread)
{
    Weights weights;
    if (!law.absent.is_zero() || !contributions(context, rest, law, weights)) return;
    const auto kept = std::ranges::count(ranks_left(choices, static_cast<std::size_t>(count)), true);
    Number low, high;
    if (make_number(Wide{weights.begin()->first} * kept, context.pool.scale, low) == Fault::none) spread.min = low;
    if (make_number(Wide{weights.rbegin()->first} * kept, context.pool.scale, high) == Fault::none) spread.max = high;
}

Spread treated(const Context& context, Law law, const Law& fresh, Modifiers modifiers, std::int64_t count)
{
    while (!modifiers.empty() && treat_alone(context, law, modifiers[0], fresh)) modifiers = modifiers.subspan(1);
    simplify(law);
    Weights weights;
    if (contributions(context, modifiers, law, weights)) {
        Law added{.weights = std::move(weights), .absent = {}, .whole = law.whole};
        simplify(added);
        return sum_spread(context, added.weights, added.whole, count);
    }
    Spread unknown;
    const Modifier& next = modifiers[0];
    const Modifiers rest = modifiers.subspan(1);
    if (explodes(next.kind)) {
        const bool happens = next.by_rank() || std::ranges::any_of(law.weights, [&](const auto& part) {
                                 return context.meant(next, part.first);
                             });
        if (happens && count > 0) return chain_spread(context, next, rest, law, fresh, count);
        return treated(context, std::move(law), fresh, rest, count);
    }
    if (next.kind == Kind::explode_once) {
        if (auto twice = twice_at_most(context, next, rest, law, fresh)) {
            return sum_spread(context, *twice, law.whole * fresh.whole, count);
        }
    }
    if (chooses(next)) {
        std::size_t choices = 0;
        while (choices < modifiers.size() && chooses(modifiers[choices]) && modifiers[choices].tests == 0) ++choices;
        if (choices != 0) {
            if (auto pmf = ranked(context, law, modifiers.first(choices), modifiers.subspan(choices), count)) {
                return Spread::of(*std::move(pmf));
            }
            bound_choice(context, law, modifiers.first(choices), modifiers.subspan(choices), count, unknown);
        }
    }
    if (auto pmf = ListWalker(context, law, fresh, count).walk(modifiers)) return Spread::of(*std::move(pmf));
    unknown.unbounded = std::ranges::any_of(modifiers, [](const Modifier& m) { return explodes(m.kind); });
    unknown.whole = context.pool.scale == 1;
    return unknown;
}

/// `ms10` takes its number from the sum.
void take_margins(const Program& program, Modifiers modifiers, Spread& spread, Work& work, Fault& fault)
{
    for (const Modifier& modifier : modifiers) {
        if (modifier.kind != Kind::margin || modifier.tests == 0 || !spread.pmf || fault != Fault::none) continue;
        const Test& test = program.tests[modifier.first];
        const bool below = test.compare == Compare::less || test.compare == Compare::less_equal;
        const Pmf number = certain(test.number);
        auto pmf = below ? combine(program.dialect, Op::subtract, number, *spread.pmf, work, fault)
                         : combine(program.dialect, Op::subtract, *spread.pmf, number, work, fault);
        spread = Spread();
        if (pmf) spread.pmf = std::move(pmf);
    }
}

} // namespace

Spread pool_spread(const Program& program, const Pool& pool, std::int64_t count, std::int64_t sides, Work& work,
                   Fault& fault)
{
    if (sides > most_faces || !work.spend(static_cast<double>(sides) * 100)) return many_faces(pool, count, sides);
    const Context context{.program = program, .pool = pool, .edges = pool.edges(sides), .work = work};
    const Modifiers written(program.modifiers.data() + pool.modifiers.first, pool.modifiers.size);
    std::vector<Modifier> modifiers; // dice are counted when all else has been done to them
    for (const bool last : {false, true}) {
        std::ranges::copy_if(written, std::back_inserter(modifiers),
                             [last](const Modifier& m) { return (counts(m.kind) || is_display(m)) == last; });
    }
    const Law fresh = fresh_die(pool, sides);
    // no dice, no law: a reroll that all faces ask for is none of theirs
    Spread spread = count == 0 ? Spread::of(certain({0, 1})) : treated(context, fresh, fresh, modifiers, count);
    take_margins(program, modifiers, spread, work, fault);
    return spread;
}

// --- sets ------------------------------------------------------------------------------------------------------------

namespace {

/// What one member adds when nothing but its own value matters.
Fault member_score(const Program& program, Modifiers modifiers, Number value, Number& out)
{
    out = value;
    for (const Modifier& modifier : modifiers) {
        if (!counts(modifier.kind) && !chooses(modifier)) continue;
        bool holds = false;
        for (std::uint32_t i = 0; i < modifier.tests; ++i) {
            const Test test = scaled(program.tests[modifier.first + i], value.denominator);
            holds = holds || test.holds(value.numerator, {});
        }
        Fault fault = Fault::none;
        switch (modifier.kind) {
        case Kind::keep:
        case Kind::drop:
            if (holds != (modifier.kind == Kind::keep)) return out = {}, Fault::none;
            break;
        case Kind::success:
        case Kind::count_failures: out = {holds, 1}; break;
        case Kind::failure:
            if (holds) fault = calculate(program.dialect, Op::subtract, out, {1, 1}, out);
            break;
        case Kind::deduct: out = holds ? Number{-1, 1} : out; break;
        case Kind::subtract:
            if (holds) fault = calculate(program.dialect, Op::negate, value, {}, out);
            break;
        default: break;
        }
        if (fault != Fault::none) return fault;
    }
    return Fault::none;
}

/// Members that stand apart: a sum of what each adds.
std::optional<Pmf> sum_members(const Program& program, Modifiers modifiers, std::span<const Spread> members, Work& work,
                               Fault& fault)
{
    std::optional<Pmf> sum = certain({0, 1});
    for (const Spread& member : members) {
        const auto scored = change(
            *member.pmf, [&](Number value, Number& out) { return member_score(program, modifiers, value, out); }, work,
            fault);
        if (!scored) return std::nullopt;
        sum = combine(program.dialect, Op::add, *sum, *scored, work, fault);
        if (!sum) return std::nullopt;
    }
    return sum;
}

/// The best k of members that differ, for each value t that the last kept one may have: members above t are kept with
/// their value, those at t fill up, the others lose. `best` of greater values, or of smaller ones.
class BestMembers {
public:
    BestMembers(std::span<const Spread> members, Natural whole, Work& work) : whole_(std::move(whole)), work_(work)
    {
        for (const Spread& member : members) {
            for (const Number value : member.pmf->values) values_.push_back(value.numerator);
        }
        std::ranges::sort(values_);
        const auto repeated = std::ranges::unique(values_);
        values_.erase(repeated.begin(), repeated.end());
        members_ = members;
    }

    std::optional<Pmf> of(std::size_t k, bool highest)
    {
        Weights sums;
        for (const std::int64_t t : values_) {
            if (!add_threshold(t, k, highest, sums)) return std::nullopt;
        }
        return from_law(sums, whole_, 1);
    }

private:
    /// How many are above and at t, and the sum of those above.
    struct State {
        std::size_t above = 0, at = 0;
        std::int64_t sum = 0;
        auto operator<=>(const State&) const = default;
    };

    bool add_threshold(std::int64_t t, std::size_t k, bool highest, Weights& sums)
    {
        std::map<State, Natural> states{{State{}, Natural(1)}};
        for (const Spread& member : members_) {
            if (!work_.spend(static_cast<double>(states.size() * member.pmf->values.size()) * 250)) return false;
            std::map<State, Natural> next;
            for (const auto& [state, weight] : states) {
                Natural below, at;
                for (std::size_t i = 0; i < member.pmf->values.size(); ++i) {
                    const std::int64_t value = member.pmf->values[i].numerator;
                    const Natural chance = member.pmf->weights.natural(i);
                    if (value == t)
                        at += chance;
                    else if ((value > t) != highest)
                        below += chance;
                    else if (state.above + 1 < k)
                        next[{state.above + 1, state.at, state.sum + value}] += weight * chance;
                }
                if (!at.is_zero()) next[{state.above, state.at + 1, state.sum}] += weight * at;
                if (!below.is_zero()) next[state] += weight * below;
            }
            states = std::move(next);
        }
        for (const auto& [state, weight] : states) {
            if (state.above + state.at < k) continue;
            dice::add(sums, state.sum + t * static_cast<std::int64_t>(k - state.above), weight);
        }
        return true;
    }

    std::span<const Spread> members_;
    std::vector<std::int64_t> values_;
    Natural whole_;
    Work& work_;
};

/// Every combination of members' values, while there are few.
std::optional<Pmf> every_combination(const Program& program, Modifiers modifiers, std::span<const Spread> members,
                                     Work& work, Fault& fault)
{
    double combinations = 1;
    for (const Spread& member : members) combinations *= static_cast<double>(member.pmf->values.size());
    const auto size = members.size();
    if (combinations > 3e5 || !work.spend(combinations * 400 * static_cast<double>(size))) return std::nullopt;
    std::vector<std::size_t> index(size);
    std::vector<std::size_t> order(size);
    const auto by_number = [](Number a, Number b) { return compare(a, b) < 0; };
    std::map<Number, Natural, decltype(by_number)> sums(by_number);
    for (;;) {
        Natural weight(1);
        for (std::size_t i = 0; i < size; ++i) weight = weight * members[i].pmf->weights.natural(index[i]);
        const auto value = [&](std::size_t member) { return members[member].pmf->values[index[member]]; };
        for (std::size_t i = 0; i < size; ++i) order[i] = i;
        std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return compare(value(a), value(b)) < 0; });
        std::vector<std::size_t> left = order;
        for (const Modifier& modifier : modifiers) {
            if (!chooses(modifier)) continue;
            std::vector<std::size_t> next;
            const std::vector<bool> ranks = ranks_left({&modifier, 1}, left.size());
            for (std::size_t i = 0; i < left.size(); ++i) {
                bool stays = ranks[i];
                for (std::uint32_t t = 0; t < modifier.tests; ++t) {
                    const Number number = value(left[i]);
                    const bool holds =
                        scaled(program.tests[modifier.first + t], number.denominator).holds(number.numerator, {});
                    if (holds) stays = modifier.kind == Kind::keep;
                }
                if (stays) next.push_back(left[i]);
            }
            left = std::move(next);
        }
        Number sum;
        for (const std::size_t member : left) {
            Number scored = value(member);
            std::vector<Modifier> counting;
            for (const Modifier& modifier : modifiers) {
                if (counts(modifier.kind)) counting.push_back(modifier);
            }
            if (fault = member_score(program, counting, scored, scored); fault != Fault::none) return std::nullopt;
            if (fault = calculate(program.dialect, Op::add, sum, scored, sum); fault != Fault::none)
                return std::nullopt;
        }
        sums[sum] += weight;
        std::size_t at = 0;
        while (at < size && ++index[at] == members[at].pmf->values.size()) index[at++] = 0;
        if (at == size) break;
    }
    Pmf pmf;
    pmf.whole = Natural(1);
    for (const Spread& member : members) pmf.whole = pmf.whole * member.pmf->whole;
    pmf.weights = Rows(sums.size(), limbs_for(pmf.whole.bits()));
    for (const auto& [value, weight] : sums) {
        pmf.weights.set(pmf.values.size(), weight);
        pmf.values.push_back(value);
    }
    return pmf;
}

std::optional<Pmf> chosen_members(const Program& program, Modifiers modifiers, std::span<const Spread> members,
                                  Work& work, Fault& fault)
{
    const bool whole = std::ranges::all_of(members, [](const Spread& member) {
        return std::ranges::all_of(member.pmf->values, [](Number n) { return n.denominator == 1; });
    });
    const bool by_rank = std::ranges::all_of(modifiers, [](const Modifier& m) { return chooses(m) && m.tests == 0; });
    if (whole && by_rank) {
        const std::vector<bool> ranks = ranks_left(modifiers, members.size());
        const auto kept = static_cast<std::size_t>(std::ranges::count(ranks, true));
        Natural all(1);
        for (const Spread& member : members) all = all * member.pmf->whole;
        if (kept == 0) return certain({0, 1});
        const auto first = static_cast<std::size_t>(std::ranges::find(ranks, true) - ranks.begin());
        const bool top = first + kept == members.size(), bottom = first == 0 && !ranks[kept == ranks.size() ? 0 : kept];
        if (top || bottom) {
            if (auto pmf = BestMembers(members, all, work).of(kept, top)) return pmf;
        }
    }
    return every_combination(program, modifiers, members, work, fault);
}

} // namespace

Spread set_spread(const Program& program, const Set& set, std::span<const Spread> members, Work& work, Fault& fault)
{
    std::vector<Modifier> modifiers;
    for (std::uint32_t i = 0; i < set.modifiers.size; ++i) {
        const Modifier& modifier = program.modifiers[set.modifiers.first + i];
        if (!is_display(modifier)) modifiers.push_back(modifier);
    }
    const bool known = std::ranges::all_of(members, [](const Spread& member) { return member.pmf.has_value(); });
    Spread spread;
    spread.unbounded = std::ranges::any_of(members, [](const Spread& member) { return member.unbounded; });
    spread.whole = std::ranges::all_of(members, [](const Spread& member) { return member.pmf ? true : member.whole; });
    if (!known) return spread;
    const bool apart =
        std::ranges::none_of(modifiers, [](const Modifier& m) { return chooses(m) && !chooses_by_test(m); });
    spread.pmf = apart ? sum_members(program, modifiers, members, work, fault)
                       : chosen_members(program, modifiers, members, work, fault);
    if (fault == Fault::none) take_margins(program, modifiers, spread, work, fault);
    return spread;
}

} // namespace goldbox::dice
