// SPDX-License-Identifier: MIT
#include "narrative/index/indexer.hpp"

#include <algorithm>
#include <tuple>

namespace goldbox::narrative::ink {

namespace {

constexpr std::size_t longest_value = 300;
constexpr std::size_t longest_documentation = 2000;

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string shortened(std::string_view text)
{
    if (text.size() <= longest_value) return std::string(text);
    std::size_t cut = longest_value;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    return std::string(text.substr(0, cut)) + "...";
}

std::string parameter_text(const Parameter& parameter)
{
    std::string text = parameter.by_reference ? "ref " : "";
    if (parameter.is_divert_target) text += "-> ";
    return text + std::string(parameter.name.name);
}

std::string parameter_texts(const List<Parameter>& parameters)
{
    std::string text = "(";
    for (const Parameter& parameter : parameters) {
        if (text.size() > 1) text += ", ";
        text += parameter_text(parameter);
    }
    return text + ')';
}

std::string flow_signature(const Flow& flow)
{
    std::string text = flow.level == Level::stitch ? "= " : "== ";
    if (flow.is_function) text += "function ";
    text += flow.name.name;
    if (flow.is_function || !flow.parameters.empty()) text += parameter_texts(flow.parameters);
    return flow.level == Level::stitch ? text : text + " ==";
}

std::string list_signature(const ListDefinition& list)
{
    std::string text = "LIST " + std::string(list.name.name) + " =";
    for (const ListElement* element : list.elements) {
        text += element == list.elements[0] ? " " : ", ";
        const std::string name(element->name.name);
        text += element->in_initial_list ? '(' + name + ')' : name;
        if (element->explicit_value) text += " = " + std::to_string(*element->explicit_value);
    }
    return shortened(text);
}

std::vector<std::string_view> split_lines(std::string_view text)
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    std::vector<std::string_view> lines;
    while (true) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 1);
    }
}

/// What a line of a comment says, without the marks around it.
std::string_view comment_text(std::string_view line)
{
    line = trimmed(line);
    while (line.starts_with('/') || line.starts_with('*')) line.remove_prefix(1);
    while (line.ends_with('/') || line.ends_with('*')) line.remove_suffix(1);
    return trimmed(line);
}

} // namespace

void Indexer::run()
{
    number_files();
    add_includes();
    declare(book_.root, Symbol::none);
    measure_flows();
    find_uses(book_.root);
    const auto by_place = [](const Use& left, const Use& right) {
        return std::tie(left.range, left.symbol) < std::tie(right.range, right.symbol);
    };
    std::ranges::sort(index_.uses, by_place);
    // A file that is included twice has its names once.
    const auto same_place = [](const Use& left, const Use& right) { return left.range == right.range; };
    const auto repeated = std::ranges::unique(index_.uses, same_place);
    index_.uses.erase(repeated.begin(), repeated.end());
}

void Indexer::number_files()
{
    for (const Source& source : context_.sources) {
        std::uint32_t number = file_number(index_, source.name());
        if (number == Symbol::none) {
            number = static_cast<std::uint32_t>(index_.files.size());
            index_.files.push_back({source.name()});
        }
        files_.push_back(number);
    }
    for (const std::string& original : context_.originals) lines_.push_back(split_lines(original));
}

void Indexer::add_includes()
{
    for (const IncludeRecord& record : context_.includes) {
        index_.inclusions.push_back({range(record.place, record.length), record.file, record.found});
        const std::uint32_t number = file_number(index_, record.file);
        if (record.built_in && number != Symbol::none) index_.files[number].built_in = true;
    }
    const auto same_place = [](const auto& left, const auto& right) { return left.range == right.range; };
    std::ranges::sort(index_.inclusions, {}, &narrative::Inclusion::range);
    const auto repeated = std::ranges::unique(index_.inclusions, same_place);
    index_.inclusions.erase(repeated.begin(), repeated.end());
}

// ---- what is declared

void Indexer::declare(Node& node, std::uint32_t scope)
{
    switch (node.kind) {
    case Kind::flow: scope = declare_flow(static_cast<Flow&>(node), scope); break;
    case Kind::choice: declare_label(node, static_cast<Choice&>(node).label, scope); break;
    case Kind::gather: declare_label(node, static_cast<Gather&>(node).label, scope); break;
    case Kind::variable: declare_variable(static_cast<Variable&>(node), scope); break;
    case Kind::constant: {
        auto& constant = static_cast<Constant&>(node);
        const std::uint32_t id = add(SymbolKind::constant, node, constant.name, Symbol::none);
        if (id == Symbol::none) break;
        index_.symbols[id].value = value_after(constant.name);
        index_.symbols[id].signature = "CONST " + index_.symbols[id].name + " = " + index_.symbols[id].value;
        break;
    }
    case Kind::external: {
        auto& external = static_cast<External&>(node);
        const std::uint32_t id = add(SymbolKind::external, node, external.name, Symbol::none);
        if (id == Symbol::none) break;
        index_.symbols[id].signature = "EXTERNAL " + index_.symbols[id].name + parameter_texts(external.parameters);
        break;
    }
    default: break;
    }
    for (Node* part : node.content) declare(*part, scope);
}

std::uint32_t Indexer::declare_flow(Flow& flow, std::uint32_t scope)
{
    if (flow.level == Level::story) return Symbol::none;
    const SymbolKind kind = flow.level == Level::stitch ? SymbolKind::stitch
                            : flow.is_function          ? SymbolKind::function
                                                        : SymbolKind::knot;
    const std::uint32_t id = add(kind, flow, flow.name, scope);
    if (id == Symbol::none) return scope;
    index_.symbols[id].signature = flow_signature(flow);
    flows_.emplace_back(&flow, id);
    for (const Parameter& parameter : flow.parameters) {
        const std::uint32_t own = add(SymbolKind::parameter, flow, parameter.name, id);
        if (own == Symbol::none) continue;
        symbols_[&parameter] = own;
        Symbol& symbol = index_.symbols[own];
        symbol.signature = parameter_text(parameter) + " of `" + std::string(flow.name.name) + '`';
    }
    symbols_[&flow] = id; // a parameter was entered under the flow as well
    return id;
}

void Indexer::declare_label(Node& point, const Identifier& label, std::uint32_t scope)
{
    const std::uint32_t id = add(SymbolKind::label, point, label, scope);
    if (id == Symbol::none) return;
    const auto* choice = as<Choice>(&point);
    const std::string_view mark = !choice ? "- " : choice->once_only ? "* " : "+ ";
    index_.symbols[id].signature = std::string(mark) + '(' + index_.symbols[id].name + ')';
}

void Indexer::declare_variable(Variable& variable, std::uint32_t scope)
{
    if (variable.list) {
        declare_list(variable, *variable.list);
        return;
    }
    if (!variable.is_global && !variable.is_temp) return;
    const SymbolKind kind = variable.is_global ? SymbolKind::variable : SymbolKind::temporary;
    const std::uint32_t id = add(kind, variable, variable.name, variable.is_global ? Symbol::none : scope);
    if (id == Symbol::none) return;
    Symbol& symbol = index_.symbols[id];
    symbol.value = value_after(variable.name);
    symbol.signature = (variable.is_global ? "VAR " : "temp ") + symbol.name + " = " + symbol.value;
}

void Indexer::declare_list(Variable& variable, ListDefinition& list)
{
    const std::uint32_t id = add(SymbolKind::list, variable, list.name, Symbol::none);
    if (id == Symbol::none) return;
    symbols_[&list] = id;
    index_.symbols[id].signature = list_signature(list);
    for (const ListElement* element : list.elements) {
        const std::uint32_t own = add(SymbolKind::list_item, *element, element->name, id);
        if (own == Symbol::none) continue;
        Symbol& symbol = index_.symbols[own];
        symbol.value = std::to_string(element->value);
        symbol.signature = symbol.address + " = " + symbol.value;
    }
}

std::uint32_t Indexer::add(SymbolKind kind, const Node& node, const Identifier& name, std::uint32_t scope)
{
    if (name.empty() || !name.place.known()) return Symbol::none;
    const auto id = static_cast<std::uint32_t>(index_.symbols.size());
    Symbol symbol{.kind = kind, .name = std::string(name.name), .address = {}, .scope = scope};
    const bool is_local = kind == SymbolKind::temporary || kind == SymbolKind::parameter;
    symbol.address =
        is_local || scope == Symbol::none ? symbol.name : index_.symbols[scope].address + '.' + symbol.name;
    symbol.name_range = range(name.place, name.name.size());
    // Items and parameters stand many to a line, and the line's comment is about all of them.
    const bool is_part = kind == SymbolKind::list_item || kind == SymbolKind::parameter;
    symbol.extent = is_part ? symbol.name_range : line_range(place_of(node));
    if (!is_part) symbol.documentation = documentation(name.place);
    index_.symbols.push_back(std::move(symbol));
    symbols_[&node] = id;
    use(id, name, Use::Role::definition);
    return id;
}

/// A knot reaches to the next knot of its file, a stitch to the next stitch or knot.
void Indexer::measure_flows()
{
    std::ranges::sort(flows_, {},
                      [](const auto& flow) { return std::pair(flow.first->place.file, flow.first->place.offset); });
    for (std::size_t i = 0; i < flows_.size(); ++i) {
        const Place from = flows_[i].first->place;
        const std::string_view text = context_.sources[from.file].text();
        std::size_t end = text.size();
        for (std::size_t next = i + 1; next < flows_.size() && flows_[next].first->place.file == from.file; ++next) {
            if (flows_[next].first->level > flows_[i].first->level) continue;
            end = flows_[next].first->place.offset;
            break;
        }
        end = text.substr(0, end).find_last_not_of(" \t\r\n") + 1;
        index_.symbols[flows_[i].second].extent = range(from, end - std::min<std::size_t>(end, from.offset));
    }
}

// ---- who uses it

void Indexer::find_uses(Node& node)
{
    switch (node.kind) {
    case Kind::divert: divert(static_cast<Divert&>(node)); break;
    case Kind::function_call: function_call(static_cast<FunctionCall&>(node)); return;
    case Kind::variable_reference: variable_reference(static_cast<VariableReference&>(node)); break;
    case Kind::increment: variable_use(static_cast<Increment&>(node).name, node, Use::Role::write); break;
    case Kind::variable: {
        auto& variable = static_cast<Variable&>(node);
        if (!variable.is_global && !variable.is_temp) variable_use(variable.name, node, Use::Role::write);
        break;
    }
    case Kind::list:
        for (const Path& item : static_cast<ListExpression&>(node).items) list_item(item, node);
        break;
    default: break;
    }
    for (Node* part : node.content) find_uses(*part);
}

void Indexer::divert(Divert& node)
{
    if (node.empty || node.target.empty() || node.ends() || node.is_done()) return;
    const std::uint32_t variable = variable_symbol(node.target[0].name, node);
    if (variable != Symbol::none) {
        use(variable, node.target[0], Use::Role::divert);
    } else {
        path(node.target, node, Use::Role::divert);
    }
}

/// The arguments are visited here: those of what is built in hang on a divert that is no part of the tree any more.
void Indexer::function_call(FunctionCall& node)
{
    const Identifier& name = node.divert->target[0];
    if (const auto external = book_.externals.find(name.name); external != book_.externals.end()) {
        use(symbol_of(external->second), name, Use::Role::call);
    } else if (const ListDefinition* list = book_.list(name.name)) {
        use(symbol_of(list), name, Use::Role::call);
    } else if (!built_in(name.name)) {
        const std::uint32_t variable = variable_symbol(name.name, node);
        if (variable != Symbol::none) {
            use(variable, name, Use::Role::call);
        } else {
            path(node.divert->target, *node.divert, Use::Role::call);
        }
    }
    for (Expression* argument : node.arguments()) find_uses(*argument);
}

void Indexer::variable_reference(VariableReference& node)
{
    if (const Constant* constant = book_.constant(node.name)) {
        use(symbol_of(constant), node.path[0], Use::Role::read);
        return;
    }
    if (list_item(node.path, node)) return;
    if (node.path.size() == 1 && !book_.resolve(node.path, node)) {
        variable_use(node.path[0], node, Use::Role::read);
    } else {
        path(node.path, node, Use::Role::read);
    }
}

void Indexer::variable_use(const Identifier& name, const Node& from, Use::Role role)
{
    use(variable_symbol(name.name, from), name, role);
}

std::uint32_t Indexer::variable_symbol(std::string_view name, const Node& from) const
{
    const Book::Found found = book_.variable(name, from);
    if (!found) return Symbol::none;
    if (found.parameter) return symbol_of(found.parameter);
    const auto variable = found.flow->names->variables.find(name);
    return variable == found.flow->names->variables.end() ? Symbol::none : symbol_of(variable->second);
}

/// Each part of a path names a place of its own; where one leads nowhere, those before it still do.
void Indexer::path(const Path& path, Node& from, Use::Role role)
{
    Path prefix;
    for (const Identifier& part : path) {
        prefix.push(context_.pool, part);
        const Node* place = book_.resolve(prefix, from);
        if (!place) return;
        const bool is_last = prefix.size() == path.size();
        use(symbol_of(place), part, is_last ? role : Use::Role::read);
    }
}

bool Indexer::list_item(const Path& path, Node& from)
{
    if (path.size() == 2) {
        if (const ListDefinition* list = book_.list(path[0].name)) use(symbol_of(list), path[0], Use::Role::read);
    }
    const ListElement* item = book_.list_item(path, from);
    if (!item) return false;
    use(symbol_of(item), path[path.size() - 1], Use::Role::read);
    return true;
}

void Indexer::use(std::uint32_t symbol, const Identifier& name, Use::Role role)
{
    if (symbol == Symbol::none || !name.place.known()) return;
    index_.uses.push_back({symbol, range(name.place, name.name.size()), role});
}

std::uint32_t Indexer::symbol_of(const void* declared) const
{
    const auto found = symbols_.find(declared);
    return found == symbols_.end() ? Symbol::none : found->second;
}

// ---- as the author wrote it

TextRange Indexer::range(Place place, std::size_t length) const
{
    const Source& source = context_.sources[place.file];
    const Where begin = source.where(place.offset);
    const Where end = source.end(place.offset, length);
    return {files_[place.file], {begin.line, begin.column}, {end.line, end.column}};
}

TextRange Indexer::line_range(Place place) const
{
    if (!place.known()) return {};
    std::string_view line = context_.sources[place.file].text().substr(place.offset);
    line = line.substr(0, line.find_first_of("\r\n"));
    return range(place, line.find_last_not_of(" \t") + 1);
}

/// What follows the `=` behind a name, to the end of its line.
std::string Indexer::value_after(const Identifier& name) const
{
    std::string_view rest = context_.sources[name.place.file].text().substr(name.place.offset + name.name.size());
    rest = rest.substr(0, rest.find_first_of("\r\n"));
    const std::size_t equals = rest.find('=');
    return equals == std::string_view::npos ? std::string() : shortened(trimmed(rest.substr(equals + 1)));
}

/// The comment that ends on the line above, or the one behind on the same line.
std::string Indexer::documentation(Place place) const
{
    const std::vector<std::string_view>& lines = lines_[place.file];
    const std::size_t own = context_.sources[place.file].where(place.offset).line - 1;
    if (own >= lines.size()) return {};

    std::vector<std::string_view> found;
    std::size_t bytes = 0;
    bool in_block = false;
    for (std::size_t at = own; at-- > 0 && bytes < longest_documentation;) {
        const std::string_view line = trimmed(lines[at]);
        const bool ends_block = !in_block && line.ends_with("*/");
        if (!in_block && !ends_block && !line.starts_with("//")) break;
        // A comment behind something else belongs to that.
        const std::size_t begins = line.find("/*");
        if (ends_block && begins != std::string_view::npos && begins != 0) break;
        found.push_back(comment_text(line));
        bytes += line.size() + 1;
        in_block = (in_block || ends_block) && begins == std::string_view::npos;
    }
    std::string text;
    for (auto line = found.rbegin(); line != found.rend(); ++line) {
        if (!text.empty()) text += '\n';
        text += *line;
    }
    if (!text.empty()) return text;
    const std::size_t beside = lines[own].find("//");
    return beside == std::string_view::npos ? std::string() : shortened(comment_text(lines[own].substr(beside)));
}

} // namespace goldbox::narrative::ink
