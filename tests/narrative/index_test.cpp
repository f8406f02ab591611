// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "support/must.hpp"

#include <goldbox/narrative/index.hpp>

#include <algorithm>

using namespace goldbox;
using goldbox::tests::must;
using goldbox::tests::reason;
using namespace goldbox::narrative;

namespace {

MemoryFiles files_of(std::string main, std::string other = {})
{
    MemoryFiles files;
    files.add("main.ink", std::move(main));
    if (!other.empty()) files.add("other.ink", std::move(other));
    return files;
}

Index index_of(std::string main, std::string other = {})
{
    return index(files_of(std::move(main), std::move(other)), "main.ink");
}

const Symbol& symbol_called(const Index& index, std::string_view address)
{
    const auto found = std::ranges::find(index.symbols, address, &Symbol::address);
    INFO(address);
    REQUIRE(found != index.symbols.end());
    return *found;
}

std::string text_of(const TextRange& range)
{
    const auto point = [](TextPoint at) { return std::to_string(at.line) + ':' + std::to_string(at.column); };
    return (range.file == 0 ? "" : "other ") + point(range.begin) + '-' + point(range.end);
}

/// What is named at a place, and where else.
std::string uses(const Index& index, std::uint32_t line, std::uint32_t column, std::uint32_t file = 0)
{
    const Use* use = use_at(index, file, {line, column});
    if (!use) return "nothing";
    std::string text = index.symbols[use->symbol].address;
    for (const Use* one : uses_of(index, use->symbol)) text += ' ' + text_of(one->range);
    return text;
}

std::vector<std::string> proposals(const Index& index, std::string_view before, std::uint32_t file = 0)
{
    std::vector<std::string> texts;
    for (const Completion& item : completions(index, file, before).items) texts.push_back(item.text);
    return texts;
}

bool has(const std::vector<std::string>& texts, std::string_view text)
{
    return std::ranges::find(texts, text) != texts.end();
}

} // namespace

TEST_CASE("what is declared is found with its signature, value and comment", "[narrative][index]")
{
    const Index index = index_of("// Coins.\n"
                                 "// Never negative.\n"
                                 "VAR gold = 3\n"
                                 "CONST most = 9 // as many as fit\n"
                                 "LIST doors = open, (shut) = 5\n"
                                 "/* Rolls\n"
                                 "   dice. */\n"
                                 "EXTERNAL roll(sides)\n"
                                 "-> kitchen(-> yard, gold)\n"
                                 "\n"
                                 "== kitchen(-> back, ref coins) ==\n"
                                 "Text.\n"
                                 "* (look) [Look] -> back\n"
                                 "- (met)\n"
                                 "~ temp x = 2 + 3\n"
                                 "-> DONE\n"
                                 "= drawer\n"
                                 "-> DONE\n"
                                 "== yard\n"
                                 "-> DONE\n"
                                 "== function double(a)\n"
                                 "~ return a * 2\n");
    CHECK(symbol_called(index, "gold").signature == "VAR gold = 3");
    CHECK(symbol_called(index, "gold").documentation == "Coins.\nNever negative.");
    CHECK(symbol_called(index, "gold").value == "3");
    CHECK(symbol_called(index, "most").documentation == "as many as fit");
    CHECK(symbol_called(index, "doors").signature == "LIST doors = open, (shut) = 5");
    CHECK(symbol_called(index, "doors.shut").value == "5");
    CHECK(symbol_called(index, "roll").signature == "EXTERNAL roll(sides)");
    CHECK(symbol_called(index, "roll").documentation == "Rolls\ndice.");
    CHECK(symbol_called(index, "kitchen").signature == "== kitchen(-> back, ref coins) ==");
    CHECK(text_of(symbol_called(index, "kitchen").extent) == "11:1-18:8");
    CHECK(text_of(symbol_called(index, "kitchen").name_range) == "11:4-11:11");
    CHECK(text_of(symbol_called(index, "kitchen.drawer").extent) == "17:1-18:8");
    CHECK(symbol_called(index, "kitchen.look").kind == SymbolKind::label);
    CHECK(symbol_called(index, "kitchen.met").signature == "- (met)");
    CHECK(symbol_called(index, "x").signature == "temp x = 2 + 3");
    CHECK(symbol_called(index, "back").kind == SymbolKind::parameter);
    CHECK(symbol_called(index, "double").signature == "== function double(a) ==");
}

TEST_CASE("a name leads to its definition and every other use, over all files", "[narrative][index]")
{
    const Index index = index_of("INCLUDE other.ink\n"
                                 "VAR gold = 3\n"
                                 "-> kitchen.drawer\n"
                                 "{kitchen.drawer > 2: {gold}}\n"
                                 "{TURNS_SINCE(-> kitchen.drawer)} {double(gold)}\n"
                                 "~ gold++\n",
                                 "== kitchen\n"
                                 "-> drawer\n"
                                 "= drawer\n"
                                 "~ gold = double(gold)\n"
                                 "-> DONE\n"
                                 "== function double(gold2)\n"
                                 "~ return gold2 * 2\n");
    CHECK(index.complete);
    REQUIRE(index.files.size() == 2);
    CHECK(uses(index, 2, 5) == "gold 2:5-2:9 4:23-4:27 5:42-5:46 6:3-6:7 other 4:3-4:7 other 4:17-4:21");
    CHECK(uses(index, 3, 12) == "kitchen.drawer 3:12-3:18 4:10-4:16 5:25-5:31 other 2:4-2:10 other 3:3-3:9");
    CHECK(uses(index, 3, 4) == "kitchen 3:4-3:11 4:2-4:9 5:17-5:24 other 1:4-1:11");
    CHECK(uses(index, 5, 36) == "double 5:35-5:41 other 4:10-4:16 other 6:13-6:19");
    CHECK(uses(index, 6, 12, 1) == "nothing");
    CHECK(uses(index, 7, 11, 1) == "gold2 other 6:20-6:25 other 7:10-7:15");
    CHECK(uses(index, 1, 1) == "nothing");
    const Inclusion* file = inclusion_at(index, 0, {1, 10});
    REQUIRE(file);
    CHECK(file->file == "other.ink");
    CHECK(file->found);
}

TEST_CASE("lists, items and externals have uses like anything else", "[narrative][index]")
{
    const Index index = index_of("LIST doors = open, shut\n"
                                 "VAR door = shut\n"
                                 "EXTERNAL roll(a)\n"
                                 "{door == doors.open} {doors ? (open, shut)} {doors(1)} {LIST_COUNT(doors)}\n"
                                 "~ roll(open)\n"
                                 "== function roll(a)\n"
                                 "~ return a\n");
    CHECK(uses(index, 1, 7) == "doors 1:6-1:11 4:10-4:15 4:23-4:28 4:46-4:51 4:68-4:73");
    CHECK(uses(index, 4, 16) == "doors.open 1:14-1:18 4:16-4:20 4:32-4:36 5:8-5:12");
    CHECK(uses(index, 3, 10) == "roll 3:10-3:14 5:3-5:7 6:13-6:17"); // with the function that stands in for it
}

TEST_CASE("what can be read is indexed though other lines cannot", "[narrative][index]")
{
    const Index index = index_of("VAR gold = 3\n"
                                 "{ oh no\n"
                                 "-> kitchen\n"
                                 "-> nowhere.at.all\n"
                                 "== kitchen\n"
                                 "{gold} {{{\n"
                                 "-> DONE\n");
    CHECK_FALSE(index.complete);
    CHECK(has_errors(index.diagnostics));
    CHECK(uses(index, 3, 5) == "kitchen 3:4-3:11 5:4-5:11");
    CHECK(symbol_called(index, "gold").kind == SymbolKind::variable);
    CHECK(narrative::index(MemoryFiles(), "none.ink").symbols.empty());
}

TEST_CASE("places are those of the file with its comments", "[narrative][index]")
{
    const Index index = index_of("/* \xC3\xA9\n*/ VAR /* x */ gold = 3 // gold\r\n{/* y */ gold}\n");
    CHECK(uses(index, 2, 16) == "gold 2:16-2:20 3:10-3:14");
}

TEST_CASE("a symbol is renamed wherever it is used, and the story stays the same", "[narrative][index]")
{
    const MemoryFiles files = files_of("INCLUDE other.ink\nVAR gold = 3\n{gold} is gold.\n-> kitchen\n",
                                       "== kitchen\n~ temp coins = gold\n{coins}\n-> DONE\n");
    const Index before = index(files, "main.ink");
    const auto renamed = [&](std::uint32_t line, std::uint32_t column, std::string_view name) {
        const Use* use = use_at(before, 0, {line, column});
        REQUIRE(use);
        return rename(files, before, use->symbol, name);
    };
    const std::vector<Edit> edits = must(renamed(2, 5, "silver"));
    REQUIRE(edits.size() == 3);
    const auto in_other = std::ranges::find(edits, 1u, [](const Edit& edit) { return edit.range.file; });
    CHECK(apply_edits(must(files.read("main.ink")), {edits.begin(), in_other}) ==
          "INCLUDE other.ink\nVAR silver = 3\n{silver} is gold.\n-> kitchen\n");
    CHECK(apply_edits(must(files.read("other.ink")), {in_other, edits.end()}) ==
          "== kitchen\n~ temp coins = silver\n{coins}\n-> DONE\n");
    CHECK(must(renamed(2, 5, "gold")).size() == 3);

    CHECK(reason(renamed(2, 5, "two words")) == "ink.not_a_name");
    CHECK(reason(renamed(2, 5, "")) == "ink.not_a_name");
    CHECK(reason(renamed(2, 5, "12")) == "ink.not_a_name");
    CHECK(reason(renamed(2, 5, "temp")) == "ink.name_taken");
    CHECK(reason(renamed(2, 5, "RANDOM")) == "ink.name_taken");
    CHECK(reason(renamed(2, 5, "kitchen")) == "ink.name_taken"); // would not compile
    CHECK(reason(renamed(2, 5, "coins")) == "ink.name_taken");   // a temporary would hide it
    CHECK(reason(renamed(4, 5, "gold")) == "ink.name_taken");
    CHECK(must(renamed(4, 5,
                       "k\xC3\xBC"
                       "che"))
              .size() == 2);
}

TEST_CASE("nothing is renamed where uses could be missed", "[narrative][index]")
{
    const MemoryFiles files = files_of("VAR gold = 3\n{ oh no {gold}\n");
    const Index broken = index(files, "main.ink");
    CHECK(reason(rename(files, broken, 0, "silver")) == "ink.not_readable");
    const MemoryFiles engine = files_of("INCLUDE goldbox.ink\n{has(\"rope\")}\n");
    const Index built_in = index(engine, "main.ink");
    const Use* use = use_at(built_in, 0, {2, 3});
    REQUIRE(use);
    CHECK(reason(rename(engine, built_in, use->symbol, "owns")) == "ink.built_in_name");
}

TEST_CASE("proposals fit the place where somebody writes", "[narrative][index]")
{
    const std::string story = "VAR gold = 3\n"
                              "LIST doors = open, shut\n"
                              "LIST mouths = open, fed\n"
                              "EXTERNAL roll(a)\n"
                              "== kitchen(coins)\n"
                              "* (look) [Look]\n"
                              "- -> DONE\n"
                              "= drawer\n"
                              "- (inside) -> DONE\n"
                              "== yard\n"
                              "- (gate)\n"
                              "-> DONE\n";
    const Index index = index_of(story);
    const auto targets = proposals(index, story + "-> ki");
    CHECK(has(targets, "kitchen"));
    CHECK(has(targets, "kitchen.drawer"));
    CHECK(has(targets, "kitchen.drawer.inside"));
    CHECK(has(targets, "gate")); // in the same knot
    CHECK(has(targets, "DONE"));
    CHECK_FALSE(has(targets, "roll"));
    CHECK(completions(index, 0, story + "-> ki").prefix == 2);
    CHECK(proposals(index, story + "-> kitchen.") == std::vector<std::string>{"look", "drawer"});
    CHECK(completions(index, 0, story + "-> kitchen.dr").prefix == 2);
    CHECK(has(proposals(index, story + "<- "), "yard"));

    for (const std::string_view logic :
         {"~ x = ", "Text {", "{gold > 2 and ", "VAR y = ", "* {", "{\n- ", "-> kitchen("}) {
        INFO(logic);
        const auto values = proposals(index, story + std::string(logic));
        CHECK(has(values, "gold"));
        CHECK(has(values, "roll"));
        CHECK(has(values, "fed"));
        CHECK(has(values, "doors.open"));
        CHECK_FALSE(has(values, "open"));
        CHECK(has(values, "RANDOM"));
        CHECK(has(values, "not"));
        CHECK_FALSE(has(values, "coins")); // of another knot
    }
    CHECK(has(proposals(index, story.substr(0, story.find("\n= drawer")) + " {"), "coins"));
    CHECK(has(proposals(index, story + "~ "), "return"));
    CHECK(has(proposals(index, story + "~ x = doors."), "shut"));
    CHECK(has(proposals(index, "VA"), "VAR"));
    CHECK(proposals(index, story + "Just text").empty());
    CHECK(proposals(index, story + "{gold: some text").empty());
    CHECK(proposals(index, story + "// -> ").empty());
    CHECK(completions(index, 0, "INCLUDE ot").wants_file);
}

TEST_CASE("the files that a source includes are found without compiling it", "[narrative][index]")
{
    CHECK(included_names("INCLUDE a.ink\n  INCLUDE b/c.ink  \r\n/* INCLUDE d.ink */\n// INCLUDE e.ink\nINCLUDE\n") ==
          std::vector<std::string>{"a.ink", "b/c.ink"});
    CHECK(included_file("x", "a.ink") == "x/a.ink");
    CHECK(included_file("x/y", "../a.ink") == "x/a.ink");
    CHECK(included_file("", "a.ink") == "a.ink");
    CHECK(included_file("x", "../../a.ink").empty());
}

TEST_CASE("what is at a place is asked of any place", "[narrative][index]")
{
    const Index index = index_of("VAR gold = 3\n");
    CHECK(use_at(index, 7, {1, 1}) == nullptr);
    CHECK(use_at(index, 0, {900, 900}) == nullptr);
    CHECK(uses_of(index, 900).empty());
    CHECK(file_number(index, "none") == Symbol::none);
}
