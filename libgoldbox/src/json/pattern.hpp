#pragma once
// SPDX-License-Identifier: MIT

#include "pattern_tree.hpp"
#include "work.hpp"

#include <goldbox/base/result.hpp>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace goldbox::json {

/// A regular expression that answers in time linear in the text, whatever the pattern: it is run as the set of all
/// places in it that could be reached, never by trying one after the other. Small ones without looking around become a
/// table of states. Never changes, so threads may share it.
class Pattern {
public:
    /// What the patterns of one schema may cost together.
    struct Budget {
        std::size_t steps = 1'000'000;
        std::size_t table_work = 10'000'000; ///< beyond it patterns are run without a table
    };

    /// Errors as `parse_pattern` has them; `json.pattern_too_large` also for what repeats too much, and when the budget
    /// is spent.
    [[nodiscard]] static Result<Pattern> compile(std::string_view source, Budget& budget);

    /// Memory that one match after the other may use.
    struct Scratch {
        std::vector<PatternIndex> now, next, pending;
        std::vector<std::uint32_t> position_in_now, position_in_next;
        std::vector<bool> looks;
    };

    /// Whether the pattern is found anywhere in a text. False too when the work is spent.
    [[nodiscard]] bool found_in(std::string_view text, Scratch& scratch, Work& work) const;

private:
    friend class PatternBuilder;
    friend class PatternRun;

    struct Step {
        enum class Op : std::uint8_t { set, split, begin, end, word_edge, look, accept };
        Op op = Op::accept;
        bool negated = false;
        PatternIndex which = 0; ///< of the sets or the looks
        PatternIndex next = 0;
        PatternIndex other = 0; ///< of a split
    };
    /// What `(?=...)` and its kin ask: answered for every position before the pattern itself is run.
    struct Look {
        PatternIndex start = 0;
        bool behind = false;
    };
    using StateId = std::uint16_t;
    static constexpr StateId dead = 0, found = 1, first_state = 2;

    [[nodiscard]] bool run_table(std::string_view text) const;
    [[nodiscard]] std::uint32_t class_of(char32_t c) const;
    [[nodiscard]] bool contains(PatternIndex set, std::uint32_t character_class) const
    {
        return members_[set * classes_ + character_class];
    }

    std::vector<Step> steps_;
    std::vector<Look> looks_;
    PatternIndex start_ = 0;

    // Characters that no set tells apart are one class.
    std::uint32_t classes_ = 0;
    std::vector<char32_t> class_starts_;
    std::vector<std::uint16_t> class_ids_; ///< parallel to class_starts_
    std::array<std::uint16_t, 128> ascii_{};
    std::vector<bool> members_; ///< a row for each set

    // The table of states; empty where the pattern needs more.
    std::vector<StateId> table_; ///< a row for each state
    std::vector<bool> accepts_at_end_;
};

} // namespace goldbox::json
