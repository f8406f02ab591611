#pragma once
// SPDX-License-Identifier: MIT
// What a player types in a fight, understood.

#include "input.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::cli {

/// What can be done now, to be taken by its number: blows first, then what is aimed at nobody, then ending the turn.
[[nodiscard]] std::vector<Offer> fight_offers(const Situation& situation);

/// What else can be typed, in one line.
[[nodiscard]] std::string other_maneuvers(const Situation& situation);

/// What the keyboard completes: everything with everybody it can be aimed at.
[[nodiscard]] std::vector<std::string> fight_completions(const Situation& situation);

/// A line that means something in a fight; nothing: it does not. Errors: `play.no_such_deed`, `play.no_such_target`,
/// `play.no_such_place`.
[[nodiscard]] std::optional<Result<Meaning>> understand_fight(std::string_view line, const Situation& situation);

} // namespace goldbox::cli
