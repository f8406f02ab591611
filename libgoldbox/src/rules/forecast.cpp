// SPDX-License-Identifier: MIT
#include "rules/forecast.hpp"

#include <goldbox/dice/statistics.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace goldbox::rules {
namespace {

constexpr std::uint32_t most_forecast = 400; ///< of one forecast
constexpr std::size_t most_means = 40;       ///< kept of each formula
constexpr std::int64_t worth_of_lasting = 3; ///< so much less is worth what is over after a turn

} // namespace

const std::vector<Expected>& Forecast::of(const ProgramCode& program, const Setting& setting)
{
    expected_.clear();
    steps_ = 0;
    Run run{.program = program, .setting = setting, .values = values_[0]};
    run.values.assign(program.variables.size(), 0);
    run.values[slot::level] = setting.level;
    run.target = setting.targets.empty() ? CreatureId{} : setting.targets.front();
    walk(run, 0, program.code.size(), certain);
    return expected_;
}

Expected& Forecast::about(CreatureId creature)
{
    const auto found = std::ranges::lower_bound(expected_, creature, {}, &Expected::creature);
    if (found != expected_.end() && found->creature == creature) return *found;
    return *expected_.insert(found, Expected{.creature = creature});
}

// Numbers ------------------------------------------------------------------------------------------------------------

Viewpoint Forecast::view(const Run& run) const
{
    return {.self = run.setting.self,
            .target = run.target,
            .source = run.setting.self,
            .values = run.values,
            .item = run.setting.item,
            .item_row = run.setting.item_row};
}

std::int64_t Forecast::value(const Run& run, Index formula, std::int64_t otherwise)
{
    return formula == none ? otherwise : sheets_.value(run.program.formulas[formula], view(run));
}

/// The exact mean, cut to 1024ths. Distributions are dear, so what was worked out once is kept.
std::int64_t Forecast::mean(const Run& run, const Formula& formula)
{
    if (!formula.rolls()) return std::max<std::int64_t>(sheets_.value(formula, view(run)), 0) * certain;
    std::array<std::int64_t, Formula::most_references> room;
    const auto numbers = sheets_.numbers(formula, view(run), room);
    if (const auto twice = dice::twice_the_mean(formula.expression(), numbers))
        return std::clamp<std::int64_t>(*twice, 0, 2 * largest) * (certain / 2);
    std::vector<Mean>& known = means_[&formula];
    for (const Mean& each : known) {
        if (std::ranges::equal(each.numbers, numbers)) return each.mean;
    }
    std::int64_t mean = 0;
    const auto statistics = dice::statistics(formula.expression(), numbers);
    if (statistics && statistics->mean) {
        const double nearest = std::clamp(statistics->mean->nearest, 0.0, static_cast<double>(largest));
        mean = static_cast<std::int64_t>(nearest * static_cast<double>(certain)); // times a power of two: exact
    }
    if (known.size() >= most_means) known.clear();
    known.push_back({{numbers.begin(), numbers.end()}, mean});
    return mean;
}

template <class Do>
void Forecast::each_aimed(const Run& run, content::Who who, Do&& take)
{
    using content::Who;
    const CreatureId self = run.setting.self;
    const auto one = [&](CreatureId id) {
        if (world_.creatures.find(id)) take(id);
    };
    switch (who) {
    case Who::self:
    case Who::owner:
    case Who::source: return one(self);
    case Who::target: return one(run.target);
    case Who::targets: return std::ranges::for_each(run.setting.targets, one), void();
    case Who::allies:
    case Who::enemies:
    case Who::others:
    case Who::everybody:
    case Who::watchers: break;
    }
    for (const CreatureId other : field_.everybody()) {
        const bool enemy = field_.enemies(self, other);
        const bool wanted = who == Who::everybody || (who == Who::others && other != self) ||
                            ((who == Who::enemies || who == Who::watchers) && enemy) ||
                            (who == Who::allies && !enemy && other != self);
        if (wanted && field_.fights(other)) one(other);
    }
}

template <class Holds>
bool Forecast::all_aimed(const Run& run, content::Who who, Holds&& holds)
{
    bool all = true;
    each_aimed(run, who, [&](CreatureId id) { all = all && holds(id); });
    return all;
}

CreatureId Forecast::first_aimed(const Run& run, content::Who who)
{
    CreatureId first;
    each_aimed(run, who, [&](CreatureId id) {
        if (!first) first = id;
    });
    return first;
}

std::int64_t Forecast::odds(Run& run, const Instruction& instruction, CreatureId roller, CreatureId target)
{
    if (!world_.creatures.find(roller)) return 0;
    RollCall call{.check = instruction.a, .creature = roller, .target = target};
    if (instruction.d != none) call.tags = run.program.tags[instruction.d];
    if (instruction.op == Op::attack) {
        call.tags |= run.setting.of_attack;
        call.bonus = narrow(value(run, instruction.b));
        call.advantage = narrow(value(run, instruction.c));
    } else if (instruction.b != none) {
        call.difficulty = narrow(value(run, instruction.b));
    }
    std::vector<std::int64_t>& values = given_;
    values.clear();
    for (const std::string& name : rules_.checks[call.check].value_names) {
        const auto& variables = run.program.variables;
        const auto found = std::ranges::find(variables, name);
        values.push_back(found == variables.end() ? 0
                                                  : run.values[static_cast<std::size_t>(found - variables.begin())]);
    }
    call.values = values;
    const Odds odds = kernel_.odds(call);
    if (instruction.op == Op::attack) run.critical = odds.success == 0 ? 0 : odds.critical * certain / odds.success;
    return odds.success;
}

// Walking a program --------------------------------------------------------------------------------------------------

/// Both ways of a roll, which stands before an `unless`. Where they meet again.
std::size_t Forecast::branch(Run& run, std::size_t at, std::int64_t weight, std::int64_t success)
{
    const auto& code = run.program.code;
    if (at >= code.size() || code[at].op != Op::unless) return at;
    const std::size_t other = code[at].jump;
    std::size_t end = other;
    std::size_t last = other; // of the first way
    if (other > at + 1 && code[other - 1].op == Op::jump && code[other - 1].jump > other) {
        end = code[other - 1].jump;
        last = other - 1;
    }
    const auto likely = [&](std::int64_t degree, std::int64_t chance, std::size_t from, std::size_t to) {
        if (chance <= 0) return;
        const std::int64_t before = run.values[slot::degree];
        run.values[slot::degree] = degree;
        walk(run, from, to, weight * chance / certain);
        run.values[slot::degree] = before;
    };
    likely(static_cast<std::int64_t>(Degree::success), success, at + 1, last);
    run.critical = 0;
    if (end != other) likely(static_cast<std::int64_t>(Degree::failure), certain - success, other, end);
    return end;
}

void Forecast::walk(Run& run, std::size_t from, std::size_t to, std::int64_t weight)
{
    const auto& code = run.program.code;
    for (std::size_t at = from; at < to && at < code.size() && weight > 0;) {
        if (++steps_ > most_forecast) return;
        const Instruction& instruction = code[at++];
        switch (instruction.op) {
        case Op::attack: at = branch(run, at + 1, weight, odds(run, instruction, run.setting.self, run.target)); break;
        case Op::save: at = branch(run, at, weight, odds(run, instruction, run.target, run.setting.self)); break;
        case Op::check: {
            const CreatureId roller = first_aimed(run, instruction.who);
            at = branch(run, at, weight, roller ? odds(run, instruction, roller, {}) : 0);
            break;
        }
        case Op::spend: at = branch(run, at, weight, can_spend(run, instruction) ? certain : 0); break;
        case Op::take: at = branch(run, at, weight, can_take(run, instruction) ? certain : 0); break;
        case Op::damage:
        case Op::item_damage: damage(run, instruction, weight); break;
        case Op::heal:
        case Op::raise:
            each_aimed(run, instruction.who, [&](CreatureId id) {
                about(id).mending += weight * mean(run, run.program.formulas[instruction.b]) / certain;
            });
            break;
        case Op::effect: begin(run, instruction, weight); break;
        case Op::end:
            each_aimed(run, instruction.who, [&](CreatureId id) {
                if (sheets_.has(id, instruction.a)) about(id).relief += weight;
            });
            break;
        case Op::set: run.values[instruction.c] = value(run, instruction.b); break;
        case Op::roll: run.values[instruction.c] = mean(run, run.program.formulas[instruction.b]) / certain; break;
        case Op::if_not:
            if (value(run, instruction.b) == 0) at = instruction.jump;
            break;
        case Op::jump: at = instruction.jump > at ? instruction.jump : to; break;
        case Op::target: run.target = first_aimed(run, instruction.who); break;
        case Op::each:
        case Op::area: {
            // its body stands between `next` and the jump back
            const std::size_t end = code[at].jump;
            const CreatureId before = run.target;
            each_aimed(run, instruction.who, [&](CreatureId id) {
                run.target = id;
                walk(run, at + 1, end - 1, weight);
            });
            run.target = before;
            at = end;
            break;
        }
        case Op::ask: at = run.program.questions[instruction.a].choices.front().jump; break;
        case Op::run: run_other(run, rules_.actions[instruction.a].program, weight); break;
        case Op::cast: run_other(run, rules_.spells[instruction.a].program, weight); break;
        default: break; // what a mind does not weigh
        }
    }
}

bool Forecast::can_spend(const Run& run, const Instruction& instruction)
{
    const std::int64_t wanted = value(run, instruction.b, 1);
    return all_aimed(run, instruction.who, [&](CreatureId id) { return sheets_.left(id, instruction.a) >= wanted; });
}

bool Forecast::can_take(const Run& run, const Instruction& instruction)
{
    const std::int64_t wanted = value(run, instruction.b, 1);
    const TagSet tags = instruction.d == none ? TagSet() : run.program.tags[instruction.d];
    return all_aimed(run, instruction.who, [&](CreatureId id) {
        std::int64_t count = 0;
        for (const ItemId item : sheets_.items(id)) {
            const ItemInfo* const info = sheets_.info(item);
            if (!info) continue;
            const bool wanted_one =
                instruction.a == none ? (info->tags & tags).any() : info == &rules_.items[instruction.a];
            if (wanted_one) count += world_.items.find(item)->count;
        }
        return count >= wanted;
    });
}

void Forecast::run_other(Run& run, const ProgramCode& program, std::int64_t weight)
{
    if (run.depth >= deepest_run) return;
    const int depth = run.depth + 1;
    Run other{.program = program,
              .setting = run.setting,
              .values = values_[static_cast<std::size_t>(depth)],
              .target = run.target,
              .depth = depth};
    other.values.assign(program.variables.size(), 0);
    other.values[slot::level] = run.values[slot::level];
    walk(other, 0, program.code.size(), weight);
}

void Forecast::damage(Run& run, const Instruction& instruction, std::int64_t weight)
{
    const bool doubles = rules_.critical != content::CriticalDamage::none;
    const TagSet tags = instruction.d == none ? TagSet() : run.program.tags[instruction.d];
    std::vector<std::pair<Index, std::int64_t>>& parts = parts_; // with means in 1024ths
    parts.clear();
    const auto take = [&](const std::vector<PartCode>& some) {
        for (const PartCode& part : some) {
            // dice twice, or nearly so
            const std::int64_t once = mean(run, part.amount);
            const std::int64_t amount = doubles && part.amount.rolls() ? once + once * run.critical / certain : once;
            if (part.type == none && !parts.empty())
                parts.front().second += part.amount.rolls() ? amount : sheets_.value(part.amount, view(run)) * certain;
            else if (part.type != none)
                parts.emplace_back(part.type, amount);
        }
    };
    if (instruction.op == Op::item_damage && run.setting.item) {
        const Item* const row = world_.items.find(run.setting.item_row);
        take(row && row->places.size() > 1 ? run.setting.item->damage_two_handed : run.setting.item->damage);
    }
    take(run.program.parts[instruction.a]);
    each_aimed(run, instruction.who, [&](CreatureId id) {
        std::int64_t harm = 0;
        for (const auto& [type, amount] : parts) {
            // defenses speak of hit points
            const std::int64_t dealt = std::max<std::int64_t>((amount + certain / 2) / certain, 1);
            harm += std::max<std::int64_t>(amount, 0) *
                    kernel_.behind_defenses(id, run.setting.self, type, dealt, tags) / dealt;
        }
        Expected& expected = about(id);
        (harm > 0 ? expected.harm : expected.mending) += weight * std::abs(harm) / certain;
    });
}

bool Forecast::is_helpless(Index effect, int depth) const
{
    const EffectInfo& info = rules_.effects[effect];
    const Tag tag = field_.tags().helpless;
    if (tag != 0 && info.tags.test(tag)) return true;
    return depth < deepest_run &&
           std::ranges::any_of(info.implies, [&](Index each) { return is_helpless(each, depth + 1); });
}

void Forecast::begin(Run& run, const Instruction& instruction, std::int64_t weight)
{
    const EffectInfo& info = rules_.effects[instruction.a];
    each_aimed(run, instruction.who, [&](CreatureId id) {
        const bool nothing_new = sheets_.has(id, instruction.a) || (sheets_.immune(id) & info.categories).any();
        const Tag ridden = field_.tags().ridden;
        // to carry somebody is no good in itself
        if (nothing_new || (ridden != 0 && info.tags.test(ridden))) return;
        Expected& expected = about(id);
        const bool brief =
            info.duration.unit == content::TimeUnit::rounds && sheets_.value(info.duration.amount, view(run)) <= 1;
        if (is_helpless(instruction.a))
            expected.helpless += weight;
        else
            expected.other += brief ? weight / worth_of_lasting : weight;
    });
}

} // namespace goldbox::rules
