// SPDX-License-Identifier: MIT
#include "narrative/strings/plural.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/narrative/strings.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace goldbox::narrative {

namespace strings {

namespace {

constexpr std::size_t longest_rule = 1000;
constexpr int deepest_rule = 50;

tl::unexpected<Error> bad_rule(std::string message)
{
    return fail(Code::invalid, "strings.bad_plural", "Plural-Forms: " + std::move(message));
}

} // namespace

/// Recursive descent, in the order of C's precedences.
class RuleReader {
public:
    explicit RuleReader(std::string_view text) : rest_(text) {}

    Result<PluralRule> read()
    {
        PluralRule rule;
        rule.steps_.clear();
        std::uint64_t forms = 0;
        if (!take_word("nplurals") || !take("=") || !take_number(forms)) return bad_rule("`nplurals=N;` is missing");
        if (forms < 1 || forms > most_plural_forms)
            return bad_rule("nplurals must be 1 to " + std::to_string(most_plural_forms));
        if (!take(";") || !take_word("plural") || !take("=")) return bad_rule("`plural=...;` is missing");
        steps_ = &rule.steps_;
        if (!choice(0)) return bad_rule("the expression cannot be read at `" + std::string(rest_.substr(0, 20)) + "`");
        (void)take(";");
        skip();
        if (!rest_.empty()) return bad_rule("nothing may follow the expression");
        rule.forms_ = forms;
        return rule;
    }

private:
    using Do = PluralRule::Do;
    struct Operator {
        std::string_view sign;
        Do what;
        int level;
    };
    // Longer signs before those that they begin with.
    static constexpr std::array<Operator, 13> operators = {{{"||", Do::either, 0},
                                                            {"&&", Do::both, 1},
                                                            {"==", Do::equal, 2},
                                                            {"!=", Do::not_equal, 2},
                                                            {"<=", Do::less_equal, 3},
                                                            {">=", Do::greater_equal, 3},
                                                            {"<", Do::less, 3},
                                                            {">", Do::greater, 3},
                                                            {"+", Do::add, 4},
                                                            {"-", Do::subtract, 4},
                                                            {"*", Do::multiply, 5},
                                                            {"/", Do::divide, 5},
                                                            {"%", Do::modulo, 5}}};
    static constexpr int tightest = 6;

    void skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n\\"), rest_.size())); }

    bool take(std::string_view sign)
    {
        skip();
        if (!rest_.starts_with(sign)) return false;
        rest_.remove_prefix(sign.size());
        return true;
    }

    bool take_word(std::string_view word) { return take(word); }

    bool take_number(std::uint64_t& number)
    {
        skip();
        std::uint32_t small = 0;
        const auto [end, problem] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), small);
        if (problem != std::errc()) return false;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        number = small;
        return true;
    }

    void put(Do what, std::uint64_t value = 0) { steps_->push_back({what, value}); }

    bool choice(int depth)
    {
        if (depth > deepest_rule || !binary(0, depth)) return false;
        if (!take("?")) return true;
        if (!choice(depth + 1) || !take(":") || !choice(depth + 1)) return false;
        put(Do::choose);
        return true;
    }

    bool binary(int level, int depth)
    {
        if (level == tightest) return operand(depth);
        if (!binary(level + 1, depth)) return false;
        while (const Operator* found = next_operator(level)) {
            if (!binary(level + 1, depth)) return false;
            put(found->what);
        }
        return true;
    }

    const Operator* next_operator(int level)
    {
        skip();
        const auto* found = std::ranges::find_if(
            operators, [&](const Operator& candidate) { return rest_.starts_with(candidate.sign); });
        if (found == operators.end() || found->level != level) return nullptr;
        rest_.remove_prefix(found->sign.size());
        return found;
    }

    bool operand(int depth)
    {
        if (depth > deepest_rule) return false;
        std::uint64_t number = 0;
        if (take("(")) return choice(depth + 1) && take(")");
        if (take("!")) {
            if (!operand(depth + 1)) return false;
            put(Do::negate);
            return true;
        }
        if (take("n")) {
            put(Do::n);
            return true;
        }
        if (!take_number(number)) return false;
        put(Do::number, number);
        return true;
    }

    std::string_view rest_;
    std::vector<PluralRule::Step>* steps_ = nullptr;
};

Result<PluralRule> PluralRule::read(std::string_view header)
{
    if (header.size() > longest_rule) return bad_rule("the rule is too long");
    return RuleReader(header).read();
}

std::size_t PluralRule::form(std::uint64_t number) const
{
    std::vector<std::uint64_t> stack;
    stack.reserve(steps_.size());
    for (const Step& step : steps_) {
        if (step.what == Do::number || step.what == Do::n) {
            stack.push_back(step.what == Do::n ? number : step.value);
            continue;
        }
        const std::uint64_t y = stack.back();
        if (step.what == Do::negate) {
            stack.back() = y == 0 ? 1 : 0;
            continue;
        }
        stack.pop_back();
        std::uint64_t& x = stack.back();
        switch (step.what) {
        case Do::choose: { // x is the second of three
            const std::uint64_t then = x;
            stack.pop_back();
            stack.back() = stack.back() != 0 ? then : y;
            break;
        }
        case Do::either: x = x != 0 || y != 0 ? 1 : 0; break;
        case Do::both: x = x != 0 && y != 0 ? 1 : 0; break;
        case Do::equal: x = x == y ? 1 : 0; break;
        case Do::not_equal: x = x != y ? 1 : 0; break;
        case Do::less: x = x < y ? 1 : 0; break;
        case Do::greater: x = x > y ? 1 : 0; break;
        case Do::less_equal: x = x <= y ? 1 : 0; break;
        case Do::greater_equal: x = x >= y ? 1 : 0; break;
        case Do::add: x += y; break;
        case Do::subtract: x -= y; break;
        case Do::multiply: x *= y; break;
        case Do::divide: x = y == 0 ? 0 : x / y; break;
        case Do::modulo: x = y == 0 ? 0 : x % y; break;
        default: break;
        }
    }
    return static_cast<std::size_t>(std::min<std::uint64_t>(stack.back(), forms_ - 1));
}

} // namespace strings

std::string_view known_plural_forms(std::string_view language)
{
    struct Known {
        std::string_view languages;
        std::string_view rule;
    };
    // The rules of the gettext manual, "Additional functions for plural forms".
    static constexpr std::array<Known, 9> known = {{
        {"ja ko vi zh th id ms", "nplurals=1; plural=0;"},
        {"en de nl sv da no nb nn fo es pt it el bg fi et he eo hu tr ca eu gl", "nplurals=2; plural=(n != 1);"},
        {"pt_BR fr", "nplurals=2; plural=(n > 1);"},
        {"lv", "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2);"},
        {"ro", "nplurals=3; plural=n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2;"},
        {"lt", "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2);"},
        {"ru uk sr hr be bs",
         "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"},
        {"cs sk", "nplurals=3; plural=(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2;"},
        {"pl", "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"},
    }};
    const auto has = [](std::string_view words, std::string_view word) {
        const std::size_t at = (" " + std::string(words) + " ").find(" " + std::string(word) + " ");
        return !word.empty() && at != std::string::npos;
    };
    for (const std::string_view wanted : {language, language.substr(0, language.find_first_of("_-@."))}) {
        for (const Known& row : known) {
            if (has(row.languages, wanted)) return row.rule;
        }
    }
    return {};
}

} // namespace goldbox::narrative
