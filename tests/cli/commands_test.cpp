// SPDX-License-Identifier: MIT
// Every command through the front door: what it prints, and its exit status.
#include "cli/process.hpp"
#include "support/catch.hpp"

#include <goldbox/json/reader.hpp>

#include <algorithm>
#include <sqlite3.h>
#include <sstream>

using namespace goldbox;
using namespace goldbox::test;

namespace {

/// A person's machine with the small story on it.
struct Home {
    TemporaryFolder folder;
    std::string story = folder.write("door.ink", small_story);

    [[nodiscard]] Finished run(const std::vector<std::string>& arguments, std::string_view input = {}) const
    {
        return goldbox::test::goldbox(arguments, folder.path(), input);
    }
    [[nodiscard]] Finished play(std::string_view input, std::vector<std::string> more = {}) const
    {
        std::vector<std::string> arguments{"play", story, "--seed", "7", "--script", "-"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(arguments, input);
    }
    [[nodiscard]] std::string database() const { return folder / "goldbox/goldbox.db"; }
};

bool is_json(const std::string& text)
{
    return json::read(text, {}).has_value();
}

std::string reason_of(const Finished& done)
{
    const auto document = json::read(done.last_line(), {});
    if (!document) return "no JSON: " + done.out;
    const json::Value* error = document->root.find("error");
    return error ? std::string(error->find("reason")->string()) : "no error: " + done.out;
}

} // namespace

TEST_CASE("the version is one line, or one object", "[cli]")
{
    const Home home;
    CHECK(home.run({"--version"}).out.starts_with("goldbox "));
    CHECK(home.run({"--version"}).exit == 0);
    CHECK(home.run({"games", "--version"}).out.starts_with("goldbox "));
    CHECK(is_json(home.run({"--version", "--format", "json"}).out));
}

TEST_CASE("the help of each command names its options and shows an example", "[cli]")
{
    const Home home;
    struct Form {
        std::vector<std::string> command;
        std::vector<std::string> options;
    };
    const std::vector<Form> forms{
        {{}, {"play", "games", "replay", "export", "import", "erase", "db", "ink", "pack", "--version"}},
        {{"play"}, {"--db", "--game", "--new", "--name", "--seed", "--script", "--strict", "--decide", "--deadline"}},
        {{"games"}, {"--db", "--format"}},
        {{"pack"}, {"check", "show", "schema"}},
        {{"pack", "check"}, {"--with", "--packs"}},
        {{"pack", "show"}, {"--with", "--packs", "--conflicts"}},
        {{"pack", "schema"}, {"manifest"}},
        {{"replay"}, {"--db", "--until", "--verify", "--audit"}},
        {{"export"}, {"--db", "--output", "--with-texts"}},
        {{"import"}, {"--db", "--name"}},
        {{"erase"}, {"--db", "--seat"}},
        {{"db"}, {"check", "backup", "restore", "migrate", "rollback"}},
        {{"db", "check"}, {"--db"}},
        {{"db", "backup"}, {"--db", "FILE"}},
        {{"db", "restore"}, {"--db", "BACKUP"}},
        {{"db", "migrate"}, {"--db"}},
        {{"db", "rollback"}, {"--db", "--to"}},
        {{"ink"}, {"compile", "check", "import", "stats", "play", "bench", "strings", "lsp", "dump", "profile"}},
        {{"ink", "import"}, {"STORY", "--output", "--from", "--report", "--strict", "--format"}},
        {{"ink", "compile"}, {"--output", "STORY", "--lines", "--image"}},
        {{"ink", "dump"}, {"STORY", "PATH", "--lines"}},
        {{"ink", "profile"}, {"--walk", "--input", "--seed", "--by", "--top", "--time", "--lines"}},
        {{"ink", "check"}, {"STORY", "--format"}},
        {{"ink", "play"}, {"--input", "--seed", "--bind-missing", "--load", "--save", "--save-after"}},
        {{"ink", "bench"}, {"--load", "--run", "--walk", "--compile", "--seed"}},
        {{"json"}, {"check"}},
        {{"json", "check"}, {"FILE", "--schema", "--comments", "--formats", "--format"}},
        {{"dice"}, {"roll", "stats", "bench"}},
        {{"dice", "roll"}, {"EXPR", "--dialect", "--seed", "--count", "--set", "--advantage", "--comment", "--dice"}},
        {{"dice", "stats"}, {"EXPR", "--dialect", "--batch", "--pmf", "--set"}},
        {{"dice", "bench"}, {"EXPR", "--dialect", "--count", "--seed"}},
    };
    for (const Form& form : forms) {
        std::vector<std::string> arguments = form.command;
        arguments.emplace_back("--help");
        const Finished help = home.run(arguments);
        INFO(help.out);
        CHECK(help.exit == 0);
        CHECK(help.err.empty());
        CHECK(help.says("Examples:"));
        for (const std::string& option : form.options) CHECK(help.says(option));
    }
}

TEST_CASE("wrong usage is status 2 and says what to do", "[cli]")
{
    const Home home;
    const std::vector<std::vector<std::string>> wrong{{},
                                                      {"plya"},
                                                      {"play", "--sed", "3"},
                                                      {"play"},
                                                      {"play", home.story, "--seed", "minus"},
                                                      {"play", home.story, "--seed", "-1"},
                                                      {"play", home.story, "--seed", "9223372036854775808"},
                                                      {"play", home.story, "--decide", "dice"},
                                                      {"games", "--format", "xml"},
                                                      {"replay"},
                                                      {"import"},
                                                      {"db"},
                                                      {"db", "restore"},
                                                      {"ink", "compile"},
                                                      {"ink", "import"},
                                                      {"ink", "import", home.story, "--from", "html"},
                                                      {"ink", "bench", home.story},
                                                      {"ink", "bench", home.story, "--run", "1", "--walk", "1"}};
    for (const auto& arguments : wrong) {
        const Finished done = home.run(arguments);
        INFO((arguments.empty() ? "nothing" : arguments.back()) << ": " << done.err);
        CHECK(done.exit == 2);
        CHECK(done.out.empty());
        CHECK_FALSE(done.err.empty());
    }
    CHECK(home.run({"plays"}).says("did you mean play?"));
    CHECK(home.run({"plya"}).says("there is no command plya"));
    CHECK(home.run({"play", "--sed", "3"}).says("did you mean --seed?"));
    CHECK(home.run({"play", home.story, "--seed", "minus"})
              .says("--seed: must be a number from 0 to 9223372036854775807, not \"minus\""));
    CHECK(home.run({"play", home.story, "--decide", "dice"}).says("--decide: must be leader or vote, not \"dice\""));
    CHECK(home.run({"ink", "bench", home.story, "--walk", "0"}).says("--walk: must be a number from 1 to 1000000000"));
    CHECK(home.run({"ink", "play", home.story, "--seed", "x"}).says("from -2147483648 to 2147483647"));
    CHECK(reason_of(home.run({"plya", "--format", "json"})) == "cli.usage");
}

TEST_CASE("a script is echoed, played, and ends with the state", "[cli][play]")
{
    const Home home;
    const Finished done = home.play("# the way home\n1  # knock\n\n2\n");
    INFO(done.out << done.err);
    CHECK(done.exit == 0);
    CHECK(done.err.empty());
    CHECK(done.says("The door is shut."));
    CHECK(done.says("> 1\n"));
    CHECK(done.says("You knock."));
    CHECK(done.says("The End: at home"));
    CHECK(done.last_line().starts_with("state "));
    CHECK(done.last_line().find(" seq ") != std::string::npos);
    CHECK(done.out.find('\x1b') == std::string::npos); // no colour in a pipe
}

TEST_CASE("the same script and seed end in the same state, whoever plays and wherever", "[cli][play]")
{
    const Home one, other;
    CHECK(one.play("1\n1\n", {"--name", "Ann"}).last_line() == other.play("1\n1\n", {"--name", "Bob"}).last_line());
}

TEST_CASE("a name that nobody can have leaves no game behind", "[cli][play]")
{
    const Home home;
    const Finished done = home.play("1\n", {"--name", "Ann\x1b[31m"});
    CHECK(done.exit == 1);
    CHECK(done.says("control characters"));
    CHECK(!std::filesystem::exists(home.database()));
}

TEST_CASE("an input that is refused says why and the script goes on, or stops where it is strict", "[cli][play]")
{
    const Home home;
    const Finished lenient = home.play("9\ndance\n1\n");
    CHECK(lenient.exit == 0);
    CHECK(lenient.says("Choose a number from 1 to 2."));
    CHECK(lenient.says("You knock."));
    const Finished strict = home.play("9\n1\n", {"--game", "strict", "--strict"});
    CHECK(strict.exit == 1);
    CHECK_FALSE(strict.says("You knock."));
    CHECK(reason_of(home.play("9\n", {"--game", "json", "--strict", "--format", "json"})) == "play.no_such_choice");
}

TEST_CASE("a script as JSON is one object a line", "[cli][play]")
{
    const Home home;
    const Finished done = home.play("1\nbelongings\n9\nlook\nwho\nhelp\n", {"--format", "json"});
    CHECK(done.exit == 0);
    std::istringstream lines(done.out);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) CHECK(is_json(line));
    CHECK(count == 10); // opening, join, begin, six inputs, state
    CHECK(done.last_line().starts_with(R"({"state":")"));
}

TEST_CASE("a game goes on where it was left", "[cli][play]")
{
    const Home home;
    CHECK(home.play("1\n").exit == 0);
    const Finished again = home.play("2\n");
    CHECK(again.says("goes on where you left it"));
    CHECK(again.says("Something moves."));
    CHECK(again.says("You go home."));
    const Finished ended = home.run({"play", "--game", "door"});
    CHECK(ended.says("has ended"));
    const Finished fresh = home.play("", {"--new"});
    CHECK(fresh.says("The door is shut."));
    CHECK(home.run({"games"}).says("door 2"));
}

TEST_CASE("a changed story leaves a game that began with the old one alone, and says so", "[cli][play]")
{
    const Home home;
    CHECK(home.play("1\n").exit == 0);
    (void)home.folder.write("door.ink", "Another story altogether.\n-> END\n");
    const Finished again = home.play("1\n");
    CHECK(again.says("changed since this game began"));
    CHECK(again.says("It opens."));
}

TEST_CASE("undo goes back, and too far back is refused", "[cli][play]")
{
    const Home home;
    const Finished done = home.play("1\nundo\n2\nundo 5\n");
    CHECK(done.says("Taken back."));
    CHECK(done.says("You wait."));
    CHECK(done.exit == 0);
    CHECK(done.says("can be undone"));
}

TEST_CASE("several play at one keyboard, and a vote needs all of them", "[cli][play]")
{
    const Home home;
    const Finished done = home.play("join Bob\nas Bob 1\nlook\n1\nas Bob\nsay hello\nleave\nas Bob 1\nwho\n",
                                    {"--decide", "vote", "--name", "Ann"});
    INFO(done.out);
    CHECK(done.says("Bob sits down"));
    CHECK(done.says("Bob has voted."));
    CHECK(done.says("You knock."));
    CHECK(done.says("Bob: hello"));
    CHECK(done.says("Bob gets up"));
    CHECK(done.says("nobody at the table is called \"Bob 1\"") == false);
    CHECK(done.exit == 0);
}

TEST_CASE("a whisper and a story for two are nobody else's", "[cli][play]")
{
    const Home home;
    const Finished done =
        home.play("join Bob\njoin Cid\ntell Bob the key fits\nbegin for Bob\nas Cid look\nas Bob look\nas Cid 3\n",
                  {"--name", "Ann", "--format", "json"});
    INFO(done.out);
    CHECK(done.exit == 0);
    const auto after = [&](std::string_view input) {
        const std::size_t at = done.out.find("\"input\":\"" + std::string(input) + "\"");
        REQUIRE(at != std::string::npos);
        return done.out.substr(at, done.out.find('\n', at) - at);
    };
    CHECK(after("tell Bob the key fits").find("the key fits") != std::string::npos);
    CHECK(after("begin for Bob").find("story_begun") != std::string::npos);
    CHECK(after("as Bob look").find("The door is shut.", after("as Bob look").find("The door is shut.") + 1) !=
          std::string::npos); // the table's story and his own
    CHECK(after("as Cid look").find("The door is shut.", after("as Cid look").find("The door is shut.") + 1) ==
          std::string::npos);
    CHECK(after("as Cid 3").find("play.no_such_choice") != std::string::npos);
}

TEST_CASE("who got up comes back to the own seat, whoever else sits here", "[cli][play]")
{
    const Home home;
    const Finished done = home.play("join Bob\njoin Cid\nleave Bob\nas Cid say still here\nleave\nwho\n"
                                    "leave\nwho\n1\njoin ann\nwho\njoin bob\njoin BOB\nwho\n1\n",
                                    {"--name", "Ann"});
    INFO(done.out);
    CHECK(done.says("Cid: still here"));
    CHECK(done.says("Ann gets up from the table."));
    CHECK(done.says("Cid> who")); // the keyboard stays with somebody who sits there
    CHECK(done.says("Cid gets up from the table."));
    CHECK(done.says("BOB sits at the table already.")); // names that differ in case alone would be mistaken
    CHECK(done.says("You knock."));
    CHECK(done.out.find("Somebody") == std::string::npos);
    const Finished exported = home.run({"export", "door", "-o", "-"});
    CHECK(exported.says("\"local:3\""));
    CHECK_FALSE(exported.says("\"local:4\"")); // no fourth seat was made
}

TEST_CASE("several stories are told apart by their names", "[cli][play]")
{
    const Home home;
    const Finished done = home.play("join Bob\nbegin for Bob\nas Bob look\nas Bob 3\n", {"--name", "Ann"});
    INFO(done.out);
    CHECK(done.says("The story begins for Bob."));
    const std::size_t beginning = done.out.find("> begin for Bob");
    const std::size_t looking = done.out.find("> as Bob look");
    REQUIRE(looking != std::string::npos);
    CHECK(done.out.substr(beginning, looking - beginning).find("Knock.") == std::string::npos); // not Ann's to choose
    CHECK(done.out.find("  The story, for everybody\n", looking) != std::string::npos);
    CHECK(done.out.find("  The story, for Bob\n\n   3  Knock.", looking) != std::string::npos);
    CHECK(done.out.find("You knock.", looking) != std::string::npos);
}

TEST_CASE("the rules of a vote are those given when the game begins", "[cli][play]")
{
    const Home home;
    CHECK(home.play("", {"--decide", "vote", "--deadline", "60", "--quorum", "100"}).exit == 0);
    const Finished exported = home.run({"export", "door", "-o", "-"});
    CHECK(exported.says("\"quorum_percent\":100"));
    CHECK(home.run({"play", home.story, "--quorum", "101"}).exit == 2);
    CHECK(home.play("", {"--quorum", "20"}).err.find("counts only when a game begins") != std::string::npos);
    CHECK(home.play("", {"--game", "led", "--deadline", "60"}).err.find("counts only with --decide vote") !=
          std::string::npos);
}

TEST_CASE("games are listed, as a table and as JSON", "[cli][games]")
{
    const Home home;
    CHECK(home.run({"games"}).out.starts_with("No saved games yet."));
    CHECK(home.run({"games", "--format", "json"}).out == "{\"games\":[]}\n");
    CHECK(home.play("1\n").exit == 0);
    CHECK(home.run({"games"}).says("door"));
    const Finished listed = home.run({"games", "--format", "json"});
    CHECK(is_json(listed.out));
    CHECK(listed.says(R"("name":"door")"));
}

TEST_CASE("a replay gives the state that the game ended in", "[cli][replay]")
{
    const Home home;
    const std::string state = home.play("1\n2\n").last_line();
    CHECK(home.run({"replay", "door"}).says(state));
    CHECK(home.run({"replay", "door", "--verify"}).says("verified"));
    const Finished audited = home.run({"replay", "door", "--audit", "--format", "json"});
    CHECK(audited.exit == 0);
    CHECK(audited.says(R"("game":"door")"));
    CHECK(audited.says(R"("verified":true,"audited":true})"));
    CHECK(home.run({"replay", "door", "--until", "2", "--format", "json"}).says(R"("seq":2,)"));
    CHECK(home.run({"replay", "other"}).exit == 1);
    CHECK(reason_of(home.run({"replay", "other", "--format", "json"})) == "store.no_such_game");
    CHECK(home.run({"replay", "other"}).err.find("`goldbox games` lists them") != std::string::npos);
}

TEST_CASE("what people wrote is erased, and the game still folds and audits", "[cli]")
{
    const Home home;
    REQUIRE(home.play("say the moon is made of cheese\nknock\n", {"--name", "Ann-Marie"}).exit == 0);
    CHECK(home.run({"erase", "door", "--seat", "nobody"}).exit == 1);
    const Finished erased = home.run({"erase", "door", "--format", "json"});
    CHECK(erased.out == "{\"game\":\"door\",\"erased\":2}\n");
    CHECK(home.run({"export", "door", "--with-texts"}).out.find("cheese") == std::string::npos);
    CHECK(read_whole(home.database()).find("Ann-Marie") == std::string::npos);
    CHECK(home.run({"replay", "door", "--audit"}).exit == 0);
    CHECK(home.run({"db", "check"}).exit == 0);
}

TEST_CASE("an exported game is imported as another one with free seats", "[cli][transfer]")
{
    const Home home;
    CHECK(home.play("1\nsay a secret\n", {"--name", "Annabel"}).exit == 0);
    const std::string file = home.folder / "door.jsonl";
    CHECK(home.run({"export", "door", "-o", file}).exit == 0);
    const std::string exported = read_whole(file);
    CHECK(exported.find("a secret") == std::string::npos);
    CHECK(exported.find("Annabel") == std::string::npos);
    CHECK(home.run({"export", "door"}).out == exported);
    CHECK(home.run({"export", "door", "--with-texts"}).says("Annabel"));

    CHECK(home.run({"import", file}).says("door 2"));
    CHECK(home.run({"import", file, "--name", "mine"}).exit == 0);
    const Finished verified = home.run({"replay", "door 2", "--audit"});
    CHECK(verified.exit == 0);
    const Finished played = home.run({"play", "--game", "mine", "--script", "-"}, "2\n");
    CHECK(played.says("You go home."));
    CHECK(home.run({"export", "door", "-o", home.folder / "no/such/folder"}).exit == 3);
}

TEST_CASE("an exported game that is not whole is refused, and nothing is kept of it", "[cli][transfer]")
{
    const Home home;
    CHECK(home.play("1\n").exit == 0);
    const std::string good = home.run({"export", "door"}).out;
    const auto import = [&](const std::string& text) {
        return home.run({"import", home.folder.write("bad.jsonl", text), "--format", "json"});
    };
    CHECK(reason_of(import("")) == "host.bad_import");
    CHECK(reason_of(import("{\"a\":1}\n")) == "host.bad_import");
    CHECK(reason_of(import(good.substr(0, good.size() / 2))) == "host.bad_import");
    CHECK(reason_of(import(good + good)) == "host.bad_import");
    CHECK(import(good.substr(0, good.size() / 2)).exit == 1);
    CHECK(import(good + good).says("bad.jsonl:"));
    CHECK(home.run({"import", home.folder / "nothing"}).exit == 1);
    CHECK(home.run({"import", "/proc/self/mem"}).exit == 3); // cannot be read
    CHECK_FALSE(home.run({"games"}).says("door 2"));
}

TEST_CASE("the database is checked, backed up, restored and taken back and forth", "[cli][db]")
{
    const Home home;
    CHECK(home.run({"db", "check"}).exit == 1); // there is none yet
    CHECK(home.play("1\n").exit == 0);
    CHECK(home.run({"db", "check"}).says("all is well"));
    CHECK(home.run({"db", "check", "--format", "json"}).out == "{\"diagnostics\":[]}\n");
    const std::string copy = home.folder / "copy.backup";
    CHECK(home.run({"db", "backup", copy}).says("1 game, "));
    CHECK(home.run({"db", "backup", "--format", "json"}).says("\"games\":1"));
    CHECK(home.play("2\n", {"--game", "later"}).exit == 0);
    CHECK(home.run({"db", "restore", copy}).exit == 0);
    CHECK_FALSE(home.run({"games"}).says("later"));
    CHECK(home.run({"db", "migrate"}).exit == 0);
    const Finished first = home.run({"db", "rollback", "--to", "1", "--format", "json"});
    CHECK(first.exit == 0);
    CHECK(is_json(first.out));
    CHECK(home.run({"db", "rollback", "--to", "99"}).exit == 2);
    CHECK(home.run({"games"}).says("door"));
    const Finished missing = home.run({"db", "restore", home.folder / "none.backup", "--format", "json"});
    CHECK(missing.exit == 1);
    CHECK(reason_of(missing) == "cli.no_such_backup");
}

TEST_CASE("a file that is no database is refused and left as it is", "[cli][db]")
{
    const Home home;
    const std::string text(5000, 'x');
    const std::string file = home.folder.write("notes.txt", text);
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"games", "--db", file}, {"play", home.story, "--db", file}, {"db", "check", "--db", file}}) {
        const Finished done = home.run(arguments);
        CHECK((done.exit == 1 || done.exit == 3));
        CHECK(done.says("notes.txt"));
    }
    CHECK(read_whole(file) == text);
}

TEST_CASE("a database of a newer version is refused with a remedy", "[cli][db]")
{
    const Home home;
    CHECK(home.play("1\n").exit == 0);
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(home.database().c_str(), &database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database, "INSERT INTO migration SELECT max(version) + 1, 'later', 0 FROM migration", nullptr,
                         nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
    for (const auto& arguments : std::vector<std::vector<std::string>>{{"games", "--format", "json"},
                                                                       {"play", home.story, "--format", "json"},
                                                                       {"db", "check", "--format", "json"}}) {
        const Finished done = home.run(arguments);
        CHECK(done.exit == 1);
        CHECK(reason_of(done) == "store.newer_version");
    }
}

TEST_CASE("a database in a folder that cannot be made is a failure of the world", "[cli][db]")
{
    const Home home;
    CHECK(home.run({"play", home.story, "--db", "/proc/nowhere/games.db"}).exit == 3);
    CHECK(home.run({"games", "--db", home.folder / "none.db"}).exit == 1);
}

TEST_CASE("a full disk ends the game at its last result, and nothing of it is lost", "[cli][db]")
{
    const Home home;
    std::string inputs;
    for (int i = 0; i < 2000; ++i) inputs += "say " + std::string(1000, 'x') + "\n";
    Process process({"play", home.story, "--format", "json", "--script", home.folder.write("inputs.txt", inputs)},
                    home.folder.path(), {.largest_file = 1u << 20});
    const Finished full = process.finish();
    INFO(full.err);
    CHECK(full.exit == 3);
    CHECK(full.says("\"code\":\"unavailable\""));
    const auto answers = [&] {
        std::istringstream lines(full.out);
        std::int64_t count = 0;
        for (std::string line; std::getline(lines, line);) count += line.find("\"answer\"") != std::string::npos;
        return count;
    }();
    const Finished replayed = home.run({"replay", "door", "--verify", "--audit", "--format", "json"});
    INFO(replayed.out << replayed.err);
    CHECK(replayed.exit == 0);
    // join is one event, beginning two, each say one
    CHECK(replayed.says("\"events\":" + std::to_string(answers + 1) + ","));
}

TEST_CASE("a second process that takes a game over ends the first without harm", "[cli][play]")
{
    const Home home;
    Process first({"play", home.story, "--script", "-"}, home.folder.path());
    (void)first.read_until("who has the key");
    CHECK(home.play("1\n").exit == 0);
    first.write("2\n");
    const Finished ended = first.finish();
    INFO(ended.out << ended.err);
    CHECK(ended.exit != 0);
    CHECK(ended.exit != 4);
    CHECK_FALSE(ended.says("You wait."));
    CHECK(ended.err.find("this game goes on in another window or program") != std::string::npos);
    CHECK(std::ranges::count(ended.err, '\n') == 1); // it is said once
    CHECK(home.run({"replay", "door", "--verify", "--audit"}).exit == 0);
}

TEST_CASE("a broken story is shown with its places", "[cli][ink]")
{
    const Home home;
    const std::string story = home.folder.write("broken.ink", "Hello.\n-> nowhere\n* [a] -> {{{\n");
    const Finished checked = home.run({"ink", "check", story});
    CHECK(checked.exit == 1);
    CHECK(checked.says(story + ":2:"));
    const Finished as_json = home.run({"ink", "check", story, "--format", "json"});
    CHECK(as_json.exit == 1);
    CHECK(is_json(as_json.out));
    CHECK(as_json.says(R"("severity":"error","file":")"));
    CHECK(home.run({"ink", "compile", story}).exit == 1);
    CHECK(home.run({"play", story}).exit == 1);
    CHECK(home.run({"play", story}).says(":2:"));
    CHECK(home.run({"play", story}).err.ends_with("goldbox: 2 mistakes in " + story + "\n"));
    const std::string one = home.folder.write("one.ink", "Hello.\n-> nowhere\n");
    for (const char* command : {"compile", "play", "stats"}) {
        const Finished once = home.run({"ink", command, one}); // a single mistake is told once
        CHECK(once.err == one + ":2:4: error: there is no knot, stitch or label `nowhere` [ink.unknown_divert]\n");
        CHECK(reason_of(home.run({"ink", command, one, "--format", "json"})) == "ink.unknown_divert");
    }
    CHECK(home.run({"ink", "check", home.story}).exit == 0);
    CHECK(home.run({"ink", "check", home.folder / "none.ink"}).exit == 1);
    CHECK(home.run({"ink", "check", "/proc/self/mem"}).exit == 3);
}

TEST_CASE("a story is compiled, played from source and from JSON, and measured", "[cli][ink]")
{
    const Home home;
    const std::string compiled = home.folder / "door.json";
    CHECK(home.run({"ink", "compile", home.story, "-o", compiled}).exit == 0);
    CHECK(home.run({"ink", "compile", home.story}).out == read_whole(compiled));
    const Finished source = home.run({"ink", "play", home.story}, "1\n2\n");
    CHECK(source.exit == 0);
    CHECK(source.says("You go home."));
    CHECK(home.run({"ink", "play", compiled}, "1\n2\n").out == source.out);
    CHECK(home.run({"play", compiled, "--script", "-"}, "1\n").says("You knock."));
    const Finished measured = home.run({"ink", "bench", compiled, "--walk", "3"});
    CHECK(measured.exit == 0);
    CHECK(is_json(measured.out));
}

TEST_CASE("a story's instructions are shown with their lines", "[cli][ink]")
{
    const Home home;
    const std::string story = home.folder.write("knots.ink", "-> k\n=== k ===\nHello.\n{1 / 0}\n-> END\n");
    const Finished dumped = home.run({"ink", "dump", story, "k"});
    CHECK(dumped.exit == 0);
    CHECK(dumped.says("text \"Hello.\"  // " + story + ":3"));
    CHECK(home.run({"ink", "dump", story, "nowhere"}).exit == 1);
    const std::string compiled = home.folder / "knots.json", lines = home.folder / "knots.lines.json";
    CHECK(home.run({"ink", "compile", story, "-o", compiled, "--lines", lines}).exit == 0);
    CHECK(home.run({"ink", "dump", compiled, "k", "--lines", lines}).out == dumped.out);
    const Finished as_json = home.run({"ink", "dump", story, "k", "--format", "json"});
    CHECK(as_json.says(R"("kind":"text","argument":"\"Hello.\"","where":{"file":")"));
    const Finished played = home.run({"ink", "play", story});
    CHECK(played.out.find(":4") == std::string::npos); // the protocol is as it was
    CHECK(played.says(story + ":4: error: "));
    CHECK(home.run({"ink", "play", compiled, "--lines", home.story}).exit == 1);
}

TEST_CASE("a story's steps are counted, the same each time", "[cli][ink]")
{
    const Home home;
    const Finished text = home.run({"ink", "profile", home.story, "--walk", "3"});
    CHECK(text.exit == 0);
    CHECK(text.says("steps  share  knots"));
    CHECK(text.says("(beginning)"));
    CHECK(home.run({"ink", "profile", home.story, "--walk", "3"}).out == text.out);
    CHECK(home.run({"ink", "profile", home.story, "--by", "lines"}).says("door.ink:"));
    const std::string choices = home.folder.write("choices.txt", "1\n");
    const Finished as_json = home.run({"ink", "profile", home.story, "--input", choices, "--format", "json"});
    CHECK(as_json.exit == 0);
    CHECK(is_json(as_json.out));
    CHECK(as_json.says(R"("kinds":[{"name":")"));
    CHECK(home.run({"ink", "profile", home.story, "--time"}).says("ms"));
}

TEST_CASE("a save goes on in a story that was edited", "[cli][ink]")
{
    const Home home;
    const std::string story =
        home.folder.write("edit.ink", "-> k\n=== k ===\nHello.\n* [Left] Left it is.\n* [Right] Right.\n"
                                      "- Done.\n-> END\n");
    const std::string save = home.folder / "edit.save";
    CHECK(home.run({"ink", "play", story, "--save", save}, "").exit == 0);
    (void)home.folder.write("edit.ink",
                            "-> k\n=== k ===\nHm.\nHello.\n* [Up] Up.\n* [Left] Left it is.\n- Done.\n-> END\n");
    const Finished played = home.run({"ink", "play", story, "--load", save}, "1\n");
    CHECK(played.says("1: Left"));
    CHECK(played.says("Left it is."));
    CHECK(played.says("the choice \"Right\" is gone"));
}

TEST_CASE("a story's image is made, checked, played and measured like the story", "[cli][ink]")
{
    const Home home;
    const std::string image = home.folder / "door.inkb", compiled = home.folder / "door.json";
    CHECK(home.run({"ink", "compile", home.story, "-o", compiled}).exit == 0);
    CHECK(home.run({"ink", "compile", home.story, "--image", "-o", image}).exit == 0);
    CHECK(home.run({"ink", "compile", compiled, "--image"}).out == read_whole(image));
    CHECK(home.run({"ink", "check", image}).exit == 0);
    const Finished source = home.run({"ink", "play", home.story}, "1\n2\n");
    CHECK(home.run({"ink", "play", image}, "1\n2\n").out == source.out);

    const std::string save = home.folder / "save.json";
    CHECK(home.run({"ink", "play", compiled, "--save", save, "--save-after", "1"}, "1\n").exit == 0);
    const Finished resumed = home.run({"ink", "play", compiled, "--load", save}, "2\n");
    CHECK(resumed.says("You go home."));
    CHECK(home.run({"ink", "play", image, "--load", save}, "2\n").out == resumed.out);

    for (const char* mode : {"--load", "--run", "--walk"}) {
        const Finished measured = home.run({"ink", "bench", image, mode, "2"});
        CHECK(measured.exit == 0);
        CHECK(is_json(measured.out));
    }
    CHECK(home.run({"ink", "bench", home.story, "--compile", "2"}).exit == 0);
    CHECK(home.run({"ink", "bench", image, "--compile", "2"}).exit == 2);

    std::string bytes = read_whole(image);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] + 1);
    const std::string damaged = home.folder.write("damaged.inkb", bytes);
    CHECK(home.run({"ink", "play", damaged}).exit == 1);
    const Finished checked = home.run({"ink", "check", damaged, "--format", "json"});
    CHECK(checked.exit == 1);
    CHECK(checked.says("ink.bad_image"));
    CHECK(checked.says("damaged.inkb"));
}

TEST_CASE("files that are no stories are refused", "[cli][ink]")
{
    const Home home;
    const std::string compiled = home.run({"ink", "compile", home.story}).out;
    const auto refused = [&](const std::string& text) {
        const std::string file = home.folder.write("bad.json", text);
        const Finished checked = home.run({"ink", "check", file, "--format", "json"});
        INFO(checked.out << checked.err);
        CHECK(checked.exit == 1);
        CHECK(checked.says("bad.json"));
        CHECK(home.run({"play", file}).exit == 1);
        CHECK(home.run({"ink", "play", file}).exit == 1);
    };
    refused(compiled.substr(0, compiled.size() / 2));                    // truncated
    refused("{\"hello\":\"world\"}");                                    // foreign
    refused("{\"inkVersion\":21,\"root\":" + std::string(200'000, '[')); // deep
    refused(std::string(200'000, '[') + std::string(200'000, ']'));
    refused("");
    const std::string json = home.folder.write("compiled.json", compiled);
    CHECK(reason_of(home.run({"ink", "compile", json, "--format", "json"})) == "cli.not_source");
    CHECK(reason_of(home.run({"ink", "stats", json, "--format", "json"})) == "cli.not_source");
    CHECK(home.run({"ink", "compile", json, "--image", "-o", home.folder / "story.inkb"}).exit == 0);
}

TEST_CASE("a save that cannot be read or written says which and why", "[cli][ink]")
{
    const Home home;
    const auto load = [&](const char* text) {
        return home.run({"ink", "play", home.story, "--load", home.folder.write("save.json", text)});
    };
    CHECK(load("{}").says("save.json: "));
    CHECK(load("no").says("save.json: this is not JSON: expected a value, found `no`"));
    CHECK(home.run({"ink", "play", home.story, "--save", "/nowhere/save.json"}).exit == 3);
    const Finished early =
        home.run({"ink", "play", home.story, "--save", home.folder / "s.json", "--save-after", "5"}, "1\n");
    CHECK(early.exit == 1);
    CHECK(early.says("ended before choice 5"));
}

TEST_CASE("nesting of 200,000 levels in ink is refused in time", "[cli][ink]")
{
    const Home home;
    for (const char* piece : {"{", "(", "* ", "{a:"}) {
        std::string text = "VAR a = 1\n~ a = ";
        if (std::string_view(piece) == "* " || std::string_view(piece) == "{a:" || std::string_view(piece) == "{")
            text = "VAR a = 1\n";
        for (int i = 0; i < 200'000; ++i) text += piece;
        const Finished checked = home.run({"ink", "check", home.folder.write("deep.ink", text)});
        INFO(piece << ": " << checked.err.substr(0, 300));
        CHECK(checked.exit == 1);
    }
}

TEST_CASE("a story that never stops is stopped, and can be taken back", "[cli][play]")
{
    const Home home;
    const std::string story =
        home.folder.write("loop.ink", "VAR n = 0\nReady?\n* [Go.] -> round\n== round\n~ n = n + 1\n-> round\n");
    const Finished done = home.run({"play", story, "--script", "-"}, "1\nundo\nlook\n");
    INFO(done.out << done.err);
    CHECK(done.exit == 0);
    CHECK(done.says("broke off"));
    CHECK(done.says("is this a loop without an end? (in round)"));
    CHECK(done.says("Ready?"));
    const Finished plain = home.run({"ink", "play", story}, "1\n");
    CHECK(plain.exit == 1);
    CHECK((plain.says("loop.ink:5: ") || plain.says("loop.ink:6: ")));
}

TEST_CASE("a pack that lacks files says which", "[cli][play]")
{
    const Home home;
    (void)home.folder.write("pack/pack.json",
                            R"({"id":"p","version":"1.0.0","licence":"MIT","story":"story/none.ink"})");
    const Finished lacking = home.run({"play", home.folder / "pack"});
    CHECK(lacking.exit == 1);
    CHECK(lacking.says("story/none.ink"));
    const Finished nothing = home.run({"play", home.folder / "nothing"});
    CHECK(nothing.exit == 1);
    CHECK(nothing.err ==
          (home.folder / "nothing") + ": error: there is no pack and no story of this name [content.no_such_pack]\n");
    const Finished with = home.run({"play", home.folder / "pack", "--with", home.folder / "nothing"});
    CHECK(with.says("nothing: error: there is no pack and no story of this name"));
    CHECK_FALSE(with.says("cannot list"));
    CHECK(home.run({"play", home.folder / "pack", "--packs", home.folder / "nothing"})
              .says("nothing: error: there is no folder of this name to look for packs in"));
    (void)home.folder.write("some/where/else.json", R"({"no": "pack"})");
    const Finished folder = home.run({"play", home.folder / "some"}); // its files are nobody's mistakes
    CHECK(folder.err == (home.folder / "some/pack.json") +
                            ": error: this pack has no pack.json: the file that says what it is "
                            "[content.no_manifest]\n");
}

TEST_CASE("a reader that leaves early is no crash", "[cli]")
{
    const Home home;
    Process process({"play", home.story, "--help"}, home.folder.path());
    const Finished done = process.finish();
    CHECK(done.exit == 0);
    CHECK(home.run({"games", "--db", "/dev/null"}).exit != 4);
}

TEST_CASE("a full disk under the output is a failure of the world", "[cli]")
{
    const Home home;
    CHECK(home.play("1\n").exit == 0);
    CHECK(home.run({"export", "door", "-o", "/dev/full"}).exit == 3);
}
