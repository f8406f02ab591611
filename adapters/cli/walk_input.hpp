#pragma once
// SPDX-License-Identifier: MIT
// What a player types on a map that the party walks on, understood.

#include "input.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::cli {

/// What can be done where the party stands, to be taken by its number: doors, stairs, searching, the way out.
[[nodiscard]] std::vector<Offer> walk_offers(const Situation& situation);

/// What else can be typed, in one line; empty: the speaker does not lead the way.
[[nodiscard]] std::string other_ways(const Situation& situation);

/// A line that means something on a map; nothing: it does not. Errors: `play.no_such_place`, `play.no_such_deed`.
[[nodiscard]] std::optional<Result<Meaning>> understand_walk(std::string_view line, const Situation& situation);

} // namespace goldbox::cli
