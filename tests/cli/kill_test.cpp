// SPDX-License-Identifier: MIT
// The program is killed at any moment. Whatever it printed is there when it is opened again.
#include "cli/process.hpp"
#include "support/catch.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <chrono>
#include <map>
#include <random>
#include <sstream>
#include <thread>

using namespace goldbox;
using namespace goldbox::test;

namespace {

/// Goes round for ever; each turn tells which it is.
constexpr std::string_view endless_story = R"(VAR turn = 0
-> round
== round
~ turn = turn + 1
This is turn {turn}.
+ [On.] -> round
+ [Away.] You go away. -> round
)";

/// Story events by their number, as the sender saw them: `seq` to the text of their lines.
using Told = std::map<std::int64_t, std::string>;

std::string lines_told(const json::Value& event)
{
    const json::Value* lines = event.find("lines");
    return lines ? json::write(*lines) : std::string();
}

bool is_advance(const json::Value& event)
{
    const json::Value* type = event.find("type");
    return type && type->is(json::Kind::string) && type->string() == "story_advanced";
}

void note_printed(const std::string& line, Told& told)
{
    const auto document = json::read(line, {});
    if (!document) return; // cut off by the kill: never wholly said
    const json::Value* answer = document->root.find("answer");
    if (!answer) return;
    for (const json::Value& projection : answer->find("events")->array()) {
        const json::Value& event = *projection.find("event");
        if (is_advance(event)) told[projection.find("seq")->integer()] = lines_told(event);
    }
}

Told logged(const std::string& folder)
{
    Told told;
    std::istringstream lines(goldbox::test::goldbox({"export", "round"}, folder).out);
    for (std::string line; std::getline(lines, line);) {
        const auto document = json::read(line, {});
        REQUIRE(document);
        const json::Value* events = document->root.find("events");
        if (!events || !events->is(json::Kind::array)) continue;
        std::int64_t seq = document->root.find("seq")->integer();
        for (const json::Value& event : events->array()) {
            const json::Value& body = *event.find("body");
            if (is_advance(body)) told[seq] = lines_told(body);
            ++seq;
        }
    }
    return told;
}

/// Kills it at `kills` random moments and compares after each.
void kill_at_random(int kills)
{
    const TemporaryFolder folder;
    const std::string story = folder.write("round.ink", endless_story);
    std::mt19937 random(20'261'120); // only for when to strike
    std::string inputs;
    for (int i = 0; i < 3000; ++i) inputs += i % 7 == 6 ? "2\n" : i % 11 == 10 ? "undo\n" : "1\n";
    const std::string script = folder.write("inputs.txt", inputs);
    Told printed;
    for (int kill = 0; kill < kills; ++kill) {
        Process process({"play", story, "--seed", "1", "--format", "json", "--script", script}, folder.path());
        if (kill % 2 == 1) (void)process.read_until("\"input\""); // past the start, however slow the machine is
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 30'000));
        process.signal(SIGKILL);
        std::istringstream lines(process.finish().out);
        for (std::string line; std::getline(lines, line);) note_printed(line, printed);
        if (!std::filesystem::exists(folder / "goldbox/goldbox.db")) continue;
        if (kill % 10 != 9 && kill + 1 != kills) continue; // the log only grows: comparing now and then misses nothing
        const Told log = logged(folder.path());
        for (const auto& [seq, text] : printed) {
            INFO("event " << seq << " after kill " << kill);
            REQUIRE(log.contains(seq));
            REQUIRE(log.at(seq) == text);
        }
    }
    CHECK(printed.size() >= static_cast<std::size_t>(kills) / 2);
    CHECK(goldbox::test::goldbox({"replay", "round", "--verify", "--audit"}, folder.path()).exit == 0);
    CHECK(goldbox::test::goldbox({"db", "check"}, folder.path()).exit == 0);
}

} // namespace

TEST_CASE("what was printed before a kill is there after it", "[cli][kill]")
{
    kill_at_random(20);
}

TEST_CASE("what was printed before 200 kills is there after them", "[.crash]")
{
    kill_at_random(200);
}
