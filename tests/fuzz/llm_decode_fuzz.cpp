// SPDX-License-Identifier: MIT
// Any bytes as the reply of any provider, cut anywhere: an answer or a typed failure, the same for every cut, and what
// was said can be said back to every surface. The same bytes as pictures, transcriptions and counts too.
#include "fuzz/fuzz.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/llm/codec.hpp>
#include <goldbox/llm/media.hpp>
#include <goldbox/llm/tokens.hpp>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::test::expect;

namespace {

Outcome read(const Provider& provider, int status, std::string_view body, std::size_t piece, std::string& streamed)
{
    const DecodeLimits limits{.max_bytes = 1u << 20, .max_event_bytes = 1u << 16, .max_parts = 64};
    Decoder decoder(provider, {.status = status}, limits);
    const DeltaSink sink = [&](const Delta& delta) {
        if (delta.kind == Delta::Kind::text) streamed += delta.text;
    };
    while (!body.empty() && decoder.feed(body.substr(0, piece), sink)) {
        body.remove_prefix(std::min(piece, body.size()));
    }
    return decoder.finish(sink);
}

void say_back(const Response& response)
{
    Request request;
    request.model = "m";
    request.messages = {user_message("a"), response.message};
    bool can = true;
    for (const ToolCall* call : calls_of(response.message)) {
        can = can && !call->name.empty();
        expect(!call->id.empty(), "a call has an id");
        expect(json::read(call->arguments.text).has_value(), "arguments are JSON");
        request.messages.push_back({Role::tool, {ToolResult{call->id, call->name, "b", false, {}}}, {}});
    }
    for (const Surface surface :
         {Surface::openai_chat, Surface::openai_responses, Surface::anthropic, Surface::gemini}) {
        const auto encoded = encode(default_provider(surface), request);
        expect(encoded.has_value() == can, "what was said can be said back");
        if (encoded) expect(json::read(encoded->http.body).has_value(), "a body is JSON");
    }
}

/// The same bytes as a picture, a transcription and a count.
void read_others(const Provider& provider, int status, std::string_view body)
{
    const HttpHead head{.status = status, .headers = {{"content-type", "text/plain"}}};
    if (const auto pictures = decode_images(provider, head, body)) {
        expect(!pictures->images.empty(), "an answer has a picture");
        for (const Image& each : pictures->images) expect(each.base64.empty() != each.url.empty(), "in one form");
    } else {
        expect(pictures.error().message.size() <= 2000, "a message is bounded");
    }
    if (const auto heard = decode_transcription(provider, head, body)) {
        expect(heard->segments.size() <= body.size(), "a piece is somewhere in the reply");
    }
    expect(decode_token_count(body).value_or(0) >= 0, "nobody counts below nothing");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2) return 0;
    const auto all = providers();
    const Provider& provider = all[data[0] % all.size()];
    const int status = data[1] < 200 ? 200 : 400 + data[1] - 200;
    const std::string_view body = test::as_text(data + 2, size - 2);
    std::string whole_text, pieces_text;
    const Outcome whole = read(provider, status, body, body.size() + 1, whole_text);
    const Outcome pieces = read(provider, status, body, data[1] % 7 + 1, pieces_text);
    expect(whole.has_value() == pieces.has_value(), "a cut does not decide between answer and failure");
    expect(whole_text == pieces_text, "a cut changes no text");
    if (whole) {
        expect(*whole == *pieces, "a cut changes nothing");
        say_back(*whole);
    } else {
        expect(whole.error() == pieces.error(), "a cut changes no failure");
        expect(whole.error().message.size() <= 2000, "a message is bounded");
        (void)as_error(whole.error());
    }
    read_others(provider, status, body);
    return 0;
}
