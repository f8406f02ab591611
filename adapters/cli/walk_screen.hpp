#pragma once
// SPDX-License-Identifier: MIT
// The map that the party walks on, in a terminal.

#include "screen.hpp"

#include <goldbox/game/view.hpp>

#include <string>

namespace goldbox::cli {

/// The floor that the party stands on, with `@` for the party, and where that is.
[[nodiscard]] std::string map_walked(const Screen& screen, const game::View& view);

} // namespace goldbox::cli
