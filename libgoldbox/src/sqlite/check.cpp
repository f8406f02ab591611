// SPDX-License-Identifier: MIT
#include "sqlite/connection.hpp"
#include "sqlite/event_codec.hpp"

#include <array>

namespace goldbox::sqlite {
namespace {

/// A query that answers with one message for each place where the data disagrees with itself.
struct Invariant {
    const char* code;
    const char* sql;
};

constexpr std::array invariants = {
    Invariant{"store.integrity", "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'"},
    Invariant{"store.orphan", "SELECT 'a row of ' || \"table\" || ' belongs to no row of ' || parent "
                              "FROM pragma_foreign_key_check LIMIT 100"},
    Invariant{"store.orphan", "SELECT what || ' belongs to game ' || game || ', which does not exist' FROM "
                              "(SELECT 'a record' AS what, key >> 32 AS game FROM record UNION "
                              "SELECT 'a snapshot', key >> 32 FROM snapshot UNION "
                              "SELECT 'a receipt', game FROM receipt UNION SELECT 'a text', game FROM text) "
                              "WHERE game NOT IN (SELECT number FROM game) LIMIT 100"},
    Invariant{"store.log_gap",
              "SELECT 'the log of game ' || (key >> 32) || ' has a gap or an overlap before seq ' || "
              "(key & 0xffffffff) FROM (SELECT key, lag(key + count) OVER (ORDER BY key) AS next FROM record) "
              "WHERE key <> CASE WHEN next >> 32 = key >> 32 THEN next ELSE (key >> 32 << 32) + 1 END LIMIT 100"},
    Invariant{"store.receipt_astray",
              "SELECT 'the receipt of command ' || quote(receipt.command_id) || ' of game ' || game || "
              "' has no record' FROM receipt LEFT JOIN record ON key = (game << 32 | seq) "
              "AND record.seat = receipt.seat AND record.command_id = receipt.command_id "
              "WHERE key IS NULL LIMIT 100"},
    Invariant{"store.receipt_missing",
              "SELECT 'the command of seq ' || (key & 0xffffffff) || ' of game ' || (key >> 32) || "
              "' has no receipt: it could be done again' FROM record LEFT JOIN receipt ON game = key >> 32 "
              "AND receipt.seat = record.seat AND receipt.command_id = record.command_id "
              "WHERE record.command_id <> '' AND receipt.seq IS NOT (key & 0xffffffff) LIMIT 100"},
    Invariant{"store.snapshot_ahead",
              "SELECT 'a snapshot of game ' || number || ' is of seq ' || (key & 0xffffffff) || "
              "', after the end of the log' FROM snapshot JOIN game_info ON number = key >> 32 "
              "WHERE key & 0xffffffff > head LIMIT 100"},
    Invariant{"store.bad_hash", "SELECT 'a hash of ' || what || ' does not have 32 bytes' FROM "
                                "(SELECT 'game ' || number AS what, packs AS hash FROM game UNION ALL "
                                "SELECT 'record ' || key, packs FROM record UNION ALL "
                                "SELECT 'snapshot ' || key, hash FROM snapshot UNION ALL "
                                "SELECT 'a receipt of game ' || game, payload FROM receipt) "
                                "WHERE length(hash) <> 32 LIMIT 100"},
    Invariant{"store.version_gap", "SELECT 'the table of versions has a gap' FROM "
                                   "(SELECT count(*) AS n, max(version) AS newest, min(version) AS oldest "
                                   "FROM migration) WHERE n <> newest OR oldest <> 1"},
};

class Check {
public:
    explicit Check(Database& database) : database_(database) {}

    Result<std::vector<Diagnostic>> run()
    {
        for (const Invariant& invariant : invariants) GOLDBOX_CHECK(each(invariant));
        GOLDBOX_CHECK(events());
        GOLDBOX_CHECK(packs());
        return std::move(found_);
    }

private:
    Result<void> each(const Invariant& invariant)
    {
        GOLDBOX_TRY(Statement rows, database_.query(invariant.sql));
        while (true) {
            GOLDBOX_TRY(const bool row, rows.step());
            if (!row) return {};
            report(invariant.code, rows.text(0));
        }
    }

    Result<void> events()
    {
        GOLDBOX_TRY(Statement rows,
                    database_.query("SELECT key >> 32, key & 0xffffffff, count, events FROM record ORDER BY key"));
        while (true) {
            GOLDBOX_TRY(const bool row, rows.step());
            if (!row) return {};
            auto decoded = decode_events(rows.view(3));
            if (decoded && decoded->size() == rows.number(2)) continue;
            report("store.events_damaged", "the events of seq " + std::to_string(rows.integer(1)) + " of game " +
                                               std::to_string(rows.integer(0)) + " cannot be read");
        }
    }

    Result<void> packs()
    {
        GOLDBOX_TRY(Statement rows, database_.query("SELECT hash, image FROM pack"));
        while (true) {
            GOLDBOX_TRY(const bool row, rows.step());
            if (!row) return {};
            auto hash = rows.hash(0);
            if (!hash || sha256(rows.view(1)) != *hash) {
                report("store.pack_damaged", "a pack does not have the hash it is kept under");
            }
        }
    }

    void report(const char* code, std::string message)
    {
        found_.push_back({Severity::error, code, std::move(message), {.file = database_.path()}});
    }

    Database& database_;
    std::vector<Diagnostic> found_;
};

} // namespace

Result<std::vector<Diagnostic>> check_database(Database& database)
{
    GOLDBOX_TRY(Transaction one_view, Transaction::begin_reading(database));
    auto found = Check(database).run();
    // damage that stops the reading is a finding too
    if (!found && found.error().code == Code::corrupt) {
        return std::vector{
            Diagnostic{Severity::error, found.error().reason, found.error().message, found.error().where}};
    }
    return found;
}

} // namespace goldbox::sqlite
