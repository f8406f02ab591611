// SPDX-License-Identifier: MIT
#include <goldbox/sqlite/sqlite_store.hpp>

#include "store/store_contract.hpp"
#include "support/temporary_folder.hpp"

using namespace goldbox;
using namespace goldbox::tests;

namespace {

/// Makes stores in a folder that lives as long as the factory.
StoreFactory on_disk()
{
    auto folder = std::make_shared<TemporaryFolder>();
    return [folder] {
        return must(sqlite::open_sqlite_store(
            {.path = folder->file("games.db"), .synchronous = sqlite::Synchronous::off, .vfs = {}}));
    };
}

} // namespace

TEST_CASE("the SQLite store keeps games", "[sqlite]")
{
    contract_of_games(on_disk());
}

TEST_CASE("the SQLite store keeps logs", "[sqlite]")
{
    contract_of_logs(on_disk());
}

TEST_CASE("the SQLite store keeps strings as they are", "[sqlite]")
{
    contract_of_hostile_strings(on_disk());
}

TEST_CASE("the SQLite store keeps receipts", "[sqlite]")
{
    contract_of_receipts(on_disk());
}

TEST_CASE("the SQLite store keeps and erases texts", "[sqlite]")
{
    contract_of_texts(on_disk());
}

TEST_CASE("the SQLite store keeps snapshots", "[sqlite]")
{
    contract_of_snapshots(on_disk());
}

TEST_CASE("the SQLite store keeps packs", "[sqlite]")
{
    contract_of_packs(on_disk());
}

TEST_CASE("the SQLite store keeps jobs", "[sqlite]")
{
    contract_of_jobs(on_disk());
}
