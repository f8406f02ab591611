#pragma once
// SPDX-License-Identifier: MIT
// Looking into JSON of strangers: what is absent, null or of another kind is simply not there.

#include <goldbox/json/value.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

namespace goldbox::llm {

/// The member, unless it is absent or null.
[[nodiscard]] inline const json::Value* look(const json::Value& value, std::string_view name)
{
    const json::Value* found = value.find(name);
    return found && !found->is(json::Kind::null) ? found : nullptr;
}

/// The value at the end of a path of names.
[[nodiscard]] inline const json::Value* look(const json::Value& value, std::initializer_list<std::string_view> path)
{
    const json::Value* at = &value;
    for (const std::string_view name : path) {
        at = look(*at, name);
        if (!at) return nullptr;
    }
    return at;
}

[[nodiscard]] inline std::string_view text_at(const json::Value& value, std::string_view name)
{
    const json::Value* found = value.find(name);
    return found && found->is(json::Kind::string) ? found->string() : std::string_view();
}

/// A whole number; a fraction is cut off.
[[nodiscard]] inline std::optional<std::int64_t> integer_of(const json::Value* value)
{
    if (!value) return std::nullopt;
    if (value->is(json::Kind::integer)) return value->integer();
    if (value->is(json::Kind::number) && value->number() > -9e15 && value->number() < 9e15) {
        return static_cast<std::int64_t>(value->number());
    }
    return std::nullopt;
}
[[nodiscard]] inline std::optional<std::int64_t> integer_at(const json::Value& value, std::string_view name)
{
    return integer_of(value.find(name));
}
[[nodiscard]] inline std::optional<std::int64_t> integer_at(const json::Value& value,
                                                            std::initializer_list<std::string_view> path)
{
    return integer_of(look(value, path));
}

[[nodiscard]] inline std::span<const json::Value> array_of(const json::Value* value)
{
    return value && value->is(json::Kind::array) ? value->array() : std::span<const json::Value>();
}
[[nodiscard]] inline std::span<const json::Value> array_at(const json::Value& value, std::string_view name)
{
    return array_of(value.find(name));
}

[[nodiscard]] inline bool true_at(const json::Value& value, std::string_view name)
{
    const json::Value* found = value.find(name);
    return found && found->is(json::Kind::boolean) && found->boolean();
}

} // namespace goldbox::llm
