#pragma once
// SPDX-License-Identifier: MIT
// JSON Schema: docs/json-schema.md says which drafts, keywords and formats, and what is bounded.
//
//     auto schema = json::Schema::compile(document.root);                     // once
//     auto found = schema->validate(value, {.text = text, .read = options});  // every mistake, with its place

#include <goldbox/base/result.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::json {

enum class Draft : std::uint8_t { draft4, draft6, draft7, draft2019_09, draft2020_12 };

/// The text a value was read from. With it, messages about the value have a file, a line and a column.
struct Source {
    std::string_view text;
    ReadOptions read;
};

struct SchemaOptions {
    Draft draft = Draft::draft2020_12; ///< of schemas without `$schema`
    /// What the schema's own references start from, where it has no `$id`.
    std::string uri = "schema:";
    /// Schemas that others may refer to, by URI. They are copied as far as they are used.
    std::vector<std::pair<std::string, Value>> documents;
    /// Asked for a URI that is neither among `documents` nor a meta-schema; what it answers must live until
    /// `compile` returns. Null: unknown. Nothing is ever fetched.
    std::function<const Value*(std::string_view uri)> resolve;
    /// Whether `format` refuses texts; else it is a remark only, as the drafts since 2019-09 want it.
    bool assert_formats = false;
    Source source;                     ///< of the schema itself
    std::size_t max_depth = 128;       ///< of the schema's own nesting: `json.schema_too_large`
    std::size_t max_schemas = 100'000; ///< with all that it refers to: `json.schema_too_large`
};

struct ValidateOptions {
    Source source;                        ///< of the value
    std::size_t most = 100;               ///< violations that are told
    std::uint64_t max_work = 100'000'000; ///< steps, about a second of them: `json.schema_work`
    std::size_t max_depth = 500;          ///< schemas within one another: `json.schema_too_deep`
};

/// One thing that is wrong with a value.
struct Violation {
    std::string instance;   ///< JSON Pointer to the part that is wrong; empty: the whole
    std::string schema;     ///< URI of the keyword that said so, its fragment a JSON Pointer
    std::string keyword;    ///< `minimum`; empty where the schema is `false`
    std::string reason;     ///< `json.wrong_kind`, `json.missing_member`, `json.unknown_name`, `json.out_of_range`,
                            ///< or `json.against_schema`
    std::string message;    ///< in plain words, with the suggestion
    std::string suggestion; ///< the name or value that was probably meant; or empty
    Where where;            ///< known when the value's text is
};

struct SchemaProgram;

/// A compiled JSON Schema. It owns all it needs, never changes, and costs a pointer to copy; threads may share it.
class Schema {
public:
    /// All mistakes of the schema at once, as one error. `json.bad_schema`: a keyword whose value makes no sense, a
    /// reference that leads nowhere or to itself, an unknown `$schema`; `json.pattern`, `json.pattern_unsupported`,
    /// `json.pattern_too_large`: a regular expression that cannot be run; `json.schema_too_large`.
    [[nodiscard]] static Result<Schema> compile(const Value& schema, const SchemaOptions& options = {});

    /// The schema that schemas of a draft satisfy.
    [[nodiscard]] static Schema of_schemas(Draft draft);

    /// Yes or no, and nothing else: the first violation ends it.
    [[nodiscard]] Result<bool> accepts(const Value& value, const ValidateOptions& options = {}) const;

    /// Every violation, in the order of the schema; none when the value is valid. Of alternatives of which none fits,
    /// the violations of the one that was most probably meant.
    [[nodiscard]] Result<std::vector<Violation>> validate(const Value& value,
                                                          const ValidateOptions& options = {}) const;

private:
    explicit Schema(std::shared_ptr<const SchemaProgram> program) : program_(std::move(program)) {}
    std::shared_ptr<const SchemaProgram> program_;
};

/// The draft that a URI in `$schema` names; nothing when it is none of ours.
[[nodiscard]] std::optional<Draft> draft_of(std::string_view uri);

/// As a remark on a file.
[[nodiscard]] Diagnostic as_diagnostic(const Violation& violation);

} // namespace goldbox::json
