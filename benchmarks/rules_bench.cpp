// SPDX-License-Identifier: MIT
// The kernel of the rules: one attack with its damage against somebody on whom ten effects lie, and a round of a
// thousand creatures with ten effects each. Each benchmark checks the hash of the world that it leaves.
#include "allocations.hpp"
#include "must.hpp"

#include <goldbox/rules/judge.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <string>

namespace {

using namespace goldbox;
using namespace goldbox::rules;
using bench::must;
using cli::allocations;

constexpr std::string_view entries = R"({
"ruleset": {"rules": {"hit_points": "hit_points"}},
"stats": {
  "strength": {"otherwise": 14}, "dexterity": {"otherwise": 14}, "proficiency": {"otherwise": 2},
  "strength.modifier": {"base": "(@strength - 10) // 2"}, "dexterity.modifier": {"base": "(@dexterity - 10) // 2"},
  "armor_class": {"base": "10 + @dexterity.modifier"}, "attack": {"base": "@strength.modifier + @proficiency"},
  "hit_points": {"otherwise": 1000000}, "speed": {"otherwise": 30}
},
"checks": {"attack": {"bonus": "@attack", "against": "@target.armor_class", "critical": "20", "fumble": "1",
                      "stream": "attack"}},
"damage_types": {"slashing": {"tags": ["weapon"]}, "fire": {}},
"effects": {
  "e0": {"modifiers": [{"stat": "armor_class", "value": "1", "tag": "a"}], "duration": {"unit": "rounds", "amount": "@effect.level"}},
  "e1": {"modifiers": [{"stat": "armor_class", "value": "2", "tag": "a"}], "duration": {"unit": "hours"}, "hooks": [{"on": "turn_start", "do": [{"type": "damage", "who": "self", "parts": [{"amount": "1d4 + 4", "type": "slashing"}]}]}]},
  "e2": {"modifiers": [{"stat": "dexterity", "value": "-2"}], "duration": {"unit": "hours"}, "hooks": [{"on": "turn_start", "do": [{"type": "damage", "who": "self", "parts": [{"amount": "1d4 + 4", "type": "slashing"}]}]}]},
  "e3": {"modifiers": [{"stat": "speed", "op": "multiply", "value": "1/2"}], "duration": {"unit": "hours"}, "hooks": [{"on": "turn_start", "do": [{"type": "damage", "who": "self", "parts": [{"amount": "1d4 + 4", "type": "slashing"}]}]}]},
  "e4": {"rolls": [{"on": ["attack"], "op": "advantage", "against": true}], "duration": {"unit": "hours"}, "hooks": [{"on": "turn_start", "do": [{"type": "damage", "who": "self", "parts": [{"amount": "1d4 + 4", "type": "slashing"}]}]}]},
  "e5": {"rolls": [{"on": ["attack"], "op": "disadvantage"}], "duration": {"unit": "hours"}, "hooks": [{"on": "turn_start", "do": [{"type": "damage", "who": "self", "parts": [{"amount": "1d4 + 4", "type": "slashing"}]}]}]},
  "e6": {"defenses": [{"from": ["fire"], "op": "resist"}], "duration": {"unit": "hours"}},
  "e7": {"defenses": [{"from": ["weapon"], "unless": ["magical"], "op": "reduce", "value": "3"}], "duration": {"unit": "hours"}},
  "e8": {"modifiers": [{"stat": "strength", "op": "at_least", "value": "19"}], "duration": {"unit": "hours"}},
  "e9": {"rolls": [{"on": ["attack"], "op": "bonus", "value": "1"}], "duration": {"unit": "hours"}}
},
"creatures": {"fighter": {"numbers": {"strength": 16}}}
})";

struct Scene {
    Scene() : rules(load()), recording(world), judge(world, rules, recording) {}

    static std::shared_ptr<const Ruleset> load()
    {
        MemoryFiles files;
        files.add("pack.json", R"({"id": "bench", "version": "1", "licence": "MIT"})");
        files.add("rules.json", std::string(entries));
        const content::Loaded loaded = content::load_pack(files);
        if (!loaded.pack) std::abort();
        return load_rules(*loaded.pack).rules;
    }

    CreatureId appear() { return must(judge.appear({.definition = "bench:fighter"})); }

    /// All ten, of which the first lasts so many rounds.
    void burden(CreatureId creature, std::int32_t rounds)
    {
        static const std::array<std::string, 10> ids = {"bench:e0", "bench:e1", "bench:e2", "bench:e3", "bench:e4",
                                                        "bench:e5", "bench:e6", "bench:e7", "bench:e8", "bench:e9"};
        for (const std::string& id : ids)
            must(judge.begin({.effect = id, .owner = creature, .source = creature, .level = rounds}));
    }

    World world{.seed = 42};
    std::shared_ptr<const Ruleset> rules;
    Recording recording;
    Judge judge;
};

void attack(benchmark::State& state)
{
    Scene scene;
    const CreatureId attacker = scene.appear(), target = scene.appear();
    scene.burden(target, 1'000'000);
    const Attempt attempt{.check = "bench:attack", .creature = attacker, .target = target};
    const Harm harm{.target = target, .source = attacker, .amounts = {{"bench:slashing", 9}, {"bench:fire", 4}}};
    (void)scene.recording.take();
    std::uint64_t hits = 0, attacks = 0;
    const auto before = allocations();
    for (auto _ : state) {
        const CheckMade roll = must(scene.judge.check(attempt));
        ++attacks;
        if (succeeded(roll.degree)) {
            ++hits;
            must(scene.judge.damage(harm));
        }
        scene.recording.clear();
    }
    state.counters["allocations"] = static_cast<double>(allocations() - before) / static_cast<double>(attacks);
    const bool enough = attacks > 1000; // to say so
    if (enough && (hits * 3 < attacks || hits == attacks)) state.SkipWithError("other hits than there should be");
}
BENCHMARK(attack);

void round_of_a_thousand(benchmark::State& state)
{
    Scene scene;
    std::vector<CreatureId> order;
    for (int i = 0; i < 1000; ++i) {
        order.push_back(scene.appear());
        // 300 of 10,000 effects end in the first round
        scene.burden(order.back(), i % 10 < 3 ? 1 : 1'000'000);
    }
    (void)scene.recording.take();
    // ends, turns, half of the effects with dice and damage, and the encounter's own three
    const std::size_t wanted_events = 300 + 12 * order.size() + 3;
    std::size_t events = 0;
    for (auto _ : state) {
        must(scene.judge.begin_encounter(order));
        for (std::size_t i = 0; i < order.size(); ++i) must(scene.judge.next_turn());
        must(scene.judge.end_encounter());
        state.PauseTiming();
        events = scene.recording.events().size();
        scene.recording.discard();
        scene.judge.forget();
        (void)must(scene.judge.stat(order[0], "bench:speed")); // what is worked out anew is not part of a round
        state.ResumeTiming();
    }
    if (events != wanted_events) state.SkipWithError("other events than there should be");
}
BENCHMARK(round_of_a_thousand)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
