#pragma once
// SPDX-License-Identifier: MIT
// Walks every way the dice of an expression can fall, and gives the exact distribution that follows: slow and simple,
// to check the calculated one against.

#include <goldbox/dice/statistics.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace goldbox::test {

/// Follows one path after the other: the last choice that has another face takes it.
class EveryPath final : public dice::Chance {
public:
    std::uint64_t below(std::uint64_t bound) override
    {
        if (at_ == path_.size()) path_.push_back({0, bound});
        return path_[at_++].face;
    }

    /// To the next path; false when all were walked.
    bool next()
    {
        path_.resize(at_);
        while (!path_.empty() && path_.back().face + 1 == path_.back().bound) path_.pop_back();
        at_ = 0;
        if (path_.empty()) return false;
        ++path_.back().face;
        return true;
    }

    [[nodiscard]] double chance() const
    {
        double chance = 1;
        for (std::size_t i = 0; i < at_; ++i) chance /= static_cast<double>(path_[i].bound);
        return chance;
    }

private:
    struct Step {
        std::uint64_t face, bound;
    };
    std::vector<Step> path_;
    std::size_t at_ = 0;
};

/// Chance by total; empty when the paths are more than `most`.
inline std::map<std::pair<std::int64_t, std::int64_t>, double> enumerate(const dice::Expression& expression,
                                                                         std::size_t most = 400'000)
{
    std::map<std::pair<std::int64_t, std::int64_t>, double> chances;
    EveryPath path;
    std::size_t walked = 0;
    do {
        const auto roll = expression.roll(path);
        if (!roll || ++walked > most) return {};
        chances[{roll->total.numerator, roll->total.denominator}] += path.chance();
    } while (path.next());
    return chances;
}

} // namespace goldbox::test
