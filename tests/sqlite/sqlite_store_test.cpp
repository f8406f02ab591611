// SPDX-License-Identifier: MIT
// The file: what is refused, what is erased, who else may have it open.
#include <goldbox/sqlite/sqlite_store.hpp>

#include "sqlite/connection.hpp"
#include "store/store_builders.hpp"
#include "support/temporary_folder.hpp"

#include <sqlite3.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <sys/wait.h>
#include <unistd.h>

using namespace goldbox;
using namespace goldbox::tests;
using namespace goldbox::sqlite;
using namespace std::chrono_literals;

namespace {

std::string read_bytes(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const std::string& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

/// Runs SQL on a file behind the store's back.
void sabotage(const std::string& path, const std::string& sql)
{
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
    const int code = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
    INFO(sqlite3_errmsg(handle));
    CHECK(code == SQLITE_OK);
    sqlite3_close(handle);
}

void fill(const std::string& path, int records)
{
    auto store = must(open_sqlite_store({.path = path, .synchronous = Synchronous::off}));
    Writer writer(*store, 1);
    for (int i = 0; i < records; ++i) writer.append_one();
}

struct Refusal {
    Code code;
    std::string reason, message, file;
};

Refusal refusal(const std::string& path)
{
    auto store = open_sqlite_store({.path = path, .busy_timeout = 1ms});
    REQUIRE_FALSE(store);
    return {store.error().code, store.error().reason, store.error().message, store.error().where.file};
}

} // namespace

TEST_CASE("what cannot be opened is refused with its place and a remedy", "[sqlite]")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("games.db");

    SECTION("no folder")
    {
        const std::string missing = folder.file("missing/games.db");
        const Refusal no = refusal(missing);
        CHECK(no.code == Code::unavailable);
        CHECK(no.reason == "store.no_folder");
        CHECK(no.file == missing);
    }
    SECTION("a folder itself")
    {
        CHECK(refusal(folder.path().string()).reason == "store.cannot_open");
    }
    SECTION("no name, or one that SQLite would take for something else")
    {
        CHECK(refusal("").reason == "store.bad_path");
        CHECK(refusal(":memory:").reason == "store.bad_path");
        CHECK(refusal(std::string("a\0b", 3)).reason == "store.bad_path");
    }
    SECTION("a file that is not there and may not be made")
    {
        auto store = open_sqlite_store({.path = path, .create = false});
        REQUIRE_FALSE(store);
        CHECK(store.error().reason == "store.cannot_open");
    }
    SECTION("a file that is no database stays as it is")
    {
        const std::string letter(5000, 'x');
        write_bytes(path, letter);
        const Refusal no = refusal(path);
        CHECK(no.code == Code::corrupt);
        CHECK(no.reason == "store.not_a_database");
        CHECK(no.file == path);
        CHECK(read_bytes(path) == letter);
    }
    SECTION("a database of another program stays as it is")
    {
        sabotage(path, "CREATE TABLE theirs(a); PRAGMA application_id = 7;");
        const std::string before = read_bytes(path);
        CHECK(refusal(path).reason == "store.foreign_database");
        CHECK(read_bytes(path) == before);
    }
    SECTION("a database of a program that did not name itself is another's too")
    {
        sabotage(path, "CREATE TABLE theirs(a);");
        CHECK(refusal(path).reason == "store.foreign_database");
    }
    SECTION("a newer version stays as it is")
    {
        fill(path, 1);
        sabotage(path, "PRAGMA journal_mode = DELETE; INSERT INTO migration VALUES(99, 'from the future', 0);");
        const std::string before = read_bytes(path);
        const Refusal no = refusal(path);
        CHECK(no.code == Code::unsupported);
        CHECK(no.reason == "store.newer_version");
        CHECK(no.message.find("version 99") != std::string::npos);
        CHECK(no.message.find("up to " + std::to_string(migrations().size())) != std::string::npos);
        CHECK(no.message.find("rollback") != std::string::npos);
        CHECK(read_bytes(path) == before);
    }
    SECTION("a database that was cut short")
    {
        fill(path, 200);
        const std::string whole = read_bytes(path);
        write_bytes(path, whole.substr(0, whole.size() / 2));
        CHECK(refusal(path).code == Code::corrupt);
        write_bytes(path, whole.substr(0, 50));
        CHECK(refusal(path).code == Code::corrupt);
    }
}

TEST_CASE("damage inside the file is an error of the calls that meet it, and check finds it", "[sqlite]")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("games.db");
    fill(path, 200);
    std::string bytes = read_bytes(path);
    for (std::size_t page = 16; page < bytes.size() / 4096; ++page)
        bytes.replace(page * 4096, 64, std::string(64, '\xff'));
    write_bytes(path, bytes);
    auto store = open_sqlite_store({.path = path});
    REQUIRE(store);
    auto records = (*store)->read(game_id(1), 1);
    REQUIRE_FALSE(records);
    CHECK(records.error().code == Code::corrupt);
    CHECK(records.error().where.file.ends_with("games.db"));
    CHECK(has_errors(must((*store)->check())));
}

TEST_CASE("a connection has every setting it was given", "[sqlite]")
{
    const TemporaryFolder folder;
    const SqliteOptions options{.path = folder.file("games.db"), .checkpoint_pages = 77};
    must(open_sqlite_store(options));
    Connection connection = must(connect(options, migrations()));
    Database& database = *connection.database;
    CHECK(must(database.integer("PRAGMA synchronous")) == 2);
    CHECK(must(database.integer("PRAGMA foreign_keys")) == 1);
    CHECK(must(database.integer("PRAGMA secure_delete")) == 1);
    CHECK(must(database.integer("PRAGMA trusted_schema")) == 0);
    CHECK(must(database.integer("PRAGMA cell_size_check")) == 1);
    CHECK(must(database.integer("PRAGMA temp_store")) == 2);
    CHECK(must(database.integer("PRAGMA page_size")) == 4096);
    CHECK(must(database.integer("PRAGMA cache_size")) == -16384);
    CHECK(must(database.integer("PRAGMA wal_autocheckpoint")) == 77);
    CHECK(must(database.integer("PRAGMA busy_timeout")) == 5000);
    CHECK(must(database.integer("PRAGMA application_id")) == application_id);
    CHECK(must(must(database.query("PRAGMA journal_mode")).step()));
    CHECK(must(database.integer("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
                                "AND sql NOT LIKE '%STRICT%'")) == 0);
}

TEST_CASE("what is read most is found without reading all", "[sqlite]")
{
    const TemporaryFolder folder;
    const SqliteOptions options{.path = folder.file("games.db")};
    must(open_sqlite_store(options));
    Connection connection = must(connect(options, migrations()));
    const char* const receipts_of_records =
        "EXPLAIN QUERY PLAN UPDATE receipt SET answer = '' WHERE game = ?1 AND (seat, command_id) IN "
        "(SELECT seat, command_id FROM record WHERE key > ?1 << 32 AND key < (?1 + 1) << 32)";
    const char* const queries[] = {
        "EXPLAIN QUERY PLAN SELECT number, epoch, head FROM game_info WHERE id = ?",
        "EXPLAIN QUERY PLAN SELECT seq FROM receipt WHERE game = ?1 AND seat = ?2 AND command_id = ?3",
        "EXPLAIN QUERY PLAN SELECT 1 FROM job WHERE due <= ? AND claimed_until <= ?",
        receipts_of_records,
    };
    for (const char* query : queries) {
        Statement plan = must(connection.database->query(query));
        while (must(plan.step())) {
            INFO(query << ": " << plan.view(3));
            CHECK_FALSE(plan.view(3).starts_with("SCAN"));
        }
    }
}

TEST_CASE("erased text is in no file any more", "[sqlite]")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("games.db");
    const std::string secret = "MY-SECRET-IS";
    auto found = [&] {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
            const std::string bytes = read_bytes(entry.path().string());
            for (std::size_t at = bytes.find(secret); at != std::string::npos; at = bytes.find(secret, at + 1)) ++count;
        }
        return count;
    };
    auto store = must(open_sqlite_store({.path = path, .synchronous = Synchronous::off, .checkpoint_pages = 50}));
    Writer a(*store, 1);
    Writer b(*store, 2);
    Writer c(*store, 3);
    // short and long ones, in no order, so that SQLite moves rows from page to page
    for (std::uint64_t i = 0; i < 600; ++i) {
        Writer& writer = i % 3 == 0 ? a : i % 3 == 1 ? b : c;
        store::Batch batch = writer.next();
        const bool hers = i % 2 == 0;
        batch.records[0].seat = hers ? "ann" : "bob";
        if (hers) batch.records[0].answer = secret + std::string(i % 700, 'a');
        batch.texts = {
            {(i * 7919) % 10007, hers ? "ann" : "bob", "0123456789abcdef",
             (hers ? secret : std::string("fine")) + std::string(i * 37 % (i % 50 == 0 ? 20'000 : 300), 't')}};
        writer.append(batch);
    }
    REQUIRE(found() > 300);
    for (const int game : {1, 2, 3}) CHECK(must(store->erase_texts(game_id(game), "ann")) == 100);
    CHECK(found() == 0);
    CHECK(must(store->check()).empty());
    CHECK(must(store->read_texts(game_id(2))).size() == 200);
    a.append_one();
    store.reset();
    CHECK(found() == 0);
}

TEST_CASE("erasing is finished once nobody reads the database as it was", "[sqlite]")
{
    const TemporaryFolder folder;
    const SqliteOptions options{.path = folder.file("games.db"), .busy_timeout = 1ms};
    auto store = must(open_sqlite_store(options));
    Writer writer(*store, 1);
    store::Batch batch = writer.next();
    batch.texts = {{1, "ann", "salt", "a secret"}};
    writer.append(batch);
    {
        Connection reader = must(connect(options, migrations()));
        const Transaction one_view = must(Transaction::begin_reading(*reader.database));
        REQUIRE(must(reader.database->integer("SELECT count(*) FROM text")) == 1);
        CHECK(reason(store->erase_texts(writer.game(), "ann")) == "store.busy");
    }
    CHECK(must(store->erase_texts(writer.game(), "ann")) == 0);
    CHECK(read_bytes(options.path).find("a secret") == std::string::npos);
    CHECK(read_bytes(options.path + "-wal").empty());
}

TEST_CASE("another writer makes us wait so long and no longer", "[sqlite]")
{
    const TemporaryFolder folder;
    const SqliteOptions options{.path = folder.file("games.db"), .busy_timeout = 30ms};
    auto store = must(open_sqlite_store(options));
    Writer writer(*store, 1);
    {
        Connection other = must(connect(options, migrations()));
        const Transaction writing = must(Transaction::begin(*other.database));
        const auto start = std::chrono::steady_clock::now();
        auto refused = writer.try_append(writer.next());
        CHECK(std::chrono::steady_clock::now() - start < 5s);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().reason == "store.busy");
        CHECK(refused.error().code == Code::unavailable);
        CHECK(must(store->read(writer.game(), 1)).empty());
    }
    writer.append_one();
}

TEST_CASE("two stores on one file both read, and the later writer of a game fences the earlier", "[sqlite]")
{
    const TemporaryFolder folder;
    const SqliteOptions options{.path = folder.file("games.db")};
    auto one = must(open_sqlite_store(options));
    auto two = must(open_sqlite_store(options));
    Writer writer(*one, 1);
    writer.append_one();
    CHECK(must(two->read(writer.game(), 1)).size() == 1);
    store::Batch batch = writer.next();
    batch.epoch = must(two->take_over(writer.game()));
    CHECK(reason(writer.try_append(writer.next())) == "store.stale_epoch");
    must(two->append({&batch, 1}, {3000}).at(0));
    CHECK(must(one->find_game(writer.game())).head == 2);
}

// Run by the next test in a process of its own.
TEST_CASE("take over game 1 and append to it", "[.other-process]")
{
    const char* path = std::getenv("GOLDBOX_TEST_DATABASE");
    if (!path) return;
    auto store = must(open_sqlite_store({.path = path}));
    store::Batch batch{.game = game_id(1), .expected_seq = must(store->find_game(game_id(1))).head};
    batch.epoch = must(store->take_over(batch.game));
    batch.records = {a_record(batch.expected_seq + 1, "bob", "from another process")};
    must(store->append({&batch, 1}, {4000}).at(0));
}

TEST_CASE("a second process takes over a game while the first has it open", "[sqlite]")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("games.db");
    auto store = must(open_sqlite_store({.path = path}));
    Writer writer(*store, 1);
    writer.append_one();

    ::setenv("GOLDBOX_TEST_DATABASE", path.c_str(), 1);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::execl("/proc/self/exe", "sqlite_test", "[other-process]", static_cast<char*>(nullptr));
        ::_exit(127);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);

    CHECK(reason(writer.try_append(writer.next())) == "store.stale_epoch");
    const auto records = must(store->read(writer.game(), 1));
    REQUIRE(records.size() == 2);
    CHECK(records[1].command_id == "from another process");
}

TEST_CASE("check finds each way in which the data can disagree with itself", "[sqlite]")
{
    struct Damage {
        const char* code;
        const char* sql;
    };
    const Damage damages[] = {
        {"store.orphan", "DELETE FROM game"},
        {"store.orphan", "INSERT INTO job(game, id, kind, payload, due) VALUES(77, 1, '', '', 0)"},
        {"store.orphan", "INSERT INTO text VALUES(77, 1, '', x'', '')"},
        {"store.log_gap", "DELETE FROM record WHERE key & 0xffffffff = 2; DELETE FROM receipt WHERE seq = 2"},
        {"store.log_gap", "DELETE FROM record WHERE key & 0xffffffff = 1; DELETE FROM receipt WHERE seq = 1"},
        {"store.receipt_astray", "UPDATE receipt SET seq = 99 WHERE seq = 1"},
        {"store.receipt_missing", "DELETE FROM receipt WHERE seq = 2"},
        {"store.snapshot_ahead", "UPDATE snapshot SET key = key + 100"},
        {"store.events_damaged", "UPDATE record SET events = x'ff' WHERE key & 0xffffffff = 2"},
        {"store.events_damaged", "UPDATE record SET events = x'' WHERE key & 0xffffffff = 2"},
        {"store.pack_damaged", "UPDATE pack SET image = x'00'"},
        {"store.bad_hash", "UPDATE record SET packs = x'00' WHERE key & 0xffffffff = 2"},
        {"store.version_gap", "DELETE FROM migration WHERE version = 1"},
    };
    for (const Damage& damage : damages) {
        const TemporaryFolder folder;
        const std::string path = folder.file("games.db");
        fill(path, 3);
        auto store = must(open_sqlite_store({.path = path, .synchronous = Synchronous::off}));
        must(store->put_pack(sha256("image"), "image"));
        must(store->put_snapshot({game_id(1), 3, "{}", sha256("state"), "0.1.0"}));
        REQUIRE(must(store->check()).empty());
        sabotage(path, damage.sql);
        const auto found = must(store->check());
        INFO(damage.sql << (found.empty() ? ": nothing found" : ": " + to_string(found.front())));
        CHECK(std::ranges::any_of(found, [&](const Diagnostic& d) { return d.code == damage.code; }));
    }
}
