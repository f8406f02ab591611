// SPDX-License-Identifier: MIT
#include <goldbox/base/assert.hpp>
#include <goldbox/base/result.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace goldbox {

std::string_view name(Code code)
{
    switch (code) {
    case Code::invalid: return "invalid";
    case Code::refused: return "refused";
    case Code::not_found: return "not_found";
    case Code::conflict: return "conflict";
    case Code::expired: return "expired";
    case Code::limit: return "limit";
    case Code::unsupported: return "unsupported";
    case Code::usage: return "usage";
    case Code::unavailable: return "unavailable";
    case Code::corrupt: return "corrupt";
    case Code::internal: return "internal";
    }
    return "internal";
}

std::string_view name(Severity severity)
{
    switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::author: return "author";
    }
    return "error";
}

std::string to_string(const Where& where)
{
    std::string text = where.file;
    for (std::uint32_t number : {where.line, where.column}) {
        if (number == 0) break;
        if (!text.empty()) text += ':';
        text += std::to_string(number);
    }
    return text;
}

Error Error::because_of(Error inner) const
{
    Error outer = *this;
    outer.cause = std::make_shared<const Error>(std::move(inner));
    return outer;
}

std::string to_string(const Error& error)
{
    std::string text = to_string(error.where);
    if (!text.empty()) text += ": ";
    text += error.message;
    if (error.cause) text += "\n  because: " + to_string(*error.cause);
    return text;
}

std::string to_string(const Diagnostic& diagnostic)
{
    std::string text = to_string(diagnostic.where);
    if (!text.empty()) text += ": ";
    text += name(diagnostic.severity);
    text += ": " + diagnostic.message + " [" + diagnostic.code + "]";
    return text;
}

bool has_errors(const std::vector<Diagnostic>& diagnostics)
{
    return std::ranges::any_of(diagnostics, [](const Diagnostic& d) { return d.severity == Severity::error; });
}

void assertion_failed(const char* what, const char* file, int line)
{
    std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, what);
    std::abort();
}

} // namespace goldbox
