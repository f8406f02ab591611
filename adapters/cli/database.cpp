// SPDX-License-Identifier: MIT
#include "database.hpp"

#include <goldbox/base/text.hpp>

#include <filesystem>

namespace goldbox::cli {
namespace {

namespace fs = std::filesystem;

} // namespace

bool exists(const DatabaseChoice& choice)
{
    std::error_code ignored;
    return fs::exists(choice.file(), ignored);
}

Result<std::unique_ptr<sqlite::SqliteStore>> open_or_create(const DatabaseChoice& choice)
{
    const fs::path file = choice.file();
    std::error_code bad;
    const bool made = !file.parent_path().empty() && fs::create_directories(file.parent_path(), bad);
    if (bad) {
        return fail(Code::unavailable, "store.no_folder",
                    "cannot make the folder \"" + printable(file.parent_path().string()) +
                        "\" for saved games: " + bad.message() + "; name another database with --db FILE");
    }
    // What people wrote is nobody else's to read; a folder that was there before is its owner's business.
    if (made) fs::permissions(file.parent_path(), fs::perms::owner_all, bad);
    return sqlite::open_sqlite_store({.path = file.string()});
}

Result<std::unique_ptr<sqlite::SqliteStore>> open_existing(const DatabaseChoice& choice)
{
    if (!exists(choice)) {
        return fail(Code::not_found, "cli.no_database",
                    "there is no database \"" + printable(choice.file()) +
                        "\"; `goldbox play` makes one, --db FILE names another");
    }
    return sqlite::open_sqlite_store({.path = choice.file(), .create = false});
}

Result<store::GameInfo> game_named(store::Store& store, const std::string& name)
{
    auto found = store.find_game_named(name);
    if (!found && found.error().code == Code::not_found) return no_saved_game(name);
    return found;
}

tl::unexpected<Error> no_saved_game(const std::string& name)
{
    return fail(Code::not_found, "store.no_such_game",
                "there is no saved game \"" + printable(name) + "\"; `goldbox games` lists them");
}

std::string backup_folder(const std::string& database)
{
    return (fs::absolute(database).parent_path() / "backups").string();
}

} // namespace goldbox::cli
