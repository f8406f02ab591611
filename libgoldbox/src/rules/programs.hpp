#pragma once
// SPDX-License-Identifier: MIT
// Programs as the machine runs them: a flat list of instructions with jumps, so that a program can stop between any two
// of them and what is left is a number.

#include "rules/formula.hpp"

#include <goldbox/content/steps.hpp>
#include <goldbox/rules/world.hpp>

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::rules {

using Index = std::uint16_t;
inline constexpr Index none = 0xFFFF;

/// Words by which things find each other. 0 is no tag.
using Tag = Index;
inline constexpr std::size_t most_tags = 512;
using TagSet = std::bitset<most_tags>;

enum class Op : std::uint8_t {
    target,      ///< who
    before,      ///< tells hooks that an attack is coming; a: check, d: tags
    before_save, ///< the same of a saving throw
    attack,      ///< a: check, b: formula of the bonus, c: of advantage, d: tags
    landed,      ///< tells hooks how it came out; a: check, d: tags
    save,        ///< a: check, b: formula of the difficulty, d: tags
    check,       ///< a: check, b: formula of the difficulty, d: tags; who rolls
    unless,      ///< to `jump` when the last roll failed
    calm,        ///< what follows is not critical any more
    damage,      ///< a: parts, d: tags
    item_damage, ///< the same with the damage of the item in use; parts without a type join its first
    heal,        ///< b: formula, d: tags
    raise,       ///< the same for the dead too
    die,
    stabilize,
    temporary, ///< b: formula
    effect,    ///< a: effect, b: formula of the level, c: variable to keep it, d: variable of its parent, e: duration
    end_this,  ///< the effect that the program stands in
    end,       ///< a: effect
    dispel,    ///< b: formula of the power, d: tags
    summon,    ///< a: creature, b: formula of the count, c: effect, d: variable of its parent, e: numbers
    leave,     ///< who
    set,       ///< b: formula, c: variable
    roll,      ///< b: formula, c: variable
    count,     ///< a: counter, b: formula to add, c: formula to set
    if_not,    ///< b: formula; to `jump` when it is 0
    jump,      ///< to `jump`
    each,      ///< begins a loop over who; b: formula of the order
    next,      ///< the next of the loop, or behind it to `jump`
    repeat,    ///< c: variable of how often still, b: formula; to `jump` when it is over
    outcome,   ///< b: formula of the degree
    reflect,
    thwart,
    strike,      ///< one of the actor's attacks; a: tag of its check
    side,        ///< who, with in d
    text,        ///< a: text
    ask,         ///< a: question; who decides
    run,         ///< a: action
    concentrate, ///< the actor begins to hold a spell
    cast,        ///< a: spell, b: formula of the level
    spend,       ///< a: resource, b: formula; sets whether there was enough
    regain,      ///< a: resource, b: formula
    short_rest,
    long_rest,
    give,     ///< a: item, b: formula
    take,     ///< a: item, or d: tags, b: formula; sets whether there were enough
    charge,   ///< b: formula
    identify, ///< what who has
    move,     ///< who, b: formula of feet, way in d
    area,     ///< begins a loop over those of who that are in a: area; b: formula of feet
    finish,   ///< the program is over
    // what only the machine's own programs do: turns and time
    turn_ends, ///< tells hooks that the turn ends
    end_turn,
    next_turn,
    put_off_turn, ///< until after the target's
    outsiders,    ///< those without turns
    rest_of_round,
    end_encounter,
    pass_time, ///< once for each thing that happens, until the time in variable 0
    walk_on,   ///< walks as far as nobody minds; begins a loop over those who do, or to `jump` when the way is over
    mind,      ///< the next of them is asked, or behind it
    stride,    ///< one step
    react,     ///< asks what to do about what happened
    react_so,  ///< what was chosen
};

struct Instruction {
    Op op = Op::finish;
    content::Who who = content::Who::target;
    Index a = none, b = none, c = none, d = none, e = none;
    std::uint32_t jump = 0;
};

struct PartCode {
    Formula amount;
    Index type = 0;
};

/// How long an effect that a step begins lasts.
struct LastingCode {
    content::TimeUnit unit = content::TimeUnit::forever;
    Formula amount;
    content::Edge until = content::Edge::start;
    content::Party of = content::Party::source;
};

/// A number of somebody who is summoned.
struct NumberCode {
    Index stat = 0;
    Formula value;
};

struct ChoiceCode {
    std::string name;
    std::optional<Formula> when;
    std::uint32_t jump = 0;
};

struct QuestionCode {
    std::string text;
    std::vector<ChoiceCode> choices;
};

/// Variables that every program has, before its own.
namespace slot {
enum : std::uint8_t { degree, natural, total, lost, amount, level, concentration, luck };
} // namespace slot

/// Variables of the program that asks for reactions.
namespace reaction {
enum : std::uint8_t { moment = slot::luck + 1, choice, with };
} // namespace reaction

struct AreaInfo {
    content::AreaShape shape = content::AreaShape::burst;
    Formula feet;
    std::int32_t width_feet = 5;
    std::int32_t height_feet = 0;
    bool around_corners = false;
};

/// Whom or where something is aimed at.
struct AimInfo {
    content::AimAt at = content::AimAt::creatures;
    std::optional<Formula> range; ///< none: the ruleset's reach
    std::optional<Formula> far;
    Formula count{1};
    bool seen = false;
    std::optional<AreaInfo> area;
};

struct AreaCode {
    content::AreaAt at = content::AreaAt::self;
    AreaInfo area;
};

struct ProgramCode {
    std::string name; ///< as a frame that waits tells it: `actions/srd51:bite`
    std::vector<Instruction> code;
    std::vector<std::string> variables;
    std::vector<Formula> formulas;
    std::vector<TagSet> tags;
    std::vector<std::vector<PartCode>> parts;
    std::vector<LastingCode> durations;
    std::vector<std::vector<NumberCode>> numbers;
    std::vector<QuestionCode> questions;
    std::vector<std::string> texts;
    std::vector<std::string> counters;
    std::vector<AreaCode> areas;
    std::optional<AimInfo> aim;
};

struct HookCode {
    content::Moment on = content::Moment::turn_start;
    TagSet with; ///< none: any
    std::int32_t priority = 0;
    ProgramCode program; ///< its condition is its first instruction
};

/// What a program names, looked up by whoever compiles all of a ruleset. Mistakes are told there, at a path within the
/// entry; what comes back may then be anything.
class Lookup {
public:
    enum class Kind : std::uint8_t { check, damage_type, effect, creature, action, resource, item, spell, stat };
    using Path = std::vector<json::Step>;
    virtual ~Lookup() = default;
    virtual Index named(Kind kind, const std::string& id, const Path& path) = 0;
    virtual Formula formula(const std::string& text, bool dice, std::vector<std::string>& variables,
                            const Path& path) = 0;
    virtual TagSet tags(const std::vector<std::string>& words, const Path& path) = 0;
    virtual void wrong(const Path& path, std::string code, std::string message) = 0;
};

/// `when`: a condition before everything, empty for none. `holds`: it begins with concentrating.
[[nodiscard]] ProgramCode compile_program(std::string name, const content::Program& program, const std::string& when,
                                          Lookup& lookup, Lookup::Path path, bool holds = false);
[[nodiscard]] AreaInfo compile_area(const content::AimArea& area, Lookup& lookup, std::vector<std::string>& variables,
                                    Lookup::Path path);
[[nodiscard]] AimInfo compile_aim(const content::Aim& aim, Lookup& lookup, Lookup::Path path);

/// How many loops are open where an instruction is the next.
[[nodiscard]] std::size_t open_loops(const ProgramCode& program, std::uint32_t at);

inline constexpr std::size_t most_instructions = 5000; ///< of one program

} // namespace goldbox::rules
