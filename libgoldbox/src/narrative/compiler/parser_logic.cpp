// SPDX-License-Identifier: MIT
#include "narrative/compiler/parser.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace goldbox::narrative::ink {

// ---- lines that begin with ~

Node* Parser::logic_line()
{
    const Place place = here_after_spaces();
    spaces();
    if (!literal("~")) return nullptr;
    spaces();
    Node* logic = expect([&] { return after_tilde(); }, "ink.bad_expression", "an expression after `~`");
    if (!logic) {
        skip_to_next_line();
        return make<ContentList>(place);
    }
    logic->place = place;
    if (is_expression(*logic) && logic->kind != Kind::function_call && logic->kind != Kind::increment) {
        error("ink.useless_logic",
              "this line does nothing; after `~` stands an assignment, a call, `temp` or `return`");
    }
    // What a call leaves behind is not needed.
    if (auto* call = as<FunctionCall>(logic)) call->drops_result = true;
    // A function may print, and then its line needs an end.
    if (find<FunctionCall>(logic)) {
        auto* list = make<ContentList>(place);
        add_content(pool_, *list, logic);
        add_content(pool_, *list, make_text("\n", place));
        logic = list;
    }
    expect_end_of_line();
    return logic;
}

Node* Parser::after_tilde()
{
    if (Return* found = attempt([&] { return return_statement(); })) return found;
    if (Node* found = attempt([&] { return assignment(); })) return found;
    return attempt([&] { return expression(); });
}

Return* Parser::return_statement()
{
    const Place place = here_after_spaces();
    spaces();
    if (!word("return")) return nullptr;
    spaces();
    auto* found = make<Return>(place);
    found->value = attempt([&] { return expression(); });
    add_content(pool_, *found, found->value);
    return found;
}

/// `temp x = ...`, `x = ...`, `x += ...` or `x -= ...`.
Node* Parser::assignment()
{
    const Place place = here_after_spaces();
    spaces();
    const bool is_temp = attempt([&] { return word("temp"); });
    spaces();
    const Identifier name = is_temp ? expect_identifier("the name of the variable") : attempt_identifier();
    if (name.empty()) return nullptr;
    spaces();
    const bool adds = literal("+");
    const bool subtracts = literal("-");
    if (adds && subtracts) error("ink.bad_expression", "`+-` is not an assignment");
    if (!literal("=")) {
        if (is_temp) error("ink.missing_value", "expected `=` and the value of the temporary variable");
        return nullptr;
    }
    Expression* value = expect([&] { return expression(); }, "ink.bad_expression", "the value to be assigned");
    if (adds || subtracts) {
        auto* found = make<Increment>(place);
        found->name = name;
        found->up = adds;
        found->by = value;
        add_content(pool_, *found, value);
        return found;
    }
    auto* found = make<Variable>(place);
    found->name = name;
    found->is_temp = is_temp;
    found->value = value;
    add_content(pool_, *found, value);
    return found;
}

void Parser::disallow_increment(const Node* node)
{
    if (node && node->kind == Kind::increment) {
        error("ink.misplaced_increment", "a variable is incremented or decremented on a `~` line only");
    }
}

// ---- expressions

struct Parser::Operator {
    std::string_view text;
    std::string_view name; ///< as the runtime calls it
    int precedence = 0;
    bool needs_space = false;
};

namespace {

template <std::size_t n>
constexpr bool starts_any(const std::array<char, n>& starts, char c)
{
    return std::ranges::find(starts, c) != starts.end();
}

} // namespace

/// The operators in the order in which they are tried: `<=` before `<`.
const Parser::Operator* Parser::infix_operator()
{
    static constexpr auto operators = std::to_array<Operator>({
        {"&&", "&&", 1},        {"||", "||", 1},
        {"and", "&&", 1, true}, {"or", "||", 1, true},
        {"==", "==", 2},        {">=", ">=", 2},
        {"<=", "<=", 2},        {"<", "<", 2},
        {">", ">", 2},          {"!=", "!=", 2},
        {"?", "?", 3},          {"has", "?", 3, true},
        {"!?", "!?", 3},        {"hasnt", "!?", 3, true},
        {"^", "L^", 3},         {"+", "+", 4},
        {"-", "-", 5},          {"*", "*", 6},
        {"/", "/", 7},          {"%", "%", 8},
        {"mod", "%", 8, true},
    });
    constexpr auto starts =
        std::to_array<char>({'&', '|', 'a', 'o', '=', '>', '<', '!', '?', 'h', '^', '+', '-', '*', '/', '%', 'm'});
    if (!starts_any(starts, peek())) return nullptr;
    const std::uint32_t start = at_;
    for (const Operator& candidate : operators) {
        if (!literal(candidate.text)) continue;
        if (!candidate.needs_space || spaces()) return &candidate;
        at_ = start;
    }
    return nullptr;
}

/// A value and the operators after it that bind tighter than `minimum`.
Expression* Parser::expression(int minimum)
{
    spaces();
    Expression* left = unary();
    if (!left) return nullptr;
    spaces();
    for (;;) {
        const Mark mark = begin();
        const Operator* op = infix_operator();
        if (!op || op->precedence <= minimum) {
            fail(mark);
            break;
        }
        Expression* right = attempt([&] {
            spaces();
            return attempt([&] { return expression(op->precedence); });
        });
        if (!right) {
            report_expected("ink.bad_expression", "the right side of `" + std::string(op->text) + '`');
            fail(mark);
            return nullptr;
        }
        left = make_binary(left, right, op->name);
    }
    spaces();
    return left;
}

Binary* Parser::make_binary(Expression* left, Expression* right, std::string_view op)
{
    auto* found = make<Binary>(left->place);
    found->op = op;
    found->left = left;
    found->right = right;
    add_content(pool_, *found, left);
    add_content(pool_, *found, right);
    grow(*found, *left);
    grow(*found, *right);
    return found;
}

/// Long chains of operators are deep trees though nothing nests in the text.
void Parser::grow(Expression& outer, const Expression& inner)
{
    constexpr std::uint16_t deepest = 1000;
    outer.depth = std::max(outer.depth, static_cast<std::uint16_t>(inner.depth + 1));
    if (outer.depth > deepest) abort("ink.too_deep", "this expression has too many operators; divide it");
}

Expression* Parser::unary()
{
    Deeper deeper(*this);
    spaces();
    const Place place = here();
    // Divert targets come first, so that -> is not taken for a minus; no operator applies to them.
    if (peek() == '-' || peek() == '<') {
        if (Expression* target = attempt([&] { return target_expression(); })) return target;
    }
    std::string_view prefix;
    if (literal("-")) {
        prefix = "_";
    } else if (literal("!") || attempt([&] { return word("not"); })) {
        prefix = "!";
    }
    spaces();
    Expression* inner = operand();
    if (!inner && !prefix.empty()) inner = unary();
    if (!inner) return nullptr;
    if (!prefix.empty()) inner = apply_prefix(inner, prefix, place);
    return apply_postfix(inner, place);
}

/// A call looks like a name at first, and a name may begin with digits like a number: hence the order.
Expression* Parser::operand()
{
    if (after_spaces() == '(') {
        if (Expression* found = attempt([&] { return list_expression(); })) return found;
        return attempt([&] { return parenthesis(); });
    }
    if (Expression* found = attempt([&] { return function_call(); })) return found;
    if (Expression* found = attempt([&] { return variable_reference(); })) return found;
    return attempt([&] { return literal_value(); });
}

Expression* Parser::apply_prefix(Expression* inner, std::string_view op, Place place)
{
    if (auto* number = as<Number>(inner)) {
        const bool negates = op == "_";
        if (!negates) {
            number->integer = number->type == Number::Type::real ? number->real == 0 : number->integer == 0;
            number->type = Number::Type::boolean;
        } else if (number->type == Number::Type::boolean) {
            error("ink.bad_expression", "`true` and `false` have no negative");
        } else {
            number->integer = static_cast<std::int32_t>(0u - static_cast<std::uint32_t>(number->integer));
            number->real = -number->real;
        }
        return number;
    }
    auto* found = make<Unary>(place);
    found->op = op;
    found->inner = inner;
    add_content(pool_, *found, inner);
    grow(*found, *inner);
    return found;
}

Expression* Parser::apply_postfix(Expression* inner, Place place)
{
    spaces();
    const bool up = literal("++");
    if (!up && !literal("--")) return inner;
    const auto* variable = as<VariableReference>(inner);
    if (!variable) {
        error("ink.misplaced_increment", "only a variable can be incremented or decremented");
        return inner;
    }
    auto* found = make<Increment>(place);
    found->name = {variable->name, variable->place};
    found->up = up;
    return found;
}

Expression* Parser::target_expression()
{
    spaces();
    const Place place = here();
    Divert* divert = attempt([&] { return single_divert(); });
    if (!divert) return nullptr;
    spaces();
    auto* found = make<DivertTarget>(place);
    found->divert = divert;
    add_content(pool_, *found, divert);
    return found;
}

/// `()`, `(item)` or `(item, list.item)`. Anything else in parentheses is an expression.
Expression* Parser::list_expression()
{
    spaces();
    const Place place = here();
    if (!literal("(")) return nullptr;
    spaces();
    auto* found = make<ListExpression>(place);
    for (;;) {
        const Mark mark = begin();
        if (!found->items.empty() && !spaced_literal(",")) {
            fail(mark);
            break;
        }
        const auto item = attempt([&] { return list_member(); });
        if (!item) {
            fail(mark);
            break;
        }
        found->items.push(pool_, *item);
    }
    spaces();
    return literal(")") ? found : nullptr;
}

std::optional<Path> Parser::list_member()
{
    spaces();
    Path path;
    const Identifier name = attempt_identifier();
    if (name.empty()) return std::nullopt;
    path.push(pool_, name);
    if (literal(".")) path.push(pool_, expect_identifier("the name of an item of the list"));
    spaces();
    return path;
}

Expression* Parser::parenthesis()
{
    if (!literal("(")) return nullptr;
    Expression* inner = attempt([&] { return expression(); });
    if (!inner) return nullptr;
    spaces();
    expect_literal(")", "ink.unclosed_parenthesis", "`)` after the expression");
    return inner;
}

Expression* Parser::function_call()
{
    const Place place = here();
    const Identifier name = attempt_identifier();
    if (name.empty()) return nullptr;
    spaces();
    if (peek() != '(') return nullptr;
    const auto* given = attempt([&] { return arguments(); });
    if (!given) return nullptr;
    auto* found = make<FunctionCall>(place);
    found->divert = make<Divert>();
    found->divert->target.push(pool_, name);
    found->divert->function_call = true;
    found->divert->arguments = *given;
    for (Expression* argument : *given) {
        add_content(pool_, *found->divert, argument);
        grow(*found, *argument);
    }
    add_content(pool_, *found, found->divert);
    return found;
}

List<Expression*>* Parser::arguments()
{
    if (!literal("(")) return nullptr;
    auto* given = pool_.make<List<Expression*>>();
    do {
        Expression* one = attempt([&] { return expression(); });
        if (!one) break;
        given->push(pool_, one);
    } while (literal(",") && !at_end());
    spaces();
    expect_literal(")", "ink.unclosed_parenthesis", "`)` after the arguments");
    return given;
}

Expression* Parser::variable_reference()
{
    const std::uint32_t start = at_;
    Path path;
    do {
        const Identifier part = attempt_identifier();
        if (part.empty()) break;
        path.push(pool_, part);
    } while (spaced_literal(".") && !at_end());
    if (path.empty() || is_reserved_word(path[0].name)) return nullptr;
    auto* found = make<VariableReference>(Place{file_, start});
    found->path = path;
    found->name = path.size() == 1 ? path[0].name : pool_.keep(to_string(path));
    return found;
}

Expression* Parser::literal_value()
{
    if (Expression* found = attempt([&] { return real_literal(); })) return found;
    if (Expression* found = attempt([&] { return integer_literal(); })) return found;
    if (Expression* found = attempt([&] { return boolean_literal(); })) return found;
    return attempt([&] { return string_literal(); });
}

std::optional<std::int32_t> Parser::integer()
{
    const bool negative = literal("-");
    spaces();
    const std::size_t end = std::min(text_.find_first_not_of("0123456789", at_), text_.size());
    const std::string_view digits = text_.substr(at_, end - at_);
    if (digits.empty()) return std::nullopt;
    at_ = static_cast<std::uint32_t>(end);
    std::int32_t value = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc{}) {
        error("ink.number_range", "this number is too large; ink counts up to 2147483647");
        return std::nullopt;
    }
    return negative ? -value : value;
}

Expression* Parser::real_literal()
{
    const Place place = here();
    const std::size_t end = text_.find_first_not_of("0123456789", at_);
    if (end == at_ || end == std::string_view::npos || text_[end] != '.') return nullptr;
    const std::size_t after = std::min(text_.find_first_not_of("0123456789", end + 1), text_.size());
    const std::string_view digits = text_.substr(at_, after - at_);
    if (!integer()) return nullptr;
    at_ = static_cast<std::uint32_t>(after);
    auto* number = make<Number>(place);
    number->type = Number::Type::real;
    // Too small for a float leaves zero, as it should.
    std::from_chars(digits.data(), digits.data() + digits.size(), number->real);
    return number;
}

Expression* Parser::integer_literal()
{
    const Place place = here();
    const auto value = integer();
    if (!value) return nullptr;
    auto* number = make<Number>(place);
    number->integer = *value;
    return number;
}

Expression* Parser::boolean_literal()
{
    const Place place = here();
    const std::string_view name = attempt_identifier().name;
    if (name != "true" && name != "false") return nullptr;
    auto* number = make<Number>(place);
    number->type = Number::Type::boolean;
    number->integer = name == "true";
    return number;
}

Expression* Parser::string_literal()
{
    const Place place = here();
    if (!literal("\"")) return nullptr;
    in_string_ = true;
    NodeList* nodes = attempt([&] { return content(); });
    expect_literal("\"", "ink.unclosed_string", "`\"` at the end of the string");
    in_string_ = false;
    auto* found = make<StringExpression>(place);
    if (!nodes) {
        add_content(pool_, *found, make_text("", place));
        return found;
    }
    if (std::ranges::any_of(*nodes, [](const Node* node) { return node->kind == Kind::divert; })) {
        error("ink.divert_in_string", "a string cannot contain a divert");
    }
    add_content(pool_, *found, *nodes);
    return found;
}

} // namespace goldbox::narrative::ink
