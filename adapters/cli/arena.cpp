// SPDX-License-Identifier: MIT
// `goldbox arena`: two squads fight each other, many times.
#include "commands.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/rules/arena.hpp>

#include <algorithm>
#include <ctime>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace goldbox::cli {
namespace {

/// What all fights came to.
struct Sum {
    std::uint64_t wins_a = 0, wins_b = 0, draws = 0, rounds = 0;
    std::int64_t fallen_a = 0, fallen_b = 0;
    std::map<std::string, rules::Blows> blows;

    void add(const rules::ArenaFight& fight)
    {
        ++(fight.winner == 1 ? wins_a : fight.winner == 2 ? wins_b : draws);
        rounds += fight.rounds;
        fallen_a += fight.fallen_a;
        fallen_b += fight.fallen_b;
        add(fight.blows);
    }
    void add(const Sum& other)
    {
        wins_a += other.wins_a;
        wins_b += other.wins_b;
        draws += other.draws;
        rounds += other.rounds;
        fallen_a += other.fallen_a;
        fallen_b += other.fallen_b;
        add(other.blows);
    }
    void add(const std::map<std::string, rules::Blows>& of)
    {
        for (const auto& [id, some] : of) {
            rules::Blows& all = blows[id];
            all.attacks += some.attacks;
            all.hits += some.hits;
            all.criticals += some.criticals;
            all.damage += some.damage;
        }
    }
};

/// The fights of some runs, each in its place; the first error stops it.
Result<Sum> fight_all(const rules::Arena& arena, const ArenaCommand& options, std::vector<Hash>& hashes)
{
    std::vector<Sum> sums(options.threads);
    std::mutex mutex;
    std::optional<Error> wrong;
    const auto work = [&](std::size_t worker) {
        for (std::uint64_t run = worker; run < options.runs; run += options.threads) {
            const auto fight = rules::fight_in(arena, run);
            if (!fight) {
                const std::scoped_lock lock(mutex);
                if (!wrong) wrong = fight.error();
                return;
            }
            sums[worker].add(*fight);
            hashes[run] = fight->hash;
        }
    };
    std::vector<std::thread> workers;
    for (std::size_t i = 1; i < options.threads; ++i) workers.emplace_back(work, i);
    work(0);
    for (std::thread& each : workers) each.join();
    if (wrong) return unexpected(*std::move(wrong));
    Sum all;
    for (const Sum& some : sums) all.add(some);
    return all;
}

double share(std::int64_t part, std::int64_t whole)
{
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string report_json(const Sum& sum, const ArenaCommand& options, const Hash& hash, double seconds)
{
    std::string text;
    const auto runs = static_cast<std::int64_t>(options.runs);
    json::Writer writer(text);
    writer.begin_object()
        .member("runs", options.runs)
        .member("wins_a", sum.wins_a)
        .member("wins_b", sum.wins_b)
        .member("draws", sum.draws)
        .member("rounds_mean", share(static_cast<std::int64_t>(sum.rounds), runs))
        .member("fallen_a_mean", share(sum.fallen_a, runs))
        .member("fallen_b_mean", share(sum.fallen_b, runs));
    writer.key("damage").begin_object();
    for (const auto& [id, blows] : sum.blows) {
        writer.key(id).begin_object();
        writer.member("attacks", blows.attacks).member("hits", blows.hits).member("crits", blows.criticals);
        writer.member("damage_mean", share(blows.damage, blows.hits)).end_object();
    }
    writer.end_object().member("hash", hash.hex()).member("cpu_seconds", seconds).end_object();
    return text + '\n';
}

std::string report_text(const Sum& sum, const ArenaCommand& options, double seconds)
{
    const auto runs = static_cast<std::int64_t>(options.runs);
    std::string text = fmt::format("{} fights: {} won by {}, {} by {}, {} drawn; {:.2f} rounds each\n", options.runs,
                                   sum.wins_a, printable(options.a), sum.wins_b, printable(options.b), sum.draws,
                                   share(static_cast<std::int64_t>(sum.rounds), runs));
    text += fmt::format("    fallen at the end of one: {:.2f} of {}, {:.2f} of {}\n", share(sum.fallen_a, runs),
                        printable(options.a), share(sum.fallen_b, runs), printable(options.b));
    text += fmt::format("    {:<28} {:>9} {:>7} {:>7} {:>13}\n", "", "attacks", "hit", "crit", "damage a hit");
    for (const auto& [id, blows] : sum.blows) {
        text += fmt::format("    {:<28} {:>9} {:>6.1f}% {:>6.1f}% {:>13.2f}\n", id, blows.attacks,
                            100 * share(blows.hits, blows.attacks), 100 * share(blows.criticals, blows.attacks),
                            share(blows.damage, blows.hits));
    }
    return text + fmt::format("    {:.2f} s of CPU time\n", seconds);
}

double cpu_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

} // namespace

Result<Exit> arena(Context& context, const ArenaCommand& options)
{
    GOLDBOX_TRY(const PackWithRules with, load_with_rules(context, options.pack));
    rules::Arena arena{.rules = with.rules, .seed = options.seed};
    GOLDBOX_TRY(arena.a, rules::read_squads(*with.rules, options.a));
    GOLDBOX_TRY(arena.b, rules::read_squads(*with.rules, options.b));
    if (!options.map.empty()) {
        GOLDBOX_TRY(arena.map, find_map(*with.pack, options.map));
    }
    const double begun = cpu_seconds();
    std::vector<Hash> hashes(options.runs);
    GOLDBOX_TRY(const Sum sum, fight_all(arena, options, hashes));
    Hasher hasher;
    for (const Hash& hash : hashes) hasher.add_sized(hash.hex());
    const double seconds = cpu_seconds() - begun;
    context.out.write(context.json() ? report_json(sum, options, hasher.finish(), seconds)
                                     : report_text(sum, options, seconds));
    return Exit::done;
}

} // namespace goldbox::cli
