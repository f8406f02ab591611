// SPDX-License-Identifier: MIT
// Commands as a door gets them: each line is one, given to a game that two people play. Whatever they say, the game
// goes on, its cached hash is right, and what was refused changed nothing.
#include <goldbox/game/fields.hpp>
#include <goldbox/game/game.hpp>

#include <cstdint>
#include <cstdlib>
#include <string_view>

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

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text(reinterpret_cast<const char*>(data), size);
    Game game = a_game();
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
        (void)game.options(command->seat);
    }
    if (game.state_hash() != hash_of(game.state())) std::abort();
    return 0;
}
