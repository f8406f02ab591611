// SPDX-License-Identifier: MIT
// Text to program, in one pass and without recursion: operands go straight into the postfix list, operators and
// brackets wait on a stack of their own.
#include "dice/parser.hpp"

#include "dice/notation.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <optional>
#include <utility>

namespace goldbox::dice {
namespace {

constexpr std::int64_t largest_faces = 1'000'000'000'000'000; // times 1000 dice fits in int64
constexpr std::uint32_t most_tests = 256;                     // of one modifier

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/// An operator that waits for its right side, or an open bracket.
struct Waiting {
    enum class What : std::uint8_t { binary, sign, paren, brace, function, sides } what = What::binary;
    Op op = Op::number;
    std::uint8_t precedence = 0;
    std::uint32_t arguments = 0; ///< of a function
    std::string_view name;       ///< of a function
    std::uint32_t at = 0;
    std::uint32_t begin = 0;   ///< bracket: first node inside
    std::uint32_t members = 0; ///< bracket: complete members
    std::uint32_t set = 0;     ///< bracket with commas: its set
    Pool pool{};               ///< sides: the dice that wait for their faces

    [[nodiscard]] bool is_bracket() const { return what >= What::paren; }
};
using What = Waiting::What;

/// Finds out whether the program is a sum of quick terms, walking it backwards: the root comes first, and what stands
/// right of an operator before what stands left. A sum that could leave 64 bits on its way is none.
class SumFinder {
public:
    explicit SumFinder(Program& program) : program_(program) {}

    void find()
    {
        negative_.push_back(false);
        for (auto node = program_.nodes.rbegin(); node != program_.nodes.rend(); ++node) {
            if (!take(*node)) return program_.sum.clear();
        }
        std::ranges::reverse(program_.sum); // dice are drawn in the order of the text
        program_.constant = constant_;
        program_.is_sum = dice_ <= program_.limits.draws;
    }

private:
    bool take(const Node& node)
    {
        const bool negative = negative_.back();
        switch (node.op) {
        case Op::paren:
        case Op::note:
        case Op::plus: return true;
        case Op::negate: negative_.back() = !negative; return true;
        case Op::add:
        case Op::subtract: negative_.push_back(negative != (node.op == Op::subtract)); return true;
        case Op::number: negative_.pop_back(); return add_number(program_.numbers[node.a], negative);
        case Op::path:
            negative_.pop_back();
            program_.sum.push_back({.index = node.a, .negative = negative, .is_path = true});
            return grows(largest_summand);
        case Op::dice: negative_.pop_back(); return add_dice(node.a, negative);
        default: return false;
        }
    }

    bool grows(Wide by)
    {
        reach_ += by;
        return reach_ <= std::numeric_limits<std::int64_t>::max();
    }

    bool add_number(Number number, bool negative)
    {
        if (number.denominator != 1 || !grows(number.numerator)) return false; // only a sign makes a number negative
        constant_ += negative ? -number.numerator : number.numerator;
        return true;
    }

    bool add_dice(std::uint32_t index, bool negative)
    {
        const Pool& pool = program_.pools[index];
        if (pool.count_rolled || pool.sides_rolled || pool.shape == Shape::general) return false;
        program_.sum.push_back({.index = index, .negative = negative});
        dice_ += static_cast<std::uint64_t>(pool.count);
        return grows(Wide{pool.count} * pool.sides * 10);
    }

    Program& program_;
    std::vector<bool> negative_;
    std::int64_t constant_ = 0;
    Wide reach_ = 0;
    std::uint64_t dice_ = 0;
};

class Parser {
public:
    Parser(std::string_view text, const Options& options)
        : options_(options), notation_(notation(options.dialect)), text_(text), program_(std::make_shared<Program>())
    {
        program_->dialect = options.dialect;
        program_->limits = options.limits;
        program_->text = text;
        program_->nodes.reserve(8);
    }

    /// Whether it went well; if not, `error`.
    bool run()
    {
        if (notation_.leading_space) skip_space();
        if (at_ == text_.size() && options_.dialect == Dialect::rdr) {
            return refuse(Trouble::value, 0, "there is no notation to roll");
        }
        while (!done_) {
            if (!(wants_operand_ ? operand() : after_operand())) return false;
        }
        if (pending_) return error_ = std::move(pending_), false;
        if (!measure_depth()) return false;
        SumFinder(*program_).find();
        return true;
    }

    [[nodiscard]] Error take_error() { return std::move(*error_); }
    [[nodiscard]] bool was_syntax() const { return error_ && error_->reason == "dice.syntax"; }
    [[nodiscard]] std::size_t complete_until() const { return complete_until_; }
    [[nodiscard]] std::shared_ptr<Program> take_program() { return std::move(program_); }

private:
    // --- saying no ---------------------------------------------------------------------------------------------------

    bool refuse(Trouble kind, std::size_t at, std::string message)
    {
        error_ = trouble(kind, text_, at, std::move(message));
        return false;
    }

    /// A syntax error further on goes first, so that people see what they mistyped.
    void refuse_later(Trouble kind, std::size_t at, std::string message)
    {
        if (!pending_) pending_ = trouble(kind, text_, at, std::move(message));
    }

    bool unexpected(std::string_view wanted)
    {
        if (at_ >= text_.size()) {
            return refuse(Trouble::syntax, notation_.errors_at_token ? last_token_ : text_.size(),
                          "the text ends where " + std::string(wanted) + " should follow");
        }
        return refuse(Trouble::syntax, at_, "here " + std::string(wanted) + " should stand");
    }

    /// A function has more or fewer of them than it should.
    bool other_arguments(const Waiting& function)
    {
        return refuse(Trouble::syntax, at_,
                      std::string(function.name) + " takes " +
                          (function.arguments == 1 ? "one argument" : "two arguments, with a comma between them"));
    }

    // --- reading -----------------------------------------------------------------------------------------------------

    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    [[nodiscard]] bool sees(std::string_view word) const { return text_.substr(at_).starts_with(word); }
    [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(at_); }

    void take(std::size_t bytes)
    {
        last_token_ = at_;
        at_ += bytes;
    }

    void skip_space()
    {
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    }

    /// Digits; too many of them are refused later.
    std::int64_t digits(Trouble too_many = Trouble::limit)
    {
        const std::size_t begin = at_;
        std::int64_t value = 0;
        bool fits = true;
        std::size_t end = at_;
        for (; end < text_.size() && is_digit(text_[end]); ++end) {
            fits = fits && !__builtin_mul_overflow(value, std::int64_t{10}, &value) &&
                   !__builtin_add_overflow(value, std::int64_t{text_[end] - '0'}, &value);
        }
        take(end - at_);
        if (!fits) refuse_later(too_many, begin, "the number is larger than 9223372036854775807");
        return fits ? value : 1;
    }

    /// Whether a count, a number of faces or a rank begins here.
    [[nodiscard]] bool sees_count() const { return is_digit(peek()) && !(notation_.positive_numbers && peek() == '0'); }

    /// Digits with decimals, perhaps with a sign.
    bool decimal(Number& out, bool may_have_sign)
    {
        const bool below = may_have_sign && peek() == '-' && is_digit(peek(1));
        const std::size_t begin = at_;
        if (below) take(1);
        if (!is_digit(peek()) && !(options_.dialect == Dialect::avrae && peek() == '.' && is_digit(peek(1)))) {
            return unexpected("a number");
        }
        Wide value = is_digit(peek()) ? digits() : 0;
        Wide scale = 1;
        if (peek() == '.' && is_digit(peek(1))) {
            for (++at_; is_digit(peek()); ++at_) {
                if (scale >= 1'000'000'000'000'000'000) continue; // more places than an int64 has digits
                value = value * 10 + (peek() - '0');
                scale *= 10;
            }
            last_token_ = begin;
        } else if (peek() == '.' && options_.dialect == Dialect::rdr) {
            ++at_;
            return unexpected("a digit");
        }
        if (make_number(below ? -value : value, scale, out) != Fault::none) {
            refuse_later(Trouble::limit, begin, "the number has too many digits");
            out = {1, 1};
        }
        return true;
    }

    // --- the list of nodes -------------------------------------------------------------------------------------------

    void emit(Op op, std::uint32_t a, std::uint32_t at) { program_->nodes.push_back({.op = op, .a = a, .at = at}); }

    void emit_number(Number number, std::uint32_t at)
    {
        emit(Op::number, static_cast<std::uint32_t>(program_->numbers.size()), at);
        program_->numbers.push_back(number);
    }

    /// `(expr)d6`, `2d(expr)`.
    [[nodiscard]] bool rolled_counts() const { return notation_.rolled_counts || options_.functions; }

    void count_operation(std::size_t at)
    {
        if (++operations_ == options_.limits.operations + 1) {
            refuse_later(Trouble::limit, at, "more than " + std::to_string(options_.limits.operations) + " operations");
        }
    }

    void push(Waiting waiting)
    {
        if (waiting.what != What::binary && ++nesting_ == options_.limits.nesting + 1) {
            refuse_later(Trouble::limit, waiting.at,
                         "more than " + std::to_string(options_.limits.nesting) + " brackets inside one another");
        }
        waiting_.push_back(waiting);
    }

    Waiting pop()
    {
        const Waiting top = waiting_.back();
        waiting_.pop_back();
        if (top.what != What::binary) --nesting_;
        return top;
    }

    /// Writes down what waits and binds at least as tightly.
    void reduce(std::uint8_t precedence)
    {
        while (!waiting_.empty() && !waiting_.back().is_bracket() && waiting_.back().precedence >= precedence) {
            const Waiting top = pop();
            emit(top.op, 0, top.at);
        }
    }

    // --- operands ----------------------------------------------------------------------------------------------------

    bool operand()
    {
        if (!waiting_.empty()) skip_space();
        const char c = peek();
        if (at_ >= text_.size()) return unexpected("a number or dice");
        if (is_digit(c) || (c == '.' && options_.dialect == Dialect::avrae)) return number_or_dice();
        if (c == '(' || c == '{') return open(c);
        if (c == ')' || c == '}') return close_without_operand(c);
        if (c == '+' || c == '-') return sign(c);
        if (c == '@') return path();
        if (sees_dice()) return dice({.count = 1}, here());
        return function();
    }

    [[nodiscard]] bool sees_dice() const
    {
        return peek() == 'd' ||
               (peek() == 'D' && options_.dialect != Dialect::avrae && options_.dialect != Dialect::rdr);
    }

    bool number_or_dice()
    {
        const std::uint32_t begin = here();
        std::size_t end = at_;
        while (end < text_.size() && is_digit(text_[end])) ++end;
        const bool can_count = sees_count();
        if (can_count && end < text_.size() &&
            (text_[end] == 'd' ||
             (text_[end] == 'D' && options_.dialect != Dialect::avrae && options_.dialect != Dialect::rdr))) {
            const std::int64_t count = digits(size_trouble());
            return dice({.count = count}, begin);
        }
        Number number;
        if (!decimal(number, false)) return false;
        emit_number(number, begin);
        return operand_done(false);
    }

    bool sign(char c)
    {
        if (notation_.signs_of_numbers && c == '+') return unexpected("a number or dice");
        const std::uint32_t begin = here();
        take(1);
        if (notation_.signs_of_numbers) {
            if (!is_digit(peek())) return unexpected("a digit");
            push({.what = What::sign, .op = Op::negate, .precedence = sign_precedence, .at = begin});
            Number number;
            const std::uint32_t at = here();
            if (!decimal(number, false)) return false;
            emit_number(number, at);
            return operand_done(false);
        }
        push({.what = What::sign, .op = c == '-' ? Op::negate : Op::plus, .precedence = sign_precedence, .at = begin});
        return true;
    }

    bool path()
    {
        const std::uint32_t begin = here();
        take(1);
        const bool braces = peek() == '{' && options_.dialect == Dialect::roll20;
        if (braces) ++at_;
        std::size_t end = at_;
        while (end < text_.size() &&
               (is_letter(text_[end]) ||
                (end > at_ && (is_digit(text_[end]) || text_[end] == '-' || text_[end] == '.')))) {
            if (!braces && text_[end] == '-') break;
            ++end;
        }
        while (end > at_ && text_[end - 1] == '.') --end;
        if (end == at_) return unexpected("a name");
        const std::string name(text_.substr(at_, end - at_));
        at_ = end;
        if (braces) {
            if (peek() != '}') return unexpected("}");
            ++at_;
        }
        auto& paths = program_->paths;
        const auto found = std::ranges::find(paths, name);
        emit(Op::path, static_cast<std::uint32_t>(found - paths.begin()), begin);
        if (found == paths.end()) paths.push_back(name);
        return operand_done(false);
    }

    bool function()
    {
        const bool has_none = notation_.functions.empty() && options_.functions;
        for (const FunctionName& candidate : has_none ? rounding_functions() : notation_.functions) {
            if (!sees(candidate.name)) continue;
            std::size_t after = candidate.name.size();
            while (is_space(peek(after))) ++after;
            if (peek(after) != '(') continue;
            const std::uint32_t begin = here();
            take(after + 1);
            count_operation(begin);
            push({.what = What::function,
                  .op = candidate.op,
                  .arguments = candidate.arguments,
                  .name = candidate.name,
                  .at = begin,
                  .begin = static_cast<std::uint32_t>(program_->nodes.size())});
            return true;
        }
        return unexpected("a number or dice");
    }

    bool open(char c)
    {
        if (c == '{' && notation_.sets_in_parens) return unexpected("a number or dice");
        push({.what = c == '{' ? What::brace : What::paren,
              .at = here(),
              .begin = static_cast<std::uint32_t>(program_->nodes.size())});
        take(1);
        return true;
    }

    /// `()` and `(1,)`, which avrae has.
    bool close_without_operand(char c)
    {
        const bool may =
            notation_.sets_in_parens && c == ')' && !waiting_.empty() && waiting_.back().what == What::paren;
        const bool after_comma = may && waiting_.back().members > 0;
        const bool empty = may && waiting_.back().members == 0 && program_->nodes.size() == waiting_.back().begin;
        if (!after_comma && !empty) return unexpected("a number or dice");
        take(1);
        Waiting bracket = pop();
        if (empty) new_set(bracket);
        return close_set(bracket, after_comma);
    }

    // --- dice --------------------------------------------------------------------------------------------------------

    bool dice(Pool pool, std::uint32_t begin)
    {
        take(1); // the d
        if (rolled_counts() && peek() == '(') {
            push({.what = What::sides,
                  .at = begin,
                  .begin = static_cast<std::uint32_t>(program_->nodes.size()),
                  .pool = pool});
            take(1);
            wants_operand_ = true;
            return true;
        }
        return faces(pool) && finish_dice(pool, begin);
    }

    bool faces(Pool& pool)
    {
        const char c = peek();
        if (sees_count()) {
            pool.sides = digits(size_trouble());
        } else if (c == '%') {
            take(1);
            pool.faces = options_.dialect == Dialect::avrae ? Faces::tens : Faces::hundred;
            pool.sides = pool.faces == Faces::tens ? 10 : 100;
        } else if ((c == 'F' && options_.dialect != Dialect::avrae) ||
                   (c == 'f' && (options_.dialect == Dialect::foundry || options_.dialect == Dialect::roll20))) {
            take(1);
            return fate(pool);
        } else if (c == 'c' && options_.dialect == Dialect::foundry) {
            take(1);
            pool.faces = Faces::coin;
            pool.sides = 2;
        } else {
            return unexpected("the number of faces");
        }
        return true;
    }

    bool fate(Pool& pool)
    {
        pool.faces = Faces::fate;
        pool.sides = 3;
        if (options_.dialect != Dialect::rdr || peek() != '.') return true;
        take(1);
        if (peek() != '1' && peek() != '2') return unexpected("1 or 2");
        if (peek() == '1') {
            pool.faces = Faces::fate1;
            pool.sides = 6;
        }
        take(1);
        return true;
    }

    /// The faces are known, or wait on the stack of the running program.
    bool finish_dice(Pool pool, std::uint32_t begin)
    {
        if (!pool.count_rolled && options_.times > 1) {
            pool.count = std::min<std::int64_t>(pool.count, largest_count + 1) *
                         std::min<std::int64_t>(options_.times, largest_count);
        }
        check_size(pool, begin);
        give_advantage(pool);
        if (!read_modifiers(pool.modifiers, true)) return false;
        if (options_.advantage != Advantage::none) settle_advantage(pool.modifiers);
        pool.own_modifiers = pool.modifiers.size;
        emit(Op::dice, static_cast<std::uint32_t>(program_->pools.size()), begin);
        program_->pools.push_back(pool);
        settle(program_->pools.back(), begin);
        return operand_done(true);
    }

    /// Too many dice or faces are a wrong value where rdr calls them that.
    [[nodiscard]] Trouble size_trouble() const
    {
        return options_.dialect == Dialect::rdr ? Trouble::value : Trouble::limit;
    }

    void check_size(const Pool& pool, std::uint32_t at)
    {
        const Limits& limits = options_.limits;
        const Trouble kind = size_trouble();
        if (!pool.count_rolled) {
            const std::int64_t most =
                std::min<std::int64_t>(limits.dice, options_.dialect == Dialect::rdr ? 999 : largest_count);
            dice_ = notation_.all_dice_together
                        ? std::min<std::int64_t>(dice_, most + 1) + std::min(pool.count, most + 1)
                        : pool.count;
            if (dice_ > most) refuse_later(kind, at, "more than " + std::to_string(most) + " dice");
        }
        if (pool.sides_rolled) return;
        if (pool.sides == 0) refuse_later(Trouble::value, at, "a die needs at least one face");
        const std::int64_t most = std::min(limits.faces, largest_faces);
        if (pool.sides > most) refuse_later(kind, at, "a die of more than " + std::to_string(most) + " faces");
    }

    /// A `1d20` that leads the expression becomes `2d20kh1` or `2d20kl1`.
    void give_advantage(Pool& pool)
    {
        const bool leads = program_->nodes.empty() && !pool.count_rolled && !pool.sides_rolled && pool.count == 1 &&
                           pool.sides == 20 && pool.faces == Faces::standard;
        if (options_.advantage == Advantage::none || !leads) return;
        const bool low = options_.advantage == Advantage::disadvantage;
        pool.count = options_.advantage == Advantage::elven_accuracy ? 3 : 2;
        Modifier modifier{.kind = Kind::keep, .apart = true};
        (low ? modifier.low : modifier.high) = 1;
        pool.modifiers = {static_cast<std::uint32_t>(program_->modifiers.size()), 1};
        spell(modifier, low ? "kl1" : "kh1");
        program_->modifiers.push_back(modifier);
    }

    /// The written modifiers come after advantage, in canonical text too: rdr sorts them together, and in avrae `p0`,
    /// which drops nothing of a d20, stands between two choices that would become one.
    void settle_advantage(Range& range)
    {
        auto& modifiers = program_->modifiers;
        if (range.size < 2) return;
        if (options_.dialect == Dialect::rdr) {
            order_as_rdr(range.first);
            range.size = static_cast<std::uint32_t>(modifiers.size()) - range.first;
        }
        Modifier& given = modifiers[range.first];
        const bool was_given = given.apart && given.kind == Kind::keep && modifiers[range.first + 1].kind == Kind::keep;
        if (options_.dialect != Dialect::avrae || !was_given || !program_->nodes.empty()) return;
        const std::string spelled = program_->spelling.substr(given.spelled, given.spelled_length) + "p0";
        given.spelled_length = 0;
        spell(given, spelled);
    }

    // --- modifiers ---------------------------------------------------------------------------------------------------

    void spell(Modifier& modifier, std::string_view text)
    {
        if (modifier.spelled_length == 0) modifier.spelled = static_cast<std::uint32_t>(program_->spelling.size());
        program_->spelling += text;
        modifier.spelled_length = static_cast<std::uint32_t>(program_->spelling.size()) - modifier.spelled;
    }

    [[nodiscard]] const Word* next_word(bool of_dice) const
    {
        const Word* longest = nullptr;
        for (const Word& word : notation_.words) {
            if (!(of_dice ? word.of_dice : word.of_sets) || !sees(word.word)) continue;
            if (word.word.empty() && !sees_comparison()) continue;
            if (word.kind == Kind::failure && options_.dialect == Dialect::rdr && !after_target_) continue;
            if (!longest || word.word.size() > longest->word.size()) longest = &word;
        }
        return longest;
    }

    [[nodiscard]] bool sees_comparison() const
    {
        const char c = peek();
        return c == '<' || c == '>' || c == '=' || (c == '!' && peek(1) == '=');
    }

    bool read_modifiers(Range& range, bool of_dice)
    {
        after_target_ = false;
        if (range.size == 0) range.first = static_cast<std::uint32_t>(program_->modifiers.size());
        const std::uint32_t before = range.first + range.size;
        while (const Word* word = next_word(of_dice)) {
            const std::size_t begin = at_;
            if (!word->word.empty()) take(word->word.size());
            Modifier modifier{.kind = word->kind, .first = static_cast<std::uint32_t>(program_->tests.size())};
            // modifiers behind brackets choose anew; only written neighbours become one
            modifier.apart = program_->modifiers.size() == before;
            if (!read_choice(modifier, *word)) return false;
            spell(modifier, text_.substr(begin, at_ - begin));
            after_target_ = modifier.kind == Kind::success;
            add(modifier, range);
        }
        if (options_.dialect == Dialect::rdr) order_as_rdr(before);
        range.size = static_cast<std::uint32_t>(program_->modifiers.size()) - range.first;
        return true;
    }

    void add(Modifier modifier, const Range& range)
    {
        auto& modifiers = program_->modifiers;
        const bool first = modifiers.size() == range.first;
        const bool rerolls = modifier.kind == Kind::reroll || modifier.kind == Kind::reroll_once;
        const bool merges = options_.dialect == Dialect::avrae || (options_.dialect != Dialect::rdr && rerolls);
        if (first || modifier.apart || !merges || modifiers.back().kind != modifier.kind) {
            modifiers.push_back(modifier);
            return;
        }
        Modifier& same = modifiers.back();
        if (same.kind == Kind::minimum || same.kind == Kind::maximum) {
            same.bound = modifier.bound; // the last one counts
            spelled_anew(same, modifier);
            return;
        }
        const bool higher = modifier.high > same.high, lower = modifier.low > same.low;
        same.high = std::max(same.high, modifier.high);
        same.low = std::max(same.low, modifier.low);
        bool new_test = false;
        if (modifier.tests == 1) {
            const Test test = program_->tests.back();
            program_->tests.pop_back();
            const auto begin = program_->tests.begin() + same.first;
            new_test = std::find(begin, program_->tests.end(), test) == program_->tests.end();
            if (new_test) {
                program_->tests.push_back(test);
                ++same.tests;
            }
            if (same.tests > most_tests) refuse_later(Trouble::limit, at_, "a modifier with too many tests");
        }
        if (higher || lower || new_test)
            same.spelled_length += modifier.spelled_length;
        else
            program_->spelling.resize(modifier.spelled); // says nothing new
    }

    static void spelled_anew(Modifier& same, const Modifier& modifier)
    {
        same.spelled = modifier.spelled;
        same.spelled_length = modifier.spelled_length;
    }

    bool read_choice(Modifier& modifier, const Word& word)
    {
        switch (word.takes) {
        case Takes::nothing: return true;
        case Takes::even: return add_test(modifier, Compare::even, {}), true;
        case Takes::odd: return add_test(modifier, Compare::odd, {}), true;
        case Takes::selector: return read_selector(modifier);
        case Takes::bound_by: return read_bound_by(modifier);
        case Takes::bound: {
            Number bound;
            return decimal(bound, true) && (set_bound(modifier, bound), true);
        }
        case Takes::highest:
        case Takes::highest_or_1: return read_rank(modifier.high, word.takes == Takes::highest_or_1);
        case Takes::lowest:
        case Takes::lowest_or_1: return read_rank(modifier.low, word.takes == Takes::lowest_or_1);
        default: return read_test(modifier, word);
        }
    }

    bool read_rank(std::uint32_t& rank, bool may_be_left_out)
    {
        if (!sees_count()) return may_be_left_out ? (rank = 1, true) : unexpected("a number");
        rank = to_rank(digits());
        return true;
    }

    static std::uint32_t to_rank(std::int64_t number)
    {
        return static_cast<std::uint32_t>(std::min<std::int64_t>(number, std::int64_t{largest_pool} * 2));
    }

    bool read_selector(Modifier& modifier)
    {
        const char c = peek();
        const bool letter = c == 'h' || c == 'l' || c == '<' || c == '>';
        if (letter) take(1);
        if (!is_digit(peek())) return unexpected("a number");
        const std::int64_t number = digits();
        if (c == 'h')
            modifier.high = to_rank(number);
        else if (c == 'l')
            modifier.low = to_rank(number);
        else
            add_test(modifier, c == '<' ? Compare::less : c == '>' ? Compare::greater : Compare::equal, {number, 1});
        return true;
    }

    bool read_bound_by(Modifier& modifier)
    {
        const std::size_t begin = at_;
        Modifier chosen{.kind = modifier.kind, .first = modifier.first};
        const bool plain = is_digit(peek());
        if (!plain) {
            if (!read_selector(chosen)) return false;
            if (chosen.tests != 0) program_->tests.pop_back();
            refuse_later(Trouble::value, begin, "a minimum or maximum is a number alone");
            return true;
        }
        modifier.bound = digits();
        return true;
    }

    void set_bound(Modifier& modifier, Number bound)
    {
        modifier.first = static_cast<std::uint32_t>(program_->numbers.size()); // the exact bound, until `settle`
        program_->numbers.push_back(bound);
        modifier.bound = bound.numerator;
    }

    bool read_test(Modifier& modifier, const Word& word)
    {
        const std::size_t begin = at_;
        std::optional<Compare> compare = read_comparison();
        const bool bare = !compare;
        if (bare && notation_.bare_test && !word.word.empty() && is_digit(peek())) compare = Compare::equal;
        if (!compare) {
            if (word.takes == Takes::test) return unexpected("a comparison");
            return default_test(modifier, word);
        }
        Number number;
        const bool may_be_negative = !bare && options_.dialect != Dialect::avrae;
        if (!decimal(number, may_be_negative)) return false;
        if (begin == at_) return unexpected("a number");
        add_test(modifier, *compare, number);
        return true;
    }

    std::optional<Compare> read_comparison()
    {
        struct Sign {
            std::string_view sign;
            Compare strict;
            bool only_strict;
        };
        static constexpr Sign signs[] = {{"!=", Compare::not_equal, true},  {"<>", Compare::not_equal, true},
                                         {"<=", Compare::less_equal, true}, {">=", Compare::greater_equal, true},
                                         {"<", Compare::less, false},       {">", Compare::greater, false},
                                         {"=", Compare::equal, false}};
        for (const Sign& sign : signs) {
            if (!sees(sign.sign) || (sign.only_strict && !notation_.strict_comparison)) continue;
            const bool inequality = sign.strict == Compare::not_equal;
            if (inequality && options_.dialect != Dialect::rdr) continue;
            take(sign.sign.size());
            if (notation_.strict_comparison || sign.strict == Compare::equal) return sign.strict;
            return sign.strict == Compare::less ? Compare::less_equal : Compare::greater_equal;
        }
        return std::nullopt;
    }

    bool default_test(Modifier& modifier, const Word& word)
    {
        if (word.takes == Takes::test_or_top) add_test(modifier, Compare::top, {});
        if (word.takes == Takes::test_or_bottom) add_test(modifier, Compare::bottom, {});
        return true;
    }

    void add_test(Modifier& modifier, Compare compare, Number number)
    {
        program_->tests.push_back({.compare = compare, .number = number});
        ++modifier.tests;
    }

    /// rdr applies modifiers in an order of its own, and of one name only the last that was written.
    void order_as_rdr(std::uint32_t first)
    {
        auto& modifiers = program_->modifiers;
        const auto begin = modifiers.begin() + first;
        if (modifiers.end() - begin < 2) return;
        std::vector<Modifier> last;
        for (auto it = begin; it != modifiers.end(); ++it) {
            const auto same = std::ranges::find_if(last, [&](const Modifier& m) { return same_name(m, *it); });
            if (same == last.end())
                last.push_back(*it);
            else
                *same = *it;
        }
        std::ranges::sort(last, {}, &Modifier::kind);
        modifiers.erase(begin, modifiers.end());
        for (const Modifier& modifier : last) {
            const bool chooses = modifier.kind == Kind::keep || modifier.kind == Kind::drop;
            if (!chooses || modifiers.size() == first || !joins(modifiers.back()))
                modifiers.push_back(modifier);
            else
                join(modifiers.back(), modifier);
        }
    }

    static bool joins(const Modifier& modifier)
    {
        return modifier.kind == Kind::keep || modifier.kind == Kind::drop || modifier.kind == Kind::trim;
    }

    static bool same_name(const Modifier& a, const Modifier& b)
    {
        const auto name = [](const Modifier& m) {
            switch (m.kind) {
            case Kind::explode:
            case Kind::compound:
            case Kind::penetrate:
            case Kind::compound_penetrate: return 1;
            case Kind::reroll:
            case Kind::reroll_once: return 2;
            case Kind::unique:
            case Kind::unique_once: return 3;
            case Kind::keep: return m.high != 0 ? 4 : 5;
            case Kind::drop: return m.high != 0 ? 6 : 7;
            default: return 100 + static_cast<int>(m.kind);
            }
        };
        return name(a) == name(b);
    }

    /// Keeps and drops of rdr all look at all dice; together they are one trim.
    void join(Modifier& into, const Modifier& more)
    {
        if (into.kind != Kind::trim) {
            Modifier trim{.kind = Kind::trim, .apart = into.apart, .first = into.first};
            take_choice(trim, into);
            const std::string spelled = program_->spelling.substr(into.spelled, into.spelled_length);
            spell(trim, spelled);
            into = trim;
        }
        take_choice(into, more);
        const std::string spelled = program_->spelling.substr(more.spelled, more.spelled_length);
        spell(into, spelled);
    }

    static void take_choice(Modifier& trim, const Modifier& choice)
    {
        if (choice.kind == Kind::drop) {
            trim.drop_high = std::max(trim.drop_high, choice.high);
            trim.drop_low = std::max(trim.drop_low, choice.low);
            return;
        }
        if (choice.high != 0) trim.keeps_high = true, trim.high = choice.high;
        if (choice.low != 0) trim.keeps_low = true, trim.low = choice.low;
    }

    // --- what follows from a term's faces and modifiers
    // ---------------------------------------------------------------

    void settle(Pool& pool, std::uint32_t at)
    {
        settle_scale(pool);
        const std::span<Modifier> modifiers(program_->modifiers.data() + pool.modifiers.first, pool.modifiers.size);
        for (Modifier& modifier : modifiers) settle_tests(pool, modifier);
        pool.shape = shape_of(*program_, pool);
        if (pending_ || pool.sides_rolled || pool.sides == 0) return;
        for (const Modifier& modifier : modifiers) {
            if (!never_ends(*program_, pool, modifier, pool.count, pool.sides)) continue;
            const bool value = options_.dialect == Dialect::rdr && pool.sides == 1; // as rdr names it
            refuse_later(value ? Trouble::value : Trouble::limit, at, "every face would be rolled again, without end");
        }
    }

    void settle_scale(Pool& pool)
    {
        if (options_.dialect == Dialect::avrae) return; // only whole bounds
        const auto each_bound = [&](auto&& use) {
            for (std::uint32_t i = 0; i < pool.modifiers.size; ++i) {
                Modifier& modifier = program_->modifiers[pool.modifiers.first + i];
                if (modifier.kind == Kind::minimum || modifier.kind == Kind::maximum) use(modifier);
            }
        };
        std::int64_t scale = 1;
        each_bound([&](Modifier& modifier) {
            const std::int64_t bottom = program_->numbers[modifier.first].denominator;
            std::int64_t a = scale, b = bottom;
            while (b != 0) a = std::exchange(b, a % b);
            if (__builtin_mul_overflow(scale, bottom / a, &scale)) scale = 0;
            if (scale == 0 || scale > 1'000'000) {
                refuse_later(Trouble::limit, at_, "a minimum or maximum with too many decimals");
                scale = 1;
            }
        });
        pool.scale = scale;
        each_bound([&](Modifier& modifier) {
            const Number bound = program_->numbers[modifier.first];
            if (__builtin_mul_overflow(bound.numerator, scale / bound.denominator, &modifier.bound) ||
                modifier.bound > largest_faces || modifier.bound < -largest_faces) {
                refuse_later(Trouble::limit, at_, "a minimum or maximum that is too large");
                modifier.bound = 0;
            }
        });
    }

    void settle_tests(const Pool& pool, const Modifier& modifier)
    {
        if (modifier.kind == Kind::minimum || modifier.kind == Kind::maximum) {
            if (modifier.bound > largest_faces)
                refuse_later(Trouble::limit, at_, "a minimum or maximum that is too large");
            return;
        }
        for (std::uint32_t i = 0; i < modifier.tests; ++i) {
            Test& test = program_->tests[modifier.first + i];
            test = scaled(test, pool.scale);
        }
    }

    // --- behind an operand -------------------------------------------------------------------------------------------

    bool operand_done(bool may_have_note)
    {
        wants_operand_ = false;
        if (may_have_note || !notation_.notes_of_dice) {
            if (!notes()) return false;
        }
        if (options_.comment && std::ranges::none_of(waiting_, [](const Waiting& w) { return w.is_bracket(); })) {
            complete_until_ = at_;
        }
        return true;
    }

    bool notes()
    {
        for (;;) {
            const std::size_t before = at_;
            skip_space();
            if (peek() != '[') return at_ = before, true;
            const std::size_t end = text_.find(']', at_);
            if (end == std::string_view::npos) return unexpected("an annotation that is closed");
            emit(Op::note, static_cast<std::uint32_t>(program_->notes.size()), here());
            program_->notes.push_back({here() + 1, static_cast<std::uint32_t>(end - at_ - 1)});
            take(end + 1 - at_);
        }
    }

    bool after_operand()
    {
        skip_space();
        if (at_ >= text_.size()) return finish();
        const char c = peek();
        if (c == ',') return comma();
        if (c == ')' || c == '}') return close(c);
        if (comments_begin()) return comment();
        for (const std::string_view sign : notation_.operators) {
            if (sees(sign)) return binary(sign);
        }
        return unexpected("an operator or the end");
    }

    bool binary(std::string_view sign)
    {
        const auto all = operators();
        const auto found = std::ranges::find_if(all, [&](const Operator& o) { return o.sign == sign; });
        count_operation(at_);
        // a power binds its right side first
        reduce(found->precedence == power_precedence ? power_precedence + 1 : found->precedence);
        push({.what = What::binary, .op = found->op, .precedence = found->precedence, .at = here()});
        take(sign.size());
        wants_operand_ = true;
        return true;
    }

    void new_set(Waiting& bracket)
    {
        bracket.set = static_cast<std::uint32_t>(program_->sets.size());
        program_->sets.push_back({.begin = bracket.begin});
    }

    /// One more member of the innermost bracket is complete.
    void end_member(Waiting& bracket)
    {
        if (bracket.what != What::function && bracket.members == 0) new_set(bracket);
        if (bracket.what != What::function && bracket.members > 0) emit(Op::comma, bracket.set, here());
        ++bracket.members;
    }

    bool comma()
    {
        reduce(0);
        const bool inside = !waiting_.empty();
        const bool list = inside && (waiting_.back().what == What::brace || waiting_.back().what == What::function ||
                                     (waiting_.back().what == What::paren && notation_.sets_in_parens));
        if (!list) return unexpected("an operator or the end");
        Waiting& bracket = waiting_.back();
        if (bracket.what == What::function && bracket.members + 1 >= bracket.arguments) return other_arguments(bracket);
        end_member(bracket);
        take(1);
        wants_operand_ = true;
        return true;
    }

    bool close(char c)
    {
        reduce(0);
        const bool fits = !waiting_.empty() && (waiting_.back().what == What::brace) == (c == '}');
        if (!fits) return unexpected("an operator or the end");
        if (waiting_.back().what == What::function && waiting_.back().members + 1 < waiting_.back().arguments) {
            return other_arguments(waiting_.back());
        }
        take(1);
        Waiting bracket = pop();
        switch (bracket.what) {
        case What::function: return emit(bracket.op, 0, bracket.at), operand_done(false);
        case What::sides: bracket.pool.sides_rolled = true; return finish_dice(bracket.pool, bracket.at);
        case What::brace: return close_brace(bracket);
        default: return close_paren(bracket);
        }
    }

    bool close_paren(Waiting& bracket)
    {
        if (bracket.members > 0) {
            end_member(bracket);
            return close_set(bracket, false);
        }
        if (rolled_counts() && sees_dice()) {
            emit(Op::paren, 0, bracket.at);
            if (options_.times > 1) {
                emit_number({options_.times, 1}, bracket.at);
                emit(Op::multiply, 0, bracket.at);
            }
            return dice({.count_rolled = true}, bracket.at);
        }
        if (notation_.sets_in_parens && next_word(false)) return close_single(bracket, false);
        emit(Op::paren, 0, bracket.at);
        return operand_done(false);
    }

    bool close_brace(Waiting& bracket)
    {
        if (bracket.members == 0) return close_single(bracket, true);
        end_member(bracket);
        return close_set(bracket, false);
    }

    /// Brackets around one member: modifiers behind them choose among its dice or members, where it has some.
    bool close_single(Waiting& bracket, bool braces)
    {
        std::size_t root = program_->nodes.size() - 1;
        while (program_->nodes[root].op == Op::paren || program_->nodes[root].op == Op::note) --root;
        const Node node = program_->nodes[root];
        if (node.op != Op::dice && node.op != Op::set) {
            end_member(bracket);
            return close_set(bracket, false);
        }
        Range modifiers = node.op == Op::dice ? program_->pools[node.a].modifiers : program_->sets[node.a].modifiers;
        if (modifiers.size == 0) modifiers.first = static_cast<std::uint32_t>(program_->modifiers.size());
        const std::uint32_t before = modifiers.size;
        if (!read_modifiers(modifiers, node.op == Op::dice && braces)) return false;
        emit(Op::paren, 0, bracket.at);
        program_->nodes.back().braces = braces;
        if (modifiers.size > before) {
            program_->trailing.push_back({modifiers.first + before, modifiers.size - before});
            program_->nodes.back().a = static_cast<std::uint32_t>(program_->trailing.size());
            if (node.op == Op::dice) {
                program_->pools[node.a].modifiers = modifiers;
                settle(program_->pools[node.a], node.at);
            } else {
                program_->sets[node.a].modifiers = modifiers;
                hold_apart(node.a, root);
            }
        }
        return operand_done(true);
    }

    /// A modifier will choose from the members, so they are not summed on the way.
    void hold_apart(std::uint32_t set, std::size_t end)
    {
        for (std::size_t i = program_->sets[set].begin; i < end; ++i) {
            Node& node = program_->nodes[i];
            if (node.op == Op::comma && node.a == set) node.op = Op::apart;
        }
    }

    bool close_set(Waiting& bracket, bool comma_at_end)
    {
        Range modifiers{static_cast<std::uint32_t>(program_->modifiers.size()), 0};
        if (!read_modifiers(modifiers, false)) return false;
        Set& set = program_->sets[bracket.set];
        set.members = bracket.members;
        set.modifiers = modifiers;
        set.own_modifiers = modifiers.size;
        if (modifiers.size != 0) hold_apart(bracket.set, program_->nodes.size());
        for (std::uint32_t i = 0; i < modifiers.size; ++i) {
            const Modifier& modifier = program_->modifiers[modifiers.first + i];
            for (std::uint32_t t = 0; t < modifier.tests; ++t) {
                program_->tests[modifier.first + t] = scaled(program_->tests[modifier.first + t], 1);
            }
        }
        emit(Op::set, bracket.set, bracket.at);
        program_->nodes.back().comma_at_end = comma_at_end;
        program_->nodes.back().braces = bracket.what == What::brace;
        return operand_done(true);
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    [[nodiscard]] bool comments_begin() const
    {
        if (notation_.hash_comments && peek() == '#') return true;
        return notation_.slash_comments && peek() == '/' && (peek(1) == '/' || peek(1) == '*');
    }

    bool comment()
    {
        const std::size_t begin = at_;
        const bool block = peek() == '/' && peek(1) == '*';
        const std::size_t opening = peek() == '#' ? 1 : 2;
        const std::size_t end = block ? text_.find("*/", at_ + 2) : std::min(text_.find('\n', at_), text_.size());
        if (end == std::string_view::npos) return ++at_, unexpected("a comment that is closed");
        program_->comment = trimmed(begin + opening, end);
        if (program_->comment.size == 0 && !block && notation_.slash_comments) {
            refuse_later(Trouble::value, begin, "an empty comment");
        }
        take(end + (block ? 2 : 0) - at_);
        return true;
    }

    [[nodiscard]] Range trimmed(std::size_t begin, std::size_t end) const
    {
        while (begin < end && is_space(text_[begin])) ++begin;
        while (begin < end && is_space(text_[end - 1])) --end;
        return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)};
    }

    bool finish()
    {
        reduce(0);
        if (!waiting_.empty()) return unexpected(waiting_.back().what == What::brace ? "}" : ")");
        done_ = true;
        return true;
    }

    /// How deep the stack of a running program gets.
    bool measure_depth()
    {
        std::uint32_t depth = 0;
        for (const Node& node : program_->nodes) {
            switch (node.op) {
            case Op::number:
            case Op::path: ++depth; break;
            case Op::dice: {
                const Pool& pool = program_->pools[node.a];
                depth += 1u - pool.count_rolled - pool.sides_rolled;
                break;
            }
            case Op::set: {
                const Set& set = program_->sets[node.a];
                if (set.members == 0)
                    ++depth;
                else if (set.modifiers.size != 0)
                    depth -= set.members - 1;
                break;
            }
            case Op::comma: --depth; break;
            default:
                if (is_binary(node.op)) --depth;
            }
            if (depth > deepest_stack) {
                return refuse(Trouble::limit, node.at,
                              "more than " + std::to_string(deepest_stack) + " values to hold at once");
            }
        }
        return true;
    }

    const Options& options_;
    const Notation& notation_;
    std::string_view text_;
    std::shared_ptr<Program> program_;
    std::vector<Waiting> waiting_;
    std::size_t at_ = 0;
    std::size_t last_token_ = 0;
    std::size_t complete_until_ = 0; ///< the text up to here is an expression (where a comment may follow)
    std::uint32_t nesting_ = 0, operations_ = 0;
    std::int64_t dice_ = 0;
    bool wants_operand_ = true, done_ = false, after_target_ = false;
    std::optional<Error> pending_, error_;
};

Result<std::shared_ptr<const Program>> with_comment(std::string_view text, std::size_t end, Options options)
{
    options.comment = false;
    Parser parser(text.substr(0, end), options);
    if (!parser.run()) return goldbox::unexpected(parser.take_error());
    std::shared_ptr<Program> program = parser.take_program();
    program->text = text;
    while (end < text.size() && is_space(text[end])) ++end;
    std::size_t last = text.size();
    while (last > end && is_space(text[last - 1])) --last;
    program->comment = {static_cast<std::uint32_t>(end), static_cast<std::uint32_t>(last - end)};
    return program;
}

} // namespace

Result<std::shared_ptr<const Program>> parse(std::string_view text, const Options& options)
{
    if (text.size() > std::min<std::size_t>(options.limits.length, 1u << 20)) {
        return goldbox::unexpected(trouble(Trouble::limit, text, options.limits.length,
                                           "longer than " + std::to_string(options.limits.length) + " bytes"));
    }
    Parser parser(text, options);
    if (parser.run()) return parser.take_program();
    if (options.comment && parser.was_syntax() && parser.complete_until() > 0) {
        return with_comment(text, parser.complete_until(), options);
    }
    return goldbox::unexpected(parser.take_error());
}

} // namespace goldbox::dice
