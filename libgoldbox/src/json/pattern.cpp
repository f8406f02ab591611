// SPDX-License-Identifier: MIT
#include "pattern.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace goldbox::json {
namespace {

constexpr std::size_t most_steps = 20'000;
constexpr std::size_t most_building = 200'000; ///< parts visited while a program is made
constexpr std::size_t most_looks = 32;
constexpr std::size_t most_members = 100'000; ///< sets times classes of characters
constexpr std::size_t most_states = 256;
constexpr std::size_t most_transitions = 32'768;
constexpr std::size_t most_table_work = 500'000;

bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

tl::unexpected<Error> too_large(const char* why)
{
    return fail(Code::limit, "json.pattern_too_large", std::string("this pattern is too large: ") + why);
}

} // namespace

/// Makes the program of a pattern out of its tree, from the end to the beginning: each part is told what comes after
/// it.
class PatternBuilder {
public:
    PatternBuilder(const PatternTree& tree, Pattern::Budget& budget)
        : tree_(tree), budget_(budget), look_of_(tree.parts.size(), no_look)
    {
    }

    Result<Pattern> build()
    {
        pattern_.start_ = emit(tree_.root, add({.op = Op::accept}), false);
        if (overflow_) return too_large("it repeats too much");
        if (pattern_.looks_.size() > most_looks) return too_large("it looks ahead or behind too often");
        divide_characters();
        if (tree_.sets.size() * pattern_.classes_ > most_members)
            return too_large("it has too many classes of characters");
        const std::size_t cost = pattern_.steps_.size() + tree_.sets.size() * pattern_.class_starts_.size() / 100;
        if (cost > budget_.steps) return too_large("the schema has too many patterns of this size");
        budget_.steps -= cost;
        fill_members();
        tabulate();
        budget_.table_work -= std::min(budget_.table_work, table_work_);
        return std::move(pattern_);
    }

private:
    using Step = Pattern::Step;
    using Op = Step::Op;
    using Kind = PatternPart::Kind;
    using States = std::vector<PatternIndex>;
    static constexpr PatternIndex no_look = 0xFFFFFFFF;

    PatternIndex add(Step step)
    {
        if (pattern_.steps_.size() >= most_steps)
            overflow_ = true;
        else
            pattern_.steps_.push_back(step);
        return static_cast<PatternIndex>(pattern_.steps_.size() - 1);
    }

    /// The entry of a part that goes on with `next`; read from right to left when `reversed`.
    PatternIndex emit(PatternIndex index, PatternIndex next, bool reversed)
    {
        if (++built_ > most_building) overflow_ = true;
        if (overflow_) return next;
        const PatternPart& part = tree_.parts[index];
        switch (part.kind) {
        case Kind::nothing: return next;
        case Kind::set: return add({.op = Op::set, .which = part.set, .next = next});
        case Kind::begin: return add({.op = Op::begin, .next = next});
        case Kind::end: return add({.op = Op::end, .next = next});
        case Kind::word_edge: return add({.op = Op::word_edge, .negated = part.negated, .next = next});
        case Kind::look: return add({.op = Op::look, .negated = part.negated, .which = look(index), .next = next});
        case Kind::sequence: return emit_sequence(part, next, reversed);
        case Kind::alternatives: return emit_alternatives(part, next, reversed);
        case Kind::repeat: break;
        }
        return emit_repeat(part, next, reversed);
    }

    PatternIndex emit_sequence(const PatternPart& part, PatternIndex next, bool reversed)
    {
        const std::size_t count = part.parts.size();
        for (std::size_t i = 0; i < count; ++i) next = emit(part.parts[reversed ? i : count - 1 - i], next, reversed);
        return next;
    }

    PatternIndex emit_alternatives(const PatternPart& part, PatternIndex next, bool reversed)
    {
        PatternIndex entry = emit(part.parts.back(), next, reversed);
        for (std::size_t i = part.parts.size() - 1; i-- > 0;) {
            entry = add({.op = Op::split, .next = emit(part.parts[i], next, reversed), .other = entry});
        }
        return entry;
    }

    PatternIndex emit_repeat(const PatternPart& part, PatternIndex next, bool reversed)
    {
        const PatternIndex body = part.parts[0];
        PatternIndex entry = next;
        if (part.most == unlimited) {
            entry = add({.op = Op::split, .other = next});
            const PatternIndex again = emit(body, entry, reversed);
            pattern_.steps_[entry].next = again;
        } else {
            for (std::uint32_t i = part.least; i < part.most && !overflow_; ++i) {
                entry = add({.op = Op::split, .next = emit(body, entry, reversed), .other = next});
            }
        }
        for (std::uint32_t i = 0; i < part.least && !overflow_; ++i) entry = emit(body, entry, reversed);
        return entry;
    }

    /// Looks stand in the order in which they can be answered: those inside others first. What looks ahead is read
    /// backwards, so that all its answers come from one walk over the text.
    PatternIndex look(PatternIndex index)
    {
        if (look_of_[index] != no_look) return look_of_[index];
        const PatternPart& part = tree_.parts[index];
        const PatternIndex start = emit(part.parts[0], add({.op = Op::accept}), !part.behind);
        pattern_.looks_.push_back({start, part.behind});
        return look_of_[index] = static_cast<PatternIndex>(pattern_.looks_.size() - 1);
    }

    void divide_characters()
    {
        std::vector<char32_t>& starts = pattern_.class_starts_;
        starts.push_back(0);
        for (const CharSet& set : tree_.sets) {
            for (const CharSet::Range& range : set.ranges) {
                starts.push_back(range.first);
                starts.push_back(range.last + 1);
            }
        }
        std::ranges::sort(starts);
        const auto doubled = std::ranges::unique(starts);
        starts.erase(doubled.begin(), doubled.end());
        // ranges that lie in the same sets are one class: \p{L} has hundreds of ranges and needs two classes
        std::map<std::vector<bool>, std::uint16_t> known;
        std::vector<std::size_t> in_set(tree_.sets.size());
        if (starts.size() * tree_.sets.size() > most_members) {
            pattern_.classes_ = most_members;
            return;
        }
        for (const char32_t start : starts) {
            std::vector<bool> row(tree_.sets.size());
            for (std::size_t i = 0; i < row.size(); ++i) {
                const auto& ranges = tree_.sets[i].ranges;
                while (in_set[i] < ranges.size() && ranges[in_set[i]].last < start) ++in_set[i];
                row[i] = in_set[i] < ranges.size() && ranges[in_set[i]].first <= start;
            }
            const auto found = known.try_emplace(std::move(row), static_cast<std::uint16_t>(known.size())).first;
            pattern_.class_ids_.push_back(found->second);
        }
        pattern_.classes_ = static_cast<std::uint32_t>(known.size());
        rows_.assign(known.begin(), known.end());
        for (char32_t c = 0; c < 128; ++c) {
            const auto after = std::ranges::upper_bound(starts, c);
            pattern_.ascii_[c] = pattern_.class_ids_[static_cast<std::size_t>(after - starts.begin()) - 1];
        }
    }

    void fill_members()
    {
        pattern_.members_.resize(tree_.sets.size() * pattern_.classes_);
        for (const auto& [row, id] : rows_) {
            for (std::size_t set = 0; set < row.size(); ++set)
                pattern_.members_[set * pattern_.classes_ + id] = row[set];
        }
    }

    // The table: each state is the set of steps that could be next.

    void tabulate()
    {
        for (const Step& step : pattern_.steps_) {
            if (step.op == Op::word_edge || step.op == Op::look) return;
        }
        table_.resize(static_cast<std::size_t>(Pattern::first_state) * pattern_.classes_);
        accepts_at_end_.resize(Pattern::first_state);
        States first;
        close(first, pattern_.start_, true);
        state(std::move(first), true);
        for (std::size_t i = 0; i < todo_.size(); ++i) {
            const States from = todo_[i];
            for (std::uint32_t c = 0; c < pattern_.classes_; ++c) {
                const Pattern::StateId to = state(successor(from, c), false);
                if (gave_up_) return;
                table_[(i + Pattern::first_state) * pattern_.classes_ + c] = to;
            }
        }
        if (accepts_from_start_) std::ranges::fill(table_, Pattern::found);
        pattern_.table_ = std::move(table_);
        pattern_.accepts_at_end_ = std::move(accepts_at_end_);
    }

    States successor(const States& from, std::uint32_t character_class)
    {
        States to;
        for (const PatternIndex index : from) {
            const Step& step = pattern_.steps_[index];
            table_work_ += 1;
            if (step.op == Op::set && pattern_.contains(step.which, character_class)) close(to, step.next, false);
        }
        close(to, pattern_.start_, false);
        return to;
    }

    /// Adds what is reached without reading a character. `$` stays in the set until the text has ended.
    void close(States& states, PatternIndex from, bool at_begin, bool at_end = false)
    {
        if (seen_.size() < pattern_.steps_.size()) seen_.resize(pattern_.steps_.size());
        for (const PatternIndex index : states) seen_[index] = true;
        table_work_ += states.size();
        std::vector<PatternIndex> pending{from};
        std::vector<PatternIndex> passed;
        while (!pending.empty()) {
            const PatternIndex index = pending.back();
            pending.pop_back();
            if (seen_[index]) continue;
            seen_[index] = true;
            ++table_work_;
            const Step& step = pattern_.steps_[index];
            if (step.op == Op::split) {
                passed.push_back(index);
                pending.push_back(step.next);
                pending.push_back(step.other);
            } else if (step.op == Op::begin) {
                passed.push_back(index);
                if (at_begin) pending.push_back(step.next);
            } else {
                states.push_back(index);
                if (step.op == Op::end && at_end) pending.push_back(step.next);
            }
        }
        for (const PatternIndex index : states) seen_[index] = false;
        for (const PatternIndex index : passed) seen_[index] = false;
    }

    [[nodiscard]] bool accepts(const States& states) const
    {
        return std::ranges::any_of(states, [this](PatternIndex i) { return pattern_.steps_[i].op == Op::accept; });
    }

    bool accepts_at_end(const States& states, bool at_begin)
    {
        States reached;
        for (const PatternIndex index : states) {
            if (pattern_.steps_[index].op == Op::end) close(reached, index, at_begin, true);
        }
        return accepts(reached);
    }

    Pattern::StateId state(States states, bool at_begin)
    {
        if (accepts(states)) {
            accepts_from_start_ |= at_begin;
            if (!at_begin) return Pattern::found;
        }
        if (states.empty() && !at_begin) return Pattern::dead;
        std::ranges::sort(states);
        const auto next_id = static_cast<Pattern::StateId>(todo_.size() + Pattern::first_state);
        if (!at_begin) { // the first state alone knows the beginning
            const auto [known, fresh] = known_.try_emplace(states, next_id);
            if (!fresh) return known->second;
        }
        accepts_at_end_.push_back(accepts(states) || accepts_at_end(states, at_begin));
        todo_.push_back(std::move(states));
        table_.resize(table_.size() + pattern_.classes_);
        gave_up_ = todo_.size() > most_states || table_.size() > most_transitions ||
                   table_work_ > std::min(most_table_work, budget_.table_work);
        return next_id;
    }

    const PatternTree& tree_;
    Pattern::Budget& budget_;
    Pattern pattern_;
    std::vector<PatternIndex> look_of_;
    bool overflow_ = false;
    std::size_t built_ = 0;
    std::vector<std::pair<std::vector<bool>, std::uint16_t>> rows_;

    std::vector<Pattern::StateId> table_;
    std::vector<bool> accepts_at_end_;
    std::vector<States> todo_;
    std::map<States, Pattern::StateId> known_;
    std::vector<bool> seen_;
    std::size_t table_work_ = 0;
    bool accepts_from_start_ = false;
    bool gave_up_ = false;
};

/// One pattern over one text, as the set of steps that each position reaches.
class PatternRun {
public:
    PatternRun(const Pattern& pattern, std::string_view text, Pattern::Scratch& scratch, Work& work)
        : pattern_(pattern), text_(text), scratch_(scratch), work_(work)
    {
        const std::size_t count = pattern.steps_.size();
        scratch_.position_in_now.resize(std::max(scratch_.position_in_now.size(), count));
        scratch_.position_in_next.resize(std::max(scratch_.position_in_next.size(), count));
    }

    bool found()
    {
        const std::size_t positions = text_.size() + 1;
        if (!work_.spend(pattern_.looks_.size() * positions)) return false;
        scratch_.looks.assign(pattern_.looks_.size() * positions, false);
        for (std::size_t i = 0; i < pattern_.looks_.size(); ++i) {
            const Pattern::Look& look = pattern_.looks_[i];
            walk(look.start, look.behind, [&](std::size_t at) {
                scratch_.looks[i * positions + at] = true;
                return false;
            });
        }
        bool found = false;
        walk(pattern_.start_, true, [&](std::size_t) { return found = true; });
        return found && !work_.spent();
    }

private:
    using Op = Pattern::Step::Op;

    /// Tries the program from every position at once; tells `accepted` each position where it ends, until that says
    /// enough.
    template <class Accepted>
    void walk(PatternIndex start, bool forward, Accepted&& accepted)
    {
        scratch_.now.clear();
        std::size_t at = forward ? 0 : text_.size();
        for (;;) {
            bool ends_here = accepts_;
            accepts_ = false;
            ends_here |= reach(scratch_.now, scratch_.position_in_now, start, at);
            if (ends_here && accepted(at)) return;
            if (at == (forward ? text_.size() : 0) || !work_.spend(scratch_.now.size() + 1)) return;
            const CodePoint point = forward ? decode_utf8(text_.substr(at)) : before(at);
            at = forward ? at + point.bytes : at - point.bytes;
            advance(pattern_.class_of(point.value), at);
        }
    }

    void advance(std::uint32_t character_class, std::size_t at)
    {
        scratch_.next.clear();
        for (const PatternIndex index : scratch_.now) {
            const Pattern::Step& step = pattern_.steps_[index];
            if (step.op != Op::set || !pattern_.contains(step.which, character_class)) continue;
            accepts_ |= reach(scratch_.next, scratch_.position_in_next, step.next, at);
        }
        std::swap(scratch_.now, scratch_.next);
        std::swap(scratch_.position_in_now, scratch_.position_in_next);
    }

    /// Adds what is reached from a step without reading a character; whether the end of the program is.
    bool reach(std::vector<PatternIndex>& states, std::vector<std::uint32_t>& position, PatternIndex from,
               std::size_t at)
    {
        bool accept = false;
        scratch_.pending.assign(1, from);
        while (!scratch_.pending.empty()) {
            const PatternIndex index = scratch_.pending.back();
            scratch_.pending.pop_back();
            if (position[index] < states.size() && states[position[index]] == index) continue;
            position[index] = static_cast<std::uint32_t>(states.size());
            states.push_back(index);
            const Pattern::Step& step = pattern_.steps_[index];
            accept |= step.op == Op::accept;
            if (step.op == Op::split) scratch_.pending.push_back(step.other);
            if (step.op != Op::accept && step.op != Op::set && holds(step, at)) scratch_.pending.push_back(step.next);
        }
        return accept;
    }

    [[nodiscard]] bool holds(const Pattern::Step& step, std::size_t at) const
    {
        switch (step.op) {
        case Op::begin: return at == 0;
        case Op::end: return at == text_.size();
        case Op::word_edge: {
            const bool word_before = at > 0 && is_word_byte(text_[at - 1]);
            const bool word_after = at < text_.size() && is_word_byte(text_[at]);
            return (word_before != word_after) != step.negated;
        }
        case Op::look: return scratch_.looks[step.which * (text_.size() + 1) + at] != step.negated;
        default: return true;
        }
    }

    [[nodiscard]] CodePoint before(std::size_t at) const
    {
        std::size_t start = at - 1;
        while (start > 0 && at - start < 4 && (static_cast<unsigned char>(text_[start]) & 0xC0) == 0x80) --start;
        const CodePoint point = decode_utf8(text_.substr(start, at - start));
        if (point.valid && point.bytes == at - start) return point;
        return {0xFFFD, 1, false};
    }

    const Pattern& pattern_;
    std::string_view text_;
    Pattern::Scratch& scratch_;
    Work& work_;
    bool accepts_ = false;
};

Result<Pattern> Pattern::compile(std::string_view source, Budget& budget)
{
    GOLDBOX_TRY(const PatternTree tree, parse_pattern(source));
    return PatternBuilder(tree, budget).build();
}

std::uint32_t Pattern::class_of(char32_t c) const
{
    if (c < 128) return ascii_[c];
    const auto after = std::ranges::upper_bound(class_starts_, c);
    return class_ids_[static_cast<std::size_t>(after - class_starts_.begin()) - 1];
}

bool Pattern::run_table(std::string_view text) const
{
    StateId state = first_state;
    while (!text.empty()) {
        std::size_t bytes = 1;
        std::uint32_t character_class = 0;
        if (const auto byte = static_cast<unsigned char>(text[0]); byte < 128) {
            character_class = ascii_[byte];
        } else {
            const CodePoint point = decode_utf8(text);
            character_class = class_of(point.value);
            bytes = point.bytes;
        }
        state = table_[state * classes_ + character_class];
        if (state == found) return true;
        if (state == dead) return false;
        text.remove_prefix(bytes);
    }
    return accepts_at_end_[state];
}

bool Pattern::found_in(std::string_view text, Scratch& scratch, Work& work) const
{
    if (table_.empty()) return PatternRun(*this, text, scratch, work).found();
    return work.spend(text.size() / 8 + 1) && run_table(text);
}

} // namespace goldbox::json
