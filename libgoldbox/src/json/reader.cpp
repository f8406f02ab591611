// SPDX-License-Identifier: MIT
#include <goldbox/json/reader.hpp>

#include "json/mistake.hpp"

#include <goldbox/base/text.hpp>

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

namespace goldbox::json {
namespace {

namespace bj = boost::json;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Turns the events of Boost's parser into values of an arena. Finished parts wait on two stacks until the container
/// around them ends.
struct Builder {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using Error = boost::system::error_code;
    using Text = bj::string_view;

    Arena& arena;
    std::string_view source; ///< kept in the arena; what Boost shows lies there, or else in a buffer of its own
    std::vector<Value> values{};
    std::size_t used = 0; ///< of the values
    std::vector<std::string_view> names{};
    std::vector<Member> members{};
    std::string pieces{};

    /// Inlined, which a vector's push_back is not: nothing happens more often here.
    [[gnu::always_inline]] bool push(Value value)
    {
        if (used == values.size()) values.resize(2 * used + 64);
        values[used++] = value;
        return true;
    }
    std::span<const Value> pop(std::size_t count)
    {
        used -= count;
        return std::span(values).subspan(used, count);
    }
    bool piece(Text text)
    {
        pieces.append(text.data(), text.size());
        return true;
    }
    std::string_view whole(Text last)
    {
        if (pieces.empty()) {
            const bool kept = std::greater_equal<>()(last.data(), source.data()) &&
                              std::less_equal<>()(last.data() + last.size(), source.data() + source.size());
            return kept ? std::string_view(last) : arena.keep(last);
        }
        piece(last);
        std::string_view kept = arena.keep(pieces);
        pieces.clear();
        return kept;
    }

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_array_begin(Error&) { return true; }
    bool on_array_end(std::size_t count, Error&) { return push(arena.array(pop(count))); }
    bool on_object_begin(Error&) { return true; }
    bool on_object_end(std::size_t count, Error&)
    {
        const std::span<const Value> contents = pop(count);
        const std::size_t first = names.size() - count;
        members.clear();
        for (std::size_t i = 0; i < count; ++i) members.push_back({names[first + i], contents[i]});
        names.resize(first);
        return push(arena.object_of_kept(members));
    }
    bool on_key_part(Text text, std::size_t, Error&) { return piece(text); }
    bool on_key(Text text, std::size_t, Error&)
    {
        names.push_back(whole(text));
        return true;
    }
    bool on_string_part(Text text, std::size_t, Error&) { return piece(text); }
    bool on_string(Text text, std::size_t, Error&) { return push(Arena::string_of_kept(whole(text))); }
    bool on_number_part(Text, Error&) { return true; }
    bool on_int64(std::int64_t integer, Text, Error&) { return push(Value(integer)); }
    bool on_uint64(std::uint64_t, Text, Error& error) { return refuse(error); }
    bool on_double(double number, Text text, Error& error)
    {
        const bool is_integer = text.find_first_of(".eE") == Text::npos;
        if (is_integer || !std::isfinite(number)) return refuse(error);
        return push(Value(nearest_double(text, number)));
    }
    bool on_bool(bool boolean, Error&) { return push(Value(boolean)); }
    bool on_null(Error&) { return push(Value()); }
    bool on_comment_part(Text, Error&) { return true; }
    bool on_comment(Text, Error&) { return true; }

    /// Boost 1.81 may be off by one unit in the last place; a number that was written must read back as itself. What is
    /// too small for a double keeps Boost's answer, zero.
    static double nearest_double(Text text, double approximate)
    {
        double exact = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), exact);
        return parsed.ec == std::errc() ? exact : approximate;
    }

    static bool refuse(Error& error)
    {
        error = bj::error::exponent_overflow; // also stands for integers beyond int64
        return false;
    }
};

std::size_t content_start(std::string_view text)
{
    return text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
}

Where place(std::string_view text, std::size_t offset, const std::string& file)
{
    std::string_view before = text.substr(0, offset);
    const auto line = static_cast<std::uint32_t>(std::ranges::count(before, '\n') + 1);
    const std::size_t newline = before.rfind('\n');
    const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
    return {file, line, static_cast<std::uint32_t>(offset - start + 1)};
}

tl::unexpected<Error> explain(boost::system::error_code error, std::string_view text, std::size_t offset,
                              const ReadOptions& options)
{
    Where where = place(text, offset, options.file);
    if (error == bj::error::exponent_overflow) {
        return fail(Code::invalid, "json.number_range",
                    "the number before this place is out of range; integers go from -2^63 to 2^63-1, others to 1e308",
                    std::move(where));
    }
    if (error == bj::error::too_deep) {
        return fail(Code::limit, "json.too_deep",
                    "arrays and objects are nested more than " + std::to_string(options.max_depth) + " deep",
                    std::move(where));
    }
    const std::size_t start = content_start(text);
    if (auto mistake = find_mistake(text.substr(start), options.comments)) {
        return fail(Code::invalid, "json.syntax",
                    text.size() == start ? mistake->message : "this is not JSON: " + mistake->message,
                    place(text, start + mistake->offset, options.file));
    }
    return fail(Code::invalid, "json.syntax",
                "this is not JSON: " + (is_utf8(text) ? error.message() : "a text in it is not UTF-8"),
                std::move(where));
}

/// What stands between quotes, with its escapes undone. A half of a surrogate pair becomes U+FFFD.
std::string without_escapes(std::string_view text)
{
    const auto document = read('"' + std::string(text) + '"');
    return document ? std::string(document->root.string()) : std::string(text);
}

/// The text with a blank for each byte of a comment, so that everything else stays where it is. Boost's own comments
/// are not used: it overlooks the end of one that is written `**/`. A comment without an end is left, for the parser to
/// refuse.
std::string without_comments(std::string_view text)
{
    std::string result(text);
    std::size_t at = 0;
    while ((at = text.find_first_of("\"/", at)) != std::string_view::npos) {
        if (text[at] == '"') {
            for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\';
            ++at;
            continue;
        }
        const std::string_view rest = text.substr(at);
        std::size_t length = 0;
        if (rest.starts_with("//")) {
            length = std::min(rest.find('\n'), rest.size());
        } else if (rest.starts_with("/*")) {
            const std::size_t end = rest.find("*/", 2);
            if (end == std::string_view::npos) break;
            length = end + 2;
        }
        for (char& c : std::span(result).subspan(at, length)) {
            if (c != '\n') c = ' ';
        }
        at += std::max<std::size_t>(length, 1);
    }
    return result;
}

/// What a parser has to read; `kept` holds it where it is not the text itself.
std::string_view plain(std::string_view text, const ReadOptions& options, std::string& kept)
{
    if (!options.comments) return text;
    kept = without_comments(text);
    return kept;
}

/// Walks over text that is known to be JSON, trailing commas included and comments blanked.
class Scanner {
public:
    Scanner(std::string_view text, std::size_t at) : text_(text), at_(at) {}

    [[nodiscard]] std::size_t here() const { return at_; }
    [[nodiscard]] bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }

    /// Calls `visit(name)` at the value of each member; it must go past the value.
    template <class Visit>
    void each_member(Visit&& visit)
    {
        std::string unescaped;
        for (step_in(); at('"');) {
            std::string_view key = string();
            if (key.find('\\') != std::string_view::npos) {
                unescaped = without_escapes(key);
                key = unescaped;
            }
            skip_space();
            ++at_; // the colon
            skip_space();
            visit(key);
            skip_comma();
        }
        step_out('}');
    }

    /// The same for the elements of an array.
    template <class Visit>
    void each_element(Visit&& visit)
    {
        std::size_t index = 0;
        for (step_in(); at_ < text_.size() && !at(']');) {
            visit(index++);
            skip_comma();
        }
        step_out(']');
    }

    void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

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
                at_ = std::min(text_.find_first_of(",:]} \t\r\n", at_), text_.size());
            }
            skip_space();
        } while (depth > 0);
    }

private:
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

    void step_out(char bracket)
    {
        if (!at(bracket)) return;
        ++at_;
        skip_space();
    }

    /// The text between the quotes; escapes are left as they are.
    std::string_view string()
    {
        const std::size_t start = ++at_;
        while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
        at_ = std::min(at_, text_.size());
        std::string_view inside = text_.substr(start, at_ - start);
        if (at_ < text_.size()) ++at_;
        return inside;
    }

    std::string_view text_;
    std::size_t at_;
};

/// Finds the values under many paths in one walk over the text.
class Locator {
public:
    Locator(Scanner scanner, std::span<const std::span<const Step>> paths)
        : scanner_(scanner), paths_(paths), order_(paths.size()), offsets_(paths.size())
    {
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::ranges::sort(order_, [&](std::size_t a, std::size_t b) {
            return std::ranges::lexicographical_compare(paths[a], paths[b], before);
        });
    }

    std::vector<std::size_t> find()
    {
        scanner_.skip_space();
        visit(std::span(order_), 0);
        return std::move(offsets_);
    }

private:
    static bool before(const Step& a, const Step& b)
    {
        return std::tie(a.by_index, a.index, a.name) < std::tie(b.by_index, b.index, b.name);
    }

    /// At a value that all of these paths lead to or through, `depth` steps from the root. A repeated name comes here
    /// again, and so its last value stays.
    void visit(std::span<const std::size_t> wanted, std::size_t depth)
    {
        for (const std::size_t path : wanted) offsets_[path] = scanner_.here();
        while (!wanted.empty() && paths_[wanted.front()].size() == depth) wanted = wanted.subspan(1);
        auto enter = [&](const Step& step) {
            const auto through =
                std::ranges::equal_range(wanted, step, before, [&](std::size_t path) { return paths_[path][depth]; });
            if (through.empty())
                scanner_.skip_value();
            else
                visit(through, depth + 1);
        };
        if (!wanted.empty() && scanner_.at('{'))
            scanner_.each_member([&](std::string_view name) { enter(Step(name)); });
        else if (!wanted.empty() && scanner_.at('['))
            scanner_.each_element([&](std::size_t index) { enter(Step(index)); });
        else
            scanner_.skip_value();
    }

    Scanner scanner_;
    std::span<const std::span<const Step>> paths_;
    std::vector<std::size_t> order_; ///< of the paths, so that those with one beginning lie together
    std::vector<std::size_t> offsets_;
};

} // namespace

Result<Document> read(std::string_view text, const ReadOptions& options)
{
    if (text.size() > options.max_bytes) {
        return fail(Code::limit, "json.too_large",
                    "this is " + std::to_string(text.size()) + " bytes of JSON; the limit is " +
                        std::to_string(options.max_bytes),
                    {options.file, 0, 0});
    }
    Document document;
    std::string kept;
    const std::string_view json = document.arena.keep(plain(text, options, kept));
    bj::parse_options rules;
    rules.max_depth = options.max_depth;
    rules.allow_trailing_commas = options.comments;
    rules.allow_invalid_utf8 = is_utf8(json); // no need to ask again; where it is not, the parser tells
    bj::basic_parser<Builder> parser(rules, Builder{document.arena, json});
    boost::system::error_code error;
    const std::size_t start = content_start(json);
    const std::size_t used = parser.write_some(false, json.data() + start, json.size() - start, error) + start;
    if (!error && used < json.size()) error = bj::error::extra_data;
    if (error) return explain(error, json, std::min(used, text.size()), options);
    document.root = parser.handler().values.front();
    return document;
}

Where locate(std::string_view text, std::span<const Step> path, const ReadOptions& options)
{
    return locate_all(text, {&path, 1}, options).front();
}

std::vector<Where> locate_all(std::string_view text, std::span<const std::span<const Step>> paths,
                              const ReadOptions& options)
{
    std::string kept;
    const std::string_view json = plain(text, options, kept);
    const std::vector<std::size_t> offsets = Locator(Scanner(json, content_start(json)), paths).find();
    std::vector<std::size_t> ascending(offsets.size());
    std::iota(ascending.begin(), ascending.end(), std::size_t{0});
    std::ranges::sort(ascending, {}, [&](std::size_t i) { return offsets[i]; });
    std::vector<Where> places(offsets.size());
    std::size_t counted = 0, line_start = 0; // newlines are counted from one place to the next
    std::uint32_t line = 1;
    for (const std::size_t i : ascending) {
        for (; counted < offsets[i]; ++counted) {
            if (text[counted] != '\n') continue;
            ++line;
            line_start = counted + 1;
        }
        places[i] = {options.file, line, static_cast<std::uint32_t>(offsets[i] - line_start + 1)};
    }
    return places;
}

} // namespace goldbox::json
