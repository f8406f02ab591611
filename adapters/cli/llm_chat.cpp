// SPDX-License-Identifier: MIT
// `goldbox llm chat`: a conversation with a language model, for trying a provider.
#include "commands.hpp"
#include "line_editor.hpp"
#include "llm_desk.hpp"
#include "llm_json.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <thread>
#include <unistd.h>
#include <utility>

namespace goldbox::cli {
namespace {

/// Requests the stop when Ctrl-C comes, as long as it lives.
class StopOnInterrupt {
public:
    explicit StopOnInterrupt(bool watch)
    {
        if (!watch) return;
        watcher_ = std::jthread([this](const std::stop_token& over) {
            constexpr int pause = 50;
            while (!over.stop_requested()) {
                if (interrupted_within(pause)) source_.request_stop();
            }
        });
    }
    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

private:
    std::stop_source source_;
    std::jthread watcher_;
};

class Chat {
public:
    Chat(Context& context, const LlmDesk& desk, const llm::Variant& variant, llm::CallOptions call,
         const ChatCommand& options, bool typed)
        : context_(context), desk_(desk), typed_(typed), call_(std::move(call))
    {
        llm::apply(variant, request_);
        request_.stream = !options.whole;
        if (!options.system.empty()) request_.messages.push_back(llm::system_message(options.system));
        call_.cache = llm::CacheUse::never; // who asks again wants another answer
        if (!context.json() && !options.whole) {
            call_.on_delta = [this](const llm::Delta& delta) {
                if (delta.kind == llm::Delta::Kind::text) context_.out.write(printable(delta.text, true));
            };
        }
    }

    /// The first failure's status stays.
    [[nodiscard]] Exit exit() const { return exit_; }

    void ask(const std::string& line)
    {
        request_.messages.push_back(llm::user_message(line));
        const StopOnInterrupt interrupt(typed_);
        call_.stop = interrupt.token();
        const llm::Outcome outcome = desk_.client->generate(request_, call_);
        outcome ? answer(*outcome) : fail(outcome.error());
    }

private:
    void answer(const llm::Response& response)
    {
        request_.messages.push_back(response.message);
        if (context_.json()) return context_.out.line(response_json(response));
        if (!call_.on_delta) context_.out.write(printable(llm::text_of(response.message), true));
        context_.out.line("");
        for (const llm::Warning& warning : response.warnings)
            context_.err.line("goldbox: " + printable(warning.message));
    }

    /// What was said is taken back, so that it can be said again.
    void fail(const llm::Failure& failure)
    {
        request_.messages.pop_back();
        if (!context_.json() && !failure.partial.message.parts.empty()) context_.out.line("");
        const bool stopped = failure.kind == llm::FailureKind::cancelled && typed_ && !context_.json();
        if (stopped)
            context_.err.line("goldbox: stopped");
        else
            note(tell_failure(context_, failure));
    }

    void note(Exit exit)
    {
        if (exit_ == Exit::done) exit_ = exit;
    }

    Context& context_;
    const LlmDesk& desk_;
    bool typed_;
    llm::Request request_;
    llm::CallOptions call_;
    Exit exit_ = Exit::done;
};

Result<std::unique_ptr<LineSource>> open_lines(Context& context, const ChatCommand& options)
{
    if (!options.input.empty()) return open_script(options.input);
    if (context.json() || ::isatty(STDIN_FILENO) != 1) return open_script("-");
    end_lines_on_interrupt();
    return make_terminal_lines(context.out, [] { return std::vector<std::string>(); });
}

} // namespace

Result<Exit> llm_chat(Context& context, const ChatCommand& options)
{
    GOLDBOX_TRY(const auto desk, open_llm_desk(options.caller.config));
    GOLDBOX_TRY(const llm::Variant* variant, variant_of(desk->config, options.caller));
    GOLDBOX_TRY(llm::CallOptions call, call_of(*desk, options.caller));
    GOLDBOX_TRY(const auto lines, open_lines(context, options));
    Chat chat(context, *desk, *variant, std::move(call), options, lines->typed());
    while (true) {
        GOLDBOX_TRY(const std::optional<std::string> line, lines->next("> ", {}));
        if (!line) return chat.exit();
        if (line->find_first_not_of(" \t") != std::string::npos) chat.ask(*line);
    }
}

} // namespace goldbox::cli
