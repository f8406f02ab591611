#pragma once
// SPDX-License-Identifier: MIT

#include "output.hpp"
#include "system.hpp"

#include <goldbox/host/host.hpp>
#include <goldbox/sqlite/sqlite_store.hpp>

#include <memory>
#include <string>

namespace goldbox::cli {

/// The database a command works on: the one named with --db, or the person's own.
struct DatabaseChoice {
    std::string path; ///< empty: `default_database()`

    [[nodiscard]] std::string file() const { return path.empty() ? default_database() : path; }
};

/// Opens the database for playing and importing; it and its folder are made where they are missing.
[[nodiscard]] Result<std::unique_ptr<sqlite::SqliteStore>> open_or_create(const DatabaseChoice& choice);

/// Opens a database that must be there. `cli.no_database`.
[[nodiscard]] Result<std::unique_ptr<sqlite::SqliteStore>> open_existing(const DatabaseChoice& choice);

/// Whether there is a database at all.
[[nodiscard]] bool exists(const DatabaseChoice& choice);

/// A saved game by its name; the error of one that is not there says how to find the others.
[[nodiscard]] Result<store::GameInfo> game_named(store::Store& store, const std::string& name);
[[nodiscard]] tl::unexpected<Error> no_saved_game(const std::string& name);

/// Where the daily backups of a database lie: `backups` beside it.
[[nodiscard]] std::string backup_folder(const std::string& database);

/// Clock, randomness and log of this machine, as a host wants them.
class Machine {
public:
    explicit Machine(Context& context) : log_(context.err) {}
    [[nodiscard]] Timestamp now() { return clock_.now(); }
    [[nodiscard]] host::HostOptions host_options()
    {
        return {.clock = clock_, .entropy = system_entropy, .log = &log_};
    }

private:
    SystemClock clock_;
    StreamLog log_;
};

} // namespace goldbox::cli
