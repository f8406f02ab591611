#pragma once
// SPDX-License-Identifier: MIT
// What a pack says about fights on a battlefield: how turns come, how one moves, what things are aimed at.
// docs/combat.md explains it to those who write packs.

#include <goldbox/json/fields.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::content {

/// What a distance means where one may go diagonally.
enum class Diagonals : std::uint8_t {
    steps,    ///< a diagonal is as long as a step
    alternate ///< each second one counts twice
};

// Aiming -------------------------------------------------------------------------------------------------------------

enum class AreaShape : std::uint8_t {
    burst, ///< around the north-west corner of a place, or around who does it
    cone,  ///< from who does it towards a place
    line,
    cube,   ///< with a side before who does it
    square, ///< around the middle of a place
    sphere, ///< as a burst, and no higher than it is wide
    cylinder,
    ring,   ///< a wall in a circle around the north-west corner of a place
    wall,   ///< across the way to a place, with its middle there
    bounce, ///< a line that walls throw back
};

/// Everybody in it is a target, friend or foe.
struct AimArea {
    AreaShape shape = AreaShape::burst;
    std::string feet;             ///< formula: radius, length or side
    std::int32_t width_feet = 5;  ///< of a line
    std::int32_t height_feet = 0; ///< of a cylinder
    bool around_corners = false;  ///< it spreads as fire does; else total cover protects
    bool operator==(const AimArea&) const = default;
};

enum class AimAt : std::uint8_t {
    creatures, ///< somebody within range
    self,      ///< nobody else: whom it reaches, the program says
    enemies,
    friends, ///< and oneself
    dead,
};

/// Whom or where an action or a spell is aimed at, on a battlefield.
struct Aim {
    AimAt at = AimAt::creatures;
    std::string range;       ///< formula, feet; empty: the ruleset's reach
    std::string far;         ///< formula, feet: up to there it can be tried, as `far`; empty: no further than `range`
    std::string count = "1"; ///< formula: at most so many
    bool seen = false;       ///< only whom one sees; else whom one knows where to find
    std::optional<AimArea> area;
    bool operator==(const Aim&) const = default;
};

// The ruleset's part -------------------------------------------------------------------------------------------------

enum class RolledWhen : std::uint8_t { once, each_round };
enum class TurnsFirst : std::uint8_t { highest, lowest };
/// Who shares one roll.
enum class TurnsBy : std::uint8_t { creature, kind, side };
/// Who is next: the order says, or who has just had a turn.
enum class TurnsNext : std::uint8_t { order, choice };

/// How turns come: who rolls the check `initiative` when, and what the totals mean.
struct Turns {
    RolledWhen rolled = RolledWhen::once;
    TurnsFirst first = TurnsFirst::highest;
    TurnsBy by = TurnsBy::creature;
    TurnsNext next = TurnsNext::order;
    bool delay = false; ///< somebody may put a turn off within the round
    bool operator==(const Turns&) const = default;
};

/// What one does to somebody who walks away.
struct Opportunity {
    std::string takes; ///< resource; empty: nobody does anything
    std::string with;  ///< tag of a check: any action of one attack with such a check will do
    std::string text;  ///< of the question
    bool operator==(const Opportunity&) const = default;
};

/// How somebody fights whom nobody plays. All but `flees_at` are percent of what it would count otherwise.
struct Temper {
    std::int32_t harm = 100;    ///< done to enemies
    std::int32_t spares = 150;  ///< harm to friends, against it
    std::int32_t mends = 100;   ///< healing of friends
    std::int32_t hinders = 100; ///< what holds enemies up
    std::int32_t saves = 100;   ///< spells, charges and things are spent unwillingly
    std::int32_t caution = 100; ///< of blows that walking away brings
    std::int32_t distance = 0;  ///< likes to stand apart from enemies, when it can act from there
    std::int32_t flees_at = 0;  ///< percent of its hit points: with less it runs
    std::int32_t yields_at = 0; ///< percent of its hit points: with less it surrenders when it cannot run
    bool operator==(const Temper&) const = default;
};

struct Battle {
    std::int32_t cell_feet = 5;
    Diagonals diagonals = Diagonals::steps;
    std::string size;     ///< formula: cells a side that somebody takes up; empty: 1
    std::string reach;    ///< formula, feet: of what says nothing else; empty: a cell
    std::string movement; ///< resource: feet that are left in this turn
    std::string walks;    ///< formula: whether somebody walks, and so on; empty: it does
    std::string flies;    ///< empty: it does not
    std::string swims;
    std::string climbs;
    std::string acts;                 ///< resource that an action takes which says nothing else
    std::vector<std::string> actions; ///< that everybody can do: running, hiding, wrestling
    std::string darkvision;           ///< formula, feet
    std::string sees_all;             ///< formula, feet: within it neither darkness nor invisibility hides anybody
    std::string surprised;            ///< effect on who did not see it coming
    std::string falls;                ///< action done by who fell, `@value.amount` feet deep
    bool facing = false;              ///< it matters where somebody looks
    std::map<std::string, std::string> grounds; ///< by terrain, the effect on who stands there
    Turns turns;
    Opportunity opportunity;
    std::int32_t rounds = 100;             ///< then it is a draw
    std::map<std::string, Temper> tempers; ///< by tag of a creature; of several the first; `other`: everybody else's
    std::string experience; ///< formula over each who was beaten: points for the side that won, shared by all
    bool operator==(const Battle&) const = default;
};

} // namespace goldbox::content

// Field tables -------------------------------------------------------------------------------------------------------

template <>
struct goldbox::json::Names<goldbox::content::Diagonals> {
    using enum goldbox::content::Diagonals;
    static constexpr std::array table = {std::pair(steps, std::string_view("steps")),
                                         std::pair(alternate, std::string_view("alternate"))};
};

template <>
struct goldbox::json::Names<goldbox::content::AreaShape> {
    using enum goldbox::content::AreaShape;
    static constexpr std::array table = {
        std::pair(burst, std::string_view("burst")),       std::pair(cone, std::string_view("cone")),
        std::pair(line, std::string_view("line")),         std::pair(cube, std::string_view("cube")),
        std::pair(square, std::string_view("square")),     std::pair(sphere, std::string_view("sphere")),
        std::pair(cylinder, std::string_view("cylinder")), std::pair(ring, std::string_view("ring")),
        std::pair(wall, std::string_view("wall")),         std::pair(bounce, std::string_view("bounce"))};
};

template <>
struct goldbox::json::Names<goldbox::content::AimAt> {
    using enum goldbox::content::AimAt;
    static constexpr std::array table = {
        std::pair(creatures, std::string_view("creatures")), std::pair(self, std::string_view("self")),
        std::pair(enemies, std::string_view("enemies")), std::pair(friends, std::string_view("friends")),
        std::pair(dead, std::string_view("dead"))};
};

template <>
struct goldbox::json::Names<goldbox::content::RolledWhen> {
    using enum goldbox::content::RolledWhen;
    static constexpr std::array table = {std::pair(once, std::string_view("once")),
                                         std::pair(each_round, std::string_view("each_round"))};
};

template <>
struct goldbox::json::Names<goldbox::content::TurnsFirst> {
    using enum goldbox::content::TurnsFirst;
    static constexpr std::array table = {std::pair(highest, std::string_view("highest")),
                                         std::pair(lowest, std::string_view("lowest"))};
};

template <>
struct goldbox::json::Names<goldbox::content::TurnsBy> {
    using enum goldbox::content::TurnsBy;
    static constexpr std::array table = {std::pair(creature, std::string_view("creature")),
                                         std::pair(kind, std::string_view("kind")),
                                         std::pair(side, std::string_view("side"))};
};

template <>
struct goldbox::json::Names<goldbox::content::TurnsNext> {
    using enum goldbox::content::TurnsNext;
    static constexpr std::array table = {std::pair(order, std::string_view("order")),
                                         std::pair(choice, std::string_view("choice"))};
};

template <>
struct goldbox::json::Fields<goldbox::content::AimArea> {
    using T = goldbox::content::AimArea;
    static constexpr std::string_view name = "aim_area";
    static constexpr std::string_view doc = "A part of the battlefield; everybody in it is a target, friend or foe.";
    static constexpr auto table = std::make_tuple(
        field("shape", &T::shape, {.doc = "what it looks like; when absent, burst"}),
        field("feet", &T::feet, {.doc = "formula: radius, length or side", .min = 1, .max = 200, .required = true}),
        field("width_feet", &T::width_feet, {.doc = "of a line", .unit = "feet", .min = 1, .max = 100}),
        field("height_feet", &T::height_feet, {.doc = "of a cylinder", .unit = "feet", .min = 0, .max = 1000}),
        field("around_corners", &T::around_corners, {.doc = "it spreads as fire does; else total cover protects"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Aim> {
    using T = goldbox::content::Aim;
    static constexpr std::string_view name = "aim";
    static constexpr std::string_view doc = "Whom or where something is aimed at, on a battlefield.";
    static constexpr auto table = std::make_tuple(
        field("at", &T::at, {.doc = "whom; when absent, creatures"}),
        field("range", &T::range, {.doc = "formula, feet; when absent, the ruleset's reach", .max = 200}),
        field("far", &T::far, {.doc = "formula, feet: up to there it can be tried, as far", .max = 200}),
        field("count", &T::count, {.doc = "formula: at most so many; when absent, 1", .min = 1, .max = 200}),
        field("seen", &T::seen, {.doc = "only whom one sees; else whom one knows where to find"}),
        field("area", &T::area, {.doc = "instead of creatures: everybody in it"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Turns> {
    using T = goldbox::content::Turns;
    static constexpr std::string_view name = "turns";
    static constexpr std::string_view doc = "How turns come.";
    static constexpr auto table =
        std::make_tuple(field("rolled", &T::rolled, {.doc = "when initiative is rolled; when absent, once"}),
                        field("first", &T::first, {.doc = "which total is first; when absent, the highest"}),
                        field("by", &T::by, {.doc = "who shares one roll; when absent, each creature has its own"}),
                        field("next", &T::next, {.doc = "who is next: by the order, or by choice of who had a turn"}),
                        field("delay", &T::delay, {.doc = "whether a turn can be put off within the round"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Opportunity> {
    using T = goldbox::content::Opportunity;
    static constexpr std::string_view name = "opportunity";
    static constexpr std::string_view doc = "What one does to somebody who walks away.";
    static constexpr auto table = std::make_tuple(
        field("takes", &T::takes,
              {.doc = "resource; when absent, nobody does anything", .max = 200, .refers = "resources"}),
        field("with", &T::with,
              {.doc = "tag of a check: any action of one attack with such a check will do", .max = 100}),
        field("text", &T::text, {.doc = "of the question", .max = 200, .refers = "texts"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Temper> {
    using T = goldbox::content::Temper;
    static constexpr std::string_view name = "temper";
    static constexpr std::string_view doc = "How somebody fights whom nobody plays.";
    static constexpr auto table = std::make_tuple(
        field("harm", &T::harm, {.doc = "done to enemies", .unit = "percent", .min = 0, .max = 1000}),
        field("spares", &T::spares, {.doc = "harm to friends, against it", .unit = "percent", .min = 0, .max = 1000}),
        field("mends", &T::mends, {.doc = "healing of friends", .unit = "percent", .min = 0, .max = 1000}),
        field("hinders", &T::hinders, {.doc = "what holds enemies up", .unit = "percent", .min = 0, .max = 1000}),
        field("saves", &T::saves,
              {.doc = "spells, charges and things are spent unwillingly", .unit = "percent", .min = 0, .max = 1000}),
        field("caution", &T::caution,
              {.doc = "of blows that walking away brings", .unit = "percent", .min = 0, .max = 1000}),
        field("distance", &T::distance,
              {.doc = "likes to stand apart from enemies", .unit = "percent", .min = 0, .max = 1000}),
        field("flees_at", &T::flees_at,
              {.doc = "of its hit points: with less it runs", .unit = "percent", .min = 0, .max = 100}),
        field("yields_at", &T::yields_at,
              {.doc = "of its hit points: with less it surrenders when it cannot run",
               .unit = "percent",
               .min = 0,
               .max = 100}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Battle> {
    using T = goldbox::content::Battle;
    static constexpr std::string_view name = "battle";
    static constexpr std::string_view doc = "Fights on a battlefield.";
    static constexpr auto table = std::make_tuple(
        field("cell_feet", &T::cell_feet, {.doc = "side of a cell", .unit = "feet", .min = 1, .max = 100}),
        field("diagonals", &T::diagonals, {.doc = "what they count; when absent, as a step"}),
        field("size", &T::size, {.doc = "formula: cells a side that somebody takes up; when absent, 1", .max = 200}),
        field("reach", &T::reach, {.doc = "formula, feet: of what says nothing else; when absent, a cell", .max = 200}),
        field("movement", &T::movement,
              {.doc = "resource: feet that are left in a turn", .max = 200, .refers = "resources"}),
        field("walks", &T::walks, {.doc = "formula: not who has 0; when absent, everybody", .max = 200}),
        field("flies", &T::flies, {.doc = "formula: not who has 0; when absent, nobody", .max = 200}),
        field("swims", &T::swims, {.doc = "formula: not who has 0; when absent, nobody", .max = 200}),
        field("climbs", &T::climbs, {.doc = "formula: not who has 0; when absent, nobody", .max = 200}),
        field("acts", &T::acts,
              {.doc = "resource that an action takes which says nothing else", .max = 200, .refers = "resources"}),
        field("actions", &T::actions, {.doc = "that everybody can do", .max = 100, .refers = "actions"}),
        field("darkvision", &T::darkvision, {.doc = "formula, feet: seeing in the dark; when absent, 0", .max = 200}),
        field("sees_all", &T::sees_all,
              {.doc = "formula, feet: within it neither darkness nor invisibility hides anybody", .max = 200}),
        field("surprised", &T::surprised,
              {.doc = "effect on who did not see it coming", .max = 200, .refers = "effects"}),
        field("falls", &T::falls,
              {.doc = "action done by who fell, @value.amount feet deep", .max = 200, .refers = "actions"}),
        field("facing", &T::facing, {.doc = "whether it matters where somebody looks"}),
        field("grounds", &T::grounds, {.doc = "by terrain, the effect on who stands there", .refers = "effects"}),
        field("turns", &T::turns, {.doc = "how they come"}),
        field("opportunity", &T::opportunity, {.doc = "what one does to somebody who walks away"}),
        field("rounds", &T::rounds, {.doc = "after so many it is a draw", .min = 1, .max = 1000}),
        field("tempers", &T::tempers, {.doc = "by tag of a creature; other: of everybody else"}),
        field("experience", &T::experience,
              {.doc = "formula over each who was beaten: points for the side that won, shared", .max = 500}));
};
