// SPDX-License-Identifier: MIT
// Dice through the front door.
#include "cli/process.hpp"
#include "support/catch.hpp"
#include "support/ink_cases.hpp"
#include "support/skip.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <map>
#include <set>
#include <sstream>

using namespace goldbox;
using namespace goldbox::test;

namespace {

struct Table {
    TemporaryFolder folder;
    [[nodiscard]] Finished dice(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), "dice");
        return goldbox::test::goldbox(arguments, folder.path());
    }
};

} // namespace

TEST_CASE("dice roll gives a total and a text a line, the same for the same seed", "[cli][dice]")
{
    const Table table;
    const Finished once = table.dice({"roll", "4d6kh3+2", "--seed", "42", "--count", "3", "--format", "json"});
    CHECK(once.exit == 0);
    std::istringstream lines(once.out);
    std::string line;
    int count = 0;
    for (; std::getline(lines, line); ++count) {
        const auto document = json::read(line);
        REQUIRE(document);
        const std::int64_t total = document->root.find("total")->integer();
        CHECK(total >= 5);
        CHECK(total <= 20);
        CHECK(std::string(document->root.find("text")->string()).ends_with("= " + std::to_string(total)));
    }
    CHECK(count == 3);
    CHECK(table.dice({"roll", "4d6kh3+2", "--seed", "42", "--count", "3", "--format", "json"}).out == once.out);
    CHECK(table.dice({"roll", "1d1", "--seed", "1"}).out == "1d1 [1] = 1\n");
    CHECK(table.dice({"roll", "1d1", "--format", "json", "--dice"}).says(R"("counts":true)"));
    CHECK(table.dice({"roll", "1d20", "--advantage"}).says("2d20kh1"));
    CHECK(table.dice({"roll", "1d1+@dex", "--set", "dex=-3"}).says("= -2"));
    CHECK(table.dice({"roll", "--", "-1"}).says("= -1"));
    CHECK(table.dice({"roll", "1d1 for luck", "--comment"}).exit == 0);
    CHECK(table.dice({"roll", "1d1/3", "--dialect", "foundry", "--format", "json"}).says("\"total\":0.333"));
    const Finished rolled = table.dice({"roll", "1d1000000000"});
    CHECK(rolled.out != table.dice({"roll", "1d1000000000"}).out); // a random seed
}

TEST_CASE("dice that are refused say what, where and of which kind", "[cli][dice]")
{
    const Table table;
    const auto refused = [&](std::vector<std::string> arguments, const std::string& answer) {
        const Finished done = table.dice(std::move(arguments));
        INFO(done.out << done.err);
        CHECK(done.exit == 1);
        CHECK(done.says(answer));
    };
    refused({"roll", "1d"}, R"("valid":false,"error":{"kind":"syntax","message":)");
    refused({"roll", "1d", "--format", "json"}, R"("line":1,"column":2,"offset":1}})");
    refused({"stats", "1/0"}, R"("kind":"value")");
    refused({"stats", "1001d6"}, R"("kind":"limit")");
    refused({"stats", "1d6\n1d6"}, R"("line":2,"column":1,"offset":4)");
    refused({"roll", "@x"}, "--set x=NUMBER");
    refused({"bench", "1d0", "--count", "1"}, R"("kind":"value")");
    CHECK(table.dice({"roll", "1d6", "--dialect", "klingon"}).exit == 2);
    CHECK(table.dice({"roll", "1d1+@x", "--set", "x=much"}).exit == 2);
    CHECK(table.dice({"stats"}).exit == 2);
    CHECK(table.dice({"stats", "1d6", "--batch", "x"}).exit == 2);
    CHECK(table.dice({"stats", "--batch", table.folder / "none"}).exit == 1);
    const std::string broken = table.folder.write("broken.jsonl", "{\"expr\":\"1d6\"}\n{\"expr\":1}\n");
    CHECK(table.dice({"stats", "--batch", broken}).says("broken.jsonl:2:1"));
}

TEST_CASE("dice stats gives exact figures", "[cli][dice]")
{
    const Table table;
    CHECK(table.dice({"stats", "2d2", "--pmf"}).out ==
          R"({"valid":true,"normal":"2d2","min":"2","max":"4","mean":"3","mean_f":3.0,"var":"1/2","var_f":0.5,)"
          R"("unbounded":false,"pmf":[["2","1/4"],["3","1/2"],["4","1/4"]]})"
          "\n");
    CHECK(table.dice({"stats", "1d6!", "--dialect", "roll20", "--pmf"}).says(R"("max":null)"));
}

TEST_CASE("dice bench measures parsing and rolling, and rolls without allocating", "[cli][dice]")
{
    const Table table;
    const Finished done = table.dice({"bench", "1d20+5", "--count", "10000"});
    CHECK(done.says(R"("parse_ns":)"));
    CHECK(done.says(R"("roll_ns":)"));
    CHECK(done.says(R"("allocations_per_roll":0.0)"));
    CHECK(table.dice({"bench", "(10d6e6ro1kh5, 3d4)kh1", "--count", "1000"}).says(R"("allocations_per_roll":0.0)"));
}

TEST_CASE("a batch answers every line in order, as the vectors say", "[cli][dice][vectors]")
{
    GOLDBOX_NEED_DATA("dice");
    const Table table;
    // answered otherwise for the reasons that tests/dice/vectors_test.cpp names
    const std::set<std::string> other{"avrae-a841cd84", "avrae-bf1f9175", "avrae-aa50b35b", "avrae-e41b2fea",
                                      "avrae-da546e4a", "avrae-ad06878a", "avrae-173473b6", "rdr-ad06878a",
                                      "rdr-c817e9dc",   "rdr-5513e3ea",   "rdr-4363680f",   "rdr-8664fef6",
                                      "rdr-e073e3bd",   "rdr-b343a5ba"};
    for (const char* file : {"avrae-valid", "avrae-hostile", "roll20-valid", "foundry-valid", "foundry-hostile",
                             "rdr-valid", "rdr-hostile"}) {
        const auto path = shared_data("dice") / (std::string(file) + ".jsonl");
        const Finished done = table.dice({"stats", "--batch", path.string(), "--pmf"});
        REQUIRE(done.exit == 0);
        std::istringstream asked(read_text(path)), answered(done.out);
        for (std::string line, answer; std::getline(asked, line);) {
            REQUIRE(std::getline(answered, answer));
            const auto row = json::read(line), got = json::read(answer);
            REQUIRE(row);
            REQUIRE(got);
            const std::string id(row->root.find("id")->string());
            INFO(id);
            REQUIRE(got->root.find("id")->string() == id);
            const json::Value* valid = row->root.find("valid");
            if (!valid || valid->is(json::Kind::null) || other.contains(id)) continue;
            CHECK(got->root.find("valid")->boolean() == valid->boolean());
            for (const char* name : {"mean", "pmf"}) {
                const json::Value* wanted = row->root.find(name);
                if (!wanted || wanted->is(json::Kind::null)) continue;
                CHECK(json::write(*got->root.find(name)) == json::write(*wanted));
            }
        }
    }
}
