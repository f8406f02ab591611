// SPDX-License-Identifier: MIT
#include <goldbox/content/kinds.hpp>

#include <goldbox/content/definitions.hpp>
#include <goldbox/content/encounters.hpp>
#include <goldbox/content/tables.hpp>

#include <algorithm>
#include <array>

namespace goldbox::content {
namespace {

constexpr std::size_t longest_entry_id = 100;
constexpr std::size_t longest_pack_id = 64;

/// A kind whose entries have no field table: any object will do.
constexpr Kind any(std::string_view name, std::string_view doc)
{
    return {.name = name, .doc = doc};
}

constexpr std::array all_kinds = {
    kind<RulesetDefinition>("ruleset", "how a game is judged"),
    kind<Stat>("stats", "named integers of a creature: given, or derived by a formula"),
    kind<CheckDefinition>("checks", "every roll against something: attack, save, ability, initiative, morale"),
    kind<DamageType>("damage_types", "what harms"),
    kind<EffectDefinition>("effects", "everything that lasts: conditions, spells that are held, auras"),
    any("features", "what somebody can do or is"),
    kind<ActionDefinition>("actions", "what can be done in a turn"),
    kind<CreatureDefinition>("creatures", "stat blocks"),
    kind<ResourceDefinition>("resources", "what is used up and comes back"),
    kind<ItemDefinition>("items", "things"),
    kind<SpellDefinition>("spells", "magic"),
    any("classes", "what adventurers learn"),
    any("races", "what adventurers are born as"),
    kind<CreatureDefinition>("characters", "adventurers ready to play"),
    kind<RandomTable>("tables", "tables to roll on"),
    kind<Encounter>("encounters", "who is met together, where, and what comes of it"),
    kind<TextEntry>("texts", "what people read"),
};

bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

} // namespace

std::span<const Kind> kinds()
{
    return all_kinds;
}

const Kind* find_kind(std::string_view name)
{
    const auto found = std::ranges::find(all_kinds, name, &Kind::name);
    return found == all_kinds.end() ? nullptr : &*found;
}

bool is_pack_id(std::string_view id)
{
    return !id.empty() && id.size() <= longest_pack_id && std::ranges::all_of(id, is_word);
}

bool is_entry_id(std::string_view id)
{
    if (id.empty() || id.size() > longest_entry_id || id.front() == '.' || id.back() == '.') return false;
    return id.find("..") == std::string_view::npos &&
           std::ranges::all_of(id, [](char c) { return is_word(c) || c == '.'; });
}

std::string full_id(std::string_view pack, std::string_view id)
{
    if (id.find(':') != std::string_view::npos) return std::string(id);
    return std::string(pack) + ':' + std::string(id);
}

} // namespace goldbox::content
