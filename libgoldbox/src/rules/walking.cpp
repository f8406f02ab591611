// SPDX-License-Identifier: MIT
// Moving on a battlefield: walking past those who mind, being pushed, and who stands in an area.
#include "rules/machine.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace goldbox::rules {

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
    const bool answered = (rules_.answered & bit(content::Moment::leaving)) != 0;
    if ((battle.opportunity == none && !answered) || !world_.encounter) return all;
    const Tag elusive = field_.tags().elusive;
    if (elusive != 0 && sheets_.tags(walker).test(elusive)) return all;
    const std::int32_t size = field_.size(walker);
    for (const CreatureId other : world_.encounter->order) {
        if (!field_.enemies(other, walker) || !field_.fights(other)) continue;
        const auto body = field_.body(other);
        if (!body) continue;
        const std::int32_t reach = field_.reach(other);
        if (field_.distance(*body, {from, size}) > reach || field_.distance(*body, {to, size}) <= reach) continue;
        const bool has_left = battle.opportunity != none && sheets_.left(other, battle.opportunity) > 0;
        if ((!has_left && !answered) || !field_.sees(other, walker)) continue;
        const bool strikes = has_left && !deeds_.strikes(other, {}, battle.opportune).empty();
        if (strikes || (answered && deeds_.heeds(other, content::Moment::leaving))) all.push_back(other);
    }
    return all;
}

/// Walks as far as nobody minds. Then those who do are asked, one after the other, before the step is made.
void Machine::walk_on(const Instruction& instruction)
{
    Frame& frame = top().frame;
    const CreatureId self = frame.self;
    const bool goes = field_.is_there() && field_.fights(self);
    const bool had_way = goes && !frame.path.empty();
    if (had_way) {
        if (const CreatureId met = field_.stop_at_bodies(self, frame.path)) frame.target = met;
    }
    if (!goes || frame.path.empty()) {
        const bool walked = frame.values[1] != 0;
        const bool found = goes && frame.target && run_into(self, frame.target);
        // who got nowhere, and is none the wiser, has lost the time for walking
        if (had_way && !walked && !found)
            kernel_.spend(self, rules_.battle->movement, sheets_.left(self, rules_.battle->movement));
        frame.at = instruction.jump;
        return;
    }
    const std::int32_t left = sheets_.left(self, rules_.battle->movement);
    CreatureMoved moved{.creature = self};
    const Position from = *world_.creatures.find(self)->place;
    Position at = from;
    if (!leads_on(at, frame.path.front())) {
        frame.path.clear(); // it was moved
        --frame.at;
        return;
    }
    find_sentries(self);
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
        const bool noticed = is_noticed(self, at, next);
        at = next;
        if (noticed) break;
    }
    --frame.at;
    if (moved.path.empty()) return;
    frame.values[0] = odd;
    frame.values[1] = 1;
    frame.path.erase(frame.path.begin(), frame.path.begin() + static_cast<std::ptrdiff_t>(moved.path.size()));
    took_steps(self, from, moved.path, moved.feet);
}

/// Who finds somebody in its way that was hidden knows now where that one is. @return whether it was
bool Machine::run_into(CreatureId walker, CreatureId met)
{
    const Tag hidden = field_.tags().hidden;
    if (hidden == 0 || field_.distance(walker, met) > field_.cell_feet()) return false;
    std::vector<EffectId> hides;
    for (const Active& active : sheets_.effects(met)) {
        if (active.info && active.info->tags.test(hidden)) hides.push_back(active.id);
    }
    for (const EffectId effect : hides) kernel_.end(effect, Why::ended);
    return !hides.empty();
}

/// Whether that is one step, or a way that the map knows.
bool Machine::leads_on(const Position& from, const Position& to)
{
    if (from.level == to.level && std::abs(from.x - to.x) <= 1 && std::abs(from.y - to.y) <= 1 && from != to)
        return true;
    return std::ranges::any_of(field_.grid().links(),
                               [&](const grid::Link& link) { return link.from == spot(from) && link.to == spot(to); });
}

void Machine::took_steps(CreatureId walker, const Position& from, const std::vector<Position>& path, std::int32_t feet)
{
    const Position last = path.back(), before = path.size() > 1 ? path[path.size() - 2] : from;
    const CreatureId rider = field_.rider_of(walker);
    kernel_.emit(CreatureMoved{walker, path, feet});
    if (rider) kernel_.emit(CreaturePlaced{rider, last});
    kernel_.spend(walker, rules_.battle->movement, feet);
    if (rules_.battle->facing) turn_to(walker, Field::facing({before, 1}, {last, 1}));
    tell_step(walker, before, last, feet);
}

// Who looks on -------------------------------------------------------------------------------------------------------

/// Calls tell(observer) for each who sees somebody and would do or feel something then.
template <class Tell>
void Machine::watching(content::Moment moment, CreatureId actor, Tell&& tell)
{
    if (!kernel_.is_heard(moment) || !field_.is_there() || !world_.encounter || !field_.body(actor)) return;
    for (const CreatureId other : world_.encounter->order) {
        if (other == actor || !field_.fights(other) || !field_.enemies(other, actor)) continue;
        if (!heeds(other, moment)) continue;
        if (field_.sees(other, actor)) tell(other);
    }
}

void Machine::tell_watchers(content::Moment moment, CreatureId actor, CreatureId but, std::int64_t amount,
                            const TagSet& tags)
{
    watching(moment, actor, [&](CreatureId other) {
        if (other != but) kernel_.tell(moment, other, actor, amount, tags);
    });
}

bool Machine::heeds(CreatureId creature, content::Moment moment)
{
    return sheets_.listens(creature, moment) || deeds_.heeds(creature, moment);
}

/// The enemies who wait for somebody to take a step, or to come near. Who of them sees it is a matter of where it
/// stands then.
void Machine::find_sentries(CreatureId walker)
{
    using content::Moment;
    sentries_.clear();
    if (!kernel_.is_heard(Moment::sees_step) && !kernel_.is_heard(Moment::approached)) return;
    for (const CreatureId other : world_.encounter->order) {
        if (!heeds(other, Moment::sees_step) && !heeds(other, Moment::approached)) continue;
        if (field_.enemies(other, walker) && field_.fights(other)) sentries_.push_back(other);
    }
}

/// Whether anything would come of that step, so that the walker has to stop and see.
bool Machine::is_noticed(CreatureId walker, const Position& from, const Position& to)
{
    using content::Moment;
    if (sheets_.listens(walker, Moment::stepped) || field_.changes_zone(walker, from, to)) return true;
    return std::ranges::any_of(
        sentries_, [&](CreatureId other) { return heeds(other, Moment::sees_step) || nears(other, walker, from, to); });
}

bool Machine::nears(CreatureId other, CreatureId walker, const Position& from, const Position& to)
{
    const Body body = *field_.body(other);
    const std::int32_t reach = field_.reach(other), size = field_.size(walker);
    return field_.distance(body, {from, size}) > reach && field_.distance(body, {to, size}) <= reach;
}

void Machine::tell_step(CreatureId walker, const Position& from, const Position& to, std::int32_t feet)
{
    using content::Moment;
    if (sheets_.listens(walker, Moment::stepped)) kernel_.tell(Moment::stepped, walker, {}, feet);
    tell_watchers(Moment::sees_step, walker, {}, feet, {});
    watching(Moment::approached, walker, [&](CreatureId other) {
        if (nears(other, walker, from, to)) kernel_.tell(Moment::approached, other, walker, feet);
    });
}

/// Whoever is in a zone has what it gives, and nobody else.
void Machine::settle_zones()
{
    if (!field_.is_there()) return;
    const std::vector<EffectId> fresh = field_.take_new_zones();
    // beginning and ending may change what there is
    const auto now = field_.zones();
    if (now.empty()) return;
    for (const ZoneHere& zone : std::vector<ZoneHere>(now.begin(), now.end())) {
        if (zone.gives == none || (zone.effect && !world_.effects.find(zone.effect))) continue;
        settle_zone(zone, std::ranges::find(fresh, zone.effect) != fresh.end());
    }
}

void Machine::settle_zone(const ZoneHere& zone, bool is_new)
{
    const EffectInfo& info = rules_.effects[zone.gives];
    // of the map's several may give the same: it is one danger
    const auto lies_in_it = [&](const Body& body) {
        if (zone.effect) return zone.meets(body);
        return std::ranges::any_of(field_.zones(), [&](const ZoneHere& other) {
            return !other.effect && other.gives == zone.gives && other.meets(body);
        });
    };
    const auto everybody = field_.everybody();
    for (const CreatureId creature : std::vector<CreatureId>(everybody.begin(), everybody.end())) {
        const auto body = field_.body(creature);
        EffectId lies;
        for (const Active& active : sheets_.effects(creature)) {
            if (active.info == &info && world_.effects.find(active.id)->parent == zone.effect) lies = active.id;
        }
        const bool dead = world_.creatures.find(creature)->vitals.life == Life::dead;
        const bool inside = body && !dead && lies_in_it(*body) && field_.wants(zone, creature);
        if (!inside && lies) kernel_.end(lies, Why::ended);
        if (!inside || lies || (sheets_.immune(creature) & info.categories).any()) continue;
        if (!zone.effect) {
            for (const std::int32_t trap : field_.unsprung(*body, zone.gives)) kernel_.emit(TrapSprung{creature, trap});
        }
        const CreatureId source = zone.effect ? world_.effects.find(zone.effect)->source : CreatureId{};
        const std::int32_t level = zone.effect ? world_.effects.find(zone.effect)->level : 0;
        const EffectId begun = kernel_.begin(
            {.effect = zone.gives, .owner = creature, .source = source, .parent = zone.effect, .level = level});
        if (is_new || !begun || !info.listens(content::Moment::entered)) continue;
        kernel_.happened().push_back(
            {.moment = content::Moment::entered, .self = creature, .other = source, .effect = begun});
    }
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
    push_reaction(other, self, content::Moment::leaving, depth + 1);
}

Frame& Machine::push_reaction(CreatureId self, CreatureId other, content::Moment moment, std::uint32_t depth)
{
    Frame& asked = push(react_).frame;
    asked.self = asked.source = self;
    asked.target = other;
    asked.depth = depth;
    asked.values[reaction::moment] = static_cast<std::int64_t>(moment);
    return asked;
}

/// The step that somebody minded, if it can still be made.
void Machine::stride()
{
    Frame& frame = top().frame;
    const CreatureId self = frame.self;
    if (frame.path.empty() || !field_.is_there() || !field_.fights(self)) return;
    const Position from = *world_.creatures.find(self)->place, to = frame.path.front();
    const std::int32_t feet = field_.step_feet(self, from, to, frame.values[0] != 0);
    if (!leads_on(from, to) || sheets_.left(self, rules_.battle->movement) < feet) {
        frame.path.clear(); // it was moved, or held
        return;
    }
    if (from.x != to.x && from.y != to.y) frame.values[0] = frame.values[0] == 0;
    frame.values[1] = 1;
    frame.path.erase(frame.path.begin());
    took_steps(self, from, {to}, feet);
}

// Reactions ----------------------------------------------------------------------------------------------------------

/// What the topmost of those frames, which asks, has to offer.
std::vector<Deeds::Reaction> Machine::offered_to(const std::vector<Live>& frames, std::size_t count) const
{
    const Frame& frame = frames[count - 1].frame;
    if (frame.values[reaction::with] != 0) {
        const auto with = static_cast<Tag>(std::clamp<std::int64_t>(frame.values[reaction::with], 0, most_tags - 1));
        return deeds_.strikes(frame.self, frame.target, with);
    }
    const auto moment = static_cast<content::Moment>(std::clamp<std::int64_t>(frame.values[reaction::moment], 0, 63));
    Deeds::Cause cause{.moment = moment, .self = frame.self, .other = frame.target, .values = frame.values};
    if (frame.cause != 0 && frame.cause < count) {
        // the roll, or the spell, that it is about
        const Live& by = frames[frame.cause - 1];
        const Op op = by.frame.at == 0 ? Op::finish : by.code->code[by.frame.at - 1].op;
        const bool rolls = op == Op::before || op == Op::before_save || op == Op::attack || op == Op::landed ||
                           op == Op::save || op == Op::check;
        if (rolls) {
            const Instruction& instruction = by.code->code[by.frame.at - 1];
            cause.tags = rules_.checks[instruction.a].tags;
            if (instruction.d != none) cause.tags |= by.code->tags[instruction.d];
        } else if (by.code->name.starts_with("spells/")) {
            const Index spell = find(rules_.spells, std::string_view(by.code->name).substr(7));
            if (spell != none) cause.tags = rules_.spells[spell].tags;
        }
    }
    return deeds_.reactions(cause);
}

/// A single attack that one may do is done; of several, and of what answers something, it is asked.
Machine::Next Machine::react()
{
    Frame& frame = top().frame;
    const auto all = offered_to(frames_, count_);
    if (all.empty()) return Next::go_on;
    const bool strikes = frame.values[reaction::with] != 0;
    if (strikes && all.size() == 1) {
        frame.values[reaction::choice] = 1;
        return Next::go_on;
    }
    Pending pending{.decider = frame.self};
    if (!strikes) {
        const bool walks = frame.values[reaction::moment] == static_cast<std::int64_t>(content::Moment::leaving);
        if (walks) pending.text = rules_.battle->opportunity_text;
        for (const Deeds::Reaction& each : all) {
            if (pending.text.empty() && each.plan.answers) pending.text = each.plan.answers->text;
        }
        pending.choices.emplace_back("No.");
        pending.offered.push_back(0);
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        pending.choices.push_back(deeds_.name(all[i]));
        pending.offered.push_back(static_cast<std::uint32_t>(i + 1));
    }
    --frame.at;
    wait(std::move(pending));
    return Next::wait;
}

void Machine::react_so()
{
    const Frame asked = top().frame;
    const auto choice = static_cast<std::size_t>(asked.values[reaction::choice]);
    if (choice == 0) return;
    const auto all = offered_to(frames_, count_);
    if (choice > all.size()) return;
    const auto& [plan, targets] = all[choice - 1];
    std::vector<CreatureId> aimed = targets;
    const auto body = field_.body(asked.self);
    if (body && plan.aim() && plan.aim()->area) aimed = deeds_.everybody_in(plan, *body, std::nullopt);
    const std::string thing = plan.item ? world_.items.find(plan.item)->definition : std::string();
    deeds_.pay(plan);
    if (plan.is_spell)
        kernel_.emit(SpellCast{asked.self, rules_.spells[plan.index].id, plan.level, aimed});
    else
        kernel_.emit(ActionTaken{asked.self, rules_.actions[plan.index].id, aimed, plan.item});
    Frame& done = push(*plan.program).frame;
    done.depth = asked.depth + 1;
    done.cause = asked.cause;
    done.self = done.source = asked.self;
    done.target = aimed.empty() ? asked.target : aimed.front();
    done.targets = std::move(aimed);
    done.item = plan.item;
    done.thing = thing;
    for (const auto each : {slot::degree, slot::natural, slot::total, slot::amount})
        done.values[each] = asked.values[each];
    if (!plan.is_spell) return;
    done.values[slot::level] = plan.level;
    tell_watchers(content::Moment::sees_cast, asked.self, {}, plan.level, rules_.spells[plan.index].tags);
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
    std::vector<std::pair<CreatureId, std::int32_t>> fallen;
    const auto target = field_.body(top().frame.target);
    const std::optional<Position> saddle = target ? std::optional(target->place) : std::nullopt;
    for (const CreatureId id : std::vector<CreatureId>(aim(instruction.who))) {
        const auto body = field_.body(id);
        if (!body) continue;
        std::optional<Position> to;
        if (way == content::MoveWay::place)
            to = aimed ? field_.nearest_free(id, *aimed) : std::nullopt;
        else if (way == content::MoveWay::onto)
            to = saddle;
        else
            to = field_.pushed(id, *from, narrow(value(instruction.b)), way == content::MoveWay::towards);
        if (!to || *to == body->place) continue;
        const CreatureId rider = field_.rider_of(id);
        kernel_.emit(CreaturePlaced{id, to});
        if (rider) kernel_.emit(CreaturePlaced{rider, to});
        const std::int32_t feet = field_.grid().height_feet(spot(body->place)) - field_.grid().height_feet(spot(*to));
        const bool slid = way == content::MoveWay::away || way == content::MoveWay::towards;
        if (slid && to->level == body->place.level) fallen.emplace_back(id, feet);
    }
    const std::uint32_t depth = top().frame.depth;
    for (const auto& [id, feet] : fallen) fall(id, feet, depth + 1);
}

/// Who was pushed over an edge, and has no wings.
void Machine::fall(CreatureId creature, std::int32_t feet, std::uint32_t depth)
{
    static constexpr std::int32_t least_feet = 10;
    const Index falls = rules_.battle->falls;
    if (falls == none || feet < least_feet || field_.flies(creature)) return;
    kernel_.emit(ActionTaken{creature, rules_.actions[falls].id, {}});
    Frame& frame = push(rules_.actions[falls].program).frame;
    frame.self = frame.source = frame.target = creature;
    frame.depth = depth;
    frame.values[slot::amount] = feet;
}

void Machine::turn_to(CreatureId creature, std::uint8_t facing)
{
    if (facing != 0 && world_.creatures.find(creature)->facing != facing)
        kernel_.emit(CreatureTurned{creature, facing});
}

void Machine::turn_towards(CreatureId creature, CreatureId target)
{
    const auto from = field_.body(creature), to = field_.body(target);
    if (from && to) turn_to(creature, Field::facing(*from, *to));
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
