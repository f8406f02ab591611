// SPDX-License-Identifier: MIT
// What authors look into a story with: its instructions, and where it spends its steps.
#include "commands.hpp"
#include "ink_commands.hpp"
#include "ink_files.hpp"
#include "ink_player.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/narrative/profiler.hpp>

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <sstream>

namespace goldbox::cli {
namespace {

using narrative::Instruction;
using narrative::Profile;
using narrative::Profiler;
using narrative::Session;
using narrative::SessionOptions;
using narrative::Story;

void write_line_of(json::Writer& out, const Where& where)
{
    if (where.line == 0) return;
    out.key("where").begin_object().member("file", where.file).member("line", where.line).end_object();
}

std::string instruction_json(const Instruction& instruction)
{
    std::string line;
    json::Writer out(line);
    out.begin_object().member("path", instruction.path).member("depth", instruction.depth);
    out.member("kind", instruction.kind).member("argument", instruction.argument);
    write_line_of(out, instruction.where);
    out.end_object();
    return line;
}

std::string instruction_text(const Instruction& instruction)
{
    std::string line(std::size_t{2} * instruction.depth, ' ');
    if (instruction.kind == "container") {
        line += "[" + (instruction.path.empty() ? std::string("root") : instruction.path) + "]";
    } else {
        line += instruction.kind;
        if (!instruction.argument.empty()) line += " " + instruction.argument;
    }
    if (instruction.where.line > 0) line += "  // " + to_string(instruction.where);
    return line;
}

struct Table {
    std::string_view name;
    std::vector<Profile::Row> Profile::* rows;
};
constexpr std::array tables{Table{"knots", &Profile::knots}, Table{"containers", &Profile::containers},
                            Table{"kinds", &Profile::kinds}, Table{"lines", &Profile::lines}};

std::string profile_json(const Profile& profile)
{
    std::string text;
    json::Writer out(text);
    out.begin_object().member("steps", profile.steps).member("nanoseconds", profile.nanoseconds);
    for (const Table& table : tables) {
        out.key(table.name).begin_array();
        for (const Profile::Row& row : profile.*table.rows) {
            out.begin_object().member("name", row.name).member("steps", row.steps);
            out.member("nanoseconds", row.nanoseconds).end_object();
        }
        out.end_array();
    }
    out.end_object();
    return text;
}

void print_table(Context& context, const Profile& profile, const Table& table, std::uint64_t top)
{
    const std::vector<Profile::Row>& rows = profile.*table.rows;
    const bool timed = profile.nanoseconds > 0;
    context.out.line(fmt::format("{:>12} {:>6}{}  {}", "steps", "share", timed ? "         ms" : "", table.name));
    for (std::size_t i = 0; i < rows.size() && i < top; ++i) {
        const double share = 100.0 * static_cast<double>(rows[i].steps) / static_cast<double>(profile.steps);
        const std::string time =
            timed ? fmt::format(" {:>10.3f}", static_cast<double>(rows[i].nanoseconds) / 1e6) : std::string();
        context.out.line(fmt::format("{:>12} {:>5.1f}%{}  {}", rows[i].steps, share, time, rows[i].name));
    }
    if (rows.size() > top) context.out.line(fmt::format("{:>12} more", rows.size() - top));
}

std::uint64_t nanoseconds_now()
{
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

Result<void> run(const std::shared_ptr<const Story>& story, const SessionOptions& session_options,
                 const InkProfileCommand& options)
{
    if (!options.input.empty()) {
        GOLDBOX_TRY(const std::string choices, read_file(options.input));
        std::istringstream input(choices);
        std::ostringstream unread;
        Session session(story, session_options);
        return play_ink(session, input, unread);
    }
    std::uint32_t random = 12345;
    for (std::uint64_t i = 0; i < options.walk; ++i) {
        Session session(story, session_options);
        GOLDBOX_CHECK(walk_ink(session, random));
    }
    return {};
}

} // namespace

Result<Exit> ink_dump(Context& context, const InkDumpCommand& options)
{
    GOLDBOX_TRY(const auto story, load_story(context, options.story, options.lines));
    GOLDBOX_TRY(const std::vector<Instruction> instructions, story->instructions(options.path));
    std::string text;
    for (const Instruction& instruction : instructions)
        text += (context.json() ? instruction_json(instruction) : instruction_text(instruction)) + '\n';
    context.out.write(text);
    return Exit::done;
}

Result<Exit> ink_profile(Context& context, const InkProfileCommand& options)
{
    GOLDBOX_TRY(const auto story, load_story(context, options.story, options.lines));
    Profiler profiler(story, options.time ? Profiler::Stopwatch(nanoseconds_now) : Profiler::Stopwatch());
    ZeroExternals zero;
    SessionOptions session_options{.seed = options.seed};
    session_options.profiler = &profiler;
    if (options.bind_missing == "zero") session_options.externals = &zero;
    const Result<void> ran = run(story, session_options, options); // a limit ends the run, not the profile
    const Profile profile = profiler.profile();
    if (!ran && profile.steps == 0) return unexpected(ran.error());
    if (context.json()) {
        if (!ran) return unexpected(ran.error());
        context.out.line(profile_json(profile));
        return Exit::done;
    }
    context.out.line(fmt::format("{} steps", profile.steps));
    for (const Table& table : tables) {
        const bool wanted =
            options.by.empty() ? table.name == "knots" || table.name == "kinds" : table.name == options.by;
        if (!wanted || (profile.*table.rows).empty()) continue;
        context.out.line("");
        print_table(context, profile, table, options.top);
    }
    if (!ran) return unexpected(ran.error());
    return Exit::done;
}

} // namespace goldbox::cli
