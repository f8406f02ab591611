// SPDX-License-Identifier: MIT
// Catalogues for spreadsheets: RFC 4180, with a first row of names. The row `header` holds language and plural rule.
#include <goldbox/base/text.hpp>
#include <goldbox/narrative/strings.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace goldbox::narrative {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t most_columns = 100;

using Row = std::vector<std::string>;

/// What spreadsheets take for the beginning of a formula.
bool looks_like_formula(std::string_view cell)
{
    return !cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos;
}

/// An apostrophe before a formula, and before an apostrophe that reading would otherwise take for ours.
std::string guarded(std::string_view cell)
{
    const bool ours =
        cell.starts_with('\'') && (cell.substr(1).starts_with('\'') || looks_like_formula(cell.substr(1)));
    return (looks_like_formula(cell) || ours ? "'" : "") + std::string(cell);
}

void unguard(std::string& cell)
{
    if (!cell.starts_with('\'')) return;
    const std::string_view rest = std::string_view(cell).substr(1);
    if (looks_like_formula(rest) || rest.starts_with('\'')) cell.erase(0, 1);
}

std::string joined(const std::vector<std::string>& lines)
{
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
    return text;
}

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        if (end != 0) lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

// ---- writing

void write_row(std::string& out, const Row& row)
{
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) out += ',';
        const std::string cell = guarded(row[i]);
        const bool plain =
            cell.find_first_of(",;\"\t\r\n") == std::string::npos && !cell.starts_with(' ') && !cell.ends_with(' ');
        if (plain) {
            out += cell;
            continue;
        }
        out += '"';
        for (const char c : cell) {
            if (c == '"') out += '"';
            out += c;
        }
        out += '"';
    }
    out += "\r\n";
}

std::string_view state_of(const Entry& entry)
{
    if (entry.obsolete) return "obsolete";
    if (entry.fuzzy) return "fuzzy";
    return entry.translated() ? "translated" : "missing";
}

std::string places_of(const Entry& entry)
{
    std::string text;
    for (const Where& place : entry.places) text += (text.empty() ? "" : " ") + to_string(place);
    return text;
}

// ---- reading

/// Takes text apart into rows. The separator is what the first row uses: spreadsheets write `;` in some countries.
class Table {
public:
    explicit Table(std::string_view text) : text_(text)
    {
        const std::string_view first = text.substr(0, text.find('\n'));
        std::size_t most = 0;
        for (const char candidate : {',', ';', '\t'}) {
            const auto count = static_cast<std::size_t>(std::ranges::count(first, candidate));
            if (count > most) separator_ = candidate;
            most = std::max(most, count);
        }
    }

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] std::uint32_t line() const { return line_; }
    [[nodiscard]] bool open_quote() const { return open_quote_; }

    Row next()
    {
        Row row;
        line_ = next_line_;
        bool more = true;
        while (more) {
            std::string cell;
            more = read_cell(cell);
            unguard(cell);
            if (row.size() < most_columns) row.push_back(std::move(cell));
        }
        return row;
    }

private:
    /// False when the row ends behind the cell.
    bool read_cell(std::string& cell)
    {
        if (at_ < text_.size() && text_[at_] == '"') read_quoted(cell);
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c == separator_) return true;
            if (c == '\n') {
                ++next_line_;
                return false;
            }
            if (c != '\r' || (at_ < text_.size() && text_[at_] != '\n')) cell += c;
        }
        return false;
    }

    void read_quoted(std::string& cell)
    {
        ++at_;
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c == '"') {
                if (at_ >= text_.size() || text_[at_] != '"') return;
                ++at_;
            }
            if (c == '\n') ++next_line_;
            cell += c;
        }
        open_quote_ = true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    char separator_ = ',';
    std::uint32_t line_ = 1, next_line_ = 1;
    bool open_quote_ = false;
};

class CsvReader {
public:
    CsvReader(std::string_view text, std::string_view file) : text_(text), file_(file) {}

    CatalogueFile read()
    {
        if (text_.size() > largest_catalogue) {
            wrong("strings.too_large", "a catalogue may have 32 MiB", 0);
            return std::move(result_);
        }
        if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
        Table table(text_);
        const Row names = table.next();
        for (std::size_t i = 0; i < names.size(); ++i) columns_.emplace(names[i], i);
        if (!columns_.contains("source") || !columns_.contains("translation")) {
            wrong("strings.syntax", "the first row must name the columns, `source` and `translation` among them", 1);
            return std::move(result_);
        }
        while (!table.at_end()) {
            row_ = table.next();
            line_ = table.line();
            if (row_.size() > 1 || !row_[0].empty()) read_row();
        }
        if (table.open_quote()) wrong("strings.syntax", "a quoted cell is not closed", table.line());
        return std::move(result_);
    }

private:
    void wrong(std::string code, std::string message, std::uint32_t line)
    {
        if (result_.diagnostics.size() >= most_diagnostics) return;
        result_.diagnostics.push_back(
            {Severity::error, std::move(code), std::move(message), {.file = std::string(file_), .line = line}});
    }

    [[nodiscard]] std::string cell(std::string_view name) const
    {
        const auto found = columns_.find(name);
        return found == columns_.end() || found->second >= row_.size() ? std::string() : row_[found->second];
    }

    void read_row()
    {
        if (!std::ranges::all_of(row_, is_utf8))
            return wrong("strings.not_utf8", "this row is not UTF-8; save the sheet as CSV UTF-8", line_);
        Entry entry;
        entry.id = cell("id");
        entry.context = cell("context");
        entry.source = cell("source");
        entry.translations.push_back(cell("translation"));
        if (entry.id == "header" && entry.source.empty()) return read_header(entry.translations[0]);
        if (entry.source.empty()) return wrong("strings.syntax", "this row has no source", line_);
        for (std::size_t form = 1; form < most_plural_forms; ++form)
            entry.translations.push_back(cell("translation " + std::to_string(form + 1)));
        while (!entry.translations.empty() && entry.translations.back().empty()) entry.translations.pop_back();
        entry.plural = cell("plural") == "yes";
        const std::string state = cell("state");
        entry.fuzzy = state == "fuzzy";
        entry.obsolete = state == "obsolete";
        entry.previous = cell("previous");
        entry.notes = lines_of(cell("notes"));
        entry.comments = lines_of(cell("comments"));
        entry.formatted = entry.source.find('{') != std::string::npos;
        entry.where = {.file = std::string(file_), .line = line_};
        read_places(cell("places"), entry);
        result_.catalogue.entries.push_back(std::move(entry));
    }

    static void read_places(std::string_view text, Entry& entry)
    {
        while (!text.empty()) {
            const std::size_t end = text.find(' ');
            const std::string_view place = text.substr(0, end);
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
            const std::size_t colon = place.rfind(':');
            Where where{.file = std::string(place.substr(0, colon))};
            if (colon != std::string_view::npos)
                std::from_chars(place.data() + colon + 1, place.data() + place.size(), where.line);
            if (!place.empty()) entry.places.push_back(std::move(where));
        }
    }

    void read_header(std::string_view text)
    {
        for (const std::string& line : lines_of(text)) {
            const std::size_t colon = line.find(": ");
            if (colon == std::string::npos) continue;
            const std::string name = line.substr(0, colon);
            if (name == "Language") result_.catalogue.language = line.substr(colon + 2);
            if (name == "Plural-Forms") result_.catalogue.plural_forms = line.substr(colon + 2);
        }
    }

    std::string_view text_, file_;
    CatalogueFile result_;
    std::map<std::string, std::size_t, std::less<>> columns_;
    Row row_;
    std::uint32_t line_ = 0;
};

} // namespace

CatalogueFile read_csv(std::string_view text, std::string_view file)
{
    return CsvReader(text, file).read();
}

std::string write_csv(const Catalogue& catalogue)
{
    std::size_t forms = 1;
    for (const Entry& entry : catalogue.entries) {
        if (entry.plural) forms = std::max<std::size_t>(forms, 2);
        forms = std::max(forms, std::min(entry.translations.size(), most_plural_forms));
    }
    Row names{"id", "context", "source", "translation"};
    for (std::size_t form = 2; form <= forms; ++form) names.push_back("translation " + std::to_string(form));
    for (const char* name : {"plural", "state", "previous", "places", "notes", "comments"}) names.emplace_back(name);

    std::string out(byte_order_mark);
    write_row(out, names);
    const std::string_view rule =
        catalogue.plural_forms.empty() ? known_plural_forms(catalogue.language) : catalogue.plural_forms;
    write_row(out, {"header", "", "", "Language: " + catalogue.language + "\nPlural-Forms: " + std::string(rule)});
    for (const Entry& entry : catalogue.entries) {
        Row row{entry.id, entry.context, entry.source};
        for (std::size_t form = 0; form < forms; ++form)
            row.push_back(form < entry.translations.size() ? entry.translations[form] : "");
        row.emplace_back(entry.plural ? "yes" : "");
        row.emplace_back(state_of(entry));
        row.push_back(entry.previous);
        row.push_back(places_of(entry));
        row.push_back(joined(entry.notes));
        row.push_back(joined(entry.comments));
        write_row(out, row);
    }
    return out;
}

} // namespace goldbox::narrative
