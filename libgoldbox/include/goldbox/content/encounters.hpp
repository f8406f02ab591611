#pragma once
// SPDX-License-Identifier: MIT
// Who is met together, where, and what comes of it: fights that stories begin. docs/combat.md explains them to those
// who write packs.

#include <goldbox/base/result.hpp>
#include <goldbox/content/loot.hpp>
#include <goldbox/json/fields.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::content {

class Origins;
class Pack;
struct Map;
struct MapObject;

/// Where a story goes on after a fight.
enum class Ending : std::uint8_t { won, lost, fled };

/// What those do of whom too many have fallen.
enum class Breaking : std::uint8_t { flee, surrender };

struct EncounterPlace {
    std::int32_t x = 0;
    std::int32_t y = 0;
    std::int32_t level = 0;
    bool operator==(const EncounterPlace&) const = default;
};

/// Some of a kind.
struct EncounterGroup {
    std::string creature;
    std::int32_t count = 1;
    std::string name; ///< what people call one of them; empty: as its stat block says
    std::string side = "foes";
    std::string at; ///< name of an object of the map; empty: the places say it, or they stand opposite of the party
    std::vector<EncounterPlace> places; ///< of the first, the second, ...
    bool surprised = false;
    std::int32_t breaks_at = 0; ///< percent: when fewer of the group still fight, those left give up; 0: they never do
    Breaking breaks = Breaking::flee;
    bool operator==(const EncounterGroup&) const = default;
};

struct Encounter {
    std::string name;
    std::string text; ///< told when it begins
    std::string map;  ///< file of the pack; empty: open ground
    std::int32_t width = 20;
    std::int32_t height = 12;
    bool dark = false;
    std::string start;      ///< name of the object around which the party stands; empty: the map's first `start`
    bool surprised = false; ///< the party
    std::vector<EncounterGroup> groups;
    std::vector<Loot> loot;
    std::int32_t experience = 0; ///< beside what the ruleset gives for the beaten
    bool each = false;           ///< that is for each; else it is shared
    Ending flight = Ending::won; ///< when the others have fled
    Ending surrender = Ending::won;
    Ending surrendered = Ending::lost; ///< when the party has
    Ending draw = Ending::fled;
    bool operator==(const Encounter&) const = default;
};

/// The side of those whom people play, and of who fights beside them.
inline constexpr std::string_view party_side = "party";

void check(json::Reading& reading, const Encounter& encounter);

/// The map of an encounter, by the full id of its entry; null: it has none, or there is no such map.
[[nodiscard]] const Map* map_of(const Pack& pack, std::string_view id, const Encounter& encounter);
/// The file that `Pack::map` knows it by.
[[nodiscard]] std::string map_file(const Pack& pack, std::string_view id, const Encounter& encounter);
/// Where the party stands; null: the map has no such object.
[[nodiscard]] const MapObject* start_of(const Map& map, const Encounter& encounter);
[[nodiscard]] const MapObject* object_named(const Map& map, std::string_view name);

/// The full id of what an object of a map (by its file) is about, of a kind such as `encounters`: of the pack of the
/// map, where that has it, else of the highest that does; as it is written where none has.
[[nodiscard]] std::string entry_of(const Pack& pack, std::string_view kind, std::string_view file,
                                   const MapObject& object);

/// Where objects of maps were written, by the map's file and the object's id.
using MapPlaces = std::map<std::pair<std::string, std::int32_t>, Where>;

/// What is wrong with the triggers and people of a pack's maps beside its stories, and with zones, traps, chests and
/// people beside its entries, where it has any of the kind: `content.no_such_place`, `content.no_such_entry`.
[[nodiscard]] std::vector<Diagnostic> check_maps(const Pack& pack, const MapPlaces& places);

/// What is wrong with the encounters of a pack beside its maps: `content.no_such_map`, `content.no_such_object`,
/// `content.bad_place`.
[[nodiscard]] std::vector<Diagnostic> check_encounters(const Pack& pack, const Origins* origins);

} // namespace goldbox::content

template <>
struct goldbox::json::Names<goldbox::content::Ending> {
    using enum goldbox::content::Ending;
    static constexpr std::array table = {std::pair(won, std::string_view("won")),
                                         std::pair(lost, std::string_view("lost")),
                                         std::pair(fled, std::string_view("fled"))};
};

template <>
struct goldbox::json::Names<goldbox::content::Breaking> {
    using enum goldbox::content::Breaking;
    static constexpr std::array table = {std::pair(flee, std::string_view("flee")),
                                         std::pair(surrender, std::string_view("surrender"))};
};

template <>
struct goldbox::json::Fields<goldbox::content::EncounterPlace> {
    using T = goldbox::content::EncounterPlace;
    static constexpr std::string_view name = "encounter_place";
    static constexpr std::string_view doc = "A cell.";
    static constexpr auto table =
        std::make_tuple(field("x", &T::x, {.doc = "column, from 0", .min = 0, .max = 4095, .required = true}),
                        field("y", &T::y, {.doc = "row, from 0", .min = 0, .max = 4095, .required = true}),
                        field("level", &T::level, {.doc = "floor, from 0", .min = 0, .max = 99}));
};

template <>
struct goldbox::json::Fields<goldbox::content::EncounterGroup> {
    using T = goldbox::content::EncounterGroup;
    static constexpr std::string_view name = "encounter_group";
    static constexpr std::string_view doc = "Some of a kind.";
    static constexpr auto table = std::make_tuple(
        field("creature", &T::creature, {.doc = "who", .max = 200, .required = true, .refers = "creatures"}),
        field("count", &T::count, {.doc = "how many", .min = 1, .max = 50}),
        field("name", &T::name,
              {.doc = "what people call one of them; when absent, as its stat block says", .max = 200}),
        field("side", &T::side, {.doc = "party: they fight beside it; when absent, foes", .min = 1, .max = 100}),
        field("at", &T::at, {.doc = "name of an object of the map: they stand in it, or around it", .max = 200}),
        field("places", &T::places, {.doc = "where each stands instead", .max = 50}),
        field("surprised", &T::surprised, {.doc = "they did not see it coming"}),
        field("breaks_at", &T::breaks_at,
              {.doc = "when fewer of the group still fight, those left give up; when absent, they never do",
               .unit = "percent",
               .min = 0,
               .max = 100}),
        field("breaks", &T::breaks, {.doc = "how they give up; when absent, they flee"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::Encounter> {
    using T = goldbox::content::Encounter;
    static constexpr std::string_view name = "encounter";
    static constexpr std::string_view doc = "Who is met together, where, and what comes of it.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "what people call it", .max = 200}),
        field("text", &T::text, {.doc = "told when it begins", .max = 4000}),
        field("map", &T::map, {.doc = "maps/bridge.tmj; when absent, open ground", .max = 200}),
        field("width", &T::width, {.doc = "of open ground", .unit = "cells", .min = 1, .max = 200}),
        field("height", &T::height, {.doc = "of open ground", .unit = "cells", .min = 1, .max = 200}),
        field("dark", &T::dark, {.doc = "open ground without light"}),
        field("start", &T::start,
              {.doc = "name of the object around which the party stands; when absent, the first start", .max = 200}),
        field("surprised", &T::surprised, {.doc = "the party did not see it coming"}),
        field("groups", &T::groups, {.doc = "who is there", .min = 1, .max = 50, .required = true}),
        field("loot", &T::loot, {.doc = "for the party, when it has won", .max = 100}),
        field("experience", &T::experience,
              {.doc = "points, beside what the ruleset gives for the beaten", .min = 0, .max = 1'000'000}),
        field("each", &T::each, {.doc = "those points are for each; else they are shared"}),
        field("flight", &T::flight, {.doc = "what it is when the others have fled; when absent, won"}),
        field("surrender", &T::surrender, {.doc = "when they have surrendered; when absent, won"}),
        field("surrendered", &T::surrendered, {.doc = "when the party has; when absent, lost"}),
        field("draw", &T::draw, {.doc = "when nobody is left, or it took too long; when absent, fled"}));
};
