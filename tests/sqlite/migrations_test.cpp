// SPDX-License-Identifier: MIT
#include "sqlite/migrations.hpp"

#include <goldbox/sqlite/sqlite_store.hpp>

#include "sqlite/connection.hpp"
#include "store/store_builders.hpp"
#include "support/temporary_folder.hpp"

#include <array>

using namespace goldbox;
using namespace goldbox::tests;
using namespace goldbox::sqlite;

namespace {

const int newest = static_cast<int>(migrations().size());

std::string schema(const SqliteOptions& options, std::span<const Migration> known)
{
    Connection connection = must(connect(options, known));
    Statement rows = must(connection.database->query("SELECT name, sql FROM sqlite_schema ORDER BY name"));
    std::string all;
    while (must(rows.step())) all += rows.text(0) + ": " + rows.text(1) + "\n";
    return all;
}

void play(const SqliteOptions& options)
{
    auto store = must(open_sqlite_store(options));
    Writer writer(*store, 1);
    store::Batch batch = writer.next(2);
    batch.opened = {{.id = 1, .kind = "timer", .due = {1}}};
    writer.append(batch);
}

} // namespace

TEST_CASE("every migration goes up and down again to the same schema", "[sqlite]")
{
    const TemporaryFolder folder;
    const SqliteOptions options{.path = folder.file("games.db")};
    play(options);
    for (int version = newest; version > 1; --version) {
        const std::string before = schema(options, migrations());
        const MigrationInfo down = must(rollback(options));
        CHECK(down.from == version);
        CHECK(down.to == version - 1);
        CHECK(schema(options, migrations()) != before);
        must(rollback(options, version)); // "back" to where it was: up
        CHECK(schema(options, migrations()) == before);
        must(rollback(options));
    }
    CHECK(reason(rollback(options)) == "store.bad_version");
    CHECK(reason(rollback(options, 99)) == "store.bad_version");
    CHECK(must(migrate(options)).to == newest);
    CHECK(must(migrate(options)).backup.empty());
    auto store = must(open_sqlite_store(options));
    CHECK(must(store->check()).empty());
    CHECK(must(store->find_game(game_id(1))).head == 2);
    CHECK(must(store->list_jobs(game_id(1))).size() == 1);
}

TEST_CASE("an older database is backed up and brought up to date when it is opened", "[sqlite]")
{
    const TemporaryFolder folder;
    SqliteOptions options{.path = folder.file("games.db")};
    play(options);
    must(rollback(options, 1));
    options.migrate = false;
    CHECK(reason(open_sqlite_store(options)) == "store.older_version");
    options.migrate = true;
    CHECK(must(open_sqlite_store(options)));
    CHECK(must(verify_backup(options.path + ".v1")).version == 1);
    CHECK(must(verify_backup(options.path + ".v1")).events == 2);
    CHECK(must(verify_backup(options.path + ".v2")).version == 2);
    options.migrate = false;
    CHECK(must(open_sqlite_store(options)));
}

TEST_CASE("a migration that fails leaves the database at its version", "[sqlite]")
{
    const TemporaryFolder folder;
    const SqliteOptions options{.path = folder.file("games.db")};
    play(options);
    std::vector<Migration> known(migrations().begin(), migrations().end());
    known.push_back({newest + 1, "half of it", "CREATE TABLE added(a INTEGER) STRICT; CREATE TABLE game(a)", ""});
    const std::string before = schema(options, known);
    CHECK_FALSE(change_version(options, known, newest + 1));
    CHECK(schema(options, known) == before);
    CHECK(must(open_sqlite_store(options)));
}

TEST_CASE("a program of yesterday names both versions and leaves tomorrow's database alone", "[sqlite]")
{
    const TemporaryFolder folder;
    const SqliteOptions options{.path = folder.file("games.db")};
    play(options);
    std::vector<Migration> known(migrations().begin(), migrations().end());
    known.push_back({newest + 1, "tomorrow", "CREATE TABLE tomorrow(a INTEGER) STRICT", "DROP TABLE tomorrow"});
    must(change_version(options, known, newest + 1));
    CHECK(reason(open_sqlite_store(options)) == "store.newer_version");
    CHECK(reason(migrate(options)) == "store.newer_version");
    CHECK(reason(rollback(options)) == "store.newer_version");
    must(change_version(options, known, newest));
    CHECK(must(open_sqlite_store(options)));
}

TEST_CASE("there is nothing to migrate where there is no database", "[sqlite]")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("games.db");
    CHECK(reason(migrate({.path = path})) == "store.cannot_open");
    CHECK_FALSE(std::filesystem::exists(path));
}
