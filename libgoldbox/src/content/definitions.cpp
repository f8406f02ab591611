// SPDX-License-Identifier: MIT
// What field tables cannot say of one entry: that its formulas are formulas. What they read is looked up when all
// entries are there, by the room `rules`.
#include <goldbox/content/definitions.hpp>

#include <goldbox/dice/dice.hpp>

#include <algorithm>
#include <array>

namespace goldbox::content {
namespace {

void check_formula(json::Reading& reading, json::Step step, const std::string& text)
{
    if (text.empty()) return;
    const auto formula = dice::Expression::compile(text, {.functions = true});
    if (formula) return;
    reading.inside(step, [&] {
        reading.wrong("content.bad_formula", "this is no formula: " + formula.error().message + " at column " +
                                                 std::to_string(formula.error().where.column));
    });
}

void require(json::Reading& reading, std::string_view name, const std::string& text)
{
    if (text.empty()) reading.missing(name);
}

template <class Element, class Body>
void each(json::Reading& reading, std::string_view name, const std::vector<Element>& elements, Body&& body)
{
    reading.inside(name, [&] {
        for (std::size_t i = 0; i < elements.size(); ++i) reading.inside(i, [&] { body(elements[i]); });
    });
}

void check_powers(json::Reading& reading, const Powers& powers)
{
    each(reading, "modifiers", powers.modifiers, [&](const StatModifier& modifier) {
        check_formula(reading, "value", modifier.value);
        check_formula(reading, "when", modifier.when);
    });
    each(reading, "rolls", powers.rolls, [&](const RollModifier& modifier) {
        if (modifier.op == RollOp::bonus) require(reading, "value", modifier.value);
        check_formula(reading, "value", modifier.value);
        check_formula(reading, "when", modifier.when);
    });
    reading.inside("hooks", [&] { check_hooks(reading, powers.hooks); });
    each(reading, "defenses", powers.defenses, [&](const Defense& defense) {
        if (defense.op == DefenseOp::reduce || defense.op == DefenseOp::threshold)
            require(reading, "value", defense.value);
        check_formula(reading, "value", defense.value);
        check_formula(reading, "when", defense.when);
    });
}

void check_battle(json::Reading& reading, const Battle& battle)
{
    reading.inside("battle", [&] {
        for (const auto& [name, text] : {std::pair<std::string_view, const std::string&>("size", battle.size),
                                         {"reach", battle.reach},
                                         {"walks", battle.walks},
                                         {"flies", battle.flies},
                                         {"swims", battle.swims},
                                         {"climbs", battle.climbs},
                                         {"darkvision", battle.darkvision},
                                         {"experience", battle.experience}}) {
            check_formula(reading, name, text);
        }
        require(reading, "movement", battle.movement);
        require(reading, "acts", battle.acts);
    });
}

} // namespace

void check(json::Reading& reading, const Stat& stat)
{
    check_formula(reading, "base", stat.base);
    if (stat.least && stat.most && *stat.least > *stat.most)
        reading.wrong("content.bad_bounds", "the least is more than the most");
}

void check(json::Reading& reading, const EffectDefinition& effect)
{
    check_powers(reading, effect);
    reading.inside("duration", [&] { check_formula(reading, "amount", effect.duration.amount); });
    reading.inside("values", [&] {
        for (const auto& [name, formula] : effect.values) check_formula(reading, std::string_view(name), formula);
    });
    if (!effect.zone) return;
    reading.inside("zone", [&] {
        reading.inside("area", [&] { check_formula(reading, "feet", effect.zone->area.feet); });
        check_formula(reading, "light", effect.zone->light);
        check_formula(reading, "dim", effect.zone->dim);
        const bool on_the_ground = effect.zone->difficult || effect.zone->obscures;
        if (effect.zone->follows && on_the_ground)
            reading.wrong("content.bad_zone", "what goes with somebody makes no ground difficult, and no fog");
    });
}

void check(json::Reading& reading, const ResourceDefinition& resource)
{
    check_formula(reading, "most", resource.most);
    check_formula(reading, "amount", resource.amount);
}

void check(json::Reading& reading, const ItemDefinition& item)
{
    const auto check_damage = [&](const DamageOf& damage) {
        check_formula(reading, "amount", damage.amount);
        require(reading, "type", damage.type);
    };
    each(reading, "damage", item.damage, check_damage);
    each(reading, "damage_two_handed", item.damage_two_handed, check_damage);
    each(reading, "worn", item.worn, [&](const std::vector<std::string>& places) {
        if (places.empty()) reading.wrong("content.no_place", "a way to wear it takes a place at least");
    });
    check_formula(reading, "charges", item.charges);
    check_formula(reading, "recharge_amount", item.recharge_amount);
    check_formula(reading, "attunes_to", item.attunes_to);
    if (!item.damage_two_handed.empty() && item.damage.empty()) require(reading, "damage", "");
}

void check(json::Reading& reading, const SpellDefinition& spell)
{
    reading.inside("do", [&] { check_program(reading, spell.what); });
    check_aim(reading, spell.aim);
    check_answers(reading, spell.answers);
}

void check(json::Reading& reading, const CheckDefinition& definition)
{
    for (const auto& [name, text] : {std::pair<std::string_view, const std::string&>("dice", definition.dice),
                                     {"bonus", definition.bonus},
                                     {"against", definition.against},
                                     {"critical", definition.critical},
                                     {"fumble", definition.fumble}}) {
        check_formula(reading, name, text);
    }
}

void check(json::Reading& reading, const CreatureDefinition& creature)
{
    check_formula(reading, "hit_dice", creature.hit_dice);
}

void check(json::Reading& reading, const RulesetDefinition& ruleset)
{
    check_formula(reading, "lowest_hit_points", ruleset.lowest_hit_points);
    reading.inside("everybody", [&] {
        check_powers(reading, ruleset.everybody);
        if (!ruleset.everybody.hooks.empty())
            reading.wrong("content.no_hooks", "what holds of everybody has no hooks; give them to an effect");
    });
    reading.inside("encumbrance", [&] { check_formula(reading, "most", ruleset.encumbrance.most); });
    reading.inside("attuning", [&] { check_formula(reading, "most", ruleset.attuning.most); });
    reading.inside("casting", [&] {
        check_formula(reading, "prepared", ruleset.casting.prepared);
        check_formula(reading, "when", ruleset.casting.when);
    });
    reading.inside("places", [&] {
        for (const auto& [name, count] : ruleset.places) {
            if (count < 1 || count > 100)
                reading.inside(std::string_view(name),
                               [&] { reading.wrong("json.out_of_range", "from 1 to 100 things fit in one place"); });
        }
    });
    reading.inside("dying", [&] {
        check_formula(reading, "dead_at", ruleset.dying.dead_at);
        check_formula(reading, "massive", ruleset.dying.massive);
    });
    if (ruleset.battle) check_battle(reading, *ruleset.battle);
    auto order = ruleset.damage_order;
    std::ranges::sort(order);
    if (std::ranges::adjacent_find(order) != order.end()) {
        reading.inside("damage_order",
                       [&] { reading.wrong("content.bad_order", "a defense takes its turn twice in this order"); });
    }
}

} // namespace goldbox::content
