// SPDX-License-Identifier: MIT
#include "llm/texts.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/llm/codec.hpp>
#include <goldbox/llm/fields.hpp>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::test::has;
using goldbox::tests::must;

namespace {

const std::string tool_schema =
    R"({"type":"object","properties":{"sides":{"type":"integer","minimum":2}},"required":["sides"],"additionalProperties":false})";

Request conversation()
{
    Request request;
    request.model = "a-model";
    request.messages = {system_message("You narrate."), user_message("I roll.")};
    request.messages.push_back(
        {Role::assistant, {Text{"Rolling.", {}}, ToolCall{"call_1", "roll", {R"({"sides":20})"}, {}, {}}}, {}});
    request.messages.push_back({Role::tool, {ToolResult{"call_1", "roll", "17", false, {}}}, {}});
    request.tools = {{"roll", "Rolls a die", {tool_schema}, true}};
    return request;
}

std::string body(Surface surface, const Request& request)
{
    return must(encode(default_provider(surface), request)).http.body;
}

bool warned(const Encoded& encoded, std::string_view about)
{
    for (const Warning& warning : encoded.warnings) {
        if (has(warning.message, about)) return true;
    }
    return false;
}

} // namespace

TEST_CASE("a conversation with tools has the shape of each surface", "[llm][encode]")
{
    const Request request = conversation();
    CHECK(
        body(Surface::openai_chat, request) ==
        R"({"model":"a-model","messages":[{"role":"system","content":"You narrate."},{"role":"user","content":"I roll."},)"
        R"({"role":"assistant","content":"Rolling.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"roll","arguments":"{\"sides\":20}"}}]},)"
        R"({"role":"tool","tool_call_id":"call_1","content":"17"}],"tools":[{"type":"function","function":{"name":"roll","description":"Rolls a die","parameters":)" +
            tool_schema + R"(,"strict":true}}],"stream":false})");
    CHECK(
        body(Surface::openai_responses, request) ==
        R"({"model":"a-model","instructions":"You narrate.","input":[{"role":"user","content":[{"type":"input_text","text":"I roll."}]},)"
        R"({"type":"message","role":"assistant","content":"Rolling."},{"type":"function_call","call_id":"call_1","name":"roll","arguments":"{\"sides\":20}"},)"
        R"({"type":"function_call_output","call_id":"call_1","output":"17"}],"tools":[{"type":"function","name":"roll","description":"Rolls a die","parameters":)" +
            tool_schema +
            R"(,"strict":true}],"store":false,"stream":false,"include":["reasoning.encrypted_content"]})");
    CHECK(
        body(Surface::anthropic, request) ==
        R"({"model":"a-model","max_tokens":4096,"tools":[{"name":"roll","description":"Rolls a die","input_schema":)" +
            tool_schema +
            R"(}],"system":[{"type":"text","text":"You narrate."}],"messages":[{"role":"user","content":[{"type":"text","text":"I roll."}]},)"
            R"({"role":"assistant","content":[{"type":"text","text":"Rolling."},{"type":"tool_use","id":"call_1","name":"roll","input":{"sides":20}}]},)"
            R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":[{"type":"text","text":"17"}]}]}],"stream":false})");
    CHECK(
        body(Surface::gemini, request) ==
        R"({"systemInstruction":{"parts":[{"text":"You narrate."}]},"contents":[{"role":"user","parts":[{"text":"I roll."}]},)"
        R"({"role":"model","parts":[{"text":"Rolling."},{"functionCall":{"name":"roll","args":{"sides":20}}}]},)"
        R"({"role":"user","parts":[{"functionResponse":{"name":"roll","response":{"result":"17"}}}]}],)"
        R"("tools":[{"functionDeclarations":[{"name":"roll","description":"Rolls a die","parametersJsonSchema":)" +
            tool_schema + R"(}]}],"generationConfig":{}})");
}

TEST_CASE("each surface has its address and headers, and no key", "[llm][encode]")
{
    Request request = conversation();
    CHECK(must(encode(default_provider(Surface::openai_chat), request)).http.path == "/chat/completions");
    CHECK(must(encode(default_provider(Surface::openai_responses), request)).http.path == "/responses");
    const HttpRequest anthropic = must(encode(default_provider(Surface::anthropic), request)).http;
    CHECK(anthropic.path == "/messages");
    CHECK(find_header(anthropic.headers, "anthropic-version") == "2023-06-01");
    CHECK(find_header(anthropic.headers, "x-api-key").empty());
    CHECK(must(encode(default_provider(Surface::gemini), request)).http.path == "/models/a-model:generateContent");
    request.stream = true;
    request.model = "../evil?key=1";
    const HttpRequest gemini = must(encode(default_provider(Surface::gemini), request)).http;
    CHECK(gemini.path == "/%2E%2E/evil%3Fkey%3D1:streamGenerateContent?alt=sse");
}

TEST_CASE("what a provider does not take is dropped with a warning", "[llm][encode]")
{
    Request request = conversation();
    request.model = "gpt-5-nano";
    request.sampling.temperature = 0.5;
    request.sampling.top_k = 4;
    request.max_tokens = 100;
    const Encoded chat = must(encode(default_provider(Surface::openai_chat), request));
    CHECK(has(chat.http.body, R"("max_completion_tokens":100)"));
    CHECK(has(chat.http.body, R"("role":"developer")"));
    CHECK_FALSE(has(chat.http.body, "temperature"));
    CHECK(warned(chat, "sampling"));
    CHECK(warned(chat, "top_k"));
    request.sampling.temperature = 1.5;
    const Encoded anthropic = must(encode(default_provider(Surface::anthropic), request));
    CHECK(has(anthropic.http.body, R"("temperature":1.0)"));
    CHECK(warned(anthropic, "temperature"));
}

TEST_CASE("reasoning and signatures return to the surface they came from, and to no other", "[llm][encode]")
{
    Request request = conversation();
    request.messages[2] = {Role::assistant,
                           {Reasoning{"hm", {R"({"signature":"s=="})"}},
                            Opaque{{R"({"type":"redacted_thinking","data":"x"})"}}, Text{"Rolling.", {}},
                            ToolCall{"call_1", "roll", {R"({"sides":20})"}, {}, {}}},
                           "anthropic"};
    const std::string own = body(Surface::anthropic, request);
    CHECK(has(own, R"({"type":"thinking","thinking":"hm","signature":"s=="},{"type":"redacted_thinking","data":"x"})"));
    for (const Surface other : {Surface::openai_chat, Surface::openai_responses, Surface::gemini}) {
        const Encoded encoded = must(encode(default_provider(other), request));
        CHECK_FALSE(has(encoded.http.body, "s=="));
        CHECK_FALSE(has(encoded.http.body, "redacted"));
        CHECK(warned(encoded, "block of another provider"));
    }
    const std::string deepseek = must(encode(*find_provider("deepseek"), request)).http.body;
    CHECK(has(deepseek, R"("reasoning_content":"hm")")); // with tool calls it wants its thoughts back
}

TEST_CASE("a decoded reply goes back as it came", "[llm][encode]")
{
    const std::string content =
        R"([{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"text","text":"Rolling.","citations":[{"type":"x"}]},)"
        R"({"type":"server_tool_use","id":"s","name":"web_search","input":{"q":"a"}},{"type":"tool_use","id":"t","name":"roll","input":{"sides":6}}])";
    const Outcome outcome =
        decode(default_provider(Surface::anthropic), {},
               R"({"type":"message","id":"m","role":"assistant","stop_reason":"tool_use","content":)" + content + "}");
    REQUIRE(outcome);
    Request request = conversation();
    request.messages[2] = outcome->message;
    request.messages.pop_back();
    CHECK(has(body(Surface::anthropic, request), content));

    const std::string parts =
        R"([{"text":"a","thoughtSignature":"QQ=="},{"functionCall":{"name":"roll","args":{"sides":6}},"thoughtSignature":"Qg=="}])";
    const Outcome gemini = decode(default_provider(Surface::gemini), {},
                                  R"({"candidates":[{"content":{"parts":)" + parts + R"(},"finishReason":"STOP"}]})");
    REQUIRE(gemini);
    request.messages[2] = gemini->message;
    CHECK(has(body(Surface::gemini, request), parts));

    const std::string item = R"({"type":"reasoning","id":"rs","summary":[],"encrypted_content":"e=="})";
    const Outcome responses =
        decode(default_provider(Surface::openai_responses), {}, R"({"status":"completed","output":[)" + item + "]}");
    REQUIRE(responses);
    request.messages[2] = responses->message;
    CHECK(has(body(Surface::openai_responses, request), item));
}

TEST_CASE("results of one turn stand in one message, before anything else", "[llm][encode]")
{
    Request request = conversation();
    request.messages.push_back({Role::tool, {ToolResult{"call_2", "roll", "", true, {}}}, {}});
    request.messages.push_back(user_message("And now?"));
    CHECK(has(
        body(Surface::anthropic, request),
        R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":[{"type":"text","text":"17"}]},)"
        R"({"type":"tool_result","tool_use_id":"call_2","content":[],"is_error":true},{"type":"text","text":"And now?"}]})"));
}

TEST_CASE("cache marks sit on the block before them, four at most", "[llm][encode]")
{
    Request request;
    request.model = "m";
    request.messages = {system_message("Rules."), user_message("Setting.")};
    request.messages[0].parts.push_back(CacheMark{CacheLifetime::one_hour});
    for (int i = 0; i < 4; ++i) {
        request.messages[1].parts.push_back(CacheMark{});
        request.messages[1].parts.push_back(Text{"more", {}});
    }
    const Encoded encoded = must(encode(default_provider(Surface::anthropic), request));
    CHECK(has(encoded.http.body, R"("text":"Rules.","cache_control":{"type":"ephemeral","ttl":"1h"})"));
    std::size_t marks = 0;
    for (std::size_t at = 0; (at = encoded.http.body.find("cache_control", at)) != std::string::npos; ++at) ++marks;
    CHECK(marks == 4);
    CHECK(warned(encoded, "cache mark"));
    CHECK_FALSE(has(body(Surface::openai_chat, request), "cache_control"));
}

TEST_CASE("structured output is asked for as each provider takes it", "[llm][encode]")
{
    Request request;
    request.model = "m";
    request.messages = {system_message("Rules."), user_message("Who?")};
    request.output = OutputSchema{"person", {tool_schema}};
    CHECK(has(body(Surface::openai_chat, request),
              R"("response_format":{"type":"json_schema","json_schema":{"name":"person","schema":)" + tool_schema +
                  R"(,"strict":true}})"));
    CHECK(has(body(Surface::openai_responses, request), R"("text":{"format":{"type":"json_schema","name":"person")"));
    CHECK(has(body(Surface::gemini, request),
              R"("responseMimeType":"application/json","responseJsonSchema":)" + tool_schema));
    const std::string anthropic = body(Surface::anthropic, request);
    CHECK(has(anthropic,
              R"("format":{"type":"json_schema","schema":{"type":"object","properties":{"sides":{"type":"integer"}})"));
    const Encoded deepseek = must(encode(*find_provider("deepseek"), request));
    CHECK(has(deepseek.http.body, R"("response_format":{"type":"json_object"})"));
    CHECK(has(deepseek.http.body, "JSON Schema:"));
    request.output->schema = {
        R"({"type":"object","properties":{"a":{"type":"string"}}})"}; // not strict: open, optional
    CHECK(has(body(Surface::openai_chat, request), R"("strict":false)"));
}

TEST_CASE("what no provider could do is refused", "[llm][encode]")
{
    const auto reason = [](const Request& request) {
        const auto encoded = encode(default_provider(Surface::openai_chat), request);
        return encoded ? std::string() : encoded.error().reason;
    };
    Request request = conversation();
    CHECK(reason(request).empty());
    request.tools[0].parameters.text = "{oops";
    CHECK(reason(request) == "llm.invalid_request");
    request = conversation();
    request.messages.erase(request.messages.begin() + 1, request.messages.end());
    CHECK(reason(request) == "llm.invalid_request");
    request = conversation();
    std::get<ToolResult>(request.messages[3].parts[0]).call_id.clear();
    CHECK(reason(request) == "llm.invalid_request");
    request = conversation();
    std::get<ToolCall>(request.messages[2].parts[1]).arguments.text = "oops";
    CHECK(reason(request) == "llm.invalid_request");
    request = conversation();
    request.messages[2].parts.push_back(Opaque{{"}{"}});
    CHECK(reason(request) == "llm.invalid_request");
    request = conversation();
    request.tool_choice = {ToolUse::named, "nothing"};
    CHECK(reason(request) == "llm.invalid_request");
    request = conversation();
    request.model.clear();
    CHECK(reason(request) == "llm.invalid_request");
}

TEST_CASE("a request is the same after a journey through JSON", "[llm][encode]")
{
    Request request = conversation();
    request.messages[1].parts.push_back(Image{"image/png", "aGk=", {}});
    request.messages[1].parts.push_back(CacheMark{CacheLifetime::one_hour});
    request.output = OutputSchema{"person", {tool_schema}};
    request.sampling.temperature = 0.25;
    request.extra = {R"({"user":"ann"})"};
    request.effort = Effort::high;
    const std::string text = json::to_json(request);
    CHECK(must(json::from_json<Request>(text)) == request);
    CHECK(has(body(Surface::openai_chat, request), R"("user":"ann")"));
}
