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
struct Scripted {
    TemporaryFolder folder;

    explicit Scripted(const Files& files)
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

/// The mill, whose zone begins a brawl on the same map with one creature; and what else is to be put into the map.
Files mill_with_brawl(std::string_view start, std::string_view creature, int x, int y, Edits map_edits = {})
{
    Files files = test::mill_files();
    const auto put = [&](std::string_view file, std::string_view old, std::string_view now) {
        std::string& text = std::ranges::find(files, file, &Files::value_type::first)->second;
        const std::size_t at = text.find(old);
        REQUIRE(at != std::string::npos);
        text.replace(at, old.size(), now);
    };
    put("maps/mill.tmj", R"({"name":"encounter","value":"nest"})", R"({"name":"encounter","value":"brawl"})");
    for (const auto& [old, now] : map_edits) put("maps/mill.tmj", old, now);
    put("rules.json", "\"encounters\": {",
        R"("encounters": {"brawl": {"name": "The brawl", "map": "maps/mill.tmj", "start": ")" + std::string(start) +
            R"(", "groups": [{"creature": ")" + std::string(creature) + R"(", "places": [{"x": )" + std::to_string(x) +
            R"(, "y": )" + std::to_string(y) + "}]}]},");
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
    const Scripted ground(keep_with({{"\"battle\": {", R"("turns": {"next": "choice"}, )"}}));
    const std::string told =
        ground.play("the ditch\nend to squire\nend to knight\nend to friend\nquick all\ngo on\ngo on\n");
    INFO(told);
    CHECK(tells(told, {"The ditch, round 1: Knight's turn", "> end to squire", "The ditch, round 1: Squire's turn",
                       "> end to knight", "The turn cannot be passed on to this creature.", "> end to friend",
                       "The ditch, round 1: Friend's turn", "> quick all", "[Round 2]", "The fight is won."}));
}

TEST_CASE("where each round is rolled anew and the lowest comes first, the slow wait", "[cli][fight]")
{
    const Scripted ground(keep_with({{"\"battle\": {", R"("turns": {"rolled": "each_round", "first": "lowest"}, )"}}));
    const std::string told = ground.play("the ditch\nend\nend\nend\n");
    INFO(told);
    CHECK(tells(told, {"[Round 1]", "[Coward 1 is at", "round 1: Friend's turn", "> end", "round 1: Squire's turn",
                       "> end", "round 1: Knight's turn", "> end", "[Round 2]"}));
}

TEST_CASE("a turn is put off, where the rules allow it", "[cli][fight]")
{
    const Scripted ground(keep_with({{"\"battle\": {", R"("turns": {"delay": true}, )"}}));
    const std::string told = ground.play("the ditch\ndelay behind squire\nend\nend\n");
    INFO(told);
    CHECK(tells(told, {"round 1: Knight's turn", "> delay behind squire", "round 1: Squire's turn", "> end",
                       "round 1: Knight's turn", "> end", "round 1: Friend's turn"}));
}

TEST_CASE("one mounts a friend, goes by its legs, and gets down again", "[cli][fight]")
{
    const Scripted ground(keep_with(
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
    const Scripted ground(keep_with(
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
    const Scripted ground(mill_with_brawl("the door in", "brute", 1, 3));
    const std::string told =
        ground.play("Take the key\nInto the mill\ngo to 4,2\nopen\ngo to 3,1\nwalk 4,2\nclose door\n"
                    "open 5,2\nopen 4,4\nclose door\nquick all\ngo on\ngo on\ngo on\ngo on\nmap\n");
    INFO(told);
    CHECK(tells(told, {"The door is open.", "The brawl: a fight.", "> walk 4,2", "Knight closes a door", "> open 5,2",
                       "Knight opens a door", "> open 4,4", "There is no door.", "> close door", "Knight closes a door",
                       "The fight is won.", "> map", "  2 #....+"}));
}

TEST_CASE("a secret door that was found is a door in a fight too", "[cli][fight][walk]")
{
    const Scripted ground(mill_with_brawl("the door in", "statue", 1, 3));
    const std::string told = ground.play("Into the mill\ngo to 4,3\nsearch\ngo to 3,1\nwalk 4,3\nopen 4,4\n");
    INFO(told);
    CHECK(tells(told, {"  4 ######", "There is a door in the wall at 4,4.", "The brawl: a fight.", "  4 ####+#",
                       "> open 4,4", "Knight opens a door", "  4 ####/#"}));
}

TEST_CASE("a trap befalls who steps on it in a fight, and is none after it", "[cli][fight][walk]")
{
    const Scripted ground(
        mill_with_brawl("where it sits", "brute", 10, 5,
                        {{R"("name":"the whisper","type":"trigger","x":20,)",
                          R"("name":"the whisper","type":"encounter_zone","x":60,)"},
                         {R"({"name":"story","value":"whisper"},{"name":"once","type":"bool","value":false})",
                          R"({"name":"encounter","value":"brawl"})"}}));
    const std::string told = ground.play("Into the mill by the window\ngo to 6,5\nwalk 9,5\nquick all\n"
                                         "go on\ngo on\ngo on\ngo on\ngo to 8,5\nmap\n");
    INFO(told);
    CHECK(tells(told, {"The brawl: a fight.", "#BA..a#", "> walk 9,5", "Knight goes to 8,5", "Knight sets off a trap",
                       "Knight loses 3 hit points, 27 left", "Knight goes to 9,5", "#B.^Aa#", "The fight is won.",
                       "> go to 8,5", "> map", "#..@&.#"}));
}
