// SPDX-License-Identifier: MIT
// `goldbox llm ask` and `tokens`: one request, through everything that a config sets up.
#include "commands.hpp"
#include "llm_desk.hpp"
#include "llm_json.hpp"
#include "llm_prompts.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/llm/fields.hpp>

namespace goldbox::cli {
namespace {

/// A file's request, or the one that the task's template makes.
Result<llm::Request> request_of(const LlmDesk& desk, const llm::Variant& variant, const LlmAskCommand& options)
{
    if (options.file.empty()) {
        GOLDBOX_TRY(const llm::PromptValues values, prompt_values(options.values));
        return fill_prompt(desk.config, variant, values, options.caller.config);
    }
    if (!options.values.empty()) {
        return fail(Code::usage, "cli.usage", "--set fills the task's template: leave the file out");
    }
    GOLDBOX_TRY(const std::string text, read_file(options.file));
    GOLDBOX_TRY(auto request, json::from_json<llm::Request>(text, {.file = options.file}));
    llm::apply(variant, request);
    return request;
}

void print_answer(Context& context, const llm::Response& response)
{
    const std::string text = llm::text_of(response.message);
    if (!text.empty()) context.out.line(printable(text, true));
    for (const llm::ToolCall* call : llm::calls_of(response.message)) {
        context.out.line(printable(call->name + " " + call->arguments.text));
    }
    for (const llm::Warning& warning : response.warnings) context.err.line("goldbox: " + printable(warning.message));
}

Exit tell(Context& context, const llm::Outcome& outcome)
{
    if (!outcome) return tell_failure(context, outcome.error());
    if (context.json())
        context.out.line(response_json(*outcome));
    else
        print_answer(context, *outcome);
    return Exit::done;
}

Exit tell(Context& context, const llm::JsonOutcome& outcome)
{
    if (!outcome) return tell_failure(context, outcome.error());
    if (!context.json()) {
        context.out.line(outcome->json.text);
        return Exit::done;
    }
    std::string text;
    json::Writer out(text);
    out.begin_object().key("json").raw(outcome->json.text).member("repairs", outcome->repairs);
    out.key("response").raw(response_json(outcome->response)).end_object();
    context.out.line(text);
    return Exit::done;
}

} // namespace

Result<Exit> llm_ask(Context& context, const LlmAskCommand& options)
{
    GOLDBOX_TRY(const auto desk, open_llm_desk(options.caller.config));
    GOLDBOX_TRY(const llm::CallOptions call, call_of(*desk, options.caller));
    GOLDBOX_TRY(const llm::Variant* variant, variant_of(desk->config, options.caller));
    GOLDBOX_TRY(const llm::Request request, request_of(*desk, *variant, options));
    if (request.output) return tell(context, desk->client->generate_json(request, call));
    return tell(context, desk->client->generate(request, call));
}

Result<Exit> llm_tokens(Context& context, const LlmAskCommand& options)
{
    GOLDBOX_TRY(const auto desk, open_llm_desk(options.caller.config));
    GOLDBOX_TRY(const llm::Variant* variant, variant_of(desk->config, options.caller));
    GOLDBOX_TRY(const llm::Request request, request_of(*desk, *variant, options));
    const llm::TokenCount count = desk->client->count_tokens(request, variant->routes.front());
    if (context.json()) {
        std::string text;
        json::Writer(text)
            .begin_object()
            .member("tokens", count.tokens)
            .member("estimated", count.estimated)
            .end_object();
        context.out.line(text);
    } else {
        context.out.line(std::to_string(count.tokens) + (count.estimated ? " tokens, estimated" : " tokens"));
    }
    return Exit::done;
}

} // namespace goldbox::cli
