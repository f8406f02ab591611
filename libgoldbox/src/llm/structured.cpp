// SPDX-License-Identifier: MIT
#include <goldbox/llm/structured.hpp>

#include "llm/error_body.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>

namespace goldbox::llm {
namespace {

constexpr std::size_t most_told = 10; ///< mistakes that a model is shown
constexpr std::size_t most_answer = 1u << 20;
constexpr std::uint64_t most_work = 10'000'000; ///< of a validation: a tenth of a second

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_json(std::string_view text)
{
    return json::read(text, {.file = {}, .max_bytes = most_answer}).has_value();
}

/// What stands in the first code fence, without the name of its language.
std::string_view in_fence(std::string_view text)
{
    const std::size_t open = text.find("```");
    if (open == std::string_view::npos) return {};
    const std::size_t line = text.find('\n', open);
    if (line == std::string_view::npos) return {};
    const std::size_t close = text.find("```", line);
    return trimmed(text.substr(line, close == std::string_view::npos ? close : close - line));
}

std::string_view in_brackets(std::string_view text)
{
    const std::size_t first = text.find_first_of("{[");
    const std::size_t last = text.find_last_of("}]");
    if (first == std::string_view::npos || last == std::string_view::npos || last < first) return {};
    return text.substr(first, last - first + 1);
}

std::string told(const std::vector<json::Violation>& violations)
{
    std::string all;
    for (std::size_t i = 0; i < std::min(violations.size(), most_told); ++i) {
        const json::Violation& each = violations[i];
        all += "\n- " + (each.instance.empty() ? "the whole" : printable(each.instance)) + ": " + each.message;
    }
    if (violations.size() > most_told) all += "\n- and " + std::to_string(violations.size() - most_told) + " more";
    return all;
}

/// What is wrong with a text that should be JSON of that schema; empty when nothing is.
std::string complaint(std::string_view text, const std::optional<json::Schema>& schema)
{
    const json::ReadOptions read{.file = {}, .max_bytes = most_answer};
    const auto document = json::read(text, read);
    if (!document) return "\n- it is no JSON: " + document.error().message;
    if (!schema) return document->root.is(json::Kind::object) ? "" : "\n- it is no JSON object";
    const auto violations = schema->validate(document->root, {.source = {}, .max_work = most_work});
    if (!violations) return "\n- it cannot be checked: " + violations.error().message;
    return told(*violations);
}

Result<std::optional<json::Schema>> compile(const JsonText& text)
{
    if (text.empty()) return std::optional<json::Schema>();
    GOLDBOX_TRY(const json::Document document, json::read(text.text));
    GOLDBOX_TRY(json::Schema schema, json::Schema::compile(document.root));
    return std::optional(std::move(schema));
}

std::string on_one_line(std::string_view text)
{
    const auto document = json::read(text, {.file = {}, .max_bytes = most_answer});
    return document ? json::write(document->root) : std::string();
}

} // namespace

std::string_view find_json(std::string_view answer)
{
    answer = trimmed(answer);
    for (const std::string_view part : {answer, in_fence(answer), in_brackets(answer)}) {
        if (!part.empty() && is_json(part)) return part;
    }
    return {};
}

Result<Structured> Structured::begin(Request request)
{
    if (!request.output) return fail(Code::invalid, "llm.invalid_request", "the request asks for no JSON: set output");
    GOLDBOX_TRY(auto schema, compile(request.output->schema));
    return Structured(std::move(request), std::move(schema));
}

std::variant<JsonText, Again, Failure> Structured::answer(const Response& response)
{
    const auto give_up = [&](FailureKind kind, std::string why) {
        Failure failure = make_failure(kind, std::move(why));
        failure.partial = response;
        return failure;
    };
    if (response.finish.reason == FinishReason::content_filter) {
        return give_up(FailureKind::filtered, "the answer was filtered");
    }
    const std::string text = text_of(response.message);
    const std::string_view found = find_json(text);
    const std::string wrong = complaint(found.empty() ? trimmed(text) : found, schema_);
    if (wrong.empty()) return JsonText{on_one_line(found)};
    if (response.finish.reason == FinishReason::length) {
        return give_up(FailureKind::too_large, "the answer was cut off by max_tokens before it was complete");
    }
    if (repairs_ == 1) return give_up(FailureKind::schema, "the repaired answer is wrong too:" + wrong);
    ++repairs_;
    request_.messages.push_back(response.message);
    request_.messages.push_back(user_message("That answer does not fit:" + wrong +
                                             "\nGive the whole answer again, corrected, as JSON and nothing else."));
    return Again{};
}

std::optional<ToolResult> refuse_call(const ToolCall& call, const std::vector<Tool>& tools)
{
    const auto refuse = [&](std::string why) {
        return ToolResult{
            .call_id = call.id, .name = call.name, .output = std::move(why), .is_error = true, .images = {}};
    };
    const auto tool = std::ranges::find(tools, call.name, &Tool::name);
    if (tool == tools.end()) {
        std::vector<std::string_view> names;
        for (const Tool& each : tools) names.push_back(each.name);
        const std::string_view meant = nearest(call.name, names);
        return refuse("There is no tool \"" + printable(call.name) + "\"." +
                      (meant.empty() ? "" : " Did you mean \"" + std::string(meant) + "\"?"));
    }
    if (!call.malformed.empty()) return refuse("The arguments are no JSON. Call again with a JSON object.");
    const auto schema = compile(tool->parameters);
    if (!schema) return refuse("The tool's schema is broken: " + schema.error().message);
    const std::string wrong = complaint(call.arguments.text, *schema);
    if (wrong.empty()) return std::nullopt;
    return refuse("The arguments do not fit:" + wrong);
}

} // namespace goldbox::llm
