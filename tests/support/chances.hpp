#pragma once
// SPDX-License-Identifier: MIT
// What was counted against what chance has to give. Many counts together raise a false alarm once in a thousand runs at
// most: each is allowed its share of that, and half of its share to either side.

#include <goldbox/dice/statistics.hpp>

#include "support/catch.hpp"
#include "support/must.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace goldbox::test {

inline constexpr long double false_alarm = 0.001L;

/// Numbers and the chance of each.
using Chances = std::map<std::int64_t, long double>;

/// Of each total of a roll.
inline Chances chances(const std::string& dice)
{
    const auto statistics = tests::must(dice::statistics(tests::must(dice::Expression::compile(dice))));
    Chances all;
    for (std::size_t i = 0; i < statistics.distribution->size(); ++i)
        all[statistics.distribution->value(i).cut()] = static_cast<long double>(statistics.distribution->chance(i));
    return all;
}

/// `2d6+3` with every die twice.
inline std::string doubled(const std::string& dice)
{
    return std::to_string(2 * std::stoi(dice)) + dice.substr(dice.find('d'));
}

/// The chance that a binomial count is at most k, or at least k: the smaller of the two.
inline long double tail(std::int64_t n, long double p, std::int64_t k)
{
    if (p <= 0) return k == 0 ? 1 : 0;
    if (p >= 1) return k == n ? 1 : 0;
    const long double odds = p / (1 - p);
    const auto real = [](std::int64_t number) { return static_cast<long double>(number); };
    const long double at = std::lgamma(real(n) + 1) - std::lgamma(real(k) + 1) - std::lgamma(real(n - k) + 1) +
                           real(k) * std::log(p) + real(n - k) * std::log1p(-p);
    const bool below = real(k) < real(n) * p;
    long double term = std::exp(at), sum = 0;
    for (std::int64_t i = k; i >= 0 && i <= n && term > 0; i += below ? -1 : 1) {
        sum += term;
        if (sum > 0 && term < sum * 1e-18L) break;
        term *= below ? real(i) / (real(n - i + 1) * odds) : real(n - i) * odds / real(i + 1);
    }
    return std::min(sum, 1.0L);
}

/// A bound (Chernoff's, by the exact distribution) on the chance that n numbers have a sum as far from the expected one
/// as this, on the same side: the least E[exp(t x)]^n exp(-t sum) over t. Its logarithm is convex in t, so its least
/// value is where the slope changes sign; any t gives a bound.
inline long double sum_bound(std::int64_t n, const Chances& of_one, std::int64_t sum)
{
    const long double mean = static_cast<long double>(sum) / static_cast<long double>(n);
    const auto slope = [&](long double t) { // of E[exp(t (x - mean))]
        long double all = 0;
        for (const auto& [value, chance] : of_one) {
            const long double off = static_cast<long double>(value) - mean;
            all += chance * off * std::exp(t * off);
        }
        return all;
    };
    long double low = -50, high = 50;
    for (int i = 0; i < 100; ++i) {
        const long double t = (low + high) / 2;
        (slope(t) < 0 ? low : high) = t;
    }
    long double moment = 0;
    for (const auto& [value, chance] : of_one)
        moment += chance * std::exp(low * (static_cast<long double>(value) - mean));
    return std::min(std::pow(moment, static_cast<long double>(n)), 1.0L);
}

/// Something that was counted or added up, and how likely so much or more, or so little or less, is.
struct Finding {
    std::string what; ///< with the figures
    long double chance = 1;
};

/// How often something happened that happens with that chance.
inline Finding count_of(const std::string& what, std::int64_t of, long double chance, std::int64_t seen)
{
    const long double expected = chance * static_cast<long double>(of);
    return {what + ": " + std::to_string(seen) + " of " + std::to_string(of) + ", expected " +
                std::to_string(static_cast<double>(expected)),
            tail(of, chance, seen)};
}

/// What numbers with those chances came to.
inline Finding sum_of(const std::string& what, std::int64_t of, const Chances& of_one, std::int64_t sum)
{
    long double mean = 0;
    for (const auto& [value, chance] : of_one) mean += chance * static_cast<long double>(value);
    const auto seen = static_cast<double>(sum) / static_cast<double>(of);
    return {what + ": " + std::to_string(seen) + ", expected " + std::to_string(static_cast<double>(mean)),
            sum_bound(of, of_one, sum)};
}

/// All of them are as likely as may be asked of so many. `about` is printed.
inline void check_chances(const std::vector<Finding>& findings, const std::string& about)
{
    const long double each = false_alarm / static_cast<long double>(findings.size()) / 2;
    long double smallest = 1;
    for (const Finding& finding : findings) {
        smallest = std::min(smallest, finding.chance);
        if (finding.chance >= each) continue;
        INFO(finding.what << ", chance " << static_cast<double>(finding.chance));
        CHECK(finding.chance >= each);
    }
    std::printf("    %s, %zu findings; the least likely %.2Lg, allowed %.2Lg\n", about.c_str(), findings.size(),
                smallest, each);
}

} // namespace goldbox::test
