#pragma once
// SPDX-License-Identifier: MIT
// From the tree to cells. Names of flows and labels are known; what they point at is filled in by the resolver, when
// every container stands where it stays.

#include "narrative/compiler/book.hpp"
#include "narrative/compiler/cells.hpp"

#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace goldbox::narrative::ink {

/// A divert and the cell it must lead to.
struct Link {
    DivertCell* divert = nullptr;
    Cell* target = nullptr;
};

class Generator {
public:
    explicit Generator(Book& book) : book_(book), pool_(book.pool) {}

    /// The root container, global declarations and all.
    [[nodiscard]] Container* generate();
    [[nodiscard]] const std::vector<Link>& links() const { return links_; }
    [[nodiscard]] const std::vector<ListDefinition*>& lists() const { return lists_; }

private:
    // ---- any node (generator.cpp)
    Cell* cell_of(Node* node);
    Cell* make_cell(Node& node);
    Container* content_list(const NodeList& nodes);
    Cell* author_note(AuthorNote& note);
    Container* return_statement(Return& node);
    Cell* variable(Variable& node);
    Cell* external(External& node);
    Container* sequence(Sequence& node);
    void sequence_index(Sequence& node, Container& container);
    void sequence_branch(Sequence& node, Container& container, std::uint32_t index, Cell* end);
    Container* conditional(Conditional& node);
    Container* branch(Branch& node);
    Container* choice(Choice& node);
    Container* choice_start(Choice& node, Container& outer);
    Container* choice_target(Choice& node, Container* start);
    Container* gather(Gather& node);

    // ---- flows (generator.cpp)
    Container* flow(Flow& node);
    void check_function(Flow& node);
    void parameters(const Flow& node, Container& container);
    void globals(Container& root);
    Cell* list_value(const ListDefinition& list);

    // ---- diverts (generator_diverts.cpp)
    Cell* divert(Divert& node);
    void divert_arguments(Divert& node, Container& container);
    void find_target(Divert& node);
    void check_arguments(Divert& node);
    void check_target_argument(Divert& node, const Flow& flow, const Parameter& parameter, Expression& given);
    Container* tunnel_onwards(TunnelOnwards& node);

    // ---- expressions (generator_logic.cpp)
    Container* expression(Expression& node);
    void evaluate(Expression& node, Container& into);
    void number(const Number& node, Container& into);
    void variable_reference(VariableReference& node, Container& into);
    void function_call(FunctionCall& node, Container& into);
    void built_in_call(FunctionCall& node, const BuiltIn& function, Container& into);
    void count_call(FunctionCall& node, const BuiltIn& function, Container& into);
    void list_call(FunctionCall& node, Container& into);
    void increment(Increment& node, Container& into);
    void list(ListExpression& node, Container& into);

    // ---- weaves (weave.cpp)
    Container* weave(Weave& node);
    void weave_gather(Weave& node, Gather& gather);
    void weave_choice(Weave& node, Choice& choice);
    void weave_inner(Weave& node, Weave& inner);
    void weave_add(Weave& node, Cell* cell);
    void pass_loose_ends(Weave& node);

    template <class T>
    T* make()
    {
        T* made = pool_.make<T>();
        if constexpr (std::is_base_of_v<Cell, T>) made->place = place_;
        return made;
    }
    void add_cell(Container& into, Cell* cell)
    {
        if (cell) add(pool_, into, cell);
    }
    CommandCell* command(std::string_view word);
    void add_command(Container& into, std::string_view word) { add(pool_, into, command(word)); }
    void add_integer(Container& into, std::int32_t value);
    TextCell* text(std::string_view value);
    AssignmentCell* assignment(std::string_view name, bool is_new);

    Book& book_;
    Pool& pool_;
    Place place_; ///< of the node whose cells are being made
    std::vector<Link> links_;
    std::vector<ListDefinition*> lists_;
};

/// Reports flows that run out, with the node where they do: as a loose end, or where choices in a block lead nowhere.
void check_flow_end(Book& book, Flow& flow);
void check_nested_choices(Book& book, Weave& weave);

/// The container whose visits count as those of a flow, choice or gather; null for anything else.
[[nodiscard]] Container* counted_container(const Node& node);

} // namespace goldbox::narrative::ink
