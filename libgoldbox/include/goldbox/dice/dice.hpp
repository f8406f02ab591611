#pragma once
// SPDX-License-Identifier: MIT
// The dice language: text becomes an Expression once; an Expression rolls, explains itself and knows its exact chances
// (goldbox/dice/statistics.hpp). docs/dice.md has the grammar and what the dialects differ in.

#include <goldbox/base/random.hpp>
#include <goldbox/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::dice {

/// Whose notation a text is written in. It decides which modifiers exist, what `k`, `r`, `e`, `%` and `//` mean, and
/// how totals are rounded.
enum class Dialect : std::uint8_t { avrae, roll20, foundry, rdr };

[[nodiscard]] std::string_view name(Dialect dialect);
[[nodiscard]] std::optional<Dialect> dialect_named(std::string_view name);

/// What happens to a leading `1d20`: two are rolled and the higher or lower is kept; elven accuracy rolls three.
enum class Advantage : std::uint8_t { none, advantage, disadvantage, elven_accuracy };

/// How large an expression and its rolls may be. Exceeding one is an error `dice.limit`.
struct Limits {
    std::size_t length = 8192;              ///< bytes of text
    std::uint32_t nesting = 100;            ///< brackets and signs inside one another
    std::uint32_t operations = 1000;        ///< operators and functions
    std::uint32_t dice = 1000;              ///< of one term, and of all terms together where their number is written
    std::int64_t faces = 1'000'000'000'000; ///< of one die; at most 10^15
    std::uint32_t draws = 10'000;           ///< of one roll, with rerolls and explosions
    std::uint64_t work = 400'000'000;       ///< of statistics, in steps of about a nanosecond
};

struct Options {
    Dialect dialect = Dialect::avrae;
    Advantage advantage = Advantage::none;
    bool comment = false; ///< text after the expression is a comment, not an error
    /// `abs`, `ceil`, `floor`, `max`, `min` and `round`, and counts and faces in parentheses (`(@level)d6`), in
    /// dialects that have none of them too: for formulas.
    bool functions = false;
    std::uint32_t times = 1; ///< every term has so many times its dice: 2 for the damage of a critical hit; 1..1000
    Limits limits{};
};

/// An exact number: a fraction in lowest terms, denominator above 0. Never infinite, never undefined.
struct Number {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;

    [[nodiscard]] std::int64_t cut() const { return numerator / denominator; } ///< towards zero
    [[nodiscard]] double as_double() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
    bool operator==(const Number&) const = default;
};

/// `7` or `50/3`.
[[nodiscard]] std::string to_string(Number number);
/// `7` or `16.67`: at most two decimals, half away from zero.
[[nodiscard]] std::string to_decimal(Number number);

/// Where chance comes from when it is not a Draw: dice on a real table, a test that walks every path.
class Chance {
public:
    virtual ~Chance() = default;
    /// A number from 0 to bound-1; bound is at least 2. Anything else is taken as bound-1.
    [[nodiscard]] virtual std::uint64_t below(std::uint64_t bound) = 0;
};

/// What became of one die. Several may hold.
enum Mark : std::uint16_t {
    dropped = 1,    ///< does not count
    rerolled = 2,   ///< was replaced by a later die
    exploded = 4,   ///< brought a further die
    extra = 8,      ///< came from an explosion
    folded = 16,    ///< its value was added to the die before it (compounding)
    raised = 32,    ///< lifted to a minimum
    lowered = 64,   ///< pressed to a maximum
    success = 128,  ///< counts as a success
    failure = 256,  ///< counts as a failure
    critical = 512, ///< display only
    fumble = 1024,  ///< display only
};

struct Die {
    std::int64_t face = 0; ///< as drawn: 1..faces, percentile 0,10..90 in avrae, fate -1..1, coin 0..1
    Number value;          ///< after minimum, maximum, penetration and compounding
    std::uint16_t marks = 0;

    [[nodiscard]] bool counts() const { return (marks & (dropped | rerolled | folded)) == 0; }
    bool operator==(const Die&) const = default;
};

/// The dice of one term, in the order they were drawn, or the members of one set.
struct Term {
    std::uint32_t node = 0; ///< which part of the expression; terms are in the order of the text's evaluation
    std::size_t at = 0;     ///< byte where it begins in the text
    std::int64_t count = 0; ///< dice asked for, or members
    std::int64_t faces = 0; ///< 0: members of a set
    std::vector<Die> dice;  ///< of a set: face is the member's index, value its total
    Number total;
    bool operator==(const Term&) const = default;
};

/// A roll with everything that led to it.
struct Roll {
    Number total; ///< as the dialect rounds it: avrae cuts towards zero, rdr keeps two decimals
    std::vector<Term> terms;
    bool operator==(const Roll&) const = default;
};

struct Program;

/// A compiled expression: a value that is cheap to copy and never changes; any number of threads may roll it.
class Expression {
public:
    /// Compiles a text. Errors: `dice.syntax`, `dice.value` (a die without faces, `mil1`), `dice.limit`; each with line
    /// and column in `where`.
    [[nodiscard]] static Result<Expression> compile(std::string_view text, const Options& options = {});

    /// The total alone, without any allocation. One roll takes one position of a random stream, however many dice it
    /// has: the first die is `draw_below(at, faces)`, the others follow in the words behind (docs/dice.md).
    /// @param values  one for each of `paths()`, in that order
    /// Errors: `dice.value` (division by zero, a missing value), `dice.limit` (overflow of int64, too many draws).
    [[nodiscard]] Result<Number> total(const Draw& at, std::span<const std::int64_t> values = {}) const;
    /// The same total; the faces of all dice are appended to `faces` as they fell, and nothing else is allocated.
    [[nodiscard]] Result<Number> total(const Draw& at, std::span<const std::int64_t> values,
                                       std::vector<std::int64_t>& faces) const;

    /// The same roll with its dice; same total, same errors.
    [[nodiscard]] Result<Roll> roll(const Draw& at, std::span<const std::int64_t> values = {}) const;
    [[nodiscard]] Result<Roll> roll(Chance& chance, std::span<const std::int64_t> values = {}) const;

    /// Canonical text: the same expression with one spelling. Compiling it gives the same expression.
    [[nodiscard]] std::string normal() const;
    /// A roll for people: `4d6kh3 [5, 1d, 4, 6] + 2 = 17`. Letters behind a die: d dropped, r rerolled, ! exploded,
    /// ^ raised, v lowered, * success, _ failure, + folded into the die before.
    [[nodiscard]] std::string text(const Roll& roll) const;
    /// The same as Markdown: dropped and rerolled dice struck through, the total in bold.
    [[nodiscard]] std::string markdown(const Roll& roll) const;

    /// Names of the `@path` values that a roll needs, each once, without the `@`.
    [[nodiscard]] const std::vector<std::string>& paths() const;
    [[nodiscard]] Dialect dialect() const;
    [[nodiscard]] std::string_view comment() const; ///< text behind the expression, empty when there is none

    [[nodiscard]] const Program& program() const { return *program_; }

private:
    explicit Expression(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
    std::shared_ptr<const Program> program_;
};

} // namespace goldbox::dice
