#pragma once
// SPDX-License-Identifier: MIT
// What the four encoders share.

#include <goldbox/json/writer.hpp>
#include <goldbox/llm/codec.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace goldbox::llm {

/// One body in the making. The encoders add members to an object that is open.
struct Encoder {
    const Provider& provider;
    const Request& request;
    json::Writer& out;
    std::vector<Warning>& warnings;

    void dropped(std::string_view what, std::string_view why) const;

    /// The message was made by this surface, so its `data` may go back.
    [[nodiscard]] bool is_own(const Message& message) const { return message.origin == name(provider.surface); }
    /// The model is one that takes no sampling.
    [[nodiscard]] bool reasons() const { return provider.reasons(request.model); }
    /// The call that a result answers; null when the conversation does not hold it.
    [[nodiscard]] const ToolCall* call_of(const ToolResult& result) const;
    [[nodiscard]] std::string_view name_of(const ToolResult& result) const;

    /// `key: value` where there is a value.
    template <class T>
    void optional(std::string_view key, const std::optional<T>& value) const
    {
        if (value) out.member(key, *value);
    }
    void stop(std::string_view key) const;
    void schema(std::string_view key, const JsonText& schema) const;
    /// The members of an object that is text.
    void members_of(const JsonText& object, std::initializer_list<std::string_view> only = {}) const;
};

void write_chat(const Encoder& encoder);
void write_responses(const Encoder& encoder);
void write_anthropic(const Encoder& encoder);
void write_gemini(const Encoder& encoder);

/// `data:image/png;base64,...`, or the url.
[[nodiscard]] std::string data_url(std::string_view media_type, std::string_view base64, const std::string& url = {});

/// All that system messages say, paragraph by paragraph.
[[nodiscard]] std::string system_text(const Request& request);

/// Names of effort as OpenAI spells them.
[[nodiscard]] std::string_view name_of(Effort effort);

/// OpenAI's strict mode takes a schema: every object is closed and requires all it names.
[[nodiscard]] bool is_strict_schema(const JsonText& schema);
/// The schema without what Anthropic's grammar does not know; the answer is checked against the whole one here.
[[nodiscard]] std::string anthropic_schema(const JsonText& schema);

} // namespace goldbox::llm
