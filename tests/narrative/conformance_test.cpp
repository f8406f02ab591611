// SPDX-License-Identifier: MIT
#include "ink_player.hpp"
#include "support/catch.hpp"
#include "support/ink_cases.hpp"
#include "support/skip.hpp"

#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/story.hpp>

#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace goldbox;
using namespace goldbox::narrative;
using goldbox::test::first_difference;
using goldbox::test::lines_of;
using goldbox::test::Metadata;
using goldbox::test::read_metadata;
using goldbox::test::read_text;
namespace fs = std::filesystem;

struct Walk {
    std::string transcript;
    std::string after_save; ///< what came after the saving point
    std::string save;
};

Result<Walk> walk(Session& session, const std::string& input, std::optional<std::uint64_t> save_after)
{
    Walk walk;
    std::istringstream in(input);
    std::ostringstream out;
    std::size_t saved_at = 0;
    cli::PlayerOptions options;
    if (save_after) {
        options.pause_after = *save_after;
        options.on_pause = [&](Session& paused) {
            walk.save = paused.save();
            saved_at = out.str().size();
        };
    }
    if (auto played = cli::play_ink(session, in, out, options); !played) return unexpected(played.error());
    walk.transcript = out.str();
    walk.after_save = walk.transcript.substr(saved_at);
    return walk;
}

std::string rest_of_input(const std::string& input, std::uint64_t choices)
{
    std::istringstream in(input);
    std::string line, rest;
    for (std::uint64_t i = 0; std::getline(in, line);) {
        if (i++ >= choices) rest += line + '\n';
    }
    return rest;
}

struct CaseCount {
    int scored = 0, scored_right = 0, other = 0, other_right = 0, saves = 0, saves_right = 0;
};

/// Plays one case; an empty text when it went as the transcript says.
std::string play_case(const fs::path& folder, const std::string& group, const Metadata& metadata, CaseCount& count)
{
    const auto story = Story::load(read_text(folder / "story.ink.json"));
    if (!story) return to_string(story.error());
    cli::ZeroExternals zero;
    SessionOptions options{.seed = metadata.seed.value_or(0)};
    if (!metadata.externals.empty()) options.externals = &zero;
    const std::string input = read_text(folder / "input.txt");
    const bool any_problem_text = group != "proof" && group != "bytecode";

    Session session(*story, options);
    const auto walked = walk(session, input, metadata.save_after);
    if (!walked) return to_string(walked.error());
    const std::string wrong = first_difference(lines_of(read_text(folder / "transcript.txt"), any_problem_text),
                                               lines_of(walked->transcript, any_problem_text));
    if (!wrong.empty() || !metadata.save_after) return wrong;

    const auto tail = lines_of(read_text(folder / "transcript_after_save.txt"), true);
    for (const std::string& save : {read_text(folder / "save.json"), walked->save}) {
        ++count.saves;
        auto loaded = Session::load(*story, save, options);
        if (!loaded) return "load: " + to_string(loaded.error());
        const auto resumed = walk(loaded->session, rest_of_input(input, *metadata.save_after), std::nullopt);
        if (!resumed) return "after load: " + to_string(resumed.error());
        const std::string differs = first_difference(tail, lines_of(resumed->transcript, true));
        if (!differs.empty()) return "after load: " + differs;
        ++count.saves_right;
    }
    return {};
}

} // namespace

TEST_CASE("stories compiled by the reference play as the reference plays them", "[narrative][conformance]")
{
    GOLDBOX_NEED_DATA("ink");
    const fs::path data = test::shared_data("ink");
    std::map<std::string, CaseCount> counts;
    for (const std::string group : {"proof", "bytecode", "tests", "real", "real-rng", "synthetic"}) {
        CaseCount& count = counts[group];
        for (const fs::path& folder : test::case_folders(data / group)) {
            const Metadata metadata = read_metadata(folder);
            const std::string wrong = play_case(folder, group, metadata, count);
            ++(metadata.scored ? count.scored : count.other);
            if (wrong.empty()) ++(metadata.scored ? count.scored_right : count.other_right);
            if (!wrong.empty())
                std::cout << folder.string() << (metadata.scored ? "" : " (not scored)") << ": " << wrong << '\n';
            if (metadata.scored) {
                INFO(folder.string() << ": " << wrong);
                CHECK(wrong.empty());
            }
        }
        std::cout << group << ": " << count.scored_right << " of " << count.scored << " scored, " << count.other_right
                  << " of " << count.other << " others, " << count.saves_right << " of " << count.saves << " saves\n";
    }
}

TEST_CASE("a malformed compiled story is an error within bounds", "[narrative][conformance]")
{
    GOLDBOX_NEED_DATA("ink/errors-json");
    const fs::path data = test::shared_data("ink/errors-json");
    int cases = 0;
    for (const auto& entry : fs::directory_iterator(data)) {
        const std::string id = entry.path().filename().string();
        INFO(id);
        const auto story = Story::load(read_text(entry.path() / "story.ink.json"), {.file = "story.ink.json"});
        ++cases;
        if (!story) {
            std::cout << id << ": " << to_string(story.error()) << '\n';
            CHECK(!story.error().message.empty());
            continue;
        }
        Session session(*story);
        std::istringstream input("1\n1\n1\n");
        std::ostringstream output;
        const auto played = cli::play_ink(session, input, output);
        CHECK(played.has_value());
        std::cout << id << ": plays " << output.str() << '\n';
        CHECK((id == "M08_missing_listDefs" || output.str().find("RUNTIME ERROR: ") != std::string::npos));
    }
    std::cout << "errors-json: " << cases << " cases\n";
}
