#pragma once
// SPDX-License-Identifier: MIT
// Stores of keys that meet the world.

#include <goldbox/llm/secrets.hpp>
#include <goldbox/llm/transport.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace goldbox::secrets {

/// Variables of the environment, for development: every program that a user runs can read them. In production each use
/// is `llm.secret_refused`. Only read.
[[nodiscard]] std::unique_ptr<llm::Secrets> open_environment(bool production = false);

/// A file with one JSON object, `{"OPENAI_API_KEY": "..."}`. It is read only where nobody but its owner may read it and
/// the owner is this user or root; else `llm.secret_refused`. Written through a file beside it, so that a crash leaves
/// one of the two.
[[nodiscard]] std::unique_ptr<llm::Secrets> open_file(std::string path);

/// The first line that a program prints: `{"pass", "show", "llm/{name}"}`. No shell sees the name; a program that fails
/// or takes too long is `llm.secret_unreadable`. Only read.
[[nodiscard]] std::unique_ptr<llm::Secrets> open_command(std::vector<std::string> arguments,
                                                         std::int64_t timeout_ms = 10'000);

/// HashiCorp Vault, key/value engine of version 2: all keys are members of one secret.
struct VaultOptions {
    std::string address;                    ///< `https://vault.example:8200`
    std::string mount = "secret";           ///< of the engine
    std::string path = "goldbox";           ///< of the secret
    std::string token_name = "VAULT_TOKEN"; ///< of Vault's token in `tokens`
    std::string vault_namespace;            ///< `X-Vault-Namespace`; empty: none
    std::int64_t timeout_ms = 10'000;
};
/// `transport` carries the requests and `tokens` holds Vault's own token; both must outlive it.
[[nodiscard]] std::unique_ptr<llm::Secrets> open_vault(llm::Transport& transport, llm::Secrets& tokens,
                                                       VaultOptions options);

} // namespace goldbox::secrets
