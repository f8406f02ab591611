#pragma once
// SPDX-License-Identifier: MIT
// Which line of which file each instruction comes from. The compiler writes it as a tree of the same shape as the
// story's: {"files":["a.ink"],"root":[4,4,[5,5,null],{"knot":[9,null]}]}. A number is line * files + file.

#include <goldbox/base/result.hpp>
#include <goldbox/json/value.hpp>

#include "program.hpp"

namespace goldbox::narrative {

/// Notes the lines in a program: `ink.bad_lines` when they are another story's.
[[nodiscard]] Result<void> attach_lines(Program& program, const json::Value& lines);

} // namespace goldbox::narrative
