// SPDX-License-Identifier: MIT
#include <goldbox/base/table.hpp>

#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace goldbox;

TEST_CASE("an id that outlived its row finds nothing", "[base][table]")
{
    Table<std::string> table;
    const auto first = table.next_id();
    table.add(first, "goblin");
    table.remove(first);
    const auto second = table.next_id();
    table.add(second, "troll");
    CHECK(first.index == second.index);
    CHECK(table.find(first) == nullptr);
    CHECK(*table.find(second) == "troll");
    CHECK(table.find({}) == nullptr);
    CHECK(table.find({99, 1}) == nullptr);
}

TEST_CASE("putting back what a write returned restores the table to the last bit", "[base][table]")
{
    Table<std::string> table;
    table.add(table.next_id(), "a");
    const auto b = table.next_id();
    table.add(b, "b");
    const Table<std::string> before = table;

    std::vector<Table<std::string>::Before> undo;
    undo.push_back(table.set(b, "B"));
    undo.push_back(table.remove(b));
    undo.push_back(table.add(table.next_id(), "c"));
    undo.push_back(table.add(table.next_id(), "d"));
    for (; !undo.empty(); undo.pop_back()) table.put(undo.back());
    CHECK(table == before);
}
