#pragma once
// SPDX-License-Identifier: MIT
// What somebody can do: what it is, what it takes, and whom it can be aimed at.

#include "rules/belongings.hpp"
#include "rules/kernel.hpp"

#include <goldbox/rules/fight.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace goldbox::rules {

class Deeds {
public:
    Deeds(const World& world, Sheets& sheets, Field& field, Kernel& kernel, Belongings& belongings)
        : world_(world),
          sheets_(sheets),
          field_(field),
          kernel_(kernel),
          belongings_(belongings),
          rules_(sheets.rules())
    {
    }

    /// What one wants to do, looked up.
    struct Plan {
        CreatureId creature;
        const ProgramCode* program = nullptr;
        Index takes = none;
        std::int32_t cost = 1;
        bool is_spell = false;
        Index index = none;
        std::int32_t level = 0;
        ItemId item;
        const UseInfo* use = nullptr;
        const AnswersInfo* answers = nullptr; ///< it is no deed for one's turn

        [[nodiscard]] const AimInfo* aim() const { return program->aim ? &*program->aim : nullptr; }
        [[nodiscard]] bool at_self() const { return aim() && aim()->at == content::AimAt::self; }
        [[nodiscard]] bool needs_place() const { return aim() && aim()->area && !at_self(); }
    };
    [[nodiscard]] Result<Plan> plan(const Act& act);
    [[nodiscard]] Result<Plan> plan(const Use& use);
    [[nodiscard]] Result<Plan> plan(const Cast& cast);
    /// All that it can pay for now, each spell at its own level.
    [[nodiscard]] std::vector<Plan> plans(CreatureId creature);
    [[nodiscard]] Viewpoint view(const Plan& plan);

    /// What somebody can do by itself, ascending: its stat block's, and what lies on it.
    [[nodiscard]] std::vector<Index> actions(CreatureId creature);
    /// Whether it can act at all, and do that now.
    [[nodiscard]] Result<void> may_act(CreatureId creature, Index action, const Viewpoint& from);
    /// Whether it can be done at all, whatever it is aimed at.
    [[nodiscard]] Result<void> affords(const Plan& plan);
    /// The same without whether it can act and the deed be done now.
    [[nodiscard]] Result<void> can_pay(const Plan& plan);
    void pay(const Plan& plan);

    [[nodiscard]] Result<void> can_cast(CreatureId creature, Index spell, std::int32_t level);
    void pay_for_spell(CreatureId creature, Index spell, std::int32_t level);

    /// Whether somebody is what it is for, wherever both stand.
    [[nodiscard]] bool suits(const Plan& plan, CreatureId target);
    [[nodiscard]] Result<void> can_target(const Plan& plan, CreatureId target);
    [[nodiscard]] Result<void> can_aim_at(const Plan& plan, const Position& place);
    [[nodiscard]] Result<void> can_aim(const Plan& plan, const std::vector<CreatureId>& targets,
                                       const std::optional<Position>& place);
    [[nodiscard]] std::vector<CreatureId> everybody_in(const Plan& plan, const Body& from,
                                                       const std::optional<Position>& place);
    [[nodiscard]] static Command command(const Plan& plan, const Compiled& rules, std::vector<CreatureId> targets,
                                         const std::optional<Position>& place);

    /// Whose legs take it somewhere: its mount's, or its own.
    [[nodiscard]] CreatureId walker(CreatureId creature)
    {
        const CreatureId mount = field_.mount_of(creature);
        return mount ? mount : creature;
    }

    // Out of turn
    /// Something that can be done at once.
    struct Reaction {
        Plan plan;
        std::vector<CreatureId> targets;
    };
    /// What happened, for who may answer it.
    struct Cause {
        content::Moment moment = content::Moment::struck;
        CreatureId self, other;
        std::span<const std::int64_t> values;
        TagSet tags; ///< of the roll or the spell
    };
    /// Whether it takes part in what goes on by turns, on a battlefield or without one.
    [[nodiscard]] bool is_able(CreatureId creature) const;
    /// Whether it has anything that could be done then, wherever others stand.
    [[nodiscard]] bool heeds(CreatureId creature, content::Moment moment);
    [[nodiscard]] std::vector<Reaction> reactions(const Cause& cause);
    /// Its attacks of one roll with such a tag; those that reach the target, where there is one.
    [[nodiscard]] std::vector<Reaction> strikes(CreatureId creature, CreatureId target, Tag with);
    /// What people call it.
    [[nodiscard]] std::string name(const Reaction& reaction);
    /// Its own, or that of its stat block.
    [[nodiscard]] std::string name(CreatureId creature);

private:
    [[nodiscard]] Plan plan_of(CreatureId creature, Index action) const;
    /// Nothing: it does not hold that thing, or the thing is not used so.
    [[nodiscard]] std::optional<Plan> plan_of_use(CreatureId creature, ItemId item, Index action);
    /// At level 0: at its own.
    [[nodiscard]] Plan plan_of_spell(CreatureId creature, Index spell, std::int32_t level = 0) const;
    [[nodiscard]] std::vector<Plan> answering(CreatureId creature, content::Moment moment);
    /// A spell at the lowest level that it can pay for; none: it cannot.
    [[nodiscard]] std::optional<Plan> cheapest(CreatureId creature, Index spell);

    const World& world_;
    Sheets& sheets_;
    Field& field_;
    Kernel& kernel_;
    Belongings& belongings_;
    const Compiled& rules_;
};

} // namespace goldbox::rules
