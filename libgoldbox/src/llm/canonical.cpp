// SPDX-License-Identifier: MIT
#include "llm/canonical.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <map>

namespace goldbox::llm {
namespace {

void write_sorted(json::Writer& out, const json::Value& value, std::span<const std::string_view> without = {})
{
    if (value.is(json::Kind::array)) {
        out.begin_array();
        for (const json::Value& each : value.array()) write_sorted(out, each);
        out.end_array();
    } else if (value.is(json::Kind::object)) {
        std::map<std::string_view, const json::Value*> members;
        for (const json::Member& each : value.object()) members[each.name] = &each.value;
        for (const std::string_view name : without) members.erase(name);
        out.begin_object();
        for (const auto& [name, member] : members) {
            out.key(name);
            write_sorted(out, *member);
        }
        out.end_object();
    } else {
        out.value(value);
    }
}

} // namespace

std::string canonical(std::string_view text, std::span<const std::string_view> without)
{
    const auto document = json::read(text);
    if (!document) return std::string(text);
    std::string sorted;
    json::Writer out(sorted);
    write_sorted(out, document->root, without);
    return sorted;
}

} // namespace goldbox::llm
