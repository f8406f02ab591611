#pragma once
// SPDX-License-Identifier: MIT
// A call before and while it runs: what is asked, whom, and what is left to be written down.

#include <goldbox/llm/client.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::llm {

/// How long a server may take to close an answer that is complete, so that its connection can be used again.
inline constexpr std::int64_t drain_ms = 1000;
inline constexpr std::size_t most_drained = 64u << 10;

/// Reads one reply, as `Decoder` reads those of conversations.
class ReplyReader {
public:
    virtual ~ReplyReader() = default;
    virtual bool feed(std::string_view bytes, const DeltaSink& sink) = 0; ///< false: the rest need not be read
    [[nodiscard]] virtual Outcome finish(const DeltaSink& sink) = 0;
    [[nodiscard]] virtual Failure abort(FailureKind kind, std::string_view message) = 0;
    [[nodiscard]] virtual bool has_begun() const = 0;
};
using MakeReader = std::function<std::unique_ptr<ReplyReader>(const Provider&, HttpHead, const DecodeLimits&)>;

/// Replies that mean something only as a whole: pictures, recordings.
using ReadWhole = std::function<Outcome(const Provider&, const HttpHead&, std::string_view body)>;
[[nodiscard]] MakeReader read_as_a_whole(ReadWhole read);
/// Replies of conversations.
[[nodiscard]] MakeReader read_as_it_comes();

/// A route with everything that sending needs.
struct Prepared {
    Route route;
    std::string model;
    std::string key; ///< of circuit, limits and prices
    std::shared_ptr<const WireRequest> wire;
    std::string secret; ///< the key among its headers
    std::vector<Warning> warnings;
    const Price* price = nullptr;
};

/// What a call leaves to be written down.
struct Bill {
    std::vector<LedgerEntry> entries;
    std::optional<ReservationId> reservation;
    std::optional<Hash> cache_key;
};
using Finished = std::function<void(Outcome, Bill)>;

/// A call before its first attempt.
struct Plan {
    std::vector<Prepared> prepared;
    MakeReader read;
    std::int64_t input_tokens = 0; ///< estimated
    std::int64_t all_tokens = 0;   ///< with the longest answer
    std::vector<std::string> personal_limits;
    Bill bill;
};

/// Begins the first attempt. `options` live until `finished` was called, once.
void run(const Services& services, const ClientOptions& options, const CallOptions& call, Plan plan, Finished finished);

} // namespace goldbox::llm
