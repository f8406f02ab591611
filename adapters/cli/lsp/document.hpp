#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/narrative/index.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::cli::lsp {

/// What a column counts. Clients agree on one when they begin; UTF-16 is what all of them know.
enum class Encoding : std::uint8_t { utf16, utf8 };

/// A place as the protocol has it: both from 0.
struct Position {
    std::uint32_t line = 0;
    std::uint32_t character = 0;
    auto operator<=>(const Position&) const = default;
};

struct Range {
    Position start;
    Position end;
    auto operator<=>(const Range&) const = default;
};

/// A text and its lines: leads from the protocol's places to bytes and from the compiler's places to the protocol's.
/// Places that are not in the text mean the nearest that are.
class Document {
public:
    explicit Document(std::string text);

    [[nodiscard]] const std::string& text() const { return text_; }
    void replace(Range range, std::string_view with, Encoding encoding);

    [[nodiscard]] std::size_t offset(Position position, Encoding encoding) const;
    [[nodiscard]] Position position(std::size_t offset, Encoding encoding) const;

    [[nodiscard]] narrative::TextPoint point(Position position, Encoding encoding) const;
    [[nodiscard]] Position position(narrative::TextPoint point, Encoding encoding) const;
    [[nodiscard]] Range range(const narrative::TextRange& range, Encoding encoding) const;

    /// The ASCII name around a place of the compiler's; empty where there is none.
    [[nodiscard]] narrative::TextRange word_at(narrative::TextPoint point, std::uint32_t file) const;
    [[nodiscard]] std::string text_of(const narrative::TextRange& range) const;

private:
    void find_lines();
    [[nodiscard]] std::size_t offset(narrative::TextPoint point) const;

    std::string text_;
    std::vector<std::size_t> lines_;    ///< where lines begin for the protocol, which knows \n, \r\n and \r
    std::vector<std::size_t> newlines_; ///< where they begin for the compiler, which knows \n
};

} // namespace goldbox::cli::lsp
