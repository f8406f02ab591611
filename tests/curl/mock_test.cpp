// SPDX-License-Identifier: MIT
// Against an independent mock of the providers, over real sockets: what is asked, streamed, called and broken.
#include "llm/exchanges.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/must.hpp"
#include "support/skip.hpp"

#include <goldbox/curl/curl_transport.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/llm/client.hpp>
#include <goldbox/llm/structured.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::test::Child;
using goldbox::tests::must;

namespace {

constexpr Surface surfaces[] = {Surface::openai_chat, Surface::openai_responses, Surface::anthropic, Surface::gemini};

std::string peers_folder()
{
    const char* set = std::getenv("GOLDBOX_LLM_PEERS"); // NOLINT(concurrency-mt-unsafe)
    return set ? set : GOLDBOX_SOURCE_DIR "/build/llm-peers";
}

std::string script()
{
    return goldbox::test::shared_data("llm/run-mock.mjs").string();
}

/// The mock, in one of its two modes, and a client that speaks with it.
class Mock {
public:
    explicit Mock(std::vector<std::string> arguments = {})
        : child_(command(std::move(arguments)), {"NODE_MODULES=" + peers_folder()})
    {
        const std::string ready = child_.read_line(); // "ready http://127.0.0.1:4010 (580 exchanges)"
        if (ready.starts_with("ready ")) url_ = ready.substr(6, ready.find(' ', 6) - 6);
        secrets_.set("KEY", "k");
        options.chance = [] { return 0.01; };
    }

    [[nodiscard]] bool runs() const { return !url_.empty(); }
    [[nodiscard]] const std::string& url() const { return url_; }

    /// A route of a surface to the mock; `under` is a path before the provider's own.
    [[nodiscard]] Route route(Surface surface, const std::string& under = {}) const
    {
        Provider provider = default_provider(surface);
        provider.base_url = url_ + under + (surface == Surface::gemini ? "/v1beta" : "/v1");
        provider.key_name = "KEY";
        return {provider, surface == Surface::gemini ? "gemini-2.5-flash" : "some-model"};
    }

    [[nodiscard]] Outcome ask(const Request& request, std::vector<Route> routes, std::string* told = nullptr)
    {
        CallOptions call{.routes = std::move(routes)};
        if (told)
            call.on_delta = [told](const Delta& delta) {
                if (delta.kind == Delta::Kind::text) *told += delta.text;
            };
        return Client({*transport_, secrets_, &breaker}, options).generate(request, call);
    }

    /// Sets what the mock does wrong: `/__aimock/chaos`.
    void chaos(const std::string& settings) { post("/__aimock/chaos", settings); }
    std::string post(const std::string& path, const std::string& body)
    {
        return must(fetch(*transport_,
                          {.url = url_ + path, .headers = {{"content-type", "application/json"}}, .body = body}))
            .body;
    }
    /// How many calls it has answered or refused.
    [[nodiscard]] std::size_t calls()
    {
        const auto journal =
            must(fetch(*transport_, {.method = "GET", .url = url_ + "/__aimock/journal", .headers = {}, .body = {}}));
        const json::Document document = must(json::read(journal.body));
        const json::Value* entries =
            document.root.is(json::Kind::array) ? &document.root : document.root.find("entries");
        return entries && entries->is(json::Kind::array) ? entries->array().size() : 0;
    }

    ClientOptions options;
    Breaker breaker;

private:
    static std::vector<std::string> command(std::vector<std::string> arguments)
    {
        const std::string own = peers_folder() + "/node_modules/.bin/node"; // where the system's is too old
        const std::string node = std::filesystem::exists(own) ? own : "node";
        std::vector<std::string> all = {node, script(), "--port", "0", "--with-stdin"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return all;
    }

    Child child_;
    std::string url_;
    MemorySecrets secrets_;
    std::unique_ptr<Transport> transport_ = must(curl::make_transport({.use_environment_proxy = false}));
};

Request question(const std::string& text, bool stream = false)
{
    Request request;
    request.model = "some-model";
    request.messages = {system_message("You are a game master."), user_message(text)};
    request.max_tokens = 500;
    request.stream = stream;
    return request;
}

std::vector<Tool> tools()
{
    return {
        {"look", "Looks around", {R"({"type":"object","properties":{}})"}, false},
        {"attack",
         "Attacks somebody",
         {R"({"type":"object","properties":{"target":{"type":"string"},"weapon":{"type":"string"}},"required":["target"]})"},
         false}};
}

/// What a game would answer to each call.
Message results(const Response& response, const std::vector<Tool>& known)
{
    Message message{.role = Role::tool, .parts = {}, .origin = {}};
    for (const ToolCall* call : calls_of(response.message)) {
        const auto refused = refuse_call(*call, known);
        message.parts.push_back(refused ? *refused : ToolResult{call->id, call->name, R"({"hit":true})", false, {}});
    }
    return message;
}

std::int64_t milliseconds_of(const std::function<void()>& work)
{
    using namespace std::chrono;
    const auto before = steady_clock::now();
    work();
    return duration_cast<milliseconds>(steady_clock::now() - before).count();
}

} // namespace

#define GOLDBOX_NEED_MOCK(mock)                                                                                        \
    GOLDBOX_NEED_DATA("llm/run-mock.mjs");                                                                             \
    Mock mock;                                                                                                         \
    if (!(mock).runs()) GOLDBOX_SKIP("no mock in " + peers_folder() + ": tests/peers/install-llm.sh")

TEST_CASE("every surface answers the mock, whole and streamed", "[curl][mock]")
{
    GOLDBOX_NEED_MOCK(mock);
    for (const Surface surface : surfaces) {
        for (const bool stream : {false, true}) {
            INFO(name(surface) << (stream ? ", streamed" : ", whole"));
            std::string told;
            const Outcome outcome = mock.ask(question("hello", stream), {mock.route(surface)}, &told);
            REQUIRE(outcome);
            CHECK(text_of(outcome->message) == "Well met, traveller. The gate stands open.");
            CHECK(outcome->finish.reason == FinishReason::stop);
            if (stream) CHECK(told == text_of(outcome->message));
            if (!stream || surface != Surface::openai_chat) CHECK(outcome->usage.output.total == 11);
            const Outcome foreign = mock.ask(question("unicode", stream), {mock.route(surface)});
            REQUIRE(foreign);
            CHECK(text_of(foreign->message) ==
                  "\xC3\x89lan vital \xE2\x80\x94 \xE9\xBE\x8D\xE3\x81\x8C\xE6\x9D\xA5\xE3\x81\x9F "
                  "\xF0\x9F\x90\x89 \xC2\xAB\xD0\xBA\xD0\xBE\xD0\xBD\xD0\xB5\xD1\x86\xC2\xBB \xE2\x80\xA8 done");
        }
    }
}

TEST_CASE("every surface calls tools and goes on with their results", "[curl][mock]")
{
    GOLDBOX_NEED_MOCK(mock);
    for (const Surface surface : surfaces) {
        for (const bool stream : {false, true}) {
            INFO(name(surface) << (stream ? ", streamed" : ", whole"));
            Request request = question("I attack the goblin", stream);
            request.tools = tools();
            Outcome outcome = mock.ask(request, {mock.route(surface)});
            REQUIRE(outcome);
            CHECK(outcome->finish.reason == FinishReason::tool_calls);
            REQUIRE(calls_of(outcome->message).size() == 1);
            const ToolCall call = *calls_of(outcome->message)[0];
            CHECK(call.name == "attack");
            CHECK(call.arguments.text == R"({"target":"goblin-1","weapon":"longsword"})");
            request.messages.push_back(outcome->message);
            request.messages.push_back(results(*outcome, request.tools));
            outcome = mock.ask(request, {mock.route(surface)});
            REQUIRE(outcome);
            CHECK(text_of(outcome->message) == "Steel rings. The goblin staggers back, clutching its arm.");

            Request both = question("I look and then strike", stream);
            both.tools = tools();
            outcome = mock.ask(both, {mock.route(surface)});
            REQUIRE(outcome);
            REQUIRE(calls_of(outcome->message).size() == 2);
            CHECK(calls_of(outcome->message)[0]->name == "look");
            CHECK(calls_of(outcome->message)[0]->arguments.text == "{}");
            both.messages.push_back(outcome->message);
            both.messages.push_back(results(*outcome, both.tools));
            outcome = mock.ask(both, {mock.route(surface)});
            REQUIRE(outcome);
            CHECK(text_of(outcome->message) == "You see it, and loose.");
        }
    }
}

TEST_CASE("a tool that is not there and arguments that are none are told to the model", "[curl][mock]")
{
    GOLDBOX_NEED_MOCK(mock);
    for (const Surface surface : {Surface::openai_chat, Surface::openai_responses}) {
        for (const auto& [text, what] : {std::pair<std::string, std::string>{"hallucinated tool", "no_such_tool"},
                                         {"bad tool arguments", "JSON"}}) {
            Request request = question(text);
            request.tools = tools();
            const Outcome outcome = mock.ask(request, {mock.route(surface)});
            REQUIRE(outcome);
            const Message refused = results(*outcome, request.tools);
            REQUIRE(refused.parts.size() == 1);
            CHECK(std::get<ToolResult>(refused.parts[0]).is_error);
            CHECK(std::get<ToolResult>(refused.parts[0]).output.find(what) != std::string::npos);
        }
    }
}

TEST_CASE("JSON is found in its fence, and one that was cut off is not asked for again", "[curl][mock]")
{
    GOLDBOX_NEED_MOCK(mock);
    for (const auto& [text, good] :
         {std::pair<std::string, bool>{"describe npc json", true}, {"fenced json", true}, {"broken json", false}}) {
        Request request = question(text);
        request.output = OutputSchema{
            "npc",
            {R"({"type":"object","properties":{"name":{"type":"string"},"hp":{"type":"integer"}},"required":["name","hp"]})"}};
        auto asking = must(Structured::begin(request));
        const Outcome outcome = mock.ask(asking.request(), {mock.route(Surface::openai_chat)});
        REQUIRE(outcome);
        const auto step = asking.answer(*outcome);
        if (good) {
            REQUIRE(std::holds_alternative<JsonText>(step));
            CHECK(std::get<JsonText>(step).text == R"({"name":"Grix","hp":7})");
        } else {
            REQUIRE(std::holds_alternative<Failure>(step));
            CHECK(std::get<Failure>(step).kind == FailureKind::too_large);
        }
    }
}

TEST_CASE("a refusal says what it is, on every surface", "[curl][mock]")
{
    GOLDBOX_NEED_MOCK(mock);
    mock.options.policy.retry.most_retries = 0;
    for (const Surface surface : surfaces) {
        for (const bool stream : {false, true}) {
            INFO(name(surface) << (stream ? ", streamed" : ", whole"));
            const auto kind = [&](const std::string& text) {
                const Outcome outcome = mock.ask(question(text, stream), {mock.route(surface)});
                return outcome ? std::string("ok") : std::string(name(outcome.error().kind));
            };
            CHECK(kind("rate limited") == "rate_limited");
            CHECK(kind("overloaded") == "overloaded");
            mock.breaker.succeeded(key_of(mock.route(surface), {}));
            const std::string down = kind("server down");
            CHECK((down == "server" || down == "overloaded"));
            mock.breaker.succeeded(key_of(mock.route(surface), {}));
            if (surface != Surface::gemini) CHECK(kind("no credit") == "quota"); // the mock gives Google another name
            mock.breaker.succeeded(key_of(mock.route(surface), {}));
        }
    }
}

TEST_CASE("a 429 is waited out as it asks, and a server that stumbles is asked again", "[curl][mock]")
{
    GOLDBOX_NEED_MOCK(mock);
    Outcome outcome = mock.ask(question("flaky"), {mock.route(Surface::openai_chat)});
    REQUIRE(outcome);
    CHECK(text_of(outcome->message) == "Second time lucky.");

    const std::size_t before = mock.calls();
    const std::int64_t took =
        milliseconds_of([&] { outcome = mock.ask(question("rate limited"), {mock.route(Surface::openai_chat)}); });
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().kind == FailureKind::rate_limited);
    CHECK(outcome.error().retry_after_ms == 1000);
    CHECK(mock.calls() - before == 3);
    CHECK(took >= 2000); // twice a second
}

TEST_CASE("who cannot answer is passed by, streaming or not, and then left alone", "[curl][mock]")
{
    GOLDBOX_NEED_MOCK(mock);
    mock.options.policy.retry.most_retries = 0;
    Route limited = mock.route(Surface::anthropic);
    limited.provider.name = "limited";
    Route nobody = mock.route(Surface::openai_chat);
    nobody.provider.name = "nobody";
    nobody.provider.base_url = "http://127.0.0.1:1/v1";
    for (const bool stream : {false, true}) {
        std::string told;
        const Outcome outcome = mock.ask(question("hello", stream), {nobody, mock.route(Surface::gemini)}, &told);
        REQUIRE(outcome);
        CHECK(text_of(outcome->message) == "Well met, traveller. The gate stands open.");
    }
    mock.breaker.succeeded("nobody/some-model");
    for (int i = 0; i < 5; ++i) {
        const Outcome outcome = mock.ask(question("server down", i % 2 == 0), {limited});
        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().kind != FailureKind::circuit_open);
    }
    const std::size_t before = mock.calls();
    const Outcome shut = mock.ask(question("hello"), {limited});
    REQUIRE_FALSE(shut);
    CHECK(shut.error().kind == FailureKind::circuit_open);
    CHECK(mock.calls() == before); // nobody was asked
    CHECK(mock.ask(question("hello"), {limited, mock.route(Surface::openai_responses)}));
}

TEST_CASE("a stream that is cut off keeps what came", "[curl][mock]")
{
    GOLDBOX_NEED_DATA("llm/run-mock.mjs");
    Mock mock({"--latency", "40"}); // else it cuts before anything is on the wire
    if (!mock.runs()) GOLDBOX_SKIP("no mock in " + peers_folder() + ": tests/peers/install-llm.sh");
    mock.options.policy.retry.most_retries = 0;
    for (const Surface surface : surfaces) { // the mock sends one event, and only Gemini's holds text
        INFO(name(surface));
        std::string told;
        const Outcome outcome = mock.ask(question("cut me off", true), {mock.route(surface)}, &told);
        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().kind == FailureKind::cut);
        CHECK(text_of(outcome.error().partial.message) == told);
        if (surface == Surface::gemini) CHECK(told == "This sentence will b");
    }
    // who was shown something is not answered by somebody else
    const std::size_t before = mock.calls();
    std::string told;
    CHECK_FALSE(
        mock.ask(question("cut me off", true), {mock.route(Surface::gemini), mock.route(Surface::openai_chat)}, &told));
    CHECK(mock.calls() - before == 1);
    CHECK_FALSE(mock.ask(question("cut me off", true),
                         {mock.route(Surface::openai_chat), mock.route(Surface::anthropic)}, &told));
    CHECK(mock.calls() - before == 3);
}

TEST_CASE("a mock that goes mad yields typed failures and no more than that", "[curl][mock]")
{
    GOLDBOX_NEED_MOCK(mock);
    mock.options.policy.retry.most_retries = 0;
    struct Row {
        std::string chaos;
        std::vector<FailureKind> kinds;
    };
    const Row rows[] = {
        {R"({"malformedRate":1})", {FailureKind::not_a_reply}},
        {R"({"disconnectRate":1})", {FailureKind::connection, FailureKind::cut}},
        {R"({"dropRate":1})", {FailureKind::server}},
        {R"({"rateLimitRate":1})", {FailureKind::rate_limited}},
    };
    for (const Row& row : rows) {
        mock.chaos(row.chaos);
        for (const Surface surface : surfaces) {
            for (const bool stream : {false, true}) {
                INFO(row.chaos << " " << name(surface) << (stream ? ", streamed" : ", whole"));
                const Outcome outcome = mock.ask(question("hello", stream), {mock.route(surface)});
                REQUIRE_FALSE(outcome);
                INFO(name(outcome.error().kind) << ": " << outcome.error().message);
                CHECK(std::ranges::find(row.kinds, outcome.error().kind) != row.kinds.end());
                mock.breaker.succeeded(key_of(mock.route(surface), {}));
            }
        }
        mock.chaos(R"({"malformedRate":0,"disconnectRate":0,"dropRate":0,"rateLimitRate":0})");
    }
    CHECK(mock.ask(question("hello"), {mock.route(Surface::openai_chat)}));
}

TEST_CASE("who is slow to begin is given up in time", "[curl][mock]")
{
    GOLDBOX_NEED_MOCK(mock);
    mock.options.policy.retry.most_retries = 0;
    mock.options.policy.timeouts.first_byte_ms = 200;
    mock.chaos(R"({"latencyMs":3000})");
    Outcome outcome = unexpected(Failure());
    const std::int64_t took =
        milliseconds_of([&] { outcome = mock.ask(question("hello", true), {mock.route(Surface::openai_chat)}); });
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().kind == FailureKind::timeout);
    CHECK(outcome.error().message == "no first byte in time");
    CHECK(took < 2500);
}

TEST_CASE("recorded replies come over the wire in torn pieces as they do from a file", "[curl][mock]")
{
    GOLDBOX_NEED_DATA("llm/run-mock.mjs");
    Mock mock({"--mode", "replay", "--exchanges", goldbox::test::shared_data("llm/exchanges").string()});
    if (!mock.runs()) GOLDBOX_SKIP("node does not run");
    mock.options.policy.retry.most_retries = 0;
    std::map<std::string, int> count;
    for (const goldbox::test::Exchange& exchange : goldbox::test::exchanges()) {
        if (!exchange.stream || exchange.oracle != "ok" || exchange.body.size() < 500 || exchange.body.size() > 20'000)
            continue;
        if (++count[exchange.surface] > 3) continue;
        const Provider& provider = goldbox::test::provider_of(exchange);
        const Outcome wanted = decode(provider, exchange.head, exchange.body);
        REQUIRE(wanted);
        const std::string id = exchange.file.substr(exchange.file.rfind('/') + 1);
        const std::string name = id.substr(0, id.rfind(".json"));
        for (const std::string options : {",split=7", ",split=1000", ""}) {
            Route route = mock.route(provider.surface, "/r/" + name + options);
            route.provider.quirks = provider.quirks;
            INFO(exchange.file << options);
            const Outcome outcome = mock.ask(question("again", true), {route});
            REQUIRE(outcome);
            CHECK(text_of(outcome->message) == text_of(wanted->message));
            CHECK(calls_of(outcome->message).size() == calls_of(wanted->message).size());
            CHECK(outcome->usage.output == wanted->usage.output);
        }
        Route cut = mock.route(provider.surface, "/r/" + name + ",cut=" + std::to_string(exchange.body.size() / 2));
        INFO(exchange.file << " cut in the middle");
        const Outcome outcome = mock.ask(question("again", true), {cut});
        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().kind == FailureKind::cut);
        mock.breaker.succeeded(key_of(cut, {}));
    }
    CHECK(count.size() == 4);
}
