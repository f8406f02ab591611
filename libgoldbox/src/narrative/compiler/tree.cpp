// SPDX-License-Identifier: MIT
#include "narrative/compiler/tree.hpp"

namespace goldbox::narrative::ink {

std::string to_string(const Path& path)
{
    std::string text;
    for (const Identifier& part : path) {
        if (!text.empty()) text += '.';
        text += part.name;
    }
    return text;
}

std::uint32_t weave_depth(const Node& node)
{
    if (const auto* choice = as<Choice>(&node)) return choice->depth;
    if (const auto* gather = as<Gather>(&node)) return gather->depth;
    return 0;
}

namespace {

std::uint32_t first_depth(const NodeList& statements)
{
    for (const Node* node : statements) {
        if (const std::uint32_t depth = weave_depth(*node)) return depth - 1;
    }
    return 0;
}

/// The index after the run of statements that stand deeper than `depth`.
std::uint32_t end_of_deeper(const NodeList& statements, std::uint32_t from, std::uint32_t depth)
{
    std::uint32_t at = from;
    for (; at < statements.size(); ++at) {
        const std::uint32_t here = weave_depth(*statements[at]);
        if (here != 0 && here - 1 <= depth) break;
    }
    return at;
}

NodeList slice(Pool& pool, const NodeList& list, std::uint32_t from, std::uint32_t to)
{
    NodeList part;
    for (std::uint32_t i = from; i < to; ++i) part.push(pool, list[i]);
    return part;
}

Text* make_newline(Pool& pool)
{
    auto* newline = pool.make<Text>();
    newline->text = "\n";
    return newline;
}

struct Spliced {
    NodeList statements;
    NodeList flows;
};

Spliced splice_includes(Pool& pool, const NodeList& statements)
{
    Spliced spliced;
    for (Node* node : statements) {
        auto* file = as<IncludedFile>(node);
        if (!file) {
            spliced.statements.push(pool, node);
            continue;
        }
        if (!file->story) continue;
        for (Node* part : file->story->content) {
            (part->kind == Kind::flow ? spliced.flows : spliced.statements).push(pool, part);
        }
        spliced.statements.push(pool, make_newline(pool));
    }
    return spliced;
}

void add_final_gather(Pool& pool, NodeList& statements)
{
    auto* done = pool.make<Divert>();
    done->target.push(pool, {"DONE", {}});
    statements.push(pool, pool.make<Gather>());
    statements.push(pool, done);
}

} // namespace

Weave* make_weave(Pool& pool, const NodeList& statements, std::optional<std::uint32_t> depth)
{
    auto* weave = pool.make<Weave>();
    weave->base_depth = depth ? *depth : first_depth(statements);
    for (std::uint32_t i = 0; i < statements.size();) {
        const std::uint32_t here = weave_depth(*statements[i]);
        if (here == 0 || here - 1 <= weave->base_depth) {
            add_content(pool, *weave, statements[i++]);
            continue;
        }
        const std::uint32_t end = end_of_deeper(statements, i, weave->base_depth);
        add_content(pool, *weave, make_weave(pool, slice(pool, statements, i, end), here - 1));
        i = end;
    }
    return weave;
}

void fill_flow(Pool& pool, Flow& flow, const NodeList& statements)
{
    Spliced parts;
    if (flow.level == Level::story) {
        parts = splice_includes(pool, statements);
    } else {
        parts.statements = statements;
    }

    NodeList woven;
    for (Node* node : parts.statements) {
        if (auto* inner = as<Flow>(node)) {
            flow.flows.push(pool, inner);
        } else {
            woven.push(pool, node);
        }
    }
    for (Node* node : parts.flows) flow.flows.push(pool, static_cast<Flow*>(node));

    if (flow.level == Level::story && !flow.is_included) add_final_gather(pool, woven);
    if (!woven.empty()) {
        flow.root_weave = make_weave(pool, woven, 0);
        add_content(pool, flow, flow.root_weave);
    }
    for (Flow* inner : flow.flows) add_content(pool, flow, inner);
}

Flow* closest_flow(const Node& node)
{
    Node* ancestor = node.parent;
    while (ancestor && ancestor->kind != Kind::flow) ancestor = ancestor->parent;
    return static_cast<Flow*>(ancestor);
}

Place place_of(const Node& node)
{
    const Node* holder = &node;
    while (!holder->place.known() && holder->parent) holder = holder->parent;
    return holder->place;
}

std::string_view type_name(const Node& node)
{
    switch (node.kind) {
    case Kind::choice: return "choice";
    case Kind::gather: return "gather";
    case Kind::constant: return "CONST";
    case Kind::list_definition: return "LIST";
    case Kind::list_element: return "list item";
    case Kind::external: return "EXTERNAL";
    case Kind::variable: {
        const auto& variable = static_cast<const Variable&>(node);
        if (variable.is_temp) return "temp";
        return variable.list ? "LIST" : "VAR";
    }
    case Kind::flow: {
        const auto& flow = static_cast<const Flow&>(node);
        if (flow.is_function) return "function";
        if (flow.level == Level::story) return "story";
        return flow.level == Level::knot ? "knot" : "stitch";
    }
    default: return "part of the story";
    }
}

} // namespace goldbox::narrative::ink
