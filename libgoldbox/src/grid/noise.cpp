// SPDX-License-Identifier: MIT
#include <goldbox/grid/noise.hpp>

#include <algorithm>
#include <array>

namespace goldbox::grid {

namespace {

constexpr std::int64_t skew = 393016785;             ///< (sqrt 3 - 1) / 2, times 2^30: squares onto triangles
constexpr std::int64_t unskew = 907633386;           ///< (3 - sqrt 3) / 6, times 2^32: and back
constexpr std::int64_t half = std::int64_t{1} << 31; ///< a corner reaches sqrt 1/2 far; times 2^32
constexpr std::int64_t height = 50722;               ///< makes the highest hill one, times 2^12

/// Sixteen directions of one length, the square root of 65.
struct Gradient {
    std::int32_t x, y;
};
constexpr std::array<Gradient, 16> gradients{{{8, 1},
                                              {7, 4},
                                              {4, 7},
                                              {1, 8},
                                              {-1, 8},
                                              {-4, 7},
                                              {-7, 4},
                                              {-8, 1},
                                              {-8, -1},
                                              {-7, -4},
                                              {-4, -7},
                                              {-1, -8},
                                              {1, -8},
                                              {4, -7},
                                              {7, -4},
                                              {8, -1}}};

/// Chance for a corner of a triangle.
const Gradient& gradient(std::uint64_t seed, std::int64_t i, std::int64_t j)
{
    std::uint64_t mixed = seed;
    mixed += static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15;
    mixed ^= static_cast<std::uint64_t>(j) * 0xc2b2ae3d27d4eb4f;
    mixed = (mixed ^ mixed >> 32) * 0xd6e8feb86659fd93;
    return gradients[mixed >> 60];
}

/// What a corner adds at a place (x, y) away from it, in 1/65,536: (1/2 - distance^2)^4 times its slope there.
std::int64_t corner(const Gradient& slope, std::int64_t x, std::int64_t y)
{
    const std::int64_t near = half - x * x - y * y;
    if (near <= 0) return 0;
    const std::int64_t squared = near * near >> 32;
    const std::int64_t fourth = squared * squared >> 32;
    return fourth * (slope.x * x + slope.y * y);
}

} // namespace

std::int32_t Noise::at(std::int32_t x, std::int32_t y) const
{
    // which square of the skewed lattice, and how far from its first corner
    const std::int64_t skewed = (std::int64_t{x} + y) * skew >> 14; // times 2^32
    const std::int64_t i = (std::int64_t{x} * 65536 + skewed) >> 32;
    const std::int64_t j = (std::int64_t{y} * 65536 + skewed) >> 32;
    const std::int64_t back = (i + j) * unskew >> 16;
    const std::int64_t x0 = x - i * 65536 + back;
    const std::int64_t y0 = y - j * 65536 + back;
    // the square's two triangles: the second corner is the one to the right or the one below
    const std::int64_t right = x0 > y0 ? 1 : 0;
    const std::int64_t below = 1 - right;
    constexpr std::int64_t side = unskew >> 16;
    std::int64_t sum = corner(gradient(seed, i, j), x0, y0);
    sum += corner(gradient(seed, i + right, j + below), x0 - right * 65536 + side, y0 - below * 65536 + side);
    sum += corner(gradient(seed, i + 1, j + 1), x0 - 65536 + 2 * side, y0 - 65536 + 2 * side);
    const std::int64_t value = (sum >> 20) * height >> 24;
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, -one, one));
}

std::int32_t Noise::fractal(std::int32_t x, std::int32_t y, std::int32_t octaves) const
{
    octaves = std::clamp(octaves, 1, 16);
    std::int64_t sum = 0;
    for (std::int32_t i = 0; i < octaves; ++i) {
        const auto finer = [i](std::int32_t at) {
            return static_cast<std::int32_t>(static_cast<std::uint32_t>(at) << i); // beyond the plane it begins anew
        };
        sum += std::int64_t{Noise{seed + static_cast<std::uint64_t>(i)}.at(finer(x), finer(y))} << (16 - i);
    }
    return static_cast<std::int32_t>(sum / ((std::int64_t{2} << 16) - (std::int64_t{1} << (17 - octaves))));
}

} // namespace goldbox::grid
