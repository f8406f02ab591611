// SPDX-License-Identifier: MIT
#include <goldbox/llm/transport.hpp>

#include "llm/error_body.hpp"

#include <algorithm>

namespace goldbox::llm {

void Done::set()
{
    // notified under the lock: who waits may destroy this as soon as it is awake
    const std::lock_guard lock(mutex_);
    set_ = true;
    changed_.notify_all();
}

bool Done::is_set() const
{
    const std::lock_guard lock(mutex_);
    return set_;
}

void Done::wait()
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return set_; });
}

std::pair<Transport::AlarmId, bool> Alarms::add(Timestamp at, std::function<void()> ring)
{
    const std::lock_guard lock(mutex_);
    const Transport::AlarmId id = ++last_;
    const auto place = by_time_.emplace(Key{at.milliseconds, id}, std::move(ring)).first;
    times_.emplace(id, at.milliseconds);
    return {id, place == by_time_.begin()};
}

void Alarms::forget(Transport::AlarmId alarm)
{
    std::function<void()> forgotten; // what it holds goes outside the lock
    const std::lock_guard lock(mutex_);
    const auto time = times_.find(alarm);
    if (time == times_.end()) return;
    const auto found = by_time_.find({time->second, alarm});
    forgotten = std::move(found->second);
    by_time_.erase(found);
    times_.erase(time);
}

std::optional<Timestamp> Alarms::next() const
{
    const std::lock_guard lock(mutex_);
    if (by_time_.empty()) return std::nullopt;
    return Timestamp{by_time_.begin()->first.first};
}

std::size_t Alarms::ring(Timestamp now)
{
    std::size_t count = 0;
    for (;; ++count) {
        std::function<void()> due;
        {
            const std::lock_guard lock(mutex_);
            if (by_time_.empty() || by_time_.begin()->first.first > now.milliseconds) return count;
            due = std::move(by_time_.begin()->second);
            times_.erase(by_time_.begin()->first.second);
            by_time_.erase(by_time_.begin());
        }
        due();
    }
}

namespace {

class Collector final : public TransferSink {
public:
    void head(HttpHead head) override { reply.head = std::move(head); }
    bool body(std::string_view bytes) override
    {
        reply.body += bytes;
        return true;
    }
    void ended(const std::optional<TransferFailure>& its_failure) override
    {
        failure = its_failure;
        done.set();
    }

    WireReply reply;
    std::optional<TransferFailure> failure;
    Done done;
};

} // namespace

Result<WireReply> fetch(Transport& transport, WireRequest request, const std::stop_token& stop, std::int64_t timeout_ms)
{
    auto collector = std::make_shared<Collector>();
    auto stopping = std::make_shared<std::stop_source>();
    const std::stop_callback stopped(stop, [stopping] { stopping->request_stop(); });
    const auto late =
        transport.call_at({transport.now().milliseconds + timeout_ms}, [stopping] { stopping->request_stop(); });
    transport.start(std::make_shared<const WireRequest>(std::move(request)), collector, stopping->get_token());
    transport.wait(collector->done);
    transport.forget(late);
    if (!collector->failure) return std::move(collector->reply);
    Failure failure = make_failure(collector->failure->kind, collector->failure->message);
    if (failure.kind == FailureKind::cancelled && !stop.stop_requested()) {
        failure = make_failure(FailureKind::timeout, "no answer in " + std::to_string(timeout_ms) + " ms");
    }
    return unexpected(as_error(failure));
}

} // namespace goldbox::llm
