#pragma once
// SPDX-License-Identifier: MIT
// What happened, in words.

#include "input.hpp"
#include "screen.hpp"

#include <goldbox/game/view.hpp>

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace goldbox::cli {

/// The name of a seat as a view shows it; `somebody` when the view does not know it.
[[nodiscard]] std::string name_of(const game::View& view, game::SeatId seat);

/// What people call an entry of the pack, by kind and id; empty: it says nothing.
using FindName = std::function<std::string(std::string_view kind, std::string_view id)>;

/// Names that a view does not have any more, or never had.
struct Known {
    FindName entry = nullptr;
    std::map<rules::CreatureId, std::string> creatures = {}; ///< whoever was seen
    std::uint32_t round = 0;                                 ///< of the fight, as it was shown last

    void see(const game::View& view);
};

/// The events of one command as its sender sees them, story first, then what came beside it. `view` is that of the same
/// seat afterwards.
[[nodiscard]] std::string narrate(const Screen& screen, std::span<const game::Projection> events,
                                  const game::View& view, const Known& known = {});

/// Where the viewer's stories stand: their last lines, and what can be chosen.
[[nodiscard]] std::string scene(const Screen& screen, const game::View& view);

/// The choices alone.
[[nodiscard]] std::string choices(const Screen& screen, const game::View& view);

/// Whether all stories have ended.
[[nodiscard]] bool has_ended(const game::View& view);

/// Who is at the table.
[[nodiscard]] std::string players(const Screen& screen, const game::View& view);
[[nodiscard]] std::string belongings(const Screen& screen, const game::View& view);
[[nodiscard]] std::string party(const Screen& screen, const game::View& view);
/// What the party might do, first what is accepted.
[[nodiscard]] std::string deeds(const Screen& screen, const Situation& situation);

/// What the status line tells of a view.
[[nodiscard]] Status status_of(const std::string& game, const game::View& view);

} // namespace goldbox::cli
