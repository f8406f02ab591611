#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/random.hpp>

#include <cstdint>

namespace goldbox::tests {

/// Numbers for one random game: the same for the same seed, and of streams that no game draws from.
class Chance {
public:
    Chance(std::uint64_t seed, std::uint32_t stream) : seed_(seed), stream_(stream) {}
    std::uint32_t below(std::uint32_t bound)
    {
        return draw_below({.seed = seed_, .stream = stream_, .counter = next_++}, bound);
    }
    template <class List>
    const auto& one_of(const List& list)
    {
        return list[below(static_cast<std::uint32_t>(list.size()))];
    }

private:
    std::uint64_t seed_;
    std::uint32_t stream_;
    std::uint32_t next_ = 0;
};

} // namespace goldbox::tests
