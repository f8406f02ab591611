// SPDX-License-Identifier: MIT
// Items, spells and characters of the ruleset that ships: their figures against the data beside the project, and what
// they do.
#include <goldbox/dice/statistics.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/rules/judge.hpp>

#include "support/shipped.hpp"
#include "support/skip.hpp"

#include <algorithm>
#include <fstream>
#include <map>

using namespace goldbox;
using namespace goldbox::rules;
using goldbox::tests::must;
using goldbox::tests::reason;

namespace {

/// The lines of a file of the data by their index, with our way of writing ids.
std::map<std::string, json::Document> printed(const std::string& file)
{
    std::ifstream in(test::shared_data(file));
    std::map<std::string, json::Document> all;
    for (std::string line; std::getline(in, line);) {
        json::Document document = must(json::read(line, {}));
        std::string id(document.root.find("index")->string());
        std::ranges::replace(id, '-', '_');
        all.emplace(std::move(id), std::move(document));
    }
    return all;
}

std::int64_t integer(const json::Value& value, std::string_view name, std::int64_t otherwise = 0)
{
    const json::Value* member = value.find(name);
    return member ? member->integer() : otherwise;
}

/// The first amount with dice that a program names.
std::string first_dice(const json::Value& value)
{
    if (value.is(json::Kind::array)) {
        for (const json::Value& each : value.array()) {
            if (std::string found = first_dice(each); !found.empty()) return found;
        }
    }
    if (!value.is(json::Kind::object)) return {};
    for (const auto& [name, member] : value.object()) {
        if (name == "amount" && member.is(json::Kind::string) && member.string().find('d') != std::string_view::npos &&
            (member.string().find(")d") != std::string_view::npos ||
             member.string().find("d6") != std::string_view::npos))
            return std::string(member.string());
        if (std::string found = first_dice(member); !found.empty()) return found;
    }
    return {};
}

std::string with(std::string text, std::string_view what, std::string_view by)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

struct Hall {
    World world{.seed = 7};
    std::shared_ptr<const Ruleset> rules = test::shipped("srd51").rules;
    Recording recording{world};
    Judge judge{world, rules, recording};

    CreatureId appear(const std::string& id, const std::string& side = "party")
    {
        return must(judge.appear({.definition = "srd51:" + id, .side = side}));
    }
    std::int32_t stat(CreatureId who, const std::string& stat) const { return must(judge.stat(who, "srd51:" + stat)); }
    std::int32_t left(CreatureId who, const std::string& what) const { return must(judge.left(who, "srd51:" + what)); }
    std::int32_t hit_points(CreatureId who) const { return world.creatures.find(who)->vitals.hit_points; }
    ItemId item(CreatureId who, const std::string& id) const
    {
        const auto all = judge.items(who);
        const auto found =
            std::ranges::find_if(all, [&](ItemId each) { return world.items.find(each)->definition == "srd51:" + id; });
        REQUIRE(found != all.end());
        return *found;
    }
    Result<void> cast(CreatureId who, const std::string& spell, std::vector<CreatureId> targets, std::int32_t level = 0)
    {
        return judge.cast({.creature = who, .spell = "srd51:" + spell, .level = level, .targets = std::move(targets)});
    }
    Result<void> use(CreatureId who, const std::string& thing, const std::string& action,
                     std::vector<CreatureId> targets)
    {
        return judge.use(
            {.creature = who, .item = item(who, thing), .action = "srd51:" + action, .targets = std::move(targets)});
    }
    bool has(CreatureId who, const std::string& effect) const { return judge.has(who, "srd51:" + effect); }
};

} // namespace

TEST_CASE("items have the weight, price and damage that are printed", "[rules][srd]")
{
    GOLDBOX_NEED_DATA("srd/equipment.jsonl");
    const auto equipment = printed("srd/equipment.jsonl");
    static const std::map<std::string_view, std::int64_t> coins = {
        {"cp", 1}, {"sp", 10}, {"ep", 50}, {"gp", 100}, {"pp", 1000}};
    std::size_t compared = 0;
    for (const auto& [id, entry] : test::shipped("srd51").pack->entries("items")) {
        const auto found = equipment.find(std::string(id.substr(id.find(':') + 1)));
        if (found == equipment.end()) continue;
        INFO(id);
        ++compared;
        const json::Value& line = found->second.root;
        const std::int64_t pieces = integer(line, "quantity", 1); // ammunition is sold by the bundle
        const auto& cost = line.find("cost")->array();
        CHECK(integer(entry, "price") * pieces == cost[0].integer() * coins.at(cost[1].string()));
        const json::Value* weight = line.find("weight_lb");
        const double pounds =
            weight ? (weight->is(json::Kind::integer) ? static_cast<double>(weight->integer()) : weight->number()) : 0;
        CHECK(std::abs(static_cast<double>(integer(entry, "weight") * pieces) - pounds * 100) <
              11); // 1.5 lb in 20 bolts
        for (const auto& [ours, theirs] :
             {std::pair("damage", "damage"), std::pair("damage_two_handed", "two_handed")}) {
            const json::Value* printed_damage = line.find(theirs);
            const json::Value* damage = entry.find(ours);
            REQUIRE((damage != nullptr) == (printed_damage != nullptr));
            if (!damage) continue;
            REQUIRE(damage->array().size() == printed_damage->array().size());
            CHECK(damage->array()[0].find("amount")->string() == printed_damage->array()[0].find("dice")->string());
            const std::string type = "srd51:" + std::string(printed_damage->array()[0].find("type")->string());
            CHECK(damage->array()[0].find("type")->string() == type);
        }
        if (const json::Value* ac = line.find("ac"))
            CHECK(integer(*entry.find("numbers"), "armor") == integer(*ac, "base"));
    }
    CHECK(compared >= 15);
}

TEST_CASE("spells have the level, school and dice that are printed", "[rules][srd]")
{
    GOLDBOX_NEED_DATA("srd/spells.jsonl");
    const auto spells = printed("srd/spells.jsonl");
    std::size_t compared = 0, rolled = 0;
    const auto entries = test::shipped("srd51").pack->entries("spells");
    CHECK(entries.size() >= 20);
    for (const auto& [id, entry] : entries) {
        INFO(id);
        const auto found = spells.find(std::string(id.substr(id.find(':') + 1)));
        REQUIRE(found != spells.end());
        ++compared;
        const json::Value& line = found->second.root;
        CHECK(integer(entry, "level") == integer(line, "level"));
        CHECK(entry.find("school")->string() == line.find("school")->string());
        CHECK((entry.find("concentration") != nullptr) == (line.find("concentration") != nullptr));
        std::string letters;
        for (const json::Value& component : entry.find("components")->array())
            letters += static_cast<char>(component.string().front() - 'a' + 'A');
        CHECK(letters == line.find("components")->string());
        const std::string ours = first_dice(*entry.find("do"));
        for (const char* table : {"damage_at_slot", "heal_at_slot", "damage_at_char_level"}) {
            const json::Value* printed_dice = line.find(table);
            if (!printed_dice || ours.find("@value.level") == std::string::npos) {
                if (!printed_dice || std::string_view(table) != "damage_at_char_level") continue;
            }
            for (const auto& [level, dice] : printed_dice->object()) {
                std::string text = with(with(ours, "@value.level", level), "@level", level);
                text = with(with(text, "@casting.modifier", "3"), "@source", "0");
                const auto mine = dice::statistics(must(dice::Expression::compile(text, {.functions = true})));
                const std::string theirs = with(std::string(dice.string()), "MOD", "3");
                const auto its = dice::statistics(must(dice::Expression::compile(theirs)));
                INFO(text << " against " << theirs);
                REQUIRE((mine && its));
                CHECK(mine->mean->fraction == its->mean->fraction);
                CHECK(mine->variance->fraction == its->variance->fraction);
                ++rolled;
            }
        }
    }
    CHECK(compared == entries.size());
    CHECK(rolled >= 60);
}

TEST_CASE("a full caster has the slots that are printed, at every level", "[rules][srd]")
{
    GOLDBOX_NEED_DATA("srd/tables.jsonl");
    Hall hall;
    const CreatureId wizard = hall.appear("wizard");
    std::ifstream in(test::shared_data("srd/tables.jsonl"));
    std::size_t compared = 0;
    for (std::string line; std::getline(in, line);) {
        const json::Document document = must(json::read(line, {}));
        if (document.root.find("table")->string() != "full_caster_slots") continue;
        std::int32_t level = 0;
        for (const json::Value& row : document.root.find("rows")->array()) {
            must(hall.judge.set_number(wizard, "srd51:level", ++level));
            for (std::size_t i = 0; i < row.array().size(); ++i, ++compared)
                CHECK(hall.left(wizard, "slot." + std::to_string(i + 1)) == row.array()[i].integer());
        }
    }
    CHECK(compared == 180);
}

TEST_CASE("four adventurers are armed, and their numbers follow from what they have", "[rules][srd]")
{
    Hall hall;
    const CreatureId fighter = hall.appear("fighter"), cleric = hall.appear("cleric"), wizard = hall.appear("wizard"),
                     rogue = hall.appear("rogue");
    CHECK(hall.stat(fighter, "armor_class") == 18);
    CHECK(hall.stat(cleric, "armor_class") == 16);
    CHECK(hall.stat(wizard, "armor_class") == 12);
    CHECK(hall.stat(rogue, "armor_class") == 15);
    CHECK(hall.hit_points(fighter) == 44);
    CHECK(hall.hit_points(rogue) == 33);
    CHECK(hall.stat(wizard, "spell.difficulty") == 15);
    CHECK(hall.stat(cleric, "spell.attack") == 7);
    CHECK(hall.stat(rogue, "skill.stealth") == 10);
    CHECK(hall.left(wizard, "slot.3") == 2);
    CHECK(hall.left(fighter, "slot.1") == 0);
    CHECK(hall.judge.money(wizard) == 4000);

    // what nobody taught them hinders them
    must(hall.judge.move({.item = hall.item(fighter, "chain_mail"), .to = wizard}));
    CHECK(hall.stat(fighter, "armor_class") == 13);
    must(hall.judge.wear(hall.item(wizard, "chain_mail")));
    CHECK(hall.stat(wizard, "armor_class") == 16);
    CHECK(hall.stat(wizard, "speed.walk") == 20);
    CHECK(reason(hall.cast(wizard, "fire_bolt", {rogue})) == "rules.cannot_cast");
    must(hall.judge.put_off(hall.item(wizard, "chain_mail")));
    must(hall.cast(wizard, "fire_bolt", {rogue}));
    CHECK(reason(hall.judge.wear(hall.item(fighter, "shortbow"))) == "rules.no_place");
}

TEST_CASE("each use of each item does something", "[rules][srd]")
{
    Hall hall;
    const CreatureId fighter = hall.appear("fighter"), cleric = hall.appear("cleric"), wizard = hall.appear("wizard");
    const CreatureId ogre = must(hall.judge.appear({.definition = "srd51:troll", .side = "foes"}));
    std::size_t used = 0;
    for (const auto& [id, entry] : test::shipped("srd51").pack->entries("items")) {
        const json::Value* uses = entry.find("uses");
        if (!uses) continue;
        for (const json::Value& use : uses->array()) {
            INFO(id);
            // that is for the second of two: the story fight_two_weapons
            if (use.find("action")->string() == "srd51:weapon.second") continue;
            Hall room;
            const CreatureId who = room.appear(id == "srd51:staff_of_fire" ? "wizard" : "fighter");
            const CreatureId troll = room.appear("troll", "foes");
            for (const ItemId each : room.judge.items(who)) {
                if (!room.world.items.find(each)->places.empty()) must(room.judge.put_off(each));
            }
            must(room.judge.give(who, "srd51:crossbow_bolt", 5));
            must(room.judge.damage({.target = who, .amounts = {{"srd51:force", 20}}}));
            ItemId thing = must(room.judge.give(who, id));
            if (const json::Value* worn = entry.find("worn")) {
                std::vector<std::string> places;
                for (const json::Value& place : worn->array()[0].array()) places.emplace_back(place.string());
                thing = must(room.judge.wear(thing, places));
            }
            if (entry.find("attunement")) {
                must(room.judge.attune(thing));
                must(room.judge.rest(who, false));
            }
            room.recording.clear();
            const std::string action(use.find("action")->string());
            must(room.judge.use({.creature = who, .item = thing, .action = action, .targets = {troll}}));
            const auto says = [](const Event& event) {
                return std::holds_alternative<DamageTaken>(event) || std::holds_alternative<Healed>(event) ||
                       std::holds_alternative<CheckMade>(event) || std::holds_alternative<EffectBegan>(event) ||
                       std::holds_alternative<ItemCharged>(event);
            };
            CHECK(std::ranges::any_of(room.recording.events(), says));
            ++used;
        }
    }
    CHECK(used >= 18);
    // gauntlets, rings, and a sword that does not let go
    ItemId gauntlets = must(hall.judge.wear(must(hall.judge.give(wizard, "srd51:gauntlets_of_ogre_power"))));
    must(hall.judge.attune(gauntlets));
    CHECK(hall.stat(wizard, "strength") == 8);
    CHECK(must(hall.judge.take_rest("short", {wizard})));
    CHECK(hall.stat(wizard, "strength") == 19);
    must(hall.judge.put_off(hall.item(fighter, "longsword")));
    must(hall.judge.put_off(hall.item(fighter, "shield")));
    const ItemId sword = must(hall.judge.wear(must(hall.judge.give(fighter, "srd51:berserker_sword"))));
    must(hall.judge.attune(sword));
    must(hall.judge.rest(fighter, false));
    CHECK(hall.stat(fighter, "hit_points") == 49);
    CHECK(reason(hall.judge.put_off(sword)) == "rules.cursed");
    must(hall.judge.prepare(cleric, "srd51:bless", 0));
    must(hall.judge.prepare(cleric, "srd51:aid", 0));
    must(hall.judge.prepare(cleric, "srd51:remove_curse"));
    must(hall.cast(cleric, "remove_curse", {fighter}));
    must(hall.judge.put_off(sword));
    must(hall.judge.leave(ogre));
}

TEST_CASE("spells do what they say", "[rules][srd]")
{
    Hall hall;
    const CreatureId cleric = hall.appear("cleric"), wizard = hall.appear("wizard"), fighter = hall.appear("fighter");
    const CreatureId troll = hall.appear("troll", "foes"), goblin = hall.appear("goblin", "foes");
    const CreatureId second = hall.appear("goblin", "foes");
    const auto ready = [&](CreatureId who, const std::string& spell) {
        if (hall.world.creatures.find(who)->spells.contains("srd51:" + spell)) return;
        must(hall.judge.prepare(who, "srd51:" + (who == wizard ? std::string("shield") : "spirit_guardians"), 0));
        must(hall.judge.prepare(who, "srd51:" + spell));
    };
    const auto rested = [&] {
        for (const CreatureId who : {cleric, wizard}) must(hall.judge.rest(who, true));
    };

    must(hall.cast(wizard, "magic_missile", {troll}, 3));
    CHECK(hall.hit_points(troll) <= 84 - 10);
    CHECK(hall.hit_points(troll) >= 84 - 25);
    CHECK(hall.left(wizard, "slot.3") == 1);

    must(hall.cast(wizard, "sleep", {troll, goblin, second})); // 5d8: the goblins first, and not the troll
    CHECK(hall.has(goblin, "sleeping"));
    CHECK(hall.has(second, "unconscious"));
    CHECK_FALSE(hall.has(troll, "sleeping"));
    must(hall.judge.damage({.target = goblin, .amounts = {{"srd51:slashing", 1}}}));
    CHECK_FALSE(hall.has(goblin, "unconscious"));

    must(hall.cast(wizard, "mage_armor", {wizard}));
    CHECK(hall.stat(wizard, "armor_class") == 15);
    rested();
    must(hall.cast(wizard, "shield", {}));
    CHECK(hall.stat(wizard, "armor_class") == 20);
    must(hall.judge.pass_time(6));
    CHECK(hall.stat(wizard, "armor_class") == 15);

    // one spell is held at a time, and all of it goes at once
    must(hall.cast(cleric, "bless", {fighter, wizard, cleric}));
    CHECK(hall.has(wizard, "blessed"));
    must(hall.cast(cleric, "spirit_guardians", {troll, goblin}));
    CHECK_FALSE(hall.has(wizard, "blessed"));
    CHECK(hall.has(troll, "hunted_by_spirits"));
    CHECK(hall.stat(troll, "speed.walk") == 15);
    const std::int32_t before = hall.hit_points(troll);
    must(hall.judge.begin_encounter({cleric, troll, goblin}));
    must(hall.judge.next_turn());
    must(hall.judge.next_turn());
    CHECK(hall.hit_points(troll) <= before);
    must(hall.judge.end_encounter());
    must(hall.judge.begin({.effect = "srd51:incapacitated", .owner = cleric}));
    CHECK_FALSE(hall.has(troll, "hunted_by_spirits"));
    CHECK(reason(hall.cast(cleric, "cure_wounds", {fighter})) == "rules.cannot_cast");
    must(hall.judge.dispel(cleric, {"condition"}, 50));

    rested();
    must(hall.cast(wizard, "invisibility", {wizard}));
    CHECK(hall.has(wizard, "invisible"));
    must(hall.cast(cleric, "dispel_magic", {wizard}));
    CHECK_FALSE(hall.has(wizard, "invisible"));
    CHECK_FALSE(hall.has(wizard, "unseen"));

    must(hall.cast(wizard, "haste", {fighter}));
    CHECK(hall.stat(fighter, "speed.walk") == 60);
    must(hall.cast(wizard, "hold_person", {goblin, troll, fighter})); // which ends the haste
    CHECK(hall.stat(fighter, "speed.walk") == 0);                     // and leaves the fighter spent
    CHECK_FALSE(hall.has(troll, "stilled"));

    must(hall.judge.damage({.target = fighter, .amounts = {{"srd51:force", 200}}}));
    CHECK(hall.world.creatures.find(fighter)->vitals.life == Life::dead);
    rested();
    must(hall.cast(cleric, "revivify", {fighter}));
    CHECK(hall.hit_points(fighter) == 1);
    CHECK(hall.world.creatures.find(fighter)->vitals.life == Life::alive);
    must(hall.cast(cleric, "cure_wounds", {fighter}, 3));
    CHECK(hall.hit_points(fighter) >= 1 + 3 + 4);
    must(hall.cast(cleric, "aid", {fighter, wizard}));
    CHECK(hall.stat(fighter, "hit_points") == 49);
    must(hall.judge.begin({.effect = "srd51:poisoned", .owner = fighter}));
    must(hall.cast(cleric, "lesser_restoration", {fighter}));
    CHECK_FALSE(hall.has(fighter, "poisoned"));

    ready(wizard, "animate_dead");
    rested();
    const std::size_t many = hall.world.creatures.size();
    must(hall.cast(wizard, "animate_dead", {}));
    CHECK(hall.world.creatures.size() == many + 1);
    must(hall.cast(wizard, "fireball", {troll, goblin, second, fighter})); // friends too
    CHECK(hall.world.creatures.find(goblin)->vitals.life == Life::dead);
}

TEST_CASE("every spell can be cast and resolves", "[rules][srd]")
{
    std::size_t cast = 0;
    for (const auto& [id, entry] : test::shipped("srd51").pack->entries("spells")) {
        INFO(id);
        Hall hall;
        const CreatureId caster = hall.appear("cleric"), friendly = hall.appear("rogue"),
                         foe = hall.appear("goblin", "foes");
        must(hall.judge.set_number(caster, "srd51:level", 20));
        must(hall.judge.prepare(caster, id));
        const std::int64_t level = integer(entry, "level");
        for (std::int64_t at = level; at <= (level == 0 ? 0 : 9); ++at, ++cast) {
            must(hall.judge.cast({.creature = caster,
                                  .spell = std::string(id),
                                  .level = static_cast<std::int32_t>(at),
                                  .targets = {foe, friendly}}));
            must(hall.judge.heal(friendly, {}, 1000));
            REQUIRE_FALSE(hall.world.pending);
        }
    }
    CHECK(cast > 100);
}

TEST_CASE("a rogue strikes where it hurts once a turn, when luck is there", "[rules][srd]")
{
    Hall hall;
    const CreatureId rogue = hall.appear("rogue"), troll = hall.appear("troll", "foes");
    must(hall.judge.begin({.effect = "srd51:restrained", .owner = troll}));
    std::size_t sneaked = 0;
    for (int i = 0; i < 4; ++i) {
        hall.recording.clear();
        must(hall.use(rogue, "shortsword", "weapon.melee", {troll}));
        sneaked += static_cast<std::size_t>(std::ranges::count_if(
            hall.recording.events(), [](const Event& event) { return std::holds_alternative<ResourceSpent>(event); }));
    }
    CHECK(sneaked == 1);
    must(hall.judge.pass_time(6));
    CHECK(hall.left(rogue, "sneak_attack") == 1);
}

TEST_CASE("four of the classic kind: lower armor is better, and what was cast is gone until the night",
          "[rules][classic]")
{
    test::Stage stage(test::shipped("classic").rules, 5);
    const auto appear = [&](const std::string& id, const std::string& side) {
        return stage.appear("classic:" + id, side);
    };
    const auto stat = [&](CreatureId who, const std::string& id) {
        return must(stage.judge.stat(who, "classic:" + id));
    };
    const CreatureId warrior = appear("warrior", "party"), mage = appear("mage", "party"),
                     priest = appear("priest", "party"), prowler = appear("prowler", "party");
    CHECK(stat(warrior, "armor_class") == 4);
    CHECK(stat(warrior, "thac0") == 16);
    CHECK(stat(mage, "armor_class") == 9);
    CHECK(stat(mage, "thac0") == 19);
    CHECK(stat(prowler, "armor_class") == 6);
    CHECK(stat(prowler, "movement") == 120);
    for (int i = 0; i < 2; ++i) must(stage.judge.give(prowler, "classic:long_bow"));
    CHECK(stat(prowler, "movement") == 90);
    must(stage.judge.give(prowler, "classic:long_bow"));
    must(stage.judge.give(prowler, "classic:long_bow"));
    CHECK(stat(prowler, "movement") == 60);

    const CreatureId idol = appear("tusker", "foes"), mudling = appear("mudling", "foes");
    const auto cast = [&](CreatureId who, const std::string& spell, std::vector<CreatureId> targets) {
        return stage.judge.cast(
            {.creature = who, .spell = "classic:" + spell, .level = 0, .targets = std::move(targets)});
    };
    must(cast(mage, "spark_dart", {idol}));
    CHECK(stage.vitals(idol).hit_points < stat(idol, "hit_points"));
    CHECK(reason(cast(mage, "spark_dart", {idol})) == "rules.spent");
    must(cast(mage, "ward", {}));
    CHECK(stat(mage, "armor_class") == 4);
    must(cast(mage, "slumber", {idol, mudling}));
    CHECK(stage.judge.has(mudling, "classic:asleep"));
    must(cast(mage, "fire_burst", {idol, mudling, warrior}));
    CHECK(stage.vitals(mudling).life == Life::dead);
    const std::int32_t burned = stage.vitals(warrior).hit_points;
    CHECK(burned < 28);
    must(cast(priest, "mend_flesh", {warrior}));
    CHECK(stage.vitals(warrior).hit_points > burned);
    must(cast(priest, "mend_flesh", {warrior}));
    CHECK(reason(cast(priest, "mend_flesh", {warrior})) == "rules.spent");
    CHECK(reason(stage.judge.prepare(priest, "classic:mend_flesh", 4)) == "rules.too_many_spells");
    must(cast(priest, "good_word", {warrior, prowler}));
    CHECK(stage.judge.has(prowler, "classic:blessed"));
    must(cast(mage, "vanish", {prowler}));
    CHECK(stage.judge.has(prowler, "classic:vanished"));
    CHECK(must(stage.judge.take_rest("long", {mage, priest})));
    must(cast(mage, "spark_dart", {idol}));
    must(stage.judge.use({.creature = prowler,
                          .item =
                              [&] {
                                  const auto all = stage.judge.items(prowler);
                                  return *std::ranges::find_if(all, [&](ItemId id) {
                                      return stage.world.items.find(id)->definition == "classic:knife";
                                  });
                              }(),
                          .action = "classic:weapon.blow",
                          .targets = {idol}}));
}

TEST_CASE("every classic spell resolves, on people and on others", "[rules][classic]")
{
    std::size_t cast = 0;
    for (const auto& [id, entry] : test::shipped("classic").pack->entries("spells")) {
        INFO(id);
        test::Stage stage(test::shipped("classic").rules, 5);
        const CreatureId mage = stage.appear("classic:mage", "party", {{"classic:magic", 9}, {"classic:level", 9}});
        const CreatureId foe = stage.appear("classic:tusker", "foes"),
                         dead = stage.appear("classic:rattlebones", "foes");
        for (const auto& [known, copies] : std::map(stage.world.creatures.find(mage)->spells))
            must(stage.judge.prepare(mage, known, 0));
        must(stage.judge.prepare(mage, id));
        stage.recording.clear();
        must(stage.judge.cast({.creature = mage, .spell = std::string(id), .targets = {foe, dead}}));
        CHECK(stage.recording.events().size() >= 2);
        ++cast;
    }
    CHECK(cast >= 10);
}
