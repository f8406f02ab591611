// SPDX-License-Identifier: MIT
#include <goldbox/content/pack.hpp>

#include "support/packs.hpp"

#include <algorithm>

using namespace goldbox;
using namespace goldbox::content;
using test::messages;

namespace {

constexpr std::string_view manifest = R"({
  // people write this
  "id": "pond", "version": "1.0.0", "licence": "MIT", "story": "story/main.ink",
})";

MemoryFiles pond()
{
    MemoryFiles files;
    files.add("pack.json", std::string(manifest));
    files.add("story/main.ink", "INCLUDE goldbox.ink\nINCLUDE reeds.ink\nA pond.\n{has(\"net\"): A net.}\n-> reeds\n");
    files.add("story/reeds.ink", "== reeds\nReeds.\n-> END\n");
    files.add("README.md", "not part of it");
    return files;
}

bool any_holds(const Loaded& loaded, std::string_view text)
{
    return std::ranges::any_of(messages(loaded),
                               [&](const std::string& m) { return m.find(text) != std::string::npos; });
}

} // namespace

TEST_CASE("a pack loads from its files and again from its image, the same", "[content]")
{
    const Loaded loaded = load_pack(pond());
    REQUIRE(loaded.pack);
    CHECK(loaded.pack->story(""));
    CHECK(loaded.pack->image().find("not part of it") == std::string::npos);
    const Loaded again = load_image(loaded.pack->image());
    REQUIRE(again.pack);
    CHECK(again.pack->hash() == loaded.pack->hash());
    CHECK(again.pack->manifest() == loaded.pack->manifest());
}

TEST_CASE("an image holds stories compiled, so that a later compiler changes no old game", "[content]")
{
    const Loaded loaded = load_pack(pond());
    REQUIRE(loaded.pack);
    CHECK(loaded.pack->image().find("pond/story/main.ink.json\n") != std::string::npos);
    CHECK(loaded.pack->image().find("INCLUDE") == std::string::npos);
}

TEST_CASE("comments, names of files and the order of entries do not change a pack's hash", "[content]")
{
    MemoryFiles one = pond(), other = pond();
    one.add("texts.json", R"({"texts":{"a":{"text":"A"},"b":{"text":"B","title":"Bee"}}})");
    other.add("one/b.json", R"({"texts":{/* second */"b":{"title":"Bee","text":"B"},}})");
    other.add("two/a.json", R"({"texts":{"a":{"text":"A"}}})");
    const Loaded first = load_pack(one), second = load_pack(other);
    REQUIRE(first.pack);
    REQUIRE(second.pack);
    CHECK(first.pack->hash() == second.pack->hash());
    CHECK(first.pack->hash() != load_pack(pond()).pack->hash());
}

TEST_CASE("an image of the first format loads under its own hash", "[content]")
{
    const std::string image = "goldbox-pack 1\npack.json\n68\n"
                              R"({"id":"pond","version":"1","licence":"MIT","story":"story/main.ink"})"
                              "\nstory/main.ink\n15\nA pond.\n-> END\n\n";
    const Loaded loaded = load_image(image);
    for (const auto& message : messages(loaded)) INFO(message);
    REQUIRE(loaded.pack);
    CHECK(loaded.pack->hash() == sha256(image));
    CHECK(loaded.pack->image() == image);
    CHECK(loaded.pack->manifest().id == "pond");
    CHECK(loaded.pack->story(""));
}

TEST_CASE("an image of a newer version is refused as such", "[content]")
{
    CHECK(any_holds(load_image("goldbox-pack 3\n"), "newer version"));
}

TEST_CASE("what a pack lacks is named with its file", "[content]")
{
    MemoryFiles empty;
    CHECK(any_holds(load_pack(empty, "pond"), "pond/pack.json: error: this pack has no pack.json"));

    MemoryFiles no_story;
    no_story.add("pack.json", std::string(manifest));
    CHECK(any_holds(load_pack(no_story, "pond"), "story/main.ink"));

    MemoryFiles no_reeds = pond();
    no_reeds.add("story/main.ink", "INCLUDE weeds.ink\nA pond.\n");
    const Loaded loaded = load_pack(no_reeds, "pond");
    CHECK_FALSE(loaded.pack);
    CHECK(any_holds(loaded, "pond/story/main.ink:1"));
}

TEST_CASE("all mistakes of a manifest come at once, each with its place", "[content]")
{
    MemoryFiles files = pond();
    files.add("pack.json",
              "{\n \"id\": \"Pond!\",\n \"vesion\": \"1\",\n \"licence\": 7,\n \"story\": \"story/main.ink\"\n}");
    const Loaded loaded = load_pack(files);
    CHECK_FALSE(loaded.pack);
    CHECK(any_holds(loaded, "pack.json:3:12: error: unknown name \"vesion\" (did you mean \"version\"?)"));
    CHECK(any_holds(loaded, "pack.json:4:13: error: this should be a text in quotes but is a whole number"));
    CHECK(any_holds(loaded, "\"version\" is missing"));
}

TEST_CASE("a damaged image is refused", "[content]")
{
    const Loaded loaded = load_pack(pond());
    REQUIRE(loaded.pack);
    const std::string& image = loaded.pack->image();
    for (std::size_t size : {std::size_t{0}, std::size_t{5}, image.size() / 2, image.size() - 1}) {
        CHECK_FALSE(load_image(std::string_view(image).substr(0, size)).pack);
    }
    CHECK_FALSE(load_image("goldbox-pack 1\n../evil\n1\nx\n").pack);
    CHECK_FALSE(load_image("goldbox-pack 1\na\n99999999999999999999\nx\n").pack);
    std::string unsorted = image;
    unsorted.replace(unsorted.find("entries.json\n2\n{}"), 17, "entries.json\n25\n{\"texts\":{\"b\":{},\"a\":{}}}");
    CHECK(any_holds(load_image(unsorted), "not in order"));
}

TEST_CASE("one story makes a pack, from ink and from ink JSON", "[content]")
{
    MemoryFiles files;
    files.add("The Tale.ink", "Hello.\n-> END\n");
    files.add("tale.json", R"({"inkVersion":21,"root":[["^Hello.","\n","end",null],"done",null],"listDefs":{}})");
    const Loaded ink = load_story(files, "The Tale.ink");
    REQUIRE(ink.pack);
    CHECK(ink.pack->manifest().id == "the_tale");
    CHECK(load_story(files, "tale.json").pack);
    CHECK_FALSE(load_story(files, "nowhere.ink").pack);
}

TEST_CASE("a story that is not there is refused with a suggestion", "[content]")
{
    MemoryFiles files = pond();
    files.add(
        "pack.json",
        R"({"id":"pond","version":"1","licence":"MIT","story":"story/main.ink","stories":{"night":"story/night.ink"}})");
    files.add("story/night.ink", "Night.\n-> END\n");
    const Loaded loaded = load_pack(files);
    REQUIRE(loaded.pack);
    CHECK(loaded.pack->story_names() == std::vector<std::string>{"", "night"});
    CHECK(loaded.pack->story("nigth").error().message ==
          "the pack \"pond\" has no story \"nigth\" (did you mean \"night\"?)");
}
