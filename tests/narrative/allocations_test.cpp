// SPDX-License-Identifier: MIT
// Counts what the whole test program asks of the heap, so the counter must not be in the way of other tests.
#include "allocations.hpp"
#include "play.hpp"
#include "support/catch.hpp"
#include "support/ink_cases.hpp"
#include "support/skip.hpp"

#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/story.hpp>

#include <iostream>
#include <string>

namespace {

using namespace goldbox;
using namespace goldbox::narrative;
using cli::allocations;

struct Count {
    std::uint64_t lines = 0, choices = 0, allocations = 0;
};

/// Reads on up to the next choice, or so many lines.
void read_lines(Session& session, Count& count, std::uint64_t most = UINT64_MAX)
{
    const std::uint64_t before = allocations();
    while (session.can_continue() && count.lines < most) {
        if (!session.advance()) return;
        ++count.lines;
    }
    count.allocations += allocations() - before;
}

/// Walks through a story by chance, as the benchmarks do; what it asked of the heap, the choosing too.
Count walk(Session& session, std::uint32_t& random)
{
    Count count;
    read_lines(session, count);
    for (int made = 0; made < 400; ++made) {
        const std::uint64_t before = allocations();
        const std::size_t offered = session.choices().size();
        if (offered == 0) break;
        random = random * 1664525u + 1013904223u;
        if (!session.choose((random >> 8) % offered)) break;
        count.allocations += allocations() - before;
        ++count.choices;
        read_lines(session, count);
    }
    return count;
}

std::shared_ptr<const Story> measured(const std::string& name)
{
    std::string text = test::read_text(test::shared_data("ink/bench/" + name + ".json"));
    if (name == "loop") { // the same work at each round; this many are enough
        const std::size_t rounds = text.find("100000");
        REQUIRE(rounds != std::string::npos);
        text.replace(rounds, 6, "20000");
    }
    return tests::must(Story::load(text));
}

SessionOptions plenty()
{
    return {.seed = 42, .limits = {.steps = 1'000'000'000}};
}

} // namespace

TEST_CASE("a session that has warmed up tells lines without asking for memory", "[narrative][allocations]")
{
    GOLDBOX_NEED_DATA("ink/bench");
    struct Case {
        const char* name;
        std::uint64_t warming_up, lines; ///< up to the last one, which is another kind of line
    };
    for (const auto& [name, warming_up, lines] :
         {Case{"text", 500, 19'500}, Case{"loop", 5, 15}, Case{"calls", 100, 1'899}}) {
        INFO(name);
        Session session(measured(name), plenty());
        Count count;
        read_lines(session, count, warming_up);
        count = {};
        read_lines(session, count, lines);
        std::cout << name << ": " << count.allocations << " allocations in " << count.lines << " lines\n";
        CHECK(count.lines == lines);
        CHECK(count.allocations == 0);
    }
}

TEST_CASE("a session that has warmed up offers and takes choices without asking for memory", "[narrative][allocations]")
{
    GOLDBOX_NEED_DATA("ink/bench");
    Session session(measured("choices"), plenty());
    std::uint32_t random = 12345;
    (void)walk(session, random);
    const Count count = walk(session, random);
    std::cout << "choices: " << count.allocations << " allocations in " << count.lines << " lines and " << count.choices
              << " choices\n";
    CHECK(count.lines > 400);
    CHECK(count.allocations == 0);
}

TEST_CASE("a walk through a real story asks for less and less memory", "[narrative][allocations]")
{
    GOLDBOX_NEED_DATA("ink/bench");
    const auto story = measured("intercept");
    std::uint32_t random = 12345;
    Count begun, later;
    for (int round = 0; round < 50; ++round) {
        Session session(story, plenty());
        read_lines(session, begun);
        for (int made = 0; made < 400 && !session.choices().empty(); ++made) {
            Count& count = made < 20 ? begun : later;
            const std::uint64_t before = allocations();
            random = random * 1664525u + 1013904223u;
            if (!session.choose((random >> 8) % session.choices().size())) break;
            count.allocations += allocations() - before;
            read_lines(session, count);
        }
    }
    std::cout << "The Intercept, 50 sessions: " << begun.allocations << " allocations in " << begun.lines
              << " lines up to the 20th choice, " << later.allocations << " in " << later.lines << " lines after it\n";
    CHECK(begun.allocations < 2 * begun.lines);
    CHECK(later.allocations < later.lines / 5); // strings that meet a longer text than ever before
}
