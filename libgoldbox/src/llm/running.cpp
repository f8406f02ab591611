// SPDX-License-Identifier: MIT
// A call under way: its attempts, one after the other, and the machine that decides about them.
#include "llm/error_body.hpp"
#include "llm/plan.hpp"

#include <goldbox/llm/tokens.hpp>

#include <mutex>
#include <utility>

namespace goldbox::llm {
namespace {

/// A provider that says the key back, whatever keys look like there, says it to nobody else.
void hide(std::string& text, std::string_view key)
{
    constexpr std::size_t shortest = 6; // less is a word like any other
    if (key.size() < shortest) return;
    for (std::size_t at = 0; (at = text.find(key, at)) != std::string::npos;) text.replace(at, key.size(), "[key]");
}

/// For the ledger.
std::string_view outcome_of(const Outcome& outcome)
{
    if (!outcome) return name(outcome.error().kind);
    return outcome->complete ? "ok" : name(FailureKind::cut);
}

// Replies -------------------------------------------------------------------------------------------------------------

class ConversationReader final : public ReplyReader {
public:
    ConversationReader(const Provider& provider, HttpHead head, const DecodeLimits& limits)
        : decoder_(provider, std::move(head), limits)
    {
    }
    bool feed(std::string_view bytes, const DeltaSink& sink) override { return decoder_.feed(bytes, sink); }
    Outcome finish(const DeltaSink& sink) override { return decoder_.finish(sink); }
    Failure abort(FailureKind kind, std::string_view message) override { return decoder_.abort(kind, message); }
    [[nodiscard]] bool has_begun() const override { return decoder_.has_begun(); }

private:
    Decoder decoder_;
};

class WholeReader final : public ReplyReader {
public:
    WholeReader(const Provider& provider, HttpHead head, const DecodeLimits& limits, ReadWhole read)
        : provider_(provider), head_(std::move(head)), most_(limits.max_bytes), read_(std::move(read))
    {
    }
    bool feed(std::string_view bytes, const DeltaSink&) override
    {
        too_long_ = too_long_ || bytes.size() > most_ - body_.size();
        if (!too_long_) body_ += bytes;
        return !too_long_;
    }
    Outcome finish(const DeltaSink&) override
    {
        if (!too_long_) return read_(provider_, head_, body_);
        return unexpected(make_failure(FailureKind::too_large, "the reply is longer than allowed", head_.status));
    }
    Failure abort(FailureKind kind, std::string_view message) override
    {
        return make_failure(kind, presentable(message));
    }
    [[nodiscard]] bool has_begun() const override { return false; }

private:
    const Provider provider_;
    HttpHead head_;
    std::size_t most_;
    ReadWhole read_;
    std::string body_;
    bool too_long_ = false;
};

// Attempts ------------------------------------------------------------------------------------------------------------

class Running;

/// One attempt's transfer. All its state is guarded by the call's lock.
class Attempt final : public TransferSink {
public:
    Attempt(std::shared_ptr<Running> running, int number) : running_(std::move(running)), number_(number) {}

    void connected() override;
    void head(HttpHead head) override;
    bool body(std::string_view bytes) override;
    void ended(const std::optional<TransferFailure>& failure) override;

    std::stop_source stop;
    std::unique_ptr<ReplyReader> reader;
    bool refused = false; ///< the status is no success
    Timestamp began;

private:
    [[nodiscard]] bool drain(std::string_view bytes);

    std::shared_ptr<Running> running_;
    int number_;
    bool answered_ = false; ///< the call was told how it ended
    std::size_t drained_ = 0;
    std::optional<Transport::AlarmId> late_;
};

/// A call under way. It lives as long as somebody may still tell it something.
class Running final : public std::enable_shared_from_this<Running> {
public:
    Running(Services services, const ClientOptions& options, const CallOptions& call, Plan plan, Finished finished)
        : services_(services),
          limits_(options.limits),
          chance_(options.chance),
          on_delta_(call.on_delta),
          caller_(call.caller),
          task_(call.task),
          plan_(std::move(plan)),
          finished_(std::move(finished)),
          call_(targets(), options.policy, services.breaker, [this] { return chance(); }, gate())
    {
    }

    void begin(std::stop_token stop)
    {
        tell(happened::Began{});
        // the stop may come from inside a callback of ours, so it takes no lock but asks to be called
        const std::lock_guard lock(mutex_);
        if (!over_) stopped_.emplace(std::move(stop), Stopper{weak_from_this(), services_.transport});
    }

    void tell(const Input& input)
    {
        locked([&] { return handle(input); });
    }

    void head(int attempt, HttpHead head)
    {
        locked([&]() -> std::optional<Outcome> {
            if (!counts(attempt)) return std::nullopt;
            head.received = services_.transport.now();
            const Prepared& target = plan_.prepared[target_];
            if (services_.limiter) services_.limiter->learn(target.key, head.headers, head.received);
            current_->refused = head.status < 200 || head.status >= 300;
            current_->reader = plan_.read(target.route.provider, std::move(head), limits_);
            return std::nullopt;
        });
    }

    /// False: the rest is not wanted. `complete`: the answer is.
    bool feed(int attempt, std::string_view bytes, bool& complete)
    {
        bool wanted = false;
        locked([&]() -> std::optional<Outcome> {
            if (!counts(attempt)) return std::nullopt;
            wanted = true;
            ReplyReader& reader = *current_->reader;
            complete = !reader.feed(bytes, on_delta_);
            auto outcome = handle(happened::Piece{attempt, on_delta_ && reader.has_begun()});
            return outcome || !complete ? outcome : answered(attempt);
        });
        return wanted;
    }

    void end(int attempt, const std::optional<TransferFailure>& failure)
    {
        locked([&]() -> std::optional<Outcome> {
            if (!counts(attempt)) return std::nullopt;
            auto& reader = current_->reader;
            if (reader && (!failure || current_->refused)) return answered(attempt);
            const std::string message = failure ? failure->message : "the connection was closed without a reply";
            FailureKind kind = failure ? failure->kind : FailureKind::connection;
            if (kind == FailureKind::connection && reader) kind = FailureKind::cut;
            return ended(attempt,
                         unexpected(reader ? reader->abort(kind, message) : make_failure(kind, presentable(message))));
        });
    }

    [[nodiscard]] Transport& transport() const { return services_.transport; }

private:
    struct Stopper {
        std::weak_ptr<Running> running;
        Transport& transport;
        void operator()() const
        {
            transport.call_at(transport.now(), [running = running] {
                if (const auto call = running.lock()) call->tell(happened::Cancelled{});
            });
        }
    };

    [[nodiscard]] std::vector<Target> targets() const
    {
        std::vector<Target> all;
        for (const Prepared& each : plan_.prepared) all.push_back({each.key});
        return all;
    }

    [[nodiscard]] Call::Gate gate()
    {
        if (!services_.limiter) return nullptr;
        return [this](std::size_t target, Timestamp now) {
            return services_.limiter->take(limit_keys(target), plan_.all_tokens, now);
        };
    }

    [[nodiscard]] std::vector<std::string> limit_keys(std::size_t target) const
    {
        std::vector<std::string> keys = plan_.personal_limits;
        keys.push_back(plan_.prepared[target].key);
        return keys;
    }

    /// From 0 to 1: only spreads the waits of callers that failed together.
    double chance()
    {
        if (chance_) return chance_();
        const auto mixed = (static_cast<std::uint64_t>(services_.transport.now().milliseconds) ^
                            reinterpret_cast<std::uintptr_t>(this)) +
                           ++draws_;
        return static_cast<double>((mixed * 0x9E3779B97F4A7C15u) >> 11) / 9007199254740992.0;
    }

    template <class Body>
    void locked(Body&& body)
    {
        std::optional<Outcome> outcome;
        {
            const std::lock_guard lock(mutex_);
            if (!over_) outcome = body();
        }
        if (outcome) over(*std::move(outcome));
    }

    [[nodiscard]] bool counts(int attempt) const { return current_ && attempt == attempt_; }

    std::optional<Outcome> handle(const Input& input)
    {
        std::optional<Outcome> outcome;
        for (Action& action : call_.on(input, services_.transport.now())) {
            if (const auto* start = std::get_if<action::Start>(&action))
                send(*start);
            else if (std::holds_alternative<action::Stop>(action))
                give_up(std::holds_alternative<happened::Cancelled>(input));
            else if (const auto* wake = std::get_if<action::Wake>(&action))
                wake_at(wake->at);
            else if (auto* finish = std::get_if<action::Finish>(&action))
                outcome = std::move(finish->outcome);
        }
        if (!outcome) return outcome;
        over_ = true;
        let_go();
        if (alarm_) services_.transport.forget(*alarm_);
        if (!*outcome && outcome->error().partial.message.parts.empty()) {
            if (partial_) outcome->error().partial = *std::move(partial_);
            outcome->error().partial.complete = false;
        }
        return outcome;
    }

    void send(const action::Start& start)
    {
        attempt_ = start.attempt;
        target_ = start.target;
        partial_.reset();
        current_ = std::make_shared<Attempt>(shared_from_this(), start.attempt);
        current_->began = services_.transport.now();
        services_.transport.start(plan_.prepared[start.target].wire, current_, current_->stop.get_token());
    }

    /// The machine wants no more of this attempt.
    void give_up(bool cancelled)
    {
        if (!current_) return;
        const FailureKind kind = cancelled ? FailureKind::cancelled : FailureKind::timeout;
        Failure failure = current_->reader ? current_->reader->abort(kind, "given up") : make_failure(kind, "given up");
        note(unexpected(failure));
        partial_ = std::make_unique<Response>(std::move(failure.partial));
        current_->stop.request_stop();
        let_go();
    }

    /// Its transfer may keep the attempt for a while, but not what it has read.
    void let_go()
    {
        if (current_) current_->reader.reset();
        current_.reset();
    }

    std::optional<Outcome> answered(int attempt) { return ended(attempt, current_->reader->finish(on_delta_)); }

    std::optional<Outcome> ended(int attempt, Outcome outcome)
    {
        const Prepared& target = plan_.prepared[target_];
        if (outcome)
            outcome->warnings.insert(outcome->warnings.begin(), target.warnings.begin(), target.warnings.end());
        if (!outcome) {
            hide(outcome.error().message, target.secret);
            hide(outcome.error().code, target.secret);
        }
        note(outcome);
        const bool limited = !outcome && outcome.error().kind == FailureKind::rate_limited;
        if (services_.limiter && limited && outcome.error().retry_after_ms) {
            services_.limiter->hold(target.key, *outcome.error().retry_after_ms, services_.transport.now());
        }
        let_go();
        return handle(happened::Ended{attempt, std::move(outcome)});
    }

    /// Writes down what an attempt used.
    void note(const Outcome& outcome)
    {
        const Prepared& target = plan_.prepared[target_];
        const Response& response = outcome ? *outcome : outcome.error().partial;
        const Timestamp now = services_.transport.now();
        LedgerEntry entry{.at = now,
                          .provider = target.route.provider.name,
                          .model = target.model,
                          .task = task_,
                          .caller = caller_,
                          .usage = response.usage,
                          .priced = target.price != nullptr,
                          .latency_ms = now.milliseconds - current_->began.milliseconds,
                          .outcome = std::string(outcome_of(outcome))};
        const bool untold = !entry.usage.output.total && !response.message.parts.empty();
        if (untold) { // a stream that was cut off has no last event with its usage
            entry.usage.estimated = true;
            if (!entry.usage.input.total) entry.usage.input.total = plan_.input_tokens;
            entry.usage.output.total =
                estimate_tokens(text_of(response.message)) + estimate_tokens(reasoning_of(response.message));
        }
        if (target.price) entry.cost = cost_of(*target.price, entry.usage);
        if (services_.limiter) {
            const std::int64_t used = entry.usage.input.total.value_or(0) + entry.usage.output.total.value_or(0);
            services_.limiter->correct(limit_keys(target_), plan_.all_tokens, used, now);
        }
        plan_.bill.entries.push_back(std::move(entry));
    }

    /// One alarm is enough: one that rings too early is set again.
    void wake_at(Timestamp at)
    {
        wanted_ = at.milliseconds;
        if (alarm_ && rings_at_ <= wanted_) return;
        if (alarm_) services_.transport.forget(*alarm_);
        rings_at_ = wanted_;
        // between two attempts nothing else keeps the call
        alarm_ = services_.transport.call_at(at, [running = shared_from_this()] { running->ring(); });
    }

    void ring()
    {
        locked([&]() -> std::optional<Outcome> {
            alarm_.reset();
            if (services_.transport.now().milliseconds >= wanted_) return handle(happened::Woke{});
            wake_at({wanted_});
            return std::nullopt;
        });
    }

    /// Outside the lock: `finished` may begin another call.
    void over(Outcome outcome)
    {
        stopped_.reset();
        on_delta_ = nullptr;
        Bill bill = std::move(plan_.bill);
        plan_ = {}; // transfers that are being drained keep this, and should not keep much
        std::exchange(finished_, nullptr)(std::move(outcome), std::move(bill));
    }

    Services services_;
    DecodeLimits limits_;
    std::function<double()> chance_;
    DeltaSink on_delta_;
    Caller caller_;
    std::string task_;
    Plan plan_;
    Finished finished_;
    std::mutex mutex_; ///< guards all that follows
    Call call_;
    bool over_ = false;
    int attempt_ = 0;
    std::size_t target_ = 0;
    std::shared_ptr<Attempt> current_;  ///< the attempt that counts
    std::unique_ptr<Response> partial_; ///< what had come of one that was given up
    std::optional<Transport::AlarmId> alarm_;
    std::int64_t rings_at_ = 0;
    std::int64_t wanted_ = 0;
    std::uint64_t draws_ = 0;
    std::optional<std::stop_callback<Stopper>> stopped_;
};

void Attempt::connected()
{
    running_->tell(happened::Connected{number_});
}

void Attempt::head(HttpHead head)
{
    running_->head(number_, std::move(head));
}

bool Attempt::body(std::string_view bytes)
{
    if (answered_) return drain(bytes);
    bool complete = false;
    if (!running_->feed(number_, bytes, complete)) return false;
    if (!complete) return true;
    answered_ = true;
    // an answer that is complete is not waited for; what follows it is read only to keep the connection
    late_ = running_->transport().call_at({running_->transport().now().milliseconds + drain_ms},
                                          [source = stop]() mutable { source.request_stop(); });
    return true;
}

bool Attempt::drain(std::string_view bytes)
{
    drained_ += bytes.size();
    return drained_ <= most_drained;
}

void Attempt::ended(const std::optional<TransferFailure>& failure)
{
    if (late_) running_->transport().forget(*late_);
    if (!answered_) running_->end(number_, failure);
}

} // namespace

MakeReader read_as_it_comes()
{
    return [](const Provider& provider, HttpHead head, const DecodeLimits& limits) {
        return std::make_unique<ConversationReader>(provider, std::move(head), limits);
    };
}

MakeReader read_as_a_whole(ReadWhole read)
{
    return [read = std::move(read)](const Provider& provider, HttpHead head, const DecodeLimits& limits) {
        return std::make_unique<WholeReader>(provider, std::move(head), limits, read);
    };
}

void run(const Services& services, const ClientOptions& options, const CallOptions& call, Plan plan, Finished finished)
{
    std::make_shared<Running>(services, options, call, std::move(plan), std::move(finished))->begin(call.stop);
}

} // namespace goldbox::llm
