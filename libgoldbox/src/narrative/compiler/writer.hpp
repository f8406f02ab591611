#pragma once
// SPDX-License-Identifier: MIT

#include "narrative/compiler/cells.hpp"
#include "narrative/compiler/tree.hpp"

#include <goldbox/json/value.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace goldbox::narrative::ink {

/// Ink JSON of a story whose cells point where they should; nothing when its paths take more than that many bytes.
[[nodiscard]] std::optional<json::Document>
write_story(Pool& pool, Container& root, const std::vector<ListDefinition*>& lists, std::size_t most_path_bytes);

} // namespace goldbox::narrative::ink
