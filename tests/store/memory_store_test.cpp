// SPDX-License-Identifier: MIT
#include <goldbox/store/memory_store.hpp>

#include "store/store_contract.hpp"

using namespace goldbox::tests;
using goldbox::store::make_memory_store;

TEST_CASE("the memory store keeps games", "[store]")
{
    contract_of_games(make_memory_store);
}

TEST_CASE("the memory store keeps logs", "[store]")
{
    contract_of_logs(make_memory_store);
}

TEST_CASE("the memory store keeps strings as they are", "[store]")
{
    contract_of_hostile_strings(make_memory_store);
}

TEST_CASE("the memory store keeps receipts", "[store]")
{
    contract_of_receipts(make_memory_store);
}

TEST_CASE("the memory store keeps and erases texts", "[store]")
{
    contract_of_texts(make_memory_store);
}

TEST_CASE("the memory store keeps snapshots", "[store]")
{
    contract_of_snapshots(make_memory_store);
}

TEST_CASE("the memory store keeps packs", "[store]")
{
    contract_of_packs(make_memory_store);
}

TEST_CASE("the memory store keeps jobs", "[store]")
{
    contract_of_jobs(make_memory_store);
}
