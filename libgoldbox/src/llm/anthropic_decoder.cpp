// SPDX-License-Identifier: MIT
// anthropic: the messages API.
#include "llm/error_body.hpp"
#include "llm/look.hpp"
#include "llm/reply.hpp"
#include "llm/usage.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>

namespace goldbox::llm {
namespace {

FinishReason anthropic_finish_reason(std::string_view raw)
{
    constexpr std::pair<std::string_view, FinishReason> known[] = {
        {"end_turn", FinishReason::stop},          {"stop_sequence", FinishReason::stop},
        {"tool_use", FinishReason::tool_calls},    {"max_tokens", FinishReason::length},
        {"refusal", FinishReason::content_filter}, {"model_context_window_exceeded", FinishReason::length},
    };
    for (const auto& [name, reason] : known) {
        if (name == raw) return reason;
    }
    return FinishReason::other; // pause_turn: go on with the same messages and this reply
}

/// The object with one member's value replaced by a text that is JSON.
std::string with_member(const json::Value& object, std::string_view name, std::string_view text)
{
    std::string out;
    json::Writer writer(out);
    writer.begin_object();
    for (const json::Member& member : object.object()) {
        if (member.name != name) writer.member(member.name, member.value);
    }
    writer.key(name).raw(text).end_object();
    return out;
}

class AnthropicAssembler final : public Assembler {
public:
    using Assembler::Assembler;

    void whole(const json::Value& body) override
    {
        if (text_at(body, "type") == "error" || look(body, "error")) {
            fail(classify_error(body, 0));
            return;
        }
        begin(body);
    }

    void event(std::string_view type, const json::Value& data) override
    {
        if (const std::string_view own = text_at(data, "type"); !own.empty()) type = own;
        if (type == "message_start") {
            if (const json::Value* message = look(data, "message")) begin(*message);
        } else if (type == "content_block_start") {
            if (const json::Value* block = look(data, "content_block")) open_block(index_of(data), *block);
        } else if (type == "content_block_delta") {
            if (const json::Value* delta = look(data, "delta")) read_delta(index_of(data), *delta);
        } else if (type == "content_block_stop") {
            close_block(index_of(data));
        } else if (type == "message_delta") {
            if (const json::Value* delta = look(data, "delta")) read_stop(*delta);
            if (const json::Value* usage = look(data, "usage")) merge_anthropic_usage(reply.response.usage, *usage);
        } else if (type == "message_stop") {
            is_open_ = false;
        } else if (type == "error") {
            fail(classify_error(data, 0));
        }
    }

    void end() override
    {
        while (!blocks_.empty()) close_block(blocks_.front().index);
    }

private:
    struct Block {
        std::int64_t index;
        std::size_t part;
        std::string start; ///< the block as it began
        std::string input; ///< of a provider's own tool
        std::string signature;
        std::string citations; ///< joined by commas
    };

    static std::int64_t index_of(const json::Value& data) { return integer_at(data, "index").value_or(0); }

    /// A message begins. Where one is open, the provider started over (its own tools do that): what was half said then
    /// is void.
    void begin(const json::Value& message)
    {
        if (is_open_ && !blocks_.empty()) {
            reply.warn("llm.restarted", "the provider began its message anew");
            while (!blocks_.empty()) {
                reply.remove(blocks_.back().part);
                blocks_.pop_back();
            }
        }
        is_open_ = true;
        reply.identify(text_at(message, "id"), text_at(message, "model"));
        if (const json::Value* usage = look(message, "usage")) merge_anthropic_usage(reply.response.usage, *usage);
        std::int64_t index = 0;
        for (const json::Value& block : array_at(message, "content")) { // all of it, but for the first of a stream
            open_block(index, block);
            close_block(index++);
        }
        read_stop(message);
    }

    void open_block(std::int64_t index, const json::Value& block)
    {
        if (!block.is(json::Kind::object)) return;
        close_block(index); // a block whose end did not come
        const std::string_view type = text_at(block, "type");
        Block open{.index = index, .part = 0, .start = {}, .input = {}, .signature = {}, .citations = {}};
        if (type == "text") {
            open.part = reply.add(Text{});
            reply.text_into(open.part, text_at(block, "text"));
            for (const json::Value& citation : array_at(block, "citations")) cite(open, citation);
        } else if (type == "thinking") {
            open.part = reply.add(Reasoning{});
            reply.reasoning_into(open.part, text_at(block, "thinking"));
            open.signature = text_at(block, "signature");
        } else if (type == "tool_use") {
            open.part = reply.begin_call();
            reply.call_id(open.part, text_at(block, "id"));
            reply.call_name(open.part, text_at(block, "name"));
            if (const json::Value* input = look(block, "input"); input && !is_empty(*input)) {
                reply.replace_arguments(open.part, json::write(*input));
            }
        } else {
            open.start = json::write(block);
            open.part = reply.add(Opaque{{open.start}});
        }
        blocks_.push_back(std::move(open));
    }

    static bool is_empty(const json::Value& value) { return value.is(json::Kind::object) && value.object().empty(); }

    static void cite(Block& block, const json::Value& citation)
    {
        if (!block.citations.empty()) block.citations += ',';
        block.citations += json::write(citation);
    }

    void read_delta(std::int64_t index, const json::Value& delta)
    {
        const auto found = std::ranges::find(blocks_, index, &Block::index);
        if (found == blocks_.end()) return;
        reply.text_into(found->part, text_at(delta, "text"));
        reply.reasoning_into(found->part, text_at(delta, "thinking"));
        found->signature += text_at(delta, "signature");
        if (const json::Value* citation = look(delta, "citation")) cite(*found, *citation);
        const std::string_view input = text_at(delta, "partial_json");
        if (found->start.empty())
            reply.call_arguments(found->part, input);
        else
            found->input += input;
    }

    void close_block(std::int64_t index)
    {
        const auto found = std::ranges::find(blocks_, index, &Block::index);
        if (found == blocks_.end()) return;
        Part& part = reply.response.message.parts[found->part];
        if (auto* text = std::get_if<Text>(&part); text && !found->citations.empty()) {
            text->data.text = "{\"citations\":[" + found->citations + "]}";
        } else if (auto* reasoning = std::get_if<Reasoning>(&part); reasoning && !found->signature.empty()) {
            reasoning->data.text = "{\"signature\":";
            json::append_quoted(reasoning->data.text, found->signature);
            reasoning->data.text += '}';
        } else if (auto* opaque = std::get_if<Opaque>(&part); opaque && !found->input.empty()) {
            const auto start = json::read(found->start);
            if (start && json::read(found->input)) {
                opaque->data.text = with_member(start->root, "input", found->input);
            }
        }
        blocks_.erase(found);
    }

    void read_stop(const json::Value& holder)
    {
        const std::string_view raw = text_at(holder, "stop_reason");
        if (!raw.empty()) reply.finish(anthropic_finish_reason(raw), raw);
    }

    std::vector<Block> blocks_;
    bool is_open_ = false;
};

} // namespace

std::unique_ptr<Assembler> make_anthropic_assembler(const Provider& provider, const DecodeLimits& limits)
{
    return std::make_unique<AnthropicAssembler>(provider, limits);
}

} // namespace goldbox::llm
