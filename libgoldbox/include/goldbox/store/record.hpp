#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/clock.hpp>
#include <goldbox/base/hash.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::store {

/// Names a game for ever: 32 lowercase hexadecimal digits, drawn at random by the host.
using GameId = std::string;

/// Events of a game count from 1 without gaps; 0 is before the first. At most 2^32 - 1.
using Seq = std::uint64_t;

/// Each taking over of a game by a writer raises its epoch; a writer with an older one can no longer append.
using Epoch = std::uint64_t;

/// What is known about a game without reading its log.
struct GameInfo {
    GameId id;
    std::string name;       ///< unique in the store; what people type
    std::string pack;       ///< id of the pack or name of the story it plays
    Hash packs;             ///< content hash of the pack set it began with
    std::uint64_t seed = 0; ///< 0..2^63-1
    std::string engine;     ///< version that created it
    Timestamp created = {};
    Timestamp played = {}; ///< last append; `created` before the first
    Seq head = 0;          ///< seq of the last event
    Epoch epoch = 0;       ///< 0: nobody has taken it over yet
    bool operator==(const GameInfo&) const = default;
};

/// One event as it is stored: opaque to the store.
struct StoredEvent {
    std::string type;         ///< `story_advanced`
    std::uint16_t schema = 1; ///< of that type, raised when its JSON changes shape
    std::string body;         ///< JSON
    bool operator==(const StoredEvent&) const = default;
};

/// One accepted command with everything that came of it. Holds no personal text: that lies beside the log.
struct Record {
    Seq seq = 0;            ///< of its first event; the others follow. A record has at least one event.
    std::string seat;       ///< who commanded
    std::string command_id; ///< unique for (game, seat); empty: it cannot be repeated, and has no payload or answer
    std::optional<Hash> payload; ///< of the command as it was sent; gone once its key expired or its text was erased
    std::string correlation_id;  ///< ties together what one request caused; may be empty
    std::string command;         ///< JSON, with references in place of personal text
    std::string answer;          ///< the bytes the sender was answered with; gone with `payload`
    std::vector<StoredEvent> events;
    std::string engine; ///< version that resolved it
    Hash packs;         ///< pack set it was resolved with
    Timestamp at = {};  ///< when it was appended, set by the store; told to people, never folded

    [[nodiscard]] Seq last() const { return seq + events.size() - 1; }
    bool operator==(const Record&) const = default;
};

/// Personal text: people's names, chat, free input. The log refers to it by number and salted hash.
struct Text {
    std::uint64_t id = 0; ///< unique in its game, 0..2^63-1
    std::string seat;     ///< whose it is
    std::string salt;     ///< random bytes (16); erased with the text, so that its hash tells nothing
    std::string content;  ///< UTF-8
    bool operator==(const Text&) const = default;
};

/// Something to be done outside: a request that an event opened (a timer, later prose). It becomes due, is claimed,
/// done, and its answer comes back as a command.
struct Job {
    std::uint64_t id = 0; ///< of the request; unique in its game, 0..2^63-1
    GameId game;
    std::string kind;    ///< `timer`
    std::string payload; ///< JSON
    Timestamp due = {};
    std::uint32_t attempts = 0; ///< how often it was claimed
    Timestamp claimed_until = {};
    bool operator==(const Job&) const = default;
};

/// A state that need not be folded again.
struct Snapshot {
    GameId game;
    Seq seq = 0;      ///< of the last event in it
    std::string body; ///< JSON of the state
    Hash hash;        ///< state hash, checked when it is used
    std::string engine;
    bool operator==(const Snapshot&) const = default;
};

} // namespace goldbox::store
