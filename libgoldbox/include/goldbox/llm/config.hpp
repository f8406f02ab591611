#pragma once
// SPDX-License-Identifier: MIT
// Which models a program asks for what: a JSON file that an operator writes (docs/llm.md has all of it).
//
//     { "tasks": { "narrate": { "routes": [ { "provider": "anthropic", "model": "claude-haiku-4-5" } ] } } }

#include <goldbox/llm/client.hpp>
#include <goldbox/llm/prompt.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::llm {

/// One way to do a task: whom to ask, and how.
struct Variant {
    std::string name = "default";
    std::int64_t percent = 0; ///< of the games; the first variant has what the others leave
    std::vector<Route> routes;
    std::string prompt; ///< name of a template; empty: none
    std::optional<std::int64_t> max_tokens;
    Sampling sampling;
    Effort effort = Effort::unset;
    bool operator==(const Variant&) const = default;
};

/// The same variant for a game as long as its percentage does not shrink: who is drawn is told by the names of task and
/// game alone. There is at least one variant.
[[nodiscard]] const Variant& choose(const std::vector<Variant>& variants, std::string_view task, std::string_view game);

/// What the ledger calls a task: `narrate`, and `narrate/terse` where that variant was drawn, so that they can be
/// compared.
[[nodiscard]] std::string ledger_name(std::string_view task, const Variant& variant);

/// Sets what a variant says about a request: bounds, sampling, effort.
void apply(const Variant& variant, Request& request);

/// A request for a task: its variant's template, filled with these values, and what the variant says beside. The
/// variant has a prompt. Errors are those of `Prompt`.
[[nodiscard]] Result<Request> make_request(const Variant& variant, const FileSource& prompts,
                                           const PromptValues& values);

struct NetworkConfig {
    std::int64_t threads = 2;
    std::string proxy;
    std::string ca_bundle;
    bool http2 = true;
};

enum class SecretsFrom : std::uint8_t { environment, file, command, vault };

/// Where the keys are (goldbox/secrets/stores.hpp).
struct SecretsConfig {
    SecretsFrom from = SecretsFrom::environment;
    std::string file;
    std::vector<std::string> command;
    std::string vault_address, vault_mount = "secret", vault_path = "goldbox", vault_namespace;
    std::string vault_token_file;    ///< holds Vault's token as `VAULT_TOKEN`; empty: the environment does
    std::int64_t keep_seconds = 300; ///< what a command or Vault gave
    std::string audit;               ///< file that each use is written to, one JSON object a line; empty: none
};

struct Config {
    std::map<std::string, std::vector<Variant>, std::less<>> tasks;
    CallPolicy policy;
    BreakerPolicy breaker;
    NetworkConfig network;
    bool production = false; ///< keys may not come from the environment
    SecretsConfig secrets;
    std::map<std::string, RateLimit, std::less<>> limits;
    std::vector<Budget> budgets;
    std::string prices;   ///< file
    std::string database; ///< file of ledger and cache; empty: neither is kept
    std::optional<CacheOptions> cache;
    std::string prompts; ///< folder of templates

    /// The variant for a game; null when there is no such task.
    [[nodiscard]] const Variant* variant(std::string_view task, std::string_view game) const;
};

/// Reads a config, JSON with comments. All mistakes at once: those of `json.*`, `llm.unknown_provider`,
/// `llm.bad_route`, `llm.bad_percent`, `llm.bad_base_url`, `llm.bad_budget`, `llm.secret_refused` (keys from the
/// environment in production). Names of files are as they stand there: relative to the config.
[[nodiscard]] Result<Config> read_config(std::string_view text, std::string file = {});

} // namespace goldbox::llm
