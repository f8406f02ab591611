// SPDX-License-Identifier: MIT
#include "llm/usage.hpp"

#include "llm/look.hpp"

#include <goldbox/json/writer.hpp>

#include <algorithm>

namespace goldbox::llm {
namespace {

using Count = std::optional<std::int64_t>;

/// A provider that sends no such figure has nothing to tell: JSON leaves out zeros.
std::int64_t or_none(Count count)
{
    return std::max<std::int64_t>(0, count.value_or(0));
}

/// `prompt` includes what came from the cache; where the cached part is larger it cannot (xAI).
void set_input(Usage::Input& input, std::int64_t prompt, std::int64_t read, Count write)
{
    input.total = read > prompt ? prompt + read : prompt;
    input.cache_read = read;
    input.cache_write = write;
    input.uncached = std::max<std::int64_t>(0, *input.total - read - or_none(write));
}

/// `all` includes reasoning.
void set_output(Usage::Output& output, std::int64_t all, std::int64_t reasoning)
{
    output = {.total = all, .text = std::max<std::int64_t>(0, all - reasoning), .reasoning = reasoning};
}

} // namespace

Usage chat_usage(const json::Value& usage, bool reasoning_beside_output)
{
    Usage out;
    Count read = integer_at(usage, {"prompt_tokens_details", "cached_tokens"});
    if (!read) read = integer_at(usage, "prompt_cache_hit_tokens");
    if (!read) read = integer_at(usage, "cached_tokens");
    set_input(out.input, or_none(integer_at(usage, "prompt_tokens")), or_none(read),
              integer_at(usage, {"prompt_tokens_details", "cache_write_tokens"}));
    const std::int64_t completion = or_none(integer_at(usage, "completion_tokens"));
    const std::int64_t reasoning = or_none(integer_at(usage, {"completion_tokens_details", "reasoning_tokens"}));
    set_output(out.output, reasoning_beside_output ? completion + reasoning : completion, reasoning);
    out.raw.text = json::write(usage);
    return out;
}

Usage responses_usage(const json::Value& usage)
{
    Usage out;
    set_input(out.input, or_none(integer_at(usage, "input_tokens")),
              or_none(integer_at(usage, {"input_tokens_details", "cached_tokens"})),
              integer_at(usage, {"input_tokens_details", "cache_write_tokens"}));
    set_output(out.output, or_none(integer_at(usage, "output_tokens")),
               or_none(integer_at(usage, {"output_tokens_details", "reasoning_tokens"})));
    out.raw.text = json::write(usage);
    return out;
}

Usage gemini_usage(const json::Value& usage)
{
    Usage out;
    set_input(out.input, or_none(integer_at(usage, "promptTokenCount")),
              or_none(integer_at(usage, "cachedContentTokenCount")), std::nullopt);
    out.input.tool_prompt = integer_at(usage, "toolUsePromptTokenCount");
    const std::int64_t thoughts = or_none(integer_at(usage, "thoughtsTokenCount"));
    set_output(out.output, or_none(integer_at(usage, "candidatesTokenCount")) + thoughts, thoughts);
    out.raw.text = json::write(usage);
    return out;
}

void merge_anthropic_usage(Usage& usage, const json::Value& piece)
{
    const auto take = [&](Count& count, std::string_view name) {
        if (const Count told = integer_at(piece, name)) count = or_none(told);
    };
    take(usage.input.uncached, "input_tokens");
    take(usage.input.cache_read, "cache_read_input_tokens");
    take(usage.input.cache_write, "cache_creation_input_tokens");
    take(usage.output.total, "output_tokens");
    if (const Count hour = integer_at(piece, {"cache_creation", "ephemeral_1h_input_tokens"})) {
        usage.input.cache_write_1h = or_none(hour);
    }
    usage.input.cache_read = or_none(usage.input.cache_read);
    usage.input.cache_write = or_none(usage.input.cache_write);
    usage.input.total = or_none(usage.input.uncached) + *usage.input.cache_read + *usage.input.cache_write;
    if (const Count thinking = integer_at(piece, {"output_tokens_details", "thinking_tokens"})) {
        set_output(usage.output, or_none(usage.output.total), or_none(thinking));
    }
    usage.raw.text = json::write(piece);
}

} // namespace goldbox::llm
