#pragma once
// SPDX-License-Identifier: MIT
// Expressions of SugarCube (a dialect of JavaScript) and of Yarn Spinner, turned into ink as they are read.

#include "narrative/import/names.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative::importing {

enum class Type { unknown, number, text, truth, item /* of an enumeration */ };

/// How tightly the outermost part of an expression binds, loosest first.
enum class Level { choice, disjunction, conjunction, equality, comparison, sum, product, unary, atom };

struct Expression {
    std::string ink;
    Level level = Level::atom;
    std::string op; ///< the outermost operator in ink, when there is one
    Type type = Type::unknown;
    bool literal = false;
    bool pure = true;                ///< asked twice, it answers the same
    std::set<std::string> variables; ///< in ink's names
};

/// Text that is no expression, or one that ink cannot have.
struct ExpressionProblem {
    std::size_t offset = 0; ///< in the text that was parsed
    std::string what;
};

/// One assignment of a list of them: `$gold += 5`.
struct Assignment {
    std::string variable; ///< in ink's names
    std::string op;       ///< `=`, `+=`, `-=`, `*=`, `/=`, `%=`
    Expression value;
};

/// What a dialect's expressions mean.
class Vocabulary {
public:
    virtual ~Vocabulary() = default;
    /// The ink name of `$gold`, `_i`, or `$player.hp`.
    [[nodiscard]] virtual std::string variable(std::string_view written) = 0;
    [[nodiscard]] virtual Type type_of(std::string_view variable) const = 0;
    /// A call; nothing when ink has no counterpart.
    [[nodiscard]] virtual std::optional<Expression> call(std::string_view function,
                                                         std::vector<Expression> arguments) = 0;
    /// A name that is neither variable nor function: an enumeration's case, a constant.
    [[nodiscard]] virtual std::optional<Expression> name(std::string_view written) = 0;

    /// Definitions of functions that were needed, by name.
    [[nodiscard]] const std::map<std::string, std::string>& functions() const { return functions_; }

protected:
    explicit Vocabulary(Names& names) : names_(names) {}
    Names& names_;
    std::map<std::string, std::string> functions_;

    /// A call of a function that ink needs: `define` makes its text from its name.
    [[nodiscard]] Expression helper(std::string_view wish, const std::function<std::string(const std::string&)>& define,
                                    const std::vector<Expression>& arguments, Type type);
    /// Functions that both dialects have, by what they do.
    [[nodiscard]] std::optional<Expression> common_call(std::string_view function,
                                                        const std::vector<Expression>& arguments);
};

struct ExpressionSyntax {
    bool javascript = false; ///< SugarCube: `?:`, single quotes, `_temporary`, `is`, `isnot`, `===`
    std::size_t max_depth = 100;
};

class ExpressionParser {
public:
    ExpressionParser(std::string_view text, Vocabulary& vocabulary, const ExpressionSyntax& syntax);

    /// The whole text as one expression.
    [[nodiscard]] std::optional<Expression> expression();
    /// The whole text as assignments, with `,` or `;` between them. A value that is an object (`{hp: 10}`) becomes one
    /// assignment for each of its members.
    [[nodiscard]] std::optional<std::vector<Assignment>> assignments();
    /// The arguments of a macro or command: values with spaces between them.
    [[nodiscard]] const ExpressionProblem& problem() const { return problem_; }
    [[nodiscard]] bool too_deep() const { return too_deep_; }

private:
    enum class TokenKind { end, number, text, variable, name, op };
    struct Token {
        TokenKind kind = TokenKind::end;
        std::string_view written;
        std::string content; ///< of a text, without quotes and escapes
        std::size_t offset = 0;
    };
    struct Operator {
        std::string_view ink;
        Level level;
    };

    void next();
    void read_text(char quote);
    void read_number();
    void read_variable();
    [[nodiscard]] bool at(std::string_view word) const;
    bool take(std::string_view word);
    [[nodiscard]] std::optional<Operator> binary() const;

    [[nodiscard]] std::optional<Expression> choice();
    [[nodiscard]] std::optional<Expression> operations(Level least);
    [[nodiscard]] std::optional<Expression> unary();
    [[nodiscard]] std::optional<Expression> primary();
    [[nodiscard]] std::optional<Expression> call(std::string_view function, std::size_t offset);
    [[nodiscard]] std::optional<Expression> check_suffix(Expression value);
    [[nodiscard]] bool assignment(std::vector<Assignment>& found);
    [[nodiscard]] bool object(const std::string& variable, std::vector<Assignment>& found, std::size_t depth);
    [[nodiscard]] std::string_view assignment_operator();
    /// Remembers the first problem.
    std::nullopt_t fail(std::string what);
    bool refuse(std::string what) { return fail(std::move(what)), false; }

    std::string_view text_;
    Vocabulary& vocabulary_;
    ExpressionSyntax syntax_;
    std::size_t at_ = 0;
    Token token_;
    std::size_t depth_ = 0;
    bool too_deep_ = false;
    ExpressionProblem problem_;
};

[[nodiscard]] Expression number(std::string ink);
[[nodiscard]] Expression truth(bool value);
[[nodiscard]] Expression text_literal(std::string_view content);
[[nodiscard]] Expression negated(const Expression& value);
[[nodiscard]] Expression operation(const Expression& left, std::string_view op, Level level, const Expression& right);
/// In parentheses, but for a word alone, which would become a list.
[[nodiscard]] std::string in_parentheses(const std::string& ink);
/// In parentheses where it binds looser than `least`.
[[nodiscard]] std::string wrapped(const Expression& value, Level least);
/// The line of logic for an assignment: `gold += 5`.
[[nodiscard]] std::string code(const Assignment& assignment);

} // namespace goldbox::narrative::importing
