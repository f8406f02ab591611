#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/llm/message.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::llm {

enum class FinishReason : std::uint8_t {
    stop,           ///< it was done
    length,         ///< the bound on the output
    tool_calls,     ///< it waits for tools
    content_filter, ///< somebody did not want it said
    error,          ///< the provider failed on the way
    other,          ///< unknown, paused, or the stream ended without a reason
};

struct Finish {
    FinishReason reason = FinishReason::other;
    std::string raw; ///< the provider's word; empty: none
    bool operator==(const Finish&) const = default;
};

/// Tokens by class. Absent: not told, which is not the same as none. `total` counts all that is billed as input or
/// output: cached and written tokens, reasoning.
struct Usage {
    struct Input {
        std::optional<std::int64_t> total;
        std::optional<std::int64_t> uncached;
        std::optional<std::int64_t> cache_read;
        std::optional<std::int64_t> cache_write;    ///< of any lifetime
        std::optional<std::int64_t> cache_write_1h; ///< that part of `cache_write` which is kept for an hour
        std::optional<std::int64_t> tool_prompt;    ///< what the provider's own tools put in; not in `total` (Gemini)
        bool operator==(const Input&) const = default;
    } input;
    struct Output {
        std::optional<std::int64_t> total;
        std::optional<std::int64_t> text;
        std::optional<std::int64_t> reasoning;
        bool operator==(const Output&) const = default;
    } output;
    bool estimated = false; ///< counted here, because the provider did not say
    JsonText raw;           ///< the provider's own object
    bool operator==(const Usage&) const = default;
};

/// Something asked for that did not happen, or something odd that came.
struct Warning {
    std::string code; ///< stable dotted name: `llm.dropped`, `llm.incomplete`
    std::string message;
    bool operator==(const Warning&) const = default;
};

struct Response {
    Message message; ///< role assistant, `origin` set: append it to the conversation as it is
    Finish finish;
    Usage usage;
    std::vector<Warning> warnings;
    std::string id;       ///< the provider's, for support
    std::string model;    ///< that answered
    bool complete = true; ///< false: the stream ended without saying so
    bool operator==(const Response&) const = default;
};

/// A piece of a streamed answer. The texts live only during the call.
struct Delta {
    enum class Kind : std::uint8_t { text, reasoning, tool_name, tool_arguments };
    Kind kind = Kind::text;
    std::size_t part = 0; ///< index into the message's parts so far
    std::string_view text;
};

/// Called for each piece as it arrives. It may not call back into the decoder.
using DeltaSink = std::function<void(const Delta&)>;

} // namespace goldbox::llm
