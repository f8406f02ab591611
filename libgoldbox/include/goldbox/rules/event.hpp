#pragma once
// SPDX-License-Identifier: MIT
// What can have happened in a world. One event is one fact that a table would say aloud, with everything that `apply`
// needs to write it: no rule runs when events are folded.

#include <goldbox/rules/world.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace goldbox::rules {

enum class Degree : std::uint8_t { critical_failure, failure, success, critical_success };

[[nodiscard]] constexpr bool succeeded(Degree degree)
{
    return degree >= Degree::success;
}

struct CreatureAppeared {
    CreatureId creature;
    std::string definition;
    std::string name;
    std::string side;
    std::map<std::string, std::int32_t> numbers;
    std::int32_t hit_points = 0;
    bool operator==(const CreatureAppeared&) const = default;
};

/// Somebody is no longer in the world. What lay on it ended before.
struct CreatureLeft {
    CreatureId creature;
    bool operator==(const CreatureLeft&) const = default;
};

/// A number of a creature's own is another; nothing: it has none any more.
struct NumberChanged {
    CreatureId creature;
    std::string stat;
    std::optional<std::int32_t> number;
    bool operator==(const NumberChanged&) const = default;
};

/// A counter of a creature's is another.
struct CounterChanged {
    CreatureId creature;
    std::string counter;
    std::int32_t count = 0; ///< now
    bool operator==(const CounterChanged&) const = default;
};

/// Somebody does something.
struct ActionTaken {
    CreatureId creature;
    std::string action;
    std::vector<CreatureId> targets;
    ItemId item;                   ///< with it
    std::optional<Position> place; ///< that it is aimed at
    bool operator==(const ActionTaken&) const = default;
};

/// Somebody casts a spell.
struct SpellCast {
    CreatureId creature;
    std::string spell;
    std::int32_t level = 0; ///< at which it is cast
    std::vector<CreatureId> targets;
    std::optional<Position> place; ///< that it is aimed at
    bool operator==(const SpellCast&) const = default;
};

/// A spell is ready to be cast, or so many copies of it are; 0: not any more.
struct SpellPrepared {
    CreatureId creature;
    std::string spell;
    std::int32_t copies = 0; ///< now
    bool operator==(const SpellPrepared&) const = default;
};

/// Some of a resource is used up, or has come back.
struct ResourceSpent {
    CreatureId creature;
    std::string resource;   ///< or `copies/` and the id of a spell
    std::int32_t spent = 0; ///< now
    bool operator==(const ResourceSpent&) const = default;
};

/// A rest is over and has done its work.
struct Rested {
    CreatureId creature;
    bool is_long = false;
    bool operator==(const Rested&) const = default;
};

/// Something is in the world that was not.
struct ItemAppeared {
    ItemId item;
    Item what;
    bool operator==(const ItemAppeared&) const = default;
};

/// There are more or fewer of it; none: it is gone.
struct ItemCounted {
    ItemId item;
    std::string definition; ///< of what
    std::int32_t count = 0;
    bool operator==(const ItemCounted&) const = default;
};

/// Somebody else has it, or it lies in another thing, or about; it is worn no more.
struct ItemMoved {
    ItemId item;
    CreatureId holder;
    ItemId inside;
    bool operator==(const ItemMoved&) const = default;
};

/// It is worn at these places; none: it was put off.
struct ItemWorn {
    ItemId item;
    std::vector<std::string> places;
    bool operator==(const ItemWorn&) const = default;
};

struct ItemCharged {
    ItemId item;
    std::int32_t charges = 0; ///< now
    bool operator==(const ItemCharged&) const = default;
};

struct ItemAttuned {
    ItemId item;
    Attunement attunement = Attunement::attuned;
    bool operator==(const ItemAttuned&) const = default;
};

/// It is known what it is.
struct ItemIdentified {
    ItemId item;
    bool operator==(const ItemIdentified&) const = default;
};

struct TextTold {
    CreatureId creature;
    CreatureId target;
    std::string text; ///< id of one of the texts
    bool operator==(const TextTold&) const = default;
};

/// What came of somebody's roll is another thing after all.
struct OutcomeChanged {
    CreatureId creature; ///< who saw to it
    Degree degree = Degree::failure;
    bool operator==(const OutcomeChanged&) const = default;
};

/// What somebody did turns against them.
struct Reflected {
    CreatureId creature; ///< who saw to it
    CreatureId target;   ///< now
    bool operator==(const Reflected&) const = default;
};

/// The rules wait for somebody.
struct Suspended {
    Pending pending;
    bool operator==(const Suspended&) const = default;
};

/// They go on.
struct Resumed {
    std::uint32_t choice = 0;
    bool operator==(const Resumed&) const = default;
};

/// A roll against something.
struct CheckMade {
    std::string check;
    CreatureId creature;
    CreatureId target;               ///< against whom; nobody: against a number
    std::int32_t difficulty = 0;     ///< the number to reach, or to stay at
    std::int32_t advantage = 0;      ///< 1, 0, -1
    std::vector<std::int32_t> faces; ///< totals of the dice, as they fell: two with advantage; none when it was settled
    std::int32_t natural = 0;        ///< the one that counts
    std::int32_t bonus = 0;
    std::int32_t total = 0;
    Degree degree = Degree::failure;
    Stream stream = Stream::check;
    std::uint32_t draws = 0; ///< positions of the stream that were used
    bool operator==(const CheckMade&) const = default;
};

/// Dice for an amount: damage, healing, hit points.
struct AmountRolled {
    CreatureId creature; ///< whose roll it is
    Stream stream = Stream::damage;
    std::vector<std::int32_t> faces;
    std::int32_t total = 0;
    std::uint32_t draws = 0;
    bool operator==(const AmountRolled&) const = default;
};

struct DamagePart {
    std::string type;
    std::int32_t dealt = 0; ///< before the creature's defenses
    std::int32_t taken = 0; ///< behind them; below 0: it healed
    bool operator==(const DamagePart&) const = default;
};

struct DamageTaken {
    CreatureId creature;
    CreatureId source;
    std::vector<DamagePart> parts;
    std::int32_t absorbed = 0;   ///< by temporary hit points
    std::int32_t lost = 0;       ///< hit points
    std::int32_t hit_points = 0; ///< afterwards
    bool operator==(const DamageTaken&) const = default;
};

struct Healed {
    CreatureId creature;
    CreatureId source;
    std::int32_t gained = 0;
    std::int32_t hit_points = 0; ///< afterwards
    bool operator==(const Healed&) const = default;
};

struct TemporaryHitPoints {
    CreatureId creature;
    std::int32_t hit_points = 0; ///< afterwards
    bool operator==(const TemporaryHitPoints&) const = default;
};

/// The maximum fell below the hit points.
struct HitPointsCapped {
    CreatureId creature;
    std::int32_t lost = 0;
    std::int32_t hit_points = 0; ///< afterwards
    bool operator==(const HitPointsCapped&) const = default;
};

struct LifeChanged {
    CreatureId creature;
    Life life = Life::alive;
    std::uint8_t successes = 0;
    std::uint8_t failures = 0;
    bool operator==(const LifeChanged&) const = default;
};

struct EffectBegan {
    EffectId effect;
    Effect what;
    bool operator==(const EffectBegan&) const = default;
};

/// An effect did not begin, or was refused a second time.
struct EffectRefused {
    CreatureId creature;
    std::string definition;
    bool immune = false; ///< else there is one already
    bool operator==(const EffectRefused&) const = default;
};

/// An effect lasts longer or is stronger than before.
struct EffectRefreshed {
    EffectId effect;
    std::int64_t ends = Effect::never;
    CreatureId anchor;
    content::Edge edge = content::Edge::start;
    std::int32_t level = 0;
    std::vector<std::int32_t> values;
    bool operator==(const EffectRefreshed&) const = default;
};

enum class Why : std::uint8_t { expired, ended, parent, dispelled, replaced, immune, rest, left };

struct EffectEnded {
    EffectId effect;
    Why why = Why::ended;
    bool operator==(const EffectEnded&) const = default;
};

struct TimePassed {
    std::int64_t time = 0; ///< now
    bool operator==(const TimePassed&) const = default;
};

struct EncounterBegan {
    std::vector<CreatureId> order;
    bool fight = false;
    bool operator==(const EncounterBegan&) const = default;
};

struct TurnBegan {
    CreatureId creature;
    std::uint32_t round = 0;
    std::uint32_t turn = 0;
    bool operator==(const TurnBegan&) const = default;
};

struct TurnEnded {
    CreatureId creature;
    bool operator==(const TurnEnded&) const = default;
};

/// Somebody looks another way.
struct CreatureTurned {
    CreatureId creature;
    std::uint8_t facing = 0; ///< 1 to 8 from north around by east
    bool operator==(const CreatureTurned&) const = default;
};

/// Somebody stands with others, or with its own again.
struct SideChanged {
    CreatureId creature;
    std::string side;
    bool operator==(const SideChanged&) const = default;
};

/// What somebody was about to do comes to nothing.
struct Thwarted {
    CreatureId creature; ///< who saw to it
    CreatureId target;   ///< whose deed it was
    bool operator==(const Thwarted&) const = default;
};

/// A turn that has begun goes on later in the round.
struct TurnPutOff {
    CreatureId creature;
    std::vector<CreatureId> order; ///< of turns, from now on
    bool operator==(const TurnPutOff&) const = default;
};

/// How a fight ended.
enum class Outcome : std::uint8_t {
    undecided, ///< it was no fight, or was broken off
    victory,   ///< the others are dead or down
    flight,    ///< those of the others who are left have fled
    surrender, ///< or have surrendered
    draw,      ///< nobody is left, or it took too long
};

struct EncounterEnded {
    Outcome outcome = Outcome::undecided;
    std::string winner; ///< side
    bool operator==(const EncounterEnded&) const = default;
};

/// There is a battlefield.
struct FieldOpened {
    Battlefield field;
    bool operator==(const FieldOpened&) const = default;
};

/// There is none any more, and nobody stands on it.
struct FieldClosed {
    bool operator==(const FieldClosed&) const = default;
};

/// Somebody stands there now, at once; nothing: no longer on the battlefield.
struct CreaturePlaced {
    CreatureId creature;
    std::optional<Position> place;
    bool operator==(const CreaturePlaced&) const = default;
};

/// Somebody walked, from cell to cell.
struct CreatureMoved {
    CreatureId creature;
    std::vector<Position> path; ///< without where it began
    std::int32_t feet = 0;      ///< that it cost
    bool operator==(const CreatureMoved&) const = default;
};

struct DoorMoved {
    CreatureId creature; ///< by whom
    DoorState door;
    bool operator==(const DoorMoved&) const = default;
};

/// Somebody stepped on a trap of the map; told of each trap once in a fight.
struct TrapSprung {
    CreatureId creature;
    std::int32_t object = 0; ///< id in the map
    bool operator==(const TrapSprung&) const = default;
};

/// The order of turns is another; whose turn it is stays so.
struct OrderChanged {
    std::vector<CreatureId> order;
    std::uint32_t turn = 0; ///< index into it
    bool operator==(const OrderChanged&) const = default;
};

/// Somebody fights no more who could.
struct CreatureQuit {
    CreatureId creature;
    Quit how = Quit::fled;
    bool operator==(const CreatureQuit&) const = default;
};

using Event =
    std::variant<CreatureAppeared, CreatureLeft, NumberChanged, CheckMade, AmountRolled, DamageTaken, Healed,
                 TemporaryHitPoints, HitPointsCapped, LifeChanged, EffectBegan, EffectRefused, EffectRefreshed,
                 EffectEnded, TimePassed, EncounterBegan, TurnBegan, TurnEnded, EncounterEnded, CounterChanged,
                 ActionTaken, TextTold, Suspended, Resumed, SpellCast, SpellPrepared, ResourceSpent, Rested,
                 ItemAppeared, ItemCounted, ItemMoved, ItemWorn, ItemCharged, ItemAttuned, ItemIdentified, FieldOpened,
                 FieldClosed, CreaturePlaced, CreatureMoved, DoorMoved, OrderChanged, CreatureQuit, OutcomeChanged,
                 Reflected, TurnPutOff, CreatureTurned, SideChanged, Thwarted, TrapSprung>;

} // namespace goldbox::rules
