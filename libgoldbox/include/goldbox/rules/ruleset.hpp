#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/content/pack.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::rules {

struct Compiled; // src/rules/compiled.hpp

/// The rules of a pack, compiled: every name looked up, every formula a small program, stats in an order in which they
/// can be worked out. Immutable, shared by games and threads.
class Ruleset {
public:
    explicit Ruleset(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

    [[nodiscard]] const std::string& id() const;
    /// Full ids by kind (`stats`, `checks`, `damage_types`, `effects`, `creatures`, `actions`, `resources`, `items`,
    /// `spells`), ascending. Characters are creatures.
    [[nodiscard]] std::vector<std::string> ids(std::string_view kind) const;
    /// The id that a short name stands for, `srd51:longsword` for `longsword`; of several the first. Empty: there is
    /// none.
    [[nodiscard]] std::string full_id(std::string_view kind, std::string_view name) const;
    /// What people call an entry; where it says nothing, its id without the pack.
    [[nodiscard]] std::string name(std::string_view kind, std::string_view id) const;

    /// Names of the rests that somebody can take.
    [[nodiscard]] std::vector<std::string> rests() const;

    [[nodiscard]] const Compiled& compiled() const { return *compiled_; }

private:
    std::shared_ptr<const Compiled> compiled_;
};

/// A ruleset, or everything that is wrong with it.
struct LoadedRules {
    std::shared_ptr<const Ruleset> rules; ///< null when there are errors, and for packs without a ruleset
    std::vector<Diagnostic> diagnostics;
};

/// Compiles the rules of a pack; one whose stack has no entry of the kind `ruleset` has none. `origins` gives mistakes
/// their place. Codes: `rules.bad_formula`, `rules.unknown_path`, `rules.cycle` (stats that need each other, effects
/// that imply each other; the message names the circle), `rules.many_rulesets`, `rules.too_many` (65,000 entries of a
/// kind, 511 tags).
[[nodiscard]] LoadedRules load_rules(const content::Pack& pack, const content::Origins* origins = nullptr);

} // namespace goldbox::rules
