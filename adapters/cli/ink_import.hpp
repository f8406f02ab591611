#pragma once
// SPDX-License-Identifier: MIT
// Stories of other tools, where a command takes a story of ink.

#include <goldbox/base/result.hpp>
#include <goldbox/narrative/compiler.hpp>

#include <string>

namespace goldbox::cli {

/// Whether a file's name says that it is a story to import.
[[nodiscard]] bool is_foreign(const std::string& story);

/// Imports and compiles it. The diagnostics are those of the import; the files' own are in them.
[[nodiscard]] Result<narrative::Compilation> compile_foreign(const std::string& story);

} // namespace goldbox::cli
