// SPDX-License-Identifier: MIT
#include "lsp/workspace.hpp"

#include "lsp/protocol.hpp"

#include <algorithm>
#include <set>

namespace goldbox::cli::lsp {
namespace {

constexpr std::size_t most_scanned_files = 5000;
constexpr std::size_t most_scanned_bytes = 64u << 20;

bool is_ink_name(std::string_view name)
{
    return name.ends_with(".ink");
}

/// In a folder that tools keep for themselves.
bool is_hidden(std::string_view name)
{
    return name.starts_with('.') || name.find("/.") != std::string_view::npos ||
           name.find("node_modules/") != std::string_view::npos;
}

std::string_view folder_part(std::string_view name)
{
    const std::size_t slash = name.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

} // namespace

// ---- a folder

std::string Folder::path_of(std::string_view name) const
{
    return (path_ == "/" ? path_ : path_ + '/') + std::string(name);
}

std::optional<std::string> Folder::name_of(std::string_view path) const
{
    const std::string prefix = path_of("");
    if (!path.starts_with(prefix) || path.size() == prefix.size()) return std::nullopt;
    return std::string(path.substr(prefix.size()));
}

Result<std::string> Folder::read(std::string_view name) const
{
    if (is_inner_path(name)) {
        const auto open = documents_.find(path_of(name));
        if (open != documents_.end()) return open->second.document.text();
    }
    return disk_->read(name);
}

void Folder::scan()
{
    includes_.clear();
    std::size_t bytes = 0;
    const Result<std::vector<std::string>> names = whole_ ? list() : std::vector<std::string>();
    for (const std::string& name : names ? *names : std::vector<std::string>()) {
        if (!is_ink_name(name) || is_hidden(name)) continue;
        if (includes_.size() == most_scanned_files || bytes > most_scanned_bytes) break;
        const auto text = read(name);
        if (!text) continue;
        bytes += text->size();
        includes_[name] = narrative::included_names(*text);
    }
    for (const auto& [path, open] : documents_) {
        if (const auto name = name_of(path)) (void)note_includes(*name);
    }
}

bool Folder::note_includes(const std::string& name)
{
    const auto text = read(name);
    std::vector<std::string> now = text ? narrative::included_names(*text) : std::vector<std::string>();
    const bool is_new = !includes_.contains(name);
    std::vector<std::string>& known = includes_[name];
    if (!is_new && known == now) return false;
    known = std::move(now);
    follow_includes(name);
    return true;
}

/// Takes in the files of a story that a scan did not find.
void Folder::follow_includes(const std::string& main)
{
    for (bool grown = true; grown;) {
        grown = false;
        for (const std::string& name : story_of(main)) {
            if (includes_.contains(name) || includes_.size() >= most_scanned_files) continue;
            const auto text = read(name);
            if (!text) continue;
            includes_[name] = narrative::included_names(*text);
            grown = true;
        }
    }
}

/// The main file and all that it includes, as far as they are there.
std::vector<std::string> Folder::story_of(const std::string& main) const
{
    std::vector<std::string> story{main};
    std::set<std::string, std::less<>> known{main};
    for (std::size_t i = 0; i < story.size(); ++i) {
        const auto found = includes_.find(story[i]);
        if (found == includes_.end()) continue;
        for (const std::string& name : found->second) {
            std::string file = narrative::included_file(folder_part(main), name);
            if (!file.empty() && known.insert(file).second) story.push_back(std::move(file));
        }
    }
    return story;
}

std::vector<std::string> Folder::mains() const
{
    std::set<std::string> included;
    for (const auto& [main, names] : includes_) {
        const std::vector<std::string> story = story_of(main);
        included.insert(story.begin() + 1, story.end());
    }
    std::vector<std::string> mains;
    for (const auto& [name, names] : includes_) {
        if (!included.contains(name)) mains.push_back(name);
    }
    return mains;
}

std::vector<std::string> Folder::mains_of(const std::string& name) const
{
    std::vector<std::string> found;
    for (const std::string& main : mains()) {
        const std::vector<std::string> story = story_of(main);
        if (std::ranges::find(story, name) != story.end()) found.push_back(main);
    }
    if (found.empty()) found.push_back(name); // files that include each other in a circle
    return found;
}

std::vector<std::string> Folder::ink_files() const
{
    std::vector<std::string> names;
    for (const auto& [name, includes] : includes_) names.push_back(name);
    return names;
}

// ---- the workspace

void Workspace::add_folder(const std::string& path)
{
    const bool known = std::ranges::any_of(folders_, [&](const auto& folder) { return folder->path() == path; });
    if (known) return;
    folders_.push_back(std::make_unique<Folder>(path, true, open_, documents_));
    // The innermost folder is asked first.
    std::ranges::sort(folders_, std::greater(), [](const auto& folder) { return folder->path().size(); });
    files_changed();
}

void Workspace::remove_folder(const std::string& path)
{
    projects_.clear();
    std::erase_if(folders_, [&](const auto& folder) { return folder->path() == path; });
    files_changed();
}

Folder& Workspace::folder_for(const std::string& path)
{
    for (const auto& folder : folders_) {
        if (folder->name_of(path)) return *folder;
    }
    // A file on its own: the folder that it lies in.
    folders_.push_back(std::make_unique<Folder>(folder_of(path), false, open_, documents_));
    folders_.back()->scan();
    return *folders_.back();
}

OpenDocument* Workspace::document(std::string_view path)
{
    const auto found = documents_.find(path);
    return found == documents_.end() ? nullptr : &found->second;
}

void Workspace::open(const std::string& path, std::string text, std::int64_t version)
{
    documents_.insert_or_assign(path, OpenDocument{Document(std::move(text)), version});
    Folder& folder = folder_for(path);
    (void)folder.note_includes(*folder.name_of(path));
    rebuild(folder);
    changed(path);
}

void Workspace::changed(const std::string& path)
{
    Folder& folder = folder_for(path);
    const std::string name = *folder.name_of(path);
    if (folder.note_includes(name)) rebuild(folder);
    for (auto& [key, project] : projects_) {
        if (key.first != &folder) continue;
        const bool includes = std::ranges::find(project.index.inclusions, name, &narrative::Inclusion::file) !=
                              project.index.inclusions.end();
        if (includes || narrative::file_number(project.index, name) != narrative::Symbol::none) project.stale = true;
    }
}

void Workspace::close(const std::string& path)
{
    if (documents_.erase(path) == 0) return;
    files_changed();
}

void Workspace::files_changed()
{
    for (const auto& [path, open] : documents_) (void)folder_for(path);
    for (const auto& folder : folders_) {
        folder->scan();
        rebuild(*folder);
    }
    for (auto& [key, project] : projects_) project.stale = true;
}

/// The stories of a folder that have a file open. Those that are known already keep what was made of them.
void Workspace::rebuild(Folder& folder)
{
    std::set<std::string> wanted;
    for (const auto& [path, open] : documents_) {
        const auto name = folder.name_of(path);
        if (!name || &folder_for(path) != &folder) continue;
        for (std::string& main : folder.mains_of(*name)) wanted.insert(std::move(main));
    }
    std::erase_if(projects_, [&](const auto& entry) {
        return entry.first.first == &folder && !wanted.contains(entry.first.second);
    });
    for (const std::string& main : wanted) (void)project(folder, main);
}

Project& Workspace::project(Folder& folder, const std::string& main)
{
    Project& found = projects_[{&folder, main}];
    found.folder = &folder;
    found.main = main;
    return found;
}

void Workspace::ensure_fresh(Project& project)
{
    if (!std::exchange(project.stale, false)) return;
    project.on_disk.clear();
    project.index = narrative::index(*project.folder, project.main);
}

bool Workspace::has_stale() const
{
    return std::ranges::any_of(projects_, [](const auto& entry) { return entry.second.stale; });
}

void Workspace::refresh()
{
    for (auto& [key, project] : projects_) ensure_fresh(project);
}

std::vector<Project*> Workspace::projects_of(std::string_view path)
{
    refresh();
    std::vector<Project*> found;
    for (auto& [key, project] : projects_) {
        const auto name = project.folder->name_of(path);
        if (name && narrative::file_number(project.index, *name) != narrative::Symbol::none) found.push_back(&project);
    }
    return found;
}

std::vector<Project*> Workspace::all_projects()
{
    constexpr std::size_t most = 100;
    for (const auto& folder : folders_) {
        for (const std::string& main : folder->mains()) {
            if (projects_.size() >= most) break;
            (void)project(*folder, main);
        }
    }
    refresh();
    std::vector<Project*> all;
    for (auto& [key, project] : projects_) all.push_back(&project);
    return all;
}

const Document& Workspace::document_of(Project& project, std::uint32_t file)
{
    const std::string& name = project.index.files[file].name;
    if (const OpenDocument* open = document(project.folder->path_of(name))) return open->document;
    const auto known = project.on_disk.find(name);
    if (known != project.on_disk.end()) return known->second;
    const auto text = project.folder->read(name);
    return project.on_disk.emplace(name, Document(text ? *text : std::string())).first->second;
}

Workspace::Remarks Workspace::remarks(Encoding encoding)
{
    refresh();
    Remarks remarks;
    for (auto& [key, project] : projects_) {
        for (const narrative::IndexedFile& file : project.index.files) {
            if (!file.built_in) (void)remarks[project.folder->path_of(file.name)];
        }
        for (const Diagnostic& diagnostic : project.index.diagnostics) {
            const std::uint32_t file = narrative::file_number(project.index, diagnostic.where.file);
            if (file == narrative::Symbol::none || project.index.files[file].built_in) continue;
            const Document& document = document_of(project, file);
            const narrative::TextPoint begin{diagnostic.where.line, diagnostic.where.column};
            const bool has_end = diagnostic.end_line > 0;
            const narrative::TextPoint end =
                has_end ? narrative::TextPoint{diagnostic.end_line, diagnostic.end_column} : begin;
            auto& known = remarks[project.folder->path_of(diagnostic.where.file)];
            const Range range = document.range({file, begin, end}, encoding);
            const bool said = std::ranges::any_of(known, [&](const auto& other) {
                return other.first == range && other.second.code == diagnostic.code &&
                       other.second.message == diagnostic.message;
            });
            if (!said) known.emplace_back(range, diagnostic);
        }
    }
    return remarks;
}

} // namespace goldbox::cli::lsp
