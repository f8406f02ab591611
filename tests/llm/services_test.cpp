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
        return client().generate(request, call);
    }
    [[nodiscard]] Client client()
    {
        return Client({provider, secrets, nullptr, limiter.get(), cache.get(), ledger.get()}, options);
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

TEST_CASE("JSON that is asked for is valid or repaired once, and only then kept", "[llm][client][structured]")
{
    House house;
    house.cache = std::make_unique<MemoryCache>();
    Request request;
    request.model = "m";
    request.messages = {user_message("Name an orc.")};
    request.output = OutputSchema{
        "orc", {R"({"type":"object","properties":{"name":{"type":"string","minLength":2}},"required":["name"]})"}};
    const auto ask = [&] { return house.client().generate_json(request, {.routes = {House::route()}}); };

    house.provider.answer(say("I would rather not."));
    house.provider.answer(say(R"({"name":"G"})"));
    JsonOutcome outcome = ask();
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().kind == FailureKind::schema);
    CHECK(house.provider.received().size() == 2);

    house.provider.answer(say(R"({"name":"G"})")); // nothing of the two was kept
    house.provider.answer(say("Here: {\"name\": \"Grix\"}"));
    outcome = ask();
    REQUIRE(outcome);
    CHECK(outcome->json.text == R"({"name":"Grix"})");
    CHECK(outcome->repairs == 1);
    CHECK(house.provider.received().at(3).body.find("/name") != std::string::npos); // it was told what is wrong
    CHECK(house.sum().calls == 4);

    house.provider.answer(say(R"({"name":"Snag"})"));
    CHECK(ask()->json.text == R"({"name":"Snag"})");
    outcome = ask();
    CHECK(outcome->json.text == R"({"name":"Snag"})");
    CHECK(outcome->repairs == 0);
    CHECK(house.provider.received().size() == 5);
    CHECK(house.sum().cache_hits == 1);

    house.provider.answer(refuse(400, "no"));
    request.messages = {user_message("Name a troll.")};
    CHECK(ask().error().kind == FailureKind::invalid);
    request.output->schema = {R"({"type":"objekt"})"};
    CHECK(ask().error().kind == FailureKind::invalid);
    CHECK(house.provider.received().size() == 6);
}

namespace {

ScriptedReply whole(std::string body)
{
    ScriptedReply reply;
    reply.headers = {{"content-type", "application/json"}};
    reply.body = std::move(body);
    reply.piece = 7;
    return reply;
}

Route google_route()
{
    Route route{*find_provider("google"), "gemini-2.5-flash-image"};
    route.provider.key_name = "KEY";
    return route;
}

} // namespace

TEST_CASE("a picture is asked for with retries, fallback and a place in the ledger", "[llm][client][media]")
{
    House house;
    house.options.policy.retry.most_retries = 1;
    house.options.prices = PriceTable({{.provider = "paid", .model = "*", .input = 1'000'000, .output = 2'000'000},
                                       {.provider = "google", .model = "*", .input = 1'000'000, .output = 2'000'000}});
    const ImageRequest request{.model = "gpt-image-1", .prompt = "A door", .size = "1024x1024"};
    const auto make = [&] {
        return house.client().make_images(
            request, {.routes = {House::route(), google_route()}, .caller = {.guild = "g"}, .task = "picture"});
    };
    house.provider.answer(refuse(500, "oops"));
    house.provider.answer(whole(
        R"({"data":[{"b64_json":"aGk="}],"output_format":"jpeg","usage":{"input_tokens":5,"output_tokens":100,"total_tokens":105}})"));
    ImageOutcome made = make();
    REQUIRE(made);
    CHECK(made->images == std::vector<Image>{{"image/jpeg", "aGk=", {}}});
    CHECK(house.provider.received().at(1).url == "http://scripted.invalid/v1/images/generations");
    CHECK(house.sum({.guild = "g"}).calls == 2);
    CHECK(house.sum().cost == 5 * 1000 + 100 * 2000);
    CHECK(must(house.ledger->usage({.by = "task"})).at(0).key == "picture");

    for (int i = 0; i < 2; ++i) house.provider.answer(refuse(503, "busy"));
    house.provider.answer(whole(
        R"({"candidates":[{"content":{"parts":[{"text":"Here"},{"inlineData":{"mimeType":"image/png","data":"aG8="}}]},"finishReason":"STOP"}]})"));
    made = make();
    REQUIRE(made);
    CHECK(made->images == std::vector<Image>{{"image/png", "aG8=", {}}});
    CHECK(made->text == "Here");
    REQUIRE(made->warnings.size() == 1); // Gemini takes no size
    CHECK(made->warnings[0].code == "llm.dropped");
    CHECK(house.sum().estimated == 1); // it told no tokens
    CHECK(house.sum().cost > 205'000 + 1000 * 2000);

    house.provider.answer(refuse(400, "your request was rejected by the safety system", {}));
    house.provider.answer_by([](const WireRequest&) { return whole("<html>"); });
    CHECK_FALSE(make());
    house.options.budgets = {{BudgetScope::guild, "*", BudgetPeriod::day, 1}};
    const std::size_t sent = house.provider.received().size();
    made = make();
    REQUIRE_FALSE(made);
    CHECK(made.error().kind == FailureKind::budget);
    CHECK(house.provider.received().size() == sent);
}

TEST_CASE("a picture that is too large or too slow ends the call", "[llm][client][media]")
{
    House house;
    house.options.policy.retry.most_retries = 0;
    house.options.limits.max_bytes = 1000;
    const ImageRequest request{.model = "m", .prompt = "A door"};
    house.provider.answer(whole(R"({"data":[{"b64_json":")" + std::string(2000, 'a') + "\"}]}"));
    ImageOutcome made = house.client().make_images(request, {.routes = {House::route()}});
    REQUIRE_FALSE(made);
    CHECK(made.error().kind == FailureKind::too_large);
    ScriptedReply slow = whole("{}");
    slow.first_byte_ms = 1'000'000;
    house.provider.answer(slow);
    made = house.client().make_images(request, {.routes = {House::route()}});
    REQUIRE_FALSE(made);
    CHECK(made.error().kind == FailureKind::timeout);
    std::stop_source source;
    source.request_stop();
    made = house.client().make_images(request, {.routes = {House::route()}, .stop = source.get_token()});
    REQUIRE_FALSE(made);
    CHECK(made.error().kind == FailureKind::cancelled);
}

TEST_CASE("a recording is written down, whoever listens", "[llm][client][media]")
{
    House house;
    house.options.policy.retry.most_retries = 0;
    TranscriptionRequest request{.model = "whisper-1", .audio = {"audio/wav", "aGk="}};
    house.provider.answer(refuse(502, "oops"));
    house.provider.answer(
        whole(R"({"candidates":[{"content":{"parts":[{"text":"I knock."}]},"finishReason":"STOP"}],)"
              R"("usageMetadata":{"promptTokenCount":50,"candidatesTokenCount":4,"totalTokenCount":54}})"));
    TranscriptionOutcome heard = house.client().transcribe(request, {.routes = {House::route(), google_route()}});
    REQUIRE(heard);
    CHECK(heard->text == "I knock.");
    CHECK(house.sum().input == 50);
    CHECK(house.sum().estimated == 0);
    house.provider.answer(
        whole(R"({"text":"I knock.","language":"english","duration":1.5,"usage":{"type":"duration","seconds":2}})"));
    heard = house.client().transcribe(request, {.routes = {House::route()}});
    REQUIRE(heard);
    CHECK(heard->language == "english");
    CHECK(house.provider.received().back().url == "http://scripted.invalid/v1/audio/transcriptions");
    CHECK(house.sum().estimated == 1);
    request.audio.base64 = "no base64!";
    CHECK(house.client().transcribe(request, {.routes = {House::route()}}).error().kind == FailureKind::invalid);
}
