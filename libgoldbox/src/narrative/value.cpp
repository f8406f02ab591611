// SPDX-License-Identifier: MIT
#include <goldbox/narrative/value.hpp>

#include "number.hpp"

namespace goldbox::narrative {

namespace {

struct Print {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool boolean) const { return boolean ? "true" : "false"; }
    std::string operator()(std::int32_t integer) const { return std::to_string(integer); }
    std::string operator()(float real) const
    {
        std::string out;
        append_float(out, real);
        return out;
    }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const List& list) const
    {
        std::string out;
        for (const ListItem& item : list.items) {
            if (!out.empty()) out += ", ";
            out += item.item;
        }
        return out;
    }
    std::string operator()(const DivertTarget& target) const { return "-> " + target.path; }
};

} // namespace

std::string to_string(const Value& value)
{
    return std::visit(Print{}, value);
}

} // namespace goldbox::narrative
