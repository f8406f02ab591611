// SPDX-License-Identifier: MIT
#include "narrative/compiler/source.hpp"

#include <algorithm>

namespace goldbox::narrative::ink {

namespace {

std::uint32_t narrow(std::size_t value)
{
    return static_cast<std::uint32_t>(value);
}

std::vector<std::uint32_t> line_starts(std::string_view text)
{
    std::vector<std::uint32_t> starts{0};
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        starts.push_back(narrow(at + 1));
    }
    return starts;
}

} // namespace

Source::Source(std::string name, std::string_view original) : name_(std::move(name))
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (original.starts_with(byte_order_mark)) original.remove_prefix(byte_order_mark.size());
    strip(original);
    lines_ = line_starts(text_);
    original_lines_ = line_starts(original);
}

void Source::strip(std::string_view original)
{
    text_.reserve(original.size());
    std::size_t at = 0;
    while (at < original.size()) {
        const std::size_t next = std::min(original.find_first_of("/\r", at), original.size());
        text_.append(original, at, next - at);
        at = next;
        const std::string_view rest = original.substr(at);
        if (rest.starts_with("//")) {
            at = strip_line_comment(original, at);
        } else if (rest.starts_with("/**/")) {
            empty_.push_back(narrow(text_.size()));
            text_.append("/*");
            at += 2;
        } else if (rest.starts_with("/*") && rest.size() > 2) {
            at = strip_block_comment(original, at);
        } else if (rest.starts_with("\r\n")) {
            ++at;
            cut(at);
        } else if (!rest.empty()) {
            text_.push_back(rest.front());
            ++at;
        }
    }
}

std::size_t Source::strip_line_comment(std::string_view original, std::size_t at)
{
    at = std::min(original.find_first_of("\r\n", at), original.size());
    cut(at);
    return at;
}

std::size_t Source::strip_block_comment(std::string_view original, std::size_t at)
{
    const std::size_t end = original.find("*/", at + 2);
    if (end == std::string_view::npos) unclosed_.push_back(narrow(text_.size()));
    const std::size_t after = end == std::string_view::npos ? original.size() : end + 2;
    const std::string_view comment = original.substr(at, after - at);
    text_.append(static_cast<std::size_t>(std::ranges::count(comment, '\n')), '\n');
    // Without a cut, what is said about a comment that never ends points at its beginning.
    if (end != std::string_view::npos) cut(after);
    return after;
}

void Source::cut(std::size_t original_offset)
{
    cuts_.push_back({narrow(text_.size()), narrow(original_offset - text_.size())});
}

std::uint32_t Source::original_offset(std::uint32_t offset) const
{
    const auto after = std::ranges::upper_bound(cuts_, offset, {}, &Cut::offset);
    return after == cuts_.begin() ? offset : offset + std::prev(after)->removed;
}

std::uint32_t Source::line(std::uint32_t offset) const
{
    return narrow(static_cast<std::size_t>(std::ranges::upper_bound(lines_, offset) - lines_.begin()));
}

Where Source::where(std::uint32_t offset) const
{
    const std::uint32_t line = this->line(offset);
    // A carriage return or a comment that is cut from the end of a line must not push the column into the next one.
    const std::uint32_t start = original_lines_[line - 1];
    const std::uint32_t original = std::max(original_offset(offset), start);
    return {name_, line, original - start + 1};
}

Where Source::end(std::uint32_t offset, std::size_t length) const
{
    if (length == 0) return where(offset);
    // A comment cut out after the last byte does not belong to the stretch.
    Where last = where(offset + narrow(length) - 1);
    ++last.column;
    return last;
}

} // namespace goldbox::narrative::ink
