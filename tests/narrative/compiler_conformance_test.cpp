// SPDX-License-Identifier: MIT
// Compares with what the reference compiler (inkle/ink 1.2.1, inklecate -c) made of the same sources.

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/narrative/compiler.hpp>

#include "support/must.hpp"
#include "support/skip.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace goldbox;
using goldbox::tests::must;

namespace {

std::vector<std::filesystem::path> cases_of(const std::string& group)
{
    std::vector<std::filesystem::path> cases;
    for (const auto& entry : std::filesystem::directory_iterator(test::shared_data("ink/" + group))) {
        if (std::filesystem::exists(entry.path() / "story.ink")) cases.push_back(entry.path());
    }
    std::ranges::sort(cases);
    return cases;
}

std::string describe(const narrative::Compilation& compilation)
{
    std::string text;
    for (const Diagnostic& diagnostic : compilation.diagnostics) text += to_string(diagnostic) + '\n';
    return text;
}

/// Where two trees part, as a path and both sides; empty when they are the same.
std::string difference(const json::Value& ours, const json::Value& theirs, const std::string& path)
{
    if (json::same(ours, theirs)) return {};
    if (ours.is(json::Kind::array) && theirs.is(json::Kind::array)) {
        for (std::size_t i = 0; i < std::min(ours.array().size(), theirs.array().size()); ++i) {
            std::string found = difference(ours.array()[i], theirs.array()[i], path + '.' + std::to_string(i));
            if (!found.empty()) return found;
        }
    }
    if (ours.is(json::Kind::object) && theirs.is(json::Kind::object)) {
        for (const json::Member& member : theirs.object()) {
            const json::Value* other = ours.find(member.name);
            if (!other) return path + '.' + std::string(member.name) + " is missing";
            std::string found = difference(*other, member.value, path + '.' + std::string(member.name));
            if (!found.empty()) return found;
        }
    }
    return path + "\n  ours:   " + json::write(ours).substr(0, 400) +
           "\n  theirs: " + json::write(theirs).substr(0, 400);
}

void check_group(const std::string& group)
{
    std::size_t compared = 0;
    std::size_t equal = 0;
    for (const auto& folder : cases_of(group)) {
        const auto expected_text = must(read_file((folder / "story.ink.json").string()));
        const json::Document expected = must(json::read(expected_text, {.max_depth = 1000}));
        const FolderFiles files(folder.string());
        const narrative::Compilation compiled = narrative::compile(files, "story.ink");
        ++compared;
        INFO(folder.string() << '\n' << describe(compiled));
        CHECK(compiled.tree);
        if (!compiled.tree) continue;
        const std::string found = difference(compiled.tree->root, expected.root, "");
        INFO(found);
        CHECK(found.empty());
        // What is written must say the same as the tree: floats stay floats.
        const json::Document again = must(json::read(json::write(compiled.tree->root), {.max_depth = 1000}));
        CHECK(json::same(again.root, compiled.tree->root));
        if (found.empty()) ++equal;
    }
    WARN(group << ": " << equal << " of " << compared << " trees equal those of the reference");
    CHECK(equal == compared);
}

using Remark = std::pair<std::string, std::int64_t>; ///< severity and line

std::set<Remark> lines_of(const narrative::Compilation& compilation)
{
    std::set<Remark> lines;
    for (const Diagnostic& diagnostic : compilation.diagnostics) {
        // These are ours: the reference is silently wrong there.
        if (diagnostic.code == "ink.external_name_clash") continue;
        lines.emplace(name(diagnostic.severity), diagnostic.where.line);
    }
    return lines;
}

std::set<Remark> lines_of(const json::Value& expected)
{
    std::set<Remark> lines;
    for (const json::Value& message : expected.find("inkjs")->find("messages")->array()) {
        lines.emplace(message.find("severity")->string(), message.find("line")->integer());
    }
    return lines;
}

} // namespace

TEST_CASE("the compiled stories of ink-proof equal the reference's", "[narrative][conformance]")
{
    GOLDBOX_NEED_DATA("ink/proof");
    check_group("proof");
}

TEST_CASE("the compiled test stories of the ink runtimes equal the reference's", "[narrative][conformance]")
{
    GOLDBOX_NEED_DATA("ink/tests");
    check_group("tests");
}

TEST_CASE("compiled real stories equal the reference's", "[narrative][conformance]")
{
    GOLDBOX_NEED_DATA("ink/real");
    check_group("real");
    check_group("real-rng");
}

TEST_CASE("compiled generated stories equal the reference's", "[narrative][conformance]")
{
    GOLDBOX_NEED_DATA("ink/synthetic");
    check_group("synthetic");
}

TEST_CASE("malformed sources are reported with the reference's severities and lines", "[narrative][conformance]")
{
    GOLDBOX_NEED_DATA("ink/errors-ink");
    for (const auto& folder : cases_of("errors-ink")) {
        const auto expected_text = must(read_file((folder / "expected.json").string()));
        const json::Document expected = must(json::read(expected_text));
        const narrative::Compilation compiled = narrative::compile(FolderFiles(folder.string()), "story.ink");
        INFO(folder.string() << '\n' << describe(compiled));
        CHECK(lines_of(compiled) == lines_of(expected.root));
        CHECK(compiled.tree.has_value() == expected.root.find("compiles")->boolean());
    }
}
