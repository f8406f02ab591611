// SPDX-License-Identifier: MIT
#include "narrative/strings/texts.hpp"

#include "narrative/machine.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace goldbox::narrative {

namespace strings {

namespace {

constexpr int deepest_call = 20;

std::string one_spaced(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\t' || c == '\n';
        if (!blank)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

// ---- what a line's output says, by where each text came from

struct Token {
    std::uint32_t origin = none;
    std::string_view text;
};

class LineReader {
public:
    LineReader(const Program& program, const Lines& lines) : p_(program), lines_(lines) {}

    /// All of it or nothing.
    std::vector<Said> read(std::span<const Token> tokens)
    {
        tokens_ = tokens;
        std::vector<Said> said;
        if (!read(0, tokens.size(), 0, 0, 0, said)) return {};
        return said;
    }

private:
    struct Slot {
        std::size_t begin = 0, end = 0;
        bool calls = false;
    };
    struct Match {
        const Variant* variant = nullptr;
        std::size_t end = 0;
        std::vector<Slot> slots;
    };

    bool read(std::size_t at, std::size_t end, std::uint32_t outer, std::uint32_t slot, int depth,
              std::vector<Said>& said)
    {
        while (at < end) {
            const Match match = best_match(at, end);
            if (!match.variant) return false;
            at = match.end;
            const auto number = static_cast<std::uint32_t>(said.size() + 1);
            Said& one =
                said.emplace_back(Said{.text = match.variant->key, .arguments = {}, .outer = outer, .slot = slot});
            for (const Slot& part : match.slots) one.arguments.push_back(text_of(part));
            for (std::uint32_t i = 0; i < match.slots.size(); ++i) {
                const Slot& part = match.slots[i];
                if (!part.calls || depth >= deepest_call) continue;
                const std::size_t before = said.size();
                if (!read(part.begin, part.end, number, i, depth + 1, said)) said.resize(before);
            }
        }
        return true;
    }

    [[nodiscard]] std::string text_of(const Slot& slot) const
    {
        std::string text;
        for (std::size_t i = slot.begin; i < slot.end; ++i) text += tokens_[i].text;
        return text;
    }

    [[nodiscard]] Match best_match(std::size_t at, std::size_t end) const
    {
        Match best;
        const std::uint32_t origin = tokens_[at].origin;
        if (origin == none) return best;
        const auto consider = [&](std::uint32_t line) {
            if (line == none) return;
            for (const Variant& variant : lines_.lines[line].variants) {
                Match match = match_variant(variant, at, end);
                if (match.end > at && (!best.variant || match.end > best.end)) best = std::move(match);
            }
        };
        // A line that begins with what a function says is known by what follows.
        for (std::size_t i = at; i < end && tokens_[i].origin != none; ++i) {
            if (i == at || !in_function(tokens_[i].origin)) consider(lines_.owner[tokens_[i].origin]);
            if (!in_function(tokens_[i].origin)) break;
        }
        return best;
    }

    [[nodiscard]] Match match_variant(const Variant& variant, std::size_t at, std::size_t end) const
    {
        Match match{.variant = &variant, .end = at, .slots = {}};
        const auto take = [&](std::uint32_t address) {
            const std::size_t before = at;
            while (at < end && address != none && tokens_[at].origin == address) ++at;
            return at > before;
        };
        for (std::size_t i = 0; i < variant.pieces.size(); ++i) {
            const Piece& piece = variant.pieces[i];
            if (piece.words) {
                const bool blank = piece.text.find_first_not_of(" \t\n") == std::string::npos;
                if (!take(piece.address) && !blank) return {};
                continue;
            }
            const std::size_t begin = at;
            if (piece.callee != none) {
                while (at < end && tokens_[at].origin != piece.address && in_function(tokens_[at].origin) &&
                       !comes_later(variant, i + 1, tokens_[at].origin))
                    ++at;
            }
            take(piece.address);
            match.slots.push_back({begin, at, piece.callee != none});
        }
        match.end = at;
        return match;
    }

    static bool comes_later(const Variant& variant, std::size_t from, std::uint32_t origin)
    {
        return std::any_of(variant.pieces.begin() + static_cast<std::ptrdiff_t>(from), variant.pieces.end(),
                           [&](const Piece& piece) { return piece.address == origin; });
    }

    [[nodiscard]] bool in_function(std::uint32_t origin) const
    {
        return origin != none && lines_.functions[knot_of(p_, p_.owners[origin])];
    }

    const Program& p_;
    const Lines& lines_;
    std::span<const Token> tokens_;
};

/// Texts without their tags; nothing when a newline stands within, which no translation could keep.
std::optional<std::vector<Token>> tokens_of(const Output& output)
{
    std::vector<Token> tokens;
    bool in_tag = false, ended = false;
    for (const Datum& item : output.items()) {
        if (item.is(Tag::begin_tag)) in_tag = true;
        if (item.is(Tag::end_tag)) in_tag = false;
        if (!item.is_text() || in_tag) continue;
        if (output.kind(item) == TextKind::newline) {
            ended = ended || !tokens.empty();
            continue;
        }
        if (output.text(item).empty()) continue;
        if (ended && output.kind(item) == TextKind::words) return std::nullopt;
        if (!ended) tokens.push_back({item.origin(), output.text(item)});
    }
    return tokens;
}

// ---- what a choice says, by its text: a choice may come from a save, where only the text is left

struct TextMatch {
    const Variant* variant = nullptr;
    std::size_t literal = 0; ///< bytes of the author's words: the more, the surer
    std::vector<std::string> arguments;
};

std::optional<TextMatch> match_text(const Variant& variant, std::string_view text)
{
    TextMatch match{.variant = &variant, .literal = 0, .arguments = {}};
    std::vector<std::string> words; // around the placeholders: one more than these
    words.emplace_back();
    for (const Piece& piece : variant.pieces) {
        if (piece.words)
            words.back() += piece.text;
        else
            words.emplace_back();
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string spaced = one_spaced(words[i]);
        const bool inner_front = i > 0, inner_back = i + 1 < words.size();
        if (inner_front && !words[i].empty() && words[i].front() == ' ') spaced.insert(0, 1, ' ');
        if (inner_back && words[i].size() > 1 && words[i].back() == ' ' && !spaced.ends_with(' ')) spaced += ' ';
        words[i] = std::move(spaced);
        match.literal += words[i].size();
    }
    if (words.size() == 1) return text == words[0] ? std::optional(match) : std::nullopt;
    if (!text.starts_with(words[0])) return std::nullopt;
    text.remove_prefix(words[0].size());
    for (std::size_t i = 1; i < words.size(); ++i) {
        const bool last = i + 1 == words.size();
        if (last && !text.ends_with(words[i])) return std::nullopt;
        const std::size_t end = last ? text.size() - words[i].size() : text.find(words[i]);
        if (end == std::string_view::npos) return std::nullopt;
        match.arguments.emplace_back(text.substr(0, end));
        text.remove_prefix(end + words[i].size());
    }
    return match;
}

} // namespace

std::vector<std::string_view> placeholders(const Variant& variant)
{
    std::vector<std::string_view> names;
    for (const Piece& piece : variant.pieces) {
        if (!piece.words) names.emplace_back(piece.text);
    }
    return names;
}

StoryTexts::StoryTexts(std::shared_ptr<const narrative::Story> story)
    : story_(std::move(story)), program_(story_->program()), lines_(find_lines(program_))
{
    for (std::uint32_t i = 0; i < lines_.lines.size(); ++i) {
        const Line& line = lines_.lines[i];
        for (const Variant& variant : line.variants) by_key_.try_emplace(variant.key, &variant);
        const std::uint32_t knot = knot_of(program_, program_.owners[line.start]);
        if (lines_.functions[knot] && line.kind != Line::Kind::choice) lines_of_function_[knot].push_back(i);
    }
}

const Variant* StoryTexts::variant(std::string_view key) const
{
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : found->second;
}

std::vector<Said> StoryTexts::line(const Session& session) const
{
    const auto tokens = tokens_of(machine(session).output());
    if (!tokens || &session.story() != story_.get()) return {};
    return LineReader(program_, lines_).read(*tokens);
}

std::vector<Said> StoryTexts::choice(const Choice& choice) const
{
    const Program::Found found = program_.find(choice.target);
    const std::uint32_t container = found.exact ? program_.container_at(found.location) : none;
    if (container == none || lines_.choice_of[container] == none) return {};
    const auto best_of = [](const Line& line, std::string_view text, std::optional<TextMatch>& best) {
        for (const Variant& variant : line.variants) {
            auto match = match_text(variant, text);
            if (match && (!best || match->literal > best->literal)) best = std::move(match);
        }
    };
    std::optional<TextMatch> best;
    best_of(lines_.lines[lines_.choice_of[container]], one_spaced(choice.text), best);
    if (!best) return {};
    std::vector<Said> said;
    const auto tell = [&](const auto& self, const TextMatch& match, std::uint32_t outer, std::uint32_t slot,
                          int depth) -> void {
        const auto number = static_cast<std::uint32_t>(said.size() + 1);
        said.push_back({.text = match.variant->key, .arguments = match.arguments, .outer = outer, .slot = slot});
        std::uint32_t argument = 0;
        for (const Piece& piece : match.variant->pieces) {
            if (piece.words) continue;
            const std::uint32_t place = argument++;
            const auto lines = lines_of_function_.find(piece.callee);
            if (lines == lines_of_function_.end() || depth >= deepest_call) continue;
            std::optional<TextMatch> inner;
            for (const std::uint32_t line : lines->second)
                best_of(lines_.lines[line], one_spaced(match.arguments[place]), inner);
            if (inner && inner->literal > 0) self(self, *inner, number, place, depth + 1);
        }
    };
    tell(tell, *best, 0, 0, 0);
    return said;
}

// ---- extracting

namespace {

std::string hash_id(std::string_view source)
{
    return key_of({}, source).substr(0, 10);
}

std::string_view kind_note(const Line& line)
{
    switch (line.kind) {
    case Line::Kind::choice: return "choice";
    case Line::Kind::part: return "part of a line";
    case Line::Kind::line: return "";
    }
    return "";
}

void add_note(Entry& entry, std::string note)
{
    if (!note.empty() && std::ranges::find(entry.notes, note) == entry.notes.end())
        entry.notes.push_back(std::move(note));
}

class Extractor {
public:
    explicit Extractor(const Program& program) : p_(program) {}

    void add(const Line& line)
    {
        const auto ways = std::ranges::count_if(line.variants, &Variant::translatable);
        std::ptrdiff_t way = 0;
        for (const Variant& variant : line.variants) {
            if (!variant.translatable) continue;
            ++way;
            Entry& entry = entry_of(line.context, variant.source);
            if (entry.id.empty()) entry.id = line.has_id ? line.context : hash_id(variant.source);
            for (const Piece& piece : variant.pieces) {
                entry.formatted = entry.formatted || !piece.words;
                entry.plural = entry.plural || piece.number;
            }
            add_note(entry, std::string(kind_note(line)));
            if (ways > 1)
                add_note(entry,
                         "way " + std::to_string(way) + " of " + std::to_string(ways) + " that this line can go");
            const auto words = std::ranges::find(variant.pieces, true, &Piece::words);
            if (words != variant.pieces.end()) place(entry, words->address);
        }
    }

    void add(const ValueText& value)
    {
        std::string source;
        for (const char c : value.source) source += c == '{' || c == '}' ? std::string(2, c) : std::string(1, c);
        Entry& entry = entry_of(value.context, source);
        entry.id = hash_id(value.context + '/' + source);
        add_note(entry, value.kind == ValueText::Kind::value ? "value: may stand in a placeholder"
                                                             : "list item: may stand in a placeholder");
        if (value.address != none) place(entry, value.address);
    }

    Catalogue finish()
    {
        std::vector<std::size_t> order(entries_.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::ranges::stable_sort(order, {}, [&](std::size_t i) { return first_[i]; });
        Catalogue catalogue;
        for (const std::size_t i : order) catalogue.entries.push_back(std::move(entries_[i]));
        return catalogue;
    }

private:
    Entry& entry_of(const std::string& context, const std::string& source)
    {
        const auto [found, is_new] = known_.try_emplace({context, source}, entries_.size());
        if (is_new) {
            Entry& entry = entries_.emplace_back();
            entry.context = context;
            entry.source = source;
            first_.push_back(nowhere);
        }
        return entries_[found->second];
    }

    void place(Entry& entry, std::uint32_t address)
    {
        const Where line = p_.where(address);
        if (line.line == 0) return;
        if (std::ranges::find(entry.places, line) == entry.places.end()) entry.places.push_back(line);
        const auto file = static_cast<std::uint32_t>(std::ranges::find(p_.files, line.file) - p_.files.begin());
        auto& first = first_[static_cast<std::size_t>(&entry - entries_.data())];
        first = std::min(first, {file, line.line});
    }

    using FileLine = std::pair<std::uint32_t, std::uint32_t>;
    static constexpr FileLine nowhere{none, none};

    const Program& p_;
    std::map<std::pair<std::string, std::string>, std::size_t> known_;
    std::vector<Entry> entries_;
    std::vector<FileLine> first_; ///< where each entry's first place is; those without one come last
};

} // namespace

Catalogue StoryTexts::extract() const
{
    Extractor extractor(program_);
    for (const Line& line : lines_.lines) extractor.add(line);
    for (const ValueText& value : lines_.values) extractor.add(value);
    return extractor.finish();
}

} // namespace strings

std::shared_ptr<const Texts> Texts::of(std::shared_ptr<const Story> story)
{
    return std::make_shared<const strings::StoryTexts>(std::move(story));
}

} // namespace goldbox::narrative
