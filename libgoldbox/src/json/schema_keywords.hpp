#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/json/validator.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace goldbox::json {

enum class Vocabulary : std::uint8_t { core = 1, applicator = 2, unevaluated = 4, validation = 8, format = 16 };

/// How subschemas lie inside a keyword's value.
enum class Holds : std::uint8_t { nothing, schema, schemas, map, schema_or_schemas, map_of_schemas_or_names };

enum class Keyword : std::uint8_t {
    ref,
    dynamic_ref,
    recursive_ref,
    defs,
    definitions,
    all_of,
    any_of,
    one_of,
    not_this,
    condition,
    then,
    otherwise,
    dependent_schemas,
    dependencies,
    prefix_items,
    items,
    additional_items,
    contains,
    properties,
    pattern_properties,
    additional_properties,
    property_names,
    unevaluated_items,
    unevaluated_properties,
    type,
    choices,
    constant,
    multiple_of,
    maximum,
    exclusive_maximum,
    minimum,
    exclusive_minimum,
    max_length,
    min_length,
    pattern,
    max_items,
    min_items,
    unique_items,
    max_contains,
    min_contains,
    max_properties,
    min_properties,
    required,
    dependent_required,
    format,
};

struct KeywordRow {
    Keyword keyword;
    std::string_view name;
    Vocabulary vocabulary;
    Holds holds = Holds::nothing;
    Draft first = Draft::draft4;
    Draft last = Draft::draft2020_12;

    [[nodiscard]] bool in(Draft draft) const { return first <= draft && draft <= last; }
};

/// `dependencies` left the drafts with 2019-09; it still means what it meant, since schemas in use have it.
inline constexpr std::array<KeywordRow, 45> keyword_rows{{
    {Keyword::ref, "$ref", Vocabulary::core},
    {Keyword::dynamic_ref, "$dynamicRef", Vocabulary::core, Holds::nothing, Draft::draft2020_12},
    {Keyword::recursive_ref, "$recursiveRef", Vocabulary::core, Holds::nothing, Draft::draft2019_09,
     Draft::draft2019_09},
    {Keyword::defs, "$defs", Vocabulary::core, Holds::map, Draft::draft2019_09},
    {Keyword::definitions, "definitions", Vocabulary::core, Holds::map},
    {Keyword::all_of, "allOf", Vocabulary::applicator, Holds::schemas},
    {Keyword::any_of, "anyOf", Vocabulary::applicator, Holds::schemas},
    {Keyword::one_of, "oneOf", Vocabulary::applicator, Holds::schemas},
    {Keyword::not_this, "not", Vocabulary::applicator, Holds::schema},
    {Keyword::condition, "if", Vocabulary::applicator, Holds::schema, Draft::draft7},
    {Keyword::then, "then", Vocabulary::applicator, Holds::schema, Draft::draft7},
    {Keyword::otherwise, "else", Vocabulary::applicator, Holds::schema, Draft::draft7},
    {Keyword::dependent_schemas, "dependentSchemas", Vocabulary::applicator, Holds::map, Draft::draft2019_09},
    {Keyword::dependencies, "dependencies", Vocabulary::applicator, Holds::map_of_schemas_or_names},
    {Keyword::prefix_items, "prefixItems", Vocabulary::applicator, Holds::schemas, Draft::draft2020_12},
    {Keyword::items, "items", Vocabulary::applicator, Holds::schema_or_schemas},
    {Keyword::additional_items, "additionalItems", Vocabulary::applicator, Holds::schema, Draft::draft4,
     Draft::draft2019_09},
    {Keyword::contains, "contains", Vocabulary::applicator, Holds::schema, Draft::draft6},
    {Keyword::properties, "properties", Vocabulary::applicator, Holds::map},
    {Keyword::pattern_properties, "patternProperties", Vocabulary::applicator, Holds::map},
    {Keyword::additional_properties, "additionalProperties", Vocabulary::applicator, Holds::schema},
    {Keyword::property_names, "propertyNames", Vocabulary::applicator, Holds::schema, Draft::draft6},
    {Keyword::unevaluated_items, "unevaluatedItems", Vocabulary::unevaluated, Holds::schema, Draft::draft2019_09},
    {Keyword::unevaluated_properties, "unevaluatedProperties", Vocabulary::unevaluated, Holds::schema,
     Draft::draft2019_09},
    {Keyword::type, "type", Vocabulary::validation},
    {Keyword::choices, "enum", Vocabulary::validation},
    {Keyword::constant, "const", Vocabulary::validation, Holds::nothing, Draft::draft6},
    {Keyword::multiple_of, "multipleOf", Vocabulary::validation},
    {Keyword::maximum, "maximum", Vocabulary::validation},
    {Keyword::exclusive_maximum, "exclusiveMaximum", Vocabulary::validation},
    {Keyword::minimum, "minimum", Vocabulary::validation},
    {Keyword::exclusive_minimum, "exclusiveMinimum", Vocabulary::validation},
    {Keyword::max_length, "maxLength", Vocabulary::validation},
    {Keyword::min_length, "minLength", Vocabulary::validation},
    {Keyword::pattern, "pattern", Vocabulary::validation},
    {Keyword::max_items, "maxItems", Vocabulary::validation},
    {Keyword::min_items, "minItems", Vocabulary::validation},
    {Keyword::unique_items, "uniqueItems", Vocabulary::validation},
    {Keyword::max_contains, "maxContains", Vocabulary::validation, Holds::nothing, Draft::draft2019_09},
    {Keyword::min_contains, "minContains", Vocabulary::validation, Holds::nothing, Draft::draft2019_09},
    {Keyword::max_properties, "maxProperties", Vocabulary::validation},
    {Keyword::min_properties, "minProperties", Vocabulary::validation},
    {Keyword::required, "required", Vocabulary::validation},
    {Keyword::dependent_required, "dependentRequired", Vocabulary::validation, Holds::nothing, Draft::draft2019_09},
    {Keyword::format, "format", Vocabulary::format},
}};

} // namespace goldbox::json
