#pragma once
// SPDX-License-Identifier: MIT
// The commands of the program `goldbox`, as main understood them. Each returns the exit status, or the error that main
// reports.

#include "database.hpp"
#include "output.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::cli {

struct PlayCommand {
    DatabaseChoice database;
    std::string pack; ///< folder or story file; empty: the game goes on with the pack it was begun with
    std::string game; ///< empty: the pack's id
    std::string player;
    std::optional<std::uint64_t> seed;
    std::string script; ///< file, `-`; empty: the terminal
    bool strict = false;
    bool fresh = false; ///< a further game beside one that is there
    bool no_backup = false;
    std::string decide; ///< `leader`, `vote`, or empty
    std::uint32_t deadline_seconds = 0;
};
[[nodiscard]] Result<Exit> play(Context& context, const PlayCommand& options);

struct GamesCommand {
    DatabaseChoice database;
};
[[nodiscard]] Result<Exit> games(Context& context, const GamesCommand& options);

struct ReplayCommand {
    DatabaseChoice database;
    std::string game;
    std::optional<std::uint64_t> until;
    bool verify = false;
    bool audit = false;
};
[[nodiscard]] Result<Exit> replay(Context& context, const ReplayCommand& options);

struct ExportCommand {
    DatabaseChoice database;
    std::string game;
    std::string file; ///< empty or `-`: standard output
    bool texts = false;
};
[[nodiscard]] Result<Exit> export_game(Context& context, const ExportCommand& options);

struct EraseCommand {
    DatabaseChoice database;
    std::string game;
    std::string seat; ///< key of the seat; empty: all of them
};
[[nodiscard]] Result<Exit> erase_texts(Context& context, const EraseCommand& options);

struct ImportCommand {
    DatabaseChoice database;
    std::string file; ///< `-`: standard input
    std::string name; ///< empty: that of the exported game
};
[[nodiscard]] Result<Exit> import_game(Context& context, const ImportCommand& options);

struct DatabaseCommand {
    DatabaseChoice database;
    std::string file; ///< of the backup
    std::optional<int> to;
};
[[nodiscard]] Result<Exit> db_check(Context& context, const DatabaseCommand& options);
[[nodiscard]] Result<Exit> db_backup(Context& context, const DatabaseCommand& options);
[[nodiscard]] Result<Exit> db_restore(Context& context, const DatabaseCommand& options);
[[nodiscard]] Result<Exit> db_migrate(Context& context, const DatabaseCommand& options);
[[nodiscard]] Result<Exit> db_rollback(Context& context, const DatabaseCommand& options);

struct DiceCommand {
    std::string expression;
    std::string dialect = "avrae";
    std::optional<std::uint64_t> seed;
    std::uint32_t count = 1;
    std::vector<std::string> settings; ///< `name=value` for @name
    std::string batch;                 ///< stats: a file of JSON lines instead of an expression
    bool advantage = false;
    bool disadvantage = false;
    bool comment = false; ///< text behind the expression is a comment
    bool dice = false;    ///< roll: with every die
    bool pmf = false;     ///< stats: with the distribution
};
[[nodiscard]] Result<Exit> dice_roll(Context& context, const DiceCommand& options);
[[nodiscard]] Result<Exit> dice_stats(Context& context, const DiceCommand& options);
[[nodiscard]] Result<Exit> dice_bench(Context& context, const DiceCommand& options);

struct StoryCommand {
    std::string story;
    std::string out; ///< empty or `-`: standard output
};
[[nodiscard]] Result<Exit> ink_compile(Context& context, const StoryCommand& options);
[[nodiscard]] Result<Exit> ink_check(Context& context, const StoryCommand& options);

struct InkPlayCommand {
    std::string story;
    std::string input; ///< empty or `-`: standard input
    std::int32_t seed = 0;
    std::string bind_missing; ///< `zero`, or empty
    std::string load;
    std::string save;
    std::optional<std::uint64_t> save_after;
};
[[nodiscard]] Result<Exit> ink_play(Context& context, const InkPlayCommand& options);

struct InkBenchCommand {
    std::string story;
    std::uint64_t load = 0; ///< one of these three is set
    std::uint64_t run = 0;
    std::uint64_t walk = 0;
    std::int32_t seed = 42;
};
[[nodiscard]] Result<Exit> ink_bench(Context& context, const InkBenchCommand& options);

} // namespace goldbox::cli
