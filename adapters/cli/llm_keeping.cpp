// SPDX-License-Identifier: MIT
// What an operator of language models looks after: what they cost, how they are asked, whose keys are there.
#include "commands.hpp"
#include "line_editor.hpp"
#include "llm_desk.hpp"
#include "llm_prompts.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/llm/fields.hpp>
#include <goldbox/sqlite/llm_file.hpp>

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <set>

namespace goldbox::cli {
namespace {

/// A day, or an instant.
Result<std::optional<Timestamp>> instant(const std::string& name, const std::string& text)
{
    if (text.empty()) return std::nullopt;
    const auto at = llm::parse_instant(text.size() == 10 ? text + "T00:00:00Z" : text);
    if (at) return at;
    return fail(Code::usage, "cli.usage", "--" + name + " " + printable(text) + ": write a day, 2026-11-29");
}

Result<std::string> database_of(const LlmUsageCommand& options)
{
    if (!options.database.empty()) return options.database;
    if (options.config.empty())
        return fail(Code::usage, "cli.usage", "name the config with --config, or the database with --db");
    GOLDBOX_TRY(const std::string text, read_file(options.config, 1u << 20));
    GOLDBOX_TRY(const llm::Config config, llm::read_config(text, options.config));
    if (config.database.empty()) {
        return fail(Code::not_found, "llm.no_database", "the config names no database, so nothing is kept",
                    {.file = options.config});
    }
    return beside(options.config, config.database);
}

std::string usage_json(const llm::UsageRow& row)
{
    std::string text;
    json::Writer out(text);
    out.begin_object().member("key", row.key).member("calls", row.calls).member("failures", row.failures);
    out.member("cache_hits", row.cache_hits).member("estimated", row.estimated).member("unpriced", row.unpriced);
    out.member("input", row.input).member("cache_read", row.cache_read).member("cache_write", row.cache_write);
    out.member("output", row.output).member("reasoning", row.reasoning).member("latency_ms", row.latency_ms);
    out.member("cost_nano_usd", row.cost).end_object();
    return text;
}

void print_usage(Context& context, const std::string& by, const std::vector<llm::UsageRow>& rows)
{
    std::size_t width = by.size();
    for (const llm::UsageRow& row : rows) width = std::max(width, row.key.size());
    width = std::min<std::size_t>(width, 40);
    context.out.line(fmt::format("{:<{}} {:>7} {:>6} {:>6} {:>10} {:>10} {:>9} {:>11}", by, width, "calls", "failed",
                                 "cached", "input", "output", "ms a call", "cost $"));
    bool rough = false, unpriced = false;
    for (const llm::UsageRow& row : rows) {
        rough = rough || row.estimated > 0;
        unpriced = unpriced || row.unpriced > 0;
        context.out.line(fmt::format(
            "{:<{}} {:>7} {:>6} {:>6} {:>10} {:>10} {:>9} {:>11.4f}{}{}",
            row.key.empty() ? "-" : printable(row.key.substr(0, 40)), width, row.calls, row.failures, row.cache_hits,
            row.input, row.output, row.latency_ms / std::max<std::int64_t>(row.calls, 1),
            static_cast<double>(row.cost) / 1e9, row.estimated > 0 ? " ~" : "", row.unpriced > 0 ? " ?" : ""));
    }
    if (rough) context.out.line("~ some tokens were estimated here");
    if (unpriced) context.out.line("? some calls had no known price");
}

Result<llm::Request> request_of(const LlmPromptCommand& options)
{
    GOLDBOX_TRY(const llm::PromptValues values, prompt_values(options.values));
    if (!options.file.empty()) {
        const std::filesystem::path file = options.file;
        const FolderFiles folder(file.has_parent_path() ? file.parent_path().string() : ".");
        llm::Variant variant;
        variant.prompt = file.filename().string();
        return llm::make_request(variant, folder, values);
    }
    if (options.config.empty() || options.task.empty()) {
        return fail(Code::usage, "cli.usage", "name a template, or a config and a task of it");
    }
    GOLDBOX_TRY(const std::string text, read_file(options.config, 1u << 20));
    GOLDBOX_TRY(const llm::Config config, llm::read_config(text, options.config));
    GOLDBOX_TRY(const llm::Variant* variant,
                variant_of(config, {.config = options.config, .task = options.task, .game = options.game}));
    return fill_prompt(config, *variant, values, options.config);
}

/// Names of the keys that the routes of a config need, and whether they can do without.
std::set<std::pair<std::string, bool>> keys_of(const llm::Config& config)
{
    std::set<std::pair<std::string, bool>> names;
    for (const auto& [task, variants] : config.tasks) {
        for (const llm::Variant& variant : variants) {
            for (const llm::Route& route : variant.routes) {
                if (!route.provider.key_name.empty())
                    names.emplace(route.provider.key_name, route.provider.key_optional);
            }
        }
    }
    return names;
}

Result<std::string> next_line(LineReader& lines, std::string_view what)
{
    GOLDBOX_TRY(const std::optional<std::string> line, lines.next());
    if (line && !line->empty()) return *line;
    return fail(Code::usage, "cli.usage", "standard input must have " + std::string(what));
}

Result<Exit> check_keys(Context& context, LlmDesk& desk)
{
    const auto health = desk.secrets().health();
    if (!health) return unexpected(health.error());
    bool all = true;
    for (const auto& [name, optional] : keys_of(desk.config)) {
        const auto key = desk.secrets().get(name);
        const std::string state = key ? "there" : optional ? "not there, and not needed" : key.error().reason;
        all = all && (key || optional);
        if (context.json()) {
            std::string text;
            json::Writer out(text);
            out.begin_object()
                .member("name", name)
                .member("there", key.has_value())
                .member("optional", optional)
                .end_object();
            context.out.line(text);
        } else {
            context.out.line(name + ": " + state);
        }
    }
    return all ? Exit::done : Exit::refused;
}

} // namespace

Result<Exit> llm_usage(Context& context, const LlmUsageCommand& options)
{
    GOLDBOX_TRY(const std::string database, database_of(options));
    GOLDBOX_TRY(const auto from, instant("from", options.from));
    GOLDBOX_TRY(const auto until, instant("until", options.until));
    GOLDBOX_TRY(const auto ledger, sqlite::open_ledger({.path = database, .create = false}));
    GOLDBOX_TRY(const auto rows, ledger->usage({.by = options.by,
                                                .from = from.value_or(Timestamp{}),
                                                .until = until,
                                                .guild = options.guild,
                                                .user = options.user,
                                                .plugin = options.plugin,
                                                .correlation = options.correlation}));
    if (context.json()) {
        for (const llm::UsageRow& row : rows) context.out.line(usage_json(row));
    } else if (rows.empty()) {
        context.out.line("no calls");
    } else {
        print_usage(context, options.by, rows);
    }
    return Exit::done;
}

Result<Exit> llm_prompt(Context& context, const LlmPromptCommand& options)
{
    GOLDBOX_TRY(const llm::Request request, request_of(options));
    context.out.line(json::to_json(request));
    return Exit::done;
}

Result<Exit> llm_keys(Context& context, const LlmKeysCommand& options)
{
    GOLDBOX_TRY(const auto desk, open_llm_desk(options.config));
    if (options.set.empty() && options.rotate.empty()) return check_keys(context, *desk);
    constexpr std::size_t longest = 64u << 10;
    GOLDBOX_TRY(const auto lines, LineReader::open("-", longest));
    if (!options.set.empty()) {
        GOLDBOX_TRY(const std::string value, next_line(*lines, "the key"));
        GOLDBOX_CHECK(desk->secrets().set(options.set, value));
    } else {
        GOLDBOX_TRY(const std::string from, next_line(*lines, "the old key on its first line"));
        GOLDBOX_TRY(const std::string to, next_line(*lines, "the new key on its second line"));
        GOLDBOX_CHECK(desk->secrets().rotate(options.rotate, from, to));
    }
    return Exit::done;
}

} // namespace goldbox::cli
