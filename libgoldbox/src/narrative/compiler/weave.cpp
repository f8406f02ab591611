// SPDX-License-Identifier: MIT
// How choices and gathers find together: a choice or gather with nothing after it is a loose end, and the next gather
// at the same or an outer depth ties up the loose ends before it.

#include "narrative/compiler/generator.hpp"

#include <algorithm>

namespace goldbox::narrative::ink {

namespace {

/// The container that goes on where a choice or gather ends.
Container* point_container(Node& point)
{
    return counted_container(point);
}

bool is_block(const Node& node)
{
    return node.kind == Kind::sequence || node.kind == Kind::conditional;
}

} // namespace

Container* Generator::weave(Weave& node)
{
    node.root = make<Container>();
    node.current = node.root;
    for (Node* part : node.content) {
        switch (part->kind) {
        case Kind::gather: weave_gather(node, static_cast<Gather&>(*part)); break;
        case Kind::choice: weave_choice(node, static_cast<Choice&>(*part)); break;
        case Kind::weave: weave_inner(node, static_cast<Weave&>(*part)); break;
        default: weave_add(node, cell_of(part)); break;
        }
    }
    pass_loose_ends(node);
    return node.root;
}

void Generator::weave_gather(Weave& node, Gather& gather)
{
    auto* container = static_cast<Container*>(cell_of(&gather));
    // The flow walks into a gather by itself unless choices stand before it.
    const bool walks_in = !std::exchange(node.seen_choice, false);
    if (gather.label.empty()) container->name = pool_.keep("g-" + std::to_string(node.unnamed_gathers++));
    if (walks_in) {
        add(pool_, *node.current, container);
        // Each lies inside the one before.
        constexpr std::uint32_t most_in_a_row = 500;
        if (++node.gathers_in_a_row > most_in_a_row) {
            book_.error(gather, "ink.too_deep", "more than 500 gathers in a row without a choice between them");
        }
    } else {
        add_named(pool_, *node.root, container);
        node.gathers_in_a_row = 0;
    }
    for (Node* loose_end : node.loose_ends) {
        const auto* earlier = as<Gather>(loose_end);
        if (earlier && earlier->depth == gather.depth) continue;
        auto* divert = make<DivertCell>();
        add(pool_, *point_container(*loose_end), divert);
        links_.push_back({divert, container});
    }
    node.loose_ends = {};
    node.current = container;
    node.loose_ends.push(pool_, &gather);
    node.previous_point = &gather;
    node.add_to_previous = false;
}

void Generator::weave_choice(Weave& node, Choice& choice)
{
    if (node.previous_point && node.previous_point->kind == Kind::gather)
        node.loose_ends.remove_last(node.previous_point);
    add_cell(*node.current, cell_of(&choice));
    choice.inner_container->name = pool_.keep("c-" + std::to_string(node.choices++));
    add_named(pool_, *node.current, choice.inner_container);
    node.seen_choice = true;
    node.loose_ends.push(pool_, &choice);
    node.previous_point = &choice;
    node.add_to_previous = true;
}

void Generator::weave_inner(Weave& node, Weave& inner)
{
    weave_add(node, cell_of(&inner));
    // What stands deeper goes on from the choice or gather before it.
    if (node.previous_point) {
        node.loose_ends.remove_last(node.previous_point);
        node.add_to_previous = false;
    }
}

void Generator::weave_add(Weave& node, Cell* cell)
{
    add_cell(node.add_to_previous ? *point_container(*node.previous_point) : *node.current, cell);
}

/// Out of a block, only gathers are passed on: where a choice in a block leads, its author has to say.
void Generator::pass_loose_ends(Weave& node)
{
    Weave* inner = nullptr; ///< the next weave around this one, without a block between
    Weave* outer = nullptr; ///< the next one outside of the block
    bool in_block = false;
    for (Node* ancestor = node.parent; ancestor; ancestor = ancestor->parent) {
        if (auto* weave = as<Weave>(ancestor)) {
            Weave*& nearest = in_block ? outer : inner;
            if (!nearest) nearest = weave;
        }
        in_block = in_block || is_block(*ancestor);
    }
    if (!inner && !outer) return;

    NodeList kept;
    for (std::uint32_t i = node.loose_ends.size(); i-- > 0;) {
        Node* loose_end = node.loose_ends[i];
        Weave* receiver = inner;
        if (!receiver && loose_end->kind != Kind::choice) receiver = outer;
        if (receiver) {
            receiver->loose_ends.push(pool_, loose_end);
        } else {
            kept.push(pool_, loose_end);
        }
    }
    std::ranges::reverse(kept);
    node.loose_ends = kept;
}

// ---- does the flow end somewhere?

namespace {

/// Declarations stand outside of the flow wherever they are written.
bool is_global_declaration(const Node& node)
{
    if (const auto* variable = as<Variable>(&node)) return variable->is_global;
    return node.kind == Kind::constant;
}

const Node* last_significant(const Weave& weave)
{
    const Node* last = nullptr;
    for (std::uint32_t i = weave.content.size(); i-- > 0;) {
        last = weave.content[i];
        const auto* text = as<Text>(last);
        if ((text && text->text == "\n") || is_global_declaration(*last)) continue;
        break;
    }
    const auto* inner = as<Weave>(last);
    return inner ? last_significant(*inner) : last;
}

NodeList content_after(Pool& pool, const Node& point)
{
    NodeList content;
    for (Node* part : point.content) {
        if (!is_global_declaration(*part)) content.push(pool, part);
    }
    const NodeList& siblings = point.parent->content;
    for (std::uint32_t i = point.index + 1; i < siblings.size(); ++i) {
        Node* sibling = siblings[i];
        if (is_global_declaration(*sibling)) continue;
        if (weave_depth(*sibling) != 0 || sibling->kind == Kind::weave) break;
        content.push(pool, sibling);
    }
    return content;
}

/// Where the content runs out; null when a divert leads on from it.
Node* where_it_runs_out(const NodeList& content, Node& otherwise)
{
    bool ends = false;
    Node* last = &otherwise;
    for (Node* node : content) {
        const Divert* leads_on = find<Divert>(node, [](const Divert& divert) {
            return !divert.returns() && !(divert.parent && divert.parent->kind == Kind::divert_target);
        });
        ends = ends || leads_on != nullptr;
        if (find<TunnelOnwards>(node)) return nullptr;
        last = node;
    }
    return ends || last->kind == Kind::author_note ? nullptr : last;
}

template <class Report>
void check_end(Pool& pool, Weave& weave, const Report& report)
{
    // A TODO at the end says that the author knows.
    const Node* last = last_significant(weave);
    if (last && last->kind == Kind::author_note) return;

    if (!weave.loose_ends.empty()) {
        for (Node* loose_end : weave.loose_ends) {
            if (Node* end = where_it_runs_out(content_after(pool, *loose_end), *loose_end)) report(*end);
        }
        return;
    }
    for (const Node* node : weave.content) {
        if (weave_depth(*node) != 0) return;
    }
    if (Node* end = where_it_runs_out(weave.content, weave)) report(*end);
}

} // namespace

void check_flow_end(Book& book, Flow& flow)
{
    check_end(book.pool, *flow.root_weave, [&](Node& end) {
        std::string message = "the flow runs out here; is a `-> DONE`, a divert or a choice missing?";
        if (end.parent == flow.root_weave && !flow.flows.empty()) {
            message += " To go on with `" + std::string(flow.flows[0]->name.name) + "`, divert to it.";
        }
        if (const auto* divert = as<Divert>(&end); divert && divert->tunnel) {
            message += " When the tunnel `-> " + to_string(divert->target) + " ->` returns, nothing follows.";
        }
        book.warning(end, "ink.loose_end", std::move(message));
    });
}

void check_nested_choices(Book& book, Weave& weave)
{
    if (weave.loose_ends.empty()) return;
    const auto block_around = [](const Node& node) -> Node* {
        Node* ancestor = node.parent;
        while (ancestor && !is_block(*ancestor)) ancestor = ancestor->parent;
        return ancestor;
    };
    if (!block_around(weave)) return;
    const Node* counted = nullptr;
    std::size_t choices = 0;
    check_end(book.pool, weave, [&](Node& end) {
        Node* block = block_around(end);
        if (block != counted) {
            counted = block;
            choices = 0;
            if (block && block->kind == Kind::conditional) for_each<Choice>(block, [&](const Choice&) { ++choices; });
        }
        book.error(
            end, "ink.nested_choice",
            choices == 1
                ? "this choice needs a divert at its end; a choice with a condition is written `* {condition} choice`"
                : "a choice inside braces needs a divert at its end");
    });
}

} // namespace goldbox::narrative::ink
