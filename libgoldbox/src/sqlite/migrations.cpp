// SPDX-License-Identifier: MIT
#include "sqlite/migrations.hpp"

#include <array>

namespace goldbox::sqlite {
namespace {

// A record or snapshot is found under game << 32 | seq: the key of the table itself, so that the log of a game lies
// together, in order, and needs no index. A record is one row: an append dirties a leaf of `record` and one of
// `receipt`. The head of a game is read from its last record and stored nowhere else.
//
// `receipt` and `text` hold what people may want erased. Erasure rewrites these tables whole (SQLite leaves copies of
// moved rows in the free part of its pages), so they are apart from the log, and without foreign keys: a table that
// has one is not emptied page by page.
constexpr const char* create_tables = R"sql(
CREATE TABLE migration(
    version INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    applied INTEGER NOT NULL  -- seconds since 1970
) STRICT;

CREATE TABLE game(
    number  INTEGER PRIMARY KEY CHECK(number BETWEEN 1 AND 0x7fffffff),
    id      TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL UNIQUE,
    pack    TEXT NOT NULL,
    packs   BLOB NOT NULL,
    seed    INTEGER NOT NULL,
    engine  TEXT NOT NULL,
    created INTEGER NOT NULL,            -- milliseconds since 1970, like every time below
    epoch   INTEGER NOT NULL DEFAULT 0,
    expired INTEGER NOT NULL DEFAULT 0   -- receipts of records up to this seq have expired
) STRICT;

CREATE TABLE record(
    key         INTEGER PRIMARY KEY,     -- game.number << 32 | seq of the first event
    count       INTEGER NOT NULL CHECK(count > 0),
    at          INTEGER NOT NULL,
    seat        TEXT NOT NULL,
    command_id  TEXT NOT NULL,
    correlation TEXT NOT NULL,
    command     TEXT NOT NULL,
    events      BLOB NOT NULL,           -- libgoldbox/src/sqlite/event_codec.hpp
    engine      TEXT NOT NULL,
    packs       BLOB NOT NULL
) STRICT;

CREATE TABLE receipt(
    game       INTEGER NOT NULL,
    seat       TEXT NOT NULL,
    command_id TEXT NOT NULL,
    seq        INTEGER NOT NULL,
    payload    BLOB,                     -- NULL: expired or erased
    answer     TEXT NOT NULL,
    PRIMARY KEY(game, seat, command_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE text(
    game    INTEGER NOT NULL,
    id      INTEGER NOT NULL,
    seat    TEXT NOT NULL,
    salt    BLOB NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY(game, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot(
    key    INTEGER PRIMARY KEY,          -- game.number << 32 | seq of the last event in it
    hash   BLOB NOT NULL,
    engine TEXT NOT NULL,
    body   TEXT NOT NULL
) STRICT;

CREATE TABLE pack(
    hash  BLOB NOT NULL PRIMARY KEY,
    image BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE job(
    game          INTEGER NOT NULL REFERENCES game(number) ON DELETE CASCADE,
    id            INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    payload       TEXT NOT NULL,
    due           INTEGER NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    claimed_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(game, id)
) STRICT, WITHOUT ROWID;

CREATE VIEW game_info AS
    SELECT game.*,
        coalesce((SELECT (key & 0xffffffff) + count - 1 FROM record
                  WHERE key > number << 32 AND key < (number + 1) << 32 ORDER BY key DESC LIMIT 1), 0) AS head,
        coalesce((SELECT at FROM record
                  WHERE key > number << 32 AND key < (number + 1) << 32 ORDER BY key DESC LIMIT 1), created) AS played
    FROM game;
)sql";

constexpr const char* drop_tables = R"sql(
DROP VIEW game_info;
DROP TABLE job;
DROP TABLE pack;
DROP TABLE snapshot;
DROP TABLE text;
DROP TABLE receipt;
DROP TABLE record;
DROP TABLE game;
DROP TABLE migration;
)sql";

constexpr std::array known_migrations = {
    Migration{1, "games, their logs and what lies beside them", create_tables, drop_tables},
    Migration{2, "find due jobs without reading all", "CREATE INDEX job_due ON job(due)", "DROP INDEX job_due"},
};

Result<void> step_up(Database& database, const Migration& migration)
{
    GOLDBOX_CHECK(database.script(migration.up));
    return database.run("INSERT INTO migration(version, name, applied) VALUES(?, ?, unixepoch())",
                        std::int64_t{migration.version}, std::string_view(migration.name));
}

Result<void> step_down(Database& database, const Migration& migration)
{
    GOLDBOX_CHECK(database.run("DELETE FROM migration WHERE version = ?", std::int64_t{migration.version}));
    return database.script(migration.down);
}

Result<void> steps(Database& database, std::span<const Migration> known, int from, int to)
{
    for (int at = from; at < to; ++at) GOLDBOX_CHECK(step_up(database, known[static_cast<std::size_t>(at)]));
    for (int at = from; at > to; --at) GOLDBOX_CHECK(step_down(database, known[static_cast<std::size_t>(at) - 1]));
    return {};
}

} // namespace

std::span<const Migration> migrations()
{
    return known_migrations;
}

Result<void> refuse_newer(const Database& database, int version, std::span<const Migration> known)
{
    if (version <= static_cast<int>(known.size())) return {};
    return fail(Code::unsupported, "store.newer_version",
                "the database has version " + std::to_string(version) + ", this program knows versions up to " +
                    std::to_string(known.size()) +
                    ": use the newer program, or let it go back with `goldbox db rollback`, or restore an older backup",
                {.file = database.path()});
}

Result<int> schema_version(Database& database)
{
    GOLDBOX_TRY(const std::int64_t id, database.integer("PRAGMA application_id"));
    GOLDBOX_TRY(const std::int64_t things, database.integer("SELECT count(*) FROM sqlite_schema"));
    if (id == 0 && things == 0) return 0;
    if (id != application_id) {
        return fail(Code::unsupported, "store.foreign_database",
                    "the file is a database of another program: choose another file", {.file = database.path()});
    }
    if (things == 0) return 0;
    GOLDBOX_TRY(const std::int64_t version, database.integer("SELECT max(version) FROM migration"));
    return static_cast<int>(version);
}

Result<int> migrate_schema(Database& database, std::span<const Migration> known, int to)
{
    // another process may be at the same, so the version is read under the write lock
    GOLDBOX_TRY(Transaction transaction, Transaction::begin(database));
    GOLDBOX_TRY(const int from, schema_version(database));
    GOLDBOX_CHECK(refuse_newer(database, from, known));
    if (from == 0) GOLDBOX_CHECK(database.script("PRAGMA application_id = 0x476f6c64"));
    GOLDBOX_CHECK(steps(database, known, from, to));
    GOLDBOX_CHECK(transaction.commit());
    return from;
}

} // namespace goldbox::sqlite
