// SPDX-License-Identifier: MIT
#include "rules/formula.hpp"

#include <goldbox/base/try.hpp>

#include <algorithm>

namespace goldbox::rules {
namespace {

/// Tells whether an expression ever asks for chance.
class Watcher final : public dice::Chance {
public:
    bool asked = false;
    [[nodiscard]] std::uint64_t below(std::uint64_t) override
    {
        asked = true;
        return 0;
    }
};

bool has_dice(const dice::Expression& expression)
{
    const std::vector<std::int64_t> ones(expression.paths().size(), 1);
    Watcher watcher;
    const auto rolled = expression.roll(watcher, ones);
    return watcher.asked || (rolled && !rolled->terms.empty() && rolled->terms.front().faces > 0);
}

} // namespace

Result<Formula> Formula::compile(const std::string& text, bool dice, const Resolve& resolve)
{
    const dice::Options options{.functions = true, .limits = {.length = 500, .dice = 200}};
    auto expression = dice::Expression::compile(text, options);
    if (!expression) {
        return fail(Code::invalid, "rules.bad_formula", "this is no formula: " + expression.error().message);
    }
    Formula formula;
    if (expression->paths().size() > most_references)
        return fail(Code::limit, "rules.bad_formula", "a formula reads at most 16 numbers");
    for (const std::string& path : expression->paths()) {
        GOLDBOX_TRY(const Reference reference, resolve(path));
        formula.references_.push_back(reference);
    }
    formula.rolls_ = has_dice(*expression);
    formula.is_reference_ = formula.references_.size() == 1 && text == "@" + expression->paths().front();
    formula.is_steady_ = !formula.rolls_ && std::ranges::all_of(formula.references_, [](const Reference& each) {
        const bool of_sheet = each.what == What::stat || each.what == What::tag || each.what == What::has;
        return each.whose == Whose::self && of_sheet;
    });
    if (formula.rolls_ && !dice) return fail(Code::invalid, "rules.bad_formula", "no dice may be rolled here");
    if (!formula.rolls_ && formula.references_.empty()) {
        auto constant = expression->total({});
        if (!constant) {
            return fail(Code::invalid, "rules.bad_formula", "this formula has no value: " + constant.error().message);
        }
        formula.constant_ = constant->cut();
        return formula;
    }
    if (formula.rolls_) {
        dice::Options twice = options;
        twice.times = 2;
        twice.limits.dice = 400;
        auto doubled = dice::Expression::compile(text, twice);
        if (!doubled) return fail(Code::invalid, "rules.bad_formula", doubled.error().message);
        formula.doubled_ = *std::move(doubled);
    }
    formula.expression_ = *std::move(expression);
    return formula;
}

} // namespace goldbox::rules
