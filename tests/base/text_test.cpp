// SPDX-License-Identifier: MIT
#include <goldbox/base/text.hpp>

#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace goldbox;

TEST_CASE("well-formed UTF-8 is told from ill-formed", "[base][text]")
{
    CHECK(is_utf8("plain, é, 漢, 🐉"));
    CHECK_FALSE(is_utf8("\xC0\x80"));         // overlong
    CHECK_FALSE(is_utf8("\xED\xA0\x80"));     // surrogate
    CHECK_FALSE(is_utf8("\xF4\x90\x80\x80")); // beyond U+10FFFF
    CHECK_FALSE(is_utf8("\xE6\xBC"));         // cut
    CHECK(to_utf8("a\xFFz") == "a\xEF\xBF\xBDz");
}

TEST_CASE("every code point survives encoding and decoding", "[base][text]")
{
    for (char32_t c = 0; c <= 0x10FFFF; c += (c < 0x3000 ? 1 : 97)) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text;
        append_utf8(text, c);
        CodePoint point = decode_utf8(text);
        REQUIRE(point.valid);
        REQUIRE(point.value == c);
        REQUIRE(point.bytes == text.size());
    }
}

TEST_CASE("columns count what a terminal shows", "[base][text]")
{
    CHECK(columns("abc") == 3);
    CHECK(columns("漢字") == 4);
    CHECK(columns("e\xCC\x81") == 1); // e and a combining acute accent
    CHECK(columns("🐉") == 2);
}

TEST_CASE("wrapping keeps every line within the width", "[base][text]")
{
    CHECK(wrap("the quick brown fox", 10) == std::vector<std::string>{"the quick", "brown fox"});
    CHECK(wrap("漢字漢字漢字", 5) == std::vector<std::string>{"漢字", "漢字", "漢字"});
    CHECK(wrap("one\ntwo", 80) == std::vector<std::string>{"one", "two"});
    CHECK(wrap("", 80) == std::vector<std::string>{""});
    CHECK(wrap("abcdefghij", 4) == std::vector<std::string>{"abcd", "efgh", "ij"});
}

TEST_CASE("text from outside cannot steer a terminal", "[base][text]")
{
    CHECK(printable("a\x1b[31mb\x07") == "a[31mb");
    CHECK(printable("a\nb") == "ab");
    CHECK(printable("a\nb", true) == "a\nb");
    CHECK(printable("x\xE2\x80\xAEy") == "xy"); // right-to-left override
}

TEST_CASE("a misspelled word finds what was meant", "[base][text]")
{
    const std::vector<std::string_view> abilities = {"strength", "dexterity", "wisdom"};
    CHECK(nearest("dexterty", abilities) == "dexterity");
    CHECK(nearest("wisdmo", abilities) == "wisdom"); // two letters swapped are one mistake
    CHECK(nearest("banana", abilities).empty());
    CHECK(nearest("", abilities).empty());
}
