#pragma once
// SPDX-License-Identifier: MIT
// Fights on a battlefield, as commands: what each may do in a turn, and what it would be refused for.
// docs/combat.md explains them.

#include <goldbox/base/result.hpp>
#include <goldbox/rules/world.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace goldbox::rules {

/// Somebody who takes part in a fight.
struct Fighter {
    CreatureId creature;
    Position place;
    bool surprised = false;
};

/// A fight to begin. Who may stand where, the map says.
struct Fight {
    Battlefield field;
    std::vector<Fighter> fighters;
};

// Commands -----------------------------------------------------------------------------------------------------------

/// Something that somebody does.
struct Act {
    CreatureId creature;
    std::string action;
    std::vector<CreatureId> targets = {};
    std::optional<Position> place = {}; ///< in a fight: where an area is aimed at
    bool operator==(const Act&) const = default;
};

/// With something that it has.
struct Use {
    CreatureId creature;
    ItemId item;
    std::string action; ///< one of the item's uses
    std::vector<CreatureId> targets = {};
    std::optional<Position> place = {};
    bool operator==(const Use&) const = default;
};

struct Cast {
    CreatureId creature;
    std::string spell;
    std::int32_t level = 0; ///< 0: the spell's own
    std::vector<CreatureId> targets = {};
    std::optional<Position> place = {};
    bool operator==(const Cast&) const = default;
};

/// Walks, by the cheapest way.
struct Walk {
    CreatureId creature;
    Position to;
    bool operator==(const Walk&) const = default;
};

/// Opens a door beside it, or closes it. It takes no more than that in a turn's move.
struct MoveDoor {
    CreatureId creature;
    Position at;
    std::uint8_t part = 0; ///< grid::Part
    bool open = true;
    bool operator==(const MoveDoor&) const = default;
};

/// Where turns are passed on (`"next": "choice"`) to somebody; else nobody.
struct EndTurn {
    CreatureId creature;
    CreatureId next = {};
    bool operator==(const EndTurn&) const = default;
};

/// Puts its turn off, before it has done anything with it, until somebody else has had one in this round.
struct Delay {
    CreatureId creature;
    CreatureId behind;
    bool operator==(const Delay&) const = default;
};

/// Leaves the battlefield, from a cell at its edge.
struct Flee {
    CreatureId creature;
    bool operator==(const Flee&) const = default;
};

struct Surrender {
    CreatureId creature;
    bool operator==(const Surrender&) const = default;
};

/// Decides what waits.
struct Answer {
    CreatureId creature;
    std::uint32_t choice = 0;
    bool operator==(const Answer&) const = default;
};

using Command = std::variant<Walk, Act, Use, Cast, MoveDoor, EndTurn, Flee, Surrender, Answer, Delay>;

[[nodiscard]] CreatureId actor(const Command& command);

// Options ------------------------------------------------------------------------------------------------------------

/// An action, a use of a thing, or a spell, with everything it may be aimed at.
struct Deed {
    enum class Kind : std::uint8_t { act, use, cast };
    Kind kind = Kind::act;
    std::string id; ///< of the action or the spell
    std::string name;
    ItemId item;
    std::int32_t level = 0;          ///< at which the spell is cast
    bool own_level = false;          ///< that is the spell's own
    bool attack = false;             ///< it rolls to hit
    std::int32_t most_targets = 0;   ///< 0: nobody is aimed at
    std::vector<CreatureId> targets; ///< ascending
    bool has_place = false;          ///< it is aimed at one
    std::vector<Position> places;    ///< ascending, by level, row, column
    bool operator==(const Deed&) const = default;
};

/// Something that cannot be done now, and why.
struct Refused {
    Deed::Kind kind = Deed::Kind::act;
    std::string id;
    std::string name;
    Error why;
};

/// What somebody whom nobody plays wants to do.
struct Advice {
    Command command;
    std::int64_t score = 0; ///< in 1024ths of a hit point
    std::string why;        ///< each thing that was thought of with its score, the best first
};

/// What somebody may do at this moment.
struct Options {
    CreatureId creature;
    std::vector<std::pair<Position, std::int32_t>> walks; ///< with feet; ascending by place
    std::vector<Deed> deeds;
    std::vector<Refused> refused;
    std::vector<DoorState> doors; ///< that it can open or close, as they would then be
    bool can_end_turn = false;
    std::vector<CreatureId> next;   ///< to whom it may pass the turn on
    std::vector<CreatureId> delays; ///< behind whom it may put its turn off, in the order of their turns
    bool can_flee = false;
    bool can_surrender = false;
    std::uint32_t answers = 0; ///< choices of what waits for it

    [[nodiscard]] bool accepts(const Command& command) const;
};

} // namespace goldbox::rules
