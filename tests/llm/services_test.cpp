// SPDX-License-Identifier: MIT
// What stands around a call: cache, budgets, ledger, rate limits.
#include "support/catch.hpp"
#include "support/must.hpp"

#include <goldbox/llm/client.hpp>
#include <goldbox/llm/scripted.hpp>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::tests::must;

namespace {

struct House {
    House()
    {
        must(secrets.set("KEY", "k"));
        options.chance = [] { return 0.0; };
        options.prices =
            PriceTable(std::vector<Price>{{.provider = "paid", .model = "*", .input = 1'000'000, .output = 2'000'000}});
    }

    [[nodiscard]] static Route route(const std::string& name = "paid")
    {
        Route route{ScriptedProvider::provider(), {}};
        route.provider.name = name;
        route.provider.key_name = "KEY";
        route.provider.key_optional = false;
        return route;
    }
    [[nodiscard]] Outcome ask(CallOptions call = {}, bool tools = false, bool stream = false)
    {
        Request request;
        request.model = "m";
        request.messages = {user_message("Who goes there?")};
        request.max_tokens = 100;
        request.stream = stream;
        if (tools) request.tools = {{"roll", "Rolls", {R"({"type":"object"})"}, false}};
        if (call.routes.empty()) call.routes = {route()};
        return Client({provider, secrets, nullptr, limiter.get(), cache.get(), ledger.get()}, options)
            .generate(request, call);
    }
    [[nodiscard]] UsageRow sum(UsageQuery query = {}) const
    {
        query.by = "none";
        const auto rows = must(ledger->usage(query));
        return rows.empty() ? UsageRow{} : rows[0];
    }

    ScriptedProvider provider;
    MemorySecrets secrets;
    ClientOptions options;
    std::unique_ptr<Ledger> ledger = make_memory_ledger();
    std::unique_ptr<MemoryCache> cache;
    std::unique_ptr<RateLimiter> limiter;
};

} // namespace

TEST_CASE("each attempt is written down with its cost, whoever's it was", "[llm][client][ledger]")
{
    House house;
    house.provider.answer(refuse(500, "oops"));
    ScriptedReply slow = say("A friend.");
    slow.first_byte_ms = 40;
    house.provider.answer(slow);
    REQUIRE(house.ask(
        {.caller = {.guild = "g", .user = "ann", .plugin = "gm", .correlation = "turn 1"}, .task = "narrate"}));
    CHECK(house.sum().calls == 2);
    CHECK(house.sum().failures == 1);
    CHECK(house.sum().cost == 10 * 1000 + 3 * 2000); // ten tokens in, three out
    CHECK(house.sum().latency_ms == 40);
    for (const UsageQuery& query : {UsageQuery{.guild = "g"}, UsageQuery{.user = "ann"}, UsageQuery{.plugin = "gm"},
                                    UsageQuery{.correlation = "turn 1"}}) {
        CHECK(house.sum(query).calls == 2);
    }
    CHECK(must(house.ledger->usage({.by = "outcome"})).size() == 2);
    CHECK(must(house.ledger->usage({.by = "model"})).at(0).key == "paid/m");
}

TEST_CASE("a stream that was cut off is booked as estimated", "[llm][client][ledger]")
{
    for (const bool timeout : {false, true}) {
        House house;
        house.options.policy.retry.most_retries = 0;
        ScriptedReply broken = say_streamed("The door creaks open, and behind it something waits for you.");
        broken.piece = broken.body.size() / 2;
        broken.cut_after = timeout ? broken.cut_after : broken.piece;
        broken.piece_ms = timeout ? 100'000 : 1;
        house.provider.answer(broken);
        std::string told;
        const Outcome outcome = house.ask({.on_delta = [&](const Delta& delta) { told += delta.text; }}, false, true);
        REQUIRE_FALSE(outcome);
        CHECK(text_of(outcome.error().partial.message) == told); // also when we gave it up
        CHECK_FALSE(told.empty());
        CHECK(house.sum().estimated == 1);
        CHECK(house.sum().output > 0);
        CHECK(house.sum().cost > 0);
    }
}

TEST_CASE("a budget that is used up stops before anything is sent", "[llm][client][ledger]")
{
    House house;
    house.options.budgets = {{BudgetScope::guild, "*", BudgetPeriod::day, 400'000}};
    house.provider.answer_by([](const WireRequest&) { return say("Aye."); });
    int answered = 0;
    Outcome last = unexpected(Failure{});
    for (int i = 0; i < 40; ++i) {
        last = house.ask({.caller = {.guild = "g"}});
        if (!last) break;
        ++answered;
    }
    REQUIRE_FALSE(last);
    CHECK(last.error().kind == FailureKind::budget);
    CHECK(last.error().message.find("guild/g day") != std::string::npos);
    CHECK(house.provider.received().size() == static_cast<std::size_t>(answered));
    CHECK(answered > 5);
    CHECK(house.sum().cost <= 400'000);
    CHECK(must(house.ledger->balance(house.options.budgets[0], {.guild = "g"}, house.provider.now())).reserved == 0);
    CHECK(house.ask({.caller = {.guild = "another"}}));

    // who has no price cannot be bounded, unless it is one's own server
    CHECK(house.ask({.routes = {House::route("unpriced")}, .caller = {.guild = "another"}}).error().kind ==
          FailureKind::budget);
    Route own = House::route("own");
    own.provider.key_optional = true;
    CHECK(house.ask({.routes = {own}, .caller = {.guild = "another"}}));
}

TEST_CASE("an answer is given again to the same guild, as one piece and for nothing", "[llm][client][cache]")
{
    House house;
    house.cache = std::make_unique<MemoryCache>();
    house.provider.answer(say("First."));
    house.provider.answer(say("Second."));
    REQUIRE(house.ask({.caller = {.guild = "g"}}));
    std::string told;
    const Outcome again =
        house.ask({.on_delta = [&](const Delta& delta) { told += delta.text; }, .caller = {.guild = "g"}}, false, true);
    REQUIRE(again);
    CHECK(told == "First.");
    CHECK(text_of(again->message) == "First.");
    CHECK(house.provider.received().size() == 1);
    CHECK(house.sum().cache_hits == 1);
    CHECK(text_of(house.ask({.caller = {.guild = "other"}})->message) == "Second.");
    house.provider.answer(say("Third."));
    CHECK(text_of(house.ask({.caller = {.guild = "g"}, .cache = CacheUse::never})->message) == "Third.");
}

TEST_CASE("calls with tools, failures and answers cut short are not kept", "[llm][client][cache]")
{
    House house;
    house.options.policy.retry.most_retries = 0;
    house.cache = std::make_unique<MemoryCache>();
    for (int i = 0; i < 2; ++i) {
        house.provider.answer(say("With tools."));
        CHECK(house.ask({}, true));
    }
    CHECK(house.provider.received().size() == 2);
    house.provider.answer(say("Asked to."));
    CHECK(house.ask({.cache = CacheUse::always}, true));
    CHECK(text_of(house.ask({.cache = CacheUse::always}, true)->message) == "Asked to.");
    CHECK(house.provider.received().size() == 3);
    house.provider.answer(refuse(500, "oops"));
    CHECK_FALSE(house.ask());
    ScriptedReply cut = say("Too lo");
    cut.body.replace(cut.body.find("\"stop\""), 6, "\"length\"");
    house.provider.answer(cut);
    CHECK(house.ask());
    house.provider.answer(say("Whole."));
    CHECK(text_of(house.ask()->message) == "Whole.");
}

TEST_CASE("a call waits its turn, or goes elsewhere when that takes too long", "[llm][client][limits]")
{
    House house;
    house.limiter = std::make_unique<RateLimiter>(std::map<std::string, RateLimit, std::less<>>{
        {"paid/*", {.requests = 2, .tokens = 0}}, {"guild/*", {.requests = 3, .tokens = 0}}});
    house.provider.answer_by([](const WireRequest&) { return say("Aye."); });
    const Timestamp before = house.provider.now();
    for (int i = 0; i < 3; ++i) REQUIRE(house.ask());
    CHECK(house.provider.now().milliseconds - before.milliseconds == 30'000);
    house.options.policy.retry.longest_wait_ms = 1000;
    CHECK(house.ask().error().kind == FailureKind::rate_limited);
    CHECK(house.ask({.routes = {House::route(), House::route("another")}})); // it is not limited
    CHECK(house.provider.received().size() == 4);
    house.provider.advance(600'000);
    house.options.policy.retry.longest_wait_ms = 60'000;
    for (int i = 0; i < 4; ++i) REQUIRE(house.ask({.routes = {House::route("another")}, .caller = {.guild = "g"}}));
}

TEST_CASE("what a provider tells of its limits holds the next call back", "[llm][client][limits]")
{
    House house;
    house.limiter = std::make_unique<RateLimiter>();
    ScriptedReply last = say("The last one.");
    last.headers = {{"x-ratelimit-remaining-requests", "0"}, {"x-ratelimit-reset-requests", "20s"}};
    house.provider.answer(last);
    house.provider.answer(say("Later."));
    const Timestamp before = house.provider.now();
    REQUIRE(house.ask());
    REQUIRE(house.ask());
    CHECK(house.provider.now().milliseconds - before.milliseconds == 2000);
}
