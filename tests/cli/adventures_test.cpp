// SPDX-License-Identifier: MIT
// The adventures that come with the project, as their scripts play them: the ending is the one that the script
// promises, and the log makes the same game again.
#include "cli/process.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace goldbox;
using namespace goldbox::test;

namespace {

std::vector<std::filesystem::path> scripts()
{
    std::vector<std::filesystem::path> all;
    for (const auto& file : std::filesystem::recursive_directory_iterator(GOLDBOX_SOURCE_DIR "/examples/adventures")) {
        if (file.path().parent_path().filename() == "scripts") all.push_back(file.path());
    }
    return all;
}

/// What stands in a remark at the head of a script: `# seed: 7`, `# ... the ending "belfry"`. Empty: nothing does.
std::string after(const std::filesystem::path& script, std::string_view before, char end)
{
    std::ifstream in(script);
    for (std::string line; std::getline(in, line) && line.starts_with('#');) {
        const std::size_t at = line.find(before);
        if (at == std::string::npos) continue;
        line.erase(0, at + before.size());
        line.resize(std::min(line.find(end), line.size()));
        std::ranges::replace(line, '_', ' ');
        return line;
    }
    return {};
}

std::string seed_of(const std::filesystem::path& script)
{
    const std::string seed = after(script, "seed: ", '\n');
    return seed.empty() ? "42" : seed;
}

} // namespace

TEST_CASE("every script of every adventure plays to its end, and its game replays", "[cli][adventures]")
{
    const TemporaryFolder folder;
    std::size_t played = 0;
    for (const std::filesystem::path& script : scripts()) {
        INFO(script);
        const std::string pack = script.parent_path().parent_path().string();
        const std::string name = script.stem().string(), db = folder / "games.db";
        const std::string game = pack.substr(pack.rfind('/') + 1) + '_' + name;
        const Finished done = goldbox::test::goldbox(
            {"play", pack, "--db", db, "--game", game, "--seed", seed_of(script), "--script", script.string()},
            folder.path());
        INFO(done.out << done.err);
        CHECK(done.exit == 0);
        CHECK(done.last_line().starts_with("state "));
        if (const std::string ending = after(script, "ending \"", '"'); !ending.empty())
            CHECK(done.says("The End: " + ending));
        for (const char* how : {"--verify", "--audit"}) {
            const Finished again = goldbox::test::goldbox({"replay", game, "--db", db, how}, folder.path());
            CHECK(again.exit == 0);
        }
        ++played;
    }
    CHECK(played >= 19);
}

TEST_CASE("who would act while a fight asks something is told of the question", "[cli][adventures][fight]")
{
    const TemporaryFolder folder;
    const std::string script = folder.write("ask.txt", "1\ngo to 14,9\n4\nwalk 0,0\ncast fireball at 21,9\n2\n");
    const Finished done = goldbox::test::goldbox({"play", GOLDBOX_SOURCE_DIR "/examples/adventures/toll_bridge", "--db",
                                                  folder / "games.db", "--seed", "42", "--script", script},
                                                 folder.path());
    INFO(done.out << done.err);
    const std::string answer = "A question comes first: a number from 1 to 2 answers it.";
    const std::size_t first = done.out.find(answer);
    REQUIRE(first != std::string::npos);
    CHECK(done.out.find(answer, first + 1) != std::string::npos);
    CHECK(done.says("Ottoline casts Shield"));
}
