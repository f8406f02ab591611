#pragma once
// SPDX-License-Identifier: MIT
// What a schema is compiled to: one node a subschema, with the rules for each kind of value apart, so that a value
// meets only the rules of its kind.

#include "compare.hpp"
#include "formats.hpp"
#include "pattern.hpp"

#include <goldbox/json/value.hpp>

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::json {

struct SchemaNode;

inline constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
inline constexpr std::uint32_t none = 0xFFFFFFFF;

using Kinds = std::uint8_t; ///< one bit for each Kind
inline constexpr Kinds all_kinds = 0x7F;
constexpr Kinds bit(Kind kind)
{
    return static_cast<Kinds>(1U << static_cast<unsigned>(kind));
}

/// Orders names by length first: most comparisons end there.
struct ByLength {
    bool operator()(std::string_view a, std::string_view b) const
    {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    }
};

/// `const` and `enum`.
struct ChoiceRules {
    std::string_view keyword;
    std::vector<Value> all;
    std::vector<std::string_view> strings; ///< of them, sorted ByLength
    std::vector<Value> others;
};

struct NumberRules {
    struct Bound {
        std::string_view keyword;
        Value limit;
        bool from_below;
        bool exclusive;
    };
    std::vector<Bound> bounds;
    std::optional<Decimal> divisor;
    Value divisor_as_written;
};

struct StringRules {
    std::size_t least = 0, most = no_limit; ///< characters
    std::optional<Pattern> pattern;
    std::string_view pattern_source;
    FormatCheck format = nullptr;
    std::string_view format_name;
};

struct ArrayRules {
    std::size_t least = 0, most = no_limit;
    bool unique = false;
    std::vector<const SchemaNode*> first; ///< for the first elements one each
    const SchemaNode* rest = nullptr;     ///< for those after them
    std::string_view first_keyword, rest_keyword;
    const SchemaNode* contains = nullptr;
    std::size_t least_contained = 1, most_contained = no_limit;
    bool contained_counts = true; ///< as evaluated; not in 2019-09
    const SchemaNode* unevaluated = nullptr;
};

struct ObjectRules {
    struct Property {
        std::string_view name;
        const SchemaNode* schema = nullptr;
        std::uint32_t required = none; ///< its place in `required`
    };
    struct PatternProperty {
        Pattern pattern;
        std::string_view source;
        const SchemaNode* schema;
    };
    struct Dependency {
        std::string_view keyword;
        std::string_view name;
        const SchemaNode* schema = nullptr;
        std::vector<std::string_view> required;
    };
    std::size_t least = 0, most = no_limit;
    std::vector<Property> properties; ///< sorted ByLength
    std::vector<std::string_view> required;
    std::vector<PatternProperty> patterns;
    const SchemaNode* additional = nullptr;
    const SchemaNode* names = nullptr;
    std::vector<Dependency> dependencies;
    const SchemaNode* unevaluated = nullptr;

    [[nodiscard]] const Property* find(std::string_view name) const
    {
        std::size_t low = 0, high = properties.size();
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (ByLength()(properties[middle].name, name))
                low = middle + 1;
            else
                high = middle;
        }
        return low < properties.size() && properties[low].name == name ? &properties[low] : nullptr;
    }
};

/// The schemas that look at the same value.
struct LogicRules {
    struct Reference {
        std::string_view keyword;
        const SchemaNode* target = nullptr;
        std::uint32_t dynamic = none; ///< which of the program's dynamic anchors, where it is one
    };
    std::vector<Reference> references;
    std::vector<const SchemaNode*> all, any, one;
    const SchemaNode* not_this = nullptr;
    const SchemaNode* condition = nullptr;
    const SchemaNode* then = nullptr;
    const SchemaNode* otherwise = nullptr;
};

struct SchemaNode {
    std::string location; ///< URI with a JSON Pointer as its fragment
    std::uint32_t resource = 0;
    bool never = false;
    bool whole_numbers = false; ///< of the numbers only those without a fraction
    Kinds kinds = all_kinds;
    std::vector<ChoiceRules> choices;
    std::unique_ptr<NumberRules> numbers;
    std::unique_ptr<StringRules> strings;
    std::unique_ptr<ArrayRules> arrays;
    std::unique_ptr<ObjectRules> objects;
    std::unique_ptr<LogicRules> logic;

    /// `unevaluatedProperties` or `unevaluatedItems`.
    [[nodiscard]] bool asks_for_evaluated() const
    {
        return (arrays && arrays->unevaluated) || (objects && objects->unevaluated);
    }
};

struct SchemaProgram {
    std::deque<Arena> arenas; ///< what texts and constants point into
    std::deque<SchemaNode> nodes;
    const SchemaNode* root = nullptr;
    /// For each name of a dynamic anchor, and for each resource, the node that has it there; or null.
    std::vector<std::vector<const SchemaNode*>> dynamic_anchors;
};

} // namespace goldbox::json
