// SPDX-License-Identifier: MIT
#include "llm/error_body.hpp"
#include "llm/reply.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/llm/codec.hpp>
#include <goldbox/llm/sse.hpp>

#include <algorithm>
#include <utility>

namespace goldbox::llm {
namespace {

constexpr std::size_t most_error_bytes = 1u << 20;
constexpr std::size_t most_beginning = 300; ///< bytes of an unreadable reply that are told

std::unique_ptr<Assembler> make_assembler(const Provider& provider, const DecodeLimits& limits)
{
    switch (provider.surface) {
    case Surface::openai_chat: return make_chat_assembler(provider, limits);
    case Surface::openai_responses: return make_responses_assembler(provider, limits);
    case Surface::anthropic: return make_anthropic_assembler(provider, limits);
    case Surface::gemini: break;
    }
    return make_gemini_assembler(provider, limits);
}

/// What the first bytes say a body is.
enum class Form { unknown, json, stream, other };

Form form_of(char first)
{
    switch (first) {
    case '{':
    case '[': return Form::json;
    case ':': // the fields of an event: a comment, data, event, id, retry
    case 'd':
    case 'e':
    case 'i':
    case 'r': return Form::stream;
    default: return Form::other;
    }
}

} // namespace

struct Decoder::State {
    State(const Provider& provider, HttpHead its_head, DecodeLimits its_limits)
        : head(std::move(its_head)),
          limits(its_limits),
          assembler(make_assembler(provider, limits)),
          reader(limits.max_event_bytes)
    {
        if (!is_error()) head.headers = Headers(); // `{}` would keep the room; they are asked only why it was refused
    }

    HttpHead head;
    DecodeLimits limits;
    std::unique_ptr<Assembler> assembler;
    SseReader reader;
    Form form = Form::unknown;
    std::size_t bytes = 0;
    std::size_t events = 0;
    bool at_end = false;   ///< what is read now had no end of its own
    std::string body;      ///< of anything that is no stream
    std::string beginning; ///< of a body in which nothing was understood yet, for messages

    [[nodiscard]] bool is_error() const { return head.status < 200 || head.status >= 300; }
    [[nodiscard]] bool is_over() const { return assembler->failure() || assembler->ended; }

    void fail(FailureKind kind, const std::string& what)
    {
        assembler->fail(make_failure(kind, presentable(what), head.status));
    }

    void fail_unreadable(const std::string& why)
    {
        fail(FailureKind::not_a_reply, why + "; it begins: " + (beginning.empty() ? "(empty)" : beginning));
    }

    bool event(const SseEvent& event)
    {
        if (event.data == "[DONE]") {
            assembler->ended = true;
            return false;
        }
        if (event.data.find_first_not_of(" \t") == std::string_view::npos) return true; // keeps the line open
        const auto document = json::read(event.data, {.file = {}, .max_bytes = limits.max_event_bytes});
        if (!document) {
            fail(at_end ? FailureKind::cut : FailureKind::not_a_reply,
                 "event " + std::to_string(events + 1) + " of the stream is no JSON: " + document.error().message);
            return false;
        }
        if (events++ == 0) beginning = std::string(); // `{}` would keep the room
        assembler->event(event.type, document->root);
        check_parts();
        return !is_over();
    }

    void check_parts()
    {
        if (assembler->reply.full()) fail(FailureKind::too_large, "the reply has more parts than are allowed");
    }

    void read_stream(std::string_view piece)
    {
        if (!reader.feed(piece, [this](const SseEvent& each) { return event(each); }) && reader.too_large()) {
            fail(FailureKind::too_large, "an event of the stream is longer than allowed");
        }
    }

    void read_whole()
    {
        const auto document = json::read(body, {.file = {}, .max_bytes = limits.max_bytes});
        if (!document) return fail_unreadable("the reply is no JSON: " + document.error().message);
        if (document->root.is(json::Kind::array)) { // a stream of Google's that was not asked for as events
            for (const json::Value& each : document->root.array()) {
                if (!is_over()) assembler->event({}, each);
            }
        } else {
            assembler->whole(document->root);
            assembler->ended = true;
        }
        check_parts();
    }

    void end_of_body()
    {
        if (is_over()) return;
        if (form == Form::json) return read_whole();
        if (form != Form::stream) return fail_unreadable("the reply is neither JSON nor a stream of events");
        at_end = true;
        if (!reader.finish([this](const SseEvent& each) { return event(each); }) && reader.too_large()) {
            fail(FailureKind::too_large, "an event of the stream is longer than allowed");
        }
        if (events == 0 && !is_over()) fail_unreadable("the reply holds no event");
    }

    /// The message as far as it came.
    Response settled()
    {
        assembler->end();
        assembler->reply.settle();
        return std::move(assembler->reply.response);
    }

    Failure failed(Failure failure)
    {
        failure.partial = settled();
        failure.partial.complete = false;
        if (failure.status == 0) failure.status = head.status == 200 ? 0 : head.status;
        return failure;
    }
};

Decoder::Decoder(const Provider& provider, HttpHead head, DecodeLimits limits)
    : state_(std::make_unique<State>(provider, std::move(head), limits))
{
}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

bool Decoder::feed(std::string_view bytes, const DeltaSink& sink)
{
    State& state = *state_;
    if (state.is_over()) return false;
    const std::size_t room = state.limits.max_bytes - state.bytes;
    if (bytes.size() > room) {
        if (room > 0) feed(bytes.substr(0, room), sink);
        state.fail(FailureKind::too_large, "the reply is longer than allowed");
        return false;
    }
    state.bytes += bytes.size();
    if (state.form == Form::unknown) { // proxies send spaces to keep the connection open
        bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), bytes.size()));
        if (bytes.empty()) return true;
        state.form = form_of(bytes.front());
    }
    if (state.events == 0 && state.beginning.size() < most_beginning) {
        state.beginning += bytes.substr(0, most_beginning - state.beginning.size());
    }
    if (state.is_error()) {
        state.body += bytes.substr(0, most_error_bytes - std::min(most_error_bytes, state.body.size()));
        return state.body.size() < most_error_bytes;
    }
    switch (state.form) {
    case Form::unknown:
    case Form::json: state.body += bytes; return true;
    case Form::other: return state.beginning.size() < most_beginning; // enough to tell what it was
    case Form::stream: break;
    }
    state.assembler->reply.sink = &sink;
    state.read_stream(bytes);
    state.assembler->reply.sink = nullptr;
    return !state.is_over();
}

Outcome Decoder::finish(const DeltaSink& sink)
{
    State& state = *state_;
    if (state.is_error()) {
        return unexpected(classify(state.head.status, state.head.headers, state.body, state.head.received));
    }
    state.assembler->reply.sink = &sink;
    state.end_of_body();
    state.assembler->reply.sink = nullptr;
    if (const Failure* why = state.assembler->failure()) return unexpected(state.failed(*why));
    const bool ended = state.assembler->ended || state.assembler->reply.finished();
    Response response = state.settled();
    if (!ended) {
        response.complete = false;
        response.warnings.push_back({"llm.incomplete", "the stream ended without saying why"});
    }
    return response;
}

Failure Decoder::abort(FailureKind kind, std::string_view message)
{
    return state_->failed(make_failure(kind, presentable(message)));
}

bool Decoder::has_begun() const
{
    return state_->assembler->reply.has_begun();
}

Outcome decode(const Provider& provider, HttpHead head, std::string_view body)
{
    Decoder decoder(provider, std::move(head));
    decoder.feed(body);
    return decoder.finish();
}

} // namespace goldbox::llm
