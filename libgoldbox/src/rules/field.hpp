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

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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

/// Whether such an area is aimed into a direction, from who makes it; else it lies at a place.
[[nodiscard]] constexpr bool is_direction(content::AreaShape shape)
{
    using enum content::AreaShape;
    return shape == cone || shape == line || shape == cube || shape == bounce;
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

/// Places around a body: whoever stands elsewhere is further from it.
struct Vicinity {
    Position first; ///< the north-west one
    std::int32_t width = 0;
    std::int32_t height = 0;
    [[nodiscard]] bool covers(const Position& place) const
    {
        return place.level == first.level &&
               static_cast<std::uint32_t>(place.x - first.x) < static_cast<std::uint32_t>(width) &&
               static_cast<std::uint32_t>(place.y - first.y) < static_cast<std::uint32_t>(height);
    }
};

/// Tags that a roll gets from where people stand. A ruleset makes of them what it likes.
struct FieldTags {
    explicit FieldTags(const Compiled& rules);
    Tag far, adjacent, threatened, half_cover, three_quarters_cover, screened, unseen_target, unseen_attacker, flanked,
        behind;
    // of creatures
    Tag unseen, hidden, sightless, elusive, helpless, devoted, fearful, ridden;
};

/// A part of the battlefield that is otherwise, by an effect or by the map.
struct ZoneHere {
    EffectId effect;                ///< none: the map's
    const ZoneInfo* info = nullptr; ///< null: the map's
    CreatureId owner;
    Index gives = none;
    std::int32_t level = 0;
    bool known = false;            ///< of the map's: a trap that everybody knows of
    std::vector<grid::Cell> cells; ///< ascending
    [[nodiscard]] bool meets(const Body& body) const;
};

class Field {
public:
    static constexpr std::int32_t everywhere = 1'000'000; ///< feet between who is not on one battlefield
    static constexpr std::int32_t most_cells = 100'000;   ///< further than across any map

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
    [[nodiscard]] std::int32_t distance(const Body& a, const Body& b) const
    {
        if (a.place.level != b.place.level) return everywhere;
        const std::int32_t x = gap(a.place.x, a.size, b.place.x, b.size), y = gap(a.place.y, a.size, b.place.y, b.size);
        const std::int32_t most = std::max(x, y), least = std::min(x, y);
        const bool steps = rules_.battle->diagonals == content::Diagonals::steps;
        return (steps ? most : most + least / 2) * rules_.battle->cell_feet;
    }
    [[nodiscard]] std::int32_t distance(CreatureId a, CreatureId b);
    /// Outside of it nobody of that size is within so many feet.
    [[nodiscard]] Vicinity vicinity(const Body& of, std::int32_t size, std::int32_t feet) const
    {
        const std::int32_t cells = std::clamp(feet / cell_feet(), 0, most_cells), side = of.size + size - 1 + 2 * cells;
        const std::int32_t back = size - 1 + cells;
        return {{of.place.level, of.place.x - back, of.place.y - back}, side, side};
    }
    /// Alive, on the battlefield, and in the fight.
    [[nodiscard]] bool fights(CreatureId creature) const;
    [[nodiscard]] bool enemies(CreatureId a, CreatureId b)
    {
        const Creature *const one = world_.creatures.find(a), *const other = world_.creatures.find(b);
        return one && other && side(a, *one) != side(b, *other);
    }
    /// Whom it rides, or who rides it: an effect with the tag `ridden` lies on the mount, and its source is the rider.
    /// Nobody: it walks by itself.
    [[nodiscard]] CreatureId mount_of(CreatureId rider);
    [[nodiscard]] CreatureId rider_of(CreatureId mount);
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
    /// Whether an enemy has it before its eyes, be it hidden or not.
    [[nodiscard]] bool is_watched(CreatureId creature);
    /// A number that depends on where others stand; only those that it perceives count.
    [[nodiscard]] std::int64_t now(Now what, CreatureId creature);
    /// Whether something on it keeps it from doing harm to somebody.
    [[nodiscard]] bool is_devoted(CreatureId creature, CreatureId to);
    /// What a saving throw against something that comes from there gets.
    [[nodiscard]] TagSet of_save(CreatureId creature, const Body& from);
    /// Where somebody looks who looks from one to the other; 0: nowhere.
    [[nodiscard]] static std::uint8_t facing(const Body& from, const Body& to);

    /// What positions make of an attack; `near_feet` is what it reaches without being far.
    [[nodiscard]] TagSet of_attack(CreatureId attacker, CreatureId target, std::int32_t near_feet);

    // Aiming
    [[nodiscard]] std::int32_t reach(CreatureId creature);
    /// Feet that it reaches: without and with being far.
    [[nodiscard]] std::pair<std::int32_t, std::int32_t> ranges(const AimInfo* aim, const Viewpoint& from);
    /// By row, then column.
    [[nodiscard]] std::vector<grid::Cell> cells_of(const AreaInfo& area, std::int32_t feet, const Body& from,
                                                   const std::optional<Position>& at);
    /// Creatures of an area that begins with somebody and is aimed at a place; the dead are none.
    [[nodiscard]] std::vector<CreatureId> within(const AreaInfo& area, std::int32_t feet, const Body& from,
                                                 const std::optional<Position>& at);

    // Zones
    [[nodiscard]] std::span<const ZoneHere> zones();
    /// Whether somebody may have come into a zone or out of it since the last time.
    [[nodiscard]] bool take_stir() { return std::exchange(stirred_, false); }
    /// Zones that were not there the last time.
    [[nodiscard]] std::vector<EffectId> take_new_zones() { return std::exchange(new_zones_, {}); }
    [[nodiscard]] bool wants(const ZoneHere& zone, CreatureId creature);
    /// Whether a step leads into a zone or out of one.
    [[nodiscard]] bool changes_zone(CreatureId creature, const Position& from, const Position& to);

    /// Traps of the map that give such an effect to who stands there, and have befallen nobody yet.
    [[nodiscard]] std::vector<std::int32_t> unsprung(const Body& body, Index gives) const;
    /// Whether a door takes a key or somebody who knows about locks.
    [[nodiscard]] bool is_locked(const Position& at, grid::Part part) const;

    // Walking
    [[nodiscard]] bool contains(const Position& place);
    [[nodiscard]] bool flies(CreatureId creature);
    /// Whether somebody could stand there: the ground bears it, and nobody else is there.
    [[nodiscard]] bool is_free(CreatureId creature, const Position& place);
    /// Whether it could as far as it knows: whom it does not perceive, it takes for nobody. So do the next two.
    [[nodiscard]] bool seems_free(CreatureId creature, const Position& place);
    /// Feet from where it stands to every place within `feet`; ordered. Until the next question.
    [[nodiscard]] std::span<const std::pair<Position, std::int32_t>> reachable(CreatureId creature, std::int32_t feet);
    /// The way there without its beginning; empty when there is none within `feet`.
    [[nodiscard]] std::vector<Position> path(CreatureId creature, const Position& to, std::int32_t feet);
    /// Ends a way before the first enemy who stands in it, and where one can stand. @return that enemy
    [[nodiscard]] CreatureId stop_at_bodies(CreatureId creature, std::vector<Position>& path);
    /// What one step of it costs.
    [[nodiscard]] std::int32_t step_feet(CreatureId creature, const Position& from, const Position& to,
                                         bool odd_diagonal);
    /// Works out how far it is to the nearest of some places, whoever stands in the way, from where it stands and from
    /// all that is nearer.
    void look_towards(CreatureId creature, std::span<const Position> goals);
    /// Feet from a place to there; `everywhere` where no way leads.
    [[nodiscard]] std::int32_t feet_towards(const Position& from) const;
    /// As far as it slides that way.
    [[nodiscard]] Position pushed(CreatureId creature, const Body& from, std::int32_t feet, bool towards);
    /// The free place nearest to one: by distance, then rows.
    [[nodiscard]] std::optional<Position> nearest_free(CreatureId creature, const Position& to);

    void see(const Event& event);
    void forget();

private:
    /// How far apart two rows of cells are, that begin somewhere and have a length: neighbors are one apart.
    [[nodiscard]] static std::int32_t gap(std::int32_t a, std::int32_t length_a, std::int32_t b, std::int32_t length_b)
    {
        return std::max({a - (b + length_b - 1), b - (a + length_a - 1), 0});
    }

    struct Terrain {
        grid::Mover mover;
        grid::Ground ground;
    };
    /// Of a creature, as long as nothing happens to it.
    struct Known {
        std::int32_t size = 0;                  ///< 0: not known
        std::int32_t side = 0;                  ///< place in `sides_`, from 1; 0: not known
        std::optional<std::size_t> ground = {}; ///< index of `grounds_`
    };

    void build();
    void drop();
    void find_zones();
    void find_zones_of_map();
    [[nodiscard]] std::optional<Thing> thing(const content::MapObject& object) const;
    [[nodiscard]] const DoorState* door(const Position& at, grid::Part part) const;
    void wall_up();
    void lay_zone(ZoneHere& zone);
    void slow_down();
    void raise_fog();
    [[nodiscard]] const std::vector<grid::Lighting>& lighting();
    void place_lights();
    void place_light_of(const ZoneHere& zone);
    [[nodiscard]] bool in_line(CreatureId who, CreatureId whom);
    [[nodiscard]] bool is_visible(CreatureId who, CreatureId whom);
    [[nodiscard]] bool is_clear(const Body& from, const Body& to) const;
    [[nodiscard]] bool is_threatened(CreatureId attacker, const Body& from);
    void forget_counts()
    {
        counted_.reset();
        threatened_.reset();
    }
    [[nodiscard]] bool is_behind(const Body& from, CreatureId target, const Body& to) const;
    /// Somebody comes no nearer to what it fears.
    [[nodiscard]] bool dares(CreatureId creature, const Position& to);
    [[nodiscard]] const content::Map* map() const;
    [[nodiscard]] grid::Mover mover(CreatureId creature);
    [[nodiscard]] const grid::Ground& ground(CreatureId creature);
    [[nodiscard]] grid::SearchOptions search(CreatureId creature, std::int32_t feet);
    [[nodiscard]] Known& known(CreatureId creature)
    {
        if (creature.index >= known_.size()) known_.resize(creature.index + std::size_t{1});
        return known_[creature.index];
    }
    [[nodiscard]] std::int32_t side(CreatureId creature, const Creature& row)
    {
        const std::int32_t side = known(creature).side;
        return side != 0 ? side : find_side(creature, row);
    }
    [[nodiscard]] std::int32_t find_side(CreatureId creature, const Creature& row);
    enum class Whom : std::uint8_t { everybody, perceived };
    /// Where the living stand, but for one.
    [[nodiscard]] std::span<const Body> bodies_but(CreatureId creature, Whom whom);
    [[nodiscard]] bool is_free(CreatureId creature, const Position& place, Whom whom);
    [[nodiscard]] bool is_in_the_way(CreatureId other, CreatureId walker);
    [[nodiscard]] bool lit_for(CreatureId who, const Body& whom);
    [[nodiscard]] bool is_screened(CreatureId attacker, const Body& from, CreatureId target, const Body& to);
    [[nodiscard]] bool is_flanked(CreatureId attacker, const Body& from, CreatureId target, const Body& to);

    const World& world_;
    Sheets& sheets_;
    const Compiled& rules_;
    FieldTags tags_;
    std::optional<grid::Grid> grid_;       ///< none: not of today
    std::vector<grid::Lighting> lighting_; ///< by level
    bool lit_ = false;                     ///< whether those are of today
    bool everything_bright_ = true;
    std::vector<ZoneHere> zones_;
    bool zones_laid_ = false; ///< whether those that go with somebody are of today
    bool stirred_ = false;
    std::vector<EffectId> new_zones_;
    std::optional<grid::Grid> fog_; ///< the grid with what nobody sees through; none: there is no such zone
    bool opaque_ = false;           ///< whether anything stands in the way of anything
    bool placed_ = false;
    std::vector<CreatureId> everybody_;
    std::vector<Known> known_;       ///< by index of the creature
    std::vector<std::string> sides_; ///< that were asked for
    /// What `now` counted last, until something happens.
    struct Counted {
        CreatureId creature;
        std::int64_t foes = 0;
        std::int64_t beset = 0;
    };
    std::optional<Counted> counted_;
    std::optional<std::pair<CreatureId, bool>> threatened_; ///< whether it is, until something happens
    std::vector<Body> bodies_;
    std::vector<std::pair<Position, std::int32_t>> reachable_;
    std::vector<Terrain> grounds_;
    grid::Reach reach_, towards_;
    grid::Paths paths_;
    std::vector<grid::BitGrid> occupied_;
    grid::Sight sight_;
    grid::BitGrid shown_;
};

} // namespace goldbox::rules
