#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/game/state.hpp>

#include <array>
#include <bitset>
#include <map>
#include <variant>
#include <vector>

namespace goldbox::game {

/// The tables of a state, as its hash sees them.
enum class Part : std::uint8_t {
    counters,
    seats,
    requests,
    stories,
    memories,
    belongings,
    drawn,
    world,
    fight,
    sights,
    walk,
    maps
};
inline constexpr std::size_t parts = 12;

[[nodiscard]] Hash hash_of(const State& state, Part part);
[[nodiscard]] Hash combine(const std::array<Hash, parts>& hashes);

/// How to take back what a batch wrote, newest last. What undo can take back as well lies in the state's history; the
/// journal only notes that it was added there.
struct CountersWere {
    Seq seq = 0;
    std::uint64_t next_text = 0;
    std::uint64_t next_request = 0;
    Hash packs = {};
};
struct RequestsWere {
    std::vector<Request> requests;
};
struct SightsWere {
    std::map<SeatId, Sight> sights;
};
struct SightWas {
    SeatId seat;
    Sight sight;
};
struct HistoryGrew {};
struct HistoryTrimmed {
    std::vector<HistoryEntry> oldest;
};
/// Undo took an entry off the history; `redo` brings back what it took back.
struct HistoryUndone {
    HistoryEntry entry;
    std::vector<Change> redo;
};

struct Journal {
    std::vector<std::variant<CountersWere, SeatChange, RequestsWere, SightsWere, SightWas, HistoryGrew, HistoryTrimmed,
                             HistoryUndone>>
        entries;
    std::bitset<parts> touched;
};

/// Folds one event and notes how to take it back.
[[nodiscard]] Result<void> apply(State& state, const Event& event, Journal& journal);

/// Puts nobody in the place of those whom a viewer does not perceive.
void blind(rules::Event& event, const std::vector<rules::CreatureId>& unseen);

/// Takes back everything in the journal; the state is then bit-identical to before.
void unwind(State& state, Journal& journal);

} // namespace goldbox::game
