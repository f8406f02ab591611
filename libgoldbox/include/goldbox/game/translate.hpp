#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/content/pack.hpp>
#include <goldbox/game/view.hpp>

#include <span>
#include <string_view>

namespace goldbox::game {

/// Puts what a seat sees into a language of the pack; what has no translation stays. A door does this when it shows
/// something: the game, its log and its hashes know no language, so each seat may have its own. For a language that the
/// pack does not have nothing changes.
void translate(View& view, const content::Pack& pack, std::string_view language);

/// The same for events; `view` is one of the same seat, for the names of the stories.
void translate(std::span<Projection> events, const View& view, const content::Pack& pack, std::string_view language);

} // namespace goldbox::game
