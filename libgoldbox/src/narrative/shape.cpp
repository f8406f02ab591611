// SPDX-License-Identifier: MIT
#include "shape.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <set>
#include <unordered_map>

namespace goldbox::narrative {

namespace {

using Mark = Shape::Mark;

constexpr std::uint32_t letters = 52;
constexpr std::uint32_t prints = letters * letters * letters * letters;
constexpr std::uint32_t most_marks = 1u << 20;

/// FNV-1a.
class Print {
public:
    Print& add(std::string_view text)
    {
        for (char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 1099511628211u;
        return *this;
    }
    /// 1 to `prints` - 1, for four letters.
    [[nodiscard]] std::uint32_t small() const
    {
        return static_cast<std::uint32_t>((hash_ ^ hash_ >> 29) % (prints - 1)) + 1;
    }
    [[nodiscard]] std::uint64_t whole() const { return hash_; }

private:
    std::uint64_t hash_ = 14695981039346656037u;
};

bool all_digits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void append_letters(std::string& out, std::uint32_t print)
{
    for (int i = 0; i < 4; ++i, print /= letters)
        out += static_cast<char>(print % letters < 26 ? 'a' + print % letters : 'A' + print % letters - 26);
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The words of a choice lie before its instruction, or in the container `s` beside it.
std::uint32_t print_of_choice(const Program& program, std::uint32_t container, std::uint32_t index)
{
    const Container& c = program.containers[container];
    Print print;
    bool any = false;
    auto add = [&](const Cell& cell) {
        if (cell.op != Op::text) return;
        print.add(program.text(cell.argument));
        any = true;
    };
    for (std::uint32_t i = index; i-- > 0;) {
        const Cell& cell = program.cells[program.item(c, i)];
        if (cell.op == Op::choice || cell.op == Op::newline || cell.op == Op::enter) break;
        add(cell);
    }
    const std::uint32_t name = program.names.find("s");
    const std::uint32_t start = name == none ? none : program.children.find(container, name);
    if (start != none) {
        const Container& s = program.containers[start];
        for (std::uint32_t i = 0; i < s.size; ++i) add(program.cells[program.item(s, i)]);
    }
    return any ? print.small() : 0;
}

std::uint32_t print_of_text(const Program& program, const Cell& cell)
{
    const std::string_view words = program.text(cell.argument);
    return words.find_first_not_of(" \t\n") == std::string_view::npos ? 0 : Print().add(words).small();
}

} // namespace

bool Shape::Mark::has_label() const
{
    if (name.empty() || name == "s" || name == "b" || name.starts_with('$')) return false;
    const std::string_view rest = name.substr(name.starts_with('s') ? 1 : 2 <= name.size() && name[1] == '-' ? 2 : 0);
    const bool from_compiler = name[0] == 's' || name.starts_with("c-") || name.starts_with("g-");
    return !(from_compiler && all_digits(rest));
}

// ---- from a program

NamedParts::NamedParts(const Program& program) : first_(program.containers.size() + 1)
{
    auto by_name = [](const Container& container) { return container.index == none && container.parent != none; };
    for (const Container& container : program.containers) {
        if (by_name(container)) ++first_[container.parent + 1];
    }
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
    parts_.resize(first_.back());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    for (std::uint32_t id = 0; id < program.containers.size(); ++id) {
        if (by_name(program.containers[id])) parts_[next[program.containers[id].parent]++] = id;
    }
}

Shape Shape::of(const Program& program, const NamedParts& named, std::uint32_t scope)
{
    Shape shape;
    shape.add_container(program, named, scope, none);
    // What a choice leads to is known by the choice's words.
    std::unordered_map<std::uint32_t, std::uint32_t> chosen;
    for (const Mark& mark : shape.marks) {
        if (mark.kind != Shape::Kind::choice || mark.print == 0) continue;
        const Cell& cell = program.cells[mark.id];
        chosen.emplace(program.choice_points[cell.argument].target.container, mark.print);
    }
    for (Mark& mark : shape.marks) {
        if (mark.kind != Shape::Kind::container) continue;
        if (const auto found = chosen.find(mark.id); found != chosen.end()) mark.print = found->second;
    }
    return shape;
}

void Shape::add_container(const Program& program, const NamedParts& named, std::uint32_t container,
                          std::uint32_t parent)
{
    const Container& c = program.containers[container];
    const auto mark = static_cast<std::uint32_t>(marks.size());
    const bool outermost = parent == none;
    marks.push_back({.parent = parent,
                     .index = outermost ? none : c.index,
                     .id = container,
                     .name = outermost || c.name == none ? std::string_view() : program.names[c.name]});
    for (std::uint32_t i = 0; i < c.size; ++i) {
        const std::uint32_t address = program.item(c, i);
        const Cell& cell = program.cells[address];
        if (const std::uint32_t child = program.child_at(container, i); child != none) {
            add_container(program, named, child, mark);
            continue;
        }
        const bool text = cell.op == Op::text;
        if (!text && cell.op != Op::choice) continue;
        const std::uint32_t print = text ? print_of_text(program, cell) : print_of_choice(program, container, i);
        if (text && print == 0) continue;
        marks.push_back({.kind = text ? Shape::Kind::text : Shape::Kind::choice,
                         .parent = mark,
                         .index = i,
                         .print = print,
                         .id = address});
    }
    if (container == 0) return; // its named parts are the knots
    for (std::uint32_t child : named.of(container)) add_container(program, named, child, mark);
}

// ---- as text

/// `(` index `.name` `:` four letters, what is within, `)`; a text is its index and four letters, a choice has `*`
/// before it.
std::string Shape::text() const
{
    std::string out;
    std::vector<std::uint32_t> open{0};
    for (std::uint32_t i = 1; i < marks.size(); ++i) {
        const Mark& mark = marks[i];
        for (; open.back() != mark.parent; open.pop_back()) out += ')';
        if (mark.kind == Shape::Kind::choice) out += '*';
        if (mark.kind == Shape::Kind::container) out += '(';
        if (mark.index != none) out += std::to_string(mark.index);
        if (mark.kind != Shape::Kind::container) {
            append_letters(out, mark.print);
            continue;
        }
        if (!mark.name.empty()) out.append(".").append(mark.name);
        out += ':';
        if (mark.print != 0) append_letters(out, mark.print);
        open.push_back(i);
    }
    for (; open.back() != 0; open.pop_back()) out += ')';
    return out;
}

Shape Shape::read(std::string_view text)
{
    Shape shape;
    shape.marks.push_back({});
    std::vector<std::uint32_t> open{0};
    auto read_letters = [&]() -> std::uint32_t {
        if (text.size() < 4 || !std::ranges::all_of(text.substr(0, 4), is_letter)) return 0;
        std::uint32_t print = 0;
        for (int i = 3; i >= 0; --i) {
            const char c = text[static_cast<std::size_t>(i)];
            print = print * letters + static_cast<std::uint32_t>(c >= 'a' ? c - 'a' : c - 'A' + 26);
        }
        text.remove_prefix(4);
        return print;
    };
    while (!text.empty() && shape.marks.size() < most_marks) {
        const char first = text.front();
        if (first == ')') {
            if (open.size() > 1) open.pop_back();
            text.remove_prefix(1);
            continue;
        }
        Mark mark{.kind = first == '('   ? Shape::Kind::container
                          : first == '*' ? Shape::Kind::choice
                                         : Shape::Kind::text,
                  .parent = open.back()};
        if (mark.kind != Shape::Kind::text) text.remove_prefix(1);
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), mark.index);
        const bool has_index = problem == std::errc();
        if (!has_index) mark.index = none;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (mark.kind == Shape::Kind::container) {
            const std::size_t colon = std::min(text.find(':'), text.size());
            if (text.starts_with('.')) mark.name = text.substr(1, colon - 1);
            text.remove_prefix(std::min(colon + 1, text.size()));
        }
        mark.print = read_letters();
        if (mark.kind != Shape::Kind::container && !has_index) {
            if (!text.empty()) text.remove_prefix(1); // not a mark: go on behind it
            continue;
        }
        shape.marks.push_back(mark);
        if (mark.kind == Shape::Kind::container) open.push_back(static_cast<std::uint32_t>(shape.marks.size() - 1));
    }
    return shape;
}

// ---- which became which

namespace {

std::uint64_t name_key(const Mark& mark)
{
    return mark.has_label() ? Print().add("label ").add(mark.name).whole() : 0;
}

std::uint64_t word_key(const Mark& mark)
{
    return mark.print == 0 ? 0 : (std::uint64_t{mark.print} << 2) + static_cast<std::uint64_t>(mark.kind) + 1;
}

/// What marks beside each other must share to be taken for the same.
bool alike(const Mark& left, const Mark& right)
{
    if (left.kind != right.kind || left.print != right.print) return false;
    return !left.has_label() && !right.has_label();
}

class Matcher {
public:
    Matcher(const Shape& before, const Shape& now)
        : before_(before.marks), now_(now.marks), became_(before_.size(), none), taken_(now_.size(), false)
    {
        pair(0, 0);
    }

    std::vector<std::uint32_t> run() &&
    {
        by_key(name_key);
        by_key(word_key);
        follow_parts();
        spread();
        follow_parts();
        fill_gaps();
        follow_parts();
        return std::move(became_);
    }

private:
    void pair(std::size_t old, std::size_t fresh)
    {
        became_[old] = static_cast<std::uint32_t>(fresh);
        taken_[fresh] = true;
    }
    [[nodiscard]] bool free(std::size_t old, std::size_t fresh) const { return became_[old] == none && !taken_[fresh]; }

    /// What is the only one of its key in both, wherever it moved.
    template <class Key>
    void by_key(Key key)
    {
        struct Seen {
            std::uint32_t old = none, fresh = none;
            int olds = 0, freshes = 0;
        };
        std::unordered_map<std::uint64_t, Seen> seen;
        for (std::uint32_t i = 0; i < before_.size(); ++i) {
            if (const std::uint64_t k = key(before_[i]); k != 0 && became_[i] == none) {
                Seen& s = seen[k];
                s.old = i;
                ++s.olds;
            }
        }
        for (std::uint32_t i = 0; i < now_.size(); ++i) {
            const std::uint64_t k = key(now_[i]);
            const auto found = k == 0 || taken_[i] ? seen.end() : seen.find(k);
            if (found == seen.end()) continue;
            found->second.fresh = i;
            ++found->second.freshes;
        }
        for (const auto& [k, s] : seen) {
            if (s.olds == 1 && s.freshes == 1) pair(s.old, s.fresh);
        }
    }

    /// A container is the one where most of its parts are now; the inner ones first.
    void follow_parts()
    {
        std::vector<std::map<std::uint32_t, std::uint32_t>> votes(before_.size());
        for (std::size_t i = before_.size(); i-- > 1;) {
            if (became_[i] == none && before_[i].kind == Shape::Kind::container) elect(i, votes[i]);
            if (became_[i] != none && now_[became_[i]].parent != none)
                ++votes[before_[i].parent][now_[became_[i]].parent];
        }
    }
    void elect(std::size_t old, const std::map<std::uint32_t, std::uint32_t>& votes)
    {
        std::uint32_t best = none, most = 0;
        for (const auto& [candidate, count] : votes) {
            if (count <= most || taken_[candidate]) continue;
            best = candidate;
            most = count;
        }
        if (best != none) pair(old, best);
    }

    /// From what is known to its neighbours that look alike.
    void spread()
    {
        for (std::size_t i = 0; i + 1 < before_.size(); ++i) {
            const std::size_t j = became_[i];
            if (j == none || j + 1 >= now_.size()) continue;
            if (free(i + 1, j + 1) && alike(before_[i + 1], now_[j + 1])) pair(i + 1, j + 1);
        }
        for (std::size_t i = before_.size(); i-- > 1;) {
            const std::size_t j = i == before_.size() - 1 && became_[i] == none ? now_.size() : became_[i];
            if (j == now_.size()) { // the ends stand beside each other
                if (free(i, j - 1) && alike(before_[i], now_[j - 1])) pair(i, j - 1);
            }
            const std::size_t k = became_[i];
            if (k == none || k == 0) continue;
            if (free(i - 1, k - 1) && alike(before_[i - 1], now_[k - 1])) pair(i - 1, k - 1);
        }
    }

    /// As many unknown marks of the same kinds between two known ones were reworded.
    void fill_gaps()
    {
        for (std::size_t i = 1; i < before_.size();) {
            if (became_[i] != none) {
                ++i;
                continue;
            }
            std::size_t end = i;
            while (end < before_.size() && became_[end] == none) ++end;
            const std::size_t from = became_[i - 1] + std::size_t{1};
            const std::size_t to = end < before_.size() ? became_[end] : now_.size();
            if (to >= from && to - from == end - i && can_pair(i, from, end - i)) {
                for (std::size_t k = 0; k < end - i; ++k) pair(i + k, from + k);
            }
            i = end;
        }
    }
    [[nodiscard]] bool can_pair(std::size_t old, std::size_t fresh, std::size_t count) const
    {
        for (std::size_t k = 0; k < count; ++k) {
            if (taken_[fresh + k] || before_[old + k].kind != now_[fresh + k].kind) return false;
        }
        return true;
    }

    const std::vector<Mark>& before_;
    const std::vector<Mark>& now_;
    std::vector<std::uint32_t> became_;
    std::vector<bool> taken_;
};

} // namespace

std::vector<std::uint32_t> match(const Shape& before, const Shape& now)
{
    return Matcher(before, now).run();
}

// ---- a story's shapes

ShapeBook::ShapeBook(const Program& program) : named(program)
{
    auto add = [&](std::uint32_t container) {
        numbers_.emplace(container, static_cast<std::uint32_t>(scopes.size()));
        scopes.push_back({container, Shape::of(program, named, container).text()});
    };
    add(0);
    for (std::uint32_t knot : named.of(0)) add(knot);
    for (std::uint32_t container : program.visit_containers) scope_of_visits.push_back(scope_of(program, container));
    for (std::uint32_t container : program.turn_containers) scope_of_turns.push_back(scope_of(program, container));
}

std::uint32_t ShapeBook::scope_of(const Program& program, std::uint32_t container) const
{
    return numbers_.at(program.knot_of(container));
}

std::size_t ShapeBook::memory_bytes() const
{
    std::size_t total = sizeof(*this) + named.memory_bytes() + scopes.capacity() * sizeof(Scope) +
                        numbers_.size() * 48 + (scope_of_visits.capacity() + scope_of_turns.capacity()) * 4;
    for (const Scope& scope : scopes) total += scope.text.capacity();
    return total;
}

Program::~Program()
{
    delete shapes_.load();
}

/// Threads may make it at the same time; one of them keeps its own.
const ShapeBook& Program::shapes() const
{
    const ShapeBook* book = shapes_.load(std::memory_order_acquire);
    if (book) return *book;
    auto made = std::make_unique<ShapeBook>(*this);
    if (shapes_.compare_exchange_strong(book, made.get(), std::memory_order_acq_rel)) book = made.release();
    return *book;
}

// ---- finding places again

void Relocation::add(std::string_view knot, std::string_view text)
{
    told_.emplace_back(knot, text);
}

void Relocation::begin()
{
    const ShapeBook& book = program_.shapes();
    for (const auto& [knot, text] : told_) {
        const std::optional<std::uint32_t> container = knot.empty() ? 0 : program_.knot(knot);
        if (!container) {
            missing_.emplace_back(knot, text);
            continue;
        }
        if (!knot.empty()) ++known_;
        if (book.scopes[book.scope_of(program_, *container)].text != text) compare(knot, text, *container);
    }
    if (!missing_.empty()) find_renamed();
}

void Relocation::compare(std::string_view knot, std::string_view text, std::uint32_t container)
{
    Changed& changed = changed_[knot];
    changed.before = Shape::read(text);
    changed.now = Shape::of(program_, program_.shapes().named, container);
    changed.became = match(changed.before, changed.now);
    auto parts_of = [](const Shape& shape) {
        std::vector<std::vector<std::uint32_t>> parts(shape.marks.size());
        for (std::uint32_t i = 1; i < shape.marks.size(); ++i) {
            const Mark& mark = shape.marks[i];
            if (mark.index != none) parts[mark.parent].push_back(i);
        }
        return parts;
    };
    changed.parts_before = parts_of(changed.before);
    changed.parts_now = parts_of(changed.now);
    for (std::uint32_t i = 1; i < changed.before.marks.size(); ++i) {
        const Mark& mark = changed.before.marks[i];
        if (mark.kind != Shape::Kind::container) continue;
        changed.steps.emplace(
            std::pair(mark.parent, mark.name.empty() ? std::to_string(mark.index) : std::string(mark.name)), i);
    }
}

/// A knot that is gone is the new one that says most of what it said.
void Relocation::find_renamed()
{
    std::set<std::string_view> kept;
    for (const auto& [knot, text] : told_) kept.insert(knot);
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> knots_of_words;
    const NamedParts& named = program_.shapes().named;
    for (std::uint32_t knot : named.of(0)) {
        if (kept.contains(program_.names[program_.containers[knot].name])) continue;
        for (const Mark& mark : Shape::of(program_, named, knot).marks) {
            if (mark.kind == Shape::Kind::container || mark.print == 0) continue;
            std::vector<std::uint32_t>& knots = knots_of_words[word_key(mark)];
            if (knots.size() < 8 && (knots.empty() || knots.back() != knot)) knots.push_back(knot);
        }
    }
    for (const auto& [name, text] : missing_) {
        std::map<std::uint32_t, std::size_t> votes;
        std::size_t words = 0;
        for (const Mark& mark : Shape::read(text).marks) {
            if (mark.kind == Shape::Kind::container || mark.print == 0) continue;
            ++words;
            if (const auto found = knots_of_words.find(word_key(mark)); found != knots_of_words.end()) {
                for (std::uint32_t knot : found->second) ++votes[knot];
            }
        }
        const auto best = std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; });
        if (best == votes.end() || best->second * 2 < words) continue;
        compare(name, text, best->first);
        renamed_.emplace_back(name, program_.path(best->first));
        ++known_;
    }
}

const Relocation::Changed* Relocation::changed_around(std::string_view path) const
{
    const std::string_view first = path.substr(0, path.find('.'));
    const auto found = changed_.find(all_digits(first) ? std::string_view() : first);
    return found == changed_.end() ? nullptr : &found->second;
}

/// Along the old path, as far as it is one.
Relocation::Walk Relocation::walk(const Changed& changed, std::string_view path) const
{
    Walk walk;
    std::uint32_t at = 0;
    auto note_label = [&] {
        const std::uint32_t now = changed.became[at];
        if (now == none) return;
        const std::uint32_t container = changed.now.marks[now].id;
        if (container == 0 || program_.containers[container].name == none) return;
        // A choice's outcome is a place to go on from only where it is surely the same.
        const Mark& mark = changed.now.marks[now];
        if (at == 0 || mark.has_label() || mark.name.starts_with("c-") || mark.name.starts_with("g-"))
            walk.labelled = container;
    };
    note_label();
    const bool in_knot = changed.now.marks[0].id != 0;
    std::string_view rest = path;
    if (in_knot) rest.remove_prefix(std::min(path.find('.'), path.size()));
    while (!rest.empty()) {
        if (rest.starts_with('.')) rest.remove_prefix(1);
        const std::size_t dot = std::min(rest.find('.'), rest.size());
        const auto step = changed.steps.find({at, std::string(rest.substr(0, dot))});
        if (step == changed.steps.end()) return walk;
        at = step->second;
        rest.remove_prefix(dot);
        note_label();
    }
    walk.mark = at;
    return walk;
}

Relocation::Container Relocation::unchanged(std::string_view path) const
{
    const Program::Found found = program_.find(path);
    Container out;
    if (found.labelled != 0) out.labelled = found.labelled;
    if (found.exact) out.container = program_.container_at(found.location);
    return out;
}

Relocation::Container Relocation::container(std::string_view path) const
{
    const Changed* changed = changed_around(path);
    if (!changed) return unchanged(path);
    const Walk found = walk(*changed, path);
    Container out{.labelled = found.labelled};
    if (found.mark != none && changed->became[found.mark] != none)
        out.container = changed->now.marks[changed->became[found.mark]].id;
    return out;
}

Relocation::Place Relocation::place(std::string_view path, std::int64_t index) const
{
    const Changed* changed = changed_around(path);
    if (!changed) {
        const std::uint32_t in = unchanged(path).container;
        if (in == none || index < 0 || index > program_.containers[in].size) return {};
        return {.container = in, .index = static_cast<std::uint32_t>(index), .same = true};
    }
    const Walk found = walk(*changed, path);
    const std::uint32_t mark = found.mark;
    if (mark == none || changed->became[mark] == none || index < 0) return {};
    const std::uint32_t now = changed->became[mark];
    const std::uint32_t in = changed->now.marks[now].id;
    const std::uint32_t size = program_.containers[in].size;
    auto index_now = [&](std::uint32_t part) -> std::int64_t {
        const std::uint32_t became = changed->became[part];
        if (became == none || changed->now.marks[became].parent != now) return -1;
        const std::uint32_t at = changed->now.marks[became].index;
        return at == none ? -1 : at;
    };
    // Between the last mark before it and the first one from there on.
    const std::vector<std::uint32_t>& parts = changed->parts_before[mark];
    const auto next = std::ranges::find_if(
        parts, [&](std::uint32_t part) { return std::int64_t{changed->before.marks[part].index} >= index; });
    const std::int64_t after = next == parts.end() ? -1 : index_now(*next);
    const std::int64_t before = next == parts.begin() ? -1 : index_now(*std::prev(next));
    const std::int64_t old_after = next == parts.end() ? -1 : changed->before.marks[*next].index;
    const std::int64_t old_before = next == parts.begin() ? -1 : changed->before.marks[*std::prev(next)].index;
    // No other mark may lie between the two now, whose number of instructions nobody knows.
    const std::vector<std::uint32_t>& fresh = changed->parts_now[now];
    auto fresh_behind = [&](std::int64_t at) -> std::int64_t {
        const auto behind = std::ranges::find_if(
            fresh, [&](std::uint32_t part) { return std::int64_t{changed->now.marks[part].index} > at; });
        return behind == fresh.end() ? std::int64_t{size} : std::int64_t{changed->now.marks[*behind].index};
    };
    const bool from_start = next == parts.begin(), to_end = next == parts.end();
    Place out{.container = in,
              .least = static_cast<std::uint32_t>(before + 1),
              .most = after < 0 ? size : static_cast<std::uint32_t>(after)};
    if (before >= 0 || (from_start && (after >= 0 || parts.empty()))) {
        const std::int64_t bound = fresh_behind(before);
        const std::int64_t wanted = before - old_before + index;
        out.index = static_cast<std::uint32_t>(std::min(wanted, bound));
        out.same = wanted <= bound && (to_end || (after == bound && after - before == old_after - old_before));
        return out;
    }
    if (after >= 0) {
        std::int64_t least = 0;
        for (std::uint32_t part : fresh) {
            const std::int64_t at = changed->now.marks[part].index;
            if (at < after) least = std::max(least, at + 1);
        }
        out.index = static_cast<std::uint32_t>(std::clamp(after - (old_after - index), least, after));
        return out;
    }
    return {};
}

// ---- instructions

std::uint32_t statement_from(const Program& program, std::uint32_t container, std::uint32_t index)
{
    const Container& c = program.containers[container];
    int open = 0;
    for (std::uint32_t i = 0; i < c.size; ++i) {
        if (i >= index && open <= 0) return i;
        switch (program.cells[program.item(c, i)].op) {
        case Op::begin_evaluation:
        case Op::begin_tag: ++open; break;
        case Op::end_evaluation:
        case Op::end_tag: --open; break;
        default: break;
        }
    }
    return c.size;
}

std::uint32_t address_of(const Program& program, std::uint32_t container, std::uint32_t index)
{
    if (const Container& c = program.containers[container]; index < c.size) return program.item(c, index);
    // Behind the last item, whatever that contains.
    while (program.containers[container].size > 0) {
        const Container& c = program.containers[container];
        const std::uint32_t last = program.child_at(container, c.size - 1);
        if (last == none) return program.item(c, c.size - 1) + 1;
        container = last;
    }
    return program.containers[container].enter + 1;
}

} // namespace goldbox::narrative
