// SPDX-License-Identifier: MIT
// Requests about a place or a name.
#include "lsp/server.hpp"

#include "words.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

namespace goldbox::cli::lsp {
namespace {

using narrative::Completion;
using narrative::Symbol;
using narrative::SymbolKind;
using narrative::Use;

constexpr std::size_t most_items = 2000;

/// The protocol's numbers for kinds of symbols, in outlines and in proposals.
struct KindNumbers {
    int symbol = 13;
    int completion = 6;
};

KindNumbers numbers_of(SymbolKind kind)
{
    switch (kind) {
    case SymbolKind::knot: return {2, 9};        // module
    case SymbolKind::function: return {12, 3};   // function
    case SymbolKind::stitch: return {6, 2};      // method
    case SymbolKind::label: return {20, 18};     // key, reference
    case SymbolKind::constant: return {14, 21};  // constant
    case SymbolKind::list: return {10, 13};      // enum
    case SymbolKind::list_item: return {22, 20}; // enum member
    case SymbolKind::external: return {11, 3};   // interface, function
    default: return {13, 6};                     // variable
    }
}

bool is_local(SymbolKind kind)
{
    return kind == SymbolKind::temporary || kind == SymbolKind::parameter;
}

/// The name of a file of the story as an INCLUDE writes it: seen from the folder of the main file.
std::string name_from(std::string_view main, std::string_view file)
{
    const std::string folder = folder_of(main);
    const std::string prefix = folder.empty() ? folder : folder + '/';
    return std::string(file.starts_with(prefix) ? file.substr(prefix.size()) : file);
}

} // namespace

// ---- the place that a request is about

tl::expected<std::vector<Server::Spot>, Server::Refusal> Server::spots(const json::Value& params)
{
    const auto path = path_of(string_at(params, "textDocument/uri").value_or(""));
    if (!path) return refuse("a request names its file by a `file:` URI");
    const auto position = position_at(params, "position");
    std::vector<Spot> found;
    for (Project* project : workspace_.projects_of(*path)) {
        const auto name = project->folder->name_of(*path);
        Spot spot{project, narrative::file_number(project->index, *name), {}, nullptr};
        if (position) {
            spot.point = workspace_.document_of(*project, spot.file).point(*position, encoding_);
            spot.use = narrative::use_at(project->index, spot.file, spot.point);
        }
        found.push_back(spot);
    }
    return found;
}

/// Those where something is named.
std::vector<Server::Spot> Server::named_spots(const json::Value& params)
{
    auto found = spots(params);
    if (!found) return {};
    std::erase_if(*found, [](const Spot& spot) { return !spot.use; });
    return *found;
}

Server::Location Server::location(Project& project, const narrative::TextRange& range)
{
    return {project.folder->path_of(project.index.files[range.file].name),
            workspace_.document_of(project, range.file).range(range, encoding_)};
}

void Server::write_location(json::Writer& writer, const Location& location)
{
    writer.begin_object().member("uri", uri_of(location.path)).key("range");
    write(writer, location.range);
    writer.end_object();
}

std::string Server::locations_json(const std::set<Location>& locations)
{
    std::string result;
    json::Writer writer(result);
    writer.begin_array();
    for (const Location& one : locations) write_location(writer, one);
    writer.end_array();
    return result;
}

// ---- where is it, who uses it

Server::Answer Server::definition(const json::Value& params)
{
    const auto places = spots(params);
    if (!places) return unexpected(places.error());
    std::set<Location> locations;
    for (const Spot& spot : *places) {
        const narrative::Index& index = spot.project->index;
        if (const auto* inclusion = narrative::inclusion_at(index, spot.file, spot.point)) {
            const std::uint32_t file = narrative::file_number(index, inclusion->file);
            if (!inclusion->found || file == Symbol::none || index.files[file].built_in) continue;
            locations.insert(location(*spot.project, {file, {1, 1}, {1, 1}}));
        } else if (spot.use && !index.files[spot.symbol().name_range.file].built_in) {
            locations.insert(location(*spot.project, spot.symbol().name_range));
        }
    }
    return locations_json(locations);
}

Server::Answer Server::references(const json::Value& params)
{
    const bool with_declaration = is_true(params, "context/includeDeclaration");
    std::set<Location> locations;
    for (const Spot& spot : named_spots(params)) {
        for (const Use* use : narrative::uses_of(spot.project->index, spot.use->symbol)) {
            if (use->role == Use::Role::definition && !with_declaration) continue;
            if (spot.project->index.files[use->range.file].built_in) continue;
            locations.insert(location(*spot.project, use->range));
        }
    }
    return locations_json(locations);
}

Server::Answer Server::highlight(const json::Value& params)
{
    const std::vector<Spot> places = named_spots(params);
    std::string result;
    json::Writer writer(result);
    writer.begin_array();
    if (!places.empty()) {
        const Spot& spot = places.front();
        for (const Use* use : narrative::uses_of(spot.project->index, spot.use->symbol)) {
            if (use->range.file != spot.file) continue;
            writer.begin_object().key("range");
            write(writer, workspace_.document_of(*spot.project, spot.file).range(use->range, encoding_));
            constexpr int read = 2;
            constexpr int written = 3;
            writer.member("kind", use->role == Use::Role::write ? written : read).end_object();
        }
    }
    writer.end_array();
    return result;
}

// ---- what is it

std::string Server::hover_json(const Document& document, const narrative::TextRange& range, std::string_view signature,
                               std::string_view what, std::string_view documentation) const
{
    std::string text = "```ink\n" + std::string(signature) + "\n```\n" + std::string(what);
    if (!documentation.empty()) text += "\n\n" + std::string(documentation);
    std::string result;
    json::Writer writer(result);
    writer.begin_object().key("contents").begin_object().member("kind", "markdown").member("value", text).end_object();
    writer.key("range");
    write(writer, document.range(range, encoding_));
    writer.end_object();
    return result;
}

Server::Answer Server::hover(const json::Value& params)
{
    const auto places = spots(params);
    if (!places) return unexpected(places.error());
    for (const Spot& spot : *places) {
        const Document& document = workspace_.document_of(*spot.project, spot.file);
        if (spot.use) {
            const Symbol& symbol = spot.symbol();
            std::string what(narrative::name(symbol.kind));
            if (symbol.scope != Symbol::none) what += " in `" + spot.project->index.symbols[symbol.scope].address + '`';
            return hover_json(document, spot.use->range, symbol.signature, what, symbol.documentation);
        }
        const narrative::TextRange word = document.word_at(spot.point, spot.file);
        const std::string name = document.text_of(word);
        const auto functions = narrative::built_in_functions();
        const auto function = std::ranges::find(functions, name, &narrative::BuiltInFunction::name);
        if (function == functions.end()) continue;
        return hover_json(document, word, function->signature, "function of ink", function->documentation);
    }
    return "null";
}

// ---- what could be written

void Server::write_completion(json::Writer& writer, const Completion& item, const Spot& spot, const Range& replaced)
{
    constexpr int keyword = 14;
    constexpr int function = 3;
    int kind = item.kind == Completion::Kind::function ? function : keyword;
    if (item.symbol != Symbol::none) kind = numbers_of(spot.project->index.symbols[item.symbol].kind).completion;
    writer.begin_object().member("label", item.text).member("kind", kind);
    if (!item.detail.empty()) writer.member("detail", item.detail);
    if (!item.documentation.empty()) writer.member("documentation", item.documentation);
    writer.key("textEdit").begin_object().key("range");
    write(writer, replaced);
    writer.member("newText", item.text).end_object().end_object();
}

/// The files of the folder that this story does not include yet.
void Server::write_file_completions(json::Writer& writer, const Spot& spot, std::string_view before)
{
    constexpr int file_kind = 17;
    constexpr std::string_view keyword = "INCLUDE ";
    const std::size_t begin = before.rfind(keyword) + keyword.size();
    const Document& document = workspace_.document_of(*spot.project, spot.file);
    const Range replaced{document.position(begin, encoding_), document.position(before.size(), encoding_)};
    for (const std::string& file : spot.project->folder->ink_files()) {
        if (narrative::file_number(spot.project->index, file) != Symbol::none) continue;
        const std::string name = name_from(spot.project->main, file);
        writer.begin_object().member("label", name).member("kind", file_kind).key("textEdit").begin_object();
        writer.key("range");
        write(writer, replaced);
        writer.member("newText", name).end_object().end_object();
    }
}

Server::Answer Server::completion(const json::Value& params)
{
    const auto places = spots(params);
    if (!places) return unexpected(places.error());
    std::string result;
    json::Writer writer(result);
    const auto position = position_at(params, "position");
    if (places->empty() || !position) return R"({"isIncomplete":false,"items":[]})";
    const Spot& spot = places->front();
    const Document& document = workspace_.document_of(*spot.project, spot.file);
    const std::size_t offset = document.offset(*position, encoding_);
    const std::string_view before = std::string_view(document.text()).substr(0, offset);
    const narrative::Completions proposed = narrative::completions(spot.project->index, spot.file, before);
    const Range replaced{document.position(offset - proposed.prefix, encoding_), document.position(offset, encoding_)};

    writer.begin_object().member("isIncomplete", proposed.items.size() > most_items).key("items").begin_array();
    for (std::size_t i = 0; i < std::min(proposed.items.size(), most_items); ++i) {
        write_completion(writer, proposed.items[i], spot, replaced);
    }
    if (proposed.wants_file) write_file_completions(writer, spot, before);
    writer.end_array().end_object();
    return result;
}

// ---- another name

Server::Answer Server::prepare_rename(const json::Value& params)
{
    const std::vector<Spot> places = named_spots(params);
    if (places.empty()) return "null";
    const Spot& spot = places.front();
    // Its own name again is refused when any other would be.
    const auto possible =
        narrative::rename(*spot.project->folder, spot.project->index, spot.use->symbol, spot.symbol().name);
    if (!possible) return refuse(possible.error().message, Failure::request_failed);
    std::string result;
    json::Writer writer(result);
    writer.begin_object().key("range");
    write(writer, workspace_.document_of(*spot.project, spot.file).range(spot.use->range, encoding_));
    writer.member("placeholder", spot.symbol().name).end_object();
    return result;
}

Server::Answer Server::rename(const json::Value& params)
{
    const auto name = string_at(params, "newName");
    if (!name) return refuse("`newName` is missing");
    const std::vector<Spot> places = named_spots(params);
    if (places.empty()) return refuse("nothing is named here", Failure::request_failed);
    // A file may be part of several stories; the name has to suit all of them.
    std::map<std::string, std::set<Range>> edits; // by path
    for (const Spot& spot : places) {
        const auto changes = narrative::rename(*spot.project->folder, spot.project->index, spot.use->symbol, *name);
        if (!changes) return refuse(changes.error().message, Failure::request_failed);
        for (const narrative::Edit& edit : *changes) {
            const Location place = location(*spot.project, edit.range);
            edits[place.path].insert(place.range);
        }
    }
    std::string result;
    json::Writer writer(result);
    writer.begin_object().key("changes").begin_object();
    for (const auto& [path, ranges] : edits) {
        writer.key(uri_of(path)).begin_array();
        for (const Range& range : ranges) {
            writer.begin_object().key("range");
            write(writer, range);
            writer.member("newText", *name).end_object();
        }
        writer.end_array();
    }
    writer.end_object().end_object();
    return result;
}

// ---- outlines

void Server::write_symbol(json::Writer& writer, Project& project, std::uint32_t id,
                          const std::multimap<std::uint32_t, std::uint32_t>& parts)
{
    const Symbol& symbol = project.index.symbols[id];
    const Document& document = workspace_.document_of(project, symbol.extent.file);
    writer.begin_object().member("name", symbol.name).member("detail", symbol.signature);
    writer.member("kind", numbers_of(symbol.kind).symbol).key("range");
    write(writer, document.range(symbol.extent, encoding_));
    writer.key("selectionRange");
    write(writer, document.range(symbol.name_range, encoding_));
    const auto [first, last] = parts.equal_range(id);
    if (first != last) {
        writer.key("children").begin_array();
        for (auto part = first; part != last; ++part) write_symbol(writer, project, part->second, parts);
        writer.end_array();
    }
    writer.end_object();
}

Server::Answer Server::document_symbols(const json::Value& params)
{
    const auto places = spots(params);
    if (!places) return unexpected(places.error());
    std::string result;
    json::Writer writer(result);
    writer.begin_array();
    if (!places->empty()) {
        const Spot& spot = places->front();
        const auto& symbols = spot.project->index.symbols;
        std::multimap<std::uint32_t, std::uint32_t> parts;
        std::vector<std::uint32_t> outer;
        for (std::uint32_t id = 0; id < symbols.size(); ++id) {
            if (symbols[id].extent.file != spot.file || is_local(symbols[id].kind)) continue;
            if (symbols[id].scope == Symbol::none)
                outer.push_back(id);
            else
                parts.emplace(symbols[id].scope, id);
        }
        for (const std::uint32_t id : outer) write_symbol(writer, *spot.project, id, parts);
    }
    writer.end_array();
    return result;
}

Server::Answer Server::workspace_symbols(const json::Value& params)
{
    const std::string query = lower(string_at(params, "query").value_or(""));
    std::map<Location, std::pair<const Project*, const Symbol*>> found;
    for (Project* project : workspace_.all_projects()) {
        for (const Symbol& symbol : project->index.symbols) {
            const bool is_elsewhere = is_local(symbol.kind) || project->index.files[symbol.extent.file].built_in;
            if (is_elsewhere || lower(symbol.address).find(query) == std::string::npos) continue;
            if (found.size() == most_items) break;
            found.emplace(location(*project, symbol.name_range), std::pair(project, &symbol));
        }
    }
    std::string result;
    json::Writer writer(result);
    writer.begin_array();
    for (const auto& [place, who] : found) {
        const auto& [project, symbol] = who;
        writer.begin_object().member("name", symbol->name).member("kind", numbers_of(symbol->kind).symbol);
        if (symbol->scope != Symbol::none) {
            writer.member("containerName", project->index.symbols[symbol->scope].address);
        }
        writer.key("location");
        write_location(writer, place);
        writer.end_object();
    }
    writer.end_array();
    return result;
}

Server::Answer Server::folding_ranges(const json::Value& params)
{
    const auto places = spots(params);
    if (!places) return unexpected(places.error());
    std::string result;
    json::Writer writer(result);
    writer.begin_array();
    if (!places->empty()) {
        const Spot& spot = places->front();
        const Document& document = workspace_.document_of(*spot.project, spot.file);
        for (const Symbol& symbol : spot.project->index.symbols) {
            if (symbol.extent.file != spot.file) continue;
            const Range range = document.range(symbol.extent, encoding_);
            if (range.end.line <= range.start.line) continue;
            writer.begin_object().member("startLine", range.start.line).member("endLine", range.end.line).end_object();
        }
    }
    writer.end_array();
    return result;
}

} // namespace goldbox::cli::lsp
