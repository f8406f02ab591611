#pragma once
// SPDX-License-Identifier: MIT

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox {

/// One Unicode code point and how many bytes of UTF-8 it took.
struct CodePoint {
    char32_t value = 0xFFFD;
    std::size_t bytes = 1;
    bool valid = false;
};

/// Decodes the first code point of a text that is not empty. An ill-formed sequence gives U+FFFD, one byte, not valid.
[[nodiscard]] CodePoint decode_utf8(std::string_view text);

void append_utf8(std::string& text, char32_t code_point);

/// Well-formed UTF-8 without surrogates, up to U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

/// The text with U+FFFD for each ill-formed byte.
[[nodiscard]] std::string to_utf8(std::string_view bytes);

/// The text without control characters (but newline where `lines`), so that it cannot steer a terminal.
[[nodiscard]] std::string printable(std::string_view bytes, bool lines = false);

/// Columns that a terminal uses: 2 for wide East Asian characters and emoji, 0 for combining marks and controls.
[[nodiscard]] int columns(char32_t code_point);
[[nodiscard]] int columns(std::string_view text);

/// Breaks a paragraph at spaces into lines of at most `width` columns; a longer word is broken inside. Newlines in the
/// text start a new line. `width` is at least 2.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, int width);

/// The candidate that a misspelled word most likely meant; empty when none is near (edit distance over a third).
[[nodiscard]] std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

} // namespace goldbox
