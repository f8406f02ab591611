// SPDX-License-Identifier: MIT
#include "narrative/import/yarn_text.hpp"

#include <algorithm>
#include <array>

namespace goldbox::narrative::importing {

namespace {

using Kind = Statement::Kind;

} // namespace

std::size_t closing(std::string_view text, std::string_view close, std::size_t& steps)
{
    bool quoted = false;
    for (std::size_t i = 0; i < text.size() && steps > 0; ++i, --steps) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && text.substr(i).starts_with(close)) {
            return i;
        }
    }
    return std::string_view::npos;
}

YarnText YarnTextReader::read()
{
    YarnText made;
    while (at_ < text_.size() && !at("<<") && text_[at_] != '#') read_words(made.words);
    while (at_ < text_.size()) read_suffix(made);
    if (!made.words.empty() && made.words.back().kind == Kind::text) {
        std::string& last = made.words.back().words;
        last.resize(last.find_last_not_of(" \t") + 1);
        if (last.empty()) made.words.pop_back();
    }
    return made;
}

void YarnTextReader::read_words(Block& words)
{
    switch (text_[at_]) {
    case '\\':
        if (at_ + 1 < text_.size()) ++at_;
        add_text(words, text_.substr(at_, 1));
        ++at_;
        return;
    case '{': return read_value(words);
    case '[': return read_markup(words);
    default: break;
    }
    const std::size_t end = std::min(text_.find_first_of("\\{[<#", at_ + 1), text_.size());
    add_text(words, text_.substr(at_, end - at_));
    at_ = end;
}

std::optional<Expression> YarnTextReader::expression(std::string_view text)
{
    ExpressionParser parser(text, vocabulary_, {.max_depth = options_.max_depth});
    auto value = parser.expression();
    for (const std::string& function : vocabulary_.take_foreign()) {
        report_.differs("import.function", file_, file_.offset_of(text), "the game's function `" + function + "`",
                        "an EXTERNAL that answers 0 where the game has none");
    }
    if (!value) {
        const ExpressionProblem& problem = parser.problem();
        report_.lost("import.expression", file_, file_.offset_of(text) + std::min(problem.offset, text.size()),
                     "`" + std::string(text.substr(0, 60)) + "`: ink has no counterpart for " + problem.what, "a TODO");
    }
    return value;
}

void YarnTextReader::read_value(Block& words)
{
    const std::string_view rest = text_.substr(at_ + 1);
    const std::size_t end = closing(rest, "}", steps_left_);
    if (end == std::string_view::npos) {
        add_text(words, "{");
        ++at_;
        return;
    }
    const std::string_view inside = rest.substr(0, end);
    at_ += end + 2;
    if (const auto value = expression(inside)) {
        words.push_back(make(Kind::value, value->level == Level::unary ? '(' + value->ink + ')' : value->ink));
        report_.did();
    } else {
        words.push_back(make(Kind::note, "the value of {" + std::string(inside) + '}'));
    }
}

/// `[wave]`, `[/wave]`, `[/]`, `[pause=500/]`; of the words within nothing is lost.
void YarnTextReader::read_markup(Block& words)
{
    const std::string_view rest = text_.substr(at_ + 1);
    const std::size_t end = closing(rest, "]", steps_left_);
    const std::string_view inside = trimmed(rest.substr(0, std::min(end, rest.size())));
    const bool closes_plain = inside == "/nomarkup" || inside == "/";
    if (end == std::string_view::npos || inside.empty() || (plain_ && !closes_plain)) {
        add_text(words, "[");
        ++at_;
        return;
    }
    const std::size_t begin = at_;
    at_ += end + 2;
    if (plain_ || inside == "nomarkup") {
        plain_ = !plain_;
        return;
    }
    if (inside.starts_with('/')) return; // its beginning was reported
    const Attribute attribute = attribute_of(inside);
    if (attribute.name == "character") return;
    if (read_choice(words, attribute)) return;
    // a mark of its own takes a space after it along
    const bool blank_before = begin == 0 || text_[begin - 1] == ' ';
    if (inside.ends_with('/') && blank_before && at_ < text_.size() && text_[at_] == ' ') ++at_;
    report_.differs("import.markup", file_, file_.offset_of(text_) + begin,
                    "the markup `[" + std::string(inside.substr(0, 60)) + "]`", "the words without it");
}

/// `name key=value key="words"`, or `name=value`, which stands for a property of the same name.
YarnTextReader::Attribute YarnTextReader::attribute_of(std::string_view inside) const
{
    Attribute made;
    if (inside.ends_with('/')) inside.remove_suffix(1);
    const std::size_t name = std::min(inside.find_first_of(" \t="), inside.size());
    made.name = inside.substr(0, name);
    if (name < inside.size() && inside[name] != '=') inside.remove_prefix(name);
    while (!(inside = trimmed(inside)).empty()) {
        const std::size_t equals = inside.find('=');
        if (equals == std::string_view::npos) break;
        const std::string_view key = trimmed(inside.substr(0, equals));
        inside = trimmed(inside.substr(equals + 1));
        std::size_t end = std::min(inside.find_first_of(" \t"), inside.size());
        if (inside.starts_with('"')) {
            end = 1;
            while (end < inside.size() && inside[end] != '"') end += inside[end] == '\\' ? 2 : 1;
            end = std::min(end + 1, inside.size());
        } else if (inside.starts_with('{')) {
            end = std::min(closing(inside, "}", steps_left_), inside.size() - 1) + 1;
        }
        made.properties.emplace_back(key, inside.substr(0, end));
        inside.remove_prefix(end);
    }
    return made;
}

void YarnTextReader::add_branch(Statement& made, std::string condition, std::string_view words,
                                const std::string& value) const
{
    if (words.size() >= 2 && words.starts_with('"')) words = words.substr(1, words.size() - 2);
    Branch branch{std::move(condition), {}};
    std::string plain;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == '\\' && i + 1 < words.size()) {
            plain += words[++i];
        } else if (words[i] == '%') {
            add_text(branch.block, plain);
            plain.clear();
            branch.block.push_back(make(Kind::value, value));
        } else {
            plain += words[i];
        }
    }
    add_text(branch.block, plain);
    made.branches.push_back(std::move(branch));
}

/// `[select]`, `[plural]` and `[ordinal]` choose words by a value. Plurals are those of English.
bool YarnTextReader::read_choice(Block& words, const Attribute& attribute)
{
    const bool select = attribute.name == "select";
    if (!select && attribute.name != "plural" && attribute.name != "ordinal") return false;
    std::optional<Expression> subject;
    for (const auto& [key, value] : attribute.properties) {
        if (key != "value" && key != attribute.name) continue;
        std::string_view inside = value;
        if (inside.size() >= 2 && (inside.starts_with('{') || inside.starts_with('"')))
            inside = inside.substr(1, inside.size() - 2);
        subject = expression(inside);
        if (!subject) return true; // that was reported
        break;
    }
    if (!subject) return false;
    const std::string value = wrapped(*subject, Level::atom);
    const Expression shown =
        subject->type == Type::text ? *subject : operation(text_literal(""), "+", Level::sum, *subject);
    Statement made = make(Kind::condition);
    std::string_view other;
    for (const auto& [key, form] : attribute.properties) {
        if (key == "value" || key == attribute.name || key == "trimwhitespace") continue;
        if (key == "other" && !select) {
            other = form;
        } else if (select) {
            const auto item = vocabulary_.case_of(*subject, key);
            if (item && item->empty()) continue; // never the case
            const Expression condition = item ? operation(*subject, "==", Level::equality, {.ink = *item})
                                              : operation(shown, "==", Level::equality, text_literal(key));
            add_branch(made, condition.ink, form, subject->ink);
        } else if (attribute.name == "plural") {
            if (key == "one")
                add_branch(made, value + " == 1", form, subject->ink);
            else
                report_.differs("import.markup", file_, file_.offset_of(form),
                                "the plural form `" + std::string(key) + "`", "the forms of English, one and other");
        } else {
            static constexpr auto forms = std::to_array<std::pair<std::string_view, std::string_view>>(
                {{"one", "1"}, {"two", "2"}, {"few", "3"}});
            const auto last = std::ranges::find(forms, key, &std::pair<std::string_view, std::string_view>::first);
            if (last == forms.end()) continue;
            const std::string digit(last->second);
            add_branch(made, value + " % 10 == " + digit + " and " + value + " % 100 != 1" + digit, form, subject->ink);
        }
    }
    if (!other.empty()) add_branch(made, {}, other, subject->ink);
    if (made.branches.empty()) return false;
    if (made.branches.front().condition.empty()) {
        words.insert(words.end(), made.branches.front().block.begin(), made.branches.front().block.end());
    } else {
        words.push_back(std::move(made));
    }
    report_.did();
    return true;
}

/// Behind the words: `<<if ...>>`, `<<once>>`, `#tags`.
void YarnTextReader::read_suffix(YarnText& made)
{
    if (text_[at_] == '#') return read_tag(made);
    if (!at("<<")) {
        ++at_;
        return;
    }
    const std::string_view rest = text_.substr(at_ + 2);
    const std::size_t end = closing(rest, ">>", steps_left_);
    std::string_view command = trimmed(rest.substr(0, std::min(end, rest.size())));
    const std::size_t begin = at_;
    at_ = end == std::string_view::npos ? text_.size() : at_ + end + 4;
    if (command == "once" || command.starts_with("once if ")) {
        made.once = true;
        command = trimmed(command.substr(4));
        if (command.empty()) return;
    }
    if (command.starts_with("if") && end != std::string_view::npos) {
        const auto condition = expression(trimmed(command.substr(2)));
        made.condition = condition ? *condition : truth(false);
        return;
    }
    report_.lost("import.command", file_, file_.offset_of(text_) + begin,
                 "`<<" + std::string(command.substr(0, 60)) + ">>` behind a line", "nothing");
}

/// `#line:0a1b` names the line for translators, as `#id:` does in our ink.
void YarnTextReader::read_tag(YarnText& made)
{
    const std::size_t end = std::min(text_.find_first_of(" \t#<", at_ + 1), text_.size());
    std::string_view tag = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end;
    if (tag.empty()) return;
    constexpr std::string_view line = "line:";
    made.tags.push_back(tag.starts_with(line) ? "id:" + std::string(tag.substr(line.size())) : std::string(tag));
}

} // namespace goldbox::narrative::importing
