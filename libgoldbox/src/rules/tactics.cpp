// SPDX-License-Identifier: MIT
#include "rules/tactics.hpp"

#include "rules/refusal.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/grid/grid.hpp>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace goldbox::rules {
namespace {

bool twice(std::vector<CreatureId> creatures)
{
    std::ranges::sort(creatures);
    return std::ranges::adjacent_find(creatures) != creatures.end();
}

} // namespace

CreatureId actor(const Command& command)
{
    return std::visit([](const auto& what) { return what.creature; }, command);
}

// Beginning ----------------------------------------------------------------------------------------------------------

Result<void> Tactics::may_begin(const Fight& fight)
{
    if (!rules_.battle || rules_.initiative == none)
        return refused("rules.no_battle", "this ruleset has no rules for a battlefield");
    if (!fight.field.map.empty() && !rules_.maps.contains(fight.field.map)) return no_such("map");
    if (fight.field.map.empty()) {
        const auto fits = [](std::int32_t side) { return side >= 1 && side <= 200; };
        if (!fits(fight.field.width) || !fits(fight.field.height))
            return fail(Code::invalid, "rules.out_of_range", "open ground has 1 to 200 cells a side");
    }
    std::vector<CreatureId> all;
    std::set<std::string> sides;
    for (const Fighter& fighter : fight.fighters) {
        const Creature* const row = world_.creatures.find(fighter.creature);
        if (!row) return no_such("creature");
        all.push_back(fighter.creature);
        if (row->vitals.life == Life::alive) sides.insert(row->side);
    }
    if (twice(all)) return fail(Code::invalid, "rules.nobody_left", "somebody takes part twice");
    if (sides.size() < 2) return refused("rules.nobody_left", "a fight needs two sides that can fight");
    return {};
}

Result<void> Tactics::begin(const Fight& fight)
{
    GOLDBOX_CHECK(may_begin(fight));
    kernel_.emit(FieldOpened{fight.field});
    for (const Fighter& fighter : fight.fighters) {
        const Position near{fighter.place.level, std::clamp(fighter.place.x, 0, grid::max_side),
                            std::clamp(fighter.place.y, 0, grid::max_side)};
        const auto place = field_.nearest_free(fighter.creature, near);
        if (!place) return refused("rules.no_place", "there is no place for so many");
        kernel_.emit(CreaturePlaced{fighter.creature, place});
    }
    std::vector<CreatureId> order;
    for (const Fighter& fighter : fight.fighters) order.push_back(fighter.creature);
    if (rules_.battle->facing) face_enemies(fight);
    order = kernel_.initiative(std::move(order));
    kernel_.emit(EncounterBegan{order, true});
    for (const Fighter& fighter : fight.fighters) {
        if (fighter.surprised && rules_.battle->surprised != none)
            kernel_.begin({.effect = rules_.battle->surprised, .owner = fighter.creature, .source = fighter.creature});
    }
    for (const CreatureId creature : order) kernel_.tell(content::Moment::encounter_begins, creature, {});
    GOLDBOX_CHECK(machine_.run());
    return go_on();
}

/// Everybody looks at the nearest foe.
void Tactics::face_enemies(const Fight& fight)
{
    for (const Fighter& fighter : fight.fighters) {
        const Body from = *field_.body(fighter.creature);
        std::optional<Body> nearest;
        for (const Fighter& other : fight.fighters) {
            const Body to = *field_.body(other.creature);
            if (!field_.enemies(fighter.creature, other.creature)) continue;
            if (!nearest || field_.distance(from, to) < field_.distance(from, *nearest)) nearest = to;
        }
        const std::uint8_t look = nearest ? Field::facing(from, *nearest) : std::uint8_t{0};
        if (look != 0) kernel_.emit(CreatureTurned{fighter.creature, look});
    }
}

// Turns --------------------------------------------------------------------------------------------------------------

CreatureId Tactics::decider() const
{
    if (world_.pending) return world_.pending->decider;
    const auto& encounter = world_.encounter;
    if (!encounter || !encounter->fight || !encounter->acting) return {};
    return encounter->order[encounter->turn];
}

Result<void> Tactics::is_its_turn(CreatureId creature) const
{
    if (!world_.encounter || !world_.encounter->fight || !field_.is_there())
        return refused("rules.no_encounter", "there is no fight");
    if (world_.pending) return refused("rules.pending", "somebody has to decide something first");
    if (!world_.creatures.find(creature)) return no_such("creature");
    if (decider() != creature) return refused("rules.not_your_turn", "it is somebody else's turn");
    return {};
}

Result<void> Tactics::has_turn(CreatureId creature) const
{
    GOLDBOX_CHECK(is_its_turn(creature));
    if (!field_.fights(creature)) return refused("rules.not_able", "this creature cannot fight");
    return {};
}

/// Turns in which nobody can do anything pass by themselves, and the fight ends when one side is left.
Result<void> Tactics::go_on()
{
    while (!world_.pending && world_.encounter && world_.encounter->fight) {
        const auto sides = sides_left();
        if (sides.empty()) return end(Outcome::draw, {});
        if (sides.size() == 1) return end(how_they_lost(sides.front()), sides.front());
        if (world_.encounter->round > static_cast<std::uint32_t>(rules_.battle->rounds)) return end(Outcome::draw, {});
        if (world_.encounter->acting && field_.fights(kernel_.whose_turn())) return {};
        GOLDBOX_CHECK(machine_.next_turn());
    }
    return {};
}

std::vector<std::string> Tactics::sides_left()
{
    std::vector<std::string> sides;
    for (const CreatureId creature : world_.encounter->order) {
        if (!field_.fights(creature)) continue;
        const std::string& side = world_.creatures.find(creature)->side;
        if (std::ranges::find(sides, side) == sides.end()) sides.push_back(side);
    }
    return sides;
}

/// Those who lost and still live fled or surrendered, or nobody did.
Outcome Tactics::how_they_lost(const std::string& winner) const
{
    Outcome how = Outcome::victory;
    for (const Quitter& quitter : world_.encounter->quit) {
        const Creature* const row = world_.creatures.find(quitter.creature);
        if (!row || row->side == winner || row->vitals.life != Life::alive) continue;
        how = quitter.how == Quit::surrendered ? Outcome::surrender : Outcome::flight;
        if (how == Outcome::surrender) break;
    }
    return how;
}

Result<void> Tactics::end(Outcome outcome, const std::string& winner)
{
    if (!winner.empty()) award(winner); // what that sets off comes first in the program of the end
    return machine_.end_fight(outcome, winner);
}

/// What the beaten were worth, in equal shares for those who won and stand.
void Tactics::award(const std::string& winner)
{
    if (!rules_.battle->experience || rules_.experience == none) return;
    std::int64_t points = 0;
    std::vector<CreatureId> sharing;
    for (const CreatureId creature : world_.encounter->order) {
        const Creature* const row = world_.creatures.find(creature);
        if (!row) continue;
        if (row->side != winner)
            points += std::max<std::int64_t>(sheets_.value(*rules_.battle->experience, {.self = creature}), 0);
        else if (row->vitals.life != Life::dead)
            sharing.push_back(creature);
    }
    if (sharing.empty() || points == 0) return;
    const std::int64_t share = points / static_cast<std::int64_t>(sharing.size());
    for (const CreatureId creature : sharing) {
        const std::int32_t now = narrow(std::int64_t{sheets_.stat(creature, rules_.experience)} + share);
        kernel_.emit(NumberChanged{creature, rules_.stats[rules_.experience].id, now});
        kernel_.settle(creature);
    }
}

// Commands -----------------------------------------------------------------------------------------------------------

Result<void> Tactics::may(const Command& command)
{
    return std::visit([&](const auto& what) { return look_at(what); }, command);
}

Result<void> Tactics::submit(const Command& command)
{
    GOLDBOX_CHECK(may(command));
    GOLDBOX_CHECK(std::visit([&](const auto& what) { return resolve(what); }, command));
    return go_on();
}

Result<void> Tactics::look_at(const Walk& walk)
{
    GOLDBOX_CHECK(has_turn(walk.creature));
    if (!field_.contains(walk.to)) return refused("rules.no_place", "there is no such place");
    if (*world_.creatures.find(walk.creature)->place == walk.to)
        return refused("rules.no_place", "this creature stands there already");
    const CreatureId walker = deeds_.walker(walk.creature);
    if (!field_.seems_free(walker, walk.to)) return refused("rules.no_place", "nobody can stand there");
    const std::int32_t left = sheets_.left(walker, rules_.battle->movement);
    way_ = field_.path(walker, walk.to, left);
    if (way_.empty()) return refused("rules.too_far", "that is further than this creature can go now");
    return {};
}

Result<void> Tactics::resolve(const Walk& walk)
{
    return machine_.walk(deeds_.walker(walk.creature), std::move(way_));
}

/// Whoever plans something that it may not see is told no more than that there is nobody.
Result<void> Tactics::look_at_plan(const Result<Plan>& made, const std::vector<CreatureId>& targets,
                                   const std::optional<Position>& place)
{
    if (!made) return unexpected(made.error());
    if (made->answers) return refused("rules.cannot_act", "this is done when something happens, and not in a turn");
    GOLDBOX_CHECK(deeds_.affords(*made));
    return deeds_.can_aim(*made, targets, place);
}

Result<void> Tactics::look_at(const Act& act)
{
    GOLDBOX_CHECK(has_turn(act.creature));
    return look_at_plan(deeds_.plan(act), act.targets, act.place);
}

Result<void> Tactics::look_at(const Use& use)
{
    GOLDBOX_CHECK(has_turn(use.creature));
    return look_at_plan(deeds_.plan(use), use.targets, use.place);
}

Result<void> Tactics::look_at(const Cast& cast)
{
    GOLDBOX_CHECK(has_turn(cast.creature));
    return look_at_plan(deeds_.plan(cast), cast.targets, cast.place);
}

Result<void> Tactics::do_it(const Plan& plan, std::vector<CreatureId> targets, const std::optional<Position>& place)
{
    if (plan.aim() && plan.aim()->area) targets = deeds_.everybody_in(plan, *field_.body(plan.creature), place);
    const std::string thing = plan.item ? world_.items.find(plan.item)->definition : std::string();
    deeds_.pay(plan);
    if (plan.is_spell) return machine_.cast(plan.creature, plan.index, plan.level, std::move(targets), place);
    return machine_.act(plan.creature, plan.index, std::move(targets), plan.item, thing, place);
}

Result<void> Tactics::resolve(const Act& act)
{
    GOLDBOX_TRY(const Plan made, deeds_.plan(act));
    return do_it(made, act.targets, act.place);
}

Result<void> Tactics::resolve(const Use& use)
{
    GOLDBOX_TRY(const Plan made, deeds_.plan(use));
    return do_it(made, use.targets, use.place);
}

Result<void> Tactics::resolve(const Cast& cast)
{
    GOLDBOX_TRY(const Plan made, deeds_.plan(cast));
    return do_it(made, cast.targets, cast.place);
}

Result<void> Tactics::look_at(const MoveDoor& door)
{
    GOLDBOX_CHECK(has_turn(door.creature));
    if (door.part > 2 || !field_.contains(door.at)) return refused("rules.no_door", "there is no door");
    const auto part = static_cast<grid::Part>(door.part);
    const grid::Barrier barrier = field_.grid().barrier(spot(door.at), part);
    if (!grid::is_door(barrier)) return refused("rules.no_door", "there is no door");
    if (grid::opened(barrier, door.open) == barrier) return refused("rules.no_door", "it stands so already");
    if (field_.distance(*field_.body(door.creature), {door.at, 1}) > field_.cell_feet())
        return refused("rules.too_far", "that door is too far away");
    if (door.open && field_.is_locked(door.at, part)) return refused("rules.locked", "that door is locked");
    const auto stands_in_it = [&](CreatureId other) { return field_.body(other)->covers(door.at); };
    if (part == grid::Part::cell && !door.open && std::ranges::any_of(field_.everybody(), stands_in_it))
        return refused("rules.no_place", "somebody stands in that door");
    return {};
}

Result<void> Tactics::resolve(const MoveDoor& door)
{
    kernel_.emit(DoorMoved{door.creature, {door.at, door.part, door.open}});
    return {};
}

Result<void> Tactics::look_at(const EndTurn& end)
{
    GOLDBOX_CHECK(is_its_turn(end.creature));
    if (!end.next) return {};
    Options could{.creature = end.creature};
    add_next(could);
    if (std::ranges::find(could.next, end.next) != could.next.end()) return {};
    return refused("rules.not_next", "the turn cannot be passed on to this creature");
}

/// Who is chosen takes the place behind the turn that ends; at the end of a round, the first one.
Result<void> Tactics::resolve(const EndTurn& end)
{
    const Encounter& encounter = *world_.encounter;
    const std::uint32_t at = encounter.turn + 1 == encounter.order.size() ? 0 : encounter.turn + 1;
    if (end.next && encounter.order[at] != end.next) {
        OrderChanged changed{encounter.order, encounter.turn};
        std::erase(changed.order, end.next);
        changed.order.insert(changed.order.begin() + at, end.next);
        changed.turn =
            static_cast<std::uint32_t>(std::ranges::find(changed.order, end.creature) - changed.order.begin());
        kernel_.emit(std::move(changed));
    }
    return machine_.next_turn();
}

Result<void> Tactics::look_at(const Delay& delay)
{
    GOLDBOX_CHECK(has_turn(delay.creature));
    if (!rules_.battle->turns.delay) return refused("rules.not_able", "turns are not put off by these rules");
    const auto untouched = [&](Index resource) {
        return resource == none || sheets_.left(delay.creature, resource) == sheets_.most(delay.creature, resource);
    };
    if (!untouched(rules_.battle->movement) || !untouched(rules_.battle->acts))
        return refused("rules.spent", "this creature has done something in its turn already");
    Options could{.creature = delay.creature};
    add_delays(could);
    if (std::ranges::find(could.delays, delay.behind) != could.delays.end()) return {};
    return refused("rules.not_next", "this creature has no turn later in this round");
}

Result<void> Tactics::resolve(const Delay& delay)
{
    return machine_.put_off_turn(delay.behind);
}

bool Tactics::at_edge(CreatureId creature)
{
    const auto body = field_.body(creature);
    if (!body) return false;
    const grid::Grid& grid = field_.grid();
    return body->place.x <= 0 || body->place.y <= 0 || body->place.x + body->size >= grid.width() ||
           body->place.y + body->size >= grid.height();
}

Result<void> Tactics::look_at(const Flee& flee)
{
    GOLDBOX_CHECK(has_turn(flee.creature));
    if (!at_edge(flee.creature)) return refused("rules.too_far", "one flees from the edge of the battlefield");
    if (sheets_.left(deeds_.walker(flee.creature), rules_.battle->movement) < field_.cell_feet())
        return refused("rules.spent", "this creature can go no further now");
    return {};
}

Result<void> Tactics::resolve(const Flee& flee)
{
    const CreatureId mount = field_.mount_of(flee.creature);
    for (const CreatureId leaving : {flee.creature, mount}) {
        if (!leaving) continue;
        kernel_.emit(CreatureQuit{leaving, Quit::fled});
        kernel_.emit(CreaturePlaced{leaving, std::nullopt});
    }
    return {};
}

Result<void> Tactics::look_at(const Surrender& surrender)
{
    return has_turn(surrender.creature);
}

Result<void> Tactics::resolve(const Surrender& surrender)
{
    kernel_.emit(CreatureQuit{surrender.creature, Quit::surrendered});
    return {};
}

Result<void> Tactics::look_at(const Answer& answer)
{
    const auto& pending = world_.pending;
    if (!pending) return refused("rules.nothing_pending", "nothing waits for an answer");
    if (pending->decider != answer.creature) return refused("rules.not_your_turn", "somebody else decides this");
    if (answer.choice >= std::max<std::size_t>(pending->choices.size(), 1))
        return fail(Code::invalid, "rules.out_of_range", "there is no such choice");
    return {};
}

Result<void> Tactics::resolve(const Answer& answer)
{
    return machine_.resume(answer.choice);
}

} // namespace goldbox::rules
