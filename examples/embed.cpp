// SPDX-License-Identifier: MIT
// A story in a program of your own: create a game, submit commands, print what a seat sees.
#include <goldbox/game/game.hpp>

#include <cstdio>

using namespace goldbox;

static const char* const bridge = R"(
The bridge is out. The ferryman looks at your boots.
* [Pay him] He counts the coins twice, and rows.
* [Swim] It is colder than it looked.
- You stand on the far bank.
-> END
)";

static void show(const game::View& view)
{
    const game::StoryView& story = view.stories.front();
    for (const game::StoryLine& line : story.lines) std::printf("%s\n", line.text.c_str());
    for (std::size_t i = 0; i < story.choices.size(); ++i)
        std::printf("  %zu. %s\n", i + 1, story.choices[i].text.c_str());
}

static int fail(const Error& error)
{
    std::fprintf(stderr, "%s\n", to_string(error).c_str());
    return 1;
}

int main()
{
    MemoryFiles files;
    files.add("bridge.ink", bridge);
    content::Loaded loaded = content::load_story(files, "bridge.ink");
    for (const Diagnostic& diagnostic : loaded.diagnostics) std::fprintf(stderr, "%s\n", to_string(diagnostic).c_str());
    if (!loaded.pack) return 1;

    auto game = game::Game::create(loaded.pack, {.seed = 42});
    if (!game) return fail(game.error());
    auto joined = game->submit({.seat = "ann", .what = game::Join{{.content = "Ann"}}});
    if (!joined) return fail(joined.error());
    auto begun = game->submit({.seat = "ann", .what = game::Begin{}});
    if (!begun) return fail(begun.error());
    show(game->view("ann"));

    const game::StoryId story = game->view("ann").stories.front().id;
    auto chosen = game->submit({.seat = "ann", .what = game::Choose{story, 1}});
    if (!chosen) return fail(chosen.error());
    show(game->view("ann"));

    // A command that cannot be is a value, not an exception, and says what to do.
    auto refused = game->submit({.seat = "bob", .what = game::Choose{story, 0}});
    std::printf("bob: %s\n", refused.error().message.c_str());
}
