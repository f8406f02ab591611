#pragma once
// SPDX-License-Identifier: MIT
// The documents that a schema and its references come from: who is called what, and where a reference leads.

#include "schema_keywords.hpp"
#include "schema_program.hpp"

#include <goldbox/json/validator.hpp>

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace goldbox::json {

/// Which keywords mean something.
struct Dialect {
    Draft draft = Draft::draft2020_12;
    std::uint8_t vocabularies = 31;
    bool asserts_formats = false;

    [[nodiscard]] bool knows(Vocabulary one) const { return (vocabularies & static_cast<std::uint8_t>(one)) != 0; }
    /// `$ref` hides what stands beside it.
    [[nodiscard]] bool lone_references() const { return draft <= Draft::draft7; }
};

/// A subschema and where it stands.
struct Spot {
    const Value* value = nullptr;
    std::uint32_t resource = 0;
    std::string pointer; ///< from the root of its document
};

/// The dynamic anchor that `$recursiveAnchor: true` is. No other anchor can have this name.
inline constexpr std::string_view recursive_anchor = "$recursiveAnchor";

class SchemaLibrary {
public:
    /// A schema with a URI of its own, and what lies in it.
    struct Resource {
        std::string uri;
        Spot root;
        std::string document_uri;
        Dialect dialect;
        bool given = false; ///< of the document that is to be compiled
        std::map<std::string, Spot, std::less<>> anchors;
        std::map<std::string, Spot, std::less<>> dynamic_anchors;
    };

    SchemaLibrary(const SchemaOptions& options, SchemaProgram& program) : options_(options), program_(program) {}

    /// The document to compile; its root is resource 0.
    [[nodiscard]] Result<Spot> add_given(const Value& schema);
    /// Where a reference leads that stands in a resource.
    [[nodiscard]] Result<Spot> resolve(std::string_view reference, std::uint32_t from);
    /// A subschema of a subschema. A resource of its own where it has an id.
    [[nodiscard]] Spot below(const Spot& parent, const Value& value, std::string pointer) const;

    [[nodiscard]] const Resource& resource(std::uint32_t index) const { return resources_[index]; }
    [[nodiscard]] std::uint32_t resources() const { return static_cast<std::uint32_t>(resources_.size()); }
    [[nodiscard]] const Value& given() const { return roots_.front(); }

    /// Pointers and URIs grow with depth: together they may take so much. False, from then on, when that is spent.
    bool spend_text(std::size_t bytes)
    {
        text_spent_ |= bytes > text_left_;
        if (!text_spent_) text_left_ -= bytes;
        return !text_spent_;
    }
    [[nodiscard]] bool text_spent() const { return text_spent_; }
    [[nodiscard]] tl::unexpected<Error> too_large() const;

private:
    [[nodiscard]] Result<std::uint32_t> add_document(const std::string& uri, const Value& root, bool given);
    [[nodiscard]] Result<std::uint32_t> find_document(const std::string& uri);
    [[nodiscard]] Result<const Value*> find_value(const std::string& uri);
    [[nodiscard]] Result<Dialect> dialect_of(std::string_view schema_uri);
    [[nodiscard]] Result<void> scan(std::uint32_t root);
    [[nodiscard]] Result<void> identify(Spot& spot);
    void name_anchors(const Spot& spot);
    void push_subschemas(const Spot& spot, std::vector<Spot>& todo);
    void push(const Value& value, std::uint32_t resource, std::string pointer, std::vector<Spot>& todo);
    [[nodiscard]] Result<Spot> follow_pointer(const Resource& start, std::string_view pointer) const;

    const SchemaOptions& options_;
    SchemaProgram& program_;
    std::deque<Value> roots_;
    std::deque<Document> read_; ///< meta-schemas
    std::deque<Resource> resources_;
    std::map<std::string, std::uint32_t, std::less<>> by_uri_;
    std::unordered_map<const Value*, std::uint32_t> by_root_;
    std::size_t scanned_ = 0;
    std::size_t text_left_ = 64u << 20;
    bool text_spent_ = false;
};

} // namespace goldbox::json
