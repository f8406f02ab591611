// SPDX-License-Identifier: MIT
#include "narrative/compiler/generator.hpp"

namespace goldbox::narrative::ink {

Cell* Generator::divert(Divert& node)
{
    if (node.ends()) return command("end");
    if (node.is_done()) return command("done");
    node.divert_cell = make<DivertCell>();
    find_target(node);
    check_arguments(node);
    if (node.arguments.empty() && !node.returns()) return node.divert_cell;

    auto* container = make<Container>();
    divert_arguments(node, *container);
    if (node.thread) {
        add_command(*container, "thread");
    } else if (node.function_call || node.tunnel) {
        node.divert_cell->push = node.function_call ? DivertCell::Push::function : DivertCell::Push::tunnel;
    }
    add(pool_, *container, node.divert_cell);
    return container;
}

void Generator::divert_arguments(Divert& node, Container& container)
{
    if (node.arguments.empty()) return;
    // A function is called amid an evaluation.
    if (!node.function_call) add_command(container, "ev");
    const auto* flow = as<Flow>(node.target_content);
    for (std::uint32_t i = 0; i < node.arguments.size(); ++i) {
        Expression& given = *node.arguments[i];
        const bool by_reference = flow && i < flow->parameters.size() && flow->parameters[i].by_reference;
        if (!by_reference) {
            evaluate(given, container);
            continue;
        }
        const std::string name = '`' + std::string(flow->parameters[i].name.name) + '`';
        const auto* reference = as<VariableReference>(&given);
        if (!reference) {
            book_.error(node, "ink.reference_argument",
                        "the parameter `ref` " + name + " takes the name of a variable");
            break;
        }
        if (book_.resolve(reference->path, node)) {
            book_.error(node, "ink.reference_argument",
                        '`' + std::string(reference->name) + "` counts visits; the parameter `ref` " + name +
                            " takes a variable");
            break;
        }
        auto* pointer = make<VariablePointerCell>();
        pointer->name = reference->name;
        add(pool_, container, pointer);
    }
    if (!node.function_call) add_command(container, "/ev");
}

/// A variable that holds a target comes before a place of the same name.
void Generator::find_target(Divert& node)
{
    if (node.empty || node.target.empty() || node.target_content) return;
    const std::string_view name = node.target[0].name;
    if (const Book::Found found = book_.variable(name, node)) {
        if (found.parameter && !found.parameter->is_divert_target) {
            book_.error(*found.flow, "ink.parameter_not_target",
                        "the parameter `" + std::string(name) + "` is diverted to on " + book_.line_of(node) +
                            "; declare it as `-> " + std::string(name) + '`');
        }
        node.divert_cell->variable = name;
        return;
    }
    node.target_content = book_.resolve(node.target, node);
}

void Generator::check_arguments(Divert& node)
{
    if (node.empty || !node.target_content) return;
    const auto given = node.arguments.size();
    const auto* flow = as<Flow>(node.target_content);
    if (given == 0 && (!flow || flow->parameters.empty())) return;
    const std::string name = '`' + to_string(node.target) + '`';
    if (!flow) {
        book_.error(node, "ink.argument_count", name + " is a label, and labels take no arguments");
        return;
    }
    if (node.parent->kind == Kind::divert_target) {
        if (given > 0) book_.error(node, "ink.argument_count", "a divert target is stored without arguments");
        return;
    }
    const auto wanted = flow->parameters.size();
    if (wanted != given) {
        book_.error(node, "ink.argument_count",
                    name + " takes " + std::to_string(wanted) + (wanted == 1 ? " argument" : " arguments") +
                        ", given " + std::to_string(given));
        return;
    }
    for (std::uint32_t i = 0; i < wanted; ++i) {
        if (flow->parameters[i].is_divert_target)
            check_target_argument(node, *flow, flow->parameters[i], *node.arguments[i]);
    }
}

void Generator::check_target_argument(Divert& node, const Flow& flow, const Parameter& parameter, Expression& given)
{
    if (given.kind == Kind::divert_target) return;
    const auto* reference = as<VariableReference>(&given);
    if (!reference) {
        book_.error(given, "ink.argument_type",
                    '`' + std::string(flow.name.name) + "` takes a divert target for `-> " +
                        std::string(parameter.name.name) + '`');
    } else if (book_.resolve(reference->path, given)) {
        book_.error(node, "ink.argument_type",
                    '`' + std::string(reference->name) + "` counts visits here; was `-> " +
                        std::string(reference->name) + "` meant?");
    }
}

Container* Generator::tunnel_onwards(TunnelOnwards& node)
{
    auto* container = make<Container>();
    add_command(*container, "ev");
    if (!node.after) {
        add_command(*container, "void");
    } else {
        const Cell* after = cell_of(node.after);
        if (after->kind == CellKind::container) {
            // ev, the arguments, /ev, the divert: only the arguments are wanted.
            const List<Cell*>& steps = static_cast<const Container*>(after)->content;
            for (std::uint32_t i = 1; i + 2 < steps.size(); ++i) add(pool_, *container, steps[i]);
        }
        const DivertCell* divert = node.after->divert_cell;
        if (divert && !divert->variable.empty()) {
            auto* target = make<VariableCell>();
            target->name = divert->variable;
            add(pool_, *container, target);
        } else {
            node.after_cell = make<DivertValueCell>();
            add(pool_, *container, node.after_cell);
        }
    }
    add_command(*container, "/ev");
    add_command(*container, "->->");
    return container;
}

} // namespace goldbox::narrative::ink
