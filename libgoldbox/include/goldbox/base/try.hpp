#pragma once
// SPDX-License-Identifier: MIT
// Early return for Result. GOLDBOX_TRY(auto x, expression) declares x or returns the error; GOLDBOX_CHECK(expression)
// is for results without a value.

#include <goldbox/base/result.hpp>

#define GOLDBOX_CONCAT2(a, b) a##b
#define GOLDBOX_CONCAT(a, b) GOLDBOX_CONCAT2(a, b)

#define GOLDBOX_TRY_AS(temporary, declaration, ...)                                                                    \
    auto temporary = (__VA_ARGS__);                                                                                    \
    if (!temporary) return ::goldbox::unexpected(std::move(temporary).error());                                        \
    declaration = *std::move(temporary)
#define GOLDBOX_TRY(declaration, ...) GOLDBOX_TRY_AS(GOLDBOX_CONCAT(try_, __LINE__), declaration, __VA_ARGS__)

#define GOLDBOX_CHECK(...)                                                                                             \
    do {                                                                                                               \
        if (auto checked = (__VA_ARGS__); !checked) return ::goldbox::unexpected(std::move(checked).error());          \
    } while (false)
