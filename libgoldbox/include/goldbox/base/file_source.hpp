#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox {

/// Where files come from: a folder, an archive, a program's own memory. Names are relative, use `/`, and never leave
/// the source: `..`, absolute names and empty parts are refused with `base.bad_path`.
class FileSource {
public:
    virtual ~FileSource() = default;

    /// The whole file. Errors: `base.bad_path`, `base.file_not_found`, `base.file_too_large`, `base.file_unreadable`.
    [[nodiscard]] virtual Result<std::string> read(std::string_view name) const = 0;

    /// Every file, sorted by name.
    [[nodiscard]] virtual Result<std::vector<std::string>> list() const = 0;
};

/// Files held in memory, by name.
class MemoryFiles final : public FileSource {
public:
    MemoryFiles() = default;
    explicit MemoryFiles(std::map<std::string, std::string, std::less<>> files) : files_(std::move(files)) {}

    void add(std::string name, std::string content) { files_.insert_or_assign(std::move(name), std::move(content)); }
    [[nodiscard]] Result<std::string> read(std::string_view name) const override;
    [[nodiscard]] Result<std::vector<std::string>> list() const override;

private:
    std::map<std::string, std::string, std::less<>> files_;
};

/// Files held in memory over those of another source, which must outlive them: what an editor has not saved yet.
class OverlayFiles final : public FileSource {
public:
    explicit OverlayFiles(const FileSource& below) : below_(below) {}

    void add(std::string name, std::string content) { above_.insert_or_assign(std::move(name), std::move(content)); }
    [[nodiscard]] Result<std::string> read(std::string_view name) const override;
    [[nodiscard]] Result<std::vector<std::string>> list() const override;

private:
    const FileSource& below_;
    std::map<std::string, std::string, std::less<>> above_;
};

/// The files below one folder. Links that lead out of it are refused.
class FolderFiles final : public FileSource {
public:
    explicit FolderFiles(std::string folder, std::uint64_t largest_file = 64u << 20)
        : folder_(std::move(folder)), largest_file_(largest_file)
    {
    }

    [[nodiscard]] Result<std::string> read(std::string_view name) const override;
    [[nodiscard]] Result<std::vector<std::string>> list() const override;

private:
    std::string folder_;
    std::uint64_t largest_file_;
};

/// Whether a name stays inside a source: relative, with `/`, without `.`, `..`, empty parts or control characters.
[[nodiscard]] bool is_inner_path(std::string_view name);

/// Whether a path named by a person leads to a folder.
[[nodiscard]] bool is_folder(const std::string& path);

/// Reads one file named by a person, from anywhere. `-` is not special here.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::uint64_t largest_file = 64u << 20);

} // namespace goldbox
