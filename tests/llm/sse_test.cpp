// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <goldbox/llm/sse.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace goldbox::llm;

namespace {

using Events = std::vector<std::pair<std::string, std::string>>;

Events read(std::string_view text, std::size_t piece = 1)
{
    Events events;
    SseReader reader;
    const SseReader::Sink sink = [&](const SseEvent& event) {
        events.emplace_back(event.type, event.data);
        return true;
    };
    for (std::size_t at = 0; at < text.size(); at += piece) reader.feed(text.substr(at, piece), sink);
    reader.finish(sink);
    return events;
}

} // namespace

TEST_CASE("lines end in CR, LF or both, cut anywhere", "[llm][sse]")
{
    const Events wanted = {{"", "a"}, {"e", "b\nc"}};
    for (const std::string_view text :
         {"data: a\n\nevent: e\ndata: b\ndata: c\n\n", "data: a\r\n\r\nevent: e\r\ndata: b\r\ndata: c\r\n\r\n",
          "data: a\r\revent: e\rdata: b\rdata: c\r\r", "data: a\n\r\nevent: e\r\ndata: b\rdata: c\n\n"}) {
        for (std::size_t piece = 1; piece <= text.size(); ++piece) CHECK(read(text, piece) == wanted);
    }
}

TEST_CASE("comments, retry and unknown fields are not events", "[llm][sse]")
{
    CHECK(read(": OPENROUTER PROCESSING\n\n:\nretry: 100\nid: 7\nfoo: bar\ndata:x\n\n") == Events{{"", "x"}});
    CHECK(read("event: ping\n\ndata: x\n\n") == Events{{"", "x"}}); // a type without data is forgotten
}

TEST_CASE("one space behind the colon belongs to the field, the others to the data", "[llm][sse]")
{
    CHECK(read("data:a\n\ndata:  b\n\ndata\n\n") == Events{{"", "a"}, {"", " b"}, {"", ""}});
}

TEST_CASE("a byte order mark is skipped, and an event without an empty line behind it counts", "[llm][sse]")
{
    CHECK(read("\xEF\xBB\xBF"
               "data: a\n\ndata: b") == Events{{"", "a"}, {"", "b"}});
}

TEST_CASE("an event longer than allowed stops the reading", "[llm][sse]")
{
    for (const std::string_view text : {"data: 0123456789abcdef\n\n", "data: 0123456789\ndata: abcdef\n\n"}) {
        SseReader reader(12);
        CHECK_FALSE(reader.feed(text, [](const SseEvent&) { return true; }));
        CHECK(reader.too_large());
    }
}
