// SPDX-License-Identifier: MIT
#include "narrative/compiler/book.hpp"

#include "narrative/compiler/parser.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <array>

namespace goldbox::narrative::ink {

const BuiltIn* built_in(std::string_view name)
{
    static constexpr auto functions = std::to_array<BuiltIn>({
        {"CHOICE_COUNT", 0, "choiceCnt"},
        {"TURNS", 0, "turn"},
        {"TURNS_SINCE", 1, "turns"},
        {"READ_COUNT", 1, "readc"},
        {"RANDOM", 2, "rnd"},
        {"SEED_RANDOM", 1, "srnd"},
        {"LIST_RANGE", 3, "range"},
        {"LIST_RANDOM", 1, "lrnd"},
        {"MIN", 2, "MIN"},
        {"MAX", 2, "MAX"},
        {"POW", 2, "POW"},
        {"FLOOR", 1, "FLOOR"},
        {"CEILING", 1, "CEILING"},
        {"INT", 1, "INT"},
        {"FLOAT", 1, "FLOAT"},
        {"LIST_MIN", 1, "LIST_MIN"},
        {"LIST_MAX", 1, "LIST_MAX"},
        {"LIST_ALL", 1, "LIST_ALL"},
        {"LIST_COUNT", 1, "LIST_COUNT"},
        {"LIST_VALUE", 1, "LIST_VALUE"},
        {"LIST_INVERT", 1, "LIST_INVERT"},
    });
    const auto* found = std::ranges::find(functions, name, &BuiltIn::name);
    return found == functions.end() ? nullptr : found;
}

Book::Book(Context& its_context, Flow& its_root) : context(its_context), pool(its_context.pool), root(its_root)
{
    gather_constants();
    gather_lists();
    index_flow(root);
}

// ---- reports

void Book::error(Node& source, std::string_view code, std::string message)
{
    if (std::exchange(source.had_error, true)) return;
    context.reporter.add(Severity::error, code, place_of(source), std::move(message));
}

void Book::warning(Node& source, std::string_view code, std::string message)
{
    if (std::exchange(source.had_warning, true)) return;
    context.reporter.add(Severity::warning, code, place_of(source), std::move(message));
}

std::string Book::line_of(const Node& node) const
{
    const Place place = place_of(node);
    if (!place.known()) return "an unknown line";
    const Where where = context.sources[place.file].where(place.offset);
    return "line " + std::to_string(where.line) + (place.file == 0 ? "" : " of " + where.file);
}

// ---- what is known before anything is generated

void Book::gather_constants()
{
    for_each<Constant>(&root, [&](Constant& found) {
        const auto [known, is_new] = constants_.try_emplace(found.name.name, &found);
        if (!is_new && !same_value(known->second->value, found.value)) {
            error(found, "ink.constant_redefined",
                  "CONST `" + std::string(found.name.name) + "` has another value on " + line_of(*known->second));
        }
        known->second = &found;
    });
}

bool Book::same_value(const Expression* left, const Expression* right) const
{
    if (!left || !right) return true;
    if (left->kind != right->kind) return false;
    switch (left->kind) {
    case Kind::number: {
        const auto& a = static_cast<const Number&>(*left);
        const auto& b = static_cast<const Number&>(*right);
        return a.type == b.type && (a.type == Number::Type::real ? a.real == b.real : a.integer == b.integer);
    }
    case Kind::string: {
        const auto& a = static_cast<const StringExpression&>(*left);
        const auto& b = static_cast<const StringExpression&>(*right);
        return a.is_single_text() && b.is_single_text() &&
               static_cast<const Text*>(a.content[0])->text == static_cast<const Text*>(b.content[0])->text;
    }
    case Kind::divert_target:
        return to_string(static_cast<const DivertTarget*>(left)->divert->target) ==
               to_string(static_cast<const DivertTarget*>(right)->divert->target);
    default: return false;
    }
}

void Book::gather_lists()
{
    std::vector<ListDefinition*> all;
    for_each<ListDefinition>(&root, [&](ListDefinition& found) {
        all.push_back(&found);
        lists_[found.name.name] = &found;
    });
    for (ListDefinition* list : all) {
        if (lists_[list->name.name] != list) continue;
        auto& own = items_of_[list];
        for (ListElement* element : list->elements) own.insert_or_assign(element->name.name, element);
        for (ListElement* element : list->elements) {
            if (own[element->name.name] == element) items_[element->name.name].push_back(element);
        }
    }
}

void Book::index_flow(Flow& flow)
{
    flow.names = &names_.emplace_back();
    for (Flow* inner : flow.flows) {
        const auto [known, is_new] = flow.names->flows.try_emplace(inner->name.name, inner);
        if (!is_new) {
            error(*inner, "ink.duplicate_flow",
                  "there is a " + std::string(type_name(*known->second)) + " `" + std::string(inner->name.name) +
                      "` on " + line_of(*known->second) + " already");
            known->second = inner;
        }
    }
    if (flow.root_weave) index_labels(flow);
    for (Flow* inner : flow.flows) index_flow(*inner);
}

void Book::index_labels(Flow& flow)
{
    const auto add = [&](Node& point, const Identifier& label) {
        if (label.empty()) return;
        const auto [known, is_new] = flow.names->labels.try_emplace(label.name, &point);
        if (!is_new) {
            error(point, "ink.duplicate_label",
                  "the label `" + std::string(label.name) + "` is on " + line_of(*known->second) + " already");
            known->second = &point;
        }
    };
    for_each<Node>(flow.root_weave, [&](Node& node) {
        if (auto* choice = as<Choice>(&node)) add(node, choice->label);
        if (auto* gather = as<Gather>(&node)) add(node, gather->label);
    });
}

// ---- looking up

Constant* Book::constant(std::string_view name) const
{
    const auto found = constants_.find(name);
    return found == constants_.end() ? nullptr : found->second;
}

ListDefinition* Book::list(std::string_view name) const
{
    const auto found = lists_.find(name);
    return found == lists_.end() ? nullptr : found->second;
}

const std::vector<ListElement*>& Book::items_named(std::string_view item) const
{
    static const std::vector<ListElement*> none;
    const auto found = items_.find(item);
    return found == items_.end() ? none : found->second;
}

ListElement* Book::list_item(std::string_view list_name, std::string_view item, Node& source)
{
    if (!list_name.empty()) {
        const auto known = items_of_.find(list(list_name));
        if (known == items_of_.end()) return nullptr;
        const auto found = known->second.find(item);
        return found == known->second.end() ? nullptr : found->second;
    }
    const std::vector<ListElement*>& same = items_named(item);
    if (same.empty()) return nullptr;
    if (same.size() > 1) {
        error(source, "ink.ambiguous_list_item",
              "the item `" + std::string(item) + "` is in several lists, `" + std::string(same[0]->list->name.name) +
                  "` and `" + std::string(same[1]->list->name.name) + "` among them; write `list.item`");
    }
    return same.front();
}

ListElement* Book::list_item(const Path& path, Node& source)
{
    if (path.size() == 1) return list_item({}, path[0].name, source);
    if (path.size() == 2) return list_item(path[0].name, path[1].name, source);
    return nullptr;
}

Book::Found Book::variable(std::string_view name, const Node& from) const
{
    if (Flow* flow = closest_flow(from)) {
        for (const Parameter& parameter : flow->parameters) {
            if (parameter.name.name == name) return {Found::As::parameter, &parameter, flow};
        }
        if (flow != &root && flow->names->variables.contains(name)) return {Found::As::temporary, nullptr, flow};
    }
    if (root.names->variables.contains(name)) return {Found::As::global, nullptr, &root};
    return {};
}

void Book::declare(Flow& flow, Variable& variable)
{
    const auto [known, is_new] = flow.names->variables.try_emplace(variable.name.name, &variable);
    if (!is_new) {
        error(variable, "ink.duplicate_variable",
              '`' + std::string(variable.name.name) + "` is declared on " + line_of(*known->second) + " already");
        return;
    }
    if (&flow == &root) globals.push_back(&variable);
}

Node* Book::content_named(const Flow& flow, std::string_view name, std::optional<Level> level, bool deep) const
{
    if ((!level || *level == flow.level) && name == flow.name.name && !name.empty()) {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): the search is const, the tree it finds in is not
        return const_cast<Flow*>(&flow);
    }
    if (!level || *level == Level::weave_point) {
        const auto label = flow.names->labels.find(name);
        if (label != flow.names->labels.end()) return label->second;
        if (level) return deep ? deep_content(flow, name) : nullptr;
    }
    if (level && *level < flow.level) return nullptr;
    const auto inner = flow.names->flows.find(name);
    if (inner != flow.names->flows.end() && (!level || *level == inner->second->level)) return inner->second;
    return deep ? deep_content(flow, name) : nullptr;
}

Node* Book::deep_content(const Flow& flow, std::string_view name) const
{
    FlowNames& names = *flow.names;
    const auto label = names.labels.find(name);
    if (label != names.labels.end()) return label->second;
    if (!std::exchange(names.inner_known, true)) {
        for (Flow* inner : flow.flows) {
            if (!inner->name.empty()) names.inner.try_emplace(inner->name.name, inner);
            for (const auto& [inner_name, point] : inner->names->labels) names.inner.try_emplace(inner_name, point);
        }
    }
    const auto inner = names.inner.find(name);
    return inner == names.inner.end() ? nullptr : inner->second;
}

Node* Book::child(Node& context_node, std::string_view name, std::optional<Level> level, bool deep) const
{
    if (const auto* weave = as<Weave>(&context_node)) {
        const auto* flow = as<Flow>(weave->parent);
        if (!flow || flow->root_weave != weave || (level && *level != Level::weave_point)) return nullptr;
        const auto label = flow->names->labels.find(name);
        return label == flow->names->labels.end() ? nullptr : label->second;
    }
    if (const auto* flow = as<Flow>(&context_node)) {
        return content_named(*flow, name, level, deep || flow->level == Level::knot);
    }
    return nullptr;
}

/// The first part of a path is looked for from the inside outwards, downwards only within the knot; the other parts
/// each in the one before.
Node* Book::resolve(const Path& path, Node& from) const
{
    if (path.empty()) return nullptr;
    Node* found = resolve(path[0].name, from);
    for (std::uint32_t i = 1; found && i < path.size(); ++i) {
        const auto* flow = as<Flow>(found);
        const auto level = flow ? static_cast<Level>(static_cast<int>(flow->level) + 1) : Level::weave_point;
        found = child(*found, path[i].name, level, false);
    }
    return found;
}

Node* Book::resolve(std::string_view name, Node& from) const
{
    for (Node* ancestor = &from; ancestor; ancestor = ancestor->parent) {
        if (Node* found = child(*ancestor, name, {}, ancestor == &from)) return found;
    }
    return nullptr;
}

std::string Book::did_you_mean(std::string_view name, const Node& from, bool variables) const
{
    constexpr std::size_t longest = 64;
    constexpr std::size_t most = 5000;
    if (name.size() > longest || proposals_left_-- <= 0) return {};
    std::vector<std::string_view> candidates;
    const auto take = [&](const auto& names) {
        for (const auto& entry : names) {
            if (candidates.size() == most) return;
            if (entry.first.size() <= longest) candidates.push_back(entry.first);
        }
    };
    for (const Node* node = &from; node; node = node->parent) {
        const auto* flow = as<Flow>(node);
        if (!flow) continue;
        take(flow->names->labels);
        take(flow->names->flows);
        if (!variables) continue;
        take(flow->names->variables);
        for (const Parameter& parameter : flow->parameters) candidates.push_back(parameter.name.name);
    }
    if (variables) {
        take(constants_);
        take(items_);
    }
    std::ranges::sort(candidates);
    const std::string_view best = nearest(name, candidates);
    return best.empty() ? std::string() : "; did you mean `" + std::string(best) + "`?";
}

// ---- clashes of names

void Book::name_clash(Node& node, const Identifier& name, const Node& other, std::string_view what)
{
    error(node, "ink.name_clash",
          std::string(what) + " `" + std::string(name.name) + "`: the name belongs to a " +
              std::string(type_name(other)) + " on " + line_of(other));
}

void Book::check_name(Node& node, const Identifier& name, Symbol symbol, std::string_view what)
{
    if (name.empty()) return;
    if (what.empty()) what = type_name(node);
    if (is_reserved_word(name.name) || (built_in(name.name) && name.name != "LIST_RANGE")) {
        error(node, "ink.reserved_name",
              "`" + std::string(name.name) + "` means something in ink and cannot name a " + std::string(what));
        return;
    }
    if (!check_flow_name(node, name, symbol, what) || symbol == Symbol::knot) return;
    check_list_names(node, name, what);
    if (symbol <= Symbol::variable) return;

    const auto global = root.names->variables.find(name.name);
    if (global != root.names->variables.end()) {
        const Variable& other = *global->second;
        if (&other != &node && other.is_global && !other.list) name_clash(node, name, other, what);
    }
    if (!check_label_name(node, name, what)) return;
    if (symbol == Symbol::temporary) check_parameter_names(node, name, what);
}

bool Book::check_flow_name(Node& node, const Identifier& name, Symbol symbol, std::string_view what)
{
    const auto* flow = as<Flow>(content_named(root, name.name, Level::knot));
    if (!flow || (flow == &node && symbol != Symbol::parameter)) return true;
    if (node.kind == Kind::flow && node.parent == flow->parent && symbol == Symbol::knot) return false; // said already
    name_clash(node, name, *flow, what);
    return false;
}

void Book::check_list_names(Node& node, const Identifier& name, std::string_view what)
{
    if (const ListDefinition* other = list(name.name); other && other != &node && other->variable != &node) {
        name_clash(node, name, *other, what);
    }
    // Items of different lists may share a name.
    if (node.kind == Kind::list_element) return;
    const std::vector<ListElement*>& same = items_named(name.name);
    if (!same.empty()) name_clash(node, name, *same.front(), what);
}

bool Book::check_label_name(Node& node, const Identifier& name, std::string_view what)
{
    const Node* other = resolve(name.name, node);
    if (!other || other == &node) return true;
    // Two labels or two flows of one name in one flow were reported when they were indexed.
    const auto is_named_part = [](const Node& part) {
        return part.kind == Kind::flow ? 2 : weave_depth(part) != 0 ? 1 : 0;
    };
    const bool was_reported = is_named_part(node) != 0 && is_named_part(node) == is_named_part(*other) &&
                              closest_flow(node) == closest_flow(*other);
    if (!was_reported) name_clash(node, name, *other, what);
    return false;
}

void Book::check_parameter_names(Node& node, const Identifier& name, std::string_view what)
{
    const Flow* flow = as<Flow>(&node);
    if (!flow) flow = closest_flow(node);
    if (!flow) return;
    for (const Parameter& parameter : flow->parameters) {
        if (parameter.name.name != name.name) continue;
        error(node, "ink.name_clash",
              std::string(what) + " `" + std::string(name.name) + "`: the name belongs to a parameter of `" +
                  std::string(flow->name.name) + '`');
        return;
    }
}

} // namespace goldbox::narrative::ink
