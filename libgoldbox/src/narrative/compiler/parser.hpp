#pragma once
// SPDX-License-Identifier: MIT
// The ink grammar as a recursive descent with backtracking. Which alternatives are tried, in which order and what a
// failed one takes back decides what a text means, and follows the reference (inkle/ink 1.2.1).

#include "narrative/compiler/context.hpp"
#include "narrative/compiler/tree.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace goldbox::narrative::ink {

class Parser {
public:
    Parser(Context& context, std::uint32_t file);

    /// The whole file. Never null.
    [[nodiscard]] Flow* parse_story(bool is_included);

private:
    // ---- the machine (parser.cpp)

    /// What a rule that fails goes back to.
    struct Mark {
        std::uint32_t at = 0;
        bool in_string = false;
        bool in_tag = false;
        bool reported = false;
        std::uint32_t reports = 0;
        Pool::Mark memory;
    };

    [[nodiscard]] Mark begin();
    void fail(const Mark& mark);

    /// Runs a rule; if it returns something false, everything it did except its reports is taken back.
    template <class Rule>
    auto attempt(const Rule& rule)
    {
        const Mark mark = begin();
        auto result = rule();
        if (!result) fail(mark);
        return result;
    }

    /// Runs a rule that may find nothing; then only what it reported itself counts as reported.
    template <class Rule>
    auto optional(const Rule& rule)
    {
        const std::uint32_t reports = reports_;
        auto result = attempt(rule);
        if (!result) reported_ = reports_ != reports;
        return result;
    }

    /// Runs a rule that must succeed: says what was expected if it does not.
    template <class Rule>
    auto expect(const Rule& rule, std::string_view code, std::string_view what)
    {
        auto result = attempt(rule);
        if (!result) report_expected(code, what);
        return result;
    }
    bool expect_literal(std::string_view text, std::string_view code, std::string_view what);

    void report(Severity severity, std::string_view code, Place place, std::string message);
    void error(std::string_view code, std::string message);
    void warning(std::string_view code, std::string message);
    void error_at(const Node& node, std::string_view code, std::string message);
    void report_expected(std::string_view code, std::string_view what);
    void abort(std::string_view code, std::string message);

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    [[nodiscard]] char after_spaces() const;
    [[nodiscard]] Place here() const { return {file_, at_}; }
    [[nodiscard]] Place here_after_spaces() const;
    void spend(std::uint64_t steps);

    bool literal(std::string_view text);
    bool spaced_literal(std::string_view text);
    bool spaces();
    bool newline();
    bool newlines();
    void any_spaces();
    bool end_of_line();
    void skip_to_next_line();
    std::string_view until_line_end();
    [[nodiscard]] std::string_view identifier_text();
    [[nodiscard]] Identifier identifier(); ///< empty if there is none; call in attempt_identifier
    [[nodiscard]] Identifier attempt_identifier();
    [[nodiscard]] Identifier expect_identifier(std::string_view what);
    bool word(std::string_view keyword);

    template <class T>
    [[nodiscard]] T* make(Place place = {})
    {
        T* node = pool_.make<T>();
        node->place = place;
        return node;
    }
    [[nodiscard]] NodeList* make_list() { return pool_.make<NodeList>(); }
    [[nodiscard]] Text* make_text(std::string_view text, Place place);
    [[nodiscard]] ContentList* make_content_list(const NodeList& content);

    /// Counts nested rules and ends the parse when they go too deep.
    class Deeper;

    // ---- statements (parser_statements.cpp)

    enum class Block : std::uint8_t { inner, stitch, knot, top };

    /// A statement is one node or several.
    struct Statement {
        Node* node = nullptr;
        NodeList* nodes = nullptr;
        explicit operator bool() const { return node || nodes; }
    };

    [[nodiscard]] NodeList* statements(Block block);
    [[nodiscard]] Statement statement(Block block);
    [[nodiscard]] Statement statement_of(Block block, char first);
    [[nodiscard]] Statement declaration();
    [[nodiscard]] bool breaks(Block block);
    [[nodiscard]] bool recover_statement(Block block, bool was_reported);
    template <class Rule>
    [[nodiscard]] Statement line(const Rule& rule);
    void expect_end_of_line(std::string_view what = "the end of the line");

    [[nodiscard]] Flow* knot();
    [[nodiscard]] Flow* stitch();
    struct FlowHead {
        Identifier name;
        List<Parameter> parameters;
        bool is_function = false;
    };
    [[nodiscard]] std::optional<FlowHead> knot_head();
    [[nodiscard]] std::optional<FlowHead> stitch_head();
    [[nodiscard]] Flow* make_flow(Level level, const FlowHead& head, Place place, NodeList* content);
    [[nodiscard]] NodeList* recover_flow();
    [[nodiscard]] bool knot_equals();
    [[nodiscard]] std::optional<List<Parameter>> parameters();
    [[nodiscard]] std::optional<Parameter> parameter();

    [[nodiscard]] Choice* choice();
    [[nodiscard]] std::uint32_t bullets(char bullet);
    [[nodiscard]] Expression* choice_condition();
    [[nodiscard]] Expression* choice_single_condition();
    void warn_of_empty_choice(const Choice& choice, bool has_brackets, bool has_diverts);
    [[nodiscard]] Gather* gather();
    [[nodiscard]] std::uint32_t gather_dashes();
    [[nodiscard]] bool dash_not_arrow();
    [[nodiscard]] Identifier bracketed_name();
    void check_depth(std::uint32_t depth);

    [[nodiscard]] AuthorNote* author_note();
    [[nodiscard]] IncludedFile* include();
    [[nodiscard]] Flow* read_included(IncludeRecord& record);
    [[nodiscard]] External* external_declaration();
    [[nodiscard]] Variable* variable_declaration();
    [[nodiscard]] Constant* constant_declaration();
    [[nodiscard]] Variable* list_declaration();
    [[nodiscard]] ListDefinition* list_definition();
    [[nodiscard]] ListElement* list_element();
    [[nodiscard]] bool list_separator();
    void check_initial_value(const Expression* value, bool is_constant);

    // ---- what stands on a line (parser_content.cpp)

    [[nodiscard]] NodeList* line_of_content();
    [[nodiscard]] NodeList* content();
    void add_results(NodeList& results, const Statement& more);
    [[nodiscard]] Text* content_text();
    [[nodiscard]] std::string_view plain_text();
    void trim_end(NodeList& results, bool ends_with_space);
    [[nodiscard]] Statement logic_glue_or_tag();
    [[nodiscard]] Node* glue();
    [[nodiscard]] Node* start_tag();
    void end_tag(NodeList* list);
    void end_tag(ContentList* list);
    [[nodiscard]] Tag* make_tag(bool start);

    [[nodiscard]] ContentList* inline_logic();
    [[nodiscard]] Node* inner_logic();
    [[nodiscard]] Node* inner_logic_rule(int which);
    [[nodiscard]] Conditional* conditional();
    [[nodiscard]] Conditional* conditional(Expression* initial);
    [[nodiscard]] bool inline_branches(List<Branch*>& branches);
    [[nodiscard]] bool block_branches(List<Branch*>& branches);
    [[nodiscard]] bool sole_branch(List<Branch*>& branches);
    [[nodiscard]] Branch* block_branch();
    [[nodiscard]] Branch* make_branch(NodeList* content, Place place);
    void mark_switch(List<Branch*>& branches);
    void mark_if_chain(List<Branch*>& branches);
    [[nodiscard]] Expression* condition();
    [[nodiscard]] bool else_colon();

    [[nodiscard]] Sequence* sequence();
    [[nodiscard]] Sequence* make_sequence(const List<NodeList*>& elements, std::uint8_t type);
    [[nodiscard]] std::uint8_t sequence_type();
    [[nodiscard]] std::uint8_t sequence_symbols();
    [[nodiscard]] std::uint8_t sequence_words();
    [[nodiscard]] std::uint8_t sequence_word();
    [[nodiscard]] List<NodeList*>* sequence_elements();
    [[nodiscard]] List<NodeList*>* inline_elements();
    [[nodiscard]] List<NodeList*>* block_elements();
    [[nodiscard]] NodeList* block_element();

    [[nodiscard]] NodeList* diverts();
    [[nodiscard]] Divert* thread();
    [[nodiscard]] int arrows();
    [[nodiscard]] Divert* divert_with_arguments();
    [[nodiscard]] Divert* single_divert();

    // ---- logic (parser_logic.cpp)

    [[nodiscard]] Node* logic_line();
    [[nodiscard]] Node* after_tilde();
    [[nodiscard]] Return* return_statement();
    [[nodiscard]] Node* assignment();
    void disallow_increment(const Node* node);

    [[nodiscard]] Expression* expression(int minimum = 0);
    struct Operator;
    [[nodiscard]] const Operator* infix_operator();
    [[nodiscard]] Expression* unary();
    [[nodiscard]] Expression* operand();
    [[nodiscard]] Expression* apply_prefix(Expression* inner, std::string_view op, Place place);
    [[nodiscard]] Expression* apply_postfix(Expression* inner, Place place);
    [[nodiscard]] Expression* target_expression();
    [[nodiscard]] Expression* list_expression();
    [[nodiscard]] std::optional<Path> list_member();
    [[nodiscard]] Expression* parenthesis();
    [[nodiscard]] Expression* function_call();
    [[nodiscard]] List<Expression*>* arguments();
    [[nodiscard]] Expression* variable_reference();
    [[nodiscard]] Expression* literal_value();
    [[nodiscard]] std::optional<std::int32_t> integer();
    [[nodiscard]] Expression* real_literal();
    [[nodiscard]] Expression* integer_literal();
    [[nodiscard]] Expression* boolean_literal();
    [[nodiscard]] Expression* string_literal();
    [[nodiscard]] Binary* make_binary(Expression* left, Expression* right, std::string_view op);
    void grow(Expression& outer, const Expression& inner);

    Context& context_;
    Pool& pool_;
    std::string_view text_;
    std::uint32_t file_;

    std::uint32_t at_ = 0;
    bool in_string_ = false; ///< a quote ends the text
    bool in_tag_ = false;    ///< a tag was begun and not ended
    bool in_choice_ = false; ///< brackets end the text, diverts come later
    bool reported_ = false;  ///< the rule at hand complained: it need not complain again
    std::uint32_t reports_ = 0;
    std::uint32_t depth_ = 0;
};

class Parser::Deeper {
public:
    explicit Deeper(Parser& parser) : parser_(parser) { parser_.check_depth(++parser_.depth_); }
    ~Deeper() { --parser_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

private:
    Parser& parser_;
};

[[nodiscard]] bool is_reserved_word(std::string_view name);

/// Whether all of a text is one name.
[[nodiscard]] bool is_name(std::string_view text);

} // namespace goldbox::narrative::ink
