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
    Tactics(const World& world, Sheets& sheets, Field& field, Kernel& kernel, Belongings& belongings, Deeds& deeds,
            Machine& machine)
        : world_(world),
          sheets_(sheets),
          field_(field),
          kernel_(kernel),
          belongings_(belongings),
          deeds_(deeds),
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

private:
    using Plan = Deeds::Plan;

    void face_enemies(const Fight& fight);
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
    [[nodiscard]] Result<void> look_at(const Delay& delay);
    [[nodiscard]] Result<void> look_at(const Flee& flee);
    [[nodiscard]] Result<void> look_at(const Surrender& surrender);
    [[nodiscard]] Result<void> look_at(const Answer& answer);

    Result<void> resolve(const Walk& walk);
    Result<void> resolve(const Act& act);
    Result<void> resolve(const Use& use);
    Result<void> resolve(const Cast& cast);
    Result<void> resolve(const MoveDoor& door);
    Result<void> resolve(const EndTurn& end);
    Result<void> resolve(const Delay& delay);
    Result<void> resolve(const Flee& flee);
    Result<void> resolve(const Surrender& surrender);
    Result<void> resolve(const Answer& answer);

    [[nodiscard]] Result<void> look_at_plan(const Result<Plan>& made, const std::vector<CreatureId>& targets,
                                            const std::optional<Position>& place);
    Result<void> do_it(const Plan& plan, std::vector<CreatureId> targets, const std::optional<Position>& place);

    void add(Options& options, const Result<Plan>& plan, Deed deed);
    void add_next(Options& options);
    void add_delays(Options& options);
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
    Deeds& deeds_;
    Machine& machine_;
    const Compiled& rules_;
    std::vector<Position> way_; ///< of the walk that was looked at last
};

} // namespace goldbox::rules
