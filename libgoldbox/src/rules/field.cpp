// SPDX-License-Identifier: MIT
#include "rules/field.hpp"

#include <goldbox/base/assert.hpp>
#include <goldbox/content/map.hpp>
#include <goldbox/grid/area.hpp>
#include <goldbox/grid/sight.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <type_traits>
#include <variant>

namespace goldbox::rules {
namespace {

constexpr std::int32_t most_size = 8;   ///< cells a side
constexpr std::int32_t seen_cells = 60; ///< how far one sees the ground

grid::Body on_grid(const Body& body)
{
    return {{body.place.x, body.place.y}, body.size};
}

/// Its room is used again.
void blank(grid::BitGrid& bits, std::int32_t width, std::int32_t height)
{
    if (bits.width() == width && bits.height() == height)
        bits.clear();
    else
        bits = grid::BitGrid(width, height);
}

/// The middle of a body, in half cells.
grid::Point middle(const Body& body)
{
    return {2 * body.place.x + body.size, 2 * body.place.y + body.size};
}

} // namespace

FieldTags::FieldTags(const Compiled& rules)
    : far(rules.tag("far")),
      adjacent(rules.tag("adjacent")),
      threatened(rules.tag("threatened")),
      half_cover(rules.tag("half_cover")),
      three_quarters_cover(rules.tag("three_quarters_cover")),
      screened(rules.tag("screened")),
      unseen_target(rules.tag("unseen_target")),
      unseen_attacker(rules.tag("unseen_attacker")),
      flanked(rules.tag("flanked")),
      behind(rules.tag("behind")),
      unseen(rules.tag("unseen")),
      hidden(rules.tag("hidden")),
      sightless(rules.tag("sightless")),
      elusive(rules.tag("elusive")),
      helpless(rules.tag("helpless")),
      devoted(rules.tag("devoted")),
      fearful(rules.tag("fearful")),
      ridden(rules.tag("ridden"))
{
}

Field::Field(const World& world, Sheets& sheets)
    : world_(world), sheets_(sheets), rules_(sheets.rules()), tags_(sheets.rules())
{
    sheets_.ask([this](Now what, CreatureId creature) { return now(what, creature); });
}

bool ZoneHere::meets(const Body& body) const
{
    if (body.place.level != level) return false;
    for (std::int32_t i = 0; i < body.size * body.size; ++i) {
        const grid::Cell cell{body.place.x + i % body.size, body.place.y + i / body.size};
        if (std::ranges::binary_search(cells, cell)) return true;
    }
    return false;
}

// The ground ---------------------------------------------------------------------------------------------------------

const content::Map* Field::map() const
{
    const auto found = rules_.maps.find(world_.field->map);
    return found == rules_.maps.end() ? nullptr : found->second.get();
}

const grid::Grid& Field::grid()
{
    if (!grid_) build();
    return *grid_;
}

/// The map with its doors as they stand. Where the packs of today have no such map, or an open ground without size, a
/// single cell: nobody moves on it, and nothing fails.
void Field::build()
{
    const Battlefield& field = *world_.field;
    const content::Map* const drawn = map();
    auto open = grid::Grid::create(std::max(field.width, 1), std::max(field.height, 1));
    if (!open) open = grid::Grid::create(1, 1);
    grid_ = drawn ? drawn->grid : *std::move(open);
    for (const DoorState& door : field.doors)
        grid_->set_open(spot(door.at), static_cast<grid::Part>(std::min<std::uint8_t>(door.part, 2)), door.open);
    wall_up();
    opaque_ = drawn != nullptr;
    lit_ = false;
    find_zones();
    slow_down();
    raise_fog();
    occupied_.assign(static_cast<std::size_t>(grid_->levels()), grid::BitGrid(grid_->width(), grid_->height()));
    for (Terrain& terrain : grounds_) terrain.ground.update(*grid_);
}

std::optional<Thing> Field::thing(const content::MapObject& object) const
{
    const auto& things = world_.field->things;
    const auto found = std::ranges::lower_bound(things, object.id, {}, &ThingState::object);
    return found == things.end() || found->object != object.id ? std::nullopt : std::optional(found->now);
}

const DoorState* Field::door(const Position& at, grid::Part part) const
{
    const auto& doors = world_.field->doors;
    const auto found = std::ranges::find_if(
        doors, [&](const DoorState& door) { return door.at == at && door.part == static_cast<std::uint8_t>(part); });
    return found == doors.end() ? nullptr : &*found;
}

/// A secret door that nobody has found or moved is a wall.
void Field::wall_up()
{
    const content::Map* const drawn = map();
    if (!drawn) return;
    for (const content::MapObject& object : drawn->objects) {
        const bool hidden = object.kind == content::ObjectKind::secret_door && !object.open && !thing(object) &&
                            !door(place(object.spot), object.part);
        if (hidden && grid_->contains(object.spot)) grid_->set_barrier(object.spot, object.part, grid::Barrier::wall);
    }
}

bool Field::is_locked(const Position& at, grid::Part part) const
{
    const content::Map* const drawn = map();
    if (!drawn || door(at, part)) return false;
    return std::ranges::any_of(drawn->objects, [&](const content::MapObject& object) {
        const bool lock = !object.open && (object.lock > 0 || !object.key.empty());
        return lock && content::is_door(object) && object.spot == spot(at) && object.part == part;
    });
}

std::vector<std::int32_t> Field::unsprung(const Body& body, Index gives) const
{
    std::vector<std::int32_t> traps;
    const content::Map* const drawn = map();
    if (!drawn) return traps;
    for (const content::MapObject& object : drawn->objects) {
        if (object.kind != content::ObjectKind::trap || find(rules_.effects, object.what) != gives) continue;
        const auto now = thing(object);
        const bool over = object.spot.level == body.place.level && body.place.x < object.spot.cell.x + object.width &&
                          object.spot.cell.x < body.place.x + body.size &&
                          body.place.y < object.spot.cell.y + object.height &&
                          object.spot.cell.y < body.place.y + body.size;
        if (over && now != Thing::sprung && now != Thing::gone) traps.push_back(object.id);
    }
    return traps;
}

const std::vector<grid::Lighting>& Field::lighting()
{
    (void)zones();
    if (!lit_) place_lights();
    return lighting_;
}

void Field::place_lights()
{
    lit_ = true;
    const content::Map* const drawn = map();
    const auto around = drawn ? drawn->light : world_.field->dark ? grid::Brightness::dark : grid::Brightness::bright;
    const auto darkens = [](const ZoneHere& zone) { return zone.info && zone.info->dark; };
    everything_bright_ = around == grid::Brightness::bright && std::ranges::none_of(zones_, darkens);
    lighting_.assign(static_cast<std::size_t>(grid_->levels()),
                     grid::Lighting(grid_->width(), grid_->height(), around));
    if (everything_bright_) return;
    for (const ZoneHere& zone : zones_) place_light_of(zone);
    if (!drawn) return;
    for (const content::MapObject& object : drawn->objects) {
        if (object.kind != content::ObjectKind::light) continue;
        const grid::Light light{
            .spot = object.spot, .bright = object.bright, .dim = std::max(object.dim, object.bright)};
        lighting_[static_cast<std::size_t>(object.spot.level)].add(*grid_, light);
    }
}

void Field::place_light_of(const ZoneHere& zone)
{
    if (!zone.info || zone.level < 0 || std::cmp_greater_equal(zone.level, lighting_.size())) return;
    grid::Lighting& lighting = lighting_[static_cast<std::size_t>(zone.level)];
    if (zone.info->dark) {
        for (const grid::Cell cell : zone.cells) lighting.darken(cell);
    }
    const auto radius = [&](const std::optional<Formula>& feet) {
        if (!feet) return 0;
        const std::int64_t lit = sheets_.value(*feet, {.self = zone.owner, .effect_id = zone.effect}) / cell_feet();
        return static_cast<std::int32_t>(std::clamp<std::int64_t>(lit, 0, grid::max_area));
    };
    const std::int32_t bright = radius(zone.info->light), dim = std::max(radius(zone.info->dim), bright);
    if (dim == 0 || zone.cells.empty()) return;
    // from its middle: a zone of one cell is that cell
    const Effect& effect = *world_.effects.find(zone.effect);
    const auto body = this->body(zone.owner);
    const Position from = zone.info->follows && body ? body->place : effect.place.value_or(Position{});
    if (grid_->contains(spot(from))) lighting.add(*grid_, {.spot = spot(from), .bright = bright, .dim = dim});
}

// Zones --------------------------------------------------------------------------------------------------------------

std::span<const ZoneHere> Field::zones()
{
    (void)grid();
    if (!zones_laid_) {
        zones_laid_ = true;
        for (ZoneHere& zone : zones_) {
            if (!zone.info || !zone.info->follows) continue;
            lay_zone(zone);
            lit_ = lit_ && !zone.info->dark && !zone.info->light && !zone.info->dim;
        }
    }
    return zones_;
}

/// Of effects by id; those of the map come first.
void Field::find_zones()
{
    zones_.clear();
    zones_laid_ = true;
    find_zones_of_map();
    if (!rules_.has_zones) return;
    world_.effects.each([&](EffectId id, const Effect& effect) {
        const EffectInfo* const info = sheets_.info(id);
        if (!info || !info->zone) return;
        zones_.push_back({.effect = id, .info = &*info->zone, .owner = effect.owner, .gives = info->zone->gives});
        lay_zone(zones_.back());
    });
}

/// Traps, and floors of which the ruleset says what befalls who stands there.
void Field::find_zones_of_map()
{
    const content::Map* const drawn = map();
    if (!drawn) return;
    const auto zone_of = [&](std::int32_t level, Index gives, bool known = false) -> ZoneHere& {
        const auto same = [&](const ZoneHere& zone) {
            return zone.level == level && zone.gives == gives && zone.known == known;
        };
        const auto found = std::ranges::find_if(zones_, same);
        if (found != zones_.end()) return *found;
        return zones_.emplace_back(ZoneHere{.gives = gives, .level = level, .known = known});
    };
    std::vector<Index> of_terrain;
    for (const grid::Terrain& terrain : grid_->terrains()) {
        const auto found = rules_.battle->grounds.find(terrain.name);
        of_terrain.push_back(found == rules_.battle->grounds.end() ? none : found->second);
    }
    if (std::ranges::any_of(of_terrain, [](Index effect) { return effect != none; })) {
        for (std::int32_t level = 0; level < grid_->levels(); ++level) {
            for (std::int32_t y = 0; y < grid_->height(); ++y) {
                for (std::int32_t x = 0; x < grid_->width(); ++x) {
                    const Index effect = of_terrain[grid_->terrain({level, {x, y}})];
                    if (effect != none) zone_of(level, effect).cells.push_back({x, y});
                }
            }
        }
    }
    for (const content::MapObject& object : drawn->objects) {
        const Index effect = object.kind == content::ObjectKind::trap ? find(rules_.effects, object.what) : none;
        const auto now = thing(object);
        if (effect == none || now == Thing::gone) continue;
        auto& cells = zone_of(object.spot.level, effect, now.has_value()).cells;
        for (std::int32_t y = 0; y < object.height; ++y) {
            for (std::int32_t x = 0; x < object.width; ++x) cells.push_back(object.spot.cell + grid::Cell{x, y});
        }
        std::ranges::sort(cells);
    }
}

void Field::lay_zone(ZoneHere& zone)
{
    const Effect& effect = *world_.effects.find(zone.effect);
    const ZoneInfo& info = *zone.info;
    zone.cells.clear();
    const auto stands = body(effect.owner);
    std::optional<Body> from;
    if (info.follows)
        from = stands;
    else if (effect.from)
        from = Body{*effect.from, stands ? stands->size : 1};
    if (!from) return;
    zone.level = from->place.level;
    const std::optional<Position> at = info.follows ? std::nullopt : effect.place;
    const std::int64_t feet =
        sheets_.value(info.area.feet, {.self = effect.owner, .source = effect.source, .effect_id = zone.effect});
    zone.cells = cells_of(info.area, narrow(feet), *from, at);
}

/// Steps onto difficult ground cost twice as much, however many zones lie there.
void Field::slow_down()
{
    std::vector<grid::Spot> slow;
    for (const ZoneHere& zone : zones_) {
        if (!zone.info || !zone.info->difficult) continue;
        for (const grid::Cell cell : zone.cells) slow.push_back({zone.level, cell});
    }
    if (slow.empty()) return;
    std::ranges::sort(slow);
    slow.erase(std::ranges::unique(slow).begin(), slow.end());
    std::vector<grid::Terrain> terrains(grid_->terrains().begin(), grid_->terrains().end());
    if (terrains.empty()) terrains.emplace_back();
    const std::size_t plain = terrains.size();
    if (2 * plain > 256) return;
    for (std::size_t i = 0; i < plain; ++i) {
        grid::Terrain twice = terrains[i];
        for (std::uint8_t& price : twice.price)
            price = static_cast<std::uint8_t>(std::min<int>(2 * price, grid::max_price));
        terrains.push_back(std::move(twice));
    }
    if (!grid_->set_terrains(std::move(terrains))) return;
    for (const grid::Spot& each : slow)
        grid_->set_terrain(each, static_cast<std::uint8_t>(grid_->terrain(each) + plain));
}

void Field::raise_fog()
{
    fog_.reset();
    for (const ZoneHere& zone : zones_) {
        if (!zone.info || !zone.info->obscures) continue;
        if (!fog_) fog_ = *grid_;
        for (const grid::Cell cell : zone.cells) {
            const grid::Spot at{zone.level, cell};
            if (!grid::stops(fog_->barrier(at), grid::Stops::sight)) fog_->set_barrier(at, grid::Barrier::curtain);
        }
    }
}

bool Field::wants(const ZoneHere& zone, CreatureId creature)
{
    if (!zone.info) return true;
    switch (zone.info->who) {
    case content::Who::enemies: return enemies(zone.owner, creature);
    case content::Who::allies: return !enemies(zone.owner, creature);
    case content::Who::others: return creature != zone.owner;
    default: return true;
    }
}

bool Field::changes_zone(CreatureId creature, const Position& from, const Position& to)
{
    const std::int32_t size = this->size(creature);
    return std::ranges::any_of(zones(), [&](const ZoneHere& zone) {
        if (zone.gives == none) return false;
        if (zone.info && zone.info->follows && zone.owner == creature) return true;
        return zone.meets({from, size}) != zone.meets({to, size});
    });
}

// What happens -------------------------------------------------------------------------------------------------------

void Field::see(const Event& event)
{
    const auto is = [&]<class... Facts>(std::type_identity<std::variant<Facts...>>) {
        return (std::holds_alternative<Facts>(event) || ...);
    };
    forget_counts();
    if (is(std::type_identity<std::variant<FieldOpened, FieldClosed, DoorMoved, TrapSprung>>{})) {
        drop();
    } else if (is(std::type_identity<std::variant<CreaturePlaced, CreatureLeft, CreatureAppeared>>{})) {
        placed_ = false;
        known_.clear();
    } else if (is(std::type_identity<
                   std::variant<EffectBegan, EffectEnded, EffectRefreshed, NumberChanged, SideChanged>>{})) {
        known_.clear(); // it may have grown, or wings, or other friends
    }
    if (!rules_.battle || (!rules_.has_zones && zones_.empty())) {
        stirred_ = stirred_ || std::holds_alternative<FieldOpened>(event);
        return;
    }
    if (const auto* const began = std::get_if<EffectBegan>(&event)) {
        const EffectInfo* const info = sheets_.info(began->effect);
        if (!info || !info->zone) return;
        drop();
        new_zones_.push_back(began->effect);
        stirred_ = true;
    } else if (const auto* const ended = std::get_if<EffectEnded>(&event)) {
        if (std::ranges::find(zones_, ended->effect, &ZoneHere::effect) != zones_.end()) drop();
    } else if (is(std::type_identity<
                   std::variant<FieldOpened, CreaturePlaced, CreatureMoved, SideChanged, DoorMoved>>{})) {
        stirred_ = true;
        zones_laid_ = false;
    }
}

void Field::forget()
{
    drop();
    new_zones_.clear();
    stirred_ = false;
}

void Field::drop()
{
    grid_.reset();
    zones_.clear();
    placed_ = false;
    known_.clear();
    forget_counts();
}

// Who is where -------------------------------------------------------------------------------------------------------

std::int32_t Field::size(CreatureId creature)
{
    if (!rules_.battle->size) return 1;
    std::int32_t& size = known(creature).size;
    if (size == 0) {
        size = static_cast<std::int32_t>(
            std::clamp<std::int64_t>(sheets_.value(*rules_.battle->size, {.self = creature}), 1, most_size));
    }
    return size;
}

std::optional<Body> Field::body(CreatureId creature)
{
    const Creature* const row = world_.creatures.find(creature);
    if (!row || !row->place || !is_there()) return std::nullopt;
    return Body{*row->place, size(creature)};
}

std::int32_t Field::distance(CreatureId a, CreatureId b)
{
    const auto here = body(a), there = body(b);
    return here && there ? distance(*here, *there) : everywhere;
}

bool Field::fights(CreatureId creature) const
{
    const Creature* const row = world_.creatures.find(creature);
    if (!row || !row->place || row->vitals.life != Life::alive || !world_.encounter) return false;
    return std::ranges::find(world_.encounter->quit, creature, &Quitter::creature) == world_.encounter->quit.end();
}

/// Texts are compared once.
std::int32_t Field::find_side(CreatureId creature, const Creature& row)
{
    const auto found = std::ranges::find(sides_, row.side);
    const auto side = static_cast<std::int32_t>(found - sides_.begin()) + 1;
    if (found == sides_.end()) sides_.push_back(row.side);
    return known(creature).side = side;
}

CreatureId Field::rider_of(CreatureId mount)
{
    if (tags_.ridden == 0 || !sheets_.tags(mount).test(tags_.ridden)) return {};
    for (const Active& active : sheets_.effects(mount)) {
        const bool rides = active.info && active.info->tags.test(tags_.ridden) && active.source != mount;
        if (rides && fights(active.source) && fights(mount)) return active.source;
    }
    return {};
}

CreatureId Field::mount_of(CreatureId rider)
{
    if (tags_.ridden == 0) return {};
    for (const CreatureId other : everybody()) {
        if (rider_of(other) == rider) return other;
    }
    return {};
}

std::span<const CreatureId> Field::everybody()
{
    if (!placed_) {
        placed_ = true;
        everybody_.clear();
        world_.creatures.each([&](CreatureId id, const Creature& creature) {
            if (creature.place) everybody_.push_back(id);
        });
    }
    return everybody_;
}

// Sight --------------------------------------------------------------------------------------------------------------

bool Field::reaches(const Body& from, const Body& to)
{
    if (from.place.level != to.place.level) return false;
    const grid::Grid& on = grid();
    if (!opaque_) return true;
    for (std::int32_t i = 0; i < from.size * from.size; ++i) {
        for (std::int32_t j = 0; j < to.size * to.size; ++j) {
            const grid::Cell a{from.place.x + i % from.size, from.place.y + i / from.size};
            const grid::Cell b{to.place.x + j % to.size, to.place.y + j / to.size};
            if (grid::line_free(on, from.place.level, a, b, grid::Stops::missiles)) return true;
        }
    }
    return false;
}

bool Field::lit_for(CreatureId who, const Body& whom)
{
    const grid::Lighting& lighting = this->lighting()[static_cast<std::size_t>(whom.place.level)];
    bool plainly_dark = false;
    for (std::int32_t i = 0; i < whom.size * whom.size; ++i) {
        const grid::Cell cell{whom.place.x + i % whom.size, whom.place.y + i / whom.size};
        if (lighting.magically_dark(cell)) continue;
        if (lighting.at(cell) != grid::Brightness::dark) return true;
        plainly_dark = true;
    }
    const auto here = body(who);
    return plainly_dark && rules_.battle->darkvision && here &&
           distance(*here, whom) <= sheets_.value(*rules_.battle->darkvision, {.self = who});
}

bool Field::perceives(CreatureId who, CreatureId whom)
{
    if (who == whom) return true;
    if (tags_.hidden != 0 && sheets_.tags(whom).test(tags_.hidden) && enemies(who, whom)) return false;
    return in_line(who, whom);
}

bool Field::in_line(CreatureId who, CreatureId whom)
{
    const Creature *const one = world_.creatures.find(who), *const other = world_.creatures.find(whom);
    if (!one || !other || !one->place || !other->place || !is_there()) return false;
    const Position &here = *one->place, &there = *other->place;
    const grid::Grid& on = grid();
    if (here.level != there.level || !on.contains(spot(here)) || !on.contains(spot(there))) return false;
    return !opaque_ || grid::line_free(on, here.level, {here.x, here.y}, {there.x, there.y}, grid::Stops::sight) ||
           distance(who, whom) <= cell_feet();
}

bool Field::sees(CreatureId who, CreatureId whom)
{
    return perceives(who, whom) && is_visible(who, whom);
}

/// Of two in one line.
bool Field::is_visible(CreatureId who, CreatureId whom)
{
    const bool has_eyes = tags_.sightless == 0 || !sheets_.tags(who).test(tags_.sightless);
    if (who == whom) return has_eyes;
    const auto plainly = [&] {
        if (!has_eyes || (tags_.unseen != 0 && sheets_.tags(whom).test(tags_.unseen))) return false;
        (void)lighting();
        return (!fog_ || is_clear(*body(who), *body(whom))) && (everything_bright_ || lit_for(who, *body(whom)));
    };
    if (plainly()) return true;
    return rules_.battle->sees_all && distance(who, whom) <= sheets_.value(*rules_.battle->sees_all, {.self = who});
}

/// Neither stands in fog, and none lies between.
bool Field::is_clear(const Body& from, const Body& to) const
{
    const grid::Spot a = spot(from.place), b = spot(to.place);
    const auto in_fog = [&](const grid::Spot& at) {
        return grid::stops(fog_->barrier(at), grid::Stops::sight) &&
               !grid::stops(grid_->barrier(at), grid::Stops::sight);
    };
    return !in_fog(a) && !in_fog(b) && grid::line_free(*fog_, a.level, a.cell, b.cell, grid::Stops::sight);
}

bool Field::is_watched(CreatureId creature)
{
    if (!is_there() || !body(creature)) return false;
    return std::ranges::any_of(everybody(), [&](CreatureId other) {
        return enemies(other, creature) && fights(other) && in_line(other, creature) && is_visible(other, creature);
    });
}

std::int64_t Field::now(Now what, CreatureId creature)
{
    if (what == Now::watched) return is_watched(creature);
    if (!counted_ || counted_->creature != creature) {
        Counted counted{.creature = creature};
        const auto here = is_there() ? body(creature) : std::nullopt;
        for (const CreatureId other : here ? everybody() : std::span<const CreatureId>()) {
            if (!enemies(creature, other) || !fights(other) || !perceives(creature, other)) continue;
            ++counted.foes;
            if (distance(*here, *body(other)) <= reach(other)) ++counted.beset;
        }
        counted_ = counted;
    }
    return what == Now::foes ? counted_->foes : counted_->beset;
}

bool Field::is_devoted(CreatureId creature, CreatureId to)
{
    if (tags_.devoted == 0 || !sheets_.tags(creature).test(tags_.devoted)) return false;
    return std::ranges::any_of(sheets_.effects(creature), [&](const Active& active) {
        return active.info && active.source == to && active.info->tags.test(tags_.devoted);
    });
}

void Field::look(CreatureId who, grid::BitGrid& level)
{
    const auto here = body(who);
    if (!here || !grid().contains(spot(here->place))) return;
    if (tags_.sightless != 0 && sheets_.tags(who).test(tags_.sightless)) return;
    const grid::Cell eye{here->place.x, here->place.y};
    sight_.look(grid(), spot(here->place), {.radius = seen_cells});
    if (everything_bright_) return sight_.add_shown(level);
    blank(shown_, level.width(), level.height());
    sight_.add_shown(shown_);
    const auto& lighting = lighting_[static_cast<std::size_t>(here->place.level)];
    const std::int32_t in_the_dark =
        rules_.battle->darkvision ? narrow(sheets_.value(*rules_.battle->darkvision, {.self = who})) / cell_feet() : 0;
    for (std::int32_t y = std::max(eye.y - seen_cells, 0); y <= eye.y + seen_cells && y < level.height(); ++y) {
        for (std::int32_t x = std::max(eye.x - seen_cells, 0); x <= eye.x + seen_cells && x < level.width(); ++x) {
            const grid::Cell cell{x, y};
            const std::int32_t far = std::max(std::abs(x - eye.x), std::abs(y - eye.y));
            if (shown_.test(cell) && (far <= std::max(in_the_dark, 1) || lighting.at(cell) != grid::Brightness::dark))
                level.set(cell);
        }
    }
}

grid::Cover Field::cover(const Body& from, CreatureId whom)
{
    const auto there = body(whom);
    if (!there || there->place.level != from.place.level) return grid::Cover::total;
    const grid::Grid& on = grid();
    if (!opaque_) return grid::Cover::none;
    return grid::cover(on, from.place.level, on_grid(from), on_grid(*there));
}

// What positions make of a roll --------------------------------------------------------------------------------------

/// Somebody stands in the line, whom the attacker perceives, and nothing of the ground does.
bool Field::is_screened(CreatureId attacker, const Body& from, CreatureId target, const Body& to)
{
    const auto lies_between = [](std::int32_t a, std::int32_t size_a, std::int32_t b, std::int32_t size_b,
                                 std::int32_t other, std::int32_t size) {
        return other < std::max(a + size_a, b + size_b) && other + size > std::min(a, b);
    };
    bool any = false;
    for (const CreatureId other : everybody()) {
        if (other == attacker || other == target || !fights(other)) continue;
        const Body body = *this->body(other);
        const bool between = body.place.level == from.place.level &&
                             lies_between(from.place.x, from.size, to.place.x, to.size, body.place.x, body.size) &&
                             lies_between(from.place.y, from.size, to.place.y, to.size, body.place.y, body.size) &&
                             !body.meets(from) && !body.meets(to) && perceives(attacker, other);
        if (!between) continue;
        if (!std::exchange(any, true)) blank(shown_, grid().width(), grid().height());
        for (std::int32_t i = 0; i < body.size * body.size; ++i)
            shown_.set({body.place.x + i % body.size, body.place.y + i / body.size});
    }
    return any && grid::cover(grid(), from.place.level, on_grid(from), on_grid(to), &shown_) == grid::Cover::half;
}

/// Somebody on the attacker's side stands opposite.
bool Field::is_flanked(CreatureId attacker, const Body& from, CreatureId target, const Body& to)
{
    const grid::Point here = middle(from), there = middle(to);
    for (const CreatureId other : everybody()) {
        if (other == attacker || other == target || !fights(other) || enemies(other, attacker)) continue;
        const auto body = this->body(other);
        if (!body || distance(*body, to) > cell_feet()) continue;
        const grid::Point across = middle(*body);
        // on the other side of the middle of the target: the angle between both is wider than three quarters
        const std::int64_t ax = here.x - there.x, ay = here.y - there.y;
        const std::int64_t bx = across.x - there.x, by = across.y - there.y;
        const std::int64_t dot = ax * bx + ay * by;
        if (dot < 0 && 2 * dot * dot > (ax * ax + ay * ay) * (bx * bx + by * by)) return true;
    }
    return false;
}

TagSet Field::of_save(CreatureId creature, const Body& from)
{
    TagSet set;
    if (tags_.half_cover == 0 || !opaque_ || !body(creature)) return set;
    const grid::Cover covered = cover(from, creature);
    if (covered == grid::Cover::half) set.set(tags_.half_cover);
    if (covered >= grid::Cover::three_quarters && tags_.three_quarters_cover != 0) set.set(tags_.three_quarters_cover);
    return set;
}

namespace {

/// By facing: north, then around by east.
constexpr std::array<grid::Point, 9> looks = {grid::Point{0, 0}, {0, -1}, {1, -1}, {1, 0}, {1, 1}, {0, 1},
                                              {-1, 1},           {-1, 0}, {-1, -1}};

} // namespace

std::uint8_t Field::facing(const Body& from, const Body& to)
{
    const grid::Point a = middle(from), b = middle(to);
    std::int32_t dx = b.x - a.x, dy = b.y - a.y;
    // along a side or a diagonal, whichever is nearer
    if (std::abs(dx) > 2 * std::abs(dy)) dy = 0;
    if (std::abs(dy) > 2 * std::abs(dx)) dx = 0;
    const auto sign = [](std::int32_t number) { return number > 0 ? 1 : number < 0 ? -1 : 0; };
    const auto found = std::ranges::find(looks, grid::Point{sign(dx), sign(dy)});
    return static_cast<std::uint8_t>(found - looks.begin());
}

/// In the three directions to which the target has its back.
bool Field::is_behind(const Body& from, CreatureId target, const Body& to) const
{
    const std::uint8_t look = world_.creatures.find(target)->facing;
    if (look == 0 || look >= looks.size()) return false;
    const grid::Point here = middle(from), there = middle(to);
    const std::int64_t ax = here.x - there.x, ay = here.y - there.y, lx = looks[look].x, ly = looks[look].y;
    const std::int64_t dot = ax * lx + ay * ly;
    return dot < 0 && 2 * dot * dot >= (ax * ax + ay * ay) * (lx * lx + ly * ly);
}

/// An enemy who could strike at it stands beside it.
bool Field::is_threatened(CreatureId attacker, const Body& from)
{
    if (!threatened_ || threatened_->first != attacker) {
        const bool any = std::ranges::any_of(everybody(), [&](CreatureId other) {
            return enemies(attacker, other) && fights(other) && distance(from, *body(other)) <= cell_feet() &&
                   (tags_.helpless == 0 || !sheets_.tags(other).test(tags_.helpless)) && sees(other, attacker);
        });
        threatened_ = {attacker, any};
    }
    return threatened_->second;
}

TagSet Field::of_attack(CreatureId attacker, CreatureId target, std::int32_t near_feet)
{
    TagSet set;
    const auto from = body(attacker), to = body(target);
    if (!from || !to) return set;
    const auto put = [&](Tag tag, bool holds) {
        if (tag != 0 && holds) set.set(tag);
    };
    const std::int32_t feet = distance(*from, *to);
    put(tags_.adjacent, feet <= cell_feet());
    put(tags_.far, feet > near_feet);
    put(tags_.threatened, tags_.threatened != 0 && is_threatened(attacker, *from));
    if (tags_.half_cover != 0 || tags_.screened != 0) {
        const grid::Cover covered = cover(*from, target);
        put(tags_.half_cover, covered == grid::Cover::half);
        put(tags_.three_quarters_cover, covered >= grid::Cover::three_quarters);
        const bool open = tags_.screened != 0 && covered == grid::Cover::none && feet > cell_feet();
        put(tags_.screened, open && is_screened(attacker, *from, target, *to));
    }
    put(tags_.unseen_target, tags_.unseen_target != 0 && !sees(attacker, target));
    put(tags_.unseen_attacker, tags_.unseen_attacker != 0 && !sees(target, attacker));
    put(tags_.behind, tags_.behind != 0 && is_behind(*from, target, *to));
    if (tags_.flanked != 0 && feet <= cell_feet()) put(tags_.flanked, is_flanked(attacker, *from, target, *to));
    return set;
}

// Aiming -------------------------------------------------------------------------------------------------------------

std::int32_t Field::reach(CreatureId creature)
{
    if (!rules_.battle->reach) return cell_feet();
    return narrow(sheets_.value(*rules_.battle->reach, {.self = creature}));
}

std::pair<std::int32_t, std::int32_t> Field::ranges(const AimInfo* aim, const Viewpoint& from)
{
    const std::int32_t near = aim && aim->range ? narrow(sheets_.value(*aim->range, from)) : reach(from.self);
    const std::int32_t far = aim && aim->far ? narrow(sheets_.value(*aim->far, from)) : near;
    return {near, std::max(near, far)};
}

namespace {

/// Across the way from one point to another, with its middle there; along a side or a diagonal.
grid::Wall across(const grid::Point& from, const grid::Point& middle, std::int32_t cells)
{
    const std::int32_t dx = std::abs(middle.x - from.x), dy = std::abs(middle.y - from.y);
    const std::int32_t aslant = cells * 7 / 10;
    grid::Point half{aslant, (middle.x > from.x) == (middle.y > from.y) ? -aslant : aslant};
    if (dx > 2 * dy) half = {0, cells};
    if (dy > 2 * dx) half = {cells, 0};
    return {{{middle.x - half.x, middle.y - half.y}, {middle.x + half.x, middle.y + half.y}}};
}

} // namespace

std::vector<grid::Cell> Field::cells_of(const AreaInfo& area, std::int32_t feet, const Body& from,
                                        const std::optional<Position>& at)
{
    using content::AreaShape;
    const std::int32_t cells = std::clamp(feet / cell_feet(), 0, grid::max_area);
    const std::int32_t level = from.place.level;
    if ((at && at->level != level) || level < 0 || level >= grid_->levels()) return {};
    const grid::Grid& on = *grid_;
    const grid::Point here = middle(from), there = at ? grid::center({at->x, at->y}) : here;
    const grid::Point corner = at ? grid::Point{2 * at->x, 2 * at->y} : here;
    const std::int32_t floor = on.height_feet(at ? spot(*at) : spot(from.place));
    grid::AreaOptions options;
    if (area.around_corners) options.spread = grid::Spread::around_corners;
    switch (area.shape) {
    case AreaShape::burst:
        // at a place: around its north-west corner; else around the body, as far from its edge
        if (at) return grid::area(on, level, grid::Circle{corner, cells}, options);
        return grid::area(on, level, grid::Square{here, 2 * cells + from.size}, options);
    case AreaShape::square: return grid::area(on, level, grid::Square{there, std::max(cells, 1)}, options);
    case AreaShape::sphere: return grid::area(on, level, grid::Sphere{corner, cells, floor}, options);
    case AreaShape::cylinder:
        return grid::area(on, level, grid::Cylinder{corner, cells, floor, area.height_feet}, options);
    case AreaShape::ring: return grid::area(on, level, grid::Ring{corner, cells}, options);
    case AreaShape::wall: return grid::area(on, level, across(here, there, cells), options);
    case AreaShape::cone:
        return grid::area(on, level, grid::Cone{.apex = here, .towards = there, .length = cells}, options);
    case AreaShape::line:
        return grid::area(on, level, grid::Line{here, there, cells, std::max(area.width_feet / cell_feet(), 1)},
                          options);
    case AreaShape::bounce: return grid::bounce(on, level, grid::Line{here, there, cells}).cells;
    case AreaShape::cube: break;
    }
    // before the body, on the side that is nearest to the direction
    const std::int32_t dx = there.x - here.x, dy = there.y - here.y, off = from.size + cells;
    const bool along = std::abs(dx) >= std::abs(dy);
    const grid::Point center = along ? grid::Point{here.x + (dx < 0 ? -off : off), here.y}
                                     : grid::Point{here.x, here.y + (dy < 0 ? -off : off)};
    options.origin = here;
    return grid::area(on, level, grid::Square{center, cells}, options);
}

std::vector<CreatureId> Field::within(const AreaInfo& area, std::int32_t feet, const Body& from,
                                      const std::optional<Position>& at)
{
    std::vector<CreatureId> found;
    (void)grid();
    const std::vector<grid::Cell> covered = cells_of(area, feet, from, at);
    const bool around = area.shape == content::AreaShape::burst && !at;
    for (const CreatureId id : everybody()) {
        const Creature& row = *world_.creatures.find(id);
        const auto body = this->body(id);
        if (row.vitals.life == Life::dead || !body || body->place.level != from.place.level) continue;
        if (around && distance(from, *body) > feet) continue; // its corners are further than its sides
        const bool in = std::ranges::any_of(
            covered, [&](grid::Cell cell) { return body->covers({body->place.level, cell.x, cell.y}); });
        const bool self = body->meets(from) && is_direction(area.shape);
        if (in && !self) found.push_back(id);
    }
    return found;
}

// Walking ------------------------------------------------------------------------------------------------------------

grid::Mover Field::mover(CreatureId creature)
{
    static constexpr std::array way = {grid::Way::walk, grid::Way::swim, grid::Way::fly, grid::Way::climb};
    const BattleInfo& battle = *rules_.battle;
    grid::Mover mover{.ways = 0, .size = size(creature)};
    for (std::size_t i = 0; i < way.size(); ++i) {
        const bool goes = battle.ways[i] ? sheets_.value(*battle.ways[i], {.self = creature}) != 0 : i == 0;
        if (goes) mover.ways |= grid::Mover::bit(way[i]);
    }
    mover.prices = battle.diagonals == content::Diagonals::steps ? grid::plain_steps : grid::alternate_steps;
    return mover;
}

const grid::Ground& Field::ground(CreatureId creature)
{
    (void)grid(); // what changed in it reaches every ground
    if (const auto index = known(creature).ground) return grounds_[*index].ground;
    const grid::Mover wanted = mover(creature);
    auto found = std::ranges::find(grounds_, wanted, &Terrain::mover);
    if (found == grounds_.end()) {
        found = grounds_.insert(grounds_.end(), Terrain{wanted, grid::Ground(wanted)});
        found->ground.update(grid());
    }
    known(creature).ground = static_cast<std::size_t>(found - grounds_.begin());
    return found->ground;
}

std::span<const Body> Field::bodies_but(CreatureId creature, Whom whom)
{
    bodies_.clear();
    const CreatureId mount = mount_of(creature), rider = rider_of(creature);
    for (const CreatureId other : everybody()) {
        const Creature& row = *world_.creatures.find(other);
        if (other == mount || other == rider) continue; // nobody, most of the time
        if (other == creature || row.vitals.life == Life::dead) continue;
        if (whom == Whom::everybody || perceives(creature, other)) bodies_.push_back({*row.place, size(other)});
    }
    return bodies_;
}

bool Field::flies(CreatureId creature)
{
    return (ground(creature).mover().ways & grid::Mover::bit(grid::Way::fly)) != 0;
}

bool Field::contains(const Position& place)
{
    return grid().contains(spot(place));
}

/// Whoever has a fear of somebody on it ends no walk nearer to that one than it stands.
bool Field::dares(CreatureId creature, const Position& to)
{
    if (tags_.fearful == 0 || !sheets_.tags(creature).test(tags_.fearful)) return true;
    const auto here = body(creature);
    return !here || std::ranges::none_of(sheets_.effects(creature), [&](const Active& active) {
        if (!active.info || !active.info->tags.test(tags_.fearful) || active.source == creature) return false;
        const auto feared = body(active.source);
        return feared && perceives(creature, active.source) &&
               distance({to, here->size}, *feared) < distance(*here, *feared);
    });
}

bool Field::is_free(CreatureId creature, const Position& place)
{
    return is_free(creature, place, Whom::everybody);
}

bool Field::seems_free(CreatureId creature, const Position& place)
{
    return is_free(creature, place, Whom::perceived);
}

bool Field::is_free(CreatureId creature, const Position& place, Whom whom)
{
    if (!contains(place) || !ground(creature).can_stand(spot(place))) return false;
    const Body there{place, size(creature)};
    return std::ranges::none_of(bodies_but(creature, whom), [&](const Body& body) { return body.meets(there); });
}

bool Field::is_in_the_way(CreatureId other, CreatureId walker)
{
    return enemies(walker, other) && world_.creatures.find(other)->vitals.life == Life::alive;
}

/// Enemies who stand are in the way, as far as it perceives them; friends let pass.
grid::SearchOptions Field::search(CreatureId creature, std::int32_t feet)
{
    for (grid::BitGrid& level : occupied_) level.clear();
    for (const CreatureId other : everybody()) {
        const auto body = this->body(other);
        if (!body || !contains(body->place) || !is_in_the_way(other, creature) || !perceives(creature, other)) continue;
        grid::BitGrid& level = occupied_[static_cast<std::size_t>(body->place.level)];
        for (std::int32_t i = 0; i < body->size * body->size; ++i)
            level.set({body->place.x + i % body->size, body->place.y + i / body->size});
    }
    return {.limit = static_cast<std::uint32_t>(std::max(feet / cell_feet(), 0)), .occupied = occupied_};
}

CreatureId Field::stop_at_bodies(CreatureId creature, std::vector<Position>& path)
{
    const std::int32_t mine = size(creature);
    CreatureId met;
    for (std::size_t i = 0; i < path.size() && !met; ++i) {
        for (const CreatureId other : everybody()) {
            if (!is_in_the_way(other, creature) || !body(other)->meets({path[i], mine})) continue;
            met = other;
            path.resize(i);
            break;
        }
    }
    while (!path.empty() && !is_free(creature, path.back())) path.pop_back();
    return met;
}

std::span<const std::pair<Position, std::int32_t>> Field::reachable(CreatureId creature, std::int32_t feet)
{
    reachable_.clear();
    const auto here = body(creature);
    if (!here || !contains(here->place)) return reachable_;
    const grid::Ground& on = ground(creature);
    const std::array source = {spot(here->place)};
    reach_.from(on, source, search(creature, feet));
    // the search is over: now those are occupied where it would stand on somebody
    for (grid::BitGrid& level : occupied_) level.clear();
    for (const Body& other : bodies_but(creature, Whom::perceived)) {
        if (!contains(other.place)) continue;
        grid::BitGrid& level = occupied_[static_cast<std::size_t>(other.place.level)];
        for (std::int32_t y = other.place.y - here->size + 1; y < other.place.y + other.size; ++y) {
            for (std::int32_t x = other.place.x - here->size + 1; x < other.place.x + other.size; ++x)
                level.set({x, y}); // what lies outside is no matter
        }
    }
    const bool fears = tags_.fearful != 0 && sheets_.tags(creature).test(tags_.fearful);
    reach_.for_each([&](const grid::Spot& each, std::uint32_t price) {
        const Position to = place(each);
        if (to == here->place || occupied_[static_cast<std::size_t>(each.level)].test(each.cell)) return;
        if (!fears || dares(creature, to)) reachable_.emplace_back(to, static_cast<std::int32_t>(price) * cell_feet());
    });
    return reachable_;
}

std::vector<Position> Field::path(CreatureId creature, const Position& to, std::int32_t feet)
{
    std::vector<Position> way;
    const auto here = body(creature);
    if (!here || to == here->place || !contains(here->place) || !seems_free(creature, to) || !dares(creature, to))
        return way;
    const grid::Ground& on = ground(creature);
    const auto found = paths_.find(on, spot(here->place), spot(to), search(creature, feet));
    if (!found) return way;
    for (const grid::Spot& each : found->spots.subspan(1)) way.push_back(place(each));
    return way;
}

std::int32_t Field::step_feet(CreatureId creature, const Position& from, const Position& to, bool odd_diagonal)
{
    const grid::Ground& on = ground(creature);
    for (const grid::Link& link : grid().links()) {
        if (link.from == spot(from) && link.to == spot(to)) return link.price * cell_feet();
    }
    const bool twice =
        from.x != to.x && from.y != to.y && odd_diagonal && rules_.battle->diagonals == content::Diagonals::alternate;
    return on.price(spot(to)) * (twice ? 2 : 1) * cell_feet();
}

void Field::look_towards(CreatureId creature, std::span<const Position> goals)
{
    std::vector<grid::Spot> spots;
    for (const Position& goal : goals) {
        if (contains(goal)) spots.push_back(spot(goal));
    }
    grid::SearchOptions options;
    if (const auto here = body(creature)) options.until = spot(here->place); // what is further is no way there
    towards_.towards(ground(creature), spots, options);
}

std::int32_t Field::feet_towards(const Position& from) const
{
    const std::uint32_t price = towards_.price(spot(from));
    if (price == grid::Reach::unreached) return everywhere;
    return static_cast<std::int32_t>(std::min<std::uint32_t>(price, 100'000)) * rules_.battle->cell_feet;
}

Position Field::pushed(CreatureId creature, const Body& from, std::int32_t feet, bool towards)
{
    const auto here = body(creature);
    if (!here) return {};
    Position at = here->place;
    const grid::Point source = middle(from), mine = middle(*here);
    const auto sign = [](std::int32_t number) { return number > 0 ? 1 : number < 0 ? -1 : 0; };
    std::int32_t dx = mine.x - source.x, dy = mine.y - source.y;
    // along a side or a diagonal, whichever is nearer
    if (std::abs(dx) > 2 * std::abs(dy)) dy = 0;
    if (std::abs(dy) > 2 * std::abs(dx)) dx = 0;
    const std::int32_t back = towards ? -1 : 1;
    for (std::int32_t left = feet / cell_feet(); left > 0; --left) {
        const Position next{at.level, at.x + back * sign(dx), at.y + back * sign(dy)};
        if (next == at || !is_free(creature, next)) break;
        if (opaque_ && !grid::line_free(grid(), at.level, {at.x, at.y}, {next.x, next.y}, grid::Stops::steps)) break;
        at = next;
    }
    return at;
}

std::optional<Position> Field::nearest_free(CreatureId creature, const Position& to)
{
    const std::int32_t most = std::max(grid().width(), grid().height());
    for (std::int32_t radius = 0; radius <= most; ++radius) {
        for (std::int32_t y = to.y - radius; y <= to.y + radius; ++y) {
            const bool edge = y == to.y - radius || y == to.y + radius;
            for (std::int32_t x = to.x - radius; x <= to.x + radius; x += edge || radius == 0 ? 1 : 2 * radius) {
                const Position each{to.level, x, y};
                if (is_free(creature, each)) return each;
            }
        }
    }
    return std::nullopt;
}

} // namespace goldbox::rules
