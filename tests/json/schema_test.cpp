// SPDX-License-Identifier: MIT
// What people and programs see of JSON Schema: messages, places, suggestions, limits.
#include <goldbox/base/text.hpp>
#include <goldbox/json/fields.hpp>
#include <goldbox/json/schema.hpp>
#include <goldbox/json/validator.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <string>
#include <thread>

using namespace goldbox;

namespace {

json::Document parsed(std::string_view text)
{
    auto document = json::read(text, {.max_depth = 2000, .comments = true});
    if (!document) FAIL(to_string(document.error()) << "\n" << text);
    return *std::move(document);
}

json::Schema compiled(std::string_view text, const json::SchemaOptions& options = {})
{
    auto schema = json::Schema::compile(parsed(text).root, options);
    if (!schema) FAIL(to_string(schema.error()));
    return *schema;
}

Error refused(std::string_view text, const json::SchemaOptions& options = {})
{
    const auto schema = json::Schema::compile(parsed(text).root, options);
    REQUIRE_FALSE(schema.has_value());
    return schema.error();
}

std::vector<json::Violation> violations(std::string_view schema, std::string_view value)
{
    const json::ReadOptions read{.file = "value.json", .comments = true};
    const auto found = compiled(schema).validate(parsed(value).root, {.source = {value, read}});
    REQUIRE(found.has_value());
    return *found;
}

/// Each violation as `pointer: message`.
std::vector<std::string> messages(std::string_view schema, std::string_view value)
{
    std::vector<std::string> lines;
    for (const json::Violation& each : violations(schema, value)) lines.push_back(each.instance + ": " + each.message);
    return lines;
}

using Lines = std::vector<std::string>;

bool says(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

bool accepts(std::string_view schema, std::string_view value)
{
    const auto answer = compiled(schema).accepts(parsed(value).root);
    REQUIRE(answer.has_value());
    return *answer;
}

bool matches(std::string_view pattern, std::string_view text)
{
    std::string schema = R"({"pattern":)";
    json::append_quoted(schema, pattern);
    std::string value;
    json::append_quoted(value, text);
    return accepts(schema + "}", value);
}

constexpr std::string_view creature = R"({
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "armor_class": {"type": "integer", "minimum": 1, "maximum": 30},
        "size": {"enum": ["tiny", "small", "medium", "large"]},
        "abilities": {"type": "array", "items": {"$ref": "#/$defs/score"}, "maxItems": 6}
    },
    "required": ["name", "armor_class"],
    "additionalProperties": false,
    "$defs": {"score": {"type": "integer", "minimum": 1, "maximum": 30}}
})";

} // namespace

TEST_CASE("every mistake is told at once, with its place, the keyword and what was probably meant", "[json][schema]")
{
    const std::string_view value = "{\n  \"nam\": \"goblin\",\n  \"armor_class\": 31,\n"
                                   "  \"size\": \"smal\", // a comment\n  \"abilities\": [8, 0, \"x\"]\n}";
    const auto found = violations(creature, value);
    REQUIRE(found.size() == 6);
    const auto at = [&](std::string_view pointer, std::string_view keyword) -> const json::Violation& {
        for (const json::Violation& each : found) {
            if (each.instance == pointer && each.keyword == keyword) return each;
        }
        FAIL(pointer << " " << keyword << " is not told");
        return found.front();
    };
    CHECK(at("/nam", "additionalProperties").message == "unknown name \"nam\" (did you mean \"name\"?)");
    CHECK(at("/nam", "additionalProperties").suggestion == "name");
    CHECK(to_string(at("/nam", "additionalProperties").where) == "value.json:2:10");
    CHECK(at("/armor_class", "maximum").message == "the number is 31; at most 30 is allowed");
    CHECK(at("/armor_class", "maximum").schema == "schema:#/properties/armor_class/maximum");
    CHECK(at("/armor_class", "maximum").reason == "json.out_of_range");
    CHECK(at("/size", "enum").suggestion == "small");
    CHECK(at("/size", "enum").reason == "json.unknown_name");
    CHECK(to_string(at("/abilities/1", "minimum").where) == "value.json:5:20");
    CHECK(at("/abilities/2", "type").message == "this should be a whole number but is a text in quotes");
    CHECK(at("/abilities/2", "type").schema == "schema:#/$defs/score/type");
    CHECK(at("", "required").message == "\"name\" is missing here");
    CHECK(to_string(as_diagnostic(at("/abilities/1", "minimum"))) ==
          "value.json:5:20: error: the number is 0; at least 1 is allowed [json.out_of_range]");
}

TEST_CASE("a valid value has no violations", "[json][schema]")
{
    CHECK(messages(creature, R"({"name":"goblin","armor_class":15.0,"abilities":[8,14]})").empty());
}

TEST_CASE("places are found behind names with escapes", "[json][schema]")
{
    const auto found = violations(R"({"additionalProperties":{"type":"integer"}})", "{\n\"a\\n\\u00e9/~\": true}");
    REQUIRE(found.size() == 1);
    CHECK(found[0].instance == "/a\n\u00e9~1~0");
    CHECK(to_string(found[0].where) == "value.json:2:16");
}

TEST_CASE("of alternatives none of which fits, the mistakes of the one that was meant are told", "[json][schema]")
{
    const std::string_view tagged = R"({"oneOf":[
        {"type":"object","properties":{"type":{"const":"sleep"},"hours":{"type":"integer"}},"required":["type","hours"]},
        {"type":"object","properties":{"type":{"const":"fight"},"target":{"type":"string"}},"required":["type","target"]},
        {"$ref":"#/$defs/walk"}],
        "$defs":{"walk":{"type":"object","properties":{"type":{"const":"walk"}},"required":["type"]}}})";
    CHECK(messages(tagged, R"({"type":"fight","target":7})") ==
          Lines{"/target: this should be a text in quotes but is a whole number"});
    CHECK(messages(tagged, R"({"type":"figth","target":"goblin"})") ==
          Lines{R"(/type: this should be one of "sleep", "fight", "walk" but is "figth" (did you mean "fight"?))"});
    CHECK(messages(tagged, "[]") == Lines{": this should be an object but is an array"});
    CHECK(messages(R"({"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"}}]})", R"(["a",1])") ==
          Lines{"/1: this should be a text in quotes but is a whole number"});
    CHECK(messages(R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "3") ==
          Lines{": this should be null or a text in quotes but is a whole number"});
    CHECK(messages(R"({"oneOf":[{"minimum":1},{"minimum":2}]})", "3") ==
          Lines{": this fits alternatives 1 and 2; it should fit exactly one"});
    CHECK(messages(R"({"anyOf":[{"enum":["a"]},{"const":"b"}]})", R"("c")").size() == 1);
}

TEST_CASE("messages are sentences", "[json][schema]")
{
    CHECK(messages(R"({"dependentRequired":{"spell":["slot"]}})", R"({"spell":1})") ==
          Lines{": \"slot\" is missing here: \"spell\" needs it"});
    CHECK(messages(R"({"propertyNames":{"pattern":"^[a-z]+$"}})", R"({"Up":1})") ==
          Lines{R"(/Up: the name "Up" is not allowed: the text "Up" does not match the pattern "^[a-z]+$")"});
    CHECK(messages(R"({"contains":{"type":"string"}})", "[1]") ==
          Lines{": no element is of the kind that one has to be"});
    CHECK(messages(R"({"uniqueItems":true})", "[1,2,1.0]") ==
          Lines{"/2: this is equal to element 0; no two elements may be the same"});
    CHECK(messages(R"({"multipleOf":0.05})", "0.12") == Lines{": the number is 0.12; it should be a multiple of 0.05"});
    CHECK(messages(R"({"const":{"a":1}})", "2") == Lines{R"(: this should be {"a":1} but is 2)"});
    CHECK(messages(R"({"properties":{"a":false}})", R"({"a":1})") == Lines{"/a: nothing is allowed here"});
    CHECK(messages(R"({"prefixItems":[true],"unevaluatedItems":false})", "[1,2]") ==
          Lines{"/1: there may be no element here"});
    CHECK(messages(
              R"({"allOf":[{"properties":{"name":true}}],"properties":{"level":true},"unevaluatedProperties":false})",
              R"({"name":1,"levle":2})") == Lines{"/levle: unknown name \"levle\" (did you mean \"level\"?)"});
}

TEST_CASE("no more violations are told than were asked for", "[json][schema]")
{
    std::string value = "[";
    for (int i = 0; i < 1000; ++i) value += i == 0 ? "1" : ",1";
    value += "]";
    const auto schema = compiled(R"({"items":{"type":"string","minimum":5}})");
    CHECK(schema.validate(parsed(value).root)->size() == 100);
    CHECK(schema.validate(parsed(value).root, {.most = 3})->size() == 3);
    CHECK(compiled(R"({"items":{"anyOf":[{"type":"string"},{"minimum":5}]}})").validate(parsed(value).root)->size() ==
          100);
}

TEST_CASE("numbers are compared by their worth, exactly", "[json][schema]")
{
    CHECK(accepts(R"({"const":1})", "1.0"));
    CHECK(accepts(R"({"enum":[[1.0,{"a":2}]]})", R"([1,{"a":2.0}])"));
    CHECK_FALSE(accepts(R"({"const":9007199254740993})", "9007199254740992.0"));
    CHECK_FALSE(accepts(R"({"exclusiveMaximum":9007199254740992.0})", "9007199254740993"));
    CHECK(accepts(R"({"maximum":1e300})", "9223372036854775807"));
    CHECK(accepts(R"({"type":"integer"})", "1e30"));
    CHECK_FALSE(accepts(R"({"type":"integer"})", "1.5"));
    for (const char* step : {"0.1", "0.01", "0.3", "1e-7", "3e-300"}) {
        CHECK(accepts(R"({"multipleOf":)" + std::string(step) + "}", "0.0"));
        CHECK(accepts(R"({"multipleOf":)" + std::string(step) + "}", std::string("-") + step));
    }
    CHECK(accepts(R"({"multipleOf":0.01})", "19.99"));
    CHECK(accepts(R"({"multipleOf":0.1})", "1e300"));
    CHECK_FALSE(accepts(R"({"multipleOf":0.1})", "19.99"));
    CHECK_FALSE(accepts(R"({"multipleOf":7})", "1e300"));
    CHECK_FALSE(accepts(R"({"multipleOf":3})", "-9223372036854775808"));
    CHECK(accepts(R"({"multipleOf":8})", "-9223372036854775808"));
}

TEST_CASE("members in any order are equal, and many elements are compared quickly", "[json][schema]")
{
    CHECK(accepts(R"({"const":{"a":1,"b":[{"c":2,"d":3}]}})", R"({"b":[{"d":3.0,"c":2}],"a":1})"));
    CHECK_FALSE(accepts(R"({"const":{"a":1,"b":2}})", R"({"a":1,"b":2,"c":3})"));
    CHECK(accepts(R"({"const":{"a":1}})", R"({"a":2,"a":1})"));
    std::string many = "[";
    for (int i = 0; i < 50'000; ++i) many += R"({"x":)" + std::to_string(i) + R"(,"y":[1,2]},)";
    CHECK(accepts(R"({"uniqueItems":true})", many + "1]"));
    CHECK_FALSE(accepts(R"({"uniqueItems":true})", many + R"({"y":[1.0,2],"x":49999}])"));
}

TEST_CASE("texts are measured in characters", "[json][schema]")
{
    CHECK(accepts(R"({"minLength":2,"maxLength":2})", "\"\xF0\x9F\x90\x89\xC3\xA9\""));
}

TEST_CASE("patterns are those of ECMA-262", "[json][schema][pattern]")
{
    CHECK(matches("b", "abc"));
    CHECK_FALSE(matches("^b", "abc"));
    CHECK(matches("^a.c$", "abc"));
    CHECK_FALSE(matches("^abc$", "abc\n"));
    CHECK(matches("^(?:red|green|blue)$", "green"));
    CHECK_FALSE(matches("^(?:red|green|blue)$", "greenish"));
    CHECK(matches("^[a-z][a-z0-9_]*:[a-z0-9_/-]+$", "srd51:goblin"));
    CHECK(matches("^\\d{4}-\\d{2}$", "2026-11"));
    CHECK_FALSE(matches("^\\d{4}-\\d{2}$", "2026-1"));
    CHECK(matches("^(a|b){2,3}$", "aba"));
    CHECK_FALSE(matches("^(a|b){2,3}$", "abab"));
    CHECK(matches("^a{0}b{2,}$", "bbb"));
    CHECK(matches("^(a*)*$", "aaaa"));
    CHECK(matches("^(|a)+$", ""));
    CHECK(matches("^\\p{Lu}\\p{Ll}+$", "\xC3\x89lan"));
    CHECK_FALSE(matches("^\\P{L}+$", "12a"));
    CHECK(matches("^[\\p{L}\\p{N} ]+$", "\xE6\x97\xA5\xE6\x9C\xAC 5"));
    CHECK(matches("^\\u{1F409}$", "\xF0\x9F\x90\x89"));
    CHECK(matches("^\\uD83D\\uDC09$", "\xF0\x9F\x90\x89"));
    CHECK(matches("^.$", "\xF0\x9F\x90\x89"));
    CHECK(matches("^[^a-c]$", "d"));
    CHECK(matches("^[\\w.+-]+@x\\.org$", "a.b-c@x.org"));
    CHECK(matches("^\\x41\\cJ\\t\\/\\-$", "A\n\t/-"));
    CHECK(matches("^[\\b\\]-]+$", "\b]-"));
    CHECK(matches("a{,2}", "a{,2}"));
    CHECK(matches("^{$", "{"));
    CHECK(matches("", ""));
    CHECK(matches("$", "abc"));
    CHECK_FALSE(matches("$^a", "a"));
    CHECK(matches("(^a|b$)", "xb"));
    CHECK(matches("^\\s+$", " \t\xC2\xA0\xE2\x80\x83"));
    CHECK_FALSE(matches("[]", "a"));
    CHECK(matches("[^]", "\n"));
}

TEST_CASE("patterns may look ahead and behind", "[json][schema][pattern]")
{
    CHECK(matches("^(?!con$)[a-z]+$", "cone"));
    CHECK_FALSE(matches("^(?!con$)[a-z]+$", "con"));
    CHECK(matches("^(?=.*\\d)(?=.*[a-z]).{4,}$", "ab12"));
    CHECK_FALSE(matches("^(?=.*\\d)(?=.*[a-z]).{4,}$", "abcd"));
    CHECK(matches("(?<=\\$)\\d+", "cost $42"));
    CHECK_FALSE(matches("(?<!\\$)\\b\\d+", "$42"));
    CHECK(matches("\\bgold\\b", "a gold box"));
    CHECK_FALSE(matches("\\bgold\\b", "golden box"));
    CHECK(matches("o\\Bl", "gold"));
    CHECK(matches("^(?!.*(?<=\xC3\xA9)x).*$", "\xC3\xA9y"));
    CHECK_FALSE(matches("^(?!.*(?<=\xC3\xA9)x).*$", "a\xC3\xA9x"));
    CHECK(matches("^(?:(?!ab).)*$", "acacbb"));
    CHECK_FALSE(matches("^(?:(?!ab).)*$", "acab"));
}

TEST_CASE("a pattern that cannot be run is a mistake of the schema", "[json][schema][pattern]")
{
    for (const char* wrong :
         {"(", ")", "[a", "a**", "*", "\\\\", "a{2,1}", "[b-a]", "\\\\a", "(?<n", "\\\\p{", "\\\\u{110000}"}) {
        INFO(wrong);
        CHECK(refused(R"({"pattern":")" + std::string(wrong) + "\"}").reason == "json.pattern");
    }
    CHECK(refused(R"({"pattern":"(a)\\1"})").reason == "json.pattern_unsupported");
    CHECK(refused(R"({"pattern":"\\p{Script=Greek}"})").reason == "json.pattern_unsupported");
    CHECK(refused(R"({"patternProperties":{"((a{1000}){1000}){1000}":true}})").reason == "json.pattern_too_large");
    CHECK(refused(R"({"pattern":"((){9999}){9999}"})").reason == "json.pattern_too_large");
    CHECK(refused(R"({"pattern":")" + std::string(9000, 'a') + "\"}").reason == "json.pattern_too_large");
    CHECK(refused(R"({"pattern":")" + std::string(500, '(') + std::string(500, ')') + "\"}").reason ==
          "json.pattern_too_large");
}

TEST_CASE("patterns that other engines never finish answer at once", "[json][schema][pattern]")
{
    const std::string text(20'000, 'a');
    const auto start = std::chrono::steady_clock::now();
    CHECK_FALSE(matches("^(a+)+$", text + "!"));
    CHECK_FALSE(matches("^(a|aa)+$", text + "!"));
    CHECK_FALSE(matches("^(?=(a+)+!)b", text));
    CHECK(matches("^(a?){20}a{20}$", std::string(25, 'a')));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("formats are remarks unless they are asked for", "[json][schema]")
{
    const std::string_view schema = R"({"format":"date"})";
    CHECK(accepts(schema, R"("tomorrow")"));
    const auto strict = compiled(schema, {.documents = {}, .resolve = {}, .assert_formats = true, .source = {}});
    CHECK_FALSE(*strict.accepts(parsed(R"("tomorrow")").root));
    CHECK(*strict.accepts(parsed(R"("2028-02-29")").root));
    CHECK(strict.validate(parsed(R"("2026-02-29")").root)->at(0).message == "the text \"2026-02-29\" is no date");
}

TEST_CASE("mistakes of a schema are told all at once, with their places", "[json][schema]")
{
    const std::string_view text = "{\n \"type\": \"strng\",\n \"minLength\": -1,\n"
                                  " \"properties\": {\"a\": 3, \"b\": {\"$ref\": \"#/$defs/scroe\"}},\n"
                                  " \"$defs\": {\"score\": {\"required\": \"x\"}}\n}";
    const Error error = refused(text, {.documents = {}, .resolve = {}, .source = {text, {.file = "s.json"}}});
    CHECK(error.code == Code::invalid);
    CHECK(error.reason == "json.bad_schema");
    const std::string all = to_string(error);
    CHECK(says(all, "s.json:2:10: "));
    CHECK(says(all, "did you mean \"string\"?"));
    CHECK(says(all, "s.json:3:15: error: /minLength: this should be a whole number from 0"));
    CHECK(says(all, "/properties/a: a schema is an object, true or false"));
    CHECK(says(all, "there is no \"scroe\" (did you mean \"score\"?)"));
    CHECK(says(all, "/$defs/score/required: this should be an array of names"));
}

TEST_CASE("references are looked up, never fetched", "[json][schema]")
{
    CHECK(says(refused(R"({"$ref":"https://example.org/other.json"})").message,
               "there is no schema \"https://example.org/other.json\""));
    const json::Document other = parsed(R"({"$defs":{"n":{"type":"integer"}}})");
    const json::SchemaOptions known{
        .documents = {{"https://example.org/other.json", other.root}}, .resolve = {}, .source = {}};
    const auto schema =
        compiled(R"({"$id":"https://example.org/a.json","items":{"$ref":"other.json#/$defs/n"}})", known);
    CHECK_FALSE(*schema.accepts(parsed(R"(["x"])").root));
    CHECK(schema.validate(parsed(R"(["x"])").root)->at(0).schema == "https://example.org/other.json#/$defs/n/type");
    int asked = 0;
    json::SchemaOptions asking{.documents = {}, .source = {}};
    asking.resolve = [&](std::string_view uri) {
        ++asked;
        return uri == "https://example.org/other.json" ? &other.root : nullptr;
    };
    compiled(R"({"allOf":[{"$ref":"https://example.org/other.json"},{"$ref":"https://example.org/other.json"}]})",
             asking);
    CHECK(asked == 1);
    CHECK(says(refused(R"({"$schema":"https://example.org/draft9"})").message, "is unknown; drafts 4, 6, 7"));
}

TEST_CASE("a reference that leads to itself without looking into the value is a mistake", "[json][schema]")
{
    CHECK(says(refused(R"({"$ref":"#"})").message, "leads back to itself"));
    CHECK(refused(R"({"$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"not":{"$ref":"#/$defs/a"}}}})").reason ==
          "json.bad_schema");
    CHECK(accepts(R"({"properties":{"next":{"$ref":"#"}},"required":["v"]})", R"({"v":1,"next":{"v":2}})"));
}

TEST_CASE("a dynamic reference that never ends is stopped", "[json][schema]")
{
    const auto schema = compiled(R"({"$id":"https://x/a","$dynamicAnchor":"d","allOf":[{"$ref":"b"}],
        "$defs":{"b":{"$id":"b","$defs":{"d":{"$dynamicAnchor":"d"}},"$dynamicRef":"#d"}}})");
    const auto answer = schema.accepts(parsed("1").root);
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().code == Code::limit);
    CHECK(answer.error().reason == "json.schema_too_deep");
}

TEST_CASE("a validation that takes too long is stopped", "[json][schema]")
{
    // two ways at each of 60 levels
    std::string schema = R"({"$defs":{"n0":{"type":"integer"})";
    for (int i = 1; i <= 60; ++i) {
        const std::string inner = R"({"$ref":"#/$defs/n)" + std::to_string(i - 1) + R"("})";
        schema += R"(,"n)" + std::to_string(i) + R"(":{"allOf":[)" + inner + "," + inner + "]}";
    }
    schema += R"(},"$ref":"#/$defs/n60"})";
    const auto answer = compiled(schema).accepts(parsed("1").root, {.source = {}, .max_work = 1'000'000});
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().reason == "json.schema_work");
    CHECK(answer.error().code == Code::limit);
}

TEST_CASE("schemas that are too deep or too large are refused", "[json][schema]")
{
    std::string deep;
    for (int i = 0; i < 500; ++i) deep += R"({"not":)";
    CHECK(refused(deep + "true" + std::string(500, '}')).reason == "json.schema_too_large");
    std::string wide = R"({"anyOf":[true)";
    for (int i = 0; i < 2000; ++i) wide += ",true";
    CHECK(refused(wide + "]}", {.documents = {}, .resolve = {}, .source = {}, .max_schemas = 1000}).reason ==
          "json.schema_too_large");
}

TEST_CASE("meta-schemas accept one another and refuse what is no schema", "[json][schema]")
{
    for (const json::Draft draft : {json::Draft::draft4, json::Draft::draft6, json::Draft::draft7,
                                    json::Draft::draft2019_09, json::Draft::draft2020_12}) {
        const json::Schema schemas = json::Schema::of_schemas(draft);
        CHECK(*schemas.accepts(parsed(R"({"properties":{"a":{"type":"string"}}})").root));
        CHECK_FALSE(*schemas.accepts(parsed(R"({"properties":{"a":{"type":"strng"}}})").root));
        CHECK_FALSE(schemas.validate(parsed(R"({"items":{"minLength":-1}})").root)->empty());
    }
    CHECK(json::draft_of("http://json-schema.org/draft-07/schema#") == json::Draft::draft7);
    CHECK_FALSE(json::draft_of("http://example.org/").has_value());
}

TEST_CASE("threads share a schema", "[json][schema]")
{
    const json::Schema schema = compiled(creature);
    const json::Document value = parsed(R"({"name":"x","armor_class":99})");
    std::vector<std::thread> threads;
    std::array<int, 4> found{};
    for (int& count : found) {
        threads.emplace_back([&] {
            for (int i = 0; i < 200; ++i) count += static_cast<int>(schema.validate(value.root)->size());
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const int count : found) CHECK(count == 200);
}

TEST_CASE("long names cost no more than they take", "[json][schema]")
{
    // each of a thousand parts would repeat a name of a megabyte
    std::string schema = R"({"properties":{")" + std::string(1 << 20, 'n') + R"(":{"anyOf":[true)";
    for (int i = 0; i < 1000; ++i) schema += ",true";
    CHECK(refused(schema + "]}}}").reason == "json.schema_too_large");

    std::string value = R"({")" + std::string(1 << 20, 'n') + R"(":[1)";
    for (int i = 0; i < 200; ++i) value += ",1";
    const auto few =
        compiled(R"({"additionalProperties":{"items":{"type":"string"}}})").validate(parsed(value + "]}").root);
    REQUIRE(few);
    CHECK_FALSE(few->empty());
    CHECK(few->size() <= 100);
}

TEST_CASE("a schema's patterns are bounded together", "[json][schema][pattern]")
{
    std::string schema = R"({"allOf":[true)";
    for (int i = 0; i < 200; ++i) schema += R"(,{"pattern":"^(a{0,4000}|b{)" + std::to_string(1000 + i) + R"(})*$"})";
    const auto start = std::chrono::steady_clock::now();
    CHECK(refused(schema + "]}").reason == "json.pattern_too_large");
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("a large value is not shown whole", "[json][schema]")
{
    std::string value = "[1";
    for (int i = 0; i < 10'000; ++i) value += ",1";
    CHECK(messages(R"({"const":[]})", value + "]") == Lines{": this should be [] but is an array"});
    CHECK(messages(R"({"const":"a"})", "\"" + std::string(500, 'x') + "\"").front().size() < 120);
}
