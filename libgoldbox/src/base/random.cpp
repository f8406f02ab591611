// SPDX-License-Identifier: MIT
#include <goldbox/base/assert.hpp>
#include <goldbox/base/random.hpp>

namespace goldbox {

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key)
{
    constexpr std::uint64_t multiplier0 = 0xD2511F53;
    constexpr std::uint64_t multiplier1 = 0xCD9E8D57;
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t product0 = multiplier0 * counter[0];
        const std::uint64_t product1 = multiplier1 * counter[2];
        counter = {
            static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product1),
            static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(product0)};
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    return counter;
}

namespace {

// The stream takes 24 bits and leaves 8 for the attempts of one draw.
std::array<std::uint32_t, 4> words(const Draw& draw, std::uint32_t attempt)
{
    return philox({draw.counter, draw.stream << 8 | (attempt & 0xFF), static_cast<std::uint32_t>(draw.entity),
                   static_cast<std::uint32_t>(draw.entity >> 32)},
                  {static_cast<std::uint32_t>(draw.seed), static_cast<std::uint32_t>(draw.seed >> 32)});
}

} // namespace

std::uint32_t draw_below(const Draw& draw, std::uint32_t bound)
{
    if (bound <= 1) return 0;
    const std::uint32_t rejected_below = (0u - bound) % bound;
    for (std::uint32_t attempt = 0; attempt < 256; ++attempt) {
        for (std::uint32_t word : words(draw, attempt)) {
            const std::uint64_t product = std::uint64_t{word} * bound;
            if (static_cast<std::uint32_t>(product) >= rejected_below) return static_cast<std::uint32_t>(product >> 32);
        }
    }
    return bound - 1; // 1,024 rejections in a row: less likely than 2^-1024
}

std::int32_t draw_between(const Draw& draw, std::int32_t low, std::int32_t high)
{
    GOLDBOX_ASSERT(low <= high, "draw_between needs low <= high");
    const std::uint32_t span = static_cast<std::uint32_t>(high) - static_cast<std::uint32_t>(low);
    if (span == UINT32_MAX) return static_cast<std::int32_t>(words(draw, 0)[0]);
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(low) + draw_below(draw, span + 1));
}

} // namespace goldbox
