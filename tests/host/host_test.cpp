// SPDX-License-Identifier: MIT
#include "host/setup.hpp"
#include "support/packs.hpp"

#include <goldbox/game/fields.hpp>
#include <goldbox/host/host.hpp>
#include <goldbox/host/replay.hpp>
#include <goldbox/store/forwarding_store.hpp>
#include <goldbox/store/memory_store.hpp>

#include <atomic>
#include <optional>
#include <random>
#include <thread>

using namespace goldbox;
using namespace goldbox::host;
using test::Setup;

namespace {

GameId begin(Host& host, std::string name = "walk", const game::Begin& begin = {})
{
    auto info = host.create({.name = std::move(name), .pack = test::pack_of(test::rooms_ink), .seed = 42});
    REQUIRE(info);
    REQUIRE(host.submit(info->id, {.id = "1", .seat = "ann", .what = game::Join{{.content = "Ann"}}}));
    REQUIRE(host.submit(info->id, {.id = "2", .seat = "ann", .what = begin}));
    return info->id;
}

Result<Outcome> choose(Host& host, const GameId& game, std::uint32_t choice, std::string id = {},
                       std::string seat = "ann")
{
    return host.submit(game, {.id = std::move(id), .seat = std::move(seat), .what = game::Choose{{0, 1}, choice}});
}

/// Fails every append while `broken` holds an error.
class FailingStore final : public store::ForwardingStore {
public:
    using ForwardingStore::ForwardingStore;
    std::optional<Error> broken;

    std::vector<Result<void>> append(std::span<const store::Batch> batches, Timestamp now) override
    {
        if (broken) return std::vector<Result<void>>(batches.size(), unexpected(*broken));
        return ForwardingStore::append(batches, now);
    }
};

} // namespace

TEST_CASE("a command that was answered is in the store", "[host]")
{
    Setup setup;
    Host host(*setup.store, setup.options());
    const GameId game = begin(host);
    auto outcome = choose(host, game, 0);
    REQUIRE(outcome);
    auto info = setup.store->find_game(game);
    CHECK(info->head == host.position(game)->seq);
    auto replayed = replay(*setup.store, game, {.verify = true, .audit = true});
    REQUIRE(replayed);
    CHECK(replayed->state_hash == host.position(game)->state_hash);
    CHECK(replayed->audited);
}

TEST_CASE("a repeated command gets the same bytes and does nothing", "[host]")
{
    Setup setup;
    Host host(*setup.store, setup.options());
    const GameId game = begin(host);
    auto first = choose(host, game, 0, "c1");
    const auto seq = host.position(game)->seq;
    auto again = choose(host, game, 0, "c1");
    REQUIRE((first && again));
    CHECK(again->repeated);
    CHECK(again->answer == first->answer);
    CHECK(again->events == first->events);
    CHECK(host.position(game)->seq == seq);
    CHECK(choose(host, game, 1, "c1").error().reason == "store.conflict");
    setup.clock.advance(8LL * 24 * 3600 * 1000);
    REQUIRE(host.run_due());
    CHECK(choose(host, game, 0, "c1").error().reason == "store.expired");
    CHECK(host.position(game)->seq == seq);
}

TEST_CASE("a refusal is not stored: the id may be used again", "[host]")
{
    Setup setup;
    Host host(*setup.store, setup.options());
    const GameId game = begin(host);
    CHECK(choose(host, game, 99, "c1").error().reason == "game.no_such_choice");
    CHECK(choose(host, game, 0, "c1"));
}

TEST_CASE("an append that fails leaves the game bit-identical and playable", "[host]")
{
    Setup setup;
    FailingStore failing(*setup.store);
    Host host(failing, setup.options());
    const GameId game = begin(host);
    const auto before = host.position(game);
    const auto view = host.view(game, "ann");
    failing.broken = Error{Code::unavailable, "store.unavailable", "the disk is full"};
    CHECK(choose(host, game, 0, "c1").error().reason == "store.unavailable");
    CHECK(host.position(game)->seq == before->seq);
    CHECK(host.position(game)->state_hash == before->state_hash);
    CHECK(*host.view(game, "ann") == *view);
    failing.broken.reset();
    CHECK(choose(host, game, 0, "c1"));
}

TEST_CASE("a host whose game was taken over changes nothing and goes on from what the other did", "[host]")
{
    Setup setup;
    Host first(*setup.store, setup.options());
    const GameId game = begin(first);
    Host second(*setup.store, setup.options());
    REQUIRE(choose(second, game, 0));
    CHECK(choose(first, game, 0).error().reason == "store.stale_epoch");
    const auto second_position = second.position(game);
    CHECK(replay(*setup.store, game)->state_hash == second_position->state_hash);
    CHECK(first.position(game)->state_hash == second_position->state_hash); // reloaded, and so taken back
    auto after = choose(first, game, 0);
    INFO((after ? "" : to_string(after.error())));
    CHECK(after);
}

TEST_CASE("a restored game is the one that was left, with a snapshot or without", "[host]")
{
    for (std::uint32_t every : {1u, 7u, 1000u}) {
        Setup setup;
        Hash hash;
        GameId game;
        {
            Host host(*setup.store, setup.options(every));
            game = begin(host);
            for (int i = 0; i < 30; ++i) REQUIRE(choose(host, game, 0));
            REQUIRE(host.submit(game, {.seat = "ann", .what = game::Undo{3}}));
            hash = host.position(game)->state_hash;
        }
        Host again(*setup.store, setup.options(every));
        CHECK(again.position(game)->state_hash == hash);
        CHECK(again.view(game, "ann")->seats[0].name == "Ann");
        auto replayed = replay(*setup.store, game, {.verify = true, .audit = true});
        REQUIRE(replayed);
        CHECK(replayed->state_hash == hash);
        CHECK(replayed->snapshots_verified >= 1);
    }
}

TEST_CASE("a subscriber gets every event from where it asked, without gap or repetition", "[host]")
{
    Setup setup;
    Host host(*setup.store, setup.options(10));
    const GameId game = begin(host);
    for (int i = 0; i < 20; ++i) REQUIRE(choose(host, game, 0));
    std::vector<game::Projection> all;
    auto whole = host.subscribe(game, "ann", 0, [&](const game::Projection& p) { all.push_back(p); });
    REQUIRE(whole);
    std::vector<game::Projection> tail;
    auto part = host.subscribe(game, "ann", 30, [&](const game::Projection& p) { tail.push_back(p); });
    REQUIRE(part);
    for (int i = 0; i < 5; ++i) REQUIRE(choose(host, game, 0));
    REQUIRE(host.position(game)); // everything before is published
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i].seq == i + 1);
    CHECK(all.size() == host.view(game, "ann")->seq);
    REQUIRE(tail.size() == all.size() - 30);
    CHECK(std::equal(tail.begin(), tail.end(), all.begin() + 30));
    part = Subscription();
    const std::size_t count = tail.size();
    REQUIRE(choose(host, game, 0));
    REQUIRE(host.position(game));
    CHECK(tail.size() == count);
}

TEST_CASE("a subscriber misses nothing while another host has the game", "[host]")
{
    Setup setup;
    Host first(*setup.store, setup.options());
    const GameId game = begin(first);
    std::vector<game::Projection> all;
    auto subscription = first.subscribe(game, "ann", 0, [&](const game::Projection& p) { all.push_back(p); });
    REQUIRE(subscription);
    {
        Host second(*setup.store, setup.options());
        REQUIRE(choose(second, game, 0));
    }
    CHECK_FALSE(choose(first, game, 0));
    REQUIRE(choose(first, game, 0));
    REQUIRE(first.position(game));
    CHECK(all.size() == first.view(game, "ann")->seq);
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i].seq == i + 1);
}

TEST_CASE("many games submit at once and each keeps its own order", "[host][threads]")
{
    Setup setup;
    Host host(*setup.store, setup.options());
    std::vector<GameId> games;
    for (int i = 0; i < 8; ++i) games.push_back(begin(host, "game " + std::to_string(i)));
    std::atomic<int> done = 0, failed = 0;
    std::vector<std::thread> threads;
    for (const GameId& game : games) {
        threads.emplace_back([&, game] {
            for (int i = 0; i < 50; ++i) {
                host.submit(game, {.seat = "ann", .what = game::Choose{{0, 1}, 0}},
                            [&](const Result<Outcome>& outcome) { outcome ? ++done : ++failed; });
            }
        });
    }
    for (auto& thread : threads) thread.join();
    std::vector<store::Seq> heads;
    for (const GameId& game : games) heads.push_back(host.position(game)->seq);
    CHECK(done == 400);
    CHECK(failed == 0);
    for (store::Seq head : heads) CHECK(head == heads[0]);
    for (const GameId& game : games) CHECK(replay(*setup.store, game, {.verify = true, .audit = true}));
}

TEST_CASE("a vote's deadline is a job that comes back as a command", "[host]")
{
    Setup setup;
    Host host(*setup.store, setup.options());
    const GameId game = begin(host, "vote", {.decision = game::Decision::vote, .deadline_seconds = 30});
    REQUIRE(host.submit(game, {.seat = "bob", .what = game::Join{{.content = "Bob"}}}));
    REQUIRE(host.submit(game, {.seat = "cid", .what = game::Join{{.content = "Cid"}}}));
    REQUIRE(choose(host, game, 0));
    CHECK(setup.store->list_jobs(game)->size() == 1);
    CHECK(host.run_due() == 0u);
    setup.clock.advance(31'000);
    CHECK(host.run_due("another game") == 0u);
    CHECK(host.run_due() == 1u);
    CHECK(host.view(game, "ann")->stories[0].round == 2);
    CHECK(setup.store->list_jobs(game)->size() == 1); // the next round's
}

TEST_CASE("erasing a person's text leaves a log that folds and audits", "[host]")
{
    Setup setup;
    Host host(*setup.store, setup.options(3));
    const GameId game = begin(host);
    REQUIRE(host.submit(game, {.id = "s", .seat = "ann", .what = game::Say{{.content = "my secret"}, {}}}));
    REQUIRE(choose(host, game, 0));
    const Hash before = host.position(game)->state_hash;
    REQUIRE(host.erase_texts(game, "ann"));
    CHECK(host.view(game, "ann")->seats[0].name == "(erased)");
    CHECK(host.position(game)->state_hash == before);
    CHECK(replay(*setup.store, game, {.verify = true, .audit = true}));
    auto records = setup.store->read(game, 1);
    for (const store::Record& record : *records) {
        CHECK(record.command.find("my secret") == std::string::npos);
        CHECK(record.answer.find("my secret") == std::string::npos);
        for (const auto& event : record.events) CHECK(event.body.find("my secret") == std::string::npos);
    }
    CHECK(
        host.submit(game, {.id = "s", .seat = "ann", .what = game::Say{{.content = "my secret"}, {}}}).error().reason ==
        "store.expired");
}

TEST_CASE("a door cannot forge the log's own numbers", "[host]")
{
    Setup setup;
    Host host(*setup.store, setup.options());
    const GameId game = begin(host);
    const game::Text forged{.id = 7, .hash = sha256("x"), .content = "Eve"};
    REQUIRE(host.submit(game, {.seat = "eve", .what = game::Join{forged}}));
    CHECK(host.view(game, "eve")->seats[1].name == "Eve");
    CHECK(host.submit(game, {.seat = "mal", .what = game::Join{{.id = 7, .hash = sha256("x")}}}).error().reason ==
          "game.bad_text");
}

TEST_CASE("an event of a newer version is refused clearly", "[host]")
{
    const store::StoredEvent unknown_type{"dragon_woke", 1, R"({"type":"dragon_woke"})"};
    const store::StoredEvent newer_schema{"seat_left", 2, R"({"type":"seat_left","seat":[0,1]})"};
    for (const store::StoredEvent& event : {unknown_type, newer_schema}) {
        Setup setup;
        Host host(*setup.store, setup.options());
        const GameId game = begin(host);
        const store::Seq head = setup.store->find_game(game)->head;
        const store::Record record{.seq = head + 1, .seat = "ann", .command = "{}", .events = {event}};
        const store::Batch batch{
            .game = game, .epoch = *setup.store->take_over(game), .expected_seq = head, .records = {record}};
        REQUIRE(setup.store->append(std::span(&batch, 1), setup.clock.now())[0]);
        auto replayed = replay(*setup.store, game);
        REQUIRE_FALSE(replayed);
        CHECK(replayed.error().reason == "host.unknown_event");
        CHECK(replayed.error().code == Code::unsupported);
    }
}

TEST_CASE("a game goes on with packs that its author changed, and its log still audits", "[host][packs]")
{
    std::string ink(test::rooms_ink);
    ink.replace(ink.find("Outside, after"), 7, "In the rain");
    const auto changed = test::pack_of(ink);

    Setup setup;
    GameId game;
    Hash before;
    {
        Host host(*setup.store, setup.options(3));
        game = begin(host);
        REQUIRE(choose(host, game, 0));
        before = host.position(game)->packs;
        REQUIRE(host.use_packs(game, changed));
        CHECK(host.position(game)->packs == changed->hash());
        const auto out = choose(host, game, 1);
        REQUIRE(out);
        CHECK(out->answer.find("In the rain, after 1 steps.") != std::string::npos);
    }
    // after a restart it plays the same packs, and undo does not bring the old ones back
    Host host(*setup.store, setup.options());
    CHECK(host.position(game)->packs == changed->hash());
    REQUIRE(host.submit(game, {.seat = "ann", .what = game::Undo{}}));
    CHECK(host.position(game)->packs == changed->hash());
    CHECK(before != changed->hash());
    const auto replayed = replay(*setup.store, game, {.verify = true, .audit = true});
    if (!replayed) INFO(to_string(replayed.error()));
    REQUIRE(replayed);
    CHECK(replayed->state_hash == host.position(game)->state_hash);
}

TEST_CASE("packs in which a story could not go on are refused, and so are unknown ones and those of players",
          "[host][packs]")
{
    Setup setup;
    Host host(*setup.store, setup.options());
    const GameId game = begin(host);
    const auto position = host.position(game);
    CHECK(host.use_packs(game, test::pack_of("Nothing of it is left.\n-> END\n")).error().reason ==
          "game.packs_do_not_fit");
    CHECK(host.submit(game, {.what = game::UsePacks{sha256("none")}}).error().reason == "game.no_such_packs");
    CHECK(host.submit(game, {.seat = "ann", .what = game::UsePacks{position->packs}}).error().reason ==
          "game.not_for_seats");
    CHECK(host.position(game)->state_hash == position->state_hash);
    CHECK(choose(host, game, 0));
}
