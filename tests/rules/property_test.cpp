// SPDX-License-Identifier: MIT
// What holds whatever happens, over thousands of random games.
#include <goldbox/base/random.hpp>
#include <goldbox/rules/fields.hpp>
#include <goldbox/rules/judge.hpp>

#include "support/chance.hpp"
#include "support/rules.hpp"

#include <algorithm>
#include <array>
#include <numeric>

using namespace goldbox;
using namespace goldbox::test;
using namespace goldbox::rules;
using goldbox::tests::Chance;
using goldbox::tests::must;

namespace {

constexpr std::array<const char*, 30> effects = {
    "blessed",    "aimed",       "poisoned", "outlined", "shield",    "big_shield", "cracked_shield", "lucky",
    "mage_armor", "bark",        "exposed",  "girdle",   "gauntlets", "weak",       "slow",           "fast",
    "paralyzed",  "unconscious", "free",     "tough",    "drained",   "guarded",    "concentrating",  "might",
    "hexed",      "third",       "spiteful", "mending",  "fickle",    "echo"};
constexpr std::array<const char*, 4> types = {"fire", "cold", "slashing", "poison"};
constexpr std::array<const char*, 13> stats = {"strength",    "strength.modifier",
                                               "dexterity",   "dexterity.modifier",
                                               "proficiency", "armor_class",
                                               "attack",      "save.dexterity",
                                               "hit_points",  "speed",
                                               "thac0",       "descending",
                                               "morale"};

template <class Row>
Id<Row> some(const Table<Row>& table, Chance& chance)
{
    std::vector<Id<Row>> ids = {{77, 1}}; // nobody, sometimes
    table.each([&](Id<Row> id, const Row&) { ids.push_back(id); });
    return chance.one_of(ids);
}

/// One random command; most are accepted.
void act(Ring& ring, Chance& chance)
{
    const CreatureId who = some(ring.world.creatures, chance), whom = some(ring.world.creatures, chance);
    const auto number = [&](std::uint32_t bound) { return static_cast<std::int32_t>(chance.below(bound)); };
    const auto id = [](const char* name) { return std::string("arena:") + name; };
    switch (chance.below(16)) {
    case 0: (void)ring.judge.appear({.definition = id(chance.below(2) == 0 ? "hero" : "ogre")}); break;
    case 1: (void)ring.judge.check({.check = id("attack"), .creature = who, .target = whom}); break;
    case 2:
    case 3:
        (void)ring.judge.damage({.target = who, .source = whom, .amounts = {{id(chance.one_of(types)), number(15)}}});
        break;
    case 4: (void)ring.judge.heal(who, whom, number(12)); break;
    case 5: (void)ring.judge.give_temporary_hit_points(who, number(8)); break;
    case 6:
    case 7:
    case 8:
    case 9: {
        const EffectId parent = chance.below(4) == 0 ? some(ring.world.effects, chance) : EffectId{};
        (void)ring.judge.begin({.effect = id(chance.one_of(effects)),
                                .owner = who,
                                .source = chance.below(3) == 0 ? CreatureId{} : whom,
                                .parent = parent,
                                .level = number(5)});
        break;
    }
    case 10: (void)ring.judge.end(some(ring.world.effects, chance)); break;
    case 11: (void)ring.judge.dispel(who, {"magic"}, number(8)); break;
    case 12:
        (void)ring.judge.set_number(who, id(chance.one_of(stats)),
                                    chance.below(3) == 0 ? std::nullopt : std::optional(number(20)));
        break;
    case 13: {
        std::vector<CreatureId> all;
        ring.world.creatures.each([&](CreatureId each, const Creature&) { all.push_back(each); });
        if (chance.below(3) == 0)
            (void)ring.judge.end_encounter();
        else
            (void)ring.judge.roll_initiative(all);
        break;
    }
    case 14:
        (void)ring.judge.next_turn();
        (void)ring.judge.next_turn();
        (void)ring.judge.pass_time(chance.below(100));
        break;
    default:
        if (chance.below(4) == 0)
            (void)ring.judge.leave(who);
        else
            (void)ring.judge.rest(who, chance.below(2) == 0);
    }
}

/// Hit points that a creature has by the events that speak of them.
std::map<CreatureId, std::int64_t> hit_points_told(const std::vector<Event>& events)
{
    std::map<CreatureId, std::int64_t> told;
    for (const Event& event : events) {
        if (auto* came = std::get_if<CreatureAppeared>(&event)) told[came->creature] = came->hit_points;
        if (auto* hurt = std::get_if<DamageTaken>(&event)) told[hurt->creature] -= hurt->lost;
        if (auto* healed = std::get_if<Healed>(&event)) told[healed->creature] += healed->gained;
        if (auto* capped = std::get_if<HitPointsCapped>(&event)) told[capped->creature] -= capped->lost;
    }
    return told;
}

std::vector<std::int32_t> all_stats(const Judge& judge, CreatureId creature)
{
    std::vector<std::int32_t> all;
    for (const char* stat : stats) all.push_back(must(judge.stat(creature, std::string("arena:") + stat)));
    return all;
}

void check_world(const Ring& ring, const std::vector<Event>& events)
{
    World folded{.seed = ring.world.seed};
    Journal journal;
    for (const Event& event : events) must(apply(folded, event, journal));
    REQUIRE(folded == ring.world);
    const auto told = hit_points_told(events);
    Recording nowhere(folded);
    const Judge fresh(folded, ring.rules, nowhere);
    ring.world.creatures.each([&](CreatureId id, const Creature& creature) {
        REQUIRE(all_stats(ring.judge, id) == all_stats(fresh, id));
        REQUIRE(creature.vitals.hit_points <= ring.stat(id, "hit_points"));
        REQUIRE(creature.vitals.temporary_hit_points >= 0);
        REQUIRE(told.at(id) == creature.vitals.hit_points);
    });
    ring.world.effects.each([&](EffectId, const Effect& effect) {
        REQUIRE(ring.world.creatures.find(effect.owner));
        if (effect.parent) REQUIRE(ring.world.effects.find(effect.parent));
    });
    unwind(folded, journal);
    REQUIRE(folded == World{.seed = ring.world.seed});
}

} // namespace

TEST_CASE("whatever happens, the world agrees with its events", "[rules][property]")
{
    const auto rules = rules_of();
    for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
        INFO("seed " << seed);
        Chance chance(seed, 99);
        Ring ring(seed, rules);
        ring.appear("hero");
        ring.appear("goblin");
        std::vector<Event> events = ring.recording.take();
        for (int i = 0; i < 12; ++i) {
            const bool taken_back = chance.below(3) == 0;
            const World before = ring.world;
            act(ring, chance);
            if (taken_back) {
                ring.recording.discard();
                ring.judge.forget();
                REQUIRE(ring.world == before);
            }
            std::ranges::move(ring.recording.take(), std::back_inserter(events));
        }
        check_world(ring, events);
    }
}

TEST_CASE("a world comes back from its JSON, and goes on in the same way", "[rules][property]")
{
    const auto rules = rules_of();
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        INFO("seed " << seed);
        Chance chance(seed, 99);
        Ring ring(seed, rules);
        ring.appear("hero");
        for (int i = 0; i < 30; ++i) act(ring, chance);
        Ring again(seed, rules);
        again.world = must(world_from_json(to_json(ring.world)));
        again.judge.forget();
        REQUIRE(again.world == ring.world);
        CHECK(hash_of(again.world) == hash_of(ring.world));
        (void)ring.recording.take();
        Chance same = chance;
        for (int i = 0; i < 5; ++i) act(ring, chance);
        for (int i = 0; i < 5; ++i) act(again, same);
        REQUIRE(again.world == ring.world);
        REQUIRE(again.recording.events() == ring.recording.events());
        for (const Event& event : ring.recording.events())
            CHECK(must(json::from_json<Event>(json::to_json(event))) == event);
    }
}

TEST_CASE("the same effects in any order give the same numbers, and gone they leave the old ones", "[rules][property]")
{
    const auto rules = rules_of();
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        INFO("seed " << seed);
        Chance chance(seed, 99);
        std::vector<std::pair<std::string, std::int32_t>> chosen;
        for (int i = 0; i < 8; ++i) {
            const std::string effect = chance.one_of(effects);
            // immunity, and what it ends, is a matter of order
            if (effect != "free" && effect != "drained" && effect != "fickle" && effect != "echo")
                chosen.emplace_back(effect, chance.below(5));
        }
        std::optional<std::vector<std::int32_t>> wanted;
        for (int round = 0; round < 4; ++round) {
            Ring ring(seed, rules);
            const CreatureId hero = ring.appear("hero");
            const auto before = all_stats(ring.judge, hero);
            for (const auto& [effect, level] : chosen) ring.begin(effect, hero, hero, level);
            const auto now = all_stats(ring.judge, hero);
            if (!wanted) wanted = now;
            REQUIRE(now == *wanted);
            while (ring.world.effects.size() > 0) {
                EffectId any;
                ring.world.effects.each([&](EffectId id, const Effect&) { any = id; });
                must(ring.judge.end(any));
            }
            REQUIRE(all_stats(ring.judge, hero) == before);
            for (std::size_t i = chosen.size(); i > 1; --i)
                std::swap(chosen[i - 1], chosen[chance.below(static_cast<std::uint32_t>(i))]);
        }
    }
}

TEST_CASE("events that do not fit are refused, one by one", "[rules][property]")
{
    World world;
    Journal journal;
    const auto reason = [&](const Event& event) { return tests::reason(apply(world, event, journal)); };
    CHECK(reason(CreatureAppeared{.creature = {4, 1}}) == "rules.bad_event");
    CHECK(reason(CreatureLeft{{0, 1}}) == "rules.bad_event");
    CHECK(reason(DamageTaken{.creature = {0, 1}}) == "rules.bad_event");
    CHECK(reason(CheckMade{.creature = {0, 1}, .draws = 1}) == "rules.bad_event");
    CHECK(reason(EffectBegan{.effect = {0, 1}, .what = {.owner = {0, 1}}}) == "rules.bad_event");
    CHECK(reason(EffectEnded{.effect = {0, 1}}) == "rules.bad_event");
    CHECK(reason(TimePassed{-1}) == "rules.bad_event");
    CHECK(reason(TurnBegan{}) == "rules.bad_event");
    CHECK(reason(TurnEnded{}) == "rules.bad_event");
    CHECK(reason(EncounterEnded{}) == "rules.bad_event");
    CHECK(reason(EncounterBegan{{{0, 1}}}) == "rules.bad_event");
    CHECK(world == World{});
}

TEST_CASE("worlds that contradict themselves are refused", "[rules][property]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    ring.begin("weak", hero);
    const std::string json = to_json(ring.world);
    const auto with = [&](std::string_view what, std::string_view by) {
        std::string text = json;
        const std::size_t at = text.find(what);
        REQUIRE(at != std::string::npos);
        return tests::reason(world_from_json(text.replace(at, what.size(), by)));
    };
    CHECK(with("\"owner\":[0,1]", "\"owner\":[5,1]") == "rules.bad_world");
    CHECK(with("\"owner\":[0,1]", "\"owner\":[0,1],\"parent\":[0,1]") == "rules.bad_world");
    CHECK(with("\"time\":0", "\"time\":-5") == "json.out_of_range");
    CHECK(with("\"time\":0", "\"time\":0,\"encounter\":{\"order\":[]}") == "rules.bad_world");
}
