// SPDX-License-Identifier: MIT
// Walking on a map at the front door: what is typed, what is seen, and a script to its end.
#include "cli/process.hpp"
#include "input.hpp"
#include "support/catch.hpp"
#include "support/mill.hpp"
#include "walk_input.hpp"
#include "walk_screen.hpp"

using namespace goldbox;
using namespace goldbox::cli;
using goldbox::test::Finished;
using goldbox::test::Process;
using goldbox::test::TemporaryFolder;

namespace {

/// At 2,1 of a small map, with a door to the west that is closed, one on the edge to the south that is open, and
/// stairs.
Situation on_a_map()
{
    Situation now;
    now.walk = game::WalkView{.title = "The mill",
                              .width = 4,
                              .height = 3,
                              .levels = {{"", {"####", "#+.>", "#   "}}},
                              .place = {0, 2, 1},
                              .yours = true};
    now.can_walk =
        game::CanWalk{.walks = {{{0, 3, 1}, 1}},
                      .doors = {{{0, 1, 1}, 0, true, ""}, {{0, 2, 2}, 1, false, ""}},
                      .people = {{{0, 1, 0}, "The miller's cat", "nothing comes of it"}, {{0, 3, 2}, "The miller", ""}},
                      .search = true,
                      .stairs = true,
                      .leave = true};
    now.offers = walk_offers(now);
    return now;
}

game::Order undertaken(std::string_view line)
{
    INFO(line);
    const auto meaning = understand(line, on_a_map());
    if (!meaning) UNSCOPED_INFO(to_string(meaning.error()));
    REQUIRE(meaning);
    if (const auto* pick = std::get_if<Pick>(&*meaning)) return pick->offer.order.value();
    REQUIRE(std::holds_alternative<Undertake>(*meaning));
    return std::get<Undertake>(*meaning).order;
}

std::string refused_on_map(std::string_view line)
{
    const auto meaning = understand(line, on_a_map());
    REQUIRE_FALSE(meaning);
    return meaning.error().reason;
}

/// The mill on the disk, to be played.
struct Mill {
    TemporaryFolder folder;
    std::string pack = folder / "keep";
    std::string database = folder / "games.db";

    explicit Mill(std::string_view nest = "statue")
    {
        for (const auto& [name, text] : test::mill_files(nest)) folder.write("keep/" + name, text);
    }
    [[nodiscard]] Finished play(std::string_view script, const std::vector<std::string>& more = {}) const
    {
        std::vector<std::string> arguments = {"play", pack,     "--db", database,   "--seed",
                                              "3",    "--name", "Ann",  "--script", folder.write("script.txt", script)};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return test::goldbox(arguments, folder.path());
    }
    void check_log() const
    {
        const Finished replayed =
            test::goldbox({"replay", "keep", "--db", database, "--verify", "--audit"}, folder.path());
        INFO(replayed.out + replayed.err);
        CHECK(replayed.exit == 0);
        CHECK(replayed.says("audited"));
    }
};

} // namespace

TEST_CASE("what is typed on a map is a walk, a door, a search, stairs or the way out", "[cli][walk]")
{
    using game::GoTo;
    using game::UseDoor;
    CHECK(undertaken("n") == game::Order(GoTo{{0, 2, 0}}));
    CHECK(undertaken("North") == game::Order(GoTo{{0, 2, 0}}));
    CHECK(undertaken("go se 2") == game::Order(GoTo{{0, 4, 3}}));
    CHECK(undertaken("walk west") == game::Order(GoTo{{0, 1, 1}}));
    CHECK(undertaken("go to 12,4") == game::Order(GoTo{{0, 12, 4}}));
    CHECK(undertaken("3, 1") == game::Order(GoTo{{0, 3, 1}}));
    CHECK(undertaken("open") == game::Order(UseDoor{{0, 1, 1}, 0, true}));
    CHECK(undertaken("open door west") == game::Order(UseDoor{{0, 1, 1}, 0, true}));
    CHECK(undertaken("close s") == game::Order(UseDoor{{0, 2, 2}, 1, false}));
    CHECK(undertaken("search") == game::Order(game::Search{}));
    CHECK(undertaken("talk") == game::Order(game::TalkTo{{0, 3, 2}}));
    CHECK(undertaken("talk to the miller") == game::Order(game::TalkTo{{0, 3, 2}}));
    CHECK(undertaken("Talk with CAT") == game::Order(game::TalkTo{{0, 1, 0}})); // and is told why not
    CHECK(refused_on_map("talk to the king") == "play.no_such_deed");
    CHECK(undertaken("take the stairs") == game::Order(game::UseStairs{}));
    CHECK(undertaken("out") == game::Order(game::LeaveMap{}));
    CHECK(refused_on_map("out 3") == "play.not_understood"); // and not: you are on no map
    CHECK(undertaken("1") == game::Order(UseDoor{{0, 1, 1}, 0, true}));
    CHECK(undertaken("close door south") == game::Order(UseDoor{{0, 2, 2}, 1, false}));
    CHECK(undertaken("3") == game::Order(game::TalkTo{{0, 3, 2}}));
    CHECK(undertaken("6") == game::Order(game::LeaveMap{}));
    CHECK(refused_on_map("open north") == "play.no_such_deed");
    CHECK(refused_on_map("go to the king") == "play.no_such_place");
    CHECK(refused_on_map("north 900") == "play.no_such_place");
    CHECK(refused_on_map("attack rat") == "play.no_fight");
    CHECK(understand("search", Situation{}).error().reason == "play.no_map");
    CHECK(std::holds_alternative<Look>(*understand("map", on_a_map())));
    CHECK(refused_on_map("7") == "play.no_such_choice");
    Situation nowhere;
    CHECK(understand("north", nowhere).error().reason == "play.not_understood");
}

TEST_CASE("the map shows where the party is, and nothing where it has not been", "[cli][walk][screen]")
{
    game::View view;
    view.walk = on_a_map().walk;
    CHECK(map_walked(Screen(80, false), view) == "\n  The mill: you are at 2,1\n"
                                                 "\n"
                                                 "\n"
                                                 "    0123\n"
                                                 "  0 ####\n"
                                                 "  1 #+@>\n"
                                                 "  2 #   \n");
    view.walk->people = {{"the miller", {0, 1, 1}}, {"", {0, 3, 2}}, {"the ghost", {1, 1, 1}}};
    CHECK(map_walked(Screen(80, false), view).ends_with("\n  P the miller at 1,1, somebody at 3,2\n"));
    view.walk->levels.clear(); // the packs have it no more
    CHECK(map_walked(Screen(80, false), view).find("no more") != std::string::npos);
}

TEST_CASE("a script walks through the mill, fights there, and comes out; its log folds and audits", "[cli][walk]")
{
    const Mill mill;
    const Finished played = mill.play(
        "Take the key\nInto the mill\ngo to 4,2\nopen\ngo to 10,2\nGo on\ngo to 10,1\nstairs\nlook\nstairs\n"
        "go to 4,1\ngo to 1,1\nquick all\ngo on\ngo on\ngo on\ngo on\ngo on\ngo to 2,1\nundo\ngo to 1,1\nout\nWait\n");
    INFO(played.out + played.err);
    CHECK(played.exit == 0);
    CHECK(played.says("The mill: you are at 1,1"));
    CHECK(played.says("The door is open."));
    CHECK(played.says("The bell rings."));
    CHECK(played.says("  0 @......        .*."));
    CHECK(played.says("The fight is won."));
    CHECK(played.says("Out again."));
    CHECK(played.last_line().starts_with("state "));
    mill.check_log();
}

TEST_CASE("looking around on a map tells no story again, and who comes back is told where one was", "[cli][walk]")
{
    const Mill mill;
    const auto times_told = [](const Finished& played) {
        std::size_t count = 0;
        for (std::size_t at = 0; (at = played.out.find("You go in.", at)) != std::string::npos; ++at) ++count;
        return count;
    };
    const Finished played = mill.play("Into the mill\nlook\nmap\ngo to 2,2\nundo\n");
    INFO(played.out + played.err);
    CHECK(times_told(played) == 1);
    const Finished again = mill.play("map\n");
    INFO(again.out + again.err);
    CHECK(times_told(again) == 1);
}

TEST_CASE("what cannot be done on a map says why", "[cli][walk]")
{
    const Mill mill;
    const Finished played =
        mill.play("search\nopen\nInto the mill\nnorth\ngo to 8,2\n4,2\nopen\nstairs\nout\nattack\n1\nleave\n");
    INFO(played.out + played.err);
    CHECK(played.exit == 0);
    CHECK(played.says("The party knows no way there."));
    CHECK(played.says("The door is locked, and the party has no key to it."));
    CHECK(played.says("The party stands on no stairs."));
    CHECK(played.says("A map is left from its edge, or from where one arrived."));
    CHECK(played.says("`attack` is for fights, and there is none"));
    CHECK(played.says("`search` is for maps, and you are on none"));
    CHECK(played.says("`open` is for maps and fights, and you are on none"));
    CHECK((played.says("You find nothing here.") || played.says("There is a door in the wall at 4,4.")));
}

TEST_CASE("a walk that was killed goes on where it was, and programs read it as JSON", "[cli][walk]")
{
    const Mill mill("ogre");
    {
        Process process({"play", mill.pack, "--db", mill.database, "--seed", "3", "--name", "Ann"}, mill.folder.path());
        process.write("Into the mill\ngo to 4,3\n");
        process.read_until("you are at 4,3");
        process.signal(SIGKILL);
        CHECK(process.finish().exit == 128 + SIGKILL);
    }
    const Finished json = mill.play("look\n", {"--format", "json"});
    INFO(json.out + json.err);
    CHECK(json.says(R"("walk":{)"));
    CHECK(json.says(R"("place":{"x":4,"y":3})"));
    const Finished beaten =
        mill.play("go to 4,1\ngo to 2,1\nquick all\ngo on\ngo on\ngo on\ngo on\ngo on\ngo on\ngo on\n");
    INFO(beaten.out);
    CHECK(beaten.says("You are carried out."));
    mill.check_log();
}
