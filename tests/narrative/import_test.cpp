// SPDX-License-Identifier: MIT
// Stories of Twee and Yarn become ink that plays as they do. The ways in stories/foreign/*.paths are what yarn-bound
// says (tests/peers/yarn_paths.mjs).
#include "narrative/play.hpp"

#include "support/catch.hpp"

#include <goldbox/narrative/compiler.hpp>
#include <goldbox/narrative/import.hpp>

#include <sstream>

using namespace goldbox;
using namespace goldbox::narrative;

namespace {

std::string foreign_text(const std::string& name)
{
    std::ifstream file(GOLDBOX_SOURCE_DIR "/tests/narrative/stories/foreign/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Imported import_text(const std::string& file, std::string text, const ImportOptions& options = {})
{
    MemoryFiles files;
    files.add(file, std::move(text));
    const std::vector<std::string> names{file};
    return import_story(files, names, *notation_of(file), options);
}

/// The story, which must have become ink.
std::shared_ptr<const Story> story_from(const Imported& imported)
{
    for (const ImportRemark& remark : imported.remarks) INFO(to_string(as_diagnostic(remark)));
    INFO(imported.ink);
    REQUIRE_FALSE(imported.failed());
    return tests::must(Story::load(imported.tree->root));
}

/// What is said next, and what can be chosen then.
std::string next(Session& session)
{
    std::string text = read_on(session);
    return text + choices_of(session);
}

/// A node of Yarn, or passages of Twee, played to its first choices.
std::string told(const Imported& imported)
{
    Session session(story_from(imported));
    return next(session);
}
std::string yarn(const std::string& body)
{
    return told(import_text("a.yarn", "title: Start\n---\n" + body + "\n===\n"));
}
std::string twee(const std::string& passages)
{
    return told(import_text("a.twee", ":: Start\n" + passages));
}

/// `3:1 warning import.macro`, by place.
std::vector<std::string> remarks(const Imported& imported)
{
    std::vector<std::string> lines;
    for (const ImportRemark& remark : imported.remarks) {
        const Diagnostic& diagnostic = remark.diagnostic;
        lines.push_back(std::to_string(diagnostic.where.line) + ':' + std::to_string(diagnostic.where.column) + ' ' +
                        std::string(name(diagnostic.severity)) + ' ' + diagnostic.code);
    }
    return lines;
}

/// What is said up to the next choices, without tags.
std::string plain(Session& session)
{
    std::string text;
    while (session.can_continue()) {
        text += tests::must(session.advance()).text;
        for (const Problem& problem : session.problems()) text += "!" + problem.message + "\n";
    }
    return text;
}

/// All ways through a story, in the form of tests/peers/yarn_paths.mjs.
void walk(const std::shared_ptr<const Story>& story, std::vector<std::size_t>& way, std::string& said)
{
    constexpr std::size_t longest = 12;
    Session session(story);
    std::string text = plain(session);
    const auto offer = [&] {
        std::size_t number = 0;
        for (const Choice& choice : session.choices()) text += std::to_string(++number) + ": " + choice.text + "\n";
    };
    offer();
    for (const std::size_t taken : way) {
        REQUIRE(session.choose(taken - 1));
        text += plain(session);
        offer();
    }
    const std::size_t offered = session.choices().size();
    if (offered == 0 || way.size() == longest) {
        said += '>';
        for (const std::size_t taken : way) said += ' ' + std::to_string(taken);
        said += '\n' + text + '\n';
        return;
    }
    for (std::size_t number = 1; number <= offered; ++number) {
        way.push_back(number);
        walk(story, way, said);
        way.pop_back();
    }
}

std::string all_ways(const Imported& imported)
{
    std::vector<std::size_t> way;
    std::string said;
    walk(story_from(imported), way, said);
    return said;
}

} // namespace

TEST_CASE("a Yarn story tells on every way what it tells in yarn-bound", "[import][yarn]")
{
    for (const std::string name : {"inn", "maze"}) {
        const Imported imported = import_text(name + ".yarn", foreign_text(name + ".yarn"));
        CHECK(imported.untranslated == 0);
        CHECK(all_ways(imported) == foreign_text(name + ".paths"));
    }
}

TEST_CASE("lines of Yarn keep their words, values, tags and marks", "[import][yarn]")
{
    CHECK(yarn("Ann: Hello! #line:a1 #shout") == "Ann: Hello!\n[id:a1][shout]");
    CHECK(yarn("\\{a\\} \\<\\<b\\>\\> \\#c \\\\ http:\\/\\/d // e") == "{a} <<b>> #c \\ http://d\n");
    CHECK(yarn("* - + = ~ -> | [x]y[/x] \\[z\\]") == "* - + = ~ -> | y [z]\n");
    CHECK(yarn("VAR x\nTODO: y\nelse: z\nINCLUDEx\nreturned") == "VAR x\nTODO: y\nelse: z\nINCLUDEx\nreturned\n");
    CHECK(yarn("<<set $x = 2>>\n{$x} [plural value={$x} one=\"rat\" other=\"% rats\"/] [select value={$x} 1=a 2=b/]") ==
          "2 2 rats b\n");
    CHECK(yarn("{\"a\"}{1.5}{-2}{not true}{\"x\\\"y\"}") == "a1.5-2falsex\"y\n");
    CHECK(yarn("[nomarkup][b]{1}[/b][/nomarkup] [b]c[/b]") == "[b]1[/b] c\n");
}

TEST_CASE("numbers of Yarn divide as fractions, and its functions answer as they do there", "[import][yarn]")
{
    CHECK(yarn("{7 / 2} {7 % 4} {2 * 7 / 4} {10 - 2 - 3} {2 - 3 + 4} {8 / 2 * 3} {7 - (2 + 3)}") ==
          "3.5 3 3.5 5 3 12 2\n");
    CHECK(yarn("{1 eq 1} {1 is 2} {1 neq 2} {3 gt 2} {3 lte 2} {true xor true} {true && false || true}") ==
          "true false true true false false true\n");
    CHECK(yarn("{round(2.5)} {floor(-1.5)} {ceil(1.2)} {int(-1.9)} {inc(2)} {inc(2.3)} {dec(2)} {dec(2.3)} "
               "{decimal(2.5)}") == "3 -2 2 -1 3 3 1 2 0.5\n");
    CHECK(yarn("{min(3, 1)} {max(3, 1)} {string(4) + \"x\"} {round_places(1.236, 2)}") == "1 3 4x 1.24\n");
    CHECK(yarn("{dice(1)} {random_range(4, 4)}") == "1 4\n");
}

TEST_CASE("visits of Yarn count the nodes that were left", "[import][yarn]")
{
    const Imported imported =
        import_text("a.yarn", "title: Start\n---\n{visited(\"Start\")} {visited_count(\"Start\")} {visited(\"B\")}\n"
                              "<<if visited_count(\"Start\") < 2>>\n<<jump B>>\n<<endif>>\n===\n"
                              "title: B\n---\nB {visited(\"B\")}\n<<jump Start>>\n===\n");
    CHECK(told(imported) == "false 0 false\nB false\ntrue 1 true\nB true\ntrue 2 true\n");
}

TEST_CASE("a detour comes back, and a jump out of one does not", "[import][yarn]")
{
    const std::string side =
        "===\ntitle: Side\n---\nside\n<<if $out>>\n<<jump End>>\n<<endif>>\n<<return>>\nnever\n===\n"
        "title: End\n---\nend\n<<detour Side2>>\n===\ntitle: Side2\n---\nlast\n===\n";
    const auto story = [&](const std::string& out) {
        return told(import_text("a.yarn", "title: Start\n---\n<<set $out = " + out +
                                              ">>\n<<detour Side>>\nback\n<<jump Side>>\n" + side));
    };
    CHECK(story("false") == "side\nback\nside\n");
    CHECK(story("true") == "side\nend\nlast\n");
}

TEST_CASE("what Yarn says once is said once", "[import][yarn]")
{
    const std::string body =
        "<<set $n += 1>>\nonly <<once>>\n<<once if $n > 1>>\nlate\n<<endonce>>\n<<once>>\na\n<<else>>\nb\n<<endonce>>\n"
        "-> one <<once>>\n-> two <<once if $n > 1>>\n-> three\n<<jump Start>>\n";
    Session session(story_from(import_text("a.yarn", "title: Start\n---\n" + body + "===\n")));
    CHECK(next(session) == "only\na\none|three|");
    REQUIRE(session.choose(0));
    CHECK(next(session) == "late\nb\ntwo|three|");
    REQUIRE(session.choose(0));
    CHECK(next(session) == "b\nthree|");
}

TEST_CASE("a group of lines says each before it repeats one", "[import][yarn]")
{
    Session session(story_from(
        import_text("a.yarn", "title: Start\n---\n=> a\n=> b\n=> c <<if false>>\n-> on\n<<jump Start>>\n===\n")));
    const std::string first = read_on(session);
    REQUIRE(session.choose(0));
    const std::string second = read_on(session);
    CHECK((first == "a\n" || first == "b\n"));
    CHECK((second == "a\n" || second == "b\n"));
    CHECK(first != second);
}

TEST_CASE("options of Yarn of which none can be taken are passed over", "[import][yarn]")
{
    CHECK(yarn("-> a <<if false>>\n    x\n-> b <<if 1 > 2>>\nafter") == "after\n");
}

TEST_CASE("smart variables, enumerations and dynamic jumps of Yarn work", "[import][yarn]")
{
    CHECK(yarn("<<declare $rich = $gold > $limit>>\n<<declare $limit = 2>>\n{$rich}\n<<set $gold = 3>>\n{$rich}") ==
          "false\ntrue\n");
    CHECK(yarn("<<declare $f = Fruit.Pear>>\n<<enum Fruit>>\n<<case Apple>>\n<<case Pear>>\n<<endenum>>\n{$f == "
               "Fruit.Pear} {$f == Fruit.Apple} [select value={$f} Apple=a Pear=p/]") == "true false p\n");
    CHECK(told(import_text(
              "a.yarn",
              "title: Start\n---\n<<set $to = \"B c\">>\n<<jump {$to}>>\n===\ntitle: B c\n---\nthere\n===\n")) ==
          "there\n");
}

TEST_CASE("commands and functions of a game become externals with a fallback", "[import][yarn]")
{
    const Imported imported = import_text(
        "a.yarn", "title: Start\n---\n<<fade out 2 {1 + 1}>>\nA {luck(1)}\n<<fade>>\n<<call luck(2)>>\n===\n");
    CHECK(imported.untranslated == 0);
    CHECK(told(imported) == "A 0\n");
    CHECK(remarks(imported) == std::vector<std::string>{"3:1 author import.command", "4:4 author import.function",
                                                        "5:1 author import.command"});
    CHECK(imported.ink.find("~ fade(\"out\", 2, 1 + 1)\n") != std::string::npos);
    CHECK(imported.ink.find("~ fade(\"\", \"\", \"\")\n") != std::string::npos);
}

TEST_CASE("what Yarn has and ink has not is reported at its place", "[import][yarn]")
{
    const Imported imported =
        import_text("a.yarn", "stray\ntitle: Start\nwhen: always\n---\n<<endif>>\n<<jump Nowhere>>\n<<set $x = [1]>>\n"
                              "<<if visited($x)>>\na\n{$x.y(}\n===\ntitle: Start\n---\n===\ntitle: Open\n---\nb\n");
    CHECK(remarks(imported) ==
          std::vector<std::string>{"1:1 warning import.header", "3:1 warning import.header",
                                   "5:1 warning import.unopened", "6:1 warning import.missing_target",
                                   "7:1 warning import.expression", "8:1 warning import.expression",
                                   "8:1 warning import.unclosed", "10:6 warning import.expression",
                                   "12:1 warning import.duplicate", "15:1 warning import.unclosed"});
    CHECK(imported.untranslated == 10);
}

// --- Twee
// --------------------------------------------------------------------------------------------------------------

TEST_CASE("passages of Twee have names, tags and metadata", "[import][twee]")
{
    const Imported imported = import_text(
        "a.twee", ":: StoryTitle\nThe \"Title\"\n\n:: StoryData\n{\"ifid\": \"x\", \"start\": \"A [b] \\\\c\"}\n"
                  ":: A \\[b\\] \\\\c [dark wet] {\"position\":\"1,2\"}\nFirst.\n[[é ü]] [[é ü 2]]\n\n\n::é "
                  "ü\nSecond.\n:: é ü 2{\"size\":\"1,1\"}\nThird.\n");
    CHECK(imported.remarks.empty());
    CHECK(imported.passages == 3);
    CHECK(told(imported) == "First.\n[title: The \"Title\"][dark][wet]é ü|é ü 2|");
    CHECK(remarks(import_text("a.twee", "stray\n:: Start {bad\nx\n:: B [c\ny\n:: B\nz\n:: StoryData\n{\n")) ==
          std::vector<std::string>{"1:1 warning import.header", "2:10 warning import.header",
                                   "4:1 warning import.duplicate", "4:6 warning import.header",
                                   "8:1 warning import.metadata"});
}

TEST_CASE("links of every form become choices", "[import][twee]")
{
    CHECK(
        twee("[[B]] [[b|B]] [[c->B]] [[B<-d]]\n* [[e|B]]\n<<link \"f\" \"B\">><</link>> <<button [[g|B]]>><</button>>\n"
             "<<set $to to \"B\", $say to \"h\">>[[$say|$to]] <a data-passage=\"B\">i</a> <<link 'j $say'>><<goto "
             "'B'>><</link>>\n:: B\nThere.") == "B|b|c|d|e|f|g|h|i|j h|");
    CHECK(twee("Go [[north|B]] or [[south->B]].\n:: B\n") == "Go north or south.\nnorth|south|");
    CHECK(twee("<<if true>>You may [[enter|B]]<<else>>no<</if>>.\n:: B\n") == "You may enter.\nenter|");
}

TEST_CASE("what a link sets is set when it is taken, and where its passage is only known then it is found",
          "[import][twee]")
{
    Session session(story_from(import_text(
        "a.twee",
        ":: Start\n<<set $x to 1, $to to \"B b\">>$x\n[[a|$to][$x to $x + 1; $y to \"z\"]]\n:: B b\n$x $y\n")));
    CHECK(read_on(session) == "1\n");
    REQUIRE(session.choose(0));
    CHECK(read_on(session) == "2 z\n");
}

TEST_CASE("a link is offered under the conditions that held where it stood", "[import][twee]")
{
    CHECK(twee("<<set $x to 1>><<if $x is 1>>[[a|B]]<<elseif $x is 2>>[[b|B]]<<else>>[[c|B]]<</if>><<set $x to "
               "2>>\n<<if $x is 1>>[[d|B]]<<else>>[[e|B]]<</if>>\n:: B\n") == "a|e|");
    CHECK(twee("<<if true>><<if false>>[[a|B]]<<else>>[[b|B]]<</if>>[[c|B]]<</if>>\n:: B\n") == "b|c|");
    CHECK(twee("<<if false>>[[a|B]]<</if>>\n:: B\n") == "");
}

TEST_CASE("text of SugarCube is shown with the same line breaks", "[import][twee]")
{
    CHECK(twee("a \\\nb\n  \\c\n<<nobr>>\nd\ne\n<</nobr>>\nf") == "a bc\nd e\nf\n");
    CHECK(twee("x<<set $a to 1>> y $a<<set $a to 2>> z $a") == "x y 1 z 2\n");
    CHECK(twee("Now<<if true>> one\ntwo<</if>> three\n<<if false>>no\nno<</if>>four") == "Now one\ntwo three\nfour\n");
    CHECK(twee("Now<<if false>> one\ntwo<</if>> three") == "Now three\n");
    CHECK(twee("Now<<if false>> one\ntwo<<else>> six\nseven\n<</if>>three") == "Now six\nseven\nthree\n");
    CHECK(twee("<<silently>>hidden <<set $a to 5>><</silently>>$a") == "5\n");
}

TEST_CASE("markup of SugarCube leaves its words", "[import][twee]")
{
    CHECK(twee("''a'' //b// __c__ ==d== ^^e^^ ~~f~~ @@.g;h@@ <b>i</b> <nowiki>//$j//</nowiki> \"\"\"''k''\"\"\" "
               "{{{$l}}}") == "a b c d e f h i //$j// ''k'' $l\n");
    CHECK(twee("!Head\n----\n>quote\n/* a */b/% c %/d<!-- e -->f &amp; &lt;g&gt; &#65; $$h http://i.org//j") ==
          "Head\nquote\nbdf & <g> A $h http://i.org//j\n");
    CHECK(twee("a // b, 3 == 4, snake_case $5 5% <3 { | } # ~ -> <- [x]") ==
          "a // b, 3 == 4, snake_case $5 5% <3 { | } # ~ -> <- [x]\n");
}

TEST_CASE("expressions of SugarCube", "[import][twee]")
{
    CHECK(
        twee("<<= 7 / 2>> <<= 7 % 4>> <<- 2 + 3 * 4>> <<print \"a\" + 1>> <<= 'it\\'s'>> <<= true ? \"y\" : \"n\">>") ==
        "3.5 3 14 a1 it's y\n");
    CHECK(twee("<<= 1 is 1>> <<= 1 isnot 1>> <<= 2 gt 1 and not false>> <<= 1 === 1 || false>> <<= 3 lte 2>> <<= 2 neq "
               "3>>") == "true false true true false true\n");
    CHECK(twee("<<= Math.round(2.5)>> <<= Math.floor(2.7)>> <<= Math.max(1, 5, 3)>> <<= Math.abs(-3)>> <<= random(4, "
               "4)>> <<= either(7, 7)>> <<= passage()>> <<= turns()>>") == "3 2 5 3 4 7 Start 1\n");
    CHECK(twee("<<set $o to {hp: 10, bag: {gold: 3}}>><<set $o.hp -= 4>>$o.hp $o.bag.gold <<set $n++>><<set $n *= "
               "5>>$n<<unset $n>> $n") == "6 3 5 0\n");
}

TEST_CASE("macros of SugarCube that ink has otherwise", "[import][twee]")
{
    CHECK(twee("<<set $x to 2>><<switch $x>><<case 1>>one<<case 2 3>>two<<default>>many<</switch>>") == "two\n");
    CHECK(twee("<<for _i to 0; _i lt 3; _i++>>_i.<</for>>") == "0.\n1.\n2.\n");
    CHECK(twee("a\n<<include \"B\">>\nc\n:: B\nb [[d|Start]]") == "a\nb d\nc\nd|");
    Session session(
        story_from(import_text("a.twee", ":: Start\n$n\n<<link \"more\">><<set $n += 1>><</link>>\n<<linkreplace "
                                         "\"look\">>A box [[open|B]].<</linkreplace>>\n"
                                         "[[go|B]]\n:: B\n$n <<= visited(\"Start\")>> <<= visited()>> <<= "
                                         "lastVisited(\"Start\")>>\n[[again|Start]]\n")));
    CHECK(next(session) == "0\nmore|look|go|");
    REQUIRE(session.choose(0));
    CHECK(next(session) == "more|look|go|");
    REQUIRE(session.choose(1));
    CHECK(next(session) == "A box open.\nmore|open|go|");
    REQUIRE(session.choose(1));
    CHECK(next(session) == "1 1 1 3\nagain|");
}

TEST_CASE("special passages of SugarCube", "[import][twee]")
{
    const Imported imported = import_text("a.twee", ":: StoryInit\n<<set $a to 1>>\n<<set $b to $a + 1>>\n:: "
                                                    "StoryAuthor\nAnn\n:: PassageHeader\nHead\n:: PassageFooter\nFoot\n"
                                                    ":: Start\n$a $b\n[[End]]\n:: End\nend\n");
    CHECK(imported.ink.find("VAR a = 1\n") != std::string::npos);
    Session session(story_from(imported));
    CHECK(plain(session) == "Head\n1 2\nFoot\n");
    REQUIRE(session.choose(0));
    CHECK(plain(session) == "Head\nend\nFoot\n");
}

TEST_CASE("passages that are not for reading cannot be visited", "[import][twee]")
{
    const Imported imported =
        import_text("a.twee", ":: StoryInit\n<<set $x to visited()>>\n:: Code [script]\n1\n:: Start\n[[Code]]\n");
    CHECK(remarks(imported) == std::vector<std::string>{"2:1 warning import.expression", "3:1 warning import.passage",
                                                        "6:1 warning import.missing_target"});
    CHECK(told(imported) == "Code|");
}

TEST_CASE("what SugarCube has and ink has not is reported at its place", "[import][twee]")
{
    const Imported imported = import_text("lost.twee", foreign_text("lost.twee"));
    CHECK(remarks(imported) ==
          std::vector<std::string>{
              "4:1 warning import.passage", "7:1 warning import.passage", "10:1 warning import.passage",
              "10:1 author import.never_set", "13:1 author import.never_set", "14:1 warning import.macro",
              "15:1 warning import.macro", "16:1 warning import.expression", "17:1 warning import.expression",
              "18:1 warning import.macro", "19:1 author import.html", "19:17 warning import.html",
              "19:35 warning import.markup", "20:1 warning import.expression", "21:1 warning import.missing_target",
              "22:1 warning import.missing_target", "23:1 warning import.macro", "24:1 warning import.unclosed"});
    CHECK(imported.untranslated == 15);
    CHECK(told(imported) == "Late words.\nBold and\nnever closed\nNowhere|Site|End|");
    for (const ImportRemark& remark : imported.remarks) CHECK_FALSE(remark.instead.empty());
}

TEST_CASE("of other story formats words and links are imported, and the format is reported", "[import][twee]")
{
    const std::string data =
        ":: StoryData\n{\"ifid\": \"x\", \"format\": \"Harlowe\", \"format-version\": \"3.3.8\"}\n";
    const Imported harlowe = import_text(
        "a.twee", data + ":: Start\n(set: $x to \"a)\")Words $x (if: $x is 1)[hook]\n[[Go->End]]\n:: End\nend");
    CHECK(harlowe.format == "Harlowe 3.3.8");
    CHECK(remarks(harlowe) == std::vector<std::string>{"3:1 warning import.format", "4:1 warning import.macro",
                                                       "4:27 warning import.macro"});
    CHECK(told(harlowe) == "Words $x [hook]\nGo|");
    CHECK(remarks(import_text("a.twee", ":: Start\n(link-goto: \"x\", \"y\")")).front() == "1:1 warning import.format");
    CHECK(told(import_text("a.twee",
                           ":: StoryData\n{\"format\": \"Chapbook\"}\n:: Start\n<<not a macro>> {x} [[B]]\n:: B\n")) ==
          "<<not a macro>> {x} B\nB|");
}

TEST_CASE("the larger Twee story plays as SugarCube's manual has it", "[import][twee]")
{
    const Imported imported = import_text("ferry.twee", foreign_text("ferry.twee"));
    CHECK(imported.untranslated == 0);
    CHECK(imported.format == "SugarCube 2.36.1");
    CHECK(imported.ink == foreign_text("ferry.ink"));
    Session session(story_from(imported));
    const auto choose = [&](const std::string& text) {
        std::size_t number = 0;
        while (number < session.choices().size() && session.choices()[number].text != text) ++number;
        INFO(choices_of(session) << " has no " << text);
        REQUIRE(session.choose(number));
        std::string said = plain(session);
        return said + choices_of(session);
    };
    CHECK(plain(session) ==
          "The quay is wet. You have 7 coins. A bell rings.\nA clerk dozes in a booth, and the ferry waits.\n");
    CHECK(choose("Walk to the lamp seller") ==
          "Lamps hang everywhere.\nRow 1: 2 coins.\nRow 2: 4 coins.\nRow 3: 6 coins.\nYou could buy something.\n"
          "It costs 2 coins; half is 1, and a third of your 7 is 2.\nLook closer|Buy a lamp|Back|");
    CHECK(choose("Look closer") == "One lamp is chipped.\nBuy a lamp|Back|");
    (void)choose("Buy a lamp");
    CHECK(choose("Back") ==
          "The quay is wet. You have 5 coins and a lamp. A bell rings.\nYou have been here before.\n"
          "A clerk dozes in a booth, and the ferry waits.\nclerk|Walk to the lamp seller|Sneak aboard|");
    CHECK(choose("clerk") ==
          "The clerk opens one eye. \"Five coins, traveler.\"\nAsk for a \"name\"|Pay (5 of 5)|Leave|");
    CHECK(choose("Ask for a \"name\"") == "Ask for a \"name\"|Pay (5 of 5)|Leave|");
    (void)choose("Pay (5 of 5)");
    CHECK(choose("Board the ferry") == "Your pack weighs 5 and belongs to nobody.\nYou stand at the rail, "
                                       "friend.\nYour lamp shows the far shore\nand its lights.\n"
                                       "Tea costs 3. Now it costs 4.\nYou can read the sign.\nSail|");
    CHECK(choose("Sail") == "The ferry leaves: {5 < 6} | 100% #1 ~ \"home\" -> away. See "
                            "http://example.org/ferry.\nYou came through the quay 3 times.\n");
}

// --- both
// --------------------------------------------------------------------------------------------------------------

TEST_CASE("names that ink could not have, or has already, get others", "[import]")
{
    CHECK(twee("[[END]] [[2nd]] [[a-b]] [[a b]] <<set $END to 1, $a_b to 2, $not to 3>>$END $a_b $not\n:: END\n:: "
               "2nd\n:: a-b\n:: a b\n") == "END 2nd a-b a b 1 2 3\nEND|2nd|a-b|a b|");
    CHECK(yarn("<<set $Start = 1>><<set $options = 2>>{$Start}{$options}{round(1.2)}\n<<set $round = 3>>\n{$round}") ==
          "121\n3\n");
}

TEST_CASE("a story that is none, too large or too deep is refused", "[import]")
{
    const auto reason = [](const Imported& imported) {
        CHECK(imported.failed());
        CHECK(imported.ink.empty());
        for (const ImportRemark& remark : imported.remarks) {
            if (remark.diagnostic.severity == Severity::error) return remark.diagnostic.code;
        }
        return std::string();
    };
    CHECK(reason(import_text("a.twee", "no passage")) == "import.nothing");
    CHECK(reason(import_text("a.yarn", "")) == "import.nothing");
    CHECK(reason(import_text("a.yarn", "title: A\n---\nb\n===\n", {.max_source_bytes = 10})) == "import.too_large");
    std::string deep = ":: Start\n";
    for (int i = 0; i < 5000; ++i) deep += "<<if true>>";
    CHECK(reason(import_text("a.twee", deep)) == "import.too_deep");
    deep = "title: A\n---\n";
    for (std::size_t i = 0; i < 5000; ++i) deep += std::string(i, ' ') + "-> a\n";
    CHECK(reason(import_text("a.yarn", deep + "===\n")) == "import.too_deep");
    const std::vector<std::string> names{"none.twee"};
    CHECK(reason(import_story(MemoryFiles(), names, Notation::twee)) == "import.file_not_found");
}

TEST_CASE("signs that never close cost linear time", "[import]")
{
    for (const std::string sign : {"<<", "<<a", "<<set ", "[[", "/*", "{{{", "\"\"\"", "<a", "@@", "&", "''",
                                   "<<if true>>", "<<link \"a\">>", "\\\n", "((", "$a[", "`"}) {
        std::string text = ":: Start\n";
        while (text.size() < 300'000) text += sign;
        INFO(sign);
        (void)import_text("a.twee", text);
    }
    for (const std::string sign : {"<<", "{", "[", "[a=", "-> \n", "<<if 1>>\n", "<<a {", "#", "\\", "=> \n  "}) {
        std::string text = "title: Start\n---\n";
        while (text.size() < 300'000) text += sign;
        INFO(sign);
        (void)import_text("a.yarn", text);
    }
    std::string sum = ":: Start\n<<= 1";
    while (sum.size() < 300'000) sum += " + 1";
    (void)import_text("a.twee", sum + ">>");
}

TEST_CASE("a story's files are found by name, by folder and by project", "[import]")
{
    MemoryFiles files;
    files.add("a.twee", "");
    files.add("deep/b.tw", "");
    CHECK(find_story_files(files, "")->names == std::vector<std::string>{"a.twee", "deep/b.tw"});
    CHECK(find_story_files(files, "a.twee")->notation == Notation::twee);
    files.add("talk/c.yarn", "");
    files.add("talk/deep/d.yarn", "");
    files.add("talk/deep/draft.yarn", "");
    files.add("talk/t.yarnproject",
              R"({"projectFileVersion": 3, "sourceFiles": ["**/*.yarn"], "excludeFiles": ["**/draft.*"]})");
    CHECK(find_story_files(files, "").error().reason == "import.mixed");
    CHECK(find_story_files(files, "", Notation::yarn)->names.size() == 3);
    CHECK(find_story_files(files, "talk/t.yarnproject")->names ==
          std::vector<std::string>{"talk/c.yarn", "talk/deep/d.yarn"});
    CHECK(find_story_files(files, "x.txt").error().reason == "import.nothing");
    CHECK(find_story_files(MemoryFiles(), "").error().reason == "import.nothing");
    files.add("talk/e.yarnproject", R"({"sourceFiles": ["*.none"]})");
    CHECK(find_story_files(files, "talk/e.yarnproject").error().reason == "import.nothing");
    files.add("talk/f.yarnproject", "{}");
    CHECK(find_story_files(files, "talk/f.yarnproject").error().reason == "import.project");
}

TEST_CASE("several files are one story", "[import]")
{
    MemoryFiles files;
    files.add("a.twee", ":: Start\n[[End]]\n");
    files.add("b.tw", ":: End\nThere.\n");
    const std::vector<std::string> names{"a.twee", "b.tw"};
    const Imported imported = import_story(files, names, Notation::twee);
    CHECK(imported.untranslated == 0);
    CHECK(imported.passages == 2);
}

TEST_CASE("a loop inside a condition keeps its temporaries", "[import][twee]")
{
    const std::string loop =
        "<<if $x>>\n<<for _i to 0; _i lt 2; _i++>>Row _i\n<</for>>\n<<else>>none\n<</if>>\n[[again|Start]]";
    Session session(story_from(import_text("a.twee", ":: StoryInit\n<<set $x to true>>\n:: Start\n" + loop)));
    CHECK(next(session) == "Row 0\nRow 1\nagain|");
    REQUIRE(session.choose(0));
    CHECK(next(session) == "Row 0\nRow 1\nagain|");
}
