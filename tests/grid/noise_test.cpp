// SPDX-License-Identifier: MIT
#include <goldbox/grid/noise.hpp>

#include "grid/maps.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

using namespace goldbox;
using namespace goldbox::grid;
using namespace goldbox::tests;

TEST_CASE("noise gives the vectors that docs/noise.md publishes", "[grid][noise]")
{
    std::ifstream page(GOLDBOX_SOURCE_DIR "/docs/noise.md");
    int rows = 0;
    for (std::string line; std::getline(page, line);) {
        std::ranges::replace(line, '|', ' ');
        std::istringstream row(line);
        std::uint64_t seed = 0;
        std::int32_t x = 0, y = 0, at = 0, fractal = 0;
        if (!(row >> seed >> x >> y >> at >> fractal)) continue;
        ++rows;
        CAPTURE(line);
        CHECK(Noise{seed}.at(x, y) == at);
        CHECK(Noise{seed}.fractal(x, y, 5) == fractal);
    }
    CHECK(rows == 12);
}

TEST_CASE("noise is smooth, fills its range and favors no side", "[grid][noise]")
{
    const Noise noise{5};
    Chance chance(1);
    std::int32_t least = 0, most = 0, steepest = 0;
    std::int64_t sum = 0;
    constexpr int samples = 50'000;
    for (int i = 0; i < samples; ++i) {
        const std::int32_t x = chance.between(-2'000'000'000, 2'000'000'000);
        const std::int32_t y = chance.between(-2'000'000'000, 2'000'000'000);
        const std::int32_t here = noise.at(x, y);
        least = std::min(least, here);
        most = std::max(most, here);
        sum += here;
        steepest = std::max({steepest, std::abs(here - noise.at(x + 64, y)), std::abs(here - noise.at(x, y + 64))});
        REQUIRE(std::abs(noise.fractal(x, y, 1 + i % 16)) <= Noise::one);
    }
    CHECK(least < -Noise::one * 95 / 100);
    CHECK(most > Noise::one * 95 / 100);
    CHECK(std::abs(sum / samples) < Noise::one / 100);
    CHECK(steepest < 64 * 8); // nowhere a cliff
}

TEST_CASE("other seeds are other worlds, and octaves beyond the limits are those at the limits", "[grid][noise]")
{
    CHECK(Noise{1}.at(100'000, 70'000) != Noise{2}.at(100'000, 70'000));
    CHECK(Noise{1}.fractal(7, 9, 0) == Noise{1}.at(7, 9));
    CHECK(Noise{1}.fractal(7, 9, 99) == Noise{1}.fractal(7, 9, 16));
    constexpr std::int32_t end = 2147483647;
    for (const std::int32_t x : {-end - 1, 0, end}) {
        for (const std::int32_t y : {-end - 1, 0, end}) CHECK(std::abs(Noise{3}.fractal(x, y, 16)) <= Noise::one);
    }
}
