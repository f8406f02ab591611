#pragma once
// SPDX-License-Identifier: MIT

#include <compare>
#include <cstdint>

namespace goldbox {

/// Names a row of a Table. A removed row's place is used again with a higher generation, so an id that outlived its row
/// finds nothing instead of a stranger. The default id names nothing.
template <class Tag>
struct Id {
    std::uint32_t index = 0;
    std::uint32_t generation = 0; ///< 0: names nothing; rows count from 1

    explicit operator bool() const { return generation != 0; }
    auto operator<=>(const Id&) const = default;
};

} // namespace goldbox
