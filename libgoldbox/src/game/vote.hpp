#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/game/state.hpp>

#include <cstdint>
#include <optional>

namespace goldbox::game {

/// The choice that the members of a story decided for, if they did. docs/voting.md has the rules in words.
[[nodiscard]] std::optional<std::uint32_t> decided(const State& state, const StorySession& story, bool time_is_up);

} // namespace goldbox::game
