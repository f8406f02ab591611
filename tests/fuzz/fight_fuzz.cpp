// SPDX-License-Identifier: MIT
// The input is a stream of commands in a fight, of anybody to anybody and anywhere, with numbers at their extremes. A
// command is refused exactly when the options do not accept it, and then nothing has changed; what happened, folded,
// is the world.
#include "fuzz/fuzz.hpp"

#include <goldbox/rules/fields.hpp>
#include <goldbox/rules/judge.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

using namespace goldbox;
using namespace goldbox::rules;
using goldbox::test::expect;

namespace {

constexpr std::string_view entries = R"({
  "ruleset": {"rules": {"hit_points": "hit_points", "initiative": "initiative", "dying": {"who": ["hero"], "dead_at": "-5"}, "lowest_hit_points": "-10",
    "casting": {"by": "slots", "slots": ["slot"]},
    "everybody": {"rolls": [{"on": ["attack", "far"], "op": "disadvantage"}, {"on": ["attack", "flanked"], "op": "bonus", "value": "2"}]},
    "battle": {"size": "1 + @is.large", "movement": "feet", "facing": true, "sees_all": "5 * @is.large", "falls": "fall", "acts": "action", "actions": ["shove", "slip", "wait", "lie_low"], "turns": {"next": "choice", "rolled": "each_round", "delay": true},
      "opportunity": {"takes": "reaction", "with": "melee"}, "rounds": 20}}},
  "stats": {"hit_points": {"otherwise": 12}, "speed": {"otherwise": 30}, "initiative": {}},
  "resources": {"feet": {"most": "@speed", "regains": "turn"}, "action": {"most": "1 - @is.helpless", "regains": "turn"},
    "reaction": {"most": "1", "regains": "turn"}, "slot": {"most": "2"}, "legend": {"most": "@is.large", "regains": "turn"}},
  "checks": {"attack.melee": {"tags": ["attack", "melee"], "against": "10", "stream": "attack"}, "attack.ranged": {"tags": ["attack"], "against": "10", "stream": "attack"},
    "initiative": {"stream": "initiative"}},
  "damage_types": {"any": {}},
  "effects": {"stunned": {"tags": ["helpless"], "duration": {"unit": "rounds"}}, "slippery": {"tags": ["elusive"], "duration": {"unit": "rounds"}},
    "bog": {"zone": {"area": {"shape": "square", "feet": "15"}, "difficult": true, "obscures": true, "gives": "stuck"}},
    "gloom": {"zone": {"area": {"feet": "10"}, "follows": true, "dark": true, "gives": "gloomy", "who": "enemies"}},
    "stuck": {"hooks": [{"on": "entered", "do": [{"type": "damage", "who": "self", "parts": [{"amount": "1", "type": "any"}]}]},
      {"on": "stepped", "do": [{"type": "move", "way": "towards", "who": "self", "feet": "5"}]}]},
    "gloomy": {"tags": ["fearful"]}, "bound": {"tags": ["devoted", "hidden"], "duration": {"unit": "rounds"}},
    "turned": {"duration": {"unit": "rounds"}, "hooks": [{"on": "begins", "do": [{"type": "side", "who": "self", "with": "source"}]},
      {"on": "ends", "do": [{"type": "side", "who": "self", "with": "self"}]}]},
    "waiting": {"actions": ["lunge"], "duration": {"unit": "rounds"}},
    "wary": {"actions": ["parry", "tail"], "hooks": [{"on": "attacked", "do": [{"type": "ask", "choices": [{"name": "no"}, {"name": "yes", "do": [{"type": "heal", "who": "self", "amount": "1"}]}]}]}]}},
  "actions": {
    "strike": {"do": [{"type": "attack", "check": "attack.melee", "hit": [{"type": "damage", "parts": [{"amount": "1d6", "type": "any"}]}]}]},
    "shoot": {"aim": {"range": "20", "far": "40"}, "do": [{"type": "attack", "check": "attack.ranged", "hit": [{"type": "damage", "parts": [{"amount": "1d4", "type": "any"}]}]}]},
    "shove": {"aim": {"at": "enemies"}, "do": [{"type": "move", "way": "away", "feet": "15"}]},
    "fall": {"do": [{"type": "damage", "who": "self", "parts": [{"amount": "@value.amount // 10", "type": "any"}]}]},
    "wait": {"aim": {"at": "self"}, "do": [{"type": "effect", "effect": "waiting", "who": "self"}]},
    "lunge": {"takes": "reaction", "aim": {"range": "60"}, "answers": {"on": "sees_step"}, "do": [{"type": "end", "effect": "waiting", "who": "self"}, {"type": "strike", "with": "attack"}]},
    "parry": {"takes": "reaction", "aim": {"at": "self"}, "answers": {"on": "struck", "with": ["melee"]}, "do": [{"type": "outcome", "degree": "1"}, {"type": "thwart"}]},
    "tail": {"takes": "legend", "answers": {"on": "turn_passed", "anybody": true}, "do": [{"type": "move", "way": "away", "feet": "5"}]},
    "lie_low": {"free": true, "aim": {"at": "self"}, "when": "1 - @now.watched", "do": [{"type": "effect", "effect": "bound", "who": "self"}]},
    "slip": {"free": true, "aim": {"at": "self"}, "do": [{"type": "effect", "effect": "slippery", "who": "self"}]},
    "call": {"aim": {"at": "self"}, "do": [{"type": "summon", "creature": "hound", "count": "1"}]},
    "breath": {"aim": {"area": {"shape": "cone", "feet": "15"}}, "do": [{"type": "each", "do": [{"type": "damage", "parts": [{"amount": "2", "type": "any"}]}]}]}},
  "spells": {
    "bang": {"level": 1, "casting": "action", "aim": {"range": "60", "area": {"feet": "10"}}, "do": [{"type": "each", "do": [{"type": "damage", "parts": [{"amount": "1d6", "type": "any"}]}]}]},
    "leap": {"level": 0, "casting": "action", "aim": {"range": "30", "area": {"feet": "0"}}, "do": [{"type": "move", "way": "place", "who": "self"}]},
    "mire": {"level": 0, "casting": "action", "aim": {"range": "40", "area": {"feet": "5"}}, "do": [{"type": "effect", "effect": "bog", "who": "self"}]},
    "turn": {"level": 0, "casting": "action", "aim": {"range": "40"}, "do": [{"type": "effect", "effect": "turned"}]},
    "hush": {"level": 0, "casting": "reaction", "aim": {"range": "60"}, "answers": {"on": "sees_cast"}, "do": [{"type": "thwart"}]},
    "stun": {"level": 0, "casting": "action", "aim": {"range": "30", "count": "2"}, "do": [{"type": "effect", "effect": "stunned", "who": "targets"}]}},
  "creatures": {
    "hero": {"tags": ["hero"], "actions": ["strike", "shoot"], "spells": {"bang": 1, "leap": 1, "stun": 1, "mire": 1, "turn": 1, "hush": 1}, "effects": ["wary"]},
    "ogre": {"tags": ["large"], "effects": ["gloom"], "actions": ["strike", "call", "breath", "tail"], "numbers": {"hit_points": 20}},
    "hound": {"actions": ["strike"], "numbers": {"hit_points": 4, "speed": 50}}}
})";

std::shared_ptr<const Ruleset> compiled()
{
    MemoryFiles files;
    files.add("pack.json", R"({"id": "f", "version": "1", "licence": "MIT"})");
    files.add("rules.json", std::string(entries));
    const content::Loaded loaded = content::load_pack(files);
    expect(loaded.pack != nullptr, "the pack of this test loads");
    const LoadedRules rules = load_rules(*loaded.pack, loaded.origins.get());
    expect(rules.rules != nullptr, "its rules compile");
    return rules.rules;
}

/// Bytes as whatever is wanted; 0 when there are none left.
class Bytes {
public:
    Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
    [[nodiscard]] bool empty() const { return size_ == 0; }
    std::uint8_t next()
    {
        if (size_ == 0) return 0;
        --size_;
        return *data_++;
    }
    std::int32_t number()
    {
        static constexpr std::array extremes = {std::numeric_limits<std::int32_t>::min(),
                                                std::numeric_limits<std::int32_t>::max(), -1, 1'000'000'000};
        const std::uint8_t byte = next();
        return byte < 240 ? byte % 16 : extremes[byte % extremes.size()];
    }
    CreatureId creature() { return {next() % 10u, 1u + (next() % 32u == 0 ? 1u : 0u)}; }
    Position place()
    {
        const std::int32_t x = number(), y = number();
        return {next() % 64 == 0 ? number() : 0, x, y};
    }
    std::vector<CreatureId> creatures()
    {
        std::vector<CreatureId> all;
        for (int i = next() % 4; i > 0; --i) all.push_back(creature());
        return all;
    }
    std::optional<Position> maybe_place() { return next() % 2 == 0 ? std::nullopt : std::optional(place()); }

private:
    const std::uint8_t* data_;
    std::size_t size_;
};

Command command(Bytes& bytes, CreatureId decider)
{
    static const std::vector<std::string> actions = {"f:strike", "f:shoot",   "f:shove", "f:slip",
                                                     "f:call",   "f:breath",  "f:none",  "",
                                                     "f:wait",   "f:lie_low", "f:lunge", "f:tail"};
    static const std::vector<std::string> spells = {"f:bang", "f:leap", "f:stun", "none", "f:mire", "f:turn", "f:hush"};
    const std::uint8_t kind = bytes.next();
    const CreatureId who = kind >= 16 ? decider : bytes.creature(); // most are of who has to decide
    switch (kind % 16) {
    case 0:
    case 1:
    case 2: return Walk{who, bytes.place()};
    case 3:
        return Use{
            who, {bytes.next(), 1}, actions[bytes.next() % actions.size()], bytes.creatures(), bytes.maybe_place()};
    case 4:
    case 5:
    case 6: {
        const std::string& spell = spells[bytes.next() % spells.size()];
        const std::int32_t level = bytes.next() % 4 == 0 ? bytes.number() : 0;
        return Cast{who, spell, level, bytes.creatures(), bytes.maybe_place()};
    }
    case 7: return MoveDoor{who, bytes.place(), bytes.next(), bytes.next() % 2 == 0};
    case 8: return EndTurn{who};
    case 9: return EndTurn{who, bytes.creature()};
    case 10: return bytes.next() % 2 == 0 ? Command(Flee{who}) : Command(Delay{who, bytes.creature()});
    case 11: return Surrender{who};
    case 12: return Answer{who, bytes.next() % 4u};
    default: return Act{who, actions[bytes.next() % actions.size()], bytes.creatures(), bytes.maybe_place()};
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::shared_ptr<const Ruleset> rules = compiled();
    if (size > 2000) return 0;
    World world{.seed = 3};
    Recording recording(world);
    Judge judge(world, rules, recording);
    std::vector<Fighter> fighters;
    for (const auto& [kind, side] : {std::pair("f:hero", "a"), {"f:hero", "a"}, {"f:ogre", "b"}, {"f:hound", "b"}}) {
        const auto id = judge.appear({.definition = kind, .side = side});
        expect(id.has_value(), "they appear");
        fighters.push_back({*id, {0, static_cast<std::int32_t>(fighters.size() * 2), 3}});
    }
    expect(judge.begin_fight({.field = {.width = 12, .height = 9}, .fighters = fighters}).has_value(), "they fight");
    std::vector<Event> events = recording.take();
    for (Bytes bytes(data, size); !bytes.empty() && world.encounter;) {
        const CreatureId decider = judge.decider();
        expect(decider || world.pending, "somebody has to decide");
        const Command given = command(bytes, decider);
        const bool accepted = judge.options(actor(given)).accepts(given);
        const World before = world;
        const Result<void> done = judge.submit(given);
        expect(accepted == done.has_value(), "what is accepted is what is not refused");
        if (!done) {
            expect(world == before, "a refusal changes nothing");
            continue;
        }
        std::ranges::move(recording.take(), std::back_inserter(events));
        world.creatures.each([&](CreatureId, const Creature& creature) {
            for (const auto& [resource, spent] : creature.spent) expect(spent > 0, "nobody spends what it has not");
        });
    }
    World folded{.seed = world.seed};
    Journal journal;
    for (const Event& event : events) expect(apply(folded, event, journal).has_value(), "an event fits");
    expect(folded == world, "folding the events gives the world");
    const auto again = world_from_json(to_json(world));
    expect(again && *again == world, "a world comes back from its JSON");
    return 0;
}
