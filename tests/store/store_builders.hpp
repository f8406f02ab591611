#pragma once
// SPDX-License-Identifier: MIT
// Games, records and batches for tests of stores.

#include <goldbox/store/store.hpp>

#include "support/must.hpp"

#include <string>
#include <vector>

namespace goldbox::tests {

inline std::string game_id(int number)
{
    std::string digits = std::to_string(number);
    return std::string(32 - digits.size(), '0') + digits;
}

inline store::GameInfo a_game(int number)
{
    return {.id = game_id(number),
            .name = "game " + std::to_string(number),
            .pack = "core:test",
            .packs = sha256("packs"),
            .seed = 42,
            .engine = "0.1.0",
            .created = {1000}};
}

inline store::Record a_record(store::Seq seq, std::string seat, std::string command_id, std::size_t events = 1)
{
    store::Record record{.seq = seq,
                         .seat = std::move(seat),
                         .command_id = std::move(command_id),
                         .payload = sha256("payload"),
                         .correlation_id = "c",
                         .command = R"({"choose":1})",
                         .answer = R"({"ok":true})",
                         .engine = "0.1.0",
                         .packs = sha256("packs")};
    for (std::size_t i = 0; i < events; ++i) {
        record.events.push_back({"story_advanced", 1, "{\"line\":" + std::to_string(seq + i) + "}"});
    }
    return record;
}

/// A game that was created and taken over; makes the batches that come next in its log.
class Writer {
public:
    Writer(store::Store& store, int number) : store_(store), game_(game_id(number))
    {
        must(store.create_game(a_game(number)));
        epoch_ = must(store.take_over(game_));
    }

    /// One record of seat "ann" that follows what was appended through this writer.
    [[nodiscard]] store::Batch next(std::size_t events = 1) const
    {
        return {.game = game_,
                .epoch = epoch_,
                .expected_seq = head_,
                .records = {a_record(head_ + 1, "ann", "command " + std::to_string(head_ + 1), events)}};
    }

    Result<void> try_append(const store::Batch& batch, Timestamp now = {2000})
    {
        auto result = store_.append({&batch, 1}, now).at(0);
        if (result) head_ = batch.records.back().last();
        return result;
    }
    void append(const store::Batch& batch, Timestamp now = {2000}) { must(try_append(batch, now)); }
    void append_one(std::size_t events = 1, Timestamp now = {2000}) { append(next(events), now); }

    [[nodiscard]] const std::string& game() const { return game_; }
    [[nodiscard]] store::Seq head() const { return head_; }
    [[nodiscard]] store::Epoch epoch() const { return epoch_; }

private:
    store::Store& store_;
    std::string game_;
    store::Epoch epoch_ = 0;
    store::Seq head_ = 0;
};

} // namespace goldbox::tests
