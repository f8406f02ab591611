// SPDX-License-Identifier: MIT
// Language models from the command line: what would be sent, and what an answer means. Neither needs a network.
#include "llm_json.hpp"

#include "commands.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/llm/codec.hpp>
#include <goldbox/llm/fields.hpp>

#include <algorithm>

namespace goldbox::cli {
namespace {

/// The provider whose habits count: the named one on that surface; a name that is not known may be any compatible
/// server.
Result<const llm::Provider*> provider_for(const LlmCommand& options)
{
    const auto surface = llm::surface_named(options.surface);
    if (!surface) return fail(Code::usage, "cli.usage", "--surface " + options.surface + ": no such surface");
    if (options.provider.empty()) return &llm::default_provider(*surface);
    if (const llm::Provider* known = llm::find_provider(options.provider, surface)) return known;
    if (*surface == llm::Surface::openai_chat) return llm::find_provider("compatible");
    return fail(Code::usage, "cli.usage",
                "--provider " + printable(options.provider) + ": nobody of that name speaks " + options.surface);
}

Result<llm::Headers> headers_of(const std::vector<std::string>& lines)
{
    llm::Headers headers;
    for (const std::string& line : lines) {
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos || colon == 0) {
            return fail(Code::usage, "cli.usage", "--header " + printable(line) + ": write NAME: VALUE");
        }
        const std::size_t value = std::min(line.find_first_not_of(' ', colon + 1), line.size());
        headers.emplace_back(line.substr(0, colon), line.substr(value));
    }
    return headers;
}

void write_warnings(json::Writer& out, const std::vector<llm::Warning>& warnings)
{
    out.key("warnings").begin_array();
    for (const llm::Warning& warning : warnings) json::write_value(out, warning);
    out.end_array();
}

std::string request_json(const llm::Encoded& encoded)
{
    std::string text;
    json::Writer out(text);
    out.begin_object().member("method", encoded.http.method).member("path", encoded.http.path);
    out.key("headers").begin_object();
    for (const auto& [name, value] : encoded.http.headers) out.member(name, value);
    out.end_object().key("body").raw(encoded.http.body);
    write_warnings(out, encoded.warnings);
    out.end_object();
    return text;
}

void write_calls(json::Writer& out, const llm::Response& response)
{
    out.key("tool_calls").begin_array();
    for (const llm::ToolCall* call : llm::calls_of(response.message)) {
        out.begin_object().member("id", call->id).member("name", call->name).key("args").raw(call->arguments.text);
        if (!call->malformed.empty()) out.member("malformed", call->malformed);
        out.end_object();
    }
    out.end_array();
}

llm::Outcome decode_in_pieces(const llm::Provider& provider, llm::HttpHead head, std::string_view body,
                              std::size_t piece)
{
    llm::Decoder decoder(provider, std::move(head));
    while (!body.empty() && decoder.feed(body.substr(0, piece))) body.remove_prefix(std::min(piece, body.size()));
    return decoder.finish();
}

/// A provider's no is an answer too; what is no provider's reply is refused.
Exit exit_of_failure(const llm::Failure& failure)
{
    switch (failure.kind) {
    case llm::FailureKind::not_a_reply:
    case llm::FailureKind::cut: return Exit::refused;
    case llm::FailureKind::too_large: return failure.status == 0 ? Exit::refused : Exit::done;
    default: return Exit::done;
    }
}

} // namespace

void write_rest(json::Writer& out, const llm::Usage& usage, const std::vector<llm::Warning>& warnings)
{
    out.key("usage").begin_object();
    json::write_value(out.key("input"), usage.input);
    json::write_value(out.key("output"), usage.output);
    out.end_object();
    write_warnings(out, warnings);
}

std::string response_json(const llm::Response& response)
{
    std::string text;
    json::Writer out(text);
    out.begin_object().member("text", llm::text_of(response.message));
    out.member("reasoning", llm::reasoning_of(response.message));
    write_calls(out, response);
    json::write_value(out.key("finish"), response.finish);
    write_rest(out, response.usage, response.warnings);
    out.member("complete", response.complete).end_object();
    return text;
}

std::string failure_json(const llm::Failure& failure)
{
    std::string text;
    json::Writer out(text);
    out.begin_object().key("error").begin_object().member("status", failure.status);
    out.member("retryable", failure.retryable).member("kind", llm::name(failure.kind));
    out.member("message", failure.message).key("retry_after_ms");
    if (failure.retry_after_ms)
        out.value(*failure.retry_after_ms);
    else
        out.null();
    out.member("code", failure.code).member("partial_text", llm::text_of(failure.partial.message));
    out.end_object().end_object();
    return text;
}

Result<Exit> llm_encode(Context& context, const LlmCommand& options)
{
    GOLDBOX_TRY(const llm::Provider* provider, provider_for(options));
    GOLDBOX_TRY(const std::string text, read_file(options.file));
    GOLDBOX_TRY(const auto request, json::from_json<llm::Request>(text, {.file = options.file}));
    GOLDBOX_TRY(const llm::Encoded encoded, llm::encode(*provider, request));
    context.out.line(request_json(encoded));
    if (!context.json()) {
        for (const llm::Warning& warning : encoded.warnings) context.err.line("goldbox: " + printable(warning.message));
    }
    return Exit::done;
}

Result<Exit> llm_decode(Context& context, const LlmCommand& options)
{
    GOLDBOX_TRY(const llm::Provider* provider, provider_for(options));
    GOLDBOX_TRY(llm::Headers headers, headers_of(options.headers));
    GOLDBOX_TRY(const std::string body, read_file(options.file));
    const std::size_t piece = options.chunk == 0 ? body.size() + 1 : options.chunk;
    const llm::Outcome outcome =
        decode_in_pieces(*provider, {.status = options.status, .headers = std::move(headers)}, body, piece);
    context.out.line(outcome ? response_json(*outcome) : failure_json(outcome.error()));
    return outcome ? Exit::done : exit_of_failure(outcome.error());
}

} // namespace goldbox::cli
