// SPDX-License-Identifier: MIT
// What holds in every fight, whoever fights whom and wherever: over random fights of the rulesets that ship, on open
// ground and on maps.
#include <goldbox/base/random.hpp>
#include <goldbox/rules/fields.hpp>

#include "support/chance.hpp"
#include "support/drawn_map.hpp"
#include "support/shipped.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

using namespace goldbox;
using namespace goldbox::rules;
using namespace goldbox::test;
using goldbox::tests::Chance;
using goldbox::tests::must;

namespace {

constexpr std::uint64_t most_commands = 3000;

/// A place to fight, and who can fight there.
struct Ground {
    Shipped by;
    Battlefield field;
    std::int32_t width = 0, height = 0;
};

const std::vector<std::vector<std::string>>& drawings()
{
    static const std::vector<std::vector<std::string>> all = {
        {},
        {"..............", ".####+###.....", ".#......#..~~.", ".#......+..~~.", ".#......#..~~.", ".########.....",
         "......__......", ".............."},
        {"^^^^....%%..", "^^^^....%%..", "^^......%%..", "...x........", "............", "..x.....~~~~",
         "........~~~~"}};
    return all;
}

const std::vector<Ground>& grounds()
{
    static const std::vector<Ground> all = [] {
        std::vector<Ground> made;
        for (const std::string pack : {"srd51", "classic"}) {
            const std::string merge =
                R"({"ruleset": {")" + pack + R"(:rules": {"$op": "merge", "battle": {"rounds": 12}}},
                "effects": {"spikes": {"hooks": [{"on": "entered", "do": [{"type": "die", "who": "self"}]}]}}})";
            for (const auto& rows : drawings()) {
                Ground ground{.by = shipped_with({pack}, merge,
                                                 rows.empty() ? std::map<std::string, std::string>()
                                                              : drawn_map(rows, "here:spikes"))};
                ground.field =
                    rows.empty() ? Battlefield{.width = 13, .height = 9} : Battlefield{.map = "here/maps/drawn.tmj"};
                ground.width = rows.empty() ? 13 : static_cast<std::int32_t>(rows.front().size());
                ground.height = rows.empty() ? 9 : static_cast<std::int32_t>(rows.size());
                made.push_back(std::move(ground));
            }
        }
        return made;
    }();
    return all;
}

/// One fight, with its events.
class Brawl {
public:
    Brawl(std::uint64_t seed, const Ground& ground) : chance_(seed, 98), ground_(ground), stage_(ground.by.rules, seed)
    {
    }

    /// False: they found no room.
    bool begin()
    {
        const auto kinds = stage_.rules->ids("creatures");
        Fight fight{.field = ground_.field};
        fight.field.dark = ground_.field.map.empty() && chance_.below(4) == 0;
        for (const char* side : {"a", "b"}) {
            for (std::uint32_t i = 1 + chance_.below(4); i > 0; --i) {
                const auto id = stage_.judge.appear({.definition = chance_.one_of(kinds), .side = side});
                if (!id) return false;
                while (stage_.world.pending) must(stage_.judge.answer());
                fight.fighters.push_back({*id, somewhere(), chance_.below(8) == 0});
            }
        }
        const Result<void> begun = stage_.judge.begin_fight(fight);
        if (!begun) return false;
        take();
        return true;
    }

    void play()
    {
        for (std::uint64_t i = 0; stage_.world.encounter; ++i) {
            REQUIRE(i < most_commands);
            const CreatureId decider = stage_.judge.decider();
            REQUIRE(stage_.world.creatures.find(decider));
            if (stage_.world.pending) save();
            const Options options = stage_.judge.options(decider);
            if (chance_.below(12) == 0) try_all(options);
            give(next(options, i), options);
            look();
        }
        World folded{.seed = stage_.world.seed};
        Journal journal;
        for (const Event& event : events_) must(apply(folded, event, journal));
        REQUIRE(folded == stage_.world);
        REQUIRE_FALSE(stage_.world.field);
        unwind(folded, journal);
        REQUIRE(folded == World{.seed = stage_.world.seed});
    }

private:
    Position somewhere()
    {
        return {0, static_cast<std::int32_t>(chance_.below(static_cast<std::uint32_t>(ground_.width))),
                static_cast<std::int32_t>(chance_.below(static_cast<std::uint32_t>(ground_.height)))};
    }
    void take() { std::ranges::move(stage_.recording.take(), std::back_inserter(events_)); }

    /// Killed where it waits, and gone on.
    void save()
    {
        World loaded = must(world_from_json(to_json(stage_.world)));
        REQUIRE(loaded == stage_.world);
        stage_.world = std::move(loaded);
        stage_.judge.forget();
    }

    /// By a mind most of the time; else anything that is offered, or anything at all.
    Command next(const Options& options, std::uint64_t at)
    {
        const std::uint32_t way = at > most_commands / 2 ? 0 : chance_.below(10);
        if (way < 6) {
            const auto advice = must(stage_.judge.advise(options.creature));
            REQUIRE(options.accepts(advice.command));
            return advice.command;
        }
        if (way < 9) return offered(options);
        return anything();
    }
    Command offered(const Options& options)
    {
        const CreatureId who = options.creature;
        if (options.answers > 0) return Answer{who, chance_.below(options.answers)};
        switch (chance_.below(6)) {
        case 0:
        case 1:
            if (!options.walks.empty()) return Walk{who, chance_.one_of(options.walks).first};
            break;
        case 2:
            if (!options.doors.empty()) {
                const DoorState& door = chance_.one_of(options.doors);
                return MoveDoor{who, door.at, door.part, door.open};
            }
            if (!options.delays.empty()) return Delay{who, chance_.one_of(options.delays)};
            break;
        case 3: break;
        default:
            if (!options.deeds.empty()) return deed(who, chance_.one_of(options.deeds));
        }
        return EndTurn{who};
    }
    Command deed(CreatureId who, const Deed& deed)
    {
        std::vector<CreatureId> targets;
        std::optional<Position> place;
        if (deed.has_place && !deed.places.empty()) place = chance_.one_of(deed.places);
        if (deed.most_targets > 0 && !deed.targets.empty()) targets = {chance_.one_of(deed.targets)};
        switch (deed.kind) {
        case Deed::Kind::act: return Act{who, deed.id, targets, place};
        case Deed::Kind::use: return Use{who, deed.item, deed.id, targets, place};
        case Deed::Kind::cast: break;
        }
        return Cast{who, deed.id, deed.level, targets, place};
    }
    CreatureId anybody()
    {
        std::vector<CreatureId> ids = {{77, 1}};
        stage_.world.creatures.each([&](CreatureId id, const Creature&) { ids.push_back(id); });
        return chance_.one_of(ids);
    }
    Command anything()
    {
        const auto actions = stage_.rules->ids("actions"), spells = stage_.rules->ids("spells");
        const std::vector<CreatureId> targets(chance_.below(3), anybody());
        const std::optional<Position> place = chance_.below(2) == 0 ? std::nullopt : std::optional(somewhere());
        switch (chance_.below(9)) {
        case 0: return Walk{anybody(), somewhere()};
        case 1: return Act{anybody(), chance_.one_of(actions), targets, place};
        case 2:
            return Cast{anybody(), chance_.one_of(spells), static_cast<std::int32_t>(chance_.below(10)), targets,
                        place};
        case 3:
            return MoveDoor{anybody(), somewhere(), static_cast<std::uint8_t>(chance_.below(4)), chance_.below(2) == 0};
        case 4: return EndTurn{anybody(), anybody()};
        case 5: return Delay{anybody(), anybody()};
        case 6: return Flee{anybody()};
        case 7: return Answer{anybody(), chance_.below(4)};
        default: return Use{anybody(), {chance_.below(20), 1}, chance_.one_of(actions), targets, place};
        }
    }

    void give(const Command& command, const Options& options)
    {
        const bool accepted = actor(command) == options.creature
                                  ? options.accepts(command)
                                  : stage_.judge.options(actor(command)).accepts(command);
        const World before = stage_.world;
        const Result<void> done = stage_.judge.submit(command);
        INFO((done ? std::string("accepted") : done.error().reason + ": " + done.error().message));
        REQUIRE(accepted == done.has_value());
        if (!done) REQUIRE(stage_.world == before);
        take();
    }

    /// Every walk, every deed at everybody and at every cell: whether it would be refused is what the options say.
    void try_all(const Options& options)
    {
        const auto agree = [&](const Command& command) {
            REQUIRE(options.accepts(command) == stage_.judge.may(command).has_value());
        };
        const CreatureId who = options.creature;
        std::vector<CreatureId> all;
        stage_.world.creatures.each([&](CreatureId id, const Creature&) { all.push_back(id); });
        for (const CreatureId each : all) {
            agree(EndTurn{who, each});
            agree(Delay{who, each});
        }
        agree(Flee{who});
        agree(Surrender{who});
        agree(Answer{who, 0});
        for (std::int32_t y = -1; y <= ground_.height; ++y) {
            for (std::int32_t x = -1; x <= ground_.width; ++x) {
                agree(Walk{who, {0, x, y}});
                for (const bool open : {false, true}) agree(MoveDoor{who, {0, x, y}, 0, open});
            }
        }
        for (const std::string& action : stage_.rules->ids("actions")) {
            agree(Act{who, action, {}});
            for (const CreatureId each : all) agree(Act{who, action, {each}});
        }
        for (const Deed& deed : options.deeds) {
            if (!deed.has_place) continue;
            for (std::int32_t y = 0; y < ground_.height; ++y) {
                for (std::int32_t x = 0; x < ground_.width; ++x) {
                    const Position place{0, x, y};
                    if (deed.kind == Deed::Kind::act) agree(Act{who, deed.id, {}, place});
                    if (deed.kind == Deed::Kind::cast) agree(Cast{who, deed.id, deed.level, {}, place});
                }
            }
        }
    }

    void look()
    {
        stage_.world.creatures.each([&](CreatureId id, const Creature& creature) {
            for (const auto& [name, spent] : creature.spent) {
                REQUIRE(spent > 0);
                if (!name.starts_with("copies/")) REQUIRE(must(stage_.judge.left(id, name)) >= 0);
            }
            if (creature.place) REQUIRE(stage_.world.field);
        });
    }

    Chance chance_;
    const Ground& ground_;
    Stage stage_;
    std::vector<Event> events_;
};

void fight(std::uint64_t count)
{
    std::uint64_t fought = 0;
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        INFO("seed " << seed);
        Brawl brawl(seed, grounds()[seed % grounds().size()]);
        if (!brawl.begin()) continue;
        brawl.play();
        ++fought;
    }
    CHECK(fought * 10 >= count * 8);
}

} // namespace

TEST_CASE("in every fight the options are what is accepted, nothing is overspent, and it ends",
          "[rules][fights][property]")
{
    fight(150);
}

TEST_CASE("the same, ten thousand times", "[rules][fights][property][.long]")
{
    fight(10'000);
}
