#pragma once
// SPDX-License-Identifier: MIT
// The language of what happens: what a weapon's blow, a breath, a spell, a potion and a poison do. A program is a list
// of steps; docs/rules.md explains them to those who write packs.

#include <goldbox/content/battle.hpp>
#include <goldbox/json/fields.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace goldbox::content {

struct Step;
using Program = std::vector<Step>;
bool operator==(const Step& left, const Step& right);

/// Whom a step is about. `targets`: everybody that the action was aimed at; `allies` and `enemies` go by side, and
/// leave out the actor and the dead; `watchers` are those of the enemies who have it before their eyes.
enum class Who : std::uint8_t { self, target, source, owner, targets, allies, enemies, others, everybody, watchers };

enum class TimeUnit : std::uint8_t { forever, rounds, turns, seconds, minutes, hours, days, rest, long_rest };
enum class Edge : std::uint8_t { start, end };
enum class Party : std::uint8_t { source, owner };

/// How long something lasts.
struct Duration {
    TimeUnit unit = TimeUnit::forever;
    std::string amount = "1"; ///< formula, dice too
    Edge until = Edge::start; ///< in an encounter: at the start or the end of a turn
    Party of = Party::source; ///< whose turn
    bool operator==(const Duration&) const = default;
};

/// Damage of one type.
struct DamageOf {
    std::string amount; ///< formula, dice too
    std::string type;
    bool operator==(const DamageOf&) const = default;
};

struct Choice {
    std::string name;
    std::string when; ///< formula: it is offered unless this is 0; the first always is
    Program what;
    bool operator==(const Choice&) const = default;
};

/// Chooses who the following steps are about.
struct TargetStep {
    Who who = Who::target;
    bool operator==(const TargetStep&) const = default;
};

/// The actor rolls against the target.
struct AttackStep {
    std::string check;
    std::string bonus;     ///< formula
    std::string advantage; ///< formula: above 0, below 0
    std::vector<std::string> tags;
    Program hit; ///< damage in it is critical when the hit is
    Program miss;
    bool operator==(const AttackStep&) const = default;
};

/// The target rolls against a number of the actor.
struct SaveStep {
    std::string check;
    std::string difficulty; ///< formula; of the actor
    std::vector<std::string> tags;
    Program failed;
    Program saved;
    bool operator==(const SaveStep&) const = default;
};

/// Somebody rolls against a number.
struct CheckStep {
    std::string check;
    Who who = Who::self;
    std::string difficulty; ///< formula; empty: what the check says
    std::vector<std::string> tags;
    Program success;
    Program failure;
    bool operator==(const CheckStep&) const = default;
};

/// Harms the target.
struct DamageStep {
    bool item = false; ///< with the damage of the item that is used; a part without a type joins its first
    std::vector<DamageOf> parts;
    Who who = Who::target;
    std::vector<std::string> tags;
    bool operator==(const DamageStep&) const = default;
};

/// Gives hit points back, or temporary ones.
struct HealStep {
    std::string amount;
    Who who = Who::target;
    bool temporary = false;
    bool raises = false;           ///< the dead too
    std::vector<std::string> tags; ///< beside `healing`, by which defenses find it
    bool operator==(const HealStep&) const = default;
};

/// Somebody dies.
struct DieStep {
    Who who = Who::target;
    bool operator==(const DieStep&) const = default;
};

/// Somebody who is dying is not any more.
struct StabilizeStep {
    Who who = Who::target;
    bool operator==(const StabilizeStep&) const = default;
};

/// Something begins that lasts.
struct EffectStep {
    std::string effect;
    Who who = Who::target;
    std::string level;                ///< formula; empty: 0
    std::optional<Duration> duration; ///< instead of the effect's own
    std::string as;                   ///< variable that keeps the effect, for `under`
    std::string under;                ///< variable with an effect: this ends with that
    bool operator==(const EffectStep&) const = default;
};

/// Something ends: effects of a definition, of categories, or the effect that this stands in.
struct EndStep {
    std::string effect;                  ///< of this definition; empty: see the others
    std::vector<std::string> categories; ///< of one of these, up to a power: dispelling
    std::string power;                   ///< formula
    Who who = Who::target;
    bool operator==(const EndStep&) const = default;
};

/// Creatures appear, on the side of the actor.
struct SummonStep {
    std::string creature;
    std::string count = "1";
    std::map<std::string, std::string> numbers; ///< formulas by stat, of the actor: before those of the stat block
    std::string effect;                         ///< that lies on each; empty: none
    std::string under;
    bool operator==(const SummonStep&) const = default;
};

/// Somebody is no longer in the world.
struct LeaveStep {
    Who who = Who::self;
    bool operator==(const LeaveStep&) const = default;
};

/// Keeps a number in a variable, read as `@value.NAME`.
struct SetStep {
    std::string as;
    std::string value;
    bool operator==(const SetStep&) const = default;
};

/// Rolls dice, and keeps the total in a variable.
struct RollStep {
    std::string as;
    std::string amount;
    bool operator==(const RollStep&) const = default;
};

/// Changes a counter of a creature, read as `@counter.NAME`.
struct CounterStep {
    std::string name;
    std::string add; ///< formula
    std::string set; ///< formula; before `add`
    Who who = Who::self;
    bool operator==(const CounterStep&) const = default;
};

/// Goes one way or the other.
struct IfStep {
    std::string when;
    Program then;
    Program otherwise;
    bool operator==(const IfStep&) const = default;
};

/// Does the same for several creatures, one after the other: each is the target.
struct EachStep {
    Who who = Who::targets;
    std::string order; ///< formula over each as the target: the lowest first; empty: as they come
    Program what;
    bool operator==(const EachStep&) const = default;
};

/// Does the same again and again.
struct RepeatStep {
    std::string times; ///< formula, dice too, read once; empty: any number
    std::string when;  ///< formula, before each time: no more when it is 0; empty: always
    Program what;
    bool operator==(const RepeatStep&) const = default;
};

/// Changes what came of the roll that set off the hook in which this stands.
struct OutcomeStep {
    std::string degree; ///< formula: 0 to 3, as `@value.degree`
    bool operator==(const OutcomeStep&) const = default;
};

/// What set off the hook in which this stands turns against whoever did it.
struct ReflectStep {
    bool operator==(const ReflectStep&) const = default;
};

/// What set off the hook or the reaction in which this stands comes to nothing: the spell, the blow.
struct ThwartStep {
    bool operator==(const ThwartStep&) const = default;
};

/// The actor does one of its attacks to the target, when it has one that reaches; of several it chooses.
struct StrikeStep {
    std::string with; ///< tag of the attack's check
    bool operator==(const StrikeStep&) const = default;
};

/// Somebody stands with somebody else from now on, or again with its own.
struct SideStep {
    Who who = Who::target;
    Who with = Who::self; ///< whose side; `who` itself: back to its own
    bool operator==(const SideStep&) const = default;
};

/// Tells something.
struct TextStep {
    std::string text;
    bool operator==(const TextStep&) const = default;
};

/// Waits for somebody to choose.
struct AskStep {
    std::string text; ///< of the question
    Who who = Who::self;
    std::vector<Choice> choices;
    bool operator==(const AskStep&) const = default;
};

/// Does an action, and goes on.
struct RunStep {
    std::string action;
    bool operator==(const RunStep&) const = default;
};

/// Casts a spell that costs nothing, and goes on: a wand's, a monster's.
struct CastStep {
    std::string spell;
    std::string level; ///< formula; empty: the spell's own
    bool operator==(const CastStep&) const = default;
};

/// Uses up some of a resource, when there is enough.
struct SpendStep {
    std::string resource;
    std::string amount = "1";
    Who who = Who::self;
    Program enough;
    Program lacking;
    bool operator==(const SpendStep&) const = default;
};

/// Gives some of a resource back.
struct RegainStep {
    std::string resource;
    std::string amount; ///< formula, dice too; empty: all
    Who who = Who::self;
    bool operator==(const RegainStep&) const = default;
};

/// What comes back with a rest does, and what lasts until one ends.
struct RestStep {
    bool is_long = false;
    Who who = Who::self;
    bool operator==(const RestStep&) const = default;
};

/// Somebody has a thing more.
struct GiveStep {
    std::string item;
    std::string count = "1";
    Who who = Who::target;
    bool operator==(const GiveStep&) const = default;
};

/// Somebody has fewer things, when there are enough: those of a definition, or those with a tag.
struct TakeStep {
    std::string item;
    std::string tag; ///< when no item is named: the first that has it
    std::string count = "1";
    Who who = Who::self;
    Program enough;
    Program lacking;
    bool operator==(const TakeStep&) const = default;
};

/// Changes the charges of the item that is used, within its bounds.
struct ChargeStep {
    std::string add; ///< formula, dice too
    bool operator==(const ChargeStep&) const = default;
};

/// Tells what somebody's things are.
struct IdentifyStep {
    Who who = Who::self;
    bool operator==(const IdentifyStep&) const = default;
};

/// Where somebody is put, on a battlefield.
enum class MoveWay : std::uint8_t {
    away,    ///< from the actor, as far as nothing stands in the way
    towards, ///< the actor
    place,   ///< at once to the place that was aimed at, or next to it: a jump through the air, or through nothing
    onto,    ///< to where the target stands: into a saddle
};

/// Somebody is moved who does not walk.
struct MoveStep {
    MoveWay way = MoveWay::away;
    std::string feet; ///< formula; of `place` no matter
    Who who = Who::target;
    bool operator==(const MoveStep&) const = default;
};

/// Where an area is.
enum class AreaAt : std::uint8_t { self, target, place };

/// Does the same for everybody in a part of the battlefield: each is the target. Without a battlefield, for all.
struct AreaStep {
    Who who = Who::everybody;
    AreaAt at = AreaAt::self;
    AimArea area;
    Program what;
    bool operator==(const AreaStep&) const = default;
};

struct Step : std::variant<TargetStep, AttackStep, SaveStep, CheckStep, DamageStep, HealStep, EffectStep, EndStep,
                           SummonStep, LeaveStep, SetStep, RollStep, CounterStep, IfStep, EachStep, TextStep, AskStep,
                           RunStep, CastStep, SpendStep, RegainStep, RestStep, GiveStep, TakeStep, ChargeStep,
                           IdentifyStep, DieStep, StabilizeStep, RepeatStep, OutcomeStep, ReflectStep, MoveStep,
                           AreaStep, ThwartStep, StrikeStep, SideStep> {
    using variant::variant;
};

/// When hooks run. The owner of the effect is `self`; the other side of what happened is `target`.
enum class Moment : std::uint8_t {
    turn_start,
    turn_end,
    attacking,
    attacked,
    hit,
    was_hit,
    missed,
    was_missed,
    damage_dealt,
    damage_taken,
    healed,
    dropped,
    died,
    save_failed,
    begins,
    ends,
    rested,
    expired, ///< its time was up, before `ends`
    encounter_begins,
    saving, ///< before a saving throw
    saved,
    ally_died,
    // in fights
    struck,       ///< a roll hits it, which can still be changed
    sees_attack,  ///< an enemy whom it sees is about to attack somebody else
    sees_cast,    ///< an enemy whom it sees begins to cast
    sees_step,    ///< an enemy whom it sees takes a step
    approached,   ///< an enemy whom it sees steps into its reach
    leaving,      ///< an enemy whom it sees is about to step out of its reach
    stepped,      ///< it took a step itself
    entered,      ///< of what a zone gives: the owner came in, the zone was there
    turn_passed,  ///< the turn of somebody else is over
    round_begins, ///< of a fight
};

/// When an action or a spell can be done at once, out of turn.
struct Answers {
    Moment on = Moment::struck;
    std::vector<std::string> with; ///< tags: of the roll or the spell, one of these; empty: any
    std::string when;              ///< formula, as of a hook
    bool anybody = false;          ///< at anybody it could be aimed at; else at who set it off
    std::string text;              ///< of the question
    bool operator==(const Answers&) const = default;
};

/// A program that runs whenever something happens.
struct Hook {
    Moment on = Moment::turn_start;
    std::vector<std::string> with; ///< tags: of damage or a roll that has one of these; empty: of any
    std::string when;              ///< formula; `@value.amount` is how much it was
    std::int32_t priority = 0;     ///< the higher goes first
    Program what;
    bool operator==(const Hook&) const = default;
};

/// What can be done in a turn.
struct ActionDefinition {
    std::string name;
    std::string text;
    std::string when;      ///< formula over who does it: it is refused while this is 0; empty: never
    std::string why;       ///< what is said then
    std::string takes;     ///< resource, in a fight; empty: what the ruleset says
    std::int32_t cost = 1; ///< so much of it
    bool free = false;     ///< it takes nothing
    std::string worth; ///< formula over who does it, for minds: hit points, beyond what the steps do; empty: nothing
    std::optional<Answers> answers; ///< it is done when that happens, and not in one's turn
    std::optional<Aim> aim;
    Program what;
    bool operator==(const ActionDefinition&) const = default;
};

void check(json::Reading& reading, const ActionDefinition& action);
/// For definitions that hold programs.
void check_program(json::Reading& reading, const Program& program);
void check_hooks(json::Reading& reading, const std::vector<Hook>& hooks);
void check_aim(json::Reading& reading, const std::optional<Aim>& aim);
void check_answers(json::Reading& reading, const std::optional<Answers>& answers);

} // namespace goldbox::content

/// A variant that holds itself needs a name, and its JSON is that of a variant all the same.
template <>
inline constexpr bool goldbox::json::detail::is_variant<goldbox::content::Step> = true;

template <>
struct goldbox::json::Names<goldbox::content::Who> {
    using enum goldbox::content::Who;
    static constexpr std::array table = {
        std::pair(self, std::string_view("self")),           std::pair(target, std::string_view("target")),
        std::pair(source, std::string_view("source")),       std::pair(owner, std::string_view("owner")),
        std::pair(targets, std::string_view("targets")),     std::pair(allies, std::string_view("allies")),
        std::pair(enemies, std::string_view("enemies")),     std::pair(others, std::string_view("others")),
        std::pair(everybody, std::string_view("everybody")), std::pair(watchers, std::string_view("watchers"))};
};

template <>
struct goldbox::json::Names<goldbox::content::TimeUnit> {
    using enum goldbox::content::TimeUnit;
    static constexpr std::array table = {
        std::pair(forever, std::string_view("forever")),    std::pair(rounds, std::string_view("rounds")),
        std::pair(turns, std::string_view("turns")),        std::pair(seconds, std::string_view("seconds")),
        std::pair(minutes, std::string_view("minutes")),    std::pair(hours, std::string_view("hours")),
        std::pair(days, std::string_view("days")),          std::pair(rest, std::string_view("rest")),
        std::pair(long_rest, std::string_view("long_rest"))};
};

template <>
struct goldbox::json::Names<goldbox::content::Edge> {
    using enum goldbox::content::Edge;
    static constexpr std::array table = {std::pair(start, std::string_view("start")),
                                         std::pair(end, std::string_view("end"))};
};

template <>
struct goldbox::json::Names<goldbox::content::Party> {
    using enum goldbox::content::Party;
    static constexpr std::array table = {std::pair(source, std::string_view("source")),
                                         std::pair(owner, std::string_view("owner"))};
};

template <>
struct goldbox::json::Fields<goldbox::content::Duration> {
    using T = goldbox::content::Duration;
    static constexpr std::string_view name = "duration";
    static constexpr std::string_view doc = "How long an effect lasts.";
    static constexpr auto table = std::make_tuple(
        field("unit", &T::unit, {.doc = "in what it is counted; when absent, forever"}),
        field("amount", &T::amount, {.doc = "formula, dice too; when absent, 1", .min = 1, .max = 500}),
        field("until", &T::until, {.doc = "in an encounter: the start or the end of a turn; when absent, start"}),
        field("of", &T::of, {.doc = "whose turn; when absent, the source's"}));
};

template <>
struct goldbox::json::Names<goldbox::content::Moment> {
    using enum goldbox::content::Moment;
    static constexpr std::array table = {std::pair(turn_start, std::string_view("turn_start")),
                                         std::pair(turn_end, std::string_view("turn_end")),
                                         std::pair(attacking, std::string_view("attacking")),
                                         std::pair(attacked, std::string_view("attacked")),
                                         std::pair(hit, std::string_view("hit")),
                                         std::pair(was_hit, std::string_view("was_hit")),
                                         std::pair(missed, std::string_view("missed")),
                                         std::pair(was_missed, std::string_view("was_missed")),
                                         std::pair(damage_dealt, std::string_view("damage_dealt")),
                                         std::pair(damage_taken, std::string_view("damage_taken")),
                                         std::pair(healed, std::string_view("healed")),
                                         std::pair(dropped, std::string_view("dropped")),
                                         std::pair(died, std::string_view("died")),
                                         std::pair(save_failed, std::string_view("save_failed")),
                                         std::pair(begins, std::string_view("begins")),
                                         std::pair(ends, std::string_view("ends")),
                                         std::pair(rested, std::string_view("rested")),
                                         std::pair(expired, std::string_view("expired")),
                                         std::pair(encounter_begins, std::string_view("encounter_begins")),
                                         std::pair(saving, std::string_view("saving")),
                                         std::pair(saved, std::string_view("saved")),
                                         std::pair(ally_died, std::string_view("ally_died")),
                                         std::pair(struck, std::string_view("struck")),
                                         std::pair(sees_attack, std::string_view("sees_attack")),
                                         std::pair(sees_cast, std::string_view("sees_cast")),
                                         std::pair(sees_step, std::string_view("sees_step")),
                                         std::pair(approached, std::string_view("approached")),
                                         std::pair(leaving, std::string_view("leaving")),
                                         std::pair(stepped, std::string_view("stepped")),
                                         std::pair(entered, std::string_view("entered")),
                                         std::pair(turn_passed, std::string_view("turn_passed")),
                                         std::pair(round_begins, std::string_view("round_begins"))};
};

template <>
struct goldbox::json::Fields<goldbox::content::DamageOf> {
    using T = goldbox::content::DamageOf;
    static constexpr std::string_view name = "damage_of";
    static constexpr std::string_view doc = "Damage of one type.";
    static constexpr auto table = std::make_tuple(
        field("amount", &T::amount, {.doc = "formula, dice too", .min = 1, .max = 500, .required = true}),
        field("type", &T::type,
              {.doc = "which; when absent, that of the item in use", .max = 200, .refers = "damage_types"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Choice> {
    using T = goldbox::content::Choice;
    static constexpr std::string_view name = "choice";
    static constexpr std::string_view doc = "One of the choices of a question.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "what it says", .min = 1, .max = 200, .required = true}),
        field("when", &T::when, {.doc = "formula: it is offered unless this is 0; the first always is", .max = 500}),
        field("do", &T::what, {.doc = "what follows", .max = 200}));
};

template <>
struct goldbox::json::Fields<goldbox::content::TargetStep> {
    using T = goldbox::content::TargetStep;
    static constexpr std::string_view name = "target";
    static constexpr std::string_view doc = "Chooses who the following steps are about.";
    static constexpr auto table = std::make_tuple(field("who", &T::who, {.doc = "who", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::content::AttackStep> {
    using T = goldbox::content::AttackStep;
    static constexpr std::string_view name = "attack";
    static constexpr std::string_view doc = "The actor rolls against the target.";
    static constexpr auto table = std::make_tuple(
        field("check", &T::check, {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "checks"}),
        field("bonus", &T::bonus, {.doc = "formula", .max = 500}),
        field("advantage", &T::advantage, {.doc = "formula: above 0 advantage, below 0 disadvantage", .max = 500}),
        field("tags", &T::tags, {.doc = "beside the check's own", .max = 20}),
        field("hit", &T::hit, {.doc = "what a hit does", .max = 200}),
        field("miss", &T::miss, {.doc = "what a miss does", .max = 200}));
};

template <>
struct goldbox::json::Fields<goldbox::content::SaveStep> {
    using T = goldbox::content::SaveStep;
    static constexpr std::string_view name = "save";
    static constexpr std::string_view doc = "The target rolls against a number of the actor.";
    static constexpr auto table = std::make_tuple(
        field("check", &T::check, {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "checks"}),
        field("difficulty", &T::difficulty, {.doc = "formula over numbers of the actor", .max = 500}),
        field("tags", &T::tags, {.doc = "beside the check's own", .max = 20}),
        field("failed", &T::failed, {.doc = "what happens to who fails", .max = 200}),
        field("saved", &T::saved, {.doc = "what happens to who does not", .max = 200}));
};

template <>
struct goldbox::json::Fields<goldbox::content::CheckStep> {
    using T = goldbox::content::CheckStep;
    static constexpr std::string_view name = "check";
    static constexpr std::string_view doc = "Somebody rolls against a number.";
    static constexpr auto table = std::make_tuple(
        field("check", &T::check, {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "checks"}),
        field("who", &T::who, {.doc = "who rolls; when absent, self"}),
        field("difficulty", &T::difficulty, {.doc = "formula; when absent, what the check says", .max = 500}),
        field("tags", &T::tags, {.doc = "beside the check's own", .max = 20}),
        field("success", &T::success, {.doc = "what follows", .max = 200}),
        field("failure", &T::failure, {.doc = "what follows", .max = 200}));
};

template <>
struct goldbox::json::Fields<goldbox::content::DamageStep> {
    using T = goldbox::content::DamageStep;
    static constexpr std::string_view name = "damage";
    static constexpr std::string_view doc = "Harms the target.";
    static constexpr auto table =
        std::make_tuple(field("item", &T::item, {.doc = "with the damage of the item that is used"}),
                        field("parts", &T::parts, {.doc = "amounts by type", .max = 20}),
                        field("who", &T::who, {.doc = "when absent, the target"}),
                        field("tags", &T::tags, {.doc = "beside the types' own", .max = 20}));
};

template <>
struct goldbox::json::Fields<goldbox::content::HealStep> {
    using T = goldbox::content::HealStep;
    static constexpr std::string_view name = "heal";
    static constexpr std::string_view doc = "Gives hit points back, or temporary ones.";
    static constexpr auto table = std::make_tuple(
        field("amount", &T::amount, {.doc = "formula, dice too", .min = 1, .max = 500, .required = true}),
        field("who", &T::who, {.doc = "when absent, the target"}),
        field("temporary", &T::temporary, {.doc = "temporary hit points"}),
        field("raises", &T::raises, {.doc = "the dead too"}),
        field("tags", &T::tags, {.doc = "beside healing, by which defenses find it", .max = 20}));
};

template <>
struct goldbox::json::Fields<goldbox::content::DieStep> {
    using T = goldbox::content::DieStep;
    static constexpr std::string_view name = "die";
    static constexpr std::string_view doc = "Somebody dies.";
    static constexpr auto table = std::make_tuple(field("who", &T::who, {.doc = "when absent, the target"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::StabilizeStep> {
    using T = goldbox::content::StabilizeStep;
    static constexpr std::string_view name = "stabilize";
    static constexpr std::string_view doc = "Somebody who is dying is not any more.";
    static constexpr auto table = std::make_tuple(field("who", &T::who, {.doc = "when absent, the target"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::EffectStep> {
    using T = goldbox::content::EffectStep;
    static constexpr std::string_view name = "effect";
    static constexpr std::string_view doc = "Something begins that lasts.";
    static constexpr auto table = std::make_tuple(
        field("effect", &T::effect, {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "effects"}),
        field("who", &T::who, {.doc = "when absent, the target"}),
        field("level", &T::level, {.doc = "formula: how strong", .max = 500}),
        field("duration", &T::duration, {.doc = "how long; when absent, what the effect itself says"}),
        field("as", &T::as, {.doc = "variable that keeps the effect, for under", .max = 60}),
        field("under", &T::under, {.doc = "variable with an effect: this ends with that", .max = 60}));
};

template <>
struct goldbox::json::Fields<goldbox::content::EndStep> {
    using T = goldbox::content::EndStep;
    static constexpr std::string_view name = "end";
    static constexpr std::string_view doc =
        "Something ends: effects by id, by category, or the effect that this stands in.";
    static constexpr auto table = std::make_tuple(
        field("effect", &T::effect, {.doc = "of this definition", .max = 200, .refers = "effects"}),
        field("categories", &T::categories, {.doc = "of one of these", .max = 20}),
        field("power", &T::power,
              {.doc = "formula: with categories, the dispel priority up to which; when absent, any", .max = 500}),
        field("who", &T::who, {.doc = "on whom; when absent, the target"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::SummonStep> {
    using T = goldbox::content::SummonStep;
    static constexpr std::string_view name = "summon";
    static constexpr std::string_view doc = "Creatures appear, on the side of the actor.";
    static constexpr auto table = std::make_tuple(
        field("creature", &T::creature,
              {.doc = "stat block", .min = 1, .max = 200, .required = true, .refers = "creatures"}),
        field("count", &T::count, {.doc = "formula, dice too; at most 50", .min = 1, .max = 500}),
        field("numbers", &T::numbers,
              {.doc = "formulas by stat, before the numbers of the stat block", .refers_by_name = "stats"}),
        field("effect", &T::effect, {.doc = "that lies on each", .max = 200, .refers = "effects"}),
        field("under", &T::under, {.doc = "variable with an effect: that of each ends with it", .max = 60}));
};

template <>
struct goldbox::json::Fields<goldbox::content::LeaveStep> {
    using T = goldbox::content::LeaveStep;
    static constexpr std::string_view name = "leave";
    static constexpr std::string_view doc = "Somebody is no longer in the world.";
    static constexpr auto table = std::make_tuple(field("who", &T::who, {.doc = "when absent, self"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::SetStep> {
    using T = goldbox::content::SetStep;
    static constexpr std::string_view name = "set";
    static constexpr std::string_view doc = "Keeps a number in a variable.";
    static constexpr auto table = std::make_tuple(
        field("as", &T::as, {.doc = "name, read as @value.NAME", .min = 1, .max = 60, .required = true}),
        field("value", &T::value, {.doc = "formula", .min = 1, .max = 500, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::content::RollStep> {
    using T = goldbox::content::RollStep;
    static constexpr std::string_view name = "roll";
    static constexpr std::string_view doc = "Rolls dice, and keeps the total in a variable.";
    static constexpr auto table = std::make_tuple(
        field("as", &T::as, {.doc = "name, read as @value.NAME", .min = 1, .max = 60, .required = true}),
        field("amount", &T::amount, {.doc = "formula, dice too", .min = 1, .max = 500, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::content::CounterStep> {
    using T = goldbox::content::CounterStep;
    static constexpr std::string_view name = "counter";
    static constexpr std::string_view doc = "Changes a counter of a creature.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "read as @counter.NAME", .min = 1, .max = 60, .required = true}),
        field("add", &T::add, {.doc = "formula", .max = 500}),
        field("set", &T::set, {.doc = "formula; before add", .max = 500}),
        field("who", &T::who, {.doc = "whose; when absent, self"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::IfStep> {
    using T = goldbox::content::IfStep;
    static constexpr std::string_view name = "if";
    static constexpr std::string_view doc = "Goes one way or the other.";
    static constexpr auto table = std::make_tuple(
        field("when", &T::when, {.doc = "formula: then unless it is 0", .min = 1, .max = 500, .required = true}),
        field("then", &T::then, {.doc = "when it is not 0", .max = 200}),
        field("otherwise", &T::otherwise, {.doc = "when it is 0", .max = 200}));
};

template <>
struct goldbox::json::Fields<goldbox::content::EachStep> {
    using T = goldbox::content::EachStep;
    static constexpr std::string_view name = "each";
    static constexpr std::string_view doc = "Does the same for several creatures, one after the other.";
    static constexpr auto table = std::make_tuple(
        field("who", &T::who, {.doc = "when absent, all that were aimed at"}),
        field("order", &T::order,
              {.doc = "formula over each as @target: the lowest first; when absent, as they come", .max = 500}),
        field("do", &T::what, {.doc = "what", .min = 1, .max = 200, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::content::RepeatStep> {
    using T = goldbox::content::RepeatStep;
    static constexpr std::string_view name = "repeat";
    static constexpr std::string_view doc = "Does the same again and again.";
    static constexpr auto table = std::make_tuple(
        field("times", &T::times, {.doc = "formula, dice too, read once; when absent, any number", .max = 500}),
        field("when", &T::when, {.doc = "formula, before each time: no more when it is 0", .max = 500}),
        field("do", &T::what, {.doc = "what", .min = 1, .max = 200, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::content::OutcomeStep> {
    using T = goldbox::content::OutcomeStep;
    static constexpr std::string_view name = "outcome";
    static constexpr std::string_view doc = "Changes what came of the roll that set off the hook in which this stands.";
    static constexpr auto table =
        std::make_tuple(field("degree", &T::degree,
                              {.doc = "formula: 0 to 3, from a critical failure to a critical success",
                               .min = 1,
                               .max = 500,
                               .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::content::ReflectStep> {
    using T = goldbox::content::ReflectStep;
    static constexpr std::string_view name = "reflect";
    static constexpr std::string_view doc = "What set off the hook in which this stands turns against whoever did it.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::content::ThwartStep> {
    using T = goldbox::content::ThwartStep;
    static constexpr std::string_view name = "thwart";
    static constexpr std::string_view doc =
        "What set off the hook or the reaction in which this stands comes to nothing.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::content::StrikeStep> {
    using T = goldbox::content::StrikeStep;
    static constexpr std::string_view name = "strike";
    static constexpr std::string_view doc = "The actor does one of its attacks to the target; only on a battlefield.";
    static constexpr auto table =
        std::make_tuple(field("with", &T::with,
                              {.doc = "tag of a check: any action of one attack with such a check will do",
                               .min = 1,
                               .max = 100,
                               .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::content::SideStep> {
    using T = goldbox::content::SideStep;
    static constexpr std::string_view name = "side";
    static constexpr std::string_view doc = "Somebody stands with somebody else from now on.";
    static constexpr auto table = std::make_tuple(
        field("who", &T::who, {.doc = "when absent, the target"}),
        field("with", &T::with, {.doc = "with whom; when absent, the actor; itself: with its own again"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::TextStep> {
    using T = goldbox::content::TextStep;
    static constexpr std::string_view name = "text";
    static constexpr std::string_view doc = "Tells something.";
    static constexpr auto table = std::make_tuple(
        field("text", &T::text, {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "texts"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::AskStep> {
    using T = goldbox::content::AskStep;
    static constexpr std::string_view name = "ask";
    static constexpr std::string_view doc = "Waits for somebody to choose.";
    static constexpr auto table = std::make_tuple(
        field("text", &T::text, {.doc = "of the question", .max = 200, .refers = "texts"}),
        field("who", &T::who, {.doc = "decides; when absent, self"}),
        field("choices", &T::choices,
              {.doc = "the first is what nobody's answer counts as", .min = 1, .max = 20, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::content::RunStep> {
    using T = goldbox::content::RunStep;
    static constexpr std::string_view name = "run";
    static constexpr std::string_view doc = "Does an action, and goes on.";
    static constexpr auto table = std::make_tuple(
        field("action", &T::action, {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "actions"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::CastStep> {
    using T = goldbox::content::CastStep;
    static constexpr std::string_view name = "cast";
    static constexpr std::string_view doc = "Casts a spell that costs nothing, and goes on.";
    static constexpr auto table = std::make_tuple(
        field("spell", &T::spell, {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "spells"}),
        field("level", &T::level, {.doc = "formula; when absent, the spell's own", .max = 500}));
};

template <>
struct goldbox::json::Fields<goldbox::content::SpendStep> {
    using T = goldbox::content::SpendStep;
    static constexpr std::string_view name = "spend";
    static constexpr std::string_view doc = "Uses up some of a resource, when there is enough.";
    static constexpr auto table =
        std::make_tuple(field("resource", &T::resource,
                              {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "resources"}),
                        field("amount", &T::amount, {.doc = "formula; when absent, 1", .min = 1, .max = 500}),
                        field("who", &T::who, {.doc = "whose; when absent, self"}),
                        field("enough", &T::enough, {.doc = "what follows when there was enough", .max = 200}),
                        field("lacking", &T::lacking, {.doc = "what follows when there was not", .max = 200}));
};

template <>
struct goldbox::json::Fields<goldbox::content::RegainStep> {
    using T = goldbox::content::RegainStep;
    static constexpr std::string_view name = "regain";
    static constexpr std::string_view doc = "Gives some of a resource back.";
    static constexpr auto table =
        std::make_tuple(field("resource", &T::resource,
                              {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "resources"}),
                        field("amount", &T::amount, {.doc = "formula, dice too; when absent, all", .max = 500}),
                        field("who", &T::who, {.doc = "whose; when absent, self"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::RestStep> {
    using T = goldbox::content::RestStep;
    static constexpr std::string_view name = "rest";
    static constexpr std::string_view doc = "What comes back with a rest does, and what lasts until one ends.";
    static constexpr auto table = std::make_tuple(field("long", &T::is_long, {.doc = "a long one"}),
                                                  field("who", &T::who, {.doc = "rested; when absent, self"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::GiveStep> {
    using T = goldbox::content::GiveStep;
    static constexpr std::string_view name = "give";
    static constexpr std::string_view doc = "Somebody has a thing more.";
    static constexpr auto table = std::make_tuple(
        field("item", &T::item, {.doc = "which", .min = 1, .max = 200, .required = true, .refers = "items"}),
        field("count", &T::count, {.doc = "formula, dice too; when absent, 1", .min = 1, .max = 500}),
        field("who", &T::who, {.doc = "when absent, the target"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::TakeStep> {
    using T = goldbox::content::TakeStep;
    static constexpr std::string_view name = "take";
    static constexpr std::string_view doc = "Somebody has fewer things, when there are enough.";
    static constexpr auto table =
        std::make_tuple(field("item", &T::item, {.doc = "which", .max = 200, .refers = "items"}),
                        field("tag", &T::tag, {.doc = "or of those that have this tag", .max = 100}),
                        field("count", &T::count, {.doc = "formula; when absent, 1", .min = 1, .max = 500}),
                        field("who", &T::who, {.doc = "when absent, self"}),
                        field("enough", &T::enough, {.doc = "what follows when there were enough", .max = 200}),
                        field("lacking", &T::lacking, {.doc = "what follows when there were not", .max = 200}));
};

template <>
struct goldbox::json::Fields<goldbox::content::ChargeStep> {
    using T = goldbox::content::ChargeStep;
    static constexpr std::string_view name = "charge";
    static constexpr std::string_view doc = "Changes the charges of the item that is used.";
    static constexpr auto table =
        std::make_tuple(field("add", &T::add, {.doc = "formula, dice too", .min = 1, .max = 500, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::content::IdentifyStep> {
    using T = goldbox::content::IdentifyStep;
    static constexpr std::string_view name = "identify";
    static constexpr std::string_view doc = "Tells what somebody's things are.";
    static constexpr auto table = std::make_tuple(field("who", &T::who, {.doc = "whose; when absent, self"}));
};

template <>
struct goldbox::json::Names<goldbox::content::MoveWay> {
    using enum goldbox::content::MoveWay;
    static constexpr std::array table = {
        std::pair(away, std::string_view("away")), std::pair(towards, std::string_view("towards")),
        std::pair(place, std::string_view("place")), std::pair(onto, std::string_view("onto"))};
};

template <>
struct goldbox::json::Names<goldbox::content::AreaAt> {
    using enum goldbox::content::AreaAt;
    static constexpr std::array table = {std::pair(self, std::string_view("self")),
                                         std::pair(target, std::string_view("target")),
                                         std::pair(place, std::string_view("place"))};
};

template <>
struct goldbox::json::Fields<goldbox::content::MoveStep> {
    using T = goldbox::content::MoveStep;
    static constexpr std::string_view name = "move";
    static constexpr std::string_view doc = "Somebody is moved who does not walk; only on a battlefield.";
    static constexpr auto table =
        std::make_tuple(field("way", &T::way, {.doc = "when absent, away from the actor"}),
                        field("feet", &T::feet, {.doc = "formula: how far at most", .max = 500}),
                        field("who", &T::who, {.doc = "when absent, the target"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::AreaStep> {
    using T = goldbox::content::AreaStep;
    static constexpr std::string_view name = "area";
    static constexpr std::string_view doc = "Does the same for everybody in a part of the battlefield.";
    static constexpr auto table = std::make_tuple(
        field("who", &T::who, {.doc = "of those who are in it; when absent, everybody"}),
        field("at", &T::at, {.doc = "where it is, or where it points to; when absent, around the actor"}),
        field("area", &T::area, {.doc = "what it looks like", .required = true}),
        field("do", &T::what, {.doc = "what", .min = 1, .max = 200, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Hook> {
    using T = goldbox::content::Hook;
    static constexpr std::string_view name = "hook";
    static constexpr std::string_view doc = "A program that runs whenever something happens to the owner.";
    static constexpr auto table =
        std::make_tuple(field("on", &T::on, {.doc = "what", .required = true}),
                        field("with", &T::with, {.doc = "tags: of damage or a roll that has one of these", .max = 20}),
                        field("when", &T::when, {.doc = "formula; @value.amount is how much it was", .max = 500}),
                        field("priority", &T::priority, {.doc = "the higher goes first", .min = -1000, .max = 1000}),
                        field("do", &T::what, {.doc = "what follows", .min = 1, .max = 200, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Answers> {
    using T = goldbox::content::Answers;
    static constexpr std::string_view name = "answers";
    static constexpr std::string_view doc =
        "When an action or a spell can be done at once, in a fight and out of turn.";
    static constexpr auto table = std::make_tuple(
        field("on", &T::on, {.doc = "what has to happen to who does it", .required = true}),
        field("with", &T::with, {.doc = "tags: of a roll or a spell that has one of these", .max = 20}),
        field("when", &T::when,
              {.doc = "formula: it is not offered while this is 0; @value. as in a hook", .max = 500}),
        field("anybody", &T::anybody, {.doc = "at anybody it could be aimed at, instead of at who set it off"}),
        field("text", &T::text, {.doc = "of the question", .max = 200, .refers = "texts"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::ActionDefinition> {
    using T = goldbox::content::ActionDefinition;
    static constexpr std::string_view name = "action";
    static constexpr std::string_view doc = "What can be done in a turn.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "what people call it", .max = 200}),
        field("text", &T::text, {.doc = "what it is, for people", .max = 20'000}),
        field("when", &T::when, {.doc = "formula: it is refused while this is 0", .max = 500}),
        field("why", &T::why, {.doc = "what is said when it is refused", .max = 500}),
        field("takes", &T::takes,
              {.doc = "resource, in a fight; when absent, what the ruleset says", .max = 200, .refers = "resources"}),
        field("cost", &T::cost, {.doc = "so much of it; when absent, 1", .min = 1, .max = 1000}),
        field("free", &T::free, {.doc = "it takes nothing"}),
        field("worth", &T::worth,
              {.doc = "formula: what it is worth to those whom nobody plays, in hit points, beyond what its steps do",
               .max = 500}),
        field("answers", &T::answers, {.doc = "it is done when that happens, and not in one's turn"}),
        field("aim", &T::aim, {.doc = "at whom, on a battlefield; when absent, somebody in reach"}),
        field("do", &T::what, {.doc = "steps", .max = 200}));
};
