// SPDX-License-Identifier: MIT
// `goldbox json check` through the front door.
#include "cli/process.hpp"
#include "support/catch.hpp"

#include <goldbox/json/reader.hpp>

using namespace goldbox;
using namespace goldbox::test;

namespace {

struct Desk {
    TemporaryFolder folder;
    std::string schema = folder.write("creature.schema.json", R"({
  // what a creature is
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {"name": {"type": "string"}, "armor_class": {"$ref": "common.schema.json#/$defs/score"},
                 "born": {"format": "date"}},
  "required": ["name"],
  "additionalProperties": false,
})");
    std::string common =
        folder.write("common.schema.json", R"({"$defs": {"score": {"type": "integer", "maximum": 30}}})");

    [[nodiscard]] Finished check(const std::string& file, std::vector<std::string> more = {}) const
    {
        std::vector<std::string> arguments{"json", "check", file};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return goldbox::test::goldbox(arguments, folder.path());
    }
    [[nodiscard]] Finished check_creature(const std::string& text, std::vector<std::string> more = {}) const
    {
        more.insert(more.end(), {"--schema", schema});
        return check(folder.write("goblin.json", text), more);
    }
};

} // namespace

TEST_CASE("a file is checked against a schema and those beside it", "[cli][json]")
{
    const Desk desk;
    const Finished valid = desk.check_creature(R"({"name":"goblin","armor_class":15})");
    CHECK(valid.exit == 0);
    CHECK(valid.out.ends_with("goblin.json: valid\n"));
    const Finished wrong = desk.check_creature("{\n  \"nmae\": \"goblin\",\n  \"armor_class\": 31\n}");
    CHECK(wrong.exit == 1);
    CHECK(wrong.out.empty());
    CHECK(wrong.says("goblin.json:2:11: error: unknown name \"nmae\" (did you mean \"name\"?) [json.unknown_name]"));
    CHECK(wrong.says("goblin.json:3:18: error: the number is 31; at most 30 is allowed [json.out_of_range]"));
    CHECK(wrong.says("goblin.json:1:1: error: \"name\" is missing here [json.missing_member]"));
}

TEST_CASE("a check as JSON is one object with pointers", "[cli][json]")
{
    const Desk desk;
    const Finished wrong = desk.check_creature(R"({"name":"x","armor_class":31})", {"--format", "json"});
    CHECK(wrong.exit == 1);
    const auto answer = json::read(wrong.out);
    REQUIRE(answer);
    CHECK_FALSE(answer->root.find("valid")->boolean());
    const json::Value& first = answer->root.find("diagnostics")->array()[0];
    CHECK(first.find("pointer")->string() == "/armor_class");
    CHECK(first.find("schema")->string() == "common.schema.json#/$defs/score/maximum");
    CHECK(first.find("line")->integer() == 1);
    CHECK(desk.check_creature(R"({"name":"x"})", {"--format", "json"}).out == "{\"valid\":true,\"diagnostics\":[]}\n");
}

TEST_CASE("a file that is no JSON is told like any other mistake, with what was expected", "[cli][json]")
{
    const Desk desk;
    const Finished wrong = desk.check_creature("{\"name\": \"x\"\n \"armor_class\": 3}");
    CHECK(wrong.exit == 1);
    CHECK(wrong.err.ends_with(
        "goblin.json:2:2: error: this is not JSON: expected `,` or `}`, found `\"` [json.syntax]\n"));
    const Finished as_json = desk.check_creature("goblin", {"--format", "json"});
    CHECK(as_json.exit == 1);
    CHECK(as_json.says(
        "\"line\":1,\"column\":1,\"code\":\"json.syntax\",\"message\":\"this is not JSON: expected a value, "
        "found `goblin`: text stands in double quotes\""));
}

TEST_CASE("comments and formats are rules where they are asked for", "[cli][json]")
{
    const Desk desk;
    CHECK(desk.check_creature("{\"name\":\"x\", // who\n}").exit == 1);
    CHECK(desk.check_creature("{\"name\":\"x\", // who\n}", {"--comments"}).exit == 0);
    CHECK(desk.check_creature(R"({"name":"x","born":"soon"})").exit == 0);
    CHECK(desk.check_creature(R"({"name":"x","born":"soon"})", {"--formats"}).exit == 1);
}

TEST_CASE("a schema is checked by the draft it names", "[cli][json]")
{
    const Desk desk;
    CHECK(desk.check(desk.schema, {"--comments"}).exit == 0);
    const std::string wrong = desk.folder.write(
        "wrong.json", "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\n\"title\":5,\n\"properties\":{}}");
    const Finished done = desk.check(wrong);
    CHECK(done.exit == 1);
    CHECK(done.says("wrong.json:2:9: error: this should be a text in quotes but is a whole number"));
    CHECK(desk.check(desk.common).exit == 2);
    const std::string broken = desk.folder.write("broken.json", "{\"pattern\":\n\"(\"}");
    const Finished refused = desk.check(desk.common, {"--schema", broken});
    CHECK(refused.exit == 1);
    CHECK(refused.says("broken.json:2:1: /pattern: a ( without its )"));
    CHECK(desk.check(desk.folder / "nowhere.json", {"--schema", desk.schema}).exit != 0);
}
