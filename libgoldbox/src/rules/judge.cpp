// SPDX-License-Identifier: MIT
#include <goldbox/rules/judge.hpp>

#include "rules/mind.hpp"
#include "rules/refusal.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <utility>

namespace goldbox::rules {
namespace {

Result<void> in_range(std::int64_t number)
{
    if (number >= 0 && number <= largest) return {};
    return fail(Code::invalid, "rules.out_of_range", "an amount is from 0 to 1,000,000,000");
}

} // namespace

struct Judge::Inner {
    const World& world;
    std::shared_ptr<const Ruleset> rules;
    Sheets sheets;
    Field field;
    Kernel kernel;
    Belongings belongings;
    Deeds deeds;
    Machine machine;
    Tactics tactics;
    Mind mind;

    Inner(const World& of, std::shared_ptr<const Ruleset> by, Recorder& recorder, std::optional<std::uint64_t> seed)
        : world(of),
          rules(std::move(by)),
          sheets(world, std::shared_ptr<const Compiled>(rules, &rules->compiled())),
          field(world, sheets),
          kernel(world, sheets, field, recorder, seed),
          belongings(world, sheets, kernel),
          deeds(world, sheets, field, kernel, belongings),
          machine(world, sheets, field, kernel, belongings, deeds),
          tactics(world, sheets, field, kernel, belongings, deeds, machine),
          mind(world, sheets, field, kernel, deeds, tactics)
    {
    }

    [[nodiscard]] const Compiled& compiled() const { return rules->compiled(); }

    [[nodiscard]] Result<void> creature(CreatureId id) const
    {
        if (world.creatures.find(id)) return {};
        return no_such("creature");
    }
    /// Somebody or nobody.
    [[nodiscard]] Result<void> maybe(CreatureId id) const { return id ? creature(id) : Result<void>(); }

    template <class Info>
    [[nodiscard]] static Result<Index> named(const std::vector<Info>& infos, std::string_view id, std::string_view what)
    {
        const Index found = find(infos, id);
        if (found == none) return no_such(what, id);
        return found;
    }

    [[nodiscard]] TagSet tags(const std::vector<std::string>& words) const
    {
        TagSet set;
        for (const std::string& word : words) set.set(compiled().tag(word));
        set.reset(0);
        return set;
    }

    [[nodiscard]] Result<void> item(ItemId id) const
    {
        if (world.items.find(id)) return {};
        return no_such("item");
    }
    /// An item that is in somebody's hands.
    [[nodiscard]] Result<void> owned(ItemId id) const
    {
        GOLDBOX_CHECK(item(id));
        if (sheets.holder(id)) return {};
        return fail(Code::refused, "rules.nobodys", "nobody has this");
    }

    [[nodiscard]] Result<std::vector<Packet>> packets_of(const Harm& harm) const;
    [[nodiscard]] Result<RollCall> roll_call(const Attempt& attempt, std::vector<std::int64_t>& values) const;

    [[nodiscard]] Result<void> ready() const
    {
        if (!world.pending) return {};
        return fail(Code::refused, "rules.pending", "somebody has to decide something first");
    }

    static const UseInfo* use_of(const ItemInfo& info, Index action)
    {
        const auto found = std::ranges::find(info.uses, action, &UseInfo::action);
        return found == info.uses.end() ? nullptr : &*found;
    }

    /// How many of a spell of that level somebody has ready, of all but one spell.
    [[nodiscard]] std::int64_t prepared(CreatureId creature, Index but, std::optional<std::int32_t> level) const
    {
        std::int64_t all = 0;
        for (const auto& [id, copies] : world.creatures.find(creature)->spells) {
            const Index spell = find(compiled().spells, id);
            if (spell == none || spell == but || compiled().spells[spell].level == 0) continue;
            if (!level) ++all;
            if (level && compiled().spells[spell].level == *level) all += copies;
        }
        return all;
    }

    [[nodiscard]] Result<void> can_prepare(CreatureId creature, Index spell, std::int32_t copies)
    {
        const CastingInfo& casting = compiled().casting;
        const std::int32_t level = compiled().spells[spell].level;
        const auto too_many = [] {
            return fail(Code::refused, "rules.too_many_spells", "this creature cannot have more spells ready");
        };
        if (copies == 0 || level == 0) return {};
        if (casting.by == content::CastingBy::slots) {
            if (casting.prepared &&
                prepared(creature, spell, std::nullopt) + 1 > sheets.value(*casting.prepared, {.self = creature}))
                return too_many();
            return {};
        }
        const auto at = static_cast<std::size_t>(level) - 1;
        const std::int32_t most = at < casting.slots.size() ? sheets.most(creature, casting.slots[at]) : 0;
        if (prepared(creature, spell, level) + copies > most) return too_many();
        return {};
    }

    Result<void> begin_encounter(const std::vector<CreatureId>& order)
    {
        kernel.emit(EncounterBegan{order});
        for (const CreatureId creature : order) kernel.tell(content::Moment::encounter_begins, creature, {});
        return machine.run();
    }

    [[nodiscard]] Result<void> in_encounter() const
    {
        if (world.encounter) return {};
        return fail(Code::refused, "rules.no_encounter", "there is no encounter");
    }
    [[nodiscard]] Result<void> outside_encounter() const
    {
        if (!world.encounter) return {};
        return fail(Code::refused, "rules.in_encounter", "this has to wait until the encounter is over");
    }
};

Judge::Judge(const World& world, std::shared_ptr<const Ruleset> rules, Recorder& recorder,
             std::optional<std::uint64_t> seed)
    : inner_(std::make_unique<Inner>(world, std::move(rules), recorder, seed))
{
}
Judge::~Judge() = default;
Judge::Judge(Judge&&) noexcept = default;
Judge& Judge::operator=(Judge&&) noexcept = default;

void Judge::forget()
{
    inner_->sheets.forget();
    inner_->field.forget();
    inner_->kernel.forget();
}

// Looking ------------------------------------------------------------------------------------------------------------

Result<std::int32_t> Judge::stat(CreatureId creature, std::string_view stat) const
{
    GOLDBOX_CHECK(inner_->creature(creature));
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().stats, stat, "stat"));
    return inner_->sheets.stat(creature, index);
}

std::int32_t Judge::most_hit_points(CreatureId creature) const
{
    if (!inner_->world.creatures.find(creature)) return 0;
    return inner_->sheets.stat(creature, inner_->compiled().hit_points);
}

bool Judge::has(CreatureId creature, std::string_view effect) const
{
    const Index index = find(inner_->compiled().effects, effect);
    return index != none && inner_->sheets.has(creature, index);
}

std::string Judge::name(CreatureId creature) const
{
    const Creature* row = inner_->world.creatures.find(creature);
    if (!row) return {};
    return row->name.empty() ? inner_->rules->name("creatures", row->definition) : row->name;
}

std::string Judge::name(ItemId item) const
{
    return inner_->world.items.find(item) ? inner_->belongings.name(item) : std::string();
}

// Creatures ----------------------------------------------------------------------------------------------------------

Result<CreatureId> Judge::appear(const Arrival& arrival)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().creatures, arrival.definition, "stat block"));
    for (const auto& [stat, number] : arrival.numbers) {
        GOLDBOX_CHECK(Inner::named(inner_->compiled().stats, stat, "stat"));
        GOLDBOX_CHECK(in_range(number < 0 ? -std::int64_t{number} : number));
    }
    CreatureAppeared fact{.definition = inner_->compiled().creatures[index].id,
                          .name = arrival.name,
                          .side = arrival.side,
                          .numbers = arrival.numbers};
    const CreatureId id = inner_->kernel.appear(std::move(fact), arrival.rolls_hit_points);
    inner_->belongings.bring(id, inner_->compiled().creatures[index]);
    GOLDBOX_CHECK(inner_->machine.run());
    return id;
}

Result<void> Judge::leave(CreatureId creature)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(creature));
    inner_->kernel.leave(creature);
    return inner_->machine.run();
}

Result<void> Judge::set_number(CreatureId creature, std::string_view stat, std::optional<std::int32_t> number)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(creature));
    GOLDBOX_CHECK(Inner::named(inner_->compiled().stats, stat, "stat"));
    if (number) GOLDBOX_CHECK(in_range(*number < 0 ? -std::int64_t{*number} : *number));
    inner_->kernel.emit(NumberChanged{creature, std::string(stat), number});
    inner_->kernel.settle(creature);
    return inner_->machine.run();
}

// Rolls and hit points -----------------------------------------------------------------------------------------------

/// What somebody asks for, looked up; `values` is where its numbers are kept.
Result<RollCall> Judge::Inner::roll_call(const Attempt& attempt, std::vector<std::int64_t>& values) const
{
    GOLDBOX_CHECK(creature(attempt.creature));
    GOLDBOX_CHECK(maybe(attempt.target));
    GOLDBOX_TRY(const Index index, named(compiled().checks, attempt.check, "check"));
    for (const std::string& name : compiled().checks[index].value_names) {
        const auto found = attempt.values.find(name);
        values.push_back(found == attempt.values.end() ? 0 : found->second);
    }
    return RollCall{.check = index,
                    .creature = attempt.creature,
                    .target = attempt.target,
                    .difficulty = attempt.difficulty,
                    .tags = tags(attempt.tags),
                    .bonus = attempt.bonus,
                    .advantage = attempt.advantage,
                    .values = values};
}

Result<CheckMade> Judge::check(const Attempt& attempt)
{
    GOLDBOX_CHECK(inner_->ready());
    std::vector<std::int64_t> values;
    GOLDBOX_TRY(const RollCall call, inner_->roll_call(attempt, values));
    return inner_->kernel.check(call);
}

Result<CheckMade> Judge::weigh(const Attempt& attempt, const Draw& from) const
{
    std::vector<std::int64_t> values;
    GOLDBOX_TRY(const RollCall call, inner_->roll_call(attempt, values));
    return inner_->kernel.weigh(call, from);
}

Result<std::int32_t> Judge::roll(CreatureId creature, const std::string& dice)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(creature));
    const auto no_paths = [](std::string_view) -> Result<Reference> {
        return fail(Code::invalid, "rules.bad_formula", "only dice and numbers may stand here");
    };
    GOLDBOX_TRY(const Formula formula, Formula::compile(dice, true, no_paths));
    return inner_->kernel.amount(formula, {.self = creature});
}

Result<std::vector<Packet>> Judge::Inner::packets_of(const Harm& harm) const
{
    GOLDBOX_CHECK(creature(harm.target));
    GOLDBOX_CHECK(maybe(harm.source));
    std::vector<Packet> packets;
    for (const Amount& amount : harm.amounts) {
        GOLDBOX_TRY(const Index type, named(compiled().damage_types, amount.type, "damage type"));
        GOLDBOX_CHECK(in_range(amount.amount));
        packets.push_back({type, amount.amount});
    }
    return packets;
}

Result<DamageTaken> Judge::damage(const Harm& harm)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_TRY(const auto packets, inner_->packets_of(harm));
    DamageTaken taken;
    inner_->kernel.damage(harm.target, harm.source, packets, inner_->tags(harm.tags), harm.critical, &taken);
    GOLDBOX_CHECK(inner_->machine.run());
    return taken;
}

Result<void> Judge::damage(const std::vector<Harm>& harms)
{
    GOLDBOX_CHECK(inner_->ready());
    std::vector<std::vector<Packet>> packets;
    for (const Harm& harm : harms) {
        GOLDBOX_TRY(packets.emplace_back(), inner_->packets_of(harm));
    }
    for (std::size_t i = 0; i < harms.size(); ++i) {
        const Harm& harm = harms[i];
        inner_->kernel.damage(harm.target, harm.source, packets[i], inner_->tags(harm.tags), harm.critical);
    }
    return inner_->machine.run();
}

Result<void> Judge::heal(CreatureId target, CreatureId source, std::int32_t amount)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(target));
    GOLDBOX_CHECK(inner_->maybe(source));
    GOLDBOX_CHECK(in_range(amount));
    inner_->kernel.heal(target, source, amount);
    return inner_->machine.run();
}

Result<void> Judge::give_temporary_hit_points(CreatureId target, std::int32_t amount)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(target));
    GOLDBOX_CHECK(in_range(amount));
    inner_->kernel.give_temporary(target, amount);
    return {};
}

Result<void> Judge::stabilize(CreatureId target)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(target));
    inner_->kernel.stabilize(target);
    return {};
}

// Actions ------------------------------------------------------------------------------------------------------------

std::vector<std::string> Judge::actions(CreatureId creature) const
{
    std::vector<std::string> ids;
    for (const Index action : inner_->deeds.actions(creature)) {
        const ActionInfo& info = inner_->compiled().actions[action];
        if (!info.answers) ids.push_back(info.id);
    }
    return ids;
}

Result<void> Judge::can_act(CreatureId creature, std::string_view action) const
{
    GOLDBOX_CHECK(inner_->creature(creature));
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().actions, action, "action"));
    if (!std::ranges::binary_search(inner_->deeds.actions(creature), index))
        return fail(Code::refused, "rules.not_able", "this creature has no such action");
    return inner_->deeds.may_act(creature, index, {.self = creature});
}

Result<void> Judge::act(const Act& act)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(act.creature));
    for (const CreatureId target : act.targets) GOLDBOX_CHECK(inner_->creature(target));
    GOLDBOX_CHECK(can_act(act.creature, act.action));
    const Index action = find(inner_->compiled().actions, act.action);
    return inner_->machine.act(act.creature, action, act.targets);
}

Result<void> Judge::answer(std::uint32_t choice)
{
    const auto& pending = inner_->world.pending;
    if (!pending) return fail(Code::refused, "rules.nothing_pending", "nothing waits for an answer");
    const std::size_t choices = std::max<std::size_t>(pending->choices.size(), 1);
    if (choice >= choices) return fail(Code::invalid, "rules.out_of_range", "there is no such choice");
    GOLDBOX_CHECK(inner_->machine.resume(choice));
    return inner_->tactics.go_on();
}

void Judge::pause_after(std::uint32_t instructions)
{
    inner_->machine.pause_after(instructions);
}

// Spells and resources -----------------------------------------------------------------------------------------------

Result<std::int32_t> Judge::left(CreatureId creature, std::string_view resource) const
{
    GOLDBOX_CHECK(inner_->creature(creature));
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().resources, resource, "resource"));
    return inner_->sheets.left(creature, index);
}

Result<void> Judge::spend(CreatureId creature, std::string_view resource, std::int32_t amount)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(creature));
    GOLDBOX_CHECK(in_range(amount));
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().resources, resource, "resource"));
    if (inner_->kernel.spend(creature, index, amount)) return {};
    return fail(Code::refused, "rules.spent", "there is not enough left of " + printable(resource));
}

Result<void> Judge::prepare(CreatureId creature, std::string_view spell, std::int32_t copies)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(creature));
    GOLDBOX_CHECK(in_range(copies));
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().spells, spell, "spell"));
    GOLDBOX_CHECK(inner_->can_prepare(creature, index, copies));
    const SpellInfo& info = inner_->compiled().spells[index];
    const auto& all = inner_->world.creatures.find(creature)->spells;
    const auto found = all.find(info.id);
    if (copies != (found == all.end() ? 0 : found->second))
        inner_->kernel.emit(SpellPrepared{creature, info.id, copies});
    return {};
}

Result<void> Judge::cast(const Cast& cast)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(cast.creature));
    for (const CreatureId target : cast.targets) GOLDBOX_CHECK(inner_->creature(target));
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().spells, cast.spell, "spell"));
    const std::int32_t level = cast.level == 0 ? inner_->compiled().spells[index].level : cast.level;
    GOLDBOX_CHECK(inner_->deeds.can_cast(cast.creature, index, level));
    inner_->deeds.pay_for_spell(cast.creature, index, level);
    return inner_->machine.cast(cast.creature, index, level, cast.targets);
}

// Things -------------------------------------------------------------------------------------------------------------

std::vector<std::vector<std::string>> Judge::ways(ItemId item) const
{
    const ItemInfo* const info = inner_->sheets.info(item);
    return info ? info->worn : std::vector<std::vector<std::string>>();
}

std::vector<std::string> Judge::uses(ItemId item) const
{
    std::vector<std::string> actions;
    if (const ItemInfo* const info = inner_->sheets.info(item)) {
        for (const UseInfo& use : info->uses) actions.push_back(inner_->compiled().actions[use.action].id);
    }
    return actions;
}

bool Judge::can_be_attuned(ItemId item) const
{
    const ItemInfo* const info = inner_->sheets.info(item);
    return info && info->attunement;
}

std::vector<ItemId> Judge::items(CreatureId creature) const
{
    const auto all = inner_->sheets.items(creature);
    return {all.begin(), all.end()};
}

std::int64_t Judge::load(CreatureId creature) const
{
    return inner_->sheets.load(creature);
}

std::int64_t Judge::money(CreatureId creature) const
{
    return inner_->belongings.money(creature);
}

Result<std::int64_t> Judge::count(CreatureId creature, std::string_view item) const
{
    GOLDBOX_CHECK(inner_->creature(creature));
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().items, item, "item"));
    return inner_->belongings.count(creature, index);
}

Result<ItemId> Judge::give(CreatureId to, std::string_view item, std::int32_t count, bool identified)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(to));
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().items, item, "item"));
    GOLDBOX_TRY(const ItemId id, inner_->belongings.give(to, index, count, identified));
    GOLDBOX_CHECK(inner_->machine.run());
    return id;
}

Result<void> Judge::take(CreatureId from, std::string_view item, std::int32_t count)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(from));
    GOLDBOX_CHECK(in_range(count));
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().items, item, "item"));
    if (!inner_->belongings.take(from, index, {}, count))
        return fail(Code::refused, "rules.too_few", "this creature has not so many of " + printable(item));
    return inner_->machine.run();
}

Result<ItemId> Judge::move(const Move& move)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->item(move.item));
    GOLDBOX_CHECK(inner_->maybe(move.to));
    if (move.inside) GOLDBOX_CHECK(inner_->item(move.inside));
    if (move.to && move.inside) return fail(Code::invalid, "rules.out_of_range", "to somebody, or into a thing");
    const std::int32_t count = move.count == 0 ? inner_->world.items.find(move.item)->count : move.count;
    GOLDBOX_TRY(const ItemId id, inner_->belongings.move(move.item, count, move.to, move.inside));
    GOLDBOX_CHECK(inner_->machine.run());
    return id;
}

Result<ItemId> Judge::wear(ItemId item, const std::vector<std::string>& places)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->owned(item));
    GOLDBOX_TRY(const ItemId id, inner_->belongings.wear(item, places));
    GOLDBOX_CHECK(inner_->machine.run());
    return id;
}

Result<void> Judge::put_off(ItemId item)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->owned(item));
    GOLDBOX_CHECK(inner_->belongings.put_off(item));
    return inner_->machine.run();
}

Result<void> Judge::attune(ItemId item)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->owned(item));
    GOLDBOX_CHECK(inner_->belongings.attune(item));
    return inner_->machine.run();
}

Result<void> Judge::end_attunement(ItemId item)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->owned(item));
    GOLDBOX_CHECK(inner_->belongings.end_attunement(item));
    return inner_->machine.run();
}

Result<void> Judge::identify(CreatureId creature)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(creature));
    inner_->belongings.identify(creature);
    return {};
}

Result<void> Judge::use(const Use& use)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(use.creature));
    GOLDBOX_CHECK(inner_->owned(use.item));
    for (const CreatureId target : use.targets) GOLDBOX_CHECK(inner_->creature(target));
    GOLDBOX_TRY(const Index action, Inner::named(inner_->compiled().actions, use.action, "action"));
    if (inner_->sheets.holder(use.item) != use.creature)
        return fail(Code::refused, "rules.not_able", "somebody else has this");
    const ItemInfo* const info = inner_->sheets.info(use.item);
    const auto* const found = info ? Inner::use_of(*info, action) : nullptr;
    if (!found) return fail(Code::refused, "rules.not_able", "that cannot be done with this item");
    GOLDBOX_CHECK(
        inner_->deeds.may_act(use.creature, action, {.self = use.creature, .item = info, .item_row = use.item}));
    const std::string thing = inner_->world.items.find(use.item)->definition;
    GOLDBOX_CHECK(inner_->belongings.can_use(use.item, *found));
    inner_->belongings.spend_use(use.item, *found);
    return inner_->machine.act(use.creature, action, use.targets, use.item, thing);
}

Result<void> Judge::pay(CreatureId from, CreatureId to, std::int64_t amount)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(from));
    GOLDBOX_CHECK(inner_->maybe(to));
    GOLDBOX_CHECK(in_range(amount));
    GOLDBOX_CHECK(inner_->belongings.pay(from, to, amount));
    return inner_->machine.run();
}

Result<void> Judge::award(CreatureId creature, std::int32_t points)
{
    const Index stat = inner_->compiled().experience;
    if (stat == none) return no_such("stat", "experience");
    GOLDBOX_CHECK(in_range(points));
    GOLDBOX_CHECK(inner_->creature(creature));
    const std::int64_t sum = std::int64_t{inner_->sheets.stat(creature, stat)} + points;
    return set_number(creature, inner_->compiled().stats[stat].id, static_cast<std::int32_t>(std::min(sum, largest)));
}

// Effects ------------------------------------------------------------------------------------------------------------

Result<EffectId> Judge::begin(const Begin& begin)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(begin.owner));
    GOLDBOX_CHECK(inner_->maybe(begin.source));
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().effects, begin.effect, "effect"));
    if (begin.parent && !inner_->world.effects.find(begin.parent)) return no_such("effect");
    const EffectId id = inner_->kernel.begin(
        {.effect = index, .owner = begin.owner, .source = begin.source, .parent = begin.parent, .level = begin.level});
    GOLDBOX_CHECK(inner_->machine.run());
    return id;
}

Result<void> Judge::spring(CreatureId creature, std::string_view effect)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(creature));
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().effects, effect, "effect"));
    const EffectId id = inner_->kernel.begin({.effect = index, .owner = creature});
    if (id && inner_->compiled().effects[index].listens(content::Moment::entered))
        inner_->kernel.happened().push_back({.moment = content::Moment::entered, .self = creature, .effect = id});
    GOLDBOX_CHECK(inner_->machine.run());
    if (inner_->world.pending || !inner_->world.effects.find(id)) return {};
    return end(id);
}

Result<void> Judge::end(EffectId effect)
{
    GOLDBOX_CHECK(inner_->ready());
    if (!inner_->world.effects.find(effect)) return no_such("effect");
    inner_->kernel.end(effect, Why::ended);
    return inner_->machine.run();
}

Result<std::int32_t> Judge::dispel(CreatureId target, const std::vector<std::string>& categories, std::int32_t power)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(target));
    const std::int32_t ended = inner_->kernel.dispel(target, inner_->tags(categories), power);
    GOLDBOX_CHECK(inner_->machine.run());
    return ended;
}

Result<void> Judge::rest(CreatureId creature, bool long_rest)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(creature));
    GOLDBOX_CHECK(inner_->outside_encounter());
    inner_->kernel.rest(creature, long_rest);
    inner_->belongings.rest(creature, content::Regain::rest);
    if (long_rest) inner_->belongings.rest(creature, content::Regain::long_rest);
    return inner_->machine.run();
}

Result<bool> Judge::take_rest(std::string_view name, const std::vector<CreatureId>& creatures)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->outside_encounter());
    const auto& rests = inner_->compiled().rests;
    const auto found = rests.find(name);
    if (found == rests.end()) return no_such("rest", name);
    for (const CreatureId creature : creatures) GOLDBOX_CHECK(inner_->creature(creature));
    std::vector<EffectId> resting;
    std::int64_t until = inner_->world.time;
    for (const CreatureId creature : creatures) {
        if (inner_->world.creatures.find(creature)->vitals.life == Life::dead) continue;
        const EffectId id = inner_->kernel.begin({.effect = found->second, .owner = creature, .source = creature});
        const Effect* const effect = inner_->world.effects.find(id);
        if (!effect || effect->ends == Effect::never) continue;
        resting.push_back(id);
        until = std::max(until, effect->ends);
    }
    if (resting.empty()) return fail(Code::refused, "rules.nobody_left", "nobody is there who could rest");
    GOLDBOX_CHECK(inner_->machine.pass_time(until, true));
    return !inner_->world.pending && inner_->world.time >= until;
}

// Fights -------------------------------------------------------------------------------------------------------------

Result<void> Judge::begin_fight(const Fight& fight)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->outside_encounter());
    return inner_->tactics.begin(fight);
}

Result<void> Judge::may(const Command& command) const
{
    return inner_->tactics.may(command);
}

Result<void> Judge::submit(const Command& command)
{
    return inner_->tactics.submit(command);
}

Options Judge::options(CreatureId creature) const
{
    return inner_->tactics.options(creature);
}

CreatureId Judge::decider() const
{
    return inner_->tactics.decider();
}

Result<Advice> Judge::advise(CreatureId creature, bool why, bool flees) const
{
    return inner_->mind.advise(creature, why, flees);
}

std::int32_t Judge::feet_between(CreatureId a, CreatureId b) const
{
    return inner_->field.is_there() ? inner_->field.distance(a, b) : Field::everywhere;
}

bool Judge::sees(CreatureId who, CreatureId whom) const
{
    return inner_->field.is_there() && inner_->field.sees(who, whom);
}

bool Judge::perceives(CreatureId who, CreatureId whom) const
{
    return inner_->field.is_there() && inner_->field.perceives(who, whom);
}

bool Judge::fights(CreatureId creature) const
{
    return inner_->field.is_there() && inner_->field.fights(creature);
}

std::int32_t Judge::size(CreatureId creature) const
{
    return inner_->field.is_there() ? inner_->field.size(creature) : 1;
}

std::vector<Budget> Judge::budgets(CreatureId creature) const
{
    std::vector<Budget> budgets;
    const Compiled& rules = inner_->rules->compiled();
    const auto& resources = rules.resources;
    const auto pays = [&](Index resource) { // for what one does with a turn, or between turns
        if (rules.battle && (resource == rules.battle->movement || resource == rules.battle->opportunity)) return true;
        return std::ranges::find(rules.actions, resource, &ActionInfo::takes) != rules.actions.end();
    };
    for (Index i = 0; i < resources.size(); ++i) {
        if (resources[i].regains != content::Regain::turn || !pays(i)) continue;
        const std::int32_t most = inner_->sheets.most(creature, i);
        if (most > 0) budgets.push_back({resources[i].id, resources[i].name, inner_->sheets.left(creature, i), most});
    }
    return budgets;
}

void Judge::look(CreatureId creature, grid::BitGrid& level) const
{
    if (inner_->field.is_there()) inner_->field.look(creature, level);
}

const grid::Grid* Judge::ground() const
{
    return inner_->field.is_there() ? &inner_->field.grid() : nullptr;
}

// Time ---------------------------------------------------------------------------------------------------------------

Result<void> Judge::pass_time(std::int64_t seconds)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(in_range(seconds));
    GOLDBOX_CHECK(inner_->outside_encounter());
    return inner_->machine.pass_time(inner_->world.time + seconds);
}

Result<void> Judge::begin_encounter(const std::vector<CreatureId>& order)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->outside_encounter());
    for (const CreatureId creature : order) GOLDBOX_CHECK(inner_->creature(creature));
    auto sorted = order;
    std::ranges::sort(sorted);
    if (order.empty() || std::ranges::adjacent_find(sorted) != sorted.end())
        return fail(Code::invalid, "rules.nobody_left", "an encounter needs creatures, each once");
    return inner_->begin_encounter(order);
}

Result<void> Judge::roll_initiative(const std::vector<CreatureId>& creatures)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->outside_encounter());
    for (const CreatureId creature : creatures) GOLDBOX_CHECK(inner_->creature(creature));
    const Index initiative = inner_->compiled().initiative;
    if (initiative == none) return no_such("check", "initiative");
    std::vector<CreatureId> order = creatures;
    std::ranges::sort(order);
    if (order.empty() || std::ranges::adjacent_find(order) != order.end())
        return fail(Code::invalid, "rules.nobody_left", "an encounter needs creatures, each once");
    return inner_->begin_encounter(inner_->kernel.initiative(order));
}

Result<void> Judge::next_turn()
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->in_encounter());
    const auto can = [&](CreatureId id) {
        const Creature* creature = inner_->world.creatures.find(id);
        return creature && creature->vitals.life != Life::dead;
    };
    if (std::ranges::none_of(inner_->world.encounter->order, can))
        return fail(Code::refused, "rules.nobody_left", "nobody is left who could have a turn");
    return inner_->machine.next_turn();
}

Result<void> Judge::end_encounter()
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->in_encounter());
    return inner_->machine.end_encounter();
}

} // namespace goldbox::rules
