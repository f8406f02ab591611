// SPDX-License-Identifier: MIT
#include "narrative/strings/lines.hpp"

#include <goldbox/base/hash.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace goldbox::narrative::strings {

namespace {

constexpr std::size_t most_variants = 32;
constexpr std::size_t most_ways = 256; ///< of following one line, those that lead nowhere included
constexpr std::uint32_t most_steps = 4096;

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/// `b`, `s`, `s0`: containers that the compiler makes for the branches of a line.
bool is_branch_name(std::string_view name)
{
    if (name == "b" || name == "s") return true;
    return name.size() > 1 && name[0] == 's' && name.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

/// What a person named, not the compiler: neither `0` nor `c-1`.
bool is_authors_name(std::string_view name)
{
    return !name.empty() && name.find('-') == std::string_view::npos && (name[0] < '0' || name[0] > '9');
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

/// What the logic between `ev` and `/ev` is about, for the name of a placeholder.
struct Expression {
    std::string name;
    std::uint32_t callee = none;
    bool number = false;
};

/// One way along a line, so far.
struct Way {
    std::uint32_t at = 0;
    bool evaluating = false;
    bool in_tag = false;
    std::uint32_t strings = 0;      ///< open ones
    std::uint32_t strings_done = 0; ///< closed ones that were not inside others
    std::vector<Expression> expressions = {{}};
    std::vector<Piece> pieces;
    std::string tag, id;
    Location pushed, back; ///< the latest divert target in the logic, and the one that `$r` holds
};

class Finder {
public:
    explicit Finder(const Program& program) : p_(program), steps_left_(1'000'000 + 256 * program.cells.size())
    {
        found_.owner.assign(p_.cells.size(), none);
        found_.choice_of.assign(p_.containers.size(), none);
        found_.functions.assign(p_.containers.size(), false);
    }

    Lines find()
    {
        find_functions();
        for (std::uint32_t at = 0; at + 1 < p_.cells.size(); ++at) {
            if (ends_a_line(at)) line_from(at + 1);
        }
        for (const Container& container : p_.containers) {
            if (begins_a_line(container)) line_from(container.enter);
        }
        for (std::uint32_t at = 0; at < p_.cells.size(); ++at) {
            if (p_.cells[at].op == Op::choice) choice_at(at);
        }
        find_values();
        return std::move(found_);
    }

private:
    // ---- where lines begin

    [[nodiscard]] bool ends_a_line(std::uint32_t at) const
    {
        const Cell& cell = p_.cells[at];
        if (cell.op == Op::newline || cell.op == Op::choice) return true;
        if (cell.op == Op::divert_by_flags || cell.op == Op::divert_to_variable)
            return (cell.flags & divert_flag::tunnel) != 0;
        return cell.op == Op::divert && at > 0 && p_.cells[at - 1].op == Op::thread;
    }

    [[nodiscard]] bool begins_a_line(const Container& container) const
    {
        if (container.name == none) return container.parent == none;
        return container.index != none || !is_branch(container);
    }

    /// The compiler keeps branches in containers without a name; a knot or stitch may be called `b` as well.
    [[nodiscard]] bool is_branch(const Container& container) const
    {
        if (container.index != none || container.name == none || container.parent == none) return false;
        const Container& around = p_.containers[container.parent];
        return around.name == none && around.index != none && is_branch_name(p_.names[container.name]);
    }

    // ---- functions

    [[nodiscard]] std::uint32_t callee_of(const Cell& cell) const
    {
        if (cell.op != Op::divert_by_flags || (cell.flags & divert_flag::function) == 0) return none;
        return knot_of(p_, p_.owners[p_.jumps[cell.argument].target]);
    }

    /// Which knots are functions, and which of them may print.
    void find_functions()
    {
        prints_.assign(p_.containers.size(), false);
        std::uint32_t strings = 0;
        for (std::uint32_t at = 0; at < p_.cells.size(); ++at) {
            const Cell& cell = p_.cells[at];
            if (const std::uint32_t callee = callee_of(cell); callee != none) found_.functions[callee] = true;
            if (cell.op == Op::begin_string) ++strings;
            if (cell.op == Op::end_string && strings > 0) --strings;
            if (cell.op == Op::end) strings = 0;
            const bool words = cell.op == Op::text && p_.texts[cell.argument].kind == TextKind::words;
            if (strings == 0 && (words || cell.op == Op::output)) prints_[knot_of(p_, p_.owners[at])] = true;
        }
    }

    // ---- following a line

    [[nodiscard]] bool told(const Way& way) const { return !way.in_tag && way.strings == (choice_ == none ? 0u : 1u); }

    void line_from(std::uint32_t start)
    {
        choice_ = none;
        stop_ = none;
        follow_all(start, start, Line::Kind::line);
    }

    /// A choice's text is made by strings in the logic right before it.
    void choice_at(std::uint32_t at)
    {
        const ChoicePoint& point = p_.choice_points[p_.cells[at].argument];
        const Location place = p_.locate(at);
        if (place.index < 1 || (point.flags & choice_flag::invisible) != 0) return;
        const Container& container = p_.containers[place.container];
        auto index = static_cast<std::uint32_t>(place.index);
        std::uint32_t depth = 0;
        while (index > 0) {
            const Op op = p_.cells[p_.item(container, --index)].op;
            if (op == Op::end_evaluation) ++depth;
            if (op == Op::begin_evaluation && --depth == 0) break;
            if (depth == 0) return; // no logic, so no text
        }
        if (depth != 0) return;
        choice_ = at;
        stop_ = at;
        wanted_strings_ =
            (point.flags & choice_flag::start_text ? 1u : 0u) + (point.flags & choice_flag::choice_only_text ? 1u : 0u);
        if (wanted_strings_ == 0) return;
        const std::size_t before = found_.lines.size();
        follow_all(p_.item(container, index), at, Line::Kind::choice);
        if (found_.lines.size() > before) found_.choice_of[point.target.container] = static_cast<std::uint32_t>(before);
    }

    void follow_all(std::uint32_t from, std::uint32_t start, Line::Kind kind)
    {
        Line line{.kind = kind, .start = start, .context = context_of(start), .variants = {}};
        ways_ = {Way{.at = from}};
        met_.clear();
        std::size_t followed = 0;
        bool too_many = false;
        while (!ways_.empty()) {
            Way way = std::move(ways_.back());
            ways_.pop_back();
            if (++followed > most_ways || !follow(way) || !add_variant(line, way)) {
                too_many = true;
                break;
            }
        }
        if (too_many && kind == Line::Kind::line) return cut_into_parts();
        if (!line.variants.empty() && !too_many) keep(std::move(line));
    }

    bool add_variant(Line& line, Way& way)
    {
        if (way.pieces.empty()) return true;
        if (!way.id.empty()) {
            line.context = way.id;
            line.has_id = true;
        }
        Variant variant{.pieces = std::move(way.pieces), .source = {}, .key = {}};
        const auto same = [&](const Variant& other) { return other.pieces == variant.pieces; };
        if (std::ranges::any_of(line.variants, same)) return true;
        line.variants.push_back(std::move(variant));
        return line.variants.size() <= most_variants;
    }

    /// Keeps the variants that no line before this one has.
    void keep(Line line)
    {
        const auto number = static_cast<std::uint32_t>(found_.lines.size());
        if (line.kind != Line::Kind::choice) {
            std::erase_if(line.variants, [&](const Variant& variant) {
                return std::ranges::any_of(variant.pieces, [&](const Piece& piece) {
                    return piece.address != none && found_.owner[piece.address] != none;
                });
            });
            if (line.variants.empty()) return;
        }
        for (Variant& variant : line.variants) {
            describe(variant, line.context);
            if (line.kind == Line::Kind::choice) continue;
            for (const Piece& piece : variant.pieces) {
                if (piece.address != none) found_.owner[piece.address] = number;
            }
        }
        found_.lines.push_back(std::move(line));
    }

    void cut_into_parts()
    {
        for (Piece& piece : std::exchange(met_, {})) {
            if (piece.address == none || found_.owner[piece.address] != none) continue;
            Line part{.kind = Line::Kind::part,
                      .start = piece.address,
                      .context = context_of(piece.address),
                      .variants = {{.pieces = {piece}, .source = {}, .key = {}}}};
            keep(std::move(part));
        }
    }

    /// Runs one way to its end; false when it is too long. Forks go to `ways_`.
    bool follow(Way& way)
    {
        for (std::uint32_t step = 0; step < most_steps; ++step) {
            if (steps_left_ == 0) return false;
            --steps_left_;
            if (way.at >= p_.cells.size() || way.at == stop_ || !take(way)) return true;
        }
        return false;
    }

    /// One instruction; false at the line's end.
    bool take(Way& way)
    {
        const std::uint32_t at = way.at++;
        const Cell& cell = p_.cells[at];
        Expression& expression = way.expressions.back();
        switch (cell.op) {
        case Op::text:
            if (way.evaluating) return true;
            if (way.in_tag)
                way.tag += p_.text(cell.argument);
            else if (told(way) && wants_string(way))
                add(way, {.words = true, .address = at, .text = std::string(p_.text(cell.argument))});
            return true;
        case Op::newline: return way.evaluating || way.strings > 0 || way.in_tag;
        case Op::begin_evaluation:
            way.evaluating = true;
            expression = {};
            return true;
        case Op::end_evaluation:
            way.evaluating = false;
            if (expression.callee != none && prints_[expression.callee]) add_value(way, none);
            return true;
        case Op::output: add_value(way, at); return true;
        case Op::begin_string:
            ++way.strings;
            way.evaluating = false;
            way.expressions.emplace_back();
            return true;
        case Op::end_string:
            if (way.strings == 0 || way.expressions.size() < 2) return false;
            if (--way.strings == 0) ++way.strings_done;
            way.evaluating = true;
            way.expressions.pop_back();
            return true;
        case Op::begin_tag:
            way.in_tag = true;
            way.tag.clear();
            return true;
        case Op::end_tag:
            way.in_tag = false;
            read_tag(way, way.tag);
            return true;
        case Op::legacy_tag: read_tag(way, p_.text(cell.argument)); return true;
        case Op::get_variable:
            if (expression.name.empty()) {
                expression.name = p_.names[cell.argument];
                expression.number = starts_as_number(cell.argument);
            }
            return true;
        case Op::turn_count:
        case Op::choice_count:
        case Op::turns_since:
        case Op::read_count:
        case Op::random: expression.number = true; return true;
        case Op::native: read_operator(expression, static_cast<Native>(cell.argument)); return true;
        case Op::get_visits:
            expression.number = true;
            if (const std::uint32_t name = p_.containers[cell.argument].name; expression.name.empty() && name != none)
                expression.name = p_.names[name];
            return true;
        case Op::call_external:
            expression.name = p_.names[cell.argument];
            expression.number = false;
            return true;
        case Op::push_target: way.pushed = p_.locations[cell.argument]; return true;
        case Op::set_variable:
            if (p_.names[cell.argument] == "$r") way.back = way.pushed;
            return true;
        case Op::divert: return divert(way, at, p_.jumps[cell.argument].target);
        case Op::divert_by_flags:
        case Op::divert_to_variable: return divert_by_flags(way, at, cell);
        case Op::end:
        case Op::end_function:
        case Op::end_tunnel:
        case Op::thread:
        case Op::done:
        case Op::end_story:
        case Op::choice: return false;
        default: return true;
        }
    }

    [[nodiscard]] bool wants_string(const Way& way) const
    {
        return choice_ == none || way.strings_done < wanted_strings_;
    }

    void add(Way& way, Piece piece)
    {
        if (choice_ == none && std::ranges::find(met_, piece) == met_.end() && met_.size() < most_steps)
            met_.push_back(piece);
        way.pieces.push_back(std::move(piece));
    }

    void add_value(Way& way, std::uint32_t at)
    {
        const Expression expression = std::exchange(way.expressions.back(), {});
        if (!told(way) || !wants_string(way)) return;
        add(way, {.number = expression.number,
                  .address = at,
                  .callee = expression.callee,
                  .text = expression.name.empty() ? "value" : expression.name});
    }

    /// Variables of ink have no type; what one holds at first tells most.
    [[nodiscard]] bool starts_as_number(std::uint32_t name) const
    {
        const std::uint32_t global = p_.global_of_name[name];
        if (global == none || global >= p_.first_globals.size()) return false;
        return p_.first_globals[global].is(narrative::Tag::integer) ||
               p_.first_globals[global].is(narrative::Tag::real);
    }

    static void read_operator(Expression& expression, Native function)
    {
        switch (function) {
        case Native::multiply:
        case Native::divide:
        case Native::modulo:
        case Native::floor:
        case Native::ceiling:
        case Native::to_int:
        case Native::to_float:
        case Native::list_count:
        case Native::list_value: expression.number = true; return;
        case Native::equal:
        case Native::greater:
        case Native::less:
        case Native::greater_or_equal:
        case Native::less_or_equal:
        case Native::not_equal:
        case Native::logical_not:
        case Native::logical_and:
        case Native::logical_or:
        case Native::has:
        case Native::hasnt: expression.number = false; return;
        default: return;
        }
    }

    static void read_tag(Way& way, std::string_view tag)
    {
        tag = trimmed(tag);
        if (!tag.starts_with("id:")) return;
        way.id = trimmed(tag.substr(3));
    }

    /// A jump stays in the line where it enters one of the line's branches or comes back from one.
    bool divert(Way& way, std::uint32_t at, std::uint32_t target) const
    {
        if (!within_line(at, target)) return false;
        way.at = target;
        return true;
    }

    [[nodiscard]] bool within_line(std::uint32_t at, std::uint32_t target) const
    {
        if (p_.cells[target].op == Op::nothing) return true;
        const std::uint32_t owner = p_.owners[target];
        const Container& container = p_.containers[owner];
        if (!is_branch(container)) return false;
        const bool of_choice = p_.names[container.name] == "s";
        return p_.start_of(owner) == target && (of_choice || container.parent == p_.owners[at]);
    }

    bool divert_by_flags(Way& way, std::uint32_t at, const Cell& cell)
    {
        if ((cell.flags & divert_flag::function) != 0) {
            Expression& expression = way.expressions.back();
            expression.callee = callee_of(cell);
            expression.number = false;
            if (expression.callee != none && p_.containers[expression.callee].name != none)
                expression.name = p_.names[p_.containers[expression.callee].name];
            return true;
        }
        if ((cell.flags & divert_flag::tunnel) != 0) return false;
        if (cell.op == Op::divert_to_variable) {
            if (p_.names[cell.argument] != "$r" || !way.back) return false;
            way.at = p_.address(std::exchange(way.back, {}));
            return way.at != none;
        }
        const std::uint32_t target = p_.jumps[cell.argument].target;
        if (!within_line(at, target)) return true; // taken, it leaves the line
        if (is_last_of_sequence(at)) {
            way.at = target;
            return true;
        }
        ways_.push_back(way); // where the condition does not hold
        way.at = target;
        return true;
    }

    /// One of a sequence's elements is always the one.
    [[nodiscard]] bool is_last_of_sequence(std::uint32_t at) const
    {
        if (p_.cells[at + 1].op != Op::nothing) return false;
        const Container& container = p_.containers[p_.owners[at]];
        return container.size > 1 && p_.cells[p_.item(container, 1)].op == Op::sequence_visits;
    }

    // ---- describing

    [[nodiscard]] std::string context_of(std::uint32_t at) const
    {
        const std::string path = p_.path(p_.owners[at]);
        std::string_view rest = path;
        std::size_t length = 0;
        for (int parts = 0; parts < 2 && !rest.empty(); ++parts) {
            const std::size_t dot = rest.find('.');
            const std::string_view name = rest.substr(0, dot);
            if (!is_authors_name(name)) break;
            length += name.size() + (parts > 0 ? 1 : 0);
            rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
        }
        return path.substr(0, length);
    }

    /// What a translator sees of a variant.
    static void describe(Variant& variant, std::string_view context)
    {
        std::string text;
        std::map<std::string, int> used;
        for (Piece& piece : variant.pieces) {
            if (piece.words) {
                for (const char c : piece.text) {
                    text += is_blank(c) ? ' ' : c;
                    if (c == '{' || c == '}') text += c;
                    variant.translatable = variant.translatable || !is_blank(c);
                }
                continue;
            }
            if (const int number = ++used[piece.text]; number > 1) piece.text += ":" + std::to_string(number);
            text += '{' + piece.text + '}';
        }
        variant.blank_before = !text.empty() && text.front() == ' ';
        variant.blank_after = !text.empty() && text.back() == ' ';
        for (const char c : trimmed(text)) {
            if (c != ' ' || variant.source.back() != ' ') variant.source += c;
        }
        variant.key = key_of(context, variant.source);
    }

    // ---- values

    void find_values()
    {
        std::set<std::string, std::less<>> seen;
        std::set<std::uint32_t> of_choices;
        for (const Line& line : found_.lines) {
            for (const Variant& variant : line.variants) {
                for (const Piece& piece : variant.pieces) of_choices.insert(piece.address);
            }
        }
        for (std::uint32_t at = 0; at + 3 < p_.cells.size(); ++at) {
            if (p_.cells[at].op != Op::begin_string || p_.cells[at + 2].op != Op::end_string) continue;
            if (p_.cells[at + 1].op != Op::text || !is_shown(p_.cells[at + 3])) continue;
            const std::string_view text = p_.text(p_.cells[at + 1].argument);
            if (of_choices.contains(at + 1) || trimmed(text).empty() || !seen.emplace(text).second) continue;
            found_.values.push_back({ValueText::Kind::value, "value", std::string(text), at + 1});
        }
        for (const ListEntry& entry : p_.list_entries) {
            if (entry.definition == none) continue;
            found_.values.push_back(
                {ValueText::Kind::list_item, std::string(p_.names[entry.list]), std::string(p_.names[entry.item])});
        }
    }

    /// Whether the string before this instruction goes where it may be printed some time: to a variable, a function of
    /// the story or the text; not to a comparison or to the host.
    [[nodiscard]] bool is_shown(const Cell& next) const
    {
        switch (next.op) {
        case Op::set_variable:
        case Op::output:
        case Op::end_evaluation: return true;
        default: return callee_of(next) != none;
        }
    }

    const Program& p_;
    Lines found_;
    std::vector<Way> ways_;
    std::vector<Piece> met_; ///< all pieces on any way of the line
    std::vector<bool> prints_;
    std::uint32_t choice_ = none, stop_ = none;
    std::uint32_t wanted_strings_ = 0;
    std::uint64_t steps_left_;
};

} // namespace

std::uint32_t knot_of(const Program& program, std::uint32_t container)
{
    while (container != 0 && program.containers[container].parent != 0 && program.containers[container].parent != none)
        container = program.containers[container].parent;
    return container;
}

std::string key_of(std::string_view context, std::string_view source)
{
    return Hasher().add_sized(context).add_sized(source).finish().hex().substr(0, 16);
}

Lines find_lines(const Program& program)
{
    return Finder(program).find();
}

} // namespace goldbox::narrative::strings
