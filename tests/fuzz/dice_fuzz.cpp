// SPDX-License-Identifier: MIT
// Any text in any dialect: an answer, bounded, and canonical text that means the same. The first byte chooses.
#include "fuzz/fuzz.hpp"

#include <goldbox/dice/statistics.hpp>

#include <cmath>
#include <vector>

using namespace goldbox;
using namespace goldbox::dice;
using goldbox::test::expect;

namespace {

void same_rolls(const Expression& expression, const Expression& again)
{
    const std::vector<std::int64_t> values(expression.paths().size(), 3);
    for (std::uint32_t i = 0; i < 3; ++i) {
        const Draw at{.seed = 7, .stream = 1, .entity = 2, .counter = i};
        const auto total = expression.total(at, values), same = again.total(at, values);
        const auto roll = expression.roll(at, values);
        expect(total.has_value() == same.has_value(), "canonical text rolls or fails alike");
        expect(total.has_value() == roll.has_value(), "a total is there when the record is");
        if (!total) {
            expect(total.error().reason == "dice.value" || total.error().reason == "dice.limit", "a known reason");
            continue;
        }
        expect(*total == *same, "canonical text rolls the same");
        expect(*total == roll->total, "the record has the same total");
        expect(total->denominator > 0, "a number is a number");
        (void)expression.text(*roll);
        (void)expression.markdown(*roll);
    }
}

void same_statistics(const Expression& expression, const Expression& again)
{
    const std::vector<std::int64_t> values(expression.paths().size(), 3);
    const auto one = statistics(expression, values), two = statistics(again, values);
    expect(one.has_value() == two.has_value(), "canonical text has statistics or not alike");
    if (!one) return;
    expect(one->min == two->min && one->max == two->max, "canonical text has the same bounds");
    expect(one->mean.has_value() == two->mean.has_value(), "canonical text has a mean or not alike");
    if (one->mean) expect(one->mean->fraction == two->mean->fraction, "canonical text has the same mean");
    if (!one->distribution) return;
    double sum = 0;
    for (std::size_t i = 0; i < one->distribution->size(); ++i) sum += one->distribution->chance(i);
    expect(std::fabs(sum - 1) < 1e-6, "chances add up to one");
    for (std::uint32_t i = 0; i < 3 && expression.dialect() != Dialect::rdr; ++i) { // rdr rounds its totals
        const auto total = expression.total({.seed = i}, values);
        if (total) expect(one->distribution->chance_of(*total) > 0, "what is rolled can happen");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    Options options{.dialect = static_cast<Dialect>(data[0] & 3)};
    options.advantage = static_cast<Advantage>(data[0] >> 2 & 3);
    options.comment = (data[0] & 16) != 0;
    options.limits.work = 500'000; // many inputs, not long ones
    const auto expression = Expression::compile(test::as_text(data + 1, size - 1), options);
    if (!expression) {
        const std::string& reason = expression.error().reason;
        expect(reason == "dice.syntax" || reason == "dice.value" || reason == "dice.limit", "a known reason");
        expect(expression.error().where.line > 0 && expression.error().where.column > 0, "an error has a place");
        return 0;
    }
    Options plain{.dialect = options.dialect, .limits = options.limits};
    plain.limits.length = 1u << 20; // spaces make canonical text longer
    const std::string normal = expression->normal();
    const auto again = Expression::compile(normal, plain);
    expect(again.has_value(), "canonical text compiles");
    expect(again->normal() == normal, "canonical text is canonical");
    expect(again->paths() == expression->paths(), "canonical text asks for the same values");
    same_rolls(*expression, *again);
    same_statistics(*expression, *again);
    return 0;
}
