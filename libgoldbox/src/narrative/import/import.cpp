// SPDX-License-Identifier: MIT
#include <goldbox/narrative/import.hpp>

#include "narrative/import/ink_writer.hpp"
#include "narrative/import/sugarcube.hpp"
#include "narrative/import/yarn.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/narrative/compiler.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

namespace goldbox::narrative {

using namespace importing;

namespace {

struct Ending {
    std::string_view text;
    Notation notation;
};
constexpr auto endings = std::to_array<Ending>(
    {{".twee", Notation::twee}, {".tw", Notation::twee}, {".yarn", Notation::yarn}, {".yarnproject", Notation::yarn}});

/// Whether a pattern of a .yarnproject fits: `*` within a name, `**/` for any folders.
bool fits(std::string_view pattern, std::string_view name, std::size_t& steps)
{
    while (!pattern.empty()) {
        if (steps == 0) return false;
        --steps;
        if (pattern.starts_with("**")) {
            const std::string_view rest = pattern.substr(pattern.starts_with("**/") ? 3 : 2);
            for (std::size_t at = 0;; ++at) {
                if (fits(rest, name.substr(at), steps)) return true;
                at = rest.empty() ? name.size() : name.find('/', at);
                if (at >= name.size()) return rest.empty();
            }
        }
        if (pattern.front() == '*') {
            for (std::size_t at = 0; at <= name.size(); ++at) {
                if (fits(pattern.substr(1), name.substr(at), steps)) return true;
                if (at < name.size() && name[at] == '/') return false;
            }
            return false;
        }
        if (name.empty() || name.front() != pattern.front()) return false;
        pattern.remove_prefix(1);
        name.remove_prefix(1);
    }
    return name.empty();
}

std::vector<std::string> patterns(const json::Value& project, std::string_view member)
{
    std::vector<std::string> found;
    const json::Value* list = project.find(member);
    if (!list || !list->is(json::Kind::array)) return found;
    for (const json::Value& pattern : list->array()) {
        if (!pattern.is(json::Kind::string)) continue;
        std::string_view text = pattern.string();
        if (text.starts_with("./")) text.remove_prefix(2);
        found.emplace_back(text);
    }
    return found;
}

Result<StoryFiles> files_of_project(const FileSource& files, std::string_view name)
{
    GOLDBOX_TRY(const std::string text, files.read(name));
    GOLDBOX_TRY(const json::Document project, json::read(text, {.file = std::string(name), .comments = true}));
    const auto wanted = patterns(project.root, "sourceFiles"), unwanted = patterns(project.root, "excludeFiles");
    if (wanted.empty())
        return fail(Code::invalid, "import.project", "the project names no sourceFiles", {.file = std::string(name)});
    const std::string folder(name.substr(0, name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1));
    GOLDBOX_TRY(const std::vector<std::string> all, files.list());
    StoryFiles found{.notation = Notation::yarn};
    std::size_t steps = 10'000'000; // patterns of stars could cost exponential time
    for (const std::string& file : all) {
        if (!file.starts_with(folder) || !file.ends_with(".yarn")) continue;
        const auto fit = [&](const std::string& pattern) {
            return fits(pattern, std::string_view(file).substr(folder.size()), steps);
        };
        if (std::ranges::any_of(wanted, fit) && std::ranges::none_of(unwanted, fit)) found.names.push_back(file);
    }
    if (found.names.empty())
        return fail(Code::not_found, "import.nothing", "no file fits the project's sourceFiles",
                    {.file = std::string(name)});
    return found;
}

Result<StoryFiles> files_of_folder(const FileSource& files, std::optional<Notation> notation)
{
    GOLDBOX_TRY(const std::vector<std::string> all, files.list());
    StoryFiles found;
    for (const std::string& file : all) {
        const auto its = notation_of(file);
        if (!its || file.ends_with(".yarnproject") || (notation && its != notation)) continue;
        if (!found.names.empty() && its != found.notation)
            return fail(Code::invalid, "import.mixed",
                        "there are Twee and Yarn files in the folder; name the notation by --from");
        found.notation = *its;
        found.names.push_back(file);
    }
    if (found.names.empty())
        return fail(Code::not_found, "import.nothing", "there is no .twee, .tw or .yarn file in the folder");
    return found;
}

/// Reads the files named; false when one of them cannot be read or all are too large.
bool read_files(const FileSource& files, std::span<const std::string> names, const ImportOptions& options,
                std::deque<SourceFile>& sources, Report& report)
{
    std::size_t bytes = 0;
    for (const std::string& name : names) {
        const auto text = files.read(name);
        if (!text) {
            report.error("import.file_not_found", {.file = name},
                         "cannot read `" + name + "`: " + text.error().message);
            continue;
        }
        bytes += text->size();
        if (bytes > options.max_source_bytes) {
            report.error("import.too_large", {.file = name},
                         "the story is larger than " + std::to_string(options.max_source_bytes) + " bytes");
            break;
        }
        sources.emplace_back(name, *text);
    }
    return !report.failed();
}

Draft draft_of(const std::deque<SourceFile>& sources, Notation notation, Names& names, const ImportOptions& options,
               Report& report, Imported& imported)
{
    if (notation == Notation::yarn) {
        imported.format = "Yarn Spinner";
        return draft_of_yarn(read_yarn(sources, report), names, options, report);
    }
    const TweeStory story = read_twee(sources, report);
    imported.format =
        story.format.empty() ? (story.kind == StoryFormat::sugarcube ? "SugarCube" : "Harlowe") : story.format;
    return draft_of_twee(story, names, options, report);
}

/// What the compiler makes of the ink; it refuses none that the importers write, but for stories beyond its limits.
void compile_ink(Imported& imported, Report& report)
{
    MemoryFiles files;
    files.add("story.ink", imported.ink);
    Compilation compilation = compile(files, "story.ink", {.max_source_bytes = std::size_t{256} << 20});
    imported.tree = std::move(compilation.tree);
    if (imported.tree) return;
    const auto error = std::ranges::find(compilation.diagnostics, Severity::error, &Diagnostic::severity);
    if (error == compilation.diagnostics.end()) return;
    const SourceFile ink("story.ink", imported.ink);
    report.error("import.not_ink", {},
                 "the story became ink that does not compile: " + to_string(*error) + ": " +
                     std::string(ink.line(error->where.line)));
}

} // namespace

std::string_view name(Notation notation)
{
    return notation == Notation::twee ? "twee" : "yarn";
}

std::optional<Notation> notation_of(std::string_view file)
{
    const auto found = std::ranges::find_if(endings, [&](const Ending& ending) { return file.ends_with(ending.text); });
    return found == endings.end() ? std::nullopt : std::optional(found->notation);
}

Result<StoryFiles> find_story_files(const FileSource& files, std::string_view name, std::optional<Notation> notation)
{
    if (name.empty()) return files_of_folder(files, notation);
    if (name.ends_with(".yarnproject")) return files_of_project(files, name);
    const auto its = notation ? notation : notation_of(name);
    if (!its) {
        return fail(Code::invalid, "import.nothing",
                    "the file's name ends neither in .twee, .tw nor in .yarn; name the notation by --from",
                    {.file = std::string(name)});
    }
    return StoryFiles{.notation = *its, .names = {std::string(name)}};
}

Imported import_story(const FileSource& files, std::span<const std::string> names, Notation notation,
                      const ImportOptions& options)
{
    Imported imported;
    Report report;
    std::deque<SourceFile> sources;
    if (read_files(files, names, options, sources, report)) {
        Names given;
        Draft draft = draft_of(sources, notation, given, options, report, imported);
        imported.passages = draft.knots.size();
        if (draft.knots.empty() && !report.failed())
            report.error("import.nothing", {.file = names.empty() ? std::string() : names.front()},
                         notation == Notation::twee ? "there is no passage (`:: Name`)"
                                                    : "there is no node (`title:`, `---`, `===`)");
        if (!report.failed()) {
            draft.comments.insert(draft.comments.begin(),
                                  "Imported from " +
                                      (names.size() == 1 ? names.front() : std::to_string(names.size()) + " files") +
                                      " (" + imported.format + ").");
            imported.ink = write_ink(std::move(draft), given);
            compile_ink(imported, report);
        }
    }
    if (report.failed()) {
        imported.ink.clear();
        imported.tree.reset();
    }
    report.finish(imported);
    return imported;
}

Diagnostic as_diagnostic(const ImportRemark& remark)
{
    Diagnostic diagnostic = remark.diagnostic;
    if (!remark.instead.empty()) diagnostic.message += "; instead: " + remark.instead;
    return diagnostic;
}

} // namespace goldbox::narrative
