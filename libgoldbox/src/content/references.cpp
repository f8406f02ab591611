// SPDX-License-Identifier: MIT
#include <goldbox/content/references.hpp>

namespace goldbox::content {
namespace {

bool is_edit(std::string_view name)
{
    return name == "$append" || name == "$prepend" || name == "$delete";
}

} // namespace

std::optional<json::Value> References::each_member(const json::Value& value, std::string_view refers_by_name,
                                                   const Walk& walk)
{
    if (!value.is(json::Kind::object)) return std::nullopt;
    std::vector<json::Member> copy;
    const auto members = value.object();
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto& [name, member] = members[i];
        path_.emplace_back(name);
        const bool edit = is_edit(name);
        std::optional<std::string> id;
        if (!refers_by_name.empty() && !edit && !name.starts_with('$')) id = visit_(refers_by_name, name, path_);
        const auto changed = edit ? each_member(member, refers_by_name, walk) : walk(name, member);
        path_.pop_back();
        if (!id && !changed) continue;
        if (copy.empty()) copy.assign(members.begin(), members.end());
        if (id) copy[i].name = arena_.keep(*id);
        if (changed) copy[i].value = *changed;
    }
    return copy.empty() ? std::nullopt : std::optional(arena_.object(copy));
}

} // namespace goldbox::content
