// SPDX-License-Identifier: MIT
#include <goldbox/narrative/index.hpp>

#include "narrative/compiler/front.hpp"
#include "narrative/compiler/generator.hpp"
#include "narrative/compiler/parser.hpp"
#include "narrative/compiler/resolver.hpp"
#include "narrative/index/indexer.hpp"

#include <algorithm>

namespace goldbox::narrative {

std::string_view name(SymbolKind kind)
{
    switch (kind) {
    case SymbolKind::knot: return "knot";
    case SymbolKind::function: return "function";
    case SymbolKind::stitch: return "stitch";
    case SymbolKind::label: return "label";
    case SymbolKind::variable: return "variable";
    case SymbolKind::constant: return "constant";
    case SymbolKind::list: return "list";
    case SymbolKind::list_item: return "list item";
    case SymbolKind::temporary: return "temporary variable";
    case SymbolKind::parameter: return "parameter";
    case SymbolKind::external: return "external function";
    }
    return "symbol";
}

Index index(const FileSource& files, std::string_view main, const CompileOptions& options)
{
    ink::Context context(files, options);
    context.for_tools = true;
    Index index;
    index.files.push_back({std::string(main)});
    ink::Flow* story = ink::parse_story(context, main);
    index.complete = story && !context.reporter.has_errors();
    if (!story) {
        index.diagnostics = context.reporter.finish();
        return index;
    }
    ink::Book book(context, *story);
    ink::Generator generator(book);
    (void)generator.generate();
    ink::Resolver(book, generator).resolve();
    index.diagnostics = context.reporter.finish();
    ink::Indexer(context, book, index).run();
    return index;
}

std::uint32_t file_number(const Index& index, std::string_view name)
{
    const auto found = std::ranges::find(index.files, name, &IndexedFile::name);
    return found == index.files.end() ? Symbol::none : static_cast<std::uint32_t>(found - index.files.begin());
}

namespace {

/// The last range that begins at or before a place, when it reaches there.
template <class Ranged>
const Ranged* at(const std::vector<Ranged>& sorted, std::uint32_t file, TextPoint point)
{
    const auto after = std::ranges::upper_bound(sorted, std::pair(file, point), {}, [](const Ranged& one) {
        return std::pair(one.range.file, one.range.begin);
    });
    if (after == sorted.begin()) return nullptr;
    const Ranged& found = *std::prev(after);
    return found.range.file == file && point <= found.range.end ? &found : nullptr;
}

bool is_callable(SymbolKind kind)
{
    return kind == SymbolKind::external || kind == SymbolKind::function;
}

} // namespace

const Use* use_at(const Index& index, std::uint32_t file, TextPoint point)
{
    return at(index.uses, file, point);
}

const Inclusion* inclusion_at(const Index& index, std::uint32_t file, TextPoint point)
{
    return at(index.inclusions, file, point);
}

std::vector<const Use*> uses_of(const Index& index, std::uint32_t symbol)
{
    std::vector<const Use*> found;
    if (symbol >= index.symbols.size()) return found;
    const Symbol& wanted = index.symbols[symbol];
    for (const Use& use : index.uses) {
        const Symbol& used = index.symbols[use.symbol];
        const bool stands_in = is_callable(wanted.kind) && is_callable(used.kind) && used.name == wanted.name;
        if (use.symbol == symbol || stands_in) found.push_back(&use);
    }
    return found;
}

bool is_identifier(std::string_view text)
{
    return ink::is_name(text);
}

std::string included_file(std::string_view folder, std::string_view name)
{
    return ink::resolve_file(folder, name);
}

std::vector<std::string> included_names(std::string_view source)
{
    constexpr std::string_view keyword = "INCLUDE";
    const ink::Source stripped({}, source);
    std::vector<std::string> names;
    std::string_view rest = stripped.text();
    while (!rest.empty()) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (!line.starts_with(keyword)) continue;
        line.remove_prefix(keyword.size());
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
        if (!line.empty()) names.emplace_back(line);
    }
    return names;
}

} // namespace goldbox::narrative
