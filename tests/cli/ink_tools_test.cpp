// SPDX-License-Identifier: MIT
// What authors have on the command line: figures, remarks for programs, and work that is done again when a file
// changes.
#include "cli/process.hpp"
#include "support/catch.hpp"
#include "support/ink_cases.hpp"
#include "support/skip.hpp"

#include <goldbox/json/reader.hpp>

#include <filesystem>
#include <set>

using namespace goldbox;
using namespace goldbox::test;

namespace {

json::Document parsed(const std::string& text)
{
    auto document = json::read(text, {});
    INFO(text);
    REQUIRE(document);
    return *std::move(document);
}

/// Writes a file as careful editors do: beside, then into its place.
void replace_file(const TemporaryFolder& folder, const std::string& name, std::string_view content)
{
    const std::string beside = folder.write(name + "~", content);
    std::filesystem::rename(beside, folder / name);
}

} // namespace

TEST_CASE("ink stats counts as text and as JSON", "[cli][ink]")
{
    const TemporaryFolder folder;
    const std::string story = folder.write("tale.ink", "INCLUDE more.ink\nVAR gold = 3\nOne two.\n* [Go] -> k\n");
    (void)folder.write("more.ink", "== k\nThree.\n-> DONE\n");
    const Finished text = goldbox::test::goldbox({"ink", "stats", story}, folder.path());
    CHECK(text.exit == 0);
    CHECK(text.says("words                  4\n"));
    const Finished figures = goldbox::test::goldbox({"ink", "stats", story, "--format", "json"}, folder.path());
    const json::Document document = parsed(figures.out);
    CHECK(document.root.find("files")->integer() == 2);
    CHECK(document.root.find("knots")->integer() == 1);
    CHECK(document.root.find("choices")->integer() == 1);
    CHECK(document.root.find("diverts")->integer() == 2);
    CHECK(document.root.find("variables")->integer() == 1);

    const std::string broken = folder.write("broken.ink", "-> nowhere\n");
    CHECK(goldbox::test::goldbox({"ink", "stats", broken}, folder.path()).exit == 1);
    CHECK(goldbox::test::goldbox({"ink", "stats", folder / "none.ink"}, folder.path()).exit == 1);
}

TEST_CASE("a remark as JSON has all that an editor needs, and the file that it is about", "[cli][ink]")
{
    const TemporaryFolder folder;
    const std::string story = folder.write("tale.ink", "INCLUDE parts/more.ink\n-> k\n");
    const std::string more = folder.write("parts/more.ink", "== k\n-> nowhere\n");
    const Finished checked = goldbox::test::goldbox({"ink", "check", story, "--format", "json"}, folder.path());
    CHECK(checked.exit == 1);
    const json::Document document = parsed(checked.out);
    const auto remarks = document.root.find("diagnostics")->array();
    REQUIRE(remarks.size() == 1);
    CHECK(remarks[0].find("severity")->string() == "error");
    CHECK(remarks[0].find("file")->string() == more);
    CHECK(remarks[0].find("line")->integer() == 2);
    CHECK(remarks[0].find("column")->integer() == 4);
    CHECK(remarks[0].find("end_line")->integer() == 2);
    CHECK(remarks[0].find("end_column")->integer() == 11);
    CHECK(remarks[0].find("code")->string() == "ink.unknown_divert");
    CHECK(remarks[0].find("remedy")->string() == "correct the name, or write what it names");
    const auto files = document.root.find("files")->array();
    REQUIRE(files.size() == 2);
    CHECK(files[0].string() == more);
    CHECK(files[1].string() == story);
}

TEST_CASE("every malformed source has remarks that a program can place", "[cli][ink][conformance]")
{
    GOLDBOX_NEED_DATA("ink/errors-ink");
    const TemporaryFolder data;
    std::size_t checked = 0;
    for (const auto& folder : case_folders(shared_data("ink/errors-ink"))) {
        const std::string story = (folder / "story.ink").string();
        INFO(story);
        const Finished done = goldbox::test::goldbox({"ink", "check", story, "--format", "json"}, data.path());
        const json::Document document = parsed(done.out);
        const json::Document expected = parsed(read_text(folder / "expected.json"));
        CHECK(done.exit == (expected.root.find("compiles")->boolean() ? 0 : 1));
        std::set<std::pair<std::string, std::int64_t>> wanted;
        std::set<std::pair<std::string, std::int64_t>> found;
        for (const json::Value& message : expected.root.find("inkjs")->find("messages")->array()) {
            wanted.emplace(message.find("severity")->string(), message.find("line")->integer());
        }
        for (const json::Value& remark : document.root.find("diagnostics")->array()) {
            CHECK(remark.find("file")->string() == story);
            CHECK(remark.find("column")->integer() >= 1);
            CHECK(remark.find("end_line")->integer() >= remark.find("line")->integer());
            CHECK(remark.find("end_column")->integer() >= 1);
            CHECK_FALSE(remark.find("message")->string().empty());
            CHECK((remark.find("remedy") || remark.find("severity")->string() == "author"));
            // ours alone
            if (remark.find("code")->string() == "ink.external_name_clash") continue;
            found.emplace(remark.find("severity")->string(), remark.find("line")->integer());
        }
        CHECK(found == wanted);
        ++checked;
    }
    CHECK(checked == 18);
}

TEST_CASE("check --watch looks again whenever a file of the story changes", "[cli][ink][watch]")
{
    const TemporaryFolder folder;
    const std::string story = folder.write("tale.ink", "INCLUDE more.ink\n-> k\n");
    Process process({"ink", "check", story, "--watch"}, folder.path());
    CHECK(process.read_until(")\n").find("2 errors") != std::string::npos); // more.ink is missing, so is k
    (void)folder.write("more.ink", "== k\nText.\n");
    CHECK(process.read_until(")\n").find("1 warning (2 files") != std::string::npos);
    replace_file(folder, "more.ink", "== k\nText.\n-> DONE\n");
    CHECK(process.read_until(")\n").find("nothing to remark") != std::string::npos);
    std::filesystem::remove(folder / "more.ink");
    CHECK(process.read_until(")\n").find("2 errors") != std::string::npos);
    replace_file(folder, "tale.ink", "-> DONE\n");
    CHECK(process.read_until(")\n").find("nothing to remark (1 file,") != std::string::npos);
    process.signal(SIGINT);
    const Finished done = process.finish();
    CHECK(done.exit == 0);
    CHECK(done.err.find("more.ink") != std::string::npos);
}

TEST_CASE("check --watch as JSON is an object for each change", "[cli][ink][watch]")
{
    const TemporaryFolder folder;
    const std::string story = folder.write("tale.ink", "-> nowhere\n");
    Process process({"ink", "check", story, "--watch", "--format", "json"}, folder.path());
    CHECK(parsed(process.read_until("}\n")).root.find("diagnostics")->array().size() == 1);
    replace_file(folder, "tale.ink", "-> DONE\n");
    CHECK(parsed(process.read_until("}\n")).root.find("diagnostics")->array().empty());
    process.signal(SIGTERM);
    CHECK(process.finish().exit == 0);
}

TEST_CASE("compile --watch writes the story anew, and leaves it alone while it is wrong", "[cli][ink][watch]")
{
    const TemporaryFolder folder;
    const std::string story = folder.write("tale.ink", "First.\n");
    const std::string out = folder / "tale.json";
    CHECK(goldbox::test::goldbox({"ink", "compile", story, "--watch"}, folder.path()).exit == 2); // where to?
    Process process({"ink", "compile", story, "-o", out, "--watch"}, folder.path());
    (void)process.read_until(")\n");
    CHECK(read_whole(out).find("^First.") != std::string::npos);
    replace_file(folder, "tale.ink", "Second. -> nowhere\n");
    CHECK(process.read_until(")\n").find("1 error") != std::string::npos);
    CHECK(read_whole(out).find("^First.") != std::string::npos);
    replace_file(folder, "tale.ink", "Third.\n");
    (void)process.read_until(")\n");
    CHECK(read_whole(out).find("^Third.") != std::string::npos);
    process.signal(SIGINT);
    CHECK(process.finish().exit == 0);
}

TEST_CASE("play --watch makes the same choices again in the changed story", "[cli][ink][watch]")
{
    const TemporaryFolder folder;
    const auto tale = [](const std::string& second, const std::string& last) {
        return "Hall.\n* [North] -> a\n* [South] -> b\n== a\nA.\n* [Stay] -> b\n* " + second +
               " -> c\n== b\nB.\n-> DONE\n== c\n" + last + "\n* [End] -> DONE\n";
    };
    const std::string story = folder.write("tale.ink", tale("[Go on]", "Cellar."));
    Process process({"ink", "play", story, "--watch"}, folder.path());
    CHECK(process.read_until("?> ") == "Hall.\n\n1: North\n2: South\n?> ");
    process.write("1\n");
    CHECK(process.read_until("?> ") == "A.\n\n1: Stay\n2: Go on\n?> ");
    process.write("7\n");
    CHECK(process.read_until("?> ") == "Choice out of range\n?> ");
    process.write("2\n");
    CHECK(process.read_until("?> ") == "Cellar.\n\n1: End\n?> ");
    // Better spelling at the same place: it is the same choice.
    replace_file(folder, "tale.ink", tale("[Go on!]", "Deep cellar."));
    CHECK(process.read_until("?> ") == "Deep cellar.\n\n1: End\n?> ");
    replace_file(folder, "tale.ink", tale("[Go on!]", "Deep -> nowhere"));
    replace_file(folder, "tale.ink", "Hall.\n* [North] -> a\n== a\nA.\n* [Other] -> DONE\n- Late.\n-> DONE\n");
    const std::string stopped = process.read_until("?> ");
    INFO(stopped);
    CHECK(stopped.find("A.\n\n1: Other\n?> ") != std::string::npos);
    process.write("1\n");
    process.signal(SIGINT);
    const Finished done = process.finish();
    INFO(done.err);
    CHECK(done.exit == 0);
    CHECK(done.err.find("replayed 2 of 2 choices") != std::string::npos);
}

TEST_CASE("play --watch waits for a story that compiles, and ends with its input", "[cli][ink][watch]")
{
    const TemporaryFolder folder;
    const std::string story = folder.write("tale.ink", "-> nowhere\n");
    Process process({"ink", "play", story, "--watch"}, folder.path());
    replace_file(folder, "tale.ink", "Here.\n* [Go] -> gone\n== gone\nGone.\n-> DONE\n");
    CHECK(process.read_until("?> ") == "Here.\n\n1: Go\n?> ");
    process.write("1\n");
    CHECK(process.read_until("Gone.\n") == "Gone.\n");
    replace_file(folder, "tale.ink", "There.\n* [Stop] -> DONE\n");
    CHECK(process.read_until("?> ") == "There.\n\n1: Stop\n?> ");
    const Finished done = process.finish(); // closes its input
    CHECK(done.exit == 0);
    CHECK(done.err.find("replayed 0 of 1 choices: \"Go\" is not offered any more") != std::string::npos);
    CHECK(done.out.ends_with("<User input stream closed.>\n"));
}
