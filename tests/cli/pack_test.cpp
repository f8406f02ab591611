// SPDX-License-Identifier: MIT
// `goldbox pack`, zip packs and `play --watch` through the program.
#include "cli/process.hpp"
#include "support/catch.hpp"
#ifdef GOLDBOX_ZIP
#include "support/zips.hpp"
#endif

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <filesystem>

using namespace goldbox;
using namespace goldbox::test;

namespace {

constexpr std::string_view base_manifest =
    R"({"id":"base","version":"1.0.0","licence":"CC-BY-4.0","attribution":"By somebody else."})";
constexpr std::string_view base_entries = R"({
  // what the weather is like
  "tables": {"weather": {"dice": "1d2", "rows": [{"from": 1, "text": "rain"}, {"from": 2, "text": "sun"}]}},
  "creatures": {"goblin": {"name": "Goblin"}}
})";
constexpr std::string_view ink = "A path.\n+ [On] -> two\n== two\nA bridge.\n+ [On] -> END\n";

/// A folder with the packs `base`, `mine` on it with a story, and `house`, which changes base too.
struct Packs {
    TemporaryFolder folder;

    Packs()
    {
        for (const char* pack : {"base", "mine/story", "house"}) std::filesystem::create_directories(folder / pack);
        folder.write("base/pack.json", base_manifest);
        folder.write("base/entries.json", base_entries);
        folder.write("mine/pack.json",
                     R"({"id":"mine","version":"0.1.0","licence":"MIT","needs":["base"],"story":"story/a.ink"})");
        folder.write("mine/entries.json", R"({"creatures":{"base:goblin":{"$op":"merge","name":"Imp"}}})");
        folder.write("mine/story/a.ink", ink);
        folder.write("house/pack.json", R"({"id":"house","version":"0.1.0","licence":"MIT","needs":["base"]})");
        folder.write("house/entries.json", R"({"creatures":{"base:goblin":{"$op":"merge","name":"Elf"}}})");
    }

    [[nodiscard]] std::string path(const std::string& name) const { return folder / name; }
    [[nodiscard]] Finished run(const std::vector<std::string>& arguments, std::string_view input = {}) const
    {
        return goldbox::test::goldbox(arguments, folder.path(), input);
    }
};

json::Document parse(const std::string& text)
{
    auto document = json::read(text, {});
    REQUIRE(document);
    return *std::move(document);
}

} // namespace

TEST_CASE("a manifest with a mistake blames no entry for it", "[cli][pack]")
{
    const Packs packs;
    packs.folder.write("base/pack.json", R"({"id":"base","version":"1.0.0"})");
    const Finished checked = packs.run({"pack", "check", packs.path("base")});
    CHECK(checked.exit == 1);
    CHECK(checked.err.find("base/pack.json:1:1: error: \"licence\" is missing") != std::string::npos);
    CHECK(checked.err.find("content.bad_id") == std::string::npos);
}

TEST_CASE("pack check says that a pack is sound, or everything that is wrong with it", "[cli][pack]")
{
    const Packs packs;
    const Finished sound = packs.run({"pack", "check", packs.path("mine")});
    CHECK(sound.exit == 0);
    CHECK(sound.out == "mine 0.1.0: sound, 2 entries, 0 warnings\n");

    packs.folder.write("mine/more.json",
                       R"({"tables": {"a": {"dice": "1d1", "rows": [{"from": 1, "table": "base:wether"}]},
 "b": {"dise": "1d1", "rows": []}}})");
    const Finished wrong = packs.run({"pack", "check", packs.path("mine")});
    CHECK(wrong.exit == 1);
    CHECK(wrong.says(
        "mine/more.json:1:64: error: there is no \"base:wether\" among the tables (did you mean \"base:weather\"?)"));
    CHECK(wrong.says("mine/more.json:2:16: error: unknown name \"dise\" (did you mean \"dice\"?)"));
    const Finished json = packs.run({"pack", "check", packs.path("mine"), "--format", "json"});
    CHECK(json.exit == 1);
    CHECK(parse(json.out).root.find("diagnostics")->array().size() >= 3);
}

TEST_CASE("pack check names circles, missing packs and names that are no ids", "[cli][pack]")
{
    const Packs packs;
    packs.folder.write("base/pack.json", R"({"id":"base","version":"1","licence":"MIT","needs":["mine"]})");
    CHECK(packs.run({"pack", "check", packs.path("mine")}).says("\"mine\" needs \"base\" needs \"mine\""));
    packs.folder.write("base/pack.json", R"({"id":"base","version":"1","licence":"MIT","needs":["nowhere"]})");
    CHECK(packs.run({"pack", "check", packs.path("mine")}).says("needs the pack \"nowhere\", which is not there"));
    CHECK(packs.run({"pack", "check", packs.path("nowhere")}).exit == 1);
}

TEST_CASE("pack show tells what packs hold, with their attributions", "[cli][pack]")
{
    const Packs packs;
    const Finished text = packs.run({"pack", "show", packs.path("mine")});
    CHECK(text.exit == 0);
    CHECK(text.out.find("By somebody else.") != std::string::npos);
    CHECK(text.out.find("creatures (1)\n    base:goblin\n") != std::string::npos);
    const json::Document shown = parse(packs.run({"pack", "show", packs.path("mine"), "--format", "json"}).out);
    CHECK(json::write(*shown.root.find("entries")) == R"({"creatures":["base:goblin"],"tables":["base:weather"]})");
    CHECK(shown.root.find("packs")->array().size() == 2);
}

TEST_CASE("pack show resolves one entry and tells who wrote it", "[cli][pack]")
{
    const Packs packs;
    const json::Document entry =
        parse(packs.run({"pack", "show", packs.path("mine"), "goblin", "--format", "json"}).out);
    CHECK(json::write(*entry.root.find("entry")) == R"({"name":"Imp"})");
    const auto written = entry.root.find("written")->array();
    REQUIRE(written.size() == 2);
    CHECK(written[0].find("line")->integer() == 4);
    CHECK(written[1].find("op")->string() == "merge");
    const Finished missing = packs.run({"pack", "show", packs.path("mine"), "base:gobln"});
    CHECK(missing.exit == 1);
    CHECK(missing.says("did you mean \"base:goblin\"?"));
}

TEST_CASE("pack show --conflicts lists what packs differ in", "[cli][pack]")
{
    const Packs packs;
    const std::vector<std::string> arguments = {"pack",       "show", packs.path("mine"), "--with", packs.path("house"),
                                                "--conflicts"};
    const Finished text = packs.run(arguments);
    CHECK(text.out.starts_with("creatures base:goblin name\n    house wins, at "));
    std::vector<std::string> as_json = arguments;
    as_json.insert(as_json.end(), {"--format", "json"});
    const json::Document found = parse(packs.run(as_json).out);
    REQUIRE(found.root.find("conflicts")->array().size() == 1);
    CHECK(found.root.find("conflicts")->array()[0].find("loser")->find("pack")->string() == "mine");
    CHECK(packs.run({"pack", "show", packs.path("mine"), "--conflicts"}).out == "no conflicts\n");
}

TEST_CASE("the schemas that pack schema writes check the files of packs", "[cli][pack]")
{
    const Packs packs;
    const std::string schema = packs.folder.write("pack.schema.json", packs.run({"pack", "schema"}).out);
    CHECK(packs.run({"json", "check", schema}).exit == 0);
    for (const char* file : {"base/entries.json", "mine/entries.json"}) {
        CHECK(packs.run({"json", "check", packs.path(file), "--schema", schema, "--comments"}).exit == 0);
    }
    packs.folder.write("bad.json", R"({"tables":{"a":{"$op":"merge","rows":[{"form":1}]}}})");
    CHECK(packs.run({"json", "check", packs.path("bad.json"), "--schema", schema})
              .says("unknown name \"form\" (did you mean \"from\"?)"));
    const std::string manifest =
        packs.folder.write("manifest.schema.json", packs.run({"pack", "schema", "manifest"}).out);
    CHECK(packs.run({"json", "check", packs.path("mine/pack.json"), "--schema", manifest}).exit == 0);
    CHECK(packs.run({"pack", "schema", "table"}).says("did you mean \"tables\"?"));
}

TEST_CASE("a pack is played on what it needs, from the kept image too", "[cli][pack]")
{
    const Packs packs;
    const auto play = [&](const std::string& name) {
        return packs.run({"play", packs.path("mine"), "--game", name, "--seed", "7", "--script", "-"}, "1\n1\n");
    };
    const Finished first = play("one"), again = play("two");
    CHECK(first.exit == 0);
    CHECK(first.last_line() == again.last_line());
    packs.folder.write("mine/story/a.ink", "A ford.\n-> END\n");
    CHECK(play("three").out.find("A ford.") != std::string::npos); // what was kept is stale
    CHECK(packs.run({"play", packs.path("base")}).says("has no story to begin with"));
}

TEST_CASE("play --watch goes on with the pack as it is now", "[cli][pack]")
{
    const Packs packs;
    Process playing({"play", packs.path("mine"), "--seed", "7", "--script", "-", "--watch"}, packs.folder.path());
    std::string told = playing.read_until("A path.");
    std::string changed(ink);
    changed.replace(changed.find("A bridge."), 9, "A broken bridge.");
    packs.folder.write("mine/story/a.ink", changed);
    playing.write("1\n");
    told += playing.read_until("bridge.");
    packs.folder.write("mine/story/a.ink", "A path.\n+ [On] -> tow\n");
    playing.write("1\n");
    const Finished done = playing.finish();
    CHECK(told.find("A broken bridge.") != std::string::npos);
    CHECK(done.exit == 0);
    CHECK(done.says("the game stays with the pack as it was before"));
    const Finished audited = packs.run({"replay", "mine", "--audit", "--format", "json"});
    CHECK(audited.exit == 0);
    CHECK(audited.out.find("\"audited\":true") != std::string::npos);
    CHECK(packs.run({"play", "--game", "mine", "--watch"}).exit == 2);
}

#ifdef GOLDBOX_ZIP
TEST_CASE("a pack may be a zip, and what it needs too", "[cli][pack][zip]")
{
    const Packs packs;
    std::filesystem::remove_all(packs.path("base"));
    packs.folder.write("base.zip", zip_of({{"base/pack.json", std::string(base_manifest)},
                                           {"base/a.json", std::string(base_entries)}}));
    const Finished folder = packs.run({"pack", "show", packs.path("mine")});
    CHECK(folder.exit == 0);
    packs.folder.write(
        "mine.zip",
        zip_of(
            {{"pack.json", R"({"id":"mine","version":"0.1.0","licence":"MIT","needs":["base"],"story":"story/a.ink"})"},
             {"entries.json", R"({"creatures":{"base:goblin":{"$op":"merge","name":"Imp"}}})"},
             {"story/a.ink", std::string(ink)}}));
    const Finished zip = packs.run({"pack", "show", packs.path("mine.zip")});
    CHECK(zip.out == folder.out); // the same hash
    CHECK(packs.run({"play", packs.path("mine.zip"), "--script", "-"}, "1\n1\n").exit == 0);
}

TEST_CASE("hostile zips are refused, each with its message", "[cli][pack][zip]")
{
    const Packs packs;
    packs.folder.write("evil.zip", zip_of({{"pack.json", "{}"}, {"../evil.json", "{}"}}));
    const Finished evil = packs.run({"pack", "check", packs.path("evil.zip"), "--format", "json"});
    CHECK(evil.exit == 1);
    CHECK(evil.out.find("zip.bad_name") != std::string::npos);
    packs.folder.write("bomb.zip", zip_of({{"pack.json", std::string(30u << 20, ' ')}}));
    CHECK(packs.run({"pack", "check", packs.path("bomb.zip")}).says("more than 200 times its size"));
    packs.folder.write("none.zip", "no archive");
    CHECK(packs.run({"pack", "check", packs.path("none.zip")}).says("this zip archive cannot be read"));
}
#endif
