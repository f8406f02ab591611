// SPDX-License-Identifier: MIT
#include "ink_commands.hpp"

#include "ink_player.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/writer.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <optional>
#include <ostream>

namespace goldbox::cli {

namespace {

using narrative::Session;
using narrative::SessionOptions;
using narrative::Story;

Result<void> write_save(const Session& session, const std::string& path)
{
    std::ofstream file(path, std::ios::binary);
    file << session.save();
    if (file.flush()) return {};
    return fail(Code::unavailable, "cli.cannot_write", "the save could not be written", {.file = path});
}

/// What bench_inkjs.js adds up too.
struct Work {
    std::uint64_t lines = 0, choices = 0;
    std::uint32_t hash = 0;

    void add(std::string_view text)
    {
        ++lines;
        auto unit = [this](std::uint32_t c) { hash = hash * 31 + c; };
        while (!text.empty()) {
            if (const auto c = static_cast<unsigned char>(text[0]); c < 0x80) { // must not cost what it measures
                unit(c);
                text.remove_prefix(1);
                continue;
            }
            const CodePoint point = decode_utf8(text);
            const auto c = static_cast<std::uint32_t>(point.value);
            if (c < 0x10000) {
                unit(c);
            } else {
                unit(0xD800 + ((c - 0x10000) >> 10));
                unit(0xDC00 + ((c - 0x10000) & 0x3FF));
            }
            text.remove_prefix(point.bytes);
        }
    }
};

Result<void> drain(Session& session, Work& work)
{
    while (session.can_continue()) {
        const auto line = session.advance();
        if (!line) return unexpected(line.error());
        work.add(line->text);
    }
    return {};
}

Result<void> walk(Session& session, std::uint32_t& random, Work& work)
{
    if (auto drained = drain(session, work); !drained) return drained;
    for (int made = 0; made < 400; ++made) {
        const std::size_t offered = session.choices().size();
        if (offered == 0) break;
        random = random * 1664525u + 1013904223u;
        if (auto chosen = session.choose((random >> 8) % offered); !chosen) return chosen;
        ++work.choices;
        if (auto drained = drain(session, work); !drained) return drained;
    }
    return {};
}

SessionOptions options_of(const InkBench& bench)
{
    SessionOptions options{.seed = bench.seed};
    options.limits.steps = 10'000'000'000;
    return options;
}

/// Makes the story ready to play, again and again; the last one.
Result<std::shared_ptr<const Story>> load_often(const InkBench& bench)
{
    std::shared_ptr<const Story> story;
    for (std::uint64_t i = 0; i < bench.times; ++i) {
        GOLDBOX_TRY(story, bench.load());
        const Session ready(story);
    }
    return story;
}

Result<void> play_often(const std::shared_ptr<const Story>& story, const InkBench& bench, Work& work)
{
    std::uint32_t random = 12345;
    for (std::uint64_t i = 0; i < bench.times; ++i) {
        Session session(story, options_of(bench));
        GOLDBOX_CHECK(bench.mode == InkBench::Mode::walk ? walk(session, random, work) : drain(session, work));
    }
    return {};
}

} // namespace

Result<void> walk_ink(Session& session, std::uint32_t& random)
{
    Work work;
    return walk(session, random, work);
}

Result<void> play_ink(const InkPlay& play, std::istream& input, std::ostream& output, std::ostream& warnings)
{
    ZeroExternals zero;
    SessionOptions options{.seed = play.seed};
    if (play.bind_missing) options.externals = &zero;
    Session session(play.story, options);
    if (!play.load.empty()) {
        GOLDBOX_TRY(const std::string save, read_file(play.load));
        auto loaded = Session::load(play.story, save, options);
        if (!loaded) {
            if (loaded.error().where.file.empty()) loaded.error().where.file = play.load;
            return unexpected(std::move(loaded).error());
        }
        for (const narrative::Problem& problem : loaded->moved) {
            warnings << play.load << ": warning: " << problem.message << '\n';
        }
        session = std::move(loaded->session);
    }
    std::optional<Result<void>> saved;
    PlayerOptions playing;
    playing.showing = {.translation = play.translation.get(), .places = &warnings};
    if (!play.save.empty() && play.save_after) {
        playing.pause_after = *play.save_after;
        playing.on_pause = [&](Session& paused) { saved = write_save(paused, play.save); };
    }
    GOLDBOX_CHECK(play_ink(session, input, output, playing));
    if (play.save.empty()) return {};
    if (!play.save_after) return write_save(session, play.save);
    if (saved) return *saved;
    return fail(Code::refused, "cli.not_saved",
                "no save was made: the story or its input ended before choice " + std::to_string(*play.save_after),
                {.file = play.save});
}

Result<std::string> bench_ink(const InkBench& bench)
{
    const bool loads = bench.mode == InkBench::Mode::load || bench.mode == InkBench::Mode::compile;
    std::shared_ptr<const Story> story;
    if (!loads) {
        GOLDBOX_TRY(story, bench.load());
    }
    Work work;
    const auto wall = std::chrono::steady_clock::now();
    const std::clock_t cpu = std::clock();
    if (loads) {
        GOLDBOX_TRY(story, load_often(bench));
    } else {
        GOLDBOX_CHECK(play_often(story, bench, work));
    }
    const double cpu_seconds = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    const std::chrono::duration<double> wall_seconds = std::chrono::steady_clock::now() - wall;
    if (loads) {
        Session session(story, options_of(bench));
        GOLDBOX_CHECK(drain(session, work));
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);

    constexpr std::string_view modes[] = {"load", "run", "walk", "compile"};
    std::string line;
    json::Writer out(line);
    out.begin_object().member("mode", modes[static_cast<std::size_t>(bench.mode)]).member("n", bench.times);
    out.member("lines", work.lines).member("choices", work.choices);
    out.member("text_hash", static_cast<std::int32_t>(work.hash)).member("cpu_seconds", cpu_seconds);
    out.member("wall_seconds", wall_seconds.count()).member("max_rss_kb", static_cast<std::int64_t>(usage.ru_maxrss));
    out.end_object();
    return line;
}

} // namespace goldbox::cli
