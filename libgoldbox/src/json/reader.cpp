// SPDX-License-Identifier: MIT
#include <goldbox/base/text.hpp>
#include <goldbox/json/reader.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace goldbox::json {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Why a text is no JSON.
struct Mistake {
    Code code = Code::invalid;
    const char* reason = "json.syntax";
    std::string message;
    std::size_t offset = 0;
};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Reads one text in one pass. Finished parts wait on two stacks until the container around them ends; strings are
/// views of the text, which lies in the arena itself and has its escapes replaced there.
class Parser {
public:
    Parser(std::string_view text, const ReadOptions& options, Arena& arena)
        : memory_(arena.copy(text)), text_(memory_.data(), memory_.size()), options_(options), arena_(arena)
    {
    }

    /// False: see mistake().
    [[nodiscard]] bool read(Value& root)
    {
        do {
            if (!begin_value()) return false;
        } while (!finish_containers());
        if (mistake_) return false;
        root = values_.front();
        if (skip_space(); !at_end()) return wrong("there is more text after the end of the JSON value");
        return !mistake_;
    }
    [[nodiscard]] const Mistake& mistake() const { return *mistake_; }

private:
    struct Open {
        bool is_object;
        std::size_t values, names; ///< on the stacks when it began
    };

    [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
    [[nodiscard]] bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }

    bool wrong(std::string message)
    {
        if (!mistake_) mistake_ = Mistake{.message = std::move(message), .offset = at_};
        return false;
    }
    /// A mistake, or the end of the text where there should have been more.
    bool expected(const char* what)
    {
        if (!at_end()) return wrong(std::string("this is not JSON: ") + what + " was expected");
        return wrong(text_.empty() ? "the file is empty" : "the file ends in the middle");
    }

    // ---- between values

    void skip_space()
    {
        if (at_ < text_.size() && (text_[at_] <= ' ' || text_[at_] == '/')) skip_some_space(); // rare between tokens
    }

    [[gnu::noinline]] void skip_some_space()
    {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
                ++at_;
            else if (c != '/' || !options_.comments || !skip_comment())
                return;
        }
    }

    bool skip_comment()
    {
        const std::string_view rest = text_.substr(at_);
        if (rest.starts_with("//")) {
            at_ = std::min(text_.find('\n', at_), text_.size());
            return true;
        }
        if (!rest.starts_with("/*")) return false;
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) {
            at_ = text_.size();
            return wrong("the file ends in a comment");
        }
        at_ = end + 2;
        return true;
    }

    /// After a value: ends the containers that end here. True when that was all of the text's value, or a mistake.
    bool finish_containers()
    {
        while (!open_.empty() && !mistake_) {
            const bool is_object = open_.back().is_object;
            const char closing = is_object ? '}' : ']';
            skip_space();
            if (at(',')) {
                ++at_;
                skip_space();
                if (!(options_.comments && at(closing))) return is_object ? !read_name() : false;
            }
            if (!at(closing)) return !expected(is_object ? "a comma or }" : "a comma or ]");
            (void)close();
        }
        return true;
    }

    // ---- values

    /// Up to the end of the next value that holds no other.
    bool begin_value()
    {
        for (skip_space(); at('{') || at('['); skip_space()) {
            if (!open()) return false;
            const bool is_object = open_.back().is_object;
            skip_space();
            if (at(is_object ? '}' : ']')) return close();
            if (is_object && !read_name()) return false;
        }
        if (at_end()) return expected("a value");
        switch (text_[at_]) {
        case '"': {
            std::string_view string;
            if (!read_string(string)) return false;
            values_.push_back(Arena::string_of_kept(string));
            return true;
        }
        case 't': return read_word("true", Value(true));
        case 'f': return read_word("false", Value(false));
        case 'n': return read_word("null", Value());
        default: return read_number();
        }
    }

    bool read_word(std::string_view word, Value value)
    {
        const std::string_view found = text_.substr(at_, word.size());
        if (found != word) {
            if (word.starts_with(found)) at_ = text_.size(); // cut short
            return expected("a value");
        }
        at_ += word.size();
        values_.push_back(value);
        return true;
    }

    bool open()
    {
        if (open_.size() == options_.max_depth) {
            mistake_ = Mistake{.code = Code::limit,
                               .reason = "json.too_deep",
                               .message = "arrays and objects are nested more than " +
                                          std::to_string(options_.max_depth) + " deep",
                               .offset = at_};
            return false;
        }
        const bool is_object = text_[at_++] == '{';
        open_.push_back({is_object, values_.size(), names_.size()});
        return true;
    }

    bool close() ///< always true
    {
        ++at_;
        const Open open = open_.back();
        open_.pop_back();
        const std::span<const Value> content = std::span(values_).subspan(open.values);
        Value made;
        if (open.is_object) {
            members_.clear();
            for (std::size_t i = 0; i < content.size(); ++i) members_.push_back({names_[open.names + i], content[i]});
            made = arena_.object_of_kept(members_);
            names_.resize(open.names);
        } else {
            made = arena_.array(content);
        }
        values_.resize(open.values);
        values_.push_back(made);
        return true;
    }

    bool read_name()
    {
        skip_space();
        if (!at('"')) return expected("a name in quotes");
        std::string_view name;
        if (!read_string(name)) return false;
        names_.push_back(name);
        skip_space();
        if (!at(':')) return expected("a colon");
        ++at_;
        return true;
    }

    // ---- strings

    /// The next place where a string ends, or is not plain.
    [[nodiscard]] std::size_t end_of_plain(std::size_t from) const
    {
        constexpr std::uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
        for (std::uint64_t eight = 0; from + sizeof eight <= text_.size(); from += sizeof eight) {
            std::memcpy(&eight, text_.data() + from, sizeof eight);
            const std::uint64_t quote = eight ^ ones * '"', backslash = eight ^ ones * '\\';
            // a byte below 1 or 0x20 borrows into its highest bit, unless that was set before
            const std::uint64_t found =
                (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((eight - ones * 0x20) & ~eight)) &
                high;
            if (found == 0) continue;
            if constexpr (std::endian::native != std::endian::little) break;
            return from + static_cast<std::size_t>(std::countr_zero(found)) / 8; // what lies before is no borrow
        }
        while (from < text_.size() && text_[from] != '"' && text_[from] != '\\' &&
               static_cast<unsigned char>(text_[from]) >= 0x20)
            ++from;
        return from;
    }

    bool read_string(std::string_view& out)
    {
        const std::size_t begin = ++at_;
        at_ = end_of_plain(begin);
        if (at('"')) {
            out = text_.substr(begin, at_++ - begin);
            return true;
        }
        written_ = at_;
        while (!at('"')) {
            if (at_end()) return expected("a string's end");
            if (text_[at_] != '\\')
                return wrong("this is not JSON: a control character in a string has to be written as an escape");
            if (!read_escape()) return false;
            const std::size_t plain = at_;
            at_ = end_of_plain(plain);
            std::memmove(memory_.data() + written_, memory_.data() + plain, at_ - plain);
            written_ += at_ - plain;
        }
        out = text_.substr(begin, written_ - begin);
        ++at_;
        return true;
    }

    /// An escape is never shorter than what it means.
    bool read_escape()
    {
        constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
        ++at_;
        if (at_end()) return expected("an escape");
        if (at('u')) return read_code_unit();
        const std::size_t which = letters.find(text_[at_]);
        if (which == std::string_view::npos) return expected("an escape");
        memory_[written_++] = meant[which];
        ++at_;
        return true;
    }

    /// `uXXXX`, or two of them that are one code point beyond U+FFFF.
    bool read_code_unit()
    {
        std::uint32_t first = 0, second = 0;
        if (!read_hex(first)) return false;
        char32_t point = first;
        if (first >= 0xD800 && first <= 0xDFFF) {
            const bool pair = first < 0xDC00 && text_.substr(at_, 2) == "\\u";
            if (pair) ++at_;
            if (pair && !read_hex(second)) return false;
            if (second < 0xDC00 || second > 0xDFFF)
                return wrong("this is not JSON: an escape is half of a character beyond U+FFFF");
            point = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        }
        std::string bytes; // at most four: no memory is asked for
        append_utf8(bytes, point);
        std::memcpy(memory_.data() + written_, bytes.data(), bytes.size());
        written_ += bytes.size();
        return true;
    }

    bool read_hex(std::uint32_t& unit)
    {
        ++at_; // the u
        const std::string_view digits = text_.substr(at_, 4);
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
        at_ += static_cast<std::size_t>(end - digits.data());
        return problem == std::errc() && end - digits.data() == 4 ? true : expected("four hexadecimal digits");
    }

    // ---- numbers

    std::size_t skip_digits()
    {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
        return at_ - begin;
    }

    bool read_number()
    {
        const std::size_t begin = at_;
        if (at('-')) ++at_;
        const bool zero = at('0');
        const std::size_t digits = skip_digits();
        if (digits == 0) return expected(begin == at_ ? "a value" : "a digit");
        if (zero && digits > 1) {
            at_ = begin;
            return wrong("this is not JSON: a number begins with 0");
        }
        const std::size_t whole_end = at_;
        if (at('.')) {
            ++at_;
            if (skip_digits() == 0) return expected("a digit");
        }
        if (at('e') || at('E')) {
            ++at_;
            if (at('+') || at('-')) ++at_;
            if (skip_digits() == 0) return expected("a digit");
        }
        const std::string_view number = text_.substr(begin, at_ - begin);
        return at_ == whole_end ? read_integer(number) : read_real(number);
    }

    bool read_integer(std::string_view number)
    {
        std::int64_t integer = 0;
        if (std::from_chars(number.data(), number.data() + number.size(), integer).ec != std::errc())
            return out_of_range();
        values_.emplace_back(integer);
        return true;
    }

    bool read_real(std::string_view number)
    {
        double real = 0;
        const auto problem = std::from_chars(number.data(), number.data() + number.size(), real).ec;
        if (problem == std::errc::result_out_of_range) {
            if (order_of_magnitude(number) > 0) return out_of_range();
            real = 0; // nearer to it than to any other double
        }
        values_.emplace_back(real);
        return true;
    }

    /// How many digits a number has before its point when it is written without an exponent; negative: zeros behind.
    static std::int64_t order_of_magnitude(std::string_view number)
    {
        const std::size_t exponent_at = std::min(number.find_first_of("eE"), number.size());
        std::string_view digits = number.substr(0, exponent_at), exponent = number.substr(exponent_at);
        if (digits.starts_with('-')) digits.remove_prefix(1);
        const auto point = static_cast<std::int64_t>(std::min(digits.find('.'), digits.size()));
        const auto first = static_cast<std::int64_t>(std::min(digits.find_first_not_of("0."), digits.size()));
        std::int64_t shift = 0;
        if (exponent.size() > 1) {
            exponent.remove_prefix(exponent[1] == '+' ? 2 : 1);
            if (std::from_chars(exponent.data(), exponent.data() + exponent.size(), shift).ec != std::errc())
                shift = exponent[0] == '-' ? -(std::int64_t{1} << 40) : std::int64_t{1} << 40;
        }
        return point - first + shift;
    }

    bool out_of_range()
    {
        mistake_ = Mistake{
            .reason = "json.number_range",
            .message =
                "the number before this place is out of range; integers go from -2^63 to 2^63-1, others to 1e308",
            .offset = at_};
        return false;
    }

    std::span<char> memory_;
    std::string_view text_; ///< the same
    const ReadOptions& options_;
    Arena& arena_;
    std::size_t at_ = 0;
    std::vector<Open> open_;
    std::vector<Value> values_;
    std::vector<std::string_view> names_;
    std::vector<Member> members_;
    std::size_t written_ = 0; ///< end of a string whose escapes are being replaced
    std::optional<Mistake> mistake_;
};

Where place(std::string_view text, std::size_t offset, const std::string& file)
{
    std::string_view before = text.substr(0, offset);
    const auto line = static_cast<std::uint32_t>(std::ranges::count(before, '\n') + 1);
    const std::size_t newline = before.rfind('\n');
    const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
    return {file, line, static_cast<std::uint32_t>(offset - start + 1)};
}

/// Walks over text that is known to be JSON (comments and trailing commas included).
class Scanner {
public:
    Scanner(std::string_view text, std::size_t at) : text_(text), at_(at) {}

    /// Offset of the value under the path, or of the nearest one around it.
    std::size_t find(std::span<const Step> path)
    {
        skip_space();
        while (!path.empty()) {
            const std::size_t here = at_;
            const bool found = path[0].by_index ? enter_element(path[0].index) : enter_member(path[0].name);
            if (!found) return here;
            path = path.subspan(1);
        }
        return at_;
    }

private:
    [[nodiscard]] bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }

    bool enter_member(std::string_view name)
    {
        if (!at('{')) return false;
        std::optional<std::size_t> last; // where a name repeats, the last one counts
        for (step_in(); at('"');) {
            std::string_view key = string();
            skip_space();
            ++at_; // the colon
            skip_space();
            if (key == name) last = at_;
            skip_value();
            skip_comma();
        }
        if (last) at_ = *last;
        return last.has_value();
    }

    bool enter_element(std::size_t index)
    {
        if (!at('[')) return false;
        for (step_in(); at_ < text_.size() && !at(']'); --index) {
            if (index == 0) return true;
            skip_value();
            skip_comma();
        }
        return false;
    }

    void step_in()
    {
        ++at_;
        skip_space();
    }

    void skip_comma()
    {
        skip_space();
        if (at(',')) step_in();
    }

    void skip_value()
    {
        // Containers are skipped by counting brackets, so depth costs no stack.
        std::size_t depth = 0;
        do {
            skip_space();
            if (at_ >= text_.size()) return;
            const char c = text_[at_];
            if (c == '"') {
                string();
            } else if (c == '{' || c == '[') {
                ++depth;
                ++at_;
            } else if (c == '}' || c == ']') {
                --depth;
                ++at_;
            } else if (c == ',' || c == ':') {
                ++at_;
            } else {
                at_ = std::min(text_.find_first_of(",:]}/ \t\r\n", at_), text_.size());
            }
            skip_space();
        } while (depth > 0);
    }

    /// The text between the quotes; escapes are left as they are (names of fields have none).
    std::string_view string()
    {
        const std::size_t start = ++at_;
        while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
        at_ = std::min(at_, text_.size());
        std::string_view inside = text_.substr(start, at_ - start);
        if (at_ < text_.size()) ++at_;
        return inside;
    }

    void skip_space()
    {
        for (;;) {
            at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
            std::string_view rest = text_.substr(at_);
            if (rest.starts_with("//"))
                at_ = std::min(text_.find('\n', at_), text_.size());
            else if (rest.starts_with("/*"))
                at_ = std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2;
            else
                return;
        }
    }

    std::string_view text_;
    std::size_t at_;
};

std::size_t content_start(std::string_view text)
{
    return text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
}

std::size_t first_ill_formed(std::string_view text, std::size_t at)
{
    for (CodePoint point; at < text.size(); at += point.bytes) {
        point = decode_utf8(text.substr(at));
        if (!point.valid) break;
    }
    return at;
}

} // namespace

Result<Document> read(std::string_view text, const ReadOptions& options)
{
    if (text.size() > options.max_bytes) {
        return fail(Code::limit, "json.too_large",
                    "this is " + std::to_string(text.size()) + " bytes of JSON; the limit is " +
                        std::to_string(options.max_bytes),
                    {options.file, 0, 0});
    }
    const std::size_t start = content_start(text);
    if (!is_utf8(text.substr(start))) {
        return fail(Code::invalid, "json.syntax", "this is not JSON: it is not UTF-8",
                    place(text, first_ill_formed(text, start), options.file));
    }
    Document document;
    Parser parser(text.substr(start), options, document.arena);
    if (!parser.read(document.root)) {
        const Mistake& mistake = parser.mistake();
        return fail(mistake.code, mistake.reason, mistake.message, place(text, mistake.offset + start, options.file));
    }
    return document;
}

Where locate(std::string_view text, std::span<const Step> path, const ReadOptions& options)
{
    return place(text, Scanner(text, content_start(text)).find(path), options.file);
}

} // namespace goldbox::json
