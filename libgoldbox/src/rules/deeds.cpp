// SPDX-License-Identifier: MIT
// What one does in a turn: what it takes, whom it can be aimed at, and all that somebody could do.
#include "rules/tactics.hpp"

#include "rules/refusal.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <utility>

namespace goldbox::rules {
namespace {

tl::unexpected<Error> not_able(std::string_view what)
{
    return refused("rules.not_able", "this creature has no such " + std::string(what));
}

template <class Info>
const Info* entry_named(const std::vector<Info>& infos, std::string_view id)
{
    const Index found = find(infos, id);
    return found == none ? nullptr : &infos[found];
}

bool is_sorted_in(const std::vector<CreatureId>& all, CreatureId one)
{
    return std::ranges::binary_search(all, one);
}

} // namespace

// What it is ---------------------------------------------------------------------------------------------------------

Result<Tactics::Plan> Tactics::plan(const Act& act)
{
    const ActionInfo* const action = entry_named(rules_.actions, act.action);
    if (!action) return not_able("action");
    const auto index = static_cast<Index>(action - rules_.actions.data());
    const auto has = [&](const std::vector<Index>& all) { return std::ranges::find(all, index) != all.end(); };
    if (!has(actions(act.creature)) && !has(rules_.battle->actions)) return not_able("action");
    return Plan{.creature = act.creature, .program = &action->program, .takes = action->takes, .index = index};
}

Result<Tactics::Plan> Tactics::plan(const Use& use)
{
    const ActionInfo* const action = entry_named(rules_.actions, use.action);
    const ItemInfo* const item = world_.items.find(use.item) ? sheets_.info(use.item) : nullptr;
    if (!action || !item || sheets_.holder(use.item) != use.creature) return not_able("thing");
    const auto index = static_cast<Index>(action - rules_.actions.data());
    const auto found = std::ranges::find(item->uses, index, &UseInfo::action);
    if (found == item->uses.end()) return not_able("use of that thing");
    return Plan{.creature = use.creature,
                .program = &action->program,
                .takes = action->takes,
                .index = index,
                .item = use.item,
                .use = &*found};
}

Result<Tactics::Plan> Tactics::plan(const Cast& cast)
{
    const SpellInfo* const spell = entry_named(rules_.spells, cast.spell);
    if (!spell) return not_able("spell");
    if (!spell->quick) return refused("rules.too_slow", "that takes too long in a fight");
    return Plan{.creature = cast.creature,
                .program = &spell->program,
                .takes = spell->takes,
                .is_spell = true,
                .index = static_cast<Index>(spell - rules_.spells.data()),
                .level = cast.level == 0 ? spell->level : cast.level};
}

Viewpoint Tactics::view(const Plan& plan)
{
    Viewpoint from{.self = plan.creature, .source = plan.creature};
    if (plan.item) {
        from.item = sheets_.info(plan.item);
        from.item_row = plan.item;
    }
    return from;
}

// What it takes ------------------------------------------------------------------------------------------------------

std::vector<Index> Tactics::actions(CreatureId creature)
{
    std::vector<Index> all;
    if (const CreatureInfo* const info = sheets_.info(creature)) all = info->actions;
    for (const Active& active : sheets_.effects(creature)) {
        if (active.info && !active.asleep)
            all.insert(all.end(), active.info->actions.begin(), active.info->actions.end());
    }
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

Result<void> Tactics::may_act(CreatureId creature, Index action, const Viewpoint& from)
{
    const auto cannot = [](const std::string& why) {
        return refused("rules.cannot_act", why.empty() ? "this creature cannot do that now" : why);
    };
    const ActionInfo& info = rules_.actions[action];
    if (!sheets_.holds(rules_.acts_when, {.self = creature})) return cannot(rules_.acts_why);
    if (!sheets_.holds(info.when, from)) return cannot(info.why);
    return {};
}

Result<void> Tactics::affords(const Plan& plan)
{
    if (!plan.is_spell) GOLDBOX_CHECK(may_act(plan.creature, plan.index, view(plan)));
    if (plan.takes != none && sheets_.left(plan.creature, plan.takes) < 1) {
        const ResourceInfo& resource = rules_.resources[plan.takes];
        return refused("rules.spent",
                       "nothing is left this turn of: " + (resource.name.empty() ? resource.id : resource.name));
    }
    if (plan.use) GOLDBOX_CHECK(belongings_.can_use(plan.item, *plan.use));
    if (plan.is_spell) return can_cast(plan.creature, plan.index, plan.level);
    return {};
}

void Tactics::pay(const Plan& plan)
{
    if (plan.takes != none) kernel_.spend(plan.creature, plan.takes, 1);
    if (plan.use) belongings_.spend_use(plan.item, *plan.use);
    if (plan.is_spell) pay_for_spell(plan.creature, plan.index, plan.level);
}

Result<void> Tactics::can_cast(CreatureId creature, Index spell, std::int32_t level)
{
    const CastingInfo& casting = rules_.casting;
    const SpellInfo& info = rules_.spells[spell];
    const auto& row = *world_.creatures.find(creature);
    const auto ready = row.spells.find(info.id);
    if (ready == row.spells.end()) return refused("rules.not_able", "this creature has not that spell ready");
    if (level < info.level || (info.level == 0 && level != 0))
        return fail(Code::invalid, "rules.out_of_range", "that is no level for the spell");
    if (casting.when && sheets_.value(*casting.when, {.self = creature}) == 0)
        return refused("rules.cannot_cast", "this creature cannot cast anything now");
    if (casting.by == content::CastingBy::copies) {
        const auto used = row.spent.find("copies/" + info.id);
        const std::int32_t spent = used == row.spent.end() ? 0 : used->second;
        if (level != info.level || spent >= ready->second)
            return refused("rules.spent", "no copy of that spell is left");
        return {};
    }
    if (info.level == 0) return {};
    const auto at = static_cast<std::size_t>(level) - 1;
    if (at >= casting.slots.size() || sheets_.left(creature, casting.slots[at]) < 1)
        return refused("rules.spent", "no slot of that level is left");
    return {};
}

/// A use of a slot, or one of the copies.
void Tactics::pay_for_spell(CreatureId creature, Index spell, std::int32_t level)
{
    const SpellInfo& info = rules_.spells[spell];
    if (rules_.casting.by == content::CastingBy::copies) {
        const std::string key = "copies/" + info.id;
        const auto& spent = world_.creatures.find(creature)->spent;
        const auto used = spent.find(key);
        kernel_.set_spent(creature, key, (used == spent.end() ? 0 : used->second) + 1);
    } else if (info.level > 0) {
        kernel_.spend(creature, rules_.casting.slots[static_cast<std::size_t>(level) - 1], 1);
    }
}

// Whom it is aimed at ------------------------------------------------------------------------------------------------

bool Tactics::suits(const Plan& plan, CreatureId target)
{
    const bool dead = world_.creatures.find(target)->vitals.life == Life::dead;
    const bool enemy = field_.enemies(plan.creature, target);
    switch (plan.aim() ? plan.aim()->at : content::AimAt::creatures) {
    case content::AimAt::friends: return !enemy && !dead;
    case content::AimAt::enemies: return enemy && !dead;
    case content::AimAt::dead: return dead;
    case content::AimAt::self: return target == plan.creature;
    case content::AimAt::creatures: break;
    }
    return target != plan.creature && !dead;
}

Result<void> Tactics::can_target(const Plan& plan, CreatureId target)
{
    const Creature* const row = world_.creatures.find(target);
    if (!row || !row->place) return refused("rules.no_such", "there is nobody like that on the battlefield");
    const AimInfo* const aim = plan.aim();
    // who is hidden is nobody
    const bool known = aim && aim->seen ? field_.sees(plan.creature, target) : field_.perceives(plan.creature, target);
    if (!known) return refused("rules.not_seen", "this creature cannot see anybody there");
    if (!suits(plan, target)) return refused("rules.bad_target", "that is not for this target");
    const auto from = field_.body(plan.creature), to = field_.body(target);
    if (field_.distance(*from, *to) > field_.ranges(aim, view(plan)).second)
        return refused("rules.out_of_reach", "this target is too far away");
    if (target != plan.creature && !field_.reaches(*from, *to))
        return refused("rules.no_line", "something stands in the way");
    return {};
}

Result<void> Tactics::can_aim_at(const Plan& plan, const Position& place)
{
    const AimInfo& aim = *plan.program->aim;
    const Body from = *field_.body(plan.creature);
    if (!field_.contains(place) || place.level != from.place.level)
        return refused("rules.no_place", "there is no such place");
    if (aim.area->shape != content::AreaShape::burst) {
        if (from.covers(place)) return refused("rules.bad_target", "that is no direction");
        return {};
    }
    const Body there{place, 1};
    if (field_.distance(from, there) > field_.ranges(&aim, view(plan)).second)
        return refused("rules.out_of_reach", "that place is too far away");
    if (!field_.reaches(from, there)) return refused("rules.no_line", "something stands in the way");
    return {};
}

Result<void> Tactics::can_aim(const Plan& plan, const std::vector<CreatureId>& targets,
                              const std::optional<Position>& place)
{
    const AimInfo* const aim = plan.aim();
    const bool self = plan.at_self(), needs_place = plan.needs_place();
    if (needs_place != place.has_value()) {
        return refused("rules.bad_target", needs_place ? "this is aimed at a place" : "this is not aimed at a place");
    }
    if (self || needs_place) {
        if (!targets.empty()) return refused("rules.bad_target", "this is not aimed at somebody");
        return place ? can_aim_at(plan, *place) : Result<void>();
    }
    const std::int64_t most = aim ? sheets_.value(aim->count, view(plan)) : 1;
    if (targets.empty() || std::cmp_greater(targets.size(), most))
        return refused("rules.bad_target", "this is aimed at 1 to " + std::to_string(most));
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (std::find(targets.begin() + static_cast<std::ptrdiff_t>(i) + 1, targets.end(), targets[i]) != targets.end())
            return refused("rules.bad_target", "this is aimed at somebody twice");
        GOLDBOX_CHECK(can_target(plan, targets[i]));
    }
    return {};
}

std::vector<CreatureId> Tactics::everybody_in(const Plan& plan, const Body& from, const std::optional<Position>& place)
{
    if (!plan.aim() || !plan.aim()->area) return {};
    const AreaInfo& area = *plan.aim()->area;
    return field_.within(area, narrow(sheets_.value(area.feet, view(plan))), from, place);
}

Result<void> Tactics::do_it(const Plan& plan, std::vector<CreatureId> targets, const std::optional<Position>& place)
{
    if (plan.aim() && plan.aim()->area) targets = everybody_in(plan, *field_.body(plan.creature), place);
    const std::string thing = plan.item ? world_.items.find(plan.item)->definition : std::string();
    pay(plan);
    if (plan.is_spell) return machine_.cast(plan.creature, plan.index, plan.level, std::move(targets), place);
    return machine_.act(plan.creature, plan.index, std::move(targets), plan.item, thing, place);
}

// Everything that could be done --------------------------------------------------------------------------------------

void Tactics::add(Options& options, const Result<Plan>& plan, Deed deed)
{
    const Result<void> can = plan ? affords(*plan) : Result<void>(unexpected(plan.error()));
    if (!can) {
        options.refused.push_back({deed.kind, deed.id, deed.name, can.error()});
        return;
    }
    const AimInfo* const aim = plan->aim();
    deed.attack = std::ranges::find(plan->program->code, Op::attack, &Instruction::op) != plan->program->code.end();
    deed.has_place = plan->needs_place();
    if (deed.has_place) {
        const grid::Grid& grid = field_.grid();
        const std::int32_t level = field_.body(plan->creature)->place.level;
        for (std::int32_t y = 0; y < grid.height(); ++y) {
            for (std::int32_t x = 0; x < grid.width(); ++x) {
                if (can_aim_at(*plan, {level, x, y})) deed.places.push_back({level, x, y});
            }
        }
    } else if (!plan->at_self()) {
        const std::int64_t most = aim ? sheets_.value(aim->count, view(*plan)) : 1;
        deed.most_targets = static_cast<std::int32_t>(std::clamp<std::int64_t>(most, 1, 1000));
        std::optional<Error> why;
        for (const CreatureId other : field_.everybody()) {
            if (auto fits = can_target(*plan, other))
                deed.targets.push_back(other);
            else if (other != plan->creature && field_.enemies(plan->creature, other) &&
                     field_.perceives(plan->creature, other))
                why = fits.error();
        }
        if (most < 1) deed.targets.clear();
        if (deed.targets.empty()) {
            options.refused.push_back({deed.kind, deed.id, deed.name,
                                       why.value_or(refused("rules.bad_target", "nobody is there for it").value())});
            return;
        }
    }
    options.deeds.push_back(std::move(deed));
}

std::vector<Tactics::Plan> Tactics::plans(CreatureId creature)
{
    std::vector<Plan> all;
    const auto take = [&](const Result<Plan>& plan) {
        if (plan && affords(*plan)) all.push_back(*plan);
    };
    for (const Index action : actions(creature))
        take(plan(Act{.creature = creature, .action = rules_.actions[action].id}));
    for (const Index action : rules_.battle->actions)
        take(plan(Act{.creature = creature, .action = rules_.actions[action].id}));
    for (const ItemId item : sheets_.items(creature)) {
        const ItemInfo* const info = sheets_.info(item);
        if (!info) continue;
        for (const UseInfo& use : info->uses)
            take(plan(Use{.creature = creature, .item = item, .action = rules_.actions[use.action].id}));
    }
    for (const auto& [spell, copies] : world_.creatures.find(creature)->spells)
        take(plan(Cast{.creature = creature, .spell = spell}));
    return all;
}

Command Tactics::command(const Plan& plan, const Compiled& rules, std::vector<CreatureId> targets,
                         const std::optional<Position>& place)
{
    if (plan.is_spell) return Cast{plan.creature, rules.spells[plan.index].id, plan.level, std::move(targets), place};
    const std::string& action = rules.actions[plan.index].id;
    if (plan.item) return Use{plan.creature, plan.item, action, std::move(targets), place};
    return Act{plan.creature, action, std::move(targets), place};
}

void Tactics::add_spells(Options& options)
{
    const CreatureId creature = options.creature;
    for (const auto& [id, copies] : world_.creatures.find(creature)->spells) {
        const SpellInfo* const spell = entry_named(rules_.spells, id);
        if (!spell) continue;
        const bool by_slots = rules_.casting.by == content::CastingBy::slots && spell->level > 0;
        const auto most = by_slots ? static_cast<std::int32_t>(rules_.casting.slots.size()) : spell->level;
        for (std::int32_t level = spell->level; level <= most; ++level) {
            Deed deed{.kind = Deed::Kind::cast,
                      .id = id,
                      .name = spell->name,
                      .level = level,
                      .own_level = level == spell->level};
            const auto made = plan(Cast{.creature = creature, .spell = id, .level = level});
            // of higher levels only those that could be paid are worth a word
            if (level > spell->level && (!made || !can_cast(creature, made->index, level))) continue;
            add(options, made, std::move(deed));
        }
    }
}

void Tactics::add_things(Options& options)
{
    const auto mine = sheets_.items(options.creature);
    for (const ItemId item : std::vector<ItemId>(mine.begin(), mine.end())) {
        const ItemInfo* const info = sheets_.info(item);
        if (!info) continue;
        for (const UseInfo& use : info->uses) {
            const ActionInfo& action = rules_.actions[use.action];
            Deed deed{.kind = Deed::Kind::use,
                      .id = action.id,
                      .name = action.name + ": " + belongings_.name(item),
                      .item = item};
            add(options, plan(Use{.creature = options.creature, .item = item, .action = action.id}), std::move(deed));
        }
    }
}

Options Tactics::options(CreatureId creature)
{
    Options options{.creature = creature};
    if (world_.pending) {
        if (world_.pending->decider == creature && world_.creatures.find(creature))
            options.answers = static_cast<std::uint32_t>(std::max<std::size_t>(world_.pending->choices.size(), 1));
        return options;
    }
    if (!is_its_turn(creature)) return options;
    options.can_end_turn = true;
    add_next(options);
    if (!field_.fights(creature)) return options;
    options.walks = field_.reachable(creature, sheets_.left(creature, rules_.battle->movement));
    std::vector<Index> all = actions(creature);
    all.insert(all.end(), rules_.battle->actions.begin(), rules_.battle->actions.end());
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    for (const Index index : all) {
        const ActionInfo& action = rules_.actions[index];
        Deed deed{.kind = Deed::Kind::act, .id = action.id, .name = action.name};
        add(options, plan(Act{.creature = creature, .action = action.id}), std::move(deed));
    }
    add_things(options);
    add_spells(options);
    const Body body = *field_.body(creature);
    for (std::int32_t y = body.place.y - 1; y <= body.place.y + body.size; ++y) {
        for (std::int32_t x = body.place.x - 1; x <= body.place.x + body.size; ++x) {
            for (std::uint8_t part = 0; part < 3; ++part) {
                for (const bool open : {false, true}) {
                    const Position at{body.place.level, x, y};
                    if (look_at(MoveDoor{creature, at, part, open})) options.doors.push_back({at, part, open});
                }
            }
        }
    }
    options.can_flee = look_at(Flee{creature}).has_value();
    options.can_surrender = true;
    return options;
}

/// Those who have not had a turn in this round; when there are none, anybody else begins the next one.
void Tactics::add_next(Options& options)
{
    if (rules_.battle->turns.next != content::TurnsNext::choice) return;
    const Encounter& encounter = *world_.encounter;
    const bool last = encounter.turn + 1 == encounter.order.size();
    for (std::size_t i = last ? 0 : encounter.turn + 1; i < encounter.order.size(); ++i) {
        if (encounter.order[i] != options.creature && field_.fights(encounter.order[i]))
            options.next.push_back(encounter.order[i]);
    }
}

// Accepting ----------------------------------------------------------------------------------------------------------

namespace {

bool aims(const Deed& deed, const std::vector<CreatureId>& targets, const std::optional<Position>& place)
{
    if (deed.has_place != place.has_value()) return false;
    if (deed.has_place) return targets.empty() && std::ranges::binary_search(deed.places, *place, earlier);
    if (deed.most_targets == 0) return targets.empty();
    if (targets.empty() || std::cmp_greater(targets.size(), deed.most_targets)) return false;
    auto sorted = targets;
    std::ranges::sort(sorted);
    return std::ranges::adjacent_find(sorted) == sorted.end() &&
           std::ranges::all_of(sorted, [&](CreatureId each) { return is_sorted_in(deed.targets, each); });
}

struct Accepts {
    const Options& by;

    bool operator()(const Walk& walk) const
    {
        return std::ranges::any_of(by.walks, [&](const auto& each) { return each.first == walk.to; });
    }
    bool operator()(const Act& act) const
    {
        return std::ranges::any_of(by.deeds, [&](const Deed& deed) {
            return deed.kind == Deed::Kind::act && deed.id == act.action && aims(deed, act.targets, act.place);
        });
    }
    bool operator()(const Use& use) const
    {
        return std::ranges::any_of(by.deeds, [&](const Deed& deed) {
            return deed.kind == Deed::Kind::use && deed.id == use.action && deed.item == use.item &&
                   aims(deed, use.targets, use.place);
        });
    }
    /// The level of its own comes first of each spell.
    bool operator()(const Cast& cast) const
    {
        const auto spell = [&](const Deed& deed) { return deed.kind == Deed::Kind::cast && deed.id == cast.spell; };
        if (cast.level != 0) {
            return std::ranges::any_of(by.deeds, [&](const Deed& deed) {
                return spell(deed) && deed.level == cast.level && aims(deed, cast.targets, cast.place);
            });
        }
        return std::ranges::any_of(by.deeds, [&](const Deed& deed) {
            return spell(deed) && deed.own_level && aims(deed, cast.targets, cast.place);
        });
    }
    bool operator()(const MoveDoor& door) const
    {
        return std::ranges::find(by.doors, DoorState{door.at, door.part, door.open}) != by.doors.end();
    }
    bool operator()(const EndTurn& end) const
    {
        return by.can_end_turn && (!end.next || std::ranges::find(by.next, end.next) != by.next.end());
    }
    bool operator()(const Flee&) const { return by.can_flee; }
    bool operator()(const Surrender&) const { return by.can_surrender; }
    bool operator()(const Answer& answer) const { return answer.choice < by.answers; }
};

} // namespace

bool Options::accepts(const Command& command) const
{
    return actor(command) == creature && std::visit(Accepts{*this}, command);
}

} // namespace goldbox::rules
