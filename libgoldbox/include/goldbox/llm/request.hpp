#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/llm/message.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::llm {

struct Tool {
    std::string name; ///< letters, digits, `_` and `-`, at most 64
    std::string description;
    JsonText parameters; ///< JSON Schema of an object; empty: none are taken
    bool strict = false; ///< ask for arguments that obey the schema to the letter, where the provider can
    bool operator==(const Tool&) const = default;
};

enum class ToolUse : std::uint8_t {
    automatic, ///< the model decides
    none,      ///< tools are described but not to be called
    required,  ///< at least one call
    named,     ///< a call of the tool `name`
};

struct ToolChoice {
    ToolUse use = ToolUse::automatic;
    std::string name;
    bool operator==(const ToolChoice&) const = default;
};

/// The answer is to be JSON. Whatever the provider promises, the answer is validated here.
struct OutputSchema {
    std::string name = "answer";
    JsonText schema; ///< JSON Schema; empty: any JSON object
    bool operator==(const OutputSchema&) const = default;
};

/// What a provider or model does not take is dropped, with a warning.
struct Sampling {
    std::optional<double> temperature; ///< 0..2
    std::optional<double> top_p;       ///< 0..1
    std::optional<std::int64_t> top_k;
    std::optional<double> presence_penalty;
    std::optional<double> frequency_penalty;
    std::optional<std::int64_t> seed;
    std::vector<std::string> stop; ///< texts that end the answer
    bool operator==(const Sampling&) const = default;
};

enum class Effort : std::uint8_t { unset, none, low, medium, high };

struct Request {
    std::string model; ///< as the provider calls it
    std::vector<Message> messages;
    std::vector<Tool> tools;
    ToolChoice tool_choice;
    std::optional<bool> parallel_tool_calls;
    std::optional<OutputSchema> output;
    Sampling sampling;
    std::optional<std::int64_t> max_tokens; ///< of the answer, reasoning included
    Effort effort = Effort::unset;          ///< how long to reason
    bool stream = false;
    bool cache_tools = false; ///< a cache mark behind the tools
    std::string cache_key;    ///< requests that share a prefix share this; a hint
    JsonText extra;           ///< an object whose members go into the body as they are, for what is not modelled
    bool operator==(const Request&) const = default;
};

} // namespace goldbox::llm
