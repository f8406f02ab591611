#pragma once
// SPDX-License-Identifier: MIT
// What the rules do in one step: each function looks at the world and emits the facts that follow. Nothing here waits
// for anybody, and nothing here knows a class, a condition or a damage type.

#include "rules/field.hpp"

#include <goldbox/base/random.hpp>
#include <goldbox/rules/journal.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace goldbox::rules {

struct RollCall {
    Index check = 0;
    CreatureId creature;
    CreatureId target = {};
    std::optional<std::int32_t> difficulty = {};
    TagSet tags = {}; ///< beside the check's own
    std::int32_t bonus = 0;
    std::int32_t advantage = 0; ///< above 0: advantage; below: disadvantage
    std::span<const std::int64_t> values = {};
};

/// Chances are counted in this.
inline constexpr std::int64_t certain = 1024;

/// How likely a roll is to succeed. Dice among its bonuses count as one throw of them.
struct Odds {
    std::int64_t success = 0;
    std::int64_t critical = 0; ///< of the successes
};

/// Damage of one type.
struct Packet {
    Index type = 0;
    std::int32_t amount = 0;
};

struct BeginCall {
    Index effect = 0;
    CreatureId owner;
    CreatureId source = {};
    EffectId parent = {};
    std::int32_t level = 0;
    const DurationInfo* duration = nullptr; ///< null: the definition's
    ItemId item = {};                       ///< whose gift it is
    std::optional<Position> place = {};     ///< of a zone: where it was aimed at
};

/// Something that hooks may want to hear of.
struct Happening {
    content::Moment moment = content::Moment::turn_start;
    CreatureId self;
    CreatureId other = {};
    EffectId effect = {};                     ///< of `begins` and `ends`: the effect itself, which alone hears of it
    std::shared_ptr<const Effect> ended = {}; ///< of `ends`
    std::int64_t amount = 0;
    TagSet tags = {}; ///< of the damage or the roll
};

class Kernel {
public:
    Kernel(const World& world, Sheets& sheets, Field& field, Recorder& recorder, std::optional<std::uint64_t> seed)
        : world_(world), sheets_(sheets), field_(field), recorder_(recorder), rules_(sheets.rules()), seed_(seed)
    {
    }

    void emit(Event event);
    [[nodiscard]] std::uint64_t emitted() const { return emitted_; }

    /// What happened and was not heard of yet.
    [[nodiscard]] std::vector<Happening>& happened() { return happened_; }
    void tell(content::Moment moment, CreatureId self, CreatureId other, std::int64_t amount = 0,
              const TagSet& tags = {})
    {
        happened_.push_back({.moment = moment, .self = self, .other = other, .amount = amount, .tags = tags});
    }

    /// The time as it is in the middle of a longer while; events say so only when something happens then.
    [[nodiscard]] std::int64_t now() const;
    /// Whether anything that hooks hear of, or that can be answered, is told.
    [[nodiscard]] bool is_heard(content::Moment moment) const
    {
        return ((rules_.moments | rules_.answered) & bit(moment)) != 0;
    }
    void set_clock(std::int64_t time) { clock_ = time; }
    void tell_time();
    /// The world was changed from outside.
    void forget();

    // Rolls
    CheckMade check(const RollCall& call);
    /// The same without an event, with random numbers from there on.
    CheckMade weigh(const RollCall& call, const Draw& from);
    [[nodiscard]] Odds odds(const RollCall& call);
    /// What a creature's defenses leave of an amount of one type.
    [[nodiscard]] std::int64_t behind_defenses(CreatureId target, CreatureId source, Index type, std::int64_t amount,
                                               const TagSet& tags)
    {
        return defended(target, source, amount, rules_.damage_types[type].tags | tags);
    }
    /// Of a formula; an event tells the dice where there are any. Below 0 becomes 0.
    std::int32_t amount(const Formula& formula, const Viewpoint& from, bool critical = false,
                        Stream stream = Stream::damage);

    // Hit points
    /// How much was lost, temporary hit points too; `told`: where to put the event, for who wants it.
    std::int64_t damage(CreatureId target, CreatureId source, std::span<const Packet> packets, const TagSet& tags,
                        bool critical, DamageTaken* told = nullptr);
    /// How much was gained behind what keeps healing off.
    std::int32_t heal(CreatureId target, CreatureId source, std::int32_t amount, const TagSet& tags = {});
    /// The same for who is dead too.
    std::int32_t raise(CreatureId target, CreatureId source, std::int32_t amount, const TagSet& tags = {});
    void give_temporary(CreatureId target, std::int32_t amount);
    void stabilize(CreatureId target);
    void die(CreatureId target);
    /// What a dying creature goes through at the start of its turn.
    void suffer_dying(CreatureId target);
    /// Hit points are not above their maximum.
    void settle(CreatureId creature);

    // Effects
    /// No id: it was refused, or made one that is there already last longer.
    EffectId begin(const BeginCall& call);
    /// With all that hangs on it, deepest first.
    void end(EffectId effect, Why why);
    std::int32_t dispel(CreatureId target, const TagSet& categories, std::int32_t power);
    void end_until(content::TimeUnit rest, CreatureId owner);

    // Resources
    /// Whether there was enough, and it is spent.
    bool spend(CreatureId creature, Index resource, std::int32_t amount);
    void regain(CreatureId creature, Index resource, std::int32_t amount);
    /// Everything that comes back at such a time.
    void regain_all(CreatureId creature, content::Regain when);
    /// What a rest does; effects that last until one end.
    void rest(CreatureId creature, bool is_long);
    /// Sets how much of it is spent; 0: nothing.
    void set_spent(CreatureId creature, const std::string& name, std::int32_t spent);

    // Creatures
    CreatureId appear(CreatureAppeared creature, bool rolls_hit_points);
    void leave(CreatureId creature);

    // Time
    void begin_turn(std::uint32_t round, std::uint32_t turn);
    void end_turn();
    /// The turn that is on goes on behind somebody else's; the next one begins.
    void put_off_turn(CreatureId behind);
    /// To the next creature that can have a turn; false: there is none.
    bool next_turn();
    void end_encounter(Outcome outcome = Outcome::undecided, std::string winner = {});
    /// The check of initiative for each, by the ruleset: the order of their turns.
    std::vector<CreatureId> initiative(std::vector<CreatureId> creatures);
    [[nodiscard]] CreatureId whose_turn() const { return world_.encounter->order[world_.encounter->turn]; }

private:
    struct Tally;
    struct Blow;

    CheckMade resolve(const RollCall& call);
    void weigh_up(const RollCall& call, CheckMade& rolled, Tally& tally);
    [[nodiscard]] Draw draw(CreatureId creature, Stream stream, std::uint32_t ahead = 0) const;
    void take_modifiers(Tally& tally, const RollCall& call, bool against);
    std::int64_t bonus_of(Tally& tally, const RollMod& mod, const Viewpoint& from);
    void roll_dice(CheckMade& rolled, const CheckInfo& info);
    /// Faces from which on a roll is critical, whatever it comes to.
    struct Extremes {
        std::optional<std::int64_t> critical, fumble;
    };
    [[nodiscard]] Extremes extremes(const CheckInfo& info, const RollCall& call);
    [[nodiscard]] static Degree degree(const CheckMade& rolled, const CheckInfo& info, const Extremes& faces);
    /// `healing`: only what speaks of healing counts.
    [[nodiscard]] std::int64_t defended(CreatureId target, CreatureId source, std::int64_t amount, const TagSet& tags,
                                        bool healing = false);
    void after_damage(const Blow& blow);
    void drop(const Blow& blow);
    void change_life(CreatureId creature, Life life, std::int32_t successes = 0, std::int32_t failures = 0);

    struct Time {
        std::int64_t ends = Effect::never;
        CreatureId anchor = {};
        content::Edge edge = content::Edge::start;
        content::TimeUnit until = content::TimeUnit::forever;
    };
    Time time_of(const DurationInfo& duration, const BeginCall& call);
    [[nodiscard]] std::optional<std::uint32_t> place_in_order(CreatureId creature) const;
    EffectId begin_new(const BeginCall& call, Time time, std::vector<std::int32_t> values);
    void make_longer(EffectId id, const BeginCall& call, const Time& time, const std::vector<std::int32_t>& values);
    void end_what_is_immune(CreatureId owner, EffectId but);
    void end_gifts_of_zones();
    void end_anchored(CreatureId creature, content::Edge edge);
    void end_due(std::int64_t time);
    void new_round();
    [[nodiscard]] bool has_turns(CreatureId creature) const;

    const World& world_;
    Sheets& sheets_;
    Field& field_;
    Recorder& recorder_;
    const Compiled& rules_;
    std::optional<std::uint64_t> seed_; ///< instead of the world's
    const Draw* drawing_ = nullptr;     ///< while something is weighed
    std::vector<Happening> happened_;
    std::vector<std::int64_t> faces_; ///< kept for its memory
    std::uint64_t emitted_ = 0;
    std::int64_t clock_ = 0;
};

} // namespace goldbox::rules
