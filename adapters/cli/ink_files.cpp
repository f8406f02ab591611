// SPDX-License-Identifier: MIT
#include "ink_files.hpp"

#include "ink_import.hpp"
#include "output.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/narrative/story.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <sys/stat.h>

namespace goldbox::cli {
namespace {

namespace fs = std::filesystem;

/// Names the files of diagnostics as the person named the story: from where the program was started.
void name_from_here(std::vector<Diagnostic>& diagnostics, const fs::path& story)
{
    if (!story.has_parent_path()) return;
    for (Diagnostic& diagnostic : diagnostics) {
        if (!diagnostic.where.file.empty())
            diagnostic.where.file = (story.parent_path() / diagnostic.where.file).string();
    }
}

/// The same for the files of source lines.
void name_from_here(json::Document& lines, const fs::path& story)
{
    if (!story.has_parent_path() || lines.root.is(json::Kind::null)) return;
    std::vector<json::Value> files;
    for (const json::Value& file : lines.root.find("files")->array())
        files.push_back(lines.arena.string((story.parent_path() / file.string()).string()));
    const std::array members{json::Member{"files", lines.arena.array(files)},
                             json::Member{"root", *lines.root.find("root")}};
    lines.root = lines.arena.object(members);
}

} // namespace

FileStamp stamp_of(const std::string& path)
{
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) return {};
    constexpr std::int64_t nanoseconds_a_second = 1'000'000'000;
    return {true, found.st_mtim.tv_sec * nanoseconds_a_second + found.st_mtim.tv_nsec,
            static_cast<std::uint64_t>(found.st_size), static_cast<std::uint64_t>(found.st_ino)};
}

bool changed(const FileStamps& stamps)
{
    return std::ranges::any_of(stamps, [](const auto& known) { return stamp_of(known.first) != known.second; });
}

std::vector<std::string> existing_files(const FileStamps& stamps)
{
    std::vector<std::string> names;
    for (const auto& [name, stamp] : stamps) {
        if (stamp.exists) names.push_back(name);
    }
    return names;
}

std::string folder_of(const std::string& file)
{
    const fs::path folder = fs::path(file).parent_path();
    return folder.empty() ? std::string(".") : folder.string();
}

StampedFiles::StampedFiles(const std::string& story, FileStamps& stamps)
    : prefix_(fs::path(story).parent_path().string()), files_(folder_of(story)), stamps_(stamps)
{
}

Result<std::string> StampedFiles::read(std::string_view name) const
{
    if (is_inner_path(name)) {
        const std::string path = (fs::path(prefix_) / name).string();
        stamps_.emplace(path, stamp_of(path));
    }
    return files_.read(name);
}

Result<narrative::Compilation> compile_story(const std::string& story, FileStamps& stamps)
{
    stamps.emplace(story, stamp_of(story));
    if (is_foreign(story)) return compile_foreign(story);
    GOLDBOX_CHECK(read_file(story));
    const fs::path path = story;
    const StampedFiles files(story, stamps);
    narrative::Compilation compilation = narrative::compile(files, path.filename().string(), {.source_lines = true});
    name_from_here(compilation.diagnostics, path);
    name_from_here(compilation.source_lines, path);
    return compilation;
}

Result<narrative::Compilation> compile_story(const std::string& story)
{
    FileStamps unused;
    return compile_story(story, unused);
}

Result<std::vector<Diagnostic>> check_story(const std::string& story, FileStamps& stamps)
{
    if (is_source(story)) {
        auto compilation = compile_story(story, stamps);
        if (!compilation) return unexpected(std::move(compilation).error());
        return std::move(compilation->diagnostics);
    }
    stamps.emplace(story, stamp_of(story));
    GOLDBOX_TRY(std::string bytes, read_file(story));
    std::vector<Diagnostic> diagnostics;
    if (const auto loaded = load_compiled(std::make_shared<const std::string>(std::move(bytes)), story); !loaded) {
        const Error& error = loaded.error();
        diagnostics.push_back({Severity::error, error.reason, error.message, error.where});
        if (diagnostics.back().where.file.empty()) diagnostics.back().where.file = story;
    }
    return diagnostics;
}

Result<std::shared_ptr<const narrative::Story>> load_compiled(std::shared_ptr<const std::string> bytes,
                                                              const std::string& file, const json::Value* lines)
{
    if (narrative::Story::is_image(*bytes)) return narrative::Story::load_image(std::move(bytes), {.file = file});
    return narrative::Story::load(*bytes, {.file = file, .source_lines = lines});
}

Result<std::shared_ptr<const narrative::Story>> load_story(Context& context, const std::string& story,
                                                           const std::string& lines_file)
{
    if (!is_source(story)) {
        GOLDBOX_TRY(std::string read, read_file(story));
        auto bytes = std::make_shared<const std::string>(std::move(read));
        if (lines_file.empty()) return load_compiled(std::move(bytes), story);
        GOLDBOX_TRY(const std::string text, read_file(lines_file));
        GOLDBOX_TRY(const json::Document lines, json::read(text, {.file = lines_file, .max_depth = 2008}));
        return load_compiled(std::move(bytes), story, &lines.root);
    }
    GOLDBOX_TRY(const narrative::Compilation compilation, compile_story(story));
    if (!compilation.tree) return unexpected(refuse(context, story, compilation.diagnostics));
    print(context, compilation.diagnostics);
    return narrative::Story::load(compilation.tree->root,
                                  {.file = story, .source_lines = &compilation.source_lines.root});
}

narrative::Statistics count_story(const std::string& story)
{
    const fs::path path = story;
    return narrative::statistics(FolderFiles(folder_of(path)), path.filename().string());
}

bool is_source(const std::string& story)
{
    return fs::path(story).extension() == ".ink" || is_foreign(story);
}

} // namespace goldbox::cli
