#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::json {

struct ReadOptions {
    std::string file;                  ///< named in errors
    std::size_t max_bytes = 64u << 20; ///< `json.too_large`
    std::size_t max_depth = 64;        ///< `json.too_deep`
    bool comments = false; ///< allow // and /* */ and a comma after the last element: for files people write
};

/// Reads one JSON text (RFC 8259; a byte order mark is skipped). Errors carry line and column: `json.syntax`
/// (ill-formed UTF-8 too), `json.too_large`, `json.too_deep`, `json.number_range` (an integer outside int64, or a
/// number that no finite double holds).
[[nodiscard]] Result<Document> read(std::string_view text, const ReadOptions& options = {});

/// One step from a value to a part of it: a member's name or an element's index.
struct Step {
    std::string_view name;
    std::size_t index = 0;
    bool by_index = false;

    explicit(false) Step(std::string_view member) : name(member) {}
    explicit(false) Step(const char* member) : name(member) {}
    explicit(false) Step(std::size_t element) : index(element), by_index(true) {}
};

/// Where the value under `path` begins in a text that `read` accepted with these options; the nearest enclosing value
/// when the path leads nowhere. Positions are looked up when a message needs one, so values need not carry them.
[[nodiscard]] Where locate(std::string_view text, std::span<const Step> path, const ReadOptions& options = {});

/// The same for many paths, in one walk over the text.
[[nodiscard]] std::vector<Where> locate_all(std::string_view text, std::span<const std::span<const Step>> paths,
                                            const ReadOptions& options = {});

} // namespace goldbox::json
