#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/grid/path.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace goldbox::grid {

/// What a way costs at least, by distance alone. A step never lowers it by more than that step costs.
class Estimate {
public:
    Estimate(const StepPrices& prices, Cell goal, bool usable) : goal_(goal)
    {
        if (!usable) return;
        const auto straight = static_cast<std::uint32_t>(prices.straight);
        const auto diagonal = static_cast<std::uint32_t>(std::min(prices.diagonal, prices.second_diagonal));
        less_ = diagonal == 0 ? straight * 2 : std::min(diagonal, straight * 2);
        more_ = std::min(straight, less_);
    }

    [[nodiscard]] std::uint32_t operator()(Cell cell) const
    {
        const auto a = static_cast<std::uint32_t>(std::abs(cell.x - goal_.x));
        const auto b = static_cast<std::uint32_t>(std::abs(cell.y - goal_.y));
        const std::uint32_t less = std::min(a, b);
        return (std::max(a, b) - less) * more_ + less * less_;
    }

private:
    Cell goal_;
    std::uint32_t more_ = 0; ///< for each column or row that the distances differ
    std::uint32_t less_ = 0; ///< for each diagonal
};

} // namespace goldbox::grid
