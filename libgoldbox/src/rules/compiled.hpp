#pragma once
// SPDX-License-Identifier: MIT
// A ruleset as the judge reads it: every name is an index, every formula a program. Indexes live as long as the ruleset
// and stand in no world and no event.

#include "rules/formula.hpp"
#include "rules/programs.hpp"

#include <goldbox/content/definitions.hpp>
#include <goldbox/content/items.hpp>
#include <goldbox/content/map.hpp>
#include <goldbox/rules/world.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::rules {

[[nodiscard]] inline bool fits(const TagSet& all_of, const TagSet& none_of, const TagSet& tags)
{
    return (all_of & tags) == all_of && (none_of & tags).none();
}

/// Moments of hooks, by bit.
using Moments = std::uint64_t;
[[nodiscard]] constexpr Moments bit(content::Moment moment)
{
    return Moments{1} << static_cast<unsigned>(moment);
}

struct StatInfo {
    std::string id;
    std::string name;
    std::optional<Formula> base;
    std::int32_t otherwise = 0;
    std::int32_t least = -1'000'000'000;
    std::int32_t most = 1'000'000'000;
};

struct StatMod {
    Index stat = 0;
    content::ModifierOp op = content::ModifierOp::add;
    Tag tag = 0;
    std::int32_t priority = 0;
    Formula value;
    std::optional<Formula> when;
};

struct RollMod {
    TagSet on, unless;
    content::RollOp op = content::RollOp::bonus;
    Tag tag = 0;
    bool against = false;
    Formula value;
    std::optional<Formula> when;
};

struct DefenseMod {
    TagSet from, unless;
    content::DefenseOp op = content::DefenseOp::resist;
    Formula value;
    std::optional<Formula> when;
};

struct DurationInfo {
    content::TimeUnit unit = content::TimeUnit::forever;
    Formula amount{1};
    content::Edge until = content::Edge::start;
    content::Party of = content::Party::source;
};

/// A part of a battlefield that an effect makes otherwise.
struct ZoneInfo {
    AreaInfo area;
    bool follows = false;
    Index gives = none;
    content::Who who = content::Who::everybody;
    bool difficult = false, obscures = false, dark = false;
    bool harms = false; ///< whether what it gives hurts
    std::optional<Formula> light, dim;
};

struct EffectInfo {
    std::string id;
    std::string name;
    TagSet categories;
    TagSet tags; ///< that the owner has
    TagSet immune;
    std::vector<Index> actions; ///< that the owner can do
    std::vector<Index> implies;
    content::Stacking stacking = content::Stacking::refresh;
    Index key = 0; ///< equal for effects of a kind
    DurationInfo duration;
    std::vector<std::string> value_names; ///< ascending
    std::vector<Formula> values;
    std::int32_t dispel_priority = 0;
    std::vector<StatMod> modifiers;
    std::vector<RollMod> rolls;
    std::vector<DefenseMod> defenses;
    std::vector<HookCode> hooks;
    Moments moments = 0; ///< whether any hook listens
    std::optional<ZoneInfo> zone;
    bool moves_hit_points = false; ///< whether the maximum of hit points may change with it
    bool is_rest = false;

    /// Whether something happens with each turn.
    [[nodiscard]] bool ticks() const
    {
        return listens(content::Moment::turn_start) || listens(content::Moment::turn_end);
    }
    [[nodiscard]] bool listens(content::Moment moment) const { return (moments & bit(moment)) != 0; }
};

struct CheckInfo {
    std::string id;
    std::string name;
    TagSet tags;
    dice::Expression dice;
    std::uint32_t faces = 0; ///< of one plain die; 0: something else
    std::optional<Formula> bonus;
    std::optional<Formula> against;
    bool under = false;
    Stream stream = Stream::check;
    std::optional<Formula> critical;
    std::optional<Formula> fumble;
    std::int32_t margin = 0;
    std::vector<std::string> value_names; ///< what the roll may bring as `@value.NAME`
};

struct DamageInfo {
    std::string id;
    std::string name;
    TagSet tags;
};

struct ResourceInfo {
    std::string id;
    std::string name;
    Formula most;
    content::Regain regains = content::Regain::long_rest;
    std::optional<Formula> amount;
};

struct GiftInfo {
    Index effect = 0;
    content::Having when = content::Having::worn;
};

struct UseInfo {
    Index action = 0;
    content::Having when = content::Having::carried;
    std::int32_t charges = 0;
    bool uses_up = false;
};

struct ItemInfo {
    std::string id;
    std::string name;
    std::string looks;
    TagSet tags;
    std::vector<std::pair<Index, std::int32_t>> numbers; ///< by ascending name, an index of `item_numbers`
    std::vector<PartCode> damage, damage_two_handed;
    std::int32_t weight = 0, bulk = 0, price = 0, stack = 1;
    std::vector<std::vector<std::string>> worn; ///< each way in ascending order
    TagSet proficiency;
    std::vector<GiftInfo> gives;
    std::vector<UseInfo> uses;
    std::optional<Formula> charges;
    content::Regain recharges = content::Regain::never;
    std::optional<Formula> recharge_amount;
    bool attunement = false;
    std::optional<Formula> attunes_to;
    bool cursed = false;
    std::optional<content::Room> room;
};

/// When something can be done out of turn.
struct AnswersInfo {
    content::Moment on = content::Moment::struck;
    TagSet with; ///< none: any
    std::optional<Formula> when;
    bool anybody = false;
    std::string text;
};

struct SpellInfo {
    std::string id;
    std::string name;
    std::int32_t level = 0;
    bool concentration = false;
    TagSet tags;
    ProgramCode program;
    Index takes = none; ///< resource, in a fight
    bool quick = false; ///< it can be cast in one
    std::optional<AnswersInfo> answers;
};

struct BelongingInfo {
    Index item = 0;
    std::int32_t count = 1;
    std::vector<std::string> worn;
};

struct CastingInfo {
    content::CastingBy by = content::CastingBy::slots;
    std::vector<Index> slots; ///< resources by level, from 1
    std::optional<Formula> prepared;
    std::optional<Formula> when;
    Index concentration = none;
};

struct CreatureInfo {
    std::string id;
    std::string name;
    TagSet tags;
    std::vector<std::pair<Index, std::int32_t>> numbers; ///< by ascending stat
    std::vector<Index> effects;
    std::vector<Index> actions;
    std::vector<std::pair<Index, std::int32_t>> spells;
    std::vector<BelongingInfo> items;
    std::optional<Formula> hit_dice;
    std::int32_t average_hit_points = 0; ///< of the hit dice
};

struct ActionInfo {
    std::string id;
    std::string name;
    std::optional<Formula> when;
    std::string why;
    std::optional<Formula> worth; ///< to minds, in hit points, beyond what the program does
    ProgramCode program;
    Index takes = none; ///< resource, in a fight; none: nothing
    std::int32_t cost = 1;
    Index attack = none; ///< check of the one attack that it is; none: it is something else
    std::optional<AnswersInfo> answers;
};

/// Fights on a battlefield.
struct BattleInfo {
    std::int32_t cell_feet = 5;
    content::Diagonals diagonals = content::Diagonals::steps;
    std::optional<Formula> size, reach, darkvision, sees_all, experience;
    std::array<std::optional<Formula>, 4> ways; ///< whether somebody walks, swims, flies, climbs: by grid::Way
    Index movement = none;
    Index acts = none;
    std::vector<Index> actions; ///< everybody's
    Index surprised = none;
    Index falls = none; ///< action
    bool facing = false;
    std::map<std::string, Index, std::less<>> grounds; ///< effects by terrain
    content::Turns turns;
    Index opportunity = none; ///< resource that it takes
    Tag opportune = 0;        ///< of checks
    std::string opportunity_text;
    std::int32_t rounds = 100;
    std::vector<std::pair<Tag, content::Temper>> tempers;
    content::Temper temper; ///< of everybody else
};

struct DyingInfo {
    TagSet who;
    std::optional<Formula> dead_at;
    std::optional<Formula> massive;
    Index condition = none;
    Index save = none;
    std::int32_t successes = 3;
    std::int32_t failures = 3;
    std::int32_t bleeds = 0;
};

struct Compiled {
    std::string id;
    std::string name;
    std::int32_t round_seconds = 6;
    std::int32_t turn_seconds = 600;
    Index hit_points = 0;
    Formula lowest_hit_points;
    std::vector<content::DefenseOp> damage_order;
    content::CriticalDamage critical = content::CriticalDamage::twice_the_dice;
    DyingInfo dying;
    Index initiative = none;
    EffectInfo everybody; ///< modifiers, rolls and defenses that need no effect
    std::map<std::string, std::int32_t, std::less<>> places;
    content::Burden burden = content::Burden::weight;
    std::optional<Formula> most_load;
    std::optional<Formula> most_attuned;
    content::Regain attunes_with = content::Regain::never;
    CastingInfo casting;
    std::optional<Formula> acts_when;
    std::string acts_why;
    std::map<std::string, Index, std::less<>> rests; ///< effects
    Index experience = none;
    Tag healing = 0;             ///< the word by which defenses find healing
    Moments moments = 0;         ///< whether any hook listens
    Moments answered = 0;        ///< whether anything can be done then, out of turn
    Moments answered_by_all = 0; ///< of those: what everybody can do, things and spells
    std::vector<Index> answering_spells;
    bool has_zones = false;
    std::optional<BattleInfo> battle;
    std::map<std::string, std::shared_ptr<const content::Map>, std::less<>> maps; ///< by file

    // each by ascending id
    std::vector<StatInfo> stats;
    std::vector<CheckInfo> checks;
    std::vector<DamageInfo> damage_types;
    std::vector<EffectInfo> effects;
    std::vector<CreatureInfo> creatures; ///< and characters
    std::vector<ResourceInfo> resources;
    std::vector<ItemInfo> items;
    std::vector<SpellInfo> spells;
    std::vector<ActionInfo> actions;
    std::vector<std::string> counters;     ///< that formulas read
    std::vector<std::string> item_numbers; ///< ascending
    std::map<std::string, Tag, std::less<>> tags;

    /// A word that nothing in the ruleset speaks of is no tag: nothing could find it.
    [[nodiscard]] Tag tag(std::string_view word) const
    {
        const auto found = tags.find(word);
        return found == tags.end() ? Tag{0} : found->second;
    }
};

/// Its place in a list by ascending id; `none` when it is not there.
template <class Info>
[[nodiscard]] Index find(const std::vector<Info>& infos, std::string_view id)
{
    const auto found =
        std::ranges::lower_bound(infos, id, {}, [](const Info& info) { return std::string_view(info.id); });
    return found != infos.end() && found->id == id ? static_cast<Index>(found - infos.begin()) : none;
}

} // namespace goldbox::rules
