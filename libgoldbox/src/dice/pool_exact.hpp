#pragma once
// SPDX-License-Identifier: MIT
// Exact distributions of one term of dice, and of sets.

#include "dice/pmf.hpp"
#include "dice/program.hpp"

#include <optional>
#include <span>
#include <vector>

namespace goldbox::dice {

/// What is known of a value: everything (pmf), or some figures, or nothing.
struct Spread {
    std::optional<Pmf> pmf;
    std::optional<Number> min, max; ///< without pmf: where they are known
    std::optional<Fraction> mean, variance;
    bool unbounded = false; ///< dice may explode without end
    bool whole = true;      ///< without pmf: only whole numbers

    [[nodiscard]] static Spread of(Pmf pmf)
    {
        Spread spread;
        spread.pmf = std::move(pmf);
        return spread;
    }
};

[[nodiscard]] Spread pool_spread(const Program& program, const Pool& pool, std::int64_t count, std::int64_t sides,
                                 Work& work, Fault& fault);

/// A set whose modifiers choose among or count its members, which are independent.
[[nodiscard]] Spread set_spread(const Program& program, const Set& set, std::span<const Spread> members, Work& work,
                                Fault& fault);

} // namespace goldbox::dice
