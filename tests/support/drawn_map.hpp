#pragma once
// SPDX-License-Identifier: MIT
// Maps of Tiled from rows of letters: `.` floor, `#` wall, `+` a door, `_` a low wall, `~` difficult ground, `%` a void
// where nobody walks, `^` ground twenty feet high, `x` a trap.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::test {

/// The files of a map that lies in a pack as maps/drawn.tmj.
inline std::map<std::string, std::string> drawn_map(const std::vector<std::string>& rows, std::string_view trap = {})
{
    static constexpr std::string_view letters = ".#+_~%^x";
    static constexpr std::string_view tiles = R"({"type":"tileset","name":"t","tilecount":8,"tiles":[
      {"id":0,"type":"floor"},{"id":1,"type":"wall","properties":[{"name":"barrier","value":"wall"}]},
      {"id":2,"type":"door","properties":[{"name":"barrier","value":"door"}]},
      {"id":3,"type":"low","properties":[{"name":"barrier","value":"low"}]},
      {"id":4,"type":"rubble","properties":[{"name":"terrain","value":"difficult"}]},
      {"id":5,"type":"void","properties":[{"name":"terrain","value":"void"}]},{"id":6,"type":"floor"},{"id":7,"type":"floor"}]})";
    std::string ground, high, objects;
    for (std::size_t y = 0; y < rows.size(); ++y) {
        for (std::size_t x = 0; x < rows[y].size(); ++x) {
            const std::size_t letter = letters.find(rows[y][x]);
            const std::string comma = ground.empty() ? "" : ",";
            ground += comma + std::to_string(letter + 1);
            high += comma + (rows[y][x] == '^' ? "7" : "0");
            if (rows[y][x] != 'x') continue;
            objects += (objects.empty() ? "" : ",");
            objects += R"({"id":)" + std::to_string(y * 100 + x + 1) + R"(,"type":"trap","x":)" +
                       std::to_string(x * 10) + R"(,"y":)" + std::to_string(y * 10) +
                       R"(,"width":10,"height":10,"properties":[{"name":"effect","value":")" + std::string(trap) +
                       R"("}]})";
        }
    }
    const auto layer = [](const std::string& name, const std::string& data, const std::string& more) {
        return R"({"type":"tilelayer","name":")" + name + R"(","data":[)" + data + "]" + more + "}";
    };
    std::string map = R"({"type":"map","orientation":"orthogonal","width":)" + std::to_string(rows.front().size()) +
                      R"(,"height":)" + std::to_string(rows.size()) +
                      R"(,"tilewidth":10,"tileheight":10,"tilesets":[{"firstgid":1,"source":"tiles.tsj"}],"layers":[)" +
                      layer("ground", ground, "");
    if (high.find('7') != std::string::npos)
        map += "," + layer("high", high, R"(,"properties":[{"name":"feet","value":20}])");
    if (!objects.empty()) map += R"(,{"type":"objectgroup","name":"objects","objects":[)" + objects + "]}";
    return {{"maps/drawn.tmj", map + "]}"}, {"maps/tiles.tsj", std::string(tiles)}};
}

} // namespace goldbox::test
