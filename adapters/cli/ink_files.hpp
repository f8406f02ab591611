#pragma once
// SPDX-License-Identifier: MIT
// Stories as files: compiled from where they lie, and watched for changes.

#include <goldbox/base/file_source.hpp>
#include <goldbox/narrative/compiler.hpp>
#include <goldbox/narrative/statistics.hpp>
#include <goldbox/narrative/story.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace goldbox::cli {

struct Context;

/// The folder that a file lies in: `.` for a name alone.
[[nodiscard]] std::string folder_of(const std::string& file);

/// What tells one version of a file from another. Editors replace a file by a new one of the same name, so its number
/// counts too; a file that is not there has a stamp as well.
struct FileStamp {
    bool exists = false;
    std::int64_t nanoseconds = 0; ///< of the last change
    std::uint64_t bytes = 0;
    std::uint64_t number = 0; ///< the system's, of this file
    bool operator==(const FileStamp&) const = default;
};
[[nodiscard]] FileStamp stamp_of(const std::string& path);

/// The files of a story that were read or looked for, by path, as they were then.
using FileStamps = std::map<std::string, FileStamp>;
[[nodiscard]] bool changed(const FileStamps& stamps);

[[nodiscard]] std::vector<std::string> existing_files(const FileStamps& stamps); ///< sorted

/// Files below a folder, with a stamp of each taken before it was read: a change while it is read is a change after.
class StampedFiles final : public FileSource {
public:
    /// The folder of a story that a person named; stamps go by paths named like that.
    StampedFiles(const std::string& story, FileStamps& stamps);

    [[nodiscard]] Result<std::string> read(std::string_view name) const override;
    [[nodiscard]] Result<std::vector<std::string>> list() const override { return files_.list(); }

private:
    std::string prefix_; ///< of paths: empty, or the folder as it was named
    FolderFiles files_;
    FileStamps& stamps_;
};

/// Compiles an ink file named by a person, with its source lines. Diagnostics and lines name files as that person did.
/// An error when the file itself cannot be read: that is no mistake of the story.
[[nodiscard]] Result<narrative::Compilation> compile_story(const std::string& story, FileStamps& stamps);
[[nodiscard]] Result<narrative::Compilation> compile_story(const std::string& story);

/// What is wrong with a story, from source or compiled.
[[nodiscard]] Result<std::vector<Diagnostic>> check_story(const std::string& story, FileStamps& stamps);

/// A compiled story, whichever of its two forms the bytes have. Images know no source lines.
[[nodiscard]] Result<std::shared_ptr<const narrative::Story>>
load_compiled(std::shared_ptr<const std::string> bytes, const std::string& file, const json::Value* lines = nullptr);

/// A story to run, from source or compiled; why not, when it is neither. `lines` is a file with a compiled story's
/// source lines, or empty; a story from source knows its own.
[[nodiscard]] Result<std::shared_ptr<const narrative::Story>> load_story(Context& context, const std::string& story,
                                                                         const std::string& lines = {});

[[nodiscard]] narrative::Statistics count_story(const std::string& story);

/// Whether it is something to compile: ink, or a story of another tool.
[[nodiscard]] bool is_source(const std::string& story);

} // namespace goldbox::cli
