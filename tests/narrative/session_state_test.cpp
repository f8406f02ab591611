// SPDX-License-Identifier: MIT
#include "play.hpp"
#include "support/skip.hpp"

namespace goldbox::narrative {
namespace {

/// One line of a walk: its text and tags, or what can be chosen and what was.
std::string one_step(Session& session, std::uint32_t& random)
{
    if (session.can_continue()) {
        const Line line = tests::must(session.advance());
        std::string text(line.text);
        for (const std::string& tag : line.tags) text += "[" + tag + "]";
        for (const Problem& problem : session.problems()) text += "!" + problem.message;
        return text;
    }
    const std::string offered = choices_of(session);
    if (offered.empty()) return {};
    random = random * 1664525u + 1013904223u;
    const std::size_t chosen = (random >> 8) % session.choices().size();
    REQUIRE(session.choose(chosen));
    return offered + std::to_string(chosen);
}

/// Walks a story; at each step the deltas so far make the state, and a session resumed from it (or from ink's own save)
/// walks the next steps like this one.
void walk_with_copies(const std::shared_ptr<const Story>& story, std::uint32_t seed, int steps)
{
    const SessionOptions options{.seed = static_cast<std::int32_t>(seed)};
    Session session(story, options);
    SessionState told;
    std::uint32_t random = seed;
    for (int i = 0; i < steps; ++i) {
        const SessionDelta delta = session.take_delta();
        for (const SessionDelta::Change& change : delta.changes) {
            const auto before = told.find(change.key);
            const bool changes =
                change.value ? before == told.end() || before->second != *change.value : before != told.end();
            CHECK(changes); // nothing is told twice
        }
        const SessionDelta undo = narrative::apply(told, delta);
        REQUIRE(told == session.state());
        if (i % 4 == 0) {
            SessionState back = told;
            const SessionDelta redo = narrative::apply(back, undo);
            CHECK(redo == delta);
        }

        auto copy = tests::must(Session::resume(story, told, {}));
        CHECK(copy.moved.empty());
        CHECK(copy.session.state() == told);
        CHECK(copy.session.take_delta().changes.empty());
        auto saved = tests::must(Session::load(story, session.save(), {}));
        CHECK(saved.moved.empty());
        std::uint32_t copy_random = random, saved_random = random;
        std::string expected;
        for (int ahead = 0; ahead < 3; ++ahead) {
            const std::string copied = one_step(copy.session, copy_random);
            CHECK(one_step(saved.session, saved_random) == copied);
            if (ahead == 0) expected = copied;
        }
        const std::string text = one_step(session, random);
        CHECK(text == expected);
        if (text.empty()) return;
    }
}

} // namespace

TEST_CASE("deltas add up to the state, and every state resumes where it was", "[narrative][state]")
{
    const auto story = load_story("tour");
    for (std::uint32_t seed = 0; seed < 20; ++seed) walk_with_copies(story, seed, 80);
}

TEST_CASE("deltas add up to the state on many long walks", "[.long]")
{
    const auto story = load_story("tour");
    for (std::uint32_t seed = 20; seed < 2'000; ++seed) walk_with_copies(story, seed, 200);
}

TEST_CASE("the same holds on real stories", "[narrative][state]")
{
    GOLDBOX_NEED_DATA("ink");
    for (const char* group : {"ink/real", "ink/synthetic"}) {
        for (const auto& entry : std::filesystem::directory_iterator(test::shared_data(group))) {
            INFO(entry.path().string());
            std::ifstream file(entry.path() / "story.ink.json", std::ios::binary);
            const std::string text{std::istreambuf_iterator<char>(file), {}};
            walk_with_copies(tests::must(Story::load(text)), 7, 60);
        }
    }
}

TEST_CASE("a session that has not begun has an empty state", "[narrative][state]")
{
    Session session(load_story("tour"));
    CHECK(session.state().empty());
    CHECK(session.take_delta().changes.empty());
    CHECK(Session(load_story("tour"), {.seed = 3}).state() == SessionState{{"seed", "3"}});
}

TEST_CASE("a state names things in the story's words", "[narrative][state]")
{
    Session session(load_story("tour"), {.seed = 42});
    (void)read_on(session);
    REQUIRE(session.choose(1)); // a torch
    (void)read_on(session);
    const SessionState state = session.state();
    CHECK(state.at("global/gold") == "0");
    CHECK(state.at("global/bag") == R"({"list":{"bag.rope":1,"bag.torch":2}})");
    CHECK(state.at("visits/harbor") == "2");
    CHECK(state.at("turn") == "1");
    CHECK(state.at("seed") == "42");
    CHECK(state.contains("flow/DEFAULT_FLOW"));
}

TEST_CASE("places that a changed story lost are replaced by the labelled place around them", "[narrative][state]")
{
    const auto before =
        story_of(R"([{"->":"knot"},null],"done")",
                 R"("knot":["^a","\n",[["^b","\n",["^c","\n","^d","\n","done",null],null],{"#f":1}],{"#f":1}])");
    const auto after = story_of(R"([{"->":"knot"},null],"done")", R"("knot":["^new","\n","done",{"#f":1}])");
    Session session(before);
    CHECK(tests::must(session.advance()).text == "a\n");
    CHECK(tests::must(session.advance()).text == "b\n");
    auto resumed = tests::must(Session::resume(after, session.state()));
    REQUIRE(resumed.moved.size() == 1);
    CHECK(resumed.moved[0].message.find("goes on at knot") != std::string::npos);
    CHECK(read_on(resumed.session) == "new\n");
    const auto other = story_of(R"("^x","done")");
    CHECK(tests::reason(Session::resume(other, session.state())) == "ink.bad_state");
}

TEST_CASE("a state that is none is refused", "[narrative][state]")
{
    const auto story = load_story("tour");
    const auto refused = [&](const SessionState& state) { return tests::reason(Session::resume(story, state)); };
    CHECK(refused({{"turn", "many"}}) == "ink.bad_state");
    CHECK(refused({{"turn", "\"1\""}}) == "ink.bad_state");
    CHECK(refused({{"luck", "1"}}) == "ink.bad_state");
    CHECK(refused({{"global/gold", "[1]"}}) == "ink.bad_state");
    CHECK(refused({{"flow", "\"side\""}}) == "ink.bad_state");
    CHECK(refused({{"flow/DEFAULT_FLOW", "{}"}}) == "ink.bad_state");
    CHECK(refused({{"flow/DEFAULT_FLOW", R"({"callstack":{"threads":[{"callstack":[]}]}})"}}) == "ink.bad_state");
    CHECK(refused({{"flow/DEFAULT_FLOW", R"({"callstack":{"threads":[{"callstack":[{"type":2}]}]}})"}}) ==
          "ink.bad_state");
    CHECK(refused({{"flow/DEFAULT_FLOW",
                    R"({"callstack":{"threads":[{"callstack":[{"type":0}]}]},"currentChoices":[{}]})"}}) ==
          "ink.bad_state");
}

TEST_CASE("ink's own saves are refused with a reason where they are not", "[narrative][state]")
{
    const auto story = load_story("tour");
    CHECK(tests::reason(Session::load(story, "")) == "ink.bad_state");
    CHECK(tests::reason(Session::load(story, "{}")) == "ink.bad_state");
    CHECK(tests::reason(Session::load(story, R"({"inkSaveVersion":7})")) == "ink.save_version");
    CHECK(tests::reason(Session::load(story, R"({"inkSaveVersion":10,"flows":{}})")) == "ink.bad_state");
}

TEST_CASE("another session of a story is small", "[narrative][state]")
{
    Session session(load_story("tour"), {.seed = 1});
    std::uint32_t random = 1;
    for (int i = 0; i < 100; ++i) (void)one_step(session, random);
    CHECK(session.memory_bytes() < 30 * 1024);
}

} // namespace goldbox::narrative
