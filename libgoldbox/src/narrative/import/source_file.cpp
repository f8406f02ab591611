// SPDX-License-Identifier: MIT
#include "narrative/import/source_file.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <tuple>

namespace goldbox::narrative::importing {

namespace {

std::string plain_newlines(std::string_view bytes)
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const auto byte = static_cast<unsigned char>(bytes[at]);
        if (byte != '\r') {
            const bool control = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F;
            text += control ? ' ' : bytes[at];
        } else if (at + 1 == bytes.size() || bytes[at + 1] != '\n') {
            text += '\n';
        }
    }
    return is_utf8(text) ? text : to_utf8(text);
}

} // namespace

SourceFile::SourceFile(std::string name, std::string_view bytes) : name_(std::move(name)), text_(plain_newlines(bytes))
{
    lines_.push_back(0);
    for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
        lines_.push_back(at + 1);
    }
}

Where SourceFile::where(std::size_t offset) const
{
    const auto line = static_cast<std::size_t>(std::ranges::upper_bound(lines_, offset) - lines_.begin());
    return {name_, static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(offset - lines_[line - 1] + 1)};
}

std::string_view SourceFile::line(std::size_t number) const
{
    if (number == 0 || number > lines_.size()) return {};
    const std::string_view rest = std::string_view(text_).substr(lines_[number - 1]);
    return rest.substr(0, rest.find('\n'));
}

std::size_t SourceFile::offset_of(std::string_view part) const
{
    return static_cast<std::size_t>(part.data() - text_.data());
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\n";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return text.substr(0, 0);
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

void Report::lost(std::string code, const SourceFile& file, std::size_t offset, std::string what, std::string instead)
{
    ++lost_;
    add({Severity::warning, std::move(code), std::move(what), file.where(offset)}, std::move(instead), true);
}

void Report::differs(std::string code, const SourceFile& file, std::size_t offset, std::string what,
                     std::string instead)
{
    add({Severity::author, std::move(code), std::move(what), file.where(offset)}, std::move(instead), false);
}

void Report::error(std::string code, Where where, std::string message)
{
    failed_ = true;
    add({Severity::error, std::move(code), std::move(message), std::move(where)}, {}, true);
}

void Report::add(Diagnostic diagnostic, std::string instead, bool lost)
{
    if (remarks_.size() > most && diagnostic.severity != Severity::error) return;
    if (remarks_.size() == most) {
        diagnostic.code = "import.too_many";
        diagnostic.message = "there is more that was not translated; the figures count it";
        instead.clear();
    }
    diagnostic.message = to_utf8(diagnostic.message); // what is quoted may be cut within a character
    std::tuple place(diagnostic.where.file, diagnostic.where.line, diagnostic.where.column);
    remarks_.emplace(std::move(place), ImportRemark{std::move(diagnostic), std::move(instead), lost});
}

void Report::finish(Imported& imported)
{
    for (auto& [place, remark] : remarks_) imported.remarks.push_back(std::move(remark));
    imported.translated = translated_;
    imported.untranslated = lost_;
}

} // namespace goldbox::narrative::importing
