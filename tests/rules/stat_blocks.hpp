#pragma once
// SPDX-License-Identifier: MIT
// The stat blocks beside the project, one a line.

#include <goldbox/json/reader.hpp>

#include "support/must.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::test {

inline constexpr std::array<const char*, 6> abilities = {"strength",     "dexterity", "constitution",
                                                         "intelligence", "wisdom",    "charisma"};

/// `con` is `constitution`.
inline std::string full_ability(std::string_view name)
{
    return *std::ranges::find_if(abilities, [&](const char* each) { return std::string_view(each).starts_with(name); });
}

inline std::string as_id(std::string_view name)
{
    std::string id(name);
    std::ranges::replace(id, '-', '_');
    return id;
}

struct StatBlock {
    json::Document document;
    std::string id;

    [[nodiscard]] const json::Value& at(std::string_view name) const { return *document.root.find(name); }
    [[nodiscard]] const json::Value* find(std::string_view name) const { return document.root.find(name); }
    [[nodiscard]] std::int64_t modifier(std::string_view ability) const
    {
        const auto found = std::ranges::find_if(abilities, [&](const char* each) { return ability == each; });
        const std::int64_t score =
            at("abilities").array()[static_cast<std::size_t>(found - abilities.begin())].integer();
        return score / 2 - 5;
    }
};

inline std::vector<StatBlock> stat_blocks(const std::string& file)
{
    std::ifstream in(file);
    std::vector<StatBlock> all;
    for (std::string line; std::getline(in, line);) {
        StatBlock block{tests::must(json::read(line, {})), {}};
        block.id = as_id(block.at("index").string());
        all.push_back(std::move(block));
    }
    return all;
}

} // namespace goldbox::test
