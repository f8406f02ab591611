// SPDX-License-Identifier: MIT
#include "narrative/compiler/parser.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <array>

namespace goldbox::narrative::ink {

namespace {

/// Names become parts of paths, and paths of paths.
constexpr std::size_t longest_name = 1000;

struct Range {
    char32_t first = 0;
    char32_t last = 0;
};

/// The scripts in which ink allows names, beside ASCII letters, digits and `_`.
constexpr auto identifier_ranges = std::to_array<Range>({
    {0x0080, 0x00FF}, // Latin-1 supplement
    {0x0100, 0x024F}, // Latin extended A and B
    {0x0370, 0x0373}, // Greek, without its signs
    {0x0376, 0x0377}, {0x0386, 0x0386}, {0x0388, 0x038A}, {0x038C, 0x038C},
    {0x038E, 0x03A1}, {0x03A3, 0x03FF}, {0x0400, 0x0481}, // Cyrillic
    {0x048A, 0x04FF}, {0x0531, 0x0556},                   // Armenian
    {0x0561, 0x0587}, {0x058F, 0x058F}, {0x0590, 0x05FF}, // Hebrew
    {0x0600, 0x06FF},                                     // Arabic
    {0x3041, 0x3096},                                     // Hiragana
    {0x30A0, 0x30FC},                                     // Katakana
    {0x4E00, 0x9FFF},                                     // Han
    {0xAC00, 0xD7AF},                                     // Hangul
});

bool is_ascii_identifier(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Bytes of the identifier character at the front of a text; 0 when there is none.
std::size_t identifier_character(std::string_view text)
{
    if (text.empty()) return 0;
    if (static_cast<unsigned char>(text.front()) < 0x80) return is_ascii_identifier(text.front()) ? 1 : 0;
    const CodePoint character = decode_utf8(text);
    const bool allowed = character.valid && std::ranges::any_of(identifier_ranges, [&](const Range& range) {
                             return range.first <= character.value && character.value <= range.last;
                         });
    return allowed ? character.bytes : 0;
}

bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

} // namespace

bool is_reserved_word(std::string_view name)
{
    constexpr auto words = std::to_array<std::string_view>(
        {"true", "false", "not", "return", "else", "VAR", "CONST", "temp", "LIST", "function"});
    return std::ranges::find(words, name) != words.end();
}

bool is_name(std::string_view text)
{
    if (text.size() > longest_name) return false;
    bool digits_only = true;
    while (!text.empty()) {
        const std::size_t bytes = identifier_character(text);
        if (bytes == 0) return false;
        digits_only = digits_only && text.front() >= '0' && text.front() <= '9';
        text.remove_prefix(bytes);
    }
    return !digits_only;
}

Parser::Parser(Context& context, std::uint32_t file)
    : context_(context), pool_(context.pool), text_(context.sources[file].text()), file_(file)
{
}

Flow* Parser::parse_story(bool is_included)
{
    auto* story = make<Flow>();
    story->is_included = is_included;
    NodeList* nodes = statements(Block::top);
    fill_flow(pool_, *story, nodes ? *nodes : NodeList{});
    return story;
}

Parser::Mark Parser::begin()
{
    spend(1);
    const Mark mark{at_, in_string_, in_tag_, reported_, reports_, pool_.mark()};
    reported_ = false;
    return mark;
}

void Parser::fail(const Mark& mark)
{
    at_ = context_.aborted ? static_cast<std::uint32_t>(text_.size()) : mark.at;
    in_string_ = mark.in_string;
    in_tag_ = mark.in_tag;
    // A report inside the rule silences the rules around it, even when they go on with something else.
    reported_ = mark.reported || reports_ != mark.reports;
    pool_.rewind(mark.memory);
}

void Parser::spend(std::uint64_t steps)
{
    if (context_.steps_left >= steps) {
        context_.steps_left -= steps;
    } else if (!context_.aborted) {
        abort("ink.too_complex",
              "this text can be read in too many ways; look for braces that are never closed before it");
    }
}

void Parser::abort(std::string_view code, std::string message)
{
    if (context_.aborted) return;
    context_.reporter.add(Severity::error, code, here(), std::move(message));
    context_.aborted = true;
    at_ = static_cast<std::uint32_t>(text_.size());
}

void Parser::check_depth(std::uint32_t depth)
{
    if (depth <= context_.options.max_depth) return;
    abort("ink.too_deep", "this is nested deeper than " + std::to_string(context_.options.max_depth) + " levels");
}

void Parser::report(Severity severity, std::string_view code, Place place, std::string message)
{
    if (reported_ || context_.aborted) return;
    context_.reporter.add(severity, code, place, std::move(message));
    reported_ = true;
    ++reports_;
}

void Parser::error(std::string_view code, std::string message)
{
    report(Severity::error, code, here(), std::move(message));
}

void Parser::warning(std::string_view code, std::string message)
{
    report(Severity::warning, code, here(), std::move(message));
}

void Parser::error_at(const Node& node, std::string_view code, std::string message)
{
    report(Severity::error, code, node.place, std::move(message));
}

void Parser::report_expected(std::string_view code, std::string_view what)
{
    if (reported_ || context_.aborted) return;
    constexpr std::size_t longest = 60;
    std::string_view rest = text_.substr(at_);
    rest = rest.substr(0, rest.find_first_of("\r\n"));
    std::string message = "expected " + std::string(what) + ", found ";
    if (rest.empty()) {
        message += "the end of the line";
    } else {
        message += '`' + to_utf8(rest.substr(0, longest)) + (rest.size() > longest ? "...`" : "`");
    }
    error(code, std::move(message));
}

bool Parser::expect_literal(std::string_view text, std::string_view code, std::string_view what)
{
    if (literal(text)) return true;
    report_expected(code, what);
    return false;
}

char Parser::after_spaces() const
{
    std::size_t at = at_;
    while (at < text_.size() && is_space(text_[at])) ++at;
    return at < text_.size() ? text_[at] : '\0';
}

Place Parser::here_after_spaces() const
{
    std::uint32_t at = at_;
    while (at < text_.size() && is_space(text_[at])) ++at;
    return {file_, at};
}

bool Parser::literal(std::string_view text)
{
    if (!text_.substr(at_).starts_with(text)) return false;
    at_ += static_cast<std::uint32_t>(text.size());
    reported_ = false;
    return true;
}

bool Parser::spaced_literal(std::string_view text)
{
    const std::uint32_t start = at_;
    spaces();
    if (literal(text)) {
        spaces();
        return true;
    }
    at_ = start;
    return false;
}

bool Parser::spaces()
{
    const std::uint32_t start = at_;
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    return at_ > start;
}

bool Parser::newline()
{
    const std::uint32_t start = at_;
    spaces();
    if (peek() == '\r' && peek(1) == '\n') ++at_;
    if (literal("\n")) return true;
    at_ = start;
    return false;
}

bool Parser::newlines()
{
    bool any = false;
    while (newline()) any = true;
    return any;
}

void Parser::any_spaces()
{
    while (spaces() || newlines()) {
    }
}

bool Parser::end_of_line()
{
    if (newline()) return true;
    const std::uint32_t start = at_;
    spaces();
    if (at_end()) {
        reported_ = false;
        return true;
    }
    at_ = start;
    return false;
}

std::string_view Parser::until_line_end()
{
    const std::size_t end = std::min(text_.find_first_of("\r\n", at_), text_.size());
    const std::string_view rest = text_.substr(at_, end - at_);
    at_ = static_cast<std::uint32_t>(end);
    return rest;
}

void Parser::skip_to_next_line()
{
    until_line_end();
    if (peek() == '\r' && peek(1) == '\n') ++at_;
    literal("\n");
}

std::string_view Parser::identifier_text()
{
    const std::uint32_t start = at_;
    bool digits_only = true;
    while (const std::size_t bytes = identifier_character(text_.substr(at_))) {
        digits_only = digits_only && peek() >= '0' && peek() <= '9';
        at_ += static_cast<std::uint32_t>(bytes);
    }
    // A name may begin with a digit, but a number is not a name.
    if (digits_only) {
        at_ = start;
        return {};
    }
    if (at_ - start > longest_name) abort("ink.name_too_long", "a name has at most 1000 bytes");
    return text_.substr(start, std::min<std::size_t>(at_ - start, longest_name));
}

Identifier Parser::identifier()
{
    const Place place = here();
    return {identifier_text(), place};
}

Identifier Parser::attempt_identifier()
{
    const Identifier found = identifier();
    if (!found.empty()) reported_ = false;
    return found;
}

Identifier Parser::expect_identifier(std::string_view what)
{
    const Identifier found = attempt_identifier();
    if (found.empty()) report_expected("ink.missing_name", what);
    return found;
}

bool Parser::word(std::string_view keyword)
{
    const std::uint32_t start = at_;
    if (attempt_identifier().name == keyword) return true;
    at_ = start;
    return false;
}

Text* Parser::make_text(std::string_view text, Place place)
{
    auto* node = make<Text>(place);
    node->text = text;
    return node;
}

ContentList* Parser::make_content_list(const NodeList& content)
{
    auto* list = make<ContentList>();
    add_content(pool_, *list, content);
    return list;
}

} // namespace goldbox::narrative::ink
