#pragma once
// SPDX-License-Identifier: MIT
// What every store checks in the same way and says in the same words.

#include <goldbox/store/store.hpp>

namespace goldbox::store {

/// The longest log of a game.
constexpr Seq last_seq = 0xFFFF'FFFF;

[[nodiscard]] tl::unexpected<Error> no_such_game(std::string_view game);
[[nodiscard]] tl::unexpected<Error> game_exists(std::string_view id);
[[nodiscard]] tl::unexpected<Error> name_taken(std::string_view name);
[[nodiscard]] tl::unexpected<Error> game_named_twice(std::string_view game);
[[nodiscard]] tl::unexpected<Error> duplicate_command(const Batch& batch, const Record& record);
[[nodiscard]] tl::unexpected<Error> text_exists(const Batch& batch, const Text& text);
[[nodiscard]] tl::unexpected<Error> job_exists(const Batch& batch, const Job& job);
[[nodiscard]] tl::unexpected<Error> snapshot_beyond_head(const Snapshot& snapshot, Seq head);
[[nodiscard]] tl::unexpected<Error> no_such_pack(const Hash& hash);

[[nodiscard]] Result<void> check_game(const GameInfo& game);
[[nodiscard]] Result<void> check_pack(const Hash& hash, std::string_view image);

/// A batch against itself: what can be told without looking at the game.
[[nodiscard]] Result<void> check_shape(const Batch& batch);
/// A batch against its game: whether its writer still is the writer and knows the head.
[[nodiscard]] Result<void> check_writer(const Batch& batch, Epoch epoch, Seq head);

/// What a store keeps of a record's receipt: nothing without a command id, no answer without its payload hash.
[[nodiscard]] bool keeps_receipt(const Record& record);

/// What became of a known command id. `payload` is what was kept of it, if anything still is.
[[nodiscard]] Result<std::optional<Receipt>> answer_receipt(const std::optional<Hash>& payload, const Hash& asked,
                                                            std::string_view command_id, Receipt receipt);

/// Bytes of a record's strings: what `read` counts.
[[nodiscard]] std::size_t size_in_bytes(const Record& record);

} // namespace goldbox::store
