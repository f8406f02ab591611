// SPDX-License-Identifier: MIT
#include "ink_player.hpp"

#include <charconv>
#include <istream>
#include <ostream>

namespace goldbox::cli {

namespace {

using narrative::Problem;
using narrative::Session;

void print_places(const Session& session, std::ostream& output)
{
    for (const Problem& problem : session.problems()) {
        if (problem.where.line == 0) continue;
        output << to_string(problem.where) << ": " << name(problem.severity) << ": " << problem.message << '\n';
    }
}

void print_problems(const Session& session, std::ostream& output)
{
    for (const Severity severity : {Severity::error, Severity::warning}) {
        for (const Problem& problem : session.problems()) {
            if (problem.severity != severity) continue;
            output << (severity == Severity::error ? "RUNTIME ERROR: " : "RUNTIME WARNING: ") << problem.message
                   << '\n';
        }
    }
}

} // namespace

Result<void> print_lines(Session& session, std::ostream& output, const Showing& showing)
{
    while (session.can_continue()) {
        const auto line = session.advance();
        if (!line) return unexpected(line.error());
        if (const narrative::Translation* translation = showing.translation)
            output << translation->show(translation->texts().line(session), line->text);
        else
            output << line->text;
        if (!line->tags.empty()) {
            output << "# tags: ";
            for (std::size_t i = 0; i < line->tags.size(); ++i) output << (i == 0 ? "" : ", ") << line->tags[i];
            output << '\n';
        }
        print_problems(session, output);
        if (showing.places) print_places(session, *showing.places);
    }
    return {};
}

void print_choices(std::span<const narrative::Choice> choices, std::ostream& output, const Showing& showing)
{
    output << '\n';
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const narrative::Choice& choice = choices[i];
        output << i + 1 << ": ";
        if (const narrative::Translation* translation = showing.translation)
            output << translation->show(translation->texts().choice(choice), choice.text);
        else
            output << choice.text;
        output << '\n';
    }
}

std::optional<std::size_t> choice_number(std::string_view line)
{
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return std::nullopt;
    line = line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(line.data(), line.data() + line.size(), number);
    if (problem != std::errc() || end != line.data() + line.size()) return std::nullopt;
    return number;
}

Result<void> play_ink(Session& session, std::istream& input, std::ostream& output, const PlayerOptions& options)
{
    std::uint64_t choices_made = 0;
    while (true) {
        if (auto printed = print_lines(session, output, options.showing); !printed) return printed;
        if (options.on_pause && choices_made == options.pause_after) options.on_pause(session);
        const auto choices = session.choices();
        if (choices.empty()) return {};
        print_choices(choices, output, options.showing);
        while (true) {
            output << "?> ";
            std::string line;
            if (!std::getline(input, line)) {
                output << "<User input stream closed.>\n";
                return {};
            }
            const auto number = choice_number(line);
            if (number && *number >= 1 && session.choose(*number - 1)) break;
            output << "Choice out of range\n";
        }
        ++choices_made;
    }
}

} // namespace goldbox::cli
