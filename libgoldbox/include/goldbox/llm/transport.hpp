#pragma once
// SPDX-License-Identifier: MIT
// The way to a provider and back. The component `curl` has one over the network; `scripted.hpp` and `recording.hpp`
// have some for tests.

#include <goldbox/base/clock.hpp>
#include <goldbox/llm/codec.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::llm {

/// A whole request: what an encoder made, the provider's address before its path, the key among its headers.
struct WireRequest {
    std::string method = "POST";
    std::string url;
    Headers headers;
    std::string body;
    std::size_t max_reply_bytes = 64u << 20; ///< more ends the transfer with `too_large`
};

/// Why a transfer did not come to its end.
struct TransferFailure {
    FailureKind kind = FailureKind::connection; ///< `connection`, `cut`, `too_large`, `cancelled`, `invalid`
    std::string message;                        ///< for operators; no URL, no key
};

/// Hears of one transfer: `connected`, `head`, `body`..., and `ended` exactly once, last. Never two calls at a time,
/// but maybe on different threads. It may be called before `Transport::start` returns.
class TransferSink {
public:
    virtual ~TransferSink() = default;
    virtual void connected() {}
    virtual void head(HttpHead head) = 0;
    /// False: the rest is not wanted; the transfer ends as `cancelled`.
    virtual bool body(std::string_view bytes) = 0;
    virtual void ended(const std::optional<TransferFailure>& failure) = 0;
};

/// Something that one thread waits for.
class Done {
public:
    void set();
    [[nodiscard]] bool is_set() const;
    void wait();

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool set_ = false;
};

/// Carries requests, tells the time and rings alarms. Any thread may call it; sinks and alarms are called on the
/// transport's threads and must be quick. It must outlive what it carries: who destroys it cancels the rest first.
class Transport {
public:
    virtual ~Transport() = default;

    /// Sends a request. A stop that is requested ends the transfer as `cancelled`, soon.
    virtual void start(std::shared_ptr<const WireRequest> request, std::shared_ptr<TransferSink> sink,
                       std::stop_token stop) = 0;

    /// Milliseconds since 1970; never goes back.
    [[nodiscard]] virtual Timestamp now() = 0;

    using AlarmId = std::uint64_t;
    /// Calls `ring` once when it is `at`, or soon when that is past. Never from inside this call.
    virtual AlarmId call_at(Timestamp at, std::function<void()> ring) = 0;
    /// It need not ring any more. It may be ringing already.
    virtual void forget(AlarmId alarm) = 0;

    /// Waits. A transport without threads does its work meanwhile.
    virtual void wait(Done& done) { done.wait(); }
};

/// What rings next: for those who write a transport. Any thread may call it.
class Alarms {
public:
    /// The id, and whether this alarm is now the first to ring.
    std::pair<Transport::AlarmId, bool> add(Timestamp at, std::function<void()> ring);
    void forget(Transport::AlarmId alarm);
    [[nodiscard]] std::optional<Timestamp> next() const;
    /// Takes out and rings what is due, in order. The number of them.
    std::size_t ring(Timestamp now);

private:
    using Key = std::pair<std::int64_t, Transport::AlarmId>;
    mutable std::mutex mutex_;
    std::map<Key, std::function<void()>> by_time_;
    std::map<Transport::AlarmId, std::int64_t> times_;
    Transport::AlarmId last_ = 0;
};

/// One request and its whole reply, waiting for it. Not from a thread of the transport.
struct WireReply {
    HttpHead head;
    std::string body;
};
[[nodiscard]] Result<WireReply> fetch(Transport& transport, WireRequest request, const std::stop_token& stop = {},
                                      std::int64_t timeout_ms = 30'000);

} // namespace goldbox::llm
