// SPDX-License-Identifier: MIT
#include "narrative/compiler/context.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>

namespace goldbox::narrative::ink {

std::string resolve_file(std::string_view folder, std::string_view name)
{
    std::vector<std::string_view> parts;
    std::string joined(folder);
    if (!joined.empty()) joined += '/';
    joined += name;
    std::ranges::replace(joined, '\\', '/');
    std::string_view rest = joined;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('/'), rest.size());
        const std::string_view part = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (part == "..") {
            if (parts.empty()) return {};
            parts.pop_back();
        } else if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
    }
    std::string resolved;
    for (const std::string_view part : parts) {
        if (!resolved.empty()) resolved += '/';
        resolved += part;
    }
    return resolved;
}

std::uint32_t add_source(Context& context, std::string name, std::string_view bytes)
{
    // A sound file takes about one step a byte; what is wrong in it, a few times that.
    constexpr std::uint64_t steps_a_byte = 64;
    constexpr std::uint64_t steps_a_file = 100'000;

    const auto file = static_cast<std::uint32_t>(context.sources.size());
    const auto warn = [&](std::uint32_t offset, std::string_view code, std::string message) {
        context.reporter.add(Severity::warning, code, {file, offset}, std::move(message));
    };
    const bool is_text = is_utf8(bytes);
    const Source& source = is_text ? context.sources.emplace_back(std::move(name), bytes)
                                   : context.sources.emplace_back(std::move(name), to_utf8(bytes));
    if (context.for_tools) context.originals.emplace_back(is_text ? std::string(bytes) : to_utf8(bytes));
    context.steps_left += steps_a_file + steps_a_byte * source.text().size();

    if (!is_text) warn(0, "ink.not_utf8", "this file is not UTF-8; what is ill-formed in it was replaced");
    for (const std::uint32_t offset : source.unclosed_comments()) {
        warn(offset, "ink.unclosed_comment", "this comment is never closed, so the rest of the file is part of it");
    }
    for (const std::uint32_t offset : source.empty_comments()) {
        warn(offset, "ink.empty_comment", "ink takes `/**/` for text; put something inside the comment");
    }
    return file;
}

} // namespace goldbox::narrative::ink
