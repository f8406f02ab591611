#pragma once
// SPDX-License-Identifier: MIT
#include <goldbox/base/result.hpp>

#include <cstdio>
#include <cstdlib>
#include <type_traits>

namespace goldbox::bench {

/// The value, or the end of the program with the error.
template <class T>
T must(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", to_string(result.error()).c_str());
        std::exit(3);
    }
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

} // namespace goldbox::bench
