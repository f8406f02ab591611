// SPDX-License-Identifier: MIT
// Everything that somebody could do in a turn.
#include "rules/tactics.hpp"

#include "rules/refusal.hpp"

#include <goldbox/base/try.hpp>

#include <algorithm>
#include <utility>

namespace goldbox::rules {

void Tactics::add(Options& options, const Result<Plan>& plan, Deed deed)
{
    if (plan && plan->answers) return; // not in its turn
    const Result<void> can = plan ? deeds_.affords(*plan) : Result<void>(unexpected(plan.error()));
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
                if (deeds_.can_aim_at(*plan, {level, x, y})) deed.places.push_back({level, x, y});
            }
        }
    } else if (!plan->at_self()) {
        const std::int64_t most = aim ? sheets_.value(aim->count, deeds_.view(*plan)) : 1;
        deed.most_targets = static_cast<std::int32_t>(std::clamp<std::int64_t>(most, 1, 1000));
        std::optional<Error> why;
        for (const CreatureId other : field_.everybody()) {
            if (auto fits = deeds_.can_target(*plan, other))
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

void Tactics::add_spells(Options& options)
{
    const CreatureId creature = options.creature;
    for (const auto& [id, copies] : world_.creatures.find(creature)->spells) {
        const Index found = find(rules_.spells, id);
        if (found == none) continue;
        const SpellInfo* const spell = &rules_.spells[found];
        const bool by_slots = rules_.casting.by == content::CastingBy::slots && spell->level > 0;
        const auto most = by_slots ? static_cast<std::int32_t>(rules_.casting.slots.size()) : spell->level;
        for (std::int32_t level = spell->level; level <= most; ++level) {
            Deed deed{.kind = Deed::Kind::cast,
                      .id = id,
                      .name = spell->name,
                      .level = level,
                      .own_level = level == spell->level};
            const auto made = deeds_.plan(Cast{.creature = creature, .spell = id, .level = level});
            // of higher levels only those that could be paid are worth a word
            if (level > spell->level && (!made || !deeds_.can_cast(creature, made->index, level))) continue;
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
            add(options, deeds_.plan(Use{.creature = options.creature, .item = item, .action = action.id}),
                std::move(deed));
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
    const CreatureId walker = deeds_.walker(creature);
    const auto walks = field_.reachable(walker, sheets_.left(walker, rules_.battle->movement));
    options.walks.assign(walks.begin(), walks.end());
    std::vector<Index> all = deeds_.actions(creature);
    all.insert(all.end(), rules_.battle->actions.begin(), rules_.battle->actions.end());
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    for (const Index index : all) {
        const ActionInfo& action = rules_.actions[index];
        Deed deed{.kind = Deed::Kind::act, .id = action.id, .name = action.name};
        add(options, deeds_.plan(Act{.creature = creature, .action = action.id}), std::move(deed));
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
    Options later{.creature = creature};
    add_delays(later);
    if (!later.delays.empty() && look_at(Delay{creature, later.delays.front()}))
        options.delays = std::move(later.delays);
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

/// Those whose turns come later in this round.
void Tactics::add_delays(Options& options)
{
    const Encounter& encounter = *world_.encounter;
    for (std::size_t i = encounter.turn + std::size_t{1}; i < encounter.order.size(); ++i) {
        if (field_.fights(encounter.order[i])) options.delays.push_back(encounter.order[i]);
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
           std::ranges::all_of(sorted, [&](CreatureId each) { return std::ranges::binary_search(deed.targets, each); });
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
    bool operator()(const Delay& delay) const { return std::ranges::find(by.delays, delay.behind) != by.delays.end(); }
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
