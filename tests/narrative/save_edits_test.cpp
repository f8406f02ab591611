// SPDX-License-Identifier: MIT
// Stories are edited under saved games: places are kept where their words are, moved to the nearest label and reported
// where they are not, and no session is ever stuck.
#include "compile_text.hpp"
#include "ink_player.hpp"
#include "play.hpp"
#include "support/ink_cases.hpp"
#include "support/skip.hpp"

#include <goldbox/base/file_source.hpp>

#include <iostream>

namespace goldbox::narrative {
namespace {

using tests::compiled;
using tests::must;

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    REQUIRE(text.find(what, at + 1) == std::string::npos);
    return text.replace(at, what.size(), by);
}

const std::string harbor = R"(VAR gold = 10
VAR mood = 1
LIST bag = rope, (torch), lamp
-> harbor
=== harbor ===
The harbor lies quiet.
A gull looks at you.
* [Ask the sailor] He shrugs.
  He looks away.
  -> harbor.quay
* [Buy a rope] You buy it.
  ~ bag += rope
  ~ gold -= 3
  -> harbor.quay
+ [Walk on] -> road
= quay
You stand on the quay.
Waves come and go.
+ [Back] -> harbor
+ [Dive] You dive.
  - - (deep) It is dark down here.
  Something glitters.
  + + [Grab it] -> treasure ->
      You rise again.
      -> harbor
  + + [Rise] -> harbor
=== treasure ===
A chest! It creaks.
{price(4)} coins lie in it.
You take them.
->->
=== road ===
The road is long.
- (bend) It bends.
{mood > 0: You whistle.}
+ [Rest] You rest a while.
  -> bend
+ [Return] -> harbor
=== function price(n) ===
So many!
Count them:
~ return n * 2
)";

/// How a game was left, and what its story's reader must find after an edit.
struct SaveEdit {
    std::string name;
    std::vector<std::string> choices; ///< made, by their text
    int lines = -1;                   ///< read after the last of them; -1: all, up to the next choice
    std::vector<std::pair<std::string, std::string>> changes;
    std::string goes_on; ///< all that is read and offered then
    std::string moved;   ///< part of the report; empty: nothing to report
};

const std::vector<SaveEdit> edits = {
    {"nothing", {}, 1, {}, "A gull looks at you.\nAsk the sailor|Buy a rope|Walk on|", ""},
    {"lines are inserted before the place",
     {},
     1,
     {{"The harbor lies quiet.", "Dawn.\nIt is cold.\n~ mood = 2\nThe harbor lies quiet."}},
     "A gull looks at you.\nAsk the sailor|Buy a rope|Walk on|",
     ""},
    {"a line is inserted at the place",
     {},
     1,
     {{"A gull looks at you.", "{gold} coins are left.\nA gull looks at you."}},
     "10 coins are left.\nA gull looks at you.\nAsk the sailor|Buy a rope|Walk on|",
     ""},
    {"the next line is reworded",
     {},
     1,
     {{"A gull looks at you.", "A raven looks at you."}},
     "A raven looks at you.\nAsk the sailor|Buy a rope|Walk on|",
     ""},
    {"the next line goes", {}, 1, {{"A gull looks at you.\n", ""}}, "Ask the sailor|Buy a rope|Walk on|", ""},
    {"knots change their order",
     {"Walk on"},
     1,
     {{"=== treasure ===\nA chest! It creaks.\n{price(4)} coins lie in it.\nYou take them.\n->->\n", ""},
      {"=== function price", "=== treasure ===\nA chest! It creaks.\n{price(4)} coins lie in it.\nYou take "
                             "them.\n->->\n=== function price"}},
     "It bends.\nYou whistle.\nRest|Return|",
     ""},
    {"a knot moves to the front",
     {"Walk on"},
     1,
     {{"=== road ===\nThe road is long.\n- (bend) It bends.\n{mood > 0: You whistle.}\n+ [Rest] You rest a while.\n  "
       "-> "
       "bend\n+ [Return] -> harbor\n",
       ""},
      {"=== harbor ===", "=== road ===\nThe road is long.\n- (bend) It bends.\n{mood > 0: You whistle.}\n+ [Rest] You "
                         "rest a while.\n  -> bend\n+ [Return] -> harbor\n=== harbor ==="}},
     "It bends.\nYou whistle.\nRest|Return|",
     ""},
    {"choices are added before those that wait",
     {},
     -1,
     {{"* [Ask the sailor]", "* [Shout] Nobody hears.\n  -> harbor.quay\n* [Sit] -> harbor.quay\n* [Ask the sailor]"}},
     "Ask the sailor|Buy a rope|Walk on|",
     ""},
    {"a choice that was used up stays so behind new ones",
     {"Ask the sailor", "Back"},
     1,
     {{"* [Ask the sailor]", "* [Shout] Nobody hears.\n  -> harbor.quay\n* [Ask the sailor]"}},
     "A gull looks at you.\nShout|Buy a rope|Walk on|",
     ""},
    {"a choice that was used up stays so when it is reworded",
     {"Ask the sailor", "Back"},
     1,
     {{"* [Ask the sailor]", "* [Ask the old sailor]"}},
     "A gull looks at you.\nBuy a rope|Walk on|",
     ""},
    {"a waiting choice goes",
     {},
     -1,
     {{"* [Ask the sailor] He shrugs.\n  He looks away.\n  -> harbor.quay\n", ""}},
     "Buy a rope|Walk on|",
     "\"Ask the sailor\" is gone"},
    {"all waiting choices go",
     {"Walk on"},
     -1,
     {{"+ [Rest] You rest a while.\n  -> bend\n+ [Return] -> harbor\n", "-> harbor\n"}},
     "It bends.\nYou whistle.\nThe harbor lies quiet.\nA gull looks at you.\nAsk the sailor|Buy a rope|Walk on|",
     "goes on at road.0.bend"},
    {"the outcome of a choice is kept when choices move",
     {"Ask the sailor"},
     1,
     {{"* [Ask the sailor]", "* [Shout] Nobody hears.\n  -> harbor.quay\n* [Ask the sailor]"}},
     "He looks away.\nYou stand on the quay.\nWaves come and go.\nBack|Dive|",
     ""},
    {"a label is renamed",
     {"Ask the sailor", "Dive"},
     1,
     {{"(deep)", "(bottom)"}},
     "It is dark down here.\nSomething glitters.\nGrab it|Rise|",
     ""},
    {"a label is renamed where choices wait",
     {"Ask the sailor", "Dive"},
     -1,
     {{"(deep)", "(bottom)"}},
     "Grab it|Rise|",
     ""},
    {"a knot is renamed",
     {"Walk on"},
     1,
     {{"=== road ===", "=== street ==="}, {"+ [Walk on] -> road", "+ [Walk on] -> street"}},
     "It bends.\nYou whistle.\nRest|Return|",
     "street stands for it"},
    {"the stitch where the player stands goes",
     {"Ask the sailor"},
     3,
     {{"= quay\nYou stand on the quay.\nWaves come and go.\n+ [Back] -> harbor\n+ [Dive] You dive.\n  - - (deep) It is "
       "dark down here.\n  Something glitters.\n  + + [Grab it] -> treasure ->\n      You rise again.\n      -> "
       "harbor\n "
       " + + [Rise] -> harbor\n",
       ""},
      {"He looks away.\n  -> harbor.quay", "He looks away.\n  -> harbor"},
      {"~ gold -= 3\n  -> harbor.quay", "~ gold -= 3\n  -> harbor"}},
     "The harbor lies quiet.\nA gull looks at you.\nBuy a rope|Walk on|",
     "goes on at harbor"},
    {"the knot where the player stands goes",
     {"Walk on"},
     1,
     {{"=== road ===\nThe road is long.\n- (bend) It bends.\n{mood > 0: You whistle.}\n+ [Rest] You rest a while.\n  "
       "-> "
       "bend\n+ [Return] -> harbor\n",
       ""},
      {"+ [Walk on] -> road", "+ [Walk on] -> harbor"}},
     "The harbor lies quiet.\nA gull looks at you.\nAsk the sailor|Buy a rope|Walk on|",
     "the story's beginning"},
    {"the knot where choices wait goes",
     {"Walk on"},
     -1,
     {{"=== road ===\nThe road is long.\n- (bend) It bends.\n{mood > 0: You whistle.}\n+ [Rest] You rest a while.\n  "
       "-> "
       "bend\n+ [Return] -> harbor\n",
       ""},
      {"+ [Walk on] -> road", "+ [Walk on] -> harbor"}},
     "The harbor lies quiet.\nA gull looks at you.\nAsk the sailor|Buy a rope|Walk on|",
     "the story's beginning"},
    {"a variable is renamed",
     {"Buy a rope"},
     -1,
     {{"VAR gold = 10", "VAR coins = 10"}, {"~ gold -= 3", "~ coins -= 3"}},
     "Back|Dive|",
     "variable gold is gone"},
    {"a LIST loses an item and gains others",
     {"Buy a rope"},
     -1,
     {{"LIST bag = rope, (torch), lamp", "LIST bag = sword, (torch), map, lamp"}, {"~ bag += rope", "~ bag += sword"}},
     "Back|Dive|",
     "bag.rope"},
    {"a function on the stack changes its words",
     {"Ask the sailor", "Dive", "Grab it"},
     2,
     {{"So many!", "So very many!"}, {"Count them:", "Just count them:"}},
     "Just count them:8 coins lie in it.\nYou take them.\nYou rise again.\nThe harbor lies quiet.\nA gull looks at "
     "you.\nBuy a rope|Walk "
     "on|",
     ""},
    {"a function on the stack goes",
     {"Ask the sailor", "Dive", "Grab it"},
     2,
     {{"=== function price(n) ===\nSo many!\nCount them:\n~ return n * 2\n", ""}, {"{price(4)} coins", "Some coins"}},
     "Some coins lie in it.\nYou take them.\nYou rise again.\nThe harbor lies quiet.\nA gull looks at you.\nBuy a "
     "rope|Walk on|",
     "changed"},
    {"a tunnel on the stack gets lines",
     {"Ask the sailor", "Dive", "Grab it"},
     1,
     {{"A chest! It creaks.", "A box.\nWhat is it?\nA chest! It creaks."}, {"You take them.", "You take them all."}},
     "So many!\nCount them:8 coins lie in it.\nYou take them all.\nYou rise again.\nThe harbor lies quiet.\nA gull "
     "looks at "
     "you.\nBuy a rope|Walk on|",
     ""},
    {"a tunnel on the stack goes",
     {"Ask the sailor", "Dive", "Grab it"},
     1,
     {{"=== treasure ===\nA chest! It creaks.\n{price(4)} coins lie in it.\nYou take them.\n->->\n", ""},
      {"+ + [Grab it] -> treasure ->\n", "+ + [Grab it]\n"}},
     "You rise again.\nThe harbor lies quiet.\nA gull looks at you.\nBuy a rope|Walk on|",
     "the session leaves it"},
    {"the caller of a tunnel gets lines before its call",
     {"Ask the sailor", "Dive", "Grab it"},
     1,
     {{"+ + [Grab it] -> treasure ->", "+ + [Grab it] You reach out.\n      Yes!\n      -> treasure ->"}},
     "So many!\nCount them:8 coins lie in it.\nYou take them.\nYou rise again.\nThe harbor lies quiet.\nA gull looks "
     "at you.\nBuy a "
     "rope|Walk on|",
     ""},
    {"a gather becomes two",
     {"Walk on"},
     2,
     {{"- (bend) It bends.\n", "- Dust.\n- (bend) It bends.\n"}},
     "You whistle.\nRest|Return|",
     ""},
    {"a gather goes and its lines stay",
     {"Walk on"},
     2,
     {{"- (bend) It bends.\n", "It bends.\n"}, {"You rest a while.\n  -> bend", "You rest a while.\n  -> road"}},
     "You whistle.\nRest|Return|",
     ""},
    {"a knot gets parameters",
     {"Walk on"},
     1,
     {{"=== road ===\nThe road is long.\n- (bend) It bends.",
       "=== road(miles) ===\n{miles} miles.\n- (bend) It turns."},
      {"+ [Walk on] -> road", "+ [Walk on] -> road(3)"},
      {"{mood > 0: You whistle.}", "{mood > 0: You sing.}"},
      {"You rest a while.\n  -> bend", "You rest.\n  -> bend"}},
     "",
     ""},
    {"a conditional is wrapped around the place",
     {},
     1,
     {{"A gull looks at you.\n", "{mood > 0:\n  A gull looks at you.\n- else:\n  No gull.\n}\n"}},
     "A gull looks at you.\nAsk the sailor|Buy a rope|Walk on|",
     ""},
};

std::size_t index_of(const Session& session, const std::string& text)
{
    const auto choices = session.choices();
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (choices[i].text == text) return i;
    }
    FAIL("no choice " << text << " in " << choices_of(session));
    return 0;
}

Session left_as(const std::shared_ptr<const Story>& story, const SaveEdit& edit)
{
    Session session(story, {.seed = 5});
    for (const std::string& choice : edit.choices) {
        (void)must(session.advance_all());
        REQUIRE(session.choose(index_of(session, choice)));
    }
    if (edit.lines < 0) (void)must(session.advance_all());
    for (int i = 0; i < edit.lines; ++i) (void)must(session.advance());
    return session;
}

std::string reported(const std::vector<Problem>& moved)
{
    std::string all;
    for (const Problem& problem : moved) all += problem.message + "\n";
    return all;
}

bool stuck(const Session& session)
{
    return !session.can_continue() && session.choices().empty();
}

/// Deltas of a session resumed on another story still add up to its state.
void check_deltas(Session& session, SessionState told)
{
    for (int step = 0; step < 4; ++step) {
        (void)narrative::apply(told, session.take_delta());
        CHECK(told == session.state());
        if (session.can_continue()) {
            (void)must(session.advance());
        } else if (!session.choices().empty()) {
            REQUIRE(session.choose(0));
        }
    }
}

} // namespace

TEST_CASE("a story is edited under a saved game", "[narrative][saves]")
{
    const auto before = compiled(harbor);
    for (const SaveEdit& edit : edits) {
        std::string source = harbor;
        for (const auto& [what, by] : edit.changes) source = replaced(source, what, by);
        const auto after = compiled(source);
        const Session left = left_as(before, edit);
        for (const bool ink : {false, true}) {
            INFO(edit.name << (ink ? " (ink's save)" : " (state)"));
            auto resumed = must(ink ? Session::load(after, left.save()) : Session::resume(after, left.state()));
            INFO(reported(resumed.moved));
            CHECK_FALSE(stuck(resumed.session));
            CHECK(resumed.moved.empty() == edit.moved.empty());
            CHECK(reported(resumed.moved).find(edit.moved) != std::string::npos);
            if (edit.goes_on.empty()) continue;
            if (!ink) {
                auto copy = must(Session::resume(after, left.state()));
                check_deltas(copy.session, left.state());
            }
            const std::string text = read_on(resumed.session);
            CHECK(text + choices_of(resumed.session) == edit.goes_on);
        }
    }
}

TEST_CASE("what was seen and used up survives edits around it", "[narrative][saves]")
{
    const auto before = compiled(harbor);
    Session session =
        left_as(before, {.name = "", .choices = {"Ask the sailor", "Back", "Buy a rope", "Back", "Walk on"}});
    std::string source = replaced(harbor, "The harbor lies quiet.", "Dawn.\n{once: a|b}\nThe harbor lies quiet.");
    source = replaced(source, "{once: a|b}", "{a|b}");
    source = replaced(source, "* [Ask the sailor]", "* [Shout] Hey!\n  -> harbor.quay\n* [Ask the sailor]");
    source = replaced(source, "=== harbor ===", "=== inn ===\nAn inn.\n-> DONE\n=== harbor ===");
    const auto after = compiled(source);
    auto resumed = must(Session::resume(after, session.state()));
    CHECK(reported(resumed.moved).empty());
    CHECK(resumed.session.visits("harbor") == session.visits("harbor"));
    CHECK(resumed.session.visits("harbor.quay") == session.visits("harbor.quay"));
    CHECK(resumed.session.turn() == session.turn());
    REQUIRE(resumed.session.choose(index_of(resumed.session, "Return")));
    (void)must(resumed.session.advance_all());
    CHECK(choices_of(resumed.session) == "Shout|Walk on|");
}

TEST_CASE("a state without shapes, as older versions wrote it, resumes by its paths", "[narrative][saves]")
{
    const auto story = compiled(harbor);
    Session session = left_as(story, {.name = "", .choices = {"Ask the sailor", "Dive"}, .lines = 2});
    SessionState old = session.state();
    std::erase_if(old, [](const auto& key) { return key.first.starts_with("shape/"); });
    CHECK(old.size() < session.state().size());
    auto resumed = must(Session::resume(story, old));
    CHECK(resumed.moved.empty());
    CHECK(resumed.session.state() == session.state());
    check_deltas(resumed.session, old);
}

TEST_CASE("a state of another story is refused", "[narrative][saves]")
{
    const Session session = left_as(compiled(harbor), {.name = "", .choices = {"Walk on"}, .lines = 1});
    const auto other = compiled("Once upon a time.\n-> castle\n=== castle ===\nA castle.\n-> END\n");
    CHECK(tests::reason(Session::resume(other, session.state())) == "ink.bad_state");
    CHECK(tests::reason(Session::load(other, session.save())) == "ink.bad_state");
}

TEST_CASE("shapes that make no sense match nothing", "[narrative][saves]")
{
    const auto story = compiled(harbor);
    const Session session = left_as(story, {.name = "", .choices = {"Walk on"}, .lines = 1});
    for (const std::string& shape : {std::string(), std::string("((((((("), std::string("0abcd1abcd)))))"),
                                     std::string("*(*(*9999999999999999abcd"), std::string("(.:(.:(.a"),
                                     std::string(100'000, '('), std::string("(0.c-0:abcd(1(2(3")}) {
        SessionState state = session.state();
        state["shape/road"] = json::write(json::Arena().string(shape));
        const auto resumed = Session::resume(story, state);
        REQUIRE(resumed);
        CHECK_FALSE(stuck(resumed->session));
    }
}

// ---- random edits

namespace {

std::uint32_t next(std::uint32_t& random)
{
    random = random * 1664525u + 1013904223u;
    return random >> 8;
}

using Lines = std::vector<std::string>;
using Sources = std::map<std::string, Lines>;

Lines lines_in(const std::string& text)
{
    Lines lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::shared_ptr<const Story> story_from(const Sources& sources, const std::string& main)
{
    MemoryFiles files;
    for (const auto& [name, lines] : sources) {
        std::string text;
        for (const std::string& line : lines) text += line + '\n';
        files.add(name, text);
    }
    const Compilation compilation = compile(files, main);
    if (!compilation.tree) return nullptr;
    const auto story = Story::load(compilation.tree->root);
    return story ? *story : nullptr;
}

/// Deletes, inserts, copies, rewords or swaps a few lines. Most of what comes of it compiles.
Sources edited(Sources sources, std::uint32_t& random)
{
    auto file = sources.begin();
    std::advance(file, next(random) % sources.size());
    Lines& lines = file->second;
    const std::uint32_t changes = 1 + next(random) % 4;
    for (std::uint32_t i = 0; i < changes && lines.size() > 8; ++i) {
        const auto at = static_cast<std::ptrdiff_t>(next(random) % lines.size());
        const auto count = std::min<std::ptrdiff_t>(1 + next(random) % 6, std::ssize(lines) - at);
        const auto first = lines.begin() + at;
        switch (next(random) % 5) {
        case 0: lines.erase(first, first + count); break;
        case 1: lines.insert(first, "A new line number " + std::to_string(next(random)) + "."); break;
        case 2: {
            const Lines copy(first, first + count);
            lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(next(random) % lines.size()), copy.begin(),
                         copy.end());
            break;
        }
        case 3: lines.insert(first, "+ [A new choice " + std::to_string(next(random)) + "] -> DONE"); break;
        default: std::rotate(first, first + count / 2, first + count); break;
        }
    }
    return sources;
}

struct Tally {
    int edits = 0, kept = 0, moved = 0;
};

/// One random moment of a walk, resumed on an edited story.
void try_edit(const std::shared_ptr<const Story>& before, const Sources& sources, const std::string& main,
              std::uint32_t& random, Tally& tally)
{
    const auto after = story_from(edited(sources, random), main);
    if (!after) return;
    cli::ZeroExternals zero;
    const SessionOptions options{
        .seed = 1, .externals = &zero, .limits = {.steps = 200'000, .depth = 500, .output_bytes = 1u << 16}};
    Session session(before, options);
    const std::uint32_t moment = next(random) % 150;
    for (std::uint32_t i = 0; i < moment && !stuck(session); ++i) {
        if (session.can_continue())
            (void)must(session.advance());
        else
            REQUIRE(session.choose(next(random) % session.choices().size()));
    }
    if (stuck(session)) return;
    ++tally.edits;
    for (const bool ink : {false, true}) {
        auto resumed = must(ink ? Session::load(after, session.save(), options)
                                : Session::resume(after, session.state(), options));
        INFO(reported(resumed.moved));
        CHECK_FALSE(stuck(resumed.session));
        if (!ink) ++(resumed.moved.empty() ? tally.kept : tally.moved);
        for (int step = 0; step < 30 && !stuck(resumed.session); ++step) {
            if (!resumed.session.can_continue()) {
                REQUIRE(resumed.session.choose(next(random) % resumed.session.choices().size()));
                continue;
            }
            const auto line = resumed.session.advance();
            if (!line) {
                CHECK(line.error().reason.starts_with("ink.limit_"));
                break;
            }
            // A story may well end here; when it does not say why, that was its own -> END or -> DONE.
        }
        SessionState told = session.state();
        if (!ink) {
            (void)narrative::apply(told, resumed.session.take_delta());
            CHECK(told == resumed.session.state());
        }
    }
}

void edit_at_random(const Sources& sources, const std::string& main, int rounds)
{
    const auto before = story_from(sources, main);
    REQUIRE(before);
    std::uint32_t random = 2026;
    Tally tally;
    for (int round = 0; round < rounds; ++round) {
        INFO("round " << round);
        try_edit(before, sources, main, random, tally);
    }
    std::cout << main << ": " << tally.edits << " edits under saves, " << tally.kept << " resumed without remark, "
              << tally.moved << " with a report\n";
    CHECK(tally.edits > rounds / 5);
}

Sources sources_in(const std::filesystem::path& folder)
{
    Sources sources;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".ink")
            sources.emplace(entry.path().filename().string(), lines_in(test::read_text(entry.path())));
    }
    return sources;
}

} // namespace

TEST_CASE("random edits of the bundled adventure never lock a save", "[narrative][saves]")
{
    edit_at_random(sources_in(GOLDBOX_SOURCE_DIR "/examples/adventures/low_water/story"), "main.ink", 400);
}

TEST_CASE("random edits of The Intercept never lock a save", "[narrative][saves]")
{
    GOLDBOX_NEED_DATA("ink/real");
    edit_at_random(sources_in(test::shared_data("ink/real") / "R16-intercept-w1"), "story.ink", 400);
}

TEST_CASE("random edits of a story of all features never lock a save", "[narrative][saves]")
{
    edit_at_random({{"harbor.ink", lines_in(harbor)}}, "harbor.ink", 1500);
}

} // namespace goldbox::narrative
