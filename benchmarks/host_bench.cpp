// SPDX-License-Identifier: MIT
// Games on SQLite through the host: choices made durable, one game or many a commit, and the restore of a long game in
// a fresh process. Runs in the current folder, or in the one that GOLDBOX_BENCH_FOLDER names.
#include "disk.hpp"
#include "scene.hpp"

#include <goldbox/host/host.hpp>
#include <goldbox/host/replay.hpp>
#include <goldbox/sqlite/sqlite_store.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <random>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace goldbox;
using bench::must;
using Steady = std::chrono::steady_clock;

constexpr store::Seq long_game = 100'000;
constexpr std::uint32_t snapshot_every = 1000;

host::HostOptions options(Clock& clock)
{
    return {.clock = clock,
            .entropy =
                [device = std::make_shared<std::random_device>()](std::span<char> out) {
                    for (char& byte : out) byte = static_cast<char>((*device)());
                },
            .snapshot_every = snapshot_every};
}

host::GameId begin(host::Host& host, const std::string& name)
{
    const auto game = must(host.create({.name = name, .pack = bench::two_rooms(), .seed = 42})).id;
    must(host.submit(game, {.seat = "ann", .what = game::Join{{.content = "Ann"}}}));
    must(host.submit(game, {.seat = "ann", .what = game::Begin{}}));
    return game;
}

/// One choice in each of N games, all waiting at once: what the host makes one transaction of.
void durable_choices(benchmark::State& state)
{
    const bench::Folder folder("host-bench");
    auto store = must(sqlite::open_sqlite_store({.path = folder.file("games.db")}));
    ManualClock clock;
    host::Host host(*store, options(clock));
    std::vector<host::GameId> games;
    for (int i = 0; i < state.range(0); ++i) games.push_back(begin(host, "game " + std::to_string(i)));
    std::mutex mutex;
    std::condition_variable all_done;
    for (auto _ : state) {
        std::size_t left = games.size();
        for (const host::GameId& game : games) {
            host.submit(game, {.seat = "ann", .what = game::Choose{{0, 1}, 0}}, [&](Result<host::Outcome> outcome) {
                must(std::move(outcome));
                std::scoped_lock lock(mutex);
                if (--left == 0) all_done.notify_one();
            });
        }
        std::unique_lock lock(mutex);
        all_done.wait(lock, [&] { return left == 0; });
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(durable_choices)->Arg(1)->Arg(10)->Arg(100)->UseRealTime()->Unit(benchmark::kMicrosecond);

/// Plays a game of 100,000 events up to just before its next snapshot. Runs in a process of its own that ends without
/// flushing, so that the log's tail stays as long as it can get.
[[noreturn]] void make_long_game(const std::string& file)
{
    auto store = must(sqlite::open_sqlite_store({.path = file, .synchronous = sqlite::Synchronous::off}));
    ManualClock clock;
    auto* host = new host::Host(*store, options(clock));
    const host::GameId game = begin(*host, "long");
    for (;;) {
        must(host->submit(game, {.seat = "ann", .what = game::Choose{{0, 1}, 0}}));
        const store::Seq head = must(host->position(game)).seq;
        const auto snapshot = must(store->find_snapshot(game, head));
        if (head >= long_game && snapshot && head - snapshot->seq >= snapshot_every - 4) break;
    }
    std::_Exit(0);
}

/// What a fresh process does: opens the file, restores, checks the hash against the whole log's.
int restore_once(const std::string& file, const std::string& expected)
{
    const auto start = Steady::now();
    auto store = must(sqlite::open_sqlite_store({.path = file}));
    const auto game = must(store->find_game_named("long"));
    const game::State state = must(host::restore(*store, game.id));
    const bool right = game::hash_of(state).hex() == expected;
    const auto spent = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - start);
    std::printf("%lld\n", right ? static_cast<long long>(spent.count()) : -1LL);
    return right ? 0 : 4;
}

long long in_fresh_process(const std::string& command)
{
    FILE* pipe = ::popen(command.c_str(), "r");
    long long microseconds = -1;
    if (!pipe || std::fscanf(pipe, "%lld", &microseconds) != 1 || ::pclose(pipe) != 0) return -1;
    return microseconds;
}

void restore(benchmark::State& state, const std::string& self)
{
    const bench::Folder folder("host-bench");
    const std::string file = folder.file("long.db");
    if (const pid_t child = ::fork(); child == 0)
        make_long_game(file);
    else
        ::waitpid(child, nullptr, 0);
    auto store = must(sqlite::open_sqlite_store({.path = file}));
    const auto game = must(store->find_game_named("long"));
    const auto snapshot = must(store->find_snapshot(game.id, game.head));
    const auto start = Steady::now();
    const host::Replay replayed = must(host::replay(*store, game.id));
    const double seconds = std::chrono::duration<double>(Steady::now() - start).count();
    store.reset();
    std::vector<long long> runs;
    for (auto _ : state) {
        const auto took = in_fresh_process("\"" + self + "\" --restore \"" + file + "\" " + replayed.state_hash.hex());
        if (took < 0) return state.SkipWithError("the restored state has another hash");
        runs.push_back(took);
        state.SetIterationTime(static_cast<double>(took) / 1e6);
    }
    state.counters["events"] = static_cast<double>(game.head);
    state.counters["tail"] = static_cast<double>(game.head - snapshot->seq);
    state.counters["worst_ms"] = static_cast<double>(*std::ranges::max_element(runs)) / 1000;
    state.counters["fold_events_per_s"] = static_cast<double>(replayed.events) / seconds;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc == 4 && std::strcmp(argv[1], "--restore") == 0) return restore_once(argv[2], argv[3]);
    const std::string self = std::filesystem::canonical("/proc/self/exe").string();
    benchmark::RegisterBenchmark("restore", [&](benchmark::State& state) { restore(state, self); })
        ->UseManualTime()
        ->Iterations(15)
        ->Unit(benchmark::kMillisecond);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
