#pragma once
// SPDX-License-Identifier: MIT

#include "narrative/import/draft.hpp"
#include "narrative/import/names.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::narrative::importing {

/// The draft as an author would write it in ink.
[[nodiscard]] std::string write_ink(Draft draft, Names& names);

/// Words as ink text that prints them.
[[nodiscard]] std::string escaped(std::string_view words, bool begins_line);

/// A knot that goes on to the knot that belongs to a text: pairs of an ink literal and a knot.
[[nodiscard]] std::string finder(std::string_view name, const std::vector<std::pair<std::string, std::string>>& knots);

/// Whether parts of a knot's body become stitches, where its temporaries are unknown.
[[nodiscard]] bool has_stitches(const Block& body);

/// Whether a block, or one within it, prints anything or asks anything; code and notes do not.
[[nodiscard]] bool shows_anything(const Block& block);

} // namespace goldbox::narrative::importing
