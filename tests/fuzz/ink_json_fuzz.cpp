// SPDX-License-Identifier: MIT
// Any bytes as a compiled story: it loads or is refused; when it loads, a few steps of play stay within their limits,
// and what it says of itself resumes.
#include "fuzz/fuzz.hpp"
#include "fuzz/ink_walk.hpp"

#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/story.hpp>

#include <string_view>

using namespace goldbox::narrative;
using goldbox::test::expect;
using goldbox::test::walk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = goldbox::test::as_text(data, size);
    const auto story = Story::load(text, {.max_bytes = 1u << 20, .max_depth = 200});
    if (!story) return 0;
    const SessionOptions options{
        .limits = {.steps = 5'000, .depth = 100, .output_bytes = 4096, .memory_bytes = 1u << 20}};
    Session session(*story, options);
    SessionState told;
    for (std::uint32_t part = 0; part < 3; ++part) {
        walk(session, part);
        goldbox::narrative::apply(told, session.take_delta());
        expect(told == session.state(), "the deltas add up to the state");
        auto resumed = Session::resume(*story, told, options);
        if (resumed) walk(resumed->session, part);
        auto loaded = Session::load(*story, session.save(), options);
        if (loaded) walk(loaded->session, part);
    }
    for (const std::string& knot : (*story)->knots()) {
        if (session.evaluate(knot)) break;
    }
    return 0;
}
