#pragma once
// SPDX-License-Identifier: MIT
// The syntax tree of ink. Every node knows its parent and holds the parts that a search through the story must see in
// `content`; the members of each kind point at the same parts by their role.

#include "narrative/compiler/pool.hpp"
#include "narrative/compiler/source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

namespace goldbox::narrative::ink {

struct Cell;
struct Container;
struct DivertCell;
struct DivertValueCell;
struct VariableCell;
struct AssignmentCell;
struct ChoiceCell;

enum class Kind : std::uint8_t {
    text,
    glue,
    tag,
    content_list,
    author_note,
    divert,
    tunnel_onwards,
    choice,
    gather,
    weave,
    sequence,
    conditional,
    branch,
    return_statement,
    variable,
    constant,
    external,
    list_definition,
    list_element,
    included_file,
    flow,
    // expressions from here on
    number,
    string,
    variable_reference,
    function_call,
    divert_target,
    binary,
    unary,
    increment,
    all_of,
    list,
};

struct Node;
using NodeList = List<Node*>;

struct Node {
    explicit Node(Kind its_kind) : kind(its_kind) {}

    Kind kind;
    bool had_error = false; ///< one error a node is enough
    bool had_warning = false;
    bool generated = false;
    std::uint32_t index = 0; ///< in its parent's content, when it was added
    Place place;
    Node* parent = nullptr;
    NodeList content;
    Cell* cell = nullptr; ///< what it became
};

[[nodiscard]] inline bool is_expression(const Node& node)
{
    return node.kind >= Kind::number;
}

/// The node as T if it is one.
template <class T>
[[nodiscard]] T* as(Node* node)
{
    return node && node->kind == T::its_kind ? static_cast<T*>(node) : nullptr;
}
template <class T>
[[nodiscard]] const T* as(const Node* node)
{
    return node && node->kind == T::its_kind ? static_cast<const T*>(node) : nullptr;
}

struct Identifier {
    std::string_view name;
    Place place;
    [[nodiscard]] bool empty() const { return name.empty(); }
};

/// A name with dots: `knot.stitch.label`.
using Path = List<Identifier>;

[[nodiscard]] std::string to_string(const Path& path);

struct Expression : Node {
    using Node::Node;
    bool prints = false;     ///< stands in braces, so its value goes to the text
    std::uint16_t depth = 1; ///< of the expression below it
};

struct Text : Node {
    static constexpr Kind its_kind = Kind::text;
    Text() : Node(its_kind) {}
    std::string_view text;
};

struct Glue : Node {
    static constexpr Kind its_kind = Kind::glue;
    Glue() : Node(its_kind) {}
};

/// One end of a tag: `#`, or the place where the tag is over.
struct Tag : Node {
    static constexpr Kind its_kind = Kind::tag;
    Tag() : Node(its_kind) {}
    bool start = false;
};

struct ContentList : Node {
    static constexpr Kind its_kind = Kind::content_list;
    ContentList() : Node(its_kind) {}
};

struct AuthorNote : Node {
    static constexpr Kind its_kind = Kind::author_note;
    AuthorNote() : Node(its_kind) {}
    std::string_view message;
};

struct Divert : Node {
    static constexpr Kind its_kind = Kind::divert;
    Divert() : Node(its_kind) {}
    Path target; ///< empty when a target was missing
    List<Expression*> arguments;
    bool empty = false; ///< the bare arrow of a fallback choice
    bool tunnel = false;
    bool thread = false;
    bool function_call = false;

    Node* target_content = nullptr; ///< the flow, choice or gather that it leads to
    DivertCell* divert_cell = nullptr;

    [[nodiscard]] bool goes_to(std::string_view word) const { return target.size() == 1 && target[0].name == word; }
    [[nodiscard]] bool ends() const { return goes_to("END"); }
    [[nodiscard]] bool is_done() const { return goes_to("DONE"); }
    [[nodiscard]] bool returns() const { return thread || tunnel || function_call; }
};

struct TunnelOnwards : Node {
    static constexpr Kind its_kind = Kind::tunnel_onwards;
    TunnelOnwards() : Node(its_kind) {}
    Divert* after = nullptr;
    DivertValueCell* after_cell = nullptr;
};

struct Choice : Node {
    static constexpr Kind its_kind = Kind::choice;
    Choice() : Node(its_kind) {}
    Identifier label;
    std::uint32_t depth = 1; ///< bullets
    bool once_only = true;
    bool invisible_default = false;
    ContentList* start = nullptr;       ///< before the bracket: said both times
    ContentList* choice_only = nullptr; ///< in the bracket
    ContentList* inner = nullptr;       ///< after it
    Expression* condition = nullptr;

    Container* inner_container = nullptr;
    ChoiceCell* choice_cell = nullptr;
};

struct Gather : Node {
    static constexpr Kind its_kind = Kind::gather;
    Gather() : Node(its_kind) {}
    Identifier label;
    std::uint32_t depth = 1; ///< dashes
};

struct Weave : Node {
    static constexpr Kind its_kind = Kind::weave;
    Weave() : Node(its_kind) {}
    std::uint32_t base_depth = 0;

    // While and after cells are made of it:
    Container* root = nullptr;
    Container* current = nullptr; ///< the latest gather at this depth
    NodeList loose_ends;          ///< choices and gathers that lead nowhere yet
    Node* previous_point = nullptr;
    bool add_to_previous = false;
    bool seen_choice = false; ///< since the last gather
    std::uint32_t unnamed_gathers = 0;
    std::uint32_t gathers_in_a_row = 0;
    std::uint32_t choices = 0;
};

enum SequenceType : std::uint8_t { stopping = 1, cycle = 2, shuffle = 4, once = 8 };

struct Sequence : Node {
    static constexpr Kind its_kind = Kind::sequence;
    Sequence() : Node(its_kind) {}
    std::uint8_t type = stopping;
    NodeList elements; ///< weaves, or empty content lists
};

struct Branch : Node {
    static constexpr Kind its_kind = Kind::branch;
    Branch() : Node(its_kind) {}
    Expression* condition = nullptr;
    Weave* weave = nullptr;        ///< null when the branch is empty
    bool is_true_branch = false;   ///< of `{condition: ...}`
    bool matches_equality = false; ///< of a switch
    bool is_else = false;
    bool is_inline = false;
    DivertCell* return_divert = nullptr;
};

struct Conditional : Node {
    static constexpr Kind its_kind = Kind::conditional;
    Conditional() : Node(its_kind) {}
    Expression* initial_condition = nullptr;
    List<Branch*> branches;
};

struct Return : Node {
    static constexpr Kind its_kind = Kind::return_statement;
    Return() : Node(its_kind) {}
    Expression* value = nullptr;
};

struct ListDefinition;

struct Variable : Node {
    static constexpr Kind its_kind = Kind::variable;
    Variable() : Node(its_kind) {}
    Identifier name;
    bool is_global = false; ///< VAR or LIST
    bool is_temp = false;   ///< `~ temp`; neither: an assignment
    Expression* value = nullptr;
    ListDefinition* list = nullptr;
    AssignmentCell* assignment = nullptr;
};

struct Constant : Node {
    static constexpr Kind its_kind = Kind::constant;
    Constant() : Node(its_kind) {}
    Identifier name;
    Expression* value = nullptr;
};

struct Parameter {
    Identifier name;
    bool by_reference = false;
    bool is_divert_target = false;
};

struct External : Node {
    static constexpr Kind its_kind = Kind::external;
    External() : Node(its_kind) {}
    Identifier name;
    List<Parameter> parameters;
};

struct ListElement : Node {
    static constexpr Kind its_kind = Kind::list_element;
    ListElement() : Node(its_kind) {}
    Identifier name;
    bool in_initial_list = false;
    std::optional<std::int32_t> explicit_value;
    std::int32_t value = 0;
    ListDefinition* list = nullptr;
};

struct ListDefinition : Node {
    static constexpr Kind its_kind = Kind::list_definition;
    ListDefinition() : Node(its_kind) {}
    Identifier name;
    List<ListElement*> elements;
    Variable* variable = nullptr;
};

struct Flow;

struct IncludedFile : Node {
    static constexpr Kind its_kind = Kind::included_file;
    IncludedFile() : Node(its_kind) {}
    Flow* story = nullptr;
};

enum class Level : std::uint8_t { story, knot, stitch, weave_point };

/// What can be looked up by name in a flow.
struct FlowNames {
    std::unordered_map<std::string_view, Node*> labels;
    std::unordered_map<std::string_view, Flow*> flows;
    std::unordered_map<std::string_view, Variable*> variables;
    std::unordered_map<std::string_view, Node*> inner; ///< stitches and their labels, filled when first asked for
    bool inner_known = false;
};

/// The story, a knot, a function or a stitch.
struct Flow : Node {
    static constexpr Kind its_kind = Kind::flow;
    Flow() : Node(its_kind) {}
    Level level = Level::story;
    Identifier name;
    bool is_function = false;
    bool is_included = false;
    List<Parameter> parameters;
    Weave* root_weave = nullptr; ///< null when it has only stitches
    List<Flow*> flows;
    FlowNames* names = nullptr;

    DivertCell* starting_divert = nullptr; ///< into the first stitch
};

struct Number : Expression {
    static constexpr Kind its_kind = Kind::number;
    enum class Type : std::uint8_t { integer, real, boolean };
    Number() : Expression(its_kind) {}
    Type type = Type::integer;
    std::int32_t integer = 0; ///< and the boolean
    float real = 0;
};

struct StringExpression : Expression {
    static constexpr Kind its_kind = Kind::string;
    StringExpression() : Expression(its_kind) {}
    [[nodiscard]] bool is_single_text() const { return content.size() == 1 && content[0]->kind == Kind::text; }
};

struct VariableReference : Expression {
    static constexpr Kind its_kind = Kind::variable_reference;
    VariableReference() : Expression(its_kind) {}
    Path path;
    std::string_view name; ///< the path with its dots
    bool is_constant = false;
    bool is_list_item = false;
    VariableCell* variable_cell = nullptr;
};

struct FunctionCall : Expression {
    static constexpr Kind its_kind = Kind::function_call;
    FunctionCall() : Expression(its_kind) {}
    Divert* divert = nullptr; ///< carries name and arguments
    bool drops_result = false;
    bool uses_divert = true;       ///< unless it turned out to be built in
    Expression* counted = nullptr; ///< what TURNS_SINCE or READ_COUNT asks about
    [[nodiscard]] std::string_view name() const { return divert->target[0].name; }
    [[nodiscard]] List<Expression*>& arguments() const { return divert->arguments; }
};

struct DivertTarget : Expression {
    static constexpr Kind its_kind = Kind::divert_target;
    DivertTarget() : Expression(its_kind) {}
    Divert* divert = nullptr;
    List<DivertValueCell*> values;
};

struct Binary : Expression {
    static constexpr Kind its_kind = Kind::binary;
    Binary() : Expression(its_kind) {}
    std::string_view op; ///< as the runtime calls it
    Expression* left = nullptr;
    Expression* right = nullptr;
};

struct Unary : Expression {
    static constexpr Kind its_kind = Kind::unary;
    Unary() : Expression(its_kind) {}
    std::string_view op; ///< `_` or `!`
    Expression* inner = nullptr;
};

/// `x++`, `x--`, `x += y`, `x -= y`.
struct Increment : Expression {
    static constexpr Kind its_kind = Kind::increment;
    Increment() : Expression(its_kind) {}
    Identifier name;
    bool up = true;
    Expression* by = nullptr; ///< null: one
    AssignmentCell* assignment = nullptr;
};

/// The conditions of a choice, each in its own braces.
struct AllOf : Expression {
    static constexpr Kind its_kind = Kind::all_of;
    AllOf() : Expression(its_kind) {}
};

struct ListExpression : Expression {
    static constexpr Kind its_kind = Kind::list;
    ListExpression() : Expression(its_kind) {}
    List<Path> items;
};

/// Adds a part; a part that went missing in an error is skipped.
inline void add_content(Pool& pool, Node& node, Node* part)
{
    if (!part) return;
    part->parent = &node;
    part->index = node.content.size();
    node.content.push(pool, part);
}

inline void add_content(Pool& pool, Node& node, const NodeList& parts)
{
    for (Node* part : parts) add_content(pool, node, part);
}

/// The first node that matches, depth first, the node itself included.
template <class T, class Matches>
[[nodiscard]] T* find(Node* node, const Matches& matches)
{
    if (T* found = as<T>(node); found && matches(*found)) return found;
    for (Node* part : node->content) {
        if (T* found = find<T>(part, matches)) return found;
    }
    return nullptr;
}

template <class T>
[[nodiscard]] T* find(Node* node)
{
    return find<T>(node, [](const T&) { return true; });
}

/// Calls visit(T&) for every node of the kind, depth first.
template <class T, class Visit>
void for_each(Node* node, const Visit& visit)
{
    if constexpr (std::is_same_v<T, Node>) {
        visit(*node);
    } else if (T* found = as<T>(node)) {
        visit(*found);
    }
    for (Node* part : node->content) for_each<T>(part, visit);
}

/// Turns a list of statements into a weave: deeper bullets and dashes into weaves of their own. Without a depth, that
/// of the first choice or gather counts.
[[nodiscard]] Weave* make_weave(Pool& pool, const NodeList& statements, std::optional<std::uint32_t> depth = {});

/// Splits what a flow holds into its weave and its flows. In the story, what included files hold outside of knots
/// takes the place of the INCLUDE, their knots go to the end, and a last gather ends the story.
void fill_flow(Pool& pool, Flow& flow, const NodeList& statements);

[[nodiscard]] std::uint32_t weave_depth(const Node& node);  ///< of a choice or gather; 0 for anything else
[[nodiscard]] Flow* closest_flow(const Node& node);         ///< around the node, not itself
[[nodiscard]] Place place_of(const Node& node);             ///< its own, or that of the nearest node around it
[[nodiscard]] std::string_view type_name(const Node& node); ///< in the words of a message

} // namespace goldbox::narrative::ink
