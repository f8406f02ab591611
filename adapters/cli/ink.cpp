// SPDX-License-Identifier: MIT
// Stories as files: compile, check, play by the protocol of inklecate, bench.
#include "commands.hpp"
#include "file_output.hpp"
#include "ink_commands.hpp"
#include "ink_files.hpp"
#include "ink_strings.hpp"
#include "ink_watch.hpp"
#include "ink_watch_play.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/narrative/compiler.hpp>
#include <goldbox/narrative/statistics.hpp>
#include <goldbox/narrative/story.hpp>

#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <tuple>

namespace goldbox::cli {
namespace {

Result<void> write_bytes(Context& context, std::string_view bytes, const std::string& out)
{
    GOLDBOX_TRY(FileOutput file, FileOutput::create(context, out));
    GOLDBOX_CHECK(file.write(bytes));
    return file.finish();
}

Result<void> write_story(Context& context, const narrative::Compilation& compilation, const StoryCommand& options)
{
    if (options.image) {
        GOLDBOX_TRY(const auto story, narrative::Story::load(compilation.tree->root, {.file = options.story}));
        return write_bytes(context, story->save_image(), options.out);
    }
    GOLDBOX_CHECK(write_bytes(context, json::write(compilation.tree->root) + '\n', options.out));
    if (options.lines.empty()) return {};
    return write_bytes(context, json::write(compilation.source_lines.root) + '\n', options.lines);
}

/// What an author wrote, by the file's name: what was compiled already has nothing to compile or to count.
Result<void> must_be_source(const std::string& story, std::string_view otherwise)
{
    if (is_source(story)) return {};
    return fail(Code::invalid, "cli.not_source",
                fmt::format("\"{}\" is not named as a source (.ink, .twee, .tw, .yarn, .yarnproject){}",
                            printable(story), otherwise));
}

} // namespace

Result<Exit> ink_compile(Context& context, const StoryCommand& options)
{
    if (options.image && !is_source(options.story)) {
        GOLDBOX_TRY(const auto story, load_story(context, options.story));
        GOLDBOX_CHECK(write_bytes(context, story->save_image(), options.out));
        return Exit::done;
    }
    GOLDBOX_CHECK(must_be_source(options.story, "; with --image a compiled story becomes an image"));
    if (options.watch) {
        return watch(context, options.story, [&](FileStamps& stamps) -> Result<std::vector<Diagnostic>> {
            GOLDBOX_TRY(narrative::Compilation compilation, compile_story(options.story, stamps));
            if (compilation.tree) GOLDBOX_CHECK(write_story(context, compilation, options));
            return std::move(compilation.diagnostics);
        });
    }
    GOLDBOX_TRY(const narrative::Compilation compilation, compile_story(options.story));
    if (!compilation.tree) return unexpected(refuse(context, options.story, compilation.diagnostics));
    print(context, compilation.diagnostics);
    GOLDBOX_CHECK(write_story(context, compilation, options));
    return Exit::done;
}

Result<Exit> ink_check(Context& context, const StoryCommand& options)
{
    if (options.watch) {
        return watch(context, options.story, [&](FileStamps& stamps) { return check_story(options.story, stamps); });
    }
    FileStamps stamps;
    GOLDBOX_TRY(const std::vector<Diagnostic> diagnostics, check_story(options.story, stamps));
    if (context.json())
        context.out.line(diagnostics_json(diagnostics, existing_files(stamps)));
    else if (diagnostics.empty())
        context.out.line(options.story + ": nothing to remark");
    print(context, diagnostics);
    return has_errors(diagnostics) ? Exit::refused : Exit::done;
}

Result<Exit> ink_stats(Context& context, const StoryCommand& options)
{
    GOLDBOX_CHECK(must_be_source(options.story, ""));
    FileStamps stamps;
    GOLDBOX_TRY(const narrative::Compilation compilation, compile_story(options.story, stamps));
    if (!compilation.tree) return unexpected(refuse(context, options.story, compilation.diagnostics));
    print(context, compilation.diagnostics);
    const narrative::Statistics counts = count_story(options.story);
    std::string json;
    json::Writer writer(json);
    writer.begin_object();
    for (const auto& [name, member] : narrative::statistics_fields()) {
        writer.member(name, counts.*member);
        if (!context.json()) context.out.line(fmt::format("{:<14}{:>10}", name, counts.*member));
    }
    writer.end_object();
    if (context.json()) context.out.line(json);
    return Exit::done;
}

Result<Exit> ink_play(Context& context, const InkPlayCommand& options)
{
    if (options.watch) {
        return play_watched(context, {.story = options.story,
                                      .input = options.input,
                                      .seed = options.seed,
                                      .bind_missing = options.bind_missing == "zero"});
    }
    GOLDBOX_TRY(auto story, load_story(context, options.story, options.lines));
    std::ifstream file;
    if (!options.input.empty() && options.input != "-") {
        GOLDBOX_CHECK(read_file(options.input));
        file.open(options.input);
    }
    std::shared_ptr<const narrative::Translation> translation;
    if (!options.language.empty() || !options.strings.empty()) {
        GOLDBOX_TRY(translation, load_translation(context, story, options.story, options.language, options.strings));
    }
    const InkPlay play{.story = std::move(story),
                       .seed = options.seed,
                       .bind_missing = options.bind_missing == "zero",
                       .load = options.load,
                       .save = options.save,
                       .save_after = options.save_after,
                       .translation = std::move(translation)};
    std::istream& input = file.is_open() ? file : std::cin;
    const Result<void> played = play_ink(play, input, std::cout, std::cerr);
    std::cout.flush();
    GOLDBOX_CHECK(played);
    if (!std::cout) return fail(Code::unavailable, "cli.cannot_write", "cannot write standard output");
    return Exit::done;
}

namespace {

/// The source as an author's tool would compile it at each change: read from disk, compiled, ready to play.
InkBench compile_bench(const std::string& story, std::uint64_t times)
{
    return {.mode = InkBench::Mode::compile,
            .times = times,
            .load = [story]() -> Result<std::shared_ptr<const narrative::Story>> {
                GOLDBOX_TRY(const narrative::Compilation compilation, compile_story(story));
                if (!compilation.tree) return unexpected(as_error(story, compilation.diagnostics));
                return narrative::Story::load(compilation.tree->root, {.file = story});
            }};
}

} // namespace

Result<Exit> ink_bench(Context& context, const InkBenchCommand& options)
{
    using Mode = InkBench::Mode;
    InkBench bench;
    const bool compiles = is_source(options.story);
    if (options.compile) {
        if (!compiles)
            return fail(Code::usage, "cli.usage", "--compile measures the compiler: it needs the story's .ink source");
        bench = compile_bench(options.story, options.compile);
    } else {
        GOLDBOX_TRY(std::string bytes, read_file(options.story));
        if (compiles) {
            GOLDBOX_TRY(const narrative::Compilation compilation, compile_story(options.story));
            if (!compilation.tree) return unexpected(refuse(context, options.story, compilation.diagnostics));
            print(context, compilation.diagnostics);
            bytes = json::write(compilation.tree->root);
        }
        bench.load = [file = options.story, kept = std::make_shared<const std::string>(std::move(bytes))] {
            return load_compiled(kept, file);
        };
        std::tie(bench.mode, bench.times) = options.load   ? std::pair(Mode::load, options.load)
                                            : options.walk ? std::pair(Mode::walk, options.walk)
                                                           : std::pair(Mode::run, options.run);
    }
    bench.seed = options.seed;
    GOLDBOX_TRY(const std::string line, bench_ink(bench));
    context.out.line(line);
    return Exit::done;
}

} // namespace goldbox::cli
