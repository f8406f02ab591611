#pragma once
// SPDX-License-Identifier: MIT
// Zip archives for tests, made by libzip, which takes any name.

#include "support/catch.hpp"

#include <zip.h>

#include <string>
#include <utility>
#include <vector>

namespace goldbox::test {

using ZipEntries = std::vector<std::pair<std::string, std::string>>;

inline std::string zip_of(const ZipEntries& entries, int method = ZIP_CM_DEFLATE, zip_uint32_t mode = 0100644)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
    REQUIRE(buffer);
    zip_source_keep(buffer);
    zip_t* archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &error);
    REQUIRE(archive);
    for (const auto& [name, content] : entries) {
        zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
        const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
        REQUIRE(index >= 0);
        const auto at = static_cast<zip_uint64_t>(index);
        REQUIRE(zip_set_file_compression(archive, at, method, 0) == 0);
        REQUIRE(zip_file_set_external_attributes(archive, at, 0, ZIP_OPSYS_UNIX, mode << 16) == 0);
    }
    REQUIRE(zip_close(archive) == 0);
    REQUIRE(zip_source_open(buffer) == 0);
    std::string bytes;
    char part[4096];
    for (zip_int64_t got = 0; (got = zip_source_read(buffer, part, sizeof part)) > 0;) {
        bytes.append(part, static_cast<std::size_t>(got));
    }
    zip_source_close(buffer);
    zip_source_free(buffer);
    zip_error_fini(&error);
    return bytes;
}

} // namespace goldbox::test
