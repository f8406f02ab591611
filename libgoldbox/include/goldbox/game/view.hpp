#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/game/event.hpp>
#include <goldbox/rules/judge.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace goldbox::game {

/// One event as a seat may see it, counted by that seat without gaps.
struct Projection {
    Seq seq = 0;
    Event event;
    bool operator==(const Projection&) const = default;
};

struct SeatView {
    SeatId id;
    std::string name; ///< `(erased)` when its text was erased
    bool present = false;
    bool host = false; ///< the present seat that joined first: begins stories, undoes
    bool operator==(const SeatView&) const = default;
};

struct StoryView {
    StoryId id;
    std::string name;
    StoryStatus status = StoryStatus::waiting;
    Decision decision = Decision::leader;
    SeatId leader;
    std::vector<SeatId> members;  ///< empty: everybody
    bool member = false;          ///< whether the viewer is one; what follows is empty if not
    std::uint32_t round = 0;      ///< counts the moments of choice
    std::vector<StoryLine> lines; ///< since the last choice
    std::vector<StoryChoice> choices;
    std::vector<narrative::Problem> problems;
    std::vector<SeatId> voted;         ///< who has voted in this round
    std::optional<std::uint32_t> vote; ///< for what the viewer voted
    std::uint32_t deadline_seconds = 0;
    bool operator==(const StoryView&) const = default;
};

struct ItemView {
    rules::ItemId id;
    std::string name; ///< as it looks
    std::int32_t count = 1;
    bool worn = false;
    bool attuned = false;
    bool operator==(const ItemView&) const = default;
};

/// A spell that somebody has ready.
struct SpellView {
    std::string spell; ///< id
    std::string name;
    std::int32_t copies = 1; ///< left, where copies are memorised
    bool operator==(const SpellView&) const = default;
};

/// Somebody in the world.
struct CreatureView {
    rules::CreatureId id;
    std::string name;
    std::int32_t hit_points = 0;
    std::int32_t most_hit_points = 0;
    std::int32_t temporary_hit_points = 0;
    rules::Life life = rules::Life::alive;
    std::vector<std::string> effects; ///< names of those that will end
    std::vector<ItemView> items;
    std::vector<SpellView> spells;
    SeatId player; ///< who plays it
    bool operator==(const CreatureView&) const = default;
};

/// Somebody in a fight, as the viewer knows it.
struct FighterView {
    rules::CreatureId id;
    std::string name;
    std::string side;
    std::optional<rules::Position> place;
    std::int32_t size = 1; ///< cells a side
    rules::Life life = rules::Life::alive;
    std::optional<rules::Quit> quit;
    std::int32_t percent = 100; ///< of its hit points; of others than the party in quarters, rounded up
    std::vector<std::string> effects;
    bool quick = false; ///< of the party, by its own mind
    bool there = true;  ///< else this is where the viewer saw it last, and nothing more is known
    bool operator==(const FighterView&) const = default;
};

/// A floor of a battlefield: rows of letters as docs/maps.md has them, without who stands there. What the viewer has
/// not seen is blank.
struct LevelView {
    std::string name;
    std::vector<std::string> rows;
    bool operator==(const LevelView&) const = default;
};

/// A fight that is on.
struct FightView {
    std::string name;
    std::string text;
    std::string map; ///< file of the pack; empty: open ground
    std::int32_t width = 0;
    std::int32_t height = 0;
    std::vector<LevelView> levels;
    std::uint32_t round = 0;
    rules::CreatureId turn;               ///< whose it is; nobody: of somebody whom the viewer does not perceive
    bool yours = false;                   ///< the viewer decides now
    std::vector<rules::CreatureId> order; ///< of turns, of those in `fighters`
    std::vector<FighterView> fighters;    ///< the party, and whom it perceives
    std::vector<rules::Budget> budgets;   ///< what is left to whose turn it is, if that is one of the party
    bool operator==(const FightView&) const = default;
};

/// The map that the party walks on, as far as it has seen it. People on it are whom the story tells of.
/// Somebody whom the party has seen on its map.
struct PersonView {
    std::string name;
    rules::Position place;
    bool operator==(const PersonView&) const = default;
};

struct WalkView {
    StoryId story;
    std::string title;
    std::string map; ///< file of the pack
    std::int32_t width = 0;
    std::int32_t height = 0;
    std::vector<LevelView> levels;
    std::vector<PersonView> people;
    rules::Position place;
    bool yours = false; ///< the viewer leads the way
    bool operator==(const WalkView&) const = default;
};

/// What the rules wait for.
struct PendingView {
    rules::CreatureId decider;
    std::string text;
    std::vector<std::string> choices; ///< none: to go on
    bool operator==(const PendingView&) const = default;
};

/// What became known of a battlefield.
struct FightChanges {
    Seq seq = 0; ///< of the last event that the seat may see
    struct Row {
        rules::Position start;
        std::string letters;
        bool operator==(const Row&) const = default;
    };
    std::vector<Row> rows;             ///< of what was seen for the first time
    std::vector<FighterView> fighters; ///< all of them: they are few
    bool operator==(const FightChanges&) const = default;
};

/// All that one seat may see, and nothing else.
struct View {
    Seq seq = 0; ///< of the last event that the seat may see
    SeatId you;
    std::vector<SeatView> seats;
    std::vector<StoryView> stories;
    std::map<std::string, std::int32_t> belongings; ///< things that no rules know
    std::vector<CreatureView> party;
    std::optional<PendingView> pending;
    std::optional<FightView> fight;
    std::optional<WalkView> walk; ///< of a story that the viewer is a member of
    bool operator==(const View&) const = default;
};

// What a seat can do: verbs with domains. Game::accepts(command) is true exactly for these. -----------------------

struct CanJoin {
    bool operator==(const CanJoin&) const = default;
};
struct CanLeave {
    bool operator==(const CanLeave&) const = default;
};
struct CanBegin {
    std::vector<std::string> stories;
    bool operator==(const CanBegin&) const = default;
};
struct CanChoose {
    StoryId story;
    std::uint32_t round = 0;
    std::uint32_t choices = 0; ///< any from 0 to one less
    bool operator==(const CanChoose&) const = default;
};
struct CanSay {
    std::vector<SeatId> to; ///< any of them, or nobody for everybody
    bool operator==(const CanSay&) const = default;
};
struct CanUndo {
    std::uint32_t choices = 0; ///< at most
    bool operator==(const CanUndo&) const = default;
};

struct CanAnswer {
    std::uint32_t choices = 0; ///< any from 0 to one less
    bool operator==(const CanAnswer&) const = default;
};

/// Something that one of the party might do.
struct Deed {
    rules::CreatureId creature; ///< who; nobody: all
    std::string name;           ///< what people call the thing, the use, the spell or the rest
    Order what;                 ///< aimed at nobody; given to the next of the party
    std::string refused;        ///< why not, today; empty: it is accepted
    bool operator==(const Deed&) const = default;
};
struct CanUndertake {
    std::vector<Deed> deeds; ///< and the same aimed at others, and to pay
    bool operator==(const CanUndertake&) const = default;
};

/// A place to walk to.
struct Reach {
    rules::Position to;
    std::int32_t feet = 0;
    bool operator==(const Reach&) const = default;
};

/// Something that cannot be done now.
struct Refusal {
    std::string name;
    std::string why;
    bool operator==(const Refusal&) const = default;
};

/// What somebody may do with its turn: Maneuver.
struct CanManeuver {
    rules::CreatureId creature;
    std::vector<Reach> walks; ///< by place
    std::vector<rules::Deed> deeds;
    std::vector<Refusal> refused;
    std::vector<rules::DoorState> doors; ///< that it can open or close, as they would then be
    bool end_turn = false;
    std::vector<rules::CreatureId> next;   ///< to whom it may pass the turn on
    std::vector<rules::CreatureId> delays; ///< behind whom it may put its turn off
    bool flee = false;
    bool surrender = false;
    bool operator==(const CanManeuver&) const = default;
};
struct CanQuick {
    std::vector<rules::CreatureId> on, off; ///< who could be told to, and who to stop
    bool operator==(const CanQuick&) const = default;
};
struct CanGoOn {
    bool operator==(const CanGoOn&) const = default;
};
/// A door beside the party.
struct DoorOption {
    rules::Position at;
    std::uint8_t part = 0;
    bool open = false;   ///< as it would then be
    std::string refused; ///< why not, today; empty: it is accepted
    bool lock = false;   ///< TryLock would be accepted
    bool operator==(const DoorOption&) const = default;
};
/// A chest within reach.
struct ChestOption {
    rules::Position at;
    std::string name;
    std::string refused; ///< why it does not open, today; empty: it does
    bool lock = false;   ///< TryLock would be accepted
    bool operator==(const ChestOption&) const = default;
};
/// A trap within reach that was found.
struct TrapOption {
    rules::Position at;
    std::string name;
    std::string refused; ///< why nothing can be done about it; empty: Disarm is accepted
    bool operator==(const TrapOption&) const = default;
};
/// Somebody within reach.
struct PersonOption {
    rules::Position at;
    std::string name;
    std::string refused; ///< why nothing is said; empty: TalkTo is accepted
    bool operator==(const PersonOption&) const = default;
};
/// On a map: GoTo, UseDoor, TryLock, OpenChest, Disarm, TalkTo, Search, UseStairs, LeaveMap.
struct CanWalk {
    std::vector<Cells> walks; ///< where to
    std::vector<DoorOption> doors;
    std::vector<ChestOption> chests;
    std::vector<TrapOption> traps;
    std::vector<PersonOption> people;
    bool search = false;
    bool stairs = false;
    bool leave = false;
    bool operator==(const CanWalk&) const = default;
};
struct CanAssign {
    std::vector<rules::CreatureId> creatures;
    std::vector<SeatId> to; ///< any of them, or nobody
    bool operator==(const CanAssign&) const = default;
};

using Option = std::variant<CanJoin, CanLeave, CanBegin, CanChoose, CanSay, CanUndo, CanAnswer, CanUndertake,
                            CanManeuver, CanQuick, CanGoOn, CanAssign, CanWalk>;

struct Options {
    std::vector<Option> verbs;
    bool operator==(const Options&) const = default;
};

} // namespace goldbox::game
