#pragma once
// SPDX-License-Identifier: MIT
// `--watch`: a story's files are looked at ten times a second, which works on every file system and however an editor
// writes; when one changed, the work is done again. Ctrl-C ends it with status 0.

#include "ink_files.hpp"
#include "output.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace goldbox::cli {

/// Ctrl-C and termination as a flag, as long as this lives.
class Interrupts {
public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

    [[nodiscard]] static bool happened();
};

constexpr std::chrono::milliseconds watch_interval{100};

/// `17:04:05 story.ink: 1 error, 2 warnings (3 files, 12 ms)`
[[nodiscard]] std::string summary(const std::string& story, const std::vector<Diagnostic>& diagnostics,
                                  std::size_t files, std::chrono::steady_clock::duration took);

/// One round: what it found, or why it could not look. It fills in the stamps of what it read either way.
using WatchRound = std::function<Result<std::vector<Diagnostic>>(FileStamps& stamps)>;

/// Runs a round at once and after every change, and reports each: diagnostics, then a summary, or with --format json
/// one object. Returns when interrupted.
[[nodiscard]] Exit watch(Context& context, const std::string& story, const WatchRound& round);

} // namespace goldbox::cli
