#pragma once
// SPDX-License-Identifier: MIT

#include <cstdint>

namespace goldbox::grid {

/// Coherent noise on a plane: smooth hills without a pattern, the same on every machine. Simplex noise (Ken Perlin,
/// 2001) in whole numbers; docs/noise.md has the algorithm and test vectors.
struct Noise {
    static constexpr std::int32_t one = 1 << 16;

    std::uint64_t seed = 0;

    /// -one..one, 0 on average. Places are in 1/65,536 of the width of a hill, all of them: the plane is as wide as
    /// 32,768 hills each way.
    [[nodiscard]] std::int32_t at(std::int32_t x, std::int32_t y) const;

    /// Noise of several sizes, each half as wide and half as high as the one before, and together as high as one of
    /// them could be alone: -one..one. octaves 1..16; what is beyond is taken to the nearest of these.
    [[nodiscard]] std::int32_t fractal(std::int32_t x, std::int32_t y, std::int32_t octaves) const;
};

} // namespace goldbox::grid
