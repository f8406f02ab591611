// SPDX-License-Identifier: MIT
// Language models without a network: decoding a streamed answer of 50 pieces, a whole one, and encoding a request. Each
// benchmark checks the text that it read or wrote.
#include "allocations.hpp"
#include "must.hpp"

#include <goldbox/llm/codec.hpp>

#include <benchmark/benchmark.h>

#include <string>

namespace {

using namespace goldbox;
using namespace goldbox::llm;
using bench::must;
using cli::allocations;

constexpr int pieces = 50;

std::string piece_of(Surface surface)
{
    switch (surface) {
    case Surface::openai_chat:
        return R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"m","choices":[{"index":0,"delta":{"content":"The door creaks. "},"finish_reason":null}]})";
    case Surface::openai_responses:
        return R"({"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"The door creaks. ","logprobs":[]})";
    case Surface::anthropic:
        return R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"The door creaks. "}})";
    case Surface::gemini: break;
    }
    return R"({"candidates":[{"content":{"parts":[{"text":"The door creaks. "}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":4,"totalTokenCount":13},"modelVersion":"m","responseId":"r"})";
}

std::string stream_of(Surface surface)
{
    std::string body;
    const auto add = [&](const std::string& event) { body.append("data: ").append(event).append("\n\n"); };
    if (surface == Surface::anthropic) {
        add(R"({"type":"message_start","message":{"id":"m","content":[],"usage":{"input_tokens":9}}})");
        add(R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})");
    }
    for (int i = 0; i < pieces; ++i) add(piece_of(surface));
    return body;
}

/// The body arrives event by event, as it does from a socket.
void decode_stream(benchmark::State& state, Surface surface)
{
    const std::string body = stream_of(surface);
    const Provider& provider = default_provider(surface);
    const std::size_t wanted = pieces * std::string_view("The door creaks. ").size();
    std::size_t told = 0;
    const DeltaSink sink = [&](const Delta& delta) { told += delta.text.size(); };
    const std::uint64_t before = allocations();
    for (auto _ : state) {
        told = 0;
        Decoder decoder(provider, {});
        for (std::size_t at = 0; at < body.size();) {
            const std::size_t end = body.find("\n\n", at) + 2;
            decoder.feed(std::string_view(body).substr(at, end - at), sink);
            at = end;
        }
        const Outcome outcome = decoder.finish(sink);
        if (!outcome || told != wanted || text_of(outcome->message).size() != wanted) {
            return state.SkipWithError("another text than was sent");
        }
    }
    const auto count = static_cast<double>(state.iterations()) * pieces;
    state.counters["allocations_per_piece"] = static_cast<double>(allocations() - before) / count;
    state.counters["per_piece"] = benchmark::Counter(count, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK_CAPTURE(decode_stream, openai_chat, Surface::openai_chat);
BENCHMARK_CAPTURE(decode_stream, openai_responses, Surface::openai_responses);
BENCHMARK_CAPTURE(decode_stream, anthropic, Surface::anthropic);
BENCHMARK_CAPTURE(decode_stream, gemini, Surface::gemini);

void decode_whole(benchmark::State& state)
{
    const std::string body =
        R"({"id":"x","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"The door creaks."},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}})";
    for (auto _ : state) {
        const Outcome outcome = decode(default_provider(Surface::openai_chat), {}, body);
        if (!outcome || outcome->usage.input.total != 9) return state.SkipWithError("another reply than was sent");
    }
}
BENCHMARK(decode_whole);

void encode_request(benchmark::State& state)
{
    Request request;
    request.model = "m";
    request.messages = {system_message("You narrate."), user_message("I open the door.")};
    request.tools = {
        {"roll", "Rolls a die", {R"({"type":"object","properties":{"sides":{"type":"integer"}}})"}, false}};
    const std::string wanted = must(encode(default_provider(Surface::openai_chat), request)).http.body;
    for (auto _ : state) {
        if (must(encode(default_provider(Surface::openai_chat), request)).http.body != wanted) {
            return state.SkipWithError("another body than before");
        }
    }
}
BENCHMARK(encode_request);

} // namespace

BENCHMARK_MAIN();
