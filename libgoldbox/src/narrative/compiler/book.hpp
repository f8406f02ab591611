#pragma once
// SPDX-License-Identifier: MIT

#include "narrative/compiler/context.hpp"
#include "narrative/compiler/tree.hpp"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace goldbox::narrative::ink {

/// The tree of a whole story together with what its names mean.
class Book {
public:
    /// Gathers constants, lists and labels; reports those that clash.
    Book(Context& context, Flow& root);

    Context& context;
    Pool& pool;
    Flow& root;

    std::vector<Variable*> globals; ///< in the order in which they were declared; top-level temporaries too
    std::unordered_map<std::string_view, External*> externals;

    void error(Node& source, std::string_view code, std::string message);
    void warning(Node& source, std::string_view code, std::string message);
    [[nodiscard]] std::string line_of(const Node& node) const; ///< `line 7` or `line 7 of other.ink`

    [[nodiscard]] Constant* constant(std::string_view name) const;
    [[nodiscard]] ListDefinition* list(std::string_view name) const;
    /// An item by its name; reports it when several lists have one and none is named.
    [[nodiscard]] ListElement* list_item(std::string_view list_name, std::string_view item, Node& source);
    [[nodiscard]] ListElement* list_item(const Path& path, Node& source);
    [[nodiscard]] const std::vector<ListElement*>& items_named(std::string_view item) const;

    struct Found {
        enum class As : std::uint8_t { nothing, parameter, temporary, global };
        As as = As::nothing;
        const Parameter* parameter = nullptr;
        Flow* flow = nullptr;
        explicit operator bool() const { return as != As::nothing; }
        [[nodiscard]] bool is_global() const { return as == As::global; }
    };
    /// A variable as seen from a node: only what was declared before.
    [[nodiscard]] Found variable(std::string_view name, const Node& from) const;
    void declare(Flow& flow, Variable& variable);

    /// The knot, stitch, choice or gather that a path means at some place of the story.
    [[nodiscard]] Node* resolve(const Path& path, Node& from) const;
    [[nodiscard]] Node* resolve(std::string_view name, Node& from) const;
    [[nodiscard]] Node* content_named(const Flow& flow, std::string_view name, std::optional<Level> level = {},
                                      bool deep = false) const;

    /// Reports a name that something more important has already.
    enum class Symbol : std::uint8_t { knot, list, list_item, variable, stitch_or_label, parameter, temporary };
    void check_name(Node& node, const Identifier& name, Symbol symbol, std::string_view what = {});

    /// Names to propose for a misspelled one.
    [[nodiscard]] std::string did_you_mean(std::string_view name, const Node& from, bool variables) const;

private:
    void gather_constants();
    void gather_lists();
    void index_flow(Flow& flow);
    void index_labels(Flow& flow);
    [[nodiscard]] bool same_value(const Expression* left, const Expression* right) const;
    [[nodiscard]] Node* child(Node& context_node, std::string_view name, std::optional<Level> level, bool deep) const;
    [[nodiscard]] Node* deep_content(const Flow& flow, std::string_view name) const;
    [[nodiscard]] bool check_flow_name(Node& node, const Identifier& name, Symbol symbol, std::string_view what);
    void check_list_names(Node& node, const Identifier& name, std::string_view what);
    [[nodiscard]] bool check_label_name(Node& node, const Identifier& name, std::string_view what);
    void check_parameter_names(Node& node, const Identifier& name, std::string_view what);
    void name_clash(Node& node, const Identifier& name, const Node& other, std::string_view what);

    std::unordered_map<std::string_view, Constant*> constants_;
    std::unordered_map<std::string_view, ListDefinition*> lists_;
    std::unordered_map<std::string_view, std::vector<ListElement*>> items_; ///< by name, in the order of the story
    std::unordered_map<const ListDefinition*, std::unordered_map<std::string_view, ListElement*>> items_of_;
    mutable int proposals_left_ = 50; ///< looking for a similar name takes its time
    std::deque<FlowNames> names_;
};

/// Functions that the runtime has itself: how many arguments they take, and the word that calls them.
struct BuiltIn {
    std::string_view name;
    std::uint32_t arguments = 0;
    std::string_view word;
};

[[nodiscard]] const BuiltIn* built_in(std::string_view name);

} // namespace goldbox::narrative::ink
