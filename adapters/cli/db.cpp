// SPDX-License-Identifier: MIT
// The database itself: check, backup, restore, change of version.
#include "commands.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/writer.hpp>

#include <filesystem>
#include <fmt/format.h>

namespace goldbox::cli {
namespace {

void write_backup(json::Writer& writer, const sqlite::BackupInfo& backup)
{
    writer.member("backup", backup.path).member("version", backup.version);
    writer.member("games", backup.games).member("events", backup.events);
}

/// One JSON object, its members written by `members`.
template <class Members>
std::string object(Members&& members)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    members(writer);
    writer.end_object();
    return text;
}

std::string size_of(const sqlite::BackupInfo& backup)
{
    return fmt::format("{} game{}, {} event{}", backup.games, backup.games == 1 ? "" : "s", backup.events,
                       backup.events == 1 ? "" : "s");
}

Result<Exit> say_migration(Context& context, const sqlite::MigrationInfo& migration)
{
    if (context.json()) {
        context.out.line(object([&](json::Writer& writer) {
            writer.member("from", migration.from).member("to", migration.to).member("backup", migration.backup);
        }));
    } else if (migration.from == migration.to) {
        context.out.line(fmt::format("the database is at version {} already", migration.to));
    } else {
        context.out.line(fmt::format("version {} -> {}; the database before it is kept as {}", migration.from,
                                     migration.to, printable(migration.backup)));
    }
    return Exit::done;
}

Result<void> must_exist(const DatabaseChoice& database)
{
    if (exists(database)) return {};
    return fail(Code::not_found, "cli.no_database", "there is no database \"" + printable(database.file()) + "\"");
}

} // namespace

Result<Exit> db_check(Context& context, const DatabaseCommand& options)
{
    GOLDBOX_TRY(const auto store, open_existing(options.database));
    GOLDBOX_TRY(const std::vector<Diagnostic> diagnostics, store->check());
    print(context, diagnostics);
    if (context.json())
        context.out.line(diagnostics_json(diagnostics));
    else if (diagnostics.empty())
        context.out.line(printable(store->path()) + ": all is well");
    return has_errors(diagnostics) ? Exit::world : Exit::done;
}

Result<Exit> db_backup(Context& context, const DatabaseCommand& options)
{
    GOLDBOX_TRY(const auto store, open_existing(options.database));
    sqlite::BackupInfo backup;
    if (options.file.empty()) {
        // Each time it is asked: a policy without a pause always makes one.
        GOLDBOX_TRY(const auto made,
                    store->maybe_backup({.folder = backup_folder(store->path()), .every = {}}, SystemClock().now()));
        if (!made) return fail(Code::internal, "cli.no_backup", "no backup was made, though one was asked for");
        backup = *made;
    } else {
        GOLDBOX_TRY(backup, store->backup(options.file));
    }
    if (context.json())
        context.out.line(object([&](json::Writer& writer) { write_backup(writer, backup); }));
    else
        context.out.line(fmt::format("{}: {}, checked", printable(backup.path), size_of(backup)));
    return Exit::done;
}

Result<Exit> db_restore(Context& context, const DatabaseCommand& options)
{
    const std::string path = options.database.file();
    if (std::error_code ignored; !std::filesystem::exists(options.file, ignored)) {
        return fail(Code::not_found, "cli.no_such_backup", "there is no backup \"" + printable(options.file) + "\"");
    }
    GOLDBOX_TRY(const sqlite::RestoreInfo restored, sqlite::restore(options.file, path));
    if (context.json()) {
        context.out.line(object([&](json::Writer& writer) {
            write_backup(writer, restored.restored);
            writer.member("database", path).member("aside", restored.aside);
        }));
        return Exit::done;
    }
    context.out.line(
        fmt::format("{}: {}, from {}", printable(path), size_of(restored.restored), printable(options.file)));
    if (!restored.aside.empty()) {
        context.out.line("the database that was there is kept as " + printable(restored.aside));
    }
    return Exit::done;
}

Result<Exit> db_migrate(Context& context, const DatabaseCommand& options)
{
    GOLDBOX_CHECK(must_exist(options.database));
    GOLDBOX_TRY(const sqlite::MigrationInfo migration,
                sqlite::migrate({.path = options.database.file(), .create = false}));
    return say_migration(context, migration);
}

Result<Exit> db_rollback(Context& context, const DatabaseCommand& options)
{
    GOLDBOX_CHECK(must_exist(options.database));
    GOLDBOX_TRY(const sqlite::MigrationInfo migration,
                sqlite::rollback({.path = options.database.file(), .create = false}, options.to));
    return say_migration(context, migration);
}

} // namespace goldbox::cli
