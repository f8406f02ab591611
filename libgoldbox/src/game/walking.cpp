// SPDX-License-Identifier: MIT
// Walking on a map that a story waits for: how it begins, what is met on the way, and how the story goes on.

#include "game/cells.hpp"
#include "game/core.hpp"

#include <goldbox/base/random.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace goldbox::game {
namespace {

using content::MapObject;
using content::ObjectKind;
using rules::Position;

constexpr std::uint32_t percent = 100;
constexpr std::uint32_t die = 20;
constexpr std::size_t most_tables = 16; ///< that lead to each other

/// `maps/mill.tmj` of `mill`, of the pack that is played or of the highest below it that has one.
std::string map_named(const content::Pack& pack, std::string_view name)
{
    std::string file(name);
    if (!file.ends_with(".tmj")) file += ".tmj";
    if (pack.map(file)) return file;
    if (file.find('/') == std::string::npos) file.insert(0, "maps/");
    std::string own = pack.manifest().id + '/' + file;
    if (pack.map(own)) return own;
    for (auto each = pack.packs().rbegin(); each != pack.packs().rend(); ++each) {
        std::string found = each->id + '/' + file;
        if (pack.map(found)) return found;
    }
    return own;
}

const MapObject* start_named(const content::Map& map, const std::string& name)
{
    if (!name.empty()) return content::object_named(map, name);
    const auto found = std::ranges::find(map.objects, ObjectKind::start, &MapObject::kind);
    return found == map.objects.end() ? nullptr : &*found;
}

/// A hidden thing and a place as one number, the same on every platform.
std::uint64_t entity_of(const std::string& map, const MapObject& object)
{
    return number_of(map + '#' + std::to_string(object.id));
}

bool fits(const content::Map& map, const MapMemory& memory)
{
    return map.grid.width() == memory.width && map.grid.height() == memory.height && map.grid.levels() == memory.levels;
}

} // namespace

const MapMemory* Core::memory_of_map() const
{
    const auto found = state.walk ? state.maps.find(state.walk->map) : state.maps.end();
    return found == state.maps.end() ? nullptr : &found->second;
}

const KnownMap* Core::known_map() const
{
    const MapMemory* const memory = memory_of_map();
    const content::Map* const map = memory ? pack->map(state.walk->map) : nullptr;
    if (!map || !fits(*map, *memory)) return nullptr;
    if (!known_ || &known_->map() != map || known_->marks() != memory->marks) known_.emplace(*map, memory->marks);
    return &*known_;
}

// How it begins, and pauses -------------------------------------------------------------------------------------------

/// Checked before the line is told: what is wrong with it is a mistake of the story.
Result<void> Core::want_walk(const std::string& map, const std::string& start, MapEntered entering)
{
    if (wanted_ || entering_) return fail(Code::refused, "game.in_fight", "the story waits for something already");
    if (state.walk && state.walk->on && state.walk->story != entering.story)
        return fail(Code::refused, "game.in_walk", "the party walks for another story already");
    if (++waits_ > most_waits)
        return fail(Code::limit, "game.too_many_fights", "one walk or fight leads to another for ever");
    entering.map = map_named(*pack, map);
    const content::Map* const found = pack->map(entering.map);
    if (!found)
        return fail(Code::not_found, "game.no_such_map", "there is no map \"" + printable(map.substr(0, 80)) + '"');
    entering.width = found->grid.width();
    entering.height = found->grid.height();
    entering.levels = found->grid.levels();
    const bool stays = start.empty() && state.walk && state.walk->map == entering.map;
    const MapObject* const at = start_named(*found, start);
    if (!stays && !at)
        return fail(Code::not_found, "game.no_such_start",
                    start.empty() ? "this map has no start, and the story names none"
                                  : "the map has no object named \"" + printable(start.substr(0, 80)) + '"');
    entering.place = stays ? state.walk->place : position_of(at->spot);
    if (!is_inside(entering.place, entering.width, entering.height, entering.levels))
        return fail(Code::invalid, "game.no_such_start", "the party stood where this map has no cell");
    entering_ = std::move(entering);
    return {};
}

void Core::enter_map()
{
    MapEntered entering = *std::exchange(entering_, std::nullopt);
    if (is_beaten()) return advance(entering.story, {.path = entering.lost});
    emit(std::move(entering));
    see_map(std::array{state.walk->place});
}

/// There are people to play, and none of them can do anything.
bool Core::is_beaten() const
{
    return rulings_ && !rulings_->party().empty() && rulings_->standing().empty();
}

void Core::tell(std::string path)
{
    const StoryId story = state.walk->story;
    emit(WalkPaused{});
    advance(story, {.path = std::move(path)});
}

void Core::see_map(std::span<const Position> eyes)
{
    const KnownMap* const map = known_map();
    if (!map) return;
    if (auto cells = map->look(eyes, memory_of_map()->known); !cells.empty()) emit(MapSeen{std::move(cells)});
}

// What is met ---------------------------------------------------------------------------------------------------------

std::string Core::encounter_of(const MapObject& zone) const
{
    return content::entry_of(*pack, "encounters", state.walk->map, zone);
}

/// Whether somebody is met who steps into a zone. What cannot be fought is not met.
bool Core::meets(const MapObject& zone, std::uint32_t step) const
{
    const Draw draw{.seed = state.seed,
                    .stream = static_cast<std::uint32_t>(Stream::zone),
                    .entity = entity_of(state.walk->map, zone),
                    .counter = state.walk->steps + step};
    if (!rulings_ || draw_below(draw, percent) >= static_cast<std::uint32_t>(zone.chance)) return false;
    const auto meeting = Meeting::find(*pack, encounter_of(zone));
    return meeting && (rulings_->standing().empty() || rulings_->rehearse(*meeting));
}

/// The first thing that is met on a way, and on which of its cells.
Core::Met Core::first_met(const KnownMap& map, const std::vector<Position>& way) const
{
    Position from = state.walk->place;
    for (std::size_t i = 0; i < way.size(); from = way[i++]) {
        for (const ObjectKind kind : {ObjectKind::trap, ObjectKind::trigger, ObjectKind::encounter_zone}) {
            for (const MapObject& object : map.map().objects) {
                if (object.kind != kind || map.mark(object) || !covers(object, way[i]) || covers(object, from))
                    continue;
                if (kind != ObjectKind::encounter_zone || meets(object, static_cast<std::uint32_t>(i)))
                    return {i, &object};
            }
        }
    }
    return {};
}

void Core::mark(const MapObject& object, Mark mark, std::string text)
{
    emit(MapMarked{.object = object.id,
                   .mark = mark,
                   .at = position_of(object.spot),
                   .part = static_cast<std::uint8_t>(object.part),
                   .name = object.name,
                   .text = std::move(text)});
}

void Core::meet(const MapObject& object)
{
    if (object.kind == ObjectKind::trap) {
        const auto standing = rulings_ ? rulings_->standing() : std::vector<rules::CreatureId>();
        return spring(object, standing.empty() ? rules::CreatureId() : standing.front()); // who goes first
    }
    if (object.kind == ObjectKind::trigger) {
        const std::string path = object.what;
        if (object.once) mark(object, Mark::done);
        return tell(path);
    }
    if (++waits_ > most_waits)
        return give_up({Code::limit, "game.too_many_fights", "one walk or fight leads to another for ever"});
    wanted_ = Wanted{.story = state.walk->story, .encounter = encounter_of(object), .lost = state.walk->lost};
    begin_fight();
}

/// After a fight that a zone began: those who were beaten do not come again, from others one is where one came from.
void Core::walk_on(content::Ending ending, const std::string& encounter)
{
    if (is_beaten()) return tell(state.walk->lost);
    if (ending == content::Ending::fled) {
        emit(PartyWalked{{state.walk->before}});
        return see_map(std::array{state.walk->place});
    }
    const KnownMap* const map = known_map();
    if (!map) return;
    std::vector<const MapObject*> beaten;
    for (const MapObject& object : map->map().objects) {
        const bool zone = object.kind == ObjectKind::encounter_zone && object.once && !map->mark(object);
        if (zone && covers(object, state.walk->place) && encounter_of(object) == encounter) beaten.push_back(&object);
    }
    for (const MapObject* const zone : beaten) mark(*zone, Mark::done);
}

// What is ordered -----------------------------------------------------------------------------------------------------

/// False: nobody of the party can walk any more, and the story goes on.
bool Core::sets_foot()
{
    emit(Undertaken{.by = actor_, .before = batch_->first - 1});
    if (!is_beaten()) return true;
    tell(state.walk->lost);
    return false;
}

void Core::go(const std::vector<Position>& way)
{
    const Met met = first_met(*known_map(), way);
    const std::vector<Position> path(way.begin(),
                                     met.object ? way.begin() + static_cast<std::ptrdiff_t>(met.step) + 1 : way.end());
    emit(PartyWalked{path});
    see_map(path);
    if (met.object) meet(*met.object);
}

void Core::resolve(const GoTo& order)
{
    if (sets_foot()) go(*known_map()->way(state.walk->place, order.to, memory_of_map()->known));
}

void Core::resolve(const UseDoor& order)
{
    if (!sets_foot()) return;
    mark(*find_door(order.at, order.part)->object, order.open ? Mark::opened : Mark::closed);
    see_map(std::array{state.walk->place});
}

std::optional<KnownMap::Door> Core::find_door(const Position& at, std::uint8_t part) const
{
    const KnownMap* const map = known_map();
    for (const KnownMap::Door& door : map ? map->doors(state.walk->place) : std::vector<KnownMap::Door>()) {
        if (position_of(door.object->spot) == at && static_cast<std::uint8_t>(door.object->part) == part) return door;
    }
    return std::nullopt;
}

// Locks, chests and traps ---------------------------------------------------------------------------------------------

const MapObject* Core::find_chest(const Position& at) const
{
    const KnownMap* const map = known_map();
    for (const MapObject* const chest : map ? map->chests(state.walk->place) : std::vector<const MapObject*>()) {
        if (position_of(chest->spot) == at) return chest;
    }
    return nullptr;
}

const MapObject* Core::find_trap(const Position& at) const
{
    const KnownMap* const map = known_map();
    for (const MapObject* const trap : map ? map->traps(state.walk->place) : std::vector<const MapObject*>()) {
        if (position_of(trap->spot) == at) return trap;
    }
    return nullptr;
}

const MapObject* Core::find_person(const Position& at) const
{
    const KnownMap* const map = known_map();
    if (!map) return nullptr;
    for (const MapObject* const person : map->people(state.walk->place, memory_of_map()->known)) {
        if (position_of(person->spot) == at) return person;
    }
    return nullptr;
}

const MapObject* Core::find_locked(const TryLock& order) const
{
    const auto door = find_door(order.at, order.part);
    const MapObject* object = door ? door->object : nullptr;
    if (!object && order.part == 0) object = find_chest(order.at);
    return object && known_map()->is_locked(*object) ? object : nullptr;
}

CheckRolled Core::attempt(std::span<const std::string_view> skills, std::int32_t difficulty, const MapObject& object,
                          std::uint32_t counter)
{
    const Draw draw{.seed = state.seed,
                    .stream = static_cast<std::uint32_t>(Stream::lock),
                    .entity = entity_of(state.walk->map, object),
                    .counter = counter};
    CheckRolled rolled = roll_of(skills, difficulty, draw);
    emit(rolled);
    return rolled;
}

void Core::resolve(const TryLock& order)
{
    if (!sets_foot()) return;
    const MapObject& object = *find_locked(order);
    constexpr std::array<std::string_view, 3> picks = {"open_locks", "sleight_of_hand", "dexterity"};
    constexpr std::array<std::string_view, 3> breaks = {"open_doors", "athletics", "strength"};
    if (!attempt(order.force ? breaks : picks, object.lock, object, order.force ? 1 : 0).success) return;
    if (object.kind == ObjectKind::chest) return open_chest(object);
    mark(object, Mark::opened);
    see_map(std::array{state.walk->place});
}

void Core::resolve(const OpenChest& order)
{
    if (sets_foot()) open_chest(*find_chest(order.at));
}

/// What its table says, and those it goes on with. Without rules there is nobody who could be given a thing.
void Core::open_chest(const MapObject& chest)
{
    std::string text;
    std::vector<content::Loot> loot;
    std::string id = chest.what.empty() ? std::string() : content::entry_of(*pack, "tables", state.walk->map, chest);
    const bool anybody = rulings_ && !rulings_->standing().empty();
    for (std::size_t tables = 0; anybody && !id.empty() && tables < most_tables; ++tables) {
        const auto row = roll_on(id);
        if (!row) return give_up(row.error());
        if (!row->text.empty()) text += (text.empty() ? "" : " ") + row->text;
        loot.insert(loot.end(), row->loot.begin(), row->loot.end());
        id = row->table;
    }
    mark(chest, Mark::emptied, std::move(text));
    for (const content::Loot& each : loot) {
        if (auto found = find_loot(each, rulings_->living()); !found) return give_up(found.error());
    }
}

Result<content::TableRow> Core::roll_on(const std::string& id)
{
    const json::Value* const entry = pack->entry("tables", id);
    content::RandomTable table;
    json::Reading reading([](std::span<const json::Step>) { return Where{}; });
    if (entry) json::read_value(reading, *entry, table);
    if (!entry || !reading.diagnostics().empty()) return content::TableRow{}; // packs say so when they are loaded
    GOLDBOX_TRY(const std::int32_t total, rulings_->judge().roll(rulings_->standing().front(), table.dice));
    for (const content::TableRow& row : table.rows) {
        if (total >= row.from && total <= std::max(row.from, row.to)) return row;
    }
    return content::TableRow{};
}

void Core::resolve(const Disarm& order)
{
    if (!sets_foot()) return;
    const MapObject& trap = *find_trap(order.at);
    constexpr std::array<std::string_view, 3> skills = {"disarm_traps", "sleight_of_hand", "dexterity"};
    const CheckRolled rolled = attempt(skills, trap.disarm, trap, 0);
    if (rolled.success) return mark(trap, Mark::disarmed);
    spring(trap, rolled.creature);
}

// People --------------------------------------------------------------------------------------------------------------

void Core::resolve(const TalkTo& order)
{
    if (sets_foot()) tell(find_person(order.at)->story);
}

Result<void> Core::move_person(const std::string& map, const std::string& name, bool there)
{
    PersonMoved moved{.map = map_named(*pack, map), .there = there};
    const content::Map* const found = pack->map(moved.map);
    if (!found)
        return fail(Code::not_found, "game.no_such_map", "there is no map \"" + printable(map.substr(0, 80)) + '"');
    const auto person = std::ranges::find_if(found->objects, [&](const MapObject& object) {
        return object.kind == ObjectKind::person && object.name == name;
    });
    if (person == found->objects.end())
        return fail(Code::not_found, "game.no_such_person",
                    "the map has no person named \"" + printable(name.substr(0, 80)) + '"');
    if (const MapMemory* const memory = memory_of_map();
        memory && state.walk->map == moved.map && !fits(*found, *memory))
        return {}; // the party walks on what the map was before the packs changed, and can only leave it
    moved.object = person->id;
    moved.width = found->grid.width();
    moved.height = found->grid.height();
    moved.levels = found->grid.levels();
    emit(std::move(moved));
    return {};
}

// Traps and what is hidden --------------------------------------------------------------------------------------------

/// Its effect befalls one of the party.
void Core::spring(const MapObject& trap, rules::CreatureId creature)
{
    mark(trap, Mark::sprung);
    const std::string effect = content::entry_of(*pack, "effects", state.walk->map, trap);
    if (!rulings_ || !creature || !pack->entry("effects", effect)) return;
    if (auto done = rulings_->judge().spring(creature, effect); !done) return give_up(done.error());
    if (!is_busy(state) && is_beaten()) tell(state.walk->lost);
}

/// A roll for each hidden thing, the same each time from the same cell: who wants another chance looks from elsewhere.
void Core::resolve(const Search&)
{
    if (!sets_foot()) return;
    constexpr std::array<std::string_view, 2> looks = {"perception", "search"};
    const KnownMap& map = *known_map();
    const Position place = state.walk->place;
    std::vector<const MapObject*> found;
    for (const MapObject* const object : map.hidden(place, memory_of_map()->known)) {
        const Draw draw{.seed = state.seed,
                        .stream = static_cast<std::uint32_t>(Stream::search),
                        .entity = entity_of(state.walk->map, *object),
                        .counter = static_cast<std::uint32_t>(
                            (place.level * map.map().grid.height() + place.y) * map.map().grid.width() + place.x)};
        if (roll_of(looks, object->find, draw).success) found.push_back(object);
    }
    emit(PartySearched{static_cast<std::uint32_t>(found.size())});
    for (const MapObject* const object : found)
        mark(*object, object->kind == ObjectKind::trap ? Mark::noticed : Mark::found);
}

CheckRolled Core::roll_of(std::span<const std::string_view> skills, std::int32_t difficulty, const Draw& draw) const
{
    CheckRolled rolled{
        .story = state.walk->story, .skill = std::string(skills.front()), .difficulty = difficulty, .success = false};
    rolled.natural = static_cast<std::int32_t>(draw_below(draw, die)) + 1;
    rolled.success = rolled.natural >= difficulty;
    for (const std::string_view skill : skills) {
        const std::string check = rulings_ ? rulings_->check_named(skill) : std::string();
        const auto made = check.empty() ? std::nullopt : rulings_->best(check, difficulty, draw);
        if (!made) continue;
        rolled.skill = skill;
        rolled.natural = made->natural;
        rolled.total = made->total;
        rolled.creature = made->creature;
        rolled.success = rules::succeeded(made->degree);
        break;
    }
    return rolled;
}

std::optional<MapEntered> Core::behind_stairs() const
{
    const KnownMap* const known = known_map();
    const MapObject* const stairs = known ? known->stairs(state.walk->place) : nullptr;
    if (!stairs) return std::nullopt;
    MapEntered entered{.story = state.walk->story,
                       .map = stairs->to_map.empty() ? state.walk->map : stairs->to_map,
                       .left = state.walk->left,
                       .lost = state.walk->lost};
    const content::Map* const map = pack->map(entered.map);
    const MapObject* const to = map ? map->object(stairs->to) : nullptr;
    if (!to) return std::nullopt;
    entered.width = map->grid.width();
    entered.height = map->grid.height();
    entered.levels = map->grid.levels();
    entered.place = position_of(to->spot);
    return entered;
}

/// Within a map stairs are a step like others. What lies at their end on another one is not met by arriving.
void Core::resolve(const UseStairs&)
{
    if (!sets_foot()) return;
    MapEntered entered = *behind_stairs();
    if (entered.map == state.walk->map) return go({entered.place});
    emit(std::move(entered));
    see_map(std::array{state.walk->place});
}

void Core::resolve(const LeaveMap&)
{
    if (sets_foot()) tell(state.walk->left);
}

} // namespace goldbox::game
