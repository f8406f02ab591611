// SPDX-License-Identifier: MIT
// Attacks against exact chances. Each count of something that may happen is binomial: it has to lie within bounds that
// it leaves with so small a chance that all of them together raise a false alarm once in a thousand runs at most.
#include "support/chances.hpp"
#include "support/shipped.hpp"

#include <map>

using namespace goldbox;
using namespace goldbox::rules;
using namespace goldbox::test;
using goldbox::tests::must;

namespace {

/// A creature and an attack of its whose hit does one roll of damage first, written anew here.
struct Pair {
    std::string creature;
    std::string action; ///< without the creature
    int bonus = 0;      ///< to hit; in classic: 20 - thac0 and what else is added
    std::string damage; ///< of its first type
    std::string form;   ///< effect that it needs
};

const std::vector<Pair>& modern()
{
    static const std::vector<Pair> all = {
        {"commoner", "club", 2, "1d4"},
        {"goblin", "scimitar", 4, "1d6+2"},
        {"goblin", "shortbow", 4, "1d6+2"},
        {"drow", "shortsword", 4, "1d6+2"},
        {"drow", "hand_crossbow", 4, "1d6+2"},
        {"knight", "greatsword", 5, "2d6+3"},
        {"knight", "heavy_crossbow", 2, "1d10"},
        {"werewolf", "spear", 4, "1d6+2"},
        {"werewolf", "bite", 4, "1d8+2", "srd51:werewolf.hybrid"},
        {"werewolf", "claws", 4, "2d4+2", "srd51:werewolf.hybrid"},
        {"giant_spider", "bite", 5, "1d8+3"},
        {"wolf", "bite", 4, "2d4+2"},
        {"giant_constrictor_snake", "bite", 6, "2d6+4"},
        {"swarm_of_rats", "bites", 2, "2d6"},
        {"skeleton", "shortsword", 4, "1d6+2"},
        {"skeleton", "shortbow", 4, "1d6+2"},
        {"zombie", "slam", 3, "1d6+1"},
        {"ghoul", "bite", 2, "2d6+2"},
        {"ghoul", "claws", 4, "2d4+2"},
        {"ghast", "bite", 3, "2d8+3"},
        {"ghast", "claws", 5, "2d6+3"},
        {"wight", "life_drain", 4, "1d6+2"},
        {"wight", "longsword", 4, "1d8+2"},
        {"wight", "longbow", 4, "1d8+2"},
        {"mummy", "rotting_fist", 5, "2d6+3"},
        {"vampire", "unarmed_strike", 9, "1d8+4"},
        {"troll", "bite", 7, "1d6+4"},
        {"troll", "claw", 7, "2d6+4"},
        {"hydra", "bite", 8, "1d10+5"},
        {"winter_wolf", "bite", 6, "2d6+4"},
        {"basilisk", "bite", 5, "2d6+3"},
        {"rust_monster", "bite", 3, "1d8+1"},
        {"otyugh", "bite", 6, "2d8+3"},
        {"purple_worm", "bite", 9, "3d8+9"},
        {"purple_worm", "tail_stinger", 9, "3d6+9"},
        {"shambling_mound", "slam", 7, "2d8+4"},
        {"iron_golem", "slam", 13, "3d8+7"},
        {"iron_golem", "sword", 13, "3d10+7"},
        {"magmin", "touch", 4, "2d6"},
        {"bearded_devil", "beard", 5, "1d8+2"},
        {"bearded_devil", "glaive", 5, "1d10+3"},
        {"unicorn", "hooves", 7, "2d6+4"},
        {"unicorn", "horn", 7, "1d8+4"},
        {"adult_red_dragon", "bite", 14, "2d10+8"},
        {"adult_red_dragon", "claw", 14, "2d6+8"},
        {"adult_red_dragon", "tail", 14, "2d8+8"},
        {"balor", "whip", 14, "2d6+8"},
    };
    return all;
}

/// Against descending armor classes: 20 minus those above.
const std::vector<Pair>& classic()
{
    static const std::vector<Pair> all = {
        {"mudling", "spear", 1, "1d6"},     {"tusker", "axe", 4, "1d8+1"},       {"rattlebones", "sword", 1, "1d6"},
        {"barrow_hound", "bite", 4, "2d4"}, {"glass_spider", "bite", 2, "1d3"},  {"bog_giant", "fists", 8, "1d10+2"},
        {"ember_drake", "bite", 7, "2d8"},  {"brass_idol", "fist", 11, "2d8+3"}, {"thornwitch", "dagger", 1, "1d4"},
    };
    return all;
}

/// Attacks of one pair against all armor classes, and what they give.
std::vector<Finding> attack_often(const std::string& pack, const Pair& pair, int attacks)
{
    constexpr int first = 10, last = 22;
    const bool old = pack == "classic";
    const std::string name = pair.creature + '.' + pair.action;
    Stage stage(shipped(pack).rules, 2024);
    std::map<std::string, std::int32_t> numbers = {{pack + ":hit_points", 900'000'000}};
    for (const std::string& stat : stage.rules->ids("stats")) {
        if (stat.starts_with(pack + ":save.")) numbers[stat] = old ? 2 : 50;
    }
    const CreatureId actor = stage.appear(pack + ':' + pair.creature, "wild");
    const CreatureId target = stage.appear(old ? "classic:ember_drake" : "srd51:commoner", "party", numbers);
    if (!pair.form.empty()) must(stage.judge.begin({.effect = pair.form, .owner = actor}));
    std::vector<Finding> counts;
    std::int64_t hits = 0, criticals = 0;
    std::map<std::int64_t, std::int64_t> of_hits, of_criticals;
    for (int ac = first; ac <= last; ++ac) {
        must(stage.judge.set_number(target, pack + ":armor_class", old ? 20 - ac : ac));
        const int n = attacks / (last - first + 1);
        std::int64_t hits_here = 0, criticals_here = 0;
        for (int i = 0; i < n; ++i) {
            stage.recording.clear();
            must(stage.act(actor, pack + ':' + name, {target}));
            const CheckMade* roll = nullptr;
            const DamageTaken* damage = nullptr;
            for (const Event& event : stage.recording.events()) {
                if (!roll) roll = std::get_if<CheckMade>(&event);
                if (!damage) damage = std::get_if<DamageTaken>(&event);
            }
            if (!roll || roll->advantage != 0) FAIL(name << ": not a plain attack");
            if (!succeeded(roll->degree)) continue;
            ++hits_here;
            const bool critical = roll->degree == Degree::critical_success;
            if (critical) ++criticals_here;
            ++(critical && !old ? of_criticals : of_hits)[damage->parts.at(0).dealt];
        }
        // a natural 20 hits and a natural 1 misses, whatever else
        int faces = 0;
        for (int face = 2; face <= 20; ++face) faces += face == 20 || face + pair.bonus >= ac ? 1 : 0;
        const std::string against = name + " against " + std::to_string(ac);
        counts.push_back(count_of(against + " hits", n, faces / 20.0L, hits_here));
        counts.push_back(count_of(against + " hits critically", n, 1 / 20.0L, criticals_here));
        hits += hits_here;
        criticals += criticals_here;
    }
    const auto compare = [&](const std::string& dice, std::int64_t of, std::map<std::int64_t, std::int64_t>& seen) {
        for (const auto& [total, chance] : chances(dice)) {
            counts.push_back(
                count_of(name + " does " + std::to_string(total) + " by " + dice, of, chance, seen[total]));
            seen.erase(total);
        }
        for (const auto& [total, times] : seen)
            counts.push_back(count_of(name + " does " + std::to_string(total) + " by " + dice, of, 0, times));
    };
    compare(pair.damage, old ? hits : hits - criticals, of_hits);
    if (!old) compare(doubled(pair.damage), criticals, of_criticals);
    return counts;
}

void compare_all(int attacks)
{
    std::vector<Finding> counts;
    for (const Pair& pair : modern())
        std::ranges::move(attack_often("srd51", pair, attacks), std::back_inserter(counts));
    for (const Pair& pair : classic())
        std::ranges::move(attack_often("classic", pair, attacks), std::back_inserter(counts));
    check_chances(counts, std::to_string(modern().size() + classic().size()) + " pairs, " + std::to_string(attacks) +
                              " attacks each");
    CHECK(modern().size() + classic().size() >= 50);
}

} // namespace

TEST_CASE("binomial tails are those that can be counted by hand", "[rules][chances]")
{
    CHECK(std::abs(tail(4, 0.5L, 0) - 1 / 16.0L) < 1e-15L);
    CHECK(std::abs(tail(4, 0.5L, 1) - 5 / 16.0L) < 1e-15L);
    CHECK(std::abs(tail(4, 0.5L, 4) - 1 / 16.0L) < 1e-15L);
    CHECK(std::abs(tail(10, 0.1L, 3) - 0.0701908264L) < 1e-9L);
    CHECK(tail(1000, 0, 1) == 0);
    CHECK(tail(200'000, 0.5L, 101'500) < 1e-10L);
}

TEST_CASE("attacks hit and harm as often as they should", "[rules][chances]")
{
    compare_all(2'600);
}

TEST_CASE("200,000 attacks of each pair hit and harm as often as they should", "[rules][chances][.long]")
{
    compare_all(200'005); // the next multiple of thirteen armor classes
}
