// SPDX-License-Identifier: MIT
// Every conformance case through the front door, `goldbox ink`: played from source and from compiled JSON, compiled,
// resumed from the reference's saves, checked. What each group came to is one row of a table (docs/ink-conformance.md).
#include "cli/process.hpp"
#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/ink_cases.hpp"
#include "support/skip.hpp"

#include <goldbox/json/reader.hpp>

#include <iostream>
#include <set>
#include <sstream>

using namespace goldbox;
using namespace goldbox::test;
namespace fs = std::filesystem;

namespace {

struct Share {
    int right = 0, all = 0;
    void add(bool is_right)
    {
        right += is_right;
        ++all;
    }
};

std::ostream& operator<<(std::ostream& out, const Share& share)
{
    if (share.all == 0) return out << '-';
    return out << share.right << " of " << share.all;
}

struct Figures {
    int cases = 0;
    Share source, compiled, not_scored, equal_trees, resumed;
};

/// ink-proof drew numbers from a seed that it did not note. These, found by trying 0 to 99 as a fresh story of the
/// reference would, give its transcripts.
std::int32_t seed_of(const fs::path& folder, const Metadata& metadata)
{
    if (folder.filename() == "I074") return 84;
    if (folder.filename() == "I107") return 4;
    return metadata.seed.value_or(0);
}

std::string played(const fs::path& story, const fs::path& folder, std::vector<std::string> more,
                   const std::string& data, std::string_view input = {})
{
    const Metadata metadata = read_metadata(folder);
    std::vector<std::string> arguments = {"ink", "play", story.string(), "--seed",
                                          std::to_string(seed_of(folder, metadata))};
    if (!metadata.externals.empty()) more.insert(more.end(), {"--bind-missing", "zero"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return goldbox::test::goldbox(arguments, data, input).out;
}

void play_case(const fs::path& folder, const std::string& group, Figures& figures, const std::string& data)
{
    const bool any_problem_text = group != "proof" && group != "bytecode";
    // the random numbers of the C# runtime are claimed, so those stories count
    const bool scored = read_metadata(folder).scored || group == "real-rng";
    const auto wanted = lines_of(read_text(folder / "transcript.txt"), any_problem_text);
    for (const char* file : {"story.ink", "story.ink.json"}) {
        const fs::path story = folder / file;
        if (!fs::exists(story)) continue;
        const std::string input = (folder / "input.txt").string();
        const auto got = lines_of(played(story, folder, {"--input", input}, data), any_problem_text);
        const std::string differs = first_difference(wanted, got);
        Share& share = scored ? (story.extension() == ".ink" ? figures.source : figures.compiled) : figures.not_scored;
        share.add(differs.empty());
        if (!scored) continue;
        INFO(story.string() << ": " << differs);
        CHECK(differs.empty());
    }
}

void compile_case(const fs::path& folder, Figures& figures, const TemporaryFolder& data)
{
    if (!fs::exists(folder / "story.ink")) return;
    const std::string out = data / "compiled.json";
    fs::remove(out);
    (void)goldbox::test::goldbox({"ink", "compile", (folder / "story.ink").string(), "-o", out}, data.path());
    const auto ours = json::read(read_text(out), {.max_depth = 1000});
    const auto theirs = json::read(read_text(folder / "story.ink.json"), {.max_depth = 1000});
    figures.equal_trees.add(ours && theirs && json::same(ours->root, theirs->root));
}

void resume_case(const fs::path& folder, Figures& figures, const TemporaryFolder& data)
{
    const auto after = read_metadata(folder).save_after;
    if (!after) return;
    std::istringstream input(read_text(folder / "input.txt"));
    std::string line, rest;
    for (std::uint64_t i = 0; std::getline(input, line); ++i) {
        if (i >= *after) rest += line + '\n';
    }
    const auto wanted = lines_of(read_text(folder / "transcript_after_save.txt"), true);
    for (const char* file : {"story.ink", "story.ink.json"}) {
        const std::string out =
            played(folder / file, folder, {"--load", (folder / "save.json").string()}, data.path(), rest);
        figures.resumed.add(wanted == lines_of(out, true));
    }
}

using Lines = std::set<std::pair<std::string, std::int64_t>>; ///< severity and line

Lines lines_of(const json::Value& remarks)
{
    Lines lines;
    for (const json::Value& remark : remarks.array()) {
        const json::Value* code = remark.find("code");
        if (code && code->string() == "ink.external_name_clash") continue; // the reference is silently wrong there
        lines.emplace(remark.find("severity")->string(), remark.find("line")->integer());
    }
    return lines;
}

} // namespace

TEST_CASE("`goldbox ink` compiles, plays and resumes the reference's stories as the reference does",
          "[cli][conformance]")
{
    GOLDBOX_NEED_DATA("ink");
    const TemporaryFolder data;
    Columns columns({"ink", "cases", "from source", "from JSON", "not scored", "equal JSON", "saves resumed"});
    for (const std::string group : {"proof", "bytecode", "tests", "real", "real-rng", "synthetic"}) {
        Figures figures;
        for (const fs::path& folder : case_folders(shared_data("ink") / group)) {
            ++figures.cases;
            play_case(folder, group, figures, data.path());
            compile_case(folder, figures, data);
            resume_case(folder, figures, data);
        }
        columns.row(group, figures.cases, figures.source, figures.compiled, figures.not_scored, figures.equal_trees,
                    figures.resumed);
        CHECK(figures.equal_trees.right == figures.equal_trees.all);
        CHECK(figures.resumed.right == figures.resumed.all);
    }
    std::cout << columns.str();
}

TEST_CASE("`goldbox ink check` reports malformed stories as the reference does", "[cli][conformance]")
{
    GOLDBOX_NEED_DATA("ink");
    const TemporaryFolder data;
    Share sources, compiled;
    for (const fs::path& folder : case_folders(shared_data("ink") / "errors-ink")) {
        INFO(folder.string());
        const auto expected = json::read(read_text(folder / "expected.json"));
        const Finished checked =
            goldbox::test::goldbox({"ink", "check", (folder / "story.ink").string(), "--format", "json"}, data.path());
        const auto said = json::read(checked.out);
        REQUIRE(said);
        const bool right =
            lines_of(*said->root.find("diagnostics")) == lines_of(*expected->root.find("inkjs")->find("messages")) &&
            (checked.exit == 0) == expected->root.find("compiles")->boolean();
        CHECK(right);
        sources.add(right);
    }
    for (const fs::path& folder : case_folders(shared_data("ink") / "errors-json")) {
        INFO(folder.string());
        const Finished ended =
            goldbox::test::goldbox({"ink", "play", (folder / "story.ink.json").string()}, data.path(), "1\n1\n1\n");
        // refused, or played to a mistake that is told; a story without lists needs no listDefs
        const bool right =
            (ended.exit == 1 && !ended.err.empty()) ||
            (ended.exit == 0 && (ended.says("RUNTIME ERROR: ") || folder.filename() == "M08_missing_listDefs"));
        CHECK(right);
        compiled.add(right);
    }
    Columns columns({"ink, malformed", "as wanted"});
    columns.row("errors-ink", sources);
    columns.row("errors-json", compiled);
    std::cout << columns.str();
}
