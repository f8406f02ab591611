#pragma once
// SPDX-License-Identifier: MIT
// What every ledger and every cache of answers does, wherever it keeps them.

#include "support/catch.hpp"
#include "support/must.hpp"

#include <goldbox/llm/cache.hpp>
#include <goldbox/llm/ledger.hpp>

#include <atomic>
#include <thread>

namespace goldbox::test {

inline constexpr llm::NanoUsd one_dollar = 1'000'000'000;
/// 2026-11-29 12:00 UTC
inline constexpr Timestamp noon{1'795'953'600'000};

inline llm::LedgerEntry paid(llm::NanoUsd cost, const std::string& guild = "g")
{
    llm::LedgerEntry entry{.at = noon, .provider = "p", .model = "m", .caller = {.guild = guild, .user = "ann"}};
    entry.cost = cost;
    entry.priced = true;
    entry.usage.input.total = 100;
    entry.usage.output.total = 20;
    entry.latency_ms = 5;
    return entry;
}

inline void budgets_stop_hard(llm::Ledger& ledger)
{
    using tests::must;
    using tests::reason;
    const llm::Caller ann{.guild = "g", .user = "ann"};
    const llm::Budget budgets[] = {
        {llm::BudgetScope::guild, "*", llm::BudgetPeriod::month, 10 * one_dollar},
        {llm::BudgetScope::user, "ann", llm::BudgetPeriod::day, 4 * one_dollar},
        {llm::BudgetScope::plugin, "*", llm::BudgetPeriod::ever, 0}, // not hers: she uses none
    };
    const Timestamp later{noon.milliseconds + 60'000};
    const auto reserve = [&](const llm::Caller& caller, llm::NanoUsd amount, Timestamp now = noon) {
        return ledger.reserve(budgets, caller, amount, now, {now.milliseconds + 60'000});
    };

    // what is set aside counts at once, and settling leaves what was really spent
    const auto first = must(reserve(ann, 3 * one_dollar));
    CHECK(reason(reserve(ann, 2 * one_dollar)) == "llm.budget");
    CHECK(must(ledger.balance(budgets[1], ann, noon)) == llm::Ledger::Balance{0, 3 * one_dollar});
    CHECK(must(ledger.balance(budgets[0], ann, noon)) ==
          llm::Ledger::Balance{0, 3 * one_dollar}); // none of the refused
    const llm::LedgerEntry half = paid(one_dollar / 2);
    must(ledger.record(std::span(&half, 1), first));
    CHECK(must(ledger.balance(budgets[1], ann, noon)) == llm::Ledger::Balance{one_dollar / 2, 0});

    // who spends all is stopped; another user, another guild and the next day are not
    const auto second = must(reserve(ann, 3 * one_dollar));
    const llm::LedgerEntry dear = paid(4 * one_dollar); // more than was set aside
    must(ledger.record(std::span(&dear, 1), second));
    const auto refused = reserve(ann, 1);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("user/ann day 2026-11-29") != std::string::npos);
    CHECK(refused.error().message.find("$4.5000 spent") != std::string::npos);
    must(ledger.record({}, must(reserve({.guild = "g", .user = "bob"}, 5 * one_dollar))));
    CHECK(reason(reserve({.guild = "g", .user = "bob"}, 6 * one_dollar)) == "llm.budget");
    must(ledger.record({}, must(reserve({.guild = "other", .user = "bob"}, 6 * one_dollar))));
    must(ledger.record({}, must(reserve(ann, one_dollar, {noon.milliseconds + 86'400'000}))));
    CHECK(reason(reserve(ann, 9 * one_dollar, {noon.milliseconds + 86'400'000 * 2})) == "llm.budget"); // in December

    // a holder that died holds nothing for ever; one that comes back late still has its cost booked
    const llm::Caller carl{.guild = "third", .user = "carl"};
    const auto lost = must(reserve(carl, 10 * one_dollar));
    CHECK(reason(reserve(carl, 1)) == "llm.budget");
    const auto next = must(reserve(carl, 9 * one_dollar, later));
    must(ledger.record({}, next));
    const llm::LedgerEntry late = paid(8 * one_dollar, "third");
    must(ledger.record(std::span(&late, 1), lost));
    CHECK(must(ledger.balance(budgets[0], carl, later)) == llm::Ledger::Balance{8 * one_dollar, 0});
    must(ledger.record(std::span(&late, 1), lost)); // but not twice
    CHECK(must(ledger.balance(budgets[0], carl, later)).spent == 8 * one_dollar);
}

inline void usage_is_summed(llm::Ledger& ledger)
{
    using tests::must;
    std::vector<llm::LedgerEntry> entries = {paid(one_dollar), paid(2 * one_dollar), paid(0, "other")};
    entries[1].model = "large";
    entries[1].usage.input.cache_read = 40;
    entries[1].usage.output.reasoning = 7;
    entries[1].usage.estimated = true;
    entries[1].task = "narrate";
    entries[1].at.milliseconds += 86'400'000;
    entries[2].outcome = "timeout";
    entries[2].priced = false;
    entries[2].caller.correlation = "turn 1";
    must(ledger.record(entries, std::nullopt));
    llm::LedgerEntry hit = paid(0);
    hit.cache_hit = true;
    hit.usage = {};
    must(ledger.record(std::span(&hit, 1), std::nullopt));

    auto rows = must(ledger.usage({}));
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].key == "p/large");
    CHECK(rows[0].cost == 2 * one_dollar);
    CHECK(rows[0].cache_read == 40);
    CHECK(rows[0].reasoning == 7);
    CHECK(rows[0].estimated == 1);
    CHECK(rows[1].key == "p/m");
    CHECK(rows[1].calls == 3);
    CHECK(rows[1].failures == 1);
    CHECK(rows[1].cache_hits == 1);
    CHECK(rows[1].unpriced == 1);
    CHECK(rows[1].input == 200);
    CHECK(rows[1].output == 40);
    CHECK(rows[1].latency_ms == 15);

    CHECK(must(ledger.usage({.by = "none"})).at(0).cost == 3 * one_dollar);
    rows = must(ledger.usage({.by = "day"}));
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].key == "2026-11-30");
    CHECK(rows[1].key == "2026-11-29");
    CHECK(must(ledger.usage({.by = "month"})).at(0).key == "2026-11");
    CHECK(must(ledger.usage({.by = "guild", .guild = "other"})).at(0).calls == 1);
    CHECK(must(ledger.usage({.by = "task"})).at(0).key == "narrate");
    CHECK(must(ledger.usage({.by = "outcome", .correlation = "turn 1"})).at(0).key == "timeout");
    CHECK(must(ledger.usage({.from = {noon.milliseconds + 1}})).size() == 1);
    CHECK(must(ledger.usage({.from = {}, .until = noon})).empty());
    for (const std::string_view by : llm::usage_groups())
        CHECK_FALSE(must(ledger.usage({.by = std::string(by)})).empty());
    CHECK(tests::reason(ledger.usage({.by = "'; DROP TABLE call; --"})) == "llm.bad_query");
}

/// Many who reserve at once never set aside more than there is.
inline int reserve_from_threads(const std::function<std::unique_ptr<llm::Ledger>()>& open, int threads)
{
    const llm::Budget budget{llm::BudgetScope::guild, "*", llm::BudgetPeriod::ever, 50};
    std::atomic<int> got = 0;
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < threads; ++i) {
            all.emplace_back([&] {
                const auto ledger = open();
                for (int n = 0; n < 40; ++n) {
                    if (ledger->reserve(std::span(&budget, 1), {.guild = "g"}, 1, noon, {noon.milliseconds + 1000}))
                        ++got;
                }
            });
        }
    }
    return got;
}

inline void answers_are_kept(llm::ResponseCache& cache, std::int64_t keep_ms)
{
    using tests::must;
    const Hash key = llm::cache_key("p/m", R"({"a":1})", "g");
    CHECK_FALSE(must(cache.get(key, noon)));
    llm::Response response;
    response.message.parts = {llm::Text{"The door is shut.", {R"({"signature":"x"})"}},
                              llm::ToolCall{"c", "roll", {R"({"sides":20})"}, {}, {}}};
    response.message.role = llm::Role::assistant;
    response.message.origin = "anthropic";
    response.finish = {llm::FinishReason::stop, "end_turn"};
    response.usage.input.total = 7;
    must(cache.put(key, response, noon));
    CHECK(must(cache.get(key, noon)) == response);
    CHECK_FALSE(must(cache.get(llm::cache_key("p/m", R"({"a":1})", "other"), noon)));
    CHECK(must(cache.get(llm::cache_key("p/m", R"({ "stream":true, "a":1 })", "g"), noon)));
    CHECK_FALSE(must(cache.get(key, {noon.milliseconds + keep_ms})));
    must(cache.put(key, response, noon));
    must(cache.clear());
    CHECK_FALSE(must(cache.get(key, noon)));

    // those not used for longest go first; the cache of this test holds about three
    std::vector<Hash> keys;
    for (int i = 0; i < 5; ++i) {
        keys.push_back(llm::cache_key("p/m", std::to_string(i), "g"));
        must(cache.put(keys.back(), response, {noon.milliseconds + i * 100'000}));
        if (i == 2) CHECK(must(cache.get(keys[0], {noon.milliseconds + 250'000})));
    }
    const Timestamp end{noon.milliseconds + 500'000};
    CHECK(must(cache.get(keys[4], end)));
    CHECK(must(cache.get(keys[0], end)));
    CHECK_FALSE(must(cache.get(keys[1], end)));
}

/// Room for three answers of `answers_are_kept`.
inline constexpr llm::CacheOptions small_cache{.keep_ms = 3'600'000, .max_bytes = 1'300};

} // namespace goldbox::test
