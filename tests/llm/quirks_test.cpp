// SPDX-License-Identifier: MIT
// What providers were seen to send, one test each.
#include "llm/texts.hpp"
#include "support/catch.hpp"

#include <goldbox/llm/codec.hpp>

#include <initializer_list>
#include <string>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::test::stream_of;

namespace {

Outcome read(Surface surface, const std::string& body)
{
    return decode(default_provider(surface), {}, body);
}

Response chat(std::initializer_list<std::string_view> events)
{
    auto outcome = read(Surface::openai_chat, stream_of(events));
    if (!outcome) FAIL(outcome.error().message);
    return *std::move(outcome);
}

/// A chunk whose delta is this.
std::string delta(std::string_view content)
{
    return "{\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":" + std::string(content) + "}]}";
}

const std::string end_of_calls = R"({"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]})";

const ToolCall& only_call(const Response& response)
{
    const auto calls = calls_of(response.message);
    REQUIRE(calls.size() == 1);
    return *calls[0];
}

} // namespace

TEST_CASE("a tool's name may come after its id and arguments", "[llm][quirks]")
{
    const Response response =
        chat({delta(R"({"tool_calls":[{"index":0,"id":"a","function":{"arguments":"{\"x\":"}}]})"),
              delta(R"({"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]})"),
              delta(R"({"tool_calls":[{"index":0,"function":{"name":"roll"}}]})"), end_of_calls});
    CHECK(only_call(response).name == "roll");
    CHECK(only_call(response).arguments.text == R"({"x":1})");
    CHECK(response.finish.reason == FinishReason::tool_calls);
}

TEST_CASE("an empty name on a later delta changes nothing", "[llm][quirks]")
{
    const Response response =
        chat({delta(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"roll","arguments":""}}]})"),
              delta(R"({"tool_calls":[{"index":0,"id":"","function":{"name":"","arguments":"{}"}}]})"), end_of_calls});
    CHECK(only_call(response).name == "roll");
    CHECK(only_call(response).id == "a");
}

TEST_CASE("a call without an id gets one, the same each time", "[llm][quirks]")
{
    const auto make = [] {
        return chat({delta(R"({"tool_calls":[{"index":0,"function":{"name":"roll","arguments":"{}"}},)"
                           R"({"index":1,"function":{"name":"roll","arguments":"{}"}}]})"),
                     end_of_calls});
    };
    const Response first = make();
    const auto calls = calls_of(first.message);
    REQUIRE(calls.size() == 2);
    CHECK(calls[0]->id.size() == 9); // what the pickiest provider takes
    CHECK(calls[0]->id != calls[1]->id);
    CHECK(first == make());
}

TEST_CASE("arguments that stay empty are an empty object", "[llm][quirks]")
{
    const Response response =
        chat({delta(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"look","arguments":""}}]})"),
              delta(R"({"tool_calls":[{"index":0,"function":{"arguments":""}}]})"), end_of_calls});
    CHECK(only_call(response).arguments.text == "{}");
    CHECK(only_call(response).malformed.empty());
}

TEST_CASE("unknown siblings of arguments are ignored", "[llm][quirks]")
{
    const Response response = chat(
        {delta(
             R"({"tool_calls":[{"index":0,"id":"a","custom":{},"function":{"name":"look","arguments":"{\"a\":2}"}}]})"),
         end_of_calls});
    CHECK(only_call(response).arguments.text == R"({"a":2})");
}

TEST_CASE("arguments may be an object, and come whole in the first chunk", "[llm][quirks]")
{
    const Response response =
        chat({delta(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"look","arguments":{"a":[1,2]}}}]})"),
              end_of_calls});
    CHECK(only_call(response).arguments.text == R"({"a":[1,2]})");
}

TEST_CASE("parallel calls that share an index are told apart by id and name", "[llm][quirks]")
{
    const Response response = chat(
        {delta(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"look","arguments":"{}"}}]})"),
         delta(R"({"tool_calls":[{"index":0,"id":"b","function":{"name":"roll","arguments":"{}"}}]})"), end_of_calls});
    const auto calls = calls_of(response.message);
    REQUIRE(calls.size() == 2);
    CHECK(calls[1]->id == "b");
    CHECK(calls[1]->name == "roll");
}

TEST_CASE("an index is looked up and never a size", "[llm][quirks]")
{
    const Response response =
        chat({delta(R"({"tool_calls":[{"index":9000000000000,"id":"a","function":{"name":"l"}}]})"),
              delta(R"({"tool_calls":[{"index":-1,"id":"b","function":{"name":"m"}}]})"), end_of_calls});
    CHECK(calls_of(response.message).size() == 2);
}

TEST_CASE("arguments that are no JSON are kept as malformed", "[llm][quirks]")
{
    const Response response =
        chat({delta(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"look","arguments":"{\"a\": oops"}}]})"),
              end_of_calls});
    CHECK(only_call(response).malformed == "{\"a\": oops");
    CHECK(only_call(response).arguments.text == "{}");
    REQUIRE(response.warnings.size() == 1);
    CHECK(response.warnings[0].code == "llm.malformed_arguments");
}

TEST_CASE("the done event of the responses surface replaces what was collected", "[llm][quirks]")
{
    const auto read_call = [](std::string_view middle) {
        const Outcome outcome = read(
            Surface::openai_responses,
            stream_of(
                {R"({"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"f","call_id":"c","name":"roll","arguments":""}})",
                 middle, R"({"type":"response.function_call_arguments.done","output_index":0,"arguments":"{\"n\":2}"})",
                 R"({"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","id":"f","call_id":"c","name":"roll","arguments":""}})",
                 R"({"type":"response.completed","response":{"status":"completed","output":[]}})"}));
        REQUIRE(outcome);
        CHECK(only_call(*outcome).arguments.text == R"({"n":2})");
        CHECK(outcome->finish.reason == FinishReason::tool_calls);
    };
    read_call(R"({"type":"response.unheard_of"})");
    read_call(R"({"type":"response.function_call_arguments.delta","output_index":0,"delta":"{\"n\""})");
}

TEST_CASE("items are told apart by their place, since ids may change from event to event", "[llm][quirks]")
{
    const Outcome outcome = read(
        Surface::openai_responses,
        stream_of(
            {R"({"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"m1","content":[]}})",
             R"({"type":"response.output_text.delta","output_index":0,"item_id":"m2","delta":"Hello"})",
             R"({"type":"response.output_item.done","output_index":0,"item":{"type":"message","id":"m3","content":[{"type":"output_text","text":"Hello"}]}})",
             R"({"type":"response.completed","response":{"status":"completed"}})"}));
    REQUIRE(outcome);
    CHECK(text_of(outcome->message) == "Hello");
}

TEST_CASE("an error after HTTP 200 is a failure that keeps the text so far", "[llm][quirks]")
{
    const Outcome chat =
        read(Surface::openai_chat, stream_of({delta(R"({"content":"The door"})"),
                                              R"({"error":{"message":"Provider returned error","code":502}})"}));
    REQUIRE_FALSE(chat);
    CHECK(chat.error().kind == FailureKind::server);
    CHECK(chat.error().retryable);
    CHECK(text_of(chat.error().partial.message) == "The door");

    const Outcome anthropic =
        read(Surface::anthropic,
             stream_of({R"({"type":"message_start","message":{"id":"m","content":[]}})",
                        R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})",
                        R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"creaks"}})",
                        R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})"}));
    REQUIRE_FALSE(anthropic);
    CHECK(anthropic.error().kind == FailureKind::overloaded);
    CHECK(text_of(anthropic.error().partial.message) == "creaks");

    const Outcome gemini =
        read(Surface::gemini,
             stream_of({R"({"candidates":[{"content":{"parts":[{"text":"slowly"}]}}]})",
                        R"({"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}})"}));
    REQUIRE_FALSE(gemini);
    CHECK(gemini.error().kind == FailureKind::overloaded);
    CHECK(text_of(gemini.error().partial.message) == "slowly");

    for (
        const std::string_view shape :
        {R"({"type":"error","code":"rate_limit_exceeded","message":"slow down","param":null})",
         R"({"type":"error","error":{"type":"tokens","code":"rate_limit_exceeded","message":"slow down"}})",
         R"({"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"slow down"}}})"}) {
        const Outcome responses = read(Surface::openai_responses, stream_of({shape}));
        REQUIRE_FALSE(responses);
        CHECK(responses.error().kind == FailureKind::rate_limited);
        CHECK(responses.error().message == "slow down");
    }
}

TEST_CASE("HTTP 200 with a page or nothing is no reply, and its beginning is told", "[llm][quirks]")
{
    for (const Surface surface :
         {Surface::openai_chat, Surface::openai_responses, Surface::anthropic, Surface::gemini}) {
        const Outcome page = read(surface, "<html><body>502 Bad Gateway</body></html>");
        REQUIRE_FALSE(page);
        CHECK(page.error().kind == FailureKind::not_a_reply);
        CHECK(page.error().message.find("Bad Gateway") != std::string::npos);
        for (const char* body : {"", "  \n", "{\"choices\": [", "data: {oops}\n\n", "error: upstream\n", "null"}) {
            const Outcome outcome = read(surface, body);
            REQUIRE_FALSE(outcome);
            CHECK(outcome.error().kind == FailureKind::not_a_reply);
        }
    }
}

TEST_CASE("[DONE] may be missing, and what follows it is ignored", "[llm][quirks]")
{
    const std::string last = R"({"choices":[{"delta":{},"finish_reason":"stop"}]})";
    const Response without = chat({delta(R"({"content":"a"})"), last});
    const Response with = chat({delta(R"({"content":"a"})"), last, "[DONE]", "garbage"});
    CHECK(without == with);
    CHECK(without.complete);
}

TEST_CASE("a stream that ends without a reason is incomplete", "[llm][quirks]")
{
    const Response response = chat({delta(R"({"content":"a"})")});
    CHECK_FALSE(response.complete);
    CHECK(response.finish.reason == FinishReason::other);
    REQUIRE(response.warnings.size() == 1);
    CHECK(response.warnings[0].code == "llm.incomplete");
}

TEST_CASE("a stream without a terminator ends with its connection, if a reason came", "[llm][quirks]")
{
    const std::string begun = R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}]})";
    const Outcome ended = read(Surface::gemini, stream_of({begun, R"({"candidates":[{"finishReason":"STOP"}]})"}));
    REQUIRE(ended);
    CHECK(ended->complete);
    const Outcome broken = read(Surface::gemini, stream_of({begun}));
    REQUIRE(broken);
    CHECK_FALSE(broken->complete);

    const std::string_view delta = R"({"type":"response.output_text.delta","output_index":0,"delta":"a"})";
    const Outcome said = read(
        Surface::openai_responses,
        stream_of(
            {R"({"type":"response.output_item.added","output_index":0,"item":{"type":"message","content":[]}})", delta,
             R"({"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}})"}));
    REQUIRE(said);
    CHECK(said->complete);
    CHECK(said->finish.reason == FinishReason::length);
    const Outcome silent = read(
        Surface::openai_responses,
        stream_of({R"({"type":"response.output_item.added","output_index":0,"item":{"type":"message","content":[]}})",
                   delta}));
    REQUIRE(silent);
    CHECK_FALSE(silent->complete);
    CHECK(text_of(silent->message) == "a");
}

TEST_CASE("Gemini says STOP though it calls tools", "[llm][quirks]")
{
    const Outcome outcome = read(
        Surface::gemini,
        R"({"candidates":[{"content":{"parts":[{"functionCall":{"name":"roll","args":{"n":1}}}]},"finishReason":"STOP"}]})");
    REQUIRE(outcome);
    CHECK(outcome->finish.reason == FinishReason::tool_calls);
    CHECK(outcome->finish.raw == "STOP");
}

TEST_CASE("a blocked prompt has no candidates", "[llm][quirks]")
{
    const Outcome outcome = read(Surface::gemini, R"({"promptFeedback":{"blockReason":"SAFETY"}})");
    REQUIRE(outcome);
    CHECK(outcome->finish.reason == FinishReason::content_filter);
    CHECK(outcome->finish.raw == "SAFETY");
}

TEST_CASE("arguments that come by paths become one object", "[llm][quirks]")
{
    const auto piece = [](std::string_view call) {
        return "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":" + std::string(call) + "}]}}]}";
    };
    const Outcome outcome = read(
        Surface::gemini,
        stream_of(
            {piece(R"({"name":"write","willContinue":true})"),
             piece(
                 R"({"partialArgs":[{"jsonPath":"$.a[0].b","stringValue":"x","willContinue":true}],"willContinue":true})"),
             piece(R"({"partialArgs":[{"jsonPath":"$.a[0].b","stringValue":"y"}],"willContinue":true})"),
             piece(
                 R"({"partialArgs":[{"jsonPath":"$['odd name']","numberValue":0.5},{"jsonPath":"$.n","nullValue":null}],"willContinue":true})"),
             piece(
                 R"({"partialArgs":[{"jsonPath":"$.a[900000]","stringValue":"hole"},{"jsonPath":"nonsense","boolValue":true}],"willContinue":true})"),
             piece("{}"), R"({"candidates":[{"finishReason":"STOP"}]})"}));
    REQUIRE(outcome);
    CHECK(only_call(*outcome).arguments.text == R"({"a":[{"b":"xy"}],"odd name":0.5,"n":null})");
    CHECK(outcome->warnings.size() == 2);
}

TEST_CASE("pause_turn asks to be continued", "[llm][quirks]")
{
    const Outcome outcome =
        read(Surface::anthropic,
             R"({"type":"message","id":"m","content":[{"type":"text","text":"a"}],"stop_reason":"pause_turn"})");
    REQUIRE(outcome);
    CHECK(outcome->finish.reason == FinishReason::other);
    CHECK(outcome->finish.raw == "pause_turn");
    CHECK(outcome->complete);
    Request request;
    request.model = "m";
    request.messages = {user_message("Search."), outcome->message}; // the same messages and the reply: it goes on
    const auto encoded = encode(default_provider(Surface::anthropic), request);
    REQUIRE(encoded);
    CHECK(encoded->http.body.find(R"({"role":"assistant","content":[{"type":"text","text":"a"}]}],"stream":false)") !=
          std::string::npos);
}

TEST_CASE("a second message_start drops what was half said", "[llm][quirks]")
{
    const Outcome outcome = read(
        Surface::anthropic,
        stream_of(
            {R"({"type":"message_start","message":{"id":"a","content":[]}})",
             R"({"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"roll","input":{}}})",
             R"({"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"n\""}})",
             R"({"type":"message_start","message":{"id":"b","content":[]}})",
             R"({"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t2","name":"roll","input":{}}})",
             R"({"type":"content_block_stop","index":0})",
             R"({"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":3}})",
             R"({"type":"message_stop"})"}));
    REQUIRE(outcome);
    CHECK(only_call(*outcome).id == "t2");
    CHECK(only_call(*outcome).arguments.text == "{}");
    REQUIRE(outcome->warnings.size() == 1);
    CHECK(outcome->warnings[0].code == "llm.restarted");
}

TEST_CASE("reasoning comes under either name", "[llm][quirks]")
{
    for (const std::string_view key : {"reasoning", "reasoning_content"}) {
        const Response response = chat(
            {delta("{\"" + std::string(key) + "\":\"hm\",\"content\":null}"), delta(R"({"content":"so"})"), "[DONE]"});
        CHECK(reasoning_of(response.message) == "hm");
        CHECK(text_of(response.message) == "so");
    }
}

TEST_CASE("null stands for absent, unknown events and fields for nothing", "[llm][quirks]")
{
    const Response response = chat({R"({"choices":null,"usage":null,"error":null,"zzz":{}})", R"({"choices":[]})",
                                    delta(R"({"role":"assistant","content":null,"tool_calls":null,"refusal":null})"),
                                    delta(R"({"content":"a","audio":null})"), "[DONE]"});
    CHECK(text_of(response.message) == "a");
    const Outcome anthropic =
        read(Surface::anthropic, stream_of({R"({"type":"vertex_event"})", R"({"type":"message_stop"})"}));
    CHECK(anthropic);
}

TEST_CASE("a refusal counts as filtered", "[llm][quirks]")
{
    const Response response = chat(
        {delta(R"({"refusal":"I cannot help with that."})"), R"({"choices":[{"delta":{},"finish_reason":"stop"}]})"});
    CHECK(response.finish.reason == FinishReason::content_filter);
    CHECK(text_of(response.message) == "I cannot help with that.");
}

TEST_CASE("a server that streams unasked, or does not stream though asked, is understood", "[llm][quirks]")
{
    const Outcome whole =
        read(Surface::openai_chat, R"({"id":"x","choices":[{"message":{"content":"a"},"finish_reason":"stop"}]})");
    const Outcome pieces =
        read(Surface::openai_chat,
             stream_of({delta(R"({"content":"a"})"), R"({"choices":[{"delta":{},"finish_reason":"stop"}]})"}));
    REQUIRE(whole);
    CHECK(whole == pieces);
    const Outcome array = read(
        Surface::gemini,
        R"([{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},{"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}]}])");
    REQUIRE(array);
    CHECK(text_of(array->message) == "ab");
}

TEST_CASE("usage leaves reasoning out of the output on xAI's chat, and cached input out where it is larger",
          "[llm][quirks]")
{
    const Outcome outcome = decode(
        *find_provider("xai", Surface::openai_chat), {},
        R"({"choices":[{"message":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":26,)"
        R"("prompt_tokens_details":{"cached_tokens":30},"completion_tokens_details":{"reasoning_tokens":196}}})");
    REQUIRE(outcome);
    CHECK(outcome->usage.output.total == 222);
    CHECK(outcome->usage.output.text == 26);
    CHECK(outcome->usage.input.total == 40);
    CHECK(outcome->usage.input.uncached == 10);
}

TEST_CASE("limits end a reply that does not", "[llm][limits]")
{
    const std::string piece = stream_of({delta(R"({"content":"aaaaaaaaaaaaaaaa"})")});
    Decoder bytes(default_provider(Surface::openai_chat), {}, {.max_bytes = 1000});
    while (bytes.feed(piece)) {
    }
    const Outcome too_long = bytes.finish();
    REQUIRE_FALSE(too_long);
    CHECK(too_long.error().kind == FailureKind::too_large);
    CHECK_FALSE(text_of(too_long.error().partial.message).empty());

    Decoder parts(default_provider(Surface::anthropic), {}, {.max_parts = 3});
    for (int i = 0; i < 10; ++i) {
        parts.feed(stream_of({R"({"type":"content_block_start","index":)" + std::to_string(i) +
                              R"(,"content_block":{"type":"text","text":"a"}})"}));
    }
    const Outcome too_many = parts.finish();
    REQUIRE_FALSE(too_many);
    CHECK(too_many.error().kind == FailureKind::too_large);
}

TEST_CASE("a broken connection keeps what came", "[llm][limits]")
{
    Decoder decoder(default_provider(Surface::openai_chat), {});
    CHECK_FALSE(decoder.has_begun());
    decoder.feed(stream_of({delta(R"({"content":"The door"})")}));
    CHECK(decoder.has_begun());
    const Failure failure = decoder.abort(FailureKind::cut, "the connection was reset");
    CHECK(failure.retryable);
    CHECK(text_of(failure.partial.message) == "The door");
    CHECK_FALSE(failure.partial.complete);
}

TEST_CASE("a grammar and a schema are not sent together", "[llm][quirks]")
{
    Request request;
    request.model = "m";
    request.messages = {user_message("Name an orc.")};
    request.output = OutputSchema{"orc", {R"({"type":"object"})"}};
    CHECK(encode(*find_provider("llama.cpp"), request)->http.body.find("response_format") != std::string::npos);
    request.extra = {R"({"grammar":"root ::= \"x\""})"};
    const auto encoded = encode(*find_provider("llama.cpp"), request);
    REQUIRE(encoded);
    CHECK(encoded->http.body.find("response_format") == std::string::npos);
    CHECK(encoded->http.body.find("grammar") != std::string::npos);
    REQUIRE(encoded->warnings.size() == 1);
    CHECK(encoded->warnings[0].code == "llm.dropped");
}
