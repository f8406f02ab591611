// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <goldbox/narrative/statistics.hpp>

using namespace goldbox;
using narrative::Statistics;

namespace {

Statistics count(std::string main, std::string other = {})
{
    MemoryFiles files;
    files.add("main.ink", std::move(main));
    if (!other.empty()) files.add("other.ink", std::move(other));
    return narrative::statistics(files, "main.ink");
}

} // namespace

TEST_CASE("a story's parts are counted as its author wrote them", "[narrative][statistics]")
{
    const Statistics counts = count("INCLUDE other.ink\n"
                                    "VAR gold = 3 // no words in here\n"
                                    "CONST most = 9\n"
                                    "LIST doors = open, (shut)\n"
                                    "EXTERNAL roll(a)\n"
                                    "TODO: more\n"
                                    "One two three. # mood dark\n"
                                    "* (first) [Four]\n"
                                    "  Five {gold > 2: six|seven}.\n"
                                    "+ Eight -> kitchen\n"
                                    "- (met) {&nine|ten} {roll(2)}\n"
                                    "-> kitchen.drawer ->\n"
                                    "<- kitchen\n"
                                    "-> DONE\n",
                                    "== kitchen\n"
                                    "~ temp x = double(2)\n"
                                    "-> DONE\n"
                                    "= drawer\n"
                                    "->->\n"
                                    "== function double(a)\n"
                                    "~ return a * 2\n");
    CHECK(counts.files == 2);
    CHECK(counts.lines == 21);
    CHECK(counts.tag_words == 2);
    CHECK(counts.tags == 1);
    CHECK(counts.knots == 2);
    CHECK(counts.functions == 1);
    CHECK(counts.stitches == 1);
    CHECK(counts.choices == 2);
    CHECK(counts.gathers == 1);
    CHECK(counts.labels == 2);
    CHECK(counts.diverts == 5);
    CHECK(counts.tunnels == 2);
    CHECK(counts.threads == 1);
    CHECK(counts.calls == 2);
    CHECK(counts.conditionals == 1);
    CHECK(counts.sequences == 1);
    CHECK(counts.variables == 1);
    CHECK(counts.constants == 1);
    CHECK(counts.lists == 1);
    CHECK(counts.list_items == 2);
    CHECK(counts.temporaries == 1);
    CHECK(counts.externals == 1);
    CHECK(counts.notes == 1);
}

TEST_CASE("words are counted between spaces, in each piece of text, tags among them", "[narrative][statistics]")
{
    CHECK(count("One two  three.\n").words == 3);
    CHECK(count("One /* two */ three.\n").words == 2);
    CHECK(count("Said \"{\"he did\"}\".\n").words == 5); // text, string, text
    CHECK(count("A # b c\n").words == 3);
    CHECK(count("A # b c\n").tag_words == 2);
    CHECK(count("").words == 0);
}

TEST_CASE("a file that is missing counts nothing, and every figure has a name", "[narrative][statistics]")
{
    const Statistics nothing = narrative::statistics(MemoryFiles(), "none.ink");
    for (const narrative::StatisticsField& field : narrative::statistics_fields()) CHECK(nothing.*field.member == 0);
    CHECK(narrative::statistics_fields().size() * sizeof(std::uint64_t) == sizeof(Statistics));
}
