// SPDX-License-Identifier: MIT
// Stories of Twine and Yarn Spinner through the front door: `goldbox ink import`, and play and check on the way.
#include "cli/process.hpp"
#include "support/catch.hpp"

#include <goldbox/json/reader.hpp>

using namespace goldbox;
using namespace goldbox::test;

namespace {

const std::string stories = GOLDBOX_SOURCE_DIR "/tests/narrative/stories/foreign/";

Finished run(const TemporaryFolder& folder, const std::vector<std::string>& arguments, std::string_view input = {})
{
    return goldbox::test::goldbox(arguments, folder.path(), input);
}

std::size_t count(const json::Value& report, std::string_view member)
{
    const json::Value* found = report.find(member);
    return found ? static_cast<std::size_t>(found->integer()) : 0;
}

} // namespace

TEST_CASE("an imported story is ink that checks and plays like the original", "[cli][import]")
{
    const TemporaryFolder folder;
    for (const std::string story : {"ferry.twee", "inn.yarn", "harbor.yarn", "lost.twee"}) {
        const std::string ink = folder / (story + ".ink");
        const Finished done = run(folder, {"ink", "import", stories + story, "-o", ink});
        INFO(done.err);
        CHECK(done.exit == 0);
        CHECK(done.out.empty());
        CHECK(done.says(" things translated, "));
        CHECK(run(folder, {"ink", "import", stories + story}).out == read_whole(ink));
        CHECK(run(folder, {"ink", "check", ink}).exit == 0);
        CHECK(run(folder, {"ink", "compile", ink}).out == run(folder, {"ink", "compile", stories + story}).out);
        const Finished played = run(folder, {"ink", "play", stories + story}, "1\n1\n1\n1\n");
        CHECK(played.exit == 0);
        CHECK(played.out == run(folder, {"ink", "play", ink}, "1\n1\n1\n1\n").out);
        CHECK_FALSE(played.says("RUNTIME"));
        CHECK(run(folder, {"ink", "bench", stories + story, "--run", "1"}).exit == 0);
    }
    CHECK(run(folder, {"ink", "play", stories + "inn.yarn"}, "3\n").says("Ann: Good bye. 13 #1"));
}

TEST_CASE("what was not translated is reported with its place, and strictness refuses it", "[cli][import]")
{
    const TemporaryFolder folder;
    const std::string story = stories + "lost.twee";
    const std::string report_file = folder / "report.json";
    const Finished done = run(folder, {"ink", "import", story, "-o", folder / "lost.ink", "--report", report_file});
    CHECK(done.exit == 0);
    CHECK(done.says("lost.twee:14:1: warning: `<<timed 2s>>` has no counterpart in ink; instead: its contents, shown "
                    "at once [import.macro]"));
    const auto report = json::read(read_whole(report_file), {});
    REQUIRE(report);
    CHECK(count(report->root, "passages") == 3);
    CHECK(count(report->root, "untranslated") == 15);
    CHECK(report->root.find("diagnostics")->array().size() == 18);
    CHECK(report->root.find("ink") == nullptr);
    const Finished as_json = run(folder, {"ink", "import", story, "--format", "json"});
    const auto answer = json::read(as_json.out, {});
    REQUIRE(answer);
    CHECK(answer->root.find("ink")->string() == read_whole(folder / "lost.ink"));
    CHECK(run(folder, {"ink", "import", story, "--strict"}).exit == 1);
    CHECK(run(folder, {"ink", "import", stories + "inn.yarn", "--strict"}).exit == 0);
    const Finished checked = run(folder, {"ink", "check", story, "--format", "json"});
    CHECK(checked.exit == 0);
    CHECK(checked.out.find(R"("line":14,"column":1)") != std::string::npos);
    CHECK(checked.out.find(R"("code":"import.macro")") != std::string::npos);
}

TEST_CASE("a folder and a project are one story", "[cli][import]")
{
    const TemporaryFolder folder;
    (void)folder.write("tale/a.twee", ":: Start\nHere. [[There]]\n");
    (void)folder.write("tale/deep/b.tw", ":: There\nThere.\n<<audio>>\n");
    const Finished tale = run(folder, {"ink", "import", folder / "tale"});
    CHECK(tale.exit == 0);
    CHECK(tale.says("deep/b.tw:3:1: warning"));
    CHECK(tale.says("== There\n"));
    (void)folder.write("talk/t.yarnproject", R"({"sourceFiles":["*.yarn"]})");
    (void)folder.write("talk/a.yarn", "title: Start\n---\n<<jump B>>\n===\n");
    (void)folder.write("talk/b.yarn", "title: B\n---\nFrom b.\n===\n");
    CHECK(run(folder, {"ink", "play", folder / "talk/t.yarnproject"}).out == "From b.\n");
    (void)folder.write("tale/c.yarn", "title: C\n---\nc\n===\n");
    CHECK(run(folder, {"ink", "import", folder / "tale"}).says("--from"));
    CHECK(run(folder, {"ink", "import", folder / "tale", "--from", "yarn"}).exit == 0);
    CHECK(run(folder, {"ink", "import", folder.write("x.txt", ":: A\nb\n"), "--from", "twee"}).exit == 0);
}

TEST_CASE("a story to import is no game yet, and the refusal says what makes it one", "[cli][import]")
{
    const TemporaryFolder folder;
    const std::string story = folder.write("lost.twee", ":: Start\nHello [[Go->Start]]\n");
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"play", story}, {"pack", "check", story}, {"pack", "show", story}}) {
        const Finished done = goldbox::test::goldbox(arguments, folder.path());
        CHECK(done.exit == 1);
        CHECK(done.err == story + ": error: this is a story of Twine or Yarn Spinner: `goldbox ink import` makes ink "
                                  "of it [cli.foreign_story]\n");
    }
}

TEST_CASE("what is no story is refused", "[cli][import]")
{
    const TemporaryFolder folder;
    CHECK(run(folder, {"ink", "import", folder / "none.twee"}).exit == 1);
    CHECK(run(folder, {"ink", "import", folder.write("a.twee", "nothing\n")}).exit == 1);
    CHECK(run(folder, {"ink", "import", folder.write("a.txt", ":: A\n")}).exit == 1);
    CHECK(run(folder, {"ink", "play", folder.write("a.yarn", "")}).exit == 1);
    CHECK(run(folder, {"ink", "check", folder / "a.yarn"}).exit == 1);
    std::string deep = ":: Start\n";
    for (int i = 0; i < 200'000; ++i) deep += "<<if true>>";
    const Finished refused = run(folder, {"ink", "import", folder.write("deep.twee", deep), "--format", "json"});
    CHECK(refused.exit == 1);
    CHECK(refused.out.find("import.too_deep") != std::string::npos);
}
