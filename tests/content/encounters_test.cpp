// SPDX-License-Identifier: MIT
#include <goldbox/content/encounters.hpp>
#include <goldbox/content/pack.hpp>
#include <goldbox/json/fields.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace goldbox;
using namespace goldbox::content;

namespace {

constexpr std::string_view map =
    R"({"type":"map","orientation":"orthogonal","width":3,"height":2,"tilewidth":10,"tileheight":10,
"tilesets":[{"firstgid":1,"name":"t","tilecount":2,"tiles":[{"id":0,"type":"floor"},
  {"id":1,"type":"wall","properties":[{"name":"barrier","value":"wall"}]}]}],
"layers":[{"type":"tilelayer","name":"floor","data":[1,1,2,1,1,1]},
{"type":"objectgroup","name":"o","objects":[{"id":1,"name":"gate","type":"start","x":0,"y":0},
{"id":2,"name":"corner","type":"start","x":20,"y":10}]}]})";

constexpr std::string_view nowhere =
    R"({"type":"map","orientation":"orthogonal","width":1,"height":1,"tilewidth":10,"tileheight":10,
"tilesets":[{"firstgid":1,"name":"t","tilecount":1,"tiles":[{"id":0,"type":"floor"}]}],
"layers":[{"type":"tilelayer","name":"floor","data":[1]}]})";

Loaded with(const std::string& encounter)
{
    MemoryFiles files;
    files.add("pack.json", R"({"id":"keep","version":"1","licence":"MIT"})");
    files.add("maps/yard.tmj", std::string(map));
    files.add("maps/nowhere.tmj", std::string(nowhere));
    files.add("fights.json",
              "{\"creatures\": {\"brute\": {}}, \"items\": {\"coin\": {}},\n\"encounters\": {\"fight\":\n" + encounter +
                  "}}");
    return load_pack(files);
}

/// All that is wrong with an encounter.
std::string mistakes(const std::string& encounter)
{
    const Loaded loaded = with(encounter);
    CHECK_FALSE(loaded.pack);
    std::string all;
    for (const Diagnostic& diagnostic : loaded.diagnostics) all += to_string(diagnostic) + '\n';
    return all;
}

bool has(const std::string& text, std::string_view what)
{
    UNSCOPED_INFO(text);
    return text.find(what) != std::string::npos;
}

} // namespace

TEST_CASE("an encounter is read with its defaults, its map and who stands where", "[content][encounters]")
{
    const Loaded loaded = with(R"({"name": "A fight", "map": "maps/yard.tmj", "start": "gate", "draw": "lost",
"groups": [{"creature": "brute", "count": 2, "at": "corner", "breaks_at": 50, "breaks": "surrender"}], "loot": [{"item": "coin", "count": "2d6"}]})");
    for (const Diagnostic& diagnostic : loaded.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(loaded.pack);
    const json::Value* entry = loaded.pack->entry("encounters", "keep:fight");
    REQUIRE(entry);
    json::Reading reading([](std::span<const json::Step>) { return Where{}; });
    Encounter encounter;
    json::read_value(reading, *entry, encounter);
    CHECK(reading.diagnostics().empty());
    CHECK(encounter.groups.at(0).creature == "keep:brute");
    CHECK(encounter.groups.at(0).side == "foes");
    CHECK(encounter.groups.at(0).breaks == Breaking::surrender);
    CHECK(encounter.draw == Ending::lost);
    CHECK(encounter.surrender == Ending::won);
    CHECK(map_file(*loaded.pack, "keep:fight", encounter) == "keep/maps/yard.tmj");
    const Map* found = map_of(*loaded.pack, "keep:fight", encounter);
    REQUIRE(found);
    CHECK(start_of(*found, encounter)->name == "gate");
    CHECK(object_named(*found, "corner")->spot.cell == grid::Cell{2, 1});
}

TEST_CASE("what is wrong with an encounter is told with its place", "[content][encounters]")
{
    const std::string group = R"("groups": [{"creature": "brute", "at": "corner"}])";
    CHECK(has(mistakes(R"({"map": "maps/yrad.tmj",)"
                       "\n" +
                       group + "}"),
              "fights.json:3:9: error: there is no map \"maps/yrad.tmj\" (did you mean \"maps/yard.tmj\"?)"));
    CHECK(has(mistakes(R"({"map": "maps/yard.tmj", "groups": [{"creature": "brute", "at": "conrer"}]})"),
              "fights.json:3:65: error: the map has no object named \"conrer\" (did you mean \"corner\"?)"));
    CHECK(has(mistakes(R"({"map": "maps/yard.tmj", "start": "door", )" + group + "}"), "no object named \"door\""));
    CHECK(
        has(mistakes(R"({"map": "maps/nowhere.tmj", "groups": [{"creature": "brute", "places": [{"x": 0, "y": 0}]}]})"),
            "this map has no start"));
    CHECK(has(mistakes(R"({"map": "maps/yard.tmj", "groups": [{"creature": "brute", "places": [{"x": 2, "y": 0}]}]})"),
              "a wall stands at 2,0"));
    CHECK(has(mistakes(R"({"map": "maps/yard.tmj", "groups": [{"creature": "brute", "places": [{"x": 3, "y": 0}]}]})"),
              "3,0 lies outside of the map"));
    CHECK(has(mistakes(R"({"width": 5, "height": 5, "groups": [{"creature": "brute", "places": [{"x": 3, "y": 5}]}]})"),
              "3,5 lies outside of the ground"));
    CHECK(has(mistakes("{" + group + "}"), "open ground has no objects"));
    CHECK(has(mistakes(R"({"groups": [{"creature": "brtue"}]})"), "brtue"));
    CHECK(has(mistakes(R"({"groups": []})"), "at least 1 is allowed"));
    CHECK(has(mistakes(R"({"groups": [{"creature": "brute", "count": 30}, {"creature": "brute", "count": 30}]})"),
              "at most 50 creatures"));
    CHECK(has(mistakes(R"({"groups": [{"creature": "brute", "side": "party"}]})"), "nobody is there to fight"));
    CHECK(has(mistakes(R"({"groups": [{"creature": "brute", "count": 2, "places": [{"x": 1, "y": 1}]}]})"),
              "2 creatures have 1 places"));
    CHECK(has(mistakes(R"({"map": "maps/yard.tmj", "groups": [{"creature": "brute"}]})"),
              "where they stand is not said"));
    CHECK(has(mistakes(R"({"groups": [{"creature": "brute"}], "loot": [{"item": "coin", "count": "2x6"}]})"),
              "these are no dice"));
    CHECK(has(mistakes(R"({"groups": [{"creature": "brute"}], "draw": "win"})"), "did you mean \"won\"?"));
    CHECK(with(R"({"groups": [{"creature": "brute", "count": 3}]})").pack); // opposite of the party
}
