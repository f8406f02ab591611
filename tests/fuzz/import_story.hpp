#pragma once
// SPDX-License-Identifier: MIT
// What must hold for any bytes as a story of another tool.
#include "fuzz/fuzz.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/narrative/import.hpp>
#include <goldbox/narrative/session.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace goldbox::test {

/// The story's first steps, within limits.
inline void play_a_little(const narrative::Imported& imported)
{
    const auto story = narrative::Story::load(imported.tree->root);
    expect(story.has_value(), "what was imported loads");
    narrative::Session session(
        *story, {.limits = {.steps = 5'000, .depth = 100, .output_bytes = 1u << 16, .memory_bytes = 1u << 20}});
    for (int step = 0; step < 60; ++step) {
        if (session.can_continue()) {
            if (!session.advance()) return;
        } else if (session.choices().empty()) {
            return;
        } else {
            expect(session.choose(static_cast<std::size_t>(step) % session.choices().size()).has_value(),
                   "what is offered can be chosen");
        }
    }
}

inline void import_any(const std::uint8_t* data, std::size_t size, narrative::Notation notation)
{
    MemoryFiles files;
    files.add("story", std::string(as_text(data, size)));
    const std::vector<std::string> names{"story"};
    const narrative::Imported imported =
        narrative::import_story(files, names, notation, {.max_source_bytes = 1u << 18, .max_depth = 30});
    for (const narrative::ImportRemark& remark : imported.remarks) {
        const Diagnostic& diagnostic = remark.diagnostic;
        expect(is_utf8(diagnostic.message) && is_utf8(remark.instead), "messages are UTF-8");
        expect(diagnostic.severity == Severity::error || (diagnostic.where.line >= 1 && diagnostic.where.column >= 1),
               "every remark has a place");
        // the compiler's own limits on size and depth aside, the importers write ink that compiles
        const bool limit = diagnostic.message.find("ink.too_") != std::string::npos;
        if (diagnostic.code == "import.not_ink") std::fprintf(stderr, "%s\n", diagnostic.message.c_str());
        expect(diagnostic.code != "import.not_ink" || limit, "what was imported compiles");
    }
    const bool errors = std::ranges::any_of(
        imported.remarks, [](const auto& remark) { return remark.diagnostic.severity == Severity::error; });
    expect(imported.failed() == errors, "ink, or an error that says why not");
    if (!imported.failed()) play_a_little(imported);
}

} // namespace goldbox::test
