// SPDX-License-Identifier: MIT
#include "pack_files.hpp"

#include "ink_import.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/hash.hpp>
#ifdef GOLDBOX_ZIP
#include <goldbox/zip/zip_files.hpp>
#endif

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace goldbox::cli {
namespace {

namespace fs = std::filesystem;

/// `$XDG_CACHE_HOME/goldbox/packs`, or in `~/.cache`; empty where there is no home.
fs::path cache_folder()
{
    for (const auto& [variable, below] : {std::pair("XDG_CACHE_HOME", ""), std::pair("HOME", ".cache")}) {
        const char* folder = std::getenv(variable);
        if (folder && *folder == '/') return fs::path(folder) / below / "goldbox" / "packs";
    }
    return {};
}

/// The packs that came with the program, beside it as they are installed and built; empty where there are none.
std::string shipped_packs()
{
    std::error_code bad;
    const fs::path program = fs::read_symlink("/proc/self/exe", bad);
    const fs::path packs = program.parent_path().parent_path() / "share" / "goldbox" / "packs";
    return !bad && fs::is_directory(packs, bad) ? packs.string() : std::string();
}

/// One file for each choice of packs. A cache that cannot be written or read is no cache, and nothing else.
class FileCache final : public content::ImageCache {
public:
    explicit FileCache(const PackChoice& choice)
    {
        const fs::path folder = cache_folder();
        if (folder.empty()) return;
        Hasher hasher;
        std::error_code bad;
        hasher.add_sized(fs::absolute(choice.path, bad).string());
        for (const std::string& with : choice.with) hasher.add_sized(fs::absolute(with, bad).string());
        file_ = folder / (hasher.finish().hex() + ".image");
    }

    [[nodiscard]] std::string read() override
    {
        if (file_.empty()) return {};
        auto text = read_file(file_.string(), 512u << 20);
        return text ? *std::move(text) : std::string();
    }

    /// Under another name first: whoever reads meanwhile sees the old image or the new one.
    void write(std::string_view text) override
    {
        if (file_.empty()) return;
        std::error_code bad;
        fs::create_directories(file_.parent_path(), bad);
        const fs::path draft = file_.string() + "." + std::to_string(::getpid());
        std::ofstream out(draft, std::ios::binary);
        out << text;
        out.close();
        if (out) fs::rename(draft, file_, bad);
        if (!out || bad) fs::remove(draft, bad);
    }

private:
    fs::path file_;
};

/// A game is played from ink; what an import leaves out is for its author to see first.
content::Loaded foreign(const std::string& story)
{
    content::Loaded loaded;
    loaded.diagnostics.push_back({Severity::error,
                                  "cli.foreign_story",
                                  "this is a story of Twine or Yarn Spinner: `goldbox ink import` makes ink of it",
                                  {story, 0, 0}});
    return loaded;
}

PackChoice found(const PackChoice& choice)
{
    std::error_code bad;
    const std::string shipped = shipped_packs();
    const bool is_name = !choice.path.empty() && choice.path.find('/') == std::string::npos;
    if (!is_name || shipped.empty() || fs::exists(choice.path, bad)) return choice;
    PackChoice one = choice;
    if (const fs::path pack = fs::path(shipped) / choice.path; fs::is_directory(pack, bad)) one.path = pack.string();
    return one;
}

} // namespace

content::PathOptions PackChoice::options() const
{
    content::PathOptions options{.with = with, .folders = folders};
    if (std::string shipped = shipped_packs(); !shipped.empty()) options.folders.push_back(std::move(shipped));
#ifdef GOLDBOX_ZIP
    options.archive = [](const std::string& archive) { return zip::open_zip(archive); };
#endif
    return options;
}

Result<std::shared_ptr<const FileSource>> open_files(const PackChoice& given)
{
    const PackChoice choice = found(given);
    if (is_folder(choice.path)) return std::make_shared<const FolderFiles>(choice.path);
    if (!choice.path.ends_with(".zip")) {
        return fail(Code::not_found, "content.no_such_pack", "there is no folder and no pack of this name",
                    {.file = choice.path});
    }
    const content::PathOptions options = choice.options();
    if (options.archive) return options.archive(choice.path);
    return fail(Code::unsupported, "content.no_archives", "this program was built without archives",
                {.file = choice.path});
}

content::Loaded load(const PackChoice& given)
{
    const PackChoice choice = found(given);
    if (is_foreign(choice.path)) return foreign(choice.path);
    return content::load_path(choice.path, choice.options());
}

Result<PackWithRules> load_with_rules(Context& context, const PackChoice& choice)
{
    const content::Loaded loaded = load(choice);
    print(context, loaded.diagnostics);
    if (!loaded.pack) return unexpected(as_error(choice.path, loaded.diagnostics));
    rules::LoadedRules compiled = rules::load_rules(*loaded.pack, loaded.origins.get());
    print(context, compiled.diagnostics);
    if (has_errors(compiled.diagnostics)) return unexpected(as_error(choice.path, compiled.diagnostics));
    if (compiled.rules) return PackWithRules{loaded.pack, std::move(compiled.rules)};
    return fail(Code::not_found, "rules.no_ruleset", "this pack has no ruleset, nor has any that it stands on");
}

content::Loaded load_cached(const PackChoice& given)
{
    const PackChoice choice = found(given);
    if (is_foreign(choice.path)) return foreign(choice.path);
    FileCache cache(choice);
    content::PathOptions options = choice.options();
    options.cache = &cache;
    return content::load_path(choice.path, options);
}

} // namespace goldbox::cli
