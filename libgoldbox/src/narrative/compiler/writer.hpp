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

/// Where each of its cells comes from, as a tree of the same shape; source_lines.hpp tells its form.
[[nodiscard]] json::Document write_lines(const Container& root, const Sources& sources);

} // namespace goldbox::narrative::ink
