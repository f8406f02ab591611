#pragma once
// SPDX-License-Identifier: MIT
// Things, magic, and what is used up and comes back. docs/rules.md explains them to those who write packs.

#include <goldbox/content/steps.hpp>
#include <goldbox/json/fields.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::content {

/// When something that was used up comes back: at the start of its owner's turn, with a rest, with a long one.
enum class Regain : std::uint8_t { never, turn, rest, long_rest };

/// Something that a creature uses up: spell slots, uses a day, hit dice, legendary actions.
struct ResourceDefinition {
    std::string name;
    std::string most; ///< formula over stats: how much there is when nothing is spent
    Regain regains = Regain::long_rest;
    std::string amount; ///< formula, dice too: how much comes back; empty: all
    bool operator==(const ResourceDefinition&) const = default;
};

// Items --------------------------------------------------------------------------------------------------------------

/// How an item is had. Each is more than the one before: what holds of a carried thing holds of a worn one.
enum class Having : std::uint8_t { carried, worn, attuned };

/// An effect that an item has on whoever has it.
struct Gift {
    std::string effect;
    Having when = Having::worn;
    bool operator==(const Gift&) const = default;
};

/// Something that can be done with an item.
struct ItemUse {
    std::string action;
    Having when = Having::carried;
    std::int32_t charges = 0; ///< that it costs
    bool uses_up = false;     ///< one of the stack is gone afterwards
    bool operator==(const ItemUse&) const = default;
};

/// What a container can take.
struct Room {
    std::int32_t weight = 0; ///< at most; 0: any
    std::int32_t items = 0;  ///< different ones, at most; 0: any
    bool weightless = false; ///< what is in it weighs nothing
    bool operator==(const Room&) const = default;
};

struct ItemDefinition {
    std::string name;
    std::string text;
    std::string looks; ///< what it is called until it is identified; empty: it needs no identifying
    std::vector<std::string> tags;
    std::map<std::string, std::int32_t> numbers; ///< that programs and effects read as `@item.NAME`
    std::vector<DamageOf> damage;                ///< of a weapon
    std::vector<DamageOf> damage_two_handed;     ///< when it takes two places; empty: the same
    std::int32_t weight = 0;                     ///< of one, in hundredths of the ruleset's unit
    std::int32_t bulk = 0;                       ///< of one, for rulesets that count places
    std::int32_t price = 0;                      ///< of one, in the smallest coin
    std::int32_t stack = 1;                      ///< so many lie together
    std::vector<std::vector<std::string>> worn;  ///< ways to wear it: the places that each takes
    std::vector<std::string> proficiency;        ///< who has one of these tags knows how to use it; empty: everybody
    std::vector<Gift> gives;
    std::vector<ItemUse> uses;
    std::string charges; ///< formula: at most; empty: it has none
    Regain recharges = Regain::never;
    std::string recharge_amount; ///< formula, dice too; empty: all
    bool attunement = false;     ///< it has to be attuned to
    std::string attunes_to;      ///< formula over the creature: not to whom it is 0
    bool cursed = false;         ///< while one of its gifts lies on the wearer it cannot be put off
    std::vector<Room> holds;     ///< one: it is a container
    bool operator==(const ItemDefinition&) const = default;
};

/// What a creature brings along.
struct Belonging {
    std::string item;
    std::int32_t count = 1;
    std::vector<std::string> worn; ///< places; none: it is carried
    bool operator==(const Belonging&) const = default;
};

// Spells -------------------------------------------------------------------------------------------------------------

struct SpellDefinition {
    std::string name;
    std::string text;
    std::int32_t level = 0; ///< 0: a cantrip, which costs nothing
    std::string school;
    std::vector<std::string> tags;       ///< who learns it, what it is
    std::vector<std::string> components; ///< `verbal`, `somatic`, `material`
    std::string material;
    std::string casting; ///< how long it takes: `action`, `bonus_action`, `reaction`, `1 minute`
    std::string range;   ///< for people
    std::optional<Aim> aim;
    std::optional<Answers> answers; ///< it is cast when that happens, and not in one's turn
    bool ritual = false;
    bool concentration = false; ///< effects under the variable `concentration` end with it
    Program what;
    bool operator==(const SpellDefinition&) const = default;
};

void check(json::Reading& reading, const ResourceDefinition& resource);
void check(json::Reading& reading, const ItemDefinition& item);
void check(json::Reading& reading, const SpellDefinition& spell);

} // namespace goldbox::content

template <>
struct goldbox::json::Names<goldbox::content::Regain> {
    using enum goldbox::content::Regain;
    static constexpr std::array table = {
        std::pair(never, std::string_view("never")), std::pair(turn, std::string_view("turn")),
        std::pair(rest, std::string_view("rest")), std::pair(long_rest, std::string_view("long_rest"))};
};

template <>
struct goldbox::json::Names<goldbox::content::Having> {
    using enum goldbox::content::Having;
    static constexpr std::array table = {std::pair(carried, std::string_view("carried")),
                                         std::pair(worn, std::string_view("worn")),
                                         std::pair(attuned, std::string_view("attuned"))};
};

template <>
struct goldbox::json::Fields<goldbox::content::ResourceDefinition> {
    using T = goldbox::content::ResourceDefinition;
    static constexpr std::string_view name = "resource";
    static constexpr std::string_view doc = "Something that a creature uses up, and that comes back.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "what people call it", .max = 200}),
        field("most", &T::most,
              {.doc = "formula over stats: how much there is when nothing is spent",
               .min = 1,
               .max = 500,
               .required = true}),
        field("regains", &T::regains, {.doc = "when it comes back; when absent, with a long rest"}),
        field("amount", &T::amount, {.doc = "formula, dice too: how much comes back; when absent, all", .max = 500}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Gift> {
    using T = goldbox::content::Gift;
    static constexpr std::string_view name = "gift";
    static constexpr std::string_view doc = "An effect that an item has on whoever has it.";
    static constexpr auto table = std::make_tuple(
        field("effect", &T::effect, {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "effects"}),
        field("when", &T::when, {.doc = "how it has to be had; when absent, worn"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::ItemUse> {
    using T = goldbox::content::ItemUse;
    static constexpr std::string_view name = "item_use";
    static constexpr std::string_view doc = "Something that can be done with an item.";
    static constexpr auto table = std::make_tuple(
        field("action", &T::action, {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "actions"}),
        field("when", &T::when, {.doc = "how it has to be had; when absent, carried"}),
        field("charges", &T::charges, {.doc = "that it costs", .min = 0, .max = 1000}),
        field("uses_up", &T::uses_up, {.doc = "one of the stack is gone afterwards"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Room> {
    using T = goldbox::content::Room;
    static constexpr std::string_view name = "room";
    static constexpr std::string_view doc = "What a container can take.";
    static constexpr auto table = std::make_tuple(
        field("weight", &T::weight, {.doc = "at most, in hundredths; 0: any", .min = 0, .max = 100'000'000}),
        field("items", &T::items, {.doc = "different ones at most; 0: any", .min = 0, .max = 10'000}),
        field("weightless", &T::weightless, {.doc = "what is in it weighs nothing"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::ItemDefinition> {
    using T = goldbox::content::ItemDefinition;
    static constexpr std::string_view name = "item";
    static constexpr std::string_view doc = "A thing.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "what people call it", .max = 200}),
        field("text", &T::text, {.doc = "what it is, for people", .max = 20'000}),
        field("looks", &T::looks, {.doc = "what it is called until it is identified", .max = 200}),
        field("tags", &T::tags, {.doc = "what it is, for rules", .max = 50}),
        field("numbers", &T::numbers, {.doc = "read as @item.NAME"}),
        field("damage", &T::damage, {.doc = "of a weapon", .max = 20}),
        field("damage_two_handed", &T::damage_two_handed, {.doc = "when it takes two places", .max = 20}),
        field("weight", &T::weight,
              {.doc = "of one, in hundredths of the ruleset's unit", .min = 0, .max = 100'000'000}),
        field("bulk", &T::bulk, {.doc = "of one, where places are counted", .min = 0, .max = 10'000}),
        field("price", &T::price, {.doc = "of one, in the smallest coin", .min = 0, .max = 1'000'000'000}),
        field("stack", &T::stack, {.doc = "so many lie together", .min = 1, .max = 1'000'000'000}),
        field("worn", &T::worn, {.doc = "ways to wear it: the places that each takes", .max = 20}),
        field("proficiency", &T::proficiency, {.doc = "who has one of these tags knows how to use it", .max = 20}),
        field("gives", &T::gives, {.doc = "effects on whoever has it", .max = 50}),
        field("uses", &T::uses, {.doc = "what can be done with it", .max = 50}),
        field("charges", &T::charges, {.doc = "formula: at most", .max = 200}),
        field("recharges", &T::recharges, {.doc = "when charges come back; when absent, never"}),
        field("recharge_amount", &T::recharge_amount,
              {.doc = "formula, dice too: how many come back; when absent, all", .max = 200}),
        field("attunement", &T::attunement, {.doc = "it has to be attuned to"}),
        field("attunes_to", &T::attunes_to, {.doc = "formula over the creature: not to whom it is 0", .max = 500}),
        field("cursed", &T::cursed, {.doc = "it cannot be put off while a gift of it lies on the wearer"}),
        field("holds", &T::holds, {.doc = "one: it is a container, and can take so much", .max = 1}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Belonging> {
    using T = goldbox::content::Belonging;
    static constexpr std::string_view name = "belonging";
    static constexpr std::string_view doc = "What a creature brings along.";
    static constexpr auto table = std::make_tuple(
        field("item", &T::item, {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "items"}),
        field("count", &T::count, {.doc = "how many", .min = 1, .max = 1'000'000}),
        field("worn", &T::worn, {.doc = "places; when absent, it is carried", .max = 20}));
};

template <>
struct goldbox::json::Fields<goldbox::content::SpellDefinition> {
    using T = goldbox::content::SpellDefinition;
    static constexpr std::string_view name = "spell";
    static constexpr std::string_view doc = "Magic.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "what people call it", .max = 200}),
        field("text", &T::text, {.doc = "what it is, for people", .max = 20'000}),
        field("level", &T::level, {.doc = "0: a cantrip", .min = 0, .max = 20}),
        field("school", &T::school, {.doc = "of magic", .max = 100}),
        field("tags", &T::tags, {.doc = "who learns it, what it is", .max = 50}),
        field("components", &T::components, {.doc = "verbal, somatic, material", .max = 10}),
        field("material", &T::material, {.doc = "for people", .max = 500}),
        field("casting", &T::casting,
              {.doc = "how long it takes: action, bonus_action, reaction, 1 minute", .max = 100}),
        field("range", &T::range, {.doc = "for people", .max = 100}),
        field("aim", &T::aim, {.doc = "at whom, on a battlefield; when absent, somebody in reach"}),
        field("answers", &T::answers, {.doc = "it is cast when that happens, and not in one's turn"}),
        field("ritual", &T::ritual, {.doc = "whether it can be cast as one"}),
        field("concentration", &T::concentration,
              {.doc = "effects under the variable concentration end with the caster's"}),
        field("do", &T::what, {.doc = "what it does; @value.level is the level at which it is cast", .max = 200}));
};
