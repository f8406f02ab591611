// SPDX-License-Identifier: MIT
// Fights on a battlefield: who may do what, from where, and how it ends.
#include <goldbox/json/writer.hpp>
#include <goldbox/rules/arena.hpp>
#include <goldbox/rules/fields.hpp>

#include "support/shipped.hpp"

#include <algorithm>
#include <set>

using namespace goldbox;
using namespace goldbox::rules;
using namespace goldbox::test;
using goldbox::tests::must;

namespace {

/// A knight and two goblins on open ground, whose turns come in this order.
struct Skirmish {
    Stage stage{shipped("srd51").rules, 7};
    CreatureId knight = stage.appear("srd51:knight", "party", {{"srd51:initiative", 100}});
    CreatureId goblin = stage.appear("srd51:goblin", "wild", {{"srd51:initiative", 50}});
    CreatureId other = stage.appear("srd51:goblin", "wild", {{"srd51:initiative", 0}});

    void begin(Position of_knight, Position of_goblin, Position of_other)
    {
        must(stage.judge.begin_fight({.field = {.width = 20, .height = 12},
                                      .fighters = {{knight, of_knight}, {goblin, of_goblin}, {other, of_other}}}));
        (void)stage.recording.take();
    }
    Result<void> submit(const Command& command)
    {
        const Options options = stage.judge.options(actor(command));
        const World before = stage.world;
        auto done = stage.judge.submit(command);
        CHECK(options.accepts(command) == done.has_value());
        if (!done) CHECK(stage.world == before);
        return done;
    }
    [[nodiscard]] Position at(CreatureId creature) const { return *stage.world.creatures.find(creature)->place; }
    [[nodiscard]] std::int32_t left(CreatureId creature, std::string_view resource) const
    {
        return must(stage.judge.left(creature, resource));
    }
    [[nodiscard]] std::string why_not(const Command& command) const { return tests::reason(stage.judge.may(command)); }
};

template <class Fact>
std::vector<Fact> all_of(const std::vector<Event>& events)
{
    std::vector<Fact> found;
    for (const Event& event : events) {
        if (const auto* fact = std::get_if<Fact>(&event)) found.push_back(*fact);
    }
    return found;
}

World folded(std::uint64_t seed, const std::vector<Event>& events)
{
    World world{.seed = seed};
    Journal journal;
    for (const Event& event : events) must(apply(world, event, journal));
    return world;
}

} // namespace

TEST_CASE("a fight begins with everybody on a cell of their own and the first turn", "[rules][fights]")
{
    Skirmish fight;
    fight.begin({0, 3, 3}, {0, 3, 3}, {0, 3, 3});
    CHECK(fight.at(fight.knight) == Position{0, 3, 3});
    CHECK(fight.at(fight.goblin) != fight.at(fight.knight));
    CHECK(fight.at(fight.other) != fight.at(fight.goblin));
    CHECK(fight.stage.judge.decider() == fight.knight);
    CHECK(fight.left(fight.knight, "srd51:action") == 1);
    CHECK(fight.left(fight.knight, "srd51:movement") == 30);
    CHECK(must(world_from_json(to_json(fight.stage.world))) == fight.stage.world);
}

TEST_CASE("a fight needs a ruleset with a battlefield, two sides and room", "[rules][fights]")
{
    Stage stage(shipped("srd51").rules);
    const CreatureId one = stage.appear("srd51:goblin", "wild"), two = stage.appear("srd51:goblin", "wild");
    const Battlefield open{.width = 5, .height = 5};
    const auto why = [&](const Fight& fight) { return tests::reason(stage.judge.begin_fight(fight)); };
    CHECK(why({open, {{one, {}}, {two, {}}}}) == "rules.nobody_left");
    CHECK(why({open, {{one, {}}, {one, {}}}}) == "rules.nobody_left");
    const CreatureId foe = stage.appear("srd51:goblin", "party");
    CHECK(why({{.width = 0, .height = 5}, {{one, {}}, {foe, {}}}}) == "rules.out_of_range");
    CHECK(why({{.map = "maps/nowhere.tmj"}, {{one, {}}, {foe, {}}}}) == "rules.no_such");
    CHECK_FALSE(stage.world.field);
}

TEST_CASE("one walks as far as one's movement goes, and pays for it", "[rules][fights]")
{
    Skirmish fight;
    fight.begin({0, 1, 1}, {0, 15, 9}, {0, 16, 9});
    CHECK(fight.why_not(Walk{fight.knight, {0, 8, 1}}) == "rules.too_far");
    CHECK(fight.why_not(Walk{fight.knight, {0, 1, 1}}) == "rules.no_place");
    CHECK(fight.why_not(Walk{fight.knight, {0, -1, 1}}) == "rules.no_place");
    CHECK(fight.why_not(Walk{fight.knight, {0, 2147483647, 2147483647}}) == "rules.no_place");
    CHECK(fight.why_not(Walk{fight.goblin, {0, 14, 9}}) == "rules.not_your_turn");
    must(fight.submit(Walk{fight.knight, {0, 5, 1}}));
    CHECK(fight.at(fight.knight) == Position{0, 5, 1});
    CHECK(fight.left(fight.knight, "srd51:movement") == 10);
    CHECK(tests::reason(fight.submit(Walk{fight.knight, {0, 8, 1}})) == "rules.too_far");
    must(fight.submit(Walk{fight.knight, {0, 7, 1}}));
    CHECK(fight.left(fight.knight, "srd51:movement") == 0);
}

TEST_CASE("a blow reaches whom it reaches, once a turn", "[rules][fights]")
{
    Skirmish fight;
    fight.begin({0, 5, 5}, {0, 6, 5}, {0, 15, 5});
    const Act blow{fight.knight, "srd51:knight.greatsword", {fight.goblin}};
    CHECK(fight.why_not(Act{fight.knight, "srd51:knight.greatsword", {fight.other}}) == "rules.out_of_reach");
    CHECK(fight.why_not(Act{fight.knight, "srd51:knight.greatsword", {fight.knight}}) == "rules.bad_target");
    CHECK(fight.why_not(Act{fight.knight, "srd51:knight.greatsword", {}}) == "rules.bad_target");
    CHECK(fight.why_not(Act{fight.knight, "srd51:goblin.scimitar", {fight.goblin}}) == "rules.not_able");
    CHECK(fight.why_not(Act{fight.knight, "srd51:knight.greatsword", {fight.goblin}, Position{}}) ==
          "rules.bad_target");
    must(fight.submit(blow));
    CHECK(fight.left(fight.knight, "srd51:action") == 0);
    CHECK(tests::reason(fight.submit(blow)) == "rules.spent");
}

TEST_CASE("who walks out of reach may be struck, and who disengages may not", "[rules][fights]")
{
    Skirmish fight;
    fight.begin({0, 5, 5}, {0, 6, 5}, {0, 15, 5});
    SECTION("struck, and the blow takes the reaction")
    {
        must(fight.submit(Walk{fight.knight, {0, 2, 5}}));
        REQUIRE(fight.stage.world.pending);
        CHECK(fight.stage.world.pending->decider == fight.goblin);
        CHECK(fight.stage.judge.decider() == fight.goblin);
        CHECK(fight.at(fight.knight) == Position{0, 5, 5});
        CHECK(fight.why_not(EndTurn{fight.knight}) == "rules.pending");
        CHECK(fight.why_not(Answer{fight.knight, 0}) == "rules.not_your_turn");
        CHECK(fight.why_not(Answer{fight.goblin, 7}) == "rules.out_of_range");
        // saved and loaded in the middle
        fight.stage.world = must(world_from_json(to_json(fight.stage.world)));
        fight.stage.judge.forget();
        must(fight.submit(Answer{fight.goblin, 1}));
        const auto events = fight.stage.recording.take();
        CHECK(fight.left(fight.goblin, "srd51:reaction") == 0);
        // the knight may parry
        if (fight.stage.world.pending) must(fight.submit(Answer{fight.knight, 0}));
        CHECK(fight.at(fight.knight) == Position{0, 2, 5});
        CHECK(fight.left(fight.knight, "srd51:movement") == 15);
        CHECK(all_of<ActionTaken>(events).front().action == "srd51:goblin.scimitar");
    }
    SECTION("let go")
    {
        must(fight.submit(Walk{fight.knight, {0, 2, 5}}));
        must(fight.submit(Answer{fight.goblin, 0}));
        CHECK(fight.at(fight.knight) == Position{0, 2, 5});
        CHECK(fight.left(fight.goblin, "srd51:reaction") == 1);
    }
    SECTION("with care")
    {
        must(fight.submit(Act{fight.knight, "srd51:disengage"}));
        must(fight.submit(Walk{fight.knight, {0, 2, 5}}));
        CHECK_FALSE(fight.stage.world.pending);
        CHECK(fight.at(fight.knight) == Position{0, 2, 5});
    }
    SECTION("around somebody, within reach")
    {
        must(fight.submit(Walk{fight.knight, {0, 6, 4}}));
        CHECK_FALSE(fight.stage.world.pending);
    }
}

TEST_CASE("positions make advantage and disadvantage by what the ruleset says of their tags", "[rules][fights]")
{
    Skirmish fight;
    const auto luck = [&](Position at, Position of_other) {
        fight.begin({0, 5, 5}, at, of_other);
        must(fight.submit(EndTurn{fight.knight}));
        (void)fight.stage.recording.take();
        must(fight.submit(Act{fight.goblin, "srd51:goblin.shortbow", {fight.knight}}));
        if (fight.stage.world.pending) must(fight.submit(Answer{fight.knight, 0}));
        return all_of<CheckMade>(fight.stage.recording.take()).front().advantage;
    };
    SECTION("a bow in the melee")
    {
        CHECK(luck({0, 6, 5}, {0, 15, 5}) == -1);
    }
    SECTION("a bow from afar")
    {
        CHECK(luck({0, 12, 5}, {0, 15, 5}) == 0);
    }
    SECTION("from further than it carries well")
    {
        must(fight.stage.judge.begin_fight(
            {.field = {.width = 60, .height = 5},
             .fighters = {{fight.knight, {0, 1, 1}}, {fight.goblin, {0, 30, 1}}, {fight.other, {0, 31, 1}}}}));
        must(fight.submit(EndTurn{fight.knight}));
        (void)fight.stage.recording.take();
        must(fight.submit(Act{fight.goblin, "srd51:goblin.shortbow", {fight.knight}}));
        if (fight.stage.world.pending) must(fight.submit(Answer{fight.knight, 0}));
        CHECK(all_of<CheckMade>(fight.stage.recording.take()).front().advantage == -1);
    }
    SECTION("in the dark, where only the goblin sees")
    {
        must(fight.stage.judge.begin_fight(
            {.field = {.width = 20, .height = 12, .dark = true},
             .fighters = {{fight.knight, {0, 5, 5}}, {fight.goblin, {0, 6, 5}}, {fight.other, {0, 15, 5}}}}));
        CHECK_FALSE(fight.stage.judge.sees(fight.knight, fight.goblin));
        CHECK(fight.stage.judge.sees(fight.goblin, fight.knight));
        (void)fight.stage.recording.take();
        must(fight.submit(Act{fight.knight, "srd51:knight.greatsword", {fight.goblin}}));
        CHECK(all_of<CheckMade>(fight.stage.recording.take()).front().advantage == -1);
    }
}

TEST_CASE("a ball of fire asks nobody whose friend he is", "[rules][fights]")
{
    Stage stage(shipped("srd51").rules, 3);
    const CreatureId wizard = stage.appear("srd51:wizard", "party", {{"srd51:initiative", 100}});
    const CreatureId fighter = stage.appear("srd51:fighter", "party", {{"srd51:initiative", 0}});
    const CreatureId goblin = stage.appear("srd51:goblin", "wild", {{"srd51:initiative", 0}});
    const CreatureId far_off = stage.appear("srd51:goblin", "wild", {{"srd51:initiative", 0}});
    must(stage.judge.begin_fight(
        {.field = {.width = 30, .height = 20},
         .fighters = {{wizard, {0, 1, 10}}, {fighter, {0, 14, 10}}, {goblin, {0, 15, 10}}, {far_off, {0, 28, 2}}}}));
    (void)stage.recording.take();
    const Cast fireball{.creature = wizard, .spell = "srd51:fireball", .place = Position{0, 15, 10}};
    CHECK(tests::reason(stage.judge.may(Cast{.creature = wizard, .spell = "srd51:fireball", .targets = {goblin}})) ==
          "rules.bad_target");
    CHECK(tests::reason(stage.judge.may(
              Cast{.creature = wizard, .spell = "srd51:fireball", .level = 9, .place = Position{0, 15, 10}})) ==
          "rules.spent");
    CHECK(stage.judge.options(wizard).accepts(fireball));
    must(stage.judge.submit(fireball));
    std::set<CreatureId> burnt;
    for (const DamageTaken& taken : all_of<DamageTaken>(stage.recording.take())) burnt.insert(taken.creature);
    CHECK(burnt == std::set{fighter, goblin});
    CHECK(must(stage.judge.left(wizard, "srd51:slot.3")) == 1);
    CHECK(tests::reason(stage.judge.may(fireball)) == "rules.spent");
}

TEST_CASE("a fight ends with the last of one side: dead, fled, surrendered", "[rules][fights]")
{
    Skirmish fight;
    fight.begin({0, 5, 5}, {0, 0, 3}, {0, 15, 5});
    const auto ending = [&] {
        const auto ends = all_of<EncounterEnded>(fight.stage.recording.take());
        REQUIRE(ends.size() == 1);
        return std::pair(ends.front().outcome, ends.front().winner);
    };
    must(fight.submit(EndTurn{fight.knight}));
    SECTION("one flees from the edge, the other surrenders")
    {
        must(fight.submit(Flee{fight.goblin}));
        CHECK(fight.stage.judge.decider() == fight.other);
        CHECK(fight.why_not(Flee{fight.other}) == "rules.too_far");
        must(fight.submit(Surrender{fight.other}));
        CHECK(ending() == std::pair(Outcome::surrender, std::string("party")));
    }
    SECTION("one falls, the other flees")
    {
        must(fight.stage.judge.damage(
            Harm{.target = fight.other, .source = fight.knight, .amounts = {{"srd51:fire", 100}}}));
        must(fight.submit(Flee{fight.goblin}));
        CHECK(ending() == std::pair(Outcome::flight, std::string("party")));
    }
    SECTION("both fall")
    {
        for (const CreatureId each : {fight.goblin, fight.other})
            must(fight.stage.judge.damage(
                Harm{.target = each, .source = fight.knight, .amounts = {{"srd51:fire", 100}}}));
        must(fight.submit(EndTurn{fight.goblin}));
        CHECK(ending() == std::pair(Outcome::victory, std::string("party")));
        CHECK(must(fight.stage.judge.stat(fight.knight, "srd51:experience")) == 100);
    }
    CHECK_FALSE(fight.stage.world.encounter);
    CHECK_FALSE(fight.stage.world.field);
    CHECK_FALSE(fight.stage.world.creatures.find(fight.knight)->place);
}

TEST_CASE("turns come as the ruleset says", "[rules][fights]")
{
    const auto orders = [](const std::string& turns) {
        const Shipped by = shipped_with(
            {"srd51"}, R"({"ruleset": {"srd51:rules": {"$op": "merge", "battle": {"turns": )" + turns + "}}}}");
        Stage stage(by.rules, 5);
        std::vector<Fighter> fighters;
        for (int i = 0; i < 6; ++i) {
            const CreatureId id = stage.appear(i % 2 == 0 ? "srd51:goblin" : "srd51:wolf", i < 3 ? "a" : "b");
            fighters.push_back({id, {0, 2 * i, i < 3 ? 1 : 10}});
        }
        must(stage.judge.begin_fight({.field = {.width = 20, .height = 12}, .fighters = fighters}));
        std::vector<std::vector<CreatureId>> rounds;
        std::uint32_t round = 0;
        while (stage.world.encounter->round < 4) {
            if (stage.world.encounter->round != round) rounds.push_back(stage.world.encounter->order);
            round = stage.world.encounter->round;
            must(stage.judge.submit(EndTurn{stage.judge.decider()}));
        }
        return rounds;
    };
    const auto once = orders(R"({"rolled": "once"})");
    CHECK(once[0] == once[1]);
    CHECK(once[1] == once[2]);
    const auto anew = orders(R"({"rolled": "each_round"})");
    CHECK((anew[0] != anew[1] || anew[1] != anew[2]));
    const auto by_side = orders(R"({"by": "side"})")[0];
    const auto is_first_side = [](CreatureId id) { return id.index < 3; };
    CHECK(std::ranges::is_partitioned(by_side,
                                      [&](CreatureId id) { return is_first_side(id) == is_first_side(by_side[0]); }));
    auto lowest = orders(R"({"first": "lowest"})")[0];
    CHECK(lowest != once[0]);
}

TEST_CASE("a turn that is put off goes on behind somebody else's, and begins once", "[rules][fights]")
{
    Stage stage(shipped("classic").rules, 5);
    std::vector<CreatureId> all;
    std::vector<Fighter> fighters;
    for (int i = 0; i < 4; ++i) {
        all.push_back(stage.appear("classic:tusker", i < 2 ? "a" : "b"));
        fighters.push_back({all.back(), {0, 4 * i, 1}});
    }
    must(stage.judge.begin_fight({.field = {.width = 20, .height = 12}, .fighters = fighters}));
    const std::vector<CreatureId> order = stage.world.encounter->order;
    const auto why_not = [&](const Delay& delay) { return tests::reason(stage.judge.may(delay)); };
    CHECK(why_not({order[0], order[0]}) == "rules.not_next");
    CHECK(why_not({order[1], order[2]}) == "rules.not_your_turn");
    CHECK(stage.judge.options(order[0]).delays == std::vector(order.begin() + 1, order.end()));
    must(stage.judge.submit(Delay{order[0], order[2]}));
    CHECK(stage.world.encounter->order == std::vector{order[1], order[2], order[0], order[3]});
    CHECK(stage.judge.decider() == order[1]);
    CHECK(must(world_from_json(to_json(stage.world))) == stage.world);
    must(stage.judge.submit(EndTurn{order[1]}));
    must(stage.judge.submit(EndTurn{order[2]}));
    (void)stage.recording.take();
    CHECK(stage.judge.decider() == order[0]);
    CHECK(stage.world.encounter->waiting.empty());
    const Position from = *stage.world.creatures.find(order[0])->place;
    must(stage.judge.submit(Walk{order[0], {0, from.x, from.y + 1}}));
    CHECK(why_not({order[0], order[3]}) == "rules.spent");
    must(stage.judge.submit(EndTurn{order[0]}));
    CHECK(stage.judge.decider() == order[3]);
    CHECK(stage.judge.options(order[3]).delays.empty());
}

TEST_CASE("where turns are passed on, the one who had a turn says to whom", "[rules][fights]")
{
    const Shipped by = shipped_with(
        {"srd51"}, R"({"ruleset": {"srd51:rules": {"$op": "merge", "battle": {"turns": {"next": "choice"}}}}})");
    Stage stage(by.rules, 5);
    std::vector<CreatureId> all;
    std::vector<Fighter> fighters;
    for (int i = 0; i < 4; ++i) {
        all.push_back(stage.appear("srd51:goblin", i < 2 ? "a" : "b"));
        fighters.push_back({all.back(), {0, 2 * i, 1}});
    }
    must(stage.judge.begin_fight({.field = {.width = 20, .height = 12}, .fighters = fighters}));
    std::multiset<CreatureId> had;
    for (int turns = 0; turns < 8; ++turns) {
        const CreatureId now = stage.judge.decider();
        had.insert(now);
        const Options options = stage.judge.options(now);
        CHECK(std::ranges::find(options.next, now) == options.next.end());
        if (options.next.empty()) {
            must(stage.judge.submit(EndTurn{now}));
            continue;
        }
        must(stage.judge.submit(EndTurn{now, options.next.back()}));
        CHECK(stage.judge.decider() == options.next.back());
    }
    for (const CreatureId each : all) CHECK(had.count(each) == 2);
}

TEST_CASE("who is surprised stands there in its first turn", "[rules][fights]")
{
    Skirmish fight;
    must(fight.stage.judge.begin_fight(
        {.field = {.width = 20, .height = 12},
         .fighters = {{fight.knight, {0, 5, 5}}, {fight.goblin, {0, 6, 5}, true}, {fight.other, {0, 15, 5}}}}));
    must(fight.submit(EndTurn{fight.knight}));
    CHECK(fight.stage.judge.decider() == fight.goblin);
    CHECK(fight.left(fight.goblin, "srd51:action") == 0);
    CHECK(fight.left(fight.goblin, "srd51:movement") == 0);
    must(fight.submit(EndTurn{fight.goblin}));
    CHECK(fight.left(fight.goblin, "srd51:reaction") == 1);
    must(fight.submit(EndTurn{fight.other}));
    must(fight.submit(EndTurn{fight.knight}));
    CHECK(fight.left(fight.goblin, "srd51:action") == 1);
}

TEST_CASE("a shove moves somebody as far as nothing stands in the way", "[rules][fights]")
{
    Skirmish fight;
    fight.begin({0, 5, 5}, {0, 6, 5}, {0, 15, 5});
    must(fight.stage.judge.set_number(fight.knight, "srd51:skill.athletics", 100));
    must(fight.submit(Act{fight.knight, "srd51:shove", {fight.goblin}}));
    CHECK(fight.at(fight.goblin) == Position{0, 7, 5});
}

TEST_CASE("options are what is not refused, by trying everything", "[rules][fights]")
{
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        INFO("seed " << seed);
        Stage stage(shipped(seed % 2 == 0 ? "srd51" : "classic").rules, seed);
        const bool modern = seed % 2 == 0;
        const std::vector<std::string> kinds =
            modern ? std::vector<std::string>{"srd51:wizard", "srd51:fighter", "srd51:goblin", "srd51:troll",
                                              "srd51:winter_wolf"}
                   : std::vector<std::string>{"classic:mudling", "classic:tusker", "classic:thornwitch",
                                              "classic:ember_drake", "classic:mudling"};
        std::vector<CreatureId> all;
        std::vector<Fighter> fighters;
        const auto draw = [&](std::uint32_t bound) {
            return static_cast<std::int32_t>(draw_below(
                {.seed = seed, .stream = 99, .counter = static_cast<std::uint32_t>(fighters.size()) * 7 + bound},
                bound));
        };
        for (const std::string& kind : kinds) {
            all.push_back(stage.appear(kind, all.size() < 2 ? "party" : "wild"));
            fighters.push_back({all.back(), {0, draw(9), draw(7)}});
        }
        must(stage.judge.begin_fight({.field = {.width = 9, .height = 7}, .fighters = fighters}));
        std::vector<CreatureId> anybody = all;
        anybody.push_back({99, 1});
        const auto& rules = *stage.rules;
        for (int turns = 0; turns < 4 && stage.world.encounter; ++turns) {
            const CreatureId who = stage.judge.decider();
            std::vector<std::optional<Position>> places = {std::nullopt};
            for (std::int32_t y = -1; y <= 7; ++y) {
                for (std::int32_t x = -1; x <= 9; ++x) places.emplace_back(Position{0, x, y});
            }
            std::vector<std::vector<CreatureId>> targets = {{}};
            for (const CreatureId a : anybody) {
                targets.push_back({a});
                for (const CreatureId b : anybody) targets.push_back({a, b});
            }
            std::size_t tried = 0, accepted = 0;
            const Options options = stage.judge.options(who);
            const auto attempt = [&](const Command& command) {
                ++tried;
                const bool accepts = options.accepts(command);
                accepted += accepts;
                if (accepts != stage.judge.may(command).has_value())
                    FAIL("they disagree: " << tests::reason(stage.judge.may(command)));
            };
            for (const auto& place : places) {
                if (place) attempt(Walk{who, *place});
                if (place) attempt(MoveDoor{who, *place});
                for (const std::string& spell : rules.ids("spells")) {
                    for (const std::int32_t level : {0, 1, 3, 4}) attempt(Cast{who, spell, level, {}, place});
                }
                for (const std::string& action : rules.ids("actions")) attempt(Act{who, action, {}, place});
            }
            for (const auto& aimed : targets) {
                for (const std::string& spell : rules.ids("spells")) {
                    for (const std::int32_t level : {0, 1, 3, 4}) attempt(Cast{who, spell, level, aimed});
                }
                for (const std::string& action : rules.ids("actions")) {
                    attempt(Act{who, action, aimed});
                    for (const ItemId item : stage.judge.items(who)) attempt(Use{who, item, action, aimed});
                }
            }
            for (const CreatureId each : anybody) {
                attempt(EndTurn{who, each});
                attempt(Flee{each});
                attempt(Surrender{each});
            }
            attempt(EndTurn{who});
            attempt(Answer{who, 0});
            CHECK(accepted >= 2);
            CHECK(tried > 10'000);
            // and on, as minds would
            for (int commands = 0; commands < 4 && stage.world.encounter; ++commands)
                must(stage.judge.submit(must(stage.judge.advise(stage.judge.decider())).command));
            while (stage.world.pending && stage.world.encounter)
                must(stage.judge.submit(must(stage.judge.advise(stage.judge.decider())).command));
        }
    }
}

TEST_CASE("every fight ends, nobody spends what it has not, and its events alone make the same world",
          "[rules][fights]")
{
    const std::vector<std::string> modern = {"srd51:fighter", "srd51:cleric", "srd51:wizard", "srd51:rogue",
                                             "srd51:goblin",  "srd51:wolf",   "srd51:knight", "srd51:skeleton",
                                             "srd51:ghoul",   "srd51:drow"};
    const std::vector<std::string> old = {"classic:mudling", "classic:tusker", "classic:rattlebones",
                                          "classic:glass_spider", "classic:thornwitch"};
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        INFO("seed " << seed);
        const bool is_modern = seed % 3 != 0;
        const auto& kinds = is_modern ? modern : old;
        Stage stage(shipped(is_modern ? "srd51" : "classic").rules, seed);
        auto draw = [&, counter = 0u](std::uint32_t bound) mutable {
            return static_cast<std::int32_t>(draw_below({.seed = seed, .stream = 98, .counter = counter++}, bound));
        };
        std::vector<Fighter> fighters;
        const std::int32_t count = 2 + draw(6);
        for (std::int32_t i = 0; i < count; ++i) {
            const std::string& kind = kinds[static_cast<std::size_t>(draw(static_cast<std::uint32_t>(kinds.size())))];
            const CreatureId id = stage.appear(kind, i % 2 == 0 ? "a" : "b");
            fighters.push_back({id, {0, draw(14), draw(10)}, draw(5) == 0});
        }
        must(stage.judge.begin_fight(
            {.field = {.width = 14, .height = 10, .dark = draw(4) == 0}, .fighters = fighters}));
        int commands = 0;
        while (stage.world.encounter) {
            REQUIRE(++commands < 5000);
            const CreatureId who = stage.judge.decider();
            const Advice advice = must(stage.judge.advise(who));
            const Options options = stage.judge.options(who);
            CHECK(options.accepts(advice.command));
            must(stage.judge.submit(advice.command));
            stage.world.creatures.each([&](CreatureId, const Creature& creature) {
                for (const auto& [resource, spent] : creature.spent) CHECK(spent > 0);
            });
        }
        const auto events = stage.recording.take();
        CHECK(all_of<EncounterEnded>(events).size() == 1);
        CHECK(folded(seed, events) == stage.world);
    }
}

TEST_CASE("squads are read, and the same run is the same fight", "[rules][fights]")
{
    const auto rules = shipped("srd51").rules;
    const auto squads = must(read_squads(*rules, "fighter:3*2,srd51:cleric:3,goblin"));
    REQUIRE(squads.size() == 3);
    CHECK(squads[0].creature == "srd51:fighter");
    CHECK(squads[0].level == 3);
    CHECK(squads[0].count == 2);
    CHECK(squads[1].creature == "srd51:cleric");
    CHECK(squads[2].level == std::nullopt);
    CHECK(tests::reason(read_squads(*rules, "fihgter")) == "rules.no_such");
    CHECK(tests::reason(read_squads(*rules, "goblin*0")) == "rules.bad_squads");
    CHECK(tests::reason(read_squads(*rules, "goblin*51")) == "rules.bad_squads");
    CHECK(tests::reason(read_squads(*rules, "")) == "rules.bad_squads");
    const Arena arena{.rules = rules, .a = squads, .b = must(read_squads(*rules, "goblin*4")), .seed = 9};
    const ArenaFight once = must(fight_in(arena, 3)), again = must(fight_in(arena, 3)),
                     other = must(fight_in(arena, 4));
    CHECK(once.hash == again.hash);
    CHECK(once.blows == again.blows);
    CHECK(once.hash != other.hash);
    CHECK(once.rounds > 0);
}
