// SPDX-License-Identifier: MIT
#include "support/table.hpp"

#include <goldbox/game/fields.hpp>

using namespace goldbox;
using namespace goldbox::game;
using test::Players;

namespace {

Players at_the_rooms()
{
    Players players(test::pack_of(test::rooms_ink));
    players.join("ann");
    REQUIRE(players.give("ann", Begin{}));
    return players;
}

std::uint32_t option(const StoryView& story, std::string_view text)
{
    for (std::uint32_t i = 0; i < story.choices.size(); ++i) {
        if (story.choices[i].text == text) return i;
    }
    FAIL("no choice says " << text);
    return 0;
}

} // namespace

TEST_CASE("a story is told to its first choice when it begins", "[game]")
{
    Players players = at_the_rooms();
    const StoryView story = players.story("ann");
    REQUIRE(story.lines.size() == 1);
    CHECK(story.lines[0].text == "The cellar.");
    CHECK(story.choices.size() == 2);
    CHECK(story.round == 1);
    CHECK(story.status == StoryStatus::waiting);
}

TEST_CASE("a choice goes on with the story and an action changes the world once", "[game]")
{
    Players players = at_the_rooms();
    auto batch = players.choose("ann", option(players.story("ann"), "Take the rope"));
    REQUIRE(batch);
    CHECK(players.game.view("ann").belongings == std::map<std::string, std::int32_t>{{"rope", 1}});
    CHECK(players.story("ann").lines[0].text == "You take the rope.");
    CHECK(players.story("ann").lines[1].text == "The cellar.");
    std::size_t gifts = 0;
    for (const Event& event : batch->events) gifts += std::holds_alternative<BelongingChanged>(event);
    CHECK(gifts == 1);
}

TEST_CASE("a check is an event, and taking the choice back and again rolls the same", "[game]")
{
    Players players = at_the_rooms();
    auto roll = [&] {
        auto batch = players.choose("ann", option(players.story("ann"), "Up"));
        REQUIRE(batch);
        for (const Event& event : batch->events) {
            if (auto* rolled = std::get_if<CheckRolled>(&event)) return *rolled;
        }
        FAIL("no check was rolled");
        return CheckRolled{};
    };
    const CheckRolled first = roll();
    CHECK(first.skill == "stealth");
    CHECK(first.difficulty == 11);
    CHECK(first.success == (first.natural >= 11));
    REQUIRE(players.give("ann", Undo{}));
    CHECK(roll() == first);
}

TEST_CASE("the end of a story is its end", "[game]")
{
    Players players = at_the_rooms();
    REQUIRE(players.choose("ann", option(players.story("ann"), "Up")));
    REQUIRE(players.choose("ann", option(players.story("ann"), "Jump")));
    CHECK(players.story("ann").status == StoryStatus::ended);
    CHECK(players.reason("ann", Choose{{0, 1}, 0}) == "game.story_over");
}

TEST_CASE("every refusal has its reason and changes no byte of the state", "[game]")
{
    Players players = at_the_rooms();
    players.join("bob");
    const State before = players.game.state();
    const std::string long_name(101, 'x');
    CHECK(players.reason("cid", Choose{{0, 1}, 0}) == "game.not_seated");
    CHECK(players.reason("ann", Choose{{7, 1}, 0}) == "game.no_such_story");
    CHECK(players.reason("ann", Choose{{0, 2}, 0}) == "game.no_such_story");
    CHECK(players.reason("ann", Choose{{0, 1}, 9}) == "game.no_such_choice");
    CHECK(players.reason("ann", Choose{{0, 1}, 0xFFFFFFFF}) == "game.no_such_choice");
    CHECK(players.reason("ann", Choose{{0, 1}, 0, 7}) == "game.stale_round");
    CHECK(players.reason("bob", Choose{{0, 1}, 0}) == "game.not_leader");
    CHECK(players.reason("bob", Undo{}) == "game.not_host");
    CHECK(players.reason("bob", Begin{}) == "game.not_host");
    CHECK(players.reason("ann", Undo{}) == "game.nothing_to_undo");
    CHECK(players.reason("ann", Join{{.content = "Ann"}}) == "game.already_seated");
    CHECK(players.reason("cid", Join{{.content = ""}}) == "game.bad_text");
    CHECK(players.reason("cid", Join{{.content = "  "}}) == "game.bad_text");
    CHECK(players.reason("cid", Join{{.content = long_name}}) == "game.bad_text");
    CHECK(players.reason("cid", Join{{.content = "a\x1b[31m"}}) == "game.bad_text");
    CHECK(players.reason("cid", Join{{.content = "\xFF"}}) == "game.bad_text");
    CHECK(players.reason("cid", Leave{}) == "game.not_seated");
    CHECK(players.reason("ann", Say{{.content = "x"}, {{9, 1}}}) == "game.no_such_seat");
    CHECK(players.reason("ann", Begin{.story = "nowhere"}) == "content.no_such_story");
    CHECK(players.reason("ann", Begin{.quorum_percent = 0}) == "game.bad_quorum");
    CHECK(players.reason("ann", Expire{1}) == "game.not_for_seats");
    CHECK(players.reason("ann", Vacate{}) == "game.not_for_seats");
    CHECK(players.reason("", Expire{1}) == "game.no_such_request");
    CHECK(players.reason("", Leave{}) == "game.not_for_seats");
    CHECK(players.game.submit({.seat = "ann", .expected_seq = 1, .what = Leave{}}).error().reason == "game.stale");
    CHECK(players.game.state() == before);
}

TEST_CASE("who got up sees the own seat and nothing else", "[game]")
{
    Players players = at_the_rooms();
    players.join("bob");
    REQUIRE(players.give("bob", Leave{}));
    const View bob = players.game.view("bob");
    CHECK(bob.you);
    REQUIRE(bob.seats.size() == 1);
    CHECK(bob.seats[0].id == bob.you);
    CHECK_FALSE(bob.seats[0].present);
    CHECK(bob.stories.empty());
    CHECK(bob.belongings.empty());
    CHECK_FALSE(players.game.view("cid").you);
}

TEST_CASE("a discarded batch leaves the state bit-identical, newest first", "[game]")
{
    Players players = at_the_rooms();
    REQUIRE(players.choose("ann", 0));
    const State before = players.game.state();
    const Hash hash = players.game.state_hash();
    auto first = players.game.prepare({.seat = "ann", .what = Choose{{0, 1}, 0}});
    auto second = players.game.prepare({.seat = "bob", .what = Join{{.content = "Bob"}}});
    auto third = players.game.prepare({.seat = "ann", .what = Undo{2}});
    REQUIRE((first && second && third));
    CHECK(players.game.state_hash() != hash);
    players.game.discard(*third);
    players.game.discard(*second);
    players.game.discard(*first);
    CHECK(players.game.state() == before);
    CHECK(players.game.state_hash() == hash);
    CHECK(players.choose("ann", 0));
}

TEST_CASE("undo brings back what was, but not who came and what was said", "[game]")
{
    Players players = at_the_rooms();
    const State before = players.game.state();
    REQUIRE(players.choose("ann", option(players.story("ann"), "Take the rope")));
    players.join("bob");
    REQUIRE(players.give("bob", Say{{.content = "hello"}, {}}));
    REQUIRE(players.choose("ann", option(players.story("ann"), "Up")));
    REQUIRE(players.give("ann", Undo{2}));
    const State& after = players.game.state();
    CHECK(after.stories == before.stories);
    CHECK(after.memories == before.memories);
    CHECK(after.belongings == before.belongings);
    CHECK(after.seats.size() == 2);
    CHECK(after.seq > before.seq);
    CHECK(players.reason("ann", Undo{}) == "game.nothing_to_undo");
}

TEST_CASE("as many choices can be undone as are kept", "[game]")
{
    Players players = at_the_rooms();
    for (int i = 0; i < 60; ++i)
        REQUIRE(players.choose("ann",
                               i % 2 == 0 ? option(players.story("ann"), "Up") : option(players.story("ann"), "Down")));
    CHECK(players.reason("ann", Undo{max_undo + 1}) == "game.nothing_to_undo");
    REQUIRE(players.give("ann", Undo{max_undo}));
    CHECK(players.story("ann").round == 11);
}

TEST_CASE("folding the events gives the state that running them gave", "[game]")
{
    Players players = at_the_rooms();
    players.join("bob");
    for (int i = 0; i < 200; ++i) {
        const StoryView story = players.story("ann");
        if (story.status != StoryStatus::waiting) break;
        if (i % 7 == 6)
            REQUIRE(players.give("ann", Undo{1 + static_cast<std::uint32_t>(i) % 3}));
        else if (i % 11 == 10)
            REQUIRE(players.give("bob", Say{{.content = "line"}, {players.id("ann")}}));
        else
            REQUIRE(players.choose("ann",
                                   static_cast<std::uint32_t>(i) % 2 == 0 ? 0 : option(story, story.choices[0].text)));
    }
    State folded;
    folded.seed = 42;
    for (const Event& event : players.log) {
        auto again = json::from_json<Event>(json::to_json(event));
        REQUIRE(again);
        REQUIRE(fold(folded, *again));
    }
    CHECK(folded == players.game.state());
    CHECK(hash_of(folded) == players.game.state_hash());
    auto read = state_from_json(to_json(folded));
    REQUIRE(read);
    CHECK(*read == folded);
}

TEST_CASE("a game goes on from its state as if it had never stopped", "[game]")
{
    auto pack = test::pack_of(test::rooms_ink);
    Players straight(pack);
    straight.join("ann");
    REQUIRE(straight.give("ann", Begin{}));
    for (int i = 0; i < 12; ++i) {
        auto resumed = Game::resume(pack, straight.game.state());
        REQUIRE(resumed);
        auto again = resumed->submit({.seat = "ann", .what = Choose{{0, 1}, 0}});
        auto batch = straight.choose("ann", 0);
        REQUIRE((again && batch));
        CHECK(again->events == batch->events);
        CHECK(resumed->state() == straight.game.state());
    }
}

TEST_CASE("an audit runs the commands again and names what differs", "[game]")
{
    auto pack = test::pack_of(test::rooms_ink);
    Players players(pack);
    std::vector<Batch> batches;
    auto keep = [&](Result<Batch> batch) {
        REQUIRE(batch);
        batches.push_back(*batch);
    };
    keep(players.give("ann", Join{{.content = "Ann"}}));
    keep(players.give("ann", Begin{}));
    keep(players.choose("ann", 0));
    keep(players.give("ann", Say{{.content = "hm"}, {}}));
    keep(players.give("ann", Undo{}));
    auto again = Game::create(pack, {.seed = 42});
    for (const Batch& batch : batches) REQUIRE(again->audit(batch.command, batch.events));
    CHECK(again->state_hash() == players.game.state_hash());

    auto other = Game::create(pack, {.seed = 43});
    Result<void> audited;
    for (const Batch& batch : batches) {
        audited = other->audit(batch.command, batch.events);
        if (!audited) break;
    }
    REQUIRE_FALSE(audited);
    CHECK(audited.error().reason == "game.audit_differs");
}

TEST_CASE("externals of the program are called, recorded, and not needed for an audit", "[game]")
{
    auto pack = test::pack_of("EXTERNAL weather(day)\n-> start\n== start\nIt is {weather(2)}.\n+ [Wait] -> start\n"
                              "== function weather(day)\n~ return \"fog\"\n");
    int calls = 0;
    External weather{"weather", narrative::ExternalKind::query,
                     [&](const ExternalContext& context) -> Result<narrative::Value> {
                         ++calls;
                         CHECK(context.call.arguments.size() == 1);
                         return narrative::Value(std::string("rain"));
                     }};
    Players players(pack, {.seed = 1, .externals = {weather}});
    players.join("ann");
    auto begun = players.give("ann", Begin{});
    REQUIRE(begun);
    CHECK(players.story("ann").lines[0].text == "It is rain.");
    CHECK(calls >= 1);

    auto elsewhere = Game::create(pack, {.seed = 1});
    REQUIRE(elsewhere->submit({.seat = "ann", .what = Join{{.content = "ann"}}}));
    CHECK(elsewhere->audit(begun->command, begun->events));
}

TEST_CASE("an endless story ends as a failure that undo takes back", "[game]")
{
    Players players(
        test::pack_of("Begin.\n+ [Loop] -> loop\n+ [Talk] -> talk\n== loop\n-> loop\n== talk\nOn and on.\n-> talk\n"),
        {.seed = 1, .limits = {.steps = 10'000}});
    players.join("ann");
    REQUIRE(players.give("ann", Begin{}));
    for (std::uint32_t choice : {0u, 1u}) {
        REQUIRE(players.choose("ann", choice));
        CHECK(players.story("ann").status == StoryStatus::failed);
        REQUIRE(players.story("ann").problems.size() == 1);
        REQUIRE(players.give("ann", Undo{}));
        CHECK(players.story("ann").status == StoryStatus::waiting);
    }
}

TEST_CASE("options offer exactly what is accepted", "[game]")
{
    Players players = at_the_rooms();
    players.join("bob");
    for (std::string_view seat : {"ann", "bob", "cid"}) {
        const Options options = players.game.options(seat);
        auto offers = [&]<class T>(const T&) {
            return std::ranges::any_of(options.verbs, [](const Option& o) { return std::holds_alternative<T>(o); });
        };
        auto accepts = [&](Order order) {
            return players.game.accepts({.seat = std::string(seat), .what = std::move(order)}).has_value();
        };
        CHECK(offers(CanJoin{}) == accepts(Join{{.content = "x"}}));
        CHECK(offers(CanLeave{}) == accepts(Leave{}));
        CHECK(offers(CanBegin{}) == accepts(Begin{}));
        CHECK(offers(CanSay{}) == accepts(Say{{.content = "x"}, {}}));
        CHECK(offers(CanUndo{}) == accepts(Undo{}));
        CHECK(offers(CanChoose{}) == accepts(Choose{{0, 1}, 0}));
    }
}

TEST_CASE("commands and events are described by a schema", "[game]")
{
    CHECK(json::from_json<Command>(R"({"seat":"ann","what":{"type":"choose","story":[0,1],"choice":2}})") ==
          Command{.seat = "ann", .what = Choose{{0, 1}, 2}});
    CHECK(json::from_json<Command>(R"({"what":{"type":"chose"}})").error().message ==
          "unknown name \"chose\" (did you mean \"choose\"?)");
}

TEST_CASE("a forged event is refused, not believed", "[game]")
{
    const Text high{.id = std::uint64_t{1} << 62};
    for (const Event& event : std::initializer_list<Event>{
             Said{{}, high, {}}, RequestOpened{std::uint64_t{1} << 62, "timer", {}, 1}, SeatLeft{{3, 1}},
             SeatJoined{{5, 1}, "x", {}}, StoryBegun{.story = {4, 2}}, VoteCast{{9, 9}, {}, 0},
             StoryAdvanced{.story = {1, 1}}, BelongingChanged{"x", -1, -1}, Rewound{99}}) {
        State state;
        CHECK_FALSE(fold(state, event));
    }
}

TEST_CASE("packs that were prepared and discarded are not played", "[game][packs]")
{
    const auto before = test::pack_of(test::rooms_ink), changed = test::pack_of("Another tale.\n-> END\n");
    auto game = Game::create(before, {.seed = 1});
    REQUIRE(game);
    game->offer(changed);
    const State state = game->state();
    const Command use{.what = UsePacks{changed->hash()}};
    const auto batch = game->prepare(use);
    REQUIRE(batch);
    CHECK(batch->packs == before->hash());
    CHECK(game->pack().hash() == changed->hash());
    game->discard(*batch);
    CHECK(game->state() == state);
    CHECK(game->pack().hash() == before->hash());

    // once they are used, a snapshot says so, and no other packs will do
    REQUIRE(game->submit(use));
    const auto read = state_from_json(to_json(game->state()));
    REQUIRE(read);
    CHECK(*read == game->state());
    CHECK(Game::resume(before, *read).error().reason == "game.other_packs");
    CHECK(Game::resume(changed, *read));
}
