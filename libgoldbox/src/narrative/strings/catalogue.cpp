// SPDX-License-Identifier: MIT
#include <goldbox/narrative/strings.hpp>

#include "narrative/strings/pattern.hpp"
#include "narrative/strings/plural.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace goldbox::narrative {

using strings::Pattern;
using strings::PluralRule;

bool Entry::translated() const
{
    return !translations.empty() && !fuzzy && !obsolete &&
           std::ranges::none_of(translations, [](const std::string& text) { return text.empty(); });
}

CatalogueFile read_catalogue(std::string_view text, std::string_view file)
{
    return file.ends_with(".csv") ? read_csv(text, file) : read_po(text, file);
}

Progress progress(const Catalogue& catalogue)
{
    Progress counts;
    for (const Entry& entry : catalogue.entries) {
        if (entry.obsolete)
            ++counts.obsolete;
        else if (entry.fuzzy)
            ++counts.fuzzy;
        else if (entry.translated())
            ++counts.translated;
        else
            ++counts.missing;
    }
    return counts;
}

// ---- merging

namespace {

/// How alike two texts are, by the words they share: 0..1.
double likeness(const std::set<std::string_view>& left, const std::set<std::string_view>& right)
{
    if (left.empty() || right.empty()) return 0;
    const auto shared =
        static_cast<double>(std::ranges::count_if(left, [&](std::string_view word) { return right.contains(word); }));
    return 2 * shared / static_cast<double>(left.size() + right.size());
}

std::set<std::string_view> words_of(std::string_view text)
{
    std::set<std::string_view> words;
    while (!text.empty() && words.size() < 500) {
        const std::size_t end = text.find(' ');
        if (end != 0) words.insert(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return words;
}

class Merger {
public:
    Merger(const Catalogue& fresh, const Catalogue& old) : old_(old), result_(fresh), used_(old.entries.size(), false)
    {
    }

    Catalogue merge()
    {
        if (result_.language.empty()) result_.language = old_.language;
        if (!old_.plural_forms.empty()) result_.plural_forms = old_.plural_forms;
        result_.headers = old_.headers;
        if (!old_.comments.empty()) result_.comments = old_.comments;
        for (std::size_t i = 0; i < old_.entries.size(); ++i) {
            const Entry& entry = old_.entries[i];
            exact_.try_emplace({entry.context, entry.source}, i);
            by_source_.emplace(entry.source, i);
        }
        for (Entry& entry : result_.entries) take_exact(entry);
        for (Entry& entry : result_.entries) {
            if (entry.translations.empty()) take_moved(entry);
        }
        for (std::size_t i = 0; i < old_.entries.size(); ++i) {
            if (!used_[i] && has_text(old_.entries[i])) left_[old_.entries[i].context].push_back(i);
        }
        for (Entry& entry : result_.entries) {
            if (entry.translations.empty()) take_similar(entry);
        }
        keep_obsolete();
        return std::move(result_);
    }

private:
    static bool has_text(const Entry& entry)
    {
        return std::ranges::any_of(entry.translations, [](const std::string& text) { return !text.empty(); });
    }

    void take(Entry& entry, std::size_t from, bool fuzzy)
    {
        const Entry& old = old_.entries[from];
        used_[from] = true;
        entry.translations = old.translations;
        entry.plural = entry.plural || (old.plural && !fuzzy);
        entry.comments = old.comments;
        entry.flags = old.flags;
        entry.fuzzy = fuzzy || old.fuzzy;
        entry.previous = fuzzy ? old.source : old.previous;
    }

    void take_exact(Entry& entry)
    {
        const auto found = exact_.find({entry.context, entry.source});
        if (found != exact_.end()) take(entry, found->second, false);
    }

    /// The same words elsewhere: one that is in the story no more first, since that one moved.
    void take_moved(Entry& entry)
    {
        const auto [begin, end] = by_source_.equal_range(entry.source);
        auto best = end;
        for (auto at = begin; at != end; ++at) {
            if (!has_text(old_.entries[at->second])) continue;
            if (best == end || (used_[best->second] && !used_[at->second])) best = at;
        }
        if (best != end) take(entry, best->second, false);
    }

    /// In the same knot, or under the same `#id:`, where the context says that it is the same text.
    void take_similar(Entry& entry)
    {
        const auto found = left_.find(entry.context);
        if (found == left_.end() || found->second.empty()) return;
        constexpr double alike = 0.5;
        constexpr std::size_t most_compared = 300;
        double best_likeness = entry.id == entry.context ? -1 : alike;
        auto best = found->second.end();
        const auto words = words_of(entry.source);
        const std::size_t compared = std::min(found->second.size(), most_compared);
        for (auto at = found->second.begin(); at != found->second.begin() + static_cast<std::ptrdiff_t>(compared);
             ++at) {
            const double now = likeness(words, words_of(old_.entries[*at].source));
            if (now <= best_likeness) continue;
            best_likeness = now;
            best = at;
        }
        if (best == found->second.end()) return;
        take(entry, *best, true);
        found->second.erase(best);
    }

    void keep_obsolete()
    {
        for (std::size_t i = 0; i < old_.entries.size(); ++i) {
            if (used_[i] || !has_text(old_.entries[i])) continue;
            Entry& kept = result_.entries.emplace_back(old_.entries[i]);
            kept.obsolete = true;
            kept.places.clear();
            kept.notes.clear();
        }
    }

    const Catalogue& old_;
    Catalogue result_;
    std::vector<bool> used_;
    std::map<std::pair<std::string_view, std::string_view>, std::size_t> exact_;
    std::multimap<std::string_view, std::size_t> by_source_;
    std::map<std::string_view, std::vector<std::size_t>> left_; ///< unused ones, by context
};

} // namespace

Catalogue merge(const Catalogue& fresh, const Catalogue& old)
{
    return Merger(fresh, old).merge();
}

// ---- checking

namespace {

void check_form(const Entry& entry, const Pattern& source, std::string_view form, bool counts,
                std::vector<Diagnostic>& diagnostics)
{
    const auto say = [&](Severity severity, std::string code, std::string message) {
        diagnostics.push_back({severity, std::move(code), std::move(message), entry.where});
    };
    const auto pattern = Pattern::read(form);
    if (!pattern)
        return say(Severity::error, "strings.bad_braces",
                   "a brace without its partner; a brace as such is written twice: \"" + printable(form.substr(0, 60)) +
                       "\"");
    const auto known = source.names(), used = pattern->names();
    for (const std::string_view name : used) {
        if (std::ranges::find(known, name) != known.end()) continue;
        std::string message = "the source has no {" + printable(name) + "}";
        if (const auto near = nearest(name, known); !near.empty())
            message += " (did you mean {" + std::string(near) + "}?)";
        say(Severity::error, "strings.unknown_placeholder", std::move(message));
    }
    if (counts) return; // "one coin" needs no number
    for (const std::string_view name : known) {
        if (std::ranges::find(used, name) == used.end())
            say(Severity::warning, "strings.missing_placeholder",
                "the translation leaves out {" + printable(name) + "}");
    }
}

} // namespace

std::vector<Diagnostic> check(const Catalogue& catalogue)
{
    std::vector<Diagnostic> diagnostics;
    const std::string_view header =
        catalogue.plural_forms.empty() ? known_plural_forms(catalogue.language) : catalogue.plural_forms;
    std::size_t forms = 1;
    if (!header.empty()) {
        if (const auto rule = PluralRule::read(header))
            forms = rule->forms();
        else
            diagnostics.push_back({Severity::error, rule.error().reason, rule.error().message, {}});
    }
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const Entry& entry : catalogue.entries) {
        if (entry.obsolete) continue;
        if (!seen.emplace(entry.context, entry.source).second)
            diagnostics.push_back({Severity::error, "strings.twice", "this text was translated already", entry.where});
        if (entry.fuzzy || entry.translations.empty()) continue;
        const auto source = Pattern::read(entry.source);
        if (!source) {
            diagnostics.push_back(
                {Severity::error, "strings.bad_braces", "the source has a brace without its partner", entry.where});
            continue;
        }
        if (entry.translations.size() > (entry.plural ? forms : 1))
            diagnostics.push_back({Severity::error, "strings.plural_count",
                                   "more plural forms than the language has (Plural-Forms)", entry.where});
        if (entry.plural && (entry.translations.size() < forms || !entry.translated()))
            diagnostics.push_back({Severity::warning, "strings.plural_count",
                                   "not all plural forms are there; this text is shown untranslated", entry.where});
        for (const std::string& form : entry.translations) check_form(entry, *source, form, entry.plural, diagnostics);
    }
    return diagnostics;
}

// ---- notes

namespace {

constexpr std::string_view note_mark = "L10N:";

/// What an author says to translators in the comment of a line.
std::string_view note_in(std::string_view line)
{
    const std::size_t comment = line.find("//");
    if (comment == std::string_view::npos) return {};
    const std::size_t mark = line.find(note_mark, comment);
    if (mark == std::string_view::npos) return {};
    std::string_view note = line.substr(mark + note_mark.size());
    while (!note.empty() && (note.back() == ' ' || note.back() == '\r')) note.remove_suffix(1);
    while (note.starts_with(' ')) note.remove_prefix(1);
    return note;
}

bool is_comment(std::string_view line)
{
    const std::size_t first = line.find_first_not_of(" \t");
    return first != std::string_view::npos && line.substr(first).starts_with("//");
}

class NoteReader {
public:
    explicit NoteReader(const FileSource& files) : files_(files) {}

    void add(Entry& entry)
    {
        for (const Where& place : entry.places) {
            const auto& lines = lines_of(place.file);
            if (place.line == 0 || place.line > lines.size()) continue;
            std::size_t first = place.line - 1;
            while (first > 0 && is_comment(lines[first - 1])) --first;
            for (std::size_t i = first; i < place.line; ++i) {
                const std::string note(note_in(lines[i]));
                if (!note.empty() && std::ranges::find(entry.notes, note) == entry.notes.end())
                    entry.notes.push_back(note);
            }
        }
    }

private:
    const std::vector<std::string>& lines_of(const std::string& file)
    {
        const auto [found, is_new] = known_.try_emplace(file);
        if (!is_new) return found->second;
        const auto text = files_.read(file);
        std::string_view rest = text ? std::string_view(*text) : std::string_view();
        while (!rest.empty()) {
            const std::size_t end = rest.find('\n');
            found->second.emplace_back(rest.substr(0, end));
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        }
        return found->second;
    }

    const FileSource& files_;
    std::map<std::string, std::vector<std::string>> known_;
};

} // namespace

void add_notes(Catalogue& catalogue, const FileSource& files)
{
    NoteReader reader(files);
    for (Entry& entry : catalogue.entries) reader.add(entry);
}

} // namespace goldbox::narrative
