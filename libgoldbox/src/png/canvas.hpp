#pragma once
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace goldbox::png {

struct Color {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    /// Lighter above 0, darker below, by so many steps.
    [[nodiscard]] constexpr Color shaded(std::int32_t steps) const
    {
        const auto part = [steps](std::uint8_t value) {
            return static_cast<std::uint8_t>(std::clamp(value + steps, 0, 255));
        };
        return {part(red), part(green), part(blue)};
    }
};

/// A picture in memory. What lies outside of it is not drawn.
class Canvas {
public:
    Canvas(std::int32_t width, std::int32_t height, Color color)
        : width_(width),
          height_(height),
          pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), color)
    {
    }

    [[nodiscard]] std::int32_t width() const { return width_; }
    [[nodiscard]] std::int32_t height() const { return height_; }
    [[nodiscard]] const Color* row(std::int32_t y) const
    {
        return pixels_.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width_);
    }

    void fill(std::int32_t x, std::int32_t y, std::int32_t width, std::int32_t height, Color color)
    {
        for (std::int32_t at = std::max(y, 0); at < std::min(y + height, height_); ++at) {
            const std::int32_t begin = std::max(x, 0);
            const std::int32_t end = std::min(x + width, width_);
            if (begin < end) std::fill_n(start(at) + begin, end - begin, color);
        }
    }
    void frame(std::int32_t x, std::int32_t y, std::int32_t width, std::int32_t height, std::int32_t thick, Color color)
    {
        fill(x, y, width, thick, color);
        fill(x, y + height - thick, width, thick, color);
        fill(x, y, thick, height, color);
        fill(x + width - thick, y, thick, height, color);
    }
    /// A breath of the color over what is there.
    void tint(std::int32_t x, std::int32_t y, std::int32_t width, std::int32_t height, Color color)
    {
        const auto mixed = [](std::uint8_t a, std::uint8_t b) { return static_cast<std::uint8_t>((a * 3 + b) / 4); };
        for (std::int32_t at = std::max(y, 0); at < std::min(y + height, height_); ++at) {
            for (std::int32_t over = std::max(x, 0); over < std::min(x + width, width_); ++over) {
                Color& pixel = start(at)[over];
                pixel = {mixed(pixel.red, color.red), mixed(pixel.green, color.green), mixed(pixel.blue, color.blue)};
            }
        }
    }
    /// A picture of 8 by 8 letters, `#` drawn, in a square; with a dark rim, so that it stands out from any floor.
    void icon(std::int32_t x, std::int32_t y, std::int32_t side, std::string_view picture, Color color)
    {
        const std::int32_t rim = std::max(1, side / 24);
        for (const bool inside : {false, true}) {
            for (std::int32_t row = 0; row < 8; ++row) {
                for (std::int32_t column = 0; column < 8; ++column) {
                    if (picture[static_cast<std::size_t>(row) * 8 + static_cast<std::size_t>(column)] != '#') continue;
                    const std::int32_t left = x + column * side / 8, right = x + (column + 1) * side / 8;
                    const std::int32_t top = y + row * side / 8, bottom = y + (row + 1) * side / 8;
                    if (inside)
                        fill(left, top, right - left, bottom - top, color);
                    else
                        fill(left - rim, top - rim, right - left + 2 * rim, bottom - top + 2 * rim, {24, 20, 24});
                }
            }
        }
    }

private:
    [[nodiscard]] Color* start(std::int32_t y)
    {
        return pixels_.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width_);
    }

    std::int32_t width_;
    std::int32_t height_;
    std::vector<Color> pixels_;
};

} // namespace goldbox::png
