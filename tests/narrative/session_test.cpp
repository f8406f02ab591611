// SPDX-License-Identifier: MIT
#include "play.hpp"

#include <algorithm>
#include <map>

namespace goldbox::narrative {
namespace {

/// Notes each call; `answers` by name.
class Host final : public Externals {
public:
    std::optional<ExternalKind> kind(std::string_view name) const override
    {
        if (name == "has") return ExternalKind::query;
        if (name == "check") return ExternalKind::check;
        if (name == "give") return ExternalKind::action;
        return std::nullopt;
    }
    Result<Value> call(const ExternalCall& call) override
    {
        std::string note(call.name);
        for (const Value& argument : call.arguments) note += " " + to_string(argument);
        calls.push_back(note);
        sites.push_back(std::string(call.site) + "@" + std::to_string(call.turn) + "/" + std::to_string(call.visits));
        if (call.name == failing) return fail(Code::refused, "test.refused", "not now");
        if (call.name == "has") return Value(true);
        return Value(std::int32_t{9});
    }
    std::vector<std::string> calls, sites;
    std::string failing;
};

std::vector<std::string> names_of(const std::vector<ExternalAnswer>& answers)
{
    std::vector<std::string> names;
    for (const ExternalAnswer& answer : answers) names.push_back(answer.name);
    return names;
}

} // namespace

TEST_CASE("glue, blanks and newlines make lines as the reference makes them", "[narrative][output]")
{
    Session session(load_story("output"));
    CHECK(read_on(session) ==
          "Hello world.\nA B C 5 .\nhi!\nOne two.\nTags\n[one][two 6]before\ninside\nafter\nedge\nDone.");
    CHECK_FALSE(session.can_continue());
    CHECK(tests::reason(session.advance()) == "ink.cannot_continue");
}

TEST_CASE("what ran while looking ahead is taken back, and comes again with its line", "[narrative][lookahead]")
{
    // After "one" the runtime looks ahead over x = x + 1 until the next words prove the line final.
    const auto story =
        story_of(R"(["^one","\n","ev",{"VAR?":"x"},1,"+",{"VAR=":"x","re":true},"/ev","^two","\n","end",null])",
                 R"("global decl":["ev",0,{"VAR=":"x"},"/ev","end",null])");
    Session session(story);
    CHECK(tests::must(session.advance()).text == "one\n");
    CHECK(session.variable("x") == Value(0));
    CHECK(tests::must(session.advance()).text == "two\n");
    CHECK(session.variable("x") == Value(1));
}

TEST_CASE("an action runs once, when the line before it is final; queries and checks may run ahead",
          "[narrative][externals]")
{
    Host host;
    Session session(load_story("externals"), {.externals = &host});
    CHECK(tests::must(session.advance()).text == "First line.\n");
    CHECK(host.calls.empty());
    CHECK(tests::must(session.advance()).text == "Second line, rope yes.\n");
    CHECK(host.calls[0] == "give rope 2");
    CHECK(names_of(session.take_answers()) == std::vector<std::string>{"give", "has"});
    CHECK(tests::must(session.advance()).text == "You slip by.\n");
    CHECK(names_of(session.take_answers()) == std::vector<std::string>{"check"});
    CHECK(tests::must(session.advance()).text == "Doubled: 42.\n"); // the story's own fallback
    CHECK(std::count(host.calls.begin(), host.calls.end(), "give rope 2") == 1);
}

TEST_CASE("a call evaluated again stands at the same site, turn and visit", "[narrative][externals]")
{
    Host host;
    Session session(load_story("externals"), {.externals = &host});
    (void)read_on(session);
    std::map<std::string, std::string> site_of;
    for (std::size_t i = 0; i < host.calls.size(); ++i) {
        if (host.calls[i] != "check stealth") continue;
        const auto [known, fresh] = site_of.emplace(host.calls[i], host.sites[i]);
        CHECK(known->second == host.sites[i]);
    }
    CHECK(std::count(host.calls.begin(), host.calls.end(), "check stealth") == 2); // ahead, and with its line
}

TEST_CASE("an action within a choice's text is a mistake of the story", "[narrative][externals]")
{
    Host host;
    Session session(load_story("externals"), {.externals = &host});
    const std::string text = read_on(session);
    CHECK(text.find("lookaheadSafe") != std::string::npos);
    CHECK(std::count(host.calls.begin(), host.calls.end(), "give lamp 1") == 0);
}

TEST_CASE("a failing external ends the call and changes nothing", "[narrative][externals]")
{
    Host host;
    Session session(load_story("externals"), {.externals = &host});
    (void)tests::must(session.advance());
    const SessionState before = session.state();
    host.failing = "has";
    CHECK(tests::reason(session.advance()) == "test.refused");
    CHECK(session.state() == before);
    CHECK(session.take_answers().empty());
    host.failing.clear();
    CHECK(tests::must(session.advance()).text == "Second line, rope yes.\n");
}

TEST_CASE("mistakes of a story end its flow in the reference's words", "[narrative][faults]")
{
    const auto story = load_story("faults");
    const auto fault = [&](std::size_t choice) {
        Session session(story);
        (void)read_on(session);
        REQUIRE(session.choose(choice));
        const std::string text = read_on(session);
        CHECK_FALSE(session.can_continue());
        CHECK(session.choices().empty());
        return text;
    };
    CHECK(fault(0) == "Text\n!ran out of content. Do you need a '-> DONE' or '-> END'?\n");
    CHECK(fault(1).find("Attempted to divide by zero.") != std::string::npos);
    CHECK(fault(2).find("RANDOM was called with minimum as 5 and maximum as 1. The maximum must be larger") !=
          std::string::npos);
    CHECK(fault(3).find("Attempting to perform + on a void value.") != std::string::npos);
    CHECK(fault(4).find("Can not call use + operation on List and String") != std::string::npos);
    CHECK(fault(5).find("didn't contain a divert target, it was empty/null (the value 0).") != std::string::npos);
    CHECK(fault(6).find("Do you need a '->->' to return from a tunnel?") != std::string::npos);
    CHECK(fault(7).find("which has not been bound, and fallback ink function could not be found") != std::string::npos);
    CHECK(fault(8).find("Shouldn't use a divert target (to ends) as a conditional value.") != std::string::npos);
    CHECK(fault(9).find("Found tunnel onwards statement (->->), when expected end of flow (-> END or choice)") !=
          std::string::npos);
}

TEST_CASE("passing a limit is an error that leaves the session where it stood", "[narrative][limits]")
{
    const auto story = load_story("limits");
    const Limits limits{.steps = 200'000, .depth = 500, .output_bytes = 10'000, .memory_bytes = 1u << 20};
    const std::pair<std::size_t, std::string> cases[] = {{0, "ink.limit_steps"},
                                                         {1, "ink.limit_depth"},
                                                         {2, "ink.limit_memory"},
                                                         {3, "ink.limit_output"},
                                                         {4, "ink.limit_depth"}};
    for (const auto& [choice, reason] : cases) {
        INFO(reason);
        Session session(story, {.limits = limits});
        (void)read_on(session);
        REQUIRE(session.choose(choice));
        std::string stopped;
        SessionState before;
        for (int lines = 0; lines < 10 && stopped.empty(); ++lines) {
            before = session.state();
            stopped = tests::reason(session.advance());
        }
        CHECK(stopped == reason);
        CHECK(session.state() == before);
        CHECK(session.can_continue());
        CHECK(tests::reason(session.advance()) == reason); // and again the same
        CHECK(session.state() == before);
    }
    Session fine(story, {.limits = limits});
    (void)read_on(fine);
    REQUIRE(fine.choose(5));
    CHECK(read_on(fine) == "All is well.");
}

TEST_CASE("what is not offered cannot be chosen", "[narrative]")
{
    Session session(load_story("tour"), {.seed = 42});
    CHECK(tests::reason(session.choose(0)) == "ink.no_such_choice"); // lines come first
    CHECK(session.choices().empty());
    CHECK(read_on(session) == "Waves at the harbor, for the first time.\n[title: The Tour][place: harbor][sound]The "
                              "tide is 3, says the old sailor.\n");
    CHECK(choices_of(session) == "\"What low water!\"|Buy a torch|Walk on|Leave|");
    CHECK(session.choices()[3].tags == std::vector<std::string>{"end"});
    const SessionState before = session.state();
    CHECK(tests::reason(session.choose(4)) == "ink.no_such_choice");
    CHECK(session.state() == before);
}

TEST_CASE("the host jumps to a knot with arguments", "[narrative]")
{
    Session session(load_story("tour"), {.seed = 42});
    CHECK(tests::reason(session.choose_path("nowhere")) == "ink.no_such_path");
    REQUIRE(session.choose_path("road", std::vector<Value>{1}));
    CHECK(tests::must(session.advance()).text == "The road, step 1.\n");
    CHECK(session.visits("road") == 1);
    CHECK(session.turn() == 1);
    CHECK(session.story().global_tags()[0] == "title: The Tour");
    CHECK(session.story().knots()[0] == "harbor");
}

TEST_CASE("flows share variables and stand at places of their own", "[narrative]")
{
    Session session(load_story("tour"), {.seed = 42});
    (void)read_on(session);
    REQUIRE(session.switch_flow("side"));
    REQUIRE(session.choose_path("road", std::vector<Value>{1}));
    CHECK(tests::must(session.advance()).text == "The road, step 1.\n");
    REQUIRE(session.switch_flow("DEFAULT_FLOW"));
    CHECK(session.visits("road") == 1);
    CHECK(choices_of(session) == "\"What low water!\"|Buy a torch|Walk on|Leave|");
    CHECK(session.flows() == std::vector<std::string>{"DEFAULT_FLOW", "side"});
    CHECK(session.remove_flow("side"));
    CHECK(tests::reason(session.remove_flow("side")) == "ink.no_such_flow");
    CHECK(tests::reason(session.remove_flow("DEFAULT_FLOW")) == "ink.default_flow");
}

} // namespace goldbox::narrative
