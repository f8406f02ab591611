// SPDX-License-Identifier: MIT
#include "llm_desk.hpp"

#include "llm_json.hpp"
#include "llm_prompts.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/secrets/stores.hpp>
#include <goldbox/sqlite/llm_file.hpp>
#ifdef GOLDBOX_CURL
#include <goldbox/curl/curl_transport.hpp>
#endif

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace goldbox::cli {
namespace {

Result<std::unique_ptr<llm::Transport>> open_network([[maybe_unused]] const llm::NetworkConfig& config,
                                                     [[maybe_unused]] const std::string& ca_bundle)
{
#ifdef GOLDBOX_CURL
    return curl::make_transport({.threads = static_cast<std::size_t>(config.threads),
                                 .ca_bundle = ca_bundle,
                                 .proxy = config.proxy,
                                 .http2 = config.http2});
#else
    return fail(Code::unsupported, "cli.no_network", "this program was built without libcurl: it reaches no provider");
#endif
}

/// Uses of keys, one JSON object a line, in a file that only its owner reads.
class AuditFile {
public:
    static Result<std::shared_ptr<AuditFile>> open(const std::string& file)
    {
        const int descriptor = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        if (descriptor < 0) {
            return fail(Code::unavailable, "cli.no_audit",
                        "the uses of keys cannot be written down: " + std::generic_category().message(errno),
                        {.file = file});
        }
        return std::make_shared<AuditFile>(descriptor);
    }
    explicit AuditFile(int descriptor) : descriptor_(descriptor) {}
    ~AuditFile() { ::close(descriptor_); }
    AuditFile(const AuditFile&) = delete;
    AuditFile& operator=(const AuditFile&) = delete;

    void write(const llm::SecretAccess& access) const
    {
        std::string line;
        json::Writer out(line);
        out.begin_object().member("at", utc_time(access.at)).member("action", access.action);
        out.member("name", access.name).member("outcome", access.outcome).end_object();
        line += '\n';
        (void)!::write(descriptor_, line.data(), line.size());
    }

private:
    int descriptor_;
};

Result<void> open_secrets(LlmDesk& desk, const std::string& config_file)
{
    const llm::SecretsConfig& config = desk.config.secrets;
    switch (config.from) {
    case llm::SecretsFrom::environment: desk.store = secrets::open_environment(desk.config.production); break;
    case llm::SecretsFrom::file: desk.store = secrets::open_file(beside(config_file, config.file)); break;
    case llm::SecretsFrom::command: desk.store = secrets::open_command(config.command); break;
    case llm::SecretsFrom::vault:
        desk.tokens = config.vault_token_file.empty()
                          ? secrets::open_environment(desk.config.production)
                          : secrets::open_file(beside(config_file, config.vault_token_file));
        desk.store = secrets::open_vault(*desk.transport, *desk.tokens,
                                         {.address = config.vault_address,
                                          .mount = config.vault_mount,
                                          .path = config.vault_path,
                                          .token_name = "VAULT_TOKEN",
                                          .vault_namespace = config.vault_namespace});
        break;
    }
    const bool is_slow = config.from == llm::SecretsFrom::command || config.from == llm::SecretsFrom::vault;
    if (is_slow && config.keep_seconds > 0) {
        desk.kept = llm::make_cached(*desk.store, desk.clock, config.keep_seconds * 1000);
    }
    if (config.audit.empty()) return {};
    GOLDBOX_TRY(auto audit, AuditFile::open(beside(config_file, config.audit)));
    desk.audited = llm::make_audited(desk.kept ? *desk.kept : *desk.store, desk.clock,
                                     [audit](const llm::SecretAccess& access) { audit->write(access); });
    return {};
}

} // namespace

std::string beside(const std::string& config_file, const std::string& name)
{
    return (std::filesystem::path(config_file).parent_path() / name).string();
}

Result<const llm::Variant*> variant_of(const llm::Config& config, const LlmCaller& caller)
{
    if (const llm::Variant* variant = config.variant(caller.task, caller.game)) return variant;
    std::vector<std::string_view> known;
    for (const auto& [name, variants] : config.tasks) known.push_back(name);
    const std::string_view meant = nearest(caller.task, known);
    return fail(Code::not_found, "llm.no_task",
                "the config has no task \"" + printable(caller.task) + "\"" +
                    (meant.empty() ? std::string() : "; did you mean \"" + std::string(meant) + "\"?"),
                {.file = caller.config});
}

Result<llm::CallOptions> call_of(const LlmDesk& desk, const LlmCaller& caller)
{
    GOLDBOX_TRY(const llm::Variant* variant, variant_of(desk.config, caller));
    return llm::CallOptions{.routes = variant->routes,
                            .caller = {.guild = caller.guild.empty() ? caller.game : caller.guild,
                                       .user = caller.user,
                                       .plugin = caller.plugin,
                                       .correlation = random_id()},
                            .task = llm::ledger_name(caller.task, *variant)};
}

Result<llm::Request> fill_prompt(const llm::Config& config, const llm::Variant& variant,
                                 const llm::PromptValues& values, const std::string& config_file)
{
    if (variant.prompt.empty()) {
        return fail(Code::not_found, "llm.no_prompt", "the task names no prompt", {.file = config_file});
    }
    GOLDBOX_TRY(const Templates templates, open_templates(beside(config_file, config.prompts)));
    return templates.fill(variant, values);
}

Exit tell_failure(Context& context, const llm::Failure& failure)
{
    const Error error = llm::as_error(failure);
    if (!context.json()) return report(context, error);
    context.out.line(failure_json(failure));
    return exit_of(error.code);
}

Result<std::unique_ptr<LlmDesk>> open_llm_desk(const std::string& config_file)
{
    auto desk = std::make_unique<LlmDesk>();
    GOLDBOX_TRY(const std::string text, read_file(config_file, 1u << 20));
    GOLDBOX_TRY(desk->config, llm::read_config(text, config_file));
    const llm::Config& config = desk->config;
    GOLDBOX_TRY(desk->transport, open_network(config.network, config.network.ca_bundle.empty()
                                                                  ? std::string()
                                                                  : beside(config_file, config.network.ca_bundle)));
    GOLDBOX_CHECK(open_secrets(*desk, config_file));
    desk->breaker = std::make_unique<llm::Breaker>(config.breaker);
    if (!config.limits.empty()) desk->limiter = std::make_unique<llm::RateLimiter>(config.limits);
    llm::ClientOptions options{.policy = config.policy, .limits = {}, .budgets = config.budgets};
    if (!config.prices.empty()) {
        const std::string file = beside(config_file, config.prices);
        GOLDBOX_TRY(const std::string prices, read_file(file, 4u << 20));
        GOLDBOX_TRY(options.prices, llm::read_prices(prices, file));
    }
    if (!config.database.empty()) {
        GOLDBOX_TRY(desk->ledger, sqlite::open_ledger({.path = beside(config_file, config.database)}));
        if (config.cache) {
            GOLDBOX_TRY(desk->cache, sqlite::open_cache({.path = beside(config_file, config.database)}, *config.cache));
        }
    } else if (config.cache) {
        desk->cache = std::make_unique<llm::MemoryCache>(*config.cache);
    }
    desk->client = std::make_unique<llm::Client>(llm::Services{.transport = *desk->transport,
                                                               .secrets = desk->secrets(),
                                                               .breaker = desk->breaker.get(),
                                                               .limiter = desk->limiter.get(),
                                                               .cache = desk->cache.get(),
                                                               .ledger = desk->ledger.get()},
                                                 std::move(options));
    return desk;
}

} // namespace goldbox::cli
