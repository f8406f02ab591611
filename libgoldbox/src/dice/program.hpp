#pragma once
// SPDX-License-Identifier: MIT
// A compiled expression: one list of nodes in postfix order. Rolling, exact distributions and text all walk it forwards
// with a stack of their own kind, so nothing here is recursive.

#include "dice/number.hpp"

#include <goldbox/dice/dice.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace goldbox::dice {

struct Node {
    Op op = Op::number;
    bool comma_at_end = false; ///< set: `(1,)`
    bool braces = false;       ///< set: `{}`
    std::uint32_t a = 0;       ///< number, path, dice, set, note: index; comma: index of its set
    std::uint32_t at = 0;      ///< byte in the text, for errors
};

/// `top`, `bottom`: the highest or lowest face.
enum class Compare : std::uint8_t {
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    even,
    odd,
    top,
    bottom
};

/// The least and the greatest value of a die.
struct Edges {
    std::int64_t bottom = 0, top = 0;
};

/// Whether a die's value is meant. Values are whole multiples of 1/scale; `low`..`high` is in those.
struct Test {
    Compare compare = Compare::equal;
    Number number;
    std::int64_t low = 0, high = 0;

    [[nodiscard]] bool holds(std::int64_t value, Edges edges) const
    {
        switch (compare) {
        case Compare::even: return value % 2 == 0;
        case Compare::odd: return value % 2 != 0;
        case Compare::top: return value >= edges.top;
        case Compare::bottom: return value <= edges.bottom;
        case Compare::not_equal: return value < low || value > high;
        default: return value >= low && value <= high;
        }
    }
    bool operator==(const Test&) const = default;
};

/// The test with its bounds for values of this scale.
[[nodiscard]] Test scaled(Test test, std::int64_t scale);

enum class Kind : std::uint8_t {
    // the order is that in which rdr applies them
    minimum,
    maximum,
    explode,
    explode_once,
    compound,
    penetrate,
    compound_penetrate,
    reroll,
    reroll_once,
    reroll_add, ///< avrae's `ra`: one die that matches stays and brings another
    unique,
    unique_once,
    keep,
    drop,
    trim, ///< rdr: keeps and drops that all choose among all dice
    // from here on: how the dice are counted at the end
    success,
    failure,
    count_failures,
    deduct,
    subtract,
    margin,
    // from here on: display
    critical,
    fumble,
    sort,
};

inline bool counts(Kind kind)
{
    return kind >= Kind::success && kind <= Kind::margin;
}

/// Dice are meant by any of: being among the `high` highest, the `low` lowest, passing one of the tests.
struct Modifier {
    Kind kind = Kind::keep;
    bool apart = false;                            ///< not merged with an equal neighbour
    std::uint32_t high = 0, low = 0;               ///< ranks
    std::uint32_t drop_high = 0, drop_low = 0;     ///< trim: also these
    bool keeps_high = false, keeps_low = false;    ///< trim: `high`, `low` are numbers to keep
    std::uint32_t first = 0, tests = 0;            ///< a range of Program::tests
    std::int64_t bound = 0;                        ///< minimum, maximum: in 1/scale
    std::uint32_t spelled = 0, spelled_length = 0; ///< a range of Program::spelling

    [[nodiscard]] bool by_rank() const { return high != 0 || low != 0; }
};

struct Range {
    std::uint32_t first = 0, size = 0;
};

enum class Faces : std::uint8_t { standard, tens, hundred, fate, fate1, coin };

/// How a term without surprises is rolled quickly.
enum class Shape : std::uint8_t { general, plain, highest, lowest, but_lowest, but_highest };

struct Pool {
    std::int64_t count = 1, sides = 0;
    bool count_rolled = false, sides_rolled = false; ///< written as `(expr)`: taken from the stack
    Faces faces = Faces::standard;
    Shape shape = Shape::plain;
    std::int64_t scale = 1; ///< values are held as multiples of 1/scale
    Range modifiers;
    std::uint32_t own_modifiers = 0; ///< the rest were written behind brackets around the term

    [[nodiscard]] Edges edges(std::int64_t of_sides) const { return {face(0) * scale, face(of_sides - 1) * scale}; }
    [[nodiscard]] std::int64_t face(std::int64_t index) const
    {
        switch (faces) {
        case Faces::tens: return index * 10;
        case Faces::fate: return index - 1;
        case Faces::fate1: return index == 0 ? -1 : index == 5 ? 1 : 0;
        case Faces::coin: return index;
        default: return index + 1;
        }
    }
};

struct Set {
    std::uint32_t members = 0;
    std::uint32_t begin = 0; ///< first node of its members
    Range modifiers;
    std::uint32_t own_modifiers = 0;
};

/// A term of a plain sum: dice, or a value that is given.
struct Summand {
    std::uint32_t index = 0; ///< of the pool, or of the path
    bool negative = false;
    bool is_path = false;
};

struct Program {
    Dialect dialect = Dialect::avrae;
    Limits limits;
    std::string text;
    std::string spelling; ///< canonical spelling of the modifiers
    std::vector<Node> nodes;
    std::vector<Number> numbers;
    std::vector<Pool> pools;
    std::vector<Set> sets;
    std::vector<Modifier> modifiers;
    std::vector<Test> tests;
    std::vector<Range> notes;    ///< annotations: ranges of the text, without brackets
    std::vector<Range> trailing; ///< modifiers behind brackets: Op::paren with a != 0 names entry a-1
    std::vector<std::string> paths;
    Range comment;
    /// Most expressions are sums of quick terms, values and a constant: then `is_sum`, and totals need no stack.
    std::vector<Summand> sum;
    std::int64_t constant = 0;
    bool is_sum = false;

    [[nodiscard]] std::string_view part(Range range) const
    {
        return std::string_view(text).substr(range.first, range.size);
    }
};

inline constexpr std::int64_t largest_summand = std::int64_t{1} << 40; ///< of the values in a plain sum
inline constexpr std::uint32_t deepest_stack = 256;                    ///< of a running program
inline constexpr std::uint32_t largest_pool = 2000;                    ///< dice of one term with its explosions
inline constexpr std::uint32_t largest_count = 1000;

/// Whether any test of the modifier holds.
[[nodiscard]] bool passes(const Program& program, const Modifier& modifier, std::int64_t value, Edges edges);

/// Whether the modifier would roll such dice again for ever: every face asks for it.
[[nodiscard]] bool never_ends(const Program& program, const Pool& pool, const Modifier& modifier, std::int64_t count,
                              std::int64_t sides);

[[nodiscard]] Shape shape_of(const Program& program, const Pool& pool);

/// `dice.syntax`, `dice.value` or `dice.limit` at a byte of the text.
enum class Trouble : std::uint8_t { syntax, value, limit };
[[nodiscard]] Error trouble(Trouble kind, std::string_view text, std::size_t at, std::string message);
[[nodiscard]] Error trouble(Fault fault, const Program& program, std::uint32_t node);

/// What the total becomes as the dialect gives it out.
[[nodiscard]] Number rounded_total(Dialect dialect, Number total);

} // namespace goldbox::dice
