#pragma once
// SPDX-License-Identifier: MIT
// What an expression can give and how likely: exact, by calculation, not by sampling.

#include <goldbox/dice/dice.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace goldbox::dice {

/// Every total with its exact probability, in ascending order. Cheap to copy, never changes.
class Distribution {
public:
    struct Table; ///< private to the library
    explicit Distribution(std::shared_ptr<const Table> table) : table_(std::move(table)) {}

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] Number value(std::size_t index) const;
    [[nodiscard]] std::string exact(std::size_t index) const; ///< probability in lowest terms: `1/1296`, or `1`
    [[nodiscard]] double chance(std::size_t index) const;     ///< the double nearest to it, give or take one ulp
    [[nodiscard]] double chance_of(Number value) const;       ///< 0 when it cannot happen
    [[nodiscard]] double chance_at_least(Number value) const;

private:
    std::shared_ptr<const Table> table_;
};

/// A fraction of any size, in lowest terms.
struct Exact {
    std::string fraction; ///< `15869/1296`, `-3`
    double nearest = 0;
};

/// What is unknown is empty: a bound that does not exist (`unbounded`), figures whose calculation is beyond
/// Limits::work or has no closed form here (the highest of exploding dice).
struct Statistics {
    std::optional<std::string> min; ///< smallest total that can happen: `3`, `10/7`
    std::optional<std::string> max;
    std::optional<Exact> mean;
    std::optional<Exact> variance;
    bool unbounded = false;                   ///< dice may explode without end
    std::optional<Distribution> distribution; ///< where it is finite and within the work allowed
};

/// Statistics of the total. In the dialect avrae that is the total cut towards zero; rdr's is taken before it is
/// rounded to two decimals. Errors: `dice.value` and `dice.limit`, when some way the dice may fall is an error
/// (`1/(1d6-1)`).
[[nodiscard]] Result<Statistics> statistics(const Expression& expression, std::span<const std::int64_t> values = {});

/// Twice the mean of the total, without any allocation. Nothing where more is made of the dice than a sum (the highest
/// of them, a comparison, a product), and where a total may be an error: `statistics` says what there is to say.
[[nodiscard]] std::optional<std::int64_t> twice_the_mean(const Expression& expression,
                                                         std::span<const std::int64_t> values = {});

} // namespace goldbox::dice
