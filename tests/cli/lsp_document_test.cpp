// SPDX-License-Identifier: MIT
#include "lsp/document.hpp"
#include "lsp/framing.hpp"
#include "lsp/protocol.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"

using namespace goldbox;
using namespace goldbox::cli::lsp;
using goldbox::tests::must;
using goldbox::tests::reason;
using narrative::TextPoint;

TEST_CASE("columns count UTF-16 units or bytes, as was agreed", "[cli][lsp]")
{
    const Document document("a\xC3\xA9\xF0\x9F\x8E\xB2z\nb\r\nc\rd");
    CHECK(document.offset({0, 2}, Encoding::utf16) == 3);
    CHECK(document.offset({0, 3}, Encoding::utf16) == 3); // between the halves of a pair: before it
    CHECK(document.offset({0, 4}, Encoding::utf16) == 7);
    CHECK(document.offset({0, 5}, Encoding::utf16) == 8);
    CHECK(document.offset({0, 99}, Encoding::utf16) == 8); // the end of the line
    CHECK(document.offset({0, 3}, Encoding::utf8) == 3);
    CHECK(document.offset({0, 5}, Encoding::utf8) == 3); // inside a character: before it
    CHECK(document.offset({1, 1}, Encoding::utf16) == 10);
    CHECK(document.offset({1, 2}, Encoding::utf16) == 10); // a line's end is no part of it
    CHECK(document.offset({3, 0}, Encoding::utf16) == 14); // a return alone ends a line
    CHECK(document.offset({99, 0}, Encoding::utf16) == document.text().size());
    CHECK(document.position(7, Encoding::utf16) == Position{0, 4});
    CHECK(document.position(7, Encoding::utf8) == Position{0, 7});
    CHECK(document.position(14, Encoding::utf16) == Position{3, 0});
    CHECK(document.position(99, Encoding::utf16) == Position{3, 1});
}

TEST_CASE("places of the compiler and of the protocol lead to each other", "[cli][lsp]")
{
    const Document document("\xEF\xBB\xBFx\xC3\xA9y\nb\rc\n");
    CHECK(document.point({0, 0}, Encoding::utf16) == TextPoint{1, 1});
    CHECK(document.point({0, 3}, Encoding::utf16) == TextPoint{1, 4});
    CHECK(document.position(TextPoint{1, 4}, Encoding::utf16) == Position{0, 3});
    CHECK(document.position(TextPoint{2, 3}, Encoding::utf16) == Position{2, 0}); // the compiler knows only \n
    CHECK(document.point({2, 0}, Encoding::utf16) == TextPoint{2, 3});
    CHECK(document.position(TextPoint{99, 99}, Encoding::utf16) == Position{3, 0});
    CHECK(document.position(TextPoint{0, 0}, Encoding::utf16) == Position{0, 1});
}

TEST_CASE("edits go where they belong", "[cli][lsp]")
{
    Document document("one \xF0\x9F\x8E\xB2 two\nthree\n");
    document.replace({{0, 7}, {0, 10}}, "2", Encoding::utf16);
    CHECK(document.text() == "one \xF0\x9F\x8E\xB2 2\nthree\n");
    document.replace({{0, 8}, {1, 0}}, "", Encoding::utf16);
    CHECK(document.text() == "one \xF0\x9F\x8E\xB2 2three\n");
    document.replace({{0, 4}, {0, 6}}, "x\ny", Encoding::utf16);
    CHECK(document.text() == "one x\ny 2three\n");
    document.replace({{9, 9}, {0, 0}}, "end", Encoding::utf16); // ill-ordered: nothing is taken away
    CHECK(document.text() == "one x\ny 2three\nend");
}

TEST_CASE("messages are taken out of a stream however it is cut", "[cli][lsp]")
{
    const std::string stream =
        framed("{}") + "content-length: 3\r\nContent-Type: x; charset=utf-8\r\n\r\nabc" + framed("");
    for (std::size_t cut = 1; cut < stream.size(); ++cut) {
        MessageReader reader;
        std::vector<std::string> bodies;
        for (std::size_t at = 0; at < stream.size(); at += cut) {
            reader.feed(stream.substr(at, cut));
            while (auto body = must(reader.next())) bodies.push_back(*body);
        }
        CHECK(bodies == std::vector<std::string>{"{}", "abc", ""});
    }
}

TEST_CASE("what is no header ends the stream", "[cli][lsp]")
{
    const auto reason_of = [](const std::string& stream) {
        MessageReader reader;
        reader.feed(stream);
        return reason(reader.next());
    };
    CHECK(reason_of("Content-Length: x\r\n\r\n") == "lsp.bad_header");
    CHECK(reason_of("Content-Length: -1\r\n\r\n") == "lsp.bad_header");
    CHECK(reason_of("Content-Length:\r\n\r\n") == "lsp.bad_header");
    CHECK(reason_of("Hello\r\n\r\n") == "lsp.bad_header");
    CHECK(reason_of("X: 1\r\n\r\n") == "lsp.bad_header");
    CHECK(reason_of(std::string(9000, 'x')) == "lsp.bad_header");
    CHECK(reason_of("Content-Length: 99999999999999999999999\r\n\r\n") == "lsp.bad_header");
    CHECK(reason_of("Content-Length: 999999999999\r\n\r\n") == "lsp.too_large");
    CHECK(reason_of("Content-Length: 5\r\n\r\nab").empty());
}

TEST_CASE("names of files survive being URIs", "[cli][lsp]")
{
    for (const std::string path : {"/a/b.ink", "/a b/c\xC3\xA9#?%.ink", "/"}) CHECK(path_of(uri_of(path)) == path);
    CHECK(path_of("file:///a/../b/./c.ink") == "/b/c.ink");
    CHECK(path_of("file://host/a") == "/a");
    CHECK(path_of("file:///a%2Fb%zz%") == "/a/b%zz%");
    CHECK_FALSE(path_of("untitled:x"));
    CHECK_FALSE(path_of("file:///a%00b"));
    CHECK_FALSE(path_of(""));
}
