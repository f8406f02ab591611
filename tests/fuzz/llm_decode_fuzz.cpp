// SPDX-License-Identifier: MIT
// Any bytes as the reply of any provider, cut anywhere: an answer or a typed failure, the same for every cut, and what
// was said can be said back to every surface.
#include "fuzz/fuzz.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/llm/codec.hpp>

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
    return 0;
}
