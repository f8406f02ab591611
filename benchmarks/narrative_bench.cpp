// SPDX-License-Identifier: MIT
// Stories: loading from both forms, beginning a session, walking. The Intercept from the test data beside the project;
// without it, the tour of the tests. benchmarks/peers/ink.sh does the same work in inkjs too.
#include "scene.hpp"

#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/story.hpp>

#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace {

using namespace goldbox;
using namespace goldbox::narrative;
using bench::must;

std::string read_story()
{
    for (const char* name : {"/../shared/data/ink/bench/intercept.json", "/tests/narrative/stories/tour.ink.json"}) {
        if (std::ifstream file(std::string(GOLDBOX_SOURCE_DIR) + name, std::ios::binary); file)
            return {std::istreambuf_iterator<char>(file), {}};
    }
    return {};
}

const std::string& story_json()
{
    static const std::string json = read_story();
    return json;
}

struct Walked {
    std::uint32_t hash = 0;
    std::int64_t lines = 0;
    bool operator==(const Walked&) const = default;
};

void drain(Session& session, Walked& walked)
{
    while (session.can_continue()) {
        for (const char c : must(session.advance()).text)
            walked.hash = walked.hash * 31 + static_cast<unsigned char>(c);
        ++walked.lines;
    }
}

Walked walk(Session& session)
{
    Walked walked;
    std::uint32_t random = 12345;
    drain(session, walked);
    for (int made = 0; made < 400 && !session.choices().empty(); ++made) {
        random = random * 1664525u + 1013904223u;
        must(session.choose((random >> 8) % session.choices().size()));
        drain(session, walked);
    }
    return walked;
}

void load_json(benchmark::State& state)
{
    for (auto _ : state) benchmark::DoNotOptimize(must(Story::load(story_json())));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(story_json().size()));
}
BENCHMARK(load_json)->Unit(benchmark::kMicrosecond);

void load_image(benchmark::State& state)
{
    const auto story = must(Story::load(story_json()));
    const auto image = std::make_shared<const std::string>(story->save_image());
    for (auto _ : state) benchmark::DoNotOptimize(must(Story::load_image(image)));
    Session left(story, {.seed = 42}), right(must(Story::load_image(image)), {.seed = 42});
    if (walk(left) != walk(right)) state.SkipWithError("the image tells another story");
    state.counters["image_bytes"] = static_cast<double>(image->size());
}
BENCHMARK(load_image)->Unit(benchmark::kMicrosecond);

void begin_session(benchmark::State& state)
{
    const auto story = must(Story::load(story_json()));
    for (auto _ : state) {
        Session session(story, {.seed = 42});
        benchmark::DoNotOptimize(session.can_continue());
    }
    Session session(story, {.seed = 42});
    walk(session);
    state.counters["session_bytes"] = static_cast<double>(session.memory_bytes());
    state.counters["story_bytes"] = static_cast<double>(story->memory_bytes());
}
BENCHMARK(begin_session)->Unit(benchmark::kMicrosecond);

void walk_story(benchmark::State& state)
{
    const auto story = must(Story::load(story_json()));
    std::optional<Walked> first;
    for (auto _ : state) {
        Session session(story, {.seed = 42});
        const Walked walked = walk(session);
        if (!first) first = walked;
        if (walked != *first) state.SkipWithError("the same walk told something else");
    }
    if (first) state.SetItemsProcessed(state.iterations() * first->lines);
}
BENCHMARK(walk_story)->Unit(benchmark::kMicrosecond);

} // namespace

BENCHMARK_MAIN();
