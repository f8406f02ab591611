#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/json/writer.hpp>
#include <goldbox/narrative/compiler.hpp>
#include <goldbox/narrative/story.hpp>

#include "support/must.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::tests {

inline narrative::Compilation compile_source(std::string source, const narrative::CompileOptions& options = {})
{
    MemoryFiles files;
    files.add("story.ink", std::move(source));
    return narrative::compile(files, "story.ink", options);
}

/// The ink JSON of a story without errors.
inline json::Document compile_text(std::string source)
{
    narrative::Compilation compiled = compile_source(std::move(source));
    for (const Diagnostic& diagnostic : compiled.diagnostics) INFO(to_string(diagnostic));
    REQUIRE(compiled.tree);
    return *std::move(compiled.tree);
}

/// The story itself.
inline std::shared_ptr<const narrative::Story> compiled(std::string source)
{
    return must(narrative::Story::load(compile_text(std::move(source)).root));
}

/// One member of the story as JSON text.
inline std::string part(const json::Document& story, std::string_view name)
{
    const json::Value* found = story.root.find(name);
    return found ? json::write(*found) : "missing";
}

/// `2:4 error ink.unknown_divert`, in the order of the file.
inline std::vector<std::string> remarks(const narrative::Compilation& compilation)
{
    std::vector<std::string> lines;
    for (const Diagnostic& diagnostic : compilation.diagnostics) {
        const Where& where = diagnostic.where;
        lines.push_back(std::to_string(where.line) + ':' + std::to_string(where.column) + ' ' +
                        std::string(name(diagnostic.severity)) + ' ' + diagnostic.code);
    }
    return lines;
}

inline std::vector<std::string> remarks(std::string source)
{
    return remarks(compile_source(std::move(source)));
}

} // namespace goldbox::tests
