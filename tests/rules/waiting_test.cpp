// SPDX-License-Identifier: MIT
// Every program of the packs that ship, stopped before each of its instructions, saved, loaded and gone on with: the
// same events and the same world as without.
#include <goldbox/json/writer.hpp>
#include <goldbox/rules/fields.hpp>

#include "rules/compiled.hpp"
#include "support/shipped.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

using namespace goldbox;
using namespace goldbox::rules;
using namespace goldbox::test;
using goldbox::tests::must;

namespace {

using Done = std::function<void(Result<void>)>;
using Play = std::function<void(Stage&, const Done&)>;

/// Where programs were stopped: a program and an instruction.
using WaitingPlaces = std::set<std::pair<std::string, std::uint32_t>>;

/// Some cannot do anything for a while; that is no matter here.
void settle(Result<void> done)
{
    if (!done && done.error().reason == "rules.cannot_act") return;
    must(std::move(done));
}

/// What was told, but for the waiting.
std::vector<std::string> told(const std::vector<Event>& events)
{
    std::vector<std::string> all;
    for (const Event& event : events) {
        // waiting says what time it is
        const bool of_waiting = std::holds_alternative<Suspended>(event) || std::holds_alternative<Resumed>(event) ||
                                std::holds_alternative<TimePassed>(event);
        if (!of_waiting) all.push_back(json::to_json(event));
    }
    return all;
}

/// Plays it in one go and in slices. Each seed answers questions in its own way.
void same_in_slices(const std::shared_ptr<const Ruleset>& rules, const Play& play, std::uint64_t seed,
                    WaitingPlaces& places)
{
    const auto choice = [&](const Pending& pending) {
        return pending.choices.empty() ? 0u : static_cast<std::uint32_t>(seed % pending.choices.size());
    };
    Stage whole(rules, seed), sliced(rules, seed);
    play(whole, [&](Result<void> done) {
        settle(std::move(done));
        while (whole.world.pending) must(whole.judge.answer(choice(*whole.world.pending)));
    });
    sliced.judge.pause_after(1);
    play(sliced, [&](Result<void> done) {
        settle(std::move(done));
        while (sliced.world.pending) {
            const Frame& frame = sliced.world.pending->frames.back();
            places.emplace(frame.program, frame.at);
            sliced.world = must(world_from_json(to_json(sliced.world)));
            sliced.judge.forget();
            must(sliced.judge.answer(choice(*sliced.world.pending)));
        }
    });
    CHECK(told(sliced.recording.events()) == told(whole.recording.events()));
    CHECK(sliced.world == whole.world);
}

/// A pack with those who play its programs.
struct Cast {
    std::string pack;
    std::string victim;                               ///< stat block of those whom things happen to
    std::string attack;                               ///< theirs
    std::map<std::string, std::int32_t> numbers = {}; ///< theirs
    std::int32_t fails = 0, saves = 0;                ///< numbers of saves that fail, and that do not
    std::vector<std::string> plights = {};            ///< effects that programs ask for
    std::map<std::string, std::int32_t> hidden = {};  ///< numbers of somebody whom no blow hits
    std::map<std::string, std::int32_t> able = {};    ///< numbers of somebody who can cast and carry everything
    std::vector<std::string> ammunition = {};
    std::vector<std::string> states = {""}; ///< effects on who tries what everybody can do in a fight
    using Spell = rules::Cast;
};

Result<void> only(Result<DamageTaken> result)
{
    if (!result) return unexpected(result.error());
    return {};
}

/// A fight of one creature: each of its actions, twice, some turns, harm of every kind, and its death.
void fight(Stage& stage, const Done& done, const Cast& cast, const std::string& id,
           const std::vector<std::string>& actions)
{
    const CreatureId one = stage.appear(id, "wild");
    done({});
    const CreatureId friendly = stage.appear(id, "wild");
    done({});
    const CreatureId ann = stage.appear(cast.victim, "party", cast.numbers);
    const CreatureId ben = stage.appear(cast.victim, "party", cast.numbers);
    done(stage.judge.begin_encounter({one, ann, ben, friendly}));
    for (int i = 0; i < 4; ++i) done(stage.judge.next_turn());
    for (const std::string& action : actions) {
        for (int times = 0; times < 2; ++times) done(stage.act(one, action, {ann, ben}));
        done(stage.act(ann, cast.attack, {one}));
        done(stage.judge.next_turn());
    }
    for (int i = 0; i < 8; ++i) done(stage.judge.next_turn());
    for (const std::string& type : stage.rules->ids("damage_types")) {
        done(only(stage.judge.damage({.target = one, .source = ann, .amounts = {{type, 3}}})));
        done(stage.judge.heal(one, {}, 2));
    }
    done(only(
        stage.judge.damage({.target = one, .source = ann, .amounts = {{stage.rules->ids("damage_types")[0], 27}}})));
    for (int i = 0; i < 4; ++i) done(stage.judge.next_turn());
    done(only(
        stage.judge.damage({.target = ann, .source = one, .amounts = {{stage.rules->ids("damage_types")[0], 9}}})));
    const std::int32_t left = std::max(stage.vitals(one).hit_points, 1);
    done(only(stage.judge.damage({.target = one,
                                  .source = ann,
                                  .amounts = {{stage.rules->ids("damage_types")[0], left}},
                                  .tags = {"magical"}})));
    for (int i = 0; i < 4; ++i) done(stage.judge.next_turn());
    done(stage.judge.end_encounter());
    done(stage.judge.pass_time(13));
    for (const CreatureId each : {one, ann}) {
        for (const bool long_rest : {false, true}) done(stage.judge.rest(each, long_rest));
    }
    done(stage.judge.leave(one));
    done(stage.judge.pass_time(70));
}

/// One action of a creature that has done nothing yet, against those whose saves fail or do not, and who may be held.
void try_alone(Stage& stage, const Done& done, const Cast& cast, const std::string& id, const std::string& action,
               std::uint64_t seed)
{
    auto numbers = cast.numbers;
    for (const std::string& stat : stage.rules->ids("stats")) {
        if (stat.starts_with(cast.pack + ":save.")) numbers[stat] = seed % 2 == 0 ? cast.fails : cast.saves;
    }
    const CreatureId one = stage.appear(id, "wild");
    done({});
    const CreatureId ann = stage.appear(cast.victim, "party", numbers);
    const CreatureId ben = stage.appear(cast.victim, "party", numbers);
    const auto lay = [&](const std::string& effect, CreatureId owner, CreatureId source) {
        const auto begun = stage.judge.begin({.effect = cast.pack + ':' + effect, .owner = owner, .source = source});
        done(begun ? Result<void>() : Result<void>(unexpected(begun.error())));
    };
    if (seed > 2) {
        for (const std::string& effect : cast.plights) {
            lay(effect, ann, one);
            lay(effect, one, ann);
        }
    }
    done(stage.act(one, action, {ann, ben}));
    done(stage.act(one, action, {ben}));
    done(stage.judge.pass_time(7));
    done(stage.act(one, action, {ann, ben}));
    done(stage.judge.leave(one));
}

template <class T>
T must_be(const Done& done, Result<T> result)
{
    done(result ? Result<void>() : Result<void>(unexpected(result.error())));
    return result.value_or(T{});
}

/// Everything that can be done with a thing, by somebody who can, against those who are hit and those who are not.
void handle(Stage& stage, const Done& done, const Cast& cast, const ItemInfo& item)
{
    const CreatureId one = stage.appear(cast.victim, "wild", cast.able);
    const CreatureId ann = stage.appear(cast.victim, "party", cast.numbers);
    const CreatureId ben = stage.appear(cast.victim, "party", cast.hidden);
    for (const std::string& shot : cast.ammunition) must_be(done, stage.judge.give(one, shot, 4));
    const bool by_pairs = item.worn.size() > 1 && item.worn[0].size() == 1 && item.worn[1].size() == 1;
    if (by_pairs) // one in the other hand
        must_be(done, stage.judge.wear(must_be(done, stage.judge.give(one, item.id)), item.worn[1]));
    ItemId thing = must_be(done, stage.judge.give(one, item.id, std::min(item.stack, 8)));
    if (!item.worn.empty()) thing = must_be(done, stage.judge.wear(thing, item.worn.front()));
    if (item.attunement) {
        if (item.attunes_to) must_be(done, stage.judge.begin({.effect = "srd51:calling.wizard", .owner = one}));
        done(stage.judge.attune(thing));
    }
    for (const bool long_rest : {false, true}) done(stage.judge.rest(one, long_rest));
    for (const UseInfo& use : item.uses) {
        for (const CreatureId target : {ann, ben, ann}) {
            const Item* const row = stage.world.items.find(thing);
            if (!row || row->charges < use.charges) continue;
            done(stage.judge.use({.creature = one,
                                  .item = thing,
                                  .action = stage.rules->compiled().actions[use.action].id,
                                  .targets = {target}}));
        }
    }
    done(stage.judge.leave(one));
}

/// A spell at its own level and at the highest.
void enchant(Stage& stage, const Done& done, const Cast& cast, const SpellInfo& spell)
{
    const CreatureId one = stage.appear(cast.victim, "wild", cast.able);
    const CreatureId ann = stage.appear(cast.victim, "party", cast.numbers);
    const CreatureId ben = stage.appear(cast.victim, "party", cast.hidden);
    done(stage.judge.prepare(one, spell.id));
    const bool by_slots = stage.rules->compiled().casting.by == content::CastingBy::slots;
    for (const std::int32_t level : {0, spell.level == 0 || !by_slots ? 0 : 9}) {
        done(stage.judge.cast({.creature = one, .spell = spell.id, .level = level, .targets = {ann, ben}}));
        done(stage.judge.rest(one, true));
    }
    done(stage.judge.pass_time(70));
    done(stage.judge.leave(one));
}

void sleep(Stage& stage, const Done& done, const Cast& cast, const std::string& rest)
{
    const CreatureId one = stage.appear(cast.victim, "wild", cast.numbers);
    for (const int wounds : {0, 3}) {
        done(only(stage.judge.damage({.target = one, .amounts = {{stage.rules->ids("damage_types")[0], wounds}}})));
        must_be(done, stage.judge.take_rest(rest, {one}));
    }
}

/// One effect on somebody, with whatever may set off its hooks.
void befall(Stage& stage, const Done& done, const Cast& cast, const EffectInfo& effect, std::uint64_t seed)
{
    const auto& numbers = seed % 2 == 0 && !cast.hidden.empty() ? cast.hidden : cast.numbers;
    const CreatureId source = stage.appear(cast.victim, "wild", numbers);
    const CreatureId owner = stage.appear(cast.victim, "party", numbers);
    const auto lay = [&](CreatureId on) {
        const auto begun = stage.judge.begin({.effect = effect.id, .owner = on, .source = source, .level = 3});
        done(begun ? Result<void>() : Result<void>(unexpected(begun.error())));
    };
    lay(owner);
    for (const Index action : effect.actions) {
        const std::string& id = stage.rules->compiled().actions[action].id;
        if (stage.judge.can_act(owner, id)) done(stage.act(owner, id, {source}));
    }
    lay(owner);
    done(stage.judge.begin_encounter({source, owner}));
    const auto turns = [&](int count) {
        for (int i = 0; i < count; ++i) done(stage.judge.next_turn());
    };
    turns(4);
    done(stage.judge.heal(owner, source, 1));
    for (int i = 0; i < 2; ++i) {
        done(stage.act(source, cast.attack, {owner}));
        done(stage.act(owner, cast.attack, {source}));
        lay(owner);
    }
    for (const std::string& type : stage.rules->ids("damage_types")) {
        for (const std::int32_t amount : {1, 30}) {
            done(only(stage.judge.damage({.target = owner, .source = source, .amounts = {{type, amount}}})));
            done(stage.judge.heal(owner, source, 40));
        }
    }
    lay(owner);
    done(only(stage.judge.damage(
        {.target = source, .source = owner, .amounts = {{stage.rules->ids("damage_types")[0], 1}}})));
    lay(owner);
    done(only(stage.judge.damage(
        {.target = owner, .source = source, .amounts = {{stage.rules->ids("damage_types")[0], 200}}})));
    turns(2);
    lay(owner);
    // down, and perhaps up again
    done(only(stage.judge.damage(
        {.target = owner,
         .source = source,
         .amounts = {{stage.rules->ids("damage_types")[0], std::max(stage.vitals(owner).hit_points, 0)}},
         .tags = {"magical"}})));
    turns(4);
    done(stage.judge.end_encounter());
    const bool ticks = effect.listens(content::Moment::turn_start) || effect.listens(content::Moment::turn_end);
    done(stage.judge.pass_time(ticks ? 130 : 200'000));
    if (!stage.world.creatures.find(owner)) return; // it was only called
    lay(owner);
    std::vector<EffectId> ending;
    stage.world.effects.each([&](EffectId id, const Effect& each) {
        if (each.owner == owner && each.definition == effect.id) ending.push_back(id);
    });
    for (const EffectId id : ending) {
        if (stage.world.effects.find(id)) done(stage.judge.end(id));
    }
    if (!stage.world.creatures.find(owner)) return;
    for (const bool long_rest : {false, true}) done(stage.judge.rest(owner, long_rest));
}

/// What everybody can do in a fight, to a foe, to a friend, and to nobody; then it walks past its foe.
void wrestle(Stage& stage, const Done& done, const Cast& cast, const std::string& action, const std::string& state)
{
    const CreatureId one = stage.appear(cast.victim, "wild", cast.able);
    if (!state.empty()) must_be(done, stage.judge.begin({.effect = state, .owner = one}));
    const CreatureId ann = stage.appear(cast.victim, "party", cast.numbers);
    const CreatureId ben = stage.appear(cast.victim, "wild", cast.numbers);
    done(stage.judge.begin_fight(
        {.field = {.width = 9, .height = 9}, .fighters = {{one, {0, 4, 4}}, {ann, {0, 5, 4}}, {ben, {0, 3, 4}}}}));
    for (const std::vector<CreatureId>& targets : {std::vector{ann}, {ben}, {}}) {
        while (stage.judge.decider() != one) done(stage.judge.submit(EndTurn{stage.judge.decider()}));
        const Act act{one, action, targets};
        if (stage.judge.may(act)) done(stage.judge.submit(act));
        if (stage.judge.decider() == one) done(stage.judge.submit(EndTurn{one}));
    }
    while (stage.judge.decider() != one) done(stage.judge.submit(EndTurn{stage.judge.decider()}));
    const Walk walk{one, {0, 4, 2}};
    if (stage.judge.may(walk)) done(stage.judge.submit(walk));
}

/// Two who fight with an effect on both: they come near, strike, go away, and what they may do at once they do.
void clash(Stage& stage, const Done& done, const Cast& cast, const EffectInfo& effect)
{
    auto fast = cast.numbers, slow = cast.numbers;
    fast[cast.pack + ":initiative"] = 50;
    const CreatureId one = stage.appear(cast.victim, "wild", fast);
    const CreatureId ann = stage.appear(cast.victim, "party", slow);
    done(stage.judge.begin_fight(
        {.field = {.width = 14, .height = 9}, .fighters = {{one, {0, 2, 4}}, {ann, {0, 6, 4}}}}));
    for (int i = 0; i < 10 && stage.world.encounter; ++i) {
        const CreatureId now = stage.judge.decider(), other = now == one ? ann : one;
        for (const CreatureId each : {one, ann}) {
            const auto begun = stage.judge.begin({.effect = effect.id, .owner = each, .source = other, .level = 3});
            done(begun ? Result<void>() : Result<void>(unexpected(begun.error())));
        }
        const Position at = stage.world.creatures.find(other)->place.value_or(Position{});
        for (const Position& to : {Position{0, at.x - 1, at.y}, Position{0, at.x - 1, at.y + 3}}) {
            const Walk walk{now, to};
            if (stage.judge.decider() == now && stage.judge.may(walk)) done(stage.judge.submit(walk));
            const Act strike{now, cast.attack, {other}};
            if (stage.judge.decider() == now && stage.judge.may(strike)) done(stage.judge.submit(strike));
        }
        if (stage.world.encounter && stage.judge.decider() == now) done(stage.judge.submit(EndTurn{now}));
    }
}

/// A spell that lies on the ground: two stand in it, whom it catches and whom it does not; they leave it and come back.
void lie_in_wait(Stage& stage, const Done& done, const Cast& cast, const SpellInfo& spell)
{
    auto able = cast.able;
    able[cast.pack + ":initiative"] = cast.pack == "classic" ? -50 : 50;
    const CreatureId one = stage.appear(cast.victim, "wild", able);
    const CreatureId ann = stage.appear(cast.victim, "party", cast.numbers);
    const CreatureId ben = stage.appear(cast.victim, "party", cast.hidden);
    done(stage.judge.prepare(one, spell.id));
    done(stage.judge.begin_fight(
        {.field = {.width = 16, .height = 12}, .fighters = {{one, {0, 1, 6}}, {ann, {0, 8, 6}}, {ben, {0, 8, 5}}}}));
    const Cast::Spell command{.creature = one, .spell = spell.id, .place = Position{0, 8, 6}};
    if (stage.judge.may(command)) done(stage.judge.submit(command));
    for (int i = 0; i < 15 && stage.world.encounter; ++i) {
        const CreatureId now = stage.judge.decider();
        const std::int32_t row = now == ann ? 6 : 5;
        const bool out = i / 3 % 2 == 0;
        for (const std::int32_t column : out ? std::array{10, 12} : std::array{9, 8}) {
            const Walk walk{now, {0, column, row}};
            if (now != one && stage.judge.decider() == now && stage.judge.may(walk)) done(stage.judge.submit(walk));
        }
        if (stage.world.encounter && stage.judge.decider() == now) done(stage.judge.submit(EndTurn{now}));
    }
}

/// What befalls who is pushed over an edge.
void tumble(Stage& stage, const Done& done, const std::string& fall)
{
    const CreatureId one = stage.appear("here:faller", "wild");
    done(stage.act(one, fall, {}));
}

void every_program(const Cast& cast)
{
    const Shipped& of = shipped(cast.pack);
    const Compiled& compiled = of.rules->compiled();
    WaitingPlaces places;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        for (const auto& creature : compiled.creatures) {
            std::vector<std::string> actions;
            for (const Index action : creature.actions) actions.push_back(compiled.actions[action].id);
            INFO(creature.id << ", seed " << seed);
            const Play play = [&](Stage& stage, const Done& done) { fight(stage, done, cast, creature.id, actions); };
            same_in_slices(of.rules, play, seed, places);
            for (const std::string& action : actions) {
                INFO(action);
                const Play alone = [&](Stage& stage, const Done& done) {
                    try_alone(stage, done, cast, creature.id, action, seed);
                };
                same_in_slices(of.rules, alone, seed, places);
            }
        }
        for (const EffectInfo& effect : compiled.effects) {
            if (effect.hooks.empty() && effect.actions.empty()) continue;
            INFO(effect.id << ", seed " << seed);
            const Play play = [&](Stage& stage, const Done& done) { befall(stage, done, cast, effect, seed); };
            same_in_slices(of.rules, play, seed, places);
            using content::Moment;
            if ((effect.moments & ~(bit(Moment::struck) - 1)) == 0) continue;
            const Play fight = [&](Stage& stage, const Done& done) { clash(stage, done, cast, effect); };
            same_in_slices(of.rules, fight, seed, places);
        }
        for (const ItemInfo& item : compiled.items) {
            if (item.uses.empty()) continue;
            INFO(item.id << ", seed " << seed);
            const Play play = [&](Stage& stage, const Done& done) { handle(stage, done, cast, item); };
            same_in_slices(of.rules, play, seed, places);
        }
        for (const SpellInfo& spell : compiled.spells) {
            INFO(spell.id << ", seed " << seed);
            const Play play = [&](Stage& stage, const Done& done) { enchant(stage, done, cast, spell); };
            same_in_slices(of.rules, play, seed, places);
            if (!spell.program.aim || !spell.program.aim->area) continue;
            const Play ground = [&](Stage& stage, const Done& done) { lie_in_wait(stage, done, cast, spell); };
            same_in_slices(of.rules, ground, seed, places);
        }
        for (const Index action : compiled.battle->actions) {
            INFO(compiled.actions[action].id << ", seed " << seed);
            for (const std::string& state : cast.states) {
                const Play play = [&](Stage& stage, const Done& done) {
                    wrestle(stage, done, cast, compiled.actions[action].id, state);
                };
                same_in_slices(of.rules, play, seed, places);
            }
        }
        for (const auto& [rest, effect] : compiled.rests) {
            INFO(rest << ", seed " << seed);
            const Play play = [&](Stage& stage, const Done& done) { sleep(stage, done, cast, rest); };
            same_in_slices(of.rules, play, seed, places);
        }
    }
    if (const Index falls = compiled.battle->falls; falls != none) {
        const std::string& id = compiled.actions[falls].id;
        const Shipped with = shipped_with({cast.pack}, R"({"creatures": {"faller": {"actions": [")" + id + R"("]}}})");
        const Play play = [&](Stage& stage, const Done& done) { tumble(stage, done, id); };
        same_in_slices(with.rules, play, 1, places);
    }
    std::size_t programs = 0, instructions = 0, stopped = 0;
    std::string missed, passed_by;
    const auto count = [&](const ProgramCode& program) {
        ++programs;
        // before the first of them there is nothing that could wait
        instructions += program.code.size() - 1;
        const auto first = places.lower_bound({program.name, 1});
        const auto last = places.lower_bound({program.name, static_cast<std::uint32_t>(program.code.size())});
        stopped += static_cast<std::size_t>(std::distance(first, last));
        if (first == last) missed += ' ' + program.name;
        for (std::uint32_t at = 1; first != last && at < program.code.size(); ++at) {
            if (!places.contains({program.name, at})) passed_by += ' ' + program.name + '@' + std::to_string(at);
        }
    };
    for (const auto& action : compiled.actions) count(action.program);
    for (const auto& spell : compiled.spells) count(spell.program);
    for (const auto& effect : compiled.effects) {
        for (const auto& hook : effect.hooks) count(hook.program);
    }
    std::printf("    %s: %zu programs, stopped at %zu of %zu instructions\n", cast.pack.c_str(), programs, stopped,
                instructions);
    INFO("never stopped in:" << missed);
    CHECK(missed.empty());
    INFO("instructions not reached:" << passed_by);
    CHECK(stopped * 100 >= instructions * 90);
}

} // namespace

TEST_CASE("every program of srd51 waits and goes on at every step as if it had not", "[rules][srd51][programs]")
{
    every_program(
        {.pack = "srd51",
         .victim = "srd51:commoner",
         .attack = "srd51:commoner.club",
         .numbers = {{"srd51:hit_points", 400}, {"srd51:attack.strength", 12}},
         .fails = -50,
         .saves = 50,
         .plights = {"held", "giant_spider.webbed", "purple_worm.belly", "legendary_resistance"},
         .hidden = {{"srd51:hit_points", 400},
                    {"srd51:armor_class", 99},
                    {"srd51:save.wisdom", 50},
                    {"srd51:save.dexterity", 50}},
         .able = {{"srd51:hit_points", 400}, {"srd51:level", 20}, {"srd51:caster_level", 20}, {"srd51:strength", 30}},
         .ammunition = {"srd51:arrow", "srd51:crossbow_bolt"},
         .states = {"", "srd51:prone", "srd51:invisible"}});
}

TEST_CASE("every program of classic waits and goes on at every step as if it had not", "[rules][classic][programs]")
{
    every_program({.pack = "classic",
                   .victim = "classic:mudling",
                   .attack = "classic:mudling.spear",
                   .numbers = {{"classic:hit_points", 400}, {"classic:thac0", 6}},
                   .fails = 20,
                   .saves = 2,
                   .plights = {"helpless", "bleeding"},
                   .hidden = {{"classic:hit_points", 400},
                              {"classic:armor", 20},
                              {"classic:dexterity", 25},
                              {"classic:save.blast", 2}},
                   .able = {{"classic:hit_points", 400}, {"classic:magic", 9}, {"classic:strength", 25}},
                   .ammunition = {"classic:shafts"}});
}
