#pragma once
// SPDX-License-Identifier: MIT

#include <string_view>

namespace goldbox::json {

/// The text of a meta-schema by its URI without fragment; empty when it is none of those.
[[nodiscard]] std::string_view metaschema_text(std::string_view uri);

} // namespace goldbox::json
