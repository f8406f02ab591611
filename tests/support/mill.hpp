#pragma once
// SPDX-License-Identifier: MIT
// The keep with maps to walk on, and a story that has the party do it.

#include "support/keep.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::test {

/// Two rooms with a door between them, a third behind a secret one, a fourth that one is put into, and a cellar. `?` is
/// seen by nobody but the author:
///
///     ############
///     #....#.....#   1,1 the door in; 5,2 the oak door (closed, a key); 3,1 the nest (a zone, 100 %)
///     #....+.....#   8,2 the bell (a trigger); 10,1 stairs down
///     #....#.....#   4,4 the secret door, into the third room
///     ####?#######
///     #....#...&.#   2,5 the whisper (a trigger, not only once); 7,5 where it sits; 8,5 the nail (a trap); 9,5 the
///     till (a chest)
///     ############
inline constexpr std::string_view mill_map =
    R"({"type":"map","orientation":"orthogonal","width":12,"height":7,"tilewidth":10,"tileheight":10,
"properties":[{"name":"title","value":"The mill"}],
"tilesets":[{"firstgid":1,"name":"t","tilecount":2,"tiles":[{"id":0,"type":"floor"},
  {"id":1,"type":"wall","properties":[{"name":"barrier","value":"wall"}]}]}],
"layers":[{"type":"tilelayer","name":"floor","data":[
2,2,2,2,2,2,2,2,2,2,2,2,
2,1,1,1,1,2,1,1,1,1,1,2,
2,1,1,1,1,1,1,1,1,1,1,2,
2,1,1,1,1,2,1,1,1,1,1,2,
2,2,2,2,1,2,2,2,2,2,2,2,
2,1,1,1,1,2,1,1,1,1,1,2,
2,2,2,2,2,2,2,2,2,2,2,2]},
{"type":"objectgroup","name":"o","objects":[
{"id":1,"name":"the door in","type":"start","x":10,"y":10},
{"id":2,"name":"the oak door","type":"door","x":50,"y":20,"width":10,"height":10,"properties":[{"name":"key","value":"oak key"}]},
{"id":3,"name":"the nest","type":"encounter_zone","x":30,"y":10,"width":10,"height":10,"properties":[{"name":"encounter","value":"nest"}]},
{"id":4,"name":"the bell","type":"trigger","x":80,"y":20,"width":10,"height":10,"properties":[{"name":"story","value":"bell"}]},
{"id":5,"name":"down","type":"stairs","x":100,"y":10,"properties":[{"name":"to","type":"int","value":1},{"name":"map","value":"cellar.tmj"}]},
{"id":6,"name":"behind the sacks","type":"secret_door","x":40,"y":40,"width":10,"height":10,"properties":[{"name":"find","type":"int","value":5}]},
{"id":7,"name":"the whisper","type":"trigger","x":20,"y":50,"width":10,"height":10,"properties":[{"name":"story","value":"whisper"},{"name":"once","type":"bool","value":false}]},
{"id":8,"name":"where it sits","type":"start","x":70,"y":50},
{"id":9,"name":"a nail","type":"trap","x":80,"y":50,"width":10,"height":10,"properties":[{"name":"effect","value":"nail"},{"name":"find","type":"int","value":8},{"name":"disarm","type":"int","value":9}]},
{"id":10,"name":"the till","type":"chest","x":90,"y":50,"properties":[{"name":"loot","value":"till"},{"name":"lock","type":"int","value":12},{"name":"key","value":"oak key"}]}]}]})";

/// One dark row of eighteen cells, with a lamp at its end.
inline constexpr std::string_view mill_cellar =
    R"({"type":"map","orientation":"orthogonal","width":18,"height":1,"tilewidth":10,"tileheight":10,
"properties":[{"name":"title","value":"The cellar"},{"name":"light","value":"dark"}],
"tilesets":[{"firstgid":1,"name":"t","tilecount":1,"tiles":[{"id":0,"type":"floor"}]}],
"layers":[{"type":"tilelayer","name":"floor","data":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]},
{"type":"objectgroup","name":"o","objects":[
{"id":1,"name":"up","type":"stairs","x":0,"y":0,"properties":[{"name":"to","type":"int","value":5},{"name":"map","value":"mill.tmj"}]},
{"id":2,"name":"lamp","type":"light","x":160,"y":0,"properties":[{"name":"bright","type":"int","value":1}]}]}]})";

inline constexpr std::string_view mill_story = R"(INCLUDE goldbox.ink
VAR rung = 0
-> road
=== road
The road. {rung}
+ [Into the mill] You go in.
  ~ temp next = explore("mill", "", -> out, -> beaten)
  -> next
+ [Into the mill by the window]
  ~ explore("mill", "where it sits", -> out, -> beaten)
  -> DONE
+ [Take the key]
  {give("oak key")} -> road
+ [Nowhere] {explore("mlil", "", -> out, -> beaten)} -> road
+ [No start] {explore("mill", "the attic", -> out, -> beaten)} -> road
+ [Wait] You wait. -> road
=== bell
~ rung += 1
The bell rings.
+ [Go on]
  ~ explore("mill", "", -> out, -> beaten)
  -> DONE
+ [Sit down] You sit down. -> road
=== whisper
Somebody whispers.
~ explore("mill", "", -> out, -> beaten)
-> DONE
=== out
Out again.
-> road
=== beaten
You are carried out.
-> road
)";

/// Its files by name. The nest is of statues, or of something too strong.
[[nodiscard]] inline std::vector<std::pair<std::string, std::string>> mill_files(std::string_view nest = "statue")
{
    std::vector<std::pair<std::string, std::string>> files = keep_files();
    for (auto& [name, text] : files) {
        if (name == "story/main.ink") text = mill_story;
        if (name != "rules.json") continue;
        const std::string_view before = "\"encounters\": {";
        const auto add = [&](std::string_view kind, std::string_view entry) {
            text.insert(text.find(kind) + kind.size(), entry);
        };
        add("\"effects\": {",
            R"("nail": {"hooks": [{"on": "entered", "do": [{"type": "damage", "who": "self", "parts": [{"amount": "3", "type": "steel"}]}]}]},)");
        add("\"checks\": {", R"("sleight_of_hand": {"bonus": "@quick // 10"},)");
        text.insert(
            1,
            R"("tables": {"till": {"dice": "1d2", "rows": [{"from": 1, "to": 2, "text": "Money.", "loot": [{"item": "coin", "count": "2d4"}], "table": "bottom"}]},
            "bottom": {"dice": "1d1", "rows": [{"from": 1, "text": "And dust."}]}},)");
        text.insert(text.find(before) + before.size(),
                    R"("nest": {"name": "The nest", "width": 8, "height": 5, "groups": [{"creature": ")" +
                        std::string(nest) + R"("}]},)");
    }
    files.emplace_back("maps/mill.tmj", mill_map);
    files.emplace_back("maps/cellar.tmj", mill_cellar);
    return files;
}

} // namespace goldbox::test
