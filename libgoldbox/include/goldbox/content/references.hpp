#pragma once
// SPDX-License-Identifier: MIT
// Which entries an entry names. A field table says it (`refers`, `refers_by_name` of json::About), and this walks along
// the table: to write every id in full before packs are merged, and to look all of them up afterwards.

#include <goldbox/json/fields.hpp>
#include <goldbox/json/value.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace goldbox::content {

/// One walk over an entry, or over a change to one (its `$append` and the like are looked through).
class References {
public:
    /// Told each id with the kind it should be of and the path to it; what it returns is put in the id's place.
    using Visit = std::function<std::optional<std::string>(std::string_view kind, std::string_view id,
                                                           const std::vector<json::Step>& path)>;

    References(json::Arena& arena, Visit visit) : arena_(arena), visit_(std::move(visit)) {}

    /// The value with the ids replaced, in the arena; nothing when none was.
    template <class T>
    [[nodiscard]] std::optional<json::Value> walk(const json::Value& value, const json::About& about = {})
    {
        if constexpr (json::HasCodec<T>)
            return std::nullopt; // what it holds is its own business
        else
            return walk_open<T>(value, about);
    }

private:
    template <class T>
    std::optional<json::Value> walk_open(const json::Value& value, const json::About& about)
    {
        if constexpr (json::HasFields<T>) {
            return members<T>(value);
        } else if constexpr (std::same_as<T, std::string>) {
            if (about.refers.empty() || !value.is(json::Kind::string)) return std::nullopt;
            auto id = visit_(about.refers, value.string(), path_);
            return id ? std::optional(arena_.string(*id)) : std::nullopt;
        } else if constexpr (json::detail::is_vector<T>) {
            return elements<typename T::value_type>(value, about);
        } else if constexpr (json::detail::is_optional<T>) {
            return walk<typename T::value_type>(value, about);
        } else if constexpr (json::detail::is_map<T>) {
            return each_member(value, about.refers_by_name, [&](std::string_view, const json::Value& member) {
                return walk<typename T::mapped_type>(member, about);
            });
        } else if constexpr (json::detail::is_variant<T>) {
            return alternative(value, static_cast<const T*>(nullptr));
        } else {
            return std::nullopt;
        }
    }

    /// Members of a struct, or of an edit of one.
    template <class T>
    std::optional<json::Value> members(const json::Value& value)
    {
        return each_member(value, {}, [&](std::string_view name, const json::Value& member) {
            std::optional<json::Value> changed;
            json::detail::each_field<T>([&]<class Member>(const json::Field<T, Member>& field) {
                if (field.name == name) changed = walk<Member>(member, field.about);
            });
            return changed;
        });
    }

    template <class... Ts>
    std::optional<json::Value> alternative(const json::Value& value, const std::variant<Ts...>*)
    {
        const json::Value* type = value.find("type");
        if (!type || !type->is(json::Kind::string)) return std::nullopt;
        std::optional<json::Value> changed;
        static_cast<void>(
            ((json::Fields<Ts>::name == type->string() && ((changed = members<Ts>(value)), true)) || ...));
        return changed;
    }

    template <class Element>
    std::optional<json::Value> elements(const json::Value& value, const json::About& about)
    {
        if (!value.is(json::Kind::array)) return std::nullopt;
        std::vector<json::Value> copy;
        for (std::size_t i = 0; i < value.array().size(); ++i) {
            path_.emplace_back(i);
            if (auto changed = walk<Element>(value.array()[i], about)) {
                if (copy.empty()) copy.assign(value.array().begin(), value.array().end());
                copy[i] = *changed;
            }
            path_.pop_back();
        }
        return copy.empty() ? std::nullopt : std::optional(arena_.array(copy));
    }

    using Walk = std::function<std::optional<json::Value>(std::string_view name, const json::Value& member)>;
    std::optional<json::Value> each_member(const json::Value& value, std::string_view refers_by_name, const Walk& walk);

    json::Arena& arena_;
    Visit visit_;
    std::vector<json::Step> path_;
};

} // namespace goldbox::content
