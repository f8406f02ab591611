// SPDX-License-Identifier: MIT
// Two roads, one end: files of packs are assembled into an image, and an image becomes a Pack. A pack is therefore the
// same whether it was loaded from files or from a store.
#include <goldbox/content/pack.hpp>

#include "content/assemble.hpp"
#include "content/image.hpp"
#include "content/manifest.hpp"
#include "content/remarks.hpp"
#include "content/sources.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/content/encounters.hpp>
#include <goldbox/json/fields.hpp>

#include <algorithm>
#include <utility>

namespace goldbox::content {
namespace {

/// The name of a story in the stack: those of the pack that is played have no namespace.
std::string story_name(const Manifest& pack, bool is_main, std::string_view name)
{
    return is_main ? std::string(name) : pack.id + ':' + std::string(name);
}

bool is_language_of(std::string_view file, std::string_view pack)
{
    return file.starts_with(pack) && file.substr(pack.size()).starts_with("/lang/");
}

} // namespace

/// Makes a Pack of an image. What an image holds was checked when it was made; damage is found all the same.
class ImageLoader {
public:
    std::vector<Diagnostic> diagnostics;

    std::shared_ptr<const Pack> load(std::string image)
    {
        const Hash hash = sha256(image);
        return load(std::move(image), hash);
    }

    std::shared_ptr<const Pack> load(std::string image, const Hash& hash)
    {
        pack_->image_ = std::move(image);
        pack_->hash_ = hash;
        auto read = read_image(pack_->image_);
        if (!read) return wrong(read.error()), nullptr;
        files_ = std::move(read->files);
        if (read->format == 1 && !assemble_first_format()) return nullptr;
        if (auto loaded = load_parts(); !loaded) return wrong(loaded.error()), nullptr;
        return std::move(pack_);
    }

private:
    void wrong(const Error& error)
    {
        diagnostics.push_back({Severity::error, error.reason, error.message, error.where});
    }

    static tl::unexpected<Error> damaged(const std::string& what)
    {
        return fail(Code::corrupt, "content.bad_image", "this pack image is damaged: " + what);
    }

    /// The files of one pack as they lay in its folder become the files of an image of today. The pack keeps the image
    /// and the hash that it has in old logs.
    bool assemble_first_format()
    {
        Remarks remarks;
        const auto files = std::make_shared<MemoryFiles>(std::move(files_));
        const PackStack stack = read_stack({{files, {}}}, nullptr, remarks);
        const Assembled assembled = assemble(stack, remarks);
        diagnostics = remarks.finish();
        if (!has_errors(diagnostics)) files_ = read_image(assembled.image)->files;
        return !has_errors(diagnostics);
    }

    Result<void> load_parts()
    {
        GOLDBOX_CHECK(load_packs());
        GOLDBOX_CHECK(load_entries());
        for (const Manifest& each : pack_->packs_) {
            const bool is_main = &each == &pack_->manifest();
            for (const auto& [name, file] : stories_of(each)) GOLDBOX_CHECK(load_story(each, is_main, name, file));
        }
        load_languages();
        return load_maps();
    }

    Result<void> load_packs()
    {
        const auto text = files_.find(packs_file);
        if (text == files_.end()) return damaged("it does not say which packs it holds");
        GOLDBOX_TRY(Stack stack, json::from_json<Stack>(text->second, {.file = std::string(packs_file)}));
        const auto main = std::ranges::find(stack.packs, stack.main, &Manifest::id);
        if (main == stack.packs.end()) return damaged("its pack is not among its packs");
        pack_->main_ = static_cast<std::size_t>(main - stack.packs.begin());
        pack_->packs_ = std::move(stack.packs);
        return {};
    }

    Result<void> load_entries()
    {
        const auto text = files_.find(entries_file);
        if (text == files_.end()) return damaged("it has no entries");
        GOLDBOX_TRY(auto document,
                    json::read(text->second, {.file = std::string(entries_file), .max_bytes = most_image_bytes}));
        if (!document.root.is(json::Kind::object)) return damaged("its entries are no object");
        const auto is_object = [](const json::Member& kind) { return kind.value.is(json::Kind::object); };
        if (!std::ranges::all_of(document.root.object(), is_object)) return damaged("its entries are no objects");
        const auto by_id = [](const json::Member& kind) {
            const auto entries = kind.value.object();
            return std::ranges::adjacent_find(entries, std::ranges::greater_equal(), &json::Member::name) ==
                   entries.end();
        };
        if (!std::ranges::all_of(document.root.object(), by_id)) return damaged("its entries are not in order");
        pack_->entries_ = std::move(document);
        return {};
    }

    Result<void> load_story(const Manifest& pack, bool is_main, const std::string& name, const std::string& file)
    {
        const std::string where = pack.id + '/' + compiled_name(file);
        const auto text = files_.find(where);
        if (text == files_.end()) return damaged("the story " + printable(where) + " is missing");
        GOLDBOX_TRY(pack_->stories_[story_name(pack, is_main, name)],
                    narrative::Story::load(text->second, {.file = where}));
        return {};
    }

    Result<void> load_maps()
    {
        MemoryFiles drawn;
        for (const auto& [name, content] : files_) {
            if (is_map(name) || name.ends_with(".tsj")) drawn.add(name, content);
        }
        for (const auto& [name, content] : files_) {
            if (!is_map(name)) continue;
            ReadMap read = read_map(drawn, name);
            if (!read.map) return damaged(to_string(read.diagnostics.front()));
            pack_->maps_.emplace(name, *std::move(read.map));
        }
        return {};
    }

    /// Mistakes of a translator are warnings: what they concern is shown in the story's own language.
    void load_languages()
    {
        for (const Manifest& pack : pack_->packs_) {
            for (auto file = files_.lower_bound(pack.id + '/');
                 file != files_.end() && file->first.starts_with(pack.id + '/'); ++file) {
                if (is_language_of(file->first, pack.id)) load_language(pack, file->first, file->second);
            }
        }
    }

    void load_language(const Manifest& pack, const std::string& file, const std::string& text)
    {
        const std::size_t slash = file.rfind('/'), dot = file.rfind('.');
        const std::string language = file.substr(slash + 1, dot - slash - 1);
        narrative::CatalogueFile read = narrative::read_catalogue(text, file);
        read.catalogue.language = language;
        const bool is_main = &pack == &pack_->manifest();
        for (const auto& [name, unused] : stories_of(pack)) {
            const std::string full = story_name(pack, is_main, name);
            auto& texts = pack_->texts_[full];
            if (!texts) texts = narrative::Texts::of(pack_->stories_.at(full));
            pack_->languages_[language][full] = narrative::Translation::bind(texts, read.catalogue).translation;
        }
    }

    std::shared_ptr<Pack> pack_{new Pack};
    Files files_;
};

namespace {

Loaded finish(Assembled assembled, Remarks& remarks)
{
    Loaded loaded{.conflicts = std::move(assembled.conflicts), .origins = std::move(assembled.origins)};
    loaded.diagnostics = remarks.finish();
    if (has_errors(loaded.diagnostics)) return loaded;
    ImageLoader loader;
    loaded.pack = loader.load(std::move(assembled.image));
    std::ranges::move(loader.diagnostics, std::back_inserter(loaded.diagnostics));
    if (!loaded.pack) return loaded;
    std::ranges::move(check_encounters(*loaded.pack, loaded.origins.get()), std::back_inserter(loaded.diagnostics));
    std::ranges::move(check_maps(*loaded.pack, assembled.map_places), std::back_inserter(loaded.diagnostics));
    if (has_errors(loaded.diagnostics)) loaded.pack = nullptr;
    return loaded;
}

Loaded load_stack(const PackStack& stack, Remarks& remarks, ImageCache* cache)
{
    if (cache && !remarks.any_errors()) {
        const std::string kept = cache->read();
        if (const auto cached = from_cache(kept, stack.sources)) {
            ImageLoader loader;
            Loaded loaded{.pack = loader.load(std::string(cached->image), cached->hash), .from_cache = true};
            if (loaded.pack) return loaded;
        }
    }
    Loaded loaded = finish(assemble(stack, remarks), remarks);
    if (cache && loaded.pack) cache->write(to_cache(stack.sources, loaded.pack->hash(), loaded.pack->image()));
    return loaded;
}

std::string id_of_file(std::string_view file)
{
    std::string_view name = file.substr(file.rfind('/') + 1);
    name = name.substr(0, name.find('.'));
    std::string id;
    for (char c : name) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        const bool fits = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
        id += fits ? lower : '_';
    }
    return id.empty() ? "story" : id.substr(0, 64);
}

/// A file source that somebody else owns.
std::shared_ptr<const FileSource> borrowed(const FileSource& files)
{
    return {std::shared_ptr<const FileSource>(), &files};
}

} // namespace

const json::Value* Pack::entry(std::string_view kind, std::string_view id) const
{
    const std::span<const json::Member> all = entries(kind);
    const auto found = std::ranges::lower_bound(all, id, {}, &json::Member::name);
    return found != all.end() && found->name == id ? &found->value : nullptr;
}

std::span<const json::Member> Pack::entries(std::string_view kind) const
{
    const json::Value* found = entries_.root.find(kind);
    return found ? found->object() : std::span<const json::Member>();
}

const Map* Pack::map(std::string_view file) const
{
    const auto found = maps_.find(file);
    return found == maps_.end() ? nullptr : &found->second;
}

std::vector<std::string> Pack::map_files() const
{
    std::vector<std::string> names;
    for (const auto& [name, content] : maps_) names.push_back(name);
    return names;
}

Result<std::shared_ptr<const narrative::Story>> Pack::story(std::string_view name) const
{
    if (auto found = stories_.find(name); found != stories_.end()) return found->second;
    std::vector<std::string_view> names;
    for (const auto& [each, story] : stories_) names.push_back(each);
    return fail(Code::not_found, "content.no_such_story",
                "the pack \"" + manifest().id + "\" has no story " + quoted(name) + did_you_mean(name, names));
}

std::vector<std::string> Pack::languages() const
{
    std::vector<std::string> names;
    for (const auto& [language, stories] : languages_) names.push_back(language);
    return names;
}

Result<std::shared_ptr<const narrative::Translation>> Pack::translation(std::string_view language,
                                                                        std::string_view name) const
{
    const auto found = languages_.find(language);
    if (found == languages_.end()) {
        std::string message = "the pack \"" + manifest().id + "\" is not translated into \"" +
                              printable(language.substr(0, 40)) + "\"; its languages: ";
        for (const auto& [each, stories] : languages_) message += (message.ends_with(": ") ? "" : ", ") + each;
        if (languages_.empty()) message += "none";
        return fail(Code::not_found, "content.no_such_language", std::move(message));
    }
    const auto bound = found->second.find(name);
    if (bound != found->second.end()) return bound->second;
    return fail(Code::not_found, "content.no_such_story", "the pack has no story \"" + printable(name) + "\"");
}

const narrative::Texts* Pack::texts(std::string_view name) const
{
    const auto found = texts_.find(name);
    return found == texts_.end() ? nullptr : found->second.get();
}

std::vector<std::string> Pack::story_names() const
{
    std::vector<std::string> names;
    for (const auto& [name, story] : stories_) names.push_back(name);
    return names;
}

Loaded load_packs(const std::vector<PackSource>& packs, const LoadOptions& options)
{
    GOLDBOX_ASSERT(!packs.empty(), "a stack has at least the pack that is played");
    Remarks remarks;
    const PackStack stack = read_stack(packs, options.find, remarks);
    return load_stack(stack, remarks, options.cache);
}

Loaded load_pack(const FileSource& files, std::string_view name, const LoadOptions& options)
{
    return load_packs({{borrowed(files), std::string(name)}}, options);
}

Loaded load_story(const FileSource& files, std::string_view file)
{
    Manifest manifest;
    manifest.id = id_of_file(file);
    manifest.version = "0.0.0";
    manifest.title = manifest.id;
    manifest.licence = "NOASSERTION";
    manifest.story = std::string(file);
    Remarks remarks;
    return finish(assemble_story(manifest, files, remarks), remarks);
}

Loaded load_image(std::string_view image)
{
    ImageLoader loader;
    Loaded loaded;
    loaded.pack = loader.load(std::string(image));
    loaded.diagnostics = std::move(loader.diagnostics);
    return loaded;
}

} // namespace goldbox::content
