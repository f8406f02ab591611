// SPDX-License-Identifier: MIT
// Two states that differ only in what Ann cannot know are the same to Ann.
#include "support/keep.hpp"
#include "support/table.hpp"

#include <goldbox/base/random.hpp>
#include <goldbox/game/fields.hpp>

#include <algorithm>

using namespace goldbox;
using namespace goldbox::game;
using test::Players;

namespace {

constexpr std::string_view whispering_ink = R"(VAR secret = 0
-> road
== road
The road. {secret}
+ [Left]
  ~ secret += 1
  Left.
+ [Right]
  ~ secret += 2
  Right, {~softly|slowly}.
- -> road
)";

/// What Ann sees of everything that happened: her projections, in her counting.
struct Ann {
    std::vector<Projection> seen;

    void look(const Players& players, const Result<Batch>& batch)
    {
        if (!batch) return;
        for (Projection& projection : players.game.project(*batch, "ann")) seen.push_back(std::move(projection));
    }
};

/// Plays two worlds side by side that differ in what Ann cannot know, `runs` times in ways of their own.
void compare_worlds(std::uint32_t runs)
{
    auto pack = test::pack_of(whispering_ink);
    for (std::uint32_t run = 0; run < runs; ++run) {
        INFO("run " << run);
        Players left(pack, {.seed = 1});
        Players right(pack, {.seed = 1});
        Ann ann_left, ann_right;
        std::uint32_t draws = 0;
        auto draw = [&](std::uint32_t bound) { return draw_below({.seed = run, .counter = draws++}, bound); };
        auto both = [&](std::string_view seat, const Order& order) {
            auto a = left.give(seat, order);
            auto b = right.give(seat, order);
            REQUIRE(a.has_value() == b.has_value());
            if (!a) CHECK(to_string(a.error()) == to_string(b.error()));
            ann_left.look(left, a);
            ann_right.look(right, b);
        };
        for (std::string_view seat : {"ann", "bob", "cid"}) both(seat, Join{{.content = std::string(seat)}});
        both("ann", Begin{.decision = Decision::vote, .members = {left.id("ann"), left.id("bob"), left.id("cid")}});
        both("ann", Begin{.members = {left.id("bob"), left.id("cid")}});
        for (int step = 0; step < 30; ++step) {
            switch (draw(6)) {
            case 0: { // a whisper that only one of the worlds hears, and a different one
                auto batch = left.give("bob", Say{{.content = "psst"}, {left.id("cid")}});
                ann_left.look(left, batch);
                break;
            }
            case 1: { // the others' own story goes on, another way in each world
                auto a = left.choose("bob", 0, {1, 1});
                auto b = right.choose("bob", 1, {1, 1});
                ann_left.look(left, a);
                ann_right.look(right, b);
                break;
            }
            case 2: { // a ballot, for another choice in each world, that decides nothing yet
                if (!left.story("ann").voted.empty()) break;
                ann_left.look(left, left.choose("bob", 0, {0, 1}));
                ann_right.look(right, right.choose("bob", 1, {0, 1}));
                break;
            }
            case 3: both("cid", Say{{.content = "hello"}, {}}); break;
            case 4: both("ann", Choose{{1, 1}, draw(3)}); break; // not hers: refused alike
            default: both("ann", Choose{{5, 1}, 0}); break;      // none: refused alike
            }
            CHECK(left.game.view("ann") == right.game.view("ann"));
            CHECK(left.game.options("ann") == right.game.options("ann"));
            CHECK(ann_left.seen == ann_right.seen);
        }
        for (std::size_t i = 0; i < ann_left.seen.size(); ++i) CHECK(ann_left.seen[i].seq == i + 1);
        CHECK(left.game.state() != right.game.state());
    }
}

std::shared_ptr<const content::Pack> keep_pack()
{
    MemoryFiles files;
    for (const auto& [name, text] : test::keep_files()) files.add(name, text);
    const content::Loaded loaded = content::load_pack(files);
    for (const Diagnostic& diagnostic : loaded.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(loaded.pack);
    return loaded.pack;
}

/// A fight in which Ann sees one statue of three. The others are hidden behind a wall.
Players watched(const std::shared_ptr<const content::Pack>& pack, std::uint64_t seed)
{
    Players players(pack, {.seed = seed});
    players.join("ann");
    players.join("bob");
    REQUIRE(players.give("ann", Begin{}));
    const auto choices = players.story("ann").choices;
    const auto found = std::ranges::find(choices, "Watched", &StoryChoice::text);
    REQUIRE(found != choices.end());
    REQUIRE(players.choose("ann", static_cast<std::uint32_t>(found - choices.begin())));
    return players;
}

/// Changes what stands behind the wall, in a way of its own: places, wounds, what lies on somebody.
State changed(State state, std::uint32_t run)
{
    std::vector<rules::CreatureId> hidden;
    state.world.creatures.each([&](rules::CreatureId id, const rules::Creature&) {
        if (!perceives(state, find_seat(state, "ann"), id)) hidden.push_back(id);
    });
    REQUIRE(hidden.size() == 2);
    std::uint32_t draws = 0;
    const auto draw = [&](std::uint32_t bound) {
        return static_cast<std::int32_t>(draw_below({.seed = run, .counter = draws++}, bound));
    };
    for (const rules::CreatureId id : hidden) {
        state.world.creatures.edit(id, [&](rules::Creature& creature) {
            creature.vitals.hit_points = 1 + draw(50);
            creature.place = rules::Position{0, 6 + static_cast<std::int32_t>(id.index % 2), draw(2)};
            creature.numbers["keep:armor"] = draw(30);
        });
    }
    return state;
}

void compare_fights(std::uint32_t runs)
{
    const auto pack = keep_pack();
    for (std::uint32_t run = 0; run < runs; ++run) {
        INFO("run " << run);
        Players left = watched(pack, 5), right = watched(pack, 5);
        right.game = *Game::resume(pack, changed(right.game.state(), run));
        right.game.state().seats.each([&](SeatId, const Seat& seat) { right.game.keep_text(seat.name.id, seat.key); });
        CHECK(left.game.state().world != right.game.state().world);
        Ann ann_left, ann_right;
        std::uint32_t draws = 1000;
        auto draw = [&](std::uint32_t bound) { return draw_below({.seed = run, .counter = draws++}, bound); };
        auto both = [&](const Order& order) {
            const Command command{.seat = "ann", .what = order};
            CHECK(left.game.accepts(command).has_value() == right.game.accepts(command).has_value());
            auto a = left.give("ann", order), b = right.give("ann", order);
            REQUIRE(a.has_value() == b.has_value());
            if (!a) CHECK(to_string(a.error()) == to_string(b.error()));
            ann_left.look(left, a);
            ann_right.look(right, b);
            return a.has_value();
        };
        std::vector<rules::CreatureId> all;
        left.game.state().world.creatures.each(
            [&](rules::CreatureId id, const rules::Creature&) { all.push_back(id); });
        for (int step = 0; step < 25 && left.game.state().fight; ++step) {
            const rules::CreatureId who = left.game.view("ann").fight->turn;
            const rules::CreatureId whom = all[draw(static_cast<std::uint32_t>(all.size()))];
            const auto at = [&] {
                return rules::Position{0, static_cast<std::int32_t>(draw(2)), static_cast<std::int32_t>(draw(2)) + 2};
            };
            switch (draw(6)) {
            case 0: both(Maneuver{rules::Act{who, "keep:slash", {whom}}}); break;
            case 1: both(Maneuver{rules::Walk{who, at()}}); break;
            case 2: both(Maneuver{rules::EndTurn{whom}}); break;
            case 3: both(Quick{whom, false}); break;
            default:
                both(left.game.accepts({.seat = "ann", .what = GoOn{}}) ? Order(GoOn{})
                                                                        : Order(Maneuver{rules::EndTurn{who}}));
            }
            CHECK(left.game.view("ann") == right.game.view("ann"));
            CHECK(left.game.options("ann") == right.game.options("ann"));
            CHECK(left.game.changed_since("ann", 0) == right.game.changed_since("ann", 0));
            CHECK(ann_left.seen == ann_right.seen);
        }
    }
}

} // namespace

TEST_CASE("who is behind a wall changes nothing that Ann sees of a fight", "[game][secrecy][fight]")
{
    compare_fights(40);
}

TEST_CASE("what a seat sees of a fight is what those see whom it plays, and what changed can be asked for",
          "[game][secrecy][fight]")
{
    Players players = watched(keep_pack(), 5);
    const FightView fight = *players.game.view("ann").fight;
    CHECK(fight.fighters.size() == 3); // and one statue
    CHECK(fight.levels.at(0).rows.at(0).substr(0, 4) == "...#");
    CHECK(fight.levels.at(0).rows.at(0).substr(5) == "   "); // behind the wall
    const Seq before = players.game.view("ann").seq;
    CHECK(players.game.changed_since("ann", before).rows.empty());
    rules::CreatureId knight = fight.turn;
    REQUIRE(players.give("ann", Assign{knight, players.id("bob")}));
    REQUIRE(players.give("bob", Maneuver{rules::Walk{knight, {0, 4, 3}}}));
    const FightView bob = *players.game.view("bob").fight, ann = *players.game.view("ann").fight;
    CHECK(bob.fighters.size() == 5);
    CHECK(ann.fighters.size() == 3);
    CHECK(bob.levels.at(0).rows.at(0).substr(5) == "...");
    CHECK(ann.levels.at(0).rows.at(0).substr(5) == "   ");
    const FightChanges news = players.game.changed_since("bob", before);
    CHECK_FALSE(news.rows.empty());
    CHECK(news.fighters == bob.fighters);
    for (const FightChanges::Row& row : news.rows)
        CHECK(bob.levels.at(0)
                  .rows.at(static_cast<std::size_t>(row.start.y))
                  .substr(static_cast<std::size_t>(row.start.x), row.letters.size()) == row.letters);
    // back again: where they were seen last
    REQUIRE(players.give("bob", Undo{}).has_value() == false);
    const State saved = state_from_json(to_json(players.game.state())).value();
    CHECK(saved == players.game.state());
    State folded;
    folded.seed = 5;
    for (const Event& event : players.log) {
        REQUIRE(fold(folded, event));
        CHECK(json::from_json<Event>(json::to_json(event)).value() == event);
    }
    CHECK(folded == players.game.state());
    REQUIRE(players.give("ann", Undo{}));
    CHECK(players.game.view("bob").fight->fighters.size() == 3); // what was seen begins anew
}

TEST_CASE("what Ann cannot know changes nothing that she sees", "[game][secrecy]")
{
    compare_worlds(60);
}

TEST_CASE("what Ann cannot know changes nothing that she sees, many times", "[.long]")
{
    compare_worlds(5'000);
    compare_fights(2'000);
}
