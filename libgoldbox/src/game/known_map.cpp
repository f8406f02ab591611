// SPDX-License-Identifier: MIT
#include "game/known_map.hpp"

#include "game/cells.hpp"

#include <goldbox/grid/text.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace goldbox::game {
namespace {

using content::MapObject;
using content::ObjectKind;
using grid::Cell;
using grid::Spot;
using rules::Position;

constexpr std::int32_t sight_cells = 24;  ///< how far is seen where there is light
constexpr std::int32_t lantern_cells = 6; ///< how far the party's own light reaches in the dark
constexpr std::int32_t search_cells = 2;

/// What everybody sees standing on a map; 0: nothing.
char letter_of(const MapObject& object)
{
    switch (object.kind) {
    case ObjectKind::stairs: return '>';
    case ObjectKind::chest: return '&';
    case ObjectKind::person: return 'P';
    case ObjectKind::light: return '*';
    default: return 0;
    }
}

} // namespace

bool covers(const MapObject& object, const Position& place)
{
    const Cell off = Cell{place.x, place.y} - object.spot.cell;
    return place.level == object.spot.level && off.x >= 0 && off.x < object.width && off.y >= 0 &&
           off.y < object.height;
}

KnownMap::KnownMap(const content::Map& map, std::vector<Marked> marks)
    : map_(map), marks_(std::move(marks)), grid_(map.grid), ground_(grid::Mover{})
{
    for (const MapObject& object : map_.objects) {
        if (!content::is_door(object)) continue;
        const auto mark = this->mark(object);
        if (is_hidden_door(object))
            grid_.set_barrier(object.spot, object.part, grid::Barrier::wall);
        else if (mark == Mark::opened || mark == Mark::closed)
            grid_.set_open(object.spot, object.part, mark == Mark::opened);
    }
    ground_.update(grid_);
}

std::optional<Mark> KnownMap::mark(const MapObject& object) const
{
    const auto found = std::ranges::lower_bound(marks_, object.id, {}, &Marked::object);
    if (found == marks_.end() || found->object != object.id) return std::nullopt;
    return found->mark;
}

bool KnownMap::is_hidden_door(const MapObject& object) const
{
    return object.kind == ObjectKind::secret_door && !object.open && !mark(object);
}

std::vector<grid::BitGrid> KnownMap::bits(const std::vector<Cells>& cells) const
{
    return bits_of(cells, grid_.width(), grid_.height(), grid_.levels());
}

std::vector<grid::BitGrid> KnownMap::shunned(const std::vector<Cells>& known) const
{
    std::vector<grid::BitGrid> cells = bits(known);
    for (grid::BitGrid& level : cells) {
        for (std::int32_t y = 0; y < level.height(); ++y) {
            for (std::int32_t x = 0; x < level.width(); ++x) level.set({x, y}, !level.at(x, y));
        }
    }
    for (const MapObject& object : map_.objects) {
        if (object.kind != ObjectKind::trap || mark(object) != Mark::noticed) continue;
        grid::BitGrid& level = cells[static_cast<std::size_t>(object.spot.level)];
        for (std::int32_t y = 0; y < object.height; ++y) {
            for (std::int32_t x = 0; x < object.width; ++x) level.set(object.spot.cell + Cell{x, y});
        }
    }
    return cells;
}

/// The ends of a path may be occupied, so whether its end is shunned is asked before.
std::optional<std::vector<Position>> KnownMap::way(const Position& from, const Position& to,
                                                   const std::vector<Cells>& known) const
{
    const std::vector<grid::BitGrid> occupied = shunned(known);
    const Spot end = spot_of(to);
    if (from == to || !grid_.contains(end) || occupied[static_cast<std::size_t>(to.level)].test(end.cell))
        return std::nullopt;
    grid::Paths paths;
    const auto path = paths.find(ground_, spot_of(from), end, {.occupied = occupied});
    if (!path) return std::nullopt;
    std::vector<Position> way;
    for (const Spot& spot : path->spots.subspan(1)) way.push_back(position_of(spot));
    return way;
}

std::vector<Cells> KnownMap::reach(const Position& from, const std::vector<Cells>& known) const
{
    const std::vector<grid::BitGrid> occupied = shunned(known);
    const std::array sources = {spot_of(from)};
    grid::Reach reach;
    reach.from(ground_, sources, {.occupied = occupied});
    std::vector<Cells> rows;
    for (std::int32_t level = 0; level < grid_.levels(); ++level) {
        add_rows(rows, level, grid_.width(), grid_.height(), [&](Cell cell) {
            const Spot spot{level, cell};
            return spot != sources[0] && reach.price(spot) != grid::Reach::unreached &&
                   !occupied[static_cast<std::size_t>(level)].test(cell);
        });
    }
    return rows;
}

std::vector<KnownMap::Door> KnownMap::doors(const Position& place) const
{
    const Cell here{place.x, place.y};
    const auto is_beside = [&](const MapObject& object) {
        if (object.spot.level != place.level || !content::is_door(object) || is_hidden_door(object)) return false;
        const Cell off = here - object.spot.cell;
        switch (object.part) {
        case grid::Part::cell: return std::abs(off.x) + std::abs(off.y) == 1;
        case grid::Part::north: return off.x == 0 && (off.y == 0 || off.y == -1);
        case grid::Part::west: return off.y == 0 && (off.x == 0 || off.x == -1);
        }
        return false;
    };
    std::vector<Door> doors;
    for (const MapObject& object : map_.objects) {
        if (!is_beside(object)) continue;
        const grid::Barrier barrier = grid_.barrier(object.spot, object.part);
        doors.push_back({&object, grid::opened(barrier, true) == barrier});
    }
    return doors;
}

std::vector<const MapObject*> KnownMap::hidden(const Position& place, const std::vector<Cells>& known) const
{
    const std::vector<grid::BitGrid> seen = bits(known);
    std::vector<const MapObject*> found;
    for (const MapObject& object : map_.objects) {
        const Cell off = Cell{place.x, place.y} - object.spot.cell;
        const bool near =
            object.spot.level == place.level && grid::within(grid::Metric::steps, off.x, off.y, search_cells);
        const bool trap = object.kind == ObjectKind::trap && !mark(object);
        if (!near || (!trap && !is_hidden_door(object))) continue;
        if (seen[static_cast<std::size_t>(place.level)].test(object.spot.cell)) found.push_back(&object);
    }
    return found;
}

bool KnownMap::is_locked(const MapObject& object) const
{
    const auto mark = this->mark(object);
    const bool unlocked = object.open || mark == Mark::opened || mark == Mark::closed;
    return !unlocked && (object.lock > 0 || !object.key.empty());
}

/// What stands on a cell has to be reached, too: not through a wall, nor around a corner that a step cannot take.
bool KnownMap::is_within_reach(const MapObject& object, const Position& place) const
{
    if (covers(object, place)) return true;
    if (object.spot.level != place.level) return false;
    for (std::int32_t y = place.y - 1; y <= place.y + 1; ++y) {
        for (std::int32_t x = place.x - 1; x <= place.x + 1; ++x) {
            const Position there{place.level, x, y};
            if (!covers(object, there) || !grid_.contains(spot_of(there))) continue;
            grid::Paths paths;
            const auto path = paths.find(ground_, spot_of(place), spot_of(there), {});
            if (path && path->spots.size() == 2) return true;
        }
    }
    return false;
}

std::vector<const MapObject*> KnownMap::chests(const Position& place) const
{
    std::vector<const MapObject*> chests;
    for (const MapObject& object : map_.objects) {
        if (object.kind == ObjectKind::chest && !mark(object) && is_within_reach(object, place))
            chests.push_back(&object);
    }
    return chests;
}

std::vector<const MapObject*> KnownMap::traps(const Position& place) const
{
    std::vector<const MapObject*> traps;
    for (const MapObject& object : map_.objects) {
        if (object.kind == ObjectKind::trap && mark(object) == Mark::noticed && is_within_reach(object, place))
            traps.push_back(&object);
    }
    return traps;
}

bool KnownMap::is_there(const MapObject& object) const
{
    const auto mark = this->mark(object);
    return mark == Mark::came || (!object.absent && mark != Mark::went);
}

std::vector<const MapObject*> KnownMap::people(const std::vector<Cells>& known) const
{
    const std::vector<grid::BitGrid> seen = bits(known);
    std::vector<const MapObject*> people;
    for (const MapObject& object : map_.objects) {
        const bool person = object.kind == ObjectKind::person && is_there(object);
        if (person && seen[static_cast<std::size_t>(object.spot.level)].test(object.spot.cell))
            people.push_back(&object);
    }
    return people;
}

std::vector<const MapObject*> KnownMap::people(const Position& place, const std::vector<Cells>& known) const
{
    std::vector<const MapObject*> near = people(known);
    std::erase_if(near, [&](const MapObject* person) { return !is_within_reach(*person, place); });
    return near;
}

const MapObject* KnownMap::stairs(const Position& place) const
{
    const auto found = std::ranges::find_if(map_.objects, [&](const MapObject& object) {
        return object.kind == ObjectKind::stairs && covers(object, place);
    });
    return found == map_.objects.end() ? nullptr : &*found;
}

bool KnownMap::is_way_out(const Position& place) const
{
    if (place.x == 0 || place.y == 0 || place.x == grid_.width() - 1 || place.y == grid_.height() - 1) return true;
    return std::ranges::any_of(map_.objects, [&](const MapObject& object) {
        return object.kind == ObjectKind::start && covers(object, place);
    });
}

const grid::Lighting& KnownMap::lighting(std::int32_t level) const
{
    const auto found = lights_.find(level);
    if (found != lights_.end()) return found->second;
    grid::Lighting& lighting =
        lights_.try_emplace(level, grid::Lighting(grid_.width(), grid_.height(), map_.light)).first->second;
    for (const MapObject& object : map_.objects) {
        if (object.kind == ObjectKind::light && object.spot.level == level)
            lighting.add(grid_,
                         {.spot = object.spot, .bright = object.bright, .dim = std::max(object.bright, object.dim)});
    }
    return lighting;
}

std::vector<Cells> KnownMap::look(std::span<const Position> eyes, const std::vector<Cells>& known) const
{
    const std::vector<grid::BitGrid> before = bits(known);
    std::vector<grid::BitGrid> shown(before.size(), grid::BitGrid(grid_.width(), grid_.height()));
    grid::Sight sight;
    for (const Position& eye : eyes) {
        if (!grid_.contains(spot_of(eye))) continue;
        sight.look(grid_, spot_of(eye), {.radius = sight_cells});
        grid::BitGrid& level = shown[static_cast<std::size_t>(eye.level)];
        if (map_.light != grid::Brightness::dark) {
            sight.add_shown(level);
            continue;
        }
        const grid::Lighting& light = lighting(eye.level);
        for (std::int32_t y = eye.y - sight_cells; y <= eye.y + sight_cells; ++y) {
            for (std::int32_t x = eye.x - sight_cells; x <= eye.x + sight_cells; ++x) {
                const Cell cell{x, y};
                const bool lit = grid::within(grid::Metric::straight, x - eye.x, y - eye.y, lantern_cells) ||
                                 light.at(cell) != grid::Brightness::dark;
                if (lit && sight.shows(cell)) level.set(cell);
            }
        }
    }
    std::vector<Cells> rows;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        add_rows(rows, static_cast<std::int32_t>(i), grid_.width(), grid_.height(),
                 [&](Cell cell) { return shown[i].test(cell) && !before[i].test(cell); });
    }
    return rows;
}

LevelView KnownMap::drawn(std::int32_t level) const
{
    std::map<Cell, char> letters;
    for (const MapObject& object : map_.objects) {
        if (object.kind == ObjectKind::person && !is_there(object)) continue;
        const char letter = mark(object) == Mark::noticed ? '^' : letter_of(object);
        if (letter != 0 && object.spot.level == level) letters.try_emplace(object.spot.cell, letter);
    }
    const auto over = [&](Cell cell) {
        const auto found = letters.find(cell);
        return found == letters.end() ? '\0' : found->second;
    };
    return {map_.levels[static_cast<std::size_t>(level)], lines_of(grid::draw_text(grid_, level, over))};
}

std::vector<LevelView> KnownMap::draw(const std::vector<Cells>& known) const
{
    for (auto level = static_cast<std::int32_t>(drawn_.size()); level < grid_.levels(); ++level)
        drawn_.push_back(drawn(level));
    std::vector<LevelView> levels = drawn_;
    const std::vector<grid::BitGrid> seen = bits(known);
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (seen[i].count() == 0) levels[i].name.clear(); // nobody knows that there is such a floor
        mask(levels[i], seen[i]);
    }
    return levels;
}

} // namespace goldbox::game
