#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/json/fields.hpp>

#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace goldbox::json {

/// JSON Schema (2020-12) out of field tables. Structs become `$defs` under the names their tables give.
class SchemaWriter {
public:
    template <class T>
    [[nodiscard]] static std::string schema(std::string_view title)
    {
        SchemaWriter schemas;
        std::string root;
        Writer writer(root);
        writer.begin_object();
        writer.member("$schema", "https://json-schema.org/draft/2020-12/schema").member("title", title);
        schemas.members<T>(writer, {});
        writer.key("$defs").begin_object();
        for (const auto& [name, text] : schemas.definitions_) writer.key(name).raw(text);
        writer.end_object().end_object();
        return root;
    }

    /// For a schema that is put together of several structs: defines T, and what it holds, and returns its name.
    template <HasFields T>
    std::string define()
    {
        return define<T>(false);
    }
    /// Name and text of every definition so far.
    [[nodiscard]] const std::map<std::string, std::string>& definitions() const { return definitions_; }

private:
    template <class T>
    void value(Writer& writer, const About& about)
    {
        writer.begin_object();
        members<T>(writer, about);
        writer.end_object();
    }

    template <class T>
    void members(Writer& writer, const About& about)
    {
        describe(writer, about);
        if constexpr (HasCodec<T>) {
            writer.key("anyOf").begin_array().raw(Codec<T>::schema).end_array();
        } else if constexpr (HasFields<T>) {
            writer.member("$ref", "#/$defs/" + define<T>(false));
        } else if constexpr (HasNames<T>) {
            writer.key("enum").begin_array();
            for (const auto& [enumerator, name] : Names<T>::table) writer.value(name);
            writer.end_array();
        } else if constexpr (std::same_as<T, bool>) {
            writer.member("type", "boolean");
        } else if constexpr (std::integral<T>) {
            bounds(writer.member("type", "integer"), about, "minimum", "maximum");
        } else if constexpr (std::floating_point<T>) {
            writer.member("type", "number");
        } else if constexpr (std::same_as<T, std::string>) {
            bounds(writer.member("type", "string"), about, "minLength", "maxLength");
        } else if constexpr (std::same_as<T, Hash>) {
            writer.member("type", "string").member("pattern", "^[0-9a-f]{64}$");
        } else if constexpr (detail::is_id<T>) {
            writer.member("type", "array").member("minItems", 2).member("maxItems", 2);
            writer.key("items").raw(R"({"type":"integer","minimum":0})");
        } else if constexpr (detail::is_vector<T>) {
            bounds(writer.member("type", "array"), about, "minItems", "maxItems");
            writer.key("items");
            value<typename T::value_type>(writer, {});
        } else if constexpr (detail::is_optional<T>) {
            writer.key("anyOf").begin_array();
            value<typename T::value_type>(writer, {.doc = {}, .min = about.min, .max = about.max});
            writer.raw(R"({"type":"null"})").end_array();
        } else if constexpr (detail::is_map<T>) {
            writer.member("type", "object").key("additionalProperties");
            value<typename T::mapped_type>(writer, {});
        } else {
            alternatives(writer, static_cast<const T*>(nullptr));
        }
    }

    template <class... Ts>
    void alternatives(Writer& writer, const std::variant<Ts...>*)
    {
        writer.key("oneOf").begin_array();
        for (const std::string& name : {define<Ts>(true)...}) {
            writer.begin_object().member("$ref", "#/$defs/" + name).end_object();
        }
        writer.end_array();
    }

    /// The name of a struct's definition. `typed`: one of a variant's alternatives, told apart by the member `type`; a
    /// struct that comes both ways has two definitions.
    template <class T>
    std::string define(bool typed)
    {
        std::string name(Fields<T>::name);
        if (typed_.try_emplace(name, typed).first->second != typed) name += typed ? "_with_type" : "_without_type";
        if (!definitions_.try_emplace(name).second) return name;
        std::string text;
        Writer writer(text);
        writer.begin_object().member("type", "object").member("description", Fields<T>::doc);
        writer.key("properties").begin_object();
        if (typed) writer.key("type").begin_object().member("const", Fields<T>::name).end_object();
        detail::each_field<T>([&]<class Member>(const Field<T, Member>& field) {
            writer.key(field.name);
            value<Member>(writer, field.about);
        });
        writer.end_object().key("required").begin_array();
        if (typed) writer.value("type");
        detail::each_field<T>([&](const auto& field) {
            if (field.about.required) writer.value(field.name);
        });
        writer.end_array().member("additionalProperties", false).end_object();
        definitions_[name] = std::move(text);
        return name;
    }

    static void describe(Writer& writer, const About& about);
    static void bounds(Writer& writer, const About& about, std::string_view least, std::string_view most);

    std::map<std::string, std::string> definitions_;
    std::map<std::string, bool> typed_; ///< how a name was defined first
};

template <class T>
[[nodiscard]] std::string schema(std::string_view title)
{
    return SchemaWriter::schema<T>(title);
}

} // namespace goldbox::json
