#pragma once
// SPDX-License-Identifier: MIT

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace goldbox::json {

struct Mistake {
    std::size_t offset = 0;
    std::string message; ///< what was expected there and what was found
};

/// The first place at which a text is no JSON; nothing where its structure is sound. For explaining a refusal: the text
/// of a person is walked once more, without recursion. `comments` are blanks by now, and `[1,]` is as good as `[1]`
/// then.
[[nodiscard]] std::optional<Mistake> find_mistake(std::string_view text, bool comments);

} // namespace goldbox::json
