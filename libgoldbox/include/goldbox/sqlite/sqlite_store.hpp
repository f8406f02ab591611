#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/store/store.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::sqlite {

/// What a commit waits for.
enum class Synchronous : std::uint8_t {
    full,   ///< the disk: a success survives a power cut
    normal, ///< the operating system: a power cut may lose the last commits, never their order
    off     ///< nothing, checkpoints included: a power cut may damage the file. For tests.
};

struct SqliteOptions {
    std::string path; ///< of the database file; `-wal` and `-shm` lie beside it while it is in use
    bool create = true;
    bool migrate = true; ///< an older database is backed up and brought up to date; otherwise it is refused
    Synchronous synchronous = Synchronous::full;
    std::chrono::milliseconds busy_timeout{5000}; ///< how long to wait for another process before `store.busy`
    int checkpoint_pages = 2000;                  ///< size of the WAL, in pages of 4 KiB, that starts a checkpoint
    std::string vfs = {};                         ///< a registered SQLite VFS, for tests; empty: SQLite's own
};

/// When to write backups of a running store.
struct BackupPolicy {
    std::string folder;              ///< is created; backups are named `<database>-<UTC time>.backup`
    std::chrono::milliseconds every; ///< 0: each time it is asked
    std::size_t keep = 7;            ///< older ones are removed once a new one is verified; at least 1
};

/// What a verified backup holds.
struct BackupInfo {
    std::string path;
    int version = 0; ///< of the schema
    std::uint64_t games = 0;
    std::uint64_t events = 0;
    bool operator==(const BackupInfo&) const = default;
};

/// A store in one SQLite file, in WAL mode. docs/decisions/0005-store-and-sqlite.md says what is promised and why.
///
/// Several processes may open the same file: all read, and a game's epoch decides who writes it.
class SqliteStore : public store::Store {
public:
    /// Copies the database as it is at one moment, without stopping writers of other processes, and checks the copy:
    /// its integrity, and that it holds as many games and events as that moment had. Only then it gets its name; a
    /// file that had it is replaced.
    [[nodiscard]] virtual Result<BackupInfo> backup(const std::string& path) = 0;

    /// Backs up when the newest backup in the folder is old enough, then removes those that are too many. None when it
    /// was not time yet.
    [[nodiscard]] virtual Result<std::optional<BackupInfo>> maybe_backup(const BackupPolicy& policy, Timestamp now) = 0;

    /// Reads the whole database: SQLite's own checks, then ours (every log contiguous, every event readable, every
    /// receipt and record in step, every pack its hash, nothing without its game). Empty when all is well.
    [[nodiscard]] virtual Result<std::vector<Diagnostic>> check() = 0;

    [[nodiscard]] virtual const std::string& path() const = 0;
};

/// Opens or creates a database. Beside those of Store: `store.no_folder`, `store.no_permission`, `store.read_only`,
/// `store.cannot_open`, `store.not_a_database`, `store.foreign_database` (of another program), `store.newer_version`,
/// `store.older_version` (when it may not migrate), `store.no_wal` (the file system cannot share memory).
[[nodiscard]] Result<std::unique_ptr<SqliteStore>> open_sqlite_store(const SqliteOptions& options);

/// What a change of version did.
struct MigrationInfo {
    int from = 0;
    int to = 0;
    std::string backup; ///< written before; empty when nothing was to be done
};

/// Brings a closed database to the newest version, after a backup beside it.
[[nodiscard]] Result<MigrationInfo> migrate(const SqliteOptions& options);

/// Takes a closed database back to an older version, after a backup beside it. Without `to`, by one.
/// `store.bad_version` when there is no such version; version 1 is the first.
[[nodiscard]] Result<MigrationInfo> rollback(const SqliteOptions& options, std::optional<int> to = {});

/// Reads a backup and checks it as it was checked when it was written.
[[nodiscard]] Result<BackupInfo> verify_backup(const std::string& backup);

/// What a restore did.
struct RestoreInfo {
    BackupInfo restored;
    std::string aside; ///< where the database went that was there before; empty when there was none
};

/// Puts a copy of a verified backup at `path`. A database that is there is moved aside, never overwritten; while
/// anybody has it open this is `store.busy`.
[[nodiscard]] Result<RestoreInfo> restore(const std::string& backup, const std::string& path);

} // namespace goldbox::sqlite
