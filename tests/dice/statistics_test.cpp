// SPDX-License-Identifier: MIT
#include "dice/enumerate.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"

#include <goldbox/dice/statistics.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>

using namespace goldbox;
using namespace goldbox::dice;
using goldbox::test::enumerate;
using goldbox::tests::must;
using goldbox::tests::reason;

namespace {

struct Text {
    Dialect dialect;
    const char* text;
};

Statistics known(std::string_view text, Dialect dialect = Dialect::avrae)
{
    return must(statistics(must(Expression::compile(text, {.dialect = dialect}))));
}

} // namespace

TEST_CASE("the calculated distribution is that of every way the dice can fall", "[dice][statistics]")
{
    const Text texts[] = {
        {Dialect::avrae, "3d6"},
        {Dialect::avrae, "4d6kh3"},
        {Dialect::avrae, "5d4kh2"},
        {Dialect::avrae, "5d4kl2"},
        {Dialect::avrae, "5d6ph1pl1"},
        {Dialect::avrae, "5d4kh1kl1"},
        {Dialect::avrae, "5d4kh4kl3"},
        {Dialect::avrae, "5d4k>1kh2"},
        {Dialect::avrae, "5d4p3pl1"},
        {Dialect::avrae, "4d4kh2k4"},
        {Dialect::avrae, "4d4kh2ro1"},
        {Dialect::avrae, "3d4ro<3kh2"},
        {Dialect::avrae, "3d4ro1ro4"},
        {Dialect::avrae, "3d4ra4"},
        {Dialect::avrae, "3d4ra4kh2"},
        {Dialect::avrae, "3d4rah1"},
        {Dialect::avrae, "3d4roh1"},
        {Dialect::avrae, "4d6mi2ma5kh3"},
        {Dialect::avrae, "4d6kh3mi4"},
        {Dialect::avrae, "2d%kh1 // 7"},
        {Dialect::avrae, "1d20 + 1d4 >= 15"},
        {Dialect::avrae, "(1d6, 2d4, 5)kh2"},
        {Dialect::avrae, "(1d6, 1d6, 1d6, 1d6)pl1"},
        {Dialect::avrae, "(1d6, 1d8, 1d4)k3"},
        {Dialect::avrae, "(1d6, 1d8, 1d4)kh2kl1"},
        {Dialect::avrae, "((3d6kh2)kl1, 1d4)kh1"},
        {Dialect::avrae, "-(1d4 - 3) * 1d3 % 4"},
        {Dialect::avrae, "1d6 / 1d4"},
        {Dialect::roll20, "4d6>4f<2"},
        {Dialect::roll20, "{2d4, 1d6}>4"},
        {Dialect::roll20, "(1d4)d4"},
        {Dialect::roll20, "(1d3)d(1d3+1)kh1"},
        {Dialect::roll20, "2d(1d4)"},
        {Dialect::roll20, "{3d6}k2"},
        {Dialect::foundry, "3d6xo"},
        {Dialect::foundry, "3d4xo4cs>=3"},
        {Dialect::foundry, "3d4xokh2"},
        {Dialect::foundry, "4d6sf<3"},
        {Dialect::foundry, "4d6cs>=5df1"},
        {Dialect::foundry, "3d6ms10"},
        {Dialect::foundry, "4d6even"},
        {Dialect::foundry, "3dcc1 + 2df"},
        {Dialect::foundry, "3d6k2r1"},
        {Dialect::foundry, "round(1d12/5) - 1d3"},
        {Dialect::foundry, "3d6dc5kl2"}, // counted last, wherever it is written
        {Dialect::foundry, "3d6cs>2min3kh2"},
        {Dialect::roll20, "{3d6>4}k2"},
        {Dialect::rdr, "3d4uo"},
        {Dialect::rdr, "4d3uo=2"},
        {Dialect::rdr, "3d4min2.5max3.5"},
        {Dialect::rdr, "4d6kh3dl2"},
        {Dialect::rdr, "5d4dh1dl1kh4"},
        {Dialect::rdr, "3dF.1kh2"},
        {Dialect::rdr, "max(1d6, 2d4) ^ 2 - min(3, 1d6)"},
        {Dialect::rdr, "{1d4/3, 1d6/2, 2}kh2"},
    };
    for (const Text& text : texts) {
        INFO(name(text.dialect) << ": " << text.text);
        const Expression expression = must(Expression::compile(text.text, {.dialect = text.dialect}));
        const auto walked = enumerate(expression);
        REQUIRE_FALSE(walked.empty());
        const Statistics calculated = must(statistics(expression));
        REQUIRE(calculated.distribution);
        const Distribution& distribution = *calculated.distribution;
        std::map<std::pair<std::int64_t, std::int64_t>, double> rounded; // rdr rounds what it rolls
        for (std::size_t i = 0; i < distribution.size(); ++i) {
            Number value = distribution.value(i);
            if (text.dialect == Dialect::rdr && value.denominator != 1) {
                const double hundredths = std::round(std::fabs(value.as_double()) * 100 + 1e-9);
                value = must(must(Expression::compile(std::to_string(static_cast<long long>(hundredths)) + "/100",
                                                      {.dialect = Dialect::foundry}))
                                 .total({}));
            }
            rounded[{value.numerator, value.denominator}] += distribution.chance(i);
        }
        REQUIRE(rounded.size() == walked.size());
        for (const auto& [value, chance] : walked) {
            INFO(value.first << "/" << value.second);
            CHECK(rounded[value] == Approx(chance).epsilon(1e-9));
        }
    }
}

TEST_CASE("unique dice are all different", "[dice][statistics]")
{
    // three different faces of 1..4: each of the four sets alike
    const Statistics three = known("3d4u", Dialect::rdr);
    REQUIRE(three.distribution);
    CHECK(three.distribution->size() == 4);
    for (std::size_t i = 0; i < 4; ++i) CHECK(three.distribution->exact(i) == "1/4");
}

TEST_CASE("endless explosions have an exact mean and variance", "[dice][statistics]")
{
    // Y = X + [X = 6] Y': mean 21/5, E[Y^2] = (91/6 + 2*4.2) / (5/6)
    const Statistics one = known("1d6!", Dialect::rdr);
    CHECK(one.unbounded);
    CHECK(one.mean->fraction == "21/5");
    CHECK(one.variance->nearest == Approx((91.0 / 6 + 2 * 4.2) / (5.0 / 6) - 4.2 * 4.2));
    CHECK(one.min == "1");
    CHECK_FALSE(one.max);
    CHECK_FALSE(one.distribution);
    CHECK(known("1dF!=-1", Dialect::rdr).min == std::nullopt);
    CHECK(known("4d6! + 1d6 - 2", Dialect::rdr).mean->fraction == "183/10");
    CHECK(known("1d6!-1d6!", Dialect::rdr).mean->fraction == "0");
    CHECK(known("2 * (3d6!)", Dialect::rdr).mean->fraction == "126/5");
    CHECK_FALSE(known("6d6!kh3", Dialect::rdr).mean); // no closed form here
}

TEST_CASE("what depends on chance and may fail is an error of the statistics", "[dice][statistics]")
{
    const auto wrong = [](std::string_view text, Dialect dialect = Dialect::avrae) {
        return reason(statistics(must(Expression::compile(text, {.dialect = dialect}))));
    };
    CHECK(wrong("1/(1d6-1)") == "dice.value");
    CHECK(wrong("1 % (1d6-3)") == "dice.value");
    CHECK(wrong("(1d4-2)d6", Dialect::roll20) == "dice.value");
    CHECK(wrong("1d6 + @x") == "dice.value");
    CHECK(wrong("9223372036854775807 * 1d2") == "dice.limit");
}

TEST_CASE("the mean of a sum is had without its distribution", "[dice][statistics]")
{
    const std::array<std::int64_t, 2> values{7, -3};
    const auto both = [&](std::string_view text) {
        CAPTURE(text);
        const Expression expression = must(Expression::compile(text, {.functions = true}));
        const auto twice = twice_the_mean(expression, values);
        if (!twice) return false;
        CAPTURE(*twice);
        CHECK(2 * must(statistics(expression, values)).mean->nearest == static_cast<double>(*twice));
        return true;
    };
    for (const char* text :
         {"1d6", "2d8 + 3", "4 - 1d4", "-(1d6 - 2)", "@a * 2d6", "3 * (1d4 + @a) - 2 * 1d6", "(@a)d6",
          "(@a + @b)d8 + @b", "(min(@a // 2, 20))d6", "(max(@a, @b))d1 + 1d(@a)", "0", "@a * @b", "7 // 2 + 1d2",
          "(@a > 3) * 2d6 + (@b > 3) * 1d6", "2d%", "1d1", "(0)d6", "1000d6"})
        CHECK(both(text));
    // what is more than a sum, and what may be an error
    for (const char* text :
         {"2d20kh1", "1d6e6", "4d6ro1", "1d6 * 1d6", "1d20 > 10", "max(1d6, 3)", "1d6 // 2", "(1d4)d6", "1d6 + 1 / 2",
          "1 / (@a - 7) + 1d6", "(@a - 9)d6", "1d6 * 9223372036854775807"}) {
        CAPTURE(text);
        CHECK_FALSE(both(text));
    }
    CHECK_FALSE(twice_the_mean(must(Expression::compile("1d6 + @a"))));
}

TEST_CASE("rolls follow the calculated distribution", "[dice][statistics][chi-square]")
{
    const Text texts[] = {
        {Dialect::avrae, "1d20+5"},          {Dialect::avrae, "4d6kh3"},     {Dialect::avrae, "8d6"},
        {Dialect::avrae, "2d20kh1+7"},       {Dialect::avrae, "2d6ro<3"},    {Dialect::avrae, "10d6kh5"},
        {Dialect::avrae, "6d6ph1pl1"},       {Dialect::avrae, "1d20 == 20"}, {Dialect::roll20, "10d6>5"},
        {Dialect::rdr, "{4d6kh3, 2d10}kh1"}, {Dialect::foundry, "5d10xo10"}, {Dialect::rdr, "4dF"}};
    for (const Text& text : texts) {
        INFO(text.text);
        const Expression expression = must(Expression::compile(text.text, {.dialect = text.dialect}));
        const Distribution distribution = must(statistics(expression)).distribution.value();
        constexpr std::uint32_t rolls = 100'000;
        std::map<std::int64_t, double> seen;
        for (std::uint32_t i = 0; i < rolls; ++i)
            ++seen[must(expression.total({.seed = 2024, .stream = 9, .counter = i})).numerator];
        double statistic = 0, expected = 0, observed = 0, degrees = -1;
        for (std::size_t i = 0; i < distribution.size(); ++i) { // cells of at least 20 expected rolls
            expected += distribution.chance(i) * rolls;
            observed += seen[distribution.value(i).numerator];
            if (expected < 20 && i + 1 < distribution.size()) continue;
            statistic += (observed - expected) * (observed - expected) / std::max(expected, 1.0);
            ++degrees;
            expected = observed = 0;
        }
        CHECK(statistic < degrees + 6 * std::sqrt(2 * degrees) + 6);
    }
}

TEST_CASE("many dice keep to the work allowed, and what cannot be had is left out", "[dice][statistics]")
{
    const Statistics half = known("100d20kh50");
    REQUIRE(half.distribution);
    CHECK(half.min == "50");
    CHECK(half.max == "1000");
    CHECK(half.distribution->size() == 951);
    CHECK(half.distribution->exact(0) == "1/"
                                         "12676506002282294014967032053760000000000000000000000000000000000000000000000"
                                         "000000000000000000000000000000000000"
                                         "000000000000000000");
    CHECK(half.mean->nearest == Approx(772.16).margin(0.2));

    const Statistics sum = known("999d6", Dialect::rdr);
    CHECK(sum.mean->fraction == "6993/2");
    CHECK(sum.variance->fraction == "11655/4");
    CHECK(sum.distribution);

    const Statistics huge = known("1000d1000000", Dialect::avrae);
    CHECK_FALSE(huge.distribution);
    CHECK(huge.mean->fraction == "500000500");
    CHECK(huge.min == "1000");
    CHECK(huge.max == "1000000000");

    const Statistics wide = known("1d1000000000000", Dialect::avrae);
    CHECK(wide.mean->fraction == "1000000000001/2");

    Limits little;
    little.work = 10'000;
    const auto expression = must(Expression::compile("100d20kh50", {.limits = little}));
    CHECK_FALSE(must(statistics(expression)).distribution);
}

TEST_CASE("ability scores: the best five of six times 4d6kh3", "[dice][statistics]")
{
    const Statistics six = known("{4d6k3,4d6k3,4d6k3,4d6k3,4d6k3,4d6k3}d1", Dialect::roll20);
    REQUIRE(six.distribution);
    CHECK(six.min == "15");
    CHECK(six.max == "90");
    const Statistics worst = known("{4d6k3,4d6k3,4d6k3,4d6k3,4d6k3,4d6k3}kl1", Dialect::roll20);
    CHECK(six.mean->nearest + worst.mean->nearest == Approx(6 * 15869.0 / 1296));
}

TEST_CASE("chances can be asked for", "[dice][statistics]")
{
    const Distribution two = known("2d6").distribution.value();
    CHECK(two.chance_of({7, 1}) == Approx(1.0 / 6));
    CHECK(two.chance_of({13, 1}) == 0);
    CHECK(two.chance_at_least({10, 1}) == Approx(1.0 / 6));
    CHECK(two.chance_at_least({0, 1}) == 1);
}

TEST_CASE("hostile statistics end", "[dice][statistics][hostile]")
{
    for (const Text& text :
         {Text{Dialect::avrae, "100d1000kh50kl20"}, Text{Dialect::avrae, "1000d1000kh500"},
          Text{Dialect::avrae, "10d100rah1ro<50kh5"}, Text{Dialect::avrae, "1d20000*1d20000"},
          Text{Dialect::avrae, "1d19999/1d19999/1d19999"}, Text{Dialect::rdr, "500d500uo"},
          Text{Dialect::roll20, "(1d1000)d(1d1000)"}, Text{Dialect::avrae, "(100d6,100d6,100d6,100d6,100d6)kh2"},
          Text{Dialect::avrae, "1000d20k>10kh5"}, Text{Dialect::avrae, "9d9*9d9*9d9*9d9*9d9"}}) {
        INFO(text.text);
        const auto start = std::chrono::steady_clock::now();
        const auto expression = Expression::compile(text.text, {.dialect = text.dialect});
        if (expression) (void)statistics(*expression);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        std::printf("%-45s %.3f s\n", text.text, seconds);
        CHECK(seconds < 60); // with sanitizers on a busy machine
    }
}
