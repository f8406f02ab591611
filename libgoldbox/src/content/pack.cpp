// SPDX-License-Identifier: MIT
#include <goldbox/content/pack.hpp>

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/fields.hpp>
#include <goldbox/narrative/compiler.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

template <>
struct goldbox::json::Fields<goldbox::content::Manifest> {
    using M = goldbox::content::Manifest;
    static constexpr std::string_view name = "pack";
    static constexpr std::string_view doc = "What a pack is and where it begins.";
    static constexpr auto table = std::make_tuple(
        field("id", &M::id, {.doc = "namespace of its entries: a-z, 0-9 and _", .min = 1, .max = 64, .required = true}),
        field("version", &M::version, {.doc = "MAJOR.MINOR.PATCH", .min = 1, .max = 32, .required = true}),
        field("title", &M::title, {.doc = "what people call it", .max = 200}),
        field("description", &M::description, {.doc = "one line", .max = 1000}),
        field("authors", &M::authors, {.doc = "who wrote it", .max = 100}),
        field("licence", &M::licence, {.doc = "SPDX identifier", .max = 100, .required = true}),
        field("attribution", &M::attribution, {.doc = "what its licence asks to be said", .max = 10'000}),
        field("needs", &M::needs, {.doc = "ids of the packs it stands on", .max = 100}),
        field("story", &M::story, {.doc = "file of the story it begins with", .max = 200}),
        field("stories", &M::stories, {.doc = "further stories: name to file"}));
};

namespace goldbox::content {
namespace {

constexpr std::string_view manifest_file = "pack.json";
constexpr std::string_view image_head = "goldbox-pack 1\n";
constexpr std::size_t most_image_bytes = 256u << 20;

/// What belongs to a pack besides pack.json; other files of a folder (drafts, scripts, a README) do not.
constexpr std::array<std::string_view, 9> folders = {"rules/",  "creatures/", "spells/", "items/", "encounters/",
                                                     "tables/", "maps/",      "story/",  "lang/"};

using Files = std::map<std::string, std::string, std::less<>>;

bool belongs(std::string_view name)
{
    return name == manifest_file || std::ranges::any_of(folders, [&](auto folder) { return name.starts_with(folder); });
}

/// Reads through to other files and keeps what was read. The engine's own goldbox.ink counts as read where a story
/// includes it: a pack is all that compiling it needs, so that a later engine with another one changes no old game.
class RecordingFiles final : public FileSource {
public:
    explicit RecordingFiles(const FileSource& inner) : inner_(inner) {}

    Result<std::string> read(std::string_view name) const override
    {
        auto content = inner_.read(name);
        const bool own = name == "goldbox.ink" || name.ends_with("/goldbox.ink");
        if (!content && content.error().code == Code::not_found && own) content = narrative::goldbox_ink();
        if (content) seen_.insert_or_assign(std::string(name), *content);
        return content;
    }
    Result<std::vector<std::string>> list() const override { return inner_.list(); }
    [[nodiscard]] const Files& seen() const { return seen_; }

private:
    const FileSource& inner_;
    mutable Files seen_;
};

std::string write_image(const Files& files)
{
    std::string image(image_head);
    for (const auto& [name, content] : files) {
        image += name + "\n" + std::to_string(content.size()) + "\n" + content + "\n";
    }
    return image;
}

std::optional<Files> read_image(std::string_view image)
{
    if (!image.starts_with(image_head)) return std::nullopt;
    image.remove_prefix(image_head.size());
    auto take_line = [&]() -> std::optional<std::string_view> {
        const std::size_t end = image.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        std::string_view line = image.substr(0, end);
        image.remove_prefix(end + 1);
        return line;
    };
    Files files;
    while (!image.empty()) {
        auto name = take_line();
        auto digits = take_line();
        if (!name || !digits || !is_inner_path(*name)) return std::nullopt;
        std::size_t size = 0;
        auto [end, bad] = std::from_chars(digits->data(), digits->data() + digits->size(), size);
        if (bad != std::errc() || end != digits->data() + digits->size()) return std::nullopt;
        if (size >= image.size() || image[size] != '\n') return std::nullopt;
        if (!files.emplace(*name, image.substr(0, size)).second) return std::nullopt;
        image.remove_prefix(size + 1);
    }
    return files;
}

bool is_pack_id(std::string_view id)
{
    return !id.empty() &&
           std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::string id_of_file(std::string_view file)
{
    std::string_view name = file.substr(file.rfind('/') + 1);
    name = name.substr(0, name.find('.'));
    std::string id;
    for (char c : name) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        id += is_pack_id(std::string_view(&lower, 1)) ? lower : '_';
    }
    return id.empty() ? "story" : id.substr(0, 64);
}

} // namespace

/// Collects a pack from its files, and everything that is wrong with them.
struct Loader {
    std::string prefix; ///< goes before file names in messages
    std::vector<Diagnostic> diagnostics{};
    std::shared_ptr<Pack> pack{new Pack};

    void wrong(std::string code, std::string message, std::string_view file = manifest_file)
    {
        diagnostics.push_back(
            {Severity::error, std::move(code), std::move(message), {prefix + std::string(file), 0, 0}});
    }

    void wrong(const Error& error, std::string_view file)
    {
        Where where = error.where;
        if (where.file.empty()) where.file = file;
        where.file = prefix + where.file;
        diagnostics.push_back({Severity::error, error.reason, error.message, std::move(where)});
    }

    void load_manifest(const FileSource& files)
    {
        auto text = files.read(manifest_file);
        if (!text) {
            wrong("content.no_manifest", "this pack has no pack.json: " + text.error().message);
            return;
        }
        auto manifest = json::from_json<Manifest>(*text, diagnostics,
                                                  {.file = prefix + std::string(manifest_file), .comments = true});
        if (!manifest) return;
        if (!is_pack_id(manifest->id)) {
            wrong("content.bad_id", "the id \"" + printable(manifest->id) + "\" may hold only a-z, 0-9 and _");
        }
        for (const std::string& need : manifest->needs) {
            wrong("content.missing_pack", "this pack needs the pack \"" + printable(need) + "\", which is not loaded");
        }
        if (manifest->story.empty()) {
            wrong("content.no_story", "\"story\" is missing: the file of the story that the pack begins with");
        }
        pack->manifest_ = *std::move(manifest);
    }

    void load_stories(const FileSource& files)
    {
        if (!pack->manifest_.story.empty()) load_story("", pack->manifest_.story, files);
        for (const auto& [name, file] : pack->manifest_.stories) {
            if (name.empty())
                wrong("content.bad_id", "a story in \"stories\" has no name");
            else
                load_story(name, file, files);
        }
    }

    void load_story(const std::string& name, const std::string& file, const FileSource& files)
    {
        auto story = file.ends_with(".json") ? load_compiled(file, files) : compile(file, files);
        if (story) pack->stories_[name] = std::move(story);
    }

    std::shared_ptr<const narrative::Story> load_compiled(const std::string& file, const FileSource& files)
    {
        auto text = files.read(file);
        if (!text) return wrong(text.error(), file), nullptr;
        auto story = narrative::Story::load(*text, {.file = file});
        if (!story) return wrong(story.error(), file), nullptr;
        return *story;
    }

    std::shared_ptr<const narrative::Story> compile(const std::string& file, const FileSource& files)
    {
        narrative::Compilation compiled = narrative::compile(files, file);
        for (Diagnostic& diagnostic : compiled.diagnostics) {
            diagnostic.where.file = prefix + diagnostic.where.file;
            diagnostics.push_back(std::move(diagnostic));
        }
        if (!compiled.tree) return nullptr;
        auto story = narrative::Story::load(compiled.tree->root, {.file = file});
        if (!story) return wrong(story.error(), file), nullptr;
        return *story;
    }

    /// Mistakes of a translator are warnings: what they concern is shown in the story's own language.
    void load_languages(const Files& files)
    {
        constexpr std::string_view folder = "lang/";
        for (auto file = files.lower_bound(folder); file != files.end() && file->first.starts_with(folder); ++file) {
            const std::string_view name = std::string_view(file->first).substr(folder.size());
            if (name.ends_with(".po") || name.ends_with(".csv")) load_language(file->first, file->second);
        }
    }

    void load_language(const std::string& file, const std::string& text)
    {
        const std::size_t slash = file.rfind('/'), dot = file.rfind('.');
        const std::string language = file.substr(slash + 1, dot - slash - 1);
        narrative::CatalogueFile read = narrative::read_catalogue(text, file);
        read.catalogue.language = language;
        add_warnings(std::move(read.diagnostics));
        add_warnings(narrative::check(read.catalogue));
        for (const auto& [name, story] : pack->stories_) {
            auto& texts = pack->texts_[name];
            if (!texts) texts = narrative::Texts::of(story);
            pack->languages_[language][name] = narrative::Translation::bind(texts, read.catalogue).translation;
        }
    }

    void add_warnings(std::vector<Diagnostic> found)
    {
        for (Diagnostic& diagnostic : found) {
            diagnostic.severity = Severity::warning;
            diagnostic.where.file = prefix + diagnostic.where.file;
            diagnostics.push_back(std::move(diagnostic));
        }
    }

    Loaded finish(const Files& files)
    {
        if (has_errors(diagnostics)) return {nullptr, std::move(diagnostics)};
        pack->image_ = write_image(files);
        pack->hash_ = sha256(pack->image_);
        return {std::move(pack), std::move(diagnostics)};
    }

    /// A pack of one story: what compiling it read, and a manifest made up for it.
    Loaded load_file(const FileSource& source, std::string_view file)
    {
        const RecordingFiles recorded(source);
        Manifest& manifest = pack->manifest_;
        manifest.id = id_of_file(file);
        manifest.version = "0.0.0";
        manifest.title = manifest.id;
        manifest.licence = "NOASSERTION";
        manifest.story = std::string(file);
        load_stories(recorded);
        Files files = recorded.seen();
        files[std::string(manifest_file)] = json::to_json(manifest);
        return finish(files);
    }

    Loaded load(Files files)
    {
        const MemoryFiles source(files);
        const RecordingFiles recorded(source);
        load_manifest(recorded);
        load_stories(recorded);
        load_languages(files);
        files.insert(recorded.seen().begin(), recorded.seen().end());
        return finish(files);
    }
};

Result<std::shared_ptr<const narrative::Story>> Pack::story(std::string_view name) const
{
    if (auto found = stories_.find(name); found != stories_.end()) return found->second;
    std::string message = "the pack \"" + manifest_.id + "\" has no story \"" + printable(name.substr(0, 80)) + "\"";
    std::vector<std::string_view> names;
    for (const auto& [each, story] : stories_) names.push_back(each);
    if (std::string_view near = nearest(name, names); !near.empty()) {
        message += " (did you mean \"" + std::string(near) + "\"?)";
    }
    return fail(Code::not_found, "content.no_such_story", std::move(message));
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
        std::string message = "the pack \"" + manifest_.id + "\" is not translated into \"" +
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

Loaded load_pack(const FileSource& source, std::string_view name)
{
    Loader loader{.prefix = name.empty() ? "" : std::string(name) + "/"};
    auto names = source.list();
    if (!names) {
        loader.wrong(names.error(), manifest_file);
        return loader.finish({});
    }
    Files files;
    std::size_t bytes = 0;
    for (const std::string& file : *names) {
        if (!belongs(file)) continue;
        auto content = source.read(file);
        if (!content) {
            loader.wrong(content.error(), file);
            continue;
        }
        bytes += content->size();
        if (bytes > most_image_bytes) {
            loader.wrong("content.too_large", "the files of this pack hold more than 256 MiB", file);
            return loader.finish({});
        }
        files.emplace(file, *std::move(content));
    }
    return loader.load(std::move(files));
}

Loaded load_story(const FileSource& source, std::string_view file)
{
    return Loader().load_file(source, file);
}

Loaded load_image(std::string_view image)
{
    Loader loader;
    auto files = read_image(image);
    if (!files) {
        loader.wrong("content.bad_image", "this is not a pack image, or it is damaged", "");
        return loader.finish({});
    }
    return loader.load(*std::move(files));
}

Loaded load_path(const std::string& path)
{
    if (is_folder(path)) return load_pack(FolderFiles(path), path);
    const std::size_t name = path.rfind('/') + 1; // 0 where there is no slash
    const std::string folder = path.substr(0, name);
    Loaded loaded = load_story(FolderFiles(folder.empty() ? "." : folder), path.substr(name));
    for (Diagnostic& diagnostic : loaded.diagnostics) diagnostic.where.file = folder + diagnostic.where.file;
    return loaded;
}

} // namespace goldbox::content
