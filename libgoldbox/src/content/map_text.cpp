// SPDX-License-Identifier: MIT
// A map as letters, as words and as JSON.
#include <goldbox/content/map.hpp>

#include <goldbox/grid/text.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace goldbox::content {

namespace {

using grid::Cell;

/// By ObjectKind; 0: what the map shows there is enough.
constexpr char letters[] = {0, 0, '^', '>', '&', 'P', '!', '$', '*', 'X'};
constexpr std::string_view words[][2] = {{"door", "doors"},
                                         {"secret door", "secret doors"},
                                         {"trap", "traps"},
                                         {"flight of stairs", "flights of stairs"},
                                         {"chest", "chests"},
                                         {"person", "people"},
                                         {"place of the story", "places of the story"},
                                         {"encounter zone", "encounter zones"},
                                         {"light", "lights"},
                                         {"place to arrive", "places to arrive"}};

std::string place_of(const MapObject& object)
{
    return "(" + std::to_string(object.spot.cell.x) + ", " + std::to_string(object.spot.cell.y) + ")";
}

std::string details(const MapObject& object)
{
    std::string text;
    const auto add = [&](const std::string& more) { text += (text.empty() ? " " : ", ") + more; };
    if (!object.name.empty()) add('"' + object.name + '"');
    if (object.bars) add("a grate");
    if (object.kind == ObjectKind::door) add(object.open ? "open" : "closed");
    if (object.lock > 0 || !object.key.empty()) add("locked");
    if (object.absent) add("not there yet");
    if (object.kind == ObjectKind::stairs && !object.to_map.empty()) add("to " + object.to_map);
    return text;
}

struct Floor {
    std::string_view look;
    Rgb color;
};
/// By the class of a tile; the first is for all others.
constexpr Floor floors[] = {{"", {196, 186, 168}},
                            {"grass", {126, 158, 92}},
                            {"road", {190, 168, 128}},
                            {"wood", {182, 142, 94}},
                            {"rug", {168, 74, 66}},
                            {"rubble", {164, 154, 140}},
                            {"shallow_water", {132, 182, 204}},
                            {"water", {70, 116, 168}},
                            {"earth", {150, 120, 88}},
                            {"void", {18, 16, 22}},
                            {"altar", {214, 208, 200}}};
/// Floors of which nothing else is known, by terrain.
constexpr std::string_view look_of_terrain[] = {"", "rubble", "shallow_water", "water", "earth", "void"};

} // namespace

bool is_hidden(const MapObject& object)
{
    switch (object.kind) {
    case ObjectKind::secret_door:
    case ObjectKind::trap:
    case ObjectKind::trigger:
    case ObjectKind::encounter_zone:
    case ObjectKind::start: return true;
    case ObjectKind::person: return object.absent;
    default: return false;
    }
}

Rgb floor_color(const Map& map, grid::Spot spot)
{
    const auto find = [](std::string_view look) { return std::ranges::find(floors, look, &Floor::look); };
    const std::string_view look = map.look_at(spot);
    if (const auto found = find(look); !look.empty() && found != std::end(floors)) return found->color;
    const std::size_t terrain = map.grid.terrain(spot);
    return find(terrain < std::size(look_of_terrain) ? look_of_terrain[terrain] : std::string_view())->color;
}

Rgb barrier_color(grid::Barrier barrier)
{
    constexpr Rgb colors[] = {{},
                              {74, 69, 78},
                              {134, 88, 46},
                              {134, 88, 46},
                              {150, 205, 230},
                              {132, 48, 84},
                              {92, 98, 108},
                              {92, 98, 108},
                              {164, 118, 76}};
    return colors[static_cast<std::size_t>(barrier)];
}

Rgb object_color(ObjectKind kind)
{
    constexpr Rgb colors[] = {{134, 88, 46},   {214, 170, 250}, {226, 66, 54}, {236, 232, 222}, {240, 196, 74},
                              {104, 190, 240}, {250, 150, 60},  {226, 66, 54}, {255, 206, 84},  {120, 220, 120}};
    return colors[static_cast<std::size_t>(kind)];
}

grid::Grid without_secrets(const Map& map)
{
    grid::Grid seen = map.grid;
    for (const MapObject& object : map.objects) {
        if (object.kind == ObjectKind::secret_door && !object.open)
            seen.set_barrier(object.spot, object.part, grid::Barrier::wall);
    }
    return seen;
}

std::string draw_map_text(const Map& map, std::int32_t level, bool known)
{
    std::vector<char> over(static_cast<std::size_t>(map.grid.width()) * static_cast<std::size_t>(map.grid.height()));
    const auto letter = [&](Cell cell) -> char& {
        return over[static_cast<std::size_t>(cell.y) * static_cast<std::size_t>(map.grid.width()) +
                    static_cast<std::size_t>(cell.x)];
    };
    for (const MapObject& object : map.objects) {
        if (object.spot.level != level || (!known && is_hidden(object))) continue;
        const char own = letters[static_cast<std::size_t>(object.kind)];
        if (own == 0 || object.kind == ObjectKind::encounter_zone) continue; // zones would cover all else
        char& there = letter(object.spot.cell);
        if (there == 0 || object.kind != ObjectKind::trigger) there = own;
    }
    return known ? grid::draw_text(map.grid, level, letter) : grid::draw_text(without_secrets(map), level, letter);
}

std::string describe_map(const Map& map, std::int32_t level, bool known)
{
    std::string text = map.title.empty() ? "A map" : map.title;
    const std::string& floor = map.levels[static_cast<std::size_t>(level)];
    if (!floor.empty()) text += ", " + floor;
    text += ": " + std::to_string(map.grid.width()) + " by " + std::to_string(map.grid.height()) + " cells, ";
    constexpr std::string_view lights[] = {"dark", "dim", "bright"};
    text += lights[static_cast<std::size_t>(map.light)];
    text += ".";
    for (std::size_t kind = 0; kind < std::size(words); ++kind) {
        std::vector<const MapObject*> all;
        for (const MapObject& object : map.objects) {
            if (static_cast<std::size_t>(object.kind) == kind && object.spot.level == level &&
                (known || !is_hidden(object)))
                all.push_back(&object);
        }
        if (all.empty()) continue;
        text += " " + std::to_string(all.size()) + " " + std::string(words[kind][all.size() == 1 ? 0 : 1]) + ":";
        for (const MapObject* object : all)
            text += (object == all.front() ? " at " : "; at ") + place_of(*object) + details(*object);
        text += ".";
    }
    return text;
}

std::string map_json(const Map& map)
{
    std::string text;
    json::Writer writer(text);
    constexpr std::string_view lights[] = {"dark", "dim", "bright"};
    constexpr std::string_view parts[] = {"cell", "north", "west"};
    writer.begin_object().member("title", map.title).member("width", map.grid.width());
    writer.member("height", map.grid.height()).member("light", lights[static_cast<std::size_t>(map.light)]);
    writer.key("levels").begin_array();
    for (std::int32_t level = 0; level < map.grid.levels(); ++level) {
        writer.begin_object().member("name", map.levels[static_cast<std::size_t>(level)]);
        writer.key("rows").begin_array();
        const std::string drawn = grid::draw_text(map.grid, level);
        for (std::size_t begin = 0, end = 0; (end = drawn.find('\n', begin)) != std::string::npos; begin = end + 1)
            writer.value(std::string_view(drawn).substr(begin, end - begin));
        writer.end_array().end_object();
    }
    writer.end_array().key("objects").begin_array();
    for (const MapObject& object : map.objects) {
        writer.begin_object().member("id", object.id).member("kind", name(object.kind));
        if (!object.name.empty()) writer.member("name", object.name);
        writer.member("level", object.spot.level).member("x", object.spot.cell.x).member("y", object.spot.cell.y);
        writer.member("width", object.width).member("height", object.height);
        if (object.part != grid::Part::cell) writer.member("part", parts[static_cast<std::size_t>(object.part)]);
        if (!object.what.empty()) writer.member("what", object.what);
        if (!object.story.empty()) writer.member("story", object.story);
        if (object.absent) writer.member("absent", true);
        if (object.bars) writer.member("bars", true);
        if (object.kind == ObjectKind::door || object.kind == ObjectKind::secret_door)
            writer.member("open", object.open);
        if (!object.key.empty()) writer.member("key", object.key);
        if (object.kind == ObjectKind::trigger) writer.member("once", object.once);
        if (!object.to_map.empty()) writer.member("to_map", object.to_map);
        if (object.kind == ObjectKind::stairs) writer.member("to", object.to).member("price", object.price);
        const std::pair<std::string_view, std::int32_t> numbers[] = {
            {"lock", object.lock},     {"find", object.find},     {"disarm", object.disarm},
            {"chance", object.chance}, {"bright", object.bright}, {"dim", object.dim}};
        for (const auto& [what, number] : numbers) {
            if (number != 0) writer.member(what, number);
        }
        writer.end_object();
    }
    writer.end_array().end_object();
    return text;
}

} // namespace goldbox::content
