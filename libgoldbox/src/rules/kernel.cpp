// SPDX-License-Identifier: MIT
#include "rules/kernel.hpp"

#include <goldbox/base/assert.hpp>
#include <goldbox/base/random.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace goldbox::rules {
namespace {

std::uint64_t entity(CreatureId creature)
{
    return std::uint64_t{creature.generation} << 32 | creature.index;
}

/// What the dice would show at most.
std::int64_t highest_of_dice(const dice::Expression& expression, const Draw& at, std::span<const std::int64_t> numbers)
{
    std::int64_t highest = 0;
    const auto roll = expression.roll(at, numbers);
    if (!roll) return 0;
    for (const dice::Term& term : roll->terms) {
        if (term.faces != 0) highest += std::min(term.count * term.faces, largest);
    }
    return highest;
}

} // namespace

void Kernel::emit(Event event)
{
    if (clock_ > world_.time && !std::holds_alternative<TimePassed>(event)) tell_time();
    ++emitted_;
    const Event& recorded = recorder_.record(std::move(event));
    sheets_.see(recorded);
    field_.see(recorded);
}

std::int64_t Kernel::now() const
{
    return std::max(world_.time, clock_);
}

void Kernel::tell_time()
{
    if (clock_ > world_.time) emit(TimePassed{clock_});
}

void Kernel::forget()
{
    clock_ = 0;
    happened_.clear();
}

// Rolls --------------------------------------------------------------------------------------------------------------

/// What modifiers make of a roll.
struct Kernel::Tally {
    TagSet tags;
    CheckMade& rolled;
    bool advantage = false, disadvantage = false;
    bool succeeds = false, fails = false, critical = false, no_critical = false;
    std::int64_t bonus = 0;
    struct Tagged {
        Tag tag = 0;
        std::int64_t bonus = 0, penalty = 0;
    };
    std::vector<Tagged> tagged = {};

    void add(Tag tag, std::int64_t number)
    {
        if (tag == 0) return void(bonus += number);
        auto found = std::ranges::find(tagged, tag, &Tagged::tag);
        if (found == tagged.end()) found = tagged.insert(tagged.end(), Tagged{tag});
        found->bonus = std::max(found->bonus, number);
        found->penalty = std::min(found->penalty, number);
    }
    [[nodiscard]] std::int64_t sum() const
    {
        std::int64_t all = bonus;
        for (const Tagged& each : tagged) all += each.bonus + each.penalty;
        return all;
    }
};

Draw Kernel::draw(CreatureId creature, Stream stream, std::uint32_t ahead) const
{
    if (drawing_) {
        Draw at = *drawing_;
        at.entity ^= std::uint64_t{ahead} * 0x9E3779B97F4A7C15u;
        return at;
    }
    const Creature* row = world_.creatures.find(creature);
    const std::uint32_t before = row ? row->drawn.of(stream) : world_.drawn.of(stream);
    return {.seed = seed_.value_or(world_.seed),
            .stream = static_cast<std::uint32_t>(stream),
            .entity = row ? entity(creature) : 0,
            .counter = before + ahead};
}

std::int64_t Kernel::bonus_of(Tally& tally, const RollMod& mod, const Viewpoint& from)
{
    if (!mod.value.rolls()) return sheets_.value(mod.value, from);
    std::array<std::int64_t, Formula::most_references> room;
    const Draw at = draw(tally.rolled.creature, tally.rolled.stream, tally.rolled.draws++);
    const auto total = mod.value.expression().total(at, sheets_.numbers(mod.value, from, room));
    return total ? total->cut() : 0;
}

void Kernel::take_modifiers(Tally& tally, const RollCall& call, bool against)
{
    const CreatureId owner = against ? call.target : call.creature;
    const CreatureId other = against ? call.creature : call.target;
    for (const auto& [mod, id] : sheets_.rolls(owner)) {
        if (mod->against != against || !fits(mod->on, mod->unless, tally.tags)) continue;
        Viewpoint from{.self = owner, .target = other, .effect_id = id};
        if (!mod->value.is_constant() || mod->when) {
            const Effect* effect = world_.effects.find(id); // none: it holds of everybody
            if (effect) from.source = effect->source;
        }
        if (!sheets_.holds(mod->when, from)) continue;
        switch (mod->op) {
        case content::RollOp::advantage: tally.advantage = true; break;
        case content::RollOp::disadvantage: tally.disadvantage = true; break;
        case content::RollOp::bonus: tally.add(mod->tag, narrow(bonus_of(tally, *mod, from))); break;
        case content::RollOp::succeed: tally.succeeds = true; break;
        case content::RollOp::fail: tally.fails = true; break;
        case content::RollOp::critical: tally.critical = true; break;
        case content::RollOp::no_critical: tally.no_critical = true; break;
        }
    }
}

void Kernel::roll_dice(CheckMade& rolled, const CheckInfo& info)
{
    const int rolls = rolled.advantage == 0 ? 1 : 2;
    for (int i = 0; i < rolls; ++i) {
        const Draw at = draw(rolled.creature, rolled.stream, rolled.draws++);
        std::int32_t face = 0;
        if (info.faces != 0) {
            face = draw_between(at, 1, static_cast<std::int32_t>(info.faces));
        } else if (const auto total = info.dice.total(at)) {
            face = narrow(total->cut());
        }
        rolled.faces.push_back(face);
    }
    // the better one, which is the lower where one has to stay under
    const bool low = (rolled.advantage < 0) != info.under;
    rolled.natural = low ? std::ranges::min(rolled.faces) : std::ranges::max(rolled.faces);
}

Kernel::Extremes Kernel::extremes(const CheckInfo& info, const RollCall& call)
{
    const Viewpoint from{.self = call.creature, .target = call.target, .values = call.values};
    Extremes faces;
    if (info.critical) faces.critical = sheets_.value(*info.critical, from);
    if (info.fumble) faces.fumble = sheets_.value(*info.fumble, from);
    return faces;
}

Degree Kernel::degree(const CheckMade& rolled, const CheckInfo& info, const Extremes& faces)
{
    const auto beyond = [&](const std::optional<std::int64_t>& face, bool upwards) {
        return face && (upwards ? rolled.natural >= *face : rolled.natural <= *face);
    };
    if (beyond(faces.critical, !info.under)) return Degree::critical_success;
    if (beyond(faces.fumble, info.under)) return Degree::critical_failure;
    const std::int32_t margin = info.under ? rolled.difficulty - rolled.total : rolled.total - rolled.difficulty;
    if (info.margin != 0 && margin >= info.margin) return Degree::critical_success;
    if (info.margin != 0 && margin <= -info.margin) return Degree::critical_failure;
    return margin >= 0 ? Degree::success : Degree::failure;
}

CheckMade Kernel::check(const RollCall& call)
{
    CheckMade rolled = resolve(call);
    emit(rolled);
    return rolled;
}

CheckMade Kernel::weigh(const RollCall& call, const Draw& from)
{
    drawing_ = &from;
    CheckMade rolled = resolve(call);
    drawing_ = nullptr;
    rolled.draws = 0; // of the creature's own streams
    return rolled;
}

/// Everything about a roll but its dice.
void Kernel::weigh_up(const RollCall& call, CheckMade& rolled, Tally& tally)
{
    const CheckInfo& info = rules_.checks[call.check];
    tally.advantage = call.advantage > 0;
    tally.disadvantage = call.advantage < 0;
    take_modifiers(tally, call, false);
    if (call.target) take_modifiers(tally, call, true);
    const Viewpoint from{.self = call.creature, .target = call.target, .values = call.values};
    if (info.bonus) tally.bonus += sheets_.value(*info.bonus, from);
    rolled.advantage = int{tally.advantage} - int{tally.disadvantage};
    rolled.difficulty = call.difficulty ? *call.difficulty
                        : info.against  ? narrow(sheets_.value(*info.against, from))
                                        : 0;
    rolled.bonus = narrow(tally.sum() + call.bonus);
}

CheckMade Kernel::resolve(const RollCall& call)
{
    const CheckInfo& info = rules_.checks[call.check];
    CheckMade rolled{.check = info.id, .creature = call.creature, .target = call.target, .stream = info.stream};
    Tally tally{.tags = info.tags | call.tags, .rolled = rolled};
    weigh_up(call, rolled, tally);
    if (tally.fails || tally.succeeds) {
        rolled.degree = tally.fails ? Degree::failure : Degree::success;
    } else {
        roll_dice(rolled, info);
        rolled.total = narrow(std::int64_t{rolled.natural} + rolled.bonus);
        rolled.degree = degree(rolled, info, extremes(info, call));
    }
    if (tally.critical && rolled.degree == Degree::success) rolled.degree = Degree::critical_success;
    if (tally.no_critical && rolled.degree == Degree::critical_success) rolled.degree = Degree::success;
    return rolled;
}

/// Counts throws; of two dice the better or the worse one counts. What is rolled with other dice is even odds.
Odds Kernel::odds(const RollCall& call)
{
    static constexpr Draw fixed{};
    const CheckInfo& info = rules_.checks[call.check];
    CheckMade rolled{.creature = call.creature, .target = call.target, .stream = info.stream};
    Tally tally{.tags = info.tags | call.tags, .rolled = rolled};
    drawing_ = &fixed;
    weigh_up(call, rolled, tally);
    drawing_ = nullptr;
    if (tally.fails) return {};
    if (tally.succeeds) return {certain, tally.critical ? certain : 0};
    const auto faces = static_cast<std::int64_t>(info.faces);
    if (faces == 0 || faces > 1000) return {certain / 2, 0};
    const Extremes extremes = this->extremes(info, call);
    const bool low = (rolled.advantage < 0) != info.under;
    // of all throws of two dice, those in which one of the faces up to that one counts
    const auto up_to = [&](std::int64_t face) {
        face = std::clamp<std::int64_t>(face, 0, faces);
        if (rolled.advantage == 0) return face * faces;
        return low ? face * (2 * faces - face) : face * face;
    };
    // those that are critical, or come to what is needed and so much more: `degree` for all faces at once
    const std::int64_t needed = std::int64_t{rolled.difficulty} - rolled.bonus;
    const auto throws = [&](std::optional<std::int64_t> margin) {
        if (info.under) {
            const std::int64_t lucky = extremes.critical.value_or(0), below = extremes.fumble.value_or(faces + 1) - 1;
            return up_to(std::max(lucky, margin ? std::min(below, needed - *margin) : 0));
        }
        const std::int64_t lucky = extremes.critical.value_or(faces + 1), above = extremes.fumble.value_or(0) + 1;
        return faces * faces - up_to(std::min(lucky, margin ? std::max(above, needed + *margin) : faces + 1) - 1);
    };
    const std::int64_t successes = throws(0);
    std::int64_t criticals = throws(info.margin != 0 ? std::optional<std::int64_t>(info.margin) : std::nullopt);
    if (tally.critical) criticals = successes;
    if (tally.no_critical) criticals = 0;
    return {successes * certain / (faces * faces), criticals * certain / (faces * faces)};
}

std::int32_t Kernel::amount(const Formula& formula, const Viewpoint& from, bool critical, Stream stream)
{
    const auto times = critical ? rules_.critical : content::CriticalDamage::none;
    const int factor = times == content::CriticalDamage::twice_the_total ? 2 : 1;
    if (!formula.rolls()) return narrow(std::max<std::int64_t>(sheets_.value(formula, from) * factor, 0));
    const bool there = world_.creatures.find(from.self) != nullptr; // who has left rolls as nobody
    AmountRolled rolled{.creature = there ? from.self : CreatureId{}, .stream = stream, .draws = 1};
    std::array<std::int64_t, Formula::most_references> room;
    const bool twice = times == content::CriticalDamage::twice_the_dice;
    const dice::Expression& expression = twice ? formula.doubled() : formula.expression();
    const Draw at = draw(from.self, stream);
    const auto numbers = sheets_.numbers(formula, from, room);
    faces_.clear();
    if (const auto total = expression.total(at, numbers, faces_)) {
        rolled.faces.reserve(faces_.size());
        for (const std::int64_t face : faces_) rolled.faces.push_back(narrow(face));
        rolled.total = narrow(std::max<std::int64_t>(total->cut() * factor, 0));
        if (times == content::CriticalDamage::highest_and_dice)
            rolled.total = narrow(rolled.total + highest_of_dice(expression, at, numbers));
    }
    const std::int32_t total = rolled.total;
    emit(std::move(rolled));
    return total;
}

// Hit points ---------------------------------------------------------------------------------------------------------

/// What a creature was hit with, for what follows from it.
struct Kernel::Blow {
    CreatureId target;
    Vitals before;
    std::int32_t hit_points = 0; ///< afterwards
    std::int64_t behind_temporary = 0;
    bool hurt = false;
    bool critical = false;
};

std::int64_t Kernel::defended(CreatureId target, CreatureId source, std::int64_t amount, const TagSet& tags,
                              bool healing)
{
    using enum content::DefenseOp;
    std::array<std::int64_t, 6> strength{}; // of each op: how much, or whether
    bool any = false;
    for (const auto& [mod, id] : sheets_.defenses(target)) {
        if (!fits(mod->from, mod->unless, tags) || (healing && !mod->from.test(rules_.healing))) continue;
        const Viewpoint from{.self = target, .target = source, .effect_id = id};
        if (!sheets_.holds(mod->when, from)) continue;
        any = true;
        std::int64_t& of = strength[static_cast<std::size_t>(mod->op)];
        if (mod->op == reduce)
            of += sheets_.value(mod->value, from);
        else
            of = std::max(of, mod->op == threshold ? sheets_.value(mod->value, from) : 1);
    }
    if (!any) return amount;
    for (const content::DefenseOp op : rules_.damage_order) {
        const std::int64_t of = strength[static_cast<std::size_t>(op)];
        if (of == 0 || amount <= 0) continue;
        switch (op) {
        case reduce: amount = std::max<std::int64_t>(amount - of, 0); break;
        case resist: amount /= 2; break;
        case vulnerable: amount *= 2; break;
        case immune: amount = 0; break;
        case absorb: amount = -amount; break;
        case threshold: amount = amount < of ? 0 : amount; break;
        }
    }
    return amount;
}

std::int64_t Kernel::damage(CreatureId target, CreatureId source, std::span<const Packet> packets, const TagSet& tags,
                            bool critical, DamageTaken* told)
{
    const Creature* creature = world_.creatures.find(target);
    DamageTaken taken{.creature = target, .source = source};
    if (!creature) return 0;
    std::int64_t hurts = 0, heals = 0;
    TagSet of_all = tags;
    for (const Packet& packet : packets) {
        const DamageInfo& type = rules_.damage_types[packet.type];
        const std::int64_t through = defended(target, source, std::max(packet.amount, 0), type.tags | tags);
        taken.parts.push_back({type.id, packet.amount, narrow(through)});
        (through < 0 ? heals : hurts) += std::abs(through);
        if (through > 0) of_all |= type.tags;
    }
    Blow blow{.target = target, .before = creature->vitals, .hurt = hurts > 0, .critical = critical};
    taken.absorbed = narrow(std::min<std::int64_t>(hurts, blow.before.temporary_hit_points));
    blow.behind_temporary = hurts - taken.absorbed;
    const std::int64_t lowest =
        std::min<std::int64_t>(sheets_.value(rules_.lowest_hit_points, {.self = target}), blow.before.hit_points);
    taken.hit_points = narrow(std::max(lowest, blow.before.hit_points - blow.behind_temporary));
    taken.lost = blow.before.hit_points - taken.hit_points;
    blow.hit_points = taken.hit_points;
    const std::int64_t lost = std::int64_t{taken.lost} + taken.absorbed;
    if (told) *told = taken;
    emit(std::move(taken));
    if (hurts > 0) {
        tell(content::Moment::damage_taken, target, source, hurts, of_all);
        tell(content::Moment::damage_dealt, source, target, hurts, of_all);
    }
    after_damage(blow);
    if (heals > 0) heal(target, source, narrow(heals));
    return lost;
}

void Kernel::after_damage(const Blow& blow)
{
    if (!blow.hurt || blow.before.life == Life::dead || blow.hit_points > 0) return;
    const DyingInfo& dying = rules_.dying;
    const Viewpoint from{.self = blow.target};
    const std::int64_t left = blow.behind_temporary - std::max(blow.before.hit_points, 0);
    const bool massive = dying.massive && left > 0 && left >= sheets_.value(*dying.massive, from);
    const bool too_low = dying.dead_at && blow.hit_points <= sheets_.value(*dying.dead_at, from);
    if (massive || too_low) return die(blow.target);
    if (blow.before.life == Life::alive) return drop(blow);
    if (dying.save == none) return change_life(blow.target, Life::dying);
    const std::int32_t failures = blow.before.failures + (blow.critical ? 2 : 1);
    if (failures >= dying.failures) return die(blow.target);
    change_life(blow.target, Life::dying, blow.before.successes, failures);
}

void Kernel::drop(const Blow& blow)
{
    const bool lingers = (sheets_.tags(blow.target) & rules_.dying.who).any();
    if (!lingers) return die(blow.target);
    change_life(blow.target, Life::dying);
    tell(content::Moment::dropped, blow.target, {});
    if (rules_.dying.condition != none) begin({.effect = rules_.dying.condition, .owner = blow.target});
}

void Kernel::change_life(CreatureId creature, Life life, std::int32_t successes, std::int32_t failures)
{
    const auto count = [](std::int32_t number) { return static_cast<std::uint8_t>(std::clamp(number, 0, 255)); };
    const LifeChanged now{creature, life, count(successes), count(failures)};
    const Vitals& before = world_.creatures.find(creature)->vitals;
    if (before.life == life && before.successes == now.successes && before.failures == now.failures) return;
    emit(now);
}

void Kernel::die(CreatureId target)
{
    const Creature* creature = world_.creatures.find(target);
    if (!creature || creature->vitals.life == Life::dead) return;
    const bool stood = creature->vitals.life == Life::alive;
    change_life(target, Life::dead);
    if (stood) tell(content::Moment::dropped, target, {});
    tell(content::Moment::died, target, {});
    if ((rules_.moments & bit(content::Moment::ally_died)) == 0) return;
    const std::string& side = creature->side;
    world_.creatures.each([&](CreatureId id, const Creature& other) {
        const bool ally = id != target && other.side == side && other.vitals.life != Life::dead;
        if (ally) tell(content::Moment::ally_died, id, target);
    });
}

void Kernel::stabilize(CreatureId target)
{
    const Creature* creature = world_.creatures.find(target);
    if (creature && creature->vitals.life == Life::dying) change_life(target, Life::stable);
}

std::int32_t Kernel::raise(CreatureId target, CreatureId source, std::int32_t amount, const TagSet& tags)
{
    const Creature* creature = world_.creatures.find(target);
    if (!creature || amount <= 0) return 0;
    if (creature->vitals.life == Life::dead) change_life(target, Life::dying);
    return heal(target, source, amount, tags);
}

std::int32_t Kernel::heal(CreatureId target, CreatureId source, std::int32_t amount, const TagSet& tags)
{
    const Creature* creature = world_.creatures.find(target);
    if (!creature || creature->vitals.life == Life::dead || amount <= 0) return 0;
    TagSet of_healing = tags;
    of_healing.set(rules_.healing);
    amount = narrow(defended(target, source, amount, of_healing, true));
    if (amount <= 0) return 0;
    const std::int32_t before = creature->vitals.hit_points;
    const std::int32_t most = std::max(sheets_.stat(target, rules_.hit_points), before);
    const std::int32_t after = narrow(std::min<std::int64_t>(std::int64_t{before} + amount, most));
    emit(Healed{target, source, after - before, after});
    tell(content::Moment::healed, target, source, after - before, of_healing);
    const Life life = world_.creatures.find(target)->vitals.life;
    if (after > 0 && life != Life::alive) {
        change_life(target, Life::alive);
        if (rules_.dying.condition != none) {
            const EffectInfo* condition = &rules_.effects[rules_.dying.condition];
            const auto active = sheets_.effects(target);
            const auto found = std::ranges::find(active, condition, &Active::info);
            if (found != active.end()) end(found->id, Why::ended);
        }
    }
    return after - before;
}

void Kernel::give_temporary(CreatureId target, std::int32_t amount)
{
    const Creature* creature = world_.creatures.find(target);
    if (!creature || amount <= creature->vitals.temporary_hit_points) return; // they do not add up
    emit(TemporaryHitPoints{target, amount});
}

void Kernel::suffer_dying(CreatureId target)
{
    const Creature* creature = world_.creatures.find(target);
    if (!creature || creature->vitals.life != Life::dying) return;
    const DyingInfo& dying = rules_.dying;
    if (dying.bleeds > 0) {
        const std::int32_t after = creature->vitals.hit_points - dying.bleeds;
        emit(DamageTaken{.creature = target, .lost = dying.bleeds, .hit_points = after});
        if (dying.dead_at && after <= sheets_.value(*dying.dead_at, {.self = target})) return die(target);
    }
    if (dying.save == none) return;
    const CheckMade rolled = check({.check = dying.save, .creature = target});
    const Vitals vitals = world_.creatures.find(target)->vitals;
    if (rolled.degree == Degree::critical_success) return void(heal(target, {}, 1));
    const std::int32_t successes = vitals.successes + (succeeded(rolled.degree) ? 1 : 0);
    const std::int32_t more = rolled.degree == Degree::critical_failure ? 2 : 1;
    const std::int32_t failures = vitals.failures + (succeeded(rolled.degree) ? 0 : more);
    if (failures >= dying.failures) return die(target);
    if (successes >= dying.successes) return change_life(target, Life::stable);
    change_life(target, Life::dying, successes, failures);
}

void Kernel::settle(CreatureId id)
{
    const Creature* creature = world_.creatures.find(id);
    if (!creature) return;
    const std::int32_t most = std::max(sheets_.stat(id, rules_.hit_points), 0);
    const std::int32_t before = creature->vitals.hit_points;
    if (before <= most) return;
    emit(HitPointsCapped{id, before - most, most});
    const Vitals& vitals = world_.creatures.find(id)->vitals;
    if (most == 0 && vitals.life == Life::alive) drop({.target = id, .before = vitals});
}

// Effects ------------------------------------------------------------------------------------------------------------

std::optional<std::uint32_t> Kernel::place_in_order(CreatureId creature) const
{
    if (!world_.encounter || !world_.creatures.find(creature)) return std::nullopt;
    const auto& order = world_.encounter->order;
    const auto found = std::ranges::find(order, creature);
    if (found == order.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - order.begin());
}

Kernel::Time Kernel::time_of(const DurationInfo& duration, const BeginCall& call)
{
    using enum content::TimeUnit;
    static constexpr std::int64_t longest = std::int64_t{100'000} * 366 * 86'400;
    Time time{.edge = duration.until, .until = duration.unit};
    std::int64_t unit = 0;
    switch (duration.unit) {
    case forever:
    case rest:
    case long_rest: return time;
    case rounds: unit = rules_.round_seconds; break;
    case turns: unit = rules_.turn_seconds; break;
    case seconds: unit = 1; break;
    case minutes: unit = 60; break;
    case hours: unit = 3600; break;
    case days: unit = 86'400; break;
    }
    time.until = forever;
    const Effect level_only{.level = call.level};
    const CreatureId roller = call.source ? call.source : call.owner;
    const Viewpoint from{.self = roller, .target = call.owner, .source = call.source, .effect = &level_only};
    const std::int64_t lasts = std::min(std::int64_t{amount(duration.amount, from)} * unit, longest);
    time.ends = now() + lasts;
    CreatureId anchor = duration.of == content::Party::source ? call.source : call.owner;
    auto place = place_in_order(anchor);
    if (!place) place = place_in_order(anchor = call.owner);
    if (!place) return time;
    // its next turn is one that begins from now on; where that is in this round, it counts as the first
    const bool had = world_.encounter->round > 0 && *place <= world_.encounter->turn;
    if (!had && lasts >= rules_.round_seconds) time.ends -= rules_.round_seconds;
    time.anchor = anchor;
    return time;
}

EffectId Kernel::begin(const BeginCall& call)
{
    const EffectInfo& info = rules_.effects[call.effect];
    if (!world_.creatures.find(call.owner)) return {};
    if ((sheets_.immune(call.owner) & info.categories).any()) {
        emit(EffectRefused{call.owner, info.id, true});
        return {};
    }
    const Time time = time_of(call.duration ? *call.duration : info.duration, call);
    const Effect level_only{.item = call.item, .level = call.level};
    const Viewpoint from{.self = call.owner, .target = call.source, .source = call.source, .effect = &level_only};
    std::vector<std::int32_t> values;
    for (const Formula& formula : info.values) {
        values.push_back(formula.rolls() ? amount(formula, from) : narrow(sheets_.value(formula, from)));
    }
    std::vector<EffectId> same;
    for (const Active& active : sheets_.effects(call.owner)) {
        if (active.info && active.info->key == info.key) same.push_back(active.id);
    }
    using enum content::Stacking;
    // what ends with a parent or an item has a row of its own, beside others of its key: one of them counts
    const auto merges = [&](EffectId id) {
        const Effect& other = *world_.effects.find(id);
        const bool other_source = info.stacking == by_source && other.source != call.source;
        return !call.parent && !other.parent && !call.item && !other.item && !other_source;
    };
    switch (info.stacking) {
    case stack:
    case highest: break;
    case replace:
        for (const EffectId id : same) end(id, Why::replaced);
        break;
    case by_source:
    case refresh: {
        const auto found = std::ranges::find_if(same, merges);
        if (found == same.end()) break;
        make_longer(*found, call, time, values);
        return {};
    }
    case unique:
        if (same.empty()) break;
        emit(EffectRefused{call.owner, info.id, false});
        return {};
    }
    return begin_new(call, time, std::move(values));
}

EffectId Kernel::begin_new(const BeginCall& call, Time time, std::vector<std::int32_t> values)
{
    if (call.parent && !world_.effects.find(call.parent))
        return {}; // it was replaced by what would have been its child
    const EffectInfo& info = rules_.effects[call.effect];
    const EffectId id = world_.effects.next_id();
    std::optional<Position> place, from;
    if (info.zone && !info.zone->follows) {
        place = call.place;
        from = world_.creatures.find(call.owner)->place;
    }
    emit(EffectBegan{id, Effect{.definition = info.id,
                                .owner = call.owner,
                                .source = call.source,
                                .parent = call.parent,
                                .item = call.item,
                                .began = now(),
                                .ends = time.ends,
                                .anchor = time.anchor,
                                .edge = time.edge,
                                .until = time.until,
                                .level = call.level,
                                .values = std::move(values),
                                .place = place,
                                .from = from}});
    if (info.listens(content::Moment::begins)) {
        happened_.push_back(
            {.moment = content::Moment::begins, .self = call.owner, .other = call.source, .effect = id});
    }
    static const DurationInfo with_parent{};
    for (const Index implied : info.implies) {
        if (!world_.effects.find(id)) return {}; // ended by what it implies
        begin({.effect = implied,
               .owner = call.owner,
               .source = call.source,
               .parent = id,
               .level = call.level,
               .duration = &with_parent});
    }
    if (info.immune.any()) end_what_is_immune(call.owner, id);
    if (info.moves_hit_points) settle(call.owner);
    return id;
}

void Kernel::make_longer(EffectId id, const BeginCall& call, const Time& time, const std::vector<std::int32_t>& values)
{
    const Effect& before = *world_.effects.find(id);
    EffectRefreshed now{id, before.ends, before.anchor, before.edge, std::max(before.level, call.level), values};
    if (time.ends > before.ends) {
        now.ends = time.ends;
        now.anchor = time.anchor;
        now.edge = time.edge;
    }
    emit(std::move(now));
    if (sheets_.info(id)->moves_hit_points) settle(call.owner);
}

void Kernel::end_what_is_immune(CreatureId owner, EffectId but)
{
    const TagSet immune = sheets_.immune(owner);
    std::vector<EffectId> ending;
    for (const Active& active : sheets_.effects(owner)) {
        if (active.id != but && active.info && (active.info->categories & immune).any()) ending.push_back(active.id);
    }
    for (const EffectId id : ending) end(id, Why::immune);
}

void Kernel::end(EffectId effect, Why why)
{
    if (!world_.effects.find(effect)) return;
    std::vector<EffectId> all = {effect}; // parents before children
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto children = sheets_.children(all[i]);
        all.insert(all.end(), children.begin(), children.end());
    }
    std::vector<CreatureId> touched;
    while (!all.empty()) {
        const EffectId id = all.back();
        all.pop_back();
        const EffectInfo* info = sheets_.info(id);
        const Effect& row = *world_.effects.find(id);
        if (info && info->moves_hit_points) touched.push_back(row.owner);
        if (info && id == effect && why == Why::expired && info->listens(content::Moment::expired)) {
            happened_.push_back({.moment = content::Moment::expired,
                                 .self = row.owner,
                                 .other = row.source,
                                 .effect = id,
                                 .ended = std::make_shared<const Effect>(row)});
        }
        if (info && info->listens(content::Moment::ends)) {
            happened_.push_back({.moment = content::Moment::ends,
                                 .self = row.owner,
                                 .other = row.source,
                                 .effect = id,
                                 .ended = std::make_shared<const Effect>(row)});
        }
        emit(EffectEnded{id, id == effect ? why : Why::parent});
    }
    for (const CreatureId owner : touched) settle(owner);
}

std::int32_t Kernel::dispel(CreatureId target, const TagSet& categories, std::int32_t power)
{
    std::vector<EffectId> ending;
    for (const Active& active : sheets_.effects(target)) {
        if (!active.info || active.info->dispel_priority > power) continue;
        if ((active.info->categories & categories).any()) ending.push_back(active.id);
    }
    std::int32_t count = 0;
    for (const EffectId id : ending) {
        if (!world_.effects.find(id)) continue; // with another
        end(id, Why::dispelled);
        ++count;
    }
    return count;
}

void Kernel::end_until(content::TimeUnit rest, CreatureId owner)
{
    std::vector<EffectId> ending;
    for (const Active& active : sheets_.effects(owner)) {
        const content::TimeUnit until = world_.effects.find(active.id)->until;
        // a long rest is a rest too
        if (until == rest || (until == content::TimeUnit::rest && rest == content::TimeUnit::long_rest))
            ending.push_back(active.id);
    }
    for (const EffectId id : ending) end(id, Why::rest);
}

// Resources ----------------------------------------------------------------------------------------------------------

void Kernel::set_spent(CreatureId creature, const std::string& name, std::int32_t spent)
{
    const auto& all = world_.creatures.find(creature)->spent;
    const auto found = all.find(name);
    if (spent != (found == all.end() ? 0 : found->second)) emit(ResourceSpent{creature, name, spent});
}

bool Kernel::spend(CreatureId creature, Index resource, std::int32_t amount)
{
    const std::int32_t left = sheets_.left(creature, resource);
    if (!world_.creatures.find(creature) || left < amount) return false;
    // what is spent never counts for more than there is today
    set_spent(creature, rules_.resources[resource].id, sheets_.most(creature, resource) - left + amount);
    return true;
}

void Kernel::regain(CreatureId creature, Index resource, std::int32_t amount)
{
    const Creature* row = world_.creatures.find(creature);
    if (!row) return;
    const std::string& id = rules_.resources[resource].id;
    const auto found = row->spent.find(id);
    if (found != row->spent.end()) set_spent(creature, id, std::max(found->second - amount, 0));
}

void Kernel::regain_all(CreatureId creature, content::Regain when)
{
    const Creature* row = world_.creatures.find(creature);
    if (!row) return;
    std::vector<Index> resources;
    std::vector<std::string> copies;
    for (const auto& [id, spent] : row->spent) {
        if (when == content::Regain::long_rest && id.starts_with("copies/")) copies.push_back(id);
        const Index resource = find(rules_.resources, id);
        if (resource != none && rules_.resources[resource].regains == when) resources.push_back(resource);
    }
    for (const std::string& id : copies) set_spent(creature, id, 0);
    for (const Index resource : resources) {
        const auto& some = rules_.resources[resource].amount;
        regain(creature, resource, some ? amount(*some, {.self = creature}) : narrow(largest));
    }
}

void Kernel::rest(CreatureId creature, bool is_long)
{
    if (!world_.creatures.find(creature)) return;
    emit(Rested{creature, is_long});
    regain_all(creature, content::Regain::turn);
    regain_all(creature, content::Regain::rest);
    if (is_long) regain_all(creature, content::Regain::long_rest);
    end_until(is_long ? content::TimeUnit::long_rest : content::TimeUnit::rest, creature);
    tell(content::Moment::rested, creature, {}, is_long);
}

// Creatures ----------------------------------------------------------------------------------------------------------

CreatureId Kernel::appear(CreatureAppeared fact, bool rolls_hit_points)
{
    const CreatureId id = fact.creature = world_.creatures.next_id();
    const Index definition = find(rules_.creatures, fact.definition);
    const CreatureInfo* info = definition == none ? nullptr : &rules_.creatures[definition];
    const std::string& hit_points = rules_.stats[rules_.hit_points].id;
    if (info && info->hit_dice && !fact.numbers.contains(hit_points)) {
        if (rolls_hit_points)
            fact.numbers[hit_points] = std::max(amount(*info->hit_dice, {}, false, Stream::hit_points), 1);
        else
            fact.numbers[hit_points] = info->average_hit_points;
    }
    emit(std::move(fact));
    if (info) {
        for (const Index effect : info->effects) begin({.effect = effect, .owner = id, .source = id});
    }
    const std::int32_t most = sheets_.stat(id, rules_.hit_points);
    if (most > 0) emit(Healed{.creature = id, .gained = most, .hit_points = most});
    return id;
}

void Kernel::leave(CreatureId creature)
{
    if (!world_.creatures.find(creature)) return;
    std::vector<EffectId> ending;
    for (const Active& active : sheets_.effects(creature)) ending.push_back(active.id);
    for (const EffectId id : ending) end(id, Why::left);
    std::vector<ItemId> dropped;
    world_.items.each([&](ItemId id, const Item& item) {
        if (item.holder == creature) dropped.push_back(id);
    });
    for (const ItemId id : dropped) emit(ItemMoved{.item = id});
    emit(CreatureLeft{creature});
}

// Time ---------------------------------------------------------------------------------------------------------------

void Kernel::end_due(std::int64_t time)
{
    for (const EffectId id : sheets_.take_due(time)) {
        const Effect* effect = world_.effects.find(id);
        if (!effect) continue; // with another
        // in an encounter it waits for its turn in this round
        const bool this_round = effect->ends > world_.time - rules_.round_seconds;
        const bool waits = world_.encounter && this_round && place_in_order(effect->anchor);
        if (waits) {
            sheets_.put_off(id);
            continue;
        }
        end(id, Why::expired);
    }
}

void Kernel::end_anchored(CreatureId creature, content::Edge edge)
{
    for (const EffectId id : sheets_.take_anchored(creature, edge, world_.time)) end(id, Why::expired);
}

void Kernel::begin_turn(std::uint32_t round, std::uint32_t turn)
{
    const CreatureId creature = world_.encounter->order[turn];
    const bool goes_on = std::ranges::find(world_.encounter->waiting, creature) != world_.encounter->waiting.end();
    emit(TurnBegan{creature, round, turn});
    if (goes_on) return; // what comes with a turn's beginning has come
    end_anchored(creature, content::Edge::start);
    regain_all(creature, content::Regain::turn);
    if (field_.is_there()) {
        if (const CreatureId mount = field_.mount_of(creature)) regain_all(mount, content::Regain::turn);
    }
    suffer_dying(creature);
    tell(content::Moment::turn_start, creature, {});
}

void Kernel::end_turn()
{
    const CreatureId creature = world_.encounter->order[world_.encounter->turn];
    end_anchored(creature, content::Edge::end);
    emit(TurnEnded{creature});
}

void Kernel::put_off_turn(CreatureId behind)
{
    if (!world_.encounter->acting) return;
    const CreatureId creature = whose_turn();
    TurnPutOff off{creature, world_.encounter->order};
    std::erase(off.order, creature);
    const auto at = std::ranges::find(off.order, behind);
    off.order.insert(at == off.order.end() ? at : std::next(at), creature);
    emit(std::move(off));
    const auto& order = world_.encounter->order;
    for (std::uint32_t turn = world_.encounter->turn; turn < order.size(); ++turn) {
        if (has_turns(order[turn])) return begin_turn(world_.encounter->round, turn);
    }
}

void Kernel::new_round()
{
    emit(TimePassed{world_.time + rules_.round_seconds});
    end_due(world_.time);
    if (world_.encounter->fight && rules_.battle->turns.rolled == content::RolledWhen::each_round)
        emit(OrderChanged{initiative(world_.encounter->order), 0});
}

/// The dead have no turns, nor has who fled or surrendered, nor who is ridden.
bool Kernel::has_turns(CreatureId id) const
{
    const Creature* const creature = world_.creatures.find(id);
    const auto& quit = world_.encounter->quit;
    return creature && creature->vitals.life != Life::dead && (!field_.is_there() || !field_.rider_of(id)) &&
           std::ranges::find(quit, id, &Quitter::creature) == quit.end();
}

bool Kernel::next_turn()
{
    const Encounter& encounter = *world_.encounter;
    if (encounter.acting) end_turn();
    std::uint32_t round = encounter.round, turn = encounter.turn;
    for (std::size_t tries = 0; tries <= encounter.order.size(); ++tries) {
        if (round == 0) {
            round = 1;
        } else if (++turn >= encounter.order.size()) {
            turn = 0;
            ++round;
            new_round();
        }
        if (!has_turns(encounter.order[turn])) continue;
        begin_turn(round, turn);
        return true;
    }
    return false;
}

/// Where there is no battlefield nobody stands in anything.
void Kernel::end_gifts_of_zones()
{
    std::vector<EffectId> ending;
    for (const ZoneHere& zone : field_.zones()) {
        if (zone.gives == none) continue;
        const EffectInfo* const given = &rules_.effects[zone.gives];
        for (const CreatureId creature : field_.everybody()) {
            for (const Active& active : sheets_.effects(creature)) {
                const Effect& row = *world_.effects.find(active.id);
                if (active.info == given && row.parent == zone.effect) ending.push_back(active.id);
            }
        }
    }
    for (const EffectId id : ending) end(id, Why::ended);
}

void Kernel::end_encounter(Outcome outcome, std::string winner)
{
    if (world_.encounter->acting) end_turn();
    const bool began = world_.encounter->round > 0;
    emit(EncounterEnded{outcome, std::move(winner)});
    if (world_.field && field_.is_there()) end_gifts_of_zones();
    if (world_.field) emit(FieldClosed{});
    if (!began) return;
    // the rest of the round passes
    const std::int64_t until = world_.time + rules_.round_seconds;
    while (const auto due = sheets_.next_due(until)) {
        set_clock(std::max(due->first, now()));
        end(due->second, Why::expired);
    }
    set_clock(until);
    tell_time();
}

} // namespace goldbox::rules
