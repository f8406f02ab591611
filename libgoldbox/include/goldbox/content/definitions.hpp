#pragma once
// SPDX-License-Identifier: MIT
// What a pack says about the rules: the shape of every kind that the room `rules` compiles. docs/rules.md explains them
// to those who write packs.
//
// A formula is an expression of the dice language with `abs ceil floor max min round`, whose `@paths` name stats:
// `10 + @dexterity.modifier`. Which paths and whether dice are allowed differs by place and is said there.

#include <goldbox/content/items.hpp>
#include <goldbox/content/steps.hpp>
#include <goldbox/json/fields.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::content {

// Numbers ------------------------------------------------------------------------------------------------------------

/// A named integer of a creature. A creature that has a number of its own has that; else the formula gives it, else
/// `otherwise`; then modifiers, then the bounds.
struct Stat {
    std::string name;
    std::string base; ///< formula over stats; empty: none
    std::int32_t otherwise = 0;
    std::optional<std::int32_t> least;
    std::optional<std::int32_t> most;
    bool operator==(const Stat&) const = default;
};

/// The phases in which the value of a stat is made. In each the order of what holds does not matter.
enum class ModifierOp : std::uint8_t { base, set, add, multiply, at_least, at_most };

struct StatModifier {
    std::string stat;
    ModifierOp op = ModifierOp::add;
    std::string value; ///< formula over stats of the owner and `@effect.` values; of `multiply` a factor, `1/2`
    std::string when;  ///< formula: holds unless it is 0; empty: always
    std::string tag;   ///< of those that add and share it, the highest bonus and the lowest penalty count
    std::int32_t priority = 0;
    bool operator==(const StatModifier&) const = default;
};

enum class RollOp : std::uint8_t { advantage, disadvantage, bonus, succeed, fail, critical, no_critical };

/// Changes rolls of the owner, or rolls of others against the owner.
struct RollModifier {
    std::vector<std::string> on;     ///< tags that the roll has all of
    std::vector<std::string> unless; ///< and none of these
    RollOp op = RollOp::bonus;
    std::string value; ///< of a bonus: formula, dice too
    std::string when;
    std::string tag;
    bool against = false; ///< rolls of others against the owner
    bool operator==(const RollModifier&) const = default;
};

enum class DefenseOp : std::uint8_t { reduce, resist, vulnerable, immune, absorb, threshold };

/// Changes damage that the owner takes.
struct Defense {
    std::vector<std::string> from;   ///< tags that the damage has all of: `fire`
    std::vector<std::string> unless; ///< and none of these: `magical`
    DefenseOp op = DefenseOp::resist;
    std::string value; ///< of reduce and threshold: formula
    std::string when;
    bool operator==(const Defense&) const = default;
};

/// What anything that lasts does while it lasts.
struct Powers {
    std::vector<StatModifier> modifiers;
    std::vector<RollModifier> rolls;
    std::vector<Defense> defenses;
    std::vector<std::string> immune; ///< categories of effects that do not begin, and end
    std::vector<Hook> hooks;
    bool operator==(const Powers&) const = default;
};

// Effects ------------------------------------------------------------------------------------------------------------

/// What happens when an effect begins on somebody who has one of the same key.
enum class Stacking : std::uint8_t { stack, replace, highest, refresh, by_source, unique };

/// A part of a battlefield that is otherwise as long as an effect lasts: a web, a wall of fire, fog, the light of a
/// torch. It lies where the effect was aimed at, or goes with its owner.
struct Zone {
    AimArea area;
    bool follows = false;     ///< around its owner, wherever that goes
    std::string gives;        ///< effect on those who are in it
    Who who = Who::everybody; ///< of them: `enemies`, `allies`, `others` of the owner
    bool difficult = false;   ///< steps cost twice as much
    bool obscures = false;    ///< nobody sees through it
    bool dark = false;        ///< no light is in it, and darkvision is of no use
    std::string light;        ///< formula, feet: it is bright so far around its middle
    std::string dim;          ///< formula, feet: and dim so far
    bool operator==(const Zone&) const = default;
};

/// Anything that lasts: a condition, a spell that is held, an aura, a disease, what a worn thing gives.
struct EffectDefinition : Powers {
    std::string name;
    std::string text;
    std::vector<std::string> categories; ///< by which immunity and dispelling find it
    std::vector<std::string> tags;       ///< that the owner has while it lasts
    std::vector<std::string> actions;    ///< that the owner can do while it lasts
    std::vector<std::string> implies;    ///< effects that begin with it and end with it
    Stacking stacking = Stacking::refresh;
    std::string key; ///< effects of one key are of a kind; empty: its id
    Duration duration;
    std::map<std::string, std::string> values; ///< formulas, worked out when it begins; read as `@effect.NAME`
    std::int32_t dispel_priority = 0;          ///< a dispelling of less power leaves it
    std::optional<Zone> zone;
    bool operator==(const EffectDefinition&) const = default;
};

// Checks -------------------------------------------------------------------------------------------------------------

/// What random numbers of rolls are drawn from. A roll moves only rolls of its creature and stream.
enum class RollStream : std::uint8_t { attack, save, check, initiative };

/// A roll against something.
struct CheckDefinition {
    std::string name;
    std::vector<std::string> tags; ///< beside its own id, by which modifiers find it
    std::string dice = "1d20";
    std::string bonus;   ///< formula over stats of who rolls, of the target, and `@value.` of the roll
    std::string against; ///< formula: the number to reach when the roll brings none
    bool under = false;  ///< to stay at or below it, instead of reaching it
    RollStream stream = RollStream::check;
    std::string critical;    ///< formula: the face from which it is a critical success (`under`: up to which)
    std::string fumble;      ///< formula: the face up to which it is a critical failure (`under`: from which)
    std::int32_t margin = 0; ///< by so much better or worse makes it critical; 0: never
    bool operator==(const CheckDefinition&) const = default;
};

struct DamageType {
    std::string name;
    std::vector<std::string> tags; ///< beside its own id
    bool operator==(const DamageType&) const = default;
};

// Creatures ----------------------------------------------------------------------------------------------------------

struct CreatureDefinition {
    std::string name;
    std::string text;
    std::vector<std::string> tags;               ///< what it is: `undead`, `large`
    std::map<std::string, std::int32_t> numbers; ///< by stat
    std::vector<std::string> effects;            ///< that lie on it from the beginning
    std::vector<std::string> actions;
    std::map<std::string, std::int32_t> spells; ///< prepared; where copies are memorised, how many of each
    std::vector<Belonging> items;
    std::string hit_dice; ///< formula, dice too: its hit points; empty: the stat alone
    bool operator==(const CreatureDefinition&) const = default;
};

// The ruleset --------------------------------------------------------------------------------------------------------

enum class CriticalDamage : std::uint8_t { twice_the_dice, twice_the_total, highest_and_dice, none };

/// What a creature without hit points goes through.
struct Dying {
    std::vector<std::string> who; ///< creatures with one of these tags; the others are dead at once
    std::string dead_at;          ///< formula: dead at so many hit points or fewer; empty: never for that alone
    std::string massive;          ///< formula: dead when a blow that drops leaves so much damage; empty: never
    std::string condition;        ///< effect that begins, and ends when there are hit points again
    std::string save;             ///< check at the start of each turn; empty: none
    std::int32_t successes = 3;   ///< until stable
    std::int32_t failures = 3;    ///< until dead
    std::int32_t bleeds = 0;      ///< hit points lost at the start of each turn while dying
    bool operator==(const Dying&) const = default;
};

enum class Burden : std::uint8_t { weight, bulk };

/// What `@load` counts, and how much somebody can take up.
struct Encumbrance {
    Burden by = Burden::weight;
    std::string most; ///< formula over stats, in what `by` counts; empty: any
    bool operator==(const Encumbrance&) const = default;
};

/// How many items somebody can be attuned to.
struct Attuning {
    std::string most;            ///< formula over stats; empty: any number
    Regain with = Regain::never; ///< it is done with a rest; never: at once
    bool operator==(const Attuning&) const = default;
};

/// What a spell costs: a use of a resource of its level or a higher one, or one of the copies that were memorised.
enum class CastingBy : std::uint8_t { slots, copies };

struct Casting {
    CastingBy by = CastingBy::slots;
    std::vector<std::string> slots; ///< resources by level, from 1; of copies: how many can be memorised of each level
    std::string prepared;           ///< formula over stats: how many spells somebody can have prepared; empty: any
    std::string when;               ///< formula over the caster: nothing can be cast while it is 0; empty: always
    std::string concentration;      ///< effect on who holds a spell
    bool operator==(const Casting&) const = default;
};

/// Who can do anything.
struct Acting {
    std::string when; ///< formula over who would: every action is refused while it is 0; empty: none is
    std::string why;  ///< what is said then
    bool operator==(const Acting&) const = default;
};

/// How a game is judged.
struct RulesetDefinition {
    std::string name;
    std::string text;
    std::int32_t round_seconds = 6;
    std::int32_t turn_seconds = 600; ///< of the unit `turns`
    std::string hit_points;          ///< stat: their maximum
    std::string lowest_hit_points;   ///< formula: hit points go no lower; empty: 0
    std::vector<DefenseOp> damage_order = {DefenseOp::reduce, DefenseOp::resist, DefenseOp::vulnerable,
                                           DefenseOp::immune, DefenseOp::absorb, DefenseOp::threshold};
    CriticalDamage critical = CriticalDamage::twice_the_dice;
    Dying dying;
    std::string initiative;                     ///< check
    Powers everybody;                           ///< what holds of every creature; no hooks
    std::map<std::string, std::int32_t> places; ///< where things are worn, and how many fit there
    Encumbrance encumbrance;
    Attuning attuning;
    Casting casting;
    Acting acting;
    std::map<std::string, std::string> rests; ///< effects that somebody who rests has, by name: they end with the rest
    std::string experience;                   ///< stat
    std::optional<Battle> battle;
    bool operator==(const RulesetDefinition&) const = default;
};

void check(json::Reading& reading, const Stat& stat);
void check(json::Reading& reading, const EffectDefinition& effect);
void check(json::Reading& reading, const CheckDefinition& check_definition);
void check(json::Reading& reading, const CreatureDefinition& creature);
void check(json::Reading& reading, const RulesetDefinition& ruleset);

} // namespace goldbox::content

// Field tables -------------------------------------------------------------------------------------------------------

template <>
struct goldbox::json::Names<goldbox::content::ModifierOp> {
    using enum goldbox::content::ModifierOp;
    static constexpr std::array table = {
        std::pair(base, std::string_view("base")),         std::pair(set, std::string_view("set")),
        std::pair(add, std::string_view("add")),           std::pair(multiply, std::string_view("multiply")),
        std::pair(at_least, std::string_view("at_least")), std::pair(at_most, std::string_view("at_most"))};
};

template <>
struct goldbox::json::Names<goldbox::content::RollOp> {
    using enum goldbox::content::RollOp;
    static constexpr std::array table = {std::pair(advantage, std::string_view("advantage")),
                                         std::pair(disadvantage, std::string_view("disadvantage")),
                                         std::pair(bonus, std::string_view("bonus")),
                                         std::pair(succeed, std::string_view("succeed")),
                                         std::pair(fail, std::string_view("fail")),
                                         std::pair(critical, std::string_view("critical")),
                                         std::pair(no_critical, std::string_view("no_critical"))};
};

template <>
struct goldbox::json::Names<goldbox::content::DefenseOp> {
    using enum goldbox::content::DefenseOp;
    static constexpr std::array table = {
        std::pair(reduce, std::string_view("reduce")),         std::pair(resist, std::string_view("resist")),
        std::pair(vulnerable, std::string_view("vulnerable")), std::pair(immune, std::string_view("immune")),
        std::pair(absorb, std::string_view("absorb")),         std::pair(threshold, std::string_view("threshold"))};
};

template <>
struct goldbox::json::Names<goldbox::content::Stacking> {
    using enum goldbox::content::Stacking;
    static constexpr std::array table = {
        std::pair(stack, std::string_view("stack")),         std::pair(replace, std::string_view("replace")),
        std::pair(highest, std::string_view("highest")),     std::pair(refresh, std::string_view("refresh")),
        std::pair(by_source, std::string_view("by_source")), std::pair(unique, std::string_view("unique"))};
};

template <>
struct goldbox::json::Names<goldbox::content::RollStream> {
    using enum goldbox::content::RollStream;
    static constexpr std::array table = {
        std::pair(attack, std::string_view("attack")), std::pair(save, std::string_view("save")),
        std::pair(check, std::string_view("check")), std::pair(initiative, std::string_view("initiative"))};
};

template <>
struct goldbox::json::Names<goldbox::content::CriticalDamage> {
    using enum goldbox::content::CriticalDamage;
    static constexpr std::array table = {std::pair(twice_the_dice, std::string_view("twice_the_dice")),
                                         std::pair(twice_the_total, std::string_view("twice_the_total")),
                                         std::pair(highest_and_dice, std::string_view("highest_and_dice")),
                                         std::pair(none, std::string_view("none"))};
};

template <>
struct goldbox::json::Fields<goldbox::content::Stat> {
    using T = goldbox::content::Stat;
    static constexpr std::string_view name = "stat";
    static constexpr std::string_view doc = "A named integer of a creature.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "what people call it", .max = 200}),
        field("base", &T::base, {.doc = "formula over stats, for creatures without a number of their own", .max = 500}),
        field("otherwise", &T::otherwise,
              {.doc = "for those, when there is no formula", .min = -1'000'000, .max = 1'000'000}),
        field("least", &T::least, {.doc = "it is never lower", .min = -1'000'000, .max = 1'000'000}),
        field("most", &T::most, {.doc = "it is never higher", .min = -1'000'000, .max = 1'000'000}));
};

template <>
struct goldbox::json::Fields<goldbox::content::StatModifier> {
    using T = goldbox::content::StatModifier;
    static constexpr std::string_view name = "stat_modifier";
    static constexpr std::string_view doc = "Changes a stat of the owner while it holds.";
    static constexpr auto table = std::make_tuple(
        field("stat", &T::stat, {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "stats"}),
        field("op", &T::op, {.doc = "how; when absent, add"}),
        field("value", &T::value,
              {.doc = "formula over stats of the owner and @effect. values; a factor of multiply is a fraction, 1/2",
               .min = 1,
               .max = 500,
               .required = true}),
        field("when", &T::when, {.doc = "formula: it holds unless this is 0", .max = 500}),
        field("tag", &T::tag,
              {.doc = "of those that add and share a tag, the highest bonus and the lowest penalty count", .max = 100}),
        field("priority", &T::priority, {.doc = "of set: the highest wins", .min = -1000, .max = 1000}));
};

template <>
struct goldbox::json::Fields<goldbox::content::RollModifier> {
    using T = goldbox::content::RollModifier;
    static constexpr std::string_view name = "roll_modifier";
    static constexpr std::string_view doc = "Changes rolls of the owner, or rolls of others against the owner.";
    static constexpr auto table = std::make_tuple(
        field("on", &T::on,
              {.doc = "tags: of rolls that have all of them (a check's id is one)",
               .min = 1,
               .max = 20,
               .required = true}),
        field("unless", &T::unless, {.doc = "tags: and none of these", .max = 20}),
        field("op", &T::op, {.doc = "how", .required = true}),
        field("value", &T::value, {.doc = "of a bonus: formula, dice too", .max = 500}),
        field("when", &T::when, {.doc = "formula: it holds unless this is 0", .max = 500}),
        field("tag", &T::tag, {.doc = "of bonuses that share a tag, the highest and the lowest count", .max = 100}),
        field("against", &T::against, {.doc = "rolls of others against the owner, instead of the owner's"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Defense> {
    using T = goldbox::content::Defense;
    static constexpr std::string_view name = "defense";
    static constexpr std::string_view doc = "Changes damage that the owner takes.";
    static constexpr auto table = std::make_tuple(
        field("from", &T::from, {.doc = "tags: damage that has all of them (a damage type's id is one)", .max = 20}),
        field("unless", &T::unless, {.doc = "tags: and none of these", .max = 20}),
        field("op", &T::op, {.doc = "how", .required = true}),
        field("value", &T::value, {.doc = "of reduce and threshold: formula", .max = 500}),
        field("when", &T::when, {.doc = "formula: it holds unless this is 0", .max = 500}));
};

namespace goldbox::content {

/// The fields of Powers, for the table of a struct that has them.
template <class T>
constexpr auto power_fields()
{
    return std::make_tuple(
        json::field<T>("modifiers", static_cast<std::vector<StatModifier> T::*>(&T::modifiers),
                       {.doc = "changes of the owner's stats", .max = 100}),
        json::field<T>("rolls", static_cast<std::vector<RollModifier> T::*>(&T::rolls),
                       {.doc = "changes of rolls by the owner or against the owner", .max = 100}),
        json::field<T>("defenses", static_cast<std::vector<Defense> T::*>(&T::defenses),
                       {.doc = "changes of damage that the owner takes", .max = 100}),
        json::field<T>("immune", static_cast<std::vector<std::string> T::*>(&T::immune),
                       {.doc = "categories of effects that do not begin on the owner, and end", .max = 50}),
        json::field<T>("hooks", static_cast<std::vector<Hook> T::*>(&T::hooks),
                       {.doc = "programs that run when something happens to the owner", .max = 50}));
}

} // namespace goldbox::content

template <>
struct goldbox::json::Fields<goldbox::content::Powers> {
    using T = goldbox::content::Powers;
    static constexpr std::string_view name = "powers";
    static constexpr std::string_view doc = "What anything that lasts does.";
    static constexpr auto table = goldbox::content::power_fields<T>();
};

template <>
struct goldbox::json::Fields<goldbox::content::Zone> {
    using T = goldbox::content::Zone;
    static constexpr std::string_view name = "zone";
    static constexpr std::string_view doc = "A part of a battlefield that is otherwise as long as an effect lasts.";
    static constexpr auto table = std::make_tuple(
        field("area", &T::area, {.doc = "what it looks like", .required = true}),
        field("follows", &T::follows, {.doc = "around its owner, wherever that goes; else where it was aimed at"}),
        field("gives", &T::gives, {.doc = "effect on those who are in it", .max = 200, .refers = "effects"}),
        field("who", &T::who, {.doc = "of them; when absent, everybody"}),
        field("difficult", &T::difficult, {.doc = "steps cost twice as much"}),
        field("obscures", &T::obscures, {.doc = "nobody sees through it"}),
        field("dark", &T::dark, {.doc = "no light is in it, and darkvision is of no use"}),
        field("light", &T::light, {.doc = "formula, feet: it is bright so far around its middle", .max = 200}),
        field("dim", &T::dim, {.doc = "formula, feet: and dim so far", .max = 200}));
};

template <>
struct goldbox::json::Fields<goldbox::content::EffectDefinition> {
    using T = goldbox::content::EffectDefinition;
    static constexpr std::string_view name = "effect";
    static constexpr std::string_view doc = "Anything that lasts: a condition, a spell that is held, an aura.";
    static constexpr auto table = std::tuple_cat(
        std::make_tuple(
            field("name", &T::name, {.doc = "what people call it", .max = 200}),
            field("text", &T::text, {.doc = "what it is, for people", .max = 20'000}),
            field("categories", &T::categories, {.doc = "by which immunity and dispelling find it", .max = 50}),
            field("tags", &T::tags, {.doc = "that the owner has while it lasts", .max = 50}),
            field("actions", &T::actions,
                  {.doc = "that the owner can do while it lasts", .max = 50, .refers = "actions"}),
            field("implies", &T::implies,
                  {.doc = "effects that begin with it and end with it", .max = 50, .refers = "effects"}),
            field("stacking", &T::stacking, {.doc = "what happens beside one of the same key; when absent, refresh"}),
            field("key", &T::key, {.doc = "effects of one key are of a kind; when absent, its id", .max = 200}),
            field("duration", &T::duration, {.doc = "how long it lasts; when absent, forever"}),
            field("values", &T::values,
                  {.doc = "formulas, worked out when it begins and read as @effect.NAME; @source. is who made it"}),
            field("dispel_priority", &T::dispel_priority,
                  {.doc = "a dispelling of less power leaves it", .min = -1000, .max = 1000}),
            field("zone", &T::zone, {.doc = "a part of the battlefield that is otherwise meanwhile"})),
        goldbox::content::power_fields<T>());
};

template <>
struct goldbox::json::Fields<goldbox::content::CheckDefinition> {
    using T = goldbox::content::CheckDefinition;
    static constexpr std::string_view name = "check";
    static constexpr std::string_view doc = "A roll against something.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "what people call it", .max = 200}),
        field("tags", &T::tags, {.doc = "by which modifiers find it, beside its id", .max = 20}),
        field("dice", &T::dice, {.doc = "what is rolled; when absent, 1d20", .min = 1, .max = 200}),
        field("bonus", &T::bonus,
              {.doc = "formula over stats of who rolls, @target. and @value. numbers of the roll", .max = 500}),
        field("against", &T::against, {.doc = "formula: the number to reach when the roll brings none", .max = 500}),
        field("under", &T::under, {.doc = "to stay at or below the number, instead of reaching it"}),
        field("stream", &T::stream, {.doc = "what its random numbers are drawn from; when absent, check"}),
        field("critical", &T::critical,
              {.doc = "formula: the face from which it is a critical success (under: up to which)", .max = 500}),
        field("fumble", &T::fumble,
              {.doc = "formula: the face up to which it is a critical failure (under: from which)", .max = 500}),
        field("margin", &T::margin,
              {.doc = "by so much better or worse makes it critical; 0: never", .min = 0, .max = 1000}));
};

template <>
struct goldbox::json::Fields<goldbox::content::DamageType> {
    using T = goldbox::content::DamageType;
    static constexpr std::string_view name = "damage_type";
    static constexpr std::string_view doc = "What harms.";
    static constexpr auto table =
        std::make_tuple(field("name", &T::name, {.doc = "what people call it", .max = 200}),
                        field("tags", &T::tags, {.doc = "by which defenses find it, beside its id", .max = 20}));
};

template <>
struct goldbox::json::Fields<goldbox::content::CreatureDefinition> {
    using T = goldbox::content::CreatureDefinition;
    static constexpr std::string_view name = "creature";
    static constexpr std::string_view doc = "A stat block.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "what people call it", .max = 200}),
        field("text", &T::text, {.doc = "what it is, for people", .max = 20'000}),
        field("tags", &T::tags, {.doc = "what it is, for rules", .max = 50}),
        field("numbers", &T::numbers, {.doc = "its own numbers by stat", .refers_by_name = "stats"}),
        field("effects", &T::effects, {.doc = "that lie on it from the beginning", .max = 100, .refers = "effects"}),
        field("actions", &T::actions, {.doc = "what it can do", .max = 100, .refers = "actions"}),
        field("spells", &T::spells, {.doc = "prepared; or how many copies are memorised", .refers_by_name = "spells"}),
        field("items", &T::items, {.doc = "that it brings along", .max = 200}),
        field("hit_dice", &T::hit_dice, {.doc = "formula, dice too, of its hit points", .max = 200}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Dying> {
    using T = goldbox::content::Dying;
    static constexpr std::string_view name = "dying";
    static constexpr std::string_view doc = "What a creature without hit points goes through.";
    static constexpr auto table = std::make_tuple(
        field("who", &T::who, {.doc = "creatures with one of these tags; others are dead at once", .max = 20}),
        field("dead_at", &T::dead_at, {.doc = "formula: dead at so many hit points or fewer", .max = 200}),
        field("massive", &T::massive,
              {.doc = "formula: dead when a blow that drops leaves so much damage", .max = 200}),
        field("condition", &T::condition,
              {.doc = "effect that begins, and ends when there are hit points again", .max = 200, .refers = "effects"}),
        field("save", &T::save, {.doc = "check at the start of each turn", .max = 200, .refers = "checks"}),
        field("successes", &T::successes, {.doc = "until stable", .min = 1, .max = 100}),
        field("failures", &T::failures, {.doc = "until dead", .min = 1, .max = 100}),
        field("bleeds", &T::bleeds, {.doc = "hit points lost at the start of each turn", .min = 0, .max = 1000}));
};

template <>
struct goldbox::json::Names<goldbox::content::Burden> {
    using enum goldbox::content::Burden;
    static constexpr std::array table = {std::pair(weight, std::string_view("weight")),
                                         std::pair(bulk, std::string_view("bulk"))};
};

template <>
struct goldbox::json::Names<goldbox::content::CastingBy> {
    using enum goldbox::content::CastingBy;
    static constexpr std::array table = {std::pair(slots, std::string_view("slots")),
                                         std::pair(copies, std::string_view("copies"))};
};

template <>
struct goldbox::json::Fields<goldbox::content::Encumbrance> {
    using T = goldbox::content::Encumbrance;
    static constexpr std::string_view name = "encumbrance";
    static constexpr std::string_view doc = "What @load counts, and how much somebody can take up.";
    static constexpr auto table =
        std::make_tuple(field("by", &T::by, {.doc = "weight, or bulk; when absent, weight"}),
                        field("most", &T::most, {.doc = "formula over stats; when absent, any load", .max = 500}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Attuning> {
    using T = goldbox::content::Attuning;
    static constexpr std::string_view name = "attuning";
    static constexpr std::string_view doc = "How many items somebody can be attuned to.";
    static constexpr auto table = std::make_tuple(
        field("most", &T::most, {.doc = "formula over stats; when absent, any number", .max = 500}),
        field("with", &T::with, {.doc = "the rest that it takes; when absent, none: it is done at once"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Casting> {
    using T = goldbox::content::Casting;
    static constexpr std::string_view name = "casting";
    static constexpr std::string_view doc = "What a spell costs.";
    static constexpr auto table = std::make_tuple(
        field("by", &T::by, {.doc = "slots, or memorised copies; when absent, slots"}),
        field("slots", &T::slots,
              {.doc = "resources by level, from 1; of copies: how many of each level can be memorised",
               .max = 20,
               .refers = "resources"}),
        field("prepared", &T::prepared,
              {.doc = "formula over stats: how many spells can be prepared; when absent, any", .max = 500}),
        field("when", &T::when, {.doc = "formula over the caster: nothing can be cast while it is 0", .max = 500}),
        field("concentration", &T::concentration,
              {.doc = "effect on who holds a spell", .max = 200, .refers = "effects"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Acting> {
    using T = goldbox::content::Acting;
    static constexpr std::string_view name = "acting";
    static constexpr std::string_view doc = "Who can do anything.";
    static constexpr auto table = std::make_tuple(
        field("when", &T::when, {.doc = "formula over who would: every action is refused while it is 0", .max = 500}),
        field("why", &T::why, {.doc = "what is said when one is refused", .max = 500}));
};

template <>
struct goldbox::json::Fields<goldbox::content::RulesetDefinition> {
    using T = goldbox::content::RulesetDefinition;
    static constexpr std::string_view name = "ruleset";
    static constexpr std::string_view doc = "How a game is judged.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "what people call it", .max = 200}),
        field("text", &T::text, {.doc = "what it is, for people", .max = 20'000}),
        field("round_seconds", &T::round_seconds,
              {.doc = "length of a round", .unit = "seconds", .min = 1, .max = 3600}),
        field("turn_seconds", &T::turn_seconds,
              {.doc = "length of a turn of exploration", .unit = "seconds", .min = 1, .max = 86'400}),
        field("hit_points", &T::hit_points,
              {.doc = "stat: their maximum", .min = 1, .max = 200, .required = true, .refers = "stats"}),
        field("lowest_hit_points", &T::lowest_hit_points,
              {.doc = "formula: hit points go no lower; when absent, 0", .max = 200}),
        field("damage_order", &T::damage_order, {.doc = "in which defenses take their turn", .max = 6}),
        field("critical", &T::critical, {.doc = "what a critical hit does to damage"}),
        field("dying", &T::dying, {.doc = "what a creature without hit points goes through"}),
        field("initiative", &T::initiative, {.doc = "check for the order of turns", .max = 200, .refers = "checks"}),
        field("everybody", &T::everybody, {.doc = "what holds of every creature; no hooks"}),
        field("places", &T::places, {.doc = "where things are worn, and how many fit there"}),
        field("encumbrance", &T::encumbrance, {.doc = "what @load counts, and how much somebody can take up"}),
        field("attuning", &T::attuning, {.doc = "how many items somebody can be attuned to"}),
        field("casting", &T::casting, {.doc = "what a spell costs"}),
        field("acting", &T::acting, {.doc = "who can do anything"}),
        field("rests", &T::rests, {.doc = "by name, the effect that somebody has who rests so", .refers = "effects"}),
        field("experience", &T::experience, {.doc = "stat: experience points", .max = 200, .refers = "stats"}),
        field("battle", &T::battle, {.doc = "fights on a battlefield; when absent, there are none"}));
};
