#pragma once
// SPDX-License-Identifier: MIT

#include <cstddef>
#include <cstdint>

namespace goldbox::json {

/// How much may still be done. A step is about as long as looking at one value; whoever loops spends first.
class Work {
public:
    explicit Work(std::uint64_t steps) : left_(steps) {}
    /// False, from then on for ever, when that is more than what is left.
    bool spend(std::uint64_t steps)
    {
        if (steps > left_) spent_ = true;
        if (spent_) return false;
        left_ -= steps;
        return true;
    }
    [[nodiscard]] bool spent() const { return spent_; }
    void stop() { spent_ = true; }

private:
    std::uint64_t left_;
    bool spent_ = false;
};

} // namespace goldbox::json
