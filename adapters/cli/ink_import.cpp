// SPDX-License-Identifier: MIT
#include "ink_import.hpp"

#include "commands.hpp"
#include "file_output.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/narrative/import.hpp>

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace goldbox::cli {
namespace {

namespace fs = std::filesystem;
using narrative::Imported;
using narrative::ImportRemark;
using narrative::Notation;
using narrative::StoryFiles;

struct Import {
    StoryFiles files;
    Imported story;
};

Result<Import> import_from(const std::string& story, std::optional<Notation> notation)
{
    const fs::path path = story;
    const bool folder = is_folder(story);
    if (!folder) GOLDBOX_CHECK(read_file(story)); // a file that is missing or unreadable is no mistake of the story
    const std::string around = folder ? story : path.has_parent_path() ? path.parent_path().string() : ".";
    const FolderFiles source(around);
    GOLDBOX_TRY(const StoryFiles files,
                narrative::find_story_files(source, folder ? std::string() : path.filename().string(), notation));
    Import done{files, narrative::import_story(source, files.names, files.notation)};
    if (!folder && !path.has_parent_path()) return done;
    for (ImportRemark& remark : done.story.remarks) { // named from where the program was started
        std::string& file = remark.diagnostic.where.file;
        if (!file.empty()) file = (fs::path(around) / file).string();
    }
    return done;
}

std::vector<Diagnostic> diagnostics_of(const Imported& story)
{
    std::vector<Diagnostic> diagnostics;
    for (const ImportRemark& remark : story.remarks) diagnostics.push_back(narrative::as_diagnostic(remark));
    return diagnostics;
}

void write_remark(json::Writer& out, const ImportRemark& remark)
{
    const Diagnostic& diagnostic = remark.diagnostic;
    const Where& where = diagnostic.where;
    out.begin_object().member("severity", name(diagnostic.severity)).member("file", where.file);
    out.member("line", where.line).member("column", where.column).member("code", diagnostic.code);
    out.member("message", diagnostic.message).member("instead", remark.instead);
    out.member("translated", !remark.lost).end_object();
}

/// The report; with the ink in it where that goes to no file of its own.
std::string report_json(const Import& done, bool with_ink = false)
{
    const Imported& story = done.story;
    std::string text;
    json::Writer out(text);
    out.begin_object().member("from", narrative::name(done.files.notation)).member("format", story.format);
    out.key("files").begin_array();
    for (const std::string& file : done.files.names) out.value(file);
    out.end_array().member("passages", std::uint64_t{story.passages});
    out.member("translated", std::uint64_t{story.translated});
    out.member("untranslated", std::uint64_t{story.untranslated});
    out.key("diagnostics").begin_array();
    for (const ImportRemark& remark : story.remarks) write_remark(out, remark);
    out.end_array();
    if (with_ink) out.member("ink", story.ink);
    out.end_object();
    return text;
}

std::string counts_of(const Imported& story)
{
    return std::to_string(story.passages) + " passages; " + std::to_string(story.translated) + " things translated, " +
           std::to_string(story.untranslated) + " not";
}

Result<void> write_file(Context& context, const std::string& name, std::string_view text)
{
    GOLDBOX_TRY(FileOutput file, FileOutput::create(context, name));
    GOLDBOX_CHECK(file.write(text));
    return file.finish();
}

} // namespace

bool is_foreign(const std::string& story)
{
    return narrative::notation_of(story).has_value();
}

Result<narrative::Compilation> compile_foreign(const std::string& story)
{
    GOLDBOX_TRY(Import done, import_from(story, std::nullopt));
    narrative::Compilation compilation;
    compilation.diagnostics = diagnostics_of(done.story);
    compilation.tree = std::move(done.story.tree);
    return compilation;
}

Result<Exit> ink_import(Context& context, const InkImportCommand& options)
{
    std::optional<Notation> notation;
    if (!options.from.empty()) notation = options.from == "yarn" ? Notation::yarn : Notation::twee;
    GOLDBOX_TRY(const Import done, import_from(options.story, notation));
    const Imported& story = done.story;
    const std::vector<Diagnostic> diagnostics = diagnostics_of(story);
    if (!options.report.empty()) GOLDBOX_CHECK(write_file(context, options.report, report_json(done) + '\n'));
    if (story.failed()) return unexpected(refuse(context, options.story, diagnostics));
    print(context, diagnostics);
    const bool ink_on_stdout = options.out.empty() || options.out == "-";
    if (!ink_on_stdout || !context.json()) GOLDBOX_CHECK(write_file(context, options.out, story.ink));
    if (context.json()) {
        context.out.line(report_json(done, ink_on_stdout));
    } else {
        context.err.line(options.story + ": " + counts_of(story));
    }
    return options.strict && story.untranslated > 0 ? Exit::refused : Exit::done;
}

} // namespace goldbox::cli
