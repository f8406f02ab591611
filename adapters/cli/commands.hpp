#pragma once
// SPDX-License-Identifier: MIT
// The commands of the program `goldbox`, as main understood them. Each returns the exit status, or the error that main
// reports.

#include "database.hpp"
#include "output.hpp"
#include "pack_files.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::cli {

struct PlayCommand {
    DatabaseChoice database;
    PackChoice pack;  ///< folder, archive or story; no path: the game goes on with the pack it was begun with
    std::string game; ///< empty: the pack's id
    std::string player;
    std::optional<std::uint64_t> seed;
    std::string script; ///< file, `-`; empty: the terminal
    bool strict = false;
    bool fresh = false; ///< a further game beside one that is there
    bool no_backup = false;
    bool watch = false; ///< goes on with the pack's files as they are now, whenever they change
    std::string decide; ///< `leader`, `vote`, or empty
    std::optional<std::uint32_t> deadline_seconds;
    std::optional<std::uint32_t> quorum_percent;
    std::string language; ///< empty: the story's own
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

struct LanguageServerCommand {};
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

struct LlmCommand {
    std::string file;
    std::string surface;
    std::string provider;             ///< empty: the one that the surface is named after
    bool stream = false;              ///< accepted for scripts; the body itself tells
    int status = 200;                 ///< of the reply
    std::size_t chunk = 0;            ///< bytes a piece; 0: all at once
    std::vector<std::string> headers; ///< of the reply, `NAME: VALUE`
};
[[nodiscard]] Result<Exit> llm_encode(Context& context, const LlmCommand& options);
[[nodiscard]] Result<Exit> llm_decode(Context& context, const LlmCommand& options);

/// Which task is asked, and on whose behalf.
struct LlmCaller {
    std::string config;
    std::string task = "chat";
    std::string game; ///< whose variant is drawn
    std::string guild, user, plugin = "cli";
};

struct ChatCommand {
    LlmCaller caller;
    std::string system; ///< rules of the conversation
    std::string input;  ///< a file of lines, `-`; empty: the terminal
    bool whole = false; ///< the answer comes at once
};
[[nodiscard]] Result<Exit> llm_chat(Context& context, const ChatCommand& options);

struct LlmAskCommand {
    LlmCaller caller;
    std::string file;                ///< a request; empty: the task's template
    std::vector<std::string> values; ///< `name=value`, for its slots
};
[[nodiscard]] Result<Exit> llm_ask(Context& context, const LlmAskCommand& options);
[[nodiscard]] Result<Exit> llm_tokens(Context& context, const LlmAskCommand& options);

struct LlmImageCommand {
    LlmCaller caller;
    std::string prompt;
    std::string out;               ///< file; further pictures get a number
    std::string size, quality;     ///< the provider's words
    std::int64_t count = 1;        ///< pictures
    std::vector<std::string> from; ///< files of pictures that are to be changed
};
[[nodiscard]] Result<Exit> llm_image(Context& context, const LlmImageCommand& options);

struct LlmTranscribeCommand {
    LlmCaller caller;
    std::string file;     ///< a recording
    std::string language; ///< ISO 639-1; empty: found out
    std::string expect;   ///< names and words
};
[[nodiscard]] Result<Exit> llm_transcribe(Context& context, const LlmTranscribeCommand& options);

struct LlmUsageCommand {
    std::string config; ///< whose database; or
    std::string database;
    std::string by = "model";
    std::string from, until; ///< days, or instants; empty: all
    std::optional<std::string> guild, user, plugin, correlation;
};
[[nodiscard]] Result<Exit> llm_usage(Context& context, const LlmUsageCommand& options);

struct LlmPromptCommand {
    std::string file;   ///< a template; empty: that of a task
    std::string config; ///< where the task is
    std::string task, game;
    std::vector<std::string> values; ///< `name=value`
};
[[nodiscard]] Result<Exit> llm_prompt(Context& context, const LlmPromptCommand& options);

struct LlmKeysCommand {
    std::string config;
    std::string set;    ///< name of a key whose value comes from standard input
    std::string rotate; ///< the same: the old value on the first line, the new one on the second
};
[[nodiscard]] Result<Exit> llm_keys(Context& context, const LlmKeysCommand& options);

struct StoryCommand {
    std::string story;
    std::string out;    ///< empty or `-`: standard output
    std::string lines;  ///< file for source lines; empty: none
    bool image = false; ///< the engine's own image instead of JSON
    bool watch = false;
};
[[nodiscard]] Result<Exit> ink_compile(Context& context, const StoryCommand& options);
[[nodiscard]] Result<Exit> ink_check(Context& context, const StoryCommand& options);
[[nodiscard]] Result<Exit> ink_stats(Context& context, const StoryCommand& options);
[[nodiscard]] Result<Exit> ink_lsp(Context& context, const LanguageServerCommand& options);

struct InkImportCommand {
    std::string story;  ///< a file, or a folder of them
    std::string out;    ///< empty or `-`: standard output
    std::string from;   ///< `twee`, `yarn`; empty: by the files' names
    std::string report; ///< a file for the remarks and figures as JSON; `-`: standard output
    bool strict = false;
};
[[nodiscard]] Result<Exit> ink_import(Context& context, const InkImportCommand& options);

struct InkPlayCommand {
    std::string story;
    std::string input; ///< empty or `-`: standard input
    std::int32_t seed = 0;
    std::string bind_missing; ///< `zero`, or empty
    std::string load;
    std::string save;
    std::optional<std::uint64_t> save_after;
    std::string language; ///< empty: the story's own
    std::string strings;  ///< the catalogue; empty: lang/LANGUAGE.po beside the story
    bool watch = false;
    std::string lines; ///< of a compiled story
};
[[nodiscard]] Result<Exit> ink_play(Context& context, const InkPlayCommand& options);

struct StringsCommand {
    std::string story;   ///< or the folder of a pack
    std::string extract; ///< .po, .pot or .csv to write; `-`: standard output as .po
    std::string merge;   ///< the catalogue whose translations are kept; written anew where `extract` is empty
    std::string check;
    std::string language;
};
[[nodiscard]] Result<Exit> ink_strings(Context& context, const StringsCommand& options);

struct InkBenchCommand {
    std::string story;
    std::uint64_t load = 0; ///< one of these four is set
    std::uint64_t run = 0;
    std::uint64_t walk = 0;
    std::uint64_t compile = 0;
    std::int32_t seed = 42;
};
[[nodiscard]] Result<Exit> ink_bench(Context& context, const InkBenchCommand& options);

struct InkDumpCommand {
    std::string story;
    std::string path; ///< empty: all of it
    std::string lines;
};
[[nodiscard]] Result<Exit> ink_dump(Context& context, const InkDumpCommand& options);

struct InkProfileCommand {
    std::string story;
    std::string input;      ///< numbers of choices; empty: walks
    std::uint64_t walk = 1; ///< how often it is walked at random
    std::int32_t seed = 42;
    std::string bind_missing; ///< `zero`, or empty
    std::string by;           ///< `knots`, `containers`, `kinds`, `lines`
    std::uint64_t top = 20;   ///< rows shown as text
    bool time = false;
    std::string lines;
};
[[nodiscard]] Result<Exit> ink_profile(Context& context, const InkProfileCommand& options);
struct JsonCheckCommand {
    std::string file;
    std::string schema; ///< empty: the file is a schema itself
    bool comments = false;
    bool formats = false;
};
[[nodiscard]] Result<Exit> json_check(Context& context, const JsonCheckCommand& options);

struct PackCommand {
    PackChoice pack;
    std::string id;         ///< show: one entry; empty: all of the pack
    bool conflicts = false; ///< show: what packs differ in
};
[[nodiscard]] Result<Exit> pack_check(Context& context, const PackCommand& options);
[[nodiscard]] Result<Exit> pack_show(Context& context, const PackCommand& options);

struct MapCommand {
    PackChoice pack;
    std::string map; ///< `cellar`, `maps/cellar.tmj` or with its pack's id before that
    std::int32_t level = 0;
    std::int32_t width = 800; ///< of a picture, in pixels
    bool players = false;     ///< without what players cannot know yet
    bool png = false;
    std::string out; ///< empty or `-`: standard output
};
[[nodiscard]] Result<Exit> map_show(Context& context, const MapCommand& options);
/// The file of a map that a person named. `content.no_such_map`.
[[nodiscard]] Result<std::string> find_map(const content::Pack& pack, const std::string& name);
[[nodiscard]] Result<Exit> show_map(Context& context, const content::Map& map, const MapCommand& options);

struct RulesCommand {
    PackChoice pack;
    std::string kind;             ///< `creature`, `effect` ...
    std::vector<std::string> ids; ///< none: all of them
};
[[nodiscard]] Result<Exit> rules_show(Context& context, const RulesCommand& options);

struct ArenaCommand {
    PackChoice pack;
    std::string a, b; ///< squads: `fighter:3*2,cleric:3`
    std::string map;  ///< empty: open ground
    std::uint64_t runs = 100;
    std::uint64_t seed = 1;
    std::uint32_t threads = 1;
};
[[nodiscard]] Result<Exit> arena(Context& context, const ArenaCommand& options);

struct PackSchemaCommand {
    std::string kind; ///< `manifest`, or a kind of entries; empty: the files that hold them
};
[[nodiscard]] Result<Exit> pack_schema(Context& context, const PackSchemaCommand& options);

} // namespace goldbox::cli
