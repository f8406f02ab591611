// SPDX-License-Identifier: MIT
// Programs and rolls as text: the postfix list is walked with a stack of strings. Each step appends to its left part,
// so that a long sum stays linear.
#include "dice/notation.hpp"
#include "dice/parser.hpp"
#include "dice/program.hpp"

#include <algorithm>
#include <utility>

namespace goldbox::dice {
namespace {

enum class Style : std::uint8_t { normal, plain, markdown };

/// A number as it is written in an expression: all of its decimals.
std::string written(Number number)
{
    if (number.denominator == 1) return std::to_string(number.numerator);
    Wide top = number.numerator < 0 ? -Wide{number.numerator} : Wide{number.numerator};
    const Wide bottom = number.denominator;
    std::string text = number.numerator < 0 ? "-" : "";
    text += std::to_string(static_cast<std::int64_t>(top / bottom));
    text += '.';
    for (top %= bottom; top != 0 && text.size() < 40; top %= bottom) {
        top *= 10;
        text += static_cast<char>('0' + static_cast<int>(top / bottom));
    }
    return text;
}

std::string_view sign_of(Op op)
{
    for (const Operator& candidate : operators()) {
        if (candidate.op == op) return candidate.sign;
    }
    return "?";
}

std::string_view name_of(const Program& program, Op op)
{
    for (const FunctionName& function : notation(program.dialect).functions) {
        if (function.op == op) return function.name;
    }
    return "?";
}

class Writer {
public:
    Writer(const Program& program, const Roll* roll, Style style) : program_(program), roll_(roll), style_(style) {}

    std::string write()
    {
        for (std::uint32_t i = 0; i < program_.nodes.size(); ++i) step(i, program_.nodes[i]);
        std::string text = pop();
        if (!roll_) return text;
        const std::string total = to_decimal(roll_->total);
        return text + (style_ == Style::markdown ? " = **" + total + "**" : " = " + total);
    }

private:
    std::string pop()
    {
        std::string text = std::move(stack_.back());
        stack_.pop_back();
        return text;
    }
    std::string& top() { return stack_.back(); }

    void step(std::uint32_t index, const Node& node)
    {
        switch (node.op) {
        case Op::number: stack_.push_back(written(program_.numbers[node.a])); return;
        case Op::path: stack_.push_back(path(program_.paths[node.a])); return;
        case Op::dice: return dice(index, program_.pools[node.a]);
        case Op::set: return set(index, node, program_.sets[node.a]);
        case Op::comma:
        case Op::apart: return join(", ");
        case Op::paren: return bracket(node);
        case Op::note: top().append(" [").append(program_.part(program_.notes[node.a])).append("]"); return;
        case Op::negate: top().insert(0, "-"); return;
        case Op::plus: top().insert(0, "+"); return;
        default: break;
        }
        if (is_function(node.op)) {
            if (is_binary(node.op)) join(", ");
            top().insert(0, std::string(name_of(program_, node.op)) + "(");
            top() += ')';
            return;
        }
        join(" " + std::string(sign_of(node.op)) + " ");
    }

    void join(std::string_view between)
    {
        const std::string right = pop();
        top().append(between).append(right);
    }

    [[nodiscard]] std::string path(const std::string& name) const
    {
        return program_.dialect == Dialect::roll20 ? "@{" + name + "}" : "@" + name;
    }

    void bracket(const Node& node)
    {
        top().insert(0, node.braces ? "{" : "(");
        top() += node.braces ? '}' : ')';
        if (node.a != 0) spell(top(), program_.trailing[node.a - 1]);
    }

    /// rdr, where the order means nothing, has targets first: behind an explosion without a test, `>4` would be its
    /// test.
    void spell(std::string& text, Range modifiers) const
    {
        const bool targets_first = program_.dialect == Dialect::rdr;
        if (targets_first) spell_if(text, modifiers, is_target);
        spell_if(text, modifiers, [=](const Modifier& m) { return !targets_first || !is_target(m); });
    }

    static bool is_target(const Modifier& modifier)
    {
        return modifier.kind == Kind::success || modifier.kind == Kind::failure;
    }

    template <class Wanted>
    void spell_if(std::string& text, Range modifiers, Wanted wanted) const
    {
        for (std::uint32_t i = 0; i < modifiers.size; ++i) {
            const Modifier& modifier = program_.modifiers[modifiers.first + i];
            if (wanted(modifier)) text.append(program_.spelling, modifier.spelled, modifier.spelled_length);
        }
    }

    [[nodiscard]] std::string faces(const Pool& pool) const
    {
        switch (pool.faces) {
        case Faces::tens:
        case Faces::hundred: return "%";
        case Faces::fate: return program_.dialect == Dialect::foundry ? "f" : "F";
        case Faces::fate1: return "F.1";
        case Faces::coin: return "c";
        default: return std::to_string(pool.sides);
        }
    }

    void dice(std::uint32_t index, const Pool& pool)
    {
        const std::string sides = pool.sides_rolled ? "(" + pop() + ")" : faces(pool);
        std::string text = pool.count_rolled ? pop() : std::to_string(pool.count);
        text.append("d").append(sides);
        spell(text, {pool.modifiers.first, pool.own_modifiers});
        show(text, index);
        stack_.push_back(std::move(text));
    }

    void set(std::uint32_t index, const Node& node, const Set& set)
    {
        if (set.members == 0) stack_.emplace_back();
        top().insert(0, node.braces ? "{" : "(");
        if (node.comma_at_end) top() += ',';
        top() += node.braces ? '}' : ')';
        spell(top(), {set.modifiers.first, set.own_modifiers});
        if (set.modifiers.size != 0) show(top(), index);
    }

    /// The dice of a term, or the members of a set that were chosen from.
    void show(std::string& text, std::uint32_t index)
    {
        if (!roll_) return;
        while (term_ < roll_->terms.size() && roll_->terms[term_].node < index) ++term_;
        if (term_ == roll_->terms.size() || roll_->terms[term_].node != index) return;
        text += style_ == Style::markdown ? " (" : " [";
        const auto& dice = roll_->terms[term_].dice;
        for (std::size_t i = 0; i < dice.size(); ++i) {
            if (i != 0) text += ", ";
            text += style_ == Style::markdown ? marked(dice[i]) : lettered(dice[i]);
        }
        text += style_ == Style::markdown ? ')' : ']';
    }

    static std::string lettered(const Die& die)
    {
        struct Letter {
            Mark mark;
            char letter;
        };
        static constexpr Letter letters[] = {{exploded, '!'}, {raised, '^'},   {lowered, 'v'}, {success, '*'},
                                             {failure, '_'},  {rerolled, 'r'}, {dropped, 'd'}, {folded, '+'}};
        std::string text = to_decimal(die.value);
        for (const Letter& letter : letters) {
            if ((die.marks & letter.mark) != 0) text += letter.letter;
        }
        return text;
    }

    static std::string marked(const Die& die)
    {
        std::string text = to_decimal(die.value);
        if ((die.marks & exploded) != 0) text += '!';
        if ((die.marks & (success | critical)) != 0) text = "**" + text + "**";
        if ((die.marks & (failure | fumble)) != 0) text = "*" + text + "*";
        return die.counts() ? text : "~~" + text + "~~";
    }

    const Program& program_;
    const Roll* roll_;
    Style style_;
    std::vector<std::string> stack_;
    std::size_t term_ = 0;
};

constexpr std::string_view dialect_names[] = {"avrae", "roll20", "foundry", "rdr"};

} // namespace

std::string_view name(Dialect dialect)
{
    return dialect_names[static_cast<std::size_t>(dialect)];
}

std::optional<Dialect> dialect_named(std::string_view name)
{
    const auto found = std::ranges::find(dialect_names, name);
    if (found == std::end(dialect_names)) return std::nullopt;
    return static_cast<Dialect>(found - std::begin(dialect_names));
}

Result<Expression> Expression::compile(std::string_view text, const Options& options)
{
    auto program = parse(text, options);
    if (!program) return unexpected(std::move(program).error());
    return Expression(*std::move(program));
}

std::string Expression::normal() const
{
    return Writer(*program_, nullptr, Style::normal).write();
}

std::string Expression::text(const Roll& roll) const
{
    return Writer(*program_, &roll, Style::plain).write();
}

std::string Expression::markdown(const Roll& roll) const
{
    return Writer(*program_, &roll, Style::markdown).write();
}

const std::vector<std::string>& Expression::paths() const
{
    return program_->paths;
}

Dialect Expression::dialect() const
{
    return program_->dialect;
}

std::string_view Expression::comment() const
{
    return program_->part(program_->comment);
}

} // namespace goldbox::dice
