// SPDX-License-Identifier: MIT
// Commands as a door gets them: each line is one, given to a game that two people play; behind a line that says
// `fight`, in the middle of one; behind `walk`, on a map. Whatever they say, the game goes on, its cached hash is
// right, and what was refused changed nothing.
#include <goldbox/game/fields.hpp>
#include <goldbox/game/game.hpp>

#include "support/mill.hpp"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace goldbox;
using namespace goldbox::game;

static Game a_game()
{
    static const auto pack = [] {
        MemoryFiles files;
        files.add("tale.ink", "INCLUDE goldbox.ink\n-> road\n== road\nThe road. {check(\"luck\", 9):Luck.|No luck.}\n"
                              "+ [On] {give(\"stone\"):A stone.}\n  -> road\n* [Off] -> END\n");
        return content::load_story(files, "tale.ink").pack;
    }();
    Game game = *Game::create(pack, {.seed = 1});
    for (const char* seat : {"ann", "bob"}) {
        if (!game.submit({.seat = seat, .what = Join{{.content = seat}}})) std::abort();
    }
    if (!game.submit({.seat = "ann", .what = Begin{.decision = Decision::vote, .deadline_seconds = 5}})) std::abort();
    return game;
}

static std::shared_ptr<const content::Pack> pack_of(const std::vector<std::pair<std::string, std::string>>& written)
{
    MemoryFiles files;
    for (const auto& [name, text] : written) files.add(name, text);
    return content::load_pack(files).pack;
}

static void must(Game& game, const char* seat, Order order)
{
    if (!game.submit({.seat = seat, .what = std::move(order)})) std::abort();
}

/// Two people at a table, and the story begins.
static Game begun(const std::shared_ptr<const content::Pack>& pack)
{
    Game game = *Game::create(pack, {.seed = 1});
    for (const char* seat : {"ann", "bob"}) must(game, seat, Join{{.content = seat}});
    must(game, "ann", Begin{});
    return game;
}

/// A fight on a map with a wall, in which each plays one.
static Game a_fight()
{
    static const auto pack = pack_of(test::keep_files());
    Game game = begun(pack);
    must(game, "bob", Assign{game.view("bob").party.at(1).id, game.view("bob").you});
    must(game, "ann", Choose{{0, 1}, 0});
    if (!game.state().fight) std::abort();
    return game;
}

/// On a map with doors, triggers and somebody to meet.
static Game a_walk()
{
    static const auto pack = pack_of(test::mill_files());
    Game game = begun(pack);
    must(game, "ann", Choose{{0, 1}, 2}); // the key
    must(game, "ann", Choose{{0, 1}, 0});
    if (!walks(game.state())) std::abort();
    return game;
}

/// The game that the first line says.
static Game game_of(std::string_view& text)
{
    const auto begins = [&](std::string_view word) {
        const bool found = text.starts_with(word);
        if (found) text.remove_prefix(word.size());
        return found;
    };
    if (begins("fight\n")) return a_fight();
    return begins("walk\n") ? a_walk() : a_game();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text(reinterpret_cast<const char*>(data), size);
    Game game = game_of(text);
    for (int lines = 0; lines < 50 && !text.empty(); ++lines) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto command = json::from_json<Command>(line);
        if (!command) continue;
        const bool accepted = game.accepts(*command).has_value();
        const State before = game.state();
        const auto batch = game.prepare(*command);
        if (batch.has_value() != accepted) std::abort();
        if (batch && lines % 2 == 0) {
            game.commit(*batch);
        } else {
            if (batch) game.discard(*batch);
            if (game.state() != before) std::abort();
        }
        (void)game.view(command->seat);
        (void)game.changed_since(command->seat, 0);
        (void)game.options(command->seat);
    }
    if (game.state_hash() != hash_of(game.state())) std::abort();
    return 0;
}
