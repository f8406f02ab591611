#pragma once
// SPDX-License-Identifier: MIT
// A fight in a terminal: the battlefield as letters, who is there, and what is left of a turn.

#include "screen.hpp"

#include <goldbox/game/view.hpp>

#include <map>
#include <string>

namespace goldbox::cli {

/// The letter that stands for each in the picture: capitals for the party, small ones for others.
[[nodiscard]] std::map<rules::CreatureId, char> letters_of(const game::FightView& fight);

/// How somebody looks: `unhurt`, `badly hurt`, `down`, `dead`, `fled`.
[[nodiscard]] std::string condition_of(const game::FighterView& fighter);

/// The battlefield, those who fight in the order of their turns, and what is left to whose turn it is. Wider ones than
/// the terminal are cut around that one.
[[nodiscard]] std::string battlefield(const Screen& screen, const game::View& view);

} // namespace goldbox::cli
