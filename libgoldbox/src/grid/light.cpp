// SPDX-License-Identifier: MIT
#include <goldbox/grid/light.hpp>

#include <algorithm>

namespace goldbox::grid {

namespace {

void fill(BitGrid& bits)
{
    for (std::int32_t y = 0; y < bits.height(); ++y) {
        for (std::int32_t x = 0; x < bits.width(); x += 64) {
            const std::int32_t here = bits.width() - x;
            bits.row(y)[x / 64] = here >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << here) - 1;
        }
    }
}

} // namespace

Lighting::Lighting(std::int32_t width, std::int32_t height, Brightness everywhere)
    : lit_(width, height), bright_(width, height), magical_(width, height)
{
    if (everywhere >= Brightness::dim) fill(lit_);
    if (everywhere >= Brightness::bright) fill(bright_);
}

void Lighting::add(const Grid& grid, const Light& light)
{
    // a set of another size than the grid would be written past its end
    if (lit_.width() != grid.width() || lit_.height() != grid.height()) return;
    if (light.dim > light.bright) {
        sight_.look(grid, light.spot, {.radius = light.dim, .metric = light.metric});
        sight_.add_shown(lit_);
    }
    sight_.look(grid, light.spot, {.radius = light.bright, .metric = light.metric});
    sight_.add_shown(lit_);
    sight_.add_shown(bright_);
}

Brightness Lighting::at(Cell cell) const
{
    if (magical_.test(cell) || !lit_.test(cell)) return Brightness::dark;
    return bright_.test(cell) ? Brightness::bright : Brightness::dim;
}

Brightness seen_as(const Sight& sight, const Lighting& lighting, const Senses& senses, Cell cell)
{
    if (!sight.shows(cell)) return Brightness::dark;
    const Cell away = cell - sight.eye().cell;
    const auto near = [&](std::int32_t radius) {
        return radius > 0 && within(Metric::straight, away.x, away.y, radius);
    };
    if (near(senses.truesight)) return Brightness::bright;
    const Brightness there = lighting.at(cell);
    if (lighting.magically_dark(cell) || there == Brightness::bright || !near(senses.darkvision)) return there;
    return there == Brightness::dim ? Brightness::bright : Brightness::dim;
}

} // namespace goldbox::grid
