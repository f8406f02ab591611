#pragma once
// SPDX-License-Identifier: MIT
// The random words of one roll: those of the position `at`, block after block of the generator of base, four words a
// block. Blocks 0..255 are the attempts of draw_below, so the first die is draw_below(at, faces); each 256 blocks after
// go on under the next seed of a sequence, so a roll takes one position however many dice it has.

#include <goldbox/base/random.hpp>

#include <array>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace goldbox::dice {

class Words {
public:
    /// `at` outlives the words.
    explicit Words(const Draw& at) : at_(at), seed_(at.seed) {}

    /// From 0 to bound-1, each as likely as the others; bound is at least 1. One word where bound fits in 32 bits, two
    /// where not; by multiplication and rejection, as draw_below.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound)
    {
        if (bound >> 32 != 0) return below_wide(bound);
        if (bound <= 1) return 0;
        const auto bound32 = static_cast<std::uint32_t>(bound);
        std::uint64_t product = std::uint64_t{next()} * bound32;
        if (static_cast<std::uint32_t>(product) < bound32) [[unlikely]] {
            const std::uint32_t rejected_below = (0u - bound32) % bound32;
            while (static_cast<std::uint32_t>(product) < rejected_below) product = std::uint64_t{next()} * bound32;
        }
        return product >> 32;
    }

private:
    static constexpr std::uint32_t held = 8; // two blocks at a time

    std::uint32_t next()
    {
        if (used_ == held) refill();
        return words_[used_++];
    }

    std::uint64_t below_wide(std::uint64_t bound)
    {
        __extension__ using Product = unsigned __int128;
        const std::uint64_t rejected_below = (0 - bound) % bound;
        for (;;) {
            const std::uint64_t high = next();
            const Product product = Product{high << 32 | next()} * bound;
            if (static_cast<std::uint64_t>(product) >= rejected_below) return static_cast<std::uint64_t>(product >> 64);
        }
    }

    void refill()
    {
        if (block_ == 256) {
            block_ = 0;
            seed_ += 0x9E3779B97F4A7C15; // the sequence of SplitMix64
        }
        fill_two_blocks();
        block_ += 2;
        used_ = 0;
    }

#if defined(__SSE2__)
    /// Philox4x32-10 of two counters that differ in their block, one in each half of the registers. _mm_mul_epu32 reads
    /// the low 32 bits of each half only, so what lies above them may be anything until the end.
    void fill_two_blocks()
    {
        const auto both = [](std::uint32_t word) { return _mm_set1_epi64x(word); };
        __m128i c0 = both(at_.counter);
        __m128i c1 = _mm_set_epi64x(at_.stream << 8 | (block_ + 1), at_.stream << 8 | block_);
        __m128i c2 = both(static_cast<std::uint32_t>(at_.entity));
        __m128i c3 = both(static_cast<std::uint32_t>(at_.entity >> 32));
        __m128i k0 = both(static_cast<std::uint32_t>(seed_)), k1 = both(static_cast<std::uint32_t>(seed_ >> 32));
        const __m128i m0 = both(0xD2511F53), m1 = both(0xCD9E8D57), w0 = both(0x9E3779B9), w1 = both(0xBB67AE85);
        for (int round = 0; round < 10; ++round) {
            const __m128i p0 = _mm_mul_epu32(m0, c0), p1 = _mm_mul_epu32(m1, c2);
            c0 = _mm_xor_si128(_mm_srli_epi64(p1, 32), _mm_xor_si128(c1, k0));
            c2 = _mm_xor_si128(_mm_srli_epi64(p0, 32), _mm_xor_si128(c3, k1));
            c1 = p1;
            c3 = p0;
            k0 = _mm_add_epi32(k0, w0);
            k1 = _mm_add_epi32(k1, w1);
        }
        // (c0 c1 c2 c3) of the first counter, then of the second
        const __m128i c01 = _mm_unpacklo_epi32(c0, c1), c23 = _mm_unpacklo_epi32(c2, c3);
        const __m128i d01 = _mm_unpackhi_epi32(c0, c1), d23 = _mm_unpackhi_epi32(c2, c3);
        auto* out = reinterpret_cast<__m128i*>(words_);
        _mm_store_si128(out, _mm_unpacklo_epi64(c01, c23));
        _mm_store_si128(out + 1, _mm_unpacklo_epi64(d01, d23));
    }
#else
    void fill_two_blocks()
    {
        for (std::uint32_t i = 0; i < 2; ++i) {
            const auto block =
                philox({at_.counter, at_.stream << 8 | (block_ + i), static_cast<std::uint32_t>(at_.entity),
                        static_cast<std::uint32_t>(at_.entity >> 32)},
                       {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
            for (std::uint32_t word = 0; word < 4; ++word) words_[i * 4 + word] = block[word];
        }
    }
#endif

    alignas(16) std::uint32_t words_[held]; // filled before it is read
    const Draw& at_;                        // a copy would wait for the caller's writes
    std::uint64_t seed_;
    std::uint32_t block_ = 0;
    std::uint32_t used_ = held;
};

} // namespace goldbox::dice
