// SPDX-License-Identifier: MIT
// SugarCube's macros: what each becomes.
#include "narrative/import/ink_writer.hpp"
#include "narrative/import/sugarcube.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace goldbox::narrative::importing {

namespace {

using Kind = Statement::Kind;

} // namespace

/// Everything on one line.
void join_lines(Block& block)
{
    for (Statement& statement : block) {
        if (statement.kind == Kind::newline) statement = make(Kind::text, " ");
        for (Branch& branch : statement.branches) join_lines(branch.block);
    }
}

/// Leaves what runs and takes away what shows.
void silence(Block& block)
{
    std::erase_if(block, [](const Statement& statement) {
        return statement.kind == Kind::text || statement.kind == Kind::value || statement.kind == Kind::newline ||
               statement.kind == Kind::link || statement.kind == Kind::thread;
    });
    for (Statement& statement : block) {
        for (Branch& branch : statement.branches) silence(branch.block);
    }
}

bool has_links(const Block& block)
{
    return std::ranges::any_of(block, [](const Statement& statement) {
        return statement.kind == Kind::link ||
               std::ranges::any_of(statement.branches, [](const Branch& branch) { return has_links(branch.block); });
    });
}

namespace {

bool has_loops(const Block& block)
{
    return std::ranges::any_of(block, [](const Statement& statement) {
        return statement.kind == Kind::loop ||
               std::ranges::any_of(statement.branches, [](const Branch& branch) { return has_loops(branch.block); });
    });
}

} // namespace

std::string PassageReader::Macro::shown() const
{
    constexpr std::size_t longest = 60;
    std::string text = "<<" + std::string(name);
    if (!arguments.empty())
        text += ' ' + std::string(arguments.substr(0, longest)) + (arguments.size() > longest ? "..." : "");
    std::ranges::replace(text, '\n', ' ');
    return to_utf8(text + ">>");
}

/// The macro that begins here, if one does: `<<name arguments>>`. Quotes and links hide a `>>`.
std::optional<PassageReader::Macro> PassageReader::macro_here() const
{
    if (!at("<<")) return std::nullopt;
    Macro macro{.begin = at_};
    std::size_t end = at_ + 2;
    macro.closes = end < text_.size() && text_[end] == '/';
    if (macro.closes) ++end;
    const std::size_t name = end;
    if (end < text_.size() && (text_[end] == '=' || text_[end] == '-')) {
        ++end;
    } else {
        while (end < text_.size() &&
               (is_name_part(static_cast<unsigned char>(text_[end])) || (end > name && text_[end] == '-')))
            ++end;
    }
    if (end == name) return std::nullopt;
    macro.name = text_.substr(name, end - name);
    const std::size_t arguments = end;
    char quote = '\0';
    for (; end + 1 < text_.size() && scan_left_ > 0; ++end, --scan_left_) {
        const char c = text_[end];
        if (quote != '\0') {
            if (c == '\\')
                ++end;
            else if (c == quote)
                quote = '\0';
        } else if (c == '"' || c == '\'' || c == '`') {
            quote = c;
        } else if (c == '>' && text_[end + 1] == '>') {
            macro.arguments = trimmed(text_.substr(arguments, end - arguments));
            macro.end = end + 2;
            return macro;
        }
    }
    return std::nullopt;
}

std::vector<PassageReader::Argument> PassageReader::arguments_of(std::string_view text) const
{
    std::vector<Argument> found;
    while (!(text = trimmed(text)).empty()) {
        const char first = text.front();
        std::size_t end = 0;
        Argument argument;
        if (text.starts_with("[[")) {
            end = std::min(text.find("]]"), text.size() - 2) + 2;
            argument.kind = Argument::Kind::link;
            argument.content = text.substr(2, end - 4 > text.size() ? 0 : end - 4);
        } else if (first == '"' || first == '\'' || first == '`') {
            for (end = 1; end < text.size() && text[end] != first; ++end) {
                if (text[end] == '\\' && end + 1 < text.size()) ++end;
                argument.content += text[end];
            }
            end = std::min(end + 1, text.size());
            if (first == '`') argument.kind = Argument::Kind::expression;
        } else {
            end = std::min(text.find_first_of(" \t\n"), text.size());
            argument.content = text.substr(0, end);
            if (first == '$' || first == '_') argument.kind = Argument::Kind::expression;
        }
        argument.written = text.substr(0, end);
        found.push_back(std::move(argument));
        text.remove_prefix(end);
    }
    return found;
}

void PassageReader::read_macro(Block& block, const Macro& macro)
{
    struct Entry {
        std::string_view name;
        void (PassageReader::*read)(Block&, const Macro&);
    };
    static constexpr auto entries = std::to_array<Entry>({
        {"set", &PassageReader::read_set},
        {"unset", &PassageReader::read_unset},
        {"print", &PassageReader::read_print},
        {"=", &PassageReader::read_print},
        {"-", &PassageReader::read_print},
        {"if", &PassageReader::read_if},
        {"switch", &PassageReader::read_switch},
        {"for", &PassageReader::read_for},
        {"goto", &PassageReader::read_goto},
        {"include", &PassageReader::read_include},
        {"display", &PassageReader::read_include},
        {"link", &PassageReader::read_link_macro},
        {"button", &PassageReader::read_link_macro},
        {"click", &PassageReader::read_link_macro},
        {"linkreplace", &PassageReader::read_reveal},
        {"linkappend", &PassageReader::read_reveal},
        {"linkprepend", &PassageReader::read_reveal},
        {"nobr", &PassageReader::read_nobr},
        {"silently", &PassageReader::read_silently},
        {"silent", &PassageReader::read_silently},
        {"capture", &PassageReader::read_contents},
        {"done", &PassageReader::read_contents},
        {"timed", &PassageReader::read_contents},
        {"repeat", &PassageReader::read_contents},
        {"type", &PassageReader::read_contents},
        {"script", &PassageReader::skip_contents},
        {"style", &PassageReader::skip_contents},
        {"widget", &PassageReader::skip_contents},
    });
    if (macro.closes) {
        if (unknown_.contains(macro.name)) return; // its beginning was reported
        report_.lost("import.unopened", *passage_.file, offset(macro.begin),
                     "`<</" + std::string(macro.name) + ">>` closes nothing", "nothing");
        return;
    }
    const auto entry = std::ranges::find(entries, macro.name, &Entry::name);
    if (entry == entries.end()) return read_unknown(block, macro);
    (this->*entry->read)(block, macro);
}

/// What stands between a macro and its end.
Block PassageReader::contents(const Macro& macro)
{
    const std::string close = '/' + std::string(macro.name);
    const std::string old_close = "end" + std::string(macro.name);
    Block block = read_until({close, old_close});
    if (!stopped_) {
        report_.lost("import.unclosed", *passage_.file, offset(macro.begin),
                     "`" + macro.shown() + "` without `<</" + std::string(macro.name) + ">>`",
                     "it goes to the passage's end");
    }
    return block;
}

void PassageReader::lose(Block& block, const Macro& macro, std::string_view why, std::string_view instead)
{
    std::string what =
        "`" + macro.shown() + (why.empty() ? "` has no counterpart in ink" : "`: ink has no counterpart for ");
    what += why;
    report_.lost(why.empty() ? "import.macro" : "import.expression", *passage_.file, offset(macro.begin),
                 std::move(what), std::string(instead));
    block.push_back(make(Kind::note, place(macro.begin) + ": " + macro.shown()));
}

std::optional<Expression> PassageReader::expression(std::string_view text)
{
    ExpressionParser parser(text, vocabulary_, {.javascript = true, .max_depth = options_.max_depth});
    return parser.expression();
}

/// An assignment list; as far as it can be translated, all or nothing.
bool PassageReader::assign(Block& block, std::string_view text, const Macro* macro)
{
    ExpressionParser parser(text, vocabulary_, {.javascript = true, .max_depth = options_.max_depth});
    const auto assignments = parser.assignments();
    if (!assignments) {
        if (macro) {
            lose(block, *macro, parser.problem().what, "a TODO; the variable keeps its value");
        } else {
            report_.lost("import.expression", *passage_.file, offset(at_) > 0 ? offset(at_) - 1 : 0,
                         "the link's `" + to_utf8(text.substr(0, 60)) + "`: ink has no counterpart for " +
                             parser.problem().what,
                         "a TODO; the variable keeps its value");
            block.push_back(make(Kind::note, place(at_) + ": " + std::string(text)));
        }
        return false;
    }
    for (const Assignment& assignment : *assignments) {
        vocabulary_.assigned(assignment);
        result_.assigned.insert(assignment.variable);
        Statement made = make(Kind::code, code(assignment));
        if (assignment.op == "=" && assignment.value.literal)
            made.arguments = {assignment.variable, assignment.value.ink};
        block.push_back(std::move(made));
    }
    report_.did();
    return true;
}

void PassageReader::read_set(Block& block, const Macro& macro)
{
    (void)assign(block, macro.arguments, &macro);
}

void PassageReader::read_unset(Block& block, const Macro& macro)
{
    for (const Argument& argument : arguments_of(macro.arguments)) {
        std::string_view name = argument.written;
        if (name.ends_with(',')) name.remove_suffix(1);
        const auto variable = expression(name);
        if (!variable || !variable->variables.contains(variable->ink))
            return lose(block, macro, "what is unset", "a TODO");
        result_.assigned.insert(variable->ink);
        block.push_back(make(Kind::code, variable->ink + (variable->type == Type::text ? " = \"\"" : " = 0")));
    }
    report_.did();
}

void PassageReader::read_print(Block& block, const Macro& macro)
{
    ExpressionParser parser(macro.arguments, vocabulary_, {.javascript = true, .max_depth = options_.max_depth});
    const auto value = parser.expression();
    if (!value) return lose(block, macro, parser.problem().what, "a TODO; nothing is printed");
    report_.did();
    block.push_back(make(Kind::value, value->level == Level::unary ? '(' + value->ink + ')' : value->ink));
}

/// The condition of an `<<if>>`; one that ink cannot have is false.
std::string PassageReader::condition(Block& block, const Macro& macro)
{
    ExpressionParser parser(macro.arguments, vocabulary_, {.javascript = true, .max_depth = options_.max_depth});
    const auto value = parser.expression();
    if (!value) {
        lose(block, macro, parser.problem().what, "a condition that is never true, and a TODO");
        return "false";
    }
    report_.did();
    result_.conditions.emplace(value->ink, *value);
    return value->ink;
}

void PassageReader::read_if(Block& block, const Macro& macro)
{
    Statement made = make(Kind::condition);
    std::optional<Macro> part = macro;
    while (part) {
        const bool otherwise = part->name == "else" && !part->arguments.starts_with("if");
        Branch branch;
        if (part->name == "else" && !otherwise) part->arguments = trimmed(part->arguments.substr(2)); // `<<else if`
        if (!otherwise) branch.condition = condition(block, *part);
        branch.block = read_until({"elseif", "else", "/if", "endif"});
        made.branches.push_back(std::move(branch));
        part = stopped_;
        if (part && (part->closes || part->name == "endif")) break;
        if (otherwise && part) {
            report_.lost("import.macro", *passage_.file, offset(part->begin),
                         "`" + part->shown() + "` after `<<else>>`", "nothing");
            break;
        }
    }
    if (!part) {
        report_.lost("import.unclosed", *passage_.file, offset(macro.begin),
                     "`" + macro.shown() + "` without `<</if>>`", "it goes to the passage's end");
    }
    block.push_back(std::move(made));
}

void PassageReader::read_switch(Block& block, const Macro& macro)
{
    const auto subject = expression(macro.arguments);
    if (!subject) lose(block, macro, "what it asks about", "a condition that is never true, and a TODO");
    Statement made = make(Kind::condition);
    (void)read_until({"case", "default", "/switch"}); // nothing stands before the first case
    while (stopped_ && !stopped_->closes) {
        const Macro part = *stopped_;
        Branch branch;
        const auto values = arguments_of(part.name == "case" ? part.arguments : std::string_view());
        for (const Argument& argument : values) {
            const bool quoted = argument.written.starts_with('"') || argument.written.starts_with('\'');
            const auto value = quoted ? std::optional(text_literal(argument.content)) : expression(argument.content);
            const Expression equal =
                subject && value ? operation(*subject, "==", Level::equality, *value) : truth(false);
            if (!value && subject) lose(block, part, "one of its values", "a condition that is never true, and a TODO");
            branch.condition += (branch.condition.empty() ? "" : " or ") +
                                (values.size() == 1 ? equal.ink : wrapped(equal, Level::atom));
            result_.conditions.emplace(equal.ink, equal);
        }
        if (part.name == "case" && branch.condition.empty()) branch.condition = "false";
        if (subject) {
            Expression whole = *subject;
            whole.ink = branch.condition;
            result_.conditions.emplace(branch.condition, whole);
        }
        branch.block = read_until({"case", "default", "/switch"});
        made.branches.push_back(std::move(branch));
        if (part.name == "default") break;
    }
    if (!stopped_) {
        report_.lost("import.unclosed", *passage_.file, offset(macro.begin),
                     "`" + macro.shown() + "` without `<</switch>>`", "it goes to the passage's end");
    } else if (!stopped_->closes) {
        report_.lost("import.macro", *passage_.file, offset(stopped_->begin),
                     "`" + stopped_->shown() + "` after `<<default>>`", "nothing");
        (void)read_until({"/switch"});
    }
    report_.did();
    if (made.branches.empty()) return;
    if (made.branches.front().condition.empty()) { // `<<default>>` alone
        std::ranges::move(made.branches.front().block, std::back_inserter(block));
    } else {
        block.push_back(std::move(made));
    }
}

/// `<<for init; condition; step>>`. Loops over arrays, and with links in them, are beyond ink.
void PassageReader::read_for(Block& block, const Macro& macro)
{
    const std::string_view arguments = macro.arguments;
    const std::size_t first = arguments.find(';');
    const std::size_t second = first == std::string_view::npos ? first : arguments.find(';', first + 1);
    const bool plain = second != std::string_view::npos;
    Block init, step;
    std::optional<Expression> condition;
    if (plain) {
        condition = expression(trimmed(arguments.substr(first + 1, second - first - 1)));
        const std::string_view begin = trimmed(arguments.substr(0, first)),
                               last = trimmed(arguments.substr(second + 1));
        ExpressionParser before(begin, vocabulary_, {.javascript = true, .max_depth = options_.max_depth});
        ExpressionParser after(last, vocabulary_, {.javascript = true, .max_depth = options_.max_depth});
        const auto starts = before.assignments();
        const auto steps = after.assignments();
        const bool simple = condition && (begin.empty() || starts) && steps && steps->size() == 1;
        if (!simple) condition.reset();
        if (simple) {
            if (starts) {
                for (const Assignment& a : *starts) {
                    vocabulary_.assigned(a);
                    result_.assigned.insert(a.variable);
                    init.push_back(make(Kind::code, code(a)));
                }
            }
            vocabulary_.assigned(steps->front());
            result_.assigned.insert(steps->front().variable);
            step.push_back(make(Kind::code, code(steps->front())));
        }
    }
    Block inside = contents(macro);
    if (!condition || has_links(inside) || has_loops(inside)) {
        lose(block, macro, "this loop", "what it repeats stands there once");
        std::ranges::move(inside, std::back_inserter(block));
        return;
    }
    report_.did();
    std::ranges::move(init, std::back_inserter(block));
    Statement loop = make(Kind::loop, step.front().words);
    loop.branches.push_back({condition->ink, std::move(inside)});
    block.push_back(std::move(loop));
}

void PassageReader::read_goto(Block& block, const Macro& macro)
{
    const auto arguments = arguments_of(macro.arguments);
    if (arguments.empty()) return lose(block, macro, "", "a TODO");
    const Argument& argument = arguments.front();
    if (argument.kind == Argument::Kind::link) {
        const std::size_t bar = argument.content.find_last_of('|');
        block.push_back(make(
            Kind::divert, target_of(trimmed(std::string_view(argument.content).substr(bar + 1)), false, macro.begin)));
    } else {
        block.push_back(
            make(Kind::divert, target_of(argument.content, argument.kind == Argument::Kind::expression, macro.begin)));
    }
    report_.did();
}

void PassageReader::read_include(Block& block, const Macro& macro)
{
    const auto arguments = arguments_of(macro.arguments);
    std::string name = arguments.empty() ? std::string() : arguments.front().content;
    const std::string* knot = vocabulary_.knot(name);
    if (!knot) {
        report_.lost("import.missing_target", *passage_.file, offset(macro.begin),
                     "`" + macro.shown() + "`: there is no such passage", "a TODO");
        block.push_back(make(Kind::note, place(macro.begin) + ": " + macro.shown()));
        return;
    }
    result_.included.insert(*knot);
    block.push_back(make(Kind::thread, *knot));
    report_.did();
}

Block PassageReader::link_text(const Argument& argument)
{
    Block text;
    if (argument.kind == Argument::Kind::expression) {
        if (const auto value = expression(argument.content)) {
            text.push_back(make(Kind::value, value->ink));
            return text;
        }
    }
    // words in quotes may hold variables and formatting
    Passage words = passage_;
    words.content = argument.written;
    if (argument.written.size() >= 2 && argument.kind == Argument::Kind::text &&
        argument.written.ends_with(argument.written.front()) &&
        (argument.written.front() == '"' || argument.written.front() == '\'')) {
        words.content = argument.written.substr(1, argument.written.size() - 2);
    }
    if (words.content.find('\\') != std::string_view::npos) {
        add_text(text, argument.content);
        return text;
    }
    ImportOptions options = options_;
    options.max_depth = depth_ < options_.max_depth ? options_.max_depth - depth_ : 1;
    text = PassageReader(words, vocabulary_, names_, format_, options, report_).read().body;
    std::erase_if(
        text, [](const Statement& s) { return s.kind != Kind::text && s.kind != Kind::value && s.kind != Kind::note; });
    return text;
}

/// `<<link "words" "passage">>...<</link>>`: what stands in it runs when it is chosen.
void PassageReader::read_link_macro(Block& block, const Macro& macro)
{
    const auto arguments = arguments_of(macro.arguments);
    Link link;
    if (arguments.empty()) {
        lose(block, macro, "", "its contents");
    } else if (arguments.front().kind == Argument::Kind::link) {
        Block made;
        add_markup_link(made, arguments.front().written.substr(2, arguments.front().content.size()), {}, macro.begin);
        link = std::move(result_.links.back());
        result_.links.pop_back();
    } else {
        link.text = link_text(arguments.front());
        if (arguments.size() > 1) {
            const Argument& target = arguments[1];
            link.target = target_of(target.content, target.kind == Argument::Kind::expression, macro.begin);
        }
    }
    const std::set<std::string> assigned = result_.assigned;
    const std::size_t links = result_.links.size();
    Block inside = contents(macro);
    if (arguments.empty()) {
        std::ranges::move(inside, std::back_inserter(block));
        return;
    }
    if (shows_anything(inside) || result_.links.size() > links)
        report_.differs("import.macro", *passage_.file, offset(macro.begin),
                        "`" + macro.shown() + "` shows nothing of its contents", "its contents run unseen");
    result_.links.resize(links);
    silence(inside);
    std::ranges::move(inside, std::back_inserter(link.code));
    const bool leaves = !link.target.empty() || (!link.code.empty() && link.code.back().kind == Kind::divert);
    if (leaves) result_.assigned = assigned; // by then the passage is behind
    add_link(block, std::move(link));
}

/// `<<linkreplace "words">>...<</linkreplace>>`: a choice after which more is to be read.
void PassageReader::read_reveal(Block& block, const Macro& macro)
{
    const auto arguments = arguments_of(macro.arguments);
    Link link;
    link.text = arguments.empty() ? Block{} : link_text(arguments.front());
    link.opened = names_.fresh("opened");
    const std::size_t own = result_.links.size();
    add_link(block, {});
    link.shown = contents(macro);
    // links in what appears are offered once it did
    const std::size_t last = result_.links.size();
    for (std::size_t i = own + 1; i < last; ++i) {
        result_.links[i].conditions.push_back(link.opened);
        Statement statement = make(Kind::link);
        statement.number = i;
        block.push_back(std::move(statement));
    }
    result_.temporaries.push_back(link.opened);
    result_.links[own] = std::move(link);
    report_.differs("import.macro", *passage_.file, offset(macro.begin), "`" + macro.shown() + "` changes the page",
                    "a choice that goes on with its words");
}

void PassageReader::read_nobr(Block& block, const Macro& macro)
{
    Block inside = contents(macro);
    join_lines(inside);
    while (!inside.empty() && inside.front().kind == Kind::text && trimmed(inside.front().words).empty())
        inside.erase(inside.begin());
    std::ranges::move(inside, std::back_inserter(block));
    report_.did();
}

void PassageReader::read_silently(Block& block, const Macro& macro)
{
    Block inside = contents(macro);
    silence(inside);
    std::ranges::move(inside, std::back_inserter(block));
    report_.did();
}

/// A macro about when or how its contents appear; they appear at once and plainly.
void PassageReader::read_contents(Block& block, const Macro& macro)
{
    if (macro.name == "capture" || macro.name == "done") {
        report_.did();
    } else {
        lose(block, macro, "", "its contents, shown at once");
        if (macro.name == "timed") unknown_.insert("next");
    }
    Block inside = contents(macro);
    std::ranges::move(inside, std::back_inserter(block));
}

/// A macro whose contents are code of another language.
void PassageReader::skip_contents(Block& block, const Macro& macro)
{
    const std::size_t end = ahead("<</" + std::string(macro.name) + ">>", at_);
    lose(block, macro, "", "a TODO");
    if (end != std::string_view::npos) at_ = end + macro.name.size() + 5;
}

void PassageReader::read_unknown(Block& block, const Macro& macro)
{
    static constexpr auto parts = std::to_array<std::string_view>({"else", "elseif", "case", "default"});
    if (std::ranges::find(parts, macro.name) != parts.end()) {
        report_.lost("import.unopened", *passage_.file, offset(macro.begin),
                     "`" + macro.shown() + "` belongs to nothing", "nothing");
        return;
    }
    if (macro.name == "next" && unknown_.contains("next")) return;
    unknown_.insert(macro.name);
    static constexpr auto back = std::to_array<std::string_view>({"back", "return"});
    const bool returns = std::ranges::find(back, macro.name) != back.end();
    lose(block, macro, "", returns ? "a TODO; there is no link" : "a TODO");
}

} // namespace goldbox::narrative::importing
