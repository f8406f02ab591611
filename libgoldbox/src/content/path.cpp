// SPDX-License-Identifier: MIT
// Packs by the paths that people name them by.
#include <goldbox/content/pack.hpp>

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>

namespace goldbox::content {
namespace {

std::string without_slash(std::string path)
{
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    return path;
}

/// The folder that something lies in, with a slash at its end; empty for the current one.
std::string folder_of(const std::string& path)
{
    return path.substr(0, path.rfind('/') + 1); // 0 where there is no slash
}

bool is_archive(std::string_view path)
{
    return path.ends_with(".zip");
}

tl::unexpected<Error> no_such_pack()
{
    return fail(Code::not_found, "content.no_such_pack", "there is no pack and no story of this name");
}

tl::unexpected<Error> no_such_folder()
{
    return fail(Code::not_found, "content.no_such_folder", "there is no folder of this name to look for packs in");
}

Loaded refused(const Error& error, const std::string& path)
{
    Loaded loaded;
    const Where where = error.where.file.empty() ? Where{path, 0, 0} : error.where;
    loaded.diagnostics.push_back({Severity::error, error.reason, error.message, where});
    return loaded;
}

class PathLoader {
public:
    explicit PathLoader(const PathOptions& options) : options_(options) {}

    Loaded load(const std::string& path)
    {
        std::vector<PackSource> packs;
        std::vector<std::string> paths = {path};
        paths.insert(paths.end(), options_.with.begin(), options_.with.end());
        for (const std::string& each : paths) {
            auto source = open(without_slash(each));
            if (!source) return refused(source.error(), each);
            packs.push_back(*std::move(source));
            folders_.push_back(folder_of(without_slash(each)));
        }
        for (const std::string& folder : options_.folders) {
            if (!is_folder(folder)) return refused(no_such_folder().value(), folder);
            folders_.push_back(without_slash(folder) + '/');
        }
        return load_packs(packs, {.find = [this](std::string_view id) { return find(id); }, .cache = options_.cache});
    }

private:
    [[nodiscard]] Result<PackSource> open(const std::string& path) const
    {
        if (!is_archive(path) && !is_folder(path)) return no_such_pack();
        if (!is_archive(path)) return PackSource{std::make_shared<FolderFiles>(path), path};
        if (!options_.archive) {
            return fail(Code::unsupported, "content.no_archives",
                        "this program was built without archives; unpack \"" + printable(path) +
                            "\" and name its folder");
        }
        GOLDBOX_TRY(auto files, options_.archive(path));
        return PackSource{std::move(files), path};
    }

    /// A folder or an archive of that name, in the folders that packs lie in.
    [[nodiscard]] Result<PackSource> find(std::string_view id) const
    {
        for (const std::string& folder : folders_) {
            const std::string path = folder + std::string(id);
            if (is_folder(path)) return open(path);
            if (!options_.archive) continue;
            auto archive = open(path + ".zip");
            if (archive || archive.error().code != Code::not_found) return archive;
        }
        return PackSource{};
    }

    const PathOptions& options_;
    std::vector<std::string> folders_;
};

} // namespace

Loaded load_path(const std::string& path, const PathOptions& options)
{
    if (is_folder(path) || is_archive(path)) return PathLoader(options).load(path);
    const std::string folder = folder_of(path);
    if (auto read = read_file(path); !read && read.error().code == Code::not_found) {
        return refused(no_such_pack().value(), path);
    }
    Loaded loaded = load_story(FolderFiles(folder.empty() ? "." : folder), path.substr(folder.size()));
    for (Diagnostic& diagnostic : loaded.diagnostics) diagnostic.where.file = folder + diagnostic.where.file;
    return loaded;
}

} // namespace goldbox::content
