// SPDX-License-Identifier: MIT
// Running text: markup, links, variables. Macros are in sugarcube_macros.cpp.
#include "narrative/import/sugarcube.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace goldbox::narrative::importing {

namespace {

using Kind = Statement::Kind;

constexpr std::string_view blanks = " \t";

std::string shortened(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::string shown(text.substr(0, longest));
    if (text.size() > longest) shown += "...";
    std::ranges::replace(shown, '\n', ' ');
    return to_utf8(shown);
}

bool is_letter(char c)
{
    return is_name_start(static_cast<unsigned char>(c)) && c != '_';
}

struct Entity {
    std::string_view name, text;
};
constexpr auto entities = std::to_array<Entity>({{"amp", "&"},
                                                 {"apos", "'"},
                                                 {"copy", "©"},
                                                 {"gt", ">"},
                                                 {"hellip", "…"},
                                                 {"laquo", "«"},
                                                 {"ldquo", "“"},
                                                 {"lsquo", "‘"},
                                                 {"lt", "<"},
                                                 {"mdash", "—"},
                                                 {"nbsp", "\u00A0"},
                                                 {"ndash", "–"},
                                                 {"quot", "\""},
                                                 {"raquo", "»"},
                                                 {"rdquo", "”"},
                                                 {"rsquo", "’"}});

/// The value of an attribute of an HTML tag.
std::string attribute(std::string_view tag, std::string_view name)
{
    std::size_t at = tag.find(name);
    if (at == std::string_view::npos || at == 0 ||
        std::string_view(" \t\n").find(tag[at - 1]) == std::string_view::npos)
        return {};
    at += name.size();
    if (at + 1 >= tag.size() || tag[at] != '=') return {};
    const char quote = tag[at + 1];
    if (quote != '"' && quote != '\'') return {};
    const std::size_t end = tag.find(quote, at + 2);
    return end == std::string_view::npos ? std::string() : std::string(tag.substr(at + 2, end - at - 2));
}

} // namespace

PassageReader::PassageReader(const Passage& passage, SugarVocabulary& vocabulary, Names& names, StoryFormat format,
                             const ImportOptions& options, Report& report)
    : passage_(passage),
      vocabulary_(vocabulary),
      names_(names),
      format_(format),
      options_(options),
      report_(report),
      text_(passage.content),
      base_(passage.file->offset_of(passage.content)),
      scan_left_(16 * text_.size() + 1000)
{
}

std::size_t PassageReader::ahead(std::string_view sign, std::size_t from) const
{
    if (from > text_.size()) return std::string_view::npos;
    const std::string_view within = text_.substr(from, scan_left_);
    const std::size_t found = within.find(sign);
    scan_left_ -= std::min(found, within.size());
    return found == std::string_view::npos ? found : from + found;
}

std::size_t PassageReader::ahead_any(std::string_view characters, std::size_t from) const
{
    if (from > text_.size()) return std::string_view::npos;
    const std::string_view within = text_.substr(from, scan_left_);
    const std::size_t found = within.find_first_of(characters);
    scan_left_ -= std::min(found, within.size());
    return found == std::string_view::npos ? found : from + found;
}

std::string PassageReader::place(std::size_t at) const
{
    const Where where = passage_.file->where(offset(at));
    return where.file + ':' + std::to_string(where.line);
}

ReadPassage PassageReader::read()
{
    result_.body = read_until({});
    if (passage_.tagged("nobr")) join_lines(result_.body);
    return std::move(result_);
}

Block PassageReader::read_until(std::vector<std::string_view> stops)
{
    Block block;
    stopped_.reset();
    if (++depth_ > options_.max_depth) {
        report_.error("import.too_deep", passage_.file->where(offset(at_)),
                      "macros within macros deeper than " + std::to_string(options_.max_depth));
        at_ = text_.size();
    }
    while (at_ < text_.size()) {
        const auto macro = format_ == StoryFormat::sugarcube ? macro_here() : std::nullopt;
        if (!macro) {
            read_some(block);
            continue;
        }
        at_ = macro->end;
        const std::string_view name = text_.substr(
            macro->begin + 2,
            static_cast<std::size_t>(macro->name.data() + macro->name.size() - text_.data()) - macro->begin - 2);
        if (std::ranges::find(stops, name) != stops.end()) {
            stopped_ = macro;
            break;
        }
        read_macro(block, *macro);
        stopped_.reset();
    }
    --depth_;
    return block;
}

/// One piece of text or markup.
void PassageReader::read_some(Block& block)
{
    if (line_start() && read_line_start(block)) return;
    if (read_mark(block)) return;
    // up to the next character that could begin something else
    const std::size_t next = text_.find_first_of("\n\\</[$_\"{'=^~@&h(", at_ + 1);
    const std::size_t end = std::min(next, text_.size());
    add_text(block, text_.substr(at_, end - at_));
    at_ = end;
}

bool PassageReader::read_mark(Block& block)
{
    switch (text_[at_]) {
    case '\n': return read_newline(block), true;
    case '\\': {
        if (format_ != StoryFormat::sugarcube) return false;
        const std::size_t end = text_.find_first_not_of(blanks, at_ + 1);
        if (end != std::string_view::npos && text_[end] != '\n') return false;
        at_ = end == std::string_view::npos ? text_.size() : end + 1;
        return true;
    }
    case '<': return read_comment() || read_verbatim(block) || read_html(block);
    case '/': return read_comment() || read_style();
    case '[': return read_link(block) || read_image();
    case '$':
    case '_': return (format_ == StoryFormat::sugarcube && read_variable(block)) || read_style();
    case '"':
    case '{': return read_verbatim(block);
    case '\'':
    case '=':
    case '^':
    case '~': return read_style();
    case '@': return read_custom_style();
    case '&': return read_entity(block);
    case '(': return format_ == StoryFormat::harlowe && read_foreign_macro(block);
    case 'h':
        if (at("http://") || at("https://")) { // its slashes are no markup
            const std::size_t end = std::min(text_.find_first_of(" \t\n\"'<>[]", at_), text_.size());
            add_text(block, text_.substr(at_, end - at_));
            at_ = end;
            return true;
        }
        return false;
    default: return false;
    }
}

void PassageReader::read_newline(Block& block)
{
    ++at_;
    const std::size_t next = text_.find_first_not_of(blanks, at_);
    // a line that begins with a backslash goes on with the one before
    if (next != std::string_view::npos && text_[next] == '\\' && format_ == StoryFormat::sugarcube) {
        at_ = next + 1;
        return;
    }
    block.push_back(make(Kind::newline));
}

bool PassageReader::read_line_start(Block& block)
{
    const std::size_t begin = at_;
    const auto skip = [&](char sign) {
        std::size_t end = at_;
        while (end < text_.size() && text_[end] == sign) ++end;
        return end;
    };
    if (format_ != StoryFormat::sugarcube) return false;
    switch (text_[at_]) {
    case '!':
        at_ = std::min(text_.find_first_not_of(blanks, skip('!')), text_.size());
        report_.differs("import.markup", *passage_.file, offset(begin), "a heading", "an ordinary line");
        return true;
    case '*':
    case '#': at_ = std::min(text_.find_first_not_of(blanks, skip(text_[at_])), text_.size()); return true;
    case '>':
        at_ = skip('>');
        report_.differs("import.markup", *passage_.file, offset(begin), "a quotation", "ordinary lines");
        return true;
    case '-':
        if (!at("----")) return false;
        at_ = skip('-');
        report_.differs("import.markup", *passage_.file, offset(begin), "a rule across the page", "nothing");
        return true;
    default: (void)block; return false;
    }
}

bool PassageReader::read_comment()
{
    struct Brackets {
        std::string_view open, close;
    };
    static constexpr auto comments = std::to_array<Brackets>({{"/*", "*/"}, {"/%", "%/"}, {"<!--", "-->"}});
    for (const Brackets& comment : comments) {
        if (!at(comment.open)) continue;
        if (format_ != StoryFormat::sugarcube && comment.open != "<!--") continue;
        const std::size_t end = ahead(comment.close, at_ + comment.open.size());
        if (end == std::string_view::npos) return false;
        at_ = end + comment.close.size();
        return true;
    }
    return false;
}

bool PassageReader::read_style()
{
    static constexpr auto styles = std::to_array<std::string_view>({"''", "//", "__", "==", "^^", "~~"});
    const auto style = std::ranges::find_if(styles, [&](std::string_view s) { return at(s); });
    if (style == styles.end()) return false;
    if (open_styles_.erase(*style) == 0) {
        if (unclosed_styles_.contains(*style)) return false;
        if (ahead(*style, at_ + 2) == std::string_view::npos) {
            unclosed_styles_.insert(*style);
            return false;
        }
        open_styles_.insert(*style);
        report_.differs("import.markup", *passage_.file, offset(at_), "formatting by `" + std::string(*style) + "`",
                        "the words without it");
    }
    at_ += 2;
    return true;
}

/// `@@style;words@@`
bool PassageReader::read_custom_style()
{
    if (!at("@@")) return false;
    if (open_styles_.erase("@@") == 0) {
        if (ahead("@@", at_ + 2) == std::string_view::npos) return false;
        open_styles_.insert("@@");
        report_.differs("import.markup", *passage_.file, offset(at_), "a style by `@@`", "the words without it");
        std::size_t end = at_ + 2;
        // the names and properties, each with its semicolon
        while (end < text_.size()) {
            const std::size_t stop = text_.find_first_of(";\n@", end);
            if (stop == std::string_view::npos || text_[stop] != ';') break;
            const std::string_view part = text_.substr(end, stop - end);
            const bool property =
                part.starts_with('#') || part.starts_with('.') || part.find(':') != std::string_view::npos;
            if (!property) break;
            end = stop + 1;
        }
        at_ = end;
        return true;
    }
    at_ += 2;
    return true;
}

bool PassageReader::read_verbatim(Block& block)
{
    struct Brackets {
        std::string_view open, close;
    };
    static constexpr auto verbatim = std::to_array<Brackets>(
        {{"\"\"\"", "\"\"\""}, {"{{{", "}}}"}, {"<nowiki>", "</nowiki>"}, {"<html>", "</html>"}});
    for (const Brackets& brackets : verbatim) {
        if (!at(brackets.open) || format_ != StoryFormat::sugarcube) continue;
        const std::size_t begin = at_ + brackets.open.size();
        const std::size_t end = ahead(brackets.close, begin);
        if (end == std::string_view::npos) return false;
        std::string_view inside = text_.substr(begin, end - begin);
        while (!inside.empty()) {
            const std::size_t line = std::min(inside.find('\n'), inside.size());
            add_text(block, inside.substr(0, line));
            inside.remove_prefix(line);
            if (inside.empty()) break;
            block.push_back(make(Kind::newline));
            inside.remove_prefix(1);
        }
        at_ = end + brackets.close.size();
        return true;
    }
    return false;
}

bool PassageReader::read_html(Block& block)
{
    const std::size_t letter = at_ + (at("</") ? 2 : 1);
    if (letter >= text_.size() || !is_letter(text_[letter]) || (at_ > 0 && text_[at_ - 1] == '<')) return false;
    const std::size_t end = ahead(">", letter);
    if (end == std::string_view::npos) return false;
    const std::string_view tag = text_.substr(at_, end + 1 - at_);
    std::size_t name_end = letter;
    while (name_end < end && is_name_part(static_cast<unsigned char>(text_[name_end]))) ++name_end;
    std::string name(text_.substr(letter, name_end - letter));
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const std::size_t begin = at_;
    at_ = end + 1;
    if (name == "br") return block.push_back(make(Kind::newline)), true;
    if (name == "style" || name == "script" || name == "svg") {
        const std::size_t close = ahead("</" + name, at_);
        const std::size_t after = close == std::string_view::npos ? close : text_.find('>', close);
        if (after != std::string_view::npos) at_ = after + 1;
        report_.lost("import.html", *passage_.file, offset(begin), "<" + name + ">", "nothing");
        return true;
    }
    const std::string target = tag.starts_with("</") ? std::string() : attribute(tag, "data-passage");
    if (!target.empty()) {
        const std::size_t close = ahead("</" + name, at_);
        if (close != std::string_view::npos) {
            Link link{.text = {make(Kind::text, std::string(trimmed(text_.substr(at_, close - at_))))}};
            link.target = target_of(target, false, begin);
            if (const std::string setter = attribute(tag, "data-setter"); !setter.empty())
                (void)assign(link.code, setter, nullptr);
            add_link(block, std::move(link));
            at_ = std::min(text_.find('>', close), text_.size() - 1) + 1;
            return true;
        }
    }
    static constexpr auto media =
        std::to_array<std::string_view>({"audio", "button", "canvas", "embed", "form", "iframe", "img", "input",
                                         "object", "select", "source", "textarea", "video"});
    if (tag.starts_with("</")) return true; // said at its beginning
    if (std::ranges::find(media, name) != media.end()) {
        report_.lost("import.html", *passage_.file, offset(begin), "`" + shortened(tag) + "`", "nothing");
    } else {
        report_.differs("import.html", *passage_.file, offset(begin), "formatting by `" + shortened(tag) + "`",
                        "the words without it");
    }
    static constexpr auto lines = std::to_array<std::string_view>(
        {"div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "table", "td", "tr", "ul"});
    if (std::ranges::find(lines, name) != lines.end()) block.push_back(make(Kind::newline));
    return true;
}

bool PassageReader::read_entity(Block& block)
{
    const std::size_t end = text_.substr(0, at_ + 12).find(';', at_);
    if (end == std::string_view::npos || end - at_ > 10) return false;
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    if (name.starts_with('#')) {
        const bool hex = name.starts_with("#x") || name.starts_with("#X");
        const std::string_view digits = name.substr(hex ? 2 : 1);
        std::uint32_t code = 0;
        const auto [stop, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
        const bool scalar = code >= 0x20 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
        if (problem != std::errc() || stop != digits.data() + digits.size() || !scalar) return false;
        std::string text;
        append_utf8(text, code);
        add_text(block, text);
    } else {
        const auto entity = std::ranges::find(entities, name, &Entity::name);
        if (entity == entities.end()) return false;
        add_text(block, entity->text);
    }
    at_ = end + 1;
    return true;
}

/// `$gold`, `$player.name`; `$$` is a dollar sign.
bool PassageReader::read_variable(Block& block)
{
    if (at("$$")) {
        std::size_t end = at_ + 2;
        while (end < text_.size() && is_name_part(static_cast<unsigned char>(text_[end]))) ++end;
        add_text(block, text_.substr(at_ + 1, end - at_ - 1));
        at_ = end;
        return true;
    }
    if (at_ + 1 >= text_.size() || !is_name_start(static_cast<unsigned char>(text_[at_ + 1]))) return false;
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_name_part(static_cast<unsigned char>(text_[end]))) ++end;
    if (text_[at_] == '_') {
        const bool within_word = at_ > 0 && is_name_part(static_cast<unsigned char>(text_[at_ - 1]));
        if (within_word || !vocabulary_.is_temporary(text_.substr(at_, end - at_))) return false;
    }
    while (end + 1 < text_.size() && text_[end] == '.' && is_name_start(static_cast<unsigned char>(text_[end + 1]))) {
        ++end;
        while (end < text_.size() && is_name_part(static_cast<unsigned char>(text_[end]))) ++end;
    }
    if (end < text_.size() && text_[end] == '[' && !text_.substr(end).starts_with("[[")) {
        const std::size_t close = ahead_any("]\n", end);
        if (close != std::string_view::npos && text_[close] == ']') end = close + 1;
    }
    const std::string_view written = text_.substr(at_, end - at_);
    const std::size_t begin = at_;
    at_ = end;
    if (const auto value = expression(written)) {
        block.push_back(make(Kind::value, value->ink));
        report_.did();
        return true;
    }
    report_.lost("import.expression", *passage_.file, offset(begin), "`" + shortened(written) + "`", "a TODO");
    block.push_back(make(Kind::note, place(begin) + ": the value of " + std::string(written)));
    return true;
}

bool PassageReader::read_image()
{
    if (!at("[img[") && !at("[<img[") && !at("[>img[")) return false;
    const std::size_t end = ahead("]]", at_);
    if (end == std::string_view::npos) return false;
    report_.lost("import.markup", *passage_.file, offset(at_),
                 "an image `" + shortened(text_.substr(at_, end + 2 - at_)) + "`", "nothing");
    at_ = end + 2;
    return true;
}

/// Harlowe: `(name: ...)`. Words in a hook `[...]` behind it stay.
bool PassageReader::read_foreign_macro(Block& block)
{
    std::size_t end = at_ + 1;
    while (end < text_.size() && (is_name_part(static_cast<unsigned char>(text_[end])) || text_[end] == '-')) ++end;
    if (end == at_ + 1 || end >= text_.size() || text_[end] != ':') return false;
    int open = 0;
    char quote = '\0';
    for (end = at_; end < text_.size() && scan_left_ > 0; ++end, --scan_left_) {
        const char c = text_[end];
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '(') {
            ++open;
        } else if (c == ')' && --open == 0) {
            break;
        }
    }
    if (end >= text_.size() || text_[end] != ')') return false;
    const std::string_view written = text_.substr(at_, end + 1 - at_);
    report_.lost("import.macro", *passage_.file, offset(at_), "Harlowe's `" + shortened(written) + "`",
                 "a TODO; the words of its hook stay");
    block.push_back(make(Kind::note, place(at_) + ": " + std::string(written)));
    at_ = end + 1;
    return true;
}

// --- links
// -------------------------------------------------------------------------------------------------------------

/// `[[words|passage][$x to 1]]`, with `->`, `<-` too, or the passage alone.
bool PassageReader::read_link(Block& block)
{
    if (!at("[[")) return false;
    const std::size_t begin = at_ + 2;
    std::size_t end = ahead_any("]\n", begin);
    if (end == std::string_view::npos || text_[end] != ']' || end + 1 >= text_.size()) return false;
    const std::string_view inside = text_.substr(begin, end - begin);
    std::string_view setter;
    if (text_[end + 1] == '[') {
        const std::size_t close = ahead("]]", end + 2);
        if (close == std::string_view::npos) return false;
        setter = text_.substr(end + 2, close - end - 2);
        end = close;
    } else if (text_[end + 1] != ']') {
        return false;
    }
    const std::size_t link = at_;
    at_ = end + 2;
    add_markup_link(block, inside, setter, link);
    return true;
}

void PassageReader::add_markup_link(Block& block, std::string_view inside, std::string_view setter, std::size_t offset)
{
    std::string_view words = inside, target = inside;
    if (const std::size_t right = inside.rfind("->"); right != std::string_view::npos) {
        words = inside.substr(0, right);
        target = inside.substr(right + 2);
    } else if (const std::size_t left = inside.find("<-"); left != std::string_view::npos) {
        words = inside.substr(left + 2);
        target = inside.substr(0, left);
    } else if (const std::size_t bar = inside.find('|'); bar != std::string_view::npos) {
        words = inside.substr(0, bar);
        target = inside.substr(bar + 1);
    }
    words = trimmed(words);
    target = trimmed(target);
    Link link;
    // words and target may be expressions, which in practice are variables
    const auto variable = [&](std::string_view text) {
        return format_ == StoryFormat::sugarcube && text.starts_with('$');
    };
    const auto value = variable(words) ? expression(words) : std::nullopt;
    if (value)
        link.text.push_back(make(Kind::value, value->ink));
    else
        add_text(link.text, words);
    link.target = target_of(target, variable(target) && !vocabulary_.knot(target), offset);
    if (!setter.empty()) (void)assign(link.code, setter, nullptr);
    add_link(block, std::move(link));
}

void PassageReader::add_link(Block& block, Link link)
{
    report_.did();
    Statement statement = make(Kind::link);
    statement.number = result_.links.size();
    result_.links.push_back(std::move(link));
    block.push_back(std::move(statement));
}

/// Where a link to a passage goes in ink.
std::string PassageReader::target_of(std::string_view name, bool expression_wanted, std::size_t at)
{
    if (const std::string* knot = vocabulary_.knot(name)) return *knot;
    if (expression_wanted) {
        if (const auto value = expression(name)) {
            result_.goes_by_name = true;
            return std::string(knot_by_name) + '(' + value->ink + ')';
        }
    }
    const bool address = name.find("://") != std::string_view::npos || name.starts_with("mailto:");
    if (address)
        report_.lost("import.missing_target", *passage_.file, offset(at),
                     "a link to `" + shortened(name) + "`, outside of the story", "-> DONE");
    else
        report_.lost("import.missing_target", *passage_.file, offset(at),
                     "there is no passage `" + shortened(name) + "`", "-> DONE");
    return "DONE";
}

} // namespace goldbox::narrative::importing
