#pragma once
// SPDX-License-Identifier: MIT
// A config as it stands in its file.

#include <goldbox/llm/config.hpp>
#include <goldbox/llm/fields.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::llm::config_file {

/// Only what differs is written.
struct QuirksEntry {
    std::optional<StructuredOutput> structured_output;
    std::optional<EchoReasoning> echo_reasoning;
    std::optional<EffortField> effort;
    std::optional<std::vector<std::string>> reasoning_models;
    std::optional<std::vector<std::string>> effort_levels;
    std::optional<bool> developer_role, stream_usage, reasoning_beside_output, strict_tools, cache_key,
        stateless_reasoning, penalties;
    bool operator==(const QuirksEntry&) const = default;

    void apply(Quirks& quirks) const
    {
        const auto set = [](auto& member, const auto& value) {
            if (value) member = *value;
        };
        set(quirks.structured_output, structured_output);
        set(quirks.echo_reasoning, echo_reasoning);
        set(quirks.effort, effort);
        set(quirks.reasoning_models, reasoning_models);
        set(quirks.effort_levels, effort_levels);
        set(quirks.developer_role, developer_role);
        set(quirks.stream_usage, stream_usage);
        set(quirks.reasoning_beside_output, reasoning_beside_output);
        set(quirks.strict_tools, strict_tools);
        set(quirks.cache_key, cache_key);
        set(quirks.stateless_reasoning, stateless_reasoning);
        set(quirks.penalties, penalties);
    }
};

struct ProviderEntry {
    std::string like = "compatible";
    std::string surface;
    std::optional<std::string> base_url, key_header, key_prefix, key_name;
    std::optional<bool> key_optional;
    std::map<std::string, std::string> headers;
    QuirksEntry quirks;
    bool operator==(const ProviderEntry&) const = default;
};

struct RouteEntry {
    std::string provider;
    std::string model;
    bool operator==(const RouteEntry&) const = default;
};

struct VariantEntry {
    std::int64_t percent = 0;
    std::vector<RouteEntry> routes;
    std::string prompt;
    std::optional<std::int64_t> max_tokens;
    Sampling sampling;
    Effort effort = Effort::unset;
    bool operator==(const VariantEntry&) const = default;
};

struct TaskEntry {
    VariantEntry main;
    std::map<std::string, VariantEntry> variants;
    bool operator==(const TaskEntry&) const = default;
};

struct PolicyEntry {
    std::int64_t retries = RetryPolicy{}.most_retries;
    std::int64_t base_wait_ms = RetryPolicy{}.base_wait_ms;
    std::int64_t longest_wait_ms = RetryPolicy{}.longest_wait_ms;
    std::int64_t connect_ms = Timeouts{}.connect_ms;
    std::int64_t first_byte_ms = Timeouts{}.first_byte_ms;
    std::int64_t idle_ms = Timeouts{}.idle_ms;
    std::int64_t total_ms = Timeouts{}.total_ms;
    std::int64_t failures_to_open = BreakerPolicy{}.failures_to_open;
    std::int64_t open_ms = BreakerPolicy{}.open_ms;
    std::int64_t open_for_quota_ms = BreakerPolicy{}.open_for_quota_ms;
    bool operator==(const PolicyEntry&) const = default;
};

struct NetworkEntry {
    std::int64_t threads = 2;
    std::string proxy;
    std::string ca_bundle;
    bool http2 = true;
    bool operator==(const NetworkEntry&) const = default;
};

struct VaultEntry {
    std::string address, mount = "secret", path = "goldbox", name_space, token_file;
    bool operator==(const VaultEntry&) const = default;
};

struct SecretsEntry {
    SecretsFrom from = SecretsFrom::environment;
    std::string file;
    std::vector<std::string> command;
    VaultEntry vault;
    std::int64_t keep_seconds = 300;
    std::string audit;
    bool operator==(const SecretsEntry&) const = default;
};

struct BudgetEntry {
    BudgetScope scope = BudgetScope::all;
    std::string id = "*";
    BudgetPeriod per = BudgetPeriod::month;
    double usd = 0;
    bool operator==(const BudgetEntry&) const = default;
};

struct CacheEntry {
    std::int64_t keep_hours = 24;
    std::int64_t max_megabytes = 64;
    bool operator==(const CacheEntry&) const = default;
};

struct ConfigFile {
    std::map<std::string, ProviderEntry> providers;
    std::map<std::string, TaskEntry> tasks;
    PolicyEntry policy;
    NetworkEntry network;
    bool production = false;
    SecretsEntry secrets;
    std::map<std::string, RateLimit> limits;
    std::vector<BudgetEntry> budgets;
    std::string prices, database, prompts;
    std::optional<CacheEntry> cache;
    bool operator==(const ConfigFile&) const = default;
};

} // namespace goldbox::llm::config_file

namespace goldbox::json {

namespace file = llm::config_file;

template <>
struct Names<llm::StructuredOutput> {
    static constexpr std::array<std::pair<llm::StructuredOutput, std::string_view>, 3> table = {
        {{llm::StructuredOutput::schema, "schema"},
         {llm::StructuredOutput::json_object, "json_object"},
         {llm::StructuredOutput::prompt, "prompt"}}};
};
template <>
struct Names<llm::EchoReasoning> {
    static constexpr std::array<std::pair<llm::EchoReasoning, std::string_view>, 2> table = {
        {{llm::EchoReasoning::never, "never"}, {llm::EchoReasoning::tool_turns, "tool_turns"}}};
};
template <>
struct Names<llm::EffortField> {
    static constexpr std::array<std::pair<llm::EffortField, std::string_view>, 5> table = {
        {{llm::EffortField::none, "none"},
         {llm::EffortField::reasoning_effort, "reasoning_effort"},
         {llm::EffortField::reasoning, "reasoning"},
         {llm::EffortField::thinking_switch, "thinking_switch"},
         {llm::EffortField::thinking, "thinking"}}};
};

template <>
struct Fields<file::QuirksEntry> {
    using T = file::QuirksEntry;
    static constexpr std::string_view name = "quirks";
    static constexpr std::string_view doc = "Where a server departs from the one that it is like.";
    static constexpr auto table = std::make_tuple(
        field("structured_output", &T::structured_output, {.doc = "what it promises about JSON"}),
        field("echo_reasoning", &T::echo_reasoning, {.doc = "when it wants its reasoning back"}),
        field("effort", &T::effort, {.doc = "how a thinking budget is asked for"}),
        field("reasoning_models", &T::reasoning_models, {.doc = "beginnings of names of models that reason"}),
        field("effort_levels", &T::effort_levels, {.doc = "beginnings of names of models that take a level"}),
        field("developer_role", &T::developer_role, {.doc = "those models call the system developer"}),
        field("stream_usage", &T::stream_usage, {.doc = "takes stream_options"}),
        field("reasoning_beside_output", &T::reasoning_beside_output, {.doc = "output tokens leave reasoning out"}),
        field("strict_tools", &T::strict_tools, {.doc = "takes strict"}),
        field("cache_key", &T::cache_key, {.doc = "takes prompt_cache_key"}),
        field("stateless_reasoning", &T::stateless_reasoning, {.doc = "store: false and encrypted reasoning"}),
        field("penalties", &T::penalties, {.doc = "takes presence and frequency penalties"}));
};
template <>
struct Fields<file::ProviderEntry> {
    using T = file::ProviderEntry;
    static constexpr std::string_view name = "provider";
    static constexpr std::string_view doc = "A server, by how it differs from one that is known.";
    static constexpr auto table =
        std::make_tuple(field("like", &T::like, {.doc = "the known provider whose habits it has"}),
                        field("surface", &T::surface, {.doc = "where that one speaks several"}),
                        field("base_url", &T::base_url, {.doc = "without a slash at its end", .max = 2000}),
                        field("key_header", &T::key_header, {.doc = "the key's header; empty: none"}),
                        field("key_prefix", &T::key_prefix, {.doc = "before the key"}),
                        field("key_name", &T::key_name, {.doc = "the key's name among the secrets"}),
                        field("key_optional", &T::key_optional, {.doc = "works without a key"}),
                        field("headers", &T::headers, {.doc = "further headers of each request"}),
                        field("quirks", &T::quirks, {.doc = "further differences"}));
};
template <>
struct Fields<file::RouteEntry> {
    using T = file::RouteEntry;
    static constexpr std::string_view name = "route";
    static constexpr std::string_view doc = "Whom to ask.";
    static constexpr auto table = std::make_tuple(
        field("provider", &T::provider, {.doc = "known, or described under providers", .required = true}),
        field("model", &T::model, {.doc = "as the provider calls it", .min = 1, .max = 256, .required = true}));
};
namespace detail {
/// What a task and a variant of it say alike.
template <class T>
constexpr auto variant_fields()
{
    return std::make_tuple(field("routes", &T::routes, {.doc = "tried in order", .max = 16}),
                           field("prompt", &T::prompt, {.doc = "name of a template"}),
                           field("max_tokens", &T::max_tokens, {.doc = "of the answer", .unit = "tokens", .min = 1}),
                           field("sampling", &T::sampling, {.doc = "how words are drawn"}),
                           field("effort", &T::effort, {.doc = "how long to reason"}));
}
} // namespace detail
template <>
struct Fields<file::VariantEntry> {
    using T = file::VariantEntry;
    static constexpr std::string_view name = "variant";
    static constexpr std::string_view doc = "Another way to do a task, for some of the games.";
    static constexpr auto table =
        std::tuple_cat(std::make_tuple(field("percent", &T::percent, {.doc = "of the games", .min = 0, .max = 100})),
                       detail::variant_fields<T>());
};
/// A task is written as a variant with variants.
template <>
struct Codec<file::TaskEntry> {
    static constexpr std::string_view schema = "{\"type\":\"object\"}";
    static void write(Writer& writer, const file::TaskEntry& value)
    {
        writer.begin_object();
        write_members(writer, value.main);
        writer.key("variants");
        write_value(writer, value.variants);
        writer.end_object();
    }
    static void read(Reading& reading, const Value& value, file::TaskEntry& out)
    {
        if (!reading.expect(value, Kind::object)) return;
        std::vector<std::string_view> known{"variants"};
        std::apply(
            [&](const auto&... fields) {
                const auto one = [&](const auto& each) {
                    known.push_back(each.name);
                    if (const Value* member = value.find(each.name)) {
                        reading.inside(each.name,
                                       [&] { read_value(reading, *member, out.main.*each.member, each.about); });
                    }
                };
                (one(fields), ...);
            },
            detail::variant_fields<file::VariantEntry>());
        if (const Value* variants = value.find("variants")) {
            reading.inside("variants", [&] { read_value(reading, *variants, out.variants); });
        }
        for (const Member& member : value.object()) {
            if (std::ranges::find(known, member.name) != known.end()) continue;
            reading.inside(member.name, [&] { reading.unknown(member.name, known); });
        }
    }
};
template <>
struct Fields<file::PolicyEntry> {
    using T = file::PolicyEntry;
    static constexpr std::string_view name = "policy";
    static constexpr std::string_view doc = "How long and how often is tried.";
    static constexpr auto table = std::make_tuple(
        field("retries", &T::retries, {.doc = "of each route", .min = 0, .max = 20}),
        field("base_wait_ms", &T::base_wait_ms, {.doc = "the first wait at most; it doubles", .min = 0, .max = 600000}),
        field("longest_wait_ms", &T::longest_wait_ms,
              {.doc = "who asks for more is not waited for", .min = 0, .max = 3600000}),
        field("connect_ms", &T::connect_ms,
              {.doc = "until there is a connection; 0: for ever", .min = 0, .max = 3600000}),
        field("first_byte_ms", &T::first_byte_ms, {.doc = "from there to the first byte", .min = 0, .max = 3600000}),
        field("idle_ms", &T::idle_ms, {.doc = "between two pieces", .min = 0, .max = 3600000}),
        field("total_ms", &T::total_ms, {.doc = "of everything", .min = 0, .max = 3600000}),
        field("failures_to_open", &T::failures_to_open,
              {.doc = "in a row, and the breaker opens", .min = 1, .max = 1000}),
        field("open_ms", &T::open_ms, {.doc = "how long it stays open", .min = 1, .max = 86400000}),
        field("open_for_quota_ms", &T::open_for_quota_ms, {.doc = "and for money or key", .min = 1, .max = 86400000}));
};
template <>
struct Fields<file::NetworkEntry> {
    using T = file::NetworkEntry;
    static constexpr std::string_view name = "network";
    static constexpr std::string_view doc = "The way to the providers.";
    static constexpr auto table =
        std::make_tuple(field("threads", &T::threads, {.doc = "that carry all calls", .min = 1, .max = 64}),
                        field("proxy", &T::proxy, {.doc = "such as http://proxy:3128"}),
                        field("ca_bundle", &T::ca_bundle, {.doc = "file of authorities that are trusted"}),
                        field("http2", &T::http2, {.doc = "where the server speaks it"}));
};
template <>
struct Names<llm::SecretsFrom> {
    static constexpr std::array<std::pair<llm::SecretsFrom, std::string_view>, 4> table = {
        {{llm::SecretsFrom::environment, "environment"},
         {llm::SecretsFrom::file, "file"},
         {llm::SecretsFrom::command, "command"},
         {llm::SecretsFrom::vault, "vault"}}};
};
template <>
struct Names<llm::BudgetScope> {
    static constexpr std::array<std::pair<llm::BudgetScope, std::string_view>, 4> table = {
        {{llm::BudgetScope::all, "all"},
         {llm::BudgetScope::guild, "guild"},
         {llm::BudgetScope::user, "user"},
         {llm::BudgetScope::plugin, "plugin"}}};
};
template <>
struct Names<llm::BudgetPeriod> {
    static constexpr std::array<std::pair<llm::BudgetPeriod, std::string_view>, 3> table = {
        {{llm::BudgetPeriod::day, "day"}, {llm::BudgetPeriod::month, "month"}, {llm::BudgetPeriod::ever, "ever"}}};
};
template <>
struct Fields<file::VaultEntry> {
    using T = file::VaultEntry;
    static constexpr std::string_view name = "vault";
    static constexpr std::string_view doc = "HashiCorp Vault, key/value engine of version 2.";
    static constexpr auto table =
        std::make_tuple(field("address", &T::address, {.doc = "such as https://vault.example:8200"}),
                        field("mount", &T::mount, {.doc = "of the engine"}),
                        field("path", &T::path, {.doc = "of the secret whose members are the keys"}),
                        field("namespace", &T::name_space, {.doc = "of Vault Enterprise"}),
                        field("token_file", &T::token_file, {.doc = "holds VAULT_TOKEN; absent: the environment"}));
};
template <>
struct Fields<file::SecretsEntry> {
    using T = file::SecretsEntry;
    static constexpr std::string_view name = "secrets";
    static constexpr std::string_view doc = "Where the keys are.";
    static constexpr auto table = std::make_tuple(
        field("from", &T::from, {.doc = "environment, file, command or vault"}),
        field("file", &T::file, {.doc = "one JSON object; only its owner may read it"}),
        field("command", &T::command, {.doc = "program and arguments; {name} is the key's", .max = 32}),
        field("vault", &T::vault, {.doc = "where Vault is"}),
        field("keep_seconds", &T::keep_seconds, {.doc = "what command or vault gave", .min = 0, .max = 86400}),
        field("audit", &T::audit, {.doc = "file that each use is written to"}));
};
template <>
struct Fields<llm::RateLimit> {
    using T = llm::RateLimit;
    static constexpr std::string_view name = "limit";
    static constexpr std::string_view doc = "How much in a minute; 0: no limit.";
    static constexpr auto table = std::make_tuple(
        field("requests", &T::requests, {.doc = "in a minute", .min = 0, .max = 1000000}),
        field("tokens", &T::tokens, {.doc = "in a minute, of prompts and answers", .min = 0, .max = 1000000000}));
};
template <>
struct Fields<file::BudgetEntry> {
    using T = file::BudgetEntry;
    static constexpr std::string_view name = "budget";
    static constexpr std::string_view doc = "Nobody of that scope spends more in that time.";
    static constexpr auto table = std::make_tuple(
        field("scope", &T::scope, {.doc = "all, guild, user or plugin", .required = true}),
        field("id", &T::id, {.doc = "whose; *: each one's own"}), field("per", &T::per, {.doc = "day, month or ever"}),
        field("usd", &T::usd, {.doc = "dollars", .required = true}));
};
template <>
struct Fields<file::CacheEntry> {
    using T = file::CacheEntry;
    static constexpr std::string_view name = "cache";
    static constexpr std::string_view doc = "Answers that are given again.";
    static constexpr auto table =
        std::make_tuple(field("keep_hours", &T::keep_hours, {.doc = "how long", .min = 1, .max = 8760}),
                        field("max_megabytes", &T::max_megabytes, {.doc = "how many", .min = 1, .max = 65536}));
};
template <>
struct Fields<file::ConfigFile> {
    using T = file::ConfigFile;
    static constexpr std::string_view name = "config";
    static constexpr std::string_view doc = "Which models are asked for what.";
    static constexpr auto table =
        std::make_tuple(field("providers", &T::providers, {.doc = "servers that are not known already"}),
                        field("tasks", &T::tasks, {.doc = "what models are asked for", .required = true}),
                        field("policy", &T::policy, {.doc = "retries, waits, breaker"}),
                        field("network", &T::network, {.doc = "threads, proxy, authorities"}),
                        field("production", &T::production, {.doc = "keys may not come from the environment"}),
                        field("secrets", &T::secrets, {.doc = "where the keys are"}),
                        field("limits", &T::limits, {.doc = "by provider/model, guild/ID, user/ID, or kind/*"}),
                        field("budgets", &T::budgets, {.doc = "in dollars", .max = 1000}),
                        field("prices", &T::prices, {.doc = "file of prices"}),
                        field("database", &T::database, {.doc = "file of ledger and cache"}),
                        field("cache", &T::cache, {.doc = "answers that are given again"}),
                        field("prompts", &T::prompts, {.doc = "folder of templates"}));
};

} // namespace goldbox::json
