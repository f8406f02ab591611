// SPDX-License-Identifier: MIT
#include "narrative/compiler/reporter.hpp"

#include "narrative/compiler/remarks.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace goldbox::narrative::ink {

namespace {

bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           static_cast<unsigned char>(c) >= 0x80;
}

std::size_t length_of(std::string_view text, Extent extent)
{
    std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    line = line.substr(0, line.find_last_not_of(" \t") + 1);
    if (extent != Extent::word || line.empty() || !is_word(line.front())) return line.size();
    const auto end = std::ranges::find_if_not(line, is_word);
    std::string_view word = line.substr(0, static_cast<std::size_t>(end - line.begin()));
    while (word.ends_with('.')) word.remove_suffix(1);
    return word.size();
}

/// Fills in the place, where the text ends that the remark is about, and the remedy.
void complete(Diagnostic& diagnostic, const Source& source, std::uint32_t offset)
{
    diagnostic.where = source.where(offset);
    const RemarkKind* kind = remark_kind(diagnostic.code);
    const Extent extent = kind ? kind->extent : Extent::line;
    Where end = diagnostic.where;
    if (extent == Extent::mark) {
        end.column += 2;
    } else if (offset < source.text().size()) {
        end = source.end(offset, length_of(source.text().substr(offset), extent));
    }
    diagnostic.end_line = end.line;
    diagnostic.end_column = end.column;
}

} // namespace

void Reporter::add(Severity severity, std::string_view code, Place place, std::string message)
{
    const bool is_first_error = severity == Severity::error && errors_++ == 0;
    // Without a tree there is an error that says why, however many warnings came before.
    if (full() && !is_first_error) return;
    const bool said = std::ranges::any_of(entries_, [&](const Entry& entry) {
        return entry.place == place && entry.diagnostic.code == code && entry.diagnostic.message == message;
    });
    if (said) return;
    entries_.push_back({place, {severity, std::string(code), std::move(message), {}}});
    if (full() && !std::exchange(said_enough_, true)) {
        entries_.push_back(
            {place, {severity, "ink.too_many_problems", "there is more, but this is enough to begin with", {}}});
    }
}

void Reporter::add_about_file(std::string_view code, std::string file, std::string message)
{
    ++errors_;
    entries_.push_back({{}, {Severity::error, std::string(code), std::move(message), {std::move(file), 0, 0}}});
}

std::vector<Diagnostic> Reporter::finish()
{
    std::ranges::stable_sort(entries_, {}, [](const Entry& entry) {
        return std::tuple(entry.place.file, entry.place.known() ? entry.place.offset : 0);
    });
    std::vector<Diagnostic> diagnostics;
    diagnostics.reserve(entries_.size());
    for (Entry& entry : entries_) {
        if (entry.place.known() && entry.place.file < sources_.size()) {
            complete(entry.diagnostic, sources_[entry.place.file], entry.place.offset);
        }
        if (const RemarkKind* kind = remark_kind(entry.diagnostic.code)) entry.diagnostic.remedy = kind->remedy;
        diagnostics.push_back(std::move(entry.diagnostic));
    }
    return diagnostics;
}

} // namespace goldbox::narrative::ink
