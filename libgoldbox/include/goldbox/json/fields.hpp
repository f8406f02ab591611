#pragma once
// SPDX-License-Identifier: MIT
// One table a struct, and everything that JSON needs follows from it: reading with all mistakes at once, writing, JSON
// Schema. A struct that travels has, beside it,
//
//     template <> struct goldbox::json::Fields<Choose> {
//         static constexpr std::string_view name = "choose";
//         static constexpr std::string_view doc = "Takes one of the choices a story offers.";
//         static constexpr auto table = std::make_tuple(
//             field("story", &Choose::story, {.doc = "where", .required = true}),
//             field("choice", &Choose::choice, {.doc = "which, counted from 0", .min = 0, .max = 999}));
//     };
//
// and an enumeration has `Names`. A field that is absent takes the value it has in a default-constructed struct, and is
// not written while it has that value: a default is part of the format.

#include <goldbox/base/hash.hpp>
#include <goldbox/base/id.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/value.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace goldbox::json {

template <class T>
struct Fields; // name, doc, table

/// For types whose JSON is no plain struct: `static void write(Writer&, const T&)`, `static void read(Reading&, const
/// Value&, T&)` and `static constexpr std::string_view schema`.
template <class T>
struct Codec;

template <class T>
struct Names; // static constexpr std::array<std::pair<T, std::string_view>, N> table

/// What a field's table says beside its name and member. `min` and `max` bound an integer's value, a string's bytes, an
/// array's elements. A text that names an entry of a pack says of which kind with `refers`, and so do texts in arrays
/// and members of a map; `refers_by_name` says it of a map's names (goldbox/content/references.hpp).
struct About {
    std::string_view doc;
    std::string_view unit = {};
    std::int64_t min = std::numeric_limits<std::int64_t>::min();
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
    bool required = false;
    std::string_view refers = {};
    std::string_view refers_by_name = {};
};

template <class Struct, class Member>
struct Field {
    std::string_view name;
    Member Struct::* member;
    About about;
};

template <class Struct, class Member>
constexpr Field<Struct, Member> field(std::string_view name, Member Struct::* member, About about)
{
    return {name, member, about};
}

template <class T>
concept HasFields = requires { Fields<T>::table; };
template <class T>
concept HasCodec = requires { Codec<T>::schema; };
template <class T>
concept HasNames = std::is_enum_v<T> && requires { Names<T>::table; };

namespace detail {

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T, class Less>
inline constexpr bool is_map<std::map<std::string, T, Less>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... Ts>
inline constexpr bool is_variant<std::variant<Ts...>> = true;
template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;

template <class Struct, class Visit>
constexpr void each_field(Visit&& visit)
{
    std::apply([&](const auto&... fields) { (visit(fields), ...); }, Fields<Struct>::table);
}

} // namespace detail

/// The name of an enumerator, as JSON, SQL and people see it.
template <HasNames T>
[[nodiscard]] constexpr std::string_view name_of(T value)
{
    for (const auto& [enumerator, name] : Names<T>::table) {
        if (enumerator == value) return name;
    }
    return {};
}

/// The `type` of the alternative that a variant holds.
template <class... Ts>
[[nodiscard]] std::string_view type_of(const std::variant<Ts...>& value)
{
    return std::visit([]<class T>(const T&) { return Fields<T>::name; }, value);
}

// Writing ------------------------------------------------------------------------------------------------------------

template <class T>
void write_value(Writer& writer, const T& value);

/// The members of a struct, into an object that is open already.
template <HasFields T>
void write_members(Writer& writer, const T& value)
{
    [[maybe_unused]] static const T defaults{};
    detail::each_field<T>([&](const auto& field) {
        if (!field.about.required && value.*field.member == defaults.*field.member) return;
        writer.key(field.name);
        write_value(writer, value.*field.member);
    });
}

template <class T>
void write_value(Writer& writer, const T& value)
{
    if constexpr (HasCodec<T>) {
        Codec<T>::write(writer, value);
    } else if constexpr (HasFields<T>) {
        writer.begin_object();
        write_members(writer, value);
        writer.end_object();
    } else if constexpr (HasNames<T>) {
        writer.value(name_of(value));
    } else if constexpr (std::same_as<T, Hash>) {
        writer.value(value.hex());
    } else if constexpr (detail::is_id<T>) {
        writer.begin_array().value(value.index).value(value.generation).end_array();
    } else if constexpr (detail::is_vector<T>) {
        writer.begin_array();
        for (const auto& element : value) write_value(writer, element);
        writer.end_array();
    } else if constexpr (detail::is_optional<T>) {
        value ? write_value(writer, *value) : void(writer.null());
    } else if constexpr (detail::is_map<T>) {
        writer.begin_object();
        for (const auto& [key, element] : value) {
            writer.key(key);
            write_value(writer, element);
        }
        writer.end_object();
    } else if constexpr (detail::is_variant<T>) {
        std::visit(
            [&]<class A>(const A& alternative) {
                writer.begin_object().member("type", Fields<A>::name);
                write_members(writer, alternative);
                writer.end_object();
            },
            value);
    } else {
        writer.value(value);
    }
}

template <class T>
[[nodiscard]] std::string to_json(const T& value)
{
    std::string text;
    Writer writer(text);
    write_value(writer, value);
    return text;
}

// Reading ------------------------------------------------------------------------------------------------------------

/// One reading of a document: where it is, and what it found wrong so far.
class Reading {
public:
    /// Where the value under a path was written, for messages.
    using Places = std::function<Where(std::span<const Step> path)>;

    Reading(std::string_view text, const ReadOptions& options)
        : places_([text, &options](std::span<const Step> path) { return locate(text, path, options); })
    {
    }
    /// Of a value that was put together from several texts.
    explicit Reading(Places places) : places_(std::move(places)) {}

    void wrong(std::string reason, std::string message);
    void missing(std::string_view name);
    void unknown(std::string_view name, const std::vector<std::string_view>& known);
    /// Notes a value of another kind than was wanted.
    bool expect(const Value& value, Kind kind);
    /// Notes a number, length or count outside its bounds.
    void bound(std::int64_t number, const About& about, std::string_view what);

    template <class Body>
    void inside(Step step, Body&& body)
    {
        path_.push_back(step);
        body();
        path_.pop_back();
    }

    [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

private:
    Places places_;
    std::vector<Step> path_;
    std::vector<Diagnostic> diagnostics_;
};

template <class T>
void read_value(Reading& reading, const Value& value, T& out, const About& about = {});

namespace detail {

template <class T>
void read_integer(Reading& reading, const Value& value, T& out, About about)
{
    if (!reading.expect(value, Kind::integer)) return;
    about.min =
        std::max(about.min, std::is_unsigned_v<T> ? 0 : static_cast<std::int64_t>(std::numeric_limits<T>::min()));
    if constexpr (sizeof(T) < 8) {
        about.max = std::min(about.max, static_cast<std::int64_t>(std::numeric_limits<T>::max()));
    }
    reading.bound(value.integer(), about, "the number");
    out = static_cast<T>(value.integer());
}

template <class T>
void read_name(Reading& reading, const Value& value, T& out)
{
    if (!reading.expect(value, Kind::string)) return;
    std::vector<std::string_view> known;
    for (const auto& [enumerator, name] : Names<T>::table) {
        if (name == value.string()) {
            out = enumerator;
            return;
        }
        known.push_back(name);
    }
    reading.unknown(value.string(), known);
}

template <class T>
void read_members(Reading& reading, const Value& value, T& out, bool typed)
{
    if (!reading.expect(value, Kind::object)) return;
    std::vector<std::string_view> known;
    each_field<T>([&](const auto& field) {
        known.push_back(field.name);
        if (const Value* member = value.find(field.name)) {
            reading.inside(field.name, [&] { read_value(reading, *member, out.*field.member, field.about); });
        } else if (field.about.required) {
            reading.missing(field.name);
        }
    });
    for (const Member& member : value.object()) {
        if (typed && member.name == "type") continue;
        if (std::ranges::find(known, member.name) != known.end()) continue;
        reading.inside(member.name, [&] { reading.unknown(member.name, known); });
    }
}

template <class... Ts>
void read_variant(Reading& reading, const Value& value, std::variant<Ts...>& out)
{
    if (!reading.expect(value, Kind::object)) return;
    const Value* type = value.find("type");
    if (!type) return reading.missing("type");
    std::string_view wanted;
    reading.inside("type", [&] {
        if (reading.expect(*type, Kind::string)) wanted = type->string();
    });
    auto attempt = [&]<class T>(std::type_identity<T>) {
        if (Fields<T>::name != wanted) return false;
        T alternative{};
        read_members(reading, value, alternative, true);
        out = std::move(alternative);
        return true;
    };
    if (wanted.empty() || (attempt(std::type_identity<Ts>{}) || ...)) return;
    reading.inside("type", [&] { reading.unknown(wanted, {Fields<Ts>::name...}); });
}

} // namespace detail

template <class T>
void read_value(Reading& reading, const Value& value, T& out, const About& about)
{
    if constexpr (HasCodec<T>) {
        Codec<T>::read(reading, value, out);
    } else if constexpr (HasFields<T>) {
        detail::read_members(reading, value, out, false);
    } else if constexpr (HasNames<T>) {
        detail::read_name(reading, value, out);
    } else if constexpr (std::same_as<T, bool>) {
        if (reading.expect(value, Kind::boolean)) out = value.boolean();
    } else if constexpr (std::integral<T>) {
        detail::read_integer(reading, value, out, about);
    } else if constexpr (std::floating_point<T>) {
        if (value.is(Kind::integer) || reading.expect(value, Kind::number)) out = static_cast<T>(value.number());
    } else if constexpr (std::same_as<T, std::string>) {
        if (!reading.expect(value, Kind::string)) return;
        reading.bound(static_cast<std::int64_t>(value.string().size()), about, "the text's length in bytes");
        out = value.string();
    } else if constexpr (std::same_as<T, Hash>) {
        if (!reading.expect(value, Kind::string)) return;
        if (auto hash = Hash::from_hex(value.string()))
            out = *hash;
        else
            reading.wrong("json.not_a_hash", "this is not a hash: 64 lowercase hexadecimal digits");
    } else if constexpr (detail::is_id<T>) {
        std::vector<std::uint32_t> parts;
        read_value(reading, value, parts, {.doc = {}, .min = 2, .max = 2});
        if (parts.size() == 2) out = {parts[0], parts[1]};
    } else if constexpr (detail::is_vector<T>) {
        if (!reading.expect(value, Kind::array)) return;
        reading.bound(static_cast<std::int64_t>(value.array().size()), about, "the number of elements");
        out.clear();
        for (const Value& element : value.array()) {
            reading.inside(out.size(), [&] { read_value(reading, element, out.emplace_back()); });
        }
    } else if constexpr (detail::is_optional<T>) {
        if (value.is(Kind::null))
            out.reset();
        else
            read_value(reading, value, out.emplace(), about);
    } else if constexpr (detail::is_map<T>) {
        if (!reading.expect(value, Kind::object)) return;
        for (const Member& member : value.object()) {
            reading.inside(member.name, [&] { read_value(reading, member.value, out[std::string(member.name)]); });
        }
    } else {
        static_assert(detail::is_variant<T>, "this type has no field table");
        detail::read_variant(reading, value, out);
    }
}

/// All that is wrong with a document, as one error: the first place, and every message.
[[nodiscard]] Error as_error(const std::vector<Diagnostic>& diagnostics);

/// Reads a T and reports everything that is wrong with it. Unknown members are mistakes, with a suggestion. Codes:
/// those of `read`, `json.wrong_kind`, `json.missing_member`, `json.unknown_name`, `json.out_of_range`,
/// `json.not_a_hash`.
template <class T>
[[nodiscard]] std::optional<T> from_json(std::string_view text, std::vector<Diagnostic>& diagnostics,
                                         const ReadOptions& options = {})
{
    auto document = read(text, options);
    if (!document) {
        Error& error = document.error();
        diagnostics.push_back({Severity::error, error.reason, error.message, error.where});
        return std::nullopt;
    }
    Reading reading(text, options);
    T value{};
    read_value(reading, document->root, value);
    diagnostics.insert(diagnostics.end(), reading.diagnostics().begin(), reading.diagnostics().end());
    if (!reading.diagnostics().empty()) return std::nullopt;
    return value;
}

template <class T>
[[nodiscard]] Result<T> from_json(std::string_view text, const ReadOptions& options = {})
{
    std::vector<Diagnostic> diagnostics;
    if (auto value = from_json<T>(text, diagnostics, options)) return *std::move(value);
    return unexpected(as_error(diagnostics));
}

} // namespace goldbox::json
