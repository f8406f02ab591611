// SPDX-License-Identifier: MIT
#include "narrative/import/names.hpp"

#include <algorithm>
#include <array>

namespace goldbox::narrative::importing {

namespace {

constexpr std::size_t longest_name = 80;

/// Words of ink, its functions, and names within what the importers add: labels and parameters.
constexpr auto reserved = std::to_array<std::string_view>(
    {"CEILING",  "CHOICE_COUNT", "CONST",       "DONE",        "END",        "EXTERNAL",   "FLOAT",
     "FLOOR",    "INCLUDE",      "INT",         "LIST",        "LIST_ALL",   "LIST_COUNT", "LIST_INVERT",
     "LIST_MAX", "LIST_MIN",     "LIST_RANDOM", "LIST_RANGE",  "LIST_VALUE", "MAX",        "MIN",
     "POW",      "RANDOM",       "READ_COUNT",  "SEED_RANDOM", "TODO",       "TURNS",      "TURNS_SINCE",
     "VAR",      "and",          "cycle",       "else",        "false",      "function",   "has",
     "hasnt",    "if_false",     "if_true",     "mod",         "not",        "once",       "options",
     "or",       "ref",          "return",      "shuffle",     "stopping",   "temp",       "the_condition",
     "the_name", "the_number",   "the_places",  "the_scale",   "true"});

bool is_reserved(std::string_view name)
{
    if (std::ranges::binary_search(reserved, name)) return true;
    constexpr std::string_view parameter = "arg_";
    return name.starts_with(parameter) &&
           name.find_first_not_of("0123456789", parameter.size()) == std::string_view::npos;
}

std::string identifier(std::string_view wish)
{
    std::string name;
    for (const char c : wish) {
        if (name.size() == longest_name) break;
        const bool fits = is_name_part(static_cast<unsigned char>(c));
        if (!fits && (name.empty() || name.back() == '_')) continue;
        name += fits ? c : '_';
    }
    while (!name.empty() && name.back() == '_' && !wish.ends_with('_')) name.pop_back();
    if (name.empty()) name = "unnamed";
    if (!is_name_start(static_cast<unsigned char>(name.front()))) name.insert(0, "_");
    return name;
}

} // namespace

bool is_name_start(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_name_part(unsigned char c)
{
    return is_name_start(c) || (c >= '0' && c <= '9');
}

const std::string& Names::of(std::string_view key, std::string_view wish)
{
    const auto found = given_.find(key);
    if (found != given_.end()) return found->second;
    return given_.emplace(key, fresh(wish)).first->second;
}

std::string Names::fresh(std::string_view wish)
{
    std::string name = identifier(wish);
    if (!is_reserved(name) && taken_.insert(name).second) return name;
    std::size_t& number = last_number_.emplace(name, 1).first->second;
    while (true) {
        std::string numbered = name + '_' + std::to_string(++number);
        if (!is_reserved(numbered) && taken_.insert(numbered).second) return numbered;
    }
}

} // namespace goldbox::narrative::importing
