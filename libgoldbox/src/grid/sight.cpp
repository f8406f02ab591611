// SPDX-License-Identifier: MIT
#include <goldbox/grid/sight.hpp>

#include "grid/trace.hpp"

#include <algorithm>
#include <bit>

namespace goldbox::grid {

namespace {

/// What a line between centers meets on one level.
struct Flat {
    Flat(const Grid& grid, std::int32_t level, Stops what, Cell one_end, Cell other_end)
        : cells(grid.bits(level, what, Part::cell)),
          west_edges(grid.bits(level, what, Part::west)),
          north_edges(grid.bits(level, what, Part::north)),
          from(one_end),
          to(other_end)
    {
    }

    [[nodiscard]] bool end(Cell cell) const { return cell == from || cell == to; }
    [[nodiscard]] bool cell(Cell cell) const { return cells.at(cell.x, cell.y) && !end(cell); }
    [[nodiscard]] bool west(Cell cell) const { return west_edges.at(cell.x, cell.y); }
    [[nodiscard]] bool north(Cell cell) const { return north_edges.at(cell.x, cell.y); }
    [[nodiscard]] static bool over(Cell /*cell*/, Along /*along*/) { return true; }

    const BitGrid& cells;
    const BitGrid& west_edges;
    const BitGrid& north_edges;
    Cell from, to;
};

struct Hilly : Flat {
    Hilly(const Grid& map, std::int32_t on, Stops what, Cell one_end, Cell other_end, Eyes eyes)
        : Flat(map, on, what, one_end, other_end),
          grid(map),
          level(on),
          start(map.height_feet({on, from}) + std::clamp(eyes.from_feet, 0, max_height_feet)),
          stop(map.height_feet({on, to}) + std::clamp(eyes.to_feet, 0, max_height_feet))
    {
    }

    [[nodiscard]] bool over(Cell cell, Along along) const
    {
        const std::int64_t floor = grid.height_row(level, cell.y)[cell.x];
        return end(cell) || start * along.whole + (stop - start) * along.part >= floor * along.whole;
    }

    const Grid& grid;
    std::int32_t level;
    std::int64_t start, stop;
};

bool both_inside(const Grid& grid, std::int32_t level, Cell from, Cell to)
{
    return grid.contains(Spot{level, from}) && grid.contains(to);
}

} // namespace

bool line_free(const Grid& grid, std::int32_t level, Cell from, Cell to, Stops what)
{
    if (!both_inside(grid, level, from, to)) return false;
    const Flat map(grid, level, what, from, to);
    return Trace(center(from), center(to), map).free();
}

bool line_free(const Grid& grid, std::int32_t level, Cell from, Cell to, Stops what, Eyes eyes)
{
    if (!both_inside(grid, level, from, to)) return false;
    const Hilly map(grid, level, what, from, to, eyes);
    return Trace(center(from), center(to), map).free();
}

// --- field of view ---------------------------------------------------------------------------------------------------

/// Casts the light of one `Sight`: four quadrants, each a stack of rows that moves away from the eye, and four
/// diagonals. Within a quadrant a cell is (c, d): d rows from the eye, c to the side, |c| < d. Light is a list of
/// sectors between two rays; each row takes away what its barriers shade. A light of no width is kept as long as its
/// two rays come from different corners: a line that grazes walls on both sides, but never between two walls in one
/// corner.
struct Caster {
    using Ray = Sight::Ray;
    using Sector = Sight::Sector;

    /// The level as a quadrant sees it: rows of it are the rows of these sets.
    struct Plane {
        const BitGrid& cells;
        const BitGrid& cross; ///< edges between one row and the one before it
        const BitGrid& sides; ///< edges between one cell and the one before it in its row
        std::int32_t x, y;    ///< the eye
        bool edges;
    };

    Sight& sight;
    std::int32_t radius;

    /// Below 0 when a lies before b, 0 when one lies upon the other.
    static std::int32_t order(Ray a, Ray b) { return a.x * b.y - b.x * a.y; }

    void keep(Ray low, Ray high)
    {
        const std::int32_t turn = order(low, high);
        if (turn > 0) return;
        // on the diagonal it is not this quadrant's
        if (turn == 0 && (low.y == high.y || low.x == low.y || low.x == -low.y)) return;
        sight.next_.push_back({low, high});
    }

    /// Takes the shades out of each sector; `shades(sector, shade)` calls `shade(from, to)` in order, left to right.
    template <class Shades>
    void carve(Shades&& shades)
    {
        sight.next_.clear();
        for (const Sector& sector : sight.light_) {
            Ray low = sector.low;
            Ray high = sector.high;
            shades(sector, [&](Ray from, Ray to) {
                const std::int32_t before = order(to, low);
                if (before <= 0) { // it touches the sector at most: the farther corner bounds the light from now on
                    if (before == 0) low = to;
                    return;
                }
                const std::int32_t after = order(high, from);
                if (after <= 0) {
                    if (after == 0) high = from;
                    return;
                }
                keep(low, from);
                low = to;
            });
            keep(low, high);
        }
        std::swap(sight.light_, sight.next_);
    }

    static std::int32_t floor_div(std::int32_t a, std::int32_t b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }
    /// The first and last cell of row d whose center lies in the light. The cells that may shade the light there, or
    /// touch it, lie between one before and one after.
    static std::int32_t first(Ray low, std::int32_t d) { return -floor_div(-low.x * d, low.y); }
    static std::int32_t last(Ray high, std::int32_t d) { return floor_div(high.x * d, high.y); }

    /// The shade of cells i to j of row d lies between these two: the corners seen outermost.
    static Ray left(std::int32_t i, std::int32_t d) { return {2 * i - 1, i > 0 ? 2 * d + 1 : 2 * d - 1}; }
    static Ray right(std::int32_t j, std::int32_t d) { return {2 * j + 1, j < 0 ? 2 * d + 1 : 2 * d - 1}; }

    /// Calls `take(i, j)` for each run of set bits in from..to of a row, as distances from the eye.
    template <class Take>
    static void runs(const BitGrid& bits, std::int32_t x, std::int32_t y, std::int32_t from, std::int32_t to,
                     Take&& take)
    {
        for (std::int32_t i = from; i <= to;) {
            std::uint64_t word = bits.word(x + i, y);
            const std::int32_t here = to - i + 1;
            if (here < 64) word &= (std::uint64_t{1} << here) - 1;
            if (word == 0) {
                i += 64;
                continue;
            }
            i += std::countr_zero(word);
            std::int32_t j = i;
            for (;;) {
                const std::int32_t more = std::countr_one(bits.word(x + j, y));
                j += more;
                if (more < 64 || j > to) break;
            }
            take(i, std::min(j - 1, to));
            i = j + 1;
        }
    }

    void shade_by_cross_edges(const Plane& plane, std::int32_t y, std::int32_t d)
    {
        carve([&](const Sector& light, auto&& shade) {
            runs(plane.cross, plane.x, y, first(light.low, d) - 1, last(light.high, d) + 1,
                 [&](std::int32_t i, std::int32_t j) { shade({2 * i - 1, 2 * d - 1}, {2 * j + 1, 2 * d - 1}); });
        });
    }

    void shade_by_cells(const Plane& plane, std::int32_t y, std::int32_t d)
    {
        carve([&](const Sector& light, auto&& shade) {
            runs(plane.cells, plane.x, y, first(light.low, d) - 1, last(light.high, d) + 1,
                 [&](std::int32_t i, std::int32_t j) { shade(left(i, d), right(j, d)); });
        });
    }

    void shade_by_side_edges(const Plane& plane, std::int32_t y, std::int32_t d)
    {
        carve([&](const Sector& light, auto&& shade) {
            runs(plane.sides, plane.x, y, first(light.low, d) - 1, last(light.high, d) + 2,
                 [&](std::int32_t i, std::int32_t j) {
                     for (; i <= j; ++i) shade(left(i, d), right(i - 1, d));
                 });
        });
    }

    /// One quadrant; `mark(d, from, to)` lights cells of row d. `forward`: rows grow away from the eye.
    template <class Mark>
    void quadrant(const Plane& plane, bool forward, Mark&& mark)
    {
        sight.light_.assign(1, {{-1, 1}, {1, 1}});
        const std::int32_t rows = std::min(radius, forward ? plane.cells.height() - 1 - plane.y : plane.y);
        for (std::int32_t d = 1; d <= rows && !sight.light_.empty(); ++d) {
            const std::int32_t y = forward ? plane.y + d : plane.y - d;
            if (plane.edges) shade_by_cross_edges(plane, forward ? y : y + 1, d);
            const std::int32_t reach = std::min(d - 1, sight.reach_[static_cast<std::size_t>(d)]);
            const std::int32_t west = std::max(-reach, -plane.x);
            const std::int32_t east = std::min(reach, plane.cells.width() - 1 - plane.x);
            for (const Sector& light : sight.light_) {
                const std::int32_t from = std::max(west, first(light.low, d));
                const std::int32_t to = std::min(east, last(light.high, d));
                if (from <= to) mark(d, from, to);
            }
            if (d == rows) break;
            shade_by_cells(plane, y, d);
            if (plane.edges) shade_by_side_edges(plane, y, d);
        }
    }

    std::uint64_t* row(std::int32_t y) { return sight.sees_.data() + static_cast<std::size_t>(y) * sight.words_; }

    void mark_row(std::int32_t y, std::int32_t from, std::int32_t to)
    {
        std::uint64_t* words = row(y + radius);
        const auto low = static_cast<std::uint32_t>(from + radius);
        const auto high = static_cast<std::uint32_t>(to + radius);
        const std::uint64_t head = ~std::uint64_t{0} << low % 64;
        const std::uint64_t tail = ~std::uint64_t{0} >> (63 - high % 64);
        if (low / 64 == high / 64) {
            words[low / 64] |= head & tail;
            return;
        }
        words[low / 64] |= head;
        for (std::uint32_t i = low / 64 + 1; i < high / 64; ++i) words[i] = ~std::uint64_t{0};
        words[high / 64] |= tail;
    }

    void mark_column(std::int32_t x, std::int32_t from, std::int32_t to)
    {
        const auto column = static_cast<std::uint32_t>(x + radius);
        const std::uint64_t bit = std::uint64_t{1} << column % 64;
        std::uint64_t* word = row(from + radius) + column / 64;
        for (std::int32_t y = from; y <= to; ++y, word += sight.words_) *word |= bit;
    }

    /// Along a diagonal a line meets nothing but corners.
    void diagonal(const Grid& grid, Spot eye, Cell way)
    {
        const Flat map(grid, eye.level, Stops::sight, eye.cell, eye.cell);
        for (std::int32_t k = 1; k <= radius && sight.reach_[static_cast<std::size_t>(k)] >= k; ++k) {
            const Cell to{eye.cell.x + k * way.x, eye.cell.y + k * way.y};
            if (!grid.contains(to)) return;
            const Cell from = to - way;
            const Cell beside{to.x, from.y};
            const Cell onward{from.x, to.y};
            const std::int32_t edge_x = std::max(to.x, from.x);
            const std::int32_t edge_y = std::max(to.y, from.y);
            if ((map.west({edge_x, from.y}) || map.cell(beside) || map.north({to.x, edge_y})) &&
                (map.north({from.x, edge_y}) || map.cell(onward) || map.west({edge_x, to.y}))) {
                return;
            }
            mark_row(to.y - eye.cell.y, to.x - eye.cell.x, to.x - eye.cell.x);
            if (map.cell(to)) return;
        }
    }

    void cast(const Grid& grid, Spot eye)
    {
        mark_row(0, 0, 0);
        const bool edges = grid.has_edges(eye.level);
        const auto rows = [&](Part part) -> const BitGrid& { return grid.bits(eye.level, Stops::sight, part); };
        const auto columns = [&](Part part) -> const BitGrid& { return grid.columns(eye.level, part); };
        const Plane upright{rows(Part::cell), rows(Part::north), rows(Part::west), eye.cell.x, eye.cell.y, edges};
        const Plane lying{columns(Part::cell), columns(Part::west), columns(Part::north),
                          eye.cell.y,          eye.cell.x,          edges};
        using Int = std::int32_t;
        quadrant(upright, false, [&](Int d, Int from, Int to) { mark_row(-d, from, to); });
        quadrant(upright, true, [&](Int d, Int from, Int to) { mark_row(d, from, to); });
        quadrant(lying, false, [&](Int d, Int from, Int to) { mark_column(-d, from, to); });
        quadrant(lying, true, [&](Int d, Int from, Int to) { mark_column(d, from, to); });
        for (const Cell way : {Cell{1, 1}, Cell{1, -1}, Cell{-1, 1}, Cell{-1, -1}}) diagonal(grid, eye, way);
    }
};

namespace {

/// How far the radius reaches to the side in each row. Rows farther away reach less far.
void measure(std::int32_t radius, Metric metric, std::vector<std::int32_t>& reach)
{
    reach.resize(static_cast<std::size_t>(radius) + 1);
    std::int32_t side = radius;
    for (std::int32_t d = 0; d <= radius; ++d) {
        while (!within(metric, side, d, radius)) --side;
        reach[static_cast<std::size_t>(d)] = side;
    }
}

/// The bits of word `index` whose place in the row is below `end`.
std::uint64_t below(std::int32_t end, std::int32_t index)
{
    const std::int32_t here = end - index * 64;
    if (here <= 0) return 0;
    return here >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << here) - 1;
}

} // namespace

void Sight::look(const Grid& grid, Spot eye, const SightOptions& options)
{
    // further than the farthest cell nothing is seen, and nothing needs memory
    const std::int32_t radius = std::clamp(options.radius, 0, grid.width() + grid.height());
    eye_ = eye;
    radius_ = radius;
    words_ = static_cast<std::size_t>(2 * radius + 64) / 64;
    const std::size_t size = words_ * static_cast<std::size_t>(2 * radius + 1);
    sees_.assign(size, 0);
    shows_.assign(size, 0);
    if (!grid.contains(eye)) return;
    measure(radius, options.metric, reach_);
    Caster{*this, radius}.cast(grid, eye);
    if (grid.uneven(eye.level)) keep_above_floors(grid, options.eyes);
    show(grid);
}

void Sight::keep_above_floors(const Grid& grid, Eyes eyes)
{
    for (std::int32_t y = 0; y <= 2 * radius_; ++y) {
        for (std::size_t i = 0; i < words_; ++i) {
            std::uint64_t& word = sees_[static_cast<std::size_t>(y) * words_ + i];
            for (std::uint64_t rest = word; rest != 0; rest &= rest - 1) {
                const std::int32_t x = static_cast<std::int32_t>(i * 64) + std::countr_zero(rest);
                const Cell cell = eye_.cell + Cell{x - radius_, y - radius_};
                if (!line_free(grid, eye_.level, eye_.cell, cell, Stops::sight, eyes)) word &= ~(rest & -rest);
            }
        }
    }
}

void Sight::show(const Grid& grid)
{
    const BitGrid& opaque = grid.bits(eye_.level, Stops::sight, Part::cell);
    const BitGrid& west = grid.bits(eye_.level, Stops::sight, Part::west);
    const BitGrid& north = grid.bits(eye_.level, Stops::sight, Part::north);
    const bool edges = grid.has_edges(eye_.level);
    const std::int32_t left = eye_.cell.x - radius_;
    const std::int32_t top = eye_.cell.y - radius_;
    const std::int32_t side = 2 * radius_;

    // word i of a row of cells that are seen and can be seen through
    const auto clear = [&](std::int32_t row, std::int32_t i) -> std::uint64_t {
        if (i < 0 || i >= static_cast<std::int32_t>(words_)) return 0;
        std::uint64_t word = at(sees_, row)[i] & ~opaque.word(left + i * 64, top + row);
        if (row == radius_ && i == radius_ / 64) word |= std::uint64_t{1} << radius_ % 64;
        return word;
    };
    const auto one_east = [](std::uint64_t word, std::uint64_t before) { return word << 1 | before >> 63; };
    const auto one_west = [](std::uint64_t word, std::uint64_t after) { return word >> 1 | after << 63; };

    for (std::int32_t row = std::max(0, -top); row <= std::min(side, grid.height() - 1 - top); ++row) {
        const std::int32_t near = row < radius_ ? row + 1 : row > radius_ ? row - 1 : row;
        const std::int32_t reach = reach_[static_cast<std::size_t>(row < radius_ ? radius_ - row : row - radius_)];
        for (std::int32_t i = 0; i < static_cast<std::int32_t>(words_); ++i) {
            const std::int32_t x = left + i * 64;
            const std::uint64_t seen = at(sees_, row)[i];
            std::uint64_t& shown = shows_[static_cast<std::size_t>(row) * words_ + static_cast<std::size_t>(i)];
            const std::uint64_t faces =
                opaque.word(x, top + row) & below(radius_ + reach + 1, i) & ~below(radius_ - reach, i);
            shown = seen;
            if ((faces & ~seen) == 0) continue;

            const std::uint64_t eastern = ~below(radius_ + 1, i);
            const std::uint64_t western = below(radius_, i);
            std::uint64_t beside = (one_east(clear(row, i), clear(row, i - 1)) & eastern) |
                                   (one_west(clear(row, i), clear(row, i + 1)) & western);
            std::uint64_t onward = near == row ? 0 : clear(near, i);
            std::uint64_t askew = near == row ? 0
                                              : (one_east(clear(near, i), clear(near, i - 1)) & eastern) |
                                                    (one_west(clear(near, i), clear(near, i + 1)) & western);
            if (edges) {
                const std::int32_t between = top + std::max(row, near);
                const std::uint64_t sides =
                    (west.word(x, top + row) & eastern) | (west.word(x + 1, top + row) & western);
                const std::uint64_t near_sides =
                    (west.word(x, top + near) & eastern) | (west.word(x + 1, top + near) & western);
                const std::uint64_t ahead = near == row ? 0 : north.word(x, between);
                const std::uint64_t ahead_beside =
                    near == row ? 0 : (north.word(x - 1, between) & eastern) | (north.word(x + 1, between) & western);
                beside &= ~sides;
                onward &= ~ahead;
                askew &= ~(sides | near_sides | ahead | ahead_beside);
            }
            shown |= faces & (beside | onward | askew);
        }
    }
}

std::size_t Sight::count(const std::vector<std::uint64_t>& bits)
{
    std::size_t sum = 0;
    for (const std::uint64_t word : bits) sum += static_cast<std::size_t>(std::popcount(word));
    return sum;
}

void Sight::add(const std::vector<std::uint64_t>& bits, BitGrid& level) const
{
    if (bits.empty()) return;
    const std::int32_t left = eye_.cell.x - radius_;
    const std::int32_t top = eye_.cell.y - radius_;
    for (std::int32_t row = std::max(0, -top); row <= std::min(2 * radius_, level.height() - 1 - top); ++row) {
        std::uint64_t* words = level.row(top + row);
        for (std::size_t i = 0; i < words_; ++i) {
            std::uint64_t word = at(bits, row)[i];
            std::int32_t x = left + static_cast<std::int32_t>(i * 64);
            if (word == 0) continue;
            if (x < 0) { // nothing lit lies outside
                word >>= static_cast<unsigned>(-x);
                x = 0;
            }
            words[x / 64] |= word << x % 64;
            if (x % 64 != 0) words[x / 64 + 1] |= word >> (64 - x % 64);
        }
    }
}

} // namespace goldbox::grid
