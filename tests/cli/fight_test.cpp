// SPDX-License-Identifier: MIT
// Fights at the front door: what is typed, what is seen, and that a kill in the middle of a question loses nothing.
#include "cli/process.hpp"
#include "fight_input.hpp"
#include "fight_screen.hpp"
#include "narration.hpp"
#include "support/catch.hpp"
#include "support/keep.hpp"

#include <goldbox/base/text.hpp>

#include <sstream>

using namespace goldbox;
using namespace goldbox::cli;
using goldbox::test::Finished;
using goldbox::test::Process;
using goldbox::test::TemporaryFolder;
using goldbox::test::Terminal;

namespace {

constexpr rules::CreatureId mira{0, 1}, tom{1, 1}, one{2, 1}, two{3, 1};

/// Mira's turn, with a longsword, a fireball and two goblins.
Situation mira_s_turn()
{
    Situation now;
    game::FightView fight{.name = "The yard", .width = 6, .height = 3, .round = 2, .turn = mira, .yours = true};
    fight.levels = {{"", {"......", "..##..", "......"}}};
    const auto add = [&](rules::CreatureId id, const char* name, const char* side, std::int32_t x, std::int32_t y) {
        fight.fighters.push_back({.id = id, .name = name, .side = side, .place = rules::Position{0, x, y}});
        fight.order.push_back(id);
    };
    add(mira, "Mira", "party", 0, 0);
    add(tom, "Tom", "party", 0, 2);
    add(one, "Goblin 1", "foes", 1, 0);
    add(two, "Goblin 2", "foes", 5, 2);
    now.fight = fight;
    game::CanManeuver can{.creature = mira, .end_turn = true, .surrender = true};
    can.walks = {{{0, 0, 1}, 5}};
    using Kind = rules::Deed::Kind;
    can.deeds = {
        {.kind = Kind::use,
         .id = "p:melee",
         .name = "Weapon: Longsword",
         .item = {4, 1},
         .attack = true,
         .most_targets = 1,
         .targets = {tom, one}},
        {.kind = Kind::act, .id = "p:dodge", .name = "Dodge"},
        {.kind = Kind::act, .id = "p:shove", .name = "Shove", .most_targets = 1, .targets = {one}},
        {.kind = Kind::cast,
         .id = "p:fireball",
         .name = "Fireball",
         .level = 3,
         .own_level = true,
         .has_place = true,
         .places = {{0, 5, 1}}},
        {.kind = Kind::cast,
         .id = "p:bless",
         .name = "Bless",
         .level = 1,
         .own_level = true,
         .most_targets = 3,
         .targets = {mira, tom}},
        {.kind = Kind::cast, .id = "p:bless", .name = "Bless", .level = 2, .most_targets = 3, .targets = {mira, tom}}};
    can.refused = {{"Weapon: Shortbow", "it is not in hand"}};
    can.doors = {{{0, 0, 1}, 0, true}};
    now.can = can;
    now.offers = fight_offers(now);
    return now;
}

rules::Command ordered(std::string_view line)
{
    INFO(line);
    const auto meaning = understand(line, mira_s_turn());
    if (!meaning) UNSCOPED_INFO(to_string(meaning.error()));
    REQUIRE(meaning);
    game::Order order;
    if (const auto* pick = std::get_if<Pick>(&*meaning)) order = pick->offer.order.value();
    if (const auto* undertake = std::get_if<Undertake>(&*meaning)) order = undertake->order;
    REQUIRE(std::holds_alternative<game::Maneuver>(order));
    return std::get<game::Maneuver>(order).what;
}

std::string refused_in_turn(std::string_view line)
{
    const auto meaning = understand(line, mira_s_turn());
    REQUIRE_FALSE(meaning);
    return meaning.error().reason;
}

/// The keep on the disk, to be played.
struct Keep {
    TemporaryFolder folder;
    std::string pack = folder / "keep";
    std::string database = folder / "games.db";

    Keep()
    {
        for (const auto& [name, text] : test::keep_files()) folder.write("keep/" + name, text);
    }
    [[nodiscard]] std::vector<std::string> play(const std::vector<std::string>& more = {}) const
    {
        std::vector<std::string> arguments = {"play", pack, "--db", database, "--seed", "3", "--name", "Ann"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }
    [[nodiscard]] Finished run(const std::vector<std::string>& arguments, std::string_view input = {}) const
    {
        return test::goldbox(arguments, folder.path(), input);
    }
    void replays() const
    {
        const Finished replayed = run({"replay", "keep", "--db", database, "--verify", "--audit"});
        INFO(replayed.out << replayed.err);
        CHECK(replayed.exit == 0);
    }
};

std::string times(std::string_view line, int count)
{
    std::string text;
    for (int i = 0; i < count; ++i) text += std::string(line) + '\n';
    return text;
}

} // namespace

TEST_CASE("what is typed in a fight is understood", "[cli][fight]")
{
    using namespace rules;
    const rules::Use strike{mira, {4, 1}, "p:melee", {one}, {}};
    for (const char* line : {"attack goblin 1", "attack Goblin 1 with longsword", "a", "attack a", "attack",
                             "longsword at goblin 1", "hit goblin", "1"})
        CHECK(ordered(line) == rules::Command(strike));
    // the rules say that he is too far away
    CHECK(ordered("attack goblin 2") == rules::Command(rules::Use{mira, {4, 1}, "p:melee", {two}, {}}));
    CHECK(ordered("dodge") == rules::Command(Act{mira, "p:dodge", {}, {}}));
    for (const char* line : {"shove", "shove goblin 1", "Shove at a"})
        CHECK(ordered(line) == rules::Command(Act{mira, "p:shove", {one}, {}}));
    CHECK(ordered("cast fireball at 5,1") == rules::Command(rules::Cast{mira, "p:fireball", 3, {}, Position{0, 5, 1}}));
    CHECK(ordered("cast fireball at goblin 2") ==
          rules::Command(rules::Cast{mira, "p:fireball", 3, {}, Position{0, 5, 2}}));
    CHECK(ordered("cast bless at mira, tom") == rules::Command(rules::Cast{mira, "p:bless", 1, {mira, tom}, {}}));
    CHECK(ordered("cast bless on all level 2") == rules::Command(rules::Cast{mira, "p:bless", 2, {mira, tom}, {}}));
    for (const char* line : {"walk 0,1", "go 0, 1", "south", "s", "move south 1"})
        CHECK(ordered(line) == rules::Command(Walk{mira, {0, 0, 1}}));
    CHECK(ordered("ne 2") == rules::Command(Walk{mira, {0, 2, -2}}));
    for (const char* line : {"open", "open door", "open door south", "open 0,1"})
        CHECK(ordered(line) == rules::Command(MoveDoor{mira, {0, 0, 1}, 0, true}));
    for (const char* line : {"end", "end turn", "."}) CHECK(ordered(line) == rules::Command(EndTurn{mira, {}}));
    CHECK(ordered("flee") == rules::Command(Flee{mira}));
    CHECK(ordered("surrender") == rules::Command(Surrender{mira}));
    CHECK(refused_in_turn("close door") == "play.no_such_deed");
    CHECK(refused_in_turn("attack hobgoblin") == "play.no_such_target");
    CHECK(refused_in_turn("shortbow") == "play.no_such_deed");
    CHECK(refused_in_turn("cast bless") == "play.no_such_target");
    CHECK(refused_in_turn("cast fireball") == "play.no_such_place");
    CHECK(refused_in_turn("cast sleep at a") == "play.no_such_deed");
    CHECK(refused_in_turn("walk") == "play.no_such_place");
    CHECK(refused_in_turn("walk 99999999999,1") == "play.no_such_place");
    CHECK(refused_in_turn("dance") == "play.not_understood");
    const auto quick = understand("quick tom", mira_s_turn());
    REQUIRE(quick);
    CHECK(std::get<Undertake>(*quick).order == game::Order(game::Quick{tom, true}));
    CHECK(std::holds_alternative<ShowWhy>(*understand("why", mira_s_turn())));
    CHECK(std::holds_alternative<cli::Look>(*understand("map", mira_s_turn())));
}

TEST_CASE("every offer can be typed as it is written, and every completion means something", "[cli][fight]")
{
    const Situation now = mira_s_turn();
    REQUIRE(now.offers.size() >= 4);
    CHECK(now.offers.front().text == "attack Goblin 1 with Longsword");
    CHECK(now.offers.back().text == "end turn");
    for (const Offer& offer : now.offers) CHECK(understand(offer.text, now));
    CHECK(understand("open door at 3,2", now)); // where there is none: the rules say so
    CHECK_FALSE(understand("open sesame", now));
    for (const std::string& line : fight_completions(now)) {
        INFO(line);
        if (line != "walk" && line != "cast Fireball at") CHECK(understand(line, now));
    }
    CHECK(other_maneuvers(now).find("cast Fireball at X,Y") != std::string::npos);
}

TEST_CASE("a battlefield is drawn with who stands where, within the width of the terminal", "[cli][fight]")
{
    const Situation now = mira_s_turn();
    game::View view;
    view.fight = now.fight;
    const std::string drawn = battlefield(Screen(80, false), view);
    CHECK(drawn.find("    012345\n  0 Aa....\n  1 ..##..\n  2 B....b\n") != std::string::npos);
    CHECK(drawn.find("* A Mira: unhurt, at 0,0") != std::string::npos);
    view.fight->fighters[3].life = rules::Life::dead;
    view.fight->fighters[2].percent = 25;
    const std::string later = battlefield(Screen(80, false), view);
    CHECK(later.find("  2 B....,\n") != std::string::npos);
    CHECK(later.find("Goblin 1: badly hurt") != std::string::npos);
    view.fight->width = 300;
    view.fight->levels[0].rows = {std::string(300, '.'), std::string(300, '.'), std::string(300, '.')};
    view.fight->fighters[0].place = rules::Position{0, 200, 1};
    std::istringstream lines(battlefield(Screen(80, false), view));
    bool shown = false;
    for (std::string line; std::getline(lines, line);) {
        CHECK(columns(line) <= 80);
        shown = shown || line.find("..A..") != std::string::npos;
    }
    CHECK(shown);
    CHECK(battlefield(Screen(80, true), view).find("\x1b[48;5;") != std::string::npos);
}

TEST_CASE("scripts fight to victory, defeat and flight, and their games replay", "[cli][fight]")
{
    const Keep keep;
    const std::string won = "1\nquick all\n" + times("go on", 20);
    const Finished victory = keep.run(keep.play({"--script", "-"}), won);
    INFO(victory.out << victory.err);
    CHECK(victory.exit == 0);
    CHECK(victory.says("They were waiting."));
    CHECK(victory.says("Knight attacks Brute"));
    CHECK(victory.says("The fight is won."));
    CHECK(victory.says("You have won."));
    CHECK(victory.last_line().starts_with("state "));
    keep.replays();
    const Finished defeat = keep.run(keep.play({"--new", "--script", "-"}), "3\nquick all\n" + times("go on", 20));
    INFO(defeat.out);
    CHECK(defeat.says("The fight is lost."));
    const Finished flight =
        keep.run(keep.play({"--new", "--script", "-"}), "1\n" + times("flee\nwalk 0,2\nwalk 0,3\nflee\nend\n1", 12));
    INFO(flight.out);
    CHECK(flight.says("You have got away."));
    CHECK(flight.says("flees"));
}

TEST_CASE("a person sees the battlefield, strikes by number and by word, and takes the fight back", "[cli][fight]")
{
    const Keep keep;
    Terminal terminal(keep.play(), keep.folder.path());
    terminal.see("> ");
    terminal.type("the yard\n");
    const std::string opening = terminal.see("quick, why");
    CHECK(opening.find("They were waiting.") != std::string::npos);
    CHECK(opening.find("The yard, round 1: Knight's turn") != std::string::npos);
    CHECK(opening.find("Left: action 1") != std::string::npos);
    CHECK(opening.find(" A Knight: 30 of 30 hit points") != std::string::npos);
    std::istringstream lines(opening);
    for (std::string line; std::getline(lines, line);) CHECK(columns(line) <= 80);
    terminal.type("attack brute 1\n");
    terminal.see("Nobody here is called");
    terminal.type("why\n");
    terminal.see("It would walk to");
    terminal.type("w\n");
    terminal.see("Knight goes to");
    terminal.type("undo\n");
    terminal.see("Taken back.");
    terminal.type("end\n");
    terminal.see("turn");
    terminal.type("undo fight\n");
    terminal.see("Taken back.");
    terminal.see("The yard"); // the choice again
    terminal.type("quit\n");
    CHECK(terminal.finish() == 0);
    keep.replays();
}

TEST_CASE("killed in a reaction window, the game asks again, and goes on", "[cli][fight][kill]")
{
    const Keep keep;
    {
        Process process(keep.play({"--script", "-"}), keep.folder.path());
        process.write("the rout\n");
        for (int i = 0; i < 8; ++i) process.write("attack coward 1\nattack coward 2\nend\n");
        const std::string out = process.read_until("Strike?");
        INFO(out);
        REQUIRE(out.find("Strike?") != std::string::npos);
        process.signal(SIGKILL);
        (void)process.finish();
    }
    keep.replays();
    // what was typed behind the question may have been done before the kill: go back to it
    const Finished again = keep.run(keep.play({"--script", "-"}), "look\n2\nquick all\n" + times("go on", 20));
    INFO(again.out << again.err);
    CHECK(again.exit == 0);
    CHECK(again.says("goes on where you left it"));
    CHECK(again.says("The fight is won."));
    keep.replays();
}
