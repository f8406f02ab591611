// SPDX-License-Identifier: MIT
// gemini: generateContent. Each event of a stream is a reply by itself; they add up.
#include "llm/error_body.hpp"
#include "llm/look.hpp"
#include "llm/partial_arguments.hpp"
#include "llm/reply.hpp"
#include "llm/usage.hpp"

#include <goldbox/json/writer.hpp>

namespace goldbox::llm {
namespace {

FinishReason gemini_finish_reason(std::string_view raw)
{
    constexpr std::pair<std::string_view, FinishReason> known[] = {
        {"STOP", FinishReason::stop},
        {"MAX_TOKENS", FinishReason::length},
        {"SAFETY", FinishReason::content_filter},
        {"RECITATION", FinishReason::content_filter},
        {"BLOCKLIST", FinishReason::content_filter},
        {"PROHIBITED_CONTENT", FinishReason::content_filter},
        {"SPII", FinishReason::content_filter},
        {"IMAGE_SAFETY", FinishReason::content_filter},
        {"MALFORMED_FUNCTION_CALL", FinishReason::error},
    };
    for (const auto& [name, reason] : known) {
        if (name == raw) return reason;
    }
    return FinishReason::other;
}

class GeminiAssembler final : public Assembler {
public:
    using Assembler::Assembler;

    void whole(const json::Value& body) override { event({}, body); }

    void event(std::string_view, const json::Value& body) override
    {
        if (look(body, "error")) {
            fail(classify_error(body, 0));
            return;
        }
        reply.identify(text_at(body, "responseId"), text_at(body, "modelVersion"));
        for (const json::Value& candidate : array_at(body, "candidates")) {
            if (integer_at(candidate, "index").value_or(0) == 0) read_candidate(candidate);
        }
        if (const json::Value* feedback = look(body, "promptFeedback")) {
            const std::string_view raw = text_at(*feedback, "blockReason");
            if (!raw.empty()) reply.finish(FinishReason::content_filter, raw);
        }
        if (const json::Value* usage = look(body, "usageMetadata")) {
            reply.response.usage = gemini_usage(*usage);
        }
    }

    void end() override
    {
        close_call();
        // it says STOP even when it calls tools
        if (reply.response.finish.reason == FinishReason::stop && !calls_of(reply.response.message).empty()) {
            reply.response.finish.reason = FinishReason::tool_calls;
        }
    }

private:
    void read_candidate(const json::Value& candidate)
    {
        for (const json::Value& part : array_of(look(candidate, {"content", "parts"}))) read_part(part);
        const std::string_view raw = text_at(candidate, "finishReason");
        if (!raw.empty()) reply.finish(gemini_finish_reason(raw), raw);
    }

    void read_part(const json::Value& part)
    {
        if (const json::Value* call = look(part, "functionCall")) {
            read_call(*call, part);
        } else if (const json::Value* text = look(part, "text"); text && text->is(json::Kind::string)) {
            read_text(text->string(), true_at(part, "thought"), part);
        } else if (const json::Value* inside = look(part, "inlineData");
                   inside && !text_at(*inside, "data").empty() && !look(part, "thought")) {
            reply.add(Image{std::string(text_at(*inside, "mimeType")), std::string(text_at(*inside, "data")), {}});
        } else if (part.is(json::Kind::object)) {
            reply.add(Opaque{{json::write(part)}});
        }
    }

    /// Pieces join while nothing is signed: a signature is of the part that it came with.
    void read_text(std::string_view text, bool thought, const json::Value& part)
    {
        const std::string_view signature = text_at(part, "thoughtSignature");
        if (thought)
            reply.reasoning(text);
        else
            reply.text(text);
        if (signature.empty()) return;
        if (text.empty()) reply.add(thought ? Part(Reasoning{}) : Part(Text{}));
        sign(reply.response.message.parts.back(), signature);
    }

    static std::string signed_with(std::string_view signature)
    {
        std::string out = "{\"thoughtSignature\":";
        json::append_quoted(out, signature);
        return out += '}';
    }

    static void sign(Part& part, std::string_view signature)
    {
        if (auto* text = std::get_if<Text>(&part)) text->data.text = signed_with(signature);
        if (auto* reasoning = std::get_if<Reasoning>(&part)) reasoning->data.text = signed_with(signature);
        if (auto* call = std::get_if<ToolCall>(&part)) call->data.text = signed_with(signature);
    }

    /// A call comes whole, or begins with its name and grows by paths until a piece says that none follows.
    void read_call(const json::Value& call, const json::Value& part)
    {
        const std::string_view name = text_at(call, "name");
        if (!open_ && name.empty() && !look(call, "args")) return; // the end of a call that ended already
        if (!open_ || !name.empty()) {
            close_call();
            open_ = reply.begin_call();
            reply.call_name(*open_, name);
            reply.call_id(*open_, text_at(call, "id"));
        }
        const std::string_view signature = text_at(part, "thoughtSignature");
        if (!signature.empty()) sign(reply.response.message.parts[*open_], signature);
        if (const json::Value* arguments = look(call, "args")) {
            reply.replace_arguments(*open_, json::write(*arguments));
        }
        for (const json::Value& piece : array_at(call, "partialArgs")) {
            grows_ = true;
            if (!growing_.add(piece)) reply.warn("llm.odd_arguments", "a piece of a call's arguments leads nowhere");
        }
        if (!true_at(call, "willContinue")) close_call();
    }

    void close_call()
    {
        if (open_ && grows_) reply.replace_arguments(*open_, growing_.json());
        open_.reset();
        growing_ = PartialArguments();
        grows_ = false;
    }

    std::optional<std::size_t> open_;
    PartialArguments growing_;
    bool grows_ = false;
};

} // namespace

std::unique_ptr<Assembler> make_gemini_assembler(const Provider& provider, const DecodeLimits& limits)
{
    return std::make_unique<GeminiAssembler>(provider, limits);
}

} // namespace goldbox::llm
