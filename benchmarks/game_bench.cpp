// SPDX-License-Identifier: MIT
// The hallway in memory: one story choice submitted, folded, seen, hashed.
#include "allocations.hpp"
#include "scene.hpp"

#include <goldbox/game/fields.hpp>
#include <goldbox/game/game.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace {

using namespace goldbox;
using namespace goldbox::game;
using bench::must;
using cli::allocations;

Game begin()
{
    Game game = must(Game::create(bench::two_rooms(), {.seed = 42}));
    must(game.submit({.seat = "ann", .what = Join{{.content = "Ann"}}}));
    must(game.submit({.seat = "ann", .what = Begin{}}));
    return game;
}

std::vector<Event> record(Game& game, int choices)
{
    std::vector<Event> log;
    for (int i = 0; i < choices; ++i) {
        Batch batch = must(game.submit({.seat = "ann", .what = Choose{{0, 1}, 0}}));
        log.insert(log.end(), batch.events.begin(), batch.events.end());
    }
    return log;
}

void submit_choice(benchmark::State& state)
{
    Game game = begin();
    record(game, 200); // the history is as long as it gets
    const std::uint64_t before = allocations();
    for (auto _ : state) {
        benchmark::DoNotOptimize(must(game.submit({.seat = "ann", .what = Choose{{0, 1}, 0}})));
    }
    state.counters["allocations"] =
        benchmark::Counter(static_cast<double>(allocations() - before), benchmark::Counter::kAvgIterations);
    if (game.state_hash() != hash_of(game.state())) state.SkipWithError("the cached hash differs");
}
BENCHMARK(submit_choice);

void prepare_and_discard(benchmark::State& state)
{
    Game game = begin();
    record(game, 200);
    const Hash before = game.state_hash();
    for (auto _ : state) game.discard(must(game.prepare({.seat = "ann", .what = Choose{{0, 1}, 0}})));
    if (game.state_hash() != before) state.SkipWithError("the state is not what it was");
}
BENCHMARK(prepare_and_discard);

void fold_events(benchmark::State& state)
{
    Game game = begin();
    const State start = game.state();
    const std::vector<Event> log = record(game, 1000);
    for (auto _ : state) {
        State folded = start;
        for (const Event& event : log) must(fold(folded, event));
        if (folded.seq != game.state().seq) state.SkipWithError("the fold went elsewhere");
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(log.size()));
}
BENCHMARK(fold_events);

void view(benchmark::State& state)
{
    Game game = begin();
    for (auto _ : state) benchmark::DoNotOptimize(game.view("ann"));
}
BENCHMARK(view);

/// Four against six on a map of 100 by 100 cells with a pillar on every twentieth.
Game begin_fight()
{
    std::string cells;
    for (int i = 0; i < 100 * 100; ++i) cells += (i == 0 ? "" : ",") + std::to_string(i % 20 == 7 ? 2 : 1);
    MemoryFiles files;
    files.add("pack.json",
              R"({"id":"p","version":"1","licence":"MIT","story":"story/a.ink","party":["c","c","c","c"]})");
    files.add("story/a.ink", "INCLUDE goldbox.ink\n~ fight(\"e\", -> x, -> x, -> x)\n-> x\n== x\nOver.\n-> END\n");
    files.add("maps/m.tmj",
              R"({"type":"map","orientation":"orthogonal","width":100,"height":100,"tilewidth":1,"tileheight":1,
"tilesets":[{"firstgid":1,"name":"t","tilecount":2,"tiles":[{"id":0,"type":"floor"},{"id":1,"type":"wall","properties":[{"name":"barrier","value":"wall"}]}]}],
"layers":[{"type":"tilelayer","name":"f","data":[)" +
                  cells + R"(]},{"type":"objectgroup","name":"o","objects":[
{"id":1,"name":"s","type":"start","x":40,"y":40,"width":4,"height":2},{"id":2,"name":"z","type":"encounter_zone","x":60,"y":60,"width":5,"height":5,"properties":[{"name":"encounter","value":"e"}]}]}]})");
    files.add(
        "rules.json",
        R"({"ruleset": {"rules": {"hit_points": "hit_points", "initiative": "initiative", "battle": {"movement": "movement", "acts": "action"}}},
"stats": {"hit_points": {"otherwise": 10}}, "checks": {"initiative": {"stream": "initiative"}},
"resources": {"action": {"most": "1", "regains": "turn"}, "movement": {"most": "30", "regains": "turn"}},
"creatures": {"c": {"name": "Creature"}},
"encounters": {"e": {"map": "maps/m.tmj", "groups": [{"creature": "c", "count": 6, "at": "z"}]}}})");
    Game game = must(Game::create(content::load_pack(files).pack, {.seed = 42}));
    must(game.submit({.seat = "ann", .what = Join{{.content = "Ann"}}}));
    must(game.submit({.seat = "ann", .what = Begin{}}));
    return game;
}

void view_of_a_fight(benchmark::State& state)
{
    Game game = begin_fight();
    if (!game.view("ann").fight || game.view("ann").fight->levels.at(0).rows.size() != 100)
        state.SkipWithError("there is no fight");
    for (auto _ : state) benchmark::DoNotOptimize(game.view("ann"));
}
BENCHMARK(view_of_a_fight)->Unit(benchmark::kMicrosecond);

void hash_after_choice(benchmark::State& state)
{
    Game game = begin();
    record(game, 200);
    for (auto _ : state) {
        state.PauseTiming();
        must(game.submit({.seat = "ann", .what = Choose{{0, 1}, 0}}));
        state.ResumeTiming();
        benchmark::DoNotOptimize(game.state_hash());
    }
}
BENCHMARK(hash_after_choice)->Iterations(2000);

void read_command(benchmark::State& state)
{
    const std::string text = json::to_json(Command{.id = "42", .seat = "ann", .what = Choose{{0, 1}, 3}});
    for (auto _ : state) benchmark::DoNotOptimize(must(json::from_json<Command>(text)));
}
BENCHMARK(read_command);

} // namespace

BENCHMARK_MAIN();
