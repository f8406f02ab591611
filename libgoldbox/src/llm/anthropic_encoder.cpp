// SPDX-License-Identifier: MIT
// anthropic: POST /messages.
#include "llm/encoder.hpp"
#include "llm/look.hpp"

#include <goldbox/json/reader.hpp>

#include <algorithm>

namespace goldbox::llm {
namespace {

constexpr std::int64_t default_max_tokens = 4096; // it must be said
constexpr int most_marks = 4;

/// Messages of one side in a row are one message there.
struct Turn {
    bool assistant = false;
    std::vector<std::pair<const Message*, const Part*>> parts;
};

std::vector<Turn> turns_of(const Request& request)
{
    std::vector<Turn> turns;
    for (const Message& message : request.messages) {
        if (message.role == Role::system || message.parts.empty()) continue;
        const bool assistant = message.role == Role::assistant;
        if (turns.empty() || turns.back().assistant != assistant) turns.push_back({assistant, {}});
        for (const Part& part : message.parts) turns.back().parts.emplace_back(&message, &part);
    }
    return turns;
}

/// The results of tools must stand before anything else that the user says; a mark stays behind its part.
void bring_results_forward(Turn& turn)
{
    Turn results, others;
    bool to_results = false;
    for (const auto& part : turn.parts) {
        if (!std::holds_alternative<CacheMark>(*part.second)) {
            to_results = std::holds_alternative<ToolResult>(*part.second);
        }
        (to_results ? results : others).parts.push_back(part);
    }
    turn.parts = std::move(results.parts);
    turn.parts.insert(turn.parts.end(), others.parts.begin(), others.parts.end());
}

/// A block as it came, without members that are null: replies hold some that requests do not know. What a model wrote
/// as the input of a tool stays untouched.
void write_block_back(json::Writer& out, const json::Value& value)
{
    if (value.is(json::Kind::object)) {
        out.begin_object();
        for (const json::Member& member : value.object()) {
            if (member.value.is(json::Kind::null)) continue;
            out.key(member.name);
            if (member.name == "input")
                out.value(member.value);
            else
                write_block_back(out, member.value);
        }
        out.end_object();
    } else if (value.is(json::Kind::array)) {
        out.begin_array();
        for (const json::Value& element : value.array()) write_block_back(out, element);
        out.end_array();
    } else {
        out.value(value);
    }
}

class Body {
public:
    explicit Body(const Encoder& encoder) : encoder_(encoder), out_(encoder.out) {}

    void write()
    {
        const Request& request = encoder_.request;
        out_.member("model", request.model);
        out_.member("max_tokens", request.max_tokens.value_or(default_max_tokens));
        write_tools(); // first, because marks count from there
        write_system();
        out_.key("messages").begin_array();
        std::vector<Turn> turns = turns_of(request);
        for (Turn& turn : turns) {
            if (!turn.assistant) bring_results_forward(turn);
            write_turn(turn);
        }
        out_.end_array();
        write_thinking();
        write_sampling();
        encoder_.stop("stop_sequences");
        out_.member("stream", request.stream);
    }

private:
    void write_mark(CacheLifetime lifetime)
    {
        if (++marks_ > most_marks) {
            if (marks_ == most_marks + 1) encoder_.dropped("a cache mark", "four are allowed");
            return;
        }
        out_.key("cache_control").begin_object().member("type", "ephemeral");
        if (lifetime == CacheLifetime::one_hour) out_.member("ttl", "1h");
        out_.end_object();
    }

    void write_system()
    {
        std::vector<const Part*> parts;
        for (const Message& message : encoder_.request.messages) {
            if (message.role != Role::system) continue;
            for (const Part& part : message.parts) parts.push_back(&part);
        }
        if (parts.empty()) return;
        out_.key("system").begin_array();
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const auto* text = std::get_if<Text>(parts[i]);
            if (!text || text->text.empty()) continue;
            out_.begin_object().member("type", "text").member("text", text->text);
            mark_if(i + 1 < parts.size() ? parts[i + 1] : nullptr);
            out_.end_object();
        }
        out_.end_array();
    }

    void mark_if(const Part* next)
    {
        if (const auto* mark = next ? std::get_if<CacheMark>(next) : nullptr) write_mark(mark->lifetime);
    }

    void write_turn(const Turn& turn)
    {
        out_.begin_object().member("role", turn.assistant ? "assistant" : "user").key("content").begin_array();
        for (std::size_t i = 0; i < turn.parts.size(); ++i) {
            const Part* next = i + 1 < turn.parts.size() ? turn.parts[i + 1].second : nullptr;
            write_block(*turn.parts[i].first, *turn.parts[i].second, next);
        }
        out_.end_array().end_object();
    }

    void write_block(const Message& message, const Part& part, const Part* next)
    {
        const bool own = encoder_.is_own(message);
        if (const auto* text = std::get_if<Text>(&part)) {
            if (text->text.empty()) return; // refused there
            out_.begin_object().member("type", "text").member("text", text->text);
            if (own) encoder_.members_of(text->data, {"citations"});
        } else if (const auto* image = std::get_if<Image>(&part)) {
            write_media("image", image->media_type, image->base64, image->url);
        } else if (const auto* file = std::get_if<File>(&part)) {
            write_media("document", file->media_type, file->base64, file->url);
            if (!file->name.empty()) out_.member("title", file->name);
        } else if (const auto* call = std::get_if<ToolCall>(&part)) {
            out_.begin_object().member("type", "tool_use").member("id", id_of(call->id)).member("name", call->name);
            write_input(*call);
        } else if (const auto* result = std::get_if<ToolResult>(&part)) {
            write_result(*result);
        } else {
            return write_own(part, own);
        }
        mark_if(next);
        out_.end_object();
    }

    /// What carries no mark: blocks that are only sent back.
    void write_own(const Part& part, bool own)
    {
        if (const auto* reasoning = std::get_if<Reasoning>(&part)) {
            if (!own || reasoning->data.empty()) return; // unsigned thoughts are not taken
            out_.begin_object().member("type", "thinking").member("thinking", reasoning->text);
            encoder_.members_of(reasoning->data, {"signature"});
            out_.end_object();
        } else if (const auto* opaque = std::get_if<Opaque>(&part)) {
            if (!own) return encoder_.dropped("a block of another provider", "it has no form here");
            if (const auto block = json::read(opaque->data.text)) write_block_back(out_, block->root);
        } else if (std::holds_alternative<Audio>(part)) {
            encoder_.dropped("audio", "this surface takes none");
        }
    }

    void write_source(const std::string& media_type, const std::string& base64, const std::string& url)
    {
        out_.key("source").begin_object();
        if (!url.empty()) {
            out_.member("type", "url").member("url", url);
        } else {
            out_.member("type", "base64").member("media_type", media_type).member("data", base64);
        }
        out_.end_object();
    }

    void write_media(std::string_view type, const std::string& media_type, const std::string& base64,
                     const std::string& url)
    {
        out_.begin_object().member("type", type);
        write_source(media_type, base64, url);
    }

    /// Letters, digits, `_` and `-` are taken.
    static std::string id_of(std::string id)
    {
        for (char& c : id) {
            const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            if (!plain) c = '_';
        }
        return id;
    }

    void write_input(const ToolCall& call)
    {
        const auto arguments = json::read(call.arguments.text);
        out_.key("input");
        if (arguments && arguments->root.is(json::Kind::object))
            out_.raw(call.arguments.text);
        else
            out_.begin_object().key("input").raw(call.arguments.text).end_object();
    }

    void write_result(const ToolResult& result)
    {
        out_.begin_object().member("type", "tool_result").member("tool_use_id", id_of(result.call_id));
        out_.key("content").begin_array();
        if (!result.output.empty()) {
            out_.begin_object().member("type", "text").member("text", result.output).end_object();
        }
        for (const Image& image : result.images) {
            write_media("image", image.media_type, image.base64, image.url);
            out_.end_object();
        }
        out_.end_array();
        if (result.is_error) out_.member("is_error", true);
    }

    void write_tools()
    {
        const Request& request = encoder_.request;
        if (request.tools.empty()) return;
        out_.key("tools").begin_array();
        for (const Tool& tool : request.tools) {
            out_.begin_object().member("name", tool.name);
            if (!tool.description.empty()) out_.member("description", tool.description);
            encoder_.schema("input_schema", tool.parameters);
            if (request.cache_tools && &tool == &request.tools.back()) write_mark(CacheLifetime::five_minutes);
            out_.end_object();
        }
        out_.end_array();
        write_choice();
    }

    void write_choice()
    {
        const Request& request = encoder_.request;
        const bool one = request.parallel_tool_calls && !*request.parallel_tool_calls;
        const ToolUse use = request.tool_choice.use;
        if (use == ToolUse::automatic && !one) return;
        constexpr std::string_view types[] = {"auto", "none", "any", "tool"};
        out_.key("tool_choice").begin_object().member("type", types[static_cast<std::size_t>(use)]);
        if (use == ToolUse::named) out_.member("name", request.tool_choice.name);
        if (one && use != ToolUse::none) out_.member("disable_parallel_tool_use", true);
        out_.end_object();
    }

    [[nodiscard]] bool thinks() const
    {
        return encoder_.request.effort != Effort::unset && encoder_.request.effort != Effort::none;
    }

    /// Older models get a budget of tokens, newer ones a level.
    void write_thinking()
    {
        const Request& request = encoder_.request;
        const bool levels = encoder_.provider.takes_levels(request.model);
        if (request.effort == Effort::none) {
            out_.key("thinking").begin_object().member("type", "disabled").end_object();
        } else if (thinks() && levels) {
            out_.key("thinking").begin_object().member("type", "adaptive").member("display", "summarized").end_object();
        } else if (thinks()) {
            constexpr std::int64_t budgets[] = {0, 0, 1024, 4096, 16384};
            const std::int64_t most = request.max_tokens.value_or(default_max_tokens) - 1;
            const std::int64_t budget = std::min(budgets[static_cast<std::size_t>(request.effort)], most);
            if (budget < 1024) {
                encoder_.dropped("effort", "thinking needs max_tokens above 1024");
            } else {
                out_.key("thinking").begin_object().member("type", "enabled");
                out_.member("budget_tokens", budget).end_object();
            }
        }
        write_output(thinks() && levels);
    }

    void write_output(bool with_effort)
    {
        const auto& output = encoder_.request.output;
        const bool with_schema = output && !output->schema.empty();
        if (output && !with_schema) encoder_.dropped("output", "this surface knows no JSON without a schema");
        if (!with_schema && !with_effort) return;
        out_.key("output_config").begin_object();
        if (with_effort) out_.member("effort", name_of(encoder_.request.effort));
        if (with_schema) {
            out_.key("format").begin_object().member("type", "json_schema");
            out_.key("schema").raw(anthropic_schema(output->schema)).end_object();
        }
        out_.end_object();
    }

    void write_sampling()
    {
        const Sampling& sampling = encoder_.request.sampling;
        if (sampling.seed || sampling.presence_penalty || sampling.frequency_penalty) {
            encoder_.dropped("seed or a penalty", "this surface takes none of them");
        }
        if (encoder_.reasons() || thinks()) {
            if (sampling.temperature || sampling.top_p || sampling.top_k) {
                encoder_.dropped("sampling", "a model that thinks takes none");
            }
            return;
        }
        if (sampling.temperature) {
            if (*sampling.temperature > 1) encoder_.dropped("a temperature above 1", "1 is sent");
            out_.member("temperature", std::min(*sampling.temperature, 1.0));
        }
        encoder_.optional("top_p", sampling.top_p);
        encoder_.optional("top_k", sampling.top_k);
    }

    const Encoder& encoder_;
    json::Writer& out_;
    int marks_ = 0;
};

} // namespace

void write_anthropic(const Encoder& encoder)
{
    Body(encoder).write();
}

} // namespace goldbox::llm
