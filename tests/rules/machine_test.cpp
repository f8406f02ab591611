// SPDX-License-Identifier: MIT
// Programs: actions, hooks, budgets, and waiting at any step.
#include <goldbox/rules/fields.hpp>
#include <goldbox/rules/judge.hpp>

#include "support/rules.hpp"

#include <functional>
#include <set>

using namespace goldbox;
using namespace goldbox::test;
using namespace goldbox::rules;
using goldbox::tests::must;
using goldbox::tests::reason;

namespace {

constexpr std::string_view programs_json = R"json({
"ruleset": {"rules": {"hit_points": "hit_points", "dying": {"who": ["hero"]}}},
"stats": {
  "strength.modifier": {"otherwise": 3}, "armor_class": {"otherwise": 12}, "hit_points": {"otherwise": 30, "least": 0},
  "save": {"otherwise": 1}, "difficulty": {"otherwise": 13}
},
"checks": {
  "attack": {"bonus": "@strength.modifier", "against": "@target.armor_class", "critical": "20", "fumble": "1", "stream": "attack"},
  "save": {"bonus": "@save", "stream": "save"},
  "luck": {"dice": "1d1", "bonus": "@value.luck", "against": "10"}
},
"damage_types": {"slashing": {}, "fire": {}},
"texts": {"hello": {"text": "Hello."}, "deal": {"text": "A deal?"}},
"actions": {
  "bite": {"do": [{"type": "attack", "check": "attack",
    "hit": [{"type": "damage", "parts": [{"amount": "1d6 + @strength.modifier", "type": "slashing"}, {"amount": "1d4", "type": "fire"}]}],
    "miss": [{"type": "text", "text": "hello"}]}]},
  "sure_bite": {"do": [{"type": "attack", "check": "attack", "bonus": "100", "advantage": "1",
    "hit": [{"type": "damage", "parts": [{"amount": "1d6", "type": "slashing"}]}]}]},
  "flurry": {"do": [{"type": "run", "action": "bite"}, {"type": "run", "action": "bite"}, {"type": "text", "text": "hello"}]},
  "fireball": {"do": [{"type": "roll", "as": "fire", "amount": "8d6"},
    {"type": "each", "do": [{"type": "save", "check": "save", "difficulty": "@difficulty",
      "failed": [{"type": "damage", "parts": [{"amount": "@value.fire", "type": "fire"}]}],
      "saved": [{"type": "damage", "parts": [{"amount": "@value.fire // 2", "type": "fire"}]}]}]}]},
  "hex": {"do": [{"type": "effect", "effect": "concentrating", "who": "self", "as": "held"},
                 {"type": "effect", "effect": "hexed", "who": "targets", "under": "held"}]},
  "mend": {"do": [{"type": "heal", "amount": "1d4 + 1"}, {"type": "heal", "amount": "5", "temporary": true, "who": "self"}]},
  "cleanse": {"do": [{"type": "end", "categories": ["curse"], "power": "3"},
                     {"type": "if", "when": "@value.total > 0", "then": [{"type": "text", "text": "hello"}]}]},
  "call": {"do": [{"type": "effect", "effect": "concentrating", "who": "self", "as": "held"},
                  {"type": "summon", "creature": "wolf", "count": "2", "effect": "summoned", "under": "held"}]},
  "bargain": {"do": [{"type": "ask", "text": "deal", "who": "target", "choices": [
      {"name": "no"},
      {"name": "yes", "do": [{"type": "heal", "amount": "1", "who": "self"}, {"type": "counter", "name": "deals", "add": "1", "who": "target"}]},
      {"name": "again", "when": "@target.counter.deals > 0", "do": [{"type": "counter", "name": "deals", "set": "40", "add": "2", "who": "target"}]}]},
    {"type": "text", "text": "hello"}]},
  "try_luck": {"do": [{"type": "set", "as": "luck", "value": "9"}, {"type": "check", "check": "luck",
      "success": [{"type": "set", "as": "x", "value": "1"}], "failure": [{"type": "set", "as": "x", "value": "2"}]},
    {"type": "counter", "name": "x", "set": "@value.x"}, {"type": "counter", "name": "rolled", "set": "@value.total"}]},
  "ignite": {"do": [{"type": "effect", "effect": "burning", "who": "targets", "level": "2"}]},
  "sweep": {"do": [{"type": "each", "who": "enemies", "do": [{"type": "each", "who": "allies", "do": [{"type": "counter", "name": "pairs", "add": "1"}]}]}]},
  "brood": {"do": [{"type": "run", "action": "brood"}]},
  "ray": {"do": [{"type": "save", "check": "save", "difficulty": "@difficulty + @counter.easy", "tags": ["magic"],
      "failed": [{"type": "damage", "parts": [{"amount": "5", "type": "fire"}]}],
      "saved": [{"type": "counter", "name": "spared", "add": "1", "who": "target"}]}]},
  "drum": {"do": [{"type": "repeat", "times": "1d1 + 3", "when": "@counter.beats < 6", "do": [
      {"type": "repeat", "times": "2", "do": [{"type": "counter", "name": "beats", "add": "1"}]}]}]},
  "endless": {"do": [{"type": "repeat", "when": "1", "do": [{"type": "set", "as": "x", "value": "1"}]}]},
  "shout": {"when": "@counter.beats < 6", "why": "It is hoarse.", "do": [{"type": "text", "text": "hello"}]},
  "daze": {"do": [{"type": "set", "as": "n", "value": "2"},
    {"type": "effect", "effect": "dazed", "duration": {"unit": "minutes", "amount": "@value.n + 1d1"}}]},
  "army": {"do": [{"type": "summon", "creature": "wolf", "count": "2", "numbers": {"hit_points": "@hit_points // 2 + 1d1", "armor_class": "-4"}}]}
},
"effects": {
  "burning": {"duration": {"unit": "rounds", "amount": "10"},
    "hooks": [{"on": "turn_start", "do": [{"type": "damage", "who": "self", "parts": [{"amount": "@effect.level", "type": "fire"}]}]}]},
  "regeneration": {"hooks": [{"on": "turn_start", "when": "@now.wounds > 0", "do": [{"type": "heal", "who": "self", "amount": "3"}]}]},
  "flammable": {"hooks": [{"on": "damage_taken", "with": ["fire"],
      "do": [{"type": "counter", "name": "burns", "add": "@value.amount"}]}]},
  "thorns": {"hooks": [{"on": "damage_taken", "do": [{"type": "damage", "parts": [{"amount": "1", "type": "slashing"}]}]}]},
  "concentrating": {"stacking": "replace", "hooks": [
      {"on": "damage_taken", "do": [{"type": "check", "check": "save", "difficulty": "max(10, @value.amount // 2)",
        "failure": [{"type": "end"}]}]},
      {"on": "dropped", "do": [{"type": "end"}]}]},
  "hexed": {"categories": ["curse"], "hooks": [
      {"on": "begins", "do": [{"type": "counter", "name": "hexes", "add": "1"}]},
      {"on": "ends", "do": [{"type": "counter", "name": "hexes", "add": "-1"},
                            {"type": "counter", "name": "was", "set": "@effect.level + 7"}]}]},
  "summoned": {"hooks": [{"on": "ends", "do": [{"type": "leave"}]}]},
  "parting": {"hooks": [{"on": "ends", "do": [
      {"type": "roll", "as": "shards", "amount": "1d4"},
      {"type": "each", "who": "others", "do": [
        {"type": "damage", "parts": [{"amount": "@value.shards + 1d2", "type": "fire"}]}, {"type": "effect", "effect": "dazed"}]}]}]},
  "dazed": {"duration": {"unit": "rounds", "amount": "1d4"}},
  "last_word": {"hooks": [{"on": "died", "do": [
      {"type": "each", "who": "enemies", "do": [{"type": "damage", "parts": [{"amount": "4", "type": "fire"}]}]}]}]},
  "first": {"hooks": [{"on": "healed", "priority": 5, "do": [{"type": "counter", "name": "order", "set": "@counter.order * 10 + 1"}]}]},
  "second": {"hooks": [{"on": "healed", "do": [{"type": "counter", "name": "order", "set": "@counter.order * 10 + 2"}]}]},
  "wary": {"hooks": [
      {"on": "attacked", "do": [{"type": "effect", "effect": "ducked", "who": "self"}]},
      {"on": "was_missed", "do": [{"type": "end", "effect": "ducked", "who": "self"}]}]},
  "ducked": {"modifiers": [{"stat": "armor_class", "value": "200"}]},
  "stubborn": {"hooks": [{"on": "save_failed", "with": ["magic"], "when": "@counter.stubborn < 1", "do": [
      {"type": "ask", "choices": [{"name": "bear it"}, {"name": "resist", "do": [
        {"type": "counter", "name": "stubborn", "add": "1"}, {"type": "outcome", "degree": "2"}]}]}]}]},
  "grim": {"hooks": [{"on": "saved", "do": [{"type": "counter", "name": "grim", "add": "1"}]}]},
  "mirror": {"hooks": [{"on": "saving", "do": [{"type": "reflect"}]}, {"on": "attacked", "with": ["attack"], "do": [{"type": "reflect"}]}]},
  "deaf": {"hooks": [{"on": "attacked", "with": ["song"], "do": [{"type": "reflect"}]}]},
  "parry": {"hooks": [{"on": "was_hit", "when": "@value.total < @armor_class + 106", "do": [{"type": "outcome", "degree": "1"}]}]},
  "doom": {"hooks": [{"on": "was_missed", "do": [{"type": "outcome", "degree": "3"}]}]},
  "unhealing": {"defenses": [{"from": ["healing"], "op": "immune"}]},
  "frail": {"defenses": [{"from": ["healing"], "op": "resist"}, {"op": "immune"}]},
  "taught": {"actions": ["shout"]},
  "mourning": {"hooks": [{"on": "ally_died", "do": [{"type": "counter", "name": "mourned", "add": "1 + @target.now.dead"}]}]}
},
"creatures": {
  "mage": {"tags": ["hero"], "effects": [], "actions": ["bite", "sure_bite", "flurry", "fireball", "hex", "mend", "cleanse", "call",
      "bargain", "try_luck", "ignite", "sweep", "brood", "ray", "drum", "endless", "shout", "daze", "army"]},
  "troll": {"effects": ["regeneration"], "actions": ["bite"]},
  "wolf": {}
}
})json";

struct Den : Ring {
    explicit Den(std::uint64_t seed = 42) : Ring(seed, rules_of(programs_json)) {}

    Result<void> act(CreatureId creature, const std::string& action, std::vector<CreatureId> targets = {})
    {
        return judge.act({.creature = creature, .action = "arena:" + action, .targets = std::move(targets)});
    }
    std::int32_t counter(CreatureId creature, const std::string& name) const
    {
        const auto& counters = world.creatures.find(creature)->counters;
        const auto found = counters.find(name);
        return found == counters.end() ? 0 : found->second;
    }
};

} // namespace

TEST_CASE("an action attacks, and harms by several types at once", "[rules][programs]")
{
    std::set<Degree> degrees;
    for (std::uint64_t seed = 0; seed < 80; ++seed) {
        Den den(seed);
        const CreatureId mage = den.appear("mage"), troll = den.appear("troll");
        must(den.act(mage, "bite", {troll}));
        const CheckMade roll = den.all<CheckMade>().at(0);
        degrees.insert(roll.degree);
        if (!succeeded(roll.degree)) {
            CHECK(den.all<DamageTaken>().empty());
            CHECK(den.all<TextTold>().at(0) == TextTold{mage, troll, "arena:hello"});
            continue;
        }
        const auto dice = den.all<AmountRolled>();
        REQUIRE(dice.size() == 2);
        CHECK(dice[0].faces.size() == (roll.degree == Degree::critical_success ? 2 : 1));
        const DamageTaken taken = den.all<DamageTaken>().at(0);
        CHECK(taken.parts.at(0) == DamagePart{"arena:slashing", dice[0].total, dice[0].total});
        CHECK(taken.parts.at(1) == DamagePart{"arena:fire", dice[1].total, dice[1].total});
        CHECK(taken.lost == dice[0].total + dice[1].total);
        CHECK(taken.source == mage);
    }
    CHECK(degrees.size() == 4);
}

TEST_CASE("one roll of damage serves all targets, half for those who save", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage");
    std::vector<CreatureId> trolls;
    for (int i = 0; i < 6; ++i) trolls.push_back(den.appear("troll"));
    must(den.act(mage, "fireball", trolls));
    const auto rolled = den.all<AmountRolled>();
    REQUIRE(rolled.size() == 1);
    const auto saves = den.all<CheckMade>();
    const auto damage = den.all<DamageTaken>();
    REQUIRE(damage.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(saves[i].creature == trolls[i]);
        CHECK(saves[i].difficulty == 13);
        CHECK(damage[i].lost == std::min(30, succeeded(saves[i].degree) ? rolled[0].total / 2 : rolled[0].total));
    }
}

TEST_CASE("a held effect ends with what it made when its check fails", "[rules][programs]")
{
    std::set<bool> held;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Den den(seed);
        const CreatureId mage = den.appear("mage"), one = den.appear("troll"), two = den.appear("troll");
        must(den.act(mage, "hex", {one, two}));
        CHECK(den.counter(one, "hexes") == 1);
        den.damage(mage, "fire", 24);
        const CheckMade check = den.all<CheckMade>().at(0);
        CHECK(check.difficulty == 12);
        CHECK(den.has(mage, "concentrating") == succeeded(check.degree));
        CHECK(den.has(two, "hexed") == succeeded(check.degree));
        CHECK(den.counter(two, "hexes") == (succeeded(check.degree) ? 1 : 0));
        held.insert(succeeded(check.degree));
        if (!succeeded(check.degree)) CHECK(den.counter(two, "was") == 7); // read of an effect that is over
    }
    CHECK(held.size() == 2);
}

TEST_CASE("what happens each turn happens exactly once a round, in an encounter and out of it", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage"), troll = den.appear("wolf");
    must(den.act(mage, "ignite", {troll}));
    must(den.judge.pass_time(15)); // at 6 and 12
    CHECK(den.all<DamageTaken>().size() == 2);
    must(den.judge.begin_encounter({mage, troll}));
    must(den.judge.next_turn());
    CHECK(den.all<DamageTaken>().size() == 2);
    must(den.judge.next_turn());
    CHECK(den.all<DamageTaken>().size() == 3);
    must(den.judge.next_turn());     // the mage again
    must(den.judge.end_encounter()); // the wolf's turn of the second round
    CHECK(den.all<DamageTaken>().size() == 4);
    CHECK(den.world.time == 27);
    must(den.judge.pass_time(100'000)); // 30, 36, ... 54; it ended at 60, before what that round would have brought
    CHECK(den.all<DamageTaken>().size() == 9);
    CHECK_FALSE(den.has(troll, "burning"));
}

TEST_CASE("rounds in which nothing happens leave no trace, however many", "[rules][programs]")
{
    Den den;
    const CreatureId troll = den.appear("troll");
    den.damage(troll, "fire", 10);
    (void)den.recording.take();
    must(den.judge.pass_time(8 * 3600));
    CHECK(den.all<Healed>().size() == 4);
    CHECK(den.all<TimePassed>().size() == 5);
    CHECK(den.vitals(troll).hit_points == 30);
    CHECK(reason(den.judge.pass_time(900'000'000)) == "rules.budget");
}

TEST_CASE("hooks that set each other off are stopped, and all of it is taken back", "[rules][programs]")
{
    Den den;
    const CreatureId one = den.appear("mage"), two = den.appear("troll");
    den.begin("thorns", one);
    must(den.judge.damage({.target = one, .source = two, .amounts = {{"arena:fire", 1}}}));
    CHECK(den.vitals(two).hit_points == 29);
    den.begin("thorns", two);
    den.recording.clear();
    const World before = den.world;
    CHECK(reason(den.judge.damage({.target = one, .source = two, .amounts = {{"arena:fire", 1}}})) == "rules.budget");
    den.recording.discard();
    den.judge.forget();
    CHECK(den.world == before);
    CHECK(reason(den.act(one, "brood")) == "rules.budget");
}

TEST_CASE("the higher priority goes first, then the older effect", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage");
    den.begin("second", mage);
    den.begin("first", mage);
    den.damage(mage, "fire", 5);
    must(den.judge.heal(mage, {}, 2));
    CHECK(den.counter(mage, "order") == 12);
}

TEST_CASE("a hook may listen to some damage only", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage");
    den.begin("flammable", mage);
    den.damage(mage, "slashing", 2);
    CHECK(den.counter(mage, "burns") == 0);
    den.damage(mage, "fire", 3);
    CHECK(den.counter(mage, "burns") == 3);
}

TEST_CASE("a hook before an attack changes its roll", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage"), troll = den.appear("troll");
    den.begin("wary", troll);
    must(den.act(mage, "sure_bite", {troll}));
    const CheckMade roll = den.all<CheckMade>().at(0);
    CHECK(roll.difficulty == 212);
    CHECK(roll.advantage == 1);
    if (roll.degree == Degree::failure) CHECK_FALSE(den.has(troll, "ducked"));
}

TEST_CASE("who failed a save may see to it that it did not, as often as it can", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage", "party"), troll = den.appear("troll", "wild");
    den.begin("stubborn", troll);
    den.begin("grim", troll);
    must(den.judge.set_number(mage, "arena:difficulty", 90));
    must(den.act(mage, "ray", {troll}));
    REQUIRE(den.world.pending);
    CHECK(den.world.pending->choices == std::vector<std::string>{"bear it", "resist"});
    must(den.judge.answer(1));
    CHECK(den.all<OutcomeChanged>() == std::vector{OutcomeChanged{troll, Degree::success}});
    CHECK(den.vitals(troll).hit_points == 30);
    CHECK(den.counter(troll, "spared") == 1);
    CHECK(den.counter(troll, "grim") == 0); // the roll itself had failed
    must(den.act(mage, "ray", {troll}));
    CHECK_FALSE(den.world.pending);
    CHECK(den.vitals(troll).hit_points == 25);
    must(den.judge.set_number(mage, "arena:difficulty", -90));
    must(den.act(mage, "ray", {troll}));
    CHECK(den.counter(troll, "grim") == 1);
}

TEST_CASE("a hit becomes a miss, and a miss a terrible hit", "[rules][programs]")
{
    int parried = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Den den(seed);
        const CreatureId mage = den.appear("mage", "party"), troll = den.appear("troll", "wild");
        den.begin("parry", troll);
        must(den.act(mage, "sure_bite", {troll}));
        const bool off = den.all<CheckMade>().at(0).total < 12 + 106; // what the hook reads
        CHECK(den.all<DamageTaken>().empty() == off);
        CHECK(den.all<OutcomeChanged>().size() == (off ? 1 : 0));
        parried += off ? 1 : 0;
    }
    CHECK(parried > 2);
    CHECK(parried < 18);

    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        Den den(seed);
        const CreatureId mage = den.appear("mage", "party"), troll = den.appear("troll", "wild");
        den.begin("doom", troll);
        must(den.judge.set_number(troll, "arena:armor_class", 300));
        must(den.act(mage, "sure_bite", {troll}));
        if (den.all<CheckMade>().at(0).degree != Degree::failure) continue;
        REQUIRE(den.all<AmountRolled>().size() == 1);
        CHECK(den.all<AmountRolled>().at(0).faces.size() == 2); // twice the dice
    }
}

TEST_CASE("what is reflected hits who did it, and is not thrown to and fro", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage", "party"), troll = den.appear("troll", "wild");
    den.begin("mirror", troll);
    den.begin("mirror", mage);
    must(den.judge.set_number(mage, "arena:difficulty", 90));
    must(den.act(mage, "ray", {troll}));
    CHECK(den.all<Reflected>() == std::vector{Reflected{troll, mage}});
    CHECK(den.vitals(mage).hit_points == 25);
    CHECK(den.vitals(troll).hit_points == 30);
    must(den.act(mage, "sure_bite", {troll}));
    CHECK(den.all<Reflected>().size() == 2);
    CHECK(den.all<CheckMade>().back().target == mage);

    Den quiet; // tags of an attack before it is rolled
    const CreatureId ann = quiet.appear("mage", "party"), ben = quiet.appear("troll", "wild");
    quiet.begin("deaf", ben);
    must(quiet.act(ann, "sure_bite", {ben}));
    CHECK(quiet.all<Reflected>().empty());
}

TEST_CASE("steps are repeated so often, or as long as something holds, and never for ever", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage", "party");
    must(den.act(mage, "drum"));
    CHECK(den.counter(mage, "beats") == 6); // three times two, of four that were allowed
    const World before = den.world;
    (void)den.recording.take();
    CHECK(reason(den.act(mage, "endless")) == "rules.budget");
    den.recording.discard();
    den.judge.forget();
    CHECK(den.world == before);
}

TEST_CASE("an action is refused while its condition does not hold, and effects give others", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage", "party"), wolf = den.appear("wolf", "wild");
    must(den.act(mage, "shout"));
    must(den.act(mage, "drum"));
    const World before = den.world;
    const auto refused = den.act(mage, "shout");
    CHECK(reason(refused) == "rules.cannot_act");
    CHECK(refused.error().message == "It is hoarse.");
    CHECK(reason(den.judge.can_act(mage, "arena:shout")) == "rules.cannot_act");
    CHECK(den.world == before);
    CHECK(reason(den.act(wolf, "shout")) == "rules.not_able");
    CHECK(den.judge.actions(wolf).empty());
    const EffectId lesson = den.begin("taught", wolf);
    CHECK(den.judge.actions(wolf) == std::vector<std::string>{"arena:shout"});
    must(den.act(wolf, "shout"));
    must(den.judge.end(lesson));
    CHECK(reason(den.act(wolf, "shout")) == "rules.not_able");
}

TEST_CASE("a step says how long its effect lasts, and what numbers its summons have", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage", "party"), troll = den.appear("troll", "wild");
    must(den.act(mage, "daze", {troll}));
    CHECK(den.all<EffectBegan>().back().what.ends == 180);
    must(den.act(mage, "army"));
    const auto came = den.all<CreatureAppeared>();
    REQUIRE(came.size() == 4);
    for (const std::size_t i : {2u, 3u}) {
        CHECK(came[i].numbers ==
              std::map<std::string, std::int32_t>{{"arena:armor_class", -4}, {"arena:hit_points", 16}});
        CHECK(den.vitals(came[i].creature).hit_points == 16);
    }
}

TEST_CASE("healing meets what speaks of healing, and nothing else", "[rules][programs]")
{
    Den den;
    const CreatureId troll = den.appear("troll", "wild");
    den.damage(troll, "fire", 20);
    const EffectId wound = den.begin("unhealing", troll);
    must(den.judge.heal(troll, {}, 5));
    CHECK(den.vitals(troll).hit_points == 10);
    must(den.judge.end(wound));
    den.begin("frail", troll); // which is also immune against all damage
    must(den.judge.heal(troll, {}, 5));
    CHECK(den.vitals(troll).hit_points == 12);
    den.damage(troll, "fire", 20);
    CHECK(den.vitals(troll).hit_points == 12);
}

TEST_CASE("allies hear of a death, others do not", "[rules][programs]")
{
    Den den;
    const CreatureId one = den.appear("wolf", "wild"), other = den.appear("wolf", "wild"),
                     mage = den.appear("mage", "party");
    for (const CreatureId id : {one, other, mage}) den.begin("mourning", id);
    den.damage(one, "fire", 50);
    CHECK(den.counter(other, "mourned") == 2);
    CHECK(den.counter(one, "mourned") == 0);
    CHECK(den.counter(mage, "mourned") == 0);
}

TEST_CASE("the dead have a last word", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage", "party");
    const CreatureId troll = den.appear("troll", "wild"), wolf = den.appear("wolf", "wild");
    den.begin("last_word", troll);
    den.damage(troll, "fire", 99);
    CHECK(den.vitals(mage).hit_points == 26);
    CHECK(den.vitals(wolf).hit_points == 30);
}

TEST_CASE("who has left rolls what its effects still do as nobody", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage"), wolf = den.appear("wolf");
    den.begin("parting", wolf);
    must(den.judge.leave(wolf));
    const auto rolled = den.all<AmountRolled>();
    REQUIRE(rolled.size() == 3); // the shards, the harm, and how long it lasts
    for (const AmountRolled& each : rolled) CHECK(each.creature == CreatureId{});
    CHECK(den.vitals(mage).hit_points == 30 - rolled[1].total);
    CHECK(den.has(mage, "dazed"));
}

TEST_CASE("summons leave with what holds them", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage", "party");
    must(den.act(mage, "call"));
    CHECK(den.world.creatures.size() == 3);
    den.world.creatures.each([&](CreatureId, const Creature& creature) { CHECK(creature.side == "party"); });
    den.damage(mage, "fire", 30);
    CHECK(den.vitals(mage).life == Life::dying);
    CHECK(den.world.creatures.size() == 1);
    CHECK(den.all<CreatureLeft>().size() == 2);
}

TEST_CASE("programs heal, dispel, count, run others and loop within loops", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage", "party"), friend_of = den.appear("wolf", "party");
    const CreatureId troll = den.appear("troll", "wild");
    den.appear("wolf", "wild");
    den.damage(troll, "fire", 20);
    must(den.act(mage, "mend", {troll}));
    CHECK(den.vitals(troll).hit_points >= 12);
    CHECK(den.vitals(mage).temporary_hit_points == 5);
    must(den.act(mage, "cleanse", {troll}));
    CHECK(den.all<TextTold>().empty());
    den.begin("hexed", troll);
    must(den.act(mage, "cleanse", {troll}));
    CHECK(den.all<TextTold>().size() == 1);
    CHECK_FALSE(den.has(troll, "hexed"));
    must(den.act(mage, "try_luck"));
    CHECK(den.counter(mage, "x") == 1);
    CHECK(den.counter(mage, "rolled") == 10);
    must(den.act(mage, "sweep"));
    CHECK(den.counter(mage, "pairs") == 2); // two enemies, each with one ally of the mage
    CHECK(den.world.creatures.find(friend_of));
    const auto before = den.all<CheckMade>().size();
    must(den.act(mage, "flurry", {troll}));
    CHECK(den.all<CheckMade>().size() == before + 2);
    CHECK(reason(den.act(troll, "fireball")) == "rules.not_able");
    CHECK(reason(den.act(troll, "nothing")) == "rules.no_such");
}

TEST_CASE("a question waits in the world, and what was saved there goes on there", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage"), troll = den.appear("troll");
    den.damage(mage, "fire", 5);
    must(den.act(mage, "bargain", {troll}));
    REQUIRE(den.world.pending);
    CHECK(den.world.pending->decider == troll);
    CHECK(den.world.pending->text == "arena:deal");
    CHECK(den.world.pending->choices == std::vector<std::string>{"no", "yes"});
    CHECK(reason(den.judge.heal(mage, {}, 1)) == "rules.pending");
    CHECK(reason(den.judge.answer(2)) == "rules.out_of_range");
    Den again;
    again.world = must(world_from_json(to_json(den.world)));
    for (Den* each : {&den, &again}) {
        must(each->judge.answer(1));
        CHECK_FALSE(each->world.pending);
        CHECK(each->counter(troll, "deals") == 1);
        CHECK(each->vitals(mage).hit_points == 26);
        CHECK(reason(each->judge.answer(0)) == "rules.nothing_pending");
    }
    CHECK(again.world == den.world);
    must(den.act(mage, "bargain", {troll}));
    CHECK(den.world.pending->choices.size() == 3);
    must(den.judge.answer(2));
    CHECK(den.counter(troll, "deals") == 42);
    must(den.act(mage, "bargain")); // nobody to ask
    CHECK_FALSE(den.world.pending);
}

TEST_CASE("programs wait and go on at every step, through a save, as if they had not", "[rules][programs]")
{
    using Play = std::function<void(Den&, const std::function<void(Result<void>)>&)>;
    const Play play = [](Den& den, const std::function<void(Result<void>)>& done) {
        const CreatureId mage{0, 1}, troll{1, 1}, wolf{2, 1};
        for (const char* action : {"bite", "flurry", "fireball", "hex", "mend", "cleanse", "call", "try_luck", "ignite",
                                   "sweep", "ray", "drum", "daze", "army"})
            done(den.act(mage, action, {troll, wolf}));
        done(den.act(mage, "hex", {troll, wolf}));
        done(den.judge.begin_encounter({mage, troll, wolf}));
        for (int i = 0; i < 7; ++i) done(den.judge.next_turn());
        done(den.judge.end_encounter());
        done(den.judge.pass_time(100));
    };
    const auto begin = [](Den& den) {
        den.appear("mage", "party");
        den.appear("troll", "wild");
        den.appear("wolf", "wild");
        den.begin("thorns", {1, 1});
        den.begin("last_word", {2, 1});
        den.begin("grim", {1, 1});
        den.begin("parry", {0, 1});
    };
    const auto told = [](const std::vector<Event>& events) {
        std::vector<std::string> all;
        for (const Event& event : events) {
            // waiting says what time it is
            const bool of_waiting = std::holds_alternative<Suspended>(event) ||
                                    std::holds_alternative<Resumed>(event) || std::holds_alternative<TimePassed>(event);
            if (!of_waiting) all.push_back(json::to_json(event));
        }
        return all;
    };
    Den whole;
    begin(whole);
    play(whole, [](Result<void> done) { must(std::move(done)); });
    for (const std::uint32_t steps : {1u, 2u, 3u, 7u}) {
        INFO("paused after " << steps);
        Den sliced;
        begin(sliced);
        sliced.judge.pause_after(steps);
        int pauses = 0;
        play(sliced, [&](Result<void> done) {
            must(std::move(done));
            while (sliced.world.pending) {
                ++pauses;
                sliced.world = must(world_from_json(to_json(sliced.world)));
                sliced.judge.forget();
                must(sliced.judge.answer());
            }
        });
        CHECK(pauses * static_cast<int>(steps) > 100);
        CHECK(told(sliced.recording.events()) == told(whole.recording.events()));
        CHECK(sliced.world == whole.world);
    }
}

TEST_CASE("what waits and no longer fits the rules is refused", "[rules][programs]")
{
    Den den;
    const CreatureId mage = den.appear("mage"), troll = den.appear("troll");
    must(den.act(mage, "bargain", {troll}));
    const World good = den.world;
    const auto refused = [&](auto&& change) {
        den.world = good;
        change(*den.world.pending);
        den.judge.forget();
        const World before = den.world;
        const std::string why = reason(den.judge.answer(0));
        CHECK((den.world == before) == !why.empty());
        return why;
    };
    CHECK(refused([](Pending& p) { p.frames.back().program = "actions/arena:gone"; }) == "rules.bad_pending");
    CHECK(refused([](Pending& p) { p.frames.back().program = "effects/arena:thorns/9"; }) == "rules.bad_pending");
    CHECK(refused([](Pending& p) { p.frames.back().program = "machine/next_turn"; }) == "rules.bad_pending");
    CHECK(refused([](Pending& p) { p.frames.back().at = 9999; }) == "rules.bad_pending");
    CHECK(refused([](Pending& p) { p.frames.back().at = 1; }) == "rules.bad_pending");
    CHECK(refused([](Pending& p) { p.frames.back().values.pop_back(); }) == "rules.bad_pending");
    CHECK(refused([](Pending& p) { p.frames.back().loops.emplace_back(); }) == "rules.bad_pending");
    CHECK(refused([](Pending& p) { p.frames.clear(); }) == "rules.bad_pending");
    CHECK(refused([](Pending& p) { p.offered = {70, 71}; }) == "rules.bad_pending");
    CHECK(refused([](Pending&) {}).empty());
}

TEST_CASE("steps that name nothing, or are no formulas, are found when the pack is loaded", "[rules][programs]")
{
    const auto wrong = [](const std::string& step) {
        const content::Loaded loaded = load_rules_pack(R"({"ruleset": {"r": {"hit_points": "hp"}}, "stats": {"hp": {}},
"damage_types": {"fire": {}}, "actions": {"a": {"do": [
)" + step + "]}}}");
        std::vector<Diagnostic> all = loaded.diagnostics;
        if (loaded.pack) all = load_rules(*loaded.pack, loaded.origins.get()).diagnostics;
        return all.empty() ? std::string() : to_string(all.front());
    };
    CHECK(wrong(R"({"type": "damage", "parts": [{"amount": "1d6", "type": "fire"}]})").empty());
    CHECK(wrong(R"({"type": "damage", "parts": [{"amount": "1d", "type": "fire"}]})").find("arena/rules.json:3:41: ") ==
          0);
    CHECK(wrong(R"({"type": "damage", "parts": [{"amount": "@hpp", "type": "fire"}]})").find("did you mean \"@hp\"") !=
          std::string::npos);
    CHECK(wrong(R"({"type": "damage", "parts": [{"amount": "1", "type": "fires"}]})")
              .find("did you mean \"arena:fire\"") != std::string::npos);
    CHECK(wrong(R"({"type": "if", "when": "1", "then": [{"type": "effect", "effect": "none"}]})")
              .find("arena/rules.json:3:") == 0);
    CHECK_FALSE(wrong(R"({"type": "dance"})").empty());
    CHECK(wrong(R"({"type": "repeat", "do": [{"type": "leave"}]})").find("never end") != std::string::npos);
    CHECK(wrong(R"x({"type": "repeat", "times": "max(3)", "do": [{"type": "leave"}]})x").find("max takes two") !=
          std::string::npos);
    CHECK(wrong(R"({"type": "summon", "creature": "x", "numbers": {"hq": "1"}})").find("arena/rules.json:3:") == 0);
    CHECK(wrong(R"({"type": "outcome", "degree": "@hpp"})").find("did you mean \"@hp\"") != std::string::npos);
    CHECK_FALSE(wrong(R"({"type": "heal"})").empty());
    std::string deep = R"({"type": "leave"})";
    for (int i = 0; i < 12; ++i) deep = R"({"type": "if", "when": "1", "then": [)" + deep + "]}";
    CHECK(wrong(deep).empty());
    for (int i = 0; i < 6; ++i) deep = R"({"type": "if", "when": "1", "then": [)" + deep + "]}";
    CHECK_FALSE(wrong(deep).empty());
}
