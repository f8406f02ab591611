#pragma once
// SPDX-License-Identifier: MIT
// Runs programs. What runs is a stack of frames and nothing else, so a program can stop between any two instructions,
// wait in the world for somebody's answer, be saved, and go on.

#include "rules/deeds.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::rules {

class Machine {
public:
    static constexpr std::uint32_t deepest = 16;        ///< hooks that hooks set off
    static constexpr std::uint32_t most_steps = 10'000; ///< instructions of a command, or of one moment of time
    static constexpr std::uint32_t most_events = 1000;  ///< of the same
    static constexpr std::uint64_t most_steps_in_all = 10'000'000;
    static constexpr std::uint64_t most_events_in_all = 100'000;

    Machine(const World& world, Sheets& sheets, Field& field, Kernel& kernel, Belongings& belongings, Deeds& deeds);

    /// Hooks for what the kernel did. Errors: `rules.budget`; the world is then to be taken back.
    Result<void> run();
    /// With an item, whose price was paid; `thing` is what it was.
    Result<void> act(CreatureId creature, Index action, std::vector<CreatureId> targets, ItemId item = {},
                     std::string thing = {}, std::optional<Position> place = {});
    /// What it costs was paid.
    Result<void> cast(CreatureId creature, Index spell, std::int32_t level, std::vector<CreatureId> targets,
                      std::optional<Position> place = {});
    /// Along that way, as far as it goes.
    Result<void> walk(CreatureId creature, std::vector<Position> path);
    Result<void> next_turn() { return start(next_turn_); }
    Result<void> put_off_turn(CreatureId behind);
    Result<void> end_encounter() { return start(end_encounter_); }
    Result<void> end_fight(Outcome outcome, std::string winner);
    /// `resting`: no longer than somebody has an effect of a rest.
    Result<void> pass_time(std::int64_t until, bool resting = false);

    /// Goes on with what waits in the world. `rules.bad_pending` when the rules of today cannot.
    Result<void> resume(std::uint32_t choice);
    /// Stops after so many instructions and waits, with nothing to decide; 0: never.
    void pause_after(std::uint32_t steps) { pause_after_ = steps; }

private:
    struct Live {
        Frame frame; ///< without its program's name
        const ProgramCode* code = nullptr;
    };
    enum class Next : std::uint8_t { go_on, wait };

    Result<void> start(const ProgramCode& program);
    /// With what is on the stack, and a whole budget.
    Result<void> begin();
    Result<void> go_on();
    [[nodiscard]] bool within_budget() const;
    tl::unexpected<Error> over_budget();
    void new_moment();
    Live& push(const ProgramCode& code);
    Live& top() { return frames_[count_ - 1]; }
    [[nodiscard]] const Live& top() const { return frames_[count_ - 1]; }
    void push_hooks();
    void gather(std::size_t which);
    void settle_zones();
    void settle_zone(const ZoneHere& zone, bool is_new);

    Next step();
    Next ask(const Instruction& instruction);
    void wait(Pending pending);
    CheckMade roll(const Instruction& instruction, CreatureId roller, CreatureId target);
    void attack(const Instruction& instruction);
    void landed(const Instruction& instruction);
    void damage(const Instruction& instruction);
    void before(const Instruction& instruction);
    void save(const Instruction& instruction);
    void heal(const Instruction& instruction);
    void begin_effects(const Instruction& instruction);
    void change_outcome(const Instruction& instruction);
    void reflect();
    void thwart();
    void strike(const Instruction& instruction);
    void change_side(const Instruction& instruction);
    [[nodiscard]] Frame* cause();
    void end_effects(const Instruction& instruction);
    void summon(const Instruction& instruction);
    void count(const Instruction& instruction);
    void next_of_loop(const Instruction& instruction);
    void item_damage(const Instruction& instruction);
    void hurt(const Instruction& instruction, bool critical);
    void run_action(const Instruction& instruction);
    void run_spell(const Instruction& instruction);
    void concentrate();
    void spend(const Instruction& instruction);
    void give_back(const Instruction& instruction);
    void give(const Instruction& instruction);
    void take(const Instruction& instruction);
    Live& push_same(const ProgramCode& code);
    Frame& push_first(const ProgramCode& code, CreatureId creature, std::vector<CreatureId> targets);
    void rest(const Instruction& instruction);
    [[nodiscard]] bool anybody_rests();
    void pass_moment();
    void tick(CreatureId creature);
    void tick_next();
    void tick_outsiders();
    [[nodiscard]] std::vector<CreatureId> outsiders();
    void take_turn();
    void rest_of_round();
    void join(CreatureId creature, CreatureId whom);
    void fall(CreatureId creature, std::int32_t feet, std::uint32_t depth);
    void turn_to(CreatureId creature, std::uint8_t facing);
    void turn_towards(CreatureId creature, CreatureId target);
    void move(const Instruction& instruction);
    void area(const Instruction& instruction);
    void walk_on(const Instruction& instruction);
    void next_minding();
    void stride();
    bool run_into(CreatureId walker, CreatureId met);
    [[nodiscard]] bool leads_on(const Position& from, const Position& to);
    [[nodiscard]] bool nears(CreatureId other, CreatureId walker, const Position& from, const Position& to);
    [[nodiscard]] bool heeds(CreatureId creature, content::Moment moment);
    void find_sentries(CreatureId walker);
    [[nodiscard]] bool is_noticed(CreatureId walker, const Position& from, const Position& to);
    void tell_step(CreatureId walker, const Position& from, const Position& to, std::int32_t feet);
    void took_steps(CreatureId walker, const Position& from, const std::vector<Position>& path, std::int32_t feet);
    template <class Tell>
    void watching(content::Moment moment, CreatureId actor, Tell&& tell);
    void tell_watchers(content::Moment moment, CreatureId actor, CreatureId but, std::int64_t amount,
                       const TagSet& tags);
    Frame& push_reaction(CreatureId self, CreatureId other, content::Moment moment, std::uint32_t depth);
    [[nodiscard]] std::vector<Deeds::Reaction> offered_to(const std::vector<Live>& frames, std::size_t count) const;
    Next react();
    void react_so();
    [[nodiscard]] std::vector<CreatureId> minding(CreatureId walker, const Position& from, const Position& to);
    [[nodiscard]] const AimInfo* aim_of_attack() const;
    [[nodiscard]] bool still_reaches(CreatureId target);

    [[nodiscard]] Viewpoint view() const;
    [[nodiscard]] std::int64_t value(Index formula, std::int64_t otherwise = 0);
    [[nodiscard]] std::int32_t amount(Index formula);
    [[nodiscard]] TagSet tags(Index which);
    const std::vector<CreatureId>& aim(content::Who who);
    [[nodiscard]] EffectId kept(Index variable);
    [[nodiscard]] const ProgramCode* program_named(std::string_view name) const;
    [[nodiscard]] Result<std::vector<Live>> revived(const Pending& pending) const;

    struct Hooked {
        const ProgramCode* code = nullptr;
        std::int32_t priority = 0;
        CreatureId source;
        EffectId effect;
        std::size_t happening = 0; ///< which set it off
    };

    const World& world_;
    Sheets& sheets_;
    Field& field_;
    Kernel& kernel_;
    Belongings& belongings_;
    Deeds& deeds_;
    const Compiled& rules_;
    ProgramCode next_turn_, put_off_turn_, end_encounter_, pass_time_, walk_, react_;
    std::vector<Live> frames_; ///< what is behind `count_` is kept for its memory
    std::size_t count_ = 0;
    std::vector<Hooked> hooked_;
    std::vector<CreatureId> aimed_;
    std::vector<CreatureId> sentries_; ///< who waits for the steps of who walks
    std::vector<Packet> packets_;
    std::uint32_t steps_ = 0;
    std::uint64_t steps_in_all_ = 0;
    std::uint64_t events_before_ = 0; ///< that the kernel had emitted when the moment began
    std::uint64_t events_at_start_ = 0;
    std::uint32_t pause_after_ = 0;
    std::uint32_t until_pause_ = 0;
};

} // namespace goldbox::rules
