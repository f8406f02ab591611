// SPDX-License-Identifier: MIT
// Fights that stories wait for: how they begin, who decides when, and what comes of them.

#include "game/cells.hpp"
#include "game/core.hpp"

#include <goldbox/base/try.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <type_traits>
#include <utility>

namespace goldbox::game {
namespace {

constexpr std::uint32_t most_thoughts = 500; ///< acts of minds in one command, whatever else limits them
constexpr std::int32_t percent_draws = 100;

} // namespace

/// Tried in a copy of the world first: whatever is wrong with it is a mistake of the story and nothing has happened.
Result<void> Core::want_fight(Wanted wanted)
{
    if (wanted_ || entering_ || state.fight || state.world.encounter)
        return fail(Code::refused, "game.in_fight", "there is a fight already");
    if (++waits_ > most_waits)
        return fail(Code::limit, "game.too_many_fights", "one walk or fight leads to another for ever");
    GOLDBOX_TRY(const Meeting meeting, Meeting::find(*pack, wanted.encounter));
    if (!rulings_->standing().empty()) GOLDBOX_CHECK(rulings_->rehearse(meeting));
    wanted_ = std::move(wanted);
    return {};
}

void Core::begin_fight()
{
    const Wanted wanted = *std::exchange(wanted_, std::nullopt);
    if (rulings_->standing().empty()) return lose(wanted); // nobody is left to fight
    const auto begin = [&]() -> Result<void> {
        GOLDBOX_TRY(const Meeting meeting, Meeting::find(*pack, wanted.encounter));
        const std::vector<rules::CreatureId> party = rulings_->living();
        GOLDBOX_TRY(const auto brought, meeting.bring(rulings_->judge(), rulings_->ruleset()));
        emit(FightBegan{.encounter = meeting.id(),
                        .name = meeting.name(),
                        .text = meeting.encounter().text,
                        .story = wanted.story,
                        .won = wanted.won,
                        .lost = wanted.lost,
                        .fled = wanted.fled,
                        .brought = brought,
                        .width = meeting.width(),
                        .height = meeting.height(),
                        .levels = meeting.levels()});
        return rulings_->judge().begin_fight(meeting.fight(party, brought, state.maps));
    };
    if (auto begun = begin(); !begun) return give_up(begun.error());
    fight_on();
}

void Core::lose(const Wanted& wanted)
{
    if (is_walked_by(wanted.story)) return tell(wanted.lost);
    advance(wanted.story, {.path = wanted.lost});
}

/// A story that the party walks for waits for that, and for a fight that is met there.
bool Core::is_walked_by(StoryId story) const
{
    return state.walk && state.walk->on && state.walk->story == story;
}

bool Core::is_played(rules::CreatureId creature) const
{
    const rules::Creature* const row = state.world.creatures.find(creature);
    if (!row || row->side != Rulings::party_side) return false;
    return std::ranges::find(state.fight->quick, creature) == state.fight->quick.end();
}

/// Those whom nobody plays act, until somebody is asked who is played, or everybody had a turn and nobody was.
void Core::fight_on()
{
    if (!state.fight) return;
    std::size_t turns = 0;
    std::pair<std::uint32_t, std::uint32_t> turn;
    for (std::uint32_t thoughts = 0; state.world.encounter && thoughts < most_thoughts; ++thoughts) {
        const rules::Encounter& encounter = *state.world.encounter;
        const std::pair now(encounter.round, encounter.turn);
        if (thoughts > 0 && now != turn && ++turns > encounter.order.size()) break;
        turn = now;
        const rules::CreatureId decider = rulings_->judge().decider();
        if (!decider || is_played(decider)) break;
        const auto done =
            by_itself(decider).and_then([&](const rules::Command& what) { return rulings_->judge().submit(what); });
        if (!done) return give_up(done.error());
    }
    finish_fight();
}

Result<rules::Command> Core::by_itself(rules::CreatureId creature)
{
    const bool gives_up = !state.world.pending && has_lost_heart(creature);
    if (gives_up && breaking_of(creature) == content::Breaking::surrender) return rules::Surrender{creature};
    GOLDBOX_TRY(rules::Advice advice, rulings_->judge().advise(creature, false, gives_up));
    return std::move(advice.command);
}

const content::EncounterGroup* Core::group_of(rules::CreatureId creature) const
{
    const auto& brought = state.fight->brought;
    const auto found = std::ranges::find(brought, creature, &Brought::creature);
    if (found == brought.end()) return nullptr;
    if (!met_ || met_->id() != state.fight->encounter) {
        auto meeting = Meeting::find(*pack, state.fight->encounter);
        if (!meeting) return nullptr; // of packs that have it no more
        met_ = *std::move(meeting);
    }
    const auto& groups = met_->encounter().groups;
    return found->group < groups.size() ? &groups[found->group] : nullptr;
}

content::Breaking Core::breaking_of(rules::CreatureId creature) const
{
    return group_of(creature)->breaks;
}

/// Whether too many of its group have fallen.
bool Core::has_lost_heart(rules::CreatureId creature) const
{
    const content::EncounterGroup* const group = group_of(creature);
    if (!group || group->breaks_at == 0) return false;
    const std::uint32_t of = std::ranges::find(state.fight->brought, creature, &Brought::creature)->group;
    std::int32_t all = 0, fighting = 0;
    for (const Brought& each : state.fight->brought) {
        if (each.group != of) continue;
        ++all;
        fighting += rulings_->judge().fights(each.creature);
    }
    return fighting * percent_draws < all * group->breaks_at;
}

void Core::finish_fight()
{
    if (given_up_ || !state.fight || !state.fight->over || state.world.pending) return;
    const Fight fight = *state.fight;
    const auto meeting = Meeting::find(*pack, fight.encounter);
    const content::Encounter encounter = meeting ? meeting->encounter() : content::Encounter{};
    const content::Ending ending = ending_of(*fight.over, encounter);
    if (auto cleared = clear_field(fight, encounter, ending); !cleared) return give_up(cleared.error());
    emit(FightEnded{ending, fight.name, marks_of(fight)});
    const std::array paths = {fight.won, fight.lost, fight.fled};
    const std::string& path = paths[static_cast<std::size_t>(ending)];
    if (!is_walked_by(fight.story))
        advance(fight.story, {.path = path});
    else if (path.empty())
        walk_on(ending, fight.encounter);
    else
        tell(path);
    go_on_with_stories();
}

std::vector<Marked> Core::marks_of(const Fight& fight) const
{
    const MapMemory* const memory = memory_of_map();
    const content::Map* const map = memory ? pack->map(state.walk->map) : nullptr;
    if (!map || !fight.left || fight.left->map != state.walk->map) return {};
    return left_behind(*fight.left, *map, memory->marks);
}

/// What is found, what was learned, and those who came with the fight go.
Result<void> Core::clear_field(const Fight& fight, const content::Encounter& encounter, content::Ending ending)
{
    rules::Judge& judge = rulings_->judge();
    for (const Brought& each : fight.brought) {
        if (state.world.creatures.find(each.creature)) GOLDBOX_CHECK(judge.leave(each.creature));
    }
    const std::vector<rules::CreatureId> living = rulings_->living();
    if (ending != content::Ending::won || living.empty()) return {};
    if (encounter.experience > 0) {
        const auto shares = encounter.each ? 1 : static_cast<std::int32_t>(living.size());
        for (const rules::CreatureId id : living) GOLDBOX_CHECK(judge.award(id, encounter.experience / shares));
    }
    for (const content::Loot& loot : encounter.loot) GOLDBOX_CHECK(find_loot(loot, living));
    return {};
}

/// The first who can carry it has it; what nobody can is left.
Result<void> Core::find_loot(const content::Loot& loot, const std::vector<rules::CreatureId>& living)
{
    rules::Judge& judge = rulings_->judge();
    if (loot.chance < percent_draws) {
        GOLDBOX_TRY(const std::int32_t drawn, judge.roll(living.front(), "1d100"));
        if (drawn > loot.chance) return {};
    }
    std::int32_t count = 1;
    if (loot.count != "1") {
        GOLDBOX_TRY(count, judge.roll(living.front(), loot.count));
    }
    if (count < 1) return {};
    for (const rules::CreatureId id : living) {
        const auto given = judge.give(id, loot.item, count);
        if (given) break;
        if (given.error().code != Code::refused) return unexpected(given.error());
    }
    return {};
}

void Core::resolve(const Maneuver& maneuver)
{
    emit(Undertaken{.by = actor_, .before = batch_->first - 1, .turn = true});
    if (auto done = rulings_->judge().submit(maneuver.what); !done) return give_up(done.error());
    fight_on();
}

void Core::resolve(const Quick& quick)
{
    emit(Undertaken{.by = actor_, .before = batch_->first - 1, .turn = true});
    std::vector<rules::CreatureId> all = {quick.creature};
    if (!quick.creature) all = rulings_->party();
    for (const rules::CreatureId id : all) {
        if (player_of(state, id) == actor_ && is_played(id) == quick.on) emit(QuickChanged{id, quick.on});
    }
    if (quick.on) fight_on();
}

void Core::resolve(const GoOn&)
{
    emit(Undertaken{.by = actor_, .before = batch_->first - 1, .turn = true});
    fight_on();
}

void Core::resolve(const Assign& assign)
{
    emit(CreatureAssigned{assign.creature, assign.to});
    looks_ = true;
}

// What is seen of them ------------------------------------------------------------------------------------------------

namespace {

/// Whether who sees whom, or what of the ground, may be another thing after it.
bool changes_sight(const rules::Event& event)
{
    const auto is = [&]<class... Facts>(std::type_identity<std::variant<Facts...>>) {
        return (std::holds_alternative<Facts>(event) || ...);
    };
    using namespace rules;
    return is(
        std::type_identity<std::variant<CreatureAppeared, CreatureLeft, CreaturePlaced, CreatureMoved, CreatureQuit,
                                        DoorMoved, LifeChanged, EffectBegan, EffectEnded, EffectRefreshed,
                                        EncounterBegan, OrderChanged, TurnPutOff, SideChanged>>{});
}

/// Rows of cells that are set, and were not known.
std::vector<Cells> news(const grid::BitGrid& shown, const grid::Fog* fog, std::int32_t level)
{
    std::vector<Cells> rows;
    add_rows(rows, level, shown.width(), shown.height(),
             [&](grid::Cell cell) { return shown.test(cell) && (!fog || !fog->knows({level, cell})); });
    return rows;
}

} // namespace

const rules::Event& Core::emit_judged(rules::Event event)
{
    look_around();
    looks_ = state.fight && changes_sight(event);
    return std::get<Judged>(emit(Judged{std::move(event)})).what;
}

void Core::look_around()
{
    if (!std::exchange(looks_, false) || !state.fight || !state.world.encounter || !rulings_) return;
    std::vector<SeatId> seats;
    state.seats.each([&](SeatId id, const Seat& seat) {
        if (seat.present) seats.push_back(id);
    });
    for (const SeatId seat : seats) {
        if (auto seen = look(seat)) emit(*std::move(seen));
    }
}

/// With the eyes of those whom it plays; who plays nobody looks over everybody's shoulder.
std::optional<FieldSeen> Core::look(SeatId seat) const
{
    const rules::Judge& judge = rulings_->judge();
    std::vector<rules::CreatureId> eyes = rulings_->standing();
    const auto others = [&](rules::CreatureId id) { return player_of(state, id) != seat; };
    if (!std::ranges::all_of(eyes, others)) std::erase_if(eyes, others);
    FieldSeen seen{.seat = seat, .sightings = sightings(seat, eyes)};
    const auto known = state.sights.find(seat);
    std::map<std::int32_t, grid::BitGrid> shown;
    const grid::Grid* const ground = judge.ground();
    const bool fits = ground && ground->width() == state.fight->width && ground->height() == state.fight->height;
    for (const rules::CreatureId eye : eyes) {
        const auto& place = state.world.creatures.find(eye)->place;
        if (!place || !fits || place->level < 0 || place->level >= state.fight->levels) continue;
        judge.look(
            eye, shown.try_emplace(place->level, grid::BitGrid(state.fight->width, state.fight->height)).first->second);
    }
    for (const auto& [level, cells] : shown) {
        std::ranges::move(news(cells, known == state.sights.end() ? nullptr : &known->second.fog, level),
                          std::back_inserter(seen.cells));
    }
    if (seen.cells.empty() && seen.sightings.empty() && known != state.sights.end()) return std::nullopt;
    return seen;
}

/// Those of others that changed: who is seen now, and who was.
std::vector<Sighting> Core::sightings(SeatId seat, const std::vector<rules::CreatureId>& eyes) const
{
    const rules::Judge& judge = rulings_->judge();
    const auto known = state.sights.find(seat);
    const auto before = [&](rules::CreatureId id) -> const Sighting* {
        if (known == state.sights.end()) return nullptr;
        const auto at = std::ranges::lower_bound(known->second.sightings, id, {}, &Sighting::creature);
        return at != known->second.sightings.end() && at->creature == id ? &*at : nullptr;
    };
    std::vector<Sighting> changed;
    state.world.creatures.each([&](rules::CreatureId id, const rules::Creature& row) {
        if (row.side == content::party_side) return;
        const bool there =
            row.place && std::ranges::any_of(eyes, [&](rules::CreatureId eye) { return judge.perceives(eye, id); });
        const Sighting* const old = before(id);
        if (!there && (!old || !old->there)) return;
        const Sighting now{id, there ? *row.place : old->place, there, !row.place};
        if (!old || !(*old == now)) changed.push_back(now);
    });
    return changed;
}

} // namespace goldbox::game
