#pragma once
// SPDX-License-Identifier: MIT

#include <compare>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace goldbox::narrative {

/// One item of a list value: `weather.rain` with the number the LIST declaration gave it.
struct ListItem {
    std::string list; ///< empty when the item belongs to no declared list
    std::string item;
    std::int32_t value = 0;
    auto operator<=>(const ListItem&) const = default;
};

/// An ink list value: a set of items, sorted by value, then list name, then item name; `origins` names the lists that
/// an empty value still belongs to.
struct List {
    std::vector<ListItem> items;
    std::vector<std::string> origins;
    bool operator==(const List&) const = default;
};

/// A divert target held in a variable: the path of a knot, stitch or label.
struct DivertTarget {
    std::string path;
    bool operator==(const DivertTarget&) const = default;
};

/// A value of ink as host programs see it: arguments and results of externals, variables. std::monostate is `void`.
using Value = std::variant<std::monostate, bool, std::int32_t, float, std::string, List, DivertTarget>;

/// As ink prints it: `true`, `7`, `0.6666667`, `rope, torch`.
[[nodiscard]] std::string to_string(const Value& value);

} // namespace goldbox::narrative
