// SPDX-License-Identifier: MIT
#include "narrative/import/yarn.hpp"

#include <algorithm>
#include <array>

namespace goldbox::narrative::importing {

namespace {

/// A function of one number in ink, made where it is needed.
struct Made {
    std::string_view name, body;
};
constexpr auto made = std::to_array<Made>({
    {"inc", "~ return FLOOR(the_number) + 1\n"},
    {"dec", "~ return CEILING(the_number) - 1\n"},
    {"decimal", "~ return the_number - INT(the_number)\n"},
});

} // namespace

YarnVocabulary::YarnVocabulary(Names& names, const YarnStory& story) : Vocabulary(names)
{
    for (const YarnNode& node : story.nodes) {
        knots_.emplace(node.title, names.of(':' + node.title, node.title));
        titles_.emplace(text_literal(node.title).ink, node.title);
    }
}

std::string YarnVocabulary::variable(std::string_view written)
{
    const std::string& name = names_.of(written, written.substr(1));
    const Known& known = variables_[name];
    return known.computed ? name + "()" : name;
}

Type YarnVocabulary::type_of(std::string_view variable) const
{
    if (variable.ends_with("()")) variable.remove_suffix(2);
    const auto known = variables_.find(std::string(variable));
    return known == variables_.end() ? Type::unknown : known->second.type;
}

/// A value that is no literal makes the variable a smart one: it is computed each time.
void YarnVocabulary::declare(std::string_view written, const Expression& value)
{
    const std::string& name = names_.of(written, written.substr(1));
    Known& known = variables_[name];
    known.type = value.type;
    known.value = value.ink;
    known.computed = !value.literal;
    functions_.erase(name); // of two declarations the later holds
    if (known.computed) functions_[name] = "=== function " + name + "()\n~ return " + value.ink + '\n';
}

void YarnVocabulary::assigned(const Assignment& assignment)
{
    Known& known = variables_[assignment.variable];
    if (known.type == Type::unknown) known.type = assignment.value.type;
}

void YarnVocabulary::add_case(std::string_view enumeration, std::string_view item)
{
    cases_.insert(std::string(enumeration) + '.' + std::string(item));
    items_.insert(names_.of("enum " + std::string(enumeration), enumeration) + '.' + item_name(item));
}

/// Lists may share the names of items; with anything else an item may not.
std::string YarnVocabulary::item_name(std::string_view item) const
{
    return names_.of("case " + std::string(item), item);
}

const std::string* YarnVocabulary::knot(std::string_view title) const
{
    const auto found = knots_.find(title);
    return found == knots_.end() ? nullptr : &found->second;
}

std::vector<std::string> YarnVocabulary::take_foreign()
{
    return std::exchange(foreign_, {});
}

std::optional<Expression> YarnVocabulary::name(std::string_view written)
{
    const std::size_t dot = written.find('.');
    if (dot == std::string_view::npos || !cases_.contains(written)) return std::nullopt;
    const std::string list = names_.of("enum " + std::string(written.substr(0, dot)), written.substr(0, dot));
    return Expression{.ink = list + '.' + item_name(written.substr(dot + 1)), .type = Type::item, .literal = true};
}

std::optional<std::string> YarnVocabulary::case_of(const Expression& variable, std::string_view item) const
{
    const auto known = variables_.find(variable.ink);
    if (known == variables_.end() || known->second.type != Type::item) return std::nullopt;
    const std::string& value = known->second.value;
    std::string found = value.substr(0, value.find('.') + 1) + item_name(item);
    return items_.contains(found) ? found : std::string();
}

/// Yarn counts a visit when a node is left, ink when it is entered.
std::optional<Expression> YarnVocabulary::visits(std::string_view function, const std::vector<Expression>& arguments)
{
    if (arguments.size() != 1) return std::nullopt;
    const auto title = titles_.find(arguments[0].ink);
    if (title == titles_.end()) return std::nullopt;
    const bool here = title->second == node_;
    const Expression count{.ink = knots_.find(title->second)->second, .type = Type::number};
    if (function == "visited") return operation(count, ">", Level::comparison, number(here ? "1" : "0"));
    return here ? operation(count, "-", Level::sum, number("1")) : count;
}

/// A function of the game: an external, with a fallback so that the story runs without it.
Expression YarnVocabulary::foreign(std::string_view function, const std::vector<Expression>& arguments)
{
    const std::string key = "()" + std::string(function) + '/' + std::to_string(arguments.size());
    const std::string& name = names_.of(key, function);
    if (externals_.emplace(name, arguments.size()).second) foreign_.emplace_back(function);
    Expression call{.ink = name + '(', .pure = false};
    for (std::size_t i = 0; i < arguments.size(); ++i) call.ink += (i == 0 ? "" : ", ") + arguments[i].ink;
    call.ink += ')';
    return call;
}

std::optional<Expression> YarnVocabulary::call(std::string_view function, std::vector<Expression> arguments)
{
    const std::size_t count = arguments.size();
    if (function == "visited" || function == "visited_count") {
        if (auto found = visits(function, arguments)) return found;
        return std::nullopt;
    }
    const auto impure = [](std::string ink) {
        return Expression{.ink = std::move(ink), .type = Type::number, .pure = false};
    };
    if (function == "random" && count == 0) {
        Expression fraction = impure("RANDOM(0, 999999) / 1000000.0");
        fraction.level = Level::product;
        fraction.op = "/";
        return fraction;
    }
    if (function == "dice" && count == 1) {
        arguments.insert(arguments.begin(), number("1"));
        return common_call("random_range", arguments);
    }
    if (function == "string" && count == 1) return common_call("text", arguments);
    if ((function == "number" || function == "bool" || function == "format_invariant") && count == 1)
        return arguments[0];
    if (function == "round_places" && count == 2) {
        return helper(
            "round_places",
            [](const std::string& name) {
                return "=== function " + name +
                       "(the_number, the_places)\n~ temp the_scale = POW(10, the_places)\n~ return FLOOR(the_number * "
                       "the_scale + 0.5) / the_scale\n";
            },
            arguments, Type::number);
    }
    const auto own = std::ranges::find(made, function, &Made::name);
    if (own != made.end() && count == 1) {
        return helper(
            own->name,
            [own](const std::string& name) {
                return "=== function " + name + "(the_number)\n" + std::string(own->body);
            },
            arguments, Type::number);
    }
    if (auto common = common_call(function, arguments)) return common;
    constexpr std::size_t most = 20;
    if (count > most || function.find('.') != std::string_view::npos) return std::nullopt;
    return foreign(function, arguments);
}

} // namespace goldbox::narrative::importing
