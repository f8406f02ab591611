// SPDX-License-Identifier: MIT
#include "narrative/compiler/parser.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>

namespace goldbox::narrative::ink {

// ---- blocks of statements

NodeList* Parser::statements(Block block)
{
    if (block == Block::inner && attempt([&] { return gather_dashes(); })) {
        error("ink.gather_in_block", "a gather cannot stand inside braces; there, a branch begins with one dash");
    }
    const Mark mark = begin();
    NodeList* nodes = make_list();
    newlines();
    reported_ = false;
    do {
        if (breaks(block)) break;
        const std::uint32_t reports = reports_;
        const Statement found = attempt([&] { return statement(block); });
        if (!found && !recover_statement(block, reports_ != reports)) break;
        add_results(*nodes, found);
        newlines();
        reported_ = false;
    } while (!at_end());
    if (nodes->empty()) {
        fail(mark);
        return nullptr;
    }
    return nodes;
}

/// A line that nothing can be made of. The reference stops reading here and drops the rest of the file without a word.
/// Where it is an error already we go on with the next line, to report what else is wrong; where it is not, the rest is
/// dropped as the reference does, but not in silence.
bool Parser::recover_statement(Block block, bool was_reported)
{
    if (block == Block::inner || at_end()) return false;
    if (was_reported) {
        skip_to_next_line();
        return true;
    }
    if (block == Block::top) {
        context_.reporter.add(Severity::warning, "ink.rest_ignored", here_after_spaces(),
                              "this cannot begin a line; ink ignores it and the rest of the file");
    }
    return false;
}

bool Parser::breaks(Block block)
{
    if (block == Block::top) return false;
    const char first = after_spaces();
    if (block == Block::inner && first == '}') return true;
    if (first != '=' && first != '-') return false;

    const Mark mark = begin();
    spaces();
    bool found = attempt([&] { return knot_head(); }).has_value();
    if (!found && block <= Block::stitch) found = attempt([&] { return stitch_head(); }).has_value();
    if (!found && block == Block::inner) found = dash_not_arrow();
    fail(mark);
    return found;
}

Parser::Statement Parser::statement(Block block)
{
    const Statement found = statement_of(block, after_spaces());
    if (found) return found;
    return {nullptr, attempt([&] { return line_of_content(); })};
}

/// The statements that their first character tells from a line of text; where none of them fits, it is text.
Parser::Statement Parser::statement_of(Block block, char first)
{
    switch (first) {
    case '-': {
        const Statement arrow = line([&] { return Statement{nullptr, diverts()}; });
        if (arrow || block == Block::inner) return arrow;
        return {attempt([&] { return gather(); }), nullptr};
    }
    case '<': return line([&] { return Statement{nullptr, diverts()}; });
    case '*':
    case '+': return line([&] { return Statement{choice(), nullptr}; });
    case '=': {
        if (block == Block::top) {
            if (Flow* found = attempt([&] { return knot(); })) return {found, nullptr};
        }
        if (block < Block::knot) return {};
        return {attempt([&] { return stitch(); }), nullptr};
    }
    case '~': {
        Node* logic = attempt([&] { return logic_line(); });
        if (logic && logic->kind == Kind::return_statement && block == Block::top) {
            error("ink.return_outside_function", "there is no function here that could return");
        }
        return {logic, nullptr};
    }
    default: return declaration();
    }
}

Parser::Statement Parser::declaration()
{
    const std::string_view rest = text_.substr(std::min<std::size_t>(here_after_spaces().offset, text_.size()));
    if (rest.starts_with("TODO")) return line([&] { return Statement{author_note(), nullptr}; });
    if (rest.starts_with("LIST")) return line([&] { return Statement{list_declaration(), nullptr}; });
    if (rest.starts_with("VAR")) return line([&] { return Statement{variable_declaration(), nullptr}; });
    if (rest.starts_with("CONST")) return line([&] { return Statement{constant_declaration(), nullptr}; });
    if (rest.starts_with("EXTERNAL")) return line([&] { return Statement{external_declaration(), nullptr}; });
    if (rest.starts_with("INCLUDE")) return line([&] { return Statement{include(), nullptr}; });
    return {};
}

/// A rule that must be followed by the end of its line.
template <class Rule>
Parser::Statement Parser::line(const Rule& rule)
{
    return attempt([&]() -> Statement {
        const Statement found = attempt(rule);
        if (found) expect_end_of_line();
        return found;
    });
}

void Parser::expect_end_of_line(std::string_view what)
{
    if (end_of_line()) return;
    report_expected("ink.expected_end_of_line", what);
    skip_to_next_line();
}

// ---- knots and stitches

Flow* Parser::knot()
{
    const Place place = here_after_spaces();
    const auto head = attempt([&] { return knot_head(); });
    if (!head) return nullptr;
    expect_end_of_line("the end of the line after the knot's name");
    NodeList* nodes = attempt([&] { return statements(Block::knot); });
    if (!nodes) {
        report_expected("ink.empty_flow", "at least one line in the knot");
        nodes = recover_flow();
    }
    return make_flow(Level::knot, *head, place, nodes);
}

Flow* Parser::stitch()
{
    const Place place = here_after_spaces();
    const auto head = attempt([&] { return stitch_head(); });
    if (!head) return nullptr;
    expect_end_of_line("the end of the line after the stitch's name");
    NodeList* nodes = attempt([&] { return statements(Block::stitch); });
    if (!nodes) {
        report_expected("ink.empty_flow", "at least one line in the stitch");
        nodes = recover_flow();
    }
    return make_flow(Level::stitch, *head, place, nodes);
}

/// Goes on at the next knot; the flow without content stays known by its name.
NodeList* Parser::recover_flow()
{
    while (!at_end()) {
        at_ = static_cast<std::uint32_t>(std::min(text_.find('=', at_), text_.size()));
        const Mark mark = begin();
        const bool found = attempt([&] { return knot_head(); }).has_value();
        fail(mark);
        if (found || at_end()) break;
        ++at_;
    }
    return make_list();
}

Flow* Parser::make_flow(Level level, const FlowHead& head, Place place, NodeList* nodes)
{
    auto* flow = make<Flow>(place);
    flow->level = level;
    flow->name = head.name;
    flow->parameters = head.parameters;
    flow->is_function = head.is_function;
    fill_flow(pool_, *flow, *nodes);
    return flow;
}

std::optional<Parser::FlowHead> Parser::knot_head()
{
    spaces();
    if (!knot_equals()) return std::nullopt;
    spaces();
    FlowHead head;
    head.name = attempt_identifier();
    head.is_function = head.name.name == "function";
    if (head.is_function) {
        if (!spaces()) report_expected("ink.missing_name", "a space after `function`");
        head.name = attempt_identifier();
    }
    if (head.name.empty()) {
        error("ink.missing_name",
              head.is_function ? "expected the name of the function" : "expected the name of the knot");
    }
    spaces();
    if (auto found = attempt([&] { return parameters(); })) head.parameters = *found;
    spaces();
    attempt([&] { return knot_equals(); });
    return head;
}

/// Two or more `=`.
bool Parser::knot_equals()
{
    const std::uint32_t start = at_;
    while (peek() == '=') ++at_;
    return at_ - start >= 2;
}

std::optional<Parser::FlowHead> Parser::stitch_head()
{
    spaces();
    if (!literal("=") || literal("=")) return std::nullopt;
    spaces();
    FlowHead head;
    // Not allowed, but read, so that the message can say so.
    head.is_function = literal("function");
    if (head.is_function) spaces();
    head.name = attempt_identifier();
    if (head.name.empty()) return std::nullopt;
    spaces();
    if (auto found = attempt([&] { return parameters(); })) head.parameters = *found;
    spaces();
    return head;
}

std::optional<List<Parameter>> Parser::parameters()
{
    constexpr std::uint32_t most = 255;
    if (!literal("(")) return std::nullopt;
    List<Parameter> found;
    do {
        const auto one = attempt([&]() -> std::optional<Parameter> {
            spaces();
            return parameter();
        });
        if (!one) break;
        spaces();
        if (found.size() == most) error("ink.too_many_parameters", "a flow takes at most 255 parameters");
        if (!one->name.empty() && found.size() < most) found.push(pool_, *one);
    } while (literal(","));
    expect_literal(")", "ink.unclosed_parenthesis", "`)` after the parameters");
    return found;
}

/// `name`, `-> name`, `ref name` or `ref -> name`.
std::optional<Parameter> Parser::parameter()
{
    const Identifier first = attempt_identifier();
    spaces();
    Parameter found;
    found.is_divert_target = literal("->");
    spaces();
    const Identifier second = attempt_identifier();
    if (first.empty() && second.empty()) return std::nullopt;
    found.by_reference = first.name == "ref";
    found.name = found.by_reference || found.is_divert_target ? second : first;
    if (found.name.empty()) error("ink.missing_name", "expected the name of a parameter");
    return found;
}

// ---- choices and gathers

Choice* Parser::choice()
{
    auto* found = make<Choice>(here_after_spaces());
    found->depth = bullets('*');
    if (found->depth == 0) {
        found->depth = bullets('+');
        if (found->depth == 0) return nullptr;
        found->once_only = false;
    }
    found->label = bracketed_name();
    spaces();
    if (!found->label.empty()) newline();
    found->condition = choice_condition();
    spaces();

    in_choice_ = true;
    const auto part = [&]() -> ContentList* {
        NodeList* nodes = attempt([&] { return content(); });
        return nodes ? make_content_list(*nodes) : nullptr;
    };
    found->start = part();
    const bool has_brackets = literal("[");
    if (has_brackets) {
        end_tag(found->start);
        found->choice_only = part();
        expect_literal("]", "ink.unclosed_bracket", "`]` after the text of the choice");
        end_tag(found->choice_only);
        found->inner = part();
    }
    spaces();
    end_tag(found->inner ? found->inner : found->start);
    NodeList* leads = attempt([&] { return diverts(); });
    in_choice_ = false;
    spaces();

    found->invisible_default = !found->start && !found->inner && !found->choice_only;
    warn_of_empty_choice(*found, has_brackets, leads != nullptr);
    if (!found->inner) found->inner = make<ContentList>();
    end_tag(found->inner);
    if (leads) {
        for (Node* lead : *leads) {
            // The bare arrow says no more than "left blank on purpose".
            if (const auto* divert = as<Divert>(lead); divert && divert->empty) continue;
            add_content(pool_, *found->inner, lead);
        }
    }
    add_content(pool_, *found->inner, make_text("\n", {}));

    add_content(pool_, *found, found->start);
    add_content(pool_, *found, found->choice_only);
    add_content(pool_, *found, found->inner);
    add_content(pool_, *found, found->condition);
    return found;
}

void Parser::warn_of_empty_choice(const Choice& choice, bool has_brackets, bool has_diverts)
{
    if (choice.invisible_default && !has_diverts) {
        warning("ink.empty_choice", "this choice is empty and becomes a fallback; write `* ->` if that is meant");
    }
    if (!choice.start && has_brackets && !choice.choice_only) {
        warning("ink.blank_choice", "this choice shows no text; for a fallback, write `* ->`");
    }
}

std::uint32_t Parser::bullets(char bullet)
{
    const std::uint32_t start = at_;
    std::uint32_t count = 0;
    spaces();
    while (peek() == bullet) {
        ++at_;
        ++count;
        reported_ = false;
        spaces();
    }
    if (count == 0) at_ = start;
    check_depth(count);
    return count;
}

Expression* Parser::choice_condition()
{
    return attempt([&]() -> Expression* {
        Expression* only = choice_single_condition();
        if (!only) return nullptr;
        AllOf* all = nullptr;
        for (;;) {
            newline();
            spaces();
            reported_ = false;
            if (at_end()) break;
            Expression* next = attempt([&] { return choice_single_condition(); });
            if (!next) break;
            if (!all) {
                all = make<AllOf>(only->place);
                add_content(pool_, *all, only);
            }
            add_content(pool_, *all, next);
        }
        return all ? all : only;
    });
}

Expression* Parser::choice_single_condition()
{
    return attempt([&]() -> Expression* {
        if (!literal("{")) return nullptr;
        Expression* found = expect([&] { return expression(); }, "ink.bad_expression", "a condition inside the braces");
        disallow_increment(found);
        expect_literal("}", "ink.unclosed_brace", "`}` after the condition of the choice");
        return found;
    });
}

Gather* Parser::gather()
{
    const Place place = here_after_spaces();
    const std::uint32_t dashes = attempt([&] { return gather_dashes(); });
    if (dashes == 0) return nullptr;
    auto* found = make<Gather>(place);
    found->depth = dashes;
    found->label = bracketed_name();
    newline();
    return found;
}

std::uint32_t Parser::gather_dashes()
{
    std::uint32_t count = 0;
    spaces();
    while (dash_not_arrow()) {
        ++count;
        spaces();
    }
    check_depth(count);
    return count;
}

bool Parser::dash_not_arrow()
{
    if (peek() != '-' || peek(1) == '>') return false;
    ++at_;
    reported_ = false;
    return true;
}

Identifier Parser::bracketed_name()
{
    const Mark mark = begin();
    if (literal("(")) {
        spaces();
        const Identifier name = attempt_identifier();
        if (!name.empty()) {
            spaces();
            expect_literal(")", "ink.unclosed_parenthesis", "`)` after the label");
            return name;
        }
    }
    fail(mark);
    return {};
}

// ---- declarations

AuthorNote* Parser::author_note()
{
    const Place place = here_after_spaces();
    spaces();
    if (!word("TODO")) return nullptr;
    spaces();
    literal(":");
    spaces();
    const std::string_view message = until_line_end();
    if (message.empty()) return nullptr;
    auto* note = make<AuthorNote>(place);
    note->message = message;
    return note;
}

External* Parser::external_declaration()
{
    auto* found = make<External>(here_after_spaces());
    spaces();
    if (!word("EXTERNAL")) return nullptr;
    spaces();
    found->name = expect_identifier("the name of the external function");
    spaces();
    const auto names = attempt([&] { return parameters(); });
    if (!names) report_expected("ink.missing_parameters", "the parameters of the EXTERNAL, at least `()`");
    if (names) found->parameters = *names;
    return found;
}

Variable* Parser::variable_declaration()
{
    auto* found = make<Variable>(here_after_spaces());
    found->is_global = true;
    spaces();
    if (!word("VAR")) return nullptr;
    spaces();
    found->name = expect_identifier("the name of the variable");
    spaces();
    expect_literal("=", "ink.missing_value", "`=` and the value the variable begins with");
    spaces();
    found->value = expect([&] { return expression(); }, "ink.bad_expression", "the value the variable begins with");
    if (!found->value) {
        // The variable stays known, so that every use of it is not an error of its own.
        until_line_end();
        return found;
    }
    if (attempt([&] { return list_separator(); })) {
        error("ink.bad_initial_value", "unexpected `,`; a new list is declared by LIST, not by VAR");
    }
    check_initial_value(found->value, false);
    add_content(pool_, *found, found->value);
    return found;
}

Constant* Parser::constant_declaration()
{
    auto* found = make<Constant>(here_after_spaces());
    spaces();
    if (!word("CONST")) return nullptr;
    spaces();
    found->name = expect_identifier("the name of the constant");
    spaces();
    expect_literal("=", "ink.missing_value", "`=` and the value of the constant");
    spaces();
    found->value = expect([&] { return expression(); }, "ink.bad_expression", "the value of the constant");
    if (!found->value) {
        until_line_end();
        return found;
    }
    check_initial_value(found->value, true);
    add_content(pool_, *found, found->value);
    return found;
}

void Parser::check_initial_value(const Expression* value, bool is_constant)
{
    switch (value->kind) {
    case Kind::number:
    case Kind::divert_target: return;
    case Kind::string:
        if (!static_cast<const StringExpression*>(value)->is_single_text()) {
            error("ink.bad_initial_value", "the text a variable begins with cannot contain logic");
        }
        return;
    case Kind::variable_reference:
    case Kind::list:
        if (!is_constant) return;
        break;
    default: break;
    }
    error("ink.bad_initial_value",
          is_constant ? "a constant is a number, a text or a divert target"
                      : "a variable begins as a number, a text, a constant, a list or a divert target");
}

Variable* Parser::list_declaration()
{
    auto* found = make<Variable>(here_after_spaces());
    found->is_global = true;
    spaces();
    if (!word("LIST")) return nullptr;
    spaces();
    found->name = expect_identifier("the name of the list");
    spaces();
    expect_literal("=", "ink.missing_value", "`=` and the items of the list");
    spaces();
    ListDefinition* list = expect([&] { return list_definition(); }, "ink.bad_list", "the names of the list's items");
    if (!list) {
        until_line_end();
        list = make<ListDefinition>(found->place);
    }
    list->name = found->name;
    list->variable = found;
    found->list = list;
    add_content(pool_, *found, list);
    return found;
}

ListDefinition* Parser::list_definition()
{
    const Place place = here_after_spaces();
    any_spaces();
    auto* list = make<ListDefinition>(place);
    std::int32_t value = 0;
    for (;;) {
        const Mark mark = begin();
        if (!list->elements.empty() && !list_separator()) {
            fail(mark);
            break;
        }
        ListElement* element = attempt([&] { return list_element(); });
        if (!element) {
            fail(mark);
            break;
        }
        value = element->explicit_value ? *element->explicit_value
                                        : static_cast<std::int32_t>(static_cast<std::uint32_t>(value) + 1u);
        element->value = value;
        element->list = list;
        list->elements.push(pool_, element);
        add_content(pool_, *list, element);
    }
    return list->elements.empty() ? nullptr : list;
}

bool Parser::list_separator()
{
    any_spaces();
    if (!literal(",")) return false;
    any_spaces();
    return true;
}

ListElement* Parser::list_element()
{
    auto* found = make<ListElement>(here());
    found->in_initial_list = literal("(");
    bool needs_parenthesis = found->in_initial_list;
    const auto close = [&] {
        if (needs_parenthesis && literal(")")) needs_parenthesis = false;
    };
    spaces();
    found->name = attempt_identifier();
    if (found->name.empty()) return nullptr;
    spaces();
    close();
    if (found->in_initial_list && !needs_parenthesis) spaces();
    if (literal("=")) {
        spaces();
        found->explicit_value = attempt([&] { return integer(); });
        if (!found->explicit_value) report_expected("ink.bad_list", "the number of the list item");
        if (needs_parenthesis) {
            spaces();
            close();
        }
    }
    if (needs_parenthesis) error("ink.unclosed_parenthesis", "expected `)` after the list item");
    return found;
}

// ---- other files

IncludedFile* Parser::include()
{
    auto* found = make<IncludedFile>(here_after_spaces());
    spaces();
    if (!literal("INCLUDE")) return nullptr;
    spaces();
    const Place name_place = here();
    std::string_view name = until_line_end();
    name = name.substr(0, name.find_last_not_of(" \t") + 1);
    if (name.empty()) {
        error("ink.missing_name", "expected the name of the file to include");
        return found;
    }
    const std::string resolved = resolve_file(context_.folder, name);
    if (std::ranges::find(context_.open_files, resolved) != context_.open_files.end()) {
        report(Severity::error, "ink.include_cycle", name_place,
               '`' + to_utf8(name) + "` is being included already; files cannot include each other in a circle");
        return found;
    }
    IncludeRecord record{name_place, name.size(), resolved.empty() ? std::string(name) : resolved};
    found->story = read_included(record);
    if (context_.for_tools) context_.includes.push_back(std::move(record));
    return found;
}

Flow* Parser::read_included(IncludeRecord& record)
{
    const std::string& name = record.file;
    check_depth(static_cast<std::uint32_t>(context_.open_files.size()));
    if (context_.aborted) return nullptr;
    Result<std::string> text = context_.files.read(name);
    if (!text && (name == "goldbox.ink" || name.ends_with("/goldbox.ink"))) {
        text = std::string(goldbox_ink());
        record.built_in = true;
    }
    record.found = text.has_value();
    if (!text) {
        report(Severity::error, "ink.file_not_found", record.place, text.error().message);
        return nullptr;
    }
    if (++context_.included[name] == 2) {
        report(Severity::warning, "ink.included_twice", record.place,
               '`' + to_utf8(name) + "` is included already; what it says is told twice");
    }
    context_.source_bytes += text->size();
    if (context_.source_bytes > context_.options.max_source_bytes) {
        abort("ink.too_large", "the files of this story are larger than " +
                                   std::to_string(context_.options.max_source_bytes) + " bytes together");
        return nullptr;
    }
    const std::uint32_t file = add_source(context_, name, *text);
    context_.open_files.push_back(name);
    Flow* story = Parser(context_, file).parse_story(true);
    context_.open_files.pop_back();
    return story;
}

} // namespace goldbox::narrative::ink
