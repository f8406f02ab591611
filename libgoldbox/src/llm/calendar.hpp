#pragma once
// SPDX-License-Identifier: MIT

#include <cstdint>

namespace goldbox::llm {

/// Days since 1970-01-01 of a date in the Gregorian calendar.
[[nodiscard]] std::int64_t days_of(std::int64_t year, std::int64_t month, std::int64_t day);

struct Date {
    std::int64_t year = 1970, month = 1, day = 1;
};
[[nodiscard]] Date date_of(std::int64_t days);

} // namespace goldbox::llm
