// SPDX-License-Identifier: MIT
// Bytes as an ink file that may include itself and another one: they end in diagnostics or in a tree, never in both. A
// tree loads, and the session that plays it can be stopped between any two lines: one resumed from its state goes on
// with the same lines and choices.
#include "fuzz/fuzz.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/narrative/compiler.hpp>
#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/story.hpp>

#include <memory>
#include <string>

using namespace goldbox;
using goldbox::test::expect;
using narrative::Session;
using narrative::Story;

namespace {

constexpr narrative::SessionOptions options{
    .limits = {.steps = 2'000, .depth = 60, .output_bytes = 4096, .memory_bytes = 1u << 20}};

/// One line, or one choice; what could be read of it. Empty at the end, and where a limit was met.
std::string step(Session& session, std::uint32_t& random)
{
    if (session.can_continue()) {
        const auto line = session.advance();
        if (!line) return {};
        std::string told = "line " + std::string(line->text);
        for (const std::string& tag : line->tags) told += "\n# " + tag;
        for (const narrative::Problem& problem : session.problems()) told += "\n! " + problem.message;
        return told;
    }
    if (session.choices().empty()) return {};
    std::string told = "choices";
    for (const narrative::Choice& choice : session.choices()) told += "\n* " + choice.text;
    random = random * 1664525u + 1013904223u;
    expect(session.choose((random >> 8) % session.choices().size()).has_value(), "what is offered can be chosen");
    return told;
}

void goes_on_alike(Session& session, Session& other, std::uint32_t random)
{
    std::uint32_t same_random = random;
    for (int i = 0; i < 20; ++i) {
        const std::string told = step(session, random);
        expect(told == step(other, same_random), "a resumed session goes on as the one it was");
        if (told.empty()) return;
    }
}

void play(const std::shared_ptr<const Story>& story, std::uint32_t random)
{
    Session session(story, options);
    for (std::uint32_t steps = random % 30; steps > 0; --steps) {
        if (step(session, random).empty()) return;
    }
    auto resumed = Session::resume(story, session.state(), options);
    expect(resumed.has_value(), "a session resumes from its own state");
    expect(resumed->moved.empty(), "every place of a state is there in the same story");
    expect(resumed->session.state() == session.state(), "a resumed session has the state it was given");
    expect(Session::load(story, session.save(), options).has_value(), "a session loads its own save");
    goes_on_alike(session, resumed->session, random);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string source(test::as_text(data, size));
    MemoryFiles files;
    files.add("main.ink", source);
    files.add("other.ink", source.substr(size / 2));
    const narrative::Compilation compiled =
        narrative::compile(files, "main.ink", {.max_source_bytes = 1u << 18, .max_depth = 40});

    expect(compiled.tree.has_value() != has_errors(compiled.diagnostics), "a tree, or an error that says why not");
    for (const Diagnostic& diagnostic : compiled.diagnostics) {
        expect(is_utf8(diagnostic.message), "messages are UTF-8");
        expect(diagnostic.where.line >= 1 && diagnostic.where.column >= 1, "every problem has a place");
    }
    if (!compiled.tree) return 0;
    const auto again = json::read(json::write(compiled.tree->root), {.max_depth = 2000});
    expect(again.has_value(), "the tree is JSON");
    expect(json::same(again->root, compiled.tree->root), "the tree reads as it was written");
    const auto story = Story::load(compiled.tree->root);
    if (!story) return 0; // too large or too deep for the limits of loading
    std::uint32_t random = 2166136261u;
    for (const char c : source) random = (random ^ static_cast<unsigned char>(c)) * 16777619u;
    for (std::uint32_t walk = 0; walk < 2; ++walk) play(*story, random + walk * 7919);
    return 0;
}
