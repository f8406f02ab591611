#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/content/encounters.hpp>
#include <goldbox/game/command.hpp>
#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/translation.hpp>
#include <goldbox/rules/event.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace goldbox::game {

struct StoryLine {
    std::string text; ///< without a newline at its end
    std::vector<std::string> tags;
    std::vector<narrative::Said> said = {}; ///< how it can be said in other languages; of packs that have some
    bool operator==(const StoryLine&) const = default;
};

struct StoryChoice {
    std::string text;
    std::vector<std::string> tags;
    std::vector<narrative::Said> said = {};
    bool operator==(const StoryChoice&) const = default;
};

struct Ballot {
    SeatId seat;
    std::uint32_t choice = 0;
    bool operator==(const Ballot&) const = default;
};

enum class StoryStatus : std::uint8_t {
    waiting, ///< for a choice
    ended,
    failed, ///< by a mistake of the story; its problems say which. Undo goes back to before it.
    held,   ///< until the rules have the answer that they wait for
};

// What can have happened ------------------------------------------------------------------------------------------

struct SeatJoined {
    SeatId seat;
    std::string key; ///< the door's name for who sits there
    Text name;
    bool operator==(const SeatJoined&) const = default;
};

struct SeatLeft {
    SeatId seat;
    bool operator==(const SeatLeft&) const = default;
};

/// Nobody sits at the table any more, and nobody may come back to an old seat.
struct SeatsVacated {
    bool operator==(const SeatsVacated&) const = default;
};

struct Said {
    SeatId seat;
    Text text;
    std::vector<SeatId> to; ///< empty: everybody
    bool operator==(const Said&) const = default;
};

struct StoryBegun {
    StoryId story;
    std::string name;
    Decision decision = Decision::leader;
    SeatId leader;
    std::vector<SeatId> members;
    std::uint32_t quorum_percent = 50;
    std::uint32_t deadline_seconds = 0;
    std::int32_t seed = 0; ///< of ink's random numbers
    bool operator==(const StoryBegun&) const = default;
};

struct VoteCast {
    StoryId story;
    SeatId seat;
    std::uint32_t choice = 0; ///< others than the voter see 0 until the vote is decided
    bool operator==(const VoteCast&) const = default;
};

/// A choice was taken: by the leader, or because a vote is decided.
struct ChoiceMade {
    StoryId story;
    std::uint32_t choice = 0;
    std::string text; ///< what the choice said
    SeatId by;        ///< nobody: the vote
    Seq before = 0;   ///< last event before the command that led here: where undo goes back to
    std::vector<narrative::Said> said = {};
    bool operator==(const ChoiceMade&) const = default;
};

/// A story rolled against a difficulty class: a twenty-sided die, or what the rules say.
struct CheckRolled {
    StoryId story;
    std::string skill;
    std::int32_t difficulty = 0;
    std::int32_t natural = 0; ///< the die
    bool success = false;
    rules::CreatureId creature = {}; ///< who rolled; nobody: there are no rules
    std::int32_t total = 0;          ///< with rules: of the die and what is added
    bool operator==(const CheckRolled&) const = default;
};

/// The party got or lost a thing.
struct BelongingChanged {
    std::string thing;
    std::int32_t change = 0;
    std::int32_t count = 0; ///< afterwards
    bool operator==(const BelongingChanged&) const = default;
};

/// A story went on to its next choice or to its end.
struct StoryAdvanced {
    StoryId story;
    StoryStatus status = StoryStatus::waiting;
    std::vector<StoryLine> lines;
    std::vector<StoryChoice> choices;
    std::vector<narrative::Problem> problems;
    std::vector<narrative::ExternalAnswer> answers; ///< not projected
    narrative::SessionDelta memory;                 ///< not projected
    bool operator==(const StoryAdvanced&) const = default;
};

/// Something must be done outside; the answer comes back as a command.
struct RequestOpened {
    std::uint64_t request = 0;
    std::string kind; ///< `timer`: answer with Expire after `seconds`
    StoryId story;
    std::uint32_t seconds = 0;
    bool operator==(const RequestOpened&) const = default;
};

/// A request is answered or void.
struct RequestClosed {
    std::uint64_t request = 0;
    bool operator==(const RequestClosed&) const = default;
};

/// Stories, belongings and random streams are as they were after that event; seats and talk are not touched; requests
/// that were open are void.
struct Rewound {
    Seq to_seq = 0;
    bool operator==(const Rewound&) const = default;
};

/// The game goes on with other packs. Undo does not take it back.
struct PacksUsed {
    Hash packs = {};
    bool operator==(const PacksUsed&) const = default;
};

/// The table had somebody of the party do something; what the rules make of it follows. Undo goes back to before it.
struct Undertaken {
    SeatId by;
    Seq before = 0;    ///< last event before the command: where undo goes back to
    bool turn = false; ///< in a fight
    bool operator==(const Undertaken&) const = default;
};

/// Somebody came with an encounter, and goes with it.
struct Brought {
    rules::CreatureId creature;
    std::uint32_t group = 0; ///< of the encounter
    bool operator==(const Brought&) const = default;
};

/// A story waits for a fight from now on.
struct FightBegan {
    std::string encounter; ///< id
    std::string name;
    std::string text;
    StoryId story;
    std::string won, lost, fled;  ///< places in the story; not projected
    std::vector<Brought> brought; ///< not projected
    std::int32_t width = 1;       ///< of the battlefield
    std::int32_t height = 1;
    std::int32_t levels = 1;
    bool operator==(const FightBegan&) const = default;
};

/// What became of something on a map.
enum class Mark : std::uint8_t {
    opened,
    closed,
    found,    ///< of a secret door
    done,     ///< of a trigger or a zone: it is no more
    noticed,  ///< of a trap
    disarmed, ///< of a trap: it is no more
    sprung,   ///< of a trap: it went off, and is no more
    emptied,  ///< of a chest
    came,     ///< of a person: it is there
    went,     ///< of a person: it is not
};

/// Something on a map that is otherwise than it was drawn.
struct Marked {
    std::int32_t object = 0;
    Mark mark = Mark::done;
    bool operator==(const Marked&) const = default;
};

/// It is over, and the story goes on.
struct FightEnded {
    content::Ending ending = content::Ending::won;
    std::string name;          ///< of the encounter
    std::vector<Marked> marks; ///< what it left behind on the map that the party walks on
    bool operator==(const FightEnded&) const = default;
};

/// A row of cells of a battlefield.
struct Cells {
    rules::Position start;
    std::int32_t length = 0;
    bool operator==(const Cells&) const = default;
};

/// Where somebody is, or was when it was seen last.
struct Sighting {
    rules::CreatureId creature;
    rules::Position place;
    bool there = true; ///< it is seen there now
    bool gone = false; ///< it was seen leaving the battlefield
    bool operator==(const Sighting&) const = default;
};

/// What a seat sees of a fight is more, or another thing. Nobody else is told.
struct FieldSeen {
    SeatId seat;
    std::vector<Cells> cells;        ///< that it had not seen before
    std::vector<Sighting> sightings; ///< that changed
    bool operator==(const FieldSeen&) const = default;
};

/// Somebody fights by its own mind, or does no more.
struct QuickChanged {
    rules::CreatureId creature;
    bool on = true;
    bool operator==(const QuickChanged&) const = default;
};

/// Somebody of the party is another seat's to play; nobody's: the table's host plays it.
struct CreatureAssigned {
    rules::CreatureId creature;
    SeatId to;
    bool operator==(const CreatureAssigned&) const = default;
};

/// A story has the party stand on a map from now on, and waits.
struct MapEntered {
    StoryId story;
    std::string map; ///< file of the pack
    std::int32_t width = 1;
    std::int32_t height = 1;
    std::int32_t levels = 1;
    rules::Position place;
    std::string left, lost; ///< places in the story; not projected
    bool operator==(const MapEntered&) const = default;
};

/// The party went over these cells, which need not touch where stairs or flight led.
struct PartyWalked {
    std::vector<rules::Position> path;
    bool operator==(const PartyWalked&) const = default;
};

/// The party sees more of the map. Views show it; nobody is told.
struct MapSeen {
    std::vector<Cells> cells; ///< that it had not seen before
    bool operator==(const MapSeen&) const = default;
};

/// Something on the map is otherwise from now on. Nobody is told of what is done.
struct MapMarked {
    std::int32_t object = 0; ///< its id; not projected
    Mark mark = Mark::done;
    rules::Position at;
    std::uint8_t part = 0; ///< grid::Part
    std::string name;      ///< what the map calls it
    std::string text;      ///< what a table says of what is in a chest
    bool operator==(const MapMarked&) const = default;
};

/// A story had somebody come to a map, or go from it. Views show it; nobody is told.
struct PersonMoved {
    std::string map; ///< file of the pack
    std::int32_t width = 1;
    std::int32_t height = 1;
    std::int32_t levels = 1;
    std::int32_t object = 0; ///< its id
    bool there = true;
    bool operator==(const PersonMoved&) const = default;
};

/// The party looked for what is hidden; what it found follows.
struct PartySearched {
    std::uint32_t found = 0;
    bool operator==(const PartySearched&) const = default;
};

/// The story goes on, and nobody walks until it says so.
struct WalkPaused {
    bool operator==(const WalkPaused&) const = default;
};

/// Something that the rules decided.
struct Judged {
    rules::Event what;
    bool operator==(const Judged&) const = default;
};

using Event = std::variant<SeatJoined, SeatLeft, SeatsVacated, Said, StoryBegun, VoteCast, ChoiceMade, CheckRolled,
                           BelongingChanged, StoryAdvanced, RequestOpened, RequestClosed, Rewound, PacksUsed, Judged,
                           Undertaken, FightBegan, FightEnded, QuickChanged, CreatureAssigned, FieldSeen, MapEntered,
                           PartyWalked, MapSeen, MapMarked, PartySearched, WalkPaused, PersonMoved>;

} // namespace goldbox::game
