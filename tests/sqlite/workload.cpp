// SPDX-License-Identifier: MIT
#include "sqlite/workload.hpp"

#include <goldbox/base/try.hpp>

#include "store/store_builders.hpp"

#include <limits>

namespace goldbox::tests {
namespace {

using namespace goldbox::store;

constexpr int games = 5;

Timestamp time_of(int step)
{
    return {10'000 + step * 100};
}

Result<void> begin_game(Store& store, int number)
{
    return store.create_game(a_game(number));
}

/// What `number` games add in this step: records with one to three events, now and then a long one, texts and jobs.
Result<Batch> next_batch(Store& store, int number, int step)
{
    GOLDBOX_TRY(const GameInfo game, store.find_game(game_id(number)));
    Batch batch{.game = game.id, .epoch = game.epoch, .expected_seq = game.head};
    const std::string seat = step % 2 == 0 ? "ann" : "bob";
    const auto events = static_cast<std::size_t>(1 + (step + number) % 3);
    batch.records = {a_record(game.head + 1, seat, "step " + std::to_string(step), events)};
    if (step % 9 == number) batch.records[0].events[0].body = std::string(9000, static_cast<char>('a' + step % 26));
    const auto id = static_cast<std::uint64_t>(step);
    if ((step + number) % 4 == 0)
        batch.texts = {{id, seat, "0123456789abcdef", "said in step " + std::to_string(step)}};
    if ((step + number) % 5 == 0)
        batch.opened = {{.id = id, .kind = "timer", .payload = "{}", .due = time_of(step + 3)}};
    if (step % 5 == 3) batch.closed = {id - 5, id - 10};
    return batch;
}

Result<void> append(Store& store, int step)
{
    std::vector<Batch> batches;
    for (int number = 1; number <= 1 + step % games; ++number) {
        GOLDBOX_TRY(Batch batch, next_batch(store, number, step));
        if (step % 7 == 5 && number == 2) batch.epoch -= 1; // a writer that was overtaken
        batches.push_back(std::move(batch));
    }
    for (const auto& result : store.append(batches, time_of(step))) {
        if (!result && result.error().reason != "store.stale_epoch") return result;
    }
    return {};
}

Result<void> snapshot(Store& store, int step)
{
    GOLDBOX_TRY(const GameInfo game, store.find_game(game_id(1 + step % games)));
    const std::string body(static_cast<std::size_t>(500 + step * 37 % 9000), 's');
    return store.put_snapshot({game.id, game.head, body, sha256(body), "0.1.0"});
}

Result<void> remake_game(Store& store, int step)
{
    const int number = games + 1 + step % 2;
    if (store.find_game(game_id(number))) return store.remove_game(game_id(number));
    return begin_game(store, number);
}

template <class T>
Result<void> without_value(const Result<T>& result)
{
    if (!result) return unexpected(result.error());
    return {};
}

void add(std::string& out, std::string_view name, std::string_view value)
{
    out.append(name).append("=").append(std::to_string(value.size())).append(":").append(value).append(" ");
}

void add(std::string& out, std::string_view name, std::uint64_t value)
{
    add(out, name, std::to_string(value));
}

void add(std::string& out, std::string_view name, Timestamp value)
{
    add(out, name, std::to_string(value.milliseconds));
}

Result<void> dump_log(Store& store, const GameInfo& game, std::string& out)
{
    GOLDBOX_TRY(const std::vector<Record> records, store.read(game.id, 1, std::numeric_limits<std::size_t>::max(),
                                                              std::numeric_limits<std::size_t>::max()));
    for (const Record& record : records) {
        add(out, "\n  record", record.seq);
        add(out, "seat", record.seat);
        add(out, "id", record.command_id);
        add(out, "payload", record.payload ? record.payload->hex() : "-");
        add(out, "correlation", record.correlation_id);
        add(out, "command", record.command);
        add(out, "answer", record.answer);
        add(out, "engine", record.engine);
        add(out, "packs", record.packs.hex());
        add(out, "at", record.at);
        for (const StoredEvent& event : record.events) {
            add(out, "event", event.type);
            add(out, "schema", event.schema);
            add(out, "body", event.body);
        }
        auto receipt = store.find_receipt(game.id, record.seat, record.command_id, sha256("payload"));
        add(out, "receipt", receipt ? (*receipt ? (*receipt)->answer : "none") : receipt.error().reason);
    }
    return {};
}

Result<void> dump_rest(Store& store, const GameInfo& game, std::string& out)
{
    GOLDBOX_TRY(const std::vector<Text> texts, store.read_texts(game.id));
    for (const Text& text : texts) {
        add(out, "\n  text", text.id);
        add(out, "seat", text.seat);
        add(out, "salt", text.salt);
        add(out, "content", text.content);
    }
    GOLDBOX_TRY(const std::vector<Job> jobs, store.list_jobs(game.id));
    for (const Job& job : jobs) {
        add(out, "\n  job", job.id);
        add(out, "game", job.game);
        add(out, "kind", job.kind);
        add(out, "payload", job.payload);
        add(out, "due", job.due);
        add(out, "attempts", job.attempts);
        add(out, "claimed", job.claimed_until);
    }
    for (Seq at_most = std::numeric_limits<Seq>::max();;) {
        GOLDBOX_TRY(const std::optional<Snapshot> found, store.find_snapshot(game.id, at_most));
        if (!found) return {};
        add(out, "\n  snapshot", found->seq);
        add(out, "body", found->body);
        add(out, "hash", found->hash.hex());
        if (found->seq == 0) return {};
        at_most = found->seq - 1;
    }
}

std::string pack_of(int step)
{
    return std::string(3000, 'p') + std::to_string(step);
}

} // namespace

Result<void> do_step(Store& store, int step)
{
    if (step < games) return begin_game(store, step + 1);
    if (step < 2 * games) return without_value(store.take_over(game_id(step - games + 1)));
    if (step % 29 == 28) return without_value(store.erase_texts(game_id(1 + step % games), "ann"));
    if (step % 17 == 16) return without_value(store.expire_receipts(time_of(step - 20)));
    if (step % 13 == 12) return without_value(store.claim_jobs("", time_of(step), time_of(step + 10), 3));
    if (step % 11 == 10) return snapshot(store, step);
    if (step % 19 == 18) return without_value(store.take_over(game_id(1 + step % games)));
    if (step % 23 == 22) return remake_game(store, step);
    if (step % 31 == 30) return store.put_pack(sha256(pack_of(step)), pack_of(step));
    return append(store, step);
}

bool may_happen_though_it_failed(int step)
{
    return step >= 2 * games && step % 29 == 28;
}

Result<std::string> dump(Store& store)
{
    GOLDBOX_TRY(const std::vector<GameInfo> list, store.list_games());
    std::string out;
    for (const GameInfo& game : list) {
        add(out, "\ngame", game.id);
        add(out, "name", game.name);
        add(out, "seed", game.seed);
        add(out, "created", game.created);
        add(out, "played", game.played);
        add(out, "head", game.head);
        add(out, "epoch", game.epoch);
        GOLDBOX_CHECK(dump_log(store, game, out));
        GOLDBOX_CHECK(dump_rest(store, game, out));
    }
    for (int step = 30; step < 400; step += 31) {
        add(out, "\npack", static_cast<std::uint64_t>(store.read_pack(sha256(pack_of(step))).has_value()));
    }
    return out;
}

} // namespace goldbox::tests
