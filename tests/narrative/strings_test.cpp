// SPDX-License-Identifier: MIT
#include "narrative/compile_text.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"

#include "narrative/strings/plural.hpp"

#include <goldbox/narrative/strings.hpp>
#include <goldbox/narrative/translation.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace goldbox;
using namespace goldbox::narrative;

namespace {

struct Translated {
    std::shared_ptr<const Texts> texts;
    Catalogue catalogue;

    explicit Translated(const std::string& source)
    {
        const json::Document tree = tests::compile_text(source);
        texts = Texts::of(tests::must(Story::load(tree.root)));
        catalogue = texts->extract();
        catalogue.language = "de";
    }

    Entry& entry(const std::string& source)
    {
        const auto found = std::ranges::find(catalogue.entries, source, &Entry::source);
        INFO(source);
        REQUIRE(found != catalogue.entries.end());
        return *found;
    }
    void say(const std::string& source, std::vector<std::string> translations)
    {
        entry(source).translations = std::move(translations);
    }

    [[nodiscard]] std::vector<std::string> sources() const
    {
        std::vector<std::string> all;
        for (const Entry& entry : catalogue.entries) all.push_back(entry.source);
        return all;
    }

    /// All lines, taking the choices in order; choices in brackets.
    [[nodiscard]] std::string read(std::vector<std::size_t> picks = {}) const
    {
        const auto translation = Translation::bind(texts, catalogue).translation;
        Session session(std::shared_ptr<const Story>(texts, &texts->story()));
        std::string all;
        for (std::size_t turn = 0;; ++turn) {
            while (session.can_continue()) {
                const Line line = tests::must(session.advance());
                all += translation->show(texts->line(session), line.text);
            }
            for (const Choice& choice : session.choices())
                all += "[" + translation->show(texts->choice(choice), choice.text) + "]";
            if (turn >= picks.size()) return all;
            tests::must(session.choose(picks[turn]));
        }
    }
};

} // namespace

TEST_CASE("each way through a line is a text of its own", "[narrative][strings]")
{
    const Translated story("VAR open = true\n"
                           "The door is {open:wide open|closed}, {&the wind|a bird} sings.\n-> END\n");
    CHECK(story.sources() ==
          std::vector<std::string>{"The door is wide open, the wind sings.", "The door is wide open, a bird sings.",
                                   "The door is closed, the wind sings.", "The door is closed, a bird sings."});
}

TEST_CASE("a placeholder bears the name of what stands in it", "[narrative][strings]")
{
    Translated story("VAR name = \"Ann\"\nVAR n = 2\n-> knot\n== knot ==\n"
                     "{name} and {name}: {n * 2} of {LIST_COUNT(Pets)} \\{x\\}, {say(n)}, {TURNS()}.\n-> END\n"
                     "== function say(x) ==\n{x:\n- 2: two\n- else: many\n}\nLIST Pets = (cat)\n");
    const Entry& entry = story.entry("{name} and {name:2}: {n} of {Pets} {{x}}, {say}, {value}.");
    CHECK(entry.context == "knot");
    CHECK(entry.plural);
    CHECK(entry.formatted);
    const auto values = std::ranges::count(story.catalogue.entries, "value", &Entry::context);
    CHECK(values == 1); // Ann
    CHECK(std::ranges::count(story.catalogue.entries, "Pets", &Entry::context) == 1);
}

TEST_CASE("a translation orders what is put in as it likes, and functions still run once in the source's order",
          "[narrative][strings]")
{
    Translated story("VAR n = 0\n{next()} before {next()}, {n}.\n-> END\n"
                     "== function next() ==\n~ n++\n~ return n\n");
    story.say("{next} before {next:2}, {n}.", {"{n}: nach {next} kommt {next:2}, dann {next}.", ""});
    story.entry("{next} before {next:2}, {n}.").plural = false;
    story.say("{next} before {next:2}, {n}.", {"{n}: {next:2} nach {next}, ja {next}."});
    CHECK(story.read() == "2: 2 nach 1, ja 1.\n");
}

TEST_CASE("a choice and the line after it are two whole texts", "[narrative][strings]")
{
    Translated story("VAR who = \"Ann\"\n* Hello[ there, {who}], he said.\n  -> END\n");
    story.say("Hello there, {who}", {"{who}, hallo"});
    story.say("Hello, he said.", {"Hallo, sagte er."});
    story.say("Ann", {"Anna"});
    CHECK(story.read({0}) == "[Anna, hallo]Hallo, sagte er.\n");
}

TEST_CASE("what a function prints is translated inside the line that calls it", "[narrative][strings]")
{
    Translated story("Item: {show(3)}!\n-> END\n== function show(n) ==\na {n > 2:big|small} thing {inner()}\n"
                     "== function inner() ==\nof stone\n");
    story.say("Item: {show}!", {"{show}: das Ding!"});
    story.say("a big thing {inner}", {"ein {inner} großes Ding"});
    CHECK(story.read() == "ein of stone großes Ding: das Ding!\n");
    story.say("of stone", {"steinernes"});
    CHECK(story.read() == "ein steinernes großes Ding: das Ding!\n");
}

TEST_CASE("glued lines are shown in the language when all of them can be", "[narrative][strings]")
{
    Translated story("One <>\ntwo.\nThree.\n-> END\n");
    story.say("One", {"Eins"});
    story.say("Three.", {"Drei."});
    CHECK(story.read() == "One two.\nDrei.\n");
    story.say("two.", {"zwei."});
    CHECK(story.read() == "Eins zwei.\nDrei.\n");
}

TEST_CASE("items of lists are translated one by one", "[narrative][strings]")
{
    Translated story("LIST Pack = (rope), (torch), lamp\nYou carry {Pack}.\n-> END\n");
    story.say("You carry {Pack}.", {"Du trägst {Pack}."});
    story.say("rope", {"Seil"});
    CHECK(story.read() == "Du trägst rope, torch.\n");
    story.say("torch", {"Fackel"});
    CHECK(story.read() == "Du trägst Seil, Fackel.\n");
}

TEST_CASE("the number in a line chooses the plural form", "[narrative][strings]")
{
    const auto in_polish = [](int coins) {
        Translated story("VAR coins = " + std::to_string(coins) + "\nYou have {coins} coins.\n-> END\n");
        story.catalogue.language = "pl";
        story.say("You have {coins} coins.", {"{coins} moneta", "{coins} monety", "{coins} monet"});
        return story.read();
    };
    CHECK(in_polish(1) == "1 moneta\n");
    CHECK(in_polish(3) == "3 monety\n");
    CHECK(in_polish(12) == "12 monet\n");
    CHECK(in_polish(-22) == "-22 monety\n");
}

TEST_CASE("a text without a sound translation is shown as written", "[narrative][strings]")
{
    Translated story("VAR x = \"v\"\nA {x}.\nB {x}.\nC {x}.\nD {x}.\nE.\n-> END\n");
    story.say("A {x}.", {"a {y}."});
    story.say("B {x}.", {"b {x."});
    story.say("C {x}.", {"c {x}."});
    story.entry("C {x}.").fuzzy = true;
    story.say("D {x}.", {"d {x}.", "zu viel"});
    story.say("E.", {"e."});
    CHECK(story.read() == "A v.\nB v.\nC v.\nD v.\ne.\n");
    const auto remarks = check(story.catalogue);
    CHECK(std::ranges::count(remarks, Severity::error, &Diagnostic::severity) == 3);
}

TEST_CASE("tags, read counts and saves are the same in every language", "[narrative][strings]")
{
    Translated story("VAR n = 0\n-> a\n== a ==\n~ n++\nHello. # id: greeting # mood: {n}\n+ [again {n}] -> a\n");
    CHECK(story.entry("Hello.").context == "greeting");
    CHECK(story.entry("Hello.").id == "greeting");
    story.say("Hello.", {"Hallo."});
    story.say("again {n}", {"noch {n}", "nochmal ({n})"});
    CHECK(story.read({0, 0}) == "Hallo.\n[noch 1]Hallo.\n[nochmal (2)]Hallo.\n[nochmal (3)]");

    Session session(std::shared_ptr<const Story>(story.texts, &story.texts->story()));
    while (session.can_continue()) (void)tests::must(session.advance());
    auto loaded =
        tests::must(Session::load(std::shared_ptr<const Story>(story.texts, &story.texts->story()), session.save()));
    const auto translation = Translation::bind(story.texts, story.catalogue).translation;
    const Choice& choice = loaded.session.choices()[0];
    CHECK(translation->show(story.texts->choice(choice), choice.text) == "noch 1");
}

TEST_CASE("a line with very many ways is cut into parts", "[narrative][strings]")
{
    Translated story("{a|b}{c|d}{e|f}{g|h}{i|j}{k|l} end\n-> END\n");
    CHECK(story.catalogue.entries.size() == 13);
    CHECK(story.entry("end").notes == std::vector<std::string>{"part of a line"});
    for (Entry& entry : story.catalogue.entries) entry.translations = {"<" + entry.source + ">"};
    CHECK(story.read() == "<a><c><e><g><i><k> <end>\n");
}

TEST_CASE("places and notes come from the source", "[narrative][strings]")
{
    MemoryFiles files;
    files.add("story.ink", "INCLUDE more.ink\n// just a comment\n-> more\n");
    files.add("more.ink", "== more ==\n// L10N: whispered\n// and this\nHello. // L10N: to a cat\n-> END\n");
    const Compilation compiled = compile(files, "story.ink", {.source_lines = true});
    const auto texts =
        Texts::of(tests::must(Story::load(compiled.tree->root, {.source_lines = &compiled.source_lines.root})));
    Catalogue catalogue = texts->extract();
    add_notes(catalogue, files);
    REQUIRE(catalogue.entries.size() == 1);
    CHECK(catalogue.entries[0].places == std::vector<Where>{{"more.ink", 4, 0}});
    CHECK(catalogue.entries[0].notes == std::vector<std::string>{"whispered", "to a cat"});
}

TEST_CASE("merging keeps translations, marks changed texts and forgets nothing", "[narrative][strings]")
{
    Translated old("-> a\n== a ==\nKept.\nMoves away.\nThe old man sits by the fire.\nGone.\n"
                   "Rewritten wholly. # id: named\n-> b\n== b ==\n-> END\n");
    for (Entry& entry : old.catalogue.entries) entry.translations = {"de: " + entry.source};
    old.entry("Kept.").comments = {"mine"};
    Translated fresh("-> a\n== a ==\nKept.\nThe old man sits by a fire.\nNew here entirely.\n"
                     "Quite other words. # id: named\n-> b\n== b ==\nMoves away.\n-> END\n");
    fresh.catalogue = merge(fresh.catalogue, old.catalogue);
    CHECK(fresh.entry("Kept.").translations == std::vector<std::string>{"de: Kept."});
    CHECK(fresh.entry("Kept.").comments == std::vector<std::string>{"mine"});
    CHECK(fresh.entry("Moves away.").translated());
    CHECK(fresh.entry("Moves away.").context == "b");
    CHECK(fresh.entry("The old man sits by a fire.").fuzzy);
    CHECK(fresh.entry("The old man sits by a fire.").previous == "The old man sits by the fire.");
    CHECK(fresh.entry("Quite other words.").fuzzy);
    CHECK(fresh.entry("New here entirely.").translations.empty());
    CHECK(fresh.entry("Gone.").obsolete);
    CHECK(progress(fresh.catalogue) == Progress{2, 2, 1, 1});
    CHECK(fresh.read() ==
          "de: Kept.\nThe old man sits by a fire.\nNew here entirely.\nQuite other words.\nde: Moves away.\n");
}

TEST_CASE("a catalogue comes back from .po and CSV as it was", "[narrative][strings]")
{
    Catalogue catalogue{.language = "de", .plural_forms = "nplurals=2; plural=(n != 1);"};
    catalogue.entries.push_back({.context = "a.b",
                                 .source = "Line one\nwith \"quotes\", \\ and {n}.",
                                 .translations = {"=SUM(A1)", "'=x\t"},
                                 .plural = true,
                                 .formatted = true,
                                 .id = "1",
                                 .notes = {"choice", "a note"},
                                 .comments = {"hm"},
                                 .places = {{"a.ink", 3, 0}}});
    catalogue.entries.push_back({.source = "x", .translations = {"y"}, .fuzzy = true, .previous = "w", .id = "2"});
    catalogue.entries.push_back({.source = "gone", .translations = {"weg"}, .obsolete = true, .id = "3"});
    const auto same = [&](CatalogueFile read, bool ids) {
        CHECK(read.diagnostics.empty());
        CHECK(read.catalogue.language == catalogue.language);
        CHECK(read.catalogue.plural_forms == catalogue.plural_forms);
        REQUIRE(read.catalogue.entries.size() == catalogue.entries.size());
        for (std::size_t i = 0; i < catalogue.entries.size(); ++i) {
            Entry entry = read.catalogue.entries[i];
            entry.where = {};
            if (!ids) entry.id = catalogue.entries[i].id;
            CHECK(entry == catalogue.entries[i]);
        }
    };
    same(read_po(write_po(catalogue)), false);
    same(read_csv(write_csv(catalogue)), true);
    CHECK(write_csv(catalogue).find(",'=SUM(A1),") != std::string::npos);
}

TEST_CASE("spreadsheets may change the separator and line ends of a CSV", "[narrative][strings]")
{
    const CatalogueFile read = read_csv("source;translation;context\r\n\"a; \"\"b\"\"\nc\";d;k\r\ne;f\r\n");
    CHECK(read.diagnostics.empty());
    REQUIRE(read.catalogue.entries.size() == 2);
    CHECK(read.catalogue.entries[0].source == "a; \"b\"\nc");
    CHECK(read.catalogue.entries[0].context == "k");
    CHECK(read.catalogue.entries[1].translations == std::vector<std::string>{"f"});
}

TEST_CASE("mistakes in a .po have their lines, and the rest is read", "[narrative][strings]")
{
    const CatalogueFile read =
        read_po("msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"c\nmsgstr \"d\"\n\nmsgid \"e\"\nmsgstr \"f\"\n", "de.po");
    REQUIRE(read.diagnostics.size() == 1);
    CHECK(to_string(read.diagnostics[0]) == "de.po:4: error: a text must stand in quotes [strings.syntax]");
    CHECK(read.catalogue.entries.size() == 2);
    CHECK(read_po("msgid \"a\"\nmsgstr \"\xFF\"\n").diagnostics[0].code == "strings.not_utf8");
    CHECK(read_csv("nothing\n").diagnostics[0].code == "strings.syntax");
}

TEST_CASE("plural rules are gettext's", "[narrative][strings]")
{
    using strings::PluralRule;
    const auto forms = [](std::string_view rule) {
        const PluralRule read = tests::must(PluralRule::read(rule));
        std::string all;
        for (const std::uint64_t n : {0U, 1U, 2U, 5U, 11U, 21U, 22U, 100U, 101U, 112U})
            all += std::to_string(read.form(n));
        return all;
    };
    CHECK(forms(known_plural_forms("de")) == "1011111111");
    CHECK(forms(known_plural_forms("fr_FR")) == "0011111111");
    CHECK(forms(known_plural_forms("ru")) == "2012201202");
    CHECK(forms(known_plural_forms("pl")) == "2012221222");
    CHECK(forms(known_plural_forms("ja")) == "0000000000");
    CHECK(forms("nplurals=3; plural=!n ? 0 : (n/10 - 1) > 5 || n == 2 ? 2 : 7;") == "0222222222");
    for (const std::string& bad :
         {std::string(""), std::string("nplurals=0; plural=0;"), std::string("nplurals=99; plural=0;"),
          std::string("nplurals=2; plural=n n;"), std::string("nplurals=2; plural=system(1);"),
          "nplurals=2; plural=" + std::string(500, '(') + "n;", "nplurals=2; plural=" + std::string(2000, 'n')}) {
        INFO(bad);
        const auto read = PluralRule::read(bad);
        REQUIRE_FALSE(read);
        CHECK(read.error().reason == "strings.bad_plural");
    }
    CHECK(tests::must(PluralRule::read("nplurals=2; plural=n / 0 % 0;")).form(5) == 0);
}
