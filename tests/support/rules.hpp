#pragma once
// SPDX-License-Identifier: MIT
// A small ruleset for tests: a little of everything, in numbers that are easy to count by heart.

#include <goldbox/content/pack.hpp>
#include <goldbox/rules/judge.hpp>

#include "support/catch.hpp"
#include "support/must.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace goldbox::test {

inline constexpr std::string_view arena_json = R"({
"ruleset": {"rules": {
  "hit_points": "hit_points", "initiative": "initiative",
  "dying": {"who": ["hero"], "massive": "@hit_points", "condition": "unconscious", "save": "death_save"}
}},
"stats": {
  "strength": {"otherwise": 10, "least": 1, "most": 30},
  "strength.modifier": {"base": "(@strength - 10) // 2"},
  "dexterity": {"otherwise": 10},
  "dexterity.modifier": {"base": "(@dexterity - 10) // 2"},
  "proficiency": {"otherwise": 2},
  "armor_class": {"base": "10 + @dexterity.modifier"},
  "attack": {"base": "@strength.modifier + @proficiency"},
  "save.dexterity": {"base": "@dexterity.modifier"},
  "hit_points": {"otherwise": 10, "least": 0},
  "speed": {"otherwise": 30, "least": 0},
  "thac0": {"otherwise": 20},
  "descending": {"base": "20 - @armor_class"},
  "morale": {"otherwise": 8}
},
"checks": {
  "attack": {"bonus": "@attack", "against": "@target.armor_class", "critical": "20", "fumble": "1", "stream": "attack"},
  "old_attack": {"tags": ["attack"], "against": "@thac0 - @target.descending", "stream": "attack"},
  "save.dexterity": {"tags": ["save"], "bonus": "@save.dexterity", "stream": "save"},
  "morale": {"dice": "2d6", "against": "@morale", "under": true},
  "death_save": {"tags": ["save"], "against": "10", "critical": "20", "fumble": "1", "stream": "save"},
  "stunt": {"bonus": "@value.skill", "margin": 10},
  "initiative": {"bonus": "@dexterity.modifier", "stream": "initiative"}
},
"damage_types": {"fire": {}, "cold": {}, "slashing": {"tags": ["weapon"]}, "poison": {}},
"effects": {
  "blessed": {"categories": ["magic"], "rolls": [{"on": ["attack"], "op": "bonus", "value": "1d4"}]},
  "aimed": {"rolls": [{"on": ["attack"], "op": "advantage"}]},
  "poisoned": {"categories": ["poison"], "duration": {"unit": "minutes"},
               "rolls": [{"on": ["attack"], "op": "disadvantage"}]},
  "outlined": {"rolls": [{"on": ["attack"], "op": "advantage", "against": true}]},
  "shield": {"modifiers": [{"stat": "armor_class", "value": "2", "tag": "shield"}]},
  "big_shield": {"modifiers": [{"stat": "armor_class", "value": "3", "tag": "shield"}]},
  "cracked_shield": {"modifiers": [{"stat": "armor_class", "value": "-1", "tag": "shield"}]},
  "lucky": {"modifiers": [{"stat": "armor_class", "value": "1"}], "stacking": "stack"},
  "mage_armor": {"modifiers": [{"stat": "armor_class", "op": "base", "value": "13 + @dexterity.modifier"}]},
  "bark": {"modifiers": [{"stat": "armor_class", "op": "at_least", "value": "16"}]},
  "exposed": {"modifiers": [{"stat": "armor_class", "op": "at_most", "value": "12"}]},
  "girdle": {"modifiers": [{"stat": "strength", "op": "set", "value": "19"}]},
  "gauntlets": {"modifiers": [{"stat": "strength", "op": "set", "value": "25", "priority": -1}]},
  "weak": {"modifiers": [{"stat": "strength", "value": "-2"}], "stacking": "stack"},
  "slow": {"categories": ["magic"], "stacking": "stack", "modifiers": [{"stat": "speed", "op": "multiply", "value": "1/2"}]},
  "fast": {"categories": ["magic"], "dispel_priority": 5,
           "modifiers": [{"stat": "speed", "op": "multiply", "value": "2"}]},
  "third": {"stacking": "stack", "modifiers": [{"stat": "speed", "op": "multiply", "value": "1/3"}]},
  "incapacitated": {"modifiers": [{"stat": "speed", "value": "-10"}]},
  "paralyzed": {"implies": ["incapacitated"], "categories": ["magic"],
                "rolls": [{"on": ["save", "dexterity"], "op": "fail"}, {"on": ["save.dexterity"], "op": "fail"},
                          {"on": ["attack"], "op": "critical", "against": true}]},
  "unconscious": {"implies": ["incapacitated"]},
  "free": {"immune": ["magic"]},
  "tough": {"modifiers": [{"stat": "hit_points", "value": "@effect.level * 5"}], "duration": {"unit": "hours"}},
  "drained": {"modifiers": [{"stat": "hit_points", "value": "-@effect.amount"}], "values": {"amount": "2 + @source.proficiency"},
              "stacking": "stack", "duration": {"unit": "long_rest"}},
  "warded": {"defenses": [{"from": ["fire"], "op": "resist"}], "duration": {"unit": "rest"}},
  "dry": {"defenses": [{"from": ["fire"], "op": "vulnerable"}]},
  "fireproof": {"defenses": [{"from": ["fire"], "op": "immune"}]},
  "salamander": {"defenses": [{"from": ["fire"], "op": "absorb"}]},
  "mail": {"defenses": [{"from": ["weapon"], "unless": ["magical"], "op": "reduce", "value": "3"}]},
  "object": {"defenses": [{"op": "threshold", "value": "5"}]},
  "guarded": {"duration": {"unit": "rounds", "amount": "1"}, "modifiers": [{"stat": "armor_class", "value": "5"}]},
  "stunned": {"duration": {"unit": "rounds", "amount": "1", "until": "end", "of": "owner"}},
  "concentrating": {"stacking": "replace", "key": "concentration"},
  "might": {"stacking": "highest", "modifiers": [{"stat": "strength", "value": "@effect.level"}]},
  "hexed": {"stacking": "by_source"},
  "branded": {"stacking": "unique"},
  "spiteful": {"hooks": [{"on": "damage_taken", "do": [{"type": "damage", "parts": [{"amount": "1", "type": "cold"}]}]}]},
  "mending": {"duration": {"unit": "minutes"}, "hooks": [{"on": "turn_start", "do": [{"type": "heal", "who": "self", "amount": "2"}]}]},
  "fickle": {"duration": {"unit": "rounds", "amount": "1d4"},
             "hooks": [{"on": "ends", "do": [{"type": "effect", "effect": "weak", "who": "self"}]}]},
  "echo": {"hooks": [{"on": "begins", "do": [{"type": "effect", "effect": "lucky", "who": "self", "as": "e"},
                                             {"type": "effect", "effect": "weak", "who": "self", "under": "e"}]}]}
},
"creatures": {
  "hero": {"name": "Hero", "tags": ["hero"], "numbers": {"strength": 16, "dexterity": 14, "hit_points": 20}},
  "goblin": {"name": "Goblin", "numbers": {"dexterity": 14, "hit_points": 7}},
  "ogre": {"name": "Ogre", "tags": ["giant"], "hit_dice": "7d10+21", "numbers": {"strength": 19, "dexterity": 8, "thac0": 15}}
}
})";

inline content::Loaded load_rules_pack(std::string_view entries)
{
    MemoryFiles files;
    files.add("pack.json", R"({"id": "arena", "version": "1", "licence": "MIT"})");
    files.add("rules.json", std::string(entries));
    return content::load_pack(files, "arena");
}

inline std::shared_ptr<const rules::Ruleset> rules_of(std::string_view entries = arena_json)
{
    const content::Loaded loaded = load_rules_pack(entries);
    for (const Diagnostic& diagnostic : loaded.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(loaded.pack);
    const rules::LoadedRules compiled = rules::load_rules(*loaded.pack, loaded.origins.get());
    for (const Diagnostic& diagnostic : compiled.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(compiled.rules);
    return compiled.rules;
}

/// A world with its judge.
class Ring {
public:
    explicit Ring(std::uint64_t seed = 42, std::shared_ptr<const rules::Ruleset> by = rules_of())
        : world{.seed = seed}, rules(std::move(by)), recording(world), judge(world, rules, recording)
    {
    }

    rules::CreatureId appear(const std::string& definition, const std::string& side = {})
    {
        return tests::must(judge.appear({.definition = "arena:" + definition, .side = side}));
    }
    std::int32_t stat(rules::CreatureId creature, const std::string& name) const
    {
        return tests::must(judge.stat(creature, "arena:" + name));
    }
    rules::EffectId begin(const std::string& effect, rules::CreatureId owner, rules::CreatureId source = {},
                          std::int32_t level = 0, rules::EffectId parent = {})
    {
        return tests::must(judge.begin(
            {.effect = "arena:" + effect, .owner = owner, .source = source, .parent = parent, .level = level}));
    }
    rules::DamageTaken damage(rules::CreatureId target, const std::string& type, std::int32_t amount,
                              std::vector<std::string> tags = {}, bool critical = false)
    {
        return tests::must(judge.damage(
            {.target = target, .amounts = {{"arena:" + type, amount}}, .tags = std::move(tags), .critical = critical}));
    }
    const rules::Vitals& vitals(rules::CreatureId creature) const { return world.creatures.find(creature)->vitals; }
    bool has(rules::CreatureId creature, const std::string& effect) const
    {
        return judge.has(creature, "arena:" + effect);
    }
    /// The events of one kind so far.
    template <class T>
    std::vector<T> all() const
    {
        std::vector<T> found;
        for (const rules::Event& event : recording.events()) {
            if (const T* fact = std::get_if<T>(&event)) found.push_back(*fact);
        }
        return found;
    }

    rules::World world;
    std::shared_ptr<const rules::Ruleset> rules;
    rules::Recording recording;
    rules::Judge judge;
};

} // namespace goldbox::test
