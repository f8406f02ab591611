#pragma once
// SPDX-License-Identifier: MIT
// Calls of language models, with all that stands around them:
//
//     llm::Client client({.transport = *transport, .secrets = secrets});
//     const llm::Outcome outcome = client.generate(request, {.routes = {{*llm::find_provider("openai"),
//     "gpt-5-mini"}}});
//
// `generate` waits; `start` does not.

#include <goldbox/llm/cache.hpp>
#include <goldbox/llm/ledger.hpp>
#include <goldbox/llm/limits.hpp>
#include <goldbox/llm/media.hpp>
#include <goldbox/llm/policy.hpp>
#include <goldbox/llm/request.hpp>
#include <goldbox/llm/secrets.hpp>
#include <goldbox/llm/structured.hpp>
#include <goldbox/llm/tokens.hpp>
#include <goldbox/llm/transport.hpp>

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace goldbox::llm {

/// Somebody who may answer. The routes of a call are tried in order.
struct Route {
    Provider provider;
    std::string model; ///< empty: the request's
    bool operator==(const Route&) const = default;
};

/// `anthropic/claude-haiku-4-5`: names its circuit, its limits and its prices.
[[nodiscard]] std::string key_of(const Route& route, const Request& request);

/// What a client works with. All of it outlives the client and its calls; what is null is done without.
struct Services {
    Transport& transport;
    Secrets& secrets;
    Breaker* breaker = nullptr;
    RateLimiter* limiter = nullptr; ///< by route, `guild/ID` and `user/ID`
    ResponseCache* cache = nullptr;
    Ledger* ledger = nullptr;
};

struct ClientOptions {
    CallPolicy policy;
    DecodeLimits limits;
    std::function<double()> chance = nullptr; ///< draws from [0, 1) for the waits; none: of the client's own
    PriceTable prices;
    /// Kept by the ledger. With a budget a model needs a price, unless its provider works without a key.
    std::vector<Budget> budgets;
};

enum class CacheUse : std::uint8_t {
    without_tools, ///< answers of calls that have no tools are kept and given again
    always,        ///< calls with tools too
    never,
};

/// One call.
struct CallOptions {
    std::vector<Route> routes; ///< at least one
    /// Hears the answer as it grows, if the request asks for a stream. Called on a thread of the transport while the
    /// call is under way, never two at a time; a slow one holds up other calls. It may request the stop.
    DeltaSink on_delta = nullptr;
    std::stop_token stop = {}; ///< ends the call as `cancelled`
    Caller caller = {};
    std::string task = {}; ///< for the ledger
    CacheUse cache = CacheUse::without_tools;
};

/// An answer that is JSON as it was asked for.
struct JsonAnswer {
    JsonText json;     ///< valid against the whole schema, on one line
    Response response; ///< that it stood in
    int repairs = 0;   ///< 0 or 1: how often it had to be sent back
};
using JsonOutcome = tl::expected<JsonAnswer, Failure>;

/// Any thread may call it, and many calls run at once. It may go while they do.
class Client {
public:
    explicit Client(Services services, ClientOptions options = {});

    /// Not from a thread of the transport.
    [[nodiscard]] Outcome generate(const Request& request, const CallOptions& call) const;

    /// `done` is called once, on a thread of the transport, or on this one when there is nobody to ask. Keys, cache and
    /// budgets are asked on this thread; the ledger is written on the one that calls `done`.
    void start(const Request& request, const CallOptions& call, std::function<void(Outcome)> done) const;

    /// Asks for JSON as `request.output` says, validates it, and sends a wrong answer back once (structured.hpp). Only
    /// valid answers are cached. Nothing is told while it grows. Waits; not from a thread of the transport.
    [[nodiscard]] JsonOutcome generate_json(const Request& request, CallOptions call) const;

    /// Pictures, with the same routes, retries, limits, budgets and ledger as words. They may take longer than the
    /// usual `first_byte_ms`. Never cached. Waits; not from a thread of the transport.
    [[nodiscard]] ImageOutcome make_images(const ImageRequest& request, const CallOptions& call) const;
    /// What was said in a recording; the same holds. Where a provider tells no tokens they are booked as estimated.
    [[nodiscard]] TranscriptionOutcome transcribe(const TranscriptionRequest& request, const CallOptions& call) const;

    /// Asks the provider where it counts, and estimates where it does not or cannot be reached. Waits; not from a
    /// thread of the transport.
    [[nodiscard]] TokenCount count_tokens(const Request& request, const Route& route,
                                          const std::stop_token& stop = {}) const;

private:
    Services services_;
    std::shared_ptr<const ClientOptions> options_;
};

} // namespace goldbox::llm
