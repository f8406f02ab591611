// SPDX-License-Identifier: MIT
// Saves change hands: what `goldbox ink play --save` writes inkjs reads, and the other way round, at every choice of
// every conformance case. Whoever goes on, the rest is that of play without a stop.
#include "cli/process.hpp"
#include "peers/inkjs.hpp"
#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/ink_cases.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <sstream>

using namespace goldbox::test;
namespace fs = std::filesystem;

namespace {

struct Case {
    fs::path folder;
    Metadata metadata;
    std::string story_json{};
    std::vector<std::string> input{}; ///< one choice a line
};

Case read_case(const fs::path& folder)
{
    Case read{.folder = folder, .metadata = read_metadata(folder)};
    read.story_json = read_text(folder / "story.ink.json");
    if (read.story_json.starts_with("\xEF\xBB\xBF")) read.story_json.erase(0, 3);
    std::istringstream lines(read_text(folder / "input.txt"));
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty()) read.input.push_back(line);
    }
    return read;
}

std::string play(const Case& played, std::vector<std::string> more, std::size_t choices_made, const std::string& data)
{
    std::vector<std::string> arguments = {"ink", "play", (played.folder / "story.ink.json").string()};
    if (played.metadata.seed) more.insert(more.end(), {"--seed", std::to_string(*played.metadata.seed)});
    if (!played.metadata.externals.empty()) more.insert(more.end(), {"--bind-missing", "zero"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::string input;
    for (std::size_t i = choices_made; i < played.input.size(); ++i) input += played.input[i] + '\n';
    return goldbox::test::goldbox(arguments, data, input).out;
}

InkWalk walk_of(const Case& played, std::size_t choices_made)
{
    InkWalk walk{.story = played.story_json,
                 .seed = played.metadata.seed.value_or(0),
                 .externals = played.metadata.externals,
                 .save_after = {},
                 .count_choices = true};
    for (std::size_t i = choices_made; i < played.input.size(); ++i)
        walk.input.push_back(static_cast<std::uint32_t>(std::stoul(played.input[i])) - 1);
    return walk;
}

/// Why `tail` is not what follows after so many choices of `whole`; empty when it is.
std::string wrong_with(const std::string& tail, const std::string& whole, std::size_t choices_made)
{
    const auto prompts = [](const std::vector<std::string>& lines) {
        return static_cast<std::size_t>(
            std::ranges::count_if(lines, [](const std::string& line) { return line.starts_with("?> "); }));
    };
    const auto rest = lines_of(tail, true);
    auto wanted = lines_of(whole, true);
    if (rest.size() > wanted.size()) return "more follows than before";
    if (prompts(rest) + choices_made != prompts(wanted)) return "another number of choices follows";
    wanted.erase(wanted.begin(), wanted.end() - static_cast<std::ptrdiff_t>(rest.size()));
    // the save may have come in the middle of a line
    if (!rest.empty() && wanted.front().ends_with(rest.front())) wanted.front() = rest.front();
    return first_difference(wanted, rest);
}

struct SaveCount {
    std::size_t cases = 0, moments = 0, ours_in_inkjs = 0, inkjs_in_ours = 0;
};

/// Moments that cannot agree, and why.
struct Exception {
    std::string_view id, why;
};
constexpr std::array exceptions{
    Exception{"I131", "a ref parameter called like the variable it stands for; inkjs follows it without end"},
};

bool is_exception(const Case& played)
{
    return std::ranges::any_of(exceptions,
                               [&](const Exception& known) { return known.id == played.folder.filename().string(); });
}

/// Our save in inkjs, made by the program.
std::string ours_in_inkjs(Inkjs& inkjs, const Case& played, const std::string& whole, std::size_t choices,
                          const TemporaryFolder& data)
{
    const std::string file = data / "save.json";
    fs::remove(file);
    (void)play(played, {"--save", file, "--save-after", std::to_string(choices)}, 0, data.path());
    if (!fs::exists(file)) return "no save";
    InkWalk rest = walk_of(played, choices);
    rest.load = read_whole(file);
    const InkPlayed answer = inkjs.play(rest);
    if (!answer.thrown.empty()) return "inkjs: " + answer.thrown;
    return wrong_with(answer.transcript, whole, choices);
}

/// A save of inkjs in the program.
std::string inkjs_in_ours(Inkjs& inkjs, const Case& played, const std::string& whole, std::size_t choices,
                          const TemporaryFolder& data)
{
    InkWalk first = walk_of(played, 0);
    first.save_after = choices;
    const InkPlayed answer = inkjs.play(first);
    if (answer.save.empty()) return "no save of inkjs: " + answer.thrown;
    const std::string file = data.write("theirs.json", answer.save);
    return wrong_with(play(played, {"--load", file}, choices, data.path()), whole, choices);
}

void exchange(Inkjs& inkjs, const Case& played, SaveCount& count, const TemporaryFolder& data)
{
    const std::string whole = play(played, {}, 0, data.path());
    const auto lines = lines_of(whole, true);
    const auto prompts = static_cast<std::size_t>(
        std::ranges::count_if(lines, [](const std::string& line) { return line.starts_with("?> "); }));
    for (std::size_t choices = 0; choices <= std::min(prompts, played.input.size()); ++choices) {
        ++count.moments;
        const std::string out = ours_in_inkjs(inkjs, played, whole, choices, data);
        const std::string in = inkjs_in_ours(inkjs, played, whole, choices, data);
        count.ours_in_inkjs += out.empty();
        count.inkjs_in_ours += in.empty();
        INFO(played.folder.string() << " after " << choices << " choices");
        if (is_exception(played)) continue;
        CHECK(out == "");
        CHECK(in == "");
    }
}

} // namespace

TEST_CASE("saves of the program go on in inkjs, and saves of inkjs in the program", "[peers][conformance]")
{
    GOLDBOX_NEED_DATA("ink");
    GOLDBOX_NEED_INKJS();
    Inkjs inkjs;
    const TemporaryFolder data;
    Columns table({"saves", "cases", "moments", "ours in inkjs", "inkjs' in ours"});
    for (const std::string group : {"real", "synthetic", "tests", "proof"}) {
        SaveCount count;
        for (const fs::path& folder : case_folders(shared_data("ink") / group)) {
            const Case played = read_case(folder);
            ++count.cases;
            exchange(inkjs, played, count, data);
        }
        table.row(group, count.cases, count.moments, count.ours_in_inkjs, count.inkjs_in_ours);
    }
    std::cout << table.str();
    for (const Exception& known : exceptions) std::cout << known.id << ": " << known.why << '\n';
}
