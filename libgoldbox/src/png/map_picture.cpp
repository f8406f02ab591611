// SPDX-License-Identifier: MIT
#include <goldbox/png/map_picture.hpp>

#include "png/canvas.hpp"

#include <png.h>

#include <array>
#include <csetjmp>
#include <utility>

namespace goldbox::png {

namespace {

using content::Map;
using content::MapObject;
using content::ObjectKind;
using grid::Barrier;
using grid::Cell;
using grid::Part;
using grid::Spot;

constexpr Color ink{30, 27, 32};
constexpr Color brick{126, 116, 112};
constexpr Color gold{240, 196, 74};

Color paint(content::Rgb color)
{
    return {color.red, color.green, color.blue};
}
Color of(Barrier barrier)
{
    return paint(content::barrier_color(barrier));
}
Color of(ObjectKind kind)
{
    return paint(content::object_color(kind));
}

/// How much floors vary, by the class of their tile.
struct Grain {
    std::string_view look;
    std::int32_t most;
};
constexpr Grain grains[] = {{"grass", 12},        {"road", 9},  {"wood", 6},   {"rug", 4},  {"rubble", 22},
                            {"shallow_water", 6}, {"water", 6}, {"earth", 10}, {"void", 0}, {"altar", 4}};

/// 8 by 8, by ObjectKind; doors are drawn as what stands there.
constexpr std::string_view icons[] = {
    "",
    "..####...#....#.......#......#.....#......#.............#.......", // a question: here is a secret
    "#......#.#....#...#..#.....##......##.....#..#...#....#.#......#", // a cross
    "......##......##....####....####..######..################......", // steps
    ".........######.#......##########..##..##..##..##########.......", // a box
    "...##.....####....####.....##.....####...######..######...#..#..", // somebody
    "...##......##......##......##......##..............##......##...", // mind this
    "",
    "...#......##......###....####....######..######..######...####..", // a flame
    ".#.......####....######..####....#.......#.......#......###.....", // a flag
};
/// The same number for the same place: what varies is no chance.
std::int32_t grain(std::int32_t x, std::int32_t y, std::int32_t most)
{
    auto mixed = static_cast<std::uint32_t>(x) * 0x9e3779b1u ^ static_cast<std::uint32_t>(y) * 0x85ebca77u;
    mixed = (mixed ^ mixed >> 15) * 0x2c1b3c6du;
    mixed ^= mixed >> 13;
    return most == 0 ? 0 : static_cast<std::int32_t>(mixed % static_cast<std::uint32_t>(2 * most + 1)) - most;
}

class Picture {
public:
    Picture(const Map& map, std::int32_t level, std::int32_t side, bool known)
        : map_(map),
          level_(level),
          side_(side),
          known_(known),
          grid_(known ? map.grid : content::without_secrets(map)),
          canvas_(map.grid.width() * side + 1, map.grid.height() * side + 1, ink)
    {
    }

    Canvas draw()
    {
        each_cell([&](Cell cell) { floor(cell); });
        for (const MapObject& object : map_.objects) zone(object);
        each_cell([&](Cell cell) { barrier(cell); });
        each_cell([&](Cell cell) { edges(cell); });
        for (const MapObject& object : map_.objects) symbol(object);
        return std::move(canvas_);
    }

private:
    template <class Draw>
    void each_cell(Draw&& draw)
    {
        for (std::int32_t y = 0; y < map_.grid.height(); ++y) {
            for (std::int32_t x = 0; x < map_.grid.width(); ++x) draw(Cell{x, y});
        }
    }
    [[nodiscard]] std::int32_t left(Cell cell) const { return cell.x * side_; }
    [[nodiscard]] std::int32_t top(Cell cell) const { return cell.y * side_; }
    /// A part of a cell's side, at least a pixel.
    [[nodiscard]] std::int32_t part(std::int32_t of) const { return std::max(1, side_ / of); }

    void floor(Cell cell)
    {
        const std::string_view look = map_.look_at({level_, cell});
        const Color color = paint(content::floor_color(map_, {level_, cell}));
        const auto grainy = std::ranges::find(grains, look, &Grain::look);
        const std::int32_t most = grainy == std::end(grains) ? 7 : grainy->most;
        const std::int32_t x = left(cell), y = top(cell);
        const std::int32_t patch = part(4);
        for (std::int32_t dy = 0; dy < side_; dy += patch) {
            for (std::int32_t dx = 0; dx < side_; dx += patch) {
                const std::int32_t across = look == "wood" ? 0 : dx; // planks lie along
                canvas_.fill(x + dx, y + dy, std::min(patch, side_ - dx), std::min(patch, side_ - dy),
                             color.shaded(grain(x + across, y + dy, most)));
            }
        }
        if (look == "water" || look == "shallow_water") {
            const std::int32_t shift = grain(cell.x, cell.y, 2) + 2;
            canvas_.fill(x + part(6) * (1 + shift % 3), y + part(3), part(3), part(12), color.shaded(34));
            canvas_.fill(x + part(6) * (1 + (shift + 1) % 3), y + side_ - part(3), part(3), part(12), color.shaded(26));
        }
        if (look == "altar")
            canvas_.frame(x + part(10), y + part(10), side_ - 2 * part(10), side_ - 2 * part(10), part(10), gold);
        const Color line = color.shaded(-18); // where cells meet
        canvas_.fill(x, y, side_, 1, line);
        canvas_.fill(x, y, 1, side_, line);
    }

    [[nodiscard]] Barrier seen(Spot spot, Part where) const { return grid_.barrier(spot, where); }
    [[nodiscard]] bool is_wall(Cell cell) const
    {
        return !map_.grid.contains(cell) || seen({level_, cell}, Part::cell) == Barrier::wall;
    }

    void barrier(Cell cell)
    {
        const std::int32_t x = left(cell), y = top(cell), s = side_;
        const Barrier barrier = seen({level_, cell}, Part::cell);
        const Color color = of(barrier);
        switch (barrier) {
        case Barrier::none: break;
        case Barrier::wall: stones(cell); break;
        case Barrier::door: door(cell, is_wall(cell + Cell{-1, 0}) || is_wall(cell + Cell{1, 0})); break;
        case Barrier::open_door:
            canvas_.fill(x, y, part(5), s, color.shaded(-20));
            canvas_.fill(x + s - part(5), y, part(5), s, color.shaded(-20));
            break;
        case Barrier::window:
            stones(cell);
            canvas_.fill(x + s / 4, y + s / 4, s / 2, s / 2, color);
            canvas_.fill(x + s / 2, y + s / 4, part(12), s / 2, of(Barrier::wall));
            break;
        case Barrier::curtain:
            for (std::int32_t dx = 0; dx < s; dx += part(4)) {
                canvas_.fill(x + dx, y, part(4), s, color.shaded(dx / part(4) % 2 == 0 ? 14 : -14));
            }
            break;
        case Barrier::bars:
            for (std::int32_t dx = part(8); dx < s; dx += part(4)) canvas_.fill(x + dx, y, part(8), s, color);
            canvas_.fill(x, y + s / 2, s, part(10), color.shaded(-20));
            break;
        case Barrier::open_bars: canvas_.fill(x, y, s, part(8), color); break;
        case Barrier::low:
            canvas_.fill(x + part(8), y + part(8), s - 2 * part(8), s - 2 * part(8), color.shaded(-50));
            canvas_.fill(x + part(8), y + part(8), s - 2 * part(8), s - 3 * part(8), color.shaded(20));
            canvas_.frame(x + part(8), y + part(8), s - 2 * part(8), s - 2 * part(8), part(20), color.shaded(-70));
            break;
        }
    }

    /// Walls have a face where floor lies before them, to the south.
    void stones(Cell cell)
    {
        const std::int32_t x = left(cell), y = top(cell);
        const Color wall = of(Barrier::wall);
        canvas_.fill(x, y, side_, side_, wall.shaded(grain(cell.x, cell.y, 5)));
        if (is_wall(cell + Cell{0, 1})) return;
        const std::int32_t face = side_ * 2 / 5, course = std::max(2, face / 2);
        for (std::int32_t dy = 0; dy < face; dy += course) {
            const std::int32_t base = y + side_ - face + dy;
            canvas_.fill(x, base, side_, std::min(course, face - dy), brick.shaded(grain(cell.x * 7, base, 6)));
            canvas_.fill(x, base, side_, 1, wall);
            canvas_.fill(x + (dy / course % 2 == 0 ? side_ / 2 : side_ / 5), base, 1, std::min(course, face - dy),
                         wall);
        }
    }

    void door(Cell cell, bool across)
    {
        const std::int32_t x = left(cell), y = top(cell), s = side_, thick = std::max(2, s / 3);
        const Color wood = of(Barrier::door);
        if (across) {
            canvas_.fill(x, y + (s - thick) / 2, s, thick, wood);
            canvas_.frame(x, y + (s - thick) / 2, s, thick, part(14), wood.shaded(-50));
            canvas_.fill(x + s * 3 / 4, y + s / 2 - part(12), part(8), part(6), gold);
        } else {
            canvas_.fill(x + (s - thick) / 2, y, thick, s, wood);
            canvas_.frame(x + (s - thick) / 2, y, thick, s, part(14), wood.shaded(-50));
            canvas_.fill(x + s / 2 - part(12), y + s * 3 / 4, part(6), part(8), gold);
        }
    }

    void edges(Cell cell)
    {
        for (const Part where : {Part::north, Part::west}) {
            const Barrier barrier = seen({level_, cell}, where);
            if (barrier == Barrier::none) continue;
            const Color color = of(barrier);
            const bool upright = where == Part::west;
            const std::int32_t thick = std::max(2, side_ / 5);
            // an open one leaves its middle free
            const bool open = barrier == Barrier::open_door || barrier == Barrier::open_bars;
            const std::pair<std::int32_t, std::int32_t> runs[] = {{0, open ? side_ / 4 : side_},
                                                                  {side_ - side_ / 4, open ? side_ / 4 : 0}};
            for (const auto& [from, length] : runs) {
                if (upright)
                    canvas_.fill(left(cell) - thick / 2, top(cell) + from, thick, length, color);
                else
                    canvas_.fill(left(cell) + from, top(cell) - thick / 2, length, thick, color);
            }
        }
    }

    [[nodiscard]] bool shown(const MapObject& object) const
    {
        return object.spot.level == level_ && (known_ || !content::is_hidden(object));
    }

    void zone(const MapObject& object)
    {
        const bool large = object.width > 1 || object.height > 1;
        if (!shown(object) || (object.kind != ObjectKind::encounter_zone && !large)) return;
        const Color color = of(object.kind);
        const std::int32_t x = left(object.spot.cell), y = top(object.spot.cell);
        canvas_.tint(x, y, object.width * side_, object.height * side_, color);
        canvas_.frame(x, y, object.width * side_, object.height * side_, part(12), color.shaded(-40));
    }

    void symbol(const MapObject& object)
    {
        const std::string_view picture = icons[static_cast<std::size_t>(object.kind)];
        if (!shown(object) || picture.empty()) return;
        const std::int32_t margin = part(8), side = side_ - 2 * margin;
        const std::int32_t x = left(object.spot.cell) + (object.width - 1) * side_ / 2;
        const std::int32_t y = top(object.spot.cell) + (object.height - 1) * side_ / 2;
        canvas_.icon(x + margin, y + margin, side, picture, of(object.kind));
    }

    const Map& map_;
    std::int32_t level_;
    std::int32_t side_;
    bool known_;
    grid::Grid grid_; ///< as it is seen
    Canvas canvas_;
};

// --- the file --------------------------------------------------------------------------------------------------------

struct Writing {
    png_structp writer = nullptr;
    png_infop info = nullptr;
    ~Writing() { png_destroy_write_struct(&writer, &info); }
};

void append(png_structp writer, png_bytep bytes, std::size_t size)
{
    static_cast<std::string*>(png_get_io_ptr(writer))->append(reinterpret_cast<const char*>(bytes), size);
}
void nothing(png_structp /*writer*/) {}

/// libpng leaves by a jump where something fails, back to here: nothing that has a destructor is made after that.
bool write_rows(png_structp writer, png_infop info, const Canvas& canvas, png_text* note, png_byte* row)
{
    if (setjmp(png_jmpbuf(writer)) != 0) return false; // NOLINT(cert-err52-cpp): libpng's way
    png_set_IHDR(writer, info, static_cast<png_uint_32>(canvas.width()), static_cast<png_uint_32>(canvas.height()), 8,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_text(writer, info, note, 1);
    png_write_info(writer, info);
    for (std::int32_t y = 0; y < canvas.height(); ++y) {
        png_byte* byte = row;
        for (const Color* pixel = canvas.row(y); pixel != canvas.row(y) + canvas.width(); ++pixel) {
            *byte++ = pixel->red;
            *byte++ = pixel->green;
            *byte++ = pixel->blue;
        }
        png_write_row(writer, row);
    }
    png_write_end(writer, info);
    return true;
}

Result<std::string> encode(const Canvas& canvas, std::string description)
{
    std::string bytes;
    Writing writing;
    writing.writer = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    if (writing.writer) writing.info = png_create_info_struct(writing.writer);
    std::array<char, 12> key{"Description"};
    std::vector<png_byte> row(static_cast<std::size_t>(canvas.width()) * 3);
    png_text note{};
    note.compression = PNG_ITXT_COMPRESSION_NONE;
    note.key = key.data();
    note.text = description.data();
    note.itxt_length = description.size();
    if (writing.info) png_set_write_fn(writing.writer, &bytes, &append, &nothing);
    if (!writing.info || !write_rows(writing.writer, writing.info, canvas, &note, row.data()))
        return fail(Code::internal, "png.failed", "the picture could not be written");
    return bytes;
}

} // namespace

Result<std::string> draw_map(const content::Map& map, std::int32_t level, const PictureOptions& options)
{
    if (level < 0 || level >= map.grid.levels())
        return fail(Code::not_found, "png.size", "the map has no such level; levels are numbered from 0");
    const std::int32_t side = std::clamp(std::clamp(options.width, 100, 8192) / map.grid.width(), 4, 48);
    if (std::int64_t{side} * map.grid.width() * side * map.grid.height() > 64'000'000)
        return fail(Code::limit, "png.size", "the picture would have more than 64 million pixels");
    return encode(Picture(map, level, side, options.known).draw(), content::describe_map(map, level, options.known));
}

} // namespace goldbox::png
