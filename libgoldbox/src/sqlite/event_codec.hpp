#pragma once
// SPDX-License-Identifier: MIT
// The events of a record as one value: a record is one row, so that a commit dirties as few pages as can be.
//
// For each event: type, schema, body; a string is its length and its bytes; numbers are LEB128.

#include <goldbox/store/record.hpp>

#include <goldbox/base/result.hpp>

#include <string_view>

namespace goldbox::sqlite {

[[nodiscard]] std::string encode_events(const std::vector<store::StoredEvent>& events);

/// `store.corrupt` when the bytes are not what encode_events wrote.
[[nodiscard]] Result<std::vector<store::StoredEvent>> decode_events(std::string_view bytes);

} // namespace goldbox::sqlite
