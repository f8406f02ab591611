#pragma once
// SPDX-License-Identifier: MIT
// SQLite as values, Results and scopes: everything that the store says to sqlite3.h goes through here.

#include <goldbox/base/clock.hpp>
#include <goldbox/base/hash.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/base/try.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace goldbox::sqlite {

/// Bytes for a BLOB column; a plain string goes into a TEXT column.
struct Blob {
    std::string_view bytes;
};

/// A prepared statement on loan from the cache of its database: reset and free again at the end of its life. What is
/// bound must live until the last step.
class Statement {
public:
    Statement(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
    Statement(Statement&& other) noexcept
        : database_(other.database_),
          statement_(std::exchange(other.statement_, nullptr)),
          bound_(other.bound_),
          failure_(other.failure_)
    {
    }
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    template <class... Values>
    void bind(const Values&... values)
    {
        (bind_next(values), ...);
    }

    [[nodiscard]] Result<bool> step(); ///< whether there is a row
    [[nodiscard]] Result<void> run();  ///< steps to the end

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    [[nodiscard]] Timestamp time(int column) const { return {integer(column)}; }
    [[nodiscard]] std::string_view view(int column) const; ///< until the next step
    [[nodiscard]] std::string text(int column) const { return std::string(view(column)); }
    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] Result<Hash> hash(int column) const;
    [[nodiscard]] Result<std::optional<Hash>> optional_hash(int column) const;

private:
    void bind_next(std::int64_t value);
    void bind_next(std::uint64_t value) { bind_next(static_cast<std::int64_t>(value)); }
    void bind_next(std::uint32_t value) { bind_next(std::int64_t{value}); }
    void bind_next(Timestamp value) { bind_next(value.milliseconds); }
    void bind_next(std::string_view text);
    void bind_next(const std::string& text) { bind_next(std::string_view(text)); }
    void bind_next(Blob blob);
    void bind_next(const Hash& hash);
    void bind_next(const std::optional<Hash>& hash);
    void bound(int code);

    sqlite3* database_;
    sqlite3_stmt* statement_;
    int bound_ = 0;
    int failure_ = 0; ///< of the first bind that failed
};

struct OpenOptions {
    std::string path;
    std::string vfs; ///< empty: SQLite's own
    int busy_timeout_ms = 5000;
    bool create = true;
    bool read_only = false;
};

/// One connection. Used by one thread at a time.
class Database {
public:
    static Result<std::unique_ptr<Database>> open(const OpenOptions& options);
    Database(sqlite3* handle, std::string path);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// A statement from the cache. `sql` is a literal: the cache keeps it by address.
    template <class... Values>
    [[nodiscard]] Result<Statement> query(const char* sql, const Values&... values)
    {
        GOLDBOX_TRY(Statement statement, prepare(sql));
        statement.bind(values...);
        return statement;
    }

    /// A query that answers with rows nobody needs, or with none.
    template <class... Values>
    [[nodiscard]] Result<void> run(const char* sql, const Values&... values)
    {
        GOLDBOX_TRY(Statement statement, query(sql, values...));
        return statement.run();
    }

    /// The first column of the only row.
    template <class... Values>
    [[nodiscard]] Result<std::int64_t> integer(const char* sql, const Values&... values)
    {
        GOLDBOX_TRY(Statement statement, query(sql, values...));
        GOLDBOX_TRY(const bool row, statement.step());
        return row ? statement.integer(0) : 0;
    }

    /// Several statements without values: schemas and pragmas.
    [[nodiscard]] Result<void> script(const char* sql);

    [[nodiscard]] std::int64_t changes() const; ///< rows that the last statement wrote
    [[nodiscard]] bool is_read_only() const;
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] sqlite3* handle() const { return handle_; }
    /// What SQLite said last, as an error with this file and a remedy.
    [[nodiscard]] Error error(int code) const;

private:
    Result<Statement> prepare(const char* sql);

    sqlite3* handle_;
    std::string path_;
    std::map<const char*, sqlite3_stmt*> statements_;
};

/// Rolls back at the end of its scope unless it was committed.
class Transaction {
public:
    /// Takes the write lock at once, so that what is checked inside stays true until the commit.
    static Result<Transaction> begin(Database& database);
    /// One view of the data over several reads.
    static Result<Transaction> begin_reading(Database& database);
    Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    [[nodiscard]] Result<void> commit();

private:
    explicit Transaction(Database& database) : database_(&database) {}
    Database* database_;
};

/// Whether the error says that a row with this key exists already.
[[nodiscard]] bool is_taken(const Error& error);

/// What SQLite's codes mean for us: kind, reason and remedy.
[[nodiscard]] Error describe(int code, std::string_view detail, const std::string& path);

} // namespace goldbox::sqlite
