// SPDX-License-Identifier: MIT
// Stories in other languages, through the program.
#include "cli/process.hpp"
#include "support/catch.hpp"

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using goldbox::test::Finished;
using goldbox::test::read_whole;
using goldbox::test::TemporaryFolder;

namespace {

constexpr std::string_view story = "VAR coins = 3\n"
                                   "-> gate\n"
                                   "== gate ==\n"
                                   "// L10N: the guard speaks\n"
                                   "Hello! You have {coins} {coins == 1:coin|coins}. # id: greet\n"
                                   "The door is {&open|shut}.\n"
                                   "* Hello[ there], he said.\n"
                                   "* [Pay {coins}.]\n"
                                   "- Done, for {price(coins)}.\n"
                                   "-> END\n"
                                   "== function price(x) ==\n"
                                   "{x > 2:much money|little}\n";

struct Translator {
    TemporaryFolder folder;
    std::string ink = folder.write("gate.ink", story);
    std::string po = folder / "lang/de.po";

    Finished run(const std::vector<std::string>& arguments, std::string_view input = {}) const
    {
        return ::goldbox::test::goldbox(arguments, folder / "data", input);
    }
    /// Fills in one translation in a .po file.
    void translate(const std::string& source, const std::vector<std::string>& forms) const
    {
        std::string text = read_whole(po);
        std::size_t at = text.find("msgid \"" + source + "\"");
        INFO(source);
        REQUIRE(at != std::string::npos);
        for (std::size_t i = 0; i < forms.size(); ++i) {
            const std::string word = forms.size() > 1 ? "msgstr[" + std::to_string(i) + "] \"" : "msgstr \"";
            at = text.find(word, at) + word.size();
            text.insert(at, forms[i]);
        }
        (void)folder.write("lang/de.po", text);
    }
    void begin() const
    {
        (void)folder.write("lang/keep", "");
        REQUIRE(run({"ink", "strings", ink, "--extract", po}).exit == 0);
    }
};

bool has_gettext()
{
    return std::system("command -v msgfmt >/dev/null && command -v msgmerge >/dev/null && "
                       "command -v msgcat >/dev/null") == 0;
}

} // namespace

TEST_CASE("a story is extracted, translated and played, from source and from JSON", "[cli][ink][strings]")
{
    const Translator translator;
    translator.begin();
    translator.translate("Hello! You have {coins} coins.", {"Hallo! {coins} Münze.", "Hallo! {coins} Münzen."});
    translator.translate("The door is open.", {"Die Tür ist offen."});
    translator.translate("Hello, he said.", {"Hallo, sagte er."});
    translator.translate("Pay {coins}.", {"{coins} zahlen.", "{coins} zahlen!"});
    translator.translate("Done, for {price}.", {"Für {price} getan."});
    translator.translate("much money", {"viel Geld"});
    const Finished german = translator.run({"ink", "play", translator.ink, "--language", "de"}, "1\n");
    CHECK(german.exit == 0);
    CHECK(german.out == "Hallo! 3 Münzen.\n# tags: id: greet\nDie Tür ist offen.\n\n1: Hello there\n2: 3 zahlen!\n?> "
                        "Hallo, sagte er.\nFür viel Geld getan.\n");
    const std::string compiled = translator.folder / "gate.json";
    REQUIRE(translator.run({"ink", "compile", translator.ink, "-o", compiled}).exit == 0);
    CHECK(translator.run({"ink", "play", compiled, "--strings", translator.po}, "1\n").out == german.out);

    const Finished checked =
        translator.run({"ink", "strings", translator.ink, "--check", translator.po, "--format", "json"});
    CHECK(checked.exit == 0);
    CHECK(checked.out == "{\"diagnostics\":[]}\n");
    CHECK(translator.run({"ink", "strings", translator.ink}).says("10 texts"));
    CHECK(translator.run({"ink", "play", translator.ink, "--language", "fr"}).exit == 1);
}

TEST_CASE("a translation made once is carried along when the story changes", "[cli][ink][strings]")
{
    const Translator translator;
    translator.begin();
    translator.translate("The door is open.", {"Die Tür ist offen."});
    translator.translate("Hello, he said.", {"Hallo, sagte er."});
    const Finished again = translator.run({"ink", "strings", translator.ink, "--extract", translator.po});
    CHECK(again.exit == 1);
    CHECK(again.says("--merge"));

    std::string changed(story);
    changed.replace(changed.find("The door is"), 11, "The green door is");
    (void)translator.folder.write("gate.ink", changed);
    const Finished merged = translator.run({"ink", "strings", translator.ink, "--merge", translator.po});
    CHECK(merged.exit == 0);
    CHECK(merged.says("1 translated, 1 fuzzy, 8 missing, 0 obsolete"));
    CHECK(read_whole(translator.po).find("#| msgid \"The door is open.\"") != std::string::npos);

    const std::string sheet = translator.folder / "de.csv";
    CHECK(translator.run({"ink", "strings", translator.ink, "--extract", sheet, "--merge", translator.po}).exit == 0);
    CHECK(
        translator.run({"ink", "strings", translator.ink, "--extract", translator.folder / "back.po", "--merge", sheet})
            .exit == 0);
    CHECK(read_whole(translator.folder / "back.po") == read_whole(translator.po));
}

TEST_CASE("faults of a translation are named by their lines and shown untranslated", "[cli][ink][strings]")
{
    const Translator translator;
    translator.begin();
    translator.translate("Done, for {price}.", {"Für {prise} getan."});
    const Finished checked = translator.run({"ink", "strings", translator.ink, "--check", translator.po});
    CHECK(checked.exit == 1);
    CHECK(checked.says("the source has no {prise} (did you mean {price}?) [strings.unknown_placeholder]"));
    CHECK(checked.says("de.po:"));
    const Finished played = translator.run({"ink", "play", translator.ink, "--language", "de"}, "1\n");
    CHECK(played.exit == 0);
    CHECK(played.out.find("Done, for much money.") != std::string::npos);

    (void)translator.folder.write("lang/de.po", "msgid \"x\nmsgstr");
    CHECK(translator.run({"ink", "strings", translator.ink, "--merge", translator.po}).exit == 1);
    CHECK(translator.run({"ink", "play", translator.ink, "--language", "de"}, "1\n").exit == 0);
}

TEST_CASE("gettext's own tools accept what we write, and we what they write", "[cli][ink][strings]")
{
    if (!has_gettext()) {
        WARN("SKIPPED: msgfmt, msgmerge and msgcat (package gettext) are not installed");
        return;
    }
    const Translator translator;
    translator.begin();
    translator.translate("Hello! You have {coins} coins.", {"Hallo! {coins} Münze.", "Hallo! {coins} Münzen."});
    translator.translate("The door is open.", {"Die Tür ist \\\"offen\\\"."});
    const auto shell = [&](const std::string& command) {
        return std::system(("cd '" + translator.folder.path() + "' && " + command + " 2>>log").c_str());
    };
    CHECK(shell("msgfmt -c -o de.mo lang/de.po") == 0);
    CHECK(read_whole(translator.folder / "log").empty());
    CHECK(shell("msgcat -o cat.po lang/de.po") == 0);
    CHECK(read_whole(translator.folder / "cat.po") == read_whole(translator.po));

    std::string changed(story);
    changed.replace(changed.find("The door is"), 11, "The green door is");
    (void)translator.folder.write("gate.ink", changed);
    REQUIRE(translator.run({"ink", "strings", translator.ink, "--extract", translator.folder / "new.pot"}).exit == 0);
    CHECK(shell("msgmerge -q --previous -o lang/de.po lang/de.po new.pot") == 0);
    const Finished checked = translator.run({"ink", "strings", translator.ink, "--check", translator.po});
    CHECK(checked.exit == 0);
    CHECK(checked.says("1 translated, 2 fuzzy"));
    CHECK(translator.run({"ink", "strings", translator.ink, "--merge", translator.po}).exit == 0);
    CHECK(shell("msgfmt -c -o de.mo lang/de.po") == 0);
}

TEST_CASE("Low Water is played in German, and the game is the same game", "[cli][play][strings]")
{
    const Translator translator;
    const std::string pack = GOLDBOX_SOURCE_DIR "/examples/adventures/low_water";
    const std::string script = translator.folder.write("script.txt", "1\n1\n1\n1\n1\n1\n");
    const auto play = [&](const std::string& game, const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"play", pack, "--game", game, "--seed", "42", "--script", script};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return translator.run(arguments);
    };
    const Finished german = play("deutsch", {"--language", "de"});
    CHECK(german.exit == 0);
    CHECK(german.says("Heute um Mitternacht gehen die Schütze wieder hinunter."));
    CHECK(german.says("Im Karren bleiben: der Schnaps und die Schlammbretter."));
    const Finished english = play("english", {});
    CHECK(english.says("The gates go down again tonight at midnight."));
    CHECK(english.last_line() == german.last_line());
    CHECK(translator.run({"replay", "deutsch", "--audit"}).exit == 0);
    CHECK(translator.run({"play", "--game", "english", "--language", "de", "--script", script}).exit == 0);
    const Finished unknown = play("other", {"--language", "xx"});
    CHECK(unknown.exit == 1);
    CHECK(unknown.says("its languages: de"));
}
