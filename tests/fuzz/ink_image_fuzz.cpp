// SPDX-License-Identifier: MIT
// Changes to the images of real stories, sealed again so that the checksum hides nothing: refused, or played within
// limits. The first byte picks the story; then each five bytes are a place, in words of four bytes, and what is written
// there: two bytes place, one byte kind, two bytes number. 255 as the first byte: the rest as it is.
#include "fuzz/fuzz.hpp"
#include "fuzz/ink_walk.hpp"
#include "narrative/image.hpp"

#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/story.hpp>

#include <array>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace goldbox::narrative;
using goldbox::test::expect;
using goldbox::test::walk;

std::vector<std::string> images()
{
    std::vector<std::string> made;
    for (const char* name : {"externals", "faults", "limits", "output", "tour", "values"}) {
        std::ifstream file(std::string(GOLDBOX_SOURCE_DIR "/tests/narrative/stories/") + name + ".ink.json",
                           std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        const auto story = Story::load(text);
        expect(story.has_value(), "the stories of the seeds load");
        made.push_back((*story)->save_image());
    }
    return made;
}

void write(std::string& image, const std::uint8_t* edit)
{
    const std::size_t words = image.size() / 4;
    const std::size_t place = (edit[0] | std::size_t{edit[1]} << 8) % words * 4;
    const std::uint32_t number = edit[3] | std::uint32_t{edit[4]} << 8;
    std::uint32_t word = 0;
    std::memcpy(&word, image.data() + place, sizeof word);
    const std::array<std::uint32_t, 4> written = {number, ~number, word + number, word ^ number << 16};
    word = written[edit[2] % written.size()];
    std::memcpy(image.data() + place, &word, sizeof word);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::vector<std::string> stories = images();
    if (size == 0) return 0;
    std::string image;
    if (data[0] == 255) {
        image.assign(goldbox::test::as_text(data + 1, size - 1));
    } else {
        image = stories[data[0] % stories.size()];
        for (std::size_t at = 1; at + 5 <= size; at += 5) write(image, data + at);
    }
    seal_image(image);
    const auto story = Story::load_image(std::move(image), {.max_bytes = 1u << 20, .max_depth = 200});
    if (!story) return 0;
    const SessionOptions options{
        .limits = {.steps = 5'000, .depth = 100, .output_bytes = 4096, .memory_bytes = 1u << 20}};
    Session session(*story, options);
    walk(session, 1);
    if (auto resumed = Session::resume(*story, session.state(), options)) walk(resumed->session, 1);
    if (auto loaded = Session::load(*story, session.save(), options)) walk(loaded->session, 1);
    for (const std::string& knot : (*story)->knots()) {
        if (session.evaluate(knot)) break;
    }
    return 0;
}
