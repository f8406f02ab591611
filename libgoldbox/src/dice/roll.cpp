// SPDX-License-Identifier: MIT
// Runs a program. One template serves totals and full records, so that they draw the same words and agree.
#include "dice/program.hpp"
#include "dice/words.hpp"

#include <algorithm>
#include <array>

namespace goldbox::dice {
namespace {

/// Chance from outside, kept within its bounds.
class Given {
public:
    explicit Given(Chance& chance) : chance_(chance) {}
    [[nodiscard]] std::uint64_t below(std::uint64_t bound)
    {
        return bound <= 1 ? 0 : std::min(chance_.below(bound), bound - 1);
    }

private:
    Chance& chance_;
};

/// Nobody asks for the dice.
struct Forget {
    static constexpr bool records = false;
    void begin(std::uint32_t, std::int64_t, std::int64_t) {}
    void die(std::int64_t, std::int64_t, std::int64_t, std::uint16_t) {}
    void mark(std::uint32_t, std::uint16_t) {}
    void value(std::uint32_t, std::int64_t, std::int64_t) {}
    void member(Number) {}
    void total(Number) {}
};

/// Somebody asks for what the dice showed.
struct FacesOnly {
    static constexpr bool records = true;
    std::vector<std::int64_t>& faces;

    void begin(std::uint32_t, std::int64_t, std::int64_t) {}
    void die(std::int64_t face, std::int64_t, std::int64_t, std::uint16_t) { faces.push_back(face); }
    void mark(std::uint32_t, std::uint16_t) {}
    void value(std::uint32_t, std::int64_t, std::int64_t) {}
    void member(Number) {}
    void total(Number) {}
};

struct Remember {
    static constexpr bool records = true;
    const Program& program;
    Roll& roll;

    void begin(std::uint32_t node, std::int64_t count, std::int64_t sides)
    {
        roll.terms.push_back(
            {.node = node, .at = program.nodes[node].at, .count = count, .faces = sides, .dice = {}, .total = {}});
    }
    void die(std::int64_t face, std::int64_t value, std::int64_t scale, std::uint16_t marks)
    {
        roll.terms.back().dice.push_back({.face = face, .value = number(value, scale), .marks = marks});
    }
    void mark(std::uint32_t die, std::uint16_t mark) { at(die).marks |= mark; }
    void value(std::uint32_t die, std::int64_t value, std::int64_t scale) { at(die).value = number(value, scale); }
    void member(Number value)
    {
        auto& dice = roll.terms.back().dice;
        dice.push_back({.face = static_cast<std::int64_t>(dice.size()), .value = value});
    }
    void total(Number value) { roll.terms.back().total = value; }

private:
    Die& at(std::uint32_t die) { return roll.terms.back().dice[die]; }
    static Number number(std::int64_t value, std::int64_t scale)
    {
        Number out;
        return make_number(value, scale, out) == Fault::none ? out : Number{};
    }
};

/// Which of a list of values a modifier means.
struct Selection {
    std::array<std::uint8_t, largest_pool> chosen;
    std::array<std::uint16_t, largest_pool> order;

    /// The `rank` highest or lowest. Of equal dice the earlier counts as the higher, so that one die is not the highest
    /// and the lowest at once.
    template <bool highest>
    void choose_ranks(const std::int64_t* values, std::uint32_t size, std::uint32_t rank, std::uint8_t mark)
    {
        rank = std::min(rank, size);
        if (rank == 0) return;
        for (std::uint32_t i = 0; i < size; ++i) order[i] = static_cast<std::uint16_t>(i);
        const auto before = [values](std::uint16_t a, std::uint16_t b) {
            if (values[a] != values[b]) return highest ? values[a] > values[b] : values[a] < values[b];
            return highest ? a < b : a > b;
        };
        if (rank < size) std::nth_element(order.begin(), order.begin() + rank, order.begin() + size, before);
        for (std::uint32_t i = 0; i < rank; ++i) chosen[order[i]] = mark;
    }

    void choose(const Program& program, const Modifier& modifier, const std::int64_t* values, std::uint32_t size,
                Edges edges)
    {
        for (std::uint32_t i = 0; i < size; ++i) {
            chosen[i] = modifier.tests != 0 && passes(program, modifier, values[i], edges);
        }
        choose_ranks<true>(values, size, modifier.high, 1);
        choose_ranks<false>(values, size, modifier.low, 1);
    }

    /// What keep, drop and trim leave.
    void choose_kept(const Program& program, const Modifier& modifier, const std::int64_t* values, std::uint32_t size,
                     Edges edges)
    {
        if (modifier.kind != Kind::trim) {
            choose(program, modifier, values, size, edges);
            if (modifier.kind == Kind::keep) return;
            for (std::uint32_t i = 0; i < size; ++i) chosen[i] = chosen[i] == 0;
            return;
        }
        std::fill_n(chosen.begin(), size, std::uint8_t{1});
        if (modifier.keeps_high) choose_ranks<false>(values, size, size - std::min(size, modifier.high), 0);
        if (modifier.keeps_low) choose_ranks<true>(values, size, size - std::min(size, modifier.low), 0);
        choose_ranks<true>(values, size, modifier.drop_high, 0);
        choose_ranks<false>(values, size, modifier.drop_low, 0);
    }
};

/// What a die, or a set's member, adds to the total once the modifiers that count have had their say.
struct Score {
    bool counting = false;
    std::int64_t value = 0;
    std::uint16_t marks = 0;
};

/// `margin` is no matter of single dice; it is taken from the sum.
Score score(const Program& program, std::span<const Modifier> modifiers, std::int64_t value, std::int64_t scale,
            Edges edges)
{
    Score score{.value = value};
    const auto unit = scale;
    for (const Modifier& modifier : modifiers) {
        const bool holds = passes(program, modifier, value, edges);
        switch (modifier.kind) {
        case Kind::success:
        case Kind::count_failures:
            score.value = holds ? unit : 0;
            if (holds) score.marks |= modifier.kind == Kind::success ? Mark::success : Mark::failure;
            break;
        case Kind::failure:
            if (holds) score.value -= unit, score.marks |= Mark::failure;
            break;
        case Kind::deduct:
            if (holds) score.value = -unit, score.marks |= Mark::failure;
            break;
        case Kind::subtract:
            if (holds) score.value = -value, score.marks |= Mark::failure;
            break;
        case Kind::critical:
            if (holds) score.marks |= Mark::critical;
            break;
        case Kind::fumble:
            if (holds) score.marks |= Mark::fumble;
            break;
        default: break;
        }
    }
    return score;
}

/// `ms10`: how far the total is above 10, or below where that was asked for.
Fault take_margins(const Program& program, std::span<const Modifier> modifiers, Number& total)
{
    for (const Modifier& modifier : modifiers) {
        if (modifier.kind != Kind::margin || modifier.tests == 0) continue;
        const Test& test = program.tests[modifier.first];
        const bool below = test.compare == Compare::less || test.compare == Compare::less_equal;
        const Fault fault = below ? calculate(program.dialect, Op::subtract, test.number, total, total)
                                  : calculate(program.dialect, Op::subtract, total, test.number, total);
        if (fault != Fault::none) return fault;
    }
    return Fault::none;
}

std::span<const Modifier> modifiers_of(const Program& program, Range range)
{
    return {program.modifiers.data() + range.first, range.size};
}

/// A term of even steps with at most one choice by rank.
template <class Source>
[[gnu::always_inline]] inline std::int64_t quick(Source& source, const Pool& pool, std::int64_t count,
                                                 std::uint64_t sides)
{
    std::uint64_t sum = 0, highest = 0, lowest = ~std::uint64_t{0};
    std::int64_t kept = count;
    if (pool.shape == Shape::plain) {
        for (std::int64_t i = 0; i < count; ++i) sum += source.below(sides);
    } else {
        for (std::int64_t i = 0; i < count; ++i) {
            const std::uint64_t index = source.below(sides);
            sum += index;
            highest = std::max(highest, index);
            lowest = std::min(lowest, index);
        }
        switch (pool.shape) {
        case Shape::highest: sum = highest, kept = 1; break;
        case Shape::lowest: sum = lowest, kept = 1; break;
        case Shape::but_lowest: sum -= lowest, --kept; break;
        default: sum -= highest, --kept; break;
        }
    }
    const std::int64_t low = pool.face(0), step = pool.faces == Faces::tens ? 10 : 1;
    return low * kept + step * static_cast<std::int64_t>(sum);
}

/// Whether a sum of quick terms fits in 64 bits with these values, however the dice fall.
bool fits(const Program& program, std::span<const std::int64_t> values)
{
    return program.is_sum && values.size() >= program.paths.size() &&
           std::ranges::all_of(values.first(program.paths.size()), [](std::int64_t value) {
               return value <= largest_summand && value >= -largest_summand;
           });
}

std::int64_t quick_sum(const Program& program, Words& words, std::span<const std::int64_t> values)
{
    std::int64_t total = program.constant;
    for (const Summand& summand : program.sum) {
        std::int64_t term = 0;
        if (summand.is_path) {
            term = values[summand.index];
        } else {
            const Pool& pool = program.pools[summand.index];
            term = quick(words, pool, pool.count, static_cast<std::uint64_t>(pool.sides));
        }
        total += summand.negative ? -term : term;
    }
    return total;
}

template <class Source, class Trace>
class Run {
public:
    Run(const Program& program, Source& source, std::span<const std::int64_t> values, Trace& trace)
        : program_(program), source_(source), values_(values), trace_(trace)
    {
    }

    Fault total(Number& out)
    {
        const Node* const nodes = program_.nodes.data();
        const auto size = static_cast<std::uint32_t>(program_.nodes.size());
        for (node_ = 0; node_ < size; ++node_) {
            const Node& node = nodes[node_];
            if (const Fault fault = step(node); fault != Fault::none) return fault;
        }
        out = pop();
        return Fault::none;
    }

    [[nodiscard]] std::uint32_t node() const { return node_; }

private:
    /// A Number without a constructor, so that the stack costs nothing until it is used.
    struct Cell {
        std::int64_t numerator;
        std::int64_t denominator;
    };

    void push(Number number) { stack_[top_++] = {number.numerator, number.denominator}; }
    Number pop()
    {
        --top_;
        return {stack_[top_].numerator, stack_[top_].denominator};
    }

    Fault step(const Node& node)
    {
        switch (node.op) {
        case Op::number: return push(program_.numbers[node.a]), Fault::none;
        case Op::path:
            if (node.a >= values_.size()) return Fault::missing_value;
            return push({values_[node.a], 1}), Fault::none;
        case Op::dice: return dice(program_.pools[node.a]);
        case Op::set: return set(program_.sets[node.a]);
        case Op::apart:
        case Op::paren:
        case Op::note: return Fault::none;
        default: break;
        }
        Number right{}, out;
        if (node.op == Op::comma || is_binary(node.op)) right = pop();
        const Number left = pop();
        const Op op = node.op == Op::comma ? Op::add : node.op;
        const Fault fault = calculate(program_.dialect, op, left, right, out);
        push(out);
        return fault;
    }

    // --- dice --------------------------------------------------------------------------------------------------------

    Fault dice(const Pool& pool)
    {
        std::int64_t count = pool.count, sides = pool.sides;
        if (pool.sides_rolled || pool.count_rolled) {
            if (const Fault fault = rolled_size(pool, count, sides); fault != Fault::none) return fault;
        }
        trace_.begin(node_, count, sides);
        draws_ += static_cast<std::uint32_t>(count);
        if (draws_ > program_.limits.draws) return Fault::too_many_draws;
        if constexpr (!Trace::records) {
            if (pool.shape != Shape::general) {
                const std::int64_t sum = quick(source_, pool, count, static_cast<std::uint64_t>(sides));
                return push({sum, 1}), Fault::none;
            }
        }
        return general(pool, count, sides);
    }

    Fault rolled_size(const Pool& pool, std::int64_t& count, std::int64_t& sides)
    {
        if (pool.sides_rolled) {
            const Number number = pop();
            if (number.denominator != 1 || number.numerator < 1) return Fault::bad_faces;
            if (number.numerator > std::min<std::int64_t>(program_.limits.faces, 1'000'000'000'000'000)) {
                return Fault::too_many_dice;
            }
            sides = number.numerator;
        }
        if (pool.count_rolled) {
            const Number number = pop();
            if (number.denominator != 1 || number.numerator < 0) return Fault::bad_count;
            if (number.numerator > std::min(program_.limits.dice, largest_count)) return Fault::too_many_dice;
            count = number.numerator;
        }
        for (const Modifier& modifier : modifiers_of(program_, pool.modifiers)) {
            if (never_ends(program_, pool, modifier, count, sides)) return Fault::endless;
        }
        return Fault::none;
    }

    /// The dice of a term while modifiers work on them. Dropped ones leave it; `id` says which die of the record is
    /// which.
    struct Bag {
        std::array<std::int64_t, largest_pool> value;
        std::array<std::uint16_t, largest_pool> id;
        Selection selection;
        std::uint32_t size = 0;
        std::uint32_t drawn = 0; ///< dice of the record
        Edges edges;
    };

    std::int64_t draw(const Pool& pool, std::int64_t sides, std::int64_t& face)
    {
        face = pool.face(static_cast<std::int64_t>(source_.below(static_cast<std::uint64_t>(sides))));
        return face * pool.scale;
    }

    Fault draw_again() { return ++draws_ > program_.limits.draws ? Fault::too_many_draws : Fault::none; }

    Fault append(Bag& bag, const Pool& pool, std::int64_t sides, std::uint16_t marks, std::int64_t less = 0)
    {
        if (bag.size == largest_pool) return Fault::too_many_dice;
        std::int64_t face = 0;
        const std::int64_t value = draw(pool, sides, face) - less;
        trace_.die(face, value, pool.scale, marks);
        bag.value[bag.size] = value;
        bag.id[bag.size++] = static_cast<std::uint16_t>(bag.drawn++);
        return Fault::none;
    }

    Fault append_again(Bag& bag, const Pool& pool, std::int64_t sides, std::uint16_t marks, std::int64_t less = 0)
    {
        if (const Fault fault = draw_again(); fault != Fault::none) return fault;
        return append(bag, pool, sides, marks, less);
    }

    [[gnu::noinline]] Fault general(const Pool& pool, std::int64_t count, std::int64_t sides)
    {
        Bag bag;
        bag.edges = pool.edges(sides);
        for (std::int64_t i = 0; i < count; ++i) {
            if (const Fault fault = append(bag, pool, sides, 0); fault != Fault::none) return fault;
        }
        const std::span<const Modifier> modifiers = modifiers_of(program_, pool.modifiers);
        for (const Modifier& modifier : modifiers) {
            if (const Fault fault = change(bag, pool, sides, modifier); fault != Fault::none) return fault;
        }
        return sum_up(bag, pool, modifiers);
    }

    Fault change(Bag& bag, const Pool& pool, std::int64_t sides, const Modifier& modifier)
    {
        switch (modifier.kind) {
        case Kind::minimum:
        case Kind::maximum: return press(bag, pool, modifier), Fault::none;
        case Kind::explode: return explode(bag, pool, sides, modifier, 0);
        case Kind::penetrate: return explode(bag, pool, sides, modifier, pool.scale);
        case Kind::explode_once: return explode_once(bag, pool, sides, modifier, bag.size);
        case Kind::reroll_add: return explode_once(bag, pool, sides, modifier, 1);
        case Kind::compound: return compound(bag, pool, sides, modifier, 0);
        case Kind::compound_penetrate: return compound(bag, pool, sides, modifier, pool.scale);
        case Kind::reroll: return reroll(bag, pool, sides, modifier, false);
        case Kind::reroll_once: return reroll(bag, pool, sides, modifier, true);
        case Kind::unique: return make_unique(bag, pool, sides, modifier, false);
        case Kind::unique_once: return make_unique(bag, pool, sides, modifier, true);
        case Kind::keep:
        case Kind::drop:
        case Kind::trim: return keep(bag, modifier), Fault::none;
        default: return Fault::none;
        }
    }

    void press(Bag& bag, const Pool& pool, const Modifier& modifier)
    {
        const bool raises = modifier.kind == Kind::minimum;
        for (std::uint32_t i = 0; i < bag.size; ++i) {
            const bool fits = raises ? bag.value[i] >= modifier.bound : bag.value[i] <= modifier.bound;
            if (fits) continue;
            bag.value[i] = modifier.bound;
            trace_.value(bag.id[i], modifier.bound, pool.scale);
            trace_.mark(bag.id[i], raises ? Mark::raised : Mark::lowered);
        }
    }

    /// Each die that is meant brings another, which may bring another. A die explodes once only.
    Fault explode(Bag& bag, const Pool& pool, std::int64_t sides, const Modifier& modifier, std::int64_t less)
    {
        std::array<std::uint8_t, largest_pool> done;
        std::fill_n(done.begin(), bag.size, std::uint8_t{0});
        std::uint32_t begin = 0; // where only tests choose, older dice need no second look
        for (bool again = true; again;) {
            again = false;
            const std::uint32_t size = bag.size;
            if (modifier.by_rank()) {
                bag.selection.choose(program_, modifier, bag.value.data(), size, bag.edges);
            } else {
                for (std::uint32_t i = begin; i < size; ++i) {
                    // what matters is the face, not what penetration left of it
                    const std::int64_t taken = i >= begin && begin != 0 ? less : 0;
                    bag.selection.chosen[i] = passes(program_, modifier, bag.value[i] + taken, bag.edges);
                }
            }
            for (std::uint32_t i = begin; i < size; ++i) {
                if (bag.selection.chosen[i] == 0 || done[i] != 0) continue;
                done[i] = 1;
                trace_.mark(bag.id[i], Mark::exploded);
                if (const Fault fault = append_again(bag, pool, sides, Mark::extra, less); fault != Fault::none) {
                    return fault;
                }
                done[bag.size - 1] = 0;
                again = true;
            }
            if (!modifier.by_rank()) begin = size;
        }
        return Fault::none;
    }

    Fault explode_once(Bag& bag, const Pool& pool, std::int64_t sides, const Modifier& modifier, std::uint32_t most)
    {
        const std::uint32_t size = bag.size;
        bag.selection.choose(program_, modifier, bag.value.data(), size, bag.edges);
        for (std::uint32_t i = 0; i < size && most != 0; ++i) {
            if (bag.selection.chosen[i] == 0) continue;
            --most;
            trace_.mark(bag.id[i], Mark::exploded);
            if (const Fault fault = append_again(bag, pool, sides, Mark::extra); fault != Fault::none) return fault;
        }
        return Fault::none;
    }

    /// Explosions are added to the die that began them.
    Fault compound(Bag& bag, const Pool& pool, std::int64_t sides, const Modifier& modifier, std::int64_t less)
    {
        for (std::uint32_t i = 0; i < bag.size; ++i) {
            bool again = passes(program_, modifier, bag.value[i], bag.edges);
            if (again) trace_.mark(bag.id[i], Mark::exploded);
            while (again) {
                if (const Fault fault = draw_again(); fault != Fault::none) return fault;
                std::int64_t face = 0;
                const std::int64_t value = draw(pool, sides, face);
                again = passes(program_, modifier, value, bag.edges);
                trace_.die(face, value - less, pool.scale, Mark::extra | Mark::folded);
                ++bag.drawn;
                bag.value[i] += value - less;
                trace_.value(bag.id[i], bag.value[i], pool.scale);
            }
        }
        return Fault::none;
    }

    Fault replace(Bag& bag, const Pool& pool, std::int64_t sides, std::uint32_t die)
    {
        if (const Fault fault = draw_again(); fault != Fault::none) return fault;
        trace_.mark(bag.id[die], Mark::rerolled);
        std::int64_t face = 0;
        bag.value[die] = draw(pool, sides, face);
        trace_.die(face, bag.value[die], pool.scale, 0);
        bag.id[die] = static_cast<std::uint16_t>(bag.drawn++);
        return Fault::none;
    }

    Fault reroll(Bag& bag, const Pool& pool, std::int64_t sides, const Modifier& modifier, bool once)
    {
        bag.selection.choose(program_, modifier, bag.value.data(), bag.size, bag.edges);
        for (std::uint32_t i = 0; i < bag.size; ++i) {
            bool again = bag.selection.chosen[i] != 0;
            while (again) {
                if (const Fault fault = replace(bag, pool, sides, i); fault != Fault::none) return fault;
                again = !once && passes(program_, modifier, bag.value[i], bag.edges);
            }
        }
        return Fault::none;
    }

    /// A die that shows what an earlier one shows is rolled again.
    Fault make_unique(Bag& bag, const Pool& pool, std::int64_t sides, const Modifier& modifier, bool once)
    {
        for (std::uint32_t i = 1; i < bag.size; ++i) {
            const auto repeats = [&] {
                const bool meant = modifier.tests == 0 || passes(program_, modifier, bag.value[i], bag.edges);
                return meant &&
                       std::find(bag.value.begin(), bag.value.begin() + i, bag.value[i]) != bag.value.begin() + i;
            };
            while (repeats()) {
                if (const Fault fault = replace(bag, pool, sides, i); fault != Fault::none) return fault;
                if (once) break;
            }
        }
        return Fault::none;
    }

    void keep(Bag& bag, const Modifier& modifier)
    {
        bag.selection.choose_kept(program_, modifier, bag.value.data(), bag.size, bag.edges);
        std::uint32_t kept = 0;
        for (std::uint32_t i = 0; i < bag.size; ++i) {
            if (bag.selection.chosen[i] == 0) {
                trace_.mark(bag.id[i], Mark::dropped);
                continue;
            }
            bag.value[kept] = bag.value[i];
            bag.id[kept++] = bag.id[i];
        }
        bag.size = kept;
    }

    Fault sum_up(const Bag& bag, const Pool& pool, std::span<const Modifier> modifiers)
    {
        std::int64_t sum = 0;
        for (std::uint32_t i = 0; i < bag.size; ++i) {
            const Score scored = score(program_, modifiers, bag.value[i], pool.scale, bag.edges);
            if (scored.marks != 0) trace_.mark(bag.id[i], scored.marks);
            if (__builtin_add_overflow(sum, scored.value, &sum)) return Fault::overflow;
        }
        return finish(sum, pool.scale, modifiers);
    }

    Fault finish(std::int64_t sum, std::int64_t scale, std::span<const Modifier> modifiers)
    {
        Number total;
        if (const Fault fault = make_number(sum, scale, total); fault != Fault::none) return fault;
        if (const Fault fault = take_margins(program_, modifiers, total); fault != Fault::none) return fault;
        trace_.total(total);
        push(total);
        return Fault::none;
    }

    // --- sets --------------------------------------------------------------------------------------------------------

    Fault set(const Set& set)
    {
        if (set.modifiers.size != 0 && set.members != 0) return choose_members(set);
        if (set.members == 0) push({}); // () is 0; other members were summed by their commas
        return Fault::none;
    }

    /// Members become whole multiples of a common fraction, and are then chosen and counted as dice are.
    [[gnu::noinline]] Fault choose_members(const Set& set)
    {
        const std::uint32_t members = set.members;
        top_ -= members;
        const Cell* const cells = stack_.data() + top_;
        std::int64_t scale = 1;
        for (std::uint32_t i = 0; i < members; ++i) {
            Number part;
            if (make_number(scale, cells[i].denominator, part) != Fault::none ||
                __builtin_mul_overflow(scale, part.denominator, &scale)) {
                return Fault::overflow;
            }
        }
        std::array<std::int64_t, deepest_stack> values;
        std::array<std::uint16_t, deepest_stack> ids;
        trace_.begin(node_, members, 0);
        for (std::uint32_t i = 0; i < members; ++i) {
            if (__builtin_mul_overflow(cells[i].numerator, scale / cells[i].denominator, &values[i]))
                return Fault::overflow;
            trace_.member({cells[i].numerator, cells[i].denominator});
            ids[i] = static_cast<std::uint16_t>(i);
        }
        return sum_members(modifiers_of(program_, set.modifiers), values.data(), ids.data(), members, scale);
    }

    Fault sum_members(std::span<const Modifier> modifiers, std::int64_t* values, std::uint16_t* ids, std::uint32_t size,
                      std::int64_t scale)
    {
        Selection selection;
        for (const Modifier& modifier : modifiers) {
            if (modifier.kind != Kind::keep && modifier.kind != Kind::drop && modifier.kind != Kind::trim) continue;
            choose_members(modifier, values, size, scale, selection);
            std::uint32_t kept = 0;
            for (std::uint32_t i = 0; i < size; ++i) {
                if (selection.chosen[i] == 0) {
                    trace_.mark(ids[i], Mark::dropped);
                    continue;
                }
                values[kept] = values[i];
                ids[kept++] = ids[i];
            }
            size = kept;
        }
        std::int64_t sum = 0;
        for (std::uint32_t i = 0; i < size; ++i) {
            const Score scored = score_member(modifiers, values[i], scale);
            if (scored.marks != 0) trace_.mark(ids[i], scored.marks);
            if (__builtin_add_overflow(sum, scored.value, &sum)) return Fault::overflow;
        }
        return finish(sum, scale, modifiers);
    }

    /// Tests were prepared for whole numbers; members may be fractions.
    void choose_members(const Modifier& modifier, const std::int64_t* values, std::uint32_t size, std::int64_t scale,
                        Selection& selection)
    {
        if (modifier.tests == 0 || scale == 1) return selection.choose_kept(program_, modifier, values, size, {});
        Modifier ranks = modifier;
        ranks.kind = Kind::keep;
        ranks.tests = 0;
        selection.choose(program_, ranks, values, size, {});
        for (std::uint32_t i = 0; i < size; ++i) {
            for (std::uint32_t t = 0; t < modifier.tests; ++t) {
                if (scaled(program_.tests[modifier.first + t], scale).holds(values[i], {})) selection.chosen[i] = 1;
            }
            if (modifier.kind == Kind::drop) selection.chosen[i] = selection.chosen[i] == 0;
        }
    }

    Score score_member(std::span<const Modifier> modifiers, std::int64_t value, std::int64_t scale)
    {
        if (scale == 1) return score(program_, modifiers, value, scale, {});
        Score result{.value = value};
        for (const Modifier& modifier : modifiers) {
            if (!counts(modifier.kind) || modifier.tests == 0) continue;
            const Test test = scaled(program_.tests[modifier.first], scale);
            const bool holds = test.holds(value, {});
            switch (modifier.kind) {
            case Kind::success:
            case Kind::count_failures: result.value = holds ? scale : 0; break;
            case Kind::failure: result.value -= holds ? scale : 0; break;
            case Kind::deduct: result.value = holds ? -scale : result.value; break;
            case Kind::subtract: result.value = holds ? -value : result.value; break;
            default: break;
            }
        }
        return result;
    }

    const Program& program_;
    Source& source_;
    std::span<const std::int64_t> values_;
    Trace& trace_;
    std::uint32_t top_ = 0;
    std::uint32_t node_ = 0;
    std::uint32_t draws_ = 0;
    std::array<Cell, deepest_stack + 2> stack_;
};

template <class Source>
Result<Roll> recorded(const Program& program, Source source, std::span<const std::int64_t> values)
{
    Roll roll;
    Remember trace{program, roll};
    Run<Source, Remember> run(program, source, values, trace);
    if (const Fault fault = run.total(roll.total); fault != Fault::none) {
        return unexpected(trouble(fault, program, run.node()));
    }
    roll.total = rounded_total(program.dialect, roll.total);
    return roll;
}

[[gnu::cold, gnu::noinline]] tl::unexpected<Error> failed(Fault fault, const Program& program, std::uint32_t node)
{
    return unexpected(trouble(fault, program, node));
}

template <class Trace>
[[gnu::noinline]] Result<Number> general_total(const Program& program, const Draw& at,
                                               std::span<const std::int64_t> values, Trace trace)
{
    Words words(at);
    Run<Words, Trace> run(program, words, values, trace);
    Number total;
    if (const Fault fault = run.total(total); fault != Fault::none) return failed(fault, program, run.node());
    return rounded_total(program.dialect, total);
}

} // namespace

Result<Number> Expression::total(const Draw& at, std::span<const std::int64_t> values) const
{
    if (fits(*program_, values)) {
        Words words(at);
        return Number{quick_sum(*program_, words, values), 1};
    }
    return general_total(*program_, at, values, Forget{});
}

Result<Number> Expression::total(const Draw& at, std::span<const std::int64_t> values,
                                 std::vector<std::int64_t>& faces) const
{
    return general_total(*program_, at, values, FacesOnly{faces});
}

Result<Roll> Expression::roll(const Draw& at, std::span<const std::int64_t> values) const
{
    return recorded(*program_, Words(at), values);
}

Result<Roll> Expression::roll(Chance& chance, std::span<const std::int64_t> values) const
{
    return recorded(*program_, Given(chance), values);
}

} // namespace goldbox::dice
