#pragma once
// SPDX-License-Identifier: MIT
// What is said to a language model and what it says, in no provider's shape.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace goldbox::llm {

/// A JSON value as its text: a schema, a call's arguments, something only a provider understands. Empty: absent.
/// Whoever fills one in by hand answers for it being JSON; what this library fills in is, on one line.
struct JsonText {
    std::string text;

    [[nodiscard]] bool empty() const { return text.empty(); }
    bool operator==(const JsonText&) const = default;
};

/// In all parts, `data` is a JSON object with what the provider wants back unaltered (signatures, item ids). It is
/// written only to the surface that the message came from.
struct Text {
    std::string text;
    JsonText data;
    bool operator==(const Text&) const = default;
};

/// Either `base64` with its `media_type`, or a `url` that the provider fetches.
struct Image {
    std::string media_type; ///< `image/png`; may be empty beside a url
    std::string base64;
    std::string url;
    bool operator==(const Image&) const = default;
};

struct Audio {
    std::string media_type; ///< `audio/wav`, `audio/mp3`
    std::string base64;
    bool operator==(const Audio&) const = default;
};

/// A document, such as a PDF.
struct File {
    std::string media_type;
    std::string base64;
    std::string url;
    std::string name;
    bool operator==(const File&) const = default;
};

/// What the model thought aloud, or a summary of it.
struct Reasoning {
    std::string text;
    JsonText data;
    bool operator==(const Reasoning&) const = default;
};

/// The model wants a tool to run.
struct ToolCall {
    std::string id;           ///< of this call; made here when the provider gives none
    std::string name;         ///< of the tool
    JsonText arguments{"{}"}; ///< an object; a string for a tool that takes free text
    std::string malformed;    ///< what stood in place of arguments when it was no JSON; then these are `{}`
    JsonText data;
    bool operator==(const ToolCall&) const = default;
};

/// What the tool answered.
struct ToolResult {
    std::string call_id;
    std::string name;   ///< of the tool; Gemini pairs by it
    std::string output; ///< text, or JSON as text
    bool is_error = false;
    std::vector<Image> images;
    bool operator==(const ToolResult&) const = default;
};

/// A provider's block without a neutral form (search results, redacted reasoning), to be sent back as it is.
struct Opaque {
    JsonText data;
    bool operator==(const Opaque&) const = default;
};

enum class CacheLifetime : std::uint8_t { five_minutes, one_hour };

/// "Cache the prompt up to here", for providers that want to be told; the others do it by themselves.
struct CacheMark {
    CacheLifetime lifetime = CacheLifetime::five_minutes;
    bool operator==(const CacheMark&) const = default;
};

using Part = std::variant<Text, Image, Audio, File, Reasoning, ToolCall, ToolResult, Opaque, CacheMark>;

enum class Role : std::uint8_t {
    system,    ///< rules of the conversation; only text and cache marks
    user,      ///< may hold tool results too
    assistant, ///< what the model said, to be shown to it again
    tool,      ///< only tool results
};

struct Message {
    Role role = Role::user;
    std::vector<Part> parts;
    std::string origin; ///< name of the surface that made it (`anthropic`); empty: written by people
    bool operator==(const Message&) const = default;
};

/// All text parts joined, without reasoning.
[[nodiscard]] std::string text_of(const Message& message);
[[nodiscard]] std::string reasoning_of(const Message& message);
/// The calls, in order; they live as long as the message.
[[nodiscard]] std::vector<const ToolCall*> calls_of(const Message& message);

[[nodiscard]] inline Message user_message(std::string text)
{
    return {.role = Role::user, .parts = {Text{std::move(text), {}}}, .origin = {}};
}
[[nodiscard]] inline Message system_message(std::string text)
{
    return {.role = Role::system, .parts = {Text{std::move(text), {}}}, .origin = {}};
}

} // namespace goldbox::llm
