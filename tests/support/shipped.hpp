#pragma once
// SPDX-License-Identifier: MIT
// The rulesets that ship, and a world to play them in.

#include <goldbox/content/pack.hpp>
#include <goldbox/rules/judge.hpp>

#include "support/catch.hpp"
#include "support/must.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::test {

struct Shipped {
    std::shared_ptr<const content::Pack> pack;
    std::shared_ptr<const rules::Ruleset> rules;
};

inline content::PackSource shipped_source(const std::string& name)
{
    const std::string folder = std::string(GOLDBOX_SOURCE_DIR) + "/libgoldbox/share/packs/" + name;
    return {std::make_shared<FolderFiles>(folder), name};
}

inline Shipped compiled(const std::vector<content::PackSource>& packs)
{
    const content::Loaded loaded = content::load_packs(packs);
    for (const Diagnostic& diagnostic : loaded.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(loaded.pack);
    const rules::LoadedRules rules = rules::load_rules(*loaded.pack, loaded.origins.get());
    for (const Diagnostic& diagnostic : rules.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(rules.rules);
    return {loaded.pack, rules.rules};
}

/// A pack that ships, compiled once a program.
inline const Shipped& shipped(const std::string& name)
{
    static std::map<std::string, Shipped> all;
    const auto found = all.find(name);
    return found != all.end() ? found->second : all.emplace(name, compiled({shipped_source(name)})).first->second;
}

/// The same with entries of a test's own on it, in the pack `here`.
inline Shipped shipped_with(const std::vector<std::string>& names, std::string_view entries,
                            const std::map<std::string, std::string>& more_files = {})
{
    std::string needs;
    for (const std::string& name : names) needs += (needs.empty() ? "\"" : ",\"") + name + '"';
    auto files = std::make_shared<MemoryFiles>();
    files->add("pack.json", R"({"id":"here","version":"1","licence":"MIT","needs":[)" + needs + "]}");
    files->add("entries.json", std::string(entries));
    for (const auto& [file, text] : more_files) files->add(file, text);
    std::vector<content::PackSource> packs = {{std::move(files), "here"}};
    for (const std::string& name : names) packs.push_back(shipped_source(name));
    return compiled(packs);
}

/// A world with its judge.
class Stage {
public:
    explicit Stage(std::shared_ptr<const rules::Ruleset> by, std::uint64_t seed = 1)
        : world{.seed = seed}, rules(std::move(by)), recording(world), judge(world, rules, recording)
    {
    }

    rules::CreatureId appear(const std::string& definition, const std::string& side,
                             std::map<std::string, std::int32_t> numbers = {})
    {
        return tests::must(judge.appear({.definition = definition, .side = side, .numbers = std::move(numbers)}));
    }
    Result<void> act(rules::CreatureId creature, const std::string& action, std::vector<rules::CreatureId> targets)
    {
        return judge.act({.creature = creature, .action = action, .targets = std::move(targets)});
    }
    const rules::Vitals& vitals(rules::CreatureId creature) const { return world.creatures.find(creature)->vitals; }

    rules::World world;
    std::shared_ptr<const rules::Ruleset> rules;
    rules::Recording recording;
    rules::Judge judge;
};

} // namespace goldbox::test
