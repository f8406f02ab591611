// SPDX-License-Identifier: MIT
#include <goldbox/base/file_source.hpp>
#include <goldbox/base/text.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace goldbox {
namespace {

namespace fs = std::filesystem;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

tl::unexpected<Error> bad_path(std::string_view name)
{
    return fail(Code::invalid, "base.bad_path",
                "the file name \"" + printable(name) + "\" leaves its folder; use a relative name without \"..\"");
}

tl::unexpected<Error> not_found(std::string_view name)
{
    return fail(Code::not_found, "base.file_not_found", "there is no file \"" + printable(name) + "\"");
}

} // namespace

bool is_inner_path(std::string_view name)
{
    if (name.empty() || name.front() == '/' || name.back() == '/') return false;
    if (std::ranges::any_of(name, [](unsigned char c) { return c < 0x20 || c == '\\' || c == ':' || c == 0x7F; })) {
        return false;
    }
    while (!name.empty()) {
        std::string_view part = name.substr(0, name.find('/'));
        if (part.empty() || part == "." || part == "..") return false;
        name.remove_prefix(std::min(name.size(), part.size() + 1));
    }
    return true;
}

Result<std::string> MemoryFiles::read(std::string_view name) const
{
    auto found = files_.find(name);
    if (found == files_.end()) return not_found(name);
    return found->second;
}

Result<std::vector<std::string>> MemoryFiles::list() const
{
    std::vector<std::string> names;
    names.reserve(files_.size());
    for (const auto& [name, content] : files_) names.push_back(name);
    return names;
}

Result<std::string> OverlayFiles::read(std::string_view name) const
{
    const auto found = above_.find(name);
    return found == above_.end() ? below_.read(name) : found->second;
}

Result<std::vector<std::string>> OverlayFiles::list() const
{
    auto names = below_.list();
    if (!names) return names;
    for (const auto& [name, content] : above_) names->push_back(name);
    std::ranges::sort(*names);
    names->erase(std::ranges::unique(*names).begin(), names->end());
    return names;
}

bool is_folder(const std::string& path)
{
    std::error_code bad;
    return fs::is_directory(path, bad);
}

Result<std::string> read_file(const std::string& path, std::uint64_t largest_file)
{
    std::error_code bad;
    const fs::file_status status = fs::status(path, bad);
    if (!fs::exists(status)) return not_found(path);
    if (fs::is_directory(status)) {
        return fail(Code::invalid, "base.file_unreadable", "\"" + printable(path) + "\" is a folder, not a file");
    }
    std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
    if (!file) {
        return fail(Code::unavailable, "base.file_unreadable",
                    "cannot open \"" + printable(path) + "\": " + std::generic_category().message(errno));
    }
    std::string content;
    char buffer[1 << 14];
    while (std::size_t got = std::fread(buffer, 1, sizeof buffer, file.get())) {
        content.append(buffer, got);
        if (content.size() > largest_file) {
            return fail(Code::limit, "base.file_too_large",
                        "\"" + printable(path) + "\" is larger than " + std::to_string(largest_file) + " bytes");
        }
    }
    if (std::ferror(file.get())) {
        return fail(Code::unavailable, "base.file_unreadable",
                    "cannot read \"" + printable(path) + "\": " + std::generic_category().message(errno));
    }
    return content;
}

Result<std::string> FolderFiles::read(std::string_view name) const
{
    if (!is_inner_path(name)) return bad_path(name);
    std::error_code bad;
    const fs::path root = fs::weakly_canonical(folder_, bad);
    const fs::path target = fs::weakly_canonical(fs::path(folder_) / name, bad);
    const auto [rest, unused] = std::ranges::mismatch(root, target);
    if (bad || rest != root.end()) return bad_path(name);
    auto content = read_file(target.string(), largest_file_);
    if (!content && content.error().code == Code::not_found) return not_found((fs::path(folder_) / name).string());
    return content;
}

Result<std::vector<std::string>> FolderFiles::list() const
{
    constexpr std::size_t most = 100'000;
    std::vector<std::string> names;
    std::error_code bad;
    for (fs::recursive_directory_iterator it(folder_, bad), end; !bad && it != end; it.increment(bad)) {
        if (!it->is_regular_file(bad)) continue;
        names.push_back(it->path().lexically_relative(folder_).generic_string());
        if (names.size() > most) {
            return fail(Code::limit, "base.too_many_files",
                        "\"" + printable(folder_) + "\" holds more than 100000 files");
        }
    }
    if (bad) {
        return fail(Code::unavailable, "base.file_unreadable",
                    "cannot list \"" + printable(folder_) + "\": " + bad.message());
    }
    std::ranges::sort(names);
    return names;
}

} // namespace goldbox
