// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <algorithm>

namespace goldbox::narrative {

void Lists::append_origins(const ListData& list, std::vector<std::uint32_t>& origins) const
{
    auto add = [&](std::uint32_t definition) {
        if (definition != none && std::ranges::find(origins, definition) == origins.end())
            origins.push_back(definition);
    };
    if (list.items.empty()) {
        for (std::uint32_t definition : list.origins) add(definition);
    } else {
        for (std::uint32_t entry : list.items) add(program_.list_entries[entry].definition);
    }
}

Datum Lists::single(std::uint32_t entry) const
{
    HeapList* made = heap_.list();
    made->list.items.push_back(entry);
    return Datum(made);
}

Datum Lists::empty() const
{
    return Datum(heap_.list());
}

Datum Lists::empty_of(const ListData& origins) const
{
    HeapList* made = heap_.list();
    append_origins(origins, made->list.origins);
    return Datum(made);
}

void Lists::mark(const ListData& list)
{
    if (marks_.empty()) marks_.assign(program_.list_entries.size(), 0);
    if (++epoch_ == 0) {
        std::ranges::fill(marks_, 0u);
        epoch_ = 1;
    }
    for (std::uint32_t entry : list.items) marks_[entry] = epoch_;
}

Datum Lists::with(const ListData& left, const ListData& right)
{
    HeapList* made = heap_.list();
    ListData& list = made->list;
    Datum result(made);
    mark(left);
    list.items = left.items;
    for (std::uint32_t entry : right.items) {
        if (!marked(entry)) list.items.push_back(entry);
    }
    if (list.items.empty()) append_origins(left, list.origins);
    return result;
}

Datum Lists::without(const ListData& left, const ListData& right)
{
    HeapList* made = heap_.list();
    ListData& list = made->list;
    Datum result(made);
    mark(right);
    for (std::uint32_t entry : left.items) {
        if (!marked(entry)) list.items.push_back(entry);
    }
    if (list.items.empty()) append_origins(left, list.origins);
    return result;
}

Datum Lists::intersection(const ListData& left, const ListData& right)
{
    HeapList* made = heap_.list();
    Datum result(made);
    mark(right);
    for (std::uint32_t entry : left.items) {
        if (marked(entry)) made->list.items.push_back(entry);
    }
    return result;
}

Datum Lists::shifted(const ListData& list, std::uint32_t by) const
{
    HeapList* made = heap_.list();
    Datum result(made);
    for (std::uint32_t entry : list.items) {
        const ListEntry& item = program_.list_entries[entry];
        if (item.definition == none) continue;
        const auto wanted = static_cast<std::int32_t>(static_cast<std::uint32_t>(item.value) + by);
        const ListDefinition& definition = program_.list_definitions[item.definition];
        for (std::uint32_t other = definition.first; other < definition.first + definition.size; ++other) {
            if (program_.list_entries[other].value != wanted) continue;
            if (std::ranges::find(made->list.items, other) == made->list.items.end()) made->list.items.push_back(other);
            break;
        }
    }
    return result;
}

Datum Lists::all(const ListData& list)
{
    HeapList* made = heap_.list();
    Datum result(made);
    std::vector<std::uint32_t>& origins = made->list.origins;
    append_origins(list, origins);
    for (std::uint32_t origin : origins) {
        const ListDefinition& definition = program_.list_definitions[origin];
        for (std::uint32_t i = 0; i < definition.size; ++i) made->list.items.push_back(definition.first + i);
    }
    origins.clear();
    return result;
}

Datum Lists::inverse(const ListData& list)
{
    HeapList* made = heap_.list();
    Datum result(made);
    std::vector<std::uint32_t>& origins = made->list.origins;
    append_origins(list, origins);
    mark(list);
    for (std::uint32_t origin : origins) {
        const ListDefinition& definition = program_.list_definitions[origin];
        for (std::uint32_t entry = definition.first; entry < definition.first + definition.size; ++entry) {
            if (!marked(entry)) made->list.items.push_back(entry);
        }
    }
    origins.clear();
    return result;
}

Datum Lists::range(const ListData& list, std::int32_t low, std::int32_t high) const
{
    HeapList* made = heap_.list();
    Datum result(made);
    if (list.items.empty()) return result;
    for (std::uint32_t entry : list.items) {
        if (value(entry) >= low && value(entry) <= high) made->list.items.push_back(entry);
    }
    std::ranges::sort(made->list.items, {}, [&](std::uint32_t entry) { return program_.list_entries[entry].rank; });
    if (made->list.items.empty()) append_origins(list, made->list.origins);
    return result;
}

bool Lists::contains(const ListData& list, const ListData& items)
{
    if (list.items.empty() || items.items.empty()) return false;
    mark(list);
    return std::ranges::all_of(items.items, [&](std::uint32_t entry) { return marked(entry); });
}

bool Lists::equal(const ListData& left, const ListData& right)
{
    if (left.items.size() != right.items.size()) return false;
    mark(right);
    return std::ranges::all_of(left.items, [&](std::uint32_t entry) { return marked(entry); });
}

std::uint32_t Lists::lowest(const ListData& list) const
{
    std::uint32_t best = none;
    for (std::uint32_t entry : list.items) {
        if (best == none || value(entry) < value(best)) best = entry;
    }
    return best;
}

std::uint32_t Lists::highest(const ListData& list) const
{
    std::uint32_t best = none;
    for (std::uint32_t entry : list.items) {
        if (best == none || value(entry) > value(best)) best = entry;
    }
    return best;
}

void Lists::append_text(std::string& out, const ListData& list) const
{
    auto name = [&](std::uint32_t entry) { return program_.names[program_.list_entries[entry].item]; };
    if (list.items.size() == 1) {
        out += name(list.items[0]);
        return;
    }
    std::vector<std::uint32_t> ordered = list.items;
    std::ranges::sort(ordered, {}, [&](std::uint32_t entry) { return program_.list_entries[entry].rank; });
    for (std::size_t i = 0; i < ordered.size(); ++i) {
        if (i > 0) out += ", ";
        out += name(ordered[i]);
    }
}

} // namespace goldbox::narrative
