// SPDX-License-Identifier: MIT
#include "narrative/compiler/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

namespace goldbox::narrative::ink {

namespace {

constexpr std::int64_t ink_version = 21;

class Writer {
public:
    Writer(Pool& pool, json::Arena& arena, std::size_t most_path_bytes)
        : pool_(pool), arena_(arena), path_bytes_left_(most_path_bytes)
    {
    }

    json::Value story(Container& root, const std::vector<ListDefinition*>& lists);
    [[nodiscard]] bool is_full() const { return path_bytes_left_ == 0; }

private:
    template <class MakePath>
    json::Value path(const MakePath& make_path);
    json::Value container(Container& container);
    json::Value container_end(Container& container);
    json::Value cell(Cell& cell);
    json::Value text(std::string_view text);
    json::Value word(std::string_view word);
    json::Value divert(const DivertCell& cell);
    json::Value variable(const VariableCell& cell);
    json::Value assignment(const AssignmentCell& cell);
    json::Value list(const ListCell& cell);
    json::Value list_definitions(const std::vector<ListDefinition*>& lists);

    template <class... Members>
    json::Value object(const Members&... members)
    {
        return arena_.object(std::array<json::Member, sizeof...(Members)>{members...});
    }

    Pool& pool_;
    json::Arena& arena_;
    std::vector<json::Value> values_;   ///< elements of the arrays being written, the innermost last
    std::vector<json::Member> members_; ///< the same for objects
    std::unordered_map<std::string_view, json::Value> words_;
    std::string buffer_;
    std::size_t path_bytes_left_;
};

/// The number as its shortest float32 digits say it: 0.1, not 0.10000000149011612.
double widen(float value)
{
    std::array<char, 64> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    double wide = 0;
    std::from_chars(digits.data(), written.ptr, wide);
    return wide;
}

/// Long names in deep places make paths that are larger than the story by far.
template <class MakePath>
json::Value Writer::path(const MakePath& make_path)
{
    if (is_full()) return {};
    const std::string made = make_path();
    path_bytes_left_ -= std::min(path_bytes_left_, made.size());
    return arena_.string(made);
}

json::Value Writer::story(Container& root, const std::vector<ListDefinition*>& lists)
{
    const json::Value written = container(root);
    return object(json::Member{"inkVersion", json::Value(ink_version)}, json::Member{"root", written},
                  json::Member{"listDefs", list_definitions(lists)});
}

json::Value Writer::container(Container& one)
{
    const std::size_t start = values_.size();
    for (Cell* part : one.content) {
        const json::Value value = cell(*part);
        values_.push_back(value);
    }
    values_.push_back(container_end(one));
    const json::Value array = arena_.array(std::span(values_).subspan(start));
    values_.resize(start);
    return array;
}

/// Parts reached by name, flags and the name; null when there is none of them.
json::Value Writer::container_end(Container& one)
{
    const std::size_t start = members_.size();
    for (Container* named : one.named) {
        const json::Value value = container(*named);
        members_.push_back({named->name, value});
    }
    const int flags = (one.counts_visits ? 1 : 0) + (one.counts_turns ? 2 : 0) + (one.counts_at_start_only ? 4 : 0);
    if (flags != 0 && flags != 4) members_.push_back({"#f", json::Value(std::int64_t{flags})});
    const bool is_named_only = one.parent && (one.index == Container::by_name);
    if (!one.name.empty() && !is_named_only) members_.push_back({"#n", arena_.string(one.name)});
    if (members_.size() == start) return {};
    const json::Value end = arena_.object(std::span(members_).subspan(start));
    members_.resize(start);
    return end;
}

json::Value Writer::word(std::string_view word)
{
    const auto [known, is_new] = words_.try_emplace(word);
    if (is_new) known->second = arena_.string(word);
    return known->second;
}

json::Value Writer::text(std::string_view text)
{
    if (text == "\n") return word("\n");
    buffer_.assign("^").append(text);
    return arena_.string(buffer_);
}

json::Value Writer::cell(Cell& one)
{
    switch (one.kind) {
    case CellKind::container: return container(static_cast<Container&>(one));
    case CellKind::command: return word(static_cast<CommandCell&>(one).word);
    case CellKind::text: return text(static_cast<TextCell&>(one).text);
    case CellKind::integer: return json::Value(std::int64_t{static_cast<IntegerCell&>(one).value});
    case CellKind::real: return json::Value(widen(static_cast<RealCell&>(one).value));
    case CellKind::boolean: return json::Value(static_cast<BooleanCell&>(one).value);
    case CellKind::divert: return divert(static_cast<DivertCell&>(one));
    case CellKind::divert_value: {
        Cell* target = static_cast<DivertValueCell&>(one).target;
        return object(json::Member{"^->", path([&] { return target ? path_of(pool_, *target) : std::string(); })});
    }
    case CellKind::choice: {
        const auto& choice = static_cast<ChoiceCell&>(one);
        return object(json::Member{"*", path([&] { return compact_path(pool_, one, *choice.target); })},
                      json::Member{"flg", json::Value(std::int64_t{choice.flags})});
    }
    case CellKind::variable: return variable(static_cast<VariableCell&>(one));
    case CellKind::assignment: return assignment(static_cast<AssignmentCell&>(one));
    case CellKind::variable_pointer:
        return object(json::Member{"^var", arena_.string(static_cast<VariablePointerCell&>(one).name)},
                      json::Member{"ci", json::Value(std::int64_t{-1})});
    case CellKind::list: return list(static_cast<ListCell&>(one));
    }
    return {};
}

json::Value Writer::divert(const DivertCell& cell)
{
    std::string_view key = "->";
    if (!cell.external.empty()) {
        key = "x()";
    } else if (cell.push == DivertCell::Push::function) {
        key = "f()";
    } else if (cell.push == DivertCell::Push::tunnel) {
        key = "->t->";
    }
    json::Value target;
    if (!cell.variable.empty()) {
        target = arena_.string(cell.variable);
    } else if (!cell.external.empty()) {
        target = path([&] { return compact_path(cell, cell.external); });
    } else if (cell.target) {
        target = path([&] { return compact_path(pool_, cell, *cell.target); });
    }
    std::array<json::Member, 4> members;
    std::size_t count = 0;
    members[count++] = {key, target};
    if (!cell.variable.empty()) members[count++] = {"var", json::Value(true)};
    if (cell.conditional) members[count++] = {"c", json::Value(true)};
    if (cell.external_arguments > 0) members[count++] = {"exArgs", json::Value(std::int64_t{cell.external_arguments})};
    return arena_.object(std::span(members).first(count));
}

json::Value Writer::variable(const VariableCell& cell)
{
    if (cell.counted)
        return object(json::Member{"CNT?", path([&] { return compact_path(pool_, cell, *cell.counted); })});
    return object(json::Member{"VAR?", arena_.string(cell.name)});
}

json::Value Writer::assignment(const AssignmentCell& cell)
{
    const json::Member target{cell.is_global ? "VAR=" : "temp=", arena_.string(cell.name)};
    if (cell.is_new) return object(target);
    return object(target, json::Member{"re", json::Value(true)});
}

json::Value Writer::list(const ListCell& cell)
{
    const std::size_t start = members_.size();
    for (const ListCell::Item& item : cell.items) {
        const std::string_view name = pool_.keep(std::string(item.list) + '.' + std::string(item.name));
        members_.push_back({name, json::Value(std::int64_t{item.value})});
    }
    const json::Value items = arena_.object(std::span(members_).subspan(start));
    members_.resize(start);
    if (!cell.items.empty() || cell.origin.empty()) return object(json::Member{"list", items});
    const json::Value origin = arena_.string(cell.origin);
    return object(json::Member{"list", items}, json::Member{"origins", arena_.array(std::span(&origin, 1))});
}

json::Value Writer::list_definitions(const std::vector<ListDefinition*>& lists)
{
    std::vector<json::Member> definitions;
    for (const ListDefinition* list : lists) {
        std::vector<json::Member> items;
        for (const ListElement* element : list->elements) {
            items.push_back({element->name.name, json::Value(std::int64_t{element->value})});
        }
        definitions.push_back({list->name.name, arena_.object(items)});
    }
    return arena_.object(definitions);
}

class LineWriter {
public:
    LineWriter(json::Arena& arena, const Sources& sources) : arena_(arena), sources_(sources) {}

    json::Value container(const Container& one)
    {
        const std::size_t start = values_.size();
        for (const Cell* part : one.content) {
            const json::Value value = part->kind == CellKind::container
                                          ? container(static_cast<const Container&>(*part))
                                          : json::Value(line(part->place));
            values_.push_back(value);
        }
        values_.push_back(named(one));
        const json::Value array = arena_.array(std::span(values_).subspan(start));
        values_.resize(start);
        return array;
    }

    json::Value files()
    {
        for (const Source& source : sources_) values_.push_back(arena_.string(source.name()));
        const json::Value array = arena_.array(values_);
        values_.clear();
        return array;
    }

private:
    json::Value named(const Container& one)
    {
        if (one.named.empty()) return {};
        const std::size_t start = members_.size();
        for (const Container* named : one.named) {
            const json::Value value = container(*named);
            members_.push_back({named->name, value});
        }
        const json::Value end = arena_.object(std::span(members_).subspan(start));
        members_.resize(start);
        return end;
    }

    [[nodiscard]] std::int64_t line(Place place) const
    {
        if (!place.known()) return 0;
        const auto line = std::int64_t{sources_[place.file].line(place.offset)};
        return line * static_cast<std::int64_t>(sources_.size()) + place.file;
    }

    json::Arena& arena_;
    const Sources& sources_;
    std::vector<json::Value> values_;
    std::vector<json::Member> members_;
};

} // namespace

json::Document write_lines(const Container& root, const Sources& sources)
{
    json::Document document;
    LineWriter writer(document.arena, sources);
    const json::Value files = writer.files();
    document.root =
        document.arena.object(std::array{json::Member{"files", files}, json::Member{"root", writer.container(root)}});
    return document;
}

std::optional<json::Document> write_story(Pool& pool, Container& root, const std::vector<ListDefinition*>& lists,
                                          std::size_t most_path_bytes)
{
    json::Document document;
    Writer writer(pool, document.arena, most_path_bytes);
    document.root = writer.story(root, lists);
    if (writer.is_full()) return std::nullopt;
    return document;
}

} // namespace goldbox::narrative::ink
