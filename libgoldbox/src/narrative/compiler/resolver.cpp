// SPDX-License-Identifier: MIT
#include "narrative/compiler/resolver.hpp"

#include <algorithm>
#include <unordered_set>

namespace goldbox::narrative::ink {

namespace {

std::string quoted(std::string_view name)
{
    return '`' + std::string(name) + '`';
}

bool is_content_holder(const Node* node)
{
    return node && (node->kind == Kind::weave || node->kind == Kind::content_list || node->kind == Kind::flow);
}

bool always_leaves(const Node& node)
{
    if (const auto* divert = as<Divert>(&node)) return !divert->returns() && !divert->empty && !divert->had_error;
    return node.kind == Kind::tunnel_onwards || node.kind == Kind::return_statement;
}

/// The divert at the end of a choice's line.
const Node* last_divert(const ContentList& line)
{
    const auto found = std::ranges::find_if(line.content, [](const Node* part) { return always_leaves(*part); });
    return found == line.content.end() ? nullptr : *found;
}

/// Whether a reader would miss it: text, logic, diverts; not declarations, line ends, or the `-> DONE` that careful
/// authors end everything with.
bool is_told(const Node& node)
{
    if (const auto* divert = as<Divert>(&node)) return divert->place.known() && !divert->ends() && !divert->is_done();
    if (const auto* text = as<Text>(&node)) return text->text.find_first_not_of(" \t\n") != std::string_view::npos;
    if (const auto* variable = as<Variable>(&node)) return !variable->is_global;
    switch (node.kind) {
    case Kind::content_list:
    case Kind::conditional:
    case Kind::sequence:
    case Kind::return_statement: return node.place.known();
    default: return false;
    }
}

} // namespace

void Resolver::resolve()
{
    for (const Link& link : generator_.links()) {
        if (link.divert) link.divert->target = link.target;
    }
    visit(book_.root);
    warn_of_external_clashes();
}

std::string Resolver::unknown(std::string_view what, std::string_view name, const Node& from, bool variables) const
{
    return "there is no " + std::string(what) + ' ' + quoted(name) + book_.did_you_mean(name, from, variables);
}

void Resolver::visit_content(Node& node)
{
    for (std::uint32_t i = 0; i < node.content.size(); ++i) visit(*node.content[i]);
}

void Resolver::visit(Node& node)
{
    if (node.kind != Kind::divert) visit_content(node);
    switch (node.kind) {
    case Kind::divert: divert(static_cast<Divert&>(node)); break;
    case Kind::tunnel_onwards: tunnel_onwards(static_cast<TunnelOnwards&>(node)); break;
    case Kind::divert_target: divert_target(static_cast<DivertTarget&>(node)); break;
    case Kind::variable: variable(static_cast<Variable&>(node)); break;
    case Kind::variable_reference: variable_reference(static_cast<VariableReference&>(node)); break;
    case Kind::function_call: function_call(static_cast<FunctionCall&>(node)); break;
    case Kind::increment: increment(static_cast<Increment&>(node)); break;
    case Kind::binary: binary(static_cast<Binary&>(node)); break;
    case Kind::weave: weave(static_cast<Weave&>(node)); break;
    case Kind::flow: flow(static_cast<Flow&>(node)); break;
    case Kind::list_definition: list_definition(static_cast<ListDefinition&>(node)); break;
    case Kind::choice: book_.check_name(node, static_cast<Choice&>(node).label, Book::Symbol::stitch_or_label); break;
    case Kind::gather: book_.check_name(node, static_cast<Gather&>(node).label, Book::Symbol::stitch_or_label); break;
    case Kind::constant: book_.check_name(node, static_cast<Constant&>(node).name, Book::Symbol::variable); break;
    case Kind::list_element:
        book_.check_name(node, static_cast<ListElement&>(node).name, Book::Symbol::list_item);
        break;
    default: break;
    }
}

// ---- diverts

void Resolver::divert(Divert& node)
{
    if (node.empty || node.ends() || node.is_done() || node.target.empty()) return;
    if (node.target_content && node.divert_cell) node.divert_cell->target = counted_container(*node.target_content);
    visit_content(node);
    check_function_use(node);

    if (node.target.size() == 1) {
        const std::string_view name = node.target[0].name;
        const auto external = book_.externals.find(name);
        const bool is_external = external != book_.externals.end();
        if (is_external || built_in(name)) {
            if (!node.function_call) {
                book_.error(node, "ink.divert_to_function",
                            quoted(name) + " can only be called, as in `~ " + std::string(name) + "()`");
            }
            if (is_external) external_call(node, *external->second);
            return;
        }
    }
    if (node.target_content || (node.divert_cell && !node.divert_cell->variable.empty())) return;
    const std::string target = to_string(node.target);
    if (node.function_call) {
        book_.error(node, "ink.unknown_function", unknown("function", target, node, true));
    } else {
        book_.error(node, "ink.unknown_divert", unknown("knot, stitch or label", target, node, true));
    }
}

void Resolver::check_function_use(Divert& node)
{
    const auto* flow = as<Flow>(node.target_content);
    if (!flow) return;
    const std::string name = quoted(flow->name.name);
    if (!flow->is_function && node.function_call) {
        book_.error(node, "ink.not_a_function",
                    name + " is called but is no function; declare it as `== function " + std::string(flow->name.name) +
                        " ==`");
    } else if (flow->is_function && !node.function_call && node.parent->kind != Kind::divert_target) {
        book_.error(node, "ink.divert_to_function", name + " is a function; it can be called but not diverted to");
    }
}

void Resolver::external_call(Divert& node, const External& external)
{
    const auto given = node.arguments.size();
    if (node.divert_cell) {
        node.divert_cell->external = external.name.name;
        node.divert_cell->external_arguments = given;
    }
    const auto wanted = external.parameters.size();
    if (given != wanted) {
        book_.error(node, "ink.argument_count",
                    "EXTERNAL " + quoted(external.name.name) + " takes " + std::to_string(wanted) +
                        (wanted == 1 ? " argument" : " arguments") + ", given " + std::to_string(given));
    }
}

void Resolver::tunnel_onwards(TunnelOnwards& node)
{
    if (node.after_cell && node.after->target_content) {
        node.after_cell->target = counted_container(*node.after->target_content);
    }
}

void Resolver::divert_target(DivertTarget& node)
{
    Divert& divert = *node.divert;
    if (divert.ends() || divert.is_done()) {
        book_.error(node, "ink.bad_divert_target", "`-> END` and `-> DONE` cannot be kept as values");
        return;
    }
    check_target_use(node);
    if (divert.divert_cell && !divert.divert_cell->variable.empty()) {
        const std::string name = to_string(divert.target);
        book_.error(node, "ink.bad_divert_target", quoted(name) + " is a variable; it stands without `->` here");
    }
    if (!divert.target_content) return;
    Container* target = counted_container(*divert.target_content);
    if (!target) return;
    for (DivertValueCell* value : node.values) value->target = target;

    const auto* call = as<FunctionCall>(node.parent);
    target->counts_turns = true;
    if (!call || call->name() != "TURNS_SINCE") target->counts_visits = true;
    check_stored_target(node);
}

/// A place is not a number: it can be compared with another one and asked how often it was visited.
void Resolver::check_target_use(DivertTarget& node)
{
    const Node* usage = node.parent;
    bool is_bad = false;
    if (const auto* binary = as<Binary>(usage)) {
        const auto is_place = [](const Expression* side) {
            return side->kind == Kind::divert_target || side->kind == Kind::variable_reference;
        };
        const bool compares = binary->op == "==" || binary->op == "!=";
        is_bad = !compares || !is_place(binary->left) || !is_place(binary->right);
    } else if (const auto* call = as<FunctionCall>(usage)) {
        is_bad = call->name() != "TURNS_SINCE" && call->name() != "READ_COUNT";
    } else if (const auto* choice = as<Choice>(usage)) {
        is_bad = choice->condition == &node;
    } else {
        is_bad = usage && (is_expression(*usage) || usage->kind == Kind::conditional || usage->kind == Kind::branch);
    }
    if (!is_bad) return;
    const std::string name = to_string(node.divert->target);
    book_.error(node, "ink.bad_divert_target",
                "a divert target cannot be used like that; was the visit count " + quoted(name) +
                    " meant, or the call `" + name + "()`?");
}

void Resolver::check_stored_target(DivertTarget& node)
{
    const auto* flow = as<Flow>(node.divert->target_content);
    if (!flow) return;
    for (const Parameter& parameter : flow->parameters) {
        if (!parameter.by_reference) continue;
        book_.error(node, "ink.bad_divert_target",
                    quoted(flow->name.name) + " takes `ref " + std::string(parameter.name.name) +
                        "`; a place with such a parameter cannot be kept as a value");
    }
}

// ---- variables

void Resolver::variable(Variable& node)
{
    if ((node.is_global || node.is_temp) && !node.list) {
        book_.check_name(node, node.name, node.is_global ? Book::Symbol::variable : Book::Symbol::temporary);
    }
    if (node.is_global) {
        const auto* reference = as<VariableReference>(node.value);
        if (reference && !reference->is_constant && !reference->is_list_item) {
            book_.error(node, "ink.bad_initial_value", "a variable cannot begin with the value of another variable");
        }
    }
    if (node.is_temp) return;
    const Book::Found found = book_.variable(node.name.name, node);
    if (!found) {
        if (book_.constant(node.name.name)) {
            book_.error(node, "ink.constant_assigned",
                        quoted(node.name.name) + " is a constant; declare it by VAR to change it");
        } else {
            book_.error(node, "ink.unknown_variable", unknown("variable", node.name.name, node, true));
        }
    }
    if (node.assignment) node.assignment->is_global = found.is_global();
}

void Resolver::variable_reference(VariableReference& node)
{
    if (node.is_constant || node.is_list_item) return;
    if (const Node* place = book_.resolve(node.path, node)) {
        Container* counted = counted_container(*place);
        if (!counted) return;
        counted->counts_visits = true;
        if (!node.variable_cell) return;
        node.variable_cell->counted = counted;
        const auto* flow = as<Flow>(place);
        if (flow && flow->is_function && is_content_holder(node.parent)) {
            const std::string name(flow->name.name);
            book_.warning(node, "ink.function_not_called",
                          "this counts how often `" + name + "` was visited; was `" + name + "()` meant?");
        }
        return;
    }
    if (node.path.size() > 1) {
        book_.error(node, "ink.unknown_variable", unknown("place or list item", node.name, node, true));
    } else if (!book_.variable(node.name, node)) {
        book_.error(node, "ink.unknown_variable", unknown("variable", node.name, node, true));
    }
}

void Resolver::increment(Increment& node)
{
    const Book::Found found = book_.variable(node.name.name, node);
    if (!found) book_.error(node, "ink.unknown_variable", unknown("variable", node.name.name, node, true));
    if (node.assignment) node.assignment->is_global = found.is_global();
    if (!is_content_holder(node.parent)) {
        book_.error(node, "ink.misplaced_increment", "a variable is incremented or decremented on a `~` line only");
    }
}

void Resolver::function_call(FunctionCall& node)
{
    // The arguments of what is built in hang on the divert that was not needed.
    if (!node.uses_divert) {
        for (Expression* argument : node.arguments()) visit(*argument);
    }
    if (auto* target = as<DivertTarget>(node.counted)) {
        const DivertCell* cell = target->divert->divert_cell;
        if (cell && !cell->variable.empty()) {
            book_.error(node, "ink.bad_divert_target", "leave out the `->` before a variable");
        } else if (Node* place = target->divert->target_content) {
            if (Container* counted = counted_container(*place)) counted->counts_turns = true;
        }
    } else if (const auto* reference = as<VariableReference>(node.counted)) {
        if (reference->variable_cell && reference->variable_cell->counted) {
            book_.error(node, "ink.bad_divert_target",
                        "write `-> " + std::string(reference->name) + "`; only a variable stands without `->`");
        }
    }
}

/// `not a ? b` asks whether `not a` has b.
void Resolver::binary(Binary& node)
{
    const auto* left = as<Unary>(node.left);
    if (node.op == "?" && left && left->op == "!") {
        book_.error(node, "ink.ambiguous_not", "`not` belongs to the left side alone here; write `not (a ? b)`");
    }
}

// ---- weaves and flows

void Resolver::weave(Weave& node)
{
    check_nested_choices(book_, node);
    warn_of_unreachable(node);
    const auto* flow = as<Flow>(node.parent);
    if (!flow || flow->root_weave != &node) return;
    // Labels must not be called like a flow around them or in one of those.
    for (const auto& [name, point] : flow->names->labels) {
        for (const Flow* around = flow; around; around = closest_flow(*around)) {
            const Node* other = book_.content_named(*around, name);
            if (!other || other == point) continue;
            book_.error(*point, "ink.name_clash",
                        "the label " + quoted(name) + " is the name of a " + std::string(type_name(*other)) + " on " +
                            book_.line_of(*other));
        }
    }
}

/// What follows a divert that always leaves, up to the next choice or gather, is never told. The reference says
/// nothing.
void Resolver::warn_of_unreachable(Weave& node)
{
    const Node* leaves = nullptr;
    for (Node* part : node.content) {
        if (weave_depth(*part) != 0 || part->kind == Kind::weave) {
            const auto* choice = as<Choice>(part);
            leaves = choice && !choice->inner->content.empty() ? last_divert(*choice->inner) : nullptr;
        } else if (leaves && is_told(*part)) {
            book_.warning(*part, "ink.unreachable",
                          "the flow has left on " + book_.line_of(*leaves) + ", so this is never reached");
            leaves = nullptr; // once is enough
        } else if (always_leaves(*part)) {
            leaves = part;
        }
    }
}

void Resolver::flow(Flow& node)
{
    for (const Parameter& parameter : node.parameters) {
        book_.check_name(node, parameter.name, Book::Symbol::parameter, "parameter");
    }
    for (std::uint32_t i = 0; i < node.parameters.size(); ++i) {
        for (std::uint32_t j = i + 1; j < node.parameters.size(); ++j) {
            if (node.parameters[i].name.name != node.parameters[j].name.name) continue;
            book_.error(node, "ink.duplicate_parameter",
                        "two parameters are called " + quoted(node.parameters[i].name.name));
        }
    }
    if (node.level != Level::story) {
        book_.check_name(node, node.name,
                         node.level == Level::knot ? Book::Symbol::knot : Book::Symbol::stitch_or_label);
    }
}

void Resolver::list_definition(ListDefinition& node)
{
    book_.check_name(node, node.name, Book::Symbol::list);
    std::unordered_set<std::string_view> seen;
    for (ListElement* element : node.elements) {
        if (seen.insert(element->name.name).second) continue;
        book_.error(node, "ink.duplicate_list_item",
                    "the list " + quoted(node.name.name) + " has two items " + quoted(element->name.name));
    }
}

/// The reference lets an external and a variable share a name and then calls whichever it meets first.
void Resolver::warn_of_external_clashes()
{
    for (const auto& [name, external] : book_.externals) {
        const auto variable = book_.root.names->variables.find(name);
        const Node* other = variable != book_.root.names->variables.end() ? variable->second : nullptr;
        if (!other) other = book_.constant(name);
        if (!other) continue;
        book_.warning(*external, "ink.external_name_clash",
                      "EXTERNAL " + quoted(name) + " has the name of the " + std::string(type_name(*other)) + " on " +
                          book_.line_of(*other));
    }
}

} // namespace goldbox::narrative::ink
