// SPDX-License-Identifier: MIT
#include "narrative/import/sugarcube.hpp"

#include <algorithm>

namespace goldbox::narrative::importing {

namespace {

std::string name_of(std::string_view written)
{
    std::string name(written.substr(1));
    std::ranges::replace(name, '.', '_');
    return name;
}

} // namespace

SugarVocabulary::SugarVocabulary(Names& names, const TweeStory& story) : Vocabulary(names), story_(story)
{
    for (const Passage& passage : story.passages) {
        find_temporaries(passage.content);
        if (!becomes_knot(passage)) continue;
        const std::string& knot = names.of(':' + passage.name, passage.name);
        knots_.emplace(passage.name, knot);
        passages_.emplace(text_literal(passage.name).ink, knot);
    }
}

/// `_name` behind `<<set`, `<<for` or a comma within them.
void SugarVocabulary::find_temporaries(std::string_view text)
{
    for (std::size_t at = text.find("<<"); at != std::string_view::npos; at = text.find("<<", at + 2)) {
        const std::string_view rest = text.substr(at + 2);
        if (!rest.starts_with("set ") && !rest.starts_with("for ") && !rest.starts_with("capture ")) continue;
        constexpr std::size_t longest = 4000;
        const std::string_view macro = rest.substr(0, rest.substr(0, longest).find(">>")).substr(0, longest);
        at += macro.size();
        for (std::size_t mark = macro.find('_'); mark != std::string_view::npos; mark = macro.find('_', mark + 1)) {
            if (is_name_part(static_cast<unsigned char>(macro[mark - 1]))) continue;
            std::size_t end = mark + 1;
            while (end < macro.size() && is_name_part(static_cast<unsigned char>(macro[end]))) ++end;
            if (end > mark + 1) temporaries_.emplace(macro.substr(mark, end - mark));
        }
    }
}

std::string SugarVocabulary::variable(std::string_view written)
{
    const std::string& name = names_.of(written, name_of(written));
    Known& known = variables_[name];
    if (known.written.empty()) known.written = written;
    known.passages.insert(passage_);
    return name;
}

Type SugarVocabulary::type_of(std::string_view variable) const
{
    const auto known = variables_.find(std::string(variable));
    return known == variables_.end() ? Type::unknown : known->second.type;
}

void SugarVocabulary::assigned(const Assignment& assignment)
{
    Known& known = variables_[assignment.variable];
    known.set = true;
    if (known.type == Type::unknown) known.type = assignment.value.type;
}

const std::string* SugarVocabulary::knot(std::string_view passage) const
{
    const auto found = knots_.find(passage);
    return found == knots_.end() ? nullptr : &found->second;
}

std::optional<Expression> SugarVocabulary::name(std::string_view written)
{
    if (written == "undefined" || written == "null") return number("0");
    return std::nullopt;
}

/// The functions that ask where the reader has been: visits are counts of knots.
std::optional<Expression> SugarVocabulary::visits(std::string_view function, const std::vector<Expression>& arguments)
{
    std::vector<std::string> knots;
    for (const Expression& argument : arguments) {
        const auto found = passages_.find(argument.ink);
        if (found == passages_.end()) return std::nullopt;
        knots.push_back(found->second);
    }
    if (arguments.empty()) {
        const std::string* here = knot(story_.passages[passage_].name);
        if (!here) return std::nullopt; // StoryInit is visited by nobody
        knots.push_back(*here);
    }
    if (function == "lastVisited" && knots.size() == 1)
        return Expression{.ink = "TURNS_SINCE(-> " + knots[0] + ')', .type = Type::number};
    std::string least = knots[0];
    for (std::size_t i = 1; i < knots.size(); ++i) least = "MIN(" + least + ", " + knots[i] + ')';
    Expression count{.ink = std::move(least), .type = Type::number};
    if (function == "hasVisited") return operation(count, ">", Level::comparison, number("0"));
    if (function == "visited") return count;
    return std::nullopt;
}

std::optional<Expression> SugarVocabulary::either(const std::vector<Expression>& arguments)
{
    const std::size_t count = arguments.size();
    constexpr std::size_t most = 100;
    if (count == 0 || count > most) return std::nullopt;
    if (count == 1)
        return arguments[0].level == Level::atom && arguments[0].literal ? std::optional(arguments[0]) : std::nullopt;
    const auto define = [count](const std::string& name) {
        std::string parameters, branches;
        for (std::size_t i = 1; i <= count; ++i) {
            const std::string number = std::to_string(i);
            parameters += (i == 1 ? "arg_" : ", arg_") + number;
            branches +=
                "    - " + (i == count ? std::string("else") : number) + ":\n        ~ return arg_" + number + '\n';
        }
        return "=== function " + name + '(' + parameters + ")\n{ RANDOM(1, " + std::to_string(count) + "):\n" +
               branches + "}\n";
    };
    Expression made = helper("either_of_" + std::to_string(count), define, arguments, arguments[0].type);
    made.pure = false;
    return made;
}

std::optional<Expression> SugarVocabulary::call(std::string_view function, std::vector<Expression> arguments)
{
    const std::size_t count = arguments.size();
    if (function == "?:") return common_call("if", arguments);
    if (function == "visited" || function == "hasVisited" || function == "lastVisited")
        return visits(function, arguments);
    if (function == "random" && (count == 1 || count == 2)) {
        if (count == 1) arguments.insert(arguments.begin(), number("0"));
        return common_call("random_range", arguments);
    }
    if (function == "either") return either(arguments);
    if (function == "turns" && count == 0)
        return Expression{.ink = "TURNS() + 1", .level = Level::sum, .op = "+", .type = Type::number};
    if (function == "passage" && count == 0) return text_literal(story_.passages[passage_].name);
    if (function == "Number" || function == "parseInt" || function == "parseFloat")
        return count >= 1 && arguments[0].type == Type::number ? std::optional(arguments[0]) : std::nullopt;
    if (function == "String") return common_call("text", arguments);
    if (function == "Math.pow" && count == 2) {
        return Expression{.ink = "POW(" + arguments[0].ink + ", " + arguments[1].ink + ')', .type = Type::number};
    }
    if (!function.starts_with("Math.")) return std::nullopt;
    return common_call(function.substr(5), arguments);
}

} // namespace goldbox::narrative::importing
