// SPDX-License-Identifier: MIT
#include "narrative/compiler/book.hpp"
#include "narrative/compiler/parser.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/narrative/index.hpp>

#include <algorithm>
#include <map>

namespace goldbox::narrative {

namespace {

tl::unexpected<Error> refuse(std::string reason, std::string message)
{
    return fail(Code::refused, std::move(reason), std::move(message));
}

Result<void> check_name(std::string_view name)
{
    const std::string quoted = '`' + std::string(name.substr(0, 100)) + '`';
    if (!is_identifier(name)) {
        return refuse("ink.not_a_name", "a name has letters, digits and `_`, and not only digits; this is none");
    }
    if (ink::is_reserved_word(name) || ink::built_in(name) || name == "DONE" || name == "END") {
        return refuse("ink.name_taken", quoted + " means something in ink");
    }
    return {};
}

/// The offset of a place in a text; its end when the place is not in it.
std::size_t offset_of(std::string_view text, TextPoint point)
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    std::size_t at = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    for (std::uint32_t line = 1; line < point.line; ++line) {
        at = text.find('\n', at);
        if (at == std::string_view::npos) return text.size();
        ++at;
    }
    return std::min<std::size_t>(at + point.column - 1, text.size());
}

/// How often each mistake is made.
std::map<std::string, int> mistakes(const std::vector<Diagnostic>& diagnostics)
{
    std::map<std::string, int> counts;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity == Severity::error) ++counts[diagnostic.code];
    }
    return counts;
}

const Diagnostic* new_mistake(const Index& before, const Index& after)
{
    auto known = mistakes(before.diagnostics);
    for (const Diagnostic& diagnostic : after.diagnostics) {
        if (diagnostic.severity == Severity::error && --known[diagnostic.code] < 0) return &diagnostic;
    }
    return nullptr;
}

/// Renaming changes nothing else: the same names in the same order mean the same symbols.
bool mean_the_same(const Index& before, const Index& after)
{
    return before.symbols.size() == after.symbols.size() &&
           std::ranges::equal(before.uses, after.uses, [](const Use& left, const Use& right) {
               return left.symbol == right.symbol && left.role == right.role &&
                      left.range.begin.line == right.range.begin.line;
           });
}

Result<void> check_outcome(const FileSource& files, const Index& before, const std::vector<Edit>& edits,
                           std::string_view new_name, const CompileOptions& options)
{
    OverlayFiles renamed(files);
    for (auto first = edits.begin(); first != edits.end();) {
        const std::uint32_t file = first->range.file;
        const auto last = std::find_if(first, edits.end(), [&](const Edit& edit) { return edit.range.file != file; });
        GOLDBOX_TRY(const std::string text, files.read(before.files[file].name));
        renamed.add(before.files[file].name, apply_edits(text, std::span(first, last)));
        first = last;
    }
    const Index after = index(renamed, before.files.front().name, options);
    if (const Diagnostic* mistake = new_mistake(before, after)) {
        return refuse("ink.name_taken", "with that name the story would not compile: " + mistake->message + " (" +
                                            mistake->where.file + ':' + std::to_string(mistake->where.line) + ')');
    }
    if (mean_the_same(before, after)) return {};
    return refuse("ink.name_taken",
                  '`' + std::string(new_name) + "` is used already, and what other places mean would change");
}

} // namespace

std::string apply_edits(std::string_view text, std::span<const Edit> edits)
{
    std::string result;
    std::size_t done = 0;
    for (const Edit& edit : edits) {
        const std::size_t begin = std::max(done, offset_of(text, edit.range.begin));
        const std::size_t end = std::max(begin, offset_of(text, edit.range.end));
        result.append(text, done, begin - done);
        result += edit.text;
        done = end;
    }
    return result.append(text, done, text.size() - done);
}

Result<std::vector<Edit>> rename(const FileSource& files, const Index& index, std::uint32_t symbol,
                                 std::string_view new_name, const CompileOptions& options)
{
    GOLDBOX_CHECK(check_name(new_name));
    if (!index.complete) {
        return refuse("ink.not_readable", "lines of this story cannot be read, so not every use of the name is known; "
                                          "mend the mistakes first");
    }
    std::vector<Edit> edits;
    for (const Use* use : uses_of(index, symbol)) {
        if (index.files[use->range.file].built_in) {
            return refuse("ink.built_in_name", "`" + index.symbols[symbol].name + "` is declared by goldbox.ink");
        }
        edits.push_back({use->range, std::string(new_name)});
    }
    if (index.symbols[symbol].name != new_name) GOLDBOX_CHECK(check_outcome(files, index, edits, new_name, options));
    return edits;
}

} // namespace goldbox::narrative
