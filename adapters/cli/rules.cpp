// SPDX-License-Identifier: MIT
// `goldbox rules`: entries of a pack with every number that its rules make of them.
#include "commands.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/rules/judge.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <span>
#include <string_view>

namespace goldbox::cli {
namespace {

/// What a person calls a kind, and its name in packs.
constexpr std::pair<std::string_view, std::string_view> kinds[] = {
    {"creature", "creatures"}, {"character", "characters"}, {"effect", "effects"}, {"condition", "effects"},
    {"check", "checks"},       {"action", "actions"},       {"spell", "spells"},   {"item", "items"},
    {"resource", "resources"}, {"class", "classes"}};

struct Sheet {
    std::int32_t hit_points = 0;
    std::map<std::string, std::int32_t> stats; ///< by id
};

/// A creature as it appears: what lies on it from the beginning lies on it.
Result<Sheet> sheet_of(const std::shared_ptr<const rules::Ruleset>& ruleset, std::string_view id)
{
    rules::World world;
    rules::Recording recording(world);
    rules::Judge judge(world, ruleset, recording);
    GOLDBOX_TRY(const rules::CreatureId creature, judge.appear({.definition = std::string(id)}));
    Sheet sheet;
    if (const rules::Creature* row = world.creatures.find(creature)) sheet.hit_points = row->vitals.hit_points;
    for (const std::string& stat : ruleset->ids("stats")) {
        GOLDBOX_TRY(sheet.stats[stat], judge.stat(creature, stat));
    }
    return sheet;
}

std::string_view text_of(const json::Value& entry, std::string_view name)
{
    const json::Value* member = entry.find(name);
    return member && member->is(json::Kind::string) ? member->string() : std::string_view();
}

std::string entry_json(std::string_view kind, const json::Member& entry, const Sheet* sheet)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("kind", kind).member("id", entry.name).member("name", text_of(entry.value, "name"));
    if (sheet) {
        writer.member("hit_points", sheet->hit_points).key("stats").begin_object();
        for (const auto& [stat, value] : sheet->stats) writer.member(stat.substr(stat.find(':') + 1), value);
        writer.end_object();
    }
    writer.member("entry", entry.value).end_object();
    return text;
}

/// A member that fits into a line; empty for others.
std::string plain(const json::Value& value)
{
    switch (value.kind()) {
    case json::Kind::string: return printable(value.string());
    case json::Kind::integer: return std::to_string(value.integer());
    case json::Kind::boolean: return value.boolean() ? "yes" : "no";
    case json::Kind::array: break;
    default: return {};
    }
    std::string all;
    for (const json::Value& each : value.array()) {
        const std::string one = plain(each);
        if (one.empty()) return {};
        all += (all.empty() ? "" : ", ") + one;
    }
    return all;
}

std::string entry_text(const json::Member& entry, const Sheet* sheet)
{
    std::string text = fmt::format("{}  {}\n", entry.name, printable(text_of(entry.value, "name")));
    if (sheet) {
        text += fmt::format("    {:<24} {:>6}\n", "hit points", sheet->hit_points);
        for (const auto& [stat, value] : sheet->stats)
            text += fmt::format("    {:<24} {:>6}\n", stat.substr(stat.find(':') + 1), value);
    }
    for (const auto& [name, value] : sheet ? std::span<const json::Member>() : entry.value.object()) {
        const std::string fact = name == "name" || name == "text" ? std::string() : plain(value);
        if (!fact.empty()) text += fmt::format("    {:<24} {}\n", printable(name), fact);
    }
    if (const auto said = text_of(entry.value, "text"); !said.empty())
        text += fmt::format("    {}\n", printable(said, true));
    return text;
}

bool is_meant(const json::Member& entry, const std::string& id)
{
    return entry.name == id || entry.name.substr(entry.name.find(':') + 1) == id;
}

/// Those of the ids, or all.
Result<std::vector<const json::Member*>> chosen(const content::Pack& pack, const RulesCommand& options,
                                                std::string_view kind)
{
    const auto entries = pack.entries(kind);
    std::vector<const json::Member*> found;
    if (options.ids.empty()) {
        for (const json::Member& entry : entries) found.push_back(&entry);
    }
    for (const std::string& id : options.ids) {
        const std::size_t before = found.size();
        for (const json::Member& entry : entries) {
            if (is_meant(entry, id)) found.push_back(&entry);
        }
        if (found.size() != before) continue;
        std::vector<std::string_view> known;
        for (const json::Member& entry : entries) known.push_back(entry.name.substr(entry.name.find(':') + 1));
        std::string message = fmt::format("the pack has no {} \"{}\"", options.kind, printable(id));
        if (const auto near = nearest(id, known); !near.empty())
            message += fmt::format(" (did you mean \"{}\"?)", near);
        return fail(Code::not_found, "content.no_such_entry", std::move(message));
    }
    return found;
}

} // namespace

Result<Exit> rules_show(Context& context, const RulesCommand& options)
{
    GOLDBOX_TRY(const PackWithRules with, load_with_rules(context, options.pack));
    const std::string_view kind =
        std::ranges::find(kinds, options.kind, &std::pair<std::string_view, std::string_view>::first)->second;
    GOLDBOX_TRY(const auto entries, chosen(*with.pack, options, kind));
    for (const json::Member* entry : entries) {
        std::optional<Sheet> sheet;
        if (kind == "creatures" || kind == "characters") {
            GOLDBOX_TRY(sheet, sheet_of(with.rules, entry->name));
        }
        const Sheet* numbers = sheet ? &*sheet : nullptr;
        context.out.write(context.json() ? entry_json(options.kind, *entry, numbers) + '\n'
                                         : entry_text(*entry, numbers));
    }
    return Exit::done;
}

} // namespace goldbox::cli
