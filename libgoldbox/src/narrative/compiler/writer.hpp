#pragma once
// SPDX-License-Identifier: MIT

#include "narrative/compiler/cells.hpp"
#include "narrative/compiler/tree.hpp"

#include <goldbox/json/value.hpp>

#include <vector>

namespace goldbox::narrative::ink {

/// Ink JSON of a story whose cells point where they should.
[[nodiscard]] json::Document write_story(Pool& pool, Container& root, const std::vector<ListDefinition*>& lists);

} // namespace goldbox::narrative::ink
