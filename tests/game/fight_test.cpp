// SPDX-License-Identifier: MIT
// Fights that stories wait for: who orders whom, what comes of them, and how they are taken back.
#include "support/keep.hpp"
#include "support/record.hpp"

#include <goldbox/base/random.hpp>
#include <goldbox/game/fields.hpp>

#include <algorithm>
#include <cstdlib>

using namespace goldbox;
using namespace goldbox::game;
using test::verb;

namespace {

std::shared_ptr<const content::Pack> fight_pack(bool rules = true)
{
    MemoryFiles files;
    for (const auto& [name, text] : test::keep_files()) {
        if (rules || name == "story/main.ink") files.add(name, text);
    }
    if (!rules) files.add("pack.json", R"({"id":"keep","version":"1.0.0","licence":"MIT","story":"story/main.ink"})");
    const content::Loaded loaded = content::load_pack(files);
    for (const Diagnostic& diagnostic : loaded.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(loaded.pack);
    return loaded.pack;
}

/// The keep, and how one fights there.
struct Keep : test::Record {
    explicit Keep(std::uint64_t seed = 3, bool rules = true) : Keep(fight_pack(rules), seed) {}
    Keep(const std::shared_ptr<const content::Pack>& of, std::uint64_t seed) : Record(of, seed)
    {
        must("ann", Join{{.content = "Ann"}});
        must("ann", Begin{});
    }

    [[nodiscard]] bool fights() const { return game.state().fight.has_value(); }
    [[nodiscard]] rules::CreatureId of(std::string_view name) const
    {
        rules::CreatureId found;
        game.state().world.creatures.each([&](rules::CreatureId id, const rules::Creature& creature) {
            if (creature.name == name || creature.definition == "keep:" + std::string(name)) found = id;
        });
        REQUIRE(found);
        return found;
    }

    /// Strikes whom it can, else goes to the nearest of the others, else ends its turn.
    void act(std::string_view seat)
    {
        if (game.state().world.pending) return static_cast<void>(must(seat, Answer{1}));
        const auto can = verb<CanManeuver>(game, seat);
        if (!can) return static_cast<void>(must(seat, GoOn{}));
        const FightView fight = *game.view(seat).fight;
        const auto enemy = [&](rules::CreatureId id) {
            const auto found = std::ranges::find(fight.fighters, id, &FighterView::id);
            return found != fight.fighters.end() && found->side != content::party_side && !found->quit &&
                   found->life == rules::Life::alive;
        };
        for (const rules::Deed& deed : can->deeds) {
            const auto target = std::ranges::find_if(deed.targets, enemy);
            if (!deed.attack || target == deed.targets.end()) continue;
            return static_cast<void>(must(seat, Maneuver{rules::Act{can->creature, deed.id, {*target}}}));
        }
        const Reach* best = nullptr;
        std::int32_t least = distance(fight, fight_place(fight, can->creature), enemy);
        for (const Reach& reach : can->walks) {
            const std::int32_t far = distance(fight, reach.to, enemy);
            if (far >= least) continue;
            least = far;
            best = &reach;
        }
        if (best) return static_cast<void>(must(seat, Maneuver{rules::Walk{can->creature, best->to}}));
        must(seat, Maneuver{rules::EndTurn{can->creature}});
    }

    static rules::Position fight_place(const FightView& fight, rules::CreatureId id)
    {
        return std::ranges::find(fight.fighters, id, &FighterView::id)->place.value();
    }
    template <class Enemy>
    static std::int32_t distance(const FightView& fight, const rules::Position& from, const Enemy& enemy)
    {
        std::int32_t least = 1000;
        for (const FighterView& each : fight.fighters) {
            if (!each.place || !enemy(each.id)) continue;
            least = std::min(least, std::max(std::abs(each.place->x - from.x), std::abs(each.place->y - from.y)));
        }
        return least;
    }

    void fight_to_the_end(std::string_view seat = "ann")
    {
        for (int i = 0; i < 500 && fights(); ++i) act(seat);
        CHECK_FALSE(fights());
    }
};

} // namespace

TEST_CASE("a fight that is won leads a story on, with loot and experience", "[game][fight]")
{
    Keep keep;
    const Batch began = keep.take("The yard");
    CHECK(keep.told() == "You go out.\n");
    CHECK(keep.story("ann").status == StoryStatus::held);
    CHECK(keep.story("ann").choices.empty());
    const View view = keep.game.view("ann");
    REQUIRE(view.fight);
    CHECK(view.fight->name == "The yard");
    CHECK(view.fight->map == "keep/maps/yard.tmj");
    CHECK(view.fight->levels.at(0).rows.at(0).size() == 8);
    CHECK(view.fight->turn == keep.of("knight"));
    CHECK(view.fight->yours);
    CHECK(view.fight->budgets.size() == 3);
    const auto told = std::ranges::find_if(
        began.events, [](const Event& event) { return std::holds_alternative<StoryAdvanced>(event); });
    const auto fight = std::ranges::find_if(
        began.events, [](const Event& event) { return std::holds_alternative<FightBegan>(event); });
    CHECK(told < fight); // what leads to it is told before

    keep.fight_to_the_end();
    CHECK(keep.told().starts_with("You have won.\nA hall. won."));
    CHECK(keep.story("ann").status == StoryStatus::waiting);
    const auto& world = keep.game.state().world;
    CHECK_FALSE(world.encounter);
    CHECK_FALSE(world.field);
    CHECK(keep.game.view("ann").party.size() == 2);
    const auto knight = *world.creatures.find(keep.of("knight"));
    CHECK(knight.numbers.at("keep:experience") == 17); // half of twenty, and seven for each
    CHECK(keep.game.view("ann").party.at(0).items.at(0).count == 5);
    std::size_t creatures = 0;
    world.creatures.each([&](rules::CreatureId, const rules::Creature&) { ++creatures; });
    CHECK(creatures == 2);
    keep.check_record();
}

TEST_CASE("those who lose heart surrender, friends go home, and a tunnel is left where it was entered", "[game][fight]")
{
    Keep keep;
    keep.take("The ditch");
    CHECK(keep.game.view("ann").party.size() == 3);
    keep.fight_to_the_end();
    CHECK(keep.told().starts_with("Out of the ditch.\nBack from the tunnel.\nA hall."));
    CHECK(keep.game.view("ann").party.size() == 2);
    const auto gave_up = std::ranges::count_if(keep.log, [](const Event& event) {
        const auto* judged = std::get_if<Judged>(&event);
        const auto* quit = judged ? std::get_if<rules::CreatureQuit>(&judged->what) : nullptr;
        return quit && quit->how == rules::Quit::surrendered;
    });
    CHECK(gave_up >= 1);
    keep.check_record();
}

TEST_CASE("a fight is lost, fled from, or given up, as its encounter says", "[game][fight]")
{
    SECTION("lost")
    {
        Keep keep;
        keep.take("Doom");
        keep.fight_to_the_end();
        CHECK(keep.told().starts_with("You have lost.\nA hall. lost."));
        CHECK(keep.told().find("Nobody reads this") == std::string::npos);
        keep.check_record();
        keep.take("Doom"); // nobody is left who could fight
        CHECK_FALSE(keep.fights());
        CHECK(keep.told().starts_with("You have lost."));
        keep.check_record();
    }
    SECTION("fled, by walking to the edge")
    {
        Keep keep;
        keep.take("The yard");
        for (int i = 0; i < 100 && keep.fights(); ++i) {
            const auto can = verb<CanManeuver>(keep.game, "ann");
            if (!can) {
                keep.act("ann");
                continue;
            }
            const auto edge = std::ranges::find_if(can->walks, [](const Reach& reach) { return reach.to.x == 0; });
            if (can->flee)
                keep.must("ann", Maneuver{rules::Flee{can->creature}});
            else if (edge != can->walks.end())
                keep.must("ann", Maneuver{rules::Walk{can->creature, edge->to}});
            else
                keep.must("ann", Maneuver{rules::EndTurn{can->creature}});
        }
        CHECK(keep.told().starts_with("You got away."));
        keep.check_record();
    }
    SECTION("given up")
    {
        Keep keep;
        keep.take("Doom");
        for (int i = 0; i < 100 && keep.fights(); ++i) {
            const auto can = verb<CanManeuver>(keep.game, "ann");
            if (can)
                keep.must("ann", Maneuver{rules::Surrender{can->creature}});
            else
                keep.act("ann");
        }
        const bool fell = keep.told().starts_with("You have lost."); // before both could say so
        CHECK((fell || keep.told().starts_with("You got away.")));
        keep.check_record();
    }
}

TEST_CASE("a fight is taken back by maneuvers, or whole, and the story stands where it was", "[game][fight]")
{
    Keep keep;
    const State before = keep.game.state();
    CHECK(keep.refused("ann", Undo{.fight = true}) == "game.nothing_to_undo");
    keep.take("The yard");
    const State begun = keep.game.state();
    keep.act("ann");
    keep.must("ann", Undo{});
    CHECK(keep.game.state().world == begun.world);
    CHECK(keep.game.state().fight == begun.fight);
    for (int i = 0; i < 4; ++i) keep.act("ann");
    keep.must("ann", Undo{.fight = true});
    CHECK(keep.game.state().world == before.world);
    CHECK_FALSE(keep.fights());
    CHECK(keep.story("ann").choices == Keep().story("ann").choices);
    keep.check_record();

    // also when it is over
    keep.take("The yard");
    keep.fight_to_the_end();
    CHECK(keep.told().starts_with("You have won."));
    keep.must("ann", Undo{.fight = true});
    CHECK(keep.game.state().world == before.world);
    CHECK(keep.told().starts_with("A hall. none."));
    keep.take("The ditch");
    keep.fight_to_the_end();
    keep.check_record();
}

TEST_CASE("a discarded maneuver leaves the game bit-identical", "[game][fight]")
{
    Keep keep;
    keep.take("The ditch");
    for (int i = 0; i < 200 && keep.fights(); ++i) {
        const State before = keep.game.state();
        const auto can = verb<CanManeuver>(keep.game, "ann");
        if (can) {
            auto batch = keep.game.prepare({.seat = "ann", .what = Maneuver{rules::EndTurn{can->creature}}});
            REQUIRE(batch);
            keep.game.discard(*batch);
            CHECK(keep.game.state() == before);
            CHECK(keep.game.state_hash() == hash_of(before));
        }
        keep.act("ann");
    }
    keep.check_record();
}

TEST_CASE("a question in the middle of a fight survives a save, and any answer", "[game][fight]")
{
    Keep keep;
    keep.take("The rout");
    for (int i = 0; i < 50 && !keep.game.state().world.pending; ++i) {
        REQUIRE(keep.fights());
        keep.act("ann");
    }
    const View view = keep.game.view("ann");
    REQUIRE(view.pending);
    CHECK(view.pending->text == "It turns its back. Strike?");
    CHECK(keep.refused("ann", Maneuver{rules::EndTurn{view.pending->decider}}) == "rules.pending");
    const State saved = state_from_json(to_json(keep.game.state())).value();
    CHECK(saved == keep.game.state());
    auto resumed = Game::resume(keep.pack, saved);
    REQUIRE(resumed);
    REQUIRE(resumed->submit({.seat = "ann", .what = Answer{1}}));
    keep.must("ann", Answer{1});
    CHECK(resumed->state_hash() == keep.game.state_hash());
    keep.fight_to_the_end();
    keep.check_record();
}

TEST_CASE("whom minds play act by themselves, never for longer than everybody has had a turn", "[game][fight]")
{
    Keep keep;
    keep.take("The ditch");
    CHECK(keep.refused("ann", GoOn{}) == "game.waits");
    CHECK(keep.refused("ann", Quick{{}, false}) == "game.no_change");
    keep.must("ann", Quick{});
    CHECK(keep.refused("ann", Quick{}) == (keep.fights() ? "game.no_change" : "game.no_fight"));
    int rounds = 0;
    for (; rounds < 100 && keep.fights(); ++rounds) {
        CHECK_FALSE(verb<CanManeuver>(keep.game, "ann"));
        CHECK(verb<CanGoOn>(keep.game, "ann"));
        const Batch batch = keep.must("ann", GoOn{});
        CHECK(batch.events.size() < 400);
    }
    CHECK(rounds < 40);
    CHECK(keep.refused("ann", GoOn{}) == "game.no_fight");
    keep.check_record();
}

TEST_CASE("a mind tells what it thinks to whoever plays its creature", "[game][fight]")
{
    Keep keep;
    CHECK_FALSE(keep.game.advise("ann"));
    keep.take("The yard");
    const auto advice = keep.game.advise("ann");
    REQUIRE(advice);
    CHECK(rules::actor(advice->command) == keep.of("knight"));
    keep.must("bob", Join{{.content = "Bob"}});
    CHECK(keep.game.advise("bob").error().reason == "game.not_yours");
    CHECK_FALSE(keep.game.advise("nobody"));
}

TEST_CASE("commands for others, for the dead and out of turn are refused by reason", "[game][fight]")
{
    Keep keep;
    keep.must("bob", Join{{.content = "Bob"}});
    keep.take("The yard");
    const rules::CreatureId knight = keep.of("knight"), squire = keep.of("squire"), brute = keep.of("Brute 1");
    CHECK(keep.refused("bob", Maneuver{rules::EndTurn{knight}}) == "game.not_yours");
    CHECK(keep.refused("cid", Maneuver{rules::EndTurn{knight}}) == "game.not_seated");
    CHECK(keep.refused("ann", Maneuver{rules::EndTurn{squire}}) == "rules.not_your_turn");
    CHECK(keep.refused("ann", Maneuver{rules::EndTurn{brute}}) == "game.not_of_the_party");
    CHECK(keep.refused("ann", Maneuver{rules::EndTurn{{77, 3}}}) == "game.not_of_the_party");
    CHECK(keep.refused("ann", Maneuver{rules::Answer{knight, 0}}) == "game.not_a_maneuver");
    CHECK(keep.refused("ann", Answer{0}) == "game.nothing_pending");
    CHECK(keep.refused("ann", Quick{brute}) == "game.not_of_the_party");
    CHECK(keep.refused("bob", Quick{knight}) == "game.not_yours");
    for (const rules::Position& to :
         {rules::Position{0, 3, 0}, rules::Position{0, -1, 2}, rules::Position{0, 8, 2}, rules::Position{1, 1, 1},
          rules::Position{0, 2147483647, -2147483647 - 1}, rules::Position{-5, 0, 0}}) {
        const std::string reason = keep.refused("ann", Maneuver{rules::Walk{knight, to}});
        CHECK((reason == "rules.no_place" || reason == "rules.too_far"));
    }
    CHECK(keep.refused("ann", Maneuver{rules::Act{knight, "keep:slash", {brute}}}) == "rules.not_seen");
    CHECK(keep.refused("ann", Maneuver{rules::Act{knight, "keep:smash", {brute}}}) == "rules.not_able");
    CHECK(keep.refused("ann", Maneuver{rules::MoveDoor{knight, {0, 0, 0}, 250, true}}) == "rules.no_door");
    // nothing else goes on meanwhile
    CHECK(keep.refused("ann", Choose{{0, 1}, 0}) == "game.in_fight");
    CHECK(keep.refused("ann", Begin{}) == "game.in_fight");
    CHECK(keep.refused("ann", Rest{"short"}) == "game.in_fight");
    keep.must("bob", Say{{.content = "hello"}, {}});
    keep.fight_to_the_end();
    CHECK(keep.refused("ann", Maneuver{rules::EndTurn{knight}}) == "game.no_fight");
    keep.check_record();
}

TEST_CASE("seats play those of the party whom they have, the host the others", "[game][fight]")
{
    Keep keep;
    keep.must("bob", Join{{.content = "Bob"}});
    const SeatId ann = keep.id("ann"), bob = keep.id("bob");
    const rules::CreatureId knight = keep.of("knight"), squire = keep.of("squire");
    CHECK(keep.game.view("bob").party.at(0).player == ann);
    REQUIRE(verb<CanAssign>(keep.game, "bob"));
    CHECK(verb<CanAssign>(keep.game, "bob")->to == std::vector<SeatId>{bob});
    CHECK(keep.refused("bob", Assign{knight, ann}) == "game.not_yours");
    keep.must("bob", Assign{knight, bob});
    CHECK(keep.refused("bob", Assign{knight, bob}) == "game.no_change");
    CHECK(keep.refused("bob", Assign{{9, 9}, bob}) == "game.not_of_the_party");
    CHECK(keep.refused("bob", Assign{squire, {7, 1}}) == "game.no_such_seat");
    CHECK(keep.game.view("ann").party.at(0).player == bob);

    keep.take("The yard");
    CHECK_FALSE(verb<CanManeuver>(keep.game, "ann"));
    CHECK(keep.refused("ann", Maneuver{rules::EndTurn{knight}}) == "game.not_yours");
    keep.must("bob", Maneuver{rules::EndTurn{knight}});
    while (keep.fights() && !keep.game.state().world.pending && !verb<CanManeuver>(keep.game, "ann")) keep.act("bob");
    REQUIRE(keep.fights());
    CHECK(keep.refused("bob", Maneuver{rules::EndTurn{squire}}) == "game.not_yours");
    // whose player is away, the host plays
    keep.must("bob", Leave{});
    CHECK(keep.game.view("ann").party.at(0).player == ann);
    keep.fight_to_the_end();
    keep.must("bob", Join{{.content = "Bob"}});
    CHECK(keep.game.view("ann").party.at(0).player == bob);
    keep.must("ann", Undo{.fight = true}); // who plays whom is not taken back
    CHECK(keep.game.view("ann").party.at(0).player == bob);
    keep.must("ann", Assign{knight, {}});
    CHECK(keep.game.view("ann").party.at(0).player == ann);
    keep.check_record();
}

TEST_CASE("mistakes of a story about fights are told, and go back with undo", "[game][fight]")
{
    for (const auto& [choice, message] :
         {std::pair("Nowhere", "did you mean \"yard\"?"), std::pair("Inside", "within a function")}) {
        INFO(choice);
        Keep keep;
        keep.take(choice);
        CHECK(keep.story("ann").status == StoryStatus::failed);
        REQUIRE_FALSE(keep.story("ann").problems.empty());
        CHECK(keep.story("ann").problems.front().message.find(message) != std::string::npos);
        CHECK_FALSE(keep.fights());
        keep.must("ann", Undo{});
        keep.take("The yard");
        CHECK(keep.fights());
    }
}

TEST_CASE("without rules the story's own stand-in answers, and every fight is won", "[game][fight]")
{
    Keep keep(3, false);
    keep.take("The yard");
    CHECK(keep.told().starts_with("You go out.\nYou have won."));
    CHECK(keep.refused("ann", Maneuver{rules::EndTurn{}}) == "game.no_fight");
}

TEST_CASE("fights of many seeds end, and their records hold", "[game][fight]")
{
    for (std::uint64_t seed = 10; seed < 22; ++seed) {
        INFO("seed " << seed);
        Keep keep(seed);
        std::uint32_t draws = 0;
        const auto draw = [&](std::uint32_t bound) { return draw_below({.seed = seed, .counter = draws++}, bound); };
        keep.take(draw(2) == 0 ? "The yard" : "The ditch");
        for (int i = 0; i < 600 && keep.fights(); ++i) {
            const auto can = verb<CanManeuver>(keep.game, "ann");
            if (can && !can->walks.empty() && draw(4) == 0) {
                const auto to = can->walks[draw(static_cast<std::uint32_t>(can->walks.size()))].to;
                if (keep.game.accepts({.seat = "ann", .what = Maneuver{rules::Walk{can->creature, to}}}))
                    keep.must("ann", Maneuver{rules::Walk{can->creature, to}});
            } else if (draw(20) == 0) {
                keep.must("ann", Undo{});
                if (!keep.fights()) keep.take("The yard");
            } else {
                keep.act("ann");
            }
        }
        CHECK_FALSE(keep.fights());
        keep.check_record();
    }
}
