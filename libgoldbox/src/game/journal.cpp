// SPDX-License-Identifier: MIT
#include "game/journal.hpp"

#include "game/cells.hpp"

#include <goldbox/base/assert.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/fields.hpp>

#include <algorithm>
#include <iterator>
#include <ranges>

namespace goldbox::game {
namespace {

/// Numbers of texts and requests stay below, so that JSON holds them and counting on never overflows.
constexpr std::uint64_t highest_id = std::uint64_t{1} << 53;

template <class... Fs>
struct Overload : Fs... {
    using Fs::operator()...;
};

template <class Map, class Key>
std::uint32_t replace_count(Map& map, const Key& key, std::uint32_t count)
{
    auto found = map.find(key);
    const auto before = found == map.end() ? 0 : static_cast<std::uint32_t>(found->second);
    if (count == 0)
        map.erase(key);
    else
        map[key] = static_cast<typename Map::mapped_type>(count);
    return before;
}

narrative::SessionDelta replace_memory(State& state, StoryId story, const narrative::SessionDelta& delta)
{
    auto at = state.memories.try_emplace(story).first;
    narrative::SessionDelta before = narrative::apply(at->second, delta);
    if (at->second.empty()) state.memories.erase(at); // no memory and an empty one are the same
    return before;
}

std::vector<Ballot> replace_ballots(State& state, StoryId story, std::vector<Ballot> ballots)
{
    state.stories.edit(story, [&](StorySession& row) { std::swap(row.ballots, ballots); });
    return ballots;
}

std::vector<Marked>::iterator mark_at(MapMemory& map, std::int32_t object)
{
    return std::ranges::lower_bound(map.marks, object, {}, &Marked::object);
}

std::optional<Mark> replace_mark(MapMemory& map, std::int32_t object, std::optional<Mark> mark)
{
    auto at = mark_at(map, object);
    if (at == map.marks.end() || at->object != object) {
        if (mark) map.marks.insert(at, {object, *mark});
        return std::nullopt;
    }
    const Mark before = at->mark;
    if (mark)
        at->mark = *mark;
    else
        map.marks.erase(at);
    return before;
}

std::optional<MapMemory> replace_map(State& state, const std::string& file, std::optional<MapMemory> map)
{
    const auto found = state.maps.find(file);
    std::optional<MapMemory> before;
    if (found != state.maps.end()) before = std::move(found->second);
    if (map)
        state.maps[file] = *std::move(map);
    else if (before)
        state.maps.erase(found);
    return before;
}

/// Puts a change back; returns the change that would undo that.
Change put_back(State& state, Change change)
{
    return std::visit(
        Overload{
            [&](StoryChange& c) -> Change { return StoryChange{state.stories.put(std::move(c.before))}; },
            [&](BallotsChange& c) -> Change {
                return BallotsChange{c.story, replace_ballots(state, c.story, std::move(c.before))};
            },
            [&](MemoryChange& c) -> Change { return MemoryChange{c.story, replace_memory(state, c.story, c.before)}; },
            [&](BelongingChange& c) -> Change {
                const auto count = static_cast<std::uint32_t>(c.before);
                const auto before = replace_count(state.belongings, c.thing, count);
                return BelongingChange{std::move(c.thing), static_cast<std::int32_t>(before)};
            },
            [&](WorldChange& c) -> Change { return WorldChange{rules::put_back(state.world, std::move(c.before))}; },
            [&](FightChange& c) -> Change {
                std::swap(state.fight, c.before);
                return std::move(c);
            },
            [&](WalkChange& c) -> Change {
                std::swap(state.walk, c.before);
                return std::move(c);
            },
            [&](MapChange& c) -> Change {
                auto before = replace_map(state, c.map, std::move(c.before));
                return MapChange{std::move(c.map), std::move(before)};
            },
            [&](KnownChange& c) -> Change {
                const auto map = state.maps.find(c.map);
                if (map != state.maps.end()) map->second.known = exchanged(map->second.known, c.cells);
                return std::move(c);
            },
            [&](MarkChange& c) -> Change {
                const auto map = state.maps.find(c.map);
                if (map != state.maps.end()) c.before = replace_mark(map->second, c.object, c.before);
                return std::move(c);
            },
            [&](DrawnChange& c) -> Change {
                return DrawnChange{c.stream, replace_count(state.drawn, c.stream, c.before)};
            },
        },
        change);
}

/// Puts changes back, newest first; returns what brings them again, to be put back newest first as well.
std::vector<Change> put_back_all(State& state, std::vector<Change> changes)
{
    std::vector<Change> redo;
    redo.reserve(changes.size());
    for (Change& change : changes | std::views::reverse) redo.push_back(put_back(state, std::move(change)));
    return redo;
}

/// Writes one event's facts.
class Pen {
public:
    Pen(State& state, Journal& journal) : state_(state), journal_(journal) {}

    Result<void> write(const Event& event)
    {
        see(event);
        journal_.entries.emplace_back(CountersWere{state_.seq, state_.next_text, state_.next_request, state_.packs});
        touch(Part::counters);
        ++state_.seq;
        return std::visit([&](const auto& fact) { return fold(fact); }, event);
    }

private:
    void touch(Part part) { journal_.touched.set(static_cast<std::size_t>(part)); }

    static tl::unexpected<Error> bad(std::string message)
    {
        return fail(Code::corrupt, "game.bad_event", "this event does not fit the game: " + std::move(message));
    }

    void see(const Event& event)
    {
        for (const Onlooker& onlooker : audience(state_, event)) {
            const SeatId id = onlooker.seat;
            const Seat* old = state_.seats.find(id);
            if (!old) continue; // about to join
            Seat seat = *old;
            ++seat.seen;
            put(id, std::move(seat));
        }
    }

    void put(SeatId id, Seat seat)
    {
        touch(Part::seats);
        const bool is_new = state_.seats.find(id) == nullptr;
        journal_.entries.emplace_back(
            SeatChange{is_new ? state_.seats.add(id, std::move(seat)) : state_.seats.set(id, std::move(seat))});
    }

    /// A change that undo can take back.
    void note(Part part, Change change)
    {
        touch(part);
        entry().changes.push_back(std::move(change));
    }

    HistoryEntry& entry()
    {
        if (state_.history.empty() || state_.history.back().seq != state_.seq) {
            state_.history.push_back({.seq = state_.seq});
            journal_.entries.emplace_back(HistoryGrew{});
            if (state_.history.size() > max_history) drop_oldest();
        }
        return state_.history.back();
    }

    void put(StoryId id, StorySession story)
    {
        const bool is_new = state_.stories.find(id) == nullptr;
        note(Part::stories,
             StoryChange{is_new ? state_.stories.add(id, std::move(story)) : state_.stories.set(id, std::move(story))});
    }

    void set_requests(std::vector<Request> requests)
    {
        touch(Part::requests);
        journal_.entries.emplace_back(RequestsWere{std::exchange(state_.requests, std::move(requests))});
    }

    Result<void> text_used(const Text& text)
    {
        if (text.id >= highest_id) return bad("a text's number is too high");
        state_.next_text = std::max(state_.next_text, text.id + 1);
        return {};
    }

    Result<void> fold(const SeatJoined& fact)
    {
        const Seat* old = state_.seats.find(fact.seat);
        if (!old && fact.seat != state_.seats.next_id()) return bad("a seat that is neither known nor the next");
        Seat seat = old ? *old : Seat{};
        seat.key = fact.key;
        seat.name = {.id = fact.name.id}; // its salted hash stays in the log: a state is the same on every machine
        seat.present = true;
        if (!old) seat.seen = 1; // its own joining, which see() could not count yet
        put(fact.seat, std::move(seat));
        return text_used(fact.name);
    }

    Result<void> fold(const SeatLeft& fact)
    {
        const Seat* old = state_.seats.find(fact.seat);
        if (!old) return bad("no such seat left");
        Seat seat = *old;
        seat.present = false;
        put(fact.seat, std::move(seat));
        return {};
    }

    Result<void> fold(const SeatsVacated&)
    {
        std::vector<std::pair<SeatId, Seat>> seats;
        state_.seats.each([&](SeatId id, const Seat& seat) { seats.emplace_back(id, seat); });
        for (auto& [id, seat] : seats) {
            seat.key.clear();
            seat.present = false;
            seat.creatures.clear();
            put(id, std::move(seat));
        }
        return {};
    }

    Result<void> fold(const Said& fact) { return text_used(fact.text); }

    Result<void> fold(const StoryBegun& fact)
    {
        if (fact.story != state_.stories.next_id()) return bad("a story that is not the next");
        put(fact.story, {.name = fact.name,
                         .decision = fact.decision,
                         .leader = fact.leader,
                         .members = fact.members,
                         .quorum_percent = fact.quorum_percent,
                         .deadline_seconds = fact.deadline_seconds,
                         .seed = fact.seed});
        const std::uint32_t drawn = state_.drawn[Stream::story];
        note(Part::drawn, DrawnChange{Stream::story, replace_count(state_.drawn, Stream::story, drawn + 1)});
        return {};
    }

    Result<void> fold(const VoteCast& fact)
    {
        const StorySession* old = state_.stories.find(fact.story);
        if (!old || fact.choice >= old->choices.size()) return bad("a vote for no choice of a story");
        std::vector<Ballot> ballots = old->ballots;
        std::erase_if(ballots, [&](const Ballot& ballot) { return ballot.seat == fact.seat; });
        ballots.push_back({fact.seat, fact.choice});
        note(Part::stories, BallotsChange{fact.story, replace_ballots(state_, fact.story, std::move(ballots))});
        return {};
    }

    Result<void> fold(const ChoiceMade& fact)
    {
        mark(fact.before, false);
        return {};
    }

    Result<void> fold(const Undertaken& fact)
    {
        mark(fact.before, fact.turn);
        return {};
    }

    /// Undo goes back to before this.
    void mark(Seq before, bool turn)
    {
        HistoryEntry& mark = entry();
        mark.choice = true;
        mark.before = before;
        mark.turn = turn;
        trim();
    }

    Result<void> fold(const CheckRolled&) { return {}; }

    Result<void> fold(const Judged& fact)
    {
        rules::Journal changes;
        GOLDBOX_CHECK(rules::apply(state_.world, fact.what, changes));
        for (rules::Change& change : changes) note(Part::world, WorldChange{std::move(change)});
        if (const auto* ended = std::get_if<rules::EncounterEnded>(&fact.what); ended && state_.fight)
            edit_fight([&](Fight& fight) {
                fight.over = *ended;
                fight.left = state_.world.field;
            });
        return {};
    }

    void put(std::optional<Fight> fight)
    {
        note(Part::fight, FightChange{std::exchange(state_.fight, std::move(fight))});
    }
    template <class Edit>
    void edit_fight(Edit&& edit)
    {
        Fight fight = *state_.fight;
        edit(fight);
        put(std::move(fight));
    }

    /// Nobody has seen anything of the fight that is on.
    void forget_sights()
    {
        if (state_.sights.empty()) return;
        touch(Part::sights);
        journal_.entries.emplace_back(SightsWere{std::exchange(state_.sights, {})});
    }

    Result<void> fold(const FieldSeen& fact)
    {
        const Seat* const seat = state_.seats.find(fact.seat);
        if (!seat || !state_.fight || !state_.world.field) return bad("no fight to be seen");
        touch(Part::sights);
        const Fight& fight = *state_.fight;
        std::map<std::int32_t, grid::BitGrid> shown;
        for (const auto& [start, length] : fact.cells) {
            if (!is_inside(Cells{start, length}, fight.width, fight.height, fight.levels))
                return bad("cells outside of the battlefield");
            grid::BitGrid& level =
                shown.try_emplace(start.level, grid::BitGrid(fight.width, fight.height)).first->second;
            for (std::int32_t i = 0; i < length; ++i) level.set({start.x + i, start.y});
        }
        if (!state_.sights.contains(fact.seat)) {
            journal_.entries.emplace_back(SightsWere{state_.sights});
            GOLDBOX_TRY(state_.sights[fact.seat].fog, grid::Fog::create(fight.width, fight.height, fight.levels));
        } else {
            journal_.entries.emplace_back(SightWas{fact.seat, state_.sights[fact.seat]});
        }
        Sight& sight = state_.sights[fact.seat];
        for (const auto& [level, cells] : shown) sight.fog.reveal(level, cells, seat->seen);
        for (const Sighting& each : fact.sightings) {
            const auto at = std::ranges::lower_bound(sight.sightings, each.creature, {}, &Sighting::creature);
            if (at != sight.sightings.end() && at->creature == each.creature)
                *at = each;
            else
                sight.sightings.insert(at, each);
        }
        return {};
    }

    Result<void> fold(const FightBegan& fact)
    {
        if (state_.fight) return bad("a fight within a fight");
        forget_sights();
        put(Fight{.encounter = fact.encounter,
                  .name = fact.name,
                  .text = fact.text,
                  .story = fact.story,
                  .won = fact.won,
                  .lost = fact.lost,
                  .fled = fact.fled,
                  .brought = fact.brought,
                  .width = fact.width,
                  .height = fact.height,
                  .levels = fact.levels});
        return {};
    }

    Result<void> fold(const FightEnded& fact)
    {
        if (!state_.fight) return bad("no fight to end");
        if (!fact.marks.empty() && !map_walked()) return bad("nothing to mark");
        for (const Marked& each : fact.marks) set_mark(state_.walk->map, each);
        forget_sights();
        put(std::nullopt);
        return {};
    }

    void set_walk(Walk walk)
    {
        note(Part::walk, WalkChange{std::exchange(state_.walk, std::optional(std::move(walk)))});
    }

    template <class Fact>
    [[nodiscard]] bool remembers(const Fact& fact) const
    {
        const auto known = state_.maps.find(fact.map);
        if (known == state_.maps.end()) return false;
        const MapMemory& map = known->second;
        return map.width == fact.width && map.height == fact.height && map.levels == fact.levels;
    }

    /// What is remembered of a map of another size is none of this one.
    template <class Fact>
    Result<void> remember_map(const Fact& fact)
    {
        GOLDBOX_CHECK(grid::Grid::check_size(fact.width, fact.height, fact.levels));
        if (remembers(fact)) return {};
        MapMemory map{.width = fact.width, .height = fact.height, .levels = fact.levels};
        note(Part::maps, MapChange{fact.map, replace_map(state_, fact.map, std::move(map))});
        return {};
    }

    Result<void> fold(const PersonMoved& fact)
    {
        if (state_.walk && state_.walk->map == fact.map && !remembers(fact))
            return bad("a map of another size than the one that the party walks on");
        GOLDBOX_CHECK(remember_map(fact));
        set_mark(fact.map, {fact.object, fact.there ? Mark::came : Mark::went});
        return {};
    }

    Result<void> fold(const MapEntered& fact)
    {
        if (!state_.stories.find(fact.story)) return bad("no such story stands on a map");
        GOLDBOX_CHECK(remember_map(fact));
        if (!is_inside(fact.place, fact.width, fact.height, fact.levels)) return bad("a place outside of the map");
        set_walk(Walk{.story = fact.story,
                      .map = fact.map,
                      .place = fact.place,
                      .before = fact.place,
                      .steps = state_.walk ? state_.walk->steps : 0,
                      .left = fact.left,
                      .lost = fact.lost});
        return {};
    }

    /// The memory of the map that the party stands on; null: it stands on none.
    MapMemory* map_walked()
    {
        const auto found = state_.walk ? state_.maps.find(state_.walk->map) : state_.maps.end();
        return found == state_.maps.end() ? nullptr : &found->second;
    }

    Result<void> fold(const PartyWalked& fact)
    {
        const MapMemory* const map = map_walked();
        if (!map || fact.path.empty()) return bad("nobody walks");
        const auto inside = [&](const rules::Position& place) {
            return is_inside(place, map->width, map->height, map->levels);
        };
        if (!std::ranges::all_of(fact.path, inside)) return bad("a path outside of the map");
        Walk walk = *state_.walk;
        walk.before = fact.path.size() > 1 ? fact.path[fact.path.size() - 2] : walk.place;
        walk.place = fact.path.back();
        walk.steps += static_cast<std::uint32_t>(fact.path.size());
        set_walk(std::move(walk));
        return {};
    }

    Result<void> fold(const MapSeen& fact)
    {
        MapMemory* const map = map_walked();
        if (!map || !is_set(fact.cells, map->width, map->height, map->levels)) return bad("cells outside of the map");
        std::vector<Cells> known = exchanged(map->known, fact.cells);
        if (count(known) != count(map->known) + count(fact.cells)) return bad("cells that were seen before");
        map->known = std::move(known);
        note(Part::maps, KnownChange{state_.walk->map, fact.cells});
        return {};
    }

    Result<void> fold(const MapMarked& fact)
    {
        if (!map_walked()) return bad("nothing to mark");
        set_mark(state_.walk->map, {fact.object, fact.mark});
        return {};
    }

    /// On a map that is remembered.
    void set_mark(const std::string& file, const Marked& marked)
    {
        MapMemory& map = state_.maps.find(file)->second;
        note(Part::maps, MarkChange{file, marked.object, replace_mark(map, marked.object, marked.mark)});
    }

    Result<void> fold(const PartySearched&) { return {}; }

    Result<void> fold(const WalkPaused&)
    {
        if (!state_.walk) return bad("no walk to be paused");
        Walk walk = *state_.walk;
        walk.on = false;
        set_walk(std::move(walk));
        return {};
    }

    Result<void> fold(const QuickChanged& fact)
    {
        if (!state_.fight) return bad("no fight to think in");
        edit_fight([&](Fight& fight) {
            std::erase(fight.quick, fact.creature);
            if (fact.on) fight.quick.insert(std::ranges::upper_bound(fight.quick, fact.creature), fact.creature);
        });
        return {};
    }

    Result<void> fold(const CreatureAssigned& fact)
    {
        if (fact.to && !state_.seats.find(fact.to)) return bad("no such seat to play somebody");
        std::vector<std::pair<SeatId, Seat>> changed;
        state_.seats.each([&](SeatId id, const Seat& seat) {
            Seat now = seat;
            std::erase_if(now.creatures, [&](rules::CreatureId each) {
                return each == fact.creature || !state_.world.creatures.find(each);
            });
            if (id == fact.to) now.creatures.push_back(fact.creature);
            if (now != seat) changed.emplace_back(id, std::move(now));
        });
        for (auto& [id, seat] : changed) put(id, std::move(seat));
        return {};
    }

    Result<void> fold(const BelongingChanged& fact)
    {
        if (fact.count < 0) return bad("fewer than no belongings");
        const auto before = replace_count(state_.belongings, fact.thing, static_cast<std::uint32_t>(fact.count));
        note(Part::belongings, BelongingChange{fact.thing, static_cast<std::int32_t>(before)});
        return {};
    }

    Result<void> fold(const StoryAdvanced& fact)
    {
        const StorySession* old = state_.stories.find(fact.story);
        if (!old) return bad("no such story advanced");
        StorySession story{.name = old->name,
                           .decision = old->decision,
                           .leader = old->leader,
                           .members = old->members,
                           .quorum_percent = old->quorum_percent,
                           .deadline_seconds = old->deadline_seconds,
                           .seed = old->seed,
                           .status = fact.status,
                           .round = old->round + (fact.status == StoryStatus::waiting ? 1 : 0),
                           .lines = fact.lines,
                           .choices = fact.choices,
                           .problems = fact.problems};
        put(fact.story, std::move(story));
        note(Part::memories, MemoryChange{fact.story, replace_memory(state_, fact.story, fact.memory)});
        return {};
    }

    Result<void> fold(const RequestOpened& fact)
    {
        if (fact.request >= highest_id) return bad("a request's number is too high");
        std::vector<Request> requests = state_.requests;
        requests.push_back({fact.request, fact.kind, fact.story, fact.seconds});
        set_requests(std::move(requests));
        state_.next_request = std::max(state_.next_request, fact.request + 1);
        return {};
    }

    Result<void> fold(const RequestClosed& fact)
    {
        std::vector<Request> requests = state_.requests;
        std::erase_if(requests, [&](const Request& request) { return request.id == fact.request; });
        set_requests(std::move(requests));
        return {};
    }

    Result<void> fold(const PacksUsed& fact)
    {
        state_.packs = fact.packs;
        return {};
    }

    Result<void> fold(const Rewound& fact)
    {
        if (fact.to_seq >= state_.seq) return bad("rewound into the future");
        while (!state_.history.empty() && state_.history.back().seq > fact.to_seq) {
            HistoryEntry last = std::move(state_.history.back());
            state_.history.pop_back();
            for (Part part : {Part::stories, Part::memories, Part::belongings, Part::drawn, Part::world, Part::fight,
                              Part::walk, Part::maps})
                touch(part);
            std::vector<Change> redo = put_back_all(state_, std::move(last.changes));
            last.changes.clear();
            journal_.entries.emplace_back(HistoryUndone{std::move(last), std::move(redo)});
        }
        set_requests({});
        forget_sights();
        return {};
    }

    /// Keeps as many choices as can be undone. What was done in fights does not count: a fight can be taken back whole.
    void trim()
    {
        const auto counts = [](const HistoryEntry& entry) { return entry.choice && !entry.turn; };
        if (std::ranges::count_if(state_.history, counts) <= max_undo) return;
        do drop_oldest();
        while (std::ranges::count_if(state_.history, counts) > max_undo);
    }

    /// Forgets the way back to before the oldest choice; without one, half of the entries.
    void drop_oldest()
    {
        auto& history = state_.history;
        auto end = std::ranges::find_if(history, &HistoryEntry::choice);
        if (end == history.end())
            end = history.begin() + max_history / 2;
        else
            ++end;
        HistoryTrimmed trimmed{{std::make_move_iterator(history.begin()), std::make_move_iterator(end)}};
        history.erase(history.begin(), end);
        journal_.entries.emplace_back(std::move(trimmed));
    }

    State& state_;
    Journal& journal_;
};

struct TakeBack {
    State& state;

    void operator()(CountersWere& was) const
    {
        state.seq = was.seq;
        state.next_text = was.next_text;
        state.next_request = was.next_request;
        state.packs = was.packs;
    }
    void operator()(SeatChange& was) const { state.seats.put(std::move(was.before)); }
    void operator()(RequestsWere& was) const { state.requests = std::move(was.requests); }
    void operator()(SightsWere& was) const { state.sights = std::move(was.sights); }
    void operator()(SightWas& was) const { state.sights[was.seat] = std::move(was.sight); }
    void operator()(HistoryGrew&) const
    {
        put_back_all(state, std::move(state.history.back().changes));
        state.history.pop_back();
    }
    void operator()(HistoryTrimmed& was) const
    {
        state.history.insert(state.history.begin(), std::make_move_iterator(was.oldest.begin()),
                             std::make_move_iterator(was.oldest.end()));
    }
    void operator()(HistoryUndone& was) const
    {
        was.entry.changes = put_back_all(state, std::move(was.redo));
        state.history.push_back(std::move(was.entry));
    }
};

} // namespace

Result<void> apply(State& state, const Event& event, Journal& journal)
{
    return Pen(state, journal).write(event);
}

void unwind(State& state, Journal& journal)
{
    for (auto& entry : journal.entries | std::views::reverse) std::visit(TakeBack{state}, entry);
    journal.entries.clear();
}

Result<void> fold(State& state, const Event& event)
{
    Journal forgotten;
    return apply(state, event, forgotten);
}

} // namespace goldbox::game
