// SPDX-License-Identifier: MIT
// Walking on maps that stories wait for: who leads, what is met, what nobody knows yet, and how it is taken back.
#include "support/mill.hpp"
#include "support/record.hpp"

#include <goldbox/base/random.hpp>
#include <goldbox/game/fields.hpp>

#include <algorithm>

using namespace goldbox;
using namespace goldbox::game;
using test::verb;

namespace {

std::shared_ptr<const content::Pack> mill_pack(std::string_view nest = "statue", std::string_view map = test::mill_map)
{
    MemoryFiles files;
    for (auto& [name, text] : test::mill_files(nest))
        files.add(name, name == "maps/mill.tmj" ? std::string(map) : text);
    return test::must_load(files);
}

struct Mill : test::Record {
    explicit Mill(const std::shared_ptr<const content::Pack>& of = mill_pack()) : Record(of, 3)
    {
        must("ann", Join{{.content = "Ann"}});
        must("ann", Begin{});
    }

    [[nodiscard]] rules::Position place() const { return game.state().walk->place; }
    [[nodiscard]] WalkView walk(std::string_view seat = "ann") const { return game.view(seat).walk.value(); }
    [[nodiscard]] std::string row(std::int32_t y) const
    {
        return walk().levels.at(0).rows.at(static_cast<std::size_t>(y));
    }
    [[nodiscard]] CanWalk can(std::string_view seat = "ann") const { return verb<CanWalk>(game, seat).value(); }
    Batch go(std::int32_t x, std::int32_t y, std::string_view seat = "ann") { return must(seat, GoTo{{0, x, y}}); }
    Batch open(std::int32_t x, std::int32_t y, bool opens = true) { return must("ann", UseDoor{{0, x, y}, 0, opens}); }

    /// Into the second room.
    void enter_with_key()
    {
        take("Take the key");
        take("Into the mill");
        go(4, 2);
        open(5, 2);
    }
    /// Strikes at the nest until the fight is over.
    void fight()
    {
        for (int i = 0; i < 300 && game.state().fight; ++i) {
            if (game.state().world.pending) {
                must("ann", Answer{0});
            } else if (verb<CanGoOn>(game, "ann")) {
                must("ann", GoOn{});
            } else {
                must("ann", Quick{{}, true});
            }
        }
        REQUIRE_FALSE(game.state().fight);
    }
};

bool holds(const std::vector<Cells>& rows, std::int32_t x, std::int32_t y)
{
    return std::ranges::any_of(
        rows, [&](const Cells& row) { return row.start.y == y && x >= row.start.x && x < row.start.x + row.length; });
}

} // namespace

TEST_CASE("a story has the party stand on a map, and waits", "[game][walk]")
{
    Mill mill;
    CHECK_FALSE(verb<CanWalk>(mill.game, "ann"));
    CHECK(mill.refused("ann", GoTo{{0, 2, 2}}) == "game.no_walk");
    const Batch began = mill.take("Into the mill");
    CHECK(mill.told() == "You go in.\n");
    CHECK(mill.story("ann").status == StoryStatus::held);
    const WalkView walk = mill.walk();
    CHECK(walk.title == "The mill");
    CHECK(walk.place == rules::Position{0, 1, 1});
    CHECK(walk.yours);
    CHECK(mill.row(0) == "######      ");
    CHECK(mill.row(2) == "#....+      "); // a closed door, and nobody sees through it
    CHECK(mill.row(4) == "######      "); // the secret one is a wall
    const auto& answers = std::get<StoryAdvanced>(began.events.at(1)).answers;
    CHECK(answers.back().kind == narrative::ExternalKind::wait);
    mill.check_record();
}

TEST_CASE("the party goes step by step over what it has seen", "[game][walk]")
{
    Mill mill;
    mill.take("Into the mill");
    const Batch went = mill.go(4, 3);
    const auto walked = std::ranges::find_if(
        went.events, [](const Event& event) { return std::holds_alternative<PartyWalked>(event); });
    REQUIRE(walked != went.events.end());
    CHECK(std::get<PartyWalked>(*walked).path == std::vector<rules::Position>{{0, 2, 2}, {0, 3, 2}, {0, 4, 3}});
    CHECK(mill.place() == rules::Position{0, 4, 3});
    CHECK(mill.game.state().walk->steps == 3);
    CHECK(mill.refused("ann", GoTo{{0, 4, 3}}) == "game.no_way"); // it is there
    CHECK(mill.refused("ann", GoTo{{0, 0, 0}}) == "game.no_way"); // a wall
    CHECK(mill.refused("ann", GoTo{{0, 8, 1}}) == "game.no_way"); // not seen
    CHECK(mill.refused("ann", GoTo{{0, 99, -7}}) == "game.no_way");
    CHECK(mill.refused("ann", GoTo{{3, 1, 1}}) == "game.no_way");
    CHECK(mill.refused("ann", GoTo{{-2147483647, 2147483647, 2147483647}}) == "game.no_way");
    CHECK(mill.refused("ann", Choose{{0, 1}, 0}) == "game.pending");
    mill.check_record();
}

TEST_CASE("options hold exactly the cells that are accepted", "[game][walk]")
{
    Mill mill;
    mill.enter_with_key();
    const CanWalk can = mill.can();
    for (std::int32_t y = -1; y <= 7; ++y) {
        for (std::int32_t x = -1; x <= 12; ++x) {
            const bool accepted = mill.game.accepts({.seat = "ann", .what = GoTo{{0, x, y}}}).has_value();
            INFO(x << ',' << y);
            CHECK(holds(can.walks, x, y) == accepted);
        }
    }
    CHECK(can.doors == std::vector<DoorOption>{{{0, 5, 2}, 0, false, ""}});
    CHECK_FALSE(can.stairs);
    CHECK_FALSE(can.leave);
    CHECK(mill.refused("ann", LeaveMap{}) == "game.no_way_out");
    CHECK(mill.refused("ann", UseStairs{}) == "game.no_stairs");
}

TEST_CASE("a locked door opens to who has its key, and doors stay as they were left", "[game][walk]")
{
    Mill mill;
    mill.take("Into the mill");
    mill.go(4, 2);
    CHECK(mill.can().doors.at(0).refused == "the door is locked, and the party has no key to it");
    CHECK(mill.refused("ann", UseDoor{{0, 5, 2}, 0, true}) == "game.locked");
    CHECK(mill.refused("ann", UseDoor{{0, 5, 2}, 0, false}) == "game.no_change");
    CHECK(mill.refused("ann", UseDoor{{0, 4, 4}, 0, true}) == "game.no_door");
    mill.go(1, 1);
    mill.must("ann", LeaveMap{});
    CHECK(mill.told() == "Out again.\nThe road. 0\n");
    CHECK_FALSE(mill.game.view("ann").walk);
    mill.enter_with_key();
    CHECK(mill.row(2) == "#..../.....#");
    mill.open(5, 2, false);
    CHECK(mill.row(2) == "#....+.....#"); // what was seen is known
    CHECK(mill.refused("ann", GoTo{{0, 7, 2}}) == "game.no_way");
    mill.open(5, 2);
    mill.go(1, 1);
    mill.must("ann", LeaveMap{});
    mill.take("Into the mill");
    CHECK(mill.place() == rules::Position{0, 1, 1}); // where it stood when it left
    CHECK(mill.row(2) == "#..../.....#");
    mill.check_record();
}

TEST_CASE("a trigger stops the party, reaches into the story and comes back, once", "[game][walk]")
{
    Mill mill;
    mill.enter_with_key();
    mill.go(10, 2); // over the bell
    CHECK(mill.place() == rules::Position{0, 8, 2});
    CHECK(mill.told() == "The bell rings.\n");
    CHECK_FALSE(mill.game.view("ann").walk);
    CHECK_FALSE(verb<CanWalk>(mill.game, "ann"));
    CHECK(mill.refused("ann", GoTo{{0, 9, 2}}) == "game.no_walk");
    mill.take("Go on");
    CHECK(mill.walk().place == rules::Position{0, 8, 2}); // where it stands
    mill.go(6, 2);
    mill.go(10, 2);
    CHECK(mill.place() == rules::Position{0, 10, 2}); // it rings no more
    mill.check_record();
}

TEST_CASE("who stands on stairs may take them, also to another map, and the dark is seen as far as one's light",
          "[game][walk]")
{
    Mill mill;
    mill.enter_with_key();
    mill.go(10, 2);
    mill.take("Go on");
    mill.go(10, 1);
    CHECK(mill.can().stairs);
    mill.must("ann", UseStairs{});
    CHECK(mill.walk().title == "The cellar");
    CHECK(mill.row(0) == ">......        .*."); // six cells, and the lamp at its end lights three
    mill.must("ann", UseStairs{});
    CHECK(mill.walk().title == "The mill");
    CHECK(mill.place() == rules::Position{0, 10, 1});
    CHECK(mill.row(2) == "#..../.....#");
    mill.check_record();
}

namespace {

/// Two games look the same to Ann, and answer an order of hers alike, unless she finds a trap by it; what the first
/// did.
Batch check_same(Mill& secret, Mill& plain, const Order& order)
{
    const auto a = secret.give("ann", order), b = plain.give("ann", order);
    REQUIRE(a.has_value() == b.has_value());
    if (!a) {
        CHECK(to_string(a.error()) == to_string(b.error()));
        return {};
    }
    const bool finds = std::ranges::any_of(a->events, [](const Event& event) {
        const auto* const marked = std::get_if<MapMarked>(&event);
        return marked && marked->mark == Mark::noticed;
    });
    if (finds) return *a;
    CHECK(secret.game.project(*a, "ann") == plain.game.project(*b, "ann"));
    CHECK(secret.game.view("ann") == plain.game.view("ann"));
    CHECK(secret.game.options("ann") == plain.game.options("ann"));
    return *a;
}

} // namespace

TEST_CASE("what is hidden shows in nothing until it is found", "[game][walk][secrecy]")
{
    // the same mill with nothing hidden in it
    std::string bare(test::mill_map);
    const std::size_t at = bare.find(R"({"id":6,)");
    bare.erase(at, bare.find(R"({"id":7,)") - at);
    bare.replace(bare.find("2,2,2,2,1,2"), 11, "2,2,2,2,2,2");
    Mill secret, plain(mill_pack("statue", bare));
    const auto both = [&](const Order& order) { check_same(secret, plain, order); };
    both(Choose{{0, 1}, 0});
    both(GoTo{{0, 4, 3}});
    both(GoTo{{0, 4, 4}});
    both(UseDoor{{0, 4, 4}, 0, true});
    both(UseDoor{{0, 4, 4}, 0, false});
    both(GoTo{{0, 4, 5}});
    both(GoTo{{0, 1, 1}});
    both(Search{}); // too far away
    both(LeaveMap{});
}

TEST_CASE("who searches near a secret door may find it, and finds the same from the same cell", "[game][walk]")
{
    Mill mill;
    mill.take("Into the mill");
    std::vector<rules::Position> cells = {{0, 4, 3}, {0, 4, 2}, {0, 3, 3}, {0, 3, 2}, {0, 2, 3}, {0, 2, 2}};
    bool found = false;
    for (const rules::Position& cell : cells) {
        mill.must("ann", GoTo{cell});
        const Batch first = mill.must("ann", Search{});
        found = std::ranges::any_of(first.events,
                                    [](const Event& event) { return std::holds_alternative<MapMarked>(event); });
        if (found) break;
        CHECK(mill.must("ann", Search{}).events == [&] { // the same again, but for where undo goes back to
            std::vector<Event> same = first.events;
            std::get<Undertaken>(same.front()).before = mill.game.state().seq - same.size();
            return same;
        }());
    }
    REQUIRE(found);
    CHECK(mill.row(4) == "####+#      ");
    if (mill.place() != rules::Position{0, 4, 3}) mill.go(4, 3);
    mill.open(4, 4);
    mill.go(4, 5);
    mill.go(1, 5); // over the whisper
    CHECK(mill.told() == "Somebody whispers.\n");
    CHECK(mill.place() == rules::Position{0, 2, 5});
    mill.go(1, 5);
    mill.go(4, 5); // it whispers each time
    CHECK(mill.told() == "Somebody whispers.\n");
    CHECK(mill.place() == rules::Position{0, 2, 5});
    mill.check_record();
}

TEST_CASE("a zone begins its encounter, and the walk goes on where it was won", "[game][walk][fight]")
{
    Mill mill;
    mill.take("Into the mill");
    mill.go(4, 1); // over the nest
    REQUIRE(mill.game.state().fight);
    CHECK(mill.game.state().fight->name == "The nest");
    CHECK(mill.place() == rules::Position{0, 3, 1});
    CHECK_FALSE(mill.game.view("ann").walk);
    CHECK(mill.refused("ann", GoTo{{0, 4, 1}}) == "game.in_fight");
    mill.fight();
    CHECK(mill.walk().place == rules::Position{0, 3, 1});
    CHECK(mill.story("ann").status == StoryStatus::held);
    mill.go(4, 1);
    mill.go(1, 1);
    CHECK_FALSE(mill.game.state().fight); // the beaten do not come again
    mill.check_record();
    mill.must("ann", Undo{.fight = true});
    CHECK(mill.place() == rules::Position{0, 1, 1});
    mill.go(4, 1);
    CHECK(mill.game.state().fight); // not beaten, nor luckier
}

TEST_CASE("who is beaten on a map is where the story says", "[game][walk][fight]")
{
    Mill mill(mill_pack("ogre"));
    mill.take("Into the mill");
    mill.go(4, 1);
    mill.fight();
    CHECK(mill.told() == "You are carried out.\nThe road. 0\n");
    CHECK_FALSE(mill.game.view("ann").walk);
    mill.take("Into the mill"); // nobody can walk
    CHECK(mill.told() == "You are carried out.\nThe road. 0\n");
    mill.check_record();
}

namespace {

template <class Fact>
const Fact* first_of(const Batch& batch)
{
    for (const Event& event : batch.events) {
        if (const auto* fact = std::get_if<Fact>(&event)) return fact;
    }
    return nullptr;
}

const MapMarked* mark_of(const Batch& batch, Mark mark)
{
    for (const Event& event : batch.events) {
        const auto* marked = std::get_if<MapMarked>(&event);
        if (marked && marked->mark == mark) return marked;
    }
    return nullptr;
}

/// In the room with the nail and the till.
struct Room : Mill {
    explicit Room(const std::shared_ptr<const content::Pack>& of = mill_pack()) : Mill(of)
    {
        take("Into the mill by the window");
    }
    [[nodiscard]] std::int32_t knight() const { return game.view("ann").party.at(0).hit_points; }
    /// Until the nail is found; it looks from two cells in turn.
    void notice()
    {
        for (const std::int32_t x : {7, 6}) {
            if (place().x != x) go(x, 5);
            if (mark_of(must("ann", Search{}), Mark::noticed)) return;
        }
        FAIL("the nail was not found");
    }
};

} // namespace

TEST_CASE("who steps on a trap that nobody has found sets it off, once", "[game][walk]")
{
    Room room;
    CHECK(room.row(5) == "     #...&.#");
    CHECK(room.can().traps.empty());
    const std::int32_t before = room.knight();
    const Batch went = room.go(9, 5);
    REQUIRE(mark_of(went, Mark::sprung));
    CHECK(mark_of(went, Mark::sprung)->name == "a nail");
    CHECK(room.place() == rules::Position{0, 8, 5}); // and there the walk ends
    CHECK(room.knight() == before - 3);              // who goes first
    std::size_t lying = 0;
    room.game.state().world.effects.each([&](auto, const auto&) { ++lying; });
    CHECK(lying == 0);
    room.go(7, 5);
    room.go(9, 5);
    CHECK(room.knight() == before - 3);
    room.check_record();
    for (int i = 0; i < 3; ++i) room.must("ann", Undo{});
    CHECK(room.knight() == before);
}

TEST_CASE("a trap that was found is drawn, walked around, and disarmed or set off", "[game][walk]")
{
    Room room;
    CHECK(room.refused("ann", Disarm{{0, 8, 5}}) == "game.no_trap");
    room.notice();
    CHECK(room.row(5) == "     #..^&.#");
    CHECK(room.refused("ann", GoTo{{0, 8, 5}}) == "game.no_way");
    CHECK(room.refused("ann", GoTo{{0, 9, 5}}) == "game.no_way"); // there is no other way
    if (room.place().x != 7) {
        CHECK(room.can().traps.empty()); // too far away
        room.go(7, 5);
    }
    CHECK(room.can().traps == std::vector<TrapOption>{{{0, 8, 5}, "a nail", ""}});
    const Batch tried = room.must("ann", Disarm{{0, 8, 5}});
    const auto* roll = first_of<CheckRolled>(tried);
    REQUIRE(roll);
    CHECK(roll->skill == "sleight_of_hand");
    CHECK(roll->total == roll->natural + 4); // the knight is the quickest
    CHECK((mark_of(tried, Mark::disarmed) != nullptr) == roll->success);
    CHECK((mark_of(tried, Mark::sprung) != nullptr) == !roll->success);
    CHECK(room.knight() == (roll->success ? 30 : 27));
    CHECK(room.row(5) == "     #...&.#");
    room.go(9, 5);
    CHECK(room.place() == rules::Position{0, 9, 5});
    room.check_record();
}

namespace {

/// The mill with a fight on its own map: whoever steps on the nest is attacked by a statue; or on 6,5, beside where it
/// sits, and there the nail is easy to find.
struct Brawl : Mill {
    explicit Brawl(rules::Position statue, std::string_view start = "the door in", bool whisper = false)
        : Mill(pack_of(statue, start, whisper))
    {
    }

    static std::shared_ptr<const content::Pack> pack_of(rules::Position statue, std::string_view start, bool whisper)
    {
        std::string map(test::mill_map);
        const auto put = [](std::string& text, std::string_view old, const std::string& now) {
            text.replace(text.find(old), old.size(), now);
        };
        const std::string property = R"({"name":"encounter","value":"brawl"})";
        put(map, R"({"name":"encounter","value":"nest"})", property);
        if (whisper) {
            put(map, R"("name":"the whisper","type":"trigger","x":20,)",
                R"("name":"the whisper","type":"encounter_zone","x":60,)");
            put(map, R"({"name":"find","type":"int","value":8})", R"({"name":"find","type":"int","value":1})");
            put(map, R"({"name":"story","value":"whisper"},{"name":"once","type":"bool","value":false})", property);
        }
        MemoryFiles files;
        for (auto& [name, text] : test::mill_files()) {
            if (name == "rules.json") {
                put(text, "\"encounters\": {",
                    R"("encounters": {"brawl": {"map": "maps/mill.tmj", "start": ")" + std::string(start) +
                        R"(", "groups": [{"creature": "statue", "places": [{"x": )" + std::to_string(statue.x) +
                        R"(, "y": )" + std::to_string(statue.y) + "}]}]},");
            }
            files.add(name, name == "maps/mill.tmj" ? map : text);
        }
        return test::must_load(files);
    }

    [[nodiscard]] std::string field(std::int32_t y) const
    {
        return game.view("ann").fight.value().levels.at(0).rows.at(static_cast<std::size_t>(y));
    }
    [[nodiscard]] rules::CreatureId turn() const { return game.view("ann").fight.value().turn; }
    Batch does(rules::Command what) { return must("ann", Maneuver{std::move(what)}); }
    Batch moves_door(std::int32_t x, std::int32_t y, bool open)
    {
        return does(rules::MoveDoor{turn(), {0, x, y}, 0, open});
    }
    [[nodiscard]] std::vector<rules::DoorState> doors() const { return verb<CanManeuver>(game, "ann").value().doors; }
    [[nodiscard]] std::string why_not(std::int32_t x, std::int32_t y)
    {
        return refused("ann", Maneuver{rules::MoveDoor{turn(), {0, x, y}, 0, true}});
    }
};

} // namespace

TEST_CASE("a fight finds the doors of a walk as they were left, and leaves them so", "[game][walk][fight]")
{
    SECTION("what is locked stays locked, also to who has the key")
    {
        Brawl brawl({0, 1, 3});
        brawl.take("Take the key");
        brawl.take("Into the mill");
        brawl.go(3, 1);
        REQUIRE(brawl.game.state().fight);
        CHECK(brawl.field(2).substr(0, 6) == "#....+");
        brawl.does(rules::Walk{brawl.turn(), {0, 4, 2}});
        CHECK(brawl.why_not(5, 2) == "rules.locked");
        brawl.fight();
        CHECK(brawl.game.state().maps.at("keep/maps/mill.tmj").marks ==
              std::vector<Marked>{{3, Mark::done}}); // the fight left nothing behind
        brawl.check_record();
    }
    SECTION("what was opened is open, and what is closed in the fight is closed after it")
    {
        Brawl brawl({0, 1, 3});
        brawl.enter_with_key();
        brawl.go(3, 1);
        REQUIRE(brawl.game.state().fight);
        CHECK(brawl.field(2).substr(0, 6) == "#..../");
        brawl.does(rules::Walk{brawl.turn(), {0, 4, 2}});
        brawl.moves_door(5, 2, false);
        CHECK(brawl.field(2).substr(0, 6) == "#....+");
        CHECK(brawl.doors() == std::vector<rules::DoorState>{{{0, 5, 2}, 0, true}}); // it was unlocked
        brawl.fight();
        CHECK(brawl.row(2).substr(0, 6) == "#....+");
        brawl.check_record();
        brawl.must("ann", Undo{.fight = true});
        CHECK(brawl.row(2).substr(0, 6) == "#..../");
    }
    SECTION("what was closed again is not locked any more")
    {
        Brawl brawl({0, 1, 3});
        brawl.enter_with_key();
        brawl.open(5, 2, false);
        brawl.go(3, 1);
        brawl.does(rules::Walk{brawl.turn(), {0, 4, 2}});
        brawl.moves_door(5, 2, true);
        brawl.fight();
        CHECK(brawl.row(2).substr(0, 6) == "#..../");
        brawl.check_record();
    }
}

TEST_CASE("a secret door is a wall in a fight until it was found", "[game][walk][fight][secrecy]")
{
    for (const bool knows : {false, true}) {
        Brawl brawl({0, 1, 3});
        brawl.take("Into the mill");
        if (knows) {
            for (const auto& [x, y] : {std::pair(4, 3), {4, 2}, {3, 3}, {2, 3}, {3, 2}}) {
                if (brawl.row(4)[4] == '+') break;
                if (brawl.place() != rules::Position{0, x, y}) brawl.go(x, y);
                brawl.must("ann", Search{});
            }
            REQUIRE(brawl.row(4)[4] == '+');
        }
        brawl.go(3, 1);
        REQUIRE(brawl.game.state().fight);
        CHECK(brawl.field(4).substr(0, 6) == (knows ? "####+#" : "######"));
        brawl.does(rules::Walk{brawl.turn(), {0, 4, 3}});
        CHECK(brawl.doors().size() == (knows ? 1u : 0u));
        if (!knows) CHECK(brawl.why_not(4, 4) == "rules.no_door");
        brawl.fight();
        brawl.check_record();
    }
}

TEST_CASE("a trap befalls who steps on it in a fight, and is none after it", "[game][walk][fight]")
{
    Brawl brawl({0, 10, 5}, "where it sits", true);
    brawl.take("Into the mill by the window");
    brawl.go(6, 5);
    REQUIRE(brawl.game.state().fight);
    CHECK(brawl.field(5).find('^') == std::string::npos);
    const Batch stepped = brawl.does(rules::Walk{brawl.turn(), {0, 9, 5}});
    const auto sprung = std::ranges::find_if(stepped.events, [](const Event& event) {
        const auto* judged = std::get_if<Judged>(&event);
        return judged && std::holds_alternative<rules::TrapSprung>(judged->what);
    });
    REQUIRE(sprung != stepped.events.end());
    CHECK(brawl.field(5).at(8) == '^'); // now everybody knows
    brawl.fight();
    CHECK(brawl.game.state().maps.at("keep/maps/mill.tmj").marks ==
          std::vector<Marked>{{7, Mark::done}, {9, Mark::sprung}});
    brawl.check_record();
    const std::int32_t before = brawl.game.view("ann").party.at(0).hit_points;
    brawl.go(9, 5);
    CHECK(brawl.game.view("ann").party.at(0).hit_points == before);
}

TEST_CASE("a trap that goes off out of sight is heard, and not who set it off", "[game][walk][fight][secrecy]")
{
    Brawl brawl({0, 9, 1}); // behind the oak door
    brawl.take("Into the mill");
    brawl.go(3, 1);
    REQUIRE(brawl.game.state().fight);
    const rules::CreatureId statue = brawl.game.state().fight->brought.at(0).creature;
    REQUIRE_FALSE(perceives(brawl.game.state(), {0, 1}, statue));
    const auto heard = audience(brawl.game.state(), Judged{rules::TrapSprung{statue, 9}});
    REQUIRE(heard.size() == 1);
    CHECK(heard.front().unseen == std::vector<rules::CreatureId>{statue});
    CHECK(audience(brawl.game.state(), Judged{rules::Healed{.creature = statue}}).empty());
}

TEST_CASE("a trap that was found is seen in a fight, and one that was disarmed is none", "[game][walk][fight]")
{
    for (const bool disarms : {false, true}) {
        Brawl brawl({0, 10, 5}, "where it sits", true);
        brawl.take("Into the mill by the window");
        brawl.must("ann", Search{});
        REQUIRE(brawl.row(5)[8] == '^');
        if (disarms) brawl.must("ann", Disarm{{0, 8, 5}}); // harmless now, whichever way
        brawl.go(6, 5);
        REQUIRE(brawl.game.state().fight);
        CHECK(brawl.field(5).at(8) == (disarms ? '.' : '^'));
        const std::int32_t before = brawl.game.view("ann").party.at(0).hit_points;
        brawl.does(rules::Walk{brawl.turn(), {0, 9, 5}});
        CHECK(brawl.game.view("ann").party.at(0).hit_points == (disarms ? before : before - 3));
        brawl.fight();
        brawl.check_record();
    }
}

TEST_CASE("a chest opens to its key or to who picks or breaks its lock, and a try comes to the same each time",
          "[game][walk]")
{
    Room room;
    CHECK(room.refused("ann", OpenChest{{0, 9, 5}}) == "game.no_chest"); // too far away
    CHECK(room.refused("ann", TryLock{{0, 9, 5}}) == "game.no_lock");
    room.go(9, 5);
    room.go(10, 5);
    CHECK(room.can().chests ==
          std::vector<ChestOption>{{{0, 9, 5}, "the till", "it is locked, and the party has no key to it", true}});
    CHECK(room.refused("ann", OpenChest{{0, 9, 5}}) == "game.locked");
    bool open = false;
    for (const bool force : {false, true}) {
        const Batch first = room.must("ann", TryLock{{0, 9, 5}, 0, force});
        const auto* roll = first_of<CheckRolled>(first);
        REQUIRE(roll);
        CHECK(roll->difficulty == 12);
        open = roll->success;
        CHECK((mark_of(first, Mark::emptied) != nullptr) == open);
        if (open) break;
        const Batch again = room.must("ann", TryLock{{0, 9, 5}, 0, force});
        CHECK(*first_of<CheckRolled>(again) == *roll);
        CHECK(room.can().chests.size() == 1);
    }
    if (open) CHECK(room.can().chests.empty());
    room.check_record();

    Room with_key;
    with_key.go(9, 5);
    with_key.must("ann", Undo{.choices = 2});
    with_key.take("Take the key");
    with_key.take("Into the mill by the window");
    with_key.go(9, 5);
    with_key.go(9, 5);
    const Batch opened = with_key.must("ann", OpenChest{{0, 9, 5}});
    REQUIRE(mark_of(opened, Mark::emptied));
    CHECK(mark_of(opened, Mark::emptied)->text == "Money. And dust.");
    CHECK(with_key.refused("ann", OpenChest{{0, 9, 5}}) == "game.no_chest");
    std::int64_t coins = 0;
    const View view = with_key.game.view("ann");
    for (const auto& item : view.party.at(0).items) coins += item.count;
    CHECK(coins >= 2);
    CHECK(coins <= 8);
    with_key.check_record();
}

TEST_CASE("a door that only its key opens withstands every try, and others do not", "[game][walk]")
{
    Mill mill;
    mill.take("Into the mill");
    mill.go(4, 2);
    CHECK(mill.refused("ann", TryLock{{0, 5, 2}}) == "game.only_its_key");
    CHECK_FALSE(mill.can().doors.at(0).lock);

    std::string map(test::mill_map);
    const std::string_view key = R"({"name":"key","value":"oak key"}]},)";
    map.replace(map.find(key), key.size(), R"({"name":"lock","type":"int","value":1}]},)");
    Mill easy(mill_pack("statue", map));
    easy.take("Into the mill");
    easy.go(4, 2);
    CHECK(easy.can().doors.at(0).lock);
    easy.must("ann", TryLock{{0, 5, 2}, 0, true});
    CHECK(easy.row(2) == "#..../.....#");
    CHECK(easy.refused("ann", TryLock{{0, 5, 2}}) == "game.no_lock");
    easy.open(5, 2, false);
    easy.open(5, 2); // it is unlocked now
    easy.check_record();
}

TEST_CASE("a trap shows in nothing until it is found", "[game][walk][secrecy]")
{
    std::string bare(test::mill_map);
    const std::size_t at = bare.find(R"({"id":9,)");
    bare.erase(at, bare.find(R"({"id":10,)") - at);
    Room secret, plain(mill_pack("statue", bare));
    for (const Order& order : {Order(Disarm{{0, 8, 5}}), Order(GoTo{{0, 6, 5}}), Order(TryLock{{0, 8, 5}}),
                               Order(OpenChest{{0, 8, 5}}), Order(Search{})}) { // from there it may find nothing
        const Batch seen = check_same(secret, plain, order);
        if (mark_of(seen, Mark::noticed)) break;
    }
}

TEST_CASE("undo goes back over a walk, the whole of it, cell by cell of what was seen", "[game][walk]")
{
    Mill mill;
    mill.take("Take the key");
    mill.take("Into the mill");
    std::vector<std::pair<View, Options>> before;
    const std::vector<Order> orders = {GoTo{{0, 4, 2}}, UseDoor{{0, 5, 2}, 0, true}, Search{}, GoTo{{0, 10, 2}}};
    for (const Order& order : orders) {
        before.emplace_back(mill.game.view("ann"), mill.game.options("ann"));
        mill.must("ann", order);
    }
    while (!before.empty()) {
        mill.must("ann", Undo{});
        View now = mill.game.view("ann");
        now.seq = before.back().first.seq;
        CHECK(now == before.back().first);
        before.pop_back();
    }
    mill.check_record();
    const State state = mill.game.state();
    CHECK(state_from_json(to_json(state)).value() == state);
    const auto batch = mill.game.prepare({.seat = "ann", .what = GoTo{{0, 4, 1}}});
    REQUIRE(batch);
    CHECK(mill.game.state() != state);
    mill.game.discard(*batch);
    CHECK(mill.game.state() == state);
}

TEST_CASE("the leader of a story leads the way, and who has no part in it sees nothing of the map",
          "[game][walk][secrecy]")
{
    Mill mill;
    mill.must("bob", Join{{.content = "Bob"}});
    mill.take("Into the mill");
    CHECK(mill.walk("bob").levels == mill.walk("ann").levels);
    CHECK_FALSE(mill.walk("bob").yours);
    CHECK_FALSE(verb<CanWalk>(mill.game, "bob"));
    CHECK(mill.refused("bob", GoTo{{0, 2, 2}}) == "game.not_leader");
    mill.must("ann", Leave{});
    mill.go(2, 2, "bob"); // the next leads

    test::Record table(mill_pack(), 3);
    for (const std::string_view seat : {"ann", "bob", "cid"}) table.must(seat, Join{{.content = std::string(seat)}});
    table.must("ann", Begin{.members = {table.id("ann"), table.id("bob")}});
    table.must("ann", Choose{{0, 1}, 0});
    const Batch went = table.must("ann", GoTo{{0, 4, 2}});
    CHECK_FALSE(table.game.view("cid").walk);
    CHECK(table.refused("cid", GoTo{{0, 2, 2}}) == "game.no_walk");
    for (const Projection& seen : table.game.project(went, "cid"))
        CHECK(std::holds_alternative<Undertaken>(seen.event));
    for (const Projection& seen : table.game.project(went, "bob")) {
        CHECK_FALSE(std::holds_alternative<MapSeen>(seen.event));
        CHECK_FALSE(std::holds_alternative<WalkPaused>(seen.event));
    }
}

TEST_CASE("whatever is tried on a map, options and refusals agree, and the log folds and audits", "[game][walk]")
{
    Mill mill;
    std::uint32_t draws = 0, accepted = 0;
    const auto draw = [&](std::int32_t bound) {
        return static_cast<std::int32_t>(
            draw_below({.seed = 5, .counter = draws++}, static_cast<std::uint32_t>(bound)));
    };
    const auto any_order = [&]() -> Order {
        const rules::Position cell{0, draw(14) - 1, draw(9) - 1};
        switch (draw(8)) {
        case 0: return UseDoor{cell, static_cast<std::uint8_t>(draw(3)), draw(2) == 0};
        case 1: return UseDoor{draw(2) == 0 ? rules::Position{0, 5, 2} : rules::Position{0, 4, 4}, 0, draw(2) == 0};
        case 2: return Search{};
        case 3: return draw(2) == 0 ? Order(UseStairs{}) : Order(LeaveMap{});
        case 4: return Choose{{0, 1}, static_cast<std::uint32_t>(draw(3))};
        case 5: {
            const rules::Position there = draw(3) == 0 ? cell : rules::Position{0, 8 + draw(2), 5};
            if (draw(3) == 0) return Disarm{there};
            return draw(2) == 0 ? Order(OpenChest{there}) : Order(TryLock{there, 0, draw(2) == 0});
        }
        default: return GoTo{cell};
        }
    };
    for (int step = 0; step < 800; ++step) {
        if (mill.game.state().fight) mill.fight();
        const Order order = any_order();
        const auto can = verb<CanWalk>(mill.game, "ann");
        const bool accepts = mill.game.accepts({.seat = "ann", .what = order}).has_value();
        if (const auto* go = std::get_if<GoTo>(&order))
            CHECK((can && holds(can->walks, go->to.x, go->to.y)) == accepts);
        if (std::holds_alternative<UseStairs>(order)) CHECK((can && can->stairs) == accepts);
        if (std::holds_alternative<LeaveMap>(order)) CHECK((can && can->leave) == accepts);
        if (std::holds_alternative<Search>(order)) CHECK((can && can->search) == accepts);
        if (const auto* use = std::get_if<UseDoor>(&order)) {
            const auto offered = [&](const DoorOption& door) {
                return door.at == use->at && door.part == use->part && door.open == use->open && door.refused.empty();
            };
            CHECK((can && std::ranges::any_of(can->doors, offered)) == accepts);
        }
        const auto find = [&](const auto& things, const rules::Position& there) {
            const auto found = std::ranges::find_if(things, [&](const auto& thing) { return thing.at == there; });
            return found == things.end() ? nullptr : &*found;
        };
        if (const auto* disarm = std::get_if<Disarm>(&order)) {
            const TrapOption* const trap = can ? find(can->traps, disarm->at) : nullptr;
            CHECK((trap && trap->refused.empty()) == accepts);
        }
        if (const auto* chest = std::get_if<OpenChest>(&order)) {
            const ChestOption* const option = can ? find(can->chests, chest->at) : nullptr;
            CHECK((option && option->refused.empty()) == accepts);
        }
        if (const auto* lock = std::get_if<TryLock>(&order)) {
            const ChestOption* const chest = can ? find(can->chests, lock->at) : nullptr;
            const DoorOption* const door = can ? find(can->doors, lock->at) : nullptr;
            CHECK(((chest && chest->lock) || (door && door->lock && door->part == lock->part)) == accepts);
        }
        accepted += accepts ? 1 : 0;
        if (accepts)
            mill.must("ann", order);
        else
            mill.refused("ann", order);
    }
    CHECK(accepted > 100);
    mill.check_record();
}

TEST_CASE("a walk to no map or no start is a mistake of the story", "[game][walk]")
{
    for (const std::string_view choice : {"Nowhere", "No start"}) {
        Mill mill;
        mill.take(choice);
        CHECK(mill.story("ann").status == StoryStatus::failed);
        CHECK_FALSE(mill.game.state().walk);
        mill.must("ann", Undo{});
        CHECK(mill.story("ann").status == StoryStatus::waiting);
    }
}

TEST_CASE("a map may be walked on without rules", "[game][walk]")
{
    std::string map(test::mill_map);
    const std::size_t at = map.find(R"({"id":3,)");
    map.erase(at, map.find(R"({"id":4,)") - at);
    MemoryFiles files;
    files.add("pack.json", R"({"id":"keep","version":"1.0.0","licence":"MIT","story":"story/main.ink"})");
    files.add("story/main.ink", std::string(test::mill_story));
    files.add("maps/mill.tmj", map);
    files.add("maps/cellar.tmj", std::string(test::mill_cellar));
    const content::Loaded loaded = content::load_pack(files);
    REQUIRE(loaded.pack);
    Mill mill(loaded.pack);
    mill.enter_with_key();
    mill.go(10, 2);
    CHECK(mill.told() == "The bell rings.\n");
    mill.check_record();
}

TEST_CASE("a trigger that leads to no place of a story, and a zone of no encounter, are found before anybody plays",
          "[game][walk][content]")
{
    MemoryFiles files;
    for (auto& [name, text] : test::mill_files()) {
        if (name == "maps/mill.tmj") {
            text.replace(text.find(R"("value":"bell")"), 14, R"("value":"bel")");
            text.replace(text.find(R"("value":"nest")"), 14, R"("value":"rest")");
        }
        files.add(name, text);
    }
    const content::Loaded loaded = content::load_pack(files);
    CHECK_FALSE(loaded.pack);
    REQUIRE(loaded.diagnostics.size() == 2);
    CHECK(to_string(loaded.diagnostics[0]) == "maps/mill.tmj:16:1: error: object 3 (encounter_zone) begins \"rest\", "
                                              "which is no encounter of the pack (did you mean "
                                              "\"nest\"?) [content.no_such_encounter]");
    CHECK(to_string(loaded.diagnostics[1]) ==
          "maps/mill.tmj:17:1: error: object 4 (trigger) leads to \"bel\", which is in no story of the pack "
          "[content.no_such_place]");
}

TEST_CASE("logs and states that do not fit a map are refused", "[game][walk]")
{
    Mill mill;
    mill.take("Into the mill");
    const State state = mill.game.state();
    const std::vector<Event> wrong = {PartyWalked{},
                                      PartyWalked{{{0, 12, 1}}},
                                      PartyWalked{{{1, 1, 1}}},
                                      MapSeen{{{{0, 1, 1}, 1}}},
                                      MapSeen{{{{0, 11, 1}, 2}}},
                                      MapSeen{{{{0, 8, 5}, 1}, {{0, 8, 5}, 1}}},
                                      MapEntered{.story = {9, 1}, .map = "m"},
                                      MapEntered{.story = {0, 1}, .map = "m", .width = 5000},
                                      MapEntered{.story = {0, 1}, .map = "m", .place = {0, 1, 0}}};
    for (const Event& event : wrong) {
        State copy = state;
        CHECK_FALSE(fold(copy, event));
    }
    State nobody;
    for (const Event& event : std::vector<Event>{PartyWalked{{{0, 0, 0}}}, MapSeen{}, MapMarked{}, WalkPaused{}}) {
        State copy = nobody;
        CHECK_FALSE(fold(copy, event));
    }
    std::string text = to_json(state);
    const std::string here = R"("place":{"x":1,"y":1})";
    REQUIRE(text.find(here) != std::string::npos);
    text.replace(text.find(here), here.size(), R"("place":{"x":12,"y":1})");
    CHECK(state_from_json(text).error().reason == "game.bad_state");
}
