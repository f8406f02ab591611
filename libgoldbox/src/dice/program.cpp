// SPDX-License-Identifier: MIT
#include "dice/program.hpp"

#include <algorithm>

namespace goldbox::dice {
namespace {

std::int64_t floor_divided(Wide a, Wide b)
{
    Wide quotient = a / b;
    if (a % b != 0 && (a < 0) != (b < 0)) --quotient;
    constexpr Wide most = std::numeric_limits<std::int64_t>::max() - 1;
    return static_cast<std::int64_t>(std::clamp(quotient, -most, most));
}

Where place(std::string_view text, std::size_t at)
{
    const std::string_view before = text.substr(0, std::min(at, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t newline = before.rfind('\n');
    const std::size_t column = newline == std::string_view::npos ? at + 1 : at - newline;
    return {.file = {}, .line = static_cast<std::uint32_t>(line), .column = static_cast<std::uint32_t>(column)};
}

} // namespace

Test scaled(Test test, std::int64_t scale)
{
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    const Wide top = Wide{test.number.numerator} * scale;
    const std::int64_t down = floor_divided(top, test.number.denominator);
    const bool whole = top % test.number.denominator == 0;
    const std::int64_t up = whole ? down : down + 1;
    switch (test.compare) {
    case Compare::less: test.low = -most, test.high = up - 1; break;
    case Compare::less_equal: test.low = -most, test.high = down; break;
    case Compare::greater: test.low = down + 1, test.high = most; break;
    case Compare::greater_equal: test.low = up, test.high = most; break;
    default: test.low = up, test.high = down; // between two whole numbers nothing is equal
    }
    return test;
}

bool passes(const Program& program, const Modifier& modifier, std::int64_t value, Edges edges)
{
    for (std::uint32_t i = 0; i < modifier.tests; ++i) {
        if (program.tests[modifier.first + i].holds(value, edges)) return true;
    }
    return false;
}

bool never_ends(const Program& program, const Pool& pool, const Modifier& modifier, std::int64_t count,
                std::int64_t sides)
{
    if (count == 0) return false;
    if (modifier.kind == Kind::unique && modifier.tests == 0) {
        const std::int64_t different = pool.faces == Faces::fate1 ? 3 : sides;
        return count > different;
    }
    if (modifier.kind == Kind::reroll && modifier.by_rank()) return true; // something is always the highest
    const bool repeats = modifier.kind == Kind::reroll || modifier.kind == Kind::explode ||
                         modifier.kind == Kind::compound || modifier.kind == Kind::penetrate ||
                         modifier.kind == Kind::compound_penetrate;
    if (!repeats || modifier.tests == 0) return false;
    const Edges edges = pool.edges(sides);
    const auto asks = [&](std::int64_t index) {
        return passes(program, modifier, pool.face(index) * pool.scale, edges);
    };
    constexpr std::int64_t few = 1000;
    if (sides <= few) {
        for (std::int64_t i = 0; i < sides; ++i) {
            if (!asks(i)) return false;
        }
        return true;
    }
    // Where many faces are free, one of them stands beside an end of a test.
    if (!asks(0) || !asks(sides - 1)) return false;
    for (std::uint32_t i = 0; i < modifier.tests; ++i) {
        const Test& test = program.tests[modifier.first + i];
        for (const std::int64_t value : {test.low, test.high}) {
            const std::int64_t index = value / pool.scale - 1;
            for (std::int64_t near = -2; near <= 2; ++near) {
                if (value > -1'000'000'000'000'000 && value < 2'000'000'000'000'000 && index + near >= 0 &&
                    index + near < sides && !asks(index + near)) {
                    return false;
                }
            }
        }
    }
    return true;
}

Shape shape_of(const Program& program, const Pool& pool)
{
    const Modifier* only = nullptr;
    for (std::uint32_t i = 0; i < pool.modifiers.size; ++i) {
        const Modifier& modifier = program.modifiers[pool.modifiers.first + i];
        if (modifier.kind >= Kind::critical) continue;
        if (only) return Shape::general;
        only = &modifier;
    }
    if (pool.faces == Faces::fate1 || pool.scale != 1) return Shape::general;
    if (!only) return Shape::plain;
    const bool chooses = only->kind == Kind::keep || only->kind == Kind::drop;
    if (!chooses || only->tests != 0 || (only->high != 0 && only->low != 0) || pool.count_rolled || pool.count < 2) {
        return Shape::general;
    }
    const bool keeps = only->kind == Kind::keep;
    const std::int64_t chosen = std::max(only->high, only->low);
    const std::int64_t kept = keeps ? chosen : pool.count - chosen;
    const bool high = keeps == (only->high != 0); // the kept ones are the high ones
    if (chosen == 0 || kept <= 0) return Shape::general;
    if (kept == 1) return high ? Shape::highest : Shape::lowest;
    if (kept == pool.count - 1) return high ? Shape::but_lowest : Shape::but_highest;
    return kept >= pool.count ? Shape::plain : Shape::general;
}

Error trouble(Trouble kind, std::string_view text, std::size_t at, std::string message)
{
    constexpr const char* reasons[] = {"dice.syntax", "dice.value", "dice.limit"};
    const Code code = kind == Trouble::limit ? Code::limit : Code::invalid;
    return {code, reasons[static_cast<int>(kind)], std::move(message), place(text, at), nullptr};
}

Error trouble(Fault fault, const Program& program, std::uint32_t node)
{
    struct Said {
        Trouble kind;
        const char* message;
    };
    const auto said = [&]() -> Said {
        switch (fault) {
        case Fault::division_by_zero: return {Trouble::value, "a division by zero"};
        case Fault::not_a_real_number: return {Trouble::value, "the result is no real number"};
        case Fault::missing_value: return {Trouble::value, "no value is given for this name"};
        case Fault::bad_count: return {Trouble::value, "the number of dice is not a whole number from 0"};
        case Fault::bad_faces: return {Trouble::value, "the number of faces is not a whole number from 1"};
        case Fault::too_many_dice: return {Trouble::limit, "too many dice"};
        case Fault::too_many_draws: return {Trouble::limit, "too many dice were rolled again"};
        case Fault::endless: return {Trouble::limit, "every face would be rolled again, without end"};
        default: return {Trouble::limit, "a number does not fit in 64 bits"};
        }
    }();
    return trouble(said.kind, program.text, program.nodes[node].at, said.message);
}

} // namespace goldbox::dice
