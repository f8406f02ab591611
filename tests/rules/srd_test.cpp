// SPDX-License-Identifier: MIT
// The ruleset that ships, and the figures of every stat block of the data beside the project: what our rules make of
// abilities, challenge and hit dice has to agree with what is printed, at least as often as the data says it can.
#include <goldbox/content/pack.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/rules/judge.hpp>

#include "rules/stat_blocks.hpp"
#include "support/shipped.hpp"
#include "support/skip.hpp"

#include <cmath>
#include <map>

using namespace goldbox;
using namespace goldbox::rules;
using namespace goldbox::test;
using goldbox::tests::must;

namespace {

std::string skill_ability(std::string_view skill)
{
    static const std::map<std::string_view, std::string> of = {{"acrobatics", "dexterity"},
                                                               {"animal_handling", "wisdom"},
                                                               {"arcana", "intelligence"},
                                                               {"athletics", "strength"},
                                                               {"deception", "charisma"},
                                                               {"history", "intelligence"},
                                                               {"insight", "wisdom"},
                                                               {"intimidation", "charisma"},
                                                               {"investigation", "intelligence"},
                                                               {"medicine", "wisdom"},
                                                               {"nature", "intelligence"},
                                                               {"perception", "wisdom"},
                                                               {"performance", "charisma"},
                                                               {"persuasion", "charisma"},
                                                               {"religion", "intelligence"},
                                                               {"sleight_of_hand", "dexterity"},
                                                               {"stealth", "dexterity"},
                                                               {"survival", "wisdom"}};
    return of.at(skill);
}

/// The creature as an author would write it: scores, challenge, what it is proficient in, and no derived number.
void write_creature(json::Writer& writer, const StatBlock& block)
{
    writer.key(block.id).begin_object().member("name", block.at("name").string());
    writer.member("hit_dice", block.at("hit_dice").string()).key("numbers").begin_object();
    for (std::size_t i = 0; i < abilities.size(); ++i)
        writer.member("srd51:" + std::string(abilities[i]), block.at("abilities").array()[i].integer());
    writer.member("srd51:challenge", static_cast<std::int64_t>(std::llround(block.at("cr").number() * 8)));
    const json::Value& armor = block.at("ac").array()[0];
    if (armor.find("type")->string() != "dex") writer.member("srd51:armor_class", armor.find("value")->integer());
    if (const json::Value* proficient = block.document.root.find("prof")) {
        const std::int64_t bonus = block.at("pb").integer();
        for (const auto& [name, value] : proficient->object()) {
            if (name.starts_with("save.")) {
                writer.member("srd51:proficient.save." + full_ability(name.substr(5)), std::int64_t{1});
            } else {
                const std::string skill = as_id(name.substr(6));
                const bool expert = value.integer() == block.modifier(skill_ability(skill)) + 2 * bonus;
                writer.member("srd51:proficient." + skill, std::int64_t{expert ? 2 : 1});
            }
        }
    }
    writer.end_object().end_object();
}

content::PackSource monsters(const std::vector<StatBlock>& blocks)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().key("creatures").begin_object();
    for (const StatBlock& block : blocks) write_creature(writer, block);
    writer.end_object().end_object();
    auto files = std::make_shared<MemoryFiles>();
    files->add("pack.json", R"({"id":"figures","version":"1","licence":"CC-BY-4.0","needs":["srd51"]})");
    files->add("creatures.json", std::move(text));
    return {std::move(files), "figures"};
}

/// How often what we work out is what is printed.
struct Agreement {
    int same = 0, all = 0;
    void count(bool agrees)
    {
        ++all;
        same += agrees ? 1 : 0;
    }
};

} // namespace

TEST_CASE("the ruleset that ships is sound", "[rules][srd51]")
{
    const auto rules = shipped("srd51").rules;
    CHECK(rules->id() == "srd51:rules");
    for (const char* condition :
         {"blinded", "charmed", "deafened", "exhaustion", "frightened", "grappled", "incapacitated", "invisible",
          "paralyzed", "petrified", "poisoned", "prone", "restrained", "stunned", "unconscious"}) {
        CHECK(std::ranges::count(rules->ids("effects"), "srd51:" + std::string(condition)) == 1);
    }
}

TEST_CASE("every stat block's derived numbers are those that are printed", "[rules][srd51][data]")
{
    GOLDBOX_NEED_DATA("srd/monsters.jsonl");
    const std::vector<StatBlock> blocks = stat_blocks(goldbox::test::shared_data("srd/monsters.jsonl").string());
    REQUIRE(blocks.size() == 334);
    const auto rules = compiled({monsters(blocks), shipped_source("srd51")}).rules;
    World world;
    Recording recording(world);
    Judge judge(world, rules, recording);
    std::map<std::string, Agreement> table;
    for (const StatBlock& block : blocks) {
        INFO(block.id);
        const CreatureId id = must(judge.appear({.definition = "figures:" + block.id}));
        const auto stat = [&](const std::string& name) { return must(judge.stat(id, "srd51:" + name)); };
        table["hit points"].count(world.creatures.find(id)->vitals.hit_points == block.at("hp").integer());
        table["proficiency bonus"].count(stat("proficiency_bonus") == block.at("pb").integer());
        const json::Value& armor = block.at("ac").array()[0];
        if (armor.find("type")->string() == "dex")
            table["armor class by dexterity"].count(stat("armor_class") == armor.find("value")->integer());
        const json::Value* proficient = block.document.root.find("prof");
        if (proficient) {
            for (const auto& [name, value] : proficient->object()) {
                if (name.starts_with("save."))
                    table["saves"].count(stat("save." + full_ability(name.substr(5))) == value.integer());
                else
                    table["skills"].count(stat("skill." + as_id(name.substr(6))) == value.integer());
            }
        }
        // from the bonus that is printed, which is not always that of its skill
        if (const json::Value* perception = proficient ? proficient->find("skill.perception") : nullptr)
            must(judge.set_number(id, "srd51:skill.perception", static_cast<std::int32_t>(perception->integer())));
        table["passive perception"].count(stat("passive_perception") ==
                                          block.at("senses").find("passive_perception")->integer());
        const auto any = [&](const std::string& prefix, std::int64_t printed) {
            return std::ranges::any_of(abilities, [&](const char* ability) {
                return must(judge.stat(id, "srd51:" + prefix + ability)) == printed;
            });
        };
        if (const json::Value* spells = block.document.root.find("spellcasting")) {
            for (const json::Value& caster : spells->array()) {
                const json::Value* printed = caster.find("dc");
                if (printed)
                    table["spellcasting difficulty"].count(
                        stat("difficulty." + full_ability(caster.find("ability")->string())) == printed->integer());
            }
        }
        if (const json::Value* actions = block.document.root.find("actions")) {
            for (const json::Value& action : actions->array()) {
                if (const json::Value* hit = action.find("to_hit"); hit && action.find("kind")) {
                    const std::int64_t printed = hit->integer();
                    table["weapon attacks"].count(stat("attack.strength") == printed ||
                                                  stat("attack.dexterity") == printed);
                }
                if (const json::Value* save = action.find("dc"))
                    table["save difficulty"].count(any("difficulty.", save->find("value")->integer()));
            }
        }
    }
    // what checks.md says of the data itself
    const std::map<std::string, int> wanted = {{"hit points", 334},
                                               {"proficiency bonus", 334},
                                               {"saves", 321},
                                               {"skills", 387},
                                               {"passive perception", 329},
                                               {"armor class by dexterity", 117},
                                               {"spellcasting difficulty", 34}};
    for (const auto& [what, agreement] : table) {
        std::printf("    %-26s %4d of %4d\n", what.c_str(), agreement.same, agreement.all);
        const auto least = wanted.find(what);
        INFO(what << ": " << agreement.same << " of " << agreement.all);
        if (least != wanted.end())
            CHECK(agreement.same >= least->second);
        else
            CHECK(agreement.same * 100 >= agreement.all * 85); // rows of both kinds are fewer here than there
    }
}

TEST_CASE("a troll grows back what is cut, and not what is burned", "[rules][srd51]")
{
    const auto rules = shipped("srd51").rules;
    World world{.seed = 5};
    Recording recording(world);
    Judge judge(world, rules, recording);
    const CreatureId troll = must(judge.appear({.definition = "srd51:troll", .side = "wild"}));
    const CreatureId goblin = must(judge.appear({.definition = "srd51:goblin", .side = "party"}));
    const auto hit_points = [&] { return world.creatures.find(troll)->vitals.hit_points; };
    CHECK(hit_points() == 84);
    must(judge.begin_encounter({troll, goblin}));
    must(judge.next_turn());
    must(judge.next_turn());
    must(judge.damage({.target = troll, .source = goblin, .amounts = {{"srd51:slashing", 30}}}));
    must(judge.next_turn());
    CHECK(hit_points() == 64);
    must(judge.next_turn());
    must(judge.damage({.target = troll, .source = goblin, .amounts = {{"srd51:fire", 5}}}));
    must(judge.next_turn());
    CHECK(hit_points() == 59);
    must(judge.next_turn());
    must(judge.next_turn());
    CHECK(hit_points() == 69);
}

TEST_CASE("a ghoul's claws paralyze until a save, and paralysis does what it says", "[rules][srd51]")
{
    const auto rules = shipped("srd51").rules;
    bool was_paralyzed = false, was_freed = false;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        World world{.seed = seed};
        Recording recording(world);
        Judge judge(world, rules, recording);
        const CreatureId ghoul = must(judge.appear({.definition = "srd51:ghoul"}));
        const CreatureId troll = must(judge.appear({.definition = "srd51:troll"}));
        must(judge.begin_encounter({ghoul, troll}));
        must(judge.next_turn());
        must(judge.act({.creature = ghoul, .action = "srd51:ghoul.claws", .targets = {troll}}));
        if (!judge.has(troll, "srd51:paralyzed")) continue;
        was_paralyzed = true;
        CHECK(judge.has(troll, "srd51:incapacitated"));
        CHECK(must(judge.stat(troll, "srd51:speed.walk")) == 0);
        const auto save = must(judge.check({.check = "srd51:save.dexterity", .creature = troll, .difficulty = -99}));
        CHECK(save.degree == Degree::failure);
        for (int i = 0; i < 20 && judge.has(troll, "srd51:paralyzed"); ++i) must(judge.next_turn());
        was_freed = was_freed || !judge.has(troll, "srd51:paralyzed");
        if (!judge.has(troll, "srd51:paralyzed")) CHECK(must(judge.stat(troll, "srd51:speed.walk")) == 30);
    }
    CHECK(was_paralyzed);
    CHECK(was_freed);
}
