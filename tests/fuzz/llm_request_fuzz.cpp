// SPDX-License-Identifier: MIT
// Any text as a neutral request: refused with a place, or encoded for every provider as a body that is JSON.
#include "fuzz/fuzz.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/llm/codec.hpp>
#include <goldbox/llm/fields.hpp>

using namespace goldbox;
using goldbox::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto request = json::from_json<llm::Request>(test::as_text(data, size), {.max_bytes = 1u << 16});
    if (!request) {
        expect(!request.error().reason.empty(), "a refusal has a name");
        return 0;
    }
    const auto again = json::from_json<llm::Request>(json::to_json(*request));
    expect(again && *again == *request, "a request survives a journey through JSON");
    for (const llm::Provider& provider : llm::providers()) {
        const auto encoded = llm::encode(provider, *request);
        if (!encoded) {
            expect(encoded.error().reason == "llm.invalid_request", "a known reason");
            continue;
        }
        const auto body = json::read(encoded->http.body, {.max_depth = 128});
        expect(body && body->root.is(json::Kind::object), "a body is a JSON object");
        expect(encoded->http.path.find_first_of(" \r\n#") == std::string::npos, "a path is one line");
    }
    return 0;
}
