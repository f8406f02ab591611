#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace goldbox::narrative::strings {

/// gettext's `nplurals=2; plural=(n != 1);`: which form of a text goes with a number. The rule is an expression of C
/// over n; it comes from a file, so it is read into a bounded list of steps and cannot fail when it runs.
class PluralRule {
public:
    /// `strings.bad_plural`.
    [[nodiscard]] static Result<PluralRule> read(std::string_view header);

    [[nodiscard]] std::size_t forms() const { return forms_; }
    /// 0..forms()-1; the last where the rule names one that is not there.
    [[nodiscard]] std::size_t form(std::uint64_t number) const;

private:
    friend class RuleReader;
    enum class Do : std::uint8_t {
        number,
        n,
        negate,
        choose, ///< takes condition, then, else
        either,
        both,
        equal,
        not_equal,
        less,
        greater,
        less_equal,
        greater_equal,
        add,
        subtract,
        multiply,
        divide,
        modulo,
    };
    struct Step {
        Do what = Do::n;
        std::uint64_t value = 0;
    };
    std::size_t forms_ = 1;
    std::vector<Step> steps_ = {{Do::number, 0}}; ///< operands first
};

} // namespace goldbox::narrative::strings
