// SPDX-License-Identifier: MIT
#include "schema_library.hpp"

#include "metaschemas.hpp"
#include "uri.hpp"
#include "words.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace goldbox::json {
namespace {

constexpr std::size_t most_candidates = 200; ///< among which a misspelled name is looked for

constexpr std::array<std::pair<Draft, std::string_view>, 5> draft_uris{{
    {Draft::draft4, "http://json-schema.org/draft-04/schema"},
    {Draft::draft6, "http://json-schema.org/draft-06/schema"},
    {Draft::draft7, "http://json-schema.org/draft-07/schema"},
    {Draft::draft2019_09, "https://json-schema.org/draft/2019-09/schema"},
    {Draft::draft2020_12, "https://json-schema.org/draft/2020-12/schema"},
}};

std::string_view without_empty_fragment(std::string_view uri)
{
    if (uri.ends_with('#')) uri.remove_suffix(1);
    return uri;
}

tl::unexpected<Error> bad_schema(std::string message)
{
    return fail(Code::invalid, "json.bad_schema", std::move(message));
}

const Value* string_member(const Value& schema, std::string_view name)
{
    const Value* member = schema.find(name);
    return member && member->is(Kind::string) ? member : nullptr;
}

bool is_deeper(const Value& value, std::size_t depth)
{
    if (!value.is(Kind::array) && !value.is(Kind::object)) return false;
    if (depth == 0) return true;
    const auto deeper = [&](const Value& part) { return is_deeper(part, depth - 1); };
    return value.is(Kind::array) ? std::ranges::any_of(value.array(), deeper)
                                 : std::ranges::any_of(value.object(), deeper, &Member::value);
}

Value copy_into(Arena& arena, const Value& value)
{
    if (value.is(Kind::string)) return arena.string(value.string());
    if (value.is(Kind::array)) {
        std::vector<Value> elements;
        elements.reserve(value.array().size());
        for (const Value& element : value.array()) elements.push_back(copy_into(arena, element));
        return arena.array(elements);
    }
    if (!value.is(Kind::object)) return value;
    std::vector<Member> members;
    members.reserve(value.object().size());
    for (const Member& member : value.object()) members.push_back({member.name, copy_into(arena, member.value)});
    return arena.object(members);
}

std::optional<Vocabulary> vocabulary_named(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, Vocabulary>, 7> names{{
        {"core", Vocabulary::core},
        {"applicator", Vocabulary::applicator},
        {"unevaluated", Vocabulary::unevaluated},
        {"validation", Vocabulary::validation},
        {"format", Vocabulary::format},
        {"format-annotation", Vocabulary::format},
        {"format-assertion", Vocabulary::format},
    }};
    const auto* found = std::ranges::find(names, name, &std::pair<std::string_view, Vocabulary>::first);
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

/// The dialect that a meta-schema of one's own describes in `$vocabulary`.
Result<Dialect> read_vocabularies(Dialect dialect, const Value& vocabularies)
{
    if (!vocabularies.is(Kind::object)) return bad_schema("$vocabulary should be an object");
    const bool in_2019 = dialect.draft == Draft::draft2019_09;
    const std::string_view prefix =
        in_2019 ? "https://json-schema.org/draft/2019-09/vocab/" : "https://json-schema.org/draft/2020-12/vocab/";
    dialect.vocabularies = static_cast<std::uint8_t>(Vocabulary::core);
    for (const Member& member : vocabularies.object()) {
        const bool demanded = member.value.is(Kind::boolean) && member.value.boolean();
        const bool ours = member.name.starts_with(prefix);
        const std::string_view name = ours ? member.name.substr(prefix.size()) : std::string_view();
        const auto known = vocabulary_named(name);
        if (!known && demanded && name != "meta-data" && name != "content") {
            return bad_schema("the vocabulary " + quoted(member.name) + " is demanded, and unknown here");
        }
        if (!known) continue;
        dialect.vocabularies |= static_cast<std::uint8_t>(*known);
        // what does not apply subschemas by itself came with the applicators in 2019-09
        if (in_2019 && *known == Vocabulary::applicator) {
            dialect.vocabularies |= static_cast<std::uint8_t>(Vocabulary::unevaluated);
        }
        dialect.asserts_formats |= name == "format-assertion" || (name == "format" && demanded);
    }
    return dialect;
}

} // namespace

std::optional<Draft> draft_of(std::string_view uri)
{
    for (const auto& [draft, known] : draft_uris) {
        if (known == without_empty_fragment(uri)) return draft;
    }
    return std::nullopt;
}

Schema Schema::of_schemas(Draft draft)
{
    const auto* row = std::ranges::find(draft_uris, draft, &std::pair<Draft, std::string_view>::first);
    const auto document = read(metaschema_text(row->second));
    GOLDBOX_ASSERT(document.has_value(), "a meta-schema is no JSON");
    auto schema = compile(document->root);
    GOLDBOX_ASSERT(schema.has_value(), "a meta-schema does not compile");
    return *std::move(schema);
}

tl::unexpected<Error> SchemaLibrary::too_large() const
{
    return fail(Code::limit, "json.schema_too_large",
                "this schema has more than " + std::to_string(options_.max_schemas) +
                    " parts, or is nested more than " + std::to_string(options_.max_depth) + " deep");
}

Result<Spot> SchemaLibrary::add_given(const Value& schema)
{
    GOLDBOX_TRY(const std::uint32_t root, add_document(options_.uri, schema, true));
    return resources_[root].root;
}

Result<std::uint32_t> SchemaLibrary::add_document(const std::string& uri, const Value& root, bool given)
{
    if (is_deeper(root, options_.max_depth)) return too_large();
    const Value& kept = roots_.emplace_back(copy_into(program_.arenas.emplace_back(), root));
    Dialect dialect{.draft = options_.draft};
    if (const Value* named = string_member(kept, "$schema")) {
        // a meta-schema of one's own may be its own: it is what its drafts say until it is known
        if (resolve_uri(uri, named->string()) != uri || !metaschema_text(uri).empty()) {
            GOLDBOX_TRY(dialect, dialect_of(named->string()));
        }
    }
    const auto index = static_cast<std::uint32_t>(resources_.size());
    resources_.push_back(
        {.uri = uri, .root = {&kept, index, ""}, .document_uri = uri, .dialect = dialect, .given = given});
    by_uri_.try_emplace(uri, index);
    by_root_.emplace(&kept, index);
    GOLDBOX_CHECK(scan(index));
    return index;
}

Result<Dialect> SchemaLibrary::dialect_of(std::string_view schema_uri)
{
    if (const auto draft = draft_of(schema_uri)) return Dialect{.draft = *draft};
    const std::string uri(without_empty_fragment(schema_uri));
    GOLDBOX_TRY(const Value* metaschema, find_value(uri));
    if (!metaschema) {
        return bad_schema("the $schema " + quoted(schema_uri) +
                          " is unknown; drafts 4, 6, 7, 2019-09 and 2020-12 are understood");
    }
    // one's own meta-schema is written in a draft of ours: chains of them lead nowhere that is worth going
    const Value* of = string_member(*metaschema, "$schema");
    const auto draft = of ? draft_of(of->string()) : std::optional(options_.draft);
    if (!draft) return bad_schema("the meta-schema " + quoted(uri) + " is written in no draft that is understood");
    Dialect dialect{.draft = *draft};
    const Value* vocabularies = metaschema->find("$vocabulary");
    if (!vocabularies || *draft < Draft::draft2019_09) return dialect;
    return read_vocabularies(dialect, *vocabularies);
}

Result<const Value*> SchemaLibrary::find_value(const std::string& uri)
{
    for (const auto& [known, value] : options_.documents) {
        if (without_empty_fragment(known) == uri) return &value;
    }
    if (const std::string_view text = metaschema_text(uri); !text.empty()) {
        GOLDBOX_TRY(Document document, read(text));
        return &read_.emplace_back(std::move(document)).root;
    }
    return options_.resolve ? options_.resolve(uri) : nullptr;
}

Result<std::uint32_t> SchemaLibrary::find_document(const std::string& uri)
{
    if (const auto known = by_uri_.find(uri); known != by_uri_.end()) return known->second;
    GOLDBOX_TRY(const Value* value, find_value(uri));
    if (!value) return bad_schema("there is no schema " + quoted(uri));
    return add_document(uri, *value, false);
}

Spot SchemaLibrary::below(const Spot& parent, const Value& value, std::string pointer) const
{
    const auto own = by_root_.find(&value);
    return {&value, own == by_root_.end() ? parent.resource : own->second, std::move(pointer)};
}

Result<void> SchemaLibrary::scan(std::uint32_t root)
{
    std::vector<Spot> todo{resources_[root].root};
    while (!todo.empty()) {
        if (++scanned_ > options_.max_schemas || text_spent_) return too_large();
        Spot spot = std::move(todo.back());
        todo.pop_back();
        if (!spot.value->is(Kind::object)) continue;
        GOLDBOX_CHECK(identify(spot));
        name_anchors(spot);
        push_subschemas(spot, todo);
    }
    if (text_spent_) return too_large();
    return {};
}

/// Makes a schema with an id a resource of its own.
Result<void> SchemaLibrary::identify(Spot& spot)
{
    const Dialect outer = resources_[spot.resource].dialect;
    const Value* id = string_member(*spot.value, outer.draft == Draft::draft4 ? "id" : "$id");
    if (!id || (outer.lone_references() && spot.value->find("$ref"))) return {};
    const std::string_view own = id->string().substr(0, id->string().find('#'));
    if (own.empty()) return {};
    const std::string uri = resolve_uri(resources_[spot.resource].uri, own);
    if (!spend_text(2 * uri.size() + spot.pointer.size())) return too_large();
    std::uint32_t index = spot.resource;
    if (resources_[index].root.value == spot.value) { // the root of a document: now it knows its name
        if (resources_[index].document_uri == resources_[index].uri) resources_[index].document_uri = uri;
        resources_[index].uri = uri;
    } else {
        Dialect dialect = outer;
        if (const Value* named = string_member(*spot.value, "$schema")) {
            GOLDBOX_TRY(dialect, dialect_of(named->string()));
        }
        index = static_cast<std::uint32_t>(resources_.size());
        const Resource& around = resources_[spot.resource];
        spot.resource = index;
        resources_.push_back(
            {.uri = uri, .root = spot, .document_uri = around.document_uri, .dialect = dialect, .given = around.given});
        by_root_.emplace(spot.value, index);
    }
    by_uri_.try_emplace(uri, index);
    return {};
}

void SchemaLibrary::name_anchors(const Spot& spot)
{
    Resource& resource = resources_[spot.resource];
    const Draft draft = resource.dialect.draft;
    if (draft <= Draft::draft7) {
        const Value* id = string_member(*spot.value, draft == Draft::draft4 ? "id" : "$id");
        const std::size_t hash = id ? id->string().find('#') : std::string_view::npos;
        const bool hidden = spot.value->find("$ref") != nullptr;
        if (!hidden && hash != std::string_view::npos && hash + 1 < id->string().size()) {
            resource.anchors.try_emplace(std::string(id->string().substr(hash + 1)), spot);
        }
        return;
    }
    if (const Value* anchor = string_member(*spot.value, "$anchor")) {
        resource.anchors.try_emplace(std::string(anchor->string()), spot);
    }
    if (draft == Draft::draft2019_09) {
        const Value* recursive = spot.value->find(recursive_anchor);
        const bool is_root = resource.root.value == spot.value;
        if (is_root && recursive && recursive->is(Kind::boolean) && recursive->boolean()) {
            resource.dynamic_anchors.try_emplace(std::string(recursive_anchor), spot);
        }
        return;
    }
    if (const Value* anchor = string_member(*spot.value, "$dynamicAnchor")) {
        resource.anchors.try_emplace(std::string(anchor->string()), spot);
        resource.dynamic_anchors.try_emplace(std::string(anchor->string()), spot);
    }
}

void SchemaLibrary::push(const Value& value, std::uint32_t resource, std::string pointer, std::vector<Spot>& todo)
{
    if (spend_text(pointer.size())) todo.push_back({&value, resource, std::move(pointer)});
}

void SchemaLibrary::push_subschemas(const Spot& spot, std::vector<Spot>& todo)
{
    const Draft draft = resources_[spot.resource].dialect.draft;
    for (const KeywordRow& row : keyword_rows) {
        if (row.holds == Holds::nothing || !row.in(draft)) continue;
        const Value* held = spot.value->find(row.name);
        if (!held) continue;
        std::string pointer = spot.pointer;
        append_pointer(pointer, row.name);
        const bool single = row.holds == Holds::schema || row.holds == Holds::schema_or_schemas;
        const bool list = row.holds == Holds::schemas || row.holds == Holds::schema_or_schemas;
        const bool map = row.holds == Holds::map || row.holds == Holds::map_of_schemas_or_names;
        if (single && held->is(Kind::object)) push(*held, spot.resource, pointer, todo);
        if (list && held->is(Kind::array)) {
            for (std::size_t i = 0; i < held->array().size(); ++i) {
                std::string element = pointer;
                append_pointer(element, i);
                push(held->array()[i], spot.resource, std::move(element), todo);
            }
        }
        if (map && held->is(Kind::object)) {
            for (const Member& member : held->object()) {
                std::string element = pointer;
                append_pointer(element, member.name);
                push(member.value, spot.resource, std::move(element), todo);
            }
        }
    }
}

Result<Spot> SchemaLibrary::resolve(std::string_view reference, std::uint32_t from)
{
    const Address address = split_address(resolve_uri(resources_[from].uri, reference));
    GOLDBOX_TRY(const std::uint32_t index, find_document(address.document));
    const Resource& resource = resources_[index];
    if (address.fragment.empty()) return resource.root;
    if (address.fragment[0] == '/') return follow_pointer(resource, address.fragment);
    const auto anchor = resource.anchors.find(address.fragment);
    if (anchor != resource.anchors.end()) return anchor->second;
    std::vector<std::string_view> known;
    for (const auto& [name, spot] : resource.anchors) {
        if (known.size() < most_candidates) known.push_back(name);
    }
    const std::string_view near = nearest(address.fragment, known);
    return bad_schema("there is no anchor " + quoted(address.fragment) + " in " + quoted(resource.uri) +
                      (near.empty() ? "" : " (did you mean " + quoted(near) + "?)"));
}

Result<Spot> SchemaLibrary::follow_pointer(const Resource& start, std::string_view pointer) const
{
    const auto steps = pointer_steps(pointer);
    if (!steps) return bad_schema(quoted(pointer) + " is no JSON Pointer");
    Spot spot = start.root;
    for (const std::string& step : *steps) {
        const Value* next = step_into(*spot.value, step);
        if (!next) {
            std::vector<std::string_view> known;
            if (spot.value->is(Kind::object)) {
                for (const Member& member :
                     spot.value->object().first(std::min(spot.value->object().size(), most_candidates))) {
                    known.push_back(member.name);
                }
            }
            const std::string_view near = nearest(step, known);
            return bad_schema("the reference " + quoted(pointer) + " leads nowhere: there is no " + quoted(step) +
                              (near.empty() ? "" : " (did you mean " + quoted(near) + "?)"));
        }
        std::string path = std::move(spot.pointer);
        append_pointer(path, step);
        spot = below(spot, *next, std::move(path));
    }
    return spot;
}

} // namespace goldbox::json
