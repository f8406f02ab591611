// SPDX-License-Identifier: MIT
// Saved games: list, replay, export, import.
#include "commands.hpp"
#include "file_output.hpp"
#include "line_editor.hpp"
#include "screen.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/host/replay.hpp>
#include <goldbox/host/transfer.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

namespace goldbox::cli {
namespace {

std::string games_json(const std::vector<store::GameInfo>& games)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().key("games").begin_array();
    for (const store::GameInfo& game : games) {
        writer.begin_object().member("name", game.name).member("id", game.id).member("pack", game.pack);
        writer.member("packs", game.packs.hex()).member("seed", game.seed).member("events", game.head);
        writer.member("created", utc_time(game.created)).member("played", utc_time(game.played));
        writer.member("engine", game.engine).end_object();
    }
    writer.end_array().end_object();
    return text;
}

using Row = std::array<std::string, 4>;

/// Columns as wide as what is in them; the third is a number.
std::string games_table(const std::vector<store::GameInfo>& games)
{
    std::vector<Row> rows = {{"name", "pack", "events", "last played"}};
    for (const store::GameInfo& game : games) {
        rows.push_back(
            {printable(game.name), printable(game.pack), std::to_string(game.head), local_time(game.played)});
    }
    std::array<int, 4> widths{};
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
    }
    std::string text;
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string room(static_cast<std::size_t>(widths[i] - columns(row[i])), ' ');
            text += i == 2 ? room + row[i] : i == 3 ? row[i] : row[i] + room;
            text += i == 3 ? "\n" : "  ";
        }
    }
    return text;
}

std::string replay_json(const std::string& game, const host::Replay& replay, const ReplayCommand& options)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("game", game).member("events", replay.events).member("seq", replay.state.seq);
    writer.member("state_hash", replay.state_hash.hex()).member("verified", replay.verified);
    if (options.audit) writer.member("audited", replay.audited);
    writer.end_object();
    return text;
}

std::string replay_text(const std::string& game, const host::Replay& replay)
{
    std::string text = fmt::format("{}: {} events folded\nstate {} seq {}\n", printable(game), replay.events,
                                   replay.state_hash.hex(), replay.state.seq);
    if (replay.verified) {
        text +=
            fmt::format("verified: {} on the way\n",
                        replay.snapshots_verified == 1 ? "1 snapshot agrees"
                                                       : fmt::format("{} snapshots agree", replay.snapshots_verified));
    }
    if (replay.audited) text += "audited: every command run again gave what was recorded\n";
    return text;
}

} // namespace

Result<Exit> games(Context& context, const GamesCommand& options)
{
    std::vector<store::GameInfo> games;
    if (!options.database.path.empty() || exists(options.database)) {
        GOLDBOX_TRY(const auto store, open_existing(options.database));
        GOLDBOX_TRY(games, store->list_games());
    }
    if (context.json())
        context.out.line(games_json(games));
    else if (games.empty())
        context.out.line("No saved games yet. `goldbox play PACK` begins one.");
    else
        context.out.write(games_table(games));
    return Exit::done;
}

Result<Exit> replay(Context& context, const ReplayCommand& options)
{
    GOLDBOX_TRY(const auto store, open_existing(options.database));
    GOLDBOX_TRY(const store::GameInfo game, game_named(*store, options.game));
    GOLDBOX_TRY(
        const host::Replay replay,
        host::replay(*store, game.id,
                     {.until = options.until, .verify = options.verify || options.audit, .audit = options.audit}));
    context.out.write(context.json() ? replay_json(game.name, replay, options) + '\n' : replay_text(game.name, replay));
    return Exit::done;
}

Result<Exit> export_game(Context& context, const ExportCommand& options)
{
    GOLDBOX_TRY(const auto store, open_existing(options.database));
    GOLDBOX_TRY(const store::GameInfo game, game_named(*store, options.game));
    GOLDBOX_TRY(FileOutput file, FileOutput::create(context, options.file));
    GOLDBOX_CHECK(host::export_game(*store, game.id, {.texts = options.texts},
                                    [&](std::string_view line) { return file.write(std::string(line) + '\n'); }));
    GOLDBOX_CHECK(file.finish());
    if (file.named() && !context.json()) {
        context.err.line(fmt::format("exported \"{}\" to {}{}", printable(game.name), printable(options.file),
                                     options.texts ? ", names and talk included" : ", without names and talk"));
    }
    return Exit::done;
}

Result<Exit> erase_texts(Context& context, const EraseCommand& options)
{
    GOLDBOX_TRY(const auto store, open_existing(options.database));
    GOLDBOX_TRY(const store::GameInfo game, game_named(*store, options.game));
    GOLDBOX_TRY(const auto texts, store->read_texts(game.id));
    std::set<std::string> seats;
    for (const store::Text& text : texts) seats.insert(text.seat);
    if (!options.seat.empty() && !seats.contains(options.seat)) {
        std::string known;
        for (const std::string& seat : seats) known += (known.empty() ? "" : ", ") + printable(seat);
        return fail(Code::not_found, "cli.no_such_seat",
                    fmt::format("nobody wrote anything as \"{}\" in this game; seats with texts: {}",
                                printable(options.seat), known.empty() ? "none" : known));
    }
    std::size_t erased = 0;
    for (const std::string& seat : seats) {
        if (!options.seat.empty() && seat != options.seat) continue;
        GOLDBOX_TRY(const std::size_t count, store->erase_texts(game.id, seat));
        erased += count;
    }
    if (context.json()) {
        std::string text;
        json::Writer(text)
            .begin_object()
            .member("game", game.name)
            .member("erased", std::uint64_t{erased})
            .end_object();
        context.out.line(text);
    } else {
        context.out.line(fmt::format("erased {} of \"{}\" for good; the game plays on as it was",
                                     erased == 1 ? "1 text" : fmt::format("{} texts", erased), printable(game.name)));
    }
    return Exit::done;
}

Result<Exit> import_game(Context& context, const ImportCommand& options)
{
    const host::ImportOptions import{.name = options.name, .limits = {}};
    GOLDBOX_TRY(const auto lines, LineReader::open(options.file, import.limits.line_bytes));
    GOLDBOX_TRY(const auto store, open_or_create(options.database));
    Machine machine(context);
    auto imported = host::import_game(*store, machine.host_options(), import, [&] { return lines->next(); });
    if (!imported) {
        Error error = std::move(imported).error();
        if (error.where.line > 0) error.where.file = options.file == "-" ? "standard input" : options.file;
        return unexpected(std::move(error));
    }
    const store::GameInfo& game = *imported;
    if (context.json())
        context.out.line(games_json({game}));
    else
        context.out.line(fmt::format("imported as \"{0}\", {1} events; its seats are free.\n"
                                     "`goldbox play --game \"{0}\"` goes on with it",
                                     printable(game.name), game.head));
    return Exit::done;
}

} // namespace goldbox::cli
