#pragma once
// SPDX-License-Identifier: MIT
#include <goldbox/base/result.hpp>

#include "support/catch.hpp"

#include <string>
#include <type_traits>
#include <utility>

namespace goldbox::tests {

/// The value of a result; the test fails with the error when there is none.
template <class T>
T must(Result<T> result)
{
    if (!result) FAIL("unexpected error " << result.error().reason << ": " << to_string(result.error()));
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

/// The reason of a refusal; empty when there was none.
template <class T>
std::string reason(const Result<T>& result)
{
    return result ? std::string() : result.error().reason;
}

} // namespace goldbox::tests
