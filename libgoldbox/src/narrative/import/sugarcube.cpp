// SPDX-License-Identifier: MIT
// From passages to knots. In SugarCube links stand anywhere in the text and the reader takes one when all of it is
// shown; in ink choices come after the text. So links move to the end of their passage, with the conditions around
// them.
#include "narrative/import/sugarcube.hpp"

#include "narrative/import/ink_writer.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace goldbox::narrative::importing {

namespace {

using Kind = Statement::Kind;

bool is_word(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x80 || (is_name_part(byte) && c != '_');
    });
}

bool has_words(const Statement& statement)
{
    if (statement.kind == Kind::value) return true;
    if (statement.kind == Kind::text) return is_word(statement.words);
    return std::ranges::any_of(statement.branches, [](const Branch& branch) {
        return std::ranges::any_of(branch.block, [](const Statement& inner) { return has_words(inner); });
    });
}

bool has_threads(const Block& block)
{
    return std::ranges::any_of(block, [](const Statement& statement) {
        return statement.kind == Kind::thread ||
               std::ranges::any_of(statement.branches, [](const Branch& branch) { return has_threads(branch.block); });
    });
}

bool is_empty(const Block& block)
{
    return std::ranges::all_of(block, [](const Statement& statement) {
        return statement.kind == Kind::newline || (statement.kind == Kind::text && !is_word(statement.words));
    });
}

std::string initial_value(Type type)
{
    switch (type) {
    case Type::text: return "\"\"";
    case Type::truth: return "false";
    default: return "0";
    }
}

/// Makes a knot of one passage.
class KnotMaker {
public:
    KnotMaker(ReadPassage& passage, Names& names) : passage_(passage), names_(names) {}

    void make(Knot& knot)
    {
        std::vector<std::string> conditions;
        collect(passage_.body, conditions);
        settle(passage_.body, false);
        knot.body = std::move(passage_.body);
        for (std::string& name : passage_.temporaries) knot.temporaries.push_back({std::move(name), "false"});
        for (std::string& name : ways_) knot.temporaries.push_back({std::move(name), "0"});
        if (order_.empty()) return;
        Statement options{.kind = Kind::options};
        bool comes_back = false;
        for (const std::size_t number : order_) {
            Link& link = passage_.links[number];
            comes_back = comes_back || link.target.empty();
            options.options.push_back(option(link));
        }
        knot.body.push_back(make_newline());
        if (comes_back) knot.body.push_back(importing::make(Kind::label, "options"));
        knot.body.push_back(std::move(options));
    }

private:
    static Statement make_newline() { return importing::make(Kind::newline); }

    Option option(Link& link)
    {
        Option made{
            .conditions = std::move(link.conditions), .text = std::move(link.text), .body = std::move(link.code)};
        if (!link.opened.empty()) {
            made.conditions.push_back("not " + link.opened);
            made.body.push_back(importing::make(Kind::code, link.opened + " = true"));
            settle(link.shown, true);
            std::ranges::move(link.shown, std::back_inserter(made.body));
        }
        const bool left = !made.body.empty() && made.body.back().kind == Kind::divert;
        if (left) return made;
        made.body.push_back(make_newline());
        made.body.push_back(importing::make(Kind::divert, link.target.empty() ? "options" : link.target));
        return made;
    }

    // --- conditions of links
    // -------------------------------------------------------------------------------------------

    void collect(Block& block, std::vector<std::string>& conditions)
    {
        for (Statement& statement : block) {
            if (statement.kind == Kind::link) {
                Link& link = passage_.links[statement.number];
                link.conditions.insert(link.conditions.begin(), conditions.begin(), conditions.end());
                order_.push_back(statement.number);
            } else if (std::ranges::any_of(statement.branches, [](const Branch& b) { return has_links(b.block); })) {
                collect_branches(statement, conditions);
            }
        }
    }

    void collect_branches(Statement& statement, std::vector<std::string>& conditions)
    {
        const std::string way = must_note(statement) ? names_.fresh("way") : std::string();
        if (!way.empty()) ways_.push_back(way);
        const std::size_t outer = conditions.size();
        for (std::size_t i = 0; i < statement.branches.size(); ++i) {
            Branch& branch = statement.branches[i];
            if (!way.empty()) {
                const std::string number = std::to_string(i + 1);
                branch.block.insert(branch.block.begin(), importing::make(Kind::code, way + " = " + number));
                conditions.push_back(way + " == " + number);
            } else {
                if (i > 0) conditions.push_back(negated(expression(statement.branches[0].condition)).ink);
                if (!branch.condition.empty()) conditions.push_back(branch.condition);
            }
            collect(branch.block, conditions);
            conditions.resize(outer);
        }
    }

    [[nodiscard]] Expression expression(const std::string& ink) const
    {
        const auto known = passage_.conditions.find(ink);
        return known == passage_.conditions.end() ? Expression{.ink = ink, .level = Level::choice} : known->second;
    }

    /// Whether a condition may turn out otherwise when it is asked again after the text, or is too long to repeat.
    [[nodiscard]] bool must_note(const Statement& statement) const
    {
        constexpr std::size_t longest = 60;
        if (statement.branches.size() > 2) return true;
        return std::ranges::any_of(statement.branches, [&](const Branch& branch) {
            if (branch.condition.empty()) return false;
            const Expression condition = expression(branch.condition);
            const bool changes = std::ranges::any_of(
                condition.variables, [&](const std::string& variable) { return passage_.assigned.contains(variable); });
            return !condition.pure || changes || branch.condition.size() > longest;
        });
    }

    // --- words of links
    // ------------------------------------------------------------------------------------------------

    /// Takes links out of the text. Where they are part of a sentence their words stay.
    void settle(Block& block, bool in_sentence)
    {
        const bool one_line = std::ranges::none_of(block, [](const Statement& s) { return s.kind == Kind::newline; });
        Block settled;
        for (auto begin = block.begin(); begin != block.end();) {
            const auto end = std::ranges::find(begin, block.end(), Kind::newline, &Statement::kind);
            settle_line(begin, end, in_sentence && one_line, settled);
            begin = end;
            if (begin != block.end()) settled.push_back(std::move(*begin++));
        }
        block = std::move(settled);
    }

    void settle_line(Block::iterator begin, Block::iterator end, bool in_sentence, Block& settled)
    {
        const bool words = in_sentence || std::any_of(begin, end, has_words);
        const bool links = std::any_of(begin, end, [](const Statement& s) { return s.kind == Kind::link; });
        for (; begin != end; ++begin) {
            if (begin->kind == Kind::link) {
                const Link& link = passage_.links[begin->number];
                if (words && (link.conditions.empty() || !revealed(link))) append(link.text, settled);
            } else if (begin->kind == Kind::text) {
                if (words || !links) add_text(settled, begin->words);
            } else if (begin->branches.empty()) {
                settled.push_back(std::move(*begin));
            } else {
                for (Branch& branch : begin->branches) settle(branch.block, words);
                if (std::ranges::any_of(begin->branches, [](const Branch& b) { return !is_empty(b.block); }))
                    settled.push_back(std::move(*begin));
            }
        }
    }

    [[nodiscard]] bool revealed(const Link& link) const
    {
        return std::ranges::find_first_of(link.conditions, passage_.temporaries) != link.conditions.end();
    }

    static void append(const Block& text, Block& settled)
    {
        for (const Statement& statement : text) {
            if (statement.kind == Kind::text)
                add_text(settled, statement.words);
            else
                settled.push_back(statement);
        }
    }

    ReadPassage& passage_;
    Names& names_;
    std::vector<std::size_t> order_; ///< of links
    std::vector<std::string> ways_;
};

class StoryMaker {
public:
    StoryMaker(const TweeStory& story, Names& names, const ImportOptions& options, Report& report)
        : story_(story), names_(names), options_(options), report_(report), vocabulary_(names, story)
    {
    }

    Draft make()
    {
        for (std::size_t i = 0; i < story_.passages.size() && !report_.failed(); ++i) add_passage(i);
        if (!story_.title.empty()) draft_.tags.insert(draft_.tags.begin(), "title: " + story_.title);
        find_start();
        finish_knots();
        declare_variables();
        for (Knot& knot : draft_.knots) widen_temporaries(knot);
        for (const auto& [name, text] : vocabulary_.functions()) draft_.functions.push_back(text);
        if (by_name_) draft_.functions.push_back(find_by_name());
        return std::move(draft_);
    }

private:
    void add_passage(std::size_t number)
    {
        const Passage& passage = story_.passages[number];
        vocabulary_.enter(number);
        switch (role_of(passage)) {
        case Role::author: draft_.tags.push_back("author: " + std::string(passage.content)); return;
        case Role::subtitle: draft_.tags.push_back("subtitle: " + std::string(passage.content)); return;
        case Role::left_out:
            report_.lost("import.passage", *passage.file, passage.offset,
                         "the passage `" + passage.name + "`" +
                             (passage.tags.empty() ? "" : " [" + passage.tags.front() + "]") + " is not for reading",
                         "nothing");
            return;
        case Role::opening: return add_opening(passage);
        case Role::aside:
            report_.lost("import.passage", *passage.file, passage.offset,
                         "SugarCube shows the passage `" + passage.name + "` beside or around the others",
                         "a knot that nothing leads to");
            break;
        default: break;
        }
        add_knot(passage, number);
    }

    ReadPassage read(const Passage& passage)
    {
        return PassageReader(passage, vocabulary_, names_, story_.kind, options_, report_).read();
    }

    void add_knot(const Passage& passage, std::size_t number)
    {
        ReadPassage read_passage = read(passage);
        Knot knot{.name = *vocabulary_.knot(passage.name)};
        if (knot.name != passage.name) knot.title = passage.name;
        for (const std::string& tag : passage.tags) {
            if (tag != "nobr") knot.tags.push_back(tag);
        }
        included_.merge(read_passage.included);
        by_name_ = by_name_ || read_passage.goes_by_name;
        KnotMaker(read_passage, names_).make(knot);
        numbers_.push_back(number);
        draft_.knots.push_back(std::move(knot));
        report_.did();
    }

    /// What runs before the story begins: first values become declarations.
    void add_opening(const Passage& passage)
    {
        ReadPassage opening = read(passage);
        silence(opening.body);
        auto at = opening.body.begin();
        for (; at != opening.body.end() && at->kind == Kind::code && at->arguments.size() == 2; ++at) {
            if (!initial_.emplace(at->arguments[0], at->arguments[1]).second) break;
        }
        std::move(at, opening.body.end(), std::back_inserter(draft_.opening));
        report_.did();
    }

    void find_start()
    {
        const std::string* start = vocabulary_.knot(story_.start);
        if (start) {
            draft_.start = *start;
            return;
        }
        if (draft_.knots.empty()) return;
        const Passage& first = story_.passages[numbers_.front()];
        report_.lost("import.no_start", *first.file, first.offset, "there is no passage `" + story_.start + "`",
                     "the story begins here");
        draft_.start = draft_.knots.front().name;
    }

    void finish_knots()
    {
        for (std::size_t i = 0; i < draft_.knots.size(); ++i) {
            Knot& knot = draft_.knots[i];
            const Role role = role_of(story_.passages[numbers_[i]]);
            if (role == Role::knot && !included_.contains(knot.name)) surround(knot);
            const bool part = role == Role::header || role == Role::footer || included_.contains(knot.name);
            // END would take back the choices that an included passage offers
            knot.ending = part || has_threads(knot.body) ? "-> DONE" : "-> END";
        }
    }

    /// Every passage begins with PassageHeader and ends with PassageFooter.
    void surround(Knot& knot)
    {
        if (const std::string* header = vocabulary_.knot("PassageHeader")) {
            knot.body.insert(knot.body.begin(),
                             {importing::make(Kind::thread, *header), importing::make(Kind::newline)});
        }
        const std::string* footer = vocabulary_.knot("PassageFooter");
        if (!footer) return;
        const auto choices = std::ranges::find_if(
            knot.body, [](const Statement& s) { return s.kind == Kind::options || s.kind == Kind::label; });
        knot.body.insert(choices, {importing::make(Kind::newline), importing::make(Kind::thread, *footer),
                                   importing::make(Kind::newline)});
    }

    void declare_variables()
    {
        for (const auto& [name, known] : vocabulary_.variables()) {
            const auto initial = initial_.find(name);
            const std::string value = initial == initial_.end() ? initial_value(known.type) : initial->second;
            const bool local =
                known.written.starts_with('_') && known.passages.size() == 1 && initial == initial_.end();
            const auto knot = local ? std::ranges::find(numbers_, *known.passages.begin()) : numbers_.end();
            if (knot != numbers_.end()) {
                draft_.knots[static_cast<std::size_t>(knot - numbers_.begin())].temporaries.push_back({name, value});
            } else {
                draft_.variables.push_back({name, value});
            }
            if (known.set || known.passages.empty()) continue;
            const Passage& first = story_.passages[*known.passages.begin()];
            report_.differs("import.never_set", *first.file, first.offset,
                            "`" + known.written + "` in `" + first.name + "` is never set in what was imported", "0");
        }
    }

    /// Variables of a knot that has stitches hold for the story, and begin anew with the knot.
    void widen_temporaries(Knot& knot)
    {
        if (!has_stitches(knot.body)) return;
        for (Variable& variable : knot.temporaries) {
            knot.body.insert(knot.body.begin(), importing::make(Kind::code, variable.name + " = " + variable.value));
            draft_.variables.push_back(std::move(variable));
        }
        knot.temporaries.clear();
    }

    /// The knot for links whose passage is known only when they are taken.
    std::string find_by_name() const
    {
        std::vector<std::pair<std::string, std::string>> knots;
        for (const Passage& passage : story_.passages) {
            if (role_of(passage) == Role::knot)
                knots.emplace_back(text_literal(passage.name).ink, *vocabulary_.knot(passage.name));
        }
        return finder(knot_by_name, knots);
    }

    const TweeStory& story_;
    Names& names_;
    const ImportOptions& options_;
    Report& report_;
    SugarVocabulary vocabulary_;
    Draft draft_;
    std::vector<std::size_t> numbers_; ///< the passage of each knot
    std::set<std::string> included_;
    std::map<std::string, std::string> initial_;
    bool by_name_ = false;
};

} // namespace

Role role_of(const Passage& passage)
{
    struct Special {
        std::string_view name;
        Role role;
    };
    static constexpr auto specials = std::to_array<Special>({{"StoryInit", Role::opening},
                                                             {"PassageHeader", Role::header},
                                                             {"PassageFooter", Role::footer},
                                                             {"StoryAuthor", Role::author},
                                                             {"StorySubtitle", Role::subtitle},
                                                             {"StoryBanner", Role::aside},
                                                             {"StoryCaption", Role::aside},
                                                             {"StoryMenu", Role::aside},
                                                             {"StoryShare", Role::aside},
                                                             {"StoryDisplayTitle", Role::aside},
                                                             {"PassageReady", Role::aside},
                                                             {"PassageDone", Role::aside},
                                                             {"StoryInterface", Role::left_out},
                                                             {"StorySettings", Role::left_out},
                                                             {"StoryIncludes", Role::left_out}});
    static constexpr auto tags =
        std::to_array<std::string_view>({"script", "stylesheet", "widget", "init", "annotation", "Twine.image",
                                         "Twine.audio", "Twine.video", "Twine.vtt", "Twine.private"});
    for (const std::string_view tag : tags) {
        if (passage.tagged(tag)) return tag == "init" ? Role::opening : Role::left_out;
    }
    const auto special = std::ranges::find(specials, passage.name, &Special::name);
    return special == specials.end() ? Role::knot : special->role;
}

bool becomes_knot(const Passage& passage)
{
    switch (role_of(passage)) {
    case Role::knot:
    case Role::header:
    case Role::footer:
    case Role::aside: return true;
    default: return false;
    }
}

Draft draft_of_twee(const TweeStory& story, Names& names, const ImportOptions& options, Report& report)
{
    (void)names.of("()" + std::string(knot_by_name), knot_by_name);
    if (story.kind != StoryFormat::sugarcube && !story.passages.empty()) {
        const Passage& first = story.passages.front();
        report.lost("import.format", *first.file, first.offset,
                    "the story format is " +
                        (story.format.empty() ? std::string("Harlowe, as its macros look") : story.format) +
                        "; only SugarCube's macros are known",
                    "passages, their words and their links");
    }
    Draft draft = StoryMaker(story, names, options, report).make();
    return draft;
}

} // namespace goldbox::narrative::importing
