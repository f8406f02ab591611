#pragma once
// SPDX-License-Identifier: MIT

#include "output.hpp"

#include <goldbox/narrative/translation.hpp>

#include <memory>
#include <string>

namespace goldbox::cli {

/// The translation of a story file into a language: from `strings`, or from `lang/LANGUAGE.po` (or .csv) beside the
/// story or one folder up, where packs have it. What is wrong with it goes to stderr. `cli.no_language`.
[[nodiscard]] Result<std::shared_ptr<const narrative::Translation>>
load_translation(Context& context, std::shared_ptr<const narrative::Story> story, const std::string& story_file,
                 const std::string& language, const std::string& strings);

} // namespace goldbox::cli
