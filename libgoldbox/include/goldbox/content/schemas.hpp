#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::content {

/// JSON Schema of the files of a pack that hold entries.
[[nodiscard]] std::string pack_schema();
/// Of one entry of a kind. `content.no_such_kind`.
[[nodiscard]] Result<std::string> kind_schema(std::string_view kind);
/// Of `pack.json`.
[[nodiscard]] std::string manifest_schema();

/// All that are installed, for editors: file name and text.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> schema_files();

} // namespace goldbox::content
