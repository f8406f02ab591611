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
    if (std::error_code bad; !file.parent_path().empty() && !fs::create_directories(file.parent_path(), bad) && bad) {
        return fail(Code::unavailable, "store.no_folder",
                    "cannot make the folder \"" + printable(file.parent_path().string()) +
                        "\" for saved games: " + bad.message() + "; name another database with --db FILE");
    }
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

std::string backup_folder(const std::string& database)
{
    return (fs::absolute(database).parent_path() / "backups").string();
}

} // namespace goldbox::cli
