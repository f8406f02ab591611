#pragma once
// SPDX-License-Identifier: MIT

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace goldbox::narrative::importing {

/// Gives everything in a story a name that ink allows: letters, digits and `_`, no word of ink, no name twice.
class Names {
public:
    /// The name of what the original calls `key` (with a mark for its kind: `$gold`, `:Market Square`), made from
    /// `wish` when it is first asked for.
    [[nodiscard]] const std::string& of(std::string_view key, std::string_view wish);
    /// A name that nothing has yet.
    [[nodiscard]] std::string fresh(std::string_view wish);

private:
    std::map<std::string, std::string, std::less<>> given_;
    std::set<std::string, std::less<>> taken_;
    std::map<std::string, std::size_t, std::less<>> last_number_;
};

[[nodiscard]] bool is_name_start(unsigned char c); ///< ASCII letter or `_`
[[nodiscard]] bool is_name_part(unsigned char c);  ///< or a digit

} // namespace goldbox::narrative::importing
