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
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    CHECK(ring.stat(hero, "armor_class") == 12);
    ring.begin("mage_armor", hero);
    CHECK(ring.stat(hero, "armor_class") == 15);
    ring.begin("lucky", hero);
    ring.begin("lucky", hero);
    CHECK(ring.stat(hero, "armor_class") == 17);
    ring.begin("bark", hero);
    CHECK(ring.stat(hero, "armor_class") == 17);
    ring.begin("exposed", hero);
    CHECK(ring.stat(hero, "armor_class") == 12);
}

TEST_CASE("of what shares a tag the highest bonus and the lowest penalty count", "[rules][effects]")
{
    Ring ring;
    const CreatureId goblin = ring.appear("goblin");
    ring.begin("shield", goblin);
    ring.begin("big_shield", goblin);
    CHECK(ring.stat(goblin, "armor_class") == 15);
    ring.begin("cracked_shield", goblin);
    CHECK(ring.stat(goblin, "armor_class") == 14);
}

TEST_CASE("what is set goes by priority, then by value, and is added to", "[rules][effects]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    ring.begin("gauntlets", hero);
    CHECK(ring.stat(hero, "strength") == 25);
    ring.begin("girdle", hero);
    CHECK(ring.stat(hero, "strength") == 19);
    ring.begin("weak", hero);
    ring.begin("weak", hero);
    CHECK(ring.stat(hero, "strength") == 15);
    CHECK(ring.stat(hero, "attack") == 4); // by the modifier of today
}

TEST_CASE("factors are multiplied as fractions and cut once", "[rules][effects]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    ring.begin("slow", hero);
    ring.begin("fast", hero);
    CHECK(ring.stat(hero, "speed") == 30);
    ring.begin("slow", hero);
    CHECK(ring.stat(hero, "speed") == 15);
    ring.begin("slow", hero);
    CHECK(ring.stat(hero, "speed") == 7);
}

TEST_CASE("bounds of a stat hold", "[rules][effects]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    for (int i = 0; i < 20; ++i) ring.begin("weak", hero);
    CHECK(ring.stat(hero, "strength") == 1);
}

TEST_CASE("one that replaces ends the others of its key, and what hangs on them", "[rules][effects]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    const EffectId first = ring.begin("concentrating", hero);
    ring.begin("poisoned", goblin, hero, 0, first);
    CHECK(ring.has(goblin, "poisoned"));
    const EffectId second = ring.begin("concentrating", hero);
    CHECK(second != first);
    CHECK_FALSE(ring.has(goblin, "poisoned"));
    const auto ended = ring.all<EffectEnded>();
    REQUIRE(ended.size() == 2);
    CHECK(ended[0].why == Why::parent); // deepest first
    CHECK(ended[1] == EffectEnded{first, Why::replaced});
}

TEST_CASE("the weaker of a key sleeps, and wakes when the stronger ends", "[rules][effects]")
{
    Ring ring;
    const CreatureId goblin = ring.appear("goblin");
    ring.begin("might", goblin, {}, 2);
    const EffectId strong = ring.begin("might", goblin, {}, 4);
    ring.begin("might", goblin, {}, 3);
    CHECK(ring.stat(goblin, "strength") == 14);
    must(ring.judge.end(strong));
    CHECK(ring.stat(goblin, "strength") == 13);
}

TEST_CASE("a second of the same lasts longer, and does not count twice", "[rules][effects]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    const EffectId poisoned = ring.begin("poisoned", hero);
    CHECK(ring.world.effects.find(poisoned)->ends == 60);
    must(ring.judge.pass_time(30));
    CHECK_FALSE(ring.begin("poisoned", hero));
    CHECK(ring.world.effects.size() == 1);
    CHECK(ring.world.effects.find(poisoned)->ends == 90);
}

TEST_CASE("one of each source, or one alone", "[rules][effects]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), one = ring.appear("goblin"), two = ring.appear("goblin");
    CHECK(ring.begin("hexed", hero, one));
    CHECK_FALSE(ring.begin("hexed", hero, one));
    CHECK(ring.begin("hexed", hero, two));
    CHECK(ring.begin("branded", hero, one));
    CHECK_FALSE(ring.begin("branded", hero, two));
    const auto refused = ring.all<EffectRefused>();
    REQUIRE(refused.size() == 1);
    CHECK_FALSE(refused[0].immune);
}

TEST_CASE("what two effects imply stays until both are gone, and counts once", "[rules][effects]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    const EffectId unconscious = ring.begin("unconscious", hero);
    const EffectId paralyzed = ring.begin("paralyzed", hero);
    CHECK(ring.stat(hero, "speed") == 20);
    must(ring.judge.end(unconscious));
    CHECK(ring.has(hero, "incapacitated"));
    CHECK(ring.stat(hero, "speed") == 20);
    must(ring.judge.end(paralyzed));
    CHECK_FALSE(ring.has(hero, "incapacitated"));
    CHECK(ring.stat(hero, "speed") == 30);
}

TEST_CASE("immunity refuses what would begin and ends what is there", "[rules][effects]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    ring.begin("slow", hero);
    ring.begin("paralyzed", hero);
    ring.begin("poisoned", hero);
    ring.begin("free", hero);
    CHECK_FALSE(ring.has(hero, "slow"));
    CHECK_FALSE(ring.has(hero, "incapacitated"));
    CHECK(ring.has(hero, "poisoned"));
    CHECK_FALSE(ring.begin("slow", hero));
    CHECK(ring.all<EffectRefused>().at(0) == EffectRefused{hero, "arena:slow", true});
}

TEST_CASE("dispelling names categories and a power", "[rules][effects]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    ring.begin("slow", hero);
    ring.begin("fast", hero);
    ring.begin("poisoned", hero);
    CHECK(must(ring.judge.dispel(hero, {"magic"}, 4)) == 1);
    CHECK(ring.has(hero, "fast"));
    CHECK(must(ring.judge.dispel(hero, {"magic", "unheard_of"}, 5)) == 1);
    CHECK(ring.has(hero, "poisoned"));
    CHECK(must(ring.judge.dispel(hero, {"unheard_of"}, 99)) == 0);
}

TEST_CASE("effects keep values from when they began", "[rules][effects]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    const EffectId drained = ring.begin("drained", hero, goblin);
    CHECK(ring.stat(hero, "hit_points") == 16);
    must(ring.judge.set_number(goblin, "arena:proficiency", 6));
    CHECK(ring.stat(hero, "hit_points") == 16);
    must(ring.judge.leave(goblin));
    CHECK(ring.stat(hero, "hit_points") == 16);
    must(ring.judge.end(drained));
    CHECK(ring.stat(hero, "hit_points") == 20);
}

TEST_CASE("hit points follow their maximum down, and do not come back by themselves", "[rules][effects]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    const EffectId tough = ring.begin("tough", hero, hero, 2);
    CHECK(ring.vitals(hero).hit_points == 20);
    must(ring.judge.heal(hero, {}, 100));
    CHECK(ring.vitals(hero).hit_points == 30);
    must(ring.judge.end(tough));
    CHECK(ring.vitals(hero).hit_points == 20);
    const EffectId one = ring.begin("drained", goblin, hero), two = ring.begin("drained", goblin, hero);
    CHECK(ring.vitals(goblin).hit_points == 0);
    CHECK(ring.vitals(goblin).life == Life::dead);
    must(ring.judge.end(one));
    must(ring.judge.end(two));
    CHECK(ring.vitals(goblin).hit_points == 0);
}

TEST_CASE("rests end what lasts until one; a long rest is a rest too", "[rules][effects]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero");
    ring.begin("warded", hero);
    ring.begin("drained", hero, hero);
    must(ring.judge.rest(hero, false));
    CHECK_FALSE(ring.has(hero, "warded"));
    CHECK(ring.has(hero, "drained"));
    ring.begin("warded", hero);
    must(ring.judge.rest(hero, true));
    CHECK(ring.world.effects.size() == 0);
}

TEST_CASE("time ends effects in the order of their ends, however far it jumps", "[rules][time]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    const EffectId tough = ring.begin("tough", hero, hero, 1);
    must(ring.judge.pass_time(10));
    const EffectId poisoned = ring.begin("poisoned", goblin);
    must(ring.judge.pass_time(59));
    CHECK(ring.has(goblin, "poisoned"));
    must(ring.judge.pass_time(100'000));
    CHECK(ring.world.effects.size() == 0);
    CHECK(ring.world.time == 100'069);
    const auto ended = ring.all<EffectEnded>();
    CHECK(ended.at(0) == EffectEnded{poisoned, Why::expired});
    CHECK(ended.at(1) == EffectEnded{tough, Why::expired});
    const auto times = ring.all<TimePassed>();
    CHECK(times.at(times.size() - 3).time == 70);
    CHECK(times.at(times.size() - 2).time == 3600);
}

TEST_CASE("in an encounter, rounds count from turn to turn", "[rules][time]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    must(ring.judge.begin_encounter({hero, goblin}));
    must(ring.judge.next_turn());
    ring.begin("guarded", hero, hero); // until the start of its next turn
    must(ring.judge.next_turn());
    CHECK(ring.has(hero, "guarded"));
    ring.begin("guarded", goblin, hero); // hero's next turn is in the next round
    must(ring.judge.next_turn());
    CHECK_FALSE(ring.has(hero, "guarded"));
    CHECK_FALSE(ring.has(goblin, "guarded"));
    CHECK(ring.world.time == 6);
}

TEST_CASE("a next turn that is still to come in this round is the next turn", "[rules][time]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    must(ring.judge.begin_encounter({hero, goblin}));
    must(ring.judge.next_turn());
    ring.begin("stunned", goblin, hero); // until the end of goblin's next turn
    must(ring.judge.next_turn());
    CHECK(ring.has(goblin, "stunned"));
    must(ring.judge.next_turn());
    CHECK_FALSE(ring.has(goblin, "stunned"));
    ring.begin("stunned", hero, goblin); // on its own turn: the end of the next
    must(ring.judge.next_turn());
    CHECK(ring.has(hero, "stunned"));
    must(ring.judge.next_turn());
    CHECK(ring.has(hero, "stunned"));
    must(ring.judge.next_turn());
    CHECK_FALSE(ring.has(hero, "stunned"));
}

TEST_CASE("minutes are rounds in an encounter, and end on the turn of who made them", "[rules][time]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    must(ring.judge.begin_encounter({hero, goblin}));
    must(ring.judge.next_turn());
    must(ring.judge.next_turn());
    ring.begin("poisoned", hero, goblin);
    for (int i = 0; i < 19; ++i) must(ring.judge.next_turn());
    CHECK(ring.has(hero, "poisoned"));
    must(ring.judge.next_turn());
    CHECK(ring.world.encounter->round == 11);
    CHECK_FALSE(ring.has(hero, "poisoned"));
}

TEST_CASE("what waited for a turn that never comes ends with the round", "[rules][time]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    must(ring.judge.begin_encounter({hero, goblin}));
    must(ring.judge.next_turn());
    must(ring.judge.next_turn());
    ring.begin("guarded", hero, goblin);
    ring.damage(goblin, "cold", 50);
    must(ring.judge.next_turn()); // round 2: goblin would have been second
    CHECK(ring.has(hero, "guarded"));
    must(ring.judge.next_turn());
    CHECK_FALSE(ring.has(hero, "guarded"));
}

TEST_CASE("the end of an encounter lets the rest of the round pass", "[rules][time]")
{
    Ring ring;
    const CreatureId hero = ring.appear("hero"), goblin = ring.appear("goblin");
    must(ring.judge.begin_encounter({hero, goblin}));
    must(ring.judge.next_turn());
    ring.begin("stunned", goblin, hero);
    ring.begin("poisoned", goblin, hero);
    must(ring.judge.end_encounter());
    CHECK(ring.world.time == 6);
    CHECK_FALSE(ring.has(goblin, "stunned"));
    CHECK(ring.has(goblin, "poisoned"));
    must(ring.judge.pass_time(54));
    CHECK_FALSE(ring.has(goblin, "poisoned"));
    CHECK(reason(ring.judge.end_encounter()) == "rules.no_encounter");
}

TEST_CASE("initiative orders by total, then by bonus, then by who came first", "[rules][time]")
{
    Ring ring;
    std::vector<CreatureId> all;
    for (int i = 0; i < 6; ++i) all.push_back(ring.appear(i % 2 == 0 ? "goblin" : "ogre"));
    must(ring.judge.roll_initiative(all));
    const auto rolls = ring.all<CheckMade>();
    REQUIRE(rolls.size() == 6);
    const auto& order = ring.world.encounter->order;
    const auto roll_of = [&](CreatureId id) { return *std::ranges::find(rolls, id, &CheckMade::creature); };
    for (std::size_t i = 1; i < order.size(); ++i) {
        const CheckMade before = roll_of(order[i - 1]), after = roll_of(order[i]);
        CHECK(std::tuple(-before.total, -before.bonus, before.creature) <
              std::tuple(-after.total, -after.bonus, after.creature));
    }
}

TEST_CASE("the dead have no turns, and when all are dead there are none", "[rules][time]")
{
    Ring ring;
    const CreatureId one = ring.appear("goblin"), two = ring.appear("goblin"), three = ring.appear("goblin");
    must(ring.judge.begin_encounter({one, two, three}));
    ring.damage(two, "cold", 9);
    must(ring.judge.next_turn());
    must(ring.judge.next_turn());
    CHECK(ring.world.encounter->turn == 2);
    ring.damage(one, "cold", 9);
    must(ring.judge.leave(three));
    CHECK(reason(ring.judge.next_turn()) == "rules.nobody_left");
}
