// SPDX-License-Identifier: MIT
#include "char_set.hpp"

#include "unicode_categories.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace goldbox::json {
namespace {

struct Group {
    std::string_view brief, full;
    std::string_view initial; ///< of the categories in it
};

constexpr std::array<Group, 7> groups{{{"L", "Letter", "L"},
                                       {"M", "Mark", "M"},
                                       {"N", "Number", "N"},
                                       {"P", "Punctuation", "P"},
                                       {"S", "Symbol", "S"},
                                       {"Z", "Separator", "Z"},
                                       {"C", "Other", "C"}}};

using Categories = std::uint32_t; ///< one bit each

Categories categories_that(auto&& wanted)
{
    Categories chosen = 0;
    for (std::size_t i = 0; i < category_names.size(); ++i) {
        if (wanted(category_names[i])) chosen |= 1U << i;
    }
    return chosen;
}

Categories categories(std::string_view name)
{
    for (const Group& group : groups) {
        if (name == group.brief || name == group.full) {
            return categories_that([&](const auto& names) { return names[0].starts_with(group.initial); });
        }
    }
    if (name == "LC" || name == "Cased_Letter") {
        return categories_that(
            [](const auto& names) { return names[0] == "Lu" || names[0] == "Ll" || names[0] == "Lt"; });
    }
    // the aliases that Unicode gives four of them
    if (name == "digit") name = "Nd";
    if (name == "punct") name = "P";
    if (name == "cntrl") name = "Cc";
    if (name == "Combining_Mark") name = "M";
    if (name.size() == 1) return categories_that([&](const auto& names) { return names[0].starts_with(name); });
    return categories_that([&](const auto& names) { return std::ranges::find(names, name) != names.end(); });
}

CharSet in_categories(Categories wanted)
{
    CharSet set;
    const auto runs = category_runs();
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!(wanted >> (runs[i] & 31U) & 1U)) continue;
        set.add(runs[i] >> 5, i + 1 < runs.size() ? (runs[i + 1] >> 5) - 1 : last_code_point);
    }
    set.tidy();
    return set;
}

} // namespace

void CharSet::tidy()
{
    std::ranges::sort(ranges, {}, &Range::first);
    std::vector<Range> joined;
    for (const Range& range : ranges) {
        if (!joined.empty() && range.first <= joined.back().last + 1)
            joined.back().last = std::max(joined.back().last, range.last);
        else
            joined.push_back(range);
    }
    ranges = std::move(joined);
}

CharSet CharSet::inverted() const
{
    CharSet rest;
    char32_t next = 0;
    for (const Range& range : ranges) {
        if (range.first > next) rest.add(next, range.first - 1);
        next = range.last + 1;
    }
    if (next <= last_code_point) rest.add(next, last_code_point);
    return rest;
}

CharSet digits()
{
    return {{{'0', '9'}}};
}

CharSet word_characters()
{
    return {{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}};
}

CharSet white_space()
{
    CharSet set = in_categories(categories("Zs"));
    set.add('\t', '\r');
    set.add(0xFEFF);
    set.add(line_ends());
    set.tidy();
    return set;
}

CharSet line_ends()
{
    return {{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}};
}

std::optional<CharSet> property(std::string_view name)
{
    for (std::string_view prefix : {"General_Category=", "gc="}) {
        if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    }
    if (name == "Any") return CharSet{{{0, last_code_point}}};
    if (name == "ASCII") return CharSet{{{0, 0x7F}}};
    if (name == "Assigned") return in_categories(categories("Cn")).inverted();
    const Categories wanted = categories(name);
    if (wanted == 0) return std::nullopt;
    return in_categories(wanted);
}

} // namespace goldbox::json
