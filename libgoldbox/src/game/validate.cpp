// SPDX-License-Identifier: MIT
// What may be done: all reasons to refuse a command, before anything happens. A refusal tells no more than the one who
// asked may know.

#include "game/core.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <ranges>

namespace goldbox::game {
namespace {

constexpr std::size_t most_seats = 100;
constexpr std::size_t most_stories = 100;
constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_say = 4000;

tl::unexpected<Error> refuse(std::string reason, std::string message)
{
    return fail(Code::refused, std::move(reason), std::move(message));
}

Result<void> check_text(const Text& text, std::size_t most, std::string_view what)
{
    if (text.id != 0) return {}; // kept and checked before: an audit brings it back
    const std::string& content = text.content;
    if (content.empty() || printable(content, true).find_first_not_of(" \n") == std::string::npos) {
        return fail(Code::invalid, "game.bad_text", std::string(what) + " is empty");
    }
    if (content.size() > most) {
        return fail(Code::limit, "game.bad_text",
                    std::string(what) + " is longer than " + std::to_string(most) + " bytes");
    }
    if (!is_utf8(content) || printable(content, true) != content) {
        return fail(Code::invalid, "game.bad_text",
                    std::string(what) + " holds control characters or is not well-formed UTF-8");
    }
    return {};
}

class Validator {
public:
    Validator(const Core& core, const Command& command)
        : core_(core), state_(core.state), command_(command), seat_(find_seat(core.state, command.seat))
    {
    }

    Result<void> run() const
    {
        const bool from_program = command_.seat.empty();
        const bool for_program = std::holds_alternative<Expire>(command_.what) ||
                                 std::holds_alternative<Vacate>(command_.what) ||
                                 std::holds_alternative<UsePacks>(command_.what);
        if (from_program != for_program) {
            return refuse("game.not_for_seats",
                          from_program ? "this order needs a seat" : "only the host program may give this order");
        }
        if (command_.seat.size() > 100 || printable(command_.seat) != command_.seat) {
            return fail(Code::invalid, "game.bad_seat", "a seat's key is 1 to 100 bytes of printable UTF-8");
        }
        if (command_.expected_seq && *command_.expected_seq != seen()) {
            return fail(Code::conflict, "game.stale",
                        "the game went on since what you saw; look again and decide anew");
        }
        return std::visit([&](const auto& order) { return check(order); }, command_.what);
    }

private:
    [[nodiscard]] Seq seen() const
    {
        const Seat* seat = state_.seats.find(seat_);
        return seat ? seat->seen : 0;
    }

    [[nodiscard]] bool seated() const
    {
        const Seat* seat = state_.seats.find(seat_);
        return seat && seat->present;
    }

    [[nodiscard]] Result<void> need_seat() const
    {
        if (seated()) return {};
        return refuse("game.not_seated", "you are not at the table; join first");
    }

    [[nodiscard]] Result<void> need_host(std::string_view what) const
    {
        GOLDBOX_CHECK(need_seat());
        if (host_of(state_) == seat_) return {};
        return refuse("game.not_host", "only the table's host may " + std::string(what));
    }

    /// The seat plays that creature; nobody: it is the table's host.
    [[nodiscard]] Result<void> need_player(rules::CreatureId creature) const
    {
        GOLDBOX_CHECK(need_seat());
        if (player_of(state_, creature) == seat_) return {};
        return refuse("game.not_yours", "somebody else plays this one");
    }

    [[nodiscard]] bool of_party(rules::CreatureId creature) const
    {
        const rules::Creature* const row = state_.world.creatures.find(creature);
        return row && row->side == Rulings::party_side;
    }

    [[nodiscard]] Result<void> need_member(rules::CreatureId creature) const
    {
        if (of_party(creature)) return {};
        return refuse("game.not_of_the_party", "that is nobody of the party");
    }

    [[nodiscard]] Result<void> need_fight() const
    {
        GOLDBOX_CHECK(need_seat());
        if (state_.fight && core_.rulings()) return {};
        return refuse("game.no_fight", "there is no fight");
    }

    /// Something waits that comes before stories and deeds.
    [[nodiscard]] Result<void> need_peace() const
    {
        if (state_.world.pending) return refuse("game.pending", "something has to be decided first");
        if (state_.fight) return refuse("game.in_fight", "there is a fight first");
        return {};
    }

    [[nodiscard]] Result<void> need_seats(const std::vector<SeatId>& seats) const
    {
        for (SeatId id : seats) {
            if (!state_.seats.find(id)) return fail(Code::not_found, "game.no_such_seat", "there is no such seat");
        }
        return {};
    }

    Result<void> check(const Join& join) const
    {
        GOLDBOX_CHECK(check_text(join.name, longest_name, "the name"));
        if (seated()) return refuse("game.already_seated", "you are at the table already");
        if (!seat_ && state_.seats.slots().size() >= most_seats) {
            return fail(Code::limit, "game.table_full", "the table has no free seat left");
        }
        return {};
    }

    Result<void> check(const Leave&) const { return need_seat(); }

    Result<void> check(const Answer& answer) const
    {
        GOLDBOX_CHECK(need_seat());
        const auto& pending = state_.world.pending;
        GOLDBOX_CHECK(pending && of_party(pending->decider) ? need_player(pending->decider) : need_host("decide this"));
        if (!pending) return refuse("game.nothing_pending", "nothing waits for an answer");
        const std::size_t choices = std::max<std::size_t>(pending->choices.size(), 1);
        if (answer.choice < choices) return core_.rulings() ? core_.rulings()->would(command_.what) : Result<void>();
        return fail(Code::not_found, "game.no_such_choice",
                    "there is no choice " + std::to_string(std::uint64_t{answer.choice} + 1) + "; there are " +
                        std::to_string(choices));
    }

    Result<void> check(const Begin& begin) const
    {
        GOLDBOX_CHECK(need_host("begin a story"));
        GOLDBOX_CHECK(need_peace());
        GOLDBOX_CHECK(need_seats(begin.members));
        if (begin.quorum_percent < 1 || begin.quorum_percent > 100) {
            return fail(Code::invalid, "game.bad_quorum", "a quorum is 1 to 100 percent");
        }
        if (state_.stories.slots().size() >= most_stories) {
            return fail(Code::limit, "game.too_many_stories", "this game has told as many stories as it can hold");
        }
        if (auto story = core_.pack->story(begin.story); !story) return unexpected(story.error());
        return {};
    }

    Result<void> check(const Choose& choose) const
    {
        GOLDBOX_CHECK(need_seat());
        const StorySession* story = state_.stories.find(choose.story);
        if (!story) return fail(Code::not_found, "game.no_such_story", "there is no such story at this table");
        if (!is_member(*story, seat_)) return refuse("game.not_a_member", "this story is told to others");
        GOLDBOX_CHECK(need_peace());
        if (story->status == StoryStatus::held) return refuse("game.pending", "something has to be decided first");
        if (story->status != StoryStatus::waiting) return refuse("game.story_over", "this story is over");
        if (choose.round != 0 && choose.round != story->round) {
            return fail(Code::conflict, "game.stale_round", "the story went on; look again and choose anew");
        }
        if (choose.choice >= story->choices.size()) {
            return fail(Code::not_found, "game.no_such_choice",
                        "there is no choice " + std::to_string(std::uint64_t{choose.choice} + 1) +
                            "; the story offers " + std::to_string(story->choices.size()));
        }
        if (story->decision == Decision::leader && leader_of(state_, *story) != seat_) {
            return refuse("game.not_leader", "only the leader of this story chooses");
        }
        return {};
    }

    Result<void> check(const Say& say) const
    {
        GOLDBOX_CHECK(need_seat());
        GOLDBOX_CHECK(need_seats(say.to));
        return check_text(say.text, longest_say, "what you say");
    }

    Result<void> check(const Undo& undo) const
    {
        GOLDBOX_CHECK(need_host("undo"));
        if (before_undone(state_, undo)) return {};
        if (undo.fight) return refuse("game.nothing_to_undo", "there is no fight that could be undone");
        const auto choices = static_cast<std::uint64_t>(std::ranges::count_if(state_.history, &HistoryEntry::choice));
        return refuse("game.nothing_to_undo",
                      choices == 0 ? "there is no choice to undo"
                                   : "only the last " + std::to_string(choices) + " choices can be undone");
    }

    Result<void> check(const Expire& expire) const
    {
        if (std::ranges::find(state_.requests, expire.request, &Request::id) != state_.requests.end()) return {};
        return fail(Code::not_found, "game.no_such_request", "this request is answered or void");
    }

    Result<void> check(const Vacate&) const { return {}; }

    /// What one of the party does.
    template <class Deed>
    Result<void> check(const Deed&) const
    {
        GOLDBOX_CHECK(need_seat());
        if (!core_.rulings()) return refuse("game.no_rules", "what is played here has no rules for that");
        GOLDBOX_TRY(const rules::CreatureId doer, core_.rulings()->doer(command_.what));
        GOLDBOX_CHECK(doer ? need_player(doer) : need_host("have the party do this"));
        if (state_.fight) return refuse("game.in_fight", "there is a fight first");
        return core_.rulings()->would(command_.what);
    }

    Result<void> check(const Assign& assign) const
    {
        GOLDBOX_CHECK(need_seat());
        GOLDBOX_CHECK(need_member(assign.creature));
        if (assign.to) GOLDBOX_CHECK(need_seats({assign.to}));
        SeatId has;
        state_.seats.each([&](SeatId id, const Seat& seat) {
            if (std::ranges::find(seat.creatures, assign.creature) != seat.creatures.end()) has = id;
        });
        if (has == assign.to)
            return refuse("game.no_change", assign.to ? "that seat plays this one already" : "nobody has this one");
        if (host_of(state_) == seat_ || (!has && assign.to == seat_) || (has == seat_ && !assign.to)) return {};
        return refuse("game.not_yours", "only the table's host says who plays whom");
    }

    Result<void> check(const Maneuver& maneuver) const
    {
        GOLDBOX_CHECK(need_fight());
        const rules::CreatureId creature = rules::actor(maneuver.what);
        GOLDBOX_CHECK(need_member(creature));
        GOLDBOX_CHECK(need_player(creature));
        if (std::holds_alternative<rules::Answer>(maneuver.what))
            return refuse("game.not_a_maneuver", "what waits is decided with an answer");
        return core_.rulings()->judge().may(maneuver.what);
    }

    Result<void> check(const Quick& quick) const
    {
        GOLDBOX_CHECK(need_fight());
        if (quick.creature) {
            GOLDBOX_CHECK(need_member(quick.creature));
            GOLDBOX_CHECK(need_player(quick.creature));
        }
        std::vector<rules::CreatureId> all = {quick.creature};
        if (!quick.creature) all = core_.rulings()->party();
        const auto changes = [&](rules::CreatureId id) {
            return player_of(state_, id) == seat_ && core_.is_played(id) == quick.on;
        };
        if (std::ranges::any_of(all, changes)) return {};
        return refuse("game.no_change",
                      quick.on ? "you play nobody who does not fight so already" : "you play nobody who fights so");
    }

    Result<void> check(const GoOn&) const
    {
        GOLDBOX_CHECK(need_fight());
        const rules::CreatureId decider = core_.rulings()->judge().decider();
        if (decider && !core_.is_played(decider)) return {};
        return refuse("game.waits", "the fight waits for somebody who is played");
    }

    /// The seat leads the way. Who has no part in the story hears nothing of it.
    [[nodiscard]] Result<void> need_walk() const
    {
        GOLDBOX_CHECK(need_seat());
        const StorySession* const story =
            state_.walk && state_.walk->on ? state_.stories.find(state_.walk->story) : nullptr;
        if (!story || !is_member(*story, seat_)) return refuse("game.no_walk", "there is no map to walk on");
        GOLDBOX_CHECK(need_peace());
        if (leader_of(state_, *story) == seat_) return {};
        return refuse("game.not_leader", "only the leader of this story leads the way");
    }

    [[nodiscard]] Result<const KnownMap*> need_map() const
    {
        GOLDBOX_CHECK(need_walk());
        if (const KnownMap* const map = core_.known_map()) return map;
        return fail(Code::not_found, "game.no_such_map",
                    "the packs have this map no more; the party can only leave it");
    }

    Result<void> check(const GoTo& order) const
    {
        GOLDBOX_TRY(const KnownMap* const map, need_map());
        if (map->way(state_.walk->place, order.to, core_.memory_of_map()->known)) return {};
        return refuse("game.no_way", "the party knows no way there");
    }

    Result<void> check(const UseDoor& order) const
    {
        GOLDBOX_CHECK(need_map());
        const auto door = core_.find_door(order.at, order.part);
        if (!door) return refuse("game.no_door", "there is no such door beside the party");
        if (door->open == order.open)
            return refuse("game.no_change", order.open ? "the door is open" : "the door is closed");
        if (!order.open) return {};
        return need_open(*door->object);
    }

    /// It is not locked, or there is a key.
    [[nodiscard]] Result<void> need_open(const content::MapObject& object) const
    {
        if (!core_.known_map()->is_locked(object) || core_.has_thing(object.key)) return {};
        const std::string_view what = object.kind == content::ObjectKind::chest ? "it" : "the door";
        return refuse("game.locked", std::string(what) + " is locked, and the party has no key to it");
    }

    Result<void> check(const TryLock& order) const
    {
        GOLDBOX_CHECK(need_map());
        const content::MapObject* const object = core_.find_locked(order);
        if (!object) return refuse("game.no_lock", "nothing that is locked is within reach there");
        if (object->lock > 0) return {};
        return refuse("game.only_its_key", "only its key opens that lock");
    }

    Result<void> check(const OpenChest& order) const
    {
        GOLDBOX_CHECK(need_map());
        const content::MapObject* const chest = core_.find_chest(order.at);
        if (!chest) return refuse("game.no_chest", "there is no chest within reach to be opened");
        return need_open(*chest);
    }

    Result<void> check(const Disarm& order) const
    {
        GOLDBOX_CHECK(need_map());
        const content::MapObject* const trap = core_.find_trap(order.at);
        if (!trap) return refuse("game.no_trap", "the party knows of no trap within reach there");
        if (trap->disarm > 0) return {};
        return refuse("game.no_remedy", "nothing can be done about this trap but to keep away from it");
    }

    Result<void> check(const TalkTo& order) const
    {
        GOLDBOX_CHECK(need_map());
        const content::MapObject* const person = core_.find_person(order.at);
        if (!person) return refuse("game.nobody_there", "there is nobody within reach there to talk to");
        if (!person->story.empty()) return {};
        return refuse("game.nothing_to_say", "nothing comes of talking to them");
    }

    Result<void> check(const Search&) const
    {
        GOLDBOX_CHECK(need_map());
        return {};
    }

    Result<void> check(const UseStairs&) const
    {
        GOLDBOX_CHECK(need_map());
        if (core_.behind_stairs()) return {};
        return refuse("game.no_stairs", "the party stands on no stairs");
    }

    /// A map that the packs have no more can be left anywhere.
    Result<void> check(const LeaveMap&) const
    {
        GOLDBOX_CHECK(need_walk());
        const KnownMap* const map = core_.known_map();
        if (!map || map->is_way_out(state_.walk->place)) return {};
        return refuse("game.no_way_out", "a map is left from its edge, or from where one arrived");
    }

    /// Every story that waits for a choice must be able to go on.
    Result<void> check(const UsePacks& use) const
    {
        const auto packs = core_.known_packs.find(use.packs);
        if (packs == core_.known_packs.end())
            return fail(Code::not_found, "game.no_such_packs", "there are no such packs here");
        if (state_.fight) return refuse("game.in_fight", "there is a fight first");
        GOLDBOX_CHECK(core_.rules_of(*packs->second));
        Result<void> result;
        state_.stories.each([&](StoryId id, const StorySession& story) {
            if (result && story.status == StoryStatus::waiting) result = goes_on(id, story, *packs->second);
        });
        return result;
    }

    [[nodiscard]] Result<void> goes_on(StoryId id, const StorySession& story, const content::Pack& packs) const
    {
        GOLDBOX_TRY(auto program, packs.story(story.name));
        const auto memory = state_.memories.find(id);
        if (memory == state_.memories.end()) return {};
        const auto resumed = narrative::Session::resume(std::move(program), memory->second, {.seed = story.seed});
        if (resumed && resumed->session.choices().size() == story.choices.size()) return {};
        Error error{Code::refused, "game.packs_do_not_fit",
                    "a story cannot go on in these packs from where it is; take the last choice back first"};
        return unexpected(resumed ? error : error.because_of(resumed.error()));
    }

    const Core& core_;
    const State& state_;
    const Command& command_;
    SeatId seat_;
};

} // namespace

Result<void> check_name(std::string_view name)
{
    return check_text({.content = std::string(name)}, longest_name, "the name");
}

std::optional<Seq> before_undone(const State& state, const Undo& undo)
{
    std::uint32_t left = undo.choices;
    bool found = !undo.fight;
    for (const HistoryEntry& entry : state.history | std::views::reverse) {
        const auto began = [](const Change& change) {
            const auto* const fight = std::get_if<FightChange>(&change);
            return fight && !fight->before;
        };
        found = found || std::ranges::any_of(entry.changes, began);
        if (undo.fight ? found && entry.choice && !entry.turn : entry.choice && --left == 0) return entry.before;
    }
    return std::nullopt;
}

Result<void> Core::validate(const Command& command) const
{
    return Validator(*this, command).run();
}

} // namespace goldbox::game
