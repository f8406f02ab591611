#pragma once
// SPDX-License-Identifier: MIT
// What translators work on: the texts of a story as a catalogue, in gettext's .po or as CSV. docs/translating.md tells
// how it looks to them, docs/decisions/0008-ink-localization.md why.

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative {

/// One text of a story and its translation. `context` and `source` together are its key.
struct Entry {
    std::string context; ///< the author's `#id:`, else the knot; of values `value`, of list items the list
    std::string source;  ///< with `{name}` where the story puts something in; `{{` and `}}` are braces
    std::vector<std::string> translations; ///< one; or one for each plural form; empty when there is none
    bool plural = false;                   ///< a number in the text chooses among several translations
    bool fuzzy = false;     ///< carried over from a text like this one: to be looked at, and not used until then
    bool obsolete = false;  ///< no longer in the story; kept in case the text comes back
    bool formatted = false; ///< has placeholders
    std::string previous;   ///< the source that a fuzzy translation was made for
    std::string id;         ///< the author's `#id:`, else a hash of the source that stays when the text moves
    std::vector<std::string> notes;    ///< for the translator: the kind of text, the author's `L10N:` comments
    std::vector<std::string> comments; ///< the translator's own
    std::vector<std::string> flags;    ///< gettext flags that mean nothing to us
    std::vector<Where> places;         ///< in the story's source; empty for compiled stories
    Where where;                       ///< in the catalogue's file

    [[nodiscard]] bool translated() const; ///< every form is filled in, and it is neither fuzzy nor obsolete
    bool operator==(const Entry&) const = default;
};

/// A story's texts in one language.
struct Catalogue {
    std::string language;     ///< `de`, `pt_BR`; empty in a template
    std::string plural_forms; ///< gettext's `nplurals=2; plural=(n != 1);`; empty: a rule known for the language
    std::vector<std::pair<std::string, std::string>> headers; ///< the .po header's other lines, in their order
    std::vector<std::string> comments;                        ///< above the header
    std::vector<Entry> entries;
    bool operator==(const Catalogue&) const = default;
};

/// A catalogue with what is wrong in its file; entries that could not be read are left out.
struct CatalogueFile {
    Catalogue catalogue;
    std::vector<Diagnostic> diagnostics; ///< codes `strings.*`
};

inline constexpr std::size_t largest_catalogue = 32u << 20; ///< bytes of a file; `strings.too_large`
inline constexpr std::size_t most_plural_forms = 16;
inline constexpr std::size_t most_diagnostics = 1000; ///< of a file; what is wrong behind them is not told

/// Reads any bytes in time linear in their number. `file` is named in diagnostics.
[[nodiscard]] CatalogueFile read_po(std::string_view text, std::string_view file = {});
[[nodiscard]] CatalogueFile read_csv(std::string_view text, std::string_view file = {});
/// By the name's end: `.csv`, else .po.
[[nodiscard]] CatalogueFile read_catalogue(std::string_view text, std::string_view file);

/// As gettext's tools write and read it. What was read comes back.
[[nodiscard]] std::string write_po(const Catalogue& catalogue);
/// RFC 4180 with a first line of names and a byte order mark, for spreadsheets. A cell that a spreadsheet would take
/// for a formula gets an apostrophe in front, which reading takes away again.
[[nodiscard]] std::string write_csv(const Catalogue& catalogue);

/// The texts of `fresh`, just extracted, with the translations of `old`: equal keys keep theirs; a text that moved
/// takes its translation along; a changed text takes that of its `#id:` or of the text most like it, as fuzzy;
/// translations that nothing asks for any more stay, as obsolete.
[[nodiscard]] Catalogue merge(const Catalogue& fresh, const Catalogue& old);

struct Progress {
    std::size_t translated = 0, fuzzy = 0, missing = 0, obsolete = 0;
    bool operator==(const Progress&) const = default;
};
[[nodiscard]] Progress progress(const Catalogue& catalogue);

/// What would keep translations from being shown: placeholders that the source does not have, braces without an end,
/// plural forms that the language does not have, a rule that is none. Warnings: placeholders that are missing.
[[nodiscard]] std::vector<Diagnostic> check(const Catalogue& catalogue);

/// Fills in the notes of entries that have places: `// L10N: ...` at the end of the line or in the lines above it.
void add_notes(Catalogue& catalogue, const FileSource& files);

/// gettext's rule for a language where we know it, else empty: `de` gives `nplurals=2; plural=(n != 1);`.
[[nodiscard]] std::string_view known_plural_forms(std::string_view language);

} // namespace goldbox::narrative
