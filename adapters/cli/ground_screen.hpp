#pragma once
// SPDX-License-Identifier: MIT
// A floor of a map in a terminal, as letters with numbers around them.

#include "screen.hpp"

#include <goldbox/rules/world.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::cli {

struct GroundPicture {
    const std::vector<std::string>& ground; ///< rows of letters, as docs/maps.md has them
    std::vector<std::string> shown;         ///< the same with what stands there
    std::int32_t width = 0;                 ///< cells
    std::int32_t height = 0;
    rules::Position middle; ///< larger ones than the terminal are cut around it
};
[[nodiscard]] std::string ground_picture(const Screen& screen, const GroundPicture& picture);

/// Where the letter of a cell stands. Of maps with walls on edges, the rows and columns between are edges.
struct LetterPlace {
    std::size_t row = 0;
    std::size_t column = 0;
};
/// Nothing: there is none.
[[nodiscard]] std::optional<LetterPlace> letter_of(const std::vector<std::string>& rows, std::int32_t height,
                                                   const rules::Position& cell);

} // namespace goldbox::cli
