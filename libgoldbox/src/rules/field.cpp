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

/// The middle of a body, in half cells.
grid::Point middle(const Body& body)
{
    return {2 * body.place.x + body.size, 2 * body.place.y + body.size};
}

/// How far apart two rows of cells are, that begin somewhere and have a length: neighbors are one apart.
std::int32_t gap(std::int32_t a, std::int32_t length_a, std::int32_t b, std::int32_t length_b)
{
    return std::max({a - (b + length_b - 1), b - (a + length_a - 1), 0});
}

} // namespace

FieldTags::FieldTags(const Compiled& rules)
    : far(rules.tag("far")),
      adjacent(rules.tag("adjacent")),
      threatened(rules.tag("threatened")),
      half_cover(rules.tag("half_cover")),
      three_quarters_cover(rules.tag("three_quarters_cover")),
      unseen_target(rules.tag("unseen_target")),
      unseen_attacker(rules.tag("unseen_attacker")),
      flanked(rules.tag("flanked")),
      unseen(rules.tag("unseen")),
      hidden(rules.tag("hidden")),
      sightless(rules.tag("sightless")),
      elusive(rules.tag("elusive")),
      helpless(rules.tag("helpless"))
{
}

Field::Field(const World& world, Sheets& sheets)
    : world_(world), sheets_(sheets), rules_(sheets.rules()), tags_(sheets.rules())
{
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
    opaque_ = drawn != nullptr;
    const auto around = drawn ? drawn->light : field.dark ? grid::Brightness::dark : grid::Brightness::bright;
    everything_bright_ = around == grid::Brightness::bright;
    lighting_.assign(static_cast<std::size_t>(grid_->levels()),
                     grid::Lighting(grid_->width(), grid_->height(), around));
    if (!everything_bright_) place_lights(drawn);
    occupied_.assign(static_cast<std::size_t>(grid_->levels()), grid::BitGrid(grid_->width(), grid_->height()));
    for (Terrain& terrain : grounds_) terrain.ground.update(*grid_);
}

void Field::place_lights(const content::Map* map)
{
    if (!map) return;
    for (const content::MapObject& object : map->objects) {
        if (object.kind != content::ObjectKind::light) continue;
        const grid::Light light{
            .spot = object.spot, .bright = object.bright, .dim = std::max(object.dim, object.bright)};
        lighting_[static_cast<std::size_t>(object.spot.level)].add(*grid_, light);
    }
}

void Field::see(const Event& event)
{
    const auto is = [&]<class... Facts>(std::type_identity<std::variant<Facts...>>) {
        return (std::holds_alternative<Facts>(event) || ...);
    };
    if (is(std::type_identity<std::variant<FieldOpened, FieldClosed, DoorMoved>>{})) {
        forget();
    } else if (is(std::type_identity<std::variant<CreaturePlaced, CreatureLeft, CreatureAppeared>>{})) {
        placed_ = false;
        known_.clear();
    } else if (is(std::type_identity<std::variant<EffectBegan, EffectEnded, EffectRefreshed, NumberChanged>>{})) {
        known_.clear(); // it may have grown, or wings
    }
}

void Field::forget()
{
    grid_.reset();
    placed_ = false;
    known_.clear();
}

Field::Known& Field::known(CreatureId creature)
{
    if (known_.size() <= creature.index) known_.resize(creature.index + std::size_t{1});
    return known_[creature.index];
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

std::int32_t Field::distance(const Body& a, const Body& b) const
{
    if (a.place.level != b.place.level) return everywhere;
    const std::int32_t x = gap(a.place.x, a.size, b.place.x, b.size), y = gap(a.place.y, a.size, b.place.y, b.size);
    const std::int32_t cells =
        rules_.battle->diagonals == content::Diagonals::steps ? std::max(x, y) : std::max(x, y) + std::min(x, y) / 2;
    return cells * rules_.battle->cell_feet;
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

bool Field::enemies(CreatureId a, CreatureId b) const
{
    const Creature *one = world_.creatures.find(a), *other = world_.creatures.find(b);
    return one && other && one->side != other->side;
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
    const auto& lighting = lighting_[static_cast<std::size_t>(whom.place.level)];
    for (std::int32_t i = 0; i < whom.size * whom.size; ++i) {
        const grid::Cell cell{whom.place.x + i % whom.size, whom.place.y + i / whom.size};
        if (lighting.at(cell) != grid::Brightness::dark) return true;
    }
    const auto here = body(who);
    return rules_.battle->darkvision && here &&
           distance(*here, whom) <= sheets_.value(*rules_.battle->darkvision, {.self = who});
}

bool Field::perceives(CreatureId who, CreatureId whom)
{
    if (who == whom) return true;
    const auto here = body(who), there = body(whom);
    if (!here || !there || !grid().contains(spot(here->place)) || !grid().contains(spot(there->place))) return false;
    if (here->place.level != there->place.level) return false;
    if (tags_.hidden != 0 && enemies(who, whom) && sheets_.tags(whom).test(tags_.hidden)) return false;
    return !opaque_ ||
           grid::line_free(grid(), here->place.level, {here->place.x, here->place.y}, {there->place.x, there->place.y},
                           grid::Stops::sight) ||
           distance(*here, *there) <= cell_feet();
}

bool Field::sees(CreatureId who, CreatureId whom)
{
    if (!perceives(who, whom)) return false;
    if (tags_.sightless != 0 && sheets_.tags(who).test(tags_.sightless)) return false;
    if (who == whom) return true;
    if (tags_.unseen != 0 && sheets_.tags(whom).test(tags_.unseen)) return false;
    return everything_bright_ || lit_for(who, *body(whom));
}

void Field::look(CreatureId who, grid::BitGrid& level)
{
    const auto here = body(who);
    if (!here || !grid().contains(spot(here->place))) return;
    if (tags_.sightless != 0 && sheets_.tags(who).test(tags_.sightless)) return;
    const grid::Cell eye{here->place.x, here->place.y};
    sight_.look(grid(), spot(here->place), {.radius = seen_cells});
    if (everything_bright_) return sight_.add_shown(level);
    shown_ = grid::BitGrid(level.width(), level.height());
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
    if (tags_.threatened != 0) {
        put(tags_.threatened, std::ranges::any_of(everybody(), [&](CreatureId other) {
                return enemies(attacker, other) && fights(other) && distance(attacker, other) <= cell_feet() &&
                       (tags_.helpless == 0 || !sheets_.tags(other).test(tags_.helpless)) && sees(other, attacker);
            }));
    }
    if (tags_.half_cover != 0) {
        const grid::Cover covered = cover(*from, target);
        put(tags_.half_cover, covered == grid::Cover::half);
        put(tags_.three_quarters_cover, covered >= grid::Cover::three_quarters);
    }
    put(tags_.unseen_target, tags_.unseen_target != 0 && !sees(attacker, target));
    put(tags_.unseen_attacker, tags_.unseen_attacker != 0 && !sees(target, attacker));
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

std::vector<CreatureId> Field::within(const AreaInfo& area, std::int32_t feet, const Body& from,
                                      const std::optional<Position>& at)
{
    std::vector<CreatureId> found;
    const std::int32_t cells = std::clamp(feet / cell_feet(), 0, grid::max_area);
    const std::int32_t level = at ? at->level : from.place.level;
    if (level != from.place.level || level < 0 || level >= grid().levels()) return found;
    const grid::Point here = middle(from);
    const grid::Point there = at ? grid::center({at->x, at->y}) : here;
    grid::AreaOptions options;
    if (area.around_corners) options.spread = grid::Spread::around_corners;
    std::vector<grid::Cell> covered;
    switch (area.shape) {
    case content::AreaShape::burst:
        // at a place: around its north-west corner; else around the body, as far from its edge
        covered = at ? grid::area(grid(), level, grid::Circle{{2 * at->x, 2 * at->y}, cells}, options)
                     : grid::area(grid(), level, grid::Square{here, 2 * cells + from.size}, options);
        break;
    case content::AreaShape::cone:
        covered = grid::area(grid(), level, grid::Cone{.apex = here, .towards = there, .length = cells}, options);
        break;
    case content::AreaShape::line:
        covered = grid::area(grid(), level, grid::Line{here, there, cells, std::max(area.width_feet / cell_feet(), 1)},
                             options);
        break;
    case content::AreaShape::cube: {
        // before the body, on the side that is nearest to the direction
        const std::int32_t dx = there.x - here.x, dy = there.y - here.y, off = from.size + cells;
        const bool along = std::abs(dx) >= std::abs(dy);
        const grid::Point center = along ? grid::Point{here.x + (dx < 0 ? -off : off), here.y}
                                         : grid::Point{here.x, here.y + (dy < 0 ? -off : off)};
        options.origin = here;
        covered = grid::area(grid(), level, grid::Square{center, cells}, options);
        break;
    }
    }
    const bool around = area.shape == content::AreaShape::burst && !at;
    for (const CreatureId id : everybody()) {
        const Creature& row = *world_.creatures.find(id);
        const auto body = this->body(id);
        if (row.vitals.life == Life::dead || !body || body->place.level != level) continue;
        if (around && distance(from, *body) > feet) continue; // its corners are further than its sides
        const bool in =
            std::ranges::any_of(covered, [&](grid::Cell cell) { return body->covers({level, cell.x, cell.y}); });
        const bool self = body->meets(from) && area.shape != content::AreaShape::burst;
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

std::span<const Body> Field::bodies_but(CreatureId creature)
{
    bodies_.clear();
    for (const CreatureId other : everybody()) {
        const Creature& row = *world_.creatures.find(other);
        if (other != creature && row.vitals.life != Life::dead) bodies_.push_back({*row.place, size(other)});
    }
    return bodies_;
}

bool Field::contains(const Position& place)
{
    return grid().contains(spot(place));
}

bool Field::is_free(CreatureId creature, const Position& place)
{
    if (!contains(place) || !ground(creature).can_stand(spot(place))) return false;
    const Body there{place, size(creature)};
    return std::ranges::none_of(bodies_but(creature), [&](const Body& body) { return body.meets(there); });
}

/// Enemies who stand are in the way; friends let pass.
grid::SearchOptions Field::search(CreatureId creature, std::int32_t feet)
{
    for (grid::BitGrid& level : occupied_) level.clear();
    for (const CreatureId other : everybody()) {
        if (!enemies(creature, other) || world_.creatures.find(other)->vitals.life != Life::alive) continue;
        const auto body = this->body(other);
        if (!body || !contains(body->place)) continue;
        grid::BitGrid& level = occupied_[static_cast<std::size_t>(body->place.level)];
        for (std::int32_t i = 0; i < body->size * body->size; ++i)
            level.set({body->place.x + i % body->size, body->place.y + i / body->size});
    }
    return {.limit = static_cast<std::uint32_t>(std::max(feet / cell_feet(), 0)), .occupied = occupied_};
}

std::vector<std::pair<Position, std::int32_t>> Field::reachable(CreatureId creature, std::int32_t feet)
{
    std::vector<std::pair<Position, std::int32_t>> found;
    const auto here = body(creature);
    if (!here || !contains(here->place)) return found;
    const grid::Ground& on = ground(creature);
    const std::array source = {spot(here->place)};
    reach_.from(on, source, search(creature, feet));
    const auto others = bodies_but(creature);
    for (const grid::Spot& each : reach_.spots()) {
        const Position to = place(each);
        const auto taken = [there = Body{to, here->size}](const Body& body) { return body.meets(there); };
        if (to == here->place || !on.can_stand(each) || std::ranges::any_of(others, taken)) continue;
        found.emplace_back(to, static_cast<std::int32_t>(reach_.price(each)) * cell_feet());
    }
    return found;
}

std::vector<Position> Field::path(CreatureId creature, const Position& to, std::int32_t feet)
{
    std::vector<Position> way;
    const auto here = body(creature);
    if (!here || to == here->place || !contains(here->place) || !is_free(creature, to)) return way;
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

void Field::look_towards(CreatureId creature, std::span<const CreatureId> others)
{
    std::vector<grid::Spot> goals;
    for (const CreatureId other : others) {
        const auto body = this->body(other);
        if (body && contains(body->place)) goals.push_back(spot(body->place));
    }
    const grid::Ground& on = ground(creature);
    for (grid::BitGrid& level : occupied_) level.clear();
    towards_.towards(on, goals, {.occupied = occupied_});
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
