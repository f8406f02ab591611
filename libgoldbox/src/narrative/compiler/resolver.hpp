#pragma once
// SPDX-License-Identifier: MIT

#include "narrative/compiler/generator.hpp"

namespace goldbox::narrative::ink {

/// Points the cells at what their names mean, marks what must be counted, and reports what means nothing.
class Resolver {
public:
    Resolver(Book& book, const Generator& generator) : book_(book), generator_(generator) {}

    void resolve();

private:
    void visit(Node& node);
    void visit_content(Node& node);
    void divert(Divert& node);
    void check_function_use(Divert& node);
    void external_call(Divert& node, const External& external);
    void tunnel_onwards(TunnelOnwards& node);
    void divert_target(DivertTarget& node);
    void check_target_use(DivertTarget& node);
    void check_stored_target(DivertTarget& node);
    void variable(Variable& node);
    void variable_reference(VariableReference& node);
    void function_call(FunctionCall& node);
    void increment(Increment& node);
    void binary(Binary& node);
    void weave(Weave& node);
    void warn_of_unreachable(Weave& node);
    void flow(Flow& node);
    void list_definition(ListDefinition& node);
    void warn_of_external_clashes();
    [[nodiscard]] std::string unknown(std::string_view what, std::string_view name, const Node& from,
                                      bool variables) const;

    Book& book_;
    const Generator& generator_;
};

} // namespace goldbox::narrative::ink
