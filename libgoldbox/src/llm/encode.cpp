// SPDX-License-Identifier: MIT
#include "llm/encoder.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/json/reader.hpp>

#include <algorithm>
#include <utility>

namespace goldbox::llm {
namespace {

Result<void> refuse(std::string message)
{
    return fail(Code::invalid, "llm.invalid_request", std::move(message));
}

Result<void> check_json(const JsonText& text, json::Kind wanted, const std::string& what)
{
    if (text.empty()) return {};
    const auto document = json::read(text.text);
    if (!document) return refuse(what + " is no JSON: " + document.error().message);
    if (!document->root.is(wanted)) return refuse(what + " must be a JSON object");
    return {};
}

/// What would be written unread must be what it says it is.
Result<void> check_data(const Part& part)
{
    const auto check = [](const JsonText& data) { return check_json(data, json::Kind::object, "a part's data"); };
    if (const auto* text = std::get_if<Text>(&part)) return check(text->data);
    if (const auto* reasoning = std::get_if<Reasoning>(&part)) return check(reasoning->data);
    if (const auto* call = std::get_if<ToolCall>(&part)) return check(call->data);
    if (const auto* opaque = std::get_if<Opaque>(&part)) {
        return opaque->data.empty() ? refuse("an opaque part is empty") : check(opaque->data);
    }
    return {};
}

Result<void> check_part(const Part& part, Role role)
{
    GOLDBOX_CHECK(check_data(part));
    if (const auto* result = std::get_if<ToolResult>(&part)) {
        if (result->call_id.empty()) return refuse("a tool result names no call: set call_id");
        if (role != Role::tool && role != Role::user) return refuse("tool results belong to the roles tool and user");
    } else if (const auto* call = std::get_if<ToolCall>(&part)) {
        if (role != Role::assistant) return refuse("tool calls belong to the role assistant");
        if (call->name.empty()) return refuse("a tool call names no tool");
        if (!json::read(call->arguments.text))
            return refuse("the arguments of a call of " + call->name + " are no JSON");
    } else if (role == Role::tool && !std::holds_alternative<CacheMark>(part)) {
        return refuse("the role tool takes tool results and nothing else");
    } else if (role == Role::system && !std::holds_alternative<Text>(part) &&
               !std::holds_alternative<CacheMark>(part)) {
        return refuse("the role system takes text and nothing else");
    }
    return {};
}

Result<void> check(const Request& request)
{
    if (request.model.empty()) return refuse("the request names no model");
    const bool has_turn = std::ranges::any_of(
        request.messages, [](const Message& each) { return each.role != Role::system && !each.parts.empty(); });
    if (!has_turn) return refuse("the request holds no message but system's");
    for (const Message& message : request.messages) {
        for (const Part& part : message.parts) GOLDBOX_CHECK(check_part(part, message.role));
    }
    for (const Tool& tool : request.tools) {
        if (tool.name.empty()) return refuse("a tool has no name");
        GOLDBOX_CHECK(check_json(tool.parameters, json::Kind::object, "the schema of the tool " + tool.name));
    }
    if (request.tool_choice.use == ToolUse::named &&
        std::ranges::find(request.tools, request.tool_choice.name, &Tool::name) == request.tools.end()) {
        return refuse("tool_choice names a tool that is not there: " + request.tool_choice.name);
    }
    if (request.output) GOLDBOX_CHECK(check_json(request.output->schema, json::Kind::object, "the output's schema"));
    return check_json(request.extra, json::Kind::object, "extra");
}

/// A model's name as a part of a path: it may come from a config file, but never leaves its place.
std::string path_segment(std::string_view model)
{
    std::string out;
    for (const char c : model) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.' || c == '~' || c == '/';
        constexpr std::string_view digits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        if (plain)
            out += c;
        else
            out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    for (std::size_t at = 0; (at = out.find("..", at)) != std::string::npos;) out.replace(at, 2, "%2E%2E");
    return out;
}

std::string path_of(const Provider& provider, const Request& request)
{
    switch (provider.surface) {
    case Surface::openai_chat: return "/chat/completions";
    case Surface::openai_responses: return "/responses";
    case Surface::anthropic: return "/messages";
    case Surface::gemini: break;
    }
    const bool has_folder = request.model.find('/') != std::string::npos;
    return (has_folder ? "/" : "/models/") + path_segment(request.model) +
           (request.stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
}

void write_body(const Encoder& encoder)
{
    switch (encoder.provider.surface) {
    case Surface::openai_chat: return write_chat(encoder);
    case Surface::openai_responses: return write_responses(encoder);
    case Surface::anthropic: return write_anthropic(encoder);
    case Surface::gemini: return write_gemini(encoder);
    }
}

/// llama.cpp refuses a grammar and a schema in one request.
bool brings_grammar(const Request& request)
{
    const auto extra = json::read(request.extra.text);
    return extra && extra->root.find("grammar");
}

/// Where a provider takes no schema the prompt asks for it, behind the rules of the conversation.
Request with_instruction(Request request)
{
    const JsonText& schema = request.output->schema;
    std::string text = "Answer with one JSON object and nothing else: no explanation, no code fence.";
    if (!schema.empty()) text += " It must obey this JSON Schema:\n" + schema.text;
    const auto behind = std::ranges::find_if(request.messages, [](const Message& m) { return m.role != Role::system; });
    request.messages.insert(behind, system_message(std::move(text)));
    return request;
}

} // namespace

void Encoder::dropped(std::string_view what, std::string_view why) const
{
    warnings.push_back({"llm.dropped", std::string(what) + " was left out: " + std::string(why)});
}

const ToolCall* Encoder::call_of(const ToolResult& result) const
{
    for (const Message& message : request.messages) {
        for (const ToolCall* call : calls_of(message)) {
            if (call->id == result.call_id) return call;
        }
    }
    return nullptr;
}

std::string_view Encoder::name_of(const ToolResult& result) const
{
    if (!result.name.empty()) return result.name;
    const ToolCall* call = call_of(result);
    return call ? std::string_view(call->name) : "tool";
}

void Encoder::stop(std::string_view key) const
{
    if (request.sampling.stop.empty()) return;
    out.key(key).begin_array();
    for (const std::string& text : request.sampling.stop) out.value(text);
    out.end_array();
}

void Encoder::schema(std::string_view key, const JsonText& schema) const
{
    out.key(key).raw(schema.empty() ? R"({"type":"object","properties":{},"additionalProperties":false})"
                                    : std::string_view(schema.text));
}

void Encoder::members_of(const JsonText& object, std::initializer_list<std::string_view> only) const
{
    const auto document = json::read(object.text);
    if (!document || !document->root.is(json::Kind::object)) return;
    for (const json::Member& member : document->root.object()) {
        if (only.size() == 0 || std::ranges::find(only, member.name) != only.end())
            out.member(member.name, member.value);
    }
}

std::string data_url(std::string_view media_type, std::string_view base64, const std::string& url)
{
    if (!url.empty()) return url;
    return "data:" + std::string(media_type) + ";base64," + std::string(base64);
}

std::string system_text(const Request& request)
{
    std::string all;
    for (const Message& message : request.messages) {
        if (message.role != Role::system) continue;
        const std::string text = text_of(message);
        if (!all.empty() && !text.empty()) all += "\n\n";
        all += text;
    }
    return all;
}

std::string_view name_of(Effort effort)
{
    constexpr std::string_view names[] = {"", "none", "low", "medium", "high"};
    return names[static_cast<std::size_t>(effort)];
}

Result<Encoded> encode(const Provider& provider, const Request& request)
{
    GOLDBOX_CHECK(check(request));
    if (request.output && provider.quirks.structured_output != StructuredOutput::schema &&
        provider.surface == Surface::openai_chat) {
        Provider asked = provider; // the instruction stands in the prompt now
        asked.quirks.structured_output = StructuredOutput::schema;
        Request instructed = with_instruction(request);
        if (provider.quirks.structured_output == StructuredOutput::prompt)
            instructed.output.reset();
        else
            instructed.output->schema = {};
        auto encoded = encode(asked, instructed);
        if (encoded) {
            encoded->warnings.push_back(
                {"llm.prompted_schema", "the provider takes no schema: the prompt asks for it"});
        }
        return encoded;
    }
    if (request.output && brings_grammar(request)) {
        Request guided = request;
        guided.output.reset();
        auto encoded = encode(provider, guided);
        if (encoded) {
            encoded->warnings.push_back(
                {"llm.dropped", "the schema was left out: the request brings a grammar, and servers take one of them"});
        }
        return encoded;
    }
    Encoded encoded;
    encoded.http.path = path_of(provider, request);
    encoded.http.headers.reserve(provider.headers.size() + 3); // one more for the key: a call holds them to its end
    encoded.http.headers.emplace_back("content-type", "application/json");
    encoded.http.headers.emplace_back("accept", request.stream ? "text/event-stream" : "application/json");
    for (const auto& header : provider.headers) encoded.http.headers.push_back(header);
    json::Writer out(encoded.http.body);
    const Encoder encoder{provider, request, out, encoded.warnings};
    out.begin_object();
    write_body(encoder);
    encoder.members_of(request.extra);
    out.end_object();
    return encoded;
}

} // namespace goldbox::llm
