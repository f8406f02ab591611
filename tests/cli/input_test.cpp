// SPDX-License-Identifier: MIT
#include "input.hpp"
#include "support/catch.hpp"

using namespace goldbox;
using namespace goldbox::cli;

namespace {

Situation situation()
{
    Situation now;
    std::uint32_t choice = 0;
    for (const char* text : {"\"Everyone knows the song.\"", "Say nothing.", "Leave him to his watch.",
                             "Look at the bar.", "Look at the door.", "As you like."}) {
        now.offers.push_back({.story = {0, 1}, .round = 3, .choice = choice++, .text = text});
    }
    now.players = {"Ann", "Bob", "Bob the Brave"};
    now.stories = {"", "epilogue"};
    return now;
}

template <class Meant>
Meant meant(std::string_view line)
{
    auto meaning = understand(line, situation());
    REQUIRE(meaning);
    REQUIRE(std::holds_alternative<Meant>(*meaning));
    return std::get<Meant>(*meaning);
}

std::uint32_t picked(std::string_view line)
{
    return meant<Pick>(line).offer.choice;
}

std::string refusal(std::string_view line)
{
    auto meaning = understand(line, situation());
    REQUIRE_FALSE(meaning);
    return meaning.error().reason;
}

} // namespace

TEST_CASE("a number takes the choice that has it on the screen", "[cli][input]")
{
    CHECK(picked("1") == 0);
    CHECK(picked("  6 ") == 5);
    CHECK(refusal("0") == "play.no_such_choice");
    CHECK(refusal("7") == "play.no_such_choice");
    CHECK(refusal("99999999999999999999") == "play.no_such_choice");
}

TEST_CASE("the beginning of one choice takes it, whatever its case, quotes and punctuation", "[cli][input]")
{
    CHECK(picked("everyone") == 0);
    CHECK(picked("\"Everyone knows") == 0);
    CHECK(picked("LEAVE HIM") == 2);
    CHECK(picked("look at the b") == 3);
    CHECK(refusal("look at") == "play.several_choices");
    CHECK(refusal("dance") == "play.not_understood");
}

TEST_CASE("the whole text of a choice is that choice, even where a command begins with its words", "[cli][input]")
{
    CHECK(picked("say nothing") == 1);
    CHECK(meant<Speak>("say nothing at all").text == "nothing at all");
    CHECK(picked("as you") == 5);
}

TEST_CASE("what the party does is meant by the names of people, things and spells", "[cli][input]")
{
    Situation now = situation();
    const rules::CreatureId mira{0, 1}, tom{1, 1};
    now.party = {{.id = mira, .name = "Mira"}, {.id = tom, .name = "Tom Reed"}};
    const rules::ItemId mail{0, 1}, staff{1, 1}, other{2, 1}, potion{3, 1};
    now.deeds = {{mira, "Chain mail", game::Wear{mail, {"body"}}, "too heavy"},
                 {mira, "Staff (hand)", game::Wear{staff, {"hand"}}, {}},
                 {mira, "Staff (hand, hand)", game::Wear{staff, {"hand", "hand"}}, {}},
                 {tom, "Chain mail", game::Wear{other, {"body"}}, {}},
                 {tom, "Potion: Drink", game::Use{.item = potion, .action = "drink"}, {}},
                 {tom, "Potion", game::HandOver{.item = potion, .to = mira}, {}},
                 {mira, "Bless", game::Cast{mira, "bless"}, {}},
                 {mira, "Bless", game::Prepare{mira, "bless", 0}, {}},
                 {{}, "short", game::Rest{"short"}, {}}};
    const auto order = [&](std::string_view line) {
        auto meaning = understand(line, now);
        REQUIRE(meaning);
        REQUIRE(std::holds_alternative<Undertake>(*meaning));
        return std::get<Undertake>(*meaning).order;
    };
    CHECK(order("wear chain mail") == game::Order(game::Wear{other, {"body"}})); // who can
    CHECK(order("WEAR chain mail by mira") == game::Order(game::Wear{mail, {"body"}}));
    CHECK(order("wear staff") == game::Order(game::Wear{staff, {"hand"}}));
    CHECK(order("wear staff hand, hand") == game::Order(game::Wear{staff, {"hand", "hand"}}));
    CHECK(order("use potion on tom") == game::Order(game::Use{.item = potion, .action = "drink", .targets = {tom}}));
    CHECK(order("give potion to mira") == game::Order(game::HandOver{.item = potion, .to = mira}));
    CHECK(order("drop potion") == game::Order(game::HandOver{.item = potion}));
    CHECK(order("cast bless at Mira, Tom Reed") ==
          game::Order(game::Cast{.creature = mira, .spell = "bless", .targets = {mira, tom}}));
    CHECK(order("cast bless by mira at all") ==
          game::Order(game::Cast{.creature = mira, .spell = "bless", .targets = {mira, tom}}));
    CHECK(order("forget bless") == game::Order(game::Prepare{mira, "bless", 0}));
    CHECK(order("rest short") == game::Order(game::Rest{"short"}));
    CHECK(order("pay 12 to mira") == game::Order(game::Pay{tom, mira, 12}));
    CHECK(order("pay 12 to tom by mira") == game::Order(game::Pay{mira, tom, 12}));
    const auto refused = [&](std::string_view line) { return understand(line, now).error().reason; };
    CHECK(refused("wear a crown") == "play.no_such_deed");
    CHECK(refused("cast bless at nobody") == "play.no_such_deed");
    CHECK(refused("prepare bless") == "play.no_such_deed");
    CHECK(refused("pay much") == "play.not_understood");
    CHECK(refused("rest") == "play.not_understood");
    for (const game::Deed& deed : now.deeds) {
        INFO(line_of(deed, now.party));
        CHECK(order(line_of(deed, now.party)) == deed.what);
    }
}

TEST_CASE("commands are known in exactly their form", "[cli][input]")
{
    meant<Look>("look");
    meant<Quit>("QUIT");
    meant<ShowHelp>("?");
    CHECK(meant<TakeBack>("undo").choices == 1);
    CHECK(meant<TakeBack>("undo 3").choices == 3);
    CHECK(meant<GetUp>("leave Bob").name == "Bob");
    CHECK(meant<BeginStory>("begin epilogue").story == "epilogue");
    CHECK(refusal("undo lots") == "play.not_understood");
    meant<Nothing>("   ");
}

TEST_CASE("a player may have spaces in the name", "[cli][input]")
{
    CHECK(meant<As>("as bob").name == "Bob");
    CHECK(meant<As>("as Bob the Brave 2").name == "Bob the Brave");
    CHECK(meant<As>("as Bob the Brave 2").line == "2");
    CHECK(meant<As>("as Bob 2").line == "2");
    CHECK(refusal("as Carl 2") == "play.not_here");
}

TEST_CASE("a whisper and a private story name their players", "[cli][input]")
{
    CHECK(meant<Speak>("tell bob the brave psst, you").to == "Bob the Brave");
    CHECK(meant<Speak>("tell bob the brave psst, you").text == "psst, you");
    CHECK(meant<Speak>("say psst").to.empty());
    CHECK(refusal("tell Carl psst") == "play.not_here");
    CHECK(meant<BeginStory>("begin for ann, Bob the Brave").players ==
          std::vector<std::string>{"Ann", "Bob the Brave"});
    CHECK(meant<BeginStory>("begin epilogue for Bob").story == "epilogue");
    CHECK(meant<BeginStory>("begin epilogue for Bob").players == std::vector<std::string>{"Bob"});
    CHECK(refusal("begin prologue for Bob") == "play.no_such_story");
    CHECK(refusal("begin epilogue for Carl") == "play.not_here");
}

TEST_CASE("a command that lacks something says what", "[cli][input]")
{
    const auto says = [](std::string_view line) { return understand(line, situation()).error().message; };
    CHECK(says("tell Carl psst, you").find("nobody at the table is called \"Carl\"") == 0);
    CHECK(says("tell bob").find("the command is `tell NAME TEXT`") != std::string::npos);
    CHECK(says("tell").find("the command is `tell NAME TEXT`") != std::string::npos);
    CHECK(says("join").find("the command is `join NAME`") != std::string::npos);
    CHECK(says("undo lots").find("the command is `undo [N]`") != std::string::npos);
    CHECK(says("leave Carl").find("nobody at the table is called \"Carl\"") == 0);
    CHECK(says("begin prologue") == "there is no story \"prologue\"; there are: epilogue");
    CHECK(says("begin epilogue for Bob, Carl").find("nobody at the table is called \"Carl\"") == 0);
}

TEST_CASE("a misspelled command is guessed", "[cli][input]")
{
    auto meaning = understand("helo", situation());
    REQUIRE_FALSE(meaning);
    CHECK(meaning.error().message.find("`help`") != std::string::npos);
}

TEST_CASE("a script's comment begins at the start or after a space", "[cli][input]")
{
    CHECK(without_comment("# all of it").empty());
    CHECK(without_comment("3  # \"Tell me anyway.\"") == "3");
    CHECK(without_comment("say C#") == "say C#");
}
