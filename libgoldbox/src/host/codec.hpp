#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/content/pack.hpp>
#include <goldbox/game/game.hpp>
#include <goldbox/host/host.hpp>
#include <goldbox/store/store.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace goldbox::host {

/// Between what a game makes and what a store keeps.

[[nodiscard]] store::Record make_record(const game::Batch& batch, const game::Command& sent, std::string answer);
[[nodiscard]] Hash payload_of(const game::Command& command);

/// `host.unknown_event` for a type or a schema number of a newer version.
[[nodiscard]] Result<game::Event> decode_event(const store::StoredEvent& event);
[[nodiscard]] Result<std::vector<game::Event>> decode_events(const store::Record& record);
[[nodiscard]] Result<game::Command> decode_command(const store::Record& record);

[[nodiscard]] std::string make_answer(game::Seq seq, std::vector<game::Projection> events);
[[nodiscard]] Result<Outcome> read_answer(std::string answer);

/// What is told of each event while a log is folded: the state after it, and who may see it.
using Folded =
    std::function<void(const game::State& now, const game::Event& event, const std::vector<game::Onlooker>& onlookers)>;

/// Folds all records of a game after `state.seq`, up to `until`.
[[nodiscard]] Result<void> fold_log(store::Store& store, std::string_view game, game::State& state, store::Seq until,
                                    const Folded& each = nullptr);

/// What a request becomes in a store: due when its time is up.
[[nodiscard]] store::Job make_job(const game::Request& request, Timestamp now);

/// `host.bad_name` unless it is 1 to 100 bytes of printable UTF-8.
[[nodiscard]] Result<void> check_name(std::string_view name);

/// 32 hexadecimal digits.
[[nodiscard]] std::string random_id(const HostOptions& options);

} // namespace goldbox::host
