#pragma once
// SPDX-License-Identifier: MIT

#include "narrative/compiler/context.hpp"
#include "narrative/compiler/tree.hpp"

#include <string_view>

namespace goldbox::narrative::ink {

/// The syntax tree of the main file and all that it includes; null when there is nothing to go on with, which was
/// reported then.
[[nodiscard]] Flow* parse_story(Context& context, std::string_view main);

} // namespace goldbox::narrative::ink
