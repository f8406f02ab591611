// SPDX-License-Identifier: MIT
#include "host/setup.hpp"
#include "support/packs.hpp"

#include <goldbox/base/base64.hpp>
#include <goldbox/host/replay.hpp>
#include <goldbox/host/transfer.hpp>
#include <goldbox/store/memory_store.hpp>

#include <random>

using namespace goldbox;
using namespace goldbox::host;

namespace {

using Lines = std::vector<std::string>;

struct Archive : test::Setup {
    /// A game with two seats, talk, choices and something taken back.
    GameId play(const std::string& name = "walk")
    {
        Host host(*store, options());
        auto info = host.create({.name = name, .pack = test::pack_of(test::rooms_ink), .seed = 42});
        REQUIRE(info);
        const auto submit = [&](const std::string& seat, game::Order what) {
            const auto done =
                host.submit(info->id, {.id = std::to_string(bytes()), .seat = seat, .what = std::move(what)});
            REQUIRE(done);
        };
        submit("ann", game::Join{{.content = "Annabel"}});
        submit("bob", game::Join{{.content = "Bobby"}});
        submit("ann", game::Begin{});
        submit("ann", game::Choose{{0, 1}, 0});
        submit("bob", game::Say{{.content = "a secret"}, {}});
        submit("ann", game::Undo{});
        submit("ann", game::Choose{{0, 1}, 0});
        return info->id;
    }

    Lines exported(const GameId& game, bool texts = false)
    {
        Lines lines;
        REQUIRE(export_game(*store, game, {.texts = texts}, [&](std::string_view line) -> Result<void> {
            lines.emplace_back(line);
            return {};
        }));
        return lines;
    }

    Result<store::GameInfo> import(const Lines& lines, const ImportOptions& import_options = {})
    {
        std::size_t next = 0;
        return import_game(*store, options(), import_options, [&]() -> Result<std::optional<std::string>> {
            if (next == lines.size()) return std::optional<std::string>();
            return lines[next++];
        });
    }

    std::string reason(const Lines& lines, const ImportOptions& import_options = {})
    {
        const std::size_t before = store->list_games()->size();
        const auto imported = import(lines, import_options);
        CHECK(store->list_games()->size() == before + (imported ? 1 : 0));
        return imported ? std::string() : imported.error().reason;
    }
};

std::string whole(const Lines& lines)
{
    std::string text;
    for (const std::string& line : lines) text += line + '\n';
    return text;
}

Lines replaced(Lines lines, std::size_t line, const std::string& from, const std::string& to)
{
    const std::size_t at = lines.at(line).find(from);
    REQUIRE(at != std::string::npos);
    lines[line].replace(at, from.size(), to);
    return lines;
}

} // namespace

TEST_CASE("base64 gives back what went in, and takes nothing that it would not write", "[host][transfer]")
{
    for (const char* text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
        CHECK(from_base64(to_base64(text)) == text);
    }
    CHECK(to_base64("foob") == "Zm9vYg==");
    for (const char* bad : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "====", "Zm9v\n", "Zg==Zg==", "Zm-v"}) {
        INFO(bad);
        CHECK_FALSE(from_base64(bad));
    }
}

TEST_CASE("an imported game has the exported one's log, its own id, and free seats", "[host][transfer]")
{
    Archive archive;
    const GameId game = archive.play();
    const auto imported = archive.import(archive.exported(game));
    REQUIRE(imported);
    CHECK(imported->id != game);
    CHECK(imported->name == "walk 2");
    CHECK(imported->head == archive.store->find_game(game)->head + 1);
    CHECK(replay(*archive.store, imported->id, {.verify = true, .audit = true}));

    Host host(*archive.store, archive.options());
    const auto seen = host.view(imported->id, "ann");
    REQUIRE(seen);
    CHECK_FALSE(seen->you); // nobody inherits a seat
    REQUIRE(host.submit(imported->id, {.seat = "ann", .what = game::Join{{.content = "Ann"}}}));
    CHECK(host.submit(imported->id, {.seat = "ann", .what = game::Choose{{0, 1}, 0}}));
}

TEST_CASE("an import never overwrites: a taken name gets a number", "[host][transfer]")
{
    Archive archive;
    const Lines lines = archive.exported(archive.play());
    CHECK(archive.import(lines)->name == "walk 2");
    CHECK(archive.import(lines)->name == "walk 3");
    CHECK(archive.import(lines, {.name = "mine"})->name == "mine");
    CHECK(archive.reason(lines, {.name = std::string(101, 'x')}) == "host.bad_name");
}

TEST_CASE("personal text is exported only when asked for, and then checked against the log", "[host][transfer]")
{
    Archive archive;
    const GameId game = archive.play();
    for (const char* personal : {"Annabel", "Bobby", "a secret"}) {
        CHECK(whole(archive.exported(game)).find(personal) == std::string::npos);
        CHECK(whole(archive.exported(game, true)).find(personal) != std::string::npos);
    }
    const Lines lines = archive.exported(game, true);
    const auto imported = archive.import(lines);
    REQUIRE(imported);
    CHECK(archive.store->read_texts(imported->id)->size() == 3);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].find("a secret") == std::string::npos) continue;
        CHECK(archive.reason(replaced(lines, i, "a secret", "another!")) == "host.hash_differs");
    }
}

TEST_CASE("an export without texts still imports after the texts were erased", "[host][transfer]")
{
    Archive archive;
    const GameId game = archive.play();
    REQUIRE(archive.store->erase_texts(game, "bob"));
    CHECK(archive.import(archive.exported(game, true)));
}

TEST_CASE("a file that is cut, reordered or followed by more is refused", "[host][transfer]")
{
    Archive archive;
    const Lines good = archive.exported(archive.play());
    for (std::size_t keep = 0; keep < good.size(); ++keep) {
        CHECK(archive.reason({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(keep)}) == "host.bad_import");
    }
    for (std::size_t line = 0; line + 1 < good.size(); ++line) {
        Lines swapped = good;
        std::swap(swapped[line], swapped[line + 1]);
        CHECK(archive.reason(swapped) == "host.bad_import");
    }
    Lines longer = good;
    longer.push_back(good.back());
    CHECK(archive.reason(longer) == "host.bad_import");
}

TEST_CASE("errors of an import name the line", "[host][transfer]")
{
    Archive archive;
    Lines lines = archive.exported(archive.play());
    lines[3] = "nonsense";
    const auto imported = archive.import(lines);
    REQUIRE_FALSE(imported);
    CHECK(imported.error().where.line == 4);
}

TEST_CASE("a changed pack, event or hash is refused", "[host][transfer]")
{
    Archive archive;
    const Lines good = archive.exported(archive.play());
    const std::size_t last = good.size() - 1;
    const std::string hash = good[last].substr(good[last].find("state_hash"), 14); // and its first digit
    const std::string other = hash.substr(0, 13) + (hash.back() == '0' ? '1' : '0');
    CHECK(archive.reason(replaced(good, 1, "Z", "Y")) == "host.hash_differs");
    CHECK(archive.reason(replaced(good, last, hash, other)) == "host.hash_differs");
    CHECK(archive.reason(replaced(good, 0, "\"seed\":42", "\"seed\":43")) == "host.hash_differs");
    CHECK(archive.reason(replaced(replaced(good, 2, "\"seat_joined\"", "\"seat_swapped\""), 2, "\"seat_joined\"",
                                  "\"seat_swapped\"")) == "host.unknown_event");
    CHECK(archive.reason(replaced(good, 2, "\"body\"", "\"schema\":9,\"body\"")) == "host.unknown_event");
    CHECK(archive.reason(replaced(good, 0, "\"version\":1", "\"version\":2")) == "host.newer_format");
    CHECK(archive.reason(replaced(good, 0, "goldbox-game", "other-game")) == "host.bad_import");
}

TEST_CASE("limits of an import are kept", "[host][transfer]")
{
    Archive archive;
    const Lines good = archive.exported(archive.play());
    CHECK(archive.reason(good, {.limits = {.line_bytes = 100}}) == "host.import_limit");
    CHECK(archive.reason(good, {.limits = {.total_bytes = 1000}}) == "host.import_limit");
    CHECK(archive.reason(good, {.limits = {.events = 3}}) == "host.import_limit");
}

TEST_CASE("a game that changed its packs travels with all of them", "[host][transfer]")
{
    Archive archive;
    const GameId game = archive.play();
    std::string ink(test::rooms_ink);
    ink.replace(ink.find("The attic."), 10, "The loft.");
    {
        Host host(*archive.store, archive.options());
        REQUIRE(host.use_packs(game, test::pack_of(ink)));
        REQUIRE(host.submit(game, {.id = "after", .seat = "ann", .what = game::Choose{{0, 1}, 0}}));
    }
    const Lines lines = archive.exported(game);
    Archive other;
    const auto imported = other.import(lines);
    if (!imported) INFO(to_string(imported.error()));
    REQUIRE(imported);
    REQUIRE(replay(*other.store, imported->id, {.verify = true, .audit = true}));
    CHECK(Host(*other.store, other.options()).position(imported->id)->packs == test::pack_of(ink)->hash());

    Lines without = lines;
    without.erase(without.begin() + 2); // the second pack
    CHECK(archive.reason(without) == "host.bad_import");
}
