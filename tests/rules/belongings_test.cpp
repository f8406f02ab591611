// SPDX-License-Identifier: MIT
// Things, spells, what is used up and comes back, and rests.
#include <goldbox/base/random.hpp>
#include <goldbox/rules/fields.hpp>
#include <goldbox/rules/judge.hpp>

#include "support/rules.hpp"

#include <algorithm>
#include <array>

using namespace goldbox;
using namespace goldbox::test;
using namespace goldbox::rules;
using goldbox::tests::must;
using goldbox::tests::reason;

namespace {

constexpr std::string_view things_json = R"json({
"ruleset": {"rules": {"hit_points": "hit_points", "dying": {"who": ["hero"]}, "experience": "experience",
  "everybody": {"modifiers": [{"stat": "speed", "value": "-10", "when": "@load > @strength * 500", "tag": "load"},
                              {"stat": "speed", "value": "-20", "when": "@load > @strength * 1000", "tag": "load"}]},
  "places": {"main_hand": 1, "off_hand": 1, "body": 1, "finger": 2},
  "encumbrance": {"by": "weight", "most": "@strength * 1500"},
  "attuning": {"most": "3", "with": "rest"},
  "casting": {"slots": ["slot.1", "slot.2"], "prepared": "@level + 1", "when": "1 - @has.silenced", "concentration": "concentrating"},
  "rests": {"short": "resting", "long": "sleeping"}}},
"stats": {
  "strength": {"otherwise": 10}, "armor_class": {"otherwise": 10}, "hit_points": {"otherwise": 30, "least": 0}, "level": {"otherwise": 1},
  "save": {"otherwise": 1}, "speed": {"otherwise": 30, "least": 0}, "experience": {"otherwise": 0}, "attack": {"base": "@strength // 2"}
},
"checks": {
  "attack": {"bonus": "@value.attack", "against": "@target.armor_class", "critical": "20", "fumble": "1", "stream": "attack"},
  "save": {"bonus": "@save", "stream": "save"}
},
"damage_types": {"slashing": {}, "fire": {}, "poison": {}},
"resources": {
  "slot.1": {"most": "@level + 1"}, "slot.2": {"most": "@level // 2"}, "rage": {"most": "2", "regains": "rest", "amount": "1"},
  "breath": {"most": "1", "regains": "turn", "amount": "1d6 // 5"}, "hit_dice": {"most": "@level", "amount": "max(@level // 2, 1)"}
},
"items": {
  "sword": {"name": "Sword", "tags": ["weapon"], "numbers": {"bonus": 1}, "weight": 300, "price": 1500, "worn": [["main_hand"], ["main_hand", "off_hand"]],
    "damage": [{"amount": "1d1 + 7", "type": "slashing"}], "damage_two_handed": [{"amount": "1d1 + 9", "type": "slashing"}],
    "proficiency": ["soldier"], "uses": [{"action": "swing", "when": "worn"}]},
  "flame": {"tags": ["weapon"], "numbers": {"bonus": 0}, "worn": [["main_hand"]],
    "damage": [{"amount": "2", "type": "slashing"}, {"amount": "3", "type": "fire"}], "uses": [{"action": "swing", "when": "worn"}]},
  "shield": {"name": "Shield", "worn": [["off_hand"]], "numbers": {"armor": 2}, "gives": [{"effect": "covered"}], "weight": 600},
  "ring": {"worn": [["finger"]], "gives": [{"effect": "protected", "when": "attuned"}], "attunement": true, "attunes_to": "@level > 0"},
  "arrow": {"tags": ["arrow"], "stack": 20, "weight": 5, "price": 5},
  "bow": {"worn": [["main_hand", "off_hand"]], "uses": [{"action": "shoot", "when": "worn"}], "damage": [{"amount": "6", "type": "slashing"}]},
  "potion": {"name": "Potion of healing", "looks": "a red potion", "stack": 10, "uses": [{"action": "drink", "uses_up": true}]},
  "wand": {"charges": "7", "recharges": "long_rest", "recharge_amount": "1d6 + 1", "uses": [{"action": "zap", "charges": 3}]},
  "bag": {"holds": [{"weight": 3000, "weightless": true, "items": 2}], "weight": 100},
  "sack": {"holds": [{}], "weight": 50},
  "idol": {"name": "Idol", "worn": [["main_hand"]], "gives": [{"effect": "doomed"}], "cursed": true, "weight": 1},
  "charm": {"gives": [{"effect": "lucky", "when": "carried"}]},
  "gold": {"tags": ["coin"], "price": 100, "stack": 100000, "weight": 2}, "silver": {"tags": ["coin"], "price": 10, "stack": 100000, "weight": 2},
  "copper": {"tags": ["coin"], "price": 1, "stack": 100000, "weight": 2}
},
"spells": {
  "spark": {"level": 0, "do": [{"type": "damage", "parts": [{"amount": "3", "type": "fire"}]}]},
  "burn": {"level": 1, "components": ["verbal"], "do": [{"type": "damage", "who": "targets", "parts": [{"amount": "@value.level * 5", "type": "fire"}]}]},
  "bless": {"level": 1, "concentration": true, "do": [{"type": "effect", "effect": "lucky", "who": "targets", "under": "concentration"}]},
  "haste": {"level": 2, "do": [{"type": "effect", "effect": "lucky"}]}
},
"actions": {
  "swing": {"do": [{"type": "set", "as": "attack", "value": "50 + @item.bonus + @item.proficient * 2"},
    {"type": "attack", "check": "attack", "hit": [{"type": "damage", "item": true, "parts": [{"amount": "@item.bonus"}]}]},
    {"type": "counter", "name": "attack", "set": "@value.attack"}, {"type": "counter", "name": "two_handed", "set": "@item.two_handed"}]},
  "shoot": {"do": [{"type": "take", "tag": "arrow", "enough": [{"type": "damage", "item": true}], "lacking": [{"type": "counter", "name": "empty", "add": "1"}]}]},
  "drink": {"do": [{"type": "heal", "who": "self", "amount": "5"}, {"type": "ask", "choices": [{"name": "more"}, {"name": "enough"}]},
    {"type": "counter", "name": "drank", "add": "1"}, {"type": "counter", "name": "left", "set": "@item.count"}]},
  "zap": {"do": [{"type": "cast", "spell": "burn", "level": "2"}, {"type": "charge", "add": "0 - 1"}]},
  "rage": {"do": [{"type": "spend", "resource": "rage", "enough": [{"type": "effect", "effect": "lucky", "who": "self"}],
    "lacking": [{"type": "counter", "name": "tired", "add": "1"}]}]},
  "breathe": {"do": [{"type": "spend", "resource": "breath", "enough": [{"type": "damage", "parts": [{"amount": "9", "type": "fire"}]}]}]},
  "loot": {"do": [{"type": "give", "item": "gold", "count": "2d1", "who": "self"}, {"type": "identify"}, {"type": "regain", "resource": "rage"}]}
},
"effects": {
  "covered": {"modifiers": [{"stat": "armor_class", "value": "@item.armor"}]},
  "protected": {"modifiers": [{"stat": "save", "value": "1"}]},
  "lucky": {"rolls": [{"on": ["attack"], "op": "bonus", "value": "1"}]},
  "doomed": {"categories": ["curse"], "modifiers": [{"stat": "save", "value": "-5"}]},
  "trained": {"tags": ["soldier"]},
  "silenced": {},
  "poisoned": {"duration": {"unit": "hours", "amount": "3"}, "hooks": [{"on": "turn_start", "do": [
      {"type": "damage", "who": "self", "parts": [{"amount": "1", "type": "poison"}]}]}]},
  "exhaustion": {"stacking": "replace", "modifiers": [{"stat": "speed", "op": "multiply", "value": "1/2", "when": "@effect.level > 1"}]},
  "concentrating": {"stacking": "replace"},
  "resting": {"duration": {"unit": "hours"}, "hooks": [{"on": "damage_taken", "do": [{"type": "end"}]}, {"on": "encounter_begins", "do": [{"type": "end"}]},
    {"on": "expired", "do": [{"type": "rest"}]}]},
  "sleeping": {"duration": {"unit": "hours", "amount": "8"}, "hooks": [{"on": "damage_taken", "do": [{"type": "end"}]},
    {"on": "expired", "do": [{"type": "rest", "long": true}, {"type": "heal", "who": "self", "amount": "1000"},
      {"type": "if", "when": "@level_of.exhaustion > 1", "then": [{"type": "effect", "effect": "exhaustion", "who": "self", "level": "@level_of.exhaustion - 1"}],
       "otherwise": [{"type": "end", "effect": "exhaustion", "who": "self"}]}]}]}
},
"creatures": {
  "hero": {"tags": ["hero"], "spells": {"spark": 1, "burn": 1, "bless": 1}, "actions": ["rage", "breathe", "loot"]},
  "guard": {"tags": ["soldier"], "items": [{"item": "sword", "worn": ["main_hand"]}, {"item": "shield", "worn": ["off_hand"]}, {"item": "copper", "count": 30}]}
},
"characters": {"squire": {"tags": ["hero"], "items": [{"item": "bow", "worn": ["main_hand", "off_hand"]}, {"item": "arrow", "count": 45}]}}
})json";

std::shared_ptr<const Ruleset> things()
{
    static const auto rules = rules_of(things_json);
    return rules;
}

struct Camp : Ring {
    explicit Camp(std::uint64_t seed = 42) : Ring(seed, things()) {}

    ItemId give(CreatureId to, const std::string& item, std::int32_t count = 1)
    {
        return must(judge.give(to, "arena:" + item, count));
    }
    Result<void> use(CreatureId who, ItemId item, const std::string& action, std::vector<CreatureId> targets = {})
    {
        return judge.use({.creature = who, .item = item, .action = "arena:" + action, .targets = std::move(targets)});
    }
    Result<void> cast(CreatureId who, const std::string& spell, std::vector<CreatureId> targets, std::int32_t level = 0)
    {
        return judge.cast({.creature = who, .spell = "arena:" + spell, .level = level, .targets = std::move(targets)});
    }
    Result<void> act(CreatureId who, const std::string& action, std::vector<CreatureId> targets = {})
    {
        return judge.act({.creature = who, .action = "arena:" + action, .targets = std::move(targets)});
    }
    std::int64_t count(CreatureId who, const std::string& item) const
    {
        return must(judge.count(who, "arena:" + item));
    }
    std::int32_t left(CreatureId who, const std::string& resource) const
    {
        return must(judge.left(who, "arena:" + resource));
    }
    std::int32_t counter(CreatureId who, const std::string& name) const
    {
        const auto& counters = world.creatures.find(who)->counters;
        const auto found = counters.find(name);
        return found == counters.end() ? 0 : found->second;
    }
    std::int32_t hit_points(CreatureId who) const { return world.creatures.find(who)->vitals.hit_points; }
};

} // namespace

TEST_CASE("a weapon strikes with what it is and how it is held", "[rules][items]")
{
    Camp camp;
    const CreatureId hero = camp.appear("hero"), guard = camp.appear("guard");
    const ItemId sword = camp.give(hero, "sword");
    CHECK(reason(camp.use(hero, sword, "swing", {guard})) == "rules.not_able"); // it is carried, not held
    must(camp.judge.wear(sword, {"main_hand"}));
    must(camp.use(hero, sword, "swing", {guard}));
    CHECK(camp.hit_points(guard) == 30 - 9);
    CHECK(camp.counter(hero, "attack") == 51); // no soldier
    camp.begin("trained", hero);
    must(camp.judge.wear(sword, {"off_hand", "main_hand"}));
    must(camp.use(hero, sword, "swing", {guard}));
    CHECK(camp.hit_points(guard) == 30 - 9 - 11);
    CHECK(camp.counter(hero, "attack") == 53);
    CHECK(camp.counter(hero, "two_handed") == 1);
    CHECK(reason(camp.use(guard, sword, "swing", {hero})) == "rules.not_able"); // somebody else's
    CHECK(reason(camp.use(hero, sword, "drink")) == "rules.not_able");

    must(camp.judge.put_off(sword));
    const ItemId flame = must(camp.judge.wear(camp.give(hero, "flame")));
    must(camp.judge.heal(guard, {}, 100));
    must(camp.use(hero, flame, "swing", {guard}));
    CHECK(camp.hit_points(guard) == 30 - 5);
}

TEST_CASE("places are taken, and what is worn gives what it has", "[rules][items]")
{
    Camp camp;
    const CreatureId guard = camp.appear("guard");
    CHECK(camp.stat(guard, "armor_class") == 12);
    const auto mine = camp.judge.items(guard);
    const auto named = [&](const std::string& id) {
        return *std::ranges::find_if(
            mine, [&](ItemId each) { return camp.world.items.find(each)->definition == "arena:" + id; });
    };
    const ItemId bow = camp.give(guard, "bow");
    const auto refused = camp.judge.wear(bow);
    CHECK(reason(refused) == "rules.no_place");
    CHECK(refused.error().message == "main_hand is taken by Sword");
    CHECK(reason(camp.judge.wear(bow, {"main_hand"})) == "rules.not_worn");
    must(camp.judge.put_off(named("shield")));
    CHECK(camp.stat(guard, "armor_class") == 10);
    CHECK(reason(camp.judge.put_off(named("shield"))) == "rules.not_worn");
    must(camp.judge.put_off(named("sword")));
    must(camp.judge.wear(bow));
    const ItemId charm = camp.give(guard, "charm");
    CHECK(camp.judge.has(guard, "arena:lucky"));
    must(camp.judge.move({.item = charm}));
    CHECK_FALSE(camp.judge.has(guard, "arena:lucky"));
    CHECK(reason(camp.judge.wear(charm)) == "rules.nobodys");
}

TEST_CASE("arrows lie in stacks, are shot, and run out", "[rules][items]")
{
    Camp camp;
    const CreatureId squire = camp.appear("squire"), hero = camp.appear("hero");
    CHECK(camp.count(squire, "arrow") == 45);
    CHECK(camp.judge.items(squire).size() == 4); // the bow, and 20, 20, 5
    camp.give(squire, "arrow", 16);
    CHECK(camp.judge.items(squire).size() == 5); // 20, 20, 20, 1
    const ItemId bow = camp.judge.items(squire).front();
    must(camp.judge.take(squire, "arena:arrow", 59));
    CHECK(reason(camp.judge.take(squire, "arena:arrow", 3)) == "rules.too_few");
    for (int i = 0; i < 3; ++i) must(camp.use(squire, bow, "shoot", {hero}));
    CHECK(camp.hit_points(hero) == 30 - 12);
    CHECK(camp.counter(squire, "empty") == 1);
    CHECK(camp.count(squire, "arrow") == 0);
    CHECK(camp.judge.items(squire).size() == 1);
}

TEST_CASE("a potion is used up while it is drunk, and is known when it is", "[rules][items]")
{
    Camp camp;
    const CreatureId hero = camp.appear("hero");
    must(camp.judge.damage({.target = hero, .amounts = {{"arena:fire", 20}}}));
    const ItemId potion = must(camp.judge.give(hero, "arena:potion", 2, false));
    CHECK_FALSE(camp.world.items.find(potion)->identified);
    must(camp.use(hero, potion, "drink"));
    CHECK(camp.count(hero, "potion") == 1);
    REQUIRE(camp.world.pending);
    camp.world = must(world_from_json(to_json(camp.world))); // saved in the middle
    camp.judge.forget();
    must(camp.judge.answer(1));
    CHECK(camp.counter(hero, "left") == 1);
    must(camp.judge.identify(hero));
    CHECK(camp.world.items.find(potion)->identified);
    must(camp.use(hero, potion, "drink"));
    CHECK(camp.world.items.size() == 0);
    must(camp.judge.answer(0));
    CHECK(camp.counter(hero, "drank") == 2);
    CHECK(camp.hit_points(hero) == 20);
}

TEST_CASE("a wand has charges, and casts without a slot", "[rules][items]")
{
    Camp camp;
    const CreatureId hero = camp.appear("hero"), guard = camp.appear("guard");
    const ItemId wand = camp.give(hero, "wand");
    must(camp.use(hero, wand, "zap", {guard}));
    CHECK(camp.hit_points(guard) == 20);
    CHECK(camp.world.items.find(wand)->charges == 3);
    CHECK(camp.left(hero, "slot.1") == 2);
    must(camp.use(hero, wand, "zap", {guard}));
    CHECK(camp.world.items.find(wand)->charges == 0);
    CHECK(reason(camp.use(hero, wand, "zap", {guard})) == "rules.spent");
    must(camp.judge.rest(hero, false));
    CHECK(camp.world.items.find(wand)->charges == 0);
    must(camp.judge.rest(hero, true));
    CHECK(camp.world.items.find(wand)->charges >= 2);
    for (int i = 0; i < 5; ++i) must(camp.judge.rest(hero, true));
    CHECK(camp.world.items.find(wand)->charges == 7);
}

TEST_CASE("attunement takes a rest, has a limit, and ends with the thing", "[rules][items]")
{
    Camp camp;
    const CreatureId hero = camp.appear("hero"), guard = camp.appear("guard");
    std::vector<ItemId> rings;
    for (int i = 0; i < 4; ++i) rings.push_back(camp.give(hero, "ring"));
    for (int i = 0; i < 3; ++i) must(camp.judge.attune(rings[static_cast<std::size_t>(i)]));
    CHECK(reason(camp.judge.attune(rings[3])) == "rules.too_attuned");
    CHECK(reason(camp.judge.attune(rings[0])) == "rules.attuned");
    CHECK(reason(camp.judge.attune(camp.give(hero, "sword"))) == "rules.no_attunement");
    must(camp.judge.wear(rings[0]));
    CHECK(camp.stat(hero, "save") == 1);
    CHECK(must(camp.judge.take_rest("short", {hero})));
    CHECK(camp.stat(hero, "save") == 2);
    must(camp.judge.wear(rings[1]));
    CHECK(camp.judge.has(hero, "arena:protected"));
    CHECK(reason(camp.judge.wear(rings[2])) == "rules.no_place");
    must(camp.judge.put_off(rings[1]));
    must(camp.judge.end_attunement(rings[2]));
    must(camp.judge.move({.item = rings[0], .to = guard}));
    CHECK(camp.stat(hero, "save") == 1);
    CHECK(camp.world.items.find(rings[0])->attunement == Attunement::none);
}

TEST_CASE("what is cursed stays until the curse is lifted", "[rules][items]")
{
    Camp camp;
    const CreatureId hero = camp.appear("hero"), guard = camp.appear("guard");
    const ItemId idol = must(camp.judge.wear(camp.give(hero, "idol")));
    CHECK(camp.stat(hero, "save") == -4);
    const World before = camp.world;
    CHECK(reason(camp.judge.put_off(idol)) == "rules.cursed");
    CHECK(reason(camp.judge.move({.item = idol, .to = guard})) == "rules.cursed");
    CHECK(reason(camp.judge.take(hero, "arena:idol")) == "rules.too_few");
    CHECK(camp.world == before);
    CHECK(must(camp.judge.dispel(hero, {"curse"}, 0)) == 1);
    must(camp.judge.put_off(idol));
    CHECK(camp.stat(hero, "save") == 1);
}

TEST_CASE("things are heavy, but for those in the right bag", "[rules][items]")
{
    Camp camp;
    const CreatureId hero = camp.appear("hero"), guard = camp.appear("guard");
    CHECK(camp.judge.load(guard) == 300 + 600 + 60);
    const ItemId bag = camp.give(hero, "bag"), sack = camp.give(hero, "sack");
    const ItemId shield = camp.give(hero, "shield"), more = camp.give(hero, "arrow", 10);
    CHECK(camp.judge.load(hero) == 800);
    must(camp.judge.move({.item = shield, .inside = sack}));
    must(camp.judge.move({.item = more, .inside = sack, .count = 4}));
    CHECK(camp.judge.load(hero) == 800);
    must(camp.judge.move({.item = sack, .inside = bag}));
    CHECK(camp.judge.load(hero) == 100 + 30);
    CHECK(camp.count(hero, "arrow") == 10);
    CHECK(reason(camp.judge.move({.item = bag, .inside = sack})) == "rules.no_container"); // into itself
    CHECK(reason(camp.judge.move({.item = sack, .inside = shield})) == "rules.no_container");
    for (int i = 0; i < 4; ++i) camp.give(hero, "shield");
    std::vector<ItemId> shields = camp.judge.items(hero);
    std::erase_if(shields, [&](ItemId id) {
        return camp.world.items.find(id)->definition != "arena:shield" || camp.world.items.find(id)->inside;
    });
    must(camp.judge.move({.item = shields[0], .inside = bag}));
    CHECK(reason(camp.judge.move({.item = shields[1], .inside = bag})) == "rules.full"); // two things are in it
    // 500 a point of strength slow, 1000 slower, 1500 are too many
    must(camp.judge.set_number(hero, "arena:strength", 3));
    CHECK(camp.judge.load(hero) == 130 + 1800);
    CHECK(camp.stat(hero, "speed") == 20);
    must(camp.judge.set_number(hero, "arena:strength", 1));
    CHECK(camp.stat(hero, "speed") == 10);
    CHECK(reason(camp.judge.give(hero, "arena:sword")) == "rules.too_heavy");
    CHECK(reason(camp.judge.move({.item = camp.judge.items(guard).front(), .to = hero})) == "rules.too_heavy");
    // with the bag goes what is in it
    must(camp.judge.move({.item = bag, .to = guard}));
    CHECK(camp.count(guard, "arrow") == 4);
    CHECK(camp.count(hero, "arrow") == 6);
}

TEST_CASE("money is counted, paid and changed", "[rules][items]")
{
    Camp camp;
    const CreatureId hero = camp.appear("hero"), guard = camp.appear("guard");
    camp.give(hero, "gold", 3);
    camp.give(hero, "copper", 2);
    CHECK(camp.judge.money(hero) == 302);
    CHECK(reason(camp.judge.pay(hero, guard, 303)) == "rules.too_poor");
    must(camp.judge.pay(hero, guard, 155));
    CHECK(camp.judge.money(hero) == 147);
    CHECK(camp.count(hero, "gold") == 1);
    CHECK(camp.count(hero, "silver") == 4);
    CHECK(camp.count(hero, "copper") == 7);
    CHECK(camp.judge.money(guard) == 30 + 155);
    must(camp.judge.pay(hero, {}, 147));
    CHECK(camp.judge.money(hero) == 0);
    must(camp.act(hero, "loot"));
    CHECK(camp.judge.money(hero) == 200);
    // nobody loses money because the change is heavy
    must(camp.judge.set_number(hero, "arena:strength", 1));
    while (camp.judge.load(hero) + 5 <= 1500) must(camp.judge.give(hero, "arena:arrow"));
    const std::int64_t before = camp.judge.money(hero);
    must(camp.judge.pay(hero, guard, 1));
    CHECK(camp.judge.money(hero) == before - 1);
    must(camp.judge.award(hero, 450));
    CHECK(camp.stat(hero, "experience") == 450);
}

TEST_CASE("spells cost slots, and what is held ends with the holding", "[rules][spells]")
{
    Camp camp;
    const CreatureId hero = camp.appear("hero"), guard = camp.appear("guard");
    must(camp.cast(hero, "spark", {guard}));
    CHECK(camp.left(hero, "slot.1") == 2);
    must(camp.cast(hero, "burn", {guard}));
    CHECK(camp.hit_points(guard) == 30 - 3 - 5);
    CHECK(camp.left(hero, "slot.1") == 1);
    CHECK(reason(camp.cast(hero, "burn", {guard}, 2)) == "rules.spent"); // no second-level slot yet
    must(camp.judge.set_number(hero, "arena:level", 2));
    must(camp.cast(hero, "burn", {guard}, 2));
    CHECK(camp.hit_points(guard) == 22 - 10);
    CHECK(reason(camp.cast(hero, "haste", {hero})) == "rules.not_able");
    must(camp.judge.prepare(hero, "arena:haste"));
    CHECK(reason(camp.judge.prepare(camp.appear("guard"), "arena:haste", -1)) == "rules.out_of_range");
    CHECK(reason(camp.cast(hero, "haste", {hero}, 1)) == "rules.out_of_range");

    must(camp.cast(hero, "bless", {guard, hero}));
    CHECK(camp.judge.has(guard, "arena:lucky"));
    CHECK(camp.judge.has(hero, "arena:concentrating"));
    EffectId holding;
    camp.world.effects.each([&](EffectId id, const Effect& effect) {
        if (effect.definition == "arena:concentrating") holding = id;
    });
    must(camp.judge.end(holding));
    CHECK_FALSE(camp.judge.has(guard, "arena:lucky"));

    camp.begin("silenced", hero);
    CHECK(reason(camp.cast(hero, "spark", {guard})) == "rules.cannot_cast");
    must(camp.judge.set_number(hero, "arena:level", 1));
    CHECK(reason(camp.judge.prepare(hero, "arena:haste", 1)) == "rules.too_many_spells");
}

TEST_CASE("where copies are memorised each is cast once", "[rules][spells]")
{
    const std::string json = [] {
        std::string text(things_json);
        const std::string from = "\"casting\": {", to = "\"casting\": {\"by\": \"copies\", ";
        return text.replace(text.find(from), from.size(), to);
    }();
    Ring ring(42, rules_of(json));
    const CreatureId hero = ring.appear("hero"), guard = ring.appear("guard");
    const auto cast = [&] {
        return ring.judge.cast({.creature = hero, .spell = "arena:burn", .level = 0, .targets = {guard}});
    };
    CHECK(reason(ring.judge.prepare(hero, "arena:burn", 2)) == "rules.too_many_spells"); // bless is one of two
    must(ring.judge.prepare(hero, "arena:bless", 0));
    must(ring.judge.prepare(hero, "arena:burn", 2));
    must(cast());
    must(cast());
    CHECK(reason(cast()) == "rules.spent");
    must(ring.judge.rest(hero, false));
    CHECK(reason(cast()) == "rules.spent");
    must(ring.judge.rest(hero, true));
    must(cast());
}

TEST_CASE("resources come back when they should", "[rules][resources]")
{
    Camp camp;
    const CreatureId hero = camp.appear("hero"), guard = camp.appear("guard");
    for (int i = 0; i < 3; ++i) must(camp.act(hero, "rage"));
    CHECK(camp.counter(hero, "tired") == 1);
    must(camp.judge.rest(hero, false));
    CHECK(camp.left(hero, "rage") == 1);
    must(camp.act(hero, "loot"));
    CHECK(camp.left(hero, "rage") == 2);
    must(camp.judge.spend(hero, "arena:slot.1", 2));
    CHECK(reason(camp.judge.spend(hero, "arena:slot.1")) == "rules.spent");
    must(camp.judge.rest(hero, true));
    CHECK(camp.left(hero, "slot.1") == 2);
    CHECK(camp.world.creatures.find(hero)->spent.empty());

    must(camp.act(hero, "breathe", {guard}));
    must(camp.act(hero, "breathe", {guard})); // there is none: nothing happens
    CHECK(camp.hit_points(guard) == 21);
    must(camp.judge.begin_encounter({hero, guard}));
    int turns = 0;
    for (; camp.left(hero, "breath") == 0 && turns < 100; ++turns) must(camp.judge.next_turn());
    CHECK(turns > 0);
    CHECK(turns < 100);
    must(camp.judge.end_encounter());
    must(camp.act(hero, "breathe", {guard}));
    must(camp.judge.pass_time(600)); // and outside of one, with time
    CHECK(camp.left(hero, "breath") == 1);
}

TEST_CASE("a rest is interrupted by what hurts, and by a fight", "[rules][rest]")
{
    Camp camp;
    const CreatureId hero = camp.appear("hero"), guard = camp.appear("guard");
    must(camp.judge.damage({.target = hero, .amounts = {{"arena:fire", 12}}}));
    must(camp.judge.spend(hero, "arena:slot.1", 1));
    camp.begin("exhaustion", hero, {}, 2);
    CHECK(camp.stat(hero, "speed") == 15);
    const std::int64_t began = camp.world.time;
    CHECK(must(camp.judge.take_rest("long", {hero, guard})));
    CHECK(camp.world.time == began + 8 * 3600);
    CHECK(camp.hit_points(hero) == 30);
    CHECK(camp.left(hero, "slot.1") == 2);
    CHECK(camp.stat(hero, "speed") == 30);
    CHECK(camp.judge.has(hero, "arena:exhaustion"));
    CHECK(must(camp.judge.take_rest("long", {hero})));
    CHECK_FALSE(camp.judge.has(hero, "arena:exhaustion"));

    must(camp.judge.spend(hero, "arena:slot.1", 1));
    camp.begin("poisoned", hero);
    const std::int64_t then = camp.world.time;
    CHECK_FALSE(must(camp.judge.take_rest("long", {hero})));
    CHECK(camp.world.time == (then / 6 + 1) * 6); // the first time that the poison bit
    CHECK(camp.left(hero, "slot.1") == 1);
    CHECK(reason(camp.judge.take_rest("nap", {hero})) == "rules.no_such");
    must(camp.judge.begin({.effect = "arena:resting", .owner = guard}));
    must(camp.judge.begin_encounter({hero, guard}));
    CHECK_FALSE(camp.judge.has(guard, "arena:resting"));
    CHECK(reason(camp.judge.take_rest("short", {guard})) == "rules.in_encounter");
}

namespace {

/// Random commands about things, spells, rests and money, with fights between them.
class Bustle {
public:
    Bustle(Camp& camp, std::uint64_t seed) : camp_(camp), seed_(seed) {}

    std::uint32_t below(std::uint32_t bound)
    {
        return draw_below({.seed = seed_, .stream = 99, .counter = next_++}, bound);
    }

    /// Whether it was accepted.
    bool act()
    {
        look();
        if (camp_.world.pending && below(4) != 0) return camp_.judge.answer(below(3)).has_value();
        return below(2) == 0 ? handle() : fight();
    }

private:
    void look()
    {
        items_ = {{99, 1}};
        people_ = {{}};
        camp_.world.items.each([&](ItemId id, const Item&) { items_.push_back(id); });
        camp_.world.creatures.each([&](CreatureId id, const Creature&) { people_.push_back(id); });
    }
    ItemId item() { return items_[below(static_cast<std::uint32_t>(items_.size()))]; }
    CreatureId whom() { return people_[below(static_cast<std::uint32_t>(people_.size()))]; }
    std::int32_t number(std::uint32_t bound) { return static_cast<std::int32_t>(below(bound)); }

    bool handle()
    {
        static constexpr std::array<const char*, 15> things = {"sword", "flame",  "shield", "ring", "arrow",
                                                               "bow",   "potion", "wand",   "bag",  "sack",
                                                               "idol",  "charm",  "silver", "gold", "copper"};
        const auto thing = [&] { return std::string("arena:") + things[below(things.size())]; };
        switch (below(14)) {
        case 0:
        case 1: return camp_.judge.give(whom(), thing(), number(30), below(2) == 0).has_value();
        case 2: return camp_.judge.move({.item = item(), .to = whom()}).has_value();
        case 3: return camp_.judge.move({.item = item(), .inside = item(), .count = 1}).has_value();
        case 4: return camp_.judge.wear(item()).has_value();
        case 5: return camp_.judge.put_off(item()).has_value();
        case 6: return camp_.judge.attune(item()).has_value();
        case 7: return camp_.judge.end_attunement(item()).has_value();
        case 8:
        case 9: {
            static constexpr std::array<const char*, 4> uses = {"swing", "zap", "drink", "shoot"};
            const ItemId with = item();
            const Item* const row = camp_.world.items.find(with);
            return row && camp_.use(row->holder, with, uses[below(uses.size())], {whom()}).has_value();
        }
        case 10: return camp_.judge.pay(whom(), whom(), below(40)).has_value();
        case 11: return camp_.judge.take(whom(), thing(), number(5)).has_value();
        case 12: {
            const CreatureId who = whom();
            return camp_.judge.identify(who).has_value();
        }
        default: {
            static constexpr std::array<const char*, 4> spells = {"spark", "burn", "bless", "haste"};
            const std::string spell = spells[below(spells.size())];
            if (below(3) == 0) return camp_.judge.prepare(whom(), "arena:" + spell, number(3)).has_value();
            return camp_.cast(whom(), spell, {whom(), whom()}, number(3)).has_value();
        }
        }
    }

    bool fight()
    {
        static constexpr std::array<const char*, 7> effects = {"poisoned", "silenced", "trained",      "exhaustion",
                                                               "lucky",    "doomed",   "concentrating"};
        static constexpr std::array<const char*, 3> types = {"slashing", "fire", "poison"};
        static constexpr std::array<const char*, 3> actions = {"rage", "breathe", "loot"};
        switch (below(14)) {
        case 0: {
            std::vector<CreatureId> all(people_.begin() + 1, people_.end());
            return camp_.judge.begin_encounter(all).has_value();
        }
        case 1:
        case 2:
        case 3: return camp_.judge.next_turn().has_value();
        case 4: return camp_.judge.end_encounter().has_value();
        case 5:
        case 6:
            return camp_.judge
                .damage({.target = whom(),
                         .source = whom(),
                         .amounts = {{std::string("arena:") + types[below(types.size())], number(14)}}})
                .has_value();
        case 7: return camp_.judge.heal(whom(), whom(), number(12)).has_value();
        case 8:
            return camp_.judge
                .begin({.effect = std::string("arena:") + effects[below(effects.size())],
                        .owner = whom(),
                        .source = whom(),
                        .level = number(4)})
                .has_value();
        case 9: return camp_.act(whom(), actions[below(actions.size())], {whom()}).has_value();
        case 10: return camp_.judge.pass_time(below(10'000)).has_value();
        case 11: return camp_.judge.take_rest(below(2) == 0 ? "short" : "long", {whom()}).has_value();
        case 12: return camp_.judge.rest(whom(), below(2) == 0).has_value();
        default: return below(3) != 0 || camp_.judge.leave(whom()).has_value();
        }
    }

    Camp& camp_;
    std::uint64_t seed_;
    std::uint32_t next_ = 0;
    std::vector<ItemId> items_;
    std::vector<CreatureId> people_;
};

void check_camp(const Camp& camp, const std::vector<Event>& events)
{
    World folded{.seed = camp.world.seed};
    Journal journal;
    std::map<CreatureId, std::int64_t> told; // hit points, by the events that speak of them
    for (const Event& event : events) {
        must(apply(folded, event, journal));
        if (auto* came = std::get_if<CreatureAppeared>(&event)) told[came->creature] = came->hit_points;
        if (auto* hurt = std::get_if<DamageTaken>(&event)) told[hurt->creature] -= hurt->lost;
        if (auto* healed = std::get_if<Healed>(&event)) told[healed->creature] += healed->gained;
        if (auto* capped = std::get_if<HitPointsCapped>(&event)) told[capped->creature] -= capped->lost;
    }
    REQUIRE(folded == camp.world);
    Recording nowhere(folded);
    const Judge fresh(folded, camp.rules, nowhere);
    camp.world.creatures.each([&](CreatureId id, const Creature& creature) {
        REQUIRE(fresh.load(id) == camp.judge.load(id));
        for (const char* stat : {"arena:save", "arena:armor_class", "arena:speed", "arena:hit_points"})
            REQUIRE(must(fresh.stat(id, stat)) == must(camp.judge.stat(id, stat)));
        REQUIRE(creature.vitals.hit_points <= camp.stat(id, "hit_points"));
        REQUIRE(told.at(id) == creature.vitals.hit_points);
        std::map<std::string, std::int32_t> taken;
        for (const ItemId each : camp.judge.items(id)) {
            for (const std::string& place : camp.world.items.find(each)->places) ++taken[place];
        }
        for (const auto& [place, count] : taken) REQUIRE(count <= (place == "finger" ? 2 : 1));
    });
    unwind(folded, journal);
    REQUIRE(folded == World{.seed = camp.world.seed});
}

} // namespace

TEST_CASE("whatever is done with things, between fights and in them, the world agrees with its events",
          "[rules][items][property]")
{
    for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
        INFO("seed " << seed);
        Camp camp(seed);
        camp.appear("hero");
        camp.appear("guard");
        camp.appear("squire");
        std::vector<Event> events = camp.recording.take();
        Bustle bustle(camp, seed);
        for (int i = 0; i < 16; ++i) {
            const World before = camp.world;
            if (!bustle.act()) REQUIRE(camp.world == before);
            if (bustle.below(4) == 0) {
                camp.recording.discard();
                camp.judge.forget();
                REQUIRE(camp.world == before);
            }
            std::ranges::move(camp.recording.take(), std::back_inserter(events));
        }
        check_camp(camp, events);
        if (seed % 10 != 0) continue;
        REQUIRE(must(world_from_json(to_json(camp.world))) == camp.world);
        for (const Event& event : events) REQUIRE(must(json::from_json<Event>(json::to_json(event))) == event);
    }
}
