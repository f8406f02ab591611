#pragma once
// SPDX-License-Identifier: MIT
// What can be worked out of a battlefield and who stands on it: distances, sight, cover, who is in an area, where
// somebody can walk. Kept beside the world as sheets are, and dropped where an event touched it.

#include "rules/sheets.hpp"

#include <goldbox/grid/cover.hpp>
#include <goldbox/grid/grid.hpp>
#include <goldbox/grid/light.hpp>
#include <goldbox/grid/path.hpp>
#include <goldbox/grid/sight.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace goldbox::rules {

[[nodiscard]] inline grid::Spot spot(const Position& place)
{
    return {place.level, {place.x, place.y}};
}
[[nodiscard]] inline Position place(const grid::Spot& spot)
{
    return {spot.level, spot.cell.x, spot.cell.y};
}

/// By level, then row, then column.
[[nodiscard]] inline bool earlier(const Position& a, const Position& b)
{
    return spot(a) < spot(b);
}

/// Where somebody is: a square of cells.
struct Body {
    Position place;
    std::int32_t size = 1;
    [[nodiscard]] bool covers(const Position& other) const
    {
        return other.level == place.level && other.x >= place.x && other.x < place.x + size && other.y >= place.y &&
               other.y < place.y + size;
    }
    [[nodiscard]] bool meets(const Body& other) const
    {
        return other.place.level == place.level && other.place.x < place.x + size &&
               place.x < other.place.x + other.size && other.place.y < place.y + size &&
               place.y < other.place.y + other.size;
    }
};

/// Tags that a roll gets from where people stand. A ruleset makes of them what it likes.
struct FieldTags {
    explicit FieldTags(const Compiled& rules);
    Tag far, adjacent, threatened, half_cover, three_quarters_cover, unseen_target, unseen_attacker, flanked;
    // of creatures
    Tag unseen, hidden, sightless, elusive, helpless;
};

class Field {
public:
    static constexpr std::int32_t everywhere = 1'000'000; ///< feet between who is not on one battlefield

    Field(const World& world, Sheets& sheets);

    /// Whether there is a battlefield, and rules for one.
    [[nodiscard]] bool is_there() const { return world_.field && rules_.battle; }
    [[nodiscard]] const FieldTags& tags() const { return tags_; }
    [[nodiscard]] std::int32_t cell_feet() const { return rules_.battle->cell_feet; }
    [[nodiscard]] const grid::Grid& grid();

    [[nodiscard]] std::int32_t size(CreatureId creature);
    /// Nothing: it is not on the battlefield.
    [[nodiscard]] std::optional<Body> body(CreatureId creature);
    /// Between the nearest cells of both, in feet: neighbors are one cell apart.
    [[nodiscard]] std::int32_t distance(const Body& a, const Body& b) const;
    [[nodiscard]] std::int32_t distance(CreatureId a, CreatureId b);
    /// Alive, on the battlefield, and in the fight.
    [[nodiscard]] bool fights(CreatureId creature) const;
    [[nodiscard]] bool enemies(CreatureId a, CreatureId b) const;
    /// Those who stand on the battlefield, by ascending id.
    [[nodiscard]] std::span<const CreatureId> everybody();

    // Sight
    /// A straight line for missiles between any cell of both.
    [[nodiscard]] bool reaches(const Body& from, const Body& to);
    [[nodiscard]] bool sees(CreatureId who, CreatureId whom);
    /// Sees it, or knows where it is: it is neither hidden nor behind a wall.
    [[nodiscard]] bool perceives(CreatureId who, CreatureId whom);
    [[nodiscard]] grid::Cover cover(const Body& from, CreatureId whom);
    /// Adds the cells of its level that it sees.
    void look(CreatureId who, grid::BitGrid& level);

    /// What positions make of an attack; `near_feet` is what it reaches without being far.
    [[nodiscard]] TagSet of_attack(CreatureId attacker, CreatureId target, std::int32_t near_feet);

    // Aiming
    [[nodiscard]] std::int32_t reach(CreatureId creature);
    /// Feet that it reaches: without and with being far.
    [[nodiscard]] std::pair<std::int32_t, std::int32_t> ranges(const AimInfo* aim, const Viewpoint& from);
    /// Creatures of an area that begins with somebody and is aimed at a place; the dead are none.
    [[nodiscard]] std::vector<CreatureId> within(const AreaInfo& area, std::int32_t feet, const Body& from,
                                                 const std::optional<Position>& at);

    // Walking
    [[nodiscard]] bool contains(const Position& place);
    /// Whether somebody could stand there: the ground bears it, and nobody else is there.
    [[nodiscard]] bool is_free(CreatureId creature, const Position& place);
    /// Feet from where it stands to every place within `feet`; ordered.
    [[nodiscard]] std::vector<std::pair<Position, std::int32_t>> reachable(CreatureId creature, std::int32_t feet);
    /// The way there without its beginning; empty when there is none within `feet`.
    [[nodiscard]] std::vector<Position> path(CreatureId creature, const Position& to, std::int32_t feet);
    /// What one step of it costs.
    [[nodiscard]] std::int32_t step_feet(CreatureId creature, const Position& from, const Position& to,
                                         bool odd_diagonal);
    /// Works out how far it is to the nearest of others, around what stands in the way.
    void look_towards(CreatureId creature, std::span<const CreatureId> others);
    /// Feet from a place to there; `everywhere` where no way leads.
    [[nodiscard]] std::int32_t feet_towards(const Position& from) const;
    /// As far as it slides that way.
    [[nodiscard]] Position pushed(CreatureId creature, const Body& from, std::int32_t feet, bool towards);
    /// The free place nearest to one: by distance, then rows.
    [[nodiscard]] std::optional<Position> nearest_free(CreatureId creature, const Position& to);

    void see(const Event& event);
    void forget();

private:
    struct Terrain {
        grid::Mover mover;
        grid::Ground ground;
    };
    /// Of a creature, as long as nothing happens to it.
    struct Known {
        std::int32_t size = 0;                  ///< 0: not known
        std::optional<std::size_t> ground = {}; ///< index of `grounds_`
    };

    void build();
    void place_lights(const content::Map* map);
    [[nodiscard]] const content::Map* map() const;
    [[nodiscard]] grid::Mover mover(CreatureId creature);
    [[nodiscard]] const grid::Ground& ground(CreatureId creature);
    [[nodiscard]] grid::SearchOptions search(CreatureId creature, std::int32_t feet);
    [[nodiscard]] Known& known(CreatureId creature);
    /// Where the living stand, but for one.
    [[nodiscard]] std::span<const Body> bodies_but(CreatureId creature);
    [[nodiscard]] bool lit_for(CreatureId who, const Body& whom);
    [[nodiscard]] bool is_flanked(CreatureId attacker, const Body& from, CreatureId target, const Body& to);

    const World& world_;
    Sheets& sheets_;
    const Compiled& rules_;
    FieldTags tags_;
    std::optional<grid::Grid> grid_;       ///< none: not of today
    std::vector<grid::Lighting> lighting_; ///< by level
    bool everything_bright_ = true;
    bool opaque_ = false; ///< whether anything stands in the way of anything
    bool placed_ = false;
    std::vector<CreatureId> everybody_;
    std::vector<Known> known_; ///< by index of the creature
    std::vector<Body> bodies_;
    std::vector<Terrain> grounds_;
    grid::Reach reach_, towards_;
    grid::Paths paths_;
    std::vector<grid::BitGrid> occupied_;
    grid::Sight sight_;
    grid::BitGrid shown_;
};

} // namespace goldbox::rules
