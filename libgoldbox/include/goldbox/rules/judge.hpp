#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/rules/event.hpp>
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

struct Begin {
    std::string effect;
    CreatureId owner;
    CreatureId source = {};
    EffectId parent = {};
    std::int32_t level = 0;
};

/// Something that somebody does.
struct Act {
    CreatureId creature;
    std::string action;
    std::vector<CreatureId> targets = {};
};

/// Judges one world: looks at it, decides by the rules, and hands what happened to a recorder, which applies it. The
/// world, the recorder and the rules outlive the judge. What it works out is kept beside the world; whoever changes
/// the world other than through this judge says so with `forget`.
///
/// Each call is checked completely before its first event; what it refuses changes nothing. Refusals: `rules.no_such`
/// (creature, effect, check, stat, damage type), `rules.in_encounter`, `rules.no_encounter`, `rules.nobody_left`,
/// `rules.out_of_range` (amounts and times beyond a billion), `rules.not_able` (an action of others), `rules.pending`
/// (something waits for an answer), `rules.nothing_pending`.
///
/// What happens may set off hooks of effects. Where they set off more than a command may, the answer is `rules.budget`,
/// and everything since the command began has to be taken back. Where they, or an action, ask somebody, the world has
/// something `pending` afterwards, and `answer` goes on.
class Judge {
public:
    Judge(const World& world, std::shared_ptr<const Ruleset> rules, Recorder& recorder);
    ~Judge();
    Judge(Judge&&) noexcept;
    Judge& operator=(Judge&&) noexcept;

    // Looking
    /// The value of a stat today, with all that lies on the creature.
    [[nodiscard]] Result<std::int32_t> stat(CreatureId creature, std::string_view stat) const;
    /// Whether an effect of that definition lies on it.
    [[nodiscard]] bool has(CreatureId creature, std::string_view effect) const;

    // Creatures
    Result<CreatureId> appear(const Arrival& arrival);
    Result<void> leave(CreatureId creature);
    Result<void> set_number(CreatureId creature, std::string_view stat, std::optional<std::int32_t> number);

    // Rolls and hit points
    Result<CheckMade> check(const Attempt& attempt);
    Result<DamageTaken> damage(const Harm& harm);
    Result<void> heal(CreatureId target, CreatureId source, std::int32_t amount);
    Result<void> give_temporary_hit_points(CreatureId target, std::int32_t amount);
    Result<void> stabilize(CreatureId target);

    // Actions
    Result<void> act(const Act& act);
    /// Answers the question that the world waits for, or goes on after a pause.
    Result<void> answer(std::uint32_t choice = 0);
    /// For who slices long work, and for tests: waits after so many instructions, with nothing to decide. 0: never.
    void pause_after(std::uint32_t instructions);

    // Effects
    /// The effect; no id when it was refused (an event says so) or made one that is there last longer.
    Result<EffectId> begin(const Begin& begin);
    Result<void> end(EffectId effect);
    /// Ends what lies on somebody, has one of the categories and a dispel priority of at most `power`; how many.
    Result<std::int32_t> dispel(CreatureId target, const std::vector<std::string>& categories, std::int32_t power);
    /// Ends what lasts until a rest.
    Result<void> rest(CreatureId creature, bool long_rest);

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
