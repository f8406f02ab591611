#pragma once
// SPDX-License-Identifier: MIT
// A connection as every part of the component wants it: all settings made, the file known to be ours.

#include "sqlite/migrations.hpp"

#include <goldbox/sqlite/sqlite_store.hpp>

namespace goldbox::sqlite {

struct Connection {
    std::unique_ptr<Database> database;
    int version = 0; ///< of the schema it found; 0: the file is new
};

/// Opens a file, whosever it is; nothing in it is changed.
[[nodiscard]] Result<std::unique_ptr<Database>> open_file(const SqliteOptions& options);
/// Sets every pragma, once the file is known to be ours.
[[nodiscard]] Result<void> prepare_to_write(Database& database, const SqliteOptions& options);

/// Opens a file, refuses what is not ours or is newer than `known` before anything is changed, then sets every pragma.
[[nodiscard]] Result<Connection> connect(const SqliteOptions& options, std::span<const Migration> known);

/// migrate() and rollback() with a list of their own.
[[nodiscard]] Result<MigrationInfo> change_version(const SqliteOptions& options, std::span<const Migration> known,
                                                   int to);

/// The store on an open connection.
[[nodiscard]] std::unique_ptr<SqliteStore> make_store(std::unique_ptr<Database> database, const SqliteOptions& options);

/// Copies and verifies: SqliteStore::backup. Opens a connection of its own, so the store's need not wait.
[[nodiscard]] Result<BackupInfo> write_backup(const SqliteOptions& options, const std::string& to);
[[nodiscard]] Result<std::optional<BackupInfo>> write_backup_when_due(const SqliteOptions& options,
                                                                      const BackupPolicy& policy, Timestamp now);

/// SqliteStore::check.
[[nodiscard]] Result<std::vector<Diagnostic>> check_database(Database& database);

} // namespace goldbox::sqlite
