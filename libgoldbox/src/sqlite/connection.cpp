// SPDX-License-Identifier: MIT
#include "sqlite/connection.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <system_error>

namespace goldbox::sqlite {
namespace {

// Nothing is left to how SQLite was compiled. These change only the connection, never the file.
constexpr const char* settings = R"sql(
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;           -- what is deleted is overwritten with zeros
PRAGMA trusted_schema = OFF;         -- a prepared file cannot make us call functions
PRAGMA cell_size_check = ON;         -- damage is found where it is, not where it leads
PRAGMA temp_store = MEMORY;          -- no copies of personal text in temporary files
PRAGMA mmap_size = 0;                -- an I/O error is an error, not a signal
PRAGMA cache_size = -16384;          -- KiB
PRAGMA locking_mode = NORMAL;
PRAGMA recursive_triggers = OFF;
PRAGMA fullfsync = ON;               -- macOS: its fsync does not reach the disk by itself
PRAGMA checkpoint_fullfsync = ON;
PRAGMA journal_size_limit = -1;      -- a WAL that was reset is written over, which is faster than growing it again
)sql";

// These go into a new file and change nothing in one that has tables.
constexpr const char* file_settings = R"sql(
PRAGMA encoding = 'UTF-8';
PRAGMA page_size = 4096;
PRAGMA auto_vacuum = NONE;
)sql";

const char* synchronous_pragma(Synchronous level)
{
    switch (level) {
    case Synchronous::full: return "PRAGMA synchronous = FULL";
    case Synchronous::normal: return "PRAGMA synchronous = NORMAL";
    case Synchronous::off: return "PRAGMA synchronous = OFF";
    }
    return "PRAGMA synchronous = FULL";
}

void harden(sqlite3* handle)
{
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
}

Result<void> use_wal(Database& database)
{
    GOLDBOX_TRY(Statement statement, database.query("PRAGMA journal_mode = WAL"));
    GOLDBOX_TRY(const bool row, statement.step());
    const std::string mode = row ? statement.text(0) : "";
    if (mode == "wal") return {};
    return fail(Code::unavailable, "store.no_wal",
                "the file system cannot share memory between processes (journal mode is \"" + mode +
                    "\"): keep the database on a local disk",
                {.file = database.path()});
}

Result<void> refuse_read_only(const Database& database)
{
    if (!database.is_read_only()) return {};
    return fail(Code::unavailable, "store.read_only",
                "the database cannot be written: allow writing to the file and its folder, or copy it elsewhere",
                {.file = database.path()});
}

/// A name that no file has: "game.db.v1", then "game.db.v1.2" and so on.
std::string free_name(const std::string& wanted)
{
    std::string name = wanted;
    std::error_code ignored;
    for (int i = 2; std::filesystem::exists(name, ignored); ++i) name = wanted + "." + std::to_string(i);
    return name;
}

Result<void> check_target(std::span<const Migration> known, int from, int to)
{
    if (from == 0) return fail(Code::not_found, "store.no_database", "there is no database");
    if (to >= 1 && to <= static_cast<int>(known.size())) return {};
    return fail(Code::usage, "store.bad_version",
                "there is no version " + std::to_string(to) + ": the database has version " + std::to_string(from) +
                    ", and this program knows versions 1 to " + std::to_string(known.size()));
}

} // namespace

Result<std::unique_ptr<Database>> open_file(const SqliteOptions& options)
{
    GOLDBOX_TRY(std::unique_ptr<Database> database,
                Database::open({.path = options.path,
                                .vfs = options.vfs,
                                .busy_timeout_ms = static_cast<int>(options.busy_timeout.count()),
                                .create = options.create}));
    harden(database->handle());
    GOLDBOX_CHECK(database->script(settings));
    return database;
}

Result<void> prepare_to_write(Database& database, const SqliteOptions& options)
{
    GOLDBOX_CHECK(refuse_read_only(database));
    GOLDBOX_CHECK(database.script(file_settings));
    GOLDBOX_CHECK(use_wal(database));
    GOLDBOX_CHECK(database.run(synchronous_pragma(options.synchronous)));
    sqlite3_wal_autocheckpoint(database.handle(), options.checkpoint_pages);
    return {};
}

Result<Connection> connect(const SqliteOptions& options, std::span<const Migration> known)
{
    GOLDBOX_TRY(std::unique_ptr<Database> database, open_file(options));
    GOLDBOX_TRY(const int version, schema_version(*database));
    GOLDBOX_CHECK(refuse_newer(*database, version, known));
    GOLDBOX_CHECK(prepare_to_write(*database, options));
    return Connection{std::move(database), version};
}

Result<MigrationInfo> change_version(const SqliteOptions& options, std::span<const Migration> known, int to)
{
    GOLDBOX_TRY(Connection connection, connect(options, known));
    const int from = connection.version;
    GOLDBOX_CHECK(check_target(known, from, to));
    if (from == to) return MigrationInfo{from, to, {}};
    const std::string name = free_name(options.path + ".v" + std::to_string(from));
    GOLDBOX_TRY(const BackupInfo backup, write_backup(options, name));
    GOLDBOX_TRY(const int was, migrate_schema(*connection.database, known, to));
    return MigrationInfo{was, to, backup.path};
}

Result<MigrationInfo> migrate(const SqliteOptions& options)
{
    SqliteOptions existing = options;
    existing.create = false;
    return change_version(existing, migrations(), static_cast<int>(migrations().size()));
}

Result<MigrationInfo> rollback(const SqliteOptions& options, std::optional<int> to)
{
    SqliteOptions existing = options;
    existing.create = false;
    if (to) return change_version(existing, migrations(), *to);
    GOLDBOX_TRY(const Connection connection, connect(existing, migrations()));
    return change_version(existing, migrations(), connection.version - 1);
}

Result<std::unique_ptr<SqliteStore>> open_sqlite_store(const SqliteOptions& options)
{
    const int newest = static_cast<int>(migrations().size());
    GOLDBOX_TRY(Connection connection, connect(options, migrations()));
    if (connection.version == 0) {
        GOLDBOX_CHECK(migrate_schema(*connection.database, migrations(), newest));
    } else if (connection.version < newest) {
        if (!options.migrate) {
            return fail(Code::unsupported, "store.older_version",
                        "the database has version " + std::to_string(connection.version) + ", this program needs " +
                            std::to_string(newest) + ": run `goldbox db migrate`",
                        {.file = options.path});
        }
        GOLDBOX_CHECK(change_version(options, migrations(), newest));
    }
    return make_store(std::move(connection.database), options);
}

} // namespace goldbox::sqlite
