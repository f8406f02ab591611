#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/clock.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/llm/response.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::llm {

enum class FailureKind : std::uint8_t {
    rate_limited,   ///< too much too fast; heals by waiting
    quota,          ///< the account's money or allowance is used up; does not heal by itself
    auth,           ///< the key is missing or wrong
    permission,     ///< the key is right and may not do this
    not_found,      ///< no such model or address
    context_length, ///< the prompt is longer than the model's window
    too_large,      ///< more bytes than the provider, or we, take
    filtered,       ///< refused for its content
    unsupported,    ///< a parameter that this model does not take
    invalid,        ///< the request is wrong in another way
    overloaded,     ///< the provider has too much to do
    server,         ///< the provider failed
    timeout,        ///< nobody answered in time
    connection,     ///< no connection, or it broke before anything came
    cut,            ///< it broke in the middle of the answer
    not_a_reply,    ///< what came is no provider's reply: a proxy's page, broken JSON, nothing
    cancelled,      ///< we no longer wanted it
    schema,         ///< the answer does not obey its schema, and neither did its repair
    budget,         ///< our own limit
    circuit_open,   ///< our own breaker
};

[[nodiscard]] std::string_view name(FailureKind kind);

/// Why there is no answer.
struct Failure {
    FailureKind kind = FailureKind::server;
    int status = 0;         ///< HTTP status; 0: none
    bool retryable = false; ///< the same request may succeed later
    std::string message;    ///< the provider's words. For operators: players never see it, keys are never in it
    std::string code;       ///< the provider's own name for it: `context_length_exceeded`
    std::optional<std::int64_t> retry_after_ms;
    Response partial; ///< what came before, its `complete` false
    bool operator==(const Failure&) const = default;
};

/// The failure as the library's error: reason `llm.<kind>`.
[[nodiscard]] Error as_error(const Failure& failure);

using Outcome = tl::expected<Response, Failure>;

/// Header names are lower case.
using Headers = std::vector<std::pair<std::string, std::string>>;
/// The value of a header, whatever the case of its name; empty when it is not there.
[[nodiscard]] std::string_view find_header(const Headers& headers, std::string_view name);

/// How long a reply asks us to wait: `retry-after-ms`, `retry-after` as seconds or date (measured from the reply's own
/// `date`, else from `now`).
[[nodiscard]] std::optional<std::int64_t> retry_after(const Headers& headers, Timestamp now = {});

/// What an error reply means, of any provider: the bodies of OpenAI, Anthropic, Google, xAI, Mistral, OpenRouter,
/// Ollama and pages of proxies. `status` is not 2xx.
[[nodiscard]] Failure classify(int status, const Headers& headers, std::string_view body, Timestamp now = {});

} // namespace goldbox::llm
