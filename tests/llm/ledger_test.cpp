// SPDX-License-Identifier: MIT
#include "llm/ledger_contract.hpp"

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::test::noon;
using goldbox::tests::must;

TEST_CASE("budgets stop hard, in memory", "[llm][ledger]")
{
    goldbox::test::budgets_stop_hard(*make_memory_ledger());
}

TEST_CASE("usage is summed by what is asked, in memory", "[llm][ledger]")
{
    goldbox::test::usage_is_summed(*make_memory_ledger());
}

TEST_CASE("threads that reserve at once share one budget, in memory", "[llm][ledger]")
{
    const std::shared_ptr<Ledger> shared = make_memory_ledger();
    struct Borrowed final : Ledger {
        explicit Borrowed(std::shared_ptr<Ledger> its) : inner(std::move(its)) {}
        Result<ReservationId> reserve(std::span<const Budget> budgets, const Caller& caller, NanoUsd amount,
                                      Timestamp now, Timestamp expires) override
        {
            return inner->reserve(budgets, caller, amount, now, expires);
        }
        Result<void> record(std::span<const LedgerEntry> entries, std::optional<ReservationId> id) override
        {
            return inner->record(entries, id);
        }
        Result<std::vector<UsageRow>> usage(const UsageQuery& query) override { return inner->usage(query); }
        Result<Balance> balance(const Budget& budget, const Caller& caller, Timestamp now) override
        {
            return inner->balance(budget, caller, now);
        }
        std::shared_ptr<Ledger> inner;
    };
    CHECK(goldbox::test::reserve_from_threads([&] { return std::make_unique<Borrowed>(shared); }, 4) == 50);
}

TEST_CASE("answers are kept for their guild and their time, in memory", "[llm][cache]")
{
    MemoryCache cache(goldbox::test::small_cache);
    goldbox::test::answers_are_kept(cache, goldbox::test::small_cache.keep_ms);
}

TEST_CASE("a price counts from its day, and the most exact one first", "[llm][ledger]")
{
    const PriceTable prices = must(read_prices(R"([
        // what a file of prices looks like
        {"provider": "anthropic", "model": "claude-haiku-*", "input": 1, "cache_read": 0.1, "cache_write": 1.25, "cache_write_1h": 2, "output": 5},
        {"provider": "anthropic", "model": "claude-haiku-*", "valid_from": "2026-12-01", "input": 0.5, "output": 2.5},
        {"provider": "anthropic", "model": "claude-haiku-4-5", "input": 3, "output": 15, "tier_above": 200000, "tier_percent": 200},
    ])"));
    CHECK(prices.find("anthropic", "claude-haiku-3", noon)->input == 1'000'000);
    CHECK(prices.find("anthropic", "claude-haiku-3", {noon.milliseconds + 2 * 86'400'000LL})->input == 500'000);
    CHECK(prices.find("anthropic", "claude-haiku-4-5", {noon.milliseconds + 2 * 86'400'000LL})->input == 3'000'000);
    CHECK_FALSE(prices.find("anthropic", "claude-sonnet", noon));
    CHECK_FALSE(prices.find("openai", "claude-haiku-3", noon));

    Usage usage;
    usage.input = {
        .total = 10'000, .uncached = 1'000, .cache_read = 5'000, .cache_write = 4'000, .cache_write_1h = 1'000};
    usage.output = {.total = 200, .text = 150, .reasoning = 50};
    // 1000*1 + 5000*0.1 + 3000*1.25 + 1000*2 + 200*5 dollars a million: 8,250 millionths
    CHECK(cost_of(*prices.find("anthropic", "claude-haiku-3", noon), usage) == 8'250'000);
    usage = {};
    usage.input.total = 200'000;
    CHECK(cost_of(*prices.find("anthropic", "claude-haiku-4-5", noon), usage) == 600'000'000);
    usage.input.total = 200'001;
    CHECK(cost_of(*prices.find("anthropic", "claude-haiku-4-5", noon), usage) == 1'200'006'000);
    CHECK(cost_of({}, usage) == 0);
    usage.input.total = -5;
    usage.output.total = INT64_MAX;
    CHECK(cost_of(*prices.find("anthropic", "claude-haiku-4-5", noon), usage) > 0);
}

TEST_CASE("prices that are none are refused with their place, all at once", "[llm][ledger]")
{
    const auto wrong =
        read_prices("[\n{\"provider\":\"a\",\"model\":\"b\",\"input\":-1,\"output\":1},\n"
                    "{\"provider\":\"a\",\"model\":\"b\",\"input\":1,\"output\":1,\"valid_from\":\"soon\"}]",
                    "prices.json");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().reason == "llm.bad_price");
    CHECK(wrong.error().where.line == 2);
    CHECK(wrong.error().message.find("valid_from") != std::string::npos);
    CHECK_FALSE(read_prices("{}"));
    CHECK_FALSE(read_prices(R"([{"provider":"a","model":"b","input":1,"output":1e300}])"));
}
