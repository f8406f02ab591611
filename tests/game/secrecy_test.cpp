// SPDX-License-Identifier: MIT
// Two states that differ only in what Ann cannot know are the same to Ann.
#include "support/table.hpp"

#include <goldbox/base/random.hpp>
#include <goldbox/game/fields.hpp>

using namespace goldbox;
using namespace goldbox::game;
using test::Players;

namespace {

constexpr std::string_view whispering_ink = R"(VAR secret = 0
-> road
== road
The road. {secret}
+ [Left]
  ~ secret += 1
  Left.
+ [Right]
  ~ secret += 2
  Right, {~softly|slowly}.
- -> road
)";

/// What Ann sees of everything that happened: her projections, in her counting.
struct Ann {
    std::vector<Projection> seen;

    void look(const Players& players, const Result<Batch>& batch)
    {
        if (!batch) return;
        for (Projection& projection : players.game.project(*batch, "ann")) seen.push_back(std::move(projection));
    }
};

/// Plays two worlds side by side that differ in what Ann cannot know, `runs` times in ways of their own.
void compare_worlds(std::uint32_t runs)
{
    auto pack = test::pack_of(whispering_ink);
    for (std::uint32_t run = 0; run < runs; ++run) {
        INFO("run " << run);
        Players left(pack, {.seed = 1});
        Players right(pack, {.seed = 1});
        Ann ann_left, ann_right;
        std::uint32_t draws = 0;
        auto draw = [&](std::uint32_t bound) { return draw_below({.seed = run, .counter = draws++}, bound); };
        auto both = [&](std::string_view seat, const Order& order) {
            auto a = left.give(seat, order);
            auto b = right.give(seat, order);
            REQUIRE(a.has_value() == b.has_value());
            if (!a) CHECK(to_string(a.error()) == to_string(b.error()));
            ann_left.look(left, a);
            ann_right.look(right, b);
        };
        for (std::string_view seat : {"ann", "bob", "cid"}) both(seat, Join{{.content = std::string(seat)}});
        both("ann", Begin{.decision = Decision::vote, .members = {left.id("ann"), left.id("bob"), left.id("cid")}});
        both("ann", Begin{.members = {left.id("bob"), left.id("cid")}});
        for (int step = 0; step < 30; ++step) {
            switch (draw(6)) {
            case 0: { // a whisper that only one of the worlds hears, and a different one
                auto batch = left.give("bob", Say{{.content = "psst"}, {left.id("cid")}});
                ann_left.look(left, batch);
                break;
            }
            case 1: { // the others' own story goes on, another way in each world
                auto a = left.choose("bob", 0, {1, 1});
                auto b = right.choose("bob", 1, {1, 1});
                ann_left.look(left, a);
                ann_right.look(right, b);
                break;
            }
            case 2: { // a ballot, for another choice in each world, that decides nothing yet
                if (!left.story("ann").voted.empty()) break;
                ann_left.look(left, left.choose("bob", 0, {0, 1}));
                ann_right.look(right, right.choose("bob", 1, {0, 1}));
                break;
            }
            case 3: both("cid", Say{{.content = "hello"}, {}}); break;
            case 4: both("ann", Choose{{1, 1}, draw(3)}); break; // not hers: refused alike
            default: both("ann", Choose{{5, 1}, 0}); break;      // none: refused alike
            }
            CHECK(left.game.view("ann") == right.game.view("ann"));
            CHECK(left.game.options("ann") == right.game.options("ann"));
            CHECK(ann_left.seen == ann_right.seen);
        }
        for (std::size_t i = 0; i < ann_left.seen.size(); ++i) CHECK(ann_left.seen[i].seq == i + 1);
        CHECK(left.game.state() != right.game.state());
    }
}

} // namespace

TEST_CASE("what Ann cannot know changes nothing that she sees", "[game][secrecy]")
{
    compare_worlds(60);
}

TEST_CASE("what Ann cannot know changes nothing that she sees, many times", "[.long]")
{
    compare_worlds(5'000);
}
