// SPDX-License-Identifier: MIT
#include "json/mistake.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <vector>

namespace goldbox::json {
namespace {

constexpr std::string_view ten_digits = "0123456789";

bool is_of_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           c == '+' || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

/// Removes what stands at the front of a text, if it is one of these characters.
bool skip_one(std::string_view& text, std::string_view any)
{
    if (text.empty() || any.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

bool skip_digits(std::string_view& text)
{
    const bool some = skip_one(text, ten_digits);
    while (skip_one(text, ten_digits)) {
    }
    return some;
}

bool reads_as_number(std::string_view word)
{
    skip_one(word, "-");
    if (!skip_one(word, "0") && !skip_digits(word)) return false;
    if (skip_one(word, ".") && !skip_digits(word)) return false;
    if (skip_one(word, "eE")) {
        skip_one(word, "+-");
        if (!skip_digits(word)) return false;
    }
    return word.empty();
}

class MistakeFinder {
public:
    MistakeFinder(std::string_view text, bool comments) : text_(text), comments_(comments) {}

    std::optional<Mistake> find()
    {
        skip_blanks();
        if (at_end()) return Mistake{at_, "the file is empty"};
        while (!mistake_ && (next_ != Next::end || !at_end())) {
            if (at_end()) return ended();
            step();
            skip_blanks();
        }
        return std::move(mistake_);
    }

private:
    enum class Next {
        value,
        first_value, ///< or the end of the array
        first_name,  ///< or the end of the object
        name,
        colon,
        comma, ///< or the end of what is open
        end,   ///< of the file
    };

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] bool in_object() const { return text_[open_.back()] == '{'; }
    [[nodiscard]] char closer() const { return in_object() ? '}' : ']'; }

    void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

    void wrong(std::string_view expected, std::string_view hint = {})
    {
        if (text_[at_] == '/') hint = comments_ ? "this comment has no end" : "comments are not allowed here";
        std::string message = "expected " + std::string(expected) + ", found " + found();
        if (!hint.empty()) message += ": " + std::string(hint);
        mistake_ = Mistake{at_, std::move(message)};
    }

    /// The word or the sign at this place.
    [[nodiscard]] std::string found() const
    {
        constexpr std::size_t longest = 24;
        const std::string_view rest = text_.substr(at_);
        const auto end = static_cast<std::size_t>(std::ranges::find_if_not(rest, is_of_word) - rest.begin());
        std::string_view word = rest.substr(0, std::clamp<std::size_t>(end, 1, longest));
        while (word.size() > 1 && word.size() < end && (static_cast<unsigned char>(rest[word.size()]) & 0xC0) == 0x80) {
            word.remove_suffix(1); // not within a character
        }
        return '`' + printable(word) + (word.size() < end ? "..." : "") + '`';
    }

    [[nodiscard]] Mistake ended() const
    {
        if (open_.empty()) return {at_, "the file ends where a value is expected"};
        const auto line = std::ranges::count(text_.substr(0, open_.back()), '\n') + 1;
        return {text_.size(), std::string("the file ends in the middle: the `") + text_[open_.back()] + "` of line " +
                                  std::to_string(line) + " is not closed"};
    }

    void step()
    {
        const char c = text_[at_];
        switch (next_) {
        case Next::first_value:
            if (c == ']') return close();
            [[fallthrough]];
        case Next::value: return value();
        case Next::first_name:
            if (c == '}') return close();
            [[fallthrough]];
        case Next::name: return name();
        case Next::colon:
            if (c != ':') return wrong("`:` after the name");
            ++at_;
            next_ = Next::value;
            return;
        case Next::comma: return comma();
        case Next::end: return wrong("the end of the file", "a file holds one value");
        }
    }

    void value()
    {
        const char c = text_[at_];
        if (c == '{' || c == '[') {
            open_.push_back(at_++);
            next_ = c == '{' ? Next::first_name : Next::first_value;
        } else if (c == '"') {
            string();
        } else if (c == '\'') {
            wrong("a value", "text stands in double quotes");
        } else if (c == ']' || c == '}') {
            wrong("a value", next_ == Next::value && !open_.empty() && !in_object() && c == ']'
                                 ? "no comma may stand behind the last element"
                                 : "");
        } else {
            word();
        }
    }

    void word()
    {
        const std::string_view rest = text_.substr(at_);
        const std::string_view word(rest.begin(), std::ranges::find_if_not(rest, is_of_word));
        if (word == "true" || word == "false" || word == "null" || reads_as_number(word)) {
            at_ += word.size();
            return after_value();
        }
        if (word.empty()) return wrong("a value");
        if (std::string_view("+-.0123456789").find(word.front()) != std::string_view::npos)
            return wrong("a number as JSON writes it");
        wrong("a value", "text stands in double quotes");
    }

    void name()
    {
        const char c = text_[at_];
        if (c == '"') return string();
        if (c == '}') return wrong("a name", "no comma may stand behind the last member");
        wrong("a name in double quotes");
    }

    void comma()
    {
        const char c = text_[at_];
        if (c == closer()) return close();
        if (c != ',') return wrong(std::string("`,` or `") + closer() + '`');
        ++at_;
        if (comments_)
            next_ = in_object() ? Next::first_name : Next::first_value;
        else
            next_ = in_object() ? Next::name : Next::value;
    }

    void close()
    {
        ++at_;
        open_.pop_back();
        after_value();
    }

    void after_value() { next_ = open_.empty() ? Next::end : Next::comma; }

    /// A value or a name.
    void string()
    {
        const std::size_t start = at_++;
        while (!at_end() && text_[at_] != '"') {
            const auto c = static_cast<unsigned char>(text_[at_]);
            if (c < 0x20) return bad_in_string(start, c == '\n' || c == '\r');
            at_ += c == '\\' ? escape() : 1;
            if (mistake_) return;
        }
        if (at_end()) {
            mistake_ = Mistake{start, "this text has no closing `\"`"};
            return;
        }
        ++at_;
        if (next_ == Next::name || next_ == Next::first_name)
            next_ = Next::colon;
        else
            after_value();
    }

    void bad_in_string(std::size_t start, bool line_ends)
    {
        mistake_ = line_ends
                       ? Mistake{start, "this text has no closing `\"` on its line; a new line in it is written `\\n`"}
                       : Mistake{at_, "a control character stands in a text; it is written `\\u00xx`"};
    }

    /// Its length.
    std::size_t escape()
    {
        const std::string_view rest = text_.substr(at_);
        constexpr std::string_view short_ones = "\"\\/bfnrt";
        if (rest.size() > 1 && short_ones.find(rest[1]) != std::string_view::npos) return 2;
        const std::string_view four = rest.substr(std::min<std::size_t>(2, rest.size()), 4);
        const bool hexadecimal =
            four.size() == 4 && four.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
        if (rest.size() > 1 && rest[1] == 'u' && hexadecimal) return half_of_pair(rest);
        mistake_ =
            Mistake{at_, "`" + printable(rest.substr(0, 2)) +
                             "` is no escape that JSON knows: they are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"};
        return 0;
    }

    /// The length of an escape of four digits, or of the two that are one character beyond U+FFFF.
    std::size_t half_of_pair(std::string_view rest)
    {
        const auto is_within = [&](std::size_t at, char least, char most) {
            if (rest.size() < at + 6 || rest[at] != '\\' || rest[at + 1] != 'u') return false;
            const char high = static_cast<char>(rest[at + 3] | 0x20); // as a small letter
            return (rest[at + 2] | 0x20) == 'd' && high >= least && high <= most;
        };
        const bool first = is_within(0, '8', '9') || is_within(0, 'a', 'b');
        if (first && is_within(6, 'c', 'f')) return 12;
        if (!first && !is_within(0, 'c', 'f')) return 6;
        mistake_ =
            Mistake{at_, "`" + printable(rest.substr(0, 6)) +
                             "` is half a character: `\\ud800` to `\\udbff` and `\\udc00` to `\\udfff` come in pairs"};
        return 0;
    }

    std::string_view text_;
    bool comments_; ///< are allowed, and a comma after the last element
    std::size_t at_ = 0;
    Next next_ = Next::value;
    std::vector<std::size_t> open_; ///< where the arrays and objects begin that are not closed
    std::optional<Mistake> mistake_;
};

} // namespace

std::optional<Mistake> find_mistake(std::string_view text, bool comments)
{
    return MistakeFinder(text, comments).find();
}

} // namespace goldbox::json
