#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/narrative/story.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace goldbox::narrative {

/// Where stories spend their time. Steps depend on the story and its input alone and are the same on every machine.
/// A step is one instruction; what lookahead ran and took back counts, since it was work.
struct Profile {
    struct Row {
        std::string name;
        std::uint64_t steps = 0;
        std::uint64_t nanoseconds = 0; ///< 0 without a clock
        bool operator==(const Row&) const = default;
    };
    std::uint64_t steps = 0;
    std::uint64_t nanoseconds = 0;
    // Each sorted by steps, the most first, then by name; together the rows of each make the total.
    std::vector<Row> knots;      ///< knots and functions, without what they call; `(beginning)` is outside of all knots
    std::vector<Row> containers; ///< by path
    std::vector<Row> kinds;      ///< of instructions: `divert`, `get_variable`, `native +`
    std::vector<Row> lines;      ///< `file:line`; empty when the story does not know its source
};

/// Counts what sessions of one story execute, each of which has it in its SessionOptions. They run several times slower
/// meanwhile. Used by one thread at a time, like the sessions.
class Profiler {
public:
    /// Nanoseconds from any beginning; without one, only steps are counted.
    using Stopwatch = std::function<std::uint64_t()>;
    explicit Profiler(std::shared_ptr<const Story> story, Stopwatch stopwatch = {});

    [[nodiscard]] Profile profile() const;

    // ---- called by sessions
    void resume(); ///< the time until now is not the story's
    void count(std::uint32_t address)
    {
        ++steps_[address];
        if (stopwatch_) measure(address);
    }

private:
    void measure(std::uint32_t address);

    std::shared_ptr<const Story> story_;
    Stopwatch stopwatch_;
    std::vector<std::uint64_t> steps_;       ///< per address
    std::vector<std::uint64_t> nanoseconds_; ///< the same
    std::uint64_t since_ = 0;
    std::uint32_t running_ = 0xFFFFFFFF; ///< the instruction that the stopwatch runs for
};

} // namespace goldbox::narrative
