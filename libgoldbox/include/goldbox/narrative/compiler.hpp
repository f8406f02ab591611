#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/json/value.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative {

class Story;

struct CompileOptions {
    std::size_t max_source_bytes = 16u << 20; ///< of all files together
    std::size_t max_depth = 200;              ///< of nested braces, parentheses and bullets
    bool source_lines = false;                ///< also tells which line each instruction comes from
};

/// What became of a story's source. `tree` is ink JSON (inkVersion 21, all visits counted), structurally equal to what
/// inklecate -c writes; it is absent when there were errors.
struct Compilation {
    std::vector<Diagnostic> diagnostics; ///< sorted by file order, then line; errors, warnings and author notes
    std::optional<json::Document> tree;
    /// Beside the tree, for LoadOptions::source_lines, when asked for; null otherwise. It may be kept as JSON like the
    /// tree itself.
    json::Document source_lines;
};

/// Compiles the ink file `main` and what it INCLUDEs. Never fails as a whole: what is wrong is in the diagnostics, a
/// missing main file included. Codes are listed in docs/ink-diagnostics.md. Bounded in time and memory.
[[nodiscard]] Compilation compile(const FileSource& files, std::string_view main, const CompileOptions& options = {});

/// The ink file that declares the engine's externals with fallbacks. `compile` finds it under the name `goldbox.ink`
/// when the source has no such file itself.
[[nodiscard]] std::string_view goldbox_ink();

} // namespace goldbox::narrative
