// SPDX-License-Identifier: MIT
#include <goldbox/content/encounters.hpp>

#include "content/remarks.hpp"

#include <goldbox/content/kinds.hpp>
#include <goldbox/content/pack.hpp>
#include <goldbox/grid/grid.hpp>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <ranges>
#include <span>
#include <string>
#include <utility>

namespace goldbox::content {
namespace {

constexpr std::int32_t most_creatures = 50;

/// What is wrong with one encounter beside its map.
class Look {
public:
    Look(const Pack& pack, const Origins* origins, std::string_view id, std::vector<Diagnostic>& remarks)
        : pack_(pack), origins_(origins), id_(id), remarks_(remarks)
    {
    }

    void at(const Encounter& encounter)
    {
        const Map* const map = map_of(pack_, id_, encounter);
        if (!encounter.map.empty() && !map) return no_map(encounter.map);
        if (map) {
            if (!start_of(*map, encounter)) no_start(*map, encounter.start);
        } else if (!encounter.start.empty()) {
            wrong({"start"}, "content.no_such_object", "open ground has no objects");
        }
        for (std::size_t i = 0; i < encounter.groups.size(); ++i) group(encounter, map, i);
    }

private:
    void wrong(std::vector<json::Step> path, std::string code, std::string message)
    {
        const Where where = origins_ ? origins_->find("encounters", id_, path) : Where{};
        remarks_.push_back(
            {Severity::error, std::move(code), std::move(message) + ", in the encounter " + quoted(id_), where});
    }

    void no_map(const std::string& name)
    {
        const std::vector<std::string> files = pack_.map_files();
        std::vector<std::string_view> known;
        for (const std::string& file : files) known.push_back(std::string_view(file).substr(file.find('/') + 1));
        wrong({"map"}, "content.no_such_map", "there is no map " + quoted(name) + did_you_mean(name, known));
    }

    void no_start(const Map& map, const std::string& name)
    {
        if (name.empty())
            return wrong({"map"}, "content.no_such_object", "this map has no start, and the encounter names none");
        no_object({"start"}, map, name);
    }

    void no_object(std::vector<json::Step> path, const Map& map, const std::string& name)
    {
        std::vector<std::string_view> known;
        for (const MapObject& object : map.objects) {
            if (!object.name.empty()) known.push_back(object.name);
        }
        wrong(std::move(path), "content.no_such_object",
              "the map has no object named " + quoted(name) + did_you_mean(name, known));
    }

    void group(const Encounter& encounter, const Map* map, std::size_t index)
    {
        const EncounterGroup& group = encounter.groups[index];
        if (map && !group.at.empty() && !object_named(*map, group.at))
            no_object({"groups", index, "at"}, *map, group.at);
        if (!map && !group.at.empty())
            wrong({"groups", index, "at"}, "content.no_such_object", "open ground has no objects");
        for (std::size_t i = 0; i < group.places.size(); ++i) {
            const auto& [x, y, level] = group.places[i];
            const std::string place = std::to_string(x) + ',' + std::to_string(y);
            if (!map && (x >= encounter.width || y >= encounter.height || level != 0))
                wrong({"groups", index, "places", i}, "content.bad_place", place + " lies outside of the ground");
            if (!map) continue;
            const grid::Spot spot{level, {x, y}};
            if (!map->grid.contains(spot))
                wrong({"groups", index, "places", i}, "content.bad_place", place + " lies outside of the map");
            else if (map->grid.barrier(spot) == grid::Barrier::wall)
                wrong({"groups", index, "places", i}, "content.bad_place", "a wall stands at " + place);
        }
    }

    const Pack& pack_;
    const Origins* origins_;
    std::string_view id_;
    std::vector<Diagnostic>& remarks_;
};

} // namespace

void check(json::Reading& reading, const Encounter& encounter)
{
    const auto add = [](std::int32_t sum, const EncounterGroup& group) { return sum + group.count; };
    if (std::accumulate(encounter.groups.begin(), encounter.groups.end(), 0, add) > most_creatures) {
        reading.inside("groups",
                       [&] { reading.wrong("content.bad_encounter", "an encounter has at most 50 creatures"); });
    }
    const auto party = [](const EncounterGroup& group) { return group.side == party_side; };
    if (std::ranges::all_of(encounter.groups, party)) {
        reading.inside("groups", [&] {
            reading.wrong("content.bad_encounter", "nobody is there to fight: all are of the party's side");
        });
    }
    reading.inside("groups", [&] {
        for (std::size_t i = 0; i < encounter.groups.size(); ++i) {
            const EncounterGroup& group = encounter.groups[i];
            reading.inside(i, [&] {
                if (group.places.empty() || group.places.size() == static_cast<std::size_t>(group.count)) {
                    if (encounter.map.empty() || !group.places.empty() || !group.at.empty()) return;
                    return reading.wrong("content.bad_encounter",
                                         "where they stand is not said: name an object (\"at\"), or list \"places\"");
                }
                reading.wrong("content.bad_encounter", std::to_string(group.count) + " creatures have " +
                                                           std::to_string(group.places.size()) + " places");
            });
        }
    });
    check(reading, encounter.loot);
}

std::string map_file(const Pack& pack, std::string_view id, const Encounter& encounter)
{
    if (encounter.map.empty()) return {};
    std::string own = std::string(id.substr(0, id.find(':'))) + '/' + encounter.map;
    return pack.map(own) ? own : encounter.map;
}

const Map* map_of(const Pack& pack, std::string_view id, const Encounter& encounter)
{
    return encounter.map.empty() ? nullptr : pack.map(map_file(pack, id, encounter));
}

const MapObject* object_named(const Map& map, std::string_view name)
{
    const auto found = std::ranges::find(map.objects, name, &MapObject::name);
    return found == map.objects.end() ? nullptr : &*found;
}

const MapObject* start_of(const Map& map, const Encounter& encounter)
{
    if (!encounter.start.empty()) return object_named(map, encounter.start);
    const auto found = std::ranges::find(map.objects, ObjectKind::start, &MapObject::kind);
    return found == map.objects.end() ? nullptr : &*found;
}

std::string entry_of(const Pack& pack, std::string_view kind, std::string_view file, const MapObject& object)
{
    if (object.what.find(':') != std::string::npos) return object.what;
    std::string own = std::string(file.substr(0, file.find('/'))) + ':' + object.what;
    if (pack.entry(kind, own)) return own;
    for (const Manifest& each : pack.packs() | std::views::reverse) {
        std::string id = each.id + ':' + object.what;
        if (pack.entry(kind, id)) return id;
    }
    return object.what;
}

namespace {

bool has_place(const Pack& pack, std::string_view path)
{
    return std::ranges::any_of(pack.story_names(), [&](const std::string& name) {
        const auto story = pack.story(name);
        return story && (*story)->tags(path).has_value();
    });
}

/// What objects of a kind are about: entries of that kind, and how a mistake is told.
struct About {
    ObjectKind of;
    std::string_view kind;
    std::string_view code;
    std::string_view does;
    std::string_view is;
};
constexpr About abouts[] = {
    {ObjectKind::encounter_zone, "encounters", "content.no_such_encounter", "begins", "no encounter"},
    {ObjectKind::trap, "effects", "content.no_such_effect", "has", "no effect"},
    {ObjectKind::chest, "tables", "content.no_such_table", "holds", "no table"},
    {ObjectKind::person, "creatures", "content.no_such_creature", "is", "no creature"}};

/// What is meant by a name that is not there.
std::string meant(const Pack& pack, std::string_view kind, const std::string& name)
{
    std::vector<std::string_view> known;
    for (const json::Member& entry : pack.entries(kind)) {
        known.push_back(entry.name);
        if (name.find(':') == std::string::npos) known.back().remove_prefix(entry.name.find(':') + 1);
    }
    return did_you_mean(name, known);
}

} // namespace

std::vector<Diagnostic> check_maps(const Pack& pack, const MapPlaces& places)
{
    std::vector<Diagnostic> remarks;
    const auto wrong = [&](const std::string& file, const MapObject& object, std::string code,
                           const std::string& message) {
        const auto place = places.find({file, object.id});
        remarks.push_back(
            {Severity::error, std::move(code),
             "object " + std::to_string(object.id) + " (" + std::string(name(object.kind)) + ") " + message,
             place == places.end() ? Where{} : place->second});
    };
    const bool tells = !pack.story_names().empty();
    for (const std::string& file : pack.map_files()) {
        for (const MapObject& object : pack.map(file)->objects) {
            const std::string& place = object.kind == ObjectKind::trigger ? object.what : object.story;
            if (!place.empty() && tells && !has_place(pack, place))
                wrong(file, object, "content.no_such_place",
                      "leads to " + quoted(place) + ", which is in no story of the pack");
            const auto about = std::ranges::find(abouts, object.kind, &About::of);
            if (about == std::end(abouts) || object.what.empty() || pack.entries(about->kind).empty()) continue;
            if (pack.entry(about->kind, entry_of(pack, about->kind, file, object))) continue;
            wrong(file, object, std::string(about->code),
                  std::string(about->does) + ' ' + quoted(object.what) + ", which is " + std::string(about->is) +
                      " of the pack" + meant(pack, about->kind, object.what));
        }
    }
    return remarks;
}

std::vector<Diagnostic> check_encounters(const Pack& pack, const Origins* origins)
{
    std::vector<Diagnostic> remarks;
    for (const json::Member& entry : pack.entries("encounters")) {
        json::Reading reading([](std::span<const json::Step>) { return Where{}; });
        Encounter encounter;
        json::read_value(reading, entry.value, encounter);
        if (reading.diagnostics().empty()) Look(pack, origins, entry.name, remarks).at(encounter);
    }
    return remarks;
}

} // namespace goldbox::content
