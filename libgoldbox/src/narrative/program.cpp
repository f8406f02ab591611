// SPDX-License-Identifier: MIT
#include "program.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace goldbox::narrative {

namespace {

struct NativeRow {
    std::string_view name;
    int arity;
};
constexpr std::array natives = {
    NativeRow{"+", 2},          NativeRow{"-", 2},          NativeRow{"/", 2},          NativeRow{"*", 2},
    NativeRow{"%", 2},          NativeRow{"_", 1},          NativeRow{"==", 2},         NativeRow{">", 2},
    NativeRow{"<", 2},          NativeRow{">=", 2},         NativeRow{"<=", 2},         NativeRow{"!=", 2},
    NativeRow{"!", 1},          NativeRow{"&&", 2},         NativeRow{"||", 2},         NativeRow{"MIN", 2},
    NativeRow{"MAX", 2},        NativeRow{"POW", 2},        NativeRow{"FLOOR", 1},      NativeRow{"CEILING", 1},
    NativeRow{"INT", 1},        NativeRow{"FLOAT", 1},      NativeRow{"?", 2},          NativeRow{"!?", 2},
    NativeRow{"^", 2},          NativeRow{"LIST_MIN", 1},   NativeRow{"LIST_MAX", 1},   NativeRow{"LIST_ALL", 1},
    NativeRow{"LIST_COUNT", 1}, NativeRow{"LIST_VALUE", 1}, NativeRow{"LIST_INVERT", 1}};
static_assert(natives.size() == static_cast<std::size_t>(Native::list_invert) + 1);

} // namespace

std::string_view name(Native function)
{
    return natives[static_cast<std::size_t>(function)].name;
}

int arity(Native function)
{
    return natives[static_cast<std::size_t>(function)].arity;
}

// ---- tables

namespace {

std::uint32_t hash_of(std::string_view name)
{
    std::uint32_t h = 2166136261u;
    for (char c : name) h = (h ^ static_cast<unsigned char>(c)) * 16777619u;
    return h ^ h >> 15;
}

} // namespace

std::uint32_t NameTable::find(std::string_view name) const
{
    if (slots.empty()) return none;
    const std::uint32_t wanted = hash_of(name);
    for (std::size_t i = wanted & (slots.size() - 1);; i = (i + 1) & (slots.size() - 1)) {
        const std::uint32_t id = slots[i];
        if (id == none || (names[id].hash == wanted && (*this)[id] == name)) return id;
    }
}

std::uint32_t NameTable::add(std::string_view name)
{
    if (names.size() * 2 >= slots.size()) grow();
    const std::uint32_t wanted = hash_of(name);
    std::size_t i = wanted & (slots.size() - 1);
    for (; slots[i] != none; i = (i + 1) & (slots.size() - 1)) {
        if (names[slots[i]].hash == wanted && std::as_const(*this)[slots[i]] == name) return slots[i];
    }
    slots[i] = static_cast<std::uint32_t>(names.size());
    names.push_back({static_cast<std::uint32_t>(characters.size()), static_cast<std::uint32_t>(name.size()), wanted});
    characters.append(name);
    return slots[i];
}

void NameTable::grow()
{
    slots.assign(std::max<std::size_t>(256, slots.size() * 2), none);
    for (std::uint32_t id = 0; id < names.size(); ++id) {
        std::size_t i = names[id].hash & (slots.size() - 1);
        while (slots[i] != none) i = (i + 1) & (slots.size() - 1);
        slots[i] = id;
    }
}

std::size_t PairTable::place(Key key) const
{
    std::uint32_t h = key.first * 2654435761u ^ key.second * 2246822519u;
    h ^= h >> 15;
    std::size_t i = h & (keys.size() - 1);
    while (values[i] != none && keys[i] != key) i = (i + 1) & (keys.size() - 1);
    return i;
}

std::uint32_t PairTable::find(std::uint32_t first, std::uint32_t second) const
{
    return keys.empty() ? none : values[place({first, second})];
}

void PairTable::set(std::uint32_t first, std::uint32_t second, std::uint32_t value)
{
    if (used_ * 2 >= keys.size()) grow();
    const Key key{first, second};
    const std::size_t i = place(key);
    if (values[i] == none) ++used_;
    keys[i] = key;
    values[i] = value;
}

void PairTable::grow()
{
    FlatArray<Key> old_keys;
    FlatArray<std::uint32_t> old_values;
    old_keys.swap(keys);
    old_values.swap(values);
    const std::size_t size = std::max<std::size_t>(64, old_keys.size() * 2);
    keys.assign(size, {});
    values.assign(size, none);
    for (std::size_t old = 0; old < old_keys.size(); ++old) {
        if (old_values[old] == none) continue;
        const std::size_t i = place(old_keys[old]);
        keys[i] = old_keys[old];
        values[i] = old_values[old];
    }
}

// ---- paths

PathReader::PathReader(std::string_view path) : rest_(path)
{
    if (rest_.starts_with('.')) {
        relative_ = true;
        rest_.remove_prefix(1);
    }
    at_end_ = rest_.empty();
}

PathReader::Step PathReader::next()
{
    const std::size_t dot = rest_.find('.');
    const std::string_view part = rest_.substr(0, dot);
    at_end_ = dot == std::string_view::npos;
    rest_ = at_end_ ? std::string_view() : rest_.substr(dot + 1);
    Step step{.name = part};
    if (part == "^") {
        step.kind = Step::Kind::parent;
    } else if (!part.empty() && part[0] >= '0' && part[0] <= '9') {
        auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), step.index);
        if (problem == std::errc() && end == part.data() + part.size()) step.kind = Step::Kind::index;
    }
    return step;
}

std::uint32_t Program::address(Location location) const
{
    if (!location) return none;
    const Container& container = containers[location.container];
    if (location.index < 0) return container.enter;
    const auto index = static_cast<std::uint32_t>(location.index);
    return index < container.size ? item(container, index) : none;
}

std::uint32_t Program::container_at(Location location) const
{
    if (location.index < 0) return location.container;
    const std::uint32_t at = address(location);
    if (at == none) return none;
    const Cell& cell = cells[at];
    return cell.op == Op::enter || cell.op == Op::enter_empty ? cell.argument : none;
}

Location Program::locate(std::uint32_t address) const
{
    const std::uint32_t owner = owners[address];
    const Container& container = containers[owner];
    const auto begin = items.begin() + container.first;
    const auto found = std::lower_bound(begin, begin + container.size, address);
    if (found == begin + container.size || *found != address) {
        return {owner, address == container.enter ? -1 : static_cast<std::int32_t>(container.size)};
    }
    return {owner, static_cast<std::int32_t>(found - begin)};
}

Program::Found Program::follow(std::uint32_t from, PathReader path) const
{
    Found found{.location = {from, -1}};
    std::uint32_t container = from;
    while (!path.at_end()) {
        const PathReader::Step step = path.next();
        Location next;
        if (container != none) {
            if (step.kind == PathReader::Step::Kind::index) {
                if (step.index < containers[container].size) next = {container, static_cast<std::int32_t>(step.index)};
            } else if (step.kind == PathReader::Step::Kind::parent) {
                next.container = containers[container].parent;
            } else if (const std::uint32_t name = names.find(step.name); name != none) {
                next.container = children.find(container, name);
            }
        }
        if (!next) {
            found.exact = false;
            return found;
        }
        found.location = next;
        container = container_at(next);
        if (container != none && containers[container].name != none) found.labelled = container;
    }
    return found;
}

std::optional<std::uint32_t> Program::knot(std::string_view name) const
{
    const std::uint32_t id = names.find(name);
    if (id == none) return std::nullopt;
    const std::uint32_t container = children.find(0, id);
    return container == none ? std::nullopt : std::optional(container);
}

std::uint32_t Program::knot_of(std::uint32_t container) const
{
    while (container != 0 && containers[container].parent != 0) container = containers[container].parent;
    return container != 0 && containers[container].index == none ? container : 0;
}

Where Program::where(std::uint32_t address) const
{
    if (address >= lines.size() || lines[address] < files.size()) return {};
    const auto count = static_cast<std::uint32_t>(files.size());
    return {.file = files[lines[address] % count], .line = lines[address] / count};
}

std::uint32_t Program::child_at(std::uint32_t container, std::uint32_t i) const
{
    const Cell& cell = cells[item(containers[container], i)];
    if (cell.op != Op::enter && cell.op != Op::enter_empty) return none;
    const Container& child = containers[cell.argument];
    return child.parent == container && child.index == i ? cell.argument : none;
}

std::vector<std::uint32_t> Program::tag_texts_of(std::uint32_t container) const
{
    // Tags stand before everything else, within however many containers.
    while (containers[container].size > 0) {
        const std::uint32_t first = child_at(container, 0);
        if (first == none) break;
        container = first;
    }
    std::vector<std::uint32_t> tags;
    bool in_tag = false;
    for (std::uint32_t i = 0; i < containers[container].size; ++i) {
        const Cell& cell = cells[item(containers[container], i)];
        if (cell.op == Op::begin_tag)
            in_tag = true;
        else if (cell.op == Op::end_tag)
            in_tag = false;
        else if (in_tag && cell.op == Op::text)
            tags.push_back(cell.argument);
        else
            break;
    }
    return tags;
}

std::vector<std::uint32_t> Program::parameters_of(std::uint32_t container) const
{
    const Container& c = containers[container];
    std::vector<std::uint32_t> parameters;
    for (std::uint32_t i = 0; i < c.size; ++i) {
        const Cell& cell = cells[item(c, i)];
        if (cell.op != Op::set_variable || cell.flags != assign_flag::declares) break;
        parameters.push_back(cell.argument);
    }
    std::ranges::reverse(parameters); // the last argument lies on top of the stack
    return parameters;
}

void Program::append_path(std::string& out, std::uint32_t container) const
{
    // Climb first, since paths are written from the root down.
    std::array<std::uint32_t, 64> chain;
    std::size_t length = 0;
    std::uint32_t top = container;
    for (; containers[top].parent != none && length < chain.size(); top = containers[top].parent) chain[length++] = top;
    if (containers[top].parent != none) {
        append_path(out, top);
        out += '.';
    }
    while (length > 0) {
        const Container& c = containers[chain[--length]];
        if (c.name != none)
            out += names[c.name];
        else
            out += std::to_string(c.index);
        if (length > 0) out += '.';
    }
}

void Program::append_path(std::string& out, Location location) const
{
    if (const std::uint32_t container = container_at(location); container != none) return append_path(out, container);
    const std::size_t before = out.size();
    append_path(out, location.container);
    if (out.size() > before) out += '.';
    out += std::to_string(location.index);
}

std::string Program::path(Location location) const
{
    std::string out;
    if (location) append_path(out, location);
    return out;
}

void Program::visits_between(std::uint32_t previous, std::uint32_t target, std::vector<std::uint32_t>& visited) const
{
    auto container_of = [&](std::uint32_t address) {
        const Cell& cell = cells[address];
        return cell.op == Op::enter || cell.op == Op::enter_empty ? cell.argument : owners[address];
    };
    auto depth_of = [&](std::uint32_t container) {
        std::uint32_t depth = 0;
        for (; container != none; container = containers[container].parent) ++depth;
        return depth;
    };

    const Cell& cell = cells[target];
    const bool at_container = cell.op == Op::enter || cell.op == Op::enter_empty;
    const std::uint32_t child = at_container ? cell.argument : none;
    std::uint32_t ancestor = at_container ? containers[child].parent : owners[target];
    bool at_start = at_container ? containers[child].index == 0
                                 : containers[ancestor].size > 0 && item(containers[ancestor], 0) == target;

    // Whoever lies on the way to `previous` too has been entered already: from their common ancestor upwards.
    std::uint32_t common = none;
    if (previous != none) {
        std::uint32_t left = ancestor, right = container_of(previous);
        std::uint32_t left_depth = depth_of(left), right_depth = depth_of(right);
        for (; left_depth > right_depth; --left_depth) left = containers[left].parent;
        for (; right_depth > left_depth; --right_depth) right = containers[right].parent;
        while (left != right) {
            left = containers[left].parent;
            right = containers[right].parent;
        }
        common = left;
    }
    bool entered_before = false;
    while (ancestor != none) {
        if (ancestor == common) entered_before = true;
        const Container& c = containers[ancestor];
        if (entered_before && !c.start_only) return;
        if ((!c.start_only || at_start) && (c.visits != none || c.turns != none)) visited.push_back(ancestor);
        at_start = at_start && c.index == 0;
        ancestor = c.parent;
    }
}

void Program::spell_names()
{
    auto spell = [this](const FlatArray<std::uint32_t>& ids, std::vector<std::string>& spelled) {
        spelled.reserve(ids.size());
        for (std::uint32_t id : ids) spelled.emplace_back(names[id]);
    };
    spell(externals, external_names);
    spell(variables, variable_names);
    spell(knot_list, knot_names);
    for (std::uint32_t id : tag_texts) global_tags.emplace_back(text(id));
}

std::size_t Program::memory_bytes() const
{
    auto of = [](const auto& list) { return list.capacity() * sizeof(list[0]); };
    std::size_t total = sizeof(*this) + of(lists) + of(first_globals) + of(first_visits) + of(first_turns);
    if (image) total += image->capacity();
    each_array(*this, [&total](const auto& array) { total += array.memory_bytes(); });
    for (const ListData& list : lists) total += of(list.items) + of(list.origins);
    for (const auto* list : {&global_tags, &external_names, &variable_names, &knot_names, &files}) {
        for (const std::string& text : *list) total += sizeof(text) + text.capacity();
    }
    return total;
}

tl::unexpected<Error> no_such_path(std::string_view path)
{
    return fail(Code::not_found, "ink.no_such_path",
                "the story has no knot, stitch or label `" + printable(path) + "`");
}

} // namespace goldbox::narrative
