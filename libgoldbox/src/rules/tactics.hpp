#pragma once
// SPDX-License-Identifier: MIT
// A fight as a state machine over commands: each is looked at completely, and then either refused or resolved. What
// somebody may do is worked out by the same questions.

#include "rules/machine.hpp"

#include <goldbox/rules/fight.hpp>

#include <string>
#include <vector>

namespace goldbox::rules {

class Tactics {
public:
    Tactics(const World& world, Sheets& sheets, Field& field, Kernel& kernel, Belongings& belongings, Machine& machine)
        : world_(world),
          sheets_(sheets),
          field_(field),
          kernel_(kernel),
          belongings_(belongings),
          machine_(machine),
          rules_(sheets.rules())
    {
    }

    Result<void> begin(const Fight& fight);
    [[nodiscard]] Result<void> may(const Command& command);
    /// One that is not refused.
    Result<void> submit(const Command& command);
    [[nodiscard]] Options options(CreatureId creature);
    [[nodiscard]] CreatureId decider() const;
    /// After whatever happened: turns that nobody can do anything with pass, and the fight ends when it is over.
    Result<void> go_on();

    // What somebody can do by itself, ascending: its stat block's, and what lies on it
    [[nodiscard]] std::vector<Index> actions(CreatureId creature);
    /// Whether it can act at all, and do that now.
    [[nodiscard]] Result<void> may_act(CreatureId creature, Index action, const Viewpoint& from);

    // What a spell costs
    [[nodiscard]] Result<void> can_cast(CreatureId creature, Index spell, std::int32_t level);
    void pay_for_spell(CreatureId creature, Index spell, std::int32_t level);

    // For minds
    /// What one wants to do, looked up.
    struct Plan {
        CreatureId creature;
        const ProgramCode* program = nullptr;
        Index takes = none;
        bool is_spell = false;
        Index index = none;
        std::int32_t level = 0;
        ItemId item;
        const UseInfo* use = nullptr;

        [[nodiscard]] const AimInfo* aim() const { return program->aim ? &*program->aim : nullptr; }
        [[nodiscard]] bool at_self() const { return aim() && aim()->at == content::AimAt::self; }
        [[nodiscard]] bool needs_place() const { return aim() && aim()->area && !at_self(); }
    };
    /// All that it can pay for now, each spell at its own level.
    [[nodiscard]] std::vector<Plan> plans(CreatureId creature);
    [[nodiscard]] Viewpoint view(const Plan& plan);
    /// Whether somebody is what it is for, wherever both stand.
    [[nodiscard]] bool suits(const Plan& plan, CreatureId target);
    [[nodiscard]] std::vector<CreatureId> everybody_in(const Plan& plan, const Body& from,
                                                       const std::optional<Position>& place);
    [[nodiscard]] static Command command(const Plan& plan, const Compiled& rules, std::vector<CreatureId> targets,
                                         const std::optional<Position>& place);

private:
    [[nodiscard]] Result<void> may_begin(const Fight& fight);
    /// It is its turn, and nothing waits.
    [[nodiscard]] Result<void> is_its_turn(CreatureId creature) const;
    /// And it can do something with it.
    [[nodiscard]] Result<void> has_turn(CreatureId creature) const;

    [[nodiscard]] Result<void> look_at(const Walk& walk);
    [[nodiscard]] Result<void> look_at(const Act& act);
    [[nodiscard]] Result<void> look_at(const Use& use);
    [[nodiscard]] Result<void> look_at(const Cast& cast);
    [[nodiscard]] Result<void> look_at(const MoveDoor& door);
    [[nodiscard]] Result<void> look_at(const EndTurn& end);
    [[nodiscard]] Result<void> look_at(const Flee& flee);
    [[nodiscard]] Result<void> look_at(const Surrender& surrender);
    [[nodiscard]] Result<void> look_at(const Answer& answer);

    Result<void> resolve(const Walk& walk);
    Result<void> resolve(const Act& act);
    Result<void> resolve(const Use& use);
    Result<void> resolve(const Cast& cast);
    Result<void> resolve(const MoveDoor& door);
    Result<void> resolve(const EndTurn& end);
    Result<void> resolve(const Flee& flee);
    Result<void> resolve(const Surrender& surrender);
    Result<void> resolve(const Answer& answer);

    [[nodiscard]] Result<Plan> plan(const Act& act);
    [[nodiscard]] Result<Plan> plan(const Use& use);
    [[nodiscard]] Result<Plan> plan(const Cast& cast);
    /// Whether it can be done at all, whatever it is aimed at.
    [[nodiscard]] Result<void> affords(const Plan& plan);
    [[nodiscard]] Result<void> can_aim(const Plan& plan, const std::vector<CreatureId>& targets,
                                       const std::optional<Position>& place);
    [[nodiscard]] Result<void> can_target(const Plan& plan, CreatureId target);
    [[nodiscard]] Result<void> can_aim_at(const Plan& plan, const Position& place);
    void pay(const Plan& plan);
    Result<void> do_it(const Plan& plan, std::vector<CreatureId> targets, const std::optional<Position>& place);

    void add(Options& options, const Result<Plan>& plan, Deed deed);
    void add_next(Options& options);
    void add_spells(Options& options);
    void add_things(Options& options);

    [[nodiscard]] std::vector<std::string> sides_left();
    Result<void> end(Outcome outcome, const std::string& winner);
    [[nodiscard]] Outcome how_they_lost(const std::string& winner) const;
    void award(const std::string& winner);
    [[nodiscard]] bool at_edge(CreatureId creature);

    const World& world_;
    Sheets& sheets_;
    Field& field_;
    Kernel& kernel_;
    Belongings& belongings_;
    Machine& machine_;
    const Compiled& rules_;
};

} // namespace goldbox::rules
