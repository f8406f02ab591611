// SPDX-License-Identifier: MIT
#include "narrative/compile_text.hpp"
#include "narrative/compiler/remarks.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

using goldbox::tests::compile_source;
using goldbox::tests::remarks;

namespace {

using Remarks = std::vector<std::string>;

}

TEST_CASE("all problems of a file are reported at once, in its order", "[narrative][diagnostics]")
{
    CHECK(remarks("VAR x = 3 +\n"
                  "-> nowhere\n"
                  "{y}\n"
                  "== k\n"
                  "Text.\n") == Remarks{"1:12 error ink.bad_expression", "2:4 error ink.unknown_divert",
                                        "3:2 error ink.unknown_variable", "5:1 warning ink.loose_end"});
}

TEST_CASE("a place is that of the original, comments included", "[narrative][diagnostics]")
{
    CHECK(remarks("/* one\ntwo */ -> /* three */ nowhere\r\n/* four */ {x}\r\n") ==
          Remarks{"2:23 error ink.unknown_divert", "3:13 error ink.unknown_variable"});
}

TEST_CASE("a misspelled name comes with the name that was meant", "[narrative][diagnostics]")
{
    const auto compiled = compile_source("-> kitchn\n== kitchen\n-> END\n");
    REQUIRE(compiled.diagnostics.size() == 1);
    CHECK(compiled.diagnostics[0].message.find("did you mean `kitchen`?") != std::string::npos);
}

TEST_CASE("a line that cannot be read does not hide the mistakes after it", "[narrative][diagnostics]")
{
    CHECK(remarks("{ oh no\n-> nowhere\n") == Remarks{"1:3 error ink.bad_braces", "2:4 error ink.unknown_divert"});
}

TEST_CASE("a declaration with a bad value still declares its name", "[narrative][diagnostics]")
{
    CHECK(remarks("VAR x = *\nLIST l = !\n{x} {l}\n") ==
          Remarks{"1:9 error ink.bad_expression", "2:10 error ink.bad_list"});
}

TEST_CASE("author notes are reported with their text", "[narrative][diagnostics]")
{
    const auto compiled = compile_source("TODO: write this\n");
    REQUIRE(compiled.diagnostics.size() == 1);
    CHECK(remarks(compiled) == Remarks{"1:1 author ink.todo"});
    CHECK(compiled.diagnostics[0].message == "write this");
    CHECK(compiled.tree);
}

TEST_CASE("warnings where the reference is silently wrong", "[narrative][diagnostics]")
{
    CHECK(remarks("Text /* and no end\n") == Remarks{"1:6 warning ink.unclosed_comment"});
    CHECK(remarks("Text /**/ more\n") == Remarks{"1:6 warning ink.empty_comment"});
    CHECK(remarks("EXTERNAL roll(a)\nVAR roll = 2\n") == Remarks{"1:1 warning ink.external_name_clash"});
    CHECK(remarks("Text\n}\nLost.\n") == Remarks{"2:1 warning ink.rest_ignored"});
    CHECK(remarks("Text \xFF\n") == Remarks{"1:1 warning ink.not_utf8"});
}

TEST_CASE("what follows a divert that always leaves is warned of, and nothing else", "[narrative][diagnostics]")
{
    CHECK(remarks("-> k\nLost.\nLost too.\n== k\n-> END\n") == Remarks{"2:1 warning ink.unreachable"});
    CHECK(remarks("* A -> k\n  Lost.\n== k\n-> END\n") == Remarks{"2:3 warning ink.unreachable"});
    CHECK(remarks("-> END\n{RANDOM(1, 2)}\n") == Remarks{"2:1 warning ink.unreachable"});
    CHECK(remarks("~ f()\n== function f()\n~ return 1\nLost.\n") == Remarks{"4:1 warning ink.unreachable"});
    CHECK(remarks("-> k\n== k\n{RANDOM(1, 2) == 1: -> k}\nSeen.\n-> END\n").empty());
    CHECK(remarks("-> k ->\nSeen.\n== k\n->->\n").empty());
    CHECK(remarks("<- k\nSeen.\n-> END\n== k\n-> DONE\n").empty());
    CHECK(remarks("-> k\n- (k) Seen.\n-> END\n").empty());
    CHECK(remarks("* A -> END\n* B\n- Seen.\n-> END\n").empty());
    CHECK(remarks("-> END\n-> DONE\nVAR x = 1\n").empty());
}

TEST_CASE("flows that run out are warned of unless a TODO stands there", "[narrative][diagnostics]")
{
    CHECK(remarks("-> k\n== k\nText.\n") == Remarks{"3:1 warning ink.loose_end"});
    CHECK(remarks("-> k\n== k\nText.\nTODO: end\n") == Remarks{"4:1 author ink.todo"});
    CHECK(remarks("-> k\n== k\n* A\n* B -> END\n") == Remarks{"3:1 warning ink.loose_end"});
    CHECK(remarks("-> k\n== k\n-> t ->\n== t\n->->\n") == Remarks{"3:4 warning ink.loose_end"});
}

TEST_CASE("an error is told though a thousand warnings came before", "[narrative][diagnostics]")
{
    std::string source = "-> END\n";
    for (int i = 0; i < 1100; ++i) source += "== k" + std::to_string(i) + "\nText.\n";
    const auto compiled = compile_source(source + "-> nowhere\n");
    CHECK_FALSE(compiled.tree);
    CHECK(has_errors(compiled.diagnostics));
    CHECK(compiled.diagnostics.size() == 1002);
}

TEST_CASE("choices that are blank by mistake are warned of", "[narrative][diagnostics]")
{
    CHECK(remarks("*\n-> END\n") == Remarks{"1:2 warning ink.empty_choice"});
    CHECK(remarks("* [] Text\n-> END\n") == Remarks{"1:10 warning ink.blank_choice"});
}

TEST_CASE("names that clash are reported where the less important one is", "[narrative][diagnostics]")
{
    CHECK(remarks("-> END\n== a\n-> END\n== a\n-> END\n") == Remarks{"4:1 error ink.duplicate_flow"});
    CHECK(remarks("VAR a = 1\nVAR a = 2\n") == Remarks{"2:1 error ink.duplicate_variable"});
    CHECK(remarks("- (a)\n- (a)\n") == Remarks{"2:1 error ink.duplicate_label"});
    CHECK(remarks("VAR a = 1\n== a\n-> END\n") == Remarks{"1:1 error ink.name_clash"});
    CHECK(remarks("VAR TURNS = 1\n") == Remarks{"1:1 error ink.reserved_name"});
    CHECK(remarks("CONST a = 1\nCONST a = 2\n") == Remarks{"2:1 error ink.constant_redefined"});
    CHECK(remarks("== f(a, a)\n-> END\n") == Remarks{"1:1 error ink.duplicate_parameter"});
}

TEST_CASE("calls and diverts are checked against what they lead to", "[narrative][diagnostics]")
{
    const std::string function = "== function f(a)\n~ return a\n";
    CHECK(remarks("~ f(1, 2)\n" + function) == Remarks{"1:1 error ink.argument_count"});
    CHECK(remarks("-> f\n" + function) == Remarks{"1:4 error ink.argument_count"});
    CHECK(remarks("~ g()\n") == Remarks{"1:1 error ink.unknown_function"});
    CHECK(remarks("~ k()\n== k\n-> END\n") == Remarks{"1:1 error ink.not_a_function"});
    CHECK(remarks("~ MIN(1)\n") == Remarks{"1:1 error ink.argument_count"});
    CHECK(remarks("~ v(1)\n== function v(ref x)\n~ x = 1\n") == Remarks{"1:1 error ink.reference_argument"});
    CHECK(remarks("-> k\n== k\n~ return 1\n") == Remarks{"3:1 error ink.return_outside_function"});
    CHECK(remarks("~ f()\n== function f()\n-> END\n") == Remarks{"3:4 error ink.function_flow"});
}

TEST_CASE("list items are looked up in all lists and must be clear", "[narrative][diagnostics]")
{
    CHECK(remarks("LIST a = x\nLIST b = x\n{x} {a.x}\n") == Remarks{"3:2 error ink.ambiguous_list_item"});
    CHECK(remarks("LIST a = x\n~ a = (y)\n") == Remarks{"2:7 error ink.unknown_list_item"});
    CHECK(remarks("LIST a = x, x\n") == Remarks{"1:10 error ink.duplicate_list_item"});
}

TEST_CASE("a remark says where the text ends that it is about, and what to do", "[narrative][diagnostics]")
{
    const auto only = [](std::string source) {
        const auto compiled = compile_source(std::move(source));
        REQUIRE(compiled.diagnostics.size() == 1);
        return compiled.diagnostics[0];
    };
    const auto end = [&](std::string source) {
        const goldbox::Diagnostic remark = only(std::move(source));
        return std::to_string(remark.end_line) + ':' + std::to_string(remark.end_column);
    };
    CHECK(end("-> nowhere.else. \n") == "1:16"); // the name
    CHECK(end("-> /* x */ nowhere // y\n") == "1:19");
    CHECK(end("== k\n-> END\n== k  // again\n-> END\n") == "3:5"); // the line, without what ink does not see
    CHECK(end("VAR x = \n") == "1:9");                             // nothing is there
    CHECK(end("Text /* and no end\nmore\n") == "1:8");
    CHECK(only("-> nowhere\n").remedy == "correct the name, or write what it names");
    CHECK(only("Text /* and no end\n").remedy == "write the missing `*/`");
    CHECK(only("TODO: x\n").remedy.empty());
}

TEST_CASE("the page on what the compiler says has every code with its remedy", "[narrative][diagnostics]")
{
    std::ifstream page(GOLDBOX_SOURCE_DIR "/docs/ink-diagnostics.md");
    std::map<std::string, std::string> remedies;
    const std::regex code("`(ink\\.[a-z0-9_]+)`");
    for (std::string line; std::getline(page, line);) {
        if (!line.starts_with("| `ink.")) continue;
        line = std::regex_replace(line, std::regex(R"(\\\|)"), "\x01");
        std::vector<std::string> cells;
        std::istringstream parts(line);
        for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(cell);
        REQUIRE(cells.size() >= 5);
        std::string remedy = cells[4].substr(1, cells[4].size() - 2);
        std::ranges::replace(remedy, '\x01', '|');
        if (remedy == "-") remedy.clear();
        for (std::sregex_iterator one(cells[1].begin(), cells[1].end(), code), none; one != none; ++one) {
            remedies[(*one)[1]] = remedy;
        }
    }
    std::map<std::string, std::string> known;
    for (const auto& kind : goldbox::narrative::ink::remark_kinds()) known.emplace(kind.code, kind.remedy);
    CHECK(known == remedies);
}
