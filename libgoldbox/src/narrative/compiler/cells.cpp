// SPDX-License-Identifier: MIT
#include "narrative/compiler/cells.hpp"

#include <algorithm>

namespace goldbox::narrative::ink {

void add(Pool& pool, Container& container, Cell* cell)
{
    container.content.push(pool, cell);
    cell->parent = &container;
    if (cell->kind == CellKind::container && !static_cast<Container*>(cell)->name.empty()) {
        container.has_named_content = true;
    }
}

void add_front(Pool& pool, Container& container, Cell* cell)
{
    container.content.push_front(pool, cell);
    cell->parent = &container;
}

void add_named(Pool& pool, Container& container, Container* named)
{
    container.named.push(pool, named);
    named->parent = &container;
    container.has_named_content = true;
}

namespace {

bool dissolves(const Cell& cell)
{
    if (cell.kind != CellKind::container) return false;
    const auto& container = static_cast<const Container&>(cell);
    return container.name.empty() && !container.has_named_content;
}

void collect(Pool& pool, Container& into, const Container& from, List<Cell*>& content)
{
    for (Cell* cell : from.content) {
        if (dissolves(*cell)) {
            collect(pool, into, static_cast<const Container&>(*cell), content);
        } else {
            cell->parent = &into;
            content.push(pool, cell);
        }
    }
}

std::uint32_t utf16_length(std::string_view text)
{
    std::uint32_t length = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0) != 0x80) length += byte >= 0xF0 ? 2 : 1;
    }
    return length;
}

const Cell& ancestor_at(const Cell& cell, std::uint32_t depth)
{
    const Cell* at = &cell;
    while (at->depth > depth) at = at->parent;
    return *at;
}

const Cell& common_ancestor(const Cell& left, const Cell& right)
{
    const std::uint32_t depth = std::min(left.depth, right.depth);
    const Cell* a = &ancestor_at(left, depth);
    const Cell* b = &ancestor_at(right, depth);
    while (a != b) {
        a = a->parent;
        b = b->parent;
    }
    return *a;
}

/// `.^.^.^`
std::string upwards(std::uint32_t steps)
{
    std::string path;
    for (std::uint32_t i = 0; i < steps; ++i) path += ".^";
    return path;
}

} // namespace

bool layout(Pool& pool, Container& container)
{
    constexpr std::uint32_t deepest = 1000;
    if (container.depth > deepest) return false;
    if (std::ranges::any_of(container.content, [](const Cell* cell) { return dissolves(*cell); })) {
        List<Cell*> content;
        collect(pool, container, container, content);
        container.content = content;
    }
    std::uint32_t index = 0;
    for (Cell* cell : container.content) {
        cell->index = index++;
        cell->depth = container.depth + 1;
        if (cell->kind == CellKind::container && !layout(pool, static_cast<Container&>(*cell))) return false;
    }
    for (Container* named : container.named) {
        named->index = Container::by_name;
        named->depth = container.depth + 1;
        if (!layout(pool, *named)) return false;
    }
    return true;
}

std::string_view path_of(Pool& pool, Container& container)
{
    if (!container.path_known) {
        container.path_known = true;
        if (container.parent) {
            std::string path(path_of(pool, *container.parent));
            if (!path.empty()) path += '.';
            path += container.name.empty() ? std::to_string(container.index) : std::string(container.name);
            container.path = pool.keep(path);
            container.path_length = utf16_length(path);
        }
    }
    return container.path;
}

std::string path_of(Pool& pool, Cell& cell)
{
    if (cell.kind == CellKind::container) return std::string(path_of(pool, static_cast<Container&>(cell)));
    if (!cell.parent) return {};
    std::string path(path_of(pool, *cell.parent));
    if (!path.empty()) path += '.';
    return path + std::to_string(cell.index);
}

std::string compact_path(Pool& pool, const Cell& from, Cell& target)
{
    std::string path = path_of(pool, target);
    const Cell& common = common_ancestor(from, target);
    if (common.depth == 0 || common.kind != CellKind::container) return path;

    const auto& shared = static_cast<const Container&>(common);
    const std::uint32_t steps = from.depth - common.depth;
    // Both forms end alike: it is the climb against the path down to the shared container.
    if (2 * steps >= shared.path_length) return path;
    return upwards(steps) + path.substr(shared.path.size());
}

std::string compact_path(const Cell& from, std::string_view name)
{
    const Cell& outermost = ancestor_at(from, 1);
    if (outermost.kind != CellKind::container || from.depth <= 1) return std::string(name);
    if (static_cast<const Container&>(outermost).name != name) return std::string(name);
    const std::uint32_t steps = from.depth - 1;
    return 2 * steps < utf16_length(name) ? upwards(steps) : std::string(name);
}

} // namespace goldbox::narrative::ink
