// SPDX-License-Identifier: MIT
// openai-responses: a reply is a list of items; a stream adds items and lets them grow.
#include "llm/error_body.hpp"
#include "llm/look.hpp"
#include "llm/reply.hpp"
#include "llm/usage.hpp"

#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <initializer_list>

namespace goldbox::llm {
namespace {

/// Items that ask us to do something, and the tool that each stands for.
struct CallKind {
    std::string_view type;
    std::string_view tool;     ///< empty: the item names it
    std::string_view argument; ///< the member that holds the arguments, or the one argument
    bool waits;                ///< the reply ends to wait for us. The others may have been run by the provider itself.
};

constexpr CallKind call_kinds[] = {
    {"function_call", "", "arguments", true},
    {"custom_tool_call", "", "input", true},
    {"apply_patch_call", "apply_patch", "operation", true},
    {"shell_call", "shell", "action", false},
    {"local_shell_call", "local_shell", "action", false},
    {"tool_search_call", "tool_search", "arguments", false},
};

const CallKind* call_kind(const json::Value& item)
{
    const std::string_view type = text_at(item, "type");
    if (type == "tool_search_call" && text_at(item, "execution") != "client") return nullptr;
    const auto found = std::ranges::find(call_kinds, type, &CallKind::type);
    return found == std::end(call_kinds) ? nullptr : found;
}

/// Of a shell only its commands are told, not the limits that it asks for.
std::string shell_action(const json::Value& action)
{
    std::string out;
    json::Writer writer(out);
    writer.begin_object().key("commands").begin_array();
    for (const json::Value& command : array_at(action, "commands")) writer.value(command);
    writer.end_array().end_object();
    return out;
}

/// The arguments of a provider's own kind of call, as one object.
std::string own_arguments(const CallKind& kind, const json::Value& item)
{
    const json::Value* argument = look(item, kind.argument);
    std::string out;
    json::Writer writer(out);
    writer.begin_object();
    if (kind.type == "apply_patch_call") writer.member("callId", text_at(item, "call_id"));
    if (argument && kind.type == "shell_call")
        writer.key(kind.argument).raw(shell_action(*argument));
    else if (argument)
        writer.member(kind.argument, *argument);
    if (kind.type == "tool_search_call") writer.member("call_id", text_at(item, "call_id"));
    writer.end_object();
    return out;
}

std::string quoted(std::string_view text)
{
    std::string out;
    json::append_quoted(out, text);
    return out;
}

/// The members of a message that must return with it.
std::string message_data(const json::Value& item)
{
    std::string out;
    json::Writer writer(out);
    writer.begin_object();
    for (const std::string_view name : {"id", "phase"}) {
        if (const std::string_view text = text_at(item, name); !text.empty()) writer.member(name, text);
    }
    writer.end_object();
    return out == "{}" ? std::string() : out;
}

class ResponsesAssembler final : public Assembler {
public:
    using Assembler::Assembler;

    void whole(const json::Value& body) override
    {
        if (text_at(body, "type") == "error") {
            fail(classify_error(body, 0));
            return;
        }
        std::int64_t index = 0;
        for (const json::Value& item : array_at(body, "output")) finish_item(index++, item);
        read_end(body);
    }

    void event(std::string_view type, const json::Value& data) override
    {
        if (const std::string_view own = text_at(data, "type"); !own.empty()) type = own;
        if (type == "error" || (type.empty() && look(data, "error"))) {
            fail(classify_error(data, 0));
        } else if (type == "response.output_item.added") {
            if (const json::Value* item = look(data, "item")) item_of(index_of(data, *item), *item);
        } else if (type == "response.output_item.done") {
            if (const json::Value* item = look(data, "item")) finish_item(index_of(data, *item), *item);
        } else if (type == "response.completed" || type == "response.incomplete" || type == "response.failed" ||
                   type == "response.done") {
            if (const json::Value* response = look(data, "response")) read_final(*response);
        } else if (type == "response.created" || type == "response.in_progress") {
            if (const json::Value* response = look(data, "response")) identify(*response);
            if (reply.finished()) items_.clear(); // a further reply in the same stream counts its items anew
        } else {
            read_delta(type, data);
        }
    }

    void end() override
    {
        if (refused_ && reply.response.finish.reason == FinishReason::stop) {
            reply.response.finish.reason = FinishReason::content_filter;
        }
    }

private:
    enum class Grows { text, reasoning, call, nothing };
    struct Item {
        std::int64_t index;
        std::string id;
        Grows grows;
        std::size_t part; ///< meaningless while nothing grows
        bool done = false;
    };

    /// Items are told apart by their place: some servers change an item's id from event to event.
    std::int64_t index_of(const json::Value& data, const json::Value& item)
    {
        if (const auto index = integer_at(data, "output_index")) return *index;
        const std::string_view id = text_at(item, "id").empty() ? text_at(data, "item_id") : text_at(item, "id");
        const auto found = std::ranges::find(items_, id, &Item::id);
        return found == items_.end() ? -1 - static_cast<std::int64_t>(items_.size()) : found->index;
    }

    /// The item at that place, begun as its type wants when it is new.
    Item& item_of(std::int64_t index, const json::Value& item)
    {
        const auto found = std::ranges::find(items_, index, &Item::index);
        if (found != items_.end()) return *found;
        Item made{.index = index, .id = std::string(text_at(item, "id")), .grows = Grows::nothing, .part = 0};
        const std::string_view type = text_at(item, "type");
        if (type == "message") {
            made.grows = Grows::text;
            made.part = reply.add(Text{});
        } else if (type == "reasoning") {
            made.grows = Grows::reasoning;
            made.part = reply.add(Reasoning{});
        } else if (const CallKind* kind = call_kind(item)) {
            made.grows = Grows::call;
            made.part = reply.begin_call();
            reply.call_id(made.part, text_at(item, "call_id"));
            reply.call_name(made.part, kind->tool.empty() ? text_at(item, "name") : kind->tool);
        }
        return items_.emplace_back(std::move(made));
    }

    void read_delta(std::string_view type, const json::Value& data)
    {
        const std::int64_t index = index_of(data, data);
        const auto found = std::ranges::find(items_, index, &Item::index);
        if (type == "response.output_text.delta" || type == "response.refusal.delta") {
            if (type == "response.refusal.delta") refused_ = true;
            // servers that announce no items send text all the same
            if (found == items_.end())
                reply.text(text_at(data, "delta"));
            else if (found->grows == Grows::text)
                reply.text_into(found->part, text_at(data, "delta"));
        } else if (type == "response.reasoning_summary_text.delta" || type == "response.reasoning_text.delta") {
            if (found == items_.end())
                reply.reasoning(text_at(data, "delta"));
            else if (found->grows == Grows::reasoning)
                reply.reasoning_into(found->part, text_at(data, "delta"));
        } else if (type == "response.function_call_arguments.delta") {
            if (found != items_.end() && found->grows == Grows::call) {
                reply.call_arguments(found->part, text_at(data, "delta"));
            }
        } else if (type == "response.function_call_arguments.done") {
            if (found != items_.end() && found->grows == Grows::call) {
                reply.replace_arguments(found->part, text_at(data, "arguments"));
            }
        }
    }

    /// An item is complete: what did not come in pieces is taken from it.
    void finish_item(std::int64_t index, const json::Value& item)
    {
        Item& known = item_of(index, item);
        if (known.done) return;
        known.done = true;
        switch (known.grows) {
        case Grows::text: finish_message(known.part, item); break;
        case Grows::reasoning: finish_reasoning(known.part, item); break;
        case Grows::call: finish_call(known.part, item); break;
        case Grows::nothing: reply.add(Opaque{{json::write(item)}}); break;
        }
    }

    void finish_message(std::size_t part, const json::Value& item)
    {
        auto* text = std::get_if<Text>(&reply.response.message.parts[part]);
        if (!text) return;
        const bool nothing_came = text->text.empty();
        for (const json::Value& content : array_at(item, "content")) {
            const std::string_view refusal = text_at(content, "refusal");
            if (!refusal.empty()) refused_ = true;
            if (nothing_came) reply.text_into(part, refusal.empty() ? text_at(content, "text") : refusal);
        }
        text->data.text = message_data(item);
    }

    void finish_reasoning(std::size_t part, const json::Value& item)
    {
        auto* reasoning = std::get_if<Reasoning>(&reply.response.message.parts[part]);
        if (!reasoning) return;
        if (reasoning->text.empty()) {
            for (const std::string_view list : {"summary", "content"}) {
                if (!reasoning->text.empty()) break; // the summary is of the content
                for (const json::Value& piece : array_at(item, list)) {
                    reply.reasoning_into(part, text_at(piece, "text"));
                }
            }
        }
        reasoning->data.text = json::write(item);
    }

    void finish_call(std::size_t part, const json::Value& item)
    {
        ToolCall* call = reply.call(part);
        const CallKind* kind = call_kind(item);
        if (!call || !kind) return;
        waits_ = waits_ || kind->waits;
        reply.call_id(part, text_at(item, "call_id"));
        reply.call_name(part, kind->tool.empty() ? text_at(item, "name") : kind->tool);
        if (kind->type == "function_call") {
            reply.replace_arguments(part, text_at(item, "arguments"));
        } else {
            reply.replace_arguments(part, kind->type == "custom_tool_call" ? quoted(text_at(item, "input"))
                                                                           : own_arguments(*kind, item));
        }
        call->data.text = json::write(item);
    }

    void identify(const json::Value& response) { reply.identify(text_at(response, "id"), text_at(response, "model")); }

    void read_final(const json::Value& response)
    {
        if (items_.empty() && !reply.has_begun()) {
            std::int64_t index = 0;
            for (const json::Value& item : array_at(response, "output")) finish_item(index++, item);
        }
        read_end(response);
    }

    void read_end(const json::Value& response)
    {
        identify(response);
        if (const json::Value* usage = look(response, "usage")) reply.response.usage = responses_usage(*usage);
        const std::string_view status = text_at(response, "status");
        if (look(response, "error") && status != "completed") {
            fail(classify_error(response, 0));
            return;
        }
        const json::Value* details = look(response, "incomplete_details");
        const std::string_view why = details ? text_at(*details, "reason") : std::string_view();
        if (why == "max_output_tokens")
            reply.finish(FinishReason::length, why);
        else if (why == "content_filter")
            reply.finish(FinishReason::content_filter, why);
        else if (status == "failed" || status == "cancelled")
            reply.finish(FinishReason::error, status);
        else if (status == "completed" || status.empty())
            reply.finish(waits_ ? FinishReason::tool_calls : FinishReason::stop, status);
        else
            reply.finish(FinishReason::other, status);
    }

    std::vector<Item> items_;
    bool waits_ = false;
    bool refused_ = false;
};

} // namespace

std::unique_ptr<Assembler> make_responses_assembler(const Provider& provider, const DecodeLimits& limits)
{
    return std::make_unique<ResponsesAssembler>(provider, limits);
}

} // namespace goldbox::llm
