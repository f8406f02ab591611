#pragma once
// SPDX-License-Identifier: MIT

#include "output.hpp"

#include <cstdint>
#include <string>

namespace goldbox::cli {

struct WatchedPlay {
    std::string story;
    std::string input; ///< file of choices; empty: standard input
    std::int32_t seed = 0;
    bool bind_missing = false;
};

/// Plays a story while its author writes it: when a file changes, the story begins anew and the choices made so far are
/// made again as long as they are offered. Ends with Ctrl-C or the end of standard input.
[[nodiscard]] Result<Exit> play_watched(Context& context, const WatchedPlay& play);

} // namespace goldbox::cli
