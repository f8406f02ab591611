#pragma once
// SPDX-License-Identifier: MIT
// What the machine gives: time, randomness, folders, the person's name.

#include "output.hpp"

#include <goldbox/base/clock.hpp>
#include <goldbox/base/log.hpp>

#include <span>
#include <string>

namespace goldbox::cli {

class SystemClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() override;
};

/// Fills the span with bytes nobody can predict. Aborts when the system has none: nothing safe could follow.
void system_entropy(std::span<char> bytes);

/// 32 random hexadecimal digits.
[[nodiscard]] std::string random_id();

/// Writes warnings and errors to a stream, one a line.
class StreamLog final : public Log {
public:
    explicit StreamLog(Output& out) : out_(out) {}
    void write(LogLevel level, std::string_view room, std::string_view message) override;

private:
    Output& out_;
};

/// `$XDG_DATA_HOME/goldbox/goldbox.db`, or below `~/.local/share`.
[[nodiscard]] std::string default_database();

/// What to call the person at the keyboard: `$USER`, or `Player`.
[[nodiscard]] std::string default_player();

/// `2026-11-20 16:15`, in the machine's time zone, for people.
[[nodiscard]] std::string local_time(Timestamp time);
/// `2026-11-20T16:15:03.250Z`, for programs.
[[nodiscard]] std::string utc_time(Timestamp time);

} // namespace goldbox::cli
