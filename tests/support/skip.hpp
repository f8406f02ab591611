#pragma once
// SPDX-License-Identifier: MIT
// Test data beside the project (../shared/data) is not part of it. A test that needs some says so and is skipped
// without it; GOLDBOX_REQUIRE_DATA=1, which CI sets, makes its absence a failure.

#include "catch.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace goldbox::test {

/// The folder or file of that name in the test data, whether it exists or not. GOLDBOX_DATA names another place.
inline std::filesystem::path shared_data(const std::string& name)
{
    const char* root = std::getenv("GOLDBOX_DATA");
    return std::filesystem::path(root ? root : GOLDBOX_SOURCE_DIR "/../shared/data") / name;
}

inline bool must_have_data()
{
    const char* set = std::getenv("GOLDBOX_REQUIRE_DATA");
    return set && std::string(set) == "1";
}

} // namespace goldbox::test

/// Ends the test as skipped; ctest recognises the line.
#define GOLDBOX_SKIP(reason)                                                                                           \
    do {                                                                                                               \
        std::printf("SKIPPED: %s\n", std::string(reason).c_str());                                                     \
        return;                                                                                                        \
    } while (false)

/// Goes on when the test data has NAME; otherwise ends the test, failed or skipped.
#define GOLDBOX_NEED_DATA(name)                                                                                        \
    do {                                                                                                               \
        if (!std::filesystem::exists(goldbox::test::shared_data(name))) {                                              \
            if (goldbox::test::must_have_data()) FAIL("no " << goldbox::test::shared_data(name).string());             \
            GOLDBOX_SKIP("no " + goldbox::test::shared_data(name).string());                                           \
        }                                                                                                              \
    } while (false)
