// SPDX-License-Identifier: MIT
#include "ink_watch.hpp"

#include <algorithm>
#include <csignal>
#include <ctime>
#include <fmt/format.h>
#include <thread>

namespace goldbox::cli {
namespace {

using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t interrupted = 0;

extern "C" void note_end(int)
{
    interrupted = 1;
}

std::string counted(std::size_t count, std::string_view one)
{
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string clock_time()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::localtime_r(&now, &parts);
    return fmt::format("{:02}:{:02}:{:02}", parts.tm_hour, parts.tm_min, parts.tm_sec);
}

void wait_for_change(const FileStamps& stamps)
{
    constexpr std::chrono::milliseconds settle{20}; // of an editor that writes in pieces
    while (!Interrupts::happened() && !changed(stamps)) std::this_thread::sleep_for(watch_interval);
    if (!Interrupts::happened()) std::this_thread::sleep_for(settle);
}

void report_round(Context& context, const std::string& story, const Result<std::vector<Diagnostic>>& found,
                  const FileStamps& stamps, Clock::duration took)
{
    if (!found) {
        report(context, found.error());
        return;
    }
    print(context, *found);
    if (context.json()) {
        context.out.line(diagnostics_json(*found, existing_files(stamps)));
    } else {
        context.out.line(summary(story, *found, existing_files(stamps).size(), took));
    }
}

} // namespace

Interrupts::Interrupts()
{
    interrupted = 0;
    struct sigaction action{};
    action.sa_handler = note_end; // without SA_RESTART: what waits for input wakes up
    for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
}

Interrupts::~Interrupts()
{
    for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, SIG_DFL);
}

bool Interrupts::happened()
{
    return interrupted != 0;
}

std::string summary(const std::string& story, const std::vector<Diagnostic>& diagnostics, std::size_t files,
                    Clock::duration took)
{
    const auto count = [&](Severity severity) {
        return static_cast<std::size_t>(std::ranges::count(diagnostics, severity, &Diagnostic::severity));
    };
    std::string found = diagnostics.empty() ? "nothing to remark" : "";
    for (const auto& [severity, word] : {std::pair(Severity::error, "error"), std::pair(Severity::warning, "warning"),
                                         std::pair(Severity::author, "note")}) {
        if (count(severity) == 0) continue;
        found += (found.empty() ? "" : ", ") + counted(count(severity), word);
    }
    const double milliseconds = std::chrono::duration<double, std::milli>(took).count();
    return fmt::format("{} {}: {} ({}, {:.0f} ms)", clock_time(), story, found, counted(files, "file"), milliseconds);
}

Exit watch(Context& context, const std::string& story, const WatchRound& round)
{
    const Interrupts interrupts;
    while (!Interrupts::happened() && !context.out.failed()) {
        FileStamps stamps;
        const auto began = Clock::now();
        const auto found = round(stamps);
        report_round(context, story, found, stamps, Clock::now() - began);
        wait_for_change(stamps);
    }
    return Exit::done;
}

} // namespace goldbox::cli
