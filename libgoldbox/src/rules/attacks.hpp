#pragma once
// SPDX-License-Identifier: MIT
// What somebody can do at once to who walks away.

#include "rules/belongings.hpp"

#include <vector>

namespace goldbox::rules {

struct Attack {
    Index action = 0;
    ItemId item = {}; ///< with it
};

/// Its actions in their order, then those of things it can use so, by ascending id.
[[nodiscard]] std::vector<Attack> attacks_at_once(Sheets& sheets, const Belongings& belongings, CreatureId creature);

} // namespace goldbox::rules
