#pragma once
// SPDX-License-Identifier: MIT
// What editors ask about a story: what is declared where, who uses it, how it is renamed, what could be written here.

#include <goldbox/narrative/compiler.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative {

/// A place in a file, as in diagnostics: lines and columns count from 1, columns in bytes.
struct TextPoint {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    auto operator<=>(const TextPoint&) const = default;
};

/// From `begin` up to, but not including, `end`.
struct TextRange {
    std::uint32_t file = 0; ///< in Index::files
    TextPoint begin;
    TextPoint end;
    auto operator<=>(const TextRange&) const = default;
};

enum class SymbolKind : std::uint8_t {
    knot,
    function,
    stitch,
    label, ///< of a choice or gather
    variable,
    constant,
    list,
    list_item,
    temporary,
    parameter,
    external,
};
[[nodiscard]] std::string_view name(SymbolKind kind); ///< `list item`

struct Symbol {
    static constexpr std::uint32_t none = 0xFFFFFFFF;

    SymbolKind kind = SymbolKind::knot;
    std::string name;
    std::string address;        ///< how the rest of the story calls it: `kitchen.drawer.open`, `weather.rain`
    std::uint32_t scope = none; ///< the symbol it belongs to: the knot of a stitch, the LIST of an item, or none
    TextRange name_range;
    TextRange extent;          ///< all of it: a knot reaches to the next one
    std::string signature;     ///< as it is declared: `== kitchen(x, -> back)`, `VAR gold = 3`
    std::string value;         ///< what a variable begins with, what a constant or list item stands for; as written
    std::string documentation; ///< the comment above it, or beside it
};

/// One appearance of a symbol's name.
struct Use {
    enum class Role : std::uint8_t { definition, read, write, divert, call };

    std::uint32_t symbol = 0;
    TextRange range;
    Role role = Role::read;
};

struct Inclusion {
    TextRange range; ///< of the file's name
    std::string file;
    bool found = false;
};

struct IndexedFile {
    std::string name;      ///< in the file source
    bool built_in = false; ///< goldbox.ink, where the source has none: it cannot be opened
};

/// A story's names. Made of whatever could be read: mistakes elsewhere do not hide what is sound.
struct Index {
    std::vector<IndexedFile> files; ///< the main file first
    std::vector<Symbol> symbols;    ///< in the order of the story
    std::vector<Use> uses;          ///< sorted by place
    std::vector<Inclusion> inclusions;
    std::vector<Diagnostic> diagnostics; ///< as `compile` gives them
    bool complete = false;               ///< every line could be read, so that no use is missing
};

/// Reads the ink file `main` and what it INCLUDEs, as `compile` does, with the same bounds.
[[nodiscard]] Index index(const FileSource& files, std::string_view main, const CompileOptions& options = {});

/// The number of a file by its name; Symbol::none when the story has no such file.
[[nodiscard]] std::uint32_t file_number(const Index& index, std::string_view name);

/// What is named at a place, or ends there; null when nothing is.
[[nodiscard]] const Use* use_at(const Index& index, std::uint32_t file, TextPoint point);

/// The INCLUDE whose file is named at a place; null when there is none.
[[nodiscard]] const Inclusion* inclusion_at(const Index& index, std::uint32_t file, TextPoint point);

/// Every use of a symbol, its definition among them, in the order of the files. An EXTERNAL and the ink function that
/// stands in for it share their name, and so their uses.
[[nodiscard]] std::vector<const Use*> uses_of(const Index& index, std::uint32_t symbol);

struct Edit {
    TextRange range;
    std::string text;
    auto operator<=>(const Edit&) const = default;
};

/// The text after edits of it; those must be sorted and may not overlap.
[[nodiscard]] std::string apply_edits(std::string_view text, std::span<const Edit> edits);

/// What has to change so that a symbol has another name. The outcome is compiled before it is offered: a name that
/// would clash, or change what another place means, is refused. Errors: `ink.not_a_name`, `ink.name_taken`,
/// `ink.not_readable` (the story has lines that cannot be read, so uses could be missed), `ink.built_in_name`.
[[nodiscard]] Result<std::vector<Edit>> rename(const FileSource& files, const Index& index, std::uint32_t symbol,
                                               std::string_view new_name, const CompileOptions& options = {});

/// A proposal for the place where somebody is writing.
struct Completion {
    enum class Kind : std::uint8_t { symbol, function, keyword, target };

    Kind kind = Kind::symbol;
    std::uint32_t symbol = Symbol::none; ///< of the kind `symbol`
    std::string text;                    ///< what to write
    std::string detail;
    std::string documentation;
};

/// What could be written at the end of `before`, the file's text up to there: places after `->`, values in logic,
/// the words that begin a line. `prefix` bytes at the end of it are the beginning of a name, which a proposal replaces.
struct Completions {
    std::vector<Completion> items;
    std::size_t prefix = 0;
    bool wants_file = false; ///< the name of a file to INCLUDE
};
[[nodiscard]] Completions completions(const Index& index, std::uint32_t file, std::string_view before);

/// A function that ink itself has.
struct BuiltInFunction {
    std::string_view name;
    std::string_view signature;
    std::string_view documentation;
};
[[nodiscard]] std::span<const BuiltInFunction> built_in_functions();

/// Whether ink takes a text for a name that an author may give.
[[nodiscard]] bool is_identifier(std::string_view text);

/// What a source text INCLUDEs, as it is written there, without compiling anything.
[[nodiscard]] std::vector<std::string> included_names(std::string_view source);

/// The file that such a name means in a story whose main file lies in `folder`; empty when it leads out of the source.
[[nodiscard]] std::string included_file(std::string_view folder, std::string_view name);

} // namespace goldbox::narrative
