// SPDX-License-Identifier: MIT
// What a person sees and types, through a pseudo-terminal.
#include "cli/process.hpp"
#include "support/catch.hpp"

#include <goldbox/base/text.hpp>

#include <sstream>

using namespace goldbox::test;

namespace {

struct Sitting {
    TemporaryFolder folder;
    std::string story = folder.write("door.ink", small_story);
    [[nodiscard]] std::vector<std::string> play() const { return {"play", story, "--name", "Ann"}; }
};

void fits_80_columns(const std::string& screen)
{
    std::istringstream lines(screen);
    for (std::string line; std::getline(lines, line);) {
        INFO(line);
        CHECK(goldbox::columns(line) <= 80);
    }
}

} // namespace

TEST_CASE("a person plays, takes back, leaves and comes again", "[cli][terminal]")
{
    const Sitting sitting;
    {
        Terminal terminal(sitting.play(), sitting.folder.path());
        const std::string opening = terminal.see("> ");
        CHECK(opening.find("The door is shut.") != std::string::npos);
        CHECK(opening.find(" 1  Knock.") != std::string::npos);
        CHECK(opening.find("key, however long") != std::string::npos);
        CHECK(opening.find("saved") != std::string::npos);
        fits_80_columns(opening);
        terminal.type("knock\n");
        CHECK(terminal.see("turn 2").find("You knock.") != std::string::npos);
        terminal.type("undo\n");
        CHECK(terminal.see("turn 1").find("Taken back.") != std::string::npos);
        terminal.type("nonsense\n");
        fits_80_columns(terminal.see("`help`"));
        terminal.type("help\n");
        terminal.see("undo [N]");
        terminal.type("2\n");
        terminal.see("You wait.");
        terminal.see("> ");
        terminal.type("quit\n");
        terminal.see("Until next time.");
        CHECK(terminal.finish() == 0);
        CHECK(terminal.raw().find("\x1b[") != std::string::npos); // colour
    }
    Terminal again(sitting.play(), sitting.folder.path());
    const std::string resumed = again.see("> ");
    CHECK(resumed.find("goes on where you left it") != std::string::npos);
    CHECK(resumed.find("Something moves.") != std::string::npos);
    again.type("go home\n");
    again.see("The End: at home");
    again.see("`undo` takes the last choice back");
    again.see("> ");
    again.type("\x04"); // Ctrl-D
    again.see("Until next time.");
    CHECK(again.finish() == 0);
}

TEST_CASE("a vote that closes is told to who waits at the prompt, and keeps what was typed", "[cli][terminal]")
{
    const Sitting sitting;
    std::vector<std::string> arguments = sitting.play();
    for (const char* more : {"--decide", "vote", "--deadline", "2"}) arguments.emplace_back(more);
    Terminal terminal(arguments, sitting.folder.path());
    terminal.see("> ");
    terminal.type("join Bob\n");
    terminal.see("Bob sits down");
    terminal.see("the vote stays open"); // nobody voted
    terminal.type("1\n");
    terminal.see("Ann has voted.");
    terminal.see("> ");
    terminal.type("say one ");
    terminal.see("say one ");
    CHECK(terminal.see("Something moves.").find("Time is up.") != std::string::npos);
    terminal.see("turn 2");
    CHECK(terminal.see("say one ").find("> ") != std::string::npos);
    terminal.type("moment\n");
    terminal.see("Ann: one moment");
    terminal.see("the vote stays open"); // again nobody voted
    terminal.see("> ");
    // another window takes the game over; the next timer finds out
    CHECK(goldbox::test::goldbox({"play", "--game", "door", "--script", "-"}, sitting.folder.path(), "look\n").exit ==
          0);
    CHECK(terminal.see("to go on here").find("goes on in another window") != std::string::npos);
    CHECK(terminal.finish() == 1);
}

TEST_CASE("Ctrl-C leaves politely", "[cli][terminal]")
{
    const Sitting sitting;
    Terminal terminal(sitting.play(), sitting.folder.path());
    terminal.see("> ");
    terminal.type("\x03");
    terminal.see("Until next time.");
    CHECK(terminal.finish() == 0);
}
