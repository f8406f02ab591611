#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/dice/dice.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::rules {

/// No number of the rules is further from 0.
inline constexpr std::int64_t largest = 1'000'000'000;

[[nodiscard]] inline std::int32_t narrow(std::int64_t number)
{
    return static_cast<std::int32_t>(std::clamp(number, -largest, largest));
}

/// From whom a formula reads. `effect` is the effect it stands in, `value` what the place that runs it provides.
enum class Whose : std::uint8_t { self, target, source, effect, value, item };
/// What of a creature it reads; of an item a number, a tag, or what is so at the moment.
enum class What : std::uint8_t { stat, now, tag, has, counter, level_of, resource, load };
/// `@item.` numbers that are no numbers of its definition.
enum class OfItem : std::uint8_t { charges, count, two_handed, proficient, beside };
/// `@now.` numbers: those that change in every fight, and are no stats. The last ones say where others stand.
enum class Now : std::uint8_t { hit_points, temporary_hit_points, wounds, dying, dead, watched, foes, beset };

struct Reference {
    Whose whose = Whose::self;
    What what = What::stat;
    std::uint16_t index =
        0; ///< of the stat, Now, tag, effect; of `effect`: 0 the level, then its values; of `value`: slot
    bool operator==(const Reference&) const = default;
};

/// Finds what a path names; the error's message says why it may not stand here.
using Resolve = std::function<Result<Reference>(std::string_view path)>;

/// A compiled formula.
class Formula {
public:
    static constexpr std::size_t most_references = 16;

    Formula() = default;
    explicit Formula(std::int64_t constant) : constant_(constant) {}

    /// `dice`: whether it may roll. `rules.bad_formula`.
    [[nodiscard]] static Result<Formula> compile(const std::string& text, bool dice, const Resolve& resolve);

    [[nodiscard]] bool is_constant() const { return !expression_; }
    [[nodiscard]] std::int64_t constant() const { return constant_; }
    /// Whether dice are in it.
    [[nodiscard]] bool rolls() const { return rolls_; }
    [[nodiscard]] const std::vector<Reference>& references() const { return references_; }
    [[nodiscard]] const dice::Expression& expression() const { return *expression_; }
    /// What it is nothing but; null: it is something else.
    [[nodiscard]] const Reference* only_reference() const { return is_reference_ ? references_.data() : nullptr; }
    /// Whether it stays as it is until something begins or ends on the creature that it is asked of.
    [[nodiscard]] bool is_steady() const { return is_steady_; }
    /// The same with twice the dice. Only of one that rolls.
    [[nodiscard]] const dice::Expression& doubled() const { return *doubled_; }

private:
    std::int64_t constant_ = 0;
    bool rolls_ = false;
    bool is_reference_ = false;
    bool is_steady_ = true;
    std::vector<Reference> references_;
    std::optional<dice::Expression> expression_; ///< none: constant
    std::optional<dice::Expression> doubled_;
};

} // namespace goldbox::rules
