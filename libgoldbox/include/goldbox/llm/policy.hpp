#pragma once
// SPDX-License-Identifier: MIT
// When to try again, when to wait, when to turn to somebody else: state machines that are told what happened and what
// time it is, and say what to do. No clock, no chance and no thread of their own.

#include <goldbox/base/clock.hpp>
#include <goldbox/llm/failure.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace goldbox::llm {

struct RetryPolicy {
    int most_retries = 2;                  ///< of one provider
    std::int64_t base_wait_ms = 2'000;     ///< doubles with each retry; the wait is drawn between 0 and that
    std::int64_t longest_wait_ms = 60'000; ///< a provider that asks for more is not waited for
};

/// How long to wait before trying again; nothing: do not. `retries` were made before; `chance` is drawn from [0, 1).
/// What a provider asked for is obeyed to the millisecond, up to `longest_wait_ms`.
[[nodiscard]] std::optional<std::int64_t> wait_before_retry(const RetryPolicy& policy, const Failure& failure,
                                                            int retries, double chance);

/// Milliseconds; 0: none.
struct Timeouts {
    std::int64_t connect_ms = 10'000;
    std::int64_t first_byte_ms = 60'000; ///< from the beginning of an attempt to its first byte
    std::int64_t idle_ms = 30'000;       ///< between two pieces
    std::int64_t total_ms = 120'000;     ///< of everything, retries and fallbacks included
};

struct BreakerPolicy {
    int failures_to_open = 5; ///< in a row
    std::int64_t open_ms = 30'000;
    std::int64_t open_for_quota_ms = 1'800'000; ///< money does not come back in seconds
};

/// Keeps calls away from what is broken, one circuit a key (provider and model). Any thread may call it.
class Breaker {
public:
    explicit Breaker(BreakerPolicy policy = {}) : policy_(policy) {}

    enum class State : std::uint8_t {
        closed,    ///< calls pass
        open,      ///< none does
        half_open, ///< one is on its way, to see
    };

    /// Whether a call may go. Behind the open time the first one may, and must be told of with one of the next three.
    [[nodiscard]] bool allow(std::string_view key, Timestamp now);
    void succeeded(std::string_view key);
    /// Failures of the request itself (`invalid`, `context_length`, `filtered`...) say nothing about the provider.
    void failed(std::string_view key, FailureKind kind, Timestamp now);
    /// The call ended without saying anything about the provider (it was cancelled).
    void abandoned(std::string_view key);

    [[nodiscard]] State state(std::string_view key, Timestamp now) const;

private:
    struct Circuit {
        int failures = 0;
        std::int64_t open_until = 0; ///< 0: closed
        bool probing = false;
    };
    struct Hasher {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
    };

    BreakerPolicy policy_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Circuit, Hasher, std::equal_to<>> circuits_;
};

// One call ------------------------------------------------------------------------------------------------------------

struct CallPolicy {
    RetryPolicy retry;
    Timeouts timeouts;
};

/// What happened. Attempts are numbered by the machine; news of an attempt that it gave up is ignored.
namespace happened {
struct Began {}; ///< the call begins
struct Connected {
    int attempt;
};
struct Piece {
    int attempt;
    bool of_answer;
}; ///< bytes came; `of_answer`: the caller was shown something
struct Ended {
    int attempt;
    Outcome outcome;
}; ///< an answer, or why not
struct Woke {};      ///< the time that was asked for has come
struct Cancelled {}; ///< nobody wants it any more
} // namespace happened
using Input = std::variant<happened::Began, happened::Connected, happened::Piece, happened::Ended, happened::Woke,
                           happened::Cancelled>;

/// What is to be done, in this order.
namespace action {
struct Start {
    int attempt;
    std::size_t target;
}; ///< send the request to that target
struct Stop {
    int attempt;
}; ///< abandon its transfer
struct Wake {
    Timestamp at;
}; ///< say `Woke` then; replaces an earlier wish
struct Finish {
    Outcome outcome;
}; ///< the end; nothing follows
} // namespace action
using Action = std::variant<action::Start, action::Stop, action::Wake, action::Finish>;

/// Something a call may go to: a provider and a model.
struct Target {
    std::string key; ///< names its circuit: `anthropic/claude-haiku-4-5`
};

/// One call: tries the targets in order, each with retries and timeouts. It turns to another only while the caller was
/// shown nothing; afterwards a failure carries what came. For one thread.
class Call {
public:
    /// Whether an attempt at a target may go now (0), or in how many milliseconds it is worth asking again: a rate
    /// limit. What it lets through, it has counted.
    using Gate = std::function<std::int64_t(std::size_t target, Timestamp now)>;

    /// `breaker` may be null, `gate` empty; `chance` draws from [0, 1). All must outlive the call.
    Call(std::vector<Target> targets, CallPolicy policy, Breaker* breaker, std::function<double()> chance,
         Gate gate = nullptr);

    [[nodiscard]] std::vector<Action> on(const Input& input, Timestamp now);

    [[nodiscard]] bool is_over() const { return phase_ == Phase::over; }

private:
    enum class Phase : std::uint8_t { fresh, connecting, waiting_for_first_byte, streaming, resting, over };

    void begin_next(Timestamp now, std::vector<Action>& actions);
    void start(Timestamp now, std::vector<Action>& actions);
    void ended(const Outcome& outcome, Timestamp now, std::vector<Action>& actions);
    void failed(Failure failure, Timestamp now, std::vector<Action>& actions);
    void woke(Timestamp now, std::vector<Action>& actions);
    void finish(Outcome outcome, std::vector<Action>& actions);
    void set_alarm(std::int64_t at, std::vector<Action>& actions);
    [[nodiscard]] bool is_current(int attempt) const;
    [[nodiscard]] bool in_flight() const;
    [[nodiscard]] const std::string& key() const { return targets_[target_].key; }

    std::vector<Target> targets_;
    CallPolicy policy_;
    Breaker* breaker_;
    std::function<double()> chance_;
    Gate gate_;
    Phase phase_ = Phase::fresh;
    std::size_t target_ = 0;
    int attempt_ = 0;
    int retries_ = 0;               ///< of this target
    bool shown_ = false;            ///< the caller has seen a part of the answer
    std::int64_t deadline_ = 0;     ///< of everything; 0: none
    std::int64_t alarm_ = 0;        ///< of the phase; 0: none
    std::unique_ptr<Failure> last_; ///< seldom there, and large
};

} // namespace goldbox::llm
