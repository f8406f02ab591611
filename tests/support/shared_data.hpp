#pragma once
// SPDX-License-Identifier: MIT
// Test data that lies beside the project, not in it: ../shared/data from the project's root.

#include "support/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>

namespace goldbox::test {

/// The folder of that name, or nothing with a message; GOLDBOX_REQUIRE_DATA=1 makes its absence a failure.
inline std::optional<std::filesystem::path> shared_data(const std::string& name)
{
    const std::filesystem::path folder = std::filesystem::path(GOLDBOX_SHARED_DATA) / name;
    if (std::filesystem::is_directory(folder)) return folder;
    const char* required = std::getenv("GOLDBOX_REQUIRE_DATA");
    if (required && std::string(required) == "1") FAIL("the test data " << folder << " is required and absent");
    std::cout << "skipped: the test data " << folder << " is absent\n";
    return std::nullopt;
}

inline std::string read_text(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace goldbox::test
