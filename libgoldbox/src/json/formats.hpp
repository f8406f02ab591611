#pragma once
// SPDX-License-Identifier: MIT
// The values of the keyword `format`.

#include <string_view>

namespace goldbox::json {

using FormatCheck = bool (*)(std::string_view text);

/// Tells whether a text has the format of that name. Null for names without a check: idn-hostname (it needs tables of
/// its own) and names that nobody knows, which every text satisfies.
[[nodiscard]] FormatCheck format_named(std::string_view name);

} // namespace goldbox::json
