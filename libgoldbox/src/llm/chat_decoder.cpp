// SPDX-License-Identifier: MIT
// openai-chat: what OpenAI's chat completions, and those who imitate them, answer.
#include "llm/error_body.hpp"
#include "llm/look.hpp"
#include "llm/reply.hpp"
#include "llm/usage.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>

namespace goldbox::llm {
namespace {

FinishReason chat_finish_reason(std::string_view raw)
{
    constexpr std::pair<std::string_view, FinishReason> known[] = {
        {"stop", FinishReason::stop},
        {"length", FinishReason::length},
        {"tool_calls", FinishReason::tool_calls},
        {"function_call", FinishReason::tool_calls},
        {"content_filter", FinishReason::content_filter},
        {"error", FinishReason::error},
    };
    for (const auto& [name, reason] : known) {
        if (name == raw) return reason;
    }
    return FinishReason::other;
}

class ChatAssembler final : public Assembler {
public:
    ChatAssembler(const Provider& provider, const DecodeLimits& limits)
        : Assembler(provider, limits), reasoning_beside_output_(provider.quirks.reasoning_beside_output)
    {
    }

    void whole(const json::Value& body) override { event({}, body); }

    void event(std::string_view, const json::Value& body) override
    {
        if (look(body, "error") || text_at(body, "object") == "error") {
            fail(classify_error(body, 0));
            return;
        }
        reply.identify(text_at(body, "id"), text_at(body, "model"));
        for (const json::Value& choice : array_at(body, "choices")) {
            if (integer_at(choice, "index").value_or(0) == 0) read_choice(choice);
        }
        const json::Value* usage = look(body, "usage");
        if (!usage) usage = look(body, {"x_groq", "usage"});
        if (usage) reply.response.usage = chat_usage(*usage, reasoning_beside_output_);
    }

    void end() override
    {
        if (!details_.empty()) {
            std::string text = "{\"reasoning_details\":[" + details_ + "]}";
            reply.add(Opaque{{std::move(text)}});
        }
        if (refused_ && reply.response.finish.reason == FinishReason::stop) {
            reply.response.finish.reason = FinishReason::content_filter;
        }
    }

private:
    struct OpenCall {
        std::int64_t index;
        std::string id;
        std::size_t part;
    };

    void read_choice(const json::Value& choice)
    {
        for (const std::string_view where : {"delta", "message"}) {
            if (const json::Value* message = look(choice, where)) read_message(*message);
        }
        const std::string_view raw = text_at(choice, "finish_reason");
        if (!raw.empty()) reply.finish(chat_finish_reason(raw), raw);
        if (const json::Value* error = look(choice, "error")) fail(classify_error(*error, 0));
    }

    void read_message(const json::Value& message)
    {
        const std::string_view thought = text_at(message, "reasoning_content");
        reply.reasoning(thought.empty() ? text_at(message, "reasoning") : thought);
        if (const json::Value* content = look(message, "content")) read_content(*content);
        if (const std::string_view refusal = text_at(message, "refusal"); !refusal.empty()) {
            refused_ = true;
            reply.text(refusal);
        }
        for (const json::Value& detail : array_at(message, "reasoning_details")) {
            if (!details_.empty()) details_ += ',';
            details_ += json::write(detail);
        }
        std::int64_t position = 0;
        for (const json::Value& call : array_at(message, "tool_calls")) {
            read_call(call, integer_at(call, "index").value_or(position));
            ++position;
        }
        if (const json::Value* call = look(message, "function_call")) read_function(open(0, {}, {}), *call);
    }

    /// A text, or a list of parts (Mistral).
    void read_content(const json::Value& content)
    {
        if (content.is(json::Kind::string)) return reply.text(content.string());
        for (const json::Value& part : array_of(&content)) {
            reply.text(text_at(part, "text"));
            const json::Value* thinking = look(part, "thinking");
            if (thinking && thinking->is(json::Kind::string)) reply.reasoning(thinking->string());
            for (const json::Value& piece : array_of(thinking)) reply.reasoning(text_at(piece, "text"));
        }
    }

    void read_call(const json::Value& call, std::int64_t index)
    {
        const json::Value* function = look(call, "function");
        if (!function) function = look(call, "custom");
        const std::size_t part = open(index, text_at(call, "id"), function ? text_at(*function, "name") : "");
        reply.call_id(part, text_at(call, "id"));
        if (function) read_function(part, *function);
    }

    void read_function(std::size_t part, const json::Value& function)
    {
        reply.call_name(part, text_at(function, "name"));
        const json::Value* arguments = look(function, "arguments");
        if (!arguments) return;
        if (arguments->is(json::Kind::string))
            reply.call_arguments(part, arguments->string());
        else
            reply.replace_arguments(part, json::write(*arguments));
    }

    /// The call that a piece belongs to. Some servers give parallel calls one index; then a whole call with a new id
    /// and a name behind a finished one is another call.
    std::size_t open(std::int64_t index, std::string_view id, std::string_view name)
    {
        const auto found = std::ranges::find(calls_.rbegin(), calls_.rend(), index, &OpenCall::index);
        if (found != calls_.rend()) {
            const bool another = !id.empty() && !name.empty() && !found->id.empty() && found->id != id &&
                                 json::read(reply.collected_arguments(found->part)).has_value();
            if (!another) {
                if (found->id.empty()) found->id = id;
                return found->part;
            }
        }
        calls_.push_back({index, std::string(id), reply.begin_call()});
        return calls_.back().part;
    }

    const bool reasoning_beside_output_; ///< a quirk
    std::vector<OpenCall> calls_;
    std::string details_; ///< OpenRouter's `reasoning_details`, to be sent back
    bool refused_ = false;
};

} // namespace

std::unique_ptr<Assembler> make_chat_assembler(const Provider& provider, const DecodeLimits& limits)
{
    return std::make_unique<ChatAssembler>(provider, limits);
}

} // namespace goldbox::llm
