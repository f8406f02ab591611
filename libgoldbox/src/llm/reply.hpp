#pragma once
// SPDX-License-Identifier: MIT
// A reply while it grows: what all surfaces share.

#include <goldbox/json/value.hpp>
#include <goldbox/llm/codec.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::llm {

class Reply {
public:
    Reply(Surface surface, std::size_t max_parts) : max_parts_(max_parts)
    {
        response.message.role = Role::assistant;
        response.message.origin = name(surface);
    }

    Response response;
    const DeltaSink* sink = nullptr; ///< set while bytes are fed; may be null

    /// Goes on with the last part where it is of that kind, else begins one.
    void text(std::string_view piece);
    void reasoning(std::string_view piece);
    /// The same for a part that was begun earlier.
    void text_into(std::size_t part, std::string_view piece);
    void reasoning_into(std::size_t part, std::string_view piece);

    /// A new part; its index.
    std::size_t add(Part part);

    /// A call grows by any of these, in any order; what is empty changes nothing.
    std::size_t begin_call();
    void call_id(std::size_t part, std::string_view id);
    void call_name(std::size_t part, std::string_view name);
    void call_arguments(std::size_t part, std::string_view piece);
    void replace_arguments(std::size_t part, std::string_view whole);
    [[nodiscard]] const std::string& collected_arguments(std::size_t part) const;

    /// Takes a part out that turned out to be void.
    void remove(std::size_t part);

    void finish(FinishReason reason, std::string_view raw);
    void warn(std::string_view code, std::string message);
    void identify(std::string_view id, std::string_view model);

    /// Settles the calls: arguments are JSON or `malformed`, ids are there. Once, at the end.
    void settle();

    [[nodiscard]] bool finished() const { return finished_; } ///< a reason was given
    [[nodiscard]] bool full() const { return full_; }
    [[nodiscard]] bool has_begun() const { return !response.message.parts.empty(); }
    [[nodiscard]] ToolCall* call(std::size_t part);

private:
    struct Growing {
        std::size_t part;
        std::string arguments;
    };
    void tell(Delta::Kind kind, std::size_t part, std::string_view text);
    [[nodiscard]] Growing& growing(std::size_t part);
    void settle(Growing& call, std::size_t number);

    std::size_t max_parts_;
    std::vector<Growing> growing_;
    bool full_ = false;
    bool finished_ = false;
};

/// What a surface does with the JSON that a decoder framed for it.
class Assembler {
public:
    Assembler(const Provider& provider, const DecodeLimits& limits) : reply(provider.surface, limits.max_parts) {}
    virtual ~Assembler() = default;

    /// A reply in one piece.
    virtual void whole(const json::Value& body) = 0;
    /// One event of a stream; `type` may be empty.
    virtual void event(std::string_view type, const json::Value& data) = 0;
    /// Nothing more comes.
    virtual void end() {}

    /// It came to nothing. The first reason stays.
    void fail(Failure why)
    {
        if (!failure_) failure_ = std::make_unique<Failure>(std::move(why));
    }
    [[nodiscard]] const Failure* failure() const { return failure_.get(); }

    Reply reply;
    bool ended = false; ///< nothing that follows matters

private:
    std::unique_ptr<Failure> failure_; // seldom there, and large
};

[[nodiscard]] std::unique_ptr<Assembler> make_chat_assembler(const Provider&, const DecodeLimits&);
[[nodiscard]] std::unique_ptr<Assembler> make_responses_assembler(const Provider&, const DecodeLimits&);
[[nodiscard]] std::unique_ptr<Assembler> make_anthropic_assembler(const Provider&, const DecodeLimits&);
[[nodiscard]] std::unique_ptr<Assembler> make_gemini_assembler(const Provider&, const DecodeLimits&);

} // namespace goldbox::llm
