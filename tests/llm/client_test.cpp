// SPDX-License-Identifier: MIT
// Whole calls against a scripted provider: time is moved by hand, nothing waits.
#include "support/catch.hpp"
#include "support/must.hpp"

#include <goldbox/llm/client.hpp>
#include <goldbox/llm/recording.hpp>
#include <goldbox/llm/scripted.hpp>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::tests::must;

namespace {

/// A provider of that name, so that each has its own circuit.
Route route(const std::string& name = "scripted")
{
    Provider provider = ScriptedProvider::provider();
    provider.name = name;
    return {provider, {}};
}

Request question(bool stream = false)
{
    Request request;
    request.model = "m";
    request.messages = {user_message("Who goes there?")};
    request.stream = stream;
    return request;
}

struct Desk {
    ScriptedProvider provider;
    MemorySecrets secrets;
    Breaker breaker;
    ClientOptions options{.policy = {}, .limits = {}, .chance = [] { return 0.5; }};

    [[nodiscard]] Client client() { return Client({provider, secrets, &breaker}, options); }
    [[nodiscard]] Outcome ask(const Request& request = question(), std::vector<Route> routes = {route()},
                              DeltaSink sink = nullptr, std::stop_token stop = {})
    {
        return client().generate(request, {std::move(routes), std::move(sink), std::move(stop)});
    }
};

} // namespace

TEST_CASE("a question is sent once and answered", "[llm][client]")
{
    Desk desk;
    desk.provider.answer(say("A friend."));
    const Outcome outcome = desk.ask();
    REQUIRE(outcome);
    CHECK(text_of(outcome->message) == "A friend.");
    REQUIRE(desk.provider.received().size() == 1);
    CHECK(desk.provider.received()[0].url == "http://scripted.invalid/v1/chat/completions");
    CHECK(find_header(desk.provider.received()[0].headers, "authorization").empty());
}

TEST_CASE("a streamed answer is told piece by piece, however it is cut", "[llm][client]")
{
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
        Desk desk;
        ScriptedReply reply = say_streamed("The door creaks open, slowly.");
        reply.piece = piece;
        reply.piece_ms = 1;
        desk.provider.answer(std::move(reply));
        std::string told;
        const Outcome outcome = desk.ask(question(true), {route()}, [&](const Delta& delta) { told += delta.text; });
        REQUIRE(outcome);
        CHECK(told == "The door creaks open, slowly.");
        CHECK(text_of(outcome->message) == told);
        CHECK(outcome->usage.input.total == 10);
    }
}

TEST_CASE("the key goes into the provider's header and into nothing else", "[llm][client]")
{
    Desk desk;
    Route keyed = route();
    keyed.provider.key_name = "KEY";
    keyed.provider.key_optional = false;
    Outcome outcome = desk.ask(question(), {keyed});
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().kind == FailureKind::auth);
    CHECK(outcome.error().message == "there is no secret KEY");

    MemorySecrets secrets;
    secrets.set("KEY", "sk-verysecret-0123456789");
    desk.provider.answer(refuse(400, "bad key sk-verysecret-0123456789 given"));
    outcome = Client({desk.provider, secrets}).generate(question(), {.routes = {keyed}});
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().message == "bad key [key] given");
    must(secrets.set("KEY", "correct-horse-battery")); // what does not look like one is hidden too
    desk.provider.answer(refuse(401, "correct-horse-battery is wrong"));
    CHECK(Client({desk.provider, secrets}).generate(question(), {.routes = {keyed}}).error().message ==
          "[key] is wrong");
    const WireRequest& sent = desk.provider.received().at(0);
    CHECK(find_header(sent.headers, "authorization") == "Bearer sk-verysecret-0123456789");
    CHECK(sent.url.find("sk-") == std::string::npos);
    CHECK(sent.body.find("sk-") == std::string::npos);
}

TEST_CASE("a route without its key is passed by, with a warning", "[llm][client]")
{
    Desk desk;
    Route keyed = route("first");
    keyed.provider.key_name = "KEY";
    keyed.provider.key_optional = false;
    desk.provider.answer(say("Me."));
    const Outcome outcome = desk.ask(question(), {keyed, route("second")});
    REQUIRE(outcome);
    REQUIRE(outcome->warnings.size() == 1);
    CHECK(outcome->warnings[0].code == "llm.route_skipped");
}

TEST_CASE("what a provider asks for is waited to the millisecond", "[llm][client]")
{
    Desk desk;
    desk.provider.answer(refuse(429, "slow down", {{"retry-after", "7"}}));
    desk.provider.answer(say("Now."));
    const Timestamp before = desk.provider.now();
    REQUIRE(desk.ask());
    CHECK(desk.provider.now().milliseconds - before.milliseconds == 7000);
    CHECK(desk.provider.received().size() == 2);
}

TEST_CASE("a server that fails is asked again, then another is asked", "[llm][client]")
{
    Desk desk;
    for (int i = 0; i < 3; ++i) desk.provider.answer(refuse(500, "oops"));
    desk.provider.answer(say("The second speaks."));
    const Outcome outcome = desk.ask(question(), {route("first"), route("second")});
    REQUIRE(outcome);
    CHECK(text_of(outcome->message) == "The second speaks.");
    CHECK(desk.provider.received().size() == 4);
}

TEST_CASE("a stream that breaks before its first word is asked elsewhere; behind it is a failure", "[llm][client]")
{
    ScriptedReply broken = say_streamed("Never mind.");
    broken.piece = 10;
    broken.cut_after = 30; // within the first event
    {
        Desk desk;
        desk.options.policy.retry.most_retries = 0;
        desk.provider.answer(broken);
        desk.provider.answer(say_streamed("Here."));
        std::string told;
        const Outcome outcome =
            desk.ask(question(true), {route("a"), route("b")}, [&](const Delta& delta) { told += delta.text; });
        REQUIRE(outcome);
        CHECK(told == "Here.");
    }
    broken.cut_after = broken.body.size() / 2;
    {
        Desk desk;
        desk.provider.answer(broken);
        std::string told;
        const Outcome outcome =
            desk.ask(question(true), {route("a"), route("b")}, [&](const Delta& delta) { told += delta.text; });
        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().kind == FailureKind::cut);
        CHECK_FALSE(told.empty());
        CHECK(text_of(outcome.error().partial.message) == told);
        CHECK(desk.provider.received().size() == 1);
    }
    { // who was shown nothing may be answered anew
        Desk desk;
        desk.provider.answer(broken);
        desk.provider.answer(say_streamed("Whole."));
        const Outcome outcome = desk.ask(question(true));
        REQUIRE(outcome);
        CHECK(text_of(outcome->message) == "Whole.");
    }
}

TEST_CASE("each phase has its time-out, and the transfer is given up", "[llm][client]")
{
    struct Row {
        ScriptedReply reply;
        std::string_view message;
        std::int64_t after;
    };
    ScriptedReply connecting = say("late");
    connecting.connect_ms = 1'000'000;
    ScriptedReply silent = say("late");
    silent.first_byte_ms = 1'000'000;
    ScriptedReply stuck = say_streamed("late and later");
    stuck.piece = 20;
    stuck.piece_ms = 1'000'000;
    const Row rows[] = {{connecting, "no connection in time", 10'000},
                        {silent, "no first byte in time", 60'000},
                        {stuck, "the stream fell silent", 30'000}};
    for (const Row& row : rows) {
        Desk desk;
        desk.options.policy.retry.most_retries = 0;
        desk.provider.answer(row.reply);
        const Timestamp before = desk.provider.now();
        const Outcome outcome = desk.ask(question(true));
        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().kind == FailureKind::timeout);
        CHECK(outcome.error().message == row.message);
        CHECK(desk.provider.now().milliseconds - before.milliseconds == row.after);
        desk.provider.advance(2'000'000);
        CHECK(desk.provider.cancelled() == 1);
    }
}

TEST_CASE("a stop ends the call, from outside and from inside its own callback", "[llm][client]")
{
    Desk desk;
    std::stop_source source;
    ScriptedReply reply = say_streamed("One two three four five six seven.");
    reply.piece = 40;
    reply.piece_ms = 10;
    desk.provider.answer(reply);
    std::string told;
    const Outcome outcome = desk.ask(
        question(true), {route()},
        [&](const Delta& delta) {
            told += delta.text;
            source.request_stop();
        },
        source.get_token());
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().kind == FailureKind::cancelled);
    CHECK_FALSE(told.empty());
    desk.provider.advance(1000);
    CHECK(desk.provider.cancelled() == 1);

    desk.provider.answer(reply); // stopped before it began
    CHECK(desk.ask(question(), {route()}, nullptr, source.get_token()).error().kind == FailureKind::cancelled);
}

TEST_CASE("a circuit that is open costs nobody a wait", "[llm][client]")
{
    Desk desk;
    desk.options.policy.retry.most_retries = 0;
    for (int i = 0; i < 5; ++i) {
        desk.provider.answer(refuse(503, "overloaded"));
        CHECK_FALSE(desk.ask());
    }
    const Outcome third = desk.ask();
    REQUIRE_FALSE(third);
    CHECK(third.error().kind == FailureKind::circuit_open);
    CHECK(desk.provider.received().size() == 5);
    desk.provider.advance(30'000);
    desk.provider.answer(say("Well again."));
    CHECK(desk.ask());
}

TEST_CASE("an answer is not waited for beyond its end, though the server keeps the stream open", "[llm][client]")
{
    Desk desk;
    ScriptedReply reply = say_streamed("Done.");
    reply.body += ": keep the line open\n\n";
    reply.piece = reply.body.size() - 5;
    reply.piece_ms = 500'000;
    desk.provider.answer(std::move(reply));
    const Timestamp before = desk.provider.now();
    REQUIRE(desk.ask(question(true)));
    CHECK(desk.provider.now() == before);
    desk.provider.advance(1'000'000);
    CHECK(desk.provider.cancelled() == 1); // a second later
}

TEST_CASE("a call that cannot be sent fails at once", "[llm][client]")
{
    Desk desk;
    CHECK(desk.ask(question(), {}).error().message == "the call has no route");
    Request empty;
    empty.model = "m";
    CHECK(desk.ask(empty).error().kind == FailureKind::invalid);
    desk.provider.answer({.refuse_connection = true});
    desk.options.policy.retry.most_retries = 0;
    CHECK(desk.ask().error().kind == FailureKind::connection);
    CHECK(desk.ask().error().status == 500); // the script is over
}

TEST_CASE("tools run in a loop of calls", "[llm][client]")
{
    Desk desk;
    desk.provider.answer(call_tool("roll", {R"({"sides":20})"}));
    desk.provider.answer(say("You rolled 17."));
    Request request = question();
    request.tools = {{"roll", "Rolls a die", {R"({"type":"object"})"}, false}};
    Outcome outcome = desk.ask(request);
    REQUIRE(outcome);
    CHECK(outcome->finish.reason == FinishReason::tool_calls);
    REQUIRE(calls_of(outcome->message).size() == 1);
    const ToolCall call = *calls_of(outcome->message)[0];
    CHECK(call.arguments.text == R"({"sides":20})");
    request.messages.push_back(outcome->message);
    request.messages.push_back({Role::tool, {ToolResult{call.id, call.name, "17", false, {}}}, {}});
    outcome = desk.ask(request);
    REQUIRE(outcome);
    CHECK(text_of(outcome->message) == "You rolled 17.");
    CHECK(desk.provider.received()[1].body.find(R"("tool_call_id":"call_1")") != std::string::npos);
}

TEST_CASE("tokens are counted where the provider counts, and estimated elsewhere", "[llm][client]")
{
    Desk desk;
    MemorySecrets secrets;
    for (const char* name : {"ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"}) secrets.set(name, "k");
    const Client client({desk.provider, secrets});
    ScriptedReply counted;
    counted.body = R"({"input_tokens":123})";
    desk.provider.answer(counted);
    Request request = question();
    request.sampling.temperature = 0.5;
    TokenCount count = client.count_tokens(request, {*find_provider("anthropic"), "claude"});
    CHECK(count.tokens == 123);
    CHECK_FALSE(count.estimated);
    CHECK(desk.provider.received()[0].url == "https://api.anthropic.com/v1/messages/count_tokens");
    CHECK(desk.provider.received()[0].body.find("max_tokens") == std::string::npos); // it is refused there

    counted.body = R"({"totalTokens":45})";
    desk.provider.answer(counted);
    count = client.count_tokens(request, {*find_provider("google"), "gemini-x"});
    CHECK(count.tokens == 45);
    CHECK(desk.provider.received()[1].url ==
          "https://generativelanguage.googleapis.com/v1beta/models/gemini-x:countTokens");
    CHECK(desk.provider.received()[1].body.starts_with(R"({"generateContentRequest":{"model":"models/gemini-x",)"));

    count = client.count_tokens(request, route());
    CHECK(count.estimated);
    CHECK(count.tokens == estimate_tokens(request));
    desk.provider.answer(refuse(500, "no"));
    CHECK(client.count_tokens(request, {*find_provider("anthropic"), "claude"}).estimated);
}

TEST_CASE("what was recorded is answered again, without a network", "[llm][recording]")
{
    std::string recording;
    {
        Desk desk;
        desk.provider.answer(say("The first."));
        desk.provider.answer(say_streamed("The second."));
        MemorySecrets secrets;
        secrets.set("KEY", "sk-verysecret-0123456789");
        const auto recorder = make_recorder(desk.provider, [&](std::string_view line) { recording += line; });
        Route keyed = route();
        keyed.provider.key_name = "KEY";
        keyed.provider.key_optional = false;
        const Client client({*recorder, secrets});
        REQUIRE(client.generate(question(), {.routes = {keyed}}));
        REQUIRE(client.generate(question(true), {.routes = {keyed}}));
    }
    CHECK(recording.find("sk-") == std::string::npos);
    CHECK(std::ranges::count(recording, '\n') == 2);

    const auto replay = must(make_replay(recording));
    MemorySecrets secrets;
    const Client client({*replay, secrets}, {.policy = {.retry = {.most_retries = 0}}});
    const auto said = [&](bool stream) {
        const Outcome outcome = client.generate(question(stream), {.routes = {route()}});
        return outcome ? text_of(outcome->message) : outcome.error().message;
    };
    for (int i = 0; i < 2; ++i) {
        CHECK(said(false) == "The first.");
        CHECK(said(true) == "The second.");
    }
    Request other = question();
    other.model = "another";
    CHECK(client.generate(other, {.routes = {route()}}).error().kind == FailureKind::connection);

    CHECK(make_replay("{").error().where.line == 1);
    CHECK(make_replay("\n{}").error().reason == "llm.bad_recording");
}

TEST_CASE("requests are the same whatever the order of their members", "[llm][recording]")
{
    const WireRequest one{
        .method = "POST", .url = "https://a/v1/x", .headers = {}, .body = R"({"a":1,"b":[{"c":2,"d":3}]})"};
    WireRequest other = one;
    other.url = "http://b:8080/v1/x";
    other.body = R"({ "b":[{"d":3,"c":2}], "a":1})";
    CHECK(fingerprint(one) == fingerprint(other));
    other.body = R"({"a":1,"b":[{"c":2,"d":4}]})";
    CHECK(fingerprint(one) != fingerprint(other));
    other = one;
    other.url = "https://a/v1/y";
    CHECK(fingerprint(one) != fingerprint(other));
}
