// SPDX-License-Identifier: MIT
#include <goldbox/llm/config.hpp>

#include "llm/config_file.hpp"

#include <goldbox/base/hash.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace goldbox::llm {
namespace {

using namespace config_file;

/// Collects what is wrong, so that all of it is told at once.
class Builder {
public:
    Builder(const ConfigFile& file, std::string_view text, const json::ReadOptions& options)
        : file_(file), text_(text), options_(options)
    {
    }

    [[nodiscard]] Config build()
    {
        Config config;
        for (const auto& [name, entry] : file_.providers) provider(name, entry);
        for (const auto& [name, entry] : file_.tasks) config.tasks.emplace(name, task(name, entry));
        config.policy.retry = {static_cast<int>(file_.policy.retries), file_.policy.base_wait_ms,
                               file_.policy.longest_wait_ms};
        config.policy.timeouts = {file_.policy.connect_ms, file_.policy.first_byte_ms, file_.policy.idle_ms,
                                  file_.policy.total_ms};
        config.breaker = {static_cast<int>(file_.policy.failures_to_open), file_.policy.open_ms,
                          file_.policy.open_for_quota_ms};
        config.production = file_.production;
        config.secrets = secrets(file_.secrets);
        config.limits = {file_.limits.begin(), file_.limits.end()};
        for (std::size_t i = 0; i < file_.budgets.size(); ++i) config.budgets.push_back(budget(i, file_.budgets[i]));
        config.prices = file_.prices;
        config.database = file_.database;
        config.prompts = file_.prompts;
        if (file_.cache) {
            config.cache = {file_.cache->keep_hours * 3'600'000, static_cast<std::size_t>(file_.cache->max_megabytes)
                                                                     << 20};
        }
        if (!config.budgets.empty() && config.database.empty()) {
            mistake({"budgets"}, "llm.bad_budget", "budgets need a database that remembers what was spent");
        }
        config.network = {file_.network.threads, file_.network.proxy, file_.network.ca_bundle, file_.network.http2};
        return config;
    }

    [[nodiscard]] const std::vector<Diagnostic>& wrong() const { return wrong_; }

private:
    using Path = std::vector<json::Step>;

    void mistake(const Path& path, std::string reason, std::string message)
    {
        wrong_.push_back({Severity::error, std::move(reason), std::move(message), json::locate(text_, path, options_)});
    }

    void provider(const std::string& name, const ProviderEntry& entry)
    {
        const Path at = {"providers", std::string_view(name)};
        const auto surface = entry.surface.empty() ? std::nullopt : surface_named(entry.surface);
        if (!entry.surface.empty() && !surface) {
            mistake(at, "llm.unknown_provider",
                    "there is no surface \"" + entry.surface +
                        "\": write openai-chat, openai-responses, anthropic or gemini");
            return;
        }
        const Provider* like = find_provider(entry.like, surface);
        if (!like) {
            mistake(at, "llm.unknown_provider",
                    "there is no provider \"" + entry.like + "\" to be like" +
                        (surface ? " on the surface " + entry.surface : std::string()));
            return;
        }
        Provider made = *like;
        made.name = name;
        set(made.base_url, entry.base_url);
        set(made.key_header, entry.key_header);
        set(made.key_prefix, entry.key_prefix);
        set(made.key_name, entry.key_name);
        set(made.key_optional, entry.key_optional);
        for (const auto& header : entry.headers) made.headers.push_back(header);
        entry.quirks.apply(made.quirks);
        while (made.base_url.ends_with('/')) made.base_url.pop_back();
        if (!made.base_url.starts_with("http://") && !made.base_url.starts_with("https://")) {
            mistake(at, "llm.bad_base_url", "base_url must begin with http:// or https://");
        } else if (made.base_url.find_first_of("?#@ ") != std::string::npos) {
            mistake(at, "llm.bad_base_url", "base_url must have no query and no name or key in it");
        }
        known_.emplace(name, std::move(made));
    }

    SecretsConfig secrets(const SecretsEntry& entry)
    {
        const auto need = [&](bool there, std::string_view what) {
            if (!there) mistake({"secrets"}, "llm.secret_unreadable", "secrets lack \"" + std::string(what) + "\"");
        };
        if (entry.from == SecretsFrom::file) need(!entry.file.empty(), "file");
        if (entry.from == SecretsFrom::command) need(!entry.command.empty(), "command");
        if (entry.from == SecretsFrom::vault) need(!entry.vault.address.empty(), "vault");
        const bool environment = entry.from == SecretsFrom::environment ||
                                 (entry.from == SecretsFrom::vault && entry.vault.token_file.empty());
        if (file_.production && environment) {
            mistake(
                {"production"}, "llm.secret_refused",
                "in production keys, and Vault's token, do not come from the environment: set secrets.from to file, "
                "command or vault, and vault.token_file");
        }
        return {.from = entry.from,
                .file = entry.file,
                .command = entry.command,
                .vault_address = entry.vault.address,
                .vault_mount = entry.vault.mount,
                .vault_path = entry.vault.path,
                .vault_namespace = entry.vault.name_space,
                .vault_token_file = entry.vault.token_file,
                .keep_seconds = entry.keep_seconds,
                .audit = entry.audit};
    }

    Budget budget(std::size_t index, const BudgetEntry& entry)
    {
        constexpr double most = 1e9;
        if (!(entry.usd >= 0 && entry.usd <= most)) {
            mistake({"budgets", index}, "llm.bad_budget", "usd must lie between 0 and a thousand million");
            return {};
        }
        if (entry.scope == BudgetScope::all && entry.id != "*") {
            mistake({"budgets", index}, "llm.bad_budget", "a budget of all is nobody's: leave id out");
        }
        return {entry.scope, entry.id, entry.per, static_cast<NanoUsd>(std::llround(entry.usd * 1e9))};
    }

    template <class T>
    static void set(T& member, const std::optional<T>& value)
    {
        if (value) member = *value;
    }

    std::vector<Variant> task(const std::string& name, const TaskEntry& entry)
    {
        std::vector<Variant> variants;
        Path at = {"tasks", std::string_view(name)};
        variants.push_back(variant(entry.main, at));
        variants[0].name = "default";
        std::int64_t rest = 100;
        for (const auto& [other, its] : entry.variants) {
            Path path = at;
            path.emplace_back("variants");
            path.emplace_back(std::string_view(other));
            VariantEntry whole = entry.main; // what it does not say is as in the task
            if (!its.routes.empty()) whole.routes = its.routes;
            if (!its.prompt.empty()) whole.prompt = its.prompt;
            if (its.max_tokens) whole.max_tokens = its.max_tokens;
            if (!(its.sampling == Sampling{})) whole.sampling = its.sampling;
            if (its.effort != Effort::unset) whole.effort = its.effort;
            variants.push_back(variant(whole, its.routes.empty() ? at : path));
            variants.back().name = other;
            variants.back().percent = its.percent;
            rest -= its.percent;
        }
        if (rest < 0) mistake(at, "llm.bad_percent", "the variants of the task have more than 100 percent");
        variants[0].percent = std::max<std::int64_t>(rest, 0);
        return variants;
    }

    Variant variant(const VariantEntry& entry, Path at)
    {
        Variant made{.routes = {},
                     .prompt = entry.prompt,
                     .max_tokens = entry.max_tokens,
                     .sampling = entry.sampling,
                     .effort = entry.effort};
        at.emplace_back("routes");
        if (entry.routes.empty()) mistake(at, "llm.bad_route", "a task needs at least one route");
        for (std::size_t i = 0; i < entry.routes.size(); ++i) {
            const RouteEntry& route = entry.routes[i];
            Path path = at;
            path.emplace_back(i);
            const Provider* provider = find(route.provider);
            if (provider)
                made.routes.push_back({*provider, route.model});
            else if (!file_.providers.contains(route.provider)) // else it was told already
                mistake(path, "llm.unknown_provider", unknown(route.provider));
        }
        return made;
    }

    const Provider* find(const std::string& name) const
    {
        const auto found = known_.find(name);
        return found != known_.end() ? &found->second : find_provider(name);
    }

    std::string unknown(const std::string& name) const
    {
        std::vector<std::string_view> names;
        for (const Provider& each : llm::providers()) names.emplace_back(each.name);
        for (const auto& [each, entry] : file_.providers) names.emplace_back(each);
        const std::string_view meant = nearest(name, names);
        return "there is no provider \"" + printable(name) + "\"" +
               (meant.empty() ? "; describe it under \"providers\"" : "; did you mean \"" + std::string(meant) + "\"?");
    }

    const ConfigFile& file_;
    std::string_view text_;
    const json::ReadOptions& options_;
    std::map<std::string, Provider> known_;
    std::vector<Diagnostic> wrong_;
};

} // namespace

const Variant& choose(const std::vector<Variant>& variants, std::string_view task, std::string_view game)
{
    // 10,000 lots a task; the first variant has those that are left
    Hasher hasher;
    const Hash hash = hasher.add_sized("llm.variant").add_sized(task).add_sized(game).finish();
    std::int64_t lot = ((hash.bytes[0] << 16) | (hash.bytes[1] << 8) | hash.bytes[2]) % 10'000;
    for (std::size_t i = 1; i < variants.size(); ++i) {
        lot -= variants[i].percent * 100;
        if (lot < 0) return variants[i];
    }
    return variants.front();
}

std::string ledger_name(std::string_view task, const Variant& variant)
{
    return std::string(task) + (variant.name == Variant().name ? std::string() : "/" + variant.name);
}

void apply(const Variant& variant, Request& request)
{
    if (variant.max_tokens) request.max_tokens = variant.max_tokens;
    if (!(variant.sampling == Sampling{})) request.sampling = variant.sampling;
    if (variant.effort != Effort::unset) request.effort = variant.effort;
    if (request.model.empty() && !variant.routes.empty()) request.model = variant.routes.front().model;
}

Result<Request> make_request(const Variant& variant, const FileSource& prompts, const PromptValues& values)
{
    GOLDBOX_TRY(const Prompt prompt, Prompt::compile(prompts, variant.prompt));
    Request request;
    GOLDBOX_TRY(request.messages, prompt.render(values));
    apply(variant, request);
    return request;
}

const Variant* Config::variant(std::string_view task, std::string_view game) const
{
    const auto found = tasks.find(task);
    return found == tasks.end() ? nullptr : &choose(found->second, task, game);
}

Result<Config> read_config(std::string_view text, std::string file)
{
    const json::ReadOptions options{.file = std::move(file), .max_bytes = 1u << 20, .comments = true};
    std::vector<Diagnostic> wrong;
    const auto read = json::from_json<ConfigFile>(text, wrong, options);
    if (!read) return unexpected(json::as_error(wrong));
    Builder builder(*read, text, options);
    Config config = builder.build();
    if (!builder.wrong().empty()) return unexpected(json::as_error(builder.wrong()));
    return config;
}

} // namespace goldbox::llm
