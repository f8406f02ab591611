// SPDX-License-Identifier: MIT
// Any text as a map of Tiled, with a tileset beside it: refused with remarks, or a map whose objects lie inside of it.
#include "fuzz/fuzz.hpp"

#include <goldbox/content/map.hpp>
#include <goldbox/json/reader.hpp>

#include <string>

using namespace goldbox;
using namespace goldbox::content;
using goldbox::test::expect;

namespace {

constexpr std::string_view tiles = R"({"type":"tileset","tilecount":4,"tiles":[{"id":0,"type":"floor"},
{"id":1,"type":"wall","properties":[{"name":"barrier","value":"wall"}]},
{"id":2,"type":"water","properties":[{"name":"terrain","value":"deep_water"}]},
{"id":3,"properties":[{"name":"north","value":"wall"},{"name":"west","value":"door"}]}]})";

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    MemoryFiles files;
    files.add("maps/a.tmj", std::string(test::as_text(data, size)));
    files.add("maps/tiles.tsj", std::string(tiles));
    ReadMap read = read_map(files, "maps/a.tmj");
    expect(read.map.has_value() != has_errors(read.diagnostics), "a map, or why not");
    if (!read.map) return 0;
    const Map& map = *read.map;
    for (const MapObject& object : map.objects) {
        expect(map.grid.contains(object.spot), "an object lies inside");
        expect(map.grid.contains(object.spot.cell + grid::Cell{object.width - 1, object.height - 1}),
               "with its far end");
        expect(map.object(object.id) == &object, "an object is found by its id");
    }
    expect(json::read(map_json(map)).has_value(), "the map as JSON is JSON");
    for (std::int32_t level = 0; level < map.grid.levels(); ++level) {
        for (const bool known : {true, false}) {
            expect(!draw_map_text(map, level, known).empty() && !describe_map(map, level, known).empty(), "it is told");
        }
    }
    std::map<std::string, Map, std::less<>> all;
    all.emplace("maps/a.tmj", *std::move(read.map));
    for (const Diagnostic& each : check_stairs(all)) expect(each.code == "content.map_stairs", "a known reason");
    return 0;
}
