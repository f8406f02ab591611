#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/json/value.hpp>

#include <span>
#include <string>
#include <string_view>

namespace goldbox::llm {

/// JSON with the members of every object sorted by name, so that equal requests are equal bytes. Of repeated names the
/// last counts. What is no JSON stays as it is. `without` names members of the outermost object that are left out.
[[nodiscard]] std::string canonical(std::string_view json, std::span<const std::string_view> without = {});

} // namespace goldbox::llm
