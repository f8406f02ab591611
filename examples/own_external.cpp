// SPDX-License-Identifier: MIT
// A story asks your program: here for the tide, which is pure, and to ring a bell, which happens once.
#include <goldbox/game/game.hpp>

#include <cstdio>

using namespace goldbox;

static const char* const harbor = R"(
EXTERNAL tide()
EXTERNAL ring(times)
The water stands at {tide()} feet.
+ [Ring the bell] {ring(3): The harbor answers.|Nobody hears.}
-> END
=== function tide() ===
~ return 0
=== function ring(times) ===
~ return false
)";

int main()
{
    MemoryFiles files;
    files.add("harbor.ink", harbor);
    const content::Loaded loaded = content::load_story(files, "harbor.ink");
    if (!loaded.pack) return 1;

    int rung = 0;
    using narrative::ExternalKind;
    const game::External tide{
        "tide", ExternalKind::query,
        [](const game::ExternalContext&) -> Result<narrative::Value> { return narrative::Value(std::int32_t{7}); }};
    const game::External ring{"ring", ExternalKind::action,
                              [&](const game::ExternalContext& context) -> Result<narrative::Value> {
                                  rung += std::get<std::int32_t>(context.call.arguments[0]);
                                  return narrative::Value(true);
                              }};

    auto game = game::Game::create(loaded.pack, {.seed = 42, .externals = {tide, ring}});
    if (!game) return 1;
    if (!game->submit({.seat = "ann", .what = game::Join{{.content = "Ann"}}})) return 1;
    if (!game->submit({.seat = "ann", .what = game::Begin{}})) return 1;
    if (!game->submit({.seat = "ann", .what = game::Choose{{0, 1}, 0}})) return 1;
    const game::View view = game->view("ann");
    for (const game::StoryLine& line : view.stories[0].lines) std::printf("%s\n", line.text.c_str());
    std::printf("rung %d times\n", rung);
    return rung == 3 ? 0 : 1;
}
