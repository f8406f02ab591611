// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "support/hostile_dice.hpp"
#include "support/must.hpp"

#include <goldbox/dice/dice.hpp>

#include <array>
#include <set>

using namespace goldbox;
using namespace goldbox::dice;
using goldbox::tests::must;
using goldbox::tests::reason;

namespace {

Expression compile(std::string_view text, Dialect dialect = Dialect::avrae)
{
    return must(Expression::compile(text, {.dialect = dialect}));
}

/// Dice that fall as told.
class Told final : public Chance {
public:
    Told(std::initializer_list<std::uint64_t> faces) : faces_(faces) {}
    std::uint64_t below(std::uint64_t) override { return at_ < faces_.size() ? faces_[at_++] - 1 : 0; }

private:
    std::vector<std::uint64_t> faces_;
    std::size_t at_ = 0;
};

std::string told(std::string_view text, std::initializer_list<std::uint64_t> faces, Dialect dialect = Dialect::avrae)
{
    Told dice(faces);
    const Expression expression = compile(text, dialect);
    return expression.text(must(expression.roll(dice)));
}

Number value_of(std::string_view text, Dialect dialect = Dialect::avrae)
{
    return must(compile(text, dialect).total({}));
}

} // namespace

TEST_CASE("a roll says which dice were kept, dropped, rerolled and exploded", "[dice]")
{
    CHECK(told("4d6kh3 + 2", {5, 1, 4, 6}) == "4d6kh3 [5, 1d, 4, 6] + 2 = 17");
    CHECK(told("2d6ro<3", {1, 5, 2}) == "2d6ro<3 [1r, 5, 2] = 7");
    CHECK(told("2d6e6", {6, 3, 6, 1}) == "2d6e6 [6!, 3, 6!, 1] = 16");
    CHECK(told("3d6!!", {6, 3, 2, 6, 1}, Dialect::rdr) == "3d6!! [13!, 3, 2, 6+, 1+] = 18");
    CHECK(told("2d6!p", {6, 3, 4}, Dialect::roll20) == "2d6!p [6!, 3, 3] = 12");
    CHECK(told("2d6mi3", {1, 5}) == "2d6mi3 [3^, 5] = 8");
    CHECK(told("3d6>=5f<2", {6, 1, 3}, Dialect::rdr) == "3d6>=5f<2 [6*, 1_, 3] = 0");
    CHECK(told("(1d6, 1d8, 3)kh1 [best]", {2, 7}) == "(1d6 [2], 1d8 [7], 3)kh1 [2d, 7, 3d] [best] = 7");
    CHECK(told("d% + 1", {4}) == "1d% [30] + 1 = 31");
    CHECK(told("2dF", {1, 3}, Dialect::rdr) == "2dF [-1, 1] = 0");
}

TEST_CASE("Markdown strikes through what does not count", "[dice]")
{
    Told dice{2, 15};
    const Expression expression = compile("2d20kh1+5");
    CHECK(expression.markdown(must(expression.roll(dice))) == "2d20kh1 (~~2~~, 15) + 5 = **20**");
}

TEST_CASE("advantage doubles a leading d20 and nothing else", "[dice]")
{
    const auto normal = [](std::string_view text, Advantage advantage) {
        return must(Expression::compile(text, {.advantage = advantage})).normal();
    };
    CHECK(normal("1d20+5", Advantage::advantage) == "2d20kh1 + 5");
    CHECK(normal("d20", Advantage::disadvantage) == "2d20kl1");
    CHECK(normal("1d20ro<3", Advantage::elven_accuracy) == "3d20kh1ro<3");
    CHECK(normal("1d20kl1", Advantage::advantage) == "2d20kh1p0kl1"); // two choices, not the union of both
    CHECK(normal("2d20+1d20", Advantage::advantage) == "2d20 + 1d20");
    CHECK(normal("1d6+1d20", Advantage::advantage) == "1d6 + 1d20");
}

TEST_CASE("values of a character sheet are given when it rolls", "[dice]")
{
    const Expression expression = compile("1d1 + @str.mod * 2 + @prof + @str.mod");
    CHECK(expression.paths() == std::vector<std::string>{"str.mod", "prof"});
    const std::array<std::int64_t, 2> values{4, 3};
    CHECK(must(expression.total({}, values)) == Number{16, 1});
    CHECK(reason(expression.total({})) == "dice.value");
    CHECK(expression.normal() == "1d1 + @str.mod * 2 + @prof + @str.mod");
    CHECK(compile("1d20 + @{str-mod}", Dialect::roll20).paths() == std::vector<std::string>{"str-mod"});
}

TEST_CASE("a sum is the same by the short way, by the long one and in the record", "[dice]")
{
    const Expression sum = compile("2d6 + @a - (3 - @b) - 1d4"), product = compile("(2d6 + @a - (3 - @b) - 1d4) * 1");
    constexpr std::int64_t wide = std::int64_t{1} << 41, most = std::numeric_limits<std::int64_t>::max();
    std::uint32_t counter = 0;
    for (const std::int64_t a : {std::int64_t{0}, std::int64_t{5}, -wide, wide, most - 20, most, -most}) {
        for (const std::int64_t b : {std::int64_t{-2}, wide, most}) {
            const std::array<std::int64_t, 2> values{a, b};
            const Draw at{.seed = 9, .stream = 1, .entity = 2, .counter = ++counter};
            const auto total = sum.total(at, values), slow = product.total(at, values);
            const auto record = sum.roll(at, values);
            CAPTURE(a, b);
            REQUIRE(total.has_value() == slow.has_value());
            REQUIRE(total.has_value() == record.has_value());
            if (!total) {
                CHECK(reason(total) == "dice.limit");
                continue;
            }
            CHECK(*total == *slow);
            CHECK(*total == record->total);
        }
    }
    CHECK(reason(sum.total({}, std::array<std::int64_t, 1>{1})) == "dice.value");
}

TEST_CASE("text behind an expression is a comment where that is asked for", "[dice]")
{
    const Expression expression = must(Expression::compile("1d20+5 to hit the troll", {.comment = true}));
    CHECK(expression.normal() == "1d20 + 5");
    CHECK(expression.comment() == "to hit the troll");
    CHECK(must(Expression::compile("1d6 - for luck", {.comment = true})).comment() == "- for luck");
    CHECK(reason(Expression::compile("1d20+5 to hit")) == "dice.syntax");
    CHECK(reason(Expression::compile("hello", {.comment = true})) == "dice.syntax");
    CHECK(compile("3d6 # fire", Dialect::foundry).comment() == "fire");
    CHECK(compile("3d6 // fire", Dialect::rdr).comment() == "fire");
}

TEST_CASE("numbers are exact and the dialect rounds the total", "[dice]")
{
    CHECK(value_of("-7 / 2") == Number{-3, 1});
    CHECK(value_of("-7 // 2") == Number{-4, 1});
    CHECK(value_of("-7 % 3") == Number{2, 1});
    CHECK(value_of("0 - 7 % 3", Dialect::foundry) == Number{-1, 1});
    CHECK(value_of("(0 - 7) % 3", Dialect::foundry) == Number{-1, 1});
    CHECK(value_of("1 / 3 * 3") == Number{1, 1});
    CHECK(value_of("10 / 3", Dialect::rdr) == Number{333, 100});
    CHECK(value_of("10 / 3", Dialect::foundry) == Number{10, 3});
    CHECK(value_of("round(0 - 5/2)", Dialect::foundry) == Number{-2, 1});
    CHECK(value_of("round(0 - 5/2)", Dialect::rdr) == Number{-3, 1});
    CHECK(value_of("-2^2", Dialect::rdr) == Number{-4, 1});
    CHECK(value_of("2^3^2", Dialect::rdr) == Number{512, 1});
    CHECK(value_of("sqrt(2) * 100", Dialect::rdr) == Number{7071, 50});
    // e + ln 10 + sin 1 + cos 1 + tan 1 = 8.4600...
    CHECK(value_of("exp(1) + log(10) + sin(1) + cos(1) + tan(1)", Dialect::rdr).as_double() ==
          Approx(2.718281828 + 2.302585093 + 0.841470985 + 0.540302306 + 1.557407725).margin(0.006));
    CHECK(to_decimal({-1, 2}) == "-0.5");
    CHECK(to_decimal({1, 3}) == "0.33");
    CHECK(to_decimal({-10, 3}) == "-3.33");
}

TEST_CASE("what has no answer is an error with its place, never NaN", "[dice]")
{
    const auto wrong = [](std::string_view text, Dialect dialect) {
        const auto expression = Expression::compile(text, {.dialect = dialect});
        if (!expression) return expression.error().reason + ' ' + to_string(expression.error().where);
        const auto total = expression->total({});
        return total ? "total " + to_string(*total) : total.error().reason + ' ' + to_string(total.error().where);
    };
    CHECK(wrong("1 + 1/0", Dialect::avrae) == "dice.value 1:6");
    CHECK(wrong("sqrt(-1)", Dialect::rdr) == "dice.value 1:1");
    CHECK(wrong("log(0)", Dialect::rdr) == "dice.value 1:1");
    CHECK(wrong("9^9^9", Dialect::rdr) == "dice.limit 1:2");
    CHECK(wrong("(0)^-1", Dialect::rdr) == "dice.value 1:4");
    CHECK(wrong("9223372036854775807 + 1", Dialect::avrae) == "dice.limit 1:21");
    CHECK(wrong("9223372036854775807 + 1 - 1", Dialect::avrae) == "dice.limit 1:21");
    CHECK(wrong("1d6\n+ x", Dialect::avrae) == "dice.syntax 2:3");
    CHECK(wrong("(1d6/4)d6", Dialect::roll20).starts_with("dice.value"));
    CHECK(wrong("1d(1-1)", Dialect::roll20) == "dice.value 1:1");
    CHECK(wrong("(2000)d6", Dialect::roll20) == "dice.limit 1:1");
    CHECK(wrong("1d20rr<21", Dialect::avrae).starts_with("dice.limit"));
    CHECK(wrong("1d20rrh1", Dialect::avrae).starts_with("dice.limit"));
    CHECK(wrong("1d(1*6)!>0", Dialect::roll20).starts_with("dice.limit"));
    CHECK(wrong("5d4u", Dialect::rdr).starts_with("dice.limit"));
    CHECK(wrong("100d1000rr<1000", Dialect::avrae).starts_with("dice.limit"));
}

TEST_CASE("the first die is draw_below, the others follow behind it", "[dice][random]")
{
    const Expression expression = compile("1d20");
    for (std::uint32_t i = 0; i < 200; ++i) {
        const Draw at{.seed = 99, .stream = 5, .entity = 8, .counter = i};
        CHECK(must(expression.total(at)).numerator == draw_below(at, 20) + 1);
    }
    // words 0..3 of a position are one block of the generator
    const Draw at{.seed = 0x123456789ABCDEF0, .stream = 3, .entity = 0x0FEDCBA987654321, .counter = 17};
    const Roll roll = must(compile("12d4294967295", Dialect::roll20).roll(at));
    for (std::uint32_t i = 0; i < 12; ++i) {
        const auto block = philox({at.counter, at.stream << 8 | i / 4, static_cast<std::uint32_t>(at.entity),
                                   static_cast<std::uint32_t>(at.entity >> 32)},
                                  {static_cast<std::uint32_t>(at.seed), static_cast<std::uint32_t>(at.seed >> 32)});
        const std::uint64_t word = block[i % 4];
        CHECK(roll.terms[0].dice[i].face == static_cast<std::int64_t>(word * 4294967295u >> 32) + 1);
    }
}

TEST_CASE("neighbouring positions share no dice, however many a roll takes", "[dice][random]")
{
    const Expression expression = compile("1000d1000000");
    std::set<std::int64_t> sums;
    for (std::uint32_t i = 0; i < 50; ++i) sums.insert(must(expression.total({.seed = 1, .counter = i})).numerator);
    CHECK(sums.size() == 50);
    // 1,200 draws go on under another seed than the first 1,024
    const Roll roll = must(compile("600d6rr<4").roll(Draw{.seed = 1}));
    CHECK(roll.terms[0].dice.size() > 1100);
    std::size_t same = 0;
    const auto& dice = roll.terms[0].dice;
    for (std::size_t i = 1024; i < dice.size(); ++i) same += dice[i].face == dice[i - 1024].face;
    CHECK(same < (dice.size() - 1024) / 2);
}

TEST_CASE("canonical text compiles to the same expression", "[dice]")
{
    struct Text {
        Dialect dialect;
        const char* text;
    };
    for (const Text& text :
         {Text{Dialect::avrae, "-(1d4,2+2 , 3d6kl1e6,)kh1kl1 [a] +((10d6kh5)kl2)p3"},
          Text{Dialect::avrae, "d%//2 == 3 - 0.25 * .5"},
          Text{Dialect::roll20, "{4d6k3,(1+2)d(2*3)!>5}d1+ceil(@{a-b}/2)"}, Text{Dialect::roll20, "{4d6+2,3d4}>4f<2"},
          Text{Dialect::foundry, "4df+3dcc1+{4d6r1xo}kh+2d10min2cs>=5"},
          Text{Dialect::rdr, "-3*{6d6dh1dl1min1.5!!p>4,2d%r<4}k1//x"}, Text{Dialect::rdr, "2**-2^dF.1"},
          Text{Dialect::rdr, "5d6<3f=5!p"}}) {
        INFO(text.text);
        const Expression first = compile(text.text, text.dialect);
        const std::string normal = first.normal();
        const Expression second = compile(normal, text.dialect);
        CHECK(second.normal() == normal);
        std::vector<std::int64_t> values(first.paths().size(), 5);
        for (std::uint32_t i = 0; i < 50; ++i) {
            const auto a = first.total({.counter = i}, values), b = second.total({.counter = i}, values);
            REQUIRE(a.has_value() == b.has_value());
            if (a) CHECK(*a == *b);
        }
    }
}

// That the answer comes soon is for the benchmark to say (dice_bench: hostile).
TEST_CASE("hostile text is answered", "[dice][hostile]")
{
    for (const std::string& text : hostile_texts()) {
        for (const Dialect dialect : {Dialect::avrae, Dialect::roll20, Dialect::foundry, Dialect::rdr}) {
            for (const bool comment : {false, true}) {
                INFO(text.substr(0, 20) << "... of " << text.size() << " bytes in " << name(dialect));
                const auto expression = Expression::compile(text, {.dialect = dialect, .comment = comment});
                const auto total = expression ? expression->total({}) : unexpected(expression.error());
                if (total) continue;
                CHECK(total.error().reason.starts_with("dice."));
                CHECK(total.error().where.column <= text.size() + 1);
            }
        }
    }
}

TEST_CASE("limits can be set", "[dice]")
{
    const auto with = [](std::string_view text, Limits limits) {
        return reason(Expression::compile(text, {.limits = limits}));
    };
    CHECK(with("11d6", {.dice = 10}) == "dice.limit");
    CHECK(with("6d6+5d6", {.dice = 10}) == "dice.limit");
    CHECK(with("1d7", {.faces = 6}) == "dice.limit");
    CHECK(with("((1))", {.nesting = 1}) == "dice.limit");
    CHECK(with("1+1+1", {.operations = 1}) == "dice.limit");
    CHECK(with("1d6+1", {.length = 4}) == "dice.limit");
    CHECK(with("10d6", {.dice = 10}).empty());
    CHECK(reason(must(Expression::compile("10d6ro<7", {.limits = {.draws = 15}})).total({})) == "dice.limit");
}
