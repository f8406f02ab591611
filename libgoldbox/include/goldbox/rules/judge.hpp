#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/random.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/grid/grid.hpp>
#include <goldbox/rules/event.hpp>
#include <goldbox/rules/fight.hpp>
#include <goldbox/rules/journal.hpp>
#include <goldbox/rules/ruleset.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::rules {

/// Somebody who comes into the world.
struct Arrival {
    std::string definition; ///< of the kind `creatures`
    std::string name = {};
    std::string side = {};
    std::map<std::string, std::int32_t> numbers = {}; ///< before those of its stat block, by id of the stat
    bool rolls_hit_points = false;                    ///< else it has the average of its hit dice
};

/// A roll that somebody asks for.
struct Attempt {
    std::string check;
    CreatureId creature;
    CreatureId target = {};
    std::optional<std::int32_t> difficulty = {}; ///< nothing: what the check itself says
    std::vector<std::string> tags = {};          ///< beside the check's own
    std::int32_t bonus = 0;
    std::int32_t advantage = 0;                      ///< above 0: advantage; below: disadvantage
    std::map<std::string, std::int32_t> values = {}; ///< what the check reads as `@value.NAME`
};

struct Amount {
    std::string type; ///< of the kind `damage_types`
    std::int32_t amount = 0;
};

struct Harm {
    CreatureId target;
    CreatureId source = {};
    std::vector<Amount> amounts;
    std::vector<std::string> tags = {}; ///< `magical`
    bool critical = false;
};

/// What is left of a resource that comes back with every turn.
struct Budget {
    std::string resource; ///< id
    std::string name;
    std::int32_t left = 0;
    std::int32_t most = 0;
    bool operator==(const Budget&) const = default;
};

struct Begin {
    std::string effect;
    CreatureId owner;
    CreatureId source = {};
    EffectId parent = {};
    std::int32_t level = 0;
};

/// A thing to somebody, into a container, or (neither) to the ground.
struct Move {
    ItemId item;
    CreatureId to = {};
    ItemId inside = {};
    std::int32_t count = 0; ///< 0: all of the stack
};

/// Judges one world: looks at it, decides by the rules, and hands what happened to a recorder, which applies it. The
/// world, the recorder and the rules outlive the judge. What it works out is kept beside the world; whoever changes
/// the world other than through this judge says so with `forget`.
///
/// Each call is checked completely before its first event; what it refuses changes nothing. Refusals: `rules.no_such`
/// (creature, effect, check, stat, damage type), `rules.in_encounter`, `rules.no_encounter`, `rules.nobody_left`,
/// `rules.out_of_range` (amounts and times beyond a billion), `rules.not_able` (an action of others),
/// `rules.cannot_act` (what lies on somebody forbids it, or the action's own condition), `rules.pending`
/// (something waits for an answer), `rules.nothing_pending`; of spells `rules.spent`, `rules.cannot_cast`,
/// `rules.too_many_spells`; of things `rules.nobodys`, `rules.too_heavy`, `rules.too_few`, `rules.too_poor`,
/// `rules.no_change`, `rules.no_container`, `rules.full`, `rules.no_place`, `rules.not_worn`, `rules.cursed`,
/// `rules.no_attunement`, `rules.attuned`, `rules.too_attuned`.
///
/// What happens may set off hooks of effects. Where they set off more than a command may, the answer is `rules.budget`,
/// and everything since the command began has to be taken back. Where they, or an action, ask somebody, the world has
/// something `pending` afterwards, and `answer` goes on.
class Judge {
public:
    /// `seed`: of random numbers, instead of the world's own.
    Judge(const World& world, std::shared_ptr<const Ruleset> rules, Recorder& recorder,
          std::optional<std::uint64_t> seed = {});
    ~Judge();
    Judge(Judge&&) noexcept;
    Judge& operator=(Judge&&) noexcept;

    // Looking
    /// The value of a stat today, with all that lies on the creature.
    [[nodiscard]] Result<std::int32_t> stat(CreatureId creature, std::string_view stat) const;
    /// The maximum of hit points; nobody's is 0.
    [[nodiscard]] std::int32_t most_hit_points(CreatureId creature) const;
    /// Whether an effect of that definition lies on it.
    [[nodiscard]] bool has(CreatureId creature, std::string_view effect) const;

    /// What somebody can do by itself, from its stat block and from what lies on it; each once, by ascending id. Not
    /// what is done only when something happens.
    [[nodiscard]] std::vector<std::string> actions(CreatureId creature) const;
    /// Why an action would be refused today, whoever it is aimed at; nothing: it would not.
    [[nodiscard]] Result<void> can_act(CreatureId creature, std::string_view action) const;

    /// What people call somebody, or a thing as it looks.
    [[nodiscard]] std::string name(CreatureId creature) const;
    [[nodiscard]] std::string name(ItemId item) const;
    /// What a roll would come to with random numbers from there on; nothing happens.
    [[nodiscard]] Result<CheckMade> weigh(const Attempt& attempt, const Draw& from) const;

    // Creatures
    Result<CreatureId> appear(const Arrival& arrival);
    Result<void> leave(CreatureId creature);
    Result<void> set_number(CreatureId creature, std::string_view stat, std::optional<std::int32_t> number);

    // Rolls and hit points
    Result<CheckMade> check(const Attempt& attempt);
    /// Dice for an amount, such as `2d6 + 1`; below 0 is 0. `rules.bad_formula`.
    Result<std::int32_t> roll(CreatureId creature, const std::string& dice);
    Result<DamageTaken> damage(const Harm& harm);
    /// All at once: what it sets off comes afterwards.
    Result<void> damage(const std::vector<Harm>& harms);
    Result<void> heal(CreatureId target, CreatureId source, std::int32_t amount);
    Result<void> give_temporary_hit_points(CreatureId target, std::int32_t amount);
    Result<void> stabilize(CreatureId target);

    // Actions
    Result<void> act(const Act& act);
    /// Answers the question that the world waits for, or goes on after a pause; a fight goes on too.
    Result<void> answer(std::uint32_t choice = 0);
    /// For who slices long work, and for tests: waits after so many instructions, with nothing to decide. 0: never.
    void pause_after(std::uint32_t instructions);

    // Spells and resources
    /// What is left of a resource.
    [[nodiscard]] Result<std::int32_t> left(CreatureId creature, std::string_view resource) const;
    Result<void> spend(CreatureId creature, std::string_view resource, std::int32_t amount = 1);
    /// Has a spell ready, or so many copies of it; 0: not any more. When, the game says (after a long rest).
    Result<void> prepare(CreatureId creature, std::string_view spell, std::int32_t copies = 1);
    Result<void> cast(const Cast& cast);

    // Things
    /// In which ways it can be worn, each with its places; what can be done with it (ids of actions).
    [[nodiscard]] std::vector<std::vector<std::string>> ways(ItemId item) const;
    [[nodiscard]] std::vector<std::string> uses(ItemId item) const;
    [[nodiscard]] bool can_be_attuned(ItemId item) const;
    /// What somebody has, also in containers, by ascending id.
    [[nodiscard]] std::vector<ItemId> items(CreatureId creature) const;
    [[nodiscard]] Result<std::int64_t> count(CreatureId creature, std::string_view item) const;
    /// What it weighs, or takes of room, as the ruleset counts.
    [[nodiscard]] std::int64_t load(CreatureId creature) const;
    /// In the smallest coin.
    [[nodiscard]] std::int64_t money(CreatureId creature) const;
    /// The stack that the last of them is in.
    Result<ItemId> give(CreatureId to, std::string_view item, std::int32_t count = 1, bool identified = true);
    Result<void> take(CreatureId from, std::string_view item, std::int32_t count = 1);
    /// What was moved, which of a stack may be a new thing.
    Result<ItemId> move(const Move& move);
    /// At these places, or, when there is only one way, so. What is worn, which of a stack may be a new thing.
    Result<ItemId> wear(ItemId item, const std::vector<std::string>& places = {});
    Result<void> put_off(ItemId item);
    /// At once or with the next rest, as the ruleset says.
    Result<void> attune(ItemId item);
    Result<void> end_attunement(ItemId item);
    /// What somebody has is known for what it is.
    Result<void> identify(CreatureId creature);
    Result<void> use(const Use& use);
    /// In the smallest coin, with change; to nobody: it is gone.
    Result<void> pay(CreatureId from, CreatureId to, std::int64_t amount);
    /// Experience points.
    Result<void> award(CreatureId creature, std::int32_t points);

    // Effects
    /// The effect; no id when it was refused (an event says so) or made one that is there last longer.
    Result<EffectId> begin(const Begin& begin);
    Result<void> end(EffectId effect);
    /// Somebody walks into what has an effect: it begins, does what it does to who enters it, and ends. Where it asks
    /// somebody, it lies on the creature for as long as it says itself.
    Result<void> spring(CreatureId creature, std::string_view effect);
    /// Ends what lies on somebody, has one of the categories and a dispel priority of at most `power`; how many.
    Result<std::int32_t> dispel(CreatureId target, const std::vector<std::string>& categories, std::int32_t power);
    /// What a rest does, at once: resources, charges and attunement come back, what lasts until a rest ends.
    Result<void> rest(CreatureId creature, bool long_rest);
    /// Rests as the ruleset's rest of that name says, until it is over or nobody rests any more; whether nothing
    /// interrupted it. What asks in the middle of it does: then something is `pending`, and rest goes on with the
    /// answer.
    Result<bool> take_rest(std::string_view name, const std::vector<CreatureId>& creatures);

    // Fights, as goldbox/rules/fight.hpp says
    /// `rules.no_battle` without rules for a battlefield; `rules.no_such`, `rules.nobody_left`, `rules.out_of_range`;
    /// `rules.no_place` when there is no room for all, and everything since then has to be taken back.
    Result<void> begin_fight(const Fight& fight);
    /// Whether a command would be accepted now, or why not.
    [[nodiscard]] Result<void> may(const Command& command) const;
    Result<void> submit(const Command& command);
    /// What somebody may do now. A command is refused exactly when these do not accept it.
    [[nodiscard]] Options options(CreatureId creature) const;
    /// Who has to decide something: an answer, or what to do with a turn. Nobody: there is no fight.
    [[nodiscard]] CreatureId decider() const;
    /// What somebody would do who fights by the temper of its tags, and knows only what it perceives. The same in the
    /// same world; `why`: with all that it thought of; `flees`: it wants nothing but away. `rules.not_your_turn`.
    [[nodiscard]] Result<Advice> advise(CreatureId creature, bool why = false, bool flees = false) const;
    /// Between two on the battlefield; 1,000,000 when they are not both on it.
    [[nodiscard]] std::int32_t feet_between(CreatureId a, CreatureId b) const;
    [[nodiscard]] bool sees(CreatureId who, CreatureId whom) const;
    /// Sees it, or knows where it is: it is neither hidden nor behind a wall.
    [[nodiscard]] bool perceives(CreatureId who, CreatureId whom) const;
    /// Alive, on the battlefield, and in the fight.
    [[nodiscard]] bool fights(CreatureId creature) const;
    /// Cells a side that somebody takes up there.
    [[nodiscard]] std::int32_t size(CreatureId creature) const;
    /// What it has in a turn, in the order of their ids.
    [[nodiscard]] std::vector<Budget> budgets(CreatureId creature) const;
    /// Sets the bits of the cells of its level that it sees: a line of sight is free, and there is light or it needs
    /// none.
    void look(CreatureId creature, grid::BitGrid& level) const;
    /// The battlefield with its doors as they stand, until the next event; null: there is none.
    [[nodiscard]] const grid::Grid* ground() const;

    // Time
    Result<void> pass_time(std::int64_t seconds);
    /// With this order of turns, first to last.
    Result<void> begin_encounter(const std::vector<CreatureId>& order);
    /// With the order that the ruleset's initiative gives: highest total first, then highest bonus, then lowest id.
    Result<void> roll_initiative(const std::vector<CreatureId>& creatures);
    /// Ends the turn that is on, and begins that of the next who can have one.
    Result<void> next_turn();
    Result<void> end_encounter();

    void forget();

private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

} // namespace goldbox::rules
