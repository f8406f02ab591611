#pragma once
// SPDX-License-Identifier: MIT

#include "narrative/compiler/book.hpp"

#include <goldbox/narrative/index.hpp>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace goldbox::narrative::ink {

/// Walks the tree of a story twice: what is declared, then who uses it.
class Indexer {
public:
    Indexer(Context& context, Book& book, Index& index) : context_(context), book_(book), index_(index) {}

    void run();

private:
    void number_files();
    void add_includes();

    // ---- what is declared
    void declare(Node& node, std::uint32_t scope);
    [[nodiscard]] std::uint32_t declare_flow(Flow& flow, std::uint32_t scope);
    void declare_label(Node& point, const Identifier& label, std::uint32_t scope);
    void declare_variable(Variable& variable, std::uint32_t scope);
    void declare_list(Variable& variable, ListDefinition& list);
    [[nodiscard]] std::uint32_t add(SymbolKind kind, const Node& node, const Identifier& name, std::uint32_t scope);
    void measure_flows();

    // ---- who uses it
    void find_uses(Node& node);
    void divert(Divert& node);
    void function_call(FunctionCall& node);
    void variable_reference(VariableReference& node);
    void variable_use(const Identifier& name, const Node& from, Use::Role role);
    [[nodiscard]] std::uint32_t variable_symbol(std::string_view name, const Node& from) const;
    void path(const Path& path, Node& from, Use::Role role);
    bool list_item(const Path& path, Node& from);
    void use(std::uint32_t symbol, const Identifier& name, Use::Role role);
    [[nodiscard]] std::uint32_t symbol_of(const void* declared) const;

    // ---- as the author wrote it
    [[nodiscard]] TextRange range(Place place, std::size_t length) const;
    [[nodiscard]] TextRange line_range(Place place) const;
    [[nodiscard]] std::string value_after(const Identifier& name) const;
    [[nodiscard]] std::string documentation(Place place) const;

    Context& context_;
    Book& book_;
    Index& index_;
    std::vector<std::uint32_t> files_;                         ///< of each source, its number in the index
    std::vector<std::vector<std::string_view>> lines_;         ///< of each source, as it was read
    std::unordered_map<const void*, std::uint32_t> symbols_;   ///< by the node or parameter that declares it
    std::vector<std::pair<const Flow*, std::uint32_t>> flows_; ///< to be measured
};

} // namespace goldbox::narrative::ink
