#pragma once
// SPDX-License-Identifier: MIT

#include <compare>
#include <cstdint>

namespace goldbox {

/// Milliseconds since 1970-01-01 UTC.
struct Timestamp {
    std::int64_t milliseconds = 0;
    auto operator<=>(const Timestamp&) const = default;
};

/// What time it is, for those who may ask: hosts and doors. Rules never do; time reaches them as a command.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() = 0;
};

/// A clock that a test moves.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Timestamp start = {}) : now_(start) {}
    [[nodiscard]] Timestamp now() override { return now_; }
    void advance(std::int64_t milliseconds) { now_.milliseconds += milliseconds; }

private:
    Timestamp now_;
};

} // namespace goldbox
