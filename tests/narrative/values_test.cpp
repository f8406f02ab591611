// SPDX-License-Identifier: MIT
#include "narrative/number.hpp"
#include "play.hpp"

#include <limits>

namespace goldbox::narrative {
namespace {

std::string printed(float number)
{
    std::string text;
    append_float(text, number);
    return text;
}

} // namespace

TEST_CASE("floats print with the fewest digits that read back, as .NET prints them", "[narrative][values]")
{
    CHECK(printed(2.0f) == "2");
    CHECK(printed(-0.5f) == "-0.5");
    CHECK(printed(2.0f / 3) == "0.6666667");
    CHECK(printed(7.0f / 3) == "2.3333333");
    CHECK(printed(0.1f) == "0.1");
    CHECK(printed(0) == "0");
    CHECK(printed(-0.0f) == "-0");
    CHECK(printed(1e6f) == "1000000");
    CHECK(printed(1e7f) == "1E+07");
    CHECK(printed(16777216.0f) == "16777216");
    CHECK(printed(1.5e10f) == "1.5E+10");
    CHECK(printed(0.0001f) == "0.0001");
    CHECK(printed(0.00001f) == "1E-05");
    CHECK(printed(3.4028235e38f) == "3.4028235E+38");
    CHECK(printed(std::numeric_limits<float>::infinity()) == "Infinity");
    CHECK(printed(std::numeric_limits<float>::quiet_NaN()) == "NaN");
}

TEST_CASE("POW is exact where the result is", "[narrative][values]")
{
    CHECK(power(2, 10) == 1024.0f);
    CHECK(power(3, -1) == 1.0f / 3);
    CHECK(power(-2, 3) == -8.0f);
    CHECK(power(4, 0.5) == 2.0f);
    CHECK(power(2, 0.5) == 1.4142135f);
    CHECK(power(10, 38) == 1e38f);
    CHECK(power(0.5, 2000) == 0.0f);
    CHECK(power(0, 0) == 1.0f);
    CHECK(power(0, -1) == std::numeric_limits<float>::infinity());
    CHECK(printed(power(-8, 1.0 / 3)) == "NaN");
    CHECK(power(1.0001, 12345.5) == Approx(3.43662).epsilon(1e-5));
}

TEST_CASE("random numbers are .NET's for the same seed", "[narrative][values]")
{
    const auto first_three = [](std::int32_t seed) {
        DotNetRandom random(seed);
        const std::int32_t a = random.next(), b = random.next(), c = random.next();
        return std::vector{a, b, c};
    };
    CHECK(first_three(0) == std::vector{1559595546, 1755192844, 1649316166});
    CHECK(first_three(1) == std::vector{534011718, 237820880, 1002897798});
    CHECK(first_three(42) == std::vector{1434747710, 302596119, 269548474});
    CHECK(first_three(-42) == first_three(42));
    CHECK(first_three(2147483647) == std::vector{1559595546, 1755192844, 1649316172});
    CHECK(first_three(std::numeric_limits<std::int32_t>::min()) == first_three(2147483647));
}

TEST_CASE("arithmetic keeps ink's types", "[narrative][values]")
{
    Session session(load_story("values"));
    CHECK(evaluated(session, "ints") == "3 -3 1 -1 -2147483648 3 4 1024\n");
    CHECK(evaluated(session, "floats") ==
          "2.8 0.6666667 2.5 3.75 2 3 2 -2 1.5 1E+07 1000000 1E-05 123456.7 1.4142135\n");
    CHECK(evaluated(session, "bools") == "true false true true 2 false true false true\n");
}

TEST_CASE("lists compare, combine and print as sets with values", "[narrative][values]")
{
    Session session(load_story("values"));
    CHECK(evaluated(session, "lists") ==
          "sun rain, sun, snow rain, snow 2 7 rope, sun true false false sun, snow rain snow sun snow true torch\n");
}

TEST_CASE("a function called by the host takes and gives values", "[narrative][values]")
{
    Session session(load_story("values"));
    CHECK(tests::must(session.evaluate("add", std::vector<Value>{2, 3.5f})).value == Value(5.5f));
    CHECK(tests::must(session.evaluate("add", std::vector<Value>{std::string("a"), 1})).value ==
          Value(std::string("a1")));
    CHECK(evaluated(session, "say", {std::string("hi")}) == "You said hi.\nTwice hi.\n");
    CHECK(tests::reason(session.evaluate("nobody")) == "ink.no_such_function");
    CHECK(tests::reason(session.evaluate("add", std::vector<Value>{1})) == "ink.story_mistake");
    CHECK(session.can_continue()); // a failed call changes nothing
}

TEST_CASE("the host reads and writes declared variables only", "[narrative][values]")
{
    Session session(load_story("values"));
    CHECK(session.variable("i") == Value(7));
    CHECK(session.set_variable("i", Value(std::string("seven"))));
    CHECK(session.variable("i") == Value(std::string("seven")));
    CHECK(to_string(*session.variable("weather")) == "sun");
    CHECK(std::get<List>(*session.variable("tool")).items == std::vector<ListItem>{{"tool", "rope", 1}});
    CHECK(session.set_variable("tool", List{{{"tool", "torch", 2}, {"weather", "snow", 7}}, {}}));
    CHECK(to_string(*session.variable("tool")) == "torch, snow");
    CHECK(tests::reason(session.set_variable("tool", List{{{"tool", "spade", 9}}, {}})) == "ink.bad_value");
    CHECK(tests::reason(session.set_variable("nothing", Value(1))) == "ink.no_such_variable");
    CHECK_FALSE(session.variable("nothing"));
}

TEST_CASE("chance depends on the seed alone", "[narrative][values]")
{
    const auto story = load_story("values");
    Session one(story, {.seed = 5}), other(story, {.seed = 5}), third(story, {.seed = 6});
    const std::string first = evaluated(one, "chance");
    CHECK(evaluated(other, "chance") == first);
    CHECK(evaluated(one, "chance") != first);
    CHECK(evaluated(third, "chance") != first);
    CHECK(evaluated(one, "seeded") == evaluated(third, "seeded"));
}

} // namespace goldbox::narrative
