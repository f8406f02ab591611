// SPDX-License-Identifier: MIT
#include "narrative/import/ink_writer.hpp"

#include "narrative/import/expression.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>

namespace goldbox::narrative::importing {

namespace {

using Kind = Statement::Kind;

bool has_blank(char c)
{
    return c == ' ' || c == '\t';
}

/// One line in a comment or a TODO: nothing in it begins a comment of its own.
std::string harmless(std::string_view text)
{
    std::string line;
    for (const char c : to_utf8(text)) {
        const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        if (!line.empty() && line.back() == '/' && (c == '/' || c == '*')) line += ' ';
        line += control ? ' ' : c;
    }
    return line;
}

/// Whether a statement needs a weave of its own: gathers cannot stand inside braces.
bool needs_weave(const Block& block)
{
    return std::ranges::any_of(block, [](const Statement& statement) {
        if (statement.kind == Kind::options || statement.kind == Kind::loop || statement.kind == Kind::label)
            return true;
        return std::ranges::any_of(statement.branches, [](const Branch& branch) { return needs_weave(branch.block); });
    });
}

/// Whether a block fits within a line: words, values and conditions of such.
bool fits_line(const Block& block)
{
    return std::ranges::all_of(block, [](const Statement& statement) {
        if (statement.kind == Kind::text || statement.kind == Kind::value || statement.kind == Kind::note) return true;
        if (statement.kind != Kind::condition) return false;
        return std::ranges::all_of(statement.branches, [](const Branch& branch) { return fits_line(branch.block); });
    });
}

bool is_blank(const Block& block)
{
    return std::ranges::all_of(block, [](const Statement& statement) {
        return statement.kind == Kind::newline ||
               (statement.kind == Kind::text && statement.words.find_first_not_of(" \t") == std::string::npos);
    });
}

/// Ink wants something in every block, and no `else` without content.
void drop_blank_branches(Block& block)
{
    for (Statement& statement : block) {
        for (Option& option : statement.options) drop_blank_branches(option.body);
        for (Branch& branch : statement.branches) drop_blank_branches(branch.block);
        const bool asks = statement.kind == Kind::condition;
        while (asks && !statement.branches.empty() && is_blank(statement.branches.back().block))
            statement.branches.pop_back();
    }
    std::erase_if(block, [](const Statement& statement) {
        const bool braces =
            statement.kind == Kind::condition || statement.kind == Kind::once || statement.kind == Kind::shuffle;
        return braces &&
               std::ranges::all_of(statement.branches, [](const Branch& branch) { return is_blank(branch.block); });
    });
}

class Writer {
public:
    Writer(const Draft& draft, Names& names) : draft_(draft), names_(names) {}

    std::string write()
    {
        for (const std::string& comment : draft_.comments) line(0, "// " + harmless(comment));
        for (const std::string& tag : draft_.tags) line(0, "# " + escaped(tag, false));
        write_declarations();
        blank();
        write_body(draft_.opening, {});
        if (!draft_.start.empty()) line(0, "-> " + draft_.start);
        write_stitches(); // of the opening, as knots of their own
        for (const Knot& knot : draft_.knots) write_knot(knot);
        write_functions();
        return std::move(out_);
    }

private:
    /// Whether something was said already on the line that a statement stands on.
    enum class Joins : std::uint8_t { no, yes, with_space, by_glue /* that stands there already */ };

    static bool on_line(Joins joins) { return joins == Joins::yes || joins == Joins::with_space; }

    struct Place {
        int indent = 0;
        int depth = 0;     ///< options around it in this weave
        bool weave = true; ///< not inside braces
        Joins before = Joins::no;
        bool more_after = false; ///< the line goes on behind the block
    };

    struct Stitch {
        std::string name;
        const Block* block; ///< lives as long as its knot is written
        Joins before;
        bool more_after;
        std::string back; ///< the label to go on at
    };

    void line(int indent, std::string_view text)
    {
        out_.append(static_cast<std::size_t>(std::min(indent, 40)), ' ');
        out_ += text;
        out_ += '\n';
    }
    void blank()
    {
        if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
    }

    void write_declarations()
    {
        if (!draft_.lists.empty()) blank();
        for (const ListOf& list : draft_.lists) {
            std::string items;
            for (const std::string& item : list.items) items += (items.empty() ? "" : ", ") + item;
            if (!items.empty()) line(0, "LIST " + list.name + " = " + items);
        }
        if (!draft_.variables.empty()) blank();
        for (const Variable& variable : draft_.variables) line(0, "VAR " + variable.name + " = " + variable.value);
        if (!draft_.externals.empty()) blank();
        for (const auto& [name, count] : draft_.externals) line(0, "EXTERNAL " + name + parameters(count));
    }

    static std::string parameters(std::size_t count)
    {
        std::string list;
        for (std::size_t i = 1; i <= count; ++i) list += (i == 1 ? "arg_" : ", arg_") + std::to_string(i);
        return '(' + list + ')';
    }

    void write_functions()
    {
        for (const auto& [name, count] : draft_.externals) {
            blank();
            line(0, "// runs where the game offers no " + name);
            line(0, "=== function " + name + parameters(count));
            line(0, "~ return 0");
        }
        for (const std::string& function : draft_.functions) {
            blank();
            out_ += function;
        }
    }

    void write_knot(const Knot& knot)
    {
        blank();
        knot_ = knot.name;
        line(0, "== " + knot.name + (knot.title.empty() ? "" : " // " + harmless(knot.title)));
        // a call ends a line, and the tags belong to the first that has words
        std::size_t calls = 0;
        while (calls < knot.body.size() && knot.body[calls].kind == Kind::command)
            line(0, "~ " + command(knot.body[calls++]));
        for (const std::string& tag : knot.tags) line(0, "# " + escaped(tag, false));
        for (const Variable& variable : knot.temporaries) line(0, "~ temp " + variable.name + " = " + variable.value);
        const Block body(knot.body.begin() + static_cast<std::ptrdiff_t>(calls), knot.body.end());
        write_body(body, knot.ending);
        write_stitches();
        knot_.clear();
    }

    void write_body(const Block& body, const std::string& ending)
    {
        write(body, {});
        if (!ending.empty() && !leaves(body)) line(0, ending);
    }

    static bool leaves(const Block& block)
    {
        if (block.empty()) return false;
        const Statement& last = block.back();
        if (last.kind == Kind::options) return leaves(last.options);
        return last.kind == Kind::divert || last.kind == Kind::leave;
    }

    /// Whether one of the options can always be taken, and none comes back.
    static bool leaves(const std::vector<Option>& options)
    {
        return std::ranges::any_of(options, always) &&
               std::ranges::all_of(options, [](const Option& option) { return leaves(option.body); });
    }
    static bool always(const Option& option) { return option.conditions.empty() && !option.once; }

    void write_stitches()
    {
        while (!stitches_.empty()) {
            const Stitch stitch = std::move(stitches_.front());
            stitches_.pop_front();
            blank();
            line(0, (knot_.empty() ? "== " : "= ") + stitch.name);
            if (knot_.empty()) opening_ = stitch.name;
            write(*stitch.block, {.before = stitch.before, .more_after = stitch.more_after});
            if (!leaves(*stitch.block)) line(0, "-> " + stitch.back);
        }
        opening_.clear();
    }

    // --- lines
    // ---------------------------------------------------------------------------------------------------------

    /// Writes a block line by line; how its last line ended.
    Joins write(const Block& block, Place place)
    {
        std::string open; // the line so far
        Joins joins = place.before;
        for (std::size_t i = 0; i < block.size(); ++i) {
            const Statement& statement = block[i];
            if (add_inline(open, statement, place.indent)) continue;
            const bool more = goes_on(block, i + 1, place.more_after);
            switch (statement.kind) {
            case Kind::newline:
                close(open, joins, place.indent, false);
                joins = Joins::no;
                break;
            case Kind::tag: open += (open.empty() ? "# " : " # ") + escaped(statement.words, false); break;
            default:
                close(open, joins, place.indent, statement.kind == Kind::thread);
                joins = write_statement(block, i, place, joins, more);
            }
        }
        close(open, joins, place.indent, place.more_after);
        if (place.more_after && open.empty() && on_line(joins) && !place.weave && !glued_) line(place.indent, "<>");
        return joins;
    }

    /// Ends the line so far; afterwards `joins` says whether something stands on it.
    void close(std::string& open, Joins& joins, int indent, bool glue)
    {
        glued_ = false;
        std::string_view text = open;
        const bool space_before = !text.empty() && has_blank(text.front());
        const bool space_after = !text.empty() && has_blank(text.back());
        while (!text.empty() && has_blank(text.front())) text.remove_prefix(1);
        while (!text.empty() && has_blank(text.back())) text.remove_suffix(1);
        if (text.empty()) {
            if (space_before && joins == Joins::yes) joins = Joins::with_space;
            open.clear();
            return;
        }
        std::string whole(text);
        if (on_line(joins)) {
            whole = (joins == Joins::with_space || space_before ? "<> " : "<>") + whole;
        } else if (joins == Joins::by_glue && space_before) {
            whole = "\\ " + whole;
        } else {
            whole = escaped_beginning(whole);
        }
        if (glue) whole += space_after ? " <>" : "<>";
        glued_ = glue;
        line(indent, whole);
        joins = space_after ? Joins::with_space : Joins::yes;
        open.clear();
    }

    /// Signs and words that mean something at the beginning of a line only. (What escapes take care of anywhere is
    /// done.)
    static std::string escaped_beginning(const std::string& text)
    {
        static constexpr auto declarations =
            std::to_array<std::string_view>({"INCLUDE", "VAR", "CONST", "LIST", "EXTERNAL", "TODO"});
        static constexpr auto words = std::to_array<std::string_view>({"return", "else"});
        const bool sign = std::string_view("*+-=~(&!").find(text.front()) != std::string_view::npos;
        // ink sees a declaration even in INCLUDEX
        const bool declares =
            std::ranges::any_of(declarations, [&](std::string_view w) { return text.starts_with(w); });
        const bool word = std::ranges::any_of(words, [&](std::string_view w) {
            return text.starts_with(w) &&
                   (text.size() == w.size() || !is_name_part(static_cast<unsigned char>(text[w.size()])));
        });
        return sign || declares || word ? '\\' + text : text;
    }

    /// Adds what fits within a line; false for everything else.
    bool add_inline(std::string& open, const Statement& statement, int indent)
    {
        switch (statement.kind) {
        case Kind::text: open += escaped(statement.words, false); return true;
        case Kind::value: open += '{' + statement.words + '}'; return true;
        case Kind::note: line(indent, "TODO: " + harmless(statement.words)); return true;
        case Kind::condition:
            if (!std::ranges::all_of(statement.branches, [](const Branch& b) { return fits_line(b.block); }))
                return false;
            open += inline_condition(statement, 0, indent);
            return true;
        default: return false;
        }
    }

    std::string inline_condition(const Statement& statement, std::size_t first, int indent)
    {
        const Branch& branch = statement.branches[first];
        const std::string then = inline_block(branch.block, indent);
        std::string otherwise;
        if (first + 1 < statement.branches.size()) {
            const Branch& next = statement.branches[first + 1];
            otherwise = next.condition.empty() ? inline_block(next.block, indent)
                                               : inline_condition(statement, first + 1, indent);
        }
        // ink wants something behind a condition
        if (then.empty())
            return otherwise.empty() ? std::string()
                                     : "{not " + in_parentheses(branch.condition) + ':' + otherwise + '}';
        return '{' + branch.condition + ':' + then + (otherwise.empty() ? "" : "|" + otherwise) + '}';
    }

    std::string inline_block(const Block& block, int indent)
    {
        std::string text;
        for (const Statement& statement : block) (void)add_inline(text, statement, indent);
        return text;
    }

    /// Whether something more will be said on the same line.
    static bool goes_on(const Block& block, std::size_t from, bool after)
    {
        for (std::size_t i = from; i < block.size(); ++i) {
            switch (block[i].kind) {
            case Kind::newline:
            case Kind::label:
            case Kind::options:
            case Kind::divert:
            case Kind::leave:
            case Kind::loop: return false;
            case Kind::value: return true;
            case Kind::text:
                if (block[i].words.find_first_not_of(" \t") != std::string::npos) return true;
                break;
            case Kind::condition:
            case Kind::once:
            case Kind::shuffle:
                for (const Branch& branch : block[i].branches) {
                    if (goes_on(branch.block, 0, false)) return true;
                }
                break;
            default: break;
            }
        }
        return after;
    }

    // --- statements
    // ----------------------------------------------------------------------------------------------------

    Joins write_statement(const Block& block, std::size_t at, const Place& place, Joins joins, bool more)
    {
        const Statement& statement = block[at];
        const int indent = place.indent;
        switch (statement.kind) {
        case Kind::code: line(indent, "~ " + statement.words); return joins;
        case Kind::command: line(indent, "~ " + command(statement)); return joins;
        case Kind::label: line(indent, gather(place.depth) + " (" + statement.words + ")"); return Joins::no;
        case Kind::divert: line(indent, "-> " + statement.words); return Joins::no;
        case Kind::leave: line(indent, statement.words.empty() ? "->->" : "->-> " + statement.words); return Joins::no;
        case Kind::tunnel: line(indent, "-> " + statement.words + " ->"); return Joins::no;
        case Kind::thread: line(indent, "<- " + statement.words); return Joins::yes;
        case Kind::condition:
        case Kind::once:
        case Kind::shuffle: return write_braces(statement, place, joins, more);
        case Kind::options: write_options(statement, place, at + 1 < block.size()); return Joins::no;
        case Kind::loop: write_loop(statement, place); return Joins::no;
        default: return joins;
        }
    }

    std::string command(const Statement& statement) const
    {
        const auto external = draft_.externals.find(statement.words);
        const std::size_t count = external == draft_.externals.end() ? statement.arguments.size() : external->second;
        std::string list;
        for (std::size_t i = 0; i < count; ++i) {
            list += i == 0 ? "" : ", ";
            list += i < statement.arguments.size() ? statement.arguments[i] : "\"\"";
        }
        return statement.words + '(' + list + ')';
    }

    Joins write_braces(const Statement& statement, const Place& place, Joins joins, bool more)
    {
        const int indent = place.indent;
        const Place inside{.indent = indent + 4, .weave = false, .before = joins, .more_after = more};
        std::string label;
        const auto branch = [&](const Block& block, const Place& where) {
            if (!needs_weave(block)) {
                (void)write(block, where);
                return;
            }
            if (label.empty()) label = names_.fresh("after");
            const std::string name = names_.fresh(knot_.empty() ? "opening" : "part");
            const std::string& around = knot_.empty() ? opening_ : knot_;
            stitches_.push_back({name, &block, joins, more, (around.empty() ? "" : around + '.') + label});
            line(where.indent, "-> " + name);
        };
        if (statement.kind == Kind::condition && statement.branches.size() == 1 && !(more && on_line(joins))) {
            line(indent, "{ " + statement.branches[0].condition + ":");
            branch(statement.branches[0].block, inside);
        } else {
            write_branches(statement, inside, joins, more, branch);
        }
        line(indent, "}");
        if (!label.empty()) line(indent, gather(place.depth) + " (" + label + ")");
        return more ? Joins::by_glue : Joins::no; // where something follows, the branches end in glue
    }

    template <class WriteBranch>
    void write_branches(const Statement& statement, Place inside, Joins joins, bool more, const WriteBranch& branch)
    {
        const int indent = inside.indent;
        inside.indent += 4;
        const bool chain = statement.kind == Kind::condition;
        if (chain) {
            line(indent - 4, "{");
        } else {
            const bool once = statement.kind == Kind::once && statement.branches.size() == 1;
            line(indent - 4, statement.kind == Kind::shuffle ? "{ shuffle:" : once ? "{ once:" : "{ stopping:");
        }
        for (const Branch& each : statement.branches) {
            const std::string& condition = each.condition;
            line(indent, !chain ? "-" : condition.empty() ? "- else:" : "- " + condition + ":");
            branch(each.block, inside);
        }
        if (chain && more && on_line(joins) && !statement.branches.back().condition.empty()) {
            line(indent, "- else:");
            line(indent + 4, "<>");
        }
    }

    static std::string bullets(char bullet, int depth)
    {
        std::string text(1, bullet);
        for (int i = 0; i < depth; ++i) text += std::string(" ") + bullet;
        return text;
    }
    static std::string gather(int depth) { return bullets('-', depth); }

    void write_options(const Statement& statement, const Place& place, bool followed)
    {
        for (const Option& option : statement.options) write_option(option, place);
        if (std::ranges::none_of(statement.options, always)) line(place.indent, bullets('+', place.depth) + " ->");
        const bool ends = place.depth == 0 && !leaves(statement.options);
        if (followed || ends) line(place.indent, gather(place.depth));
    }

    void write_option(const Option& option, const Place& place)
    {
        std::string text = bullets(option.once ? '*' : '+', place.depth);
        for (const std::string& condition : option.conditions) text += " {" + condition + '}';
        const std::string words = inline_block(option.text, place.indent);
        text += " [" + (words.empty() ? std::string("...") : words);
        for (const std::string& tag : option.tags) text += " # " + escaped(tag, false);
        line(place.indent, text + ']');
        (void)write(option.body, {.indent = place.indent + 4, .depth = place.depth + 1});
    }

    void write_loop(const Statement& statement, const Place& place)
    {
        const std::string label = names_.fresh("loop");
        const Branch& body = statement.branches.front();
        const int indent = place.indent;
        line(indent, gather(place.depth) + " (" + label + ")");
        line(indent, "{ " + body.condition + ":");
        (void)write(body.block, {.indent = indent + 4, .weave = false});
        if (!statement.words.empty()) line(indent + 4, "~ " + statement.words);
        line(indent + 4, "-> " + label);
        line(indent, "}");
    }

    const Draft& draft_;
    Names& names_;
    std::string out_;
    std::string knot_;    ///< being written; empty: the opening
    std::string opening_; ///< the part of the opening that is being written, which is a knot; empty: its beginning
    std::deque<Stitch> stitches_;
    bool glued_ = false; ///< the last line closed ended in glue
};

} // namespace

std::string escaped(std::string_view words, bool begins_line)
{
    std::string text;
    text.reserve(words.size() + 8);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const char c = words[i];
        const char before = i > 0 ? words[i - 1] : '\0';
        const char after = i + 1 < words.size() ? words[i + 1] : '\0';
        const bool arrow = (c == '-' && after == '>') || (c == '<' && (after == '>' || after == '-'));
        const bool comment = before == '/' && (c == '/' || c == '*');
        const bool sign = std::string_view("\\{}|#[]~").find(c) != std::string_view::npos;
        const bool start = begins_line && i == 0 && std::string_view("*+-=").find(c) != std::string_view::npos;
        if (arrow || comment || sign || start) text += '\\';
        text += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
    return text;
}

std::string finder(std::string_view name, const std::vector<std::pair<std::string, std::string>>& knots)
{
    std::string text = "== " + std::string(name) + "(the_name)\n";
    if (!knots.empty()) text += "{ the_name:\n";
    for (const auto& [literal, knot] : knots) text += "    - " + literal + ":\n        -> " + knot + '\n';
    if (!knots.empty()) text += "}\n";
    return text + "-> END\n";
}

bool has_stitches(const Block& body)
{
    return std::ranges::any_of(body, [](const Statement& statement) {
        return std::ranges::any_of(statement.branches,
                                   [](const Branch& branch) { return needs_weave(branch.block); }) ||
               std::ranges::any_of(statement.options, [](const Option& option) { return has_stitches(option.body); });
    });
}

bool shows_anything(const Block& block)
{
    return std::ranges::any_of(block, [](const Statement& statement) {
        switch (statement.kind) {
        case Kind::value:
        case Kind::thread:
        case Kind::tunnel:
        case Kind::options: return true;
        case Kind::text: return statement.words.find_first_not_of(" \t") != std::string::npos;
        default:
            return std::ranges::any_of(statement.branches, [](const Branch& b) { return shows_anything(b.block); });
        }
    });
}

std::string write_ink(Draft draft, Names& names)
{
    drop_blank_branches(draft.opening);
    for (Knot& knot : draft.knots) drop_blank_branches(knot.body);
    return Writer(draft, names).write();
}

} // namespace goldbox::narrative::importing
