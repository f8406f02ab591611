#pragma once
// SPDX-License-Identifier: MIT
// Where keys come from. They go into headers and nowhere else: no log, URL, error or file of ours holds one. The
// component `secrets` has stores that meet the world: environment, file, command, Vault.

#include <goldbox/base/clock.hpp>
#include <goldbox/base/result.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace goldbox::llm {

/// A store of keys by name. Any thread may call it; calls may block, so not from a thread of a transport.
///
/// Errors: `llm.secret_not_found`, `llm.secret_unreadable` (the store is broken or away), `llm.secret_refused` (it may
/// not be used so), `llm.secret_changed` (somebody was faster), `llm.bad_secret` (what no header may hold).
class Secrets {
public:
    virtual ~Secrets() = default;

    /// Never an empty text.
    [[nodiscard]] virtual Result<std::string> get(std::string_view name) = 0;

    /// Writes it, whatever was there. Stores that are only read say `llm.secret_refused`.
    virtual Result<void> set(std::string_view name, std::string_view value);

    /// Writes it only where it is still `from`: two who rotate at once do not undo each other.
    virtual Result<void> rotate(std::string_view name, std::string_view from, std::string_view to);

    /// Whether the store can be asked now.
    [[nodiscard]] virtual Result<void> health() { return {}; }
};

/// `llm.bad_secret` for a value that is empty, longer than 16 KiB, or holds what may not stand in a header.
[[nodiscard]] Result<void> check_secret(std::string_view name, std::string_view value);

/// Secrets that a program holds itself, and tests.
class MemorySecrets final : public Secrets {
public:
    [[nodiscard]] Result<std::string> get(std::string_view name) override;
    Result<void> set(std::string_view name, std::string_view value) override;
    Result<void> rotate(std::string_view name, std::string_view from, std::string_view to) override;

private:
    std::mutex mutex_;
    std::map<std::string, std::string, std::less<>> values_;
};

/// One use of a store, for who watches over keys. The value is not in it.
struct SecretAccess {
    Timestamp at;
    std::string action; ///< `get`, `set`, `rotate`, `health`
    std::string name;
    std::string outcome; ///< `ok`, or the error's reason
    bool operator==(const SecretAccess&) const = default;
};

/// Tells `watch` of each use of another store, on the thread that used it, never two at a time.
[[nodiscard]] std::unique_ptr<Secrets> make_audited(Secrets& inner, Clock& clock,
                                                    std::function<void(const SecretAccess&)> watch);

/// Keeps what another store gave for a while: those that are asked over a network or run a command. Writes go through.
[[nodiscard]] std::unique_ptr<Secrets> make_cached(Secrets& inner, Clock& clock, std::int64_t keep_ms = 300'000);

} // namespace goldbox::llm
