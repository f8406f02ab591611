// SPDX-License-Identifier: MIT
#include <goldbox/rules/judge.hpp>

#include "rules/machine.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <utility>

namespace goldbox::rules {
namespace {

constexpr std::int64_t largest = 1'000'000'000;

tl::unexpected<Error> no_such(std::string_view what, std::string_view name = {})
{
    std::string message = "there is no such " + std::string(what);
    if (!name.empty()) message += ": \"" + printable(name.substr(0, 120)) + '"';
    return fail(Code::not_found, "rules.no_such", std::move(message));
}

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
    Kernel kernel;
    Machine machine;

    Inner(const World& of, std::shared_ptr<const Ruleset> by, Recorder& recorder)
        : world(of),
          rules(std::move(by)),
          sheets(world, std::shared_ptr<const Compiled>(rules, &rules->compiled())),
          kernel(world, sheets, recorder),
          machine(world, sheets, kernel)
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

    [[nodiscard]] Result<void> ready() const
    {
        if (!world.pending) return {};
        return fail(Code::refused, "rules.pending", "somebody has to decide something first");
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

Judge::Judge(const World& world, std::shared_ptr<const Ruleset> rules, Recorder& recorder)
    : inner_(std::make_unique<Inner>(world, std::move(rules), recorder))
{
}
Judge::~Judge() = default;
Judge::Judge(Judge&&) noexcept = default;
Judge& Judge::operator=(Judge&&) noexcept = default;

void Judge::forget()
{
    inner_->sheets.forget();
    inner_->kernel.forget();
}

// Looking ------------------------------------------------------------------------------------------------------------

Result<std::int32_t> Judge::stat(CreatureId creature, std::string_view stat) const
{
    GOLDBOX_CHECK(inner_->creature(creature));
    GOLDBOX_TRY(const Index index, Inner::named(inner_->compiled().stats, stat, "stat"));
    return inner_->sheets.stat(creature, index);
}

bool Judge::has(CreatureId creature, std::string_view effect) const
{
    const Index index = find(inner_->compiled().effects, effect);
    return index != none && inner_->sheets.has(creature, index);
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

Result<CheckMade> Judge::check(const Attempt& attempt)
{
    GOLDBOX_CHECK(inner_->ready());
    const Compiled& rules = inner_->compiled();
    GOLDBOX_CHECK(inner_->creature(attempt.creature));
    GOLDBOX_CHECK(inner_->maybe(attempt.target));
    GOLDBOX_TRY(const Index index, Inner::named(rules.checks, attempt.check, "check"));
    std::vector<std::int64_t> values;
    for (const std::string& name : rules.checks[index].value_names) {
        const auto found = attempt.values.find(name);
        values.push_back(found == attempt.values.end() ? 0 : found->second);
    }
    return inner_->kernel.check({.check = index,
                                 .creature = attempt.creature,
                                 .target = attempt.target,
                                 .difficulty = attempt.difficulty,
                                 .tags = inner_->tags(attempt.tags),
                                 .bonus = attempt.bonus,
                                 .advantage = attempt.advantage,
                                 .values = values});
}

Result<DamageTaken> Judge::damage(const Harm& harm)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(harm.target));
    GOLDBOX_CHECK(inner_->maybe(harm.source));
    std::vector<Packet> packets;
    for (const Amount& amount : harm.amounts) {
        GOLDBOX_TRY(const Index type, Inner::named(inner_->compiled().damage_types, amount.type, "damage type"));
        GOLDBOX_CHECK(in_range(amount.amount));
        packets.push_back({type, amount.amount});
    }
    DamageTaken taken =
        inner_->kernel.damage(harm.target, harm.source, packets, inner_->tags(harm.tags), harm.critical);
    GOLDBOX_CHECK(inner_->machine.run());
    return taken;
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

Result<void> Judge::act(const Act& act)
{
    GOLDBOX_CHECK(inner_->ready());
    GOLDBOX_CHECK(inner_->creature(act.creature));
    for (const CreatureId target : act.targets) GOLDBOX_CHECK(inner_->creature(target));
    GOLDBOX_TRY(const Index action, Inner::named(inner_->compiled().actions, act.action, "action"));
    const CreatureInfo* info = inner_->sheets.info(act.creature);
    if (!info || std::ranges::find(info->actions, action) == info->actions.end())
        return fail(Code::refused, "rules.not_able", "this creature has no such action");
    return inner_->machine.act(act.creature, action, act.targets);
}

Result<void> Judge::answer(std::uint32_t choice)
{
    const auto& pending = inner_->world.pending;
    if (!pending) return fail(Code::refused, "rules.nothing_pending", "nothing waits for an answer");
    const std::size_t choices = std::max<std::size_t>(pending->choices.size(), 1);
    if (choice >= choices) return fail(Code::invalid, "rules.out_of_range", "there is no such choice");
    return inner_->machine.resume(choice);
}

void Judge::pause_after(std::uint32_t instructions)
{
    inner_->machine.pause_after(instructions);
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
    inner_->kernel.end_until(long_rest ? content::TimeUnit::long_rest : content::TimeUnit::rest, creature);
    return inner_->machine.run();
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
    inner_->kernel.emit(EncounterBegan{order});
    return {};
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
    std::vector<CheckMade> rolls;
    for (const CreatureId creature : order)
        rolls.push_back(inner_->kernel.check({.check = initiative, .creature = creature}));
    std::ranges::stable_sort(rolls, std::ranges::greater(),
                             [](const CheckMade& roll) { return std::pair(roll.total, roll.bonus); });
    std::ranges::transform(rolls, order.begin(), &CheckMade::creature);
    inner_->kernel.emit(EncounterBegan{order});
    return {};
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
