#pragma once
// SPDX-License-Identifier: MIT
// Maps beside the project that other engines were measured on: ../shared/data/maps.

#include "must.hpp"

#include <goldbox/grid/text.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace goldbox::bench {

struct Scene {
    std::string name;
    grid::Grid map;
    std::vector<std::pair<grid::Cell, grid::Cell>> pairs; ///< far apart and connected
};

/// Empty when the maps are not there. GOLDBOX_DATA names another place.
inline std::vector<Scene> scenes()
{
    const char* root = std::getenv("GOLDBOX_DATA");
    const std::string folder = std::string(root ? root : GOLDBOX_SOURCE_DIR "/../shared/data") + "/maps/";
    std::vector<Scene> all;
    for (const char* name : {"pillars_100", "cave_100", "rooms_100", "pillars_512", "cave_512", "rooms_512"}) {
        std::ifstream rows(folder + name + ".txt");
        std::ifstream pairs(folder + name + ".pairs");
        if (!rows || !pairs) return {};
        const std::string text(std::istreambuf_iterator<char>(rows), {});
        Scene scene{name, must(grid::read_text(text)), {}};
        grid::Cell from, to;
        while (pairs >> from.x >> from.y >> to.x >> to.y) scene.pairs.emplace_back(from, to);
        all.push_back(std::move(scene));
    }
    return all;
}

} // namespace goldbox::bench
