#pragma once
// SPDX-License-Identifier: MIT
// The schema as a list of steps, each with its way back.

#include "sqlite/database.hpp"

#include <span>

namespace goldbox::sqlite {

/// Stands in bytes 68..71 of the file: "Gold".
constexpr std::int32_t application_id = 0x476f6c64;

struct Migration {
    int version; ///< after `up`; they count from 1
    const char* name;
    const char* up;
    const char* down;
};

/// All that this build knows, in order.
[[nodiscard]] std::span<const Migration> migrations();

/// Version of the schema in a file; 0 when the file is new. `store.foreign_database` when it belongs to another
/// program.
[[nodiscard]] Result<int> schema_version(Database& database);

/// `store.newer_version` when a file is newer than the list.
[[nodiscard]] Result<void> refuse_newer(const Database& database, int version, std::span<const Migration> known);

/// Goes to version `to`, up or down, in one transaction; returns the version before.
[[nodiscard]] Result<int> migrate_schema(Database& database, std::span<const Migration> known, int to);

} // namespace goldbox::sqlite
