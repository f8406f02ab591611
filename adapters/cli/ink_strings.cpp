// SPDX-License-Identifier: MIT
// `goldbox ink strings`: a story's texts for translators, and back.
#include "ink_strings.hpp"

#include "commands.hpp"
#include "file_output.hpp"
#include "ink_files.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/content/pack.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/narrative/compiler.hpp>

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <set>
#include <tuple>

namespace goldbox::cli {
namespace {

namespace fs = std::filesystem;
using narrative::Catalogue;

/// The stories that a person named, with where their texts stand.
struct Source {
    std::vector<std::shared_ptr<const narrative::Texts>> texts;
    Catalogue catalogue; ///< of all of them
};

void append(Catalogue& to, Catalogue from)
{
    std::set<std::pair<std::string, std::string>> known;
    for (const narrative::Entry& entry : to.entries) known.emplace(entry.context, entry.source);
    for (narrative::Entry& entry : from.entries) {
        if (known.emplace(entry.context, entry.source).second) to.entries.push_back(std::move(entry));
    }
}

Result<void> add_story(Context& context, const FileSource& files, const std::string& name, Source& source)
{
    std::shared_ptr<const narrative::Story> story;
    if (name.ends_with(".json")) {
        GOLDBOX_TRY(const std::string text, files.read(name));
        GOLDBOX_TRY(story, narrative::Story::load(text, {.file = name}));
    } else {
        narrative::Compilation compilation = narrative::compile(files, name, {.source_lines = true});
        if (!compilation.tree) return unexpected(refuse(context, name, compilation.diagnostics));
        const json::Value& lines = compilation.source_lines.root;
        GOLDBOX_TRY(story, narrative::Story::load(compilation.tree->root, {.file = name, .source_lines = &lines}));
    }
    source.texts.push_back(narrative::Texts::of(std::move(story)));
    Catalogue found = source.texts.back()->extract();
    narrative::add_notes(found, files);
    append(source.catalogue, std::move(found));
    return {};
}

Result<Source> read_source(Context& context, const std::string& path)
{
    Source source;
    if (is_folder(path)) {
        const content::Loaded loaded = content::load_path(path);
        if (!loaded.pack) return unexpected(refuse(context, path, loaded.diagnostics));
        const FolderFiles files(path);
        const content::Manifest& manifest = loaded.pack->manifest();
        GOLDBOX_CHECK(add_story(context, files, manifest.story, source));
        for (const auto& [name, file] : manifest.stories) GOLDBOX_CHECK(add_story(context, files, file, source));
        return source;
    }
    GOLDBOX_CHECK(read_file(path)); // a file that is missing or unreadable is no mistake of the story
    GOLDBOX_CHECK(add_story(context, FolderFiles(folder_of(path)), fs::path(path).filename().string(), source));
    return source;
}

bool is_csv(const std::string& file)
{
    return file.ends_with(".csv");
}

/// `de`, `pt_BR` out of a file's name; nothing for `messages.pot`.
std::string language_of(const std::string& file)
{
    const fs::path path(file);
    std::string name = path.stem().string();
    const std::size_t letters = name.find_first_of("_-@");
    const std::string_view base = std::string_view(name).substr(0, letters);
    const bool sound = (base.size() == 2 || base.size() == 3) && path.extension() != ".pot" &&
                       std::ranges::all_of(base, [](char c) { return c >= 'a' && c <= 'z'; });
    return sound ? name : std::string();
}

struct Read {
    bool exists = false;
    narrative::CatalogueFile file;
};

Result<Read> read_if_there(const std::string& name)
{
    std::error_code ignored;
    if (!fs::exists(name, ignored)) return Read{};
    GOLDBOX_TRY(const std::string text, read_file(name, narrative::largest_catalogue));
    return Read{true, narrative::read_catalogue(text, name)};
}

/// A name that says nothing would make a .po of what was meant as something else.
Result<void> must_be_catalogue(const std::string& name)
{
    const std::string end = fs::path(name).extension().string();
    if (name == "-" || end == ".po" || end == ".pot" || end == ".csv") return {};
    return fail(Code::usage, "cli.usage", "\"" + printable(name) + "\" names no catalogue: .po, .pot or .csv");
}

/// Reads a catalogue to carry translations over from: one with mistakes would lose what could not be read.
Result<Catalogue> read_whole(Context& context, const std::string& name)
{
    GOLDBOX_TRY(const std::string text, read_file(name, narrative::largest_catalogue));
    narrative::CatalogueFile read = narrative::read_catalogue(text, name);
    if (!has_errors(read.diagnostics)) return std::move(read.catalogue);
    return unexpected(refuse(context, name, read.diagnostics));
}

std::size_t words_in(const Catalogue& catalogue)
{
    std::size_t words = 0;
    for (const narrative::Entry& entry : catalogue.entries) {
        bool blank = true;
        for (const char c : entry.source) {
            if (blank && c != ' ') ++words;
            blank = c == ' ';
        }
    }
    return words;
}

void report(Context& context, const std::string& name, const Catalogue& catalogue)
{
    const narrative::Progress counts = narrative::progress(catalogue);
    if (!context.json()) {
        context.err.line(fmt::format("{}: {} translated, {} fuzzy, {} missing, {} obsolete", name, counts.translated,
                                     counts.fuzzy, counts.missing, counts.obsolete));
        return;
    }
    std::string text;
    json::Writer(text)
        .begin_object()
        .member("file", name)
        .member("language", catalogue.language)
        .member("translated", static_cast<std::uint64_t>(counts.translated))
        .member("fuzzy", static_cast<std::uint64_t>(counts.fuzzy))
        .member("missing", static_cast<std::uint64_t>(counts.missing))
        .member("obsolete", static_cast<std::uint64_t>(counts.obsolete))
        .end_object();
    context.out.line(text);
}

Result<void> write_catalogue(Context& context, const std::string& name, const Catalogue& catalogue)
{
    GOLDBOX_TRY(FileOutput file, FileOutput::create(context, name));
    GOLDBOX_CHECK(file.write(is_csv(name) ? narrative::write_csv(catalogue) : narrative::write_po(catalogue)));
    GOLDBOX_CHECK(file.finish());
    if (file.named()) report(context, name, catalogue);
    return {};
}

/// Texts of a catalogue that no story has, so that nothing will ever show them.
std::vector<Diagnostic> strangers(const Catalogue& catalogue, const Catalogue& source)
{
    std::set<std::string_view> known;
    for (const narrative::Entry& entry : source.entries) known.insert(entry.source);
    std::vector<Diagnostic> diagnostics;
    for (const narrative::Entry& entry : catalogue.entries) {
        if (entry.obsolete || known.contains(entry.source)) continue;
        diagnostics.push_back({Severity::warning, "strings.unknown_text",
                               "the story has no such text any more; `goldbox ink strings --merge` brings the file up "
                               "to date: \"" +
                                   printable(entry.source.substr(0, 60)) + "\"",
                               entry.where});
    }
    return diagnostics;
}

Result<Exit> check_file(Context& context, const Source& source, const std::string& name)
{
    GOLDBOX_TRY(const std::string text, read_file(name, narrative::largest_catalogue));
    narrative::CatalogueFile read = narrative::read_catalogue(text, name);
    std::vector<Diagnostic>& diagnostics = read.diagnostics;
    std::ranges::move(narrative::check(read.catalogue), std::back_inserter(diagnostics));
    std::ranges::move(strangers(read.catalogue, source.catalogue), std::back_inserter(diagnostics));
    for (Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.where.file.empty()) diagnostic.where.file = name;
    }
    std::ranges::sort(diagnostics, {},
                      [](const Diagnostic& one) { return std::tie(one.where.line, one.code, one.message); });
    if (context.json())
        context.out.line(diagnostics_json(diagnostics));
    else
        report(context, name, narrative::merge(source.catalogue, read.catalogue));
    print(context, diagnostics);
    return has_errors(diagnostics) ? Exit::refused : Exit::done;
}

Result<Exit> extract(Context& context, Source source, const StringsCommand& options)
{
    const bool in_place = options.extract.empty();
    const std::string& name = in_place ? options.merge : options.extract;
    Catalogue catalogue = std::move(source.catalogue);
    catalogue.language = options.language.empty() ? language_of(name) : options.language;
    catalogue.plural_forms = narrative::known_plural_forms(catalogue.language);
    if (!options.merge.empty()) {
        GOLDBOX_TRY(const Catalogue old, read_whole(context, options.merge));
        if (options.language.empty()) catalogue.language.clear(); // that of the old file
        catalogue = narrative::merge(catalogue, old);
        if (catalogue.language.empty()) catalogue.language = language_of(name);
    } else if (name != "-") {
        GOLDBOX_TRY(const Read there, read_if_there(name));
        const narrative::Progress counts = narrative::progress(there.file.catalogue);
        if (there.exists && (counts.translated + counts.fuzzy + counts.obsolete > 0 || !there.file.diagnostics.empty()))
            return fail(Code::refused, "cli.would_lose",
                        name + " is there and holds translations; `--merge " + name + "` brings it up to date");
    }
    GOLDBOX_CHECK(write_catalogue(context, name, catalogue));
    return Exit::done;
}

} // namespace

Result<Exit> ink_strings(Context& context, const StringsCommand& options)
{
    GOLDBOX_TRY(Source source, read_source(context, options.story));
    if (!options.extract.empty()) GOLDBOX_CHECK(must_be_catalogue(options.extract));
    if (!options.check.empty()) return check_file(context, source, options.check);
    if (!options.extract.empty() || !options.merge.empty()) return extract(context, std::move(source), options);
    const std::size_t texts = source.catalogue.entries.size(), words = words_in(source.catalogue);
    context.out.line(context.json() ? fmt::format(R"({{"texts":{},"words":{}}})", texts, words)
                                    : fmt::format("{}: {} text{}, {} word{}", options.story, texts,
                                                  texts == 1 ? "" : "s", words, words == 1 ? "" : "s"));
    return Exit::done;
}

Result<std::shared_ptr<const narrative::Translation>>
load_translation(Context& context, std::shared_ptr<const narrative::Story> story, const std::string& story_file,
                 const std::string& language, const std::string& strings)
{
    std::vector<std::string> candidates;
    if (!strings.empty()) {
        candidates.push_back(strings);
    } else {
        const fs::path folder = folder_of(story_file);
        for (const fs::path& lang : {folder / "lang", folder / ".." / "lang"}) {
            for (const char* end : {".po", ".csv"}) candidates.push_back((lang / (language + end)).string());
        }
    }
    for (const std::string& file : candidates) {
        std::error_code ignored;
        if (strings.empty() && !fs::exists(file, ignored)) continue;
        GOLDBOX_TRY(const std::string text, read_file(file, narrative::largest_catalogue));
        narrative::CatalogueFile read = narrative::read_catalogue(text, file);
        if (read.catalogue.language.empty()) read.catalogue.language = language;
        auto bound = narrative::Translation::bind(narrative::Texts::of(std::move(story)), read.catalogue);
        print(context, read.diagnostics);
        print(context, bound.diagnostics);
        return std::move(bound.translation);
    }
    return fail(Code::not_found, "cli.no_language",
                "there is no lang/" + printable(language) +
                    ".po or .csv beside the story; name one with --strings FILE");
}

} // namespace goldbox::cli
