#pragma once
// SPDX-License-Identifier: MIT

#include <initializer_list>
#include <string>
#include <string_view>

namespace goldbox::test {

inline bool has(std::string_view text, std::string_view part)
{
    return text.find(part) != text.npos;
}

/// The body of an answer that comes as server-sent events.
inline std::string stream_of(std::initializer_list<std::string_view> events)
{
    std::string body;
    for (const std::string_view event : events) body.append("data: ").append(event).append("\n\n");
    return body;
}

} // namespace goldbox::test
