// SPDX-License-Identifier: MIT
#include "screen.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace goldbox::cli {
namespace {

constexpr std::string_view margin = "  ";

std::string spaces(int count)
{
    return std::string(static_cast<std::size_t>(std::max(count, 0)), ' ');
}

std::string repeated(std::string_view mark, int count)
{
    std::string text;
    for (int i = 0; i < count; ++i) text += mark;
    return text;
}

/// The tag's text behind `key:`, empty when it is another tag.
std::string_view tag_value(std::string_view tag, std::string_view key)
{
    if (!tag.starts_with(key) || tag.size() <= key.size() || tag[key.size()] != ':') return {};
    tag.remove_prefix(key.size() + 1);
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    return tag;
}

std::string name_of_ending(std::span<const game::StoryLine> lines)
{
    for (const game::StoryLine& line : lines) {
        for (const std::string& tag : line.tags) {
            std::string name(tag_value(tag, "ending"));
            std::ranges::replace(name, '_', ' ');
            if (!name.empty()) return printable(name);
        }
    }
    return {};
}

} // namespace

std::string Screen::painted(std::string_view text, Look look) const
{
    if (!color_ || text.empty() || look == Look::plain) return std::string(text);
    const std::string_view code = look == Look::bold     ? "1"
                                  : look == Look::dim    ? "2"
                                  : look == Look::accent ? "36"
                                                         : "33";
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string Screen::block(std::string_view first_indent, std::string_view indent, std::string_view text,
                          Look look) const
{
    std::string out;
    const int room = width_ - columns(indent) - 1; // terminals wrap a line that fills the last column
    for (const std::string& line : wrap(printable(text, true), room)) {
        out += out.empty() ? first_indent : indent;
        out += painted(line, look);
        out += '\n';
    }
    return out;
}

std::string Screen::heading(std::string_view title, std::string_view below) const
{
    std::string out = "\n" + block(margin, margin, title, Look::bold);
    if (!below.empty()) out += block(margin, margin, below, Look::dim);
    return out;
}

std::string Screen::story(std::span<const game::StoryLine> lines) const
{
    std::string out;
    for (const game::StoryLine& line : lines) {
        if (line.text.find_first_not_of(" \n") == std::string::npos) continue;
        out += "\n" + block(margin, margin, line.text, Look::plain);
    }
    return out;
}

std::string Screen::label(std::string_view text) const
{
    return "\n" + block(margin, margin, text, Look::dim);
}

std::string Screen::choices(std::span<const std::string> texts, std::size_t first_number) const
{
    const std::string indent = std::string(margin) + spaces(4);
    std::string out = texts.empty() ? "" : "\n";
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::string number = fmt::format("{:>2}", first_number + i);
        const std::string first = std::string(margin) + painted(number, Look::accent) + spaces(2);
        out += block(first, indent, texts[i], Look::plain);
    }
    return out;
}

std::string Screen::notice(std::string_view text) const
{
    return "\n" + block(margin, margin, text, Look::warm);
}

std::string Screen::refusal(std::string_view text) const
{
    std::string sentence(text);
    if (!sentence.empty() && sentence[0] >= 'a' && sentence[0] <= 'z') sentence[0] = char(sentence[0] - 'a' + 'A');
    if (!sentence.empty() && std::string_view(".!?`").find(sentence.back()) == std::string_view::npos) sentence += '.';
    return "\n" + block(margin, margin, sentence, Look::warm);
}

std::string Screen::ending(std::span<const game::StoryLine> lines) const
{
    const std::string name = name_of_ending(lines);
    const std::string text = name.empty() ? "The End" : "The End: " + name;
    const int room = std::max(width_ - columns(text) - 2, 0);
    return "\n" + spaces(room / 2) + painted(text, Look::bold) + "\n";
}

std::string Screen::status(const Status& status) const
{
    std::string text = "── " + printable(status.game);
    if (status.round > 0) text += fmt::format(" ── turn {}", status.round);
    if (status.belongings > 0) {
        text += fmt::format(" ── {} belonging{}", status.belongings, status.belongings == 1 ? "" : "s");
    }
    if (!status.waiting_for.empty()) text += " ── " + status.waiting_for;
    text += " ── saved ";
    const int room = width_ - 1;
    if (columns(text) > room) text = wrap(text, room).front();
    return "\n" + painted(text + repeated("─", room - columns(text)), Look::dim) + "\n";
}

std::string Screen::table(std::span<const Row> rows) const
{
    int term_columns = 0;
    for (const Row& row : rows) term_columns = std::max(term_columns, columns(printable(row.term)));
    term_columns = std::min(term_columns, width_ / 2);
    const std::string indent = std::string(margin) + spaces(term_columns + 2);
    std::string out = "\n";
    for (const Row& row : rows) {
        const std::string term = printable(row.term);
        std::string first = std::string(margin) + painted(term, Look::accent);
        if (row.meaning.empty()) {
            out += first + '\n';
            continue;
        }
        if (columns(term) <= term_columns)
            first += spaces(term_columns + 2 - columns(term));
        else
            first += "\n" + indent; // its meaning stands below
        out += block(first, indent, row.meaning, Look::plain);
    }
    return out;
}

std::string Screen::echo(std::string_view prompt, std::string_view line) const
{
    return "\n" + std::string(prompt) + printable(line) + "\n";
}

} // namespace goldbox::cli
