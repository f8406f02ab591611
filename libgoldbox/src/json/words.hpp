#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/text.hpp>
#include <goldbox/json/value.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace goldbox::json {

/// What people call a kind of value.
inline std::string_view name_of_kind(Kind kind)
{
    constexpr std::array<std::string_view, 7> names = {
        "null", "true or false", "a whole number", "a number", "a text in quotes", "an array", "an object"};
    return names[static_cast<std::size_t>(kind)];
}

/// A name or text of a document, as a message shows it.
inline std::string quoted(std::string_view text)
{
    return "\"" + printable(text.substr(0, 200)) + "\"";
}

} // namespace goldbox::json
