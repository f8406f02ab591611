#pragma once
// SPDX-License-Identifier: MIT
// Everything that a config of language models asks for, set up and held together.

#include "commands.hpp"
#include "system.hpp"

#include <goldbox/llm/client.hpp>
#include <goldbox/llm/config.hpp>

#include <memory>
#include <string>

namespace goldbox::cli {

/// In the order in which they need each other.
struct LlmDesk {
    llm::Config config;
    SystemClock clock;
    std::unique_ptr<llm::Transport> transport;
    std::unique_ptr<llm::Secrets> tokens; ///< Vault's own
    std::unique_ptr<llm::Secrets> store, kept, audited;
    std::unique_ptr<llm::Breaker> breaker;
    std::unique_ptr<llm::RateLimiter> limiter;
    std::unique_ptr<llm::Ledger> ledger;
    std::unique_ptr<llm::ResponseCache> cache;
    std::unique_ptr<llm::Client> client;

    [[nodiscard]] llm::Secrets& secrets() const { return audited ? *audited : kept ? *kept : *store; }
};

/// `cli.no_network` in a program that was built without libcurl.
[[nodiscard]] Result<std::unique_ptr<LlmDesk>> open_llm_desk(const std::string& config_file);

/// The variant of a task that is drawn for a game. `llm.no_task`.
[[nodiscard]] Result<const llm::Variant*> variant_of(const llm::Config& config, const LlmCaller& caller);

/// Whom a task asks, and how the ledger calls it.
[[nodiscard]] Result<llm::CallOptions> call_of(const LlmDesk& desk, const LlmCaller& caller);

/// Says on stderr, or as JSON, why there is no answer; the status that goes with it.
Exit tell_failure(Context& context, const llm::Failure& failure);

/// The request that a variant's template makes. `llm.no_prompt`.
[[nodiscard]] Result<llm::Request> fill_prompt(const llm::Config& config, const llm::Variant& variant,
                                               const llm::PromptValues& values, const std::string& config_file);

/// A name in a config, seen from where the config lies.
[[nodiscard]] std::string beside(const std::string& config_file, const std::string& name);

} // namespace goldbox::cli
