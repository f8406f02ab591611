// SPDX-License-Identifier: MIT
// Stories as files: compile, check, play by the protocol of inklecate, bench.
#include "commands.hpp"
#include "file_output.hpp"
#include "ink_commands.hpp"
#include "ink_import.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/narrative/compiler.hpp>
#include <goldbox/narrative/story.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>

namespace goldbox::cli {
namespace {

namespace fs = std::filesystem;

std::string folder_of(const fs::path& file)
{
    return file.has_parent_path() ? file.parent_path().string() : std::string(".");
}

/// Names the files of diagnostics as the person named the story: from where the program was started.
void name_from_here(std::vector<Diagnostic>& diagnostics, const fs::path& story)
{
    if (!story.has_parent_path()) return;
    for (Diagnostic& diagnostic : diagnostics) {
        if (!diagnostic.where.file.empty())
            diagnostic.where.file = (story.parent_path() / diagnostic.where.file).string();
    }
}

Result<narrative::Compilation> compile(const std::string& story)
{
    if (is_foreign(story)) return compile_foreign(story);
    GOLDBOX_CHECK(read_file(story)); // a file that is missing or unreadable is no mistake of the story
    const fs::path path = story;
    narrative::Compilation compilation = narrative::compile(FolderFiles(folder_of(path)), path.filename().string());
    name_from_here(compilation.diagnostics, path);
    return compilation;
}

bool is_source(const std::string& story)
{
    return fs::path(story).extension() == ".ink" || is_foreign(story);
}

/// What is wrong with a story, from source or compiled.
Result<std::vector<Diagnostic>> check(const std::string& story)
{
    if (is_source(story)) {
        GOLDBOX_TRY(narrative::Compilation compilation, compile(story));
        return std::move(compilation.diagnostics);
    }
    GOLDBOX_TRY(const std::string text, read_file(story));
    std::vector<Diagnostic> diagnostics;
    if (const auto loaded = narrative::Story::load(text, {.file = story}); !loaded) {
        const Error& error = loaded.error();
        diagnostics.push_back({Severity::error, error.reason, error.message, error.where});
        if (diagnostics.back().where.file.empty()) diagnostics.back().where.file = story;
    }
    return diagnostics;
}

/// A story to run, from source or compiled; why not, when it is neither.
Result<std::shared_ptr<const narrative::Story>> load(Context& context, const std::string& story)
{
    if (!is_source(story)) {
        GOLDBOX_TRY(const std::string text, read_file(story));
        return narrative::Story::load(text, {.file = story});
    }
    GOLDBOX_TRY(const narrative::Compilation compilation, compile(story));
    print(context, compilation.diagnostics);
    if (!compilation.tree) return unexpected(as_error(story, compilation.diagnostics));
    return narrative::Story::load(compilation.tree->root, {.file = story});
}

} // namespace

Result<Exit> ink_compile(Context& context, const StoryCommand& options)
{
    GOLDBOX_TRY(const narrative::Compilation compilation, compile(options.story));
    print(context, compilation.diagnostics);
    if (!compilation.tree) return unexpected(as_error(options.story, compilation.diagnostics));
    GOLDBOX_TRY(FileOutput file, FileOutput::create(context, options.out));
    GOLDBOX_CHECK(file.write(json::write(compilation.tree->root) + '\n'));
    GOLDBOX_CHECK(file.finish());
    return Exit::done;
}

Result<Exit> ink_check(Context& context, const StoryCommand& options)
{
    GOLDBOX_TRY(const std::vector<Diagnostic> diagnostics, check(options.story));
    if (context.json())
        context.out.line(diagnostics_json(diagnostics));
    else if (diagnostics.empty())
        context.out.line(options.story + ": nothing to remark");
    print(context, diagnostics);
    return has_errors(diagnostics) ? Exit::refused : Exit::done;
}

Result<Exit> ink_play(Context& context, const InkPlayCommand& options)
{
    GOLDBOX_TRY(auto story, load(context, options.story));
    std::ifstream file;
    if (!options.input.empty() && options.input != "-") {
        GOLDBOX_CHECK(read_file(options.input));
        file.open(options.input);
    }
    const InkPlay play{.story = std::move(story),
                       .seed = options.seed,
                       .bind_missing = options.bind_missing == "zero",
                       .load = options.load,
                       .save = options.save,
                       .save_after = options.save_after};
    std::istream& input = file.is_open() ? file : std::cin;
    const Result<void> played = play_ink(play, input, std::cout, std::cerr);
    std::cout.flush();
    GOLDBOX_CHECK(played);
    if (!std::cout) return fail(Code::unavailable, "cli.cannot_write", "cannot write standard output");
    return Exit::done;
}

Result<Exit> ink_bench(Context& context, const InkBenchCommand& options)
{
    std::string text;
    if (is_source(options.story)) {
        GOLDBOX_TRY(const narrative::Compilation compilation, compile(options.story));
        print(context, compilation.diagnostics);
        if (!compilation.tree) return unexpected(as_error(options.story, compilation.diagnostics));
        text = json::write(compilation.tree->root);
    } else {
        GOLDBOX_TRY(text, read_file(options.story));
    }
    using Mode = InkBench::Mode;
    const auto [mode, times] = options.load   ? std::pair(Mode::load, options.load)
                               : options.walk ? std::pair(Mode::walk, options.walk)
                                              : std::pair(Mode::run, options.run);
    GOLDBOX_TRY(const std::string line, bench_ink(text, {.mode = mode, .times = times, .seed = options.seed}));
    context.out.line(line);
    return Exit::done;
}

} // namespace goldbox::cli
