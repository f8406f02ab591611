#pragma once
// SPDX-License-Identifier: MIT
// What every store promises. A test program calls these from its own test cases, with a factory of empty stores:
//
//     TEST_CASE("the memory store keeps the contract of logs", "[store]") { contract_of_logs(make_memory_store); }

#include "store/store_builders.hpp"

#include <functional>
#include <limits>
#include <memory>
#include <thread>

namespace goldbox::tests {

using StoreFactory = std::function<std::unique_ptr<store::Store>()>;

inline void contract_of_games(const StoreFactory& make)
{
    using namespace goldbox::store;
    auto store = make();

    SECTION("a game is found by id and by name")
    {
        GameInfo game = a_game(1);
        must(store->create_game(game));
        game.played = game.created;
        CHECK(must(store->find_game(game.id)) == game);
        CHECK(must(store->find_game_named(game.name)) == game);
    }
    SECTION("head, epoch and last play are the store's to say")
    {
        GameInfo game = a_game(1);
        game.head = 7;
        game.epoch = 7;
        game.played = {7};
        must(store->create_game(game));
        const GameInfo found = must(store->find_game(game.id));
        CHECK(found.head == 0);
        CHECK(found.epoch == 0);
        CHECK(found.played == game.created);
    }
    SECTION("an id or a name is given once")
    {
        must(store->create_game(a_game(1)));
        GameInfo other = a_game(2);
        other.name = a_game(1).name;
        CHECK(reason(store->create_game(other)) == "store.name_taken");
        other = a_game(1);
        other.name = "other";
        CHECK(reason(store->create_game(other)) == "store.game_exists");
        CHECK(must(store->list_games()).size() == 1);
    }
    SECTION("a game without an id or with a seed that is too large is refused")
    {
        GameInfo game = a_game(1);
        game.seed = std::uint64_t{1} << 63;
        CHECK(reason(store->create_game(game)) == "store.bad_game");
        game = a_game(1);
        game.id.clear();
        CHECK(reason(store->create_game(game)) == "store.bad_game");
    }
    SECTION("the largest seed comes back")
    {
        GameInfo game = a_game(1);
        game.seed = std::numeric_limits<std::int64_t>::max();
        must(store->create_game(game));
        CHECK(must(store->find_game(game.id)).seed == game.seed);
    }
    SECTION("games are listed last played first, then by name")
    {
        Writer b(*store, 2);
        Writer a(*store, 1);
        Writer c(*store, 3);
        c.append_one(1, {3000});
        a.append_one(1, {5000});
        b.append_one(1, {3000});
        std::vector<std::string> names;
        for (const GameInfo& game : must(store->list_games())) names.push_back(game.name);
        CHECK(names == std::vector<std::string>{"game 1", "game 2", "game 3"});
    }
    SECTION("a removed game is gone with all that was its own, and its name is free")
    {
        Writer ann(*store, 1);
        Writer bob(*store, 2);
        Batch batch = ann.next();
        batch.texts = {{1, "ann", "salt", "hello"}};
        batch.opened = {{.id = 1, .kind = "timer", .due = {1}}};
        ann.append(batch);
        bob.append_one();
        must(store->put_snapshot({ann.game(), 1, "{}", sha256("s"), "0.1.0"}));
        must(store->remove_game(ann.game()));
        CHECK(reason(store->find_game(ann.game())) == "store.no_such_game");
        CHECK(must(store->claim_jobs("", {9000}, {9001}, 10)).empty());
        CHECK(must(store->find_game(bob.game())).head == 1);

        Writer again(*store, 1);
        CHECK(must(store->read(again.game(), 1)).empty());
        CHECK(must(store->read_texts(again.game())).empty());
        CHECK(must(store->list_jobs(again.game())).empty());
        CHECK_FALSE(must(store->find_snapshot(again.game(), 100)));
        CHECK_FALSE(must(store->find_receipt(again.game(), "ann", "command 1", sha256("payload"))));
    }
    SECTION("what is asked of a game that does not exist is refused")
    {
        const std::string nobody = game_id(9);
        CHECK(reason(store->find_game(nobody)) == "store.no_such_game");
        CHECK(reason(store->find_game_named("nobody")) == "store.no_such_game");
        CHECK(reason(store->remove_game(nobody)) == "store.no_such_game");
        CHECK(reason(store->take_over(nobody)) == "store.no_such_game");
        CHECK(reason(store->read(nobody, 1)) == "store.no_such_game");
        CHECK(reason(store->find_receipt(nobody, "ann", "1", {})) == "store.no_such_game");
        CHECK(reason(store->read_texts(nobody)) == "store.no_such_game");
        CHECK(reason(store->erase_texts(nobody, "ann")) == "store.no_such_game");
        CHECK(reason(store->put_snapshot({nobody, 0, "{}", {}, ""})) == "store.no_such_game");
        CHECK(reason(store->find_snapshot(nobody, 1)) == "store.no_such_game");
        CHECK(reason(store->list_jobs(nobody)) == "store.no_such_game");
        const Batch batch{.game = nobody, .epoch = 1, .records = {a_record(1, "ann", "1")}};
        CHECK(reason(store->append({&batch, 1}, {1}).at(0)) == "store.no_such_game");
    }
}

inline void contract_of_logs(const StoreFactory& make)
{
    using namespace goldbox::store;
    auto store = make();

    SECTION("records come back as they were appended, with the time of the append")
    {
        Writer writer(*store, 1);
        Batch batch = writer.next(3);
        batch.records.push_back(a_record(4, "", "", 1));
        batch.records.back().payload.reset();
        batch.records.back().answer.clear();
        writer.append(batch, {2500});
        for (Record& record : batch.records) record.at = {2500};
        CHECK(must(store->read(writer.game(), 1)) == batch.records);
        const GameInfo game = must(store->find_game(writer.game()));
        CHECK(game.head == 4);
        CHECK(game.played == Timestamp{2500});
    }
    SECTION("a batch of a writer that was overtaken fails alone")
    {
        Writer a(*store, 1);
        Writer b(*store, 2);
        Writer c(*store, 3);
        CHECK(must(store->take_over(b.game())) == b.epoch() + 1);
        const std::vector<Batch> batches = {a.next(2), b.next(), c.next()};
        const auto results = store->append(batches, {2000});
        REQUIRE(results.size() == 3);
        CHECK(results[0]);
        CHECK(reason(results[1]) == "store.stale_epoch");
        CHECK(results[2]);
        CHECK(must(store->find_game(a.game())).head == 2);
        CHECK(must(store->find_game(b.game())).head == 0);
        CHECK(must(store->find_game(c.game())).head == 1);
        CHECK(must(store->read(b.game(), 1)).empty());
    }
    SECTION("nobody writes a game that was not taken over, or with an epoch that never was")
    {
        must(store->create_game(a_game(1)));
        Batch batch{.game = game_id(1), .records = {a_record(1, "ann", "1")}};
        CHECK(reason(store->append({&batch, 1}, {1}).at(0)) == "store.stale_epoch");
        batch.epoch = must(store->take_over(game_id(1))) + 1;
        CHECK(reason(store->append({&batch, 1}, {1}).at(0)) == "store.stale_epoch");
    }
    SECTION("an append that does not know the head is refused")
    {
        Writer writer(*store, 1);
        writer.append_one(2);
        Batch late = writer.next();
        late.expected_seq = 1;
        late.records.at(0).seq = 2;
        CHECK(reason(writer.try_append(late)) == "store.wrong_seq");
        Batch early = writer.next();
        early.expected_seq = 3;
        early.records.at(0).seq = 4;
        CHECK(reason(writer.try_append(early)) == "store.wrong_seq");
        CHECK(must(store->find_game(writer.game())).head == 2);
        writer.append_one();
    }
    SECTION("a batch that is not contiguous, or empty, is refused whole")
    {
        Writer writer(*store, 1);
        Batch gap = writer.next(2);
        gap.records.push_back(a_record(4, "ann", "x"));
        CHECK(reason(writer.try_append(gap)) == "store.bad_batch");
        Batch overlap = writer.next(2);
        overlap.records.push_back(a_record(2, "ann", "x"));
        CHECK(reason(writer.try_append(overlap)) == "store.bad_batch");
        Batch no_events = writer.next();
        no_events.records.at(0).events.clear();
        CHECK(reason(writer.try_append(no_events)) == "store.bad_batch");
        Batch no_records = writer.next();
        no_records.records.clear();
        CHECK(reason(writer.try_append(no_records)) == "store.bad_batch");
        CHECK(must(store->read(writer.game(), 1)).empty());
        writer.append_one();
    }
    SECTION("a game is named once in a transaction; the first batch counts")
    {
        Writer writer(*store, 1);
        const std::vector<Batch> batches = {writer.next(), writer.next(2)};
        const auto results = store->append(batches, {2000});
        CHECK(results.at(0));
        CHECK(reason(results.at(1)) == "store.bad_batch");
        CHECK(must(store->find_game(writer.game())).head == 1);
    }
    SECTION("a command id is accepted once for a seat, and nothing of a batch that repeats it is kept")
    {
        Writer writer(*store, 1);
        writer.append_one();
        Batch again = writer.next();
        again.records.push_back(a_record(3, "ann", "command 1"));
        again.texts = {{1, "ann", "salt", "hello"}};
        again.opened = {{.id = 1, .kind = "timer"}};
        CHECK(reason(writer.try_append(again)) == "store.duplicate_command");
        CHECK(must(store->find_game(writer.game())).head == 1);
        CHECK(must(store->read_texts(writer.game())).empty());
        CHECK(must(store->list_jobs(writer.game())).empty());

        Batch twice = writer.next();
        twice.records.push_back(a_record(3, "ann", "command 2"));
        CHECK(reason(writer.try_append(twice)) == "store.duplicate_command");

        Batch other_seat = writer.next();
        other_seat.records.at(0) = a_record(2, "bob", "command 1");
        writer.append(other_seat);
    }
    SECTION("an empty command id may be used again and again")
    {
        Writer writer(*store, 1);
        for (Seq seq = 1; seq <= 3; ++seq) {
            Batch batch = writer.next();
            batch.records.at(0).command_id.clear();
            writer.append(batch);
        }
        const auto records = must(store->read(writer.game(), 1));
        REQUIRE(records.size() == 3);
        CHECK_FALSE(records[0].payload);
        CHECK(records[0].answer.empty());
        CHECK_FALSE(must(store->find_receipt(writer.game(), "ann", "", sha256("payload"))));
    }
    SECTION("reading begins with the record that holds the seq")
    {
        Writer writer(*store, 1);
        Writer neighbor(*store, 2);
        for (int i = 0; i < 4; ++i) writer.append_one(3); // 1..3, 4..6, 7..9, 10..12
        neighbor.append_one();
        auto first_seq = [&](Seq from) {
            const auto records = must(store->read(writer.game(), from));
            return records.empty() ? 0 : records.front().seq;
        };
        CHECK(first_seq(0) == 1);
        CHECK(first_seq(1) == 1);
        CHECK(first_seq(3) == 1);
        CHECK(first_seq(4) == 4);
        CHECK(first_seq(6) == 4);
        CHECK(first_seq(12) == 10);
        CHECK(first_seq(13) == 0);
        CHECK(first_seq(std::numeric_limits<Seq>::max()) == 0);
        CHECK(must(store->read(writer.game(), 5)).size() == 3);
        CHECK(must(store->read(neighbor.game(), 0)).size() == 1);
    }
    SECTION("a log is read in pages, by number and by bytes")
    {
        Writer writer(*store, 1);
        for (int i = 0; i < 10; ++i) {
            Batch batch = writer.next();
            batch.records.at(0).command = std::string(1000, 'x');
            writer.append(batch);
        }
        std::vector<Seq> seqs;
        for (Seq from = 1; from <= writer.head();) {
            const auto page = must(store->read(writer.game(), from, 3));
            REQUIRE_FALSE(page.empty());
            CHECK(page.size() <= 3);
            for (const Record& record : page) seqs.push_back(record.seq);
            from = page.back().last() + 1;
        }
        CHECK(seqs == std::vector<Seq>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        CHECK(must(store->read(writer.game(), 1, 100, 2500)).size() == 2);
        CHECK(must(store->read(writer.game(), 1, 100, 1)).size() == 1);
        CHECK(must(store->read(writer.game(), 1, 0)).empty());
    }
    SECTION("two threads append to different games")
    {
        Writer a(*store, 1);
        Writer b(*store, 2);
        constexpr int rounds = 50;
        int failures[2] = {};
        auto play = [&](Writer& writer, int& failed) {
            for (int i = 0; i < rounds; ++i) {
                if (!writer.try_append(writer.next(2))) ++failed;
                if (!store->read(writer.game(), 1)) ++failed;
            }
        };
        std::thread one([&] { play(a, failures[0]); });
        std::thread two([&] { play(b, failures[1]); });
        one.join();
        two.join();
        CHECK(failures[0] == 0);
        CHECK(failures[1] == 0);
        CHECK(must(store->read(a.game(), 1)).size() == rounds);
        CHECK(must(store->read(b.game(), 1)).size() == rounds);
    }
}

inline void contract_of_hostile_strings(const StoreFactory& make)
{
    using namespace goldbox::store;
    auto store = make();
    const std::string every_byte = [] {
        std::string bytes;
        for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
        return bytes;
    }();
    const std::vector<std::string> strings = {
        std::string("a\0b", 3),
        std::string("\0", 1),
        "Robert'); DROP TABLE record;--",
        "\"quoted\" 'quoted' `quoted` \\",
        "\xF0\x9F\x90\x89 \xE2\x80\xAE \xEF\xBF\xBF \xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB",
        "\xC3\x28 \xED\xA0\x80 \xFF\xFE",
        every_byte,
        "12", // must not become a number
        "1e400",
        std::string(1u << 20, 'm'),
    };
    int number = 0;
    for (const std::string& string : strings) {
        GameInfo game = a_game(++number);
        game.name = string;
        game.pack = string;
        game.engine = string;
        must(store->create_game(game));
        CHECK(must(store->find_game_named(string)).id == game.id);
        CHECK(must(store->find_game(game.id)).pack == string);

        Batch batch{.game = game.id, .epoch = must(store->take_over(game.id))};
        Record record = a_record(1, string, string, 0);
        record.correlation_id = string;
        record.command = string;
        record.answer = string;
        record.engine = string;
        record.events = {{string, 65535, string}, {"", 0, ""}, {string, 1, string}};
        batch.records = {record};
        batch.texts = {{std::numeric_limits<std::int64_t>::max(), string, string, string}, {0, "", "", ""}};
        batch.opened = {{.id = 1, .game = game.id, .kind = string, .payload = string, .due = {5}}};
        must(store->append({&batch, 1}, {2000}).at(0));

        batch.records.at(0).at = {2000};
        CHECK(must(store->read(game.id, 1)) == batch.records);
        std::swap(batch.texts.at(0), batch.texts.at(1));
        CHECK(must(store->read_texts(game.id)) == batch.texts);
        CHECK(must(store->list_jobs(game.id)) == batch.opened);
        CHECK(must(store->find_receipt(game.id, string, string, sha256("payload")))->answer == string);

        const Snapshot snapshot{game.id, 3, string, sha256(string), string};
        must(store->put_snapshot(snapshot));
        CHECK(must(store->find_snapshot(game.id, 3)) == snapshot);

        must(store->put_pack(sha256(string), string));
        CHECK(must(store->read_pack(sha256(string))) == string);
    }
    CHECK(must(store->list_games()).size() == strings.size());
}

inline void contract_of_receipts(const StoreFactory& make)
{
    using namespace goldbox::store;
    auto store = make();
    Writer writer(*store, 1);
    writer.append_one(2, {1000});
    writer.append_one(3, {2000});
    const Hash payload = sha256("payload");
    auto receipt = [&](const std::string& id, const Hash& hash) {
        return store->find_receipt(writer.game(), "ann", id, hash);
    };

    SECTION("a command that was accepted has its receipt, and another has none")
    {
        const auto found = must(receipt("command 3", payload));
        REQUIRE(found);
        CHECK(found->seq == 3);
        CHECK(found->last == 5);
        CHECK(found->answer == R"({"ok":true})");
        CHECK_FALSE(must(receipt("command 9", payload)));
        CHECK_FALSE(must(store->find_receipt(writer.game(), "bob", "command 3", payload)));
    }
    SECTION("the same id with another payload is a conflict")
    {
        CHECK(reason(receipt("command 1", sha256("another"))) == "store.conflict");
    }
    SECTION("a receipt expires by its age, and is never new again")
    {
        CHECK(must(store->expire_receipts({1000})) == 0);
        CHECK(must(store->expire_receipts({2000})) == 1);
        CHECK(reason(receipt("command 1", payload)) == "store.expired");
        CHECK(reason(receipt("command 1", sha256("another"))) == "store.expired");
        CHECK(must(receipt("command 3", payload)));
        CHECK(must(store->expire_receipts({2000})) == 0);

        Batch again = writer.next();
        again.records.at(0).command_id = "command 1";
        CHECK(reason(writer.try_append(again)) == "store.duplicate_command");

        const auto records = must(store->read(writer.game(), 1));
        CHECK_FALSE(records.at(0).payload);
        CHECK(records.at(0).answer.empty());
        CHECK(records.at(0).events.size() == 2);
        CHECK(records.at(1).payload);

        writer.append_one(1, {3000});
        CHECK(must(store->expire_receipts({9000})) == 2);
        CHECK(reason(receipt("command 6", payload)) == "store.expired");
    }
    SECTION("a clock that went back does not keep a receipt for ever")
    {
        writer.append_one(1, {500});
        CHECK(must(store->expire_receipts({600})) == 1);
        CHECK(reason(receipt("command 6", payload)) == "store.expired");
        CHECK(must(receipt("command 1", payload)));
        CHECK(must(store->expire_receipts({1500})) == 1);
        CHECK(must(receipt("command 3", payload)));
    }
    SECTION("a record that comes without its payload hash is expired from the start")
    {
        Batch imported = writer.next();
        imported.records.at(0).payload.reset();
        writer.append(imported);
        CHECK(reason(receipt("command 6", payload)) == "store.expired");
        CHECK(must(store->read(writer.game(), 6)).at(0).answer.empty());
    }
}

inline void contract_of_texts(const StoreFactory& make)
{
    using namespace goldbox::store;
    auto store = make();
    Writer writer(*store, 1);
    Writer other(*store, 2);
    const Text name{1, "ann", "0123456789abcdef", "Ann of the Hill"};
    const Text chat{2, "ann", "salt", "my secret"};
    const Text answer{3, "bob", "salt", "no"};
    Batch batch = writer.next();
    batch.records.push_back(a_record(2, "bob", "command 2"));
    batch.texts = {chat, answer, name};
    writer.append(batch);
    Batch elsewhere = other.next();
    elsewhere.texts = {name};
    other.append(elsewhere);

    SECTION("texts are read by id")
    {
        CHECK(must(store->read_texts(writer.game())) == std::vector<Text>{name, chat, answer});
    }
    SECTION("the id of a text is used once")
    {
        Batch again = writer.next();
        again.texts = {{1, "bob", "", ""}};
        CHECK(reason(writer.try_append(again)) == "store.bad_batch");
        again.texts = {{7, "bob", "", "a"}, {7, "bob", "", "b"}};
        CHECK(reason(writer.try_append(again)) == "store.bad_batch");
        again.texts = {{std::uint64_t{1} << 63, "bob", "", "a"}};
        CHECK(reason(writer.try_append(again)) == "store.bad_batch");
    }
    SECTION("erasing takes the texts of one seat in one game, its payload hashes and its answers, and nothing else")
    {
        auto before = must(store->read(writer.game(), 1));
        CHECK(must(store->erase_texts(writer.game(), "ann")) == 2);
        CHECK(must(store->read_texts(writer.game())) ==
              std::vector<Text>{{1, "ann", "", ""}, {2, "ann", "", ""}, answer});
        CHECK(must(store->read_texts(other.game())) == std::vector<Text>{name});
        before.at(0).payload.reset();
        before.at(0).answer.clear();
        CHECK(must(store->read(writer.game(), 1)) == before);
        CHECK(reason(store->find_receipt(writer.game(), "ann", "command 1", sha256("payload"))) == "store.expired");
        CHECK(must(store->find_receipt(writer.game(), "bob", "command 2", sha256("payload"))));
        CHECK(must(store->find_receipt(other.game(), "ann", "command 1", sha256("payload"))));
        CHECK(must(store->erase_texts(writer.game(), "ann")) == 0);
        CHECK(must(store->erase_texts(writer.game(), "nobody")) == 0);
        writer.append_one();
    }
}

inline void contract_of_snapshots(const StoreFactory& make)
{
    using namespace goldbox::store;
    auto store = make();
    Writer writer(*store, 1);
    Writer neighbor(*store, 2);
    writer.append_one(100);
    neighbor.append_one(100);
    auto snapshot = [&](Seq seq) {
        return Snapshot{writer.game(), seq, "state " + std::to_string(seq), sha256(std::to_string(seq)), "0.1.0"};
    };
    auto found_seq = [&](Seq at_most) {
        const auto found = must(store->find_snapshot(writer.game(), at_most));
        return found ? static_cast<int>(found->seq) : -1;
    };

    SECTION("the newest at or before a seq is found")
    {
        CHECK(found_seq(100) == -1);
        must(store->put_snapshot(snapshot(10)));
        must(store->put_snapshot(snapshot(20)));
        CHECK(found_seq(9) == -1);
        CHECK(found_seq(10) == 10);
        CHECK(found_seq(19) == 10);
        CHECK(found_seq(20) == 20);
        CHECK(found_seq(std::numeric_limits<Seq>::max()) == 20);
        CHECK(must(store->find_snapshot(writer.game(), 20)) == snapshot(20));
        CHECK_FALSE(must(store->find_snapshot(neighbor.game(), 100)));
    }
    SECTION("the newest two are kept, whatever order they come in")
    {
        Snapshot far = snapshot(1);
        far.game = neighbor.game();
        must(store->put_snapshot(far));
        for (const Seq seq : {50u, 30u, 70u, 10u, 60u}) must(store->put_snapshot(snapshot(seq)));
        CHECK(found_seq(100) == 70);
        CHECK(found_seq(69) == 60);
        CHECK(found_seq(59) == -1);
        CHECK(must(store->find_snapshot(neighbor.game(), 100)) == far);
    }
    SECTION("a snapshot of the same seq takes the place of the other")
    {
        must(store->put_snapshot(snapshot(10)));
        Snapshot other = snapshot(10);
        other.body = "other";
        must(store->put_snapshot(other));
        CHECK(must(store->find_snapshot(writer.game(), 10)) == other);
    }
    SECTION("a snapshot of the beginning is one")
    {
        must(store->put_snapshot(snapshot(0)));
        CHECK(found_seq(0) == 0);
    }
    SECTION("a snapshot beyond the head is refused")
    {
        CHECK(reason(store->put_snapshot(snapshot(101))) == "store.wrong_seq");
        must(store->put_snapshot(snapshot(100)));
    }
}

inline void contract_of_packs(const StoreFactory& make)
{
    using namespace goldbox::store;
    auto store = make();
    const std::string image = std::string("PK\0\x03", 4) + std::string(100'000, 'p');

    SECTION("a pack is kept under its hash, once")
    {
        must(store->put_pack(sha256(image), image));
        must(store->put_pack(sha256(image), image));
        CHECK(must(store->read_pack(sha256(image))) == image);
    }
    SECTION("an image that is not its hash is refused")
    {
        CHECK(reason(store->put_pack(sha256("other"), image)) == "store.bad_hash");
        CHECK(reason(store->read_pack(sha256("other"))) == "store.no_such_pack");
    }
}

inline void contract_of_jobs(const StoreFactory& make)
{
    using namespace goldbox::store;
    auto store = make();
    Writer a(*store, 1);
    Writer b(*store, 2);
    Batch open = a.next();
    open.opened = {{.id = 3, .kind = "timer", .payload = "{}", .due = {300}},
                   {.id = 1, .kind = "timer", .payload = "{}", .due = {200}},
                   {.id = 2, .kind = "timer", .payload = "{}", .due = {9000}}};
    a.append(open);
    Batch other = b.next();
    other.opened = {{.id = 1, .kind = "timer", .payload = "{}", .due = {200}, .attempts = 7, .claimed_until = {9000}}};
    b.append(other);
    auto claim = [&](std::int64_t now, std::int64_t until, std::size_t most = 100) {
        std::vector<std::pair<std::string, std::uint64_t>> claimed;
        for (const Job& job : must(store->claim_jobs("", {now}, {until}, most))) claimed.emplace_back(job.game, job.id);
        return claimed;
    };
    using Claims = std::vector<std::pair<std::string, std::uint64_t>>;

    SECTION("jobs are listed by id, unclaimed")
    {
        const auto jobs = must(store->list_jobs(a.game()));
        REQUIRE(jobs.size() == 3);
        CHECK(jobs[0] == Job{.id = 1, .game = a.game(), .kind = "timer", .payload = "{}", .due = {200}});
        CHECK(jobs[2].id == 3);
        CHECK(must(store->list_jobs(b.game())).at(0).attempts == 0);
    }
    SECTION("what is due is claimed, earliest first, then by game and id")
    {
        CHECK(claim(199, 1000).empty());
        CHECK(claim(200, 1000) == Claims{{a.game(), 1}, {b.game(), 1}});
        CHECK(claim(200, 1000).empty());
        CHECK(claim(300, 1000) == Claims{{a.game(), 3}});
    }
    SECTION("those of one game leave the others alone")
    {
        const auto claimed = must(store->claim_jobs(b.game(), {5000}, {6000}, 100));
        REQUIRE(claimed.size() == 1);
        CHECK(claimed[0].game == b.game());
        CHECK(claim(5000, 6000) == Claims{{a.game(), 1}, {a.game(), 3}});
        CHECK(must(store->claim_jobs("no such game", {5000}, {6000}, 100)).empty());
    }
    SECTION("no more are claimed than asked for")
    {
        CHECK(claim(5000, 6000, 0).empty());
        CHECK(claim(5000, 6000, 2) == Claims{{a.game(), 1}, {b.game(), 1}});
        CHECK(claim(5000, 6000, 2) == Claims{{a.game(), 3}});
    }
    SECTION("a claim that ran out may be taken again")
    {
        CHECK(claim(300, 1000).size() == 3);
        CHECK(claim(999, 2000).empty());
        const auto again = must(store->claim_jobs("", {1000}, {2000}, 1));
        REQUIRE(again.size() == 1);
        CHECK(again[0].attempts == 2);
        CHECK(again[0].claimed_until == Timestamp{2000});
        CHECK(must(store->list_jobs(a.game())).at(0) == again[0]);
    }
    SECTION("a job is closed in the transaction of its answer")
    {
        Batch close = a.next();
        close.closed = {1, 77};
        close.opened = {{.id = 4, .kind = "timer", .due = {100}}};
        a.append(close);
        CHECK(claim(8000, 9000) == Claims{{a.game(), 4}, {b.game(), 1}, {a.game(), 3}});
    }
    SECTION("a batch that is refused opens and closes nothing")
    {
        Batch refused = a.next();
        refused.closed = {1};
        refused.opened = {{.id = 4, .kind = "timer", .due = {100}}};
        refused.expected_seq = 0;
        CHECK_FALSE(a.try_append(refused));
        CHECK(must(store->list_jobs(a.game())).size() == 3);
    }
    SECTION("an open job is opened once")
    {
        Batch again = a.next();
        again.opened = {{.id = 3, .kind = "timer"}};
        CHECK(reason(a.try_append(again)) == "store.bad_batch");
        again.opened = {{.id = 8, .kind = "timer"}, {.id = 8, .kind = "timer"}};
        CHECK(reason(a.try_append(again)) == "store.bad_batch");
        CHECK(must(store->list_jobs(a.game())).size() == 3);
    }
    SECTION("a job that is opened and closed at once is gone")
    {
        Batch both = a.next();
        both.opened = {{.id = 9, .kind = "timer"}};
        both.closed = {9};
        a.append(both);
        CHECK(must(store->list_jobs(a.game())).size() == 3);
    }
}

} // namespace goldbox::tests
