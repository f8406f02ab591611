// SPDX-License-Identifier: MIT
// `goldbox rules`, and what `goldbox pack check` says of rules.
#include "cli/process.hpp"
#include "support/catch.hpp"

#include <goldbox/json/reader.hpp>

#include <filesystem>
#include <sstream>

using namespace goldbox;
using namespace goldbox::test;

namespace {

constexpr std::string_view entries = R"({
  "ruleset": {"rules": {"hit_points": "hit_points"}},
  "stats": {"strength": {"otherwise": 10}, "strength.modifier": {"base": "(@strength - 10) // 2"}, "hit_points": {}},
  "effects": {"strong": {"name": "Strong", "text": "Stronger than it looks.", "modifiers": [{"stat": "strength", "value": "4"}]}},
  "creatures": {"ogre": {"name": "Ogre", "hit_dice": "7d10+21", "numbers": {"strength": 19}, "effects": ["strong"]},
                "rat": {"name": "Rat", "numbers": {"strength": 2, "hit_points": 1}}}
})";

struct Pack {
    TemporaryFolder folder;

    Pack()
    {
        std::filesystem::create_directories(folder / "mine");
        folder.write("mine/pack.json", R"({"id":"mine","version":"1","licence":"MIT"})");
        folder.write("mine/rules.json", entries);
    }
    [[nodiscard]] Finished run(const std::vector<std::string>& arguments) const
    {
        return goldbox::test::goldbox(arguments, folder.path(), {});
    }
    [[nodiscard]] std::string path() const { return folder / "mine"; }
};

} // namespace

TEST_CASE("goldbox rules shows creatures with every number that the rules make of them", "[cli][rules]")
{
    const Pack pack;
    const Finished shown = pack.run({"rules", "creature", "--pack", pack.path(), "--format", "json"});
    REQUIRE(shown.exit == 0);
    std::istringstream lines(shown.out);
    std::string line;
    REQUIRE(std::getline(lines, line));
    const auto ogre = json::read(line, {});
    REQUIRE(ogre);
    CHECK(ogre->root.find("id")->string() == "mine:ogre");
    CHECK(ogre->root.find("hit_points")->integer() == 59);
    CHECK(ogre->root.find("stats")->find("strength")->integer() == 23);
    CHECK(ogre->root.find("stats")->find("strength.modifier")->integer() == 6);
    CHECK(ogre->root.find("entry")->find("hit_dice")->string() == "7d10+21");
    REQUIRE(std::getline(lines, line));
    CHECK_FALSE(std::getline(lines, line));

    const Finished text = pack.run({"rules", "creature", "rat", "--pack", pack.path()});
    CHECK(text.out.starts_with("mine:rat  Rat\n    hit points "));
    const Finished effect = pack.run({"rules", "effect", "mine:strong", "--pack", pack.path()});
    CHECK(effect.out == "mine:strong  Strong\n    Stronger than it looks.\n");
}

TEST_CASE("goldbox rules refuses what is not there, and says what was meant", "[cli][rules]")
{
    const Pack pack;
    const Finished none = pack.run({"rules", "creature", "ogr", "--pack", pack.path()});
    CHECK(none.exit == 1);
    CHECK(none.says("the pack has no creature \"ogr\" (did you mean \"ogre\"?)"));
    CHECK(pack.run({"rules", "monster", "--pack", pack.path()}).exit == 2);
    pack.folder.write("mine/rules.json", "{}");
    const Finished bare = pack.run({"rules", "creature", "--pack", pack.path()});
    CHECK(bare.exit == 1);
    CHECK(bare.says("this pack has no ruleset"));
}

TEST_CASE("pack check looks at rules too", "[cli][rules]")
{
    const Pack pack;
    CHECK(pack.run({"pack", "check", pack.path()}).exit == 0);
    pack.folder.write("mine/more.json", R"({"stats": {"a": {"base": "@b"}, "b": {"base": "@a + @streng"}}})");
    const Finished wrong = pack.run({"pack", "check", pack.path()});
    CHECK(wrong.exit == 1);
    CHECK(wrong.says("mine/more.json:1:47: error: there is no stat \"streng\" (did you mean \"@strength\"?)"));
    pack.folder.write("mine/more.json", R"({"stats": {"a": {"base": "@b"}, "b": {"base": "@a"}}})");
    CHECK(pack.run({"pack", "check", pack.path()}).says("these stats need each other: mine:a -> mine:b -> mine:a"));
    CHECK(pack.run({"rules", "creature", "--pack", pack.path()}).exit == 1);
}

TEST_CASE("a pack that came with the program goes by its name, where nothing here has it", "[cli][rules]")
{
    const TemporaryFolder folder;
    const Finished done = goldbox::test::goldbox({"rules", "creature", "goblin", "--pack", "srd51"}, folder.path(), {});
    CHECK(done.exit == 0);
    CHECK(done.says("Goblin"));
    CHECK(goldbox::test::goldbox({"rules", "creature", "--pack", "srd52"}, folder.path(), {}).exit != 0);
}

TEST_CASE("a party of the shipped pack equips itself, drinks, casts and rests at the terminal, and takes it back",
          "[cli][rules]")
{
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "camp/story");
    folder.write("camp/pack.json",
                 R"({"id":"camp","version":"1","licence":"MIT","needs":["srd51"],"story":"story/main.ink",
      "party":["srd51:fighter","srd51:cleric"]})");
    folder.write("camp/story/main.ink", "-> camp\n=== camp\nA fire burns.\n+ [Wait] -> camp\n+ [Go] -> END\n");
    const auto play = [&](std::string_view script) {
        return goldbox::test::goldbox({"play", folder / "camp", "--new", "--seed", "5", "--script", "-"}, folder.path(),
                                      script); // srd51 is found beside the program
    };
    const Finished done =
        play("party\ntake off shield by fighter\ntake off longsword\nwear longsword main hand, off hand\n"
             "use potion of healing\ngive potion of healing to fighter\npay 100 to fighter by cleric\n"
             "cast bless at all\nforget aid\nprepare aid\nrest short\nrest nap\nwear moon\ncan\nbelongings\n");
    CHECK(done.exit == 0);
    INFO(done.out << done.err);
    CHECK(done.says("Fighter puts away Shield"));
    CHECK(done.says("Fighter takes up Longsword"));
    CHECK(done.says("Fighter has Potion of healing"));
    CHECK(done.says("Cleric casts Bless"));
    CHECK(done.says("Fighter has rested"));
    CHECK(done.says("Nobody of the party can rest \"nap\""));
    CHECK(done.says("Nobody of the party can wear \"moon\""));
    CHECK(done.says("wear Shield (off hand) by Fighter")); // what `can` lists

    const Finished back = play("take off shield by fighter\nundo\ncan\n");
    CHECK(back.exit == 0);
    CHECK(back.says("Taken back."));
    CHECK(back.says("take off Shield by Fighter"));
    const Finished json =
        goldbox::test::goldbox({"play", folder / "camp", "--new", "--seed", "5", "--script", "-", "--format", "json"},
                               folder.path(), "rest long\ncan\n");
    CHECK(json.exit == 0);
    CHECK(json.out.find("\"undertaken\"") != std::string::npos);
    CHECK(json.out.find("\"deeds\":[") != std::string::npos);
}
