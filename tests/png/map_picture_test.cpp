// SPDX-License-Identifier: MIT
#include <goldbox/png/map_picture.hpp>

#include "support/catch.hpp"
#include "support/must.hpp"
#include "support/toll_bridge.hpp"

#include <goldbox/content/pack.hpp>

#include <png.h>

#include <array>
#include <string>
#include <vector>

using namespace goldbox;
using namespace goldbox::content;
using goldbox::tests::must;

namespace {

struct Pixels {
    std::uint32_t width = 0, height = 0;
    std::vector<std::uint8_t> rgb;

    [[nodiscard]] std::array<int, 3> at(std::uint32_t x, std::uint32_t y) const
    {
        const std::uint8_t* pixel = rgb.data() + (std::size_t{y} * width + x) * 3;
        return {pixel[0], pixel[1], pixel[2]};
    }
};

/// Through libpng, as whoever looks at it.
Pixels decoded(const std::string& bytes)
{
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    REQUIRE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) != 0);
    image.format = PNG_FORMAT_RGB;
    Pixels pixels{image.width, image.height, std::vector<std::uint8_t>(PNG_IMAGE_SIZE(image))};
    REQUIRE(png_image_finish_read(&image, nullptr, pixels.rgb.data(), 0, nullptr) != 0);
    return pixels;
}

std::shared_ptr<const Pack> toll_bridge()
{
    return goldbox::test::toll_bridge().pack;
}

} // namespace

TEST_CASE("a map as a picture: as wide as asked, walls dark, water blue, described in words", "[png]")
{
    const auto pack = toll_bridge();
    REQUIRE(pack);
    const Map& map = *pack->map("toll_bridge/maps/bridge.tmj");
    const std::string bytes = must(png::draw_map(map, 0));
    const Pixels pixels = decoded(bytes);
    CHECK((pixels.width > 700 && pixels.width <= 801));
    const std::uint32_t side = pixels.width / 28;
    const auto center = [&](std::uint32_t x, std::uint32_t y) { return pixels.at(x * side + side / 2, y * side + 3); };
    CHECK(center(5, 1)[0] < 90);                     // a wall
    CHECK(center(16, 1)[2] > center(16, 1)[0] + 60); // the river
    CHECK(center(1, 1)[1] > center(1, 1)[0] + 10);   // grass
    CHECK(bytes.find(describe_map(map, 0)) != std::string::npos);
    CHECK(bytes == must(png::draw_map(map, 0))); // no chance in it
}

TEST_CASE("a picture for players shows nothing that they cannot know", "[png]")
{
    const auto pack = toll_bridge();
    REQUIRE(pack);
    const Map& map = *pack->map("toll_bridge/maps/cellar.tmj");
    Map other = map;
    std::erase_if(other.objects, [](const MapObject& object) { return is_hidden(object); });
    other.grid.set_barrier({0, {20, 17}}, grid::Barrier::wall);
    CHECK(must(png::draw_map(map, 0, {.known = false})) == must(png::draw_map(other, 0, {.known = false})));
    CHECK(must(png::draw_map(map, 0)) != must(png::draw_map(other, 0)));
}

TEST_CASE("pictures that cannot be drawn are refused", "[png]")
{
    Map map;
    map.grid = must(grid::Grid::create(4096, 1024));
    map.levels = {""};
    map.looks = {""};
    map.look.assign(1, std::vector<std::uint8_t>(std::size_t{4096} * 1024));
    const auto large = png::draw_map(map, 0);
    REQUIRE(!large);
    CHECK(large.error().reason == "png.size");
    CHECK(png::draw_map(map, 1).error().reason == "png.size");
    CHECK(png::draw_map(map, -1).error().reason == "png.size");
}
