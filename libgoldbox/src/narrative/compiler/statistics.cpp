// SPDX-License-Identifier: MIT
#include <goldbox/narrative/statistics.hpp>

#include "narrative/compiler/front.hpp"

#include <algorithm>
#include <array>

namespace goldbox::narrative {

namespace {

using namespace ink;

std::uint64_t words_in(std::string_view text)
{
    std::uint64_t words = 0;
    bool in_space = true;
    for (const char c : text) {
        const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (in_space && !is_space) ++words;
        in_space = is_space;
    }
    return words;
}

/// Walks the tree in the order of the text, so that it knows where it is inside a tag.
class Counter {
public:
    explicit Counter(Statistics& statistics) : counts_(statistics) {}

    void visit(const Node& node)
    {
        count(node);
        for (const Node* part : node.content) visit(*part);
    }

private:
    void count(const Node& node)
    {
        switch (node.kind) {
        case Kind::text: text(static_cast<const Text&>(node)); break;
        case Kind::tag: tag(static_cast<const Tag&>(node)); break;
        case Kind::author_note: ++counts_.notes; break;
        case Kind::divert: divert(static_cast<const Divert&>(node)); break;
        case Kind::tunnel_onwards: ++counts_.tunnels; break;
        case Kind::choice:
            ++counts_.choices;
            counts_.labels += static_cast<const Choice&>(node).label.empty() ? 0 : 1;
            break;
        case Kind::gather: gather(static_cast<const Gather&>(node)); break;
        case Kind::sequence: ++counts_.sequences; break;
        case Kind::conditional: ++counts_.conditionals; break;
        case Kind::variable: variable(static_cast<const Variable&>(node)); break;
        case Kind::constant: ++counts_.constants; break;
        case Kind::external: ++counts_.externals; break;
        case Kind::list_element: ++counts_.list_items; break;
        case Kind::function_call: ++counts_.calls; break;
        case Kind::flow: flow(static_cast<const Flow&>(node)); break;
        default: break;
        }
    }

    void text(const Text& node)
    {
        const std::uint64_t words = words_in(node.text);
        counts_.words += words;
        if (in_tag_) counts_.tag_words += words;
    }

    void tag(const Tag& node)
    {
        in_tag_ = node.start;
        if (node.start) ++counts_.tags;
    }

    void divert(const Divert& node)
    {
        // The last divert of a story is the compiler's and has no place.
        if (node.function_call || node.empty || !node.place.known()) return;
        ++counts_.diverts;
        if (node.tunnel) ++counts_.tunnels;
        if (node.thread) ++counts_.threads;
    }

    void gather(const Gather& node)
    {
        if (!node.place.known()) return; // the compiler's, at the end of the story
        ++counts_.gathers;
        if (!node.label.empty()) ++counts_.labels;
    }

    void variable(const Variable& node)
    {
        if (node.list) {
            ++counts_.lists;
        } else if (node.is_global) {
            ++counts_.variables;
        } else if (node.is_temp) {
            ++counts_.temporaries;
        }
    }

    void flow(const Flow& node)
    {
        if (node.level == Level::stitch) ++counts_.stitches;
        if (node.level != Level::knot) return;
        ++counts_.knots;
        if (node.is_function) ++counts_.functions;
    }

    Statistics& counts_;
    bool in_tag_ = false;
};

} // namespace

Statistics statistics(const FileSource& files, std::string_view main, const CompileOptions& options)
{
    Context context(files, options);
    Statistics counts;
    if (const Flow* story = parse_story(context, main)) Counter(counts).visit(*story);
    counts.files = context.sources.size();
    counts.bytes = context.source_bytes;
    for (const Source& source : context.sources) {
        const std::string_view text = source.text();
        const bool is_open = !text.empty() && text.back() != '\n';
        counts.lines += static_cast<std::uint64_t>(std::ranges::count(text, '\n')) + (is_open ? 1 : 0);
    }
    return counts;
}

std::span<const StatisticsField> statistics_fields()
{
    static constexpr auto fields = std::to_array<StatisticsField>({
        {"files", &Statistics::files},           {"bytes", &Statistics::bytes},
        {"lines", &Statistics::lines},           {"words", &Statistics::words},
        {"tag_words", &Statistics::tag_words},   {"knots", &Statistics::knots},
        {"functions", &Statistics::functions},   {"stitches", &Statistics::stitches},
        {"choices", &Statistics::choices},       {"gathers", &Statistics::gathers},
        {"labels", &Statistics::labels},         {"diverts", &Statistics::diverts},
        {"tunnels", &Statistics::tunnels},       {"threads", &Statistics::threads},
        {"calls", &Statistics::calls},           {"conditionals", &Statistics::conditionals},
        {"sequences", &Statistics::sequences},   {"variables", &Statistics::variables},
        {"constants", &Statistics::constants},   {"lists", &Statistics::lists},
        {"list_items", &Statistics::list_items}, {"temporaries", &Statistics::temporaries},
        {"externals", &Statistics::externals},   {"tags", &Statistics::tags},
        {"notes", &Statistics::notes},
    });
    return fields;
}

} // namespace goldbox::narrative
