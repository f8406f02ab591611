// SPDX-License-Identifier: MIT
// gemini: POST /models/M:generateContent.
#include "llm/encoder.hpp"
#include "llm/look.hpp"

#include <goldbox/json/reader.hpp>

namespace goldbox::llm {
namespace {

void write_inline(const Encoder& encoder, const std::string& media_type, const std::string& base64,
                  const std::string& url)
{
    json::Writer& out = encoder.out;
    out.begin_object();
    if (!url.empty()) {
        out.key("fileData").begin_object().member("fileUri", url);
        if (!media_type.empty()) out.member("mimeType", media_type);
    } else {
        out.key("inlineData").begin_object().member("mimeType", media_type).member("data", base64);
    }
    out.end_object().end_object();
}

/// The answer is an object there; anything else becomes a member of one.
void write_result(const Encoder& encoder, const ToolResult& result)
{
    json::Writer& out = encoder.out;
    out.begin_object().key("functionResponse").begin_object().member("name", encoder.name_of(result));
    out.key("response");
    const auto answer = json::read(result.output);
    if (!result.is_error && answer && answer->root.is(json::Kind::object))
        out.value(answer->root);
    else
        out.begin_object().member(result.is_error ? "error" : "result", result.output).end_object();
    out.end_object().end_object();
    for (const Image& image : result.images) write_inline(encoder, image.media_type, image.base64, image.url);
}

void write_call(const Encoder& encoder, const ToolCall& call, bool own)
{
    const auto arguments = json::read(call.arguments.text);
    json::Writer& out = encoder.out;
    out.begin_object().key("functionCall").begin_object().member("name", call.name).key("args");
    if (arguments && arguments->root.is(json::Kind::object))
        out.raw(call.arguments.text);
    else
        out.begin_object().key("input").raw(call.arguments.text).end_object();
    out.end_object();
    if (own) encoder.members_of(call.data, {"thoughtSignature"});
    out.end_object();
}

void write_part(const Encoder& encoder, const Part& part, bool own)
{
    json::Writer& out = encoder.out;
    if (const auto* text = std::get_if<Text>(&part)) {
        out.begin_object().member("text", text->text);
        if (own) encoder.members_of(text->data, {"thoughtSignature"});
        out.end_object();
    } else if (const auto* image = std::get_if<Image>(&part)) {
        write_inline(encoder, image->media_type, image->base64, image->url);
    } else if (const auto* audio = std::get_if<Audio>(&part)) {
        write_inline(encoder, audio->media_type, audio->base64, {});
    } else if (const auto* file = std::get_if<File>(&part)) {
        write_inline(encoder, file->media_type, file->base64, file->url);
    } else if (const auto* reasoning = std::get_if<Reasoning>(&part)) {
        if (!own || reasoning->data.empty()) return; // unsigned thoughts are not wanted back
        out.begin_object().member("text", reasoning->text).member("thought", true);
        encoder.members_of(reasoning->data, {"thoughtSignature"});
        out.end_object();
    } else if (const auto* call = std::get_if<ToolCall>(&part)) {
        write_call(encoder, *call, own);
    } else if (const auto* result = std::get_if<ToolResult>(&part)) {
        write_result(encoder, *result);
    } else if (const auto* opaque = std::get_if<Opaque>(&part)) {
        if (own)
            out.raw(opaque->data.text);
        else
            encoder.dropped("a block of another provider", "it has no form here");
    }
}

/// Messages of one side in a row are one content: the results of a turn must stand together.
void write_contents(const Encoder& encoder)
{
    json::Writer& out = encoder.out;
    out.key("contents").begin_array();
    std::string_view open;
    for (const Message& message : encoder.request.messages) {
        if (message.role == Role::system || message.parts.empty()) continue;
        const std::string_view role = message.role == Role::assistant ? "model" : "user";
        if (role != open) {
            if (!open.empty()) out.end_array().end_object();
            out.begin_object().member("role", role).key("parts").begin_array();
            open = role;
        }
        for (const Part& part : message.parts) write_part(encoder, part, encoder.is_own(message));
    }
    if (!open.empty()) out.end_array().end_object();
    out.end_array();
}

void write_tools(const Encoder& encoder)
{
    const Request& request = encoder.request;
    if (request.tools.empty()) return;
    json::Writer& out = encoder.out;
    out.key("tools").begin_array().begin_object().key("functionDeclarations").begin_array();
    for (const Tool& tool : request.tools) {
        out.begin_object().member("name", tool.name).member("description", tool.description);
        if (!tool.parameters.empty()) encoder.schema("parametersJsonSchema", tool.parameters);
        out.end_object();
    }
    out.end_array().end_object().end_array();
    if (request.parallel_tool_calls) encoder.dropped("parallel_tool_calls", "this surface has no such switch");
    if (request.tool_choice.use == ToolUse::automatic) return;
    constexpr std::string_view modes[] = {"AUTO", "NONE", "ANY", "ANY"};
    out.key("toolConfig").begin_object().key("functionCallingConfig").begin_object();
    out.member("mode", modes[static_cast<std::size_t>(request.tool_choice.use)]);
    if (request.tool_choice.use == ToolUse::named) {
        out.key("allowedFunctionNames").begin_array().value(request.tool_choice.name).end_array();
    }
    out.end_object().end_object();
}

void write_thinking(const Encoder& encoder)
{
    const Effort effort = encoder.request.effort;
    if (effort == Effort::unset) return;
    json::Writer& out = encoder.out;
    const bool levels = encoder.provider.takes_levels(encoder.request.model);
    if (levels && effort == Effort::none) return encoder.dropped("effort none", "the model always thinks");
    out.key("thinkingConfig").begin_object();
    if (levels) {
        out.member("includeThoughts", true).member("thinkingLevel", name_of(effort));
    } else {
        constexpr std::int64_t budgets[] = {0, 0, 1024, 8192, 24576};
        out.member("includeThoughts", effort != Effort::none);
        out.member("thinkingBudget", budgets[static_cast<std::size_t>(effort)]);
    }
    out.end_object();
}

void write_config(const Encoder& encoder)
{
    const Request& request = encoder.request;
    const Sampling& sampling = request.sampling;
    json::Writer& out = encoder.out;
    out.key("generationConfig").begin_object();
    encoder.optional("temperature", sampling.temperature);
    encoder.optional("topP", sampling.top_p);
    encoder.optional("topK", sampling.top_k);
    encoder.optional("seed", sampling.seed);
    encoder.optional("presencePenalty", sampling.presence_penalty);
    encoder.optional("frequencyPenalty", sampling.frequency_penalty);
    encoder.optional("maxOutputTokens", request.max_tokens);
    encoder.stop("stopSequences");
    if (request.output) {
        out.member("responseMimeType", "application/json");
        if (!request.output->schema.empty()) out.key("responseJsonSchema").raw(request.output->schema.text);
    }
    write_thinking(encoder);
    out.end_object();
}

} // namespace

void write_gemini(const Encoder& encoder)
{
    json::Writer& out = encoder.out;
    if (const std::string rules = system_text(encoder.request); !rules.empty()) {
        out.key("systemInstruction").begin_object().key("parts").begin_array();
        out.begin_object().member("text", rules).end_object().end_array().end_object();
    }
    write_contents(encoder);
    write_tools(encoder);
    write_config(encoder);
}

} // namespace goldbox::llm
