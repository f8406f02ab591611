// SPDX-License-Identifier: MIT
// gettext's .po: comments, then msgctxt, msgid, msgid_plural and msgstr, an empty line between entries.
#include <goldbox/base/text.hpp>
#include <goldbox/narrative/strings.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace goldbox::narrative {

namespace {

constexpr std::string_view content_type = "text/plain; charset=UTF-8";

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return parts;
}

class PoReader {
public:
    PoReader(std::string_view text, std::string_view file) : text_(text), file_(file) {}

    CatalogueFile read()
    {
        if (text_.size() > largest_catalogue) {
            remark(Severity::error, "strings.too_large", "a catalogue may have 32 MiB", 0);
            return std::move(result_);
        }
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
        while (!text_.empty()) {
            const std::size_t end = text_.find('\n');
            const std::string_view line = text_.substr(0, end);
            text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
            ++line_;
            read_line(trimmed(line));
        }
        finish();
        return std::move(result_);
    }

private:
    void remark(Severity severity, std::string code, std::string message, std::uint32_t line)
    {
        if (result_.diagnostics.size() >= most_diagnostics) return;
        result_.diagnostics.push_back(
            {severity, std::move(code), std::move(message), {.file = std::string(file_), .line = line}});
    }

    /// Gives up the entry; what belongs to it is skipped up to the next.
    void wrong(std::string message)
    {
        if (!bad_) remark(Severity::error, "strings.syntax", std::move(message), line_);
        bad_ = true;
    }

    void read_line(std::string_view line)
    {
        if (line.empty()) return finish();
        if (line.starts_with("#~")) {
            line = trimmed(line.substr(2));
            if (!line.starts_with('|')) {
                if (starts_entry(line) && seen_text_) finish();
                entry_.obsolete = true;
                return read_words(line);
            }
            line.remove_prefix(1);
            return read_previous(trimmed(line));
        }
        if (line.starts_with('#')) {
            if (seen_text_) finish();
            return read_comment(line);
        }
        if (starts_entry(line) && seen_text_) finish();
        read_words(line);
    }

    /// Entries need no empty line between them.
    [[nodiscard]] bool starts_entry(std::string_view line) const
    {
        if (line.starts_with("msgctxt")) return true;
        return line.starts_with("msgid") && !line.starts_with("msgid_plural") && seen_id_;
    }

    void read_comment(std::string_view line)
    {
        const char kind = line.size() > 1 ? line[1] : ' ';
        const std::string_view rest = line.size() > 2 ? line.substr(2) : std::string_view();
        switch (kind) {
        case '.': entry_.notes.emplace_back(trimmed(rest)); return;
        case ':':
            for (const std::string_view place : split(rest, ' ')) read_place(trimmed(place));
            return;
        case ',':
            for (const std::string_view flag : split(rest, ',')) read_flag(trimmed(flag));
            return;
        case '|': return read_previous(trimmed(rest));
        default: entry_.comments.emplace_back(line.substr(line.starts_with("# ") ? 2 : 1));
        }
    }

    void read_place(std::string_view place)
    {
        if (place.empty()) return;
        Where where{.file = std::string(place)};
        const std::size_t colon = place.rfind(':');
        if (colon != std::string_view::npos) {
            const auto [end, problem] =
                std::from_chars(place.data() + colon + 1, place.data() + place.size(), where.line);
            if (problem == std::errc() && end == place.data() + place.size()) where.file = place.substr(0, colon);
        }
        entry_.places.push_back(std::move(where));
    }

    void read_flag(std::string_view flag)
    {
        if (flag == "fuzzy")
            entry_.fuzzy = true;
        else if (flag == "python-brace-format")
            entry_.formatted = true;
        else if (!flag.empty())
            entry_.flags.emplace_back(flag);
    }

    /// `#| msgid "..."`: what a fuzzy translation was made for.
    void read_previous(std::string_view line)
    {
        if (line.starts_with("msgid") && !line.starts_with("msgid_plural")) {
            into_previous_ = true;
            append(trimmed(line.substr(5)), entry_.previous);
        } else if (line.starts_with('"')) {
            if (into_previous_) append(line, entry_.previous);
        } else {
            into_previous_ = false;
        }
    }

    void read_words(std::string_view line)
    {
        if (!seen_text_) entry_.where = {.file = std::string(file_), .line = line_};
        seen_text_ = true;
        if (line.starts_with('"')) {
            if (!target_) return wrong("a text stands here without `msgid` or `msgstr`");
            return append(line, *target_);
        }
        const auto takes = [&](std::string_view word) {
            if (!line.starts_with(word)) return false;
            const std::string_view rest = line.substr(word.size());
            if (!rest.starts_with('"') && !rest.starts_with(' ') && !rest.starts_with('\t')) return false;
            line = trimmed(rest);
            return true;
        };
        if (takes("msgctxt")) {
            target_ = &entry_.context;
        } else if (takes("msgid_plural")) {
            entry_.plural = true;
            target_ = &plural_;
        } else if (takes("msgid")) {
            seen_id_ = true;
            target_ = &entry_.source;
        } else if (takes("msgstr")) {
            if (!form(0)) return;
        } else if (line.starts_with("msgstr[")) {
            std::size_t number = 0;
            const auto [end, problem] = std::from_chars(line.data() + 7, line.data() + line.size(), number);
            if (problem != std::errc() || end == line.data() + line.size() || *end != ']')
                return wrong("`msgstr[N]` needs a number");
            line = trimmed(line.substr(static_cast<std::size_t>(end - line.data()) + 1));
            if (!form(number)) return;
        } else {
            return wrong("`" + printable(line.substr(0, 40)) + "` is not of a .po file");
        }
        append(line, *target_);
    }

    bool form(std::size_t number)
    {
        if (number >= most_plural_forms) {
            wrong("a text may have 16 plural forms");
            return false;
        }
        if (entry_.translations.size() <= number) entry_.translations.resize(number + 1);
        target_ = &entry_.translations[number];
        return true;
    }

    /// A text in quotes, with C's escapes.
    void append(std::string_view quoted, std::string& to)
    {
        if (quoted.size() < 2 || quoted.front() != '"' || quoted.back() != '"')
            return wrong("a text must stand in quotes");
        quoted = quoted.substr(1, quoted.size() - 2);
        for (std::size_t i = 0; i < quoted.size(); ++i) {
            if (quoted[i] == '"') return wrong("a quote inside a text needs a backslash");
            if (quoted[i] != '\\') {
                to += quoted[i];
                continue;
            }
            if (++i == quoted.size()) return wrong("a backslash at the end of a text");
            i = escape(quoted, i, to);
        }
    }

    /// Returns where the escape's last character stands.
    std::size_t escape(std::string_view text, std::size_t at, std::string& to)
    {
        constexpr std::string_view letters = "abfnrtv\\\"'?", meanings = "\a\b\f\n\r\t\v\\\"'?";
        if (const std::size_t found = letters.find(text[at]); found != std::string_view::npos) {
            to += meanings[found];
            return at;
        }
        const bool hex = text[at] == 'x';
        const std::size_t first = hex ? at + 1 : at, most = hex ? 2 : 3;
        unsigned value = 0;
        const char* const begin = text.data() + std::min(first, text.size());
        const char* const end = text.data() + std::min(first + most, text.size());
        const auto [stopped, problem] = std::from_chars(begin, end, value, hex ? 16 : 8);
        if (problem != std::errc() || value > 255) {
            wrong("an escape that gettext does not have: \\" + printable(text.substr(at, 1)));
            return at;
        }
        to += static_cast<char>(value);
        return static_cast<std::size_t>(stopped - text.data()) - 1;
    }

    void finish()
    {
        const bool complete = seen_text_ && !bad_;
        if (complete && !seen_id_) {
            line_ = entry_.where.line;
            wrong("this entry has no msgid");
        } else if (complete && !is_sound()) {
            remark(Severity::error, "strings.not_utf8", "this entry is not UTF-8", entry_.where.line);
        } else if (complete && entry_.source.empty() && entry_.context.empty()) {
            read_header();
        } else if (complete) {
            add();
        } else if (!seen_text_ && !bad_ && !entry_.comments.empty()) {
            // comments that stand alone go with the catalogue
            for (std::string& comment : entry_.comments) result_.catalogue.comments.push_back(std::move(comment));
        }
        entry_ = {};
        plural_.clear();
        target_ = nullptr;
        seen_text_ = seen_id_ = bad_ = into_previous_ = false;
    }

    void add()
    {
        while (!entry_.translations.empty() && entry_.translations.back().empty()) entry_.translations.pop_back();
        result_.catalogue.entries.push_back(std::move(entry_));
    }

    [[nodiscard]] bool is_sound() const
    {
        return is_utf8(entry_.context) && is_utf8(entry_.source) && std::ranges::all_of(entry_.translations, is_utf8);
    }

    void read_header()
    {
        Catalogue& catalogue = result_.catalogue;
        for (std::string& comment : entry_.comments) catalogue.comments.push_back(std::move(comment));
        if (entry_.translations.empty()) return;
        for (const std::string_view line : split(entry_.translations[0], '\n')) {
            const std::size_t colon = line.find(':');
            if (colon == std::string_view::npos) continue;
            const std::string_view name = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
            if (name == "Language") {
                catalogue.language = value;
            } else if (name == "Plural-Forms") {
                catalogue.plural_forms = value;
            } else if (name == "Content-Type") {
                catalogue.headers.emplace_back(name, content_type); // what we write is UTF-8
            } else {
                catalogue.headers.emplace_back(name, value);
            }
            if (name == "Content-Type" && !names_utf8(value)) {
                remark(Severity::error, "strings.not_utf8",
                       "this catalogue says `" + printable(value) + "`; convert it: msgconv -t UTF-8",
                       entry_.where.line);
            }
        }
    }

    static bool names_utf8(std::string_view declared)
    {
        std::string lower(declared);
        std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
        const std::size_t at = lower.find("charset=");
        if (at == std::string::npos) return true;
        const std::string_view charset = std::string_view(lower).substr(at + 8);
        return charset.starts_with("utf-8") || charset.starts_with("utf8") || charset.starts_with("us-ascii") ||
               charset.starts_with("ascii") || charset == "charset";
    }

    std::string_view text_, file_;
    CatalogueFile result_;
    Entry entry_;
    std::string plural_;            ///< our msgid_plural says what msgid says
    std::string* target_ = nullptr; ///< what a text in quotes continues
    std::uint32_t line_ = 0;
    bool seen_text_ = false, seen_id_ = false, bad_ = false, into_previous_ = false;
};

// ---- writing

class PoWriter {
public:
    std::string write(const Catalogue& catalogue)
    {
        for (const std::string& comment : catalogue.comments) line(comment.empty() ? "#" : "# " + one_line(comment));
        header(catalogue);
        const std::size_t forms = count_forms(catalogue);
        for (const bool obsolete : {false, true}) {
            for (const Entry& entry : catalogue.entries) {
                if (entry.obsolete == obsolete) write(entry, forms);
            }
        }
        return std::move(out_);
    }

private:
    static std::size_t count_forms(const Catalogue& catalogue)
    {
        const std::string_view rule =
            catalogue.plural_forms.empty() ? known_plural_forms(catalogue.language) : catalogue.plural_forms;
        std::size_t forms = 2;
        if (const std::size_t at = rule.find("nplurals="); at != std::string_view::npos)
            std::from_chars(rule.data() + at + 9, rule.data() + rule.size(), forms);
        return std::clamp<std::size_t>(forms, 1, most_plural_forms);
    }

    void line(std::string_view text)
    {
        if (prefix_) out_ += "#~ ";
        out_ += text;
        out_ += '\n';
    }

    static std::string one_line(std::string_view text)
    {
        std::string line(text);
        std::ranges::replace(line, '\n', ' ');
        std::ranges::replace(line, '\r', ' ');
        return line;
    }

    void header(const Catalogue& catalogue)
    {
        text("msgid", "");
        std::string all;
        const auto add = [&](std::string_view name, std::string_view value) {
            all += one_line(name) + ": " + one_line(value) + '\n';
        };
        const auto given = [&](std::string_view name) {
            return std::ranges::any_of(catalogue.headers, [&](const auto& header) { return header.first == name; });
        };
        for (const auto& [name, value] : catalogue.headers) add(name, value);
        for (const char* name : {"Project-Id-Version", "PO-Revision-Date", "Last-Translator", "Language-Team"}) {
            if (!given(name)) add(name, "");
        }
        if (!given("MIME-Version")) add("MIME-Version", "1.0");
        if (!given("Content-Type")) add("Content-Type", content_type);
        if (!given("Content-Transfer-Encoding")) add("Content-Transfer-Encoding", "8bit");
        add("Language", catalogue.language);
        const std::string_view rule =
            catalogue.plural_forms.empty() ? known_plural_forms(catalogue.language) : catalogue.plural_forms;
        if (!rule.empty()) add("Plural-Forms", rule);
        text("msgstr", all);
    }

    void write(const Entry& entry, std::size_t forms)
    {
        out_ += '\n';
        for (const std::string& comment : entry.comments) line(comment.empty() ? "#" : "# " + one_line(comment));
        for (const std::string& note : entry.notes) line("#. " + one_line(note));
        for (const Where& place : entry.places) line("#: " + to_string(Where{.file = place.file, .line = place.line}));
        std::string flags = entry.fuzzy ? ", fuzzy" : "";
        if (entry.formatted) flags += ", python-brace-format";
        for (const std::string& flag : entry.flags) flags += ", " + flag;
        if (!flags.empty()) line("#" + flags);
        if (!entry.previous.empty()) previous(entry.previous, entry.obsolete);
        prefix_ = entry.obsolete;
        if (!entry.context.empty()) text("msgctxt", entry.context);
        text("msgid", entry.source);
        if (entry.plural) {
            text("msgid_plural", entry.source);
            for (std::size_t i = 0; i < std::max(forms, entry.translations.size()); ++i) {
                text("msgstr[" + std::to_string(i) + "]",
                     i < entry.translations.size() ? std::string_view(entry.translations[i]) : "");
            }
        } else {
            text("msgstr", entry.translations.empty() ? "" : std::string_view(entry.translations[0]));
        }
        prefix_ = false;
    }

    void previous(std::string_view source, bool obsolete)
    {
        const std::string_view mark = obsolete ? "#~| " : "#| ";
        out_ += mark;
        out_ += "msgid " + quoted(source) + '\n';
    }

    static std::string quoted(std::string_view text)
    {
        std::string out = "\"";
        for (const char c : text) {
            switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\t': out += "\\t"; break;
            case '\r': out += "\\r"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
                    const unsigned code = static_cast<unsigned char>(c);
                    out += '\\';
                    for (const unsigned shift : {6U, 3U, 0U}) out += static_cast<char>('0' + ((code >> shift) & 7U));
                } else {
                    out += c;
                }
            }
        }
        return out + '"';
    }

    /// Long texts stand on lines of their own, broken after spaces; as do texts of several lines.
    void text(std::string_view word, std::string_view value)
    {
        constexpr std::size_t widest = 76;
        if (word.size() + value.size() + 3 <= widest && value.find('\n') == std::string_view::npos)
            return line(std::string(word) + ' ' + quoted(value));
        line(std::string(word) + " \"\"");
        while (!value.empty()) {
            std::size_t length = std::min(value.size(), value.find('\n') + 1); // npos + 1 is 0
            if (length == 0) length = value.size();
            if (length > widest) {
                std::size_t space = value.substr(0, widest).rfind(' ');
                if (space == std::string_view::npos) space = value.substr(0, length).find(' ');
                if (space != std::string_view::npos) length = space + 1;
            }
            line(quoted(value.substr(0, length)));
            value.remove_prefix(length);
        }
    }

    std::string out_;
    bool prefix_ = false;
};

} // namespace

CatalogueFile read_po(std::string_view text, std::string_view file)
{
    return PoReader(text, file).read();
}

std::string write_po(const Catalogue& catalogue)
{
    return PoWriter().write(catalogue);
}

} // namespace goldbox::narrative
