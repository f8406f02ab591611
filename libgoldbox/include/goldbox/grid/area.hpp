#pragma once
// SPDX-License-Identifier: MIT
// Which cells a spell, a breath or a blast covers.

#include <goldbox/grid/cell.hpp>
#include <goldbox/grid/grid.hpp>

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace goldbox::grid {

// Shapes. Points are in half cells, so an area may begin at a corner, in the middle of an edge or in the middle of a
// cell; lengths are in cells, 0..max_area; heights are in feet as those of floors are. A circle, a square, a line, a
// wall and a ring reach every height.

struct Circle {
    Point center;
    std::int32_t radius = 0;
};
struct Sphere {
    Point center;
    std::int32_t radius = 0;
    std::int32_t feet = 0; ///< of its center
};
struct Cylinder {
    Point center;
    std::int32_t radius = 0;
    std::int32_t feet = 0; ///< of its lowest face
    std::int32_t height_feet = 0;
};
struct Square {
    Point center;
    std::int32_t side = 0;
};
struct Cube {
    Point center;
    std::int32_t side = 0;
    std::int32_t feet = 0; ///< of its lowest face
};
/// As wide at each place as that is far from the apex, and cut off straight (SRD 5.1, Cone).
struct Cone {
    Point apex;
    Point towards;
    std::int32_t length = 0;
    std::int32_t feet = 0; ///< of the apex
    std::int32_t towards_feet = 0;
};
struct Line {
    Point from;
    Point towards; ///< it goes on past it, to its full length
    std::int32_t length = 0;
    std::int32_t width = 1;
};
/// Thinner than a cell, along straight pieces from point to point.
struct Wall {
    std::vector<Point> path;
};
/// A wall in a circle.
struct Ring {
    Point center;
    std::int32_t radius = 0;
};
using Shape = std::variant<Circle, Sphere, Cylinder, Square, Cube, Cone, Line, Wall, Ring>;

inline constexpr std::int32_t max_area = 512; ///< cells: a length, a radius or a side

/// How an effect gets from its origin to a cell of its shape.
enum class Spread : std::uint8_t {
    straight,       ///< in straight lines: total cover protects (SRD 5.1, A Clear Path to the Target)
    around_corners, ///< from cell to cell within the shape, as far as missiles could go
    through_walls,  ///< nothing stops it
};

struct AreaOptions {
    Spread spread = Spread::straight;
    /// Where the effect comes from; by default the center or the apex of the shape. For a cube that is thrown forward
    /// it is a point on one of its faces.
    std::optional<Point> origin = {};
    /// How high above its floor a cell is asked for: 0 finds who stands there, 30 who flies there.
    std::int32_t above_feet = 0;
};

/// The cells of one level that belong to an area, by row, then column, each once. *Rounding rule*: a cell belongs to it
/// if its center lies inside or on the border of the shape, at the height of its floor; to a wall or a ring, if more
/// than one point of it lies in the cell or on its border. The cell whose center is the origin of a cone or a line is
/// left out. Of a cell that the effect cannot reach nothing is covered; what stops it is itself reached. A wall and a
/// ring do not spread: cells that stop missiles are left out.
/// Empty for a shape with a length out of range, a direction of no length, or a point further than max_side from the
/// grid; with an origin outside of the grid, unless it goes through walls.
[[nodiscard]] std::vector<Cell> area(const Grid& grid, std::int32_t level, const Shape& shape,
                                     const AreaOptions& options = {});

/// A line that is thrown back by what stops missiles, and by the borders of the grid.
struct Bounce {
    std::vector<Cell> cells; ///< every cell it passes, by row, then column, each once
    std::vector<Cell> way;   ///< in the order in which it passes them; one that it passes again stands there again
};

/// Goes from a point in a direction, altogether `length` cells far, and leaves each barrier at the angle at which it
/// met it. A cell belongs to it if more than one point of the line lies inside; the cell it starts in, only once it
/// comes back. Meeting a corner exactly it passes if one way around is free; is thrown back on one axis if the way on
/// the other is free; else it comes back the way it went. Along an edge it takes the cells south and east of it.
/// `width` is not used. Empty as with `area`, and where it starts at a corner into a barrier.
[[nodiscard]] Bounce bounce(const Grid& grid, std::int32_t level, const Line& line);

} // namespace goldbox::grid
