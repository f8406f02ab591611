// SPDX-License-Identifier: MIT
#include <goldbox/grid/area.hpp>
#include <goldbox/grid/sight.hpp>
#include <goldbox/grid/text.hpp>

#include "grid/maps.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

using namespace goldbox;
using namespace goldbox::grid;
using namespace goldbox::tests;

namespace {

/// A map on which the cells of an area are drawn as *, the rest as it is.
std::string drawn(const Grid& map, const std::vector<Cell>& cells)
{
    return draw_text(map, 0, [&](Cell cell) { return std::ranges::binary_search(cells, cell) ? '*' : '\0'; });
}

std::string drawn(const std::string& text, const Shape& shape, const AreaOptions& options = {})
{
    const Grid map = must(read_text(text));
    return drawn(map, area(map, 0, shape, options));
}

std::string floor_of(std::int32_t width, std::int32_t height)
{
    std::string text;
    for (std::int32_t y = 0; y < height; ++y) text += std::string(static_cast<std::size_t>(width), '.') + "\n";
    return text;
}

// --- the written rules, in other ways --------------------------------------------------------------------------------

/// In half feet, from points in half cells.
struct Vector {
    std::int64_t x, y, z;
};

std::int64_t dot(Vector a, Vector b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
Vector cross(Vector a, Vector b)
{
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/// A center within a shape, by distances in space; angles by the cross product.
struct ByRule {
    Point at;
    std::int64_t feet;

    [[nodiscard]] Vector from(Point point, std::int64_t height) const
    {
        return {5 * (std::int64_t{at.x} - point.x), 5 * (std::int64_t{at.y} - point.y), 2 * (feet - height)};
    }
    [[nodiscard]] Vector flat(Point point) const { return from(point, feet); }

    bool operator()(const Circle& c) const { return dot(flat(c.center), flat(c.center)) <= 100 * c.radius * c.radius; }
    bool operator()(const Sphere& s) const
    {
        const Vector v = from(s.center, s.feet);
        return dot(v, v) <= std::int64_t{100} * s.radius * s.radius;
    }
    bool operator()(const Cylinder& c) const
    {
        return (*this)(Circle{c.center, c.radius}) && feet >= c.feet && feet - c.feet <= c.height_feet;
    }
    bool operator()(const Square& s) const
    {
        const Vector v = flat(s.center);
        return std::max(std::abs(v.x), std::abs(v.y)) <= 5 * s.side;
    }
    bool operator()(const Cube& c) const
    {
        return (*this)(Square{c.center, c.side}) && feet >= c.feet && feet - c.feet <= 5 * c.side;
    }
    bool operator()(const Cone& c) const
    {
        const Vector v = from(c.apex, c.feet);
        const Vector d{5 * (c.towards.x - c.apex.x), 5 * (c.towards.y - c.apex.y), 2 * (c.towards_feet - c.feet)};
        const Vector n = cross(v, d);
        const std::int64_t along = dot(v, d);
        return along > 0 && 4 * dot(n, n) <= along * along && along * along <= 100 * c.length * c.length * dot(d, d);
    }
    bool operator()(const Line& l) const
    {
        const Vector v = flat(l.from);
        const Vector d{5 * (l.towards.x - l.from.x), 5 * (l.towards.y - l.from.y), 0};
        const std::int64_t along = dot(v, d);
        const std::int64_t across = cross(v, d).z;
        return along > 0 && along * along <= 100 * l.length * l.length * dot(d, d) &&
               across * across <= 25 * l.width * l.width * dot(d, d);
    }
    /// Points of a wall so dense that one lies at each crossing of a grid line.
    bool operator()(const Wall& wall) const
    {
        for (std::size_t i = 1; i < wall.path.size(); ++i) {
            const Point p = wall.path[i - 1], q = wall.path[i];
            const std::int64_t dx = q.x - p.x, dy = q.y - p.y;
            const std::int64_t steps =
                std::max<std::int64_t>(1, std::abs(dx)) * std::max<std::int64_t>(1, std::abs(dy));
            int inside = 0;
            for (std::int64_t k = 0; k <= steps && p != q; ++k) {
                const std::int64_t x = (p.x - at.x) * steps + k * dx, y = (p.y - at.y) * steps + k * dy;
                inside += std::max(std::abs(x), std::abs(y)) <= steps ? 1 : 0;
            }
            if (inside > 1) return true;
        }
        return false;
    }
    /// The nearest point and the farthest of a cell have whole half cells.
    bool operator()(const Ring& ring) const
    {
        std::int64_t least = 1'000'000'000, most = 0;
        for (std::int32_t y = at.y - 1; y <= at.y + 1; ++y) {
            for (std::int32_t x = at.x - 1; x <= at.x + 1; ++x) {
                const std::int64_t dx = x - ring.center.x, dy = y - ring.center.y;
                least = std::min(least, dx * dx + dy * dy);
                most = std::max(most, dx * dx + dy * dy);
            }
        }
        return least < 4 * ring.radius * ring.radius && most > 4 * ring.radius * ring.radius;
    }
};

/// What stops missiles, asked of the grid's barriers.
struct Stopped {
    const Grid& map;
    [[nodiscard]] bool cell(Cell cell) const
    {
        return !map.contains(cell) || stops(map.barrier({0, cell}), Stops::missiles);
    }
    [[nodiscard]] bool edge(Cell one, Cell two) const
    {
        const Part part = one.x != two.x ? Part::west : Part::north;
        return stops(map.barrier({0, std::max(one, two)}, part), Stops::missiles);
    }
};

/// The cells a straight line goes through, with the corners it meets: points so dense that one lies at each crossing,
/// and between two of them one more. A point on the border of cells is no cell.
std::vector<Cell> pieces(Point from, Point to)
{
    const std::int64_t dx = to.x - from.x, dy = to.y - from.y;
    const std::int64_t steps = 2 * std::max<std::int64_t>(1, std::abs(dx)) * std::max<std::int64_t>(1, std::abs(dy));
    std::vector<Cell> cells;
    for (std::int64_t k = 1; k < steps; ++k) {
        const std::int64_t x = from.x * steps + k * dx, y = from.y * steps + k * dy;
        if (x % (2 * steps) == 0 || y % (2 * steps) == 0) continue;
        const Cell cell{static_cast<std::int32_t>(x / (2 * steps)), static_cast<std::int32_t>(y / (2 * steps))};
        if (cells.empty() || cells.back() != cell) cells.push_back(cell);
    }
    return cells;
}

bool reaches_by_rule(const Grid& map, Point from, Cell target)
{
    const Stopped stopped{map};
    const auto is_end = [&](Cell cell) { return cell == target || center(cell) == from; };
    const auto blocked = [&](Cell cell) { return !is_end(cell) && stopped.cell(cell); };
    const std::vector<Cell> line = pieces(from, center(target));
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (blocked(line[i])) return false;
        if (i == 0) continue;
        const Cell a = line[i - 1], b = line[i];
        if (a.x != b.x && a.y != b.y) {
            const auto way = [&](Cell by) { return !blocked(by) && !stopped.edge(a, by) && !stopped.edge(by, b); };
            if (!way({a.x, b.y}) && !way({b.x, a.y})) return false;
        } else if (stopped.edge(a, b)) {
            return false;
        }
    }
    return true;
}

/// Cells that can be got to from those that touch the origin, again and again until nothing is added.
std::vector<Cell> spread_by_rule(const Grid& map, Point origin, const std::vector<Cell>& shape)
{
    const Stopped stopped{map};
    std::vector<Cell> reached;
    for (const Cell cell : shape) {
        const Point c = center(cell);
        const bool own = c == origin;
        const bool in_a_cell = origin.x % 2 != 0 && origin.y % 2 != 0;
        if (own || (!in_a_cell && std::abs(c.x - origin.x) <= 1 && std::abs(c.y - origin.y) <= 1))
            reached.push_back(cell);
    }
    for (bool more = true; more;) {
        more = false;
        for (const Cell to : shape) {
            if (std::ranges::find(reached, to) != reached.end()) continue;
            const auto from = [&](Cell cell) {
                const Cell off = cell - to;
                if (std::max(std::abs(off.x), std::abs(off.y)) != 1) return false;
                if (stopped.cell(cell) && center(cell) != origin) return false;
                if (off.x == 0 || off.y == 0) return !stopped.edge(cell, to);
                const auto by = [&](Cell side) {
                    return !stopped.cell(side) && !stopped.edge(cell, side) && !stopped.edge(side, to);
                };
                return by({cell.x, to.y}) || by({to.x, cell.y});
            };
            if (std::ranges::any_of(reached, from)) {
                reached.push_back(to);
                more = true;
            }
        }
    }
    std::ranges::sort(reached);
    return reached;
}

Shape shape_by_chance(Chance& chance, std::int32_t kind)
{
    const auto point = [&] { return Point{chance.between(-4, 34), chance.between(-4, 30)}; };
    const auto feet = [&] { return chance.between(-10, 20); };
    const std::int32_t length = chance.below(9);
    switch (kind) {
    case 0: return Circle{point(), length};
    case 1: return Sphere{point(), length, feet()};
    case 2: return Cylinder{point(), length, feet(), chance.below(20)};
    case 3: return Square{point(), length};
    case 4: return Cube{point(), length, feet()};
    case 5: return Cone{point(), point(), length, feet(), feet()};
    case 6: return Line{point(), point(), length, chance.below(4)};
    case 7: return Wall{{point(), point(), point()}};
    default: return Ring{point(), length};
    }
}

bool has_direction(const Shape& shape)
{
    if (const auto* line = std::get_if<Line>(&shape)) return line->from != line->towards;
    if (const auto* cone = std::get_if<Cone>(&shape))
        return cone->apex != cone->towards || cone->feet != cone->towards_feet;
    return true;
}

} // namespace

TEST_CASE("a fireball from a corner, a circle from a cell", "[grid][area]")
{
    CHECK(drawn(floor_of(8, 8), Circle{{8, 8}, 3}) == "........\n"
                                                      "..****..\n"
                                                      ".******.\n"
                                                      ".******.\n"
                                                      ".******.\n"
                                                      ".******.\n"
                                                      "..****..\n"
                                                      "........\n");
    CHECK(drawn(floor_of(7, 7), Circle{center({3, 3}), 2}) == ".......\n"
                                                              "...*...\n"
                                                              "..***..\n"
                                                              ".*****.\n"
                                                              "..***..\n"
                                                              "...*...\n"
                                                              ".......\n");
}

TEST_CASE("a cone is as wide as it is long, straight or askew", "[grid][area]")
{
    CHECK(drawn(floor_of(5, 7), Cone{.apex = {0, 7}, .towards = {2, 7}, .length = 3}) == ".....\n"
                                                                                         ".....\n"
                                                                                         "..*..\n"
                                                                                         "***..\n"
                                                                                         "..*..\n"
                                                                                         ".....\n"
                                                                                         ".....\n");
    CHECK(drawn(floor_of(6, 6), Cone{.apex = {0, 0}, .towards = {1, 1}, .length = 5}) == "**....\n"
                                                                                         "*****.\n"
                                                                                         ".****.\n"
                                                                                         ".***..\n"
                                                                                         ".**...\n"
                                                                                         "......\n");
}

TEST_CASE("the cell that a breath comes out of is left out", "[grid][area]")
{
    CHECK(drawn(floor_of(6, 3), Line{.from = center({1, 1}), .towards = center({2, 1}), .length = 3}) == "......\n"
                                                                                                         "..***.\n"
                                                                                                         "......\n");
    CHECK(drawn(floor_of(6, 4), Line{.from = {0, 4}, .towards = {2, 4}, .length = 5, .width = 2}) == "......\n"
                                                                                                     "*****.\n"
                                                                                                     "*****.\n"
                                                                                                     "......\n");
}

TEST_CASE("total cover protects from what comes in straight lines", "[grid][area]")
{
    const std::string map = ".......\n"
                            "...#...\n"
                            "...#...\n"
                            "...#...\n"
                            ".......\n";
    CHECK(drawn(map, Circle{center({1, 2}), 4}) == "****...\n"
                                                   "****...\n"
                                                   "****...\n"
                                                   "****...\n"
                                                   "****...\n");
    CHECK(drawn(map, Circle{center({1, 2}), 4}, {.spread = Spread::around_corners}) == "*****..\n"
                                                                                       "*****..\n"
                                                                                       "******.\n"
                                                                                       "*****..\n"
                                                                                       "*****..\n");
    CHECK(drawn(map, Circle{center({1, 2}), 4}, {.spread = Spread::through_walls}) == "*****..\n"
                                                                                      "*****..\n"
                                                                                      "******.\n"
                                                                                      "*****..\n"
                                                                                      "*****..\n");
    // a window stops what is thrown; a curtain and bars do not
    CHECK(drawn("..=..\n", Circle{center({0, 0}), 4}) == "***..\n");
    CHECK(drawn("..%:.\n", Circle{center({0, 0}), 4}) == "*****\n");
}

TEST_CASE("a sphere thins out upwards, a cylinder does not, and who flies above is spared", "[grid][area]")
{
    const Grid map = must(read_text(floor_of(9, 9)));
    const Sphere ball{center({4, 4}), 4, 0};
    CHECK(area(map, 0, ball).size() == 49);
    CHECK(area(map, 0, ball, {.above_feet = 20}).size() == 1);
    CHECK(area(map, 0, ball, {.above_feet = 21}).empty());
    const Cylinder pillar{center({4, 4}), 4, 0, 40};
    CHECK(area(map, 0, pillar, {.above_feet = 40}).size() == 49);
    CHECK(area(map, 0, pillar, {.above_feet = 41}).empty());
    CHECK(area(map, 0, Cube{{8, 8}, 2, 0}, {.above_feet = 10}).size() == 4);
    CHECK(area(map, 0, Cube{{8, 8}, 2, 0}, {.above_feet = 11}).empty());
}

TEST_CASE("a wall along an edge lies on both sides of it; a ring leaves its inside free", "[grid][area]")
{
    CHECK(drawn(floor_of(6, 4), Wall{{{2, 4}, {8, 4}}}) == "......\n"
                                                           ".***..\n"
                                                           ".***..\n"
                                                           "......\n");
    CHECK(drawn("...#..\n......\n", Wall{{center({0, 0}), center({5, 0})}}) == "***#**\n"
                                                                               "......\n");
    CHECK(drawn(floor_of(6, 6), Ring{{6, 6}, 2}) == "......\n"
                                                    ".****.\n"
                                                    ".*..*.\n"
                                                    ".*..*.\n"
                                                    ".****.\n"
                                                    "......\n");
}

TEST_CASE("every shape is what its rule says, wherever it lies", "[grid][area]")
{
    Chance chance(7);
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const Grid map = map_by_chance(
            seed, {.cells = seed % 3 == 0 ? 0 : 20, .edges = seed % 2 == 0 ? 10 : 0, .hills = seed % 4 < 2 ? 40 : 0});
        for (int i = 0; i < 90; ++i) {
            const Shape shape = shape_by_chance(chance, i % 9);
            const AreaOptions options{.spread = Spread::through_walls, .above_feet = chance.below(3) * 5};
            std::vector<Cell> expected;
            for (std::int32_t y = 0; y < map.height(); ++y) {
                for (std::int32_t x = 0; x < map.width(); ++x) {
                    const ByRule rule{center(Cell{x, y}), map.height_feet({0, {x, y}}) + options.above_feet};
                    if (has_direction(shape) && std::visit(rule, shape)) expected.push_back({x, y});
                }
            }
            REQUIRE(area(map, 0, shape, options) == expected);
        }
    }
}

TEST_CASE("what an area reaches is what its lines or chains reach", "[grid][area]")
{
    Chance chance(8);
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const Grid map = map_by_chance(seed, {.cells = seed % 3 == 0 ? 5 : 25, .edges = seed % 2 == 0 ? 15 : 0});
        for (int i = 0; i < 60; ++i) {
            const Point origin{chance.below(2 * map.width() + 1), chance.below(2 * map.height() + 1)};
            const Shape shape =
                i % 2 == 0 ? Shape{Circle{origin, chance.below(7)}} : Shape{Square{origin, chance.below(9)}};
            const std::vector<Cell> all = area(map, 0, shape, {.spread = Spread::through_walls});
            std::vector<Cell> expected;
            for (const Cell cell : all) {
                if (reaches_by_rule(map, origin, cell)) expected.push_back(cell);
            }
            if (area(map, 0, shape) != expected) {
                FAIL("from " << origin.x << "," << origin.y << "\n"
                             << drawn(map, area(map, 0, shape)) << "by rule\n"
                             << drawn(map, expected));
            }
            REQUIRE(area(map, 0, shape, {.spread = Spread::around_corners}) == spread_by_rule(map, origin, all));
        }
    }
}

TEST_CASE("from the middle of a cell an area reaches what a line of effect reaches", "[grid][area]")
{
    Chance chance(9);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Grid map = map_by_chance(seed, {.edges = 10});
        const Cell from{chance.below(map.width()), chance.below(map.height())};
        const std::vector<Cell> found = area(map, 0, Circle{center(from), 6});
        for (const Cell cell : area(map, 0, Circle{center(from), 6}, {.spread = Spread::through_walls})) {
            REQUIRE(std::ranges::binary_search(found, cell) == line_free(map, 0, from, cell, Stops::missiles));
        }
    }
}

// --- lines that bounce -----------------------------------------------------------------------------------------------

namespace {

std::string bounced(const std::string& text, const Line& line)
{
    const Grid map = must(read_text(text));
    return drawn(map, bounce(map, 0, line).cells);
}

/// The rule, in tiny steps: as many to a half cell that each crossing of a grid line is a whole number of them. The
/// length is counted in steps, rounded up.
std::vector<Cell> bounce_by_rule(const Grid& map, const Line& line)
{
    const Stopped stopped{map};
    std::int64_t dx = line.towards.x - line.from.x, dy = line.towards.y - line.from.y;
    const std::int64_t divisor = std::gcd(dx, dy);
    dx /= divisor;
    dy /= divisor;
    const std::int64_t unit = 2 * std::max<std::int64_t>(1, std::abs(dx)) * std::max<std::int64_t>(1, std::abs(dy));
    std::int64_t x = line.from.x * unit, y = line.from.y * unit; // a step is (dx, dy); grid lines are at 2 unit
    const auto cell = [&](std::int64_t px, std::int64_t py) {
        const auto down = [&](std::int64_t at) {
            return static_cast<std::int32_t>(at >= 0 ? at / (2 * unit) : -((-at + 2 * unit - 1) / (2 * unit)));
        };
        return Cell{down(px), down(py)};
    };
    const std::int64_t whole = dx * dx + dy * dy;
    std::vector<Cell> way;
    const bool in_a_cell = line.from.x % 2 != 0 && line.from.y % 2 != 0;
    Cell here = cell(2 * x + dx, 2 * y + dy);
    here = {here.x / 2, here.y / 2};
    if (2 * x + dx < 0 || 2 * y + dy < 0) return way;
    if (!in_a_cell) {
        if (stopped.cell(here)) return way;
        way.push_back(here);
    }
    for (std::int64_t k = 1; k * k * whole < 4 * std::int64_t{line.length} * line.length * unit * unit; ++k) {
        x += dx;
        y += dy;
        const bool on_x = dx != 0 && x % (2 * unit) == 0, on_y = dy != 0 && y % (2 * unit) == 0;
        if (!on_x && !on_y) continue;
        const Cell side{here.x + (dx > 0 ? 1 : -1), here.y}, on{here.x, here.y + (dy > 0 ? 1 : -1)};
        const Cell there{side.x, on.y};
        const auto open = [&](Cell a, Cell b) { return !stopped.cell(b) && !stopped.edge(a, b); };
        const Cell before = here;
        if (on_x && on_y) {
            const bool passes = (open(here, side) && open(side, there)) || (open(here, on) && open(on, there));
            if (passes) {
                here = there;
            } else if (open(here, on) && !open(here, side)) {
                here = on;
                dx = -dx;
            } else if (open(here, side) && !open(here, on)) {
                here = side;
                dy = -dy;
            } else {
                dx = -dx;
                dy = -dy;
            }
        } else if (on_x) {
            if (open(here, side))
                here = side;
            else
                dx = -dx;
        } else {
            if (open(here, on))
                here = on;
            else
                dy = -dy;
        }
        if (here != before || way.empty()) way.push_back(here);
    }
    return way;
}

} // namespace

TEST_CASE("a bolt comes back from a wall and goes on askew", "[grid][area]")
{
    const std::string room = "#######\n"
                             "#.....#\n"
                             "#.....#\n"
                             "#.....#\n"
                             "#######\n";
    // it meets corners: from the wall below it leaves through the cells between those that it came through
    CHECK(bounced(room, {.from = center({1, 1}), .towards = center({2, 2}), .length = 20}) == "#######\n"
                                                                                              "#.****#\n"
                                                                                              "#*****#\n"
                                                                                              "#*****#\n"
                                                                                              "#######\n");
    const Grid map = must(read_text(room));
    // straight at the wall and back through the one who threw it
    const Bounce straight = bounce(map, 0, {.from = center({3, 2}), .towards = center({4, 2}), .length = 6});
    CHECK(straight.way == std::vector<Cell>{{4, 2}, {5, 2}, {4, 2}, {3, 2}, {2, 2}});
    CHECK(straight.cells == std::vector<Cell>{{2, 2}, {3, 2}, {4, 2}, {5, 2}});
    // into a wall next to him: it hits himself first
    const Bounce near = bounce(map, 0, {.from = center({5, 2}), .towards = center({6, 2}), .length = 2});
    CHECK(near.way == std::vector<Cell>{{5, 2}, {4, 2}});
}

TEST_CASE("a bolt is what tiny steps by the rule make of it", "[grid][area]")
{
    Chance chance(10);
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const Grid map = map_by_chance(
            seed, {.width = 11, .height = 9, .cells = seed % 4 == 0 ? 0 : 25, .edges = seed % 2 == 0 ? 15 : 0});
        for (int i = 0; i < 60; ++i) {
            Line line{.from = {chance.below(23), chance.below(19)}, .length = chance.below(30)};
            line.towards = {line.from.x + chance.between(-7, 7), line.from.y + chance.between(-7, 7)};
            const bool along_edge = (line.towards.x == line.from.x && line.from.x % 2 == 0) ||
                                    (line.towards.y == line.from.y && line.from.y % 2 == 0);
            if (line.from == line.towards || along_edge || line.length == 0) continue;
            const Bounce found = bounce(map, 0, line);
            if (found.way != bounce_by_rule(map, line)) {
                FAIL("from " << line.from.x << "," << line.from.y << " to " << line.towards.x << "," << line.towards.y
                             << " length " << line.length << "\n"
                             << drawn(map, found.cells) << "by rule\n"
                             << drawn(map, [&] {
                                    auto cells = bounce_by_rule(map, line);
                                    std::ranges::sort(cells);
                                    return cells;
                                }()));
            }
            REQUIRE(std::ranges::is_sorted(found.cells));
        }
    }
}

TEST_CASE("areas refuse what makes no sense", "[grid][area]")
{
    const Grid map = must(read_text(floor_of(5, 5)));
    constexpr std::int32_t most = 2147483647;
    CHECK(area(map, 1, Circle{{4, 4}, 2}).empty());
    CHECK(area(map, -1, Circle{{4, 4}, 2}).empty());
    CHECK(area(map, 0, Circle{{4, 4}, -1}).empty());
    CHECK(area(map, 0, Circle{{4, 4}, max_area + 1}).empty());
    CHECK(area(map, 0, Circle{{4, 4}, max_area}).size() == 25);
    CHECK(area(map, 0, Circle{{most, most}, 2}).empty());
    CHECK(area(map, 0, Sphere{{4, 4}, 2, -most - 1}).empty());
    CHECK(area(map, 0, Sphere{{4, 4}, 2, 0}, {.above_feet = most}).empty());
    CHECK(area(map, 0, Cylinder{{4, 4}, 2, 0, -1}).empty());
    CHECK(area(map, 0, Cone{.apex = {4, 4}, .towards = {4, 4}, .length = 3}).empty());
    CHECK(area(map, 0, Line{.from = {4, 4}, .towards = {4, 4}, .length = 3}).empty());
    CHECK(area(map, 0, Line{.from = {4, 4}, .towards = {most, 4}, .length = 3}).empty());
    CHECK(area(map, 0, Wall{}).empty());
    CHECK(area(map, 0, Wall{{{4, 4}}}).empty());
    CHECK(area(map, 0, Circle{{-2, 4}, 3}).empty());
    CHECK(area(map, 0, Circle{{-2, 4}, 3}, {.spread = Spread::through_walls}).size() == 9);
    CHECK(bounce(map, 0, {.from = {4, 4}, .towards = {4, 4}, .length = 3}).way.empty());
    CHECK(bounce(map, 0, {.from = {4, 4}, .towards = {5, 4}, .length = max_area + 1}).way.empty());
    CHECK(bounce(map, 0, {.from = {-4, 4}, .towards = {5, 5}, .length = 3}).way.empty());
    CHECK(bounce(map, 3, {.from = {4, 4}, .towards = {5, 5}, .length = 3}).way.empty());
    CHECK(bounce(map, 0, {.from = {4, 4}, .towards = {5, 7}, .length = max_area}).cells.size() <= 25);
}
