// SPDX-License-Identifier: MIT
#include "content/merge.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>

namespace goldbox::content {
namespace {

using json::Member;
using json::Value;

/// Whether an element is what `$delete` names: equal, or an object that has all members of the named one.
bool matches(const Value& element, const Value& named)
{
    if (!element.is(json::Kind::object) || !named.is(json::Kind::object)) return json::same(element, named);
    return std::ranges::all_of(named.object(), [&](const Member& member) {
        const Value* own = element.find(member.name);
        return own && json::same(*own, member.value);
    });
}

class Merger {
public:
    Merger(json::Arena& arena, std::uint64_t& work, std::vector<MergeProblem>& problems)
        : arena_(arena), work_(work), problems_(problems)
    {
    }

    Value merge(const Value& base, const Value& change)
    {
        if (!change.is(json::Kind::object)) return change;
        std::vector<Member> members;
        if (base.is(json::Kind::object)) members.assign(base.object().begin(), base.object().end());
        if (!afford(members.size() + change.object().size(), change.object().size())) return base;
        for (const auto& [name, value] : change.object()) {
            if (is_instruction(name)) continue;
            path_.emplace_back(name);
            const auto old = std::ranges::find(members, name, &Member::name);
            if (value.is(json::Kind::null)) {
                if (old != members.end()) members.erase(old);
            } else if (old != members.end()) {
                old->value = merge(old->value, value);
            } else {
                members.push_back({name, merge(Value(), value)});
            }
            path_.pop_back();
        }
        edit(members, change, "$delete", &Merger::remove);
        edit(members, change, "$prepend", &Merger::prepend);
        edit(members, change, "$append", &Merger::append);
        return arena_.object(members);
    }

private:
    using Elements = std::vector<Value>;
    using Edit = void (Merger::*)(Elements& elements, const Value& named);

    /// Names and elements are looked for one by one, which is the fastest while there are few.
    bool afford(std::uint64_t many, std::uint64_t times)
    {
        const std::uint64_t cost = many * times;
        if (cost > work_) {
            wrong(true, "this change compares too much with too much");
            return false;
        }
        work_ -= cost;
        return true;
    }

    void wrong(bool error, std::string message) { problems_.push_back({path_, std::move(message), error}); }

    void edit(std::vector<Member>& members, const Value& change, std::string_view instruction, Edit how)
    {
        const Value* edits = change.find(instruction);
        if (!edits || !edits->is(json::Kind::object)) return;
        path_.emplace_back(instruction);
        for (const auto& [name, named] : edits->object()) {
            path_.emplace_back(name);
            edit_array(members, name, named, how);
            path_.pop_back();
        }
        path_.pop_back();
    }

    void edit_array(std::vector<Member>& members, std::string_view name, const Value& named, Edit how)
    {
        if (!named.is(json::Kind::array)) return wrong(true, "this should be an array of elements");
        auto old = std::ranges::find(members, name, &Member::name);
        if (old == members.end()) old = members.insert(members.end(), {name, arena_.array({})});
        if (!old->value.is(json::Kind::array)) return wrong(true, "\"" + printable(name) + "\" is no array");
        Elements elements(old->value.array().begin(), old->value.array().end());
        (this->*how)(elements, named);
        old->value = arena_.array(elements);
    }

    void append(Elements& elements, const Value& named)
    {
        elements.insert(elements.end(), named.array().begin(), named.array().end());
    }
    void prepend(Elements& elements, const Value& named)
    {
        elements.insert(elements.begin(), named.array().begin(), named.array().end());
    }
    void remove(Elements& elements, const Value& named)
    {
        if (!afford(elements.size(), named.array().size())) return;
        for (std::size_t i = 0; i < named.array().size(); ++i) {
            const Value& each = named.array()[i];
            if (std::erase_if(elements, [&](const Value& element) { return matches(element, each); }) > 0) continue;
            path_.emplace_back(i);
            wrong(false, "there is no such element to delete");
            path_.pop_back();
        }
    }

    json::Arena& arena_;
    std::uint64_t& work_;
    std::vector<MergeProblem>& problems_;
    std::vector<json::Step> path_;
};

class Writes {
public:
    std::map<std::string, Write> found;

    void collect(const Value& change)
    {
        for (const auto& [name, value] : change.object()) {
            if (is_instruction(name)) {
                if (name != "$op" && value.is(json::Kind::object)) collect_edits(name, value);
                continue;
            }
            enter(name, [&] {
                if (value.is(json::Kind::object))
                    collect(value);
                else
                    found[key_] = {&value, path_};
            });
        }
    }

private:
    void collect_edits(std::string_view instruction, const Value& edits)
    {
        path_.emplace_back(instruction);
        for (const Member& member : edits.object()) {
            enter(member.name, [&] { found.try_emplace(key_, Write{nullptr, path_}); });
        }
        path_.pop_back();
    }

    template <class Body>
    void enter(std::string_view name, Body&& body)
    {
        const std::size_t length = key_.size();
        if (length != 0) key_ += separator;
        key_ += name;
        path_.emplace_back(name);
        body();
        path_.pop_back();
        key_.resize(length);
    }

    std::string key_;
    std::vector<json::Step> path_;
};

} // namespace

bool is_instruction(std::string_view name)
{
    return name.starts_with('$');
}

json::Value merge(json::Arena& arena, const json::Value& base, const json::Value& change, std::uint64_t& work,
                  std::vector<MergeProblem>& problems)
{
    return Merger(arena, work, problems).merge(base, change);
}

json::Value without_instructions(json::Arena& arena, const json::Value& entry)
{
    if (!entry.is(json::Kind::object)) return entry;
    const auto members = entry.object();
    if (std::ranges::none_of(members, is_instruction, &Member::name)) return entry;
    std::vector<Member> kept;
    std::ranges::copy_if(members, std::back_inserter(kept), [](const Member& m) { return !is_instruction(m.name); });
    return arena.object(kept);
}

std::map<std::string, Write> writes_of(const json::Value& change)
{
    Writes writes;
    if (change.is(json::Kind::object)) writes.collect(change);
    return std::move(writes.found);
}

} // namespace goldbox::content
