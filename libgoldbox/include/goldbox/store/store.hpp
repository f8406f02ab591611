#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/store/record.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::store {

/// What one game adds to the store in one transaction: all of it or nothing. At least one record; jobs are opened
/// before others are closed, and closing one that is not open changes nothing.
struct Batch {
    GameId game;
    Epoch epoch = 0;
    Seq expected_seq = 0;        ///< head of the game before the first record
    std::vector<Record> records; ///< contiguous from expected_seq + 1
    std::vector<Text> texts;
    std::vector<Job> opened;
    std::vector<std::uint64_t> closed; ///< ids of jobs that are answered or void
};

/// What became of a command id that was seen before.
struct Receipt {
    Seq seq = 0;  ///< of the record's first event
    Seq last = 0; ///< of its last event
    std::string answer;
};

/// Keeps games. All implementations pass tests/store/store_contract.hpp.
///
/// Every function may be called from any thread. A result that is a success is durable when it is returned, as far as
/// the implementation promises durability. Strings are bytes: they come back as they went in, whatever they hold.
///
/// Errors of any function: `store.no_such_game`; of code `unavailable`: `store.busy`, `store.disk_full`,
/// `store.read_only`, `store.io_error` (the message says what to do; nothing that succeeded before is lost, and the
/// store may be used again); of code `corrupt`: `store.corrupt`.
class Store {
public:
    virtual ~Store() = default;

    // Games ------------------------------------------------------------------------------------------------------

    /// Adds a game without events; `head`, `epoch` and `played` are set here. `store.name_taken`, `store.game_exists`,
    /// `store.bad_game` (no id, or a seed over 2^63-1).
    [[nodiscard]] virtual Result<void> create_game(const GameInfo& game) = 0;
    [[nodiscard]] virtual Result<GameInfo> find_game(std::string_view id) = 0;
    [[nodiscard]] virtual Result<GameInfo> find_game_named(std::string_view name) = 0;
    [[nodiscard]] virtual Result<std::vector<GameInfo>> list_games() = 0; ///< last played first, then by name
    /// Removes a game with its log, texts, snapshots and jobs.
    [[nodiscard]] virtual Result<void> remove_game(std::string_view id) = 0;

    // The log ----------------------------------------------------------------------------------------------------

    /// Becomes the writer of a game: raises its epoch and returns it.
    [[nodiscard]] virtual Result<Epoch> take_over(std::string_view game) = 0;

    /// Appends batches of different games in one transaction, each under its own savepoint: one that fails leaves the
    /// others alone. One result a batch, in order: `store.stale_epoch` (this is not the epoch of the last take_over),
    /// `store.wrong_seq`, `store.duplicate_command` (a command id is there already), `store.bad_batch` (not contiguous,
    /// no records, no events, the id of a text or job used twice, a game named a second time). When the transaction as
    /// a whole fails, every result is that error and nothing was written.
    [[nodiscard]] virtual std::vector<Result<void>> append(std::span<const Batch> batches, Timestamp now) = 0;

    /// Records whose last event is at or after `from`, in order: at most `most` of them and `most_bytes` of strings,
    /// but one if there is any.
    [[nodiscard]] virtual Result<std::vector<Record>> read(std::string_view game, Seq from, std::size_t most = 1000,
                                                           std::size_t most_bytes = 16u << 20) = 0;

    /// The receipt of a command id; none when it is new or empty. `store.conflict` when it came with another payload;
    /// `store.expired` when it was accepted but its answer is gone, by age or erasure.
    [[nodiscard]] virtual Result<std::optional<Receipt>>
    find_receipt(std::string_view game, std::string_view seat, std::string_view command_id, const Hash& payload) = 0;
    /// Forgets payload hashes and answers of records appended before `before`, never their command ids; how many.
    [[nodiscard]] virtual Result<std::size_t> expire_receipts(Timestamp before) = 0;

    // Personal text ----------------------------------------------------------------------------------------------

    [[nodiscard]] virtual Result<std::vector<Text>> read_texts(std::string_view game) = 0; ///< by id
    /// Erases the content and salt of every text of a seat, and payload hashes and answers of its records. The log
    /// still folds and verifies. How many texts; those erased before do not count. Overwritten, not only unlinked.
    [[nodiscard]] virtual Result<std::size_t> erase_texts(std::string_view game, std::string_view seat) = 0;

    // Snapshots --------------------------------------------------------------------------------------------------

    /// Keeps it, in place of one of the same seq, and drops all but the newest two of that game. `store.wrong_seq` when
    /// it lies beyond the head.
    [[nodiscard]] virtual Result<void> put_snapshot(const Snapshot& snapshot) = 0;
    /// The newest at or before `at_most`.
    [[nodiscard]] virtual Result<std::optional<Snapshot>> find_snapshot(std::string_view game, Seq at_most) = 0;

    // Packs ------------------------------------------------------------------------------------------------------

    /// Keeps a pack image under its hash; putting it again changes nothing. `store.bad_hash` when it is not its hash.
    [[nodiscard]] virtual Result<void> put_pack(const Hash& hash, std::string_view image) = 0;
    [[nodiscard]] virtual Result<std::string> read_pack(const Hash& hash) = 0; ///< `store.no_such_pack`

    // Jobs -------------------------------------------------------------------------------------------------------

    /// Claims due jobs nobody else holds, of one game or (empty) of all, earliest first (then by game and id); a claim
    /// lasts until `until`, then the job may be claimed again. The jobs are told as they are after the claim.
    [[nodiscard]] virtual Result<std::vector<Job>> claim_jobs(std::string_view game, Timestamp now, Timestamp until,
                                                              std::size_t most) = 0;
    [[nodiscard]] virtual Result<std::vector<Job>> list_jobs(std::string_view game) = 0; ///< open ones, by id
};

} // namespace goldbox::store
