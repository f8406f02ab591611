// SPDX-License-Identifier: MIT
#include <goldbox/game/state.hpp>

#include <goldbox/base/base64.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/game/fields.hpp>

#include "game/cells.hpp"
#include "game/journal.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <functional>

namespace goldbox::json {

using InkValue = goldbox::narrative::Value;
namespace ink = goldbox::narrative;

namespace {

void write_float(Writer& writer, float number)
{
    if (std::isfinite(number)) {
        std::array<char, 48> digits;
        auto [end, bad] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
        std::string text(digits.data(), end);
        if (text.find_first_of(".e") == std::string::npos) text += ".0";
        writer.raw(text);
    } else {
        writer.begin_object().member("float", std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf").end_object();
    }
}

float read_float(std::string_view text)
{
    if (text == "inf") return std::numeric_limits<float>::infinity();
    if (text == "-inf") return -std::numeric_limits<float>::infinity();
    return std::numeric_limits<float>::quiet_NaN();
}

} // namespace

void Codec<InkValue>::write(Writer& writer, const InkValue& value)
{
    if (std::holds_alternative<std::monostate>(value)) {
        writer.null();
    } else if (auto* boolean = std::get_if<bool>(&value)) {
        writer.value(*boolean);
    } else if (auto* integer = std::get_if<std::int32_t>(&value)) {
        writer.value(*integer);
    } else if (auto* number = std::get_if<float>(&value)) {
        write_float(writer, *number);
    } else if (auto* text = std::get_if<std::string>(&value)) {
        writer.value(*text);
    } else if (auto* list = std::get_if<ink::List>(&value)) {
        writer.begin_object().key("list");
        write_value(writer, *list);
        writer.end_object();
    } else {
        writer.begin_object().member("divert", std::get<ink::DivertTarget>(value).path).end_object();
    }
}

void Codec<InkValue>::read(Reading& reading, const Value& json, InkValue& value)
{
    switch (json.kind()) {
    case Kind::null: value = std::monostate(); return;
    case Kind::boolean: value = json.boolean(); return;
    case Kind::integer: read_value(reading, json, value.emplace<std::int32_t>()); return;
    case Kind::number: value = static_cast<float>(json.number()); return;
    case Kind::string: value = std::string(json.string()); return;
    case Kind::array: reading.expect(json, Kind::object); return;
    case Kind::object: break;
    }
    if (const Value* list = json.find("list")) {
        reading.inside("list", [&] { read_value(reading, *list, value.emplace<ink::List>()); });
    } else if (const Value* divert = json.find("divert")) {
        reading.inside("divert", [&] { read_value(reading, *divert, value.emplace<ink::DivertTarget>().path); });
    } else if (const Value* number = json.find("float"); number && number->is(Kind::string)) {
        value = read_float(number->string());
    } else {
        reading.missing("list");
    }
}

void Codec<goldbox::grid::Fog>::write(Writer& writer, const goldbox::grid::Fog& fog)
{
    writer.value(to_base64(fog.encode()));
}

void Codec<goldbox::grid::Fog>::read(Reading& reading, const Value& json, goldbox::grid::Fog& fog)
{
    if (!reading.expect(json, Kind::string)) return;
    const auto bytes = from_base64(json.string());
    auto read = bytes ? grid::Fog::decode(*bytes) : Result<grid::Fog>(fail(Code::corrupt, "grid.fog", "no Base64"));
    if (!read) return reading.wrong("json.bad_value", "these cells cannot be read: " + read.error().message);
    fog = *std::move(read);
}

} // namespace goldbox::json

namespace goldbox::game {
namespace {

using json::write_value;
using json::Writer;

template <class Key, class Value>
void write_pairs(Writer& writer, const std::map<Key, Value>& map)
{
    writer.begin_array();
    for (const auto& [key, value] : map) {
        writer.begin_array();
        write_value(writer, key);
        write_value(writer, value);
        writer.end_array();
    }
    writer.end_array();
}

template <class Key, class Value>
void read_pairs(json::Reading& reading, const json::Value& json, std::map<Key, Value>& map)
{
    if (!reading.expect(json, json::Kind::array)) return;
    for (std::size_t i = 0; i < json.array().size(); ++i) {
        reading.inside(i, [&] {
            const json::Value& pair = json.array()[i];
            if (!reading.expect(pair, json::Kind::array)) return;
            if (pair.array().size() != 2) return reading.wrong("json.wrong_kind", "a pair has two elements");
            Key key{};
            json::read_value(reading, pair.array()[0], key);
            json::read_value(reading, pair.array()[1], map[key]);
        });
    }
}

void write_counters(Writer& writer, const State& state)
{
    writer.begin_array();
    for (std::uint64_t number : {state.seed, state.seq, state.next_text, state.next_request}) writer.value(number);
    if (state.packs != Hash{}) write_value(writer, state.packs); // last, and only when there is one: old hashes hold
    writer.end_array();
}

/// Parts of games that have them, so that hashes of others stay as they were.
bool is_absent(const State& state, Part part)
{
    return (part == Part::fight && !state.fight) || (part == Part::sights && state.sights.empty()) ||
           (part == Part::walk && !state.walk) || (part == Part::maps && state.maps.empty());
}

void write_part(Writer& writer, const State& state, Part part)
{
    switch (part) {
    case Part::counters: return write_counters(writer, state);
    case Part::seats: return write_value(writer, state.seats.slots());
    case Part::requests: return write_value(writer, state.requests);
    case Part::stories: return write_value(writer, state.stories.slots());
    case Part::memories: return write_pairs(writer, state.memories);
    case Part::belongings: return write_value(writer, state.belongings);
    case Part::drawn: return write_pairs(writer, state.drawn);
    case Part::world: return write_value(writer, state.world);
    case Part::fight: return write_value(writer, state.fight);
    case Part::sights: return write_pairs(writer, state.sights);
    case Part::walk: return write_value(writer, state.walk);
    case Part::maps: return write_pairs(writer, state.maps);
    }
}

constexpr std::array<std::string_view, parts> part_names = {"counters", "seats",      "requests", "stories",
                                                            "memories", "belongings", "drawn",    "world",
                                                            "fight",    "sights",     "walk",     "maps"};

void read_counters(json::Reading& reading, const json::Value& json, State& state)
{
    if (!reading.expect(json, json::Kind::array)) return;
    const auto parts_of = json.array();
    if (parts_of.size() != 4 && parts_of.size() != 5)
        return reading.wrong("json.wrong_kind", "four counters are wanted");
    std::size_t at = 0;
    for (std::uint64_t* number : {&state.seed, &state.seq, &state.next_text, &state.next_request}) {
        reading.inside(at, [&] { json::read_value(reading, parts_of[at], *number); });
        ++at;
    }
    if (parts_of.size() == 5) reading.inside(at, [&] { json::read_value(reading, parts_of[at], state.packs); });
}

void read_part(json::Reading& reading, const json::Value& json, State& state, Part part)
{
    switch (part) {
    case Part::counters: return read_counters(reading, json, state);
    case Part::seats: {
        std::vector<Table<Seat>::Slot> slots;
        json::read_value(reading, json, slots);
        return state.seats.assign(std::move(slots));
    }
    case Part::requests: return json::read_value(reading, json, state.requests);
    case Part::stories: {
        std::vector<Table<StorySession>::Slot> slots;
        json::read_value(reading, json, slots);
        return state.stories.assign(std::move(slots));
    }
    case Part::memories: return read_pairs(reading, json, state.memories);
    case Part::belongings: return json::read_value(reading, json, state.belongings);
    case Part::drawn: return read_pairs(reading, json, state.drawn);
    case Part::world: return json::read_value(reading, json, state.world);
    case Part::fight: return json::read_value(reading, json, state.fight);
    case Part::sights: return read_pairs(reading, json, state.sights);
    case Part::walk: return json::read_value(reading, json, state.walk);
    case Part::maps: return read_pairs(reading, json, state.maps);
    }
}

std::vector<SeatId> present_seats(const State& state)
{
    std::vector<SeatId> seats;
    state.seats.each([&](SeatId id, const Seat& seat) {
        if (seat.present) seats.push_back(id);
    });
    return seats;
}

std::vector<SeatId> present_members(const State& state, StoryId id)
{
    std::vector<SeatId> seats = present_seats(state);
    const StorySession* story = state.stories.find(id);
    std::erase_if(seats, [&](SeatId seat) { return !story || !is_member(*story, seat); });
    return seats;
}

constexpr std::int32_t most_levels = 100;

bool is_sound_map(const MapMemory& map)
{
    return grid::Grid::check_size(map.width, map.height, map.levels) &&
           is_set(map.known, map.width, map.height, map.levels) &&
           std::ranges::adjacent_find(map.marks, std::ranges::greater_equal(), &Marked::object) == map.marks.end();
}

bool is_sound_walk(const State& state)
{
    const auto is_sound = [](const auto& of_file) { return is_sound_map(of_file.second); };
    if (!std::ranges::all_of(state.maps, is_sound)) return false;
    if (!state.walk) return true;
    const auto map = state.maps.find(state.walk->map);
    const auto inside = [&](const rules::Position& place) {
        return is_inside(place, map->second.width, map->second.height, map->second.levels);
    };
    return map != state.maps.end() && state.stories.find(state.walk->story) && inside(state.walk->place) &&
           inside(state.walk->before);
}

/// What JSON alone cannot refuse in a snapshot, and the game relies on.
bool is_sound(const State& state)
{
    auto has_ids = [](const auto& slots) {
        return std::ranges::all_of(slots, [](const auto& slot) { return !slot.row || slot.generation != 0; });
    };
    auto ballots_count = [](const Table<StorySession>::Slot& slot) {
        return !slot.row || std::ranges::all_of(slot.row->ballots, [&](const Ballot& ballot) {
            return ballot.choice < slot.row->choices.size();
        });
    };
    const std::size_t stories = state.stories.slots().size();
    auto fits = [&](const Change& change) {
        const auto anywhere = [](const rules::Position& place) {
            return is_inside(place, grid::max_side, grid::max_side, most_levels);
        };
        if (auto* was = std::get_if<WalkChange>(&change))
            return !was->before || (anywhere(was->before->place) && anywhere(was->before->before));
        if (auto* was = std::get_if<MapChange>(&change)) return !was->before || is_sound_map(*was->before);
        if (auto* was = std::get_if<KnownChange>(&change))
            return is_set(was->cells, grid::max_side, grid::max_side, most_levels);
        if (auto* was = std::get_if<BallotsChange>(&change)) return state.stories.find(was->story) != nullptr;
        auto* story = std::get_if<StoryChange>(&change);
        if (!story) return true;
        const auto& [index, slots, slot] = story->before;
        return index < stories && slots <= stories && ballots_count(slot) && (!slot.row || slot.generation != 0);
    };
    const auto sees = [&](const auto& of_seat) {
        const grid::Fog& fog = of_seat.second.fog;
        return state.fight && fog.levels() == state.fight->levels && fog.known(0).width() == state.fight->width &&
               fog.known(0).height() == state.fight->height;
    };
    const bool fits_story = !state.fight || state.stories.find(state.fight->story);
    return fits_story && is_sound_walk(state) && std::ranges::all_of(state.sights, sees) &&
           rules::is_sound(state.world) && has_ids(state.seats.slots()) && has_ids(state.stories.slots()) &&
           std::ranges::all_of(state.stories.slots(), ballots_count) &&
           std::ranges::all_of(state.history,
                               [&](const HistoryEntry& entry) { return std::ranges::all_of(entry.changes, fits); });
}

/// Who somebody is in an event of the rules.
enum class Role : std::uint8_t { subject, other };

/// Tells each creature that an event of the rules names, and may put another id in its place.
template <class Fact, class Visit>
void each_creature(Fact& fact, Visit&& visit)
{
    if constexpr (requires { fact.creature; }) visit(fact.creature, Role::subject);
    if constexpr (requires { fact.target; }) visit(fact.target, Role::other);
    if constexpr (requires { fact.source; }) visit(fact.source, Role::other);
    if constexpr (requires { fact.targets; }) {
        for (auto& target : fact.targets) visit(target, Role::other);
    }
    if constexpr (requires { fact.order; }) {
        for (auto& each : fact.order) visit(each, Role::other);
    }
    if constexpr (requires { fact.what.owner; }) {
        visit(fact.what.owner, Role::subject);
        visit(fact.what.source, Role::other);
    }
    if constexpr (requires { fact.pending; }) visit(fact.pending.decider, Role::subject);
}

/// Whose thing or effect it is that an event tells of without naming anybody.
rules::CreatureId owner_in(const State& state, const rules::Event& event)
{
    return std::visit(
        [&]<class Fact>(const Fact& fact) -> rules::CreatureId {
            if constexpr (requires { fact.what.holder; }) {
                return fact.what.holder;
            } else if constexpr (requires { fact.effect; }) {
                const rules::Effect* const effect = state.world.effects.find(fact.effect);
                return effect ? effect->owner : rules::CreatureId{};
            } else if constexpr (requires { fact.item; }) {
                const rules::Item* const item = state.world.items.find(fact.item);
                return item ? item->holder : rules::CreatureId{};
            } else if constexpr (std::same_as<Fact, rules::Resumed>) {
                return state.world.pending ? state.world.pending->decider : rules::CreatureId{};
            } else {
                return {};
            }
        },
        event);
}

std::vector<Onlooker> onlookers(const std::vector<SeatId>& seats)
{
    std::vector<Onlooker> all;
    for (const SeatId seat : seats) all.push_back({.seat = seat});
    return all;
}

struct Audience {
    const State& state;

    std::vector<Onlooker> operator()(const SeatJoined& joined) const
    {
        std::vector<SeatId> seats = present_seats(state);
        if (std::ranges::find(seats, joined.seat) == seats.end()) seats.push_back(joined.seat);
        return onlookers(seats);
    }
    std::vector<Onlooker> operator()(const Said& said) const
    {
        std::vector<SeatId> seats = present_seats(state);
        if (!said.to.empty()) {
            std::erase_if(seats, [&](SeatId seat) {
                return seat != said.seat && std::ranges::find(said.to, seat) == said.to.end();
            });
        }
        return onlookers(seats);
    }
    std::vector<Onlooker> operator()(const VoteCast& vote) const
    {
        return onlookers(present_members(state, vote.story));
    }
    std::vector<Onlooker> operator()(const CheckRolled& check) const
    {
        return onlookers(present_members(state, check.story));
    }
    std::vector<Onlooker> operator()(const FieldSeen& seen) const { return {{.seat = seen.seat}}; }
    std::vector<Onlooker> operator()(const MapEntered& entered) const
    {
        return onlookers(present_members(state, entered.story));
    }
    std::vector<Onlooker> operator()(const PartyWalked&) const { return walkers(); }
    std::vector<Onlooker> operator()(const PartySearched&) const { return walkers(); }
    std::vector<Onlooker> operator()(const MapMarked& marked) const
    {
        return marked.mark == Mark::done ? std::vector<Onlooker>() : walkers();
    }
    std::vector<Onlooker> operator()(const MapSeen&) const { return {}; }
    std::vector<Onlooker> operator()(const WalkPaused&) const { return {}; }
    std::vector<Onlooker> operator()(const PersonMoved&) const { return {}; }
    std::vector<Onlooker> operator()(const RequestOpened&) const { return {}; }
    std::vector<Onlooker> operator()(const RequestClosed&) const { return {}; }

    /// Who comes with an encounter is seen when it is seen; in a fight, who does something is when it is perceived, or
    /// does it to somebody who is.
    std::vector<Onlooker> operator()(const Judged& judged) const
    {
        const auto* const came = std::get_if<rules::CreatureAppeared>(&judged.what);
        if (came && came->side != content::party_side) return {};
        std::vector<Onlooker> all = onlookers(present_seats(state));
        for (Onlooker& onlooker : all) onlooker.ours = is_about_the_party(judged.what);
        if (!state.fight) return all;
        std::erase_if(all, [&](Onlooker& onlooker) { return !sees(onlooker, judged.what); });
        return all;
    }
    template <class Other>
    std::vector<Onlooker> operator()(const Other&) const
    {
        return onlookers(present_seats(state));
    }

private:
    [[nodiscard]] bool is_about_the_party(const rules::Event& event) const
    {
        const rules::Creature* const row = std::visit(
            [&]<class Fact>(const Fact& fact) -> const rules::Creature* {
                if constexpr (requires { fact.creature; }) return state.world.creatures.find(fact.creature);
                return nullptr;
            },
            event);
        return row && row->side == content::party_side;
    }

    /// Those whose story it is.
    [[nodiscard]] std::vector<Onlooker> walkers() const
    {
        return state.walk ? onlookers(present_members(state, state.walk->story)) : std::vector<Onlooker>();
    }

    bool sees(Onlooker& onlooker, const rules::Event& event) const
    {
        const auto* const door = std::get_if<rules::DoorMoved>(&event);
        const auto* const trap = std::get_if<rules::TrapSprung>(&event);
        if (door || trap) { // everybody hears it
            if (const auto who = door ? door->creature : trap->creature; !perceives(state, onlooker.seat, who))
                onlooker.unseen.push_back(who);
            return true;
        }
        bool anybody = false, known = false;
        const auto look = [&](rules::CreatureId creature, Role role) {
            if (!creature) return;
            const bool perceived = perceives(state, onlooker.seat, creature);
            if (!perceived && std::ranges::find(onlooker.unseen, creature) == onlooker.unseen.end())
                onlooker.unseen.push_back(creature);
            anybody = anybody || role == Role::subject;
            known = known || perceived;
        };
        std::visit([&](const auto& fact) { each_creature(fact, look); }, event);
        look(owner_in(state, event), Role::subject);
        return known || !anybody;
    }
};

} // namespace

Hash hash_of(const State& state, Part part)
{
    if (part == Part::world) return state.world == rules::World{} ? Hash{} : rules::hash_of(state.world);
    if (is_absent(state, part)) return {};
    std::string text;
    Writer writer(text);
    write_part(writer, state, part);
    return sha256(text);
}

Hash combine(const std::array<Hash, parts>& hashes)
{
    Hasher hasher;
    for (const Hash& hash : hashes) {
        if (hash == Hash{}) continue; // an empty world, no fight: hashes of games without them are as they were
        hasher.add({reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()});
    }
    return hasher.finish();
}

Hash hash_of(const State& state)
{
    std::array<Hash, parts> hashes;
    for (std::size_t i = 0; i < parts; ++i) hashes[i] = hash_of(state, static_cast<Part>(i));
    return combine(hashes);
}

std::string to_json(const State& state)
{
    std::string text;
    Writer writer(text);
    writer.begin_object();
    for (std::size_t i = 0; i < parts; ++i) {
        const auto part = static_cast<Part>(i);
        if (is_absent(state, part)) continue;
        writer.key(part_names[i]);
        write_part(writer, state, part);
    }
    writer.key("history");
    write_value(writer, state.history);
    writer.end_object();
    return text;
}

Result<State> state_from_json(std::string_view text)
{
    const json::ReadOptions options{.file = "state"};
    GOLDBOX_TRY(json::Document document, json::read(text, options));
    json::Reading reading(text, options);
    State state;
    auto part_of = [&](std::string_view name, auto&& read) {
        const json::Value* part = document.root.find(name);
        if (part)
            reading.inside(name, [&] { read(*part); });
        else
            reading.missing(name);
    };
    for (std::size_t i = 0; i < parts; ++i) {
        const auto part = static_cast<Part>(i);
        const bool is_late = part >= Part::world;
        if (is_late && !document.root.find(part_names[i])) continue; // of before there were rules, and fights
        part_of(part_names[i], [&](const json::Value& json) { read_part(reading, json, state, part); });
    }
    part_of("history", [&](const json::Value& history) { json::read_value(reading, history, state.history); });
    if (!reading.diagnostics().empty()) return unexpected(json::as_error(reading.diagnostics()));
    if (!is_sound(state)) return fail(Code::corrupt, "game.bad_state", "this state contradicts itself");
    return state;
}

std::vector<Onlooker> audience(const State& before, const Event& event)
{
    return std::visit(Audience{before}, event);
}

bool perceives(const State& state, SeatId seat, rules::CreatureId creature)
{
    const rules::Creature* const row = state.world.creatures.find(creature);
    if (row && row->side == content::party_side) return true;
    const auto sight = state.sights.find(seat);
    if (sight == state.sights.end()) return false;
    const auto at = std::ranges::lower_bound(sight->second.sightings, creature, {}, &Sighting::creature);
    return at != sight->second.sightings.end() && at->creature == creature && at->there;
}

void blind(rules::Event& event, const std::vector<rules::CreatureId>& unseen)
{
    const auto hide = [&](rules::CreatureId& creature, Role) {
        if (std::ranges::find(unseen, creature) != unseen.end()) creature = {};
    };
    std::visit(
        [&](auto& fact) {
            each_creature(fact, hide);
            if constexpr (requires { fact.targets; }) std::erase(fact.targets, rules::CreatureId{});
            if constexpr (requires { fact.order; }) std::erase(fact.order, rules::CreatureId{});
        },
        event);
}

SeatId find_seat(const State& state, std::string_view key)
{
    SeatId found;
    if (key.empty()) return found;
    state.seats.each([&](SeatId id, const Seat& seat) {
        if (seat.key == key) found = id;
    });
    return found;
}

bool is_member(const StorySession& story, SeatId seat)
{
    return story.members.empty() || std::ranges::find(story.members, seat) != story.members.end();
}

SeatId host_of(const State& state)
{
    const std::vector<SeatId> seats = present_seats(state);
    return seats.empty() ? SeatId{} : seats.front();
}

SeatId player_of(const State& state, rules::CreatureId creature)
{
    SeatId found;
    state.seats.each([&](SeatId id, const Seat& seat) {
        if (seat.present && std::ranges::find(seat.creatures, creature) != seat.creatures.end()) found = id;
    });
    return found ? found : host_of(state);
}

bool walks(const State& state)
{
    return state.walk && state.walk->on && !state.fight && !state.world.pending;
}

SeatId leader_of(const State& state, const StorySession& story)
{
    const Seat* leader = state.seats.find(story.leader);
    if (leader && leader->present && is_member(story, story.leader)) return story.leader;
    for (SeatId seat : present_seats(state)) {
        if (is_member(story, seat)) return seat;
    }
    return {};
}

} // namespace goldbox::game
