#pragma once
// SPDX-License-Identifier: MIT
// Numbers as ink's reference has them on .NET, the same on every compiler.

#include <cstdint>
#include <string>

namespace goldbox::narrative {

/// What does not fit wraps, as on .NET.
[[nodiscard]] constexpr std::int32_t wrapped(std::uint32_t bits)
{
    return static_cast<std::int32_t>(bits);
}
[[nodiscard]] constexpr std::int32_t wrapped_sum(std::int32_t a, std::int32_t b)
{
    return wrapped(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}
[[nodiscard]] constexpr std::int32_t wrapped_difference(std::int32_t a, std::int32_t b)
{
    return wrapped(static_cast<std::uint32_t>(a) - static_cast<std::uint32_t>(b));
}

/// Shortest digits that read back as the same float; `7` for 7.0, `1E+10`, `NaN`, `Infinity`.
void append_float(std::string& out, float number);

/// x to the power y by additions and multiplications in a fixed order, so that no mathematics library matters.
[[nodiscard]] float power(double x, double y);

/// Towards zero; the nearest integer where it does not fit, 0 for NaN.
[[nodiscard]] std::int32_t truncated(float number);

/// .NET's System.Random for a given seed: Knuth's subtractive generator, as it was first published there.
class DotNetRandom {
public:
    explicit DotNetRandom(std::int32_t seed);
    std::int32_t next(); ///< 0 to 2^31-2

private:
    std::int32_t slots_[56];
    int here_ = 0;
    int ahead_ = 21;
};

} // namespace goldbox::narrative
