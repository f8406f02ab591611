// SPDX-License-Identifier: MIT
// What a host asks of a session besides lines: slices, listeners, resets, limits, copies of the state.
#include "compile_text.hpp"
#include "ink_player.hpp"
#include "play.hpp"
#include "support/ink_cases.hpp"
#include "support/skip.hpp"

#include <goldbox/narrative/profiler.hpp>

#include <thread>

namespace goldbox::narrative {
namespace {

using tests::compiled;
using tests::must;

/// One line, asked for in slices; 0 is all at once.
Line sliced(Session& session, std::uint64_t steps, std::uint64_t& slices)
{
    if (steps == 0) return must(session.advance());
    while (true) {
        ++slices;
        if (const std::optional<Line> line = must(session.advance_within(steps))) return *line;
        REQUIRE(session.can_continue());
    }
}

/// Everything that a walk over a story shows and leaves behind.
std::string walked(const std::shared_ptr<const Story>& story, std::uint64_t steps, int choices, std::uint64_t& slices)
{
    cli::ZeroExternals zero;
    Session session(story, {.seed = 42, .externals = &zero});
    std::string text;
    std::uint32_t random = 12345;
    for (int made = 0; made <= choices; ++made) {
        while (session.can_continue()) {
            const Line line = sliced(session, steps, slices);
            text += line.text;
            for (const std::string& tag : line.tags) text += "#" + tag;
            for (const Problem& problem : session.problems()) text += "!" + problem.message;
            for (const ExternalAnswer& answer : session.take_answers()) text += "~" + answer.name + "@" + answer.site;
        }
        text += choices_of(session);
        const std::size_t offered = session.choices().size();
        if (offered == 0) break;
        random = random * 1664525u + 1013904223u;
        REQUIRE(session.choose((random >> 8) % offered));
    }
    return text + session.save();
}

void check_slices(const std::shared_ptr<const Story>& story, int choices)
{
    std::uint64_t none = 0;
    const std::string whole = walked(story, 0, choices, none);
    for (const std::uint64_t steps : {1u, 7u, 100u}) {
        std::uint64_t slices = 0;
        INFO(steps << " steps a slice");
        CHECK(walked(story, steps, choices, slices) == whole);
        CHECK(slices > 0);
    }
}

/// Writes down what it hears.
class Notes final : public Listener {
public:
    void line_finished(const Line& line) override { all.push_back("line " + std::string(line.text)); }
    void choice_made(const Choice& choice) override { all.push_back("choice " + choice.text + " -> " + choice.target); }
    void path_chosen(std::string_view path, std::span<const Value> arguments) override
    {
        all.push_back("path " + std::string(path) + "/" + std::to_string(arguments.size()));
    }
    void function_evaluated(const Evaluated& evaluated) override
    {
        all.push_back("function " + std::string(evaluated.function) + " = " + to_string(evaluated.value) + " \"" +
                      std::string(evaluated.text) + "\"");
    }
    void variable_changed(std::string_view name, const Value& value) override
    {
        all.push_back(std::string(name) + " = " + to_string(value));
    }
    [[nodiscard]] std::vector<std::string> take() { return std::exchange(all, {}); }
    std::vector<std::string> all;
};
using Heard = std::vector<std::string>;

const char* const purse = R"(VAR gold = 1
VAR name = "Ann"
-> start
=== start ===
One line.
~ gold = 5
~ gold = 7
Two lines.
* [Spend] Spent.
  ~ gold = gold - 1
  -> start
* [Leave] -> DONE
=== function double(x) ===
~ gold = gold * 2
doubling
~ return x * 2
=== road(a, -> b) ===
# night
Road {a}.
-> b
)";

} // namespace

// ---- slices

TEST_CASE("a line is the same however it is sliced", "[narrative][slices]")
{
    check_slices(load_story("tour"), 40);
    check_slices(load_story("output"), 10);
    check_slices(load_story("externals"), 10);
}

TEST_CASE("the same holds on every story of the conformance data", "[narrative][slices]")
{
    GOLDBOX_NEED_DATA("ink");
    int stories = 0;
    for (const char* group : {"proof", "bytecode", "tests", "real", "real-rng", "synthetic"}) {
        for (const auto& folder : test::case_folders(test::shared_data("ink") / group)) {
            INFO(folder.string());
            const auto story = Story::load(test::read_text(folder / "story.ink.json"));
            if (!story) continue;
            check_slices(*story, 15);
            ++stories;
        }
    }
    CHECK(stories > 250);
}

TEST_CASE("until its line is finished, a session stands where it stood before it", "[narrative][slices]")
{
    const auto story = compiled("VAR x = 1\n~ x = 2\n~ x = x * 3\n{x} gold.\n-> DONE\n");
    Session session(story);
    int slices = 0;
    while (!must(session.advance_within(1))) {
        ++slices;
        CHECK(session.state().empty());
        CHECK(session.variable("x") == Value(1));
        CHECK(session.take_delta().changes.empty());
        CHECK(session.choices().empty());
        CHECK(session.can_continue());
    }
    CHECK(slices > 5);
    CHECK(session.variable("x") == Value(6));
}

TEST_CASE("what changes a session between slices has the line begin anew", "[narrative][slices]")
{
    const auto story = compiled("VAR x = 1\n~ x = x * 2\n~ x = x * 2\n{x} gold.\n-> DONE\n"
                                "=== function f() ===\n~ return 4\n");
    Session session(story);
    for (int i = 0; i < 8; ++i) REQUIRE_FALSE(must(session.advance_within(1)));
    REQUIRE(session.set_variable("x", 10));
    CHECK(must(session.advance()).text == "40 gold.\n");

    Session other(story);
    for (int i = 0; i < 8; ++i) REQUIRE_FALSE(must(other.advance_within(1)));
    CHECK(must(other.evaluate("f")).value == Value(4));
    REQUIRE_FALSE(must(other.advance_within(3)));
    other.reset();
    CHECK(must(other.advance()).text == "4 gold.\n");
}

TEST_CASE("a limit met in a later slice takes back the whole line", "[narrative][slices][limits]")
{
    const auto story = compiled("VAR x = 1\nA.\n+ [Go] \n~ x = 2\n-> loop\n=== loop ===\n-> loop\n");
    Session session(story, {.limits = {.steps = 500}});
    CHECK(must(session.advance()).text == "A.\n");
    REQUIRE(session.choose(0));
    const SessionState before = session.state();
    Result<std::optional<Line>> line = std::nullopt;
    int slices = 0;
    for (; line && !*line; ++slices) line = session.advance_within(7);
    CHECK(line.error().reason == "ink.limit_steps");
    CHECK(slices > 60);
    CHECK(session.state() == before);
    CHECK(tests::reason(session.advance()) == "ink.limit_steps"); // usable, and the same again
}

TEST_CASE("all lines to the next choice come at once, or none", "[narrative][slices]")
{
    Session session(compiled(purse), {.limits = {.output_bytes = 60}});
    CHECK(must(session.advance_all()) == "One line.\nTwo lines.\n");
    CHECK(tests::reason(session.advance_all()) == "ink.cannot_continue");

    const auto endless = compiled("VAR n = 0\n-> loop\n=== loop ===\n~ n++\nLine {n}.\n-> loop\n");
    Session reader(endless, {.limits = {.output_bytes = 200}});
    CHECK(tests::reason(reader.advance_all()) == "ink.limit_output");
    CHECK(reader.state().empty());
    CHECK(must(reader.advance()).text == "Line 1.\n");
}

// ---- listeners

TEST_CASE("a listener hears what is final, and of variables once a line", "[narrative][listener]")
{
    Notes notes;
    Session session(compiled(purse), {.listener = &notes});
    REQUIRE(session.observe("gold"));
    CHECK(tests::reason(session.observe("silver")) == "ink.no_such_variable");
    (void)must(session.advance());
    CHECK(notes.take() == Heard{"line One line.\n"}); // the sets behind it were lookahead
    (void)must(session.advance());
    CHECK(notes.take() == Heard{"line Two lines.\n", "gold = 7"});
    REQUIRE(session.choose(0));
    CHECK(notes.take() == Heard{"choice Spend -> start.0.c-0"});
    (void)must(session.advance_all());
    CHECK(notes.take() == Heard{"line Spent.\nOne line.\nTwo lines.\n"}); // 6, then 5, then 7 again
    REQUIRE(session.set_variable("gold", 3));
    REQUIRE(session.set_variable("gold", 3));
    REQUIRE(session.set_variable("name", std::string("Bob"))); // nobody observes it
    CHECK(notes.take() == Heard{"gold = 3"});
    (void)must(session.evaluate("double", std::vector<Value>{4}));
    CHECK(notes.take() == Heard{"function double = 8 \"doubling\n\"", "gold = 6"});
    session.stop_observing("gold");
    REQUIRE(session.choose_path("road", std::vector<Value>{2, DivertTarget{"start"}}));
    (void)must(session.advance());
    CHECK(notes.take() == Heard{"path road/2", "line Road 2.\n"});
}

TEST_CASE("what an error undid is not told", "[narrative][listener]")
{
    Notes notes;
    Session session(compiled("VAR x = 1\n~ x = 2\n-> loop\n=== loop ===\n-> loop\n"),
                    {.limits = {.steps = 100}, .listener = &notes});
    REQUIRE(session.observe("x"));
    CHECK_FALSE(session.advance());
    CHECK(notes.all.empty());
}

TEST_CASE("slices tell a listener the same", "[narrative][listener][slices]")
{
    Notes whole, slices;
    Session one(compiled(purse), {.listener = &whole}), other(compiled(purse), {.listener = &slices});
    REQUIRE(one.observe("gold"));
    REQUIRE(other.observe("gold"));
    std::uint64_t count = 0;
    for (int i = 0; i < 2; ++i) {
        (void)must(one.advance());
        (void)sliced(other, 1, count);
    }
    CHECK(whole.all == slices.all);
    CHECK(whole.all.back() == "gold = 7");
}

// ---- beginning again

TEST_CASE("a session begins again as it began", "[narrative][reset]")
{
    const auto story = compiled(purse);
    Notes notes;
    Session session(story, {.seed = 9, .listener = &notes});
    REQUIRE(session.observe("gold"));
    SessionState told;
    const std::string first = must(session.advance_all());
    REQUIRE(session.choose(0));
    (void)must(session.advance_all());
    REQUIRE(session.switch_flow("side"));
    (void)narrative::apply(told, session.take_delta());
    notes.all.clear();
    session.reset();
    CHECK(notes.take() == Heard{"gold = 1"});
    (void)narrative::apply(told, session.take_delta());
    CHECK(told == Session(story, {.seed = 9}).state());
    CHECK(session.state() == told);
    CHECK(must(session.advance_all()) == first);
}

TEST_CASE("call stack and variables begin again each for itself", "[narrative][reset]")
{
    Session session(compiled(purse));
    (void)must(session.advance_all());
    session.reset_call_stack();
    CHECK_FALSE(session.can_continue());
    CHECK(session.choices().empty());
    CHECK(session.problems().empty());
    CHECK(session.variable("gold") == Value(7));
    CHECK(session.visits("start") == 1);
    session.reset_variables();
    CHECK(session.variable("gold") == Value(1));
    REQUIRE(session.choose_path("start"));
    CHECK(must(session.advance_all()) == "One line.\nTwo lines.\n");
}

// ---- what a story tells of itself

TEST_CASE("a story knows its functions, parameters and tags", "[narrative]")
{
    const auto story = compiled(purse);
    CHECK(story->has_function("double"));
    CHECK_FALSE(story->has_function("triple"));
    CHECK_FALSE(story->has_function("start.0"));
    CHECK(must(story->parameters("road")) == std::vector<std::string>{"a", "b"});
    CHECK(must(story->parameters("start")).empty());
    CHECK(tests::reason(story->parameters("nowhere")) == "ink.no_such_path");
    const auto tagged =
        compiled("# title: T\nText.\n-> k\n=== k ===\n# one\n# two\nWords.\n= s\n# three\nMore.\n-> END\n");
    CHECK(must(tagged->tags("k")) == std::vector<std::string>{"one", "two"});
    CHECK(must(tagged->tags("k.s")) == std::vector<std::string>{"three"});
    CHECK(must(tagged->tags("")) == std::vector<std::string>{"title: T"});
    CHECK(tests::reason(tagged->tags("k.t")) == "ink.no_such_path");
}

TEST_CASE("a story lists its instructions", "[narrative]")
{
    const auto story = compiled("-> k\n=== k ===\nHello.\n* Go -> k\n");
    const std::vector<Instruction> all = must(story->instructions("k"));
    REQUIRE(all.size() > 8);
    CHECK(all[0] == Instruction{"k", 0, "container", "k", {}});
    CHECK(all[2] == Instruction{"k.0.0", 2, "text", "\"Hello.\"", {}});
    const auto choice = std::ranges::find(all, "choice", &Instruction::kind);
    REQUIRE(choice != all.end());
    CHECK(choice->argument == "k.0.c-0 once");
    CHECK(must(story->instructions()).size() > all.size());
    CHECK(tests::reason(story->instructions("x")) == "ink.no_such_path");
}

// ---- source lines and profiles

namespace {

std::shared_ptr<const Story> with_lines(const MemoryFiles& files)
{
    const Compilation compilation = compile(files, "main.ink", {.source_lines = true});
    REQUIRE(compilation.tree);
    // The lines may have been stored and read meanwhile.
    const auto stored = json::read(json::write(compilation.source_lines.root));
    REQUIRE(stored);
    LoadOptions options;
    options.source_lines = &stored->root;
    return must(Story::load(json::write(compilation.tree->root), options));
}

} // namespace

TEST_CASE("problems name file and line of a story that knows its source", "[narrative][lines]")
{
    MemoryFiles files;
    files.add("main.ink", "INCLUDE other.ink\n// a comment\nVAR n = 0\n-> start\n=== start ===\n/* two\nlines */\n"
                          "Words.\n{1 / n}\n-> other\n");
    files.add("other.ink", "=== other ===\nMore.\n\n{RANDOM(2, 1)}\n-> END\n");
    Session session(with_lines(files));
    while (session.can_continue()) (void)must(session.advance());
    REQUIRE(session.problems().size() == 1);
    CHECK(session.problems()[0].where == Where{"main.ink", 9, 0});

    Session other(with_lines(files));
    REQUIRE(other.choose_path("other"));
    while (other.can_continue()) (void)must(other.advance());
    REQUIRE(other.problems().size() == 1);
    CHECK(other.problems()[0].where == Where{"other.ink", 4, 0});
    CHECK(other.problems()[0].message.starts_with("(Ink Pointer -> other"));
}

TEST_CASE("the lines of another story are refused", "[narrative][lines]")
{
    const auto one = tests::compile_text("Hello.\n");
    const auto load = [&](const std::string& lines) {
        const auto read = json::read(lines);
        REQUIRE(read);
        LoadOptions options;
        options.source_lines = &read->root;
        return tests::reason(Story::load(one.root, options));
    };
    CHECK(load("{}") == "ink.bad_lines");
    CHECK(load(R"({"files":[],"root":[]})") == "ink.bad_lines");
    CHECK(load(R"({"files":["a"],"root":[null]})") == "ink.bad_lines");
    CHECK(load(R"({"files":["a"],"root":[[1,2,null],3,{"k":[1,null]}]})") == "ink.bad_lines");
    CHECK(load(R"({"files":["a"],"root":[[-1,2,null],3,null]})") == "ink.bad_lines");
}

TEST_CASE("a profile counts each step, the same on every run", "[narrative][profile]")
{
    MemoryFiles files;
    files.add("main.ink", "VAR n = 0\n-> loop\n=== loop ===\n~ n = f(n)\n{n < 50: -> loop}\nDone.\n-> END\n"
                          "=== function f(x) ===\n~ return x + 1\n");
    const auto story = with_lines(files);
    const auto measured = [&] {
        std::uint64_t now = 0;
        Profiler profiler(story, [&] { return now += 10; });
        Session session(story, {.profiler = &profiler});
        CHECK(must(session.advance_all()).ends_with("Done.\n"));
        return profiler.profile();
    };
    const Profile profile = measured();
    CHECK(profile.steps > 500);
    CHECK(profile.nanoseconds == (profile.steps - 1) * 10);
    CHECK(profile.knots[0].name == "loop");
    CHECK(profile.knots[1].name == "f");
    const auto line = std::ranges::find(profile.lines, "main.ink:9", &Profile::Row::name);
    REQUIRE(line != profile.lines.end());
    CHECK(line->steps >= 50 * 5);
    for (const auto* rows : {&profile.knots, &profile.containers, &profile.kinds, &profile.lines}) {
        std::uint64_t sum = 0;
        for (const Profile::Row& row : *rows) sum += row.steps;
        CHECK(sum == profile.steps);
    }
    CHECK(measured().kinds == profile.kinds);
    Profiler steps(story);
    Session(story, {.profiler = &steps}).reset();
    CHECK(steps.profile().steps == 0);
}

// ---- limits

TEST_CASE("each limit is an error, and the session stays usable", "[narrative][limits]")
{
    struct Case {
        const char* reason;
        const char* body;
        Limits limits;
    };
    const Case cases[] = {
        {"ink.limit_steps", "-> loop\n=== loop ===\n-> loop\n", {.steps = 2000}},
        {"ink.limit_depth", "-> deep ->\n=== deep ===\n-> deep ->\n->->\n", {.depth = 100}},
        {"ink.limit_depth", "{deep()}\n=== function deep() ===\n~ return deep()\n", {.depth = 100}},
        {"ink.limit_depth", "<- spin\n=== spin ===\n<- spin\n-> DONE\n", {.depth = 100}},
        {"ink.limit_output", "-> loop\n=== loop ===\nmore and more <>\n-> loop\n", {.output_bytes = 1000}},
        {"ink.limit_output", "-> loop\n=== loop ===\n# a tag without end\n-> loop\n", {.output_bytes = 1000}},
        {"ink.limit_memory",
         "VAR s = \"a\"\n-> loop\n=== loop ===\n~ s = s + s\n-> loop\n",
         {.memory_bytes = 1u << 20}},
        {"ink.limit_memory",
         "-> loop\n=== loop ===\n<- one\n-> loop\n=== one ===\n+ [A choice]\n-> DONE\n",
         {.memory_bytes = 1u << 20}},
    };
    for (const Case& one : cases) {
        INFO(one.body);
        const auto story = compiled(std::string("VAR n = 0\nFirst.\n-> choose\n=== choose ===\n+ [In] -> bad\n"
                                                "+ [Out] -> good\n=== good ===\nWell.\n-> END\n=== bad ===\n") +
                                    one.body);
        for (const std::uint64_t slice : {std::uint64_t{0}, std::uint64_t{50}}) {
            Session session(story, {.limits = one.limits});
            CHECK(must(session.advance()).text == "First.\n");
            REQUIRE(session.choose(0));
            const SessionState before = session.state();
            Result<std::optional<Line>> line = std::nullopt;
            if (slice == 0) {
                CHECK(tests::reason(session.advance()) == one.reason);
            } else {
                while (line && !*line) line = session.advance_within(slice);
                REQUIRE_FALSE(line);
                CHECK(line.error().reason == one.reason);
            }
            CHECK(session.state() == before);
            CHECK(tests::reason(session.advance_all()) == one.reason);
            CHECK(session.state() == before);
            CHECK(session.memory_bytes() < (4u << 20));
            REQUIRE(session.choose_path("good"));
            CHECK(must(session.advance()).text == "Well.\n");
        }
    }
}

TEST_CASE("functions called by the host are within limits too", "[narrative][limits]")
{
    const auto story = compiled("Hello.\n-> DONE\n=== function steps() ===\n~ return steps2()\n"
                                "=== function steps2() ===\n~ temp x = 0\n~ return steps() + x\n"
                                "=== function text(n) ===\nmore\n{n > 0: {text(n - 1)}}\n");
    Session session(story, {.limits = {.steps = 5000, .depth = 50, .output_bytes = 100}});
    CHECK(tests::reason(session.evaluate("steps")) == "ink.limit_depth");
    CHECK(tests::reason(session.evaluate("text", std::vector<Value>{40})) == "ink.limit_output");
    CHECK(must(session.evaluate("text", std::vector<Value>{3})).text == "more\nmore\nmore\nmore\n");
    Session hasty(story, {.limits = {.steps = 100}});
    CHECK(tests::reason(hasty.evaluate("steps")) == "ink.limit_steps");
    CHECK(must(hasty.advance()).text == "Hello.\n");
    CHECK(must(session.advance()).text == "Hello.\n");
}

TEST_CASE("saves are read within limits", "[narrative][limits]")
{
    const auto story = compiled("VAR s = \"a\"\nHello.\n+ [Go] -> DONE\n");
    Session session(story);
    (void)must(session.advance());
    SessionState state = session.state();
    state["global/s"] = "\"^" + std::string(100'000, 'x') + "\"";
    CHECK(tests::reason(Session::resume(story, state, {.limits = {.memory_bytes = 50'000}})) == "ink.limit_memory");
    REQUIRE(session.set_variable("s", std::string(100'000, 'x')));
    CHECK(tests::reason(Session::load(story, session.save(), {.limits = {.memory_bytes = 50'000}})) ==
          "ink.limit_memory");
    CHECK(Session::load(story, session.save()).has_value());
    CHECK(tests::reason(Session::load(story, "{\"inkSaveVersion\":" + std::string(1000, '['))) == "ink.bad_state");
}

// ---- copies

TEST_CASE("a copy of the state is saved by another thread while the session goes on", "[narrative][state]")
{
    const auto story = load_story("tour");
    Session session(story, {.seed = 7});
    for (int round = 0; round < 20 && session.can_continue(); ++round) {
        (void)must(session.advance_all());
        std::size_t choices = 0;
        std::thread saver([&, state = session.state()] {
            const auto resumed = Session::resume(story, state);
            if (resumed) choices = resumed->session.choices().size();
        });
        const std::size_t offered = session.choices().size();
        if (offered > 0) {
            CHECK(session.choose(offered - 1));
            if (session.can_continue()) (void)must(session.advance());
        }
        saver.join();
        CHECK(choices == offered);
    }
}

// ---- waiting

namespace {

class Waiting final : public Externals {
public:
    [[nodiscard]] std::optional<ExternalKind> kind(std::string_view) const override { return ExternalKind::wait; }
    [[nodiscard]] Result<Value> call(const ExternalCall& call) override
    {
        ++calls;
        return call.arguments[0];
    }
    int calls = 0;
};

const char* const gate = R"(EXTERNAL fight(won, lost)
-> road
=== road
Before.
~ temp next = fight(-> won, -> lost)
-> next
=== won
Won.
-> DONE
=== lost
Lost.
-> DONE
)";

} // namespace

TEST_CASE("a call that is waited for ends its line, and the host goes on where it likes", "[narrative][wait]")
{
    const auto story = compiled(gate);
    Waiting waiting;
    Session session(story, {.externals = &waiting});
    CHECK(must(session.advance()).text == "Before.\n");
    CHECK(waiting.calls == 0);
    CHECK(must(session.advance()).text.empty());
    CHECK(waiting.calls == 1);
    CHECK(session.problems().empty());
    const SessionState waits = session.state();
    REQUIRE(session.choose_path("lost", {}, false));
    CHECK(must(session.advance()).text == "Lost.\n");
    auto resumed = Session::resume(story, waits, {.externals = &waiting});
    REQUIRE(resumed);
    REQUIRE(resumed->session.choose_path("won", {}, false));
    CHECK(must(resumed->session.advance()).text == "Won.\n");
    CHECK(waiting.calls == 1);
}

} // namespace goldbox::narrative
