// SPDX-License-Identifier: MIT
// `goldbox arena`.
#include "cli/process.hpp"
#include "support/catch.hpp"

#include <goldbox/json/reader.hpp>

#include <string>
#include <vector>

using namespace goldbox;
using namespace goldbox::test;

namespace {

Finished fights(std::vector<std::string> more)
{
    const std::string packs = std::string(GOLDBOX_SOURCE_DIR) + "/libgoldbox/share/packs";
    std::vector<std::string> all = {"arena", "--pack", packs + "/srd51"};
    all.insert(all.end(), more.begin(), more.end());
    const TemporaryFolder folder;
    return goldbox::test::goldbox(all, folder.path(), {});
}

} // namespace

TEST_CASE("goldbox arena tells who won, and the figures do not depend on threads", "[cli][arena]")
{
    const std::vector<std::string> squads = {"--a", "fighter,cleric", "--b", "goblin*4", "--runs",
                                             "12",  "--seed",         "3",   "--format", "json"};
    const Finished once = fights(squads);
    REQUIRE(once.exit == 0);
    const auto read = json::read(once.out, {});
    REQUIRE(read);
    const json::Value& root = read->root;
    CHECK(root.find("runs")->integer() == 12);
    CHECK(root.find("wins_a")->integer() + root.find("wins_b")->integer() + root.find("draws")->integer() == 12);
    CHECK(root.find("rounds_mean")->number() > 1);
    CHECK(root.find("fallen_a_mean")->number() + root.find("fallen_b_mean")->number() > 1);
    CHECK(root.find("fallen_b_mean")->number() <= 4);
    const json::Value* goblin = root.find("damage")->find("srd51:goblin");
    REQUIRE(goblin);
    CHECK(goblin->find("attacks")->integer() >= goblin->find("hits")->integer());
    CHECK(goblin->find("hits")->integer() >= goblin->find("crits")->integer());
    auto two = squads;
    two.insert(two.end(), {"--threads", "2"});
    const Finished again = fights(two);
    REQUIRE(again.exit == 0);
    const auto other = json::read(again.out, {});
    REQUIRE(other);
    CHECK(other->root.find("hash")->string() == root.find("hash")->string());
    CHECK(other->root.find("wins_a")->integer() == root.find("wins_a")->integer());
}

TEST_CASE("goldbox arena names what is wrong with a squad", "[cli][arena]")
{
    const Finished nobody = fights({"--a", "fihgter", "--b", "goblin"});
    CHECK(nobody.exit == 1);
    CHECK(nobody.says("no creature \"fihgter\" (did you mean \"fighter\"?)"));
    CHECK(fights({"--a", "fighter:x", "--b", "goblin"}).says("\"fighter:x\" has no level from 1 behind its colon"));
    CHECK(fights({"--a", "fighter*0", "--b", "goblin"}).exit == 1);
    CHECK(fights({"--a", "fighter", "--b", "goblin", "--map", "nowhere"}).exit == 1);
    CHECK(fights({"--a", "fighter", "--b", "goblin", "--runs", "0"}).exit == 2);
}
