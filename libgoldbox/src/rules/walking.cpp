// SPDX-License-Identifier: MIT
// Moving on a battlefield: walking past those who mind, being pushed, and who stands in an area.
#include "rules/machine.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace goldbox::rules {

std::vector<Attack> attacks_at_once(Sheets& sheets, const Belongings& belongings, CreatureId creature)
{
    const Compiled& rules = sheets.rules();
    std::vector<Attack> all;
    if (const CreatureInfo* const info = sheets.info(creature)) {
        for (const Index action : info->actions) {
            if (rules.actions[action].opportune) all.push_back({action});
        }
    }
    for (const ItemId item : sheets.items(creature)) {
        const ItemInfo* const info = sheets.info(item);
        if (!info) continue;
        for (const UseInfo& use : info->uses) {
            if (rules.actions[use.action].opportune && belongings.can_use(item, use)) all.push_back({use.action, item});
        }
    }
    return all;
}

Result<void> Machine::walk(CreatureId creature, std::vector<Position> path)
{
    Frame& frame = push_first(walk_, creature, {});
    frame.path = std::move(path);
    return begin();
}

Result<void> Machine::end_fight(Outcome outcome, std::string winner)
{
    Frame& frame = push_first(end_encounter_, {}, {});
    frame.values[0] = static_cast<std::int64_t>(outcome);
    frame.thing = std::move(winner);
    return begin();
}

// Walking ------------------------------------------------------------------------------------------------------------

/// Enemies from whose reach that step leads, and who can do something about it, in the order of turns.
std::vector<CreatureId> Machine::minding(CreatureId walker, const Position& from, const Position& to)
{
    std::vector<CreatureId> all;
    const BattleInfo& battle = *rules_.battle;
    if (battle.opportunity == none || !world_.encounter) return all;
    const Tag elusive = field_.tags().elusive;
    if (elusive != 0 && sheets_.tags(walker).test(elusive)) return all;
    const std::int32_t size = field_.size(walker);
    for (const CreatureId other : world_.encounter->order) {
        if (!field_.enemies(other, walker) || !field_.fights(other)) continue;
        const auto body = field_.body(other);
        if (!body) continue;
        const std::int32_t reach = field_.reach(other);
        if (field_.distance(*body, {from, size}) > reach || field_.distance(*body, {to, size}) <= reach) continue;
        if (sheets_.left(other, battle.opportunity) < 1 || !field_.sees(other, walker)) continue;
        if (!attacks_at_once(sheets_, belongings_, other).empty()) all.push_back(other);
    }
    return all;
}

/// Walks as far as nobody minds. Then those who do are asked, one after the other, before the step is made.
void Machine::walk_on(const Instruction& instruction)
{
    Frame& frame = top().frame;
    const CreatureId self = frame.self;
    if (frame.path.empty() || !field_.is_there() || !field_.fights(self)) {
        frame.at = instruction.jump;
        return;
    }
    const std::int32_t left = sheets_.left(self, rules_.battle->movement);
    CreatureMoved moved{.creature = self};
    Position at = *world_.creatures.find(self)->place;
    bool odd = frame.values[0] != 0;
    while (moved.path.size() < frame.path.size()) {
        const Position next = frame.path[moved.path.size()];
        const std::int32_t feet = field_.step_feet(self, at, next, odd);
        if (moved.feet + feet > left) {
            frame.path.resize(moved.path.size()); // something made it slower on its way
            break;
        }
        const auto others = minding(self, at, next);
        if (!others.empty() && moved.path.empty()) {
            frame.loops.push_back({.over = others});
            return;
        }
        if (!others.empty()) break;
        moved.path.push_back(next);
        moved.feet += feet;
        if (at.x != next.x && at.y != next.y) odd = !odd;
        at = next;
    }
    --frame.at;
    if (moved.path.empty()) return;
    frame.values[0] = odd;
    frame.path.erase(frame.path.begin(), frame.path.begin() + static_cast<std::ptrdiff_t>(moved.path.size()));
    const std::int32_t feet = moved.feet;
    kernel_.emit(std::move(moved));
    kernel_.spend(self, rules_.battle->movement, feet);
}

void Machine::next_minding()
{
    Frame& frame = top().frame;
    if (frame.loops.empty()) return;
    Loop& loop = frame.loops.back();
    if (loop.at == loop.over.size()) {
        frame.loops.pop_back();
        return;
    }
    --frame.at;
    const CreatureId self = frame.self, other = loop.over[loop.at++];
    const std::uint32_t depth = frame.depth;
    if (!field_.fights(self) || !field_.fights(other)) return;
    Frame& asked = push(react_).frame;
    asked.self = asked.source = other;
    asked.target = self;
    asked.depth = depth + 1;
}

/// The step that somebody minded, if it can still be made.
void Machine::stride()
{
    Frame& frame = top().frame;
    const CreatureId self = frame.self;
    if (frame.path.empty() || !field_.is_there() || !field_.fights(self)) return;
    const Position from = *world_.creatures.find(self)->place, to = frame.path.front();
    const std::int32_t feet = field_.step_feet(self, from, to, frame.values[0] != 0);
    const bool beside = from.level != to.level || (std::abs(from.x - to.x) <= 1 && std::abs(from.y - to.y) <= 1);
    if (!beside || sheets_.left(self, rules_.battle->movement) < feet) {
        frame.path.clear(); // it was moved, or held
        return;
    }
    if (from.x != to.x && from.y != to.y) frame.values[0] = frame.values[0] == 0;
    frame.path.erase(frame.path.begin());
    kernel_.emit(CreatureMoved{self, {to}, feet});
    kernel_.spend(self, rules_.battle->movement, feet);
}

// Reactions ----------------------------------------------------------------------------------------------------------

Machine::Next Machine::react()
{
    const CreatureId self = top().frame.self;
    if (!field_.is_there()) return Next::go_on;
    Pending pending{.decider = self, .text = rules_.battle->opportunity_text, .choices = {"No."}, .offered = {0}};
    for (const Attack& attack : attacks_at_once(sheets_, belongings_, self)) {
        const ActionInfo& info = rules_.actions[attack.action];
        pending.choices.push_back(attack.item ? info.name + ": " + belongings_.name(attack.item) : info.name);
        pending.offered.push_back(static_cast<std::uint32_t>(pending.offered.size()));
    }
    if (pending.choices.size() == 1 || sheets_.left(self, rules_.battle->opportunity) < 1) return Next::go_on;
    --top().frame.at;
    wait(std::move(pending));
    return Next::wait;
}

void Machine::react_so()
{
    const Frame& frame = top().frame;
    const CreatureId self = frame.self, target = frame.target;
    const std::uint32_t depth = frame.depth;
    const auto attacks = attacks_at_once(sheets_, belongings_, self);
    const auto choice = static_cast<std::size_t>(frame.values[0]);
    if (choice == 0 || choice > attacks.size() || !field_.is_there() ||
        !kernel_.spend(self, rules_.battle->opportunity, 1))
        return;
    const Attack attack = attacks[choice - 1];
    const ActionInfo& info = rules_.actions[attack.action];
    std::string thing;
    if (attack.item) {
        thing = world_.items.find(attack.item)->definition;
        for (const UseInfo& use : sheets_.info(attack.item)->uses) {
            if (use.action == attack.action) belongings_.spend_use(attack.item, use);
        }
    }
    kernel_.emit(ActionTaken{self, info.id, {target}, attack.item});
    Frame& blow = push(info.program).frame;
    blow.depth = depth;
    blow.self = blow.source = self;
    blow.target = target;
    blow.targets = {target};
    blow.item = attack.item;
    blow.thing = std::move(thing);
}

// What programs do with positions ------------------------------------------------------------------------------------

/// What the attack that is on was aimed with: its own program's aim, or that of the program that runs it.
const AimInfo* Machine::aim_of_attack() const
{
    for (std::size_t i = count_; i-- > 0;) {
        if (frames_[i].code->aim) return &*frames_[i].code->aim;
        if (i > 0 && frames_[i].frame.self != frames_[i - 1].frame.self) break;
    }
    return nullptr;
}

/// One who is out of reach by now is not attacked; what hooks do reaches everybody.
bool Machine::still_reaches(CreatureId target)
{
    if (!field_.is_there() || !top().code->name.starts_with("actions/")) return true;
    const CreatureId self = top().frame.self;
    const auto from = field_.body(self), to = field_.body(target);
    if (!from || !to) return true;
    return field_.distance(*from, *to) <= field_.ranges(aim_of_attack(), view()).second;
}

/// Who comes in the middle of a fight stands beside whoever called it, and has turns after it.
void Machine::join(CreatureId creature, CreatureId whom)
{
    const auto body = field_.body(whom);
    if (!body || !world_.encounter) return;
    if (const auto place = field_.nearest_free(creature, body->place)) kernel_.emit(CreaturePlaced{creature, place});
    OrderChanged changed{world_.encounter->order, world_.encounter->turn};
    const auto found = std::ranges::find(changed.order, whom);
    const auto at = found == changed.order.end() ? found : std::next(found);
    const auto index = static_cast<std::uint32_t>(at - changed.order.begin());
    changed.order.insert(at, creature);
    if (index <= changed.turn) ++changed.turn;
    kernel_.emit(std::move(changed));
}

void Machine::move(const Instruction& instruction)
{
    const auto from = field_.body(top().frame.self);
    if (!from) return;
    const auto way = static_cast<content::MoveWay>(instruction.d);
    const std::optional<Position> aimed = top().frame.place;
    for (const CreatureId id : std::vector<CreatureId>(aim(instruction.who))) {
        const auto body = field_.body(id);
        if (!body) continue;
        std::optional<Position> to;
        if (way == content::MoveWay::place)
            to = aimed ? field_.nearest_free(id, *aimed) : std::nullopt;
        else
            to = field_.pushed(id, *from, narrow(value(instruction.b)), way == content::MoveWay::towards);
        if (to && *to != body->place) kernel_.emit(CreaturePlaced{id, to});
    }
}

/// Without a battlefield everybody is in it.
void Machine::area(const Instruction& instruction)
{
    const AreaCode& code = top().code->areas[instruction.a];
    std::vector<CreatureId> all = aim(instruction.who);
    Frame& frame = top().frame;
    const bool at_target = code.at == content::AreaAt::target && code.area.shape == content::AreaShape::burst;
    const auto from = field_.body(at_target ? frame.target : frame.self);
    if (from) {
        std::optional<Position> at;
        if (code.at == content::AreaAt::place) at = frame.place;
        if (code.at == content::AreaAt::target && !at_target) {
            if (const auto body = field_.body(frame.target)) at = body->place;
        }
        const std::int32_t feet = narrow(sheets_.value(code.area.feet, view()));
        const auto within = field_.within(code.area, feet, *from, at);
        std::erase_if(all, [&](CreatureId id) { return !std::ranges::binary_search(within, id); });
    }
    frame.loops.push_back({.over = std::move(all), .at = 0, .before = frame.target});
}

} // namespace goldbox::rules
