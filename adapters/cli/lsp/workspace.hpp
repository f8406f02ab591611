#pragma once
// SPDX-License-Identifier: MIT

#include "lsp/document.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/narrative/index.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::cli::lsp {

/// A file that the editor has open: its buffer counts, not what is on disk.
struct OpenDocument {
    Document document{""};
    std::int64_t version = 0;
};

using OpenDocuments = std::map<std::string, OpenDocument, std::less<>>; ///< by path

/// How the files below a folder are reached: the disk, or memory in a test.
using OpenFolder = std::function<std::unique_ptr<FileSource>(const std::string& path)>;

class Folder;

/// One story: a main file and what it includes, as the buffers have them now.
struct Project {
    Folder* folder = nullptr;
    std::string main; ///< in the folder
    narrative::Index index;
    bool stale = true;
    std::map<std::string, Document, std::less<>> on_disk; ///< files of the story that are not open, read when asked for
};

/// A folder of stories. Knows which file includes which, so that a file is checked as part of its story.
class Folder final : public FileSource {
public:
    /// `whole`: what lies there belongs to the workspace; otherwise only what is open counts, and what that includes.
    Folder(std::string path, bool whole, const OpenFolder& open, const OpenDocuments& documents)
        : path_(std::move(path)), whole_(whole), disk_(open(path_)), documents_(documents)
    {
    }

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string path_of(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> name_of(std::string_view path) const; ///< nothing: it lies elsewhere

    /// Open buffers first, then the files below.
    [[nodiscard]] Result<std::string> read(std::string_view name) const override;
    [[nodiscard]] Result<std::vector<std::string>> list() const override { return disk_->list(); }

    /// Looks again at what is there.
    void scan();
    /// Notes what a file includes now. True when that is not what it included before.
    bool note_includes(const std::string& name);

    /// The main files of the stories that a file is part of: itself, when nothing includes it.
    [[nodiscard]] std::vector<std::string> mains_of(const std::string& name) const;
    [[nodiscard]] std::vector<std::string> mains() const;
    [[nodiscard]] std::vector<std::string> ink_files() const;

private:
    [[nodiscard]] std::vector<std::string> story_of(const std::string& main) const;
    void follow_includes(const std::string& main);

    std::string path_;
    bool whole_;
    std::unique_ptr<FileSource> disk_;
    const OpenDocuments& documents_;
    std::map<std::string, std::vector<std::string>> includes_; ///< of every ink file, as they are written there
};

/// Everything the editor told and what was made of it.
class Workspace {
public:
    static constexpr std::size_t largest_document = 16u << 20;
    static constexpr std::size_t most_documents = 1000;

    explicit Workspace(OpenFolder open) : open_(std::move(open)) {}

    void add_folder(const std::string& path);
    void remove_folder(const std::string& path);

    [[nodiscard]] OpenDocument* document(std::string_view path);
    [[nodiscard]] std::size_t count() const { return documents_.size(); }
    void open(const std::string& path, std::string text, std::int64_t version);
    void changed(const std::string& path); ///< the buffer, after it was edited
    void close(const std::string& path);
    void files_changed(); ///< on disk

    [[nodiscard]] bool has_stale() const;
    /// Makes every story's index what the buffers say.
    void refresh();
    /// The stories that a file is part of, up to date.
    [[nodiscard]] std::vector<Project*> projects_of(std::string_view path);
    /// All stories of all folders, up to date; those that nobody has open too.
    [[nodiscard]] std::vector<Project*> all_projects();

    /// A file of a story, to translate its places.
    [[nodiscard]] const Document& document_of(Project& project, std::uint32_t file);

    /// Every file that has something to be said about it or had before, by path.
    using Remarks = std::map<std::string, std::vector<std::pair<Range, Diagnostic>>>;
    [[nodiscard]] Remarks remarks(Encoding encoding);

private:
    [[nodiscard]] Folder& folder_for(const std::string& path);
    void rebuild(Folder& folder);
    Project& project(Folder& folder, const std::string& main);
    void ensure_fresh(Project& project);

    OpenFolder open_;
    OpenDocuments documents_;
    std::vector<std::unique_ptr<Folder>> folders_;
    std::map<std::pair<const Folder*, std::string>, Project> projects_;
};

} // namespace goldbox::cli::lsp
