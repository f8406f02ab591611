#pragma once
// SPDX-License-Identifier: MIT

#include <cstdint>

namespace goldbox::cli {

/// How often this program has asked for memory so far; for `goldbox dice bench`, and for benchmarks and tests that
/// compile allocations.cpp in.
[[nodiscard]] std::uint64_t allocations();

} // namespace goldbox::cli
