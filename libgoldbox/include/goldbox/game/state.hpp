#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/hash.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/base/table.hpp>
#include <goldbox/game/event.hpp>
#include <goldbox/grid/fog.hpp>
#include <goldbox/narrative/session_state.hpp>
#include <goldbox/rules/journal.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace goldbox::game {

/// A place at the table. Seats stay when people leave, so that events about them keep their meaning.
struct Seat {
    std::string key; ///< who may sit here; empty after Vacate
    Text name;       ///< the number alone
    bool present = false;
    Seq seen = 0;                                  ///< how many events it could see so far
    std::vector<rules::CreatureId> creatures = {}; ///< that it plays
    bool operator==(const Seat&) const = default;
};

/// A story that is being told.
struct StorySession {
    std::string name; ///< in the pack
    Decision decision = Decision::leader;
    SeatId leader;
    std::vector<SeatId> members; ///< empty: everybody
    std::uint32_t quorum_percent = 50;
    std::uint32_t deadline_seconds = 0;
    std::int32_t seed = 0;
    StoryStatus status = StoryStatus::waiting;
    std::uint32_t round = 0;
    std::vector<StoryLine> lines;
    std::vector<StoryChoice> choices;
    std::vector<narrative::Problem> problems;
    std::vector<Ballot> ballots;
    bool operator==(const StorySession&) const = default;
};

/// A request that waits for its answer.
struct Request {
    std::uint64_t id = 0;
    std::string kind;
    StoryId story;
    std::uint32_t seconds = 0;
    bool operator==(const Request&) const = default;
};

/// A fight that a story waits for.
struct Fight {
    std::string encounter; ///< id
    std::string name;
    std::string text;
    StoryId story;
    std::string won, lost, fled; ///< places in the story
    std::vector<Brought> brought;
    std::int32_t width = 1; ///< of the battlefield
    std::int32_t height = 1;
    std::int32_t levels = 1;
    std::vector<rules::CreatureId> quick;      ///< of the party, who fight by their own minds
    std::optional<rules::EncounterEnded> over; ///< how it came out
    std::optional<rules::Battlefield> left;    ///< and how it left the battlefield
    bool operator==(const Fight&) const = default;
};

/// What a seat has seen of the fight that is on. What somebody has seen it has seen: undo begins it anew.
struct Sight {
    grid::Fog fog;                   ///< cells, by the seat's own count of events
    std::vector<Sighting> sightings; ///< by creature
    bool operator==(const Sight&) const = default;
};

/// Where the party walks, or walked last.
struct Walk {
    StoryId story;
    std::string map; ///< file of the pack
    rules::Position place;
    rules::Position before;  ///< the cell it came from
    std::uint32_t steps = 0; ///< so far, on all maps
    std::string left, lost;  ///< where the story goes on
    bool on = true;          ///< else the story tells something
    bool operator==(const Walk&) const = default;
};

/// What the party knows of a map, and what it did there.
struct MapMemory {
    std::int32_t width = 1;
    std::int32_t height = 1;
    std::int32_t levels = 1;
    std::vector<Cells> known;  ///< that it has seen; sorted rows that do not touch
    std::vector<Marked> marks; ///< by object
    bool operator==(const MapMemory&) const = default;
};

/// What random numbers are drawn for: streams of base's Draw. Values are part of the saved format.
enum class Stream : std::uint32_t {
    story = 1, ///< seeds of ink stories; entity: none
    check = 2, ///< checks that stories ask for; entity: the story and the place in it
    // 3 to 8 are those of the rules
    zone = 9,    ///< whether somebody is met; entity: the zone, counter: the steps walked
    search = 10, ///< entity: what is hidden, counter: the cell that is searched from
    lock = 11,   ///< entity: a lock or a trap, counter: 0 by skill, 1 by force
};

// Each change of the state can be put back: these are the writes, holding what stood there before. -----------------

struct SeatChange {
    Table<Seat>::Before before;
    bool operator==(const SeatChange&) const = default;
};
struct StoryChange {
    Table<StorySession>::Before before;
    bool operator==(const StoryChange&) const = default;
};
struct BallotsChange {
    StoryId story;
    std::vector<Ballot> before;
    bool operator==(const BallotsChange&) const = default;
};
struct MemoryChange {
    StoryId story;
    narrative::SessionDelta before;
    bool operator==(const MemoryChange&) const = default;
};
struct BelongingChange {
    std::string thing;
    std::int32_t before = 0;
    bool operator==(const BelongingChange&) const = default;
};
struct DrawnChange {
    Stream stream = Stream::story;
    std::uint32_t before = 0;
    bool operator==(const DrawnChange&) const = default;
};
struct WorldChange {
    rules::Change before;
    bool operator==(const WorldChange&) const = default;
};
struct FightChange {
    std::optional<Fight> before;
    bool operator==(const FightChange&) const = default;
};
struct WalkChange {
    std::optional<Walk> before;
    bool operator==(const WalkChange&) const = default;
};
struct MapChange {
    std::string map;
    std::optional<MapMemory> before;
    bool operator==(const MapChange&) const = default;
};
/// These cells were known, where they are not now, and the other way around.
struct KnownChange {
    std::string map;
    std::vector<Cells> cells;
    bool operator==(const KnownChange&) const = default;
};
struct MarkChange {
    std::string map;
    std::int32_t object = 0;
    std::optional<Mark> before;
    bool operator==(const MarkChange&) const = default;
};
using Change = std::variant<StoryChange, BallotsChange, MemoryChange, BelongingChange, DrawnChange, WorldChange,
                            FightChange, WalkChange, MapChange, KnownChange, MarkChange>;

/// What one event changed that undo can take back.
struct HistoryEntry {
    Seq seq = 0;
    bool choice = false; ///< a ChoiceMade or an Undertaken: undo counts these
    Seq before = 0;      ///< of one of those: where undo goes back to
    bool turn = false;   ///< it is one in a fight
    std::vector<Change> changes;
    bool operator==(const HistoryEntry&) const = default;
};

/// Everything that is true of a game: a value, made of integers, names and texts, without pointers. Folding a game's
/// events into an empty state gives this, on every platform.
struct State {
    std::uint64_t seed = 0; ///< 0..2^63-1
    Seq seq = 0;            ///< of the last event
    std::uint64_t next_text = 1;
    std::uint64_t next_request = 1;
    Hash packs; ///< what the game plays since the last PacksUsed; zero: what it was begun with
    Table<Seat> seats;
    std::vector<Request> requests;
    std::map<SeatId, Sight> sights; ///< in a fight

    // What undo takes back:
    Table<StorySession> stories;
    std::map<StoryId, narrative::SessionState> memories;
    std::map<std::string, std::int32_t> belongings; ///< counts above 0
    std::map<Stream, std::uint32_t> drawn;          ///< draws made of each stream
    rules::World world;                             ///< of packs with a ruleset; its seed is the game's, and stays 0
    std::optional<Fight> fight;
    std::optional<Walk> walk;
    std::map<std::string, MapMemory> maps; ///< that the party has been on, by file

    /// The way back, newest last: at most `max_undo` choices and `max_history` entries. Not part of the hash.
    std::vector<HistoryEntry> history;

    bool operator==(const State&) const = default;
};

inline constexpr std::uint32_t max_undo =
    50; ///< beside those in fights, of which `max_history` alone limits the number
inline constexpr std::size_t max_history = 4096; ///< votes that change for ever must not grow a game for ever

/// Hash of everything but the history, over the canonical JSON of each table.
[[nodiscard]] Hash hash_of(const State& state);

/// Writes one event into the state. Only writes: it runs no rules, no ink, no random numbers, and cannot fail for an
/// event that the same state's game made. `game.bad_event` for one that does not fit (a damaged or forged log); the
/// state is then of no further use.
[[nodiscard]] Result<void> fold(State& state, const Event& event);

/// A state as JSON, its history included, and back: for snapshots.
[[nodiscard]] std::string to_json(const State& state);
[[nodiscard]] Result<State> state_from_json(std::string_view json);

/// A seat that may see an event, how the seat counts it, and what of it is kept from the seat.
struct Onlooker {
    SeatId seat = {};
    Seq seq = 0;
    std::vector<rules::CreatureId> unseen = {}; ///< of those in it: they are nobody to the seat
    bool ours = false;                          ///< it is about somebody of the party, of whom all is told
    bool operator==(const Onlooker&) const = default;
};

/// Who may see an event that is about to be folded into `before`; their counts are still 0. That a story went on is
/// seen by the whole table; what it told, by its members. In a fight each sees what those do whom it perceives.
[[nodiscard]] std::vector<Onlooker> audience(const State& before, const Event& event);
/// Whether a seat knows where somebody is: of the party, or seen by those whom the seat plays.
[[nodiscard]] bool perceives(const State& state, SeatId seat, rules::CreatureId creature);

/// The seat of that key, if it is taken by somebody or kept for a return.
[[nodiscard]] SeatId find_seat(const State& state, std::string_view key);
[[nodiscard]] bool is_member(const StorySession& story, SeatId seat);
/// The present seat that joined first.
[[nodiscard]] SeatId host_of(const State& state);
/// Who plays somebody of the party: the seat that has it if it is present, else the table's host.
[[nodiscard]] SeatId player_of(const State& state, rules::CreatureId creature);
/// The party walks now: a story waits for it, and there is no fight and no question first.
[[nodiscard]] bool walks(const State& state);
/// The story's leader if present, else its first present member.
[[nodiscard]] SeatId leader_of(const State& state, const StorySession& story);

} // namespace goldbox::game
