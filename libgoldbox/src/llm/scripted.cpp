// SPDX-License-Identifier: MIT
#include <goldbox/llm/scripted.hpp>

#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <utility>

namespace goldbox::llm {
namespace {

void write_usage(json::Writer& out, std::size_t characters)
{
    out.key("usage").begin_object().member("prompt_tokens", 10);
    out.member("completion_tokens", static_cast<std::int64_t>(characters / 4 + 1)).end_object();
}

void add_event(std::string& body, const std::string& json)
{
    body.append("data: ").append(json).append("\n\n");
}

std::string delta_json(std::string_view text, bool last)
{
    std::string event;
    json::Writer out(event);
    out.begin_object().member("id", "scripted").member("model", "scripted");
    out.key("choices").begin_array().begin_object().member("index", 0);
    out.key("delta").begin_object();
    if (!last) out.member("content", text);
    out.end_object().key("finish_reason");
    if (last)
        out.value("stop");
    else
        out.null();
    out.end_object().end_array().end_object();
    return event;
}

} // namespace

ScriptedReply say(std::string_view text)
{
    ScriptedReply reply;
    json::Writer out(reply.body);
    out.begin_object().member("id", "scripted").member("model", "scripted");
    out.key("choices").begin_array().begin_object().member("index", 0).key("message").begin_object();
    out.member("role", "assistant").member("content", text).end_object();
    out.member("finish_reason", "stop").end_object().end_array();
    write_usage(out, text.size());
    out.end_object();
    return reply;
}

ScriptedReply say_streamed(std::string_view text, std::size_t bytes_a_delta)
{
    ScriptedReply reply;
    const std::size_t size = text.size();
    for (; !text.empty(); text.remove_prefix(std::min(text.size(), bytes_a_delta))) {
        add_event(reply.body, delta_json(text.substr(0, bytes_a_delta), false));
    }
    add_event(reply.body, delta_json({}, true));
    std::string usage;
    json::Writer out(usage);
    out.begin_object().key("choices").begin_array().end_array();
    write_usage(out, size);
    out.end_object();
    add_event(reply.body, usage);
    reply.body += "data: [DONE]\n\n";
    return reply;
}

ScriptedReply call_tool(std::string_view name, const JsonText& arguments)
{
    ScriptedReply reply;
    json::Writer out(reply.body);
    out.begin_object().member("id", "scripted").member("model", "scripted");
    out.key("choices").begin_array().begin_object().member("index", 0).key("message").begin_object();
    out.member("role", "assistant").key("content").null();
    out.key("tool_calls").begin_array().begin_object().member("id", "call_1").member("type", "function");
    out.key("function").begin_object().member("name", name).member("arguments", arguments.text).end_object();
    out.end_object().end_array().end_object();
    out.member("finish_reason", "tool_calls").end_object().end_array();
    write_usage(out, arguments.text.size());
    out.end_object();
    return reply;
}

ScriptedReply refuse(int status, std::string_view message, Headers headers)
{
    ScriptedReply reply;
    reply.status = status;
    reply.headers = std::move(headers);
    json::Writer out(reply.body);
    out.begin_object().key("error").begin_object().member("message", message).end_object().end_object();
    return reply;
}

/// A reply on its way.
struct ScriptedProvider::Transfer {
    ScriptedReply reply;
    std::shared_ptr<TransferSink> sink;
    std::stop_token stop;
    enum class Phase : std::uint8_t { connecting, waiting, sending } phase = Phase::connecting;
    std::size_t sent = 0;

    void end(const std::optional<TransferFailure>& failure) { sink->ended(failure); }
};

void ScriptedProvider::start(std::shared_ptr<const WireRequest> request, std::shared_ptr<TransferSink> sink,
                             std::stop_token stop)
{
    auto transfer = std::make_shared<Transfer>();
    if (rule_) {
        transfer->reply = rule_(*request);
    } else if (replies_.empty()) {
        transfer->reply = llm::refuse(500, "the script has no further reply");
    } else {
        transfer->reply = std::move(replies_.front());
        replies_.pop_front();
    }
    transfer->sink = std::move(sink);
    transfer->stop = std::move(stop);
    received_.push_back(*request);
    later(transfer, transfer->reply.connect_ms);
}

void ScriptedProvider::later(const std::shared_ptr<Transfer>& transfer, std::int64_t milliseconds)
{
    call_at({now_.milliseconds + milliseconds}, [this, transfer] { step(transfer); });
}

void ScriptedProvider::step(const std::shared_ptr<Transfer>& transfer)
{
    Transfer& at = *transfer;
    if (at.stop.stop_requested()) {
        ++cancelled_;
        return at.end(TransferFailure{FailureKind::cancelled, "the transfer was given up"});
    }
    if (at.phase == Transfer::Phase::connecting) {
        if (at.reply.refuse_connection) {
            return at.end(TransferFailure{FailureKind::connection, "the connection was refused"});
        }
        at.phase = Transfer::Phase::waiting;
        at.sink->connected();
        return later(transfer, at.reply.first_byte_ms);
    }
    if (at.phase == Transfer::Phase::waiting) {
        at.phase = Transfer::Phase::sending;
        at.sink->head({.status = at.reply.status, .headers = at.reply.headers, .received = now_});
    }
    const std::size_t end = std::min(at.reply.body.size(), at.reply.cut_after);
    const std::size_t size = std::min(at.reply.piece == 0 ? end : at.reply.piece, end - at.sent);
    if (size > 0) {
        const std::string_view piece = std::string_view(at.reply.body).substr(at.sent, size);
        at.sent += size;
        if (!at.sink->body(piece)) {
            ++cancelled_;
            return at.end(TransferFailure{FailureKind::cancelled, "the rest was not wanted"});
        }
    }
    if (at.sent < end) return later(transfer, at.reply.piece_ms);
    if (end < at.reply.body.size()) return at.end(TransferFailure{FailureKind::cut, "the connection broke"});
    at.end(std::nullopt);
}

/// Rings what comes next; false when nothing does, in that time.
bool ScriptedProvider::next(std::optional<std::int64_t> until)
{
    const auto at = alarms_.next();
    if (!at || (until && at->milliseconds > *until)) return false;
    now_ = std::max(now_, *at);
    alarms_.ring(now_);
    return true;
}

void ScriptedProvider::advance(std::int64_t milliseconds)
{
    const std::int64_t until = now_.milliseconds + milliseconds;
    while (next(until)) {
    }
    now_.milliseconds = until;
}

void ScriptedProvider::wait(Done& done)
{
    while (!done.is_set() && next(std::nullopt)) {
    }
}

Provider ScriptedProvider::provider()
{
    Provider provider = *find_provider("compatible");
    provider.name = "scripted";
    provider.base_url = "http://scripted.invalid/v1";
    provider.key_name.clear();
    return provider;
}

} // namespace goldbox::llm
