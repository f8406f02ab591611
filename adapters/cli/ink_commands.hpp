#pragma once
// SPDX-License-Identifier: MIT
// `goldbox ink play` and `goldbox ink bench`, for a story that was loaded or compiled already.

#include <goldbox/base/result.hpp>
#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/story.hpp>
#include <goldbox/narrative/translation.hpp>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace goldbox::cli {

struct InkPlay {
    std::shared_ptr<const narrative::Story> story;
    std::int32_t seed = 0;
    bool bind_missing = false;               ///< externals without a fallback answer 0
    std::string load;                        ///< a save of ink to go on from
    std::string save;                        ///< where to write one
    std::optional<std::uint64_t> save_after; ///< choices; at the end when absent
    std::shared_ptr<const narrative::Translation> translation = nullptr;
};
/// Warnings about a loaded save go to `warnings`.
[[nodiscard]] Result<void> play_ink(const InkPlay& play, std::istream& input, std::ostream& output,
                                    std::ostream& warnings);

struct InkBench {
    enum class Mode : std::uint8_t { load, run, walk, compile } mode = Mode::run;
    std::uint64_t times = 1;
    std::int32_t seed = 42;
    /// Makes the story ready to play: what load and compile measure.
    std::function<Result<std::shared_ptr<const narrative::Story>>()> load;
};
/// Runs it to its end or to so many choices, which a fixed generator makes: the walk of `bench`.
[[nodiscard]] Result<void> walk_ink(narrative::Session& session, std::uint32_t& random);

/// One JSON line: mode, n, lines, choices, text_hash, cpu_seconds, wall_seconds, max_rss_kb. After loading or compiling
/// the story is run once to its first choice, so that the hash tells whether it is the right one; that time is not
/// counted.
[[nodiscard]] Result<std::string> bench_ink(const InkBench& bench);

} // namespace goldbox::cli
