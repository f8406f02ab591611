// SPDX-License-Identifier: MIT
#include "sqlite/connection.hpp"
#include "sqlite/event_codec.hpp"
#include "store/checks.hpp"

#include <algorithm>
#include <limits>
#include <mutex>
#include <set>

namespace goldbox::sqlite {
namespace {

using namespace goldbox::store;

/// What an append needs to know of a game.
struct GameRow {
    std::int64_t number = 0;
    Epoch epoch = 0;
    Seq head = 0;
};

/// Whether the whole transaction is in doubt, or only what one batch asked for.
bool world_failed(const Error& error)
{
    return error.code == Code::unavailable || error.code == Code::corrupt || error.code == Code::internal;
}

Result<GameInfo> to_game(const Statement& row)
{
    GOLDBOX_TRY(const Hash packs, row.hash(3));
    return GameInfo{.id = row.text(0),
                    .name = row.text(1),
                    .pack = row.text(2),
                    .packs = packs,
                    .seed = row.number(4),
                    .engine = row.text(5),
                    .created = row.time(6),
                    .played = row.time(7),
                    .head = row.number(8),
                    .epoch = row.number(9)};
}

Result<Record> to_record(const Statement& row)
{
    GOLDBOX_TRY(std::vector<StoredEvent> events, decode_events(row.view(5)));
    GOLDBOX_TRY(const Hash packs, row.hash(7));
    GOLDBOX_TRY(const std::optional<Hash> payload, row.optional_hash(9));
    return Record{.seq = row.number(0),
                  .seat = row.text(1),
                  .command_id = row.text(2),
                  .payload = payload,
                  .correlation_id = row.text(3),
                  .command = row.text(4),
                  .answer = row.text(10),
                  .events = std::move(events),
                  .engine = row.text(6),
                  .packs = packs,
                  .at = row.time(8)};
}

Job to_job(const Statement& row)
{
    return Job{.id = row.number(1),
               .game = row.text(0),
               .kind = row.text(2),
               .payload = row.text(3),
               .due = row.time(4),
               .attempts = static_cast<std::uint32_t>(row.integer(5)),
               .claimed_until = row.time(6)};
}

/// Every row of a query, each made a value by `to_value`, which may fail.
template <class Value, class ToValue>
Result<std::vector<Value>> collect(Statement statement, ToValue to_value)
{
    std::vector<Value> values;
    while (true) {
        GOLDBOX_TRY(const bool row, statement.step());
        if (!row) return values;
        GOLDBOX_TRY(Value value, Result<Value>(to_value(statement)));
        values.push_back(std::move(value));
    }
}

std::int64_t as_limit(std::size_t most)
{
    constexpr auto longest = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::min<std::uint64_t>(most, longest));
}

/// Seqs past the last one compare as the one after it.
std::uint64_t clamp(Seq seq)
{
    return std::min(seq, last_seq + 1);
}

class SqliteStoreOnFile final : public SqliteStore {
public:
    SqliteStoreOnFile(std::unique_ptr<Database> database, SqliteOptions options)
        : options_(std::move(options)), database_(std::move(database)), db_(*database_)
    {
    }

    // Games ---------------------------------------------------------------------------------------------------------

    Result<void> create_game(const GameInfo& game) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_CHECK(check_game(game));
        GOLDBOX_TRY(Transaction transaction, Transaction::begin(db_));
        GOLDBOX_TRY(const std::int64_t ids, db_.integer("SELECT count(*) FROM game WHERE id = ?", game.id));
        if (ids != 0) return game_exists(game.id);
        GOLDBOX_TRY(const std::int64_t names, db_.integer("SELECT count(*) FROM game WHERE name = ?", game.name));
        if (names != 0) return name_taken(game.name);
        GOLDBOX_CHECK(db_.run("INSERT INTO game(number, id, name, pack, packs, seed, engine, created) "
                              "VALUES((SELECT coalesce(max(number), 0) + 1 FROM game), ?, ?, ?, ?, ?, ?, ?)",
                              game.id, game.name, game.pack, game.packs, game.seed, game.engine, game.created));
        return transaction.commit();
    }

    Result<GameInfo> find_game(std::string_view id) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Statement row, db_.query("SELECT id, name, pack, packs, seed, engine, created, played, head, epoch "
                                             "FROM game_info WHERE id = ?",
                                             id));
        return only_game(std::move(row), id);
    }

    Result<GameInfo> find_game_named(std::string_view name) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Statement row, db_.query("SELECT id, name, pack, packs, seed, engine, created, played, head, epoch "
                                             "FROM game_info WHERE name = ?",
                                             name));
        return only_game(std::move(row), name);
    }

    Result<std::vector<GameInfo>> list_games() override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Statement rows,
                    db_.query("SELECT id, name, pack, packs, seed, engine, created, played, head, epoch "
                              "FROM game_info ORDER BY played DESC, name"));
        return collect<GameInfo>(std::move(rows), to_game);
    }

    Result<void> remove_game(std::string_view id) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Transaction transaction, Transaction::begin(db_));
        GOLDBOX_TRY(const GameRow game, find(id));
        GOLDBOX_CHECK(db_.run("DELETE FROM record WHERE key >= ?1 << 32 AND key < (?1 + 1) << 32", game.number));
        GOLDBOX_CHECK(db_.run("DELETE FROM snapshot WHERE key >= ?1 << 32 AND key < (?1 + 1) << 32", game.number));
        GOLDBOX_CHECK(db_.run("DELETE FROM receipt WHERE game = ?", game.number));
        GOLDBOX_CHECK(db_.run("DELETE FROM text WHERE game = ?", game.number));
        GOLDBOX_CHECK(db_.run("DELETE FROM game WHERE number = ?", game.number)); // and its jobs
        return transaction.commit();
    }

    // The log -------------------------------------------------------------------------------------------------------

    Result<Epoch> take_over(std::string_view game) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Transaction transaction, Transaction::begin(db_));
        GOLDBOX_TRY(const GameRow row, find(game));
        GOLDBOX_CHECK(db_.run("UPDATE game SET epoch = epoch + 1 WHERE number = ?", row.number));
        GOLDBOX_CHECK(transaction.commit());
        return row.epoch + 1;
    }

    std::vector<Result<void>> append(std::span<const Batch> batches, Timestamp now) override
    {
        std::lock_guard lock(mutex_);
        std::vector<Result<void>> results;
        results.reserve(batches.size());
        if (auto all = append_all(batches, now, results); !all) {
            results.assign(batches.size(), unexpected(std::move(all).error()));
        }
        return results;
    }

    Result<std::vector<Record>> read(std::string_view game, Seq from, std::size_t most, std::size_t most_bytes) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(const GameRow row, find(game));
        // the record that holds `from` is the last that begins at or before it
        GOLDBOX_TRY(Statement rows,
                    db_.query("SELECT r.key & 0xffffffff, r.seat, r.command_id, r.correlation, r.command, r.events, "
                              "r.engine, r.packs, r.at, receipt.payload, receipt.answer "
                              "FROM record AS r LEFT JOIN receipt ON receipt.game = ?1 AND receipt.seat = r.seat "
                              "AND receipt.command_id = r.command_id "
                              "WHERE r.key >= coalesce((SELECT max(key) FROM record WHERE key > ?1 << 32 "
                              "AND key <= (?1 << 32) + ?2), ?1 << 32) "
                              "AND r.key < (?1 + 1) << 32 AND r.key + r.count > (?1 << 32) + ?2 "
                              "ORDER BY r.key LIMIT ?3",
                              row.number, clamp(from), as_limit(most)));
        return read_page(std::move(rows), most_bytes);
    }

    Result<std::optional<Receipt>> find_receipt(std::string_view game, std::string_view seat,
                                                std::string_view command_id, const Hash& payload) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(const GameRow row, find(game));
        GOLDBOX_TRY(Statement receipt,
                    db_.query("SELECT seq, seq + (SELECT count FROM record WHERE key = ?1 << 32 | seq) - 1, payload, "
                              "answer FROM receipt WHERE game = ?1 AND seat = ?2 AND command_id = ?3",
                              row.number, seat, command_id));
        GOLDBOX_TRY(const bool known, receipt.step());
        if (!known) return std::nullopt;
        GOLDBOX_TRY(const std::optional<Hash> kept, receipt.optional_hash(2));
        return answer_receipt(kept, payload, command_id, {receipt.number(0), receipt.number(1), receipt.text(3)});
    }

    Result<std::size_t> expire_receipts(Timestamp before) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Transaction transaction, Transaction::begin(db_));
        GOLDBOX_TRY(Statement rows, db_.query("SELECT number FROM game_info WHERE expired < head"));
        GOLDBOX_TRY(const std::vector<std::int64_t> games,
                    collect<std::int64_t>(std::move(rows), [](const Statement& row) { return row.integer(0); }));
        std::size_t count = 0;
        for (const std::int64_t game : games) {
            GOLDBOX_TRY(const std::size_t expired, expire_receipts_of(game, before));
            count += expired;
        }
        GOLDBOX_CHECK(transaction.commit());
        return count;
    }

    // Personal text -------------------------------------------------------------------------------------------------

    Result<std::vector<Text>> read_texts(std::string_view game) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(const GameRow row, find(game));
        GOLDBOX_TRY(Statement rows,
                    db_.query("SELECT id, seat, salt, content FROM text WHERE game = ? ORDER BY id", row.number));
        return collect<Text>(std::move(rows), [](const Statement& text) {
            return Text{text.number(0), text.text(1), text.text(2), text.text(3)};
        });
    }

    Result<std::size_t> erase_texts(std::string_view game, std::string_view seat) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(const std::size_t count, erase_rows(game, seat));
        GOLDBOX_CHECK(empty_wal());
        return count;
    }

    // Snapshots -----------------------------------------------------------------------------------------------------

    Result<void> put_snapshot(const Snapshot& snapshot) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Transaction transaction, Transaction::begin(db_));
        GOLDBOX_TRY(const GameRow game, find(snapshot.game));
        if (snapshot.seq > game.head) return snapshot_beyond_head(snapshot, game.head);
        GOLDBOX_CHECK(db_.run("INSERT OR REPLACE INTO snapshot(key, hash, engine, body) VALUES(?1 << 32 | ?2, ?, ?, ?)",
                              game.number, snapshot.seq, snapshot.hash, snapshot.engine, snapshot.body));
        GOLDBOX_CHECK(db_.run("DELETE FROM snapshot WHERE key >= ?1 << 32 AND key < (SELECT min(key) FROM "
                              "(SELECT key FROM snapshot WHERE key < (?1 + 1) << 32 AND key >= ?1 << 32 "
                              "ORDER BY key DESC LIMIT 2))",
                              game.number));
        return transaction.commit();
    }

    Result<std::optional<Snapshot>> find_snapshot(std::string_view game, Seq at_most) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(const GameRow row, find(game));
        GOLDBOX_TRY(Statement found,
                    db_.query("SELECT key & 0xffffffff, body, hash, engine FROM snapshot "
                              "WHERE key >= ?1 << 32 AND key <= (?1 << 32) + ?2 ORDER BY key DESC LIMIT 1",
                              row.number, std::min(at_most, last_seq)));
        GOLDBOX_TRY(const bool any, found.step());
        if (!any) return std::nullopt;
        GOLDBOX_TRY(const Hash hash, found.hash(2));
        return Snapshot{std::string(game), found.number(0), found.text(1), hash, found.text(3)};
    }

    // Packs ---------------------------------------------------------------------------------------------------------

    Result<void> put_pack(const Hash& hash, std::string_view image) override
    {
        GOLDBOX_CHECK(check_pack(hash, image));
        std::lock_guard lock(mutex_);
        return db_.run("INSERT INTO pack(hash, image) VALUES(?, ?) ON CONFLICT DO NOTHING", hash, Blob{image});
    }

    Result<std::string> read_pack(const Hash& hash) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Statement row, db_.query("SELECT image FROM pack WHERE hash = ?", hash));
        GOLDBOX_TRY(const bool found, row.step());
        if (!found) return no_such_pack(hash);
        return row.text(0);
    }

    // Jobs ----------------------------------------------------------------------------------------------------------

    Result<std::vector<Job>> claim_jobs(std::string_view game, Timestamp now, Timestamp until,
                                        std::size_t most) override
    {
        std::lock_guard lock(mutex_);
        // a host asks often and seldom finds one: no write lock for that
        GOLDBOX_TRY(const std::int64_t any,
                    db_.integer("SELECT EXISTS(SELECT 1 FROM job JOIN game ON game.number = job.game "
                                "WHERE due <= ?1 AND claimed_until <= ?1 AND ?2 IN ('', game.id))",
                                now, game));
        if (any == 0 || most == 0) return std::vector<Job>();
        GOLDBOX_TRY(Transaction transaction, Transaction::begin(db_));
        GOLDBOX_TRY(std::vector<Job> jobs, due_jobs(game, now, most));
        for (Job& job : jobs) {
            ++job.attempts;
            job.claimed_until = until;
            GOLDBOX_CHECK(db_.run("UPDATE job SET attempts = ?, claimed_until = ? "
                                  "WHERE game = (SELECT number FROM game WHERE id = ?) AND id = ?",
                                  job.attempts, job.claimed_until, job.game, job.id));
        }
        GOLDBOX_CHECK(transaction.commit());
        return jobs;
    }

    Result<std::vector<Job>> list_jobs(std::string_view game) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(const GameRow row, find(game));
        GOLDBOX_TRY(Statement rows, db_.query("SELECT ?1, id, kind, payload, due, attempts, claimed_until FROM job "
                                              "WHERE game = ?2 ORDER BY id",
                                              game, row.number));
        return collect<Job>(std::move(rows), to_job);
    }

    // The file ------------------------------------------------------------------------------------------------------

    // copying has a connection of its own: writers need not wait for it
    Result<BackupInfo> backup(const std::string& path) override { return write_backup(options_, path); }

    Result<std::optional<BackupInfo>> maybe_backup(const BackupPolicy& policy, Timestamp now) override
    {
        return write_backup_when_due(options_, policy, now);
    }

    Result<std::vector<Diagnostic>> check() override
    {
        std::lock_guard lock(mutex_);
        return check_database(db_);
    }

    const std::string& path() const override { return options_.path; }

private:
    Result<GameRow> find(std::string_view game)
    {
        GOLDBOX_TRY(Statement row, db_.query("SELECT number, epoch, head FROM game_info WHERE id = ?", game));
        GOLDBOX_TRY(const bool found, row.step());
        if (!found) return no_such_game(game);
        return GameRow{row.integer(0), row.number(1), row.number(2)};
    }

    static Result<GameInfo> only_game(Statement row, std::string_view asked)
    {
        GOLDBOX_TRY(const bool found, row.step());
        if (!found) return no_such_game(asked);
        return to_game(row);
    }

    Result<void> append_all(std::span<const Batch> batches, Timestamp now, std::vector<Result<void>>& results)
    {
        GOLDBOX_TRY(Transaction transaction, Transaction::begin(db_));
        std::set<std::string_view> seen;
        for (const Batch& batch : batches) {
            if (!seen.insert(batch.game).second) {
                results.emplace_back(game_named_twice(batch.game));
                continue;
            }
            Result<void> one = append_one(batch, now);
            if (!one && world_failed(one.error())) return one;
            results.push_back(std::move(one));
        }
        return transaction.commit();
    }

    Result<void> append_one(const Batch& batch, Timestamp now)
    {
        GOLDBOX_CHECK(check_shape(batch));
        GOLDBOX_TRY(const GameRow game, find(batch.game));
        GOLDBOX_CHECK(check_writer(batch, game.epoch, game.head));
        GOLDBOX_CHECK(db_.run("SAVEPOINT batch"));
        Result<void> added = add(game.number, batch, now);
        if (!added) GOLDBOX_CHECK(db_.run("ROLLBACK TO batch"));
        GOLDBOX_CHECK(db_.run("RELEASE batch"));
        return added;
    }

    Result<void> add(std::int64_t game, const Batch& batch, Timestamp now)
    {
        for (const Record& record : batch.records) GOLDBOX_CHECK(add(game, batch, record, now));
        for (const Text& text : batch.texts) GOLDBOX_CHECK(add(game, batch, text));
        for (const Job& job : batch.opened) GOLDBOX_CHECK(add(game, batch, job));
        for (const std::uint64_t id : batch.closed) {
            GOLDBOX_CHECK(db_.run("DELETE FROM job WHERE game = ? AND id = ?", game, id));
        }
        return {};
    }

    Result<void> add(std::int64_t game, const Batch& batch, const Record& record, Timestamp now)
    {
        const std::string events = encode_events(record.events);
        GOLDBOX_CHECK(db_.run("INSERT INTO record(key, count, at, seat, command_id, correlation, command, events, "
                              "engine, packs) VALUES(?1 << 32 | ?2, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                              game, record.seq, std::uint64_t{record.events.size()}, now, record.seat,
                              record.command_id, record.correlation_id, record.command, Blob{events}, record.engine,
                              record.packs));
        if (record.command_id.empty()) return {};
        const bool kept = keeps_receipt(record);
        auto receipt = db_.run("INSERT INTO receipt(game, seat, command_id, seq, payload, answer) "
                               "VALUES(?, ?, ?, ?, ?, ?)",
                               game, record.seat, record.command_id, record.seq, record.payload,
                               kept ? std::string_view(record.answer) : std::string_view());
        if (!receipt && is_taken(receipt.error())) return duplicate_command(batch, record);
        return receipt;
    }

    Result<void> add(std::int64_t game, const Batch& batch, const Text& text)
    {
        auto added = db_.run("INSERT INTO text(game, id, seat, salt, content) VALUES(?, ?, ?, ?, ?)", game, text.id,
                             text.seat, Blob{text.salt}, text.content);
        if (!added && is_taken(added.error())) return text_exists(batch, text);
        return added;
    }

    Result<void> add(std::int64_t game, const Batch& batch, const Job& job)
    {
        auto added = db_.run("INSERT INTO job(game, id, kind, payload, due) VALUES(?, ?, ?, ?, ?)", game, job.id,
                             job.kind, job.payload, job.due);
        if (!added && is_taken(added.error())) return job_exists(batch, job);
        return added;
    }

    static Result<std::vector<Record>> read_page(Statement rows, std::size_t most_bytes)
    {
        std::vector<Record> records;
        std::size_t bytes = 0;
        while (true) {
            GOLDBOX_TRY(const bool row, rows.step());
            if (!row) return records;
            GOLDBOX_TRY(Record record, to_record(rows));
            bytes += size_in_bytes(record);
            if (bytes > most_bytes && !records.empty()) return records;
            records.push_back(std::move(record));
        }
    }

    /// Looks only at records since the last time: `expired` moves to where all before are expired.
    Result<std::size_t> expire_receipts_of(std::int64_t game, Timestamp before)
    {
        GOLDBOX_CHECK(db_.run("UPDATE receipt SET payload = NULL, answer = '' WHERE game = ?1 AND payload IS NOT NULL "
                              "AND (seat, command_id) IN (SELECT seat, command_id FROM record "
                              "WHERE key > ?1 << 32 | (SELECT expired FROM game WHERE number = ?1) "
                              "AND key < (?1 + 1) << 32 AND at < ?2)",
                              game, before));
        const std::int64_t count = db_.changes();
        GOLDBOX_CHECK(db_.run("UPDATE game SET expired = coalesce((SELECT (key & 0xffffffff) - 1 FROM record "
                              "WHERE key > ?1 << 32 | expired AND key < (?1 + 1) << 32 AND at >= ?2 "
                              "ORDER BY key LIMIT 1), (SELECT head FROM game_info WHERE number = ?1)) "
                              "WHERE number = ?1",
                              game, before));
        return static_cast<std::size_t>(count);
    }

    Result<std::size_t> erase_rows(std::string_view game, std::string_view seat)
    {
        GOLDBOX_TRY(Transaction transaction, Transaction::begin(db_));
        GOLDBOX_TRY(const GameRow row, find(game));
        GOLDBOX_CHECK(db_.run("UPDATE text SET salt = x'', content = '' "
                              "WHERE game = ? AND seat = ? AND (salt <> x'' OR content <> '')",
                              row.number, seat));
        const std::int64_t count = db_.changes();
        GOLDBOX_CHECK(
            db_.run("UPDATE receipt SET payload = NULL, answer = '' WHERE game = ? AND seat = ?", row.number, seat));
        GOLDBOX_CHECK(db_.script(rewrite_texts));
        GOLDBOX_CHECK(db_.script(rewrite_receipts));
        GOLDBOX_CHECK(transaction.commit());
        return static_cast<std::size_t>(count);
    }

    // Rows that SQLite moved when it balanced its tree stay behind, unseen, in the free part of pages, and
    // secure_delete does not reach them. A table that is emptied and filled again has only pages that were overwritten.
    static constexpr const char* rewrite_texts = "CREATE TABLE rewriting AS SELECT * FROM text;"
                                                 "DELETE FROM text;"
                                                 "INSERT INTO text SELECT * FROM rewriting ORDER BY game, id;"
                                                 "DROP TABLE rewriting;";
    static constexpr const char* rewrite_receipts =
        "CREATE TABLE rewriting AS SELECT * FROM receipt;"
        "DELETE FROM receipt;"
        "INSERT INTO receipt SELECT * FROM rewriting ORDER BY game, seat, command_id;"
        "DROP TABLE rewriting;";

    /// Brings all pages into the database file and cuts the WAL to nothing, so that old pages are not kept there.
    Result<void> empty_wal()
    {
        GOLDBOX_TRY(const std::int64_t busy, db_.integer("PRAGMA wal_checkpoint(TRUNCATE)"));
        if (busy == 0) return {};
        return fail(Code::unavailable, "store.busy",
                    "the text is erased, but another program still reads the database as it was before: erase again "
                    "when it is done, to overwrite the last traces",
                    {.file = options_.path});
    }

    Result<std::vector<Job>> due_jobs(std::string_view game, Timestamp now, std::size_t most)
    {
        GOLDBOX_TRY(Statement rows, db_.query("SELECT game.id, job.id, kind, payload, due, attempts, claimed_until "
                                              "FROM job JOIN game ON game.number = job.game "
                                              "WHERE due <= ?1 AND claimed_until <= ?1 AND ?2 IN ('', game.id) "
                                              "ORDER BY due, game.id, job.id LIMIT ?3",
                                              now, game, as_limit(most)));
        return collect<Job>(std::move(rows), to_job);
    }

    const SqliteOptions options_;
    std::mutex mutex_; ///< over the connection and its statements
    std::unique_ptr<Database> database_;
    Database& db_;
};

} // namespace

std::unique_ptr<SqliteStore> make_store(std::unique_ptr<Database> database, const SqliteOptions& options)
{
    return std::make_unique<SqliteStoreOnFile>(std::move(database), options);
}

} // namespace goldbox::sqlite
