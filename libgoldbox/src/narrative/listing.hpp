#pragma once
// SPDX-License-Identifier: MIT
// A program as people read it.

#include <goldbox/narrative/story.hpp>

#include "program.hpp"

#include <string_view>
#include <vector>

namespace goldbox::narrative {

[[nodiscard]] std::string_view name(Op op);

/// A container, what it holds, and what is reached from it by name, the outermost first.
[[nodiscard]] std::vector<Instruction> list_instructions(const Program& program, std::uint32_t container);

} // namespace goldbox::narrative
