// SPDX-License-Identifier: MIT
#include <goldbox/base/random.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

using namespace goldbox;

TEST_CASE("philox gives the known answers of the Random123 distribution", "[base][random]")
{
    using Words = std::array<std::uint32_t, 4>;
    CHECK(philox({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    CHECK(philox({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}) == Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a draw stays below its bound and reaches every number", "[base][random]")
{
    for (std::uint32_t bound : {1u, 2u, 3u, 6u, 20u, 100u}) {
        std::vector<int> seen(bound);
        for (std::uint32_t i = 0; i < 200 * bound; ++i) {
            std::uint32_t drawn = draw_below({.seed = 42, .stream = 1, .counter = i}, bound);
            REQUIRE(drawn < bound);
            ++seen[drawn];
        }
        CHECK(std::ranges::find(seen, 0) == seen.end());
    }
    CHECK(draw_below({}, 0) == 0);
    CHECK(draw_below({.seed = 1}, 0xFFFFFFFF) < 0xFFFFFFFF);
}

TEST_CASE("a d20 is uniform: chi-square over 200,000 draws within the 0.1 % bounds", "[base][random]")
{
    constexpr double expected = 10'000;
    std::array<int, 20> seen{};
    for (std::uint32_t i = 0; i < 200'000; ++i) ++seen[draw_below({.seed = 7, .stream = 3, .counter = i}, 20)];
    double chi_square = 0;
    for (int count : seen) chi_square += (count - expected) * (count - expected) / expected;
    CHECK(chi_square > 5.4);  // 0.1 % quantile of 19 degrees of freedom
    CHECK(chi_square < 43.8); // 99.9 %
}

TEST_CASE("seed, stream, entity and counter each move a draw on their own", "[base][random]")
{
    const Draw base{.seed = 1, .stream = 2, .entity = 3, .counter = 4};
    const std::uint32_t here = draw_below(base, 1'000'000'007);
    for (Draw other : {Draw{2, 2, 3, 4}, Draw{1, 3, 3, 4}, Draw{1, 2, 4, 4}, Draw{1, 2, 3, 5}}) {
        CHECK(draw_below(other, 1'000'000'007) != here);
    }
    CHECK(draw_below(base, 1'000'000'007) == here);
}

TEST_CASE("draws keep their published values", "[base][random]")
{
    CHECK(draw_below({.seed = 42, .stream = 1, .entity = 0, .counter = 0}, 20) == 17);
    CHECK(draw_between({.seed = 42, .stream = 1}, -5, -5) == -5);
    CHECK_NOTHROW(draw_between({.seed = 42}, INT32_MIN, INT32_MAX));
}
