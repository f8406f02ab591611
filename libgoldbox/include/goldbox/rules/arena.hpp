#pragma once
// SPDX-License-Identifier: MIT
// Fights that nobody plays, for balance: two groups, each creature by its temper, to the end.

#include <goldbox/base/hash.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/rules/ruleset.hpp>
#include <goldbox/rules/world.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::rules {

/// Some of a kind.
struct Squad {
    std::string creature;              ///< id of its stat block
    std::optional<std::int32_t> level; ///< instead of its own; hit points follow in proportion
    std::int32_t count = 1;
};

/// `fighter:3*2,cleric:3`, with ids in full or without their pack. `rules.bad_squads`, `rules.no_such`; at most 50.
[[nodiscard]] Result<std::vector<Squad>> read_squads(const Ruleset& rules, std::string_view text);

struct Arena {
    std::shared_ptr<const Ruleset> rules;
    std::vector<Squad> a, b;
    std::string map; ///< file of the pack, with places to begin for both; empty: open ground
    std::uint64_t seed = 1;
};

/// What a kind of creature did, over all fights.
struct Blows {
    std::int64_t attacks = 0;
    std::int64_t hits = 0;
    std::int64_t criticals = 0;
    std::int64_t damage = 0; ///< of all hits, before resistances
    bool operator==(const Blows&) const = default;
};

struct ArenaFight {
    int winner = 0; ///< 1: a, 2: b, 0: nobody
    std::uint32_t rounds = 0;
    std::uint64_t events = 0;
    std::int32_t fallen_a = 0, fallen_b = 0; ///< of those who began: without hit points at the end, or gone
    std::map<std::string, Blows> blows;      ///< by id of the stat block
    Hash hash;                               ///< of the world at the end
};

/// One of them; the same run gives the same fight. `rules.no_battle`, `rules.no_place`, and what stops a command.
[[nodiscard]] Result<ArenaFight> fight_in(const Arena& arena, std::uint64_t run);

} // namespace goldbox::rules
