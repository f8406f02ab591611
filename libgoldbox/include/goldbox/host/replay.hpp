#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/content/pack.hpp>
#include <goldbox/game/game.hpp>
#include <goldbox/store/store.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace goldbox::host {

struct ReplayOptions {
    std::optional<store::Seq> until; ///< stop after this event
    bool verify = false; ///< compare with the hash of every snapshot on the way, and with a restore from each
    bool audit = false;  ///< run the commands again and compare each batch
};

struct Replay {
    game::State state;
    Hash state_hash;
    std::uint64_t events = 0;
    std::uint64_t snapshots_verified = 0;
    bool verified = false;
    bool audited = false;
};

/// Folds a game's log from its first event. Errors: `host.hash_differs`, `game.audit_differs`, `host.unknown_event` (an
/// event type or schema of a newer version), those of the store.
[[nodiscard]] Result<Replay> replay(store::Store& store, std::string_view game, const ReplayOptions& options = {});

/// The state a game has now: newest snapshot, then at most a snapshot's interval of events.
[[nodiscard]] Result<game::State> restore(store::Store& store, std::string_view game);

} // namespace goldbox::host
