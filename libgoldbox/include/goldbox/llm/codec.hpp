#pragma once
// SPDX-License-Identifier: MIT
// From the neutral model to HTTP and back. No I/O: the bytes travel by a Transport, a test or a file.
//
//     auto call = llm::encode(provider, request);            // method, path, headers, body; no key
//     llm::Decoder decoder(provider, {.status = 200});
//     decoder.feed(bytes, sink);                             // as often as bytes come, however they are cut
//     llm::Outcome outcome = decoder.finish();               // Response or Failure

#include <goldbox/base/result.hpp>
#include <goldbox/llm/failure.hpp>
#include <goldbox/llm/provider.hpp>
#include <goldbox/llm/request.hpp>
#include <goldbox/llm/response.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::llm {

/// A request as it goes on the wire, but for the key: that is added last, by who has it, as `key_header`.
struct HttpRequest {
    std::string method = "POST";
    std::string path; ///< behind the provider's base URL: `/chat/completions`
    Headers headers;
    std::string body;
};

struct Encoded {
    HttpRequest http;
    std::vector<Warning> warnings; ///< what was dropped or changed
};

/// Fails with `llm.invalid_request` where no provider could do it: no messages, a tool result without a call's id, a
/// schema that is no JSON.
[[nodiscard]] Result<Encoded> encode(const Provider& provider, const Request& request);

/// The beginning of a reply.
struct HttpHead {
    int status = 200;
    Headers headers;
    Timestamp received; ///< for dates in `retry-after`; may be unknown
};

struct DecodeLimits {
    std::size_t max_bytes = 64u << 20;       ///< of a whole reply
    std::size_t max_event_bytes = 16u << 20; ///< of one event of a stream
    std::size_t max_parts = 4096;            ///< of the message
};

/// Reads one reply. Whether it is a stream, whole, or no reply at all is seen from its bytes. For one thread.
class Decoder {
public:
    Decoder(const Provider& provider, HttpHead head, DecodeLimits limits = {});
    ~Decoder();
    Decoder(Decoder&&) noexcept;
    Decoder& operator=(Decoder&&) noexcept;

    /// False when the rest of the reply need not be read: it is complete, or failed. `sink` may be null.
    bool feed(std::string_view bytes, const DeltaSink& sink = nullptr);

    /// The body ended. Call it once.
    [[nodiscard]] Outcome finish(const DeltaSink& sink = nullptr);

    /// The connection broke: a failure of that kind with what had come. Call it instead of `finish`.
    [[nodiscard]] Failure abort(FailureKind kind, std::string_view message);

    /// Whether a piece of the answer has come. From then on there is no turning to another provider.
    [[nodiscard]] bool has_begun() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A whole reply at once.
[[nodiscard]] Outcome decode(const Provider& provider, HttpHead head, std::string_view body);

} // namespace goldbox::llm
