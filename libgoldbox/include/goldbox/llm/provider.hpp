#pragma once
// SPDX-License-Identifier: MIT
// Providers are data: a row says where one is and how it departs from its surface.

#include <goldbox/base/result.hpp>
#include <goldbox/llm/message.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::llm {

/// The four shapes of request and reply that cover the field.
enum class Surface : std::uint8_t { openai_chat, openai_responses, anthropic, gemini };

/// `openai-chat`, `openai-responses`, `anthropic`, `gemini`.
[[nodiscard]] std::string_view name(Surface surface);
[[nodiscard]] std::optional<Surface> surface_named(std::string_view name);

enum class StructuredOutput : std::uint8_t {
    schema,      ///< takes a JSON Schema
    json_object, ///< promises JSON and no more; the schema goes into the prompt
    prompt,      ///< promises nothing
};

enum class EchoReasoning : std::uint8_t {
    never,
    tool_turns, ///< messages that hold tool calls need their reasoning back (DeepSeek)
};

/// How a thinking budget is asked for.
enum class EffortField : std::uint8_t {
    none,             ///< cannot be asked for
    reasoning_effort, ///< openai-chat: `reasoning_effort`
    reasoning,        ///< `reasoning: {effort}`
    thinking_switch,  ///< `thinking: {type: enabled or disabled}` besides `reasoning_effort` (DeepSeek)
    thinking,         ///< anthropic and gemini: their own objects
};

/// Where a provider departs from what its surface's documentation says.
struct Quirks {
    StructuredOutput structured_output = StructuredOutput::schema;
    EchoReasoning echo_reasoning = EchoReasoning::never;
    EffortField effort = EffortField::reasoning_effort;
    /// Beginnings of the names of models that reason: they take no sampling, and their output is bounded by
    /// `max_completion_tokens`.
    std::vector<std::string> reasoning_models;
    /// Beginnings of the names of models that take a level of effort; the surface's others take a budget of tokens.
    std::vector<std::string> effort_levels;
    bool developer_role = false;          ///< those models call the system `developer`
    bool stream_usage = true;             ///< takes `stream_options`
    bool reasoning_beside_output = false; ///< `completion_tokens` leaves reasoning out (xAI chat)
    bool strict_tools = true;             ///< takes `strict`
    bool cache_key = false;               ///< takes `prompt_cache_key`
    bool stateless_reasoning = false;     ///< openai-responses: `store: false` and encrypted reasoning
    bool penalties = true;                ///< takes presence and frequency penalties
    bool operator==(const Quirks&) const = default;
};

struct Provider {
    std::string name;
    Surface surface = Surface::openai_chat;
    std::string base_url;                     ///< without a slash at its end
    std::string key_header = "authorization"; ///< empty: takes no key
    std::string key_prefix = "Bearer ";       ///< before the key
    std::string key_name;                     ///< what `Secrets` is asked for: `OPENAI_API_KEY`; empty: nothing
    bool key_optional = false;                ///< works without one, as servers at home do
    std::vector<std::pair<std::string, std::string>> headers = {}; ///< sent with each request; lower case names
    Quirks quirks;
    bool operator==(const Provider&) const = default;

    [[nodiscard]] bool reasons(std::string_view model) const;      ///< the model is one of `reasoning_models`
    [[nodiscard]] bool takes_levels(std::string_view model) const; ///< the model is one of `effort_levels`
};

/// openai, anthropic, google, xai, deepseek, mistral, openrouter, groq, moonshotai, alibaba, llama.cpp, ollama, vllm,
/// gpustack, compatible. One that speaks several surfaces has a row for each, the one it recommends first.
[[nodiscard]] std::span<const Provider> providers();
/// The first row of that name, and surface where one is given; null when there is none. `gemini` is google.
[[nodiscard]] const Provider* find_provider(std::string_view name, std::optional<Surface> surface = std::nullopt);
/// The provider whose documentation defines the surface.
[[nodiscard]] const Provider& default_provider(Surface surface);

} // namespace goldbox::llm
