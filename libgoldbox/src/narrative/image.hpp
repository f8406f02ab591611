#pragma once
// SPDX-License-Identifier: MIT
// A program as bytes that run where they lie: a header, then each array of the program, none of which holds a pointer.
// Loading checks them and copies next to nothing.

#include "program.hpp"

#include <goldbox/base/result.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace goldbox::narrative {

/// The same bytes for the same program.
[[nodiscard]] std::string write_image(const Program& program);

/// Writes size and checksum anew. Tests change images and then find what else is checked.
void seal_image(std::string& image);

[[nodiscard]] bool is_image(std::string_view bytes);

/// `ink.not_an_image`, `ink.image_version` (of another version of the engine, or a machine with another byte order),
/// `ink.bad_image` (damaged, or made by something else than write_image), `ink.too_large`, `ink.too_deep`. Bytes
/// that are accepted run within bounds, whoever made them.
[[nodiscard]] Result<std::unique_ptr<Program>> read_image(std::shared_ptr<const std::string> bytes,
                                                          const LoadOptions& options);

} // namespace goldbox::narrative
