// SPDX-License-Identifier: MIT
#include <goldbox/game/game.hpp>

#include <goldbox/base/try.hpp>

#include "game/cells.hpp"
#include "game/core.hpp"
#include "game/journal.hpp"

#include <algorithm>
#include <limits>

namespace goldbox::game {
namespace {

constexpr std::string_view erased = "(erased)";

/// An event without what a seat may not know.
struct Redact {
    const State& now;
    const Onlooker& viewer;

    // Of others than the party one sees what they do, and not what they have left, nor where they go behind a wall.
    void dim(rules::DamageTaken& fact) const
    {
        if (!viewer.ours) fact.hit_points = 0;
    }
    void dim(rules::Healed& fact) const
    {
        if (!viewer.ours) fact.hit_points = fact.gained = 0;
    }
    void dim(rules::HitPointsCapped& fact) const
    {
        if (!viewer.ours) fact.hit_points = fact.lost = 0;
    }
    void dim(rules::CreatureMoved& fact) const
    {
        if (viewer.ours) return;
        fact.path.clear();
        fact.feet = 0;
    }
    void dim(rules::CreaturePlaced& fact) const
    {
        if (!viewer.ours) fact.place.reset();
    }
    void dim(rules::OrderChanged& fact) const { fact.turn = 0; }
    // ids in a row would tell of what lies between
    void dim(rules::FieldOpened& fact) const { fact.field.things.clear(); }
    void dim(rules::TrapSprung& fact) const { fact.object = 0; }
    template <class Other>
    void dim(Other&) const
    {
    }

    [[nodiscard]] bool member(StoryId id) const
    {
        const StorySession* story = now.stories.find(id);
        return story && is_member(*story, viewer.seat);
    }

    Event operator()(SeatJoined fact) const
    {
        fact.key.clear();
        return fact;
    }
    Event operator()(StoryBegun fact) const
    {
        fact.seed = 0;
        return fact;
    }
    Event operator()(VoteCast fact) const
    {
        if (fact.seat != viewer.seat) fact.choice = 0;
        return fact;
    }
    Event operator()(ChoiceMade fact) const
    {
        fact.before = 0;
        if (!member(fact.story)) {
            fact.choice = 0;
            fact.text.clear();
        }
        return fact;
    }
    Event operator()(StoryAdvanced fact) const
    {
        if (!member(fact.story)) return StoryAdvanced{.story = fact.story, .status = fact.status};
        fact.answers.clear();
        fact.memory = {};
        return fact;
    }
    Event operator()(Rewound) const { return Rewound{}; }
    Event operator()(Undertaken fact) const { return Undertaken{.by = fact.by, .turn = fact.turn}; }
    Event operator()(FightBegan fact) const
    {
        fact.won = fact.lost = fact.fled = {};
        fact.brought.clear();
        return fact;
    }
    Event operator()(FightEnded fact) const
    {
        fact.marks.clear(); // they are in the view, where they are seen
        return fact;
    }
    Event operator()(MapEntered fact) const
    {
        fact.left = fact.lost = {};
        return fact;
    }
    Event operator()(MapMarked fact) const
    {
        fact.object = 0; // ids in a row would tell of what lies between
        return fact;
    }
    Event operator()(Judged fact) const
    {
        if (auto* waits = std::get_if<rules::Suspended>(&fact.what)) waits->pending.frames.clear();
        blind(fact.what, viewer.unseen);
        std::visit([&](auto& what) { dim(what); }, fact.what);
        return fact;
    }
    Event operator()(FieldSeen fact) const
    {
        fact.cells.clear(); // they are in the view, with what is there
        return fact;
    }
    template <class Other>
    Event operator()(Other fact) const
    {
        return fact;
    }
};

StoryView view_of(const State& state, StoryId id, const StorySession& story, SeatId viewer)
{
    StoryView view{.id = id,
                   .name = story.name,
                   .status = story.status,
                   .decision = story.decision,
                   .leader = leader_of(state, story),
                   .members = story.members,
                   .member = is_member(story, viewer),
                   .round = story.round,
                   .deadline_seconds = story.deadline_seconds};
    if (!view.member) return view;
    view.lines = story.lines;
    view.choices = story.choices;
    view.problems = story.problems;
    for (const Ballot& ballot : story.ballots) {
        const Seat* seat = state.seats.find(ballot.seat);
        if (!seat || !seat->present) continue;
        view.voted.push_back(ballot.seat);
        if (ballot.seat == viewer) view.vote = ballot.choice;
    }
    return view;
}

} // namespace

Game::Game(std::unique_ptr<Core> core) : core_(std::move(core)) {}
Game::~Game() = default;
Game::Game(Game&&) noexcept = default;
Game& Game::operator=(Game&&) noexcept = default;

Result<Game> Game::create(std::shared_ptr<const content::Pack> pack, GameOptions options)
{
    State state;
    state.seed = options.seed;
    return resume(std::move(pack), std::move(state), std::move(options));
}

Result<Game> Game::resume(std::shared_ptr<const content::Pack> pack, State state, GameOptions options)
{
    if (!pack) return fail(Code::invalid, "game.no_pack", "a game needs a pack to play");
    if (state.seed > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
        return fail(Code::invalid, "game.bad_seed", "a seed is a number from 0 to 2^63-1");
    }
    if (state.packs != Hash{} && state.packs != pack->hash()) {
        return fail(Code::invalid, "game.other_packs", "this game goes on with the packs " + state.packs.hex());
    }
    auto core = std::make_unique<Core>();
    core->pack = std::move(pack);
    core->options = std::move(options);
    core->state = std::move(state);
    GOLDBOX_CHECK(core->use_rules());
    return Game(std::move(core));
}

Result<Batch> Game::prepare(const Command& command)
{
    return core_->prepare(command);
}

void Game::commit(const Batch& batch)
{
    core_->commit(batch);
}

void Game::discard(const Batch& batch)
{
    core_->discard(batch);
}

Result<Batch> Game::submit(const Command& command)
{
    GOLDBOX_TRY(Batch batch, prepare(command));
    commit(batch);
    return batch;
}

Result<void> Game::accepts(const Command& command) const
{
    return core_->validate(command);
}

Result<rules::Advice> Game::advise(std::string_view key) const
{
    const Rulings* const rulings = core_->rulings();
    if (!rulings || !core_->state.fight) return fail(Code::refused, "game.no_fight", "there is no fight");
    const rules::CreatureId decider = rulings->judge().decider();
    const SeatId viewer = find_seat(core_->state, key);
    const rules::Creature* const row = core_->state.world.creatures.find(decider);
    if (!viewer || !row || row->side != Rulings::party_side || player_of(core_->state, decider) != viewer)
        return fail(Code::refused, "game.not_yours", "it is not the turn of anybody you play");
    return rulings->judge().advise(decider, true);
}

Result<void> Game::audit(const Command& command, const std::vector<Event>& recorded)
{
    return core_->audit(command, recorded);
}

void Game::offer(std::shared_ptr<const content::Pack> packs)
{
    const Hash hash = packs->hash();
    core_->known_packs[hash] = std::move(packs);
}

const State& Game::state() const
{
    return core_->state;
}

Hash Game::state_hash() const
{
    return core_->state_hash();
}

const content::Pack& Game::pack() const
{
    return *core_->pack;
}

void Game::keep_text(std::uint64_t id, std::string content)
{
    core_->texts[id] = std::move(content);
}

void Game::erase_text(std::uint64_t id)
{
    core_->texts.erase(id);
}

Event Game::as_seen(const State& now, const Event& event, const Onlooker& viewer) const
{
    auto show = [&](Text& text) {
        auto found = core_->texts.find(text.id);
        text = {.content = found == core_->texts.end() ? std::string(erased) : found->second};
    };
    Event seen = std::visit(Redact{now, viewer}, event);
    if (auto* joined = std::get_if<SeatJoined>(&seen)) show(joined->name);
    if (auto* said = std::get_if<Said>(&seen)) show(said->text);
    return seen;
}

std::vector<Projection> Game::project(const Batch& batch, std::string_view key) const
{
    std::vector<Projection> seen;
    const SeatId viewer = find_seat(core_->state, key);
    for (std::size_t i = 0; i < batch.events.size(); ++i) {
        auto onlooker = std::ranges::find(batch.audiences[i], viewer, &Onlooker::seat);
        if (onlooker == batch.audiences[i].end()) continue;
        seen.push_back({onlooker->seq, as_seen(core_->state, batch.events[i], *onlooker)});
    }
    return seen;
}

View Game::view(std::string_view key) const
{
    const State& state = core_->state;
    View view;
    const SeatId viewer = find_seat(state, key);
    const Seat* seat = state.seats.find(viewer);
    if (!seat) return view;
    view.seq = seat->seen;
    view.you = viewer;
    const SeatId host = host_of(state);
    state.seats.each([&](SeatId id, const Seat& each) {
        if (!seat->present && id != viewer) return;
        auto name = core_->texts.find(each.name.id);
        view.seats.push_back(
            {id, name == core_->texts.end() ? std::string(erased) : name->second, each.present, id == host});
    });
    if (!seat->present) return view;
    state.stories.each(
        [&](StoryId id, const StorySession& story) { view.stories.push_back(view_of(state, id, story, viewer)); });
    view.belongings = state.belongings;
    if (const Rulings* rulings = core_->rulings()) {
        for (const rules::CreatureId id : rulings->party()) view.party.push_back(rulings->view(id));
        if (state.world.pending) view.pending = rulings->view(*state.world.pending, *core_->pack);
        if (state.fight && state.world.encounter) view.fight = rulings->view(*state.fight, viewer, *core_->pack);
    }
    view.walk = view_walk(viewer);
    return view;
}

std::optional<WalkView> Game::view_walk(SeatId viewer) const
{
    const State& state = core_->state;
    const StorySession* const story = walks(state) ? state.stories.find(state.walk->story) : nullptr;
    if (!story || !is_member(*story, viewer)) return std::nullopt;
    WalkView view{.story = state.walk->story,
                  .map = state.walk->map,
                  .place = state.walk->place,
                  .yours = leader_of(state, *story) == viewer};
    if (const KnownMap* const map = core_->known_map()) {
        view.title = map->map().title;
        view.width = map->map().grid.width();
        view.height = map->map().grid.height();
        const std::vector<Cells>& known = core_->memory_of_map()->known;
        view.levels = map->draw(known);
        for (const content::MapObject* const person : map->people(known))
            view.people.push_back({person->name, position_of(person->spot)});
    }
    return view;
}

void Game::add_walk(Options& options, std::string_view key) const
{
    const auto would = [&](Order order) {
        return core_->validate({.seat = std::string(key), .what = std::move(order)});
    };
    const auto why_not = [&](Order order) {
        const auto accepted = would(std::move(order));
        return accepted ? std::string() : accepted.error().message;
    };
    CanWalk can{.search = would(Search{}).has_value(),
                .stairs = would(UseStairs{}).has_value(),
                .leave = would(LeaveMap{}).has_value()};
    if (can.search) { // who may do that leads the way
        const rules::Position& place = core_->state.walk->place;
        const KnownMap& map = *core_->known_map();
        can.walks = map.reach(place, core_->memory_of_map()->known);
        for (const KnownMap::Door& door : map.doors(place)) {
            DoorOption& option = can.doors.emplace_back(DoorOption{
                position_of(door.object->spot), static_cast<std::uint8_t>(door.object->part), !door.open, {}});
            option.refused = why_not(UseDoor{option.at, option.part, option.open});
            option.lock = would(TryLock{option.at, option.part}).has_value();
        }
        for (const content::MapObject* const chest : map.chests(place)) {
            const rules::Position at = position_of(chest->spot);
            can.chests.push_back({at, chest->name, why_not(OpenChest{at}), would(TryLock{at}).has_value()});
        }
        for (const content::MapObject* const trap : map.traps(place)) {
            const rules::Position at = position_of(trap->spot);
            can.traps.push_back({at, trap->name, why_not(Disarm{at})});
        }
        for (const content::MapObject* const person : map.people(place, core_->memory_of_map()->known)) {
            const rules::Position at = position_of(person->spot);
            can.people.push_back({at, person->name, why_not(TalkTo{at})});
        }
    }
    if (can.search || can.leave) options.verbs.emplace_back(std::move(can));
}

/// What can be done with those of the party whom a seat plays.
void Game::add_party(Options& options, const Rulings& rulings, std::string_view key, SeatId viewer) const
{
    const State& state = core_->state;
    const auto plays = [&](rules::CreatureId id) { return player_of(state, id) == viewer; };
    const auto accepts = [&](Order order) {
        return core_->validate({.seat = std::string(key), .what = std::move(order)}).has_value();
    };
    CanAssign assign;
    state.seats.each([&](SeatId id, const Seat& seat) {
        if (seat.present && (id == viewer || viewer == host_of(state))) assign.to.push_back(id);
    });
    for (const rules::CreatureId id : rulings.party()) {
        const auto can_give = [&](SeatId to) { return accepts(Assign{id, to}); };
        if (std::ranges::any_of(assign.to, can_give) || can_give({})) assign.creatures.push_back(id);
    }
    if (!assign.creatures.empty()) options.verbs.emplace_back(std::move(assign));
    if (state.fight) return add_fight(options, rulings, viewer);
    std::vector<rules::CreatureId> own = rulings.living();
    std::erase_if(own, [&](rules::CreatureId id) { return !plays(id); });
    CanUndertake can{rulings.deeds(own, viewer == host_of(state))};
    if (!can.deeds.empty()) options.verbs.emplace_back(std::move(can));
}

void Game::add_fight(Options& options, const Rulings& rulings, SeatId viewer) const
{
    const State& state = core_->state;
    const rules::CreatureId decider = rulings.judge().decider();
    if (!state.world.pending && core_->is_played(decider) && player_of(state, decider) == viewer)
        options.verbs.emplace_back(rulings.maneuvers(decider));
    CanQuick quick;
    for (const rules::CreatureId id : rulings.party()) {
        if (player_of(state, id) == viewer) (core_->is_played(id) ? quick.on : quick.off).push_back(id);
    }
    if (!quick.on.empty() || !quick.off.empty()) options.verbs.emplace_back(std::move(quick));
    if (decider && !core_->is_played(decider)) options.verbs.emplace_back(CanGoOn{});
}

FightChanges Game::changed_since(std::string_view key, Seq seq) const
{
    const State& state = core_->state;
    const SeatId viewer = find_seat(state, key);
    const Seat* const seat = state.seats.find(viewer);
    if (!seat || !seat->present) return {};
    FightChanges changes{.seq = seat->seen};
    if (const Rulings* rulings = core_->rulings(); rulings && state.fight && state.world.encounter)
        rulings->add_changes(changes, viewer, seq, *core_->pack);
    return changes;
}

Options Game::options(std::string_view key) const
{
    const State& state = core_->state;
    Options options;
    const SeatId viewer = find_seat(state, key);
    auto offer = [&](Option option, Order order) {
        if (core_->validate({.seat = std::string(key), .what = std::move(order)}))
            options.verbs.push_back(std::move(option));
    };
    offer(CanJoin{}, Join{{.content = "somebody"}});
    offer(CanBegin{core_->pack->story_names()}, Begin{});
    state.stories.each([&](StoryId id, const StorySession& story) {
        offer(CanChoose{id, story.round, static_cast<std::uint32_t>(story.choices.size())}, Choose{id});
    });
    CanSay say;
    state.seats.each([&](SeatId id, const Seat& seat) {
        if (seat.present && id != viewer) say.to.push_back(id);
    });
    offer(std::move(say), Say{{.content = "something"}, {}});
    const auto choices = std::ranges::count_if(state.history, &HistoryEntry::choice);
    offer(CanUndo{static_cast<std::uint32_t>(choices)}, Undo{});
    if (const auto& pending = state.world.pending) {
        const std::size_t answers = std::max<std::size_t>(pending->choices.size(), 1);
        offer(CanAnswer{static_cast<std::uint32_t>(answers)}, Answer{});
    }
    if (const Rulings* rulings = core_->rulings(); rulings && viewer && state.seats.find(viewer)->present)
        add_party(options, *rulings, key, viewer);
    if (walks(state)) add_walk(options, key);
    offer(CanLeave{}, Leave{});
    return options;
}

} // namespace goldbox::game
