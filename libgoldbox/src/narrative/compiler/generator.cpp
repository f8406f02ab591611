// SPDX-License-Identifier: MIT
#include "narrative/compiler/generator.hpp"

#include <algorithm>

namespace goldbox::narrative::ink {

CommandCell* Generator::command(std::string_view word)
{
    auto* cell = make<CommandCell>();
    cell->word = word;
    return cell;
}

void Generator::add_integer(Container& into, std::int32_t value)
{
    auto* cell = make<IntegerCell>();
    cell->value = value;
    add(pool_, into, cell);
}

TextCell* Generator::text(std::string_view value)
{
    auto* cell = make<TextCell>();
    cell->text = value;
    return cell;
}

AssignmentCell* Generator::assignment(std::string_view name, bool is_new)
{
    auto* cell = make<AssignmentCell>();
    cell->name = name;
    cell->is_new = is_new;
    return cell;
}

Container* counted_container(const Node& node)
{
    if (const auto* choice = as<Choice>(&node)) return choice->inner_container;
    if (node.cell && node.cell->kind == CellKind::container) return static_cast<Container*>(node.cell);
    return nullptr;
}

// ---- any node

Cell* Generator::cell_of(Node* node)
{
    if (!std::exchange(node->generated, true)) {
        const Place around = place_;
        if (node->place.known()) place_ = node->place;
        node->cell = make_cell(*node);
        place_ = around;
    }
    return node->cell;
}

Cell* Generator::make_cell(Node& node)
{
    switch (node.kind) {
    case Kind::text: return text(static_cast<Text&>(node).text);
    case Kind::glue: return command("<>");
    case Kind::tag: return command(static_cast<Tag&>(node).start ? "#" : "/#");
    case Kind::content_list: return content_list(node.content);
    case Kind::author_note: return author_note(static_cast<AuthorNote&>(node));
    case Kind::divert: return divert(static_cast<Divert&>(node));
    case Kind::tunnel_onwards: return tunnel_onwards(static_cast<TunnelOnwards&>(node));
    case Kind::choice: return choice(static_cast<Choice&>(node));
    case Kind::gather: return gather(static_cast<Gather&>(node));
    case Kind::weave: return weave(static_cast<Weave&>(node));
    case Kind::sequence: return sequence(static_cast<Sequence&>(node));
    case Kind::conditional: return conditional(static_cast<Conditional&>(node));
    case Kind::branch: return branch(static_cast<Branch&>(node));
    case Kind::return_statement: return return_statement(static_cast<Return&>(node));
    case Kind::variable: return variable(static_cast<Variable&>(node));
    case Kind::external: return external(static_cast<External&>(node));
    case Kind::flow: return flow(static_cast<Flow&>(node));
    case Kind::included_file:
        // The reference drops it without a word.
        book_.warning(node, "ink.include_ignored", "an INCLUDE inside a knot is ignored; move it above the first knot");
        return nullptr;
    case Kind::constant:
    case Kind::list_definition:
    case Kind::list_element: return nullptr;
    default: return expression(static_cast<Expression&>(node));
    }
}

Container* Generator::content_list(const NodeList& nodes)
{
    auto* container = make<Container>();
    for (Node* node : nodes) add_cell(*container, cell_of(node));
    return container;
}

Cell* Generator::author_note(AuthorNote& note)
{
    book_.context.reporter.add(Severity::author, "ink.todo", place_of(note), std::string(note.message));
    return nullptr;
}

Container* Generator::return_statement(Return& node)
{
    auto* container = make<Container>();
    if (node.value) {
        add_cell(*container, cell_of(node.value));
    } else {
        add_command(*container, "ev");
        add_command(*container, "void");
        add_command(*container, "/ev");
    }
    add_command(*container, "~ret");
    return container;
}

/// Declarations of globals leave nothing here: they are set up together before the story begins.
Cell* Generator::variable(Variable& node)
{
    if (node.is_global) {
        book_.declare(book_.root, node);
        return nullptr;
    }
    if (node.is_temp) book_.declare(*closest_flow(node), node);
    auto* container = make<Container>();
    if (node.value) add_cell(*container, cell_of(node.value));
    node.assignment = assignment(node.name.name, node.is_temp);
    add(pool_, *container, node.assignment);
    return container;
}

Cell* Generator::external(External& node)
{
    if (!book_.externals.try_emplace(node.name.name, &node).second) {
        book_.error(node, "ink.duplicate_external", "EXTERNAL `" + std::string(node.name.name) + "` is declared twice");
    }
    return nullptr;
}

// ---- sequences
//
//     ev visit 2 MIN /ev                                       which element it is this time
//     ev du 0 == /ev  -> s0?   ev du 1 == /ev  -> s1?   nop
//     s0: pop ... -> nop   s1: pop ... -> nop

Container* Generator::sequence(Sequence& node)
{
    auto* container = make<Container>();
    container->counts_visits = true;
    container->counts_at_start_only = true;
    add_command(*container, "ev");
    add_command(*container, "visit");
    sequence_index(node, *container);
    add_command(*container, "/ev");

    // Once-only sequences end in an empty branch.
    const std::uint32_t branches = node.elements.size() + ((node.type & once) != 0 ? 1 : 0);
    Cell* end = command("nop");
    for (std::uint32_t i = 0; i < branches; ++i) sequence_branch(node, *container, i, end);
    add(pool_, *container, end);
    return container;
}

void Generator::sequence_index(Sequence& node, Container& container)
{
    const auto elements = static_cast<std::int32_t>(node.elements.size());
    const bool is_once = (node.type & once) != 0;
    const bool is_stopping = (node.type & stopping) != 0;
    if (is_stopping || is_once) {
        add_integer(container, is_once ? elements : elements - 1);
        add_command(container, "MIN");
    } else if ((node.type & cycle) != 0) {
        add_integer(container, elements);
        add_command(container, "%");
    }
    if ((node.type & shuffle) == 0) return;

    // The last element is not shuffled in: when its turn has come, skip the shuffling.
    Cell* after_shuffle = nullptr;
    if (is_once || is_stopping) {
        after_shuffle = command("nop");
        add_command(container, "du");
        add_integer(container, is_stopping ? elements - 1 : elements);
        add_command(container, "==");
        auto* skip = make<DivertCell>();
        skip->conditional = true;
        add(pool_, container, skip);
        links_.push_back({skip, after_shuffle});
    }
    add_integer(container, is_stopping ? elements - 1 : elements);
    add_command(container, "seq");
    add_cell(container, after_shuffle);
}

void Generator::sequence_branch(Sequence& node, Container& container, std::uint32_t index, Cell* end)
{
    add_command(container, "ev");
    add_command(container, "du");
    add_integer(container, static_cast<std::int32_t>(index));
    add_command(container, "==");
    add_command(container, "/ev");
    auto* enter = make<DivertCell>();
    enter->conditional = true;
    add(pool_, container, enter);

    const bool is_element = index < node.elements.size();
    auto* content = is_element ? static_cast<Container*>(cell_of(node.elements[index])) : make<Container>();
    content->name = pool_.keep('s' + std::to_string(index));
    add_front(pool_, *content, command("pop"));
    auto* leave = make<DivertCell>();
    add(pool_, *content, leave);
    add_named(pool_, container, content);
    links_.push_back({enter, content});
    links_.push_back({leave, end});
}

// ---- conditionals

Container* Generator::conditional(Conditional& node)
{
    auto* container = make<Container>();
    if (node.initial_condition) add_cell(*container, cell_of(node.initial_condition));
    for (Branch* one : node.branches) add_cell(*container, cell_of(one));
    // A switch that nothing matched leaves its value behind.
    if (node.initial_condition && !node.branches.empty() && node.branches[0]->condition &&
        !node.branches.back()->is_else) {
        add_command(*container, "pop");
    }
    CommandCell* end = command("nop");
    add(pool_, *container, end);
    for (Branch* one : node.branches) links_.push_back({one->return_divert, end});
    return container;
}

Container* Generator::branch(Branch& node)
{
    if (node.weave) {
        for (Node* part : node.weave->content) {
            auto* line = as<Text>(part);
            if (line && line->text.starts_with("else:")) {
                book_.warning(*line, "ink.else_without_dash", "`else:` is taken for text here; was `- else:` meant?");
            }
        }
    }
    auto* container = make<Container>();
    const bool keeps_value = node.matches_equality && !node.is_else;
    if (keeps_value) add_command(*container, "du");
    if (!node.is_true_branch && !node.is_else) {
        if (node.condition) {
            add_command(*container, "ev");
            evaluate(*node.condition, *container);
        }
        if (node.matches_equality) add_command(*container, "==");
        if (node.condition) add_command(*container, "/ev");
    }
    auto* enter = make<DivertCell>();
    enter->conditional = !node.is_else;
    add(pool_, *container, enter);

    auto* content = node.weave ? static_cast<Container*>(cell_of(node.weave)) : make<Container>();
    content->name = "b";
    if (!node.is_inline) add_front(pool_, *content, text("\n"));
    if (node.matches_equality) add_front(pool_, *content, command("pop"));
    add_named(pool_, *container, content);
    node.return_divert = make<DivertCell>();
    add(pool_, *content, node.return_divert);
    links_.push_back({enter, content});
    return container;
}

// ---- choices
//
// The start of a choice's text is shown twice, as part of the choice and when it was chosen, but stands in one
// container `s`; the variable $r says where to go on afterwards.

Container* Generator::choice(Choice& node)
{
    auto* outer = make<Container>();
    node.choice_cell = make<ChoiceCell>();
    std::uint8_t flags = 0;
    if (node.invisible_default) flags |= ChoiceCell::invisible_default;
    if (node.once_only) flags |= ChoiceCell::once_only;

    const bool evaluates = node.start || node.choice_only || node.condition;
    if (evaluates) add_command(*outer, "ev");
    Container* start = nullptr;
    if (node.start) {
        start = choice_start(node, *outer);
        flags |= ChoiceCell::has_start;
    }
    if (node.choice_only) {
        add_command(*outer, "str");
        add_cell(*outer, cell_of(node.choice_only));
        add_command(*outer, "/str");
        flags |= ChoiceCell::has_choice_only;
    }
    if (node.condition) {
        evaluate(*node.condition, *outer);
        flags |= ChoiceCell::has_condition;
    }
    if (evaluates) add_command(*outer, "/ev");
    node.choice_cell->flags = flags;
    add(pool_, *outer, node.choice_cell);
    node.inner_container = choice_target(node, start);
    node.choice_cell->target = node.inner_container;
    return outer;
}

/// Returns the container `s`.
Container* Generator::choice_start(Choice& node, Container& outer)
{
    auto* return_to = make<DivertValueCell>();
    add(pool_, outer, return_to);
    add(pool_, outer, assignment("$r", true));
    add_command(outer, "str");
    auto* enter = make<DivertCell>();
    add(pool_, outer, enter);

    auto* start = static_cast<Container*>(cell_of(node.start));
    start->name = "s";
    auto* leave = make<DivertCell>();
    leave->variable = "$r";
    add(pool_, *start, leave);
    add_named(pool_, outer, start);
    links_.push_back({enter, start});

    auto* label = make<Container>();
    label->name = "$r1";
    add(pool_, outer, label);
    return_to->target = label;
    add_command(outer, "/str");
    return start;
}

Container* Generator::choice_target(Choice& node, Container* start)
{
    auto* inner = make<Container>();
    if (start) {
        auto* return_to = make<DivertValueCell>();
        add_command(*inner, "ev");
        add(pool_, *inner, return_to);
        add_command(*inner, "/ev");
        add(pool_, *inner, assignment("$r", true));
        auto* enter = make<DivertCell>();
        add(pool_, *inner, enter);
        links_.push_back({enter, start});
        auto* label = make<Container>();
        label->name = "$r2";
        add(pool_, *inner, label);
        return_to->target = label;
    }
    add_cell(*inner, cell_of(node.inner));
    inner->counts_visits = true;
    inner->counts_at_start_only = true;
    return inner;
}

Container* Generator::gather(Gather& node)
{
    auto* container = make<Container>();
    container->name = node.label.name;
    container->counts_visits = true;
    container->counts_at_start_only = true;
    return container;
}

// ---- flows

Container* Generator::generate()
{
    auto* container = static_cast<Container*>(cell_of(&book_.root));
    globals(*container);
    add_command(*container, "done");
    Reporter& reporter = book_.context.reporter;
    if (!layout(pool_, *container) && !reporter.has_errors()) {
        reporter.add_about_file("ink.too_deep", book_.context.sources.front().name(),
                                "the compiled story nests deeper than 1000 containers");
    }
    return container;
}

Container* Generator::flow(Flow& node)
{
    Return* stray_return = nullptr;
    if (node.is_function) {
        check_function(node);
    } else if (node.level != Level::story) {
        stray_return = find<Return>(&node);
        if (stray_return) {
            book_.error(*stray_return, "ink.return_outside_function",
                        "`return` is for functions; declare it as `== function " + std::string(node.name.name) +
                            " ==`");
        }
    }
    auto* container = make<Container>();
    container->name = node.name.name;
    container->counts_visits = true;
    parameters(node, *container);
    if (node.root_weave) add_cell(*container, cell_of(node.root_weave));
    for (Flow* inner : node.flows) {
        auto* inner_container = static_cast<Container*>(cell_of(inner));
        // A knot without content of its own begins with its first stitch.
        if (!node.root_weave && inner == node.flows[0] && inner->parameters.empty() && node.level == Level::knot) {
            node.starting_divert = make<DivertCell>();
            add(pool_, *container, node.starting_divert);
            links_.push_back({node.starting_divert, inner_container});
        }
        add_named(pool_, *container, inner_container);
    }
    if (node.level != Level::story && !node.is_function && node.root_weave && !stray_return)
        check_flow_end(book_, node);
    return container;
}

void Generator::check_function(Flow& node)
{
    if (node.level != Level::knot) {
        book_.error(node, "ink.function_in_knot",
                    "a stitch cannot be a function; declare `== function name ==` outside");
    }
    for (Flow* inner : node.flows) {
        book_.error(*inner, "ink.function_flow",
                    "the function `" + std::string(node.name.name) + "` cannot have stitches");
    }
    if (!node.root_weave) return;
    for_each<Divert>(node.root_weave, [&](Divert& found) {
        if (found.function_call || found.parent->kind == Kind::divert_target) return;
        book_.error(found, "ink.function_flow", "a function cannot divert; it can only return");
    });
    for_each<Choice>(node.root_weave, [&](Choice& found) {
        book_.error(found, "ink.function_flow", "a function cannot offer choices");
    });
}

/// From the last to the first: they lie on a stack.
void Generator::parameters(const Flow& node, Container& container)
{
    for (std::uint32_t i = node.parameters.size(); i-- > 0;) {
        add(pool_, container, assignment(node.parameters[i].name.name, true));
    }
}

void Generator::globals(Container& root)
{
    auto* container = make<Container>();
    container->name = "global decl";
    add_command(*container, "ev");
    // Declared, but wrongly: an error says so already.
    const auto usable = [](const Variable* variable) {
        return variable->is_global && (variable->list || variable->value);
    };
    for (std::size_t i = 0; i < book_.globals.size(); ++i) {
        Variable& variable = *book_.globals[i];
        if (!usable(&variable)) continue;
        if (variable.list) {
            add(pool_, *container, list_value(*variable.list));
            lists_.push_back(variable.list);
        } else {
            evaluate(*variable.value, *container);
        }
        AssignmentCell* assigned = assignment(variable.name.name, true);
        assigned->is_global = true;
        add(pool_, *container, assigned);
    }
    add_command(*container, "/ev");
    add_command(*container, "end");
    if (!book_.globals.empty()) add_named(pool_, root, container);
}

Cell* Generator::list_value(const ListDefinition& list)
{
    auto* cell = make<ListCell>();
    for (const ListElement* element : list.elements) {
        if (element->in_initial_list) cell->items.push(pool_, {list.name.name, element->name.name, element->value});
    }
    cell->origin = list.name.name;
    return cell;
}

} // namespace goldbox::narrative::ink
