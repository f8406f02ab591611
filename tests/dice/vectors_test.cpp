// SPDX-License-Identifier: MIT
// Every expression of ../shared/data/dice: whether it is accepted, why and where not, canonical text, bounds, mean,
// variance, distribution; and that rolls keep to them. Prints the counts by dialect.
#include "support/catch.hpp"
#include "support/ink_cases.hpp"
#include "support/skip.hpp"

#include <goldbox/dice/statistics.hpp>
#include <goldbox/json/reader.hpp>

#include <cmath>
#include <cstdio>
#include <map>
#include <sstream>

using namespace goldbox;
using namespace goldbox::dice;
using goldbox::test::shared_data;

namespace {

/// Rows that we answer otherwise, and why.
const std::map<std::string, std::string>& known_misses()
{
    static const std::string int64 = "numbers are int64; beyond is a limit error";
    static const std::string deep = "nested deeper than 100: the limit error that the row recommends";
    static const std::string endless = "explodes without end: the limit error that the row recommends";
    static const std::string not_real = "no NaN and no infinity: an error instead of 0";
    static const std::string at_least_0 = "a count of successes is at least 0; the row leaves its minimum open";
    static const std::map<std::string, std::string> misses{
        {"avrae-a841cd84", int64},
        {"avrae-bf1f9175", int64},
        {"avrae-aa50b35b", int64},
        {"avrae-e41b2fea", int64},
        {"avrae-da546e4a", int64},
        {"avrae-ad06878a", deep},
        {"avrae-173473b6", deep},
        {"rdr-ad06878a", deep},
        {"rdr-c817e9dc", endless},
        {"rdr-5513e3ea", "0/0 is the value error that the row recommends"},
        {"rdr-4363680f", not_real},
        {"rdr-8664fef6", not_real},
        {"rdr-e073e3bd", int64},
        {"rdr-b343a5ba", int64},
        {"rdr-1e56ddf5", "the reference drops a member where it keeps more than there are; the sum of all is 3"},
        {"rdr-2fc683ae", at_least_0},
        {"rdr-a747eac3", at_least_0},
    };
    return misses;
}

struct Row {
    std::string id, expr;
    Dialect dialect = Dialect::avrae;
    const json::Value* value = nullptr;

    [[nodiscard]] const json::Value* find(const char* name) const
    {
        const json::Value* found = value->find(name);
        return found && !found->is(json::Kind::null) ? found : nullptr;
    }
    [[nodiscard]] bool has_null(const char* name) const
    {
        const json::Value* found = value->find(name);
        return found && found->is(json::Kind::null);
    }
};

/// What differs, one remark a line; empty when all agrees.
class Comparison {
public:
    explicit Comparison(const Row& row) : row_(row) {}

    std::string compare()
    {
        const auto expression = Expression::compile(row_.expr, {.dialect = row_.dialect});
        if (!expression) return refused(expression.error()), out_.str();
        const auto known = statistics(*expression);
        if (!known) return refused(known.error()), out_.str();
        accepted(*expression, *known);
        return out_.str();
    }

private:
    void differs(const std::string& what, const std::string& wanted, const std::string& got)
    {
        if (wanted != got) out_ << what << ": wanted " << wanted << ", got " << got << '\n';
    }

    void refused(const Error& error)
    {
        const json::Value* valid = row_.find("valid");
        if (!valid) return; // not judged
        if (valid->boolean()) return differs("valid", "true", to_string(error));
        const json::Value* wanted = row_.find("error");
        if (!wanted) return;
        differs("kind", "dice." + std::string(wanted->find("kind")->string()), error.reason);
        const auto place = [&](const char* name, std::int64_t got) {
            if (const json::Value* number = wanted->find(name))
                differs(name, std::to_string(number->integer()), std::to_string(got));
        };
        place("line", error.where.line);
        place("col", error.where.column);
        place("offset", std::int64_t{error.where.column} - 1); // these texts have one line
        place("pos", std::int64_t{error.where.column} - 1);
    }

    void accepted(const Expression& expression, const Statistics& known)
    {
        const json::Value* valid = row_.find("valid");
        if (valid && !valid->boolean()) return differs("valid", "false", "true");
        if (const auto* normal = row_.find("normal"))
            differs("normal", std::string(normal->string()), expression.normal());
        exact("min", known.min.value_or("null"));
        exact("max", known.max.value_or("null"));
        if (row_.find("mean")) exact("mean", known.mean ? known.mean->fraction : "null");
        if (const auto* variance = row_.find("var_f")) {
            const double wanted = variance->number(), got = known.variance ? known.variance->nearest : std::nan("");
            if (!(std::fabs(got - wanted) <= 1e-8 * std::max(1.0, std::fabs(wanted)))) {
                differs("variance", std::to_string(wanted), std::to_string(got));
            }
        }
        if (const auto* unbounded = row_.find("unbounded")) {
            differs("unbounded", unbounded->boolean() ? "true" : "false", known.unbounded ? "true" : "false");
        }
        if (const auto* pmf = row_.find("pmf")) distribution(*pmf, known);
        rolls(expression, known);
    }

    void exact(const char* name, const std::string& got)
    {
        if (const auto* wanted = row_.find(name)) differs(name, std::string(wanted->string()), got);
        if (row_.has_null(name) && row_.find("unbounded")) differs(name, "null", got);
    }

    void distribution(const json::Value& pmf, const Statistics& known)
    {
        if (!known.distribution) return differs("pmf", "a distribution", "none");
        const auto wanted = pmf.array();
        if (wanted.size() != known.distribution->size()) {
            return differs("pmf size", std::to_string(wanted.size()), std::to_string(known.distribution->size()));
        }
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const auto pair = wanted[i].array();
            differs("pmf", std::string(pair[0].string()) + " " + std::string(pair[1].string()),
                    to_string(known.distribution->value(i)) + " " + known.distribution->exact(i));
        }
    }

    /// Rolls lie within the bounds and their mean within six standard errors.
    void rolls(const Expression& expression, const Statistics& known)
    {
        constexpr std::uint32_t times = 3000;
        double sum = 0;
        for (std::uint32_t i = 0; i < times; ++i) {
            const Draw at{.seed = 4, .stream = 7, .entity = 0, .counter = i};
            const auto total = expression.total(at);
            if (!total) return differs("roll", "a total", to_string(total.error()));
            if (known.distribution && row_.dialect != Dialect::rdr && known.distribution->chance_of(*total) == 0) {
                return differs("roll", "a total that can happen", to_string(*total));
            }
            sum += total->as_double();
            if (i < 20) {
                const auto roll = expression.roll(at);
                if (!roll || roll->total != *total) return differs("roll", to_string(*total), "another record");
            }
        }
        const double mean = sum / times;
        const auto twice = twice_the_mean(expression);
        if (twice && known.mean && static_cast<double>(*twice) != 2 * known.mean->nearest)
            differs("mean of the sum", std::to_string(known.mean->nearest), std::to_string(*twice) + "/2");
        if (known.mean && known.variance) {
            const double error = std::sqrt(known.variance->nearest / times);
            // the totals of rdr are rounded to two decimals
            if (std::fabs(mean - known.mean->nearest) > 6 * error + (row_.dialect == Dialect::rdr ? 0.005 : 1e-9)) {
                differs("mean of rolls", std::to_string(known.mean->nearest), std::to_string(mean));
            }
        }
        if (const auto* sampled = row_.find("mc")) {
            const double wanted = sampled->find("mean")->number(), error = sampled->find("se")->number();
            if (std::fabs(mean - wanted) > 9 * error + 1e-9) { // both are samples of about the same size
                differs("mean of the reference's rolls", std::to_string(wanted), std::to_string(mean));
            }
        }
    }

    const Row& row_;
    std::ostringstream out_;
};

struct Count {
    int rows = 0, agree = 0, explained = 0, wrong = 0;
};

} // namespace

TEST_CASE("every expression of the vectors is answered as recorded, or a reason is known why not", "[dice][vectors]")
{
    GOLDBOX_NEED_DATA("dice");
    std::map<std::string, Count> counts;
    std::string misses;
    for (const char* file : {"avrae-valid", "avrae-hostile", "roll20-valid", "foundry-valid", "foundry-hostile",
                             "rdr-valid", "rdr-hostile"}) {
        std::istringstream lines(test::read_text(shared_data("dice") / (std::string(file) + ".jsonl")));
        for (std::string line; std::getline(lines, line);) {
            const auto document = json::read(line);
            REQUIRE(document);
            Row row{.id = std::string(document->root.find("id")->string()),
                    .expr = std::string(document->root.find("expr")->string()),
                    .value = &document->root};
            const std::string dialect(document->root.find("dialect")->string());
            row.dialect = dialect_named(dialect).value();
            Count& count = counts[dialect];
            ++count.rows;
            const std::string difference = Comparison(row).compare();
            const auto reason = known_misses().find(row.id);
            INFO(row.id << " " << row.expr.substr(0, 80) << "\n" << difference);
            if (difference.empty()) {
                ++count.agree;
                CHECK(reason == known_misses().end());
            } else if (reason != known_misses().end()) {
                ++count.explained;
                misses += "    " + row.id + " " + row.expr.substr(0, 40) + ": " + reason->second + "\n";
            } else {
                ++count.wrong;
                CHECK(difference.empty());
            }
        }
    }
    std::printf("dialect   rows  agree  explained  wrong\n");
    for (const auto& [dialect, count] : counts) {
        std::printf("%-8s %5d %6d %10d %6d\n", dialect.c_str(), count.rows, count.agree, count.explained, count.wrong);
    }
    std::printf("answered otherwise, with the reason:\n%s", misses.c_str());
}
