#pragma once
// SPDX-License-Identifier: MIT
// How fast we may ask: buckets of requests and tokens that fill with time, corrected by what providers tell.

#include <goldbox/base/clock.hpp>
#include <goldbox/llm/failure.hpp>

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace goldbox::llm {

/// Per minute; 0: no limit.
struct RateLimit {
    std::int64_t requests = 0;
    std::int64_t tokens = 0;
    bool operator==(const RateLimit&) const = default;
};

/// Limits by key: `anthropic/claude-haiku-4-5`, `guild/42`, or every key of a kind, `anthropic/*`, `guild/*`. A bucket
/// holds what a minute brings, fills steadily, and may be overdrawn by one call that is larger than it. Any thread may
/// call it.
class RateLimiter {
public:
    explicit RateLimiter(std::map<std::string, RateLimit, std::less<>> limits = {}) : limits_(std::move(limits)) {}

    /// Takes one request and its tokens from all keys, or from none: then the milliseconds until it is worth asking
    /// again. 0: taken.
    [[nodiscard]] std::int64_t take(std::span<const std::string> keys, std::int64_t tokens, Timestamp now);

    /// Real use was other than what was taken.
    void correct(std::span<const std::string> keys, std::int64_t taken, std::int64_t used, Timestamp now);

    /// What a provider's reply tells of a key: `x-ratelimit-*` (OpenAI, xAI), `anthropic-ratelimit-*`. It only ever
    /// slows down.
    void learn(std::string_view key, const Headers& headers, Timestamp now);
    /// The provider said "not before": a 429 with its wait.
    void hold(std::string_view key, std::int64_t milliseconds, Timestamp now);

private:
    /// In units of 1/60000 of a request or token, so that each millisecond brings whole ones.
    struct Bucket {
        std::int64_t level = 0;
        bool fresh = true;
    };
    struct State {
        Bucket requests, tokens;
        std::int64_t filled_at = 0;
        std::int64_t held_until = 0;
    };
    [[nodiscard]] RateLimit limit_of(std::string_view key) const;
    State& state_of(std::string_view key, const RateLimit& limit, Timestamp now);
    void forget_idle(Timestamp now);

    std::map<std::string, RateLimit, std::less<>> limits_;
    std::mutex mutex_;
    std::map<std::string, State, std::less<>> states_;
};

/// `53ms`, `1s`, `6m0s`, `1h2m3.5s` as milliseconds, rounded up.
[[nodiscard]] std::optional<std::int64_t> parse_duration(std::string_view text);
/// An instant of RFC 3339: `2026-11-29T15:04:05Z`, with a fraction or an offset too.
[[nodiscard]] std::optional<Timestamp> parse_instant(std::string_view text);

} // namespace goldbox::llm
