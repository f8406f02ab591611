// SPDX-License-Identifier: MIT
#include <goldbox/json/fields.hpp>
#include <goldbox/json/schema.hpp>
#include <goldbox/json/validator.hpp>

#include "support/catch.hpp"

using namespace goldbox;

namespace tale {

enum class Color { red, green };

struct Ability {
    std::string name;
    std::int32_t score = 10;
    bool operator==(const Ability&) const = default;
};

struct Creature {
    std::string name;
    Color color = Color::red;
    std::vector<Ability> abilities;
    std::optional<std::uint8_t> level;
    std::map<std::string, int> pockets;
    Id<Creature> friend_of;
    bool operator==(const Creature&) const = default;
};

struct Sleep {
    std::uint32_t hours = 8;
    bool operator==(const Sleep&) const = default;
};

using Deed = std::variant<Sleep, Ability>;

} // namespace tale

using namespace tale;

template <>
struct goldbox::json::Names<Color> {
    static constexpr std::array<std::pair<Color, std::string_view>, 2> table{
        {{Color::red, "red"}, {Color::green, "green"}}};
};
template <>
struct goldbox::json::Fields<Ability> {
    static constexpr std::string_view name = "ability";
    static constexpr std::string_view doc = "One of six.";
    static constexpr auto table =
        std::make_tuple(field("name", &Ability::name, {.doc = "which", .min = 1, .max = 20, .required = true}),
                        field("score", &Ability::score, {.doc = "how good", .unit = "points", .min = 1, .max = 30}));
};
template <>
struct goldbox::json::Fields<Creature> {
    static constexpr std::string_view name = "creature";
    static constexpr std::string_view doc = "Somebody.";
    static constexpr auto table = std::make_tuple(
        field("name", &Creature::name, {.doc = "", .required = true}), field("color", &Creature::color, {.doc = ""}),
        field("abilities", &Creature::abilities, {.doc = "", .max = 6}), field("level", &Creature::level, {.doc = ""}),
        field("pockets", &Creature::pockets, {.doc = ""}), field("friend_of", &Creature::friend_of, {.doc = ""}));
};
template <>
struct goldbox::json::Fields<Sleep> {
    static constexpr std::string_view name = "sleep";
    static constexpr std::string_view doc = "Rests.";
    static constexpr auto table = std::make_tuple(field("hours", &Sleep::hours, {.doc = "", .unit = "hours"}));
};

TEST_CASE("a struct survives JSON and back", "[json][fields]")
{
    const Creature goblin{.name = "goblin",
                          .color = Color::green,
                          .abilities = {{"dexterity", 14}, {"wisdom", 8}},
                          .level = std::uint8_t{3},
                          .pockets = {{"coins", 7}},
                          .friend_of = {2, 1}};
    const std::string text = json::to_json(goblin);
    CHECK(json::from_json<Creature>(text) == goblin);
}

TEST_CASE("what has its default value is not written", "[json][fields]")
{
    CHECK(json::to_json(Creature{.name = "x"}) == R"({"name":"x"})");
    CHECK(json::from_json<Creature>(R"({"name":"x"})") == Creature{.name = "x"});
}

TEST_CASE("a variant is told by its type", "[json][fields]")
{
    CHECK(json::to_json(Deed{Sleep{4}}) == R"({"type":"sleep","hours":4})");
    CHECK(json::from_json<Deed>(R"({"type":"ability","name":"wit"})") == Deed{Ability{"wit", 10}});
    CHECK(json::from_json<Deed>(R"({"type":"slep"})").error().message ==
          "unknown name \"slep\" (did you mean \"sleep\"?)");
    CHECK(json::from_json<Deed>("{}").error().reason == "json.missing_member");
}

TEST_CASE("all mistakes come at once, each with its place", "[json][fields]")
{
    std::vector<Diagnostic> found;
    const std::string_view text = "{\n"
                                  "  \"nme\": \"x\",\n"
                                  "  \"color\": \"gren\",\n"
                                  "  \"abilities\": [{\"name\": \"\", \"score\": 31}, 7],\n"
                                  "  \"level\": 256\n"
                                  "}";
    CHECK_FALSE(json::from_json<Creature>(text, found, {.file = "c.json"}));
    std::vector<std::string> lines;
    for (const Diagnostic& diagnostic : found) lines.push_back(to_string(diagnostic));
    CHECK(lines == std::vector<std::string>{
                       "c.json:1:1: error: \"name\" is missing here [json.missing_member]",
                       "c.json:3:12: error: unknown name \"gren\" (did you mean \"green\"?) [json.unknown_name]",
                       "c.json:4:26: error: the text's length in bytes is 0; 1 to 20 is allowed [json.out_of_range]",
                       "c.json:4:39: error: the number is 31; 1 to 30 is allowed (points) [json.out_of_range]",
                       "c.json:4:44: error: this should be an object but is a whole number [json.wrong_kind]",
                       "c.json:5:12: error: the number is 256; 0 to 255 is allowed [json.out_of_range]",
                       "c.json:2:10: error: unknown name \"nme\" (did you mean \"name\"?) [json.unknown_name]"});
}

TEST_CASE("a schema follows from the table", "[json][fields]")
{
    auto schema = json::read(json::schema<Deed>("deed"));
    REQUIRE(schema);
    const json::Value* ability = schema->root.find("$defs")->find("ability");
    REQUIRE(ability);
    CHECK(ability->find("properties")->find("score")->find("maximum")->integer() == 30);
    CHECK(ability->find("properties")->find("type")->find("const")->string() == "ability");
    CHECK(schema->root.find("oneOf")->array().size() == 2);
}

namespace {

template <class T>
std::vector<json::Violation> violations(const std::string& text)
{
    const auto document = json::read(json::schema<T>("test"));
    REQUIRE(document);
    CHECK(json::Schema::of_schemas(json::Draft::draft2020_12).validate(document->root)->empty());
    const auto schema = json::Schema::compile(document->root);
    REQUIRE(schema);
    return *schema->validate(json::read(text)->root);
}

} // namespace

TEST_CASE("what a table writes is valid against the schema of the table", "[json][fields][schema]")
{
    const Creature goblin{.name = "goblin",
                          .color = Color::green,
                          .abilities = {{"dexterity", 14}, {"wisdom", 8}},
                          .level = std::uint8_t{3},
                          .pockets = {{"coins", 7}},
                          .friend_of = {2, 1}};
    CHECK(violations<Creature>(json::to_json(goblin)).empty());
    CHECK(violations<Creature>(R"({"name":"x","level":null})").empty());
    CHECK(violations<Deed>(json::to_json(Deed{Sleep{4}})).empty());
    // a struct inside another and as an alternative
    using Mixed = std::variant<Creature, Ability>;
    CHECK(violations<Mixed>(json::to_json(Mixed{goblin})).empty());
    CHECK(violations<Mixed>(json::to_json(Mixed{Ability{"wit", 12}})).empty());
}

TEST_CASE("a schema of a table finds what reading finds", "[json][fields][schema]")
{
    const auto found =
        violations<Creature>(R"({"nme":"x","color":"gren","abilities":[{"name":"","score":31},7],"level":"x"})");
    std::vector<std::string> lines;
    for (const json::Violation& each : found) lines.push_back(each.instance + ": " + each.message);
    CHECK(std::ranges::count(lines, "/nme: unknown name \"nme\" (did you mean \"name\"?)") == 1);
    CHECK(std::ranges::count(
              lines, R"(/color: this should be one of "red", "green" but is "gren" (did you mean "green"?))") == 1);
    CHECK(std::ranges::count(lines, "/abilities/0/name: the text's length in characters is 0; at least 1 is allowed") ==
          1);
    CHECK(std::ranges::count(lines, "/abilities/0/score: the number is 31; at most 30 is allowed") == 1);
    CHECK(std::ranges::count(lines, "/abilities/1: this should be an object but is a whole number") == 1);
    CHECK(std::ranges::count(lines, "/level: this should be null or a whole number but is a text in quotes") == 1);
    CHECK(std::ranges::count(lines, ": \"name\" is missing here") == 1);
    CHECK(lines.size() == 7);
    const auto deed = violations<Deed>(R"({"type":"slep"})");
    REQUIRE(deed.size() == 1);
    CHECK(deed[0].suggestion == "sleep");
}
