// SPDX-License-Identifier: MIT
// Packs on top of each other: order, changes, conflicts, and everything that can be wrong with them.
#include <goldbox/content/pack.hpp>
#include <goldbox/json/writer.hpp>

#include "support/packs.hpp"

#include <algorithm>
#include <map>

using namespace goldbox;
using namespace goldbox::content;
using test::messages;

namespace {

using FileMap = std::map<std::string, std::string, std::less<>>;

/// A pack of the given name, with its manifest.
PackSource pack_of(const std::string& id, const std::string& needs, FileMap files = {})
{
    files.emplace("pack.json", R"({"id":")" + id + R"(","version":"1","licence":"MIT","needs":[)" + needs + "]}");
    return {std::make_shared<MemoryFiles>(std::move(files)), id};
}

/// `base` with one table and two texts.
PackSource base()
{
    return pack_of("base", "", {{"base.json", R"({
  "tables": {
    "weather": {"name": "Weather", "dice": "1d6", "rows": [
      {"from": 1, "to": 3, "text": "rain"}, {"from": 4, "to": 6, "text": "sun", "table": "wind"}]},
    "wind": {"dice": "1d2", "rows": [{"from": 1, "text": "still"}, {"from": 2, "text": "storm"}]}
  },
  "texts": {"hello": {"text": "Hello."}, "bye": {"title": "End", "text": "Bye."}},
  "features": {"goblin": {"name": "Goblin", "skills": {"stealth": 6, "hearing": 1}, "senses": ["dark", "smell"]}}
})"}});
}

Loaded stack(const std::vector<PackSource>& packs)
{
    return load_packs(packs);
}

/// One pack on `base`, whose only file is this text.
Loaded on_base(const std::string& text)
{
    return stack({pack_of("mine", "\"base\"", {{"mine.json", text}}), base()});
}

std::string entry(const Loaded& loaded, std::string_view kind, std::string_view id)
{
    for (const std::string& message : messages(loaded)) UNSCOPED_INFO(message);
    REQUIRE(loaded.pack);
    const json::Value* found = loaded.pack->entry(kind, id);
    return found ? json::write(*found) : "nothing";
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("a pack lies on what it needs, however they are named", "[content]")
{
    const Loaded loaded =
        stack({pack_of("top", R"("middle")"), pack_of("beside", ""), pack_of("middle", R"("base")"), base()});
    REQUIRE(loaded.pack);
    Lines order;
    for (const Manifest& each : loaded.pack->packs()) order.push_back(each.id);
    CHECK(order == Lines{"base", "middle", "top", "beside"});
    CHECK(loaded.pack->manifest().id == "top");
    CHECK(load_image(loaded.pack->image()).pack->manifest().id == "top");
}

TEST_CASE("packs that need each other are refused with the circle", "[content]")
{
    const Loaded loaded = stack({pack_of("a", "\"b\""), pack_of("b", "\"c\""), pack_of("c", "\"a\"")});
    CHECK(
        messages(loaded) ==
        Lines{
            R"(c/pack.json:1:50: error: packs need each other in a circle: "a" needs "b" needs "c" needs "a" [content.needs_circle])"});
}

TEST_CASE("a needed pack that is not there is named with what was probably meant", "[content]")
{
    CHECK(
        messages(stack({pack_of("mine", "\"bsae\""), base()})) ==
        Lines{
            R"(mine/pack.json:1:53: error: this pack needs the pack "bsae", which is not there (did you mean "base"?) [content.missing_pack])"});
    CHECK(messages(stack({base(), base()})).front().find("the pack \"base\" is there already") != std::string::npos);
}

TEST_CASE("needed packs are asked for, and what those need", "[content]")
{
    Lines asked;
    const FindPack find = [&](std::string_view id) -> Result<PackSource> {
        asked.emplace_back(id);
        if (id == "middle") return pack_of("middle", "\"base\"");
        return id == "base" ? base() : PackSource{};
    };
    const Loaded loaded = load_packs({pack_of("top", "\"middle\", \"base\"")}, {.find = find});
    REQUIRE(loaded.pack);
    CHECK(asked == Lines{"middle", "base"});
    CHECK(loaded.pack->packs().size() == 3);
}

TEST_CASE("a merge replaces members, joins objects, and takes away what is null", "[content]")
{
    const Loaded loaded = on_base(R"({"features": {"base:goblin": {"$op": "merge",
      "name": "Hobgoblin", "skills": {"stealth": null, "lying": 3}, "senses": ["none"]}}})");
    CHECK(entry(loaded, "features", "base:goblin") ==
          R"({"name":"Hobgoblin","senses":["none"],"skills":{"hearing":1,"lying":3}})");
}

TEST_CASE("arrays are edited at any depth", "[content]")
{
    const Loaded loaded = on_base(R"({"tables": {"base:weather": {"$op": "merge", "dice": "1d8",
      "$delete": {"rows": [{"text": "rain"}]},
      "$prepend": {"rows": [{"from": 1, "to": 3, "text": "fog"}]},
      "$append": {"rows": [{"from": 7, "to": 8, "text": "hail", "table": "base:wind"}]}}}})");
    CHECK(
        entry(loaded, "tables", "base:weather") ==
        R"({"dice":"1d8","name":"Weather","rows":[{"from":1,"text":"fog","to":3},)"
        R"({"from":4,"table":"base:wind","text":"sun","to":6},{"from":7,"table":"base:wind","text":"hail","to":8}]})");
    const Loaded nothing =
        on_base(R"({"features": {"base:goblin": {"$op": "merge", "$delete": {"senses": ["sight"]}}}})");
    REQUIRE(nothing.pack);
    CHECK(messages(nothing) ==
          Lines{"mine/mine.json:1:70: warning: there is no such element to delete [content.nothing_deleted]"});
}

TEST_CASE("an entry is replaced or removed as a whole", "[content]")
{
    CHECK(entry(on_base(R"({"texts": {"base:bye": {"$op": "replace", "text": "Farewell."}}})"), "texts", "base:bye") ==
          R"({"text":"Farewell."})");
    CHECK(entry(on_base(R"({"texts": {"base:bye": {"$op": "remove"}}})"), "texts", "base:bye") == "nothing");
}

TEST_CASE("ids within an entry are those of the pack that wrote them", "[content]")
{
    const Loaded loaded = on_base(R"({"tables": {
      "wind": {"dice": "1d1", "rows": [{"from": 1, "text": "mine"}]},
      "base:weather": {"$op": "merge", "rows": [{"from": 1, "to": 6, "table": "wind"}]}}})");
    CHECK(entry(loaded, "tables", "base:weather") ==
          R"({"dice":"1d6","name":"Weather","rows":[{"from":1,"table":"mine:wind","to":6}]})");
}

TEST_CASE("what a change leaves behind must hold as a whole, and the blame lies where the change is", "[content]")
{
    CHECK(messages(on_base(R"({"tables": {"base:weather": {"$op": "merge", "dice": "1d4"}}})")) ==
          Lines{"base/base.json:4:45: error: this row ends at 6; the dice give 1 to 4 [content.bad_rows]"});
    CHECK(messages(on_base(R"({"tables": {"base:weather": {"$op": "merge", "dice": null}}})")) ==
          Lines{"mine/mine.json:1:29: error: \"dice\" is missing here [json.missing_member]"});
    CHECK(
        messages(on_base(R"({"tables": {"base:wind": {"$op": "remove"}}})")) ==
        Lines{
            R"(base/base.json:4:90: error: there is no "base:wind" among the tables: the pack "mine" removed it [content.no_such_entry])"});
}

TEST_CASE("everything that is wrong with packs comes at once, each with its place and what was meant", "[content]")
{
    const Loaded loaded = on_base(R"({
  "creturs": {},
  "tables": {
    "a": {"dice": "1d6", "rows": [{"from": 1, "too": 6}]},
    "b": {"dice": "1d", "rows": [{"from": 1}]},
    "c": {"dice": "1d1", "rows": [{"from": 1, "table": "base:wnid"}]},
    "Wetter": {"dice": "1d1", "rows": [{"from": 1}]},
    "погода": {"dice": "1d1", "rows": [{"from": 1}]},
    "base:weather": {"dice": "1d1", "rows": [{"from": 1}]},
    "base:snow": {"$op": "merge", "dice": "1d1"},
    "other:snow": {"$op": "merge", "dice": "1d1"},
    "c2": {"$op": "merge", "dice": "1d1"}
  },
  "texts": {"x": {"text": 7}, "y": {"$op": "add", "text": "", "title": "T"}, "x": {"text": "twice"}}
})");
    CHECK_FALSE(loaded.pack);
    CHECK(
        messages(loaded) ==
        Lines{
            R"(mine/mine.json:2:14: error: unknown name "creturs" (did you mean "creatures"?) [json.unknown_name])",
            R"(mine/mine.json:4:54: error: unknown name "too" (did you mean "to"?) [json.unknown_name])",
            R"(mine/mine.json:5:19: error: these are no dice: the text ends where the number of faces should follow [content.bad_dice])",
            R"(mine/mine.json:6:56: error: there is no "base:wnid" among the tables (did you mean "base:wind"?) [content.no_such_entry])",
            R"(mine/mine.json:7:15: error: the id "Wetter" may hold only a-z, 0-9 and _ in parts joined by dots, at most 100 of them, after the id of another pack and a colon [content.bad_id])",
            R"(mine/mine.json:8:21: error: the id "погода" may hold only a-z, 0-9 and _ in parts joined by dots, at most 100 of them, after the id of another pack and a colon [content.bad_id])",
            R"(mine/mine.json:9:21: error: there is "base:weather" already; say with "$op" whether this is to "replace", "merge" or "remove" it [content.id_taken])",
            R"(mine/mine.json:10:18: error: there is no "base:snow" among the tables to change [content.no_such_entry])",
            R"(mine/mine.json:11:19: error: to change an entry of the pack "other", this pack has to name it in "needs" [content.not_needed])",
            R"(mine/mine.json:12:19: error: only entries of other packs are changed: "c2" is this pack's own, so write it as it should be [content.own_entry])",
            R"(mine/mine.json:14:59: error: the text's length in characters is 0; at least 1 is allowed [json.out_of_range])",
            R"(mine/mine.json:14:83: error: "x" is written twice here [content.repeated_name])",
            R"(mine/mine.json:14:92: error: this should be a text in quotes but is a whole number [json.wrong_kind])"});
}

TEST_CASE("a mistake under a name that somebody chose is told where it stands", "[content]")
{
    // with a name that is no literal of ours, and too long for a string to keep within itself
    const Loaded loaded = on_base(R"({"effects": {"drained": {"values": {
        "the_amount_that_was_drained_today": "3 +"}}}})");
    CHECK(messages(loaded).at(0).starts_with("mine/mine.json:2:46: error: this is no formula"));
}

TEST_CASE("two packs that differ in a part of an entry are a conflict, and the later one wins", "[content]")
{
    const auto variant = [](const std::string& id, const std::string& change) {
        return pack_of(id, "\"base\"",
                       {{id + ".json", R"({"features": {"base:goblin": {"$op": "merge", )" + change + "}}}"}});
    };
    const Loaded loaded = stack(
        {pack_of("game", "\"one\", \"two\""),
         variant("one", R"("name": "Imp", "skills": {"stealth": 9, "hearing": 2}, "$append": {"senses": ["one"]})"),
         variant("two", R"("name": "Elf", "skills": {"stealth": 9}, "$append": {"senses": ["two"]})"), base()});
    CHECK(entry(loaded, "features", "base:goblin") ==
          R"({"name":"Elf","senses":["dark","smell","one","two"],"skills":{"hearing":2,"stealth":9}})");
    REQUIRE(loaded.conflicts.size() == 1);
    CHECK(loaded.conflicts[0].member == "name");
    CHECK(loaded.conflicts[0].loser == "one");
    CHECK(
        messages(loaded) ==
        Lines{
            R"(two/two.json:1:55: warning: the packs "one" and "two" differ in "name" of "base:goblin"; this one wins over one/one.json:1:55 [content.conflict])"});

    // who stands on the other means it
    const Loaded knowing =
        stack({pack_of("three", "\"one\"",
                       {{"three.json", R"({"features": {"base:goblin": {"$op": "merge", "name": "Orc"}}})"}}),
               variant("one", R"("name": "Imp")"), base()});
    CHECK(entry(knowing, "features", "base:goblin").find("Orc") != std::string::npos);
    CHECK(knowing.conflicts.empty());
}

TEST_CASE("an image is kept beside the files it was made from, and is stale when they change", "[content]")
{
    struct Slot final : ImageCache {
        std::string text;
        std::string read() override { return text; }
        void write(std::string_view now) override { text = now; }
    } slot;
    const auto load = [&](const std::string& text) {
        return load_packs({pack_of("mine", "", {{"a.json", R"({"texts":{"a":{"text":")" + text + "\"}}}"}})},
                          {.cache = &slot});
    };
    const Loaded first = load("one");
    REQUIRE(first.pack);
    CHECK_FALSE(first.from_cache);
    const Loaded again = load("one");
    REQUIRE(again.pack);
    CHECK(again.from_cache);
    CHECK(again.pack->hash() == first.pack->hash());
    const Loaded changed = load("two");
    CHECK_FALSE(changed.from_cache);
    CHECK(entry(changed, "texts", "mine:a") == R"({"text":"two"})");
    slot.text.back() = '?'; // damage
    CHECK_FALSE(load("two").from_cache);
    slot.text.replace(slot.text.find("goldbox-cache 2"), 15, "goldbox-cache 1"); // another format
    CHECK_FALSE(load("two").from_cache);
}

TEST_CASE("stories of packs below are named after them", "[content]")
{
    const auto tale = [](const std::string& id, const std::string& needs) {
        return PackSource{std::make_shared<MemoryFiles>(FileMap{
                              {"pack.json", R"({"id":")" + id + R"(","version":"1","licence":"MIT","needs":[)" + needs +
                                                R"(],"story":"story/a.ink","stories":{"more":"story/a.ink"}})"},
                              {"story/a.ink", "Of " + id + ".\n-> END\n"}}),
                          id};
    };
    const Loaded loaded = stack({tale("top", "\"low\""), tale("low", "")});
    REQUIRE(loaded.pack);
    CHECK(loaded.pack->story_names() == Lines{"", "low:", "low:more", "more"});
}

TEST_CASE("names in every script are texts like any other", "[content]")
{
    const Loaded loaded = on_base(R"({"texts": {"names": {"title": "Ἀθηνᾶ Ясень 龍の子 اسم 이름 🜲", "text": "ok"}}})");
    CHECK(entry(loaded, "texts", "mine:names") == R"({"text":"ok","title":"Ἀθηνᾶ Ясень 龍の子 اسم 이름 🜲"})");
}

TEST_CASE("a hundred thousand entries are refused in bounded time", "[content]")
{
    std::string text = R"({"texts":{)";
    for (int i = 0; i < 100'000; ++i) text += (i ? ",\"t" : "\"t") + std::to_string(i) + R"(":{"text":"x"})";
    const Loaded loaded = on_base(text + "}}");
    CHECK_FALSE(loaded.pack);
    REQUIRE(messages(loaded).size() == 1);
    CHECK(messages(loaded)[0].find("more than 50,000 entries") != std::string::npos);
}

TEST_CASE("a hundred thousand mistakes are told in part", "[content]")
{
    std::string text = R"({"tables":{)";
    for (int i = 0; i < 40'000; ++i) {
        text += (i ? ",\"t" : "\"t") + std::to_string(i) + R"(":{"dice":"1d1","rows":[{"from":1,"table":"t)" +
                std::to_string(i) + "x\"}]}";
    }
    const Loaded loaded = on_base(text + "}}");
    CHECK_FALSE(loaded.pack);
    CHECK(loaded.diagnostics.size() == 1001);
    CHECK(loaded.diagnostics.back().code == "content.more");
}

TEST_CASE("origins tell who wrote which part", "[content]")
{
    const Loaded loaded = on_base(R"({"features": {"base:goblin": {"$op": "merge", "name": "Imp"}}})");
    REQUIRE(loaded.origins);
    const std::vector<json::Step> name = {"name"}, skill = {"skills", "stealth"};
    CHECK(to_string(loaded.origins->find("features", "base:goblin", name)) == "mine/mine.json:1:55");
    CHECK(to_string(loaded.origins->find("features", "base:goblin", skill)) == "base/base.json:8:67");
    const auto hands = loaded.origins->hands("features", "base:goblin");
    REQUIRE(hands.size() == 2);
    CHECK(hands[0].op == "add");
    CHECK(hands[1].pack == "mine");
}
