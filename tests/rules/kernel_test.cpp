// SPDX-License-Identifier: MIT
// Rolls, damage, dying and healing.
#include <goldbox/rules/fields.hpp>
#include <goldbox/rules/judge.hpp>

#include "support/rules.hpp"

#include <set>

using namespace goldbox;
using namespace goldbox::test;
using namespace goldbox::rules;
using goldbox::tests::must;
using goldbox::tests::reason;

namespace {

CheckMade attack(Ring& ring, CreatureId attacker, CreatureId target, std::int32_t bonus = 0)
{
    return must(ring.judge.check({.check = "arena:attack", .creature = attacker, .target = target, .bonus = bonus}));
}

} // namespace

TEST_CASE("a stat is the creature's own number, or what its formula gives", "[rules][stats]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    CHECK(ring.stat(hero, "strength") == 16);
    CHECK(ring.stat(hero, "attack") == 5);
    CHECK(ring.stat(goblin, "strength") == 10);
    CHECK(ring.stat(goblin, "armor_class") == 12);
    must(ring.judge.set_number(goblin, "arena:armor_class", 15));
    CHECK(ring.stat(goblin, "armor_class") == 15);
    must(ring.judge.set_number(goblin, "arena:armor_class", std::nullopt));
    CHECK(ring.stat(goblin, "armor_class") == 12);
    CHECK(reason(ring.judge.stat(goblin, "arena:luck")) == "rules.no_such");
    CHECK(reason(ring.judge.stat({7, 1}, "arena:strength")) == "rules.no_such");
}

TEST_CASE("a creature appears with the average of its hit dice, or with what they give", "[rules][creatures]")
{
    Ring ring;
    const CreatureId ogre = ring.appear("ogre");
    CHECK(ring.vitals(ogre).hit_points == 59);
    std::set<std::int32_t> rolled;
    for (int i = 0; i < 20; ++i) {
        const auto id = must(ring.judge.appear({.definition = "arena:ogre", .rolls_hit_points = true}));
        rolled.insert(ring.vitals(id).hit_points);
        CHECK(ring.vitals(id).hit_points == ring.stat(id, "hit_points"));
    }
    CHECK(rolled.size() > 5);
    CHECK(*rolled.begin() >= 28);
    CHECK(*rolled.rbegin() <= 91);
}

TEST_CASE("an attack hits when it reaches the armor class", "[rules][checks]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    std::set<std::int32_t> faces;
    for (int i = 0; i < 400; ++i) {
        const CheckMade roll = attack(ring, hero, goblin);
        CHECK(roll.difficulty == 12);
        CHECK(roll.bonus == 5);
        CHECK(roll.total == roll.natural + 5);
        CHECK(succeeded(roll.degree) == (roll.natural != 1 && roll.total >= 12));
        CHECK((roll.degree == Degree::critical_success) == (roll.natural == 20));
        CHECK((roll.degree == Degree::critical_failure) == (roll.natural == 1));
        faces.insert(roll.natural);
    }
    CHECK(faces.size() == 20);
    CHECK(ring.world.creatures.find(hero)->drawn.attack == 400);
}

TEST_CASE("THAC0 is a check like any other and hits the same as its ascending twin", "[rules][checks]")
{
    Ring ring;
    const CreatureId ogre = ring.appear("ogre"), goblin = ring.appear("goblin");
    for (int i = 0; i < 100; ++i) {
        const auto roll = must(ring.judge.check({.check = "arena:old_attack", .creature = ogre, .target = goblin}));
        CHECK(roll.difficulty == 15 - (20 - 12)); // THAC0 15 against armor class 8
        CHECK(succeeded(roll.degree) == (roll.natural >= 7));
    }
}

TEST_CASE("a roll may have to stay under its number", "[rules][checks]")
{
    Ring ring;
    const CreatureId goblin = ring.appear("goblin");
    for (int i = 0; i < 100; ++i) {
        const auto roll = must(ring.judge.check({.check = "arena:morale", .creature = goblin}));
        CHECK(roll.natural >= 2);
        CHECK(roll.natural <= 12);
        CHECK(succeeded(roll.degree) == (roll.total <= 8));
    }
}

TEST_CASE("any number of advantages is one, and one disadvantage cancels them", "[rules][checks]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    ring.begin("aimed", hero);
    ring.begin("outlined", goblin);
    for (int i = 0; i < 50; ++i) {
        const CheckMade roll = attack(ring, hero, goblin);
        REQUIRE(roll.faces.size() == 2);
        CHECK(roll.natural == std::max(roll.faces[0], roll.faces[1]));
    }
    ring.begin("poisoned", hero);
    CHECK(attack(ring, hero, goblin).faces.size() == 1);
    CHECK(attack(ring, hero, goblin).advantage == 0);
    must(ring.judge.dispel(hero, {"poison"}, 0));
    const auto low =
        must(ring.judge.check({.check = "arena:save.dexterity", .creature = hero, .difficulty = 10, .advantage = -1}));
    CHECK(low.natural == std::min(low.faces[0], low.faces[1]));
}

TEST_CASE("with advantage a roll that stays under keeps the lower", "[rules][checks]")
{
    Ring ring;
    const CreatureId goblin = ring.appear("goblin");
    for (int i = 0; i < 20; ++i) {
        const auto roll = must(ring.judge.check({.check = "arena:morale", .creature = goblin, .advantage = 1}));
        CHECK(roll.natural == std::min(roll.faces.at(0), roll.faces.at(1)));
    }
}

TEST_CASE("bonuses may be dice", "[rules][checks]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    ring.begin("blessed", hero);
    std::set<std::int32_t> bonuses;
    for (int i = 0; i < 60; ++i) bonuses.insert(attack(ring, hero, goblin).bonus);
    CHECK(bonuses == std::set<std::int32_t>{6, 7, 8, 9});
    CHECK(ring.world.creatures.find(hero)->drawn.attack == 120);
}

TEST_CASE("effects settle rolls without dice, or make hits critical", "[rules][checks]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    ring.begin("paralyzed", goblin);
    const auto save = must(ring.judge.check({.check = "arena:save.dexterity", .creature = goblin, .difficulty = -50}));
    CHECK(save.degree == Degree::failure);
    CHECK(save.faces.empty());
    const CheckMade hit = attack(ring, hero, goblin, 100);
    CHECK(hit.degree == (hit.natural == 1 ? Degree::critical_failure : Degree::critical_success));
}

TEST_CASE("margins make degrees, and a roll brings values of its own", "[rules][checks]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    const auto stunt = [&](std::int32_t skill, std::int32_t difficulty) {
        return must(ring.judge.check({.check = "arena:stunt",
                                      .creature = hero,
                                      .difficulty = difficulty,
                                      .values = {{"skill", skill}, {"unread", 1}}}));
    };
    for (int i = 0; i < 60; ++i) {
        const CheckMade roll = stunt(4, 15);
        CHECK(roll.bonus == 4);
        const int margin = roll.total - 15;
        const Degree expected = margin >= 10    ? Degree::critical_success
                                : margin >= 0   ? Degree::success
                                : margin <= -10 ? Degree::critical_failure
                                                : Degree::failure;
        CHECK(roll.degree == expected);
    }
}

TEST_CASE("rolls of one creature and stream move no others", "[rules][checks]")
{
    Ring one, other;
    const CreatureId hero = one.appear("hero"), goblin = one.appear("goblin");
    other.appear("hero");
    other.appear("goblin");
    for (int i = 0; i < 5; ++i) must(other.judge.check({.check = "arena:morale", .creature = hero}));
    attack(other, goblin, hero);
    CHECK(attack(one, hero, goblin) == attack(other, hero, goblin));
}

TEST_CASE("damage goes through the defenses in the order of the ruleset", "[rules][damage]")
{
    Ring ring;
    const CreatureId ogre = ring.appear("ogre");
    CHECK(ring.damage(ogre, "fire", 11).lost == 11);
    ring.begin("warded", ogre);
    CHECK(ring.damage(ogre, "fire", 11).lost == 5);
    CHECK(ring.damage(ogre, "cold", 3).lost == 3);
    ring.begin("dry", ogre);
    CHECK(ring.damage(ogre, "fire", 5).lost == 4); // halved and cut, then doubled
    ring.begin("mail", ogre);
    CHECK(ring.damage(ogre, "slashing", 5).lost == 2);
    CHECK(ring.damage(ogre, "slashing", 2).lost == 0);
    CHECK(ring.damage(ogre, "slashing", 5, {"magical"}).lost == 5);
    ring.begin("fireproof", ogre);
    CHECK(ring.damage(ogre, "fire", 50).lost == 0);
    ring.begin("object", ogre);
    CHECK(ring.damage(ogre, "cold", 4).lost == 0);
    CHECK(ring.damage(ogre, "cold", 5).lost == 5);
}

TEST_CASE("two sources of one resistance are one", "[rules][damage]")
{
    Ring ring;
    const CreatureId ogre = ring.appear("ogre"), hero = ring.appear("hero");
    const EffectId parent = ring.begin("concentrating", hero);
    ring.begin("warded", ogre);
    ring.begin("warded", ogre, hero, 0, parent);
    CHECK(ring.damage(ogre, "fire", 20).lost == 10);
}

TEST_CASE("what is absorbed heals", "[rules][damage]")
{
    Ring ring;
    const CreatureId ogre = ring.appear("ogre");
    ring.damage(ogre, "cold", 20);
    ring.begin("salamander", ogre);
    const DamageTaken taken = ring.damage(ogre, "fire", 8);
    CHECK(taken.lost == 0);
    CHECK(taken.parts[0].taken == -8);
    CHECK(ring.vitals(ogre).hit_points == 47);
    ring.damage(ogre, "fire", 100);
    CHECK(ring.vitals(ogre).hit_points == 59);
}

TEST_CASE("temporary hit points go first and do not add up", "[rules][damage]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    must(ring.judge.give_temporary_hit_points(hero, 5));
    must(ring.judge.give_temporary_hit_points(hero, 3));
    CHECK(ring.vitals(hero).temporary_hit_points == 5);
    const DamageTaken taken = ring.damage(hero, "cold", 8);
    CHECK(taken.absorbed == 5);
    CHECK(taken.lost == 3);
    CHECK(ring.vitals(hero).temporary_hit_points == 0);
    CHECK(ring.vitals(hero).hit_points == 17);
}

TEST_CASE("heroes die slowly, the others at once", "[rules][dying]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    ring.damage(goblin, "cold", 7);
    CHECK(ring.vitals(goblin).life == Life::dead);
    ring.damage(hero, "cold", 30);
    CHECK(ring.vitals(hero).life == Life::dying);
    CHECK(ring.vitals(hero).hit_points == 0);
    CHECK(ring.has(hero, "unconscious"));
    CHECK(ring.has(hero, "incapacitated"));
    must(ring.judge.heal(hero, {}, 4));
    CHECK(ring.vitals(hero).life == Life::alive);
    CHECK(ring.vitals(hero).hit_points == 4);
    CHECK_FALSE(ring.has(hero, "unconscious"));
    CHECK_FALSE(ring.has(hero, "incapacitated"));
    must(ring.judge.heal(goblin, {}, 4));
    CHECK(ring.vitals(goblin).life == Life::dead);
}

TEST_CASE("a blow that leaves as much as the maximum kills", "[rules][dying]")
{
    Ring ring;
    const CreatureId one = ring.appear("hero"), other = ring.appear("hero");
    ring.damage(one, "cold", 39);
    CHECK(ring.vitals(one).life == Life::dying);
    ring.damage(other, "cold", 40);
    CHECK(ring.vitals(other).life == Life::dead);
}

TEST_CASE("blows on the dying count as failures, critical ones twice", "[rules][dying]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    ring.damage(hero, "cold", 20);
    ring.damage(hero, "cold", 1);
    CHECK(ring.vitals(hero).failures == 1);
    must(ring.judge.stabilize(hero));
    CHECK(ring.vitals(hero).life == Life::stable);
    CHECK(ring.vitals(hero).failures == 0);
    ring.damage(hero, "cold", 1);
    CHECK(ring.vitals(hero).life == Life::dying);
    ring.damage(hero, "cold", 1, {}, true);
    CHECK(ring.vitals(hero).life == Life::dead);
}

TEST_CASE("the dying roll each round outside encounters too", "[rules][dying]")
{
    std::set<Life> ends;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Ring ring(seed);
        const CreatureId hero = ring.appear("hero");
        ring.damage(hero, "fire", 20);
        if (seed % 2 == 0) ring.world = must(world_from_json(to_json(ring.world)));
        ring.judge.forget();
        must(ring.judge.pass_time(5));
        CHECK(ring.all<CheckMade>().empty());
        must(ring.judge.pass_time(1));
        CHECK(ring.all<CheckMade>().size() == 1);
        must(ring.judge.pass_time(60));
        CHECK(ring.all<CheckMade>().size() <= 5);
        ends.insert(ring.vitals(hero).life);
    }
    CHECK(ends == std::set{Life::alive, Life::stable, Life::dead});
}

TEST_CASE("the dying roll at the start of their turns until they are stable, up or dead", "[rules][dying]")
{
    std::set<Life> ends;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Ring ring(seed);
        const CreatureId hero = ring.appear("hero");
        ring.appear("goblin");
        must(ring.judge.begin_encounter({hero, {1, 1}}));
        ring.damage(hero, "cold", 20);
        int saves = 0;
        while (ring.vitals(hero).life == Life::dying && saves < 50) {
            must(ring.judge.next_turn());
            ++saves;
        }
        const Vitals& vitals = ring.vitals(hero);
        ends.insert(vitals.life);
        CHECK(ring.all<CheckMade>().size() <= 5);
        if (vitals.life == Life::alive) CHECK(vitals.hit_points == 1);
    }
    CHECK(ends == std::set<Life>{Life::alive, Life::stable, Life::dead});
}

TEST_CASE("what is refused changes nothing", "[rules][judge]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    const World before = ring.world;
    const CreatureId nobody{9, 1};
    CHECK(reason(ring.judge.check({.check = "arena:nothing", .creature = hero})) == "rules.no_such");
    CHECK(reason(ring.judge.check({.check = "arena:attack", .creature = nobody})) == "rules.no_such");
    CHECK(reason(ring.judge.damage({.target = hero, .amounts = {{"arena:cold", 1}, {"arena:love", 1}}})) ==
          "rules.no_such");
    CHECK(reason(ring.judge.damage({.target = hero, .amounts = {{"arena:cold", -1}}})) == "rules.out_of_range");
    CHECK(reason(ring.judge.heal(hero, {}, -5)) == "rules.out_of_range");
    CHECK(reason(ring.judge.begin({.effect = "arena:blessed", .owner = hero, .parent = {3, 1}})) == "rules.no_such");
    CHECK(reason(ring.judge.next_turn()) == "rules.no_encounter");
    CHECK(reason(ring.judge.begin_encounter({})) == "rules.nobody_left");
    CHECK(reason(ring.judge.begin_encounter({hero, hero})) == "rules.nobody_left");
    CHECK(reason(ring.judge.pass_time(-1)) == "rules.out_of_range");
    CHECK(ring.world == before);
}
