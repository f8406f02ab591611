// SPDX-License-Identifier: MIT
#include <goldbox/llm/client.hpp>

#include "llm/error_body.hpp"

#include <goldbox/base/try.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace goldbox::llm {
namespace {

/// How long a server may take to close an answer that is complete, so that its connection can be used again.
constexpr std::int64_t drain_ms = 1000;
constexpr std::size_t most_drained = 64u << 10;

/// What an answer is taken to need where the request sets no bound.
constexpr std::int64_t usual_output = 4096;
/// An estimate of tokens may be so much too low (docs/llm.md): hundredths.
constexpr std::int64_t estimate_margin = 170;

/// A reservation outlives its call by this, then it is a dead process's.
constexpr std::int64_t reservation_margin_ms = 60'000;
constexpr std::int64_t longest_call_ms = 600'000; ///< taken for calls without a deadline

/// A route with everything that sending needs.
struct Prepared {
    Route route;
    std::string model;
    std::string key; ///< of circuit, limits and prices
    WireRequest wire;
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
    std::int64_t input_tokens = 0; ///< estimated
    std::int64_t all_tokens = 0;   ///< with the longest answer
    std::vector<std::string> personal_limits;
    Bill bill;
};

Failure as_failure(const Error& error, FailureKind kind)
{
    return make_failure(kind, presentable(error.message));
}

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
    std::optional<Decoder> decoder;
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
            current_->decoder.emplace(target.route.provider, std::move(head), limits_);
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
            Decoder& decoder = *current_->decoder;
            complete = !decoder.feed(bytes, on_delta_);
            auto outcome = handle(happened::Piece{attempt, on_delta_ && decoder.has_begun()});
            return outcome || !complete ? outcome : answered(attempt);
        });
        return wanted;
    }

    void end(int attempt, const std::optional<TransferFailure>& failure)
    {
        locked([&]() -> std::optional<Outcome> {
            if (!counts(attempt)) return std::nullopt;
            auto& decoder = current_->decoder;
            if (decoder && (!failure || current_->refused)) return answered(attempt);
            const std::string message = failure ? failure->message : "the connection was closed without a reply";
            FailureKind kind = failure ? failure->kind : FailureKind::connection;
            if (kind == FailureKind::connection && decoder) kind = FailureKind::cut;
            return ended(attempt, unexpected(decoder ? decoder->abort(kind, message)
                                                     : make_failure(kind, presentable(message))));
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
        current_.reset();
        if (alarm_) services_.transport.forget(*alarm_);
        if (!*outcome && outcome->error().partial.message.parts.empty()) outcome->error().partial = std::move(partial_);
        return outcome;
    }

    void send(const action::Start& start)
    {
        attempt_ = start.attempt;
        target_ = start.target;
        partial_ = {};
        partial_.complete = false;
        current_ = std::make_shared<Attempt>(shared_from_this(), start.attempt);
        current_->began = services_.transport.now();
        services_.transport.start(plan_.prepared[start.target].wire, current_, current_->stop.get_token());
    }

    /// The machine wants no more of this attempt.
    void give_up(bool cancelled)
    {
        if (!current_) return;
        const FailureKind kind = cancelled ? FailureKind::cancelled : FailureKind::timeout;
        Failure failure =
            current_->decoder ? current_->decoder->abort(kind, "given up") : make_failure(kind, "given up");
        note(unexpected(failure));
        partial_ = std::move(failure.partial);
        current_->stop.request_stop();
        current_.reset();
    }

    std::optional<Outcome> answered(int attempt) { return ended(attempt, current_->decoder->finish(on_delta_)); }

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
        current_.reset();
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
        std::exchange(finished_, nullptr)(std::move(outcome), std::move(plan_.bill));
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
    std::shared_ptr<Attempt> current_; ///< the attempt that counts
    Response partial_;                 ///< what had come of one that was given up
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

// Before a call -------------------------------------------------------------------------------------------------------

Request for_route(const Request& request, const Route& route)
{
    Request renamed = request;
    if (!route.model.empty()) renamed.model = route.model;
    return renamed;
}

/// Adds where to and the key. Keys are fetched here and held only by what is sent.
Result<WireRequest> address(Secrets& secrets, const Provider& provider, HttpRequest http, std::string* secret = nullptr)
{
    WireRequest wire{.method = std::move(http.method),
                     .url = provider.base_url + http.path,
                     .headers = std::move(http.headers),
                     .body = std::move(http.body)};
    if (!provider.key_header.empty() && !provider.key_name.empty()) {
        auto key = secrets.get(provider.key_name);
        if (key) wire.headers.emplace_back(provider.key_header, provider.key_prefix + *key);
        if (key && secret) *secret = *key;
        if (!key && !(provider.key_optional && key.error().code == Code::not_found)) return unexpected(key.error());
    }
    return wire;
}

bool costs_nothing(const Provider& provider)
{
    return provider.key_optional || provider.key_name.empty();
}

class Planner {
public:
    Planner(const Services& services, const ClientOptions& options, const Request& request, const CallOptions& call)
        : services_(services), options_(options), request_(request), call_(call), now_(services.transport.now())
    {
    }

    tl::expected<Plan, Failure> plan()
    {
        std::optional<Failure> unprepared;
        for (const Route& route : call_.routes) {
            auto ready = prepare(route);
            if (ready)
                plan_.prepared.push_back(*std::move(ready));
            else if (!unprepared)
                unprepared = ready.error();
        }
        if (plan_.prepared.empty()) {
            return unexpected(unprepared ? *unprepared : make_failure(FailureKind::invalid, "the call has no route"));
        }
        for (Prepared& each : plan_.prepared) {
            if (!unprepared) break;
            each.warnings.push_back({"llm.route_skipped", "a route was left out: " + unprepared->message});
        }
        const bool may_cache =
            call_.cache == CacheUse::always || (call_.cache == CacheUse::without_tools && request_.tools.empty());
        if (services_.cache && may_cache) {
            const Prepared& first = plan_.prepared[0];
            plan_.bill.cache_key = cache_key(first.key, first.wire.body, call_.caller.guild);
        }
        count();
        return std::move(plan_);
    }

    /// Money for the dearest of the routes, set aside before the first one is asked.
    std::optional<Failure> reserve(Plan& plan) const
    {
        if (!services_.ledger || options_.budgets.empty()) return std::nullopt;
        Usage most;
        most.input.total = plan.input_tokens * estimate_margin / 100;
        most.output.total = request_.max_tokens.value_or(usual_output);
        NanoUsd amount = 0;
        for (const Prepared& each : plan.prepared) {
            if (each.price) amount = std::max(amount, cost_of(*each.price, most));
        }
        const std::int64_t total = options_.policy.timeouts.total_ms;
        const std::int64_t until = now_.milliseconds + (total > 0 ? total : longest_call_ms) + reservation_margin_ms;
        auto reservation = services_.ledger->reserve(options_.budgets, call_.caller, amount, now_, {until});
        if (!reservation) return as_failure(reservation.error(), FailureKind::budget);
        plan.bill.reservation = *reservation;
        return std::nullopt;
    }

private:
    tl::expected<Prepared, Failure> prepare(const Route& route) const
    {
        Request request = for_route(request_, route);
        auto encoded = encode(route.provider, request);
        if (!encoded) return unexpected(as_failure(encoded.error(), FailureKind::invalid));
        std::string secret;
        auto wire = address(services_.secrets, route.provider, std::move(encoded->http), &secret);
        if (!wire) return unexpected(as_failure(wire.error(), FailureKind::auth));
        wire->max_reply_bytes = options_.limits.max_bytes + most_drained;
        const Price* price = options_.prices.find(route.provider.name, request.model, now_);
        if (!price && !options_.budgets.empty() && services_.ledger && !costs_nothing(route.provider)) {
            return unexpected(make_failure(
                FailureKind::budget, key_of(route, request_) + " has no price, and there is a budget: add the price"));
        }
        return Prepared{route,
                        std::move(request.model),
                        key_of(route, request_),
                        *std::move(wire),
                        std::move(secret),
                        std::move(encoded->warnings),
                        price};
    }

    void count()
    {
        if (!services_.limiter && !services_.ledger) return;
        plan_.input_tokens = estimate_tokens(request_);
        plan_.all_tokens = plan_.input_tokens + request_.max_tokens.value_or(usual_output);
        if (!call_.caller.guild.empty()) plan_.personal_limits.push_back("guild/" + call_.caller.guild);
        if (!call_.caller.user.empty()) plan_.personal_limits.push_back("user/" + call_.caller.user);
    }

    const Services& services_;
    const ClientOptions& options_;
    const Request& request_;
    const CallOptions& call_;
    Timestamp now_;
    Plan plan_;
};

/// An answer that was given before: as one piece, and for nothing.
std::optional<Response> cached_answer(const Services& services, const CallOptions& call, const Plan& plan)
{
    if (!plan.bill.cache_key) return std::nullopt;
    const Timestamp now = services.transport.now();
    auto found = services.cache->get(*plan.bill.cache_key, now);
    if (!found || !*found) return std::nullopt; // a cache that is broken is no reason not to ask
    Response response = **std::move(found);
    response.usage = {};
    if (call.on_delta) {
        for (std::size_t part = 0; part < response.message.parts.size(); ++part) {
            const auto* text = std::get_if<Text>(&response.message.parts[part]);
            if (text && !text->text.empty()) call.on_delta({Delta::Kind::text, part, text->text});
        }
    }
    if (services.ledger) {
        LedgerEntry entry; // g++ 12 takes one made of designated members for uninitialized
        entry.at = now;
        entry.provider = plan.prepared[0].route.provider.name;
        entry.model = plan.prepared[0].model;
        entry.task = call.task;
        entry.caller = call.caller;
        entry.priced = true;
        entry.cache_hit = true;
        if (!services.ledger->record(std::span(&entry, 1), std::nullopt)) {
            response.warnings.push_back({"llm.not_booked", "the ledger could not be written"});
        }
    }
    return response;
}

/// What a call leaves: in the ledger, and in the cache where the answer may be given again.
void settle(const Services& services, Outcome& outcome, const Bill& bill)
{
    const bool has_news = !bill.entries.empty() || bill.reservation;
    const bool booked = !services.ledger || !has_news || services.ledger->record(bill.entries, bill.reservation);
    const bool is_whole = outcome && outcome->complete && outcome->finish.reason != FinishReason::error &&
                          outcome->finish.reason != FinishReason::length;
    if (bill.cache_key && is_whole) (void)services.cache->put(*bill.cache_key, *outcome, services.transport.now());
    if (!booked && outcome) outcome->warnings.push_back({"llm.not_booked", "the ledger could not be written"});
}

/// What the provider counts; an error where it does not say.
Result<std::int64_t> ask_for_count(const Services& services, const Request& request, const Route& route,
                                   std::stop_token stop)
{
    const auto unknown = [] { return fail(Code::unsupported, "llm.not_counted", "the provider counts no tokens"); };
    GOLDBOX_TRY(auto http, encode_token_count(route.provider, for_route(request, route)));
    if (!http) return unknown();
    GOLDBOX_TRY(WireRequest wire, address(services.secrets, route.provider, *std::move(http)));
    GOLDBOX_TRY(const WireReply reply, fetch(services.transport, std::move(wire), std::move(stop)));
    const auto count = reply.head.status == 200 ? decode_token_count(reply.body) : std::nullopt;
    if (!count) return unknown();
    return *count;
}

void begin_call(const Services& services, const ClientOptions& options, const Request& request, const CallOptions& call,
                Finished finished)
{
    Planner planner(services, options, request, call);
    auto plan = planner.plan();
    if (!plan) return finished(unexpected(std::move(plan).error()), {});
    if (auto answer = cached_answer(services, call, *plan)) return finished(*std::move(answer), {});
    if (auto failure = planner.reserve(*plan)) return finished(unexpected(*std::move(failure)), {});
    std::make_shared<Running>(services, options, call, *std::move(plan), std::move(finished))->begin(call.stop);
}

} // namespace

std::string key_of(const Route& route, const Request& request)
{
    return route.provider.name + "/" + (route.model.empty() ? request.model : route.model);
}

Client::Client(Services services, ClientOptions options)
    : services_(services), options_(std::make_shared<const ClientOptions>(std::move(options)))
{
}

void Client::start(const Request& request, const CallOptions& call, std::function<void(Outcome)> done) const
{
    // the prices are used until the end, the client may go before
    begin_call(services_, *options_, request, call,
               [services = services_, options = options_, done = std::move(done)](Outcome outcome, const Bill& bill) {
                   settle(services, outcome, bill);
                   done(std::move(outcome));
               });
}

Outcome Client::generate(const Request& request, const CallOptions& call) const
{
    Done done;
    Outcome result = unexpected(make_failure(FailureKind::cancelled, "the call did not end"));
    Bill bill;
    begin_call(services_, *options_, request, call, [&](Outcome outcome, Bill its_bill) {
        result = std::move(outcome);
        bill = std::move(its_bill);
        done.set();
    });
    services_.transport.wait(done);
    settle(services_, result, bill); // here, so that the transport's thread need not wait for a disk
    return result;
}

TokenCount Client::count_tokens(const Request& request, const Route& route, std::stop_token stop) const
{
    const auto counted = ask_for_count(services_, request, route, std::move(stop));
    if (counted) return {*counted, false};
    return {estimate_tokens(request), true};
}

} // namespace goldbox::llm
