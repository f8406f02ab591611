// SPDX-License-Identifier: MIT
// The same objects in Boost.Geometry's R-tree, in squares of one size, and in the room grid's index; in turns, CPU
// time, and the same answers. Status 1 when a target is missed.
#include "race.hpp"

#include <goldbox/base/random.hpp>
#include <goldbox/grid/index.hpp>

#include <boost/geometry.hpp>
#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point.hpp>
#include <boost/geometry/index/rtree.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace goldbox;
using grid::Cell;

namespace bg = boost::geometry;
using Point = bg::model::point<std::int32_t, 2, bg::cs::cartesian>;
using Box = bg::model::box<Point>;
using Value = std::pair<Point, std::uint32_t>;
using Tree = bg::index::rtree<Value, bg::index::quadratic<16>>;

constexpr std::int32_t world = 10'000;
constexpr std::int32_t square = 64;
constexpr std::uint32_t queries = 1000;

std::int32_t chance(std::uint32_t stream, std::uint32_t counter, std::int32_t bound)
{
    return draw_between({.seed = 7, .stream = stream, .counter = counter}, 0, bound - 1);
}

std::vector<Cell> spread(std::uint32_t stream, std::size_t count)
{
    std::vector<Cell> cells;
    for (std::uint32_t i = 0; i < count; ++i)
        cells.push_back({chance(stream, 2 * i, world), chance(stream, 2 * i + 1, world)});
    return cells;
}

/// Twenty crowds, densest in the middle.
std::vector<Cell> clustered(std::uint32_t stream, std::size_t count)
{
    const std::vector<Cell> middles = spread(100, 20);
    std::vector<Cell> cells;
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto off = [&](std::uint32_t axis) {
            std::int32_t sum = -600;
            for (std::uint32_t k = 0; k < 4; ++k) sum += chance(stream, i * 8 + axis * 4 + k, 301);
            return sum;
        };
        cells.push_back(middles[i % 20] + Cell{off(0), off(1)});
    }
    return cells;
}

Point point(Cell cell)
{
    return {cell.x, cell.y};
}
Cell cell(const Point& point)
{
    return {point.get<0>(), point.get<1>()};
}

/// Squares of one size over the whole world: what a tactical map would need.
class Squares {
public:
    void put(std::uint32_t id, Cell at)
    {
        if (id >= places_.size()) places_.resize(id + 1, Cell{-1, -1});
        Cell& place = places_[id];
        if (place.x != -1) {
            auto& before = of(place);
            before.erase(std::ranges::find(before, id));
        }
        place = at;
        of(at).push_back(id);
    }
    void within(Cell low, Cell high, std::vector<std::uint32_t>& found) const
    {
        found.clear();
        for (std::int32_t y = index(low.y); y <= index(high.y); ++y) {
            for (std::int32_t x = index(low.x); x <= index(high.x); ++x) {
                for (const std::uint32_t id : squares_[static_cast<std::size_t>(y * side + x)]) {
                    const Cell at = places_[id];
                    if (at.x >= low.x && at.y >= low.y && at.x <= high.x && at.y <= high.y) found.push_back(id);
                }
            }
        }
    }

private:
    static constexpr std::int32_t side = (world + 2 * 700) / square + 1;
    static std::int32_t index(std::int32_t at) { return std::clamp((at + 700) / square, 0, side - 1); }
    std::vector<std::uint32_t>& of(Cell at)
    {
        return squares_[static_cast<std::size_t>(index(at.y) * side + index(at.x))];
    }

    std::vector<std::vector<std::uint32_t>> squares_{std::size_t{side} * side};
    std::vector<Cell> places_;
};

int missed = 0;

/// `squares` below 0: not measured.
void report(const std::string& what, const bench::Times& times, double squares, double target)
{
    const double ratio = times.theirs / times.ours;
    missed += ratio >= target ? 0 : 1;
    char other[20] = "-";
    if (squares >= 0) std::snprintf(other, sizeof other, "%.3f", squares);
    std::printf("%-34s %10.3f %10s %10.3f %8.1f %7.0f  %s\n", what.c_str(), times.theirs, other, times.ours, ratio,
                target, ratio >= target ? "ok" : "MISSED");
}

void same(std::uint64_t one, std::uint64_t other, const std::string& what)
{
    if (one == other) return;
    std::printf("%s: the answers differ\n", what.c_str());
    std::exit(1);
}

void compare(const std::string& name, const std::vector<Cell>& cells)
{
    const auto count = static_cast<std::uint32_t>(cells.size());
    std::vector<Value> values;
    for (std::uint32_t i = 0; i < count; ++i) values.emplace_back(point(cells[i]), i);
    Tree packed(values), grown;
    grid::SpatialIndex index;
    Squares squares;
    for (const Value& value : values) {
        grown.insert(value);
        index.put(value.second, cell(value.first));
        squares.put(value.second, cell(value.first));
    }
    const auto each_us = [&](bench::Times times) { return bench::Times{times.theirs / count, times.ours / count}; };
    const auto insert_mine = [&] {
        grid::SpatialIndex made;
        for (const Value& value : values) made.put(value.second, cell(value.first));
        if (made.size() != count) std::exit(1);
    };
    report(name + " insert one of all",
           each_us(bench::race(
               1,
               [&] {
                   Tree made;
                   for (const Value& value : values) made.insert(value);
               },
               insert_mine, 5)),
           -1, 1);
    std::vector<grid::SpatialIndex::Object> objects;
    for (std::uint32_t i = 0; i < count; ++i) objects.push_back({i, cells[i]});
    const auto load_mine = [&] {
        grid::SpatialIndex made;
        if (!made.load(objects)) std::exit(1);
    };
    report(name + " load one of all", each_us(bench::race(1, [&] { const Tree made(values); }, load_mine, 9)), -1, 1);

    // moves: there and back, so that every block begins alike
    const auto moves = [&](const std::string& what, const std::vector<Cell>& targets) {
        const auto ours = [&](auto& places) {
            for (const bool back : {false, true}) {
                for (std::uint32_t i = 0; i < queries; ++i) {
                    const std::uint32_t id = i * (count / queries);
                    places.put(id, back ? cells[id] : targets[i]);
                }
            }
        };
        const auto theirs = [&] {
            for (const bool back : {false, true}) {
                for (std::uint32_t i = 0; i < queries; ++i) {
                    const std::uint32_t id = i * (count / queries);
                    grown.remove(Value{point(back ? targets[i] : cells[id]), id});
                    grown.insert(Value{point(back ? cells[id] : targets[i]), id});
                }
            }
        };
        const auto times = bench::race(2 * queries, theirs, [&] { ours(index); });
        const auto others = bench::race(2 * queries, [&] { ours(squares); }, [] {}, 5);
        report(name + " " + what, times, others.theirs, 10);
    };
    std::vector<Cell> near, far;
    for (std::uint32_t i = 0; i < queries; ++i) {
        const Cell from = cells[i * (count / queries)];
        near.push_back(from + Cell{chance(3, 2 * i, 13) - 6, chance(3, 2 * i + 1, 13) - 6});
        far.push_back({chance(4, 2 * i, world), chance(4, 2 * i + 1, world)});
    }
    moves("move one a step", near);
    moves("move one anywhere", far);

    std::vector<Cell> centers;
    for (std::uint32_t i = 0; i < queries; ++i)
        centers.push_back(cells[static_cast<std::size_t>(chance(5, i, static_cast<std::int32_t>(count)))]);
    grid::Nearby nearby;
    std::vector<Value> found;
    std::vector<std::uint32_t> ids;
    std::uint64_t sum = 0, my_sum = 0, other_sum = 0;
    const auto questions = [&](const std::string& what, auto&& score, auto&& ask, auto&& ask_mine, auto&& ask_squares) {
        const auto in = [&](const Tree& tree) {
            return [&] {
                sum = 0;
                for (const Cell center : centers) {
                    found.clear();
                    ask(tree, center);
                    for (const Value& value : found) sum += score(center, value.second);
                }
            };
        };
        const auto ours = [&] {
            my_sum = 0;
            for (const Cell center : centers) {
                for (const std::uint32_t id : ask_mine(center)) my_sum += score(center, id);
            }
        };
        bench::Times best = bench::race(queries, in(grown), ours);
        same(sum, my_sum, name + " " + what);
        const bench::Times other = bench::race(queries, in(packed), ours);
        best = {std::min(best.theirs, other.theirs), std::min(best.ours, other.ours)};
        const double others = ask_squares();
        report(name + " " + what, best, others, 1);
    };
    const auto id_itself = [](Cell, std::uint32_t id) { return std::uint64_t{id} + 1; };
    const auto distance = [&](Cell from, std::uint32_t id) { // of two equally near either will do
        const Cell off = cells[id] - from;
        return static_cast<std::uint64_t>(off.x * off.x + off.y * off.y) + 1;
    };
    for (const std::int32_t reach : {8, 64}) {
        questions(
            "within " + std::to_string(reach), id_itself,
            [&](const Tree& tree, Cell at) {
                tree.query(bg::index::intersects(Box{{at.x - reach, at.y - reach}, {at.x + reach, at.y + reach}}),
                           std::back_inserter(found));
            },
            [&](Cell at) { return nearby.within(index, at - Cell{reach, reach}, at + Cell{reach, reach}); },
            [&] {
                const auto all = [&] {
                    other_sum = 0;
                    for (const Cell at : centers) {
                        squares.within(at - Cell{reach, reach}, at + Cell{reach, reach}, ids);
                        for (const std::uint32_t id : ids) other_sum += id + 1;
                    }
                };
                const double time = bench::race(queries, all, [] {}, 5).theirs;
                same(sum, other_sum, "squares");
                return time;
            });
    }
    for (const std::uint32_t many : {1u, 8u, 100u}) {
        questions(
            "nearest " + std::to_string(many), distance,
            [&](const Tree& tree, Cell at) {
                tree.query(bg::index::nearest(point(at), many), std::back_inserter(found));
            },
            [&](Cell at) { return nearby.nearest(index, at, many); }, [] { return -1.0; });
    }
}

} // namespace

int main()
{
    std::printf("%-34s %10s %10s %10s %8s %7s\n", "us of CPU time a call", "rtree", "squares", "goldbox", "ratio",
                "target");
    for (const std::size_t count : {std::size_t{10'000}, std::size_t{100'000}}) {
        const std::string thousands = std::to_string(count / 1000) + "k ";
        compare(thousands + "spread", spread(1, count));
        compare(thousands + "clustered", clustered(2, count));
    }
    if (missed != 0) std::printf("index: %d target(s) missed\n", missed);
    return missed == 0 ? 0 : 1;
}
