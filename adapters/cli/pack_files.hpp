#pragma once
// SPDX-License-Identifier: MIT
// Packs as the command line names them.

#include "output.hpp"

#include <goldbox/base/result.hpp>
#include <goldbox/content/pack.hpp>
#include <goldbox/rules/ruleset.hpp>

#include <memory>
#include <string>
#include <vector>

namespace goldbox::cli {

/// A pack, and what lies beside it in the stack.
struct PackChoice {
    std::string path;                 ///< a name that is nothing here is one of the packs that came with the program
    std::vector<std::string> with;    ///< further packs, by path
    std::vector<std::string> folders; ///< where needed packs are looked for too

    [[nodiscard]] content::PathOptions options() const;
};

/// The files of the pack itself, for what is no content. `content.no_such_pack`, `content.no_archives`.
[[nodiscard]] Result<std::shared_ptr<const FileSource>> open_files(const PackChoice& choice);

/// Reads all files and checks everything.
[[nodiscard]] content::Loaded load(const PackChoice& choice);

struct PackWithRules {
    std::shared_ptr<const content::Pack> pack;
    std::shared_ptr<const rules::Ruleset> rules;
};
/// The same with the rules that it makes; says what is wrong. `rules.no_ruleset`.
[[nodiscard]] Result<PackWithRules> load_with_rules(Context& context, const PackChoice& choice);

/// The same as `load` from an image that was kept in the user's cache, unless the files have changed since.
[[nodiscard]] content::Loaded load_cached(const PackChoice& choice);

} // namespace goldbox::cli
