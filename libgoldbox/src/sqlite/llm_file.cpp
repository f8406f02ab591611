// SPDX-License-Identifier: MIT
#include <goldbox/sqlite/llm_file.hpp>

#include "sqlite/connection.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/llm/fields.hpp>

#include <algorithm>
#include <limits>
#include <mutex>
#include <thread>

namespace goldbox::sqlite {
namespace {

/// Stands in bytes 68..71 of the file: "GolL".
constexpr std::int64_t llm_application_id = 0x476f6c4c;
constexpr std::int64_t llm_version = 1;

// A reservation is kept for a day after it expired: who comes back late still has its cost booked.
constexpr std::int64_t forget_after_ms = 86'400'000;

constexpr const char* create_llm_tables = R"sql(
CREATE TABLE call(
    id             INTEGER PRIMARY KEY,
    at             INTEGER NOT NULL,     -- milliseconds since 1970
    provider       TEXT NOT NULL,
    model          TEXT NOT NULL,
    task           TEXT NOT NULL,
    guild          TEXT NOT NULL,
    user           TEXT NOT NULL,
    plugin         TEXT NOT NULL,
    correlation    TEXT NOT NULL,
    outcome        TEXT NOT NULL,        -- ok, or the failure's kind
    input          INTEGER NOT NULL,     -- tokens
    cache_read     INTEGER NOT NULL,
    cache_write    INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL,
    output         INTEGER NOT NULL,
    reasoning      INTEGER NOT NULL,
    estimated      INTEGER NOT NULL,
    raw            TEXT NOT NULL,        -- the provider's own object
    cost           INTEGER NOT NULL,     -- billionths of a dollar
    priced         INTEGER NOT NULL,
    latency        INTEGER NOT NULL,     -- milliseconds
    cache_hit      INTEGER NOT NULL
) STRICT;
CREATE INDEX call_at ON call(at);

CREATE TABLE account(
    name  TEXT NOT NULL PRIMARY KEY,     -- guild/42 month 2026-11
    spent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reservation(
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    amount  INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE TABLE reserved(
    account     TEXT NOT NULL,
    reservation INTEGER NOT NULL REFERENCES reservation(id) ON DELETE CASCADE,
    PRIMARY KEY(account, reservation)
) STRICT, WITHOUT ROWID;
CREATE INDEX reserved_by ON reserved(reservation);

CREATE TABLE answer(
    key      BLOB NOT NULL PRIMARY KEY,
    until    INTEGER NOT NULL,
    used     INTEGER NOT NULL,
    bytes    INTEGER NOT NULL,
    response TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_used ON answer(used, bytes);

PRAGMA application_id = 0x476f6c4c;
PRAGMA user_version = 1;
)sql";

Result<void> refuse_foreign(Database& database, std::int64_t id, std::int64_t version)
{
    if (id != llm_application_id) {
        return fail(Code::unsupported, "store.foreign_database",
                    "the file is no database of language models: choose another file", {.file = database.path()});
    }
    if (version <= llm_version) return {};
    return fail(Code::unsupported, "store.newer_version",
                "the database was written by a newer program: use that one, or another file",
                {.file = database.path()});
}

Result<std::unique_ptr<Database>> open_once(const LlmFileOptions& options)
{
    const SqliteOptions file{.path = options.path,
                             .create = options.create,
                             .synchronous = Synchronous::normal,
                             .busy_timeout = options.busy_timeout};
    GOLDBOX_TRY(auto database, open_file(file));
    GOLDBOX_TRY(const std::int64_t things, database->integer("SELECT count(*) FROM sqlite_schema"));
    GOLDBOX_TRY(const std::int64_t found, database->integer("PRAGMA application_id"));
    if (things > 0 || found != 0) {
        GOLDBOX_TRY(const std::int64_t version, database->integer("PRAGMA user_version"));
        GOLDBOX_CHECK(refuse_foreign(*database, found, version));
        GOLDBOX_CHECK(prepare_to_write(*database, file));
        return database;
    }
    GOLDBOX_CHECK(prepare_to_write(*database, file));
    GOLDBOX_TRY(Transaction transaction, Transaction::begin(*database));
    // another process may have been faster
    GOLDBOX_TRY(const std::int64_t by_now, database->integer("SELECT count(*) FROM sqlite_schema"));
    if (by_now == 0) GOLDBOX_CHECK(database->script(create_llm_tables));
    GOLDBOX_CHECK(transaction.commit());
    return database;
}

/// Where several processes make the file at once, SQLite refuses the change to WAL without waiting.
Result<std::unique_ptr<Database>> open(const LlmFileOptions& options)
{
    constexpr std::chrono::milliseconds pause{10};
    for (auto waited = pause;; waited += pause) {
        auto database = open_once(options);
        if (database || database.error().reason != "store.busy" || waited > options.busy_timeout) return database;
        std::this_thread::sleep_for(pause);
    }
}

std::int64_t count(const std::optional<std::int64_t>& tokens)
{
    return tokens.value_or(0);
}

/// One statement a group: the cache of statements knows them by address.
#define GOLDBOX_USAGE(group)                                                                                           \
    "SELECT " group ", count(*), sum(outcome <> 'ok'), sum(cache_hit), sum(estimated), sum(NOT priced), sum(input), "  \
    "sum(cache_read), sum(cache_write), sum(output), sum(reasoning), sum(latency), sum(cost) FROM call "               \
    "WHERE at >= ? AND at < ? AND (? = 0 OR guild = ?) AND (? = 0 OR user = ?) AND (? = 0 OR plugin = ?) "             \
    "AND (? = 0 OR correlation = ?) GROUP BY 1 ORDER BY 13 DESC, 1"

struct Grouping {
    std::string_view by;
    const char* sql;
};
constexpr Grouping groupings[] = {
    {"provider", GOLDBOX_USAGE("provider")},
    {"model", GOLDBOX_USAGE("provider || '/' || model")},
    {"task", GOLDBOX_USAGE("task")},
    {"guild", GOLDBOX_USAGE("guild")},
    {"user", GOLDBOX_USAGE("user")},
    {"plugin", GOLDBOX_USAGE("plugin")},
    {"outcome", GOLDBOX_USAGE("outcome")},
    {"day", GOLDBOX_USAGE("strftime('%Y-%m-%d', at / 1000, 'unixepoch')")},
    {"month", GOLDBOX_USAGE("strftime('%Y-%m', at / 1000, 'unixepoch')")},
    {"none", GOLDBOX_USAGE("''")},
};
#undef GOLDBOX_USAGE

class SqliteLedger final : public llm::Ledger {
public:
    explicit SqliteLedger(std::unique_ptr<Database> database) : database_(std::move(database)) {}

    Result<llm::ReservationId> reserve(std::span<const llm::Budget> budgets, const llm::Caller& caller,
                                       llm::NanoUsd amount, Timestamp now, Timestamp expires) override
    {
        const std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Transaction transaction, Transaction::begin(*database_)); // of all processes, one at a time
        GOLDBOX_CHECK(database_->run("DELETE FROM reservation WHERE expires < ?", now.milliseconds - forget_after_ms));
        GOLDBOX_CHECK(database_->run("INSERT INTO reservation(amount, expires) VALUES(?, ?)", amount, expires));
        GOLDBOX_TRY(const std::int64_t id, database_->integer("SELECT last_insert_rowid()"));
        for (const llm::Budget& budget : budgets) {
            const std::string account = llm::account_of(budget, caller, now);
            if (account.empty()) continue;
            GOLDBOX_TRY(const Balance has, balance_of(account, now, id));
            if (has.spent + has.reserved + amount > budget.most) {
                return unexpected(llm::over_budget(account, budget, has));
            }
            GOLDBOX_CHECK(
                database_->run("INSERT OR IGNORE INTO reserved(account, reservation) VALUES(?, ?)", account, id));
        }
        GOLDBOX_CHECK(transaction.commit());
        return id;
    }

    Result<void> record(std::span<const llm::LedgerEntry> entries,
                        std::optional<llm::ReservationId> reservation) override
    {
        const std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Transaction transaction, Transaction::begin(*database_));
        llm::NanoUsd cost = 0;
        for (const llm::LedgerEntry& entry : entries) {
            cost += entry.cost;
            GOLDBOX_CHECK(write(entry));
        }
        if (reservation) {
            GOLDBOX_CHECK(database_->run("INSERT INTO account(name, spent) "
                                         "SELECT account, ?2 FROM reserved WHERE reservation = ?1 "
                                         "ON CONFLICT(name) DO UPDATE SET spent = spent + excluded.spent",
                                         *reservation, cost));
            GOLDBOX_CHECK(database_->run("DELETE FROM reservation WHERE id = ?", *reservation));
        }
        return transaction.commit();
    }

    Result<std::vector<llm::UsageRow>> usage(const llm::UsageQuery& query) override
    {
        const auto* const grouping = std::ranges::find(groupings, query.by, &Grouping::by);
        if (grouping == std::end(groupings)) {
            return fail(Code::invalid, "llm.bad_query", "usage cannot be grouped by " + printable(query.by));
        }
        const std::lock_guard lock(mutex_);
        const Timestamp until = query.until.value_or(Timestamp{std::numeric_limits<std::int64_t>::max()});
        const std::string guild = query.guild.value_or(""), user = query.user.value_or(""),
                          plugin = query.plugin.value_or(""), correlation = query.correlation.value_or("");
        const auto given = [](const auto& value) { return std::int64_t{value.has_value()}; };
        GOLDBOX_TRY(Statement rows,
                    database_->query(grouping->sql, query.from, until, given(query.guild), guild, given(query.user),
                                     user, given(query.plugin), plugin, given(query.correlation), correlation));
        std::vector<llm::UsageRow> all;
        while (true) {
            GOLDBOX_TRY(const bool row, rows.step());
            if (!row) return all;
            all.push_back({.key = rows.text(0),
                           .calls = rows.integer(1),
                           .failures = rows.integer(2),
                           .cache_hits = rows.integer(3),
                           .estimated = rows.integer(4),
                           .unpriced = rows.integer(5),
                           .input = rows.integer(6),
                           .cache_read = rows.integer(7),
                           .cache_write = rows.integer(8),
                           .output = rows.integer(9),
                           .reasoning = rows.integer(10),
                           .latency_ms = rows.integer(11),
                           .cost = rows.integer(12)});
        }
    }

    Result<Balance> balance(const llm::Budget& budget, const llm::Caller& caller, Timestamp now) override
    {
        const std::lock_guard lock(mutex_);
        return balance_of(llm::account_of(budget, caller, now), now, 0);
    }

private:
    /// `without` is a reservation that does not count: the one that is being made.
    Result<Balance> balance_of(const std::string& account, Timestamp now, std::int64_t without)
    {
        Balance has;
        GOLDBOX_TRY(has.spent, database_->integer("SELECT spent FROM account WHERE name = ?", account));
        GOLDBOX_TRY(has.reserved,
                    database_->integer("SELECT coalesce(sum(amount), 0) FROM reserved JOIN reservation "
                                       "ON id = reservation WHERE account = ? AND expires > ? AND id <> ?",
                                       account, now, without));
        return has;
    }

    Result<void> write(const llm::LedgerEntry& entry)
    {
        const llm::Usage& usage = entry.usage;
        return database_->run(
            "INSERT INTO call(at, provider, model, task, guild, user, plugin, correlation, outcome, input, cache_read, "
            "cache_write, cache_write_1h, output, reasoning, estimated, raw, cost, priced, latency, cache_hit) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            entry.at, entry.provider, entry.model, entry.task, entry.caller.guild, entry.caller.user,
            entry.caller.plugin, entry.caller.correlation, entry.outcome, count(usage.input.total),
            count(usage.input.cache_read), count(usage.input.cache_write), count(usage.input.cache_write_1h),
            count(usage.output.total), count(usage.output.reasoning), std::int64_t{usage.estimated}, usage.raw.text,
            entry.cost, std::int64_t{entry.priced}, entry.latency_ms, std::int64_t{entry.cache_hit});
    }

    std::mutex mutex_;
    std::unique_ptr<Database> database_;
};

class SqliteCache final : public llm::ResponseCache {
public:
    SqliteCache(std::unique_ptr<Database> database, llm::CacheOptions options)
        : database_(std::move(database)), options_(options)
    {
    }

    Result<std::optional<llm::Response>> get(const Hash& key, Timestamp now) override
    {
        std::string text;
        {
            const std::lock_guard lock(mutex_);
            std::int64_t used = 0;
            {
                GOLDBOX_TRY(
                    Statement found,
                    database_->query("SELECT response, used FROM answer WHERE key = ? AND until > ?", key, now));
                GOLDBOX_TRY(const bool row, found.step());
                if (!row) return std::nullopt;
                text = found.text(0);
                used = found.integer(1);
            }
            constexpr std::int64_t exact_enough = 60'000;
            if (now.milliseconds - used > exact_enough) {
                GOLDBOX_CHECK(database_->run("UPDATE answer SET used = ?2 WHERE key = ?1", key, now));
            }
        }
        GOLDBOX_TRY(llm::Response response, json::from_json<llm::Response>(text));
        return response;
    }

    Result<void> put(const Hash& key, const llm::Response& response, Timestamp now) override
    {
        const std::string text = json::to_json(response);
        if (text.size() > options_.max_bytes) return {};
        const std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Transaction transaction, Transaction::begin(*database_));
        GOLDBOX_CHECK(database_->run(
            "INSERT OR REPLACE INTO answer(key, until, used, bytes, response) VALUES(?, ?, ?, ?, ?)", key,
            now.milliseconds + options_.keep_ms, now, static_cast<std::int64_t>(text.size()), text));
        GOLDBOX_CHECK(database_->run("DELETE FROM answer WHERE until <= ?", now));
        GOLDBOX_CHECK(database_->run( // those not used for longest, until the rest fits
            "DELETE FROM answer WHERE key IN (SELECT key FROM (SELECT key, sum(bytes) OVER "
            "(ORDER BY used DESC, key) AS so_far FROM answer) WHERE so_far > ?) AND "
            "(SELECT sum(bytes) FROM answer) > ?",
            static_cast<std::int64_t>(options_.max_bytes), static_cast<std::int64_t>(options_.max_bytes)));
        return transaction.commit();
    }

    Result<void> clear() override
    {
        const std::lock_guard lock(mutex_);
        return database_->run("DELETE FROM answer");
    }

private:
    std::mutex mutex_;
    std::unique_ptr<Database> database_;
    llm::CacheOptions options_;
};

} // namespace

Result<std::unique_ptr<llm::Ledger>> open_ledger(const LlmFileOptions& options)
{
    GOLDBOX_TRY(auto database, open(options));
    return std::make_unique<SqliteLedger>(std::move(database));
}

Result<std::unique_ptr<llm::ResponseCache>> open_cache(const LlmFileOptions& file, llm::CacheOptions options)
{
    GOLDBOX_TRY(auto database, open(file));
    return std::make_unique<SqliteCache>(std::move(database), options);
}

} // namespace goldbox::sqlite
