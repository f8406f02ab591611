#pragma once
// SPDX-License-Identifier: MIT

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative::strings {

/// A text with placeholders, taken apart: `{{` and `}}` are braces.
struct Pattern {
    struct Part {
        bool placeholder = false;
        std::string text; ///< or the placeholder's name
        bool operator==(const Part&) const = default;
    };
    std::vector<Part> parts;

    /// Nothing when a brace has no partner or a placeholder no name.
    [[nodiscard]] static std::optional<Pattern> read(std::string_view text);
    [[nodiscard]] std::vector<std::string_view> names() const; ///< of the placeholders, each once, in their order
};

} // namespace goldbox::narrative::strings
