// SPDX-License-Identifier: MIT
// What providers make of JSON Schema.
#include "llm/encoder.hpp"
#include "llm/look.hpp"

#include <goldbox/json/reader.hpp>

#include <algorithm>
#include <array>

namespace goldbox::llm {
namespace {

/// Whether a member of a schema holds a schema, a list of them, or one a name.
enum class Holds { other, schema, list, map };

Holds holds(std::string_view keyword)
{
    constexpr std::pair<std::string_view, Holds> known[] = {
        {"properties", Holds::map}, {"$defs", Holds::map},        {"definitions", Holds::map},
        {"items", Holds::schema},   {"anyOf", Holds::list},       {"allOf", Holds::list},
        {"oneOf", Holds::list},     {"prefixItems", Holds::list}, {"additionalProperties", Holds::schema},
    };
    const auto found = std::ranges::find(known, keyword, &std::pair<std::string_view, Holds>::first);
    return found == std::end(known) ? Holds::other : found->second;
}

bool is_object_schema(const json::Value& schema)
{
    return text_at(schema, "type") == "object" || look(schema, "properties") != nullptr;
}

bool is_closed(const json::Value& schema)
{
    const json::Value* more = schema.find("additionalProperties");
    return more && more->is(json::Kind::boolean) && !more->boolean();
}

bool requires_all(const json::Value& schema)
{
    const json::Value* properties = look(schema, "properties");
    if (!properties || !properties->is(json::Kind::object)) return true;
    const auto required = array_at(schema, "required");
    return std::ranges::all_of(properties->object(), [&](const json::Member& property) {
        return std::ranges::any_of(required, [&](const json::Value& name) {
            return name.is(json::Kind::string) && name.string() == property.name;
        });
    });
}

bool is_strict(const json::Value& schema)
{
    if (!schema.is(json::Kind::object)) return true;
    if (look(schema, "allOf") || look(schema, "not") || look(schema, "if") || look(schema, "patternProperties")) {
        return false;
    }
    if (is_object_schema(schema) && !(is_closed(schema) && requires_all(schema))) return false;
    return std::ranges::all_of(schema.object(), [](const json::Member& member) {
        switch (holds(member.name)) {
        case Holds::schema: return is_strict(member.value);
        case Holds::list: return std::ranges::all_of(array_of(&member.value), is_strict);
        case Holds::map:
            return !member.value.is(json::Kind::object) ||
                   std::ranges::all_of(member.value.object(),
                                       [](const json::Member& each) { return is_strict(each.value); });
        case Holds::other: break;
        }
        return true;
    });
}

bool anthropic_takes(std::string_view keyword, const json::Value& value)
{
    constexpr std::array<std::string_view, 18> unknown = {
        "minimum",       "maximum", "exclusiveMinimum",  "exclusiveMaximum", "multipleOf",  "minLength",
        "maxLength",     "pattern", "minItems",          "maxItems",         "uniqueItems", "minProperties",
        "maxProperties", "not",     "patternProperties", "contains",         "$schema",     "propertyNames"};
    constexpr std::array<std::string_view, 10> formats = {"date-time", "time", "date", "duration", "email",
                                                          "hostname",  "uri",  "ipv4", "ipv6",     "uuid"};
    if (keyword == "format") {
        return value.is(json::Kind::string) && std::ranges::find(formats, value.string()) != formats.end();
    }
    return std::ranges::find(unknown, keyword) == unknown.end();
}

void write_for_anthropic(json::Writer& out, const json::Value& schema)
{
    if (!schema.is(json::Kind::object)) return void(out.value(schema));
    out.begin_object();
    const bool is_object = is_object_schema(schema);
    for (const json::Member& member : schema.object()) {
        if (!anthropic_takes(member.name, member.value)) continue;
        if (is_object && member.name == "additionalProperties") continue;
        out.key(member.name);
        const Holds what = holds(member.name);
        if (what == Holds::schema) {
            write_for_anthropic(out, member.value);
        } else if (what == Holds::list && member.value.is(json::Kind::array)) {
            out.begin_array();
            for (const json::Value& each : member.value.array()) write_for_anthropic(out, each);
            out.end_array();
        } else if (what == Holds::map && member.value.is(json::Kind::object)) {
            out.begin_object();
            for (const json::Member& each : member.value.object()) write_for_anthropic(out.key(each.name), each.value);
            out.end_object();
        } else {
            out.value(member.value);
        }
    }
    if (is_object) out.member("additionalProperties", false);
    out.end_object();
}

} // namespace

bool is_strict_schema(const JsonText& schema)
{
    const auto document = json::read(schema.text);
    return document && text_at(document->root, "type") == "object" && is_strict(document->root);
}

std::string anthropic_schema(const JsonText& schema)
{
    std::string text;
    const auto document = json::read(schema.empty() ? std::string_view("{\"type\":\"object\"}") : schema.text);
    if (!document) return "{\"type\":\"object\"}";
    json::Writer out(text);
    write_for_anthropic(out, document->root);
    return text;
}

} // namespace goldbox::llm
