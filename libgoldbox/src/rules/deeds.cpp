// SPDX-License-Identifier: MIT
#include "rules/deeds.hpp"

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

} // namespace

// What it is ---------------------------------------------------------------------------------------------------------

Result<Deeds::Plan> Deeds::plan(const Act& act)
{
    const Index index = find(rules_.actions, act.action);
    if (index == none) return not_able("action");
    const auto has = [&](const std::vector<Index>& all) { return std::ranges::find(all, index) != all.end(); };
    if (!has(actions(act.creature)) && !has(rules_.battle->actions)) return not_able("action");
    return plan_of(act.creature, index);
}

Deeds::Plan Deeds::plan_of(CreatureId creature, Index action) const
{
    const ActionInfo& info = rules_.actions[action];
    return {.creature = creature,
            .program = &info.program,
            .takes = info.takes,
            .cost = info.cost,
            .index = action,
            .answers = info.answers ? &*info.answers : nullptr};
}

std::optional<Deeds::Plan> Deeds::plan_of_use(CreatureId creature, ItemId item, Index action)
{
    const ItemInfo* const info = world_.items.find(item) ? sheets_.info(item) : nullptr;
    if (!info || sheets_.holder(item) != creature) return std::nullopt;
    const auto found = std::ranges::find(info->uses, action, &UseInfo::action);
    if (found == info->uses.end()) return std::nullopt;
    Plan made = plan_of(creature, action);
    made.item = item;
    made.use = &*found;
    return made;
}

Deeds::Plan Deeds::plan_of_spell(CreatureId creature, Index spell, std::int32_t level) const
{
    const SpellInfo& info = rules_.spells[spell];
    return {.creature = creature,
            .program = &info.program,
            .takes = info.takes,
            .is_spell = true,
            .index = spell,
            .level = level == 0 ? info.level : level,
            .answers = info.answers ? &*info.answers : nullptr};
}

Result<Deeds::Plan> Deeds::plan(const Use& use)
{
    if (!world_.items.find(use.item) || sheets_.holder(use.item) != use.creature) return not_able("thing");
    const Index action = find(rules_.actions, use.action);
    const auto made = action == none ? std::nullopt : plan_of_use(use.creature, use.item, action);
    if (!made) return not_able("use of that thing");
    return *made;
}

Result<Deeds::Plan> Deeds::plan(const Cast& cast)
{
    const Index spell = find(rules_.spells, cast.spell);
    if (spell == none) return not_able("spell");
    if (!rules_.spells[spell].quick) return refused("rules.too_slow", "that takes too long in a fight");
    return plan_of_spell(cast.creature, spell, cast.level);
}

Viewpoint Deeds::view(const Plan& plan)
{
    Viewpoint from{.self = plan.creature, .source = plan.creature};
    if (plan.item) {
        from.item = sheets_.info(plan.item);
        from.item_row = plan.item;
    }
    return from;
}

// What it takes ------------------------------------------------------------------------------------------------------

std::vector<Index> Deeds::actions(CreatureId creature)
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

Result<void> Deeds::may_act(CreatureId creature, Index action, const Viewpoint& from)
{
    const auto cannot = [](const std::string& why) {
        return refused("rules.cannot_act", why.empty() ? "this creature cannot do that now" : why);
    };
    const ActionInfo& info = rules_.actions[action];
    if (!sheets_.holds(rules_.acts_when, {.self = creature})) return cannot(rules_.acts_why);
    if (!sheets_.holds(info.when, from)) return cannot(info.why);
    return {};
}

Result<void> Deeds::affords(const Plan& plan)
{
    if (!plan.is_spell) GOLDBOX_CHECK(may_act(plan.creature, plan.index, view(plan)));
    return can_pay(plan);
}

Result<void> Deeds::can_pay(const Plan& plan)
{
    if (plan.takes != none && sheets_.left(plan.creature, plan.takes) < plan.cost) {
        const ResourceInfo& resource = rules_.resources[plan.takes];
        return refused("rules.spent",
                       "nothing is left this turn of: " + (resource.name.empty() ? resource.id : resource.name));
    }
    if (plan.use) GOLDBOX_CHECK(belongings_.can_use(plan.item, *plan.use));
    if (plan.is_spell) return can_cast(plan.creature, plan.index, plan.level);
    return {};
}

void Deeds::pay(const Plan& plan)
{
    if (plan.takes != none) kernel_.spend(plan.creature, plan.takes, plan.cost);
    if (plan.use) belongings_.spend_use(plan.item, *plan.use);
    if (plan.is_spell) pay_for_spell(plan.creature, plan.index, plan.level);
}

Result<void> Deeds::can_cast(CreatureId creature, Index spell, std::int32_t level)
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
void Deeds::pay_for_spell(CreatureId creature, Index spell, std::int32_t level)
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

bool Deeds::suits(const Plan& plan, CreatureId target)
{
    const bool dead = world_.creatures.find(target)->vitals.life == Life::dead;
    const bool enemy = field_.enemies(plan.creature, target);
    const bool for_friends = plan.aim() && plan.aim()->at == content::AimAt::friends;
    if (!for_friends && field_.is_devoted(plan.creature, target)) return false;
    switch (plan.aim() ? plan.aim()->at : content::AimAt::creatures) {
    case content::AimAt::friends: return !enemy && !dead;
    case content::AimAt::enemies: return enemy && !dead;
    case content::AimAt::dead: return dead;
    case content::AimAt::self: return target == plan.creature;
    case content::AimAt::creatures: break;
    }
    return target != plan.creature && !dead;
}

Result<void> Deeds::can_target(const Plan& plan, CreatureId target)
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

Result<void> Deeds::can_aim_at(const Plan& plan, const Position& place)
{
    const AimInfo& aim = *plan.program->aim;
    const Body from = *field_.body(plan.creature);
    if (!field_.contains(place) || place.level != from.place.level)
        return refused("rules.no_place", "there is no such place");
    if (is_direction(aim.area->shape)) {
        if (from.covers(place)) return refused("rules.bad_target", "that is no direction");
        return {};
    }
    const Body there{place, 1};
    if (field_.distance(from, there) > field_.ranges(&aim, view(plan)).second)
        return refused("rules.out_of_reach", "that place is too far away");
    if (!field_.reaches(from, there)) return refused("rules.no_line", "something stands in the way");
    return {};
}

Result<void> Deeds::can_aim(const Plan& plan, const std::vector<CreatureId>& targets,
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

std::vector<CreatureId> Deeds::everybody_in(const Plan& plan, const Body& from, const std::optional<Position>& place)
{
    if (!plan.aim() || !plan.aim()->area) return {};
    const AreaInfo& area = *plan.aim()->area;
    return field_.within(area, narrow(sheets_.value(area.feet, view(plan))), from, place);
}

std::vector<Deeds::Plan> Deeds::plans(CreatureId creature)
{
    std::vector<Plan> all;
    const bool acts = sheets_.holds(rules_.acts_when, {.self = creature});
    std::vector<std::pair<Index, std::int32_t>> left; // of what they take
    const auto has = [&](Index resource, std::int32_t count) {
        const auto found = std::ranges::find(left, resource, &std::pair<Index, std::int32_t>::first);
        if (found != left.end()) return found->second >= count;
        return left.emplace_back(resource, sheets_.left(creature, resource)).second >= count;
    };
    const auto take = [&](const Plan& plan) {
        // most are out of the question for this turn: seen first, because a refusal is written out
        if (plan.answers || (!acts && !plan.is_spell) || (plan.takes != none && !has(plan.takes, plan.cost))) return;
        const bool may = plan.is_spell || sheets_.holds(rules_.actions[plan.index].when, view(plan));
        if (may && can_pay(plan)) all.push_back(plan);
    };
    for (const Index action : actions(creature)) take(plan_of(creature, action));
    for (const Index action : rules_.battle->actions) take(plan_of(creature, action));
    for (const ItemId item : sheets_.items(creature)) {
        const ItemInfo* const info = sheets_.info(item);
        if (!info) continue;
        for (const UseInfo& use : info->uses)
            if (const auto plan = plan_of_use(creature, item, use.action)) take(*plan);
    }
    for (const auto& [id, copies] : world_.creatures.find(creature)->spells) {
        const Index spell = find(rules_.spells, id);
        if (spell != none && rules_.spells[spell].quick) take(plan_of_spell(creature, spell));
    }
    return all;
}

Command Deeds::command(const Plan& plan, const Compiled& rules, std::vector<CreatureId> targets,
                       const std::optional<Position>& place)
{
    if (plan.is_spell) return Cast{plan.creature, rules.spells[plan.index].id, plan.level, std::move(targets), place};
    const std::string& action = rules.actions[plan.index].id;
    if (plan.item) return Use{plan.creature, plan.item, action, std::move(targets), place};
    return Act{plan.creature, action, std::move(targets), place};
}

// Out of turn --------------------------------------------------------------------------------------------------------

bool Deeds::is_able(CreatureId creature) const
{
    if (!rules_.battle || !world_.encounter) return false;
    const Creature* const row = world_.creatures.find(creature);
    return world_.field ? field_.fights(creature) : row && row->vitals.life == Life::alive;
}

bool Deeds::heeds(CreatureId creature, content::Moment moment)
{
    if (((sheets_.answers(creature) | rules_.answered_by_all) & bit(moment)) == 0) return false;
    if (!sheets_.holds(rules_.acts_when, {.self = creature})) return false;
    return !answering(creature, moment).empty();
}

/// What it has for that moment, and a resource for: its actions, those of its things, spells.
std::vector<Deeds::Plan> Deeds::answering(CreatureId creature, content::Moment moment)
{
    std::vector<Plan> all;
    const auto fits = [&](const std::optional<AnswersInfo>& answers, Index takes, std::int32_t cost) {
        return answers && answers->on == moment && (takes == none || sheets_.left(creature, takes) >= cost);
    };
    const auto take = [&](Index action) {
        const ActionInfo& info = rules_.actions[action];
        const auto same = [&](const Plan& plan) { return plan.index == action; };
        if (fits(info.answers, info.takes, info.cost) && std::ranges::none_of(all, same))
            all.push_back(plan_of(creature, action));
    };
    if (const CreatureInfo* const info = sheets_.info(creature)) std::ranges::for_each(info->actions, take);
    for (const Active& active : sheets_.effects(creature)) {
        if (active.info && !active.asleep) std::ranges::for_each(active.info->actions, take);
    }
    std::ranges::for_each(rules_.battle->actions, take);
    for (const ItemId item : sheets_.items(creature)) {
        const ItemInfo* const info = sheets_.info(item);
        if (!info) continue;
        for (const UseInfo& use : info->uses) {
            const ActionInfo& action = rules_.actions[use.action];
            if (!fits(action.answers, action.takes, action.cost)) continue;
            all.push_back(plan_of(creature, use.action));
            all.back().item = item;
            all.back().use = &use;
        }
    }
    for (const Index spell : rules_.answering_spells) {
        const SpellInfo& info = rules_.spells[spell];
        if (!info.quick || !fits(info.answers, info.takes, 1)) continue;
        if (auto plan = cheapest(creature, spell)) all.push_back(*plan);
    }
    return all;
}

std::optional<Deeds::Plan> Deeds::cheapest(CreatureId creature, Index spell)
{
    const SpellInfo& info = rules_.spells[spell];
    const auto& ready = world_.creatures.find(creature)->spells;
    if (!ready.contains(info.id)) return std::nullopt;
    const bool by_slots = rules_.casting.by == content::CastingBy::slots && info.level > 0;
    const auto most = by_slots ? static_cast<std::int32_t>(rules_.casting.slots.size()) : info.level;
    for (std::int32_t level = info.level; level <= most; ++level) {
        if (!can_cast(creature, spell, level)) continue;
        return plan_of_spell(creature, spell, level);
    }
    return std::nullopt;
}

std::vector<Deeds::Reaction> Deeds::reactions(const Cause& cause)
{
    static constexpr std::size_t most_offered = 20;
    std::vector<Reaction> all;
    if (!is_able(cause.self)) return all;
    const bool on_field = field_.is_there();
    const auto offer = [&](const Plan& plan, std::vector<CreatureId> targets) {
        if (all.size() < most_offered) all.push_back({plan, std::move(targets)});
    };
    for (const Plan& plan : answering(cause.self, cause.moment)) {
        const AnswersInfo& answers = *plan.answers;
        if (answers.with.any() && (answers.with & cause.tags).none()) continue;
        Viewpoint from = view(plan);
        from.target = cause.other;
        from.values = cause.values;
        if (!sheets_.holds(answers.when, from) || !affords(plan) || plan.needs_place()) continue;
        if (plan.at_self()) {
            offer(plan, {});
        } else if (!answers.anybody) {
            const bool there = world_.creatures.find(cause.other) != nullptr;
            if (there && (!on_field || can_target(plan, cause.other))) offer(plan, {cause.other});
        } else if (on_field) {
            for (const CreatureId each : field_.everybody())
                if (can_target(plan, each)) offer(plan, {each});
        }
    }
    const BattleInfo& battle = *rules_.battle;
    if (on_field && cause.moment == content::Moment::leaving && battle.opportunity != none &&
        sheets_.left(cause.self, battle.opportunity) > 0) {
        for (Reaction& strike : strikes(cause.self, cause.other, battle.opportune)) {
            strike.plan.takes = battle.opportunity;
            strike.plan.cost = 1;
            offer(strike.plan, std::move(strike.targets));
        }
    }
    return all;
}

/// Its actions in their order, then those of things it can use so, by ascending id.
std::vector<Deeds::Reaction> Deeds::strikes(CreatureId creature, CreatureId target, Tag with)
{
    std::vector<Reaction> all;
    if (with == 0 || !field_.is_there() || !field_.fights(creature)) return all;
    const auto take = [&](Plan plan) {
        const ActionInfo& info = rules_.actions[plan.index];
        if (info.attack == none || !rules_.checks[info.attack].tags.test(with)) return;
        plan.takes = none;
        if (affords(plan) && (!target || can_target(plan, target))) all.push_back({plan, {target}});
    };
    if (const CreatureInfo* const info = sheets_.info(creature)) {
        for (const Index action : info->actions) take(plan_of(creature, action));
    }
    for (const ItemId item : sheets_.items(creature)) {
        const ItemInfo* const info = sheets_.info(item);
        if (!info) continue;
        for (const UseInfo& use : info->uses) {
            Plan plan = plan_of(creature, use.action);
            plan.item = item;
            plan.use = &use;
            take(plan);
        }
    }
    return all;
}

std::string Deeds::name(const Reaction& reaction)
{
    const Plan& plan = reaction.plan;
    std::string name = plan.is_spell ? rules_.spells[plan.index].name : rules_.actions[plan.index].name;
    if (plan.item) name += ": " + belongings_.name(plan.item);
    if (plan.answers && plan.answers->anybody && !reaction.targets.empty())
        name += ": " + this->name(reaction.targets[0]);
    return name;
}

std::string Deeds::name(CreatureId creature)
{
    const Creature& row = *world_.creatures.find(creature);
    const CreatureInfo* const info = sheets_.info(creature);
    return row.name.empty() && info ? info->name : row.name;
}

} // namespace goldbox::rules
