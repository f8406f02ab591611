#pragma once
// SPDX-License-Identifier: MIT
// URIs (RFC 3986) and JSON Pointers (RFC 6901), as far as schemas refer to one another with them.

#include <goldbox/json/reader.hpp>
#include <goldbox/json/value.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::json {

/// The five parts of a URI or of a reference to one; a part that is absent differs from one that is empty.
struct UriParts {
    std::optional<std::string_view> scheme, authority, query, fragment;
    std::string_view path;
};
[[nodiscard]] UriParts split_uri(std::string_view uri);

/// What a reference means beside a base (RFC 3986, 5.2).
[[nodiscard]] std::string resolve_uri(std::string_view base, std::string_view reference);

/// A URI without its fragment, and the fragment with its %-escapes undone.
struct Address {
    std::string document;
    std::string fragment;
};
[[nodiscard]] Address split_address(std::string_view uri);

void append_pointer(std::string& pointer, std::string_view name);
void append_pointer(std::string& pointer, std::size_t index);

/// The steps of a pointer, undone of `~0` and `~1`; nothing when it is no pointer.
[[nodiscard]] std::optional<std::vector<std::string>> pointer_steps(std::string_view pointer);

/// One step from a value; null when it leads nowhere.
[[nodiscard]] const Value* step_into(const Value& value, std::string_view step);

/// Where the values under pointers begin in the text that `root` was read from.
[[nodiscard]] std::vector<Where> places_of(std::span<const std::string> pointers, const Value& root,
                                           std::string_view text, const ReadOptions& read);

} // namespace goldbox::json
