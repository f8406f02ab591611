// SPDX-License-Identifier: MIT
#include "schema_program.hpp"
#include "uri.hpp"
#include "words.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/json/validator.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <utility>

namespace goldbox::json {
namespace {

constexpr std::size_t most_in_a_branch = 16;       ///< violations that tell how near an alternative was
constexpr std::size_t most_told_bytes = 64u << 20; ///< of pointers; names may be long
constexpr std::size_t most_listed = 12;            ///< values or names in one message

/// How the value was reached, from the inside out.
struct Path {
    const Path* outer = nullptr;
    std::string_view name;
    std::size_t index = 0;
    bool by_index = false;
};

std::string pointer_of(const Path* path)
{
    std::vector<const Path*> steps;
    for (; path; path = path->outer) steps.push_back(path);
    std::string pointer;
    for (std::size_t i = steps.size(); i-- > 0;) {
        if (steps[i]->by_index)
            append_pointer(pointer, steps[i]->index);
        else
            append_pointer(pointer, steps[i]->name);
    }
    return pointer;
}

/// The resources that were entered on the way, from the inside out: what dynamic references look at.
struct Scope {
    const Scope* outer = nullptr;
    std::uint32_t resource = 0;
};

/// Which members or elements of one value some schema has looked at. Bits lie on a stack that all of them share.
struct Evaluated {
    std::size_t first_word = 0;
    std::size_t count = 0;
    bool all = false;
};

/// Whether a value is short enough to be shown whole: what it takes is counted down.
bool is_short(const Value& value, int& left)
{
    if (--left < 0) return false;
    if (value.is(Kind::string)) {
        left -= static_cast<int>(std::min<std::size_t>(value.string().size(), 1000));
        return left >= 0;
    }
    const auto fits = [&](const Value& part) { return is_short(part, left); };
    if (value.is(Kind::array)) return std::ranges::all_of(value.array(), fits);
    if (!value.is(Kind::object)) return true;
    return std::ranges::all_of(value.object(), [&](const Member& member) {
        left -= static_cast<int>(std::min<std::size_t>(member.name.size(), 1000));
        return is_short(member.value, left);
    });
}

/// As JSON where that is short, else what it is.
std::string shown(const Value& value)
{
    int left = 60;
    if (is_short(value, left)) return printable(write(value));
    if (!value.is(Kind::string)) return std::string(name_of_kind(value.kind()));
    std::string_view text = value.string().substr(0, 57);
    while (!text.empty() && !is_utf8(text) && text.size() > 54) text.remove_suffix(1);
    return "\"" + printable(text) + "...\"";
}

std::string number_and(std::size_t count, std::string_view one, std::string_view many)
{
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string names_of(Kinds kinds, bool whole_numbers)
{
    std::vector<std::string_view> names;
    for (unsigned i = 0; i < 7; ++i) {
        const auto kind = static_cast<Kind>(i);
        const bool hidden = kind == Kind::integer && (kinds & bit(Kind::number)) && !whole_numbers;
        if ((kinds & bit(kind)) && !hidden) names.push_back(name_of_kind(kind));
    }
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += i == 0 ? "" : i + 1 == names.size() ? " or " : ", ";
        text += names[i];
    }
    return text;
}

std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string did_you_mean(std::string_view suggestion)
{
    return suggestion.empty() ? std::string() : " (did you mean " + quoted(suggestion) + "?)";
}

/// One validation. `found_` null: only yes or no is asked, and the first no ends it.
class Run {
public:
    Run(const SchemaProgram& program, const ValidateOptions& options)
        : program_(program), options_(options), work_(options.max_work)
    {
    }

    bool visit_root(const Value& value)
    {
        const Scope scope{nullptr, program_.root->resource};
        return visit(*program_.root, value, nullptr, &scope, nullptr);
    }

    std::vector<Violation> collect(const Value& value)
    {
        std::vector<Violation> found;
        found_ = &found;
        most_ = options_.most;
        visit_root(value);
        found_ = nullptr;
        if (found.empty() && most_ > 0) { // what was wrong took too long to tell
            found.push_back({.schema = program_.root->location,
                             .reason = "json.against_schema",
                             .message = "this does not fit the schema",
                             .where = {options_.source.read.file, 0, 0}});
        }
        return found;
    }

    [[nodiscard]] bool stopped() const { return work_.spent(); }
    [[nodiscard]] Error why_stopped() const
    {
        const Where where{options_.source.read.file, 0, 0};
        if (too_deep_) {
            return {Code::limit, "json.schema_too_deep",
                    "schemas lead into one another more than " + std::to_string(options_.max_depth) +
                        " deep for this value",
                    where};
        }
        return {Code::limit, "json.schema_work",
                "checking this value takes more than " + std::to_string(options_.max_work) + " steps", where};
    }

private:
    /// What every part of a visit needs.
    struct Here {
        const SchemaNode& node;
        const Value& value;
        const Path* path;
        const Scope* scope;
        Evaluated* evaluated; ///< null: nobody asks
    };

    // One node --------------------------------------------------------------------------------------------------------

    bool visit(const SchemaNode& node, const Value& value, const Path* path, const Scope* scope, Evaluated* evaluated)
    {
        if (!work_.spend(1)) return false;
        if (node.never) return refuse_everything({node, value, path, scope, evaluated});
        if (depth_ >= options_.max_depth) {
            too_deep_ = true;
            work_.stop();
            return false;
        }
        ++depth_;
        bool good;
        if (scope->resource == node.resource) {
            good = visit_in({node, value, path, scope, evaluated});
        } else {
            const Scope inner{scope, node.resource};
            good = visit_in({node, value, path, &inner, evaluated});
        }
        --depth_;
        return good;
    }

    bool visit_in(const Here& here)
    {
        if (!here.node.asks_for_evaluated()) return check(here);
        // what schemas around this one have looked at does not count here
        Evaluated own = begin_evaluated(here.value);
        Here inside{here.node, here.value, here.path, here.scope, &own};
        const bool good = check(inside);
        if (good && here.evaluated) merge(own, *here.evaluated);
        end_evaluated(own);
        return good;
    }

    /// All rules of a node; in the quick mode up to the first that is broken.
    bool check(const Here& here)
    {
        const SchemaNode& node = here.node;
        if (!check_kind(here)) return false; // the other rules would only say that again
        bool good = true;
        for (const ChoiceRules& choices : node.choices) {
            if (!both(good, check_choices(here, choices))) return false;
        }
        if (node.logic && !both(good, check_logic(here, *node.logic))) return false;
        switch (here.value.kind()) {
        case Kind::integer:
        case Kind::number:
            if (node.numbers && !both(good, check_number(here, *node.numbers))) return false;
            break;
        case Kind::string:
            if (node.strings && !both(good, check_string(here, *node.strings))) return false;
            break;
        case Kind::array:
            if (node.arrays && !both(good, check_array(here, *node.arrays))) return false;
            break;
        case Kind::object:
            if (node.objects && !both(good, check_object(here, *node.objects))) return false;
            break;
        default: break;
        }
        return good;
    }

    /// Whether to go on: what was wrong is noted, and in the quick mode it is the end.
    bool both(bool& good, bool also) const
    {
        good = good && also;
        return good || (found_ && !work_.spent());
    }

    bool check_kind(const Here& here)
    {
        const SchemaNode& node = here.node;
        if (node.kinds & bit(here.value.kind())) return true;
        if (node.whole_numbers && is_whole(here.value)) return true;
        if (!found_) return false;
        return refuse(here, "type", "json.wrong_kind",
                      "this should be " + names_of(node.kinds, node.whole_numbers) + " but is " +
                          std::string(name_of_kind(here.value.kind())));
    }

    bool refuse_everything(const Here& here)
    {
        if (!found_) return false;
        return refuse(here, "", "json.against_schema", "nothing is allowed here");
    }

    bool check_choices(const Here& here, const ChoiceRules& rules)
    {
        if (here.value.is(Kind::string)) {
            if (std::ranges::binary_search(rules.strings, here.value.string(), ByLength())) return true;
        } else {
            for (const Value& allowed : rules.others) {
                if (!work_.spend(1)) return false;
                if (equal(here.value, allowed, work_)) return true;
            }
        }
        return found_ ? refuse_choice(here, rules.keyword, rules.all) : false;
    }

    // Numbers and texts -----------------------------------------------------------------------------------------------

    bool check_number(const Here& here, const NumberRules& rules)
    {
        bool good = true;
        for (const NumberRules::Bound& bound : rules.bounds) {
            const auto order = compare(here.value, bound.limit);
            const bool fits = (order == 0 && !bound.exclusive) || (bound.from_below ? order > 0 : order < 0);
            if (!fits && !both(good, refuse_number(here, bound))) return false;
        }
        if (rules.divisor && !is_multiple(decimal_of(here.value), *rules.divisor)) {
            if (!found_) return false;
            good = refuse(here, "multipleOf", "json.out_of_range",
                          "the number is " + shown(here.value) + "; it should be a multiple of " +
                              shown(rules.divisor_as_written));
        }
        return good;
    }

    bool refuse_number(const Here& here, const NumberRules::Bound& bound)
    {
        if (!found_) return false;
        const std::string_view relation = bound.from_below ? (bound.exclusive ? "more than " : "at least ")
                                                           : (bound.exclusive ? "less than " : "at most ");
        return refuse(here, bound.keyword, "json.out_of_range",
                      "the number is " + shown(here.value) + "; " + std::string(relation) + shown(bound.limit) +
                          " is allowed");
    }

    bool check_string(const Here& here, const StringRules& rules)
    {
        bool good = true;
        const std::string_view text = here.value.string();
        if (!work_.spend(text.size() / 64)) return false;
        if (rules.least > 0 || rules.most != no_limit) {
            const std::size_t length = characters(text);
            if (!both(good, check_count(here, length, rules.least, rules.most, "minLength", "maxLength",
                                        "the text's length in characters"))) {
                return false;
            }
        }
        if (rules.pattern && !rules.pattern->found_in(text, scratch_, work_)) {
            if (!found_) return false;
            good =
                refuse(here, "pattern", "json.against_schema",
                       "the text " + shown(here.value) + " does not match the pattern " + quoted(rules.pattern_source));
        }
        if (rules.format && !rules.format(text)) {
            if (!found_) return false;
            good = refuse(here, "format", "json.against_schema",
                          "the text " + shown(here.value) + " is no " + printable(rules.format_name));
        }
        return good;
    }

    bool check_count(const Here& here, std::size_t count, std::size_t least, std::size_t most,
                     std::string_view least_keyword, std::string_view most_keyword, std::string_view what)
    {
        if (count >= least && count <= most) return true;
        if (!found_) return false;
        const bool few = count < least;
        return refuse(here, few ? least_keyword : most_keyword, "json.out_of_range",
                      std::string(what) + " is " + std::to_string(count) + "; " + (few ? "at least " : "at most ") +
                          std::to_string(few ? least : most) + " is allowed");
    }

    // Arrays ----------------------------------------------------------------------------------------------------------

    bool check_array(const Here& here, const ArrayRules& rules)
    {
        const std::span<const Value> elements = here.value.array();
        bool good = true;
        if (!both(good, check_count(here, elements.size(), rules.least, rules.most, "minItems", "maxItems",
                                    "the number of elements"))) {
            return false;
        }
        if (rules.unique && !both(good, check_unique(here, elements))) return false;
        if (!both(good, check_elements(here, rules, elements))) return false;
        if (rules.contains && !both(good, check_contains(here, rules, elements))) return false;
        if (rules.unevaluated && !both(good, check_unevaluated_elements(here, rules, elements))) return false;
        return good;
    }

    bool check_unique(const Here& here, std::span<const Value> elements)
    {
        const auto pair = find_equal(elements, work_);
        if (!pair) return !work_.spent();
        if (!found_) return false;
        return refuse_at_index(here, pair->second, "uniqueItems", "json.against_schema",
                               "this is equal to element " + std::to_string(pair->first) +
                                   "; no two elements may be the same");
    }

    bool check_elements(const Here& here, const ArrayRules& rules, std::span<const Value> elements)
    {
        bool good = true;
        for (std::size_t i = 0; i < elements.size(); ++i) {
            const SchemaNode* schema = i < rules.first.size() ? rules.first[i] : rules.rest;
            if (!schema) break;
            if (!both(good, visit_element(*schema, here, elements[i], i))) return false;
        }
        if (here.evaluated) mark_first(*here.evaluated, rules.rest ? elements.size() : rules.first.size());
        return good;
    }

    bool visit_element(const SchemaNode& schema, const Here& here, const Value& element, std::size_t index)
    {
        const Path path{here.path, {}, index, true};
        return visit(schema, element, &path, here.scope, nullptr);
    }

    bool check_contains(const Here& here, const ArrayRules& rules, std::span<const Value> elements)
    {
        std::size_t count = 0;
        const bool marks = here.evaluated && rules.contained_counts;
        for (std::size_t i = 0; i < elements.size(); ++i) {
            const bool enough = count >= rules.least_contained && rules.most_contained == no_limit;
            if (enough && !marks) break;
            if (!quietly(*rules.contains, elements[i], here.scope)) {
                if (work_.spent()) return false;
                continue;
            }
            ++count;
            if (marks) mark(*here.evaluated, i);
        }
        if (count >= rules.least_contained && count <= rules.most_contained) return true;
        if (!found_) return false;
        if (count > rules.most_contained) {
            return refuse(here, "maxContains", "json.out_of_range",
                          number_and(count, "element is", "elements are") + " of the kind of which at most " +
                              std::to_string(rules.most_contained) + " may be there");
        }
        const bool plain = rules.least_contained == 1;
        return refuse(here, plain ? "contains" : "minContains", "json.out_of_range",
                      plain ? std::string("no element is of the kind that one has to be")
                            : number_and(count, "element is", "elements are") + " of the kind of which at least " +
                                  std::to_string(rules.least_contained) + " should be there");
    }

    bool check_unevaluated_elements(const Here& here, const ArrayRules& rules, std::span<const Value> elements)
    {
        bool good = true;
        for (std::size_t i = 0; i < elements.size() && !here.evaluated->all; ++i) {
            if (is_marked(*here.evaluated, i)) continue;
            const bool never = rules.unevaluated->never;
            if (never && found_) {
                both(good, refuse_at_index(here, i, "unevaluatedItems", "json.against_schema",
                                           "there may be no element here"));
                continue;
            }
            if (!both(good, visit_element(*rules.unevaluated, here, elements[i], i))) return false;
        }
        here.evaluated->all = true;
        return good;
    }

    // Objects ---------------------------------------------------------------------------------------------------------

    bool check_object(const Here& here, const ObjectRules& rules)
    {
        const std::span<const Member> members = here.value.object();
        bool good = true;
        if (!both(good, check_count(here, members.size(), rules.least, rules.most, "minProperties", "maxProperties",
                                    "the number of members"))) {
            return false;
        }
        if (!both(good, check_members(here, rules, members))) return false;
        for (const ObjectRules::Dependency& dependency : rules.dependencies) {
            if (!both(good, check_dependency(here, dependency))) return false;
        }
        if (rules.unevaluated && !both(good, check_unevaluated_members(here, rules, members))) return false;
        return good;
    }

    /// Names that are there, of those that must be: a bit each.
    class Seen {
    public:
        Seen(Run& run, std::size_t count) : run_(run), first_(run.words_.size()), count_(count)
        {
            if (count > 64) run.words_.resize(first_ + (count + 63) / 64);
        }
        ~Seen() { run_.words_.resize(first_); }
        Seen(const Seen&) = delete;
        Seen& operator=(const Seen&) = delete;

        void add(std::size_t i) { word(i) |= std::uint64_t{1} << (i % 64); }
        [[nodiscard]] bool has(std::size_t i) { return word(i) >> (i % 64) & 1; }
        [[nodiscard]] bool has_all()
        {
            for (std::size_t i = 0; i < count_; ++i) {
                if (!has(i)) return false;
            }
            return true;
        }

    private:
        std::uint64_t& word(std::size_t i) { return count_ > 64 ? run_.words_[first_ + i / 64] : few_; }
        Run& run_;
        std::size_t first_;
        std::size_t count_;
        std::uint64_t few_ = 0;
    };

    bool check_members(const Here& here, const ObjectRules& rules, std::span<const Member> members)
    {
        bool good = true;
        if (!work_.spend(rules.required.size() / 8)) return false;
        Seen seen(*this, rules.required.size());
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (!both(good, check_member(here, rules, members[i], i, seen))) return false;
        }
        if (!seen.has_all()) {
            if (!found_) return false;
            good = refuse_missing(here, rules, seen);
        }
        return good;
    }

    bool check_member(const Here& here, const ObjectRules& rules, const Member& member, std::size_t index, Seen& seen)
    {
        if (!work_.spend(1 + rules.patterns.size())) return false;
        bool good = true;
        bool known = false;
        const Path path{here.path, member.name, 0, false};
        if (const ObjectRules::Property* property = rules.find(member.name)) {
            if (property->required != none) seen.add(property->required);
            if (property->schema) {
                known = true;
                if (!both(good, visit(*property->schema, member.value, &path, here.scope, nullptr))) return false;
            }
        }
        for (const ObjectRules::PatternProperty& pattern : rules.patterns) {
            if (!pattern.pattern.found_in(member.name, scratch_, work_)) continue;
            known = true;
            if (!both(good, visit(*pattern.schema, member.value, &path, here.scope, nullptr))) return false;
        }
        if (!known && rules.additional) {
            known = true;
            const bool fits = rules.additional->never && found_
                                  ? refuse_unknown(here, rules, member.name, "additionalProperties")
                                  : visit(*rules.additional, member.value, &path, here.scope, nullptr);
            if (!both(good, fits)) return false;
        }
        if (rules.names && !both(good, check_name(here, *rules.names, member.name))) return false;
        if (known && here.evaluated) mark(*here.evaluated, index);
        return good;
    }

    bool check_name(const Here& here, const SchemaNode& names, std::string_view name)
    {
        const Value as_value = Arena::string_of_kept(name);
        if (quietly(names, as_value, here.scope)) return true;
        if (!found_) return false;
        const std::vector<Violation> why = branch(names, {names, as_value, nullptr, here.scope, nullptr});
        return refuse_at_name(here, name, "propertyNames", "json.unknown_name",
                              "the name " + quoted(name) + " is not allowed" +
                                  (why.empty() ? "" : ": " + why.front().message),
                              why.empty() ? "" : why.front().suggestion);
    }

    bool check_dependency(const Here& here, const ObjectRules::Dependency& dependency)
    {
        if (!work_.spend(here.value.object().size() * (1 + dependency.required.size()))) return false;
        if (!here.value.find(dependency.name)) return true;
        if (dependency.schema) return visit(*dependency.schema, here.value, here.path, here.scope, here.evaluated);
        bool good = true;
        for (const std::string_view name : dependency.required) {
            if (here.value.find(name)) continue;
            if (!found_) return false;
            both(good, refuse(here, dependency.keyword, "json.missing_member",
                              quoted(name) + " is missing here: " + quoted(dependency.name) + " needs it"));
        }
        return good;
    }

    bool check_unevaluated_members(const Here& here, const ObjectRules& rules, std::span<const Member> members)
    {
        bool good = true;
        for (std::size_t i = 0; i < members.size() && !here.evaluated->all; ++i) {
            if (is_marked(*here.evaluated, i)) continue;
            const Path path{here.path, members[i].name, 0, false};
            const bool fits = rules.unevaluated->never && found_
                                  ? refuse_unknown(here, rules, members[i].name, "unevaluatedProperties")
                                  : visit(*rules.unevaluated, members[i].value, &path, here.scope, nullptr);
            if (!both(good, fits)) return false;
        }
        here.evaluated->all = true;
        return good;
    }

    // Schemas of the same value ---------------------------------------------------------------------------------------

    bool check_logic(const Here& here, const LogicRules& rules)
    {
        bool good = true;
        for (const LogicRules::Reference& reference : rules.references) {
            const SchemaNode& target = reference.dynamic == none ? *reference.target : dynamic_target(here, reference);
            if (!both(good, apply_here(target, here))) return false;
        }
        for (const SchemaNode* schema : rules.all) {
            if (!both(good, apply_here(*schema, here))) return false;
        }
        if (!rules.any.empty() && !both(good, check_any(here, rules.any))) return false;
        if (!rules.one.empty() && !both(good, check_one(here, rules.one))) return false;
        if (rules.not_this && !both(good, check_not(here, *rules.not_this))) return false;
        if (rules.condition && !both(good, check_condition(here, rules))) return false;
        return good;
    }

    bool apply_here(const SchemaNode& schema, const Here& here)
    {
        return visit(schema, here.value, here.path, here.scope, here.evaluated);
    }

    /// The outermost resource on the way here that has an anchor of that name.
    const SchemaNode& dynamic_target(const Here& here, const LogicRules::Reference& reference)
    {
        const SchemaNode* outermost = reference.target;
        const auto& targets = program_.dynamic_anchors[reference.dynamic];
        for (const Scope* scope = here.scope; scope; scope = scope->outer) {
            if (!work_.spend(1)) break;
            if (targets[scope->resource]) outermost = targets[scope->resource];
        }
        return *outermost;
    }

    /// One of several schemas: what it looked at counts only when it fits.
    bool attempt(const SchemaNode& schema, const Here& here)
    {
        std::vector<Violation>* outer = std::exchange(found_, nullptr);
        bool good;
        if (here.evaluated) {
            Evaluated own = begin_evaluated(here.value);
            good = visit(schema, here.value, here.path, here.scope, &own);
            if (good) merge(own, *here.evaluated);
            end_evaluated(own);
        } else {
            good = visit(schema, here.value, here.path, here.scope, nullptr);
        }
        found_ = outer;
        return good;
    }

    bool quietly(const SchemaNode& schema, const Value& value, const Scope* scope)
    {
        std::vector<Violation>* outer = std::exchange(found_, nullptr);
        const bool good = visit(schema, value, nullptr, scope, nullptr);
        found_ = outer;
        return good;
    }

    bool check_any(const Here& here, const std::vector<const SchemaNode*>& schemas)
    {
        bool good = false;
        for (const SchemaNode* schema : schemas) {
            good |= attempt(*schema, here);
            if (good && !here.evaluated) return true;
        }
        return good || (found_ && !work_.spent() ? refuse_alternatives(here, "anyOf", schemas) : false);
    }

    bool check_one(const Here& here, const std::vector<const SchemaNode*>& schemas)
    {
        std::vector<std::size_t> fitting;
        std::size_t count = 0;
        for (std::size_t i = 0; i < schemas.size(); ++i) {
            if (!attempt(*schemas[i], here)) continue;
            if (++count > 1 && !found_) return false;
            if (found_) fitting.push_back(i + 1);
        }
        if (work_.spent()) return false;
        if (count == 1) return true;
        if (!found_) return false;
        if (count == 0) return refuse_alternatives(here, "oneOf", schemas);
        return refuse(here, "oneOf", "json.against_schema",
                      "this fits alternatives " + std::to_string(fitting[0]) + " and " + std::to_string(fitting[1]) +
                          "; it should fit exactly one");
    }

    bool check_not(const Here& here, const SchemaNode& schema)
    {
        const bool fits = quietly(schema, here.value, here.scope);
        if (work_.spent()) return false;
        if (!fits) return true;
        if (!found_) return false;
        return refuse(here, "not", "json.against_schema", "this is what is not allowed here");
    }

    bool check_condition(const Here& here, const LogicRules& rules)
    {
        const SchemaNode* next = attempt(*rules.condition, here) ? rules.then : rules.otherwise;
        if (work_.spent()) return false;
        return !next || apply_here(*next, here);
    }

    // What was looked at ----------------------------------------------------------------------------------------------

    Evaluated begin_evaluated(const Value& value)
    {
        Evaluated begun{words_.size(), 0, false};
        if (value.is(Kind::array)) begun.count = value.array().size();
        if (value.is(Kind::object)) begun.count = value.object().size();
        if (work_.spend(begun.count / 64)) words_.resize(words_.size() + (begun.count + 63) / 64);
        return begun;
    }
    void end_evaluated(const Evaluated& ended) { words_.resize(ended.first_word); }

    void mark(const Evaluated& in, std::size_t index)
    {
        if (!work_.spent()) words_[in.first_word + index / 64] |= std::uint64_t{1} << (index % 64);
    }
    void mark_first(Evaluated& in, std::size_t count)
    {
        if (count >= in.count) {
            in.all = true;
            return;
        }
        for (std::size_t i = 0; i < count; ++i) mark(in, i);
    }
    [[nodiscard]] bool is_marked(const Evaluated& in, std::size_t index) const
    {
        return in.all || work_.spent() || (words_[in.first_word + index / 64] >> (index % 64) & 1) != 0;
    }
    void merge(const Evaluated& from, Evaluated& into)
    {
        into.all |= from.all;
        if (work_.spent() || !work_.spend(from.count / 64)) return;
        for (std::size_t i = 0; i < (from.count + 63) / 64; ++i)
            words_[into.first_word + i] |= words_[from.first_word + i];
    }

    // What was wrong --------------------------------------------------------------------------------------------------

    bool refuse(const Here& here, std::string_view keyword, std::string_view reason, std::string message,
                std::string suggestion = {})
    {
        if (found_->size() >= most_ || work_.spent() || told_bytes_ > most_told_bytes) return false;
        std::string schema = here.node.location;
        if (!keyword.empty()) append_pointer(schema, keyword);
        std::string instance = pointer_of(here.path);
        told_bytes_ += schema.size() + instance.size();
        found_->push_back({.instance = std::move(instance),
                           .schema = std::move(schema),
                           .keyword = std::string(keyword),
                           .reason = std::string(reason),
                           .message = std::move(message),
                           .suggestion = std::move(suggestion),
                           .where = {options_.source.read.file, 0, 0}});
        return false;
    }

    bool refuse_at_index(const Here& here, std::size_t index, std::string_view keyword, std::string_view reason,
                         std::string message)
    {
        const Path path{here.path, {}, index, true};
        return refuse({here.node, here.value, &path, here.scope, nullptr}, keyword, reason, std::move(message));
    }

    bool refuse_at_name(const Here& here, std::string_view name, std::string_view keyword, std::string_view reason,
                        std::string message, std::string suggestion)
    {
        const Path path{here.path, name, 0, false};
        return refuse({here.node, here.value, &path, here.scope, nullptr}, keyword, reason, std::move(message),
                      std::move(suggestion));
    }

    bool refuse_missing(const Here& here, const ObjectRules& rules, Seen& seen)
    {
        for (std::size_t i = 0; i < rules.required.size(); ++i) {
            if (found_->size() >= most_) break;
            if (seen.has(i)) continue;
            refuse(here, "required", "json.missing_member", quoted(rules.required[i]) + " is missing here");
        }
        return false;
    }

    /// A name that is not among the properties; a known one that is not there already is what was meant.
    bool refuse_unknown(const Here& here, const ObjectRules& rules, std::string_view name, std::string_view keyword)
    {
        if (found_->size() >= most_ || !work_.spend(64 * std::min<std::size_t>(rules.properties.size(), 100)))
            return false;
        std::vector<std::string_view> known;
        for (const ObjectRules::Property& property : rules.properties) {
            if (known.size() < 100 && property.schema && !here.value.find(property.name))
                known.push_back(property.name);
        }
        const std::string near(nearest(name, known));
        std::string message = "unknown name " + quoted(name);
        if (!near.empty())
            message += did_you_mean(near);
        else if (!known.empty() && known.size() <= most_listed)
            message += "; " + listed("known are ", known);
        return refuse_at_name(here, name, keyword, "json.unknown_name", std::move(message), near);
    }

    static std::string listed(std::string text, const std::vector<std::string_view>& names)
    {
        for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + printable(names[i].substr(0, 80));
        return text;
    }

    bool refuse_choice(const Here& here, std::string_view keyword, const std::vector<Value>& allowed)
    {
        std::string message = allowed.size() == 1 ? "this should be " : "this should be one of ";
        for (std::size_t i = 0; i < std::min(allowed.size(), most_listed); ++i) {
            message += (i == 0 ? "" : ", ") + shown(allowed[i]);
        }
        if (allowed.size() > most_listed) message += " and " + std::to_string(allowed.size() - most_listed) + " more";
        message += " but is " + shown(here.value);
        std::vector<std::string_view> texts;
        for (const Value& value : allowed) {
            if (value.is(Kind::string) && texts.size() < 1000) texts.push_back(value.string());
        }
        if (!work_.spend(64 * texts.size())) return false;
        const std::string near(here.value.is(Kind::string) ? nearest(here.value.string(), texts) : std::string_view());
        return refuse(here, keyword, "json.unknown_name", message + did_you_mean(near), near);
    }

    // Alternatives ----------------------------------------------------------------------------------------------------

    std::vector<Violation> branch(const SchemaNode& schema, const Here& here)
    {
        std::vector<Violation> found;
        std::vector<Violation>* outer = std::exchange(found_, &found);
        const std::size_t most = std::exchange(most_, most_in_a_branch);
        visit(schema, here.value, here.path, here.scope, nullptr);
        found_ = outer;
        most_ = most;
        return found;
    }

    /// How far an alternative is from what was meant: another kind of value, another value of the member that tells
    /// alternatives apart, or only mistakes inside.
    enum class Distance : std::uint8_t { inside, tag, kind };
    static Distance distance(const std::vector<Violation>& violations, const std::string& here)
    {
        auto nearest_kind = Distance::inside;
        for (const Violation& violation : violations) {
            if (violation.instance == here && (violation.keyword == "type" || violation.keyword.empty())) {
                return Distance::kind;
            }
            const bool is_choice = violation.keyword == "const" || violation.keyword == "enum";
            if (!is_choice || !violation.instance.starts_with(here)) continue;
            const std::string_view below = std::string_view(violation.instance).substr(here.size());
            if (below.find('/', 1) == std::string_view::npos) nearest_kind = Distance::tag;
        }
        return nearest_kind;
    }

    /// Tells what is wrong with the alternative that was most probably meant.
    bool refuse_alternatives(const Here& here, std::string_view keyword, const std::vector<const SchemaNode*>& schemas)
    {
        const std::string pointer = pointer_of(here.path);
        std::vector<Violation> best;
        Distance best_distance = Distance::kind;
        std::size_t at_best_distance = 0;
        Kinds kinds = 0;
        for (const SchemaNode* schema : schemas) {
            if (work_.spent() || found_->size() >= most_) return false;
            std::vector<Violation> found = branch(*schema, here);
            const Distance how_far = distance(found, pointer);
            kinds |= kinds_of(*schema);
            at_best_distance =
                how_far < best_distance || best.empty() ? 1 : at_best_distance + (how_far == best_distance ? 1 : 0);
            if (best.empty() || how_far < best_distance || (how_far == best_distance && found.size() < best.size())) {
                best = std::move(found);
                best_distance = how_far;
            }
        }
        if (best_distance == Distance::kind && kinds != 0) {
            return refuse(here, keyword, "json.wrong_kind",
                          "this should be " + names_of(kinds, false) + " but is " +
                              std::string(name_of_kind(here.value.kind())));
        }
        if (best_distance == Distance::tag) return refuse_tag(here, keyword, schemas, pointer);
        for (Violation& violation : best) {
            if (found_->size() < most_) found_->push_back(std::move(violation));
        }
        if (best.empty()) refuse(here, keyword, "json.against_schema", "none of the alternatives fits");
        return false;
    }

    /// The kinds of value that an alternative takes, through references; 0 when it does not say.
    static Kinds kinds_of(const SchemaNode& schema)
    {
        const SchemaNode* node = &schema;
        for (int step = 0; step < 8; ++step) {
            if (node->kinds != all_kinds) return node->kinds;
            if (!node->logic || node->logic->references.size() != 1) break;
            node = node->logic->references[0].target;
        }
        return 0;
    }

    /// Every alternative wants another value in the same member: the values together are what is allowed there.
    bool refuse_tag(const Here& here, std::string_view keyword, const std::vector<const SchemaNode*>& schemas,
                    const std::string& pointer)
    {
        std::vector<Value> allowed;
        std::string member;
        for (const SchemaNode* schema : schemas) {
            const std::vector<Violation> found = branch(*schema, here);
            for (const Violation& violation : found) {
                if (violation.keyword != "const" && violation.keyword != "enum") continue;
                if (member.empty()) member = violation.instance;
            }
            collect_tags(*schema, std::string_view(member).substr(std::min(pointer.size(), member.size())), allowed);
        }
        const auto steps = pointer_steps(std::string_view(member).substr(pointer.size()));
        const Value* tag = &here.value;
        for (std::size_t i = 0; steps && i < steps->size() && tag; ++i) tag = step_into(*tag, (*steps)[i]);
        if (!tag || allowed.empty())
            return refuse(here, keyword, "json.against_schema", "none of the alternatives fits");
        if (!steps || steps->empty()) return refuse_choice(here, keyword, allowed);
        const Path path{here.path, (*steps)[0], 0, false};
        return refuse_choice({here.node, *tag, &path, here.scope, nullptr}, keyword, allowed);
    }

    static void collect_tags(const SchemaNode& schema, std::string_view below, std::vector<Value>& allowed)
    {
        const SchemaNode* node = &schema;
        for (int step = 0; step < 8 && node->logic && node->logic->references.size() == 1; ++step) {
            node = node->logic->references[0].target;
        }
        const auto steps = pointer_steps(below);
        if (steps && !steps->empty()) {
            const ObjectRules::Property* property = node->objects ? node->objects->find((*steps)[0]) : nullptr;
            if (!property || !property->schema) return;
            node = property->schema;
        }
        for (const ChoiceRules& choices : node->choices) {
            allowed.insert(allowed.end(), choices.all.begin(), choices.all.end());
        }
    }

    const SchemaProgram& program_;
    const ValidateOptions& options_;
    Work work_;
    Pattern::Scratch scratch_;
    std::vector<std::uint64_t> words_;
    std::vector<Violation>* found_ = nullptr;
    std::size_t most_ = 0;
    std::size_t told_bytes_ = 0;
    std::size_t depth_ = 0;
    bool too_deep_ = false;
};

void place(std::vector<Violation>& violations, const Value& value, const Source& source)
{
    std::vector<std::string> pointers;
    pointers.reserve(violations.size());
    for (const Violation& violation : violations) pointers.push_back(violation.instance);
    std::vector<Where> places = places_of(pointers, value, source.text, source.read);
    for (std::size_t i = 0; i < places.size(); ++i) violations[i].where = std::move(places[i]);
}

} // namespace

Result<bool> Schema::accepts(const Value& value, const ValidateOptions& options) const
{
    Run run(*program_, options);
    const bool good = run.visit_root(value);
    if (run.stopped()) return unexpected(run.why_stopped());
    return good;
}

Result<std::vector<Violation>> Schema::validate(const Value& value, const ValidateOptions& options) const
{
    Run run(*program_, options);
    const bool good = run.visit_root(value);
    if (run.stopped()) return unexpected(run.why_stopped());
    if (good) return std::vector<Violation>();
    std::vector<Violation> violations = run.collect(value);
    if (run.stopped()) return unexpected(run.why_stopped());
    if (!options.source.text.empty()) place(violations, value, options.source);
    return violations;
}

Diagnostic as_diagnostic(const Violation& violation)
{
    std::string message = violation.message;
    if (violation.where.line == 0 && !violation.instance.empty())
        message = printable(violation.instance) + ": " + message;
    return {Severity::error, violation.reason, std::move(message), violation.where};
}

} // namespace goldbox::json
