// SPDX-License-Identifier: MIT
// Any bytes as what a session left behind, for a fixed story: refused, or played on within limits. The first byte picks
// the form: a save of ink, or keys and values, one `key value` a line.
#include "fuzz/fuzz.hpp"
#include "fuzz/ink_walk.hpp"

#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/story.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

namespace {

using namespace goldbox;
using namespace goldbox::narrative;
using goldbox::test::expect;

std::shared_ptr<const Story> the_story()
{
    std::ifstream file(GOLDBOX_SOURCE_DIR "/tests/narrative/stories/tour.ink.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto story = Story::load(text);
    expect(story.has_value(), "the story of the seeds loads");
    return *story;
}

SessionState state_of(std::string_view text)
{
    SessionState state;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const std::size_t space = std::min(line.find(' '), line.size());
        state.emplace(line.substr(0, space), line.substr(std::min(space + 1, line.size())));
    }
    return state;
}

void play(Session& session)
{
    goldbox::test::walk(session, 1, 60);
    (void)session.save();
    (void)session.evaluate("describe", std::vector<Value>{1});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::shared_ptr<const Story> story = the_story();
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const SessionOptions options{
        .limits = {.steps = 5'000, .depth = 100, .output_bytes = 4096, .memory_bytes = 1u << 20}};
    auto resumed =
        data[0] % 2 == 0 ? Session::load(story, text, options) : Session::resume(story, state_of(text), options);
    if (resumed) play(resumed->session);
    return 0;
}
