// SPDX-License-Identifier: MIT
#include <goldbox/sqlite/sqlite_store.hpp>

#include "sqlite/connection.hpp"
#include "store/store_builders.hpp"
#include "support/temporary_folder.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

using namespace goldbox;
using namespace goldbox::tests;
using namespace goldbox::sqlite;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::unique_ptr<SqliteStore> open(const std::string& path)
{
    return must(open_sqlite_store({.path = path, .synchronous = Synchronous::off}));
}

std::vector<std::string> names_in(const fs::path& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

} // namespace

TEST_CASE("a backup holds what the database held, and is one file", "[sqlite]")
{
    const TemporaryFolder folder;
    const TemporaryFolder elsewhere;
    auto store = open(folder.file("games.db"));
    Writer writer(*store, 1);
    writer.append_one(3);
    const std::string path = elsewhere.file("copy.db");
    const BackupInfo info = must(store->backup(path));
    CHECK(info == BackupInfo{path, static_cast<int>(migrations().size()), 1, 3});
    writer.append_one();
    CHECK(names_in(elsewhere.path()) == std::vector<std::string>{"copy.db"});
    CHECK(must(verify_backup(path)) == info);
    CHECK(must(store->backup(path)).events == 4); // in place of the other
    CHECK(names_in(elsewhere.path()) == std::vector<std::string>{"copy.db"});
    CHECK(must(open(path)->read(writer.game(), 1)).size() == 2);
}

TEST_CASE("a backup is taken while another thread writes", "[sqlite]")
{
    const TemporaryFolder folder;
    auto store = open(folder.file("games.db"));
    Writer writer(*store, 1);
    for (int i = 0; i < 200; ++i) writer.append_one();
    std::atomic<bool> stop{false};
    std::atomic<int> failures{0};
    std::thread thread([&] {
        while (!stop) failures += writer.try_append(writer.next()) ? 0 : 1;
    });
    std::uint64_t last = 0;
    for (int i = 0; i < 5; ++i) {
        auto info = store->backup(folder.file("copy.db"));
        if (!info || info->events < last) ++failures;
        if (info) last = info->events;
    }
    stop = true;
    thread.join();
    CHECK(failures == 0);
    CHECK(last >= 200);
}

TEST_CASE("a backup that cannot be written leaves nothing behind", "[sqlite]")
{
    const TemporaryFolder folder;
    auto store = open(folder.file("games.db"));
    CHECK(reason(store->backup(folder.file("missing/copy.db"))) == "store.no_folder");
    CHECK(reason(store->backup(folder.file("games.db"))) == "store.bad_path");
    fs::create_directory(folder.path() / "taken");
    CHECK(reason(store->backup(folder.file("taken"))) == "store.io_error");
    CHECK(names_in(folder.path()) == std::vector<std::string>{"games.db", "games.db-shm", "games.db-wal", "taken"});
}

TEST_CASE("scheduled backups come when they are due, and the oldest go", "[sqlite]")
{
    const TemporaryFolder folder;
    auto store = open(folder.file("games.db"));
    const fs::path backups = folder.path() / "backups" / "daily";
    const BackupPolicy policy{.folder = backups.string(), .every = 24h, .keep = 3};
    constexpr std::int64_t hour = 3'600'000;
    const std::int64_t start = 1'763'653'445'678; // 2025-11-20 15:44:05.678 UTC
    auto at = [&](std::int64_t hours) { return must(store->maybe_backup(policy, {start + hours * hour})); };

    REQUIRE(at(0));
    CHECK(names_in(backups) == std::vector<std::string>{"games.db-20251120T154405.678Z.backup"});
    CHECK_FALSE(at(23));
    CHECK(at(24));
    CHECK_FALSE(at(25));
    std::ofstream(backups / "my-notes.backup") << "not ours";
    CHECK(at(49));
    CHECK(at(73));
    CHECK(names_in(backups) == std::vector<std::string>{"games.db-20251121T154405.678Z.backup",
                                                        "games.db-20251122T164405.678Z.backup",
                                                        "games.db-20251123T164405.678Z.backup", "my-notes.backup"});
    CHECK(at(-1000)); // a clock that was set back is no reason to go without
    CHECK(must(verify_backup((backups / "games.db-20251123T164405.678Z.backup").string())).version > 0);
}

TEST_CASE("a backup is restored where nothing was", "[sqlite]")
{
    const TemporaryFolder folder;
    {
        auto store = open(folder.file("games.db"));
        Writer(*store, 1).append_one(2);
        must(store->backup(folder.file("copy")));
    }
    const RestoreInfo info = must(restore(folder.file("copy"), folder.file("new.db")));
    CHECK(info.aside.empty());
    CHECK(info.restored.events == 2);
    auto store = open(folder.file("new.db"));
    CHECK(must(store->find_game(game_id(1))).head == 2);
    CHECK(must(store->check()).empty());
}

TEST_CASE("a restore moves the database that was there aside", "[sqlite]")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("games.db");
    auto store = open(path);
    Writer writer(*store, 1);
    writer.append_one();
    must(store->backup(folder.file("copy")));
    writer.append_one();

    SECTION("not while anybody has it open")
    {
        CHECK(reason(restore(folder.file("copy"), path)) == "store.busy");
        writer.append_one();
        CHECK(must(store->find_game(game_id(1))).head == 3);
        CHECK(must(store->check()).empty());
    }
    SECTION("twice, under two names")
    {
        store.reset();
        CHECK(must(restore(folder.file("copy"), path)).aside == path + ".before-restore");
        CHECK(must(open(path)->find_game(game_id(1))).head == 1);
        CHECK(must(open(path + ".before-restore")->find_game(game_id(1))).head == 2);
        CHECK(must(restore(folder.file("copy"), path)).aside == path + ".before-restore.2");
    }
    SECTION("when it is too damaged to open")
    {
        store.reset();
        std::ofstream(path, std::ios::binary) << std::string(8192, 'x');
        std::ofstream(path + "-wal", std::ios::binary) << "left over";
        must(restore(folder.file("copy"), path));
        CHECK(must(open(path)->find_game(game_id(1))).head == 1);
        CHECK(fs::exists(path + ".before-restore-wal"));
    }
}

TEST_CASE("a backup that is damaged, missing or something else is not restored", "[sqlite]")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("games.db");
    auto store = open(path);
    Writer writer(*store, 1);
    for (int i = 0; i < 50; ++i) writer.append_one();
    must(store->backup(folder.file("copy")));
    store.reset();
    CHECK_FALSE(restore(folder.file("missing"), path));
    CHECK(reason(restore(path, path)) == "store.bad_path");
    {
        std::fstream file(folder.file("copy"), std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(-4096, std::ios::end);
        file << std::string(4096, '\xff');
    }
    CHECK(restore(folder.file("copy"), path).error().code == Code::corrupt);
    std::ofstream(folder.file("empty")).flush();
    CHECK(restore(folder.file("empty"), path).error().code == Code::corrupt);
    CHECK(must(open(path)->find_game(game_id(1))).head == 50);
}
