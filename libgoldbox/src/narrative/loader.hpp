#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/json/value.hpp>
#include <goldbox/narrative/story.hpp>

#include "program.hpp"

#include <memory>

namespace goldbox::narrative {

/// Lowers ink JSON to a program, without running its declarations yet. The tree may go afterwards.
Result<std::unique_ptr<Program>> lower(const json::Value& tree, const LoadOptions& options);

/// A text cut at the newlines around its words, so that glue sees each by itself: `" \n a\n"` is `" "`, `"\n"`, `" a"`,
/// `"\n"`. Empty when there is nothing to cut.
std::vector<std::string_view> split_newlines(std::string_view text);

} // namespace goldbox::narrative
