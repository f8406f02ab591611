#pragma once
// SPDX-License-Identifier: MIT
// What calls cost, who made them, and who may make no more. `sqlite` has a ledger that survives and that several
// processes share.

#include <goldbox/base/clock.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/llm/response.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::llm {

/// Money: billionths of a US dollar.
using NanoUsd = std::int64_t;

/// What a model costs from a day on, in millionths of a dollar for a million tokens. A price is data that operators
/// write, never code.
struct Price {
    std::string provider;
    std::string model; ///< or the beginning of its name and `*`
    Timestamp valid_from;
    std::int64_t input = 0;
    std::int64_t cache_read = 0;
    std::int64_t cache_write = 0;    ///< kept for five minutes
    std::int64_t cache_write_1h = 0; ///< kept for an hour
    std::int64_t output = 0;         ///< reasoning too
    std::int64_t tier_above = 0;     ///< prompts longer than this...; 0: no tier
    std::int64_t tier_percent = 100; ///< ...cost so much of everything
    bool operator==(const Price&) const = default;
};

/// Prices by model and date.
class PriceTable {
public:
    PriceTable() = default;
    explicit PriceTable(std::vector<Price> prices);

    /// The one that counts then: the most exact name, of those the newest that is valid. Null: not known.
    [[nodiscard]] const Price* find(std::string_view provider, std::string_view model, Timestamp at) const;
    [[nodiscard]] const std::vector<Price>& all() const { return prices_; }

private:
    std::vector<Price> prices_; ///< the most exact and newest first
};

/// Reads prices: JSON with comments, an array of
/// `{"provider","model","valid_from":"2026-08-01","input":1.0,"output":5.0,...}` in dollars for a million tokens.
/// `json.*`, `llm.bad_price`.
[[nodiscard]] Result<PriceTable> read_prices(std::string_view text, std::string file = {});

/// Rounded up. What was not told costs nothing.
[[nodiscard]] NanoUsd cost_of(const Price& price, const Usage& usage);

/// On whose behalf a call is made. All may be empty.
struct Caller {
    std::string guild;
    std::string user;
    std::string plugin;
    std::string correlation; ///< joins what belongs together: a turn, a command
    bool operator==(const Caller&) const = default;
};

/// One attempt that reached for a provider, or an answer from the cache.
struct LedgerEntry {
    Timestamp at;
    std::string provider;
    std::string model;
    std::string task; ///< what it was for, if the caller said
    Caller caller;
    Usage usage;
    NanoUsd cost = 0;
    bool priced = false; ///< the price was known
    std::int64_t latency_ms = 0;
    bool cache_hit = false;
    std::string outcome = "ok"; ///< or the failure's kind
    bool operator==(const LedgerEntry&) const = default;
};

enum class BudgetScope : std::uint8_t { all, guild, user, plugin };
enum class BudgetPeriod : std::uint8_t { day, month, ever }; ///< days and months of UTC

/// Nobody of that scope spends more in that time.
struct Budget {
    BudgetScope scope = BudgetScope::all;
    std::string id = "*"; ///< whose; `*`: each one's own
    BudgetPeriod period = BudgetPeriod::month;
    NanoUsd most = 0;
    bool operator==(const Budget&) const = default;
};

/// What a budget of a caller is kept under: `guild/42 month 2026-11`. Empty: the budget is not theirs.
[[nodiscard]] std::string account_of(const Budget& budget, const Caller& caller, Timestamp at);

using ReservationId = std::int64_t;

struct UsageQuery {
    std::string by =
        "model"; ///< `provider`, `model`, `task`, `guild`, `user`, `plugin`, `outcome`, `day`, `month`, `none`
    Timestamp from;
    std::optional<Timestamp> until;                              ///< not included
    std::optional<std::string> guild, user, plugin, correlation; ///< only theirs
};

struct UsageRow {
    std::string key; ///< of the group; `provider/model` for models
    std::int64_t calls = 0;
    std::int64_t failures = 0;
    std::int64_t cache_hits = 0;
    std::int64_t estimated = 0; ///< calls whose tokens were estimated here
    std::int64_t unpriced = 0;  ///< calls without a known price
    std::int64_t input = 0, cache_read = 0, cache_write = 0, output = 0, reasoning = 0; ///< tokens
    std::int64_t latency_ms = 0;                                                        ///< all together
    NanoUsd cost = 0;
    bool operator==(const UsageRow&) const = default;
};

/// The columns that `UsageQuery::by` may name.
[[nodiscard]] std::span<const std::string_view> usage_groups();

/// Any thread may call it. A ledger does not lose a reservation's money when its holder dies: it expires.
class Ledger {
public:
    virtual ~Ledger() = default;

    /// Sets money aside in all budgets of the caller, or in none: `llm.budget` names the one that is used up. What is
    /// not settled until `expires` is free again.
    [[nodiscard]] virtual Result<ReservationId> reserve(std::span<const Budget> budgets, const Caller& caller,
                                                        NanoUsd amount, Timestamp now, Timestamp expires) = 0;

    /// Writes what was done, books its cost in the budgets that were reserved in, and frees the reservation. All or
    /// nothing. An expired reservation's cost is booked all the same.
    virtual Result<void> record(std::span<const LedgerEntry> entries, std::optional<ReservationId> reservation) = 0;

    /// Groups, the dearest first. `llm.bad_query` where `by` is none of them.
    [[nodiscard]] virtual Result<std::vector<UsageRow>> usage(const UsageQuery& query) = 0;

    /// What a budget's account has spent, and what is set aside there now.
    struct Balance {
        NanoUsd spent = 0;
        NanoUsd reserved = 0;
        bool operator==(const Balance&) const = default;
    };
    [[nodiscard]] virtual Result<Balance> balance(const Budget& budget, const Caller& caller, Timestamp now) = 0;
};

/// In memory.
[[nodiscard]] std::unique_ptr<Ledger> make_memory_ledger();

/// `llm.budget`, as every ledger says it.
[[nodiscard]] Error over_budget(std::string_view account, const Budget& budget, const Ledger::Balance& balance);

} // namespace goldbox::llm
