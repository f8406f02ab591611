// SPDX-License-Identifier: MIT
// `goldbox map` and maps in `goldbox pack` through the program.
#include "cli/process.hpp"
#include "support/catch.hpp"

#include <goldbox/json/reader.hpp>

#include <filesystem>

using namespace goldbox;
using namespace goldbox::test;

namespace {

const std::string pack = GOLDBOX_SOURCE_DIR "/examples/adventures/toll_bridge";

} // namespace

TEST_CASE("a map is shown as letters with a description, or as JSON", "[cli][map]")
{
    const TemporaryFolder folder;
    const Finished text = goldbox::test::goldbox({"map", "show", pack, "bridge", "--level", "1"}, folder.path());
    CHECK(text.exit == 0);
    CHECK(text.out.find("####=####") != std::string::npos);
    CHECK(text.out.find("The toll bridge, upper floor: 28 by 18 cells, bright.") != std::string::npos);
    const Finished data =
        goldbox::test::goldbox({"map", "show", pack, "maps/cellar.tmj", "--format", "json"}, folder.path());
    CHECK(data.exit == 0);
    const auto read = json::read(data.out);
    REQUIRE(read);
    CHECK(read->root.find("width")->integer() == 30);
    CHECK(read->root.find("objects")->array().size() == 13);
    const Finished shown = goldbox::test::goldbox({"pack", "show", pack, "shrine"}, folder.path());
    CHECK(shown.exit == 0);
    CHECK(shown.out.find("The drowned shrine, ") == std::string::npos); // a map of one floor has no name for it
    CHECK(shown.out.find("The drowned shrine: 20 by 16 cells, dim.") != std::string::npos);
    const Finished players = goldbox::test::goldbox({"map", "show", pack, "cellar", "--players"}, folder.path());
    CHECK(players.exit == 0);
    CHECK(players.out.find("secret") == std::string::npos);
}

TEST_CASE("a map that is not there, or a level of it, is refused by name", "[cli][map]")
{
    const TemporaryFolder folder;
    const Finished map = goldbox::test::goldbox({"map", "show", pack, "celar"}, folder.path());
    CHECK(map.exit == 1);
    CHECK(map.err.find("did you mean \"cellar\"?") != std::string::npos);
    const Finished level = goldbox::test::goldbox({"map", "show", pack, "bridge", "--level", "2"}, folder.path());
    CHECK(level.exit == 1);
    CHECK(level.err.find("levels 0 to 1") != std::string::npos);
    CHECK(goldbox::test::goldbox({"map", "show", pack, "bridge", "--format", "gif"}, folder.path()).exit == 2);
}

#ifdef GOLDBOX_PNG
TEST_CASE("a map is written as a picture", "[cli][map]")
{
    const TemporaryFolder folder;
    const std::string file = folder / "shrine.png";
    const Finished done =
        goldbox::test::goldbox({"map", "show", pack, "shrine", "--format", "png", "-o", file}, folder.path());
    CHECK(done.exit == 0);
    CHECK(done.out.empty());
    CHECK(std::filesystem::file_size(file) > 1000);
    const Finished piped = goldbox::test::goldbox({"map", "show", pack, "shrine", "--format", "png"}, folder.path());
    CHECK(piped.exit == 0);
    CHECK(piped.out.starts_with("\x89PNG"));
}
#endif

TEST_CASE("a pack with a map that is wrong is told where", "[cli][map]")
{
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "p/maps");
    folder.write("p/pack.json", R"({"id":"p","version":"1.0.0","licence":"MIT"})");
    folder.write("p/maps/a.tmj", "{\"type\":\"map\",\"orientation\":\"orthogonal\",\n\"width\":10000,\"height\":10000,"
                                 "\"tilewidth\":10,\"tileheight\":10,\"layers\":[]}");
    const Finished check = goldbox::test::goldbox({"pack", "check", folder / "p"}, folder.path());
    CHECK(check.exit == 1);
    CHECK(check.err.find("maps/a.tmj:2:9: error:") != std::string::npos);
    CHECK(check.err.find("[content.map_size]") != std::string::npos);
}
