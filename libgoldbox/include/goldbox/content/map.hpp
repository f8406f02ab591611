#pragma once
// SPDX-License-Identifier: MIT
// Maps that people drew with Tiled (.tmj), as values. docs/maps.md is for those who draw them.

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/grid/grid.hpp>
#include <goldbox/grid/light.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::content {

enum class ObjectKind : std::uint8_t {
    door,
    secret_door, ///< looks like a wall until it is found
    trap,
    stairs,
    chest,
    person,
    trigger, ///< a part of a story begins where somebody enters
    encounter_zone,
    light,
    start, ///< where a party arrives
};
[[nodiscard]] std::string_view name(ObjectKind kind);

/// Something on a map. What its kind has no use for is 0 or empty.
struct MapObject {
    std::int32_t id = 0; ///< Tiled's, known within its map
    ObjectKind kind = ObjectKind::start;
    std::string name;
    grid::Spot spot; ///< its north-west cell
    std::int32_t width = 1;
    std::int32_t height = 1;
    grid::Part part = grid::Part::cell; ///< of a door: on the cell, or on its north or west edge

    /// What it is about: a trap's effect, a chest's table, a person's creature, a trigger's place in the story, a
    /// zone's encounter.
    std::string what;
    std::string story;       ///< person: the place in the story that is told to who talks to it; empty: says nothing
    bool absent = false;     ///< person: not there until a story says so
    bool bars = false;       ///< door: a grate
    bool open = false;       ///< door
    std::int32_t lock = 0;   ///< door, chest: how hard it is to open; 0: not locked
    std::string key;         ///< door, chest: the item that opens it
    std::int32_t find = 0;   ///< trap, secret door: how hard it is to find
    std::int32_t disarm = 0; ///< trap
    bool once = true;        ///< trigger, zone: when it is done, it is no more
    std::int32_t chance = 0; ///< zone: percent each time somebody enters
    std::int32_t bright = 0; ///< light: radius in cells
    std::int32_t dim = 0;    ///< light: radius in cells
    std::int32_t to = 0;     ///< stairs: the object that they lead to
    std::string to_map;      ///< stairs: file of another map, `maps/cellar.tmj`; empty: this one
    std::int32_t price = 1;  ///< stairs: in plain steps
    Where where;             ///< in its file; unknown in a map from an image
};

[[nodiscard]] inline bool is_door(const MapObject& object)
{
    return object.kind == ObjectKind::door || object.kind == ObjectKind::secret_door;
}

/// One place with its floors.
struct Map {
    std::string title;
    grid::Grid grid;                 ///< with the barriers of doors, and links for stairs within the map
    std::vector<std::string> levels; ///< names of floors
    grid::Brightness light = grid::Brightness::bright; ///< where no light burns
    std::vector<MapObject> objects;                    ///< by ascending id
    std::vector<std::string> looks;                    ///< what cells look like: classes of tiles; the first is nothing
    std::vector<std::vector<std::uint8_t>> look;       ///< by level, then cell, row by row: index in `looks`

    [[nodiscard]] const MapObject* object(std::int32_t id) const;
    /// The look of a cell that is inside.
    [[nodiscard]] std::string_view look_at(grid::Spot spot) const;
};

struct ReadMap {
    std::optional<Map> map; ///< none when there are errors
    std::vector<Diagnostic> diagnostics;
};

/// Reads a map and the tilesets it names, which lie in the same source. All that is wrong with it comes at once, with
/// the ids of objects: `content.map_form`, `content.map_size`, `content.map_tile`, `content.map_object`.
[[nodiscard]] ReadMap read_map(const FileSource& files, std::string_view file);

/// What is wrong with stairs from map to map (by file): that lead nowhere, to themselves, or round in a circle of more
/// than two. `content.map_stairs`.
[[nodiscard]] std::vector<Diagnostic> check_stairs(const std::map<std::string, Map, std::less<>>& maps);

/// One level as text, as `grid::draw_text`, with letters for objects that are no doors: `>` stairs, `&` chest, `P`
/// person, `^` trap, `*` light, `!` trigger, `$` zone, `X` start. `known` false: what players cannot know yet is left
/// out, and secret doors are walls.
[[nodiscard]] std::string draw_map_text(const Map& map, std::int32_t level, bool known = true);

/// What a picture of that level shows, in words: for those who cannot see it.
[[nodiscard]] std::string describe_map(const Map& map, std::int32_t level, bool known = true);

struct Rgb {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
};
/// The one palette of all pictures of maps: of a floor by its look or its terrain, of what stands on a cell or else its
/// floor, of a kind of object.
[[nodiscard]] Rgb floor_color(const Map& map, grid::Spot spot);
[[nodiscard]] Rgb barrier_color(grid::Barrier barrier);
[[nodiscard]] Rgb object_color(ObjectKind kind);

/// The level as players see it: secret doors are walls.
[[nodiscard]] grid::Grid without_secrets(const Map& map);
/// What players do not see by looking: traps, triggers, zones, secret doors, people who are not there yet, where
/// parties arrive.
[[nodiscard]] bool is_hidden(const MapObject& object);

/// The map as JSON: levels with rows of letters, objects with their kinds and places.
[[nodiscard]] std::string map_json(const Map& map);

} // namespace goldbox::content
