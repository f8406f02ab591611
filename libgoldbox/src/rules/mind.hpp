#pragma once
// SPDX-License-Identifier: MIT
// How those fight whom nobody plays: of everything that one could do, from every place one could do it from, what is
// worth most by the temper of the creature. It asks no question about others that the creature could not answer.

#include "rules/forecast.hpp"
#include "rules/tactics.hpp"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace goldbox::rules {

class Mind {
public:
    Mind(const World& world, Sheets& sheets, Field& field, Kernel& kernel, Deeds& deeds, Tactics& tactics)
        : world_(world),
          sheets_(sheets),
          field_(field),
          deeds_(deeds),
          tactics_(tactics),
          rules_(sheets.rules()),
          forecast_(world, sheets, field, kernel)
    {
    }

    [[nodiscard]] Result<Advice> advise(CreatureId creature, bool why, bool flees = false);

private:
    /// Something to do, and from where.
    struct Thought {
        const Deeds::Plan* plan = nullptr;
        std::vector<CreatureId> targets;
        std::optional<Position> place; ///< that it is aimed at
        std::optional<Position> from;  ///< to walk to first
        std::int64_t score = 0;
    };
    struct Stand {
        Position place;
        std::int32_t feet = 0;  ///< to get there
        std::int64_t price = 0; ///< what getting there and standing there costs, in 1024ths of a hit point
    };

    /// A foe, as somebody finds it who thinks of walking.
    struct Threat {
        Body body;
        std::int32_t reach = 0;
        Vicinity near;
        std::int64_t inside = 0;  ///< what it costs to stand within its reach, in 1024ths of a hit point
        std::int64_t outside = 0; ///< and to stand beyond it: it strikes at who leaves it
    };
    /// Somebody who can be aimed at. What was asked about it once is kept: many deeds ask the same.
    struct Mark {
        CreatureId creature;
        Body body;
        bool enemy = false;
        bool seen = false;
        std::vector<std::pair<std::int32_t, const Stand*>> stands =
            {};                                                      ///< by feet: whence it is reached, null: nowhence
        std::vector<std::pair<std::int32_t, TagSet>> of_attack = {}; ///< by feet that are near: from where one is
    };

    [[nodiscard]] const content::Temper& temper(CreatureId creature);
    void find_threats();
    void find_marks();
    [[nodiscard]] std::span<const Stand> stands();
    [[nodiscard]] std::int64_t price_of(const Stand& stand);
    void think(const Deeds::Plan& plan);
    void think_of_targets(const Deeds::Plan& plan);
    void think_of_places(const Deeds::Plan& plan);
    void consider(const Stand& stand, const TagSet& of_attack);
    [[nodiscard]] std::int64_t worth(const Deeds::Plan& plan, const std::vector<Expected>& expected);
    [[nodiscard]] std::int64_t thrift(const Deeds::Plan& plan);
    [[nodiscard]] const Stand* stand_for(const Body& target, std::int32_t feet);
    [[nodiscard]] const Stand* stand_for(Mark& mark, std::int32_t feet);
    [[nodiscard]] const TagSet& of_attack(Mark& mark, std::int32_t near_feet);
    [[nodiscard]] Command approach();
    [[nodiscard]] Position somewhere(const Position& here);
    [[nodiscard]] std::optional<Command> run_away();
    [[nodiscard]] std::string tell() const;

    const World& world_;
    Sheets& sheets_;
    Field& field_;
    Deeds& deeds_;
    Tactics& tactics_;
    const Compiled& rules_;
    Forecast forecast_;

    // of the creature that thinks
    CreatureId self_;
    content::Temper temper_;
    std::vector<CreatureId> foes_;    ///< that it perceives and that fight
    std::vector<CreatureId> friends_; ///< with itself
    std::vector<Threat> threats_;
    Body here_;                       ///< where it stands
    CreatureId walker_;               ///< whose legs it goes by
    std::int32_t walks_ = 0;          ///< how far, in feet
    std::vector<Stand> stands_;       ///< where it is first; the others once they were asked for
    const Stand* cheapest_ = nullptr; ///< of them; null: they were not asked for
    std::vector<Mark> marks_;         ///< foes, then friends; the first `marked_`
    std::size_t marked_ = 0;
    Thought thought_; ///< that is considered
    std::vector<Deeds::Plan> plans_;
    std::optional<Thought> best_;
    bool tells_ = false;
    std::vector<std::pair<std::int64_t, std::string>> told_;
};

} // namespace goldbox::rules
