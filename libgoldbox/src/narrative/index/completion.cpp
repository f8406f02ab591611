// SPDX-License-Identifier: MIT
#include <goldbox/narrative/index.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace goldbox::narrative {

namespace {

enum class Wanted : std::uint8_t { nothing, target, value, statement, file };

/// The place where somebody writes, told from the text before it.
struct Writing {
    Wanted wanted = Wanted::nothing;
    std::string_view word;      ///< the name begun, dots included
    std::string_view qualifier; ///< `knot` of `knot.sti`
    bool after_tilde = false;
};

bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

std::string_view trimmed_end(std::string_view text)
{
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

std::string_view trimmed_start(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text;
}

/// What braces are open at the end of a text, the innermost last: `{` for a value or condition, `|` where what follows
/// is text already. Comments and escaped characters do not count.
std::string open_braces(std::string_view text)
{
    constexpr std::size_t deepest = 1000;
    std::string open;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const std::string_view rest = text.substr(at);
        if (rest.starts_with("//")) {
            at = std::min(text.find('\n', at), text.size());
        } else if (rest.starts_with("/*")) {
            at = std::min(text.find("*/", at), text.size());
        } else if (c == '\\') {
            ++at;
        } else if (c == '{' && open.size() < deepest) {
            open += '{';
        } else if (c == '}' && !open.empty()) {
            open.pop_back();
        } else if ((c == '|' || c == ':') && !open.empty()) {
            // `||` is an operator, and text goes on behind a single one.
            if (c == '|' && rest.starts_with("||") && open.back() == '{')
                ++at;
            else
                open.back() = '|';
        }
    }
    return open;
}

/// The text since the last knot or stitch began: braces do not reach across.
std::string_view since_flow(std::string_view before)
{
    std::size_t line = before.size();
    while (line > 0) {
        line = before.rfind('\n', line - 1);
        const std::size_t start = line == std::string_view::npos ? 0 : line + 1;
        if (trimmed_start(before.substr(start)).starts_with('=')) return before.substr(start);
        if (start == 0) break;
    }
    return before;
}

bool is_logic(std::string_view line, std::string_view before)
{
    const std::string_view start = trimmed_start(line);
    if (start.starts_with('~')) return true;
    const auto declares = [&](std::string_view keyword) {
        return start.starts_with(keyword) && start.find('=') != std::string_view::npos;
    };
    if (declares("VAR ") || declares("CONST ")) return true;
    const std::string open = open_braces(since_flow(before));
    if (open.empty()) return false;
    const std::string here = open_braces(line);
    if (!here.empty()) return here.back() == '{';
    // Inside of a block, a branch begins with its condition.
    return start.starts_with('-') && !start.starts_with("->") && start.find(':') == std::string_view::npos;
}

/// Inside the parentheses of `-> knot(`.
bool in_arguments(std::string_view line)
{
    const std::size_t arrow = line.rfind("->");
    if (arrow == std::string_view::npos) return false;
    const std::string_view after = line.substr(arrow);
    return std::ranges::count(after, '(') > std::ranges::count(after, ')');
}

Writing understand(std::string_view before)
{
    const std::size_t newline = before.rfind('\n');
    const std::string_view line = newline == std::string_view::npos ? before : before.substr(newline + 1);
    Writing writing;
    if (trimmed_start(line).starts_with("INCLUDE ")) {
        writing.wanted = Wanted::file;
        return writing;
    }
    if (line.find("//") != std::string_view::npos) return writing;

    std::size_t word = line.size();
    while (word > 0 && (is_name_byte(line[word - 1]) || line[word - 1] == '.')) --word;
    writing.word = line.substr(word);
    if (const std::size_t dot = writing.word.rfind('.'); dot != std::string_view::npos) {
        writing.qualifier = writing.word.substr(0, dot);
    }
    const std::string_view start = trimmed_end(line.substr(0, word));
    writing.after_tilde = trimmed_start(start) == "~";
    if (start.ends_with("->") || start.ends_with("<-")) {
        writing.wanted = Wanted::target;
    } else if (is_logic(line, before) || in_arguments(start)) {
        writing.wanted = Wanted::value;
    } else if (trimmed_start(start).empty()) {
        writing.wanted = Wanted::statement;
    }
    return writing;
}

bool is_place(SymbolKind kind)
{
    return kind == SymbolKind::knot || kind == SymbolKind::stitch || kind == SymbolKind::label;
}

class Proposals {
public:
    Proposals(const Index& index, std::uint32_t file, TextPoint here) : index_(index)
    {
        for (std::uint32_t id = 0; id < index.symbols.size(); ++id) {
            const Symbol& symbol = index.symbols[id];
            if (symbol.kind == SymbolKind::list_item) ++items_named_[symbol.name];
            const bool is_flow = is_place(symbol.kind) || symbol.kind == SymbolKind::function;
            if (!is_flow || symbol.kind == SymbolKind::label || symbol.extent.file != file) continue;
            // The last that begins before is the innermost; an unfinished line may stand behind its end.
            if (symbol.extent.begin <= here) flow_ = id;
        }
        knot_ = flow_ != Symbol::none && index.symbols[flow_].kind == SymbolKind::stitch ? index.symbols[flow_].scope
                                                                                         : flow_;
    }

    std::vector<Completion> take() { return std::move(items_); }

    void members_of(std::string_view qualifier)
    {
        for (std::uint32_t id = 0; id < index_.symbols.size(); ++id) {
            const Symbol& symbol = index_.symbols[id];
            if (symbol.scope == Symbol::none || !(is_place(symbol.kind) || symbol.kind == SymbolKind::list_item))
                continue;
            const Symbol& scope = index_.symbols[symbol.scope];
            const bool is_inside = scope.address == qualifier || is_local_name(symbol.scope, qualifier);
            if (is_inside) add(id, symbol.name);
        }
    }

    void targets()
    {
        for (std::uint32_t id = 0; id < index_.symbols.size(); ++id) {
            const Symbol& symbol = index_.symbols[id];
            if (is_place(symbol.kind)) add(id, reachable_name(id));
            if (is_visible_variable(symbol) || symbol.kind == SymbolKind::variable) add(id, symbol.name);
        }
        for (const std::string_view word : {"DONE", "END"}) add_keyword(word, Completion::Kind::target);
    }

    void values()
    {
        for (std::uint32_t id = 0; id < index_.symbols.size(); ++id) {
            const Symbol& symbol = index_.symbols[id];
            switch (symbol.kind) {
            case SymbolKind::temporary:
            case SymbolKind::parameter:
                if (is_visible_variable(symbol)) add(id, symbol.name);
                break;
            case SymbolKind::list_item: add(id, items_named_[symbol.name] > 1 ? symbol.address : symbol.name); break;
            case SymbolKind::knot:
            case SymbolKind::stitch:
            case SymbolKind::label: add(id, reachable_name(id)); break;
            default: add(id, symbol.name); break;
            }
        }
        for (const BuiltInFunction& function : built_in_functions()) {
            items_.push_back({Completion::Kind::function, Symbol::none, std::string(function.name),
                              std::string(function.signature), std::string(function.documentation)});
        }
        for (const std::string_view word : {"and", "false", "has", "hasnt", "mod", "not", "or", "true"})
            add_keyword(word);
    }

    void add_keyword(std::string_view word, Completion::Kind kind = Completion::Kind::keyword)
    {
        items_.push_back({kind, Symbol::none, std::string(word), {}, {}});
    }

private:
    void add(std::uint32_t id, std::string text)
    {
        const Symbol& symbol = index_.symbols[id];
        items_.push_back({Completion::Kind::symbol, id, std::move(text), symbol.signature, symbol.documentation});
    }

    [[nodiscard]] bool is_visible_variable(const Symbol& symbol) const
    {
        return (symbol.kind == SymbolKind::temporary || symbol.kind == SymbolKind::parameter) && symbol.scope == flow_;
    }

    /// A place in the same knot goes by its own name, one elsewhere by its address.
    [[nodiscard]] std::string reachable_name(std::uint32_t id) const
    {
        const Symbol& symbol = index_.symbols[id];
        const bool is_near = symbol.scope == flow_ || (knot_ != Symbol::none && symbol.scope == knot_);
        return is_near ? symbol.name : symbol.address;
    }

    [[nodiscard]] bool is_local_name(std::uint32_t scope, std::string_view name) const
    {
        const Symbol& symbol = index_.symbols[scope];
        return symbol.name == name && symbol.scope != Symbol::none && symbol.scope == knot_;
    }

    const Index& index_;
    std::uint32_t flow_ = Symbol::none; ///< the knot, function or stitch that is being written
    std::uint32_t knot_ = Symbol::none; ///< the knot around that
    std::unordered_map<std::string_view, int> items_named_;
    std::vector<Completion> items_;
};

} // namespace

Completions completions(const Index& index, std::uint32_t file, std::string_view before)
{
    const Writing writing = understand(before);
    const auto lines = static_cast<std::uint32_t>(std::ranges::count(before, '\n'));
    Proposals proposals(index, file,
                        {lines + 1, static_cast<std::uint32_t>(before.size() - (before.rfind('\n') + 1) + 1)});
    const bool is_member = !writing.qualifier.empty();
    switch (writing.wanted) {
    case Wanted::target: is_member ? proposals.members_of(writing.qualifier) : proposals.targets(); break;
    case Wanted::value:
        if (is_member) {
            proposals.members_of(writing.qualifier);
            break;
        }
        proposals.values();
        if (writing.after_tilde) {
            for (const std::string_view word : {"return", "temp"}) proposals.add_keyword(word);
        }
        break;
    case Wanted::statement:
        for (const std::string_view word : {"CONST", "EXTERNAL", "INCLUDE", "LIST", "TODO:", "VAR"})
            proposals.add_keyword(word);
        break;
    case Wanted::file:
    case Wanted::nothing: break;
    }
    const std::size_t prefix = is_member ? writing.word.size() - writing.qualifier.size() - 1 : writing.word.size();
    return {proposals.take(), prefix, writing.wanted == Wanted::file};
}

std::span<const BuiltInFunction> built_in_functions()
{
    static constexpr auto functions = std::to_array<BuiltInFunction>({
        {"CHOICE_COUNT", "CHOICE_COUNT()", "How many choices are on offer so far in this turn."},
        {"TURNS", "TURNS()", "How many turns have passed since the story began."},
        {"TURNS_SINCE", "TURNS_SINCE(-> place)", "How many turns ago a place was last visited; -1 if never."},
        {"READ_COUNT", "READ_COUNT(-> place)", "How often a place was visited."},
        {"RANDOM", "RANDOM(least, most)", "A whole number by chance; both ends can come up."},
        {"SEED_RANDOM", "SEED_RANDOM(seed)", "Begins the sequence of random numbers anew."},
        {"LIST_RANGE", "LIST_RANGE(list, least, most)", "The items whose values lie between two."},
        {"LIST_RANDOM", "LIST_RANDOM(list)", "One item of the list by chance."},
        {"LIST_MIN", "LIST_MIN(list)", "The item with the smallest value."},
        {"LIST_MAX", "LIST_MAX(list)", "The item with the largest value."},
        {"LIST_ALL", "LIST_ALL(list)", "Every item that its LIST declares."},
        {"LIST_COUNT", "LIST_COUNT(list)", "How many items the list holds."},
        {"LIST_VALUE", "LIST_VALUE(item)", "The number of an item."},
        {"LIST_INVERT", "LIST_INVERT(list)", "The items that are not in the list."},
        {"MIN", "MIN(a, b)", "The smaller of two numbers."},
        {"MAX", "MAX(a, b)", "The larger of two numbers."},
        {"POW", "POW(base, exponent)", "The base to the power of the exponent."},
        {"FLOOR", "FLOOR(number)", "The number rounded down."},
        {"CEILING", "CEILING(number)", "The number rounded up."},
        {"INT", "INT(number)", "The number without its fraction."},
        {"FLOAT", "FLOAT(number)", "The number as one with a fraction."},
    });
    return functions;
}

} // namespace goldbox::narrative
