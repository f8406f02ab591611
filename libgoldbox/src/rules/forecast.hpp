#pragma once
// SPDX-License-Identifier: MIT
// What a program would do, without doing it: it is walked once, with the mean of every amount and both ways of every
// roll, each as often as it is likely.

#include "rules/field.hpp"
#include "rules/kernel.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace goldbox::rules {

/// What is expected to happen to one creature. `harm` and `mending` in 1024ths of a hit point.
struct Expected {
    CreatureId creature;
    std::int64_t harm = 0;
    std::int64_t mending = 0;
    std::int64_t helpless = 0; ///< in 1024ths: how likely it can do nothing afterwards
    std::int64_t other = 0;    ///< in 1024ths: how likely something else begins on it
    std::int64_t relief = 0;   ///< in 1024ths: how likely something that lies on it ends
};

class Forecast {
public:
    Forecast(const World& world, Sheets& sheets, Field& field, Kernel& kernel)
        : world_(world), sheets_(sheets), field_(field), kernel_(kernel), rules_(sheets.rules())
    {
    }

    struct Setting {
        CreatureId self;
        std::span<const CreatureId> targets;
        const ItemInfo* item = nullptr;
        ItemId item_row = {};
        std::int64_t level = 0;
        TagSet of_attack = {}; ///< what positions would make of an attack
    };
    /// By ascending id.
    [[nodiscard]] const std::vector<Expected>& of(const ProgramCode& program, const Setting& setting);

private:
    static constexpr int deepest_run = 4; ///< programs that run programs
    struct Run {
        const ProgramCode& program;
        const Setting& setting;
        std::vector<std::int64_t>& values;
        CreatureId target;
        std::int64_t critical = 0; ///< how likely what follows is critical, in 1024ths
        int depth = 0;
    };

    void walk(Run& run, std::size_t from, std::size_t to, std::int64_t weight);
    std::size_t branch(Run& run, std::size_t at, std::int64_t weight, std::int64_t success);
    void damage(Run& run, const Instruction& instruction, std::int64_t weight);
    void begin(Run& run, const Instruction& instruction, std::int64_t weight);
    [[nodiscard]] bool can_spend(const Run& run, const Instruction& instruction);
    [[nodiscard]] bool can_take(const Run& run, const Instruction& instruction);
    void run_other(Run& run, const ProgramCode& program, std::int64_t weight);
    [[nodiscard]] std::int64_t odds(Run& run, const Instruction& instruction, CreatureId roller, CreatureId target);
    [[nodiscard]] Viewpoint view(const Run& run) const;
    [[nodiscard]] std::int64_t value(const Run& run, Index formula, std::int64_t otherwise = 0);
    /// In 1024ths.
    [[nodiscard]] std::int64_t mean(const Run& run, const Formula& formula);
    template <class Do>
    void each_aimed(const Run& run, content::Who who, Do&& take);
    template <class Holds>
    [[nodiscard]] bool all_aimed(const Run& run, content::Who who, Holds&& holds);
    /// Nobody: there is none.
    [[nodiscard]] CreatureId first_aimed(const Run& run, content::Who who);
    [[nodiscard]] bool is_helpless(Index effect, int depth = 0) const;
    Expected& about(CreatureId creature);

    const World& world_;
    Sheets& sheets_;
    Field& field_;
    Kernel& kernel_;
    const Compiled& rules_;
    std::vector<Expected> expected_;
    std::vector<std::pair<Index, std::int64_t>> parts_; ///< of the damage that is worked out
    std::uint32_t steps_ = 0;
    std::array<std::vector<std::int64_t>, deepest_run + 1> values_; ///< variables of programs, by depth
    std::vector<std::int64_t> given_;                               ///< to a roll
    struct Mean {
        std::vector<std::int64_t> numbers; ///< that the formula read
        std::int64_t mean = 0;
    };
    std::map<const Formula*, std::vector<Mean>> means_;
};

} // namespace goldbox::rules
