// SPDX-License-Identifier: MIT
#include "ink_player.hpp"
#include "support/catch.hpp"
#include "support/skip.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/story.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace goldbox;
using namespace goldbox::narrative;
namespace fs = std::filesystem;

std::string read_text(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Metadata {
    bool scored = true;
    std::optional<std::int32_t> seed;
    std::size_t externals = 0;
    std::optional<std::uint64_t> save_after;
};

Metadata read_metadata(const fs::path& folder)
{
    Metadata metadata;
    const auto document = json::read(read_text(folder / "metadata.json"));
    if (!document) return metadata;
    const json::Value& root = document->root;
    if (const auto* scored = root.find("scored")) metadata.scored = scored->boolean();
    if (const auto* seed = root.find("storySeed"); seed && seed->is(json::Kind::integer))
        metadata.seed = static_cast<std::int32_t>(seed->integer());
    if (const auto* externals = root.find("externals")) metadata.externals = externals->array().size();
    if (const auto* save = root.find("save"); save && save->is(json::Kind::object)) {
        if (const auto* after = save->find("after_choices"))
            metadata.save_after = static_cast<std::uint64_t>(after->integer());
    }
    return metadata;
}

std::string without_colour(const std::string& text)
{
    std::string out;
    for (std::size_t i = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; i < text.size(); ++i) {
        if (text[i] == '\x1b' && i + 1 < text.size() && text[i + 1] == '[') {
            i = text.find('m', i);
            if (i == std::string::npos) break;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// What a transcript says, line by line, as the data's README compares it.
std::vector<std::string> lines_of(const std::string& transcript, bool any_problem_text)
{
    static const std::string closed = "<User input stream closed.>";
    std::string text = without_colour(transcript);
    std::vector<std::string> lines(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        if (text[i] == '\n' || text[i] == '\r')
            lines.emplace_back();
        else
            lines.back() += text[i];
    }
    if (lines.back().empty()) lines.pop_back();
    if (!lines.empty() && lines.back().ends_with(closed)) {
        lines.back().resize(lines.back().size() - closed.size());
        if (lines.back().empty()) lines.pop_back();
    }
    if (!any_problem_text) return lines;
    for (std::string& line : lines) {
        for (const std::string prefix : {"RUNTIME ERROR:", "RUNTIME WARNING:"}) {
            if (const std::size_t at = line.find(prefix); at != std::string::npos) line.resize(at + prefix.size());
        }
    }
    return lines;
}

std::string first_difference(const std::vector<std::string>& wanted, const std::vector<std::string>& got)
{
    for (std::size_t i = 0; i < std::max(wanted.size(), got.size()); ++i) {
        const std::string want = i < wanted.size() ? wanted[i] : "(end)", have = i < got.size() ? got[i] : "(end)";
        if (want != have) return "line " + std::to_string(i + 1) + ": wanted " + want + " | got " + have;
    }
    return {};
}

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
    cli::PlayOptions options;
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

struct Count {
    int scored = 0, scored_right = 0, other = 0, other_right = 0, saves = 0, saves_right = 0;
};

/// Plays one case; an empty text when it went as the transcript says.
std::string play_case(const fs::path& folder, const std::string& group, const Metadata& metadata, Count& count)
{
    const auto story = Story::load(read_text(folder / "story.ink.json"));
    if (!story) return to_string(story.error());
    cli::ZeroExternals zero;
    SessionOptions options{.seed = metadata.seed.value_or(0)};
    if (metadata.externals > 0) options.externals = &zero;
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
    std::map<std::string, Count> counts;
    for (const std::string group : {"proof", "bytecode", "tests", "real", "real-rng", "synthetic"}) {
        Count& count = counts[group];
        std::vector<fs::path> folders;
        for (const auto& entry : fs::directory_iterator(data / group)) folders.push_back(entry.path());
        std::sort(folders.begin(), folders.end());
        for (const fs::path& folder : folders) {
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
