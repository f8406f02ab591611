// SPDX-License-Identifier: MIT
#include "store/checks.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <limits>
#include <set>

namespace goldbox::store {
namespace {

constexpr std::uint64_t last_id = std::numeric_limits<std::int64_t>::max();

/// A name from outside as it may stand in a message: harmless to a terminal, and not a page long.
std::string quoted(std::string_view name)
{
    constexpr std::size_t longest = 80;
    std::string text = printable(to_utf8(name.substr(0, longest)));
    if (name.size() > longest) text += "...";
    return "\"" + text + "\"";
}

tl::unexpected<Error> bad_batch(const Batch& batch, const std::string& what)
{
    return fail(Code::invalid, "store.bad_batch", "the batch for game " + quoted(batch.game) + " " + what);
}

Result<void> check_records(const Batch& batch)
{
    if (batch.records.empty()) return bad_batch(batch, "has no records");
    Seq expected = batch.expected_seq + 1;
    for (const Record& record : batch.records) {
        if (record.events.empty()) return bad_batch(batch, "has a record without events");
        if (record.seq != expected) {
            return bad_batch(batch, "is not contiguous: a record begins at " + std::to_string(record.seq) +
                                        " instead of " + std::to_string(expected));
        }
        if (record.events.size() > last_seq || record.last() > last_seq)
            return bad_batch(batch, "is past the last seq");
        expected = record.last() + 1;
    }
    return {};
}

Result<void> check_command_ids(const Batch& batch)
{
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const Record& record : batch.records) {
        if (record.command_id.empty()) continue;
        if (!seen.emplace(record.seat, record.command_id).second) return duplicate_command(batch, record);
    }
    return {};
}

template <class Row>
Result<void> check_ids(const Batch& batch, const std::vector<Row>& rows, const char* what)
{
    std::set<std::uint64_t> seen;
    for (const Row& row : rows) {
        if (row.id > last_id) return bad_batch(batch, std::string("has a ") + what + " with an id over 2^63-1");
        if (!seen.insert(row.id).second) {
            return bad_batch(batch, std::string("has two of ") + what + " " + std::to_string(row.id));
        }
    }
    return {};
}

} // namespace

tl::unexpected<Error> no_such_game(std::string_view game)
{
    return fail(Code::not_found, "store.no_such_game", "there is no game " + quoted(game));
}

tl::unexpected<Error> game_exists(std::string_view id)
{
    return fail(Code::conflict, "store.game_exists", "there is a game with the id " + quoted(id) + " already");
}

tl::unexpected<Error> name_taken(std::string_view name)
{
    return fail(Code::conflict, "store.name_taken",
                "there is a game named " + quoted(name) + " already: choose another name");
}

tl::unexpected<Error> game_named_twice(std::string_view game)
{
    return fail(Code::invalid, "store.bad_batch", "game " + quoted(game) + " is named twice in one transaction");
}

tl::unexpected<Error> duplicate_command(const Batch& batch, const Record& record)
{
    return fail(Code::conflict, "store.duplicate_command",
                "the command id " + quoted(record.command_id) + " of seat " + quoted(record.seat) +
                    " is in the log of game " + quoted(batch.game) + " already");
}

tl::unexpected<Error> text_exists(const Batch& batch, const Text& text)
{
    return bad_batch(batch, "adds text " + std::to_string(text.id) + ", which exists");
}

tl::unexpected<Error> job_exists(const Batch& batch, const Job& job)
{
    return bad_batch(batch, "opens job " + std::to_string(job.id) + ", which is open");
}

tl::unexpected<Error> snapshot_beyond_head(const Snapshot& snapshot, Seq head)
{
    return fail(Code::conflict, "store.wrong_seq",
                "the snapshot is of seq " + std::to_string(snapshot.seq) + ", but the log of game " +
                    quoted(snapshot.game) + " ends at " + std::to_string(head));
}

tl::unexpected<Error> no_such_pack(const Hash& hash)
{
    return fail(Code::not_found, "store.no_such_pack", "there is no pack with the hash " + hash.hex());
}

Result<void> check_game(const GameInfo& game)
{
    if (game.id.empty()) return fail(Code::invalid, "store.bad_game", "a game needs an id");
    if (game.seed > last_id) return fail(Code::invalid, "store.bad_game", "the seed of a game is at most 2^63-1");
    return {};
}

Result<void> check_pack(const Hash& hash, std::string_view image)
{
    if (sha256(image) == hash) return {};
    return fail(Code::invalid, "store.bad_hash", "the pack image does not have the hash " + hash.hex());
}

Result<void> check_shape(const Batch& batch)
{
    GOLDBOX_CHECK(check_records(batch));
    GOLDBOX_CHECK(check_command_ids(batch));
    GOLDBOX_CHECK(check_ids(batch, batch.texts, "text"));
    return check_ids(batch, batch.opened, "job");
}

Result<void> check_writer(const Batch& batch, Epoch epoch, Seq head)
{
    if (batch.epoch == 0 || batch.epoch != epoch) {
        return fail(Code::conflict, "store.stale_epoch",
                    "another writer took over game " + quoted(batch.game) + ": its epoch is " + std::to_string(epoch) +
                        ", not " + std::to_string(batch.epoch));
    }
    if (batch.expected_seq != head) {
        return fail(Code::conflict, "store.wrong_seq",
                    "the log of game " + quoted(batch.game) + " ends at " + std::to_string(head) + ", not " +
                        std::to_string(batch.expected_seq));
    }
    return {};
}

bool keeps_receipt(const Record& record)
{
    return !record.command_id.empty() && record.payload;
}

Result<std::optional<Receipt>> answer_receipt(const std::optional<Hash>& payload, const Hash& asked,
                                              std::string_view command_id, Receipt receipt)
{
    if (!payload) {
        return fail(Code::expired, "store.expired",
                    "the command id " + quoted(command_id) + " was accepted, but its answer is no longer kept");
    }
    if (*payload != asked) {
        return fail(Code::conflict, "store.conflict",
                    "the command id " + quoted(command_id) + " was used for another command: send a new id");
    }
    return std::optional(std::move(receipt));
}

std::size_t size_in_bytes(const Record& record)
{
    std::size_t size = record.seat.size() + record.command_id.size() + record.correlation_id.size() +
                       record.command.size() + record.answer.size() + record.engine.size();
    for (const StoredEvent& event : record.events) size += event.type.size() + event.body.size();
    return size;
}

} // namespace goldbox::store
