// SPDX-License-Identifier: MIT
// `goldbox pack`: for those who write packs.
#include "commands.hpp"
#include "llm_prompts.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/content/kinds.hpp>
#include <goldbox/content/schemas.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/rules/ruleset.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

namespace goldbox::cli {
namespace {

using content::Loaded;
using content::Pack;

std::string counted(std::size_t count, std::string_view one, std::string_view many)
{
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::size_t count_entries(const Pack& pack)
{
    std::size_t count = 0;
    for (const content::Kind& kind : content::kinds()) count += pack.entries(kind.name).size();
    return count;
}

/// The pack, or the error that stands for its mistakes.
Result<Loaded> load_whole(Context& context, const PackCommand& options)
{
    Loaded loaded = load(options.pack);
    if (loaded.pack) return loaded;
    return unexpected(refuse(context, options.pack.path, loaded.diagnostics));
}

// What a pack holds -----------------------------------------------------------------------------------------------

std::string pack_json(const Pack& pack)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("pack", pack.manifest().id).member("version", pack.manifest().version);
    writer.member("title", pack.manifest().title).member("hash", pack.hash().hex()).key("packs").begin_array();
    for (const content::Manifest& each : pack.packs()) {
        writer.begin_object().member("id", each.id).member("version", each.version).member("title", each.title);
        writer.member("licence", each.licence).member("attribution", each.attribution).end_object();
    }
    writer.end_array().key("entries").begin_object();
    for (const content::Kind& kind : content::kinds()) {
        const auto entries = pack.entries(kind.name);
        if (entries.empty()) continue;
        writer.key(kind.name).begin_array();
        for (const json::Member& entry : entries) writer.value(entry.name);
        writer.end_array();
    }
    writer.end_object();
    for (const auto& [name, all] : {std::pair("stories", pack.story_names()), std::pair("languages", pack.languages()),
                                    std::pair("maps", pack.map_files())}) {
        writer.key(name).begin_array();
        for (const std::string& each : all) writer.value(each);
        writer.end_array();
    }
    writer.end_object();
    return text;
}

std::string named_list(const std::vector<std::string>& names)
{
    std::string list;
    for (const std::string& name : names) {
        list += (list.empty() ? "" : ", ") + (name.empty() ? std::string("(the first)") : printable(name));
    }
    return list;
}

std::string pack_text(const Pack& pack)
{
    std::string text;
    for (const content::Manifest& each : pack.packs()) {
        text += fmt::format("{} {}{}  {}\n", each.id, printable(each.version),
                            each.title.empty() ? "" : "  " + printable(each.title), printable(each.licence));
        if (!each.attribution.empty()) text += fmt::format("    {}\n", printable(each.attribution));
    }
    for (const content::Kind& kind : content::kinds()) {
        const auto entries = pack.entries(kind.name);
        if (entries.empty()) continue;
        text += fmt::format("{} ({})\n", kind.name, entries.size());
        for (const json::Member& entry : entries) text += fmt::format("    {}\n", entry.name);
    }
    for (const auto& [name, all] : {std::pair("stories", pack.story_names()), std::pair("languages", pack.languages()),
                                    std::pair("maps", pack.map_files())}) {
        if (!all.empty()) text += fmt::format("{} ({}): {}\n", name, all.size(), named_list(all));
    }
    return text + fmt::format("hash {}\n", pack.hash().hex());
}

// One entry -------------------------------------------------------------------------------------------------------

struct Found {
    std::string_view kind;
    std::string_view id;
    const json::Value* entry;
};

/// Every entry that a person may mean by an id: a full one, or one of any pack without the pack's name.
std::vector<Found> find_entries(const Pack& pack, std::string_view id)
{
    std::vector<Found> found;
    for (const content::Kind& kind : content::kinds()) {
        for (const json::Member& entry : pack.entries(kind.name)) {
            const std::string_view own = entry.name.substr(entry.name.find(':') + 1);
            if (entry.name == id || own == id) found.push_back({kind.name, entry.name, &entry.value});
        }
    }
    return found;
}

tl::unexpected<Error> no_such_entry(const Pack& pack, const std::string& id)
{
    const bool full = id.find(':') != std::string::npos;
    std::vector<std::string_view> known;
    for (const content::Kind& kind : content::kinds()) {
        for (const json::Member& entry : pack.entries(kind.name)) {
            known.push_back(full ? entry.name : entry.name.substr(entry.name.find(':') + 1));
        }
    }
    const std::vector<std::string> maps = pack.map_files();
    known.insert(known.end(), maps.begin(), maps.end());
    std::string message = fmt::format("the pack has no entry or map \"{}\"", printable(id));
    if (const auto near = nearest(id, known); !near.empty()) message += fmt::format(" (did you mean \"{}\"?)", near);
    return fail(Code::not_found, "content.no_such_entry", std::move(message));
}

std::string entry_json(const Found& found, const std::vector<content::Origins::Hand>& hands)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("kind", found.kind).member("id", found.id).key("written").begin_array();
    for (const auto& hand : hands) {
        writer.begin_object().member("pack", hand.pack).member("op", hand.op);
        write_where(writer, hand.where);
        writer.end_object();
    }
    writer.end_array().member("entry", *found.entry).end_object();
    return text;
}

/// JSON as people read it: two blanks a level.
void write_indented(std::string& text, const json::Value& value, std::size_t depth)
{
    const bool object = value.is(json::Kind::object), array = value.is(json::Kind::array);
    if ((object && value.object().empty()) || (array && value.array().empty()) || (!object && !array)) {
        text += json::write(value);
        return;
    }
    const std::string margin(2 * depth, ' ');
    bool first = true;
    const auto begin = [&] {
        text += (first ? "\n" : ",\n") + margin + "  ";
        first = false;
    };
    text += object ? '{' : '[';
    if (object) {
        for (const auto& [name, member] : value.object()) {
            begin();
            json::append_quoted(text, name);
            text += ": ";
            write_indented(text, member, depth + 1);
        }
    } else {
        for (const json::Value& element : value.array()) {
            begin();
            write_indented(text, element, depth + 1);
        }
    }
    text += '\n' + margin + (object ? '}' : ']');
}

std::string entry_text(const Found& found, const std::vector<content::Origins::Hand>& hands)
{
    std::string text = fmt::format("{} {}\n", found.kind, found.id);
    for (const auto& hand : hands) {
        text += fmt::format("    {} by {} at {}\n", hand.op, hand.pack, printable(to_string(hand.where)));
    }
    write_indented(text, *found.entry, 0);
    return text + '\n';
}

Result<Exit> show_entry(Context& context, const Loaded& loaded, const std::string& id)
{
    const std::vector<Found> found = find_entries(*loaded.pack, id);
    if (found.empty()) {
        const auto map = find_map(*loaded.pack, id);
        if (map) return show_map(context, *loaded.pack->map(*map), {});
        return no_such_entry(*loaded.pack, id);
    }
    for (const Found& each : found) {
        const auto hands =
            loaded.origins ? loaded.origins->hands(each.kind, each.id) : std::vector<content::Origins::Hand>();
        context.out.write(context.json() ? entry_json(each, hands) + '\n' : printable(entry_text(each, hands), true));
    }
    return Exit::done;
}

// Conflicts -------------------------------------------------------------------------------------------------------

std::string conflicts_json(const std::vector<content::Conflict>& conflicts)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().key("conflicts").begin_array();
    for (const content::Conflict& each : conflicts) {
        writer.begin_object().member("kind", each.kind).member("id", each.id).member("member", each.member);
        writer.key("winner").begin_object().member("pack", each.winner);
        write_where(writer, each.winner_where);
        writer.end_object().key("loser").begin_object().member("pack", each.loser);
        write_where(writer, each.loser_where);
        writer.end_object().end_object();
    }
    writer.end_array().end_object();
    return text;
}

std::string conflicts_text(const std::vector<content::Conflict>& conflicts)
{
    if (conflicts.empty()) return "no conflicts\n";
    std::string text;
    for (const content::Conflict& each : conflicts) {
        text +=
            fmt::format("{} {}{}\n    {} wins, at {}\n    {} loses, at {}\n", each.kind, each.id,
                        each.member.empty() ? "" : " " + printable(each.member), each.winner,
                        printable(to_string(each.winner_where)), each.loser, printable(to_string(each.loser_where)));
    }
    return text;
}

} // namespace

Result<Exit> pack_check(Context& context, const PackCommand& options)
{
    Loaded loaded = load(options.pack);
    if (loaded.pack)
        std::ranges::move(rules::load_rules(*loaded.pack, loaded.origins.get()).diagnostics,
                          std::back_inserter(loaded.diagnostics));
    std::ranges::move(check_prompts(options.pack), std::back_inserter(loaded.diagnostics));
    const bool sound = loaded.pack && !has_errors(loaded.diagnostics);
    print(context, loaded.diagnostics);
    if (context.json()) {
        context.out.line(diagnostics_json(loaded.diagnostics));
    } else if (sound) {
        const auto warnings =
            static_cast<std::size_t>(std::ranges::count(loaded.diagnostics, Severity::warning, &Diagnostic::severity));
        context.out.line(fmt::format(
            "{} {}: sound, {}, {}", loaded.pack->manifest().id, printable(loaded.pack->manifest().version),
            counted(count_entries(*loaded.pack), "entry", "entries"), counted(warnings, "warning", "warnings")));
    }
    return sound ? Exit::done : Exit::refused;
}

Result<Exit> pack_show(Context& context, const PackCommand& options)
{
    GOLDBOX_TRY(const Loaded loaded, load_whole(context, options));
    if (!options.id.empty()) return show_entry(context, loaded, options.id);
    if (options.conflicts) {
        context.out.write(context.json() ? conflicts_json(loaded.conflicts) + '\n' : conflicts_text(loaded.conflicts));
    } else {
        context.out.write(context.json() ? pack_json(*loaded.pack) + '\n' : pack_text(*loaded.pack));
    }
    return Exit::done;
}

Result<Exit> pack_schema(Context& context, const PackSchemaCommand& options)
{
    std::string schema;
    if (options.kind.empty()) {
        schema = content::pack_schema();
    } else if (options.kind == "manifest") {
        schema = content::manifest_schema();
    } else {
        GOLDBOX_TRY(schema, content::kind_schema(options.kind));
    }
    context.out.line(schema);
    return Exit::done;
}

} // namespace goldbox::cli
