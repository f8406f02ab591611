// SPDX-License-Identifier: MIT
// The schema of a pack's files, put together of the schemas of all kinds. An entry comes in three forms: whole (added
// or replaced), a change to be merged, or a removal.
#include <goldbox/content/schemas.hpp>

#include "content/manifest.hpp"
#include "content/remarks.hpp"

#include <goldbox/content/kinds.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/schema.hpp>
#include <goldbox/json/writer.hpp>

#include <set>

namespace goldbox::content {
namespace {

using json::Value;
using json::Writer;

constexpr std::string_view dialect = "https://json-schema.org/draft/2020-12/schema";
constexpr std::string_view id_pattern = "^([a-z0-9_]+:)?[a-z0-9_]+(\\.[a-z0-9_]+)*$";
constexpr std::string_view change_suffix = ".change";

/// Writes what a change may say about something that follows a schema: nothing is required, null takes a member away,
/// and arrays may be edited.
class ChangeWriter {
public:
    explicit ChangeWriter(Writer& writer) : writer_(writer) {}

    void write(const Value& schema)
    {
        writer_.begin_object();
        members(schema);
        writer_.end_object();
    }

    /// The keywords, into an object that is open.
    void members(const Value& schema)
    {
        for (const auto& [name, value] : schema.object()) {
            if (name == "required") continue;
            if (name == "oneOf") {
                writer_.member("type",
                               "object"); // one of several structs: what it comes to is checked when it is merged
                continue;
            }
            writer_.key(name);
            if (name == "$ref")
                writer_.value(std::string(value.string()) + std::string(change_suffix));
            else if (name == "properties")
                properties(value);
            else if (name == "additionalProperties" && value.is(json::Kind::object))
                nullable(value);
            else
                writer_.value(value);
        }
    }

private:
    void nullable(const Value& schema)
    {
        writer_.begin_object().key("anyOf").begin_array();
        write(schema);
        writer_.begin_object().member("type", "null").end_object().end_array().end_object();
    }

    void properties(const Value& properties)
    {
        writer_.begin_object();
        for (const auto& [name, schema] : properties.object()) {
            writer_.key(name);
            nullable(schema);
        }
        for (const auto& [edit, doc] :
             {std::pair("$append", "elements to put behind those of an array"),
              std::pair("$prepend", "elements to put before those of an array"),
              std::pair("$delete", "elements to take out of an array: equal to these, or having "
                                   "all members of one of these")}) {
            writer_.key(edit).begin_object().member("type", "object").member("description", doc);
            writer_.key("properties");
            arrays(properties, std::string_view(edit) == "$delete");
            writer_.member("additionalProperties", false).end_object();
        }
        writer_.end_object();
    }

    void arrays(const Value& properties, bool any_elements)
    {
        writer_.begin_object();
        for (const auto& [name, schema] : properties.object()) {
            const Value* type = schema.find("type");
            if (!type || !type->is(json::Kind::string) || type->string() != "array") continue;
            writer_.key(name).begin_object().member("type", "array");
            if (const Value* items = schema.find("items"); items && !any_elements) writer_.member("items", *items);
            writer_.end_object();
        }
        writer_.end_object();
    }

    Writer& writer_;
};

void write_op(Writer& writer, std::initializer_list<std::string_view> ops)
{
    writer.key("$op").begin_object();
    writer.member("description", "how an entry of another pack is changed").key("enum").begin_array();
    for (const std::string_view op : ops) writer.value(op);
    writer.end_array().end_object();
}

/// A definition with `$op` among its properties.
void write_with_op(Writer& writer, const Value& definition, std::initializer_list<std::string_view> ops)
{
    writer.begin_object();
    for (const auto& [name, value] : definition.object()) {
        writer.key(name);
        if (name != "properties") {
            writer.value(value);
            continue;
        }
        writer.begin_object();
        write_op(writer, ops);
        for (const auto& [property, schema] : value.object()) writer.member(property, schema);
        writer.end_object();
    }
    writer.end_object();
}

void write_if_op(Writer& writer, std::string_view op, std::string_view then)
{
    writer.key("if").begin_object().key("properties").begin_object();
    writer.key("$op").begin_object().member("const", op).end_object().end_object();
    writer.key("required").begin_array().value("$op").end_array().end_object();
    writer.key("then").begin_object().member("$ref", "#/$defs/" + std::string(then)).end_object();
}

/// `$defs` for the entries of kinds, and for what is in them.
class Definitions {
public:
    explicit Definitions(Writer& writer) : writer_(writer) {}

    void add(const Kind& kind) { kinds_.emplace_back(&kind, kind.define ? kind.define(schemas_) : std::string()); }

    void write()
    {
        writer_.key("$defs").begin_object();
        for (const auto& [name, text] : schemas_.definitions()) {
            const json::Document definition = *json::read(text);
            writer_.key(name).raw(text);
            writer_.key(name + std::string(change_suffix));
            ChangeWriter(writer_).write(definition.root);
        }
        writer_.key("any").raw(R"({"type":"object"})");
        writer_.key("removal").begin_object().member("type", "object").key("properties").begin_object();
        write_op(writer_, {"remove"});
        writer_.end_object().member("additionalProperties", false).end_object();
        for (const auto& [kind, definition] : kinds_) write_entry(*kind, definition);
        writer_.end_object();
    }

private:
    void write_entry(const Kind& kind, const std::string& definition)
    {
        const std::string name(kind.name);
        const std::string whole = definition.empty() ? "any" : name + ".whole";
        const std::string change = definition.empty() ? "any" : name + ".merge";
        writer_.key(name + ".entry").begin_object().member("type", "object").key("properties").begin_object();
        write_op(writer_, {"add", "replace", "remove", "merge"});
        writer_.end_object();
        write_if_op(writer_, "merge", change);
        writer_.key("else").begin_object();
        write_if_op(writer_, "remove", "removal");
        writer_.key("else").begin_object().member("$ref", "#/$defs/" + whole).end_object().end_object().end_object();
        if (definition.empty()) return;
        const json::Document document = *json::read(schemas_.definitions().at(definition));
        writer_.key(whole);
        write_with_op(writer_, document.root, {"add", "replace"});
        std::string text;
        Writer changed(text);
        ChangeWriter(changed).write(document.root);
        writer_.key(change);
        write_with_op(writer_, json::read(text)->root, {"merge"});
    }

    Writer& writer_;
    json::SchemaWriter schemas_;
    std::vector<std::pair<const Kind*, std::string>> kinds_;
};

void write_head(Writer& writer, std::string_view title, std::string_view description)
{
    writer.begin_object().member("$schema", dialect).member("title", title).member("description", description);
}

} // namespace

std::string pack_schema()
{
    std::string text;
    Writer writer(text);
    write_head(writer, "Entries of a goldbox pack",
               "Any JSON file of a pack but pack.json: kinds, each of entries by id.");
    writer.member("type", "object").key("properties").begin_object();
    writer.key("$schema").begin_object().member("type", "string").end_object();
    Definitions definitions(writer);
    for (const Kind& kind : kinds()) {
        definitions.add(kind);
        writer.key(kind.name).begin_object().member("type", "object").member("description", kind.doc);
        writer.key("propertyNames").begin_object().member("pattern", id_pattern).end_object();
        writer.key("additionalProperties").begin_object();
        writer.member("$ref", "#/$defs/" + std::string(kind.name) + ".entry").end_object().end_object();
    }
    writer.end_object().member("additionalProperties", false);
    definitions.write();
    writer.end_object();
    return text;
}

Result<std::string> kind_schema(std::string_view name)
{
    const Kind* kind = find_kind(name);
    if (!kind) {
        std::vector<std::string_view> known;
        for (const Kind& each : kinds()) known.push_back(each.name);
        return fail(Code::not_found, "content.no_such_kind",
                    "there are no entries of the kind " + quoted(name) + did_you_mean(name, known));
    }
    std::string text;
    Writer writer(text);
    write_head(writer, "One of the " + std::string(kind->name), kind->doc);
    writer.member("$ref", "#/$defs/" + std::string(kind->name) + ".entry");
    Definitions definitions(writer);
    definitions.add(*kind);
    definitions.write();
    writer.end_object();
    return text;
}

std::string manifest_schema()
{
    return json::schema<Manifest>("pack.json");
}

std::vector<std::pair<std::string, std::string>> schema_files()
{
    return {{"manifest.schema.json", manifest_schema()}, {"pack.schema.json", pack_schema()}};
}

} // namespace goldbox::content
