// SPDX-License-Identifier: MIT
#include "narrative/image.hpp"

#include "ink_player.hpp"
#include "play.hpp"
#include "support/catch.hpp"
#include "support/ink_cases.hpp"
#include "support/skip.hpp"

#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/story.hpp>

#include <cstring>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace goldbox;
using namespace goldbox::narrative;
namespace fs = std::filesystem;

std::shared_ptr<const Story> from_image(const Story& story)
{
    return tests::must(Story::load_image(story.save_image()));
}

/// What a reader sees between two choices, and all that the session knows.
std::string tell(Session& session)
{
    std::string told;
    while (session.can_continue()) {
        const auto line = session.advance();
        if (!line) return told + "!" + line.error().reason;
        told += line->text;
        for (const std::string& tag : line->tags) told += "#" + tag + "\n";
        for (const Problem& problem : session.problems()) told += "!" + problem.message + "\n";
    }
    for (const Choice& choice : session.choices()) told += "*" + choice.text + " -> " + choice.target + "\n";
    return told + session.save();
}

/// Walks through a story as loaded from JSON and from its image, side by side, and now and then has each go on from
/// what the other one saved. Empty when nobody could tell which is which.
std::string difference(const std::shared_ptr<const Story>& story, std::int32_t seed)
{
    const std::shared_ptr<const Story> image = from_image(*story);
    cli::ZeroExternals zero;
    const SessionOptions options{.seed = seed, .externals = &zero, .limits = {.steps = 1'000'000}};
    Session left(story, options), right(image, options);
    std::uint32_t random = 12345;
    for (int step = 0; step < 25; ++step) {
        const std::string told = tell(left);
        if (told != tell(right)) return "step " + std::to_string(step) + ": " + told;
        if (left.state() != right.state()) return "the states differ at step " + std::to_string(step);
        if (step % 5 == 4) {
            auto left_resumed = Session::load(story, right.save(), options);
            auto right_resumed = Session::load(image, left.save(), options);
            if (left_resumed.has_value() != right_resumed.has_value()) return "one save loads, the other does not";
            if (!left_resumed) return {};
            left = std::move(left_resumed->session);
            right = std::move(right_resumed->session);
        }
        const std::size_t offered = left.choices().size();
        if (offered == 0) break;
        random = random * 1664525u + 1013904223u;
        const std::size_t chosen = (random >> 8) % offered;
        if (left.choose(chosen).has_value() != right.choose(chosen).has_value()) return "one cannot choose";
    }
    return {};
}

const std::vector<std::string> story_names = {"externals", "faults", "limits", "output", "tour", "values"};

} // namespace

TEST_CASE("a story from its image is told as the story from JSON", "[narrative][image]")
{
    for (const std::string& name : story_names) {
        INFO(name);
        const auto story = load_story(name);
        CHECK(difference(story, 42).empty());
        const auto image = from_image(*story);
        const auto same = [](auto left, auto right) { return std::ranges::equal(left, right); };
        CHECK(same(image->variables(), story->variables()));
        CHECK(same(image->knots(), story->knots()));
        CHECK(same(image->externals(), story->externals()));
        CHECK(same(image->global_tags(), story->global_tags()));
        CHECK(image->memory_bytes() < 2 * story->memory_bytes());
    }
}

TEST_CASE("every story of the test data is told the same from its image", "[narrative][image][conformance]")
{
    GOLDBOX_NEED_DATA("ink");
    int stories = 0;
    for (const std::string group : {"proof", "bytecode", "tests", "real", "real-rng", "synthetic"}) {
        for (const fs::path& folder : test::case_folders(test::shared_data("ink") / group)) {
            const auto story = Story::load(test::read_text(folder / "story.ink.json"));
            if (!story) continue;
            ++stories;
            INFO(folder.string());
            const std::string differs = difference(*story, test::read_metadata(folder).seed.value_or(0));
            INFO(differs);
            CHECK(differs.empty());
        }
    }
    std::cout << "images: " << stories << " stories told the same\n";
    CHECK(stories > 100);
}

TEST_CASE("the image of a story is the same bytes whenever and from whatever it is made", "[narrative][image]")
{
    for (const std::string& name : story_names) {
        const auto story = load_story(name);
        CHECK(story->save_image() == load_story(name)->save_image());
        CHECK(story->save_image() == from_image(*story)->save_image());
    }
}

TEST_CASE("a damaged image is refused", "[narrative][image]")
{
    const std::string image = load_story("tour")->save_image();
    REQUIRE(Story::is_image(image));
    for (std::size_t at = 0; at < image.size(); ++at) {
        std::string damaged = image;
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
        const auto loaded = Story::load_image(damaged, {.file = "tour.inkb"});
        REQUIRE(!loaded);
        CHECK(loaded.error().where.file == "tour.inkb");
    }
    for (std::size_t size = 0; size < image.size(); size += 1 + size / 50) {
        const auto loaded = Story::load_image(image.substr(0, size));
        REQUIRE(!loaded);
        CHECK(loaded.error().reason == (size < 8 ? "ink.not_an_image" : "ink.bad_image"));
    }
    CHECK(Story::load_image(image + "12345678").error().reason == "ink.bad_image");
    CHECK(Story::load_image(story_text("tour")).error().reason == "ink.not_an_image");
    CHECK(Story::load_image(image, {.max_bytes = 100}).error().reason == "ink.too_large");
    CHECK(Story::load_image(image, {.max_depth = 2}).error().reason == "ink.too_deep");
}

TEST_CASE("an image of another version or byte order is told from a damaged one", "[narrative][image]")
{
    const std::string image = load_story("tour")->save_image();
    for (const std::size_t at : {8u, 12u, 16u}) { // version, byte order, layout
        std::string other = image;
        other[at] = static_cast<char>(other[at] + 1);
        const Error error = Story::load_image(other).error();
        CHECK(error.code == Code::unsupported);
        CHECK(error.reason == "ink.image_version");
        CHECK(error.message.find("make it anew") != std::string::npos);
    }
}

TEST_CASE("an image that was made to harm is refused or stays within its limits", "[narrative][image]")
{
    const SessionOptions options{
        .limits = {.steps = 5'000, .depth = 50, .output_bytes = 10'000, .memory_bytes = 1u << 20}};
    int refused = 0, played = 0;
    for (const std::string& name : story_names) {
        const std::string image = load_story(name)->save_image();
        for (std::size_t at = 40; at + 4 <= image.size(); at += 4) {
            for (const std::uint32_t value : {0xFFFFFFFFu, 0x7FFFFFFFu, static_cast<std::uint32_t>(at % 97)}) {
                std::string forged = image;
                std::memcpy(forged.data() + at, &value, sizeof value);
                seal_image(forged);
                const auto loaded = Story::load_image(forged);
                ++(loaded ? played : refused);
                if (!loaded) continue;
                Session session(*loaded, options);
                for (int step = 0; step < 20 && session.can_continue() && session.advance(); ++step) {
                }
                if (!session.choices().empty()) CHECK(session.choose(0).has_value());
                (void)session.save();
                (void)session.state();
            }
        }
    }
    std::cout << "forged images: " << refused << " refused, " << played << " played within their limits\n";
    CHECK(refused > 1000);
}
