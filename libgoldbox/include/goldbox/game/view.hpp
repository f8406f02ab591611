#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/game/event.hpp>

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
    bool operator==(const CreatureView&) const = default;
};

/// What the rules wait for.
struct PendingView {
    rules::CreatureId decider;
    std::string text;
    std::vector<std::string> choices; ///< none: to go on
    bool operator==(const PendingView&) const = default;
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

using Option = std::variant<CanJoin, CanLeave, CanBegin, CanChoose, CanSay, CanUndo, CanAnswer, CanUndertake>;

struct Options {
    std::vector<Option> verbs;
    bool operator==(const Options&) const = default;
};

} // namespace goldbox::game
