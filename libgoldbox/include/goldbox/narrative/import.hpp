#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative {

/// Ways of writing stories that can be turned into ink.
enum class Notation : std::uint8_t {
    twee, ///< Twee 3, with SugarCube's macros; of other story formats only links and text
    yarn, ///< Yarn Spinner 2, and what is used most of 3
};

[[nodiscard]] std::string_view name(Notation notation); ///< `twee`, `yarn`
/// By a file's ending: .twee, .tw, .yarn, .yarnproject.
[[nodiscard]] std::optional<Notation> notation_of(std::string_view file);

struct ImportOptions {
    std::size_t max_source_bytes = 16u << 20; ///< of all files together: `import.too_large`
    std::size_t max_depth = 100;              ///< of nested macros, options and parentheses: `import.too_deep`
};

/// Something in the story that ink does not have, or has otherwise. Its message names what was found.
struct ImportRemark {
    Diagnostic diagnostic; ///< codes: docs/importing.md
    std::string instead;   ///< what stands in the ink now; empty when nothing had to be put there
    bool lost = false;     ///< it was not translated; otherwise it was, with a difference worth knowing
};

/// What became of a story written for another tool.
struct Imported {
    std::string ink;                    ///< one file that compiles; empty when there were errors
    std::optional<json::Document> tree; ///< the same as ink JSON, as `compile` makes it
    std::vector<ImportRemark> remarks;  ///< by file, then line
    std::string format;                 ///< the story format or version met: `SugarCube`, `Yarn Spinner 2`
    std::size_t passages = 0;           ///< knots that were passages or nodes
    std::size_t translated = 0;         ///< texts, links, options, macros and commands that became ink
    std::size_t untranslated = 0;       ///< that did not: each has a remark that is `lost`
    [[nodiscard]] bool failed() const { return !tree; }
};

/// Imports the files named, together one story. Never fails as a whole: what is wrong is in the remarks, and there is
/// no ink when one of them is an error. Bounded in time and memory.
[[nodiscard]] Imported import_story(const FileSource& files, std::span<const std::string> names, Notation notation,
                                    const ImportOptions& options = {});

/// The files that make up a story: the one named, those that a .yarnproject lists, or for a folder's empty name all of
/// one notation in it. Errors: `import.nothing`, `import.project`, those of the source.
struct StoryFiles {
    Notation notation = Notation::twee;
    std::vector<std::string> names;
};
[[nodiscard]] Result<StoryFiles> find_story_files(const FileSource& files, std::string_view name,
                                                  std::optional<Notation> notation = {});

/// The remark in the form of the compiler's, what stands in its place included.
[[nodiscard]] Diagnostic as_diagnostic(const ImportRemark& remark);

} // namespace goldbox::narrative
