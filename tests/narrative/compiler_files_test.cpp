// SPDX-License-Identifier: MIT
#include "narrative/compile_text.hpp"

using namespace goldbox;
using goldbox::tests::compile_source;
using goldbox::tests::part;
using goldbox::tests::remarks;
using Remarks = std::vector<std::string>;

TEST_CASE("an included file's text stands at the INCLUDE and its knots come last", "[narrative][include]")
{
    MemoryFiles files;
    files.add("main.ink", "Before.\nINCLUDE other.ink\nAfter.\n== mine\n-> END\n");
    files.add("other.ink", "Inside.\n== theirs\n-> END\n");
    const auto compiled = narrative::compile(files, "main.ink");
    REQUIRE(compiled.tree);
    CHECK(
        part(*compiled.tree, "root") ==
        R"([["^Before.","\n","^Inside.","\n","\n","^After.","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"mine":["end",{"#f":1}],"theirs":["end",{"#f":1}],"#f":1}])");
}

TEST_CASE("INCLUDE names files from the folder of the main file", "[narrative][include]")
{
    MemoryFiles files;
    files.add("story/main.ink", "INCLUDE parts/one.ink\n");
    files.add("story/parts/one.ink", "INCLUDE ./parts/../parts/two.ink\n");
    files.add("story/parts/two.ink", "Two.\n");
    CHECK(narrative::compile(files, "story/main.ink").tree);
}

TEST_CASE("files that include each other are reported, not followed", "[narrative][include]")
{
    MemoryFiles files;
    files.add("main.ink", "INCLUDE other.ink\n");
    files.add("other.ink", "Text.\nINCLUDE main.ink\n");
    const auto compiled = narrative::compile(files, "main.ink");
    REQUIRE(compiled.diagnostics.size() == 1);
    CHECK(compiled.diagnostics[0].code == "ink.include_cycle");
    CHECK(compiled.diagnostics[0].where == Where{"other.ink", 2, 9});
}

TEST_CASE("a file that is included again is warned of, and told twice as by the reference", "[narrative][include]")
{
    MemoryFiles files;
    files.add("main.ink", "INCLUDE other.ink\nINCLUDE other.ink\n");
    files.add("other.ink", "Text.\n");
    const auto compiled = narrative::compile(files, "main.ink");
    REQUIRE(compiled.tree);
    CHECK(remarks(compiled) == Remarks{"2:9 warning ink.included_twice"});
}

TEST_CASE("files that are not there are reported at their INCLUDE", "[narrative][include]")
{
    CHECK(remarks("INCLUDE nothing.ink\n") == Remarks{"1:9 error ink.file_not_found"});
    CHECK(remarks("INCLUDE ../secret.ink\n") == Remarks{"1:9 error ink.file_not_found"});
    const auto compiled = narrative::compile(MemoryFiles(), "main.ink");
    REQUIRE(compiled.diagnostics.size() == 1);
    CHECK(compiled.diagnostics[0].code == "ink.file_not_found");
    CHECK(compiled.diagnostics[0].where.file == "main.ink");
}

TEST_CASE("an INCLUDE inside a knot is ignored as by the reference, with a warning", "[narrative][include]")
{
    MemoryFiles files;
    files.add("main.ink", "-> k\n== k\nText -> END\nINCLUDE other.ink\n");
    files.add("other.ink", "Inside.\n");
    CHECK(remarks(narrative::compile(files, "main.ink")) == Remarks{"4:1 warning ink.include_ignored"});
}

TEST_CASE("files that include twice what includes twice stay within the limit", "[narrative][include]")
{
    MemoryFiles files;
    for (int i = 0; i < 40; ++i) {
        const std::string next = "INCLUDE " + std::to_string(i + 1) + ".ink\n";
        files.add(std::to_string(i) + ".ink", next + next);
    }
    files.add("40.ink", "Text.\n");
    const auto compiled = narrative::compile(files, "0.ink", {.max_source_bytes = 100'000});
    CHECK_FALSE(compiled.tree);
    CHECK(compiled.diagnostics.back().code == "ink.too_large");
}

TEST_CASE("goldbox.ink is there without being there", "[narrative][include]")
{
    const auto compiled =
        compile_source("INCLUDE goldbox.ink\n{has(\"rope\"): You climb.}\n{check(\"stealth\", 12): Unseen.}\n-> END\n");
    CHECK(remarks(compiled) == Remarks{});
    REQUIRE(compiled.tree);
    CHECK(part(*compiled.tree, "root").find(R"ink({"x()":"check","exArgs":2})ink") != std::string::npos);

    MemoryFiles files;
    files.add("main.ink", "INCLUDE goldbox.ink\n");
    files.add("goldbox.ink", "The author's own.\n");
    const auto own = narrative::compile(files, "main.ink");
    REQUIRE(own.tree);
    CHECK(part(*own.tree, "root").find("The author's own.") != std::string::npos);
}
