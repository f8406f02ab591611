#pragma once
// SPDX-License-Identifier: MIT
// How the rules say no.

#include <goldbox/base/result.hpp>
#include <goldbox/base/text.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace goldbox::rules {

[[nodiscard]] inline tl::unexpected<Error> refused(std::string reason, std::string message)
{
    return fail(Code::refused, std::move(reason), std::move(message));
}

[[nodiscard]] inline tl::unexpected<Error> no_such(std::string_view what, std::string_view name = {})
{
    std::string message = "there is no such " + std::string(what);
    if (!name.empty()) message += ": \"" + printable(name.substr(0, 120)) + '"';
    return fail(Code::not_found, "rules.no_such", std::move(message));
}

} // namespace goldbox::rules
