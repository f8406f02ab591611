// SPDX-License-Identifier: MIT
// Attacks in fights against exact chances: what distance, cover, sight and those who stand beside make of a roll. Two
// who cannot die stand on a battlefield and take turns; the attacker's command goes through the judge as a player's.
#include <goldbox/grid/cover.hpp>
#include <goldbox/grid/sight.hpp>
#include <goldbox/grid/text.hpp>

#include "support/chances.hpp"
#include "support/shipped.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace goldbox;
using namespace goldbox::rules;
using namespace goldbox::test;
using goldbox::tests::must;

namespace {

/// What the two positions are like. More than one may hold.
enum Scene : unsigned {
    plain = 0,
    shot = 1,       ///< some cells away; else they stand side by side
    far = 2,        ///< beyond the range of the weapon
    threatened = 4, ///< another enemy stands beside the attacker
    half_cover = 8,
    three_quarters = 16,
    unseen_attacker = 32, ///< it is invisible
    unseen_target = 64,
    prone = 128,  ///< the target is
    behind = 256, ///< the target looks at a friend of the attacker, on its other side
};

struct FieldPair {
    std::string creature;
    std::string action; ///< without the creature
    int bonus = 0;      ///< to hit; in classic: 20 - thac0
    std::string damage;
    int armor_class = 10; ///< ascending; in classic: 20 minus it
    unsigned scene = plain;
    int range_feet = 5; ///< beyond which it is far
};

const std::vector<FieldPair>& modern_field()
{
    static const std::vector<FieldPair> all = {
        {"goblin", "scimitar", 4, "1d6+2", 13},
        {"goblin", "scimitar", 4, "1d6+2", 16, prone},
        {"goblin", "shortbow", 4, "1d6+2", 13, shot, 80},
        {"goblin", "shortbow", 4, "1d6+2", 14, shot | far, 80},
        {"goblin", "shortbow", 4, "1d6+2", 12, shot | threatened, 80},
        {"goblin", "shortbow", 4, "1d6+2", 13, shot | half_cover, 80},
        {"goblin", "shortbow", 4, "1d6+2", 13, shot | three_quarters, 80},
        {"drow", "hand_crossbow", 4, "1d6+2", 15, shot, 30},
        {"drow", "hand_crossbow", 4, "1d6+2", 11, shot | far | half_cover, 30},
        {"skeleton", "shortbow", 4, "1d6+2", 12, shot | three_quarters | unseen_attacker, 80},
        {"drow", "shortsword", 4, "1d6+2", 17, unseen_attacker},
        {"drow", "shortsword", 4, "1d6+2", 12, unseen_target},
        {"knight", "greatsword", 5, "2d6+3", 18},
        {"knight", "greatsword", 5, "2d6+3", 21, prone},
        {"knight", "greatsword", 5, "2d6+3", 15, prone | unseen_target},
        {"knight", "heavy_crossbow", 2, "1d10", 12, shot | far, 100},
        {"knight", "heavy_crossbow", 2, "1d10", 14, shot | prone, 100},
        {"knight", "heavy_crossbow", 2, "1d10", 10, shot | three_quarters | threatened, 100},
        {"skeleton", "shortsword", 4, "1d6+2", 10, unseen_attacker | unseen_target},
        {"skeleton", "shortbow", 4, "1d6+2", 16, shot | half_cover | unseen_attacker, 80},
        {"zombie", "slam", 3, "1d6+1", 8},
        {"wight", "longbow", 4, "1d8+2", 13, shot, 150},
        {"bearded_devil", "glaive", 5, "1d10+3", 25},
        {"magmin", "touch", 4, "2d6", 5},
    };
    return all;
}

const std::vector<FieldPair>& classic_field()
{
    static const std::vector<FieldPair> all = {
        {"mudling", "spear", 1, "1d6", 12},
        {"mudling", "spear", 1, "1d6", 12, behind},
        {"rattlebones", "sword", 1, "1d6", 16, behind},
        {"barrow_hound", "bite", 4, "2d4", 16},
        {"glass_spider", "bite", 2, "1d3", 10, behind},
        {"thornwitch", "dagger", 1, "1d4", 22},
    };
    return all;
}

/// What the rules say of a scene.
struct Odds {
    int bonus = 0;
    int advantage = 0;
};

Odds odds(const FieldPair& pair, bool old)
{
    const auto is = [&](unsigned part) { return (pair.scene & part) != 0; };
    if (old) return {.bonus = is(behind) ? 2 : 0, .advantage = 0};
    const bool better = is(unseen_attacker) || (is(prone) && !is(shot));
    const bool worse = is(far) || is(threatened) || is(unseen_target) || (is(prone) && is(shot));
    return {.bonus = is(three_quarters) ? -5 : is(half_cover) ? -2 : 0, .advantage = int{better} - int{worse}};
}

constexpr std::string_view walls = "..............................................\n"
                                   "..............................................\n"
                                   "......#.......................................\n"
                                   "......#...............#.......................\n"
                                   "...................................#..........\n"
                                   "..........#..........................#........\n"
                                   "..............................................\n"
                                   "..............................................\n";

/// A pack with those walls as a map, on one that ships.
const Shipped& with_walls(const std::string& name)
{
    static std::map<std::string, Shipped> all;
    if (const auto found = all.find(name); found != all.end()) return found->second;
    std::string cells;
    for (const char letter : walls) {
        if (letter != '\n') cells += (cells.empty() ? "" : ",") + std::string(letter == '#' ? "2" : "1");
    }
    auto files = std::make_shared<MemoryFiles>();
    files->add("pack.json", R"({"id":"here","version":"1","licence":"MIT","needs":[")" + name + "\"]}");
    files->add("maps/tiles.tsj", R"({"type":"tileset","name":"t","tilecount":2,"tiles":[{"id":0,"type":"floor"},
        {"id":1,"type":"wall","properties":[{"name":"barrier","value":"wall"}]}]})");
    files->add("maps/walls.tmj", R"({"type":"map","orientation":"orthogonal","width":46,"height":8,"tilewidth":10,
        "tileheight":10,"tilesets":[{"firstgid":1,"source":"tiles.tsj"}],
        "layers":[{"type":"tilelayer","name":"floor","data":[)" +
                                     cells + "]}]}");
    return all.emplace(name, compiled({{std::move(files), "here"}, shipped_source(name)})).first->second;
}

struct Places {
    Position attacker;
    Position target;
};

/// The first two places that are as the scene wants them: side by side, or four cells apart, or as far as need be.
Places places(const FieldPair& pair)
{
    static const grid::Grid map = must(grid::read_text(walls));
    const bool covered = (pair.scene & (half_cover | three_quarters)) != 0;
    if (!covered && (pair.scene & shot) == 0) return {{0, 20, 4}, {0, 21, 4}};
    const std::int32_t least = (pair.scene & far) != 0 ? pair.range_feet / 5 + 1 : 4;
    const auto wanted = (pair.scene & three_quarters) != 0 ? grid::Cover::three_quarters
                        : covered                          ? grid::Cover::half
                                                           : grid::Cover::none;
    const auto barred = [&](grid::Cell cell) { return map.barrier({0, cell}) != grid::Barrier::none; };
    for (std::int32_t away = least; away < map.width(); ++away) {
        for (std::int32_t i = 0; i < map.width() * map.height(); ++i) {
            const grid::Cell from{i % map.width(), i / map.width()};
            for (std::int32_t y = 1; y < map.height(); ++y) {
                const grid::Cell to{from.x + away, y};
                if (!map.contains(to) || barred(from) || barred(to) || std::abs(to.y - from.y) > away) continue;
                if (!grid::line_free(map, 0, from, to, grid::Stops::sight))
                    continue; // else they could not see each other
                if (grid::cover(map, 0, {from}, {to}) == wanted) return {{0, from.x, from.y}, {0, to.x, to.y}};
            }
        }
    }
    FAIL("there are no such places");
    return {};
}

/// The fight of a pair, begun again whenever it has gone on for too long.
class Range {
public:
    Range(const std::string& pack, const FieldPair& pair)
        : pack_(pack), pair_(pair), stage_(with_walls(pack).rules, 2025)
    {
        const bool old = pack == "classic";
        std::map<std::string, std::int32_t> numbers = {
            {pack + ":hit_points", 900'000'000},
            {pack + ":armor_class", old ? 20 - pair.armor_class : pair.armor_class}};
        for (const std::string& stat : stage_.rules->ids("stats")) {
            if (stat.starts_with(pack + ":save.")) numbers[stat] = old ? 2 : 50;
        }
        const Places at = places(pair);
        const std::string meek = old ? "classic:rattlebones" : "srd51:commoner";
        // of two who are as near, it looks at the first
        if ((pair.scene & behind) != 0) put(stage_.appear(meek, "wild"), {0, at.target.x + 1, at.target.y});
        put(attacker_ = stage_.appear(pack + ':' + pair.creature, "wild"), at.attacker);
        put(target_ = stage_.appear(meek, "party", numbers), at.target);
        Position beside = at.attacker;
        beside.y += beside.y == 0 ? 1 : -1;
        if ((pair.scene & threatened) != 0) put(stage_.appear(meek, "party", numbers), beside);
        if ((pair.scene & prone) != 0) must(stage_.judge.begin({.effect = "srd51:prone", .owner = target_}));
        if ((pair.scene & unseen_target) != 0)
            must(stage_.judge.begin({.effect = "srd51:invisible", .owner = target_}));
        if ((pair.scene & unseen_attacker) != 0)
            must(stage_.judge.begin({.effect = "srd51:invisible", .owner = attacker_}));
    }

    /// The events of the next attack.
    std::vector<Event> attack()
    {
        while (!stage_.world.encounter || stage_.judge.decider() != attacker_ || struck_) {
            struck_ = false;
            if (!stage_.world.encounter) {
                must(stage_.judge.begin_fight(
                    {.field = {.map = "here/maps/walls.tmj", .width = 0, .height = 0}, .fighters = fighters_}));
            } else {
                must(stage_.judge.submit(EndTurn{stage_.judge.decider()}));
            }
        }
        (void)stage_.recording.take();
        must(stage_.judge.submit(Act{attacker_, pack_ + ':' + pair_.creature + '.' + pair_.action, {target_}}));
        struck_ = true;
        return stage_.recording.take();
    }

private:
    void put(CreatureId creature, Position place) { fighters_.push_back({creature, place}); }

    std::string pack_;
    const FieldPair& pair_;
    Stage stage_;
    CreatureId attacker_, target_;
    std::vector<Fighter> fighters_;
    bool struck_ = false;
};

std::string name_of(const FieldPair& pair)
{
    constexpr const char* names[] = {"from afar",       "far",    "threatened", "half cover", "three quarters cover",
                                     "unseen attacker", "unseen", "prone",      "behind"};
    std::string name = pair.creature + '.' + pair.action + " against " + std::to_string(pair.armor_class);
    for (unsigned i = 0; i < std::size(names); ++i) {
        if ((pair.scene >> i & 1u) != 0) name += std::string(", ") + names[i];
    }
    return name;
}

/// The chance that a roll does what it does on so many faces of a d20, the best or the worst ones.
long double chance_of(int faces, int advantage)
{
    const long double one = faces / 20.0L;
    return advantage > 0 ? 1 - (1 - one) * (1 - one) : advantage < 0 ? one * one : one;
}

std::vector<Finding> attack_on_field(const std::string& pack, const FieldPair& pair, int attacks)
{
    const bool old = pack == "classic";
    const std::string name = name_of(pair);
    const Odds of = odds(pair, old);
    Range range(pack, pair);
    std::int64_t hits = 0, criticals = 0, damage_of_all = 0;
    std::map<std::int64_t, std::int64_t> of_hits, of_criticals;
    for (int i = 0; i < attacks; ++i) {
        const CheckMade* roll = nullptr;
        const DamageTaken* damage = nullptr;
        const std::vector<Event> events = range.attack();
        for (const Event& event : events) {
            if (!roll) roll = std::get_if<CheckMade>(&event);
            if (!damage) damage = std::get_if<DamageTaken>(&event);
        }
        if (!roll || roll->stream != Stream::attack || roll->advantage != of.advantage)
            FAIL(name << ": an attack with another advantage than " << of.advantage);
        if (!succeeded(roll->degree)) continue;
        if (!damage) FAIL(name << ": a hit without damage");
        const bool critical = roll->degree == Degree::critical_success;
        ++hits;
        criticals += critical ? 1 : 0;
        const std::int64_t dealt = damage->parts.at(0).dealt;
        damage_of_all += dealt;
        ++(critical && !old ? of_criticals : of_hits)[dealt];
    }

    int faces = 0; // a natural 20 hits and a natural 1 misses, whatever else
    for (int face = 2; face <= 20; ++face)
        faces += face == 20 || face + pair.bonus + of.bonus >= pair.armor_class ? 1 : 0;
    const long double hit = chance_of(faces, of.advantage), critical = chance_of(1, of.advantage);
    std::vector<Finding> findings = {count_of(name + ": hits", attacks, hit, hits),
                                     count_of(name + ": hits critically", attacks, critical, criticals)};
    Chances of_attack = {{0, 1 - hit}};
    const auto compare = [&](const std::string& dice, long double share, std::int64_t times, auto& seen) {
        for (const auto& [total, chance] : chances(dice)) {
            of_attack[total] += share * chance;
            findings.push_back(
                count_of(name + ": " + std::to_string(total) + " by " + dice, times, chance, seen[total]));
            seen.erase(total);
        }
        for (const auto& [total, many] : seen)
            findings.push_back(count_of(name + ": " + std::to_string(total) + " by " + dice, times, 0, many));
    };
    compare(pair.damage, old ? hit : hit - critical, old ? hits : hits - criticals, of_hits);
    if (!old) compare(doubled(pair.damage), critical, criticals, of_criticals);
    findings.push_back(sum_of(name + ": mean damage", attacks, of_attack, damage_of_all));
    return findings;
}

void compare_field(int attacks)
{
    std::vector<Finding> findings;
    for (const FieldPair& pair : modern_field())
        std::ranges::move(attack_on_field("srd51", pair, attacks), std::back_inserter(findings));
    for (const FieldPair& pair : classic_field())
        std::ranges::move(attack_on_field("classic", pair, attacks), std::back_inserter(findings));
    const std::size_t pairs = modern_field().size() + classic_field().size();
    CHECK(pairs >= 30);
    check_chances(findings, std::to_string(pairs) + " pairs in fights, " + std::to_string(attacks) + " attacks each");
}

} // namespace

TEST_CASE("the bound on a sum is one, and a close one", "[rules][chances]")
{
    const Chances coin = {{0, 0.5L}, {1, 0.5L}};
    for (const std::int64_t seen : {100'000 - 900, 100'000 + 900}) {
        const long double exact = tail(200'000, 0.5L, seen), bound = sum_bound(200'000, coin, seen);
        CHECK(bound >= exact);
        CHECK(bound < exact * 20);
    }
    CHECK(sum_bound(200'000, coin, 100'000) > 0.999L);
    CHECK(sum_bound(1000, {{3, 1.0L}}, 3000) == 1);
    CHECK(sum_bound(1000, {{3, 1.0L}}, 3001) < 1e-10L);
}

TEST_CASE("in a fight attacks hit and harm as often as positions say", "[rules][chances][fights]")
{
    compare_field(400);
}

TEST_CASE("200,000 attacks of each pair in fights hit and harm as often as positions say",
          "[rules][chances][fights][.long]")
{
    compare_field(200'000);
}
