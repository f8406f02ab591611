// SPDX-License-Identifier: MIT
// A backup is written under another name, checked, made durable, and only then named: a file that has the name of a
// backup is one.
#include "sqlite/connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace goldbox::sqlite {
namespace fs = std::filesystem;
namespace {

Error file_error(const std::string& path, const std::string& doing, const std::error_code& error)
{
    return {Code::unavailable, "store.io_error", doing + " failed: " + error.message(), {.file = path}};
}

/// Waits until the disk has a file, or the names in a folder.
Result<void> sync(const std::string& path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool done = file >= 0 && ::fsync(file) == 0;
    const std::error_code error(errno, std::generic_category());
    if (file >= 0) ::close(file);
    if (!done) return unexpected(file_error(path, "making the file durable", error));
    return {};
}

std::string folder_of(const std::string& path)
{
    const fs::path folder = fs::path(path).parent_path();
    return folder.empty() ? "." : folder.string();
}

Result<void> rename_durably(const std::string& from, const std::string& to)
{
    std::error_code error;
    fs::rename(from, to, error);
    if (error) return unexpected(file_error(to, "giving the file its name", error));
    return sync(folder_of(to));
}

void remove_quietly(const std::string& path)
{
    std::error_code ignored;
    fs::remove(path, ignored);
}

/// A file that is being written; it is removed unless it got its name.
class Partial {
public:
    explicit Partial(std::string path) : path_(std::move(path)) { clear(); }
    ~Partial() { clear(); }
    Partial(const Partial&) = delete;
    Partial& operator=(const Partial&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    void clear() const
    {
        remove_quietly(path_);
        remove_quietly(path_ + "-journal");
    }

    std::string path_;
};

Result<BackupInfo> count(Database& database)
{
    BackupInfo info{.path = database.path()};
    GOLDBOX_TRY(info.version, schema_version(database));
    if (info.version == 0) return info;
    GOLDBOX_TRY(const std::int64_t games, database.integer("SELECT count(*) FROM game"));
    GOLDBOX_TRY(const std::int64_t events, database.integer("SELECT total(count) FROM record"));
    info.games = static_cast<std::uint64_t>(games);
    info.events = static_cast<std::uint64_t>(events);
    return info;
}

Result<void> check_integrity(Database& database)
{
    GOLDBOX_TRY(Statement row, database.query("PRAGMA integrity_check(1)"));
    GOLDBOX_TRY(const bool answered, row.step());
    if (answered && row.view(0) == "ok") return {};
    return fail(Code::corrupt, "store.corrupt",
                "the copy is damaged: " + (answered ? row.text(0) : "SQLite gave no answer") +
                    "; `goldbox db check` says more of the database",
                {.file = database.path()});
}

Result<void> copy_pages(Database& from, Database& to)
{
    sqlite3_backup* backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
    if (!backup) return unexpected(to.error(sqlite3_extended_errcode(to.handle())));
    const int stepped = sqlite3_backup_step(backup, -1);
    const int finished = sqlite3_backup_finish(backup);
    if (stepped == SQLITE_DONE) return {};
    return unexpected(to.error(finished != SQLITE_OK ? finished : stepped));
}

/// A copy that is one file: without WAL, so that it can be read from anywhere, written or not.
Result<void> leave_wal(Database& database)
{
    GOLDBOX_TRY(Statement row, database.query("PRAGMA journal_mode = DELETE"));
    GOLDBOX_TRY(const bool answered, row.step());
    if (answered && row.view(0) == "delete") return {};
    return fail(Code::unavailable, "store.busy", "another program has the database open: close it first",
                {.file = database.path()});
}

/// Copies what `from` sees, and compares.
Result<BackupInfo> copy_verified(Database& from, const std::string& to)
{
    GOLDBOX_TRY(Transaction one_view, Transaction::begin_reading(from));
    GOLDBOX_TRY(const BackupInfo expected, count(from));
    GOLDBOX_TRY(std::unique_ptr<Database> copy, Database::open({.path = to}));
    // if this is interrupted the file is thrown away; it is made durable at the end, once
    GOLDBOX_CHECK(copy->run("PRAGMA synchronous = OFF"));
    GOLDBOX_CHECK(copy_pages(from, *copy));
    GOLDBOX_CHECK(leave_wal(*copy));
    GOLDBOX_CHECK(check_integrity(*copy));
    GOLDBOX_TRY(BackupInfo written, count(*copy));
    if (written.version == expected.version && written.games == expected.games && written.events == expected.events) {
        return written;
    }
    return fail(Code::corrupt, "store.corrupt", "the copy does not hold what the database holds", {.file = to});
}

bool is_same_file(const std::string& a, const std::string& b)
{
    std::error_code ignored;
    return fs::equivalent(a, b, ignored);
}

// Backups on a schedule ---------------------------------------------------------------------------------------------

/// Names sort like the times they stand for.
std::string backup_name(const std::string& database, Timestamp at)
{
    using namespace std::chrono;
    const sys_time<milliseconds> time{milliseconds(at.milliseconds)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "-%04d%02u%02uT%02d%02d%02d.%03dZ.backup", int{date.year()},
                  unsigned{date.month()}, unsigned{date.day()}, static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                  static_cast<int>(clock.subseconds().count()));
    return fs::path(database).filename().string() + text.data();
}

/// The names of backups of this database in a folder, oldest first.
Result<std::vector<std::string>> list_backups(const std::string& folder, const std::string& database)
{
    const std::string like = backup_name(database, {});
    const std::string start = fs::path(database).filename().string() + "-";
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::string name = at->path().filename().string();
        if (name.size() == like.size() && name.starts_with(start) && name.ends_with(".backup")) {
            names.push_back(std::move(name));
        }
    }
    if (error) return unexpected(file_error(folder, "listing the backups", error));
    std::ranges::sort(names);
    return names;
}

bool is_due(const std::vector<std::string>& names, const std::string& database, const BackupPolicy& policy,
            Timestamp now)
{
    // backups from the future (a clock that was set back) do not count
    const std::string last = backup_name(database, now);
    const std::string first = backup_name(database, {now.milliseconds - policy.every.count()});
    return std::ranges::none_of(names, [&](const std::string& name) { return first < name && name <= last; });
}

void remove_oldest(const std::string& folder, std::vector<std::string> names, const std::string& newest,
                   std::size_t keep)
{
    std::erase(names, newest);
    while (names.size() + 1 > std::max<std::size_t>(keep, 1)) {
        remove_quietly((fs::path(folder) / names.front()).string());
        names.erase(names.begin());
    }
}

// Restore -----------------------------------------------------------------------------------------------------------

/// Makes an old database one file that nobody has open. A file that SQLite cannot read is left as it is.
Result<void> close_down(const std::string& path)
{
    GOLDBOX_TRY(std::unique_ptr<Database> database,
                Database::open({.path = path, .busy_timeout_ms = 0, .create = false}));
    // what cannot be read keeps its WAL, for those who try to rescue it
    sqlite3_db_config(database->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    auto closed = leave_wal(*database);
    if (!closed && closed.error().code == Code::corrupt) return {};
    return closed;
}

Result<std::string> free_aside_name(const std::string& path)
{
    for (int i = 1; i < 10'000; ++i) {
        std::string name = path + ".before-restore" + (i == 1 ? "" : "." + std::to_string(i));
        std::error_code ignored;
        if (!fs::exists(name, ignored)) return name;
    }
    return fail(Code::unavailable, "store.io_error", "there are too many old databases: remove some", {.file = path});
}

/// A second name for the old database, so that there is no moment without one under the first.
Result<std::string> keep_aside(const std::string& path)
{
    GOLDBOX_TRY(std::string aside, free_aside_name(path));
    std::error_code error;
    fs::create_hard_link(path, aside, error);
    if (error) fs::rename(path, aside, error); // file systems without links
    if (error) return unexpected(file_error(path, "moving the old database aside", error));
    // a WAL is left only beside a file that SQLite could not read; under the new file it would destroy it
    fs::rename(path + "-wal", aside + "-wal", error);
    remove_quietly(path + "-shm");
    return aside;
}

} // namespace

Result<BackupInfo> write_backup(const SqliteOptions& options, const std::string& to)
{
    if (is_same_file(options.path, to)) {
        return fail(Code::usage, "store.bad_path", "a database cannot be backed up onto itself", {.file = to});
    }
    GOLDBOX_TRY(std::unique_ptr<Database> from,
                Database::open({.path = options.path,
                                .vfs = options.vfs,
                                .busy_timeout_ms = static_cast<int>(options.busy_timeout.count()),
                                .create = false}));
    const Partial partial(to + ".partial");
    GOLDBOX_TRY(BackupInfo written, copy_verified(*from, partial.path()));
    GOLDBOX_CHECK(sync(partial.path()));
    GOLDBOX_CHECK(rename_durably(partial.path(), to));
    written.path = to;
    return written;
}

Result<std::optional<BackupInfo>> write_backup_when_due(const SqliteOptions& options, const BackupPolicy& policy,
                                                        Timestamp now)
{
    std::error_code error;
    fs::create_directories(policy.folder, error);
    if (error) return unexpected(file_error(policy.folder, "creating the folder for backups", error));
    GOLDBOX_TRY(std::vector<std::string> names, list_backups(policy.folder, options.path));
    if (!is_due(names, options.path, policy, now)) return std::nullopt;
    const std::string name = backup_name(options.path, now);
    GOLDBOX_TRY(BackupInfo written, write_backup(options, (fs::path(policy.folder) / name).string()));
    remove_oldest(policy.folder, std::move(names), name, policy.keep);
    return written;
}

Result<BackupInfo> verify_backup(const std::string& backup)
{
    GOLDBOX_TRY(std::unique_ptr<Database> database,
                Database::open({.path = backup, .create = false, .read_only = true}));
    GOLDBOX_CHECK(check_integrity(*database));
    GOLDBOX_TRY(BackupInfo info, count(*database));
    GOLDBOX_CHECK(refuse_newer(*database, info.version, migrations()));
    if (info.version != 0) return info;
    return fail(Code::corrupt, "store.not_a_database", "the file holds no games: choose another backup",
                {.file = backup});
}

Result<RestoreInfo> restore(const std::string& backup, const std::string& path)
{
    GOLDBOX_CHECK(verify_backup(backup));
    if (is_same_file(backup, path)) {
        return fail(Code::usage, "store.bad_path", "a backup cannot be restored onto itself", {.file = path});
    }
    const Partial partial(path + ".restoring");
    GOLDBOX_TRY(std::unique_ptr<Database> from, Database::open({.path = backup, .create = false, .read_only = true}));
    RestoreInfo info;
    GOLDBOX_TRY(info.restored, copy_verified(*from, partial.path()));
    GOLDBOX_CHECK(sync(partial.path()));
    std::error_code ignored;
    if (fs::exists(path, ignored)) {
        GOLDBOX_CHECK(close_down(path));
        GOLDBOX_TRY(info.aside, keep_aside(path));
    }
    GOLDBOX_CHECK(rename_durably(partial.path(), path));
    info.restored.path = path;
    return info;
}

} // namespace goldbox::sqlite
