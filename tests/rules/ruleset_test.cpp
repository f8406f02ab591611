// SPDX-License-Identifier: MIT
#include <goldbox/content/schemas.hpp>
#include <goldbox/rules/ruleset.hpp>

#include "support/rules.hpp"

using namespace goldbox;
using namespace goldbox::test;

namespace {

/// What is wrong with the rules of a pack that loads.
std::vector<std::string> mistakes(std::string_view entries)
{
    const content::Loaded loaded = load_rules_pack(entries);
    for (const Diagnostic& diagnostic : loaded.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(loaded.pack);
    std::vector<std::string> all;
    for (const Diagnostic& each : rules::load_rules(*loaded.pack, loaded.origins.get()).diagnostics)
        all.push_back(to_string(each));
    return all;
}

/// What is wrong with the entries of a pack that does not load.
std::vector<std::string> refused(std::string_view entries)
{
    std::vector<std::string> all;
    const content::Loaded loaded = load_rules_pack(entries);
    CHECK_FALSE(loaded.pack);
    for (const Diagnostic& each : loaded.diagnostics) all.push_back(to_string(each));
    return all;
}

using Lines = std::vector<std::string>;

constexpr std::string_view head = R"({"ruleset": {"rules": {"hit_points": "hp"}},
)";

std::string with(const std::string& rest)
{
    return std::string(head) + rest + "}";
}

} // namespace

TEST_CASE("a pack without a ruleset has no rules, and nothing is wrong with that", "[rules][ruleset]")
{
    const content::Loaded loaded = load_rules_pack(R"({"texts": {"a": {"text": "b"}}})");
    REQUIRE(loaded.pack);
    const rules::LoadedRules none = rules::load_rules(*loaded.pack);
    CHECK(none.rules == nullptr);
    CHECK(none.diagnostics.empty());
}

TEST_CASE("a ruleset lists what it holds", "[rules][ruleset]")
{
    const auto rules = rules_of();
    CHECK(rules->id() == "arena:rules");
    CHECK(rules->ids("creatures") == Lines{"arena:goblin", "arena:hero", "arena:ogre"});
    CHECK(rules->ids("damage_types").size() == 4);
    CHECK(rules->ids("nonsense").empty());
}

TEST_CASE("stats that need each other are an error that names the circle and its place", "[rules][ruleset]")
{
    CHECK(mistakes(with(R"("stats": {"hp": {"base": "@a"},
  "a": {"base": "@b + 1"},
  "b": {"base": "2 * @hp"}})")) ==
          Lines{"arena/rules.json:2:26: error: these stats need each other: arena:a -> arena:b -> arena:hp -> arena:a "
                "[rules.cycle]"});
}

TEST_CASE("modifiers are part of the circles", "[rules][ruleset]")
{
    const Lines found = mistakes(with(R"("stats": {"hp": {}, "a": {"base": "@hp"}},
"effects": {"odd": {"modifiers": [
  {"stat": "hp", "value": "@a"}]}})"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].find("these stats need each other: arena:a -> arena:hp -> arena:a [rules.cycle]") !=
          std::string::npos);
    const Lines itself = mistakes(with(R"("stats": {"hp": {}},
"effects": {"odd": {"modifiers": [{"stat": "hp", "value": "@hp // 2"}]}})"));
    REQUIRE(itself.size() == 1);
    CHECK(itself[0].find("arena/rules.json:3:") == 0);
}

TEST_CASE("effects that imply each other are an error", "[rules][ruleset]")
{
    const Lines found =
        mistakes(with(R"("stats": {"hp": {}}, "effects": {"a": {"implies": ["b"]}, "b": {"implies": ["a"]}})"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].find("these effects imply each other: arena:a -> arena:b -> arena:a") != std::string::npos);
}

TEST_CASE("effects that would begin by the hundred are an error", "[rules][ruleset]")
{
    std::string effects = R"("stats": {"hp": {}}, "effects": {"e0": {})";
    for (int i = 1; i < 9; ++i) {
        const std::string below = "\"e" + std::to_string(i - 1) + '"';
        effects += ", \"e" + std::to_string(i) + R"(": {"implies": [)" + below + ", " + below + "]}";
    }
    const Lines found = mistakes(with(effects + "}"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].find("[rules.too_many]") != std::string::npos);
}

TEST_CASE("a chain of stats is bounded", "[rules][ruleset]")
{
    std::string stats = R"("stats": {"hp": {})";
    for (int i = 0; i < 300; ++i)
        stats +=
            ", \"s" + std::to_string(i) + R"(": {"base": "@)" + (i == 0 ? "hp" : "s" + std::to_string(i - 1)) + "\"}";
    const Lines found = mistakes(with(stats + "}"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].find("chain of more than 100") != std::string::npos);
}

TEST_CASE("a path that leads nowhere is an error with a suggestion", "[rules][ruleset]")
{
    const Lines found = mistakes(with(R"("stats": {"hp": {"base": "@strenght"}, "strength": {}})"));
    CHECK(found == Lines{"arena/rules.json:2:26: error: there is no stat \"strenght\" (did you mean \"@strength\"?) "
                         "[rules.unknown_path]"});
}

TEST_CASE("where somebody stands is not asked of where others stand", "[rules][ruleset]")
{
    // each would ask for itself, for ever
    for (const std::string member : {"size", "reach", "sees_all", "darkvision", "flies"}) {
        for (const std::string path : {"watched", "foes", "beset"}) {
            const Lines found = mistakes(
                R"({"ruleset": {"rules": {"hit_points": "hp", "battle": {"movement": "feet", "acts": "act",
")" + member + R"(": "5 + @now.)" +
                path + R"("}}}, "stats": {"hp": {}}, "resources": {"feet": {"most": "30"}, "act": {"most": "1"}}})");
            CHECK(found == Lines{"arena/rules.json:2:" + std::to_string(member.size() + 5) + ": error: @now." + path +
                                 " depends on where others stand, and that on this formula [rules.unknown_path]"});
        }
    }
}

TEST_CASE("every place has its own paths", "[rules][ruleset]")
{
    const auto has = [](const Lines& found, std::string_view text) {
        return found.size() == 1 && found[0].find(text) != std::string::npos;
    };
    const auto modifier = [](const std::string& value) {
        return mistakes(with(R"("stats": {"hp": {}, "a": {}}, "effects": {"e": {"values": {"x": "1"},
            "modifiers": [{"stat": "a", "value": ")" +
                             value + R"("}]}})"));
    };
    CHECK(modifier("@effect.level + @effect.x + @is.undead + @self.hp").empty());
    CHECK(has(modifier("@target.hp"), "only numbers of the creature itself"));
    CHECK(has(modifier("@source.hp"), "only numbers of the creature itself"));
    CHECK(has(modifier("@now.hit_points"), "change too often"));
    CHECK(has(modifier("@has.e"), "change too often"));
    CHECK(has(modifier("@effect.y"), "keeps no value \"y\""));
    CHECK(has(modifier("@value.y"), "nothing gives a @value here"));
    CHECK(has(modifier("1d4"), "no dice may be rolled here"));
    CHECK(has(mistakes(with(R"("stats": {"hp": {}}, "checks": {"c": {"bonus": "@now.luck"}})")),
              "there is no @now.luck"));
    CHECK(has(mistakes(with(R"("stats": {"hp": {}}, "checks": {"c": {"bonus": "@has.luck"}})")), "there is no effect"));
    CHECK(has(mistakes(with(R"("stats": {"hp": {}}, "creatures": {"c": {"hit_dice": "1d8 + @hp"}})")), "only dice"));
}

TEST_CASE("a text that is no formula is found when the pack is checked", "[rules][ruleset]")
{
    const Lines found = refused(with(R"("stats": {"hp": {"base": "1 +"}})"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].find("arena/rules.json:2:26: error: this is no formula") == 0);
}

TEST_CASE("names of entries are looked up when the pack is checked", "[rules][ruleset]")
{
    const Lines found = refused(R"({"ruleset": {"rules": {"hit_points": "hpp"}}, "stats": {"hp": {}}})");
    REQUIRE(found.size() == 1);
    CHECK(found[0].find("there is no \"arena:hpp\" among the stats (did you mean \"arena:hp\"?)") != std::string::npos);
}

TEST_CASE("two rulesets are an error", "[rules][ruleset]")
{
    const Lines found =
        mistakes(R"({"ruleset": {"a": {"hit_points": "hp"}, "b": {"hit_points": "hp"}}, "stats": {"hp": {}}})");
    REQUIRE(found.size() == 1);
    CHECK(found[0].find("[rules.many_rulesets]") != std::string::npos);
}

TEST_CASE("editors get the shape of every kind from its table", "[rules][ruleset]")
{
    const std::string schema = content::pack_schema();
    for (const char* word : {"damage_order", "dispel_priority", "twice_the_dice", "hit_dice", "at_least"})
        CHECK(schema.find(word) != std::string::npos);
}
