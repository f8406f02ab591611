// SPDX-License-Identifier: MIT
// Tokens by class, whatever each provider adds up, leaves out or repeats.
#include "llm/texts.hpp"
#include "support/catch.hpp"

#include <goldbox/llm/codec.hpp>

#include <string>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::test::stream_of;

namespace {

using Count = std::optional<std::int64_t>;

struct Row {
    std::string_view provider;
    Surface surface;
    std::string_view usage; ///< as it stands in the reply
    Count input, uncached, read, write, write_1h, output, text, reasoning;
};

std::string reply(Surface surface, std::string_view usage)
{
    const std::string figures(usage);
    switch (surface) {
    case Surface::openai_chat:
        return R"({"choices":[{"message":{"content":"a"},"finish_reason":"stop"}],"usage":)" + figures + "}";
    case Surface::openai_responses: return R"({"status":"completed","output":[],"usage":)" + figures + "}";
    case Surface::anthropic:
        return R"({"type":"message","content":[],"stop_reason":"end_turn","usage":)" + figures + "}";
    case Surface::gemini: break;
    }
    return R"({"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}],"usageMetadata":)" + figures +
           "}";
}

} // namespace

TEST_CASE("usage comes to one form, and what is billed is counted once", "[llm][usage]")
{
    using enum Surface;
    constexpr auto none = std::nullopt;
    const Row rows[] = {
        {"openai", openai_chat,
         R"({"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"prompt_tokens_details":{"cached_tokens":40},"completion_tokens_details":{"reasoning_tokens":30}})",
         100, 60, 40, none, none, 50, 20, 30},
        {"openai", openai_responses,
         R"({"input_tokens":100,"output_tokens":50,"input_tokens_details":{"cached_tokens":40,"cache_write_tokens":10},"output_tokens_details":{"reasoning_tokens":30}})",
         100, 50, 40, 10, none, 50, 20, 30},
        // leaves the cache out of its input
        {"anthropic", anthropic,
         R"({"input_tokens":10,"cache_read_input_tokens":40,"cache_creation_input_tokens":50,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":30},"output_tokens":50})",
         100, 10, 40, 50, 30, 50, none, none},
        // leaves reasoning out of its output
        {"google", gemini,
         R"({"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":20,"thoughtsTokenCount":30,"toolUsePromptTokenCount":7,"totalTokenCount":157})",
         100, 60, 40, none, none, 50, 20, 30},
        {"xai", openai_chat,
         R"({"prompt_tokens":291,"completion_tokens":26,"total_tokens":513,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":196}})",
         291, 291, 0, none, none, 222, 26, 196},
        // more from the cache than there was prompt: it was left out of it
        {"xai", openai_chat,
         R"({"prompt_tokens":10,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":30}})", 40, 10, 30, none,
         none, 1, 1, 0},
        {"xai", openai_responses,
         R"({"input_tokens":100,"output_tokens":50,"output_tokens_details":{"reasoning_tokens":30},"cost_in_usd_ticks":12})",
         100, 100, 0, none, none, 50, 20, 30},
        {"deepseek", openai_chat,
         R"({"prompt_tokens":100,"prompt_cache_hit_tokens":40,"prompt_cache_miss_tokens":60,"completion_tokens":50,"completion_tokens_details":{"reasoning_tokens":30}})",
         100, 60, 40, none, none, 50, 20, 30},
        {"ollama", openai_chat, R"({"prompt_tokens":100,"completion_tokens":50,"total_tokens":150})", 100, 100, 0, none,
         none, 50, 50, 0},
    };
    for (const Row& row : rows) {
        INFO(row.provider << " " << name(row.surface));
        const Provider* provider = find_provider(row.provider, row.surface);
        REQUIRE(provider);
        const Outcome outcome = decode(*provider, {}, reply(row.surface, row.usage));
        REQUIRE(outcome);
        const Usage& usage = outcome->usage;
        CHECK(usage.input.total == row.input);
        CHECK(usage.input.uncached == row.uncached);
        CHECK(usage.input.cache_read == row.read);
        CHECK(usage.input.cache_write == row.write);
        CHECK(usage.input.cache_write_1h == row.write_1h);
        CHECK(usage.output.total == row.output);
        CHECK(usage.output.text == row.text);
        CHECK(usage.output.reasoning == row.reasoning);
        CHECK(usage.raw.text == row.usage);
        CHECK_FALSE(usage.estimated);
    }
}

TEST_CASE("figures that a stream repeats are taken once, the last of them", "[llm][usage]")
{
    const auto read = [](Surface surface, const std::string& body) {
        const Outcome outcome = decode(default_provider(surface), {}, body);
        REQUIRE(outcome);
        return outcome->usage;
    };
    const Usage anthropic = read(
        Surface::anthropic,
        stream_of(
            {R"({"type":"message_start","message":{"id":"m","content":[],"usage":{"input_tokens":9,"cache_read_input_tokens":1,"output_tokens":1}}})",
             R"({"type":"message_delta","delta":{},"usage":{"output_tokens":5}})",
             R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":12}})",
             R"({"type":"message_stop"})"}));
    CHECK(anthropic.input.total == 10);
    CHECK(anthropic.output.total == 12); // cumulative
    const Usage gemini = read(
        Surface::gemini,
        stream_of(
            {R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1}})",
             R"({"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":4}})"}));
    CHECK(gemini.input.total == 9);
    CHECK(gemini.output.total == 4);
    const Usage chat =
        read(Surface::openai_chat,
             stream_of({R"({"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]})",
                        R"({"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4}})", "[DONE]"}));
    CHECK(chat.input.total == 9); // in a piece without choices
    CHECK(chat.output.total == 4);
}

TEST_CASE("what a call used before it failed is known", "[llm][usage]")
{
    const Outcome filtered =
        decode(default_provider(Surface::anthropic), {},
               stream_of({R"({"type":"message_start","message":{"id":"m","content":[],"usage":{"input_tokens":9}}})",
                          R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})"}));
    REQUIRE_FALSE(filtered);
    CHECK(filtered.error().partial.usage.input.total == 9);
    const Outcome chat = decode(default_provider(Surface::openai_chat), {},
                                stream_of({R"({"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4}})",
                                           R"({"error":{"message":"Provider returned error","code":502}})"}));
    REQUIRE_FALSE(chat);
    CHECK(chat.error().partial.usage.output.total == 4);
}
