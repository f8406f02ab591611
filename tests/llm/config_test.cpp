// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "support/must.hpp"

#include <goldbox/llm/config.hpp>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::tests::must;

namespace {

std::string wrong(std::string_view text)
{
    const auto config = read_config(text, "llm.json");
    return config ? std::string() : to_string(config.error()) + " " + config.error().reason;
}

} // namespace

TEST_CASE("a config names providers by what they are like", "[llm][config]")
{
    const Config config = must(read_config(R"({
        "providers": {"box": {"like": "ollama", "base_url": "http://box:11434/v1/", "headers": {"x-team": "gm"},
                              "quirks": {"structured_output": "prompt", "stream_usage": false}}},
        "tasks": {"chat": {"routes": [{"provider": "box", "model": "llama"}, {"provider": "anthropic", "model": "claude-haiku-4-5"}],
                           "max_tokens": 300, "sampling": {"temperature": 0.7}, "effort": "low"}}, // and so on
    })"));
    const Variant* variant = config.variant("chat", "game 1");
    REQUIRE(variant);
    CHECK_FALSE(config.variant("cook", "game 1"));
    REQUIRE(variant->routes.size() == 2);
    const Provider& box = variant->routes[0].provider;
    CHECK(box.name == "box");
    CHECK(box.base_url == "http://box:11434/v1");
    CHECK(box.key_optional);
    CHECK(box.headers.back() == std::pair<std::string, std::string>("x-team", "gm"));
    CHECK(box.quirks.structured_output == StructuredOutput::prompt);
    CHECK_FALSE(box.quirks.stream_usage);
    CHECK(variant->routes[1].provider.surface == Surface::anthropic);
    Request request;
    apply(*variant, request);
    CHECK(request.model == "llama");
    CHECK(request.max_tokens == 300);
    CHECK(request.sampling.temperature == 0.7);
    CHECK(request.effort == Effort::low);
    CHECK(config.policy.retry.most_retries == 2);
    CHECK(config.policy.timeouts.total_ms == 120'000);
}

TEST_CASE("a config sets policies, limits, budgets and where keys are", "[llm][config]")
{
    const Config config = must(read_config(R"({
        "tasks": {"chat": {"routes": [{"provider": "openai", "model": "gpt-5-mini"}]}},
        "policy": {"retries": 1, "first_byte_ms": 5000, "failures_to_open": 3},
        "network": {"threads": 1, "proxy": "http://proxy:3128", "http2": false},
        "production": true, "secrets": {"from": "vault", "vault": {"address": "https://vault:8200", "token_file": "token.json"}, "audit": "keys.log"},
        "limits": {"openai/*": {"requests": 60, "tokens": 100000}, "guild/*": {"requests": 10}},
        "budgets": [{"scope": "guild", "per": "month", "usd": 5}, {"scope": "user", "id": "ann", "per": "day", "usd": 0.25}],
        "prices": "prices.json", "database": "llm.db", "cache": {"keep_hours": 2}, "prompts": "prompts"
    })"));
    CHECK(config.policy.retry.most_retries == 1);
    CHECK(config.policy.timeouts.first_byte_ms == 5000);
    CHECK(config.breaker.failures_to_open == 3);
    CHECK(config.network.proxy == "http://proxy:3128");
    CHECK(config.secrets.from == SecretsFrom::vault);
    CHECK(config.limits.at("openai/*") == RateLimit{60, 100'000});
    REQUIRE(config.budgets.size() == 2);
    CHECK(config.budgets[1] == Budget{BudgetScope::user, "ann", BudgetPeriod::day, 250'000'000});
    CHECK(config.cache->keep_ms == 7'200'000);
}

TEST_CASE("everything that is wrong with a config is told at once, with its place", "[llm][config]")
{
    const std::string all =
        wrong("{\"providers\": {\"box\": {\"like\": \"olama\"},\n"
              "\"web\": {\"base_url\": \"ftp://x\"}},\n"
              "\"tasks\": {\"chat\": {\"routes\": [{\"provider\": \"antropic\", \"model\": \"m\"}]},\n"
              "\"narrate\": {}}}");
    CHECK(all.find("llm.json:1:") != std::string::npos);
    CHECK(all.find("olama") != std::string::npos);
    CHECK(all.find("http://") != std::string::npos);
    CHECK(all.find("did you mean \"anthropic\"?") != std::string::npos);
    CHECK(all.find("at least one route") != std::string::npos);
    CHECK(wrong("{\"tasks\": {\"chat\": {\"rutes\": []}}}").find("did you mean \"routes\"?") != std::string::npos);
    CHECK(wrong("{}").find("json.missing_member") != std::string::npos);
    CHECK(wrong("nonsense").find("json.syntax") != std::string::npos);
    const std::string route = R"("tasks": {"chat": {"routes": [{"provider": "openai", "model": "m"}]}})";
    CHECK(wrong("{\"production\": true, " + route + "}").find("llm.secret_refused") != std::string::npos);
    CHECK(wrong("{\"secrets\": {\"from\": \"file\"}, " + route + "}").find("lack \"file\"") != std::string::npos);
    CHECK(wrong("{\"budgets\": [{\"scope\": \"all\", \"usd\": 1}], " + route + "}").find("need a database") !=
          std::string::npos);
    CHECK(wrong("{\"database\": \"x\", \"budgets\": [{\"scope\": \"all\", \"usd\": -1}], " + route + "}")
              .find("llm.bad_budget") != std::string::npos);
    CHECK(wrong(R"({"providers": {"x": {"base_url": "http://a/v1?key=sk-1234567890abc"}}, )" + route + "}")
              .find("llm.bad_base_url") != std::string::npos);
    CHECK(wrong("{\"policy\": {\"retries\": 1000}, " + route + "}").find("json.out_of_range") != std::string::npos);
}

TEST_CASE("games are dealt to variants by percentage, and stay when it grows", "[llm][config]")
{
    const auto config = [](int percent) {
        return must(read_config(
            R"({"tasks": {"narrate": {"routes": [{"provider": "openai", "model": "old"}], "prompt": "plain",
            "variants": {"b": {"percent": )" +
            std::to_string(percent) +
            R"(, "routes": [{"provider": "openai", "model": "new"}]}, "c": {"percent": 5, "prompt": "terse"}}}}})"));
    };
    const Config before = config(10), after = config(30);
    std::map<std::string, int> dealt;
    int moved = 0;
    for (int i = 0; i < 10'000; ++i) {
        const std::string game = "game " + std::to_string(i);
        const Variant* first = before.variant("narrate", game);
        CHECK(first == before.variant("narrate", game));
        ++dealt[first->name];
        if (first->name == "b" && after.variant("narrate", game)->name != "b") ++moved;
    }
    CHECK(std::abs(dealt["b"] - 1000) < 120); // four standard deviations
    CHECK(std::abs(dealt["c"] - 500) < 90);
    CHECK(moved == 0);
    for (const Variant& each : before.tasks.at("narrate")) {
        CHECK(each.prompt == (each.name == "c" ? "terse" : "plain")); // what it does not say is as in the task
        CHECK(each.routes[0].model == (each.name == "b" ? "new" : "old"));
        CHECK(ledger_name("narrate", each) == (each.name == "default" ? "narrate" : "narrate/" + each.name));
    }
    CHECK(wrong(R"({"tasks": {"t": {"routes": [{"provider": "openai", "model": "m"}],
        "variants": {"b": {"percent": 60}, "c": {"percent": 60}}}}})")
              .find("llm.bad_percent") != std::string::npos);
}
