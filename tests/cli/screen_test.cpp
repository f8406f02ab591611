// SPDX-License-Identifier: MIT
#include "screen.hpp"
#include "support/catch.hpp"

#include <goldbox/base/text.hpp>

#include <sstream>

using namespace goldbox;
using namespace goldbox::cli;

namespace {

int widest(const std::string& text)
{
    int most = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) most = std::max(most, columns(line));
    return most;
}

const std::string long_text =
    "The river rises 河が増水している and the 🛶 is tied to the last post of the old road, which "
    "nobody has walked since the gates were closed in October.";

} // namespace

TEST_CASE("nothing is wider than the screen, wide characters counted as two", "[cli][screen]")
{
    for (int width : {20, 40, 80}) {
        const Screen screen(width, false);
        const std::vector<game::StoryLine> lines{{long_text, {}}, {"短い", {}}};
        const std::vector<std::string> texts(12, long_text);
        CHECK(widest(screen.story(lines)) < width);
        CHECK(widest(screen.choices(texts)) < width);
        CHECK(widest(screen.notice(long_text)) < width);
        CHECK(widest(screen.status({.game = long_text, .round = 3, .belongings = 2, .waiting_for = "voted: Ann"})) <
              width);
        const std::vector<Screen::Row> rows{{"as NAME [INPUT]", long_text}};
        CHECK(widest(screen.table(rows)) < width);
    }
}

TEST_CASE("a choice's further lines hang under its text", "[cli][screen]")
{
    const std::vector<std::string> texts{"Wait for somebody to come along who has the key."};
    CHECK(Screen(30, false).choices(texts) == "\n   1  Wait for somebody to\n"
                                              "      come along who has the\n"
                                              "      key.\n");
}

TEST_CASE("paragraphs stand apart, and empty lines of a story make no gaps", "[cli][screen]")
{
    const std::vector<game::StoryLine> lines{{"One.", {}}, {"", {}}, {" ", {}}, {"Two.", {}}};
    CHECK(Screen(80, false).story(lines) == "\n  One.\n\n  Two.\n");
}

TEST_CASE("an ending is named by its tag", "[cli][screen]")
{
    const std::vector<game::StoryLine> lines{{"You go home.", {"ending: at_home"}}};
    CHECK(Screen(80, false).ending(lines).find("The End: at home") != std::string::npos);
    CHECK(Screen(80, false).ending({}).find("The End\n") != std::string::npos);
}

TEST_CASE("no story can steer the terminal", "[cli][screen]")
{
    const std::vector<game::StoryLine> lines{{"before \x1b[2J\x1b]0;title\x07 after\r\b", {}}};
    const std::string text = Screen(80, false).story(lines);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\r') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
}

TEST_CASE("colour is there only when it is wanted", "[cli][screen]")
{
    CHECK(Screen(80, false).notice("hello").find('\x1b') == std::string::npos);
    CHECK(Screen(80, true).notice("hello").find('\x1b') != std::string::npos);
}
