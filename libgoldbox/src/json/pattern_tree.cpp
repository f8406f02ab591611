// SPDX-License-Identifier: MIT
#include "pattern_tree.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace goldbox::json {
namespace {

using Kind = PatternPart::Kind;

constexpr std::size_t longest_pattern = 8192;
constexpr std::size_t deepest_group = 100;

bool is_digit(char32_t c)
{
    return c >= '0' && c <= '9';
}

bool is_letter(char32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<char32_t> hex_digit(char32_t c)
{
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return std::nullopt;
}

std::optional<char32_t> control(char32_t letter)
{
    switch (letter) {
    case 't': return '\t';
    case 'n': return '\n';
    case 'v': return '\v';
    case 'f': return '\f';
    case 'r': return '\r';
    default: return std::nullopt;
    }
}

std::optional<CharSet> shorthand(char32_t letter)
{
    switch (letter) {
    case 'd': return digits();
    case 'D': return digits().inverted();
    case 'w': return word_characters();
    case 'W': return word_characters().inverted();
    case 's': return white_space();
    case 'S': return white_space().inverted();
    default: return std::nullopt;
    }
}

class Parser {
public:
    explicit Parser(std::string_view source) : source_(source) {}

    Result<PatternTree> parse()
    {
        if (source_.size() > longest_pattern) {
            return fail(Code::limit, "json.pattern_too_large",
                        "this pattern has more than " + std::to_string(longest_pattern) + " bytes");
        }
        GOLDBOX_TRY(tree_.root, alternatives());
        if (!done()) return wrong("there is a ) without its (");
        return std::move(tree_);
    }

private:
    [[nodiscard]] bool done() const { return at_ >= source_.size(); }
    [[nodiscard]] bool at(std::string_view text) const { return source_.substr(at_).starts_with(text); }
    [[nodiscard]] char32_t peek() const { return done() ? U'\0' : decode_utf8(source_.substr(at_)).value; }
    char32_t next()
    {
        const CodePoint point = decode_utf8(source_.substr(at_));
        at_ += point.bytes;
        return point.value;
    }
    bool take(std::string_view text)
    {
        if (!at(text)) return false;
        at_ += text.size();
        return true;
    }

    [[nodiscard]] tl::unexpected<Error> wrong(const std::string& what) const
    {
        return fail(Code::invalid, "json.pattern", what + " (at byte " + std::to_string(at_) + " of the pattern)");
    }
    [[nodiscard]] static tl::unexpected<Error> unsupported(const std::string& what)
    {
        return fail(Code::unsupported, "json.pattern_unsupported", what + " are not supported in patterns");
    }

    PatternIndex add(PatternPart part)
    {
        tree_.parts.push_back(std::move(part));
        return static_cast<PatternIndex>(tree_.parts.size() - 1);
    }
    PatternIndex add(CharSet set)
    {
        set.tidy();
        const auto known = std::ranges::find(tree_.sets, set);
        const auto index = static_cast<PatternIndex>(known - tree_.sets.begin());
        if (known == tree_.sets.end()) tree_.sets.push_back(std::move(set));
        return add({.kind = Kind::set, .set = index});
    }

    Result<PatternIndex> alternatives()
    {
        std::vector<PatternIndex> found;
        do {
            GOLDBOX_TRY(PatternIndex one, sequence());
            found.push_back(one);
        } while (take("|"));
        return found.size() == 1 ? found[0] : add({.kind = Kind::alternatives, .parts = std::move(found)});
    }

    Result<PatternIndex> sequence()
    {
        std::vector<PatternIndex> found;
        while (!done() && !at("|") && !at(")")) {
            GOLDBOX_TRY(PatternIndex one, term());
            found.push_back(one);
        }
        return found.size() == 1 ? found[0] : add({.kind = Kind::sequence, .parts = std::move(found)});
    }

    Result<PatternIndex> term()
    {
        GOLDBOX_TRY(PatternIndex one, atom());
        const Kind kind = tree_.parts[one].kind;
        const bool repeatable =
            kind != Kind::begin && kind != Kind::end && kind != Kind::word_edge && kind != Kind::look;
        GOLDBOX_TRY(const auto count, counts());
        if (!count) return one;
        if (!repeatable) return wrong("this cannot be repeated");
        take("?"); // greedy or not finds the same texts
        if (at("*") || at("+") || at("?")) return wrong("this is repeated already");
        return add({.kind = Kind::repeat, .least = count->first, .most = count->second, .parts = {one}});
    }

    using Counts = std::pair<std::uint32_t, std::uint32_t>;

    Result<std::optional<Counts>> counts()
    {
        if (take("*")) return Counts{0, unlimited};
        if (take("+")) return Counts{1, unlimited};
        if (take("?")) return Counts{0, 1};
        if (!begins_counts()) return std::optional<Counts>{};
        take("{");
        const std::uint32_t least = number();
        std::uint32_t most = least;
        if (take(",")) most = at("}") ? unlimited : number();
        take("}");
        if (most < least) return wrong("the counts are the wrong way round");
        return Counts{least, most};
    }

    /// `{3}`, `{3,}` or `{3,5}` comes next.
    [[nodiscard]] bool begins_counts() const
    {
        std::size_t i = at_;
        auto is = [&](char c) { return i < source_.size() && source_[i] == c; };
        auto digits_here = [&] {
            const std::size_t start = i;
            while (i < source_.size() && is_digit(char32_t{static_cast<unsigned char>(source_[i])})) ++i;
            return i > start;
        };
        if (!is('{')) return false;
        ++i;
        if (!digits_here()) return false;
        if (is(',')) {
            ++i;
            digits_here();
        }
        return is('}');
    }

    /// Enough to be too large for the program that is made of it.
    std::uint32_t number()
    {
        std::uint32_t value = 0;
        while (is_digit(peek())) value = std::min<std::uint32_t>(value * 10 + (next() - '0'), 1'000'000);
        return value;
    }

    Result<PatternIndex> atom()
    {
        if (take("^")) return add({.kind = Kind::begin});
        if (take("$")) return add({.kind = Kind::end});
        if (take(".")) return add(line_ends().inverted());
        if (take("(")) return group();
        if (take("[")) return character_class();
        if (take("\\")) return escape();
        if (at("*") || at("+") || at("?") || begins_counts()) return wrong("there is nothing here to repeat");
        CharSet one;
        one.add(next());
        return add(std::move(one));
    }

    Result<PatternIndex> group()
    {
        if (++depth_ > deepest_group) {
            return fail(Code::limit, "json.pattern_too_large",
                        "groups are nested more than " + std::to_string(deepest_group) + " deep");
        }
        std::optional<PatternPart> look;
        if (take("?=")) {
            look = {.kind = Kind::look};
        } else if (take("?!")) {
            look = {.kind = Kind::look, .negated = true};
        } else if (take("?<=")) {
            look = {.kind = Kind::look, .behind = true};
        } else if (take("?<!")) {
            look = {.kind = Kind::look, .negated = true, .behind = true};
        } else if (take("?<")) {
            GOLDBOX_CHECK(group_name());
        } else if (!take("?:") && at("?")) {
            return wrong("this kind of group is unknown");
        }
        GOLDBOX_TRY(const PatternIndex inside, alternatives());
        if (!take(")")) return wrong("a ( without its )");
        --depth_;
        if (look) {
            look->parts = {inside};
            return add(*std::move(look));
        }
        // a part of its own, so that (^)* is told from ^*
        return add({.kind = Kind::sequence, .parts = {inside}});
    }

    Result<void> group_name()
    {
        const std::size_t start = at_;
        while (!done() && !at(">")) {
            const char32_t c = next();
            if (!is_letter(c) && !is_digit(c) && c != '_' && c != '$' && c < 0x80)
                return wrong("this is no name of a group");
        }
        if (at_ == start || !take(">")) return wrong("this is no name of a group");
        return {};
    }

    Result<PatternIndex> escape()
    {
        if (take("b")) return add({.kind = Kind::word_edge});
        if (take("B")) return add({.kind = Kind::word_edge, .negated = true});
        if (take("k") || (is_digit(peek()) && peek() != '0')) return unsupported("back references");
        CharSet set;
        GOLDBOX_CHECK(escaped_into(set));
        return add(std::move(set));
    }

    /// After a backslash: one character, or a set that has a letter. Says which character it was, if it was one.
    Result<std::optional<char32_t>> escaped_into(CharSet& set)
    {
        if (done()) return wrong("the pattern ends in a backslash");
        const char32_t c = peek();
        if (auto known = shorthand(c)) {
            next();
            set.add(*known);
            return std::optional<char32_t>{};
        }
        if (c == 'p' || c == 'P') {
            GOLDBOX_TRY(const CharSet having, property_escape());
            set.add(having);
            return std::optional<char32_t>{};
        }
        GOLDBOX_TRY(const char32_t one, escaped_character());
        set.add(one);
        return one;
    }

    Result<CharSet> property_escape()
    {
        const bool negated = next() == 'P';
        const std::size_t end = source_.find('}', at_);
        if (!take("{") || end == std::string_view::npos) return wrong("\\p needs a property in braces: \\p{Letter}");
        const std::string name = printable(source_.substr(at_, end - at_));
        at_ = end + 1;
        const std::optional<CharSet> having = property(name);
        if (!having) return unsupported("properties such as \"" + name.substr(0, 40) + "\"");
        return negated ? having->inverted() : *having;
    }

    Result<char32_t> escaped_character()
    {
        const char32_t c = next();
        if (auto known = control(c)) return *known;
        if (c == '0' && !is_digit(peek())) return U'\0';
        if (c == 'c' && is_letter(peek())) return next() % 32;
        if (c == 'x') return hexadecimal(2);
        if (c == 'u') return unicode_escape();
        if (is_letter(c) || is_digit(c)) return wrong("an escape that is unknown");
        return c;
    }

    Result<char32_t> unicode_escape()
    {
        if (take("{")) {
            char32_t value = 0;
            const std::size_t start = at_;
            while (auto digit = hex_digit(peek())) {
                next();
                value = value * 16 + *digit;
                if (value > last_code_point) return wrong("no character has so high a number");
            }
            if (at_ == start || !take("}")) return wrong("\\u{ needs hexadecimal digits and a }");
            return value;
        }
        GOLDBOX_TRY(const char32_t high, hexadecimal(4));
        const std::size_t after = at_;
        if (high >= 0xD800 && high < 0xDC00 && take("\\u")) {
            if (auto low = hexadecimal(4); low && *low >= 0xDC00 && *low < 0xE000) {
                return 0x10000 + ((high - 0xD800) << 10) + (*low - 0xDC00);
            }
            at_ = after;
        }
        return high;
    }

    Result<char32_t> hexadecimal(int count)
    {
        char32_t value = 0;
        for (int i = 0; i < count; ++i) {
            const auto digit = hex_digit(peek());
            if (!digit) return wrong("hexadecimal digits are missing");
            value = value * 16 + *digit;
            next();
        }
        return value;
    }

    Result<PatternIndex> character_class()
    {
        const bool negated = take("^");
        CharSet set;
        while (!take("]")) {
            if (done()) return wrong("a [ without its ]");
            GOLDBOX_TRY(const auto first, class_atom(set));
            if (!at("-") || at("-]")) continue;
            take("-");
            if (done()) return wrong("a [ without its ]");
            GOLDBOX_TRY(const auto last, class_atom(set));
            if (!first || !last) {
                set.add('-'); // [\w-x] has no range in it
                continue;
            }
            if (*last < *first) return wrong("a range that ends before it begins");
            set.add(*first, *last);
        }
        set.tidy();
        return add(negated ? set.inverted() : std::move(set));
    }

    Result<std::optional<char32_t>> class_atom(CharSet& set)
    {
        if (!take("\\")) {
            const char32_t c = next();
            set.add(c);
            return c;
        }
        if (take("b")) {
            set.add('\b');
            return U'\b';
        }
        return escaped_into(set);
    }

    std::string_view source_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    PatternTree tree_;
};

} // namespace

Result<PatternTree> parse_pattern(std::string_view source)
{
    return Parser(source).parse();
}

} // namespace goldbox::json
