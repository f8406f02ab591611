// SPDX-License-Identifier: MIT
// Fights that go by other turns, with mounts, changed sides and doors: each played at the front door.
#include "cli/process.hpp"
#include "support/catch.hpp"
#include "support/keep.hpp"
#include "support/mill.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace goldbox;
using goldbox::test::Finished;
using goldbox::test::TemporaryFolder;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;
using Edits = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// A pack on the disk, to be played by script; each game must come out the same when it is folded and run again.
struct Ground {
    TemporaryFolder folder;

    explicit Ground(const Files& files)
    {
        for (const auto& [name, text] : files) folder.write("keep/" + name, text);
    }
    [[nodiscard]] std::string play(std::string_view script) const
    {
        const std::string database = folder / "games.db";
        const Finished played = test::goldbox({"play", folder / "keep", "--db", database, "--seed", "3", "--name",
                                               "Ann", "--new", "--script", folder.write("script.txt", script)},
                                              folder.path());
        INFO(played.out + played.err);
        CHECK(played.exit == 0);
        CHECK(played.last_line().starts_with("state "));
        const Finished replayed =
            test::goldbox({"replay", "keep", "--db", database, "--verify", "--audit"}, folder.path());
        INFO(replayed.out + replayed.err);
        CHECK(replayed.exit == 0);
        return played.out;
    }
};

/// The keep with other rules: each edit is put behind its place.
Files keep_with(Edits edits)
{
    Files files = test::keep_files();
    std::string& rules = std::ranges::find(files, "rules.json", &Files::value_type::first)->second;
    for (const auto& [place, more] : edits) {
        const std::size_t at = rules.find(place);
        REQUIRE(at != std::string::npos);
        rules.insert(at + place.size(), more);
    }
    return files;
}

/// Whether these are told, one after the other.
bool tells(std::string_view text, std::initializer_list<std::string_view> parts)
{
    std::size_t at = 0;
    for (const std::string_view part : parts) {
        at = text.find(part, at);
        if (at == std::string_view::npos) {
            UNSCOPED_INFO("not told, or not there: " << part);
            return false;
        }
        at += part.size();
    }
    return true;
}

} // namespace

TEST_CASE("whoever has had a turn says who comes next, where the rules have it so", "[cli][fight]")
{
    const Ground ground(keep_with({{"\"battle\": {", R"("turns": {"next": "choice"}, )"}}));
    const std::string told =
        ground.play("the ditch\nend to squire\nend to knight\nend to friend\nquick all\ngo on\ngo on\n");
    INFO(told);
    CHECK(tells(told, {"The ditch, round 1: Knight's turn", "> end to squire", "The ditch, round 1: Squire's turn",
                       "> end to knight", "The turn cannot be passed on to this creature.", "> end to friend",
                       "The ditch, round 1: Friend's turn", "> quick all", "[Round 2]", "The fight is won."}));
}

TEST_CASE("where each round is rolled anew and the lowest comes first, the slow wait", "[cli][fight]")
{
    const Ground ground(keep_with({{"\"battle\": {", R"("turns": {"rolled": "each_round", "first": "lowest"}, )"}}));
    const std::string told = ground.play("the ditch\nend\nend\nend\n");
    INFO(told);
    CHECK(tells(told, {"[Round 1]", "[Coward 1 is at", "round 1: Friend's turn", "> end", "round 1: Squire's turn",
                       "> end", "round 1: Knight's turn", "> end", "[Round 2]"}));
}

TEST_CASE("a turn is put off, where the rules allow it", "[cli][fight]")
{
    const Ground ground(keep_with({{"\"battle\": {", R"("turns": {"delay": true}, )"}}));
    const std::string told = ground.play("the ditch\ndelay behind squire\nend\nend\n");
    INFO(told);
    CHECK(tells(told, {"round 1: Knight's turn", "> delay behind squire", "round 1: Squire's turn", "> end",
                       "round 1: Knight's turn", "> end", "round 1: Friend's turn"}));
}

TEST_CASE("one mounts a friend, goes by its legs, and gets down again", "[cli][fight]")
{
    const Ground ground(keep_with(
        {{"\"effects\": {",
          R"("riding": {"name": "Riding", "actions": ["dismount"]}, "ridden": {"name": "Ridden", "tags": ["ridden"]},)"},
         {"\"actions\": {", R"("mount": {"name": "Mount", "free": true, "aim": {"at": "friends"}, "do": [
            {"type": "effect", "effect": "riding", "who": "self", "as": "saddle"}, {"type": "effect", "effect": "ridden", "under": "saddle"},
            {"type": "move", "way": "onto", "who": "self"}]},
          "dismount": {"name": "Dismount", "free": true, "aim": {"range": "5", "area": {"feet": "0"}}, "do": [
            {"type": "end", "effect": "riding", "who": "self"}, {"type": "move", "way": "place", "who": "self"}]},)"},
         {"\"quick\": 40}, \"actions\": [", "\"mount\", "}}));
    const std::string told =
        ground.play("the ditch\nmount at friend\nwalk 7,3\nattack coward 1\ndismount at 6,3\nend\n");
    INFO(told);
    CHECK(tells(told, {"[Knight: Mount, at Friend]", "[Knight is at 2,3 now]", "  3 ..AB....b...", "> walk 7,3",
                       "[Friend goes to 7,3]", "[Knight is at 7,3 now]", "  3 ...B...Ab...", "[Coward 1 is dead]",
                       "[Knight is at 6,3 now]", "  3 ...B..ACb...", "Squire's turn"}));
    // what an ally did is told to its end, also when the fight ends with it
    CHECK(tells(ground.play("the ditch\nmount at friend\nquick all\n"),
                {"> quick all", "[Friend goes to ", "[Knight attacks", "The fight is won."}));
}

TEST_CASE("who is beguiled fights beside whom it came to slay", "[cli][fight]")
{
    const Ground ground(keep_with(
        {{"\"effects\": {",
          R"("beguiled": {"name": "Beguiled", "duration": {"unit": "minutes"}, "hooks": [{"on": "begins", "do": [{"type": "side", "who": "self", "with": "source"}]}]},)"},
         {"\"actions\": {",
          R"("beguile": {"name": "Beguile", "takes": "action", "aim": {"range": "60"}, "do": [{"type": "effect", "effect": "beguiled"}]},)"},
         {"\"quick\": 40}, \"actions\": [", "\"beguile\", "}}));
    const std::string told = ground.play("the ditch\nbeguile at coward 1\nend\nend\nend\nquick all\ngo on\ngo on\n");
    INFO(told);
    CHECK(tells(told, {"[Knight: Beguile, at Coward 1]", "[Coward 1: Beguiled]", "[Coward 2 attacks Coward 1",
                       "round 1: Coward 1's turn", "> quick all", "Coward 1 fights by its own mind.",
                       "[Coward 1 attacks Coward 2", "The fight is won."}));
}

TEST_CASE("a fight on the map that one walks on finds its doors, and leaves them so", "[cli][fight][walk]")
{
    Files files = test::mill_files();
    const auto put = [&](std::string_view file, std::string_view old, std::string_view now) {
        std::string& text = std::ranges::find(files, file, &Files::value_type::first)->second;
        const std::size_t at = text.find(old);
        REQUIRE(at != std::string::npos);
        text.replace(at, old.size(), now);
    };
    put("maps/mill.tmj", R"({"name":"encounter","value":"nest"})", R"({"name":"encounter","value":"brawl"})");
    put("rules.json", "\"encounters\": {",
        R"("encounters": {"brawl": {"name": "The brawl", "map": "maps/mill.tmj", "start": "the door in", "groups": [{"creature": "brute", "places": [{"x": 1, "y": 3}]}]},)");
    const Ground ground(files);
    const std::string told =
        ground.play("Take the key\nInto the mill\ngo to 4,2\nopen\ngo to 3,1\nwalk 4,2\nclose door\n"
                    "open 5,2\nopen 4,4\nclose door\nquick all\ngo on\ngo on\ngo on\ngo on\nmap\n");
    INFO(told);
    CHECK(tells(told, {"The door is open.", "The brawl: a fight.", "> walk 4,2", "Knight closes a door", "> open 5,2",
                       "Knight opens a door", "> open 4,4", "There is no door.", "> close door", "Knight closes a door",
                       "The fight is won.", "> map", "  2 #....+"}));
}
