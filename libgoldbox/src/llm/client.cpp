// SPDX-License-Identifier: MIT
#include <goldbox/llm/client.hpp>

#include "llm/error_body.hpp"
#include "llm/plan.hpp"

#include <goldbox/base/try.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace goldbox::llm {
namespace {

/// What an answer is taken to need where the request sets no bound.
constexpr std::int64_t usual_output = 4096;
/// What a picture or a recording counts as where nobody says (tokens.hpp).
constexpr std::int64_t tokens_of_media = 1000;
/// An estimate of tokens may be so much too low (docs/llm.md): hundredths.
constexpr std::int64_t estimate_margin = 170;

/// A reservation outlives its call by this, then it is a dead process's.
constexpr std::int64_t reservation_margin_ms = 60'000;
constexpr std::int64_t longest_call_ms = 600'000; ///< taken for calls without a deadline

Failure as_failure(const Error& error, FailureKind kind)
{
    return make_failure(kind, presentable(error.message));
}

// Before a call -------------------------------------------------------------------------------------------------------

/// What is asked, whatever it is. It refers to the caller's request.
struct Question {
    const std::string& model; ///< where a route names none
    std::function<Result<Encoded>(const Provider&, const std::string& model)> encode = nullptr;
    MakeReader read = nullptr;
    std::function<std::int64_t()> input_tokens = nullptr; ///< estimated
    std::int64_t output_tokens = usual_output;            ///< at most
    bool has_tools = false;
    bool may_be_kept = true; ///< the answer, for who asks the same
};

const std::string& model_of(const Route& route, const std::string& otherwise)
{
    return route.model.empty() ? otherwise : route.model;
}

Question conversation(const Request& request)
{
    const auto encode_for = [&request](const Provider& provider, const std::string& model) {
        if (model == request.model) return encode(provider, request);
        Request renamed = request;
        renamed.model = model;
        return encode(provider, renamed);
    };
    return {.model = request.model,
            .encode = encode_for,
            .read = read_as_it_comes(),
            .input_tokens = [&request] { return estimate_tokens(request); },
            .output_tokens = request.max_tokens.value_or(usual_output),
            .has_tools = !request.tools.empty()};
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
    Planner(const Services& services, const ClientOptions& options, const Question& question, const CallOptions& call)
        : services_(services), options_(options), question_(question), call_(call), now_(services.transport.now())
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
        if (services_.cache && may_cache()) {
            const Prepared& first = plan_.prepared[0];
            plan_.bill.cache_key = cache_key(first.key, first.wire->body, call_.caller.guild);
        }
        plan_.read = question_.read;
        count();
        return std::move(plan_);
    }

    /// Money for the dearest of the routes, set aside before the first one is asked.
    std::optional<Failure> reserve(Plan& plan) const
    {
        if (!services_.ledger || options_.budgets.empty()) return std::nullopt;
        Usage most;
        most.input.total = plan.input_tokens * estimate_margin / 100;
        most.output.total = question_.output_tokens;
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
    [[nodiscard]] bool may_cache() const
    {
        if (!question_.may_be_kept) return false;
        return call_.cache == CacheUse::always || (call_.cache == CacheUse::without_tools && !question_.has_tools);
    }

    tl::expected<Prepared, Failure> prepare(const Route& route) const
    {
        const std::string& model = model_of(route, question_.model);
        auto encoded = question_.encode(route.provider, model);
        if (!encoded) return unexpected(as_failure(encoded.error(), FailureKind::invalid));
        std::string secret;
        auto wire = address(services_.secrets, route.provider, std::move(encoded->http), &secret);
        if (!wire) return unexpected(as_failure(wire.error(), FailureKind::auth));
        wire->max_reply_bytes = options_.limits.max_bytes + most_drained;
        std::string key = route.provider.name + "/" + model;
        const Price* price = options_.prices.find(route.provider.name, model, now_);
        if (!price && !options_.budgets.empty() && services_.ledger && !costs_nothing(route.provider)) {
            return unexpected(
                make_failure(FailureKind::budget, key + " has no price, and there is a budget: add the price"));
        }
        return Prepared{.route = route,
                        .model = model,
                        .key = std::move(key),
                        .wire = std::make_shared<const WireRequest>(*std::move(wire)),
                        .secret = std::move(secret),
                        .warnings = std::move(encoded->warnings),
                        .price = price};
    }

    void count()
    {
        if (!services_.limiter && !services_.ledger) return;
        plan_.input_tokens = question_.input_tokens();
        plan_.all_tokens = plan_.input_tokens + question_.output_tokens;
        if (!call_.caller.guild.empty()) plan_.personal_limits.push_back("guild/" + call_.caller.guild);
        if (!call_.caller.user.empty()) plan_.personal_limits.push_back("user/" + call_.caller.user);
    }

    const Services& services_;
    const ClientOptions& options_;
    const Question& question_;
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
void settle(const Services& services, Outcome& outcome, const Bill& bill, bool keep = true)
{
    const bool has_news = !bill.entries.empty() || bill.reservation;
    const bool booked = !services.ledger || !has_news || services.ledger->record(bill.entries, bill.reservation);
    const bool is_whole = outcome && outcome->complete && outcome->finish.reason != FinishReason::error &&
                          outcome->finish.reason != FinishReason::length;
    if (bill.cache_key && is_whole && keep)
        (void)services.cache->put(*bill.cache_key, *outcome, services.transport.now());
    if (!booked && outcome) outcome->warnings.push_back({"llm.not_booked", "the ledger could not be written"});
}

/// What the provider counts; an error where it does not say.
Result<std::int64_t> ask_for_count(const Services& services, const Request& request, const Route& route,
                                   const std::stop_token& stop)
{
    const auto unknown = [] { return fail(Code::unsupported, "llm.not_counted", "the provider counts no tokens"); };
    Request renamed = request;
    renamed.model = model_of(route, request.model);
    GOLDBOX_TRY(auto http, encode_token_count(route.provider, renamed));
    if (!http) return unknown();
    GOLDBOX_TRY(WireRequest wire, address(services.secrets, route.provider, *std::move(http)));
    GOLDBOX_TRY(const WireReply reply, fetch(services.transport, std::move(wire), stop));
    const auto count = reply.head.status == 200 ? decode_token_count(reply.body) : std::nullopt;
    if (!count) return unknown();
    return *count;
}

void begin_call(const Services& services, const ClientOptions& options, const Question& question,
                const CallOptions& call, Finished finished)
{
    Planner planner(services, options, question, call);
    auto plan = planner.plan();
    if (!plan) return finished(unexpected(std::move(plan).error()), {});
    if (auto answer = cached_answer(services, call, *plan)) return finished(*std::move(answer), {});
    if (auto failure = planner.reserve(*plan)) return finished(unexpected(*std::move(failure)), {});
    run(services, options, call, *std::move(plan), std::move(finished));
}

/// Waits for the end. What is to be written down is the caller's to write.
std::pair<Outcome, Bill> ask(const Services& services, const ClientOptions& options, const Question& question,
                             const CallOptions& call)
{
    Done done;
    std::pair<Outcome, Bill> end{unexpected(make_failure(FailureKind::cancelled, "the call did not end")), {}};
    begin_call(services, options, question, call, [&](Outcome outcome, Bill bill) {
        end = {std::move(outcome), std::move(bill)};
        done.set();
    });
    services.transport.wait(done);
    return end;
}

// Pictures and recordings ---------------------------------------------------------------------------------------------

/// What the ledger learns of an answer that is no conversation. Where the provider counts no tokens, they are taken to
/// be `estimated`.
Response booked(const Usage& usage, std::int64_t estimated_input, std::int64_t estimated_output)
{
    Response response;
    response.usage = usage;
    if (usage.output.total) return response;
    response.usage.estimated = true;
    if (!usage.input.total) response.usage.input.total = estimated_input;
    response.usage.output.total = estimated_output;
    return response;
}

/// Asks for something that is read as a whole by `decode`; `as_response` says what is booked.
template <class Answer, class Decode, class AsResponse>
tl::expected<Answer, Failure> ask_for(const Services& services, const ClientOptions& options, Question question,
                                      const CallOptions& call, Decode decode, AsResponse as_response)
{
    // shared, because a transport may outlive the wait for it
    const auto answer = std::make_shared<Answer>();
    question.may_be_kept = false; // it is more than a conversation's answer
    question.read = read_as_a_whole([answer, decode, as_response](const Provider& provider, const HttpHead& head,
                                                                  std::string_view body) -> Outcome {
        auto decoded = decode(provider, head, body);
        if (!decoded) return unexpected(std::move(decoded).error());
        *answer = *std::move(decoded);
        Response response = as_response(*answer);
        response.warnings = std::move(answer->warnings);
        return response;
    });
    auto [outcome, bill] = ask(services, options, question, call);
    settle(services, outcome, bill);
    if (!outcome) return unexpected(std::move(outcome).error());
    answer->warnings = std::move(outcome->warnings);
    return std::move(*answer);
}

} // namespace

std::string key_of(const Route& route, const Request& request)
{
    return route.provider.name + "/" + model_of(route, request.model);
}

Client::Client(Services services, ClientOptions options)
    : services_(services), options_(std::make_shared<const ClientOptions>(std::move(options)))
{
}

void Client::start(const Request& request, const CallOptions& call, std::function<void(Outcome)> done) const
{
    // the prices are used until the end, the client may go before
    begin_call(services_, *options_, conversation(request), call,
               [services = services_, options = options_, done = std::move(done)](Outcome outcome, const Bill& bill) {
                   settle(services, outcome, bill);
                   done(std::move(outcome));
               });
}

Outcome Client::generate(const Request& request, const CallOptions& call) const
{
    auto [outcome, bill] = ask(services_, *options_, conversation(request), call);
    settle(services_, outcome, bill); // here, so that the transport's thread need not wait for a disk
    return std::move(outcome);
}

JsonOutcome Client::generate_json(const Request& request, CallOptions call) const
{
    auto asking = Structured::begin(request);
    if (!asking) return unexpected(as_failure(asking.error(), FailureKind::invalid));
    call.on_delta = nullptr;
    while (true) {
        auto [outcome, bill] = ask(services_, *options_, conversation(asking->request()), call);
        auto step = outcome ? asking->answer(*outcome) : std::variant<JsonText, Again, Failure>(outcome.error());
        settle(services_, outcome, bill, std::holds_alternative<JsonText>(step));
        if (auto* failure = std::get_if<Failure>(&step)) return unexpected(std::move(*failure));
        if (auto* json = std::get_if<JsonText>(&step)) {
            return JsonAnswer{std::move(*json), *std::move(outcome), asking->repairs()};
        }
    }
}

ImageOutcome Client::make_images(const ImageRequest& request, const CallOptions& call) const
{
    const auto estimate = [&request] {
        return estimate_tokens(request.prompt) + tokens_of_media * static_cast<std::int64_t>(request.from.size());
    };
    const auto encode_for = [&request](const Provider& provider, const std::string& model) {
        ImageRequest renamed = request;
        renamed.model = model;
        return encode_images(provider, renamed);
    };
    return ask_for<ImageResponse>(services_, *options_,
                                  {.model = request.model,
                                   .encode = encode_for,
                                   .input_tokens = estimate,
                                   .output_tokens = usual_output * std::max<std::int64_t>(request.count, 1)},
                                  call, &decode_images, [input = estimate()](const ImageResponse& made) {
                                      const auto count = static_cast<std::int64_t>(made.images.size());
                                      return booked(made.usage, input, count * tokens_of_media);
                                  });
}

TranscriptionOutcome Client::transcribe(const TranscriptionRequest& request, const CallOptions& call) const
{
    const auto encode_for = [&request](const Provider& provider, const std::string& model) {
        TranscriptionRequest renamed = request;
        renamed.model = model;
        return encode_transcription(provider, renamed);
    };
    const std::int64_t input = tokens_of_media + estimate_tokens(request.prompt);
    return ask_for<Transcription>(
        services_, *options_, {.model = request.model, .encode = encode_for, .input_tokens = [input] { return input; }},
        call, &decode_transcription,
        [input](const Transcription& heard) { return booked(heard.usage, input, estimate_tokens(heard.text)); });
}

TokenCount Client::count_tokens(const Request& request, const Route& route, const std::stop_token& stop) const
{
    const auto counted = ask_for_count(services_, request, route, stop);
    if (counted) return {*counted, false};
    return {estimate_tokens(request), true};
}

} // namespace goldbox::llm
