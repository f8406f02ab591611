// SPDX-License-Identifier: MIT
// Everything that lasts: modifiers, stacking, parents, durations.
#include <goldbox/rules/judge.hpp>

#include "support/rules.hpp"

using namespace goldbox;
using namespace goldbox::test;
using namespace goldbox::rules;
using goldbox::tests::must;
using goldbox::tests::reason;

TEST_CASE("modifiers work in phases", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero");
    CHECK(arena.stat(hero, "armor_class") == 12);
    arena.begin("mage_armor", hero);
    CHECK(arena.stat(hero, "armor_class") == 15);
    arena.begin("lucky", hero);
    arena.begin("lucky", hero);
    CHECK(arena.stat(hero, "armor_class") == 17);
    arena.begin("bark", hero);
    CHECK(arena.stat(hero, "armor_class") == 17);
    arena.begin("exposed", hero);
    CHECK(arena.stat(hero, "armor_class") == 12);
}

TEST_CASE("of what shares a tag the highest bonus and the lowest penalty count", "[rules][effects]")
{
    Arena arena;
    const CreatureId goblin = arena.appear("goblin");
    arena.begin("shield", goblin);
    arena.begin("big_shield", goblin);
    CHECK(arena.stat(goblin, "armor_class") == 15);
    arena.begin("cracked_shield", goblin);
    CHECK(arena.stat(goblin, "armor_class") == 14);
}

TEST_CASE("what is set goes by priority, then by value, and is added to", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero");
    arena.begin("gauntlets", hero);
    CHECK(arena.stat(hero, "strength") == 25);
    arena.begin("girdle", hero);
    CHECK(arena.stat(hero, "strength") == 19);
    arena.begin("weak", hero);
    arena.begin("weak", hero);
    CHECK(arena.stat(hero, "strength") == 15);
    CHECK(arena.stat(hero, "attack") == 4); // by the modifier of today
}

TEST_CASE("factors are multiplied as fractions and cut once", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero");
    arena.begin("slow", hero);
    arena.begin("fast", hero);
    CHECK(arena.stat(hero, "speed") == 30);
    arena.begin("slow", hero);
    CHECK(arena.stat(hero, "speed") == 15);
    arena.begin("slow", hero);
    CHECK(arena.stat(hero, "speed") == 7);
}

TEST_CASE("bounds of a stat hold", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero");
    for (int i = 0; i < 20; ++i) arena.begin("weak", hero);
    CHECK(arena.stat(hero, "strength") == 1);
}

TEST_CASE("one that replaces ends the others of its key, and what hangs on them", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero"), goblin = arena.appear("goblin");
    const EffectId first = arena.begin("concentrating", hero);
    arena.begin("poisoned", goblin, hero, 0, first);
    CHECK(arena.has(goblin, "poisoned"));
    const EffectId second = arena.begin("concentrating", hero);
    CHECK(second != first);
    CHECK_FALSE(arena.has(goblin, "poisoned"));
    const auto ended = arena.all<EffectEnded>();
    REQUIRE(ended.size() == 2);
    CHECK(ended[0].why == Why::parent); // deepest first
    CHECK(ended[1] == EffectEnded{first, Why::replaced});
}

TEST_CASE("the weaker of a key sleeps, and wakes when the stronger ends", "[rules][effects]")
{
    Arena arena;
    const CreatureId goblin = arena.appear("goblin");
    arena.begin("might", goblin, {}, 2);
    const EffectId strong = arena.begin("might", goblin, {}, 4);
    arena.begin("might", goblin, {}, 3);
    CHECK(arena.stat(goblin, "strength") == 14);
    must(arena.judge.end(strong));
    CHECK(arena.stat(goblin, "strength") == 13);
}

TEST_CASE("a second of the same lasts longer, and does not count twice", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero");
    const EffectId poisoned = arena.begin("poisoned", hero);
    CHECK(arena.world.effects.find(poisoned)->ends == 60);
    must(arena.judge.pass_time(30));
    CHECK_FALSE(arena.begin("poisoned", hero));
    CHECK(arena.world.effects.size() == 1);
    CHECK(arena.world.effects.find(poisoned)->ends == 90);
}

TEST_CASE("one of each source, or one alone", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero"), one = arena.appear("goblin"), two = arena.appear("goblin");
    CHECK(arena.begin("hexed", hero, one));
    CHECK_FALSE(arena.begin("hexed", hero, one));
    CHECK(arena.begin("hexed", hero, two));
    CHECK(arena.begin("branded", hero, one));
    CHECK_FALSE(arena.begin("branded", hero, two));
    const auto refused = arena.all<EffectRefused>();
    REQUIRE(refused.size() == 1);
    CHECK_FALSE(refused[0].immune);
}

TEST_CASE("what two effects imply stays until both are gone, and counts once", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero");
    const EffectId unconscious = arena.begin("unconscious", hero);
    const EffectId paralyzed = arena.begin("paralyzed", hero);
    CHECK(arena.stat(hero, "speed") == 20);
    must(arena.judge.end(unconscious));
    CHECK(arena.has(hero, "incapacitated"));
    CHECK(arena.stat(hero, "speed") == 20);
    must(arena.judge.end(paralyzed));
    CHECK_FALSE(arena.has(hero, "incapacitated"));
    CHECK(arena.stat(hero, "speed") == 30);
}

TEST_CASE("immunity refuses what would begin and ends what is there", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero");
    arena.begin("slow", hero);
    arena.begin("paralyzed", hero);
    arena.begin("poisoned", hero);
    arena.begin("free", hero);
    CHECK_FALSE(arena.has(hero, "slow"));
    CHECK_FALSE(arena.has(hero, "incapacitated"));
    CHECK(arena.has(hero, "poisoned"));
    CHECK_FALSE(arena.begin("slow", hero));
    CHECK(arena.all<EffectRefused>().at(0) == EffectRefused{hero, "arena:slow", true});
}

TEST_CASE("dispelling names categories and a power", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero");
    arena.begin("slow", hero);
    arena.begin("fast", hero);
    arena.begin("poisoned", hero);
    CHECK(must(arena.judge.dispel(hero, {"magic"}, 4)) == 1);
    CHECK(arena.has(hero, "fast"));
    CHECK(must(arena.judge.dispel(hero, {"magic", "unheard_of"}, 5)) == 1);
    CHECK(arena.has(hero, "poisoned"));
    CHECK(must(arena.judge.dispel(hero, {"unheard_of"}, 99)) == 0);
}

TEST_CASE("effects keep values from when they began", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero"), goblin = arena.appear("goblin");
    const EffectId drained = arena.begin("drained", hero, goblin);
    CHECK(arena.stat(hero, "hit_points") == 16);
    must(arena.judge.set_number(goblin, "arena:proficiency", 6));
    CHECK(arena.stat(hero, "hit_points") == 16);
    must(arena.judge.leave(goblin));
    CHECK(arena.stat(hero, "hit_points") == 16);
    must(arena.judge.end(drained));
    CHECK(arena.stat(hero, "hit_points") == 20);
}

TEST_CASE("hit points follow their maximum down, and do not come back by themselves", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero"), goblin = arena.appear("goblin");
    const EffectId tough = arena.begin("tough", hero, hero, 2);
    CHECK(arena.vitals(hero).hit_points == 20);
    must(arena.judge.heal(hero, {}, 100));
    CHECK(arena.vitals(hero).hit_points == 30);
    must(arena.judge.end(tough));
    CHECK(arena.vitals(hero).hit_points == 20);
    const EffectId one = arena.begin("drained", goblin, hero), two = arena.begin("drained", goblin, hero);
    CHECK(arena.vitals(goblin).hit_points == 0);
    CHECK(arena.vitals(goblin).life == Life::dead);
    must(arena.judge.end(one));
    must(arena.judge.end(two));
    CHECK(arena.vitals(goblin).hit_points == 0);
}

TEST_CASE("rests end what lasts until one; a long rest is a rest too", "[rules][effects]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero");
    arena.begin("warded", hero);
    arena.begin("drained", hero, hero);
    must(arena.judge.rest(hero, false));
    CHECK_FALSE(arena.has(hero, "warded"));
    CHECK(arena.has(hero, "drained"));
    arena.begin("warded", hero);
    must(arena.judge.rest(hero, true));
    CHECK(arena.world.effects.size() == 0);
}

TEST_CASE("time ends effects in the order of their ends, however far it jumps", "[rules][time]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero"), goblin = arena.appear("goblin");
    const EffectId tough = arena.begin("tough", hero, hero, 1);
    must(arena.judge.pass_time(10));
    const EffectId poisoned = arena.begin("poisoned", goblin);
    must(arena.judge.pass_time(59));
    CHECK(arena.has(goblin, "poisoned"));
    must(arena.judge.pass_time(100'000));
    CHECK(arena.world.effects.size() == 0);
    CHECK(arena.world.time == 100'069);
    const auto ended = arena.all<EffectEnded>();
    CHECK(ended.at(0) == EffectEnded{poisoned, Why::expired});
    CHECK(ended.at(1) == EffectEnded{tough, Why::expired});
    const auto times = arena.all<TimePassed>();
    CHECK(times.at(times.size() - 3).time == 70);
    CHECK(times.at(times.size() - 2).time == 3600);
}

TEST_CASE("in an encounter, rounds count from turn to turn", "[rules][time]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero"), goblin = arena.appear("goblin");
    must(arena.judge.begin_encounter({hero, goblin}));
    must(arena.judge.next_turn());
    arena.begin("guarded", hero, hero); // until the start of its next turn
    must(arena.judge.next_turn());
    CHECK(arena.has(hero, "guarded"));
    arena.begin("guarded", goblin, hero); // hero's next turn is in the next round
    must(arena.judge.next_turn());
    CHECK_FALSE(arena.has(hero, "guarded"));
    CHECK_FALSE(arena.has(goblin, "guarded"));
    CHECK(arena.world.time == 6);
}

TEST_CASE("a next turn that is still to come in this round is the next turn", "[rules][time]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero"), goblin = arena.appear("goblin");
    must(arena.judge.begin_encounter({hero, goblin}));
    must(arena.judge.next_turn());
    arena.begin("stunned", goblin, hero); // until the end of goblin's next turn
    must(arena.judge.next_turn());
    CHECK(arena.has(goblin, "stunned"));
    must(arena.judge.next_turn());
    CHECK_FALSE(arena.has(goblin, "stunned"));
    arena.begin("stunned", hero, goblin); // on its own turn: the end of the next
    must(arena.judge.next_turn());
    CHECK(arena.has(hero, "stunned"));
    must(arena.judge.next_turn());
    CHECK(arena.has(hero, "stunned"));
    must(arena.judge.next_turn());
    CHECK_FALSE(arena.has(hero, "stunned"));
}

TEST_CASE("minutes are rounds in an encounter, and end on the turn of who made them", "[rules][time]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero"), goblin = arena.appear("goblin");
    must(arena.judge.begin_encounter({hero, goblin}));
    must(arena.judge.next_turn());
    must(arena.judge.next_turn());
    arena.begin("poisoned", hero, goblin);
    for (int i = 0; i < 19; ++i) must(arena.judge.next_turn());
    CHECK(arena.has(hero, "poisoned"));
    must(arena.judge.next_turn());
    CHECK(arena.world.encounter->round == 11);
    CHECK_FALSE(arena.has(hero, "poisoned"));
}

TEST_CASE("what waited for a turn that never comes ends with the round", "[rules][time]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero"), goblin = arena.appear("goblin");
    must(arena.judge.begin_encounter({hero, goblin}));
    must(arena.judge.next_turn());
    must(arena.judge.next_turn());
    arena.begin("guarded", hero, goblin);
    arena.damage(goblin, "cold", 50);
    must(arena.judge.next_turn()); // round 2: goblin would have been second
    CHECK(arena.has(hero, "guarded"));
    must(arena.judge.next_turn());
    CHECK_FALSE(arena.has(hero, "guarded"));
}

TEST_CASE("the end of an encounter lets the rest of the round pass", "[rules][time]")
{
    Arena arena;
    const CreatureId hero = arena.appear("hero"), goblin = arena.appear("goblin");
    must(arena.judge.begin_encounter({hero, goblin}));
    must(arena.judge.next_turn());
    arena.begin("stunned", goblin, hero);
    arena.begin("poisoned", goblin, hero);
    must(arena.judge.end_encounter());
    CHECK(arena.world.time == 6);
    CHECK_FALSE(arena.has(goblin, "stunned"));
    CHECK(arena.has(goblin, "poisoned"));
    must(arena.judge.pass_time(54));
    CHECK_FALSE(arena.has(goblin, "poisoned"));
    CHECK(reason(arena.judge.end_encounter()) == "rules.no_encounter");
}

TEST_CASE("initiative orders by total, then by bonus, then by who came first", "[rules][time]")
{
    Arena arena;
    std::vector<CreatureId> all;
    for (int i = 0; i < 6; ++i) all.push_back(arena.appear(i % 2 == 0 ? "goblin" : "ogre"));
    must(arena.judge.roll_initiative(all));
    const auto rolls = arena.all<CheckMade>();
    REQUIRE(rolls.size() == 6);
    const auto& order = arena.world.encounter->order;
    const auto roll_of = [&](CreatureId id) { return *std::ranges::find(rolls, id, &CheckMade::creature); };
    for (std::size_t i = 1; i < order.size(); ++i) {
        const CheckMade before = roll_of(order[i - 1]), after = roll_of(order[i]);
        CHECK(std::tuple(-before.total, -before.bonus, before.creature) <
              std::tuple(-after.total, -after.bonus, after.creature));
    }
}

TEST_CASE("the dead have no turns, and when all are dead there are none", "[rules][time]")
{
    Arena arena;
    const CreatureId one = arena.appear("goblin"), two = arena.appear("goblin"), three = arena.appear("goblin");
    must(arena.judge.begin_encounter({one, two, three}));
    arena.damage(two, "cold", 9);
    must(arena.judge.next_turn());
    must(arena.judge.next_turn());
    CHECK(arena.world.encounter->turn == 2);
    arena.damage(one, "cold", 9);
    must(arena.judge.leave(three));
    CHECK(reason(arena.judge.next_turn()) == "rules.nobody_left");
}
