// SPDX-License-Identifier: MIT
#include "lsp/document.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>

namespace goldbox::cli::lsp {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::uint32_t narrow(std::size_t value)
{
    return static_cast<std::uint32_t>(value);
}

std::uint32_t units(const CodePoint& point)
{
    return point.value >= 0x10000 ? 2 : 1;
}

std::uint32_t utf16_length(std::string_view text)
{
    std::uint32_t length = 0;
    while (!text.empty()) {
        const CodePoint point = decode_utf8(text);
        length += units(point);
        text.remove_prefix(point.bytes);
    }
    return length;
}

/// The bytes of so many units at the front of a text. The second half of a surrogate pair belongs to its first.
std::size_t bytes_of(std::string_view text, std::uint32_t characters)
{
    std::size_t bytes = 0;
    while (bytes < text.size()) {
        const CodePoint point = decode_utf8(text.substr(bytes));
        if (units(point) > characters) break;
        characters -= units(point);
        bytes += point.bytes;
    }
    return bytes;
}

} // namespace

Document::Document(std::string text) : text_(std::move(text))
{
    find_lines();
}

void Document::find_lines()
{
    lines_.assign(1, 0);
    newlines_.assign(1, text_.starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
    for (std::size_t at = text_.find_first_of("\r\n"); at != std::string::npos; at = text_.find_first_of("\r\n", at)) {
        const bool is_pair = text_[at] == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n';
        at += is_pair ? 2 : 1;
        lines_.push_back(at);
        if (text_[at - 1] == '\n') newlines_.push_back(at);
    }
}

void Document::replace(Range range, std::string_view with, Encoding encoding)
{
    const std::size_t begin = offset(range.start, encoding);
    const std::size_t end = std::max(begin, offset(range.end, encoding));
    text_.replace(begin, end - begin, with);
    find_lines();
}

std::size_t Document::offset(Position position, Encoding encoding) const
{
    if (position.line >= lines_.size()) return text_.size();
    const std::size_t begin = lines_[position.line];
    const std::size_t next = position.line + 1 < lines_.size() ? lines_[position.line + 1] : text_.size();
    std::string_view line = std::string_view(text_).substr(begin, next - begin);
    line = line.substr(0, line.find_last_not_of("\r\n") + 1);
    if (encoding == Encoding::utf16) return begin + bytes_of(line, position.character);
    std::size_t bytes = std::min<std::size_t>(position.character, line.size());
    while (bytes > 0 && bytes < line.size() && (static_cast<unsigned char>(line[bytes]) & 0xC0) == 0x80) --bytes;
    return begin + bytes;
}

Position Document::position(std::size_t offset, Encoding encoding) const
{
    offset = std::min(offset, text_.size());
    const auto line = static_cast<std::size_t>(std::ranges::upper_bound(lines_, offset) - lines_.begin()) - 1;
    const std::string_view before = std::string_view(text_).substr(lines_[line], offset - lines_[line]);
    return {narrow(line), encoding == Encoding::utf16 ? utf16_length(before) : narrow(before.size())};
}

narrative::TextPoint Document::point(Position position, Encoding encoding) const
{
    const std::size_t at = std::max(offset(position, encoding), newlines_.front());
    const auto line = static_cast<std::size_t>(std::ranges::upper_bound(newlines_, at) - newlines_.begin());
    return {narrow(line), narrow(at - newlines_[line - 1] + 1)};
}

std::size_t Document::offset(narrative::TextPoint point) const
{
    const std::size_t line = std::clamp<std::size_t>(point.line, 1, newlines_.size());
    const std::size_t column = std::max<std::size_t>(point.column, 1);
    const std::size_t next = line < newlines_.size() ? newlines_[line] : text_.size() + 1;
    return std::min(newlines_[line - 1] + column - 1, next - 1);
}

Position Document::position(narrative::TextPoint point, Encoding encoding) const
{
    return position(offset(point), encoding);
}

Range Document::range(const narrative::TextRange& range, Encoding encoding) const
{
    return {position(range.begin, encoding), position(range.end, encoding)};
}

narrative::TextRange Document::word_at(narrative::TextPoint point, std::uint32_t file) const
{
    const auto is_word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    const std::size_t at = offset(point);
    std::size_t begin = at;
    std::size_t end = at;
    while (begin > 0 && is_word(text_[begin - 1])) --begin;
    while (end < text_.size() && is_word(text_[end])) ++end;
    return {file, {point.line, point.column - narrow(at - begin)}, {point.line, point.column + narrow(end - at)}};
}

std::string Document::text_of(const narrative::TextRange& range) const
{
    const std::size_t begin = offset(range.begin);
    return text_.substr(begin, offset(range.end) - begin);
}

} // namespace goldbox::cli::lsp
