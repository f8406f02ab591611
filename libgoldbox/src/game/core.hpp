#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/content/tables.hpp>
#include <goldbox/game/game.hpp>

#include "game/journal.hpp"
#include "game/known_map.hpp"
#include "game/meeting.hpp"
#include "game/rulings.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace goldbox::game {

/// What a story calls in the game: the built-in externals and those of the program.
class Binding final : public narrative::Externals {
public:
    Binding(Core& core, StoryId story) : core_(core), story_(story) {}
    [[nodiscard]] std::optional<narrative::ExternalKind> kind(std::string_view name) const override;
    [[nodiscard]] Result<narrative::Value> call(const narrative::ExternalCall& call) override;

private:
    Core& core_;
    StoryId story_;
};

/// A story at work: made from the state when it is needed, dropped whenever the state moved without it.
struct Live {
    std::unique_ptr<Binding> binding;
    narrative::Session session;
};

/// A fight that a story asked for, until its line is told.
struct Wanted {
    StoryId story;
    std::string encounter;
    std::string won, lost, fled; ///< places in the story; empty: the walk goes on
};

/// FNV-1a: a name as a number, the same on every platform.
[[nodiscard]] std::uint64_t number_of(std::string_view text);

/// Whether the rules wait for something, so that no story goes on.
[[nodiscard]] inline bool is_busy(const State& state)
{
    return state.world.pending || state.fight;
}

/// Where an undo goes back to; nothing: it cannot.
[[nodiscard]] std::optional<Seq> before_undone(const State& state, const Undo& undo);

class Core {
public:
    std::shared_ptr<const content::Pack> pack;
    std::map<Hash, std::shared_ptr<const content::Pack>> known_packs; ///< for UsePacks
    GameOptions options;
    State state;

    Result<Batch> prepare(const Command& command);
    void commit(const Batch& batch);
    void discard(const Batch& batch);
    Result<void> audit(const Command& command, const std::vector<Event>& recorded);
    [[nodiscard]] Hash state_hash();

    [[nodiscard]] Result<void> validate(const Command& command) const;

    /// Compiles the rules of the packs, where they have some. `game.bad_rules`.
    Result<void> use_rules();
    /// Those of packs, compiled once; null when they have none. `game.bad_rules`.
    [[nodiscard]] Result<std::shared_ptr<const rules::Ruleset>> rules_of(const content::Pack& packs) const;
    /// Null: the packs have no rules.
    [[nodiscard]] Rulings* rulings() const { return rulings_.get(); }
    /// What a check of a story comes to.
    [[nodiscard]] std::optional<CheckRolled> rolled(StoryId story, const narrative::ExternalCall& call) const;
    /// The fight begins when the line is told. `game.no_such_encounter` and what else is wrong with it.
    Result<void> want_fight(Wanted wanted);
    /// The party stands on the map when the line is told, at an object of that name: an empty one is where it stands,
    /// or the map's first start. `game.no_such_map`, `game.no_such_start`, `game.in_walk`.
    /// Somebody drawn on a map is there from now on, or not.
    Result<void> move_person(const std::string& map, const std::string& name, bool there);
    Result<void> want_walk(const std::string& map, const std::string& start, MapEntered entering);
    /// The map that the party is on; null: there is none in these packs.
    [[nodiscard]] const KnownMap* known_map() const;
    [[nodiscard]] const MapMemory* memory_of_map() const;
    [[nodiscard]] std::optional<KnownMap::Door> find_door(const rules::Position& at, std::uint8_t part) const;
    // Within reach of the party; null: there is none.
    [[nodiscard]] const content::MapObject* find_locked(const TryLock& order) const;
    [[nodiscard]] const content::MapObject* find_chest(const rules::Position& at) const;
    [[nodiscard]] const content::MapObject* find_trap(const rules::Position& at) const;
    [[nodiscard]] const content::MapObject* find_person(const rules::Position& at) const;
    [[nodiscard]] std::optional<MapEntered> behind_stairs() const;
    /// Whether somebody of the party has what a story or a map calls so.
    [[nodiscard]] bool has_thing(const std::string& thing) const;
    /// Of a fight: whether a person decides for somebody.
    [[nodiscard]] bool is_played(rules::CreatureId creature) const;
    /// Something that was begun cannot be finished, and all of the command has to be taken back.
    void give_up(Error error) { given_up_ = std::move(error); }

    const Event& emit(Event event);
    /// An event of the rules; what it changed for those who look on is told before the next.
    const rules::Event& emit_judged(rules::Event event);
    [[nodiscard]] std::optional<narrative::ExternalKind> external_kind(std::string_view name) const;
    [[nodiscard]] Result<narrative::Value> call_external(StoryId story, const narrative::ExternalCall& call);

    std::map<std::uint64_t, std::string> texts;

private:
    struct Open {
        Seq first = 0;
        Journal journal;
        std::vector<std::uint64_t> texts;
        std::shared_ptr<const content::Pack> pack; ///< before it
    };

    // Resolving: one function an order. What they are given has passed `validate`.
    void resolve(const Join& join);
    void resolve(const Leave& leave);
    void resolve(const Begin& begin);
    void resolve(const Choose& choose);
    void resolve(const Say& say);
    void resolve(const Undo& undo);
    void resolve(const Expire& expire);
    void resolve(const Vacate& vacate);
    void resolve(const UsePacks& use);
    void resolve(const Answer& answer);
    void resolve(const Assign& assign);
    void resolve(const Maneuver& maneuver);
    void resolve(const Quick& quick);
    void resolve(const GoOn& go_on);
    void resolve(const GoTo& order);
    void resolve(const UseDoor& order);
    void resolve(const TryLock& order);
    void resolve(const OpenChest& order);
    void resolve(const Disarm& order);
    void resolve(const TalkTo& order);
    void resolve(const Search& search);
    void resolve(const UseStairs& order);
    void resolve(const LeaveMap& leave);
    /// What one of the party does.
    template <class Deed>
    void resolve(const Deed& deed)
    {
        undertake(deed);
    }
    void undertake(const Order& order);

    Text admit(Text text);
    void close_timers(StoryId story);
    void open_timer(StoryId story);
    void open_timers();
    void count_all_votes();
    /// Counts the votes of a story and takes the choice that won, if one did.
    void count_votes(StoryId story, bool time_is_up);
    void take(StoryId story, std::uint32_t choice, SeatId by);
    /// What a story goes on with: a choice, a place, or where it was.
    struct Step {
        std::optional<std::uint32_t> choice = {};
        std::string path = {};
    };
    /// Runs ink to the next choice and emits what it told.
    void advance(StoryId story, const Step& step);
    /// Stories that waited for the rules, which wait for nothing any more.
    void go_on_with_stories();

    // Fights
    void begin_fight();
    void lose(const Wanted& wanted);
    [[nodiscard]] bool is_walked_by(StoryId story) const;
    void fight_on();
    void finish_fight();
    /// What a fight left behind on the map that the party walks on.
    [[nodiscard]] std::vector<Marked> marks_of(const Fight& fight) const;
    /// Tells each seat what it sees of a fight, where that is another thing than before.
    void look_around();
    [[nodiscard]] std::optional<FieldSeen> look(SeatId seat) const;
    [[nodiscard]] std::vector<Sighting> sightings(SeatId seat, const std::vector<rules::CreatureId>& eyes) const;
    Result<void> clear_field(const Fight& fight, const content::Encounter& encounter, content::Ending ending);
    Result<void> find_loot(const content::Loot& loot, const std::vector<rules::CreatureId>& living);
    /// What somebody does whom nobody plays.
    [[nodiscard]] Result<rules::Command> by_itself(rules::CreatureId creature);
    [[nodiscard]] bool has_lost_heart(rules::CreatureId creature) const;
    [[nodiscard]] const content::EncounterGroup* group_of(rules::CreatureId creature) const;
    [[nodiscard]] content::Breaking breaking_of(rules::CreatureId creature) const;

    // Walking
    struct Met {
        std::size_t step = 0;
        const content::MapObject* object = nullptr; ///< null: nothing
    };
    void enter_map();
    bool sets_foot();
    void go(const std::vector<rules::Position>& way);
    void meet(const content::MapObject& object);
    void walk_on(content::Ending ending, const std::string& encounter);
    /// The story goes on there, and nobody walks.
    void tell(std::string path);
    void mark(const content::MapObject& object, Mark mark, std::string text = {});
    void open_chest(const content::MapObject& chest);
    [[nodiscard]] Result<content::TableRow> roll_on(const std::string& id);
    void spring(const content::MapObject& trap, rules::CreatureId creature);
    /// Such a roll that all see whose story it is.
    CheckRolled attempt(std::span<const std::string_view> skills, std::int32_t difficulty,
                        const content::MapObject& object, std::uint32_t counter);
    void see_map(std::span<const rules::Position> eyes);
    [[nodiscard]] bool is_beaten() const;
    [[nodiscard]] std::string encounter_of(const content::MapObject& zone) const;
    [[nodiscard]] bool meets(const content::MapObject& zone, std::uint32_t step) const;
    [[nodiscard]] Met first_met(const KnownMap& map, const std::vector<rules::Position>& way) const;
    /// The roll of whoever of the party is best at the first of these that the rules know; where they know none, a die.
    [[nodiscard]] CheckRolled roll_of(std::span<const std::string_view> skills, std::int32_t difficulty,
                                      const Draw& draw) const;

    Result<Live*> live(StoryId story);
    void emit_checks(StoryId story, const std::vector<narrative::ExternalAnswer>& answers);
    const narrative::ExternalAnswer* recorded_answer(const narrative::ExternalCall& call) const;

    std::map<StoryId, Live> live_;
    std::unique_ptr<Rulings> rulings_;
    mutable std::map<Hash, std::shared_ptr<const rules::Ruleset>> rulesets_; ///< of packs that were looked at here
    std::optional<Error> given_up_;
    static constexpr std::uint32_t most_waits = 16;
    std::optional<Wanted> wanted_;
    std::optional<MapEntered> entering_;    ///< a walk that a story asked for, until its line is told
    bool looks_ = false;                    ///< something happened on the battlefield since the last look
    std::uint32_t waits_ = 0;               ///< fights and walks that the command has begun
    mutable std::optional<Meeting> met_;    ///< the encounter of the fight that is on
    mutable std::optional<KnownMap> known_; ///< the map that was looked at last
    std::deque<Open> open_;
    Batch* batch_ = nullptr; ///< the one being resolved
    SeatId actor_;
    std::vector<narrative::ExternalAnswer> recorded_; ///< of an audit
    std::array<std::optional<Hash>, parts> hashes_;
};

} // namespace goldbox::game
