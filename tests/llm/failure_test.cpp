// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <goldbox/llm/failure.hpp>

using namespace goldbox;
using namespace goldbox::llm;

namespace {

struct Case {
    std::string_view provider;
    int status;
    std::string_view body;
    FailureKind kind;
    bool retryable;
};

} // namespace

TEST_CASE("error bodies of all providers come to one taxonomy", "[llm][failure]")
{
    using enum FailureKind;
    const Case cases[] = {
        {"OpenAI", 400,
         R"({"error":{"message":"Your input exceeds","type":"invalid_request_error","param":"input","code":"context_length_exceeded"}})",
         context_length, false},
        {"OpenAI", 401,
         R"({"error":{"message":"Incorrect API key provided","type":"invalid_request_error","param":null,"code":"invalid_api_key"}})",
         auth, false},
        {"OpenAI", 429,
         R"({"error":{"message":"Rate limit reached","type":"requests","param":null,"code":"rate_limit_exceeded"}})",
         rate_limited, true},
        {"OpenAI", 429,
         R"({"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}})",
         quota, false},
        {"OpenAI", 400,
         R"({"error":{"message":"Unsupported parameter: 'max_tokens'","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}})",
         unsupported, false},
        {"OpenAI", 400,
         R"({"error":{"message":"Your request was rejected by our safety system","type":"image_generation_user_error","code":"moderation_blocked"}})",
         filtered, false},
        {"Anthropic", 400,
         R"({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 3333404 tokens > 200000 maximum"}})",
         context_length, false},
        {"Anthropic", 401, R"({"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}})",
         auth, false},
        {"Anthropic", 400,
         R"({"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low"}})",
         quota, false},
        {"Anthropic", 402, R"({"type":"error","error":{"type":"billing_error","message":"billing"}})", quota, false},
        {"Anthropic", 400,
         R"({"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits"}})",
         quota, false},
        {"Anthropic", 413, R"({"type":"error","error":{"type":"request_too_large","message":"x"}})", too_large, false},
        {"Anthropic", 429, R"({"type":"error","error":{"type":"rate_limit_error","message":"x"}})", rate_limited, true},
        {"Anthropic", 500, R"({"type":"error","error":{"type":"api_error","message":"x"}})", server, true},
        {"Anthropic", 529, R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})", overloaded,
         true},
        {"Google", 400,
         R"({"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}})",
         auth, false},
        {"Google", 403, R"({"error":{"code":403,"message":"x","status":"PERMISSION_DENIED"}})", permission, false},
        {"Google", 404, R"({"error":{"code":404,"message":"x","status":"NOT_FOUND"}})", not_found, false},
        {"Google", 429,
         R"({"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}})",
         quota, false},
        {"Google", 503, R"({"error":{"code":503,"message":"x","status":"UNAVAILABLE"}})", overloaded, true},
        {"Google", 504, R"({"error":{"code":504,"message":"x","status":"DEADLINE_EXCEEDED"}})", timeout, true},
        {"Google, in a stream's array", 429, R"([{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED"}}])",
         rate_limited, true},
        {"xAI", 400,
         R"({"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***AB."})", auth,
         false},
        {"DeepSeek", 402,
         R"({"error":{"message":"Insufficient Balance","type":"unknown_error","code":"invalid_request_error"}})", quota,
         false},
        {"DeepSeek", 422, R"({"error":{"message":"bad","type":"invalid_request_error"}})", invalid, false},
        {"Mistral", 401, R"({"detail":"Invalid API Key"})", auth, false},
        {"Mistral", 422, R"({"detail":[{"loc":["body","model"],"msg":"field required","type":"missing"}]})", invalid,
         false},
        {"Ollama", 400,
         R"({"error":{"message":"prompt too long; exceeded max context length by 7 tokens","type":"invalid_request_error"}})",
         context_length, false},
        {"Ollama", 404, R"({"error":"model \"x\" not found, try pulling it first"})", not_found, false},
        {"OpenRouter", 401, R"({"error":{"message":"Missing Authentication header","code":401}})", auth, false},
        {"llama.cpp", 503, R"({"error":{"code":503,"message":"Loading model","type":"unavailable_error"}})", overloaded,
         true},
        {"a proxy", 502, "<html><h1>502 Bad Gateway</h1></html>", server, true},
        {"a proxy", 504, "", timeout, true},
        {"anybody", 408, "{}", timeout, true},
        {"anybody", 409, "{}", server, true},
        {"anybody", 418, "[]", invalid, false},
    };
    for (const Case& each : cases) {
        INFO(each.provider << " " << each.status << " " << each.body);
        const Failure failure = classify(each.status, {}, each.body);
        CHECK(name(failure.kind) == name(each.kind));
        CHECK(failure.retryable == each.retryable);
        CHECK(failure.status == each.status);
        CHECK(as_error(failure).reason == "llm." + std::string(name(each.kind)));
    }
}

TEST_CASE("how long to wait is read from headers and from Google's body", "[llm][failure]")
{
    CHECK(retry_after({{"Retry-After-Ms", "1500"}, {"Retry-After", "9"}}) == 1500);
    CHECK(retry_after({{"retry-after", "2"}}) == 2000);
    CHECK(retry_after({{"retry-after", "0.5"}}) == 500);
    CHECK(retry_after({{"retry-after", "Fri, 20 Nov 2026 22:00:30 GMT"}, {"date", "Fri, 20 Nov 2026 22:00:00 GMT"}}) ==
          30'000);
    CHECK(retry_after({{"retry-after", "Thu, 29 Feb 2024 00:00:01 GMT"}}, Timestamp{1709164800000}) == 1000);
    CHECK(retry_after({{"retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"}}, Timestamp{1709164800000}) == 0);
    for (const char* nonsense : {"soon", "-3", "1e400", "Fri, 20 Xxx 2026 22:00:30 GMT", ""}) {
        CHECK_FALSE(retry_after({{"retry-after", nonsense}}, Timestamp{1}));
    }
    const Failure failure = classify(
        429, {},
        R"({"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"34.4s"}]}})");
    CHECK(failure.retry_after_ms == 34'400);
}

TEST_CASE("x-should-retry has the last word, but for a quota", "[llm][failure]")
{
    CHECK_FALSE(classify(500, {{"x-should-retry", "false"}}, "{}").retryable);
    CHECK(classify(400, {{"x-should-retry", "true"}}, "{}").retryable);
    CHECK_FALSE(classify(429, {{"x-should-retry", "true"}}, R"({"error":{"code":"insufficient_quota"}})").retryable);
}

TEST_CASE("no key and no control character gets into a message", "[llm][failure]")
{
    const Failure failure = classify(
        401, {},
        R"({"error":{"message":"Incorrect API key provided: sk-proj-abcdefghijkl\u001b[31m. See AIzaSyA0123456789"}})");
    CHECK(failure.message.find("abcdefghijkl") == std::string::npos);
    CHECK(failure.message.find("AIza") == std::string::npos);
    CHECK(failure.message.find('\x1b') == std::string::npos);
    CHECK(failure.message.starts_with("Incorrect API key provided: [key]"));
    CHECK(classify(500, {}, std::string(1'000'000, 'x')).message.size() <= 2000);
    CHECK(classify(500, {}, std::string(1'990, '\xFF')).message.size() <= 2000); // each becomes three bytes
}
