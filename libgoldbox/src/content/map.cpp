// SPDX-License-Identifier: MIT
// Tiled's JSON (https://doc.mapeditor.org/en/stable/reference/json-map-format/) becomes a Map.
#include <goldbox/content/map.hpp>

#include "content/remarks.hpp"

#include <goldbox/base/base64.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/json/reader.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <initializer_list>
#include <set>
#include <utility>
#include <variant>

namespace goldbox::content {

namespace {

using grid::Barrier;
using grid::Cell;
using grid::Spot;
using json::Step;
using json::Value;
using Path = std::vector<Step>;

constexpr std::size_t most_levels = 64;
constexpr std::size_t most_objects = 10'000;
constexpr std::size_t most_tilesets = 100;
constexpr std::size_t most_tiles = 65'536;
constexpr std::size_t most_looks = 255;
constexpr std::size_t most_remarks = 100;

constexpr std::string_view kind_names[] = {"door",   "secret_door", "trap",           "stairs", "chest",
                                           "person", "trigger",     "encounter_zone", "light",  "start"};

constexpr std::pair<std::string_view, Barrier> barrier_names[] = {
    {"wall", Barrier::wall},           {"door", Barrier::door},       {"open_door", Barrier::open_door},
    {"window", Barrier::window},       {"curtain", Barrier::curtain}, {"bars", Barrier::bars},
    {"open_bars", Barrier::open_bars}, {"low", Barrier::low}};

/// Walk, swim, fly, climb, burrow.
const std::array<grid::Terrain, 6> terrains{{{"floor", {1, 0, 1, 1, 0}},
                                             {"difficult", {2, 0, 1, 2, 0}},
                                             {"shallow_water", {2, 1, 1, 2, 0}},
                                             {"deep_water", {0, 1, 1, 0, 0}},
                                             {"earth", {2, 0, 1, 2, 1}},
                                             {"void", {0, 0, 1, 0, 0}}}};

// --- what objects may say --------------------------------------------------------------------------------------------

constexpr unsigned of(ObjectKind kind)
{
    return 1u << static_cast<unsigned>(kind);
}
constexpr unsigned doors = of(ObjectKind::door) | of(ObjectKind::secret_door);
constexpr unsigned locked = doors | of(ObjectKind::chest);

/// A property of objects in Tiled: of which kinds, what it sets, in which bounds.
struct Property {
    std::string_view name;
    unsigned kinds;
    std::variant<bool MapObject::*, std::int32_t MapObject::*, std::string MapObject::*> member;
    std::int32_t least = 0;
    std::int32_t most = 0;
    bool needed = false;
};
const Property properties[] = {
    {"bars", of(ObjectKind::door), &MapObject::bars},
    {"open", doors, &MapObject::open},
    {"lock", locked, &MapObject::lock, 1, 40},
    {"key", locked, &MapObject::key},
    {"find", of(ObjectKind::secret_door) | of(ObjectKind::trap), &MapObject::find, 1, 40},
    {"disarm", of(ObjectKind::trap), &MapObject::disarm, 1, 40},
    {"effect", of(ObjectKind::trap), &MapObject::what, 0, 0, true},
    {"loot", of(ObjectKind::chest), &MapObject::what},
    {"creature", of(ObjectKind::person), &MapObject::what, 0, 0, true},
    {"story", of(ObjectKind::person), &MapObject::story},
    {"absent", of(ObjectKind::person), &MapObject::absent},
    {"story", of(ObjectKind::trigger), &MapObject::what, 0, 0, true},
    {"once", of(ObjectKind::trigger) | of(ObjectKind::encounter_zone), &MapObject::once},
    {"encounter", of(ObjectKind::encounter_zone), &MapObject::what, 0, 0, true},
    {"chance", of(ObjectKind::encounter_zone), &MapObject::chance, 1, 100},
    {"bright", of(ObjectKind::light), &MapObject::bright, 0, 60, true},
    {"dim", of(ObjectKind::light), &MapObject::dim, 0, 120},
    {"to", of(ObjectKind::stairs), &MapObject::to, 1, 2'000'000'000, true},
    {"map", of(ObjectKind::stairs), &MapObject::to_map},
    {"price", of(ObjectKind::stairs), &MapObject::price, 1, 100},
};

std::string at(Cell cell)
{
    return "(" + std::to_string(cell.x) + ", " + std::to_string(cell.y) + ")";
}

/// The file that a path beside another one leads to; empty when it leaves the source.
std::string beside(std::string_view file, std::string_view path)
{
    std::vector<std::string> parts;
    const auto add = [&](std::string_view names) {
        while (!names.empty()) {
            const std::size_t slash = names.find('/');
            const std::string_view part = names.substr(0, slash);
            if (part == "..") {
                if (parts.empty()) return false;
                parts.pop_back();
            } else if (part != ".") {
                parts.emplace_back(part);
            }
            names = slash == std::string_view::npos ? std::string_view() : names.substr(slash + 1);
        }
        return true;
    };
    if (file.find('/') != std::string_view::npos) add(file.substr(0, file.rfind('/')));
    if (path.starts_with('/') || !add(path)) return {};
    std::string joined;
    for (const std::string& part : parts) joined += (joined.empty() ? "" : "/") + part;
    return is_inner_path(joined) ? joined : std::string();
}

/// What a tile means where it lies.
struct Tile {
    Barrier cell = Barrier::none;
    Barrier north = Barrier::none;
    Barrier west = Barrier::none;
    std::int32_t terrain = -1; ///< what lies below is kept
    std::uint8_t look = 0;
    bool known = false; ///< a tileset has it
};

class MapReader {
public:
    MapReader(const FileSource& files, std::string_view file) : files_(files), file_(file) {}

    ReadMap read()
    {
        Source* source = open(file_, nullptr, {});
        if (source) read_root(*source);
        ReadMap result{std::nullopt, finish()};
        if (!has_errors(result.diagnostics)) result.map = std::move(map_);
        return result;
    }

private:
    /// A file that was read; messages name places in it.
    struct Source {
        std::string name;
        std::string text;
        json::Document document;
    };
    struct Remark {
        const Source* source;
        Diagnostic said;
        Path path;
    };
    struct Placed { ///< an object whose place is looked up at the end
        std::size_t index;
        Path path;
    };

    // --- remarks -----------------------------------------------------------------------------------------------------

    void wrong(const Source& source, std::string_view code, std::string message, Path path)
    {
        if (remarks_.size() > most_remarks) return;
        if (remarks_.size() == most_remarks) message = "there is more that is wrong with this map";
        remarks_.push_back({&source, {Severity::error, std::string(code), std::move(message), {}}, std::move(path)});
    }

    std::vector<Diagnostic> finish()
    {
        std::vector<Diagnostic> said;
        for (Source& source : sources_) {
            std::vector<std::span<const Step>> paths;
            std::vector<Where*> wanted;
            for (Remark& remark : remarks_) {
                if (remark.source != &source) continue;
                paths.emplace_back(remark.path);
                wanted.push_back(&remark.said.where);
            }
            for (const Placed& placed : placed_) {
                if (&source != &sources_.front()) break;
                paths.emplace_back(placed.path);
                wanted.push_back(&map_.objects[placed.index].where);
            }
            const auto places = json::locate_all(source.text, paths, {.file = source.name});
            for (std::size_t i = 0; i < wanted.size(); ++i) *wanted[i] = places[i];
        }
        for (Remark& remark : remarks_) said.push_back(std::move(remark.said));
        std::ranges::move(unplaced_, std::back_inserter(said));
        std::ranges::sort(map_.objects, {}, &MapObject::id);
        return said;
    }

    /// Reads a file that `source` names at a path; the map itself is named by nobody.
    Source* open(const std::string& name, const Source* source, const Path& path)
    {
        auto text = files_.read(name);
        if (text) {
            auto document = json::read(*text, {.file = name});
            if (document) return &sources_.emplace_back(name, *std::move(text), *std::move(document));
            unplaced_.push_back(
                {Severity::error, document.error().reason, document.error().message, document.error().where});
        } else if (source) {
            wrong(*source, "content.map_form", "the file " + quoted(name) + " is not there: " + text.error().message,
                  path);
        } else {
            unplaced_.push_back({Severity::error, text.error().reason, text.error().message, {name, 0, 0}});
        }
        return nullptr;
    }

    // --- JSON --------------------------------------------------------------------------------------------------------

    static std::string_view text_of(const Value& object, std::string_view member)
    {
        const Value* value = object.find(member);
        return value && value->is(json::Kind::string) ? value->string() : std::string_view();
    }
    /// A whole number, also one that Tiled wrote with a fraction of 0; otherwise none.
    static std::optional<std::int64_t> whole(const Value* value)
    {
        if (!value) return std::nullopt;
        if (value->is(json::Kind::integer)) return value->integer();
        if (!value->is(json::Kind::number) || value->number() < -1e9 || value->number() > 1e9) return std::nullopt;
        const auto integer = static_cast<std::int64_t>(value->number());
        return static_cast<double>(integer) == value->number() ? std::optional(integer) : std::nullopt;
    }
    static std::span<const Value> list(const Value& object, std::string_view member)
    {
        const Value* value = object.find(member);
        return value && value->is(json::Kind::array) ? value->array() : std::span<const Value>();
    }
    static const Value* property(const Value& object, std::string_view wanted)
    {
        for (const Value& each : list(object, "properties")) {
            if (text_of(each, "name") == wanted) return each.find("value");
        }
        return nullptr;
    }
    /// Tiled 1.9 calls it class, others type.
    static std::string_view class_of(const Value& object)
    {
        const std::string_view type = text_of(object, "type");
        return type.empty() ? text_of(object, "class") : type;
    }
    static Path under(Path path, std::initializer_list<Step> steps)
    {
        path.insert(path.end(), steps);
        return path;
    }

    // --- the map -----------------------------------------------------------------------------------------------------

    void read_root(const Source& source)
    {
        const Value& root = source.document.root;
        const auto refuse = [&](std::string message, Path path) {
            wrong(source, "content.map_form", std::move(message), std::move(path));
        };
        if (!root.is(json::Kind::object) || text_of(root, "type") != "map")
            return refuse("this is no map of Tiled: it has no \"type\": \"map\"", {});
        if (text_of(root, "orientation") != "orthogonal")
            return refuse("the map is not orthogonal; cells are squares here", {"orientation"});
        if (const Value* infinite = root.find("infinite");
            infinite && infinite->is(json::Kind::boolean) && infinite->boolean())
            return refuse("the map is infinite; turn that off in its properties (Map > Map Properties)", {"infinite"});
        const auto width = whole(root.find("width")), height = whole(root.find("height"));
        const auto tile_width = whole(root.find("tilewidth")), tile_height = whole(root.find("tileheight"));
        if (!width || !height) return refuse("the map has no width and height in whole cells", {});
        if (!tile_width || !tile_height || *tile_width < 1 || *tile_height < 1)
            return refuse("the map has no tilewidth and tileheight in whole pixels", {});
        pixels_ = {static_cast<std::int32_t>(std::min<std::int64_t>(*tile_width, 4096)),
                   static_cast<std::int32_t>(std::min<std::int64_t>(*tile_height, 4096))};
        find_levels(source);
        const auto clamped = [](std::int64_t side) {
            return static_cast<std::int32_t>(std::clamp<std::int64_t>(side, -1, 1'000'000'000));
        };
        auto made = grid::Grid::create(clamped(*width), clamped(*height), static_cast<std::int32_t>(levels_.size()));
        if (!made) return wrong(source, "content.map_size", made.error().message, {"width"});
        map_.grid = *std::move(made);
        [[maybe_unused]] const auto named =
            map_.grid.set_terrains(std::vector<grid::Terrain>(terrains.begin(), terrains.end()));
        const std::size_t cells = static_cast<std::size_t>(*width) * static_cast<std::size_t>(*height);
        map_.look.assign(levels_.size(), std::vector<std::uint8_t>(cells));
        map_.looks = {""};
        map_.title = printable(property_text(root, "title").substr(0, 200));
        read_light(source);
        const auto tilesets = list(root, "tilesets");
        if (tilesets.size() > most_tilesets)
            return wrong(source, "content.map_size", "the map has more than 100 tilesets", {"tilesets"});
        for (std::size_t i = 0; i < tilesets.size(); ++i) read_tileset(source, tilesets[i], {"tilesets", i});
        for (std::size_t level = 0; level < levels_.size(); ++level) {
            for (const auto& [layer, path] : levels_[level])
                read_layer(source, static_cast<std::int32_t>(level), *layer, path);
        }
        for (const MapObject& object : map_.objects) stand_door(object);
        link_stairs();
    }

    static std::string_view property_text(const Value& object, std::string_view wanted)
    {
        const Value* value = property(object, wanted);
        return value && value->is(json::Kind::string) ? value->string() : std::string_view();
    }

    void read_light(const Source& source)
    {
        const std::string_view light = property_text(source.document.root, "light");
        if (light == "dark")
            map_.light = grid::Brightness::dark;
        else if (light == "dim")
            map_.light = grid::Brightness::dim;
        else if (!light.empty() && light != "bright")
            wrong(source, "content.map_form", "the map's light is " + quoted(light) + "; it is dark, dim or bright",
                  {"properties"});
    }

    /// Groups at the top are floors, the lowest first; a map without groups is one floor.
    void find_levels(const Source& source)
    {
        const auto layers = list(source.document.root, "layers");
        const auto is_group = [](const Value& layer) { return text_of(layer, "type") == "group"; };
        const bool grouped = std::ranges::any_of(layers, is_group);
        if (!grouped) {
            levels_.emplace_back();
            map_.levels.emplace_back("");
        }
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const Path path{"layers", i};
            if (!grouped) {
                levels_.back().emplace_back(&layers[i], path);
            } else if (!is_group(layers[i])) {
                wrong(source, "content.map_form",
                      "the layer " + quoted(text_of(layers[i], "name")) +
                          " lies outside of the groups; each group is a floor, and every layer lies in one",
                      path);
            } else if (levels_.size() == most_levels) {
                return wrong(source, "content.map_size", "the map has more than 64 floors", path);
            } else {
                levels_.emplace_back();
                map_.levels.emplace_back(printable(text_of(layers[i], "name").substr(0, 100)));
                flatten(layers[i], path, 0);
            }
        }
    }

    void flatten(const Value& group, const Path& path, int depth)
    {
        const auto layers = list(group, "layers");
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const Path here = under(path, {"layers", i});
            if (text_of(layers[i], "type") == "group" && depth < 8)
                flatten(layers[i], here, depth + 1);
            else
                levels_.back().emplace_back(&layers[i], here);
        }
    }

    // --- tiles -------------------------------------------------------------------------------------------------------

    void read_tileset(const Source& source, const Value& tileset, const Path& path)
    {
        const auto first = whole(tileset.find("firstgid"));
        if (!first || *first < 1 || *first > 1'000'000)
            return wrong(source, "content.map_form", "a tileset has no firstgid from 1 to 1,000,000", path);
        const std::string_view file = text_of(tileset, "source");
        if (file.empty()) return read_tiles(source, tileset, path, *first);
        if (file.ends_with(".tsx"))
            return wrong(source, "content.map_form",
                         "the tileset " + quoted(file) + " is XML; save it as .tsj (File > Export As)", path);
        const std::string name = beside(file_, file);
        if (name.empty())
            return wrong(source, "content.map_form", "the tileset " + quoted(file) + " lies outside of the pack", path);
        if (const Source* other = open(name, &source, path)) read_tiles(*other, other->document.root, {}, *first);
    }

    void read_tiles(const Source& source, const Value& tileset, const Path& path, std::int64_t first)
    {
        const auto count = whole(tileset.find("tilecount"));
        if (!tileset.is(json::Kind::object) || !count || *count < 0 || *count > static_cast<std::int64_t>(most_tiles))
            return wrong(source, "content.map_form", "a tileset has no tilecount from 0 to 65,536", path);
        const auto begin = static_cast<std::size_t>(first);
        if (tiles_.size() < begin + static_cast<std::size_t>(*count))
            tiles_.resize(begin + static_cast<std::size_t>(*count));
        for (std::size_t i = 0; i < static_cast<std::size_t>(*count); ++i) tiles_[begin + i].known = true;
        const auto tiles = list(tileset, "tiles");
        for (std::size_t i = 0; i < tiles.size(); ++i) {
            const Path here = under(path, {"tiles", i});
            const auto id = whole(tiles[i].find("id"));
            if (!id || *id < 0 || *id >= *count) {
                wrong(source, "content.map_tile", "a tile has no id below the tilecount of its tileset", here);
                continue;
            }
            read_tile(source, tiles[i], here, tiles_[begin + static_cast<std::size_t>(*id)]);
        }
    }

    void read_tile(const Source& source, const Value& value, const Path& path, Tile& tile)
    {
        tile.look = look(source, class_of(value), path);
        const auto given = list(value, "properties");
        for (std::size_t i = 0; i < given.size(); ++i) {
            const Path here = under(path, {"properties", i});
            const std::string_view name = text_of(given[i], "name");
            const std::string_view text = text_of(given[i], "value");
            if (name == "terrain") {
                tile.terrain = terrain(source, text, here);
            } else if (name == "barrier" || name == "north" || name == "west") {
                Barrier& part = name == "barrier" ? tile.cell : name == "north" ? tile.north : tile.west;
                part = barrier(source, text, here);
            } else {
                wrong(source, "content.map_tile",
                      "tiles have no property " + quoted(name) +
                          did_you_mean(name, {"terrain", "barrier", "north", "west"}),
                      here);
            }
        }
    }

    Barrier barrier(const Source& source, std::string_view text, const Path& path)
    {
        std::vector<std::string_view> known;
        for (const auto& [name, barrier] : barrier_names) {
            if (name == text) return barrier;
            known.push_back(name);
        }
        wrong(source, "content.map_tile", "there is no barrier " + quoted(text) + did_you_mean(text, known), path);
        return Barrier::none;
    }

    std::int32_t terrain(const Source& source, std::string_view text, const Path& path)
    {
        std::vector<std::string_view> known;
        for (std::size_t i = 0; i < terrains.size(); ++i) {
            if (terrains[i].name == text) return static_cast<std::int32_t>(i);
            known.push_back(terrains[i].name);
        }
        wrong(source, "content.map_tile", "there is no terrain " + quoted(text) + did_you_mean(text, known), path);
        return -1;
    }

    std::uint8_t look(const Source& source, std::string_view name, const Path& path)
    {
        const auto found = std::ranges::find(map_.looks, name);
        if (found != map_.looks.end()) return static_cast<std::uint8_t>(found - map_.looks.begin());
        if (map_.looks.size() == most_looks) {
            wrong(source, "content.map_tile", "the tilesets of a map have at most 254 classes of tiles", path);
            return 0;
        }
        map_.looks.emplace_back(printable(name.substr(0, 100)));
        return static_cast<std::uint8_t>(map_.looks.size() - 1);
    }

    void read_layer(const Source& source, std::int32_t level, const Value& layer, const Path& path)
    {
        const std::string_view type = text_of(layer, "type");
        if (type == "tilelayer") return read_tile_layer(source, level, layer, path);
        if (type == "objectgroup") {
            const auto objects = list(layer, "objects");
            for (std::size_t i = 0; i < objects.size(); ++i)
                read_object(source, level, objects[i], under(path, {"objects", i}));
        }
        // pictures are for the eye of whoever draws the map
    }

    void read_tile_layer(const Source& source, std::int32_t level, const Value& layer, const Path& path)
    {
        const std::size_t cells = map_.look.front().size();
        const auto feet = whole(property(layer, "feet"));
        const Value* data = layer.find("data");
        std::vector<std::uint32_t> numbers;
        if (!data || !numbers_of(source, layer, *data, under(path, {"data"}), numbers)) return;
        if (numbers.size() != cells)
            return wrong(source, "content.map_form",
                         "the layer " + quoted(text_of(layer, "name")) + " has " + std::to_string(numbers.size()) +
                             " cells, the map " + std::to_string(cells),
                         path);
        const auto width = static_cast<std::size_t>(map_.grid.width());
        std::size_t missing = 0;
        for (std::size_t i = 0; i < cells; ++i) {
            const std::uint32_t gid = numbers[i] & 0x0fffffff; // the upper bits turn the picture
            if (gid == 0) continue;
            const Spot spot{level, {static_cast<std::int32_t>(i % width), static_cast<std::int32_t>(i / width)}};
            if (gid >= tiles_.size() || !tiles_[gid].known) {
                if (++missing <= 3)
                    wrong(source, "content.map_tile",
                          "the layer " + quoted(text_of(layer, "name")) + " has tile " + std::to_string(gid) + " at " +
                              at(spot.cell) + ", which is in no tileset of the map",
                          path);
                continue;
            }
            lay(tiles_[gid], spot, i);
            if (feet)
                map_.grid.set_height_feet(spot,
                                          static_cast<std::int32_t>(std::clamp<std::int64_t>(*feet, -10000, 10000)));
        }
        if (missing > 3)
            wrong(source, "content.map_tile",
                  "the layer " + quoted(text_of(layer, "name")) + " has " + std::to_string(missing - 3) +
                      " more cells of missing tiles",
                  path);
    }

    void lay(const Tile& tile, Spot spot, std::size_t index)
    {
        if (tile.cell != Barrier::none) map_.grid.set_barrier(spot, tile.cell);
        if (tile.north != Barrier::none) map_.grid.set_barrier(spot, grid::Part::north, tile.north);
        if (tile.west != Barrier::none) map_.grid.set_barrier(spot, grid::Part::west, tile.west);
        if (tile.terrain >= 0) map_.grid.set_terrain(spot, static_cast<std::uint8_t>(tile.terrain));
        // what stands on a floor does not change it
        if (tile.look != 0 && tile.cell == Barrier::none)
            map_.look[static_cast<std::size_t>(spot.level)][index] = tile.look;
    }

    bool numbers_of(const Source& source, const Value& layer, const Value& data, const Path& path,
                    std::vector<std::uint32_t>& numbers)
    {
        const auto refuse = [&](std::string message) {
            wrong(source, "content.map_form", "the layer " + quoted(text_of(layer, "name")) + std::move(message), path);
            return false;
        };
        if (data.is(json::Kind::array)) {
            for (const Value& value : data.array()) {
                const auto number = whole(&value);
                if (!number || *number < 0 || *number > 0xffffffff) return refuse(" holds something that is no tile");
                numbers.push_back(static_cast<std::uint32_t>(*number));
            }
            return true;
        }
        if (!data.is(json::Kind::string)) return refuse(" has no data");
        if (!text_of(layer, "compression").empty())
            return refuse(" is compressed; choose CSV or Base64 (uncompressed) in the map's properties");
        const auto bytes = from_base64(data.string());
        if (!bytes || bytes->size() % 4 != 0) return refuse(" is no Base64");
        for (std::size_t i = 0; i < bytes->size(); i += 4) {
            std::uint32_t number = 0;
            for (std::size_t k = 0; k < 4; ++k)
                number |= std::uint32_t{static_cast<unsigned char>((*bytes)[i + k])} << (8 * k);
            numbers.push_back(number);
        }
        return true;
    }

    // --- objects -----------------------------------------------------------------------------------------------------

    void read_object(const Source& source, std::int32_t level, const Value& value, const Path& path)
    {
        const auto id = whole(value.find("id"));
        const auto refuse = [&](const std::string& message) {
            wrong(source, "content.map_object",
                  "object " + (id ? std::to_string(*id) : std::string("without an id")) + " " + message, path);
        };
        if (!value.is(json::Kind::object) || !id || *id < 1 || *id > 2'000'000'000)
            return refuse("needs an id above 0");
        if (map_.objects.size() == most_objects) return refuse("is one too many: a map holds 10,000");
        if (!ids_.insert(*id).second) return refuse("is there twice");
        const std::string_view type = class_of(value);
        const auto kind = std::ranges::find(kind_names, type);
        if (kind == std::end(kind_names)) {
            return refuse(
                (type.empty() ? std::string("has no class") : "is of no class that is known, " + quoted(type)) +
                did_you_mean(type, {std::begin(kind_names), std::end(kind_names)}));
        }
        MapObject object;
        object.id = static_cast<std::int32_t>(*id);
        object.kind = static_cast<ObjectKind>(kind - std::begin(kind_names));
        object.name = printable(text_of(value, "name").substr(0, 100));
        const std::string what = "(" + std::string(type) + ") ";
        for (const std::string_view form : {"polygon", "polyline", "ellipse"}) {
            if (value.find(form))
                return refuse(what + "is drawn as a " + std::string(form) + "; draw a rectangle or a point");
        }
        if (!place(object, level, value)) return refuse(what + "lies outside of the map");
        if (const std::string mistake = read_properties(object, value); !mistake.empty()) return refuse(what + mistake);
        placed_.push_back({map_.objects.size(), path});
        map_.objects.push_back(std::move(object));
    }

    /// The cells that a rectangle in pixels touches. False where they are not all inside.
    bool place(MapObject& object, std::int32_t level, const Value& value)
    {
        const auto pixel = [&](std::string_view member) {
            const Value* found = value.find(member);
            const bool number = found && (found->is(json::Kind::integer) || found->is(json::Kind::number));
            return number ? std::clamp(found->number(), -1e9, 1e9) : 0;
        };
        const double x = pixel("x"), width = pixel("width"), height = pixel("height");
        const double y = pixel("y") - (value.find("gid") ? height : 0); // a tile's place is its lower edge
        if (x < 0 || y < 0 || width < 0 || height < 0) return false;
        const auto cell = [](double pixels, std::int32_t side) { return static_cast<std::int32_t>(pixels / side); };
        const auto last = [&](double start, double length, std::int32_t side) {
            return length <= 0 ? cell(start, side) : cell(start + length - 0.001, side);
        };
        object.spot = {level, {cell(x, pixels_.x), cell(y, pixels_.y)}};
        object.width = last(x, width, pixels_.x) - object.spot.cell.x + 1;
        object.height = last(y, height, pixels_.y) - object.spot.cell.y + 1;
        return map_.grid.contains(object.spot.cell + Cell{object.width - 1, object.height - 1});
    }

    /// @return what is wrong; empty: nothing.
    std::string read_properties(MapObject& object, const Value& value)
    {
        const unsigned kind = of(object.kind);
        std::vector<std::string_view> known;
        for (const Property& each : properties) {
            if ((each.kinds & kind) != 0) known.push_back(each.name);
        }
        if ((kind & doors) != 0) known.emplace_back("edge");
        for (const Value& given : list(value, "properties")) {
            const std::string_view name = text_of(given, "name");
            const Value* content = given.find("value");
            if (name == "edge" && (kind & doors) != 0) {
                if (!stand_on_edge(object, text_of(given, "value")))
                    return "stands on no edge of the map: edge is north, east, south or west";
                continue;
            }
            const auto found = std::ranges::find_if(
                properties, [&](const Property& each) { return each.name == name && (each.kinds & kind) != 0; });
            if (found == std::end(properties)) return "has no property " + quoted(name) + did_you_mean(name, known);
            if (!content || !set(object, *found, *content)) return std::string(name) + " " + form_of(*found);
        }
        for (const Property& each : properties) {
            if ((each.kinds & kind) != 0 && each.needed && !property(value, each.name))
                return "needs the property " + quoted(each.name) + ", which " + form_of(each);
        }
        if (object.kind == ObjectKind::encounter_zone && object.chance == 0) object.chance = 100;
        if ((kind & doors) != 0 && (object.width != 1 || object.height != 1)) return "is larger than one cell";
        if (!object.to_map.empty()) {
            object.to_map = beside(file_, object.to_map);
            if (object.to_map.empty()) return "leads to a map outside of the pack";
        }
        return {};
    }

    static std::string form_of(const Property& property)
    {
        if (std::holds_alternative<bool MapObject::*>(property.member)) return "is true or false";
        if (std::holds_alternative<std::string MapObject::*>(property.member)) return "is a text";
        return "is a whole number from " + std::to_string(property.least) + " to " + std::to_string(property.most);
    }

    static bool set(MapObject& object, const Property& property, const Value& value)
    {
        if (const auto* flag = std::get_if<bool MapObject::*>(&property.member)) {
            if (!value.is(json::Kind::boolean)) return false;
            object.** flag = value.boolean();
            return true;
        }
        if (const auto* text = std::get_if<std::string MapObject::*>(&property.member)) {
            if (!value.is(json::Kind::string) || value.string().empty() || value.string().size() > 200) return false;
            object.** text = std::string(value.string());
            return true;
        }
        const auto number = whole(&value);
        if (!number || *number < property.least || *number > property.most) return false;
        object.*std::get<std::int32_t MapObject::*>(property.member) = static_cast<std::int32_t>(*number);
        return true;
    }

    /// An edge to the south or east is one of the next cell.
    bool stand_on_edge(MapObject& object, std::string_view edge)
    {
        object.part = edge == "north" || edge == "south" ? grid::Part::north : grid::Part::west;
        if (edge == "south") ++object.spot.cell.y;
        if (edge == "east") ++object.spot.cell.x;
        return (edge == "north" || edge == "south" || edge == "west" || edge == "east") &&
               map_.grid.contains(object.spot.cell);
    }

    void stand_door(const MapObject& object)
    {
        if (object.kind != ObjectKind::door && object.kind != ObjectKind::secret_door) return;
        const Barrier closed = object.bars ? Barrier::bars : Barrier::door;
        map_.grid.set_barrier(object.spot, object.part, grid::opened(closed, object.open));
    }

    void link_stairs()
    {
        for (const MapObject& object : map_.objects) {
            if (object.kind != ObjectKind::stairs || !object.to_map.empty()) continue;
            const auto found = std::ranges::find(map_.objects, object.to, &MapObject::id);
            if (found == map_.objects.end() || found->spot == object.spot) continue; // check_stairs tells
            [[maybe_unused]] const auto linked = map_.grid.add_link({object.spot, found->spot, object.price});
        }
    }

    const FileSource& files_;
    std::string file_;
    std::deque<Source> sources_; ///< the map first
    std::vector<Remark> remarks_;
    std::vector<Diagnostic> unplaced_;
    std::vector<Placed> placed_;
    Map map_;
    Cell pixels_{1, 1}; ///< of a cell
    std::vector<Tile> tiles_;
    std::vector<std::vector<std::pair<const Value*, Path>>> levels_;
    std::set<std::int64_t> ids_;
};

} // namespace

std::string_view name(ObjectKind kind)
{
    return kind_names[static_cast<std::size_t>(kind)];
}

const MapObject* Map::object(std::int32_t id) const
{
    const auto found = std::ranges::lower_bound(objects, id, {}, &MapObject::id);
    return found != objects.end() && found->id == id ? &*found : nullptr;
}

std::string_view Map::look_at(grid::Spot spot) const
{
    const std::size_t cell = static_cast<std::size_t>(spot.cell.y) * static_cast<std::size_t>(grid.width()) +
                             static_cast<std::size_t>(spot.cell.x);
    return looks[look[static_cast<std::size_t>(spot.level)][cell]];
}

ReadMap read_map(const FileSource& files, std::string_view file)
{
    return MapReader(files, file).read();
}

// --- stairs from map to map ------------------------------------------------------------------------------------------

namespace {

/// Follows stairs; each leads to one object.
class StairsCheck {
public:
    explicit StairsCheck(const std::map<std::string, Map, std::less<>>& maps) : maps_(maps) {}

    std::vector<Diagnostic> check()
    {
        for (const auto& [file, map] : maps_) {
            for (const MapObject& object : map.objects) {
                if (object.kind == ObjectKind::stairs) leads_somewhere({&file, &object});
            }
        }
        for (const auto& [file, map] : maps_) {
            for (const MapObject& object : map.objects) {
                if (object.kind == ObjectKind::stairs) follow({&file, &object});
            }
        }
        return std::move(said_);
    }

private:
    struct End {
        const std::string* file = nullptr;
        const MapObject* object = nullptr;
    };

    void wrong(const MapObject& stairs, const std::string& message)
    {
        said_.push_back({Severity::error, "content.map_stairs",
                         "object " + std::to_string(stairs.id) + " (stairs) " + message, stairs.where});
    }

    [[nodiscard]] End next(const End& from) const
    {
        const auto map = maps_.find(from.object->to_map.empty() ? *from.file : from.object->to_map);
        return map == maps_.end() ? End{} : End{&map->first, map->second.object(from.object->to)};
    }

    void leads_somewhere(const End& stairs)
    {
        const MapObject& object = *stairs.object;
        const End to = next(stairs);
        if (!to.file)
            wrong(object, "leads to the map " + quoted(object.to_map) + ", which is not in the pack");
        else if (!to.object)
            wrong(object, "leads to object " + std::to_string(object.to) + ", which is not in " + printable(*to.file));
        else if (to.file == stairs.file && to.object->spot == object.spot)
            wrong(object, "leads back to where it is");
    }

    /// There and back is a pair; a longer round is told once.
    void follow(const End& start)
    {
        std::vector<const MapObject*> way;
        End at = start;
        for (; at.object && at.object->kind == ObjectKind::stairs && seen_.insert(at.object).second; at = next(at))
            way.push_back(at.object);
        const auto begin = std::ranges::find(way, at.object);
        if (way.end() - begin <= 2) return;
        std::string round;
        for (auto each = begin; each != way.end(); ++each) round += std::to_string((*each)->id) + " -> ";
        wrong(**begin, "leads round in a circle: " + round + std::to_string((*begin)->id));
    }

    const std::map<std::string, Map, std::less<>>& maps_;
    std::set<const MapObject*> seen_;
    std::vector<Diagnostic> said_;
};

} // namespace

std::vector<Diagnostic> check_stairs(const std::map<std::string, Map, std::less<>>& maps)
{
    return StairsCheck(maps).check();
}

} // namespace goldbox::content
