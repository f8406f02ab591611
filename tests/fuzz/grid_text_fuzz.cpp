// SPDX-License-Identifier: MIT
// Any text as a map: refused with a place, or drawn as a text that is the same map; and sight on it is symmetric.
#include "fuzz/fuzz.hpp"

#include <goldbox/grid/sight.hpp>
#include <goldbox/grid/text.hpp>

#include <string>

using namespace goldbox;
using namespace goldbox::grid;
using goldbox::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto map = read_text(test::as_text(data, size));
    if (!map) {
        const std::string& reason = map.error().reason;
        expect(reason == "grid.text" || reason == "grid.size", "a known reason");
        expect(reason == "grid.size" || map.error().where.line > 0, "an error has a place");
        return 0;
    }
    const auto again = read_text(draw_text(*map));
    expect(again && again->key() == map->key(), "a drawn map is the same map");
    const Cell eye{map->width() / 2, map->height() / 2};
    Sight here, there;
    here.look(*map, {0, eye}, {.radius = 8});
    const Cell other{eye.x / 2, eye.y / 2};
    there.look(*map, {0, other}, {.radius = 8});
    expect(here.sees(other) == there.sees(eye), "sight is symmetric");
    expect(!here.sees(other) || line_free(*map, 0, eye, other), "what is seen has a free line");
    return 0;
}
