// SPDX-License-Identifier: MIT
#include <goldbox/llm/policy.hpp>

#include "llm/error_body.hpp"

#include <algorithm>
#include <utility>

namespace goldbox::llm {
namespace {

/// Whether a failure says that the provider is in trouble, not that the request was wrong.
bool blames_provider(FailureKind kind)
{
    switch (kind) {
    case FailureKind::rate_limited:
    case FailureKind::quota:
    case FailureKind::auth:
    case FailureKind::overloaded:
    case FailureKind::server:
    case FailureKind::timeout:
    case FailureKind::connection:
    case FailureKind::cut:
    case FailureKind::not_a_reply: return true;
    default: return false;
    }
}

/// Whether somebody else may answer what this one would not.
bool may_fall_back(FailureKind kind)
{
    return blames_provider(kind) || kind == FailureKind::permission || kind == FailureKind::not_found ||
           kind == FailureKind::circuit_open || kind == FailureKind::context_length;
}

std::unique_ptr<Failure> because(FailureKind kind, std::string message)
{
    return std::make_unique<Failure>(make_failure(kind, std::move(message)));
}

} // namespace

std::optional<std::int64_t> wait_before_retry(const RetryPolicy& policy, const Failure& failure, int retries,
                                              double chance)
{
    if (!failure.retryable || retries >= policy.most_retries) return std::nullopt;
    if (failure.retry_after_ms) {
        const std::int64_t asked = *failure.retry_after_ms;
        return asked >= 0 && asked <= policy.longest_wait_ms ? std::optional(asked) : std::nullopt;
    }
    const std::int64_t most = std::min(policy.base_wait_ms << std::min(retries, 20), policy.longest_wait_ms);
    return static_cast<std::int64_t>(chance * static_cast<double>(most));
}

// The breaker --------------------------------------------------------------------------------------------------------

bool Breaker::allow(std::string_view key, Timestamp now)
{
    const std::lock_guard lock(mutex_);
    const auto found = circuits_.find(key);
    if (found == circuits_.end() || found->second.open_until == 0) return true;
    Circuit& circuit = found->second;
    if (now.milliseconds < circuit.open_until || circuit.probing) return false;
    circuit.probing = true;
    return true;
}

void Breaker::succeeded(std::string_view key)
{
    const std::lock_guard lock(mutex_);
    const auto found = circuits_.find(key);
    if (found != circuits_.end()) circuits_.erase(found);
}

void Breaker::failed(std::string_view key, FailureKind kind, Timestamp now)
{
    if (!blames_provider(kind)) return abandoned(key);
    const std::lock_guard lock(mutex_);
    Circuit& circuit = circuits_.try_emplace(std::string(key)).first->second;
    ++circuit.failures;
    const bool hopeless = kind == FailureKind::quota || kind == FailureKind::auth;
    const bool opens = hopeless || circuit.probing || circuit.failures >= policy_.failures_to_open;
    circuit.probing = false;
    if (!opens) return;
    const std::int64_t until = now.milliseconds + (hopeless ? policy_.open_for_quota_ms : policy_.open_ms);
    circuit.open_until = std::max(circuit.open_until, until);
}

void Breaker::abandoned(std::string_view key)
{
    const std::lock_guard lock(mutex_);
    const auto found = circuits_.find(key);
    if (found != circuits_.end()) found->second.probing = false;
}

Breaker::State Breaker::state(std::string_view key, Timestamp now) const
{
    const std::lock_guard lock(mutex_);
    const auto found = circuits_.find(key);
    if (found == circuits_.end() || found->second.open_until == 0) return State::closed;
    return now.milliseconds < found->second.open_until ? State::open : State::half_open;
}

// One call -----------------------------------------------------------------------------------------------------------

Call::Call(std::vector<Target> targets, CallPolicy policy, Breaker* breaker, std::function<double()> chance, Gate gate)
    : targets_(std::move(targets)),
      policy_(policy),
      breaker_(breaker),
      chance_(std::move(chance)),
      gate_(std::move(gate))
{
}

bool Call::in_flight() const
{
    return phase_ == Phase::connecting || phase_ == Phase::waiting_for_first_byte || phase_ == Phase::streaming;
}

bool Call::is_current(int attempt) const
{
    return in_flight() && attempt == attempt_;
}

std::vector<Action> Call::on(const Input& input, Timestamp now)
{
    std::vector<Action> actions;
    if (phase_ == Phase::over) return actions;
    if (std::holds_alternative<happened::Began>(input)) {
        if (phase_ != Phase::fresh) return actions;
        if (policy_.timeouts.total_ms > 0) deadline_ = now.milliseconds + policy_.timeouts.total_ms;
        begin_next(now, actions);
    } else if (const auto* connected = std::get_if<happened::Connected>(&input)) {
        if (!is_current(connected->attempt) || phase_ != Phase::connecting) return actions;
        phase_ = Phase::waiting_for_first_byte;
        set_alarm(policy_.timeouts.first_byte_ms > 0 ? now.milliseconds + policy_.timeouts.first_byte_ms : 0, actions);
    } else if (const auto* piece = std::get_if<happened::Piece>(&input)) {
        if (!is_current(piece->attempt)) return actions;
        phase_ = Phase::streaming;
        shown_ = shown_ || piece->of_answer;
        set_alarm(policy_.timeouts.idle_ms > 0 ? now.milliseconds + policy_.timeouts.idle_ms : 0, actions);
    } else if (const auto* done = std::get_if<happened::Ended>(&input)) {
        if (is_current(done->attempt)) ended(done->outcome, now, actions);
    } else if (std::holds_alternative<happened::Woke>(input)) {
        woke(now, actions);
    } else if (std::holds_alternative<happened::Cancelled>(input)) {
        if (in_flight()) actions.emplace_back(action::Stop{attempt_});
        if (in_flight() && breaker_) breaker_->abandoned(key());
        finish(unexpected(make_failure(FailureKind::cancelled, "the call was cancelled")), actions);
    }
    return actions;
}

/// The first target from this one on whose circuit and gate let calls through, soon enough.
void Call::begin_next(Timestamp now, std::vector<Action>& actions)
{
    for (; target_ < targets_.size(); ++target_) {
        if (breaker_ && !breaker_->allow(key(), now)) {
            if (!last_) last_ = because(FailureKind::circuit_open, key() + " failed lately and is left alone");
        } else {
            const std::int64_t wait = gate_ ? gate_(target_, now) : 0;
            if (wait <= 0) return start(now, actions);
            if (breaker_) breaker_->abandoned(key());
            const bool in_time = deadline_ == 0 || now.milliseconds + wait < deadline_;
            if (in_time && wait <= policy_.retry.longest_wait_ms) {
                phase_ = Phase::resting;
                return set_alarm(now.milliseconds + wait, actions);
            }
            if (!last_) last_ = because(FailureKind::rate_limited, "our own rate limit of " + key() + " is used up");
        }
        retries_ = 0;
    }
    finish(unexpected(last_ ? *last_ : make_failure(FailureKind::invalid, "the call has no target")), actions);
}

void Call::start(Timestamp now, std::vector<Action>& actions)
{
    phase_ = Phase::connecting;
    actions.emplace_back(action::Start{++attempt_, target_});
    set_alarm(policy_.timeouts.connect_ms > 0 ? now.milliseconds + policy_.timeouts.connect_ms : 0, actions);
}

void Call::ended(const Outcome& outcome, Timestamp now, std::vector<Action>& actions)
{
    if (!outcome) return failed(outcome.error(), now, actions);
    if (!outcome->complete) {
        Failure broken = make_failure(FailureKind::cut, "the stream ended in the middle of the answer");
        broken.partial = *outcome;
        return failed(std::move(broken), now, actions);
    }
    if (breaker_) breaker_->succeeded(key());
    finish(outcome, actions);
}

void Call::failed(Failure failure, Timestamp now, std::vector<Action>& actions)
{
    if (breaker_) breaker_->failed(key(), failure.kind, now);
    last_ = std::make_unique<Failure>(std::move(failure));
    if (shown_) return finish(unexpected(*last_), actions); // what was shown cannot be taken back
    const auto wait = wait_before_retry(policy_.retry, *last_, retries_, chance_());
    const bool in_time = !wait || deadline_ == 0 || now.milliseconds + *wait < deadline_;
    if (wait && in_time) {
        ++retries_;
        phase_ = Phase::resting;
        return set_alarm(now.milliseconds + *wait, actions);
    }
    if (!may_fall_back(last_->kind)) return finish(unexpected(*last_), actions);
    retries_ = 0;
    ++target_;
    begin_next(now, actions);
}

void Call::woke(Timestamp now, std::vector<Action>& actions)
{
    if (phase_ == Phase::fresh) return;
    if (deadline_ != 0 && now.milliseconds >= deadline_) {
        if (in_flight()) actions.emplace_back(action::Stop{attempt_});
        if (in_flight() && breaker_) breaker_->failed(key(), FailureKind::timeout, now);
        return finish(unexpected(make_failure(FailureKind::timeout, "the call took longer than it may")), actions);
    }
    if (alarm_ == 0 || now.milliseconds < alarm_) return;
    if (phase_ == Phase::resting) return begin_next(now, actions);
    constexpr std::string_view late[] = {"", "no connection in time", "no first byte in time",
                                         "the stream fell silent"};
    actions.emplace_back(action::Stop{attempt_});
    failed(make_failure(FailureKind::timeout, std::string(late[static_cast<std::size_t>(phase_)])), now, actions);
}

void Call::set_alarm(std::int64_t at, std::vector<Action>& actions)
{
    alarm_ = at;
    const std::int64_t next = at == 0 ? deadline_ : deadline_ == 0 ? at : std::min(at, deadline_);
    if (next != 0) actions.emplace_back(action::Wake{{next}});
}

void Call::finish(Outcome outcome, std::vector<Action>& actions)
{
    phase_ = Phase::over;
    actions.emplace_back(action::Finish{std::move(outcome)});
}

} // namespace goldbox::llm
