// SPDX-License-Identifier: MIT
// Every conformance case through the front door: `goldbox ink play`, from source and from compiled JSON.
#include "cli/process.hpp"
#include "support/catch.hpp"
#include "support/ink_cases.hpp"
#include "support/skip.hpp"

#include <iostream>

using namespace goldbox::test;
namespace fs = std::filesystem;

namespace {

std::string played(const fs::path& story, const fs::path& folder, const Metadata& metadata, const std::string& data)
{
    std::vector<std::string> arguments = {"ink", "play", story.string(), "--input", (folder / "input.txt").string()};
    if (!metadata.externals.empty()) arguments.insert(arguments.end(), {"--bind-missing", "zero"});
    if (metadata.seed) arguments.insert(arguments.end(), {"--seed", std::to_string(*metadata.seed)});
    return goldbox::test::goldbox(arguments, data).out;
}

} // namespace

TEST_CASE("`goldbox ink play` tells the reference's stories as the reference does", "[cli][conformance]")
{
    GOLDBOX_NEED_DATA("ink");
    const TemporaryFolder data;
    for (const std::string group : {"proof", "bytecode", "tests", "real", "real-rng", "synthetic"}) {
        int stories = 0, equal = 0;
        for (const fs::path& folder : case_folders(shared_data("ink") / group)) {
            const Metadata metadata = read_metadata(folder);
            const bool any_problem_text = group != "proof" && group != "bytecode";
            const auto wanted = lines_of(read_text(folder / "transcript.txt"), any_problem_text);
            for (const char* file : {"story.ink", "story.ink.json"}) {
                const fs::path story = folder / file;
                if (!fs::exists(story)) continue;
                const auto got = lines_of(played(story, folder, metadata, data.path()), any_problem_text);
                ++stories;
                equal += wanted == got;
                if (!metadata.scored && group != "real-rng") continue;
                INFO(story.string());
                CHECK(first_difference(wanted, got).empty());
            }
        }
        std::cout << group << ": " << equal << " of " << stories << " transcripts equal\n";
    }
}
