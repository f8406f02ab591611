// SPDX-License-Identifier: MIT
#include "schema_library.hpp"
#include "schema_program.hpp"
#include "uri.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/fields.hpp>

#include <algorithm>
#include <deque>
#include <memory>
#include <unordered_map>
#include <utility>

namespace goldbox::json {
namespace {

constexpr std::size_t most_mistakes = 100;

Kinds kinds_named(std::string_view name)
{
    if (name == "null") return bit(Kind::null);
    if (name == "boolean") return bit(Kind::boolean);
    if (name == "integer") return bit(Kind::integer);
    if (name == "number") return bit(Kind::integer) | bit(Kind::number);
    if (name == "string") return bit(Kind::string);
    if (name == "array") return bit(Kind::array);
    if (name == "object") return bit(Kind::object);
    return 0;
}

template <class Rules>
Rules& made(std::unique_ptr<Rules>& rules)
{
    if (!rules) rules = std::make_unique<Rules>();
    return *rules;
}

class Compiler {
public:
    explicit Compiler(const SchemaOptions& options) : options_(options), library_(options, *program_) {}

    Result<std::shared_ptr<const SchemaProgram>> compile(const Value& schema)
    {
        auto root = library_.add_given(schema);
        if (!root) return unexpected(placed(std::move(root).error()));
        program_->root = node_of(*root);
        for (;;) {
            GOLDBOX_CHECK(compile_waiting());
            if (!wants_dynamic_anchors()) break;
        }
        if (mistakes_.empty()) find_loops();
        place_mistakes();
        if (!mistakes_.empty()) return unexpected(as_error(mistakes_));
        fill_dynamic_anchors();
        return std::shared_ptr<const SchemaProgram>(std::move(program_));
    }

private:
    /// The subschema that is being compiled.
    struct Context {
        Spot spot;
        SchemaNode& node;
        const Dialect& dialect;
    };

    // Nodes -----------------------------------------------------------------------------------------------------------

    const SchemaNode* node_of(const Spot& spot)
    {
        const auto [known, fresh] = nodes_.try_emplace(spot.value, nullptr);
        if (!fresh) return known->second;
        SchemaNode& node = program_->nodes.emplace_back();
        known->second = &node;
        const std::string& document = library_.resource(spot.resource).document_uri;
        if (!library_.spend_text(document.size() + 2 * spot.pointer.size())) return &node; // and compilation ends
        node.resource = spot.resource;
        node.location = document + "#" + spot.pointer;
        waiting_.emplace_back(spot, &node);
        return &node;
    }

    Result<void> compile_waiting()
    {
        while (!waiting_.empty() && mistakes_.size() < most_mistakes) {
            if (program_->nodes.size() > options_.max_schemas || library_.text_spent()) return library_.too_large();
            auto [spot, node] = std::move(waiting_.front());
            waiting_.pop_front();
            const Dialect dialect = library_.resource(spot.resource).dialect;
            compile(Context{std::move(spot), *node, dialect});
        }
        if (library_.text_spent()) return library_.too_large();
        return {};
    }

    void compile(const Context& in)
    {
        const Value& schema = *in.spot.value;
        if (schema.is(Kind::boolean)) {
            in.node.never = !schema.boolean();
            return;
        }
        if (!schema.is(Kind::object)) return wrong(in, "", "a schema is an object, true or false");
        if (in.dialect.lone_references()) {
            if (const Value* reference = schema.find("$ref"); reference && reference->is(Kind::string)) {
                return keyword(in, keyword_rows[0], *reference);
            }
        }
        for (const KeywordRow& row : keyword_rows) {
            if (!in.dialect.knows(row.vocabulary) || !row.in(in.dialect.draft)) continue;
            if (const Value* value = schema.find(row.name)) keyword(in, row, *value);
        }
        finish(in.node);
    }

    /// Properties were collected from three keywords.
    static void finish(SchemaNode& node)
    {
        if (!node.objects) return;
        using Property = ObjectRules::Property;
        const std::vector<Property> found = std::move(node.objects->properties);
        std::vector<const Property*> sorted;
        for (const Property& property : found) sorted.push_back(&property);
        std::ranges::sort(sorted, [](const Property* left, const Property* right) {
            if (left->name != right->name) return ByLength()(left->name, right->name);
            return left < right; // of a repeated name the last counts
        });
        std::vector<Property> kept;
        for (const Property* property : sorted) {
            if (kept.empty() || kept.back().name != property->name) kept.push_back({property->name, nullptr, none});
            if (property->schema) kept.back().schema = property->schema;
            if (property->required != none) kept.back().required = property->required;
        }
        node.objects->properties = std::move(kept);
    }

    // Keywords --------------------------------------------------------------------------------------------------------

    void keyword(const Context& in, const KeywordRow& row, const Value& value)
    {
        SchemaNode& node = in.node;
        const std::string_view name = row.name;
        const bool draft4 = in.dialect.draft == Draft::draft4;
        switch (row.keyword) {
        case Keyword::ref:
        case Keyword::dynamic_ref:
        case Keyword::recursive_ref: return reference(in, row, value);
        case Keyword::defs:
        case Keyword::definitions: return definitions(in, name, value);
        case Keyword::all_of: return schemas(in, name, value, made(node.logic).all);
        case Keyword::any_of: return schemas(in, name, value, made(node.logic).any);
        case Keyword::one_of: return schemas(in, name, value, made(node.logic).one);
        case Keyword::not_this: made(node.logic).not_this = schema(in, name, value); return;
        case Keyword::condition: made(node.logic).condition = schema(in, name, value); return;
        case Keyword::then: made(node.logic).then = schema(in, name, value); return;
        case Keyword::otherwise: made(node.logic).otherwise = schema(in, name, value); return;
        case Keyword::dependent_schemas:
        case Keyword::dependencies:
        case Keyword::dependent_required: return dependencies(in, row, value);
        case Keyword::prefix_items:
            made(node.arrays).first_keyword = name;
            return schemas(in, name, value, node.arrays->first);
        case Keyword::items: return items(in, name, value);
        case Keyword::additional_items: return additional_items(in, name, value);
        case Keyword::contains:
            made(node.arrays).contains = schema(in, name, value);
            node.arrays->contained_counts = in.dialect.draft >= Draft::draft2020_12;
            return;
        case Keyword::properties: return properties(in, name, value);
        case Keyword::pattern_properties: return pattern_properties(in, name, value);
        case Keyword::additional_properties: made(node.objects).additional = schema(in, name, value); return;
        case Keyword::property_names: made(node.objects).names = schema(in, name, value); return;
        case Keyword::unevaluated_items: made(node.arrays).unevaluated = schema(in, name, value); return;
        case Keyword::unevaluated_properties: made(node.objects).unevaluated = schema(in, name, value); return;
        case Keyword::type: return type(in, name, value);
        case Keyword::choices: return choices(in, name, value);
        case Keyword::constant: return choices_of(in, name, {&value, 1});
        case Keyword::multiple_of: return multiple_of(in, name, value);
        case Keyword::maximum: return bound(in, name, value, false, draft4 && flag(in, "exclusiveMaximum"));
        case Keyword::minimum: return bound(in, name, value, true, draft4 && flag(in, "exclusiveMinimum"));
        case Keyword::exclusive_maximum:
            if (!draft4) bound(in, name, value, false, true);
            return;
        case Keyword::exclusive_minimum:
            if (!draft4) bound(in, name, value, true, true);
            return;
        case Keyword::max_length: return count(in, name, value, made(node.strings).most);
        case Keyword::min_length: return count(in, name, value, made(node.strings).least);
        case Keyword::pattern: return pattern(in, name, value);
        case Keyword::max_items: return count(in, name, value, made(node.arrays).most);
        case Keyword::min_items: return count(in, name, value, made(node.arrays).least);
        case Keyword::unique_items: made(node.arrays).unique = boolean(in, name, value); return;
        case Keyword::max_contains: return count(in, name, value, made(node.arrays).most_contained);
        case Keyword::min_contains: return count(in, name, value, made(node.arrays).least_contained);
        case Keyword::max_properties: return count(in, name, value, made(node.objects).most);
        case Keyword::min_properties: return count(in, name, value, made(node.objects).least);
        case Keyword::required: return required(in, name, value);
        case Keyword::format: return format(in, name, value);
        }
    }

    void reference(const Context& in, const KeywordRow& row, const Value& value)
    {
        if (!expect(in, row.name, value, Kind::string, "a text that refers to a schema")) return;
        const auto target = library_.resolve(value.string(), in.spot.resource);
        if (!target) return wrong(in, row.name, target.error().message);
        LogicRules::Reference reference{row.name, node_of(*target), none};
        if (row.keyword == Keyword::dynamic_ref) {
            const std::string anchor = split_address(value.string()).fragment;
            reference.dynamic = dynamic(target->resource, anchor);
        } else if (row.keyword == Keyword::recursive_ref) {
            reference.dynamic = dynamic(target->resource, recursive_anchor);
        }
        made(in.node.logic).references.push_back(reference);
    }

    /// The number of a dynamic anchor, where the first resource has it; else the reference is a plain one.
    std::uint32_t dynamic(std::uint32_t resource, std::string_view anchor)
    {
        if (!library_.resource(resource).dynamic_anchors.contains(anchor)) return none;
        const auto known = std::ranges::find(dynamic_names_, anchor);
        const auto number = static_cast<std::uint32_t>(known - dynamic_names_.begin());
        if (known == dynamic_names_.end()) dynamic_names_.emplace_back(anchor);
        return number;
    }

    void definitions(const Context& in, std::string_view name, const Value& value)
    {
        if (!expect(in, name, value, Kind::object, "an object with a schema under each name")) return;
        // Mistakes in what nobody uses are mistakes too, but for those of other people's documents.
        if (!library_.resource(in.spot.resource).given) return;
        for (const Member& member : value.object()) node_of(spot_at(in, member.value, name, member.name));
    }

    const SchemaNode* schema(const Context& in, std::string_view name, const Value& value)
    {
        return node_of(spot_at(in, value, name));
    }

    void schemas(const Context& in, std::string_view name, const Value& value, std::vector<const SchemaNode*>& out)
    {
        if (!value.is(Kind::array) || value.array().empty()) {
            return wrong(in, name, "this should be an array of at least one schema");
        }
        for (std::size_t i = 0; i < value.array().size(); ++i) {
            out.push_back(node_of(spot_at(in, value.array()[i], name, i)));
        }
    }

    void items(const Context& in, std::string_view name, const Value& value)
    {
        ArrayRules& rules = made(in.node.arrays);
        if (!value.is(Kind::array) || in.dialect.draft >= Draft::draft2020_12) {
            if (value.is(Kind::array))
                return wrong(in, name, "since 2020-12 a schema for each element goes to prefixItems");
            rules.rest = schema(in, name, value);
            rules.rest_keyword = name;
            return;
        }
        rules.first_keyword = name;
        for (std::size_t i = 0; i < value.array().size(); ++i) {
            rules.first.push_back(node_of(spot_at(in, value.array()[i], name, i)));
        }
    }

    /// Means something only beside an array of `items`.
    void additional_items(const Context& in, std::string_view name, const Value& value)
    {
        const Value* before = in.spot.value->find("items");
        const SchemaNode* rest = schema(in, name, value);
        if (!before || !before->is(Kind::array)) return;
        made(in.node.arrays).rest = rest;
        in.node.arrays->rest_keyword = name;
    }

    void properties(const Context& in, std::string_view name, const Value& value)
    {
        if (!expect(in, name, value, Kind::object, "an object with a schema under each name")) return;
        for (const Member& member : value.object()) {
            made(in.node.objects)
                .properties.push_back({member.name, node_of(spot_at(in, member.value, name, member.name)), none});
        }
    }

    void pattern_properties(const Context& in, std::string_view name, const Value& value)
    {
        if (!expect(in, name, value, Kind::object, "an object with a schema under each pattern")) return;
        for (const Member& member : value.object()) {
            auto compiled = Pattern::compile(member.name, patterns_);
            if (!compiled) {
                wrong(in, name, "\"" + printable(member.name.substr(0, 200)) + "\": " + compiled.error().message,
                      compiled.error().reason);
                continue;
            }
            made(in.node.objects)
                .patterns.push_back(
                    {*std::move(compiled), member.name, node_of(spot_at(in, member.value, name, member.name))});
        }
    }

    void dependencies(const Context& in, const KeywordRow& row, const Value& value)
    {
        if (!expect(in, row.name, value, Kind::object, "an object with what each name asks for")) return;
        for (const Member& member : value.object()) {
            ObjectRules::Dependency dependency{row.name, member.name, nullptr, {}};
            if (row.keyword == Keyword::dependent_required || member.value.is(Kind::array)) {
                if (row.keyword == Keyword::dependent_schemas) {
                    wrong(in, row.name, "a schema is an object, true or false");
                    continue;
                }
                if (!names(in, row.name, member.value, dependency.required)) continue;
            } else {
                dependency.schema = node_of(spot_at(in, member.value, row.name, member.name));
            }
            made(in.node.objects).dependencies.push_back(std::move(dependency));
        }
    }

    void required(const Context& in, std::string_view name, const Value& value)
    {
        if (in.dialect.draft == Draft::draft4 && value.is(Kind::array) && value.array().empty()) {
            return wrong(in, name, "this should be an array of at least one name");
        }
        ObjectRules& rules = made(in.node.objects);
        if (!names(in, name, value, rules.required)) return;
        std::ranges::sort(rules.required, ByLength());
        const auto repeated = std::ranges::unique(rules.required);
        rules.required.erase(repeated.begin(), repeated.end());
        for (std::uint32_t i = 0; i < rules.required.size(); ++i) {
            rules.properties.push_back({rules.required[i], nullptr, i});
        }
    }

    bool names(const Context& in, std::string_view name, const Value& value, std::vector<std::string_view>& out)
    {
        const bool fits = value.is(Kind::array) &&
                          std::ranges::all_of(value.array(), [](const Value& each) { return each.is(Kind::string); });
        if (!fits) return wrong(in, name, "this should be an array of names"), false;
        for (const Value& each : value.array()) out.push_back(each.string());
        return true;
    }

    void type(const Context& in, std::string_view name, const Value& value)
    {
        const std::span<const Value> named = value.is(Kind::array) ? value.array() : std::span(&value, 1);
        Kinds kinds = 0;
        for (const Value& each : named) {
            const Kinds kind = each.is(Kind::string) ? kinds_named(each.string()) : Kinds{0};
            if (kind == 0) return unknown_type(in, name, each);
            kinds |= kind;
        }
        in.node.kinds = kinds;
        in.node.whole_numbers =
            (kinds & bit(Kind::integer)) && !(kinds & bit(Kind::number)) && in.dialect.draft != Draft::draft4;
    }

    void unknown_type(const Context& in, std::string_view name, const Value& value)
    {
        std::string message = "a type is one of null, boolean, integer, number, string, array, object";
        if (value.is(Kind::string)) {
            const std::string_view near =
                nearest(value.string(), {"null", "boolean", "integer", "number", "string", "array", "object"});
            if (!near.empty()) message += " (did you mean \"" + std::string(near) + "\"?)";
        }
        wrong(in, name, message);
    }

    void choices(const Context& in, std::string_view name, const Value& value)
    {
        if (!expect(in, name, value, Kind::array, "an array of the values that are allowed")) return;
        choices_of(in, name, value.array());
    }

    static void choices_of(const Context& in, std::string_view name, std::span<const Value> values)
    {
        ChoiceRules rules{.keyword = name, .all = {values.begin(), values.end()}, .strings = {}, .others = {}};
        for (const Value& value : values) {
            if (value.is(Kind::string))
                rules.strings.push_back(value.string());
            else
                rules.others.push_back(value);
        }
        std::ranges::sort(rules.strings, ByLength());
        in.node.choices.push_back(std::move(rules));
    }

    void multiple_of(const Context& in, std::string_view name, const Value& value)
    {
        if (!is_number(value) || compare(value, Value(std::int64_t{0})) <= 0) {
            return wrong(in, name, "this should be a number above 0");
        }
        made(in.node.numbers).divisor = decimal_of(value);
        in.node.numbers->divisor_as_written = value;
    }

    void bound(const Context& in, std::string_view name, const Value& value, bool from_below, bool exclusive)
    {
        if (!is_number(value)) return wrong(in, name, "this should be a number");
        made(in.node.numbers).bounds.push_back({name, value, from_below, exclusive});
    }

    void count(const Context& in, std::string_view name, const Value& value, std::size_t& out)
    {
        if (!is_number(value) || !is_whole(value) || compare(value, Value(std::int64_t{0})) < 0) {
            return wrong(in, name, "this should be a whole number from 0");
        }
        const bool huge = compare(value, Value(std::numeric_limits<std::int64_t>::max())) > 0;
        out = huge                      ? no_limit
              : value.is(Kind::integer) ? static_cast<std::size_t>(value.integer())
                                        : static_cast<std::size_t>(value.number());
    }

    void pattern(const Context& in, std::string_view name, const Value& value)
    {
        if (!expect(in, name, value, Kind::string, "a regular expression")) return;
        auto compiled = Pattern::compile(value.string(), patterns_);
        if (!compiled) return wrong(in, name, compiled.error().message, compiled.error().reason);
        made(in.node.strings).pattern = *std::move(compiled);
        in.node.strings->pattern_source = value.string();
    }

    void format(const Context& in, std::string_view name, const Value& value)
    {
        if (!expect(in, name, value, Kind::string, "the name of a format")) return;
        if (!options_.assert_formats && !in.dialect.asserts_formats) return;
        const FormatCheck check = format_named(value.string());
        if (!check) return;
        made(in.node.strings).format = check;
        in.node.strings->format_name = value.string();
    }

    bool boolean(const Context& in, std::string_view name, const Value& value)
    {
        return expect(in, name, value, Kind::boolean, "true or false") && value.boolean();
    }

    static bool flag(const Context& in, std::string_view name)
    {
        const Value* value = in.spot.value->find(name);
        return value && value->is(Kind::boolean) && value->boolean();
    }

    // Dynamic anchors -------------------------------------------------------------------------------------------------

    /// Compiles what a dynamic reference could come to mean; whether there was something new.
    bool wants_dynamic_anchors()
    {
        for (const std::string& name : dynamic_names_) {
            for (std::uint32_t i = 0; i < library_.resources(); ++i) {
                const auto& anchors = library_.resource(i).dynamic_anchors;
                if (const auto found = anchors.find(name); found != anchors.end()) node_of(found->second);
            }
        }
        return !waiting_.empty() && mistakes_.size() < most_mistakes;
    }

    void fill_dynamic_anchors()
    {
        for (const std::string& name : dynamic_names_) {
            auto& targets = program_->dynamic_anchors.emplace_back(library_.resources(), nullptr);
            for (std::uint32_t i = 0; i < library_.resources(); ++i) {
                const auto& anchors = library_.resource(i).dynamic_anchors;
                if (const auto found = anchors.find(name); found != anchors.end()) targets[i] = node_of(found->second);
            }
        }
    }

    // Loops -----------------------------------------------------------------------------------------------------------

    /// The schemas that a schema applies to the same value, whatever happens.
    static std::vector<const SchemaNode*> same_value(const SchemaNode& node)
    {
        std::vector<const SchemaNode*> next;
        auto add = [&](const SchemaNode* one) {
            if (one) next.push_back(one);
        };
        if (node.objects) {
            for (const auto& dependency : node.objects->dependencies) add(dependency.schema);
        }
        if (!node.logic) return next;
        for (const auto& reference : node.logic->references) {
            if (reference.dynamic == none) add(reference.target);
        }
        for (const auto* list : {&node.logic->all, &node.logic->any, &node.logic->one}) {
            next.insert(next.end(), list->begin(), list->end());
        }
        for (const SchemaNode* one :
             {node.logic->not_this, node.logic->condition, node.logic->then, node.logic->otherwise}) {
            add(one);
        }
        return next;
    }

    /// A schema that leads back to itself without looking into the value would never end.
    void find_loops()
    {
        enum class Mark : std::uint8_t { unseen, open, done };
        struct Open {
            const SchemaNode* node;
            std::vector<const SchemaNode*> next;
        };
        std::unordered_map<const SchemaNode*, Mark> marks;
        for (const SchemaNode& root : program_->nodes) {
            if (marks[&root] != Mark::unseen) continue;
            std::vector<Open> open{{&root, same_value(root)}};
            marks[&root] = Mark::open;
            while (!open.empty()) {
                if (open.back().next.empty()) {
                    marks[open.back().node] = Mark::done;
                    open.pop_back();
                    continue;
                }
                const SchemaNode* next = open.back().next.back();
                open.back().next.pop_back();
                if (marks[next] == Mark::open) {
                    mistakes_.push_back({Severity::error,
                                         "json.bad_schema",
                                         printable(next->location) +
                                             " leads back to itself without looking into the value: that never ends",
                                         {options_.source.read.file, 0, 0}});
                    return;
                }
                if (marks[next] == Mark::done) continue;
                marks[next] = Mark::open;
                open.push_back({next, same_value(*next)});
            }
        }
    }

    // Mistakes --------------------------------------------------------------------------------------------------------

    template <class... Names>
    Spot spot_at(const Context& in, const Value& value, Names... names)
    {
        std::string pointer = in.spot.pointer;
        (append_pointer(pointer, names), ...);
        return library_.below(in.spot, value, std::move(pointer));
    }

    bool expect(const Context& in, std::string_view name, const Value& value, Kind kind, std::string_view what)
    {
        if (value.is(kind)) return true;
        wrong(in, name, "this should be " + std::string(what));
        return false;
    }

    void wrong(const Context& in, std::string_view keyword, const std::string& message,
               const std::string& reason = "json.bad_schema")
    {
        if (mistakes_.size() >= most_mistakes) return;
        std::string pointer = in.spot.pointer;
        if (!keyword.empty()) append_pointer(pointer, keyword);
        const auto& resource = library_.resource(in.spot.resource);
        const std::string file = resource.given ? options_.source.read.file : printable(resource.document_uri);
        mistakes_.push_back({Severity::error,
                             reason,
                             printable(pointer.empty() ? "the schema" : pointer) + ": " + message,
                             {file, 0, 0}});
        pointers_.push_back(resource.given ? std::move(pointer) : std::string());
    }

    void place_mistakes()
    {
        if (options_.source.text.empty()) return;
        const auto places = places_of(pointers_, library_.given(), options_.source.text, options_.source.read);
        for (std::size_t i = 0; i < pointers_.size(); ++i) {
            if (mistakes_[i].where.file == options_.source.read.file) mistakes_[i].where = places[i];
        }
    }

    [[nodiscard]] Error placed(Error error) const
    {
        error.where.file = options_.source.read.file;
        return error;
    }

    const SchemaOptions& options_;
    std::shared_ptr<SchemaProgram> program_ = std::make_shared<SchemaProgram>();
    SchemaLibrary library_;
    std::unordered_map<const Value*, SchemaNode*> nodes_;
    std::deque<std::pair<Spot, SchemaNode*>> waiting_;
    std::vector<std::string> dynamic_names_;
    Pattern::Budget patterns_;
    std::vector<Diagnostic> mistakes_;
    std::vector<std::string> pointers_; ///< of the mistakes, in the schema's own document
};

} // namespace

Result<Schema> Schema::compile(const Value& schema, const SchemaOptions& options)
{
    GOLDBOX_TRY(auto program, Compiler(options).compile(schema));
    return Schema(std::move(program));
}

} // namespace goldbox::json
