#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/hash.hpp>
#include <goldbox/base/id.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/rules/fight.hpp>
#include <goldbox/rules/world.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace goldbox::game {

struct Seat;
using SeatId = Id<Seat>;
struct StorySession;
using StoryId = Id<StorySession>;

/// Events of a game count from 1; a seat counts those it may see.
using Seq = std::uint64_t;

/// Personal text: a name, a chat line. A command brings the content; the log and the state keep only number and hash,
/// the content lies beside the log and can be erased; a projection brings the content back.
struct Text {
    std::uint64_t id = 0;     ///< 0 in commands and projections
    Hash hash = {};           ///< SHA-256 of salt and content
    std::string content = {}; ///< UTF-8
    std::string salt = {};    ///< random bytes that the host adds, so that a hash left behind tells nothing
    bool operator==(const Text&) const = default;
};

/// Who decides what a story with several members does.
enum class Decision : std::uint8_t {
    leader, ///< the leader chooses for all
    vote,   ///< all choose, and the rules in docs/voting.md count
};

// What can be commanded -------------------------------------------------------------------------------------------

/// Takes a seat at the table, or comes back to it.
struct Join {
    Text name = {};
    bool operator==(const Join&) const = default;
};

/// What `Join` takes for a name, for who wants to know before there is a game: 1 to 100 bytes of UTF-8 without control
/// characters, more than blanks. `game.bad_text`.
[[nodiscard]] Result<void> check_name(std::string_view name);

/// Gets up. The seat is kept for a return; a ballot in an open vote is withdrawn.
struct Leave {
    bool operator==(const Leave&) const = default;
};

/// Begins a story of the pack. The table's host may.
struct Begin {
    std::string story = {}; ///< name in the pack; empty: the one the pack begins with
    Decision decision = Decision::leader;
    std::vector<SeatId> members = {};   ///< empty: everybody at the table, those who join later too
    std::uint32_t quorum_percent = 50;  ///< of a vote: how many of the voters must have voted when time is up
    std::uint32_t deadline_seconds = 0; ///< of a vote: how long a round stays open; 0: until all have voted
    bool operator==(const Begin&) const = default;
};

/// Takes one of the choices that a story offers, or votes for it.
struct Choose {
    StoryId story = {};
    std::uint32_t choice = 0; ///< from 0
    std::uint32_t round = 0;  ///< the round it was seen in; 0: whatever round it is
    bool operator==(const Choose&) const = default;
};

/// Says something to the table, or to some seats alone.
struct Say {
    Text text = {};
    std::vector<SeatId> to = {}; ///< empty: everybody
    bool operator==(const Say&) const = default;
};

/// Goes back to before the last choice. The table's host may.
struct Undo {
    std::uint32_t choices = 1; ///< how many choices, deeds and maneuvers to take back
    bool fight = false;        ///< instead: to before what led to the fight that is on, or was last
    bool operator==(const Undo&) const = default;
};

/// The time that a request set is up. Comes from the host program (an empty seat), never from a clock.
struct Expire {
    std::uint64_t request = 0;
    bool operator==(const Expire&) const = default;
};

/// Empties all seats and forgets whose they were, as after an import. Comes from the host program.
struct Vacate {
    bool operator==(const Vacate&) const = default;
};

/// Goes on with other packs, for authors who change theirs while they play. Comes from the host program, which offers
/// them to the game first.
struct UsePacks {
    Hash packs = {}; ///< of their image
    bool operator==(const UsePacks&) const = default;
};

/// Decides what the rules wait for in the middle of something. Whoever plays the one who is asked may.
struct Answer {
    std::uint32_t choice = 0; ///< from 0
    bool operator==(const Answer&) const = default;
};

/// Gives somebody of the party to a seat to play, or (to nobody) back to the table. Those whom nobody plays, or whose
/// player is away, the table's host plays. The host may; others may take whom nobody has, and give back whom they have.
struct Assign {
    rules::CreatureId creature = {};
    SeatId to = {};
    bool operator==(const Assign&) const = default;
};

// In a fight. Whoever plays the creature may.

/// Does something with its turn.
struct Maneuver {
    rules::Command what = rules::EndTurn{};
    bool operator==(const Maneuver&) const = default;
};

/// Has it fight by its own mind until the fight is over, or no more.
struct Quick {
    rules::CreatureId creature = {}; ///< nobody: all whom the seat plays
    bool on = true;
    bool operator==(const Quick&) const = default;
};

/// Goes on with a fight in which nobody is asked. Everybody may.
struct GoOn {
    bool operator==(const GoOn&) const = default;
};

// On a map that a story has the party walk on. The story's leader may.

/// Goes there, over cells that the party has seen, until something happens on the way.
struct GoTo {
    rules::Position to = {};
    bool operator==(const GoTo&) const = default;
};

/// Opens a door beside the party, with its key where it is locked, or closes it.
struct UseDoor {
    rules::Position at = {};
    std::uint8_t part = 0; ///< grid::Part
    bool open = true;
    bool operator==(const UseDoor&) const = default;
};

/// Tries the lock of a door beside the party, or of a chest: the best of it does, with a roll against how hard it is.
/// The same try comes to the same again, until the party is better at it.
struct TryLock {
    rules::Position at = {};
    std::uint8_t part = 0; ///< grid::Part
    bool force = false;    ///< breaks it open; else picks it
    bool operator==(const TryLock&) const = default;
};

/// Opens a chest within reach, with its key where it is locked, and takes what is in it.
struct OpenChest {
    rules::Position at = {};
    bool operator==(const OpenChest&) const = default;
};

/// Talks to somebody within reach: the story tells what comes of it.
struct TalkTo {
    rules::Position at = {};
    bool operator==(const TalkTo&) const = default;
};

/// Makes a trap harmless that was found, or sets it off.
struct Disarm {
    rules::Position at = {};
    bool operator==(const Disarm&) const = default;
};

/// Looks for secret doors and traps within two cells.
struct Search {
    bool operator==(const Search&) const = default;
};

/// Takes the stairs that the party stands on.
struct UseStairs {
    bool operator==(const UseStairs&) const = default;
};

/// Leaves the map, from its edge or from where parties arrive.
struct LeaveMap {
    bool operator==(const LeaveMap&) const = default;
};

// What one of the party does by the rules, outside of fights. Whoever plays it may; that all rest, the table's host
// says.

/// Puts a thing on, or takes it in hand.
struct Wear {
    rules::ItemId item = {};
    std::vector<std::string> places = {}; ///< empty: as it is worn, where there is one way
    bool operator==(const Wear&) const = default;
};

/// Takes off what is worn.
struct PutOff {
    rules::ItemId item = {};
    bool operator==(const PutOff&) const = default;
};

/// Attunes to a thing, or ends that.
struct Attune {
    rules::ItemId item = {};
    bool ends = false;
    bool operator==(const Attune&) const = default;
};

/// Does something with a thing.
struct Use {
    rules::ItemId item = {};
    std::string action = {}; ///< one of its uses
    std::vector<rules::CreatureId> targets = {};
    bool operator==(const Use&) const = default;
};

/// Gives a thing to another of the party, puts it into a container, or (neither) lays it down.
struct HandOver {
    rules::ItemId item = {};
    rules::CreatureId to = {};
    rules::ItemId inside = {};
    std::int32_t count = 0; ///< 0: all of them
    bool operator==(const HandOver&) const = default;
};

/// Gives money to another of the party, or (to nobody) away. In the smallest coin.
struct Pay {
    rules::CreatureId from = {};
    rules::CreatureId to = {};
    std::int32_t amount = 0;
    bool operator==(const Pay&) const = default;
};

/// Has a spell ready, or so many copies of it; 0: not any more.
struct Prepare {
    rules::CreatureId creature = {};
    std::string spell = {};
    std::int32_t copies = 1;
    bool operator==(const Prepare&) const = default;
};

struct Cast {
    rules::CreatureId creature = {};
    std::string spell = {};
    std::int32_t level = 0; ///< 0: the spell's own
    std::vector<rules::CreatureId> targets = {};
    bool operator==(const Cast&) const = default;
};

/// All who live rest.
struct Rest {
    std::string name = {}; ///< of the ruleset's rests: `short`
    bool operator==(const Rest&) const = default;
};

using Order = std::variant<Join, Leave, Begin, Choose, Say, Undo, Expire, Vacate, UsePacks, Answer, Wear, PutOff,
                           Attune, Use, HandOver, Pay, Prepare, Cast, Rest, Assign, Maneuver, Quick, GoOn, GoTo,
                           UseDoor, Search, UseStairs, LeaveMap, TryLock, OpenChest, Disarm, TalkTo>;

/// What somebody wants done.
struct Command {
    std::string id = {};   ///< for repeating it safely, unique for its seat; empty: not repeatable
    std::string seat = {}; ///< who: the door's name for an authenticated person or program, 1..100 bytes; empty: the
                           ///< host program itself, which no door may pass on
    std::optional<Seq> expected_seq = {}; ///< refuse if the seat's events went on since this one
    Order what = {};
    bool operator==(const Command&) const = default;
};

} // namespace goldbox::game
