#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/json/fields.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::content {

/// What is found: by those who have won, or by who opens a chest.
struct Loot {
    std::string item;
    std::string count = "1"; ///< dice
    std::int32_t chance = 100;
    bool operator==(const Loot&) const = default;
};

/// That counts are dice, of the member `loot`.
void check(json::Reading& reading, const std::vector<Loot>& loot);

} // namespace goldbox::content

template <>
struct goldbox::json::Fields<goldbox::content::Loot> {
    using T = goldbox::content::Loot;
    static constexpr std::string_view name = "loot";
    static constexpr std::string_view doc = "What is found.";
    static constexpr auto table = std::make_tuple(
        field("item", &T::item, {.doc = "what", .max = 200, .required = true, .refers = "items"}),
        field("count", &T::count, {.doc = "dice: how many; when absent, one", .min = 1, .max = 200}),
        field("chance", &T::chance, {.doc = "that it is there", .unit = "percent", .min = 1, .max = 100}));
};
