// SPDX-License-Identifier: MIT
#include "narrative/compiler/generator.hpp"

#include <unordered_set>

namespace goldbox::narrative::ink {

Container* Generator::expression(Expression& node)
{
    auto* container = make<Container>();
    add_command(*container, "ev");
    evaluate(node, *container);
    if (node.prints) add_command(*container, "out");
    add_command(*container, "/ev");
    return container;
}

/// Adds what leaves the value on the stack: operands first, then the operator.
void Generator::evaluate(Expression& node, Container& into)
{
    switch (node.kind) {
    case Kind::number: number(static_cast<Number&>(node), into); break;
    case Kind::string:
        add_command(into, "str");
        for (Node* part : node.content) add_cell(into, make_cell(*part));
        add_command(into, "/str");
        break;
    case Kind::variable_reference: variable_reference(static_cast<VariableReference&>(node), into); break;
    case Kind::function_call: function_call(static_cast<FunctionCall&>(node), into); break;
    case Kind::divert_target: {
        auto& target = static_cast<DivertTarget&>(node);
        cell_of(target.divert);
        auto* value = make<DivertValueCell>();
        target.values.push(pool_, value);
        add(pool_, into, value);
        break;
    }
    case Kind::binary: {
        auto& binary = static_cast<Binary&>(node);
        evaluate(*binary.left, into);
        evaluate(*binary.right, into);
        add_command(into, binary.op);
        break;
    }
    case Kind::unary: {
        auto& unary = static_cast<Unary&>(node);
        evaluate(*unary.inner, into);
        add_command(into, unary.op);
        break;
    }
    case Kind::increment: increment(static_cast<Increment&>(node), into); break;
    case Kind::all_of:
        for (std::uint32_t i = 0; i < node.content.size(); ++i) {
            evaluate(static_cast<Expression&>(*node.content[i]), into);
            if (i > 0) add_command(into, "&&");
        }
        break;
    case Kind::list: list(static_cast<ListExpression&>(node), into); break;
    default: break;
    }
}

void Generator::number(const Number& node, Container& into)
{
    switch (node.type) {
    case Number::Type::integer: add_integer(into, node.integer); break;
    case Number::Type::real: {
        auto* cell = make<RealCell>();
        cell->value = node.real;
        add(pool_, into, cell);
        break;
    }
    case Number::Type::boolean: {
        auto* cell = make<BooleanCell>();
        cell->value = node.integer != 0;
        add(pool_, into, cell);
        break;
    }
    }
}

void Generator::variable_reference(VariableReference& node, Container& into)
{
    if (const Constant* constant = book_.constant(node.name)) {
        node.is_constant = true;
        // A constant is a literal, so this goes no deeper; one that was declared wrongly has its error already.
        const bool is_literal =
            constant->value && (constant->value->kind == Kind::number || constant->value->kind == Kind::string ||
                                constant->value->kind == Kind::divert_target);
        if (is_literal) evaluate(*constant->value, into);
        return;
    }
    node.is_list_item = book_.list_item(node.path, node) != nullptr;
    node.variable_cell = make<VariableCell>();
    node.variable_cell->name = node.name;
    add(pool_, into, node.variable_cell);
}

void Generator::function_call(FunctionCall& node, Container& into)
{
    const BuiltIn* function = built_in(node.name());
    node.uses_divert = false;
    if (function) {
        built_in_call(node, *function, into);
    } else if (book_.list(node.name())) {
        list_call(node, into);
    } else {
        node.uses_divert = true;
        add_cell(into, cell_of(node.divert));
    }
    if (!node.uses_divert) node.content.remove_last(node.divert);
    if (node.drops_result) add_command(into, "pop");
}

void Generator::built_in_call(FunctionCall& node, const BuiltIn& function, Container& into)
{
    const List<Expression*>& given = node.arguments();
    if (given.size() != function.arguments) {
        book_.error(node, "ink.argument_count",
                    std::string(function.name) + " takes " + std::to_string(function.arguments) +
                        (function.arguments == 1 ? " argument" : " arguments") + ", given " +
                        std::to_string(given.size()));
    }
    if (function.word == "turns" || function.word == "readc") {
        count_call(node, function, into);
        return;
    }
    const bool takes_integers = function.word == "rnd" || function.word == "srnd";
    for (Expression* argument : given) {
        const auto* number = as<Number>(argument);
        if (takes_integers && number && number->type != Number::Type::integer) {
            book_.error(node, "ink.argument_type", std::string(function.name) + " takes whole numbers");
        }
        evaluate(*argument, into);
    }
    add_command(into, function.word);
}

/// TURNS_SINCE and READ_COUNT look at a place, named or held in a variable.
void Generator::count_call(FunctionCall& node, const BuiltIn& function, Container& into)
{
    const List<Expression*>& given = node.arguments();
    Expression* place = given.size() == 1 ? given[0] : nullptr;
    if (!place || (place->kind != Kind::divert_target && place->kind != Kind::variable_reference)) {
        book_.error(node, "ink.argument_type",
                    std::string(function.name) + " takes the place it should look at: `" + std::string(function.name) +
                        "(-> knot)`");
        return;
    }
    node.counted = place;
    add_content(pool_, node, place);
    evaluate(*place, into);
    add_command(into, function.word);
}

/// `list(3)` is the item of that number, `list()` an empty list that knows its items.
void Generator::list_call(FunctionCall& node, Container& into)
{
    const List<Expression*>& given = node.arguments();
    if (given.size() > 1) {
        book_.error(node, "ink.argument_count",
                    "the list `" + std::string(node.name()) + "` takes one number, or nothing for an empty list");
    }
    if (given.size() == 1) {
        add(pool_, into, text(node.name()));
        evaluate(*given[0], into);
        add_command(into, "listInt");
        return;
    }
    auto* cell = make<ListCell>();
    cell->origin = node.name();
    add(pool_, into, cell);
}

void Generator::increment(Increment& node, Container& into)
{
    auto* before = make<VariableCell>();
    before->name = node.name.name;
    add(pool_, into, before);
    if (node.by) {
        evaluate(*node.by, into);
    } else {
        add_integer(into, 1);
    }
    add_command(into, node.up ? "+" : "-");
    node.assignment = assignment(node.name.name, false);
    add(pool_, into, node.assignment);
}

void Generator::list(ListExpression& node, Container& into)
{
    auto* cell = make<ListCell>();
    std::unordered_set<const ListElement*> seen;
    for (const Path& path : node.items) {
        const ListElement* item = book_.list_item(path, node);
        const std::string name = '`' + to_string(path) + '`';
        if (!item) {
            book_.error(node, "ink.unknown_list_item",
                        path.size() == 1 ? "no list has an item " + name : "there is no list item " + name);
            continue;
        }
        const std::string_view list_name = path.size() > 1 ? path[0].name : item->list->name.name;
        if (!seen.insert(item).second) {
            book_.warning(node, "ink.repeated_list_item", "the item " + name + " is in this list twice");
        } else {
            cell->items.push(pool_, {list_name, item->name.name, item->value});
        }
    }
    add(pool_, into, cell);
}

} // namespace goldbox::narrative::ink
