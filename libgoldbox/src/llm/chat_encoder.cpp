// SPDX-License-Identifier: MIT
// openai-chat: POST /chat/completions.
#include "llm/encoder.hpp"
#include "llm/look.hpp"

namespace goldbox::llm {
namespace {

bool is_plain_text(const Message& message)
{
    for (const Part& part : message.parts) {
        if (!std::holds_alternative<Text>(part) && !std::holds_alternative<CacheMark>(part) &&
            !std::holds_alternative<ToolResult>(part)) {
            return false;
        }
    }
    return true;
}

bool has_results_only(const Message& message)
{
    for (const Part& part : message.parts) {
        if (!std::holds_alternative<ToolResult>(part) && !std::holds_alternative<CacheMark>(part)) return false;
    }
    return true;
}

void write_image(const Encoder& encoder, const Image& image)
{
    encoder.out.begin_object().member("type", "image_url").key("image_url").begin_object();
    encoder.out.member("url", data_url(image.media_type, image.base64, image.url)).end_object().end_object();
}

/// OpenAI knows these two; a media type is `audio/<format>`.
std::string_view audio_format(std::string_view media_type)
{
    return media_type == "audio/mpeg" || media_type == "audio/mp3" ? "mp3" : "wav";
}

void write_part(const Encoder& encoder, const Part& part)
{
    json::Writer& out = encoder.out;
    if (const auto* text = std::get_if<Text>(&part)) {
        out.begin_object().member("type", "text").member("text", text->text).end_object();
    } else if (const auto* image = std::get_if<Image>(&part)) {
        write_image(encoder, *image);
    } else if (const auto* audio = std::get_if<Audio>(&part)) {
        out.begin_object().member("type", "input_audio").key("input_audio").begin_object();
        out.member("data", audio->base64).member("format", audio_format(audio->media_type)).end_object().end_object();
    } else if (const auto* file = std::get_if<File>(&part)) {
        if (file->base64.empty()) return encoder.dropped("a file by url", "chat takes files only with their content");
        out.begin_object().member("type", "file").key("file").begin_object();
        if (!file->name.empty()) out.member("filename", file->name);
        out.member("file_data", data_url(file->media_type, file->base64)).end_object().end_object();
    }
}

void write_results(const Encoder& encoder, const Message& message)
{
    json::Writer& out = encoder.out;
    std::vector<const Image*> images;
    for (const Part& part : message.parts) {
        const auto* result = std::get_if<ToolResult>(&part);
        if (!result) continue;
        out.begin_object().member("role", "tool").member("tool_call_id", result->call_id);
        out.member("content", result->output).end_object();
        for (const Image& image : result->images) images.push_back(&image);
    }
    if (images.empty()) return; // a tool's message holds text only, so a user shows what it found
    out.begin_object().member("role", "user").key("content").begin_array();
    for (const Image* image : images) write_image(encoder, *image);
    out.end_array().end_object();
}

void write_user(const Encoder& encoder, const Message& message)
{
    write_results(encoder, message);
    if (has_results_only(message)) return;
    json::Writer& out = encoder.out;
    out.begin_object().member("role", "user").key("content");
    if (is_plain_text(message)) {
        out.value(text_of(message));
    } else {
        out.begin_array();
        for (const Part& part : message.parts) write_part(encoder, part);
        out.end_array();
    }
    out.end_object();
}

void write_calls(const Encoder& encoder, const std::vector<const ToolCall*>& calls)
{
    json::Writer& out = encoder.out;
    out.key("tool_calls").begin_array();
    for (const ToolCall* call : calls) {
        out.begin_object().member("id", call->id).member("type", "function").key("function").begin_object();
        out.member("name", call->name).member("arguments", call->arguments.text).end_object().end_object();
    }
    out.end_array();
}

void write_assistant(const Encoder& encoder, const Message& message)
{
    json::Writer& out = encoder.out;
    const auto calls = calls_of(message);
    const std::string text = text_of(message), reasoning = reasoning_of(message);
    out.begin_object().member("role", "assistant").key("content");
    if (text.empty() && !calls.empty())
        out.null();
    else
        out.value(text);
    if (encoder.provider.quirks.echo_reasoning == EchoReasoning::tool_turns && !calls.empty() && !reasoning.empty()) {
        out.member("reasoning_content", reasoning);
    }
    if (!calls.empty()) write_calls(encoder, calls);
    for (const Part& part : message.parts) {
        const auto* opaque = std::get_if<Opaque>(&part);
        if (!opaque) continue;
        if (encoder.is_own(message) && encoder.provider.name == "openrouter")
            encoder.members_of(opaque->data, {"reasoning_details"});
        else
            encoder.dropped("a block of another provider", "it has no form in a chat");
    }
    out.end_object();
}

void write_messages(const Encoder& encoder)
{
    json::Writer& out = encoder.out;
    const bool developer = encoder.provider.quirks.developer_role && encoder.reasons();
    out.key("messages").begin_array();
    for (const Message& message : encoder.request.messages) {
        switch (message.role) {
        case Role::system:
            out.begin_object().member("role", developer ? "developer" : "system");
            out.member("content", text_of(message)).end_object();
            break;
        case Role::user: write_user(encoder, message); break;
        case Role::assistant: write_assistant(encoder, message); break;
        case Role::tool: write_results(encoder, message); break;
        }
    }
    out.end_array();
}

void write_tools(const Encoder& encoder)
{
    const Request& request = encoder.request;
    if (request.tools.empty()) return;
    json::Writer& out = encoder.out;
    out.key("tools").begin_array();
    for (const Tool& tool : request.tools) {
        out.begin_object().member("type", "function").key("function").begin_object().member("name", tool.name);
        if (!tool.description.empty()) out.member("description", tool.description);
        encoder.schema("parameters", tool.parameters);
        if (tool.strict && encoder.provider.quirks.strict_tools && is_strict_schema(tool.parameters)) {
            out.member("strict", true);
        } else if (tool.strict) {
            encoder.dropped("strict", "the provider, or this schema, does not allow it");
        }
        out.end_object().end_object();
    }
    out.end_array();
    switch (request.tool_choice.use) {
    case ToolUse::automatic: break;
    case ToolUse::none: out.member("tool_choice", "none"); break;
    case ToolUse::required: out.member("tool_choice", "required"); break;
    case ToolUse::named:
        out.key("tool_choice").begin_object().member("type", "function").key("function").begin_object();
        out.member("name", request.tool_choice.name).end_object().end_object();
        break;
    }
    encoder.optional("parallel_tool_calls", request.parallel_tool_calls);
}

void write_output(const Encoder& encoder)
{
    if (!encoder.request.output) return;
    const OutputSchema& output = *encoder.request.output;
    json::Writer& out = encoder.out;
    out.key("response_format").begin_object();
    if (output.schema.empty()) {
        out.member("type", "json_object").end_object();
        return;
    }
    out.member("type", "json_schema").key("json_schema").begin_object().member("name", output.name);
    out.key("schema").raw(output.schema.text);
    out.member("strict", is_strict_schema(output.schema)).end_object().end_object();
}

void write_sampling(const Encoder& encoder)
{
    const Sampling& sampling = encoder.request.sampling;
    if (sampling.top_k) encoder.dropped("top_k", "a chat does not take it");
    encoder.stop("stop");
    encoder.optional("seed", sampling.seed);
    if (encoder.reasons()) {
        if (sampling.temperature || sampling.top_p || sampling.presence_penalty || sampling.frequency_penalty) {
            encoder.dropped("sampling", "models that reason take none");
        }
        return;
    }
    encoder.optional("temperature", sampling.temperature);
    encoder.optional("top_p", sampling.top_p);
    if (encoder.provider.quirks.penalties) {
        encoder.optional("presence_penalty", sampling.presence_penalty);
        encoder.optional("frequency_penalty", sampling.frequency_penalty);
    } else if (sampling.presence_penalty || sampling.frequency_penalty) {
        encoder.dropped("penalties", "the provider does not take them");
    }
}

void write_effort(const Encoder& encoder)
{
    const Effort effort = encoder.request.effort;
    if (effort == Effort::unset) return;
    json::Writer& out = encoder.out;
    switch (encoder.provider.quirks.effort) {
    case EffortField::none:
    case EffortField::thinking: encoder.dropped("effort", "the provider does not take it"); break;
    case EffortField::reasoning_effort: out.member("reasoning_effort", name_of(effort)); break;
    case EffortField::reasoning:
        out.key("reasoning").begin_object().member("effort", name_of(effort)).end_object();
        break;
    case EffortField::thinking_switch:
        out.key("thinking").begin_object();
        out.member("type", effort == Effort::none ? "disabled" : "enabled").end_object();
        if (effort != Effort::none) out.member("reasoning_effort", name_of(effort));
        break;
    }
}

} // namespace

void write_chat(const Encoder& encoder)
{
    json::Writer& out = encoder.out;
    const Request& request = encoder.request;
    out.member("model", request.model);
    write_messages(encoder);
    write_tools(encoder);
    write_output(encoder);
    write_sampling(encoder);
    write_effort(encoder);
    encoder.optional(encoder.reasons() ? "max_completion_tokens" : "max_tokens", request.max_tokens);
    if (encoder.provider.quirks.cache_key && !request.cache_key.empty()) {
        out.member("prompt_cache_key", request.cache_key);
    }
    out.member("stream", request.stream);
    if (request.stream && encoder.provider.quirks.stream_usage) {
        out.key("stream_options").begin_object().member("include_usage", true).end_object();
    }
}

} // namespace goldbox::llm
