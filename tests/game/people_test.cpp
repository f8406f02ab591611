// SPDX-License-Identifier: MIT
// People on maps that the party walks on: who is seen, who is talked to, and who comes and goes as the story says.
#include "support/keep.hpp"
#include "support/record.hpp"

#include <goldbox/base/random.hpp>
#include <goldbox/game/fields.hpp>

#include <algorithm>

using namespace goldbox;
using namespace goldbox::game;
using test::verb;

namespace {

/// Two rooms with a door between them. The miller and a cat are in the first, the clerk is in the second, and the
/// carter is not there yet:
///
///     ########
///     #..M#.c#   1,1 the door in; 3,1 the miller; 6,1 the clerk
///     #xk.+..#   1,2 the cat; 2,2 the carter; 4,2 a door
///     ########
constexpr std::string_view lane_map =
    R"({"type":"map","orientation":"orthogonal","width":8,"height":4,"tilewidth":10,"tileheight":10,
"properties":[{"name":"title","value":"The lane"}],
"tilesets":[{"firstgid":1,"name":"t","tilecount":2,"tiles":[{"id":0,"type":"floor"},
  {"id":1,"type":"wall","properties":[{"name":"barrier","value":"wall"}]}]}],
"layers":[{"type":"tilelayer","name":"floor","data":[
2,2,2,2,2,2,2,2,
2,1,1,1,2,1,1,2,
2,1,1,1,1,1,1,2,
2,2,2,2,2,2,2,2]},
{"type":"objectgroup","name":"o","objects":[
{"id":2,"name":"the door","type":"door","x":40,"y":20,"width":10,"height":10},
{"id":3,"name":"the miller","type":"person","x":30,"y":10,"properties":[{"name":"creature","value":"statue"},{"name":"story","value":"miller"}]},
{"id":4,"name":"the cat","type":"person","x":10,"y":20,"properties":[{"name":"creature","value":"statue"}]},
{"id":5,"name":"the carter","type":"person","x":20,"y":20,"properties":[{"name":"creature","value":"statue"},{"name":"story","value":"carter"},{"name":"absent","type":"bool","value":true}]},
{"id":6,"name":"the clerk","type":"person","x":60,"y":10,"properties":[{"name":"creature","value":"statue"},{"name":"story","value":"clerk"}]},
{"id":1,"name":"the door in","type":"start","x":10,"y":10}]}]})";

constexpr std::string_view lane_story = R"(INCLUDE goldbox.ink
-> road
=== road ===
The road.
+ [In] -> lane("the door in")
+ [Send for the carter] {present("lane", "the carter", true)} -> road
+ [Nowhere] {present("lnae", "the carter", true)} -> road
+ [Nobody] {present("lane", "the abbot", true)} -> road
+ [A door] {present("lane", "the door", true)} -> road
+ [Nonsense] {present("lane", "the carter", "yes")} -> road
=== lane(start) ===
~ explore("lane", start, -> out, -> out)
-> DONE
=== out ===
Out again.
-> road
=== miller ===
"The carter is due," says the miller.
+ [Wait]
  ~ present("lane", "the carter", true)
  -> lane("")
+ [Send him home]
  ~ present("lane", "the miller", false)
  -> lane("")
=== carter ===
"You are late," says the carter, and goes.
~ present("lane", "the carter", false)
-> lane("")
=== clerk ===
"Later," says the clerk.
-> lane("")
)";

/// Without the objects of these ids, where some are named.
std::shared_ptr<const content::Pack> lane_pack(const std::vector<std::string>& without = {})
{
    std::string map(lane_map);
    for (const std::string& id : without) {
        const std::size_t begin = map.find("{\"id\":" + id + ",\"name\"");
        map.erase(begin, map.find('\n', begin) + 1 - begin);
    }
    MemoryFiles files;
    for (auto& [name, text] : test::keep_files())
        files.add(name, name == "story/main.ink" ? std::string(lane_story) : text);
    files.add("maps/lane.tmj", map);
    return test::must_load(files);
}

struct Lane : test::Record {
    explicit Lane(const std::shared_ptr<const content::Pack>& of = lane_pack()) : Record(of, 3)
    {
        must("ann", Join{{.content = "Ann"}});
        must("ann", Begin{});
    }

    [[nodiscard]] WalkView walk(std::string_view seat = "ann") const { return game.view(seat).walk.value(); }
    [[nodiscard]] std::string row(std::size_t y) const { return walk().levels.at(0).rows.at(y); }
    [[nodiscard]] std::vector<PersonOption> people() const { return verb<CanWalk>(game, "ann").value().people; }
    Batch talk(std::int32_t x, std::int32_t y) { return must("ann", TalkTo{{0, x, y}}); }
    Batch go(std::int32_t x, std::int32_t y) { return must("ann", GoTo{{0, x, y}}); }
};

const PersonView miller{"the miller", {0, 3, 1}};
const PersonView cat{"the cat", {0, 1, 2}};
const PersonView carter{"the carter", {0, 2, 2}};
const PersonView clerk{"the clerk", {0, 6, 1}};

} // namespace

TEST_CASE("people are seen where they stand, and talked to from beside them", "[game][walk][people]")
{
    Lane lane;
    lane.take("In");
    CHECK(lane.walk().people == std::vector<PersonView>{miller, cat});
    CHECK(lane.row(1) == "#..P#   ");
    CHECK(lane.row(2) == "#P..+   ");
    CHECK(lane.people() == std::vector<PersonOption>{{{0, 1, 2}, "the cat", "nothing comes of talking to them"}});
    CHECK(lane.refused("ann", TalkTo{{0, 1, 2}}) == "game.nothing_to_say");
    CHECK(lane.refused("ann", TalkTo{{0, 3, 1}}) == "game.nobody_there"); // two cells away
    CHECK(lane.refused("ann", TalkTo{{0, 2, 2}}) == "game.nobody_there"); // not there yet
    CHECK(lane.refused("ann", TalkTo{{0, 1, 1}}) == "game.nobody_there");
    CHECK(lane.refused("ann", TalkTo{{-1, 2147483647, -2147483647}}) == "game.nobody_there");
    lane.go(2, 1);
    CHECK(lane.people().size() == 2);
    lane.talk(3, 1);
    CHECK(lane.told() == "\"The carter is due,\" says the miller.\n");
    CHECK_FALSE(lane.game.view("ann").walk); // the story tells
    lane.must("ann", Undo{1});
    CHECK(lane.walk().people == std::vector<PersonView>{miller, cat});
    CHECK(lane.walk().place == rules::Position{0, 2, 1});
    lane.go(3, 1); // they make room
    CHECK(lane.people().size() == 1);
    lane.talk(3, 1);
    lane.check_record();
}

TEST_CASE("nobody is talked to through a wall, or before they are seen", "[game][walk][people]")
{
    Lane lane;
    lane.take("In");
    lane.go(3, 2);
    CHECK(lane.refused("ann", TalkTo{{0, 6, 1}}) == "game.nobody_there");
    lane.must("ann", UseDoor{{0, 4, 2}, 0, true});
    CHECK(lane.walk().people == std::vector<PersonView>{miller, cat, clerk}); // seen through the door
    lane.go(5, 2);
    lane.talk(6, 1);
    CHECK(lane.told() == "\"Later,\" says the clerk.\n");
    CHECK(lane.walk().place == rules::Position{0, 5, 2}); // and the walk goes on
    lane.go(4, 2);
    CHECK(lane.people() == std::vector<PersonOption>{}); // the miller is around the corner of a wall
    lane.check_record();
}

TEST_CASE("stories have people come and go, and undo takes that back", "[game][walk][people]")
{
    Lane lane;
    lane.take("In");
    lane.go(2, 1);
    lane.talk(3, 1);
    lane.take("Wait");
    CHECK(lane.walk().people == std::vector<PersonView>{miller, cat, carter});
    CHECK(lane.row(2) == "#PP.+   ");
    lane.must("ann", Undo{1});
    lane.take("Send him home");
    CHECK(lane.walk().people == std::vector<PersonView>{cat});
    CHECK(lane.row(1) == "#...#   ");
    CHECK(lane.refused("ann", TalkTo{{0, 3, 1}}) == "game.nobody_there");
    lane.must("ann", Undo{1});
    lane.take("Wait");
    lane.talk(2, 2);
    CHECK(lane.walk().people == std::vector<PersonView>{miller, cat});
    lane.check_record();
}

TEST_CASE("people move on maps that nobody has been on", "[game][walk][people]")
{
    Lane lane;
    const Batch sent = lane.take("Send for the carter");
    for (const Projection& seen : lane.game.project(sent, "ann"))
        CHECK_FALSE(std::holds_alternative<PersonMoved>(seen.event)); // the story tells what of it is known
    lane.take("In");
    CHECK(lane.walk().people == std::vector<PersonView>{miller, cat, carter});
    const State state = lane.game.state();
    CHECK(state_from_json(to_json(state)).value() == state);
    lane.must("ann", Undo{2});
    CHECK(lane.game.state().maps.empty());
    lane.take("In");
    CHECK(lane.walk().people == std::vector<PersonView>{miller, cat});
    lane.check_record();
}

TEST_CASE("whoever is not there, or has not been seen, is nobody", "[game][walk][people][secrecy]")
{
    Lane here, empty(lane_pack({"5", "6"}));
    for (Lane* lane : {&here, &empty}) lane->take("In");
    std::uint32_t draws = 0;
    const auto draw = [&](std::int32_t bound) {
        return static_cast<std::int32_t>(
            draw_below({.seed = 7, .counter = draws++}, static_cast<std::uint32_t>(bound)));
    };
    std::uint32_t accepted = 0;
    for (int step = 0; step < 2000; ++step) {
        const rules::Position cell{0, draw(9) - 1, draw(5) - 1};
        const Order order = draw(2) == 0 ? Order(GoTo{cell}) : Order(TalkTo{cell});
        const auto can = verb<CanWalk>(here.game, "ann");
        const auto taken = here.game.accepts({.seat = "ann", .what = order});
        const auto otherwise = empty.game.accepts({.seat = "ann", .what = order});
        REQUIRE(taken.has_value() == otherwise.has_value());
        if (const auto* talk = std::get_if<TalkTo>(&order)) {
            const bool offered = can && std::ranges::any_of(can->people, [&](const PersonOption& person) {
                                     return person.at == talk->at && person.refused.empty();
                                 });
            CHECK(offered == taken.has_value());
        }
        if (!taken) {
            CHECK(to_string(taken.error()) == to_string(otherwise.error()));
            continue;
        }
        ++accepted;
        here.must("ann", order);
        empty.must("ann", order);
        if (!here.game.view("ann").walk) { // the miller
            CHECK(here.told() == empty.told());
            here.must("ann", Undo{1});
            empty.must("ann", Undo{1});
        }
        CHECK(here.game.view("ann") == empty.game.view("ann"));
        CHECK(here.game.options("ann") == empty.game.options("ann"));
    }
    CHECK(accepted > 100);
    here.check_record();
}

TEST_CASE("to move somebody who is not drawn is a mistake of the story", "[game][walk][people]")
{
    const auto choice = GENERATE(as<std::string>{}, "Nowhere", "Nobody", "A door", "Nonsense");
    Lane lane;
    lane.take(choice);
    CHECK(lane.game.state().maps.empty());
    CHECK(lane.story("ann").status == StoryStatus::failed);
}

TEST_CASE("people who are no creatures, or lead to no place of a story, are found before anybody plays",
          "[game][walk][people][content]")
{
    std::string map(lane_map);
    const auto put = [&](std::string_view old, std::string_view now) { map.replace(map.find(old), old.size(), now); };
    put(R"("value":"statue"})", R"("value":"statu"})");
    put(R"("value":"clerk")", R"("value":"clark")");
    MemoryFiles files;
    for (auto& [name, text] : test::keep_files())
        files.add(name, name == "story/main.ink" ? std::string(lane_story) : text);
    files.add("maps/lane.tmj", map);
    std::vector<std::string> told;
    for (const Diagnostic& diagnostic : content::load_pack(files).diagnostics) told.push_back(to_string(diagnostic));
    CHECK(told ==
          std::vector<std::string>{
              "maps/lane.tmj:12:1: error: object 3 (person) is \"statu\", which is no creature of the pack (did "
              "you mean \"statue\"?) [content.no_such_creature]",
              "maps/lane.tmj:15:1: error: object 6 (person) leads to \"clark\", which is in no story of the pack "
              "[content.no_such_place]"});
}
