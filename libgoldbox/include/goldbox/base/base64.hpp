#pragma once
// SPDX-License-Identifier: MIT

#include <optional>
#include <string>
#include <string_view>

namespace goldbox {

/// RFC 4648, section 4, with padding.
[[nodiscard]] std::string to_base64(std::string_view bytes);
/// None for anything that `to_base64` would not write.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

} // namespace goldbox
