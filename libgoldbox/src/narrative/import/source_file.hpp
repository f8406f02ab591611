#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/narrative/import.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace goldbox::narrative::importing {

/// A file of the story as text: UTF-8, newlines as `\n`, no byte order mark, spaces for other controls than tabs.
/// Places in it are offsets until a remark needs a line.
class SourceFile {
public:
    SourceFile(std::string name, std::string_view bytes);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] Where where(std::size_t offset) const;
    [[nodiscard]] std::string_view line(std::size_t number) const; ///< from 1; empty where there is none
    /// Of a view into the text.
    [[nodiscard]] std::size_t offset_of(std::string_view part) const;

private:
    std::string name_;
    std::string text_;
    std::vector<std::size_t> lines_;
};

/// Without spaces, tabs and newlines at its ends; a part of the text even when it is empty.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// What there is to say about an import, and how much of it succeeded.
class Report {
public:
    /// Something that has no counterpart: `what` names it, `instead` says what stands there now.
    void lost(std::string code, const SourceFile& file, std::size_t offset, std::string what, std::string instead);
    /// Something that became ink, but not quite the same.
    void differs(std::string code, const SourceFile& file, std::size_t offset, std::string what, std::string instead);
    void error(std::string code, Where where, std::string message);
    void did(std::size_t things = 1) { translated_ += things; }

    [[nodiscard]] bool failed() const { return failed_; }
    /// Moves everything to where a caller looks for it.
    void finish(Imported& imported);

private:
    static constexpr std::size_t most = 1000;
    void add(Diagnostic diagnostic, std::string instead, bool lost);

    std::multimap<std::tuple<std::string, std::uint32_t, std::uint32_t>, ImportRemark> remarks_; ///< by their places
    std::size_t translated_ = 0;
    std::size_t lost_ = 0;
    bool failed_ = false;
};

} // namespace goldbox::narrative::importing
