// SPDX-License-Identifier: MIT
#include "llm/partial_arguments.hpp"

#include "llm/look.hpp"

#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace goldbox::llm {
namespace {

constexpr std::size_t most_nodes = 100'000; ///< steps of all pieces together
constexpr std::size_t most_steps = 32;

struct PathStep {
    std::string_view name;
    std::size_t index = 0;
    bool by_index = false;
};

bool take(std::string_view& text, std::string_view beginning)
{
    if (!text.starts_with(beginning)) return false;
    text.remove_prefix(beginning.size());
    return true;
}

/// `[3]` or `['name']`, behind its bracket.
std::optional<PathStep> read_bracket(std::string_view& path)
{
    PathStep step;
    if (!path.empty() && (path.front() == '\'' || path.front() == '"')) {
        const std::size_t end = path.find(path.front(), 1);
        if (end == std::string_view::npos) return std::nullopt;
        step.name = path.substr(1, end - 1);
        path.remove_prefix(end + 1);
    } else {
        const auto read = std::from_chars(path.data(), path.data() + path.size(), step.index);
        if (read.ec != std::errc()) return std::nullopt;
        step.by_index = true;
        path.remove_prefix(static_cast<std::size_t>(read.ptr - path.data()));
    }
    return take(path, "]") ? std::optional(step) : std::nullopt;
}

/// `$.items[0].name`; empty when it is no such path.
std::vector<PathStep> read_path(std::string_view path)
{
    std::vector<PathStep> steps;
    if (!take(path, "$")) return {};
    while (!path.empty()) {
        if (steps.size() == most_steps) return {};
        if (take(path, "[")) {
            const auto step = read_bracket(path);
            if (!step) return {};
            steps.push_back(*step);
        } else if (take(path, ".")) {
            const std::size_t end = std::min(path.find_first_of(".["), path.size());
            if (end == 0) return {};
            steps.push_back({path.substr(0, end)});
            path.remove_prefix(end);
        } else {
            return {};
        }
    }
    return steps;
}

} // namespace

struct PartialArguments::Node {
    enum class Kind { unset, object, array, text, other };
    std::string name; ///< as a member
    Kind kind = Kind::unset;
    std::string text;        ///< of a text; of another leaf its JSON
    std::vector<Node> parts; ///< of an object or array

    bool become(Kind wanted)
    {
        if (kind == Kind::unset) kind = wanted;
        return kind == wanted;
    }

    /// The part that a step leads to, made when it is the next; null when it cannot be.
    Node* at(const PathStep& step)
    {
        if (!become(step.by_index ? Kind::array : Kind::object)) return nullptr;
        if (step.by_index) {
            if (step.index > parts.size()) return nullptr; // no holes
            if (step.index == parts.size()) parts.emplace_back();
            return &parts[step.index];
        }
        for (Node& part : parts) {
            if (part.name == step.name) return &part;
        }
        parts.emplace_back().name = step.name;
        return &parts.back();
    }

    void write(json::Writer& out) const
    {
        switch (kind) {
        case Kind::unset: out.null(); break;
        case Kind::text: out.value(text); break;
        case Kind::other: out.raw(text); break;
        case Kind::array:
            out.begin_array();
            for (const Node& part : parts) part.write(out);
            out.end_array();
            break;
        case Kind::object:
            out.begin_object();
            for (const Node& part : parts) part.write(out.key(part.name));
            out.end_object();
            break;
        }
    }
};

PartialArguments::PartialArguments() : root_(std::make_unique<Node>())
{
    root_->kind = Node::Kind::object;
}
PartialArguments::~PartialArguments() = default;
PartialArguments::PartialArguments(PartialArguments&&) noexcept = default;
PartialArguments& PartialArguments::operator=(PartialArguments&&) noexcept = default;

bool PartialArguments::add(const json::Value& piece)
{
    const auto steps = read_path(text_at(piece, "jsonPath"));
    nodes_ += steps.size();
    if (steps.empty() || nodes_ > most_nodes) return false;
    Node* node = root_.get();
    for (const PathStep& step : steps) {
        node = node->at(step);
        if (!node) return false;
    }
    if (const json::Value* text = look(piece, "stringValue"); text && text->is(json::Kind::string)) {
        if (!node->become(Node::Kind::text)) return false;
        node->text += text->string();
        return true;
    }
    const json::Value* leaf = look(piece, "numberValue");
    if (!leaf) leaf = look(piece, "boolValue");
    if (!leaf && !piece.find("nullValue")) return true; // the path alone: something begins here
    if (!node->become(Node::Kind::other)) return false;
    node->text = leaf ? json::write(*leaf) : "null";
    return true;
}

std::string PartialArguments::json() const
{
    std::string out;
    json::Writer writer(out);
    root_->write(writer);
    return out;
}

} // namespace goldbox::llm
