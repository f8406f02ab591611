// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <goldbox/llm/policy.hpp>

using namespace goldbox;
using namespace goldbox::llm;

namespace {

Failure failure_of(FailureKind kind, bool retryable, std::optional<std::int64_t> after = std::nullopt)
{
    Failure failure;
    failure.kind = kind;
    failure.retryable = retryable;
    failure.retry_after_ms = after;
    return failure;
}

Response answer(bool complete = true)
{
    Response response;
    response.complete = complete;
    return response;
}

/// Moves a call by hand: half the possible wait is drawn each time.
struct ByHand {
    explicit ByHand(std::vector<Target> targets, Breaker* breaker = nullptr, CallPolicy policy = {})
        : call(std::move(targets), policy, breaker, [] { return 0.5; })
    {
        tell(happened::Began{});
    }

    void tell(const Input& input)
    {
        for (const Action& action : call.on(input, now)) {
            if (const auto* begin = std::get_if<action::Start>(&action)) started.push_back(begin->target);
            if (const auto* begin = std::get_if<action::Start>(&action)) attempt = begin->attempt;
            if (const auto* stop = std::get_if<action::Stop>(&action)) stopped.push_back(stop->attempt);
            if (const auto* alarm = std::get_if<action::Wake>(&action)) wake = alarm->at.milliseconds;
            if (const auto* end = std::get_if<action::Finish>(&action)) outcome = end->outcome;
        }
    }
    void fail(FailureKind kind, bool retryable = true, std::optional<std::int64_t> after = std::nullopt)
    {
        tell(happened::Ended{attempt, unexpected(failure_of(kind, retryable, after))});
    }
    void sleep()
    {
        now.milliseconds = wake;
        tell(happened::Woke{});
    }

    Timestamp now{1'000'000};
    Call call;
    std::vector<std::size_t> started;
    std::vector<int> stopped;
    int attempt = 0;
    std::int64_t wake = 0;
    std::optional<Outcome> outcome;
};

using Started = std::vector<std::size_t>;

} // namespace

TEST_CASE("waits double, are drawn, and obey the provider", "[llm][policy]")
{
    const RetryPolicy policy;
    const Failure busy = failure_of(FailureKind::overloaded, true);
    CHECK(wait_before_retry(policy, busy, 0, 0.0) == 0);
    CHECK(wait_before_retry(policy, busy, 0, 0.5) == 1000);
    CHECK(wait_before_retry(policy, busy, 1, 0.5) == 2000);
    CHECK_FALSE(wait_before_retry(policy, busy, 2, 0.5));
    CHECK(wait_before_retry(policy, failure_of(FailureKind::rate_limited, true, 34'400), 0, 0.9) == 34'400);
    CHECK_FALSE(wait_before_retry(policy, failure_of(FailureKind::rate_limited, true, 60'001), 0, 0.9));
    CHECK_FALSE(wait_before_retry(policy, failure_of(FailureKind::quota, false, 5), 0, 0.9));
    CHECK(wait_before_retry({.most_retries = 100}, busy, 90, 0.999999) == 59'999);
}

TEST_CASE("a call that is answered is over", "[llm][policy]")
{
    ByHand desk({{"a"}});
    desk.tell(happened::Connected{desk.attempt});
    desk.tell(happened::Piece{desk.attempt, true});
    desk.tell(happened::Ended{desk.attempt, answer()});
    REQUIRE(desk.outcome);
    CHECK(desk.outcome->has_value());
    CHECK(desk.call.is_over());
    CHECK(desk.call.on(happened::Woke{}, desk.now).empty());
}

TEST_CASE("two retries, then the next target, then the last failure", "[llm][policy]")
{
    ByHand desk({{"a"}, {"b"}});
    for (int i = 0; i < 2; ++i) {
        desk.fail(FailureKind::overloaded);
        desk.sleep();
    }
    CHECK(desk.started == Started{0, 0, 0});
    desk.fail(FailureKind::overloaded);
    CHECK(desk.started == Started{0, 0, 0, 1}); // at once
    desk.fail(FailureKind::quota, false);
    REQUIRE(desk.outcome);
    CHECK(desk.outcome->error().kind == FailureKind::quota);
}

TEST_CASE("a request that is wrong is tried nowhere else", "[llm][policy]")
{
    for (const FailureKind kind : {FailureKind::invalid, FailureKind::filtered, FailureKind::too_large}) {
        ByHand desk({{"a"}, {"b"}});
        desk.fail(kind, false);
        CHECK(desk.started == Started{0});
        CHECK(desk.outcome->error().kind == kind);
    }
    ByHand larger({{"small window"}, {"large window"}});
    larger.fail(FailureKind::context_length, false);
    CHECK(larger.started == Started{0, 1});
}

TEST_CASE("after the first piece that was shown there is no retry and no fallback", "[llm][policy]")
{
    ByHand desk({{"a"}, {"b"}});
    desk.tell(happened::Piece{desk.attempt, true});
    desk.fail(FailureKind::cut);
    CHECK(desk.started == Started{0});
    REQUIRE(desk.outcome);
    CHECK(desk.outcome->error().kind == FailureKind::cut);

    ByHand silent({{"a"}, {"b"}}); // bytes came, but nothing that anybody saw
    silent.tell(happened::Piece{silent.attempt, false});
    silent.fail(FailureKind::rate_limited, true, 100'000); // longer than we wait, so the next one is asked
    CHECK(silent.started == Started{0, 1});
}

TEST_CASE("an incomplete answer is a failure that keeps it", "[llm][policy]")
{
    ByHand desk({{"a"}}, nullptr, {.retry = {.most_retries = 0}});
    Response half = answer(false);
    half.message.parts = {Text{"The door", {}}};
    desk.tell(happened::Ended{desk.attempt, half});
    REQUIRE(desk.outcome);
    CHECK(desk.outcome->error().kind == FailureKind::cut);
    CHECK(text_of(desk.outcome->error().partial.message) == "The door");
}

TEST_CASE("each phase has its time", "[llm][policy]")
{
    const CallPolicy once{.retry = {.most_retries = 0}};
    ByHand connect({{"a"}, {"b"}}, nullptr, once);
    CHECK(connect.wake == 1'010'000);
    connect.sleep();
    CHECK(connect.stopped == std::vector<int>{1});
    CHECK(connect.started == Started{0, 1});

    ByHand first({{"a"}}, nullptr, once);
    first.tell(happened::Connected{first.attempt});
    CHECK(first.wake == 1'060'000);
    first.sleep();
    CHECK(first.outcome->error().message == "no first byte in time");

    ByHand idle({{"a"}}, nullptr, once);
    idle.tell(happened::Piece{idle.attempt, true});
    idle.now.milliseconds += 29'000;
    idle.tell(happened::Piece{idle.attempt, true});
    CHECK(idle.wake == 1'059'000);
    idle.sleep();
    CHECK(idle.outcome->error().kind == FailureKind::timeout);
}

TEST_CASE("nothing goes beyond the total deadline, waits included", "[llm][policy]")
{
    ByHand desk({{"a"}, {"b"}}, nullptr, {.timeouts = {.total_ms = 40'000}});
    desk.fail(FailureKind::rate_limited, true, 50'000); // would be too late: the next one is asked instead
    CHECK(desk.started == Started{0, 1});
    desk.tell(happened::Connected{desk.attempt});
    CHECK(desk.wake == 1'040'000);
    desk.sleep();
    REQUIRE(desk.outcome);
    CHECK(desk.outcome->error().kind == FailureKind::timeout);
    CHECK(desk.stopped == std::vector<int>{2});
}

TEST_CASE("cancelling stops the transfer, and late news of it is ignored", "[llm][policy]")
{
    ByHand desk({{"a"}, {"b"}});
    desk.tell(happened::Cancelled{});
    CHECK(desk.stopped == std::vector<int>{1});
    CHECK(desk.outcome->error().kind == FailureKind::cancelled);
    CHECK(desk.call.on(happened::Ended{1, answer()}, desk.now).empty());

    ByHand late({{"a"}});
    late.fail(FailureKind::server);
    late.tell(happened::Ended{1, answer()}); // of the attempt that failed already
    CHECK_FALSE(late.outcome);
}

TEST_CASE("the breaker opens on failures in a row, and one probe closes it", "[llm][policy]")
{
    Breaker breaker({.failures_to_open = 3, .open_ms = 1000, .open_for_quota_ms = 60'000});
    Timestamp now{1};
    for (int i = 0; i < 2; ++i) breaker.failed("a", FailureKind::server, now);
    CHECK(breaker.allow("a", now));
    breaker.succeeded("a"); // not in a row
    for (int i = 0; i < 3; ++i) breaker.failed("a", FailureKind::server, now);
    CHECK(breaker.state("a", now) == Breaker::State::open);
    CHECK_FALSE(breaker.allow("a", now));
    CHECK(breaker.allow("b", now)); // another circuit
    now.milliseconds += 1000;
    CHECK(breaker.allow("a", now)); // the probe
    CHECK_FALSE(breaker.allow("a", now));
    breaker.failed("a", FailureKind::timeout, now);
    CHECK_FALSE(breaker.allow("a", now));
    now.milliseconds += 1000;
    CHECK(breaker.allow("a", now));
    breaker.abandoned("a"); // it told nothing, so another may ask
    CHECK(breaker.allow("a", now));
    breaker.succeeded("a");
    CHECK(breaker.state("a", now) == Breaker::State::closed);
}

TEST_CASE("a used up quota opens the breaker at once and for long; a wrong request never does", "[llm][policy]")
{
    Breaker breaker({.failures_to_open = 2, .open_ms = 1000, .open_for_quota_ms = 60'000});
    for (int i = 0; i < 9; ++i) breaker.failed("a", FailureKind::invalid, {1});
    CHECK(breaker.allow("a", {1}));
    breaker.failed("a", FailureKind::quota, {1});
    CHECK_FALSE(breaker.allow("a", {59'000}));
    CHECK(breaker.allow("a", {60'001}));
}

TEST_CASE("a call passes open circuits by, and fails when all are open", "[llm][policy]")
{
    Breaker breaker({.failures_to_open = 1, .open_ms = 1'000'000'000});
    breaker.failed("a", FailureKind::server, {1'000'000});
    ByHand desk({{"a"}, {"b"}}, &breaker);
    CHECK(desk.started == Started{1});
    desk.fail(FailureKind::quota, false);
    CHECK(desk.outcome->error().kind == FailureKind::quota);
    ByHand none({{"a"}, {"b"}}, &breaker);
    CHECK(none.started.empty());
    CHECK(none.outcome->error().kind == FailureKind::circuit_open);
    CHECK_FALSE(none.outcome->error().retryable);
}
