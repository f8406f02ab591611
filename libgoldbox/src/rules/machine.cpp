// SPDX-License-Identifier: MIT
#include "rules/machine.hpp"

#include <goldbox/base/assert.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>
#include <map>
#include <ranges>
#include <utility>

namespace goldbox::rules {
namespace {

ProgramCode of_machine(std::string name, std::initializer_list<Op> ops)
{
    ProgramCode program{.name = "machine/" + std::move(name), .variables = {"until", "new_round", "resting"}};
    for (const Op op : ops) program.code.push_back({.op = op});
    program.code.push_back({.op = Op::finish});
    return program;
}

/// Asks what to do about what happened, with what programs know of it.
ProgramCode of_reactions()
{
    ProgramCode program = of_machine("react", {Op::react, Op::react_so});
    program.variables = {"degree",        "natural", "total",  "lost",   "amount", "level",
                         "concentration", "luck",    "moment", "choice", "with"};
    return program;
}

/// Whether what a program's roll came to can be changed by hooks; those of the machine's own have none.
bool can_be_cause(const ProgramCode& code)
{
    return code.variables.size() > slot::concentration;
}

std::int64_t packed(EffectId id)
{
    return static_cast<std::int64_t>(std::uint64_t{id.generation} << 32 | id.index);
}

} // namespace

Machine::Machine(const World& world, Sheets& sheets, Field& field, Kernel& kernel, Belongings& belongings, Deeds& deeds)
    : world_(world),
      sheets_(sheets),
      field_(field),
      kernel_(kernel),
      belongings_(belongings),
      deeds_(deeds),
      rules_(sheets.rules()),
      next_turn_(of_machine("next_turn", {Op::turn_ends, Op::end_turn, Op::next_turn, Op::outsiders})),
      put_off_turn_(of_machine("put_off_turn", {Op::put_off_turn})),
      end_encounter_(of_machine("end_encounter", {Op::turn_ends, Op::end_turn, Op::rest_of_round, Op::end_encounter})),
      pass_time_(of_machine("pass_time", {Op::pass_time})),
      walk_(of_machine("walk", {Op::walk_on, Op::mind, Op::stride, Op::jump})),
      react_(of_reactions())
{
    walk_.code[0].jump = 4; // to its end
}

// Running ------------------------------------------------------------------------------------------------------------

Machine::Live& Machine::push(const ProgramCode& code)
{
    if (count_ == frames_.size()) frames_.emplace_back();
    Live& live = frames_[count_++];
    Frame& frame = live.frame;
    live.code = &code;
    frame.at = 0;
    frame.depth = 0;
    frame.cause = 0;
    frame.self = frame.target = frame.source = {};
    frame.effect = {};
    frame.ended.clear();
    frame.item = {};
    frame.thing.clear();
    frame.targets.clear();
    frame.values.assign(code.variables.size(), 0);
    frame.loops.clear();
    frame.critical = false;
    frame.place.reset();
    frame.path.clear();
    return live;
}

Result<void> Machine::begin()
{
    steps_ = 0;
    steps_in_all_ = 0;
    until_pause_ = pause_after_;
    events_before_ = events_at_start_ = kernel_.emitted();
    return go_on();
}

Result<void> Machine::run()
{
    count_ = 0;
    return begin();
}

Result<void> Machine::start(const ProgramCode& program)
{
    count_ = 0;
    push(program);
    return begin();
}

/// What somebody does, with nothing below it on the stack.
Frame& Machine::push_first(const ProgramCode& code, CreatureId creature, std::vector<CreatureId> targets)
{
    count_ = 0;
    Frame& frame = push(code).frame;
    frame.self = frame.source = creature;
    frame.target = targets.empty() ? CreatureId{} : targets.front();
    frame.targets = std::move(targets);
    return frame;
}

Result<void> Machine::act(CreatureId creature, Index action, std::vector<CreatureId> targets, ItemId item,
                          std::string thing, std::optional<Position> place)
{
    const ActionInfo& info = rules_.actions[action];
    kernel_.emit(ActionTaken{creature, info.id, targets, item, place});
    Frame& frame = push_first(info.program, creature, std::move(targets));
    frame.place = place;
    frame.item = item;
    frame.thing = std::move(thing);
    return begin();
}

Result<void> Machine::cast(CreatureId creature, Index spell, std::int32_t level, std::vector<CreatureId> targets,
                           std::optional<Position> place)
{
    const SpellInfo& info = rules_.spells[spell];
    kernel_.emit(SpellCast{creature, info.id, level, targets, place});
    Frame& frame = push_first(info.program, creature, std::move(targets));
    frame.values[slot::level] = level;
    frame.place = place;
    tell_watchers(content::Moment::sees_cast, creature, {}, level, info.tags);
    return begin();
}

Result<void> Machine::put_off_turn(CreatureId behind)
{
    push_first(put_off_turn_, {}, {behind});
    return begin();
}

Result<void> Machine::pass_time(std::int64_t until, bool resting)
{
    count_ = 0;
    Frame& frame = push(pass_time_).frame;
    frame.values[0] = until;
    frame.values[2] = resting;
    return begin();
}

bool Machine::within_budget() const
{
    const std::uint64_t events = kernel_.emitted();
    return steps_ <= most_steps && events - events_before_ <= most_events && steps_in_all_ <= most_steps_in_all &&
           events - events_at_start_ <= most_events_in_all && (count_ == 0 || top().frame.depth <= deepest);
}

tl::unexpected<Error> Machine::over_budget()
{
    count_ = 0;
    kernel_.forget();
    return fail(Code::limit, "rules.budget",
                "this would set off more than a command may: 10,000 steps, 1,000 events, hooks 16 deep, or too much "
                "time at once");
}

/// Each moment of time has a budget of its own.
void Machine::new_moment()
{
    steps_in_all_ += steps_;
    steps_ = 0;
    events_before_ = kernel_.emitted();
}

Result<void> Machine::go_on()
{
    for (;;) {
        if (field_.take_stir()) settle_zones();
        if (!kernel_.happened().empty()) push_hooks();
        if (!within_budget()) return over_budget();
        if (count_ == 0) return {};
        if (pause_after_ != 0 && until_pause_-- == 0) {
            wait({});
            return {};
        }
        ++steps_;
        if (step() == Next::wait) return {};
    }
}

// Hooks --------------------------------------------------------------------------------------------------------------

void Machine::gather(std::size_t which)
{
    const Happening& happening = kernel_.happened()[which];
    const auto add = [&](const EffectInfo& info, EffectId id, CreatureId source) {
        for (const HookCode& hook : info.hooks) {
            if (hook.on != happening.moment) continue;
            if (hook.with.any() && (hook.with & happening.tags).none()) continue;
            hooked_.push_back({&hook.program, hook.priority, source, id, which});
        }
    };
    if (happening.ended) {
        const Index info = find(rules_.effects, happening.ended->definition);
        if (info != none) add(rules_.effects[info], happening.effect, happening.ended->source);
        return;
    }
    // what can be done about it comes behind what happens by itself
    const auto answer = [&] {
        if (happening.effect || (rules_.answered & bit(happening.moment)) == 0) return;
        if (deeds_.is_able(happening.self) && deeds_.heeds(happening.self, happening.moment))
            hooked_.push_back({&react_, 0, {}, {}, which});
    };
    if (!sheets_.listens(happening.self, happening.moment)) return answer();
    const std::size_t first = hooked_.size();
    for (const Active& active : sheets_.effects(happening.self)) {
        if (!active.info || active.asleep) continue;
        if (happening.effect && active.id != happening.effect) continue;
        if (active.info->listens(happening.moment)) add(*active.info, active.id, active.source);
    }
    // by ascending id already; the higher priority goes first
    if (hooked_.size() - first > 1)
        std::ranges::stable_sort(hooked_.begin() + static_cast<std::ptrdiff_t>(first), hooked_.end(),
                                 std::ranges::greater(), &Hooked::priority);
    answer();
}

void Machine::push_hooks()
{
    auto& happened = kernel_.happened();
    hooked_.clear();
    for (std::size_t i = 0; i < happened.size(); ++i) gather(i);
    const std::uint32_t depth = count_ == 0 ? 1 : top().frame.depth + 1;
    const bool may_change = count_ != 0 && can_be_cause(*top().code);
    const auto cause = may_change ? static_cast<std::uint32_t>(count_) : 0;
    for (const Hooked& hooked : hooked_ | std::views::reverse) { // the first is run first
        const Happening& happening = happened[hooked.happening];
        Frame& frame = push(*hooked.code).frame;
        frame.depth = depth;
        frame.cause = cause;
        frame.self = happening.self;
        frame.target = happening.other;
        frame.source = hooked.source;
        frame.effect = hooked.effect;
        if (happening.ended) frame.ended.push_back(*happening.ended);
        frame.values[slot::amount] = happening.amount;
        if (hooked.code == &react_) {
            frame.source = happening.self;
            frame.values[reaction::moment] = static_cast<std::int64_t>(happening.moment);
        }
        if (cause == 0) continue;
        const auto& rolled = frames_[cause - 1].frame.values; // what they may change
        for (const auto each : {slot::degree, slot::natural, slot::total}) frame.values[each] = rolled[each];
    }
    happened.clear();
}

// What an instruction reads ------------------------------------------------------------------------------------------

Viewpoint Machine::view() const
{
    const Frame& frame = top().frame;
    Viewpoint from{.self = frame.self,
                   .target = frame.target,
                   .source = frame.source,
                   .effect = frame.ended.empty() ? nullptr : &frame.ended.front(),
                   .effect_id = frame.effect,
                   .values = frame.values};
    if (!frame.thing.empty()) {
        const Index item = find(rules_.items, frame.thing);
        from.item = item == none ? nullptr : &rules_.items[item];
        from.item_row = frame.item;
    }
    return from;
}

std::int64_t Machine::value(Index formula, std::int64_t otherwise)
{
    return formula == none ? otherwise : sheets_.value(top().code->formulas[formula], view());
}

std::int32_t Machine::amount(Index formula)
{
    return formula == none ? 0 : kernel_.amount(top().code->formulas[formula], view());
}

TagSet Machine::tags(Index which)
{
    return which == none ? TagSet() : top().code->tags[which];
}

const std::vector<CreatureId>& Machine::aim(content::Who who)
{
    using content::Who;
    const Frame& frame = top().frame;
    aimed_.clear();
    const auto one = [&](CreatureId id) {
        if (world_.creatures.find(id)) aimed_.push_back(id);
    };
    const Creature* self = world_.creatures.find(frame.self);
    // who stands on a battlefield has to do with those who do
    const bool here = self && self->place;
    const auto many = [&](auto&& wanted) {
        world_.creatures.each([&](CreatureId id, const Creature& creature) {
            if (creature.vitals.life == Life::dead || (here && !creature.place)) return;
            if (wanted(id, creature)) aimed_.push_back(id);
        });
    };
    const std::string_view side = self ? std::string_view(self->side) : std::string_view();
    switch (who) {
    case Who::self:
    case Who::owner: one(frame.self); break;
    case Who::target: one(frame.target); break;
    case Who::source: one(frame.source); break;
    case Who::targets:
        for (const CreatureId id : frame.targets) one(id);
        if (frame.targets.empty()) one(frame.target);
        break;
    case Who::allies:
        many([&](CreatureId id, const Creature& other) { return id != frame.self && other.side == side; });
        break;
    case Who::enemies: many([&](CreatureId, const Creature& other) { return other.side != side; }); break;
    case Who::others: many([&](CreatureId id, const Creature&) { return id != frame.self; }); break;
    case Who::everybody: many([](CreatureId, const Creature&) { return true; }); break;
    case Who::watchers:
        many([&](CreatureId id, const Creature& other) { return other.side != side && field_.sees(id, frame.self); });
        break;
    }
    return aimed_;
}

EffectId Machine::kept(Index variable)
{
    if (variable == none) return {};
    const auto bits = static_cast<std::uint64_t>(top().frame.values[variable]);
    return {static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32)};
}

// Instructions -------------------------------------------------------------------------------------------------------

Machine::Next Machine::step()
{
    const Instruction instruction = top().code->code[top().frame.at++];
    switch (instruction.op) {
    case Op::target: {
        const auto& all = aim(instruction.who);
        top().frame.target = all.empty() ? CreatureId{} : all.front();
        break;
    }
    case Op::before:
    case Op::before_save: before(instruction); break;
    case Op::attack: attack(instruction); break;
    case Op::landed: landed(instruction); break;
    case Op::save: save(instruction); break;
    case Op::check: {
        const auto& all = aim(instruction.who);
        roll(instruction, all.empty() ? CreatureId{} : all.front(), {});
        break;
    }
    case Op::unless:
        if (!succeeded(static_cast<Degree>(top().frame.values[slot::degree]))) top().frame.at = instruction.jump;
        break;
    case Op::calm: top().frame.critical = false; break;
    case Op::damage: damage(instruction); break;
    case Op::item_damage: item_damage(instruction); break;
    case Op::heal:
    case Op::raise: heal(instruction); break;
    case Op::die:
        for (const CreatureId id : std::vector(aim(instruction.who))) kernel_.die(id);
        break;
    case Op::stabilize:
        for (const CreatureId id : aim(instruction.who)) kernel_.stabilize(id);
        break;
    case Op::temporary: {
        const std::int32_t hit_points = amount(instruction.b);
        for (const CreatureId id : aim(instruction.who)) kernel_.give_temporary(id, hit_points);
        break;
    }
    case Op::effect: begin_effects(instruction); break;
    case Op::end_this: kernel_.end(top().frame.effect, Why::ended); break;
    case Op::end: end_effects(instruction); break;
    case Op::dispel: {
        const auto power = instruction.b == none ? narrow(largest) : amount(instruction.b);
        const TagSet categories = tags(instruction.d);
        std::int32_t ended = 0;
        for (const CreatureId id : aim(instruction.who)) ended += kernel_.dispel(id, categories, power);
        top().frame.values[slot::total] = ended;
        break;
    }
    case Op::summon: summon(instruction); break;
    case Op::leave:
        for (const CreatureId id : aim(instruction.who)) kernel_.leave(id);
        break;
    case Op::set: top().frame.values[instruction.c] = value(instruction.b); break;
    case Op::roll: {
        const std::int32_t rolled = amount(instruction.b);
        top().frame.values[instruction.c] = rolled;
        break;
    }
    case Op::count: count(instruction); break;
    case Op::if_not:
        if (value(instruction.b) == 0) top().frame.at = instruction.jump;
        break;
    case Op::jump: top().frame.at = instruction.jump; break;
    case Op::each: {
        std::vector<CreatureId> all = aim(instruction.who);
        Frame& frame = top().frame;
        const CreatureId before = frame.target;
        if (instruction.b != none) {
            std::map<CreatureId, std::int64_t> order;
            for (const CreatureId id : all) {
                frame.target = id;
                order[id] = value(instruction.b);
            }
            std::ranges::stable_sort(all, {}, [&](CreatureId id) { return order.at(id); });
            frame.target = before;
        }
        frame.loops.push_back({.over = std::move(all), .at = 0, .before = before});
        break;
    }
    case Op::next: next_of_loop(instruction); break;
    case Op::repeat: {
        const bool goes_on = (instruction.c == none || top().frame.values[instruction.c]-- > 0) &&
                             (instruction.b == none || value(instruction.b) != 0);
        if (!goes_on) top().frame.at = instruction.jump;
        break;
    }
    case Op::outcome: change_outcome(instruction); break;
    case Op::reflect: reflect(); break;
    case Op::thwart: thwart(); break;
    case Op::strike: strike(instruction); break;
    case Op::side: change_side(instruction); break;
    case Op::text:
        kernel_.emit(TextTold{top().frame.self, top().frame.target, top().code->texts[instruction.a]});
        break;
    case Op::ask: return ask(instruction);
    case Op::run: run_action(instruction); break;
    case Op::concentrate: concentrate(); break;
    case Op::cast: run_spell(instruction); break;
    case Op::spend: spend(instruction); break;
    case Op::regain: give_back(instruction); break;
    case Op::short_rest:
    case Op::long_rest: rest(instruction); break;
    case Op::give: give(instruction); break;
    case Op::take: take(instruction); break;
    case Op::charge: {
        const auto sign = value(instruction.b) < 0 ? -1 : 1; // amounts are none or more
        const std::int32_t add = sign < 0 ? narrow(value(instruction.b)) : amount(instruction.b);
        belongings_.charge(top().frame.item, add);
        break;
    }
    case Op::identify:
        for (const CreatureId id : aim(instruction.who)) belongings_.identify(id);
        break;
    case Op::move: move(instruction); break;
    case Op::area: area(instruction); break;
    case Op::finish: --count_; break;
    case Op::turn_ends:
        if (world_.encounter->acting) kernel_.tell(content::Moment::turn_end, kernel_.whose_turn(), {});
        break;
    case Op::end_turn:
        if (world_.encounter->acting) {
            const CreatureId whose = kernel_.whose_turn();
            kernel_.end_turn();
            if (top().code == &next_turn_ && kernel_.is_heard(content::Moment::turn_passed)) {
                for (const CreatureId other : world_.encounter->order) {
                    if (other != whose && heeds(other, content::Moment::turn_passed))
                        kernel_.tell(content::Moment::turn_passed, other, whose);
                }
            }
        }
        break;
    case Op::next_turn: take_turn(); break;
    case Op::put_off_turn: kernel_.put_off_turn(top().frame.target); break;
    case Op::outsiders: tick_outsiders(); break;
    case Op::rest_of_round: rest_of_round(); break;
    case Op::end_encounter: {
        const auto outcome = static_cast<Outcome>(top().frame.values[0]);
        kernel_.end_encounter(outcome, std::string(top().frame.thing));
        break;
    }
    case Op::pass_time: pass_moment(); break;
    case Op::walk_on: walk_on(instruction); break;
    case Op::mind: next_minding(); break;
    case Op::stride: stride(); break;
    case Op::react: return react();
    case Op::react_so: react_so(); break;
    }
    return Next::go_on;
}

/// Who is about to roll, or to be attacked, may do something first.
void Machine::before(const Instruction& instruction)
{
    using content::Moment;
    const Frame& frame = top().frame;
    const TagSet of_roll = rules_.checks[instruction.a].tags | tags(instruction.d);
    if (instruction.op == Op::before_save) return kernel_.tell(Moment::saving, frame.target, frame.self, 0, of_roll);
    const CreatureId self = frame.self, target = frame.target;
    if (rules_.battle && rules_.battle->facing) turn_towards(self, target);
    kernel_.tell(Moment::attacking, self, target, 0, of_roll);
    kernel_.tell(Moment::attacked, target, self, 0, of_roll);
    tell_watchers(Moment::sees_attack, self, target, 0, of_roll);
}

void Machine::save(const Instruction& instruction)
{
    const CreatureId self = top().frame.self, target = top().frame.target;
    const CheckMade rolled = roll(instruction, target, self);
    const bool saved = succeeded(static_cast<Degree>(top().frame.values[slot::degree]));
    const TagSet of_roll = rules_.checks[instruction.a].tags | tags(instruction.d);
    kernel_.tell(saved ? content::Moment::saved : content::Moment::save_failed, target, self, rolled.advantage,
                 of_roll);
}

void Machine::heal(const Instruction& instruction)
{
    const std::int32_t hit_points = amount(instruction.b);
    const TagSet with = tags(instruction.d);
    for (const CreatureId id : aim(instruction.who)) {
        if (instruction.op == Op::raise)
            kernel_.raise(id, top().frame.self, hit_points, with);
        else
            kernel_.heal(id, top().frame.self, hit_points, with);
    }
}

/// The program that set off the hook which runs, while it still runs.
Frame* Machine::cause()
{
    const std::uint32_t cause = top().frame.cause;
    return cause == 0 || cause >= count_ ? nullptr : &frames_[cause - 1].frame;
}

void Machine::change_outcome(const Instruction& instruction)
{
    const auto degree = static_cast<Degree>(std::clamp<std::int64_t>(value(instruction.b), 0, 3));
    Frame* const rolled = cause();
    if (!rolled || rolled->values[slot::degree] == static_cast<std::int64_t>(degree)) return;
    rolled->values[slot::degree] = static_cast<std::int64_t>(degree);
    const ProgramCode& code = *frames_[top().frame.cause - 1].code;
    const Op op = rolled->at == 0 ? Op::finish : code.code[rolled->at - 1].op;
    if (op == Op::attack || op == Op::landed) rolled->critical = degree == Degree::critical_success;
    kernel_.emit(OutcomeChanged{top().frame.self, degree});
}

/// It goes to its end at once. What it has done so far stays done.
void Machine::thwart()
{
    Frame* const done = cause();
    if (!done) return;
    const CreatureId whose = done->self;
    done->loops.clear();
    done->at = static_cast<std::uint32_t>(frames_[top().frame.cause - 1].code->code.size() - 1);
    kernel_.emit(Thwarted{top().frame.self, whose});
}

void Machine::strike(const Instruction& instruction)
{
    const Frame from = top().frame;
    const TagSet with = tags(instruction.a);
    Index tag = 0;
    while (tag < most_tags && !with.test(tag)) ++tag;
    if (tag == most_tags || !field_.is_there()) return;
    Frame& asked = push_reaction(from.self, from.target, content::Moment::attacking, from.depth + 1);
    asked.cause = from.cause;
    asked.values[reaction::with] = tag;
}

void Machine::change_side(const Instruction& instruction)
{
    const auto with = static_cast<content::Who>(instruction.d);
    const auto& whose = aim(with);
    const Creature* const other = whose.empty() ? nullptr : world_.creatures.find(whose.front());
    const CreatureId joined = whose.empty() ? CreatureId{} : whose.front();
    const std::string side = other ? other->side : std::string();
    for (const CreatureId id : std::vector<CreatureId>(aim(instruction.who))) {
        const Creature& row = *world_.creatures.find(id);
        const bool back = id == joined;
        if (!back && !other) continue;
        const std::string& wanted = back ? (row.own_side.empty() ? row.side : row.own_side) : side;
        if (wanted != row.side) kernel_.emit(SideChanged{id, wanted});
    }
}

void Machine::reflect()
{
    Frame* const done = cause();
    if (!done || done->target == done->self) return;
    done->target = done->self;
    kernel_.emit(Reflected{top().frame.self, done->self});
}

CheckMade Machine::roll(const Instruction& instruction, CreatureId roller, CreatureId target)
{
    Frame& frame = top().frame;
    frame.values[slot::degree] = static_cast<std::int64_t>(Degree::failure);
    if (!world_.creatures.find(roller)) return {};
    RollCall call{.check = instruction.a, .creature = roller, .target = target, .tags = tags(instruction.d)};
    if (!world_.creatures.find(target)) call.target = {};
    if (instruction.op == Op::attack) {
        if (field_.is_there())
            call.tags |= field_.of_attack(roller, target, field_.ranges(aim_of_attack(), view()).first);
        call.bonus = narrow(value(instruction.b));
        call.advantage = narrow(value(instruction.c));
    } else if (instruction.b != none) {
        call.difficulty = narrow(value(instruction.b));
    }
    if (instruction.op == Op::save && field_.is_there()) {
        // cover counts from where it comes
        const auto from = frame.place ? std::optional(Body{*frame.place, 1}) : field_.body(target);
        if (from && from->place.level == field_.body(roller).value_or(*from).place.level)
            call.tags |= field_.of_save(roller, *from);
    }
    // what a check reads as @value is what the program has under that name
    std::vector<std::int64_t> values;
    for (const std::string& name : rules_.checks[call.check].value_names) {
        const auto& variables = top().code->variables;
        const auto found = std::ranges::find(variables, name);
        values.push_back(found == variables.end() ? 0
                                                  : frame.values[static_cast<std::size_t>(found - variables.begin())]);
    }
    call.values = values;
    CheckMade made = kernel_.check(call);
    frame.values[slot::degree] = static_cast<std::int64_t>(made.degree);
    frame.values[slot::natural] = made.natural;
    frame.values[slot::total] = made.total;
    return made;
}

void Machine::attack(const Instruction& instruction)
{
    const CreatureId self = top().frame.self, target = top().frame.target;
    if (!world_.creatures.find(target) || !still_reaches(target)) {
        top().frame.values[slot::degree] = static_cast<std::int64_t>(Degree::failure);
        ++top().frame.at; // nothing has landed
        return;
    }
    const CheckMade rolled = roll(instruction, self, target);
    Frame& frame = top().frame;
    const auto made = static_cast<Degree>(frame.values[slot::degree]);
    frame.critical = made == Degree::critical_success;
    frame.values[slot::luck] = rolled.advantage;
    if (!succeeded(made)) return;
    const TagSet of_roll = rules_.checks[instruction.a].tags | tags(instruction.d);
    kernel_.tell(content::Moment::struck, target, self, rolled.advantage, of_roll);
}

/// When nobody can change it any more.
void Machine::landed(const Instruction& instruction)
{
    const Frame& frame = top().frame;
    const CreatureId self = frame.self, target = frame.target;
    const auto made = static_cast<Degree>(frame.values[slot::degree]);
    const std::int64_t luck = frame.values[slot::luck];
    TagSet of_roll = rules_.checks[instruction.a].tags | tags(instruction.d);
    const auto heard = succeeded(made) ? content::Moment::hit : content::Moment::missed;
    const auto felt = succeeded(made) ? content::Moment::was_hit : content::Moment::was_missed;
    if (field_.is_there() && (sheets_.listens(self, heard) || sheets_.listens(target, felt)))
        of_roll |= field_.of_attack(self, target, field_.ranges(aim_of_attack(), view()).first);
    kernel_.tell(succeeded(made) ? content::Moment::hit : content::Moment::missed, self, target, luck, of_roll);
    kernel_.tell(succeeded(made) ? content::Moment::was_hit : content::Moment::was_missed, target, self, luck, of_roll);
}

void Machine::damage(const Instruction& instruction)
{
    const bool critical = top().frame.critical;
    packets_.clear();
    for (const PartCode& part : top().code->parts[instruction.a])
        packets_.push_back({part.type, kernel_.amount(part.amount, view(), critical)});
    hurt(instruction, critical);
}

/// What the item in use does, and what the step adds.
void Machine::item_damage(const Instruction& instruction)
{
    const bool critical = top().frame.critical;
    packets_.clear();
    const Viewpoint from = view();
    if (from.item) {
        const Item* const row = world_.items.find(from.item_row);
        const bool two_handed = row && row->places.size() > 1;
        for (const PartCode& part : two_handed ? from.item->damage_two_handed : from.item->damage)
            packets_.push_back({part.type, kernel_.amount(part.amount, view(), critical)});
    }
    for (const PartCode& part : top().code->parts[instruction.a]) {
        if (part.type != none) {
            packets_.push_back({part.type, kernel_.amount(part.amount, view(), critical)});
        } else if (!packets_.empty()) {
            // a penalty may lower it, so this is no amount of its own
            const std::int64_t more = part.amount.rolls() ? kernel_.amount(part.amount, view(), critical)
                                                          : sheets_.value(part.amount, view());
            packets_.front().amount = narrow(std::max<std::int64_t>(packets_.front().amount + more, 0));
        }
    }
    hurt(instruction, critical);
}

void Machine::hurt(const Instruction& instruction, bool critical)
{
    const TagSet with = tags(instruction.d);
    std::int64_t lost_in_all = 0;
    for (const CreatureId id : aim(instruction.who)) {
        lost_in_all += kernel_.damage(id, top().frame.self, packets_, with, critical);
    }
    top().frame.values[slot::lost] = lost_in_all;
}

void Machine::begin_effects(const Instruction& instruction)
{
    const std::int32_t level = amount(instruction.b);
    std::optional<DurationInfo> lasts;
    if (instruction.e != none) {
        const LastingCode& code = top().code->durations[instruction.e];
        lasts = DurationInfo{.unit = code.unit,
                             .amount = Formula(kernel_.amount(code.amount, view())),
                             .until = code.until,
                             .of = code.of};
    }
    for (const CreatureId id : aim(instruction.who)) {
        const EffectId parent = kept(instruction.d);
        if (instruction.d != none && !world_.effects.find(parent)) continue; // what would hold it is over
        const EffectId began = kernel_.begin({.effect = instruction.a,
                                              .owner = id,
                                              .source = top().frame.self,
                                              .parent = parent,
                                              .level = level,
                                              .duration = lasts ? &*lasts : nullptr,
                                              .place = top().frame.place});
        if (instruction.c != none) top().frame.values[instruction.c] = packed(began);
    }
}

void Machine::end_effects(const Instruction& instruction)
{
    const EffectInfo* wanted = &rules_.effects[instruction.a];
    std::vector<EffectId> ending;
    for (const CreatureId id : aim(instruction.who)) {
        for (const Active& active : sheets_.effects(id)) {
            if (active.info == wanted) ending.push_back(active.id);
        }
    }
    for (const EffectId id : ending) kernel_.end(id, Why::ended);
}

void Machine::summon(const Instruction& instruction)
{
    static constexpr std::int32_t most_summoned = 50;
    const std::int32_t number = std::min(amount(instruction.b), most_summoned);
    const CreatureId self = top().frame.self;
    const Creature* summoner = world_.creatures.find(self);
    const std::string side = summoner ? summoner->side : std::string();
    std::map<std::string, std::int32_t> numbers;
    if (instruction.e != none) {
        for (const NumberCode& each : top().code->numbers[instruction.e]) {
            numbers[rules_.stats[each.stat].id] =
                each.value.rolls() ? kernel_.amount(each.value, view()) : narrow(sheets_.value(each.value, view()));
        }
    }
    for (std::int32_t i = 0; i < number; ++i) {
        const CreatureId id =
            kernel_.appear({.definition = rules_.creatures[instruction.a].id, .side = side, .numbers = numbers}, false);
        belongings_.bring(id, rules_.creatures[instruction.a]);
        join(id, self);
        const EffectId parent = kept(instruction.d);
        if (instruction.c == none || (instruction.d != none && !world_.effects.find(parent))) continue;
        kernel_.begin({.effect = instruction.c, .owner = id, .source = self, .parent = parent});
    }
}

void Machine::count(const Instruction& instruction)
{
    const std::string& name = top().code->counters[instruction.a];
    const std::int64_t add = instruction.b == none ? 0 : value(instruction.b);
    const bool sets = instruction.c != none;
    const std::int64_t set = sets ? value(instruction.c) : 0;
    for (const CreatureId id : aim(instruction.who)) {
        const auto& counters = world_.creatures.find(id)->counters;
        const auto found = counters.find(name);
        const std::int32_t before = found == counters.end() ? 0 : found->second;
        const std::int32_t after = narrow((sets ? set : before) + add);
        if (after != before) kernel_.emit(CounterChanged{id, name, after});
    }
}

void Machine::next_of_loop(const Instruction& instruction)
{
    Frame& frame = top().frame;
    Loop& loop = frame.loops.back();
    while (loop.at < loop.over.size()) {
        frame.target = loop.over[loop.at++];
        if (world_.creatures.find(frame.target)) return;
    }
    frame.target = loop.before;
    frame.loops.pop_back();
    frame.at = instruction.jump;
}

/// Another program, by and to the same.
Machine::Live& Machine::push_same(const ProgramCode& code)
{
    const Frame from = top().frame;
    Live& live = push(code);
    Frame& frame = live.frame;
    frame.depth = from.depth + 1;
    frame.cause = from.cause;
    frame.self = from.self;
    frame.target = from.target;
    frame.source = from.source;
    frame.targets = from.targets;
    frame.item = from.item;
    frame.thing = from.thing;
    frame.place = from.place;
    frame.values[slot::level] = from.values[slot::level];
    return live;
}

void Machine::run_action(const Instruction& instruction)
{
    push_same(rules_.actions[instruction.a].program);
}

void Machine::run_spell(const Instruction& instruction)
{
    const SpellInfo& spell = rules_.spells[instruction.a];
    const std::int32_t level = std::max(narrow(value(instruction.b, spell.level)), spell.level);
    const Frame& by = top().frame;
    const CreatureId self = by.self;
    kernel_.emit(SpellCast{by.self, spell.id, level, by.targets});
    push_same(spell.program).frame.values[slot::level] = level;
    tell_watchers(content::Moment::sees_cast, self, {}, level, spell.tags);
}

void Machine::concentrate()
{
    const CreatureId self = top().frame.self;
    const EffectId held = kernel_.begin({.effect = rules_.casting.concentration,
                                         .owner = self,
                                         .source = self,
                                         .level = narrow(top().frame.values[slot::level])});
    top().frame.values[slot::concentration] = packed(held);
}

// What is used up, and things ----------------------------------------------------------------------------------------

void Machine::spend(const Instruction& instruction)
{
    const std::int32_t wanted = amount(instruction.b);
    bool enough = true;
    for (const CreatureId id : aim(instruction.who)) enough = kernel_.spend(id, instruction.a, wanted) && enough;
    top().frame.values[slot::degree] = static_cast<std::int64_t>(enough ? Degree::success : Degree::failure);
}

void Machine::give_back(const Instruction& instruction)
{
    const std::int32_t back = instruction.b == none ? narrow(largest) : amount(instruction.b);
    for (const CreatureId id : aim(instruction.who)) kernel_.regain(id, instruction.a, back);
}

void Machine::rest(const Instruction& instruction)
{
    const bool is_long = instruction.op == Op::long_rest;
    const auto resting = aim(instruction.who);
    for (const CreatureId id : resting) {
        kernel_.rest(id, is_long);
        belongings_.rest(id, content::Regain::rest);
        if (is_long) belongings_.rest(id, content::Regain::long_rest);
    }
}

void Machine::give(const Instruction& instruction)
{
    const std::int32_t count = amount(instruction.b);
    const auto to = aim(instruction.who);
    bool given = true;
    for (const CreatureId id : to) given = count > 0 && belongings_.give(id, instruction.a, count).has_value() && given;
    top().frame.values[slot::degree] = static_cast<std::int64_t>(given ? Degree::success : Degree::failure);
}

void Machine::take(const Instruction& instruction)
{
    const std::int32_t count = amount(instruction.b);
    const auto from = aim(instruction.who);
    bool enough = !from.empty();
    for (const CreatureId id : from) enough = belongings_.take(id, instruction.a, tags(instruction.d), count) && enough;
    top().frame.values[slot::degree] = static_cast<std::int64_t>(enough ? Degree::success : Degree::failure);
}

// Turns and time -----------------------------------------------------------------------------------------------------

void Machine::tick(CreatureId creature)
{
    const Creature* row = world_.creatures.find(creature);
    if (!row || row->vitals.life == Life::dead) return;
    kernel_.regain_all(creature, content::Regain::turn);
    kernel_.suffer_dying(creature);
    kernel_.tell(content::Moment::turn_start, creature, {});
    kernel_.tell(content::Moment::turn_end, creature, {});
}

bool Machine::anybody_rests()
{
    bool rests = false;
    world_.effects.each([&](EffectId id, const Effect&) {
        const EffectInfo* const info = sheets_.info(id);
        rests = rests || (info && info->is_rest);
    });
    return rests;
}

/// The next of those who have what happens in a round, each with a budget of their own; the same instruction goes on
/// until there is nobody left.
void Machine::tick_next()
{
    Frame& frame = top().frame;
    Loop& loop = frame.loops.back();
    if (loop.at == loop.over.size()) {
        frame.loops.pop_back();
        return;
    }
    --frame.at;
    new_moment();
    tick(loop.over[loop.at++]);
}

/// Those who have no turns.
std::vector<CreatureId> Machine::outsiders()
{
    std::vector<CreatureId> all = sheets_.ticking();
    std::vector<CreatureId> order = world_.encounter->order;
    std::ranges::sort(order);
    std::erase_if(all, [&](CreatureId id) { return std::ranges::binary_search(order, id); });
    return all;
}

/// Who has not had a turn in the last round of an encounter has what happens in one.
void Machine::rest_of_round()
{
    auto& loops = top().frame.loops;
    if (loops.empty()) {
        if (world_.encounter->round == 0) return;
        const auto& order = world_.encounter->order;
        std::vector<CreatureId> rest(order.begin() + world_.encounter->turn + 1, order.end());
        std::ranges::copy(outsiders(), std::back_inserter(rest));
        loops.push_back({.over = std::move(rest)});
    }
    tick_next();
}

void Machine::take_turn()
{
    const std::uint32_t before = world_.encounter->round;
    kernel_.next_turn();
    const bool is_new = world_.encounter->round != before;
    top().frame.values[1] = before != 0 && is_new;
    if (!is_new || !world_.encounter->fight || !kernel_.is_heard(content::Moment::round_begins)) return;
    for (const CreatureId creature : world_.encounter->order)
        kernel_.tell(content::Moment::round_begins, creature, {}, world_.encounter->round);
}

/// When a round is over, those who have no turns have had it too.
void Machine::tick_outsiders()
{
    auto& loops = top().frame.loops;
    if (loops.empty()) {
        if (top().frame.values[1] == 0) return;
        loops.push_back({.over = outsiders()});
    }
    tick_next();
}

/// The next thing that time brings: an effect that ends, or a round that is over for whom rounds matter.
void Machine::pass_moment()
{
    Frame& frame = top().frame;
    if (!frame.loops.empty()) {
        tick_next();
        if (!frame.loops.empty()) return;
    }
    new_moment();
    if (frame.values[2] != 0 && !anybody_rests()) return kernel_.tell_time();
    const std::int64_t until = frame.values[0], now = kernel_.now();
    const std::int64_t round = rules_.round_seconds;
    std::vector<CreatureId> ticking = sheets_.ticking();
    const std::int64_t boundary = ticking.empty() ? Effect::never : (now / round + 1) * round;
    const auto due = sheets_.next_due(std::min(until, boundary));
    if (due) {
        --frame.at; // and again
        kernel_.set_clock(std::max(due->first, now));
        kernel_.end(due->second, Why::expired);
    } else if (boundary <= until) {
        --frame.at;
        kernel_.set_clock(boundary);
        frame.loops.push_back({.over = std::move(ticking)});
    } else {
        kernel_.set_clock(until);
        kernel_.tell_time();
    }
}

// Waiting ------------------------------------------------------------------------------------------------------------

Machine::Next Machine::ask(const Instruction& instruction)
{
    const QuestionCode& question = top().code->questions[instruction.a];
    Pending pending{.text = question.text};
    for (std::size_t i = 0; i < question.choices.size(); ++i) {
        const ChoiceCode& choice = question.choices[i];
        if (i != 0 && choice.when && sheets_.value(*choice.when, view()) == 0) continue;
        pending.choices.push_back(choice.name);
        pending.offered.push_back(static_cast<std::uint32_t>(i));
    }
    const auto& deciders = aim(instruction.who);
    if (deciders.empty() || pending.choices.size() == 1) { // nobody to ask, or nothing
        top().frame.at = question.choices.front().jump;
        return Next::go_on;
    }
    pending.decider = deciders.front();
    --top().frame.at;
    wait(std::move(pending));
    return Next::wait;
}

void Machine::wait(Pending pending)
{
    for (std::size_t i = 0; i < count_; ++i) {
        pending.frames.push_back(frames_[i].frame);
        pending.frames.back().program = frames_[i].code->name;
    }
    count_ = 0;
    kernel_.tell_time();
    kernel_.emit(Suspended{std::move(pending)});
}

const ProgramCode* Machine::program_named(std::string_view name) const
{
    for (const ProgramCode* own : {&next_turn_, &put_off_turn_, &end_encounter_, &pass_time_, &walk_, &react_}) {
        if (own->name == name) return own;
    }
    const std::size_t slash = name.find('/'), last = name.rfind('/');
    if (slash == std::string_view::npos) return nullptr;
    if (name.starts_with("spells/")) {
        const Index spell = find(rules_.spells, name.substr(slash + 1));
        return spell == none ? nullptr : &rules_.spells[spell].program;
    }
    if (name.starts_with("actions/")) {
        const Index action = find(rules_.actions, name.substr(slash + 1));
        return action == none ? nullptr : &rules_.actions[action].program;
    }
    if (!name.starts_with("effects/") || last == slash) return nullptr;
    const Index effect = find(rules_.effects, name.substr(slash + 1, last - slash - 1));
    std::size_t hook = 0;
    const std::string_view digits = name.substr(last + 1);
    const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), hook);
    if (effect == none || bad != std::errc() || end != digits.data() + digits.size()) return nullptr;
    const auto& hooks = rules_.effects[effect].hooks;
    return hook < hooks.size() ? &hooks[hook].program : nullptr;
}

Result<std::vector<Machine::Live>> Machine::revived(const Pending& pending) const
{
    const auto cannot = [](const std::string& why) {
        return fail(Code::conflict, "rules.bad_pending", "what waits cannot go on by these rules: " + why);
    };
    std::vector<Live> frames;
    for (const Frame& frame : pending.frames) {
        const ProgramCode* code = program_named(frame.program);
        if (!code) return cannot("there is no program " + frame.program);
        const bool turns = code == &next_turn_ || code == &put_off_turn_ || code == &end_encounter_;
        // behind its last instruction but one an encounter is over
        const bool needs_encounter = turns && frame.at + 1 < code->code.size();
        bool fits =
            frame.at < code->code.size() && frame.values.size() == code->variables.size() && frame.ended.size() <= 1 &&
            frame.depth <= deepest &&
            (frame.cause == 0 || (frame.cause <= frames.size() && can_be_cause(*frames[frame.cause - 1].code))) &&
            (!needs_encounter || world_.encounter);
        for (const Loop& loop : frame.loops) fits = fits && loop.at <= loop.over.size();
        const bool own = turns || code == &pass_time_ || code == &walk_;
        const bool loops = own ? frame.loops.size() <= 1 : frame.loops.size() == open_loops(*code, frame.at);
        if (!fits || !loops) return cannot(frame.program + " is another program now");
        frames.push_back({frame, code});
    }
    if (pending.choices.empty()) return frames;
    if (frames.empty()) return cannot("nothing asks");
    const Live& asking = frames.back();
    const Instruction& instruction = asking.code->code[asking.frame.at];
    if (instruction.op == Op::react) {
        const auto known = [&, most = offered_to(frames, frames.size()).size()](std::uint32_t choice) {
            return choice <= most;
        };
        if (pending.offered.size() == pending.choices.size() && std::ranges::all_of(pending.offered, known))
            return frames;
        return cannot("there is something else to choose now");
    }
    if (instruction.op != Op::ask) return cannot("nothing asks");
    const std::size_t choices = asking.code->questions[instruction.a].choices.size();
    const auto known = [&](std::uint32_t choice) { return choice < choices; };
    if (pending.offered.size() != pending.choices.size() || !std::ranges::all_of(pending.offered, known))
        return cannot("the question is another one now");
    return frames;
}

Result<void> Machine::resume(std::uint32_t choice)
{
    const Pending pending = *world_.pending;
    GOLDBOX_TRY(auto frames, revived(pending));
    if (!pending.choices.empty()) {
        Live& asking = frames.back();
        const Instruction& instruction = asking.code->code[asking.frame.at];
        if (instruction.op == Op::react) {
            asking.frame.values[reaction::choice] = pending.offered[choice];
            ++asking.frame.at;
        } else {
            const QuestionCode& question = asking.code->questions[instruction.a];
            asking.frame.at = question.choices[pending.offered[choice]].jump;
        }
    }
    kernel_.emit(Resumed{choice});
    frames_ = std::move(frames);
    count_ = frames_.size();
    return begin();
}

} // namespace goldbox::rules
