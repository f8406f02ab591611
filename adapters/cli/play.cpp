// SPDX-License-Identifier: MIT
// `goldbox play`: finds or makes the game, opens its table, and lets the player type.
#include "commands.hpp"
#include "line_editor.hpp"
#include "narration.hpp"
#include "pack_watch.hpp"
#include "presenter.hpp"
#include "table.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/content/pack.hpp>

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <tuple>
#include <unistd.h>

namespace goldbox::cli {
namespace {

constexpr std::chrono::hours backup_every{24};
constexpr std::size_t backups_kept = 7;

/// A game to sit down at.
struct Seating {
    store::GameInfo game;
    std::shared_ptr<const content::Pack> pack; ///< the one that the game plays
    bool resumed = false;
    bool pack_changed = false;
};

Result<std::shared_ptr<const content::Pack>> accept(Context& context, const std::string& what, content::Loaded loaded)
{
    if (!loaded.pack) return unexpected(refuse(context, what, loaded.diagnostics));
    // Remarks for the author belong to `ink check`; a player reads the story.
    return std::move(loaded.pack);
}

Result<std::shared_ptr<const content::Pack>> stored_pack(Context& context, store::Store& store, const Hash& hash)
{
    GOLDBOX_TRY(const std::string image, store.read_pack(hash));
    return accept(context, "the stored pack", content::load_image(image));
}

Result<std::optional<store::GameInfo>> find_game(store::Store& store, const std::string& name)
{
    auto found = store.find_game_named(name);
    if (found) return std::optional(*std::move(found));
    if (found.error().code == Code::not_found) return std::optional<store::GameInfo>();
    return unexpected(std::move(found).error());
}

/// The name itself where it is free, otherwise with the first free number from 2.
Result<std::string> free_name(store::Store& store, const std::string& name)
{
    std::string candidate = name;
    for (int number = 2;; ++number) {
        GOLDBOX_TRY(const auto taken, find_game(store, candidate));
        if (!taken) return candidate;
        candidate = fmt::format("{} {}", name, number);
    }
}

Result<Seating> begin_game(store::Store& store, host::Host& host, const PlayCommand& options,
                           std::shared_ptr<const content::Pack> pack, const std::string& wanted)
{
    GOLDBOX_TRY(const std::string name, free_name(store, wanted));
    GOLDBOX_TRY(store::GameInfo game, host.create({.name = name, .pack = pack, .seed = options.seed}));
    return Seating{.game = std::move(game), .pack = std::move(pack)};
}

Result<Seating> resume_game(Context& context, store::Store& store, host::Host& host, store::GameInfo game,
                            std::shared_ptr<const content::Pack> pack)
{
    if (pack && pack->manifest().id != game.pack) {
        return fail(Code::conflict, "cli.other_pack",
                    fmt::format("the game \"{}\" plays \"{}\", not \"{}\"; choose another name with --game",
                                printable(game.name), printable(game.pack), printable(pack->manifest().id)));
    }
    GOLDBOX_TRY(const host::Host::Position position, host.position(game.id));
    const bool changed = pack && pack->hash() != position.packs;
    if (!pack || changed) {
        GOLDBOX_TRY(pack, stored_pack(context, store, position.packs));
    }
    return Seating{.game = std::move(game), .pack = std::move(pack), .resumed = true, .pack_changed = changed};
}

Result<Seating> find_seating(Context& context, store::Store& store, host::Host& host, const PlayCommand& options)
{
    std::shared_ptr<const content::Pack> pack;
    if (!options.pack.path.empty()) {
        GOLDBOX_TRY(pack, accept(context, options.pack.path, load_cached(options.pack)));
        if (pack->manifest().story.empty()) {
            return fail(Code::invalid, "content.no_story",
                        fmt::format("the pack \"{}\" has no story to begin with: its pack.json names none",
                                    pack->manifest().id));
        }
    }
    if (!pack && options.game.empty()) {
        return fail(Code::usage, "cli.no_pack",
                    "name a pack or a story to play, or a saved game with --game NAME; `goldbox games` lists them");
    }
    const std::string name = options.game.empty() ? pack->manifest().id : options.game;
    GOLDBOX_TRY(std::optional<store::GameInfo> game, find_game(store, name));
    if (game && !options.fresh) return resume_game(context, store, host, *std::move(game), std::move(pack));
    if (!pack && game) {
        GOLDBOX_TRY(pack, stored_pack(context, store, game->packs));
    }
    if (pack) return begin_game(store, host, options, std::move(pack), name);
    return no_saved_game(name);
}

/// Quiet unless it fails: a game can be played without a backup, but not without knowing.
void backup_if_due(Context& context, sqlite::SqliteStore& store, Machine& machine)
{
    const auto games = store.list_games();
    if (!games || games->empty()) return;
    const auto made = store.maybe_backup(
        {.folder = backup_folder(store.path()), .every = backup_every, .keep = backups_kept}, machine.now());
    if (!made) context.err.line("goldbox: no backup was made: " + printable(to_string(made.error()), true));
}

Result<std::unique_ptr<LineSource>> open_lines(Context& context, const PlayCommand& options, Completions completions)
{
    if (!options.script.empty()) return open_script(options.script);
    if (context.json() || ::isatty(STDIN_FILENO) != 1) return open_script("-");
    end_lines_on_interrupt();
    return make_terminal_lines(context.out, std::move(completions));
}

/// What people call an entry; empty: it says nothing.
std::string name_in(const content::Pack& pack, std::string_view kind, std::string_view id)
{
    const json::Value* const entry = pack.entry(kind, id);
    const json::Value* const name = entry ? entry->find("name") : nullptr;
    return name && name->is(json::Kind::string) ? std::string(name->string()) : std::string();
}

Opening opening_of(const Seating& seating, const game::View& view)
{
    const content::Manifest& manifest = seating.pack->manifest();
    return {.game = seating.game.name,
            .title = manifest.title.empty() ? manifest.id : manifest.title,
            .description = manifest.description,
            .resumed = seating.resumed,
            .pack_changed = seating.pack_changed,
            .ended = has_ended(view)};
}

game::Begin terms_of(const PlayCommand& options)
{
    game::Begin terms;
    if (options.decide == "vote") terms.decision = game::Decision::vote;
    if (options.deadline_seconds) terms.deadline_seconds = *options.deadline_seconds;
    if (options.quorum_percent) terms.quorum_percent = *options.quorum_percent;
    return terms;
}

void say_what_is_ignored(Context& context, const PlayCommand& options, const Seating& seating)
{
    const std::string_view always = seating.resumed ? "when a game begins" : "";
    const std::string_view votes = seating.resumed || options.decide == "vote" ? always : "with --decide vote";
    for (const auto& [given, name, counts] : {std::tuple(options.seed.has_value(), "--seed", always),
                                              std::tuple(!options.decide.empty(), "--decide", always),
                                              std::tuple(options.deadline_seconds.has_value(), "--deadline", votes),
                                              std::tuple(options.quorum_percent.has_value(), "--quorum", votes)}) {
        if (given && !counts.empty()) context.err.line(fmt::format("goldbox: {} counts only {}", name, counts));
    }
}

/// What a player can do about it, where the store's own words are for programmers.
Error for_players(Error error)
{
    if (error.reason != "store.stale_epoch" && error.reason != "store.wrong_seq") return error;
    return {Code::conflict, "play.taken_over",
            "this game goes on in another window or program, so this one stops here; the last input did not count, "
            "everything before it is saved. Begin `goldbox play` again to go on here"};
}

/// Puts the pack's files as they are now into the game, whenever they change. A pack with mistakes is told about, and
/// the game stays with the one before.
class Reloader {
public:
    Reloader(Context& context, host::Host& host, const PlayCommand& options, Seating& seating)
        : context_(context),
          host_(host),
          options_(options),
          seating_(seating),
          watch_(options.pack, *seating.pack),
          due_(seating.pack_changed)
    {
    }

    Result<void> reload_if_changed()
    {
        if (!watch_.changed() && !due_) return {};
        due_ = false;
        content::Loaded loaded = load(options_.pack);
        print(context_, loaded.diagnostics);
        if (!loaded.pack) return say("the game stays with the pack as it was before");
        if (loaded.pack->hash() == seating_.pack->hash()) return {};
        if (auto used = host_.use_packs(seating_.game.id, loaded.pack); !used) {
            if (used.error().code != Code::refused) return unexpected(used.error());
            return say(used.error().message);
        }
        seating_.pack = std::move(loaded.pack);
        return say("the game goes on with the pack as it is now");
    }

private:
    Result<void> say(std::string_view what)
    {
        context_.err.line(fmt::format("goldbox: {}", printable(what)));
        return {};
    }

    Context& context_;
    host::Host& host_;
    const PlayCommand& options_;
    Seating& seating_;
    PackWatch watch_;
    bool due_; ///< the files were other ones when the game was played last
};

} // namespace

Result<Exit> play(Context& context, const PlayCommand& options)
{
    // what can be wrong with the words of the command line is said before a game is made of them
    const std::string player = options.player.empty() ? default_player() : options.player;
    GOLDBOX_CHECK(game::check_name(player));
    if (options.watch && options.pack.path.empty()) {
        return fail(Code::usage, "cli.usage", "--watch needs a pack whose files it can watch: name one");
    }
    GOLDBOX_TRY(const auto store, open_or_create(options.database));
    Machine machine(context);
    if (!options.no_backup) backup_if_due(context, *store, machine);
    host::Host host(*store, machine.host_options());
    GOLDBOX_TRY(Seating seating, find_seating(context, *store, host, options));
    say_what_is_ignored(context, options, seating);

    std::unique_ptr<TableSession> table;
    GOLDBOX_TRY(const auto lines, open_lines(context, options, [&] { return table->completions(); }));
    const auto presenter =
        make_presenter(context, seating.game.name, lines->typed(),
                       [&](std::string_view kind, std::string_view id) { return name_in(*seating.pack, kind, id); });
    table = std::make_unique<TableSession>(host, seating.game.id, *presenter);
    if (!options.language.empty()) {
        GOLDBOX_TRY(const auto known, seating.pack->translation(options.language, ""));
        table->read_in(known->language(), seating.pack);
    }

    std::optional<Reloader> reloader;
    if (options.watch) {
        reloader.emplace(context, host, options, seating);
        table->before_each_input([&]() -> Result<void> {
            GOLDBOX_CHECK(reloader->reload_if_changed());
            if (!options.language.empty()) table->read_in(options.language, seating.pack);
            return {};
        });
    }

    GOLDBOX_TRY(const game::View before, host.view(seating.game.id, "local"));
    presenter->opening(opening_of(seating, before));
    GOLDBOX_CHECK(table->sit_down(player));
    GOLDBOX_CHECK(table->begin_if_new(terms_of(options)));
    if (auto done = table->run(*lines, options.strict); !done) {
        if (lines->typed()) context.out.write("\n"); // the cursor may stand behind a prompt
        return unexpected(for_players(std::move(done).error()));
    }
    presenter->farewell();
    if (!lines->typed()) {
        GOLDBOX_TRY(const host::Host::Position position, host.position(seating.game.id));
        presenter->position(position);
    }
    return Exit::done;
}

} // namespace goldbox::cli
