// SPDX-License-Identifier: MIT
#include "sqlite/database.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

namespace goldbox::sqlite {
namespace {

struct Meaning {
    int code;
    Code kind;
    const char* reason;
    const char* message;
};

constexpr std::array meanings = {
    Meaning{SQLITE_BUSY, Code::unavailable, "store.busy",
            "another program is writing to the database: try again, or close that program"},
    Meaning{SQLITE_LOCKED, Code::unavailable, "store.busy", "the database is in use: try again"},
    Meaning{SQLITE_PROTOCOL, Code::unavailable, "store.busy", "the database is in use: try again"},
    Meaning{SQLITE_FULL, Code::unavailable, "store.disk_full",
            "the disk is full: free some space and try again; nothing that was saved is lost"},
    Meaning{SQLITE_READONLY, Code::unavailable, "store.read_only",
            "the database cannot be written: allow writing to the file and its folder, or copy it elsewhere"},
    Meaning{SQLITE_IOERR, Code::unavailable, "store.io_error",
            "reading or writing the disk failed: check the disk and its free space, then try again"},
    Meaning{SQLITE_CANTOPEN, Code::unavailable, "store.cannot_open",
            "the file cannot be opened: check its name and permissions"},
    Meaning{SQLITE_PERM, Code::unavailable, "store.no_permission", "access to the file is not permitted"},
    Meaning{SQLITE_AUTH, Code::unavailable, "store.no_permission", "access to the file is not permitted"},
    Meaning{SQLITE_NOMEM, Code::unavailable, "store.out_of_memory", "there is not enough memory: try again"},
    Meaning{SQLITE_INTERRUPT, Code::unavailable, "store.interrupted", "the operation was interrupted"},
    Meaning{SQLITE_CORRUPT, Code::corrupt, "store.corrupt",
            "the database is damaged: restore a backup with `goldbox db restore`"},
    Meaning{SQLITE_NOTADB, Code::corrupt, "store.not_a_database",
            "the file is not a database: choose another file, or restore a backup over it"},
    Meaning{SQLITE_CONSTRAINT, Code::internal, "store.constraint", "a row breaks a rule of its table"},
    Meaning{SQLITE_TOOBIG, Code::limit, "store.too_large", "a text is larger than the database can hold (1 GB)"},
};

bool is_missing(const std::filesystem::path& path)
{
    std::error_code error;
    return !std::filesystem::exists(path, error) && !error;
}

/// Why a file could not be opened, as far as the file system tells.
Meaning why_not_opened(const std::string& path)
{
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path file(path);
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    if (fs::is_directory(file, error)) {
        return {0, Code::unavailable, "store.cannot_open", "this is a folder: name a file in it"};
    }
    if (is_missing(folder)) {
        return {0, Code::unavailable, "store.no_folder", "the folder does not exist: create it first"};
    }
    if (!fs::is_directory(folder, error)) {
        return {0, Code::unavailable, "store.no_folder", "what should be its folder is not one: choose another place"};
    }
    if (is_missing(file)) {
        return {0, Code::unavailable, "store.cannot_open",
                "there is no such file, or it may not be created here: check the name and the folder's permissions"};
    }
    return {0, Code::unavailable, "store.no_permission",
            "the file may not be opened: allow reading and writing the file and its folder"};
}

Meaning meaning_of(int code, const std::string& path)
{
    const int primary = code & 0xff;
    if (primary == SQLITE_CANTOPEN) return why_not_opened(path);
    auto at = std::ranges::find(meanings, primary, &Meaning::code);
    if (at != meanings.end()) return *at;
    return {code, Code::internal, "store.sqlite", "SQLite refused a statement of ours"};
}

Result<Hash> to_hash(std::string_view bytes)
{
    Hash hash;
    if (bytes.size() != hash.bytes.size()) {
        return fail(Code::corrupt, "store.corrupt",
                    "a hash in the database does not have 32 bytes: run `goldbox db check`");
    }
    std::ranges::transform(bytes, hash.bytes.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    return hash;
}

std::string_view as_view(const Hash& hash)
{
    return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}

} // namespace

Error describe(int code, std::string_view detail, const std::string& path)
{
    const Meaning meaning = meaning_of(code, path);
    std::string message = meaning.message;
    message += " (SQLite ";
    message += std::to_string(code);
    message += ": ";
    message += detail;
    message += ")";
    return {meaning.kind, meaning.reason, std::move(message), {.file = path}};
}

bool is_taken(const Error& error)
{
    return error.reason == "store.constraint";
}

// Statement ---------------------------------------------------------------------------------------------------------

Statement::~Statement()
{
    if (!statement_) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

void Statement::bound(int code)
{
    if (failure_ == SQLITE_OK) failure_ = code;
}

void Statement::bind_next(std::int64_t value)
{
    bound(sqlite3_bind_int64(statement_, ++bound_, value));
}

void Statement::bind_next(std::string_view text)
{
    // a null pointer would be bound as NULL
    bound(sqlite3_bind_text64(statement_, ++bound_, text.data() ? text.data() : "", text.size(), SQLITE_STATIC,
                              SQLITE_UTF8));
}

void Statement::bind_next(Blob blob)
{
    bound(sqlite3_bind_blob64(statement_, ++bound_, blob.bytes.data() ? blob.bytes.data() : "", blob.bytes.size(),
                              SQLITE_STATIC));
}

void Statement::bind_next(const Hash& hash)
{
    bind_next(Blob{as_view(hash)});
}

void Statement::bind_next(const std::optional<Hash>& hash)
{
    if (hash) return bind_next(*hash);
    bound(sqlite3_bind_null(statement_, ++bound_));
}

Result<bool> Statement::step()
{
    if (failure_ != SQLITE_OK) {
        return unexpected(describe(failure_, sqlite3_errstr(failure_), sqlite3_db_filename(database_, "main")));
    }
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return unexpected(describe(code, sqlite3_errmsg(database_), sqlite3_db_filename(database_, "main")));
}

Result<void> Statement::run()
{
    while (true) {
        GOLDBOX_TRY(const bool row, step());
        if (!row) return {};
    }
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::view(int column) const
{
    // column_blob leaves the bytes of a TEXT as they are; it must be asked before column_bytes
    const void* bytes = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes ? std::string_view(static_cast<const char*>(bytes), size) : std::string_view();
}

bool Statement::is_null(int column) const
{
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Result<Hash> Statement::hash(int column) const
{
    return to_hash(view(column));
}

Result<std::optional<Hash>> Statement::optional_hash(int column) const
{
    if (is_null(column)) return std::nullopt;
    GOLDBOX_TRY(Hash hash, to_hash(view(column)));
    return hash;
}

// Database ----------------------------------------------------------------------------------------------------------

Result<std::unique_ptr<Database>> Database::open(const OpenOptions& options)
{
    if (options.path.empty() || options.path.find('\0') != std::string::npos || options.path == ":memory:") {
        return fail(Code::invalid, "store.bad_path", "the database needs the name of a file", {.file = options.path});
    }
    const int access = options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    const int create = options.create && !options.read_only ? SQLITE_OPEN_CREATE : 0;
    const int flags = access | create | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(options.path.c_str(), &handle, flags, options.vfs.empty() ? nullptr : options.vfs.c_str());
    auto database = std::make_unique<Database>(handle, options.path);
    if (code != SQLITE_OK) return unexpected(database->error(code));
    sqlite3_busy_timeout(handle, options.busy_timeout_ms);
    return database;
}

Database::Database(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}

Database::~Database()
{
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

Result<Statement> Database::prepare(const char* sql)
{
    sqlite3_stmt*& statement = statements_[sql];
    if (!statement) {
        const int code = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK) return unexpected(error(code));
    }
    return Statement(handle_, statement);
}

Result<void> Database::script(const char* sql)
{
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return unexpected(error(code));
    return {};
}

std::int64_t Database::changes() const
{
    return sqlite3_changes64(handle_);
}

bool Database::is_read_only() const
{
    return sqlite3_db_readonly(handle_, "main") == 1;
}

Error Database::error(int code) const
{
    return describe(code, handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code), path_);
}

// Transaction -------------------------------------------------------------------------------------------------------

Result<Transaction> Transaction::begin(Database& database)
{
    GOLDBOX_CHECK(database.run("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Result<Transaction> Transaction::begin_reading(Database& database)
{
    GOLDBOX_CHECK(database.run("BEGIN"));
    return Transaction(database);
}

Transaction::~Transaction()
{
    // after some failures SQLite has rolled back by itself
    if (database_ && !sqlite3_get_autocommit(database_->handle())) std::ignore = database_->run("ROLLBACK");
}

Result<void> Transaction::commit()
{
    GOLDBOX_CHECK(database_->run("COMMIT"));
    database_ = nullptr;
    return {};
}

} // namespace goldbox::sqlite
