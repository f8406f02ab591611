#pragma once
// SPDX-License-Identifier: MIT
// A small pack with a ruleset of its own, encounters and a story that fights.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::test {

/// A knight and a squire who travel; brutes, cowards, and somebody too strong.
inline constexpr std::string_view keep_rules = R"json({
"ruleset": {"rules": {"hit_points": "hit_points", "experience": "experience", "initiative": "initiative",
  "dying": {"who": ["hero"]},
  "battle": {"movement": "movement", "acts": "action", "surprised": "startled", "actions": ["dash"], "rounds": 30,
    "opportunity": {"takes": "reaction", "with": "melee", "text": "strike"}, "experience": "@worth"}}},
"stats": {"hit_points": {"otherwise": 10, "least": 0}, "experience": {"otherwise": 0}, "armor": {"otherwise": 10},
  "blow": {"otherwise": 3}, "quick": {"otherwise": 0}, "speed": {"otherwise": 30}, "worth": {"otherwise": 0}},
"checks": {"initiative": {"bonus": "@quick", "stream": "initiative"},
  "attack": {"tags": ["attack", "melee"], "bonus": "5", "against": "@target.armor", "critical": "20", "stream": "attack"}},
"resources": {"action": {"name": "Action", "most": "1", "regains": "turn"}, "reaction": {"name": "Reaction", "most": "1", "regains": "turn"},
  "movement": {"name": "Movement", "most": "@speed", "regains": "turn"}},
"damage_types": {"steel": {}},
"effects": {"startled": {"name": "Startled", "duration": {"unit": "rounds"}}, "hasty": {"name": "Hasty", "duration": {"unit": "rounds"},
  "modifiers": [{"stat": "speed", "op": "add", "value": "30"}]}},
"actions": {"slash": {"name": "Slash", "do": [{"type": "attack", "check": "attack", "hit": [{"type": "damage", "parts": [{"amount": "@blow", "type": "steel"}]}]}]},
  "dash": {"name": "Dash", "aim": {"at": "self"}, "do": [{"type": "effect", "effect": "hasty", "who": "self"}]}},
"texts": {"strike": {"text": "It turns its back. Strike?"}},
"items": {"coin": {"name": "Coin", "stack": 100}},
"characters": {
  "knight": {"name": "Knight", "tags": ["hero"], "numbers": {"hit_points": 30, "blow": 8, "armor": 16, "quick": 40}, "actions": ["slash"]},
  "squire": {"name": "Squire", "tags": ["hero"], "numbers": {"hit_points": 12, "quick": 20}, "actions": ["slash"]}},
"creatures": {
  "brute": {"name": "Brute", "numbers": {"hit_points": 12, "blow": 2, "worth": 10}, "actions": ["slash"]},
  "coward": {"name": "Coward", "numbers": {"hit_points": 8, "blow": 1, "worth": 4}, "actions": ["slash"]},
  "ogre": {"name": "Ogre", "numbers": {"hit_points": 400, "blow": 60, "armor": 30, "quick": 90}, "actions": ["slash"]},
  "statue": {"name": "Statue", "numbers": {"hit_points": 50, "speed": 0}},
  "friend": {"name": "Friend", "numbers": {"hit_points": 20, "quick": 10}, "actions": ["slash"]}},
"encounters": {
  "yard": {"name": "The yard", "text": "They were waiting.", "map": "maps/yard.tmj", "start": "gate",
    "groups": [{"creature": "brute", "count": 2, "at": "corner"}], "loot": [{"item": "coin", "count": "5"}], "experience": 7, "each": true},
  "ditch": {"name": "The ditch", "groups": [{"creature": "coward", "count": 3, "breaks_at": 70, "breaks": "surrender"},
    {"creature": "friend", "side": "party"}], "width": 12, "height": 9},
  "watched": {"map": "maps/yard.tmj", "start": "gate",
    "groups": [{"creature": "statue", "count": 3, "places": [{"x": 6, "y": 0}, {"x": 7, "y": 1}, {"x": 1, "y": 0}]}]},
  "rout": {"name": "The rout", "groups": [{"creature": "coward", "count": 2, "breaks_at": 100, "places": [{"x": 4, "y": 4}, {"x": 4, "y": 5}]}],
    "width": 12, "height": 9, "flight": "won"},
  "doom": {"groups": [{"creature": "ogre", "count": 2, "places": [{"x": 8, "y": 4}, {"x": 8, "y": 6}]}], "width": 12, "height": 9,
    "surrendered": "fled"}
}
})json";

inline constexpr std::string_view keep_story = R"(INCLUDE goldbox.ink
VAR last = "none"
-> hall
=== hall
A hall. {last}.
+ [The yard]
  You go out.
  ~ temp next = fight("yard", -> won, -> lost, -> fled)
  -> next
+ [The ditch]
  -> tunnel ->
  Back from the tunnel.
  -> hall
+ [Doom]
  ~ fight("doom", -> won, -> lost, -> fled)
  Nobody reads this.
  -> DONE
+ [The rout]
  ~ fight("rout", -> won, -> lost, -> fled)
  -> DONE
+ [Watched]
  ~ fight("watched", -> won, -> lost, -> fled)
  -> DONE
+ [Nowhere] {fight("yrad", -> won, -> lost, -> fled)} -> hall
+ [Inside] {inside()} -> hall
+ [Leave] -> END
=== function inside
~ fight("yard", -> won, -> lost, -> fled)
~ return 1
=== tunnel
~ fight("ditch", -> done, -> lost, -> fled)
- (done) Out of the ditch.
->->
=== won
~ last = "won"
You have won.
-> hall
=== lost
~ last = "lost"
You have lost.
-> hall
=== fled
~ last = "fled"
You got away.
-> hall
)";

inline constexpr std::string_view keep_yard =
    R"({"type":"map","orientation":"orthogonal","width":8,"height":6,"tilewidth":10,"tileheight":10,
"properties":[{"name":"title","value":"The yard"}],
"tilesets":[{"firstgid":1,"name":"t","tilecount":2,"tiles":[{"id":0,"type":"floor"},
  {"id":1,"type":"wall","properties":[{"name":"barrier","value":"wall"}]}]}],
"layers":[{"type":"tilelayer","name":"floor","data":[
1,1,1,2,1,1,1,1, 1,1,1,2,1,1,1,1, 1,1,1,2,1,1,1,1, 1,1,1,1,1,1,1,1, 1,1,1,2,1,1,1,1, 1,1,1,2,1,1,1,1]},
{"type":"objectgroup","name":"o","objects":[
{"id":1,"name":"gate","type":"start","x":0,"y":20,"width":20,"height":20},
{"id":2,"name":"corner","type":"encounter_zone","x":60,"y":0,"width":20,"height":60,"properties":[{"name":"encounter","value":"yard"}]}]}]})";

/// Its files by name.
[[nodiscard]] inline std::vector<std::pair<std::string, std::string>> keep_files()
{
    return {
        {"pack.json",
         R"({"id":"keep","version":"1.0.0","title":"The keep","licence":"MIT","story":"story/main.ink","party":["knight","squire"]})"},
        {"rules.json", std::string(keep_rules)},
        {"maps/yard.tmj", std::string(keep_yard)},
        {"story/main.ink", std::string(keep_story)}};
}

} // namespace goldbox::test
