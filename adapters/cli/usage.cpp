// SPDX-License-Identifier: MIT
// The command forms of docs/cli.md.
#include "usage.hpp"

#include "commands.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/version.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::cli {
namespace {

constexpr std::uint64_t largest_seed = std::numeric_limits<std::int64_t>::max();

constexpr std::uint64_t longest_deadline = 7ULL * 24 * 3600;

// What may be given is in the type's name already, so the help need not say it again: the validators have no
// description.

CLI::Validator one_of(const std::vector<std::string>& words)
{
    const auto check = [words](const std::string& given) -> std::string {
        if (std::ranges::find(words, given) != words.end()) return {};
        return fmt::format("must be {}, not \"{}\"", fmt::join(words, " or "), given);
    };
    return {check, ""};
}

/// A whole number.
template <class Number>
CLI::Validator between(Number least, Number most)
{
    const auto check = [=](const std::string& given) -> std::string {
        Number number = 0;
        const char* end = given.data() + given.size();
        const auto [used, error] = std::from_chars(given.data(), end, number);
        if (error == std::errc() && used == end && number >= least && number <= most) return {};
        return fmt::format("must be a number from {} to {}, not \"{}\"", least, most, given);
    };
    return {check, ""};
}

CLI::Validator at_most(std::uint64_t most)
{
    return between(std::uint64_t{0}, most);
}

/// How often something is done, how many bytes are taken.
CLI::Validator count()
{
    return between(std::uint64_t{1}, std::uint64_t{1'000'000'000});
}

/// Seeds of ink.
CLI::Validator story_seed()
{
    return between(std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max());
}

std::string version_text(Format format)
{
    const std::string number(version());
    return format == Format::json ? R"({"program":"goldbox","version":")" + number + "\"}\n"
                                  : "goldbox " + number + "\n";
}

/// The tree of commands; the one that was asked for leaves itself in `command`.
class Usage {
public:
    Usage()
    {
        app_.name("goldbox");
        app_.description("Plays role-playing games in a terminal, keeps them, and looks after their files.");
        app_.get_formatter()->column_width(34);
        common(app_);
        app_.require_subcommand(1);
        word("play", "Plays a pack or a story; goes on where you left it", &Usage::add_play);
        word("games", "Lists the saved games", &Usage::add_games);
        word("replay", "Makes a game's state anew from its log", &Usage::add_replay);
        word("export", "Writes a game as one file of JSON lines, for bug reports", &Usage::add_export);
        word("import", "Reads an exported game into a new one, its seats free", &Usage::add_import);
        word("erase", "Erases what people wrote in a game: their names and talk", &Usage::add_erase);
        word("db", "Looks after the database", &Usage::add_db);
        word("ink", "Works with stories written in ink", &Usage::add_ink);
        word("json", "Works with JSON files", &Usage::add_json);
        word("dice", "Rolls dice, and says how likely what is", &Usage::add_dice);
        word("pack", "Works with packs: data that games are made of", &Usage::add_pack);
        word("map", "Shows the maps of packs", &Usage::add_map);
        word("rules", "Shows entries of a pack with every number that its rules make of them", &Usage::add_rules);
        word("arena", "Lets two squads fight each other, many times", &Usage::add_arena);
        word("llm", "Talks with language models, and shows what goes to their providers and back", &Usage::add_llm);
        app_.footer("Examples:\n"
                    "  goldbox play examples/adventures/low_water\n"
                    "  goldbox games\n"
                    "\n`goldbox COMMAND --help` tells more. Exit status: 0 done, 1 refused, 2 wrong usage,\n"
                    "3 disk, network or database failed, 4 internal error. docs/cli.md has everything.");
    }

    [[nodiscard]] Result<Request> understand(int argc, char** argv)
    {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::CallForVersion&) {
            return Request{.text = version_text(asked_format(argc, argv)), .command = {}};
        } catch (const CLI::Success&) {
            return Request{.text = app_.help(), .command = {}};
        } catch (const CLI::ParseError& error) {
            return wrong_usage(error);
        }
        return Request{.text = {}, .command = std::move(command_)};
    }

private:
    CLI::App& add(CLI::App& parent, const std::string& name, const std::string& description,
                  const std::string& examples, const std::vector<std::string>& formats = {"text", "json"})
    {
        CLI::App& command = *parent.add_subcommand(name, description);
        describe(command, examples, formats);
        return command;
    }

    /// A command of goldbox itself. What it takes is laid out when it is asked for: all of them together take longer
    /// than the rest of a start.
    void word(const std::string& name, const std::string& description, void (Usage::*lay_out)(CLI::App&))
    {
        CLI::App* const command = app_.add_subcommand(name, description);
        command->preparse_callback([=, this](std::size_t) { (this->*lay_out)(*command); });
    }

    void describe(CLI::App& command, const std::string& examples,
                  const std::vector<std::string>& formats = {"text", "json"})
    {
        common(command, formats);
        command.footer("Examples:\n" + examples);
    }

    void common(CLI::App& command, const std::vector<std::string>& formats = {"text", "json"})
    {
        command.set_help_flag("-h,--help", "Shows this and exits");
        command.set_version_flag("--version", "goldbox", "Shows the version and exits");
        std::string names;
        for (const std::string& format : formats) names += (names.empty() ? "" : "|") + format;
        command.add_option("--format", format_, "How results are written: text (as is), or json for programs")
            ->check(one_of(formats))
            ->type_name(names)
            ->default_str("");
    }

    static void database(CLI::App& command, DatabaseChoice& choice)
    {
        command.add_option("--db", choice.path, "Database of the games; default: $XDG_DATA_HOME/goldbox/goldbox.db")
            ->type_name("FILE");
    }

    /// Options for what lies beside and below a pack.
    static void beside(CLI::App& command, PackChoice& pack)
    {
        command
            .add_option("--with", pack.with, "A further pack that lies beside it, as house rules do; may be repeated")
            ->allow_extra_args(false)
            ->type_name("PACK");
        command.add_option("--packs", pack.folders, "A folder to look for needed packs in, besides the one it lies in")
            ->allow_extra_args(false)
            ->type_name("FOLDER");
    }

    template <class Options>
    void does(CLI::App& command, Result<Exit> (*function)(Context&, const Options&),
              const std::shared_ptr<Options>& options)
    {
        command.callback(
            [this, function, options] { command_ = [=](Context& context) { return function(context, *options); }; });
    }

    void add_play(CLI::App& command)
    {
        describe(command, "  goldbox play examples/adventures/low_water\n"
                          "  goldbox play story.ink --seed 42 --script inputs.txt\n"
                          "  goldbox play --game low_water");
        auto options = std::make_shared<PlayCommand>();
        command.add_option("pack", options->pack.path, "Folder of a pack, or a story (.ink or compiled .json)")
            ->type_name("PACK|STORY");
        beside(command, options->pack);
        database(command, options->database);
        command.add_option("--game", options->game, "Name of the saved game; default: the pack's id")
            ->type_name("NAME");
        command.add_flag("--new", options->fresh, "Begins another game, with a number behind its name");
        command.add_option("--name", options->player, "What you are called; default: $USER")->type_name("NAME");
        command.add_option("--seed", options->seed, "Seed of a new game's random numbers; default: a random one")
            ->check(at_most(largest_seed))
            ->type_name("N");
        command.add_option("--decide", options->decide, "Who chooses for several players: the leader, or a vote")
            ->check(one_of({"leader", "vote"}))
            ->type_name("leader|vote");
        command
            .add_option("--deadline", options->deadline_seconds, "How long a vote stays open; default: until all voted")
            ->check(at_most(longest_deadline))
            ->type_name("SECONDS");
        command
            .add_option("--quorum", options->quorum_percent,
                        "How many of the voters must have voted when the time is up; default: 50")
            ->check(between(1, 100))
            ->type_name("PERCENT");
        command.add_option("--language", options->language, "Shows the story in this language, where it is translated")
            ->type_name("LANGUAGE");
        command.add_option("--script", options->script, "Takes inputs from a file, one a line; - is standard input")
            ->type_name("FILE");
        command.add_flag("--strict", options->strict, "Stops with status 1 at the first input that is refused");
        command.add_flag("--watch", options->watch,
                         "For authors: goes on with the pack as it is now whenever its files change");
        command.add_flag("--no-backup", options->no_backup, "Makes no daily backup of the database");
        does(command, &play, options);
    }

    void add_rules(CLI::App& command)
    {
        describe(command, "  goldbox rules creature --pack my_game\n"
                          "  goldbox rules creature goblin troll --pack my_game --format json");
        auto options = std::make_shared<RulesCommand>();
        command.add_option("kind", options->kind, "Of what kind")
            ->required()
            ->check(one_of({"creature", "character", "effect", "condition", "check", "action", "spell", "item",
                            "resource", "class"}))
            ->type_name("creature|character|effect|condition|check|action|spell|item|resource|class");
        command.add_option("id", options->ids, "Which, with the id of its pack or without; default: all")
            ->type_name("ID");
        command.add_option("--pack", options->pack.path, "Folder of a pack")->required()->type_name("PACK");
        beside(command, options->pack);
        does(command, &rules_show, options);
    }

    void add_arena(CLI::App& command)
    {
        describe(command, "  goldbox arena --pack srd51 --a fighter:3*2,cleric:3 --b goblin*6 --runs 1000 --seed 1\n"
                          "  goldbox arena --pack classic --a tusker*2 --b mudling*8 --format json");
        auto options = std::make_shared<ArenaCommand>();
        command.add_option("--pack", options->pack.path, "A pack with a ruleset that knows battlefields")
            ->required()
            ->type_name("PACK");
        beside(command, options->pack);
        command.add_option("--a", options->a, "One side: creature:level*count, separated by commas")
            ->required()
            ->type_name("SPEC");
        command.add_option("--b", options->b, "The other side")->required()->type_name("SPEC");
        command.add_option("--map", options->map, "A map of the pack; default: open ground")->type_name("MAP");
        command.add_option("--runs", options->runs, "How many fights")
            ->check(CLI::Range(1, 10'000'000))
            ->type_name("N");
        command.add_option("--seed", options->seed, "Of chance: the same seed gives the same fights")->type_name("N");
        command.add_option("--threads", options->threads, "How many at once; the result is the same")
            ->check(CLI::Range(1, 64))
            ->type_name("N");
        does(command, &arena, options);
    }

    void add_pack(CLI::App& pack)
    {
        describe(pack, "  goldbox pack check examples/adventures/low_water\n"
                       "  goldbox pack show my_campaign my_campaign:weather");
        pack.require_subcommand(1);
        pack_command(pack, "check", "Says everything that is wrong with a pack",
                     "  goldbox pack check my_campaign\n"
                     "  goldbox pack check my_campaign --with house_rules --format json",
                     &pack_check);
        const auto [show, options] =
            pack_command(pack, "show", "Shows what a pack holds, or one entry as all packs together make it",
                         "  goldbox pack show my_campaign\n"
                         "  goldbox pack show my_campaign srd51:goblin\n"
                         "  goldbox pack show my_campaign --with house_rules --conflicts",
                         &pack_show);
        CLI::Option* id = show->add_option("id", options->id, "An entry, with the id of its pack or without");
        id->type_name("ID");
        show->add_flag("--conflicts", options->conflicts, "What packs differ in that do not stand on each other")
            ->excludes(id);

        CLI::App& schema = add(pack, "schema", "Writes the JSON Schema of a pack's files, for editors",
                               "  goldbox pack schema > pack.schema.json\n  goldbox pack schema tables");
        auto what = std::make_shared<PackSchemaCommand>();
        schema.add_option("kind", what->kind, "One kind of entries, or manifest; default: files that hold entries")
            ->type_name("KIND");
        does(schema, &pack_schema, what);
    }

    void add_map(CLI::App& map)
    {
        describe(map, "  goldbox map show examples/adventures/toll_bridge bridge\n"
                      "  goldbox map show examples/adventures/toll_bridge cellar --format png -o cellar.png");
        map.require_subcommand(1);
        CLI::App& command = add(map, "show", "Shows one level of a map: letters, colours, data or a picture",
                                "  goldbox map show examples/adventures/toll_bridge bridge --level 1\n"
                                "  goldbox map show examples/adventures/toll_bridge cellar --format png -o cellar.png",
                                {"text", "json", "png"});
        auto options = std::make_shared<MapCommand>();
        command.add_option("pack", options->pack.path, "Folder of a pack")->required()->type_name("PACK");
        command.add_option("map", options->map, "The map: its file's name, with or without maps/ and .tmj")
            ->required()
            ->type_name("MAP");
        beside(command, options->pack);
        command.add_option("--level", options->level, "Its floor, the lowest is 0")->type_name("N");
        command.add_option("--width", options->width, "Of a picture, in pixels")
            ->check(CLI::Range(100, 8192).description(""))
            ->type_name("N");
        command.add_flag("--players", options->players, "Leaves out what players cannot know yet");
        command.add_option("-o,--out", options->out, "Where it is written; default: standard output")
            ->type_name("FILE");
        command.callback([this, options] {
            options->png = format_ == "png";
            command_ = [options](Context& context) { return map_show(context, *options); };
        });
    }

    std::pair<CLI::App*, std::shared_ptr<PackCommand>>
    pack_command(CLI::App& pack, const std::string& name, const std::string& description, const std::string& examples,
                 Result<Exit> (*function)(Context&, const PackCommand&))
    {
        CLI::App& command = add(pack, name, description, examples);
        auto options = std::make_shared<PackCommand>();
        command.add_option("pack", options->pack.path, "Folder of a pack, or a story")->required()->type_name("PACK");
        beside(command, options->pack);
        does(command, function, options);
        return {&command, options};
    }

    void add_games(CLI::App& command)
    {
        describe(command, "  goldbox games\n  goldbox games --format json");
        auto options = std::make_shared<GamesCommand>();
        database(command, options->database);
        does(command, &games, options);
    }

    void add_replay(CLI::App& command)
    {
        describe(command, "  goldbox replay low_water --verify\n"
                          "  goldbox replay low_water --audit --format json\n"
                          "  goldbox replay low_water --until 40");
        auto options = std::make_shared<ReplayCommand>();
        command.add_option("game", options->game, "Name of the saved game")->required()->type_name("NAME");
        database(command, options->database);
        command.add_option("--until", options->until, "Stops after this event")
            ->check(at_most(largest_seed))
            ->type_name("SEQ");
        command.add_flag("--verify", options->verify, "Compares with every snapshot on the way");
        command.add_flag("--audit", options->audit, "Runs every command again and compares what comes of it");
        does(command, &replay, options);
    }

    void add_export(CLI::App& command)
    {
        describe(command, "  goldbox export low_water -o low_water.jsonl\n"
                          "  goldbox export low_water --with-texts | gzip > low_water.jsonl.gz");
        auto to = std::make_shared<ExportCommand>();
        command.add_option("game", to->game, "Name of the saved game")->required()->type_name("NAME");
        database(command, to->database);
        command.add_option("-o,--output", to->file, "The file; default: standard output")->type_name("FILE");
        command.add_flag("--with-texts", to->texts, "With people's names and what they said");
        does(command, &export_game, to);
    }

    void add_import(CLI::App& command)
    {
        describe(command, "  goldbox import low_water.jsonl --name \"from Ann\"");
        auto from = std::make_shared<ImportCommand>();
        command.add_option("file", from->file, "The exported game; - is standard input")->required()->type_name("FILE");
        database(command, from->database);
        command.add_option("--name", from->name, "Name of the new game; default: that of the exported one")
            ->type_name("NAME");
        does(command, &import_game, from);
    }

    void add_erase(CLI::App& command)
    {
        describe(command, "  goldbox erase low_water\n  goldbox erase low_water --seat local:2");
        auto options = std::make_shared<EraseCommand>();
        command.add_option("game", options->game, "Name of the saved game")->required()->type_name("NAME");
        database(command, options->database);
        command.add_option("--seat", options->seat, "Only what this seat wrote (local, local:2, ...)")
            ->type_name("KEY");
        does(command, &erase_texts, options);
    }

    void add_db(CLI::App& db)
    {
        describe(db, "  goldbox db check\n  goldbox db backup games.backup\n  goldbox db restore games.backup");
        db.require_subcommand(1);
        add_db_command(db, "check", "Reads the whole database and says what is wrong with it", "  goldbox db check",
                       &db_check);
        add_db_command(db, "backup", "Copies the database as it is and checks the copy",
                       "  goldbox db backup\n  goldbox db backup games.backup", &db_backup)
            .second->type_name("FILE")
            ->description("The copy; default: a dated one in `backups` beside the database");
        add_db_command(db, "restore", "Puts a checked backup in the database's place",
                       "  goldbox db restore games.backup", &db_restore)
            .second->type_name("BACKUP")
            ->description("The backup; the database that was there is kept aside")
            ->required();
        add_db_command(db, "migrate", "Brings the database up to date, after a backup", "  goldbox db migrate",
                       &db_migrate);
        add_db_command(db, "rollback", "Takes the database back to an older version, after a backup",
                       "  goldbox db rollback --to 1", &db_rollback)
            .first->add_option("--to", rollback_->to, "The version; default: the one before")
            ->check(at_most(1'000'000))
            ->type_name("N");
    }

    /// The command, and its option for a file where it takes one.
    std::pair<CLI::App*, CLI::Option*> add_db_command(CLI::App& db, const std::string& name,
                                                      const std::string& description, const std::string& examples,
                                                      Result<Exit> (*function)(Context&, const DatabaseCommand&))
    {
        CLI::App& command = add(db, name, description, examples);
        auto options = std::make_shared<DatabaseCommand>();
        database(command, options->database);
        does(command, function, options);
        if (name == "rollback") rollback_ = options;
        const bool takes_file = name == "backup" || name == "restore";
        return {&command, takes_file ? command.add_option("file", options->file) : nullptr};
    }

    void add_ink(CLI::App& ink)
    {
        describe(ink, "  goldbox ink check story.ink\n  goldbox ink compile story.ink -o story.json");
        ink.require_subcommand(1);
        add_story_command(ink, "compile", "Compiles a story to ink JSON, as inklecate does, or to an image",
                          "  goldbox ink compile story.ink -o story.json\n"
                          "  goldbox ink compile story.ink --image -o story.inkb",
                          &ink_compile, Writes::file);
        add_story_command(ink, "check", "Says everything that is wrong with a story",
                          "  goldbox ink check story.ink\n  goldbox ink check story.ink --format json", &ink_check,
                          Writes::remarks);
        add_story_command(ink, "stats", "Counts words, knots, choices and the rest of a story",
                          "  goldbox ink stats story.ink\n  goldbox ink stats story.ink --format json", &ink_stats,
                          Writes::figures);
        does(add(ink, "lsp", "Serves an editor on standard input and output, by the Language Server Protocol",
                 "  goldbox ink lsp"),
             &ink_lsp, std::make_shared<LanguageServerCommand>());
        add_ink_import(ink);
        add_ink_play(ink);
        add_ink_bench(ink);
        add_ink_strings(ink);
        add_ink_dump(ink);
        add_ink_profile(ink);
    }

    void add_ink_strings(CLI::App& ink)
    {
        CLI::App& command = add(ink, "strings", "A story's texts for translators, as gettext's .po or as CSV",
                                "  goldbox ink strings story.ink --extract lang/de.po\n"
                                "  goldbox ink strings story.ink --merge lang/de.po\n"
                                "  goldbox ink strings story.ink --check lang/de.po");
        auto options = std::make_shared<StringsCommand>();
        command.add_option("story", options->story, "The story (.ink, or compiled .json), or the folder of a pack")
            ->required()
            ->type_name("STORY|PACK");
        command.add_option("--extract", options->extract, "Writes all texts into a .po, .pot or .csv file")
            ->type_name("FILE");
        command.add_option("--merge", options->merge, "Keeps this file's translations; alone, brings it up to date")
            ->type_name("FILE");
        command.add_option("--check", options->check, "Says what is wrong with a translation")
            ->excludes("--extract")
            ->excludes("--merge")
            ->type_name("FILE");
        command.add_option("--language", options->language, "Language of the file; default: by its name, as in de.po")
            ->type_name("LANGUAGE");
        does(command, &ink_strings, options);
    }

    void add_ink_dump(CLI::App& ink)
    {
        CLI::App& command = add(ink, "dump", "Shows what a story was compiled to, one instruction a line",
                                "  goldbox ink dump story.ink\n  goldbox ink dump story.ink harbor.market");
        auto options = std::make_shared<InkDumpCommand>();
        story_argument(command, options->story);
        command.add_option("path", options->path, "A knot, stitch or label; default: everything")->type_name("PATH");
        lines_option(command, options->lines);
        does(command, &ink_dump, options);
    }

    void add_ink_profile(CLI::App& ink)
    {
        CLI::App& command = add(ink, "profile", "Counts where a story spends its steps",
                                "  goldbox ink profile story.ink --walk 20\n"
                                "  goldbox ink profile story.ink --input choices.txt --by lines");
        auto options = std::make_shared<InkProfileCommand>();
        story_argument(command, options->story);
        CLI::Option* input =
            command.add_option("--input", options->input, "Plays it with numbers of choices, one a line")
                ->type_name("FILE");
        command.add_option("--walk", options->walk, "Walks it N times at random; default: once")
            ->check(count())
            ->excludes(input)
            ->type_name("N");
        command.add_option("--seed", options->seed, "The story's seed; default: 42")
            ->check(story_seed())
            ->type_name("N");
        command.add_option("--bind-missing", options->bind_missing, "Has functions that nobody offers answer 0")
            ->check(one_of({"zero"}))
            ->type_name("zero");
        command.add_option("--by", options->by, "One table; default: knots and kinds")
            ->check(one_of({"knots", "containers", "kinds", "lines"}))
            ->type_name("knots|containers|kinds|lines");
        command.add_option("--top", options->top, "Rows of a table; default: 20")->check(count())->type_name("N");
        command.add_flag("--time", options->time, "Measures time too");
        lines_option(command, options->lines);
        does(command, &ink_profile, options);
    }

    static void lines_option(CLI::App& command, std::string& lines)
    {
        command.add_option("--lines", lines, "A compiled story's source lines, from `compile --lines`")
            ->type_name("FILE");
    }

    void add_ink_import(CLI::App& ink)
    {
        CLI::App& command = add(ink, "import", "Turns a story of Twine (Twee 3, SugarCube) or Yarn Spinner 2 into ink",
                                "  goldbox ink import cave.twee -o cave.ink\n"
                                "  goldbox ink import talk.yarnproject -o talk.ink --report lost.json\n"
                                "  goldbox ink import scripts --from yarn --strict");
        auto options = std::make_shared<InkImportCommand>();
        command.add_option("story", options->story, "A .twee, .tw, .yarn or .yarnproject file, or a folder of them")
            ->required()
            ->type_name("STORY");
        command.add_option("-o,--output", options->out, "The ink file; default: standard output")->type_name("FILE");
        command.add_option("--from", options->from, "What the files are; default: what their names say")
            ->check(one_of({"twee", "yarn"}))
            ->type_name("twee|yarn");
        command.add_option("--report", options->report, "Writes what was not translated, and figures, as JSON")
            ->type_name("FILE.json");
        command.add_flag("--strict", options->strict, "Status 1 when anything was not translated");
        does(command, &ink_import, options);
    }

    void add_ink_play(CLI::App& ink)
    {
        CLI::App& command = add(ink, "play", "Plays a story alone, by the protocol of `inklecate -p`",
                                "  goldbox ink play story.ink\n"
                                "  goldbox ink play story.json --input choices.txt --seed 42");
        auto options = std::make_shared<InkPlayCommand>();
        story_argument(command, options->story);
        command.add_option("--input", options->input, "Numbers of choices, one a line; default: standard input")
            ->type_name("FILE");
        command.add_option("--seed", options->seed, "The story's seed; default: 0")
            ->check(story_seed())
            ->type_name("N");
        command.add_option("--bind-missing", options->bind_missing, "Has functions that nobody offers answer 0")
            ->check(one_of({"zero"}))
            ->type_name("zero");
        CLI::Option* load = command.add_option("--load", options->load, "Goes on from a save of ink (version 10)");
        load->type_name("SAVE.json");
        CLI::Option* save =
            command.add_option("--save", options->save, "Writes a save at the end")->type_name("SAVE.json");
        command.add_option("--save-after", options->save_after, "Writes it after so many choices")
            ->check(at_most(std::numeric_limits<std::int32_t>::max()))
            ->needs(save)
            ->type_name("CHOICES");
        CLI::Option* language = command.add_option("--language", options->language,
                                                   "Shows the story in this language, where it is translated");
        language->type_name("LANGUAGE");
        CLI::Option* strings = command.add_option("--strings", options->strings,
                                                  "The translation; default: lang/LANGUAGE.po beside the story");
        strings->type_name("FILE");
        CLI::Option* watch =
            command.add_flag("--watch", options->watch,
                             "Begins anew whenever a file of the story changes, and makes the same choices again");
        for (CLI::Option* other : {load, save, language, strings}) watch->excludes(other);
        lines_option(command, options->lines);
        does(command, &ink_play, options);
    }

    void add_json(CLI::App& json)
    {
        describe(json, "  goldbox json check goblin.json --schema creature.schema.json --comments");
        json.require_subcommand(1);
        CLI::App& command = add(json, "check", "Says everything in which a file breaks a JSON Schema",
                                "  goldbox json check goblin.json --schema creature.schema.json --comments\n"
                                "  goldbox json check creature.schema.json");
        auto options = std::make_shared<JsonCheckCommand>();
        command.add_option("file", options->file, "The JSON file")->required()->type_name("FILE");
        command.add_option("--schema", options->schema, "The schema; default: FILE is one, and checked as such")
            ->type_name("SCHEMA.json");
        command.add_flag("--comments", options->comments, "Allows comments and a comma after the last element in FILE");
        command.add_flag("--formats", options->formats, "Takes `format` for a rule, not for a remark");
        does(command, &json_check, options);
    }

    void add_ink_bench(CLI::App& ink)
    {
        CLI::App& command = add(ink, "bench", "Measures a story; takes one of --load, --run, --walk and --compile",
                                "  goldbox ink bench story.json --walk 200");
        auto options = std::make_shared<InkBenchCommand>();
        story_argument(command, options->story);
        CLI::Option_group& modes = *command.add_option_group("Modes");
        modes.add_option("--load", options->load, "Loads it N times")->check(count())->type_name("N");
        modes.add_option("--run", options->run, "Runs it N times to its first choice")->check(count())->type_name("N");
        modes.add_option("--walk", options->walk, "Walks N times through it by chance")->check(count())->type_name("N");
        modes.add_option("--compile", options->compile, "Compiles its source N times")->check(count())->type_name("N");
        modes.require_option(1);
        command.add_option("--seed", options->seed, "The story's seed; default: 42")
            ->check(story_seed())
            ->type_name("N");
        does(command, &ink_bench, options);
    }

    void add_dice(CLI::App& dice)
    {
        describe(dice, "  goldbox dice roll 4d6kh3\n  goldbox dice stats \"2d20kh1 + 7\" --pmf");
        dice.require_subcommand(1);
        add_dice_roll(dice);
        add_dice_stats(dice);
        add_dice_bench(dice);
    }

    void add_llm(CLI::App& llm)
    {
        describe(llm, "  goldbox llm encode --surface anthropic request.json\n"
                      "  goldbox llm decode --surface openai-chat --chunk 7 reply.txt\n"
                      "  goldbox llm chat --config llm.json\n"
                      "  goldbox llm ask --config llm.json --task narrate --set said=\"I knock.\"");
        llm.require_subcommand(1);
        CLI::App& encode = add(llm, "encode", "Shows what would be sent for a request (docs/llm.md)",
                               "  goldbox llm encode --surface anthropic request.json\n"
                               "  goldbox llm encode --surface openai-chat --provider deepseek request.json");
        does(encode, &llm_encode, llm_options(encode, "The request as JSON"));
        CLI::App& decode =
            add(llm, "decode", "Says what a provider's reply means",
                "  goldbox llm decode --surface gemini reply.json\n"
                "  goldbox llm decode --surface openai-chat --provider xai --stream --chunk 7 reply.txt\n"
                "  goldbox llm decode --surface anthropic --status 429 --header \"retry-after: 2\" error.json");
        const auto options = llm_options(decode, "The body of the reply");
        decode.add_flag("--stream", options->stream, "The reply was asked for as a stream; what came is seen from it");
        decode.add_option("--status", options->status, "The reply's HTTP status; default: 200")
            ->check(between(100, 599))
            ->type_name("N");
        decode.add_option("--chunk", options->chunk, "Reads it in pieces of N bytes; default: all at once")
            ->check(count())
            ->type_name("N");
        decode.add_option("--header", options->headers, "A header of the reply; repeat for more")
            ->type_name("\"NAME: VALUE\"");
        does(decode, &llm_decode, options);
        add_llm_chat(llm);
    }

    void add_llm_chat(CLI::App& llm)
    {
        CLI::App& chat = add(llm, "chat", "Talks with a language model, for trying a provider (docs/llm.md)",
                             "  goldbox llm chat --config llm.json\n"
                             "  goldbox llm chat --config llm.json --task narrate --input lines.txt --format json");
        auto options = std::make_shared<ChatCommand>();
        options->caller.plugin = "chat";
        llm_caller(chat, options->caller);
        chat.add_option("--system", options->system, "Rules of the conversation")->type_name("TEXT");
        chat.add_option("--input", options->input, "Reads what is said from a file; -: standard input")
            ->type_name("FILE");
        chat.add_flag("--whole", options->whole, "Shows each answer when it is complete");
        does(chat, &llm_chat, options);
        add_llm_ask(llm);
        add_llm_media(llm);
        add_llm_usage(llm);
        add_llm_prompt(llm);
        add_llm_keys(llm);
    }

    void add_llm_ask(CLI::App& llm)
    {
        CLI::App& ask =
            add(llm, "ask", "Asks a language model once, by a request or by a task's template (docs/llm.md)",
                "  goldbox llm ask request.json --config llm.json\n"
                "  goldbox llm ask --config llm.json --task narrate --game low_water --set said=\"I knock.\"");
        does(ask, &llm_ask, llm_request(ask));
        CLI::App& tokens = add(llm, "tokens", "Counts the tokens of a request, by the provider or estimated",
                               "  goldbox llm tokens request.json --config llm.json");
        does(tokens, &llm_tokens, llm_request(tokens));
    }

    void add_llm_media(CLI::App& llm)
    {
        CLI::App& image = add(llm, "image", "Has a picture made from words, or changed",
                              "  goldbox llm image \"A green door in the rain\" --config llm.json -o door.png\n"
                              "  goldbox llm image \"Open it\" --config llm.json --from door.png -o open.png");
        auto picture = std::make_shared<LlmImageCommand>();
        picture->caller.task = "image";
        image.add_option("prompt", picture->prompt, "What is to be seen")->required()->type_name("TEXT");
        llm_caller(image, picture->caller);
        image.add_option("-o,--out", picture->out, "The picture; further ones get a number")
            ->required()
            ->type_name("FILE");
        image.add_option("--count", picture->count, "How many; default: 1")->check(between(1, 10))->type_name("N");
        image.add_option("--size", picture->size, "Such as 1024x1024; default: the model's")->type_name("SIZE");
        image.add_option("--quality", picture->quality, "The provider's word for it")->type_name("WORD");
        image.add_option("--from", picture->from, "A picture that is to be changed; repeat for more")
            ->allow_extra_args(false)
            ->type_name("FILE");
        does(image, &llm_image, picture);

        CLI::App& transcribe = add(llm, "transcribe", "Writes down what is said in a recording",
                                   "  goldbox llm transcribe turn.ogg --config llm.json --language de");
        auto recording = std::make_shared<LlmTranscribeCommand>();
        recording->caller.task = "transcribe";
        transcribe.add_option("file", recording->file, "The recording")->required()->type_name("FILE");
        llm_caller(transcribe, recording->caller);
        transcribe.add_option("--language", recording->language, "Two letters; default: found out")->type_name("CODE");
        transcribe.add_option("--expect", recording->expect, "Names and words to expect")->type_name("TEXT");
        does(transcribe, &llm_transcribe, recording);
    }

    /// Which task is asked, and for whom.
    static void llm_caller(CLI::App& command, LlmCaller& caller)
    {
        command.add_option("--config", caller.config, "Which models are asked for what")->required()->type_name("FILE");
        command.add_option("--task", caller.task, "The task of the config; default: " + caller.task)->type_name("NAME");
        command.add_option("--game", caller.game, "The game whose variant of the task is taken")->type_name("NAME");
        command.add_option("--guild", caller.guild, "Whose limits and budgets count; default: the game")
            ->type_name("ID");
        command.add_option("--user", caller.user, "And which user's")->type_name("ID");
        command.add_option("--plugin", caller.plugin, "And which plugin's; default: " + caller.plugin)
            ->type_name("NAME");
    }

    /// A request from a file, or a task's template.
    static std::shared_ptr<LlmAskCommand> llm_request(CLI::App& command)
    {
        auto options = std::make_shared<LlmAskCommand>();
        command.add_option("file", options->file, "The request as JSON; default: the task's template")
            ->type_name("FILE");
        llm_caller(command, options->caller);
        command.add_option("--set", options->values, "A slot's value; repeat for more")
            ->allow_extra_args(false)
            ->type_name("NAME=VALUE");
        return options;
    }

    void add_llm_usage(CLI::App& llm)
    {
        CLI::App& usage = add(llm, "usage", "Shows what calls of language models used and cost",
                              "  goldbox llm usage --config llm.json --by guild\n"
                              "  goldbox llm usage --db llm.db --by day --from 2026-11-01 --guild 42 --format json");
        auto options = std::make_shared<LlmUsageCommand>();
        CLI::Option* config =
            usage.add_option("--config", options->config, "The config that names the database")->type_name("FILE");
        usage.add_option("--db", options->database, "The database itself")->type_name("FILE")->excludes(config);
        usage.add_option("--by", options->by, "How calls are grouped; default: model")
            ->check(one_of({"provider", "model", "task", "guild", "user", "plugin", "outcome", "day", "month", "none"}))
            ->type_name("provider|model|task|guild|user|plugin|outcome|day|month|none");
        usage.add_option("--from", options->from, "Only calls from this day on (UTC)")->type_name("DAY");
        usage.add_option("--until", options->until, "Only calls before this day (UTC)")->type_name("DAY");
        usage.add_option("--guild", options->guild, "Only those of a guild")->type_name("ID");
        usage.add_option("--user", options->user, "Only those of a user")->type_name("ID");
        usage.add_option("--plugin", options->plugin, "Only those of a plugin")->type_name("NAME");
        usage.add_option("--correlation", options->correlation, "Only those of a turn")->type_name("ID");
        does(usage, &llm_usage, options);
    }

    void add_llm_prompt(CLI::App& llm)
    {
        CLI::App& prompt =
            add(llm, "prompt", "Fills a template and shows the request that it makes (docs/llm.md)",
                "  goldbox llm prompt prompts/narrate.prompt --set said=\"I knock.\"\n"
                "  goldbox llm prompt --config llm.json --task narrate --game low_water --set said=Hello");
        auto options = std::make_shared<LlmPromptCommand>();
        CLI::Option* file = prompt.add_option("file", options->file, "The template")->type_name("FILE");
        prompt.add_option("--config", options->config, "Where the task is")->type_name("FILE")->excludes(file);
        prompt.add_option("--task", options->task, "The task whose template is taken")->type_name("NAME");
        prompt.add_option("--game", options->game, "The game whose variant is taken")->type_name("NAME");
        prompt.add_option("--set", options->values, "A slot's value; repeat for more")
            ->allow_extra_args(false)
            ->type_name("NAME=VALUE");
        does(prompt, &llm_prompt, options);
    }

    void add_llm_keys(CLI::App& llm)
    {
        CLI::App& keys = add(llm, "keys", "Says which keys of a config are there, and writes them; shows none",
                             "  goldbox llm keys --config llm.json\n"
                             "  goldbox llm keys --config llm.json --set ANTHROPIC_API_KEY < key.txt");
        auto options = std::make_shared<LlmKeysCommand>();
        keys.add_option("--config", options->config, "Which models are asked for what")->required()->type_name("FILE");
        CLI::Option* set =
            keys.add_option("--set", options->set, "Writes a key: the first line of standard input")->type_name("NAME");
        keys.add_option("--rotate", options->rotate, "Replaces a key: the old one, then the new one, on standard input")
            ->type_name("NAME")
            ->excludes(set);
        does(keys, &llm_keys, options);
    }

    /// What the commands about language models share.
    static std::shared_ptr<LlmCommand> llm_options(CLI::App& command, const std::string& file)
    {
        auto options = std::make_shared<LlmCommand>();
        command.add_option("file", options->file, file)->required()->type_name("FILE");
        command.add_option("--surface", options->surface, "The shape of requests and replies")
            ->required()
            ->check(one_of({"openai-chat", "openai-responses", "anthropic", "gemini"}))
            ->type_name("openai-chat|openai-responses|anthropic|gemini");
        command.add_option("--provider", options->provider, "Whose habits count; default: whose surface it is")
            ->type_name("NAME");
        return options;
    }

    /// What the commands about dice share.
    static std::shared_ptr<DiceCommand> dice_options(CLI::App& command)
    {
        auto options = std::make_shared<DiceCommand>();
        command.add_option("--dialect", options->dialect, "Whose notation it is; default: avrae (docs/dice.md)")
            ->check(one_of({"avrae", "roll20", "foundry", "rdr"}))
            ->type_name("avrae|roll20|foundry|rdr");
        command.add_option("--set", options->settings, "A value for @NAME; may be repeated")
            ->type_name("NAME=NUMBER")
            ->allow_extra_args(false);
        CLI::Option* advantage =
            command.add_flag("--advantage", options->advantage, "Rolls a leading 1d20 twice and keeps the higher");
        command.add_flag("--disadvantage", options->disadvantage, "Rolls a leading 1d20 twice and keeps the lower")
            ->excludes(advantage);
        command.add_flag("--comment", options->comment, "Takes text behind the expression for a comment");
        return options;
    }

    static CLI::Option* expression_argument(CLI::App& command, const std::shared_ptr<DiceCommand>& options)
    {
        return command
            .add_option("expr", options->expression, "The dice, such as 2d6+3; behind -- where it starts with -")
            ->type_name("EXPR");
    }

    void add_dice_roll(CLI::App& dice)
    {
        CLI::App& command = add(dice, "roll", "Rolls an expression",
                                "  goldbox dice roll 4d6kh3 --count 6\n"
                                "  goldbox dice roll \"1d20 + @dex\" --set dex=3 --advantage\n"
                                "  goldbox dice roll \"10d6!>=5\" --dialect rdr --seed 42 --format json");
        const auto options = dice_options(command);
        expression_argument(command, options)->required();
        dice_seed(command, *options, "The same seed rolls the same; default: a random one");
        dice_count(command, *options, "How often");
        command.add_flag("--dice", options->dice, "With --format json: every die, and the roll as Markdown");
        does(command, &dice_roll, options);
    }

    void add_dice_stats(CLI::App& dice)
    {
        CLI::App& command = add(dice, "stats", "Says what an expression can give and how likely, exactly",
                                "  goldbox dice stats 8d6\n"
                                "  goldbox dice stats 4d6kh3 --pmf\n"
                                "  goldbox dice stats --batch expressions.jsonl --pmf");
        const auto options = dice_options(command);
        CLI::Option_group& what = *command.add_option_group("What");
        expression_argument(what, options);
        what.add_option("--batch", options->batch, "JSON lines {\"id\",\"dialect\",\"expr\"}")->type_name("FILE.jsonl");
        what.require_option(1);
        command.add_flag("--pmf", options->pmf, "With the probability of each total");
        does(command, &dice_stats, options);
    }

    void add_dice_bench(CLI::App& dice)
    {
        CLI::App& command = add(dice, "bench", "Measures parsing and rolling in CPU time",
                                "  goldbox dice bench 1d20+5 --count 1000000");
        const auto options = dice_options(command);
        expression_argument(command, options)->required();
        dice_seed(command, *options, "The seed; default: 42");
        dice_count(command, *options, "How many rolls")->required();
        does(command, &dice_bench, options);
    }

    static void dice_seed(CLI::App& command, DiceCommand& options, const std::string& description)
    {
        command.add_option("--seed", options.seed, description)->check(at_most(largest_seed))->type_name("N");
    }

    static CLI::Option* dice_count(CLI::App& command, DiceCommand& options, const std::string& description)
    {
        return command.add_option("--count", options.count, description)->check(count())->type_name("N");
    }

    enum class Writes { file, remarks, figures };

    static void story_argument(CLI::App& command, std::string& story)
    {
        command
            .add_option("story", story,
                        "The story: .ink, compiled .json, an image, or one to import (.twee, .tw, .yarn, .yarnproject)")
            ->required()
            ->type_name("STORY");
    }

    void add_story_command(CLI::App& ink, const std::string& name, const std::string& description,
                           const std::string& examples, Result<Exit> (*function)(Context&, const StoryCommand&),
                           Writes writes)
    {
        CLI::App& command = add(ink, name, description, examples);
        auto options = std::make_shared<StoryCommand>();
        story_argument(command, options->story);
        CLI::Option* output = nullptr;
        if (writes == Writes::file) {
            output = command.add_option("-o,--output", options->out, "The file; default: standard output");
            output->type_name("FILE");
            CLI::Option* lines = command.add_option("--lines", options->lines,
                                                    "Also writes which source line each instruction comes from");
            lines->type_name("FILE");
            command
                .add_flag("--image", options->image,
                          "Makes what this version of the engine loads fastest, instead of JSON")
                ->excludes(lines);
        }
        if (writes != Writes::figures) {
            CLI::Option* watch = command.add_flag("--watch", options->watch,
                                                  "Does it again whenever a file of the story changes, until Ctrl-C");
            if (output) watch->needs(output);
        }
        does(command, function, options);
    }

    [[nodiscard]] tl::unexpected<Error> wrong_usage(const CLI::ParseError& error) const
    {
        const CLI::App* deepest = &app_;
        std::string called = "goldbox";
        while (!deepest->get_subcommands().empty()) {
            deepest = deepest->get_subcommands().front();
            called += " " + deepest->get_name();
        }
        std::string message = error.what();
        const std::vector<std::string> rest = deepest->remaining();
        if (!rest.empty() && !rest.front().starts_with('-') && !commands_of(*deepest).empty()) {
            message = "there is no command " + rest.front();
        }
        if (const std::string meant = probable_command(*deepest); !meant.empty())
            message += " (did you mean " + meant + "?)";
        return fail(Code::usage, "cli.usage", printable(message) + "; try `" + called + " --help`");
    }

    [[nodiscard]] static std::vector<const CLI::App*> commands_of(const CLI::App& app)
    {
        // a group of options is one too, without a name
        return app.get_subcommands([](const CLI::App* command) { return !command->get_name().empty(); });
    }

    /// What a word that names no command most likely meant.
    [[nodiscard]] static std::string probable_command(const CLI::App& app)
    {
        const std::vector<std::string> rest = app.remaining();
        if (rest.empty()) return {};
        std::vector<std::string> names;
        for (const CLI::App* command : commands_of(app)) names.push_back(command->get_name());
        for (const CLI::Option* option : app.get_options()) names.push_back("--" + option->get_single_name());
        const std::vector<std::string_view> candidates(names.begin(), names.end());
        return std::string(nearest(rest.front(), candidates));
    }

    CLI::App app_;
    std::string format_ = "text";
    std::shared_ptr<DatabaseCommand> rollback_;
    std::function<Result<Exit>(Context&)> command_;
};

} // namespace

Result<Request> understand_arguments(int argc, char** argv)
{
    // what scripts ask first and often; the tree of commands would throw its answer
    if (argc == 2 && argv[1] == std::string_view("--version")) {
        return Request{.text = version_text(Format::text), .command = {}};
    }
    return Usage().understand(argc, argv);
}

Format asked_format(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--format=json") return Format::json;
        if (argument == "--format" && i + 1 < argc && std::string_view(argv[i + 1]) == "json") return Format::json;
    }
    return Format::text;
}

} // namespace goldbox::cli
