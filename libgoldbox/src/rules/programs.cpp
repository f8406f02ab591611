// SPDX-License-Identifier: MIT
#include "rules/programs.hpp"

#include <algorithm>
#include <utility>

namespace goldbox::rules {
namespace {

class ProgramCompiler {
public:
    ProgramCompiler(Lookup& lookup, Lookup::Path path) : lookup_(lookup), path_(std::move(path)) {}

    ProgramCode compile(std::string name, const content::Program& program, const std::string& when, bool holds)
    {
        out_.name = std::move(name);
        out_.variables = {"degree", "natural", "total", "lost", "amount", "level", "concentration", "luck"};
        if (holds) emit({.op = Op::concentrate});
        const std::size_t condition = out_.code.size();
        if (!when.empty()) emit({.op = Op::if_not, .b = formula("when", when, false)});
        path_.emplace_back("do");
        steps(program);
        path_.pop_back();
        if (!when.empty()) land(condition);
        emit({.op = Op::finish});
        if (out_.code.size() > most_instructions) lookup_.wrong(path_, "rules.too_many", "this program is too long");
        return std::move(out_);
    }

private:
    std::size_t emit(Instruction instruction)
    {
        out_.code.push_back(instruction);
        return out_.code.size() - 1;
    }
    [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(out_.code.size()); }
    void land(std::size_t jump) { out_.code[jump].jump = here(); }

    template <class Body>
    void inside(json::Step step, Body&& body)
    {
        path_.push_back(step);
        body();
        path_.pop_back();
    }

    void steps(const content::Program& program)
    {
        for (std::size_t i = 0; i < program.size() && out_.code.size() <= most_instructions; ++i) {
            inside(i, [&] { std::visit([&](const auto& step) { compile(step); }, program[i]); });
        }
    }
    void steps(const char* member, const content::Program& program)
    {
        inside(member, [&] { steps(program); });
    }

    Index formula(const char* member, const std::string& text, bool dice)
    {
        if (text.empty()) return none;
        inside(member, [&] { out_.formulas.push_back(lookup_.formula(text, dice, out_.variables, path_)); });
        return static_cast<Index>(out_.formulas.size() - 1);
    }
    Index tags(const char* member, const std::vector<std::string>& words)
    {
        if (words.empty()) return none;
        inside(member, [&] { out_.tags.push_back(lookup_.tags(words, path_)); });
        return static_cast<Index>(out_.tags.size() - 1);
    }
    Index named(Lookup::Kind kind, const char* member, const std::string& id)
    {
        Index index = none;
        if (!id.empty()) inside(member, [&] { index = lookup_.named(kind, id, path_); });
        return index;
    }
    Index variable(const std::string& name)
    {
        if (name.empty()) return none;
        auto& all = out_.variables;
        const auto found = std::ranges::find(all, name);
        if (found != all.end()) return static_cast<Index>(found - all.begin());
        all.push_back(name);
        return static_cast<Index>(all.size() - 1);
    }
    static Index keep(std::vector<std::string>& names, const std::string& name)
    {
        names.push_back(name);
        return static_cast<Index>(names.size() - 1);
    }

    /// Two ways, of which the second is taken at `branch`.
    void ways(std::size_t branch, const char* first, const content::Program& yes, const char* second,
              const content::Program& no)
    {
        steps(first, yes);
        if (no.empty()) return land(branch);
        const std::size_t over = emit({.op = Op::jump});
        land(branch);
        steps(second, no);
        land(over);
    }

    void compile(const content::TargetStep& step) { emit({.op = Op::target, .who = step.who}); }

    void compile(const content::AttackStep& step)
    {
        const Index check = named(Lookup::Kind::check, "check", step.check);
        const Index with = tags("tags", step.tags);
        emit({.op = Op::before, .a = check, .d = with});
        emit({.op = Op::attack,
              .a = check,
              .b = formula("bonus", step.bonus, false),
              .c = formula("advantage", step.advantage, false),
              .d = with});
        emit({.op = Op::landed, .a = check, .d = with});
        const std::size_t branch = emit({.op = Op::unless});
        ways(branch, "hit", step.hit, "miss", step.miss);
        emit({.op = Op::calm});
    }

    void compile(const content::SaveStep& step)
    {
        const Index check = named(Lookup::Kind::check, "check", step.check);
        const Index with = tags("tags", step.tags);
        emit({.op = Op::before_save, .a = check, .d = with});
        emit({.op = Op::save, .a = check, .b = formula("difficulty", step.difficulty, false), .d = with});
        const std::size_t branch = emit({.op = Op::unless});
        ways(branch, "saved", step.saved, "failed", step.failed);
    }

    void compile(const content::CheckStep& step)
    {
        const Index check = named(Lookup::Kind::check, "check", step.check);
        emit({.op = Op::check,
              .who = step.who,
              .a = check,
              .b = formula("difficulty", step.difficulty, false),
              .d = tags("tags", step.tags)});
        const std::size_t branch = emit({.op = Op::unless});
        ways(branch, "success", step.success, "failure", step.failure);
    }

    void compile(const content::DamageStep& step)
    {
        if (step.parts.empty() && !step.item) lookup_.wrong(path_, "rules.bad_step", "this damage has no parts");
        std::vector<PartCode> parts;
        inside("parts", [&] {
            for (std::size_t i = 0; i < step.parts.size(); ++i) {
                inside(i, [&] {
                    PartCode& part = parts.emplace_back();
                    part.type = named(Lookup::Kind::damage_type, "type", step.parts[i].type);
                    if (part.type == none && !step.item)
                        lookup_.wrong(path_, "rules.bad_step", "this damage has no type");
                    inside("amount",
                           [&] { part.amount = lookup_.formula(step.parts[i].amount, true, out_.variables, path_); });
                });
            }
        });
        out_.parts.push_back(std::move(parts));
        emit({.op = step.item ? Op::item_damage : Op::damage,
              .who = step.who,
              .a = static_cast<Index>(out_.parts.size() - 1),
              .d = tags("tags", step.tags)});
    }

    void compile(const content::HealStep& step)
    {
        emit({.op = step.temporary ? Op::temporary
                    : step.raises  ? Op::raise
                                   : Op::heal,
              .who = step.who,
              .b = formula("amount", step.amount, true),
              .d = tags("tags", step.tags)});
    }

    void compile(const content::DieStep& step) { emit({.op = Op::die, .who = step.who}); }
    void compile(const content::StabilizeStep& step) { emit({.op = Op::stabilize, .who = step.who}); }

    void compile(const content::EffectStep& step)
    {
        const Index effect = named(Lookup::Kind::effect, "effect", step.effect);
        emit({.op = Op::effect,
              .who = step.who,
              .a = effect,
              .b = formula("level", step.level, true),
              .c = variable(step.as),
              .d = variable(step.under),
              .e = duration(step.duration)});
    }

    Index duration(const std::optional<content::Duration>& lasts)
    {
        if (!lasts) return none;
        LastingCode code{.unit = lasts->unit, .until = lasts->until, .of = lasts->of};
        inside("duration", [&] {
            inside("amount", [&] { code.amount = lookup_.formula(lasts->amount, true, out_.variables, path_); });
        });
        out_.durations.push_back(std::move(code));
        return static_cast<Index>(out_.durations.size() - 1);
    }

    void compile(const content::EndStep& step)
    {
        if (!step.effect.empty()) {
            emit({.op = Op::end, .who = step.who, .a = named(Lookup::Kind::effect, "effect", step.effect)});
        } else if (!step.categories.empty()) {
            emit({.op = Op::dispel,
                  .who = step.who,
                  .b = formula("power", step.power, true),
                  .d = tags("categories", step.categories)});
        } else {
            emit({.op = Op::end_this});
        }
    }

    void compile(const content::SummonStep& step)
    {
        const Index creature = named(Lookup::Kind::creature, "creature", step.creature);
        const Index effect = named(Lookup::Kind::effect, "effect", step.effect);
        emit({.op = Op::summon,
              .a = creature,
              .b = formula("count", step.count, true),
              .c = effect,
              .d = variable(step.under),
              .e = numbers(step.numbers)});
    }

    Index numbers(const std::map<std::string, std::string>& all)
    {
        if (all.empty()) return none;
        std::vector<NumberCode>& code = out_.numbers.emplace_back();
        inside("numbers", [&] {
            for (const auto& [stat, text] : all) {
                const Index index = named(Lookup::Kind::stat, stat.c_str(), stat);
                inside(std::string_view(stat),
                       [&] { code.push_back({index, lookup_.formula(text, true, out_.variables, path_)}); });
            }
        });
        return static_cast<Index>(out_.numbers.size() - 1);
    }

    void compile(const content::LeaveStep& step) { emit({.op = Op::leave, .who = step.who}); }

    void compile(const content::SetStep& step)
    {
        const Index value = formula("value", step.value, false);
        emit({.op = Op::set, .b = value, .c = variable(step.as)});
    }

    void compile(const content::RollStep& step)
    {
        const Index amount = formula("amount", step.amount, true);
        emit({.op = Op::roll, .b = amount, .c = variable(step.as)});
    }

    void compile(const content::CounterStep& step)
    {
        emit({.op = Op::count,
              .who = step.who,
              .a = keep(out_.counters, step.name),
              .b = formula("add", step.add, false),
              .c = formula("set", step.set, false)});
    }

    void compile(const content::IfStep& step)
    {
        const std::size_t branch = emit({.op = Op::if_not, .b = formula("when", step.when, false)});
        ways(branch, "then", step.then, "otherwise", step.otherwise);
    }

    void compile(const content::EachStep& step)
    {
        emit({.op = Op::each, .who = step.who, .b = formula("order", step.order, false)});
        const std::size_t next = emit({.op = Op::next});
        steps("do", step.what);
        emit({.op = Op::jump, .jump = static_cast<std::uint32_t>(next)});
        land(next);
    }

    void compile(const content::RepeatStep& step)
    {
        if (step.times.empty() && step.when.empty())
            lookup_.wrong(path_, "rules.bad_step", "this would never end: it needs \"times\" or \"when\"");
        Index left = none;
        if (!step.times.empty()) {
            const Index times = formula("times", step.times, true);
            left = variable("repeat " + std::to_string(out_.variables.size())); // no path can read this
            emit({.op = Op::roll, .b = times, .c = left});
        }
        const std::size_t again = emit({.op = Op::repeat, .b = formula("when", step.when, false), .c = left});
        steps("do", step.what);
        emit({.op = Op::jump, .jump = static_cast<std::uint32_t>(again)});
        land(again);
    }

    void compile(const content::OutcomeStep& step)
    {
        emit({.op = Op::outcome, .b = formula("degree", step.degree, false)});
    }

    void compile(const content::ReflectStep&) { emit({.op = Op::reflect}); }

    void compile(const content::ThwartStep&) { emit({.op = Op::thwart}); }
    void compile(const content::StrikeStep& step) { emit({.op = Op::strike, .a = tags("with", {step.with})}); }
    void compile(const content::SideStep& step)
    {
        emit({.op = Op::side, .who = step.who, .d = static_cast<Index>(step.with)});
    }

    void compile(const content::TextStep& step) { emit({.op = Op::text, .a = keep(out_.texts, step.text)}); }

    void compile(const content::AskStep& step)
    {
        const auto question = static_cast<Index>(out_.questions.size());
        out_.questions.push_back({.text = step.text});
        emit({.op = Op::ask, .who = step.who, .a = question});
        std::vector<std::size_t> over;
        inside("choices", [&] {
            for (std::size_t i = 0; i < step.choices.size(); ++i) {
                inside(i, [&] {
                    ChoiceCode choice{.name = step.choices[i].name, .jump = here()};
                    if (!step.choices[i].when.empty()) {
                        inside("when", [&] {
                            choice.when = lookup_.formula(step.choices[i].when, false, out_.variables, path_);
                        });
                    }
                    out_.questions[question].choices.push_back(std::move(choice));
                    steps("do", step.choices[i].what);
                    over.push_back(emit({.op = Op::jump}));
                });
            }
        });
        for (const std::size_t jump : over) land(jump);
    }

    void compile(const content::CastStep& step)
    {
        const Index spell = named(Lookup::Kind::spell, "spell", step.spell);
        emit({.op = Op::cast, .a = spell, .b = formula("level", step.level, false)});
    }

    void compile(const content::SpendStep& step)
    {
        const Index resource = named(Lookup::Kind::resource, "resource", step.resource);
        emit({.op = Op::spend, .who = step.who, .a = resource, .b = formula("amount", step.amount, false)});
        ways(emit({.op = Op::unless}), "enough", step.enough, "lacking", step.lacking);
    }

    void compile(const content::RegainStep& step)
    {
        const Index resource = named(Lookup::Kind::resource, "resource", step.resource);
        emit({.op = Op::regain, .who = step.who, .a = resource, .b = formula("amount", step.amount, true)});
    }

    void compile(const content::RestStep& step)
    {
        emit({.op = step.is_long ? Op::long_rest : Op::short_rest, .who = step.who});
    }

    void compile(const content::GiveStep& step)
    {
        const Index item = named(Lookup::Kind::item, "item", step.item);
        emit({.op = Op::give, .who = step.who, .a = item, .b = formula("count", step.count, true)});
    }

    void compile(const content::TakeStep& step)
    {
        if (step.item.empty() == step.tag.empty())
            lookup_.wrong(path_, "rules.bad_step", "this takes an item, or what has a tag");
        const Index item = named(Lookup::Kind::item, "item", step.item);
        const Index tag = step.tag.empty() ? none : tags("tag", {step.tag});
        emit({.op = Op::take, .who = step.who, .a = item, .b = formula("count", step.count, false), .d = tag});
        ways(emit({.op = Op::unless}), "enough", step.enough, "lacking", step.lacking);
    }

    void compile(const content::ChargeStep& step) { emit({.op = Op::charge, .b = formula("add", step.add, true)}); }
    void compile(const content::IdentifyStep& step) { emit({.op = Op::identify, .who = step.who}); }

    void compile(const content::MoveStep& step)
    {
        const bool slides = step.way == content::MoveWay::away || step.way == content::MoveWay::towards;
        if (slides && step.feet.empty()) lookup_.wrong(path_, "rules.bad_step", "this does not say how many feet");
        emit({.op = Op::move,
              .who = step.who,
              .b = formula("feet", step.feet, false),
              .d = static_cast<Index>(step.way)});
    }

    void compile(const content::AreaStep& step)
    {
        AreaCode code{.at = step.at};
        inside("area", [&] { code.area = compile_area(step.area, lookup_, out_.variables, path_); });
        out_.areas.push_back(std::move(code));
        emit({.op = Op::area, .who = step.who, .a = static_cast<Index>(out_.areas.size() - 1)});
        const std::size_t next = emit({.op = Op::next});
        steps("do", step.what);
        emit({.op = Op::jump, .jump = static_cast<std::uint32_t>(next)});
        land(next);
    }

    void compile(const content::RunStep& step)
    {
        emit({.op = Op::run, .a = named(Lookup::Kind::action, "action", step.action)});
    }

    Lookup& lookup_;
    Lookup::Path path_;
    ProgramCode out_;
};

} // namespace

AreaInfo compile_area(const content::AimArea& area, Lookup& lookup, std::vector<std::string>& variables,
                      Lookup::Path path)
{
    path.emplace_back("feet");
    return {.shape = area.shape,
            .feet = lookup.formula(area.feet, false, variables, path),
            .width_feet = area.width_feet,
            .height_feet = area.height_feet,
            .around_corners = area.around_corners};
}

std::size_t open_loops(const ProgramCode& program, std::uint32_t at)
{
    std::size_t open = 0;
    for (std::uint32_t i = 0; i < program.code.size() && i <= at; ++i) {
        if (program.code[i].op == Op::next && at < program.code[i].jump) ++open;
    }
    return open;
}

AimInfo compile_aim(const content::Aim& aim, Lookup& lookup, Lookup::Path path)
{
    std::vector<std::string> none_given; // a value that is read here is 0: nothing has run yet
    const auto formula = [&](const char* member, const std::string& text) -> std::optional<Formula> {
        if (text.empty()) return std::nullopt;
        path.emplace_back(member);
        Formula compiled = lookup.formula(text, false, none_given, path);
        path.pop_back();
        return compiled;
    };
    AimInfo info{.at = aim.at, .range = formula("range", aim.range), .far = formula("far", aim.far), .seen = aim.seen};
    info.count = formula("count", aim.count).value_or(Formula(1));
    if (aim.area) {
        path.emplace_back("area");
        info.area = compile_area(*aim.area, lookup, none_given, path);
    }
    return info;
}

ProgramCode compile_program(std::string name, const content::Program& program, const std::string& when, Lookup& lookup,
                            Lookup::Path path, bool holds)
{
    return ProgramCompiler(lookup, std::move(path)).compile(std::move(name), program, when, holds);
}

} // namespace goldbox::rules
