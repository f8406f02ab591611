// SPDX-License-Identifier: MIT
#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include "support/catch.hpp"

#include <limits>
#include <string>

using namespace goldbox;
using namespace goldbox::json;

TEST_CASE("the writer sets commas and nesting by itself", "[json]")
{
    std::string text;
    Writer writer(text);
    writer.begin_object().member("a", 1).key("b").begin_array().value(true).null().value("x").end_array().end_object();
    CHECK(text == R"({"a":1,"b":[true,null,"x"]})");
}

TEST_CASE("numbers with a fraction keep it and read back as themselves", "[json]")
{
    for (double number : {0.0, 2.0, -0.5, 0.1, 1e300, 5e-324, 123456789.125, std::numeric_limits<double>::max()}) {
        std::string text;
        Writer(text).value(number);
        auto document = read(text);
        REQUIRE(document);
        CHECK(document->root.is(Kind::number));
        CHECK(document->root.number() == number);
    }
}

TEST_CASE("control characters and broken UTF-8 are written as JSON can hold them", "[json]")
{
    std::string text;
    Writer(text).value(std::string_view("\0\x1f\x7f\xff\n", 5));
    CHECK(text == "\"\\u0000\\u001f\\u007f\xEF\xBF\xBD\\n\"");
    CHECK(read(text));
}

TEST_CASE("a hundred levels nest", "[json]")
{
    std::string text;
    Writer writer(text);
    for (int i = 0; i < 100; ++i) writer.begin_array().value(i);
    for (int i = 0; i < 100; ++i) writer.end_array();
    CHECK(read(text, {.max_depth = 100}));
}
