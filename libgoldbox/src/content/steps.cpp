// SPDX-License-Identifier: MIT
#include <goldbox/content/steps.hpp>

#include <goldbox/dice/dice.hpp>

#include <string_view>

namespace goldbox::content {
namespace {

constexpr int deepest = 16; ///< steps within steps

/// Walks along the field tables: every text that is said to be a formula has to be one, every program is walked.
class ProgramCheck {
public:
    explicit ProgramCheck(json::Reading& reading) : reading_(reading) {}

    void program(const Program& steps)
    {
        if (++depth_ > deepest) {
            reading_.wrong("content.too_deep", "steps stand within steps at most 16 deep");
        } else {
            for (std::size_t i = 0; i < steps.size(); ++i) {
                reading_.inside(i, [&] { std::visit([&](const auto& step) { members(step); }, steps[i]); });
            }
        }
        --depth_;
    }

    template <class T>
    void members(const T& value)
    {
        json::detail::each_field<T>(
            [&](const auto& field) { reading_.inside(field.name, [&] { member(value.*field.member, field.about); }); });
    }

private:
    void member(const std::string& text, const json::About& about)
    {
        if (text.empty() || !about.doc.starts_with("formula")) return;
        const auto formula = dice::Expression::compile(text, {.functions = true});
        if (formula) return;
        reading_.wrong("content.bad_formula", "this is no formula: " + formula.error().message + " at column " +
                                                  std::to_string(formula.error().where.column));
    }
    void member(const Program& steps, const json::About&) { program(steps); }
    void member(const AimArea& area, const json::About&) { members(area); }
    void member(const std::optional<AimArea>& area, const json::About&)
    {
        if (area) members(*area);
    }
    template <json::HasFields T>
    void member(const std::vector<T>& all, const json::About&)
    {
        for (std::size_t i = 0; i < all.size(); ++i) reading_.inside(i, [&] { members(all[i]); });
    }
    template <json::HasFields T>
    void member(const std::optional<T>& value, const json::About&)
    {
        if (value) members(*value);
    }
    template <class Other>
    void member(const Other&, const json::About&)
    {
    }

    json::Reading& reading_;
    int depth_ = 0;
};

} // namespace

bool operator==(const Step& left, const Step& right)
{
    const Step::variant &a = left, &b = right;
    return a == b;
}

void check_program(json::Reading& reading, const Program& program)
{
    ProgramCheck(reading).program(program);
}

void check_hooks(json::Reading& reading, const std::vector<Hook>& hooks)
{
    for (std::size_t i = 0; i < hooks.size(); ++i) {
        reading.inside(i, [&] { ProgramCheck(reading).members(hooks[i]); });
    }
}

void check(json::Reading& reading, const ActionDefinition& action)
{
    reading.inside("do", [&] { check_program(reading, action.what); });
    check_aim(reading, action.aim);
    check_answers(reading, action.answers);
}

void check_answers(json::Reading& reading, const std::optional<Answers>& answers)
{
    if (answers) reading.inside("answers", [&] { ProgramCheck(reading).members(*answers); });
}

void check_aim(json::Reading& reading, const std::optional<Aim>& aim)
{
    if (aim) reading.inside("aim", [&] { ProgramCheck(reading).members(*aim); });
}

} // namespace goldbox::content
