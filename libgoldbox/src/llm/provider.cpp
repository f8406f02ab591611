// SPDX-License-Identifier: MIT
#include <goldbox/llm/provider.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace goldbox::llm {
namespace {

constexpr std::array<std::pair<Surface, std::string_view>, 4> surface_names = {{
    {Surface::openai_chat, "openai-chat"},
    {Surface::openai_responses, "openai-responses"},
    {Surface::anthropic, "anthropic"},
    {Surface::gemini, "gemini"},
}};

bool begins_with_any(std::string_view model, const std::vector<std::string>& beginnings)
{
    return std::ranges::any_of(beginnings, [&](const std::string& beginning) { return model.starts_with(beginning); });
}

/// A server that speaks OpenAI's chat, with nothing else known about it.
Provider compatible(std::string name, std::string base_url, std::string key_name)
{
    return {.name = std::move(name),
            .surface = Surface::openai_chat,
            .base_url = std::move(base_url),
            .key_name = std::move(key_name),
            .quirks = {.strict_tools = false}};
}

/// The same on this machine, where a key is an exception.
Provider local(std::string name, std::string base_url, std::string key_name)
{
    Provider provider = compatible(std::move(name), std::move(base_url), std::move(key_name));
    provider.key_optional = true;
    return provider;
}

std::vector<Provider> table()
{
    // within the function: who asks while a program starts must find it too
    const std::vector<std::string> openai_reasoning = {"o1", "o3", "o4", "gpt-5", "gpt-6"};
    std::vector<Provider> all;
    all.push_back({.name = "openai",
                   .surface = Surface::openai_responses,
                   .base_url = "https://api.openai.com/v1",
                   .key_name = "OPENAI_API_KEY",
                   .quirks = {.effort = EffortField::reasoning,
                              .reasoning_models = openai_reasoning,
                              .cache_key = true,
                              .stateless_reasoning = true}});
    all.push_back({.name = "openai",
                   .surface = Surface::openai_chat,
                   .base_url = "https://api.openai.com/v1",
                   .key_name = "OPENAI_API_KEY",
                   .quirks = {.reasoning_models = openai_reasoning, .developer_role = true, .cache_key = true}});
    all.push_back({.name = "anthropic",
                   .surface = Surface::anthropic,
                   .base_url = "https://api.anthropic.com/v1",
                   .key_header = "x-api-key",
                   .key_prefix = "",
                   .key_name = "ANTHROPIC_API_KEY",
                   .headers = {{"anthropic-version", "2023-06-01"}},
                   .quirks = {.effort = EffortField::thinking,
                              .effort_levels = {"claude-sonnet-5", "claude-opus-5", "claude-fable"}}});
    all.push_back({.name = "google",
                   .surface = Surface::gemini,
                   .base_url = "https://generativelanguage.googleapis.com/v1beta",
                   .key_header = "x-goog-api-key",
                   .key_prefix = "",
                   .key_name = "GEMINI_API_KEY",
                   .quirks = {.effort = EffortField::thinking, .effort_levels = {"gemini-3"}}});
    all.push_back({.name = "xai",
                   .surface = Surface::openai_responses,
                   .base_url = "https://api.x.ai/v1",
                   .key_name = "XAI_API_KEY",
                   .quirks = {.effort = EffortField::reasoning, .stateless_reasoning = true, .penalties = false}});
    all.push_back({.name = "xai",
                   .surface = Surface::openai_chat,
                   .base_url = "https://api.x.ai/v1",
                   .key_name = "XAI_API_KEY",
                   .quirks = {.reasoning_beside_output = true, .strict_tools = false, .penalties = false}});
    all.push_back({.name = "deepseek",
                   .surface = Surface::openai_chat,
                   .base_url = "https://api.deepseek.com",
                   .key_name = "DEEPSEEK_API_KEY",
                   .quirks = {.structured_output = StructuredOutput::json_object,
                              .echo_reasoning = EchoReasoning::tool_turns,
                              .effort = EffortField::thinking_switch,
                              .strict_tools = false}});
    all.push_back({.name = "deepseek",
                   .surface = Surface::openai_responses,
                   .base_url = "https://api.deepseek.com",
                   .key_name = "DEEPSEEK_API_KEY",
                   .quirks = {.structured_output = StructuredOutput::json_object, .effort = EffortField::reasoning}});
    all.push_back(compatible("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY"));
    all.back().quirks.stream_usage = false; // it tells usage without being asked, and refuses what it does not know
    all.push_back(compatible("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"));
    all.back().quirks.effort = EffortField::reasoning;
    all.push_back(compatible("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY"));
    all.push_back(compatible("moonshotai", "https://api.moonshot.ai/v1", "MOONSHOT_API_KEY"));
    all.push_back(compatible("alibaba", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY"));
    all.push_back(local("llama.cpp", "http://127.0.0.1:8080/v1", "LLAMA_CPP_API_KEY"));
    all.push_back(local("ollama", "http://127.0.0.1:11434/v1", "OLLAMA_API_KEY"));
    all.push_back(local("vllm", "http://127.0.0.1:8000/v1", "VLLM_API_KEY"));
    all.push_back(local("gpustack", "http://127.0.0.1:80/v1", "GPUSTACK_API_KEY"));
    all.push_back(local("compatible", "http://127.0.0.1:8080/v1", "LLM_API_KEY"));
    return all;
}

} // namespace

std::string_view name(Surface surface)
{
    return surface_names[static_cast<std::size_t>(surface)].second;
}

std::optional<Surface> surface_named(std::string_view name)
{
    for (const auto& [surface, known] : surface_names) {
        if (known == name) return surface;
    }
    return std::nullopt;
}

bool Provider::reasons(std::string_view model) const
{
    return begins_with_any(model, quirks.reasoning_models);
}

bool Provider::takes_levels(std::string_view model) const
{
    return begins_with_any(model, quirks.effort_levels);
}

std::span<const Provider> providers()
{
    static const std::vector<Provider> all = table();
    return all;
}

const Provider* find_provider(std::string_view name, std::optional<Surface> surface)
{
    if (name == "gemini") name = "google";
    const auto found = std::ranges::find_if(providers(), [&](const Provider& provider) {
        return provider.name == name && (!surface || provider.surface == *surface);
    });
    return found == providers().end() ? nullptr : &*found;
}

const Provider& default_provider(Surface surface)
{
    return *std::ranges::find(providers(), surface, &Provider::surface);
}

} // namespace goldbox::llm
