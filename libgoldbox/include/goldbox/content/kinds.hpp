#pragma once
// SPDX-License-Identifier: MIT
// What packs hold: one line a kind in src/content/kinds.cpp. A kind's field table is the shape of its entries; the JSON
// Schemas that editors use, the checks of a pack and the typed reading all follow from it.

#include <goldbox/content/references.hpp>
#include <goldbox/json/fields.hpp>
#include <goldbox/json/schema.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace goldbox::content {

struct Kind {
    std::string_view name; ///< the member of a pack's files that holds entries of this kind: `tables`
    std::string_view doc;

    // Null where a kind has no field table: any object will do as an entry.
    /// Reads an entry and reports all that is wrong with it.
    void (*check)(json::Reading& reading, const json::Value& entry) = nullptr;
    std::optional<json::Value> (*walk)(References& references, const json::Value& entry) = nullptr;
    /// Defines the entry's struct; the name of the definition.
    std::string (*define)(json::SchemaWriter& schemas) = nullptr;
};

/// A kind whose entries are a T, which has a field table. What the table cannot say is checked by a function
/// `check(json::Reading&, const T&)` beside T, if there is one.
template <json::HasFields T>
constexpr Kind kind(std::string_view name, std::string_view doc)
{
    return {.name = name,
            .doc = doc,
            .check =
                [](json::Reading& reading, const json::Value& entry) {
                    T value{};
                    const std::size_t mistakes = reading.diagnostics().size();
                    json::read_value(reading, entry, value);
                    if constexpr (requires { check(reading, value); }) {
                        if (reading.diagnostics().size() == mistakes) check(reading, value);
                    }
                },
            .walk = [](References& references, const json::Value& entry) { return references.walk<T>(entry); },
            .define = [](json::SchemaWriter& schemas) { return schemas.define<T>(); }};
}

/// Every kind, in the order in which people list them.
[[nodiscard]] std::span<const Kind> kinds();
[[nodiscard]] const Kind* find_kind(std::string_view name);

/// Whether a text is an id within a pack: `goblin`, `save.wisdom`; a-z, 0-9 and _ in parts joined by dots, at most 100
/// bytes.
[[nodiscard]] bool is_entry_id(std::string_view id);
/// Whether a text is the id of a pack: a-z, 0-9 and _, at most 64 bytes.
[[nodiscard]] bool is_pack_id(std::string_view id);

/// An id in full: `srd51:goblin` for `goblin` in the pack `srd51`.
[[nodiscard]] std::string full_id(std::string_view pack, std::string_view id);

} // namespace goldbox::content
