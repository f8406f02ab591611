// SPDX-License-Identifier: MIT
// openai-responses: POST /responses.
#include "llm/encoder.hpp"
#include "llm/look.hpp"

#include <goldbox/json/reader.hpp>

namespace goldbox::llm {
namespace {

void write_image(const Encoder& encoder, const Image& image)
{
    encoder.out.begin_object().member("type", "input_image").member("detail", "auto");
    encoder.out.member("image_url", data_url(image.media_type, image.base64, image.url)).end_object();
}

bool write_content(const Encoder& encoder, const Part& part)
{
    json::Writer& out = encoder.out;
    if (const auto* text = std::get_if<Text>(&part)) {
        out.begin_object().member("type", "input_text").member("text", text->text).end_object();
    } else if (const auto* image = std::get_if<Image>(&part)) {
        write_image(encoder, *image);
    } else if (const auto* file = std::get_if<File>(&part)) {
        out.begin_object().member("type", "input_file");
        if (!file->url.empty()) {
            out.member("file_url", file->url);
        } else {
            out.member("filename", file->name.empty() ? "file" : file->name);
            out.member("file_data", data_url(file->media_type, file->base64));
        }
        out.end_object();
    } else {
        return false;
    }
    return true;
}

std::string type_of(const JsonText& item)
{
    const auto document = json::read(item.text);
    return document ? std::string(text_at(document->root, "type")) : std::string();
}

void write_result(const Encoder& encoder, const ToolResult& result)
{
    const ToolCall* call = encoder.call_of(result);
    const bool custom = call && type_of(call->data) == "custom_tool_call";
    json::Writer& out = encoder.out;
    out.begin_object().member("type", custom ? "custom_tool_call_output" : "function_call_output");
    out.member("call_id", result.call_id).key("output");
    if (result.images.empty()) {
        out.value(result.output);
    } else {
        out.begin_array();
        if (!result.output.empty()) {
            out.begin_object().member("type", "input_text").member("text", result.output).end_object();
        }
        for (const Image& image : result.images) write_image(encoder, image);
        out.end_array();
    }
    out.end_object();
}

void write_results(const Encoder& encoder, const Message& message)
{
    for (const Part& part : message.parts) {
        if (const auto* result = std::get_if<ToolResult>(&part)) write_result(encoder, *result);
    }
}

bool has_content(const Message& message)
{
    for (const Part& part : message.parts) {
        if (!std::holds_alternative<ToolResult>(part) && !std::holds_alternative<CacheMark>(part)) return true;
    }
    return false;
}

void write_user(const Encoder& encoder, const Message& message)
{
    write_results(encoder, message);
    if (!has_content(message)) return;
    json::Writer& out = encoder.out;
    out.begin_object().member("role", "user").key("content").begin_array();
    for (const Part& part : message.parts) {
        if (!write_content(encoder, part) && std::holds_alternative<Audio>(part)) {
            encoder.dropped("audio", "this surface takes none");
        }
    }
    out.end_array().end_object();
}

/// Items of reasoning mean something to the provider only while their content travels with them.
bool is_encrypted(const JsonText& item)
{
    const auto document = json::read(item.text);
    return document && !text_at(document->root, "encrypted_content").empty();
}

void write_call(const Encoder& encoder, const ToolCall& call, bool own)
{
    const std::string type = own ? type_of(call.data) : std::string();
    json::Writer& out = encoder.out;
    if (!type.empty() && type != "function_call") {
        out.raw(call.data.text);
        return;
    }
    // without the item's id, which would oblige us to send the reasoning before it
    out.begin_object().member("type", "function_call").member("call_id", call.id).member("name", call.name);
    out.member("arguments", call.arguments.text).end_object();
}

void write_assistant(const Encoder& encoder, const Message& message)
{
    json::Writer& out = encoder.out;
    const bool own = encoder.is_own(message);
    for (const Part& part : message.parts) {
        if (const auto* text = std::get_if<Text>(&part)) {
            if (text->text.empty()) continue;
            out.begin_object().member("type", "message").member("role", "assistant").member("content", text->text);
            if (own) encoder.members_of(text->data, {"phase"});
            out.end_object();
        } else if (const auto* call = std::get_if<ToolCall>(&part)) {
            write_call(encoder, *call, own);
        } else if (const auto* reasoning = std::get_if<Reasoning>(&part)) {
            if (own && is_encrypted(reasoning->data)) out.raw(reasoning->data.text);
        } else if (const auto* opaque = std::get_if<Opaque>(&part)) {
            if (own)
                out.raw(opaque->data.text);
            else
                encoder.dropped("a block of another provider", "it has no form here");
        }
    }
}

void write_tools(const Encoder& encoder)
{
    const Request& request = encoder.request;
    if (request.tools.empty()) return;
    json::Writer& out = encoder.out;
    out.key("tools").begin_array();
    for (const Tool& tool : request.tools) {
        out.begin_object().member("type", "function").member("name", tool.name);
        if (!tool.description.empty()) out.member("description", tool.description);
        encoder.schema("parameters", tool.parameters);
        out.member("strict", tool.strict && encoder.provider.quirks.strict_tools && is_strict_schema(tool.parameters));
        out.end_object();
    }
    out.end_array();
    switch (request.tool_choice.use) {
    case ToolUse::automatic: break;
    case ToolUse::none: out.member("tool_choice", "none"); break;
    case ToolUse::required: out.member("tool_choice", "required"); break;
    case ToolUse::named:
        out.key("tool_choice").begin_object().member("type", "function");
        out.member("name", request.tool_choice.name).end_object();
        break;
    }
    encoder.optional("parallel_tool_calls", request.parallel_tool_calls);
}

void write_output(const Encoder& encoder)
{
    if (!encoder.request.output) return;
    const OutputSchema& output = *encoder.request.output;
    json::Writer& out = encoder.out;
    out.key("text").begin_object().key("format").begin_object();
    if (output.schema.empty()) {
        out.member("type", "json_object");
    } else {
        out.member("type", "json_schema").member("name", output.name).key("schema").raw(output.schema.text);
        out.member("strict", is_strict_schema(output.schema));
    }
    out.end_object().end_object();
}

void write_sampling(const Encoder& encoder)
{
    const Sampling& sampling = encoder.request.sampling;
    if (sampling.top_k || sampling.seed || !sampling.stop.empty() || sampling.presence_penalty ||
        sampling.frequency_penalty) {
        encoder.dropped("top_k, seed, stop or a penalty", "this surface takes none of them");
    }
    if (encoder.reasons()) {
        if (sampling.temperature || sampling.top_p) encoder.dropped("sampling", "models that reason take none");
        return;
    }
    encoder.optional("temperature", sampling.temperature);
    encoder.optional("top_p", sampling.top_p);
}

} // namespace

void write_responses(const Encoder& encoder)
{
    json::Writer& out = encoder.out;
    const Request& request = encoder.request;
    out.member("model", request.model);
    if (const std::string rules = system_text(request); !rules.empty()) out.member("instructions", rules);
    out.key("input").begin_array();
    for (const Message& message : request.messages) {
        switch (message.role) {
        case Role::system: break; // instructions
        case Role::user: write_user(encoder, message); break;
        case Role::assistant: write_assistant(encoder, message); break;
        case Role::tool: write_results(encoder, message); break;
        }
    }
    out.end_array();
    write_tools(encoder);
    write_output(encoder);
    write_sampling(encoder);
    if (request.effort != Effort::unset) {
        out.key("reasoning").begin_object().member("effort", name_of(request.effort)).end_object();
    }
    encoder.optional("max_output_tokens", request.max_tokens);
    if (encoder.provider.quirks.cache_key && !request.cache_key.empty()) {
        out.member("prompt_cache_key", request.cache_key);
    }
    out.member("store", false).member("stream", request.stream);
    if (encoder.provider.quirks.stateless_reasoning) {
        out.key("include").begin_array().value("reasoning.encrypted_content").end_array();
    }
}

} // namespace goldbox::llm
