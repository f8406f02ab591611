#pragma once
// SPDX-License-Identifier: MIT

#include <string_view>

namespace goldbox {

/// The engine's version: `0.1.0`.
[[nodiscard]] std::string_view version();

} // namespace goldbox
