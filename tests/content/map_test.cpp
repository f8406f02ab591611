// SPDX-License-Identifier: MIT
#include <goldbox/content/map.hpp>
#include <goldbox/content/pack.hpp>
#include <goldbox/grid/path.hpp>
#include <goldbox/json/reader.hpp>

#include "support/catch.hpp"
#include "support/toll_bridge.hpp"

#include <algorithm>
#include <string>

using namespace goldbox;
using namespace goldbox::content;
using grid::Barrier;
using grid::Part;
using grid::Spot;

namespace {

constexpr std::string_view tiles = R"({"type":"tileset","name":"t","tilecount":4,"tiles":[
 {"id":0,"type":"floor"},
 {"id":1,"type":"wall","properties":[{"name":"barrier","value":"wall"}]},
 {"id":2,"class":"pool","properties":[{"name":"terrain","value":"deep_water"}]},
 {"id":3,"type":"thin","properties":[{"name":"north","value":"wall"},{"name":"west","value":"window"}]}]})";

std::string layer(const std::string& data, const std::string& more = {})
{
    return R"({"type":"tilelayer","name":"floor","data":[)" + data + "]" + more + "}";
}
std::string objects(const std::string& list)
{
    return R"({"type":"objectgroup","name":"objects","objects":[)" + list + "]}";
}
/// A map of 3 by 2 cells of 10 pixels, each layer on a line of its own.
std::string map_of(const std::string& layers, const std::string& size = R"("width":3,"height":2)")
{
    return R"({"type":"map","orientation":"orthogonal",)" + size +
           R"(,"tilewidth":10,"tileheight":10,"tilesets":[{"firstgid":1,"source":"tiles.tsj"}],"layers":[)" + "\n" +
           layers + "\n]}";
}

ReadMap read(const std::string& map)
{
    MemoryFiles files;
    files.add("maps/a.tmj", map);
    files.add("maps/tiles.tsj", std::string(tiles));
    return read_map(files, "maps/a.tmj");
}

/// The only thing that is wrong with a map.
std::string mistake(const std::string& map)
{
    const ReadMap found = read(map);
    CHECK_FALSE(found.map);
    REQUIRE(found.diagnostics.size() == 1);
    return to_string(found.diagnostics.front());
}

std::string mistake_of_object(const std::string& object)
{
    return mistake(map_of(layer("1,1,1,1,1,1") + ",\n" + objects("\n" + object)));
}

} // namespace

TEST_CASE("tiles say what stands and lies on their cells", "[content][map]")
{
    const ReadMap found = read(map_of(layer("1,2,3,1,1,2147483652")));
    REQUIRE(found.map);
    CHECK(found.diagnostics.empty());
    const Map& map = *found.map;
    CHECK(map.grid.barrier({0, {1, 0}}) == Barrier::wall);
    CHECK(map.grid.terrains()[map.grid.terrain({0, {2, 0}})].name == "deep_water");
    CHECK(map.look_at({0, {2, 0}}) == "pool");
    // turned tiles are the same tiles
    CHECK(map.grid.barrier({0, {2, 1}}, Part::north) == Barrier::wall);
    CHECK(map.grid.barrier({0, {2, 1}}, Part::west) == Barrier::window);
    CHECK(map.levels == std::vector<std::string>{""});
}

TEST_CASE("layers lie on each other, groups are floors, feet lift a floor, Base64 is read", "[content][map]")
{
    const std::string ground = R"({"type":"group","name":"ground","layers":[)" + layer("1,1,1,1,1,1") + "," +
                               layer("0,2,0,0,0,0", R"(,"properties":[{"name":"feet","value":10}])") + "]}";
    // 1 1 1 1 1 2, as little-endian words
    const std::string above =
        R"({"type":"group","name":"above","layers":[{"type":"tilelayer","name":"b","encoding":"base64","data":"AQAAAAEAAAABAAAAAQAAAAEAAAACAAAA"}]})";
    const ReadMap found = read(map_of(ground + ",\n" + above));
    REQUIRE(found.map);
    CHECK(found.map->grid.levels() == 2);
    CHECK(found.map->levels == std::vector<std::string>{"ground", "above"});
    CHECK(found.map->grid.barrier({0, {1, 0}}) == Barrier::wall);
    CHECK(found.map->grid.height_feet({0, {1, 0}}) == 10);
    CHECK(found.map->grid.barrier({1, {2, 1}}) == Barrier::wall);
}

TEST_CASE("objects become doors, stairs, chests and the rest, with their places", "[content][map]")
{
    const ReadMap found = read(map_of(
        layer("1,1,1,1,1,1") + "," +
        objects(
            R"({"id":9,"type":"chest","name":"box","x":20,"y":0,"width":10,"height":10,"properties":[{"name":"lock","value":15},{"name":"key","value":"brass_key"},{"name":"loot","value":"coins"}]},
               {"id":2,"type":"door","x":10,"y":0,"properties":[{"name":"open","value":true}]},
               {"id":3,"type":"secret_door","x":0,"y":0,"properties":[{"name":"edge","value":"south"},{"name":"find","value":12}]},
               {"id":4,"type":"stairs","x":0,"y":0,"properties":[{"name":"to","type":"object","value":5},{"name":"price","value":2}]},
               {"id":5,"type":"stairs","gid":1,"x":20,"y":20,"width":10,"height":10,"properties":[{"name":"to","value":4}]},
               {"id":6,"type":"encounter_zone","x":0,"y":0,"width":30,"height":15.5,"properties":[{"name":"encounter","value":"rats"}]},
               {"id":7,"class":"light","x":5,"y":15,"point":true,"properties":[{"name":"bright","value":4},{"name":"dim","value":8}]})")));
    REQUIRE(found.map);
    const Map& map = *found.map;
    CHECK(map.objects.front().id == 2); // in order of ids
    const MapObject& chest = *map.object(9);
    CHECK((chest.kind == ObjectKind::chest && chest.spot == Spot{0, {2, 0}} && chest.lock == 15));
    CHECK((chest.key == "brass_key" && chest.what == "coins" && chest.name == "box" && chest.width == 1));
    CHECK(chest.where.line == 2);
    CHECK(map.grid.barrier({0, {1, 0}}) == Barrier::open_door);
    CHECK(map.grid.barrier({0, {0, 1}}, Part::north) == Barrier::door);
    CHECK(map.object(5)->spot == Spot{0, {2, 1}}); // a tile's place is its lower edge
    REQUIRE(map.grid.links().size() == 2);
    CHECK(map.grid.links()[0] == grid::Link{{0, {0, 0}}, {0, {2, 1}}, 2});
    const MapObject& zone = *map.object(6);
    CHECK((zone.width == 3 && zone.height == 2 && zone.chance == 100 && zone.what == "rats"));
    CHECK((map.object(7)->spot == Spot{0, {0, 1}} && map.object(7)->dim == 8));
    CHECK(map.object(77) == nullptr);
}

TEST_CASE("what is wrong with a map is said with its place, the object's id and what was probably meant",
          "[content][map]")
{
    CHECK(mistake(map_of(layer("1,1,1,1,1,9"))) == "maps/a.tmj:2:1: error: the layer \"floor\" has tile 9 at (2, 1), "
                                                   "which is in no tileset of the map [content.map_tile]");
    CHECK(mistake(map_of(layer("1,1,1"))) ==
          "maps/a.tmj:2:1: error: the layer \"floor\" has 3 cells, the map 6 [content.map_form]");
    CHECK(mistake_of_object(R"({"id":12,"type":"chest","x":30,"y":0})") ==
          "maps/a.tmj:4:1: error: object 12 (chest) lies outside of the map [content.map_object]");
    CHECK(mistake_of_object(R"({"id":12,"type":"chest","x":25,"y":0,"width":10,"height":5})") ==
          "maps/a.tmj:4:1: error: object 12 (chest) lies outside of the map [content.map_object]");
    CHECK(mistake_of_object(R"({"id":12,"type":"chset","x":0,"y":0})") ==
          "maps/a.tmj:4:1: error: object 12 is of no class that is known, \"chset\" (did you mean \"chest\"?) "
          "[content.map_object]");
    CHECK(mistake_of_object(R"({"id":12,"type":"chest","x":0,"y":0,"properties":[{"name":"lok","value":3}]})") ==
          "maps/a.tmj:4:1: error: object 12 (chest) has no property \"lok\" (did you mean \"lock\"?) "
          "[content.map_object]");
    CHECK(mistake_of_object(R"({"id":12,"type":"chest","x":0,"y":0,"properties":[{"name":"lock","value":41}]})") ==
          "maps/a.tmj:4:1: error: object 12 (chest) lock is a whole number from 1 to 40 [content.map_object]");
    CHECK(mistake_of_object(R"({"id":12,"type":"person","x":0,"y":0})") ==
          "maps/a.tmj:4:1: error: object 12 (person) needs the property \"creature\", which is a text "
          "[content.map_object]");
    CHECK(mistake_of_object(R"({"id":12,"type":"chest","x":0,"y":0,"polygon":[]})") ==
          "maps/a.tmj:4:1: error: object 12 (chest) is drawn as a polygon; draw a rectangle or a point "
          "[content.map_object]");
    CHECK(mistake_of_object(R"({"id":12,"type":"door","x":20,"y":0,"properties":[{"name":"edge","value":"east"}]})") ==
          "maps/a.tmj:4:1: error: object 12 (door) stands on no edge of the map: edge is north, east, south or west "
          "[content.map_object]");
}

TEST_CASE("maps that are too large are refused with the limit, before anything is made", "[content][map]")
{
    const std::string said = mistake(map_of("", R"("width":10000,"height":10000)"));
    CHECK(said.find("[content.map_size]") != std::string::npos);
    CHECK(said.find("at most 4096 a side and 4194304 cells in all") != std::string::npos);
    CHECK(mistake(map_of("", R"("width":4096,"height":4096)")).find("[content.map_size]") != std::string::npos);
    CHECK(mistake(map_of("", R"("width":0,"height":1)")).find("[content.map_size]") != std::string::npos);
    CHECK(mistake(map_of("", R"("width":9223372036854775807,"height":1)")).find("[content.map_size]") !=
          std::string::npos);
}

TEST_CASE("what Tiled can do and maps of games cannot is refused with what to do", "[content][map]")
{
    const auto with = [](const std::string& more) { return mistake(map_of("", R"("width":3,"height":2,)" + more)); };
    CHECK(with(R"("infinite":true)").find("the map is infinite; turn that off") != std::string::npos);
    CHECK(mistake(R"({"type":"map","orientation":"hexagonal"})").find("not orthogonal") != std::string::npos);
    CHECK(mistake("{}").find("this is no map of Tiled") != std::string::npos);
    CHECK(mistake("[").find("json.syntax") != std::string::npos);
    CHECK(mistake(map_of(R"({"type":"tilelayer","name":"f","encoding":"base64","compression":"zlib","data":"AAAA"})"))
              .find("is compressed; choose CSV or Base64 (uncompressed)") != std::string::npos);
    std::string missing = map_of("");
    missing.replace(missing.find("tiles.tsj"), 9, "tilez.tsj");
    CHECK(mistake(missing).find("the file \"maps/tilez.tsj\" is not there") != std::string::npos);
    missing.replace(missing.find("tilez.tsj"), 9, "../../b.tsj");
    CHECK(mistake(missing).find("lies outside of the pack") != std::string::npos);
}

namespace {

std::string stairs(int id, int to, const std::string& x, const std::string& map = {})
{
    return R"({"id":)" + std::to_string(id) + R"(,"type":"stairs","x":)" + x +
           R"(,"y":0,"properties":[{"name":"to","value":)" + std::to_string(to) + "}" +
           (map.empty() ? "" : R"(,{"name":"map","value":")" + map + "\"}") + "]}";
}

/// What is wrong with a pack of two maps, joined.
std::string mistakes_of(const std::string& a, const std::string& b)
{
    MemoryFiles files;
    files.add("pack.json", R"({"id":"p","version":"1.0.0","licence":"MIT"})");
    files.add("maps/tiles.tsj", std::string(tiles));
    files.add("maps/a.tmj", map_of(layer("1,1,1,1,1,1") + "," + objects(a)));
    files.add("maps/b.tmj", map_of(layer("1,1,1,1,1,1") + "," + objects(b)));
    const Loaded loaded = load_pack(files);
    CHECK((loaded.pack == nullptr) == has_errors(loaded.diagnostics));
    std::string said;
    for (const Diagnostic& each : loaded.diagnostics) said += to_string(each) + "\n";
    return said;
}

} // namespace

TEST_CASE("stairs lead there and back, and never round in a circle", "[content][map]")
{
    CHECK(mistakes_of(stairs(1, 1, "0", "b.tmj"), stairs(1, 1, "0", "a.tmj")).empty());
    CHECK(mistakes_of(stairs(1, 2, "0") + "," + stairs(2, 1, "10"), "").empty());
    CHECK(
        mistakes_of(stairs(1, 2, "0") + "," + stairs(2, 3, "10") + "," + stairs(3, 1, "20"), "") ==
        "maps/a.tmj:2:108: error: object 1 (stairs) leads round in a circle: 1 -> 2 -> 3 -> 1 [content.map_stairs]\n");
    CHECK(mistakes_of(stairs(1, 1, "0"), "").find("leads back to where it is") != std::string::npos);
    CHECK(mistakes_of(stairs(1, 8, "0"), "").find("leads to object 8, which is not in maps/a.tmj") !=
          std::string::npos);
    CHECK(
        mistakes_of(stairs(1, 8, "0", "c.tmj"), "").find("leads to the map \"maps/c.tmj\", which is not in the pack") !=
        std::string::npos);
}

TEST_CASE("the maps of the toll bridge are sound, part of its image, and can be walked", "[content][map]")
{
    const Loaded loaded = goldbox::test::toll_bridge();
    for (const Diagnostic& each : loaded.diagnostics) UNSCOPED_INFO(to_string(each));
    REQUIRE(loaded.pack);
    CHECK(loaded.diagnostics.empty());
    CHECK(loaded.pack->map_files() == std::vector<std::string>{"toll_bridge/maps/bridge.tmj",
                                                               "toll_bridge/maps/cellar.tmj",
                                                               "toll_bridge/maps/shrine.tmj"});
    const Loaded again = load_image(loaded.pack->image());
    REQUIRE(again.pack);
    for (const std::string& file : loaded.pack->map_files()) {
        const Map& map = *loaded.pack->map(file);
        const Map& other = *again.pack->map(file);
        CHECK(map.grid == other.grid);
        CHECK(map_json(map) == map_json(other));
        CHECK(json::read(map_json(map)));
        // from where a party arrives every chest, person and flight of stairs can be reached, doors being opened
        grid::Grid open = map.grid;
        const MapObject* start = nullptr;
        for (const MapObject& object : map.objects) {
            open.set_open(object.spot, object.part, true);
            if (object.kind == ObjectKind::start) start = &object;
        }
        REQUIRE(start);
        grid::Ground ground({});
        ground.update(open);
        grid::Paths paths;
        for (const MapObject& object : map.objects) {
            CAPTURE(file, object.id);
            if (object.kind == ObjectKind::stairs || object.kind == ObjectKind::chest ||
                object.kind == ObjectKind::person)
                CHECK(paths.find(ground, start->spot, object.spot));
        }
    }
}

TEST_CASE("what players cannot know is not drawn for them", "[content][map]")
{
    const Loaded loaded = goldbox::test::toll_bridge();
    REQUIRE(loaded.pack);
    const Map& cellar = *loaded.pack->map("toll_bridge/maps/cellar.tmj");
    CHECK(draw_map_text(cellar, 0).find('^') != std::string::npos);
    CHECK(draw_map_text(cellar, 0, false).find('^') == std::string::npos);
    CHECK(describe_map(cellar, 0).find("secret door: at (20, 17) \"behind the shelves\"") != std::string::npos);
    const std::string told = describe_map(cellar, 0, false);
    for (const char* hidden : {"secret", "trap", "encounter", "behind the shelves"})
        CHECK(told.find(hidden) == std::string::npos);
    CHECK(told.find("a smuggler") != std::string::npos);
    // two maps that differ in a secret alone are one map to players
    Map other = cellar;
    std::erase_if(other.objects, [](const MapObject& object) { return object.kind == ObjectKind::secret_door; });
    other.grid.set_barrier({0, {20, 17}}, Barrier::wall);
    CHECK(draw_map_text(other, 0, false) == draw_map_text(cellar, 0, false));
    CHECK(describe_map(other, 0, false) == told);
}
