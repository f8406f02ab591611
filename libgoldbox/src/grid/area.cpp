// SPDX-License-Identifier: MIT
#include <goldbox/grid/area.hpp>

#include "grid/trace.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <utility>

namespace goldbox::grid {

namespace {

using Wide = std::int64_t;

/// A cell is 5 feet wide: half a cell is as many of half a foot.
constexpr Wide half_feet_of_half_cell = 5;

Wide half_cells(std::int32_t cells)
{
    return 2 * Wide{cells};
}

Wide squared(Wide value)
{
    return value * value;
}

// --- what makes sense ------------------------------------------------------------------------------------------------

bool is_near(Point point)
{
    constexpr std::int32_t least = -2 * max_side;
    constexpr std::int32_t most = 4 * max_side;
    return point.x >= least && point.y >= least && point.x <= most && point.y <= most;
}
bool is_length(std::int32_t cells)
{
    return cells >= 0 && cells <= max_area;
}
bool is_height(std::int32_t feet)
{
    return std::abs(Wide{feet}) <= 2 * Wide{max_height_feet};
}

bool makes_sense(const Circle& circle)
{
    return is_near(circle.center) && is_length(circle.radius);
}
bool makes_sense(const Sphere& sphere)
{
    return is_near(sphere.center) && is_length(sphere.radius) && is_height(sphere.feet);
}
bool makes_sense(const Cylinder& cylinder)
{
    return is_near(cylinder.center) && is_length(cylinder.radius) && is_height(cylinder.feet) &&
           is_height(cylinder.height_feet) && cylinder.height_feet >= 0;
}
bool makes_sense(const Square& square)
{
    return is_near(square.center) && is_length(square.side);
}
bool makes_sense(const Cube& cube)
{
    return is_near(cube.center) && is_length(cube.side) && is_height(cube.feet);
}
bool makes_sense(const Cone& cone)
{
    return is_near(cone.apex) && is_near(cone.towards) && is_length(cone.length) && is_height(cone.feet) &&
           is_height(cone.towards_feet) && (cone.apex != cone.towards || cone.feet != cone.towards_feet);
}
bool makes_sense(const Line& line)
{
    return is_near(line.from) && is_near(line.towards) && is_length(line.length) && is_length(line.width) &&
           line.from != line.towards;
}
bool makes_sense(const Wall& wall)
{
    return std::ranges::all_of(wall.path, is_near);
}
bool makes_sense(const Ring& ring)
{
    return is_near(ring.center) && is_length(ring.radius);
}

// --- where to look ---------------------------------------------------------------------------------------------------

/// A rectangle of points, in half cells, or of cells; its borders belong to it.
struct Box {
    std::int32_t left = std::numeric_limits<std::int32_t>::max();
    std::int32_t top = std::numeric_limits<std::int32_t>::max();
    std::int32_t right = std::numeric_limits<std::int32_t>::min();
    std::int32_t bottom = std::numeric_limits<std::int32_t>::min();

    void add(std::int32_t x, std::int32_t y, std::int32_t margin = 0)
    {
        left = std::min(left, x - margin);
        top = std::min(top, y - margin);
        right = std::max(right, x + margin);
        bottom = std::max(bottom, y + margin);
    }
    [[nodiscard]] bool empty() const { return left > right || top > bottom; }
};

/// The cells of the grid that touch a box of points.
Box cells_of(const Grid& grid, const Box& points)
{
    if (points.empty()) return {};
    const auto before = [](std::int32_t at) { return (at - 1) >> 1; };
    return {std::max(0, before(points.left)), std::max(0, before(points.top)),
            std::min(grid.width() - 1, points.right >> 1), std::min(grid.height() - 1, points.bottom >> 1)};
}

Box around(Point center, std::int32_t half_cells)
{
    Box box;
    box.add(center.x, center.y, half_cells);
    return box;
}
/// From a point as far in a direction as a length, and a little more.
Box along(Point from, Point towards, std::int32_t length, std::int32_t margin)
{
    const Wide dx = towards.x - from.x;
    const Wide dy = towards.y - from.y;
    const Wide longer = std::max<Wide>({std::abs(dx), std::abs(dy), 1});
    const auto far = [&](Wide delta) { return static_cast<std::int32_t>(delta * 2 * length / longer); };
    Box box;
    box.add(from.x, from.y, margin + 1);
    box.add(from.x + far(dx), from.y + far(dy), margin + 1);
    return box;
}

Box reach(const Circle& circle)
{
    return around(circle.center, 2 * circle.radius);
}
Box reach(const Sphere& sphere)
{
    return around(sphere.center, 2 * sphere.radius);
}
Box reach(const Cylinder& cylinder)
{
    return around(cylinder.center, 2 * cylinder.radius);
}
Box reach(const Square& square)
{
    return around(square.center, square.side);
}
Box reach(const Cube& cube)
{
    return around(cube.center, cube.side);
}
Box reach(const Cone& cone)
{
    return along(cone.apex, cone.towards, cone.length, cone.length);
}
Box reach(const Line& line)
{
    return along(line.from, line.towards, line.length, line.width);
}
Box reach(const Wall& wall)
{
    Box box;
    for (const Point point : wall.path) box.add(point.x, point.y);
    return box;
}
Box reach(const Ring& ring)
{
    return around(ring.center, 2 * ring.radius);
}

// --- the rounding rule -----------------------------------------------------------------------------------------------

/// A cell, and the height that is asked for.
struct Place {
    Point center;
    Wide feet = 0;
};

struct Away {
    Wide x = 0; ///< in half cells
    Wide y = 0;
    [[nodiscard]] Wide length_squared() const { return x * x + y * y; }
    [[nodiscard]] Wide along(Away other) const { return x * other.x + y * other.y; }
    [[nodiscard]] Wide across(Away other) const { return x * other.y - y * other.x; }
};

Away away(Point from, Point to)
{
    return {Wide{to.x} - from.x, Wide{to.y} - from.y};
}

bool covers(const Circle& circle, const Place& place)
{
    return away(circle.center, place.center).length_squared() <= squared(half_cells(circle.radius));
}

bool covers(const Sphere& sphere, const Place& place)
{
    const Wide flat = away(sphere.center, place.center).length_squared() * squared(half_feet_of_half_cell);
    return flat + squared(2 * (place.feet - sphere.feet)) <= squared(2 * half_feet_of_half_cell * sphere.radius);
}

bool covers(const Cylinder& cylinder, const Place& place)
{
    return place.feet >= cylinder.feet && place.feet <= Wide{cylinder.feet} + cylinder.height_feet &&
           covers(Circle{cylinder.center, cylinder.radius}, place);
}

bool covers(const Square& square, const Place& place)
{
    const Away off = away(square.center, place.center);
    return std::abs(off.x) <= square.side && std::abs(off.y) <= square.side;
}

bool covers(const Cube& cube, const Place& place)
{
    const Wide side_feet = half_feet_of_half_cell * cube.side;
    return place.feet >= cube.feet && place.feet <= cube.feet + side_feet &&
           covers(Square{cube.center, cube.side}, place);
}

/// At most half as far from the axis as along it: then the square of the distance to the apex is at most 5/4 of the
/// square of the distance along.
bool covers(const Cone& cone, const Place& place)
{
    const Away flat = away(cone.apex, place.center);
    const Away axis = away(cone.apex, cone.towards);
    const Wide rise = 2 * (place.feet - cone.feet);
    const Wide axis_rise = 2 * (Wide{cone.towards_feet} - cone.feet);
    const Wide scale = squared(half_feet_of_half_cell);
    const Wide distance = flat.length_squared() * scale + squared(rise);
    const Wide length = squared(2 * half_feet_of_half_cell * cone.length);
    if (4 * distance > 5 * length) return false; // and what follows stays below 2^63
    const Wide along = flat.along(axis) * scale + rise * axis_rise;
    const Wide axis_length = axis.length_squared() * scale + squared(axis_rise);
    return along > 0 && 4 * distance * axis_length <= 5 * squared(along) && squared(along) <= length * axis_length;
}

bool covers(const Line& line, const Place& place)
{
    const Away off = away(line.from, place.center);
    const Away axis = away(line.from, line.towards);
    const Wide along = off.along(axis);
    const Wide whole = axis.length_squared();
    return along > 0 && squared(along) <= squared(half_cells(line.length)) * whole &&
           squared(off.across(axis)) <= squared(line.width) * whole;
}

/// A stretch of a straight piece between two of its fractions; the first must be smaller for it to be longer than a
/// point.
struct Stretch {
    Along first{0, 1};
    Along last{1, 1};

    /// Keeps what lies between two grid lines, on one axis.
    void cut(Wide start, Wide delta, Wide low, Wide high)
    {
        if (delta == 0) {
            if (start < low || start > high) last = first;
            return;
        }
        const Along enters{delta > 0 ? low - start : start - high, std::abs(delta)};
        const Along leaves{delta > 0 ? high - start : start - low, std::abs(delta)};
        if (less(first, enters)) first = enters;
        if (less(leaves, last)) last = leaves;
    }
    [[nodiscard]] static bool less(Along a, Along b) { return a.part * b.whole < b.part * a.whole; }
};

bool passes(Point from, Point to, Point center)
{
    Stretch stretch;
    stretch.cut(from.x, Wide{to.x} - from.x, center.x - 1, center.x + 1);
    stretch.cut(from.y, Wide{to.y} - from.y, center.y - 1, center.y + 1);
    return from != to && Stretch::less(stretch.first, stretch.last);
}

bool covers(const Wall& wall, const Place& place)
{
    for (std::size_t i = 1; i < wall.path.size(); ++i) {
        if (passes(wall.path[i - 1], wall.path[i], place.center)) return true;
    }
    return false;
}

/// A circle has more than one point in a cell if the nearest point of the cell is nearer to its center than the radius
/// and the farthest farther.
bool covers(const Ring& ring, const Place& place)
{
    const Away off = away(ring.center, place.center);
    const Wide x = std::abs(off.x);
    const Wide y = std::abs(off.y);
    const Wide radius = squared(half_cells(ring.radius));
    return squared(std::max<Wide>(x - 1, 0)) + squared(std::max<Wide>(y - 1, 0)) < radius &&
           squared(x + 1) + squared(y + 1) > radius;
}

// --- how it spreads --------------------------------------------------------------------------------------------------

/// What stops missiles on one level; outside of the grid everything does.
class Barriers {
public:
    Barriers(const Grid& grid, std::int32_t level)
        : grid_(grid),
          cells_(grid.bits(level, Stops::missiles, Part::cell)),
          west_(grid.bits(level, Stops::missiles, Part::west)),
          north_(grid.bits(level, Stops::missiles, Part::north))
    {
    }

    [[nodiscard]] bool cell(Cell cell) const { return !grid_.contains(cell) || cells_.at(cell.x, cell.y); }
    [[nodiscard]] bool west(Cell cell) const { return west_.test(cell); }
    [[nodiscard]] bool north(Cell cell) const { return north_.test(cell); }

    /// None on these cells and on the edges between them.
    [[nodiscard]] bool none_within(const Box& box) const
    {
        for (std::int32_t y = box.top; y <= box.bottom; ++y) {
            for (std::int32_t x = box.left; x <= box.right; x += 64) {
                const std::int32_t count = box.right - x + 1;
                const std::uint64_t mask = count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
                if (((cells_.word(x, y) | west_.word(x, y) | north_.word(x, y)) & mask) != 0) return false;
            }
        }
        return true;
    }

private:
    const Grid& grid_;
    const BitGrid& cells_;
    const BitGrid& west_;
    const BitGrid& north_;
};

bool is_center(Point point)
{
    return (point.x & 1) != 0 && (point.y & 1) != 0;
}
Cell cell_at(Point point)
{
    return {point.x >> 1, point.y >> 1};
}

/// Barriers as a line from an origin to a cell meets them: its ends are left out.
struct Effect {
    const Barriers& barriers;
    Point origin;
    Cell target;

    [[nodiscard]] bool cell(Cell cell) const
    {
        return cell != target && !(is_center(origin) && cell == cell_at(origin)) && barriers.cell(cell);
    }
    [[nodiscard]] bool west(Cell cell) const { return barriers.west(cell); }
    [[nodiscard]] bool north(Cell cell) const { return barriers.north(cell); }
    [[nodiscard]] static bool over(Cell /*cell*/, Along /*along*/) { return true; }

    [[nodiscard]] bool reaches() const
    {
        if (origin == center(target)) return true;
        Trace line(origin, center(target), *this);
        return !cell(line.start()) && line.free(); // at a corner the line has no cell of its own
    }
};

/// Cells of a rectangle, marked.
class Marks {
public:
    explicit Marks(const Box& box)
        : box_(box),
          width_(static_cast<std::size_t>(box.right - box.left + 1)),
          marks_(width_ * static_cast<std::size_t>(box.bottom - box.top + 1))
    {
    }
    void mark(Cell cell) { marks_[index(cell)] = 1; }
    /// Takes the mark away; @return whether there was one.
    bool take(Cell cell)
    {
        if (cell.x < box_.left || cell.y < box_.top || cell.x > box_.right || cell.y > box_.bottom) return false;
        return std::exchange(marks_[index(cell)], std::uint8_t{0}) != 0;
    }

private:
    [[nodiscard]] std::size_t index(Cell cell) const
    {
        return static_cast<std::size_t>(cell.y - box_.top) * width_ + static_cast<std::size_t>(cell.x - box_.left);
    }

    Box box_;
    std::size_t width_;
    std::vector<std::uint8_t> marks_;
};

/// Whether an effect gets from a cell into the next one, whatever stands on that.
bool gets_into(const Barriers& barriers, Cell from, Direction direction)
{
    const auto crosses = [&](Cell one, Cell two) { // neighbors on one side
        const Cell later = std::max(one, two);
        return one.y == two.y ? !barriers.west(later) : !barriers.north(later);
    };
    const Cell to = from + step(direction);
    if (!is_diagonal(direction)) return crosses(from, to);
    const auto by = [&](Cell side) { return !barriers.cell(side) && crosses(from, side) && crosses(side, to); };
    return by({to.x, from.y}) || by({from.x, to.y});
}

/// The cells of an area that a chain of its cells leads to.
std::vector<Cell> around_corners(const Barriers& barriers, Point origin, const Box& box, const std::vector<Cell>& cells)
{
    Marks left(box); // of the area, and not reached yet
    for (const Cell cell : cells) left.mark(cell);
    std::vector<Cell> reached;
    const auto arrive = [&](Cell cell) {
        if (left.take(cell)) reached.push_back(cell);
    };
    if (is_center(origin)) {
        arrive(cell_at(origin));
    } else { // the cells that touch it
        for (const Cell off : {Cell{-1, -1}, Cell{0, -1}, Cell{-1, 0}, Cell{0, 0}}) {
            arrive(cell_at({origin.x + off.x, origin.y + off.y}));
        }
    }
    for (std::size_t i = 0; i < reached.size(); ++i) {
        const Cell here = reached[i];
        const bool own = is_center(origin) && here == cell_at(origin);
        if (!own && barriers.cell(here)) continue;
        for (unsigned k = 0; k < 8; ++k) {
            const auto direction = static_cast<Direction>(k);
            if (gets_into(barriers, here, direction)) arrive(here + step(direction));
        }
    }
    std::ranges::sort(reached);
    return reached;
}

std::vector<Cell> reached_from(const Grid& grid, std::int32_t level, Point origin, Spread spread, Box box,
                               std::vector<Cell> cells)
{
    if (origin.x < 0 || origin.y < 0 || origin.x > 2 * grid.width() || origin.y > 2 * grid.height()) return {};
    const Barriers barriers(grid, level);
    Box way = box; // of every line, or chain
    way.add(std::min(cell_at(origin).x, grid.width() - 1), std::min(cell_at(origin).y, grid.height() - 1));
    if (spread == Spread::around_corners) return around_corners(barriers, origin, box, cells);
    if (barriers.none_within(way)) return cells;
    std::erase_if(cells, [&](Cell cell) { return !Effect{barriers, origin, cell}.reaches(); });
    return cells;
}

/// Where an effect of that shape comes from; a wall stands where it stands.
struct OriginOf {
    std::optional<Point> operator()(const Wall& /*wall*/) const { return {}; }
    std::optional<Point> operator()(const Ring& /*ring*/) const { return {}; }
    std::optional<Point> operator()(const Cone& cone) const { return cone.apex; }
    std::optional<Point> operator()(const Line& line) const { return line.from; }
    std::optional<Point> operator()(const auto& shape) const { return shape.center; }
};

} // namespace

std::vector<Cell> area(const Grid& grid, std::int32_t level, const Shape& shape, const AreaOptions& options)
{
    std::vector<Cell> cells;
    if (!grid.contains(Spot{level, {0, 0}}) || !is_height(options.above_feet)) return cells;
    Box box;
    std::visit(
        [&](const auto& some) {
            if (!makes_sense(some)) return;
            box = cells_of(grid, reach(some));
            for (std::int32_t y = box.top; y <= box.bottom; ++y) {
                const std::int16_t* heights = grid.height_row(level, y);
                for (std::int32_t x = box.left; x <= box.right; ++x) {
                    if (covers(some, {center(Cell{x, y}), Wide{heights[x]} + options.above_feet}))
                        cells.push_back({x, y});
                }
            }
        },
        shape);
    if (cells.empty() || options.spread == Spread::through_walls) return cells;
    if (const auto origin = std::visit(OriginOf{}, shape))
        return reached_from(grid, level, options.origin.value_or(*origin), options.spread, box, std::move(cells));
    const Barriers barriers(grid, level);
    std::erase_if(cells, [&](Cell cell) { return barriers.cell(cell); });
    return cells;
}

// --- lines that bounce -----------------------------------------------------------------------------------------------

namespace {

/// A ray through the cells of a level. How far the next grid lines are does not depend on what threw it back: a line
/// that is thrown back is a straight line in a mirror.
class Ray {
public:
    Ray(const Barriers& barriers, const Line& line)
        : barriers_(barriers),
          east_(line.towards.x >= line.from.x),
          south_(line.towards.y >= line.from.y),
          a_(std::abs(Wide{line.towards.x} - line.from.x)),
          b_(std::abs(Wide{line.towards.y} - line.from.y)),
          next_x_(2 - (line.from.x & 1)),
          next_y_(2 - (line.from.y & 1)),
          at_{first(line.from.x, east_), first(line.from.y, south_)}
    {
    }

    [[nodiscard]] Cell at() const { return at_; }

    /// Whether the next grid line is nearer than that many half cells.
    [[nodiscard]] bool goes_on(Wide length) const
    {
        const bool by_x = turn() <= 0;
        const Wide next = by_x ? next_x_ : next_y_;
        return (a_ * a_ + b_ * b_) * squared(next) < squared(length) * squared(by_x ? a_ : b_);
    }

    /// To the next grid line, and over it or back.
    void go_on()
    {
        const Wide which = turn();
        if (which < 0) {
            cross(closed_sideways(), false, true, false);
        } else if (which > 0) {
            cross(false, closed_onward(), false, true);
        } else {
            meet_corner();
        }
        if (which <= 0) next_x_ += 2;
        if (which >= 0) next_y_ += 2;
    }

private:
    static std::int32_t first(std::int32_t start, bool forward) { return forward ? start >> 1 : (start - 1) >> 1; }
    /// Which grid line comes first: below 0 one that is crossed to the side, above 0 one up or down, 0 a corner.
    [[nodiscard]] Wide turn() const { return next_x_ * b_ - next_y_ * a_; }
    [[nodiscard]] Cell sideways() const { return {at_.x + (east_ ? 1 : -1), at_.y}; }
    [[nodiscard]] Cell onward() const { return {at_.x, at_.y + (south_ ? 1 : -1)}; }
    [[nodiscard]] bool edge_sideways(Cell from) const
    {
        return barriers_.west(east_ ? Cell{from.x + 1, from.y} : from);
    }
    [[nodiscard]] bool edge_onward(Cell from) const
    {
        return barriers_.north(south_ ? Cell{from.x, from.y + 1} : from);
    }
    [[nodiscard]] bool closed_sideways() const { return edge_sideways(at_) || barriers_.cell(sideways()); }
    [[nodiscard]] bool closed_onward() const { return edge_onward(at_) || barriers_.cell(onward()); }

    void cross(bool back_x, bool back_y, bool by_x, bool by_y)
    {
        const Cell to{by_x && !back_x ? sideways().x : at_.x, by_y && !back_y ? onward().y : at_.y};
        at_ = to;
        if (back_x) east_ = !east_;
        if (back_y) south_ = !south_;
    }

    void meet_corner()
    {
        const bool side = closed_sideways();
        const bool on = closed_onward();
        const Cell there{sideways().x, onward().y};
        const bool passes =
            !barriers_.cell(there) && ((!side && !edge_onward(sideways())) || (!on && !edge_sideways(onward())));
        if (passes) return cross(false, false, true, true);
        cross(side || !on, on || !side, true, true); // open on one side only: a wall that it glides along
    }

    const Barriers& barriers_;
    bool east_, south_;
    Wide a_, b_;
    Wide next_x_, next_y_; ///< distance from the start to the next grid line on each axis
    Cell at_;
};

} // namespace

Bounce bounce(const Grid& grid, std::int32_t level, const Line& line)
{
    Bounce made;
    const Point from = line.from;
    if (!grid.contains(Spot{level, {0, 0}}) || !makes_sense(line) || from.x < 0 || from.y < 0 ||
        from.x > 2 * grid.width() || from.y > 2 * grid.height()) {
        return made;
    }
    const Barriers barriers(grid, level);
    Ray ray(barriers, line);
    if (!is_center(from)) {
        if (barriers.cell(ray.at())) return made;
        if (line.length > 0) made.way.push_back(ray.at());
    }
    while (ray.goes_on(2 * Wide{line.length})) {
        const Cell before = ray.at();
        ray.go_on();
        if (ray.at() != before || made.way.empty()) made.way.push_back(ray.at());
    }
    made.cells = made.way;
    std::ranges::sort(made.cells);
    made.cells.erase(std::ranges::unique(made.cells).begin(), made.cells.end());
    return made;
}

} // namespace goldbox::grid
