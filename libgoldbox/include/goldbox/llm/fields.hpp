#pragma once
// SPDX-License-Identifier: MIT
// Requests, responses and providers as JSON: `json::from_json<llm::Request>(text)`, `json::to_json(response)`.

#include <goldbox/json/fields.hpp>
#include <goldbox/llm/provider.hpp>
#include <goldbox/llm/request.hpp>
#include <goldbox/llm/response.hpp>

namespace goldbox::json {

template <>
struct Codec<llm::JsonText> {
    static constexpr std::string_view schema = "true";
    static void write(Writer& writer, const llm::JsonText& value)
    {
        if (value.empty())
            writer.null();
        else
            writer.raw(value.text);
    }
    static void read(Reading&, const Value& value, llm::JsonText& out)
    {
        out.text = value.is(Kind::null) ? std::string() : json::write(value);
    }
};

template <>
struct Names<llm::Role> {
    static constexpr std::array<std::pair<llm::Role, std::string_view>, 4> table = {
        {{llm::Role::system, "system"},
         {llm::Role::user, "user"},
         {llm::Role::assistant, "assistant"},
         {llm::Role::tool, "tool"}}};
};
template <>
struct Names<llm::CacheLifetime> {
    static constexpr std::array<std::pair<llm::CacheLifetime, std::string_view>, 2> table = {
        {{llm::CacheLifetime::five_minutes, "5m"}, {llm::CacheLifetime::one_hour, "1h"}}};
};
template <>
struct Names<llm::ToolUse> {
    static constexpr std::array<std::pair<llm::ToolUse, std::string_view>, 4> table = {
        {{llm::ToolUse::automatic, "auto"},
         {llm::ToolUse::none, "none"},
         {llm::ToolUse::required, "required"},
         {llm::ToolUse::named, "tool"}}};
};
template <>
struct Names<llm::Effort> {
    static constexpr std::array<std::pair<llm::Effort, std::string_view>, 5> table = {{{llm::Effort::unset, "unset"},
                                                                                       {llm::Effort::none, "none"},
                                                                                       {llm::Effort::low, "low"},
                                                                                       {llm::Effort::medium, "medium"},
                                                                                       {llm::Effort::high, "high"}}};
};
template <>
struct Names<llm::FinishReason> {
    static constexpr std::array<std::pair<llm::FinishReason, std::string_view>, 6> table = {
        {{llm::FinishReason::stop, "stop"},
         {llm::FinishReason::length, "length"},
         {llm::FinishReason::tool_calls, "tool-calls"},
         {llm::FinishReason::content_filter, "content-filter"},
         {llm::FinishReason::error, "error"},
         {llm::FinishReason::other, "other"}}};
};

template <>
struct Fields<llm::Text> {
    static constexpr std::string_view name = "text";
    static constexpr std::string_view doc = "Words.";
    static constexpr auto table =
        std::make_tuple(field("text", &llm::Text::text, {.doc = "what is said", .required = true}),
                        field("data", &llm::Text::data, {.doc = "the provider's own, to be sent back"}));
};
template <>
struct Fields<llm::Image> {
    static constexpr std::string_view name = "image";
    static constexpr std::string_view doc = "A picture.";
    static constexpr auto table =
        std::make_tuple(field("media_type", &llm::Image::media_type, {.doc = "such as image/png"}),
                        field("base64", &llm::Image::base64, {.doc = "its bytes"}),
                        field("url", &llm::Image::url, {.doc = "where the provider fetches it instead"}));
};
template <>
struct Fields<llm::Audio> {
    static constexpr std::string_view name = "audio";
    static constexpr std::string_view doc = "A recording.";
    static constexpr auto table =
        std::make_tuple(field("media_type", &llm::Audio::media_type, {.doc = "audio/wav or audio/mp3"}),
                        field("base64", &llm::Audio::base64, {.doc = "its bytes"}));
};
template <>
struct Fields<llm::File> {
    static constexpr std::string_view name = "file";
    static constexpr std::string_view doc = "A document.";
    static constexpr auto table =
        std::make_tuple(field("media_type", &llm::File::media_type, {.doc = "such as application/pdf"}),
                        field("base64", &llm::File::base64, {.doc = "its bytes"}),
                        field("url", &llm::File::url, {.doc = "where the provider fetches it instead"}),
                        field("name", &llm::File::name, {.doc = "what people call it"}));
};
template <>
struct Fields<llm::Reasoning> {
    static constexpr std::string_view name = "reasoning";
    static constexpr std::string_view doc = "What the model thought, or a summary of it.";
    static constexpr auto table =
        std::make_tuple(field("text", &llm::Reasoning::text, {.doc = "the thoughts"}),
                        field("data", &llm::Reasoning::data, {.doc = "the provider's own, to be sent back"}));
};
template <>
struct Fields<llm::ToolCall> {
    static constexpr std::string_view name = "tool_call";
    static constexpr std::string_view doc = "The model wants a tool to run.";
    static constexpr auto table =
        std::make_tuple(field("id", &llm::ToolCall::id, {.doc = "of this call", .required = true}),
                        field("name", &llm::ToolCall::name, {.doc = "of the tool", .required = true}),
                        field("arguments", &llm::ToolCall::arguments, {.doc = "an object"}),
                        field("malformed", &llm::ToolCall::malformed, {.doc = "what stood there when it was no JSON"}),
                        field("data", &llm::ToolCall::data, {.doc = "the provider's own, to be sent back"}));
};
template <>
struct Fields<llm::ToolResult> {
    static constexpr std::string_view name = "tool_result";
    static constexpr std::string_view doc = "What a tool answered.";
    static constexpr auto table =
        std::make_tuple(field("call_id", &llm::ToolResult::call_id, {.doc = "the call's id", .required = true}),
                        field("name", &llm::ToolResult::name, {.doc = "of the tool"}),
                        field("output", &llm::ToolResult::output, {.doc = "text, or JSON as text"}),
                        field("is_error", &llm::ToolResult::is_error, {.doc = "the tool failed"}),
                        field("images", &llm::ToolResult::images, {.doc = "pictures that belong to the answer"}));
};
template <>
struct Fields<llm::Opaque> {
    static constexpr std::string_view name = "opaque";
    static constexpr std::string_view doc = "A block that only its provider understands.";
    static constexpr auto table =
        std::make_tuple(field("data", &llm::Opaque::data, {.doc = "the block", .required = true}));
};
template <>
struct Fields<llm::CacheMark> {
    static constexpr std::string_view name = "cache_mark";
    static constexpr std::string_view doc = "Cache the prompt up to here.";
    static constexpr auto table =
        std::make_tuple(field("lifetime", &llm::CacheMark::lifetime, {.doc = "how long it is kept"}));
};
template <>
struct Fields<llm::Message> {
    static constexpr std::string_view name = "message";
    static constexpr std::string_view doc = "One turn of a conversation.";
    static constexpr auto table =
        std::make_tuple(field("role", &llm::Message::role, {.doc = "who speaks", .required = true}),
                        field("parts", &llm::Message::parts, {.doc = "what is said", .max = 4096, .required = true}),
                        field("origin", &llm::Message::origin, {.doc = "the surface that made it"}));
};
template <>
struct Fields<llm::Tool> {
    static constexpr std::string_view name = "tool";
    static constexpr std::string_view doc = "Something that the model may ask to run.";
    static constexpr auto table = std::make_tuple(
        field("name", &llm::Tool::name, {.doc = "letters, digits, _ and -", .max = 64, .required = true}),
        field("description", &llm::Tool::description, {.doc = "what it does, for the model"}),
        field("parameters", &llm::Tool::parameters, {.doc = "JSON Schema of its arguments"}),
        field("strict", &llm::Tool::strict, {.doc = "arguments obey the schema to the letter"}));
};
template <>
struct Fields<llm::ToolChoice> {
    static constexpr std::string_view name = "tool_choice";
    static constexpr std::string_view doc = "Whether tools are called.";
    static constexpr auto table =
        std::make_tuple(field("use", &llm::ToolChoice::use, {.doc = "auto, none, required, or the tool named"}),
                        field("name", &llm::ToolChoice::name, {.doc = "of the tool"}));
};
template <>
struct Fields<llm::OutputSchema> {
    static constexpr std::string_view name = "output";
    static constexpr std::string_view doc = "The answer is JSON.";
    static constexpr auto table =
        std::make_tuple(field("name", &llm::OutputSchema::name, {.doc = "of the schema", .max = 64}),
                        field("schema", &llm::OutputSchema::schema, {.doc = "JSON Schema; absent: any object"}));
};
template <>
struct Fields<llm::Sampling> {
    static constexpr std::string_view name = "sampling";
    static constexpr std::string_view doc = "How words are drawn.";
    static constexpr auto table =
        std::make_tuple(field("temperature", &llm::Sampling::temperature, {.doc = "0 to 2"}),
                        field("top_p", &llm::Sampling::top_p, {.doc = "0 to 1"}),
                        field("top_k", &llm::Sampling::top_k, {.doc = "how many candidates", .min = 0}),
                        field("presence_penalty", &llm::Sampling::presence_penalty, {.doc = "-2 to 2"}),
                        field("frequency_penalty", &llm::Sampling::frequency_penalty, {.doc = "-2 to 2"}),
                        field("seed", &llm::Sampling::seed, {.doc = "of the draws, where the provider has one"}),
                        field("stop", &llm::Sampling::stop, {.doc = "texts that end the answer", .max = 16}));
};
template <>
struct Fields<llm::Request> {
    static constexpr std::string_view name = "request";
    static constexpr std::string_view doc = "What a language model is asked.";
    static constexpr auto table = std::make_tuple(
        field("model", &llm::Request::model,
              {.doc = "as the provider calls it", .min = 1, .max = 256, .required = true}),
        field("messages", &llm::Request::messages, {.doc = "the conversation", .max = 10000, .required = true}),
        field("tools", &llm::Request::tools, {.doc = "what the model may call", .max = 1000}),
        field("tool_choice", &llm::Request::tool_choice, {.doc = "whether it calls"}),
        field("parallel_tool_calls", &llm::Request::parallel_tool_calls, {.doc = "several at once"}),
        field("output", &llm::Request::output, {.doc = "the answer is JSON"}),
        field("sampling", &llm::Request::sampling, {.doc = "how words are drawn"}),
        field("max_tokens", &llm::Request::max_tokens, {.doc = "of the answer", .unit = "tokens", .min = 1}),
        field("effort", &llm::Request::effort, {.doc = "how long to reason"}),
        field("stream", &llm::Request::stream, {.doc = "the answer comes in pieces"}),
        field("cache_tools", &llm::Request::cache_tools, {.doc = "a cache mark behind the tools"}),
        field("cache_key", &llm::Request::cache_key, {.doc = "shared by requests with the same beginning"}),
        field("extra", &llm::Request::extra, {.doc = "members for the body, as they are"}));
};

template <>
struct Fields<llm::Finish> {
    static constexpr std::string_view name = "finish";
    static constexpr std::string_view doc = "Why the answer ended.";
    static constexpr auto table = std::make_tuple(
        field("unified", &llm::Finish::reason, {.doc = "in one word for all providers", .required = true}),
        field("raw", &llm::Finish::raw, {.doc = "the provider's word"}));
};
template <>
struct Fields<llm::Usage::Input> {
    static constexpr std::string_view name = "input_usage";
    static constexpr std::string_view doc = "Tokens of the prompt.";
    static constexpr auto table = std::make_tuple(
        field("total", &llm::Usage::Input::total, {.doc = "all of them", .unit = "tokens"}),
        field("noCache", &llm::Usage::Input::uncached, {.doc = "read anew", .unit = "tokens"}),
        field("cacheRead", &llm::Usage::Input::cache_read, {.doc = "from the cache", .unit = "tokens"}),
        field("cacheWrite", &llm::Usage::Input::cache_write, {.doc = "into the cache", .unit = "tokens"}),
        field("cacheWrite1h", &llm::Usage::Input::cache_write_1h, {.doc = "of these, for an hour", .unit = "tokens"}),
        field("toolPrompt", &llm::Usage::Input::tool_prompt,
              {.doc = "put in by the provider's tools, beside the total", .unit = "tokens"}));
};
template <>
struct Fields<llm::Usage::Output> {
    static constexpr std::string_view name = "output_usage";
    static constexpr std::string_view doc = "Tokens of the answer.";
    static constexpr auto table =
        std::make_tuple(field("total", &llm::Usage::Output::total, {.doc = "all of them", .unit = "tokens"}),
                        field("text", &llm::Usage::Output::text, {.doc = "without reasoning", .unit = "tokens"}),
                        field("reasoning", &llm::Usage::Output::reasoning, {.doc = "reasoning", .unit = "tokens"}));
};
template <>
struct Fields<llm::Usage> {
    static constexpr std::string_view name = "usage";
    static constexpr std::string_view doc = "What the call used.";
    static constexpr auto table =
        std::make_tuple(field("input", &llm::Usage::input, {.doc = "of the prompt", .required = true}),
                        field("output", &llm::Usage::output, {.doc = "of the answer", .required = true}),
                        field("estimated", &llm::Usage::estimated, {.doc = "counted here"}),
                        field("raw", &llm::Usage::raw, {.doc = "as the provider said it"}));
};
template <>
struct Fields<llm::Warning> {
    static constexpr std::string_view name = "warning";
    static constexpr std::string_view doc = "Something that did not happen as asked.";
    static constexpr auto table =
        std::make_tuple(field("code", &llm::Warning::code, {.doc = "stable name", .required = true}),
                        field("message", &llm::Warning::message, {.doc = "for people"}));
};
template <>
struct Fields<llm::Response> {
    static constexpr std::string_view name = "response";
    static constexpr std::string_view doc = "What a language model answered.";
    static constexpr auto table = std::make_tuple(
        field("message", &llm::Response::message, {.doc = "to be appended to the conversation", .required = true}),
        field("finish", &llm::Response::finish, {.doc = "why it ended", .required = true}),
        field("usage", &llm::Response::usage, {.doc = "tokens", .required = true}),
        field("warnings", &llm::Response::warnings, {.doc = "what was odd"}),
        field("id", &llm::Response::id, {.doc = "the provider's"}),
        field("model", &llm::Response::model, {.doc = "that answered"}),
        field("complete", &llm::Response::complete, {.doc = "false: cut off"}));
};

} // namespace goldbox::json
