// SPDX-License-Identifier: MIT
#include "support/table.hpp"

using namespace goldbox;
using namespace goldbox::game;
using test::Players;

namespace {

constexpr std::string_view fork_ink =
    "-> fork\n== fork\nA fork.\n+ [Left] Left it is.\n  -> fork\n+ [Middle] Middle it is.\n  -> fork\n"
    "+ [Right] Right it is.\n  -> fork\n";

Players voting(std::initializer_list<std::string_view> seats, Begin begin = {.decision = Decision::vote})
{
    Players players(test::pack_of(fork_ink));
    for (std::string_view seat : seats) players.join(seat);
    REQUIRE(players.give("ann", begin));
    return players;
}

std::string told(const Players& players)
{
    return players.story("ann").lines.front().text;
}

std::uint64_t open_request(const Players& players)
{
    REQUIRE(players.game.state().requests.size() == 1);
    return players.game.state().requests[0].id;
}

} // namespace

TEST_CASE("a choice with more than half of the voters is taken at once", "[game][vote]")
{
    Players players = voting({"ann", "bob", "cid"});
    REQUIRE(players.choose("bob", 1));
    CHECK(players.story("ann").round == 1);
    REQUIRE(players.choose("cid", 1));
    CHECK(players.story("ann").round == 2);
    CHECK(told(players) == "Middle it is.");
}

TEST_CASE("a voter may change the vote while it is open", "[game][vote]")
{
    Players players = voting({"ann", "bob", "cid"});
    REQUIRE(players.choose("bob", 1));
    REQUIRE(players.choose("bob", 2));
    REQUIRE(players.choose("cid", 2));
    CHECK(told(players) == "Right it is.");
}

TEST_CASE("a tie goes to the leader's ballot", "[game][vote]")
{
    Players players = voting({"ann", "bob"});
    REQUIRE(players.choose("bob", 0));
    REQUIRE(players.choose("ann", 2));
    CHECK(told(players) == "Right it is.");
}

TEST_CASE("a tie without the leader's ballot goes to the choice that stands first", "[game][vote]")
{
    Players players = voting({"ann", "bob", "cid"}, {.decision = Decision::vote, .deadline_seconds = 60});
    REQUIRE(players.choose("bob", 2));
    REQUIRE(players.choose("cid", 1));
    REQUIRE(players.give("", Expire{open_request(players)}));
    CHECK(told(players) == "Middle it is.");
}

TEST_CASE("when time is up a quorum decides, and without one the leader's ballot", "[game][vote]")
{
    Players players = voting({"ann", "bob", "cid", "dan", "eve"}, {.decision = Decision::vote, .deadline_seconds = 60});
    REQUIRE(players.choose("bob", 1));
    REQUIRE(players.choose("ann", 0));
    const std::uint64_t first = open_request(players);
    REQUIRE(players.give("", Expire{first})); // two of five are no quorum of 50 percent
    CHECK(told(players) == "Left it is.");
    CHECK(open_request(players) != first);
}

TEST_CASE("when time is up and nothing decides, the round stays open with a new deadline", "[game][vote]")
{
    Players players = voting({"ann", "bob", "cid", "dan"}, {.decision = Decision::vote, .deadline_seconds = 60});
    REQUIRE(players.choose("bob", 1));
    const std::uint64_t first = open_request(players);
    REQUIRE(players.give("", Expire{first}));
    CHECK(players.story("ann").round == 1);
    CHECK(open_request(players) != first);
    CHECK(players.reason("", Expire{first}) == "game.no_such_request");
    CHECK(players.story("bob").vote == 1);
}

TEST_CASE("who leaves no longer counts, and that may decide", "[game][vote]")
{
    Players players = voting({"ann", "bob", "cid", "dan"});
    REQUIRE(players.choose("bob", 1));
    REQUIRE(players.choose("cid", 1));
    CHECK(players.story("ann").round == 1);
    REQUIRE(players.give("dan", Leave{}));
    CHECK(told(players) == "Middle it is.");
}

TEST_CASE("a ballot of somebody who left is void, and comes back with them", "[game][vote]")
{
    Players players = voting({"ann", "bob", "cid"});
    REQUIRE(players.choose("bob", 1));
    REQUIRE(players.give("bob", Leave{}));
    CHECK(players.story("ann").voted.empty());
    REQUIRE(players.choose("ann", 0));
    CHECK(players.story("ann").round == 1);
    REQUIRE(players.choose("cid", 0));
    CHECK(told(players) == "Left it is.");
}

TEST_CASE("undo in a vote reopens the round with a new deadline", "[game][vote]")
{
    Players players = voting({"ann", "bob"}, {.decision = Decision::vote, .deadline_seconds = 60});
    const std::uint64_t first = open_request(players);
    REQUIRE(players.choose("ann", 0));
    REQUIRE(players.choose("bob", 0));
    CHECK(players.story("ann").round == 2);
    REQUIRE(players.give("ann", Undo{}));
    CHECK(players.story("ann").round == 1);
    CHECK(players.story("ann").voted == std::vector<SeatId>{players.id("ann")});
    CHECK(open_request(players) > first);
}

TEST_CASE("when the leader leaves, the one who joined first leads", "[game][vote]")
{
    Players players = voting({"ann", "bob", "cid"}, {.decision = Decision::leader});
    REQUIRE(players.give("ann", Leave{}));
    CHECK(players.reason("cid", Choose{{0, 1}, 0}) == "game.not_leader");
    CHECK(players.choose("bob", 0));
}

TEST_CASE("a vote at an empty table runs no timer until somebody comes", "[game][vote]")
{
    Players players = voting({"ann"}, {.decision = Decision::vote, .deadline_seconds = 60});
    const std::uint64_t first = open_request(players);
    REQUIRE(players.give("ann", Leave{}));
    REQUIRE(players.give("", Expire{first}));
    CHECK(players.game.state().requests.empty());
    players.join("ann");
    CHECK(open_request(players) > first);
}

TEST_CASE("a vote that changes for ever does not grow the game for ever", "[game][vote]")
{
    Players players = voting({"ann", "bob", "cid"});
    REQUIRE(players.choose("ann", 0));
    REQUIRE(players.choose("bob", 0));
    const std::size_t small = to_json(players.game.state()).size();
    for (std::uint32_t i = 0; i < 3 * max_history; ++i) REQUIRE(players.choose("ann", i % 3));
    CHECK(players.game.state().history.size() <= max_history);
    CHECK(to_json(players.game.state()).size() < small + 2'000'000);
    State folded;
    folded.seed = 42;
    for (const Event& event : players.log) REQUIRE(fold(folded, event));
    CHECK(folded == players.game.state());
}
