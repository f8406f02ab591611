// SPDX-License-Identifier: MIT
#include "narrative/import/expression.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace goldbox::narrative::importing {

namespace {

struct Synonym {
    std::string_view written, ink;
    Level level;
};

/// Longer signs before shorter ones that they begin with.
constexpr auto synonyms = std::to_array<Synonym>({
    {"===", "==", Level::equality},
    {"!==", "!=", Level::equality},
    {"==", "==", Level::equality},
    {"!=", "!=", Level::equality},
    {"<=", "<=", Level::comparison},
    {">=", ">=", Level::comparison},
    {"<", "<", Level::comparison},
    {">", ">", Level::comparison},
    {"&&", "and", Level::conjunction},
    {"||", "or", Level::disjunction},
    {"^", "xor", Level::disjunction},
    {"+", "+", Level::sum},
    {"-", "-", Level::sum},
    {"*", "*", Level::product},
    {"/", "/", Level::product},
    {"%", "%", Level::product},
    {"and", "and", Level::conjunction},
    {"or", "or", Level::disjunction},
    {"xor", "xor", Level::disjunction},
    {"is", "==", Level::equality},
    {"isnot", "!=", Level::equality},
    {"eq", "==", Level::equality},
    {"neq", "!=", Level::equality},
    {"gt", ">", Level::comparison},
    {"gte", ">=", Level::comparison},
    {"ge", ">=", Level::comparison},
    {"lt", "<", Level::comparison},
    {"lte", "<=", Level::comparison},
    {"le", "<=", Level::comparison},
});

constexpr auto signs =
    std::to_array<std::string_view>({"===", "!==", "**=", "...", "==", "!=", "<=", ">=", "&&", "||", "++", "--",
                                     "+=",  "-=",  "*=",  "/=",  "%=", "=>", "**", "??", "?.", "<",  ">",  "=",
                                     "+",   "-",   "*",   "/",   "%",  "!",  "(",  ")",  "[",  "]",  "{",  "}",
                                     ",",   ";",   ":",   "?",   ".",  "^",  "&",  "|",  "~",  "@",  "#",  "\\"});

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool starts_name(char c)
{
    return is_name_start(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
}

bool continues_name(char c)
{
    return starts_name(c) || is_digit(c);
}

void add_all(std::set<std::string>& variables, const std::set<std::string>& more)
{
    variables.insert(more.begin(), more.end());
}

std::string joined(const std::vector<Expression>& arguments)
{
    std::string list;
    for (const Expression& argument : arguments) list += (list.empty() ? "" : ", ") + argument.ink;
    return list;
}

/// A call of one of ink's functions.
Expression call_of(std::string_view function, const std::vector<Expression>& arguments, Type type = Type::number)
{
    Expression made{.ink = std::string(function) + '(' + joined(arguments) + ')', .type = type};
    for (const Expression& argument : arguments) {
        made.pure = made.pure && argument.pure;
        add_all(made.variables, argument.variables);
    }
    return made;
}

/// RANDOM takes whole numbers only.
Expression whole(const Expression& value)
{
    const bool is_whole = value.literal && std::ranges::all_of(value.ink, is_digit);
    return is_whole ? value : call_of("INT", {value});
}

bool binds_alone(const Expression& operand, Level level, std::string_view op, bool right)
{
    if (operand.level != level) return operand.level > level;
    // `-` binds tighter than `+` in ink and `/` tighter than `*`, so only chains of one operator may stand bare
    return !right && operand.op == op;
}

std::string operand_text(const Expression& operand, Level level, std::string_view op, bool right)
{
    // ink has one level for `and` and `or`, and one for all comparisons
    const bool mixes = (level == Level::disjunction && operand.level == Level::conjunction) ||
                       (level == Level::equality && operand.level == Level::comparison) ||
                       (level == Level::conjunction && operand.op == "or");
    return !mixes && binds_alone(operand, level, op, right) ? operand.ink : in_parentheses(operand.ink);
}

Type type_of(std::string_view op, Level level, const Expression& left, const Expression& right)
{
    if (level < Level::sum) return Type::truth;
    if (op != "+") return Type::number;
    if (left.type == Type::text || right.type == Type::text) return Type::text;
    return left.type == Type::number && right.type == Type::number ? Type::number : Type::unknown;
}

bool is_fraction(const Expression& value)
{
    return value.literal && value.ink.find('.') != std::string::npos;
}

} // namespace

Expression number(std::string ink)
{
    return {.ink = std::move(ink), .type = Type::number, .literal = true};
}

Expression truth(bool value)
{
    return {.ink = value ? "true" : "false", .type = Type::truth, .literal = true};
}

Expression text_literal(std::string_view content)
{
    std::string ink = "\"";
    for (std::size_t i = 0; i < content.size(); ++i) {
        const char c = content[i];
        const char next = i + 1 < content.size() ? content[i + 1] : '\0';
        const bool opens_mark = (c == '<' && (next == '>' || next == '-')) || (c == '-' && next == '>');
        const bool closes_comment = c == '/' && i > 0 && content[i - 1] == '/';
        const bool opens_comment = c == '*' && i > 0 && content[i - 1] == '/';
        if (opens_mark || closes_comment || opens_comment ||
            std::string_view("\"\\{}|#~[]").find(c) != std::string_view::npos)
            ink += '\\';
        const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        ink += control ? ' ' : c;
    }
    return {.ink = ink + '"', .type = Type::text, .literal = true};
}

std::string wrapped(const Expression& value, Level least)
{
    return value.level < least ? in_parentheses(value.ink) : value.ink;
}

std::string in_parentheses(const std::string& ink)
{
    const bool word =
        std::ranges::all_of(ink, [](char c) { return is_name_part(static_cast<unsigned char>(c)) || c == '.'; });
    return word ? ink : '(' + ink + ')';
}

Expression negated(const Expression& value)
{
    Expression made = value;
    made.ink = "not " + wrapped(value, Level::atom);
    made.level = Level::unary;
    made.op = "not";
    made.type = Type::truth;
    made.literal = false;
    return made;
}

Expression operation(const Expression& left, std::string_view op, Level level, const Expression& right)
{
    Expression made{.level = level, .op = std::string(op), .type = type_of(op, level, left, right)};
    made.pure = left.pure && right.pure;
    made.variables = left.variables;
    add_all(made.variables, right.variables);
    if (op == "xor") { // of truth values, the same as being different
        made.level = Level::equality;
        made.op = "!=";
        made.ink = wrapped(left, Level::atom) + " != " + wrapped(right, Level::atom);
        return made;
    }
    std::string first = operand_text(left, level, op, false);
    const bool divides = op == "/" && !is_fraction(left) && !is_fraction(right) && !left.ink.starts_with("FLOAT(");
    if (divides) first = "FLOAT(" + left.ink + ')'; // numbers there are never whole by nature
    made.ink = first + ' ' + std::string(op) + ' ' + operand_text(right, level, op, true);
    return made;
}

std::string code(const Assignment& assignment)
{
    const std::string& name = assignment.variable;
    if (assignment.op == "=" || assignment.op == "+=" || assignment.op == "-=")
        return name + ' ' + assignment.op + ' ' + assignment.value.ink;
    const Expression variable{.ink = name, .type = Type::number};
    return name + " = " + operation(variable, assignment.op.substr(0, 1), Level::product, assignment.value).ink;
}

// --- functions
// ---------------------------------------------------------------------------------------------------------

Expression Vocabulary::helper(std::string_view wish, const std::function<std::string(const std::string&)>& define,
                              const std::vector<Expression>& arguments, Type type)
{
    const std::string& name = names_.of("()" + std::string(wish), wish);
    if (!functions_.contains(name)) functions_.emplace(name, define(name));
    return call_of(name, arguments, type);
}

std::optional<Expression> Vocabulary::common_call(std::string_view function, const std::vector<Expression>& arguments)
{
    const std::size_t count = arguments.size();
    const auto impure = [](Expression made) {
        made.pure = false;
        return made;
    };
    if (function == "random_range" && count == 2)
        return impure(call_of("RANDOM", {whole(arguments[0]), whole(arguments[1])}));
    if (function == "floor" && count == 1) return call_of("FLOOR", arguments);
    if (function == "ceil" && count == 1) return call_of("CEILING", arguments);
    if ((function == "int" || function == "trunc") && count == 1) return call_of("INT", arguments);
    if ((function == "min" || function == "max") && count >= 1) {
        Expression least = arguments[0];
        for (std::size_t i = 1; i < count; ++i)
            least = call_of(function == "min" ? "MIN" : "MAX", {least, arguments[i]});
        return least;
    }
    if (function == "round" && count == 1) {
        return helper(
            "round",
            [](const std::string& name) {
                return "=== function " + name + "(the_number)\n~ return FLOOR(the_number + 0.5)\n";
            },
            arguments, Type::number);
    }
    if (function == "abs" && count == 1) {
        return helper(
            "abs",
            [](const std::string& name) {
                return "=== function " + name +
                       "(the_number)\n{ the_number < 0:\n    ~ return -the_number\n}\n~ return the_number\n";
            },
            arguments, Type::number);
    }
    if (function == "text" && count == 1) {
        return operation(text_literal(""), "+", Level::sum, arguments[0]);
    }
    if (function == "if" && count == 3) {
        return helper(
            "pick",
            [](const std::string& name) {
                return "=== function " + name +
                       "(the_condition, if_true, if_false)\n{ the_condition:\n    ~ return if_true\n}\n~ return "
                       "if_false\n";
            },
            arguments, arguments[1].type);
    }
    return std::nullopt;
}

// --- reading
// -----------------------------------------------------------------------------------------------------------

ExpressionParser::ExpressionParser(std::string_view text, Vocabulary& vocabulary, const ExpressionSyntax& syntax)
    : text_(text), vocabulary_(vocabulary), syntax_(syntax)
{
    // an expression is built by joining its parts, so a long one would cost the square of its length
    constexpr std::size_t longest = 4000;
    if (text.size() > longest) {
        text_ = {};
        problem_.what = "an expression of " + std::to_string(text.size()) + " characters";
    }
    next();
}

std::nullopt_t ExpressionParser::fail(std::string what)
{
    if (problem_.what.empty()) problem_ = {token_.offset, std::move(what)};
    return std::nullopt;
}

void ExpressionParser::next()
{
    at_ = std::min(text_.find_first_not_of(" \t\n\r\v\f", at_), text_.size());
    token_ = {.offset = at_};
    if (at_ == text_.size()) return;
    const char c = text_[at_];
    const char after = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (c == '"' || (syntax_.javascript && (c == '\'' || c == '`'))) return read_text(c);
    if (is_digit(c) || (c == '.' && is_digit(after))) return read_number();
    if (c == '$' && continues_name(after)) return read_variable();
    if (syntax_.javascript && c == '_' && continues_name(after)) return read_variable();
    if (starts_name(c)) {
        std::size_t end = at_;
        while (end < text_.size() && (continues_name(text_[end]) || text_[end] == '.')) ++end;
        token_.kind = TokenKind::name;
        token_.written = text_.substr(at_, end - at_);
        at_ = end;
        return;
    }
    const auto sign = std::ranges::find_if(signs, [&](std::string_view s) { return text_.substr(at_).starts_with(s); });
    token_.kind = TokenKind::op;
    token_.written = text_.substr(at_, sign == signs.end() ? 1 : sign->size());
    at_ += token_.written.size();
}

void ExpressionParser::read_text(char quote)
{
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote) {
        if (text_[end] == '\\' && end + 1 < text_.size()) ++end;
        token_.content += text_[end] == 'n' && text_[end - 1] == '\\' ? ' ' : text_[end];
        ++end;
    }
    token_.kind = TokenKind::text;
    if (quote == '`' && token_.content.find("${") != std::string::npos) {
        token_.kind = TokenKind::op; // a template with values in it
    }
    end = std::min(end + 1, text_.size());
    token_.written = text_.substr(at_, end - at_);
    at_ = end;
}

void ExpressionParser::read_number()
{
    std::size_t end = at_;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    if (end + 1 < text_.size() && text_[end] == '.' && is_digit(text_[end + 1])) {
        ++end;
        while (end < text_.size() && is_digit(text_[end])) ++end;
    }
    token_.kind = TokenKind::number;
    token_.written = text_.substr(at_, end - at_);
    at_ = end;
}

void ExpressionParser::read_variable()
{
    std::size_t end = at_ + 1;
    while (end < text_.size() && continues_name(text_[end])) ++end;
    while (end + 1 < text_.size() && text_[end] == '.' && starts_name(text_[end + 1])) {
        ++end;
        while (end < text_.size() && continues_name(text_[end])) ++end;
    }
    token_.kind = TokenKind::variable;
    token_.written = text_.substr(at_, end - at_);
    at_ = end;
}

bool ExpressionParser::at(std::string_view word) const
{
    return (token_.kind == TokenKind::op || token_.kind == TokenKind::name) && token_.written == word;
}

bool ExpressionParser::take(std::string_view word)
{
    if (!at(word)) return false;
    next();
    return true;
}

std::optional<ExpressionParser::Operator> ExpressionParser::binary() const
{
    if (token_.kind != TokenKind::op && token_.kind != TokenKind::name) return std::nullopt;
    const auto found = std::ranges::find(synonyms, token_.written, &Synonym::written);
    if (found == synonyms.end()) return std::nullopt;
    if (syntax_.javascript && found->ink == "xor") return std::nullopt;
    return Operator{found->ink, found->level};
}

std::optional<Expression> ExpressionParser::expression()
{
    auto value = choice();
    if (value && token_.kind != TokenKind::end) return fail("`" + std::string(token_.written) + "`");
    return value;
}

std::optional<Expression> ExpressionParser::choice()
{
    if (++depth_ > syntax_.max_depth) {
        too_deep_ = true;
        return fail("parentheses deeper than " + std::to_string(syntax_.max_depth));
    }
    auto condition = operations(Level::disjunction);
    if (condition && syntax_.javascript && take("?")) {
        auto yes = choice();
        if (!yes || !take(":")) return fail("`?` without `:`");
        auto no = choice();
        if (!no) return std::nullopt;
        std::vector<Expression> parts;
        parts.push_back(*std::move(condition));
        parts.push_back(*std::move(yes));
        parts.push_back(*std::move(no));
        condition = vocabulary_.call("?:", std::move(parts));
    }
    --depth_;
    return condition;
}

std::optional<Expression> ExpressionParser::operations(Level least)
{
    auto left = unary();
    while (left) {
        const auto op = binary();
        if (!op || op->level < least) return left;
        next();
        auto right = operations(static_cast<Level>(static_cast<int>(op->level) + 1));
        if (!right) return std::nullopt;
        left = operation(*left, op->ink, op->level, *right);
    }
    return left;
}

std::optional<Expression> ExpressionParser::unary()
{
    const bool negates = at("!") || at("not");
    const bool inverts = at("-");
    if (!negates && !inverts && !at("+")) return primary();
    if (++depth_ > syntax_.max_depth) {
        too_deep_ = true;
        return fail("signs deeper than " + std::to_string(syntax_.max_depth));
    }
    next();
    auto value = unary();
    --depth_;
    if (!value) return std::nullopt;
    if (negates) return negated(*value);
    if (!inverts) return value;
    if (value->type == Type::truth || value->type == Type::text) return fail("the negative of what is no number");
    const bool literal = value->literal && value->type == Type::number && value->level == Level::atom;
    value->ink = '-' + wrapped(*value, Level::atom);
    value->level = Level::unary;
    value->type = Type::number;
    value->literal = literal;
    return value;
}

std::optional<Expression> ExpressionParser::primary()
{
    const Token token = token_;
    if (token.kind == TokenKind::number) {
        constexpr std::size_t longest = 30, longest_whole = 9; // the compiler takes 32 bits before the point
        if (token.written.size() > longest || std::min(token.written.find('.'), token.written.size()) > longest_whole)
            return fail("the number " + std::string(token.written.substr(0, longest)));
        next();
        return number((token.written.starts_with('.') ? "0" : "") + std::string(token.written));
    }
    if (token.kind == TokenKind::text) {
        next();
        return check_suffix(text_literal(token.content));
    }
    if (token.kind == TokenKind::variable) {
        next();
        if (at("(")) return fail("the call `" + std::string(token.written) + "()`");
        static constexpr auto members = std::to_array<std::string_view>({".length", ".size", ".first", ".last"});
        if (std::ranges::any_of(members, [&](std::string_view m) { return token.written.ends_with(m); }))
            return fail("`" + std::string(token.written) + "`");
        Expression variable{.ink = vocabulary_.variable(token.written)};
        variable.type = vocabulary_.type_of(variable.ink);
        variable.variables.insert(variable.ink);
        return check_suffix(std::move(variable));
    }
    if (take("(")) {
        auto inner = choice();
        if (!inner) return std::nullopt;
        if (!take(")")) return fail("`(` without `)`");
        return check_suffix(*std::move(inner));
    }
    if (token.kind == TokenKind::name) {
        next();
        if (token.written == "true" || token.written == "false") return truth(token.written == "true");
        if (take("(")) return call(token.written, token.offset);
        if (auto named = vocabulary_.name(token.written)) return named;
        problem_ = {token.offset, "`" + std::string(token.written) + "`"};
        return std::nullopt;
    }
    return fail(token.kind == TokenKind::end ? "a value is missing" : "`" + std::string(token.written) + "`");
}

/// Members, elements and calls of values are beyond ink.
std::optional<Expression> ExpressionParser::check_suffix(Expression value)
{
    if (at("[")) return fail("an element `[...]`");
    if (at(".")) return fail("a member `.`");
    if (at("(")) return fail("a call");
    return value;
}

std::optional<Expression> ExpressionParser::call(std::string_view function, std::size_t offset)
{
    std::vector<Expression> arguments;
    while (!take(")")) {
        if (!arguments.empty() && !take(",")) return fail("`(` without `)`");
        auto argument = choice();
        if (!argument) return std::nullopt;
        arguments.push_back(*std::move(argument));
    }
    auto made = vocabulary_.call(function, std::move(arguments));
    if (made) return check_suffix(*std::move(made));
    problem_ = {offset, "the function `" + std::string(function) + "`"};
    return std::nullopt;
}

std::string_view ExpressionParser::assignment_operator()
{
    static constexpr auto compound = std::to_array<std::string_view>({"+=", "-=", "*=", "/=", "%="});
    if (take("to") || take("=")) return "=";
    const auto found = std::ranges::find_if(compound, [&](std::string_view op) { return at(op); });
    if (found == compound.end()) return {};
    next();
    return *found;
}

bool ExpressionParser::object(const std::string& variable, std::vector<Assignment>& found, std::size_t depth)
{
    if (depth > syntax_.max_depth) {
        too_deep_ = true;
        return refuse("objects deeper than " + std::to_string(syntax_.max_depth));
    }
    while (!take("}")) {
        const Token member = token_;
        if (member.kind != TokenKind::name && member.kind != TokenKind::text) return refuse("an object's member");
        next();
        if (!take(":")) return refuse("an object's member without `:`");
        const std::string whole =
            variable + '.' + std::string(member.kind == TokenKind::text ? member.content : member.written);
        if (whole.size() > 200) return refuse("an object's long name");
        if (take("{")) {
            if (!object(whole, found, depth + 1)) return false;
        } else {
            auto value = choice();
            if (!value) return false;
            found.push_back({vocabulary_.variable(whole), "=", *std::move(value)});
        }
        if (!take(",") && !at("}")) return refuse("`{` without `}`");
    }
    return true;
}

bool ExpressionParser::assignment(std::vector<Assignment>& found)
{
    const Token variable = token_;
    if (variable.kind != TokenKind::variable) return refuse("something that is no variable is set");
    next();
    for (const std::string_view step : {"++", "--"}) {
        if (!take(step)) continue;
        found.push_back({vocabulary_.variable(variable.written), step == "++" ? "+=" : "-=", number("1")});
        return true;
    }
    const std::string_view op = assignment_operator();
    if (op.empty()) return refuse("an assignment without `to` or `=`");
    if (syntax_.javascript && op == "=" && take("{")) return object(std::string(variable.written), found, 0);
    auto value = choice();
    if (!value) return false;
    found.push_back({vocabulary_.variable(variable.written), std::string(op), *std::move(value)});
    return true;
}

std::optional<std::vector<Assignment>> ExpressionParser::assignments()
{
    std::vector<Assignment> found;
    while (token_.kind != TokenKind::end) {
        if (!assignment(found)) return std::nullopt;
        if (take(",") || take(";")) continue;
        if (token_.kind != TokenKind::end) return fail("`" + std::string(token_.written) + "`");
    }
    if (found.empty()) return fail("nothing is set");
    return found;
}

} // namespace goldbox::narrative::importing
